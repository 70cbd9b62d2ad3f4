//! What is wrong with a query, where, and what could stand there instead.

use crate::error::{Place, Problem};
use crate::messages::Message;

/// One fault with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentFault {
    /// First character that is meant, counted in characters from 1.
    pub column: u32,
    /// How many characters are meant.
    pub length: u32,
    /// What is wrong there.
    pub what: Message,
    /// What could stand in that very place.
    pub proposal: Option<String>,
}

/// All faults of a text as the one error that shells show.
#[must_use]
pub fn bad_query(faults: Vec<SegmentFault>) -> Problem {
    let mut problem = Problem::refusal("segments.bad_query").with("count", faults.len());
    problem.places = faults
        .into_iter()
        .map(|fault| Place {
            column: Some(fault.column),
            length: Some(fault.length),
            what: Some(fault.what),
            proposal: fault.proposal,
            ..Place::field("query")
        })
        .collect();
    problem
}

/// The one of `known` that `typed` is most likely a slip of: at most a third of its letters differ, or it begins so.
#[must_use]
pub fn nearest<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let typed = typed.to_lowercase();
    let judged = known.into_iter().map(|one| {
        let far = distance(&typed, one);
        // A name that was only begun, or written on, is near whatever its length.
        let begun = !typed.is_empty() && one.starts_with(&typed);
        (
            if begun {
                far.min(1)
            } else if typed.starts_with(one) {
                far.min(2)
            } else {
                far
            },
            one,
        )
    });
    let (far, best) = judged.min_by_key(|(far, one)| (*far, one.len()))?;
    (far <= best.chars().count().div_ceil(3).max(1)).then_some(best)
}

/// Letters to add, take away, change or swap with a neighbour (optimal string alignment).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut previous = None;
    for (n, letter) in one.chars().enumerate() {
        let mut row = Vec::with_capacity(last.len());
        row.push(n + 1);
        for (m, against) in other.iter().enumerate() {
            let at = |row: &[usize], m: usize| row.get(m).copied().unwrap_or(usize::MAX / 2);
            let mut cheapest = (at(&last, m + 1) + 1).min(at(&row, m) + 1).min(at(&last, m) + usize::from(letter != *against));
            let swapped = m > 0 && previous == Some(*against) && other.get(m.wrapping_sub(1)) == Some(&letter);
            if swapped {
                cheapest = cheapest.min(at(&before_last, m.wrapping_sub(1)) + 1);
            }
            row.push(cheapest);
        }
        before_last = std::mem::replace(&mut last, row);
        previous = Some(letter);
    }
    last.last().copied().unwrap_or_default()
}
