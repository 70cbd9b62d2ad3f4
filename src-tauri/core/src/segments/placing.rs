//! Rows in the order of texts that are not kept: those of a million people would take as much memory as all the rest.

use std::sync::Arc;

/// Rows in an order. Whoever changes is put in anew; what the others are ordered by is asked for then, of a few.
#[derive(Debug, Default)]
pub(super) struct Placed(Arc<Vec<u32>>);

impl Placed {
    /// The rows `0..many`, but for those that `key` gives none.
    pub(super) fn all<K: Ord>(many: usize, key: impl Fn(u32) -> Option<K>) -> Self {
        let mut rows: Vec<u32> = (0..u32::try_from(many).unwrap_or(u32::MAX)).filter(|row| key(*row).is_some()).collect();
        rows.sort_unstable_by_key(|row| (key(*row), *row));
        rows.shrink_to_fit();
        Self(Arc::new(rows))
    }

    /// The rows in their order.
    pub(super) fn rows(&self) -> &Arc<Vec<u32>> {
        &self.0
    }

    /// Takes out the rows that are marked as `leaving` and puts in those that are `coming`, each with its key. `key` says what
    /// another row is ordered by now: none, if it is gone since.
    pub(super) fn change<K: Ord, E>(
        &mut self,
        leaving: &[bool],
        mut coming: Vec<(K, u32)>,
        mut key: impl FnMut(u32) -> Result<Option<K>, E>,
    ) -> Result<(), E> {
        let stays = |row: &u32| !leaving.get(*row as usize).copied().unwrap_or_default();
        let kept: Vec<u32> = self.0.iter().copied().filter(stays).collect();
        coming.sort_unstable();
        let mut merged = Vec::with_capacity(kept.len() + coming.len());
        let mut from = 0;
        for (own, row) in coming {
            // Those before `low` stand before it; from `high` on they stand behind it. Steps that grow find many that come
            // near each other, and few that come far apart, with few questions.
            let (mut low, mut high, mut step) = (from, kept.len(), 1);
            while low < high {
                let middle = if step > 0 { (low + step - 1).min(high - 1) } else { low + (high - low) / 2 };
                let before = match kept.get(middle) {
                    Some(other) => key(*other)?.is_none_or(|other| other < own),
                    None => false,
                };
                if before {
                    (low, step) = (middle + 1, step * 2);
                } else {
                    (high, step) = (middle, 0);
                }
            }
            merged.extend_from_slice(kept.get(from..low).unwrap_or_default());
            merged.push(row);
            from = low;
        }
        merged.extend_from_slice(kept.get(from..).unwrap_or_default());
        self.0 = Arc::new(merged);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whoever_changes_stands_where_all_put_in_order_anew_would_have_them(
            before in prop::collection::vec(prop::option::of("[a-d]{1,3}"), 0..60),
            changes in prop::collection::vec((0_usize..70, prop::option::of("[a-d]{1,3}")), 0..20),
        ) {
            let mut texts = before;
            let mut placed = Placed::all(texts.len(), |row| texts[row as usize].clone().map(|text| (text, row)));
            let mut leaving = vec![false; texts.len()];
            let mut changed = Vec::new();
            for (row, text) in changes {
                let row = row.min(texts.len());
                if row == texts.len() {
                    texts.push(None);
                    leaving.push(false);
                }
                leaving[row] = true;
                texts[row] = text;
                changed.push(row as u32);
            }
            changed.sort_unstable();
            changed.dedup();
            let of = |row: u32| texts[row as usize].clone().map(|text| (text, row));
            let coming: Vec<_> = changed.iter().filter_map(|row| Some((of(*row)?, *row))).collect();
            placed.change(&leaving, coming, |row| Ok::<_, Infallible>(of(row))).unwrap();
            let anew = Placed::all(texts.len(), of);
            prop_assert_eq!(placed.rows(), anew.rows());
        }
    }

    #[test]
    fn few_are_asked_for_what_they_are_ordered_by() {
        let mut placed = Placed::all(100_000, |row| Some(row * 2));
        let asked = Cell::new(0);
        let coming: Vec<_> = (0..200_u32).map(|n| (n * 101 + 1, 100_000 + n)).collect();
        placed
            .change(&vec![false; 100_200], coming, |row| {
                asked.set(asked.get() + 1);
                Ok::<_, Infallible>(Some(row * 2))
            })
            .unwrap();
        assert_eq!(placed.rows().len(), 100_200);
        assert!(asked.get() < 200 * 20, "{} are asked", asked.get());
    }
}
