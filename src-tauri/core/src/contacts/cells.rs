//! Cells of the table of people, written one by one, many at once, or as they come from a spreadsheet: each passes the checks of a form,
//! and what is refused says where and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::agreement::Agreement;
use super::columns::Column;
use super::custom::CustomField;
use super::kinds::{Basis, PersonKind};
use super::own::custom_fields;
use super::person::{CheckedPerson, PersonInput, PhoneInput, Provenance};
use super::service::{self, PeopleWriter, check_whole, no_person};
use super::store::{self, agreements, people};
use super::{api, fold, handles, staff};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::messages::Message;
use crate::workspace::{ReadTx, Topic, WriteTx};

/// So many refused cells are told one by one; the others are counted.
pub(super) const MOST_TOLD: usize = 1_000;

/// A cell as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CellEdit {
    /// Whose.
    pub person: PersonId,
    /// The column.
    #[cfg_attr(feature = "bindings", specta(type = String))]
    pub column: Column,
    /// What it is to say; nothing takes away what it says.
    pub text: String,
}

/// What a column is to say of many.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CellSet {
    /// The column.
    #[cfg_attr(feature = "bindings", specta(type = String))]
    pub column: Column,
    /// What it is to say; nothing takes away what it says.
    pub text: String,
}

/// A cell that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RefusedCell {
    /// Whose.
    pub person: PersonId,
    /// What they are called, or their address.
    pub name: String,
    /// The column.
    #[cfg_attr(feature = "bindings", specta(type = String))]
    pub column: Column,
    /// What it was to say.
    pub text: String,
    /// Why it does not.
    pub why: Message,
}

/// What edits of cells do, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct EditedCells {
    /// People of whom something changes.
    pub people: u32,
    /// Cells that change, tags put on or taken off among them.
    pub cells: u32,
    /// Cells that say it already.
    pub same: u32,
    /// Cells that are refused.
    pub refused: u32,
    /// The first of these.
    pub reasons: Vec<RefusedCell>,
}

/// Judges edits, one person after another, and writes what passes.
pub(super) struct Editor<'t, 'c> {
    tx: &'t ReadTx<'c>,
    secret: &'t [u8; 32],
    unless_given: &'t Provenance,
    fields: Vec<CustomField>,
    house: staff::InHouse,
    /// What was done so far.
    pub(super) done: EditedCells,
}

/// What edits make of somebody.
#[derive(Debug, Default)]
pub(super) struct JudgedCells {
    /// All that a form has, where something of it changes.
    fields: Option<CheckedPerson>,
    /// Who leads them from now on, as the words for it were meant when they were judged; none where that stays.
    manager: Option<PersonId>,
    /// That they keep embargoes from now on, or no longer; none where that stays.
    agreement: Option<Option<Agreement>>,
}

impl JudgedCells {
    /// Writes it.
    pub(super) fn write(self, tx: &WriteTx<'_>, writer: &mut PeopleWriter<'_, '_>, person: PersonId) -> Result<(), Problem> {
        if let Some(after) = self.fields
            && let Some(before) = writer.replace(person, &after)?
            && of_house(&before) != of_house(after.fields())
        {
            if let Some(manager) = self.manager {
                store::staff::set_manager(tx, person, manager)?;
            }
            staff::settle(tx, person, Some(&before), after.fields())?;
        }
        match self.agreement {
            Some(Some(agreement)) => {
                writer.agree(person, &agreement)?;
                people::touch(tx, person)?;
                tx.changed(Topic::Person, person.get());
            }
            Some(None) => service::set_embargo_agreement(tx, person, None)?,
            None => {}
        }
        Ok(())
    }
}

/// What of a person others of the house have to do with.
fn of_house(of: &PersonInput) -> (PersonKind, &str, &str) {
    (of.kind, &of.manager, &of.staff_number)
}

impl<'t, 'c> Editor<'t, 'c> {
    pub(super) fn new(tx: &'t ReadTx<'c>, secret: &'t [u8; 32], unless_given: &'t Provenance) -> Result<Self, Problem> {
        Ok(Self { tx, secret, unless_given, fields: custom_fields(tx)?, house: staff::InHouse::default(), done: EditedCells::default() })
    }

    /// What `edits` make of a person, with tags put on and taken off. Every cell is judged by itself: one that is refused stays as it is, and
    /// the others change.
    pub(super) fn judge(
        &mut self,
        person: PersonId,
        edits: &[(Column, &str)],
        add: &[String],
        remove: &[String],
    ) -> Result<JudgedCells, Problem> {
        let before = people::person(self.tx, person)?.ok_or_else(|| no_person(person))?.input;
        let mut now: Option<CheckedPerson> = None;
        let mut agreement = None;
        for (column, text) in edits {
            if *column == Column::Embargoes {
                match self.agreed(person, agreement.as_ref(), text)? {
                    Ok(None) => self.done.same += 1,
                    Ok(changed) => {
                        self.done.cells += 1;
                        agreement = changed;
                    }
                    Err(why) => self.refuse(person, &before, *column, text, why),
                }
                continue;
            }
            let held = now.as_ref().map_or(&before, CheckedPerson::fields);
            match self.judged(person, held, &before, *column, text)? {
                Ok(after) if after.fields() == held => self.done.same += 1,
                Ok(after) => {
                    self.done.cells += 1;
                    now = Some(after);
                }
                Err(why) => self.refuse(person, &before, *column, text, why),
            }
        }
        let held = now.as_ref().map_or(&before, CheckedPerson::fields);
        let (tags, differing) = with_names(&held.tags, add, remove);
        if differing > 0 {
            match check_whole(self.tx, PersonInput { tags, ..held.clone() }, self.unless_given) {
                Ok(after) => {
                    self.done.cells += differing;
                    now = Some(after);
                }
                Err(problem) => self.refuse(person, &before, Column::Tags, &add.join(", "), reason(problem)),
            }
        }
        // A cell may be written twice, and say in the end what it said before.
        let now = now.filter(|now| *now.fields() != before);
        let mut manager = None;
        if let Some(after) = now.as_ref().map(CheckedPerson::fields) {
            if after.manager != before.manager && !after.manager.is_empty() {
                manager = self.house.meant(self.tx, &after.manager)?.filter(|manager| *manager != person);
            }
            self.house.becomes(person, &before, after);
        }
        self.done.people += u32::from(now.is_some() || agreement.is_some());
        Ok(JudgedCells { fields: now, manager, agreement })
    }

    /// What of these cells a person can be; the inner error says why one is refused.
    fn judged(
        &mut self,
        person: PersonId,
        held: &PersonInput,
        before: &PersonInput,
        column: Column,
        text: &str,
    ) -> Result<Result<CheckedPerson, Message>, Problem> {
        if let Some(why) = self.in_house(person, held, column, text.trim())? {
            return Ok(Err(why));
        }
        let known = column == Column::Manager && self.house.leads_already(self.tx, person, text.trim())?;
        let text = if known { &before.manager } else { text };
        let judge = || {
            let after = check_whole(self.tx, self.written(held.clone(), column, text)?, self.unless_given).map_err(reason)?;
            if after.fields().addresses != held.addresses {
                api::none_forgotten(self.tx, self.secret, after.fields(), &before.addresses).map_err(reason)?;
            }
            Ok(after)
        };
        Ok(judge())
    }

    /// What others of the house have to do with a cell: whoever leads must be here, and a number is one employee's.
    fn in_house(&mut self, person: PersonId, held: &PersonInput, column: Column, text: &str) -> Result<Option<Message>, Problem> {
        let employee = |kind| kind == PersonKind::Employee;
        Ok(match column {
            Column::Manager if !text.is_empty() => self.house.manager_fault(self.tx, person, &held.manager, text)?,
            Column::StaffNumber if employee(held.kind) => self.house.number_fault(self.tx, person, text)?,
            // Their number was of another house until now.
            Column::Kind if !employee(held.kind) && PersonKind::from_word(text).is_some_and(employee) => {
                self.house.number_fault(self.tx, person, &held.staff_number)?
            }
            _ => None,
        })
    }

    /// What a cell makes of somebody's word that they keep embargoes, `so_far` what another cell made of it; none if it says so already.
    fn agreed(
        &self,
        person: PersonId,
        so_far: Option<&Option<Agreement>>,
        text: &str,
    ) -> Result<Result<Option<Option<Agreement>>, Message>, Problem> {
        let held = match so_far {
            Some(now) => now.clone(),
            None => agreements::of(self.tx, person)?.map(|(at, note)| Agreement { at: Some(at), note }),
        };
        if let Err(refused) = api::one_line("embargo_agreement", text) {
            return Ok(Err(reason(refused)));
        }
        let said = match Agreement::written(text) {
            Ok(said) => said,
            Err(why) => return Ok(Err(why)),
        };
        let same = match (&held, &said) {
            (None, None) => true,
            // "yes" is what is known already, and a cell as it is shown says nothing new.
            (Some(held), Some(said)) => {
                *said == Agreement { at: None, note: String::new() }
                    || held.at.is_some_and(|at| Agreement::cell(at, &held.note) == text.trim())
            }
            _ => false,
        };
        Ok(Ok((!same).then_some(said)))
    }

    /// `person` with that in this column.
    fn written(&self, mut person: PersonInput, column: Column, text: &str) -> Result<PersonInput, Message> {
        let text = text.trim();
        match column {
            Column::Name if text == person.name => {}
            Column::Name => {
                text.clone_into(&mut person.name);
                // A new whole name is taken apart anew.
                person.given_name.clear();
                person.family_name.clear();
            }
            Column::Kind => person.kind = PersonKind::from_word(&text.to_lowercase()).ok_or_else(|| no_word(text, &kinds()))?,
            Column::Outlet => text.clone_into(&mut person.outlet),
            Column::Role => text.clone_into(&mut person.role),
            Column::Beats => person.beats = several(text),
            Column::Tags => person.tags = several(text),
            Column::City => text.clone_into(&mut person.city),
            Column::Country => text.clone_into(&mut person.country),
            Column::Language => text.clone_into(&mut person.language),
            Column::Address => match person.addresses.first_mut() {
                Some(_) if text.is_empty() => drop(person.addresses.remove(0)),
                Some(first) => text.clone_into(&mut first.address),
                None if text.is_empty() => {}
                None => person.addresses.push(api::new_address(text.to_owned())),
            },
            Column::Phone => match person.phones.first_mut() {
                Some(_) if text.is_empty() => drop(person.phones.remove(0)),
                Some(first) => text.clone_into(&mut first.number),
                None if text.is_empty() => {}
                None => person.phones.push(PhoneInput { number: text.to_owned(), label: String::new() }),
            },
            Column::Source | Column::Basis => {
                let first = person.addresses.first_mut().ok_or_else(|| Message::new("contacts.fault.no_address"))?;
                if column == Column::Source {
                    if text.is_empty() {
                        return Err(Message::new("contacts.fault.no_source"));
                    }
                    text.clone_into(&mut first.source);
                } else {
                    first.basis = Basis::from_word(&text.to_lowercase()).ok_or_else(|| no_word(text, &bases()))?;
                }
            }
            Column::Own(id) => {
                let field = self.fields.iter().find(|field| field.id == id);
                let field = field.ok_or_else(|| Message::new("contacts.fault.no_field").with("name", column.to_string()))?;
                person.custom.insert(field.name.clone(), text.to_owned());
            }
            Column::Salutation => text.clone_into(&mut person.salutation),
            Column::TimeZone => text.clone_into(&mut person.time_zone),
            Column::Department => text.clone_into(&mut person.department),
            Column::Site => text.clone_into(&mut person.site),
            Column::Manager => text.clone_into(&mut person.manager),
            Column::StaffNumber => text.clone_into(&mut person.staff_number),
            Column::Owner => text.clone_into(&mut person.owner),
            Column::Handles => {
                let fault = |one: &String| Message::new("contacts.fault.no_handle").with("text", one.as_str());
                let read = |one: &String| handles::read(one, None).ok_or_else(|| fault(one));
                person.handles = several(text).iter().map(read).collect::<Result<_, _>>()?;
            }
            Column::Embargoes | Column::Warmth | Column::Contact | Column::Bars => return Err(Message::new("contacts.fault.not_written")),
        }
        Ok(person)
    }

    fn refuse(&mut self, person: PersonId, held: &PersonInput, column: Column, text: &str, why: Message) {
        self.done.refused += 1;
        if self.done.reasons.len() < MOST_TOLD {
            let address = held.addresses.first().map(|one| one.address.clone()).unwrap_or_default();
            let name = if held.name.is_empty() { address } else { held.name.clone() };
            self.done.reasons.push(RefusedCell { person, name, column, text: text.to_owned(), why });
        }
    }
}

/// Writes what edits make of people; the edits of each person stand together.
pub(super) fn write_cells(
    tx: &WriteTx<'_>,
    secret: &[u8; 32],
    unless_given: &Provenance,
    edits: &[CellEdit],
) -> Result<EditedCells, Problem> {
    let (mut editor, mut writer) = (Editor::new(tx, secret, unless_given)?, PeopleWriter::new(tx, secret));
    for (person, cells) in by_person(edits) {
        editor.judge(person, &cells, &[], &[])?.write(tx, &mut writer, person)?;
    }
    Ok(editor.done)
}

/// The edits of each person together, in the order in which they were made.
pub(super) fn by_person(edits: &[CellEdit]) -> BTreeMap<PersonId, Vec<(Column, &str)>> {
    let mut people: BTreeMap<PersonId, Vec<(Column, &str)>> = BTreeMap::new();
    for edit in edits {
        people.entry(edit.person).or_default().push((edit.column, edit.text.as_str()));
    }
    people
}

/// Names with these put on and those taken off, however they are written, and how many that are.
pub(super) fn with_names(held: &[String], add: &[String], remove: &[String]) -> (Vec<String>, u32) {
    let (on, off): (Vec<String>, Vec<String>) =
        (add.iter().map(|name| fold::key(name)).collect(), remove.iter().map(|name| fold::key(name)).collect());
    let mut after = held.to_vec();
    after.retain(|name| !off.contains(&fold::key(name)) || on.contains(&fold::key(name)));
    let mut differing = held.len() - after.len();
    let mut has: Vec<String> = after.iter().map(|name| fold::key(name)).collect();
    for (name, key) in add.iter().zip(&on) {
        if !has.contains(key) {
            has.push(key.clone());
            after.push(name.clone());
            differing += 1;
        }
    }
    (after, u32::try_from(differing).unwrap_or(u32::MAX))
}

/// Several words in one cell, as exports and imports write them.
pub(super) fn several(text: &str) -> Vec<String> {
    text.split([';', ',', '\n']).map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

fn kinds() -> Vec<&'static str> {
    PersonKind::ALL.iter().map(|kind| kind.word()).collect()
}

fn bases() -> Vec<&'static str> {
    Basis::ALL.iter().map(|basis| basis.word()).collect()
}

pub(super) fn no_word(text: &str, known: &[&str]) -> Message {
    Message::new("contacts.fault.choice").with("text", text).with("choices", known.join(", "))
}

/// Why a whole person is refused, of which one cell is new.
pub(super) fn reason(problem: Problem) -> Message {
    problem.places.into_iter().find_map(|place| place.what).unwrap_or(problem.what)
}
