//! Everybody is in or out, and whoever is out has one named reason of a fixed list (D21, D38, D40).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::desk::journalist;
use crate::contacts::{self, ListKind, PersonInput, PersonKind, Recipient};
use crate::distribution::audience::{Earlier, Exclusion, Known, Rules, split};
use crate::distribution::state::Because;
use crate::ids::{Millis, PersonId};
use crate::workspace::testing::Desk;

const SCHEMA: &str = include_str!("../migrations/0006_distribution.sql");
const RESTRICTED: &str = include_str!("../migrations/0045_restricted.sql");

async fn people(desk: &Desk, inputs: Vec<PersonInput>) -> Vec<PersonId> {
    let mut ids = Vec::new();
    for input in inputs {
        ids.push(contacts::api::add(&desk.ws, input).await.unwrap().id);
    }
    ids
}

fn recipients(desk: &Desk, ids: &[PersonId]) -> Vec<Recipient> {
    let ids = ids.to_vec();
    desk.ws.read_blocking(move |tx| Ok(contacts::recipients(tx, &ids)?)).unwrap()
}

/// Rows of people at addresses that nobody else has.
fn known<T: Copy + Ord, const N: usize>(rows: [(PersonId, u8, T); N]) -> Known<T> {
    let mut known = Known::default();
    for (person, address, says) in rows {
        known.note(person, [address; 32], says);
    }
    known
}

#[tokio::test]
async fn every_reason_is_given_to_the_one_whom_it_is_about_and_nobody_is_forgotten() {
    let desk = Desk::new();
    let employee = PersonInput { ..PersonInput { kind: PersonKind::Employee, ..journalist("Staff", "staff@example.org") } };
    let names = [
        "Barred",
        "Suppressed",
        "Nowhere",
        "International",
        "One",
        "Two",
        "Taken out",
        "By hand",
        "Recent",
        "Put back",
        "Has",
        "May have",
        "Restricted",
    ];
    let mut inputs: Vec<PersonInput> =
        names.iter().map(|name| journalist(name, &format!("{}@example.net", name.to_lowercase().replace(' ', "-")))).collect();
    inputs[2].addresses.clear();
    inputs[3].addresses[0].address = "ärger@example.net".to_owned();
    inputs[5].addresses[0].address = "One@EXAMPLE.net".to_owned();
    inputs.insert(12, employee);
    let ids = people(&desk, inputs).await;
    contacts::api::do_not_contact(&desk.ws, ids[0], "asked us".to_owned()).await.unwrap();
    contacts::api::restrict(&desk.ws, ids[13], "says it is wrong".to_owned()).await.unwrap();
    contacts::api::suppress(&desk.ws, "suppressed@example.net".to_owned(), contacts::SuppressionReason::Bounced, String::new())
        .await
        .unwrap();
    let rules = Rules {
        list_kind: Some(ListKind::External),
        except: BTreeMap::from([(ids[6], "Rotterdam".to_owned())]),
        left_out: BTreeSet::from([ids[7]]),
        put_back: BTreeSet::from([ids[9]]),
        touches: HashMap::from([(ids[5], Millis::from(9)), (ids[8], Millis::from(5)), (ids[9], Millis::from(5))]),
        recent: known([(ids[5], 5, Millis::from(9)), (ids[8], 8, Millis::from(5)), (ids[9], 9, Millis::from(5))]),
        earlier: known([(ids[10], 10, Earlier::Has), (ids[11], 11, Earlier::MayHave)]),
        secret: [7; 32],
    };
    let audience = split(recipients(&desk, &ids), &Rules { recent: Known::default(), ..rules.copy() });
    let chosen: Vec<PersonId> = audience.chosen.iter().map(|one| one.person).collect();
    // Of two people at one address the one with the later touch stays, at the place of the first.
    assert_eq!(chosen, [ids[5], ids[8], ids[9]]);
    let audience = split(recipients(&desk, &ids), &rules);
    let out: BTreeMap<PersonId, (Exclusion, String)> =
        audience.left_out.into_iter().map(|out| (out.person, (out.reason, out.detail))).collect();
    let reason = |at: usize| out[&ids[at]].0;
    let expected = [
        (0, Exclusion::DoNotContact),
        (1, Exclusion::Suppressed),
        (2, Exclusion::NoAddress),
        (3, Exclusion::BadAddress),
        (5, Exclusion::RecentlyPitched),
        (6, Exclusion::LeftOutSegment),
        (7, Exclusion::LeftOutByHand),
        (8, Exclusion::RecentlyPitched),
        (10, Exclusion::AlreadyHas),
        (11, Exclusion::UncertainBefore),
        (12, Exclusion::ExternalList),
        (13, Exclusion::Restricted),
    ];
    for (at, wanted) in expected {
        assert_eq!(reason(at), wanted, "{at}");
    }
    let chosen: Vec<PersonId> = audience.chosen.iter().map(|one| one.person).collect();
    assert_eq!(chosen, [ids[4], ids[9]], "who was put back is in");
    assert_eq!(out.len() + chosen.len(), ids.len(), "everybody is in exactly one of the two lists");
    assert_eq!((out[&ids[0]].1.as_str(), out[&ids[6]].1.as_str()), ("asked us", "Rotterdam"));
    // An internal list takes nobody from outside.
    let inside = split(recipients(&desk, &ids), &Rules { list_kind: Some(ListKind::Internal), ..Rules::default() });
    assert_eq!(inside.chosen.iter().map(|one| one.person).collect::<Vec<_>>(), [ids[12]]);
}

#[tokio::test]
async fn a_role_mailbox_that_two_share_greets_nobody_in_particular() {
    let desk = Desk::new();
    let ids = people(
        &desk,
        vec![journalist("Ruth Abernathy", "newsdesk@coast.example.net"), journalist("Tom Reed", "newsdesk@coast.example.net")],
    )
    .await;
    let audience = split(recipients(&desk, &ids), &Rules { secret: [7; 32], ..Rules::default() });
    assert_eq!((audience.chosen.len(), audience.left_out[0].reason), (1, Exclusion::SameAddress));
    assert_eq!(audience.left_out[0].detail, "Ruth Abernathy", "who has it instead");
    assert_eq!((audience.chosen[0].values.get("first_name"), audience.chosen[0].values.get("greeting")), ("", ""));
}

#[test]
fn the_database_knows_exactly_the_reasons_that_the_program_knows() {
    let list_of = |schema: &str, beginning: &str| -> BTreeSet<String> {
        let at = schema.find(beginning).unwrap();
        let words = schema[at..].split_once('(').unwrap().1.split_once(')').unwrap().0;
        words.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let exclusions: BTreeSet<String> = Exclusion::ALL.iter().map(|(_, word)| (*word).to_owned()).collect();
    assert_eq!(list_of(RESTRICTED, "why IN"), exclusions, "D40");
    let because: BTreeSet<String> = list_of(SCHEMA, "because       TEXT    CHECK (because IN").into_iter().collect();
    assert!(!because.is_empty());
    for word in ["user", "hold", "first", "limit", "account", "domain", "late", "approval", "copy", "crisis"] {
        assert_eq!(Because::of_word(word).map(Because::word), Some(word));
        assert!(SCHEMA.contains(&format!("'{word}'")));
    }
}

impl Rules {
    fn copy(&self) -> Self {
        Self {
            list_kind: self.list_kind,
            except: self.except.clone(),
            left_out: self.left_out.clone(),
            put_back: self.put_back.clone(),
            touches: self.touches.clone(),
            recent: self.recent.clone(),
            earlier: self.earlier.clone(),
            secret: self.secret,
        }
    }
}
