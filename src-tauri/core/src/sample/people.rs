//! The sample's people and segments: 2,140 of them, as on the design's screens.

use crate::contacts::{
    Basis, OutletKind, OutletPatch, PeopleWriter, PersonInput, PersonKind, PhoneInput, Provenance, SuppressionReason, check,
    describe_outlet, holders, set_do_not_contact, suppress,
};
use crate::error::Problem;
use crate::net::EmailAddress;
use crate::segments::{self, Fields, bad_query, parse};
use crate::workspace::{Topic, Workspace};

use super::crowd::{address, employee, journalist, local, neighbour};
use super::ties::tie;
use super::world::{HERITAGE_PRESS, Known, PHILANTHROPY, STAFF};

/// How many there are of each, all together.
const HERITAGE: usize = 240;
const OTHER_JOURNALISTS: usize = 760;
const EMPLOYEES: usize = 240;
const CLIENTS: usize = 300;
const PUBLIC: usize = 600;

/// What the two who share a newsroom's address write to.
const SHARED_ADDRESS: &str = "newsdesk@harbourfm.example.net";

/// People who must not be contacted, and why.
const BARRED: &[(&str, &str)] = &[
    ("bea@artsdesknorth.example.net", "Asked by letter, 14 January 2025"),
    ("jo.marsh@example.org", "“Take me off everything”, on the phone, February 2025"),
    ("idris@smallmuseums.example.net", "On leave until further notice; asked for silence"),
];

/// The saved segments: name and question.
const SEGMENTS: &[(&str, &str)] = &[
    ("Heritage press", "kind:journalist (beat:heritage or beat:arts) -beat:sport"),
    ("Philanthropy media", "kind:journalist beat:philanthropy,charity"),
    ("Averil coast", "kind:public city:\"Port Averil\",\"Averil Bridge\",\"Cold Ness\",Skerry"),
    ("German-language press", "kind:journalist language:de"),
    ("Patrons", "kind:client role:Patron"),
    ("All staff", "kind:employee"),
];

/// What is known of some outlets: kind, reach, region, and whom they reach.
const ABOUT_OUTLETS: &[(&str, OutletKind, u32, &str, &[&str])] = &[
    ("The Northern Ledger", OutletKind::Newspaper, 180_000, "Yorkshire", &["commuters", "investors"]),
    ("Port Averil Courier", OutletKind::Newspaper, 24_000, "Averil coast", &["parents", "residents"]),
    ("The Sunday Quay", OutletKind::Newspaper, 210_000, "London", &["collectors", "philanthropists"]),
    ("Westland Radio", OutletKind::Radio, 95_000, "Wales", &["commuters"]),
    ("Averil Valley News", OutletKind::Newspaper, 9_000, "Averil coast", &["parents", "residents"]),
    ("Harbour FM", OutletKind::Radio, 38_000, "Averil coast", &["commuters", "parents"]),
    ("Coast & Country Weekly", OutletKind::Magazine, 61_000, "Averil coast", &["holidaymakers", "philanthropists"]),
    ("Atlantic Heritage Monthly", OutletKind::Magazine, 45_000, "New England", &["museum people", "philanthropists"]),
    ("Museum und Meer", OutletKind::Magazine, 30_000, "Hamburg", &["museum people"]),
    ("Havens & Vracht", OutletKind::Magazine, 18_000, "Zuid-Holland", &["shipowners"]),
    ("The Patron", OutletKind::Magazine, 31_000, "London", &["philanthropists"]),
    ("Coastal Trusts Bulletin", OutletKind::Newsletter, 4_000, "Averil coast", &["philanthropists"]),
    ("De Kustbode", OutletKind::Newspaper, 52_000, "Zeeland", &["philanthropists", "residents"]),
];

/// Writes the people and the segments in one transaction. Not a step that undo takes back: it is how the file begins.
///
/// # Errors
/// What the file says; then nothing is there.
pub async fn people(ws: &Workspace) -> Result<(), Problem> {
    let secret = *ws.secret();
    ws.write_quietly(move |tx| {
        let unless_given = Provenance { source: "Sample".to_owned(), on: "2026-11-24".to_owned() };
        let mut writer = PeopleWriter::new(tx, &secret);
        let mut neighbours = Vec::new();
        for input in everybody() {
            let (kind, is_corporate) = (input.kind, input.role == "Corporate member");
            let is_reached = !input.addresses.is_empty();
            let person = writer.add_silently(&check(input, &unless_given)?)?;
            if is_reached && matches!(kind, PersonKind::Client | PersonKind::Public) {
                neighbours.push((person, kind, is_corporate));
            }
        }
        for (name, kind, reach, region, audiences) in ABOUT_OUTLETS {
            let patch = OutletPatch {
                kind: Some(*kind),
                reach: Some(reach.to_string()),
                region: Some((*region).to_owned()),
                audiences: Some(audiences.iter().map(|name| (*name).to_owned()).collect()),
                ..OutletPatch::default()
            };
            describe_outlet(tx, name, patch)?;
        }
        tie(tx, &secret, &neighbours)?;
        for (holder, why) in BARRED {
            for person in holders(tx, &EmailAddress::parse(holder)?.key(&secret))? {
                set_do_not_contact(tx, person, Some(why))?;
            }
        }
        for (n, reason) in SUPPRESSED {
            if let Some(one) = journalist(*n, None).addresses.first() {
                let evidence = match reason {
                    SuppressionReason::Bounced => "550 5.1.1 no such mailbox, 10 November 2026",
                    _ => "Answered “unsubscribe”, 11 November 2026",
                };
                suppress(tx, &EmailAddress::parse(&one.address)?.key(&secret), *reason, evidence)?;
            }
        }
        let fields = Fields::default();
        for (name, question) in SEGMENTS {
            segments::create(tx, name, &parse(question, &fields).map_err(bad_query)?)?;
        }
        tx.changed(Topic::Person, None);
        Ok(())
    })
    .await
}

/// Which of the Heritage press's crowd are suppressed, and why: four bounced, two unsubscribed.
const SUPPRESSED: &[(usize, SuppressionReason)] = &[
    (50, SuppressionReason::Bounced),
    (77, SuppressionReason::Bounced),
    (104, SuppressionReason::Bounced),
    (131, SuppressionReason::Bounced),
    (158, SuppressionReason::Unsubscribed),
    (185, SuppressionReason::Unsubscribed),
];

fn everybody() -> impl Iterator<Item = PersonInput> {
    let heritage = HERITAGE_PRESS.len()..HERITAGE;
    let others = PHILANTHROPY.len()..OTHER_JOURNALISTS;
    HERITAGE_PRESS
        .iter()
        .chain(PHILANTHROPY)
        .map(known)
        .chain(heritage.map(|n| {
            let beats: &[&str] = match n % 4 {
                0 => &["heritage", "museums"],
                1 => &["arts"],
                2 => &["heritage", "local"],
                _ => &["arts", "books"],
            };
            let mut one = journalist(n, Some(beats));
            if n == 60 || n == 61 {
                // Two people behind one address: one mail, and the other named as left out (D38).
                one.addresses = vec![guild(SHARED_ADDRESS.to_owned())];
            }
            one
        }))
        .chain(others.map(|n| journalist(10_000 + n, None)))
        .chain(STAFF.iter().map(|(name, role, department)| staff(name, role, department)))
        .chain((STAFF.len()..EMPLOYEES).map(employee))
        .chain((0..CLIENTS).map(|n| neighbour(n, PersonKind::Client)))
        .chain((CLIENTS..CLIENTS + PUBLIC).map(|n| neighbour(n, PersonKind::Public)))
}

fn guild(to: String) -> crate::contacts::AddressInput {
    address(
        to,
        "Averil Press Guild, directory 2026",
        "2026-02-10",
        Basis::LegitimateInterest,
        "Press work: they publish this address for releases",
    )
}

fn known((name, outlet, mail, role, beats, language): &Known) -> PersonInput {
    let mut addresses: Vec<_> = (!mail.is_empty()).then(|| guild((*mail).to_owned())).into_iter().collect();
    let mut one = PersonInput {
        name: (*name).to_owned(),
        outlet: (*outlet).to_owned(),
        role: (*role).to_owned(),
        beats: beats.split("; ").map(str::to_owned).collect(),
        language: (*language).to_owned(),
        ..PersonInput::of_kind(PersonKind::Journalist)
    };
    if *name == "Priya Nandakumar" {
        addresses = vec![
            address((*mail).to_owned(), "Her card, press day", "2024-05-06", Basis::LegitimateInterest, "Press work"),
            address("p.nandakumar@example.org".to_owned(), "Her card, press day", "2024-05-06", Basis::LegitimateInterest, "Press work"),
        ];
        one.phones = vec![PhoneInput { number: "01632 960 388".to_owned(), label: "desk".to_owned() }];
        one.notes = "Mail before 11:00, no attachments over 5 MB".to_owned();
        one.country = "GB".to_owned();
        one.time_zone = "Europe/London".to_owned();
    }
    one.addresses = addresses;
    one
}

fn staff(name: &str, role: &str, department: &str) -> PersonInput {
    let mail = format!("{}@harbourtrust.example.org", name.split(' ').map(local).collect::<Vec<_>>().join("."));
    PersonInput {
        name: name.to_owned(),
        role: role.to_owned(),
        city: "Port Averil".to_owned(),
        country: "GB".to_owned(),
        language: "en-GB".to_owned(),
        time_zone: "Europe/London".to_owned(),
        notes: department.to_owned(),
        addresses: vec![address(mail, "Personnel list", "2026-09-01", Basis::Contract, "Employment")],
        ..PersonInput::of_kind(PersonKind::Employee)
    }
}
