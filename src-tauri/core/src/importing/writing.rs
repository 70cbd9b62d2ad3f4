//! Writing an import's rows while more of them are judged: many at a time, to be quick; but whoever else wants to write is
//! let in after a few rows (P12).

use std::sync::Arc;
use std::time::Duration;

use crate::error::Problem;
use crate::workspace::{Ahead, Workspace, WriteTx};

/// How long one transaction may take when nobody waits, its commit included.
const WANTED: Duration = Duration::from_millis(100);
/// What is written at first, before it is known how quick this machine is.
const FIRST: usize = 200;
const LEAST: usize = 50;
/// A commit of so many touches some 10 MB of the file: what an edit waits for at most.
const MOST: usize = 1_000;
/// Rows after which it is asked whether somebody waits.
const ASKED_AFTER: usize = 8;
/// The log is not settled more often than after so many rows, however small the portions are in which others let them in.
pub(super) const SETTLED_AFTER: usize = 16_000;

/// How many rows to write next, after so many took so long. It rises by a quarter at most: one quick commit says little.
pub(super) fn next_portion(rows: usize, took: Duration) -> usize {
    let fit = u128::try_from(rows).unwrap_or(u128::MAX) * WANTED.as_micros() / took.as_micros().max(1);
    usize::try_from(fit).unwrap_or(usize::MAX).min(rows + rows / 4).clamp(LEAST, MOST)
}

/// The first portion.
pub(super) const fn first_portion() -> usize {
    FIRST
}

/// Steps of one portion; they end early when somebody else wants to write.
pub(super) struct Portion<'p, 'c, S> {
    tx: &'p WriteTx<'c>,
    steps: &'p mut std::vec::IntoIter<S>,
    given: usize,
}

impl<S> Iterator for Portion<'_, '_, S> {
    type Item = S;

    fn next(&mut self) -> Option<S> {
        if self.given > 0 && self.given.is_multiple_of(ASKED_AFTER) && self.tx.is_awaited() {
            return None;
        }
        let step = self.steps.next();
        self.given += usize::from(step.is_some());
        step
    }
}

type Write<S, K> = Arc<dyn Fn(&WriteTx<'_>, &mut Portion<'_, '_, S>, K) -> Result<K, Problem> + Send + Sync>;

/// Steps on their way to the writer, one portion at a time; `K` is what one portion learns for the next.
pub(super) struct Stream<'w, S, K> {
    ws: &'w Workspace,
    write: Write<S, K>,
    portion: usize,
    waiting: Vec<S>,
    learned: K,
    /// What it learned, how many steps it did, and those that it left because somebody waited.
    under_way: Option<Ahead<(K, usize, Vec<S>)>>,
    /// Rows since the log was settled last; where another program reads the file, it may not get short at once.
    written: usize,
}

impl<'w, S: Send + 'static, K: Default + Send + 'static> Stream<'w, S, K> {
    /// A stream that writes each portion by `write`.
    pub(super) fn new(
        ws: &'w Workspace,
        write: impl Fn(&WriteTx<'_>, &mut Portion<'_, '_, S>, K) -> Result<K, Problem> + Send + Sync + 'static,
    ) -> Self {
        Self { ws, write: Arc::new(write), portion: FIRST, waiting: Vec::new(), learned: K::default(), under_way: None, written: 0 }
    }

    /// Takes more steps; whole portions go to the writer.
    pub(super) fn push(&mut self, steps: impl IntoIterator<Item = S>) -> Result<(), Problem> {
        self.waiting.extend(steps);
        while self.waiting.len() >= self.portion {
            self.hand_over()?;
        }
        Ok(())
    }

    /// Whether the snapshot that steps are judged by should end, so that the log can begin anew.
    pub(super) fn wants_to_settle(&self) -> bool {
        self.written >= SETTLED_AFTER && self.ws.has_long_log()
    }

    /// Waits until all that was handed over is in the file itself. The caller holds no snapshot.
    pub(super) fn settle(&mut self) -> Result<(), Problem> {
        self.until_written()?;
        self.ws.settle();
        self.written = 0;
        Ok(())
    }

    /// Writes what is left, and waits for it.
    pub(super) fn finish(mut self) -> Result<(), Problem> {
        loop {
            self.until_written()?;
            if self.waiting.is_empty() {
                return Ok(());
            }
            self.hand_over()?;
        }
    }

    fn hand_over(&mut self) -> Result<(), Problem> {
        self.until_written()?;
        let rest = self.waiting.split_off(self.portion.min(self.waiting.len()));
        let steps = std::mem::replace(&mut self.waiting, rest);
        let (write, learned) = (Arc::clone(&self.write), std::mem::take(&mut self.learned));
        self.under_way = Some(self.ws.write_ahead(move |tx| {
            let mut steps = steps.into_iter();
            let mut portion = Portion { tx, steps: &mut steps, given: 0 };
            let learned = write(tx, &mut portion, learned)?;
            let given = portion.given;
            Ok((learned, given, steps.collect()))
        })?);
        Ok(())
    }

    fn until_written(&mut self) -> Result<(), Problem> {
        if let Some(ahead) = self.under_way.take() {
            let ((learned, done, left), took) = ahead.wait()?;
            self.learned = learned;
            self.written += done;
            if left.is_empty() {
                self.portion = next_portion(self.portion, took);
            } else {
                self.waiting.splice(0..0, left);
            }
        }
        Ok(())
    }
}
