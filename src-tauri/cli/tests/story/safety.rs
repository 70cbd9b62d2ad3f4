//! What is taken back, and what is kept for a bad day.

use serde_json::json;

use crate::desk::Desk;

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
