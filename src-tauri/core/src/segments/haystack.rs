//! Folded words of very many in one text, so that a search is one pass over memory.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem::Finder;

/// What stands between two texts of one row and between two rows: no word begins over it.
pub(super) const BETWEEN: char = '\n';

/// Fewer rows than this are looked through by one thread: to begin another takes longer.
const ROWS_OF_A_THREAD: usize = 50_000;

/// Words of rows, of which each stands at its place.
#[derive(Debug, Default)]
pub(super) struct Haystack {
    text: String,
    /// Where each row's part ends.
    ends: Vec<u32>,
    /// Words of rows that changed since: these count, not the ones in `text`.
    fresh: HashMap<usize, String>,
}

impl Haystack {
    /// Adds a row with its folded words.
    pub(super) fn push(&mut self, words: &str) {
        self.text.push_str(words);
        self.text.push(BETWEEN);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// The words of a row as they are now; of a new one, if there is none at that place yet.
    pub(super) fn change(&mut self, row: usize, words: String) {
        if row == self.ends.len() {
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        }
        self.fresh.insert(row, words);
    }

    /// How many rows changed since it was made.
    pub(super) fn changed(&self) -> usize {
        self.fresh.len()
    }

    /// Gives back what was kept ready for more.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Marks the rows that have `needle`, which begins with a blank: the beginning of a word.
    pub(super) fn mark(&self, needle: &str, marks: &mut [bool]) {
        let (rows, finder) = (self.ends.len().min(marks.len()), Finder::new(needle));
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8).min(rows / ROWS_OF_A_THREAD + 1);
        let each = rows.div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let mut parts = marks[..rows].chunks_mut(each).enumerate();
            let own = parts.next();
            for (part, marks) in parts {
                let finder = &finder;
                scope.spawn(move || self.mark_rows(finder, part * each..part * each + marks.len(), marks));
            }
            if let Some((_, marks)) = own {
                self.mark_rows(&finder, 0..marks.len(), marks);
            }
        });
        for (row, words) in &self.fresh {
            if let Some(mark) = marks.get_mut(*row) {
                *mark = words.contains(needle);
            }
        }
    }

    /// Marks those of `rows`, whose marks alone are given.
    fn mark_rows(&self, finder: &Finder<'_>, rows: Range<usize>, marks: &mut [bool]) {
        let end_of = |row: usize| self.ends.get(row).map_or(self.text.len(), |end| *end as usize);
        let begin = rows.start.checked_sub(1).map_or(0, end_of);
        let Some(text) = rows.end.checked_sub(1).and_then(|last| self.text.as_bytes().get(begin..end_of(last))) else { return };
        let (mut row, mut from) = (rows.start, 0);
        while let Some(found) = text.get(from..).and_then(|rest| finder.find(rest)) {
            let at = begin + from + found;
            // The row is near where hits are many, and far where they are few: each step is twice as long as the one before.
            let mut step = 1;
            while row + step < rows.end && end_of(row + step - 1) <= at {
                row += step;
                step *= 2;
            }
            let last = (row + step).min(rows.end);
            row += self.ends.get(row..last).map_or(0, |ends| ends.partition_point(|end| *end as usize <= at));
            if let Some(mark) = marks.get_mut(row - rows.start) {
                *mark = true;
            }
            from = end_of(row) - begin;
            row += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(haystack: &Haystack, needle: &str, rows: usize) -> Vec<usize> {
        let mut marks = vec![false; rows];
        haystack.mark(needle, &mut marks);
        (0..rows).filter(|row| marks[*row]).collect()
    }

    #[test]
    fn each_row_is_found_by_the_beginnings_of_its_words_however_many_threads_look() {
        for rows in [0, 1, 7, 64, ROWS_OF_A_THREAD * 5 + 3] {
            let mut haystack = Haystack::default();
            for row in 0..rows {
                haystack.push(&format!(" mila{} brandt{BETWEEN} paper {row}", row % 7));
            }
            let few = |wanted: &dyn Fn(usize) -> bool| (0..rows).filter(|row| wanted(*row)).collect::<Vec<_>>();
            assert_eq!(marked(&haystack, " brandt", rows), few(&|_| true));
            assert_eq!(marked(&haystack, " mila3", rows), few(&|row| row % 7 == 3));
            assert_eq!(marked(&haystack, " randt", rows), few(&|_| false));
            assert_eq!(marked(&haystack, " 64", rows), few(&|row| row.to_string().starts_with("64")));
            let last = rows.saturating_sub(1).to_string();
            assert_eq!(marked(&haystack, &format!(" {last}"), rows), few(&|row| row.to_string().starts_with(&last)));
        }
    }

    #[test]
    fn what_changed_since_counts_and_a_new_row_stands_behind_all_others() {
        let mut haystack = Haystack::default();
        for word in [" ruth", " aiko", " ruth"] {
            haystack.push(word);
        }
        haystack.change(0, " zoe".to_owned());
        haystack.change(3, " ruth calder".to_owned());
        assert_eq!(marked(&haystack, " ruth", 4), [2, 3]);
        assert_eq!((marked(&haystack, " zoe", 4), haystack.changed()), (vec![0], 2));
    }
}
