//! A row of a file as a person, or why it cannot be one.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::field::Field;
use super::mapping::{ColumnMapping, Mapping};
use super::mend;
use super::opting_out::{self, OptOut};
use super::records::Broken;
use super::source::FileType;
use super::tags::tags;
use crate::contacts::{
    AddressInput, Agreement, Basis, CheckedPerson, CustomField, Difference, Extras, InLaw, Network, OtherNames, PersonInput, PersonKind,
    PersonRecord, PhoneInput, PositionInput, Provenance, RecipientKind, armed, check, check_custom, new_positions, photo_of_uri, read_bar,
    read_consents, read_handle, read_positions,
};
use crate::error::{Place, Problem};
use crate::ids::PersonId;
use crate::messages::Message;
use crate::net::AddressFault;
use crate::workspace::{ReadTx, StoreError};

/// What is the same for every row (L1: asked once).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForAll {
    pub(super) kind: PersonKind,
    pub(super) source: String,
    pub(super) basis: Basis,
    pub(super) basis_note: String,
    /// Today, `YYYY-MM-DD`.
    pub(super) on: String,
    /// The organisation's own fields, where a column fills one.
    pub(super) fields: Vec<CustomField>,
    /// Other names of outlets: a row that says one means the outlet.
    pub(super) outlets: OtherNames,
    /// Domains that look mistyped and that somebody called right.
    pub(super) right: Vec<String>,
}

/// What is wrong in which cell, and what could stand there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Fault {
    /// What is wrong.
    pub what: Message,
    /// What the cell was read as.
    pub field: Option<Field>,
    /// The column, counted from 0.
    pub column: Option<u32>,
    /// What stands in the cell.
    pub text: String,
    /// What could stand there instead.
    pub proposal: Option<String>,
}

impl Fault {
    pub(super) fn whole_row(what: Message) -> Self {
        Self { what, field: None, column: None, text: String::new(), proposal: None }
    }
}

/// A row that can become a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The person as the row says them.
    pub(super) person: CheckedPerson,
    /// Which fields the row's own cells filled.
    pub(super) filled: Vec<Field>,
    /// They must not be contacted, and why.
    pub(super) barred: Option<String>,
    /// They agreed to keep embargoes (D37).
    pub(super) agreed: Option<Agreement>,
    /// What is said of them in law (L9, L12).
    pub(super) in_law: InLaw,
    /// They opted out elsewhere: once for each reason.
    pub(super) opted_out: Vec<OptOut>,
    /// What no form has.
    pub(super) extras: Extras,
    /// What of the row is not taken, and why: it is no reason to refuse the person.
    pub(super) left: Option<Message>,
}

/// What an import that changes somebody is the first to say of them, besides their fields: an undo takes exactly that back.
#[derive(Debug, Default)]
pub(super) struct ByIt {
    /// That they keep embargoes.
    pub(super) agreed: bool,
    /// What they look like.
    pub(super) pictured: bool,
    /// Where they worked and work.
    pub(super) placed: Vec<PositionInput>,
    /// What they are in law, and what proves their consent.
    pub(super) in_law: InLaw,
}

impl Entry {
    /// What it changes of somebody who becomes `merged`.
    pub(super) fn difference(
        &self,
        tx: &ReadTx<'_>,
        held: &PersonRecord,
        merged: &CheckedPerson,
    ) -> Result<(Difference, ByIt), StoreError> {
        let agreed = self.agreed.clone().filter(|_| held.embargo_agreement.is_none());
        let photo = self.extras.photo.clone().filter(|_| !held.has_photo);
        let placed = self.new_positions(tx, held.id)?;
        let by_it = ByIt { agreed: agreed.is_some(), pictured: photo.is_some(), placed, in_law: self.in_law.new_to(held) };
        let difference = Difference::between(&held.input, merged).agreeing(agreed).picturing(photo);
        Ok((difference.placing(by_it.placed.clone()).said_in_law(by_it.in_law.clone()), by_it))
    }

    /// Where somebody who is here worked and works, as far as nobody knew it.
    pub(super) fn new_positions(&self, tx: &ReadTx<'_>, held: PersonId) -> Result<Vec<PositionInput>, StoreError> {
        if self.extras.positions.is_empty() { Ok(Vec::new()) } else { new_positions(tx, held, &self.extras.positions) }
    }
}

/// Why a record could not be read at all.
pub(super) fn broken(why: Broken) -> Fault {
    Fault::whole_row(Message::new(match why {
        Broken::OpenQuote => "importing.row.open_quote",
        Broken::TooLong => "importing.row.too_long",
        Broken::TooManyCells => "importing.row.too_many_cells",
        Broken::Undecodable => "importing.row.undecodable",
        Broken::NoEntry => "importing.row.no_entry",
        Broken::OpenEntry => "importing.row.open_entry",
        Broken::Group => "importing.row.group",
        Broken::Change => "importing.row.change",
    }))
}

/// Reads the cells of a row as a person.
pub(super) fn read(cells: &[String], mapping: &Mapping, all: &ForAll) -> Result<Entry, Fault> {
    if let Some((column, extra)) = cells.iter().enumerate().skip(mapping.columns.len()).find(|(_, cell)| !cell.trim().is_empty()) {
        return Err(Fault {
            what: Message::new("importing.row.ragged").with("cells", cells.len()).with("columns", mapping.columns.len()),
            column: u32::try_from(column).ok(),
            text: extra.clone(),
            ..Fault::whole_row(Message::new(""))
        });
    }
    swapped(cells, mapping)?;
    let mut row = Row {
        person: PersonInput::of_kind(all.kind),
        filled: Vec::new(),
        barred: None,
        agreed: None,
        in_law: InLaw::default(),
        opted_out: Vec::new(),
        extras: Extras::default(),
        left: None,
        said: Vec::new(),
        labels: Labels::default(),
    };
    for (at, column) in mapping.columns.iter().enumerate() {
        let Some(field) = column.field else { continue };
        let cell = cells.get(at).map(String::as_str).unwrap_or_default();
        // Only a table of text keeps formulas away by an apostrophe.
        let cell = if mapping.file_type == FileType::Table { armed(cell) } else { cell };
        if is_error(cell) {
            return Err(Fault {
                what: Message::new("importing.row.error_value").with("error", cell.trim()),
                field: Some(field),
                column: u32::try_from(at).ok(),
                text: cell.to_owned(),
                proposal: None,
            });
        }
        row.labels.pass(field);
        if field == Field::OptedOut {
            let opted_out = opting_out::read(&column.column, cell, &all.source);
            row.filled.extend((!opted_out.is_empty()).then_some(field));
            if row.opted_out.is_empty() {
                row.opted_out = opted_out;
            }
            continue;
        }
        if cell.trim().is_empty() {
            // An empty address still has its place: what follows it is said of none.
            if matches!(field, Field::Address | Field::OtherAddress) {
                row.said.push(Said::default());
            }
            continue;
        }
        if is_rounded(cell) && matches!(field, Field::Phone | Field::StaffNumber) {
            return Err(Fault {
                what: Message::new("importing.row.rounded").with("text", cell.trim()),
                field: Some(field),
                column: u32::try_from(at).ok(),
                text: cell.to_owned(),
                proposal: None,
            });
        }
        let cell = &*if is_line(field) { on_one_line(mend::seen(cell)) } else { Cow::Borrowed(cell) };
        row.put(field, cell, column, &all.on).map_err(|(what, proposal)| Fault {
            what,
            field: Some(field),
            column: u32::try_from(at).ok(),
            text: cell.to_owned(),
            proposal,
        })?;
        row.filled.push(field);
    }
    let addresses = row.provenanced(mapping, all);
    let Row { mut person, filled, barred, agreed, in_law, opted_out, mut extras, left, .. } = row;
    person.addresses = addresses;
    if let Some(place) = check_custom(&mut person.custom, &all.fields).into_iter().next() {
        return Err(refused_own(place, cells, mapping));
    }
    let unless_given = Provenance { source: all.source.clone(), on: all.on.clone() };
    for outlet in std::iter::once(&mut person.outlet).chain(extras.positions.iter_mut().map(|one| &mut one.outlet)) {
        *outlet = all.outlets.meant(std::mem::take(outlet));
    }
    let person = check(person, &unless_given).map_err(|problem| refused(problem, cells, mapping))?;
    Ok(Entry { person, filled, barred, agreed, in_law, opted_out, extras, left })
}

/// The beginning of a text that may be long.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 100;
    if text.chars().count() > SHOWN { format!("{}…", text.chars().take(SHOWN).collect::<String>()) } else { text.to_owned() }
}

/// Whether a cell holds what a spreadsheet writes where a formula failed.
fn is_error(cell: &str) -> bool {
    cell.starts_with('#')
        && matches!(cell.trim(), "#N/A" | "#REF!" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NULL!" | "#NUM!" | "#NV" | "#BEZUG!" | "#WERT!")
}

/// Whether a cell holds a number that a spreadsheet shortened to a power of ten: `4,41633E+11`. Its last digits are gone.
fn is_rounded(cell: &str) -> bool {
    let Some((digits, power)) = cell.trim().split_once(['E', 'e']) else { return false };
    let digits = digits.trim_start_matches(['+', '-']);
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    power.strip_prefix('+').is_some_and(number)
        && digits.split_once([',', '.']).map_or(number(digits), |(one, rest)| number(one) && number(rest))
}

/// Whether a field is one line, in which a line break of a spreadsheet's cell is a blank.
const fn is_line(field: Field) -> bool {
    matches!(
        field,
        Field::Name
            | Field::GivenName
            | Field::FamilyName
            | Field::Salutation
            | Field::Outlet
            | Field::Role
            | Field::City
            | Field::Country
            | Field::Department
            | Field::Site
            | Field::Manager
    )
}

/// A text with a blank for each line break and tab within it.
fn on_one_line(cell: &str) -> Cow<'_, str> {
    let breaks = ['\n', '\r', '\t', '\u{b}', '\u{2028}', '\u{2029}'];
    if cell.contains(breaks) {
        cell.split(breaks).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ").into()
    } else {
        cell.into()
    }
}

struct Row {
    person: PersonInput,
    filled: Vec<Field>,
    barred: Option<String>,
    agreed: Option<Agreement>,
    in_law: InLaw,
    opted_out: Vec<OptOut>,
    extras: Extras,
    left: Option<Message>,
    labels: Labels,
    /// Address columns in their order, with what the columns after each say of it. What stands before the first
    /// address has a place of its own at the front.
    said: Vec<Said>,
}

/// What phones are, where it is said in columns of its own: behind each phone, or before it.
#[derive(Default)]
struct Labels {
    met_phone: bool,
    first: bool,
    next: Option<String>,
}

impl Labels {
    /// A column of this field comes now: the first of phones and labels tells which of them are first.
    fn pass(&mut self, field: Field) {
        match field {
            Field::Phone => self.met_phone = true,
            Field::PhoneLabel => {
                self.first |= !self.met_phone;
                self.next = None;
            }
            _ => {}
        }
    }
}

/// What was said of the addresses of one column.
#[derive(Default)]
struct Said {
    preferred: bool,
    addresses: Vec<String>,
    source: Option<String>,
    sourced_on: Option<String>,
    basis: Option<Basis>,
    basis_note: Option<String>,
}

type Wrong = (Message, Option<String>);

impl Row {
    fn put(&mut self, field: Field, cell: &str, column: &ColumnMapping, today: &str) -> Result<(), Wrong> {
        let split = column.split.as_deref();
        let text = cell.trim().to_owned();
        let person = &mut self.person;
        match field {
            Field::Name => person.name = text,
            Field::GivenName => person.given_name = text,
            Field::FamilyName => person.family_name = text,
            Field::Salutation => person.salutation = text,
            Field::Greeting => person.greeting = text,
            Field::Outlet => person.outlet = text,
            Field::Role => person.role = text,
            Field::City => person.city = text,
            Field::Country => person.country = text,
            Field::Language => person.language = text,
            Field::TimeZone => person.time_zone = text,
            Field::Notes if person.notes.is_empty() => person.notes = text,
            Field::Notes => person.notes = format!("{}\n{text}", person.notes),
            Field::Beats => {
                person.beats.extend(parts(&text, Some(split.unwrap_or(";")), &['\n']).map(str::to_owned));
            }
            Field::Tags => {
                let at = split.and_then(|split| split.chars().next()).unwrap_or(';');
                person.tags.extend(tags(&text, at));
            }
            Field::Department => person.department = text,
            Field::Site => person.site = text,
            Field::Manager => person.manager = text,
            Field::StaffNumber => person.staff_number = text,
            Field::Owner => person.owner = text,
            Field::Handles => {
                let hint = Network::in_heading(&column.column);
                person.handles.extend(parts(&text, split, &['\n', ';']).filter_map(|part| read_handle(part, hint)));
            }
            Field::Custom => drop(person.custom.insert(column.custom.clone().unwrap_or_default(), cell.to_owned())),
            Field::Phone => {
                // Several in one cell stand on lines of their own, as our own export writes them.
                let label = self.labels.next.take().unwrap_or_default();
                for mut phone in parts(&text, split, &['\n', ';']).map(phone) {
                    if phone.label.is_empty() {
                        phone.label.clone_from(&label);
                    }
                    person.phones.push(phone);
                }
            }
            Field::Address => {
                let mut several = parts(&text, split, &[]);
                let (name, address) = one_address(several.next().unwrap_or_default())?;
                let mut addresses = vec![address];
                for part in several {
                    addresses.push(one_address(part)?.1);
                }
                if let Some(name) = name.filter(|_| person.name.is_empty() && person.given_name.is_empty() && person.family_name.is_empty())
                {
                    person.name = name;
                }
                self.said.push(Said { preferred: true, addresses, ..Said::default() });
            }
            Field::OtherAddress => {
                let mut addresses = Vec::new();
                for part in parts(&text, split, &['\n', ';', ',']) {
                    addresses.push(one_address(part)?.1);
                }
                self.said.push(Said { addresses, ..Said::default() });
            }
            Field::Kind => {
                person.kind = PersonKind::from_word(&text).ok_or_else(|| (Message::new("importing.row.kind").with("text", text), None))?;
            }
            Field::PhoneLabel if self.labels.first => self.labels.next = Some(text),
            Field::PhoneLabel => {
                if let Some(phone) = person.phones.last_mut() {
                    phone.label = text;
                }
            }
            Field::DoNotContact => {
                self.barred = read_bar(&text);
            }
            Field::Positions => self.extras.positions = read_positions(&text).map_err(|what| (what, None))?,
            // Only our own export says them so; what another file calls relations is nothing that we could read.
            Field::Relations => match serde_json::from_str(&text) {
                Ok(relations) => self.extras.relations = relations,
                Err(_) => self.left = Some(Message::new("importing.left.relations")),
            },
            // A photo that cannot be had is no reason to do without the person.
            Field::Photo => match photo_of_uri(&text) {
                Some(Ok(photo)) => self.extras.photo = Some(photo),
                Some(Err(problem)) => self.left = Some(Message::new("importing.left.photo").with("why", problem.code.to_string())),
                None => self.left = Some(Message::new("importing.left.photo_address").with("address", shortened(&text))),
            },
            Field::EmbargoAgreement => self.agreed = Agreement::read(&text),
            Field::RecipientKind => {
                let kind = RecipientKind::from_word(&text.replace([' ', '_'], "-"));
                self.in_law.recipient = Some(kind.ok_or_else(|| (Message::new("importing.row.recipient_kind").with("text", text), None))?);
            }
            Field::Consents => self.in_law.consents = read_consents(&text, today).map_err(|what| (what, None))?,
            // Read with the name of its column.
            Field::OptedOut => {}
            Field::Source => self.say(|said| said.source = Some(text)),
            Field::SourcedOn => self.say(|said| said.sourced_on = Some(text)),
            Field::Basis => {
                let basis = Basis::from_word(&text.replace([' ', '_'], "-"));
                let basis = basis.ok_or_else(|| (Message::new("importing.row.basis").with("text", text), None))?;
                self.say(|said| said.basis = Some(basis));
            }
            Field::BasisNote => self.say(|said| said.basis_note = Some(text)),
        }
        Ok(())
    }

    /// Says something of the address before.
    fn say(&mut self, what: impl FnOnce(&mut Said)) {
        let mut said = self.said.pop().unwrap_or_default();
        what(&mut said);
        self.said.push(said);
    }

    /// The addresses with their sources, the preferred first. A source that the file has once is said of all addresses;
    /// one that it has for each belongs to the address before it.
    fn provenanced(&self, mapping: &Mapping, all: &ForAll) -> Vec<AddressInput> {
        let once = |field: Field| mapping.columns.iter().filter(|column| column.field == Some(field)).count() == 1;
        let source = self.said.iter().find_map(|said| said.source.clone()).filter(|_| once(Field::Source));
        let sourced_on = self.said.iter().find_map(|said| said.sourced_on.clone()).filter(|_| once(Field::SourcedOn));
        let basis = self.said.iter().find_map(|said| said.basis).filter(|_| once(Field::Basis));
        let basis_note = self.said.iter().find_map(|said| said.basis_note.clone()).filter(|_| once(Field::BasisNote));
        let mut addresses = Vec::new();
        for preferred in [true, false] {
            for said in self.said.iter().filter(|said| said.preferred == preferred) {
                let own = said.basis.or(basis);
                addresses.extend(said.addresses.iter().map(|address| {
                    AddressInput {
                        address: address.clone(),
                        source: said.source.clone().or_else(|| source.clone()).unwrap_or_else(|| all.source.clone()),
                        sourced_on: said.sourced_on.clone().or_else(|| sourced_on.clone()).unwrap_or_else(|| all.on.clone()),
                        basis: own.unwrap_or(all.basis),
                        // The assessment that was asked once belongs to the basis that was asked once.
                        basis_note: said
                            .basis_note
                            .clone()
                            .or_else(|| basis_note.clone())
                            .unwrap_or_else(|| if own.is_none_or(|own| own == all.basis) { all.basis_note.clone() } else { String::new() }),
                    }
                }));
            }
        }
        addresses
    }
}

/// The values in one cell: between what the mapping says, and at any of these marks.
fn parts<'t>(text: &'t str, split: Option<&'t str>, marks: &'static [char]) -> impl Iterator<Item = &'t str> {
    let between = split.map(str::trim).filter(|split| !split.is_empty());
    let whole: Vec<&str> = match (between, split) {
        (Some(between), _) => text.split(between).collect(),
        // A blank, a tab or a new line between them.
        (None, Some(split)) => text.split(split).collect(),
        (None, None) => vec![text],
    };
    whole.into_iter().flat_map(move |part| part.split(marks)).map(str::trim).filter(|part| !part.is_empty())
}

/// A name where an address belongs, and the address where the name does.
fn swapped(cells: &[String], mapping: &Mapping) -> Result<(), Fault> {
    for (at, column) in mapping.columns.iter().enumerate() {
        if !matches!(column.field, Some(Field::Name | Field::GivenName | Field::FamilyName)) {
            continue;
        }
        let Some(cell) = cells.get(at) else { continue };
        if super::shape::looks_like_address(cell) {
            return Err(Fault {
                what: Message::new("importing.row.address_as_name"),
                field: column.field,
                column: u32::try_from(at).ok(),
                text: cell.clone(),
                proposal: None,
            });
        }
    }
    Ok(())
}

/// `+49 30 123 (mobile)` as a number with its label, as our own export writes it.
fn phone(text: &str) -> PhoneInput {
    let labelled = text
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .filter(|(number, _)| number.trim().chars().any(|c| c.is_ascii_digit()));
    match labelled {
        Some((number, label)) if label.chars().any(char::is_alphabetic) => {
            PhoneInput { number: number.trim().to_owned(), label: label.trim().to_owned() }
        }
        _ => PhoneInput { number: text.to_owned(), label: String::new() },
    }
}

/// The one address in a cell, which may be `Name <address>` or a link.
fn one_address(text: &str) -> Result<(Option<String>, String), Wrong> {
    match mend::read_address(text) {
        Ok((name, address)) => Ok((name, address.as_typed())),
        Err(fault) => {
            let proposal = mend::proposal(text);
            let comma = proposal.as_ref().is_some_and(|p| p.replace('.', ",") == text.trim().replace('.', ","));
            let what = match fault {
                // The word that helps: where a comma stands for a full stop, that is what is wrong.
                _ if comma => Message::new("importing.row.comma_for_stop"),
                AddressFault::Several => Message::new("importing.row.several_addresses"),
                fault => fault.message(),
            };
            Err((what, proposal))
        }
    }
}

/// The same of a field of the organisation's own.
fn refused_own(place: Place, cells: &[String], mapping: &Mapping) -> Fault {
    let name = place.field.as_deref().and_then(|field| field.strip_prefix("custom.")).unwrap_or_default();
    let at = mapping.columns.iter().position(|column| column.field == Some(Field::Custom) && column.custom.as_deref() == Some(name));
    Fault {
        what: place.what.unwrap_or_else(|| Message::new("contacts.refused")),
        field: Some(Field::Custom),
        column: at.and_then(|at| u32::try_from(at).ok()),
        text: at.and_then(|at| cells.get(at)).cloned().unwrap_or_default(),
        proposal: None,
    }
}

/// What contacts refused, as a fault in the cell that it came from.
fn refused(problem: Problem, cells: &[String], mapping: &Mapping) -> Fault {
    let Some(place) = problem.places.into_iter().next() else { return Fault::whole_row(problem.what) };
    if problem.code == "contacts.nobody" {
        return Fault::whole_row(Message::new("importing.row.nobody"));
    }
    let fields: &[Field] = match place.field.as_deref().unwrap_or_default() {
        "name" => &[Field::Name, Field::GivenName, Field::FamilyName],
        "given_name" => &[Field::GivenName, Field::Name],
        "family_name" => &[Field::FamilyName, Field::Name],
        "salutation" => &[Field::Salutation],
        "greeting" => &[Field::Greeting],
        "role" => &[Field::Role],
        "outlet" => &[Field::Outlet],
        "beats" => &[Field::Beats],
        "tags" => &[Field::Tags],
        "city" => &[Field::City],
        "country" => &[Field::Country],
        "language" => &[Field::Language],
        "time_zone" => &[Field::TimeZone],
        "notes" => &[Field::Notes],
        "phones" => &[Field::Phone],
        "department" => &[Field::Department],
        "site" => &[Field::Site],
        "manager" => &[Field::Manager],
        "staff_number" => &[Field::StaffNumber],
        "owner" => &[Field::Owner],
        "handles" => &[Field::Handles],
        "source" => &[Field::Source],
        "sourced_on" => &[Field::SourcedOn],
        "basis_note" => &[Field::BasisNote],
        _ => &[Field::Address, Field::OtherAddress],
    };
    let found = mapping.columns.iter().enumerate().find(|(at, column)| {
        column.field.is_some_and(|field| fields.contains(&field)) && cells.get(*at).is_some_and(|cell| !cell.trim().is_empty())
    });
    Fault {
        what: place.what.unwrap_or(problem.what),
        field: fields.first().copied(),
        column: found.and_then(|(at, _)| u32::try_from(at).ok()),
        text: found.and_then(|(at, _)| cells.get(at)).cloned().unwrap_or_default(),
        proposal: place.proposal,
    }
}
