//! Writing an import's rows while more of them are judged: many at a time, to be quick; but whoever else wants to write is
//! let in after a few rows (P12).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::error::Problem;
use crate::workspace::{Ahead, Workspace, WriteTx};

/// How long one transaction may take when nobody waits, its commit included.
const WANTED: Duration = Duration::from_millis(60);
/// What is written at first, before it is known how quick this machine is.
const FIRST: usize = 500;
const LEAST: usize = 50;
/// So many are done and committed within some milliseconds: that is what an edit waits for while others come.
const FEW: usize = 100;
/// In one transaction at most, while nobody waits: each page of the many indexes that they touch is written once for all of them,
/// but whoever comes while they are committed waits for all of that.
const MOST: usize = 1_500;
/// The same where those who come in are left out of the indexes in whose order they do not come: then little is left for the commit.
const MOST_APART: usize = 4_000;
/// Rows after which it is asked whether somebody waits.
const ASKED_AFTER: usize = 8;
/// The log is not settled more often than after so many rows, however small the portions are in which others let them in.
pub(super) const SETTLED_AFTER: usize = 16_000;

/// After somebody waited, so many transactions in a row that nobody waits for are small as well: who edits once edits again.
const CALM: u32 = 20;

/// How many rows one transaction does: many while nobody waits, few as long as others want to write as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    rows: usize,
    /// Small ones that are still to come before they grow again.
    small: u32,
    /// As many at most.
    most: usize,
}

impl Size {
    /// The first one.
    pub(super) const fn first() -> Self {
        Self { rows: FIRST, small: 0, most: MOST }
    }

    /// The first one where few pages are touched.
    pub(super) const fn first_apart() -> Self {
        Self { rows: FIRST, small: 0, most: MOST_APART }
    }

    pub(super) const fn rows(self) -> usize {
        self.rows
    }

    /// The next one, after all rows of this one took so long. It rises by half at most: one quick commit says little.
    pub(super) fn after(self, took: Duration) -> Self {
        if self.small > 0 {
            return Self { small: self.small - 1, ..self };
        }
        let wanted = WANTED.as_micros() * (self.most / MOST) as u128;
        let fit = u128::try_from(self.rows).unwrap_or(u128::MAX) * wanted / took.as_micros().max(1);
        let rows = usize::try_from(fit).unwrap_or(usize::MAX).min(self.rows + self.rows / 2).clamp(LEAST, self.most);
        Self { rows, ..self }
    }

    /// The next one, after somebody waited for this one: of so few rows at most.
    pub(super) fn awaited(self, few: usize) -> Self {
        Self { rows: self.rows.min(few), small: CALM, ..self }
    }
}

/// Whether nothing of a transaction should be done that has come to `done` rows: somebody waits, and would wait for the commit of
/// more than a few. The error ends it.
pub(super) fn gives_way(tx: &WriteTx<'_>, done: usize, gave_way: &AtomicBool) -> Result<(), Problem> {
    if done <= FEW || !tx.is_awaited() {
        return Ok(());
    }
    gave_way.store(true, Ordering::Relaxed);
    Err(Problem::failure("workspace.busy"))
}

/// Steps of one portion; they end early when somebody else wants to write.
pub(super) struct Portion<'p, 'c, S> {
    tx: &'p WriteTx<'c>,
    steps: std::slice::Iter<'p, S>,
    given: usize,
}

impl<'p, S> Iterator for Portion<'p, '_, S> {
    type Item = &'p S;

    fn next(&mut self) -> Option<Self::Item> {
        if self.given > 0 && self.given.is_multiple_of(ASKED_AFTER) && self.tx.is_awaited() {
            return None;
        }
        let step = self.steps.next();
        self.given += usize::from(step.is_some());
        step
    }
}

type Write<S, K> = Arc<dyn Fn(&WriteTx<'_>, &mut Portion<'_, '_, S>, K) -> Result<K, Problem> + Send + Sync>;

/// Steps that the writer has; they come back with what it left of them.
struct UnderWay<S, K> {
    steps: Arc<Mutex<Vec<S>>>,
    /// What it learned, how many steps it did, and whether somebody waited at its end.
    ahead: Ahead<(K, usize, bool)>,
    /// Nothing of it was done, since somebody waited.
    gave_way: Arc<AtomicBool>,
}

/// Steps on their way to the writer, one portion at a time; `K` is what one portion learns for the next.
pub(super) struct Stream<'w, S, K> {
    ws: &'w Workspace,
    write: Write<S, K>,
    size: Size,
    waiting: Vec<S>,
    learned: K,
    under_way: Option<UnderWay<S, K>>,
    /// Steps that are written: letting go of them takes time, for which the writer does not wait.
    spent: Vec<S>,
    /// Rows since the log was settled last; where another program reads the file, it may not get short at once.
    written: usize,
}

impl<'w, S: Send + 'static, K: Default + Send + 'static> Stream<'w, S, K> {
    /// A stream that writes each portion by `write`.
    pub(super) fn new(
        ws: &'w Workspace,
        write: impl Fn(&WriteTx<'_>, &mut Portion<'_, '_, S>, K) -> Result<K, Problem> + Send + Sync + 'static,
    ) -> Self {
        Self {
            ws,
            write: Arc::new(write),
            size: Size::first(),
            waiting: Vec::new(),
            learned: K::default(),
            under_way: None,
            spent: Vec::new(),
            written: 0,
        }
    }

    /// It goes on with portions of this size.
    pub(super) fn sized(self, size: Size) -> Self {
        Self { size, ..self }
    }

    /// Takes more steps; whole portions go to the writer.
    pub(super) fn push(&mut self, steps: impl IntoIterator<Item = S>) -> Result<(), Problem> {
        self.waiting.extend(steps);
        while self.waiting.len() >= self.size.rows() {
            self.hand_over()?;
        }
        Ok(())
    }

    /// Whether the snapshot that steps are judged by should end, so that the log can begin anew.
    pub(super) fn wants_to_settle(&self) -> bool {
        self.written >= SETTLED_AFTER && self.ws.has_long_log()
    }

    /// Waits until all that was handed over is in the file itself, and hands over what there is: that is written while most of the log is
    /// carried. The caller holds no snapshot.
    pub(super) fn settle(&mut self) -> Result<(), Problem> {
        self.until_written()?;
        if !self.waiting.is_empty() {
            self.hand_over()?;
        }
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
        let rest = self.waiting.split_off(self.size.rows().min(self.waiting.len()));
        let steps = Arc::new(Mutex::new(std::mem::replace(&mut self.waiting, rest)));
        let (write, learned) = (Arc::clone(&self.write), std::mem::take(&mut self.learned));
        let gave_way = Arc::new(AtomicBool::new(false));
        let (held, gives) = (Arc::clone(&steps), Arc::clone(&gave_way));
        let ahead = self.ws.write_ahead(move |tx| {
            let steps = held.lock().unwrap_or_else(PoisonError::into_inner);
            let mut portion = Portion { tx, steps: steps.iter(), given: 0 };
            let learned = write(tx, &mut portion, learned)?;
            gives_way(tx, portion.given, &gives)?;
            Ok((learned, portion.given, tx.is_awaited()))
        })?;
        self.under_way = Some(UnderWay { steps, ahead, gave_way });
        self.spent = Vec::new();
        Ok(())
    }

    fn until_written(&mut self) -> Result<(), Problem> {
        let Some(UnderWay { steps, ahead, gave_way }) = self.under_way.take() else { return Ok(()) };
        let answer = ahead.wait();
        let mut steps = std::mem::take(&mut *steps.lock().unwrap_or_else(PoisonError::into_inner));
        match answer {
            Ok(((learned, done, awaited), took)) => {
                self.learned = learned;
                self.written += done;
                if done == steps.len() && !awaited {
                    self.size = self.size.after(took);
                    self.spent = steps;
                    return Ok(());
                }
                steps.drain(..done);
            }
            Err(_) if gave_way.load(Ordering::Relaxed) => {}
            Err(problem) => return Err(problem),
        }
        self.size = self.size.awaited(FEW);
        self.waiting.splice(0..0, steps);
        Ok(())
    }
}
