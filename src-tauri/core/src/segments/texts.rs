//! Many small texts in little memory: what a million people are sorted by.

use std::hash::{BuildHasher as _, Hash};

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

/// Texts one after another in one piece of memory, each known by its number.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Texts {
    /// Keeps a text; its number.
    pub(super) fn push(&mut self, text: &str) -> u32 {
        let number = self.len();
        self.all.push_str(text);
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        number
    }

    /// The text of a number; empty where there is none.
    pub(super) fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.ends.get(at).and_then(|end| self.all.get(begin..*end as usize)).unwrap_or_default()
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// Gives back what was kept ready for more.
    pub(super) fn shrink(&mut self) {
        self.all.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// Numbers that are found by what they stand for, which itself lies elsewhere.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Numbers {
    /// The number that stands for `what`; `of` says what a number stands for.
    pub(super) fn find<T: Hash + PartialEq + Copy>(&self, what: T, of: impl Fn(u32) -> T) -> Option<u32> {
        self.table.find(self.hasher.hash_one(what), |held| of(*held) == what).copied()
    }

    /// Lets `number` stand for `what`, unless another does: that one then.
    pub(super) fn put<T: Hash + PartialEq + Copy>(&mut self, what: T, number: u32, of: impl Fn(u32) -> T) -> u32 {
        let hash = self.hasher.hash_one(what);
        match self.table.entry(hash, |held| of(*held) == what, |held| self.hasher.hash_one(of(*held))) {
            Entry::Occupied(held) => *held.get(),
            Entry::Vacant(free) => {
                free.insert(number);
                number
            }
        }
    }

    /// Forgets the number that stands for `what`, and says which it was.
    pub(super) fn take<T: Hash + PartialEq + Copy>(&mut self, what: T, of: impl Fn(u32) -> T) -> Option<u32> {
        let found = self.table.find_entry(self.hasher.hash_one(what), |held| of(*held) == what).ok()?;
        Some(found.remove().0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_found_by_its_number_and_the_number_by_its_text() {
        let (mut texts, mut numbers) = (Texts::default(), Numbers::default());
        let words = ["", "ruth@b.example", "Zo\u{eb}", "\u{645}\u{631}\u{62d}\u{628}\u{627}", "\u{6771}\u{4eac}", "ruth@b.example "];
        for (number, word) in (0..).zip(words) {
            assert_eq!(numbers.put(word, number, |held| texts.get(held)), number);
            assert_eq!(texts.push(word), number);
        }
        for (number, word) in (0..).zip(words) {
            assert_eq!((texts.get(number), numbers.find(word, |held| texts.get(held))), (word, Some(number)));
            assert_eq!(numbers.put(word, 99, |held| texts.get(held)), number, "what is held stays");
        }
        assert_eq!((texts.get(6), numbers.find("Ruth", |held| texts.get(held))), ("", None));
        assert_eq!(numbers.take("ruth@b.example", |held| texts.get(held)), Some(1));
        assert_eq!(numbers.find("ruth@b.example", |held| texts.get(held)), None);
        assert_eq!(numbers.find("ruth@b.example ", |held| texts.get(held)), Some(5));
    }
}
