//! What imports keep of a person, and how it goes: rows of files, and who somebody was before (L4, L5).

use serde_json::Value;

use super::store;
use crate::contacts::{Part, Subject};
use crate::error::Problem;
use crate::workspace::{ReadTx, Topic, WriteTx};

/// Rows of imports.
pub const ROWS: Part = Part { word: "imports", tell, erase };

fn tell(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<Value>, Problem> {
    Ok(store::rows_about(tx, of)?)
}

fn erase(tx: &WriteTx<'_>, of: &Subject) -> Result<(), Problem> {
    store::erase(tx, of)?;
    tx.changed(Topic::Import, None);
    Ok(())
}
