//! The shape of a table before anybody has said what is in it: its delimiter, whether its first row is a
//! header, and what each column seems to hold.

use std::collections::HashMap;

use super::field::Field;
use super::headers;
use super::records::Record;
use crate::contacts::{fold_key, places};
use crate::net::EmailAddress;

/// The delimiters that are tried, the likeliest first.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How well a delimiter fits: cells of the records that it makes of the same text.
///
/// The right one gives most records the same number of cells, more than one; among those that do, the one
/// that names more columns that we know, then the one with more columns.
pub(super) fn fitness(records: &[Record]) -> (u32, usize, usize) {
    let mut lengths: HashMap<usize, usize> = HashMap::new();
    for record in records {
        *lengths.entry(record.cells.len()).or_default() += 1;
    }
    let Some((columns, same)) = lengths.into_iter().filter(|(columns, _)| *columns > 1).max_by_key(|(columns, same)| (*same, *columns))
    else {
        return (0, 0, 0);
    };
    let known = records.first().map_or(0, |first| names_in(&first.cells));
    // In eighths: one ragged row among many decides nothing.
    let share = u32::try_from(same * 8 / records.len().max(1)).unwrap_or(0);
    (if known > 1 { share.max(4) + 1 } else { share }, known, columns)
}

/// How many columns that we know a row names.
fn names_in(cells: &[String]) -> usize {
    cells.iter().filter(|cell| headers::by_header(cell).is_some()).count()
}

/// Rows of a sheet among which its header is looked for: above it there may be a title and a date.
const ABOVE: usize = 20;

/// How many columns that we know the best row among the first names.
pub(super) fn known_names(records: &[Record]) -> usize {
    records.iter().take(ABOVE).map(|record| names_in(&record.cells)).max().unwrap_or(0)
}

/// The row in which the table of a sheet begins: the one that names most columns that we know, else the first that is more than a
/// title, else the first of all.
pub(super) fn first_row(records: &[Record]) -> u32 {
    let filled = |record: &Record| record.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let above = || records.iter().take(ABOVE);
    let most = known_names(records);
    let named = above().find(|record| most > 1 && names_in(&record.cells) == most);
    named.or_else(|| above().find(|record| filled(record) > 1)).or_else(|| records.first()).map_or(0, |record| record.row)
}

/// Whether the first record names the columns.
pub(super) fn has_header(records: &[Vec<String>]) -> bool {
    let Some((first, rest)) = records.split_first() else { return false };
    if first.iter().any(|cell| looks_like_address(cell)) {
        return false;
    }
    if first.iter().any(|cell| headers::by_header(cell).is_some()) {
        return true;
    }
    // Names of no known language: they are no header if they look like what stands below them.
    let filled: Vec<&String> = first.iter().filter(|cell| !cell.trim().is_empty()).collect();
    let distinct: std::collections::HashSet<&String> = filled.iter().copied().collect();
    let numbers = filled.iter().any(|cell| cell.chars().any(|c| c.is_ascii_digit()));
    let addresses_below = rest.iter().take(20).any(|record| record.iter().any(|cell| looks_like_address(cell)));
    !rest.is_empty() && addresses_below && !numbers && !filled.is_empty() && distinct.len() == filled.len()
}

/// What each column holds: by its name, else by what stands in it. A field is given once, but for those that repeat.
pub(super) fn propose(header: Option<&[String]>, rows: &[Vec<String>], columns: usize) -> Vec<Option<Field>> {
    let mut taken = std::collections::HashSet::new();
    let mut proposed: Vec<Option<Field>> = (0..columns)
        .map(|column| {
            let name = header.and_then(|header| header.get(column))?;
            let found = headers::by_header(name)?;
            let cells = || rows.iter().filter_map(|row| row.get(column));
            // "Adresse" and "address" are streets as often as mailboxes: what stands in the column decides.
            let found = match found {
                Field::Address | Field::OtherAddress
                    if cells().any(|cell| !cell.trim().is_empty()) && share(cells(), looks_like_address) < 3 =>
                {
                    return None;
                }
                // "Title" is Dr in one directory and Features editor in the next.
                Field::Salutation if !fold_key(name).starts_with(['s', 'a', 'h', 'p']) && share(cells(), looks_like_salutation) < 5 => {
                    Field::Role
                }
                found => found,
            };
            take(found, &mut taken)
        })
        .collect();
    name_meant_as_family_name(header, &mut proposed, &mut taken);
    for (column, slot) in proposed.iter_mut().enumerate().filter(|(_, slot)| slot.is_none()) {
        let cells = || rows.iter().filter_map(|row| row.get(column));
        let found = if share(cells(), looks_like_address) >= 6 {
            Some(Field::Address)
        } else if header.is_none() && share(cells(), looks_like_phone) >= 6 {
            Some(Field::Phone)
        } else if share(cells(), is_country) >= 7 {
            Some(Field::Country)
        } else if header.is_none() && share(cells(), looks_like_name) >= 7 && !taken.contains(&Field::Name) {
            Some(Field::Name)
        } else {
            None
        };
        *slot = found.and_then(|found| take(found, &mut taken));
    }
    proposed
}

/// Where there is a given name beside it, "Name", "Nom" or "Naam" is the family name; where "Nombre" or "Nome"
/// stand alone, they are the whole name.
fn name_meant_as_family_name(header: Option<&[String]>, proposed: &mut [Option<Field>], taken: &mut std::collections::HashSet<Field>) {
    let has = |field: Field, proposed: &[Option<Field>]| proposed.contains(&Some(field));
    if has(Field::Name, proposed) && has(Field::GivenName, proposed) && !has(Field::FamilyName, proposed) {
        replace(proposed, Field::Name, Field::FamilyName, taken);
    }
    if has(Field::GivenName, proposed) && !has(Field::FamilyName, proposed) && !has(Field::Name, proposed) {
        let both = ["nombre", "nome", "imie", "jmeno"];
        let said = proposed.iter().position(|p| *p == Some(Field::GivenName)).and_then(|at| header?.get(at));
        if said.is_some_and(|name| both.contains(&fold_key(name).as_str())) {
            replace(proposed, Field::GivenName, Field::Name, taken);
        }
    }
}

fn replace(proposed: &mut [Option<Field>], from: Field, to: Field, taken: &mut std::collections::HashSet<Field>) {
    for slot in proposed.iter_mut().filter(|slot| **slot == Some(from)) {
        *slot = Some(to);
    }
    taken.remove(&from);
    taken.insert(to);
}

fn take(field: Field, taken: &mut std::collections::HashSet<Field>) -> Option<Field> {
    if taken.insert(field) || field.repeats() {
        return Some(field);
    }
    (field == Field::Address).then_some(Field::OtherAddress)
}

/// At which character the beats of a column are split: the one that occurs most.
pub(super) fn beats_split<'a>(cells: impl Iterator<Item = &'a String>) -> char {
    let mut counts = [(';', 0usize), ('|', 0), (',', 0), ('/', 0)];
    for cell in cells {
        for (mark, count) in &mut counts {
            *count += usize::from(cell.contains(*mark));
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0).map_or(';', |(mark, _)| *mark)
}

/// What stands between several addresses in one cell, if a quarter of the cells have several. Fewer are slips, each for its row.
pub(super) fn addresses_split<'a>(cells: impl Iterator<Item = &'a String>) -> Option<&'static str> {
    let several = |cell: &str, mark: &str| {
        let mut parts = cell.split(mark).map(str::trim).filter(|part| !part.is_empty()).peekable();
        let first = parts.next().is_some_and(|part| EmailAddress::parse(part).is_ok());
        first && parts.peek().is_some() && parts.all(|part| EmailAddress::parse(part).is_ok())
    };
    let cells: Vec<&String> = cells.filter(|cell| !cell.trim().is_empty()).collect();
    let marks = [":::", ";", ",", "\n", "|", "/"].into_iter();
    marks
        .map(|mark| (mark, cells.iter().filter(|cell| several(cell, mark)).count()))
        .find(|(_, count)| *count > 0 && count * 4 >= cells.len())
        .map(|(mark, _)| mark)
}

/// How many eighths of the filled cells are so.
fn share<'a>(cells: impl Iterator<Item = &'a String>, is: fn(&str) -> bool) -> usize {
    let (mut filled, mut yes) = (0usize, 0usize);
    for cell in cells.filter(|cell| !cell.trim().is_empty()) {
        filled += 1;
        yes += usize::from(is(cell));
    }
    (yes * 8).checked_div(filled).unwrap_or(0)
}

pub(super) fn looks_like_address(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() < 400
        && cell.contains('@')
        && cell.split([';', ' ', ',']).any(|part| EmailAddress::parse(part.trim_matches(['<', '>', '"'])).is_ok())
}

fn looks_like_phone(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    (6..=17).contains(&digits) && cell.chars().all(|c| c.is_ascii_digit() || " +-()/.\u{a0}'".contains(c))
}

fn is_country(cell: &str) -> bool {
    let code = places::country(cell);
    code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase()) && !cell.contains('@')
}

fn looks_like_salutation(cell: &str) -> bool {
    cell.trim().chars().count() <= 5 || cell.trim_end().ends_with('.')
}

fn looks_like_name(cell: &str) -> bool {
    let words = cell.split_whitespace().count();
    (2..=4).contains(&words)
        && cell.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || "'’.-,".contains(c))
        // Most scripts know no capitals.
        && cell.chars().next().is_some_and(|first| !first.is_lowercase())
}
