//! Makes random people with a random past, and lets mails really go to them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;
use proptest::prelude::*;
use proptest::sample::Index;
use tokio::runtime::Runtime;

use super::facts::{Known, Row, World};
use crate::clock::ManualClock;
use crate::contacts::api::PersonPatch;
use crate::contacts::{
    self, AddressInput, Basis, ConsentGround, ConsentInput, Every, Extras, PeopleWriter, Period, PersonInput, PersonKind, PositionInput,
    RecipientKind, RelationInput, RelationKind, SuppressionReason, TouchInput, TouchKind, When,
};
use crate::distribution::DeliveryState;
use crate::distribution::api::{self, Breakers, SendRequest};
use crate::distribution::tests::desk::{HANG_UP, RELEASE, Sending};
use crate::ids::{Millis, PersonId, SegmentId};
use crate::literature;
use crate::net::EmailAddress;
use crate::rendering::Imprint;
use crate::segments;
use crate::segments::readings::{TREE, describe, plant};
use crate::segments::tests::{Somebody, any_person, own_fields, put};
use crate::workspace::testing::Desk;

const DAY_MS: i64 = 86_400_000;
/// Between two things lies never a whole number of days: what a question asks is never a matter of a second.
const HOUR_MS: i64 = 3_600_000;

/// A segment that asks what distributions and touches say.
pub(super) const SAVED: (&str, &str) = ("Lens press", "got:\"The lens is back\" or touched:call");
const PINNED: &[&str] = &["Lens press", "Kultur", "Ohne Ort"];
const TITLES: &[&str] = &["The lens is back", "Étoile du port", "The lens"];
const SAID: &[&str] = &["", "the lens keeper called", "große Linse, at the quay", "keeper of the lens", "愛子"];
const OUTLETS: &[&str] = &["Averil Post", "The Sunday Quay", "Ärzteblatt", "Quay"];
const ROLES: &[&str] = &["", "Trainee", "ÄRZTIN am Markt", "chef de RUBRIQUE"];
/// What one is to another: the kind, a word of one's own, and both words as they are asked for.
const RELATIONS: &[(RelationKind, &str, &str, &str, &str)] = &[
    (RelationKind::Knows, "", "", "knows", "knows"),
    (RelationKind::AssistantOf, "", "", "assistant-of", "has-assistant"),
    (RelationKind::Other, "mentor of", "mentored by", "mentor of", "mentored by"),
    (RelationKind::Other, "Weggefährtin", "", "Weggefährtin", "Weggefährtin"),
];
const GROUNDS: &[ConsentGround] =
    &[ConsentGround::Express, ConsentGround::Published, ConsentGround::Given, ConsentGround::Relationship, ConsentGround::Enquiry];
const SLIPS: &[&str] = &["gmial.com", "hotmial.com"];
const OWN_SOURCE: &str = "our own form";

/// Somebody, and what happens to them.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    base: Somebody,
    /// They come after the first distribution.
    late: bool,
    /// What their server does with mails, where they have an address of their own, and at which domain that is.
    fate: Option<(&'static str, &'static str)>,
    source: &'static str,
    /// So many days ago the address was had.
    sourced: u64,
    slip: Option<&'static str>,
    country: Option<&'static str>,
    role: Option<&'static str>,
    touches: Vec<(TouchKind, i64, &'static str)>,
    every: Option<u32>,
    positions: Vec<(&'static str, &'static str, bool)>,
    photo: bool,
    told: bool,
    said: Option<RecipientKind>,
    consents: BTreeMap<usize, u64>,
    /// Their first address bounced after this distribution; and somebody complained before.
    bounced: Option<(usize, bool)>,
    /// They want no mail any more when the second one is about to go.
    barred: bool,
    /// They are there twice until somebody merges the two.
    twice: bool,
    gone: bool,
}

/// All of them, and what is between them.
#[derive(Debug, Clone)]
pub(super) struct Plans {
    people: Vec<Plan>,
    relations: Vec<(Index, Index, usize)>,
    leaders: Vec<(Index, Index)>,
    pins: Vec<(usize, Index, bool)>,
    titles: [usize; 2],
    gaps: [i64; 3],
    apart: bool,
    right: bool,
}

fn any_one() -> impl Strategy<Value = Plan> {
    let select = |words: &'static [&'static str]| prop::sample::select(words);
    let rarely = |one_of: u32| prop::bool::weighted(1.0 / f64::from(one_of));
    let mails = (
        prop::option::weighted(
            0.8,
            (select(&["good", "good", "good", "gone", "hang"]), select(&["paper.example", "paper.example", "gmail.com", "gmx.de"])),
        ),
        select(&["guild", "her card", OWN_SOURCE]),
        prop_oneof![0_u64..60, 300_u64..500],
        prop::option::weighted(0.3, select(SLIPS)),
    );
    let law = (
        prop::option::weighted(0.5, select(&["CA", "FR", "US", "DE", "NL"])),
        prop::option::weighted(0.2, select(&["Freelance journalist", "Freie Autorin"])),
        prop::option::weighted(0.2, prop::sample::select(RecipientKind::ALL)),
        prop::collection::btree_map(0..GROUNDS.len(), 0_u64..900, 0..3),
    );
    let past = (
        prop::collection::vec((prop::sample::select(TouchKind::ALL), prop_oneof![3 => 0_i64..60, 1 => 0_i64..800], select(SAID)), 0..4),
        prop::option::weighted(0.4, 1_u32..60),
        prop::collection::vec((select(OUTLETS), select(ROLES), any::<bool>()), 0..3),
        (rarely(4), rarely(5)),
        prop::option::weighted(0.3, (0_usize..2, any::<bool>())),
    );
    (any_person(), mails, law, past, (rarely(4), rarely(6), rarely(6), rarely(8))).prop_map(
        |(base, mails, law, (touches, every, positions, (photo, told), bounced), (late, barred, twice, gone))| Plan {
            base,
            late,
            fate: mails.0,
            source: mails.1,
            sourced: mails.2,
            slip: mails.3,
            country: law.0,
            role: law.1,
            said: law.2,
            consents: law.3,
            touches,
            every,
            positions,
            photo,
            told,
            bounced,
            barred,
            twice,
            gone,
        },
    )
}

/// People and what happens to them.
pub(super) fn any_plan() -> impl Strategy<Value = Plans> {
    (
        prop::collection::vec(any_one(), 4..16),
        prop::collection::vec((any::<Index>(), any::<Index>(), 0..RELATIONS.len()), 0..5),
        prop::collection::vec((any::<Index>(), any::<Index>()), 0..4),
        prop::collection::vec((0..PINNED.len(), any::<Index>(), any::<bool>()), 0..5),
        (0..TITLES.len(), 0..TITLES.len()),
        // Sometimes it is asked at the end of a March, where months of a calendar are not those of a machine.
        (1_i64..25, 1_i64..25, prop_oneof![3 => 1_i64..40, 1 => 75_i64..130]),
        (any::<bool>(), any::<bool>()),
    )
        .prop_map(|(people, relations, leaders, pins, titles, gaps, (apart, right))| Plans {
            people,
            relations,
            leaders,
            pins,
            titles: [titles.0, titles.1],
            gaps: [gaps.0, gaps.1, gaps.2],
            apart,
            right,
        })
}

fn day_ago(now: Millis, days: u64) -> String {
    let today = chrono::DateTime::from_timestamp_millis(now.get()).unwrap().date_naive();
    (today - Days::new(days)).format("%Y-%m-%d").to_string()
}

/// Somebody as they are put in, with the addresses that are their own.
fn entered(number: usize, plan: &Plan, now: Millis) -> Somebody {
    let mut base = plan.base.clone();
    let input = &mut base.input;
    let own = plan.fate.map(|(fate, domain)| format!("{fate}{number}@{domain}"));
    let slipped = plan.slip.map(|domain| format!("slip{number}@{domain}"));
    let more = own.into_iter().chain(slipped).map(|address| AddressInput {
        address,
        source: plan.source.to_owned(),
        sourced_on: day_ago(now, plan.sourced),
        basis: Basis::LegitimateInterest,
        basis_note: String::new(),
    });
    input.addresses = more.chain(input.addresses.drain(..)).collect();
    if let Some(country) = plan.country {
        country.clone_into(&mut input.country);
    }
    if let Some(role) = plan.role {
        role.clone_into(&mut input.role);
    }
    base
}

struct Making<'r> {
    runtime: &'r Runtime,
    sending: Sending,
    desk: Desk,
    world: World,
    /// Where each of the plan stands among the people.
    at: BTreeMap<usize, usize>,
    /// Those who are there twice, by the number of the first in the plan.
    twins: BTreeMap<usize, PersonId>,
    /// What two are to each other, in the words of each.
    between: Vec<([PersonId; 2], [&'static str; 2])>,
    /// Whom somebody is led by.
    leads: Vec<(PersonId, PersonId)>,
}

impl Making<'_> {
    fn now(&self) -> Millis {
        self.sending.ws.now()
    }

    fn pass(&mut self, days: i64) {
        self.sending.clock.advance_ms(days * DAY_MS + 3 * HOUR_MS);
    }

    fn known(&mut self, number: usize) -> Option<&mut Known> {
        self.at.get(&number).and_then(|at| self.world.people.get_mut(*at))
    }

    /// Puts those in of the plan who come now.
    fn enter(&mut self, plans: &[Plan], late: bool) {
        let now = self.now();
        let coming: Vec<usize> = (0..plans.len()).filter(|n| plans[*n].late == late).collect();
        let bases: Vec<Somebody> = coming.iter().map(|n| entered(*n, &plans[*n], now)).collect();
        for (number, (id, base)) in coming.iter().zip(put(&self.desk, &bases).into_iter().zip(bases)) {
            // What bounced before, at somebody else's, is suppressed since then.
            if let (true, Some(first)) = (base.suppressed, base.input.addresses.first())
                && !self.world.bounced.iter().any(|(address, _)| *address == first.address)
            {
                self.note_bounce(&first.address.clone(), now);
            }
            if plans[*number].twice {
                let input = PersonInput {
                    name: format!("Twin {number}"),
                    addresses: vec![AddressInput {
                        basis: Basis::LegitimateInterest,
                        source: "guild".to_owned(),
                        ..contacts::api::new_address(format!("good.twin{number}@paper.example"))
                    }],
                    ..PersonInput::of_kind(PersonKind::Journalist)
                };
                self.twins.insert(*number, self.runtime.block_on(contacts::api::add(&self.sending.ws, input)).unwrap().id);
            }
            self.at.insert(*number, self.world.people.len());
            self.world.people.push(Known {
                id,
                twin: None,
                base,
                entered: 0,
                changed: 0,
                touches: Vec::new(),
                reminder: None,
                former: Vec::new(),
                photo: false,
                told: false,
                said: None,
                consents: Vec::new(),
                rows: Vec::new(),
                left_out: Vec::new(),
                relations: Vec::new(),
                leader: None,
            });
        }
        describe(&self.desk);
    }

    fn note_bounce(&mut self, address: &str, at: Millis) {
        self.world.suppressed.insert(address.to_owned());
        self.world.bounced.push((address.to_owned(), at.get()));
    }

    /// Suppresses an address; whether that was new.
    fn suppress(&self, address: &str, reason: SuppressionReason) -> bool {
        let (key, ws) = (EmailAddress::parse(address).unwrap().key(self.sending.ws.secret()), &self.sending.ws);
        let noted = ws.write_blocking(None, move |tx| Ok(contacts::suppress(tx, &key, reason, "said so")?)).unwrap();
        !matches!(noted, contacts::Suppressed::Already)
    }

    /// Sends a mail to everybody, and notes what the ledger's own pages say of it.
    fn send(&mut self, number: usize, title: &str, plans: &[Plan]) {
        let text = RELEASE.replace("The lens is back", title);
        let (runtime, sending) = (self.runtime, &self.sending);
        let document = runtime.block_on(literature::api::add_file(&sending.ws, text.into_bytes(), None)).unwrap().id;
        let request = SendRequest { document, hold_ms: 60_000, ..sending.request() };
        if runtime.block_on(api::review(&sending.ws, request.clone())).map_or(0, |review| review.recipients) > 0 {
            let card = runtime.block_on(sending.send(request));
            for (n, _) in plans.iter().enumerate().filter(|(_, plan)| number == 1 && plan.barred) {
                let at = self.at[&n];
                let person = self.world.people[at].id;
                self.runtime.block_on(contacts::api::do_not_contact(&self.sending.ws, person, String::new())).unwrap();
                self.world.people[at].base.do_not_contact = true;
            }
            self.sending.clock.advance_ms(61_000);
            self.runtime.block_on(self.sending.drive(card.distribution));
            let rows = self.runtime.block_on(self.sending.rows(card.distribution));
            let left_out = self.runtime.block_on(api::left_out(&self.sending.ws, card.distribution)).unwrap();
            let mut told: Vec<(PersonId, Row)> = Vec::new();
            for row in rows {
                let (at, address) = (row.at.get(), row.address.unwrap_or_default());
                told.push((row.person, Row { title: title.to_owned(), state: row.state, at, address, notice: row.notice }));
            }
            let written = self.runtime.block_on(api::show(&self.sending.ws, card.distribution)).unwrap().created_at.get();
            let of = self.numbers();
            for (person, row) in told {
                let known = &mut self.world.people[of[&person]];
                if row.state == DeliveryState::Cancelled {
                    known.left_out.push((row.title.clone(), row.at));
                }
                known.rows.push(row);
            }
            for one in left_out {
                self.world.people[of[&one.person]].left_out.push((title.to_owned(), written));
            }
        }
        for (n, plan) in plans.iter().enumerate() {
            let Some((_, before)) = plan.bounced.filter(|(when, _)| *when == number) else { continue };
            let Some(first) = self.known(n).and_then(|one| one.base.input.addresses.first()).map(|one| one.address.clone()) else {
                continue;
            };
            if before {
                self.suppress(&first, SuppressionReason::Complained);
            }
            if self.suppress(&first, SuppressionReason::Bounced) {
                self.note_bounce(&first, self.now());
            }
        }
    }

    /// Who each number means: those of twins mean the first of the two.
    fn numbers(&self) -> BTreeMap<PersonId, usize> {
        let own = self.world.people.iter().enumerate().map(|(at, one)| (one.id, at));
        own.chain(self.twins.iter().map(|(number, twin)| (*twin, self.at[number]))).collect()
    }

    /// What somebody notes of people, and what is between them.
    fn note(&mut self, plans: &Plans) {
        let (now, runtime, ws) = (self.now(), self.runtime, self.sending.ws.clone());
        for (n, plan) in plans.people.iter().enumerate() {
            let id = self.world.people[self.at[&n]].id;
            for (kind, days, text) in &plan.touches {
                let at = now.get() - days * DAY_MS - 2 * HOUR_MS;
                let input = TouchInput { kind: *kind, when: String::new(), zone: String::new(), text: (*text).to_owned() };
                let input =
                    if *kind == TouchKind::Note && text.is_empty() { TouchInput { text: "noted".to_owned(), ..input } } else { input };
                let said = if *kind == TouchKind::Note && text.is_empty() { "noted" } else { text };
                let touch = contacts::check_touch(&input, now).unwrap().on(When { at: at.into(), timed: true });
                // Half of what is noted of twins is noted of the other.
                let whose = self.twins.get(&n).filter(|_| days % 2 == 0).copied().unwrap_or(id);
                ws.write_blocking(None, move |tx| contacts::add_touch(tx, whose, &touch)).unwrap();
                self.known(n).unwrap().touches.push((*kind, at, said));
            }
            if let Some(every) = plan.every {
                let begun = self.now().get();
                runtime.block_on(crate::touches::api::keep_in_touch(&ws, id, Some(Every { many: every, period: Period::Day }))).unwrap();
                self.known(n).unwrap().reminder = Some((begun, every));
            }
            let positions: Vec<PositionInput> = plan
                .positions
                .iter()
                .map(|(outlet, role, ended)| PositionInput {
                    outlet: (*outlet).to_owned(),
                    role: (*role).to_owned(),
                    from: "2011".to_owned(),
                    to: if *ended { "2013".to_owned() } else { String::new() },
                })
                .collect();
            self.known(n).unwrap().former = plan.positions.iter().filter(|one| one.2).map(|one| (one.0, one.1)).collect();
            let secret = *ws.secret();
            ws.write_blocking(None, move |tx| Ok(PeopleWriter::new(tx, &secret).bring(id, &Extras { positions, ..Extras::default() })?))
                .unwrap();
            if plan.photo {
                runtime.block_on(contacts::api::set_photo(&ws, id, picture())).unwrap();
            }
            if plan.told {
                ws.write_blocking(None, move |tx| contacts::note_notice(tx, id, "2026-11-24", "in our letter")).unwrap();
            }
            if let Some(kind) = plan.said {
                runtime.block_on(contacts::api::set_recipient_kind(&ws, id, Some(kind))).unwrap();
            }
            for (ground, days) in &plan.consents {
                let on = day_ago(now, *days);
                let input = ConsentInput { ground: GROUNDS[*ground], on: on.clone(), how: "a form".to_owned(), evidence: String::new() };
                runtime.block_on(contacts::api::note_consent(&ws, id, input)).unwrap();
                self.known(n).unwrap().consents.push((GROUNDS[*ground], on.parse().unwrap()));
            }
            let known = self.known(n).unwrap();
            (known.photo, known.told, known.said) = (plan.photo, plan.told, plan.said);
        }
    }

    fn merge(&mut self) {
        for (number, twin) in self.twins.clone() {
            let id = self.world.people[self.at[&number]].id;
            self.runtime.block_on(contacts::api::merge(&self.sending.ws, id, twin, Vec::new())).unwrap();
            let now = self.runtime.block_on(contacts::api::show(&self.sending.ws, id)).unwrap().fields;
            // What a merge makes of a form is told by other tests.
            let known = &mut self.world.people[self.at[&number]];
            (known.base.input, known.twin) = (now, Some(twin));
        }
    }

    fn relate(&mut self, plans: &Plans) {
        let (runtime, ws, many) = (self.runtime, self.sending.ws.clone(), self.world.people.len());
        for (one, other, kind) in &plans.relations {
            let (one, other, (kind, word, back, own, theirs)) = (one.index(many), other.index(many), RELATIONS[*kind]);
            let input = RelationInput {
                other: format!("#{}", self.world.people[other].id),
                kind,
                word: word.to_owned(),
                back: back.to_owned(),
                note: String::new(),
            };
            if runtime.block_on(contacts::api::relate(&ws, self.world.people[one].id, input)).is_ok() {
                self.between.push(([self.world.people[one].id, self.world.people[other].id], [own, theirs]));
            }
        }
        for (led, leader) in &plans.leaders {
            let (led, leader) = (led.index(many), leader.index(many));
            let Some(address) = self.world.people[leader].base.input.addresses.first().map(|one| one.address.clone()) else { continue };
            let alone =
                self.world.people.iter().filter(|one| one.base.input.addresses.iter().any(|held| held.address == address)).count() == 1;
            let patch = PersonPatch { manager: Some(address), ..PersonPatch::default() };
            if alone && led != leader && runtime.block_on(contacts::api::edit(&ws, self.world.people[led].id, patch)).is_ok() {
                self.world.people[led].leader = Some(self.world.people[leader].base.input.name.clone());
                let pair = (self.world.people[led].id, self.world.people[leader].id);
                self.leads.retain(|(one, _)| *one != pair.0);
                self.leads.push(pair);
            }
        }
        for (segment, whom, inside) in &plans.pins {
            let (name, person) = (PINNED[*segment], self.world.people[whom.index(many)].id);
            let id: SegmentId = runtime.block_on(segments::api::pinning::segment(&ws, name)).unwrap();
            runtime.block_on(segments::api::pinning::pin(&ws, id, person, *inside, "as asked".to_owned())).unwrap();
            self.world.pins.entry(name).or_default().insert(person, *inside);
        }
        if plans.right && runtime.block_on(contacts::api::keep_domain(&ws, SLIPS[1].to_owned())).is_ok() {
            self.world.right.insert(SLIPS[1]);
        }
        if ws.write_blocking(None, |tx| contacts::set_own_source(tx, OWN_SOURCE, true)).is_ok() {
            self.world.own_sources.insert(OWN_SOURCE);
        }
    }

    /// Some go; what was between them and others goes along.
    fn leave(&mut self, plans: &Plans) {
        let gone = (0..plans.people.len()).filter(|n| plans.people[*n].gone);
        let ids: BTreeSet<PersonId> = gone.map(|n| self.world.people[self.at[&n]].id).collect();
        if !ids.is_empty() {
            self.runtime.block_on(contacts::api::delete(&self.sending.ws, ids.iter().copied().collect())).unwrap();
        }
        for (led, _) in self.leads.iter().filter(|(_, leader)| ids.contains(leader)) {
            self.world.people.iter_mut().filter(|one| one.id == *led).for_each(|one| one.leader = None);
        }
        for (two, words) in self.between.iter().filter(|(two, _)| !two.iter().any(|one| ids.contains(one))) {
            for (one, word) in two.iter().zip(words) {
                self.world.people.iter_mut().filter(|known| known.id == *one).for_each(|known| known.relations.push(word));
            }
        }
        self.world.people.retain(|one| !ids.contains(&one.id));
    }

    fn settle(&mut self, plans: &Plans) {
        let (runtime, ws) = (self.runtime, self.sending.ws.clone());
        runtime.block_on(contacts::api::look_for_duplicates(&ws)).unwrap();
        let pairs = || runtime.block_on(contacts::api::duplicates(&ws, 0, 10_000)).unwrap();
        if let (true, Some(first)) = (plans.apart, pairs().first()) {
            runtime.block_on(contacts::api::apart(&ws, first.people[0].id, first.people[1].id)).unwrap();
        }
        self.world.paired = pairs().iter().flat_map(|pair| pair.people.iter().map(|one| one.id)).collect();
        for one in &mut self.world.people {
            let id = one.id;
            let kept = ws.read_blocking(move |tx| Ok(contacts::record(tx, id)?.unwrap())).unwrap();
            (one.entered, one.changed) = (kept.created_at.get(), kept.changed_at.get());
        }
    }
}

fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(4, 4).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Makes all of it.
pub(super) fn make(runtime: &Runtime, plans: &Plans) -> (Sending, World) {
    let answers = |to: &str, _| match to.get(..4) {
        Some("gone") => "550 5.1.1 no such mailbox",
        Some("hang") => HANG_UP,
        _ => "250 2.0.0 taken",
    };
    let sending = runtime.block_on(Sending::new(0, RELEASE, |_| (), answers));
    runtime.block_on(async {
        let off = Breakers { domain_running: 0, domain_percent: 0, lost: 0, equal: 0, first_hundred: 0 };
        api::set_breakers(&sending.ws, off).await.unwrap();
        let proposed = api::proposed_notice(&sending.ws).await.unwrap();
        // Without it no advertising goes to some countries.
        let quay = Imprint { postal: "1 Quay Street\nHull".to_owned(), contact: "+44 1482 0000".to_owned() };
        crate::rendering::api::set_imprint(&sending.ws, quay).await.unwrap();
        api::set_privacy_notice(&sending.ws, api::Notice { on: true, ..proposed }).await.unwrap();
    });
    let desk = Desk { ws: sending.ws.clone(), clock: ManualClock::at(sending.ws.now()), folder: tempfile::tempdir().unwrap() };
    own_fields(&desk);
    runtime.block_on(segments::api::save(&sending.ws, SAVED.0.to_owned(), SAVED.1.to_owned())).unwrap();
    plant(&desk, &TREE[..3]);
    let world = World {
        now: 0,
        people: Vec::new(),
        suppressed: BTreeSet::new(),
        bounced: Vec::new(),
        pins: BTreeMap::new(),
        paired: BTreeSet::new(),
        right: BTreeSet::new(),
        own_sources: BTreeSet::new(),
    };
    let mut making = Making { runtime, sending, desk, world, at: BTreeMap::new(), twins: BTreeMap::new(), between: vec![], leads: vec![] };
    making.enter(&plans.people, false);
    making.pass(plans.gaps[0]);
    making.send(0, TITLES[plans.titles[0]], &plans.people);
    making.enter(&plans.people, true);
    plant(&making.desk, &TREE[3..]);
    making.pass(plans.gaps[1]);
    making.send(1, TITLES[plans.titles[1]], &plans.people);
    making.note(plans);
    making.merge();
    making.relate(plans);
    making.leave(plans);
    making.pass(plans.gaps[2]);
    making.settle(plans);
    making.world.now = making.sending.ws.now().get();
    making.world.people.sort_by_key(|one| one.id);
    (making.sending, making.world)
}
