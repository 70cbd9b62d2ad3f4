//! What has a day, as a calendar file for other programs: iCalendar (RFC 5545). Everything is an event, the day on which a text is due too:
//! of the programs that people have, many pass over tasks.

use crate::ids::Millis;

/// A line is folded after so many bytes.
const LINE_BYTES: usize = 75;

/// When an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Whole days, from the first to the last.
    Days(chrono::NaiveDate, chrono::NaiveDate),
    /// An instant.
    At(Millis),
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it is about, in this workspace: the same at each export, so that programs replace what they have.
    pub(super) about: String,
    /// When.
    pub(super) when: When,
    /// What it is called.
    pub(super) title: String,
    /// What else there is to say; may be empty.
    pub(super) more: String,
}

/// The calendar called `name` of the workspace `uid`, made at `now`. Its entries are in the order given.
pub(super) fn calendar(name: &str, uid: &str, now: Millis, entries: &[Entry]) -> String {
    let mut lines = Lines(String::new());
    lines.line("BEGIN", "VCALENDAR");
    lines.line("VERSION", "2.0");
    lines.line("PRODID", "-//Tidings//Tidings//EN");
    lines.line("X-WR-CALNAME", &escaped(name));
    for entry in entries {
        lines.line("BEGIN", "VEVENT");
        lines.line("UID", &escaped(&format!("{}@{uid}", entry.about)));
        lines.line("DTSTAMP", &instant(now));
        match entry.when {
            When::Days(first, last) => {
                lines.line("DTSTART;VALUE=DATE", &day(first));
                // The end of days is the one after the last.
                lines.line("DTEND;VALUE=DATE", &day(last.max(first).succ_opt().unwrap_or(last)));
            }
            When::At(at) => lines.line("DTSTART", &instant(at)),
        }
        lines.line("SUMMARY", &escaped(&entry.title));
        if !entry.more.is_empty() {
            lines.line("DESCRIPTION", &escaped(&entry.more));
        }
        // It is nobody's appointment.
        lines.line("TRANSP", "TRANSPARENT");
        lines.line("END", "VEVENT");
    }
    lines.line("END", "VCALENDAR");
    lines.0
}

fn day(day: chrono::NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

fn instant(at: Millis) -> String {
    chrono::DateTime::from_timestamp_millis(at.get()).unwrap_or_default().format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as it may stand in a value: no control character but a new line is left.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ',' | ';' => safe.extend(['\\', letter]),
            '\n' => safe.push_str("\\n"),
            letter if letter.is_control() => {}
            other => safe.push(other),
        }
    }
    safe
}

struct Lines(String);

impl Lines {
    /// A line, folded between letters where it is long.
    fn line(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if length + letter.len_utf8() > LINE_BYTES {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}
