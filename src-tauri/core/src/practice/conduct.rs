//! How the practice server behaves, for all and by rules on addresses. Pure.

use serde::{Deserialize, Serialize};

use crate::error::{Place, Problem};
use crate::net::EmailAddress;

/// More rules than anybody tries by hand.
const MOST_RULES: usize = 500;
/// A pattern is no longer than an address.
const LONGEST_PATTERN: usize = 320;

/// What the server does with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Conduct {
    /// It takes it.
    #[default]
    Accept,
    /// It refuses the recipient for good: there is no such mailbox.
    Refuse,
    /// It refuses the recipient for now, as greylisting does.
    Busy,
    /// It takes it and lets the sender wait for the answer.
    Delay,
    /// It takes it and hangs up without an answer: the sender cannot know.
    Lose,
    /// It takes it, and some recipients answer: out of office, a question, a bounce.
    Answer,
}

impl Conduct {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::Accept, Self::Refuse, Self::Busy, Self::Delay, Self::Lose, Self::Answer];

    /// The word for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Busy => "busy",
            Self::Delay => "delay",
            Self::Lose => "lose",
            Self::Answer => "answer",
        }
    }

    /// The conduct of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|conduct| conduct.word() == word)
    }
}

/// A conduct for some addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PracticeRule {
    /// An address, in which `*` stands for anything; without `@` a domain: `*@ledger.example.net`, `example.net`.
    pub pattern: String,
    /// What the server does for them.
    pub conduct: Conduct,
}

impl PracticeRule {
    /// Whether this rule speaks of `recipient`. Case does not matter.
    fn fits(&self, recipient: &EmailAddress) -> bool {
        let pattern = self.pattern.trim().to_lowercase();
        if pattern.contains('@') {
            matches(&pattern, &recipient.normalised()) || matches(&pattern, &recipient.as_typed().to_lowercase())
        } else {
            matches(&pattern, recipient.domain())
        }
    }
}

/// How the server behaves: the first rule that fits, else as for all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PracticeConduct {
    /// For everybody of whom no rule speaks.
    pub overall: Conduct,
    /// In order; the first that fits counts.
    pub rules: Vec<PracticeRule>,
}

impl PracticeConduct {
    /// What the server does with mail to `recipient`.
    #[must_use]
    pub fn towards(&self, recipient: &EmailAddress) -> Conduct {
        self.rules.iter().find(|rule| rule.fits(recipient)).map_or(self.overall, |rule| rule.conduct)
    }

    /// Judges what was entered; patterns lose the blanks around them.
    ///
    /// # Errors
    /// `practice.bad_pattern` with the rule's place, `practice.too_many_rules`.
    pub(super) fn judged(mut self) -> Result<Self, Problem> {
        if self.rules.len() > MOST_RULES {
            return Err(Problem::refusal("practice.too_many_rules").with("most", MOST_RULES).at(Place::field("rules")));
        }
        for (at, rule) in self.rules.iter_mut().enumerate() {
            rule.pattern = rule.pattern.trim().to_owned();
            let bad = rule.pattern.is_empty()
                || rule.pattern.chars().count() > LONGEST_PATTERN
                || rule.pattern.contains(|c: char| c.is_control() || c.is_whitespace())
                || rule.pattern.matches('@').count() > 1;
            if bad {
                let row = u32::try_from(at + 1).unwrap_or(u32::MAX);
                let place = Place { row: Some(row), ..Place::field("pattern") };
                return Err(Problem::refusal("practice.bad_pattern").with("pattern", rule.pattern.as_str()).at(place));
            }
        }
        Ok(self)
    }
}

/// Whether `text` has the form of `pattern`, in which `*` stands for any run of letters, none too.
fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = rest.get(at + piece.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn towards(conduct: &PracticeConduct, address: &str) -> Conduct {
        conduct.towards(&EmailAddress::parse(address).unwrap())
    }

    #[test]
    fn the_first_rule_that_fits_counts_and_case_does_not() {
        let rule = |pattern: &str, conduct| PracticeRule { pattern: pattern.to_owned(), conduct };
        let conduct = PracticeConduct {
            overall: Conduct::Delay,
            rules: vec![
                rule("Ana@ledger.example.net", Conduct::Accept),
                rule("*@LEDGER.example.net", Conduct::Refuse),
                rule("press*@*.example.org", Conduct::Busy),
                rule("*.example.com", Conduct::Lose),
            ],
        };
        assert_eq!(towards(&conduct, "ana@Ledger.Example.net"), Conduct::Accept);
        assert_eq!(towards(&conduct, "bea@ledger.example.net"), Conduct::Refuse);
        assert_eq!(towards(&conduct, "pressdesk@paper.example.org"), Conduct::Busy);
        assert_eq!(towards(&conduct, "x@a.example.com"), Conduct::Lose);
        assert_eq!(towards(&conduct, "x@example.com"), Conduct::Delay, "a domain's pattern with a dot means its children");
        assert_eq!(towards(&conduct, "x@ledger.example.net.example.edu"), Conduct::Delay);
    }

    #[test]
    fn a_star_stands_for_any_run_and_every_piece_is_needed_once() {
        for (pattern, text, fits) in [
            ("", "", true),
            ("*", "", true),
            ("*", "anything", true),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c", false),
            ("ab", "abc", false),
            ("*bc", "abcbc", true),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_that_cannot_fit_is_refused_with_its_place() {
        for pattern in ["", "  ", "a b@example.org", "a@b@c", "a\nb"] {
            let rules = vec![
                PracticeRule { pattern: "*@example.org".to_owned(), conduct: Conduct::Busy },
                PracticeRule { pattern: pattern.to_owned(), conduct: Conduct::Busy },
            ];
            let refused = PracticeConduct { overall: Conduct::Accept, rules }.judged().unwrap_err();
            assert_eq!((refused.code.as_str(), refused.places[0].row), ("practice.bad_pattern", Some(2)));
        }
    }
}
