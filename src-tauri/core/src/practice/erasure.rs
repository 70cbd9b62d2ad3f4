//! Mails of the practice server to and from a person, and how they go (L4, L5).

use serde_json::{Value, json};

use super::store;
use crate::contacts::{Part, Subject};
use crate::error::Problem;
use crate::workspace::{ReadTx, WriteTx};

/// Mails at the practice server.
pub const MAILS: Part = Part { word: "practice", tell, erase };

fn tell(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<Value>, Problem> {
    let found = store::with_addresses(tx, &of.addresses)?;
    Ok(found.into_iter().map(|(id, at, subject)| json!({ "mail": id, "at": at.to_rfc3339(), "subject": subject })).collect())
}

fn erase(tx: &WriteTx<'_>, of: &Subject) -> Result<(), Problem> {
    for (id, ..) in store::with_addresses(tx, &of.addresses)? {
        store::remove(tx, id)?;
    }
    Ok(())
}
