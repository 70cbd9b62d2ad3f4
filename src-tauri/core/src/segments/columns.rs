//! What the window sorts and searches by at each keystroke, held in memory: dictionary codes, the list order and the
//! folded words of everybody. The file stays the truth; these are dropped and read anew whenever in doubt.

use std::collections::HashMap;
use std::sync::Arc;

use crate::contacts::{self, Cell, Column, PersonRow, fold_key, words};
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, alphabetical};

use super::codes::Codes;
use super::haystack::{BETWEEN, Haystack};
use super::phones::Phones;
use super::placing::Placed;
use super::texts::{Numbers, Texts};
use super::walk::Walk;

/// Rows whose words changed since the haystack was made; beyond this many it is made anew.
const MOST_FRESH: usize = 2_000;

/// So many texts are put into their order one by one; beyond that all are put in order anew.
const FEW_TEXTS: usize = 500;

/// So many columns that no row says itself are held at a time, the ones that were asked for last.
const MOST_HELD: usize = 2;

/// Columns that a search looks through as well: once for all who share a text.
const SEARCHED: [Column; 2] = [Column::Outlet, Column::City];

/// A column of texts as codes of a dictionary.
#[derive(Debug, Default)]
struct Coded {
    codes: Codes,
    dictionary: Numbers,
    /// The text of each code.
    texts: Texts,
    /// Codes in the order of their texts: the ones that the dictionary had when they were put in order, and since.
    sorted: Vec<u32>,
    /// The place of each code in that order; empty when the dictionary grew since.
    ranks: Vec<u32>,
    /// The folded words of each code, where a search looks through them.
    words: Option<Haystack>,
    /// What else is found by a text, as words: what an outlet is called besides.
    besides: HashMap<String, Vec<String>>,
}

impl Coded {
    fn of(column: Column) -> Self {
        Self { words: SEARCHED.contains(&column).then(Haystack::default), ..Self::default() }
    }

    /// Marks the rows whose text has `needle`.
    fn mark(&self, needle: &str, marks: &mut [bool]) {
        let Some(words) = &self.words else { return };
        let mut found = vec![false; self.texts.len() as usize];
        words.mark(needle, &mut found);
        if found.contains(&true) {
            for (mark, code) in marks.iter_mut().zip(self.codes.iter()) {
                *mark |= found.get(code as usize) == Some(&true);
            }
        }
    }

    fn code(&mut self, text: &str) -> u32 {
        let (texts, new) = (&self.texts, self.texts.len());
        let code = self.dictionary.put(text, new, |code| texts.get(code));
        if code == new {
            self.texts.push(text);
            self.ranks.clear();
            let found_by = self.found_by(text);
            if let Some(known) = &mut self.words {
                known.push(&found_by);
            }
        }
        code
    }

    /// The words by which a text is found.
    fn found_by(&self, text: &str) -> String {
        let mut found_by = words(text);
        for name in self.besides.get(text).into_iter().flatten() {
            found_by.push(BETWEEN);
            found_by.push_str(name);
        }
        found_by
    }

    /// From now on, texts are found by these words besides.
    fn find_besides(&mut self, besides: HashMap<String, Vec<String>>) {
        let before = std::mem::replace(&mut self.besides, besides);
        let changed = before.keys().chain(self.besides.keys()).filter(|text| before.get(*text) != self.besides.get(*text));
        let texts = &self.texts;
        let changed: Vec<(u32, String)> =
            changed.filter_map(|text| Some((self.dictionary.find(text.as_str(), |code| texts.get(code))?, self.found_by(text)))).collect();
        for (code, found_by) in changed {
            if let Some(known) = &mut self.words {
                known.change(code as usize, found_by);
            }
        }
    }

    fn set(&mut self, row: usize, text: &str) {
        let code = self.code(text);
        self.codes.set(row, code);
    }

    /// Puts the texts in order: what is empty stands last. A few that came since are put between the others one by one.
    fn rank(&mut self) {
        let (all, sorted) = (self.texts.len() as usize, self.sorted.len());
        if self.ranks.len() == all {
            return;
        }
        if all - sorted <= FEW_TEXTS && sorted > 0 {
            for code in (0..self.texts.len()).skip(sorted) {
                let key = self.key(code);
                let before = self.sorted.partition_point(|other| self.key(*other) < key);
                self.sorted.insert(before, code);
            }
        } else {
            let mut keys: Vec<_> = (0..self.texts.len()).map(|code| self.key(code)).collect();
            keys.sort_unstable();
            self.sorted = keys.into_iter().map(|(_, _, code)| code).collect();
        }
        self.ranks = vec![0; all];
        for (rank, code) in (0..).zip(&self.sorted) {
            if let Some(place) = self.ranks.get_mut(*code as usize) {
                *place = rank;
            }
        }
    }

    /// Gives back what was kept ready for more.
    fn shrink(&mut self) {
        self.texts.shrink();
        self.codes.shrink();
    }

    fn key(&self, code: u32) -> (bool, String, u32) {
        let text = self.texts.get(code);
        (text.is_empty(), alphabetical(&fold_key(text)).into_owned(), code)
    }

    fn rank_of(&self, row: u32) -> usize {
        self.codes.get(row as usize).and_then(|code| self.ranks.get(code as usize)).map_or(0, |rank| *rank as usize)
    }

    /// `rows` in the order of their texts; those with the same one stay in theirs. Each is counted to its place.
    fn in_order(&self, rows: &[u32]) -> Vec<u32> {
        let mut places = vec![0_usize; self.ranks.len().max(1) + 1];
        for row in rows {
            if let Some(next) = places.get_mut(self.rank_of(*row) + 1) {
                *next += 1;
            }
        }
        let mut before = 0;
        for place in &mut places {
            before += *place;
            *place = before;
        }
        let mut ordered = vec![0; rows.len()];
        for row in rows {
            if let Some(place) = places.get_mut(self.rank_of(*row)) {
                if let Some(to) = ordered.get_mut(*place) {
                    *to = *row;
                }
                *place += 1;
            }
        }
        ordered
    }
}

/// Everybody, in columns.
#[derive(Debug, Default)]
pub(super) struct Columns {
    ids: Arc<Vec<PersonId>>,
    /// Who is not gone.
    here: Vec<bool>,
    /// Rows by their people.
    rows: Numbers,
    /// Rows in list order (Q7), without those who are gone.
    by_name: Placed,
    /// Rows that have an address in the order of their addresses, which hardly two people share.
    by_address: Placed,
    /// Which rows have an address.
    addressed: Vec<bool>,
    coded: HashMap<Column, Coded>,
    /// Rows in the order of other columns; made when asked for, dropped at every change.
    orders: HashMap<Column, Arc<Vec<u32>>>,
    /// Which of `coded` no row says itself, the one that was asked for last at the end, and on which day it was read.
    held: Vec<(Column, i64)>,
    /// Names and addresses.
    haystack: Haystack,
    phones: Phones,
}

/// What a search looks through of somebody, but for what many share.
fn words_of(row: &PersonRow) -> String {
    let mut text = words(&row.name);
    text.push(BETWEEN);
    text.push_str(&words(&row.addresses));
    text
}

/// The day of an instant: warmth is of a day.
const fn day(at: Millis) -> i64 {
    at.get().div_euclid(86_400_000)
}

impl Columns {
    /// Reads everybody.
    pub(super) fn read(tx: &ReadTx<'_>) -> Result<Self, StoreError> {
        let mut columns = Self::default();
        columns.rename_outlets(tx)?;
        let (mut names, mut addresses) = (Texts::default(), Texts::default());
        contacts::row_by_row(tx, |row| {
            let at = columns.ids.len();
            columns.haystack.push(&words_of(&row));
            names.push(&row.sort_key);
            addresses.push(&fold_key(&row.address));
            columns.put(at, &row);
        })?;
        columns.read_phones(tx, None)?;
        let (ids, addressed) = (&columns.ids, &columns.addressed);
        let name = |row: u32| Some((names.get(row), *ids.get(row as usize)?));
        columns.by_name = Placed::all(ids.len(), name);
        columns.by_address =
            Placed::all(ids.len(), |row| addressed.get(row as usize)?.then(|| Some((addresses.get(row), name(row)?))).flatten());
        // Whoever reads everybody has time for it; whoever sorts has not.
        for coded in columns.coded.values_mut() {
            coded.rank();
            coded.shrink();
        }
        columns.haystack.shrink();
        columns.phones.shrink();
        Ok(columns)
    }

    /// Reads the phones of these people, who have none here yet, or of everybody.
    fn read_phones(&mut self, tx: &ReadTx<'_>, whose: Option<&[PersonId]>) -> Result<(), StoreError> {
        let (ids, rows, phones) = (&self.ids, &self.rows, &mut self.phones);
        contacts::phone_by_phone(tx, whose, |person, digits| {
            if let Some(row) = rows.find(Some(person), |row| ids.get(row as usize).copied()) {
                phones.add(row, digits);
            }
        })
    }

    /// Reads anew what outlets are called besides.
    pub(super) fn rename_outlets(&mut self, tx: &ReadTx<'_>) -> Result<(), StoreError> {
        let outlets = self.coded.entry(Column::Outlet).or_insert_with(|| Coded::of(Column::Outlet));
        outlets.find_besides(contacts::words_besides(tx)?);
        Ok(())
    }

    /// Reads these people again: changed, new or gone. The orders are gone through once, however many they are.
    pub(super) fn refresh(&mut self, tx: &ReadTx<'_>, people: &[PersonId]) -> Result<(), StoreError> {
        if people.is_empty() {
            return Ok(());
        }
        let mut found: HashMap<PersonId, PersonRow> = contacts::rows_of(tx, people)?.into_iter().map(|row| (row.id, row)).collect();
        self.orders.clear();
        let ids = &self.ids;
        let taken = people.iter().filter_map(|id| Some((*id, self.rows.take(Some(*id), |row| ids.get(row as usize).copied())?)));
        let held: HashMap<PersonId, u32> = taken.collect();
        let mut leaving = vec![false; self.ids.len()];
        for row in held.values() {
            if let (Some(leaves), Some(here)) = (leaving.get_mut(*row as usize), self.here.get_mut(*row as usize)) {
                (*leaves, *here) = (true, false);
            }
            self.phones.clear(*row);
        }
        let (mut named, mut addressed) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
        for id in people {
            let Some(row) = found.remove(id) else { continue };
            let at = held.get(id).map_or(self.ids.len(), |row| *row as usize);
            self.haystack.change(at, words_of(&row));
            self.put(at, &row);
            let (number, name) = (u32::try_from(at).unwrap_or(u32::MAX), (row.sort_key, row.id));
            if !row.address.is_empty() {
                addressed.push(((fold_key(&row.address), name.clone()), number));
            }
            named.push((name, number));
        }
        self.read_phones(tx, Some(people))?;
        let placed = |row: u32| match self.ids.get(row as usize) {
            Some(id) => contacts::placed_by(tx, *id),
            None => Ok(None),
        };
        self.by_name.change(&leaving, named, |row| Ok::<_, StoreError>(placed(row)?.map(|by| (by.sort_key, by.id))))?;
        self.by_address.change(&leaving, addressed, |row| Ok(placed(row)?.map(|by| (fold_key(&by.address), (by.sort_key, by.id)))))
    }

    /// Whether a column is here to be sorted by.
    pub(super) fn holds(&self, column: Column) -> bool {
        column.is_of_rows() || self.held.iter().any(|(held, _)| *held == column)
    }

    /// Takes in what a column says that no row says itself.
    pub(super) fn hold(&mut self, column: Column, cells: Vec<Cell>, now: Millis) {
        if self.holds(column) {
            return;
        }
        let ids = &self.ids;
        let mut keys = vec![None; ids.len()];
        for cell in cells {
            let row = self.rows.find(Some(cell.person), |row| ids.get(row as usize).copied());
            if let Some(key) = row.and_then(|row| keys.get_mut(row as usize)) {
                *key = Some(cell.key);
            }
        }
        let mut coded = Coded::default();
        for (row, key) in keys.into_iter().enumerate() {
            coded.set(row, key.as_deref().unwrap_or_default());
        }
        coded.rank();
        coded.shrink();
        self.coded.insert(column, coded);
        self.held.push((column, day(now)));
        if self.held.len() > MOST_HELD
            && let Some((oldest, _)) = self.held.first().copied()
        {
            self.let_go(|column| column == oldest);
        }
    }

    /// Forgets those columns that no row says itself.
    pub(super) fn let_go(&mut self, which: impl Fn(Column) -> bool) {
        let (coded, orders) = (&mut self.coded, &mut self.orders);
        self.held.retain(|(column, _)| {
            let goes = which(*column);
            if goes {
                coded.remove(column);
                orders.remove(column);
            }
            !goes
        });
    }

    /// Forgets what is true on the day on which it was read alone.
    pub(super) fn let_go_of_other_days(&mut self, now: Millis) {
        let today = day(now);
        if self.held.iter().any(|(column, read)| *column == Column::Warmth && *read != today) {
            self.let_go(|column| column == Column::Warmth);
        }
    }

    /// Reads again what the held columns say of these people, of whom [`refresh`](Self::refresh) knows already.
    pub(super) fn refresh_held<E>(
        &mut self,
        people: &[PersonId],
        read: impl Fn(Column, &[PersonId]) -> Result<Vec<Cell>, E>,
    ) -> Result<(), E> {
        if people.is_empty() {
            return Ok(());
        }
        let ids = &self.ids;
        let mut rows: Vec<(u32, PersonId)> =
            people.iter().filter_map(|id| Some((self.rows.find(Some(*id), |row| ids.get(row as usize).copied())?, *id))).collect();
        // Whoever is new comes behind all others, one after another.
        rows.sort_unstable();
        for (column, _) in &self.held {
            let keys: HashMap<PersonId, String> = read(*column, people)?.into_iter().map(|cell| (cell.person, cell.key)).collect();
            let Some(coded) = self.coded.get_mut(column) else { continue };
            for (row, id) in &rows {
                coded.set(*row as usize, keys.get(id).map_or("", String::as_str));
            }
            self.orders.remove(column);
        }
        Ok(())
    }

    /// Whether so much changed that reading all anew is cheaper.
    pub(super) fn is_worn(&self) -> bool {
        self.haystack.changed() > MOST_FRESH
    }

    fn put(&mut self, at: usize, row: &PersonRow) {
        for column in Column::OF_ROWS.iter().filter(|column| **column != Column::Address) {
            self.coded.entry(*column).or_insert_with(|| Coded::of(*column)).set(at, &column.text(row));
        }
        if at == self.ids.len() {
            Arc::make_mut(&mut self.ids).push(row.id);
            self.addressed.push(!row.address.is_empty());
            self.here.push(true);
        } else if let (Some(addressed), Some(here)) = (self.addressed.get_mut(at), self.here.get_mut(at)) {
            (*addressed, *here) = (!row.address.is_empty(), true);
        }
        let (ids, number) = (&self.ids, u32::try_from(at).unwrap_or(u32::MAX));
        self.rows.put(Some(row.id), number, |row| ids.get(row as usize).copied());
    }

    /// The people of `among` (all, if none is given) who have each of `search`'s words, or a phone with all of its digits, in the order of
    /// `sort`.
    pub(super) fn pick(&mut self, among: Option<&[PersonId]>, search: &str, by: (Column, bool)) -> Walk {
        let (sort, descending) = by;
        self.order(sort);
        let mut keep = if among.is_none() { self.here.clone() } else { vec![false; self.ids.len()] };
        let of = |row: u32| self.ids.get(row as usize).copied();
        for row in among.unwrap_or_default().iter().filter_map(|id| self.rows.find(Some(*id), of)) {
            if let Some(mark) = keep.get_mut(row as usize) {
                *mark = true;
            }
        }
        let mut has = vec![true; self.ids.len()];
        for word in search.split_whitespace() {
            let needle = words(word);
            let mut marks = vec![false; self.ids.len()];
            if !needle.is_empty() {
                self.haystack.mark(&needle, &mut marks);
                for column in SEARCHED.iter().filter_map(|column| self.coded.get(column)) {
                    column.mark(&needle, &mut marks);
                }
            }
            for (has, found) in has.iter_mut().zip(&marks) {
                *has &= *found;
            }
        }
        if let Some(digits) = contacts::phone_digits(search) {
            self.phones.mark(&digits, &mut has);
        }
        for (keep, has) in keep.iter_mut().zip(&has) {
            *keep &= *has;
        }
        let order = self.orders.get(&sort).unwrap_or_else(|| self.by_name.rows());
        let count = keep.iter().map(|kept| usize::from(*kept)).sum();
        // Who has nothing there stands last in this direction too.
        let turned = if descending { order.partition_point(|row| !self.is_empty(sort, *row)) } else { 0 };
        Walk::along(Arc::clone(&self.ids), Arc::clone(order), keep, turned, count)
    }

    fn is_empty(&self, column: Column, row: u32) -> bool {
        if column == Column::Address {
            return self.addressed.get(row as usize) == Some(&false);
        }
        let Some(coded) = self.coded.get(&column) else { return false };
        coded.codes.get(row as usize).is_some_and(|code| coded.texts.get(code).is_empty())
    }

    /// Makes the order of a column: by its texts, and by name where these are the same.
    fn order(&mut self, column: Column) {
        if column == Column::Name || self.orders.contains_key(&column) {
            return;
        }
        let by_name = self.by_name.rows();
        let order = if column == Column::Address {
            let without = by_name.iter().filter(|row| self.addressed.get(**row as usize) == Some(&false));
            self.by_address.rows().iter().chain(without).copied().collect()
        } else {
            let Some(coded) = self.coded.get_mut(&column) else { return };
            coded.rank();
            coded.in_order(by_name)
        };
        self.orders.insert(column, Arc::new(order));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_come_one_by_one_stand_where_they_would_among_all() {
        let texts = ["ruth@b.example", "Aiko@b.example", "", "zoë@a.example", "aiko@b.example", "12@c.example", "Ruth@B.example"];
        let of = |ranked_at: &[usize]| {
            let mut coded = Coded::default();
            for (row, text) in texts.iter().enumerate() {
                coded.set(row, text);
                if ranked_at.contains(&row) {
                    coded.rank();
                }
            }
            coded.rank();
            let rows: Vec<u32> = (0..).take(texts.len()).collect();
            coded.in_order(&rows)
        };
        let at_once = of(&[]);
        assert_eq!(at_once, [5, 1, 4, 0, 6, 3, 2], "what is empty stands last");
        assert_eq!((of(&[0, 1, 2, 3, 4, 5]), of(&[3])), (at_once.clone(), at_once));
        let mut coded = Coded::default();
        (0..4).for_each(|row| coded.set(row, ["b", "a", "b", "a"][row]));
        coded.rank();
        assert_eq!(coded.in_order(&[3, 0, 2, 1]), [3, 1, 0, 2], "those with the same text stay as they were");
    }
}
