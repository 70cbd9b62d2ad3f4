//! What holds the sample's people together: who is what to whom, the tree of beats, what outlets are called besides, and what proves that
//! neighbours consented.
//!
//! There are no photos: a face that was drawn or made would be nobody's.

use crate::contacts::{
    BeatEdit, ConsentGround, ConsentInput, OutletPatch, PersonKind, RecipientKind, RelationInput, RelationKind, bring_relations,
    describe_outlet, edit_beat_named, holders, note_consent, say_recipient_kind,
};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::net::EmailAddress;
use crate::workspace::WriteTx;

/// Beats, each with the one that it stands below and its other names.
const BEATS: &[(&str, &str, &[&str])] = &[
    ("heritage", "", &["Denkmalpflege", "erfgoed", "patrimoine"]),
    ("museums", "heritage", &["Museen", "musées"]),
    ("conservation", "heritage", &["restoration"]),
    ("maritime heritage", "heritage", &[]),
    ("lighthouses", "maritime heritage", &["Leuchttürme", "phares", "灯台"]),
    ("arts", "", &["Kunst"]),
    ("books", "arts", &[]),
    ("photography", "arts", &[]),
    ("design", "arts", &[]),
    ("sea", "", &["maritime"]),
    ("coast", "sea", &[]),
    ("ports", "sea", &["harbours", "Häfen"]),
    ("philanthropy", "", &["giving", "Stiftungen"]),
    ("charity", "philanthropy", &[]),
];

/// What outlets are called besides.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("The Northern Ledger", &["Northern Ledger", "TNL"]),
    ("Coast & Country Weekly", &["C&C", "Coast and Country"]),
    ("Museums Quarterly", &["MQ"]),
    ("Museum und Meer", &["MuM"]),
    ("Harbour FM", &["HFM", "Harbour Radio"]),
    ("灯台と海", &["Todai to Umi"]),
    ("مجلة الميناء", &["Al-Mina"]),
];

/// Who is what to whom, by their addresses, with a note.
const RELATIONS: &[(&str, RelationKind, &str, &str)] = &[
    ("ines.calder@harbourtrust.example.org", RelationKind::ReportsTo, "margaret.oyelaran@harbourtrust.example.org", ""),
    ("peter.quill@harbourtrust.example.org", RelationKind::Leads, "ben.hartigan@harbourtrust.example.org", ""),
    ("leila.osei@harbourtrust.example.org", RelationKind::StandsInFor, "ines.calder@harbourtrust.example.org", "also at weekends"),
    ("yusra@smallmuseums.example.net", RelationKind::AssistantOf, "idris@smallmuseums.example.net", "while he is on leave"),
    ("petra@chartroom.example.net", RelationKind::StandsInFor, "noor@chartroom.example.net", ""),
    ("dana.whitlock@example.org", RelationKind::IntroducedBy, "priya@ledger.example.net", "press day, May 2024"),
    ("clara.whitcombe@sundayquay.example.net", RelationKind::Knows, "imogen.carrow@sundayquay.example.net", "share a desk"),
    ("samuel@givingpage.example.net", RelationKind::PredecessorOf, "kwame@givingpage.example.net", "on the arts pages"),
];

/// Journalists who let us have their address: by what, on which day, how, and what shows it.
const PRESS_CONSENTS: &[(&str, ConsentGround, &str, &str, &str)] = &[
    ("priya@ledger.example.net", ConsentGround::Given, "2024-05-06", "her card, press day", "scan of the card, folder “Press day 2024”"),
    ("kessel@leuchtturm.example.net", ConsentGround::Express, "2025-09-12", "Antwort auf unsere Frage", "„Gerne, bitte auch Bilder.“"),
    (
        "weber@museum-meer.example.net",
        ConsentGround::Express,
        "2025-09-15",
        "am Telefon, mit Rückruf bestätigt",
        "Notiz vom 15. September 2025",
    ),
    (
        "tunde@heritagetoday.example.net",
        ConsentGround::Published,
        "2026-02-10",
        "contact page: “Send us your releases”",
        "copy of the page",
    ),
];

/// Ties the sample's people together.
///
/// # Errors
/// What the file says.
pub(super) fn tie(tx: &WriteTx<'_>, secret: &[u8; 32], neighbours: &[(PersonId, PersonKind, bool)]) -> Result<(), Problem> {
    let at = |address: &str| -> Result<Vec<PersonId>, Problem> { Ok(holders(tx, &EmailAddress::parse(address)?.key(secret))?) };
    for (beat, under, synonyms) in BEATS {
        let edit = BeatEdit {
            under: Some((*under).to_owned()),
            synonyms: Some(synonyms.iter().map(|name| (*name).to_owned()).collect()),
            ..BeatEdit::default()
        };
        edit_beat_named(tx, beat, &edit)?;
    }
    for (outlet, names) in OTHER_NAMES {
        let other_names = Some(names.iter().map(|name| (*name).to_owned()).collect());
        describe_outlet(tx, outlet, OutletPatch { other_names, ..OutletPatch::default() })?;
    }
    for (one, kind, other, note) in RELATIONS {
        let relation = |other: &str, kind, word: &str, back: &str, note: &str| RelationInput {
            other: other.to_owned(),
            kind,
            word: word.to_owned(),
            back: back.to_owned(),
            note: note.to_owned(),
        };
        for person in at(one)? {
            bring_relations(tx, person, &[relation(other, *kind, "", "", note).into()])?;
        }
        // One in words of the Trust's own.
        if *other == "kwame@givingpage.example.net" {
            for person in at("tunde@heritagetoday.example.net")? {
                bring_relations(tx, person, &[relation(other, RelationKind::Other, "mentor of", "mentored by", "").into()])?;
            }
        }
    }
    // Nobody consented on a day that is still to come where the clock is behind.
    let today = tx.now().to_rfc3339();
    let consent = |ground, on: &str, how: &str, evidence: &str| ConsentInput {
        ground,
        on: on.min(today.get(..10).unwrap_or_default()).to_owned(),
        how: how.to_owned(),
        evidence: evidence.to_owned(),
    };
    for (address, ground, on, how, evidence) in PRESS_CONSENTS {
        for person in at(address)? {
            note_consent(tx, person, consent(*ground, on, how, evidence))?;
        }
    }
    for (n, (person, kind, is_corporate)) in neighbours.iter().enumerate() {
        if *is_corporate {
            say_recipient_kind(tx, *person, Some(RecipientKind::Corporate))?;
        }
        // Of every tenth nothing is written down but the form's tick.
        let noted = match (kind, n % 10) {
            (_, 9) => continue,
            (PersonKind::Client, _) => consent(ConsentGround::Relationship, "2025-04-01", "contract or patron’s letter", "file of clients"),
            (_, 3) => consent(ConsentGround::Enquiry, "2026-09-14", "asked about opening times", "mail of 14 September 2026"),
            _ => consent(ConsentGround::Express, "2025-07-19", "ticked and signed on the form at the gate", "gate book, summer 2025"),
        };
        note_consent(tx, *person, noted)?;
    }
    Ok(())
}
