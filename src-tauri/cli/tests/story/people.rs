//! People: from a file, by hand, through questions, and back out.

use serde_json::json;

use crate::desk::Desk;

const GUILD: &str = "Nachname;Vorname;E-Mail;Medium;Ressort;Ort;Land\n\
    Achterberg;Daniel;d.achterberg@coast.example.net;Küste;Kultur, Denkmal;Rotterdam;Niederlande\n\
    Holt;Anders;anders.holt@museums.example.org;Museums Quarterly;Denkmal;Delft;NL\n\
    Pardoe;Gwen;g.pardoe@quayside,example.net;Quayside;;;\n\
    Holt;Andrea;anders.holt@museums.example.org;;;;\n";

#[test]
fn a_list_is_imported_counted_and_taken_back() {
    let desk = Desk::new();
    let file = desk.file("guild.csv", GUILD);
    let looked = desk.json(&["people", "import", &file, "--rows"]).ends(6);
    let lines = looked.lines();
    assert_eq!(
        lines[2],
        json!({"row": 4, "verdict": "refused", "address": "g.pardoe@quayside,example.net",
            "reason": "A comma stands where a full stop should. Perhaps g.pardoe@quayside.example.net is meant."})
    );
    assert_eq!((lines.len(), &lines[4]["applied"], &lines[4]["rows"]), (5, &json!(false), &json!(4)));
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], 0, "without --apply nothing is imported");

    let done = desk.json(&["people", "import", &file, "--source", "Guild", "--apply"]).ends(6).json();
    let sum: u64 = ["new", "changed", "unchanged", "duplicate", "refused"].iter().map(|verdict| done[*verdict].as_u64().unwrap()).sum();
    assert_eq!((&done["applied"], &done["new"], sum), (&json!(true), &json!(2), done["rows"].as_u64().unwrap()));
    assert!(done["import"].is_i64() && done["seconds"].is_f64());
    let count = |question: &str| desk.json(&["people", "count", "--where", question]).ends(0).json()["count"].clone();
    assert_eq!((count("beat:denkmal"), count("country:NL -city:Rotterdam")), (json!(2), json!(1)));
    assert_eq!(desk.run(&["people", "count"]).ends(0).stdout, "2\n");

    let again = desk.json(&["people", "import", &file, "--apply"]).ends(6).json();
    assert_eq!((&again["unchanged"], &again["duplicate"]), (&json!(2), &json!(1)));
    let history = desk.json(&["undo", "--list"]).ends(0).lines();
    assert_eq!(history.len(), 2, "an import that changes nothing is still a step: {history:?}");
    desk.run(&["undo"]).ends(0);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], 0);
    assert_eq!(desk.json(&["undo"]).ends(3).json()["error"]["code"], "workspace.nothing_to_undo");
}

#[test]
fn the_source_that_was_said_is_remembered_and_a_files_name_is_no_source_of_another() {
    let desk = Desk::new();
    let source = |file: &str, more: &[&str], address: &str| {
        let path = desk.file(file, format!("name,email\nRuth Vale,{address}\n"));
        desk.json(&[&["people", "import", &path, "--apply"], more].concat()).ends(0);
        desk.json(&["people", "show", address]).ends(0).json()["fields"]["addresses"][0]["source"].clone()
    };
    assert_eq!(source("first.csv", &[], "a@example.org"), "first.csv");
    assert_eq!(source("second.csv", &[], "b@example.org"), "second.csv", "L1: it did not come from the first");
    assert_eq!(source("third.csv", &["--source", "Guild"], "c@example.org"), "Guild");
    assert_eq!(source("fourth.csv", &[], "d@example.org"), "Guild", "I4: asked once");
}

#[test]
fn people_go_out_as_a_workbook_or_cards_and_come_back_as_they_were() {
    let desk = Desk::new();
    desk.json(&["people", "import", &desk.file("guild.csv", GUILD), "--source", "Guild", "--apply"]).ends(6);
    let count = desk.json(&["people", "count"]).ends(0).json()["count"].clone();
    for name in ["all.xlsx", "all.vcf", "all.csv", "all.json"] {
        let out = desk.path(name).display().to_string();
        let written = desk.json(&["people", "export", "--out", &out]).ends(0).json();
        assert_eq!(written["people"], count, "{name}");
        assert_eq!(desk.json(&["people", "export", "--out", &out]).ends(3).json()["error"]["code"], "segments.file_exists");
        let again = desk.json(&["people", "import", &out]).ends(0).json();
        assert_eq!((&again["unchanged"], &again["rows"]), (&count, &count), "{name}: {again}");
    }
    let book = desk.path("all.xlsx").display().to_string();
    let refused = desk.json(&["people", "import", &book, "--sheet", "Prensa"]).ends(4).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("importing.no_sheet"), &json!("sheet")));
    assert_eq!(desk.json(&["people", "import", &book, "--sheet", "People"]).ends(0).json()["sheet"], "People");
    assert!(desk.run(&["people", "export", "--as", "vcard", "--where", "city:Delft"]).ends(0).stdout.contains("FN:Anders Holt"));
}

#[test]
fn an_export_of_a_mailing_service_is_recognised_and_its_opt_outs_are_kept() {
    let desk = Desk::new();
    let (file, report) = (
        desk.file("subscribers.csv", "uuid,email,name,attributes,status\na,ruth@tide.example.org,Ruth Vale,{},enabled\nb,ida@tide.example.org,Ida Berg,{},blocklisted\n"),
        desk.path("report.csv").display().to_string(),
    );
    let done = desk.run(&["people", "import", &file, "--apply", "--source", "listmonk", "--save-report", &report]).ends(0);
    assert!(done.stderr.contains("Looks like an export of listmonk."), "{done:?}");
    let ida = desk.json(&["people", "show", "ida@tide.example.org"]).ends(0).json();
    assert_eq!(ida["addresses"][0]["suppressed"]["evidence"], "status: blocklisted (listmonk)", "{ida}");
    assert_eq!(std::fs::read_to_string(&report).unwrap().lines().count(), 3);
}

#[test]
fn an_entry_of_a_directory_says_who_they_are_and_a_group_is_refused() {
    let desk = Desk::new();
    let file = desk.file(
        "book.ldif",
        "dn: cn=Ruth\ncn: Ruth Vale\nmail: ruth@tide.example.org\no: Tide\n\ndn: cn=All\nobjectclass: groupOfNames\ncn: All\n",
    );
    let done = desk.json(&["people", "import", &file, "--apply"]).ends(6).json();
    assert_eq!((&done["new"], &done["refused"]), (&json!(1), &json!(1)));
    assert_eq!(desk.json(&["people", "show", "ruth@tide.example.org"]).ends(0).json()["fields"]["outlet"], "Tide");
}

#[test]
fn a_dry_run_leaves_nothing_and_a_mapping_can_be_said() {
    let desk = Desk::new();
    let file = desk.file("odd.csv", "A|B\nRuth Vale|ruth@tide.example.org\n");
    let mapping = desk.file("m.json", r#"{"A": "name", "B": "address"}"#);
    let dry = desk.json(&["people", "import", &file, "--mapping", &mapping, "--apply", "--dry-run"]).ends(0).json();
    assert_eq!((&dry["new"], &dry["applied"], &dry["import"]), (&json!(1), &json!(false), &json!(null)));
    desk.json(&["people", "import", &file, "--mapping", &mapping, "--kind", "public", "--apply"]).ends(0);
    let ruth = desk.json(&["people", "show", "ruth@tide.example.org"]).ends(0).json();
    assert_eq!((&ruth["fields"]["name"], &ruth["fields"]["kind"]), (&json!("Ruth Vale"), &json!("public")));
    let wrong = desk.file("w.json", r#"{"C": "name"}"#);
    let refused = desk.json(&["people", "import", &file, "--mapping", &wrong]).ends(3).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("importing.no_column"), &json!("C")));
}

#[test]
fn refused_rows_are_saved_mended_and_imported() {
    let desk = Desk::new();
    let file = desk.file("guild.csv", GUILD);
    let saved = desk.path("refused.csv");
    desk.run(&["people", "import", &file, "--apply", "--save-refused", saved.to_str().unwrap()]).ends(6);
    let text = std::fs::read_to_string(&saved).unwrap();
    assert!(text.contains("Why it was refused"), "{text}");
    let mended = desk.file("mended.csv", text.replace("quayside,", "quayside."));
    assert_eq!(desk.json(&["people", "import", &mended, "--apply"]).ends(0).json()["new"], 1);
}

#[test]
fn what_is_no_table_changes_nothing() {
    let desk = Desk::new();
    let cases: [(&str, &[u8], &str); 4] = [
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01", "importing.not_a_table"),
        ("empty.csv", b"", "importing.empty"),
        ("head.csv", b"name,email\n", "importing.no_rows"),
        ("letter.csv", b"Dear editor,\nthis is a letter\n", "importing.nothing_mapped"),
    ];
    for (name, bytes, code) in cases {
        let file = desk.file(name, bytes);
        let refused = desk.json(&["people", "import", &file, "--apply"]).ends(3);
        assert_eq!(refused.json()["error"]["code"], code);
        assert!(refused.stderr.contains("Nothing was imported"), "{refused:?}");
    }
    desk.json(&["people", "import", "/nowhere/at-all.csv"]).ends(4);
    assert_eq!(desk.json(&["undo", "--list"]).ends(0).stdout, "");
}

#[test]
fn people_are_added_changed_barred_and_deleted() {
    let desk = Desk::new();
    let add = [
        "people",
        "add",
        "--name",
        "Ruth Vale",
        "--email",
        "ruth@tide.example.org",
        "--outlet",
        "Tidewater Times",
        "--beat",
        "local",
        "--source",
        "Her card",
    ];
    let added = desk.json(&add).ends(0).json();
    assert_eq!((&added["fields"]["family_name"], &added["fields"]["addresses"][0]["source"]), (&json!("Vale"), &json!("Her card")));
    let id = added["id"].to_string();
    let edited = desk.json(&["people", "edit", "RUTH@tide.example.org", "--city", "Rotterdam"]).ends(0).json();
    assert_eq!((&edited["fields"]["city"], &edited["fields"]["outlet"]), (&json!("Rotterdam"), &json!("Tidewater Times")));
    let bad = desk.json(&["people", "edit", &id, "--email", "ruth@tide"]).ends(3).json();
    assert_eq!(bad["error"]["field"], "address");
    let inject = desk.json(&["people", "add", "--name", "Eve\nBcc: all@example.org"]).ends(3).json();
    assert_eq!(inject["error"]["field"], "name");

    desk.json(&["people", "suppress", "ruth@tide.example.org", "--reason", "unsubscribed"]).ends(0);
    assert_eq!(desk.json(&["people", "list"]).ends(0).lines()[0]["suppressed"], true);
    desk.run(&["people", "unsuppress", "ruth@tide.example.org"]).ends(2);
    desk.json(&["people", "unsuppress", "ruth@tide.example.org", "--reason", "asked again"]).ends(0);
    desk.json(&["people", "unsuppress", "ruth@tide.example.org", "--reason", "asked again"]).ends(4);
    desk.json(&["people", "suppress", "ruth@tide.example.org", "--reason", "bounced", "--evidence", "550 gone"]).ends(0);
    desk.json(&["people", "unsubscribe", "--person", &id, "--evidence", "by phone, 3 May"]).ends(0);
    let shown = desk.run(&["people", "show", &id]).ends(0).stdout;
    assert!(shown.contains("bounced, 550 gone, unsubscribed, by phone, 3 May"), "{shown}");
    let listed = desk.json(&["suppression", "list", "--words", "3 may"]).ends(0).lines();
    assert_eq!(
        (listed.len(), &listed[0]["address"], &listed[0]["further"][0]["reason"]),
        (1, &json!("ruth@tide.example.org"), &json!("unsubscribed"))
    );
    assert!(!desk.run(&["suppression", "list", "--reason", "complained"]).ends(0).stdout.contains("ruth@"));
    desk.run(&["suppression", "list", "--reason", "annoyed"]).ends(2);
    desk.json(&["suppression", "lift", "ruth@tide.example.org", "--reason", " "]).ends(3);
    desk.json(&["suppression", "lift", "ruth@tide.example.org", "--reason", "asked again"]).ends(0);
    assert!(desk.json(&["suppression", "list"]).ends(0).lines().is_empty());
    let past = desk.run(&["suppression", "history", "ruth@tide.example.org"]).ends(0).stdout;
    assert!(past.contains("lifted: asked again") && past.contains("by phone, 3 May"), "{past}");
    desk.json(&["people", "do-not-contact", &id, "--reason", "by phone"]).ends(0);
    assert_eq!(desk.json(&["people", "show", &id]).ends(0).json()["do_not_contact"]["reason"], "by phone");

    desk.json(&["people", "delete", &id]).ends(0);
    desk.json(&["people", "show", &id]).ends(4);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["people", "show", &id]).ends(0).json()["fields"]["name"], "Ruth Vale");
}

#[test]
fn lists_stream_page_and_come_back_equal() {
    let desk = Desk::new();
    let rows: String = (0..25).map(|n| format!("Person {n:02} Family{n:02},p{n}@example.org,=1+{n}\n")).collect();
    let file = desk.file("many.csv", format!("name,email,notes\n{rows}"));
    desk.run(&["people", "import", &file, "--apply"]).ends(0);
    let first = desk.json(&["people", "list", "--limit", "10"]).ends(0);
    let cursor = first.stderr.trim().strip_prefix("--after ").unwrap().to_owned();
    let rest = desk.json(&["people", "list", "--after", &cursor]).ends(0);
    let mut names: Vec<String> = [first.lines(), rest.lines()].concat().iter().map(|row| row["name"].to_string()).collect();
    names.dedup();
    assert_eq!(names.len(), 25);
    let export = desk.run(&["people", "export"]).ends(0).stdout;
    assert!(export.contains("'=1+7"), "formulas leave disarmed");
    let other = Desk::new();
    let file = other.file("export.csv", &export);
    assert_eq!(other.json(&["people", "import", &file, "--apply"]).ends(0).json()["new"], 25);
    assert_eq!(other.run(&["people", "export"]).ends(0).stdout, export);
}

#[test]
fn segments_are_saved_counted_and_errors_point_at_the_place() {
    let desk = Desk::new();
    let file = desk.file("guild.csv", GUILD);
    desk.run(&["people", "import", &file, "--apply"]).ends(6);
    let saved = desk.json(&["segment", "save", "Heritage", "beat:denkmal"]).ends(0).json();
    assert_eq!(saved["count"], 2);
    assert_eq!(desk.json(&["segment", "save", "heritage", "beat:denkmal city:Delft"]).ends(0).json()["count"], 1);
    assert_eq!(desk.json(&["segment", "list"]).ends(0).lines().len(), 1);
    assert_eq!(desk.json(&["people", "count", "--segment", "Heritage"]).ends(0).json()["count"], 1);
    assert_eq!(desk.json(&["segment", "count", "Heritage"]).ends(0).json()["count"], 1);
    let bad = desk.json(&["segment", "save", "Bad", "beat:denkmal contry:NL"]).ends(3);
    assert_eq!(bad.json()["error"]["code"], "segments.bad_query");
    assert!(bad.stderr.contains("character 14"), "{bad:?}");
    assert_eq!(desk.json(&["people", "count", "--where", ""]).ends(3).json()["error"]["code"], "segments.bad_query");
    desk.json(&["segment", "show", "Nobody"]).ends(4);
    desk.json(&["segment", "save", "Both", "segment:Heritage"]).ends(0);
    assert_eq!(desk.json(&["segment", "rename", "heritage", "文化 تراث"]).ends(0).json()["name"], "文化 تراث");
    assert_eq!(desk.json(&["segment", "count", "Both"]).ends(0).json()["count"], 1, "who asks for it asks for its new name");
    desk.json(&["segment", "rename", "文化 تراث", "both"]).ends(3);
    desk.json(&["segment", "rename", "Nobody", "Somebody"]).ends(4);
    desk.run(&["undo"]).ends(0);
    desk.json(&["segment", "delete", "Heritage"]).ends(0);
    desk.json(&["segment", "count", "Heritage"]).ends(4);
}

#[test]
fn an_import_that_dies_before_its_commit_leaves_nothing() {
    if !cfg!(debug_assertions) {
        return;
    }
    let desk = Desk::new();
    let file = desk.file("guild.csv", GUILD);
    // Import makes a few quiet transactions, then the one that counts: whichever dies, nobody is half there.
    for nth in 1..12 {
        let mut command = desk.command(&["people", "import", &file, "--apply"]);
        let output = command.env("TIDINGS_FAULT", format!("before-commit:{nth}")).output().unwrap();
        let count = desk.json(&["people", "count"]).ends(0).json()["count"].as_u64().unwrap();
        if output.status.code() == Some(6) {
            assert_eq!(count, 2);
            return;
        }
        assert_eq!(count, 0, "died at commit {nth}");
    }
    panic!("the import never came to its end");
}

#[test]
fn who_may_be_there_twice_is_told_with_the_rule_that_found_them() {
    let desk = Desk::new();
    let add = |name: &str, addresses: &[&str]| {
        let mut words = vec!["people", "add", "--name", name];
        addresses.iter().for_each(|address| words.extend(["--email", address]));
        desk.json(&words).ends(0).json()["id"].clone()
    };
    let (ruth, her) = (add("Ruth Vale", &["desk@tide.example.org"]), add("R. Vale", &["Desk@TIDE.example.org"]));
    let (anders, holt) = (add("Anders Holt", &["holt@example.org"]), add("A. Holt", &["a@example.org", "holt@example.org"]));
    let (zoe, again) = (add("Zoë Ångström", &[]), add("ZOE ANGSTROM", &["zoe@example.org"]));
    add("Jo Marsh", &["jo@example.org"]);
    add("Jo Marsh", &["marsh@example.org"]);
    add("Ivo Kern", &[]);
    let groups = desk.json(&["people", "duplicates"]).ends(0).lines();
    let told: Vec<_> = groups
        .iter()
        .map(|group| {
            let people = group["people"].as_array().unwrap().iter().map(|one| one["person"].clone()).collect::<Vec<_>>();
            (group["rule"].as_str().unwrap(), group["what"].as_str().unwrap(), people)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("same-address", "desk@tide.example.org", vec![ruth, her]),
            ("other-address", "holt@example.org", vec![anders, holt]),
            ("same-name", "Zoë Ångström", vec![zoe, again]),
        ]
    );
    assert_eq!(desk.json(&["people", "count", "--where", "duplicate:yes"]).ends(0).json()["count"], json!(6));
    let two = desk.json(&["people", "apart", "1", "2"]).ends(0).json();
    assert_eq!((&two["apart"], &two["new"]), (&json!(true), &json!(true)));
    assert_eq!(desk.json(&["people", "duplicates"]).ends(0).lines().len(), 2);
    assert_eq!(desk.json(&["people", "count", "--where", "duplicate:yes"]).ends(0).json()["count"], json!(4));
    desk.run(&["undo"]).ends(0);
    let merged = desk.json(&["people", "merge", "1", "2", "--take", "name", "--apply"]).ends(0).json();
    assert_eq!((&merged["id"], &merged["fields"]["name"]), (&json!(1), &json!("R. Vale")));
    assert!(desk.run(&["people", "merge", "3", "4", "--take", "name"]).ends(0).stdout.contains("Anders Holt"));
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], json!(8));
    desk.run(&["people", "merge", "3", "4", "--take", "shoes"]).ends(2);
    assert_eq!(desk.json(&["people", "merge", "3", "4", "--take", "field.shoes"]).ends(4).json()["error"]["code"], "contacts.no_field");
    desk.run(&["field", "add", "Press card", "--kind", "choice", "--choice", "local", "--choice", "national"]).ends(0);
    desk.run(&["people", "edit", "3", "--field", "Press card=local"]).ends(0);
    desk.run(&["people", "edit", "4", "--field", "Press card=national"]).ends(0);
    let look = desk.run(&["people", "merge", "3", "4", "--take", "field.press-card"]).ends(0).stdout;
    assert!(look.lines().any(|line| line.split_whitespace().eq(["field.press-card", "national", "local"])), "{look}");
    let merged = desk.json(&["people", "merge", "3", "4", "--take", "field.press-card", "--apply"]).ends(0).json();
    assert_eq!(merged["fields"]["custom"]["Press card"], "national");
    for _ in 0..4 {
        desk.run(&["undo"]).ends(0);
    }
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["people", "duplicates", "--limit", "2"]).ends(0).lines().len(), 2);
    assert_eq!(desk.json(&["people", "duplicates"]).ends(0).lines().len(), 3);
    let people = desk.run(&["people", "duplicates"]).ends(0).stdout;
    assert!(people.contains("The same name, one without an address"), "{people}");
    assert_eq!(Desk::new().json(&["people", "duplicates"]).ends(0).stdout, "");
}

#[test]
fn whoever_asks_sees_all_that_is_kept_and_whoever_wishes_is_forgotten() {
    let desk = Desk::new();
    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    let kept = desk.json(&["people", "access", "ruth@tide.example.org"]).ends(0).json();
    assert_eq!((&kept["person"]["name"], &kept["mails"]), (&json!("Ruth Vale"), &json!([])));
    let page = desk.path("ruth.html").display().to_string();
    desk.run(&["people", "access", "1", "--out", &page]).ends(0);
    assert!(std::fs::read_to_string(&page).unwrap().contains("What is kept about Ruth Vale"));
    desk.run(&["people", "edit", "1", "--name", "Ruth Marsh"]).ends(0);
    let before = desk.json(&["people", "access", "1"]).ends(0).json();
    assert_eq!(before["person"]["former_names"], json!(["Ruth Vale"]));
    let asked = desk.run(&["people", "forget", "1"]).ends(0).stderr;
    assert!(
        asked.contains("--apply forgets this person") && asked.contains("Looked for under the names before, too: Ruth Vale"),
        "{asked}"
    );
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], json!(1));
    assert_eq!(desk.json(&["people", "forget", "1", "--apply"]).ends(0).json()["forgotten"], json!(true));
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], json!(0));
    let csv = desk.file("back.csv", "name,email\nRuth Vale,Ruth@TIDE.example.org\n");
    let back = desk.json(&["people", "import", &csv, "--source", "a fair", "--apply"]).ends(6).json();
    assert_eq!((&back["refused"], &back["new"]), (&json!(1), &json!(0)), "{back}");
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], json!(0));
}

#[test]
fn tags_and_fields_of_ones_own_are_made_filled_asked_for_and_taken_elsewhere() {
    let desk = Desk::new();
    let add = |name: &str, kind: &[&str]| desk.json(&[&["field", "add", name, "--kind"], kind].concat()).ends(0).json();
    assert_eq!(add("Press card", &["choice", "--choice", "local", "--choice", "national"])["word"], "press-card");
    add("Circulation", &["number"]);
    let refused = desk.json(&["field", "add", "press CARD"]).ends(3).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("contacts.refused"), &json!("name")));
    let ana = ["people", "add", "--name", "Ana Reis", "--email", "ana@example.org", "--tag", "festival", "--field", "Circulation=12 000"];
    let card = desk.json(&[&ana[..], &["--field", "Press card=LOCAL"]].concat()).ends(0).json();
    assert_eq!(card["fields"]["custom"], json!({"Circulation": "12000", "Press card": "local"}));
    desk.json(&["people", "add", "--name", "Bo Lund", "--email", "bo@example.org"]).ends(0);
    let wrong = desk.json(&["people", "edit", "bo@example.org", "--field", "Circulation=1.250"]).ends(3).json();
    assert_eq!(wrong["error"]["field"], "custom.Circulation");
    assert_eq!(desk.json(&["people", "edit", "bo@example.org", "--field", "Nothing=1"]).ends(3).json()["error"]["field"], "custom.Nothing");

    let count = |question: &str| desk.json(&["people", "count", "--where", question]).ends(0).json()["count"].clone();
    assert_eq!(
        [count("field.circulation:>=12000"), count("field.press-card is empty"), count("-tag:festival")],
        [json!(1), json!(1), json!(1)]
    );
    assert_eq!(desk.json(&["people", "count", "--where", "field.circulaton:>1"]).ends(3).json()["error"]["code"], "segments.bad_query");
    let tagged = desk.json(&["people", "tag", "--where", "kind:journalist", "--add", "VIP", "--add", "Festival"]).ends(0).json();
    assert_eq!(tagged["changed"], 2);
    assert_eq!(desk.json(&["tag", "list"]).ends(0).lines()[0], json!({"id": 1, "name": "festival", "people": 2}));
    desk.run(&["field", "edit", "press-card", "--name", "Badge", "--rename-choice", "local=regional", "--drop-choice", "national"]).ends(0);
    assert_eq!(desk.json(&["people", "show", "ana@example.org"]).ends(0).json()["fields"]["custom"]["Badge"], "regional");
    assert_eq!(count("field.press-card:regional"), json!(1), "what questions call it stays");

    // Elsewhere the same fields take the same values; where there are none, a mapping says what a column fills.
    let table = desk.run(&["people", "export"]).ends(0).stdout;
    assert!(
        table.lines().next().unwrap().contains(",tags,recipient_kind,consents,suppressed,positions,field:Badge,field:Circulation,address"),
        "{table}"
    );
    let other = Desk::new();
    other.run(&["field", "add", "Print run", "--kind", "number"]).ends(0);
    let file = other.file("people.csv", &table);
    let mapping =
        other.file("mapping.json", r#"{"name": "name", "address": "address", "tags": "tags", "field:Circulation": "field:Print run"}"#);
    other.json(&["people", "import", &file, "--mapping", &mapping, "--apply"]).ends(0);
    let card = other.json(&["people", "show", "ana@example.org"]).ends(0).json();
    assert_eq!((&card["fields"]["custom"], &card["fields"]["tags"]), (&json!({"Print run": "12000"}), &json!(["festival", "VIP"])));

    assert_eq!(desk.json(&["field", "delete", "Circulation"]).ends(0).json()["people"], 1);
    desk.run(&["undo"]).ends(0);
    assert_eq!(count("field.circulation:12000"), json!(1));
    assert_eq!(desk.json(&["tag", "delete", "nothing"]).ends(4).json()["error"]["code"], "contacts.no_tag");
}

#[test]
fn outlets_are_described_asked_for_joined_and_left_and_all_of_it_is_taken_back() {
    let desk = Desk::new();
    for (name, mail, outlet) in [("Ana Reis", "ana@example.org", "Rádio Mare"), ("Bo Lund", "bo@example.org", "The Tide")] {
        desk.run(&["people", "add", "--name", name, "--email", mail, "--outlet", outlet, "--role", "Reporter"]).ends(0);
    }
    let about = ["outlet", "edit", "the tide", "--kind", "newspaper", "--reach", "120 000", "--region", "Zeeland", "--language", "Dutch"];
    let card = desk.json(&[&about[..], &["--audience", "philanthropists", "--website", "tide.example.org"]].concat()).ends(0).json();
    assert_eq!((&card["fields"]["reach"], &card["people"], &card["fields"]["language"]), (&json!("120000"), &json!(1), &json!("nl")));
    let refused = desk.json(&["outlet", "edit", "The Tide", "--reach", "many"]).ends(3).json();
    assert_eq!(refused["error"]["field"], "reach");
    assert_eq!(desk.json(&["outlet", "add", "THE TIDE"]).ends(3).json()["error"]["field"], "name");
    assert_eq!(desk.json(&["outlet", "show", "Nowhere"]).ends(4).json()["error"]["code"], "contacts.no_outlet");

    let count = |question: &str| desk.json(&["people", "count", "--where", question]).ends(0).json()["count"].clone();
    let asked =
        ["outlet.kind:newspaper", "outlet.reach:>100000", "outlet.audience:philanthropists", "outlet.region:zee*", "outlet.reach:empty"];
    assert_eq!(asked.map(count), [1, 1, 1, 1, 1].map(|n| json!(n)));
    let list = desk.json(&["outlet", "list", "--sort", "reach", "--descending"]).ends(0).lines();
    assert_eq!((list.len(), &list[0]["name"], &list[0]["audiences"]), (2, &json!("The Tide"), &json!(["philanthropists"])));

    // Who moves leaves a past; who is noted to have been somewhere has one.
    let moved = ["people", "move", "ana@example.org", "--outlet", "The Tide", "--role", "Editor", "--on", "2024-05"];
    let card = desk.json(&moved).ends(0).json();
    assert_eq!(
        (&card["fields"]["outlet"], &card["positions"][1]["outlet"], &card["positions"][1]["to"]),
        (&json!("The Tide"), &json!("Rádio Mare"), &json!("2024-05"))
    );
    desk.json(&["people", "position", "ana@example.org", "--outlet", "Averil Post", "--from", "2011", "--to", "2013"]).ends(0);
    let shown = desk.run(&["people", "show", "ana@example.org"]).ends(0).stdout;
    assert!(shown.contains("works at: The Tide, Editor, 2024-05 –") && shown.contains("worked at: Averil Post, 2011 – 2013"), "{shown}");
    let number = desk.json(&["people", "show", "ana@example.org"]).ends(0).json()["positions"][2]["id"].to_string();
    let card = desk.json(&["people", "position", "ana@example.org", "--change", &number, "--role", "Trainee"]).ends(0).json();
    assert_eq!((&card["positions"][2]["role"], &card["positions"][2]["from"]), (&json!("Trainee"), &json!("2011")));
    assert_eq!(
        desk.json(&["people", "position", "bo@example.org", "--remove", &number]).ends(4).json()["error"]["code"],
        "contacts.no_position"
    );

    // An outlet that is there twice is made one, under a new name, and all of it comes back.
    desk.json(&["outlet", "merge", "The Tide", "radio mare"]).ends(0);
    desk.json(&["outlet", "edit", "The Tide", "--name", "Tide & Mare"]).ends(0);
    let shown = desk.run(&["outlet", "show", "tide mare"]).ends(0).stdout;
    assert!(shown.contains("1 Ana Reis, Reporter, – 2024-05"), "{shown}");
    assert_eq!(count("outlet:\"Tide & Mare\""), json!(2));
    desk.run(&["undo"]).ends(0);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["outlet", "list"]).ends(0).lines().len(), 3);
    assert_eq!(desk.json(&["outlet", "delete", "The Tide"]).ends(0).json()["people"], 2);
    assert_eq!(count("outlet:empty"), json!(2));
    desk.run(&["undo"]).ends(0);
    assert_eq!(count("outlet:\"The Tide\" outlet.kind:newspaper"), json!(2));
}

#[test]
fn the_past_of_a_person_is_told_act_by_act_and_day_by_day() {
    let desk = Desk::new();
    desk.json(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org", "--city", "Goes"]).ends(0);
    desk.json(&["people", "edit", "ruth@tide.example.org", "--city", "Hull"]).ends(0);
    desk.run(&["undo"]).ends(0);
    let past = desk.json(&["people", "history", "ruth@tide.example.org"]).ends(0).lines();
    assert_eq!(past.len(), 3);
    assert_eq!(
        (&past[1]["undone"], &past[1]["changes"][0]["from"], &past[1]["changes"][0]["to"]),
        (&json!(true), &json!("Goes"), &json!("Hull"))
    );
    let told = desk.run(&["people", "history", "ruth@tide.example.org", "--limit", "2"]).ends(0).stdout;
    assert!(
        told.contains("City: Goes → Hull") && told.contains("Ruth Vale changed (taken back since)") && !told.contains("added"),
        "{told}"
    );
    let long_ago = desk.json(&["people", "history", "ruth@tide.example.org", "--on", "2001-05-03"]).ends(0).json();
    assert_eq!(long_ago["there"], false);
    let some_day = desk.run(&["people", "history", "ruth@tide.example.org", "--on", "2099-05-03"]).ends(0).stdout;
    assert!(some_day.contains("City: Goes") && some_day.contains("Address: ruth@tide.example.org"), "{some_day}");
    let refused = desk.json(&["people", "history", "ruth@tide.example.org", "--on", "3 May"]).ends(3).json();
    assert_eq!(refused["error"]["code"], "contacts.refused");
    desk.json(&["people", "history", "nobody@tide.example.org"]).ends(4);
}

#[test]
fn every_import_is_listed_with_what_it_did() {
    let desk = Desk::new();
    let list = desk.file("fair.csv", "name,email\nRuth Vale,ruth@tide.example.org\nAna Reis,not an address\n");
    desk.json(&["people", "import", &list, "--source", "a fair", "--apply"]).ends(6);
    desk.json(&["people", "import", &list, "--source", "a fair"]).ends(6);
    let imports = desk.json(&["people", "imports"]).ends(0).lines();
    assert_eq!(imports.len(), 1, "what was only looked at did nothing: {imports:?}");
    assert_eq!((&imports[0]["file"], &imports[0]["adds"], &imports[0]["counts"]["refused"]), (&json!("fair.csv"), &json!(1), &json!(1)));
    desk.run(&["undo"]).ends(0);
    let told = desk.run(&["people", "imports"]).ends(0).stdout;
    assert!(told.contains("fair.csv") && told.contains("taken back"), "{told}");
}

#[test]
fn beats_stand_in_a_tree_and_a_question_finds_what_stands_below_and_other_words_for_the_same() {
    let desk = Desk::new();
    for (name, beat) in [("Ana Reis", "Medizin"), ("Bo Lund", "oncology"), ("Cy Fox", "sport")] {
        let address = format!("{}@example.org", name.split(' ').next().unwrap().to_lowercase());
        desk.run(&["people", "add", "--name", name, "--email", &address, "--beat", beat]).ends(0);
    }
    let count = |question: &str| desk.json(&["people", "count", "--where", question]).ends(0).json()["count"].clone();
    desk.run(&["beat", "add", "health", "--synonym", "Medizin", "--synonym", "Gesundheit"]).ends(0);
    desk.run(&["beat", "move", "oncology", "--under", "gesundheit"]).ends(0);
    assert_eq!([count("beat:health"), count("beat:=health"), count("beat:medizin -beat:=health")], [json!(2), json!(1), json!(1)]);
    let listed = desk.json(&["beat", "list"]).ends(0).lines();
    assert_eq!((&listed[1]["path"], &listed[0]["people"], &listed[0]["itself"]), (&json!(["health", "oncology"]), &json!(2), &json!(1)));
    let table = desk.run(&["beat", "list"]).ends(0).stdout;
    assert!(table.lines().any(|line| line.contains("  oncology")), "{table}");

    // A saved question goes on after a rename, and somebody who comes in with the old word is found.
    desk.run(&["segment", "save", "Health press", "beat:health"]).ends(0);
    desk.run(&["beat", "rename", "health", "Health and care"]).ends(0);
    let file = desk.file("more.csv", "name,address,beats\nDi Ash,di@example.org,HEALTH\n");
    desk.json(&["people", "import", &file, "--apply"]).ends(0);
    assert_eq!(desk.json(&["people", "count", "--segment", "Health press"]).ends(0).json()["count"], 3);
    assert_eq!(desk.json(&["people", "show", "di@example.org"]).ends(0).json()["fields"]["beats"], json!(["health"]));

    let refused = desk.json(&["beat", "move", "health", "--under", "oncology"]).ends(3).json();
    assert_eq!(
        refused["error"]["places"][0]["message"],
        "“oncology” stands below “Health and care”, so “Health and care” cannot go under it."
    );
    assert_eq!(desk.json(&["beat", "move", "nothing", "--top"]).ends(4).json()["error"]["code"], "contacts.no_beat");
    desk.run(&["beat", "delete", "health and care"]).ends(0);
    assert_eq!([count("beat:empty"), count("beat:oncology")], [json!(2), json!(1)]);
    desk.run(&["undo"]).ends(0);
    assert_eq!([count("beat:empty"), count("beat:gesundheit")], [json!(0), json!(3)]);
}

#[test]
fn a_table_that_says_another_name_of_an_outlet_changes_nothing_and_brings_no_second_outlet() {
    let desk = Desk::new();
    desk.run(&["outlet", "add", "Frankfurter Allgemeine Zeitung", "--other-name", "FAZ", "--other-name", "F.A.Z."]).ends(0);
    let csv = |outlet: &str| format!("name,address,outlet\nAna Reis,ana@faz.example.net,{outlet}\n");
    let file = desk.file("press.csv", csv("FAZ"));
    desk.json(&["people", "import", &file, "--apply"]).ends(0);
    let again = desk.file("again.csv", csv("f.a.z."));
    let staged = desk.json(&["people", "import", &again]).ends(0).json();
    assert_eq!((&staged["unchanged"], &staged["changed"]), (&json!(1), &json!(0)), "{staged}");
    let outlets = desk.json(&["outlet", "list"]).ends(0).lines();
    assert_eq!((outlets.len(), &outlets[0]["other_names"], &outlets[0]["people"]), (1, &json!(["F.A.Z.", "FAZ"]), &json!(1)));
    assert_eq!(desk.json(&["people", "count", "--where", "outlet:faz"]).ends(0).json()["count"], 1);
    assert!(desk.run(&["outlet", "show", "faz"]).ends(0).stdout.contains("F.A.Z., FAZ"));
    desk.run(&["outlet", "edit", "faz", "--other-name", ""]).ends(0);
    assert_eq!(desk.json(&["outlet", "show", "faz"]).ends(4).json()["error"]["code"], "contacts.no_outlet");
}
