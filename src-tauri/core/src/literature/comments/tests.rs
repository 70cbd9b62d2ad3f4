use proptest::prelude::*;

use super::super::api::{self, NewDocument};
use super::super::{DocumentKind, api as literature_api};
use super::anchor::{self, Anchor, CommentPlace};
use super::{CommentOutcome, NewComment};
use crate::PLUGS;
use crate::ids::{CommentId, DocumentId};
use crate::workspace::api as workspace_api;
use crate::workspace::testing::Desk;

const TEXT: &str = "---\nheadline: The lens turns\n---\n\nThe lens turns once every ninety seconds, as it did for the ships.\n\n\
    Dogs on a lead are welcome in the yard. There is no café until March.\n";

async fn document(desk: &Desk, text: &str) -> DocumentId {
    let new = NewDocument { kind: DocumentKind::Article, headline: String::new(), language: String::new() };
    let id = literature_api::add(&desk.ws, new).await.unwrap().id;
    api::save(&desk.ws, id, text.to_owned()).await.unwrap();
    id
}

fn about(quote: &str, text: &str) -> NewComment {
    NewComment { quote: quote.to_owned(), text: text.to_owned(), by: "Leila Osei".to_owned(), ..NewComment::default() }
}

async fn save(desk: &Desk, id: DocumentId, text: &str) {
    api::save(&desk.ws, id, text.to_owned()).await.unwrap();
}

/// What the only comment is about now; none where its words are gone.
async fn on(desk: &Desk, id: DocumentId) -> Option<String> {
    let comment = api::comments(&desk.ws, id).await.unwrap().pop().unwrap();
    comment.place.map(|_| comment.quote)
}

#[tokio::test]
async fn a_comment_is_answered_resolved_opened_again_and_every_step_taken_back() {
    let desk = Desk::new();
    let id = document(&desk, TEXT).await;
    let first = api::comment(&desk.ws, id, about("There is no café until March", "Is that still so?")).await.unwrap().remove(0);
    assert_eq!((first.number, first.by.as_str(), first.outcome), (1, "Leila Osei", None));
    assert_eq!(first.place, Some(CommentPlace { block: 4, start: 40, length: 28 }));
    let answered = api::answer_comment(&desk.ws, first.id, " Yes. ".to_owned(), String::new()).await.unwrap().remove(0);
    assert_eq!((answered.answers[0].text.as_str(), answered.answers[0].by.as_str()), ("Yes.", "ines"));
    let settle = |outcome| api::settle_comment(&desk.ws, first.id, outcome, "Tomas Reid".to_owned());
    let settled = settle(Some(CommentOutcome::Resolved)).await.unwrap().remove(0);
    assert_eq!((settled.outcome, settled.settled_by.as_deref()), (Some(CommentOutcome::Resolved), Some("Tomas Reid")));
    assert!(settled.settled_at.is_some());
    assert_eq!(settle(None).await.unwrap()[0].settled_by, None);
    for expected in [Some(CommentOutcome::Resolved), None] {
        workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
        assert_eq!(api::comments(&desk.ws, id).await.unwrap()[0].outcome, expected);
    }
    api::delete_comment(&desk.ws, first.id).await.unwrap();
    assert!(api::comments(&desk.ws, id).await.unwrap().is_empty());
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(api::comments(&desk.ws, id).await.unwrap()[0].answers.len(), 1, "with its answers");
    api::delete(&desk.ws, id).await.unwrap();
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(api::comments(&desk.ws, id).await.unwrap()[0].answers.len(), 1, "with its document");
}

#[tokio::test]
async fn a_comment_stays_with_its_words_while_the_text_around_them_changes() {
    let desk = Desk::new();
    let id = document(&desk, TEXT).await;
    api::comment(&desk.ws, id, about("once every ninety seconds", "Really?")).await.unwrap();
    let steps = [
        // Before it in its block, and after it.
        ("The lens turns once", "Since Monday the great lens of 1874 turns once"),
        (", as it did for the ships", ""),
        // A block before it, of the same words.
        ("Since Monday", "It turns once every ninety seconds.\n\nSince Monday"),
        // Split from what stood before it.
        ("1874 turns once", "1874 turns.\n\nOnce more: it turns once"),
        // Stressed.
        ("it turns once every ninety seconds", "it turns **once every** ninety seconds"),
    ];
    let mut text = TEXT.to_owned();
    for (old, new) in steps {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
        save(&desk, id, &text).await;
        assert_eq!(on(&desk, id).await.as_deref(), Some("once every ninety seconds"), "{text}");
    }
    assert_eq!(api::comments(&desk.ws, id).await.unwrap()[0].place.unwrap().block, 5, "not the same words in the block before");
    // The words themselves change a little: it is about what became of them.
    save(&desk, id, &text.replace("ninety seconds.", "ninety long seconds.")).await;
    assert_eq!(on(&desk, id).await.as_deref(), Some("once every ninety long seconds"));
    assert_eq!(api::comments(&desk.ws, id).await.unwrap()[0].place.unwrap().block, 5, "though the other block says the same now");
}

#[tokio::test]
async fn a_comment_whose_words_are_gone_says_so_and_finds_them_when_they_come_back() {
    let desk = Desk::new();
    let id = document(&desk, TEXT).await;
    api::comment(&desk.ws, id, about("There is no café until March", "Is that so?")).await.unwrap();
    let without = TEXT.replace(" There is no café until March.", " Soup and hot drinks are sold on the quay.");
    save(&desk, id, &without).await;
    assert_eq!(on(&desk, id).await, None);
    let comment = api::comments(&desk.ws, id).await.unwrap().remove(0);
    assert_eq!(comment.quote, "There is no café until March");
    save(&desk, id, "").await;
    assert_eq!(on(&desk, id).await, None);
    save(&desk, id, TEXT).await;
    assert_eq!(on(&desk, id).await.as_deref(), Some("There is no café until March"));
}

#[tokio::test]
async fn a_suggestion_is_taken_into_the_text_or_declined() {
    let desk = Desk::new();
    let id = document(&desk, TEXT).await;
    let suggestion = |quote: &str, words: &str| NewComment { proposal: Some(words.to_owned()), ..about(quote, "") };
    let first = api::comment(&desk.ws, id, suggestion("once every ninety seconds", "once in ninety seconds")).await.unwrap().remove(0).id;
    let all = api::take_comment(&desk.ws, first, String::new()).await.unwrap();
    assert_eq!(all[0].outcome, Some(CommentOutcome::Taken));
    assert!(api::markdown(&desk.ws, id).await.unwrap().contains("turns once in ninety seconds, as it did"));
    assert_eq!(api::history(&desk.ws, id).await.unwrap().len(), 1, "what stood there is kept");
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(api::markdown(&desk.ws, id).await.unwrap(), TEXT);
    assert_eq!(api::comments(&desk.ws, id).await.unwrap()[0].outcome, None);
    // What would be read as a mark is put in by the editor alone.
    let marked = api::comment(&desk.ws, id, suggestion("Dogs on a lead", "*Dogs*")).await.unwrap().pop().unwrap().id;
    assert_eq!(api::take_comment(&desk.ws, marked, String::new()).await.unwrap_err().code, "literature.comment_marked");
    api::settle_comment(&desk.ws, marked, Some(CommentOutcome::Declined), String::new()).await.unwrap();
    let plain = api::comment(&desk.ws, id, about("Dogs on a lead", "And cats?")).await.unwrap().pop().unwrap().id;
    for outcome in [CommentOutcome::Taken, CommentOutcome::Declined] {
        let refused = api::settle_comment(&desk.ws, plain, Some(outcome), String::new()).await.unwrap_err();
        assert_eq!(refused.code, "literature.comment_no_proposal");
    }
    assert_eq!(api::take_comment(&desk.ws, plain, String::new()).await.unwrap_err().code, "literature.comment_no_proposal");
}

#[tokio::test]
async fn what_is_no_comment_is_refused_in_words() {
    let desk = Desk::new();
    let id = document(&desk, TEXT).await;
    let bad = [
        (about("Dogs", "  "), "literature.comment_empty"),
        (about("Dogs", &"x".repeat(5_001)), "literature.comment_long"),
        (about("Cats", "What of them?"), "literature.comment_words"),
        (about("", "What of it?"), "literature.comment_words"),
        (NewComment { place: Some(CommentPlace { block: 9, start: 0, length: 4 }), ..about("Dogs", "Where?") }, "literature.comment_words"),
        (NewComment { place: Some(CommentPlace { block: 4, start: 1, length: 4 }), ..about("Dogs", "Where?") }, "literature.comment_words"),
        (NewComment { by: "x".repeat(201), ..about("Dogs", "Who?") }, "literature.plan_name"),
    ];
    for (new, code) in bad {
        assert_eq!(api::comment(&desk.ws, id, new).await.unwrap_err().code, code);
    }
    assert!(api::comments(&desk.ws, id).await.unwrap().is_empty());
    let nothing = CommentId::from(7);
    assert_eq!(api::answer_comment(&desk.ws, nothing, "Yes".to_owned(), String::new()).await.unwrap_err().code, "literature.no_comment");
    let there = NewComment { place: Some(CommentPlace { block: 4, start: 0, length: 4 }), ..about("Dogs", "أين؟ 犬") };
    assert_eq!(api::comment(&desk.ws, id, there).await.unwrap()[0].text, "أين؟ 犬");
}

fn anchored(blocks: &[String], block: usize, start: usize, length: usize) -> Anchor {
    let number = |n: usize| u32::try_from(n).unwrap();
    let place = CommentPlace { block: number(block), start: number(start), length: number(length) };
    Anchor { place, block_text: blocks[block].clone() }
}

const WORDS: [&str; 12] = ["lens", "light", "the", "of", "Straße", "مرحبا", "灯台", "keeper", "a", "turns", "ninety", "every"];

fn sentence() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 3..14).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Edits elsewhere, one after the other as they are saved: the words stay the same ones, whatever else says the same.
    #[test]
    fn random_edits_elsewhere_keep_the_anchor_on_the_same_words(
        blocks in prop::collection::vec(sentence(), 1..5),
        at in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), sentence(), 0u8..4), 1..8),
    ) {
        let block = at.index(blocks.len());
        // A mark that nothing else has tells whether it is the same place; the anchor knows nothing of it.
        let mut blocks = blocks;
        blocks[block].push_str(" stands quite alone here ");
        blocks[block].push_str(WORDS[0]);
        let start = blocks[block].chars().count() - WORDS[0].chars().count() - " stands quite alone here ".chars().count() + 1;
        let mut anchor = anchored(&blocks, block, start, "stands quite alone here".chars().count());
        prop_assert_eq!(anchor.quote(), "stands quite alone here");
        let mut here = block;
        for (place, words, kind) in edits {
            match kind {
                0 => {
                    let to = place.index(blocks.len() + 1);
                    blocks.insert(to, words);
                    here += usize::from(to <= here);
                }
                1 => {
                    let to = place.index(blocks.len());
                    if to != here {
                        blocks[to] = words;
                    }
                }
                2 => blocks[here] = format!("{words} {}", blocks[here]),
                _ => blocks[here] = format!("{} {words}", blocks[here]),
            }
            anchor = anchor::find(&anchor, &blocks, &[]).expect("it is still there");
            prop_assert_eq!(anchor.quote(), "stands quite alone here");
            prop_assert_eq!(anchor.place.block as usize, here);
        }
    }

    /// Any two texts: never a panic, and what is found is within the block that it names.
    #[test]
    fn what_is_found_is_within_its_block(old in ".{1,60}", new in prop::collection::vec(".{0,60}", 0..4), at in any::<prop::sample::Index>()) {
        let letters = old.chars().count();
        let start = at.index(letters);
        let anchor = anchored(&[old], 0, start, letters - start);
        if let Some(found) = anchor::find(&anchor, &new, &[]) {
            prop_assert!(!found.quote().is_empty());
            prop_assert_eq!(&found.block_text, &new[found.place.block as usize]);
        }
    }
}

#[tokio::test]
async fn what_was_deleted_is_found_by_its_number_and_brought_back_though_other_things_were_done_since() {
    let desk = Desk::new();
    let id = document(&desk, TEXT).await;
    let comment = api::comment(&desk.ws, id, about("the yard", "Which?")).await.unwrap().remove(0).id;
    api::answer_comment(&desk.ws, comment, "The upper one.".to_owned(), String::new()).await.unwrap();
    let code = |found: Result<crate::ids::ActionId, crate::error::Problem>| found.map_or_else(|problem| problem.code, |_| String::new());
    assert_eq!(code(api::comment_deletion(&desk.ws, comment).await), "literature.not_deleted", "it is there");
    api::delete_comment(&desk.ws, comment).await.unwrap();
    let other = document(&desk, TEXT).await;
    let act = api::comment_deletion(&desk.ws, comment).await.unwrap();
    workspace_api::undo(&desk.ws, PLUGS, Some(act)).await.unwrap();
    assert_eq!(api::comments(&desk.ws, id).await.unwrap()[0].answers.len(), 1);
    assert_eq!(code(api::comment_deletion(&desk.ws, comment).await), "literature.not_deleted");

    literature_api::delete(&desk.ws, id).await.unwrap();
    literature_api::delete(&desk.ws, other).await.unwrap();
    let act = literature_api::deletion(&desk.ws, id).await.unwrap();
    workspace_api::undo(&desk.ws, PLUGS, Some(act)).await.unwrap();
    assert_eq!(literature_api::markdown(&desk.ws, id).await.unwrap(), TEXT);
    assert_eq!(api::comments(&desk.ws, id).await.unwrap().len(), 1, "with what was said of it");
    for (at, expected) in [(id, "literature.not_deleted"), (other, ""), (DocumentId::from(99), "literature.not_deleted")] {
        assert_eq!(code(literature_api::deletion(&desk.ws, at).await), expected);
    }
}
