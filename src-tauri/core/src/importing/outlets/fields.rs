//! What a column of a file of outlets can hold, by which names the world calls it, and the words that stand in it.

use serde::{Deserialize, Serialize};

use crate::contacts::{Frequency, OutletKind, fold_key};

/// What a column of a file of outlets holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "each is the field of `OutletInput` with its name")]
pub enum OutletField {
    Name,
    OtherNames,
    Kind,
    Reach,
    Region,
    Language,
    Frequency,
    Website,
    Audiences,
    Note,
}

impl OutletField {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::OtherNames,
        Self::Kind,
        Self::Reach,
        Self::Region,
        Self::Language,
        Self::Frequency,
        Self::Website,
        Self::Audiences,
        Self::Note,
    ];

    /// Its word: `other-names`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::OtherNames => "other-names",
            Self::Kind => "kind",
            Self::Reach => "reach",
            Self::Region => "region",
            Self::Language => "language",
            Self::Frequency => "frequency",
            Self::Website => "website",
            Self::Audiences => "audiences",
            Self::Note => "note",
        }
    }

    /// The field of that word, written with a stroke or as an export writes it.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().replace('_', "-");
        Self::ALL.into_iter().find(|field| field.word().eq_ignore_ascii_case(&word))
    }

    /// Whether a cell may have several, and several columns may hold it.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Self::OtherNames | Self::Audiences)
    }

    /// What a column with this name holds, if the name is one that we know.
    pub(super) fn by_header(header: &str) -> Option<Self> {
        let close: String = fold_key(header).chars().filter(|c| c.is_alphanumeric()).collect();
        // An object's list comes as "audiences", "audiences 2", "audiences 3".
        let bare = close.trim_end_matches(|c: char| c.is_ascii_digit());
        let found = NAMES.iter().find(|(_, names)| names.contains(&bare)).map(|(field, _)| *field)?;
        (found.is_list() || bare == close).then_some(found)
    }
}

/// Names of columns in the languages of the directories that people buy, folded and without anything between letters.
const NAMES: &[(OutletField, &[&str])] = &[
    (
        OutletField::Name,
        &[
            "name",
            "outlet",
            "outletname",
            "medium",
            "medienname",
            "titel",
            "title",
            "publication",
            "publikation",
            "zeitung",
            "media",
            "medio",
            "titre",
            "testata",
            "station",
            "sender",
        ],
    ),
    (
        OutletField::OtherNames,
        &[
            "othernames",
            "othername",
            "alsoknownas",
            "aka",
            "alias",
            "aliases",
            "abbreviation",
            "acronym",
            "anderenamen",
            "weiterenamen",
            "abkurzung",
            "abkuerzung",
            "kurzel",
            "kuerzel",
        ],
    ),
    (
        OutletField::Kind,
        &["kind", "type", "mediatype", "category", "art", "typ", "gattung", "mediengattung", "medientyp", "medienart", "tipo", "soort"],
    ),
    (
        OutletField::Reach,
        &[
            "reach",
            "circulation",
            "readership",
            "audiencesize",
            "reichweite",
            "auflage",
            "verbreiteteauflage",
            "leser",
            "horer",
            "tirage",
            "tirada",
            "oplage",
            "difusion",
        ],
    ),
    (OutletField::Region, &["region", "area", "coverage", "location", "gebiet", "verbreitungsgebiet", "land", "country", "regio", "zona"]),
    (OutletField::Language, &["language", "sprache", "langue", "idioma", "lingua", "taal"]),
    (
        OutletField::Frequency,
        &[
            "frequency",
            "periodicity",
            "appears",
            "erscheinungsweise",
            "erscheint",
            "turnus",
            "frequenz",
            "frequence",
            "periodicite",
            "periodicidad",
            "frequentie",
        ],
    ),
    (OutletField::Website, &["website", "web", "url", "homepage", "site", "internet", "webseite", "webadresse", "siteweb", "sitioweb"]),
    (
        OutletField::Audiences,
        &[
            "audiences",
            "audience",
            "reaches",
            "readers",
            "zielgruppe",
            "zielgruppen",
            "publikum",
            "publico",
            "doelgroep",
            "doelgroepen",
            "cible",
        ],
    ),
    (
        OutletField::Note,
        &[
            "note",
            "notes",
            "comment",
            "comments",
            "remark",
            "remarks",
            "notiz",
            "notizen",
            "bemerkung",
            "bemerkungen",
            "anmerkung",
            "kommentar",
            "opmerking",
        ],
    ),
];

/// The kind that a cell names: by our own word, or by one of those that directories use.
pub(super) fn kind(text: &str) -> Option<OutletKind> {
    let key = fold_key(text);
    OutletKind::from_word(&key).or_else(|| {
        Some(match key.as_str() {
            "zeitung" | "tageszeitung" | "wochenzeitung" | "daily newspaper" | "weekly newspaper" | "journal" | "krant" => {
                OutletKind::Newspaper
            }
            "zeitschrift" | "magazin" | "fachzeitschrift" | "publikumszeitschrift" | "revue" | "tijdschrift" => OutletKind::Magazine,
            "agentur" | "nachrichtenagentur" | "news agency" | "agence" => OutletKind::Agency,
            "horfunk" | "hoerfunk" | "rundfunk" => OutletKind::Radio,
            "fernsehen" | "tv" | "television station" => OutletKind::Television,
            "website" | "web" | "portal" | "onlinemedium" | "online medium" => OutletKind::Online,
            "unternehmen" | "firma" | "corporate" => OutletKind::Company,
            "sonstiges" | "andere" | "andere art" => OutletKind::Other,
            _ => return None,
        })
    })
}

/// How often an outlet appears, likewise.
pub(super) fn frequency(text: &str) -> Option<Frequency> {
    let key = fold_key(text);
    Frequency::from_word(&key).or_else(|| {
        Some(match key.as_str() {
            "laufend" | "fortlaufend" | "24 7" => Frequency::Continuous,
            "taglich" | "taeglich" | "tgl" | "werktaglich" => Frequency::Daily,
            "wochentlich" | "woechentlich" | "once a week" => Frequency::Weekly,
            "14 taglich" | "vierzehntaglich" | "zweiwochentlich" | "biweekly" | "every two weeks" => Frequency::Fortnightly,
            "monatlich" | "mtl" => Frequency::Monthly,
            "vierteljahrlich" | "quartalsweise" => Frequency::Quarterly,
            "jahrlich" | "annual" | "annually" => Frequency::Yearly,
            "unregelmassig" | "unregelmaessig" => Frequency::Irregular,
            _ => return None,
        })
    })
}
