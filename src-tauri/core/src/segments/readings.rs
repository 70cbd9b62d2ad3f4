//! The plainest readings of beats in a tree, of days counted from today and of outlets, for the tests of questions.

use super::query::Value;
use crate::contacts::fold_key;
use crate::workspace::testing::Desk;

pub(super) const NUMBERS: &[&str] = &["", "10000", "-3.5", "0"];
pub(super) const DAYS: &[&str] = &["", "2026-05-03", "2025-12-31", "2026-11-20", "2026-11-24", "2026-12-01", "2027-11-24"];
pub(super) const NAMES: &[&str] = &["", "Ines Calder", "Inés Ortega", "田中愛子", "Calder"];
pub(super) const DEPARTMENTS: &[&str] = &["", "Kultur", "KULTUR", "Press Office"];
pub(super) const HANDLES: &[&str] = &["mastodon:ines@newsie.social", "x:ines", "bluesky:Zoë.bsky.social", "other:愛子"];
pub(super) const ADDRESSES: &[&str] = &["a@example.org", "press@quay.example", "ines@example.org"];
pub(super) const NOTED: &[&str] = &["", "große Linse, at the quay", "Ines says that it is wrong"];
pub(super) const PHONES: &[&str] = &["", "+31 20 555 01 00", "+49 30/123-4567", "+31 (20) 555.0199"];
/// Whoever's notes say so is restricted in these tests.
pub(super) const RESTRICTED: &str = "says that it is wrong";

pub(super) const CITIES: &[&str] = &["", "Rotterdam", "Port Averil", "Köln", "KOLN"];
pub(super) const TAGS: &[&str] = &["festival", "VIP", "Ehrengäste"];
pub(super) const BEATS: &[&str] = &["heritage", "arts", "Héritage maritime", "sport", "Erbe", "Kultur", "Leibesübungen", "cycling"];

/// The tree of beats: each by its name, what it stands below and what it is a synonym of.
pub(crate) const TREE: &[(&str, &str, &str)] = &[
    ("Kultur", "", ""),
    ("heritage", "Kultur", ""),
    ("arts", "Kultur", ""),
    ("Héritage maritime", "heritage", ""),
    ("sport", "", ""),
    ("Erbe", "", "heritage"),
    ("culture", "", "Kultur"),
    ("Leibesübungen", "", "sport"),
];

pub(super) fn main_beat(beat: &str) -> &str {
    TREE.iter().find(|(name, ..)| *name == beat).map(|(.., main)| *main).filter(|main| !main.is_empty()).unwrap_or(beat)
}

pub(super) fn above_beat(main: &str) -> Vec<&str> {
    let above = TREE.iter().find(|(name, ..)| *name == main).map(|(_, parent, _)| *parent).filter(|parent| !parent.is_empty());
    std::iter::once(main).chain(above.into_iter().flat_map(above_beat)).collect()
}

/// Makes the tree, some of it after people have the beats.
pub(crate) fn plant(desk: &Desk, part: &[(&str, &str, &str)]) {
    use crate::contacts::api::{SynonymChange, add_beat, beat_named, move_beat, set_beat_synonyms};
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        for (name, parent, main) in part {
            let named = async |name: &str| beat_named(&desk.ws, name.to_owned()).await.ok();
            if !main.is_empty() {
                let of = named(main).await.unwrap();
                let change = SynonymChange { add: vec![(*name).to_owned()], remove: Vec::new() };
                set_beat_synonyms(&desk.ws, of, change).await.unwrap();
                continue;
            }
            let under = if parent.is_empty() { None } else { named(parent).await };
            match named(name).await {
                Some(beat) => move_beat(&desk.ws, beat, under).await.unwrap(),
                None => drop(add_beat(&desk.ws, (*name).to_owned(), under, Vec::new()).await.unwrap()),
            }
        }
    });
}

/// A day counted from the one of the test, in the plainest way; none where the value asks for something else.
pub(super) fn around_today(value: &Value, held: Option<String>) -> Option<bool> {
    around("2026-11-24", value, held)
}

/// The same, counted from any day.
pub(crate) fn around(today: &str, value: &Value, held: Option<String>) -> Option<bool> {
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
    let text = value.text().filter(|text| !text.starts_with(char::is_numeric) || text.ends_with('d'))?;
    let Some(held) = held else { return Some(false) };
    let ago = (day(today) - day(&held)).num_days();
    let days = |text: &str| text.trim_end_matches('d').trim_start_matches('+').parse::<i64>().unwrap();
    Some(match (value, text.starts_with('+')) {
        (Value::Is(text), _) => match text.as_str() {
            "today" => ago == 0,
            "past" => ago > 0,
            _ => ago < 0,
        },
        (Value::Below(text), false) => (0..=days(text)).contains(&ago),
        (Value::Below(text), true) => (0..=days(text)).contains(&-ago),
        (_, false) => ago > days(text),
        (_, true) => -ago > days(text),
    })
}

/// The outlet of which everything is known in these tests; of others their names are.
pub(super) const KNOWN_OUTLET: &str = "The Sunday Quay";

/// Makes the first outlet known in every way, if anybody works there.
pub(crate) fn describe(desk: &Desk) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let Ok(outlet) = crate::contacts::api::outlet_named(&desk.ws, KNOWN_OUTLET).await else { return };
        let patch = crate::contacts::OutletPatch {
            kind: Some(crate::contacts::OutletKind::Radio),
            frequency: Some(crate::contacts::Frequency::Daily),
            reach: Some("120000".to_owned()),
            region: Some("Zeeland".to_owned()),
            language: Some("de".to_owned()),
            audiences: Some(vec!["Ärzte".to_owned()]),
            website: Some("https://quay.example".to_owned()),
            note: Some("Closes on Fridays".to_owned()),
            ..crate::contacts::OutletPatch::default()
        };
        crate::contacts::api::edit_outlet(&desk.ws, outlet, patch).await.unwrap();
    });
}

/// What is known of somebody's outlet, in the plainest way.
pub(super) fn known_of_outlet(field: &str, value: &Value, outlet: &str) -> bool {
    let Some(text) = value.text() else { return outlet != KNOWN_OUTLET };
    let like = |held: &str| match value {
        Value::Begins(text) => fold_key(held).starts_with(&fold_key(text)),
        Value::Contains(text) => fold_key(held).contains(&fold_key(text)),
        _ => fold_key(held) == fold_key(text),
    };
    outlet == KNOWN_OUTLET
        && match field {
            "outlet.kind" => text == "radio",
            "outlet.frequency" => text == "daily",
            "outlet.reach" => ordered(value, Some(120_000), |text| text.parse().unwrap()),
            "outlet.language" => text == "de",
            "outlet.region" => like("Zeeland"),
            "outlet.audience" => like("Ärzte"),
            "outlet.website" => small(value, "https://quay.example"),
            _ => small(value, "Closes on Fridays"),
        }
}

/// A text of which no folded form is kept, in the plainest way.
pub(crate) fn small(value: &Value, held: &str) -> bool {
    let held = held.to_lowercase();
    match value {
        Value::Begins(text) => held.starts_with(&text.to_lowercase()),
        Value::Contains(text) => held.contains(&text.to_lowercase()),
        Value::Empty => held.is_empty(),
        other => held == other.text().unwrap().to_lowercase(),
    }
}

/// More and less, in the plainest way.
pub(crate) fn ordered<T: PartialOrd>(value: &Value, held: Option<T>, read: impl Fn(&str) -> T) -> bool {
    let Some(held) = held else { return *value == Value::Empty };
    match value {
        Value::Is(text) | Value::Exactly(text) => held == read(text),
        Value::Above(text) => held > read(text),
        Value::AtLeast(text) => held >= read(text),
        Value::Below(text) => held < read(text),
        Value::AtMost(text) => held <= read(text),
        Value::Begins(_) | Value::Contains(_) | Value::Empty => false,
    }
}
