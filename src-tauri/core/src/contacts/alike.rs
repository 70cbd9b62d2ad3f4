//! Names that are nearly the same, among the people of one outlet. Pure.
//!
//! Two names are nearly the same if
//!
//! 1. they have the same words, in whatever order;
//! 2. they have the same family name, and of the given names one is the beginning of the other, initials included
//!    (`I. Calder`, `Ines Calder`, `Ines Maria Calder`);
//! 3. the given or the family name is the same, and the other, of five letters or more, differs by one letter that is not its
//!    first: left out, added, changed, or two of them swapped.
//!
//! Nobody is compared with everybody: people are put into buckets by what the rules need to be equal, and compared inside
//! of one. In a bucket of more than [`WHOLE`] each is compared with the [`BESIDE`] who follow in the order of names. So it takes
//! n log n steps for n people.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use super::fold;
use crate::ids::PersonId;

/// A bucket in which everybody is compared with everybody.
const WHOLE: usize = 50;
/// With so many of those who follow each is compared in a larger one.
const BESIDE: usize = 8;
/// A letter makes a difference in shorter words: Anna is not Anne.
const LONG_ENOUGH: usize = 5;

/// A person and the parts of their name, folded.
#[derive(Debug)]
pub(super) struct Named {
    person: PersonId,
    given: String,
    family: String,
    /// All words of the name in one order; as they stand where one is a single letter of a script without blanks.
    words: String,
}

impl Named {
    pub(super) fn new(person: PersonId, name: &str, given: &str, family: &str) -> Self {
        let key = fold::key(name);
        let mut words: Vec<&str> = key.split(' ').collect();
        if words.iter().all(|word| word.is_ascii() || word.chars().count() > 1) {
            words.sort_unstable();
        }
        Self { person, given: fold::key(given), family: fold::key(family), words: words.join(" ") }
    }
}

/// A name's part that decides who is compared, and the part that is compared there.
type Part = fn(&Named) -> Option<(u64, &str)>;

fn mark(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// Both parts of the name are known.
fn parts(one: &Named) -> Option<(&str, &str)> {
    (!one.given.is_empty() && !one.family.is_empty()).then_some((&one.given, &one.family))
}

const BUCKETS: [Part; 3] = [
    |one| Some((mark((0, &one.words)), &one.words)),
    |one| parts(one).map(|(given, family)| (mark((1, family, given.chars().next())), given)),
    |one| parts(one).map(|(given, family)| (mark((2, given, family.chars().next())), family)),
];

/// Calls `found` with every two whose names are nearly the same; perhaps more than once.
pub(super) fn near(people: &[Named], mut found: impl FnMut(PersonId, PersonId)) {
    for part in BUCKETS {
        let mut buckets: HashMap<u64, Vec<(&str, &Named)>> = HashMap::new();
        for one in people {
            if let Some((bucket, compared)) = part(one) {
                buckets.entry(bucket).or_default().push((compared, one));
            }
        }
        for bucket in buckets.values_mut().filter(|bucket| bucket.len() > 1) {
            bucket.sort_unstable_by_key(|(compared, one)| (*compared, one.person));
            let beside = if bucket.len() > WHOLE { BESIDE } else { WHOLE };
            for (at, (_, one)) in bucket.iter().enumerate() {
                for (_, other) in bucket.iter().skip(at + 1).take(beside).filter(|(_, other)| are_near(one, other)) {
                    found(one.person, other.person);
                }
            }
        }
    }
}

/// The rules.
fn are_near(one: &Named, other: &Named) -> bool {
    if one.words == other.words {
        return true;
    }
    let (Some((given, family)), Some((other_given, other_family))) = (parts(one), parts(other)) else { return false };
    if family == other_family {
        begins_alike(given, other_given) || one_apart(given, other_given)
    } else {
        given == other_given && one_apart(family, other_family)
    }
}

/// Whether the given names of one are the beginning of the other's, where an initial stands for every name that begins so.
fn begins_alike(one: &str, other: &str) -> bool {
    one.split(' ').zip(other.split(' ')).all(|(one, other)| {
        let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
        one == other || initial(one, other) || initial(other, one)
    })
}

/// Whether one letter after the first is left out, added or changed, or two are swapped, in a long name.
fn one_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().min(other.len()) < LONG_ENOUGH || one.len().abs_diff(other.len()) > 1 || one == other {
        return false;
    }
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    if same == 0 {
        return false;
    }
    let rest = |of: &[char], from: usize| of.get(from..).map(<[char]>::to_vec).unwrap_or_default();
    match one.len().cmp(&other.len()) {
        std::cmp::Ordering::Less => rest(&one, same) == rest(&other, same + 1),
        std::cmp::Ordering::Greater => rest(&one, same + 1) == rest(&other, same),
        std::cmp::Ordering::Equal => {
            let swapped = one.get(same) == other.get(same + 1) && one.get(same + 1) == other.get(same);
            rest(&one, same + 1) == rest(&other, same + 1) || swapped && rest(&one, same + 2) == rest(&other, same + 2)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::names::split;
    use super::*;

    fn named(id: i64, name: &str) -> Named {
        let (given, family) = split(name);
        Named::new(id.into(), name, &given, &family)
    }

    fn alike(one: &str, other: &str) -> bool {
        let mut found = false;
        near(&[named(1, one), named(2, other)], |_, _| found = true);
        found
    }

    #[test]
    fn names_that_are_nearly_the_same_are_found_and_others_are_not() {
        for (one, other) in [
            ("Ines Calder", "ínes calder"),
            ("Ines Calder", "Calder Ines"),
            ("Jean-Paul Moreau", "Jean Paul Moreau"),
            ("I. Calder", "Ines Calder"),
            ("Ines M. Calder", "Ines Maria Calder"),
            ("Ines Calder", "Ines Maria Calder"),
            ("Steven Calder", "Stephen Calder"),
            ("Ines Abernathy", "Ines Abernaty"),
            ("Ines Abernathy", "Ines Abernahty"),
            ("Ines Abernathy", "Ines Abernethy"),
            ("Daniela Vos", "Daniella Vos"),
            ("田中 愛子", "田中愛子"),
        ] {
            let wanted = one != "Steven Calder";
            assert_eq!(alike(one, other), wanted, "{one} and {other}");
            assert_eq!(alike(other, one), wanted, "{other} and {one}");
        }
        for (one, other) in [
            ("Anna Calder", "Anne Calder"),
            ("Ines Calder", "Ruth Calder"),
            ("Ines Calder", "Ines Brandt"),
            ("Ines", "Ruth"),
            ("山中", "中山"),
            ("J. Calder", "Ines Calder"),
        ] {
            assert!(!alike(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn many_of_one_name_are_linked_without_comparing_all_with_all() {
        let crowd: Vec<Named> = (1..=20_000).map(|id| named(id, "Maria Silva")).collect();
        let mut found = 0_usize;
        near(&crowd, |_, _| found += 1);
        assert!((19_999..=3 * 8 * 20_000).contains(&found), "{found}");
    }

    proptest! {
        #[test]
        fn buckets_find_what_comparing_all_finds(names in prop::collection::vec("(Ines|Inez|Stefan|Stephan|S\\.|Maria|Marta) (M\\. )?(Calder|Caldar|Calders|Brandt|Barndt)", 2..30)) {
            let people: Vec<Named> = (1..).zip(&names).map(|(id, name)| named(id, name)).collect();
            let mut found = BTreeSet::new();
            near(&people, |one, other| { found.insert((one.min(other), one.max(other))); });
            for (at, one) in people.iter().enumerate() {
                for other in people.iter().skip(at + 1) {
                    prop_assert_eq!(are_near(one, other), found.contains(&(one.person, other.person)), "{:?} {:?}", one, other);
                }
            }
        }
    }
}
