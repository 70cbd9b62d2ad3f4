//! What dates and embargoes are said with in each language, written down by hand after the facts of Unicode's CLDR (days and their short
//! forms) and after how newsrooms of these languages write.

/// The words of one language.
pub(super) struct Tongue {
    /// The days from Monday on, as they stand within a sentence.
    pub(super) days: [&'static str; 7],
    /// Further names of days: how they are called, and which they are.
    pub(super) further: &'static [(&'static str, usize)],
    /// Their short forms, lower case and without a full stop; the first of each is the one that is proposed.
    pub(super) short: [&'static [&'static str]; 7],
    /// Whether a short form is one without its full stop, too, if it begins with a capital letter: `Mon 26 November`.
    pub(super) bare_short: bool,
    /// With these right before it a short form is a word of its own that ends a sentence: `au bord de la mer.`, `en el mar.`
    pub(super) before_words: &'static [&'static str],
    /// What may stand between the day and its date: `Monday, the 26th`.
    pub(super) articles: &'static [&'static str],
    /// The words that speak of an embargo.
    pub(super) embargo: &'static [&'static str],
    /// With these before it the word means something else: Spanish `sin embargo` is "however".
    pub(super) no_embargo: &'static [&'static str],
    /// Behind a number these make a time of the day of it: `6 Uhr`.
    pub(super) clock: &'static [&'static str],
    /// Before a number these do: `alle 6`.
    pub(super) at: &'static [&'static str],
    /// The words that name a zone behind a time: `London time`.
    pub(super) zone: &'static [&'static str],
    /// Around the city that is proposed as the zone.
    pub(super) local: (&'static str, &'static str),
}

const ENGLISH: Tongue = Tongue {
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    further: &[],
    short: [&["mon"], &["tue", "tues"], &["wed"], &["thu", "thur", "thurs"], &["fri"], &["sat"], &["sun"]],
    bare_short: true,
    before_words: &[],
    articles: &["the"],
    embargo: &["embargo", "embargoed"],
    no_embargo: &[],
    clock: &["am", "pm", "noon"],
    at: &[],
    zone: &["time"],
    local: (" ", " time"),
};
const GERMAN: Tongue = Tongue {
    days: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    further: &[("sonnabend", 5)],
    // `So` begins sentences.
    short: [&["mo"], &["di"], &["mi"], &["do"], &["fr"], &["sa"], &["so"]],
    bare_short: false,
    before_words: &[],
    articles: &["den", "dem"],
    embargo: &["embargo", "sperrfrist", "sperrvermerk"],
    no_embargo: &[],
    clock: &["uhr"],
    at: &[],
    zone: &["zeit"],
    local: (" (Ortszeit ", ")"),
};
const FRENCH: Tongue = Tongue {
    days: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    further: &[],
    short: [&["lun"], &["mar"], &["mer"], &["jeu"], &["ven"], &["sam"], &["dim"]],
    bare_short: false,
    before_words: &["au", "de", "du", "en", "la", "le"],
    articles: &["le"],
    embargo: &["embargo"],
    no_embargo: &[],
    clock: &["h", "heure", "heures"],
    at: &[],
    zone: &["heure"],
    local: (" (heure locale, ", ")"),
};
const DUTCH: Tongue = Tongue {
    days: ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    further: &[],
    short: [&["ma"], &["di"], &["wo"], &["do"], &["vr"], &["za"], &["zo"]],
    bare_short: false,
    before_words: &[],
    articles: &["de"],
    embargo: &["embargo"],
    no_embargo: &[],
    clock: &["uur"],
    at: &[],
    zone: &["tijd"],
    local: (" (plaatselijke tijd, ", ")"),
};
const SPANISH: Tongue = Tongue {
    days: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    further: &[],
    short: [&["lun"], &["mar"], &["mié"], &["jue"], &["vie"], &["sáb"], &["dom"]],
    bare_short: false,
    before_words: &["de", "el", "en", "la"],
    articles: &["el"],
    embargo: &["embargo", "embargado", "embargada"],
    no_embargo: &["sin"],
    clock: &["h", "hora", "horas"],
    at: &[],
    zone: &["hora"],
    local: (" (hora local, ", ")"),
};
const ITALIAN: Tongue = Tongue {
    days: ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
    further: &[],
    short: [&["lun"], &["mar"], &["mer"], &["gio"], &["ven"], &["sab"], &["dom"]],
    bare_short: false,
    before_words: &[],
    articles: &["il"],
    embargo: &["embargo"],
    no_embargo: &[],
    clock: &[],
    at: &["ore"],
    zone: &["ora"],
    local: (" (ora locale, ", ")"),
};

impl Tongue {
    /// The words of a language, by its two letters; none where nobody wrote them down.
    pub(super) fn of(language: &str) -> Option<&'static Self> {
        match language {
            "en" => Some(&ENGLISH),
            "de" => Some(&GERMAN),
            "fr" => Some(&FRENCH),
            "nl" => Some(&DUTCH),
            "es" => Some(&SPANISH),
            "it" => Some(&ITALIAN),
            _ => None,
        }
    }

    /// The weekday that a word names, and whether it is written whole.
    pub(super) fn weekday(&self, word: &str) -> Option<(usize, bool)> {
        let lower = word.to_lowercase();
        let whole = self.days.iter().position(|name| name.to_lowercase() == lower);
        let whole = whole.or_else(|| self.further.iter().find(|(name, _)| *name == lower).map(|(_, at)| *at));
        let short = || self.short.iter().position(|forms| forms.contains(&lower.as_str())).map(|at| (at, false));
        whole.map(|at| (at, true)).or_else(short)
    }
}
