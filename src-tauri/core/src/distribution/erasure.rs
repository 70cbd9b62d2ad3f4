//! What the ledger keeps of a person, and what is left of it when they are forgotten: rows without a name (L4, L5).

use serde_json::Value;

use super::service::left_out_now;
use super::store::erasure as store;
use super::store::ledger::{self, Chain};
use crate::contacts::{Part, Subject};
use crate::error::Problem;
use crate::workspace::{ReadTx, Topic, WriteTx};

/// Mails to a person.
pub const MAILS: Part = Part { word: "mails", tell, erase };

fn tell(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<Value>, Problem> {
    Ok(store::of(tx, of)?)
}

/// What waits is left out at once; what is on its way is waited for.
fn erase(tx: &WriteTx<'_>, of: &Subject) -> Result<(), Problem> {
    let rows = store::rows_of(tx, of)?;
    let under_way = rows.iter().filter(|(_, state)| matches!(state.as_str(), "claimed" | "in-flight")).count();
    if under_way > 0 {
        return Err(Problem::refusal("distribution.forget_under_way").with("n", under_way).todo("distribution.forget_under_way.todo"));
    }
    let mut chain = Chain::at_head(tx)?;
    for (row, _) in rows.iter().filter(|(_, state)| matches!(state.as_str(), "planned" | "refused-temporary")) {
        ledger::make_move(&mut chain, &left_out_now(*row, "no-address"))?;
    }
    store::erase(tx, of, &rows.into_iter().map(|(row, _)| row).collect::<Vec<_>>())?;
    tx.changed(Topic::Delivery, None);
    tx.changed(Topic::Distribution, None);
    Ok(())
}
