//! Boxes of ISO 14496-12 and QuickTime's atoms: pictures (HEIC, AVIF) with their items, films with what stands beside their tracks.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Budget, Plan, names_a_place, tiff, xmp};

/// Most boxes within one, entries of a list, pieces and bytes of an item that are looked through.
const MOST_BOXES: usize = 20_000;
const MOST_LISTED: usize = 100_000;
const MOST_PIECES: usize = 64;
const LONGEST_ITEM: usize = 16 * 1024 * 1024;

/// XMP in a box of its own (XMP specification, part 3).
const XMP: [u8; 16] = [0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC];
/// Sony's profile of a film and what hangs on it: neither names a place.
const PROFILES: [&[u8; 4]; 2] = [b"PROF", b"USMT"];

/// What stands beside a film and says nothing of where: names and rights (3GPP TS 26.244, QuickTime), how it plays, who made it.
const OF_ELSE: &[&[u8; 4]] = &[
    b"AllF", b"LOOP", b"SelO", b"WLOC", b"albm", b"auth", b"chpl", b"clsf", b"coll", b"cprt", b"date", b"dscp", b"free", b"gnre", b"hinf",
    b"hinv", b"hnti", b"kind", b"kywd", b"manu", b"modl", b"name", b"perf", b"ptv ", b"reel", b"rtng", b"scen", b"shot", b"skip", b"slno",
    b"strk", b"tagc", b"titl", b"tsel", b"yrrc",
];

/// Whether these bytes begin as such a file does.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp") || may_be_one(bytes) && boxes(bytes, 0..bytes.len()).is_some()
}

/// Whether a file that begins so may be such a one without a brand, which only all of it says.
pub(super) fn may_be_one(beginning: &[u8]) -> bool {
    [b"moov".as_slice(), b"mdat", b"wide", b"free", b"skip", b"pnot"].contains(&beginning.get(4..8).unwrap_or_default())
}

/// The brands of pictures (ISO 23008-12, Canon's CR3); all others are of films.
const OF_PICTURES: &[&[u8; 4]] =
    &[b"mif1", b"mif2", b"msf1", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"jpeg", b"jpgs", b"avci", b"avcs", b"crx "];

/// What such a file is, by its brand; one without a brand is QuickTime's.
pub(super) fn media_type(bytes: &[u8]) -> &'static str {
    match (bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"ftyp"), Some(brand)) if OF_PICTURES.iter().any(|picture| *picture == brand) => "image/heif",
        (Some(b"ftyp"), _) => "video/mp4",
        _ => "video/quicktime",
    }
}

/// Looks through all boxes for places.
pub(super) fn look(bytes: &[u8], budget: &Budget) -> Plan {
    let mut plan = Plan::default();
    File { bytes, budget, plan: &mut plan, inner: false }.all();
    plan
}

/// A box: what it is called, all of it, and what stands in it.
#[derive(Debug)]
struct Piece {
    kind: [u8; 4],
    whole: Range<usize>,
    body: Range<usize>,
}

/// The boxes that fill a range; none where they do not. Four empty bytes may end them, as QuickTime has it.
fn boxes(bytes: &[u8], within: Range<usize>) -> Option<Vec<Piece>> {
    let (mut found, mut at) = (Vec::new(), within.start);
    while at < within.end {
        if within.end - at == 4 && bytes.get(at..within.end) == Some(&[0; 4]) {
            break;
        }
        let said = number(bytes, at, 4)?;
        let kind: [u8; 4] = *bytes.get(at + 4..)?.first_chunk()?;
        let (head, length) = match said {
            0 => (8, within.end - at),
            1 => (16, number(bytes, at + 8, 8)?),
            said => (8, said),
        };
        let end = at.checked_add(length).filter(|end| *end <= within.end && length >= head)?;
        found.push(Piece { kind, whole: at..end, body: at + head..end });
        if found.len() > MOST_BOXES {
            return None;
        }
        at = end;
    }
    Some(found)
}

/// A number of so many bytes; of none it is 0.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    usize::try_from(bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))).ok()
}

struct File<'a> {
    bytes: &'a [u8],
    budget: &'a Budget,
    plan: &'a mut Plan,
    /// Whether it stands within another one.
    inner: bool,
}

impl File<'_> {
    fn body(&self, piece: &Piece) -> &[u8] {
        self.bytes.get(piece.body.clone()).unwrap_or_default()
    }

    /// Calls a look for each box of a range.
    fn each(&mut self, within: Range<usize>, mut look: impl FnMut(&mut Self, &Piece)) {
        match boxes(self.bytes, within) {
            Some(found) => found.iter().for_each(|piece| look(self, piece)),
            None => self.plan.unread = true,
        }
    }

    fn all(&mut self) {
        self.each(0..self.bytes.len(), |file, piece| match &piece.kind {
            b"ftyp" => file.plan.keep([piece.whole.clone()]),
            b"moov" => file.film(piece),
            b"meta" => file.meta(piece),
            b"udta" => file.beside(piece),
            b"uuid" => file.of_somebody(piece),
            // A moving picture beside a still one: a film of its own.
            b"mpvd" if !file.inner => {
                let mut plan = Plan::default();
                File { bytes: file.body(piece), budget: file.budget, plan: &mut plan, inner: true }.all();
                file.plan.add(std::slice::from_ref(&piece.body.clone()), 0, plan);
            }
            // Nothing stands there, but cameras in cars.
            b"free" | b"skip" => {
                let begins = file.body(piece).iter().take(64).copied().collect::<Vec<_>>();
                file.plan.unread |= names_a_place(&begins);
            }
            b"mdat" | b"wide" | b"pnot" | b"mfra" | b"moof" | b"prft" | b"sidx" | b"ssix" | b"styp" => {}
            _ => file.plan.unread = true,
        });
    }

    /// What belongs to a film: its tracks, and what stands beside them.
    fn film(&mut self, film: &Piece) {
        self.each(film.body.clone(), |file, piece| match &piece.kind {
            b"trak" => file.each(piece.body.clone(), |file, piece| match &piece.kind {
                b"mdia" => file.plan.unread |= !file.is_seen_or_heard(piece).unwrap_or(false),
                b"udta" => file.beside(piece),
                b"meta" => file.meta(piece),
                b"uuid" => file.of_somebody(piece),
                _ => {}
            }),
            b"udta" => file.beside(piece),
            b"meta" => file.meta(piece),
            b"uuid" => file.of_somebody(piece),
            b"mvhd" | b"iods" | b"mvex" | b"pssh" | b"ctab" | b"clip" | b"prfl" | b"free" | b"skip" => {}
            _ => file.plan.unread = true,
        });
    }

    /// Whether a track is of what is seen or heard, or keeps time; words and what was measured along the way may name places.
    fn is_seen_or_heard(&self, media: &Piece) -> Option<bool> {
        let within = |outer: &Piece, kind: &[u8; 4]| boxes(self.bytes, outer.body.clone())?.into_iter().find(|piece| piece.kind == *kind);
        let of = self.body(&within(media, b"hdlr")?).get(8..12)?.to_vec();
        Some(match of.as_slice() {
            b"vide" | b"soun" | b"tmcd" | b"hint" | b"alis" | b"pict" | b"auxv" | b"clcp" => true,
            // What was measured says by keys what it is.
            b"meta" => {
                let samples = within(&within(&within(media, b"minf")?, b"stbl")?, b"stsd")?;
                let entries = self.body(&samples);
                number(entries, 4, 4)? == 1 && entries.get(12..16)? == b"mebx" && !names_a_place(entries)
            }
            _ => false,
        })
    }

    /// What stands beside a film or a track.
    fn beside(&mut self, list: &Piece) {
        self.each(list.body.clone(), |file, piece| match &piece.kind {
            b"\xA9xyz" | b"@xyz" | b"loci" => file.empty(piece),
            b"meta" => file.meta(piece),
            b"uuid" => file.of_somebody(piece),
            b"XMP_" => {
                let found = xmp::look(file.body(piece), file.budget);
                file.plan.add(std::slice::from_ref(&piece.body.clone()), 0, found);
            }
            [0xA9 | b'@', ..] => {}
            kind => file.plan.unread |= !OF_ELSE.contains(&kind),
        });
    }

    fn of_somebody(&mut self, piece: &Piece) {
        let (name, behind) = self.body(piece).split_at_checked(16).unwrap_or_default();
        if name == XMP {
            let found = xmp::look(behind, self.budget);
            self.plan.add(std::slice::from_ref(&(piece.body.start + 16..piece.body.end)), 0, found);
        } else if !PROFILES.iter().any(|profile| name.starts_with(*profile)) {
            self.plan.unread = true;
        }
    }

    /// A box that says nothing any more, and that everybody passes over.
    fn empty(&mut self, piece: &Piece) {
        self.plan.take(piece.whole.start + 4, b"free".to_vec());
        self.plan.take(piece.body.start, vec![0; piece.body.len()]);
    }

    /// Words about a picture or a film: items of a picture, or keys and what they say.
    fn meta(&mut self, meta: &Piece) {
        // QuickTime's has no version before its boxes.
        let plain = self.body(meta).get(4..8) == Some(b"hdlr");
        let Some(all) = boxes(self.bytes, meta.body.start + if plain { 0 } else { 4 }..meta.body.end) else {
            self.plan.stop();
            return;
        };
        let of = |kind: &[u8; 4]| all.iter().find(|piece| piece.kind == *kind);
        if let (Some(infos), Some(places)) = (of(b"iinf"), of(b"iloc"))
            && self.items(infos, places, of(b"idat")).is_none()
        {
            self.plan.stop();
        }
        if let Some(said) = of(b"ilst") {
            self.said(said, of(b"keys"));
        }
        for piece in &all {
            match &piece.kind {
                b"idat" | b"ilst" => {}
                b"uuid" => self.of_somebody(piece),
                b"xml " | b"bxml" => self.plan.unread |= names_a_place(self.body(piece)),
                _ => self.plan.keep([piece.whole.clone()]),
            }
        }
    }

    /// A list of what is said, by keys or by names of its own.
    fn said(&mut self, list: &Piece, keys: Option<&Piece>) {
        let keys = match keys.map(|keys| self.keys(keys)) {
            Some(Some(keys)) => keys,
            Some(None) => {
                self.plan.unread = true;
                return;
            }
            None => Vec::new(),
        };
        self.each(list.body.clone(), |file, piece| {
            let numbered = usize::try_from(u32::from_be_bytes(piece.kind)).ok().and_then(|n| n.checked_sub(1)).and_then(|n| keys.get(n));
            let names = match &piece.kind {
                b"\xA9xyz" | b"loci" => true,
                // An entry that brings its name along, before what it says.
                b"----" => names_a_place(file.body(piece).get(..512).unwrap_or_else(|| file.body(piece))),
                _ => numbered.copied().unwrap_or(false),
            };
            if names {
                file.empty(piece);
            }
        });
    }

    /// Of each key in its order, whether it names a place.
    fn keys(&self, keys: &Piece) -> Option<Vec<bool>> {
        let body = boxes(self.bytes, keys.body.start + 8..keys.body.end)?;
        Some(body.iter().map(|key| names_a_place(self.body(key))).collect())
    }

    /// What stands in items: a camera's words, and XMP. The bytes of all others are kept.
    fn items(&mut self, infos: &Piece, places: &Piece, data: Option<&Piece>) -> Option<()> {
        if self.budget.is_over() {
            return None;
        }
        let kinds = kinds_of_items(self.bytes, infos)?;
        for item in places_of_items(self.bytes, places)? {
            let kind = kinds.get(&item.id);
            let (is_exif, is_xmp) = (kind == Some(&Kind::Exif), kind == Some(&Kind::Xmp));
            if !self.budget.spend(item.pieces.len()) {
                return None;
            }
            let base = match item.method {
                0 => Some(0),
                1 => data.map(|data| data.body.start),
                _ => None,
            };
            let pieces = base.filter(|_| !item.elsewhere && !self.inner).and_then(|base| {
                let whole = |(from, length): &(usize, usize)| {
                    let from = base.checked_add(*from)?;
                    Some(from..if *length == 0 { self.bytes.len() } else { from.checked_add(*length)? })
                };
                item.pieces.iter().map(whole).collect::<Option<Vec<_>>>()
            });
            match pieces {
                Some(pieces) if is_exif || is_xmp => self.item(&pieces, is_exif)?,
                Some(pieces) => self.plan.keep(pieces),
                None => self.plan.unread |= is_exif || is_xmp,
            }
        }
        Some(())
    }

    fn item(&mut self, pieces: &[Range<usize>], is_exif: bool) -> Option<()> {
        let length = pieces.iter().map(ExactSizeIterator::len).fold(0_usize, usize::saturating_add);
        if pieces.len() > MOST_PIECES || length > LONGEST_ITEM || !self.budget.spend(if is_exif { length } else { 0 }) {
            return None;
        }
        let mut joined = Vec::new();
        for piece in pieces {
            joined.extend_from_slice(self.bytes.get(piece.clone())?);
        }
        if is_exif {
            let skipped = number(&joined, 0, 4)?.checked_add(4)?;
            let found = tiff::look(joined.get(skipped..)?, self.budget);
            self.plan.add(pieces, skipped, found);
        } else {
            self.plan.add(pieces, 0, xmp::look(&joined, self.budget));
        }
        Some(())
    }
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Exif,
    Xmp,
    Other,
}

/// Of each item by its number what it is; the first to say so is right.
fn kinds_of_items(bytes: &[u8], infos: &Piece) -> Option<BTreeMap<usize, Kind>> {
    let head = if bytes.get(infos.body.start) == Some(&0) { 6 } else { 8 };
    let all = boxes(bytes, infos.body.start + head..infos.body.end)?;
    let mut kinds = BTreeMap::new();
    for piece in all.iter().filter(|piece| piece.kind == *b"infe") {
        let (id, kind) = kind_of_item(bytes.get(piece.body.clone())?)?;
        kinds.entry(id).or_insert(kind);
    }
    Some(kinds)
}

fn kind_of_item(body: &[u8]) -> Option<(usize, Kind)> {
    let version = body.first()?;
    let wide = if *version >= 3 { 4 } else { 2 };
    let id = number(body, 4, wide)?;
    let behind = 4 + wide + 2;
    let (kind, words): ([u8; 4], _) = if *version >= 2 {
        (*body.get(behind..)?.first_chunk()?, body.get(behind + 4..)?)
    } else {
        // Before there were kinds, all were told by what they hold.
        (*b"mime", body.get(behind..)?)
    };
    let content = words.split(|byte| *byte == 0).nth(1).unwrap_or_default();
    let kind = match &kind {
        b"Exif" => Kind::Exif,
        b"mime" if content == b"application/rdf+xml" => Kind::Xmp,
        _ => Kind::Other,
    };
    Some((id, kind))
}

/// Where an item stands: from where it is counted, and pieces with their lengths.
struct Placed {
    id: usize,
    method: usize,
    elsewhere: bool,
    pieces: Vec<(usize, usize)>,
}

fn places_of_items(bytes: &[u8], places: &Piece) -> Option<Vec<Placed>> {
    let mut reader = Reader { bytes: bytes.get(places.body.clone())?, at: 4 };
    let version = *reader.bytes.first().filter(|version| **version <= 2)?;
    let (sizes, more) = (reader.next(1)?, reader.next(1)?);
    let (of_offset, of_length, of_base) = (sizes >> 4, sizes & 15, more >> 4);
    let of_index = if version == 0 { 0 } else { more & 15 };
    let wide = if version == 2 { 4 } else { 2 };
    let (mut found, mut listed) = (Vec::new(), 0);
    for _ in 0..reader.next(wide)? {
        let id = reader.next(wide)?;
        let method = if version == 0 { 0 } else { reader.next(2)? & 15 };
        let elsewhere = reader.next(2)? != 0;
        let base = reader.next(of_base)?;
        let mut pieces = Vec::new();
        for _ in 0..reader.next(2)? {
            reader.next(of_index)?;
            pieces.push((base.checked_add(reader.next(of_offset)?)?, reader.next(of_length)?));
            listed += 1;
            if listed > MOST_LISTED {
                return None;
            }
        }
        // An item without a piece may be listed as often as one likes.
        listed += 1;
        if listed > MOST_LISTED {
            return None;
        }
        found.push(Placed { id, method, elsewhere, pieces });
    }
    Some(found)
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self, length: usize) -> Option<usize> {
        let read = number(self.bytes, self.at, length).filter(|_| matches!(length, 0 | 1 | 2 | 4 | 8))?;
        self.at += length;
        Some(read)
    }
}
