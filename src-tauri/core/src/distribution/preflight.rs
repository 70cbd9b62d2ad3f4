//! Every letter of a distribution made and read back once before any goes (D22): what keeps it from going, and what needs a look.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::audience::Chosen;
use super::draw::Drawn;
use super::engine::Trial;
use super::service;
use crate::contacts::{self, ListKind};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::literature::Document;
use crate::messages::Message;
use crate::workspace::ReadTx;

/// One thing that was found.
pub(super) struct Finding {
    pub(super) blocks: bool,
    pub(super) what: Message,
    pub(super) person: Option<PersonId>,
    pub(super) places: Vec<crate::error::Place>,
}

/// What pre-flight says.
pub(super) struct Preflight {
    pub(super) findings: Vec<Finding>,
    /// The biggest letter as encoded, in bytes.
    pub(super) biggest: u64,
}

/// Flights that found nothing in the way, by what was flown: the page before Send flew it a moment ago, and nothing of it changed.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<VecDeque<[u8; 32]>>);

/// As many are remembered.
const REMEMBERED: usize = 16;

impl Flights {
    /// Whether exactly this was flown, and nothing was in its way.
    pub(super) fn has(&self, flown: &[u8; 32]) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(flown)
    }

    fn remember(&self, flown: [u8; 32]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() == REMEMBERED {
            known.pop_front();
        }
        known.push_back(flown);
    }
}

/// What tells one flight from another: everything that its letters are made of, but for ids that they get at Send.
pub(super) fn course(tx: &ReadTx<'_>, drawn: &Drawn) -> Result<[u8; 32], Problem> {
    let mut hash = Sha256::new();
    let mut say = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    say(drawn.sealing.seal.as_bytes());
    say(crate::workspace::organisation(tx)?.as_bytes());
    say(&drawn.account.size_limit.unwrap_or_default().to_be_bytes());
    say(&[u8::from(drawn.marks.embargo), u8::from(drawn.unproven.is_some())]);
    for chosen in &drawn.chosen {
        say(&chosen.person.get().to_be_bytes());
        say(chosen.address.as_typed().as_bytes());
        say(chosen.name.as_bytes());
        say(&(chosen.values.0.len() as u64).to_be_bytes());
        for (field, value) in &chosen.values.0 {
            say(field.as_bytes());
            say(value.as_bytes());
        }
    }
    Ok(hash.finalize().into())
}

/// Findings of one kind beyond this many are counted, not listed.
const LISTED: usize = 20;

/// Renders all letters and looks at them; what nothing is in the way of is remembered in `flights`.
pub(super) fn fly(tx: &ReadTx<'_>, drawn: &Drawn, now: Millis, flights: &Flights) -> Result<Preflight, Problem> {
    let flight = look(tx, drawn, now)?;
    if !flight.findings.iter().any(|found| found.blocks) {
        flights.remember(course(tx, drawn)?);
    }
    Ok(flight)
}

fn look(tx: &ReadTx<'_>, drawn: &Drawn, now: Millis) -> Result<Preflight, Problem> {
    let mut findings = Vec::new();
    if let Some(problem) = &drawn.unproven {
        findings.push(Finding { blocks: true, what: problem.what.clone(), person: None, places: problem.places.clone() });
    }
    let prepared = match service::prepared_of(tx, &drawn.revision, &drawn.account, &drawn.marks, drawn.sealing.list_kind) {
        Ok(prepared) => prepared,
        Err(problem) if problem.kind == crate::error::Kind::Refusal => {
            findings.push(Finding { blocks: true, what: problem.what, person: None, places: problem.places });
            return Ok(Preflight { findings, biggest: 0 });
        }
        Err(problem) => return Err(problem),
    };
    let trial = Trial::new(prepared);
    for found in trial.findings() {
        findings.push(Finding { blocks: false, what: found.what.clone(), person: None, places: vec![found.place.clone()] });
    }
    findings.extend(fallbacks(drawn));
    if drawn.marks.embargo {
        let people: Vec<PersonId> = drawn.chosen.iter().map(|chosen| chosen.person).collect();
        let n = contacts::without_embargo_agreement(tx, &people)?;
        if n > 0 {
            let what = Message::new("distribution.finding.embargo_agreement").with("n", n);
            findings.push(Finding { blocks: false, what, person: None, places: Vec::new() });
        }
    }
    let mut biggest = 0;
    for (at, chosen) in drawn.chosen.iter().enumerate() {
        // What all letters share is the same bytes in each: reading it once is enough.
        let files = (at == 0).then_some(drawn.revision.attachments.as_slice());
        match trial.letter(chosen, now, files) {
            Ok(size) => biggest = biggest.max(size),
            Err(problem) => note(&mut findings, true, problem.what, chosen, problem.places),
        }
        if chosen.address.is_role() && drawn.sealing.list_kind == ListKind::External {
            note(
                &mut findings,
                false,
                Message::new("distribution.finding.role").with("address", chosen.address.as_typed()),
                chosen,
                Vec::new(),
            );
        }
    }
    if let Some(limit) = drawn.account.size_limit.filter(|limit| biggest > *limit) {
        let what = Message::new("distribution.finding.too_big").with("size", megabytes(biggest)).with("limit", megabytes(limit));
        findings.push(Finding { blocks: true, what, person: None, places: Vec::new() });
    }
    if drawn.chosen.is_empty() {
        findings.push(Finding { blocks: true, what: Message::new("distribution.finding.nobody"), person: None, places: Vec::new() });
    }
    Ok(Preflight { findings, biggest })
}

/// People who read a fallback because nothing is known of them: counted for each merge field (D22).
fn fallbacks(drawn: &Drawn) -> Vec<Finding> {
    let document = Document::parse(&drawn.revision.text);
    let fields = document.fields.iter().filter_map(|found| Some((found.field.as_ref()?, document.place_of(&found.span))));
    let mut said: Vec<Finding> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (field, place) in fields.filter(|(field, _)| field.name != "greeting") {
        let without = drawn.chosen.iter().filter(|chosen| chosen.values.get(&field.name).trim().is_empty()).count();
        if without > 0 && seen.insert(field.name.clone()) {
            let what = Message::new("distribution.finding.fallback")
                .with("n", without)
                .with("field", field.name.as_str())
                .with("fallback", field.fallback.clone().unwrap_or_default());
            said.push(Finding { blocks: false, what, person: None, places: vec![place] });
        }
    }
    said
}

fn note(findings: &mut Vec<Finding>, blocks: bool, what: Message, chosen: &Chosen, places: Vec<crate::error::Place>) {
    if findings.iter().filter(|known| known.what.key == what.key).count() < LISTED {
        findings.push(Finding { blocks, what, person: Some(chosen.person), places });
    }
}

/// Bytes as people read them: `2.4 MB`.
pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1_000_000);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
