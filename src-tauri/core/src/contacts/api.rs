//! What the shells ask about people; one user action is one transaction, and undo takes it back.

mod beats;
mod cells;
mod consent;
mod counted;
mod duplicates;
mod law;
mod many;
mod merge;
mod outlet_cells;
mod outlets;
mod own;
mod past;
mod photo;
mod relations;
mod suppressions;
mod typos;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use beats::{
    BeatCard, BeatSynonym, BeatTree, SynonymChange, add_beat, beat, beat_named, beats, delete_beat, edit_beat, merge_beats, move_beat,
    rename_beat, set_beat_synonyms,
};
pub use cells::{Paste, Pasted, Setting, edit_cells, paste, preview_cells, preview_set, set_people};
pub use consent::{consent_laws, consent_of, end_consent, note_consent, set_recipient_kind};
pub use own::*;
pub use past::{as_they_were, end_of_day, history, outlet_as_it_was, outlet_history};
pub use typos::{Slip, Slips, doubt_domain, keep_domain, meant, mend_slips, slips};

use super::handles::HandleInput;
use super::kinds::{Basis, PersonKind, Special, SuppressionReason};
use super::lists::{OnList, lists_of};
use super::many::until_awaited;
use super::person::{AddressInput, PersonInput, PhoneInput};
use super::positions::{PositionCard, positions_of};
use super::relations::{RelationCard, relations_of};
use super::service::{self, InUse, PeopleWriter};
use super::staff::{self, Colleague};
use super::store::{bars, photos};
use super::{Bar, address_meant, fold, names};
use crate::error::{Place, Problem};
use crate::ids::{Millis, PersonId};
use crate::messages::Message;
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, Workspace};

pub use duplicates::{DuplicatePair, DuplicatesLeft, apart, duplicates, duplicates_left, look_for_duplicates};
pub use law::{ForgetPreview, KeptPart, access, forget, forget_preview, lift_restriction, restrict, save_access};
pub use merge::{MergeChoice, MergeEntry, MergeList, MergePreview, merge, merge_fields, merge_preview};
pub use outlet_cells::{OutletPaste, OutletSetting, PastedOutlets, copy_outlets, edit_outlet_cells, paste_outlets, set_outlets};
pub use outlets::{
    FormerCard, OutletCard, OutletQuestion, SuggestedOfOutlets, add_outlet, add_position, delete_outlet, delete_outlets, delete_position,
    edit_outlet, edit_position, merge_outlets, move_person, outlet, outlet_named, outlet_rows, outlets, suggest_of_outlets,
};

pub use photo::{PhotoCard, SavedPhoto, photo_uri, remove_photo, save_photo, set_photo, set_photo_path};
pub use relations::{edit_relation, relate, suggest_people, suggest_relations, unrelate};
pub use suppressions::{
    FurtherReason, Lifted, SuppressionCard, SuppressionsAsked, SuppressionsPage, Unsubscribed, suppress, suppression_history,
    suppression_of, suppressions, unsubscribe, unsuppress,
};

/// Most names that a completion offers.
const OFFERED: u32 = 12;

/// One person with everything that is known.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PersonCard {
    /// Who.
    pub id: PersonId,
    /// Everything that can be entered.
    pub fields: PersonInput,
    /// Their photo; none if there is none.
    pub photo: Option<PhotoCard>,
    /// Where they work now and worked before.
    pub positions: Vec<PositionCard>,
    /// What they are to others, and others to them.
    pub relations: Vec<RelationCard>,
    /// The lists that they are on.
    pub lists: Vec<OnList>,
    /// Who leads them, where that is somebody here.
    pub manager: Option<Colleague>,
    /// Whom they lead, by name; at most a hundred.
    pub leads: Vec<Colleague>,
    /// The greeting line as a letter will have it.
    pub greeting: String,
    /// Since when they must not be contacted, and why.
    pub do_not_contact: Option<Noted>,
    /// Since when their data are kept and not used, and why (L6).
    pub restricted: Option<Noted>,
    /// Since when they have agreed to keep embargoes, and how they said it (D37).
    pub embargo_agreement: Option<Noted>,
    /// What is known of each address, in the order of `fields.addresses`.
    pub addresses: Vec<AddressState>,
    /// What stands between them and a mail now.
    pub bar: Option<Bar>,
    /// When they were first entered.
    pub created_at: Millis,
    /// When anything about them changed last.
    pub changed_at: Millis,
}

/// A decision with its time and reason.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Noted {
    /// When.
    pub at: Millis,
    /// Why; may be empty.
    pub reason: String,
}

/// What is known of one address.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AddressState {
    /// The address as typed.
    pub address: String,
    /// It belongs to a task rather than to a person.
    pub role_mailbox: bool,
    /// It must not be mailed.
    pub suppressed: Option<SuppressionCard>,
    /// Others who hold it.
    pub shared_with: Vec<PersonId>,
    /// The address that was perhaps meant: its domain is a slip away from a large mail provider's.
    pub meant: Option<String>,
}

/// What an edit changes: what is `None` stays as it is.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "each is the field of `PersonInput` with its name")]
pub struct PersonPatch {
    pub kind: Option<PersonKind>,
    pub name: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub salutation: Option<String>,
    pub greeting: Option<String>,
    pub role: Option<String>,
    pub outlet: Option<String>,
    pub beats: Option<Vec<String>>,
    pub tags: Option<Vec<String>>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub notes: Option<String>,
    pub department: Option<String>,
    pub site: Option<String>,
    pub manager: Option<String>,
    pub staff_number: Option<String>,
    pub owner: Option<String>,
    /// Only what is named here changes; an empty text takes a value away.
    pub custom: Option<BTreeMap<String, String>>,
    pub addresses: Option<Vec<AddressInput>>,
    pub phones: Option<Vec<PhoneInput>>,
    pub handles: Option<Vec<HandleInput>>,
}

impl PersonPatch {
    /// `held` with what this changes. A new whole name is taken apart anew unless its parts come with it.
    fn applied(self, mut held: PersonInput) -> PersonInput {
        if self.name.as_ref().is_some_and(|name| *name != held.name) && self.given_name.is_none() && self.family_name.is_none() {
            held.given_name.clear();
            held.family_name.clear();
        } else if self.name.is_none() && (self.given_name.is_some() || self.family_name.is_some()) {
            held.name.clear();
        }
        macro_rules! take {
            ($($field:ident)*) => { $(if let Some(value) = self.$field { held.$field = value; })* };
        }
        take!(kind name given_name family_name salutation greeting role outlet beats tags city country language time_zone notes department site
            manager staff_number owner addresses phones handles);
        held.custom.extend(self.custom.unwrap_or_default());
        held
    }
}

/// Adds a person.
///
/// # Errors
/// `contacts.refused` with a place for every field that is refused, `contacts.nobody`: nothing has changed.
pub async fn add(ws: &Workspace, person: PersonInput) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    let unless_given = service::entered_by(&ws.host().actor, ws.now());
    let person = ws.read(move |tx| service::check_whole(tx, person, &unless_given)).await?;
    let label = Message::new("contacts.action.added").with("name", shown(person.fields()));
    ws.write(label, move |tx| {
        none_forgotten(tx, &secret, person.fields(), &[])?;
        let id = PeopleWriter::new(tx, &secret).add(&person)?;
        staff::settle(tx, id, None, person.fields())?;
        card(tx, &secret, id)
    })
    .await
}

/// Refuses addresses of people who were forgotten, but those that `known` has (L5).
pub(super) fn none_forgotten(tx: &ReadTx<'_>, secret: &[u8; 32], person: &PersonInput, known: &[AddressInput]) -> Result<(), Problem> {
    for one in person.addresses.iter().filter(|one| !known.contains(one)) {
        let Ok(address) = EmailAddress::parse(&one.address) else { continue };
        if bars::reason_standing(tx, &address.key(secret))? == Some(SuppressionReason::Erased) {
            let what = Message::new("contacts.fault.erased").with("address", one.address.clone());
            let refused = Problem::refusal("contacts.refused").with("count", 1_i64);
            return Err(refused.at(Place { what: Some(what), ..Place::field("address") }));
        }
    }
    Ok(())
}

/// Changes a person.
///
/// # Errors
/// `contacts.no_person`, `contacts.refused`, `contacts.nobody`: nothing has changed.
pub async fn edit(ws: &Workspace, id: PersonId, patch: PersonPatch) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    let unless_given = service::entered_by(&ws.host().actor, ws.now());
    let held = ws.read(move |tx| service::record(tx, id)?.ok_or_else(|| service::no_person(id))).await?;
    let label = Message::new("contacts.action.edited").with("name", shown(&held.input));
    ws.write(label, move |tx| {
        // Read again inside the transaction: what another window changed meanwhile stays.
        let held = service::record(tx, id)?.ok_or_else(|| service::no_person(id))?;
        let person = service::check_whole(tx, patch.applied(held.input.clone()), &unless_given)?;
        none_forgotten(tx, &secret, person.fields(), &held.input.addresses)?;
        PeopleWriter::new(tx, &secret).replace(id, &person)?;
        staff::settle(tx, id, Some(&held.input), person.fields())?;
        card(tx, &secret, id)
    })
    .await
}

/// Deletes people; how many there were. Suppressions of their addresses stay; undo brings everything back. Many are a job, done some at a
/// time so that nobody who edits waits for all of them, and one act all the same; stopped, who is gone by then stays so until undo.
///
/// # Errors
/// What the file says; then nothing has changed. `contacts.many_stopped`.
pub async fn delete(ws: &Workspace, people: Vec<PersonId>) -> Result<u32, Problem> {
    let secret = *ws.secret();
    let name = match people.as_slice() {
        [one] => {
            let one = *one;
            ws.read(move |tx| service::record(tx, one)?.ok_or_else(|| service::no_person(one))).await.map(|held| shown(&held.input))?
        }
        _ => String::new(),
    };
    let label = move |count: usize| Message::new("contacts.action.deleted").with("name", name.clone()).with("count", count);
    let Some(job) = cells::job(ws, people.len(), "contacts.job.deleting") else {
        return ws.write(label(people.len()), move |tx| Ok(PeopleWriter::new(tx, &secret).remove_all(&people)?)).await;
    };
    many::upon_many(ws, people, job, "contacts.many_stopped", label, move |tx, rest, deleted: &mut u32| {
        let mut writer = PeopleWriter::new(tx, &secret);
        until_awaited(tx, rest, |person| {
            *deleted += u32::from(writer.remove(person)?);
            Ok(())
        })
    })
    .await
}

/// Everything about one person.
///
/// # Errors
/// `contacts.no_person`.
pub async fn show(ws: &Workspace, id: PersonId) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    ws.read(move |tx| card(tx, &secret, id)).await
}

/// The person that a number or an address names; of several at one address, the one who prefers it.
///
/// # Errors
/// `contacts.nobody_at` if nobody holds the address, and the address judge's own.
pub async fn who(ws: &Workspace, number_or_address: &str) -> Result<PersonId, Problem> {
    let text = number_or_address.trim();
    if let Ok(id) = text.parse::<PersonId>() {
        return ws.read(move |tx| service::record(tx, id)?.map(|found| found.id).ok_or_else(|| service::no_person(id))).await;
    }
    let address = EmailAddress::parse(text)?;
    let nobody = Problem::missing("contacts.nobody_at").with("address", text);
    let key = address.key(ws.secret());
    ws.read(move |tx| service::holders(tx, &key)?.first().copied().ok_or(nobody)).await
}

/// What a text about somebody may speak of that the law protects most (L15): a hint for whoever writes it.
#[must_use]
pub fn special(text: &str) -> Vec<Special> {
    super::special(text)
}

/// Sets do-not-contact, on all channels, with its reason.
///
/// # Errors
/// `contacts.no_person`.
pub async fn do_not_contact(ws: &Workspace, id: PersonId, reason: String) -> Result<PersonCard, Problem> {
    let (secret, reason) = (*ws.secret(), one_line("reason", &reason)?);
    ws.write(Message::new("contacts.action.barred"), move |tx| {
        service::set_do_not_contact(tx, id, Some(&reason))?;
        card(tx, &secret, id)
    })
    .await
}

/// Lifts do-not-contact. The reason is kept with the step in the history.
///
/// # Errors
/// `contacts.no_person`, `contacts.reason_needed`: nothing has changed.
pub async fn allow_contact(ws: &Workspace, id: PersonId, reason: String) -> Result<PersonCard, Problem> {
    let (secret, reason) = (*ws.secret(), one_line("reason", &reason)?);
    if reason.is_empty() {
        return Err(Problem::refusal("contacts.reason_needed").at(Place::field("reason")));
    }
    ws.write(Message::new("contacts.action.allowed").with("reason", reason), move |tx| {
        service::set_do_not_contact(tx, id, None)?;
        card(tx, &secret, id)
    })
    .await
}

/// Notes that somebody agreed to keep embargoes, and how they said it (D37).
///
/// # Errors
/// `contacts.no_person`, `contacts.reason_needed`: nothing has changed.
pub async fn agree_to_embargoes(ws: &Workspace, id: PersonId, note: String) -> Result<PersonCard, Problem> {
    let (secret, note) = (*ws.secret(), one_line("reason", &note)?);
    if note.is_empty() {
        return Err(Problem::refusal("contacts.reason_needed").at(Place::field("reason")));
    }
    ws.write(Message::new("contacts.action.embargo_agreed"), move |tx| {
        service::set_embargo_agreement(tx, id, Some(&note))?;
        card(tx, &secret, id)
    })
    .await
}

/// Notes that somebody's agreement to keep embargoes stands no longer.
///
/// # Errors
/// `contacts.no_person`.
pub async fn end_embargo_agreement(ws: &Workspace, id: PersonId) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    ws.write(Message::new("contacts.action.embargo_ended"), move |tx| {
        service::set_embargo_agreement(tx, id, None)?;
        card(tx, &secret, id)
    })
    .await
}

/// What a form field can be completed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "the vocabulary's words")]
pub enum Suggested {
    Outlet,
    Beat,
    Tag,
    City,
    Role,
    Source,
    Department,
    Site,
    Owner,
    Colleague,
}

/// Names in use that begin so.
///
/// # Errors
/// What the file says.
pub async fn suggest(ws: &Workspace, what: Suggested, beginning: String) -> Result<Vec<String>, Problem> {
    let which = match what {
        Suggested::Outlet => InUse::Outlet,
        Suggested::Beat => InUse::Beat,
        Suggested::Tag => InUse::Tag,
        Suggested::City => InUse::City,
        Suggested::Role => InUse::Role,
        Suggested::Source => InUse::Source,
        Suggested::Department => InUse::Department,
        Suggested::Site => InUse::Site,
        Suggested::Owner => return ws.read(move |tx| Ok(staff::owners(tx, &beginning, OFFERED)?)).await,
        Suggested::Colleague => return ws.read(move |tx| Ok(staff::colleagues(tx, &beginning, OFFERED)?)).await,
    };
    ws.read(move |tx| Ok(service::names_in_use(tx, which, &fold::key(&beginning), OFFERED)?)).await
}

/// How many people of one kind there are.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct KindCount {
    /// The kind.
    pub kind: PersonKind,
    /// How many.
    pub count: u32,
}

/// How many people there are of each kind.
///
/// # Errors
/// What the file says.
pub async fn kinds(ws: &Workspace) -> Result<Vec<KindCount>, Problem> {
    ws.read(|tx| Ok(service::kinds(tx)?.into_iter().map(|(kind, count)| KindCount { kind, count }).collect())).await
}

/// An address with the basis that press work usually has, for forms and the command line.
#[must_use]
pub const fn new_address(address: String) -> AddressInput {
    AddressInput { address, source: String::new(), sourced_on: String::new(), basis: Basis::LegitimateInterest, basis_note: String::new() }
}

fn card(tx: &ReadTx<'_>, secret: &[u8; 32], id: PersonId) -> Result<PersonCard, Problem> {
    let held = service::record(tx, id)?.ok_or_else(|| service::no_person(id))?;
    let to = service::recipients(tx, &[id])?.pop().ok_or_else(|| service::no_person(id))?;
    let mut addresses = Vec::with_capacity(held.input.addresses.len());
    for one in &held.input.addresses {
        let judged = EmailAddress::parse(&one.address).ok();
        let (suppressed, shared_with) = match &judged {
            Some(address) => {
                let key = address.key(secret);
                (bars::standing(tx, &key)?, service::holders(tx, &key)?)
            }
            None => (None, Vec::new()),
        };
        addresses.push(AddressState {
            address: one.address.clone(),
            role_mailbox: judged.as_ref().is_some_and(EmailAddress::is_role),
            suppressed: suppressed.map(Into::into),
            shared_with: shared_with.into_iter().filter(|other| *other != id).collect(),
            meant: judged.map(|address| address_meant(tx, &address)).transpose()?.flatten(),
        });
    }
    Ok(PersonCard {
        id,
        fields: held.input,
        photo: photos::row_of(tx, id)?.map(PhotoCard::from),
        positions: positions_of(tx, id)?,
        relations: relations_of(tx, id)?,
        lists: lists_of(tx, id)?.into_iter().filter(|one| one.removed_at.is_none()).collect(),
        manager: staff::manager_of(tx, id)?,
        leads: staff::led_by(tx, id)?,
        greeting: to.values.get("greeting").to_owned(),
        do_not_contact: held.do_not_contact.map(|(at, reason)| Noted { at, reason }),
        restricted: held.restricted.map(|(at, reason)| Noted { at, reason }),
        embargo_agreement: held.embargo_agreement.map(|(at, reason)| Noted { at, reason }),
        addresses,
        bar: to.bar,
        created_at: held.created_at,
        changed_at: held.changed_at,
    })
}

/// The name, or the address where there is none.
pub(super) fn shown(person: &PersonInput) -> String {
    // Never the address: labels of history stay when somebody is erased (L5).
    [&person.name, &person.outlet, &person.role].into_iter().find(|text| !text.is_empty()).map_or_else(|| "—".to_owned(), Clone::clone)
}

/// A reason or an evidence: one line, tidied.
pub(super) fn one_line(field: &str, text: &str) -> Result<String, Problem> {
    let text = names::tidy(text);
    let what = if names::has_control(&text) {
        Message::new("contacts.fault.control")
    } else if text.chars().count() > names::LONGEST_NAME {
        Message::new("contacts.fault.long").with("most", names::LONGEST_NAME)
    } else {
        return Ok(text);
    };
    Err(Problem::refusal("contacts.refused").with("count", 1_i64).at(Place { what: Some(what), ..Place::field(field) }))
}
