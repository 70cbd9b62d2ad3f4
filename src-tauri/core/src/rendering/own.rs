//! Which files are one person's own: found by the address or by what a field says, never guessed.
//!
//! **Invariant:** nobody gets a file of a set unless its key is theirs, and nobody gets two of one set: where that cannot be told there is
//! no letter.

use std::collections::{BTreeMap, HashMap};

use crate::contacts::{MergeValues, fold_key};
use crate::error::Problem;
use crate::ids::AssetId;
use crate::literature::{Attachment, FileKey, ForWhom};
use crate::net::EmailAddress;

/// Gives the bytes of a file.
pub type Bytes<'a> = &'a dyn Fn(AssetId) -> Result<Vec<u8>, Problem>;

/// Whose own files go with a letter.
#[derive(Clone, Copy)]
pub struct OwnFiles<'a> {
    /// The address by which a file is theirs.
    pub address: &'a str,
    /// Where the bytes come from.
    pub bytes: Bytes<'a>,
}

/// The value that holds the address a repaired row was to go to: what was put there for that address is still its person's. No text can
/// name it.
pub(crate) const MEANT_FOR: &str = "meant_for";

/// The sets of a revision, to find in them what is somebody's.
#[derive(Debug, Clone, Default)]
pub struct Sets(Vec<Set>);

/// One set of files.
#[derive(Debug, Clone)]
pub struct Set {
    /// Its name.
    pub name: String,
    /// What tells whose each file is.
    pub key: FileKey,
    /// Whether a mail goes without where there is none.
    pub optional: bool,
    files: Vec<Attachment>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Sets {
    /// The sets among the files of a revision, in their order.
    #[must_use]
    pub fn of(files: &[Attachment]) -> Self {
        let mut at: BTreeMap<&str, usize> = BTreeMap::new();
        let mut sets: Vec<Set> = Vec::new();
        for file in files {
            let Some(whom) = &file.for_whom else { continue };
            let place = *at.entry(&whom.set).or_insert_with(|| {
                let (name, key, optional) = (whom.set.clone(), whom.key, whom.optional);
                sets.push(Set { name, key, optional, files: Vec::new(), by_key: HashMap::new() });
                sets.len() - 1
            });
            if let Some(set) = sets.get_mut(place) {
                if let Some(key) = key_of_file(whom) {
                    set.by_key.entry(key).or_default().push(set.files.len());
                }
                set.files.push(file.clone());
            }
        }
        Self(sets)
    }

    /// Each set.
    pub fn iter(&self) -> impl Iterator<Item = &Set> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is somebody's, one file of each set that has one for them.
    ///
    /// # Errors
    /// `rendering.own_missing` where a set that must have one has none, `rendering.own_twice` where it has several.
    pub fn files_for(&self, address: &str, values: &MergeValues) -> Result<Vec<&Attachment>, Problem> {
        let mut found = Vec::with_capacity(self.0.len());
        for set in &self.0 {
            match set.files_for(address, values).as_slice() {
                [] if set.optional => {}
                [] => return Err(Problem::refusal("rendering.own_missing").with("set", set.name.as_str())),
                [one] => found.push(*one),
                [one, two, ..] => {
                    let twice = Problem::refusal("rendering.own_twice").with("set", set.name.as_str());
                    return Err(twice.with("one", one.name.as_str()).with("two", two.name.as_str()));
                }
            }
        }
        Ok(found)
    }
}

impl Set {
    /// All its files.
    #[must_use]
    pub fn files(&self) -> &[Attachment] {
        &self.files
    }

    /// What of it is somebody's; more than one is a mistake.
    #[must_use]
    pub fn files_for(&self, address: &str, values: &MergeValues) -> Vec<&Attachment> {
        let places = keys_of_person(self.key, address, values).into_iter().find_map(|key| self.by_key.get(&key));
        places.into_iter().flatten().filter_map(|at| self.files.get(*at)).collect()
    }
}

/// Whether a file is somebody's, told anew from the file itself.
#[must_use]
pub fn is_theirs(file: &Attachment, address: &str, values: &MergeValues) -> bool {
    let key = file.for_whom.as_ref().and_then(|whom| Some((whom.key, key_of_file(whom)?)));
    key.is_some_and(|(by, key)| keys_of_person(by, address, values).contains(&key))
}

/// What a file's value and a person's have in common; none where the value names nobody.
#[must_use]
pub fn key_of_file(whom: &ForWhom) -> Option<String> {
    folded(whom.key, &whom.value)
}

/// As [`key_of_file`], of a person: mostly one; after a repair the address that the mail was to go to counts too, after the one it goes to.
#[must_use]
pub fn keys_of_person(key: FileKey, address: &str, values: &MergeValues) -> Vec<String> {
    let said = match key {
        FileKey::Email => vec![address, values.get(MEANT_FOR)],
        field => vec![values.get(field.word())],
    };
    said.into_iter().filter_map(|value| folded(key, value)).collect()
}

/// Addresses as they are compared everywhere (D1), words as names are.
fn folded(key: FileKey, value: &str) -> Option<String> {
    match key {
        FileKey::Email => EmailAddress::parse(value).ok().map(|address| address.normalised()),
        _ => Some(fold_key(value)).filter(|key| !key.is_empty()),
    }
}
