//! What touches say of a person in the fields of questions: what *why is she in it?* shows.

use super::fields::{ANSWER, CONTACT, EXCHANGE};
use crate::contacts::{self, TouchKind};
use crate::distribution::{self, Became};
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError};

/// So many distributions are named.
const TOLD: u32 = 3;

/// What is known of a person in a field of this module, in words: the day of what happened last, the points of warmth.
///
/// # Errors
/// What SQLite says.
pub fn told(tx: &ReadTx<'_>, field: &str, person: PersonId) -> Result<Vec<String>, StoreError> {
    let noted = contacts::touch_counts(tx, person)?;
    let last_of = |kinds: &[TouchKind]| noted.iter().filter(|(kind, ..)| kinds.contains(kind)).map(|(.., last)| *last).max();
    let became = match field {
        "got" => Some(Became::Accepted),
        "refused" => Some(Became::Refused),
        "uncertain" => Some(Became::Uncertain),
        "left-out" => Some(Became::LeftOut),
        _ => None,
    };
    if let Some(became) = became {
        let stood = distribution::stood(tx, person, became, TOLD)?;
        return Ok(stood.into_iter().map(|(title, at)| format!("{title} ({})", day(at))).collect());
    }
    let last: Option<Millis> = match field {
        "contacted" => last_of(CONTACT).max(distribution::mails_ever(tx, person)?.map(|(_, last)| last)),
        "replied" => last_of(ANSWER),
        "bounced" => contacts::last_bounce(tx, person)?,
        "entered" => contacts::record(tx, person)?.map(|held| held.created_at),
        "changed" => contacts::record(tx, person)?.map(|held| held.changed_at),
        "sourced" => {
            let held = contacts::record(tx, person)?;
            return Ok(held.into_iter().flat_map(|held| held.input.addresses).map(|one| one.sourced_on).collect());
        }
        "touch" => {
            let noted = contacts::touches_of(tx, person, TouchKind::ALL, None, TOLD)?;
            return Ok(noted.into_iter().map(|one| one.text).filter(|text| !text.is_empty()).collect());
        }
        "touched" | "lapsed" => last_of(EXCHANGE),
        "warmth" => return Ok(vec![contacts::warmth_of(tx, person)?.points.to_string()]),
        _ => None,
    };
    Ok(last.map(day).into_iter().collect())
}

fn day(at: Millis) -> String {
    at.to_rfc3339().chars().take(10).collect()
}
