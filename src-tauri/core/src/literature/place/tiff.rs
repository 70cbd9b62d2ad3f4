//! TIFF, as a picture of its own or as what a camera wrote into another: tables of entries that lead to further tables.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Budget, Plan, iptc, xmp};
use crate::literature::bare::{EXIF, Tiff};

/// Most tables of one file, entries of a table, tables that an entry names.
const MOST_TABLES: usize = 256;
const MOST_ENTRIES: usize = 4_096;
const MOST_NAMED: usize = 64;
/// Most entries of a table of places, and the longest value of one: names of a method or an area, and what fills up.
const MOST_OF_PLACE: usize = 64;
const LONGEST_OF_PLACE: usize = 64 * 1024;

const SUB_TABLES: u32 = 0x014A;
const TURNED: u16 = 0x0112;
const XMP: u32 = 0x02BC;
const IPTC: u32 = 0x83BB;
const PHOTOSHOP: u32 = 0x8649;
const OF_CAMERA: u32 = 0x8769;
const PLACE: u32 = 0x8825;
const OF_MAKER: u32 = 0x927C;
const INTEROPERABILITY: u32 = 0xA005;
/// Where parts of the picture stand, each with the entry that says how long they are: strips, tiles, the small picture.
const PARTS: &[(u32, u32)] = &[(0x0111, 0x0117), (0x0144, 0x0145), (0x0201, 0x0202)];

/// Whether these bytes say that they are TIFF, in either order of bytes.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II\x2A\0") || bytes.starts_with(b"MM\0\x2A")
}

/// As [`look`], where a JPEG's mark may stand before it.
pub(super) fn look_behind_mark(bytes: &[u8], budget: &Budget) -> Plan {
    if !budget.spend(bytes.len()) {
        return Plan::unread();
    }
    let Some(behind) = bytes.strip_prefix(EXIF) else { return look(bytes, budget) };
    let mut plan = Plan::default();
    plan.add(std::slice::from_ref(&(0..bytes.len())), EXIF.len(), look(behind, budget));
    plan
}

/// Looks through all tables for places.
pub(super) fn look(bytes: &[u8], budget: &Budget) -> Plan {
    let Some(tiff) = Tiff::of(bytes).filter(|_| is_one(bytes)) else { return Plan::unread() };
    let mut walk = Walk {
        tiff,
        bytes,
        budget,
        plan: Plan { kept: std::iter::once(0..8).collect(), ..Plan::default() },
        open: Vec::new(),
        seen: BTreeSet::new(),
    };
    match tiff.first() {
        Some(first) if first != 0 => walk.open.push(first),
        _ => walk.plan.unread = true,
    }
    while let Some(table) = walk.open.pop() {
        if table != 0 && walk.seen.insert(table) && (walk.seen.len() > MOST_TABLES || walk.table(table).is_none()) {
            walk.plan.stop();
            break;
        }
    }
    walk.plan
}

struct Walk<'b> {
    tiff: Tiff<'b>,
    bytes: &'b [u8],
    budget: &'b Budget,
    plan: Plan,
    open: Vec<usize>,
    seen: BTreeSet<usize>,
}

/// An entry of a table.
struct Entry {
    at: usize,
    tag: u32,
    kind: u32,
    number: usize,
    /// Where its value stands; none where it is of an unknown kind or beyond the file.
    value: Option<Range<usize>>,
}

impl Entry {
    /// Whether its value stands elsewhere: a short one stands in the entry.
    const fn is_beyond(&self, value: &Range<usize>) -> bool {
        value.start != self.at + 8
    }
}

impl Walk<'_> {
    fn number(&self, at: usize, length: usize) -> Option<usize> {
        usize::try_from(self.tiff.number(at, length)?).ok()
    }

    fn entries(&self, table: usize, most: usize) -> Option<Vec<Entry>> {
        let count = self.number(table, 2).filter(|count| (1..=most).contains(count))?;
        self.bytes.get(table..table.checked_add(2 + 12 * count)?).filter(|table| self.budget.spend(table.len()))?;
        (0..count).map(|n| self.entry(table + 2 + 12 * n)).collect()
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let (tag, kind, number) = (self.tiff.number(at, 2)?, self.tiff.number(at + 2, 2)?, self.number(at + 4, 4)?);
        let unit = match kind {
            1 | 2 | 6 | 7 => Some(1),
            3 | 8 => Some(2),
            4 | 9 | 11 | 13 => Some(4),
            5 | 10 | 12 => Some(8),
            _ => None,
        };
        let length = unit.and_then(|unit: usize| unit.checked_mul(number));
        let from = if length.is_some_and(|length| length <= 4) { at + 8 } else { self.number(at + 8, 4)? };
        let value = length.and_then(|length| Some(from..from.checked_add(length)?)).filter(|value| value.end <= self.bytes.len());
        Some(Entry { at, tag, kind, number, value })
    }

    /// Reads one table; none where it is broken.
    fn table(&mut self, table: usize) -> Option<()> {
        let entries = self.entries(table, MOST_ENTRIES)?;
        let after = table + 2 + 12 * entries.len();
        let ends = (after + 4).min(self.bytes.len());
        if let Some(next) = self.number(after, 4) {
            self.open.push(next);
        }
        self.parts(&entries);
        let mut left = Vec::new();
        for entry in &entries {
            let goes = entry.tag == PLACE && self.place(entry);
            if !goes {
                left.push(entry.at);
                self.entry_that_stays(entry);
            }
        }
        if left.len() == entries.len() {
            self.plan.keep(std::iter::once(table..ends));
        } else {
            let made = self.without(&left, table, after, ends)?;
            self.plan.take(table, made);
        }
        Some(())
    }

    /// The table with the entries that stay, and blank behind them.
    fn without(&self, left: &[usize], table: usize, after: usize, ends: usize) -> Option<Vec<u8>> {
        let two = |number: u16| if self.tiff.little { number.to_le_bytes() } else { number.to_be_bytes() };
        let four = |number: u32| if self.tiff.little { number.to_le_bytes() } else { number.to_be_bytes() };
        let mut made = two(u16::try_from(left.len().max(1)).ok()?).to_vec();
        for at in left {
            made.extend_from_slice(self.bytes.get(*at..at + 12)?);
        }
        if left.is_empty() {
            // No table is empty: what is not turned says so.
            made.extend_from_slice(&[two(TURNED), two(3)].concat());
            made.extend_from_slice(&four(1));
            made.extend_from_slice(&[two(1), [0, 0]].concat());
        }
        made.extend_from_slice(self.bytes.get(after..ends)?);
        made.resize(ends - table, 0);
        Some(made)
    }

    fn entry_that_stays(&mut self, entry: &Entry) {
        let Some(value) = entry.value.clone() else {
            self.plan.unread |= matches!(entry.tag, SUB_TABLES | XMP | IPTC | PHOTOSHOP | OF_CAMERA | OF_MAKER | INTEROPERABILITY);
            return;
        };
        let bytes = self.bytes.get(value.clone()).unwrap_or_default();
        match entry.tag {
            OF_CAMERA | INTEROPERABILITY => self.open.extend(self.number(entry.at + 8, 4)),
            SUB_TABLES => {
                let named = entry.number.min(MOST_NAMED);
                self.plan.unread |= named < entry.number;
                if !self.budget.spend(4 * named) {
                    return;
                }
                let tables: Vec<_> = (0..named).filter_map(|n| self.number(value.start + 4 * n, 4)).collect();
                self.open.extend(tables);
                if entry.is_beyond(&value) {
                    self.plan.keep([value]);
                }
            }
            XMP => self.plan.add(std::slice::from_ref(&value), 0, xmp::look(bytes, self.budget)),
            IPTC => self.plan.add(std::slice::from_ref(&value), 0, iptc::look(bytes, self.budget)),
            PHOTOSHOP => self.plan.add(std::slice::from_ref(&value), 0, iptc::look_at_resources(bytes, self.budget)),
            _ => {
                // What a maker of cameras notes is its own; of this one it is known that towns are among it.
                self.plan.unread |= entry.tag == OF_MAKER && bytes.starts_with(b"Panasonic");
                if entry.is_beyond(&value) {
                    self.plan.keep([value]);
                }
            }
        }
    }

    /// Keeps the parts of the picture apart.
    fn parts(&mut self, entries: &[Entry]) {
        for (places, lengths) in PARTS {
            let of = |tag: &u32| entries.iter().find(|entry| entry.tag == *tag);
            let (Some(places), Some(lengths)) = (of(places), of(lengths)) else { continue };
            for n in 0..places.number.min(lengths.number) {
                if self.plan.kept.len() > super::MOST_KEPT {
                    return;
                }
                let (Some(from), Some(length)) = (self.nth(places, n), self.nth(lengths, n)) else { return };
                self.plan.keep(std::iter::once(from..from.saturating_add(length)));
            }
        }
    }

    fn nth(&self, entry: &Entry, n: usize) -> Option<usize> {
        let unit = match entry.kind {
            3 => 2,
            4 | 13 => 4,
            _ => return None,
        };
        self.number(entry.value.clone()?.start + unit * n, unit)
    }

    /// Writes over a table of places and its values; false where it is none that can be read.
    fn place(&mut self, entry: &Entry) -> bool {
        let Some(table) = self.number(entry.at + 8, 4).filter(|table| *table != 0) else {
            self.plan.unread = true;
            return false;
        };
        if !self.seen.insert(table) {
            return true;
        }
        let Some(entries) = self.entries(table, MOST_OF_PLACE) else {
            self.plan.unread = true;
            return false;
        };
        // What stands beyond the file, or is of an unknown kind, is not found.
        self.plan.unread |= entries.iter().any(|entry| entry.value.is_none());
        for value in entries.iter().filter_map(|entry| entry.value.clone().filter(|value| entry.is_beyond(value))) {
            if value.len() > LONGEST_OF_PLACE || !self.budget.spend(value.len()) {
                self.plan.unread = true;
                return false;
            }
            self.plan.take(value.start, vec![0; value.len()]);
        }
        self.plan.take(table, vec![0; 2 + 12 * entries.len()]);
        true
    }
}
