use super::api::{self, NewDocument};
use super::paper::{EditedBlock, EditedPaper, Paper, PaperContent, Run, RunKind};
use super::{DocumentKind, Why};
use crate::ids::DocumentId;
use crate::workspace::Workspace;
use crate::workspace::testing::Desk;

const TEXT: &str = "---\nheadline: The lens turns\n---\n\n*Lead*, as it was.\n\n* one\n* two\n\nEnd.\n";

async fn document(ws: &Workspace) -> DocumentId {
    let new = NewDocument { kind: DocumentKind::PressRelease, headline: String::new(), language: String::new() };
    let id = api::add(ws, new).await.expect("a document").id;
    api::save(ws, id, TEXT.to_owned()).await.expect("its text");
    id
}

/// The document with one block that says something else.
fn with(paper: &Paper, at: usize, words: &str) -> EditedPaper {
    let said = PaperContent::Paragraph { words: vec![Run { what: RunKind::Text { text: words.to_owned() }, marks: Vec::new() }] };
    EditedPaper {
        head: paper.head.clone(),
        front: paper.front.clone(),
        lines: paper.lines.clone(),
        lead: paper.lead.clone(),
        tail: paper.tail.clone(),
        blocks: paper
            .blocks
            .iter()
            .enumerate()
            .map(|(index, block)| EditedBlock {
                id: block.id,
                before: block.before.clone(),
                source: (index != at).then(|| block.source.clone()),
                content: (index == at).then(|| said.clone()),
            })
            .collect(),
    }
}

#[tokio::test]
async fn a_block_that_was_edited_is_the_only_one_that_changes() {
    let desk = Desk::new();
    let id = document(&desk.ws).await;
    let paper = api::open(&desk.ws, id).await.unwrap();
    let saved = api::save_paper(&desk.ws, id, Some(paper.base.clone()), with(&paper, 2, "The *end*.")).await.unwrap();
    let kept = api::markdown(&desk.ws, id).await.unwrap();
    assert_eq!(kept, TEXT.replace("End.", "The \\*end\\*."));
    assert_eq!(saved.text, kept);
    assert_eq!(saved.blocks.iter().map(|block| block.id).collect::<Vec<_>>(), [1, 2, 3], "ids stay as long as it is open");
    assert_eq!(saved.saved.base, api::open(&desk.ws, id).await.unwrap().base, "the next save stands on this text");
    assert_eq!((saved.saved.headline.as_str(), saved.saved.words), ("The lens turns", 8));
}

#[tokio::test]
async fn a_save_that_changes_nothing_leaves_the_draft_alone() {
    let desk = Desk::new();
    let id = document(&desk.ws).await;
    let paper = api::open(&desk.ws, id).await.unwrap();
    let before = api::show(&desk.ws, id).await.unwrap().card.edited_at;
    desk.clock.advance_ms(60_000);
    api::save_paper(&desk.ws, id, Some(paper.base.clone()), with(&paper, usize::MAX, "")).await.unwrap();
    let after = api::show(&desk.ws, id).await.unwrap();
    assert_eq!((after.text.as_str(), after.card.edited_at), (TEXT, before));
}

#[tokio::test]
async fn a_draft_that_was_changed_elsewhere_is_not_written_over() {
    let desk = Desk::new();
    let id = document(&desk.ws).await;
    let paper = api::open(&desk.ws, id).await.unwrap();
    api::save(&desk.ws, id, "Theirs.\n".to_owned()).await.unwrap();

    let refused = api::save_paper(&desk.ws, id, Some(paper.base.clone()), with(&paper, 2, "Mine.")).await.unwrap_err();
    assert_eq!(refused.code, "literature.moved_on");
    let refused = api::save_text(&desk.ws, id, Some(paper.base.clone()), "Mine.\n".to_owned()).await.unwrap_err();
    assert_eq!(refused.code, "literature.moved_on");
    assert_eq!(api::markdown(&desk.ws, id).await.unwrap(), "Theirs.\n");

    // Asked, the words here are kept, and nothing is lost.
    api::save_paper(&desk.ws, id, None, with(&paper, 2, "Mine.")).await.unwrap();
    assert!(api::markdown(&desk.ws, id).await.unwrap().ends_with("Mine.\n"));
    let history = api::history(&desk.ws, id).await.unwrap();
    let theirs = history.first().expect("what stood there");
    assert_eq!(theirs.why, Why::Restored);
    assert_eq!(api::revision_text(&desk.ws, theirs.id).await.unwrap(), "Theirs.\n");
}

#[tokio::test]
async fn a_text_that_is_saved_already_needs_no_leave() {
    let desk = Desk::new();
    let id = document(&desk.ws).await;
    let paper = api::open(&desk.ws, id).await.unwrap();
    let edited = with(&paper, 2, "Mine.");
    api::save_paper(&desk.ws, id, Some(paper.base.clone()), edited.clone()).await.unwrap();
    // The answer was lost on the way: the same save once more is no conflict.
    api::save_paper(&desk.ws, id, Some(paper.base.clone()), edited).await.unwrap();
}
