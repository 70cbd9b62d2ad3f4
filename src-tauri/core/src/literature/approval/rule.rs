//! The workspace's rule: who may approve, how many must, and whether anything goes without it.

use serde::{Deserialize, Serialize};

use crate::error::{Place, Problem};

/// What somebody does with texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ApprovalRole {
    /// Writes them; approves nothing.
    Writer,
    /// Works on them, and may approve.
    Editor,
    /// Approves them, and is asked unless others are named.
    Approver,
}

impl ApprovalRole {
    /// The word of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Writer => "writer",
            Self::Editor => "editor",
            Self::Approver => "approver",
        }
    }

    /// The role that a word means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Writer, Self::Editor, Self::Approver].into_iter().find(|role| role.word() == word.trim().to_lowercase())
    }
}

/// Somebody who has to do with texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ApprovalPerson {
    /// The name, as the device of this person says it.
    pub name: String,
    /// What they do.
    pub role: ApprovalRole,
}

/// The rule. As long as nobody has set one, nothing has to be approved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ApprovalRule {
    /// Whether nothing is sent that is not approved.
    pub required: bool,
    /// How many must approve at least; 0: all who are asked.
    pub needed: u32,
    /// Whether they are asked one after the other.
    pub ordered: bool,
    /// Whether whoever wrote it may approve it (W10).
    pub writer_may: bool,
    /// Who may approve. Where nobody is named, everybody may whose name was asked for.
    pub people: Vec<ApprovalPerson>,
}

/// So many people are enough for any house; more are a mistake.
const MOST: usize = 100;
/// The longest name, in characters.
pub(super) const LONGEST_NAME: usize = 300;

/// A name without what eyes do not see.
pub(super) fn clean(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What two spellings of a name have in common.
pub(super) fn key(name: &str) -> String {
    clean(name).to_lowercase()
}

impl ApprovalRule {
    /// The rule as it can be kept: names cleaned, none twice, and no more approvals asked for than there are people to give them.
    ///
    /// # Errors
    /// `literature.approval.name`, `literature.approval.name_twice`, `literature.approval.too_many`, `literature.approval.nobody_may`,
    /// `literature.approval.needed`.
    pub(super) fn judged(mut self) -> Result<Self, Problem> {
        let refused = |code: &'static str| Problem::refusal(code).at(Place::field("people"));
        if self.people.len() > MOST {
            return Err(refused("literature.approval.too_many").with("most", MOST));
        }
        let mut seen = std::collections::BTreeSet::new();
        for person in &mut self.people {
            person.name = clean(&person.name);
            if person.name.is_empty() || person.name.chars().count() > LONGEST_NAME {
                return Err(refused("literature.approval.name"));
            }
            if !seen.insert(key(&person.name)) {
                return Err(refused("literature.approval.name_twice").with("name", person.name.as_str()));
            }
        }
        let may = self.people.iter().filter(|one| one.role != ApprovalRole::Writer).count();
        if !self.people.is_empty() && may == 0 {
            return Err(refused("literature.approval.nobody_may"));
        }
        if !self.people.is_empty() && self.needed as usize > may {
            return Err(Problem::refusal("literature.approval.needed").with("n", may).at(Place::field("needed")));
        }
        Ok(self)
    }

    /// Whether somebody of this name may approve at all.
    #[must_use]
    pub fn lets(&self, name: &str) -> bool {
        let wanted = key(name);
        self.people.is_empty() || self.people.iter().any(|one| one.role != ApprovalRole::Writer && key(&one.name) == wanted)
    }

    /// Those who may approve, where it names any.
    #[must_use]
    pub fn may(&self) -> Vec<String> {
        self.people.iter().filter(|one| one.role != ApprovalRole::Writer).map(|one| one.name.clone()).collect()
    }

    /// Those who are asked unless others are named.
    #[must_use]
    pub fn usual(&self) -> Vec<String> {
        self.people.iter().filter(|one| one.role == ApprovalRole::Approver).map(|one| one.name.clone()).collect()
    }
}
