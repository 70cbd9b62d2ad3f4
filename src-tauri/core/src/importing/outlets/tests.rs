use std::path::PathBuf;

use crate::contacts::api as contacts;
use crate::contacts::{OutletColumn, OutletInput, OutletKind};
use crate::importing::api::outlets::{self as api, DecidedRow, MendedCell, OutletRequest, OutletReview, OutletRowCard};
use crate::importing::api::{Decision, FileForm, Verdict};
use crate::importing::tests::file;
use crate::messages::Language;
use crate::segments::api::{ExportForm, export_outlets};
use crate::workspace::testing::Desk;
use crate::workspace::{Workspace, api as workspace_api};

async fn request(path: PathBuf) -> OutletRequest {
    let mapping = api::inspect(path.clone(), FileForm::default()).await.unwrap().mapping;
    OutletRequest { path, mapping, decisions: Vec::new(), mended: Vec::new() }
}

async fn rows(ws: &Workspace, request: &OutletRequest) -> Vec<OutletRowCard> {
    api::rows(ws, request.clone(), None, 0, 1_000).await.unwrap()
}

fn verdicts(rows: &[OutletRowCard]) -> Vec<Verdict> {
    rows.iter().map(|row| row.verdict).collect()
}

async fn outlet(ws: &Workspace, name: &str) -> OutletInput {
    let id = contacts::outlet_named(ws, name).await.unwrap();
    contacts::outlet(ws, id).await.unwrap().fields
}

async fn count(ws: &Workspace) -> usize {
    contacts::outlets(ws, contacts::OutletQuestion::default()).await.unwrap().len()
}

async fn apply(ws: &Workspace, request: OutletRequest) -> OutletReview {
    let seal = api::review(ws, request.clone()).await.unwrap().seal;
    api::apply(ws, request, Some(seal)).await.unwrap()
}

const LIST: &str = "Medium;Gattung;Auflage;Region;Sprache;Erscheinungsweise;Internet;Zielgruppe;Bemerkung;Abkürzung\n\
    Küste & Land;Wochenzeitung;120 000;Zeeland;Deutsch;wöchentlich;kueste.example.org;Eltern, Gärtner;Freitags;KuL\n\
    海新聞;newspaper;;;ja;täglich;;;;\n\
    Radio Averil;Funkhaus;;;;;;;;\n\
    ;Radio;;;;;;;;\n\
    KÜSTE & LAND;;;Holland;;;;;;\n\
    جريدة الميناء;TV;3.5;;;;;;;\n";

#[tokio::test]
async fn a_directory_of_outlets_is_judged_row_by_row_and_brought_in_as_one_act_that_undo_takes_back() {
    let desk = Desk::new();
    let request = request(file(&desk, "medien.csv", LIST)).await;
    let found = rows(&desk.ws, &request).await;
    use Verdict::{Duplicate, New, Refused};
    assert_eq!(verdicts(&found), [New, New, Refused, Refused, Duplicate, Refused]);
    let key = |row: usize| found[row].what.as_ref().unwrap().key.to_string();
    assert_eq!((key(2).as_str(), found[2].column), ("importing.row.outlet_kind", Some(1)));
    assert_eq!((key(3).as_str(), found[3].column), ("contacts.fault.nameless", Some(0)));
    assert_eq!(key(4), "importing.duplicate.outlet_in_file");
    assert_eq!((key(5).as_str(), found[5].column), ("contacts.fault.reach", Some(2)));
    let texts: Vec<&str> = found.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["", "", "Funkhaus", "", "", "3.5"], "the cell that is to be mended");
    assert!(found[0].reason(Language::De).contains("120000"), "{}", found[0].reason(Language::De));
    assert_eq!(count(&desk.ws).await, 0, "a look writes nothing");

    let done = apply(&desk.ws, request.clone()).await;
    let counts = done.counts;
    assert_eq!(counts.rows, counts.new + counts.changed + counts.unchanged + counts.duplicate + counts.refused);
    assert_eq!((done.adds, done.changes, counts.refused), (2, 0, 3));
    let coast = outlet(&desk.ws, "kul").await;
    assert_eq!((coast.name.as_str(), coast.kind, coast.reach.as_str()), ("Küste & Land", OutletKind::Newspaper, "120000"));
    assert_eq!((coast.language.as_str(), coast.website.as_str()), ("de", "https://kueste.example.org"));
    assert_eq!(
        (coast.audiences, coast.other_names, coast.note.as_str()),
        (vec!["Eltern".into(), "Gärtner".into()], vec!["KuL".into()], "Freitags")
    );
    assert_eq!(verdicts(&rows(&desk.ws, &request).await)[..2], [Verdict::Unchanged, Verdict::Unchanged]);
    workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(count(&desk.ws).await, 0);
}

#[tokio::test]
async fn earlier_imports_of_outlets_are_listed_taken_back_and_done_again_with_the_same_outlets() {
    let desk = Desk::new();
    let csv = "Name;Reach;Region\nTide;1200;Zeeland\nCoast;;\n";
    apply(&desk.ws, request(file(&desk, "first.csv", csv)).await).await;
    apply(&desk.ws, request(file(&desk, "nothing.csv", csv)).await).await;
    desk.clock.advance_ms(60_000);
    apply(&desk.ws, request(file(&desk, "second.csv", "Name;Region\nTide;Holland\nMare;Porto\nMare;\n")).await).await;
    let told = async || {
        let cards = api::list(&desk.ws).await.unwrap();
        cards.into_iter().map(|one| (one.file, one.adds, one.changes, one.undone)).collect::<Vec<_>>()
    };
    let line = |file: &str, adds: u32, changes: u32, undone: bool| (file.to_owned(), adds, changes, undone);
    assert_eq!(told().await, [line("second.csv", 1, 1, false), line("first.csv", 2, 0, false)], "what did nothing is none");
    let first = api::list(&desk.ws).await.unwrap()[1].action;
    let refused = workspace_api::undo(&desk.ws, crate::PLUGS, Some(first)).await.unwrap_err();
    assert_eq!(refused.code, "workspace.undo_changed_since", "Tide is in Holland since");
    let tide = outlet(&desk.ws, "Tide").await;
    for _ in 0..2 {
        workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    }
    assert_eq!((told().await, count(&desk.ws).await), (vec![line("second.csv", 1, 1, true), line("first.csv", 2, 0, true)], 0));
    for _ in 0..2 {
        workspace_api::redo(&desk.ws, crate::PLUGS, None).await.unwrap();
    }
    assert_eq!(
        (told().await, outlet(&desk.ws, "Tide").await),
        (vec![line("second.csv", 1, 1, false), line("first.csv", 2, 0, false)], tide)
    );

    // Whatever was done since: it is done again as long as nothing is in its way, else it is said what is.
    let second = api::list(&desk.ws).await.unwrap()[0].action;
    workspace_api::undo(&desk.ws, crate::PLUGS, Some(second)).await.unwrap();
    contacts::add_outlet(&desk.ws, OutletInput::named("Harbour FM")).await.unwrap();
    workspace_api::redo(&desk.ws, crate::PLUGS, Some(second)).await.unwrap();
    assert_eq!(count(&desk.ws).await, 4);
    workspace_api::undo(&desk.ws, crate::PLUGS, Some(second)).await.unwrap();
    contacts::add_outlet(&desk.ws, OutletInput::named("Mare")).await.unwrap();
    let refused = workspace_api::redo(&desk.ws, crate::PLUGS, Some(second)).await.unwrap_err();
    assert_eq!((refused.code.as_str(), count(&desk.ws).await), ("workspace.undo_taken", 4));
}

#[tokio::test]
async fn what_is_here_stays_where_the_file_is_empty_and_its_audiences_and_names_are_added() {
    let desk = Desk::new();
    let tide = OutletInput {
        other_names: vec!["Tide".into()],
        region: "Zeeland".into(),
        audiences: vec!["Parents".into()],
        note: "By hand".into(),
        ..OutletInput::named("The Tide")
    };
    contacts::add_outlet(&desk.ws, tide).await.unwrap();
    let text = "name,region,website,audiences,other_names,note\ntide,,tide.example.org,parents; Anglers,The Daily Tide,\n";
    let mut request = request(file(&desk, "a.csv", text)).await;
    let found = rows(&desk.ws, &request).await;
    assert_eq!(found[0].changes.iter().map(|change| change.field.word()).collect::<Vec<_>>(), ["other-names", "website", "audiences"]);
    request.mapping.form.empty_overwrites = true;
    let found = rows(&desk.ws, &request).await;
    assert!(found[0].changes.iter().any(|change| change.field.word() == "note" && change.to.is_empty()), "it was chosen");
    request.mapping.form.empty_overwrites = false;
    assert_eq!(apply(&desk.ws, request).await.changes, 1);
    let held = outlet(&desk.ws, "The Tide").await;
    assert_eq!((held.name.as_str(), held.region.as_str(), held.note.as_str()), ("The Tide", "Zeeland", "By hand"));
    assert_eq!((held.audiences.join("+"), held.other_names.join("+")), ("Anglers+Parents".into(), "The Daily Tide+Tide".into()));
}

#[tokio::test]
async fn what_is_decided_and_mended_is_done_and_what_cannot_be_decided_changes_nothing() {
    let desk = Desk::new();
    let mut request = request(file(&desk, "medien.csv", LIST)).await;
    request.mended = vec![MendedCell { row: 4, column: 1, text: "radio".into() }];
    request.decisions = vec![DecidedRow { row: 3, decision: Decision::Skip }, DecidedRow { row: 6, decision: Decision::Merge }];
    let done = apply(&desk.ws, request.clone()).await;
    assert_eq!((done.adds, done.changes), (2, 1));
    assert_eq!(outlet(&desk.ws, "Küste & Land").await.region, "Holland", "the later row was merged with the first");
    contacts::outlet_named(&desk.ws, "海新聞").await.unwrap_err();
    for (row, decision, code) in [
        (4, Decision::Merge, "importing.undecidable"),
        (5, Decision::Skip, "importing.undecidable"),
        (99, Decision::Skip, "importing.no_row"),
    ] {
        request.decisions = vec![DecidedRow { row, decision }];
        assert_eq!(api::apply(&desk.ws, request.clone(), None).await.unwrap_err().code, code);
    }
    request.decisions.clear();
    request.mended = vec![MendedCell { row: 4, column: 99, text: "x".into() }];
    assert_eq!(api::apply(&desk.ws, request, None).await.unwrap_err().code, "importing.not_mendable");
    assert_eq!(count(&desk.ws).await, 2);
}

#[tokio::test]
async fn what_was_seen_is_what_is_done_or_nothing_is() {
    let desk = Desk::new();
    let request = request(file(&desk, "medien.csv", LIST)).await;
    let seal = api::review(&desk.ws, request.clone()).await.unwrap().seal;
    contacts::add_outlet(&desk.ws, OutletInput::named("海新聞")).await.unwrap();
    let refused = api::apply(&desk.ws, request.clone(), Some(seal)).await.unwrap_err();
    assert_eq!(refused.code, "importing.outlets_changed");
    assert_eq!(count(&desk.ws).await, 1);
    let seal = api::review(&desk.ws, request.clone()).await.unwrap().seal;
    file(&desk, "medien.csv", LIST.replace("Zeeland", "Elsewhere"));
    assert_eq!(api::apply(&desk.ws, request, Some(seal)).await.unwrap_err().code, "importing.outlets_changed");
}

#[tokio::test]
async fn a_row_does_what_was_seen_of_it_though_the_row_before_took_the_name_away_by_which_it_meant_an_outlet() {
    let desk = Desk::new();
    let coast = OutletInput { other_names: vec!["KuL".into()], ..OutletInput::named("Küste & Land") };
    contacts::add_outlet(&desk.ws, coast).await.unwrap();
    let text = "name,other_names,region\nKüste & Land,,Zeeland\nKuL,,Holland\n";
    let mut request = request(file(&desk, "a.csv", text)).await;
    request.mapping.form.empty_overwrites = true;
    assert_eq!(verdicts(&rows(&desk.ws, &request).await), [Verdict::Changed, Verdict::Duplicate]);
    // Merged it would be an outlet of its own, which nobody was told.
    let merged = OutletRequest { decisions: vec![DecidedRow { row: 3, decision: Decision::Merge }], ..request.clone() };
    assert_eq!(api::apply(&desk.ws, merged, None).await.unwrap_err().code, "importing.outlets_changed");
    assert_eq!(outlet(&desk.ws, "KuL").await.region, "", "nothing has changed");
    let done = apply(&desk.ws, request).await;
    assert_eq!((done.adds, done.changes, done.counts.duplicate), (0, 1, 1));
    assert_eq!((count(&desk.ws).await, outlet(&desk.ws, "Küste & Land").await.region.as_str()), (1, "Zeeland"));
}

#[tokio::test]
async fn more_rows_than_a_page_are_told_by_one_look() {
    let desk = Desk::new();
    let text: String = std::iter::once("name\n".to_owned()).chain((0..1_500).map(|n| format!("Outlet {n}\n"))).collect();
    let all = api::all_rows(&desk.ws, request(file(&desk, "a.csv", text)).await).await.unwrap();
    assert_eq!((all.len(), all[1_499].row), (1_500, 1_501));
}

#[tokio::test]
async fn outlets_that_were_taken_elsewhere_come_back_as_they_were_in_every_form() {
    let desk = Desk::new();
    for outlet in [
        OutletInput {
            kind: OutletKind::Radio,
            reach: "1200".into(),
            audiences: vec!["Parents, Zeeland".into(), "=Anglers".into()],
            note: "-1 line\n\"two\"; three".into(),
            ..OutletInput::named("+Harbour; \"FM\"")
        },
        OutletInput {
            language: "de".into(),
            other_names: vec!["FAZ".into(), "F.A.Z.".into()],
            ..OutletInput::named("Frankfurter Allgemeine")
        },
        OutletInput { website: "https://umi.example.org/a?b=c,d".into(), ..OutletInput::named("海新聞") },
        OutletInput::named(&"Ö".repeat(300)),
    ] {
        contacts::add_outlet(&desk.ws, outlet).await.unwrap();
    }
    let here = contacts::outlets(&desk.ws, contacts::OutletQuestion { sort: OutletColumn::Name, ..Default::default() }).await.unwrap();
    for (name, form) in [("a.csv", ExportForm::Csv), ("a.xlsx", ExportForm::Xlsx), ("a.json", ExportForm::Json)] {
        let path = desk.folder.path().join(name);
        export_outlets(&desk.ws, here.clone(), form, Language::En, Box::new(std::fs::File::create(&path).unwrap())).await.unwrap();
        let request = request(path).await;
        let found = rows(&desk.ws, &request).await;
        assert_eq!(verdicts(&found), [Verdict::Unchanged; 4], "{name}: {found:?}");
        let other = Desk::new();
        assert_eq!(apply(&other.ws, request).await.adds, 4, "{name}");
        for id in &here {
            let sent = contacts::outlet(&desk.ws, *id).await.unwrap().fields;
            assert_eq!(outlet(&other.ws, &sent.name).await, sent, "{name}");
        }
    }
}

#[tokio::test]
async fn what_is_no_list_of_outlets_is_told_and_reports_are_whole() {
    let desk = Desk::new();
    let none = request(file(&desk, "a.csv", "colour,size\nred,3\n")).await;
    assert_eq!(api::review(&desk.ws, none.clone()).await.unwrap_err().code, "importing.no_outlet_name");
    let mapped = api::mapping_from_json(r#"{"Colour": "name", "size": "reach"}"#, none.mapping.clone()).unwrap();
    assert_eq!(apply(&desk.ws, OutletRequest { mapping: mapped, ..none.clone() }).await.adds, 1);
    for (text, code) in
        [(r#"{"shape": "name"}"#, "importing.no_column"), (r#"{"size": "weight"}"#, "importing.no_field"), ("[]", "importing.bad_mapping")]
    {
        assert_eq!(api::mapping_from_json(text, none.mapping.clone()).unwrap_err().code, code);
    }
    let twice = api::mapping_from_json(r#"{"colour": "name", "size": "name"}"#, none.mapping.clone()).unwrap();
    assert_eq!(api::review(&desk.ws, OutletRequest { mapping: twice, ..none }).await.unwrap_err().code, "importing.mapped_twice");
    let many: String = std::iter::once("name\n".to_owned()).chain((0..=super::MOST_ROWS).map(|n| format!("Outlet {n}\n"))).collect();
    let many = request(file(&desk, "many.csv", many)).await;
    assert_eq!(api::review(&desk.ws, many).await.unwrap_err().code, "importing.too_many_outlets");

    let list = request(file(&desk, "medien.csv", LIST)).await;
    let (report, refused) = (desk.folder.path().join("report.csv"), desk.folder.path().join("refused.csv"));
    assert_eq!(api::save_report(&desk.ws, list.clone(), report.clone(), Language::En).await.unwrap(), 6);
    assert_eq!(api::save_refused(&desk.ws, list.clone(), refused.clone(), Language::De).await.unwrap(), 3);
    assert_eq!(api::save_report(&desk.ws, list, report, Language::En).await.unwrap_err().code, "importing.exists");
    let again = request(refused).await;
    assert_eq!(verdicts(&rows(&desk.ws, &again).await), [Verdict::Refused; 3], "the reason is no column of an outlet's");
}
