//! The people of a house, as their lists say them.

use super::api::{self, Verdict};
use super::tests::{file, people, row, rows, stage_as};
use crate::contacts::{self, HandleInput, PersonInput, PersonKind, api as contacts_api};
use crate::messages::Language;
use crate::workspace::api as workspace_api;
use crate::workspace::testing::Desk;

const STAFF: &str = "Name;E-Mail;Abteilung;Standort;Personalnummer;Vorgesetzte\n\
Bo Lund;bo@trust.example.org;Kultur;Delft;0007;Ada Quist\n\
Ada Quist;ada@trust.example.org;Leitung;Delft;0001;\n\
Cy Fox;cy@trust.example.org;Kultur;Averil;0009;nobody@trust.example.org\n";

#[tokio::test]
async fn whoever_leads_is_found_wherever_they_stand_in_the_list_and_comes_back_after_an_undo() {
    let desk = Desk::new();
    let import = stage_as(&desk.ws, file(&desk, "staff.csv", STAFF), PersonKind::Employee).await;
    assert_eq!(import.counts.new, 3, "{:?}", rows(&desk.ws, &import).await);
    api::apply(&desk.ws, import.id).await.unwrap();
    let who = async |address: &str| {
        let id = contacts_api::who(&desk.ws, address).await.unwrap();
        contacts_api::show(&desk.ws, id).await.unwrap()
    };
    let bo = who("bo@trust.example.org").await;
    assert_eq!(
        (bo.manager.unwrap().name.as_str(), bo.fields.department.as_str(), bo.fields.staff_number.as_str()),
        ("Ada Quist", "Kultur", "0007")
    );
    let cy = who("cy@trust.example.org").await;
    assert_eq!((cy.manager, cy.fields.manager.as_str()), (None, "nobody@trust.example.org"));
    // Read again, nothing is new; a later list brings whom the first one only named.
    let again =
        stage_as(&desk.ws, file(&desk, "staff.csv", STAFF.replace("Ada Quist\n", "ada@trust.example.org\n")), PersonKind::Employee).await;
    assert_eq!(again.counts.unchanged, 3, "{:?}", rows(&desk.ws, &again).await);
    let late = "Name;E-Mail;Manager\nDi Roe;nobody@trust.example.org;\n";
    let later = stage_as(&desk.ws, file(&desk, "late.csv", late), PersonKind::Employee).await;
    api::apply(&desk.ws, later.id).await.unwrap();
    assert_eq!(who("cy@trust.example.org").await.manager.unwrap().name, "Di Roe");
    workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    let cy = who("cy@trust.example.org").await;
    assert_eq!((cy.manager, cy.fields.manager.as_str()), (None, "nobody@trust.example.org"));
    workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(people(&desk.ws).await, 0);
}

#[tokio::test]
async fn a_number_of_the_staff_says_who_is_meant_or_that_the_row_is_wrong() {
    let desk = Desk::new();
    let first = stage_as(&desk.ws, file(&desk, "staff.csv", STAFF), PersonKind::Employee).await;
    api::apply(&desk.ws, first.id).await.unwrap();
    let csv = "Name;Email;Staff number;Department\n\
Bo Lund;bo.lund@trust.example.org;0007;Kultur\n\
Zoe Other;zoe@trust.example.org;0001;Kultur\n\
Eva New;eva@trust.example.org;0100;\n\
Eva Again;again@trust.example.org;0100;\n";
    let import = stage_as(&desk.ws, file(&desk, "new.csv", csv), PersonKind::Employee).await;
    let verdicts: Vec<Verdict> = rows(&desk.ws, &import).await.into_iter().map(|row| row.verdict).collect();
    assert_eq!(verdicts, [Verdict::Changed, Verdict::Refused, Verdict::New, Verdict::Duplicate]);
    assert_eq!(row(&desk.ws, &import, 3).await.reason(Language::En), "Ada Quist has this staff number, and another name and address.");
    assert_eq!(row(&desk.ws, &import, 5).await.reason(Language::En), "Same staff number as row 4.");
}

#[tokio::test]
async fn names_on_networks_are_read_from_cards_of_other_programs() {
    let desk = Desk::new();
    let cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Ruth Vale\nORG:Coast Weekly;Culture desk\nEMAIL:ruth@coast.example.net\n\
X-SOCIALPROFILE;type=twitter;x-user=ruth_v:https://twitter.com/ruth_v\n\
X-SOCIALPROFILE;type=mastodon:ruth@newsie.social\n\
SOCIALPROFILE;SERVICE-TYPE=Bluesky:https://bsky.app/profile/ruth.bsky.social\nEND:VCARD\n";
    let import = stage_as(&desk.ws, file(&desk, "ruth.vcf", cards), PersonKind::Journalist).await;
    api::apply(&desk.ws, import.id).await.unwrap();
    let id = contacts_api::who(&desk.ws, "ruth@coast.example.net").await.unwrap();
    let ruth = contacts_api::show(&desk.ws, id).await.unwrap().fields;
    let handles: Vec<String> = ruth.handles.iter().map(HandleInput::cell).collect();
    assert_eq!(handles, ["x:ruth_v", "mastodon:ruth@newsie.social", "bluesky:ruth.bsky.social"]);
    assert_eq!((ruth.outlet.as_str(), ruth.department.as_str()), ("Coast Weekly", "Culture desk"));
    // And our own card comes back as the same person.
    let record = desk.ws.read(move |tx| Ok(contacts::record(tx, id)?.unwrap())).await.unwrap();
    let other = Desk::new();
    let import = stage_as(&other.ws, file(&other, "own.vcf", contacts::card(&record, None, &[])), PersonKind::Journalist).await;
    api::apply(&other.ws, import.id).await.unwrap();
    let id = contacts_api::who(&other.ws, "ruth@coast.example.net").await.unwrap();
    assert_eq!(contacts_api::show(&other.ws, id).await.unwrap().fields, record.input);
}

#[tokio::test]
async fn a_row_that_names_somebody_in_capitals_and_accents_is_emptied_when_they_are_forgotten() {
    let desk = Desk::new();
    for (name, written, last) in
        [("Élodie \"Lo\" Quillington", "ÉLODIE \"\"LO\"\" QUILLINGTON", "quillington"), ("Ёлка Ясная", "ЁЛКА ЯСНАЯ", "ясная")]
    {
        let input = PersonInput { name: name.to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
        let gone = contacts::api::add(&desk.ws, input).await.unwrap().id;
        let table = format!("Name,Email,Manager\nRuth Vale,ruth@example.org,\"{written}\"\n");
        let import = stage_as(&desk.ws, file(&desk, "staff.csv", table), PersonKind::Employee).await;
        contacts::api::forget(&desk.ws, gone).await.unwrap();
        let files = std::fs::read_dir(desk.ws.path().parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
        for kept in files.filter(|path| path.is_file() && path.extension().is_none_or(|end| end != "csv")) {
            let bytes = String::from_utf8_lossy(&std::fs::read(&kept).unwrap()).to_lowercase();
            assert!(!bytes.contains(last), "{name}: {}", kept.display());
        }
        assert_eq!(api::show(&desk.ws, import.id).await.unwrap().counts.new, 1, "the row is there");
    }
}

#[tokio::test]
async fn whoever_is_forgotten_takes_nothing_of_those_who_share_a_part_of_their_name_or_address() {
    let desk = Desk::new();
    let add = async |name: &str, address: &str| {
        let addresses = vec![contacts_api::new_address(address.to_owned())];
        let input = PersonInput { name: name.to_owned(), addresses, ..PersonInput::of_kind(PersonKind::Journalist) };
        contacts_api::add(&desk.ws, input).await.unwrap().id
    };
    // Typed in part first, and completed later.
    let (ada, ann) = (add("News Desk", "ada@trust.example.org").await, add("金", "ann@trust.example.org").await);
    for (who, name) in [(ada, "de Vries"), (ada, "van der Berg"), (ada, "Ada de Vries"), (ann, "Ann Lee")] {
        let patch = contacts_api::PersonPatch { name: Some(name.to_owned()), ..Default::default() };
        contacts_api::edit(&desk.ws, who, patch).await.unwrap();
    }
    let led = [
        ("a@house.example.org", "Jan de Vries"),
        ("b@house.example.org", "Head of News Desk"),
        ("c@house.example.org", "Joann Leeson"),
        ("d@house.example.org", "joann@trust.example.org"),
        ("e@house.example.org", "金閣 寺"),
        ("f@house.example.org", "Ann Lee (Kultur)"),
    ];
    let lines: String = led.iter().zip(1..).map(|((address, manager), at)| format!("Pat{at} Lund{at},{address},{manager}\n")).collect();
    let staff = stage_as(&desk.ws, file(&desk, "staff.csv", format!("Name,Email,Manager\n{lines}")), PersonKind::Employee).await;
    api::apply(&desk.ws, staff.id).await.unwrap();
    // And a list that waits.
    let waiting = "Nachname;Vorname;E-Mail\nde Vries;Pia;pia@house.example.org\n金;美子;kim@house.example.org\n";
    let waiting = stage_as(&desk.ws, file(&desk, "waiting.csv", waiting), PersonKind::Employee).await;
    for who in [ada, ann] {
        let goes = contacts_api::forget_preview(&desk.ws, who).await.unwrap();
        assert_eq!(goes.former, Vec::<String>::new(), "{}", goes.name);
        contacts_api::forget(&desk.ws, who).await.unwrap();
    }
    let who = async |address: &str| {
        let id = contacts_api::who(&desk.ws, address).await.unwrap();
        contacts_api::show(&desk.ws, id).await.unwrap().fields
    };
    for (address, manager) in led {
        let left = if address == "f@house.example.org" { "" } else { manager };
        assert_eq!(who(address).await.manager, left, "{address}");
    }
    api::apply(&desk.ws, waiting.id).await.unwrap();
    assert_eq!(who("pia@house.example.org").await.family_name, "de Vries");
    assert_eq!(who("kim@house.example.org").await.family_name, "金");
}
