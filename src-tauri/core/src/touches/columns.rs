//! The column that touches and the ledger know together: when we reached somebody last.

use std::collections::HashMap;

use super::fields::CONTACT;
use crate::contacts::{self, Cell};
use crate::distribution;
use crate::ids::{Millis, PersonId};
use crate::segments::{Column, ReadCells};
use crate::workspace::{ReadTx, StoreError};

/// All of them.
pub const COLUMNS: &[(Column, ReadCells)] = &[(Column::Contact, contacted)];

/// Milliseconds of a quarter of an hour: to tell who was reached first, that is enough, and a million people have few of them.
const QUARTER_MS: i64 = 900_000;

fn contacted(tx: &ReadTx<'_>, whose: Option<&[PersonId]>) -> Result<Vec<Cell>, StoreError> {
    let mut last: HashMap<PersonId, Millis> = HashMap::new();
    let touches = contacts::last_touches(tx, CONTACT, whose)?;
    for (person, at) in touches.into_iter().chain(distribution::last_mails(tx, whose)?) {
        let held = last.entry(person).or_insert(at);
        *held = at.max(*held);
    }
    let cell = |(person, at): (PersonId, Millis)| Cell {
        person,
        text: at.get().to_string(),
        key: format!("{:012}", at.get().div_euclid(QUARTER_MS).max(0)),
    };
    Ok(last.into_iter().map(cell).collect())
}
