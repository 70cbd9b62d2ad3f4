//! What a mail says by itself, in the language of its text: the embargo line, marks, the closing line.

use chrono::{Datelike as _, NaiveDateTime, TimeZone as _};

use crate::literature::Embargo;

/// The few words that rendering puts into a mail, in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    /// Begins the subject under embargo (W8).
    pub(super) embargoed: &'static str,
    /// Begins the embargo line.
    pub(super) embargo: &'static str,
    /// Begins a correction's subject and text.
    pub(super) correction: &'static str,
    /// Stands for `{{ greeting }}` where nothing is known.
    pub(super) greeting: &'static str,
    weekdays: Option<[&'static str; 7]>,
    months: Option<[&'static str; 12]>,
}

const ENGLISH: Words = Words {
    embargoed: "Embargoed",
    embargo: "Embargo",
    correction: "Correction",
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
    greeting: "Guten Tag",
    weekdays: Some(["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]),
    months: Some(["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]),
};

const FRENCH: Words = Words {
    embargoed: "Sous embargo",
    embargo: "Embargo",
    correction: "Rectificatif",
    greeting: "Bonjour",
    weekdays: Some(["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]),
    months: Some(["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]),
};

const DUTCH: Words = Words {
    embargoed: "Onder embargo",
    embargo: "Embargo",
    correction: "Correctie",
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
const OTHERS: &[(&str, [&str; 4])] = &[
    ("es", ["Embargado", "Embargo", "Corrección", "Buenos días"]),
    ("it", ["Sotto embargo", "Embargo", "Rettifica", "Buongiorno"]),
    ("pt", ["Sob embargo", "Embargo", "Correção", "Bom dia"]),
    ("ca", ["Embargat", "Embargament", "Correcció", "Bon dia"]),
    ("da", ["Klausuleret", "Klausul", "Rettelse", "God dag"]),
    ("sv", ["Embargo", "Embargo", "Rättelse", "God dag"]),
    ("nb", ["Sperrefrist", "Sperrefrist", "Rettelse", "God dag"]),
    ("no", ["Sperrefrist", "Sperrefrist", "Rettelse", "God dag"]),
    ("fi", ["Julkaisuvapaa", "Julkaisuvapaa", "Oikaisu", "Hyvää päivää"]),
    ("pl", ["Embargo", "Embargo", "Sprostowanie", "Dzień dobry"]),
    ("cs", ["Embargo", "Embargo", "Oprava", "Dobrý den"]),
];

/// The words for a BCP 47 tag; English where we know none.
pub(super) fn words(tag: &str) -> Words {
    let language = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    match language.as_str() {
        "de" => GERMAN,
        "fr" => FRENCH,
        "nl" => DUTCH,
        other => match OTHERS.iter().find(|(tag, _)| *tag == other) {
            Some((_, [embargoed, embargo, correction, greeting])) => {
                Words { embargoed, embargo, correction, greeting, weekdays: None, months: None }
            }
            None => ENGLISH,
        },
    }
}

/// `rtl` for languages that are written from right to left, else `ltr`.
pub(super) fn direction(tag: &str) -> &'static str {
    let language = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    if ["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"].contains(&language.as_str()) { "rtl" } else { "ltr" }
}

impl Words {
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
