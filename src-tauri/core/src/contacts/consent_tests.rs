use super::api::{self, PersonPatch};
use super::*;
use crate::error::Problem;
use crate::ids::PersonId;
use crate::workspace::testing::{Desk, TODAY};

const DAY: i64 = 86_400_000;

async fn add(desk: &Desk, name: &str, country: &str, address: &str, more: impl FnOnce(&mut PersonInput)) -> PersonId {
    let mut input = PersonInput {
        name: name.to_owned(),
        country: country.to_owned(),
        addresses: vec![api::new_address(address.to_owned())],
        ..PersonInput::of_kind(PersonKind::Public)
    };
    more(&mut input);
    api::add(&desk.ws, input).await.unwrap().id
}

fn consent(ground: ConsentGround, on: &str) -> ConsentInput {
    ConsentInput { ground, on: on.to_owned(), how: "the form on our site".to_owned(), evidence: "form-17.pdf".to_owned() }
}

async fn of(desk: &Desk, person: PersonId) -> ConsentStanding {
    api::consent_of(&desk.ws, person).await.unwrap()
}

async fn count(desk: &Desk, question: &str) -> u32 {
    let whom = crate::segments::api::Whom { query: Some(question.to_owned()), segment: None };
    crate::segments::api::count(&desk.ws, whom).await.unwrap()
}

fn places(problem: &Problem) -> Vec<&str> {
    problem.places.iter().filter_map(|place| place.field.as_deref()).collect()
}

#[test]
fn every_row_of_the_table_says_where_it_stands_and_as_of_when_and_no_two_speak_of_the_same_people() {
    let mut seen = std::collections::BTreeSet::new();
    assert!(laws().len() > 20, "the table is read");
    for law in laws() {
        assert!(!law.source.is_empty() && chrono::NaiveDate::parse_from_str(&law.as_of, "%Y-%m-%d").is_ok(), "{law:?}");
        assert_eq!(law.accepts.is_empty(), law.rule != ConsentRule::Consent, "{law:?}");
        assert!(!law.source.contains('\''), "it is no word of SQL, but {law:?} could become one");
        for country in &law.countries {
            assert_eq!(places::country(country), *country, "a code of a country");
            law.kinds.iter().for_each(|kind| assert!(seen.insert((country.clone(), *kind)), "{country} {kind:?} twice"));
        }
    }
    // All members of the European Union and the European Economic Area.
    let members = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO";
    for country in members.split(' ') {
        let rule = law_for(country, RecipientKind::Individual).rule;
        assert_eq!(rule, ConsentRule::Consent, "{country}");
        assert!(RecipientKind::ALL.iter().all(|kind| seen.contains(&(country.to_owned(), *kind))), "{country}");
    }
    for (country, kind, rule) in [
        ("DE", RecipientKind::Corporate, ConsentRule::Consent),
        ("GB", RecipientKind::SoleTrader, ConsentRule::Consent),
        ("GB", RecipientKind::Corporate, ConsentRule::Objection),
        ("US", RecipientKind::Individual, ConsentRule::Objection),
        ("BE", RecipientKind::Corporate, ConsentRule::Unknown),
        ("JP", RecipientKind::Individual, ConsentRule::Unknown),
        ("", RecipientKind::Individual, ConsentRule::Unknown),
        ("Utopia", RecipientKind::Corporate, ConsentRule::Unknown),
    ] {
        assert_eq!(law_for(country, kind).rule, rule, "{country} {kind:?}");
    }
}

#[tokio::test]
async fn what_the_law_takes_somebody_for_is_proposed_from_what_is_known_and_can_be_said() {
    let desk = Desk::new();
    let outlet = |input: &mut PersonInput| input.outlet = "Coast Weekly".to_owned();
    let free = |input: &mut PersonInput| input.role = "Freelance photographer".to_owned();
    let at_outlet = add(&desk, "Ruth", "GB", "ruth@coast.example.net", outlet).await;
    let at_home = add(&desk, "Jan", "GB", "jan@GMAIL.com", outlet).await;
    let trader = add(&desk, "محمد", "GB", "m@lens.example.org", free).await;
    let info = add(&desk, "", "GB", "info@museum.example.org", |_| ()).await;
    let nobody = add(&desk, "愛子", "GB", "aiko@aiko.example.org", |_| ()).await;
    for (person, kind) in [
        (at_outlet, RecipientKind::Corporate),
        (at_home, RecipientKind::Individual),
        (trader, RecipientKind::SoleTrader),
        (info, RecipientKind::Corporate),
        (nobody, RecipientKind::Individual),
    ] {
        let standing = of(&desk, person).await;
        assert_eq!((standing.kind, standing.said), (kind, false));
    }
    assert_eq!((count(&desk, "recipient:corporate").await, count(&desk, "consent:missing").await), (2, 3));
    api::set_recipient_kind(&desk.ws, at_outlet, Some(RecipientKind::Individual)).await.unwrap();
    let said = of(&desk, at_outlet).await;
    assert_eq!((said.kind, said.said, said.missing, said.law.rule), (RecipientKind::Individual, true, true, ConsentRule::Consent));
    assert_eq!(count(&desk, "consent:missing").await, 4);
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert!(!of(&desk, at_outlet).await.said);
    api::set_recipient_kind(&desk.ws, nobody, Some(RecipientKind::Corporate)).await.unwrap();
    api::set_recipient_kind(&desk.ws, nobody, None).await.unwrap();
    assert!(!of(&desk, nobody).await.said, "what is proposed stands again");
    assert_eq!(api::set_recipient_kind(&desk.ws, 999.into(), None).await.unwrap_err().code, "contacts.no_person");
}

#[tokio::test]
async fn an_implied_consent_ends_with_its_time_and_an_express_one_does_not() {
    let desk = Desk::new();
    let person = add(&desk, "Ruth", "Canada", "ruth@coast.example.net", |_| ()).await;
    assert!(of(&desk, person).await.missing);
    api::note_consent(&desk.ws, person, consent(ConsentGround::Enquiry, "2026-08-31")).await.unwrap();
    let standing = of(&desk, person).await;
    // Six months end with February, not in March.
    assert_eq!((standing.missing, standing.consents[0].until.as_deref(), standing.consents[0].holds), (false, Some("2027-02-28"), true));
    assert_eq!((count(&desk, "consent:held").await, count(&desk, "consent:expired").await), (1, 0));
    let until = (chrono::DateTime::parse_from_rfc3339("2027-02-28T23:00:00Z").unwrap().timestamp_millis() - TODAY) / DAY;
    desk.clock.advance_ms(until * DAY);
    assert!(!of(&desk, person).await.missing, "the last day counts");
    assert_eq!(count(&desk, "consent:held").await, 1);
    desk.clock.advance_ms(DAY);
    assert!(of(&desk, person).await.missing);
    assert_eq!((count(&desk, "consent:missing").await, count(&desk, "consent:expired").await), (1, 1));
    api::note_consent(&desk.ws, person, consent(ConsentGround::Relationship, "2026-11-24")).await.unwrap();
    assert_eq!(of(&desk, person).await.consents[0].until.as_deref(), Some("2028-11-24"));
    api::note_consent(&desk.ws, person, consent(ConsentGround::Express, "2020-01-01")).await.unwrap();
    let express = of(&desk, person).await.consents.pop().unwrap();
    assert_eq!((express.entered.ground, express.until, express.holds), (ConsentGround::Express, None, true));
    // A ground is one consent: noted again, it is the newer one. Taken away, it is gone; and undo brings it back.
    api::note_consent(&desk.ws, person, consent(ConsentGround::Express, "2021-01-01")).await.unwrap();
    assert_eq!(of(&desk, person).await.consents.len(), 3);
    api::end_consent(&desk.ws, person, ConsentGround::Express).await.unwrap();
    assert_eq!(api::end_consent(&desk.ws, person, ConsentGround::Express).await.unwrap_err().code, "contacts.no_consent");
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(of(&desk, person).await.consents.len(), 3);
}

#[tokio::test]
async fn a_ground_counts_only_where_the_law_knows_it() {
    let desk = Desk::new();
    let person = add(&desk, "Ruth", "DE", "ruth@coast.example.net", |_| ()).await;
    api::note_consent(&desk.ws, person, consent(ConsentGround::Published, "2026-11-01")).await.unwrap();
    let standing = of(&desk, person).await;
    assert!(standing.missing && !standing.consents[0].holds, "a published address is no consent there");
    let canada = PersonPatch { country: Some("CA".to_owned()), ..PersonPatch::default() };
    api::edit(&desk.ws, person, canada).await.unwrap();
    assert!(!of(&desk, person).await.missing);
    // An address that is kept by consent has it, wherever; staff are asked by other rules.
    let kept = |input: &mut PersonInput| {
        (input.addresses[0].basis, input.addresses[0].basis_note) = (Basis::Consent, "form".to_owned());
    };
    let by_basis = of(&desk, add(&desk, "Jan", "DE", "jan@ledger.example.net", kept).await).await;
    assert!(by_basis.by_basis && !by_basis.missing);
    add(&desk, "Ada", "DE", "ada@trust.example.org", |input| input.kind = PersonKind::Employee).await;
    assert_eq!((count(&desk, "consent:missing").await, count(&desk, "consent:needed").await), (0, 2));
    add(&desk, "Nobody knows where", "", "where@ledger.example.net", |_| ()).await;
    assert_eq!(count(&desk, "consent:unknown").await, 1);
}

#[tokio::test]
async fn what_proves_nothing_is_refused_at_its_field_and_nothing_is_noted() {
    let desk = Desk::new();
    let person = add(&desk, "Ruth", "CA", "ruth@coast.example.net", |_| ()).await;
    let good = || consent(ConsentGround::Express, "2026-11-01");
    for (bad, place) in [
        (ConsentInput { how: "  ".to_owned(), ..good() }, "how"),
        (ConsentInput { how: "x".repeat(301), ..good() }, "how"),
        (ConsentInput { how: "a\u{7}b".to_owned(), ..good() }, "how"),
        (ConsentInput { evidence: "x".repeat(4_001), ..good() }, "evidence"),
        (ConsentInput { on: "2026-02-30".to_owned(), ..good() }, "on"),
        (ConsentInput { on: "2026-11-25".to_owned(), ..good() }, "on"),
        (ConsentInput { on: "yesterday".to_owned(), ..good() }, "on"),
    ] {
        let refused = api::note_consent(&desk.ws, person, bad).await.unwrap_err();
        assert_eq!((refused.code.as_str(), places(&refused)), ("contacts.refused", vec![place]));
    }
    assert!(of(&desk, person).await.consents.is_empty());
    api::note_consent(&desk.ws, person, ConsentInput { on: String::new(), how: "名簿 ".repeat(60), ..good() }).await.unwrap();
    assert_eq!(of(&desk, person).await.consents[0].entered.on, "2026-11-24", "no day is today");
}

#[tokio::test]
async fn consent_stands_in_the_past_in_the_access_file_and_goes_when_somebody_is_forgotten() {
    let desk = Desk::new();
    let person = add(&desk, "Ruth", "CA", "ruth@coast.example.net", |_| ()).await;
    desk.clock.advance_ms(DAY);
    api::note_consent(&desk.ws, person, consent(ConsentGround::Enquiry, "2026-11-01")).await.unwrap();
    api::set_recipient_kind(&desk.ws, person, Some(RecipientKind::SoleTrader)).await.unwrap();
    let page = api::history(&desk.ws, person, 0, 10).await.unwrap();
    let told: Vec<_> = page.entries.iter().flat_map(|entry| &entry.changes).map(|one| (one.key.as_str(), one.to.clone())).collect();
    assert!(told.contains(&("consent", Some("2026-11-01 the form on our site form-17.pdf".to_owned()))), "{told:?}");
    assert!(told.contains(&("recipient_kind", Some("sole-trader".to_owned()))), "{told:?}");
    let access = api::access(&desk.ws, person).await.unwrap();
    let consent = &access["person"]["consents"][0];
    assert_eq!((&consent["ground"], &consent["until"]), (&"enquiry".into(), &"2027-05-01".into()));
    assert_eq!(access["person"]["recipient_in_law"]["source"], "CA: CASL s. 6, 10");
    let other = add(&desk, "Ruth V", "CA", "rv@coast.example.net", |_| ()).await;
    api::note_consent(&desk.ws, other, super::ConsentInput { how: "by phone".to_owned(), ..consent_of_other() }).await.unwrap();
    api::merge(&desk.ws, person, other, Vec::new()).await.unwrap();
    let grounds: Vec<_> = of(&desk, person).await.consents.into_iter().map(|one| one.entered.ground).collect();
    assert_eq!(grounds.len(), 2, "both records' consents are kept: {grounds:?}");
    api::forget(&desk.ws, person).await.unwrap();
    let bytes = std::fs::read(desk.path()).unwrap();
    let found = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!found("form-17.pdf") && !found("the form on our site") && !found("by phone"));
}

fn consent_of_other() -> ConsentInput {
    consent(ConsentGround::Express, "2026-10-01")
}

#[tokio::test]
async fn among_many_people_the_question_and_the_list_before_send_name_the_same() {
    let desk = Desk::new();
    let (mut all, countries) = (Vec::new(), ["DE", "GB", "US", "CA", "NL", "BE", "FR", "CH", "AU", "Utopia", ""]);
    for (at, country) in countries.iter().cycle().take(220).enumerate() {
        let address = if at % 3 == 0 { format!("p{at}@gmx.de") } else { format!("p{at}@paper.example.net") };
        let person = add(&desk, &format!("P {at}"), country, &address, |input| {
            if at % 2 == 0 {
                input.outlet = "Coast Weekly".to_owned();
            }
            if at % 7 == 0 {
                (input.addresses[0].basis, input.addresses[0].basis_note) = (Basis::Consent, "form".to_owned());
            }
        })
        .await;
        if let Some(ground) = ConsentGround::ALL.get(at % 8) {
            let on = if at % 5 == 0 { "2019-03-31" } else { "2026-06-30" };
            api::note_consent(&desk.ws, person, consent(*ground, on)).await.unwrap();
        }
        all.push(person);
    }
    let (picked, judged) = desk
        .ws
        .read_blocking(move |tx| {
            let picked = select(tx, &Condition::consent_missing())?;
            let judged = standings(tx, &all)?;
            assert_eq!(without_consent(tx, &all)?, judged.iter().filter(|(_, one)| one.missing).map(|(id, _)| *id).collect::<Vec<_>>());
            Ok((picked, judged))
        })
        .unwrap();
    let missing: Vec<PersonId> = judged.iter().filter(|(_, one)| one.missing).map(|(id, _)| *id).collect();
    let mut picked = picked;
    picked.sort();
    assert_eq!(picked, missing);
    assert!(missing.len() > 30 && missing.len() < 200, "{}", missing.len());
}

#[tokio::test]
async fn every_question_about_the_law_picks_by_sets_whom_a_look_at_each_person_picks() {
    use super::store::consenting::without_consent as lacking;
    let desk = Desk::new();
    let (countries, roles) =
        (["DE", "germany", "GB", "US", "CA", "NL", "FR", "BE", "CH", "NZ", "Utopia", ""], ["", "Freelance writer", "Editor"]);
    let roles = roles.into_iter().chain(["Freie Autorin", "freie", "Freier Fall"]);
    let mut all = Vec::new();
    for (at, (country, role)) in countries.iter().cycle().zip(roles.cycle()).take(504).enumerate() {
        let address = [
            format!("p{at}@gmx.de"),
            format!("info@paper{at}.example.net"),
            format!("p{at}@paper.example.net"),
            format!("p{at}@GMIAL.com"),
        ];
        let person = add(&desk, &format!("P {at}"), country, &address[at / 5 % 4], |input| {
            role.clone_into(&mut input.role);
            input.kind = PersonKind::ALL[at / 5 % PersonKind::ALL.len()];
            match at / 7 % 4 {
                0 => input.outlet = "Coast Weekly".to_owned(),
                1 => input.addresses.clear(),
                2 => input.addresses.push(api::new_address(format!("second{at}@gmail.com"))),
                _ => {}
            }
            if at % 11 == 0
                && let Some(first) = input.addresses.first_mut()
            {
                (first.basis, first.basis_note) = (Basis::Consent, "form".to_owned());
            }
        })
        .await;
        if let Some(ground) = ConsentGround::ALL.get(at % 9) {
            api::note_consent(&desk.ws, person, consent(*ground, if at % 4 == 0 { "2019-03-31" } else { "2026-06-30" })).await.unwrap();
        }
        if let Some(kind) = RecipientKind::ALL.get(at % 17) {
            api::set_recipient_kind(&desk.ws, person, Some(*kind)).await.unwrap();
        }
        all.push((person, at));
    }
    let checked = desk
        .ws
        .read_blocking(move |tx| {
            let ids: Vec<PersonId> = all.iter().map(|(person, _)| *person).collect();
            let judged = standings(tx, &ids)?;
            let employee = |person: &PersonId| {
                let at = all.iter().find(|(one, _)| one == person).unwrap().1;
                PersonKind::ALL[at / 5 % PersonKind::ALL.len()] == PersonKind::Employee
            };
            let asked = |one: &ConsentStanding| one.law.rule == ConsentRule::Consent;
            let has = |one: &ConsentStanding| one.by_basis || one.consents.iter().any(|noted| noted.holds);
            let ever =
                |one: &ConsentStanding| one.consents.iter().any(|noted| one.law.accepts.iter().any(|is| is.ground == noted.entered.ground));
            let naive = |is: &dyn Fn(&PersonId, &ConsentStanding) -> bool| {
                judged.iter().filter(|(id, one)| is(id, one)).map(|(id, _)| *id).collect::<Vec<PersonId>>()
            };
            let mut cases = vec![
                (Condition::consent_needed(), naive(&|id, one| !employee(id) && asked(one))),
                (Condition::consent_missing(), naive(&|id, one| !employee(id) && asked(one) && !has(one))),
                (Condition::consent_held(), naive(&|id, one| !employee(id) && asked(one) && has(one))),
                (Condition::consent_expired(), naive(&|id, one| !employee(id) && asked(one) && !has(one) && ever(one))),
                (Condition::consent_unknown(), naive(&|id, one| !employee(id) && one.law.rule == ConsentRule::Unknown)),
            ];
            for kind in RecipientKind::ALL {
                cases.push((Condition::recipient(*kind), naive(&|_, one| one.kind == *kind)));
            }
            let mut sizes = Vec::new();
            for (condition, expected) in &cases {
                assert_eq!(&select(tx, condition)?, expected, "{condition:?}");
                assert!(!expected.is_empty() && expected.len() < ids.len(), "{}: {}", sizes.len(), expected.len());
                // And as it is asked of each by a statement.
                for person in ids.iter().step_by(7) {
                    let one = Condition::all(vec![Condition::of(&Criterion::Person(*person)), condition.clone()]);
                    assert_eq!(!select(tx, &one)?.is_empty(), expected.contains(person), "{person} {condition:?}");
                }
                sizes.push(expected.len());
            }
            assert_eq!(lacking(tx, &ids)?, cases[1].1);
            let many: Vec<PersonId> = ids.iter().cycle().take(3_000).copied().collect();
            let of_many: std::collections::BTreeSet<PersonId> = lacking(tx, &many)?.into_iter().collect();
            assert_eq!(of_many.into_iter().collect::<Vec<_>>(), cases[1].1);
            Ok(sizes.len())
        })
        .unwrap();
    assert_eq!(checked, 8);
}

#[tokio::test]
async fn of_two_consents_by_one_ground_the_newer_outlives_a_merge_and_the_look_before_it_says_so() {
    let desk = Desk::new();
    let keep = add(&desk, "Anna Vale", "CA", "anna@coast.example.net", |_| {}).await;
    let other = add(&desk, "A. Vale", "CA", "a.vale@coast.example.net", |_| {}).await;
    let bare = |mut input: ConsentInput, how: &str| {
        how.clone_into(&mut input.how);
        input.evidence.clear();
        input
    };
    let noted = [
        (keep, consent(ConsentGround::Enquiry, "2025-01-01")),
        (other, bare(consent(ConsentGround::Enquiry, "2026-09-01"), "a mail")),
        (keep, consent(ConsentGround::Relationship, "2026-02-02")),
        (other, bare(consent(ConsentGround::Relationship, "2024-02-02"), "an order")),
        // Of one day: what is proven.
        (keep, bare(consent(ConsentGround::Express, "2026-03-03"), "said so")),
        (other, consent(ConsentGround::Express, "2026-03-03")),
    ];
    for (person, input) in noted {
        api::note_consent(&desk.ws, person, input).await.unwrap();
    }
    let look = api::merge_preview(&desk.ws, keep, other).await.unwrap();
    let list = look.lists.into_iter().find(|list| list.list == "consents").unwrap();
    let mut said: Vec<(String, bool, bool)> = list.entries.into_iter().map(|one| (one.text, one.kept, one.other)).collect();
    said.sort();
    let entry = |text: &str, kept, other| (text.to_owned(), kept, other);
    assert_eq!(
        said,
        [
            entry("enquiry  2026-09-01  a mail", false, true),
            entry("express  2026-03-03  the form on our site", false, true),
            entry("relationship  2026-02-02  the form on our site", true, true),
        ]
    );
    api::merge(&desk.ws, keep, other, Vec::new()).await.unwrap();
    let mut kept: Vec<(String, String)> =
        of(&desk, keep).await.consents.into_iter().map(|one| (one.entered.on, one.entered.evidence)).collect();
    kept.sort();
    let pair = |on: &str, evidence: &str| (on.to_owned(), evidence.to_owned());
    assert_eq!(kept, [pair("2026-02-02", "form-17.pdf"), pair("2026-03-03", "form-17.pdf"), pair("2026-09-01", "")]);
    assert!(!of(&desk, keep).await.missing);
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!((of(&desk, keep).await.consents.len(), of(&desk, other).await.consents.len()), (3, 3));
}
