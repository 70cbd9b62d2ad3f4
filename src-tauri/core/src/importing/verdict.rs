//! What becomes of a row: new, changed, unchanged, duplicate or refused, and why. The rows of a file are the sum of these.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::entry::{Entry, Fault};
use super::field::Field;
use super::mapping::Mapping;
use super::mend;
use crate::contacts::{
    self, Agreement, CheckedPerson, HandleInput, Held, PersonInput, PersonKind, PersonRecord, Provenance, SuppressionReason, fold_key,
};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::messages::Message;
use crate::net::{AddressKey, EmailAddress};
use crate::workspace::ReadTx;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Verdict {
    /// Somebody whom the workspace does not hold.
    New,
    /// Somebody held, with something that differs.
    Changed,
    /// Somebody held, and the row says nothing that is not known.
    Unchanged,
    /// Perhaps somebody held, perhaps not: nothing is merged until the user says so.
    Duplicate,
    /// It cannot be imported as it stands.
    Refused,
}

impl Verdict {
    /// All, in the order of the import screen's sum.
    pub const ALL: [Self; 5] = [Self::New, Self::Changed, Self::Unchanged, Self::Duplicate, Self::Refused];

    /// The word, as in the database and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Duplicate => "duplicate",
            Self::Refused => "refused",
        }
    }

    /// The verdict with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }
}

/// One thing that an import changes of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FieldChange {
    /// What changes.
    pub field: Field,
    /// What is held; empty where something is added.
    pub from: String,
    /// What it becomes, or what is added; empty where it is emptied.
    pub to: String,
}

/// What was found about a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Finding {
    /// By which rule it is a duplicate.
    pub(super) rule: Option<Message>,
    /// Why it is refused.
    pub(super) fault: Option<Fault>,
    /// What changes.
    pub(super) changes: Vec<FieldChange>,
    /// Why nobody will mail them all the same (I3).
    pub(super) barred: Option<Message>,
    /// What of it is not taken, and why.
    #[serde(default)]
    pub(super) left: Option<Message>,
    /// Cells whose address has a domain that looks mistyped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) slips: Vec<Slip>,
    /// Words for people to whom the row says a relation and whom nobody here is, or more than one; found out when it is applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unrelated: Vec<String>,
}

/// A cell whose address has a domain that looks mistyped: the row comes in as it stands unless the proposal is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "CellSlip")]
pub struct Slip {
    /// The column, counted from 0.
    pub column: u32,
    /// The domain as it is written.
    pub domain: String,
    /// The one that was perhaps meant.
    pub meant: String,
    /// The whole cell with that.
    pub proposal: String,
}

/// A judged row.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) finding: Finding,
    /// The person that the row is about, if one is held.
    pub(super) person: Option<PersonId>,
    /// The earlier row of the file that says the same person, for duplicates within the file.
    pub(super) earlier: Option<u32>,
}

impl Judged {
    pub(super) fn refused(fault: Fault) -> Self {
        let finding = Finding { fault: Some(fault), ..Finding::default() };
        Self { verdict: Verdict::Refused, finding, person: None, earlier: None }
    }

    /// A row whose address an earlier or later row of the file has too.
    pub(super) fn repeats(row: u32) -> Self {
        Self::duplicate(Message::new("importing.duplicate.address_in_file").with("row", row), None, Some(row))
    }

    fn duplicate(rule: Message, person: Option<PersonId>, earlier: Option<u32>) -> Self {
        Self { verdict: Verdict::Duplicate, finding: Finding { rule: Some(rule), ..Finding::default() }, person, earlier }
    }
}

/// Rows of a file after which all that is held is read once, so that most of the others need no question.
const HELD_AFTER: u32 = 2_000;

/// The rows of this file so far, by what would make a later one a duplicate.
#[derive(Debug, Default)]
pub(super) struct Seen {
    addresses: HashMap<String, u32>,
    /// Names of rows without an address.
    names: HashMap<String, u32>,
    /// Numbers of employees.
    staff: HashMap<String, u32>,
    /// Domains that many people have already: none of them is a slip.
    usual: HashMap<String, bool>,
    /// By what people are held, as it was when it was read.
    held: Option<Held>,
    judged: u32,
}

impl Seen {
    /// Reads by what people are held, once the file is a large one. Who comes in after that is not in it: it serves for
    /// proposals, and where whoever came in since is looked for in the end.
    pub(super) fn look_round(&mut self, tx: &ReadTx<'_>) -> Result<(), Problem> {
        self.judged = self.judged.saturating_add(1);
        if self.judged == HELD_AFTER {
            self.held = Some(Held::read(tx)?);
        }
        Ok(())
    }

    /// The same rows, for judging by what the file says now.
    pub(super) fn anew(self) -> Self {
        Self { held: None, judged: HELD_AFTER, ..self }
    }

    /// The cells of a row whose address has a domain that looks mistyped.
    pub(super) fn slips(&mut self, tx: &ReadTx<'_>, mapping: &Mapping, cells: &[String]) -> Result<Vec<Slip>, Problem> {
        let mut found = Vec::new();
        for (at, column) in mapping.columns.iter().enumerate() {
            let Some(cell) = cells.get(at).filter(|_| matches!(column.field, Some(Field::Address | Field::OtherAddress))) else { continue };
            let Ok((_, address)) = mend::read_address(cell) else { continue };
            let Some(meant) = contacts::domain_meant(address.domain()) else { continue };
            let domain = address.domain().to_owned();
            let usual = match self.usual.get(&domain) {
                Some(usual) => *usual,
                None => contacts::address_meant(tx, &address)?.is_none(),
            };
            self.usual.insert(domain.clone(), usual);
            let place = cell.to_ascii_lowercase().rfind(&format!("@{domain}")).map(|place| place + 1..place + 1 + domain.len());
            if let Some((before, after)) = place.filter(|_| !usual).and_then(|at| Some((cell.get(..at.start)?, cell.get(at.end..)?))) {
                let column = u32::try_from(at).unwrap_or(u32::MAX);
                found.push(Slip { column, proposal: format!("{before}{meant}{after}"), domain, meant: meant.to_owned() });
            }
        }
        Ok(found)
    }

    fn knows_nobody_with(&self, key: &AddressKey) -> bool {
        self.held.as_ref().is_some_and(|held| !held.may_have(key))
    }

    /// Notes an entry that stands for somebody.
    pub(super) fn note(&mut self, row: u32, entry: &Entry) {
        let mut any = false;
        for address in entry.person.addresses() {
            any = true;
            self.addresses.entry(address.normalised()).or_insert(row);
        }
        if let Some(number) = staff_number(entry.person.fields()) {
            self.staff.entry(number).or_insert(row);
        }
        let name = name_key(entry.person.fields());
        if !any && !name.is_empty() {
            self.names.entry(name).or_insert(row);
        }
    }

    /// The row before `row` that says the same person.
    fn earlier(&self, row: u32, entry: &Entry) -> Option<(u32, &'static str)> {
        let before = |other: &u32| Some(*other).filter(|other| *other < row);
        let by_address = entry.person.addresses().find_map(|address| self.addresses.get(&address.normalised()).and_then(before));
        if let Some(row) = by_address {
            return Some((row, "importing.duplicate.address_in_file"));
        }
        if let Some(row) = staff_number(entry.person.fields()).and_then(|number| self.staff.get(&number).and_then(before)) {
            return Some((row, "importing.duplicate.staff_number_in_file"));
        }
        if entry.person.addresses().next().is_none() {
            return self.names.get(&name_key(entry.person.fields())).and_then(before).map(|row| (row, "importing.duplicate.name_in_file"));
        }
        None
    }
}

/// The number by which a row knows an employee, folded.
fn staff_number(person: &PersonInput) -> Option<String> {
    (person.kind == PersonKind::Employee).then(|| fold_key(&person.staff_number)).filter(|number| !number.is_empty())
}

fn name_key(person: &PersonInput) -> String {
    let joined = format!("{} {}", person.given_name, person.family_name);
    fold_key(if joined.trim().is_empty() { &person.name } else { &joined })
}

/// Judges one row against what the workspace holds and the rows before it.
pub(super) fn judge(
    tx: &ReadTx<'_>,
    secret: &[u8; 32],
    mapping: &Mapping,
    row: u32,
    entry: &Entry,
    seen: &Seen,
) -> Result<Judged, Problem> {
    let addresses: Vec<(&EmailAddress, AddressKey)> = entry.person.addresses().map(|address| (address, address.key(secret))).collect();
    if let Some(address) = forgotten(tx, &addresses, seen)? {
        return Ok(Judged::refused(Fault { text: address, ..Fault::whole_row(Message::new("importing.refused.erased")) }));
    }
    let mut judged = about(tx, &addresses, mapping, row, entry, seen)?;
    if matches!(judged.verdict, Verdict::Unchanged | Verdict::Changed) {
        let mut new: Vec<&str> = Vec::new();
        for opted_out in &entry.opted_out {
            let mut newly = false;
            for (_, key) in addresses.iter().filter(|(address, _)| opted_out.is_about(address)) {
                newly |= contacts::suppressed(tx, key)?.is_none();
            }
            new.extend(newly.then_some(opted_out.evidence.as_str()));
        }
        if !new.is_empty() {
            judged.verdict = Verdict::Changed;
            let to = new.join("; ");
            judged.finding.changes.push(FieldChange { field: Field::OptedOut, from: String::new(), to });
        }
    }
    judged.finding.left.clone_from(&entry.left);
    judged.finding.barred = barred(tx, &addresses, entry, judged.person, seen)?;
    Ok(judged)
}

fn about(
    tx: &ReadTx<'_>,
    addresses: &[(&EmailAddress, AddressKey)],
    mapping: &Mapping,
    row: u32,
    entry: &Entry,
    seen: &Seen,
) -> Result<Judged, Problem> {
    if let Some((row, rule)) = seen.earlier(row, entry) {
        return Ok(Judged::duplicate(Message::new(rule).with("row", row), None, Some(row)));
    }
    if let Some(judged) = by_staff_number(tx, mapping, entry)? {
        return Ok(judged);
    }
    let mut other: Option<Judged> = None;
    for (address, key) in addresses.iter().filter(|(_, key)| !seen.knows_nobody_with(key)) {
        for id in contacts::holders(tx, key)? {
            let Some(held) = contacts::record(tx, id)? else { continue };
            let first = held.input.addresses.first().and_then(|one| EmailAddress::parse(&one.address).ok());
            let preferred = first.is_some_and(|first| first.normalised() == address.normalised());
            if same_person(&held.input, entry.person.fields(), preferred && !address.is_role()) {
                return matched(tx, mapping, entry, &held);
            }
            let rule = if preferred { "importing.duplicate.address_of" } else { "importing.duplicate.second_address_of" };
            other.get_or_insert_with(|| Judged::duplicate(named(Message::new(rule), &held.input), Some(id), None));
        }
    }
    if let Some(duplicate) = other {
        return Ok(duplicate);
    }
    if let Some(duplicate) = namesake(tx, entry, seen)? {
        return Ok(duplicate);
    }
    Ok(Judged { verdict: Verdict::New, finding: Finding::default(), person: None, earlier: None })
}

/// A number of the staff is one employee's: whoever has it is meant, or the row is wrong.
fn by_staff_number(tx: &ReadTx<'_>, mapping: &Mapping, entry: &Entry) -> Result<Option<Judged>, Problem> {
    let fields = entry.person.fields();
    if staff_number(fields).is_none() {
        return Ok(None);
    }
    let Some(holder) = contacts::holder_of_staff_number(tx, &fields.staff_number)? else { return Ok(None) };
    let Some(held) = contacts::record(tx, holder.id)? else { return Ok(None) };
    let at_one_address = held.input.addresses.iter().filter_map(|one| EmailAddress::parse(&one.address).ok());
    let shares = at_one_address.into_iter().any(|own| entry.person.addresses().any(|address| address.normalised() == own.normalised()));
    if same_person(&held.input, fields, shares) {
        return matched(tx, mapping, entry, &held).map(Some);
    }
    let what = Message::new("importing.row.staff_number").with("name", holder.name);
    let fault = Fault { field: Some(Field::StaffNumber), text: fields.staff_number.clone(), ..Fault::whole_row(what) };
    Ok(Some(Judged::refused(fault)))
}

/// The rule "same name without address": either side has none.
fn namesake(tx: &ReadTx<'_>, entry: &Entry, seen: &Seen) -> Result<Option<Judged>, Problem> {
    let fields = entry.person.fields();
    let nobody = seen.held.as_ref().is_some_and(|held| !held.may_be_named(fields));
    if nobody || name_key(fields).is_empty() {
        return Ok(None);
    }
    let without = entry.person.addresses().next().is_none();
    let found = contacts::namesakes(tx, fields)?.into_iter().find(|(_, has_address)| without || !has_address);
    let Some((id, _)) = found else { return Ok(None) };
    let Some(held) = contacts::record(tx, id)? else { return Ok(None) };
    let rule = if without { "importing.duplicate.name_no_address" } else { "importing.duplicate.name_held_without_address" };
    Ok(Some(Judged::duplicate(named(Message::new(rule), &held.input), Some(id), None)))
}

fn named(message: Message, held: &PersonInput) -> Message {
    let name =
        if held.name.is_empty() { held.addresses.first().map(|one| one.address.clone()).unwrap_or_default() } else { held.name.clone() };
    message.with("name", name).with("outlet", held.outlet.clone()).with("has_outlet", if held.outlet.is_empty() { "no" } else { "yes" })
}

/// Whether an address that both have is one person's. At their own preferred address one part of the name may have
/// changed; at a second one, or at a task's, the whole name must agree.
fn same_person(held: &PersonInput, row: &PersonInput, personal: bool) -> bool {
    let (held_name, row_name) = (name_key(held), name_key(row));
    if held_name == row_name || held_name.is_empty() || row_name.is_empty() {
        return true;
    }
    let same = |one: &str, other: &str| !one.is_empty() && fold_key(one) == fold_key(other);
    personal && (same(&held.family_name, &row.family_name) || same(&held.given_name, &row.given_name))
}

fn matched(tx: &ReadTx<'_>, mapping: &Mapping, entry: &Entry, held: &PersonRecord) -> Result<Judged, Problem> {
    let merged = merge(mapping, entry, &held.input)?;
    let mut changes = differences(&held.input, merged.fields());
    if let Some(reason) = entry.barred.as_ref().filter(|_| held.do_not_contact.is_none()) {
        let to = if reason.is_empty() { "yes".to_owned() } else { reason.clone() };
        changes.push(FieldChange { field: Field::DoNotContact, from: String::new(), to });
    }
    if let Some(agreed) = entry.agreed.as_ref().filter(|_| held.embargo_agreement.is_none()) {
        let to = match agreed.at {
            Some(at) => Agreement::cell(at, &agreed.note),
            None if agreed.note.is_empty() => "yes".to_owned(),
            None => agreed.note.clone(),
        };
        changes.push(FieldChange { field: Field::EmbargoAgreement, from: String::new(), to });
    }
    if let Some(photo) = entry.extras.photo.as_ref().filter(|_| !held.has_photo) {
        changes.push(FieldChange { field: Field::Photo, from: String::new(), to: format!("{} × {}", photo.width, photo.height) });
    }
    let positions = entry.new_positions(tx, held.id)?;
    if !positions.is_empty() {
        changes.push(FieldChange { field: Field::Positions, from: String::new(), to: contacts::positions_cell(&positions) });
    }
    let relations = contacts::new_relations(tx, held.id, &entry.extras.relations)?;
    if !relations.is_empty() {
        changes.push(FieldChange { field: Field::Relations, from: String::new(), to: contacts::relations_said(&relations) });
    }
    let in_law = entry.in_law.new_to(held);
    if let Some(kind) = in_law.recipient {
        changes.push(FieldChange { field: Field::RecipientKind, from: String::new(), to: kind.word().to_owned() });
    }
    if !in_law.consents.is_empty() {
        changes.push(FieldChange { field: Field::Consents, from: String::new(), to: contacts::consents_cell(&in_law.consents) });
    }
    let verdict = if changes.is_empty() { Verdict::Unchanged } else { Verdict::Changed };
    Ok(Judged { verdict, finding: Finding { changes, ..Finding::default() }, person: Some(held.id), earlier: None })
}

/// What the person becomes who is held, if this row is applied to them (I3).
pub(super) fn merge(mapping: &Mapping, entry: &Entry, held: &PersonInput) -> Result<CheckedPerson, Problem> {
    let mut row = entry.person.fields().clone();
    if !entry.filled.contains(&Field::Kind) {
        row.kind = held.kind;
    }
    keep_fuller_name(held, &mut row);
    let mut merged = contacts::merged(held, &row);
    if mapping.empty_overwrites {
        empty(mapping, entry, &mut merged);
    }
    // Every address of both sides has its own source by now.
    contacts::check(merged, &Provenance { source: String::new(), on: String::new() })
}

/// A name that says less than the one held does not replace it: an initial, or no second given name and title.
fn keep_fuller_name(held: &PersonInput, row: &mut PersonInput) {
    let initial = row.given_name.trim_end_matches('.');
    let short = !initial.is_empty()
        && held.given_name.len() > row.given_name.len()
        && fold_key(&held.given_name).starts_with(&fold_key(initial))
        && initial.chars().count() == 1;
    let same_parts = name_key(held) == name_key(row) && !name_key(held).is_empty();
    let same_family = fold_key(&held.family_name) == fold_key(&row.family_name);
    if (short && same_family) || same_parts || fold_key(&held.name) == fold_key(&row.name) {
        row.name.clear();
        row.given_name.clear();
        row.family_name.clear();
    }
}

/// Empties what the row's own empty cells say, where the user chose so. Names and addresses are never emptied.
fn empty(mapping: &Mapping, entry: &Entry, merged: &mut PersonInput) {
    let emptied = |field: Field| mapping.has(field) && !entry.filled.contains(&field);
    for (field, text) in [
        (Field::Salutation, &mut merged.salutation),
        (Field::Greeting, &mut merged.greeting),
        (Field::Role, &mut merged.role),
        (Field::Outlet, &mut merged.outlet),
        (Field::City, &mut merged.city),
        (Field::Country, &mut merged.country),
        (Field::Language, &mut merged.language),
        (Field::TimeZone, &mut merged.time_zone),
        (Field::Notes, &mut merged.notes),
        (Field::Department, &mut merged.department),
        (Field::Site, &mut merged.site),
        (Field::Manager, &mut merged.manager),
        (Field::StaffNumber, &mut merged.staff_number),
        (Field::Owner, &mut merged.owner),
    ] {
        if emptied(field) {
            text.clear();
        }
    }
    if emptied(Field::Beats) {
        merged.beats.clear();
    }
    if emptied(Field::Tags) {
        merged.tags.clear();
    }
    let own = mapping.columns.iter().filter_map(|column| column.custom.as_ref());
    own.filter(|name| !entry.person.fields().custom.contains_key(*name)).for_each(|name| drop(merged.custom.remove(name)));
    if emptied(Field::Phone) {
        merged.phones.clear();
    }
    if emptied(Field::Handles) {
        merged.handles.clear();
    }
}

/// What differs, by field.
fn differences(held: &PersonInput, merged: &PersonInput) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let mut text = |field: Field, from: &str, to: &str| {
        if from != to {
            changes.push(FieldChange { field, from: from.to_owned(), to: to.to_owned() });
        }
    };
    text(Field::Kind, held.kind.word(), merged.kind.word());
    text(Field::GivenName, &held.given_name, &merged.given_name);
    text(Field::FamilyName, &held.family_name, &merged.family_name);
    // The whole name follows its parts; it is named only where they say nothing.
    if held.given_name == merged.given_name && held.family_name == merged.family_name {
        text(Field::Name, &held.name, &merged.name);
    }
    text(Field::Salutation, &held.salutation, &merged.salutation);
    text(Field::Greeting, &held.greeting, &merged.greeting);
    text(Field::Role, &held.role, &merged.role);
    text(Field::Outlet, &held.outlet, &merged.outlet);
    text(Field::City, &held.city, &merged.city);
    text(Field::Country, &held.country, &merged.country);
    text(Field::Language, &held.language, &merged.language);
    text(Field::TimeZone, &held.time_zone, &merged.time_zone);
    text(Field::Notes, &held.notes, &merged.notes);
    text(Field::Department, &held.department, &merged.department);
    text(Field::Site, &held.site, &merged.site);
    text(Field::Manager, &held.manager, &merged.manager);
    text(Field::StaffNumber, &held.staff_number, &merged.staff_number);
    text(Field::Owner, &held.owner, &merged.owner);
    let addresses = |person: &PersonInput| person.addresses.iter().map(|one| one.address.clone()).collect::<Vec<_>>();
    lists(Field::Address, &addresses(held), &addresses(merged), &mut changes);
    let phones = |person: &PersonInput| person.phones.iter().map(|one| one.number.clone()).collect::<Vec<_>>();
    lists(Field::Phone, &phones(held), &phones(merged), &mut changes);
    let handles = |person: &PersonInput| person.handles.iter().map(HandleInput::cell).collect::<Vec<_>>();
    lists(Field::Handles, &handles(held), &handles(merged), &mut changes);
    lists(Field::Beats, &held.beats, &merged.beats, &mut changes);
    lists(Field::Tags, &held.tags, &merged.tags, &mut changes);
    let said = |custom: &BTreeMap<String, String>, name: &str| custom.get(name).map(|value| format!("{name}: {value}")).unwrap_or_default();
    let names: BTreeSet<&String> = held.custom.keys().chain(merged.custom.keys()).collect();
    for name in names.into_iter().filter(|name| held.custom.get(*name) != merged.custom.get(*name)) {
        changes.push(FieldChange { field: Field::Custom, from: said(&held.custom, name), to: said(&merged.custom, name) });
    }
    changes
}

fn lists(field: Field, held: &[String], merged: &[String], changes: &mut Vec<FieldChange>) {
    let missing =
        |these: &[String], those: &[String]| these.iter().filter(|one| !those.contains(one)).cloned().collect::<Vec<_>>().join(", ");
    let (from, to) = (missing(held, merged), missing(merged, held));
    if !from.is_empty() || !to.is_empty() {
        changes.push(FieldChange { field, from, to });
    }
}

/// An address of somebody who was forgotten: only its keyed hash is known, and no import brings them back (L5).
fn forgotten(tx: &ReadTx<'_>, addresses: &[(&EmailAddress, AddressKey)], seen: &Seen) -> Result<Option<String>, Problem> {
    for (address, key) in addresses {
        let surely_not = seen.held.as_ref().is_some_and(|held| !held.may_be_suppressed(key));
        if !surely_not && contacts::suppressed(tx, key)? == Some(SuppressionReason::Erased) {
            return Ok(Some(address.as_typed()));
        }
    }
    Ok(None)
}

/// I3: a bar stays, whatever the row says, and the row says so.
fn barred(
    tx: &ReadTx<'_>,
    addresses: &[(&EmailAddress, AddressKey)],
    entry: &Entry,
    person: Option<PersonId>,
    seen: &Seen,
) -> Result<Option<Message>, Problem> {
    if let Some(id) = person
        && let Some(held) = contacts::record(tx, id)?
        && let Some((_, reason)) = held.do_not_contact
    {
        return Ok(Some(Message::new("importing.barred.person").with("reason", reason)));
    }
    if let Some(reason) = &entry.barred {
        return Ok(Some(Message::new("importing.barred.person").with("reason", reason.clone())));
    }
    for (address, key) in addresses {
        if seen.held.as_ref().is_some_and(|held| !held.may_be_suppressed(key)) {
            continue;
        }
        if let Some(reason) = contacts::suppressed(tx, key)? {
            return Ok(Some(Message::new("importing.barred.address").with("address", address.as_typed()).with("reason", reason.word())));
        }
    }
    if let Some(opted_out) = entry.opted_out.first().filter(|_| !addresses.is_empty()) {
        let said = Message::new("importing.barred.opted_out").with("reason", opted_out.reason.word());
        return Ok(Some(said.with("evidence", opted_out.evidence.clone())));
    }
    Ok(None)
}
