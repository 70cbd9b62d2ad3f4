//! Two records of one person made one: what stays of each field, and what outlives it in any case.
//!
//! What stands in one place only is taken from whoever has it; where both say something, the record that is kept does, unless
//! somebody chose otherwise. Lists are joined, each entry with its own source and basis. Notes stand one after the other. Nothing
//! that protects the person gets lost: do-not-contact of either stays, and whoever unsubscribed or complained at one address did not
//! offer the other record's: all are suppressed.

use serde::{Deserialize, Serialize};

use super::kinds::SuppressionReason;
use super::person::{PersonInput, check};
use super::service::{self, PeopleWriter, PersonRecord};
use super::store::{bars, lists, merging, people, photos, search, staff, touches};
use super::{api, names, suppressing};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::net::{AddressKey, EmailAddress};
use crate::workspace::{ReadTx, Topic, WriteTx};

/// The label of a merge in history.
pub(super) const MERGED: &str = "contacts.action.merged";

/// What of a person stands in one place only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(
    missing_docs,
    reason = "each is the field of `PersonInput` with its name; the address is the one that mail goes to, the photo theirs"
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
}

impl MergeField {
    /// All of them, in the order in which they are shown.
    pub const ALL: [(Self, &'static str); 17] = [
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
    ];

    /// What it says of somebody; of a photo nothing, since no form has it.
    pub(super) fn says(self, of: &PersonInput) -> &str {
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
            Self::Photo => "",
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
            // It goes with the lists.
            Self::Photo => {}
        }
    }

    /// Whether the other's is taken although nobody chose: the one that is kept says nothing.
    pub(super) fn is_taken(self, kept: &PersonInput, other: &PersonInput, chosen: &[Self]) -> bool {
        let (own, others) = (self.says(kept), self.says(other));
        own != others && !others.is_empty() && (own.is_empty() || chosen.contains(&self))
    }
}

/// The fields of the one person: `kept` with its lists joined already, and of `other` what is chosen or missing.
fn fields(before: &PersonInput, mut kept: PersonInput, other: &PersonInput, chosen: &[MergeField]) -> PersonInput {
    for (field, _) in MergeField::ALL {
        if field.is_taken(before, other, chosen) {
            field.take(&mut kept, other);
        }
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
    if chosen.contains(&MergeField::Photo) && gone.has_photo {
        photos::remove(tx, keep)?;
    }
    merging::join_lists(tx, keep, other)?;
    touches::hand_over(tx, keep, other)?;
    lists::hand_over(tx, keep, other)?;
    let joined = service::record(tx, keep)?.ok_or_else(|| service::no_person(keep))?.input;
    let checked = check(fields(&kept.input, joined, &gone.input, chosen), &service::entered_by(actor, tx.now()))?;
    PeopleWriter::new(tx, secret).replace(keep, &checked)?;
    if MergeField::Manager.is_taken(&kept.input, &gone.input, chosen)
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
