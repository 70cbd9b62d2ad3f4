//! Whom our mails reached, for questions about people and for the timeline of one. The ledger's rows are read where they stand; what is
//! kept beside them is a sum that can be made anew, which grows when letters have gone and never while they go.

use super::store::contacted as store;
pub use super::store::contacted::Became;
use crate::contacts::{Condition, Mails, Merged, Pattern, Span, fold_key, numbers_of};
use crate::error::Problem;
use crate::ids::{DeliveryId, DistributionId, DocumentId, Millis, PersonId};
use crate::literature;
use crate::workspace::{ReadTx, StoreError, Workspace, WriteTx};

/// Events that are taken into the sum at a time: some 20 ms.
const AT_ONCE: u32 = 20_000;

/// Whoever accepted a mail of ours in that time.
#[must_use]
pub fn mailed(span: Span) -> Condition {
    store::mailed(span)
}

/// Of whom this became in a distribution of such a headline.
#[must_use]
pub fn became_in(became: Became, title: &Pattern) -> Condition {
    store::in_titled(became, title)
}

/// Of whom this became in that time.
#[must_use]
pub fn became(became: Became, span: Span) -> Condition {
    store::in_time(became, span)
}

/// The mails of such a headline that somebody accepted.
#[must_use]
pub fn accepted_of(title: &Pattern) -> Mails {
    store::accepted_of(title)
}

/// In which distributions this became of somebody: the headline and when, the newest first.
///
/// # Errors
/// What SQLite says.
pub fn stood(tx: &ReadTx<'_>, person: PersonId, became: Became, limit: u32) -> Result<Vec<(String, Millis)>, StoreError> {
    store::stood(tx, &numbers_of(tx, person)?, became, limit)
}

/// Headlines of distributions that begin so, the newest first.
///
/// # Errors
/// What SQLite says.
pub fn titles(tx: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    store::titles(tx, beginning, limit)
}

/// A mail that a person's server accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailTo {
    /// The row of the ledger.
    pub delivery: DeliveryId,
    /// The distribution.
    pub distribution: DistributionId,
    /// The document.
    pub document: DocumentId,
    /// The headline that it went out with.
    pub title: String,
    /// When.
    pub at: Millis,
}

/// The mails that a person's server accepted, the newest first, those behind the place that `before` names.
///
/// # Errors
/// What SQLite says.
pub fn mails_to(tx: &ReadTx<'_>, person: PersonId, before: Option<(Millis, DeliveryId)>, limit: u32) -> Result<Vec<MailTo>, Problem> {
    let mails = store::mails(tx, &numbers_of(tx, person)?, before, limit)?;
    let told = |mail: store::Mail| {
        let title = literature::kept_headline(tx, mail.revision)?.unwrap_or_default();
        Ok(MailTo { delivery: mail.delivery, distribution: mail.distribution, document: mail.document, title, at: mail.at })
    };
    mails.into_iter().map(told).collect()
}

/// How many mails a person's server accepted, and when the last one was.
///
/// # Errors
/// What SQLite says.
pub fn mails_ever(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<(u32, Millis)>, StoreError> {
    store::mail_count(tx, &numbers_of(tx, person)?)
}

/// When the last mail was that each of these people accepted, or everybody; whoever was merged is who was made of them.
///
/// # Errors
/// What SQLite says.
pub fn last_mails(tx: &ReadTx<'_>, whose: Option<&[PersonId]>) -> Result<Vec<(PersonId, Millis)>, StoreError> {
    let merged = Merged::read(tx)?;
    let found = match whose {
        Some(people) => {
            let numbers: Vec<PersonId> = people.iter().copied().chain(merged.into_any_of(people)).collect();
            store::last_mails_to(tx, &numbers)?
        }
        None => store::last_mails(tx)?,
    };
    Ok(found.into_iter().map(|(person, at)| (merged.of(person), at)).collect())
}

/// Keeps the headlines of distributions that have none yet.
pub(super) fn keep_titles(tx: &WriteTx<'_>) -> Result<(), Problem> {
    for (id, revision) in store::untitled(tx)? {
        let title = literature::kept_headline(tx, revision)?.unwrap_or_default();
        store::keep_title(tx, id, &title, &fold_key(&title))?;
    }
    Ok(())
}

/// Takes what the ledger says since into the sum, a few letters at a time, so that others get in between.
pub(super) async fn catch_up(ws: &Workspace) -> Result<(), Problem> {
    while ws.read(|tx| Ok(store::is_behind(tx)?)).await? {
        ws.write_quietly(|tx| Ok(store::catch_up(tx, AT_ONCE)?)).await?;
    }
    Ok(())
}

/// The same at an opening, in the background: of a file whose last run was cut off, or of one of an earlier program. Nothing of it is
/// needed to ask anything: a file that cannot be read there opens all the same, and says elsewhere what is wrong with it.
pub fn catch_up_after(ws: &Workspace) {
    let behind = ws.read_blocking(|tx| Ok(store::is_behind(tx)? || !store::untitled(tx)?.is_empty()));
    let told = |problem: &Problem| tracing::warn!(code = problem.code, "the sum of whom mails reached is behind");
    if !behind.inspect_err(told).unwrap_or(false) {
        return;
    }
    let file = ws.clone();
    let work = move || {
        let mut done = file.write_blocking(None, keep_titles);
        while done.is_ok() && file.read_blocking(|tx| Ok(store::is_behind(tx)?)).unwrap_or(false) {
            done = file.write_blocking(None, |tx| Ok(store::catch_up(tx, AT_ONCE)?));
        }
        if let Err(problem) = done {
            told(&problem);
        }
    };
    if let Err(error) = std::thread::Builder::new().name("workspace-contacted".to_owned()).spawn(work) {
        told(&Problem::failure("workspace.failed").because(error));
    }
}
