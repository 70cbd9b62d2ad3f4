//! Certificates: what they say is what the ledger says, and nothing in them can be changed unnoticed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::desk::{RELEASE, Sending, journalist};
use crate::accounts::Keychain;
use crate::contacts;
use crate::distribution::api::{self, ApprovalFor, AskApproval, DistributionCard, Settle, Which};
use crate::distribution::{CertificateForm, Expected};
use crate::messages::Language;

/// Three people who have it, one refused, one left out; with a keychain of the test's own.
async fn sent() -> (Sending, DistributionCard) {
    let answers =
        |to: &str, _: usize| if to.starts_with("person1@") { "550 5.1.1 no such mailbox here: person1" } else { "250 2.0.0 taken" };
    let sending = Sending::new(3, RELEASE, |_| (), answers).await;
    sending.ws.set_part(Arc::new(Keychain::in_memory()));
    let hostile = journalist("Zoë <b>&\"李明\" محمد", "zoe@paper.example.net");
    contacts::api::add(&sending.ws, hostile).await.unwrap();
    let barred = contacts::api::add(&sending.ws, journalist("Barred <i>Person</i>", "barred@paper.example.net")).await.unwrap();
    contacts::api::do_not_contact(&sending.ws, barred.id, "asked".to_owned()).await.unwrap();
    let card = sending.send(sending.request()).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.accepted, card.refused), (3, 1));
    (sending, card)
}

async fn made(sending: &Sending, card: &DistributionCard, form: CertificateForm, folder: &Path) -> (PathBuf, PathBuf) {
    let page = folder.join(format!("{}.html", form.word()));
    let files = api::certificate(&sending.ws, card.distribution, form, Language::En, page).await.unwrap();
    assert_eq!(files.rows, card.recipients);
    (files.page.into(), files.json.into())
}

fn read(json: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap()
}

async fn code_of(json: &Path, expected: Expected) -> String {
    api::verify_certificate(json, expected).await.unwrap_err().code
}

#[tokio::test]
async fn a_certificate_says_what_the_ledger_says_and_holds() {
    let (sending, card) = sent().await;
    let folder = tempfile::tempdir().unwrap();
    let (page, json) = made(&sending, &card, CertificateForm::Full, folder.path()).await;
    let checked = api::verify_certificate(&json, Expected::default()).await.unwrap();
    assert_eq!((checked.organisation.as_str(), checked.title.as_str(), checked.recipients), ("Harbour Trust", "The lens is back", 4));
    assert_eq!((checked.states["accepted"], checked.states["refused-permanent"]), (3, 1));
    assert!(!checked.expected, "nobody said whose key it must be");
    assert_eq!(api::certificate_keys(&sending.ws).await.unwrap(), std::slice::from_ref(&checked.fingerprint));
    let named = Expected { keys: vec![checked.fingerprint.replace(' ', "").to_uppercase()] };
    assert!(api::verify_certificate(&json, named).await.unwrap().expected);
    let other = Expected { keys: vec!["0000 1111".to_owned()] };
    assert_eq!(code_of(&json, other).await, "distribution.certificate_stranger");

    let file = read(&json);
    let statement = &file["statement"];
    assert_eq!(statement["left_out"], json!({ "do-not-contact": 1 }));
    assert_eq!(statement["sender"]["address"], "press@harbourtrust.example.org");
    assert_eq!(statement["distribution"]["state"], "finished");
    let shared = statement["shared_sha256"].as_str().unwrap();
    assert_eq!(shared.len(), 64);
    for (row, told) in file["rows"].as_array().unwrap().iter().zip(sending.rows(card.distribution).await) {
        assert_eq!((row["address"].as_str(), row["state"].as_str()), (told.address.as_deref(), Some(told.state.word())));
        assert_eq!((row["message_id"].as_str(), row["reply"].as_str()), (Some(told.message_id.as_str()), told.reply.as_deref()));
        let taken = sending.server.taken().into_iter().find(|mail| Some(&mail.to) == told.address.as_ref()).unwrap();
        // The bytes that came to the other end have the hash that the certificate tells.
        let whole = taken.text.replace('\n', "\r\n");
        let personal = Sha256::digest(whole.as_bytes());
        let digits: String = personal.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(row["personal_sha256"], digits.as_str(), "{whole}");
    }
    let html = std::fs::read_to_string(page).unwrap();
    assert!(html.contains("Zoë &lt;b&gt;&amp;&quot;李明&quot; محمد") && html.contains("Barred &lt;i&gt;Person&lt;/i&gt;"), "{html}");
    assert!(html.contains(&checked.fingerprint) && !html.contains("<script") && !html.contains("<b>"));
}

#[tokio::test]
async fn a_certificate_names_who_approved_what_went_and_nobody_where_nobody_was_asked() {
    let (sending, unasked) = sent().await;
    let folder = tempfile::tempdir().unwrap();
    let (_, json) = made(&sending, &unasked, CertificateForm::Full, folder.path()).await;
    assert_eq!(read(&json)["statement"]["approvals"], json!([]));
    let request = sending.request();
    let goes = ApprovalFor { account: Some(request.account), to: request.to.clone(), ..ApprovalFor::default() };
    let people = vec!["مارغريت <b>".to_owned(), "Tomas Reid".to_owned()];
    api::ask_approval(&sending.ws, sending.document, AskApproval { goes: Some(goes), people, ..AskApproval::default() }).await.unwrap();
    for name in ["مارغريت <b>", "Tomas Reid"] {
        let ws = super::approval::as_user(&sending, name);
        let seen = api::approval(&ws, sending.document).await.unwrap().seen();
        api::approve(&ws, sending.document, seen, String::new()).await.unwrap();
    }
    let card = sending.drive(sending.send(request).await.distribution).await;
    // The account is called otherwise by now: what went is what was approved.
    sending.ws.write_blocking(None, |tx| Ok(tx.execute("UPDATE account SET from_name = from_name || '!'", [])?)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (page, json) = made(&sending, &card, CertificateForm::Shareable, folder.path()).await;
    api::verify_certificate(&json, Expected::default()).await.unwrap();
    let statement = read(&json)["statement"].clone();
    let named: Vec<_> = statement["approvals"].as_array().unwrap().iter().map(|one| one["by"].as_str().unwrap_or_default()).collect();
    assert_eq!(named, ["مارغريت <b>", "Tomas Reid"]);
    let html = std::fs::read_to_string(page).unwrap();
    assert!(html.contains("<dt>Approved by</dt><dd>مارغريت &lt;b&gt; · 20"), "{html}");
}

#[tokio::test]
async fn the_shareable_form_names_nobody_and_one_row_can_still_be_proven_to_one_person() {
    let (sending, card) = sent().await;
    let folder = tempfile::tempdir().unwrap();
    let (page, json) = made(&sending, &card, CertificateForm::Shareable, folder.path()).await;
    api::verify_certificate(&json, Expected::default()).await.unwrap();
    for file in [&page, &json] {
        let text = std::fs::read_to_string(file).unwrap();
        for told in ["person0", "person1", "paper1", "Person 0", "Zoë", "Barred", "no such mailbox"] {
            assert!(!text.contains(told), "{told} stands in {}", file.display());
        }
    }
    let (_, full) = made(&sending, &card, CertificateForm::Full, folder.path()).await;
    let (shareable, full) = (read(&json), read(&full));
    for (row, open) in shareable["rows"].as_array().unwrap().iter().zip(full["rows"].as_array().unwrap()) {
        assert_eq!(row["address_sha256"], open["address_sha256"]);
        let salt = super::super::certificate::unhex(open["address_salt"].as_str().unwrap()).unwrap();
        let mut sha = Sha256::new();
        sha.update(salt);
        sha.update(open["address"].as_str().unwrap().as_bytes());
        let digits: String = sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(row["address_sha256"], digits.as_str());
    }
    let salts: std::collections::BTreeSet<_> = full["rows"].as_array().unwrap().iter().map(|row| row["address_salt"].to_string()).collect();
    assert_eq!(salts.len(), 4, "each row has a salt of its own");
}

#[tokio::test]
async fn nothing_in_it_can_be_changed_unnoticed() {
    let (sending, card) = sent().await;
    let folder = tempfile::tempdir().unwrap();
    let (_, json) = made(&sending, &card, CertificateForm::Full, folder.path()).await;
    let file = read(&json);
    let forged = folder.path().join("forged.json");
    let write = |value: &Value| {
        // The statement stays first: rows are checked against it as they come.
        let parts = ["statement", "rows", "left_out", "signature"].map(|name| format!("\"{name}\":{}", value[name]));
        std::fs::write(&forged, format!("{{{}}}", parts.join(","))).unwrap();
    };
    write(&file);
    api::verify_certificate(&forged, Expected::default()).await.expect("spaced otherwise it is the same");
    // Every leaf of the file, one by one.
    let mut leaves = Vec::new();
    collect(&file, &mut String::new(), &mut leaves);
    assert!(leaves.len() > 80, "{leaves:?}");
    for leaf in leaves {
        let mut changed = file.clone();
        let place = changed.pointer_mut(&leaf).unwrap();
        *place = match place {
            Value::String(text) => Value::from(format!("{text}0")),
            Value::Number(number) => Value::from(number.as_i64().unwrap() + 1),
            Value::Bool(yes) => Value::from(!*yes),
            _ => Value::from("2026-11-24T10:00:00Z"),
        };
        write(&changed);
        let refused = api::verify_certificate(&forged, Expected::default()).await;
        assert!(refused.is_err(), "{leaf} was changed unnoticed");
    }
    for (change, list) in [("a row less", "rows"), ("nobody left out", "left_out")] {
        let mut changed = file.clone();
        changed[list].as_array_mut().unwrap().pop();
        write(&changed);
        assert_eq!(code_of(&forged, Expected::default()).await, "distribution.certificate_false", "{change}");
    }
    let mut changed = file.clone();
    changed["rows"].as_array_mut().unwrap().reverse();
    write(&changed);
    assert_eq!(code_of(&forged, Expected::default()).await, "distribution.certificate_false");
}

/// The pointers of everything in `value` that holds no more.
fn collect(value: &Value, at: &mut String, leaves: &mut Vec<String>) {
    let mut within = |name: &str, value: &Value| {
        let length = at.len();
        at.push('/');
        at.push_str(name);
        collect(value, at, leaves);
        at.truncate(length);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| within(name, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, value)| within(&n.to_string(), value)),
        _ => leaves.push(at.clone()),
    }
}

#[tokio::test]
async fn what_is_no_certificate_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.json");
    let bombs = ["[".repeat(100_000), "{\"statement\":".repeat(500)];
    for text in ["", "{}", "[]", "no json", "{\"rows\":[],\"statement\":{}}", "{\"statement\":{\"format\":\"x\"}}", &bombs[0], &bombs[1]] {
        std::fs::write(&file, text).unwrap();
        assert_eq!(code_of(&file, Expected::default()).await, "distribution.no_certificate");
    }
    std::fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
    assert_eq!(code_of(&file, Expected::default()).await, "distribution.no_certificate");
    assert_eq!(code_of(&folder.path().join("none.json"), Expected::default()).await, "workspace.not_found");
}

#[tokio::test]
async fn without_a_keychain_nothing_is_made_and_nothing_is_written_over() {
    let (sending, card) = sent().await;
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("certificate.html");
    let make = |page: PathBuf| api::certificate(&sending.ws, card.distribution, CertificateForm::Full, Language::De, page);
    sending.ws.set_part(Arc::new(Keychain::missing()));
    assert_eq!(make(page.clone()).await.unwrap_err().code, "accounts.no_signing_key");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    sending.ws.set_part(Arc::new(Keychain::in_memory()));
    std::fs::write(page.with_extension("json"), "mine").unwrap();
    assert_eq!(make(page.clone()).await.unwrap_err().code, "workspace.exists");
    assert_eq!(std::fs::read_to_string(page.with_extension("json")).unwrap(), "mine");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let nowhere = folder.path().join("nowhere").join("certificate.html");
    assert_eq!(make(nowhere).await.unwrap_err().code, "distribution.certificate_failed");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(
        api::certificate(&sending.ws, 77.into(), CertificateForm::Full, Language::En, page).await.unwrap_err().code,
        "distribution.not_found"
    );
}

#[tokio::test]
async fn a_doubt_that_was_settled_is_told_with_whose_word_it_was() {
    let sending = Sending::new(2, RELEASE, |_| (), |to, _| if to.starts_with("person0@") { "250 ok" } else { "" }).await;
    sending.ws.set_part(Arc::new(Keychain::in_memory()));
    let card = sending.send(sending.request()).await;
    // The server takes the second letter and hangs up without an answer.
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.accepted, card.uncertain), (1, 1));
    let folder = tempfile::tempdir().unwrap();
    let (_, json) = made(&sending, &card, CertificateForm::Full, folder.path()).await;
    assert_eq!(read(&json)["rows"][1]["state"], "uncertain");
    api::resolve(&sending.ws, card.distribution, Which::All, Settle::Accepted).await.unwrap();
    let (_, json) = made(&sending, &card, CertificateForm::Shareable, folder.path()).await;
    let row = &read(&json)["rows"][1];
    assert_eq!((&row["state"], &row["settled"][0]["by"]), (&json!("accepted"), &json!("user")));
    api::verify_certificate(&json, Expected::default()).await.unwrap();
}
