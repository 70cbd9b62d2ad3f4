//! People are found by what their outlets are called besides, from the file and from memory alike.

use proptest::prelude::*;

use super::api::{self, Whom};
use super::tests::{Somebody, named, put};
use super::*;
use crate::contacts::OutletPatch;
use crate::contacts::api as contacts_api;
use crate::ids::PersonId;
use crate::workspace::testing::Desk;

const OUTLETS: [&str; 4] = ["Frankfurter Allgemeine Zeitung", "The Tide", "朝日新聞", "جريدة النهار"];
const NAMES: [&str; 8] =
    ["FAZ", "F.A.Z.", "Tide & Quay", "Straße heute", "Asahi Shimbun", "النهار", "42 ???", "The Long Tide of the North"];
const WORDS: [&str; 16] = [
    "faz",
    "f a z",
    "FA",
    "quay",
    "strasse",
    "heute tide",
    "asahi",
    "新",
    "النه",
    "42",
    "?",
    "long tide",
    "of the n",
    "tide",
    "zeitung",
    "ann",
];

async fn from_memory(desk: &Desk, search: &str) -> Vec<PersonId> {
    let question = || ViewQuestion { search: search.to_owned(), ..ViewQuestion::default() };
    api::open_view(&desk.ws, ViewQuestion { sort: crate::contacts::Column::City, ..question() }).await.unwrap();
    assert!(desk.ws.part::<view::Views>().is_warm());
    let card = api::open_view(&desk.ws, question()).await.unwrap();
    let mut found = api::view_people(&desk.ws, card.id, 0, card.count).await.unwrap();
    found.sort();
    found
}

/// Whom each word of the search finds, asked as questions are.
async fn from_the_file(desk: &Desk, search: &str) -> Vec<PersonId> {
    let again = desk.reopened();
    let card = api::open_view(&again, ViewQuestion { search: search.to_owned(), ..ViewQuestion::default() }).await.unwrap();
    let mut found = api::view_people(&again, card.id, 0, card.count).await.unwrap();
    found.sort();
    found
}

/// Somebody at an outlet.
fn at(outlet: &str, name: &str) -> Somebody {
    let mut one = named(name, "", &[]);
    outlet.clone_into(&mut one.input.outlet);
    one
}

fn desk_with(outlets: usize) -> (Desk, Vec<PersonId>) {
    let desk = Desk::new();
    let people: Vec<Somebody> =
        OUTLETS.iter().take(outlets).flat_map(|outlet| ["Ann Vale", "Bo Reis"].map(|name| at(outlet, name))).collect();
    let ids = put(&desk, &people);
    (desk, ids)
}

async fn call(desk: &Desk, outlet: &str, names: &[&str]) {
    let id = contacts_api::outlet_named(&desk.ws, outlet).await.unwrap();
    let patch = OutletPatch { other_names: Some(names.iter().map(|name| (*name).to_owned()).collect()), ..OutletPatch::default() };
    contacts_api::edit_outlet(&desk.ws, id, patch).await.unwrap();
}

#[tokio::test]
async fn somebody_is_found_by_what_their_outlet_is_called_besides_and_no_longer_without_that_name() {
    let (desk, people) = desk_with(2);
    assert!(from_memory(&desk, "faz").await.is_empty());
    call(&desk, OUTLETS[0], &["FAZ", "Die F.A.Z."]).await;
    let whom = |query: &str| Whom { query: Some(query.to_owned()), segment: None };
    for search in ["faz", "FA", "die f", "allgemeine faz"] {
        assert_eq!(from_memory(&desk, search).await, people[..2], "{search}");
        assert_eq!(from_the_file(&desk, search).await, people[..2], "{search}");
    }
    assert_eq!(api::count(&desk.ws, whom("faz")).await.unwrap(), 2, "a question of words finds the same");
    assert_eq!(api::count(&desk.ws, whom("-faz")).await.unwrap(), 2);
    assert_eq!(api::count(&desk.ws, whom("name:faz")).await.unwrap(), 0, "nobody is called so");
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert!(from_memory(&desk, "faz").await.is_empty());
    assert_eq!(api::count(&desk.ws, whom("faz")).await.unwrap(), 0);
}

/// Rows of a search: the name, and where it was found if the row does not say it.
async fn rows_of(desk: &Desk, search: &str) -> Vec<String> {
    let card = api::open_view(&desk.ws, ViewQuestion { search: search.to_owned(), ..ViewQuestion::default() }).await.unwrap();
    let rows = api::view_rows(&desk.ws, card.id, 0, card.count).await.unwrap();
    let marked = |row: &crate::contacts::PersonRow| match &row.also {
        None => row.name.clone(),
        Some(also) => {
            let pieces = also.pieces.iter().map(|piece| if piece.found { format!("[{}]", piece.text) } else { piece.text.clone() });
            format!("{} {:?} {}", row.name, also.what, pieces.collect::<String>())
        }
    };
    rows.iter().flatten().map(marked).collect()
}

#[tokio::test]
async fn a_row_of_a_search_says_where_it_was_found_if_nothing_else_of_it_does() {
    let desk = Desk::new();
    let mut ann = at(OUTLETS[0], "Ann Vale");
    ann.input.addresses.extend(named("Anna Old", "", &[]).input.addresses);
    ann.input.phones = vec![crate::contacts::PhoneInput { number: "+31 (0)20-555 01 00".to_owned(), label: String::new() }];
    put(&desk, &[ann, at(OUTLETS[1], "Bo Reis")]);
    call(&desk, OUTLETS[0], &["FAZ", "Die F.A.Z."]).await;
    for (search, shown) in [
        ("ann", vec!["Ann Vale"]),
        ("ann frank", vec!["Ann Vale"]),
        ("anna.o", vec!["Ann Vale Address [anna.o]ld@example.org"]),
        ("vale faz", vec!["Ann Vale OutletName [FAZ]"]),
        ("f a z", vec!["Ann Vale"]),
        ("die f", vec!["Ann Vale OutletName [Die] F.A.Z."]),
        ("020 555", vec!["Ann Vale Phone +31 (0)[20-555] 01 00"]),
        ("", vec!["Bo Reis", "Ann Vale"]),
    ] {
        assert_eq!(rows_of(&desk, search).await, shown, "{search}");
    }
    // What says nothing is not written down.
    for (search, says) in [("ann", false), ("anna.o", true)] {
        let card = api::open_view(&desk.ws, ViewQuestion { search: search.to_owned(), ..ViewQuestion::default() }).await.unwrap();
        let rows = api::view_rows(&desk.ws, card.id, 0, 1).await.unwrap();
        let row = serde_json::to_value(&rows[0]).unwrap();
        assert_eq!((row["name"].as_str(), row.get("also").is_some()), (Some("Ann Vale"), says), "{row}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn memory_and_file_find_the_same_people_by_any_names_of_outlets(
        acts in prop::collection::vec((0..OUTLETS.len(), prop::collection::btree_set(0..NAMES.len(), 0..3), any::<bool>()), 1..6),
        search in prop::sample::select(&WORDS[..]),
        warm_before in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (desk, people) = desk_with(OUTLETS.len());
            if warm_before {
                from_memory(&desk, search).await;
            }
            for (at, names, undone) in acts {
                let names: Vec<&str> = names.into_iter().filter_map(|name| NAMES.get(name).copied()).collect();
                let id = contacts_api::outlet_named(&desk.ws, OUTLETS[at]).await.unwrap();
                let other_names = Some(names.iter().map(|name| (*name).to_owned()).collect());
                // A name that another outlet has is refused.
                let done = contacts_api::edit_outlet(&desk.ws, id, OutletPatch { other_names, ..OutletPatch::default() }).await.is_ok();
                if done && undone {
                    drop(crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await);
                }
            }
            // Somebody comes to one of them meanwhile.
            put(&desk, &[at(OUTLETS[0], "Ann Late")]);
            prop_assert_eq!(from_memory(&desk, search).await, from_the_file(&desk, search).await, "{} of {}", search, people.len());
            Ok(())
        })?;
    }
}
