//! Somebody's word that they keep embargoes (D37), as a cell of a table has it.

use chrono::NaiveDate;

use crate::ids::Millis;
use crate::messages::Message;

/// What says no, be it alone or before other words.
const NO: &[&str] = &[
    "no",
    "not",
    "none",
    "never",
    "false",
    "0",
    "n",
    "refused",
    "declined",
    "nein",
    "nicht",
    "nie",
    "kein",
    "keine",
    "abgelehnt",
    "verweigert",
    "non",
    "jamais",
];
/// What alone says yes.
const YES: &[&str] = &["yes", "true", "1", "x", "y", "ja", "oui", "si", "sí"];

/// That somebody keeps embargoes: since when, if it is known, and how it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Since when; else since it is written down.
    pub at: Option<Millis>,
    /// How it was said.
    pub note: String,
}

impl Agreement {
    /// Reads a cell of a file: `yes`, a date, a date with words behind it, or words. `no`, and what begins so, is no agreement, and takes none
    /// back.
    #[must_use]
    pub fn read(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        let lower = cell.to_lowercase();
        let first = first_word(&lower);
        if first.is_empty() || NO.contains(&first) {
            return None;
        }
        if YES.contains(&lower.as_str()) {
            return Some(Self { at: None, note: String::new() });
        }
        let (day, rest) = cell.split_once(char::is_whitespace).unwrap_or((cell, ""));
        let at = (day.len() == 10).then(|| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()).flatten();
        let at = at.and_then(|day| day.and_hms_opt(0, 0, 0)).map(|day| Millis::from(day.and_utc().timestamp_millis()));
        let note = if at.is_some() { rest } else { cell };
        Some(Self { at, note: note.split_whitespace().collect::<Vec<_>>().join(" ") })
    }

    /// Reads a cell that somebody writes, which may take an agreement back: nothing, `no` and what begins so; `yes`; a day, with words behind it
    /// or none. Other words are refused: nobody has agreed by “refuses”, and nobody has taken it back by “?”.
    pub(super) fn written(cell: &str) -> Result<Option<Self>, Message> {
        let said = Self::read(cell);
        let says = match &said {
            Some(agreed) => agreed.at.is_some() || agreed.note.is_empty(),
            None => cell.trim().is_empty() || !first_word(cell).is_empty(),
        };
        if says { Ok(said) } else { Err(Message::new("contacts.fault.agreement").with("text", cell.trim())) }
    }

    /// The cell of an agreement: its day, and how it was said.
    #[must_use]
    pub fn cell(at: Millis, note: &str) -> String {
        let day = at.to_rfc3339();
        format!("{} {note}", day.get(..10).unwrap_or_default()).trim_end().to_owned()
    }
}

/// The letters and digits with which a cell begins, whatever marks stand before them.
fn first_word(cell: &str) -> &str {
    let no_letter = |one: char| !one.is_alphanumeric();
    cell.trim_start_matches(no_letter).split(no_letter).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_says_is_an_agreement_with_its_day_and_its_words() {
        let said = |cell: &str| Agreement::read(cell).map(|said| (said.at.map(Millis::get), said.note));
        assert_eq!(said("yes"), Some((None, String::new())));
        for no in
            [" no ", "", "Nein", "no, not any more", "nein danke", "„Nein“, per Mail", "refused", "Abgelehnt am Telefon", "0", "-", "?"]
        {
            assert_eq!(said(no), None, "{no}");
        }
        assert_eq!(said("by letter"), Some((None, "by letter".to_owned())));
        assert_eq!(said("Nora said so"), Some((None, "Nora said so".to_owned())));
        assert_eq!(said("2026-11-24"), Some((Some(1_795_478_400_000), String::new())));
        assert_eq!(said("2026-11-24  no, by phone"), Some((Some(1_795_478_400_000), "no, by phone".to_owned())));
        assert_eq!(said("2026-13-24 said"), Some((None, "2026-13-24 said".to_owned())));
        let written = |cell: &str| Agreement::written(cell).map(|said| said.is_some()).ok();
        for (cell, agreed) in [("ja", Some(true)), ("2026-11-24 no, by phone", Some(true)), ("nein danke", Some(false)), (" ", Some(false))]
        {
            assert_eq!(written(cell), agreed, "{cell}");
        }
        for neither in ["by letter", "yes but", "?", "—", "2026-13-24 said", "約束した"] {
            assert_eq!(written(neither), None, "{neither}");
        }
        for (at, note) in [(1_795_514_400_000, "yes"), (0, ""), (1_795_514_400_000, "2026-01-01")] {
            let back = Agreement::read(&Agreement::cell(at.into(), note)).unwrap();
            assert_eq!((back.at.map(|back| back.get() / 86_400_000), back.note.as_str()), (Some(at / 86_400_000), note));
        }
    }
}
