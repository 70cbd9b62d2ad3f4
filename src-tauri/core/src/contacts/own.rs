//! Keeping the organisation's own fields and its tags in order: one place for both, each act undoable.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::custom::{CustomField, CustomFieldChange, CustomFieldInput, MOST_CHOICES, MOST_FIELDS, word_for};
use super::kinds::CustomKind;
use super::many::{MOST_AT_ONCE, until_awaited};
use super::service::no_person;
use super::store::people::{Known, touch};
use super::store::{custom, people, tags, unseen};
use super::{fold, names};
use crate::error::{Place, Problem};
use crate::ids::{CustomFieldId, PersonId, TagId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// The organisation's own fields, in their order.
///
/// # Errors
/// What SQLite says.
pub fn custom_fields(tx: &ReadTx<'_>) -> Result<Vec<CustomField>, StoreError> {
    custom::all(tx)
}

/// The field with that number, name or word.
///
/// # Errors
/// `contacts.no_field`.
pub fn custom_field(tx: &ReadTx<'_>, named: &str) -> Result<CustomField, Problem> {
    let (name, key) = (named.trim(), fold::key(named));
    let word = name.strip_prefix(super::custom::PREFIX).unwrap_or(name);
    let mut fields = custom::all(tx)?;
    let at = fields
        .iter()
        .position(|field| fold::key(&field.name) == key)
        .or_else(|| fields.iter().position(|field| field.word == word))
        .or_else(|| fields.iter().position(|field| field.id.to_string() == name));
    at.map(|at| fields.swap_remove(at)).ok_or_else(|| Problem::missing("contacts.no_field").with("name", name))
}

/// Values of that field in use that begin so, for completion.
///
/// # Errors
/// What SQLite says.
pub fn custom_values(tx: &ReadTx<'_>, field: CustomFieldId, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    custom::values_in_use(tx, field, &fold::fold(beginning), limit)
}

/// Makes a field.
pub(super) fn add_field(tx: &WriteTx<'_>, input: &CustomFieldInput) -> Result<CustomField, Problem> {
    let held = custom::all(tx)?;
    if held.len() >= MOST_FIELDS {
        return Err(refused("name", Message::new("contacts.fault.many").with("most", MOST_FIELDS)));
    }
    let name = free_name(&held, None, &input.name)?;
    let choices = choices_of(input.kind, &input.choices)?;
    let word = word_for(&name, |word| held.iter().any(|field| field.word == word));
    let id = custom::insert(tx, &name, &fold::key(&name), &word, input.kind, &choices)?;
    tx.changed(Topic::CustomField, id.get());
    Ok(CustomField { id, name, word, kind: input.kind, choices })
}

/// How far a change of a field has come.
#[derive(Default)]
pub(super) struct Changing {
    /// What the field is when all is done.
    pub(super) changed: Option<CustomField>,
    /// Up to whom each choice has another name already, by what it was; only where that folds to the same.
    up_to: BTreeMap<String, PersonId>,
}

/// Gives a field another name or other choices; who chose what has another name now has it under that name. Of very many, some until
/// somebody waits: whether all of it is done.
pub(super) fn change_field(
    tx: &WriteTx<'_>,
    id: CustomFieldId,
    change: &CustomFieldChange,
    so_far: &mut Changing,
) -> Result<bool, Problem> {
    let held = custom::all(tx)?;
    let field = held.iter().find(|field| field.id == id).ok_or_else(|| no_field(id))?;
    let name = free_name(&held, Some(id), change.name.as_deref().unwrap_or(&field.name))?;
    let choices = match &change.choices {
        None => field.choices.clone(),
        Some(asked) => {
            let choices = choices_of(field.kind, &asked.iter().map(|one| one.name.clone()).collect::<Vec<_>>())?;
            let renamed: HashMap<&str, String> =
                asked.iter().filter_map(|one| Some((one.was.as_deref()?, names::tidy(&one.name)))).collect();
            for gone in field.choices.iter().filter(|choice| !choices.contains(choice) && !renamed.contains_key(choice.as_str())) {
                let people = custom::filled(tx, id, Some(gone))?;
                if people > 0 {
                    let what = Message::new("contacts.fault.choice_in_use").with("choice", gone.clone()).with("n", people);
                    return Err(refused("choices", what));
                }
            }
            let moves: Vec<(String, String, String)> = renamed
                .into_iter()
                .filter(|(was, is)| was != is && field.choices.iter().any(|choice| choice == was))
                .map(|(was, is)| (was.to_owned(), is.clone(), fold::key(&is)))
                .collect();
            if !rename_choices(tx, field, &moves, &mut so_far.up_to)? {
                return Ok(false);
            }
            choices
        }
    };
    custom::update(tx, id, &name, &fold::key(&name), &choices)?;
    tx.changed(Topic::CustomField, id.get());
    so_far.changed = Some(CustomField { name, choices, ..field.clone() });
    Ok(true)
}

/// Gives choices other names wherever they were chosen: what each was, what it is, and that folded. Whether none is left.
fn rename_choices(
    tx: &WriteTx<'_>,
    field: &CustomField,
    moves: &[(String, String, String)],
    up_to: &mut BTreeMap<String, PersonId>,
) -> Result<bool, Problem> {
    // Where two change places, nobody could tell who has theirs already: that is done at once.
    if moves.iter().any(|(_, is, _)| moves.iter().any(|(was, ..)| was == is)) {
        custom::rename_choices(tx, field.id, moves)?;
        return Ok(true);
    }
    // Until all is done both names are choices, so that nobody has what is none.
    let new = moves.iter().map(|(_, is, _)| is).filter(|is| !field.choices.contains(is));
    let both: Vec<String> = field.choices.iter().chain(new).cloned().collect();
    if both.len() > field.choices.len() {
        custom::update(tx, field.id, &field.name, &fold::key(&field.name), &both)?;
    }
    for (was, is, key) in moves {
        let was_key = fold::key(was);
        let chosen = custom::chosen(tx, field.id, was, &was_key, up_to.get(was).copied(), MOST_AT_ONCE)?;
        let done = until_awaited(tx, &chosen, |(row, _)| Ok(custom::rename_choice(tx, row, is, key)?))?;
        // Where only capitals change, whoever has the new name is found under the old key still, and would be passed over every time.
        if let Some((_, last)) = done.checked_sub(1).and_then(|last| chosen.get(last)).filter(|_| was_key == *key) {
            up_to.insert(was.clone(), *last);
        }
        if done == MOST_AT_ONCE || done < chosen.len() {
            return Ok(false);
        }
    }
    // Whoever chose the old name meanwhile may stand before the last one that was done.
    for (was, ..) in moves {
        if up_to.contains_key(was) && !custom::chosen(tx, field.id, was, &fold::key(was), None, 1)?.is_empty() {
            up_to.remove(was);
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes a field away with everybody's values, or some of them until somebody waits: whether all of it is done. `had` becomes how many had one.
pub(super) fn remove_field(tx: &WriteTx<'_>, id: CustomFieldId, had: &mut Option<u32>) -> Result<bool, Problem> {
    if !custom::all(tx)?.iter().any(|field| field.id == id) {
        return Err(no_field(id));
    }
    if had.is_none() {
        *had = Some(custom::filled(tx, id, None)?);
    }
    let rows = custom::some_rows(tx, id, MOST_AT_ONCE)?;
    let done = until_awaited(tx, &rows, |row| Ok(custom::remove_row(tx, row)?))?;
    let whole = done == rows.len() && rows.len() < MOST_AT_ONCE;
    if whole {
        custom::remove(tx, id)?;
    }
    tx.changed(Topic::CustomField, id.get());
    Ok(whole)
}

/// Puts the fields into this order; those that are not named stand behind them.
pub(super) fn arrange_fields(tx: &WriteTx<'_>, first: &[CustomFieldId]) -> Result<(), Problem> {
    let all: Vec<CustomFieldId> = custom::all(tx)?.into_iter().map(|field| field.id).collect();
    let named: Vec<CustomFieldId> = first.iter().copied().filter(|id| all.contains(id)).collect();
    let order: Vec<CustomFieldId> = named.iter().chain(all.iter().filter(|id| !named.contains(id))).copied().collect();
    custom::arrange(tx, &order)?;
    tx.changed(Topic::CustomField, None);
    Ok(())
}

fn no_field(id: CustomFieldId) -> Problem {
    Problem::missing("contacts.no_field").with("name", id.to_string())
}

fn refused(field: &str, what: Message) -> Problem {
    Problem::refusal("contacts.refused").with("count", 1_i64).at(Place { what: Some(what), ..Place::field(field) })
}

fn free_name(held: &[CustomField], own: Option<CustomFieldId>, name: &str) -> Result<String, Problem> {
    let name = one_name("name", name)?;
    let key = fold::key(&name);
    if held.iter().any(|field| Some(field.id) != own && fold::key(&field.name) == key) {
        return Err(refused("name", Message::new("contacts.fault.field_taken").with("name", name)));
    }
    Ok(name)
}

/// A name in one line, not empty.
fn one_name(field: &str, name: &str) -> Result<String, Problem> {
    let tidy = names::tidy(name);
    let what = if fold::words(&tidy).is_empty() {
        Message::new("contacts.fault.nameless")
    } else if names::has_control(&tidy) {
        Message::new("contacts.fault.control")
    } else if tidy.chars().count() > names::LONGEST_FIELD {
        Message::new("contacts.fault.long").with("most", names::LONGEST_FIELD)
    } else {
        return Ok(tidy);
    };
    Err(refused(field, what))
}

fn choices_of(kind: CustomKind, asked: &[String]) -> Result<Vec<String>, Problem> {
    if kind != CustomKind::Choice {
        return Ok(Vec::new());
    }
    let mut seen = BTreeSet::new();
    let mut choices = Vec::with_capacity(asked.len());
    for text in asked.iter().filter(|text| !text.trim().is_empty()) {
        let choice = one_name("choices", text)?;
        if !seen.insert(fold::key(&choice)) {
            return Err(refused("choices", Message::new("contacts.fault.choice_twice").with("choice", choice)));
        }
        choices.push(choice);
    }
    if choices.is_empty() {
        return Err(refused("choices", Message::new("contacts.fault.no_choices")));
    }
    if choices.len() > MOST_CHOICES {
        return Err(refused("choices", Message::new("contacts.fault.many").with("most", MOST_CHOICES)));
    }
    Ok(choices)
}

/// The tags that are put on, and those that are taken off.
fn tags_meant(tx: &WriteTx<'_>, add: &[String], remove: &[String]) -> Result<(Vec<TagId>, Vec<TagId>), Problem> {
    let mut known = Known::default();
    let add = add.iter().map(|name| one_tag(name)).collect::<Result<Vec<_>, _>>()?;
    let add = add.iter().map(|name| tags::named(tx, &mut known, name)).collect::<Result<Vec<_>, _>>()?;
    let mut off = Vec::with_capacity(remove.len());
    for name in remove {
        off.extend(tags::by_key(tx, &fold::key(name))?);
    }
    off.retain(|tag| !add.contains(tag));
    Ok((add, off))
}

/// Puts them on somebody and takes them off; whether that changed anything.
fn tag_one(tx: &WriteTx<'_>, person: PersonId, add: &[TagId], off: &[TagId]) -> Result<bool, StoreError> {
    let mut differs = false;
    for tag in add {
        differs |= tags::put(tx, person, *tag)?;
    }
    for tag in off {
        differs |= tags::take(tx, person, *tag)?;
    }
    if differs {
        touch(tx, person)?;
        tx.changed(Topic::Person, person.get());
    }
    Ok(differs)
}

/// Puts tags on people and takes others off them; how many people that changed.
pub(super) fn tag_people(tx: &WriteTx<'_>, who: &[PersonId], add: &[String], remove: &[String]) -> Result<u32, Problem> {
    let (add, off) = tags_meant(tx, add, remove)?;
    let mut changed = 0;
    for person in who {
        if people::is_gone(tx, *person)? {
            return Err(no_person(*person));
        }
        changed += u32::from(tag_one(tx, *person, &add, &off)?);
    }
    Ok(changed)
}

/// The same of the first of them, of very many, until somebody waits; how many that were, and how many of those it changed. Who went
/// meanwhile is passed over.
pub(super) fn tag_some(tx: &WriteTx<'_>, who: &[PersonId], add: &[String], remove: &[String]) -> Result<(usize, u32), Problem> {
    let (add, off) = tags_meant(tx, add, remove)?;
    let mut changed = 0;
    let done = until_awaited(tx, who, |person| {
        if !people::is_gone(tx, person)? {
            changed += u32::from(tag_one(tx, person, &add, &off)?);
        }
        Ok(())
    })?;
    Ok((done, changed))
}

/// Refuses where one of these people is not there.
pub(super) fn require_all(tx: &ReadTx<'_>, who: &[PersonId]) -> Result<(), Problem> {
    match unseen::first_gone(tx, who)? {
        Some(person) => Err(no_person(person)),
        None => Ok(()),
    }
}

/// A tag's name: one line without a semicolon, which stands between tags.
fn one_tag(name: &str) -> Result<String, Problem> {
    let name = one_name("tags", name)?;
    if name.contains(';') { Err(refused("tags", Message::new("contacts.fault.semicolon"))) } else { Ok(name) }
}

/// The tag with that number or name.
pub(super) fn tag_named(tx: &ReadTx<'_>, named: &str) -> Result<TagId, Problem> {
    if let Some(tag) = tags::by_key(tx, &fold::key(named))? {
        return Ok(tag);
    }
    let found = tags::all(tx)?.into_iter().find(|row| row.id.to_string() == named.trim());
    found.map(|row| row.id).ok_or_else(|| Problem::missing("contacts.no_tag").with("name", named.trim()))
}

/// Gives a tag another name; where another tag has that name, the two become one, for some people until somebody waits. The tag that
/// stays, once all of it is done.
pub(super) fn rename_tag(tx: &WriteTx<'_>, tag: TagId, name: &str) -> Result<Option<TagId>, Problem> {
    let name = one_tag(name)?;
    let key = fold::key(&name);
    let stays = match tags::by_key(tx, &key)? {
        Some(other) if other != tag => without_people(tx, tag, |row| Ok(tags::move_row(tx, row, other)?))?.then_some(other),
        _ => {
            tags::rename(tx, tag, &name, &key)?;
            Some(tag)
        }
    };
    tx.changed(Topic::CustomField, None);
    Ok(stays)
}

/// Takes a tag off everybody and away, or off some people until somebody waits; whether all of it is done.
pub(super) fn remove_tag(tx: &WriteTx<'_>, tag: TagId) -> Result<bool, Problem> {
    let whole = without_people(tx, tag, |row| Ok(tags::take_row(tx, row)?))?;
    tx.changed(Topic::CustomField, None);
    Ok(whole)
}

/// Does `act` to the rows by which people have a tag, until somebody waits; once none is left, the tag goes. Whether it has.
fn without_people(tx: &WriteTx<'_>, tag: TagId, act: impl FnMut(i64) -> Result<(), Problem>) -> Result<bool, Problem> {
    let rows = tags::some_rows(tx, tag, MOST_AT_ONCE)?;
    let whole = until_awaited(tx, &rows, act)? == rows.len() && rows.len() < MOST_AT_ONCE;
    if whole {
        tags::remove(tx, tag)?;
    }
    Ok(whole)
}
