//! Mistyped domains of addresses: listed, mended, and called right.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn mistyped_addresses_are_listed_counted_before_and_mended_by_one_act_that_is_taken_back() {
    let desk = Desk::new();
    for (name, address) in [("Ana Reis", "ana@gmial.com"), ("Bo Lund", "bo@hotmial.com"), ("Cy Fox", "cy@gmail.com")] {
        desk.run(&["people", "add", "--name", name, "--email", address]).ends(0);
    }
    let count = || desk.json(&["people", "count", "--where", "typo:yes"]).ends(0).json()["count"].clone();
    let listed = desk.json(&["people", "typos"]).ends(0).lines();
    assert_eq!((listed.len(), &listed[0]["address"], &listed[0]["meant"]), (2, &json!("bo@hotmial.com"), &json!("bo@hotmail.com")));
    let before = desk.run(&["people", "typos", "--mend"]).ends(0);
    assert!(before.stderr.contains("2 addresses would be mended."), "{before:?}");
    assert_eq!(count(), json!(2));
    assert_eq!(desk.json(&["people", "typos", "--mend", "--apply", "ana@gmial.com"]).ends(0).json()["mended"], 1);
    assert_eq!(desk.json(&["people", "typos", "--mend", "--apply"]).ends(0).json()["mended"], 1);
    assert_eq!(count(), json!(0));
    desk.run(&["undo"]).ends(0);
    assert_eq!(count(), json!(1));
    assert_eq!(desk.json(&["people", "typos", "nobody@example.org"]).ends(4).json()["error"]["code"], "contacts.nobody_at");
}

#[test]
fn a_file_with_mistyped_addresses_says_so_in_the_row_and_comes_in_mended_where_that_is_asked() {
    let desk = Desk::new();
    let file = desk.file("slips.csv", "name,address\nAna Reis,ana@gmial.com\nBo Lund,Bo Lund <bo@HOTMIAL.com>\nCy Fox,cy@gmail.com\n");
    let staged = desk.json(&["people", "import", &file, "--rows"]).ends(0).lines();
    assert!(staged[0]["reason"].as_str().unwrap().contains("gmial.com: gmail.com?"), "{}", staged[0]);
    assert_eq!((&staged[3]["typos"], &staged[3]["new"]), (&json!(2), &json!(3)));
    let done = desk.json(&["people", "import", &file, "--mend-typos", "--apply"]).ends(0).json();
    assert_eq!((&done["typos"], &done["new"]), (&json!(0), &json!(3)));
    for address in ["ana@gmail.com", "bo@hotmail.com", "cy@gmail.com"] {
        desk.run(&["people", "show", address]).ends(0);
    }
}

#[test]
fn a_domain_that_only_looks_mistyped_is_called_right_once_and_taken_for_no_slip_by_anything() {
    let desk = Desk::new();
    desk.run(&["people", "add", "--name", "Ana Reis", "--email", "ana@gmal.com"]).ends(0);
    let file = desk.file("slips.csv", "name,address\nBo Lund,bo@gmal.com\nCy Fox,cy@hotmial.com\n");
    let typos = || desk.json(&["people", "import", &file]).ends(0).json()["typos"].clone();
    assert_eq!(typos(), json!(2));
    assert_eq!(desk.json(&["people", "typos", "--right", "ana@gmal.com"]).ends(0).json(), json!({ "right": "gmal.com" }));
    let listed = desk.run(&["people", "typos"]).ends(0);
    assert!(!listed.stdout.contains("ana@gmal.com") && listed.stderr.contains("Called right, and not asked about: gmal.com"), "{listed:?}");
    assert_eq!(desk.json(&["people", "count", "--where", "typo:yes"]).ends(0).json()["count"], json!(0));
    assert_eq!(typos(), json!(1));
    let rows = desk.json(&["people", "import", &file, "--rows"]).ends(0).lines();
    assert!(!rows[0]["reason"].as_str().unwrap().contains("gmal.com: gmail.com?"), "{}", rows[0]);
    assert_eq!(desk.json(&["people", "typos", "--right", "gmail.com"]).ends(3).json()["error"]["code"], "contacts.no_slip");
    assert_eq!(desk.json(&["people", "typos", "--doubt", "gmal.com"]).ends(0).json(), json!({ "doubted": "gmal.com" }));
    assert_eq!(desk.json(&["people", "typos"]).ends(0).lines().len(), 1);
    assert_eq!(desk.json(&["people", "typos", "--doubt", "gmal.com"]).ends(4).json()["error"]["code"], "contacts.not_right");
    desk.run(&["people", "typos", "--right", "gmal.com", "--mend"]).ends(2);
}
