//! Objects: JSON (RFC 8259), one a line as our own export writes them, in a list, or in a list within an object as other programs'
//! interfaces answer.

use std::io::{BufRead, BufReader, Chain, Cursor, Read};

use serde_json::{Map, Value};

use super::{Broken, Entry, RECORD_BYTES};
use crate::contacts::{self, PositionInput};

/// Within so many bytes from the beginning a list must begin that stands within an object.
const LIST_WITHIN: u64 = 64 * 1024;
/// How interfaces call the list of what was asked for.
const LISTS: [&str; 10] = ["people", "persons", "contacts", "members", "subscribers", "users", "results", "records", "items", "data"];
/// Of what cannot be read, so many bytes are shown.
const SHOWN_BYTES: usize = 200;

/// Objects one after another.
pub(super) struct Objects<R> {
    source: BufReader<Chain<Cursor<Vec<u8>>, R>>,
    /// They stand in a list; else one a line.
    listed: bool,
    ended: bool,
    /// Whether any of them is one of our own export's.
    own: bool,
}

impl<R: Read> Objects<R> {
    pub(super) fn new(mut source: R) -> std::io::Result<Self> {
        let mut beginning = Vec::new();
        source.by_ref().take(LIST_WITHIN).read_to_end(&mut beginning)?;
        let list = list_in(&beginning);
        let mut beginning = Cursor::new(beginning);
        beginning.set_position(list.unwrap_or_default() as u64);
        let source = BufReader::with_capacity(64 * 1024, beginning.chain(source));
        Ok(Self { source, listed: list.is_some(), ended: false, own: false })
    }

    /// Whether any of those that were read is one of our own export's.
    pub(super) const fn own(&self) -> bool {
        self.own
    }

    /// The next object as an entry.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Entry>> {
        while let Some(byte) = self.peek()?.filter(|_| !self.ended) {
            match byte {
                b'{' => {
                    let (text, whole) = self.object()?;
                    return Ok(Some(self.entry(&text, whole)));
                }
                b']' if self.listed => self.ended = true,
                b',' if self.listed => self.source.consume(1),
                _ if byte.is_ascii_whitespace() => self.source.consume(1),
                _ => {
                    let text = self.other()?;
                    return Ok(Some(broken(&text, Broken::NoEntry)));
                }
            }
        }
        Ok(None)
    }

    fn peek(&mut self) -> std::io::Result<Option<u8>> {
        Ok(self.source.fill_buf()?.first().copied())
    }

    /// The text of an object from its brace to the one that closes it, and whether it is there. Of one that is too long the beginning.
    fn object(&mut self) -> std::io::Result<(Vec<u8>, bool)> {
        let (mut text, mut depth, mut quoted, mut escaped) = (Vec::new(), 0usize, false, false);
        while let Some(byte) = self.peek()? {
            let begins_line = text.last() == Some(&b'\n');
            // Where each stands on a line of its own, one that does not end is over where the next begins.
            if !self.listed && ((quoted && byte == b'\n') || (begins_line && byte == b'{')) {
                return Ok((text, false));
            }
            self.source.consume(1);
            if text.len() <= RECORD_BYTES {
                text.push(byte);
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok((text, true));
                    }
                }
                _ => {}
            }
        }
        Ok((text, false))
    }

    /// What stands where an object should, up to what separates it from the next.
    fn other(&mut self) -> std::io::Result<Vec<u8>> {
        let (mut text, mut quoted) = (Vec::new(), false);
        while let Some(byte) = self.peek()? {
            let ends = if self.listed { !quoted && matches!(byte, b',' | b']' | b'{') } else { byte == b'\n' };
            if ends {
                break;
            }
            quoted ^= byte == b'"';
            self.source.consume(1);
            if text.len() < SHOWN_BYTES {
                text.push(byte);
            }
        }
        Ok(text)
    }

    fn entry(&mut self, text: &[u8], whole: bool) -> Entry {
        if text.len() > RECORD_BYTES {
            return broken(text, Broken::TooLong);
        }
        if !whole {
            return broken(text, Broken::OpenEntry);
        }
        match serde_json::from_slice::<Map<String, Value>>(text) {
            Ok(object) if is_own(&object) => {
                self.own = true;
                own_entry(&object)
            }
            Ok(object) => {
                let mut entry = Entry::default();
                object.iter().for_each(|(key, value)| tell(&mut entry, key, value));
                entry
            }
            Err(_) if std::str::from_utf8(text).is_err() => broken(text, Broken::Undecodable),
            Err(_) => broken(text, Broken::NoEntry),
        }
    }
}

/// What cannot be read, shown in the place of a name.
fn broken(text: &[u8], why: Broken) -> Entry {
    let mut entry = Entry { broken: Some(why), ..Entry::default() };
    entry.add("name", &String::from_utf8_lossy(text.get(..SHOWN_BYTES).unwrap_or(text)));
    entry
}

/// Whether a file that begins so holds objects.
pub(super) fn begins(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| !c.is_whitespace());
    match (marks.next(), marks.next()) {
        (Some('['), second) => second == Some('{'),
        (Some('{'), second) => second == Some('"'),
        _ => false,
    }
}

/// Where the objects of a list begin; none where each stands for itself.
fn list_in(text: &[u8]) -> Option<usize> {
    let mut at = past_blanks(text, 0);
    if text.get(at) == Some(&b'[') {
        return Some(at + 1);
    }
    if text.get(at) != Some(&b'{') {
        return None;
    }
    at += 1;
    loop {
        at = past_blanks(text, at);
        if text.get(at) != Some(&b'"') {
            return None;
        }
        let end = past_value(text, at)?;
        let key = text.get(at + 1..end - 1)?;
        at = past_blanks(text, end);
        if text.get(at) != Some(&b':') {
            return None;
        }
        at = past_blanks(text, at + 1);
        let known = LISTS.iter().any(|name| key.eq_ignore_ascii_case(name.as_bytes()));
        if known && text.get(at) == Some(&b'[') && text.get(past_blanks(text, at + 1)) == Some(&b'{') {
            return Some(at + 1);
        }
        at = past_blanks(text, past_value(text, at)?);
        if text.get(at) != Some(&b',') {
            return None;
        }
        at += 1;
    }
}

fn past_blanks(text: &[u8], from: usize) -> usize {
    from + text.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Where a value ends that begins here; none where that is not in sight.
fn past_value(text: &[u8], from: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (at, byte) in text.iter().enumerate().skip(from) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => {
                quoted = !quoted;
                if !quoted && depth == 0 {
                    return Some(at + 1);
                }
            }
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return Some(at),
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// Tells an entry what stands under a name. What stands in an object within it is told under both names, what stands in a list once
/// more under the next number, and a list of plain values as one text.
fn tell(entry: &mut Entry, name: &str, value: &Value) {
    match value {
        Value::Object(within) => within.iter().for_each(|(key, value)| tell(entry, &format!("{name} {key}"), value)),
        Value::Array(list) if list.iter().any(|one| one.is_object() || one.is_array()) => {
            list.iter().for_each(|one| tell(entry, name, one));
        }
        Value::Array(list) => entry.add(name, &list.iter().map(text).collect::<Vec<_>>().join("; ")),
        plain => entry.add(name, &text(plain)),
    }
}

/// A plain value as it stands in a cell.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// Whether our own export wrote it.
fn is_own(object: &Map<String, Value>) -> bool {
    ["id", "kind", "given_name", "addresses", "do_not_contact"].iter().all(|key| object.contains_key(*key))
}

/// What stands in an address of our own export, by the names of our own table.
const ADDRESS: [&str; 5] = ["address", "source", "sourced_on", "basis", "basis_note"];

/// An object of our own export, told under the names of our own table.
fn own_entry(object: &Map<String, Value>) -> Entry {
    let mut entry = Entry::default();
    let plain = |value: Option<&Value>| value.map(text).unwrap_or_default();
    let numbered = |name: &str, at: usize| if at == 0 { name.to_owned() } else { format!("{name}_{}", at + 1) };
    for (key, value) in object {
        let list = || value.as_array().into_iter().flatten();
        match key.as_str() {
            "addresses" => {
                for (at, one) in list().enumerate() {
                    ADDRESS.iter().for_each(|name| entry.add(&numbered(name, at), &plain(one.get(name))));
                }
            }
            "phones" => {
                for (at, one) in list().enumerate() {
                    entry.add(&numbered("phone", at), &plain(one.get("number")));
                    entry.add(&numbered("phone_label", at), &plain(one.get("label")));
                }
            }
            "handles" => {
                let cells = list().map(|one| format!("{}:{}", plain(one.get("network")), plain(one.get("handle"))));
                entry.add("handles", &cells.collect::<Vec<_>>().join("; "));
            }
            "positions" => {
                let one = |one: &Value| PositionInput {
                    outlet: plain(one.get("outlet")),
                    role: plain(one.get("role")),
                    from: plain(one.get("from")),
                    to: plain(one.get("to")),
                };
                entry.add("positions", &contacts::positions_cell(&list().map(one).collect::<Vec<_>>()));
            }
            "relations" => {
                if value.as_array().is_some_and(|list| !list.is_empty()) {
                    entry.add("relations", &value.to_string());
                }
            }
            // What is known of an outlet comes with the outlets.
            "about_outlet" => {}
            "suppressed" => {
                let cells = list().map(|one| format!("{} ({})", plain(one.get("address")), plain(one.get("reason"))));
                entry.add("suppressed", &cells.collect::<Vec<_>>().join("; "));
            }
            "custom" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    entry.add(&format!("{}{name}", contacts::OWN_FIELD), &text(value));
                }
            }
            // A bar without a reason is one all the same.
            "do_not_contact" => value.as_str().into_iter().for_each(|reason| entry.add(key, &contacts::bar_cell(reason))),
            "tags" => entry.add(key, &contacts::tags_cell(&list().map(text).collect::<Vec<_>>())),
            key => tell(&mut entry, key, value),
        }
    }
    entry
}

/// Where a column stands among the others: those of our own table as it has them, for what an address or a phone is said to be must
/// stand behind it.
pub(super) fn place(column: &str) -> (usize, u32, usize, String) {
    let head = contacts::own_head();
    let (name, number) = column
        .rsplit_once('_')
        .and_then(|(name, number)| Some((name, number.parse().ok().filter(|number| *number > 1)?)))
        .unwrap_or((column, 1));
    let at = head.iter().position(|known| known == name);
    match (at, ADDRESS.contains(&name), name.starts_with("phone")) {
        (Some(at), true, _) => (head.len() + 1, number, at, String::new()),
        (Some(at), _, true) => (head.len() + 2, number, at, String::new()),
        (Some(at), ..) if number == 1 => (at, 0, 0, String::new()),
        _ if column.starts_with(contacts::OWN_FIELD) => (head.len(), 0, 0, column.to_owned()),
        _ => (head.len() + 3, 0, 0, column.to_owned()),
    }
}

/// The name by which it is guessed what a column holds: of names within names the last, where no other column has the same.
pub(super) fn spoken<'n>(column: &'n str, names: &[String]) -> &'n str {
    let last = |name: &'n str| name.rsplit_once(' ').map_or(name, |(_, last)| last);
    let said = last(column);
    let once = names.iter().filter(|name| name.rsplit_once(' ').map_or(name.as_str(), |(_, last)| last) == said).count() == 1;
    if once { said } else { column }
}
