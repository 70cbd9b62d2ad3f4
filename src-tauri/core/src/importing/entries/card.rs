//! Visiting cards: vCard 4.0 (RFC 6350), 3.0 (RFC 2426) and 2.1, as the address books of the world write them.

use std::io::Read;

use base64::Engine as _;
use encoding_rs::Encoding;

use super::lines::{Lines, text};
use super::{Broken, Entry, Field, numbered};
use crate::contacts::{Network, OWN_FIELD};

/// What is kept of a card, and about what a property takes beside its text.
const CARD_BYTES: usize = 2 * super::RECORD_BYTES;
const PROPERTY_BYTES: usize = 128;

/// Cards one after another.
pub(super) struct Cards<R> {
    lines: Lines<R>,
    encoding: &'static Encoding,
}

/// One property of a card.
#[derive(Debug, Default, PartialEq, Eq)]
struct Property {
    /// What ties it to others of the card: `item1`.
    group: String,
    name: String,
    /// Lower case: `work`, `cell`.
    types: Vec<String>,
    /// 1 is the most preferred; 101 says nothing of it.
    preference: u32,
    /// As it stands in the card, escaped.
    value: String,
    /// Bytes of a picture or a key, which is no text.
    binary: Option<usize>,
    /// A photo, as it stands in the card.
    photo: Option<String>,
}

impl<R: Read> Cards<R> {
    pub(super) const fn new(lines: Lines<R>, encoding: &'static Encoding) -> Self {
        Self { lines, encoding }
    }

    /// The next card, or the lines that belong to none.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Entry>> {
        let mut stray = String::new();
        while let Some(line) = self.lines.peek()? {
            if is(line, b"BEGIN:VCARD") {
                if stray.is_empty() {
                    self.lines.next()?;
                    return self.card().map(Some);
                }
                break;
            }
            if stray.len() < 2_000 {
                stray.push_str(String::from_utf8_lossy(line).trim());
            }
            self.lines.next()?;
        }
        let mut entry = Entry { broken: Some(Broken::NoEntry), ..Entry::default() };
        entry.add("FN", &stray.chars().take(200).collect::<String>());
        Ok((!stray.is_empty()).then_some(entry))
    }

    fn card(&mut self) -> std::io::Result<Entry> {
        let (mut properties, mut old, mut depth, mut broken): (Vec<Property>, _, _, _) = (Vec::new(), false, 1u32, None);
        let mut bytes = 0;
        loop {
            // The next card begins before this one ended, unless it is an assistant's in this one.
            let nests = depth > 1 || properties.last().is_some_and(|last| last.name == "AGENT" && last.value.trim().is_empty());
            if !nests && self.lines.peek()?.is_some_and(|line| is(line, b"BEGIN:VCARD")) {
                broken = Some(Broken::OpenEntry);
                break;
            }
            let Some(mut line) = self.lines.next()? else {
                broken = Some(Broken::OpenEntry);
                break;
            };
            let quoted = contains(&line, b"QUOTED-PRINTABLE");
            while quoted && line.ends_with(b"=") {
                line.pop();
                let Some(more) = self.lines.next()? else { break };
                if line.len() < super::lines::LINE_BYTES {
                    line.extend_from_slice(&more);
                }
            }
            if !quoted {
                self.lines.unfold(&mut line, old)?;
            }
            if is(&line, b"BEGIN:VCARD") {
                depth += 1;
            } else if is(&line, b"END:VCARD") {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            } else if depth == 1 && !line.iter().all(u8::is_ascii_whitespace) {
                old |= is(&line, b"VERSION:2.1");
                match Property::parse(&line, self.encoding) {
                    Some(property) if bytes + property.value.len() > CARD_BYTES => broken = Some(Broken::TooLong),
                    Some(property) => {
                        bytes += property.value.len() + PROPERTY_BYTES;
                        properties.push(property);
                    }
                    None => match properties.last_mut() {
                        // Part of a picture that nobody indented.
                        Some(Property { binary: Some(bytes), photo, .. }) => {
                            *bytes += line.len();
                            if let Some(photo) = photo.as_mut().filter(|photo| photo.len() < super::lines::LINE_BYTES) {
                                photo.extend(text(&line, self.encoding).split_whitespace());
                            }
                        }
                        // A line that nobody folded belongs to what stands above it.
                        Some(last) if last.value.len() < CARD_BYTES => {
                            last.value = format!("{}\\n{}", last.value, text(&line, self.encoding));
                        }
                        Some(_) => broken = Some(Broken::TooLong),
                        None => broken = Some(Broken::NoEntry),
                    },
                }
            }
        }
        Ok(entry(&properties, broken))
    }
}

fn is(line: &[u8], wanted: &[u8]) -> bool {
    line.trim_ascii().eq_ignore_ascii_case(wanted)
}

fn contains(line: &[u8], wanted: &[u8]) -> bool {
    let head = line.split(|b| *b == b':').next().unwrap_or_default();
    head.windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted))
}

impl Property {
    /// Reads a whole line; `None` if it is none.
    fn parse(line: &[u8], encoding: &'static Encoding) -> Option<Self> {
        let colon = unquoted(line, b':').next()?;
        let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let head = text(head, encoding);
        let mut parts = split(&head, ';').into_iter();
        let name = parts.next()?;
        let (group, name) = name.rsplit_once('.').unwrap_or(("", name));
        let name = name.trim().to_ascii_uppercase();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
            return None;
        }
        let mut property = Self { group: group.trim().to_ascii_lowercase(), name, preference: 101, ..Self::default() };
        let (mut charset, mut packed, mut quoted) = (None, false, false);
        for parameter in parts {
            let (key, said) = parameter.split_once('=').unwrap_or(("TYPE", parameter));
            let values = said.split(',').map(parameter_text).map(|text| text.trim().to_ascii_lowercase());
            match key.trim().to_ascii_uppercase().as_str() {
                "TYPE" => property.types.extend(values),
                "PREF" => property.preference = said.trim().trim_matches('"').parse().unwrap_or(101),
                "CHARSET" => charset = Encoding::for_label(said.trim().trim_matches('"').as_bytes()),
                "SERVICE-TYPE" => property.types.extend(values),
                "ENCODING" => property.types.extend(values),
                _ => {}
            }
        }
        property.types.retain(|word| {
            quoted |= word == "quoted-printable";
            packed |= word == "base64" || word == "b";
            if word == "pref" {
                property.preference = property.preference.min(1);
            }
            !matches!(word.as_str(), "quoted-printable" | "base64" | "b" | "pref" | "8bit" | "7bit")
        });
        let picture = matches!(property.name.as_str(), "PHOTO" | "LOGO" | "SOUND" | "KEY");
        if packed || (picture && value.starts_with(b"data:")) {
            let unpacked = base64::engine::general_purpose::STANDARD
                .decode(value.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect::<Vec<_>>());
            match unpacked.ok().filter(|_| !picture).and_then(|bytes| String::from_utf8(bytes).ok()) {
                Some(plain) => property.value = plain.replace('\\', "\\\\"),
                None => {
                    property.binary = Some(value.len() / 4 * 3);
                    property.photo = (property.name == "PHOTO").then(|| photo_uri(value));
                }
            }
        } else {
            let plain = if quoted { unquoted_printable(value) } else { value.to_vec() };
            property.value = match charset {
                Some(charset) => charset.decode_without_bom_handling(&plain).0.into_owned(),
                None => text(&plain, encoding),
            };
        }
        Some(property)
    }

    /// The value as one text.
    fn text(&self) -> String {
        unescaped(&self.value)
    }

    /// The parts of a value between `mark`s.
    fn parts(&self, mark: char) -> Vec<String> {
        split_escaped(&self.value, mark).into_iter().map(unescaped).map(|part| part.trim().to_owned()).collect()
    }
}

/// A photo of a card as an address that holds its bytes. What it says of its form does not matter: the bytes do.
fn photo_uri(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    let data = text.rsplit_once(";base64,").map_or(&*text, |(_, data)| data);
    format!("data:image;base64,{}", data.split_whitespace().collect::<String>())
}

/// Where `mark` stands outside of quotes.
fn unquoted(line: &[u8], mark: u8) -> impl Iterator<Item = usize> {
    let mut inside = false;
    line.iter().enumerate().filter_map(move |(at, byte)| {
        inside ^= *byte == b'"';
        (*byte == mark && !inside).then_some(at)
    })
}

/// The parts between `mark`s outside of quotes.
fn split(text: &str, mark: char) -> Vec<&str> {
    let mut inside = false;
    text.split(move |c| {
        inside ^= c == '"';
        c == mark && !inside
    })
    .collect()
}

/// What a parameter says (RFC 6868): `^n`, `^'` and `^^`.
fn parameter_text(text: &str) -> String {
    let text = text.trim().trim_matches('"');
    if text.contains('^') { text.replace("^n", "\n").replace("^'", "\"").replace("^^", "^") } else { text.to_owned() }
}

/// The parts between `mark`s that no backslash precedes.
fn split_escaped(text: &str, mark: char) -> Vec<&str> {
    let mut escaped = false;
    text.split(move |c| {
        let here = c == mark && !escaped;
        escaped = c == '\\' && !escaped;
        here
    })
    .collect()
}

/// A text without its backslashes.
fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let (mut plain, mut letters) = (String::with_capacity(text.len()), text.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other @ (',' | ';' | ':' | '\\' | '"')) => plain.push(other),
                Some(other) => plain.extend(['\\', other]),
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    plain
}

/// The bytes of a quoted-printable text whose lines are joined.
fn unquoted_printable(text: &[u8]) -> Vec<u8> {
    let hex = |byte: Option<&u8>| byte.and_then(|b| char::from(*b).to_digit(16));
    let (mut bytes, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(byte) = text.get(at) {
        match (byte, hex(text.get(at + 1)), hex(text.get(at + 2))) {
            (b'=', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                at += 3;
            }
            _ => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    bytes
}

/// What a card says, by columns.
fn entry(properties: &[Property], broken: Option<Broken>) -> Entry {
    let mut entry = Entry { broken, ..Entry::default() };
    let in_group = |group: &str, name: &str| {
        properties.iter().find(|one| !group.is_empty() && one.group == group && one.name == name).map(Property::text)
    };
    let mut all: Vec<&Property> = properties.iter().collect();
    all.sort_by_key(|one| one.preference);
    for property in all {
        let group = property.group.as_str();
        match property.name.as_str() {
            // Of the card, not of the person; or said where it belongs.
            "VERSION" | "PRODID" | "REV" | "UID" | "X-ABLABEL" | "X-ABUID" | "X-ABADR" => {}
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" if property.value.trim().eq_ignore_ascii_case("group") => {
                entry.broken.get_or_insert(Broken::Group);
            }
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" => {}
            // One photo is enough; what is larger than it may be is none.
            "PHOTO" if property.photo.is_some() => {
                if entry.values.iter().all(|(name, _)| name != "PHOTO") {
                    entry.add("PHOTO", property.photo.as_deref().unwrap_or_default());
                }
            }
            _ if property.binary.is_some() => {
                entry.add(&property.name, &format!("{} KB", property.binary.unwrap_or_default().div_ceil(1_024)));
            }
            "N" => {
                let parts = split_escaped(&property.value, ';');
                let part =
                    |at: usize| parts.get(at).map(|part| split_escaped(part, ',').into_iter().map(unescaped).collect::<Vec<_>>().join(" "));
                for (at, name) in ["N family", "N given", "N additional", "N prefix", "N suffix"].into_iter().enumerate() {
                    entry.append(name, &part(at).unwrap_or_default(), " ");
                }
            }
            "ORG" => {
                let parts = property.parts(';');
                entry.add("ORG", parts.first().map_or("", String::as_str));
                let units: Vec<&str> = parts.iter().skip(1).map(String::as_str).filter(|unit| !unit.is_empty()).collect();
                entry.add("ORG unit", &units.join(", "));
            }
            "ADR" => address(&mut entry, &property.parts(';')),
            "NOTE" => entry.append("NOTE", &property.text(), "\n"),
            "CATEGORIES" => {
                let said: Vec<String> = property.parts(',').into_iter().filter(|one| !one.is_empty()).collect();
                entry.append("CATEGORIES", &said.join("; "), "; ");
            }
            "EMAIL" => {
                entry.add("EMAIL", property.text().trim_start_matches("mailto:"));
                for word in OF_ADDRESS {
                    let name = format!("{OWN}{word}");
                    entry.add(&matching(&entry, "EMAIL", &name), &in_group(group, &name).unwrap_or_default());
                }
            }
            // In one column, however many there are.
            "X-SOCIALPROFILE" | "SOCIALPROFILE" => {
                let text = property.text();
                let network = property.types.iter().find_map(|word| Network::named(word));
                let said = match network {
                    Some(network) if !text.contains("://") => format!("{}:{text}", network.word()),
                    _ => text,
                };
                entry.append("SOCIALPROFILE", &said, "; ");
            }
            // A field of the organisation's own has a column of its own, named as in our tables.
            "X-TIDINGS-FIELD" => {
                if let [name, value] = property.parts(';').as_slice() {
                    entry.add(&format!("{OWN_FIELD}{name}"), value);
                }
            }
            "TEL" => {
                let text = property.text();
                entry.add("TEL", text.strip_prefix("tel:").unwrap_or(&text));
                let types = property.types.iter().filter(|word| !matches!(word.as_str(), "voice" | "msg" | "internet"));
                let label = in_group(group, "X-ABLABEL")
                    .map(|label| apple(&label))
                    .unwrap_or_else(|| types.map(String::as_str).collect::<Vec<_>>().join(", "));
                entry.add(&matching(&entry, "TEL", "TEL type"), &label);
            }
            name if OF_ADDRESS.iter().any(|word| name.strip_prefix(OWN) == Some(word)) && !group.is_empty() => {}
            name => entry.add(name, &property.text()),
        }
    }
    one_role(&mut entry);
    entry
}

/// What somebody is at work stands in TITLE, in ROLE, or in both (RFC 6350, 6.6.1 and 6.6.2): where only ROLE says it, it stands for TITLE,
/// and where both say the same, once.
fn one_role(entry: &mut Entry) {
    let of = |name: &str| entry.values.iter().position(|(held, _)| held == name);
    let Some(role) = of("ROLE") else { return };
    match of("TITLE").and_then(|title| entry.values.get(title)) {
        None => entry.values.iter_mut().skip(role).take(1).for_each(|(name, _)| "TITLE".clone_into(name)),
        Some((_, title)) if entry.values.get(role).is_some_and(|(_, said)| said == title) => drop(entry.values.remove(role)),
        Some(_) => {}
    }
}

/// What our own cards say beside what everybody's do begins so.
pub(in crate::importing) const OWN: &str = "X-TIDINGS-";
/// And this is said of each address, in a group with it.
const OF_ADDRESS: [&str; 4] = ["SOURCE", "SOURCED-ON", "BASIS", "BASIS-NOTE"];

/// The name of a column that belongs to the one of `name` that was filled last.
fn matching(entry: &Entry, name: &str, beside: &str) -> String {
    let last = entry.values.iter().rev().find(|(held, _)| numbered(held).0 == name).map_or(1, |(held, _)| numbered(held).1);
    if last > 1 { format!("{beside} {last}") } else { beside.to_owned() }
}

/// Apple's names of labels: `_$!<Mobile>!$_`.
fn apple(label: &str) -> String {
    label.strip_prefix("_$!<").and_then(|label| label.strip_suffix(">!$_")).unwrap_or(label).to_owned()
}

fn address(entry: &mut Entry, parts: &[String]) {
    let part = |at: usize| parts.get(at).map_or("", String::as_str);
    let joined = |parts: &[&str]| parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    if entry.values.iter().any(|(name, _)| name.starts_with("ADR ")) {
        return entry.add("ADR 2", &joined(&parts.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    entry.add("ADR street", &joined(&[part(0), part(1), part(2)]));
    entry.add("ADR city", part(3));
    entry.add("ADR region", part(4));
    entry.add("ADR code", part(5));
    entry.add("ADR country", part(6));
}

/// Columns in the order in which they are shown.
const ORDER: [&str; 22] = [
    "FN",
    "N prefix",
    "N given",
    "N additional",
    "N family",
    "N suffix",
    "NICKNAME",
    "ORG",
    "ORG unit",
    "TITLE",
    "ROLE",
    "EMAIL",
    "TEL",
    "SOCIALPROFILE",
    "CATEGORIES",
    "ADR street",
    "ADR code",
    "ADR city",
    "ADR region",
    "ADR country",
    "LANG",
    "NOTE",
];

/// Where a column stands among the others.
pub(super) fn place(column: &str) -> (usize, u32, usize, String) {
    let (name, number) = numbered(column);
    let of_address = OF_ADDRESS.iter().position(|word| name.strip_prefix(OWN) == Some(word));
    let (name, within) = match (of_address, name) {
        (Some(at), _) => ("EMAIL", at + 1),
        (None, "TEL type") => ("TEL", 1),
        (None, name) => (name, 0),
    };
    match ORDER.iter().position(|known| *known == name) {
        Some(at) => (at, number, within, String::new()),
        None => (ORDER.len(), 0, 0, column.to_owned()),
    }
}

/// What a column holds.
pub(super) fn field(column: &str) -> Option<Field> {
    let (name, number) = numbered(column);
    if let Some(word) = name.strip_prefix(OWN) {
        // Tables of ours call it so, too.
        return if word == "SUPPRESSED" { Some(Field::OptedOut) } else { Field::from_word(word) };
    }
    match name {
        "EMAIL" if number > 1 => Some(Field::OtherAddress),
        "EMAIL" => Some(Field::Address),
        "TEL" => Some(Field::Phone),
        "TEL type" => Some(Field::PhoneLabel),
        _ if number > 1 => None,
        "FN" => Some(Field::Name),
        "N given" => Some(Field::GivenName),
        "N family" => Some(Field::FamilyName),
        "N prefix" => Some(Field::Salutation),
        "ORG" => Some(Field::Outlet),
        "ORG unit" => Some(Field::Department),
        "SOCIALPROFILE" => Some(Field::Handles),
        "TITLE" => Some(Field::Role),
        "CATEGORIES" => Some(Field::Beats),
        "ADR city" => Some(Field::City),
        "ADR country" => Some(Field::Country),
        "LANG" => Some(Field::Language),
        "TZ" => Some(Field::TimeZone),
        "NOTE" => Some(Field::Notes),
        "PHOTO" => Some(Field::Photo),
        _ => None,
    }
}
