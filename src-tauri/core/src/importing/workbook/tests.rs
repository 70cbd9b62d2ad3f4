//! Workbooks as people make them, and as nobody should.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;

use super::super::api::{self, FileForm, FileType, Verdict};
use super::super::tests::{file, row, stage};
use super::{cells, look, open};
use crate::contacts;
use crate::messages::Language;
use crate::workspace::testing::Desk;

fn cells_of(path: &Path, sheet: &str) -> Vec<(u32, Vec<String>)> {
    let mut sent = open(path, sheet).unwrap();
    let mut rows = Vec::new();
    while let Some(record) = sent.next().unwrap() {
        rows.push((record.row, record.cells));
    }
    rows
}

/// A workbook with a cover, a list with a title above its head and outlets merged over their people, and a hidden sheet.
fn guild(desk: &Desk) -> PathBuf {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().write(0, 0, "Averil Press Guild").unwrap();
    let list = book.add_worksheet().set_name("Press list").unwrap();
    list.merge_range(1, 0, 1, 6, "Press list, spring", &Format::new()).unwrap();
    for (column, name) in ["Name", "E-mail", "Outlet", "Phone", "City", "Since", "Extension"].into_iter().enumerate() {
        list.write(4, u16::try_from(column).unwrap(), name).unwrap();
    }
    let (noughts, day) = (Format::new().set_num_format("00000"), Format::new().set_num_format("yyyy-mm-dd"));
    for (at, name) in ["Ruth Vale", "田中 愛子", "Zoë O’Brien"].into_iter().enumerate() {
        let row = 5 + u32::try_from(at).unwrap();
        list.write(row, 0, name).unwrap();
        list.write(row, 1, format!("p{at}@example.org")).unwrap();
        list.write(row, 3, 441_632_960_114_f64 + f64::from(row)).unwrap();
        list.write_with_format(row, 5, ExcelDateTime::from_ymd(2024, 2, 29).unwrap(), &day).unwrap();
        list.write_with_format(row, 6, 42, &noughts).unwrap();
    }
    list.merge_range(5, 2, 6, 2, "Coast Weekly", &Format::new()).unwrap();
    list.write(7, 2, "Harbour FM").unwrap();
    list.write(7, 4, Formula::new("=\"Aver\"&\"il\"").set_result("Averil")).unwrap();
    book.add_worksheet().set_name("Archive").unwrap().set_hidden(true).write(0, 0, "Name").unwrap();
    let path = desk.folder.path().join("guild.xlsx");
    book.save(&path).unwrap();
    path
}

#[tokio::test]
async fn the_sheet_with_the_list_is_found_and_read_as_people_see_it() {
    let desk = Desk::new();
    let path = guild(&desk);
    let found = api::inspect(&desk.ws, path.clone(), FileForm::default()).await.unwrap();
    assert_eq!(
        (found.mapping.file_type, found.mapping.sheet.as_str(), found.mapping.first_row, found.rows),
        (FileType::Workbook, "Press list", 5, 3)
    );
    assert_eq!(found.sheets, ["Cover", "Press list", "Archive"]);
    let rows = cells_of(&path, "Press list");
    let texts = |row: u32| rows.iter().find(|(number, _)| *number == row).unwrap().1.iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(texts(6), ["Ruth Vale", "p0@example.org", "Coast Weekly", "441632960119", "", "2024-02-29", "00042"]);
    assert_eq!(texts(7)[2], "Coast Weekly");
    assert_eq!(texts(8), ["Zoë O’Brien", "p2@example.org", "Harbour FM", "441632960121", "Averil", "2024-02-29", "00042"]);

    let import = stage(&desk.ws, path.clone()).await;
    assert_eq!((import.counts.new, import.counts.rows), (3, 3));
    api::apply(&desk.ws, import.id).await.unwrap();
    let id = contacts::api::who(&desk.ws, "p1@example.org").await.unwrap();
    let fields = contacts::api::show(&desk.ws, id).await.unwrap().fields;
    assert_eq!((fields.name.as_str(), fields.outlet.as_str()), ("田中 愛子", "Coast Weekly"));
    assert_eq!(row(&desk.ws, &stage(&desk.ws, path).await, 7).await.verdict, Verdict::Unchanged);
}

#[tokio::test]
async fn another_sheet_is_read_when_it_is_named_and_one_that_is_not_there_is_told() {
    let desk = Desk::new();
    let path = guild(&desk);
    let form = |sheet: &str| FileForm { sheet: Some(sheet.to_owned()), ..FileForm::default() };
    let problem = api::inspect(&desk.ws, path.clone(), form("Prensa")).await.unwrap_err();
    assert_eq!(problem.code, "importing.no_sheet");
    assert!(problem.todo.unwrap().text(Language::En).contains("Cover, Press list, Archive"));
    // The cover has one row, which is taken for a person unless somebody says that it is a header.
    assert_eq!(api::inspect(&desk.ws, path, form("cover")).await.unwrap().rows, 1);
}

#[tokio::test]
async fn an_error_of_the_spreadsheet_refuses_its_row_and_names_the_cell() {
    let desk = Desk::new();
    let mut book = Workbook::new();
    let list = book.add_worksheet();
    for (column, cells) in [["Name", "Ruth Vale", "Ida Berg"], ["E-mail", "ruth@example.org", "ida@example.org"]].into_iter().enumerate() {
        for (row, text) in cells.into_iter().enumerate() {
            list.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), text).unwrap();
        }
    }
    list.write(0, 2, "Outlet").unwrap();
    list.write(2, 2, Formula::new("=VLOOKUP(1,A1:B2,2)").set_result("#N/A")).unwrap();
    let path = desk.folder.path().join("errors.xlsx");
    book.save(&path).unwrap();
    let import = stage(&desk.ws, path).await;
    assert_eq!((import.counts.new, import.counts.refused), (1, 1));
    let fault = row(&desk.ws, &import, 3).await.fault.unwrap();
    assert_eq!((fault.column, fault.text.as_str()), (Some(2), "#N/A"));
}

/// An OpenDocument spreadsheet with this content.
fn ods(desk: &Desk, name: &str, tables: &str) -> PathBuf {
    let path = desk.folder.path().join(name);
    let mut package = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = SimpleFileOptions::default();
    package.start_file("mimetype", options.compression_method(zip::CompressionMethod::Stored)).unwrap();
    package.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    package.start_file("content.xml", options).unwrap();
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:body><office:spreadsheet>";
    package.write_all(format!("{head}{tables}</office:spreadsheet></office:body></office:document-content>").as_bytes()).unwrap();
    package.finish().unwrap();
    path
}

const LIST: &str = r#"<table:table table:name="Leute &amp; mehr">
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>E-Mail</text:p></table:table-cell>
<table:table-cell><text:p>Medium</text:p></table:table-cell><table:table-cell><text:p>PLZ</text:p></table:table-cell><table:table-cell><text:p>Notiz</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Jörg <text:s text:c="2"/>Weiß</text:p></table:table-cell><table:table-cell><text:p><text:a>joerg@example.org</text:a></text:p><office:annotation><text:p>privat?</text:p></office:annotation></table:table-cell>
<table:table-cell table:number-rows-spanned="2"><text:p>K&#252;ste &amp; Land</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1067"><text:p>01067</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-02-29"><text:p>29.02.24</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Ida Berg</text:p></table:table-cell><table:table-cell><text:p>ida@example.org</text:p></table:table-cell><table:covered-table-cell/><table:table-cell/>
<table:table-cell><text:p>eins</text:p>
<text:p>zwei</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>"#;

#[tokio::test]
async fn an_open_document_sheet_is_read_word_for_word() {
    let desk = Desk::new();
    let path = ods(&desk, "leute.ods", LIST);
    let found = api::inspect(&desk.ws, path.clone(), FileForm::default()).await.unwrap();
    assert_eq!((found.mapping.sheet.as_str(), found.mapping.first_row, found.rows), ("Leute & mehr", 3, 2));
    let rows = cells_of(&path, "Leute & mehr");
    assert_eq!(rows[1], (4, ["Jörg   Weiß", "joerg@example.org", "Küste & Land", "01067", "2024-02-29"].map(str::to_owned).to_vec()));
    assert_eq!(rows[2], (5, ["Ida Berg", "ida@example.org", "Küste & Land", "", "eins\nzwei"].map(str::to_owned).to_vec()));
    assert_eq!(stage(&desk.ws, path).await.counts.new, 2);
}

#[test]
fn a_small_file_that_says_it_is_a_million_wide_rows_is_read_in_little_memory_or_refused() {
    let desk = Desk::new();
    let wide = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>"#;
    let path = ods(&desk, "bomb.ods", &format!(r#"<table:table table:name="A">{wide}</table:table>"#));
    let mut sent = open(&path, "A").unwrap();
    let problem = loop {
        match sent.next() {
            Ok(Some(record)) => assert!(record.broken.is_some() && record.cells.len() <= 1_000),
            Ok(None) => panic!("it was read to its end"),
            Err(problem) => break problem,
        }
    };
    assert_eq!(problem.code, "importing.too_many_cells");
}

#[test]
fn what_is_protected_or_damaged_or_something_else_is_told_apart() {
    let desk = Desk::new();
    let code = |path: &Path| look(path, 10).unwrap_err().code;
    assert_eq!(code(&file(&desk, "secret.xlsx", [super::OLD_FORM.as_slice(), &[0; 600]].concat())), "importing.protected");
    let whole = std::fs::read(guild(&desk)).unwrap();
    assert_eq!(code(&file(&desk, "cut.xlsx", &whole[..whole.len() / 2])), "importing.damaged");
    let other = desk.folder.path().join("letter.docx");
    let mut package = zip::ZipWriter::new(std::fs::File::create(&other).unwrap());
    package.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    package.write_all(b"<w:document/>").unwrap();
    package.finish().unwrap();
    assert_eq!(code(&other), "importing.not_a_table");
}

#[test]
fn numbers_and_dates_are_shown_as_people_write_them() {
    assert_eq!(
        [0.1 + 0.2, 491_701_234_567.0, -0.0, 1e21, 12.5].map(cells::plain),
        ["0.3", "491701234567", "0", "1000000000000000000000", "12.5"]
    );
    assert_eq!(
        ["2024-02-29T00:00:00", "2024-02-29T14:30:00", "2024-02-29"].map(cells::iso_date),
        ["2024-02-29", "2024-02-29 14:30:00", "2024-02-29"]
    );
    let moment = |value, is_1904| {
        let moment = calamine::ExcelDateTime::new(value, calamine::ExcelDateTimeType::DateTime, is_1904);
        cells::shown(&calamine::DataRef::DateTime(moment), None)
    };
    assert_eq!((moment(45_351.0, false), moment(43_889.0, true)), ("2024-02-29".to_owned(), "2024-02-29".to_owned()));
    assert_eq!((moment(45_351.5, false), moment(0.75, false)), ("2024-02-29 12:00".to_owned(), "18:00".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// A workbook in which any bytes were changed is read or refused; nothing panics and nothing hangs.
    #[test]
    fn a_spoilt_workbook_harms_nobody(changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8), open_document in any::<bool>()) {
        let desk = Desk::new();
        let path = if open_document { ods(&desk, "a.ods", LIST) } else { guild(&desk) };
        let mut bytes = std::fs::read(&path).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        std::fs::write(&path, bytes).unwrap();
        if let Ok(looks) = look(&path, 10) {
            for sheet in looks {
                if let Ok(mut sent) = open(&path, &sheet.name) {
                    while let Ok(Some(_)) = sent.next() {}
                }
            }
        }
    }
}
