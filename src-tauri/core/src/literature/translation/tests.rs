use proptest::prelude::*;

use super::pairing::{self, Pair, Side, carry, pair_written};
use super::sheet::{LINES, pieces};
use super::view::{PairState, SideBySide};
use crate::PLUGS;
use crate::ids::DocumentId;
use crate::literature::DocumentKind;
use crate::literature::api::{self, NewDocument};
use crate::workspace::api as workspace_api;
use crate::workspace::testing::Desk;

const TEXT: &str = "---\nheadline: The light returns\nlanguage: en\n---\n\nThe lens turns again on 26 November.\n\n\
    Four people worked on it for six weeks.\n\n> I saw it from the ferry.\n> — Moira Finlay\n\n## About {.boilerplate}\n\nHarbour Trust keeps the light.\n";

async fn document(desk: &Desk, text: &str) -> DocumentId {
    let new = NewDocument { kind: DocumentKind::PressRelease, headline: String::new(), language: String::new() };
    let id = api::add(&desk.ws, new).await.unwrap().id;
    api::save(&desk.ws, id, text.to_owned()).await.unwrap();
    id
}

async fn side(desk: &Desk, id: DocumentId) -> SideBySide {
    api::side_by_side(&desk.ws, id).await.unwrap()
}

async fn text(desk: &Desk, id: DocumentId) -> String {
    api::markdown(&desk.ws, id).await.unwrap()
}

/// Puts other words in the place of some in a document.
async fn edit(desk: &Desk, id: DocumentId, old: &str, new: &str) {
    let draft = text(desk, id).await;
    assert!(draft.contains(old), "{draft}");
    api::save(&desk.ws, id, draft.replace(old, new)).await.unwrap();
}

fn states(side: &SideBySide) -> Vec<PairState> {
    side.rows.iter().map(|row| row.state).collect()
}

/// A German version of the text with all of it translated.
async fn german(desk: &Desk, id: DocumentId) -> DocumentId {
    let german = api::translate(&desk.ws, id, "DE".to_owned()).await.unwrap().id;
    for (old, new) in [
        ("The light returns", "Das Licht kehrt zurück"),
        ("The lens turns again on 26 November.", "Die Linse dreht sich am 26. November wieder."),
        ("Four people worked on it for six weeks.", "Vier Leute arbeiteten sechs Wochen daran."),
        ("I saw it from the ferry.", "Ich sah es von der Fähre."),
        ("## About", "## Über uns"),
        ("Harbour Trust keeps the light.", "Harbour Trust hält das Licht."),
    ] {
        edit(desk, german, old, new).await;
    }
    german
}

#[tokio::test]
async fn a_translation_begins_with_the_sources_words_and_knows_which_of_them_are_not_translated() {
    let desk = Desk::new();
    let source = document(&desk, TEXT).await;
    let card = api::translate(&desk.ws, source, " de-at ".to_owned()).await.unwrap();
    assert_eq!((card.language.as_str(), card.source, card.kind), ("de-AT", Some(source), DocumentKind::PressRelease));
    let begun = side(&desk, card.id).await;
    assert_eq!((begun.untranslated, begun.stale, begun.missing, begun.left_over), (6, 0, 0, 0));
    edit(&desk, card.id, "The lens turns again on 26 November.", "Die Linse dreht sich wieder.").await;
    let now = side(&desk, card.id).await;
    assert_eq!((now.untranslated, now.rows[1].state), (5, PairState::Right));
    // What is the same in both languages is right once somebody says so.
    let quote = now.rows[3].pair;
    assert_eq!(api::mark_right(&desk.ws, card.id, quote).await.unwrap().rows[3].state, PairState::Right);
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(side(&desk, card.id).await.rows[3].state, PairState::Untranslated);
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(api::versions(&desk.ws, source).await.unwrap().len(), 1, "undo takes the version away");
}

#[tokio::test]
async fn a_paragraph_whose_source_changes_is_stale_with_the_words_that_changed_until_somebody_says_it_is_right() {
    let desk = Desk::new();
    let source = document(&desk, TEXT).await;
    let german = german(&desk, source).await;
    assert!(states(&side(&desk, german).await).iter().all(|state| *state == PairState::Right));
    edit(&desk, source, "Four people", "Seven people").await;
    edit(&desk, german, "Vier Leute", "Sieben Leute").await;
    let now = side(&desk, german).await;
    assert_eq!((now.stale, now.rows[2].state), (1, PairState::Stale), "an edit alone makes nothing right");
    let changed: Vec<_> = now.rows[2].difference.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(changed, ["Four", "Seven", " people worked on it for six weeks."]);
    let cards = api::list(&desk.ws).await.unwrap();
    assert_eq!(cards.iter().map(|card| (card.id, card.stale)).max_by_key(|(_, stale)| *stale), Some((german, 1)));
    assert_eq!(api::mark_right(&desk.ws, german, now.rows[2].pair).await.unwrap().stale, 0);
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(side(&desk, german).await.stale, 1);
    // The source says again what it said.
    edit(&desk, source, "Seven people", "Four people").await;
    assert_eq!(side(&desk, german).await.stale, 0);
}

#[tokio::test]
async fn what_comes_goes_and_moves_in_either_text_stays_paired() {
    let desk = Desk::new();
    let source = document(&desk, TEXT).await;
    let german = german(&desk, source).await;
    edit(&desk, source, "Four people", "The café stays shut.\n\nFour people").await;
    edit(&desk, german, "Die Linse", "Für Leserinnen in Österreich.\n\nDie Linse").await;
    let now = side(&desk, german).await;
    use PairState::{LeftOver, Missing, Own, Right};
    assert_eq!(states(&now), [Right, Own, Right, Missing, Right, Right, Right, Right]);
    // Written between the same two, it is the translation of what was missing.
    let said =
        api::say(&desk.ws, german, (now.rows[3].source.as_ref().map(|one| one.block), None), now.base, "Das Café bleibt zu.".to_owned());
    let said = said.await.unwrap();
    assert_eq!(states(&said), [Right, Own, Right, Right, Right, Right, Right, Right]);
    assert!(text(&desk, german).await.contains("wieder.\n\nDas Café bleibt zu.\n\nVier Leute"));
    // The source lets its lead go and puts the quote first.
    let draft = text(&desk, source).await.replace("The lens turns again on 26 November.\n\n", "");
    let quote = "> I saw it from the ferry.\n> — Moira Finlay\n\n";
    let moved = draft.replace(quote, "").replace("---\n\nThe café", &format!("---\n\n{quote}The café"));
    api::save(&desk.ws, source, moved).await.unwrap();
    let now = side(&desk, german).await;
    assert_eq!(now.left_over, 1);
    let quoted = now.rows.iter().find(|row| row.source.as_ref().is_some_and(|one| one.text.contains("ferry"))).unwrap();
    assert!(quoted.state == Right && quoted.here.as_ref().unwrap().text.contains("Fähre"));
    let over = now.rows.iter().find(|row| row.state == LeftOver).unwrap();
    let gone = api::say(&desk.ws, german, (None, over.here.as_ref().map(|one| one.block)), now.base, String::new()).await.unwrap();
    assert_eq!((gone.left_over, text(&desk, german).await.contains("Die Linse")), (0, false));
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert!(text(&desk, german).await.contains("Die Linse"));
    assert_eq!(side(&desk, german).await.left_over, 1, "it comes back as what it was");
}

#[tokio::test]
async fn versions_are_one_family_and_what_cannot_be_one_is_refused_in_words() {
    let desk = Desk::new();
    let source = document(&desk, TEXT).await;
    let german = german(&desk, source).await;
    let arabic = api::translate(&desk.ws, german, "ar".to_owned()).await.unwrap();
    assert_eq!(arabic.source, Some(source), "of a translation its source is translated");
    let languages = |all: &[api::LanguageVersion]| all.iter().map(|one| one.language.clone()).collect::<Vec<_>>();
    for id in [source, german, arabic.id] {
        assert_eq!(languages(&api::versions(&desk.ws, id).await.unwrap()), ["en", "de", "ar"]);
    }
    let again = api::translate(&desk.ws, source, "De".to_owned()).await.unwrap_err();
    assert_eq!(again.code, "literature.translation_there");
    for odd in ["", "deutsch", "d", "de_AT", "日本語", &"de-".repeat(30), "12"] {
        assert_eq!(api::translate(&desk.ws, source, odd.to_owned()).await.unwrap_err().code, "literature.translation_language", "{odd}");
    }
    assert_eq!(api::side_by_side(&desk.ws, source).await.unwrap_err().code, "literature.no_translation");
    let stale = api::say(&desk.ws, german, (None, Some(4)), "another".to_owned(), "x".to_owned()).await.unwrap_err();
    assert_eq!(stale.code, "literature.moved_on");
    let base = side(&desk, german).await.base;
    assert_eq!(api::say(&desk.ws, german, (None, Some(99)), base, "x".to_owned()).await.unwrap_err().code, "literature.no_pair");
    let broken = document(&desk, "---\nheadline: [\n---\n\nWords.\n").await;
    assert_eq!(api::translate(&desk.ws, broken, "de".to_owned()).await.unwrap_err().code, "literature.translation_fields");
    // Without its source a version stands for itself; undo makes it one again.
    api::delete(&desk.ws, source).await.unwrap();
    assert_eq!(api::versions(&desk.ws, german).await.unwrap().len(), 1);
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(api::versions(&desk.ws, german).await.unwrap().len(), 3);
    assert_eq!(side(&desk, german).await.stale, 0);
}

#[tokio::test]
async fn every_line_and_paragraph_can_be_said_and_the_others_keep_their_bytes() {
    let desk = Desk::new();
    let odd = TEXT.replace("Four people worked on it for six weeks.", "Four *people*\nworked  on it [here](https://example.org).");
    let source = document(&desk, &odd).await;
    let arabic = api::translate(&desk.ws, source, "ar".to_owned()).await.unwrap().id;
    let mut now = side(&desk, arabic).await;
    for (block, words) in [(0, "عودة الضوء: \"غداً\" #1"), (1, "日本語の副題"), (3, "تدور العدسة من جديد.")]
    {
        now = api::say(&desk.ws, arabic, (Some(block), None), now.base.clone(), words.to_owned()).await.unwrap_or_else(|e| panic!("{e:?}"));
        let said = now.rows.iter().filter_map(|row| row.here.as_ref()).any(|here| here.text == words);
        assert!(said || block == 3, "{now:?}");
    }
    let block =
        now.rows.iter().find_map(|row| row.source.as_ref().filter(|one| one.text.contains("lens")).and(row.here.as_ref())).unwrap().block;
    now = api::say(&desk.ws, arabic, (None, Some(block)), now.base, "تدور العدسة من جديد.".to_owned()).await.unwrap();
    assert!(now.rows.iter().any(|row| row.here.as_ref().is_some_and(|here| here.text == "تدور العدسة من جديد.")));
    let draft = text(&desk, arabic).await;
    assert!(draft.contains("Four *people*\nworked  on it [here](https://example.org)."), "{draft}");
}

/// What a random act does to the pairs of both texts, saved one after the other.
fn body(blocks: &[String]) -> String {
    format!("---\nheadline: One\n---\n\n{}\n", blocks.join("\n\n"))
}

fn carried(pairs: &mut Vec<Pair>, side: Side, before: &[String], after: &[String], other: &[String]) {
    let (was, now, them) = (pieces(&body(before)), pieces(&body(after)), pieces(&body(other)));
    carry(pairs, side, Some(&was), &now);
    if side == Side::Here {
        pair_written(pairs, &was, &them, &now);
    }
}

const WORDS: [&str; 10] = ["lens", "light", "of", "Straße", "مرحبا", "灯台", "keeper", "turns", "ninety", "every"];

fn sentence() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 4..12).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// Paragraphs come, go and move in either text while each has a mark of its own: no pair ever joins two that are not the same one.
    #[test]
    fn random_edits_on_both_sides_never_pair_a_paragraph_with_anothers(
        first in prop::collection::vec(sentence(), 2..6),
        acts in prop::collection::vec((any::<bool>(), 0u8..3, any::<prop::sample::Index>(), any::<prop::sample::Index>(), sentence()), 1..10),
    ) {
        // A mark that both texts keep tells which paragraph it is.
        let mut sides = [0, 1].map(|_| first.iter().enumerate().map(|(n, words)| format!("Paragraph-{n}-{n}-{n} {words}")).collect::<Vec<_>>());
        let mut pairs = pairing::begin(&pieces(&body(&sides[0])));
        for (n, (here, act, at, to, words)) in acts.into_iter().enumerate() {
            let at_side = usize::from(here);
            let before = sides[at_side].clone();
            let mut after = before.clone();
            match act {
                0 => after.insert(to.index(after.len() + 1), format!("New-{n}-{at_side} {words}")),
                1 if after.len() > 1 => drop(after.remove(at.index(after.len()))),
                _ => {
                    let block = after.remove(at.index(after.len()));
                    after.insert(to.index(after.len() + 1), block);
                }
            }
            let other = sides[1 - at_side].clone();
            carried(&mut pairs, if here { Side::Here } else { Side::Source }, &before, &after, &other);
            sides[at_side] = after;
            for side in [Side::Source, Side::Here] {
                let mut taken: Vec<usize> = pairs.iter().filter_map(|pair| pair.spot(side).block).collect();
                let all = taken.len();
                taken.sort_unstable();
                taken.dedup();
                prop_assert_eq!(taken.len(), all, "one paragraph in two pairs");
            }
            for pair in &pairs {
                let (Some(from), Some(to)) = (pair.source.block, pair.here.block) else { continue };
                if from < LINES {
                    continue;
                }
                let mark = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
                let (one, other) = (mark(&sides[0][from - LINES]), mark(&sides[1][to - LINES]));
                // What was written into the translation where the source has something untranslated is its translation.
                prop_assert!(one == other || other.starts_with("New"), "{} {}", one, other);
            }
        }
    }
}
