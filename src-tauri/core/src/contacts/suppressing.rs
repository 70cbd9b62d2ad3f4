//! Suppressing addresses and lifting that, inside somebody's transaction.

use super::kinds::SuppressionReason;
use super::names;
use super::store::bars;
use crate::error::{Place, Problem};
use crate::net::AddressKey;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// What became of a reason to suppress an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suppressed {
    /// It is suppressed from now on, by the suppression of this number.
    Newly(i64),
    /// It was already; the reason is kept beside the first, under this number.
    Beside(i64),
    /// It was already, and for this reason.
    Already,
}

impl Suppressed {
    /// Whether the address was not suppressed before.
    #[must_use]
    pub const fn is_new(self) -> bool {
        matches!(self, Self::Newly(_))
    }
}

/// Why mail must not go to this address, whoever holds it.
///
/// # Errors
/// What SQLite says.
pub fn suppressed(tx: &ReadTx<'_>, key: &AddressKey) -> Result<Option<SuppressionReason>, StoreError> {
    bars::reason_standing(tx, key)
}

/// Suppresses an address. Where it is suppressed already, the reason is kept beside the first, so that taking that back leaves the address
/// barred; the same one in the same words is kept once.
///
/// # Errors
/// What SQLite says.
pub fn suppress(tx: &WriteTx<'_>, key: &AddressKey, reason: SuppressionReason, evidence: &str) -> Result<Suppressed, StoreError> {
    match bars::standing(tx, key)? {
        Some(standing) if standing.said().any(|said| said == (reason, evidence)) => Ok(Suppressed::Already),
        Some(standing) => beside(tx, key, standing.id, reason, evidence),
        None => newly(tx, key, reason, evidence),
    }
}

/// As [`suppress`], of a file that says so. Such files come again and again, each with other words about where it comes from: a reason that
/// stands already is not kept once more, only that it was confirmed.
///
/// # Errors
/// What SQLite says.
pub fn suppress_by_file(tx: &WriteTx<'_>, key: &AddressKey, reason: SuppressionReason, evidence: &str) -> Result<Suppressed, StoreError> {
    let Some(standing) = bars::standing(tx, key)? else { return newly(tx, key, reason, evidence) };
    if standing.said().all(|(held, _)| held != reason) {
        return beside(tx, key, standing.id, reason, evidence);
    }
    if standing.said().all(|said| said != (reason, evidence)) {
        bars::confirm(tx, standing.id)?;
    }
    Ok(Suppressed::Already)
}

fn newly(tx: &WriteTx<'_>, key: &AddressKey, reason: SuppressionReason, evidence: &str) -> Result<Suppressed, StoreError> {
    let id = bars::suppress(tx, key, reason, evidence)?;
    tell(tx, key, id)?;
    Ok(Suppressed::Newly(id))
}

fn beside(tx: &WriteTx<'_>, key: &AddressKey, id: i64, reason: SuppressionReason, evidence: &str) -> Result<Suppressed, StoreError> {
    let further = bars::again(tx, id, reason, evidence)?;
    tell(tx, key, id)?;
    Ok(Suppressed::Beside(further))
}

/// Takes back what [`suppress`] did. A suppression that was lifted since, or for which there was a further reason, stays; so does that
/// there was a further reason.
///
/// # Errors
/// What SQLite says.
pub fn withdraw_suppression(tx: &WriteTx<'_>, what: Suppressed) -> Result<(), StoreError> {
    let gone = match what {
        Suppressed::Newly(id) => bars::withdraw(tx, id)?.map(|key| (id, key)),
        Suppressed::Beside(further) => bars::withdraw_further(tx, further)?,
        Suppressed::Already => None,
    };
    if let Some((id, key)) = gone {
        tell(tx, &key, id)?;
    }
    Ok(())
}

/// Lifts a suppression for a reason that is kept.
///
/// # Errors
/// `contacts.reason_needed`, `contacts.not_suppressed`: nothing has changed.
pub fn lift(tx: &WriteTx<'_>, key: &AddressKey, reason: &str) -> Result<(), Problem> {
    let reason = names::tidy(reason);
    if reason.is_empty() {
        return Err(Problem::refusal("contacts.reason_needed").at(Place::field("reason")));
    }
    let standing = bars::standing(tx, key)?.ok_or_else(|| Problem::missing("contacts.not_suppressed"))?;
    bars::lift(tx, key, &reason)?;
    tell(tx, key, standing.id)?;
    Ok(())
}

/// Tells those who look at the suppression, or at anybody who holds the address.
fn tell(tx: &WriteTx<'_>, key: &AddressKey, suppression: i64) -> Result<(), StoreError> {
    tx.changed(Topic::Suppression, suppression);
    for person in bars::people_with(tx, key)? {
        tx.changed(Topic::Person, person.get());
    }
    Ok(())
}
