//! Files that not everybody gets: a set of them, each for the people whom its key names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::error::{Place, Problem};
use crate::net::EmailAddress;

/// What of a person tells which file of a set is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum FileKey {
    /// The address that the mail goes to.
    Email,
    /// The whole name.
    Name,
    /// The given name.
    FirstName,
    /// The family name.
    LastName,
    /// The outlet; all its people get the same file.
    Outlet,
    /// The role.
    Role,
    /// The city.
    City,
    /// The country.
    Country,
}

impl FileKey {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 8] =
        [Self::Email, Self::Name, Self::FirstName, Self::LastName, Self::Outlet, Self::Role, Self::City, Self::Country];

    /// The word in the database, and the name of the merge field.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Name => "name",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Outlet => "outlet",
            Self::Role => "role",
            Self::City => "city",
            Self::Country => "country",
        }
    }

    /// The key that a word means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.word() == word)
    }

    /// Whether it names one person alone: a file that two people would get by it is a mistake.
    #[must_use]
    pub const fn is_one_persons(self) -> bool {
        matches!(self, Self::Email | Self::Name | Self::FirstName | Self::LastName)
    }
}

/// Whom a file is for, where not everybody gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ForWhom {
    /// The set that it belongs to: `Badges`. A person gets one file of a set.
    pub set: String,
    /// What tells whose it is; the same throughout the set.
    pub key: FileKey,
    /// The address, or what the field says.
    pub value: String,
    /// Whether a mail goes without, where the set has none for somebody; the same throughout the set.
    pub optional: bool,
}

/// A set of files that is to be made, or added to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct NewSet {
    /// Its name.
    pub set: String,
    /// What tells whose each file is.
    pub key: FileKey,
    /// Where the names of the files say it: `badge-*`.
    pub pattern: String,
    /// Whether a mail goes without where there is none.
    pub optional: bool,
}

/// Longest name of a set, in characters.
pub(super) const LONGEST_SET: usize = 300;

/// Where the name of a file says whose it is: `badge-*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePattern {
    before: String,
    after: String,
}

impl NamePattern {
    /// Reads a pattern with exactly one `*`.
    ///
    /// # Errors
    /// `literature.bad_pattern`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text: String = text.trim().nfc().collect();
        match text.split_once('*') {
            Some((before, after)) if !after.contains('*') => Ok(Self { before: before.to_owned(), after: after.to_owned() }),
            _ => Err(Problem::refusal("literature.bad_pattern").todo("literature.bad_pattern.todo").at(Place::field("pattern"))),
        }
    }

    /// What stands in the place of the `*`; none if the name is of another form. The ending counts only where the pattern has one.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<String> {
        let name: String = name.nfc().collect();
        let whole = if self.after.contains('.') { name.as_str() } else { stem(&name) };
        let rest = without_beginning(whole, &self.before)?;
        let turned = |text: &str| text.chars().rev().collect::<String>();
        let value = turned(without_beginning(&turned(rest), &turned(&self.after))?);
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }
}

/// A name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// `text` without `beginning`, capitals or not; none if it begins otherwise.
fn without_beginning<'t>(text: &'t str, beginning: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for wanted in beginning.chars() {
        let there = rest.next()?;
        if there != wanted && !there.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

/// Patterns that the names of some files may be meant by, the narrowest first; the widest takes the whole name.
#[must_use]
pub fn likely_patterns(names: &[String]) -> Vec<String> {
    let stems: Vec<Vec<char>> = names.iter().map(|name| stem(&name.nfc().collect::<String>()).to_lowercase().chars().collect()).collect();
    let mut found = Vec::new();
    if let Some((first, others)) = stems.split_first().filter(|(_, others)| !others.is_empty()) {
        let common = |turned: bool| {
            let at = |stem: &Vec<char>, n: usize| if turned { stem.iter().rev().nth(n).copied() } else { stem.get(n).copied() };
            (0..first.len()).take_while(|n| others.iter().all(|other| at(other, *n) == at(first, *n))).count()
        };
        let separates = |c: &char| matches!(c, '-' | '_' | ' ' | '(' | ')' | '[' | ']');
        // What is common ends where a word ends: people's names begin alike too.
        let before = first.iter().take(common(false)).collect::<Vec<_>>();
        let before = before.iter().rposition(|c| separates(c)).map_or(0, |at| at + 1);
        let after = first.iter().rev().take(common(true)).collect::<Vec<_>>();
        let after = after.iter().rposition(|c| separates(c)).map_or(0, |at| at + 1);
        let text = |from: usize, to: usize| first.get(from..to).unwrap_or_default().iter().collect::<String>();
        let (begin, end) = (text(0, before), text(first.len().saturating_sub(after), first.len()));
        found = vec![format!("{begin}*{end}"), format!("{begin}*"), format!("*{end}")];
    }
    found.push("*".to_owned());
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|pattern| pattern.matches('*').count() == 1 && seen.insert(pattern.clone()));
    found
}

/// Names of files being read: whose each is, and that no two are for the same.
pub struct Reading {
    set: NewSet,
    pattern: NamePattern,
    whose: BTreeMap<String, String>,
}

impl Reading {
    /// Reads names as the set says.
    ///
    /// # Errors
    /// `literature.bad_pattern`.
    pub fn of(set: NewSet) -> Result<Self, Problem> {
        Ok(Self { pattern: NamePattern::parse(&set.pattern)?, set, whose: BTreeMap::new() })
    }

    /// Whose a file of this name is.
    ///
    /// # Errors
    /// `literature.file_no_match`, `literature.file_no_address`, `literature.file_same_person`.
    pub fn whose(&mut self, name: &str) -> Result<String, Problem> {
        let refused = |code: &'static str| Problem::refusal(code).with("file", name).at(Place::field("file"));
        let no_match = || refused("literature.file_no_match").with("pattern", self.set.pattern.as_str());
        let value = self.pattern.value(name).ok_or_else(no_match)?;
        let key = same(self.set.key, &value).ok_or_else(|| refused("literature.file_no_address").with("value", value.as_str()))?;
        if let Some(other) = self.whose.get(&key) {
            return Err(refused("literature.file_same_person").with("other", other.as_str()).with("value", value));
        }
        self.whose.insert(key, name.to_owned());
        Ok(value)
    }
}

/// What two files of a set have in common if they are for the same person; none if the value is none.
#[must_use]
pub(super) fn same(key: FileKey, value: &str) -> Option<String> {
    match key {
        FileKey::Email => EmailAddress::parse(value).ok().map(|address| address.normalised()),
        _ => Some(value.trim().nfc().collect::<String>().to_lowercase()).filter(|value| !value.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_says_whose_it_is() {
        let value = |pattern: &str, name: &str| NamePattern::parse(pattern).unwrap().value(name);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(value("badge-*", "Badge-ruth@tide.example.org.pdf"), some("ruth@tide.example.org"));
        assert_eq!(value("badge-*.pdf", "badge-ruth@tide.example.org.PDF"), some("ruth@tide.example.org"));
        assert_eq!(value("*", "Jürgen Müller.pdf"), some("Jürgen Müller"));
        assert_eq!(value("*", "Ju\u{308}rgen.pdf"), some("Jürgen"), "as a Mac writes it");
        assert_eq!(value("*-final", "Ines Calder-FINAL.docx"), some("Ines Calder"));
        assert_eq!(value("招待-*", "招待-田中 さくら.pdf"), some("田中 さくら"));
        assert_eq!((value("badge-*", "plan.pdf"), value("badge-*", "badge-.pdf"), value("*.pdf", "a.png")), (None, None, None));
        for bad in ["", "badge", "*-*"] {
            assert_eq!(NamePattern::parse(bad).unwrap_err().code, "literature.bad_pattern", "{bad}");
        }
    }

    #[test]
    fn a_pattern_is_found_in_the_names_themselves() {
        let likely = |names: &[&str]| likely_patterns(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            likely(&["Badge-anna@tide-house.org.pdf", "badge-anton@tide-house.org.pdf"]),
            ["badge-*-house.org", "badge-*", "*-house.org", "*"]
        );
        assert_eq!(likely(&["Ruth Vale.pdf", "Ines Calder.pdf"]), ["*"]);
        assert_eq!(likely(&["one.pdf"]), ["*"]);
        assert_eq!(likely(&[]), ["*"]);
    }
}
