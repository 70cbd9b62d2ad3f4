//! Whom somebody wants to reach, as names of this workspace and as a question about people. Pure.

use serde::{Deserialize, Serialize};

use crate::contacts::{OutletInUse, fold_key};
use crate::error::{Place, Problem};
use crate::segments::{Query, Value};

/// Most names of each sort.
const MOST: usize = 50;

/// Whom to reach: an outlet has to reach one of the audiences, and to stand in one of the regions. Beats make a journalist come first;
/// they are asked for where nothing else is, or where only those with the beat are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "ReachWanted")]
pub struct Wanted {
    /// Audiences of outlets, by name.
    pub audiences: Vec<String>,
    /// Regions of outlets, by name.
    pub regions: Vec<String>,
    /// Beats of journalists, by name.
    pub beats: Vec<String>,
    /// Only journalists who have one of the beats.
    pub only_beats: bool,
}

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// An audience of outlets.
    Audience,
    /// A region of outlets.
    Region,
    /// A beat of journalists.
    Beat,
}

impl Sort {
    /// All of them; of one name the first that has it.
    pub(super) const ALL: [Self; 3] = [Self::Audience, Self::Region, Self::Beat];

    /// Where names of outlets are looked for; none for those of people.
    pub(super) const fn of_outlets(self) -> Option<OutletInUse> {
        match self {
            Self::Audience => Some(OutletInUse::Audience),
            Self::Region => Some(OutletInUse::Region),
            Self::Beat => None,
        }
    }
}

impl Wanted {
    /// The names of a sort.
    pub(super) fn names(&mut self, sort: Sort) -> &mut Vec<String> {
        match sort {
            Sort::Audience => &mut self.audiences,
            Sort::Region => &mut self.regions,
            Sort::Beat => &mut self.beats,
        }
    }

    /// The same without names that say nothing, and each once.
    ///
    /// # Errors
    /// `reach.nobody_asked` where nothing is left; `reach.many`.
    pub(super) fn checked(mut self) -> Result<Self, Problem> {
        for sort in Sort::ALL {
            let names = self.names(sort);
            let mut seen = std::collections::BTreeSet::new();
            names.retain(|name| !fold_key(name).is_empty() && seen.insert(fold_key(name)));
            if names.len() > MOST {
                return Err(Problem::refusal("reach.many").with("most", MOST).at(Place::field("words")));
            }
        }
        if self.audiences.is_empty() && self.regions.is_empty() && self.beats.is_empty() {
            return Err(Problem::refusal("reach.nobody_asked").todo("reach.nobody_asked.todo").at(Place::field("words")));
        }
        Ok(self)
    }

    /// Whether outlets are asked for at all.
    pub(super) const fn asks_outlets(&self) -> bool {
        !self.audiences.is_empty() || !self.regions.is_empty()
    }

    /// Whether nobody without one of the beats is wanted.
    pub(super) const fn needs_beat(&self) -> bool {
        !self.beats.is_empty() && (self.only_beats || !self.asks_outlets())
    }

    /// The question that picks everybody who is meant.
    pub(super) fn question(&self) -> Query {
        let field = |name: &str, values: &[String]| Query::Field {
            field: name.to_owned(),
            values: values.iter().cloned().map(Value::Is).collect(),
        };
        let mut of = vec![field("kind", &["journalist".to_owned()])];
        let mut ask = |name: &str, values: &[String]| {
            if !values.is_empty() {
                of.push(field(name, values));
            }
        };
        ask("outlet.audience", &self.audiences);
        ask("outlet.region", &self.regions);
        if self.needs_beat() {
            ask("beat", &self.beats);
        }
        Query::All { of }.normal()
    }

    /// All names, for a sentence.
    pub(super) fn described(&self) -> String {
        [&self.audiences, &self.regions, &self.beats].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// The folded names.
pub(super) fn keys(names: &[String]) -> Vec<String> {
    names.iter().map(|name| fold_key(name)).collect()
}
