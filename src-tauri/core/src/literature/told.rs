//! What was written into a picture by whoever took it or keeps it: what stands below it and whom it is by. Pure. After IPTC IIM 4.1 (records
//! in Photoshop's mark of a JPEG) and XMP (ISO 16684-1: `dc:description`, `dc:creator`, `photoshop:Credit`) in JPEG, PNG and WebP.

use std::ops::Range;

use super::bare::{PNG, marks_of_jpeg, piece_of_png, piece_of_webp};
use super::word::Node;

/// The longest of these words that are read, in characters.
const LONGEST: usize = 2_000;

/// What a picture says of itself; empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What stands below it.
    pub caption: String,
    /// Whom it is by, and who gives it: `Ana Ferreira / Harbour Trust`.
    pub credit: String,
}

/// What a picture says of itself, by its XMP, and where that is silent by its IPTC. What cannot be read says nothing.
#[must_use]
pub fn told(bytes: &[u8]) -> Told {
    let newer = xmp_of(bytes).and_then(|xmp| std::str::from_utf8(xmp).ok()).and_then(|xmp| Node::read(xmp).ok()).map(|xmp| of_xmp(&xmp));
    let older = marks_of_jpeg(bytes).find_map(|(mark, body)| body.strip_prefix(PHOTOSHOP).filter(|_| mark == 0xED)).and_then(iptc_of);
    let older = older.map(of_iptc).unwrap_or_default();
    let newer = newer.unwrap_or_default();
    let first = |newer: String, older: String| if newer.is_empty() { older } else { newer };
    Told { caption: first(newer.caption, older.caption), credit: first(newer.credit, older.credit) }
}

const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";

fn xmp_of(bytes: &[u8]) -> Option<&[u8]> {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        marks_of_jpeg(bytes).find_map(|(mark, body)| body.strip_prefix(XMP).filter(|_| mark == 0xE1))
    } else if bytes.starts_with(PNG) {
        // Not packed, without language and title: nobody writes it in another way.
        pieces(PNG.len(), |at| piece_of_png(bytes, at))
            .find_map(|(kind, data)| data.strip_prefix(b"XML:com.adobe.xmp\0\0\0\0\0".as_slice()).filter(|_| kind == b"iTXt"))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        pieces(12, |at| piece_of_webp(bytes, at)).find_map(|(kind, data)| (kind == b"XMP ").then_some(data))
    } else {
        None
    }
}

type Piece<'b> = (&'b [u8; 4], &'b [u8]);

fn pieces<'b>(mut at: usize, piece: impl Fn(usize) -> Option<(&'b [u8; 4], &'b [u8], usize)>) -> impl Iterator<Item = Piece<'b>> {
    std::iter::from_fn(move || {
        let (kind, data, end) = piece(at)?;
        at = end;
        Some((kind, data))
    })
}

fn of_xmp(xmp: &Node) -> Told {
    let item = |name: &str| xmp.find(name).and_then(|list| list.find("li")).map(|item| cleaned(&item.text)).unwrap_or_default();
    let credit = xmp.find("Credit").map(|node| node.text.as_str()).or_else(|| attribute(xmp, "Credit")).unwrap_or_default();
    Told { caption: item("description"), credit: by(&item("creator"), &cleaned(credit)) }
}

/// The first attribute of a name, however deep.
fn attribute<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    Some(node.at(name)).filter(|value| !value.is_empty()).or_else(|| node.children.iter().find_map(|child| attribute(child, name)))
}

/// The records within Photoshop's mark.
fn iptc_of(body: &[u8]) -> Option<&[u8]> {
    resources(body).find(|(number, _)| *number == 0x0404).and_then(|(_, data)| body.get(data))
}

/// Photoshop's resources by their numbers, each with the place of its bytes, as far as they can be read.
pub(super) fn resources(body: &[u8]) -> impl Iterator<Item = (u16, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let head = bytes_at(body, at, 7)?.strip_prefix(b"8BIM".as_slice())?;
        // A name that says how long it is, and what follows, begin at even places.
        let named = 7 + usize::from(*head.get(2)?);
        let from = at + named + named % 2;
        let length = usize::try_from(u32::from_be_bytes(*body.get(from..)?.first_chunk()?)).ok()?;
        let data = from + 4..(from + 4).checked_add(length).filter(|end| *end <= body.len())?;
        at = data.end + length % 2;
        Some((u16::from_be_bytes(*head.first_chunk()?), data))
    })
}

fn of_iptc(records: &[u8]) -> Told {
    let (mut caption, mut creator, mut credit) = (String::new(), String::new(), String::new());
    let mut at = 0;
    while let Some([0x1C, record, kind, high, low]) = records.get(at..).and_then(<[u8]>::first_chunk).copied() {
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some(data) = bytes_at(records, at + 5, length) else { break };
        let place = match (record, kind) {
            (2, 120) => Some(&mut caption),
            (2, 80) => Some(&mut creator),
            (2, 110) => Some(&mut credit),
            _ => None,
        };
        if let Some(place) = place.filter(|place| place.is_empty()) {
            // Most write UTF-8, whether or not they say so; older ones a byte a letter.
            let words = std::str::from_utf8(data).map_or_else(|_| data.iter().map(|byte| char::from(*byte)).collect(), str::to_owned);
            *place = cleaned(&words);
        }
        at += 5 + length;
    }
    Told { caption, credit: by(&creator, &credit) }
}

fn bytes_at(bytes: &[u8], from: usize, length: usize) -> Option<&[u8]> {
    bytes.get(from..from.checked_add(length)?)
}

/// Whom it is by, and who gives it where that says more.
fn by(creator: &str, giver: &str) -> String {
    match (creator.is_empty(), giver.is_empty()) {
        (false, false) if !giver.contains(creator) => format!("{creator} / {giver}"),
        (_, false) => giver.to_owned(),
        (_, true) => creator.to_owned(),
    }
}

fn cleaned(words: &str) -> String {
    let seen: String = words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}
