//! The people of an open view, in their order: walked to as far as somebody looks, since hardly anybody scrolls through a million.

use std::sync::Arc;

use crate::ids::PersonId;

/// People in an order, of whom the first are known and the others found when they are asked for.
#[derive(Debug, Default)]
pub(super) struct Walk {
    count: u32,
    found: Vec<PersonId>,
    rest: Option<Rest>,
}

/// What is not walked yet. Rows of the columns as they were when the view was opened: whoever changes them changes a copy.
#[derive(Debug)]
struct Rest {
    ids: Arc<Vec<PersonId>>,
    order: Arc<Vec<u32>>,
    keep: Vec<bool>,
    /// So many of the order's first rows are walked backwards.
    turned: usize,
    at: usize,
}

impl Walk {
    /// These people, all of them known.
    pub(super) fn of(found: Vec<PersonId>) -> Self {
        Self { count: u32::try_from(found.len()).unwrap_or(u32::MAX), found, rest: None }
    }

    /// The `count` rows of `order` that `keep` marks, the first `turned` of the order backwards.
    pub(super) fn along(ids: Arc<Vec<PersonId>>, order: Arc<Vec<u32>>, keep: Vec<bool>, turned: usize, count: usize) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Self { count, found: Vec::new(), rest: Some(Rest { ids, order, keep, turned, at: 0 }) }
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Those from place `from` to before `to`.
    pub(super) fn part(&mut self, from: usize, to: usize) -> &[PersonId] {
        self.until(|found| found.len() >= to);
        let to = to.min(self.found.len());
        self.found.get(from.min(to)..to).unwrap_or_default()
    }

    /// Where somebody stands.
    pub(super) fn place(&mut self, person: PersonId) -> Option<usize> {
        let known = self.found.iter().position(|id| *id == person);
        known.or_else(|| {
            self.until(|found| found.last() == Some(&person));
            self.found.last().filter(|last| **last == person).map(|_| self.found.len() - 1)
        })
    }

    fn until(&mut self, enough: impl Fn(&[PersonId]) -> bool) {
        let Some(rest) = &mut self.rest else { return };
        while !enough(&self.found) {
            let before_turn = rest.turned.checked_sub(rest.at + 1);
            let Some(row) = rest.order.get(before_turn.unwrap_or(rest.at)) else {
                self.rest = None;
                return;
            };
            rest.at += 1;
            if rest.keep.get(*row as usize) == Some(&true) {
                self.found.extend(rest.ids.get(*row as usize));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(of: &[i64]) -> Vec<PersonId> {
        of.iter().copied().map(PersonId::from).collect()
    }

    fn walk(turned: usize) -> Walk {
        let keep = vec![true, true, false, true, true];
        Walk::along(Arc::new(ids(&[10, 11, 12, 13, 14])), Arc::new(vec![4, 2, 0, 3, 1]), keep, turned, 4)
    }

    #[test]
    fn any_part_is_the_same_whatever_was_looked_at_before() {
        for turned in 0..=5 {
            let all = walk(turned).part(0, 9).to_vec();
            assert_eq!(all.len(), 4);
            for (from, to) in [(0, 1), (3, 4), (1, 3), (4, 9), (2, 1)] {
                let mut walk = walk(turned);
                let wanted = all.get(from..to.min(4).max(from)).unwrap_or_default();
                assert_eq!(walk.part(from, to), wanted, "{turned}: {from} to {to}");
                assert_eq!(walk.count(), 4);
                assert_eq!(walk.part(0, 9), &all[..]);
            }
            for (place, person) in all.iter().enumerate() {
                assert_eq!(walk(turned).place(*person), Some(place));
                let mut known = walk(turned);
                known.part(0, 9);
                assert_eq!(known.place(*person), Some(place));
            }
            assert_eq!(walk(turned).place(12.into()), None, "who is not kept");
        }
        assert_eq!(walk(0).part(0, 9), ids(&[14, 10, 13, 11]));
        assert_eq!(walk(4).part(0, 9), ids(&[13, 10, 14, 11]), "the last one of the order stays the last");
        assert_eq!(Walk::of(ids(&[3, 1])).part(1, 5), ids(&[1]));
    }
}
