//! A packet of XMP: what names a place becomes blanks, so that the packet is as long as before and still XML.

use std::ops::Range;

use super::{Budget, Plan};

/// Last parts of names that say where something was made, or what is to be seen: of Exif, IPTC Core and Extension, Photoshop, Dublin Core,
/// drones and films. In small letters: not everybody writes them with the same capitals.
const PLACES: &[&str] = &[
    "city",
    "country",
    "countrycode",
    "countryname",
    "coverage",
    "lat",
    "location",
    "locationcreated",
    "locationshown",
    "long",
    "provincestate",
    "shotlocation",
    "state",
    "sublocation",
    "worldregion",
];

/// Most places of one packet.
const MOST_PLACES: usize = 4_096;

fn is_place(name: &[u8]) -> bool {
    let last = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
    let Ok(last) = std::str::from_utf8(last).map(str::to_ascii_lowercase) else { return false };
    PLACES.contains(&last.as_str()) || ["gps", "latitude", "longitude"].iter().any(|part| last.contains(part))
}

/// Looks through a packet; one that is no plain XML in UTF-8 is not read.
pub(super) fn look(packet: &[u8], budget: &Budget) -> Plan {
    if !budget.spend(packet.len()) {
        return Plan::unread();
    }
    let end = packet.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let Some(text) = packet.get(..end).filter(|text| !text.contains(&0) && std::str::from_utf8(text).is_ok()) else {
        return Plan::unread();
    };
    let Some(places) = places(text) else { return Plan::unread() };
    let mut plan = Plan::default();
    for place in places {
        plan.take(place.start, vec![b' '; place.len()]);
    }
    plan
}

/// The properties that name a place, whole: elements with all that stands in them, and attributes. None where tags do not fit together.
fn places(text: &[u8]) -> Option<Vec<Range<usize>>> {
    let (mut found, mut at, mut depth) = (Vec::new(), 0, 0_usize);
    // Where the outermost one begins in which we are, and how deep that is.
    let mut within: Option<(usize, usize)> = None;
    while let Some(next) = text.get(at..)?.iter().position(|byte| *byte == b'<') {
        let start = at + next;
        let rest = text.get(start..)?;
        if let Some(length) = passed_over(rest)? {
            at = start + length;
            continue;
        }
        let tag = rest.get(..=end_of_tag(rest)?)?;
        at = start + tag.len();
        if tag.starts_with(b"</") {
            depth = depth.checked_sub(1)?;
            if let Some((from, _)) = within.filter(|(_, outer)| *outer == depth) {
                found.push(from..at);
                within = None;
            }
            continue;
        }
        let alone = tag.ends_with(b"/>");
        let named = tag.iter().skip(1).position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))? + 1;
        if within.is_none() {
            if is_place(tag.get(1..named)?) {
                if alone {
                    found.push(start..at);
                } else {
                    within = Some((start, depth));
                }
            } else {
                found.extend(attributes(tag, named)?.into_iter().map(|place| start + place.start..start + place.end));
            }
        }
        depth += usize::from(!alone);
        if found.len() > MOST_PLACES {
            return None;
        }
    }
    (depth == 0 && within.is_none()).then_some(found)
}

/// How long a comment, an instruction or a stretch of bare text is; none where there is none. Declarations are not read.
fn passed_over(rest: &[u8]) -> Option<Option<usize>> {
    for (begins, ends) in [(b"<!--".as_slice(), b"-->".as_slice()), (b"<?", b"?>"), (b"<![CDATA[", b"]]>")] {
        if rest.starts_with(begins) {
            let inside = rest.get(begins.len()..)?;
            return Some(Some(begins.len() + memchr::memmem::find(inside, ends)? + ends.len()));
        }
    }
    (!rest.starts_with(b"<!")).then_some(None)
}

/// The place of the `>` of a tag, past those within quotes.
fn end_of_tag(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    tag.iter().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'>') => return true,
            _ => {}
        }
        false
    })
}

/// The attributes of a tag that name a place, counted from the tag's first byte.
fn attributes(tag: &[u8], mut at: usize) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    loop {
        at += tag.get(at..)?.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b'/')?;
        if tag.get(at) == Some(&b'>') {
            return Some(found);
        }
        let equals = at + tag.get(at..)?.iter().position(|byte| *byte == b'=')?;
        let name = tag.get(at..equals)?.trim_ascii();
        let open = equals + 1 + tag.get(equals + 1..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let quote = tag.get(open).filter(|byte| matches!(byte, b'"' | b'\''))?;
        let end = open + 2 + tag.get(open + 1..)?.iter().position(|byte| byte == quote)?;
        // What gives a short name to a list of names is none of them, whatever that is.
        let is_short_name = name == b"xmlns" || name.starts_with(b"xmlns:");
        if !is_short_name && is_place(name) {
            found.push(at..end);
            if found.len() > MOST_PLACES {
                return None;
            }
        }
        at = end;
    }
}
