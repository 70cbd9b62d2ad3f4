//! Somebody's word that they keep embargoes (D37), as a cell of a table has it.

use chrono::NaiveDate;

use crate::ids::Millis;

/// That somebody keeps embargoes: since when, if it is known, and how it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Since when; else since it is written down.
    pub at: Option<Millis>,
    /// How it was said.
    pub note: String,
}

impl Agreement {
    /// Reads a cell: `yes`, a date, a date with words behind it, or words. `no` is no agreement, and takes none back.
    #[must_use]
    pub fn read(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        match cell.to_lowercase().as_str() {
            "" | "no" | "false" | "0" | "n" | "nein" | "non" => return None,
            "yes" | "true" | "1" | "x" | "y" | "ja" | "oui" | "si" | "sí" => return Some(Self { at: None, note: String::new() }),
            _ => {}
        }
        let (day, rest) = cell.split_once(char::is_whitespace).unwrap_or((cell, ""));
        let at = (day.len() == 10).then(|| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()).flatten();
        let at = at.and_then(|day| day.and_hms_opt(0, 0, 0)).map(|day| Millis::from(day.and_utc().timestamp_millis()));
        let note = if at.is_some() { rest } else { cell };
        Some(Self { at, note: note.split_whitespace().collect::<Vec<_>>().join(" ") })
    }

    /// The cell of an agreement: its day, and how it was said.
    #[must_use]
    pub fn cell(at: Millis, note: &str) -> String {
        let day = at.to_rfc3339();
        format!("{} {note}", day.get(..10).unwrap_or_default()).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_says_is_an_agreement_with_its_day_and_its_words() {
        let said = |cell: &str| Agreement::read(cell).map(|said| (said.at.map(Millis::get), said.note));
        assert_eq!(said("yes"), Some((None, String::new())));
        assert_eq!((said(" no "), said(""), said("Nein")), (None, None, None));
        assert_eq!(said("2026-11-24"), Some((Some(1_795_478_400_000), String::new())));
        assert_eq!(said("2026-11-24  no, by phone"), Some((Some(1_795_478_400_000), "no, by phone".to_owned())));
        assert_eq!(said("2026-13-24 said"), Some((None, "2026-13-24 said".to_owned())));
        for (at, note) in [(1_795_514_400_000, "yes"), (0, ""), (1_795_514_400_000, "2026-01-01")] {
            let back = Agreement::read(&Agreement::cell(at.into(), note)).unwrap();
            assert_eq!((back.at.map(|back| back.get() / 86_400_000), back.note.as_str()), (Some(at / 86_400_000), note));
        }
    }
}
