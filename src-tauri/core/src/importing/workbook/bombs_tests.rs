//! Workbooks that were made to do harm: each is refused with a sentence, before it takes memory.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;

use super::{look, open};
use crate::messages::Language;
use crate::package::testing::{blown, packed, stored};
use crate::workspace::testing::Desk;

const RELS: &str = r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="a"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const TEXTS: &str = r#"<sst uniqueCount="1"><si><t>Ruth Vale</t></si></sst>"#;
const SHEET: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>"#;

/// The parts of a small honest workbook, some of them others.
fn parts<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let honest = [
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/sharedStrings.xml", TEXTS),
        ("xl/worksheets/sheet1.xml", SHEET),
    ];
    let kept = honest.into_iter().filter(|(name, _)| other.iter().all(|(one, _)| one != name));
    kept.chain(other.iter().copied()).collect()
}

fn zipped(desk: &Desk, parts: &[(&str, &str)]) -> PathBuf {
    let path = desk.folder.path().join("book.xlsx");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    path
}

fn code(path: &Path) -> String {
    let problem = look(path, 10).unwrap_err();
    let said = problem.what.text(Language::En);
    assert!(said.contains("Nothing was imported."), "{said}");
    // Whoever stages it without a look is told the same.
    assert_eq!(open(path, "A").unwrap().next().unwrap_err().code, problem.code);
    problem.code
}

#[test]
fn an_honest_workbook_of_the_same_parts_is_read() {
    let desk = Desk::new();
    let looked = look(&zipped(&desk, &parts(&[])), 10).unwrap();
    assert_eq!(looked[0].beginning[0].cells, ["Ruth Vale"]);
}

#[test]
fn declared_entities_are_refused_in_both_kinds_wherever_they_stand() {
    let desk = Desk::new();
    let laughs = format!(
        "<?xml version=\"1.0\"?><!--{}--><!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
        "-x".repeat(4_100)
    );
    for (name, text) in [
        ("xl/worksheets/sheet1.xml", SHEET),
        ("xl/sharedStrings.xml", TEXTS),
        ("xl/workbook.xml", BOOK),
        ("xl/styles.xml", "<styleSheet/>"),
    ] {
        assert_eq!(code(&zipped(&desk, &parts(&[(name, &format!("{laughs}{text}"))]))), "importing.hostile", "{name}");
    }
    // Where a buffer ends is no place to hide at.
    for before in 8_150..8_200 {
        let text = format!("<!--{}--><!DOCTYPE x>{SHEET}", "x".repeat(before));
        assert_eq!(code(&zipped(&desk, &parts(&[("xl/worksheets/sheet1.xml", &text)]))), "importing.hostile", "{before}");
    }
    let content = format!(
        "{laughs}<office:spreadsheet><table:table table:name=\"A\"><table:table-row><table:table-cell><text:p>&b;</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>"
    );
    let mime = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    assert_eq!(code(&zipped(&desk, &[mime, ("content.xml", &content)])), "importing.hostile");
}

#[test]
fn texts_that_are_promised_and_not_there_get_no_room() {
    let desk = Desk::new();
    // Room for all of these would be asked of the system at once, which ends the program.
    for promised in ["999999999999", "18446744073709551615", "99999999999999999999999999", "-1", "+9999999999", " 9999999999"] {
        let texts = TEXTS.replace("\"1\"", &format!("\"{promised}\""));
        assert_eq!(code(&zipped(&desk, &parts(&[("xl/sharedStrings.xml", &texts)]))), "importing.bomb", "{promised}");
        assert_eq!(code(&zipped(&desk, &parts(&[("xl/sharedStrings.xml", "<sst/>"), ("xl/SHAREDSTRINGS.xml", &texts)]))), "importing.bomb");
    }
}

#[test]
fn what_unpacks_to_too_much_is_refused_whichever_part_it_is() {
    let desk = Desk::new();
    let spaces = " ".repeat(3_000_000);
    for name in ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/media/image1.png", "docProps/app.xml"] {
        assert_eq!(code(&zipped(&desk, &parts(&[(name, &spaces)]))), "importing.bomb", "{name}");
    }
    let styles = format!("<styleSheet><fonts>{}</fonts></styleSheet>", (0..600_000).map(|n| format!("<b a=\"{n}\"/>")).collect::<String>());
    assert_eq!(code(&zipped(&desk, &parts(&[("xl/styles.xml", &styles)]))), "importing.bomb", "each becomes far more than its bytes");
    let names: Vec<String> = (0..10_001).map(|n| format!("xl/media/{n}.png")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(code(&zipped(&desk, &parts(&many))), "importing.bomb");
    assert_eq!(code(&zipped(&desk, &parts(&[("xl/../../outside.xml", "<x/>")]))), "importing.hostile");
}

#[test]
fn a_sheet_is_held_against_the_limits_whatever_its_part_is_called() {
    let desk = Desk::new();
    let relations = BOOK_RELS.replace("sheet1.xml", "sheet1.bin");
    let called = |text: &str| zipped(&desk, &parts(&[("xl/_rels/workbook.xml.rels", &relations), ("xl/worksheets/sheet1.bin", text)]));
    assert_eq!(look(&called(SHEET), 10).unwrap()[0].beginning[0].cells, ["Ruth Vale"]);
    // One comment of 18 MB that packs like words: whoever reads it keeps it whole.
    let long: String = (0..2_600_000).map(|n| format!("{n:07}")).collect();
    assert_eq!(code(&called(&format!("<!--{long}-->{SHEET}"))), "importing.bomb");
    assert_eq!(code(&called(&format!("<!DOCTYPE x>{SHEET}"))), "importing.hostile");
    // A workbook that is somewhere else would be read with no limit at all.
    let elsewhere = RELS.replace("xl/workbook.xml", "xl/calcChain.xml");
    assert_eq!(code(&zipped(&desk, &parts(&[("_rels/.rels", &elsewhere), ("xl/calcChain.xml", BOOK)]))), "importing.not_a_table");
    let twice = RELS.replace("Target=", "Target=\"xl/workbook.xml\" Target=");
    assert_eq!(code(&zipped(&desk, &parts(&[("_rels/.rels", &twice)]))), "importing.damaged");
}

#[test]
fn what_nobody_reads_of_an_honest_workbook_may_be_as_large_as_it_is() {
    let desk = Desk::new();
    let chain = format!("<calcChain>{}</calcChain>", (0..600_000).map(|n| format!("<c r=\"A{n}\"/>")).collect::<String>());
    let records = chain.replace("calcChain", "pivotCacheRecords");
    let path = zipped(&desk, &parts(&[("xl/calcChain.xml", &chain), ("xl/pivotCache/pivotCacheRecords1.xml", &records)]));
    assert_eq!(look(&path, 10).unwrap()[0].beginning[0].cells, ["Ruth Vale"]);
    // A workbook of 600 MB, as a list of a million people has. Only the list of its parts says so, which is quicker to test.
    let mut seed = 1_u32;
    let noise = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(32 + u8::try_from(seed >> 26).unwrap())
    });
    let picture: String = noise.take(6_000_000).collect();
    let path = zipped(&desk, &[[("xl/media/a.bmp", picture.as_str())].as_slice(), parts(&[]).as_slice()].concat());
    let mut bytes = std::fs::read(&path).unwrap();
    let says = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap() + 24;
    bytes[says..says + 4].copy_from_slice(&600_000_000_u32.to_le_bytes());
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(look(&path, 10).unwrap()[0].beginning[0].cells, ["Ruth Vale"]);
}

#[test]
fn more_merged_cells_than_are_kept_are_refused() {
    let desk = Desk::new();
    let mut merged = String::with_capacity(60_000_000);
    for n in 0..2_100_000 {
        use std::fmt::Write as _;
        write!(merged, "<mergeCell ref=\"A{n}\"/>").unwrap();
    }
    let sheet = SHEET.replace("</worksheet>", &format!("<mergeCells>{merged}</mergeCells></worksheet>"));
    assert_eq!(code(&zipped(&desk, &parts(&[("xl/worksheets/sheet1.xml", &sheet)]))), "importing.bomb");
}

#[test]
fn what_says_that_it_is_small_is_unpacked_no_further_than_it_says() {
    let desk = Desk::new();
    let path = desk.folder.path().join("liar.xlsx");
    let style = blown("<styleSheet>", b' ', 64_000_000, "</styleSheet>");
    let mut all: Vec<(&str, Vec<u8>, u32)> = vec![("xl/styles.xml", style, 900)];
    all.extend(parts(&[]).into_iter().map(|(name, text)| (name, stored(text, 1), u32::try_from(text.len()).unwrap())));
    std::fs::write(&path, packed(&all)).unwrap();
    assert_eq!(code(&path), "importing.damaged");
    // The same in the other kind, which is read as it is unpacked.
    let table = format!("<office:spreadsheet><table:table table:name=\"A\">{}</table:table></office:spreadsheet>", " ".repeat(3_000_000));
    let path = zipped(&desk, &[("content.xml", &table), ("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]);
    let mut bytes = std::fs::read(&path).unwrap();
    let lie = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap() + 24;
    bytes[lie..lie + 4].copy_from_slice(&900_u32.to_le_bytes());
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(code(&path), "importing.damaged");
}
