//! Exports of other programs, as they write them.

use proptest::prelude::*;

use super::api::{self, Decision, Field, FileForm, Inspection, Verdict, Which};
use super::tests::{file, people, request, row, rows, stage};
use crate::contacts::{self, PersonInput, SuppressionReason};
use crate::messages::Language;
use crate::segments::api::ExportForm;
use crate::workspace::Workspace;
use crate::workspace::testing::Desk;

async fn look(desk: &Desk, name: &str, text: &str) -> Inspection {
    api::inspect(&desk.ws, file(desk, name, text), FileForm::default()).await.unwrap()
}

fn holds(found: &Inspection, column: &str) -> Option<Field> {
    found.mapping.columns.iter().find(|one| one.column == column).unwrap().field
}

async fn person(ws: &Workspace, address: &str) -> PersonInput {
    let id = contacts::api::who(ws, address).await.unwrap();
    contacts::api::show(ws, id).await.unwrap().fields
}

async fn suppressed(ws: &Workspace, address: &str) -> Option<(SuppressionReason, String)> {
    let history = contacts::api::suppression_history(ws, address.to_owned()).await.unwrap();
    history.into_iter().find(|one| one.lifted.is_none()).map(|one| (one.reason, one.evidence))
}

const GOOGLE: &str = "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,File As,Organization Name,Organization Title,Birthday,Notes,Labels,\
E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - City,Address 1 - Country,Website 1 - Value\n\
Ruth,Ann,Vale,,Dr,,Coast Weekly,Editor,,Prefers mornings,* myContacts ::: Press,Work,ruth@coast.example.net ::: r.vale@coast.example.net,Home,ruth@home.example.net,Mobile,+44 1632 960114 ::: +44 1632 960115,Work,01632 960116,Work,Averil,United Kingdom,https://example.net\n\
Ida,,Berg,,,,,,,,* myContacts,,ida@example.org,,,,,Work,22 33 44 55,,,,\n";

#[tokio::test]
async fn an_export_of_google_contacts_is_matched_whole_and_its_cells_taken_apart() {
    let desk = Desk::new();
    let found = look(&desk, "contacts.csv", GOOGLE).await;
    assert_eq!(found.known.as_deref(), Some("Google Contacts"));
    assert_eq!((holds(&found, "Labels"), holds(&found, "Address 1 - City"), holds(&found, "Birthday")), (None, Some(Field::City), None));
    let import = stage(&desk.ws, file(&desk, "contacts.csv", GOOGLE)).await;
    assert_eq!((import.counts.new, import.counts.refused), (2, 0), "{:?}", rows(&desk.ws, &import).await);
    api::apply(&desk.ws, import.id).await.unwrap();
    let ruth = person(&desk.ws, "ruth@coast.example.net").await;
    let addresses: Vec<_> = ruth.addresses.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(addresses, ["ruth@coast.example.net", "r.vale@coast.example.net", "ruth@home.example.net"]);
    let phones: Vec<_> = ruth.phones.iter().map(|one| (one.number.as_str(), one.label.as_str())).collect();
    assert_eq!(phones, [("+44 1632 960114", "Mobile"), ("+44 1632 960115", "Mobile"), ("01632 960116", "Work")]);
    let ida = person(&desk.ws, "ida@example.org").await;
    assert_eq!(
        (ida.phones[0].label.as_str(), ruth.role.as_str(), ruth.outlet.as_str(), ruth.beats.len()),
        ("Work", "Editor", "Coast Weekly", 0)
    );
}

#[tokio::test]
async fn exports_are_recognised_by_their_columns_and_no_field_is_filled_twice() {
    let desk = Desk::new();
    let cases = [
        (
            "Microsoft Outlook",
            "Title,First Name,Last Name,Company,Department,Job Title,Business City,Home City,Business Phone,Mobile Phone,E-mail Address,E-mail Type,E-mail 2 Address,Categories,Location,Language",
        ),
        (
            "Microsoft Outlook",
            "Anrede,Vorname,Nachname,Firma,Position,Telefon geschäftlich,E-Mail-Adresse,E-Mail: Angezeigter Name,Ort geschäftlich,Kategorien",
        ),
        (
            "Thunderbird",
            "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Work Phone,Mobile Number,Work City,Job Title,Organization,Notes",
        ),
        ("Mailchimp", "Email Address,First Name,Last Name,Address,Phone Number,MEMBER_RATING,OPTIN_TIME,CC,LEID,EUID,NOTES,TAGS"),
        (
            "HubSpot",
            "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company,Unsubscribed from all email,Lifecycle Stage",
        ),
        ("listmonk", "uuid,email,name,attributes,status,created_at,updated_at"),
    ];
    for (name, head) in cases {
        let cells = head
            .split(',')
            .map(|column| if column.to_lowercase().contains("mail") && !column.contains("Type") { "a@example.org" } else { "" });
        let found = look(&desk, "export.csv", &format!("{head}\n{}\n", cells.collect::<Vec<_>>().join(","))).await;
        assert_eq!(found.known.as_deref(), Some(name), "{head}");
        let mut fields: Vec<_> = found.mapping.columns.iter().filter_map(|column| column.field).filter(|field| !field.repeats()).collect();
        let all = fields.len();
        fields.sort_unstable();
        fields.dedup();
        assert_eq!((fields.len(), fields.contains(&Field::Address)), (all, true), "{head}: {:?}", found.mapping);
    }
}

#[tokio::test]
async fn what_other_programs_call_their_tags_become_tags_and_never_beats() {
    let desk = Desk::new();
    let cases = [
        (
            "Mailchimp",
            "Email Address,First Name,Last Name,MEMBER_RATING,LEID,EUID,TAGS\nm@example.org,Ruth,Vale,2,1,a,\"\"\"Press list\"\",\"\"North, coast\"\"\"\n",
            "m@example.org",
            ["North, coast", "Press list"].as_slice(),
        ),
        (
            "Microsoft Outlook",
            "First Name,Last Name,Company,Job Title,Business Phone,E-mail Address,Categories\nIda,Berg,,,,o@example.org,Press;Red Category\n",
            "o@example.org",
            &["Press", "Red Category"],
        ),
        (
            "HubSpot",
            "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage,Tags\n1,Ana,Reis,h@example.org,,lead,Festival;VIP\n",
            "h@example.org",
            &["Festival", "VIP"],
        ),
        ("", "name,email,Interests,Tags\nBo Lund,b@example.org,\"health, sea\",\"VIP, festival\"\n", "b@example.org", &["Festival", "VIP"]),
        ("", "Name,E-Mail,Ressort,Schlagwörter\nCy Fox,c@example.org,Kultur,Gäste; Presse\n", "c@example.org", &["Gäste", "Presse"]),
    ];
    for (name, table, address, tags) in cases {
        let found = look(&desk, "tags.csv", table).await;
        assert_eq!(found.known.as_deref().unwrap_or_default(), name, "{table}");
        let import = stage(&desk.ws, file(&desk, "tags.csv", table)).await;
        api::apply(&desk.ws, import.id).await.unwrap();
        let kept = person(&desk.ws, address).await;
        assert_eq!(kept.tags, tags, "{table}");
        let beats: &[&str] = match address {
            "b@example.org" => &["health", "sea"],
            "c@example.org" => &["Kultur"],
            _ => &[],
        };
        assert_eq!(kept.beats, beats, "{table}");
    }
}

const LISTMONK: &str = "uuid,email,name,attributes,status,created_at,updated_at\n\
a1,ruth@example.org,Ruth Vale,{},enabled,2024-01-01,2024-01-02\n\
a2,ida@example.org,Ida Berg,{},blocklisted,2024-01-01,2024-01-02\n\
a3,ana@example.org,Ana Reis,{},disabled,2024-01-01,2024-01-02\n";

#[tokio::test]
async fn whoever_opted_out_elsewhere_is_never_mailed_from_here() {
    let desk = Desk::new();
    let import = stage(&desk.ws, file(&desk, "subscribers.csv", LISTMONK)).await;
    assert_eq!(row(&desk.ws, &import, 3).await.barred.unwrap().key, "importing.barred.opted_out");
    assert!(suppressed(&desk.ws, "ida@example.org").await.is_none(), "nothing happens before it is applied");
    api::apply(&desk.ws, import.id).await.unwrap();
    let (reason, evidence) = suppressed(&desk.ws, "ida@example.org").await.unwrap();
    assert_eq!((reason, evidence.as_str()), (SuppressionReason::Unsubscribed, "status: blocklisted (Averil Press Guild)"));
    assert_eq!(suppressed(&desk.ws, "ana@example.org").await.unwrap().0, SuppressionReason::Asked);
    assert!(suppressed(&desk.ws, "ruth@example.org").await.is_none());
    // Read again it says nothing new.
    assert_eq!(stage(&desk.ws, file(&desk, "again.csv", LISTMONK)).await.counts.unchanged, 3);
}

#[tokio::test]
async fn an_opt_out_counts_for_who_is_held_and_for_a_row_that_doubles_another_and_is_taken_back_with_its_import() {
    let desk = Desk::new();
    let held = stage(&desk.ws, file(&desk, "held.csv", "name,email\nRuth Vale,ruth@example.org\nIda Berg,ida@example.org\n")).await;
    api::apply(&desk.ws, held.id).await.unwrap();
    let mailchimp = "Email Address,First Name,Last Name,UNSUB_TIME,LEID,EUID\n\
        ruth@example.org,Ruth,Vale,2024-03-01 10:12:11,1,a\nnew@example.org,New,Person,,2,b\nnew@example.org,New,Person,2024-03-02 09:00:00,3,c\nida@example.org,Ida,Berg,2024-03-03 09:00:00,4,d\n";
    let import = stage(&desk.ws, file(&desk, "unsubscribed.csv", mailchimp)).await;
    assert_eq!((import.counts.changed, import.counts.new, import.counts.duplicate), (2, 1, 1));
    assert_eq!(row(&desk.ws, &import, 2).await.changes[0].field, Field::OptedOut);
    // A row that is left out by hand says nothing.
    api::decide(&desk.ws, import.id, Which::Rows(vec![5]), Decision::Skip).await.unwrap();
    let applied = api::apply(&desk.ws, import.id).await.unwrap();
    assert_eq!((applied.adds, applied.changes), (1, 1));
    for address in ["ruth@example.org", "new@example.org"] {
        assert_eq!(suppressed(&desk.ws, address).await.unwrap().0, SuppressionReason::Unsubscribed, "{address}");
    }
    assert!(suppressed(&desk.ws, "ida@example.org").await.is_none());
    // Ruth said it once more, to us: that stays when the import goes.
    contacts::api::suppress(&desk.ws, "ruth@example.org".to_owned(), SuppressionReason::Asked, "by phone".to_owned()).await.unwrap();
    let ws = desk.reopened();
    crate::workspace::api::undo(&ws, crate::PLUGS, Some(applied.action.unwrap())).await.unwrap();
    assert!(suppressed(&ws, "new@example.org").await.is_none());
    assert!(suppressed(&ws, "ruth@example.org").await.is_some());
}

#[tokio::test]
async fn what_a_file_says_of_an_address_that_is_suppressed_already_is_kept_once_and_goes_with_its_import() {
    let desk = Desk::new();
    let bounced = "ida@example.org".to_owned();
    contacts::api::suppress(&desk.ws, bounced.clone(), SuppressionReason::Bounced, "550 gone".to_owned()).await.unwrap();
    let weekly = async |name: &str, source: &str| {
        let asked = request(&desk.ws, file(&desk, name, LISTMONK)).await;
        let import = api::stage(&desk.ws, api::StageRequest { source: source.to_owned(), ..asked }).await.unwrap();
        api::apply(&desk.ws, import.id).await.unwrap().action.unwrap()
    };
    let further = async |ws: &Workspace| {
        let standing = contacts::api::suppression_history(ws, "ida@example.org".to_owned()).await.unwrap().remove(0);
        assert_eq!(
            (standing.reason, standing.evidence.as_str(), standing.lifted.is_none()),
            (SuppressionReason::Bounced, "550 gone", true)
        );
        standing.further.into_iter().map(|one| (one.reason, one.evidence)).collect::<Vec<_>>()
    };
    let first = weekly("monday.csv", "list of 16 November").await;
    let said = (SuppressionReason::Unsubscribed, "status: blocklisted (list of 16 November)".to_owned());
    assert_eq!(further(&desk.ws).await, std::slice::from_ref(&said));
    for (name, source) in [("again.csv", "list of 16 November"), ("tuesday.csv", "list of 23 November")] {
        weekly(name, source).await;
        assert_eq!(further(&desk.ws).await, std::slice::from_ref(&said), "{name}: it is known");
    }
    let ws = desk.reopened();
    crate::workspace::api::undo(&ws, crate::PLUGS, Some(first)).await.unwrap();
    assert!(further(&ws).await.is_empty());
    assert_eq!(suppressed(&ws, "ana@example.org").await.unwrap().0, SuppressionReason::Asked, "a later list said so too");
}

#[tokio::test]
async fn one_file_suppresses_an_address_once_for_the_strongest_reason_and_taken_back_it_leaves_nothing() {
    let desk = Desk::new();
    let csv =
        "name,email,unsubscribed\nRuth Vale,ruth@example.org,bounced\nR. Vale,RUTH@example.org,complained\nRuth,ruth@example.org,yes\n";
    let import = stage(&desk.ws, file(&desk, "a.csv", csv)).await;
    let applied = api::apply(&desk.ws, import.id).await.unwrap();
    let all = contacts::api::suppression_history(&desk.ws, "ruth@example.org".to_owned()).await.unwrap();
    assert_eq!((all.len(), all[0].reason, all[0].further.len()), (1, SuppressionReason::Complained, 0));
    let ws = desk.reopened();
    crate::workspace::api::undo(&ws, crate::PLUGS, Some(applied.action.unwrap())).await.unwrap();
    assert!(suppressed(&ws, "ruth@example.org").await.is_none());
}

#[tokio::test]
async fn the_report_has_every_row_with_its_verdict_and_reason() {
    let desk = Desk::new();
    let csv = "name,email\nRuth Vale,ruth@example.org\nNobody,none\n=Twin,ruth@example.org\n";
    let import = stage(&desk.ws, file(&desk, "a.csv", csv)).await;
    let to = desk.folder.path().join("report.csv");
    assert_eq!(api::save_report(&desk.ws, import.id, to.clone(), Language::De).await.unwrap(), 3);
    let text = std::fs::read_to_string(&to).unwrap();
    let table: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes()).records().map(Result::unwrap).collect();
    let cells = |row: usize| table[row].iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(cells(0)[..3], ["2", "neu", "wie vorgeschlagen"]);
    assert_eq!((cells(1)[1].as_str(), cells(2)[1].as_str(), cells(2)[6].as_str()), ("abgelehnt", "doppelt", "'=Twin"));
    assert!(cells(2)[5].contains('2'), "{:?}", cells(2));
    assert_eq!(api::save_report(&desk.ws, import.id, to, Language::De).await.unwrap_err().code, "importing.exists");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// No row is ever dropped silently: those with each verdict add up to the rows of the file, whatever is in it.
    #[test]
    fn the_rows_of_a_file_are_the_sum_of_its_verdicts(
        table in proptest::collection::vec(("[A-C]? ?[a-b]{0,2}", "([a-d]@x\\.org)?|bad|[a-b]@x\\.org;[c-d]@x\\.org", "[\"\n,;x]{0,3}", "|yes|no|bounced"), 1..30),
        cards in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new();
            let first = stage(&desk.ws, file(&desk, "held.csv", "name,email\nA a,a@x.org\nB b,\n")).await;
            api::apply(&desk.ws, first.id).await.unwrap();
            let (name, text) = if cards {
                let cards = table.iter().map(|(name, email, note, _)| format!("BEGIN:VCARD\nFN:{name}\nEMAIL:{email}\nNOTE:{}\nEND:VCARD\n", note.replace('\n', "\\n")));
                ("a.vcf", cards.collect::<String>())
            } else {
                let rows = table.iter().map(|(name, email, note, out)| format!("\"{name}\",\"{email}\",{note},{out}\n"));
                ("a.csv", std::iter::once("name,email,notes,unsubscribed\n".to_owned()).chain(rows).collect::<String>())
            };
            let path = file(&desk, name, text);
            let Ok(look) = api::inspect(&desk.ws, path.clone(), FileForm::default()).await else { return };
            let import = match api::stage(&desk.ws, request(&desk.ws, path).await).await {
                Ok(import) => import,
                Err(refused) => {
                    // Cards that name nobody have no column that could.
                    let nobody = table.iter().all(|(name, email, ..)| name.trim().is_empty() && email.is_empty());
                    assert!(cards && nobody && refused.code == "importing.nothing_mapped", "{refused:?}");
                    return;
                }
            };
            let counts = import.counts;
            assert_eq!(counts.rows, look.rows);
            assert_eq!(counts.new + counts.changed + counts.unchanged + counts.duplicate + counts.refused, counts.rows);
            assert_eq!(rows(&desk.ws, &import).await.len(), counts.rows as usize);
            let before = people(&desk.ws).await;
            let applied = api::apply(&desk.ws, import.id).await.unwrap();
            assert_eq!(people(&desk.ws).await, before + applied.adds);
            assert!(rows(&desk.ws, &applied).await.iter().filter(|row| row.verdict == Verdict::New).count() as u32 >= applied.adds);
        });
    }
}

#[tokio::test]
async fn an_export_says_which_addresses_are_suppressed_and_coming_back_suppresses_exactly_those() {
    let desk = Desk::new();
    let both = vec![contacts::api::new_address("ruth@example.org".to_owned()), contacts::api::new_address("vale@example.org".to_owned())];
    let ruth = PersonInput { name: "Ruth Vale".to_owned(), addresses: both, ..PersonInput::of_kind(contacts::PersonKind::Journalist) };
    contacts::api::add(&desk.ws, ruth).await.unwrap();
    contacts::api::suppress(&desk.ws, "vale@example.org".to_owned(), SuppressionReason::Bounced, "said by phone".to_owned()).await.unwrap();
    for (name, form) in [("people.csv", ExportForm::Csv), ("people.json", ExportForm::Json), ("people.vcf", ExportForm::Vcard)] {
        let out = desk.folder.path().join(name);
        let whom = crate::segments::api::ExportWhom::default();
        crate::segments::api::export_to(&desk.ws, whom, form, Language::En, out.clone()).await.unwrap();
        let text = std::fs::read_to_string(&out).unwrap().replace("\r\n ", "");
        assert!(text.contains("vale@example.org") && text.contains("bounced"), "{text}");
        // Read where it came from, it says nothing new.
        assert_eq!(stage(&desk.ws, out.clone()).await.counts.unchanged, 1, "{name}");
        let elsewhere = Desk::new();
        let import = stage(&elsewhere.ws, out).await;
        api::apply(&elsewhere.ws, import.id).await.unwrap();
        assert_eq!(suppressed(&elsewhere.ws, "vale@example.org").await.unwrap().0, SuppressionReason::Bounced, "{name}");
        assert!(suppressed(&elsewhere.ws, "ruth@example.org").await.is_none(), "the other one may be mailed: {name}");
    }
}

#[tokio::test]
async fn consents_and_what_somebody_is_in_law_go_out_and_come_back_equal_and_an_undo_takes_them_away() {
    use contacts::api::{self as people, consent_of};
    use contacts::{ConsentGround, ConsentInput, RecipientKind};
    let desk = Desk::new();
    let ruth = PersonInput {
        name: "Ruth Vale".to_owned(),
        country: "CA".to_owned(),
        addresses: vec![people::new_address("ruth@example.org".to_owned())],
        ..PersonInput::of_kind(contacts::PersonKind::Public)
    };
    let id = people::add(&desk.ws, ruth.clone()).await.unwrap().id;
    let nasty = [(ConsentGround::Express, "a \\ b | c; \"d\", =1", "First line\nsecond | \\n 名簿"), (ConsentGround::Enquiry, "رسالة", "")];
    for (ground, how, evidence) in nasty {
        let input = ConsentInput { ground, on: "2026-03-02".to_owned(), how: how.to_owned(), evidence: evidence.to_owned() };
        people::note_consent(&desk.ws, id, input).await.unwrap();
    }
    people::set_recipient_kind(&desk.ws, id, Some(RecipientKind::SoleTrader)).await.unwrap();
    let entered = async |ws: &Workspace| {
        let id = people::who(ws, "ruth@example.org").await.unwrap();
        let standing = consent_of(ws, id).await.unwrap();
        (standing.said.then_some(standing.kind), standing.consents.into_iter().map(|one| one.entered).collect::<Vec<_>>())
    };
    let was = entered(&desk.ws).await;
    assert_eq!(was.1.len(), 2);
    for (name, form) in [
        ("people.csv", ExportForm::Csv),
        ("people.xlsx", ExportForm::Xlsx),
        ("people.json", ExportForm::Json),
        ("people.vcf", ExportForm::Vcard),
    ] {
        let out = desk.folder.path().join(name);
        let whom = crate::segments::api::ExportWhom::default();
        crate::segments::api::export_to(&desk.ws, whom, form, Language::En, out.clone()).await.unwrap();
        assert_eq!(stage(&desk.ws, out.clone()).await.counts.unchanged, 1, "{name}: read where it came from, it says nothing new");
        // Elsewhere, for somebody new and for somebody who was there.
        for there in [false, true] {
            let elsewhere = Desk::new();
            if there {
                people::add(&elsewhere.ws, ruth.clone()).await.unwrap();
            }
            let import = stage(&elsewhere.ws, out.clone()).await;
            api::apply(&elsewhere.ws, import.id).await.unwrap();
            assert_eq!(entered(&elsewhere.ws).await, was, "{name}, there before: {there}");
            crate::workspace::api::undo(&elsewhere.ws, crate::PLUGS, None).await.unwrap();
            if there {
                assert_eq!(entered(&elsewhere.ws).await, (None, Vec::new()), "{name}");
            }
        }
    }
    // What is no consent is refused with its row, and nothing comes in of it.
    for cell in ["guessed 2026-03-02 somehow", "express 2026-02-30 form", "express 2026-03-02", "express 2031-01-01 form"] {
        let text = format!("name,email,consents\nIda,ida@example.org,{cell}\n");
        let staged = stage(&desk.ws, file(&desk, "bad.csv", &text)).await;
        assert_eq!(staged.counts.refused, 1, "{cell}");
    }
}
