//! Directories: LDIF (RFC 2849), as directory servers and Thunderbird write it.

use std::io::Read;

use base64::Engine as _;
use encoding_rs::Encoding;

use super::lines::{Lines, text};
use super::{Broken, Entry, Field, numbered};

/// Entries one after another.
pub(super) struct Directory<R> {
    lines: Lines<R>,
    encoding: &'static Encoding,
}

/// Kinds of entries that are no person.
const GROUPS: [&str; 4] = ["groupofnames", "groupofuniquenames", "posixgroup", "group"];
/// Attributes of which several are one text.
const JOINED: [&str; 2] = ["description", "street"];

impl<R: Read> Directory<R> {
    pub(super) const fn new(lines: Lines<R>, encoding: &'static Encoding) -> Self {
        Self { lines, encoding }
    }

    /// The next entry.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Entry>> {
        let (mut entry, mut begun) = (Entry::default(), false);
        while let Some(mut line) = self.lines.next()? {
            if line.iter().all(u8::is_ascii_whitespace) && !line.starts_with(b" ") {
                if begun {
                    break;
                }
                continue;
            }
            self.lines.unfold(&mut line, false)?;
            if line.starts_with(b"#") {
                continue;
            }
            let Some((name, value)) = self.attribute(&line) else {
                // The mark between two changes of an entry, which is refused as a whole.
                if line != b"-" {
                    begun = true;
                    entry.broken.get_or_insert(Broken::NoEntry);
                    entry.add("cn", &self.encoding.decode_without_bom_handling(line.get(..200).unwrap_or(&line)).0);
                }
                continue;
            };
            match name.as_str() {
                "version" if !begun => {}
                "objectclass" => {
                    if GROUPS.contains(&value.to_ascii_lowercase().as_str()) {
                        entry.broken.get_or_insert(Broken::Group);
                    }
                }
                "changetype" => {
                    if !value.eq_ignore_ascii_case("add") {
                        entry.broken.get_or_insert(Broken::Change);
                    }
                }
                "dn" => begun = true,
                name if JOINED.contains(&name) => entry.append(name, &value, "\n"),
                // Who belongs to a group says nothing of a person.
                "member" | "uniquemember" => {}
                name => entry.add(name, &value),
            }
            begun |= !entry.is_empty();
        }
        Ok(begun.then_some(entry))
    }

    /// The name of an attribute in lower case without its options, and its value.
    fn attribute(&self, line: &[u8]) -> Option<(String, String)> {
        let colon = memchr::memchr(b':', line)?;
        let name = std::str::from_utf8(line.get(..colon)?).ok()?;
        let name = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
            return None;
        }
        let value = line.get(colon + 1..)?;
        let Some(packed) = value.strip_prefix(b":") else { return Some((name, text(value, self.encoding).trim().to_owned())) };
        let packed: Vec<u8> = packed.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
        let value = match base64::engine::general_purpose::STANDARD.decode(&packed).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(binary)) => format!("{} KB", binary.as_bytes().len().div_ceil(1_024)),
            Err(_) => char::REPLACEMENT_CHARACTER.to_string(),
        };
        Some((name, value))
    }
}

/// Columns in the order in which they are shown.
const ORDER: [&str; 21] = [
    "cn",
    "displayname",
    "givenname",
    "sn",
    "o",
    "ou",
    "title",
    "mail",
    "mozillasecondemail",
    "telephonenumber",
    "mobile",
    "homephone",
    "street",
    "postalcode",
    "l",
    "st",
    "c",
    "co",
    "countryname",
    "preferredlanguage",
    "description",
];

/// Where a column stands among the others.
pub(super) fn place(column: &str) -> (usize, u32, usize, String) {
    let (name, number) = numbered(column);
    match ORDER.iter().position(|known| *known == name) {
        Some(at) => (at, number, 0, String::new()),
        None => (ORDER.len(), 0, 0, column.to_owned()),
    }
}

/// What a column holds.
pub(super) fn field(column: &str, names: &[String]) -> Option<Field> {
    let (name, number) = numbered(column);
    let first_of = |these: &[&str]| these.iter().find(|one| names.iter().any(|name| name == *one)) == Some(&name);
    match name {
        "mail" if number > 1 => Some(Field::OtherAddress),
        "mail" => Some(Field::Address),
        "mozillasecondemail" => Some(Field::OtherAddress),
        "telephonenumber" | "homephone" | "mobile" => Some(Field::Phone),
        _ if number > 1 => None,
        "cn" | "displayname" => first_of(&["cn", "displayname"]).then_some(Field::Name),
        "givenname" => Some(Field::GivenName),
        "sn" => Some(Field::FamilyName),
        "o" => Some(Field::Outlet),
        "title" => Some(Field::Role),
        "ou" | "departmentnumber" | "department" => first_of(&["department", "ou", "departmentnumber"]).then_some(Field::Department),
        "physicaldeliveryofficename" => Some(Field::Site),
        "employeenumber" => Some(Field::StaffNumber),
        "l" => Some(Field::City),
        "c" | "co" | "countryname" => first_of(&["c", "co", "countryname"]).then_some(Field::Country),
        "preferredlanguage" => Some(Field::Language),
        "description" => Some(Field::Notes),
        _ => None,
    }
}
