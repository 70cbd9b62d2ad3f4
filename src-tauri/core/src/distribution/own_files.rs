//! Which files of a set go to whom on a list, and what is wrong with that: nobody without, nobody with two, nobody with another's (M7). Pure.

use std::collections::{HashMap, HashSet};

use super::audience::Chosen;
use super::preflight::Finding;
use crate::contacts::MergeValues;
use crate::error::{Place, Problem};
use crate::ids::PersonId;
use crate::literature::{Attachment, FileKey};
use crate::messages::Message;
use crate::rendering::{Set, Sets};

/// People and files that are named for one thing; the rest is counted.
const NAMED: usize = 20;
/// Files whose names stand in one sentence.
const IN_A_ROW: usize = 3;

/// How a set stands to a list.
#[derive(Debug, Default)]
pub(super) struct Standing<'a> {
    /// Who has none.
    pub(super) without: Vec<&'a Chosen>,
    /// Who would get several, with the names of the first two.
    pub(super) with_several: Vec<(&'a Chosen, String, String)>,
    /// Files that name one person and would go to two, with those.
    pub(super) of_several: Vec<(String, &'a Chosen, &'a Chosen)>,
    /// Files that go to nobody on the list.
    pub(super) nobodys: Vec<String>,
    /// How many people have one.
    pub(super) given: usize,
}

/// Holds a set against a list.
pub(super) fn standing<'a>(set: &Set, chosen: &'a [Chosen]) -> Standing<'a> {
    let mut found = Standing::default();
    let mut goes_to: HashMap<String, &Chosen> = HashMap::new();
    for one in chosen {
        let theirs = set.files_for(&one.address.as_typed(), &one.values);
        match theirs.as_slice() {
            [] => found.without.push(one),
            [file] => {
                found.given += 1;
                let before = goes_to.insert(file.name.clone(), one);
                if let Some(before) = before.filter(|_| set.key.is_one_persons()) {
                    found.of_several.push((file.name.clone(), before, one));
                }
            }
            [file, other, ..] => {
                goes_to.extend(theirs.iter().map(|file| (file.name.clone(), one)));
                found.with_several.push((one, file.name.clone(), other.name.clone()));
            }
        }
    }
    found.nobodys = set.files().iter().filter(|file| !goes_to.contains_key(&file.name)).map(|file| file.name.clone()).collect();
    found
}

/// What is to be said of the sets before anything goes. Without people nothing is: that nobody is there is said elsewhere.
pub(super) fn findings(sets: &Sets, chosen: &[Chosen]) -> Vec<Finding> {
    let mut said = Vec::new();
    for set in sets.iter().filter(|_| !chosen.is_empty()) {
        let standing = standing(set, chosen);
        let about = |key: &'static str| Message::new(key).with("set", set.name.as_str());
        let file = |name: &str| vec![Place { proposal: Some(name.to_owned()), ..Place::field("file") }];
        let of_set = || file(&set.name);
        let mut say = |blocks, what, person: Option<&Chosen>, places| {
            said.push(Finding { blocks, what, person: person.map(|one| one.person), places, language: None });
        };
        for (name, one, two) in standing.of_several.iter().take(NAMED) {
            let what = about("distribution.finding.own_shared").with("file", name.as_str());
            say(true, what.with("one", named(one)).with("two", named(two)), Some(two), file(name));
        }
        for (one, first, second) in standing.with_several.iter().take(NAMED) {
            let what = about("distribution.finding.own_twice").with("name", named(one));
            say(true, what.with("one", first.as_str()).with("two", second.as_str()), Some(one), file(second));
        }
        match standing.without.as_slice() {
            [] => {}
            without if set.optional => {
                say(false, about("distribution.finding.own_optional").with("n", without.len()), None, of_set());
            }
            without => {
                for one in without.iter().take(NAMED) {
                    let what = about("distribution.finding.own_missing").with("name", named(one)).with("key", set.key.word());
                    say(true, what.with("value", value(set.key, one)), Some(one), of_set());
                }
                if without.len() > NAMED {
                    say(true, about("distribution.finding.own_missing_more").with("n", without.len() - NAMED), None, of_set());
                }
            }
        }
        if let Some(first) = standing.nobodys.first() {
            let names = standing.nobodys.iter().take(IN_A_ROW).map(String::as_str).collect::<Vec<_>>().join(", ");
            let n = standing.nobodys.len();
            let what = about("distribution.finding.own_nobodys").with("n", n).with("names", names);
            say(false, what.with("more", n.saturating_sub(IN_A_ROW)), None, file(first));
        }
    }
    said
}

/// What is to be asked before anything goes to a list that was just frozen: the first file that could be either of two people's.
pub(super) fn doubt(sets: &Sets, chosen: &[Chosen]) -> Option<Message> {
    sets.iter().find_map(|set| {
        let standing = standing(set, chosen);
        let (file, one, two) = standing.of_several.first()?;
        let told = Message::new("distribution.own_unclear").with("set", set.name.as_str()).with("file", file.as_str());
        let told = told.with("one", named(one)).with("two", named(two));
        Some(told.with("more", standing.of_several.len() - 1))
    })
}

/// Somebody on a frozen list, as their row was written.
pub(super) struct OnList {
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) address: String,
    pub(super) values: MergeValues,
    /// Which version of the text the row names.
    pub(super) text: Option<i64>,
}

/// Files that name one person and could be either of two people's on a list: nobody gets one of them.
#[derive(Debug, Default)]
pub(super) struct Unclear(HashSet<(String, String)>);

impl Unclear {
    /// Those of `sets`, for all who are on the list.
    pub(super) fn of(sets: &Sets, list: &[OnList]) -> Self {
        let mut owner: HashMap<(String, String), PersonId> = HashMap::new();
        let mut unclear = HashSet::new();
        for (file, one) in sets.iter().filter(|set| set.key.is_one_persons()).flat_map(|set| {
            list.iter().flat_map(move |one| set.files_for(&one.address, &one.values).into_iter().map(move |file| (file, one)))
        }) {
            if owner.insert(named_file(file), one.person).is_some_and(|before| before != one.person) {
                unclear.insert(named_file(file));
            }
        }
        Self(unclear)
    }

    /// Refuses a letter with one of them.
    ///
    /// # Errors
    /// `distribution.own_unclear_file`.
    pub(super) fn refuse(&self, theirs: &[&Attachment]) -> Result<(), Problem> {
        match theirs.iter().find(|file| self.0.contains(&named_file(file))) {
            None => Ok(()),
            Some(file) => Err(Problem::refusal("distribution.own_unclear_file").with("file", file.name.as_str())),
        }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Refuses somebody who comes onto a list where one of their files could be somebody else's.
///
/// # Errors
/// `distribution.repair.own_unclear` with the other one's name.
pub(super) fn refuse_doubt(sets: &Sets, newcomer: &Chosen, list: &[OnList]) -> Result<(), Problem> {
    for set in sets.iter().filter(|set| set.key.is_one_persons()) {
        for file in set.files_for(&newcomer.address.as_typed(), &newcomer.values) {
            let theirs = |one: &&OnList| {
                one.person != newcomer.person && set.files_for(&one.address, &one.values).iter().any(|other| other.name == file.name)
            };
            if let Some(other) = list.iter().find(theirs) {
                let name = if other.name.is_empty() { &other.address } else { &other.name };
                let refused = Problem::refusal("distribution.repair.own_unclear").with("file", file.name.as_str());
                return Err(refused.with("name", name.as_str()).todo("distribution.repair.own_unclear.todo"));
            }
        }
    }
    Ok(())
}

fn named_file(file: &Attachment) -> (String, String) {
    (file.for_whom.as_ref().map(|whom| whom.set.clone()).unwrap_or_default(), file.name.clone())
}

fn named(one: &Chosen) -> String {
    if one.name.is_empty() { one.address.as_typed() } else { one.name.clone() }
}

/// What of somebody a file was looked for by; the word for nothing, where nothing is known.
fn value(key: FileKey, one: &Chosen) -> String {
    let said = match key {
        FileKey::Email => one.address.as_typed(),
        field => one.values.get(field.word()).trim().chars().take(80).collect(),
    };
    if said.is_empty() { "none".to_owned() } else { said }
}
