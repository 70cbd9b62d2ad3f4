//! Files as the world writes them, from the first look to the people in the workspace and back into a file.

use proptest::prelude::*;

use super::api::{self, FileForm, StageRequest, Verdict};
use super::tests::{file, people, row, rows, stage};
use crate::contacts::{self, Basis, PersonKind};
use crate::jobs::Outcome;
use crate::messages::Language;
use crate::segments::api as segments;
use crate::workspace::Workspace;
use crate::workspace::testing::Desk;

/// Every person as the export writes them.
pub(super) async fn exported(ws: &Workspace, form: segments::ExportForm) -> Vec<u8> {
    #[derive(Clone, Default)]
    struct Shared(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);
    impl std::io::Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let out = Shared::default();
    segments::export(ws, segments::ExportWhom::default(), form, Language::En, Box::new(out.clone())).await.unwrap();
    std::mem::take(&mut *out.0.lock().unwrap())
}

#[tokio::test]
async fn any_usual_delimiter_and_encoding_brings_in_the_same_people() {
    let long = "Aurelia-Maximiliana ".repeat(15);
    let names = [long.trim(), "ليلى المنصوري", "田中 愛子", "Zoë O’Brien"];
    for (delimiter, wide) in [(",", false), (";", false), ("\t", false), ("|", false), ("\t", true), (";", true)] {
        let desk = Desk::new();
        let mut text = ["Name", "E-Mail", "Notes"].join(delimiter) + "\r\n";
        for (n, name) in names.iter().enumerate() {
            text.push_str(&format!("{name}{delimiter}p{n}@example.org{delimiter}\"one{delimiter}\r\ntwo, \"\"three\"\"\"\r\n"));
        }
        let bytes = if wide {
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        } else {
            format!("\u{feff}{text}").into_bytes()
        };
        let import = stage(&desk.ws, file(&desk, "people.csv", bytes)).await;
        assert_eq!((import.counts.new, import.counts.rows), (4, 4), "{delimiter:?}, wide: {wide}");
        api::apply(&desk.ws, import.id).await.unwrap();
        for (n, name) in names.iter().enumerate() {
            let id = contacts::api::who(&desk.ws, &format!("p{n}@example.org")).await.unwrap();
            let fields = contacts::api::show(&desk.ws, id).await.unwrap().fields;
            assert_eq!((fields.name.as_str(), fields.notes.as_str()), (*name, format!("one{delimiter}\ntwo, \"three\"").as_str()));
        }
    }
}

#[tokio::test]
async fn a_row_with_a_zero_byte_or_a_formula_harms_nobody() {
    let desk = Desk::new();
    let csv =
        "name,email,role\nA\0na,ana@example.org,\n=HYPERLINK(\"\"x\"\"),formula@example.org,=1+1\nRuth Vale,ruth@example.org,Editor\n";
    let import = stage(&desk.ws, file(&desk, "bad.csv", csv)).await;
    assert_eq!(row(&desk.ws, &import, 2).await.verdict, Verdict::Refused);
    assert!(!row(&desk.ws, &import, 2).await.reason(Language::De).contains("importing."));
    api::apply(&desk.ws, import.id).await.unwrap();
    assert_eq!(people(&desk.ws).await, 2);
    let text = String::from_utf8(exported(&desk.ws, segments::ExportForm::Csv).await).unwrap();
    assert!(text.contains("'=HYPERLINK") && text.contains("'=1+1"), "{text}");
}

#[tokio::test]
async fn a_file_whose_reading_is_stopped_leaves_nothing() {
    let desk = Desk::new();
    let mut csv = String::from("name,email\n");
    for n in 0..20_000 {
        csv.push_str(&format!("Person {n},person{n}@example.org\n"));
    }
    let path = file(&desk, "many.csv", csv);
    let mapping = api::inspect(&desk.ws, path.clone(), FileForm::default()).await.unwrap().mapping;
    let request = StageRequest {
        path,
        mapping,
        kind: PersonKind::Public,
        source: String::new(),
        basis: Basis::LegitimateInterest,
        basis_note: String::new(),
    };
    let job = api::begin_stage(&desk.ws, request);
    let jobs = api::jobs(&desk.ws);
    while jobs.get(job).unwrap().progress.done == 0 {
        tokio::task::yield_now().await;
    }
    jobs.cancel(job);
    while jobs.get(job).unwrap().outcome == Outcome::Running {
        tokio::task::yield_now().await;
    }
    assert_eq!(jobs.get(job).unwrap().outcome, Outcome::Cancelled);
    let left: i64 = desk
        .ws
        .read(|tx| Ok(tx.query_row("SELECT (SELECT count(*) FROM import) + (SELECT count(*) FROM import_row)", [], |row| row.get(0))?))
        .await
        .unwrap();
    assert_eq!(left, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// I6: whatever people the workspace holds, their export says nothing that is not known: control characters in their notes too.
    /// A zero byte reaches nobody (its row is refused), and a return alone is a new line to whoever reads a table.
    #[test]
    fn an_export_that_comes_back_changes_nobody(
        table in proptest::collection::vec(
            ("[A-Za-zÀ-ÿ一-龥ا-ي'=+@ -]{1,24}", "[=+@a-z' -]{0,12}", "[^\0\r]{0,24}|[\x01-\x08\x0b-\x1f\x7f]{0,24}", "[+0-9 ()-]{0,12}", "[a-z;, ]{0,12}"),
            1..12,
        )
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new();
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            writer.write_record(["name", "email", "role", "notes", "phone", "beats"]).unwrap();
            for (n, (name, role, notes, phone, beats)) in table.iter().enumerate() {
                writer.write_record([name, &format!("person{n}@example.org"), role, notes, phone, beats]).unwrap();
            }
            let import = stage(&desk.ws, file(&desk, "a.csv", writer.into_inner().unwrap())).await;
            api::apply(&desk.ws, import.id).await.unwrap();
            let held = people(&desk.ws).await;
            if held == 0 {
                return;
            }
            let again = stage(&desk.ws, file(&desk, "b.csv", exported(&desk.ws, segments::ExportForm::Csv).await)).await;
            assert_eq!((again.counts.unchanged, again.counts.rows), (held, held), "{:?}", rows(&desk.ws, &again).await);
        });
    }
}

/// All that is held of everybody, in list order.
async fn all(ws: &Workspace) -> Vec<(contacts::PersonInput, Option<String>, Option<String>, Vec<contacts::PositionInput>)> {
    ws.read(|tx| {
        let ids = contacts::in_order(tx, &contacts::Condition::all(Vec::new()))?;
        let mut people = Vec::new();
        for id in ids {
            let held = contacts::record(tx, id)?.unwrap();
            let agreed = held.embargo_agreement.map(|(at, note)| contacts::Agreement::cell(at, &note));
            people.push((held.input, held.do_not_contact.map(|(_, reason)| reason), agreed, contacts::kept_positions(tx, id)?));
        }
        Ok(people)
    })
    .await
    .unwrap()
}

/// A field of the organisation's own.
async fn about(ws: &Workspace) {
    let input = contacts::CustomFieldInput { name: "About".to_owned(), kind: contacts::CustomKind::LongText, choices: Vec::new() };
    contacts::api::add_custom_field(ws, input).await.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// I6: people who are taken elsewhere are the same people there, in every form that comes back.
    #[test]
    fn people_who_are_exported_and_imported_elsewhere_are_the_same(
        table in proptest::collection::vec(
            ("[A-Za-zÀ-ÿ一-龥ا-ي'=+@,;:\\\\\"<> -]{1,300}", "[=+@a-z',;:\\\\_x0-9 -]{0,12}", "[^\0\r]{0,40}", "[+0-9 ()-]{0,12}", "[a-z;, ]{0,12}", "|yes|asked, by phone; 3 May"),
            1..8,
        )
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new();
            about(&desk.ws).await;
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            writer.write_record(["name", "email", "email 2", "role", "outlet", "greeting", "notes", "phone", "beats", "country", "do_not_contact", "embargo_agreement", "tags", "About"]).unwrap();
            for (n, (name, role, notes, phone, beats, bar)) in table.iter().enumerate() {
                let (first, second) = (format!("person{n}@example.org"), format!("p{n}@home.example.net"));
                writer.write_record([name, &first, &second, role, role, role, notes, phone, beats, "Österreich", bar, "2026-05-03 by phone", beats, notes]).unwrap();
            }
            let import = stage(&desk.ws, file(&desk, "a.csv", writer.into_inner().unwrap())).await;
            api::apply(&desk.ws, import.id).await.unwrap();
            if people(&desk.ws).await == 0 {
                return;
            }
            // Where they were before, in words as strange as the rest; a word that names no outlet is refused.
            for (n, (name, role, ..)) in table.iter().enumerate() {
                let Ok(id) = contacts::api::who(&desk.ws, &format!("person{n}@example.org")).await else { continue };
                for (outlet, from, to) in [(role, "2011", "2013-05"), (name, "", ""), (name, "", ""), (role, "2019", "")] {
                    let input = contacts::PositionInput { outlet: outlet.clone(), role: role.clone(), from: from.to_owned(), to: to.to_owned() };
                    drop(contacts::api::add_position(&desk.ws, id, input).await);
                }
            }
            let held = all(&desk.ws).await;
            for form in [segments::ExportForm::Csv, segments::ExportForm::Xlsx, segments::ExportForm::Vcard, segments::ExportForm::Json] {
                let other = Desk::new();
                about(&other.ws).await;
                let path = file(&other, &format!("b.{}", form.ending()), exported(&desk.ws, form).await);
                let import = stage(&other.ws, path).await;
                assert_eq!(import.counts.refused, 0, "{form:?} {:?}", rows(&other.ws, &import).await);
                api::apply(&other.ws, import.id).await.unwrap();
                assert_eq!(all(&other.ws).await, held, "{form:?}");
            }
        });
    }
}

#[tokio::test]
async fn an_export_that_is_stopped_or_whose_place_is_taken_leaves_no_file() {
    let desk = Desk::new();
    let csv: String =
        std::iter::once("name,email\n".to_owned()).chain((0..3_000).map(|n| format!("Person {n},person{n}@example.org\n"))).collect();
    let import = stage(&desk.ws, file(&desk, "a.csv", csv)).await;
    api::apply(&desk.ws, import.id).await.unwrap();
    let jobs = api::jobs(&desk.ws);
    for form in [segments::ExportForm::Csv, segments::ExportForm::Xlsx] {
        let to = desk.folder.path().join(format!("out.{}", form.ending()));
        let export = segments::export_to(&desk.ws, segments::ExportWhom::default(), form, Language::En, to.clone());
        let stop = async {
            let running = || jobs.list().into_iter().find(|job| job.outcome == Outcome::Running && job.progress.done > 0);
            let job = loop {
                match running() {
                    Some(job) => break job.id,
                    None => tokio::task::yield_now().await,
                }
            };
            jobs.cancel(job);
        };
        let (stopped, ()) = tokio::join!(export, stop);
        assert_eq!(stopped.unwrap_err().code, "segments.export_cancelled");
        assert!(
            !to.exists()
                && desk.folder.path().read_dir().unwrap().all(|one| !one.unwrap().file_name().to_string_lossy().starts_with(".tmp"))
        );
        let whole = segments::export_to(&desk.ws, segments::ExportWhom::default(), form, Language::En, to.clone()).await;
        assert_eq!(whole.unwrap().people, 3_000);
        let again = segments::export_to(&desk.ws, segments::ExportWhom::default(), form, Language::En, to.clone()).await;
        assert_eq!(again.unwrap_err().code, "segments.file_exists");
    }
}

#[tokio::test]
async fn agreements_to_keep_embargoes_go_out_and_come_back_with_their_day_and_words() {
    let desk = Desk::new();
    let csv = "name,email,Sperrfrist,notes\n\
        Ruth Vale,ruth@example.org,2026-05-03 by phone,\n\
        Anders Holt,anders@example.org,yes,\n\
        Gwen Pardoe,gwen@example.org,no,\n\
        Ana Reis,ana@example.org,,\n";
    let import = stage(&desk.ws, file(&desk, "a.csv", csv)).await;
    api::apply(&desk.ws, import.id).await.unwrap();
    let agreed = async |ws: &Workspace, who: &str| {
        let id = contacts::api::who(ws, who).await.unwrap();
        let noted = contacts::api::show(ws, id).await.unwrap().embargo_agreement;
        noted.map(|noted| format!("{} {}", &noted.at.to_rfc3339()[..10], noted.reason).trim().to_owned())
    };
    let today = desk.ws.now().to_rfc3339()[..10].to_owned();
    let held = |agreed: Option<&str>| agreed.map(str::to_owned);
    for (who, says) in [("ruth", Some("2026-05-03 by phone")), ("anders", Some(today.as_str())), ("gwen", None), ("ana", None)] {
        assert_eq!(agreed(&desk.ws, &format!("{who}@example.org")).await, held(says), "{who}");
    }
    // The same file again, and our own table of it, say nothing that is not known.
    let table = exported(&desk.ws, segments::ExportForm::Csv).await;
    for (name, bytes) in [("again.csv", csv.as_bytes().to_vec()), ("own.csv", table.clone())] {
        let again = stage(&desk.ws, file(&desk, name, bytes)).await;
        assert_eq!((again.counts.unchanged, again.counts.rows), (4, 4), "{:?}", rows(&desk.ws, &again).await);
    }
    // Elsewhere they come in as they were, in a table that begins anew as in one that changes people.
    for known in ["name,email\nRuth Vale,ruth@example.org\nAna Reis,ana@example.org\n", "name,email\nNobody Else,else@example.org\n"] {
        let other = Desk::new();
        let first = stage(&other.ws, file(&other, "first.csv", known)).await;
        api::apply(&other.ws, first.id).await.unwrap();
        let import = stage(&other.ws, file(&other, "own.csv", table.clone())).await;
        api::apply(&other.ws, import.id).await.unwrap();
        for who in ["ruth@example.org", "anders@example.org", "gwen@example.org"] {
            assert_eq!(agreed(&other.ws, who).await, agreed(&desk.ws, who).await, "{who}");
        }
        // Taken back, they have agreed to nothing; an agreement that was there before stays.
        let ws = other.reopened();
        crate::workspace::api::undo(&ws, crate::PLUGS, None).await.unwrap();
        if known.contains("Ruth") {
            assert_eq!(agreed(&ws, "ruth@example.org").await, None);
        }
        assert!(contacts::api::who(&ws, "anders@example.org").await.is_err());
    }
    // No word of a table takes an agreement back, or puts another in its place.
    let import = stage(
        &desk.ws,
        file(&desk, "no.csv", "name,email,embargo agreement\nRuth Vale,ruth@example.org,no\nAnders Holt,anders@example.org,by letter\n"),
    )
    .await;
    assert_eq!(import.counts.unchanged, 2);
}

/// As many columns as spreadsheets of press lists grow to: the ones that are known are found, the others are left out.
#[tokio::test]
async fn a_table_of_five_hundred_columns_brings_in_its_people() {
    let desk = Desk::new();
    let mut head: Vec<String> = (0..500).map(|n| format!("Extra field {n}")).collect();
    (head[7], head[250], head[499]) = ("Name".to_owned(), "E-Mail".to_owned(), "City".to_owned());
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(&head).unwrap();
    for n in 0..300 {
        let mut cells: Vec<String> = (0..500).map(|column| format!("value {n} {column}")).collect();
        (cells[7], cells[250], cells[499]) = (format!("Person Number{n}"), format!("person{n}@example.org"), "Hull".to_owned());
        writer.write_record(&cells).unwrap();
    }
    let path = file(&desk, "wide.csv", writer.into_inner().unwrap());
    let look = api::inspect(&desk.ws, path.clone(), FileForm::default()).await.unwrap();
    let known: Vec<_> = look.mapping.columns.iter().enumerate().filter_map(|(at, column)| Some((at, column.field?.word()))).collect();
    assert_eq!((look.mapping.columns.len(), known), (500, vec![(7, "name"), (250, "address"), (499, "city")]));
    let import = stage(&desk.ws, path).await;
    assert_eq!(api::apply(&desk.ws, import.id).await.unwrap().adds, 300);
    let id = contacts::api::who(&desk.ws, "person299@example.org").await.unwrap();
    assert_eq!(contacts::api::show(&desk.ws, id).await.unwrap().fields.city, "Hull");
}

/// What LibreOffice Calc 7.4 saved of one workbook: a cover, a list below its title with merged outlets, dates, leading noughts, long
/// numbers, a formula and cells of two lines, and a hidden sheet; and of the list as text, once in UTF-8 and once in UTF-16 with tabs.
#[tokio::test]
async fn what_libreoffice_saved_brings_in_the_same_people_in_each_of_its_forms() {
    const SAVED: [(&str, &[u8]); 4] = [
        ("list.ods", include_bytes!("files/libreoffice.ods")),
        ("list.xlsx", include_bytes!("files/libreoffice.xlsx")),
        ("list.csv", include_bytes!("files/libreoffice.csv")),
        ("tabs.csv", include_bytes!("files/libreoffice-utf-16.csv")),
    ];
    for (name, bytes) in SAVED {
        let desk = Desk::new();
        let path = file(&desk, name, bytes);
        let look = api::inspect(&desk.ws, path.clone(), FileForm::default()).await.unwrap();
        let known: Vec<_> = look.mapping.columns.iter().filter_map(|column| Some(column.field?.word())).collect();
        assert_eq!((look.rows, look.mapping.first_row), (5, 4), "{name}");
        assert_eq!(known, ["name", "address", "outlet", "phone", "city", "notes"], "{name}");
        let sheet = !name.ends_with("csv");
        assert_eq!(look.sheets.len(), if sheet { 3 } else { 0 }, "{name}");
        let import = stage(&desk.ws, path).await;
        assert_eq!((import.counts.new, import.counts.rows), (5, 5), "{name}: {:?}", rows(&desk.ws, &import).await);
        api::apply(&desk.ws, import.id).await.unwrap();
        let said = async |address: &str| {
            let id = contacts::api::who(&desk.ws, address).await.unwrap();
            let fields = contacts::api::show(&desk.ws, id).await.unwrap().fields;
            (
                fields.name,
                fields.outlet,
                fields.phones.first().map(|phone| phone.number.clone()).unwrap_or_default(),
                fields.city,
                fields.notes,
            )
        };
        let wanted = |name: &str, outlet: &str, phone: &str, city: &str, notes: &str| {
            (name.to_owned(), outlet.to_owned(), phone.to_owned(), city.to_owned(), notes.to_owned())
        };
        // Text keeps what two rows share in the first of them alone.
        let shared = if sheet { "Coast Weekly" } else { "" };
        let ruth = wanted("Ruth Vale", "Coast Weekly", "441632960114", "Averil", "Prefers the telephone\nmornings only");
        assert_eq!(said("ruth@coast.example.net").await, ruth, "{name}");
        let aiko = wanted("田中 愛子", shared, "81312345678", "東京", "\"quoted\"; semicolon, comma");
        assert_eq!(said("aiko@coast.example.net").await, aiko, "{name}");
        let leila = wanted("ليلى حداد", "الصحافة", "+961 1 555 010", "بيروت", "");
        assert_eq!(said("leila@sahafa.example.org").await, leila, "{name}");
        assert_eq!(said("ida@x.example.org").await.1, "Fjord Posten", "{name}");
    }
}
