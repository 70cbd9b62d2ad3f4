//! The first few, then the rest (D15): who goes first, and what their answers mean for everybody else. Pure.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::state::DeliveryState;
use crate::error::{Place, Problem};
use crate::ids::Millis;
use crate::messages::Message;

/// So many may go first at most.
const MOST: u32 = 50;
/// So long the rest may wait to go by itself, in milliseconds.
const WAIT_MS: std::ops::RangeInclusive<u32> = 60_000..=24 * 60 * 60_000;

/// The first few as the user asks for them at Send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct First {
    /// How many go first, over several domains.
    pub count: u32,
    /// How long the rest waits, in milliseconds, before it goes by itself where all of them were accepted; none: it is asked.
    pub wait_ms: Option<u32>,
}

impl First {
    /// Refuses what makes no sense.
    pub(super) fn judge(self) -> Result<(), Problem> {
        if !(1..=MOST).contains(&self.count) {
            return Err(Problem::refusal("distribution.first.count").with("most", MOST).at(Place::field("first")));
        }
        if self.wait_ms.is_some_and(|wait_ms| !WAIT_MS.contains(&wait_ms)) {
            return Err(Problem::refusal("distribution.first.wait").at(Place::field("then")));
        }
        Ok(())
    }
}

/// The places in a list of those who go first: one of each domain in turn, so that several servers are tried, then their second
/// ones. In the list's order; fewer only where the list is shorter.
pub(super) fn spread<'d>(domains: impl IntoIterator<Item = &'d str>, count: u32) -> Vec<usize> {
    let count = count as usize;
    let mut seen: HashMap<&str, usize> = HashMap::new();
    // (how many of the domain came before, place): the smallest are the first of each domain.
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (place, domain) in domains.into_iter().enumerate() {
        let before = seen.entry(domain).or_default();
        if *before < count {
            places.push((*before, place));
        }
        *before += 1;
    }
    places.sort_unstable();
    let mut chosen: Vec<usize> = places.into_iter().take(count).map(|(_, place)| place).collect();
    chosen.sort_unstable();
    chosen
}

/// Where the first few stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FirstRows {
    /// How many in each state.
    pub(super) by_state: Vec<(DeliveryState, u32)>,
    /// When the next of those that were refused for now is tried again.
    pub(super) next_try_at: Option<Millis>,
}

/// What becomes of the rest.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Gate {
    /// The first few are under way.
    UnderWay,
    /// Some were asked to come back later: the rest waits for them.
    Retrying(Message),
    /// They are through, and all of them were accepted.
    AllAccepted(u32),
    /// They are through, and not all of them were accepted: never goes on by itself.
    NotAll(Message),
}

impl FirstRows {
    /// How many rows are in `state`.
    pub(super) fn of(&self, state: DeliveryState) -> u32 {
        self.by_state.iter().filter(|(known, _)| *known == state).map(|(_, n)| n).sum()
    }

    /// How many they are.
    pub(super) fn count(&self) -> u32 {
        self.by_state.iter().map(|(_, n)| n).sum()
    }

    /// What their answers mean for the rest.
    pub(super) fn gate(&self, now: Millis) -> Gate {
        use DeliveryState as S;
        let (n, accepted) = (self.count(), self.of(S::Accepted));
        if self.of(S::Planned) + self.of(S::Claimed) + self.of(S::InFlight) > 0 {
            return Gate::UnderWay;
        }
        let retrying = self.of(S::RefusedTemporary);
        if retrying > 0 {
            let Some(at) = self.next_try_at.filter(|at| *at > now) else { return Gate::UnderWay };
            return Gate::Retrying(
                Message::new("distribution.first.retrying").with("n", n).with("retrying", retrying).with("at", at.to_rfc3339()),
            );
        }
        if accepted == n {
            Gate::AllAccepted(n)
        } else {
            Gate::NotAll(Message::new("distribution.first.not_all").with("n", n).with("accepted", accepted))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_of_each_domain_goes_first_and_only_then_their_second() {
        let domains = ["a", "a", "a", "b", "a", "c", "b", "a"];
        assert_eq!(spread(domains, 3), [0, 3, 5]);
        assert_eq!(spread(domains, 5), [0, 1, 3, 5, 6]);
        assert_eq!(spread(["a", "a", "a"], 2), [0, 1]);
        assert_eq!(spread(["a"], 5), [0]);
        assert!(spread([], 5).is_empty());
    }

    proptest! {
        /// As many as were asked for, each once, and no domain has two more than another that still had somebody.
        #[test]
        fn the_first_few_are_as_many_as_asked_and_spread_evenly(list in proptest::collection::vec(0u8..6, 0..60), count in 1u32..20) {
            let domains: Vec<String> = list.iter().map(u8::to_string).collect();
            let chosen = spread(domains.iter().map(String::as_str), count);
            prop_assert_eq!(chosen.len(), list.len().min(count as usize));
            prop_assert!(chosen.windows(2).all(|two| two[0] < two[1]));
            let of = |domain: u8| chosen.iter().filter(|place| list[**place] == domain).count();
            for domain in 0..6 {
                let all = list.iter().filter(|one| **one == domain).count();
                for other in 0..6 {
                    prop_assert!(of(domain) == all || of(other) <= of(domain) + 1);
                }
            }
        }
    }

    #[test]
    fn the_rest_goes_by_itself_only_where_every_one_of_the_first_was_accepted() {
        use DeliveryState as S;
        let rows = |by_state: &[(S, u32)]| FirstRows { by_state: by_state.to_vec(), next_try_at: Some(Millis::from(100)) };
        assert_eq!(rows(&[(S::Accepted, 5)]).gate(Millis::from(0)), Gate::AllAccepted(5));
        for other in [S::RefusedPermanent, S::Uncertain, S::Cancelled] {
            assert!(matches!(rows(&[(S::Accepted, 4), (other, 1)]).gate(Millis::from(0)), Gate::NotAll(_)), "{other:?}");
        }
        for other in [S::Planned, S::Claimed, S::InFlight] {
            assert_eq!(rows(&[(S::Accepted, 4), (other, 1)]).gate(Millis::from(0)), Gate::UnderWay, "{other:?}");
        }
        let later = rows(&[(S::Accepted, 4), (S::RefusedTemporary, 1)]);
        assert!(matches!(later.gate(Millis::from(0)), Gate::Retrying(_)));
        assert_eq!(later.gate(Millis::from(100)), Gate::UnderWay, "its next try is due");
    }
}
