//! What is taken back, and what is kept for a bad day.

use serde_json::json;

use crate::desk::Desk;

/// The number of the newest step that still stands.
fn newest(desk: &Desk) -> String {
    let list = desk.json(&["undo", "--list"]).ends(0).lines();
    list.iter().find(|step| step["undone"] == false && step["undoes"].is_null()).unwrap()["id"].to_string()
}

/// Tries to take back a step, which must be refused, and change nothing.
fn refused(desk: &Desk, step: &str) -> (String, String) {
    let before = std::fs::read(desk.workspace()).unwrap();
    let run = desk.json(&["undo", step]).ends(3);
    assert_eq!(std::fs::read(desk.workspace()).unwrap(), before, "not a byte of the file changed");
    let error = &run.json()["error"];
    assert!(error["hint"].is_string(), "it says what to do: {run:?}");
    (error["code"].as_str().unwrap().to_owned(), error["message"].as_str().unwrap().to_owned())
}

fn release(desk: &Desk) -> String {
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nThe lens is back.\n");
    desk.json(&["document", "add", &text]).ends(0).json()["id"].to_string()
}

#[test]
fn an_undo_that_would_make_two_of_one_name_says_who_has_it_and_works_once_it_is_free() {
    let desk = Desk::new();
    let account = ["--from", "Ines <press@harbourtrust.example.org>", "--smtp", "smtp://127.0.0.1:1?tls=none"];
    let add_account = [&["account", "add", "Heritage"][..], &account].concat();
    let cases: [[&[&str]; 2]; 3] = [
        [&["segment", "save", "Heritage", "beat:heritage"], &["segment", "delete", "heritage"]],
        [&["campaign", "add", "Heritage"], &["campaign", "delete", "Heritage"]],
        [&add_account, &["account", "remove", "Heritage"]],
    ];
    // Removing and taking back alone, before anybody else has the name.
    desk.run(cases[2][0]).ends(0);
    desk.run(cases[2][1]).ends(0);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["account", "list"]).ends(0).lines().iter().filter(|one| one["fields"]["name"] == "Heritage").count(), 1);
    desk.run(cases[2][1]).ends(0);
    for [add, delete] in cases {
        let kind = add[0];
        desk.run(add).ends(0);
        desk.run(delete).ends(0);
        let deleted = newest(&desk);
        desk.run(add).ends(0);
        let (code, message) = refused(&desk, &deleted);
        assert_eq!(code, "workspace.undo_taken", "{kind}: {message}");
        assert!(message.contains("Heritage") && message.contains(kind), "{kind}: {message}");
        desk.run(delete).ends(0);
        desk.run(&["undo", &deleted]).ends(0);
        let list = desk.json(&[kind, "list"]).ends(0).lines();
        assert_eq!(list.iter().filter(|one| one["name"] == "Heritage" || one["fields"]["name"] == "Heritage").count(), 1, "{kind}");
    }
}

#[test]
fn a_document_goes_back_into_its_campaign_only_if_it_is_in_no_other() {
    let desk = Desk::new();
    let document = release(&desk);
    for campaign in ["Light", "Gala"] {
        desk.run(&["campaign", "add", campaign]).ends(0);
    }
    desk.run(&["campaign", "put", &document, "--campaign", "Light"]).ends(0);
    desk.run(&["campaign", "put", &document, "--none"]).ends(0);
    let taken_out = newest(&desk);
    desk.run(&["campaign", "put", &document, "--campaign", "Gala"]).ends(0);
    let (code, message) = refused(&desk, &taken_out);
    assert_eq!(code, "workspace.undo_taken", "{message}");
    assert!(message.contains("another campaign"), "{message}");
}

#[test]
fn who_was_first_at_an_outlet_can_be_taken_back_and_the_outlet_stays_for_the_others() {
    let desk = Desk::new();
    desk.run(&["people", "add", "--name", "Ruth Vale", "--outlet", "Tide", "--beat", "Heritage"]).ends(0);
    let first = newest(&desk);
    desk.run(&["people", "add", "--name", "Jan Vos", "--outlet", "Tide", "--beat", "Heritage"]).ends(0);
    desk.run(&["undo", &first]).ends(0);
    let left = desk.json(&["people", "list"]).ends(0).lines();
    assert_eq!((left.len(), &left[0]["outlet"]), (1, &json!("Tide")));
    assert_eq!(desk.json(&["people", "count", "--where", "beat:heritage outlet:tide"]).ends(0).json()["count"], 1);
    assert_eq!(desk.json(&["workspace", "verify"]).ends(0).json()["ok"], true);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], 0);
}

#[test]
fn what_was_sent_holds_its_document_and_its_account() {
    let desk = Desk::new();
    let document = release(&desk);
    let added = newest(&desk);
    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    desk.run(&["send", &document, "--to", "kind:journalist", "--hold", "0", "--yes"]).ends(0);
    let (code, message) = refused(&desk, &added);
    assert_eq!(code, "workspace.undo_in_use", "{message}");
    assert_eq!(desk.json(&["document", "list"]).ends(0).lines().len(), 1);
    assert_eq!(desk.json(&["workspace", "verify"]).ends(0).json()["ok"], true);
}

#[test]
fn the_days_backup_brings_back_people_photos_and_practice_mails_after_a_bad_day() {
    let desk = Desk::bare();
    let trust = desk.workspace();
    desk.run(&["workspace", "init", &trust, "--sample"]).ends(0);
    desk.run(&["send", "1", "--to", "kind:employee", "--hold", "0", "--yes"]).ends(0);
    let made = desk.json(&["workspace", "backup"]).ends(0).json()["file"].as_str().unwrap().to_owned();
    assert_eq!(desk.json(&["workspace", "backup"]).ends(0).json()["file"], json!(null), "one a day");
    let listed = desk.json(&["workspace", "backups"]).ends(0).lines();
    assert_eq!((listed.len(), &listed[0]["path"]), (1, &json!(made)));
    let opened = desk.json(&["-w", &made, "people", "count"]).ends(3).json();
    assert_eq!(opened["error"]["code"], "workspace.is_backup");

    let restored = desk.path("restored.tidings").display().to_string();
    desk.run(&["-w", &restored, "workspace", "restore", &made]).ends(0);
    let both = |arguments: &[&str]| {
        let one = desk.json(arguments).ends(0).stdout;
        assert_eq!(desk.json(&[&["-w", &restored], arguments].concat()).ends(0).stdout, one, "{arguments:?}");
    };
    both(&["people", "list"]);
    both(&["people", "list", "--where", "harbour"]);
    both(&["document", "list"]);
    both(&["practice", "list"]);
    both(&["distribution", "show", "1", "--deliveries"]);
    for mail in ["1", "2"] {
        let bytes = |file: &str, out: &str| {
            let out = desk.path(out).display().to_string();
            desk.run(&["-w", file, "practice", "show", mail, "--out", &out]).ends(0);
            std::fs::read(out).unwrap()
        };
        assert_eq!(bytes(&trust, &format!("one-{mail}.eml")), bytes(&restored, &format!("other-{mail}.eml")));
    }
    assert_eq!(desk.json(&["-w", &restored, "workspace", "verify"]).ends(0).json()["ok"], true);
    // A copy may not go on with what its original was sending (D24).
    desk.run(&["send", "2", "--to", "kind:client", "--hold", "0", "--yes"]).ends(0);
    let again = desk.json(&["-w", &restored, "send", "2", "--to", "kind:client", "--hold", "0", "--yes"]);
    assert_eq!(again.code, 7, "{again:?}");
}
