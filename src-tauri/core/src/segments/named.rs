//! Fields whose values are things that this workspace has by name: its lists, and its saved segments. The name is what people write and
//! read; a question that must go on meaning the same thing holds a list's number, `list:#12`, and a segment's question itself.

use std::collections::BTreeMap;

use crate::contacts::{Condition, Criterion, NUMBERED, fold_key};
use crate::ids::{ListId, PersonId};
use crate::messages::Message;

use super::faults::nearest;
use super::fields::{Fields, pattern};
use super::grammar::{fits, parse_alone};
use super::pins::{Pins, with_pins};
use super::query::{Query, Value};
use super::service::name_key;
use super::store::Saved;

/// The field of lists.
pub(super) const LIST: &str = "list";
/// The field of other segments.
pub(super) const SEGMENT: &str = "segment";
/// The largest question that segments in segments may come to, in conditions and people.
const LARGEST: usize = 2_000;

/// A field whose values are things with names and numbers.
#[derive(Debug, Clone)]
pub struct NamedField {
    pub(super) name: &'static str,
    pub(super) aliases: &'static [&'static str],
    pub(super) can_be_empty: bool,
    things: Vec<Thing>,
}

/// Something that has a name.
#[derive(Debug, Clone)]
struct Thing {
    id: i64,
    name: String,
    /// Of a segment: what it asks.
    question: String,
    /// Of a segment: who is pinned in it.
    pins: Vec<(PersonId, bool)>,
}

impl NamedField {
    /// Lists of people.
    pub(super) fn lists(lists: Vec<(ListId, String)>) -> Self {
        let thing = |(id, name): (ListId, String)| Thing { id: id.get(), name, question: String::new(), pins: Vec::new() };
        Self { name: LIST, aliases: &["lists"], can_be_empty: true, things: lists.into_iter().map(thing).collect() }
    }

    /// Saved segments.
    pub(super) fn segments(saved: Vec<Saved>, mut pins: Pins) -> Self {
        let things = saved.into_iter().map(|saved| {
            let id = saved.id.get();
            Thing { id, name: saved.name, question: saved.query, pins: pins.remove(&id).unwrap_or_default() }
        });
        Self { name: SEGMENT, aliases: &["segments"], can_be_empty: false, things: things.collect() }
    }

    /// With the thing of that number called so, and asking this.
    pub(super) fn with(mut self, id: i64, name: &str, question: &str) -> Self {
        let pins = self.things.iter().find(|thing| thing.id == id).map(|thing| thing.pins.clone()).unwrap_or_default();
        self.things.retain(|thing| thing.id != id);
        self.things.push(Thing { id, name: name.to_owned(), question: question.to_owned(), pins });
        self
    }

    /// The thing that is meant by its number or by its whole name, however it is written.
    fn meant(&self, text: &str) -> Option<&Thing> {
        if let Some(number) = text.strip_prefix(NUMBERED) {
            return number.parse::<i64>().ok().and_then(|number| self.things.iter().find(|thing| thing.id == number));
        }
        let (exact, key) = (name_key(text), fold_key(text));
        let exactly = self.things.iter().find(|thing| name_key(&thing.name) == exact);
        exactly.or_else(|| self.things.iter().find(|thing| fold_key(&thing.name) == key))
    }

    /// All things that a value means.
    fn all_meant(&self, value: &Value) -> Vec<&Thing> {
        match value {
            Value::Is(text) => self.meant(text).into_iter().collect(),
            Value::Begins(_) | Value::Contains(_) => self.things.iter().filter(|thing| fits(&fold_key(&thing.name), value)).collect(),
            _ => Vec::new(),
        }
    }

    /// The value in the form in which it is written; none where nothing is so called.
    pub(super) fn judged(&self, value: &Value) -> Option<Value> {
        match value {
            Value::Is(text) => self.meant(text).map(|thing| Value::Is(thing.name.clone())),
            _ => (!self.all_meant(value).is_empty()).then(|| value.clone()),
        }
    }

    /// What is wrong with a name that nothing has, and the one that is nearest to it.
    pub(super) fn fault(&self, text: &str) -> (Message, Option<String>) {
        let keys: Vec<String> = self.things.iter().map(|thing| fold_key(&thing.name)).collect();
        let near = nearest(&fold_key(text), keys.iter().map(String::as_str));
        let near = near.and_then(|key| keys.iter().position(|one| one == key)).and_then(|at| self.things.get(at));
        let what = if self.name == LIST { "segments.fault.no_list" } else { "segments.fault.no_segment" };
        (Message::new(what).with("name", text), near.map(|thing| thing.name.clone()))
    }

    /// The condition for a value that was judged. A segment is asked as the question that it is.
    pub(super) fn condition(&self, value: &Value) -> Condition {
        if self.name == LIST { Condition::of(&Criterion::List(pattern(value))) } else { Condition::any(Vec::new()) }
    }

    /// Names that begin so.
    pub(super) fn beginning_so(&self, key: &str, limit: u32) -> Vec<String> {
        let names = self.things.iter().map(|thing| &thing.name);
        names.filter(|name| fold_key(name).starts_with(key)).take(limit as usize).cloned().collect()
    }
}

impl Fields {
    /// What is wrong with the segments that a value names: one asks for itself by way of others, cannot be answered, or all of it comes
    /// to too much.
    pub(super) fn fault_within(&self, of: &NamedField, value: &Value) -> Option<Message> {
        if of.name != SEGMENT {
            return None;
        }
        let mut done = BTreeMap::new();
        of.all_meant(value).into_iter().find_map(|thing| self.size_of(of, thing, &mut Vec::new(), &mut done).err())
    }

    fn size_of(&self, of: &NamedField, thing: &Thing, path: &mut Vec<i64>, done: &mut BTreeMap<i64, usize>) -> Result<usize, Message> {
        if path.contains(&thing.id) {
            return Err(Message::new("segments.fault.cycle").with("name", thing.name.as_str()));
        }
        if let Some(size) = done.get(&thing.id) {
            return Ok(*size);
        }
        let unanswerable = |_| Message::new("segments.fault.unanswerable").with("name", thing.name.as_str());
        let query = parse_alone(&thing.question, self).map_err(unanswerable)?;
        let mut size = thing.pins.len();
        let mut within = Vec::new();
        query.each_field(&mut |field, values| {
            size += values.len();
            if field == SEGMENT {
                within.extend(values.iter().flat_map(|value| of.all_meant(value)));
            }
        });
        path.push(thing.id);
        for inner in within {
            size = size.saturating_add(self.size_of(of, inner, path, done)?);
        }
        path.pop();
        if size > LARGEST {
            return Err(Message::new("segments.fault.large").with("name", thing.name.as_str()).with("most", LARGEST));
        }
        done.insert(thing.id, size);
        Ok(size)
    }

    /// The question with every segment that it names replaced by what that one asks, its pins among it; none where one cannot be
    /// answered, so that nobody is picked by it, however it is negated.
    pub(super) fn expanded(&self, query: Query) -> Option<Query> {
        let mut whole = true;
        query.each_field(&mut |field, values| {
            for of in self.named().iter().filter(|of| of.name == SEGMENT && of.name == field) {
                whole &= values.iter().all(|value| !of.all_meant(value).is_empty() && self.fault_within(of, value).is_none());
            }
        });
        if whole { self.replaced(query) } else { None }
    }

    /// The same of one that has no fault within.
    fn replaced(&self, query: Query) -> Option<Query> {
        let mut whole = true;
        let replaced = query.map_fields(&mut |field, values| {
            let Some(of) = self.named().iter().find(|of| of.name == field && of.name == SEGMENT) else {
                return Query::Field { field, values };
            };
            let meant = values.iter().flat_map(|value| of.all_meant(value));
            let parts: Vec<Query> = meant.filter_map(|thing| self.meaning(thing)).collect();
            whole &= !parts.is_empty();
            Query::Any { of: parts }
        });
        whole.then(|| replaced.normal())
    }

    /// What the segments ask that a condition names, each with its pins.
    pub(super) fn questions_within(&self, query: &Query) -> Vec<Query> {
        let mut found = Vec::new();
        query.each_field(&mut |field, values| {
            for of in self.named().iter().filter(|of| of.name == field && of.name == SEGMENT) {
                let meant = values.iter().flat_map(|value| of.all_meant(value));
                found.extend(meant.filter_map(|thing| Some(with_pins(parse_alone(&thing.question, self).ok()?, &thing.pins))));
            }
        });
        found
    }

    fn meaning(&self, thing: &Thing) -> Option<Query> {
        let query = parse_alone(&thing.question, self).ok()?;
        Some(with_pins(self.replaced(query)?, &thing.pins))
    }
}

/// The question with every list that it names written by its number: what it means stays whatever is renamed later.
pub(super) fn by_number(query: Query, named: &[NamedField]) -> Query {
    query.map_fields(&mut |field, values| {
        let Some(of) = named.iter().find(|of| of.name == field) else { return Query::Field { field, values } };
        let numbered = |value: &Value| match value {
            Value::Empty => vec![Value::Empty],
            other => of.all_meant(other).into_iter().map(|thing| Value::Is(format!("{NUMBERED}{}", thing.id))).collect(),
        };
        let found: Vec<Value> = values.iter().flat_map(numbered).collect();
        // A name that nothing has any more stays as it is: it is a fault when the question is asked.
        Query::Field { field, values: if found.is_empty() { values } else { found } }
    })
}

/// The question with `old` in the values of `field` called `new`; none where it is not named there.
pub(super) fn renamed(query: Query, field: &str, old: &str, new: &str) -> Option<Query> {
    let mut found = false;
    let query = query.map_fields(&mut |name, mut values| {
        if name == field {
            for value in &mut values {
                if matches!(value, Value::Is(text) if text == old) {
                    *value = Value::Is(new.to_owned());
                    found = true;
                }
            }
        }
        Query::Field { field: name, values }
    });
    found.then_some(query)
}

/// Whether the question names `thing` in the values of `field`.
pub(super) fn names(query: &Query, field: &str, thing: &str) -> bool {
    renamed(query.clone(), field, thing, thing).is_some()
}
