//! Approved means these bytes (D20), and any change voids it (W10).

use super::desk::{RELEASE, Sending, journalist};
use crate::clock::Clock;
use crate::contacts::ListKind;
use crate::distribution::api::{self, ApprovalFor, ApprovalSeen, ApprovalState, AskApproval, SendRequest};
use crate::distribution::approved::{ApprovalPart, Parts};
use crate::distribution::state::{Because, DistributionState};
use crate::error::Problem;
use crate::ids::DocumentId;
use crate::literature::{
    self,
    api::NewFile,
    approval::{ApprovalAnswer, ApprovalPerson, ApprovalRole, ApprovalRule, Wrote, api::set_approval_rule},
    comments::{CommentOutcome, NewComment},
};
use crate::messages::Language;
use crate::workspace::{Device, Host, Workspace};

/// The file as somebody else opens it on a device of their own.
pub(super) fn as_user(sending: &Sending, name: &str) -> Workspace {
    let device = Device::at(sending.ws.host().device.folder.clone()).unwrap();
    let clock = std::sync::Arc::clone(&sending.clock) as std::sync::Arc<dyn Clock>;
    let host = Host { clock, actor: name.to_owned(), via: None, device, faults: crate::workspace::Faults::default() };
    crate::open(sending.ws.path(), host).unwrap()
}

pub(super) fn rule(people: &[(&str, ApprovalRole)]) -> ApprovalRule {
    ApprovalRule {
        required: true,
        people: people.iter().map(|(name, role)| ApprovalPerson { name: (*name).to_owned(), role: *role }).collect(),
        ..ApprovalRule::default()
    }
}

pub(super) const MARGARET: &str = "Margaret Oyelaran";

pub(super) async fn sending() -> Sending {
    let sending = Sending::new(2, RELEASE, |_| (), |_, _| "250 ok").await;
    set_approval_rule(&sending.ws, rule(&[(MARGARET, ApprovalRole::Approver), ("Tomas Reid", ApprovalRole::Editor)])).await.unwrap();
    sending
}

pub(super) fn goes(sending: &Sending) -> AskApproval {
    let request = sending.request();
    AskApproval {
        goes: Some(ApprovalFor { account: Some(request.account), to: request.to, ..ApprovalFor::default() }),
        ..AskApproval::default()
    }
}

pub(super) async fn approve(sending: &Sending, name: &str) -> Result<api::ApprovalView, Problem> {
    let ws = as_user(sending, name);
    let seen = api::approval(&ws, sending.document).await.unwrap();
    api::approve(&ws, sending.document, seen.seen(), String::new()).await
}

/// Takes the asking back as it stands.
async fn withdraw(sending: &Sending) -> Result<api::ApprovalView, Problem> {
    let seen = api::approval(&sending.ws, sending.document).await.unwrap().seen();
    api::withdraw_approval(&sending.ws, sending.document, seen.ask).await
}

pub(super) async fn state(sending: &Sending) -> ApprovalState {
    api::approval(&sending.ws, sending.document).await.unwrap().state
}

/// Why it may not go, as the page before Send says it.
pub(super) async fn refused(sending: &Sending, request: SendRequest) -> String {
    let review = api::review(&sending.ws, request.clone()).await.unwrap();
    let said = review.unapproved.as_ref().map(|what| what.text(Language::En)).unwrap_or_default();
    if !said.is_empty() {
        assert!(review.findings.iter().any(|found| found.blocks && found.what.text(Language::En) == said), "{said}");
        let problem = api::send(&sending.ws, request, review.seal).await.unwrap_err();
        assert!(crate::distribution::approved::is_refusal(&problem.code), "{problem:?}");
        assert_eq!(problem.what.text(Language::En), said);
    }
    said
}

#[tokio::test]
async fn nothing_goes_before_it_is_approved_and_what_went_is_what_was_approved() {
    let sending = sending().await;
    assert_eq!(state(&sending).await, ApprovalState::None);
    assert!(refused(&sending, sending.request()).await.contains("nobody was asked"));
    let asked = api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    assert_eq!((asked.state, asked.waits_for), (ApprovalState::Waiting, vec![MARGARET.to_owned()]));
    assert!(refused(&sending, sending.request()).await.contains("waiting for Margaret Oyelaran"));
    let approved = approve(&sending, MARGARET).await.unwrap();
    assert_eq!((approved.state, approved.given), (ApprovalState::Approved, 1));
    assert_eq!(refused(&sending, sending.request()).await, "");
    assert!(api::review(&sending.ws, sending.request()).await.unwrap().approved_at.is_some());
    // Somebody new in the audience is a member, no change of what it asks.
    crate::contacts::api::add(&sending.ws, journalist("third", "third@paper.example.net")).await.unwrap();
    let sent = sending.send(sending.request()).await;
    let sent = sending.drive(sent.distribution).await;
    assert_eq!((sent.state, sent.accepted), (DistributionState::Finished, 3));
    let id = sent.distribution;
    let went = sending.ws.read_blocking(move |tx| {
        let sealing = crate::distribution::store::plan::sealing(tx, id)?.unwrap();
        let account = crate::accounts::find(tx, sealing.account)?;
        Ok(Parts::of(&literature::revision_hash(tx, sealing.revision)?, &sealing, &account).digest())
    });
    assert_eq!(went.unwrap(), approved.ask.unwrap().digest, "byte for byte");
}

#[tokio::test]
async fn a_named_revision_that_an_approval_was_asked_of_is_not_taken_back_and_it_is_said_why() {
    let sending = sending().await;
    literature::api::name_revision(&sending.ws, sending.document, "For the board".to_owned()).await.unwrap();
    let named = crate::workspace::api::history(&sending.ws, 1).await.unwrap()[0].id;
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    let refused = crate::workspace::api::undo(&sending.ws, crate::PLUGS, Some(named)).await.unwrap_err();
    assert_eq!((refused.code.as_str(), &*refused.what.key), ("workspace.undo_in_use", "workspace.undo_in_use.approval"), "{refused:?}");
    assert!(refused.what.text(Language::En).contains("an approval was asked for of the revision that would go"));
    // Once the asking is taken back, so is the revision.
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, Some(named)).await.unwrap();
    assert!(literature::api::history(&sending.ws, sending.document).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_edit_voids_the_approval_names_the_words_and_putting_it_back_makes_it_hold_again() {
    let sending = sending().await;
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    let approved = approve(&sending, MARGARET).await.unwrap();
    let save = async |text: String| literature::api::save(&sending.ws, sending.document, text).await.unwrap();
    save(RELEASE.replace("it is back", "it was away for years")).await;
    let void = api::approval(&sending.ws, sending.document).await.unwrap();
    assert_eq!((void.state, void.changes.len()), (ApprovalState::Void, 1));
    assert_eq!((void.changes[0].part, void.changes[0].words, void.changes[0].places), (ApprovalPart::Text, 4, 1));
    assert!(refused(&sending, sending.request()).await.contains("approval of revision 1 is void: 4 words changed"));
    save(RELEASE.to_owned()).await;
    assert_eq!((state(&sending).await, refused(&sending, sending.request()).await), (ApprovalState::Approved, String::new()));
    // Approved anew as it is now, in one act: it is asked for and given.
    save(RELEASE.replace("it is back", "it is here")).await;
    let again = approve(&sending, MARGARET).await.unwrap();
    assert_eq!(again.state, ApprovalState::Approved);
    let asks = (approved.ask.unwrap(), again.ask.unwrap());
    assert!(asks.0.digest != asks.1.digest && asks.1.number == 2);
}

#[tokio::test]
async fn every_part_that_is_approved_voids_it_when_it_is_another_and_is_named() {
    let sending = sending().await;
    let file = |bytes: &[u8]| NewFile { name: "plan.pdf".to_owned(), bytes: bytes.to_vec() };
    literature::api::attach(&sending.ws, sending.document, vec![file(b"%PDF-1.7\n")]).await.unwrap();
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    approve(&sending, MARGARET).await.unwrap();
    let sql = |change: &'static str| sending.ws.write_blocking(None, move |tx| Ok(tx.execute(change, [])?)).unwrap();
    for (change, back, part) in [
        ("UPDATE account SET from_name = from_name || '!'", "UPDATE account SET from_name = rtrim(from_name, '!')", ApprovalPart::Sender),
        ("UPDATE account SET reply_to = 'other@example.org'", "UPDATE account SET reply_to = NULL", ApprovalPart::ReplyTo),
        (
            "UPDATE attachment SET name = 'map.pdf' WHERE revision_id IS NULL",
            "UPDATE attachment SET name = 'plan.pdf' WHERE revision_id IS NULL",
            ApprovalPart::Attachments,
        ),
        (
            "UPDATE attachment SET alt = 'the plan' WHERE revision_id IS NULL",
            "UPDATE attachment SET alt = '' WHERE revision_id IS NULL",
            ApprovalPart::Attachments,
        ),
        (
            "UPDATE attachment SET link = 'https://example.org/p' WHERE revision_id IS NULL",
            "UPDATE attachment SET link = '' WHERE revision_id IS NULL",
            ApprovalPart::Attachments,
        ),
        (
            "UPDATE document SET draft = draft || 'More.'",
            "UPDATE document SET draft = substr(draft, 1, length(draft) - 5)",
            ApprovalPart::Text,
        ),
    ] {
        sql(change);
        let void = api::approval(&sending.ws, sending.document).await.unwrap();
        assert_eq!(
            (void.state, void.changes.iter().map(|one| one.part).collect::<Vec<_>>()),
            (ApprovalState::Void, vec![part]),
            "{change}"
        );
        let said = refused(&sending, sending.request()).await;
        assert!(said.contains("is void") && !said.contains('{'), "{change}: {said}");
        sql(back);
        // The revision's own rows were changed with the draft's and back: it is approved as it was.
        assert_eq!(state(&sending).await, ApprovalState::Approved, "{back}");
    }
    // Another audience, and another taken from it: what Send asks for is not what was approved.
    for request in [
        SendRequest { to: "kind:public".to_owned(), ..sending.request() },
        SendRequest { except: vec!["city:Hull".to_owned()], ..sending.request() },
    ] {
        assert!(refused(&sending, request).await.contains("the audience is another"));
    }
    // Who is left out by hand, and when it goes, is decided at Send.
    let first = api::review(&sending.ws, sending.request()).await.unwrap().people[0];
    assert_eq!(refused(&sending, SendRequest { left_out: vec![first], hold_ms: 60_000, follow: true, ..sending.request() }).await, "");
    let imprint = crate::rendering::Imprint { postal: "1 Quay Street".to_owned(), contact: "+44 1482 0000".to_owned() };
    crate::rendering::api::set_imprint(&sending.ws, imprint).await.unwrap();
    assert!(refused(&sending, sending.request()).await.contains("the last lines are others"));
}

/// Each part of the digest counts, and no two run together.
#[test]
fn a_digest_is_another_when_any_part_of_it_is() {
    let some = |text: &str| Some(text.to_owned());
    let parts = Parts { from_name: "Ines".to_owned(), audience: "kind:public".to_owned(), ..Parts::of_text(&[7; 32], ListKind::External) };
    let others = [
        Parts { revision: "r".to_owned(), ..parts.clone() },
        Parts { from_name: "Ine".to_owned(), from_address: "s".to_owned(), ..parts.clone() },
        Parts { from_address: "press@example.org".to_owned(), ..parts.clone() },
        Parts { reply_to: some("a@example.org"), ..parts.clone() },
        Parts { audience: "kind:client".to_owned(), ..parts.clone() },
        Parts { except: "[1]".to_owned(), ..parts.clone() },
        Parts { list_kind: "internal".to_owned(), ..parts.clone() },
        Parts { answers: some("x"), ..parts.clone() },
        Parts { one_click: some("x"), ..parts.clone() },
        Parts { notice: some("x"), ..parts.clone() },
        Parts { imprint: some("x"), ..parts.clone() },
        Parts { theme: some("x"), ..parts.clone() },
    ];
    let mut digests: Vec<String> = others.iter().chain([&parts]).map(Parts::digest).collect();
    digests.sort();
    digests.dedup();
    // A mail that it answers and a place to unsubscribe are told apart by what they are, not by where they stand.
    assert!(digests.len() >= others.len(), "{digests:?}");
    let named = Parts { audience_name: "The public".to_owned(), ..parts.clone() };
    assert_eq!(named.digest(), parts.digest(), "what people call it is no part of it");
    assert_eq!(Parts::read(&parts.kept()), parts);
}

#[tokio::test]
async fn several_approve_in_order_and_one_who_sends_it_back_stops_it() {
    let sending = sending().await;
    let people = vec!["Tomas Reid".to_owned(), MARGARET.to_owned()];
    let ask = AskApproval { people, ordered: Some(true), ..goes(&sending) };
    let asked = api::ask_approval(&sending.ws, sending.document, ask).await.unwrap();
    assert_eq!(asked.waits_for, ["Tomas Reid"]);
    assert_eq!(approve(&sending, MARGARET).await.unwrap_err().code, "literature.approval.not_your_turn");
    assert_eq!(approve(&sending, "Ana").await.unwrap_err().code, "literature.approval.not_asked");
    // The same name, however it is written.
    let half = approve(&sending, "  tomas   REID ").await.unwrap();
    assert_eq!((half.state, half.given, half.waits_for), (ApprovalState::Waiting, 1, vec![MARGARET.to_owned()]));
    let margaret = as_user(&sending, MARGARET);
    let seen = api::approval(&margaret, sending.document).await.unwrap();
    assert!(seen.mine && seen.may_approve);
    let back = api::send_back(&margaret, sending.document, seen.seen(), "The date is wrong.".to_owned()).await.unwrap();
    assert_eq!((back.state, back.ask.unwrap().people[1].note.as_str()), (ApprovalState::SentBack, "The date is wrong."));
    assert!(refused(&sending, sending.request()).await.contains("Margaret Oyelaran sent it back"));
    // She changes her mind, and takes it back after all.
    assert_eq!(approve(&sending, MARGARET).await.unwrap().state, ApprovalState::Approved);
    assert_eq!(api::take_back_approval(&margaret, sending.document, seen.seen().ask).await.unwrap().state, ApprovalState::Waiting);
    assert_eq!(refused(&sending, sending.request()).await, "It is not approved yet: waiting for Margaret Oyelaran. Nothing leaves.");
    // What was looked at is what is answered.
    let stale = ApprovalSeen { digest: "0".repeat(64), ..seen.seen() };
    let stale = api::approve(&margaret, sending.document, stale, String::new()).await.unwrap_err();
    assert_eq!(stale.code, "literature.approval.moved_on");
    assert_eq!(withdraw(&sending).await.unwrap().state, ApprovalState::None);
}

/// Two act at once, in two windows or by the command line: whichever comes first, an answer counts for what its giver looked at alone.
#[tokio::test]
async fn an_answer_counts_only_for_the_asking_that_was_looked_at() {
    let sending = sending().await;
    let (ws, id) = (&sending.ws, sending.document);
    let margaret = as_user(&sending, MARGARET);
    let again = || AskApproval { people: vec![MARGARET.to_owned(), "Tomas Reid".to_owned()], ..goes(&sending) };
    let looked_at = async || api::approval(&margaret, id).await.unwrap().seen();
    let stands = async || api::approval(ws, id).await.map(|view| (view.state, view.given)).unwrap();

    // Asked again first: the very same text, of one person more.
    api::ask_approval(ws, id, goes(&sending)).await.unwrap();
    let first = looked_at().await;
    let second = api::ask_approval(ws, id, again()).await.unwrap();
    assert_eq!(first.digest, second.digest, "the text is the same");
    for answer in [
        api::approve(&margaret, id, first.clone(), String::new()).await,
        api::send_back(&margaret, id, first.clone(), String::new()).await,
        api::take_back_approval(&margaret, id, first.ask).await,
        api::withdraw_approval(&margaret, id, first.ask).await,
    ] {
        let refused = answer.unwrap_err();
        assert_eq!((refused.code.as_str(), stands().await), ("literature.approval.asked_again", (ApprovalState::Waiting, 0)));
    }

    // Approved first: what is asked after that is approved by nobody yet.
    assert_eq!(api::approve(&margaret, id, looked_at().await, String::new()).await.unwrap().given, 1);
    api::ask_approval(ws, id, again()).await.unwrap();
    assert_eq!(stands().await, (ApprovalState::Waiting, 0));

    // What was changed is asked for anew by whoever approves it, but not where somebody did so meanwhile.
    literature::api::save(ws, id, RELEASE.replace("it is back", "it is here")).await.unwrap();
    let void = looked_at().await;
    api::ask_approval(ws, id, again()).await.unwrap();
    assert_eq!(looked_at().await.digest, void.digest);
    let refused = api::approve(&margaret, id, void, String::new()).await.unwrap_err();
    assert_eq!((refused.code.as_str(), stands().await), ("literature.approval.asked_again", (ApprovalState::Waiting, 0)));
    assert_eq!(api::approve(&margaret, id, looked_at().await, String::new()).await.unwrap().given, 1);
}

#[tokio::test]
async fn of_names_however_they_are_written_it_is_said_who_may_not_approve_and_why() {
    let sending = sending().await;
    let tomas = as_user(&sending, "tomas  reid");
    literature::api::save(&tomas, sending.document, RELEASE.replace("back", "here")).await.unwrap();
    let view = api::approval(&sending.ws, sending.document).await.unwrap();
    assert_eq!((view.usual, view.may_be_asked), (vec![MARGARET.to_owned()], vec![MARGARET.to_owned()]));
    let barred = async |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let barred = api::approval_barred(&sending.ws, sending.document, names).await.unwrap();
        barred.into_iter().map(|one| (one.name, one.why)).collect::<Vec<_>>()
    };
    let saved = |name: &str| (name.to_owned(), Wrote::Saved);
    assert_eq!(barred(&[]).await, [saved("tomas  reid")], "the rule would let him approve");
    assert_eq!(barred(&["Ana", " INES "]).await, [saved("ines"), saved("tomas  reid")]);
    assert_eq!(api::approval_barred(&sending.ws, DocumentId::from(99), Vec::new()).await.unwrap_err().code, "literature.no_document");
    let writer_may = ApprovalRule { writer_may: true, ..rule(&[("Tomas Reid", ApprovalRole::Approver)]) };
    set_approval_rule(&sending.ws, writer_may).await.unwrap();
    assert_eq!(barred(&["ines"]).await, []);
    assert_eq!(api::approval(&sending.ws, sending.document).await.unwrap().usual, ["Tomas Reid"]);
}

#[tokio::test]
async fn the_rule_says_who_may_and_the_writer_may_not_unless_it_says_so() {
    let sending = sending().await;
    let ask = |name: &str| AskApproval { people: vec![name.to_owned()], ..goes(&sending) };
    for (name, code) in [("ines", "literature.approval.may_not"), ("Ana", "literature.approval.may_not"), (" ", "literature.approval.name")]
    {
        assert_eq!(api::ask_approval(&sending.ws, sending.document, ask(name)).await.unwrap_err().code, code, "{name}");
    }
    let mut own = rule(&[("Ines", ApprovalRole::Approver)]);
    set_approval_rule(&sending.ws, own.clone()).await.unwrap();
    assert_eq!(api::ask_approval(&sending.ws, sending.document, ask("Ines")).await.unwrap_err().code, "literature.approval.writer");
    own.writer_may = true;
    set_approval_rule(&sending.ws, own.clone()).await.unwrap();
    api::ask_approval(&sending.ws, sending.document, ask("Ines")).await.unwrap();
    assert_eq!(approve(&sending, "ines").await.unwrap().state, ApprovalState::Approved);
    // The rule is asked for today: stricter by now, it is approved no more.
    own.writer_may = false;
    set_approval_rule(&sending.ws, own).await.unwrap();
    assert!(refused(&sending, sending.request()).await.contains("not those that the rule asks for now"));
    for (people, needed, code) in [
        (vec![("A", ApprovalRole::Writer)], 0, "literature.approval.nobody_may"),
        (vec![("A", ApprovalRole::Editor), (" a ", ApprovalRole::Approver)], 0, "literature.approval.name_twice"),
        (vec![("A", ApprovalRole::Editor)], 2, "literature.approval.needed"),
        (vec![("  ", ApprovalRole::Editor)], 0, "literature.approval.name"),
    ] {
        let refused = set_approval_rule(&sending.ws, ApprovalRule { needed, ..rule(&people) }).await.unwrap_err();
        assert_eq!(refused.code, code);
    }
    // Nothing is asked for where no rule says so.
    set_approval_rule(&sending.ws, ApprovalRule::default()).await.unwrap();
    assert_eq!(refused(&sending, sending.request()).await, "");
}

#[tokio::test]
async fn a_copy_for_colleagues_goes_only_where_exactly_what_went_was_approved() {
    let sending = sending().await;
    crate::contacts::api::add(
        &sending.ws,
        crate::contacts::PersonInput { kind: crate::contacts::PersonKind::Employee, ..journalist("Ana", "ana@harbourtrust.example.org") },
    )
    .await
    .unwrap();
    // What went before there was a rule was approved by nobody.
    set_approval_rule(&sending.ws, ApprovalRule::default()).await.unwrap();
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await.distribution;
    let copy = async || SendRequest { hold_ms: 0, ..api::copy(&sending.ws, first, None).await.unwrap() };
    assert_eq!(refused(&sending, copy().await).await, "", "no rule asks");
    set_approval_rule(&sending.ws, rule(&[(MARGARET, ApprovalRole::Approver)])).await.unwrap();
    assert!(refused(&sending, copy().await).await.starts_with("What colleagues would see went out as revision 1, and exactly that"));
    let asked = api::ask_approval_to_send(&sending.ws, copy().await).await.unwrap_err();
    assert_eq!(asked.code, "distribution.copy_not_asked");
    // Another text to the same people, and the same text to others, are not what went.
    literature::api::save(&sending.ws, sending.document, RELEASE.replace("back", "here")).await.unwrap();
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    approve(&sending, MARGARET).await.unwrap();
    assert!(refused(&sending, copy().await).await.contains("exactly that"));
    literature::api::save(&sending.ws, sending.document, RELEASE.to_owned()).await.unwrap();
    let others = ApprovalFor { to: "kind:public".to_owned(), ..goes(&sending).goes.unwrap() };
    api::ask_approval(&sending.ws, sending.document, AskApproval { goes: Some(others), ..AskApproval::default() }).await.unwrap();
    approve(&sending, MARGARET).await.unwrap();
    assert!(refused(&sending, copy().await).await.contains("exactly that"));
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    assert!(refused(&sending, copy().await).await.contains("exactly that"), "asked for, and not given");
    approve(&sending, MARGARET).await.unwrap();
    // The account is called otherwise by now: what went is what it was.
    sending.ws.write_blocking(None, |tx| Ok(tx.execute("UPDATE account SET from_name = 'Harbour'", [])?)).unwrap();
    literature::api::save(&sending.ws, sending.document, RELEASE.replace("back", "gone")).await.unwrap();
    assert_eq!(refused(&sending, copy().await).await, "");
    assert!(api::review(&sending.ws, copy().await).await.unwrap().approved_at.is_some());
    let copies = sending.send(copy().await).await;
    assert_eq!(sending.drive(copies.distribution).await.accepted, 1);
}

/// The engine looks itself: an approval that is taken back, or a rule that came since Send, stops what is scheduled or under way.
#[tokio::test]
async fn the_engine_sends_nothing_that_is_not_approved_any_more() {
    let sending = sending().await;
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    approve(&sending, MARGARET).await.unwrap();
    let held = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    // The draft goes on being written: what was approved and sealed is what goes.
    literature::api::save(&sending.ws, sending.document, RELEASE.replace("back", "here")).await.unwrap();
    literature::api::save(&sending.ws, sending.document, RELEASE.to_owned()).await.unwrap();
    let margaret = as_user(&sending, MARGARET);
    let seen = api::approval(&margaret, sending.document).await.unwrap().seen();
    api::take_back_approval(&margaret, sending.document, seen.ask).await.unwrap();
    let stopped = sending.work(held.distribution, |card| card.state == DistributionState::Paused).await;
    assert_eq!((stopped.because, stopped.accepted, sending.server.taken().len()), (Some(Because::Approval), 0, 0));
    approve(&sending, MARGARET).await.unwrap();
    api::resume(&sending.ws, held.distribution).await.unwrap();
    let done = sending.drive(held.distribution).await;
    assert_eq!((done.state, done.accepted), (DistributionState::Finished, 2));
}

#[tokio::test]
async fn a_text_with_no_audience_is_approved_as_a_text_and_mailed_on_that_to_nobody() {
    let sending = sending().await;
    let asked = api::ask_approval(&sending.ws, sending.document, AskApproval::default()).await.unwrap();
    assert_eq!((asked.audience.as_str(), asked.from.as_str()), ("", ""));
    approve(&sending, MARGARET).await.unwrap();
    assert!(refused(&sending, sending.request()).await.contains("the sender is another"));
    let list = api::approvals(&sending.ws).await.unwrap();
    assert_eq!(list.iter().map(|one| (one.document, one.state)).collect::<Vec<_>>(), [(sending.document, ApprovalState::Approved)]);
    assert_eq!(api::approval(&sending.ws, DocumentId::from(99)).await.unwrap_err().code, "literature.no_document");
    let ask = &list[0].ask.as_ref().unwrap();
    assert_eq!(ask.people.iter().map(|one| one.answer).collect::<Vec<_>>(), [Some(ApprovalAnswer::Approved)]);
}

/// Asking and answering are acts like any other: undo takes them back.
#[tokio::test]
async fn asking_and_approving_can_be_undone() {
    let sending = sending().await;
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    approve(&sending, MARGARET).await.unwrap();
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(state(&sending).await, ApprovalState::Waiting);
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(state(&sending).await, ApprovalState::None);
    // A revision on which an approval stands does not go with the act that made it.
    literature::api::name_revision(&sending.ws, sending.document, "for the board".to_owned()).await.unwrap();
    let named = crate::workspace::api::history(&sending.ws, 1).await.unwrap()[0].id;
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    let held = crate::workspace::api::undo(&sending.ws, crate::PLUGS, Some(named)).await.unwrap_err();
    assert_eq!(state(&sending).await, ApprovalState::Waiting, "{held:?}");
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    // And a document goes with its approvals, and comes back with them.
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    literature::api::delete(&sending.ws, sending.document).await.unwrap();
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(state(&sending).await, ApprovalState::Waiting);
}

/// Undo of a withdrawal: whoever was asked is asked again with what they answered, and what was approved goes.
#[tokio::test]
async fn an_asking_that_was_withdrawn_comes_back_with_its_answers() {
    let sending = sending().await;
    let people = vec!["Tomas Reid".to_owned(), MARGARET.to_owned()];
    api::ask_approval(&sending.ws, sending.document, AskApproval { people, ordered: Some(true), ..goes(&sending) }).await.unwrap();
    let half = approve(&sending, "Tomas Reid").await.unwrap();
    assert_eq!(withdraw(&sending).await.unwrap().state, ApprovalState::None);
    assert_eq!(refused(&sending, sending.request()).await, "It is not approved, and nobody was asked. Nothing leaves.");
    assert_eq!(approve(&sending, MARGARET).await.unwrap_err().code, "literature.approval.none");
    assert_eq!(withdraw(&sending).await.unwrap_err().code, "literature.approval.none");
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    let back = api::approval(&sending.ws, sending.document).await.unwrap();
    assert_eq!((back.state, back.given, &back.waits_for, &back.digest), (half.state, half.given, &half.waits_for, &half.digest));
    assert_eq!(api::approvals(&sending.ws).await.unwrap().len(), 1);
    assert_eq!(approve(&sending, MARGARET).await.unwrap().state, ApprovalState::Approved);
    assert_eq!(refused(&sending, sending.request()).await, "");
    // Withdrawn once it was approved, undone and done again: each time what stands decides.
    withdraw(&sending).await.unwrap();
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!((state(&sending).await, refused(&sending, sending.request()).await), (ApprovalState::Approved, String::new()));
    crate::workspace::api::redo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(state(&sending).await, ApprovalState::None);
    // What was asked anew since is not overruled by an older asking that comes back.
    let withdrawn = crate::workspace::api::history(&sending.ws, 10).await.unwrap();
    let withdrawn = withdrawn.iter().find(|act| act.label.key == "workspace.action.redo").unwrap().id;
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    drop(crate::workspace::api::undo(&sending.ws, crate::PLUGS, Some(withdrawn)).await);
    assert_eq!(state(&sending).await, ApprovalState::Waiting);
    assert!(!refused(&sending, sending.request()).await.is_empty());
}

#[tokio::test]
async fn a_list_says_of_each_text_whether_it_is_asked_for_approved_sent_back_or_void_and_by_whom() {
    let sending = sending().await;
    let listed = async || {
        let all = api::approval_standings(&sending.ws, vec![DocumentId::from(999), sending.document]).await.unwrap();
        all.into_iter().next().map(|one| (one.state, one.names, one.at.is_some(), one.comments))
    };
    assert_eq!(listed().await, None, "nobody was asked, and one that is not there is none");
    let new = NewComment { quote: "it is back".to_owned(), text: "Since when?".to_owned(), by: "Ana".to_owned(), ..NewComment::default() };
    let comment = literature::api::comment(&sending.ws, sending.document, new).await.unwrap()[0].id;
    assert_eq!(listed().await, Some((ApprovalState::None, Vec::new(), false, 1)));
    literature::api::settle_comment(&sending.ws, comment, Some(CommentOutcome::Resolved), String::new()).await.unwrap();
    assert_eq!(listed().await, None);

    let people = vec!["Tomas Reid".to_owned(), MARGARET.to_owned()];
    let ask = AskApproval { people, ordered: Some(true), ..goes(&sending) };
    api::ask_approval(&sending.ws, sending.document, ask).await.unwrap();
    assert_eq!(listed().await, Some((ApprovalState::Waiting, vec!["Tomas Reid".to_owned()], true, 0)), "one after the other");
    approve(&sending, "Tomas Reid").await.unwrap();
    assert_eq!(listed().await, Some((ApprovalState::Waiting, vec![MARGARET.to_owned()], true, 0)));
    let margaret = as_user(&sending, MARGARET);
    let seen = api::approval(&margaret, sending.document).await.unwrap();
    api::send_back(&margaret, sending.document, seen.seen(), String::new()).await.unwrap();
    assert_eq!(listed().await, Some((ApprovalState::SentBack, vec![MARGARET.to_owned()], true, 0)));
    approve(&sending, MARGARET).await.unwrap();
    let both = vec!["Tomas Reid".to_owned(), MARGARET.to_owned()];
    assert_eq!(listed().await, Some((ApprovalState::Approved, both, true, 0)));

    literature::api::save(&sending.ws, sending.document, RELEASE.replace("it is back", "it was away for years")).await.unwrap();
    let void = api::approval_standings(&sending.ws, vec![sending.document]).await.unwrap().remove(0);
    assert_eq!((void.state, void.names.len(), void.changes[0].words), (ApprovalState::Void, 0, 4));
}

#[tokio::test]
async fn lines_to_take_are_read_by_an_approver_though_nothing_stands_in_for_a_field() {
    let sending = sending().await;
    let lines = "\n## If they ask {.lines}\n\nAsk {{ first_name }} or {{ last_name | \"the office\" }}.\n";
    literature::api::save(&sending.ws, sending.document, format!("{RELEASE}{lines}")).await.unwrap();
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    let file = api::review_file(&sending.ws, sending.document, MARGARET.to_owned(), Language::En).await.unwrap();
    assert!(file.contains("Ask {{ first_name }} or the office."), "{file}");
}

#[tokio::test]
async fn an_approver_sees_where_signs_alone_changed_since_the_last_approval() {
    let sending = sending().await;
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    approve(&sending, MARGARET).await.unwrap();
    let changed = RELEASE.replace("it is back.", "it is back?");
    assert_ne!(changed, RELEASE);
    literature::api::save(&sending.ws, sending.document, changed).await.unwrap();
    api::ask_approval(&sending.ws, sending.document, goes(&sending)).await.unwrap();
    let file = api::review_file(&sending.ws, sending.document, MARGARET.to_owned(), Language::En).await.unwrap();
    let (_, since) = file.split_once("no word changed").expect("what changed since the approval");
    assert!(since.contains("<div class=\"d\">") && since.contains('?'), "{since}");
}
