use std::collections::BTreeMap;

use proptest::prelude::*;

use super::duplicates::{Scope, find};
use super::kinds::DuplicateRule;
use super::looking::{Looking, refresh, whole};
use super::store::duplicates::{self, Two, two};
use super::{Condition, Criterion, HandleInput, Network, PeopleWriter, PersonInput, PersonKind, api, check, entered_by, select};
use crate::ids::PersonId;
use crate::messages::Message;
use crate::workspace::testing::Desk;

fn somebody(name: &str, outlet: &str, addresses: &[&str]) -> PersonInput {
    PersonInput {
        name: name.to_owned(),
        outlet: outlet.to_owned(),
        addresses: addresses.iter().map(|address| api::new_address((*address).to_owned())).collect(),
        ..PersonInput::of_kind(PersonKind::Journalist)
    }
}

fn put(desk: &Desk, input: PersonInput) -> PersonId {
    let (secret, by) = (*desk.ws.secret(), entered_by("ines", desk.ws.now()));
    let person = check(input, &by).unwrap();
    desk.ws.write_blocking(Some(Message::new("contacts.action.added")), move |tx| Ok(PeopleWriter::new(tx, &secret).add(&person)?)).unwrap()
}

fn change(desk: &Desk, id: PersonId, input: PersonInput) {
    let (secret, by) = (*desk.ws.secret(), entered_by("ines", desk.ws.now()));
    let person = check(input, &by).unwrap();
    desk.ws
        .write_blocking(Some(Message::new("contacts.action.edited")), move |tx| {
            PeopleWriter::new(tx, &secret).replace(id, &person).map(drop)
        })
        .unwrap();
}

fn kept(desk: &Desk) -> BTreeMap<Two, DuplicateRule> {
    desk.ws.read_blocking(|tx| Ok(duplicates::kept(tx, &None)?)).unwrap()
}

/// What a look at everybody finds.
fn truth(desk: &Desk) -> BTreeMap<Two, DuplicateRule> {
    let at = desk.ws.now();
    desk.ws.read_blocking(|tx| Ok(find(tx, &Scope::everybody(tx, at)?, |_| true)?.unwrap())).unwrap()
}

fn open(desk: &Desk) -> Vec<(DuplicateRule, Two)> {
    desk.ws.read_blocking(|tx| Ok(duplicates::open(tx, 0, 1_000)?)).unwrap()
}

#[test]
fn each_rule_finds_its_two_and_the_strongest_names_them() {
    let desk = Desk::new();
    let ruth = put(&desk, somebody("Ruth Vale", "Tide", &["desk@tide.example.org"]));
    let r = put(&desk, somebody("R. Vale", "Tide", &["Desk@TIDE.example.org"]));
    let further = put(&desk, somebody("Tide News", "", &["news@tide.example.org", "desk@tide.example.org"]));
    let zoe = put(&desk, somebody("Zoë Ångström", "", &[]));
    let again = put(&desk, somebody("ZOE ANGSTROM", "", &["zoe@example.org"]));
    let ines = put(&desk, somebody("Ines Abernathy", "Coast Weekly", &["ines@coast.example.net"]));
    let typo = put(&desk, somebody("Ines Abernaty", "Coast Weekly", &["abernathy@example.org"]));
    put(&desk, somebody("Ines Abernathy", "Northern Ledger", &["ines@ledger.example.net"]));
    put(&desk, somebody("Jo Marsh", "", &["jo@example.org"]));
    put(&desk, somebody("Jo Marsh", "", &["marsh@example.org"]));
    let handle = |name: &str, text: &str| PersonInput {
        handles: vec![HandleInput { network: Network::Other, handle: text.to_owned() }],
        ..somebody(name, "", &[])
    };
    let aiko = put(&desk, handle("田中愛子", "https://newsie.social/@Aiko"));
    let tanaka = put(&desk, handle("A. Tanaka", "@aiko@newsie.social"));
    put(&desk, handle("Aiko Mori", "https://x.com/aiko@newsie.social"));
    assert!(whole(&desk.ws).unwrap());
    assert_eq!(
        open(&desk),
        [
            (DuplicateRule::SameAddress, two(ruth, r)),
            (DuplicateRule::OtherAddress, two(ruth, further)),
            (DuplicateRule::OtherAddress, two(r, further)),
            (DuplicateRule::SameHandle, two(aiko, tanaka)),
            (DuplicateRule::SameName, two(zoe, again)),
            (DuplicateRule::NearName, two(ines, typo)),
        ]
    );
    let asked = desk.ws.read_blocking(|tx| Ok(select(tx, &Condition::of(&Criterion::Duplicate))?)).unwrap();
    assert_eq!(asked, [ruth, r, further, zoe, again, ines, typo, aiko, tanaka]);
}

#[tokio::test]
async fn two_people_are_never_proposed_again_and_undo_proposes_them_again() {
    let desk = Desk::new();
    let one = put(&desk, somebody("Ruth Vale", "", &["desk@tide.example.org"]));
    let other = put(&desk, somebody("Jo Marsh", "", &["desk@tide.example.org"]));
    assert!(whole(&desk.ws).unwrap());
    assert!(api::apart(&desk.ws, other, one).await.unwrap());
    assert!(!api::apart(&desk.ws, one, other).await.unwrap());
    assert_eq!(api::apart(&desk.ws, one, one).await.unwrap_err().code, "contacts.one_person");
    change(&desk, one, somebody("Ruth M. Vale", "", &["desk@tide.example.org"]));
    let left = api::duplicates_left(&desk.ws).await.unwrap();
    assert_eq!((left.left, left.apart), (0, 1));
    assert!(whole(&desk.ws).unwrap());
    assert!(api::duplicates(&desk.ws, 0, 10).await.unwrap().is_empty());
    let acts = crate::workspace::api::history(&desk.ws, 10).await.unwrap();
    let apart = acts.iter().find(|act| act.label.key == "contacts.action.apart").unwrap().id;
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, Some(apart)).await.unwrap();
    let pairs = api::duplicates(&desk.ws, 0, 10).await.unwrap();
    assert_eq!((pairs.len(), pairs[0].what.as_str()), (1, "desk@tide.example.org"));
}

#[test]
fn a_few_changes_are_looked_at_without_a_job_and_an_import_calls_for_one() {
    let desk = Desk::new();
    assert!(!refresh(&desk.ws).unwrap(), "nobody looked yet");
    while desk.ws.part::<Looking>().job().is_some() {
        std::thread::yield_now();
    }
    let one = put(&desk, somebody("Ruth Vale", "", &["desk@tide.example.org"]));
    let other = put(&desk, somebody("Jo Marsh", "", &["desk@tide.example.org"]));
    assert!(refresh(&desk.ws).unwrap());
    assert_eq!(kept(&desk).into_keys().collect::<Vec<_>>(), [two(one, other)]);
    assert!(desk.ws.part::<Looking>().job().is_none());
    assert!(refresh(&desk.ws).unwrap(), "nothing changed since");
    change(&desk, other, somebody("Jo Marsh", "", &["jo@tide.example.org"]));
    assert!(refresh(&desk.ws).unwrap());
    assert!(kept(&desk).is_empty());
}

#[test]
fn a_stopped_look_changes_nothing_and_the_next_one_finds_all() {
    let desk = Desk::new();
    put(&desk, somebody("Ruth Vale", "Tide", &["desk@tide.example.org"]));
    put(&desk, somebody("Jo Marsh", "Tide", &["desk@tide.example.org"]));
    let at = desk.ws.now();
    let stopped = desk.ws.read_blocking(|tx| find(tx, &Scope::everybody(tx, at)?, |_| false)).unwrap();
    assert!(stopped.is_none());
    assert!(whole(&desk.ws).unwrap());
    assert_eq!(kept(&desk).len(), 1);
}

#[test]
fn a_crowd_at_one_address_is_a_chain_and_not_everybody_with_everybody() {
    let desk = Desk::new();
    for n in 0..60 {
        put(&desk, somebody(&format!("Person {n}"), "", &["newsroom@tide.example.org"]));
    }
    assert_eq!(truth(&desk).len(), 59);
}

/// What may happen to people.
#[derive(Debug, Clone)]
enum Deed {
    Add(u8, u8, u8),
    Change(u8, u8, u8, u8),
    Delete(u8),
    Undo,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(a, b, c)| Deed::Add(a, b, c)),
        3 => (any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(a, b, c, d)| Deed::Change(a, b, c, d)),
        1 => any::<u8>().prop_map(Deed::Delete),
        1 => Just(Deed::Undo),
    ]
}

fn made_of(name: u8, outlet: u8, addresses: u8) -> PersonInput {
    let names = ["Ines Abernathy", "Ines Abernaty", "I. Abernathy", "Ruth Vale", "Vale, Ruth"];
    let outlets = ["", "Tide", "Coast Weekly"];
    let all = ["a@tide.example.org", "b@tide.example.org", "c@tide.example.org"];
    let held: Vec<&str> = (0..3).filter(|bit| addresses >> bit & 1 == 1).map(|bit| all[(bit + usize::from(addresses >> 3)) % 3]).collect();
    somebody(names[usize::from(name) % names.len()], outlets[usize::from(outlet) % outlets.len()], &held)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn looking_at_what_changed_finds_what_looking_at_everybody_finds(deeds in prop::collection::vec((deed(), any::<bool>()), 1..14)) {
        let desk = Desk::new();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        prop_assert!(whole(&desk.ws).unwrap());
        for (deed, look) in deeds {
            let people = desk.ws.read_blocking(|tx| Ok(select(tx, &Condition::everybody())?)).unwrap();
            let which = |n: u8| (!people.is_empty()).then(|| people[usize::from(n) % people.len()]);
            match deed {
                Deed::Add(name, outlet, addresses) => drop(put(&desk, made_of(name, outlet, addresses))),
                Deed::Change(who, name, outlet, addresses) => {
                    if let Some(id) = which(who) {
                        change(&desk, id, made_of(name, outlet, addresses));
                    }
                }
                Deed::Delete(who) => drop(which(who).map(|id| runtime.block_on(api::delete(&desk.ws, vec![id])).unwrap())),
                Deed::Undo => drop(runtime.block_on(crate::workspace::api::undo(&desk.ws, crate::PLUGS, None))),
            }
            if look {
                prop_assert!(refresh(&desk.ws).unwrap());
                prop_assert_eq!(kept(&desk), truth(&desk));
            }
        }
    }
}
