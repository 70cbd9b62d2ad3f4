//! The moves of every letter that goes well, many rows in one statement: what a statement costs by itself, its place in the cache, its own
//! little journal and the words that a state is checked against, is paid once for all of them.

use std::collections::BTreeSet;
use std::rc::Rc;

use rusqlite::params;
use rusqlite::types::Value;

use super::ledger::{Chain, Claimed, LedgerError, Move, make_move, tell};
use crate::distribution::state::DeliveryState;
use crate::ids::DistributionId;
use crate::workspace::StoreError;

/// How many rows one statement moves; what is left goes in the next smaller ones. Each is prepared once and kept.
const TOGETHER: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

/// A move that says nothing but what it always says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Usual {
    /// The mark before a letter goes (D2).
    Mark,
    /// The server took it (D3).
    Accepted,
}

impl Usual {
    fn of(step: &Move) -> Option<Self> {
        match (step.to, &step.facts.message, &step.facts.server, &step.facts.reply) {
            (DeliveryState::InFlight, Some(_), None, None) => Some(Self::Mark),
            (DeliveryState::Accepted, None, Some(_), Some(_)) => Some(Self::Accepted),
            _ => None,
        }
    }

    /// Where the row must stand for it.
    const fn from(self) -> DeliveryState {
        match self {
            Self::Mark => DeliveryState::Claimed,
            Self::Accepted => DeliveryState::InFlight,
        }
    }

    /// The statement for so many rows: `?1` is the distribution, `?2` the time. The plus signs keep the rows' numbers the way to them.
    fn statement(self, rows: usize) -> String {
        let (set, columns) = match self {
            Self::Mark => ("state = 'in-flight', state_at = ?2, message_hash = v.column2, bytes = v.column3", 3),
            Self::Accepted => (
                "state = 'accepted', state_at = ?2, attempts = attempts + 1, server = v.column2, tls = v.column3, reply_code = v.column4,
                 reply_enhanced = v.column5",
                5,
            ),
        };
        let row = format!("({})", vec!["?"; columns].join(", "));
        format!(
            "UPDATE delivery SET {set} FROM (VALUES {}) AS v
             WHERE delivery.id = v.column1 AND +delivery.distribution_id = ?1 AND +delivery.state = '{}' RETURNING id",
            vec![row; rows].join(", "),
            self.from().word()
        )
    }

    /// Makes all of `steps`, as many with one statement as there are.
    fn make_all(self, chain: &mut Chain<'_, '_>, distribution: DistributionId, steps: &[&Move]) -> Result<(), LedgerError> {
        let mut rest = steps;
        while let Some(many) = TOGETHER.into_iter().find(|many| *many <= rest.len()) {
            let (some, others) = rest.split_at(many);
            let mut moved = self.make(chain, distribution, some)?;
            for step in some {
                // Told once: a row that is named twice is judged the second time.
                if moved.remove(&step.delivery.get()) { tell(chain, distribution, step)? } else { make_move(chain, step)? }
            }
            rest = others;
        }
        Ok(())
    }

    /// Moves those of `steps` whose rows stand where the engine brought them, and gives their numbers.
    fn make(self, chain: &Chain<'_, '_>, distribution: DistributionId, steps: &[&Move]) -> Result<BTreeSet<i64>, StoreError> {
        let tx = chain.tx();
        let mut update = tx.prepare_cached(&self.statement(steps.len()))?;
        update.raw_bind_parameter(1, distribution.get())?;
        update.raw_bind_parameter(2, tx.now().get())?;
        let mut at = 2;
        for step in steps {
            update.raw_bind_parameter(at + 1, step.delivery.get())?;
            at += 1;
            if let Some(message) = &step.facts.message {
                update.raw_bind_parameter(at + 1, message.hash)?;
                update.raw_bind_parameter(at + 2, i64::try_from(message.bytes).unwrap_or(i64::MAX))?;
                at += 2;
            }
            if let (Some((server, tls)), Some((code, enhanced, _))) = (&step.facts.server, &step.facts.reply) {
                update.raw_bind_parameter(at + 1, &**server)?;
                update.raw_bind_parameter(at + 2, &**tls)?;
                update.raw_bind_parameter(at + 3, code)?;
                update.raw_bind_parameter(at + 4, enhanced.as_deref())?;
                at += 4;
            }
        }
        Ok(update.raw_query().mapped(|row| row.get(0)).collect::<Result<_, _>>()?)
    }
}

/// Makes the moves of several turns, each turn's one after the other, as [`make_move`] does; no two turns name the same row. Those that every
/// letter makes go together, where their rows stand where the engine brought them; a row that stands elsewhere is judged by [`make_move`].
pub(in crate::distribution) fn make_moves(
    chain: &mut Chain<'_, '_>,
    distribution: DistributionId,
    turns: &[&[Move]],
) -> Result<(), LedgerError> {
    let mut rests = turns.to_vec();
    // A turn begins with what became of letters, and goes on with the marks of others.
    for usual in [Usual::Accepted, Usual::Mark] {
        let mut together = Vec::new();
        for rest in &mut rests {
            let (run, after) = rest.split_at(rest.iter().take_while(|step| Usual::of(step) == Some(usual)).count());
            together.extend(run);
            *rest = after;
        }
        usual.make_all(chain, distribution, &together)?;
    }
    for run in rests.into_iter().flat_map(|rest| rest.chunk_by(|one, next| Usual::of(one) == Usual::of(next))) {
        match run.first().and_then(Usual::of) {
            Some(usual) => usual.make_all(chain, distribution, &run.iter().collect::<Vec<_>>())?,
            None => run.iter().try_for_each(|step| make_move(chain, step))?,
        }
    }
    Ok(())
}

/// Claims rows for this run, where they still stand where they were found; the Date header is fixed the first time.
pub(in crate::distribution) fn claim(
    chain: &mut Chain<'_, '_>,
    distribution: DistributionId,
    rows: &[Claimed],
    run: &str,
    sequence: i64,
) -> Result<(), LedgerError> {
    let tx = chain.tx();
    for rows in rows.chunk_by(|one, next| one.from == next.from && one.date == next.date) {
        let Some(first) = rows.first() else { continue };
        let state = first.from.next(DeliveryState::Claimed)?;
        let ids = Rc::new(rows.iter().map(|row| Value::Integer(row.delivery.get())).collect::<Vec<_>>());
        let mut update = tx.prepare_cached(
            "UPDATE delivery SET state = 'claimed', state_at = ?3, next_try_at = NULL, run = ?4, sequence = ?5, date_at = coalesce(date_at, ?6)
             WHERE id IN rarray(?1) AND +distribution_id = ?2 AND +state = ?7 RETURNING id",
        )?;
        let now = tx.now().get();
        let bound = params![ids, distribution.get(), now, run, sequence, first.date.get(), first.from.word()];
        let moved = update.query_map(bound, |row| row.get(0))?.collect::<Result<BTreeSet<i64>, _>>()?;
        drop(update);
        for row in rows {
            if !moved.contains(&row.delivery.get()) {
                return Err(LedgerError::Missing(row.delivery));
            }
            tell(chain, distribution, &Move::plain(row.delivery, state, None))?;
        }
    }
    Ok(())
}
