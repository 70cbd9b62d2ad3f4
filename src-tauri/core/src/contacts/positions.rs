//! Positions of people at outlets over time: what is entered about one, its checks, and what a move to another outlet means.
//!
//! Where somebody works first and foremost now is `outlet` and `role` of the person. An entry here without an end says since when that
//! is so, or names a further outlet; one with an end is past.

use serde::{Deserialize, Serialize};

use super::names;
use super::outlets::no_outlet;
use super::service::{self, PeopleWriter, entered_by};
use super::store::outlets;
use super::store::people::{self, Known, touch};
use super::store::positions::{self, KeptPosition};
use crate::error::{Place, Problem};
use crate::ids::{OutletId, PersonId, PositionId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// Most positions of one person.
const MOST: usize = 200;

/// A position as entered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PositionInput {
    /// The outlet, by name; a new one is made for a new name.
    pub outlet: String,
    /// As what.
    pub role: String,
    /// Since when: `2019`, `2019-05` or `2019-05-03`; empty where it is not known.
    pub from: String,
    /// Until when, the same way; empty where it has not ended.
    pub to: String,
}

/// A move to another outlet, or to another office at the same one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Move {
    /// The outlet, by name; a new one is made for a new name. Empty where they work for none now.
    pub outlet: String,
    /// As what.
    pub role: String,
    /// When: `2026`, `2026-05` or `2026-05-03`; empty where it is not known.
    pub on: String,
}

/// A position of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PositionCard {
    /// Which; none where only the person says that they work there now.
    pub id: Option<PositionId>,
    /// The outlet's number.
    pub outlet_id: OutletId,
    /// Its name.
    pub outlet: String,
    /// As what.
    pub role: String,
    /// Since when; empty where it is not known.
    pub from: String,
    /// Until when; empty where it has not ended.
    pub to: String,
    /// It is where they work first and foremost now.
    pub current: bool,
}

/// The positions of a person, where they work now first, then the latest.
///
/// # Errors
/// What SQLite says.
pub fn positions_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<PositionCard>, StoreError> {
    let Some(now) = people::works_at(tx, person)? else { return Ok(Vec::new()) };
    let kept = positions::of(tx, person)?;
    let open = now.outlet.as_ref().and_then(|(id, _)| open_at(&kept, *id)).map(|one| one.id);
    let mut cards = Vec::with_capacity(kept.len() + 1);
    if let Some((outlet_id, outlet)) = now.outlet {
        let since = kept.iter().find(|one| Some(one.id) == open);
        cards.push(PositionCard {
            id: open,
            outlet_id,
            outlet,
            role: now.role,
            from: since.map(|one| one.from.clone()).unwrap_or_default(),
            to: String::new(),
            current: true,
        });
    }
    cards.extend(kept.into_iter().filter(|one| Some(one.id) != open).map(|one| PositionCard {
        id: Some(one.id),
        outlet_id: one.outlet,
        outlet: one.outlet_name,
        role: one.role,
        from: one.from,
        to: one.to,
        current: false,
    }));
    Ok(cards)
}

/// What was entered of a person's positions: since when the one of now is so, further ones, and past ones; as an export tells them and an
/// import takes them.
///
/// # Errors
/// What SQLite says.
pub fn kept_positions(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<PositionInput>, StoreError> {
    let kept = positions::of(tx, person)?.into_iter();
    Ok(kept.map(|one| PositionInput { outlet: one.outlet_name, role: one.role, from: one.from, to: one.to }).collect())
}

/// Those of `positions`, as an import takes them, that somebody has not: nothing that was entered is overwritten, so one at an outlet in an
/// office since a day is known, whatever its end.
///
/// # Errors
/// What SQLite says.
pub fn new_positions(tx: &ReadTx<'_>, person: PersonId, positions: &[PositionInput]) -> Result<Vec<PositionInput>, StoreError> {
    let key = |one: &PositionInput| (super::fold::key(&one.outlet), super::fold::key(&one.role), one.from.clone());
    let mut known: std::collections::HashSet<_> = kept_positions(tx, person)?.iter().map(key).collect();
    let room = MOST.saturating_sub(known.len());
    Ok(positions.iter().filter(|one| known.insert(key(one))).take(room).cloned().collect())
}

/// Positions in one cell: `The Tide | Editor | 2019 | 2024-05; Averil Post`. What marks stand for themselves have a backslash before them.
#[must_use]
pub fn positions_cell(list: &[PositionInput]) -> String {
    let escaped =
        |text: &str| text.chars().flat_map(|c| matches!(c, '\\' | '|' | ';').then_some('\\').into_iter().chain([c])).collect::<String>();
    let one = |one: &PositionInput| {
        let parts = [&one.outlet, &one.role, &one.from, &one.to];
        let said = parts.iter().rposition(|part| !part.is_empty()).map_or(0, |last| last + 1);
        parts.iter().take(said).map(|part| escaped(part)).collect::<Vec<_>>().join(" | ")
    };
    list.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Reads what [`positions_cell`] writes, and checks it.
///
/// # Errors
/// What is wrong with the first that is.
pub fn read_positions(cell: &str) -> Result<Vec<PositionInput>, Message> {
    let mut read = Vec::new();
    for text in unescaped_at(cell, ';') {
        let mut parts = unescaped_at(&text, '|').into_iter().map(|part| plain(&part));
        let mut next = || parts.next().unwrap_or_default();
        let input = PositionInput { outlet: next(), role: next(), from: next(), to: next() };
        if input == PositionInput::default() {
            continue;
        }
        let Checked { outlet, role, from, to } = check(&input, true).map_err(|problem| {
            let what = problem.places.into_iter().next().and_then(|place| place.what);
            what.unwrap_or(problem.what)
        })?;
        read.push(PositionInput { outlet, role, from, to });
    }
    if read.len() > MOST {
        return Err(Message::new("contacts.fault.many").with("most", MOST));
    }
    Ok(read)
}

/// The parts of a text between marks that no backslash precedes; they keep their backslashes.
fn unescaped_at(text: &str, mark: char) -> Vec<String> {
    let mut escaped = false;
    let parts = text.split(|c| {
        let here = c == mark && !escaped;
        escaped = c == '\\' && !escaped;
        here
    });
    parts.map(str::to_owned).collect()
}

/// A part without its backslashes.
fn plain(part: &str) -> String {
    let (mut text, mut escaped) = (String::with_capacity(part.len()), false);
    for letter in part.trim().chars() {
        if letter == '\\' && !escaped {
            escaped = true;
            continue;
        }
        escaped = false;
        text.push(letter);
    }
    text
}

/// The entry that says since when somebody works at this outlet.
fn open_at(kept: &[KeptPosition], outlet: OutletId) -> Option<&KeptPosition> {
    kept.iter().find(|one| one.outlet == outlet && one.to.is_empty())
}

/// A position that passed its checks.
#[derive(Debug)]
struct Checked {
    outlet: String,
    role: String,
    from: String,
    to: String,
}

fn check(input: &PositionInput, needs_outlet: bool) -> Result<Checked, Problem> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, what: Message| faults.push(Place { what: Some(what), ..Place::field(field) });
    let mut line = |field: &str, text: &str| {
        let text = names::tidy(text);
        if names::has_control(&text) {
            fault(field, Message::new("contacts.fault.control"));
        } else if text.chars().count() > names::LONGEST_FIELD {
            fault(field, Message::new("contacts.fault.long").with("most", names::LONGEST_FIELD));
        }
        text
    };
    let (outlet, role) = (line("outlet", &input.outlet), line("role", &input.role));
    if outlet.is_empty() && needs_outlet {
        fault("outlet", Message::new("contacts.fault.no_outlet"));
    }
    let mut part = |field: &str, text: &str| {
        part_of_a_date(text).unwrap_or_else(|| {
            fault(field, Message::new("contacts.fault.since").with("text", text.trim()));
            String::new()
        })
    };
    let (from, to) = (part("from", &input.from), part("to", &input.to));
    let length = from.len().min(to.len());
    if length > 0 && to.get(..length) < from.get(..length) {
        fault("to", Message::new("contacts.fault.ends_first"));
    }
    if faults.is_empty() {
        return Ok(Checked { outlet, role, from, to });
    }
    let mut problem = Problem::refusal("contacts.refused").with("count", faults.len());
    problem.places = faults;
    Err(problem)
}

/// A year, a month or a day, in the form that sorts: `2019`, `2019-05`, `2019-05-03`; also `5.2019` and `3.5.2019`. None for what is
/// none of these.
pub(super) fn part_of_a_date(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return Some(String::new());
    }
    if let Some(day) = super::custom::date(text) {
        return Some(day);
    }
    let numbers = |mark: char| -> Option<Vec<u32>> {
        text.split(mark).map(|part| part.parse().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()))).collect()
    };
    let (year, month) = match (numbers('-').as_deref(), numbers('.').as_deref()) {
        (Some([year]), _) => (*year, None),
        (Some([year, month]), _) | (_, Some([month, year])) => (*year, Some(*month)),
        _ => return None,
    };
    let is_one = (1000..=9999).contains(&year) && month.is_none_or(|month| (1..=12).contains(&month));
    is_one.then(|| month.map_or_else(|| year.to_string(), |month| format!("{year}-{month:02}")))
}

/// Somebody works elsewhere from now on, or in another office: what was is past from then on.
pub(super) fn move_to(tx: &WriteTx<'_>, secret: &[u8; 32], actor: &str, id: PersonId, to: &Move) -> Result<(), Problem> {
    let new = check(&PositionInput { outlet: to.outlet.clone(), role: to.role.clone(), from: to.on.clone(), to: String::new() }, false)
        .map_err(|mut problem| {
            problem
                .places
                .iter_mut()
                .filter(|place| place.field.as_deref() == Some("from"))
                .for_each(|place| place.field = Some("on".to_owned()));
            problem
        })?;
    // Another name of an outlet means the outlet.
    let new = Checked { outlet: outlets::meant(tx, &super::fold::key(&new.outlet))?.unwrap_or(new.outlet), ..new };
    let now = people::works_at(tx, id)?.ok_or_else(|| service::no_person(id))?;
    let held = service::record(tx, id)?.ok_or_else(|| service::no_person(id))?;
    if let Some((outlet, name)) = &now.outlet {
        if super::fold::key(name) == super::fold::key(&new.outlet) && now.role == new.role {
            return Err(Problem::refusal("contacts.moved_nowhere").at(Place::field("outlet")));
        }
        let kept = positions::of(tx, id)?;
        // A day without a date is today: what has ended must say when.
        let ended = if new.from.is_empty() { tx.now().to_rfc3339().get(..10).unwrap_or_default().to_owned() } else { new.from.clone() };
        match open_at(&kept, *outlet) {
            Some(open) => {
                let length = open.from.len().min(ended.len());
                if ended.get(..length) < open.from.get(..length) {
                    let what = Message::new("contacts.fault.ends_first");
                    return Err(Problem::refusal("contacts.refused")
                        .with("count", 1_i64)
                        .at(Place { what: Some(what), ..Place::field("on") }));
                }
                positions::update(tx, open.id, *outlet, &now.role, &open.from, &ended)?;
            }
            None => drop(positions::insert(tx, id, *outlet, &now.role, "", &ended)?),
        }
    }
    let mut input = held.input;
    (input.outlet, input.role) = (new.outlet, new.role);
    let person = super::person::check(input, &entered_by(actor, tx.now()))?;
    PeopleWriter::new(tx, secret).replace(id, &person)?;
    if let Some((outlet, _)) = people::works_at(tx, id)?.and_then(|now| now.outlet) {
        let kept = positions::of(tx, id)?;
        if open_at(&kept, outlet).is_none() && !new.from.is_empty() {
            positions::insert(tx, id, outlet, &person.fields().role, &new.from, "")?;
        }
    }
    told(tx, id)
}

/// Notes a position, past or further.
pub(super) fn add(tx: &WriteTx<'_>, person: PersonId, input: &PositionInput) -> Result<PositionId, Problem> {
    let new = check(input, true)?;
    people::works_at(tx, person)?.ok_or_else(|| service::no_person(person))?;
    if positions::of(tx, person)?.len() >= MOST {
        return Err(Problem::refusal("contacts.refused")
            .with("count", 1_i64)
            .at(Place { what: Some(Message::new("contacts.fault.many").with("most", MOST)), ..Place::field("outlet") }));
    }
    let outlet = outlet_of(tx, &new.outlet)?;
    let id = positions::insert(tx, person, outlet, &new.role, &new.from, &new.to)?;
    told(tx, person)?;
    Ok(id)
}

/// Makes a position what is said of it.
pub(super) fn replace(tx: &WriteTx<'_>, id: PositionId, input: &PositionInput) -> Result<PersonId, Problem> {
    let new = check(input, true)?;
    let held = positions::one(tx, id)?.ok_or_else(|| no_position(id))?;
    let outlet = outlet_of(tx, &new.outlet)?;
    positions::update(tx, id, outlet, &new.role, &new.from, &new.to)?;
    told(tx, held.person)?;
    Ok(held.person)
}

/// Takes a position away.
pub(super) fn remove(tx: &WriteTx<'_>, id: PositionId) -> Result<PersonId, Problem> {
    let held = positions::one(tx, id)?.ok_or_else(|| no_position(id))?;
    positions::remove(tx, id)?;
    told(tx, held.person)?;
    Ok(held.person)
}

/// Whose position it is.
pub(super) fn whose(tx: &ReadTx<'_>, id: PositionId) -> Result<PersonId, Problem> {
    positions::one(tx, id)?.map(|held| held.person).ok_or_else(|| no_position(id))
}

fn no_position(id: PositionId) -> Problem {
    Problem::missing("contacts.no_position").with("position", id.to_string())
}

fn outlet_of(tx: &WriteTx<'_>, name: &str) -> Result<OutletId, Problem> {
    people::outlet(tx, &mut Known::default(), name)?.ok_or_else(|| no_outlet(name))
}

fn told(tx: &WriteTx<'_>, person: PersonId) -> Result<(), Problem> {
    touch(tx, person)?;
    tx.changed(Topic::Person, person.get());
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{PositionInput, part_of_a_date, positions_cell, read_positions};

    proptest! {
        #[test]
        fn positions_in_a_cell_are_read_as_they_were(
            list in prop::collection::vec(("[a-z|;\\\\ 愛ا]{0,12}", "[A-Z|;\\\\]{0,6}", prop::sample::select(vec!["", "2019", "2019-05"]), prop::sample::select(vec!["", "2024"])), 0..5)
        ) {
            let list: Vec<PositionInput> = list.into_iter().map(|(outlet, role, from, to)| PositionInput {
                outlet: crate::contacts::names::tidy(&format!("o{outlet}")),
                role: crate::contacts::names::tidy(&role),
                from: from.to_owned(),
                to: to.to_owned(),
            }).collect();
            prop_assert_eq!(read_positions(&positions_cell(&list)).unwrap(), list);
        }
    }

    #[test]
    fn a_cell_of_positions_says_what_is_wrong_with_it() {
        let read = read_positions(" The Tide | Editor | 5.2019 ;; Averil Post|||2013; ").unwrap();
        assert_eq!(positions_cell(&read), "The Tide | Editor | 2019-05; Averil Post |  |  | 2013");
        for (cell, fault) in [("| Editor", "no_outlet"), ("The Tide | | May", "since"), ("The Tide | | 2019 | 2018", "ends_first")] {
            assert_eq!(read_positions(cell).unwrap_err().key, format!("contacts.fault.{fault}"), "{cell}");
        }
    }

    #[test]
    fn years_months_and_days_are_read_and_sort() {
        for (text, is) in [
            ("2019", "2019"),
            (" 2019-5 ", "2019-05"),
            ("05.2019", "2019-05"),
            ("3.5.2019", "2019-05-03"),
            ("2019-05-03", "2019-05-03"),
            ("", ""),
        ] {
            assert_eq!(part_of_a_date(text).as_deref(), Some(is), "{text}");
        }
        for none in ["19", "2019-13", "May 2019", "2019-02-30", "2019-", "1/2019", "+2019", "٢٠١٩"] {
            assert_eq!(part_of_a_date(none), None, "{none}");
        }
    }
}
