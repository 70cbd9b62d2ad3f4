//! What a mail says by itself, in the language of its text: the embargo line, marks, the closing line.

use chrono::{Datelike as _, NaiveDateTime, TimeZone as _};

use super::Heading;
use crate::literature::{Embargo, Inline};

/// The few words that rendering puts into a mail, in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    /// Begins the subject under embargo (W8).
    pub(super) embargoed: &'static str,
    /// Begins the embargo line.
    pub(super) embargo: &'static str,
    /// Begins a correction's subject and text.
    pub(super) correction: &'static str,
    /// Begins the subject and text of a mail that tells of another embargo.
    pub(super) embargo_changed: &'static str,
    /// Begins the subject and text of a colleague's copy.
    pub(super) copy: &'static str,
    /// Stands for `{{ greeting }}` where nothing is known.
    pub(super) greeting: &'static str,
    weekdays: Option<[&'static str; 7]>,
    months: Option<[&'static str; 12]>,
}

const ENGLISH: Words = Words {
    embargoed: "Embargoed",
    embargo: "Embargo",
    correction: "Correction",
    embargo_changed: "Embargo changed",
    copy: "Copy",
    greeting: "Good day",
    weekdays: Some(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
    months: Some([
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]),
};

const GERMAN: Words = Words {
    embargoed: "Sperrfrist",
    embargo: "Sperrfrist",
    correction: "Korrektur",
    embargo_changed: "Sperrfrist geändert",
    copy: "Kopie",
    greeting: "Guten Tag",
    weekdays: Some(["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]),
    months: Some(["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]),
};

const FRENCH: Words = Words {
    embargoed: "Sous embargo",
    embargo: "Embargo",
    correction: "Rectificatif",
    embargo_changed: "Embargo modifié",
    copy: "Copie",
    greeting: "Bonjour",
    weekdays: Some(["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]),
    months: Some(["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]),
};

const DUTCH: Words = Words {
    embargoed: "Onder embargo",
    embargo: "Embargo",
    correction: "Correctie",
    embargo_changed: "Embargo gewijzigd",
    copy: "Kopie",
    greeting: "Goedendag",
    weekdays: Some(["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]),
    months: Some([
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ]),
};

/// Languages whose word is known, but whose dates are given in figures.
const OTHERS: &[(&str, [&str; 6])] = &[
    ("es", ["Embargado", "Embargo", "Corrección", "Embargo modificado", "Copia", "Buenos días"]),
    ("it", ["Sotto embargo", "Embargo", "Rettifica", "Embargo modificato", "Copia", "Buongiorno"]),
    ("pt", ["Sob embargo", "Embargo", "Correção", "Embargo alterado", "Cópia", "Bom dia"]),
    ("ca", ["Embargat", "Embargament", "Correcció", "Embargament modificat", "Còpia", "Bon dia"]),
    ("da", ["Klausuleret", "Klausul", "Rettelse", "Klausul ændret", "Kopi", "God dag"]),
    ("sv", ["Embargo", "Embargo", "Rättelse", "Ändrat embargo", "Kopia", "God dag"]),
    ("nb", ["Sperrefrist", "Sperrefrist", "Rettelse", "Endret sperrefrist", "Kopi", "God dag"]),
    ("no", ["Sperrefrist", "Sperrefrist", "Rettelse", "Endret sperrefrist", "Kopi", "God dag"]),
    ("fi", ["Julkaisuvapaa", "Julkaisuvapaa", "Oikaisu", "Julkaisuaika muuttunut", "Kopio", "Hyvää päivää"]),
    ("pl", ["Embargo", "Embargo", "Sprostowanie", "Zmiana embarga", "Kopia", "Dzień dobry"]),
    ("cs", ["Embargo", "Embargo", "Oprava", "Změna embarga", "Kopie", "Dobrý den"]),
    ("ar", ["محظور النشر", "حظر النشر", "تصحيح", "تغيير موعد رفع الحظر", "نسخة", "تحية طيبة"]),
    ("he", ["אמברגו", "אמברגו", "תיקון", "שינוי אמברגו", "עותק", "שלום רב"]),
];

/// The words for a BCP 47 tag; English where we know none.
pub(super) fn words(tag: &str) -> Words {
    let language = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    match language.as_str() {
        "de" => GERMAN,
        "fr" => FRENCH,
        "nl" => DUTCH,
        other => match OTHERS.iter().find(|(tag, _)| *tag == other) {
            Some((_, [embargoed, embargo, correction, embargo_changed, copy, greeting])) => {
                Words { embargoed, embargo, correction, embargo_changed, copy, greeting, weekdays: None, months: None }
            }
            None => ENGLISH,
        },
    }
}

/// `rtl` for languages that are written from right to left, else `ltr`.
pub(super) fn direction(tag: &str) -> &'static str {
    let mut subtags = tag.split('-').map(str::to_ascii_lowercase);
    let language = subtags.next().unwrap_or_default();
    // A script that is named tells more than its language: `az-Arab`, `ug-Latn`.
    let right = match subtags.find(|subtag| subtag.len() == 4 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        Some(script) => ["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"].contains(&script.as_str()),
        None => ["ar", "arc", "ckb", "dv", "fa", "glk", "he", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps", "sd", "syr", "ug", "ur", "yi"]
            .contains(&language.as_str()),
    };
    if right { "rtl" } else { "ltr" }
}

/// The direction in which these words run, as their first letter tells; none without a letter. Merge fields tell nothing:
/// whoever reads has another name.
pub(super) fn direction_of(words: &[Inline]) -> Option<&'static str> {
    words.iter().find_map(|word| match word {
        Inline::Text(text) => direction_of_text(text),
        Inline::Emphasis(words) | Inline::Strong(words) | Inline::Strike(words) | Inline::Link { words, .. } => direction_of(words),
        _ => None,
    })
}

/// As [`direction_of`], for bare words.
pub(super) fn direction_of_text(text: &str) -> Option<&'static str> {
    text.chars().find(|c| c.is_alphabetic()).map(|c| if is_right_to_left(c) { "rtl" } else { "ltr" })
}

/// Hebrew, Arabic and their kin (the blocks that Unicode keeps for scripts from right to left).
const fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

impl Words {
    /// The word for what a mail is to an earlier one.
    pub(super) const fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Correction => self.correction,
            Heading::EmbargoChange => self.embargo_changed,
            Heading::Copy => self.copy,
        }
    }

    /// `Embargo: Thursday 26 November 2026, 06:00 (Europe/London), 06:00 UTC`: date, zone and UTC (W8).
    pub(super) fn embargo_line(&self, embargo: &Embargo) -> String {
        let utc = chrono::Utc.timestamp_millis_opt(embargo.at.get()).single().unwrap_or_default().naive_utc();
        let local = embargo.local_time().map_or(utc, |at| at.naive_local());
        let utc_shown = if utc.date() == local.date() {
            utc.format("%H:%M").to_string()
        } else {
            format!("{}, {}", self.date(utc, false), utc.format("%H:%M"))
        };
        format!("{}: {}, {} ({}), {utc_shown} UTC", self.embargo, self.date(local, true), local.format("%H:%M"), embargo.zone)
    }

    /// `24 November 2026`, `24. November 2026`.
    pub(super) fn day(&self, day: chrono::NaiveDate) -> String {
        self.date(day.and_time(chrono::NaiveTime::MIN), false)
    }

    fn date(&self, at: NaiveDateTime, weekday: bool) -> String {
        let (Some(weekdays), Some(months)) = (self.weekdays, self.months) else { return at.format("%Y-%m-%d").to_string() };
        let name = weekdays.get(at.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
        let month = months.get(at.month0() as usize).copied().unwrap_or_default();
        let dot = if self.embargo == GERMAN.embargo { "." } else { "" };
        let comma = if dot.is_empty() { "" } else { "," };
        let date = format!("{}{dot} {month} {}", at.day(), at.year());
        if weekday { format!("{name}{comma} {date}") } else { date }
    }
}
