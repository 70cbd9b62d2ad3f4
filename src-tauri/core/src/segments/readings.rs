//! The plainest readings of beats in a tree and of days counted from today, for the tests of questions.

use super::query::Value;
use crate::workspace::testing::Desk;

/// The tree of beats: each by its name, what it stands below and what it is a synonym of.
pub(super) const TREE: &[(&str, &str, &str)] = &[
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
pub(super) fn plant(desk: &Desk, part: &[(&str, &str, &str)]) {
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
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
    let text = value.text().filter(|text| !text.starts_with(char::is_numeric) || text.ends_with('d'))?;
    let Some(held) = held else { return Some(false) };
    let ago = (day("2026-11-24") - day(&held)).num_days();
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
