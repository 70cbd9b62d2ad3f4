//! Files that were made to do harm, and files as the world writes them.

use serde_json::json;

use crate::desk::Desk;

#[path = "../../../core/src/package/testing.rs"]
mod packages;

use packages::{blown, packed, stored};

const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="a"/></sheets></workbook>"#;
const RELS: &str = r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str = r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
/// A gigabyte, and the most that the program may hold while it refuses it, in megabytes.
const HUGE: usize = 1_073_741_824;
const MOST_MEGABYTES: u64 = 200;

/// A workbook of which one part is a gigabyte of blanks, and says that it is `says` bytes long.
fn bomb(part: &str, before: &str, after: &str, says: u32) -> Vec<u8> {
    packed(&[
        ("_rels/.rels", stored(RELS, 1), u32::try_from(RELS.len()).unwrap()),
        ("xl/_rels/workbook.xml.rels", stored(BOOK_RELS, 1), u32::try_from(BOOK_RELS.len()).unwrap()),
        (part, blown(before, b' ', HUGE, after), says),
        ("xl/workbook.xml", stored(BOOK, 1), u32::try_from(BOOK.len()).unwrap()),
    ])
}

#[cfg(target_os = "linux")]
#[test]
fn a_workbook_of_a_gigabyte_in_a_few_is_refused_in_little_memory_whatever_it_says_of_itself() {
    let desk = Desk::new();
    let honest = u32::try_from(HUGE).unwrap();
    for (file, bytes, code, ends) in [
        (
            "honest.xlsx",
            bomb("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "</sheetData></worksheet>", honest),
            "importing.bomb",
            3,
        ),
        ("liar.xlsx", bomb("xl/styles.xml", "<styleSheet>", "</styleSheet>", 900), "importing.damaged", 1),
    ] {
        assert!(bytes.len() < 8_000_000, "{} bytes", bytes.len());
        let path = desk.file(file, bytes);
        let (run, megabytes) = desk.weighed(&["people", "import", &path, "--apply"]);
        let run = run.ends(ends);
        assert_eq!(run.json()["error"]["code"], code, "{file}");
        assert!(run.stderr.contains("Nothing was imported."), "{run:?}");
        assert!((1..MOST_MEGABYTES).contains(&megabytes), "{file}: {megabytes} MB");
    }
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], json!(0));
}

const UGLY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/ugly");

#[test]
fn every_ugly_file_ends_on_the_command_line_as_in_the_core() {
    let desk = Desk::new();
    let expected: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(format!("{UGLY}/expected.json")).unwrap()).unwrap();
    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org", "--outlet", "Tide"]).ends(0);
    desk.run(&["people", "add", "--name", "Ida Berg", "--email", "ida@tide.example.org", "--outlet", "Tide"]).ends(0);
    let mut faults = Vec::new();
    for (file, expected) in &expected {
        let run = desk.json(&["people", "import", &format!("{UGLY}/{file}"), "--rows", "--dry-run"]);
        if let Some(code) = expected.get("code") {
            let said = run.json()["error"]["code"].clone();
            if said != *code || !matches!(run.code, 1 | 3) || !run.stderr.contains("Nothing was imported.") {
                faults.push(format!("{file}: {run:?}"));
            }
            continue;
        }
        let mut lines = run.lines();
        let sum = lines.pop().unwrap();
        let kinds = ["new", "changed", "unchanged", "duplicate", "refused"];
        let counted: u64 = kinds.iter().map(|kind| sum[*kind].as_u64().unwrap()).sum();
        let as_expected =
            kinds.iter().all(|kind| sum[*kind].as_u64() == Some(expected.get(*kind).and_then(serde_json::Value::as_u64).unwrap_or(0)));
        let told = lines.iter().filter(|line| line["verdict"] != "unchanged").all(|line| line["reason"] != "");
        let whole = counted == sum["rows"].as_u64().unwrap() && counted == lines.len() as u64;
        if !as_expected || !told || !whole || run.code != if sum["refused"] == 0 { 0 } else { 6 } {
            faults.push(format!("{file}: {sum} with {} lines, ends with {}", lines.len(), run.code));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], json!(2), "nothing was kept");
}
