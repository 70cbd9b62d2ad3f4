//! Who may be there twice. The rules, all of them, the strongest first:
//!
//! 1. Two people have the same first address: mail to both goes to one mailbox.
//! 2. A person's address is among another's further ones.
//! 3. Two people have the same name on one network (its case does not matter).
//! 4. Two people have the same name (whatever its case and accents), and one of them has no address.
//! 5. Two people at one outlet have nearly the same name ([`alike`](super::alike)).
//!
//! Nothing is merged by this: two people may share a newsroom's address. What was found is kept, and a look only goes over whom
//! something changed about since the last; after an import it goes over everybody. Of more than [`LINKED`] people who share one
//! thing, each is paired with the next one in the list only. All of it takes n log n steps for n people.

use std::collections::{BTreeMap, BTreeSet};

use super::alike::{Named, near};
use super::kinds::DuplicateRule;
use super::store::duplicates::{self, Looked, Member, Two, Whose, two};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, kept_elsewhere_since, newest_act, newest_step, touched_since};

/// So many who share one thing are all paired with each other.
const LINKED: usize = 12;
/// If something changed about more people than this, a look goes over everybody.
const FEW: usize = 1_000;

/// What a look has to go over.
#[derive(Debug)]
pub(super) struct Scope {
    /// The last look.
    pub(super) before: Option<Looked>,
    /// What this one knows.
    pub(super) now: Looked,
    /// Of whom; none stands for everybody.
    pub(super) whose: Option<BTreeSet<PersonId>>,
}

impl Scope {
    /// Of everybody.
    pub(super) fn everybody(tx: &ReadTx<'_>, at: Millis) -> Result<Self, Problem> {
        let now = Looked { step: newest_step(tx)?, act: newest_act(tx)?, at };
        Ok(Self { before: duplicates::looked(tx)?, now, whose: None })
    }

    /// Of whom something changed about since the last look; none where nothing did.
    pub(super) fn since_last(tx: &ReadTx<'_>, at: Millis) -> Result<Option<Self>, Problem> {
        let all = Self::everybody(tx, at)?;
        let Some(before) = all.before else { return Ok(Some(all)) };
        if kept_elsewhere_since(tx, before.act, None)? {
            return Ok(Some(all));
        }
        let (mut people, mut addresses, mut handles) = (BTreeSet::new(), Vec::new(), Vec::new());
        for touched in touched_since(tx, before.step)? {
            match touched.table.as_str() {
                "person" => drop(people.insert(touched.row.into())),
                "address" => addresses.push(touched.row),
                "handle" => handles.push(touched.row),
                _ => {}
            }
        }
        people.extend(duplicates::owners(tx, "address", &addresses)?);
        people.extend(duplicates::owners(tx, "handle", &handles)?);
        Ok(match people.len() {
            0 => None,
            1..=FEW => Some(Self { whose: Some(people), ..all }),
            _ => Some(all),
        })
    }

    /// For questions to the store.
    pub(super) fn asked(&self) -> Whose {
        self.whose.as_ref().map(duplicates::these)
    }
}

/// Pairs those of a group: all with each other, or in a large one each with the next.
fn linked(group: &[Member], mut found: impl FnMut(&Member, &Member)) {
    let beside = if group.len() > LINKED { 1 } else { LINKED };
    for (at, one) in group.iter().enumerate() {
        group.iter().skip(at + 1).take(beside).for_each(|other| found(one, other));
    }
}

/// Goes over whom `scope` says: every two who may be one, by the strongest rule. `tell` hears how many people it went over, and says
/// whether to go on; none if not.
pub(super) fn find(
    tx: &ReadTx<'_>,
    scope: &Scope,
    mut tell: impl FnMut(u64) -> bool,
) -> Result<Option<BTreeMap<Two, DuplicateRule>>, Problem> {
    let asked = scope.asked();
    let mut pairs: BTreeMap<Two, DuplicateRule> = BTreeMap::new();
    let wanted =
        |(one, other): Two| one != other && scope.whose.as_ref().is_none_or(|these| these.contains(&one) || these.contains(&other));
    let mut pair = |one: PersonId, other: PersonId, rule: DuplicateRule| {
        let both = two(one, other);
        if wanted(both) {
            pairs.entry(both).and_modify(|known| *known = rule.min(*known)).or_insert(rule);
        }
    };
    duplicates::of_addresses(tx, &asked, |group| {
        linked(group, |one, other| {
            let rule = if one.marked && other.marked { DuplicateRule::SameAddress } else { DuplicateRule::OtherAddress };
            pair(one.person, other.person, rule);
        });
    })?;
    if !tell(0) {
        return Ok(None);
    }
    duplicates::of_handles(tx, &asked, |group| linked(group, |one, other| pair(one.person, other.person, DuplicateRule::SameHandle)))?;
    if !tell(0) {
        return Ok(None);
    }
    duplicates::of_names(tx, &asked, |group| {
        linked(group, |one, other| {
            if !(one.marked && other.marked) {
                pair(one.person, other.person, DuplicateRule::SameName);
            }
        });
    })?;
    if !tell(0) {
        return Ok(None);
    }
    let mut done = 0;
    let whole = duplicates::at_outlets(tx, &asked, |people| {
        let named: Vec<Named> = people.iter().map(|one| Named::new(one.person, &one.name, &one.given, &one.family)).collect();
        near(&named, |one, other| pair(one, other, DuplicateRule::NearName));
        done += people.len() as u64;
        tell(done)
    })?;
    Ok(whole.then_some(pairs))
}
