//! Exports: what stands in them, and what stays here unless it is asked for.

use super::api::{self, ExportForm, ExportWhom, Whom};
use super::tests::{named, put};
use crate::contacts::{self, PersonInput, PersonKind};
use crate::messages::Language;
use crate::workspace::testing::Desk;

#[tokio::test]
async fn an_export_is_a_table_that_no_spreadsheet_runs_and_json_a_line_each() {
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
    let desk = Desk::new();
    let mut evil = named("=HYPERLINK(\"http://example.net\")", "", &["arts", "coast"]);
    evil.input.notes = "two\nlines".to_owned();
    put(&desk, &[evil, named("Ruth Abernathy", "", &[])]);
    let written = async |form| {
        let out = Shared::default();
        let count = api::export(&desk.ws, Whom::default().into(), form, Language::En, Box::new(out.clone())).await.unwrap();
        assert_eq!((count.people, count.without_notes), (2, 0));
        String::from_utf8(std::mem::take(&mut *out.0.lock().unwrap())).unwrap()
    };
    let table = written(ExportForm::Csv).await;
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(table.trim_start_matches('\u{FEFF}').as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!((&rows[0][2], &rows[0][9], &rows[0][14]), ("Ruth Abernathy", "", ""));
    assert_eq!((&rows[1][2], &rows[1][9], &rows[1][14]), ("'=HYPERLINK(\"http://example.net\")", "arts; coast", "two\nlines"));
    let lines = written(ExportForm::Json).await;
    let second: serde_json::Value = serde_json::from_str(lines.lines().nth(1).unwrap()).unwrap();
    assert_eq!(second["beats"], serde_json::json!(["arts", "coast"]));
    assert_eq!(second["addresses"][0]["basis"], "legitimate-interest");
}

#[tokio::test]
async fn notes_that_may_speak_of_health_or_belief_stay_here_unless_they_are_asked_for() {
    let desk = Desk::new();
    let mut ill = named("Ruth Abernathy", "", &[]);
    ill.input.notes = "On sick leave, back in May".to_owned();
    let mut well = named("Sefa Tanoa", "", &[]);
    well.input.notes = "Mail before 11:00".to_owned();
    put(&desk, &[ill, well]);
    for form in [ExportForm::Csv, ExportForm::Json, ExportForm::Vcard] {
        let whom = |all_notes| ExportWhom { all_notes, ..ExportWhom::default() };
        let file = |name: &str| desk.folder.path().join(format!("{name}.{}", form.ending()));
        let sum = api::export_to(&desk.ws, whom(false), form, Language::En, file("some")).await.unwrap();
        assert_eq!((sum.people, sum.without_notes), (2, 1));
        let text = std::fs::read_to_string(file("some")).unwrap();
        assert!(!text.contains("sick") && text.contains("Mail before 11:00") && text.contains("Ruth"), "{text}");
        let sum = api::export_to(&desk.ws, whom(true), form, Language::En, file("all")).await.unwrap();
        assert_eq!((sum.people, sum.without_notes), (2, 0));
        assert!(std::fs::read_to_string(file("all")).unwrap().contains("sick leave"));
    }
}

#[tokio::test]
async fn restricted_people_stay_here_unless_they_are_asked_for_and_an_office_is_found_as_one() {
    let desk = Desk::new();
    let with = |name: &str, address: &str| {
        let addresses = vec![contacts::api::new_address(address.to_owned())];
        PersonInput { name: name.to_owned(), addresses, ..PersonInput::of_kind(PersonKind::Journalist) }
    };
    let ruth = contacts::api::add(&desk.ws, with("Ruth", "ruth@paper.example.net")).await.unwrap();
    for (name, address) in
        [("Desk", "newsdesk@paper.example.net"), ("Info", "INFO.berlin@paper.example.net"), ("Ann", "press.ann-x@paper.example.net")]
    {
        contacts::api::add(&desk.ws, with(name, address)).await.unwrap();
    }
    contacts::api::restrict(&desk.ws, ruth.id, "says it is wrong".to_owned()).await.unwrap();
    let count = async |query: &str| api::count(&desk.ws, Whom { query: Some(query.to_owned()), segment: None }).await.unwrap();
    // The question and the mark in lists judge alike.
    let page = api::people(&desk.ws, Whom::default(), None, 100).await.unwrap();
    let marked = page.rows.iter().filter(|row| row.role_mailbox).count();
    assert_eq!(
        (count("role-mailbox:yes").await as usize, count("-role-mailbox:yes").await, marked >= 2),
        (marked, 4 - u32::try_from(marked).unwrap(), true)
    );
    assert!(page.rows.iter().all(|row| row.restricted == (row.name == "Ruth")));
    for form in [ExportForm::Csv, ExportForm::Json, ExportForm::Vcard, ExportForm::Xlsx] {
        let whom = |with_restricted| ExportWhom { with_restricted, ..ExportWhom::default() };
        let file = |name: &str| desk.folder.path().join(format!("{name}.{}", form.ending()));
        let sum = api::export_to(&desk.ws, whom(false), form, Language::En, file("without")).await.unwrap();
        assert_eq!((sum.people, sum.without_restricted), (3, 1));
        let sum = api::export_to(&desk.ws, whom(true), form, Language::En, file("with")).await.unwrap();
        assert_eq!((sum.people, sum.without_restricted), (4, 0));
        if form != ExportForm::Xlsx {
            assert!(!std::fs::read_to_string(file("without")).unwrap().contains("ruth@"));
            assert!(std::fs::read_to_string(file("with")).unwrap().contains("ruth@"));
        }
    }
}
