//! Every field of questions against the plainest reading: random people with a random past, mails that really went to them, and random questions.

mod facts;
mod making;
mod questions;
mod reading;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::ids::PersonId;
use crate::segments::{self, Fields, Query, parse};

/// The fields of the program and of the file, as the test's people need them.
fn fields(ws: &crate::workspace::Workspace) -> Fields {
    let fields = ws.part::<Fields>();
    ws.read_blocking(move |tx| Ok(fields.in_file(tx)?)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_field_picks_whom_the_plainest_reading_picks_after_mails_went(
        plan in making::any_plan(), asked in prop::collection::vec(questions::any_question(), 120),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (sending, world) = making::make(&runtime, &plan);
        let fields = fields(&sending.ws);
        for text in asked {
            let query = parse(&text, &fields).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
            let expected: Vec<PersonId> = world.people.iter().filter(|one| reading::holds(&query, one, &world)).map(|one| one.id).collect();
            let asked = query.clone();
            let known = fields.clone();
            let (picked, counted) = sending.ws
                .read_blocking(move |tx| Ok((segments::members(tx, &asked, &known)?, segments::count(tx, &asked, &known)?)))
                .unwrap();
            let differ = world.people.iter().filter(|one| picked.contains(&one.id) != expected.contains(&one.id));
            prop_assert_eq!(&picked, &expected, "{}\n{:#?}\nnow {}", query.to_text(), differ.collect::<Vec<_>>(), world.now);
            prop_assert_eq!(counted as usize, expected.len(), "{}", query.to_text());
        }
    }
}

fn names_in(query: &Query, names: &mut BTreeSet<String>) {
    match query {
        Query::Not { of } => names_in(of, names),
        Query::All { of } | Query::Any { of } => of.iter().for_each(|part| names_in(part, names)),
        Query::Words { .. } => {}
        Query::Field { field, .. } => drop(names.insert(field.clone())),
    }
}

/// A field that nobody asks here has no plainest reading: whoever adds one gives it both.
#[test]
fn every_field_that_a_question_can_name_is_among_the_random_questions() {
    let desk = crate::workspace::testing::Desk::new();
    segments::tests::own_fields(&desk);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(segments::api::save(&desk.ws, making::SAVED.0.to_owned(), making::SAVED.1.to_owned())).unwrap();
    let fields = fields(&desk.ws);
    let (mut runner, mut asked) = (TestRunner::deterministic(), BTreeSet::new());
    for _ in 0..6_000 {
        let text = questions::any_question().new_tree(&mut runner).unwrap().current();
        names_in(&parse(&text, &fields).unwrap_or_else(|faults| panic!("{text}: {faults:?}")), &mut asked);
    }
    let all: BTreeSet<String> = fields.names().map(str::to_owned).collect();
    assert_eq!(all.difference(&asked).collect::<Vec<_>>(), Vec::<&String>::new(), "asked by no random question");
}
