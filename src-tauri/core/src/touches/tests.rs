//! The user's stories of touches, and questions about them against the plainest reading.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::api::{self, EntryKind};
use crate::contacts::{self, Every, Heat, Period, PersonInput, PersonKind, TouchInput, TouchKind};
use crate::ids::{Millis, PersonId};
use crate::segments::{self, Fields, Query, Value, complete, parse};
use crate::workspace::testing::{Desk, TODAY};

const DAY_MS: i64 = 86_400_000;

async fn somebody(desk: &Desk, name: &str) -> PersonId {
    let input = PersonInput { name: name.to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
    contacts::api::add(&desk.ws, input).await.unwrap().id
}

fn said(kind: TouchKind, when: &str, text: &str) -> TouchInput {
    TouchInput { kind, when: when.to_owned(), zone: "Europe/Amsterdam".to_owned(), text: text.to_owned() }
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

async fn picks(desk: &Desk, question: &str) -> Vec<PersonId> {
    let (fields, question) = (desk.ws.part::<Fields>(), question.to_owned());
    desk.ws.read(move |tx| Ok(segments::members(tx, &parse(&question, &fields).unwrap(), &fields)?)).await.unwrap()
}

async fn warmth(desk: &Desk, person: PersonId) -> u32 {
    api::sum(&desk.ws, person).await.unwrap().warmth.points
}

async fn texts(desk: &Desk, person: PersonId, kinds: &[EntryKind]) -> Vec<String> {
    let entries = api::timeline(&desk.ws, person, kinds.to_vec(), None, 100).await.unwrap();
    entries.into_iter().map(|entry| entry.text).collect()
}

#[tokio::test]
async fn a_call_is_noted_in_words_stands_first_warms_and_undo_takes_it_back() {
    let desk = Desk::new();
    let ruth = somebody(&desk, "Ruth Vale").await;
    api::add(&desk.ws, ruth, said(TouchKind::Note, "3 weeks ago", "Prefers mornings.")).await.unwrap();
    let call = api::add(&desk.ws, ruth, said(TouchKind::Call, "yesterday 15:00", "  Wants the lens as a picture.\n")).await.unwrap();
    assert_eq!((call.text.as_str(), call.timed, call.noted_by.as_str()), ("Wants the lens as a picture.", true, "ines"));
    assert_eq!(call.at.to_rfc3339(), "2026-11-23T14:00:00Z");
    assert_eq!(texts(&desk, ruth, &[]).await, ["Wants the lens as a picture.", "Prefers mornings."]);
    assert_eq!(texts(&desk, ruth, &[EntryKind::Note]).await, ["Prefers mornings."]);
    let sum = api::sum(&desk.ws, ruth).await.unwrap();
    assert_eq!((sum.warmth.points, sum.warmth.heat), (19, Heat::Cold), "twenty points, a day ago");
    assert_eq!(sum.warmth.reasons.iter().map(|why| (why.kind, why.touches, why.points)).collect::<Vec<_>>(), [(TouchKind::Call, 1, 19)]);
    assert_eq!(sum.last_contact.map(|last| (last.kind, last.last_at)), Some((EntryKind::Call, call.at)));
    assert!(!sum.never_answered && !sum.lapsed && sum.last_reply_at.is_none());

    let changed = api::edit(&desk.ws, call.touch, said(TouchKind::Meeting, "", "Met her.")).await.unwrap();
    assert_eq!((changed.at, changed.timed, changed.kind), (call.at, true, TouchKind::Meeting), "nothing said of when: it stays");
    assert_eq!(warmth(&desk, ruth).await, 29);
    undo(&desk).await;
    assert_eq!((texts(&desk, ruth, &[EntryKind::Call]).await.len(), warmth(&desk, ruth).await), (1, 19));
    api::delete(&desk.ws, call.touch).await.unwrap();
    assert_eq!((texts(&desk, ruth, &[]).await.len(), warmth(&desk, ruth).await), (1, 0));
    undo(&desk).await;
    assert_eq!((texts(&desk, ruth, &[]).await.len(), warmth(&desk, ruth).await), (2, 19));
    desk.clock.advance_ms(200 * DAY_MS);
    let sum = api::sum(&desk.ws, ruth).await.unwrap();
    assert!(sum.lapsed && sum.warmth.points < 6, "{sum:?}");
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_place_and_nothing_changes() {
    let desk = Desk::new();
    let ruth = somebody(&desk, "Ruth Vale").await;
    let refused = |input| {
        let ws = desk.ws.clone();
        async move {
            let problem = api::add(&ws, ruth, input).await.unwrap_err();
            (problem.code.to_string(), problem.places.iter().filter_map(|place| place.field.clone()).collect::<Vec<_>>())
        }
    };
    assert_eq!(refused(said(TouchKind::Call, "tomorrow-ish", "")).await, ("contacts.refused".to_owned(), vec!["when".to_owned()]));
    assert_eq!(refused(said(TouchKind::Call, "2026-11-25", "")).await.1, ["when"], "what has not happened is no touch");
    assert_eq!(refused(said(TouchKind::Note, "32.1.", "  ")).await.1, ["when", "text"]);
    assert_eq!(refused(said(TouchKind::Call, "", &"x".repeat(20_001))).await.1, ["text"]);
    assert_eq!(refused(said(TouchKind::Call, "", "a\u{7}b")).await.1, ["text"]);
    assert_eq!(api::add(&desk.ws, 999.into(), said(TouchKind::Call, "", "")).await.unwrap_err().code, "contacts.no_person");
    assert_eq!(api::delete(&desk.ws, 999.into()).await.unwrap_err().code, "contacts.no_touch");
    assert_eq!(api::timeline(&desk.ws, 999.into(), Vec::new(), None, 5).await.unwrap_err().code, "contacts.no_person");
    assert_eq!(api::every("now and then").unwrap_err().code, "contacts.refused");
    assert!(texts(&desk, ruth, &[]).await.is_empty());
    let sum = api::sum(&desk.ws, ruth).await.unwrap();
    assert!(sum.counts.is_empty() && sum.last_contact.is_none() && !sum.never_answered && sum.warmth.reasons.is_empty());
}

#[tokio::test]
async fn ten_thousand_touches_of_one_person_are_paged_none_skipped_and_none_twice() {
    let desk = Desk::new();
    let nasty = format!("{} مرحبا 東京 <b>'; DROP TABLE touch; --</b>", "é".repeat(300));
    let ruth = somebody(&desk, &nasty).await;
    let text = nasty.clone();
    desk.ws
        .write_blocking(None, move |tx| {
            for n in 0..10_000_i64 {
                let input = TouchInput {
                    kind: TouchKind::ALL[n as usize % 5],
                    when: String::new(),
                    zone: String::new(),
                    text: format!("{n} {text}"),
                };
                // Five at each instant.
                let touch =
                    contacts::check_touch(&input, tx.now())?.on(contacts::When { at: Millis::from(TODAY - n / 5 * 60_000), timed: true });
                contacts::add_touch_unsettled(tx, ruth, &touch)?;
            }
            contacts::settle_bonds(tx)
        })
        .unwrap();
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = api::timeline(&desk.ws, ruth, Vec::new(), after, 333).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.place);
        seen.extend(page.iter().map(|entry| (entry.at, entry.place.id)));
    }
    assert_eq!(seen.len(), 10_000);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "the newest first, none twice");
    let calls = api::timeline(&desk.ws, ruth, vec![EntryKind::Call], None, 500).await.unwrap();
    assert!(calls.len() == 500 && calls.iter().all(|entry| entry.kind == EntryKind::Call && entry.text.ends_with("--</b>")));
    assert_eq!(warmth(&desk, ruth).await, 100, "nobody is warmer");
    assert_eq!(picks(&desk, "warmth:>99 touched:call contacted:<1d").await, [ruth]);
}

#[tokio::test]
async fn a_reminder_comes_when_nothing_was_heard_for_so_long_and_goes_when_it_was() {
    let desk = Desk::new();
    let (ruth, jan) = (somebody(&desk, "Ruth Vale").await, somebody(&desk, "Jan Vos").await);
    let every = api::every("every 3 months").unwrap();
    assert_eq!(every, Every { many: 3, period: Period::Month });
    let card = api::keep_in_touch(&desk.ws, ruth, Some(every)).await.unwrap().unwrap();
    assert_eq!((card.due_at.to_rfc3339().as_str(), card.is_due), ("2027-02-24T10:00:00Z", false));
    assert!(picks(&desk, "keep-in-touch:due").await.is_empty());
    assert_eq!((picks(&desk, "keep-in-touch:yes").await, picks(&desk, "keep-in-touch:no").await), (vec![ruth], vec![jan]));
    desk.clock.advance_ms(93 * DAY_MS);
    assert_eq!(picks(&desk, "keep-in-touch:due").await, [ruth]);
    let due = api::reminders(&desk.ws, 0, 10).await.unwrap();
    assert_eq!(due.iter().map(|one| (one.person, one.name.as_str(), one.is_due)).collect::<Vec<_>>(), [(ruth, "Ruth Vale", true)]);

    api::put_off(&desk.ws, ruth, 7).await.unwrap();
    assert!(picks(&desk, "keep-in-touch:due").await.is_empty());
    desk.clock.advance_ms(8 * DAY_MS);
    assert_eq!(picks(&desk, "keep-in-touch:due").await, [ruth]);
    api::add(&desk.ws, ruth, said(TouchKind::Note, "", "Is on leave.")).await.unwrap();
    assert_eq!(picks(&desk, "keep-in-touch:due").await, [ruth], "a note is nothing heard from her");
    api::add(&desk.ws, ruth, said(TouchKind::Call, "", "")).await.unwrap();
    assert!(picks(&desk, "keep-in-touch:due").await.is_empty());
    undo(&desk).await;
    assert_eq!(picks(&desk, "keep-in-touch:due").await, [ruth]);
    api::keep_in_touch(&desk.ws, ruth, None).await.unwrap();
    assert!(picks(&desk, "keep-in-touch:yes").await.is_empty() && api::reminders(&desk.ws, 9_999, 10).await.unwrap().is_empty());
    undo(&desk).await;
    assert_eq!(picks(&desk, "keep-in-touch:due").await, [ruth]);
    assert_eq!(api::put_off(&desk.ws, jan, 7).await.unwrap_err().code, "contacts.no_reminder");
}

#[tokio::test]
async fn a_merge_gives_touches_to_who_stays_and_undo_gives_them_back_exactly() {
    let desk = Desk::new();
    let (keep, gone) = (somebody(&desk, "Ines Calder").await, somebody(&desk, "I. Calder").await);
    api::add(&desk.ws, keep, said(TouchKind::Call, "yesterday", "one")).await.unwrap();
    api::add(&desk.ws, gone, said(TouchKind::Call, "yesterday", "one")).await.unwrap();
    api::add(&desk.ws, gone, said(TouchKind::Meeting, "2 days ago", "two")).await.unwrap();
    api::keep_in_touch(&desk.ws, gone, api::every("2 weeks").ok()).await.unwrap();
    let before = (api::sum(&desk.ws, keep).await.unwrap(), api::sum(&desk.ws, gone).await.unwrap());
    assert_eq!(contacts::api::merge_preview(&desk.ws, keep, gone).await.unwrap().touches, [1, 2]);
    contacts::api::merge(&desk.ws, keep, gone, Vec::new()).await.unwrap();
    assert_eq!(texts(&desk, keep, &[]).await, ["one", "one", "two"], "nothing that was noted is taken for the same");
    let sum = api::sum(&desk.ws, keep).await.unwrap();
    assert_eq!((sum.warmth.points, sum.reminder.map(|one| one.every.many)), (69, Some(2)));
    assert_eq!(picks(&desk, "warmth:hot").await, [keep]);
    undo(&desk).await;
    assert_eq!((api::sum(&desk.ws, keep).await.unwrap(), api::sum(&desk.ws, gone).await.unwrap()), before);
    assert!(picks(&desk, "warmth:hot").await.is_empty());
}

#[tokio::test]
async fn a_person_who_goes_takes_touches_along_and_comes_back_with_them() {
    let desk = Desk::new();
    let ruth = somebody(&desk, "Ruth Vale").await;
    api::add(&desk.ws, ruth, said(TouchKind::Meeting, "", "At the fair.")).await.unwrap();
    api::keep_in_touch(&desk.ws, ruth, api::every("1 day").ok()).await.unwrap();
    let before = api::sum(&desk.ws, ruth).await.unwrap();
    contacts::api::delete(&desk.ws, vec![ruth]).await.unwrap();
    assert!(picks(&desk, "touched:ever or warmth:>0 or keep-in-touch:yes").await.is_empty());
    undo(&desk).await;
    assert_eq!(api::sum(&desk.ws, ruth).await.unwrap(), before);
    assert_eq!(picks(&desk, "touched:ever warmth:>0 keep-in-touch:yes").await, [ruth]);

    let kept = contacts::api::access(&desk.ws, ruth).await.unwrap();
    assert_eq!(kept.pointer("/touches/1/text").and_then(|text| text.as_str()), Some("At the fair."), "{kept:#}");
    let goes = contacts::api::forget(&desk.ws, ruth).await.unwrap();
    assert_eq!(goes.parts.iter().find(|part| part.part == "touches").map(|part| part.entries), Some(2));
    let path = desk.path();
    drop(desk.ws);
    let bytes = std::fs::read(path).unwrap();
    assert!(!bytes.windows(12).any(|found| found == b"At the fair."), "nothing of it is left in the file");
}

#[tokio::test]
async fn while_typing_a_question_what_may_come_next_is_offered() {
    let desk = Desk::new();
    let fields = desk.ws.part::<Fields>();
    let offered = |text: &'static str| {
        let fields = fields.clone();
        let offers = desk.ws.read_blocking(move |tx| Ok(complete(tx, &fields, text, u32::MAX)?)).unwrap();
        offers.into_iter().map(|one| one.text).collect::<Vec<_>>()
    };
    assert_eq!(offered("cont"), ["contacted:"]);
    assert_eq!(offered("contacted:<"), ["<7d", "<30d"]);
    assert_eq!(offered("replied:n"), ["never"]);
    assert_eq!(offered("warmth:h"), ["hot"]);
    assert_eq!(offered("touched:cl"), ["clipping"]);
    assert_eq!(offered("keep-in-touch:d"), ["due"]);
    let fault = |text: &str| parse(text, &fields).unwrap_err().remove(0).what.to_string();
    for text in [
        "contacted:2026-04-01..2026-03-01",
        "contacted:..",
        "contacted:2026-13-01..",
        "contacted:soon",
        "replied:>0d",
        "warmth:>101",
        "touched:mail",
        "lapsed:maybe",
        "contacted:empty",
        "got:empty",
    ] {
        assert!(!fault(text).starts_with("touches.") && !fault(text).starts_with("segments."), "{text}: {}", fault(text));
    }
}

const ASKED: &[&str] = &[
    "contacted:<7d",
    "contacted:>30d",
    "contacted:ever",
    "contacted:never",
    "contacted:>1y",
    "contacted:2026-11-01..2026-11-20",
    "contacted:2026-11-10..",
    "replied:..2026-10-31",
    "touched:2026-11-24",
    "replied:ever",
    "replied:never",
    "replied:<1m",
    "touched:call",
    "touched:note,clipping",
    "touched:<90d",
    "touched:>90d",
    "lapsed:yes",
    "lapsed:no",
    "warmth:>20",
    "warmth:<20",
    "warmth:>=60",
    "warmth:0",
    "warmth:29",
    "warmth:cold",
    "warmth:warm",
    "warmth:hot",
    "warmth:cold,hot",
    "keep-in-touch:due",
    "keep-in-touch:yes",
    "keep-in-touch:no",
    "city:Goes",
    "got:\"The lens is back\"",
    "refused:lens*",
    "left-out:*back*",
    "got:never",
    "refused:ever",
    "uncertain:2026-11-01..",
    "uncertain:never",
    "entered:<7d",
    "entered:>30d",
    "changed:never",
    "sourced:ever",
    "left-out:<30d",
    "bounced:ever",
    "bounced:lens*",
    "replied:\"The lens is back\"",
];

/// A person as the test knows them.
#[derive(Debug, Clone)]
struct Known {
    touches: Vec<(TouchKind, i64)>,
    every: Option<u32>,
    begun_days_ago: i64,
    in_goes: bool,
}

/// What the question means, said once more in the plainest way.
fn holds(query: &Query, one: &Known) -> bool {
    match query {
        Query::Not { of } => !holds(of, one),
        Query::All { of } => of.iter().all(|part| holds(part, one)),
        Query::Any { of } => of.iter().any(|part| holds(part, one)),
        Query::Words { .. } => false,
        Query::Field { field, values } => values.iter().any(|value| has(field, &value.to_text(), one)),
    }
}

fn has(field: &str, value: &str, one: &Known) -> bool {
    let ago = |kinds: &[&str]| one.touches.iter().filter(|(kind, _)| kinds.contains(&kind.word())).map(|(_, days)| *days).min();
    let time = |last: Option<i64>| {
        let days = |text: &str| {
            let (many, unit) = text.split_at(text.len() - 1);
            many.parse::<i64>().unwrap() * BTreeMap::from([("d", 1), ("w", 7), ("m", 30), ("y", 365)])[unit]
        };
        match value {
            "ever" => last.is_some(),
            "never" => last.is_none(),
            _ if value.starts_with('<') => last.is_some_and(|ago| ago <= days(&value[1..])),
            _ => last.is_some_and(|ago| ago > days(&value[1..])),
        }
    };
    let exchange = ago(&["reply", "call", "meeting", "clipping"]);
    let warmth = || {
        let mut by_day: BTreeMap<i64, i64> = BTreeMap::new();
        for (kind, days) in &one.touches {
            *by_day.entry(-days).or_default() +=
                BTreeMap::from([("meeting", 30), ("reply", 25), ("clipping", 25), ("call", 20), ("note", 0)])[kind.word()];
        }
        let mut warmth = 0;
        for day in by_day.keys().next().copied().unwrap_or(0)..=0 {
            warmth = warmth * 65_033 / 65_536;
            warmth = 100_000_000.min(warmth + by_day.get(&day).copied().unwrap_or(0) * 1_000_000);
        }
        warmth / 1_000_000
    };
    // Days of a period, both among them; touches of the test are noted on the middle of a day.
    let on = |kinds: &[&str]| {
        let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let (from, to) = value.split_once("..").unwrap_or((value, value));
        let (from, to) = (day(from).unwrap_or(chrono::NaiveDate::MIN), day(to).unwrap_or(chrono::NaiveDate::MAX));
        let today = day("2026-11-24").unwrap();
        let mut touches = one.touches.iter().filter(|(kind, _)| kinds.contains(&kind.word()));
        touches.any(|(_, ago)| (from..=to).contains(&(today - chrono::Days::new(u64::try_from(*ago).unwrap()))))
    };
    if value.starts_with(|first: char| first.is_ascii_digit() || first == '.') && field != "warmth" {
        return field != "uncertain"
            && on(match field {
                "contacted" => &["call", "meeting"],
                "replied" => &["reply"],
                _ => &["reply", "call", "meeting", "clipping"],
            });
    }
    match field {
        "contacted" => time(ago(&["call", "meeting"])),
        // All were entered on the day of the test, without an address.
        "entered" | "changed" => time(Some(0)),
        "sourced" => time(None),
        "replied" if value.starts_with('"') => false,
        "replied" => time(ago(&["reply"])),
        "touched" if TouchKind::from_word(value).is_some() => ago(&[value]).is_some(),
        "touched" => time(exchange),
        "lapsed" => exchange.is_some_and(|ago| ago > 180) == (value == "yes"),
        "warmth" => match value {
            "cold" => warmth() < 20,
            "warm" => (20..60).contains(&warmth()),
            "hot" => warmth() >= 60,
            ">20" => warmth() > 20,
            "<20" => warmth() < 20,
            ">=60" => warmth() >= 60,
            number => warmth() == number.parse::<i64>().unwrap(),
        },
        "keep-in-touch" => {
            let heard = ago(&["reply", "call", "meeting"]).unwrap_or(i64::MAX).min(one.begun_days_ago);
            match value {
                "due" => one.every.is_some_and(|every| heard >= i64::from(every)),
                "yes" => one.every.is_some(),
                _ => one.every.is_none(),
            }
        }
        "city" => one.in_goes,
        // No mail ever went.
        "got" | "refused" | "uncertain" | "left-out" | "bounced" => value == "never",
        other => panic!("no such field: {other}"),
    }
}

fn any_question() -> impl Strategy<Value = String> {
    let one = prop::sample::select(ASKED).prop_map(str::to_owned);
    one.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| format!("-({of})")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| format!("({})", of.join(" "))),
            prop::collection::vec(inner, 2..4).prop_map(|of| format!("({})", of.join(" or "))),
        ]
    })
}

fn anybody() -> impl Strategy<Value = Known> {
    let touches = prop::collection::vec((prop::sample::select(TouchKind::ALL), 0_i64..800), 0..6);
    (touches, prop::option::of(1_u32..400), any::<bool>()).prop_map(|(touches, every, in_goes)| Known {
        touches,
        every,
        begun_days_ago: 0,
        in_goes,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_question_picks_whom_the_plainest_reading_picks(
        people in prop::collection::vec(anybody(), 1..12), questions in prop::collection::vec(any_question(), 12),
    ) {
        let desk = Desk::new();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let fields = desk.ws.part::<Fields>();
        runtime.block_on(async {
            let mut ids = Vec::new();
            for (n, one) in people.iter().enumerate() {
                let input = PersonInput {
                    name: format!("Person {n}"),
                    city: if one.in_goes { "Goes".to_owned() } else { String::new() },
                    ..PersonInput::of_kind(PersonKind::Journalist)
                };
                let id = contacts::api::add(&desk.ws, input).await.unwrap().id;
                for (kind, days) in &one.touches {
                    let (kind, at) = (*kind, Millis::from(TODAY - days * DAY_MS));
                    let input = TouchInput { kind, when: String::new(), zone: String::new(), text: "x".to_owned() };
                    let touch = contacts::check_touch(&input, desk.ws.now()).unwrap().on(contacts::When { at, timed: true });
                    desk.ws.write_blocking(None, move |tx| contacts::add_touch(tx, id, &touch)).unwrap();
                }
                if let Some(every) = one.every {
                    api::keep_in_touch(&desk.ws, id, Some(Every { many: every, period: Period::Day })).await.unwrap();
                }
                ids.push(id);
            }
            for question in &questions {
                let query = parse(question, &fields).unwrap();
                assert_eq!(parse(&query.to_text(), &fields).as_ref(), Ok(&query), "{question}");
                let plain: BTreeSet<PersonId> = people.iter().zip(&ids).filter(|(one, _)| holds(&query, one)).map(|(_, id)| *id).collect();
                let picked: BTreeSet<PersonId> = picks(&desk, question).await.into_iter().collect();
                assert_eq!(picked, plain, "{question}");
                let count = segments::api::count(&desk.ws, segments::api::Whom { query: Some(question.clone()), segment: None }).await.unwrap();
                assert_eq!(count as usize, plain.len(), "{question}");
                for id in &ids {
                    let alone = format!("person:{id} ({question})");
                    assert_eq!(picks(&desk, &alone).await.len(), usize::from(plain.contains(id)), "{alone}");
                }
            }
        });
    }

    #[test]
    fn text_and_chips_of_touches_are_one_question(question in any_question(), name in "[a-z-]{1,12}", value in "[<>=]{0,2}[0-9a-z]{0,6}") {
        let fields = Fields::default().with(super::FIELDS);
        let value = value.as_str();
        let query = parse(&question, &fields).unwrap();
        prop_assert_eq!(parse(&query.to_text(), &fields), Ok(query));
        // Whatever somebody puts behind a colon: it is refused, or it is written as it is read.
        for name in ["contacted", "entered", "sourced", "replied", "touched", "warmth", "keep-in-touch", "got", name.as_str()] {
            if let Ok(query) = parse(&format!("{name}:{value}"), &fields) {
                prop_assert_eq!(parse(&query.to_text(), &fields), Ok(query));
            }
            let chips = Query::Field { field: name.to_owned(), values: vec![Value::Is(value.to_owned())] };
            if let Ok(query) = parse(&chips.to_text(), &fields) {
                prop_assert_eq!(parse(&query.to_text(), &fields), Ok(query));
            }
        }
    }
}
