//! A licence or a consent that ended stops what would go, before Send and while it goes (W11).

use super::desk::{RELEASE, Sending};
use crate::assets::api::AssetPick;
use crate::assets::{self, AssetFields, AssetPerson, Consent};
use crate::distribution::api::{self, SendRequest};
use crate::distribution::state::{Because, DistributionState};
use crate::ids::AssetId;
use crate::literature::api::NewFile;
use crate::messages::Language;

/// A picture with a comment, which it goes without.
const PICTURE: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xFE\x06secret\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

async fn describe(sending: &Sending, lens: AssetId, until: &str, consent: Consent) {
    let ruth = AssetPerson { person: None, name: "Ruth Vale".to_owned(), consent, until: None };
    let fields =
        AssetFields { name: "lens.txt".to_owned(), licence_until: Some(until.to_owned()), people: vec![ruth], ..AssetFields::default() };
    assets::api::set(&sending.ws, lens, fields).await.unwrap();
}

/// What the page before Send says of the file, what stops it first.
async fn said(sending: &Sending) -> Vec<(bool, String)> {
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    let told = review.findings.iter().map(|found| (found.blocks, found.what.text(Language::En)));
    told.filter(|(_, text)| text.contains("lens.txt")).collect()
}

#[tokio::test]
async fn an_ended_licence_or_consent_stops_a_sending_before_it_begins_and_while_it_waits() {
    let sending = Sending::new(2, RELEASE, |_| (), |_, _| "250 ok").await;
    let file = NewFile { name: "lens.txt".to_owned(), bytes: b"the lens".to_vec() };
    let lens = assets::api::add(&sending.ws, vec![file]).await.unwrap().added[0].id;
    assets::api::attach(&sending.ws, sending.document, vec![AssetPick { asset: lens, cut: None }]).await.unwrap();
    assert_eq!(said(&sending).await, []);
    describe(&sending, lens, "2020-01-01", Consent::Given).await;
    assert_eq!(said(&sending).await, [(true, "The licence of “lens.txt” ended on 2020-01-01.".to_owned())]);
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    let problem = api::send(&sending.ws, sending.request(), review.seal).await.unwrap_err();
    assert_eq!(problem.code, "distribution.blocked");
    describe(&sending, lens, "2931-12-31", Consent::Asked).await;
    assert!(matches!(said(&sending).await.as_slice(), [(false, text)] if text.contains("not yet agreed")), "{:?}", said(&sending).await);

    // What waits is looked at again when it goes.
    describe(&sending, lens, "2931-12-31", Consent::Given).await;
    let held = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    describe(&sending, lens, "2931-12-31", Consent::Withdrawn).await;
    let stopped = sending.work(held.distribution, |card| card.state == DistributionState::Paused).await;
    assert_eq!(
        (stopped.because, stopped.accepted, sending.server.taken().len()),
        (Some(Because::Ended), 0, 0),
        "its own reason, not that of an approval"
    );
    assert!(stopped.trouble.as_ref().unwrap().text(Language::En).contains("Ruth Vale withdrew consent"));
    describe(&sending, lens, "2931-12-31", Consent::NotNeeded).await;
    api::resume(&sending.ws, held.distribution).await.unwrap();
    let done = sending.drive(held.distribution).await;
    assert_eq!((done.state, done.accepted), (DistributionState::Finished, 2));
}

#[tokio::test]
async fn a_file_names_the_distributions_that_carry_it_newest_first_and_in_parts() {
    let sending = Sending::new(2, RELEASE, |_| (), |_, _| "250 ok").await;
    let file = NewFile { name: "lens.gif".to_owned(), bytes: PICTURE.to_vec() };
    let lens = assets::api::add(&sending.ws, vec![file]).await.unwrap().added[0].id;
    let carrying = |before, count| api::carrying(&sending.ws, lens, before, count);
    // Attached and not sent is nothing that went out; and what went before it was attached did not carry it.
    let before = sending.send(sending.request()).await;
    sending.drive(before.distribution).await;
    assets::api::attach(&sending.ws, sending.document, vec![AssetPick { asset: lens, cut: None }]).await.unwrap();
    assert_eq!(carrying(None, 10).await.unwrap(), api::Carried { found: 0, shown: Vec::new() });

    // It goes as other bytes than those that came, and is the same file.
    let first = sending.send(sending.request()).await.distribution;
    sending.drive(first).await;
    let second = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await.distribution;
    let all = carrying(None, 10).await.unwrap();
    let told: Vec<_> = all.shown.iter().map(|one| (one.distribution, one.accepted, one.says.key.as_ref())).collect();
    assert_eq!(told, [(second, 0, "distribution.state.holding"), (first, 2, "distribution.state.finished")]);
    assert_eq!((all.found, all.shown[1].title.is_empty()), (2, false));
    // In parts, whose sum is told; nothing comes twice.
    let part = carrying(None, 1).await.unwrap();
    assert_eq!((part.found, part.shown.as_slice()), (2, &all.shown[..1]));
    assert_eq!(carrying(Some(second), 1).await.unwrap().shown.as_slice(), &all.shown[1..]);
    assert_eq!(carrying(Some(first), 10).await.unwrap().shown, []);
    assert_eq!(carrying(None, 0).await.unwrap().found, 2);
    // Taken out of the draft, it stays what was sealed.
    crate::literature::api::detach(&sending.ws, sending.document, "lens.gif".to_owned()).await.unwrap();
    assert_eq!(carrying(None, 10).await.unwrap().found, 2);
    assert_eq!(api::carrying(&sending.ws, 999.into(), None, 1).await.unwrap_err().code, "literature.no_asset");
}

/// As files were attached before cameras' words were taken off at once.
async fn as_before(sending: &Sending) {
    let sql = "UPDATE attachment SET asset_id = coalesce((SELECT r.of_asset_id FROM asset_form r WHERE r.asset_id = attachment.asset_id), asset_id)
               WHERE revision_id IS NULL";
    sending.ws.write_quietly(move |tx| Ok(tx.change(sql, []).map(drop)?)).await.unwrap();
}

/// Whether each file of the draft says more than is to be seen.
async fn says_more(sending: &Sending) -> Vec<bool> {
    let document = sending.document;
    let read = sending.ws.read(move |tx| {
        let files = crate::literature::draft(tx, document)?.attachments;
        files.iter().map(|file| crate::literature::asset_bytes(tx, file.asset)).collect::<Result<Vec<_>, _>>()
    });
    read.await.unwrap().iter().map(|bytes| memchr::memmem::find(bytes, b"secret").is_some()).collect()
}

#[tokio::test]
async fn files_attached_long_ago_lose_what_cameras_wrote_before_anything_is_sealed() {
    let sending = Sending::new(1, RELEASE, |_| (), |_, _| "250 ok").await;
    let new = |name: &str| NewFile { name: name.to_owned(), bytes: PICTURE.to_vec() };
    crate::literature::api::attach(&sending.ws, sending.document, vec![new("線.gif")]).await.unwrap();
    as_before(&sending).await;
    assert_eq!(says_more(&sending).await, [true]);
    // The seal that is shown is of what goes; Send wants no second look.
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    assert_eq!(says_more(&sending).await, [false]);
    let sent = api::send(&sending.ws, sending.request(), review.seal).await.unwrap();
    sending.drive(sent.distribution).await;
    let kept = sending.ws.read(move |tx| {
        let file = crate::literature::revision(tx, sent.revision)?.attachments.remove(0);
        crate::literature::asset_bytes(tx, file.asset)
    });
    assert!(memchr::memmem::find(&kept.await.unwrap(), b"secret").is_none());
    // Of whoever asks to send it is a step of its own, which undo takes back; where there is nothing to do it is none.
    as_before(&sending).await;
    drop(api::review_ahead(&sending.ws, sending.request()).await.unwrap());
    assert_eq!(says_more(&sending).await, [false]);
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(says_more(&sending).await, [true]);
    assert_eq!(crate::literature::api::bare_files(&sending.ws, sending.document).await.unwrap(), 1);
    assert_eq!(crate::literature::api::bare_files(&sending.ws, sending.document).await.unwrap(), 0);
}

/// What is said of the only file of the draft.
async fn alt(sending: &Sending) -> String {
    let document = sending.document;
    sending.ws.read(move |tx| Ok(crate::literature::draft(tx, document)?.attachments.remove(0).alt)).await.unwrap()
}

#[tokio::test]
async fn while_the_page_before_send_looks_undo_takes_back_what_somebody_did_and_redo_does_it_again() {
    let sending = Sending::new(1, RELEASE, |_| (), |_, _| "250 ok").await;
    let new = NewFile { name: "lens.gif".to_owned(), bytes: PICTURE.to_vec() };
    crate::literature::api::attach(&sending.ws, sending.document, vec![new]).await.unwrap();
    as_before(&sending).await;
    crate::literature::api::describe(&sending.ws, sending.document, "lens.gif".to_owned(), "A lens".to_owned()).await.unwrap();
    let look = async || api::review(&sending.ws, sending.request()).await.unwrap().seal;
    let seal = look().await;
    assert_eq!((alt(&sending).await.as_str(), says_more(&sending).await), ("A lens", vec![false]));
    // The page looks again after whatever happens.
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    look().await;
    assert_eq!((alt(&sending).await.as_str(), says_more(&sending).await), ("", vec![false]));
    crate::workspace::api::redo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(look().await, seal);
    assert_eq!((alt(&sending).await.as_str(), says_more(&sending).await), ("A lens", vec![false]));
    api::send(&sending.ws, sending.request(), seal).await.unwrap();
}

#[tokio::test]
async fn a_picture_with_nothing_to_take_off_is_read_once_however_often_it_is_looked() {
    const PLAIN: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    assert_eq!(crate::literature::bare(PLAIN), None);
    let sending = Sending::new(1, RELEASE, |_| (), |_, _| "250 ok").await;
    let new = NewFile { name: "lens.gif".to_owned(), bytes: PLAIN.to_vec() };
    crate::literature::api::attach(&sending.ws, sending.document, vec![new]).await.unwrap();
    // Attached before anybody looked whether it says more.
    sending.ws.write_quietly(|tx| Ok(tx.change("DELETE FROM asset_form", []).map(drop)?)).await.unwrap();
    let seal = api::review(&sending.ws, sending.request()).await.unwrap().seal;
    let kept = sending.ws.read(|tx| Ok(tx.prepare_cached("SELECT count(*) FROM asset_form")?.query_row([], |row| row.get::<_, u32>(0))?));
    assert_eq!(kept.await.unwrap(), 1);
    assert_eq!(api::review(&sending.ws, sending.request()).await.unwrap().seal, seal);
    // Who would read it again would find it damaged.
    let damaged = "UPDATE asset_chunk SET data = zeroblob(length(data))";
    sending.ws.write_quietly(move |tx| Ok(tx.change(damaged, []).map(drop)?)).await.unwrap();
    assert_eq!(crate::literature::api::bare_files(&sending.ws, sending.document).await.unwrap(), 0);
}

#[tokio::test]
async fn an_answer_is_of_the_bytes_that_were_seen_though_the_file_is_from_long_ago() {
    use crate::distribution::api::{ApprovalFor, ApprovalState, AskApproval};
    for state in [ApprovalState::Approved, ApprovalState::SentBack] {
        let sending = Sending::new(1, RELEASE, |_| (), |_, _| "250 ok").await;
        let mut rule = sending.ws.read(crate::literature::approval::service::rule).await.unwrap();
        (rule.required, rule.writer_may) = (true, true);
        crate::literature::approval::api::set_approval_rule(&sending.ws, rule).await.unwrap();
        let new = NewFile { name: "lens.gif".to_owned(), bytes: PICTURE.to_vec() };
        crate::literature::api::attach(&sending.ws, sending.document, vec![new]).await.unwrap();
        as_before(&sending).await;
        // Asked by an earlier version, which took nothing off.
        sending.ws.write_quietly(|tx| Ok(tx.change("UPDATE asset_file SET whole = 1", []).map(drop)?)).await.unwrap();
        let goes = ApprovalFor { account: Some(sending.request().account), to: sending.request().to, ..ApprovalFor::default() };
        let asked = AskApproval { goes: Some(goes), people: vec![sending.ws.host().actor.clone()], ..AskApproval::default() };
        api::ask_approval(&sending.ws, sending.document, asked).await.unwrap();
        sending.ws.write_quietly(|tx| Ok(tx.change("UPDATE asset_file SET whole = 0", []).map(drop)?)).await.unwrap();
        crate::literature::api::save(&sending.ws, sending.document, RELEASE.replace("it is back", "it is here")).await.unwrap();

        let seen = api::approval(&sending.ws, sending.document).await.unwrap();
        assert_eq!(seen.state, ApprovalState::Void);
        let looked_at = seen.seen();
        let answered = match state {
            ApprovalState::Approved => api::approve(&sending.ws, sending.document, looked_at, String::new()).await,
            _ => api::send_back(&sending.ws, sending.document, looked_at, "Who took it?".to_owned()).await,
        };
        let answered = answered.unwrap();
        let of = answered.ask.unwrap().digest;
        assert_eq!((answered.state, answered.digest, of), (state, seen.digest.clone(), seen.digest), "what was shown");
        assert_eq!(says_more(&sending).await, [true]);
    }
}

#[tokio::test]
async fn what_somebody_was_asked_to_approve_is_what_goes_and_an_approval_that_stands_is_not_voided() {
    use crate::distribution::api::{ApprovalFor, ApprovalState, AskApproval};
    let sending = Sending::new(1, RELEASE, |_| (), |_, _| "250 ok").await;
    let me = sending.ws.host().actor.clone();
    let mut rule = sending.ws.read(crate::literature::approval::service::rule).await.unwrap();
    (rule.required, rule.writer_may) = (true, true);
    crate::literature::approval::api::set_approval_rule(&sending.ws, rule).await.unwrap();
    let new = NewFile { name: "lens.gif".to_owned(), bytes: PICTURE.to_vec() };
    crate::literature::api::attach(&sending.ws, sending.document, vec![new]).await.unwrap();
    as_before(&sending).await;
    let goes = ApprovalFor { account: Some(sending.request().account), to: sending.request().to, ..ApprovalFor::default() };
    let asked = AskApproval { goes: Some(goes), people: vec![me], ..AskApproval::default() };
    let ask = || api::ask_approval(&sending.ws, sending.document, asked.clone());
    // Asking takes it off first: what is approved is what goes.
    let seen = ask().await.unwrap();
    assert_eq!(says_more(&sending).await, [false]);
    api::approve(&sending.ws, sending.document, seen.seen(), String::new()).await.unwrap();
    assert_eq!(api::review(&sending.ws, sending.request()).await.unwrap().unapproved, None);

    // Approved in an earlier version with the file as it was: it stands, goes so, and that is said.
    as_before(&sending).await;
    let older = api::approval(&sending.ws, sending.document).await.unwrap();
    assert_eq!(older.state, ApprovalState::Void);
    // As it was asked then: nothing was taken off.
    sending.ws.write_quietly(|tx| Ok(tx.change("UPDATE asset_file SET whole = 1", []).map(drop)?)).await.unwrap();
    let seen = ask().await.unwrap();
    api::approve(&sending.ws, sending.document, seen.seen(), String::new()).await.unwrap();
    sending.ws.write_quietly(|tx| Ok(tx.change("UPDATE asset_file SET whole = 0", []).map(drop)?)).await.unwrap();
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    assert_eq!((says_more(&sending).await, review.unapproved.is_none()), (vec![true], true));
    assert!(
        review
            .findings
            .iter()
            .any(|found| !found.blocks && found.what.text(Language::En).contains("“lens.gif” goes with what the camera wrote"))
    );
    assert_eq!(api::approval(&sending.ws, sending.document).await.unwrap().state, ApprovalState::Approved);
    api::send(&sending.ws, sending.request(), review.seal).await.unwrap();
}
