//! What imports promise.

use std::path::PathBuf;

use proptest::prelude::*;

use super::api::{self, Decision, FileForm, ImportCard, RowCard, StageRequest, Verdict, Which};
use super::records::{Broken, Record, Records};
use crate::contacts::{self, Basis, CustomFieldInput, CustomKind, PersonKind};
use crate::messages::Language;
use crate::workspace::testing::Desk;
use crate::workspace::{Workspace, api as workspace_api};

pub(super) fn file(desk: &Desk, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = desk.folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

pub(super) async fn request(ws: &Workspace, path: PathBuf) -> StageRequest {
    let look = api::inspect(ws, path.clone(), FileForm::default()).await.unwrap();
    StageRequest {
        path,
        mapping: look.mapping,
        kind: PersonKind::Journalist,
        source: "Averil Press Guild".to_owned(),
        basis: Basis::LegitimateInterest,
        basis_note: String::new(),
    }
}

pub(super) async fn stage(ws: &Workspace, path: PathBuf) -> ImportCard {
    api::stage(ws, request(ws, path).await).await.unwrap()
}

pub(super) async fn stage_as(ws: &Workspace, path: PathBuf, kind: PersonKind) -> ImportCard {
    api::stage(ws, StageRequest { kind, ..request(ws, path).await }).await.unwrap()
}

pub(super) async fn rows(ws: &Workspace, import: &ImportCard) -> Vec<RowCard> {
    api::rows(ws, import.id, None, 0, 1_000).await.unwrap()
}

pub(super) async fn row(ws: &Workspace, import: &ImportCard, number: u32) -> RowCard {
    rows(ws, import).await.into_iter().find(|row| row.row == number).unwrap()
}

pub(super) async fn people(ws: &Workspace) -> u32 {
    contacts::api::kinds(ws).await.unwrap().iter().map(|kind| kind.count).sum()
}

fn read_all(bytes: &[u8], delimiter: u8) -> Vec<Record> {
    let looked = super::encoding::look(bytes).unwrap();
    let mut records = Records::new(bytes, looked.encoding, looked.mark, delimiter);
    let mut all = Vec::new();
    while let Some(record) = records.next().unwrap() {
        all.push(record);
    }
    all
}

fn cells(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    read_all(bytes, delimiter).into_iter().map(|record| record.cells).collect()
}

#[test]
fn a_backslash_before_a_doubled_quote_is_what_rfc_4180_means_by_it_since_our_own_exports_write_it() {
    let one = |text: &str| cells(text.as_bytes(), b',');
    assert_eq!(one("\"C:\\a\\\"\",b\",x\n"), [["C:\\a\\\",b", "x"]]);
    assert_eq!(one("\"C:\\\"\"\",x\n\"C:\\\",y\n"), [["C:\\\"", "x"], ["C:\\", "y"]]);
    // Found by the round trip of people: one cell, though a quote and a comma follow.
    assert_eq!(one("\"Z\\\"\",s'\",\"s' | t\\ \",x\n"), [["Z\\\",s'", "s' | t\\ ", "x"]]);
    // No conforming file has a quote in mid-cell: there it is as databases write it.
    assert_eq!(one("\"Zo \\\"Zo\\\" Brien\",x\n"), [["Zo \"Zo\" Brien", "x"]]);
}

const GUILD: &str = "Nachname;Vorname;E-Mail;E-Mail 2;Medium;Ressort;Tel;Rating\n\
    Achterberg;Daniel;d.achterberg@coast.example.net;;Coast & Country Weekly;Kultur, Denkmal;01632 960 114;A\n\
    Holt;Anders;anders.holt@museums.example.org;holt@private.example.com;Museums Quarterly;museums;;A\n\
    Pardoe;Gwen;g.pardoe@quayside,example.net;;Quayside;;;B\n";

#[tokio::test]
async fn a_german_directory_is_understood_without_help() {
    let desk = Desk::new();
    let path = file(&desk, "guild.csv", encoding_rs::WINDOWS_1252.encode(&GUILD.replace("Coast &", "Küste &")).0);
    let look = api::inspect(&desk.ws, path, FileForm::default()).await.unwrap();
    assert_eq!((look.rows, look.mapping.delimiter.as_str(), look.mapping.encoding.as_str()), (3, ";", "windows-1252"));
    let fields: Vec<_> = look.mapping.columns.iter().map(|column| column.field.map_or("-", api::Field::word)).collect();
    assert_eq!(fields, ["family-name", "given-name", "address", "other-address", "outlet", "beats", "phone", "-"]);
    assert_eq!(look.mapping.columns[5].split.as_deref(), Some(","));
    assert_eq!((look.columns[3].filled, look.columns[0].samples.len()), (1, 3));
}

#[tokio::test]
async fn rows_are_staged_applied_and_taken_back_after_a_restart() {
    let desk = Desk::new();
    let import = stage(&desk.ws, file(&desk, "guild.csv", GUILD)).await;
    assert_eq!((import.counts.rows, import.counts.new, import.counts.refused, import.adds), (3, 2, 1, 2));
    assert_eq!(people(&desk.ws).await, 0, "staging imports nothing");
    let refused = row(&desk.ws, &import, 4).await;
    assert_eq!(refused.reason(Language::En), "A comma stands where a full stop should. Perhaps g.pardoe@quayside.example.net is meant.");
    let applied = api::apply(&desk.ws, import.id).await.unwrap();
    assert_eq!((applied.adds, applied.changes, people(&desk.ws).await), (2, 0, 2));
    let id = contacts::api::who(&desk.ws, "D.Achterberg@coast.example.net").await.unwrap();
    let card = contacts::api::show(&desk.ws, id).await.unwrap();
    assert_eq!(card.fields.beats, ["Kultur", "Denkmal"]);
    assert_eq!(
        (card.fields.addresses[0].source.as_str(), card.fields.addresses[0].sourced_on.as_str()),
        ("Averil Press Guild", "2026-11-24")
    );
    let again = desk.reopened();
    let undone = workspace_api::undo(&again, crate::PLUGS, None).await.unwrap();
    assert_eq!(undone.label.to_string(), "Import of guild.csv: 2 people");
    assert_eq!((people(&again).await, undone.left), (0, None));
    assert_eq!(api::show(&again, import.id).await.unwrap().state, api::ImportState::Undone);
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let desk = Desk::new();
    let path = file(&desk, "guild.csv", GUILD);
    let first = stage(&desk.ws, path.clone()).await;
    api::apply(&desk.ws, first.id).await.unwrap();
    let second = stage(&desk.ws, path).await;
    assert_eq!((second.counts.unchanged, second.counts.refused, second.counts.rows), (2, 1, 3));
    assert!(api::inspect(&desk.ws, file(&desk, "other.csv", GUILD), FileForm::default()).await.unwrap().remembered);
}

#[tokio::test]
async fn a_change_is_named_by_field_and_undo_gives_the_old_value_back() {
    let desk = Desk::new();
    let first = stage(
        &desk.ws,
        file(&desk, "a.csv", "First name,Last name,Email,Outlet,Phone\nSiobhan,Farrelly,s@averil.example.org,Averil Sound,111\n"),
    )
    .await;
    api::apply(&desk.ws, first.id).await.unwrap();
    desk.clock.advance_ms(60_000);
    let csv = "First name,Last name,Email,Outlet,Phone\nSiobhan,Farrelly,S@Averil.example.org,Harbour FM,\n";
    let second = stage(&desk.ws, file(&desk, "b.csv", csv)).await;
    let changed = row(&desk.ws, &second, 2).await;
    assert_eq!(changed.verdict, Verdict::Changed);
    assert_eq!(changed.reason(Language::En), "Outlet Averil Sound becomes Harbour FM.");
    api::apply(&desk.ws, second.id).await.unwrap();
    let id = contacts::api::who(&desk.ws, "s@averil.example.org").await.unwrap();
    let fields = contacts::api::show(&desk.ws, id).await.unwrap().fields;
    assert_eq!((fields.outlet.as_str(), fields.phones.len()), ("Harbour FM", 1), "an empty cell empties nothing");
    workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(contacts::api::show(&desk.ws, id).await.unwrap().fields.outlet, "Averil Sound");
}

#[tokio::test]
async fn who_was_changed_since_stays_at_undo_and_is_named() {
    let desk = Desk::new();
    let import = stage(&desk.ws, file(&desk, "guild.csv", GUILD)).await;
    let action = api::apply(&desk.ws, import.id).await.unwrap().action;
    desk.clock.advance_ms(60_000);
    let id = contacts::api::who(&desk.ws, "anders.holt@museums.example.org").await.unwrap();
    let patch = contacts::api::PersonPatch { role: Some("Editor".to_owned()), ..Default::default() };
    contacts::api::edit(&desk.ws, id, patch).await.unwrap();
    let undone = workspace_api::undo(&desk.ws, crate::PLUGS, action).await.unwrap();
    assert_eq!(undone.left.unwrap().to_string(), "1 person was changed since and stayed: Anders Holt.");
    assert_eq!(people(&desk.ws).await, 1);
}

#[tokio::test]
async fn whose_consent_was_noted_since_stays_at_undo_with_the_proof() {
    use contacts::{ConsentGround, ConsentInput};
    let desk = Desk::new();
    let import = stage(&desk.ws, file(&desk, "guild.csv", GUILD)).await;
    let action = api::apply(&desk.ws, import.id).await.unwrap().action;
    desk.clock.advance_ms(60_000);
    let id = contacts::api::who(&desk.ws, "anders.holt@museums.example.org").await.unwrap();
    let consent = ConsentInput { ground: ConsentGround::Express, on: String::new(), how: "By letter".to_owned(), evidence: String::new() };
    contacts::api::note_consent(&desk.ws, id, consent).await.unwrap();
    let undone = workspace_api::undo(&desk.ws, crate::PLUGS, action).await.unwrap();
    assert_eq!(undone.left.unwrap().to_string(), "1 person was changed since and stayed: Anders Holt.");
    assert_eq!(contacts::api::consent_of(&desk.ws, id).await.unwrap().consents.len(), 1);
}

#[tokio::test]
async fn duplicates_name_their_rule_and_wait_for_the_user() {
    let desk = Desk::new();
    let first = "Name,Email,Other email,Outlet\nAiko Tanabe,aiko@sea.example.org,a.tanabe@home.example.org,Sea\nOwen Prosser,,,\nRuth Vale,newsdesk@tide.example.org,,Tide\n";
    let import = stage(&desk.ws, file(&desk, "a.csv", first)).await;
    api::apply(&desk.ws, import.id).await.unwrap();
    let second = "Name,Email\nA. Tanabe,a.tanabe@home.example.org\nOwen Prosser,\nMax Born,newsdesk@tide.example.org\nMia New,mia@new.example.org\nMia Other,MIA@new.example.org\nOwen Prosser,owen@prosser.example.org\n";
    let import = stage(&desk.ws, file(&desk, "b.csv", second)).await;
    let reasons: Vec<_> = rows(&desk.ws, &import).await.iter().map(|row| (row.verdict, row.reason(Language::En))).collect();
    assert_eq!(
        reasons,
        [
            (Verdict::Duplicate, "The address is another one of Aiko Tanabe, Sea.".to_owned()),
            (Verdict::Duplicate, "Same name as Owen Prosser, no address in the file.".to_owned()),
            (Verdict::Duplicate, "Same address as Ruth Vale, Tide.".to_owned()),
            (Verdict::New, "1 address.".to_owned()),
            (Verdict::Duplicate, "Same address as row 5.".to_owned()),
            (Verdict::Duplicate, "Same name as Owen Prosser, who has no address.".to_owned()),
        ]
    );
    api::decide(&desk.ws, import.id, Which::Rows(vec![7]), Decision::Merge).await.unwrap();
    let planned = api::decide(&desk.ws, import.id, Which::Rows(vec![4]), Decision::Separate).await.unwrap();
    assert_eq!((planned.adds, planned.changes), (2, 1));
    let applied = api::apply(&desk.ws, import.id).await.unwrap();
    assert_eq!((applied.adds, applied.changes, people(&desk.ws).await), (2, 1, 5));
    let owen = contacts::api::who(&desk.ws, "owen@prosser.example.org").await.unwrap();
    assert_eq!(contacts::api::show(&desk.ws, owen).await.unwrap().fields.name, "Owen Prosser");
}

#[tokio::test]
async fn a_bar_stays_and_the_row_says_so() {
    let desk = Desk::new();
    let reason = contacts::SuppressionReason::Unsubscribed;
    contacts::api::suppress(&desk.ws, "holt@x.example.org".to_owned(), reason, String::new()).await.unwrap();
    let import = stage(&desk.ws, file(&desk, "a.csv", "name,email\nAnders Holt,Holt@X.example.org\n")).await;
    let staged = row(&desk.ws, &import, 2).await;
    assert_eq!(staged.verdict, Verdict::New);
    assert!(staged.reason(Language::En).ends_with("Holt@X.example.org must not be mailed (unsubscribed), and stays so."), "{staged:?}");
    api::apply(&desk.ws, import.id).await.unwrap();
    let id = contacts::api::who(&desk.ws, "holt@x.example.org").await.unwrap();
    assert_eq!(contacts::api::show(&desk.ws, id).await.unwrap().bar.unwrap().word(), "suppressed");
    contacts::api::do_not_contact(&desk.ws, id, "asked".to_owned()).await.unwrap();
    let again = stage(&desk.ws, file(&desk, "b.csv", "name,email,do_not_contact\nAnders Holt,holt@x.example.org,no\n")).await;
    assert_eq!(row(&desk.ws, &again, 2).await.reason(Language::En), "Must not be contacted, and stays so.");
    api::apply(&desk.ws, again.id).await.unwrap();
    assert!(contacts::api::show(&desk.ws, id).await.unwrap().do_not_contact.is_some());
}

#[tokio::test]
async fn each_bad_row_is_refused_alone_and_says_why() {
    let desk = Desk::new();
    let csv = concat!(
        "name,email,notes\n",
        "\"Eve\nBcc: all@example.org\",eve@example.org,\n",
        "Two,a@example.org; b@example.org,\n",
        "x@example.org,Name Here,\n",
        ",,\n",
        "Extra,extra@example.org,fine,and more\n",
        "Null\0,null@example.org,\n",
        "Good,good@example.org,\"two\nlines\"\n",
        "At,at (at) example.org,\n",
        "\"never closed,open@example.org,\n",
        "Last,last@example.org,\n",
    );
    let import = stage(&desk.ws, file(&desk, "bad.csv", csv)).await;
    let all = rows(&desk.ws, &import).await;
    let refused: Vec<_> = all.iter().filter(|row| row.verdict == Verdict::Refused).map(|row| row.row).collect();
    // Row 5 is delimiters alone: spreadsheets write those, and nothing is lost with them.
    assert_eq!(refused, [2, 3, 4, 6, 7, 9, 10], "{all:?}");
    assert_eq!((import.counts.rows, import.counts.new), (9, 2));
    let why = |number: u32| all.iter().find(|row| row.row == number).unwrap().reason(Language::En);
    assert_eq!(why(3), "Two addresses stand in one cell.");
    assert_eq!(why(4), "A mail address stands where the name should.");
    assert_eq!(why(2), "A mail address stands where the name should.");
    assert_eq!(why(6), "The row has 4 cells, the table 3 columns.");
    assert!(why(9).ends_with("Perhaps at@example.org is meant."), "{}", why(9));
    assert_eq!(why(10), "A quotation mark is opened and never closed.");
    assert!(all.iter().filter(|row| row.verdict == Verdict::Refused).all(|row| !row.reason(Language::En).contains("importing.")));
}

#[tokio::test]
async fn refused_rows_are_saved_mended_and_come_back() {
    let desk = Desk::new();
    let import = stage(&desk.ws, file(&desk, "guild.csv", GUILD)).await;
    let saved = desk.folder.path().join("refused.csv");
    assert_eq!(api::save_refused(&desk.ws, import.id, saved.clone(), Language::En).await.unwrap(), 1);
    let text = std::fs::read_to_string(&saved).unwrap();
    assert!(text.contains("Rating;Why it was refused\n") && text.contains(";A comma stands where a full stop should.\n"), "{text}");
    let mended = file(&desk, "mended.csv", text.replace("quayside,example", "quayside.example"));
    let look = api::inspect(&desk.ws, mended.clone(), FileForm::default()).await.unwrap();
    assert!(look.remembered, "a file of refused rows has the mapping of the file that it comes from");
    let again = stage(&desk.ws, mended).await;
    assert_eq!((again.counts.new, again.counts.rows), (1, 1));
    let twice = api::save_refused(&desk.ws, import.id, saved, Language::En).await.unwrap_err();
    assert_eq!(twice.code, "importing.exists");
}

#[tokio::test]
async fn a_row_is_mended_in_place() {
    let desk = Desk::new();
    let import = stage(&desk.ws, file(&desk, "guild.csv", GUILD)).await;
    let fault = row(&desk.ws, &import, 4).await.fault.unwrap();
    let mended = api::mend(&desk.ws, import.id, 4, fault.column.unwrap(), fault.proposal.unwrap()).await.unwrap();
    assert_eq!(mended.verdict, Verdict::New);
    let twin = api::mend(&desk.ws, import.id, 4, 2, "Anders.Holt@museums.example.org".to_owned()).await.unwrap();
    assert_eq!(twin.reason(Language::En), "Same address as row 3.");
    assert_eq!(api::apply(&desk.ws, import.id).await.unwrap().adds, 2);
}

#[tokio::test]
async fn cells_of_a_row_are_mended_together_or_not_at_all() {
    let desk = Desk::new();
    let import = stage(&desk.ws, file(&desk, "guild.csv", GUILD)).await;
    let before = row(&desk.ws, &import, 4).await;
    let out = vec![(1, "Guinevere".to_owned()), (5_000, "x".to_owned())];
    assert_eq!(api::mend_cells(&desk.ws, import.id, 4, out).await.unwrap_err().code, "importing.not_mendable");
    let after = row(&desk.ws, &import, 4).await;
    assert_eq!((after.verdict, after.name, after.address), (before.verdict, before.name, before.address));
    let both = vec![(1, "Guinevere".to_owned()), (2, "g@quayside.example.net".to_owned())];
    let now = api::mend_cells(&desk.ws, import.id, 4, both).await.unwrap();
    assert_eq!((now.verdict, now.name.as_str(), now.address.as_str()), (Verdict::New, "Guinevere Pardoe", "g@quayside.example.net"));
}

#[tokio::test]
async fn a_file_that_is_no_table_changes_nothing() {
    let desk = Desk::new();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    let cases: [(&str, &[u8], &str); 6] = [
        ("picture.csv", png, "importing.not_a_table"),
        ("zip.xlsx", b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0", "importing.damaged"),
        ("noise.csv", &[1, 2, 0, 3, 0, 0, 7, 8, 1, 0, 0, 2, 3, 9, 1, 1, 1, 1], "importing.not_a_table"),
        ("empty.csv", b"", "importing.empty"),
        ("mark.csv", b"\xef\xbb\xbf", "importing.empty"),
        ("head.csv", b"name,email\n", "importing.no_rows"),
    ];
    for (name, bytes, code) in cases {
        let refused = api::inspect(&desk.ws, file(&desk, name, bytes), FileForm::default()).await.unwrap_err();
        assert_eq!(refused.code, code, "{name}");
    }
    let prose = file(&desk, "prose.txt", "Dear editor, this is a letter.\nIt has lines; some are long.\nNobody is named in it.\n");
    let look = api::inspect(&desk.ws, prose.clone(), FileForm::default()).await.unwrap();
    let request = StageRequest {
        path: prose,
        mapping: look.mapping,
        kind: PersonKind::Public,
        source: String::new(),
        basis: Basis::Consent,
        basis_note: String::new(),
    };
    assert_eq!(api::stage(&desk.ws, request).await.unwrap_err().code, "importing.nothing_mapped");
    let missing = api::inspect(&desk.ws, desk.folder.path().join("none.csv"), FileForm::default()).await.unwrap_err();
    assert_eq!((missing.code.as_str(), missing.kind), ("importing.no_file", crate::error::Kind::Missing));
    assert!(api::list(&desk.ws).await.unwrap().is_empty() && people(&desk.ws).await == 0);
}

/// What says "this is no text": zero bytes, and control characters where the encoding had to be guessed. Control characters in
/// a text that is one, and words that some format begins with, do not.
#[test]
fn the_border_between_a_table_and_what_is_none_is_drawn_by_zero_bytes() {
    let binary = |bytes: &[u8]| super::encoding::look(bytes).unwrap().binary;
    let noise = "\u{1}\u{2}\u{7}\u{1b}".repeat(8);
    assert!(!binary(format!("name,email,notes\nAna,ana@example.org,\"{noise}\"\n").as_bytes()));
    assert!(!binary(format!("a,b\n{noise},{noise}\n").as_bytes()), "a table, though of little use: its rows are judged one by one");
    let wide = |text: &str| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>();
    assert!(!binary(&wide(&format!("a,b\n{noise},{noise}\n"))) && binary(&wide(&"\0a".repeat(20))));
    // Nineteen characters and a zero byte are a table with a bad row; one zero byte more, and they are none.
    assert!(!binary(b"name,email\nAna,a@b\0\n") && binary(b"name,email\nAna,a\0@b\0\n"));
    // Not UTF-8, so its encoding is a guess: there every control character counts.
    assert!(!binary(b"Name;Notiz\nM\xfcller;\x01\n") && binary(b"Name;Notiz\nM\xfcller;\x01\x02\n"));
    for words in
        ["BMW,press@bmw.example\n", "MZ;redaktion@mz.example\n", "BC Partners,a@bc.example\n", "GIFT,a@gift.example\n", "BMJ;M\u{fc}ller\n"]
    {
        assert!(!binary(words.as_bytes()) && !binary(&encoding_rs::WINDOWS_1252.encode(words).0), "{words}");
    }
    for formats in
        ["BM\x36\0\0\0\0\0\0\0\x36\0", "MZ\u{10}\0\u{3}\0\0\0\u{4}\0", "%PDF-1.7\n1 0 obj <</Type /Catalog>>\n", "{\\rtf1\\ansi words}"]
    {
        assert!(binary(formats.as_bytes()), "{formats}");
    }
}

#[tokio::test]
async fn an_export_comes_back_equal() {
    let desk = Desk::new();
    own_fields(&desk.ws).await;
    let csv = concat!(
        "name;given name;family name;salutation;email;email 2;phone;phone 2;outlet;role;beats;city;country;language;time zone;notes;tags;",
        "Department;Site;Manager;Staff number;Owner;Handles;Twitter;Rating;Role;About\n",
        "=cmd|'/c calc'!A1;;;;a@example.org;b@example.org;+49 30 1;(030) 2;'Quoted';Editor;x, y;Bern;Schweiz;German;Europe/Zurich;\"one\ntwo\";",
        "\"festival, VIP\";=Culture;Delft;ANA@example.org;00-42;Ines;\"mastodon:a@newsie.social; https://t.me/b\";@Aiko;-3,5;Guest;\"=1\nlong\"\n",
        "Dr Ana M. Reis;Ana;Reis;Dr;ana@example.org;;;;@Handle;;;Lisboa;PT;;;-5;;;;Somebody Else;;;;;1.1250;;\n",
    );
    let import = stage(&desk.ws, file(&desk, "a.csv", csv)).await;
    api::apply(&desk.ws, import.id).await.unwrap();
    assert_eq!(people(&desk.ws).await, 2, "{:?}", rows(&desk.ws, &import).await);
    let held = records(&desk.ws).await;
    assert_eq!(held[0].input.tags, ["festival", "VIP"]);
    let handles: Vec<String> = held[0].input.handles.iter().map(contacts::HandleInput::cell).collect();
    assert_eq!(handles, ["mastodon:a@newsie.social", "telegram:b", "x:Aiko"]);
    assert_eq!(
        [held[0].input.manager.as_str(), &held[1].input.manager],
        ["ana@example.org", "Somebody Else"],
        "the one was found, the other not"
    );
    let own = |name: &str| held[0].input.custom[name].clone();
    assert_eq!([own("Rating"), own("Role"), own("About")], ["-3.5", "Guest", "=1\nlong"]);
    let other = Desk::new();
    own_fields(&other.ws).await;
    let fields = desk.ws.read(|tx| Ok(contacts::custom_fields(tx)?)).await.unwrap();
    let import = stage(&other.ws, file(&other, "export.csv", exported(&held, &fields))).await;
    api::apply(&other.ws, import.id).await.unwrap();
    let inputs = |records: &[contacts::PersonRecord]| records.iter().map(|one| one.input.clone()).collect::<Vec<_>>();
    assert_eq!(inputs(&records(&other.ws).await), inputs(&held));
}

/// Fields of the organisation's own, one named as a field that everybody has.
async fn own_fields(ws: &Workspace) {
    for (name, kind, choices) in [
        ("Rating", CustomKind::Number, vec![]),
        ("Role", CustomKind::Choice, vec!["Host", "Guest"]),
        ("About", CustomKind::LongText, vec![]),
    ] {
        let choices = choices.into_iter().map(str::to_owned).collect();
        contacts::api::add_custom_field(ws, CustomFieldInput { name: name.to_owned(), kind, choices }).await.unwrap();
    }
}

#[tokio::test]
async fn a_value_that_a_field_of_ones_own_does_not_take_refuses_its_row_and_names_the_cell() {
    let desk = Desk::new();
    own_fields(&desk.ws).await;
    let csv =
        "name;email;Rating;field:Role\nAna Reis;ana@example.org;1.250;Guest\nBo Lund;bo@example.org;4;Chef\nCy Fox;cy@example.org;;host\n";
    let import = stage(&desk.ws, file(&desk, "a.csv", csv)).await;
    assert_eq!((import.counts.refused, import.counts.new), (2, 1));
    let of = |number: u32| row(&desk.ws, &import, number);
    assert!(of(2).await.reason(Language::En).contains("“1.250” is one number in English"), "{}", of(2).await.reason(Language::En));
    assert_eq!(of(3).await.reason(Language::En), "“Chef” cannot be chosen here. What can be chosen: Host, Guest.");
    // Mended in its place, it is judged anew; a later file changes what differs and says it.
    let mended = api::mend(&desk.ws, import.id, 2, 2, "1250".to_owned()).await.unwrap();
    assert_eq!(mended.verdict, api::Verdict::New);
    api::apply(&desk.ws, import.id).await.unwrap();
    let again = stage(&desk.ws, file(&desk, "b.csv", "email;Rating;tags\nana@example.org;1300;press\ncy@example.org;;\n")).await;
    assert_eq!((again.counts.changed, again.counts.unchanged), (1, 1));
    let changes: Vec<(String, String)> = row(&desk.ws, &again, 2).await.changes.into_iter().map(|one| (one.from, one.to)).collect();
    assert_eq!(changes, [(String::new(), "press".to_owned()), ("Rating: 1250".to_owned(), "Rating: 1300".to_owned())]);
    api::apply(&desk.ws, again.id).await.unwrap();
    workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    let ana = contacts::api::who(&desk.ws, "ana@example.org").await.unwrap();
    let back = contacts::api::show(&desk.ws, ana).await.unwrap().fields;
    assert_eq!((back.custom["Rating"].as_str(), back.tags.len()), ("1250", 0));
}

pub(super) async fn records(ws: &Workspace) -> Vec<contacts::PersonRecord> {
    ws.read(|tx| Ok((1..50).filter_map(|id| contacts::record(tx, id.into()).unwrap()).collect())).await.unwrap()
}

fn exported(held: &[contacts::PersonRecord], own: &[contacts::CustomField]) -> Vec<u8> {
    let widest = contacts::Widest { addresses: 2, phones: 2 };
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(contacts::head(widest, own)).unwrap();
    held.iter().for_each(|person| table.write_record(contacts::csv_row(person, &[], widest, own)).unwrap());
    table.into_inner().unwrap()
}

#[tokio::test]
async fn a_stopped_import_leaves_nothing_behind() {
    let desk = Desk::new();
    let import = stage(&desk.ws, file(&desk, "guild.csv", GUILD)).await;
    let jobs = api::jobs(&desk.ws);
    let faults_at_commit = desk.ws.clone();
    // The token is pulled before the job can look at it: the first chunk ends it.
    let job = api::begin_apply(&faults_at_commit, import.id);
    jobs.cancel(job);
    while jobs.get(job).unwrap().outcome == crate::jobs::Outcome::Running {
        tokio::task::yield_now().await;
    }
    assert_eq!(jobs.get(job).unwrap().outcome, crate::jobs::Outcome::Cancelled);
    assert_eq!((people(&desk.ws).await, api::show(&desk.ws, import.id).await.unwrap().state), (0, api::ImportState::Staged));
    assert!(workspace_api::history(&desk.ws, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn somebody_who_came_in_after_staging_is_not_doubled() {
    let desk = Desk::new();
    let path = file(&desk, "guild.csv", GUILD);
    let (first, second) = (stage(&desk.ws, path.clone()).await, stage(&desk.ws, path).await);
    api::apply(&desk.ws, first.id).await.unwrap();
    let applied = api::apply(&desk.ws, second.id).await.unwrap();
    assert_eq!((applied.counts.unchanged, applied.counts.rows, people(&desk.ws).await), (2, 3, 2));
    assert_eq!(api::apply(&desk.ws, second.id).await.unwrap_err().code, "importing.applied_already");
}

#[test]
fn encodings_are_told_apart() {
    let text = "Nachname;Straße\nMüller;Ölweg\n";
    let utf16le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let files = [
        text.as_bytes().to_vec(),
        encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        utf16le,
        marked,
        format!("\u{feff}{text}").into_bytes(),
    ];
    for bytes in files {
        assert_eq!(cells(&bytes, b';'), [["Nachname", "Straße"], ["Müller", "Ölweg"]]);
    }
    let cyrillic =
        encoding_rs::WINDOWS_1251.encode("имя,почта\nИван Петров,ivan@example.org\nАнна Иванова,anna@example.org\n").0.into_owned();
    assert_eq!(cells(&cyrillic, b',')[1][0], "Иван Петров");
}

#[test]
fn records_end_where_they_should() {
    assert_eq!(cells(b"a,b\r\n\"x\r\ny\",\"say \"\"hi\"\"\"\r\n\r\nlast,", b','), [["a", "b"], ["x\r\ny", "say \"hi\""], ["last", ""]]);
    assert_eq!(cells(b"5\" disk,b", b','), [["5\" disk", "b"]]);
    let broken = read_all(b"a,b\n\"open,c\nd,e\n", b',');
    assert_eq!(broken.iter().map(|r| (r.row, r.broken)).collect::<Vec<_>>(), [(1, None), (2, Some(Broken::OpenQuote)), (3, None)]);
    assert_eq!(broken[2].cells, ["d", "e"]);
    let blank = read_all(b"a\n\n\nb\n", b',');
    assert_eq!(blank.iter().map(|r| r.row).collect::<Vec<_>>(), [1, 4], "a spreadsheet counts empty lines");
}

#[test]
fn a_line_of_many_megabytes_is_one_refused_row() {
    let mut bytes = b"name,email\n".to_vec();
    bytes.extend(std::iter::repeat_n(b'x', 5 * 1024 * 1024));
    bytes.extend_from_slice(b"\nGood,good@example.org\n");
    let records = read_all(&bytes, b',');
    assert_eq!(records.iter().map(|r| r.broken).collect::<Vec<_>>(), [None, Some(Broken::TooLong), None]);
    assert!(records[1].cells[0].len() <= 2_000);
    let quoted = [b"name\n\"".to_vec(), vec![b'\n'; 3 * 1024 * 1024], b"\nGood\n".to_vec()].concat();
    let records = read_all(&quoted, b',');
    assert_eq!(records.len(), 3);
    assert_eq!(records[2].cells, ["Good"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_to_the_end(bytes in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(b'\''), any::<u8>()], 0..400)) {
        for record in read_all(&bytes, b',') {
            prop_assert!(!record.cells.is_empty());
        }
    }

    #[test]
    fn what_is_written_as_csv_is_read_as_it_was(table in proptest::collection::vec(proptest::collection::vec("[a-zé\"',;\n\r =+@-]{0,8}", 2..5), 1..8)) {
        let mut writer = csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        table.iter().for_each(|row| writer.write_record(row).unwrap());
        let filled: Vec<_> = table.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        prop_assert_eq!(cells(&writer.into_inner().unwrap(), b','), filled);
    }

    #[test]
    fn a_proposal_is_always_an_address(text in "[a-z@., ()<>;]{0,30}") {
        if let Some(proposal) = super::mend::proposal(&text) {
            prop_assert!(crate::net::EmailAddress::parse(&proposal).is_ok());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Rows in are the sum of the verdicts, whatever the rows are; and applying what was staged never fails.
    #[test]
    fn rows_add_up(rows in proptest::collection::vec(("[ -~é\n\0]{0,12}", "([a-c]@[ab]\\.example\\.org|[ -~]{0,10})", "[^\n]{0,10}"), 1..30)) {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        writer.write_record(["name", "email", "outlet"]).unwrap();
        for (name, address, outlet) in &rows {
            writer.write_record([name, address, outlet]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new();
            let path = file(&desk, "any.csv", bytes);
            let Ok(look) = api::inspect(&desk.ws, path.clone(), FileForm { delimiter: Some(",".to_owned()), encoding: Some("utf-8".to_owned()), header: Some(true), ..FileForm::default() }).await else { return };
            let mut mapping = look.mapping;
            mapping.columns[0].field = Some(api::Field::Name);
            mapping.columns[1].field = Some(api::Field::Address);
            mapping.columns[2].field = Some(api::Field::Outlet);
            let request = StageRequest { path, mapping, kind: PersonKind::Public, source: String::new(), basis: Basis::Consent, basis_note: String::new() };
            let import = api::stage(&desk.ws, request).await.unwrap();
            let counts = import.counts;
            assert_eq!(counts.new + counts.changed + counts.unchanged + counts.duplicate + counts.refused, counts.rows);
            assert_eq!(counts.rows as usize, rows.len());
            let applied = api::apply(&desk.ws, import.id).await.unwrap();
            assert_eq!(applied.counts, counts, "what was shown is what was done");
            assert_eq!(people(&desk.ws).await, applied.adds);
            workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
            assert_eq!(people(&desk.ws).await, 0);
        });
    }
}
