//! When refusals mean more than the letters that they were given to (D13): of a domain, of the message itself, of the list. Pure.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::{Place, Problem};
use crate::messages::Message;
use crate::net::smtp::Reply;

/// When a breaker acts. Zero switches one off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Breakers {
    /// So many refusals of one domain running: the others there wait.
    pub domain_running: u32,
    /// More than so many of a hundred letters to one domain refused, once twenty were tried: the others there wait.
    pub domain_percent: u32,
    /// So many connections lost running: the account pauses.
    pub lost: u32,
    /// So many letters refused running with the same words once they were handed over: it may be the message itself.
    pub equal: u32,
    /// More than so many of the first hundred refused: it may be the list.
    pub first_hundred: u32,
}

impl Default for Breakers {
    fn default() -> Self {
        Self { domain_running: 5, domain_percent: 20, lost: 3, equal: 3, first_hundred: 5 }
    }
}

/// Letters to a domain before a share of them says anything.
const DOMAIN_LEAST: u32 = 20;
/// Letters at the beginning of a distribution that say whether the list is sound.
const FIRST: u32 = 100;

impl Breakers {
    /// Refuses what makes no sense.
    pub(super) fn judged(self) -> Result<Self, Problem> {
        let bounds = [
            ("domain_running", self.domain_running, 1000),
            ("domain_percent", self.domain_percent, 99),
            ("lost", self.lost, 100),
            ("equal", self.equal, 1000),
            ("first_hundred", self.first_hundred, 99),
        ];
        for (field, value, most) in bounds {
            if value > most {
                return Err(Problem::refusal("distribution.breakers.too_many").with("most", most).at(Place::field(field)));
            }
        }
        Ok(self)
    }
}

/// What a breaker does.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Trip {
    /// The others of this domain wait.
    Domain { domain: String, told: Message },
    /// The distribution pauses and asks, once for each of these words.
    Whole { word: &'static str, told: Message },
}

/// How one letter ended, as breakers see it.
pub(super) enum Ended<'r> {
    /// Its server took it.
    Accepted,
    /// Refused for good; `handed_over` says that the answer was to the whole message.
    Refused { reply: &'r Reply, handed_over: bool },
}

/// What was counted of one distribution since the engine began with it.
#[derive(Debug, Default)]
pub(super) struct Tally {
    domains: HashMap<String, OfDomain>,
    /// The words that were said last to a whole message, and how often running.
    equal: (String, u32),
    results: u32,
    refused: u32,
}

#[derive(Debug, Default)]
struct OfDomain {
    running: u32,
    tried: u32,
    refused: u32,
}

impl Tally {
    /// A tally of a distribution that has so many results already, among them so many refusals.
    pub(super) fn after(results: u32, refused: u32) -> Self {
        Self { results, refused, ..Self::default() }
    }

    /// Counts the end of one letter to `domain`.
    pub(super) fn note(&mut self, domain: &str, ended: &Ended<'_>, limits: &Breakers) -> Option<Trip> {
        self.results = self.results.saturating_add(1);
        let of = match self.domains.get_mut(domain) {
            Some(of) => of,
            None => self.domains.entry(domain.to_owned()).or_default(),
        };
        of.tried += 1;
        let Ended::Refused { reply, handed_over } = ended else {
            of.running = 0;
            self.equal = (String::new(), 0);
            return None;
        };
        of.running += 1;
        of.refused += 1;
        self.refused += 1;
        if *handed_over {
            let said = without_figures(reply);
            let before = if self.equal.0 == said { self.equal.1 } else { 0 };
            self.equal = (said, before + 1);
        }
        if limits.equal > 0 && self.equal.1 >= limits.equal {
            let n = std::mem::take(&mut self.equal).1;
            let told = Message::new("distribution.breaker.equal").with("n", n).with("answer", reply.lines.join(" "));
            return Some(Trip::Whole { word: "equal", told });
        }
        if limits.first_hundred > 0 && self.results <= FIRST && self.refused > limits.first_hundred {
            let told = Message::new("distribution.breaker.first").with("n", self.results).with("refused", self.refused);
            return Some(Trip::Whole { word: "first", told });
        }
        let running = limits.domain_running > 0 && of.running >= limits.domain_running;
        let share = limits.domain_percent > 0
            && of.tried >= DOMAIN_LEAST
            && u64::from(of.refused) * 100 > u64::from(of.tried) * u64::from(limits.domain_percent);
        if !running && !share {
            return None;
        }
        // Counted anew once the user says that it goes on.
        let of = std::mem::take(of);
        let told = if running {
            Message::new("distribution.breaker.domain").with("domain", domain).with("n", of.running)
        } else {
            Message::new("distribution.breaker.share").with("domain", domain).with("refused", of.refused).with("n", of.tried)
        };
        Some(Trip::Domain { domain: domain.to_owned(), told: told.with("answer", reply.lines.join(" ")) })
    }
}

/// A reply's words without what differs from letter to letter: numbers, and the addresses that it repeats.
fn without_figures(reply: &Reply) -> String {
    let words = reply.lines.join(" ");
    let kept = words.split_whitespace().filter(|word| !word.contains('@') && !word.contains(|c: char| c.is_ascii_digit()));
    format!("{} {} {}", reply.code, reply.enhanced.as_deref().unwrap_or_default(), kept.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no(text: &str) -> Reply {
        Reply::new(550, vec![text.to_owned()])
    }

    /// What each of these letters does: the domain, and whether it was accepted, refused when named, or refused whole.
    fn trips(limits: Breakers, letters: &[(&str, &str)]) -> Vec<Option<&'static str>> {
        let mut tally = Tally::default();
        let mut trip = |(n, (domain, how)): (usize, &(&str, &str))| {
            let reply = no(&format!("5.7.1 queue{n} {how} for p{n}@{domain}"));
            let ended = match *how {
                "yes" => Ended::Accepted,
                "no" => Ended::Refused { reply: &reply, handed_over: false },
                _ => Ended::Refused { reply: &reply, handed_over: true },
            };
            tally.note(domain, &ended, &limits).map(|trip| match trip {
                Trip::Domain { .. } => "domain",
                Trip::Whole { word, .. } => word,
            })
        };
        letters.iter().enumerate().map(&mut trip).collect()
    }

    fn last(limits: Breakers, letters: &[(&str, &str)]) -> Option<&'static str> {
        let all = trips(limits, letters);
        assert!(all[..all.len() - 1].iter().all(Option::is_none), "{all:?}");
        all[all.len() - 1]
    }

    #[test]
    fn five_refusals_running_hold_a_domain_and_an_acceptance_begins_anew() {
        let usual = Breakers::default();
        assert_eq!(last(usual, &[("a", "no"); 5]), Some("domain"));
        assert_eq!(last(usual, &[("a", "no"); 4]), None);
        let mixed = [("a", "no"), ("a", "no"), ("a", "yes"), ("a", "no"), ("b", "no"), ("a", "no")];
        assert_eq!(last(usual, &mixed), None);
        let off = Breakers { domain_running: 0, first_hundred: 0, ..usual };
        assert!(trips(off, &[("a", "no"); 19]).iter().all(Option::is_none), "zero switches it off");
        assert_eq!(last(off, &[("a", "no"); 20]), Some("domain"), "the share has its own say");
    }

    #[test]
    fn more_than_a_fifth_of_twenty_hold_a_domain() {
        let only = Breakers { domain_running: 0, first_hundred: 0, ..Breakers::default() };
        let one_in_five: Vec<_> = (0..50).map(|n| ("a", if n % 5 == 4 { "no" } else { "yes" })).collect();
        assert_eq!(last(only, &one_in_five), None, "a fifth is not more than a fifth");
        let mut letters = one_in_five[..20].to_vec();
        letters.push(("a", "no"));
        assert_eq!(last(only, &letters), Some("domain"));
    }

    #[test]
    fn three_equal_refusals_of_the_whole_message_ask_whatever_numbers_they_carry() {
        let usual = Breakers::default();
        assert_eq!(last(usual, &[("a", "spam"), ("b", "spam"), ("c", "spam")]), Some("equal"));
        assert_eq!(last(usual, &[("a", "spam"), ("b", "full"), ("c", "spam")]), None, "other words");
        assert_eq!(last(usual, &[("a", "spam"), ("b", "yes"), ("c", "spam"), ("d", "spam")]), None, "somebody took it");
        assert_eq!(last(usual, &[("a", "no"), ("b", "no"), ("c", "no")]), None, "of recipients, not of the message");
    }

    #[test]
    fn more_than_five_of_the_first_hundred_ask_and_later_ones_do_not() {
        let usual = Breakers { domain_running: 0, ..Breakers::default() };
        let domains: Vec<String> = (0..200).map(|n| format!("d{n}")).collect();
        let with = |refused: std::ops::Range<usize>| -> Vec<(&str, &str)> {
            domains.iter().enumerate().map(|(n, domain)| (domain.as_str(), if refused.contains(&n) { "no" } else { "yes" })).collect()
        };
        assert_eq!(trips(usual, &with(90..95)).into_iter().flatten().count(), 0, "five are not more than five");
        assert_eq!(trips(usual, &with(90..96)).into_iter().flatten().collect::<Vec<_>>(), ["first"]);
        assert_eq!(trips(usual, &with(100..200)).into_iter().flatten().count(), 0);
        let mut resumed = Tally::after(98, 5);
        let reply = no("5.1.1 gone");
        let ended = Ended::Refused { reply: &reply, handed_over: false };
        assert!(matches!(resumed.note("a", &ended, &usual), Some(Trip::Whole { word: "first", .. })), "also over a restart");
    }

    #[test]
    fn limits_that_make_no_sense_are_refused() {
        assert!(Breakers::default().judged().is_ok());
        let refused = Breakers { domain_percent: 100, ..Breakers::default() }.judged().unwrap_err();
        assert_eq!((refused.code.as_str(), refused.places[0].field.as_deref()), ("distribution.breakers.too_many", Some("domain_percent")));
    }
}
