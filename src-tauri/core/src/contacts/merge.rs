//! Two records of one person made one: what stays of each field, and what outlives it in any case.
//!
//! What stands in one place only is taken from whoever has it; where both say something, the record that is kept does, unless
//! somebody chose otherwise. Lists are joined, each entry with its own source and basis. Notes stand one after the other. Nothing
//! that protects the person gets lost: do-not-contact of either stays, and whoever unsubscribed or complained at one address did not
//! offer the other record's: all are suppressed.

use serde::{Deserialize, Serialize};

use super::custom::CustomField;
use super::kinds::{RecipientKind, SuppressionReason};
use super::person::{PersonInput, check};
use super::service::{self, PeopleWriter, PersonRecord};
use super::store::{bars, consent, custom, lists, merging, people, photos, search, staff, touches};
use super::{api, names, own, suppressing};
use crate::error::Problem;
use crate::ids::{CustomFieldId, Millis, PersonId};
use crate::net::{AddressKey, EmailAddress};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// The label of a merge in history.
pub(super) const MERGED: &str = "contacts.action.merged";

/// What of a person stands in one place only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(
    missing_docs,
    reason = "each is the field of `PersonInput` with its name; the address is the one that mail goes to; photo, kind of recipient, reminder to keep in touch and what is of the organisation's own are theirs"
)]
pub enum MergeField {
    Name,
    Kind,
    Salutation,
    Greeting,
    Role,
    Outlet,
    City,
    Country,
    Language,
    TimeZone,
    Department,
    Site,
    Manager,
    StaffNumber,
    Owner,
    Address,
    Photo,
    RecipientKind,
    Reminder,
    Own(CustomFieldId),
}

impl MergeField {
    /// All that every workspace has, in the order in which they are shown; fields of the organisation's own come behind them.
    pub const ALL: [(Self, &'static str); 19] = [
        (Self::Name, "name"),
        (Self::Kind, "kind"),
        (Self::Salutation, "salutation"),
        (Self::Greeting, "greeting"),
        (Self::Role, "role"),
        (Self::Outlet, "outlet"),
        (Self::City, "city"),
        (Self::Country, "country"),
        (Self::Language, "language"),
        (Self::TimeZone, "time-zone"),
        (Self::Department, "department"),
        (Self::Site, "site"),
        (Self::Manager, "manager"),
        (Self::StaffNumber, "staff-number"),
        (Self::Owner, "owner"),
        (Self::Address, "address"),
        (Self::Photo, "photo"),
        (Self::RecipientKind, "recipient-kind"),
        (Self::Reminder, "reminder"),
    ];

    /// What a command line calls it: of a field of the organisation's own what questions call that.
    fn word(self, own: &[CustomField]) -> String {
        match self {
            Self::Own(id) => own.iter().find(|field| field.id == id).map(CustomField::in_questions).unwrap_or_default(),
            known => Self::ALL.iter().find(|(field, _)| *field == known).map_or("", |(_, word)| word).to_owned(),
        }
    }

    /// What it says of somebody, of what is entered in their form.
    fn says(self, of: &PersonInput) -> &str {
        match self {
            Self::Name => &of.name,
            Self::Kind => of.kind.word(),
            Self::Salutation => &of.salutation,
            Self::Greeting => &of.greeting,
            Self::Role => &of.role,
            Self::Outlet => &of.outlet,
            Self::City => &of.city,
            Self::Country => &of.country,
            Self::Language => &of.language,
            Self::TimeZone => &of.time_zone,
            Self::Department => &of.department,
            Self::Site => &of.site,
            Self::Manager => &of.manager,
            Self::StaffNumber => &of.staff_number,
            Self::Owner => &of.owner,
            Self::Address => of.addresses.first().map_or("", |first| &first.address),
            Self::Photo | Self::RecipientKind | Self::Reminder | Self::Own(_) => "",
        }
    }

    /// Makes it in `kept` what it is in `other`.
    fn take(self, kept: &mut PersonInput, other: &PersonInput) {
        match self {
            Self::Name => {
                kept.name.clone_from(&other.name);
                kept.given_name.clone_from(&other.given_name);
                kept.family_name.clone_from(&other.family_name);
            }
            Self::Kind => kept.kind = other.kind,
            Self::Salutation => kept.salutation.clone_from(&other.salutation),
            Self::Greeting => kept.greeting.clone_from(&other.greeting),
            Self::Role => kept.role.clone_from(&other.role),
            Self::Outlet => kept.outlet.clone_from(&other.outlet),
            Self::City => kept.city.clone_from(&other.city),
            Self::Country => kept.country.clone_from(&other.country),
            Self::Language => kept.language.clone_from(&other.language),
            Self::TimeZone => kept.time_zone.clone_from(&other.time_zone),
            Self::Department => kept.department.clone_from(&other.department),
            Self::Site => kept.site.clone_from(&other.site),
            Self::Manager => kept.manager.clone_from(&other.manager),
            Self::StaffNumber => kept.staff_number.clone_from(&other.staff_number),
            Self::Owner => kept.owner.clone_from(&other.owner),
            Self::Address => {
                let Some(first) = other.addresses.first().and_then(|one| EmailAddress::parse(&one.address).ok()) else { return };
                let is_it = |text: &str| EmailAddress::parse(text).is_ok_and(|one| one.normalised() == first.normalised());
                if let Some(at) = kept.addresses.iter().position(|one| is_it(&one.address)) {
                    let taken = kept.addresses.remove(at);
                    kept.addresses.insert(0, taken);
                }
            }
            // They are rows of their own: see `make_room`.
            Self::Photo | Self::RecipientKind | Self::Reminder | Self::Own(_) => {}
        }
    }

    /// Takes from `keep` the row in whose place the other's comes when the lists are joined.
    fn make_room(self, tx: &WriteTx<'_>, keep: PersonId) -> Result<(), StoreError> {
        match self {
            Self::Photo => photos::remove(tx, keep).map(drop),
            Self::RecipientKind => consent::say_kind(tx, keep, None),
            Self::Reminder => touches::remind_no_more(tx, keep),
            Self::Own(field) => custom::remove_value(tx, field, keep),
            _ => Ok(()),
        }
    }
}

/// What two records say in a field that stands in one place only.
pub(super) struct Said {
    /// Which.
    pub(super) field: MergeField,
    /// What a command line calls it.
    pub(super) word: String,
    /// It is one of the organisation's own.
    pub(super) own: Option<CustomField>,
    /// What the record that is kept says.
    pub(super) kept: String,
    /// What the other says.
    pub(super) other: String,
    /// They say the same.
    same: bool,
}

impl Said {
    /// Both say something, and not the same.
    pub(super) const fn differs(&self) -> bool {
        !self.same && !self.kept.is_empty() && !self.other.is_empty()
    }

    /// The other's stays although nobody chose: the one that is kept says nothing.
    pub(super) const fn takes_other(&self) -> bool {
        self.kept.is_empty() && !self.other.is_empty()
    }

    fn is_taken(&self, chosen: &[MergeField]) -> bool {
        self.takes_other() || self.differs() && chosen.contains(&self.field)
    }
}

/// What the two say in each field of which at least one says something, in the order in which they are shown.
pub(super) fn said(tx: &ReadTx<'_>, kept: &PersonRecord, other: &PersonRecord) -> Result<Vec<Said>, StoreError> {
    let own = custom::all(tx)?;
    let mut all = Vec::new();
    let fields = MergeField::ALL.iter().map(|(field, _)| *field).chain(own.iter().map(|field| MergeField::Own(field.id)));
    for field in fields {
        let custom = own.iter().find(|one| field == MergeField::Own(one.id));
        let mut same = None;
        let texts = match field {
            MergeField::Photo => {
                let [own, others] = [photos::row_of(tx, kept.id)?, photos::row_of(tx, other.id)?];
                same = Some(own.map(|row| row.id) == others.map(|row| row.id));
                [own, others].map(|row| row.map(|row| format!("{} × {}", row.width, row.height)).unwrap_or_default())
            }
            MergeField::RecipientKind => [kept, other].map(|of| of.recipient_kind.map_or("", RecipientKind::word).to_owned()),
            MergeField::Reminder => {
                let rows = [touches::reminder_of(tx, kept.id)?, touches::reminder_of(tx, other.id)?];
                rows.map(|row| row.map(|row| format!("{} {}", row.every.many, row.every.period.word())).unwrap_or_default())
            }
            MergeField::Own(_) => {
                let value = |of: &PersonRecord| custom.and_then(|field| of.input.custom.get(&field.name)).cloned();
                [kept, other].map(|of| value(of).unwrap_or_default())
            }
            entered => [kept, other].map(|of| entered.says(&of.input).to_owned()),
        };
        let [kept, other] = texts;
        if !kept.is_empty() || !other.is_empty() {
            let same = same.unwrap_or(kept == other);
            all.push(Said { field, word: field.word(&own), own: custom.cloned(), kept, other, same });
        }
    }
    Ok(all)
}

/// The field that a command line names: one that every workspace has, or one of the organisation's own as questions call it.
///
/// # Errors
/// `contacts.no_field`.
pub(super) fn field_named(tx: &ReadTx<'_>, word: &str) -> Result<MergeField, Problem> {
    let known = MergeField::ALL.iter().find(|(_, known)| *known == word);
    known.map_or_else(|| Ok(MergeField::Own(own::custom_field(tx, word)?.id)), |(field, _)| Ok(*field))
}

/// The fields of the one person: `kept` with its lists joined already, and of `other` what is taken.
fn fields(mut kept: PersonInput, other: &PersonInput, taken: &[MergeField]) -> PersonInput {
    for field in taken {
        field.take(&mut kept, other);
    }
    if !kept.notes.contains(&other.notes) {
        let notes = [kept.notes.as_str(), &other.notes].join("\n\n");
        notes.trim().clone_into(&mut kept.notes);
    }
    kept
}

/// The bar of the one person: of either; since the earlier of two, for both reasons.
pub(super) fn bar(kept: Option<&(Millis, String)>, other: Option<&(Millis, String)>) -> Option<(Millis, String)> {
    match (kept, other) {
        (Some(one), Some(other)) => {
            let mut reasons = vec![one.1.as_str(), &other.1];
            reasons.retain(|reason| !reason.is_empty());
            reasons.dedup();
            Some((one.0.min(other.0), reasons.join("; ")))
        }
        (one, other) => one.or(other).cloned(),
    }
}

/// Why all addresses of the one person are suppressed, with what shows it: somebody unsubscribed or complained at one of them.
pub(super) fn asked_to_stop(
    tx: &ReadTx<'_>,
    secret: &[u8; 32],
    records: [&PersonRecord; 2],
) -> Result<Option<(SuppressionReason, String)>, Problem> {
    for key in records.into_iter().flat_map(|record| keys(&record.input, secret)) {
        let standing = bars::standing(tx, &key)?;
        if let Some((reason, evidence)) = standing.as_ref().and_then(bars::SuppressionRow::stop) {
            return Ok(Some((reason, evidence.to_owned())));
        }
    }
    Ok(None)
}

/// The keys of somebody's addresses.
pub(super) fn keys(of: &PersonInput, secret: &[u8; 32]) -> Vec<AddressKey> {
    of.addresses.iter().filter_map(|one| EmailAddress::parse(&one.address).ok()).map(|address| address.key(secret)).collect()
}

/// Both records.
pub(super) fn both(tx: &ReadTx<'_>, keep: PersonId, other: PersonId) -> Result<(PersonRecord, PersonRecord), Problem> {
    if keep == other {
        return Err(Problem::refusal("contacts.one_person"));
    }
    let of = |id| service::record(tx, id)?.ok_or_else(|| service::no_person(id));
    Ok((of(keep)?, of(other)?))
}

/// Makes `keep` of the two, and `other` goes. `chosen` says of which fields the other's stays.
pub(super) fn merge(
    tx: &WriteTx<'_>,
    secret: &[u8; 32],
    keep: PersonId,
    other: PersonId,
    chosen: &[MergeField],
    actor: &str,
) -> Result<(), Problem> {
    let (kept, gone) = both(tx, keep, other)?;
    let stop = asked_to_stop(tx, secret, [&kept, &gone])?;
    let taken: Vec<MergeField> = said(tx, &kept, &gone)?.iter().filter(|said| said.is_taken(chosen)).map(|said| said.field).collect();
    taken.iter().try_for_each(|field| field.make_room(tx, keep))?;
    merging::join_lists(tx, keep, other)?;
    touches::hand_over(tx, keep, other)?;
    lists::hand_over(tx, keep, other)?;
    let joined = service::record(tx, keep)?.ok_or_else(|| service::no_person(keep))?.input;
    let checked = check(fields(joined, &gone.input, &taken), &service::entered_by(actor, tx.now()))?;
    PeopleWriter::new(tx, secret).replace(keep, &checked)?;
    if taken.contains(&MergeField::Manager)
        && let Some((manager, _)) = staff::manager_of(tx, other)?
    {
        staff::set_manager(tx, keep, manager)?;
    }
    let now = checked.fields();
    let first = checked.addresses().next().map(EmailAddress::as_typed).unwrap_or_default();
    let sort_key = names::sort_key(&now.name, &now.given_name, &now.family_name, &first);
    let barred = bar(kept.do_not_contact.as_ref(), gone.do_not_contact.as_ref());
    merging::settle(tx, keep, kept.created_at.min(gone.created_at), &sort_key, barred.as_ref())?;
    if let Some((reason, evidence)) = stop {
        for key in keys(now, secret) {
            suppressing::suppress(tx, &key, reason, &evidence)?;
        }
    }
    merging::hand_over(tx, keep, other)?;
    people::remove(tx, other)?;
    super::touches::settle_bonds(tx)?;
    search::index(tx, keep)?;
    tx.changed(Topic::Person, keep.get());
    tx.changed(Topic::Person, other.get());
    tx.changed(Topic::Duplicate, None);
    Ok(())
}

/// The name in the label of history; never an address (L5).
pub fn label_name(of: &PersonInput) -> String {
    api::shown(of)
}
