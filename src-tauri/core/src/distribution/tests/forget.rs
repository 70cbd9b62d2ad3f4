//! A person who is forgotten (L5): what is left of them in the file, and that nobody brings them back.

use super::desk::{RELEASE, Sending, journalist};
use crate::contacts::{self, SuppressionReason};
use crate::distribution::api::{self, SendRequest};
use crate::messages::Language;
use crate::segments;

const YES: fn(&str, usize) -> &'static str =
    |to, _| if to.starts_with("zenobia") { "250 2.0.0 taken, Quillington" } else { "250 2.0.0 taken" };

/// What of `words` stands anywhere in the files of the workspace, in whatever case.
fn left_in(folder: &std::path::Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let bytes = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).to_lowercase();
        found.extend(words.iter().filter(|word| bytes.contains(**word)).map(|word| format!("{word} in {}", file.display())));
    }
    found
}

#[tokio::test]
async fn nothing_of_whoever_is_forgotten_is_left_in_the_file_and_the_ledger_holds() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let person = contacts::api::add(&sending.ws, journalist("Zenobia Quillington", "zenobia@quillington.example.net")).await.unwrap().id;
    let patch = contacts::api::PersonPatch { notes: Some("Quillington likes lighthouses.".to_owned()), ..Default::default() };
    contacts::api::edit(&sending.ws, person, patch).await.unwrap();
    let patch = contacts::api::PersonPatch { name: Some("Zenobia Quillington-Marsh".to_owned()), ..Default::default() };
    contacts::api::edit(&sending.ws, person, patch).await.unwrap();
    let sent = sending.send(sending.request()).await;
    let sent = sending.drive(sent.distribution).await;
    assert_eq!(sent.accepted, 4);
    sending.ws.settle();
    let words = ["quillington", "zenobia"];
    assert!(!left_in(sending.ws.path().parent().unwrap(), &words).is_empty(), "the look itself works");

    let told = contacts::api::access(&sending.ws, person).await.unwrap();
    assert_eq!(told["person"]["name"], "Zenobia Quillington-Marsh");
    assert_eq!((told["mails"].as_array().unwrap().len(), &told["mails"][0]["state"]), (1, &serde_json::json!("accepted")));
    let preview = contacts::api::forget_preview(&sending.ws, person).await.unwrap();
    assert_eq!((preview.addresses, preview.parts.iter().find(|part| part.part == "mails").unwrap().entries), (1, 1));

    contacts::api::forget(&sending.ws, person).await.unwrap();
    assert_eq!(left_in(sending.ws.path().parent().unwrap(), &words), Vec::<String>::new());
    assert!(contacts::api::show(&sending.ws, person).await.is_err());
    let rows = sending.rows(sent.distribution).await;
    assert_eq!((rows.len(), rows.iter().filter(|row| row.name.is_none() && row.address.is_none()).count()), (4, 1));
    let checks = crate::verify(&sending.ws).await.unwrap();
    assert!(checks.iter().all(|check| check.ok), "{checks:?}");
    // Nothing takes it back.
    let steps = crate::workspace::api::history(&sending.ws, 100).await.unwrap().len();
    for _ in 0..=steps {
        drop(crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await);
    }
    assert!(contacts::api::show(&sending.ws, person).await.is_err());
    assert_eq!(left_in(sending.ws.path().parent().unwrap(), &words), Vec::<String>::new());
}

#[tokio::test]
async fn no_past_is_left_of_whoever_is_forgotten_nor_of_where_they_were_pinned_and_listed() {
    let sending = Sending::new(1, RELEASE, |_| (), YES).await;
    let ws = &sending.ws;
    let person = contacts::api::add(ws, journalist("Zenobia Quillington", "zenobia@quillington.example.net")).await.unwrap().id;
    for city in ["Quillington Bay", "Quillington Head"] {
        let patch = contacts::api::PersonPatch { city: Some(city.to_owned()), ..Default::default() };
        contacts::api::edit(ws, person, patch).await.unwrap();
    }
    contacts::api::do_not_contact(ws, person, "the Quillington letter".to_owned()).await.unwrap();
    contacts::api::allow_contact(ws, person, "Quillington called us".to_owned()).await.unwrap();
    let segment = segments::api::save(ws, "Coast".to_owned(), "kind:journalist".to_owned()).await.unwrap().id;
    segments::api::pin(ws, segment, person, true, "Quillington writes about us".to_owned()).await.unwrap();
    segments::api::unpin(ws, segment, person).await.unwrap();
    let told = contacts::api::history(ws, person, 0, 50).await.unwrap();
    let told = serde_json::to_string(&told).unwrap();
    for part in ["Quillington Bay", "the Quillington letter", "Quillington writes about us"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(serde_json::to_string(&segments::api::past::history(ws, segment, 0, 50).await.unwrap()).unwrap().contains("Zenobia"));
    contacts::api::forget(ws, person).await.unwrap();
    assert_eq!(contacts::api::history(ws, person, 0, 50).await.unwrap_err().code, "contacts.no_person");
    assert_eq!(contacts::api::as_they_were(ws, person, "2026-11-24", "UTC").await.unwrap_err().code, "contacts.no_person");
    let left = serde_json::to_string(&segments::api::past::history(ws, segment, 0, 50).await.unwrap()).unwrap();
    assert!(!left.contains("Quillington") && !left.contains("Zenobia"), "{left}");
    assert_eq!(left_in(ws.path().parent().unwrap(), &["quillington", "zenobia"]), Vec::<String>::new());
}

#[tokio::test]
async fn whoever_was_merged_for_a_while_leaves_nothing_under_the_number_of_the_other() {
    let sending = Sending::new(1, RELEASE, |_| (), YES).await;
    let add = async |name: &str, address: &str| contacts::api::add(&sending.ws, journalist(name, address)).await.unwrap().id;
    let undo = async || crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    let kept = add("Ines Calder", "ines@tide.example.net").await;
    let third = add("I. Calder", "calder@tide.example.net").await;
    let gone = add("Zenobia Quillington", "zenobia@quillington.example.net").await;
    let patch = contacts::api::PersonPatch { notes: Some("Quillington likes lighthouses.".to_owned()), ..Default::default() };
    contacts::api::edit(&sending.ws, gone, patch).await.unwrap();
    // Merged twice over, edited meanwhile, and all of it taken back; once even done again.
    contacts::api::merge(&sending.ws, kept, gone, Vec::new()).await.unwrap();
    contacts::api::merge(&sending.ws, third, kept, Vec::new()).await.unwrap();
    let patch = contacts::api::PersonPatch { city: Some("Porto".to_owned()), ..Default::default() };
    contacts::api::edit(&sending.ws, third, patch).await.unwrap();
    undo().await;
    undo().await;
    crate::workspace::api::redo(&sending.ws, crate::PLUGS, None).await.unwrap();
    undo().await;
    undo().await;
    contacts::api::forget(&sending.ws, gone).await.unwrap();

    let words = ["quillington", "zenobia"];
    assert_eq!(left_in(sending.ws.path().parent().unwrap(), &words), Vec::<String>::new());
    // Neither doing again nor taking back brings anything of them, or takes the others away.
    drop(crate::workspace::api::redo(&sending.ws, crate::PLUGS, None).await);
    for person in [kept, third] {
        let now = contacts::api::show(&sending.ws, person).await.unwrap();
        assert_eq!((now.fields.addresses.len(), now.fields.notes.as_str(), now.fields.city.as_str()), (1, "", ""));
    }
    assert!(contacts::api::show(&sending.ws, gone).await.is_err());
    // What was done to the others before stands in history and can be taken back.
    undo().await;
    assert!(contacts::api::show(&sending.ws, third).await.is_err() && contacts::api::show(&sending.ws, kept).await.is_ok());
    assert_eq!(left_in(sending.ws.path().parent().unwrap(), &words), Vec::<String>::new());
}

#[tokio::test]
async fn whoever_stayed_is_forgotten_and_the_other_stays_though_the_merge_was_taken_back() {
    let sending = Sending::new(1, RELEASE, |_| (), YES).await;
    let kept = contacts::api::add(&sending.ws, journalist("Zenobia Quillington", "zenobia@quillington.example.net")).await.unwrap().id;
    let other = contacts::api::add(&sending.ws, journalist("Ines Calder", "ines@tide.example.net")).await.unwrap().id;
    contacts::api::merge(&sending.ws, kept, other, Vec::new()).await.unwrap();
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    contacts::api::forget(&sending.ws, kept).await.unwrap();
    drop(crate::workspace::api::redo(&sending.ws, crate::PLUGS, None).await);
    assert_eq!(contacts::api::show(&sending.ws, other).await.unwrap().fields.addresses[0].address, "ines@tide.example.net");
    assert_eq!(left_in(sending.ws.path().parent().unwrap(), &["quillington", "zenobia"]), Vec::<String>::new());
}

#[tokio::test]
async fn whoever_was_forgotten_is_not_brought_back_by_hand_and_gets_nothing() {
    let sending = Sending::new(2, RELEASE, |_| (), YES).await;
    let card = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    let rows = sending.rows(card.distribution).await;
    let address = rows[0].address.clone().unwrap();
    contacts::api::forget(&sending.ws, rows[0].person).await.unwrap();
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.accepted, card.cancelled, sending.server.taken().len()), (1, 1, 1));
    let refused = contacts::api::add(&sending.ws, journalist("Somebody", &address)).await.unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.places[0].what.as_ref().unwrap().key.as_ref()),
        ("contacts.refused", "contacts.fault.erased")
    );
    let standing = contacts::api::suppression_history(&sending.ws, address.clone()).await.unwrap();
    assert_eq!((standing.len(), standing[0].reason), (1, SuppressionReason::Erased));
    // They changed their mind: lifting says why, and then they can be entered.
    contacts::api::unsuppress(&sending.ws, address.clone(), "asked for news again".to_owned()).await.unwrap();
    contacts::api::add(&sending.ws, journalist("Somebody", &address)).await.unwrap();
    assert!(api::show(&sending.ws, card.distribution).await.is_ok());
}

#[tokio::test]
async fn all_that_is_kept_is_one_file_to_read_or_for_programs() {
    let sending = Sending::new(1, RELEASE, |_| (), YES).await;
    let person = contacts::api::add(&sending.ws, journalist("<b>Ruth & Co</b>", "ruth@paper.example.net")).await.unwrap().id;
    contacts::api::suppress(&sending.ws, "ruth@paper.example.net".to_owned(), SuppressionReason::Asked, "mail of 3 May".to_owned())
        .await
        .unwrap();
    let folder = sending.ws.path().parent().unwrap().to_owned();
    let page = contacts::api::save_access(&sending.ws, person, folder.join("ruth.html"), Language::En).await.unwrap();
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("&lt;b&gt;Ruth &amp; Co&lt;/b&gt;") && !page.contains("<b>Ruth"), "{page}");
    assert!(page.contains("mail of 3 May") && !page.contains(&["contacts", "access"].join(".")), "{page}");
    let file = contacts::api::save_access(&sending.ws, person, folder.join("ruth.json"), Language::De).await.unwrap();
    let read: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(read["person"]["addresses"][0]["address"], "ruth@paper.example.net");
    let again = contacts::api::save_access(&sending.ws, person, file, Language::En).await.unwrap_err();
    assert_eq!(again.code, "workspace.exists");
}

#[tokio::test]
async fn a_source_that_names_whoever_is_forgotten_is_no_more_among_peoples_own_nor_in_its_history() {
    let sending = Sending::new(1, RELEASE, |_| (), YES).await;
    let ws = &sending.ws;
    let from = |address: &str, source: &str| contacts::AddressInput {
        source: source.to_owned(),
        ..contacts::api::new_address(address.to_owned())
    };
    let add = async |name: &str, address: &str, source: &str| {
        let input = contacts::PersonInput { addresses: vec![from(address, source)], ..journalist(name, "") };
        contacts::api::add(ws, input).await.unwrap().id
    };
    let (card, letter) = ("Mrs Quillington’s card", "Letter of zenobia@quillington.example.net");
    let person = add("Zenobia Quillington", "zenobia@quillington.example.net", card).await;
    add("Ruth Vale", "ruth@coast.example.net", "Press day").await;
    for own in [true, false, true] {
        api::set_own_source(ws, card.to_owned(), own).await.unwrap();
    }
    api::set_own_source(ws, "Press day".to_owned(), true).await.unwrap();
    // The source was another one since: nobody has the first any more.
    let addresses = Some(vec![from("zenobia@quillington.example.net", letter)]);
    contacts::api::edit(ws, person, contacts::api::PersonPatch { addresses, ..Default::default() }).await.unwrap();
    api::set_own_source(ws, letter.to_owned(), true).await.unwrap();
    ws.settle();
    contacts::api::forget(ws, person).await.unwrap();
    let sources: Vec<_> = api::notice_sources(ws).await.unwrap().into_iter().filter(|one| one.own).map(|one| one.source).collect();
    assert_eq!(sources, ["Press day"], "others keep theirs");
    assert_eq!(left_in(ws.path().parent().unwrap(), &["quillington", "zenobia"]), Vec::<String>::new());
}

#[tokio::test]
async fn a_source_is_not_known_by_one_word_of_a_name_that_somebody_had() {
    let sending = Sending::new(1, RELEASE, |_| (), YES).await;
    let ws = &sending.ws;
    let from = |source: &str| {
        vec![contacts::AddressInput { source: source.to_owned(), ..contacts::api::new_address("zoe@coast.example.net".to_owned()) }]
    };
    let input = contacts::PersonInput { addresses: from("Open day of the Holt Museum"), ..journalist("Ann Holt", "") };
    let person = contacts::api::add(ws, input).await.unwrap().id;
    api::set_own_source(ws, "Open day of the Holt Museum".to_owned(), true).await.unwrap();
    for source in ["Letter of Ann Holt", "Fair"] {
        let patch = contacts::api::PersonPatch { addresses: Some(from(source)), ..Default::default() };
        contacts::api::edit(ws, person, patch).await.unwrap();
        api::set_own_source(ws, source.to_owned(), true).await.unwrap();
    }
    let patch = contacts::api::PersonPatch { name: Some("Zoe Quill".to_owned()), ..Default::default() };
    contacts::api::edit(ws, person, patch).await.unwrap();
    assert_eq!(contacts::api::forget(ws, person).await.unwrap().former, ["Ann Holt"]);
    let left = "SELECT group_concat(source, '|') FROM own_source";
    let left = ws.read(move |tx| Ok(tx.query_row(left, [], |row| row.get::<_, Option<String>>(0))?)).await.unwrap();
    assert_eq!(left.as_deref(), Some("Open day of the Holt Museum"), "nobody has it, and it names nobody");
}
