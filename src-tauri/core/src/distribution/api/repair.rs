//! Repair and continue (D35): a corrected address makes a new row in place of the one that was refused, and the sending goes on.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::act::{own, refuse_corrected, reopen};
use super::watch::{DistributionCard, card};
use crate::accounts;
use crate::contacts::{self, Bar, MergeValues};
use crate::distribution::audience::{self, Answered, Chosen, Exclusion};
use crate::distribution::engine::{Run, Trial};
use crate::distribution::languages;
use crate::distribution::message_id::message_id;
use crate::distribution::notice;
use crate::distribution::own_files;
use crate::distribution::service::{self, SequenceMemory, list_word};
use crate::distribution::state::{Because, DeliveryState};
use crate::distribution::store::ledger::{self, Chain};
use crate::distribution::store::plan::{self, Sealing};
use crate::distribution::store::repair::{self, Replaces};
use crate::distribution::store::{breakers, lineage, report};
use crate::error::{Place, Problem};
use crate::ids::{DeliveryId, DistributionId, PersonId};
use crate::literature::{self, FileKey, Revision};
use crate::messages::Message;
use crate::net::{AddressKey, EmailAddress};
use crate::rendering::{MEANT_FOR, Sets};
use crate::workspace::{Workspace, WriteTx};

/// Whose address is corrected.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "whose")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Whose {
    /// That of a row.
    Row {
        /// The row.
        delivery: DeliveryId,
    },
    /// That of somebody who was left out at Send.
    LeftOut {
        /// Who.
        person: PersonId,
    },
    /// That of the row of an address, or of somebody with this number who was left out.
    Named {
        /// The address in any spelling, or the person's number.
        who: String,
    },
}

/// A corrected address.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Repair {
    /// Whose.
    pub whose: Whose,
    /// The corrected address.
    pub address: String,
    /// Whether the person's own entry is corrected with it.
    pub in_contacts: bool,
}

/// Puts a row with the corrected address in place of one that was refused, or of somebody who was left out for the address, and lets the
/// distribution go on: one letter more. Everything that is asked at Send is asked of it again (D19, D20). The old row stays as it is.
///
/// # Errors
/// `distribution.not_found`, `distribution.no_such_row`, `distribution.bad_address`; `distribution.repair.…` where nothing is to be repaired,
/// the address is on the list, or something stands in the way; `distribution.seal_broken`, `distribution.corrected_since`, and as
/// [`resume`](super::resume) for copies: nothing has changed.
pub async fn repair(ws: &Workspace, id: DistributionId, wanted: Repair) -> Result<DistributionCard, Problem> {
    service::refuse_copy(ws, &SequenceMemory::of(ws).await?).await?;
    let (secret, run, actor) = (*ws.secret(), ws.part::<Run>().id.clone(), ws.host().actor.clone());
    let label = wanted.in_contacts.then(|| Message::new("distribution.action.repaired"));
    let act = move |tx: &WriteTx<'_>| repaired(tx, id, &wanted, &secret, &run, &actor);
    match label {
        Some(label) => ws.write(label, act).await,
        None => ws.write_quietly(act).await,
    }
}

/// As [`repair`], and nothing is written: what the distribution would be.
///
/// # Errors
/// As [`repair`].
pub async fn try_repair(ws: &Workspace, id: DistributionId, wanted: Repair) -> Result<DistributionCard, Problem> {
    let (secret, run, actor) = (*ws.secret(), ws.part::<Run>().id.clone(), ws.host().actor.clone());
    ws.rehearse(move |tx| repaired(tx, id, &wanted, &secret, &run, &actor)).await
}

fn repaired(
    tx: &WriteTx<'_>,
    id: DistributionId,
    wanted: &Repair,
    secret: &[u8; 32],
    run: &str,
    actor: &str,
) -> Result<DistributionCard, Problem> {
    let before = own(tx, id)?;
    refuse_corrected(tx, id)?;
    service::assert_seal(tx, id)?;
    let sealing = plan::sealing(tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found").with("id", id.get()))?;
    let bad = || Problem::refusal("distribution.bad_address").with("address", wanted.address.as_str()).at(Place::field("address"));
    let address = EmailAddress::parse(&wanted.address).map_err(|_| bad())?;
    if address.needs_smtputf8() {
        return Err(bad());
    }
    let old = found(tx, id, &wanted.whose, secret)?;
    let key = address.key(secret).0;
    if old.key == Some(key) {
        return Err(Problem::refusal("distribution.repair.same_address").at(Place::field("address")));
    }
    if let Some(name) = repair::on_list(tx, id, &key)? {
        return Err(Problem::refusal("distribution.repair.on_list").with("name", name).at(Place::field("address")));
    }
    let has_it = old.answers.is_none() && has_it_by_another_number(tx, id, old.person)?;
    if has_it || lineage::earlier(tx, id)?.of(old.today, &key).is_some() {
        return Err(Problem::refusal("distribution.repair.has_it").at(Place::field("address")));
    }
    if wanted.in_contacts {
        contacts::correct_address(tx, secret, old.today, old.key.map(AddressKey).as_ref(), &address, actor)?;
    }
    let meant_for = old.address.clone();
    let mut chosen = chosen(tx, &sealing, old, address, key)?;
    let text = sealing.texts.get(chosen.0.text).filter(|_| chosen.0.text > 0).map(|text| text.row);
    let sealing = sealing.reading(chosen.0.text);
    let revision = literature::revision(tx, sealing.revision)?;
    keep_files(&mut chosen.0, &revision, meant_for);
    if sealing.notice.is_some() {
        notice::tell(tx, std::slice::from_mut(&mut chosen.0))?;
    }
    let account = accounts::find(tx, sealing.account)?;
    let list = service::list_of(&account, sealing.list_kind, sealing.one_click.as_deref())?;
    let letters = service::prepared_of(tx, &revision, &account, &service::marks_of(tx, &sealing)?, list, service::Carried::of(&sealing))?;
    if !letters.letters.sets().is_empty() {
        let mut readers = plan::on_list(tx, id)?;
        readers.retain(|one| one.text == text);
        own_files::refuse_doubt(letters.letters.sets(), &chosen.0, &readers)?;
    }
    let bytes = |asset| literature::asset_bytes(tx, asset);
    Trial::new(letters).letter(&chosen.0, tx.now(), None, &bytes, &mut HashSet::new())?;
    let held = breakers::held(tx, id)?.iter().any(|held| held.domain == chosen.0.address.domain());
    let id_of_mail = message_id(secret, id, &key, 1, &service::domain_of(&sealing.from_address));
    let mut chain = Chain::at_head(tx)?;
    repair::insert(&mut chain, id, &chosen.0, &id_of_mail, chosen.1, held.then_some(Because::Domain), (notice::way(&account), text))?;
    reopen(tx, &mut chain, &before, run)?;
    card(tx, id)
}

/// Whether another row of this list stands for the same person, since the two were merged, and has arrived, may have, or is to go.
fn has_it_by_another_number(tx: &WriteTx<'_>, id: DistributionId, person: PersonId) -> Result<bool, Problem> {
    let numbers = contacts::numbers_of(tx, person)?;
    // The new row would be the last of all.
    Ok(numbers.len() > 1 && ledger::is_under_way(tx, id, DeliveryId::from(i64::MAX), &numbers)?)
}

/// Whom a number of the list means today.
fn today(tx: &WriteTx<'_>, person: PersonId) -> Result<PersonId, Problem> {
    Ok(contacts::numbers_of(tx, person)?.first().copied().unwrap_or(person))
}

/// What is replaced.
struct Old {
    replaces: Replaces,
    /// The number on the list, which the new row keeps.
    person: PersonId,
    /// Whom it means today: somebody else's number where the two were merged since.
    today: PersonId,
    /// The address that was refused; none where there was none.
    key: Option<[u8; 32]>,
    /// The same address, as it was written.
    address: Option<String>,
    name: Option<String>,
    fields: Option<String>,
    answers: Option<Answered>,
    /// Which version the replaced row names; none: the main one.
    text: Option<i64>,
    /// The language of the mail that is answered, where that went in several.
    language: Option<String>,
}

/// The row or the exclusion that is meant, if it is one that can be repaired.
fn found(tx: &WriteTx<'_>, id: DistributionId, whose: &Whose, secret: &[u8; 32]) -> Result<Old, Problem> {
    let no_such_row = |who: String| Problem::missing("distribution.no_such_row").with("address", who);
    match whose {
        Whose::Row { delivery } => {
            let row = repair::row(tx, id, *delivery)?.ok_or_else(|| no_such_row(delivery.to_string()))?;
            let refused = row.state == DeliveryState::RefusedPermanent;
            let left_out = row.state == DeliveryState::Cancelled && row.left_out.as_deref().is_some_and(for_its_address);
            if !refused && !left_out {
                return Err(Problem::refusal("distribution.repair.not_refused"));
            }
            if row.replaced_by.is_some() {
                return Err(Problem::refusal("distribution.repair.before"));
            }
            Ok(Old {
                replaces: Replaces::Row(*delivery),
                person: row.person,
                today: today(tx, row.person)?,
                key: Some(row.key),
                address: row.address,
                name: row.name,
                fields: row.fields,
                answers: row.answers,
                text: row.text,
                language: None,
            })
        }
        Whose::LeftOut { person } => {
            let line = repair::left_out(tx, id, *person)?.ok_or_else(|| no_such_row(person.to_string()))?;
            if !for_its_address(&line.reason) {
                return Err(Problem::refusal("distribution.repair.not_refused"));
            }
            if line.replaced_by.is_some() {
                return Err(Problem::refusal("distribution.repair.before"));
            }
            let (answers, language) = match lineage::answers(tx, lineage::parent(tx, id)?)? {
                None => (None, None),
                Some(answers) => {
                    let has = |holder: &lineage::Holder| holder.person == *person;
                    let holder = lineage::holders(tx, answers.distribution)?.into_iter().find(has);
                    let holder = holder.ok_or_else(|| Problem::refusal("distribution.repair.not_refused"))?;
                    (Some(Answered { delivery: holder.delivery, thread: holder.thread }), holder.language)
                }
            };
            let today = today(tx, *person)?;
            let at = contacts::recipients(tx, &[today])?.into_iter().next();
            let (address, email) = at.map(|one| (one.address, one.email)).unwrap_or_default();
            let key = email.map(|email| email.key(secret).0);
            let replaces = Replaces::LeftOut(line.line);
            Ok(Old { replaces, person: *person, today, key, address, name: None, fields: None, answers, text: None, language })
        }
        Whose::Named { who } => match EmailAddress::parse(who) {
            Ok(address) => {
                let row = report::row_of_key(tx, id, &address.key(secret).0)?;
                match row {
                    Some(delivery) => found(tx, id, &Whose::Row { delivery }, secret),
                    None => {
                        // Left out for this very address.
                        let holders = contacts::holders(tx, &address.key(secret))?;
                        let person = holders.into_iter().next().ok_or_else(|| no_such_row(who.clone()))?;
                        found(tx, id, &Whose::LeftOut { person: on_the_list(tx, id, person)? }, secret)
                    }
                }
            }
            Err(_) => {
                let person = who.trim().parse::<PersonId>().map_err(|_| no_such_row(who.clone()))?;
                found(tx, id, &Whose::LeftOut { person: on_the_list(tx, id, person)? }, secret)
            }
        },
    }
}

/// The number by which this person was left out: their own, or that of somebody who was merged with them since.
fn on_the_list(tx: &WriteTx<'_>, id: DistributionId, person: PersonId) -> Result<PersonId, Problem> {
    for number in [vec![person], contacts::numbers_of(tx, person)?].concat() {
        if repair::left_out(tx, id, number)?.is_some() {
            return Ok(number);
        }
    }
    Ok(person)
}

/// What was put there for the address that is replaced is still this person's.
fn keep_files(chosen: &mut Chosen, revision: &Revision, meant_for: Option<String>) {
    let by_address = Sets::of(&revision.attachments).iter().any(|set| set.key == FileKey::Email);
    if let Some(address) = meant_for.filter(|_| by_address && !chosen.values.has(MEANT_FOR)) {
        chosen.values.set(MEANT_FOR, address);
    }
}

/// Reasons that a corrected address does away with.
pub(super) fn for_its_address(word: &str) -> bool {
    matches!(Exclusion::of_word(word), Some(Exclusion::BadAddress | Exclusion::NoAddress | Exclusion::Suppressed))
}

/// The person at the corrected address, if nothing stands in the way now (D19).
fn chosen(tx: &WriteTx<'_>, sealing: &Sealing, old: Old, address: EmailAddress, key: [u8; 32]) -> Result<(Chosen, Replaces), Problem> {
    let today = contacts::recipients(tx, &[old.today])?.into_iter().next().ok_or_else(|| contacts::no_person(old.today))?;
    let now = contacts::now(tx, old.person, &AddressKey(key))?;
    match now.bar {
        Some(Bar::DoNotContact { .. }) => return Err(Problem::refusal("distribution.repair.do_not_contact")),
        Some(Bar::Restricted { .. }) => return Err(Problem::refusal("distribution.repair.restricted")),
        Some(Bar::Suppressed { .. }) => return Err(Problem::refusal("distribution.repair.suppressed").at(Place::field("address"))),
        Some(Bar::NoAddress | Bar::BadAddress { .. }) => return Err(contacts::no_person(old.person)),
        None => {}
    }
    if now.list_kind != Some(sealing.list_kind) {
        return Err(Problem::refusal("distribution.repair.kind").with("list", list_word(sealing.list_kind)));
    }
    let mut values: MergeValues = match &old.fields {
        Some(fields) => serde_json::from_str(fields).unwrap_or_default(),
        None => today.values,
    };
    if address.is_role() {
        audience::greet_nobody(&mut values);
    }
    let name = old.name.unwrap_or(today.name);
    let (list_kind, reads) = (sealing.list_kind, String::new());
    let mut chosen = Chosen { person: old.person, name, address, key, list_kind, values, answers: old.answers, text: 0, reads };
    match old.replaces {
        // What replaces a row says the same in the same language.
        Replaces::Row(_) => chosen.text = sealing.place_of(old.text),
        Replaces::LeftOut(_) => {
            let kept = old.language.map(|language| (old.person, language)).into_iter().collect();
            languages::assign(tx, std::slice::from_mut(&mut chosen), &sealing.languages(), &kept)?;
        }
    }
    Ok((chosen, old.replaces))
}
