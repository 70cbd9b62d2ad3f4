//! Whoever wrote words of a text does not approve it where the rule says so (W10), however the words came there.

use super::approval::{MARGARET, approve, as_user, goes, refused, rule, sending, state};
use super::desk::RELEASE;
use crate::distribution::api::{self, ApprovalState, AskApproval};
use crate::error::Problem;
use crate::literature::{
    self,
    approval::{ApprovalRole, ApprovalRule, Wrote, api::set_approval_rule},
    comments::NewComment,
    shared::{BlockEdit, BlockSort},
    templates::Beginning,
};
use crate::messages::Language;

#[tokio::test]
async fn whoever_saved_words_of_a_text_may_not_approve_it_and_is_told_why() {
    let sending = sending().await;
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    approve(&sending, MARGARET).await.unwrap();
    // She goes on writing: what she approved has none of her words, what comes now has.
    let margaret = as_user(&sending, "margaret  oyelaran");
    literature::api::save(&margaret, sending.document, RELEASE.replace("back", "here")).await.unwrap();
    let void = api::approval(&margaret, sending.document).await.unwrap();
    assert_eq!((void.state, void.may_approve, void.mine), (ApprovalState::Void, false, false));
    let refused = approve(&sending, MARGARET).await.unwrap_err();
    assert_eq!(refused.code, "literature.approval.writer");
    assert!(refused.what.text(Language::En).contains("Margaret Oyelaran saved words of this text"), "{refused:?}");
    assert!(refused.what.text(Language::De).contains("hat Wörter dieses Textes gespeichert"), "{refused:?}");
    let again = api::ask_approval(&sending.ws, sending.document, AskApproval::default()).await.unwrap_err();
    assert_eq!((again.code.as_str(), again.places[0].field.as_deref()), ("literature.approval.writer", Some("people")));
    let seen = api::approval(&sending.ws, sending.document).await.unwrap();
    let writers: Vec<_> = seen.writers.iter().map(|one| (one.name.as_str(), one.why)).collect();
    assert_eq!(writers, [("ines", Wrote::Saved), ("margaret  oyelaran", Wrote::Saved)]);
    // Put back as it was, it is what she approved, and still stands.
    literature::api::save(&sending.ws, sending.document, RELEASE.to_owned()).await.unwrap();
    assert_eq!(state(&sending).await, ApprovalState::Approved);
    literature::api::save(&sending.ws, sending.document, RELEASE.replace("back", "there")).await.unwrap();
    // Somebody who wrote nothing may; and so may she where the rule says so.
    let tomas = AskApproval { people: vec!["Tomas Reid".to_owned()], ..goes(&sending) };
    api::ask_approval(&sending.ws, sending.document, tomas).await.unwrap();
    assert_eq!(approve(&sending, "Tomas Reid").await.unwrap().state, ApprovalState::Approved);
    let writer_may = ApprovalRule { writer_may: true, ..rule(&[(MARGARET, ApprovalRole::Approver)]) };
    set_approval_rule(&sending.ws, writer_may).await.unwrap();
    let hers = AskApproval { people: vec![MARGARET.to_owned()], ..goes(&sending) };
    assert_eq!(api::ask_approval(&sending.ws, sending.document, hers).await.unwrap().writers, []);
    assert_eq!(approve(&sending, MARGARET).await.unwrap().state, ApprovalState::Approved);
    // The stricter rule of tomorrow counts her approval no more.
    set_approval_rule(&sending.ws, rule(&[(MARGARET, ApprovalRole::Approver)])).await.unwrap();
    assert!(self::refused(&sending, sending.request()).await.contains("not those that the rule asks for now"));
}

#[tokio::test]
async fn a_writer_stays_one_over_undo_deletion_and_copy_and_by_a_proposal_that_was_taken() {
    let sending = sending().await;
    let margaret = as_user(&sending, MARGARET);
    let said = NewComment { quote: "it is".to_owned(), proposal: Some("it was".to_owned()), ..NewComment::default() };
    let comment = literature::api::comment(&margaret, sending.document, said).await.unwrap()[0].id;
    assert!(api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.is_ok(), "a proposal alone is no word of the text");
    literature::api::take_comment(&sending.ws, comment, String::new()).await.unwrap();
    let code = |result: Result<api::ApprovalView, Problem>| result.map_or_else(|problem| problem.code, |_| String::new());
    assert_eq!(code(api::ask_approval(&sending.ws, sending.document, goes(&sending)).await), "literature.approval.writer");
    let from = Beginning::Copy { document: sending.document };
    let copy = literature::api::begin(&sending.ws, from, String::new()).await.unwrap();
    assert_eq!(code(api::ask_approval(&sending.ws, copy.id, goes(&sending)).await), "literature.approval.writer");
    literature::api::delete(&sending.ws, copy.id).await.unwrap();
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(code(api::ask_approval(&sending.ws, copy.id, goes(&sending)).await), "literature.approval.writer");
    // Whoever is forgotten bars nobody, and is named nowhere.
    sending.ws.write_blocking(None, |tx| literature::names::forget(tx, &|name| name == MARGARET)).unwrap();
    assert_eq!(sending.ws.read_blocking(|tx| literature::names::find(tx, &|name| name == MARGARET)).unwrap(), []);
    let writers = api::approval(&sending.ws, sending.document).await.unwrap().writers;
    assert_eq!(writers.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["ines"]);
}

#[tokio::test]
async fn undo_of_a_proposal_that_was_taken_lets_its_author_approve_again() {
    let sending = sending().await;
    let margaret = as_user(&sending, MARGARET);
    let said = NewComment { quote: "it is".to_owned(), proposal: Some("it was".to_owned()), ..NewComment::default() };
    let comment = literature::api::comment(&margaret, sending.document, said).await.unwrap()[0].id;
    literature::api::take_comment(&sending.ws, comment, String::new()).await.unwrap();
    let refused = api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap_err();
    assert_eq!(refused.code, "literature.approval.writer");
    assert!(refused.what.text(Language::En).contains("made a proposal that was taken into this text"), "{refused:?}");
    assert!(refused.what.text(Language::De).contains("der in diesen Text übernommen wurde"), "{refused:?}");
    // Her words stay in the text though the comment is opened again, or goes.
    literature::api::settle_comment(&sending.ws, comment, None, String::new()).await.unwrap();
    literature::api::delete_comment(&sending.ws, comment).await.unwrap();
    let seen = api::approval(&sending.ws, sending.document).await.unwrap();
    assert!(seen.writers.iter().any(|one| one.is(MARGARET) && one.why == Wrote::Proposed), "{:?}", seen.writers);
    for _ in 0..3 {
        crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    }
    assert_eq!(literature::api::markdown(&sending.ws, sending.document).await.unwrap(), RELEASE);
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    assert_eq!(approve(&sending, MARGARET).await.unwrap().state, ApprovalState::Approved);
}

#[tokio::test]
async fn words_of_a_block_are_words_of_every_text_that_uses_it() {
    let sending = sending().await;
    let margaret = as_user(&sending, MARGARET);
    let edit = |text: &str| BlockEdit {
        name: "Harbour Trust, short".to_owned(),
        sort: BlockSort::Boilerplate,
        language: String::new(),
        text: text.to_owned(),
    };
    let block = literature::api::add_block(&sending.ws, edit("We keep the light.")).await.unwrap().card.id;
    let with = format!("{RELEASE}\n{{{{ block \"Harbour Trust, short\" }}}}\n");
    literature::api::save(&sending.ws, sending.document, with.clone()).await.unwrap();
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    assert_eq!(approve(&sending, MARGARET).await.unwrap().state, ApprovalState::Approved);
    literature::api::save_block(&margaret, block, edit("We keep the great light.")).await.unwrap();
    let void = api::approval(&margaret, sending.document).await.unwrap();
    assert_eq!((void.state, void.may_approve), (ApprovalState::Void, false));
    let refused = approve(&sending, MARGARET).await.unwrap_err();
    assert_eq!(refused.code, "literature.approval.writer");
    assert!(refused.what.text(Language::En).contains("saved words of a block that this text uses"), "{refused:?}");
    assert!(void.writers.iter().any(|one| one.is(MARGARET) && one.why == Wrote::Block), "{:?}", void.writers);
    // What she approved had none of her words.
    literature::api::save_block(&sending.ws, block, edit("We keep the light.")).await.unwrap();
    assert_eq!(state(&sending).await, ApprovalState::Approved);
    // A block that is put into a text later brings its writers; one that has another name by now, too.
    let other = literature::api::add_file(&sending.ws, with.into_bytes(), None).await.unwrap().id;
    let named = BlockEdit { name: "Trust".to_owned(), ..edit("We keep the light.") };
    literature::api::save_block(&sending.ws, block, named).await.unwrap();
    for _ in 0..2 {
        let refused = api::ask_approval(&sending.ws, other, AskApproval::default()).await.unwrap_err();
        assert_eq!(refused.code, "literature.approval.writer");
        // Once more where a revision is there already.
        literature::api::name_revision(&sending.ws, other, "One".to_owned()).await.unwrap();
    }
    let without = literature::api::add_file(&sending.ws, RELEASE.as_bytes().to_vec(), None).await.unwrap().id;
    assert!(api::ask_approval(&sending.ws, without, AskApproval::default()).await.is_ok());
}

#[tokio::test]
async fn a_version_a_template_and_a_text_like_an_earlier_one_are_written_by_whoever_wrote_those() {
    let sending = sending().await;
    let margaret = as_user(&sending, MARGARET);
    let hers = format!("{RELEASE}\n## About us {{.boilerplate}}\n\nWe keep the light.\n");
    literature::api::save(&margaret, sending.document, hers).await.unwrap();
    let template = literature::api::keep_template(&sending.ws, sending.document, "Ours".to_owned()).await.unwrap().id.unwrap();
    let mut made = vec![literature::api::translate(&sending.ws, sending.document, "de".to_owned()).await.unwrap().id];
    let document = sending.document;
    for with in [Beginning::Template { id: template }, Beginning::Like { document }, Beginning::Copy { document }] {
        made.push(literature::api::begin(&sending.ws, with, String::new()).await.unwrap().id);
    }
    for id in made {
        let refused = api::ask_approval(&sending.ws, id, AskApproval::default()).await.unwrap_err();
        assert_eq!(refused.code, "literature.approval.writer", "{id}");
    }
}

#[tokio::test]
async fn whoever_looks_is_no_writer_of_what_somebody_else_asks_for() {
    let sending = sending().await;
    let margaret = as_user(&sending, MARGARET);
    let names = async || {
        let view = api::approval(&margaret, sending.document).await.unwrap();
        view.writers.into_iter().map(|one| (one.name, one.why)).collect::<Vec<_>>()
    };
    assert_eq!(names().await, [("ines".to_owned(), Wrote::Saved), (MARGARET.to_owned(), Wrote::Asked)], "she would ask");
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    assert_eq!(names().await, [("ines".to_owned(), Wrote::Saved)]);
}

#[tokio::test]
async fn another_name_takes_no_words_back() {
    let sending = sending().await;
    let margaret = as_user(&sending, "margaret  oyelaran");
    literature::api::save(&margaret, sending.document, RELEASE.replace("back", "here")).await.unwrap();
    margaret.rename_user(MARGARET);
    literature::api::write_as(&margaret, "Margaret Reid".to_owned()).await.unwrap();
    margaret.rename_user("Margaret Reid");
    set_approval_rule(&sending.ws, rule(&[("Margaret Reid", ApprovalRole::Approver)])).await.unwrap();
    let refused = api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap_err();
    assert_eq!(refused.code, "literature.approval.writer");
    // Once and no more, however often: and the old name bars as ever.
    literature::api::write_as(&margaret, MARGARET.to_owned()).await.unwrap();
    margaret.rename_user(MARGARET);
    literature::api::write_as(&margaret, "Margaret Reid".to_owned()).await.unwrap();
    let rows = sending.ws.read_blocking(|tx| Ok(tx.query_row("SELECT count(*) FROM document_writer", [], |row| row.get::<_, i64>(0))?));
    assert_eq!(rows.unwrap(), 4, "ines, two spellings, and the new name");
}

#[tokio::test]
async fn another_name_that_was_taken_while_the_file_was_closed_takes_no_words_back() {
    let sending = sending().await;
    let margaret = as_user(&sending, "margaret  oyelaran");
    literature::api::save(&margaret, sending.document, RELEASE.replace("back", "here")).await.unwrap();
    literature::api::save(&sending.ws, sending.document, RELEASE.replace("back", "there")).await.unwrap();
    drop(margaret);
    set_approval_rule(&sending.ws, rule(&[("Margaret Reid", ApprovalRole::Approver)])).await.unwrap();
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    // In a window of this machine with nothing open she went by two other names since.
    let kept = sending.ws.host().device.folder.join("window.json");
    std::fs::write(kept, r#"{"user": "Margaret Reid", "earlier_users": ["M. Reid", "Margaret Oyelaran"], "recent": []}"#).unwrap();
    let acts = crate::workspace::api::history(&sending.ws, 99).await.unwrap().len();
    let refused = approve(&sending, "Margaret Reid").await.unwrap_err();
    assert_eq!(refused.code, "literature.approval.writer");
    assert!(refused.what.text(Language::En).contains("Margaret Reid saved words of this text"), "{refused:?}");
    // It is no act that undo takes back, and is noted once, however often the file is opened.
    assert_eq!(crate::workspace::api::history(&sending.ws, 99).await.unwrap().len(), acts);
    drop(as_user(&sending, "Margaret Reid"));
    let rows = sending.ws.read_blocking(|tx| Ok(tx.query_row("SELECT count(*) FROM document_writer", [], |row| row.get::<_, i64>(0))?));
    assert_eq!(rows.unwrap(), 3, "ines, the earlier spelling, and the new name");
}

#[tokio::test]
async fn who_puts_back_what_stood_there_wrote_none_of_it_and_a_headline_alone_is_no_text() {
    let sending = sending().await;
    let margaret = as_user(&sending, MARGARET);
    let kind = literature::DocumentKind::PressRelease;
    let begun = literature::api::NewDocument { kind, headline: "An idea".to_owned(), language: String::new() };
    let idea = literature::api::add(&margaret, begun).await.unwrap().id;
    assert_eq!(api::approval(&sending.ws, idea).await.unwrap().writers.len(), 1, "whoever asks now");
    let first = literature::api::name_revision(&sending.ws, sending.document, "One".to_owned()).await.unwrap();
    literature::api::save(&sending.ws, sending.document, RELEASE.replace("back", "here")).await.unwrap();
    literature::api::restore(&margaret, first.id).await.unwrap();
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    assert_eq!(approve(&sending, MARGARET).await.unwrap().state, ApprovalState::Approved);
}
