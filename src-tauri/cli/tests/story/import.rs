//! What a file was read as is looked at, decided and mended before it is in the workspace.

use serde_json::{Value, json};

use crate::desk::Desk;

const LIST: &str = "Name;E-Mail;Medium\n\
    Ruth Vale;ruth@tide.example.org;Tide\n\
    Gwen Pardoe;g.pardoe@quayside,example.net;Quayside\n\
    Ruth B. Vale;ruth@tide.example.org;Tide\n\
    ليلى حداد;layla@gmial.com;جريدة الميناء\n";

/// The number of the import of that file, which waits.
fn read(desk: &Desk, text: &str) -> String {
    let file = desk.file("list.csv", text);
    desk.json(&["people", "import", &file]).ends(6).json()["import"].to_string()
}

fn row(lines: &[Value], row: u32) -> &Value {
    lines.iter().find(|line| line["row"] == row).unwrap()
}

#[test]
fn rows_are_decided_and_mended_before_any_of_them_is_here_and_one_undo_takes_all_back() {
    let desk = Desk::new();
    let import = read(&desk, LIST);
    let shown = desk.json(&["import", "show", &import]).ends(6).lines();
    assert_eq!(
        row(&shown, 3),
        &json!({"row": 3, "verdict": "refused", "decision": "as-proposed", "name": "Gwen Pardoe", "address": "g.pardoe@quayside,example.net",
            "reason": "A comma stands where a full stop should. Perhaps g.pardoe@quayside.example.net is meant.",
            "column": "E-Mail", "proposal": "g.pardoe@quayside.example.net"})
    );
    assert_eq!(shown.len(), 5);
    let only = desk.json(&["import", "show", &import, "--only", "duplicate"]).ends(6).lines();
    assert_eq!((only.len(), &only[0]["row"]), (2, &json!(4)));

    desk.json(&["import", "mend", &import, "3", "--proposed"]).ends(0);
    let mended = desk.json(&["import", "mend", &import, "5", "--cell", "e-mail=layla@mina.example.org", "--cell", "Medium="]).ends(0);
    assert_eq!((&mended.lines()[0]["verdict"], &mended.lines()[0]["address"]), (&json!("new"), &json!("layla@mina.example.org")));
    let decided = desk.json(&["import", "decide", &import, "--all", "duplicate", "--as", "merge"]).ends(0).json();
    assert_eq!((&decided["refused"], &decided["applied"]), (&json!(0), &json!(false)));
    desk.json(&["import", "decide", &import, "2", "--as", "skip"]).ends(0);
    desk.json(&["import", "decide", &import, "2", "--as", "proposed"]).ends(0);
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], 0, "nothing is here yet");
    assert_eq!(desk.run(&["import", "list"]).ends(0).stdout.matches("waiting").count(), 1);

    let done = desk.json(&["import", "apply", &import]).ends(0).json();
    assert_eq!((&done["applied"], &done["rows"]), (&json!(true), &json!(4)));
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], 3);
    assert_eq!(desk.json(&["people", "show", "ruth@tide.example.org"]).ends(0).json()["fields"]["name"], "Ruth B. Vale");
    assert_eq!(desk.json(&["people", "show", "layla@mina.example.org"]).ends(0).json()["fields"]["outlet"], "");
    assert_eq!(
        desk.json(&["import", "mend", &import, "3", "--cell", "Name=X"]).ends(3).json()["error"]["code"],
        "importing.applied_already"
    );
    let before = desk.json(&["people", "list"]).ends(0).lines();
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], 0);
    assert!(desk.run(&["undo", "--redo"]).ends(0).stdout.starts_with("Import of "), "what is done again is named");
    assert_eq!(desk.json(&["people", "list"]).ends(0).lines(), before, "the same people under the same numbers");

    // Whatever was done since, the very step is done again but for whom somebody else stands by now.
    let step = desk.json(&["people", "imports"]).ends(0).lines()[0]["action"].to_string();
    desk.run(&["undo", &step]).ends(0);
    desk.run(&["people", "add", "--name", "G. Pardoe", "--email", "g.pardoe@quayside.example.net"]).ends(0);
    assert_eq!(desk.json(&["undo", "--redo"]).ends(3).json()["error"]["code"], "workspace.nothing_to_redo");
    let again = desk.run(&["undo", "--redo", &step]).ends(6);
    assert!(again.stderr.contains("1 person was not brought back") && again.stderr.contains("Gwen Pardoe"), "{}", again.stderr);
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], 3);
}

#[test]
fn what_cannot_be_decided_or_mended_is_told_and_nothing_changes() {
    let desk = Desk::new();
    let import = read(&desk, LIST);
    let before = desk.json(&["import", "show", &import]).ends(6).stdout;
    let cases: [(&[&str], i32, &str); 8] = [
        (&["decide", &import, "2", "4", "3", "--as", "skip"], 3, "importing.undecidable"),
        (&["decide", &import, "4", "99", "--as", "merge"], 4, "importing.no_row"),
        (&["decide", &import, "2", "--as", "merge"], 3, "importing.undecidable"),
        (&["decide", &import, "--all", "refused", "--as", "skip"], 3, "importing.undecidable"),
        (&["mend", &import, "99", "--cell", "Name=X"], 4, "importing.no_row"),
        (&["mend", &import, "3", "--cell", "Name=X", "--cell", "城市=X"], 3, "importing.no_column"),
        (&["mend", &import, "2", "--proposed"], 3, "importing.nothing_proposed"),
        (&["apply", "77"], 4, "importing.no_import"),
    ];
    for (words, code, what) in cases {
        let told = desk.json(&[&["import"], words].concat()).ends(code);
        assert_eq!(told.json()["error"]["code"], what, "{words:?}");
    }
    let seconds = |text: &str| text.lines().take(4).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(seconds(&desk.json(&["import", "show", &import]).ends(6).stdout), seconds(&before));
    desk.run(&["import", "decide", &import, "2", "--as", "perhaps"]).ends(2);
    desk.run(&["import", "decide", &import, "--as", "skip"]).ends(2);
    desk.run(&["import", "mend", &import, "2"]).ends(2);
    desk.json(&["import", "discard", &import]).ends(0);
    desk.json(&["import", "show", &import]).ends(4);
}

#[test]
fn a_row_that_is_refused_still_ends_as_rows_that_are_refused_do() {
    let desk = Desk::new();
    let import = read(&desk, LIST);
    let told = desk.json(&["import", "mend", &import, "3", "--cell", "Name=Gwen", "--cell", "E-Mail=nowhere"]).ends(6).lines();
    assert_eq!((&told[0]["verdict"], &told[0]["name"]), (&json!("refused"), &json!("Gwen")));
    desk.json(&["import", "mend", &import, "3", "--cell", "E-Mail=g@quayside.example.net"]).ends(0);
}

#[test]
fn where_a_file_is_in_the_way_nothing_is_applied() {
    let desk = Desk::new();
    let import = read(&desk, LIST);
    let there = desk.file("there.csv", "mine");
    let list = desk.file("list.csv", LIST);
    let outlets = desk.file("outlets.csv", "Medium;Gattung\nTide;Zeitung\n;Radio\n");
    for save in ["--save-refused", "--save-report"] {
        for words in [
            ["import", "apply", &import].as_slice(),
            ["people", "import", &list, "--apply"].as_slice(),
            ["outlet", "import", &outlets, "--apply"].as_slice(),
        ] {
            let told = desk.json(&[words, &[save, &there]].concat()).ends(3).json();
            assert_eq!(told["error"]["code"], "importing.exists", "{words:?} {save}");
        }
    }
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], 0);
    assert!(desk.json(&["outlet", "list"]).ends(0).lines().is_empty());
    assert_eq!(desk.run(&["import", "list"]).ends(0).stdout.matches("waiting").count(), 1, "nothing else was read either");
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "mine");
}

#[test]
fn slips_of_a_whole_file_are_mended_at_once() {
    let desk = Desk::new();
    let import = read(&desk, LIST);
    let told = desk.run(&["import", "mend", &import, "--typos"]).ends(6);
    assert!(told.stderr.contains("1 cell mended"), "{told:?}");
    let shown = desk.json(&["import", "show", &import, "--only", "new"]).ends(6).lines();
    assert_eq!(row(&shown, 5)["address"], "layla@gmail.com");
}

#[test]
fn the_sheets_of_a_workbook_are_listed_and_what_is_none_is_told() {
    let desk = Desk::new();
    let book = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/ugly/hidden-sheet-first.xlsx");
    let sheets = desk.json(&["import", "sheets", book]).ends(0).lines();
    assert_eq!(
        sheets,
        [
            json!({"name": "Archive", "hidden": true, "chosen": false, "first_row": 1, "columns": ["Name", "E-Mail", "Medium"]}),
            json!({"name": "People", "hidden": false, "chosen": true, "first_row": 1, "columns": ["Name", "E-Mail", "Medium"]}),
        ]
    );
    let table = desk.run(&["import", "sheets", book]).ends(0).stdout;
    assert!(table.contains("is read") && table.contains("hidden"), "{table}");
    assert_eq!(desk.json(&["import", "sheets", &desk.file("a.csv", LIST)]).ends(3).json()["error"]["code"], "importing.no_workbook");
    desk.json(&["import", "sheets", "/nowhere/at-all.xlsx"]).ends(4);
}
