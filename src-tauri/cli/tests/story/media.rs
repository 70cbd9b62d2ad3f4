//! The media network: what people are to each other, their photos, and outlets and positions taken elsewhere.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn what_people_are_to_each_other_is_noted_once_and_told_from_both_sides() {
    let desk = Desk::new();
    for (name, address) in
        [("Ines Calder", "ines@coast.example.net"), ("Ruth Vale", "ruth@tide.example.org"), ("愛子", "aiko@umi.example.jp")]
    {
        desk.json(&["people", "add", "--name", name, "--email", address]).ends(0);
    }
    let relate = ["people", "relate", "ines@coast.example.net", "2", "--as", "assistant-of", "--note", "mornings"];
    let card = desk.json(&relate).ends(0).json();
    assert_eq!((&card["relations"][0]["kind"], &card["relations"][0]["other"]), (&json!("assistant-of"), &json!(2)));
    let refused = desk.json(&["people", "relate", "2", "1", "--as", "has-assistant"]).ends(3).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("contacts.refused"), &json!("kind")));
    let other_side = desk.run(&["people", "relations", "ruth@tide.example.org"]).ends(0).stdout;
    assert!(other_side.contains("Has Ines Calder as assistant") && other_side.contains("mornings"), "{other_side}");
    desk.json(&["people", "relate", "3", "2", "--as", "mentor of", "--back", "mentored by"]).ends(0);
    let lines = desk.json(&["people", "relations", "2"]).ends(0).lines();
    assert_eq!(
        lines.iter().map(|line| (line["kind"].clone(), line["word"].clone())).collect::<Vec<_>>(),
        [(json!("has-assistant"), json!("")), (json!("other"), json!("mentored by"))]
    );
    let number = lines[1]["id"].to_string();
    let changed = desk.json(&["people", "relate", "2", "--change", &number, "--note", "since May"]).ends(0).json();
    assert_eq!((&changed["relations"][1]["word"], &changed["relations"][1]["back"]), (&json!("mentored by"), &json!("mentor of")));
    let shown = desk.run(&["people", "show", "3"]).ends(0).stdout;
    assert!(shown.contains("relation: mentor of Ruth Vale, since May"), "{shown}");
    assert_eq!(desk.json(&["people", "count", "--where", "relation:mentor*"]).ends(0).json()["count"], 2);
    assert_eq!(desk.json(&["people", "unrelate", "1", &number]).ends(4).json()["error"]["code"], "contacts.no_relation");
    assert_eq!(
        desk.json(&["people", "relate", "1", "nobody@example.org", "--as", "knows"]).ends(4).json()["error"]["code"],
        "contacts.nobody_at"
    );
    desk.json(&["people", "unrelate", "3", &number]).ends(0);
    assert_eq!(desk.json(&["people", "relations", "2"]).ends(0).lines().len(), 1);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["people", "relations", "2"]).ends(0).lines().len(), 2);
    let past = desk.run(&["people", "history", "2"]).ends(0).stdout;
    assert!(past.contains("mentored by 愛子"), "{past}");
}

#[test]
fn a_photo_is_set_saved_taken_elsewhere_and_brought_in_by_a_card() {
    let desk = Desk::new();
    desk.json(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    let picture = desk.file("ruth.jpg", include_bytes!("../../../core/src/sample/files/keepers-letters.jpg"));
    let set = desk.json(&["people", "photo", "1", "--set", &picture]).ends(0).json();
    assert_eq!((&set["person"], &set["photo"]["width"]), (&json!(1), &json!(512)));
    assert!(desk.run(&["people", "show", "1"]).ends(0).stdout.contains("photo: 512 × "));
    let pdf = desk.file("ruth.pdf", "%PDF-1.7");
    assert_eq!(desk.json(&["people", "photo", "1", "--set", &pdf]).ends(3).json()["error"]["code"], "contacts.photo.none");
    assert_eq!(desk.json(&["people", "photo", "1", "--set", "nowhere.jpg"]).ends(4).json()["error"]["code"], "contacts.photo.unreadable");
    let saved = desk.folder.path().join("saved.jpg").display().to_string();
    assert_eq!(desk.json(&["people", "photo", "1", "--save", &saved]).ends(0).json()["media_type"], "image/jpeg");
    let kept = std::fs::read(&saved).unwrap();

    // It goes out with the card, byte for byte, and comes in with it: here, and into another workspace.
    let cards = desk.folder.path().join("ruth.vcf").display().to_string();
    desk.run(&["people", "export", "--out", &cards]).ends(0);
    let lines = desk.folder.path().join("ruth.json").display().to_string();
    desk.run(&["people", "export", "--out", &lines]).ends(0);
    for (at, file) in [&cards, &lines].into_iter().enumerate() {
        let other = Desk::new();
        other.json(&["people", "import", file, "--source", "ours", "--apply"]).ends(0);
        let again = other.folder.path().join("again.jpg").display().to_string();
        other.json(&["people", "photo", "1", "--save", &again]).ends(0);
        assert_eq!(std::fs::read(&again).unwrap(), kept, "{at}");
        assert_eq!(other.json(&["people", "import", file, "--source", "ours"]).ends(0).json()["unchanged"], 1);
        other.run(&["undo"]).ends(0);
        assert_eq!(other.json(&["people", "count"]).ends(0).json()["count"], 0);
    }
    assert_eq!(desk.json(&["people", "import", &cards, "--source", "ours"]).ends(0).json()["unchanged"], 1);
    desk.json(&["people", "photo", "1", "--remove"]).ends(0);
    let back = desk.json(&["people", "import", &cards, "--source", "ours", "--apply"]).ends(0).json();
    assert_eq!(back["changed"], 1, "who has none gets it");
    assert_eq!(desk.json(&["people", "photo", "1"]).ends(0).json()["photo"]["width"], 512);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["people", "photo", "1"]).ends(0).json()["photo"], json!(null), "and its undo takes it away");

    // Nothing is fetched, and what is broken is left out: the person comes all the same, and the row says so.
    let mut strange =
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo Lund\r\nEMAIL:bo@example.org\r\nPHOTO;VALUE=uri:https://example.org/bo.jpg\r\nEND:VCARD\r\n"
            .to_owned();
    strange.push_str("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Aiko\r\nEMAIL:aiko@example.org\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD\r\nEND:VCARD\r\n");
    let strange = desk.file("strange.vcf", strange);
    let told = desk.run(&["people", "import", &strange, "--source", "a fair", "--rows", "--apply"]).ends(0).stdout;
    assert!(
        told.contains("nothing is fetched from https://example.org/bo.jpg") && told.contains("no picture that can be unpacked"),
        "{told}"
    );
    assert_eq!(desk.json(&["people", "photo", "bo@example.org"]).ends(0).json()["photo"], json!(null));
}

#[test]
fn outlets_and_positions_are_taken_elsewhere_and_positions_come_back() {
    let desk = Desk::new();
    desk.json(&[
        "outlet",
        "add",
        "The Tide; | Evening",
        "--kind",
        "newspaper",
        "--reach",
        "120000",
        "--region",
        "Zeeland",
        "--language",
        "nl",
        "--frequency",
        "weekly",
        "--website",
        "https://tide.example.net",
        "--audience",
        "philanthropists",
        "--audience",
        "parents",
        "--note",
        "=1+1",
    ])
    .ends(0);
    desk.json(&["outlet", "add", "海の新聞"]).ends(0);
    desk.json(&[
        "people",
        "add",
        "--name",
        "Ruth Vale",
        "--email",
        "ruth@tide.example.org",
        "--outlet",
        "Averil Post",
        "--role",
        "Trainee",
    ])
    .ends(0);
    desk.json(&["people", "move", "1", "--outlet", "The Tide; | Evening", "--role", "Editor", "--on", "2024-05"]).ends(0);
    desk.json(&["people", "position", "1", "--outlet", "海の新聞", "--role", "Stringer", "--from", "2011", "--to", "2013"]).ends(0);

    let lines = desk.run(&["outlet", "export", "--as", "json"]).ends(0).lines();
    assert_eq!(lines.len(), 3);
    let tide = lines.iter().find(|line| line["name"] == "The Tide; | Evening").unwrap();
    assert_eq!(
        (&tide["kind"], &tide["reach"], &tide["audiences"], &tide["people"]),
        (&json!("newspaper"), &json!("120000"), &json!(["parents", "philanthropists"]), &json!(1))
    );
    let table = desk.run(&["outlet", "export", "--find", "zeeland"]).ends(0).stdout;
    assert!(
        table.contains("The Tide; | Evening,newspaper,weekly,120000,Zeeland,nl,https://tide.example.net,parents; philanthropists,'=1+1,1"),
        "{table}"
    );
    let book = desk.folder.path().join("outlets.xlsx").display().to_string();
    assert_eq!(desk.json(&["outlet", "export", "--out", &book]).ends(0).json()["outlets"], 3);
    assert_eq!(desk.json(&["outlet", "export", "--out", &book]).ends(3).json()["error"]["code"], "segments.file_exists");
    assert_eq!(desk.json(&["outlet", "export", "--as", "vcard"]).ends(3).json()["error"]["code"], "segments.no_card_of_outlets");

    let positions = |desk: &Desk, who: &str| {
        desk.json(&["people", "show", who]).ends(0).json()["positions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| ["outlet", "role", "from", "to"].map(|key| one[key].as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    let held = positions(&desk, "1");
    assert_eq!(held.len(), 3);
    for (name, form) in [("people.json", "json"), ("people.csv", "csv"), ("people.xlsx", "xlsx"), ("people.vcf", "vcard")] {
        let file = desk.folder.path().join(name).display().to_string();
        desk.run(&["people", "export", "--as", form, "--out", &file]).ends(0);
        let other = Desk::new();
        other.json(&["people", "import", &file, "--source", "ours", "--apply"]).ends(0);
        assert_eq!(positions(&other, "1"), held, "{form}");
        // The same once more changes nobody.
        assert_eq!(other.json(&["people", "import", &file, "--source", "ours"]).ends(0).json()["unchanged"], 1, "{form}");
        other.run(&["undo"]).ends(0);
        assert_eq!(other.json(&["people", "count"]).ends(0).json()["count"], 0);
    }
    let with = desk.run(&["people", "export", "--with-outlets"]).ends(0).stdout;
    assert!(with.lines().next().unwrap().ends_with("outlet_frequency,outlet_website,outlet_audiences"), "{with}");
    assert!(with.contains("newspaper,120000,Zeeland,nl,weekly,https://tide.example.net,parents; philanthropists"), "{with}");
    let with = desk.run(&["people", "export", "--with-outlets", "--as", "json"]).ends(0).lines();
    assert_eq!((&with[0]["about_outlet"]["region"], &with[0]["positions"][0]["role"]), (&json!("Zeeland"), &json!("Editor")));
    assert!(desk.run(&["people", "export", "--as", "json"]).ends(0).lines()[0]["about_outlet"].is_null());
    // Only what is named of it, in the order of the words.
    let some = desk.run(&["people", "export", "--with-outlets=region,kind"]).ends(0).stdout;
    assert!(some.lines().next().unwrap().ends_with(",outlet_kind,outlet_region") && some.contains("newspaper,Zeeland\r\n"), "{some}");
    let some = desk.run(&["people", "export", "--with-outlets=reach", "--as", "json"]).ends(0).lines();
    assert_eq!(some[0]["about_outlet"], json!({ "name": "The Tide; | Evening", "reach": "120000" }));
    assert_eq!(desk.json(&["people", "export", "--with-outlets=size"]).ends(3).json()["error"]["code"], "cli.no_outlet_part");
    // What people are to each other comes back with JSON, said by whichever side comes first.
    desk.json(&["people", "add", "--name", "Bo Lund", "--email", "bo@tide.example.org"]).ends(0);
    desk.json(&["people", "relate", "2", "1", "--as", "assistant-of", "--note", "mornings"]).ends(0);
    desk.json(&["people", "relate", "1", "2", "--as", "mentor of", "--back", "mentored by"]).ends(0);
    let file = desk.folder.path().join("related.json").display().to_string();
    desk.run(&["people", "export", "--as", "json", "--out", &file]).ends(0);
    let other = Desk::new();
    other.json(&["people", "import", &file, "--source", "ours", "--apply"]).ends(0);
    for who in ["ruth@tide.example.org", "bo@tide.example.org"] {
        assert_eq!(
            other.run(&["people", "show", who]).ends(0).stdout.lines().filter(|line| line.starts_with("relation: ")).collect::<Vec<_>>(),
            desk.run(&["people", "show", who]).ends(0).stdout.lines().filter(|line| line.starts_with("relation: ")).collect::<Vec<_>>()
        );
        assert_eq!(other.json(&["people", "relations", who]).ends(0).lines().len(), 2);
    }
    other.run(&["undo"]).ends(0);
    assert_eq!(other.json(&["people", "count", "--where", "has:relation"]).ends(0).json()["count"], 0);
    let third = Desk::new();
    third.json(&["people", "import", &file, "--source", "ours", "--apply"]).ends(0);
    third.json(&["people", "forget", "bo@tide.example.org", "--apply"]).ends(0);
    assert!(third.json(&["people", "relations", "ruth@tide.example.org"]).ends(0).lines().is_empty());
    let left = std::fs::read(third.workspace()).unwrap().to_ascii_lowercase();
    assert!(
        !left.windows(7).any(|part| part == b"bo lund") && !left.windows(7).any(|part| part == b"bo@tide"),
        "the file of the import says no more of them"
    );
    // A card says where they work now.
    let card = desk.run(&["people", "export", "--as", "vcard"]).ends(0).stdout;
    assert!(card.contains("ORG:The Tide\\; | Evening") && card.contains("TITLE:Editor"), "{card}");
    // What is wrong with a position is said at its cell.
    let bad = desk.file("bad.csv", "name,email,positions\nBo,bo@example.org,The Tide | Editor | May\n");
    let told = desk.run(&["people", "import", &bad, "--source", "a fair", "--rows"]);
    assert!(told.stdout.contains("refused"), "{told:?}");
}

#[test]
fn a_table_of_outlets_is_kept_under_a_name_listed_by_it_and_apart_from_those_of_people() {
    let desk = Desk::new();
    for (name, reach, region) in [("The Tide", "120000", "Zeeland"), ("東京新聞", "900000", "東京"), ("Averil Post", "", "Zeeland")] {
        desk.run(&["outlet", "add", name, "--reach", reach, "--region", region]).ends(0);
    }
    let save = ["outlet", "view", "save", "Zeeland", "--columns", "region,reach", "--sort", "reach", "--descending", "--search", "zeeland"];
    let saved = desk.json(&save).ends(0).json();
    assert_eq!((&saved["table"], &saved["sort"], &saved["search"]), (&json!("outlets"), &json!("reach"), &json!("zeeland")));
    assert_eq!(desk.json(&save).ends(3).json()["error"]["code"], "segments.view_taken");
    let listed = desk.run(&["outlet", "list", "--view", "zeeland"]).ends(0).stdout;
    assert!(listed.contains("The Tide") && listed.contains("120000") && !listed.contains("東京新聞"), "{listed}");
    let rows = desk.json(&["outlet", "list", "--view", "Zeeland"]).ends(0).lines();
    assert_eq!(rows.iter().map(|row| row["name"].clone()).collect::<Vec<_>>(), ["The Tide", "Averil Post"]);
    // Views of people are others.
    desk.run(&["view", "save", "Arts", "--columns", "outlet"]).ends(0);
    assert_eq!((desk.json(&["view", "list"]).ends(0).lines().len(), desk.json(&["outlet", "view", "list"]).ends(0).lines().len()), (1, 1));
    assert_eq!(desk.json(&["outlet", "view", "show", "Arts"]).ends(4).json()["error"]["code"], "segments.no_view");
    assert_eq!(desk.json(&["view", "delete", "Zeeland"]).ends(4).json()["error"]["code"], "segments.no_view");
    let shown = desk.run(&["outlet", "view", "show", "Zeeland"]).ends(0).stdout;
    assert!(shown.contains("Zeeland\n") && shown.contains("Who has these words: zeeland"), "{shown}");
    desk.run(&["outlet", "view", "save", "Zeeland", "--columns", "people", "--replace"]).ends(0);
    desk.run(&["outlet", "view", "rename", "Zeeland", "Nach Leuten"]).ends(0);
    assert_eq!(desk.json(&["outlet", "list", "--view", "nach leuten"]).ends(0).lines().len(), 3);
    desk.run(&["outlet", "view", "delete", "Nach Leuten"]).ends(0);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["outlet", "view", "list"]).ends(0).lines().len(), 1);
    desk.run(&["outlet", "view", "save", "X", "--columns", "warmth"]).ends(2);
    desk.run(&["outlet", "list", "--view", "Nach Leuten", "--sort", "reach"]).ends(2);
}

#[test]
fn columns_of_many_outlets_are_set_after_a_look_and_several_are_deleted_and_brought_back_at_once() {
    let desk = Desk::new();
    for name in ["The Tide", "Averil Post", "مجلة"] {
        desk.run(&["outlet", "add", name, "--region", "Zeeland", "--audience", "parents"]).ends(0);
    }
    desk.run(&["people", "add", "--name", "Ruth", "--email", "ruth@tide.example.net", "--outlet", "The Tide"]).ends(0);
    let set = [
        "outlet",
        "set",
        "The Tide",
        "3",
        "--set",
        "region=Holland",
        "--set",
        "language=nl",
        "--add",
        "philanthropists",
        "--remove",
        "parents",
    ];
    let look = desk.json(&[&set[..], &["--dry-run"]].concat()).ends(0).json();
    assert_eq!((&look["done"], &look["changes"]["outlets"]), (&json!(false), &json!(2)));
    assert_eq!(desk.json(&["outlet", "show", "1"]).ends(0).json()["fields"]["region"], "Zeeland");
    desk.json(&set).ends(0);
    let held = desk.json(&["outlet", "list"]).ends(0).lines();
    let of = |name: &str| held.iter().find(|row| row["name"] == name).unwrap();
    assert_eq!((&of("The Tide")["region"], &of("The Tide")["audiences"]), (&json!("Holland"), &json!(["philanthropists"])));
    assert_eq!(of("Averil Post")["region"], "Zeeland");
    let refused = desk.json(&["outlet", "set", "--find", "zeeland", "--set", "reach=many"]).ends(6).json();
    assert_eq!((&refused["changes"]["outlets"], &refused["changes"]["refused"]), (&json!(0), &json!(1)));
    desk.run(&["outlet", "set", "The Tide", "--set", "warmth=9"]).ends(2);
    desk.run(&["outlet", "set", "--set", "region=X"]).ends(2);
    assert_eq!(desk.json(&["outlet", "set", "Nobody", "--set", "region=X"]).ends(4).json()["error"]["code"], "contacts.no_outlet");

    let gone = desk.json(&["outlet", "delete", "The Tide", "مجلة", "1"]).ends(0).json();
    assert_eq!(gone, json!({ "deleted": [1, 3], "people": 1 }));
    assert_eq!(desk.json(&["outlet", "list"]).ends(0).lines().len(), 1);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["outlet", "list"]).ends(0).lines().len(), 3);
    assert_eq!(desk.json(&["people", "show", "1"]).ends(0).json()["fields"]["outlet"], "The Tide");
    assert_eq!(desk.json(&["outlet", "delete", "2", "Nobody"]).ends(4).json()["error"]["code"], "contacts.no_outlet");
    assert_eq!(desk.json(&["outlet", "list"]).ends(0).lines().len(), 3, "nothing has changed");
}

#[test]
fn cells_of_a_directory_are_mended_without_another_file() {
    let desk = Desk::new();
    let file = desk.file("medien.csv", "Medium;Gattung;Auflage\nKüste & Land;Wochenzeitung;120 000\nRadio Averil;Funkhaus;\n");
    desk.json(&["outlet", "import", &file, "--apply", "--dry-run"]).ends(6);
    let mended = ["outlet", "import", &file, "--cell", "3:gattung=Radio", "--cell", "2: Auflage =", "--rows"];
    let looked = desk.json(&mended).ends(0).lines();
    assert_eq!((&looked[0]["reason"], &looked[1]["reason"]), (&json!("Kind: newspaper."), &json!("Kind: radio.")));
    assert!(desk.json(&["outlet", "list"]).ends(0).lines().is_empty(), "without --apply nothing is imported");
    for (cell, exit, code) in
        [("9:Gattung=Radio", 4, "importing.no_row"), ("3:Farbe=red", 3, "importing.no_column"), ("3:=red", 3, "importing.no_column")]
    {
        assert_eq!(desk.json(&["outlet", "import", &file, "--cell", cell, "--apply"]).ends(exit).json()["error"]["code"], code, "{cell}");
    }
    for cell in ["Gattung=Radio", "3:Gattung", "x:Gattung=Radio"] {
        desk.run(&["outlet", "import", &file, "--cell", cell]).ends(2);
    }
    assert_eq!(desk.json(&[&mended[..], &["--apply"]].concat()).ends(0).lines().last().unwrap()["new"], 2);
    assert_eq!(desk.json(&["outlet", "show", "Radio Averil"]).ends(0).json()["fields"]["kind"], "radio");
    desk.run(&["undo"]).ends(0);
    assert!(desk.json(&["outlet", "list"]).ends(0).lines().is_empty());
}

#[test]
fn a_directory_of_outlets_is_read_judged_brought_in_and_taken_back() {
    let desk = Desk::new();
    let list = "Medium;Gattung;Auflage;Zielgruppe\nKüste & Land;Wochenzeitung;120 000;Eltern\nRadio Averil;Funkhaus;;\nKÜSTE & LAND;;;Anglerinnen\n海新聞;;;\n";
    let file = desk.file("medien.csv", list);
    let looked = desk.json(&["outlet", "import", &file, "--rows"]).ends(6).lines();
    assert_eq!(
        looked[1],
        json!({"row": 3, "verdict": "refused", "name": "Radio Averil",
            "reason": "“Funkhaus” is no kind of outlet. It is newspaper, magazine, agency, radio, television, online, newsletter, podcast, blog, company or other."})
    );
    assert_eq!(looked[0]["reason"], "Kind: newspaper. Reach: 120000. Audiences: Eltern.");
    let sum = |run: &serde_json::Value| ["new", "changed", "unchanged", "duplicate", "refused"].map(|kind| run[kind].as_u64().unwrap());
    assert_eq!((sum(&looked[4]), &looked[4]["rows"], &looked[4]["applied"]), ([2, 0, 0, 1, 1], &json!(4), &json!(false)));
    assert!(desk.json(&["outlet", "list"]).ends(0).lines().is_empty(), "without --apply nothing is imported");

    let (refused, report) = (desk.path("refused.csv").display().to_string(), desk.path("report.csv").display().to_string());
    let words = ["outlet", "import", &file, "--merge", "4", "--skip", "5", "--apply", "--save-refused", &refused, "--save-report", &report];
    assert_eq!(desk.json(&words).ends(6).json()["applied"], true);
    let coast = desk.json(&["outlet", "show", "Küste & Land"]).ends(0).json();
    assert_eq!((&coast["fields"]["kind"], &coast["fields"]["audiences"]), (&json!("newspaper"), &json!(["Anglerinnen", "Eltern"])));
    desk.json(&["outlet", "show", "海新聞"]).ends(4);
    assert_eq!(
        (std::fs::read_to_string(&refused).unwrap().lines().count(), std::fs::read_to_string(&report).unwrap().lines().count()),
        (2, 5)
    );
    let mended = desk.file("mended.csv", std::fs::read_to_string(&refused).unwrap().replace("Funkhaus", "Radio"));
    assert_eq!(desk.json(&["outlet", "import", &mended, "--apply"]).ends(0).json()["new"], 1);

    for (form, name) in [("csv", "o.csv"), ("json", "o.json"), ("xlsx", "o.xlsx")] {
        let out = desk.path(name).display().to_string();
        desk.json(&["outlet", "export", "--as", form, "--out", &out]).ends(0);
        assert_eq!(sum(&desk.json(&["outlet", "import", &out]).ends(0).json()), [0, 0, 2, 0, 0], "{name}");
    }
    let told = desk.json(&["outlet", "imports"]).ends(0).lines();
    let of = |one: &serde_json::Value| (one["file"].as_str().unwrap().to_owned(), one["adds"].as_u64().unwrap(), one["undone"] == true);
    assert_eq!(told.iter().map(of).collect::<Vec<_>>(), [("mended.csv".to_owned(), 1, false), ("medien.csv".to_owned(), 1, false)]);
    for one in &told {
        desk.run(&["undo", &one["action"].to_string()]).ends(0);
    }
    assert!(desk.json(&["outlet", "list"]).ends(0).lines().is_empty());
    assert_eq!(desk.run(&["outlet", "imports"]).ends(0).stdout.matches("taken back").count(), 2);
    desk.run(&["undo", "--redo", &told[1]["action"].to_string()]).ends(0);
    assert_eq!(desk.json(&["outlet", "list"]).ends(0).lines().len(), 1);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["outlet", "import", &file, "--merge", "2"]).ends(3).json()["error"]["code"], "importing.undecidable");
    let odd = desk.file("odd.csv", "colour\nred\n");
    assert_eq!(desk.json(&["outlet", "import", &odd, "--apply"]).ends(3).json()["error"]["code"], "importing.no_outlet_name");
    let mapping = desk.file("m.json", r#"{"colour": "name"}"#);
    assert_eq!(desk.json(&["outlet", "import", &odd, "--mapping", &mapping, "--apply", "--dry-run"]).ends(0).json()["applied"], false);
}
