//! Addresses that must not be mailed: suppressed, looked through, and lifted again for a reason that is kept.

use serde::{Deserialize, Serialize};

use super::{one_line, shown};
use crate::contacts::kinds::SuppressionReason;
use crate::contacts::store::bars;
use crate::contacts::{Suppressed, fold, service, suppressing};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::messages::Message;
use crate::net::EmailAddress;
use crate::workspace::Workspace;

/// Most suppressions that one page has.
const MOST: u32 = 500;

/// A suppression.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SuppressionCard {
    /// Its number, and its place in the list: ask for the ones before it.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub id: i64,
    /// The address, where somebody still holds it or whoever asks named it; none where it is known by its hash alone.
    pub address: Option<String>,
    /// Whoever holds it: of several the first who was entered.
    pub person: Option<PersonId>,
    /// What they are called; empty where nobody holds it, or has no name.
    pub name: String,
    /// Whoever held it was forgotten.
    pub forgotten: bool,
    /// Why.
    pub reason: SuppressionReason,
    /// What shows it, in the words of whoever noted it.
    pub evidence: String,
    /// Who noted it; empty where an earlier version of the program did.
    pub by: String,
    /// When.
    pub at: Millis,
    /// What else was said while it stood, in the order in which it came.
    pub further: Vec<FurtherReason>,
    /// Lifted again: when, why and by whom.
    pub lifted: Option<Lifted>,
}

/// A further reason that came while a suppression stood.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FurtherReason {
    /// Why.
    pub reason: SuppressionReason,
    /// What shows it.
    pub evidence: String,
    /// Who noted it.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// How a suppression ended.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Lifted {
    /// When.
    pub at: Millis,
    /// Why.
    pub reason: String,
    /// Who lifted it; empty where an earlier version of the program noted it.
    pub by: String,
}

impl From<bars::SuppressionRow> for SuppressionCard {
    fn from(row: bars::SuppressionRow) -> Self {
        let further: Vec<FurtherReason> = row
            .further
            .into_iter()
            .map(|one| FurtherReason { reason: one.reason, evidence: one.evidence, by: one.by, at: one.at })
            .collect();
        let erased = row.reason == SuppressionReason::Erased || further.iter().any(|one| one.reason == SuppressionReason::Erased);
        let (person, name) = row.holder.map_or((None, String::new()), |(person, name)| (Some(person), name));
        Self {
            id: row.id,
            address: row.address,
            person,
            name,
            forgotten: erased && person.is_none(),
            reason: row.reason,
            evidence: row.evidence,
            by: row.by,
            at: row.at,
            further,
            lifted: row.lifted.map(|how| Lifted { at: how.at, reason: how.reason, by: how.by }),
        }
    }
}

/// Which suppressions are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SuppressionsAsked {
    /// Words of the address, of whoever holds it, of the evidence or of who noted it, in any case and with any accents; a whole address
    /// finds what is known by its hash alone.
    pub words: String,
    /// Only those for this reason, be it the first or a further one.
    pub reason: Option<SuppressionReason>,
    /// Those that were lifted, in place of those that stand.
    pub lifted: bool,
}

/// A part of the list of suppressions.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SuppressionsPage {
    /// The newest first.
    pub cards: Vec<SuppressionCard>,
    /// There are further ones, before the last of these.
    pub more: bool,
    /// How many stand in all, whatever was asked for.
    pub standing: u32,
    /// How many were lifted in all.
    pub lifted: u32,
}

/// Whether a suppression is about the words that are looked for; each is folded.
fn has(row: &bars::SuppressionRow, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut said = vec![row.address.as_deref().unwrap_or_default(), &row.evidence, &row.by];
    if let Some((_, name)) = &row.holder {
        said.push(name);
    }
    if let Some(how) = &row.lifted {
        said.extend([how.reason.as_str(), how.by.as_str()]);
    }
    for one in &row.further {
        said.extend([one.evidence.as_str(), one.by.as_str()]);
    }
    let said = fold::fold(&said.join("\n"));
    words.iter().all(|word| said.contains(word.as_str()))
}

/// Suppressions, the newest first: at most `limit` of those before `before`.
///
/// # Errors
/// What the file says.
pub async fn suppressions(ws: &Workspace, asked: SuppressionsAsked, before: Option<u32>, limit: u32) -> Result<SuppressionsPage, Problem> {
    let named = EmailAddress::parse(asked.words.trim()).ok();
    let key = named.as_ref().map(|address| address.key(ws.secret()));
    let words: Vec<String> = fold::fold(&asked.words).split_whitespace().map(str::to_owned).collect();
    let limit = limit.min(MOST) as usize;
    ws.read(move |tx| {
        // What is known by its hash alone is found by the address that has this hash.
        let known: Vec<i64> = match &key {
            Some(key) => bars::past(tx, key)?.into_iter().map(|row| row.id).collect(),
            None => Vec::new(),
        };
        let wanted = |row: &bars::SuppressionRow| known.contains(&row.id) || has(row, &words);
        let mut rows = bars::page(tx, asked.lifted, asked.reason, before.map(i64::from), limit.saturating_add(1), wanted)?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let (standing, lifted) = bars::count(tx)?;
        let mut cards: Vec<SuppressionCard> = rows.into_iter().map(Into::into).collect();
        if let Some(address) = &named {
            for card in cards.iter_mut().filter(|card| known.contains(&card.id)) {
                card.address.get_or_insert_with(|| address.as_typed());
            }
        }
        Ok(SuppressionsPage { cards, more, standing, lifted })
    })
    .await
}

/// Everything that was ever noted about suppressing this address, the newest first.
///
/// # Errors
/// The address judge's own.
pub async fn suppression_history(ws: &Workspace, address: String) -> Result<Vec<SuppressionCard>, Problem> {
    let key = EmailAddress::parse(&address)?.key(ws.secret());
    ws.read(move |tx| Ok(bars::past(tx, &key)?.into_iter().map(Into::into).collect())).await
}

/// Everything that was ever noted about the address of this suppression, be it known by its hash alone; the newest first.
///
/// # Errors
/// `contacts.no_suppression`.
pub async fn suppression_of(ws: &Workspace, id: u32) -> Result<Vec<SuppressionCard>, Problem> {
    ws.read(move |tx| {
        let key = bars::key_of(tx, i64::from(id))?.ok_or_else(|| Problem::missing("contacts.no_suppression"))?;
        Ok(bars::past(tx, &key)?.into_iter().map(Into::into).collect())
    })
    .await
}

/// Suppresses an address, whoever holds it; the suppression that stands afterwards. Where one stood, the reason is kept beside the first.
///
/// # Errors
/// The address judge's own, `contacts.refused` at `evidence`: nothing has changed.
pub async fn suppress(ws: &Workspace, address: String, reason: SuppressionReason, evidence: String) -> Result<SuppressionCard, Problem> {
    let address = EmailAddress::parse(&address)?;
    let key = address.key(ws.secret());
    let evidence = one_line("evidence", &evidence)?;
    ws.write(about_holder(ws, "contacts.action.suppressed", &address).await?, move |tx| {
        suppressing::suppress(tx, &key, reason, &evidence)?;
        let standing = bars::standing(tx, &key)?.ok_or_else(|| Problem::failure("workspace.failed"))?;
        Ok(standing.into())
    })
    .await
}

/// Lifts the suppression of an address for a reason that is kept.
///
/// # Errors
/// `contacts.not_suppressed`, `contacts.reason_needed`, the address judge's own: nothing has changed.
pub async fn unsuppress(ws: &Workspace, address: String, reason: String) -> Result<(), Problem> {
    let address = EmailAddress::parse(&address)?;
    let key = address.key(ws.secret());
    let reason = one_line("reason", &reason)?;
    let label = about_holder(ws, "contacts.action.unsuppressed", &address).await?;
    ws.write(label, move |tx| suppressing::lift(tx, &key, &reason)).await
}

/// A label that names the holder of an address by number: history stays when a person is erased, so it holds no address (L5).
async fn about_holder(ws: &Workspace, key: &'static str, address: &EmailAddress) -> Result<Message, Problem> {
    let hash = address.key(ws.secret());
    let holder = ws.read(move |tx| Ok(service::holders(tx, &hash)?.first().copied())).await?;
    Ok(Message::new(key).with("person", holder.map_or_else(|| "none".to_owned(), |person| person.to_string())))
}

/// What an unsubscription did; where neither is more than none nothing changed, and there is nothing to take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Unsubscribed {
    /// Addresses that were not suppressed before.
    pub suppressed: u32,
    /// Addresses that were, beside whose first reason it is kept.
    pub noted: u32,
}

/// Records that somebody unsubscribed, in the words that show it: one act. All their addresses are suppressed, since whoever asked at one
/// of them did not offer the next.
///
/// # Errors
/// `contacts.no_person`; `contacts.no_address` if there is nothing to suppress; `contacts.refused` at `evidence`.
pub async fn unsubscribe(ws: &Workspace, id: PersonId, evidence: String) -> Result<Unsubscribed, Problem> {
    let (secret, evidence) = (*ws.secret(), one_line("evidence", &evidence)?);
    let held = ws.read(move |tx| service::record(tx, id)?.ok_or_else(|| service::no_person(id))).await?;
    if held.input.addresses.is_empty() {
        return Err(Problem::refusal("contacts.no_address").with("name", shown(&held.input)).todo("contacts.no_address.todo"));
    }
    ws.write(Message::new("contacts.action.unsubscribed").with("name", shown(&held.input)), move |tx| {
        let mut done = Unsubscribed { suppressed: 0, noted: 0 };
        for address in held.input.addresses.iter().filter_map(|one| EmailAddress::parse(&one.address).ok()) {
            match suppressing::suppress(tx, &address.key(&secret), SuppressionReason::Unsubscribed, &evidence)? {
                Suppressed::Newly(_) => done.suppressed += 1,
                Suppressed::Beside(_) => done.noted += 1,
                Suppressed::Already => {}
            }
        }
        Ok(done)
    })
    .await
}
