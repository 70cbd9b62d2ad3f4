//! Every letter of a distribution made and read back once before any goes (D22): what keeps it from going, and what needs a look.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::audience::Chosen;
use super::draw::Drawn;
use super::engine::Trial;
use super::store::plan;
use super::{consent, languages, notice, oddities, own_files, sender, service};
use crate::accounts;
use crate::assets;
use crate::contacts::{self, ListKind};
use crate::error::Problem;
use crate::ids::{AssetId, Millis, PersonId};
use crate::literature::{self, Document};
use crate::messages::Message;
use crate::net::dkim::Signer;
use crate::rendering;
use crate::workspace::ReadTx;

/// One thing that was found.
pub(super) struct Finding {
    pub(super) blocks: bool,
    pub(super) what: Message,
    pub(super) person: Option<PersonId>,
    pub(super) places: Vec<crate::error::Place>,
    /// The version that it is about, by its language, where there are several.
    pub(super) language: Option<String>,
}

/// What pre-flight says.
pub(super) struct Preflight {
    pub(super) findings: Vec<Finding>,
    /// The biggest letter as encoded, in bytes.
    pub(super) biggest: u64,
}

/// Letters that were flown with nothing in their way: the page before Send flew them a moment ago, and of most nothing changed.
#[derive(Debug, Default)]
pub(super) struct Flights {
    flown: Mutex<VecDeque<Flown>>,
    /// Files of single people that were read back in a letter. They never change: their bytes are read once, however often it is looked.
    files: Mutex<HashSet<AssetId>>,
}

#[derive(Debug)]
struct Flown {
    shared: [u8; 32],
    letters: HashSet<Mark>,
}

/// What tells one letter from another among those that share all else.
type Mark = [u8; 16];

/// As many flights are remembered.
const REMEMBERED: usize = 4;

impl Flights {
    /// Which letters of the course were not flown yet, by their place among the chosen.
    fn news(&self, course: &Course) -> Vec<usize> {
        let known = self.flown.lock().unwrap_or_else(PoisonError::into_inner);
        let flown: Vec<&HashSet<Mark>> = known.iter().filter(|one| one.shared == course.shared).map(|one| &one.letters).collect();
        let new = |(_, mark): &(usize, &Mark)| !flown.iter().any(|letters| letters.contains(*mark));
        course.letters.iter().enumerate().filter(new).map(|(at, _)| at).collect()
    }

    /// Remembers this course, unless something was in its way.
    fn landed(&self, course: Course, flight: Preflight) -> Preflight {
        if !flight.findings.iter().any(|found| found.blocks) {
            let mut known = self.flown.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() == REMEMBERED {
                known.pop_front();
            }
            known.push_back(Flown { shared: course.shared, letters: course.letters.into_iter().collect() });
        }
        flight
    }
}

/// What tells one flight from another: everything that its letters are made of, but for ids that they get at Send.
struct Course {
    /// What is the same for all letters.
    shared: [u8; 32],
    /// Those of the chosen, in their order.
    letters: Vec<Mark>,
}

fn say(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

/// Of this list, as it is drawn.
fn course(tx: &ReadTx<'_>, drawn: &Drawn, signing: &Signing) -> Result<Course, Problem> {
    let mut shared = Sha256::new();
    say(&mut shared, drawn.sealing.seal.as_bytes());
    say(&mut shared, crate::workspace::organisation(tx)?.as_bytes());
    say(&mut shared, &drawn.account.size_limit.unwrap_or_default().to_be_bytes());
    say(&mut shared, &[u8::from(drawn.marks.embargo), u8::from(drawn.unproven.is_some()), u8::from(signing.is_err())]);
    say(&mut shared, &signing.as_ref().ok().and_then(Option::as_ref).map_or(0, |signer| signer.size()).to_be_bytes());
    say(&mut shared, format!("{:?}", drawn.marks.heading).as_bytes());
    Ok(Course { shared: shared.finalize().into(), letters: drawn.chosen.iter().map(mark).collect() })
}

fn mark(chosen: &Chosen) -> Mark {
    let mut hash = Sha256::new();
    say(&mut hash, &chosen.person.get().to_be_bytes());
    say(&mut hash, chosen.address.as_typed().as_bytes());
    say(&mut hash, chosen.name.as_bytes());
    say(&mut hash, &chosen.text.to_be_bytes());
    for (field, value) in chosen.values.iter() {
        say(&mut hash, field.as_bytes());
        say(&mut hash, value.as_bytes());
    }
    for id in chosen.answers.iter().flat_map(|answered| &answered.thread) {
        say(&mut hash, id.as_bytes());
    }
    hash.finalize().first_chunk().copied().unwrap_or_default()
}

/// Findings of one kind beyond this many are counted, not listed.
const LISTED: usize = 20;

/// Renders all letters and looks at them; what nothing is in the way of is remembered in `flights`.
pub(super) fn fly(tx: &ReadTx<'_>, drawn: &Drawn, now: Millis, signing: &Signing, flights: &Flights) -> Result<Preflight, Problem> {
    let course = course(tx, drawn, signing)?;
    let flight = look(tx, drawn, now, signing, &drawn.chosen.iter().collect::<Vec<_>>(), flights)?;
    Ok(flights.landed(course, flight))
}

/// As [`fly`], of those letters alone that were not flown yet: what nothing was in the way of has nothing in its way now.
pub(super) fn fly_news(tx: &ReadTx<'_>, drawn: &Drawn, now: Millis, signing: &Signing, flights: &Flights) -> Result<Preflight, Problem> {
    let course = course(tx, drawn, signing)?;
    let news = flights.news(&course);
    if news.is_empty() && !course.letters.is_empty() {
        // A licence or a consent ends with a day, though no letter changed.
        let texts = std::iter::once(&drawn.revision).chain(drawn.versions.iter().map(|version| &version.revision));
        let files: Vec<_> = texts.flat_map(|revision| revision.attachments.iter().cloned()).collect();
        let ended = assets::findings(tx, &files, now)?.into_iter().filter(|found| found.blocks);
        let findings =
            ended.map(|found| Finding { blocks: true, what: found.what, person: None, places: Vec::new(), language: None }).collect();
        return Ok(Preflight { findings, biggest: 0 });
    }
    let flight = look(tx, drawn, now, signing, &news.iter().filter_map(|at| drawn.chosen.get(*at)).collect::<Vec<_>>(), flights)?;
    Ok(flights.landed(course, flight))
}

/// What signs the letters, or why nothing can (A16).
pub(super) type Signing = Result<Option<Arc<Signer>>, Problem>;

fn look(
    tx: &ReadTx<'_>,
    drawn: &Drawn,
    now: Millis,
    signing: &Signing,
    letters: &[&Chosen],
    flights: &Flights,
) -> Result<Preflight, Problem> {
    let mut findings = Vec::new();
    for problem in drawn.unapproved.iter().chain(&drawn.unproven).chain(signing.as_ref().err()) {
        findings.push(Finding { blocks: true, what: problem.what.clone(), person: None, places: problem.places.clone(), language: None });
    }
    let mut biggest = 0;
    if drawn.versions.is_empty() {
        let flight = look_at(tx, drawn, now, signing, letters, flights)?;
        findings.extend(flight.findings);
        biggest = flight.biggest;
    } else {
        findings.extend(languages::findings(drawn));
        for (at, text) in drawn.sealing.texts.iter().enumerate() {
            let theirs: Vec<&Chosen> = letters.iter().filter(|one| one.text == at).copied().collect();
            let flight = look_at(tx, &drawn.reading(at), now, signing, &theirs, flights)?;
            biggest = biggest.max(flight.biggest);
            findings.extend(flight.findings.into_iter().map(|found| Finding { language: Some(text.language.clone()), ..found }));
        }
    }
    findings.extend(second_mail(tx, drawn)?);
    findings.extend(sender::findings(tx, drawn, now)?);
    findings.extend(notice::finding(tx, drawn)?);
    findings.extend(consent::postal(tx, drawn)?);
    if drawn.marks.embargo {
        let people: Vec<PersonId> = drawn.chosen.iter().map(|chosen| chosen.person).collect();
        let n = contacts::without_embargo_agreement(tx, &people)?;
        if n > 0 {
            let what = Message::new("distribution.finding.embargo_agreement").with("n", n);
            findings.push(Finding { blocks: false, what, person: None, places: Vec::new(), language: None });
        }
    }
    if let Some(limit) = drawn.account.size_limit.filter(|limit| biggest > *limit) {
        let what = Message::new("distribution.finding.too_big").with("size", megabytes(biggest)).with("limit", megabytes(limit));
        findings.push(Finding { blocks: true, what, person: None, places: Vec::new(), language: None });
    }
    if drawn.chosen.is_empty() {
        findings.push(Finding {
            blocks: true,
            what: Message::new("distribution.finding.nobody"),
            person: None,
            places: Vec::new(),
            language: None,
        });
    }
    Ok(Preflight { findings, biggest })
}

/// As [`look`], of one version and those who get it.
fn look_at(
    tx: &ReadTx<'_>,
    drawn: &Drawn,
    now: Millis,
    signing: &Signing,
    letters: &[&Chosen],
    flights: &Flights,
) -> Result<Preflight, Problem> {
    let mut findings = Vec::new();
    let signature = signing.as_ref().ok().and_then(Option::as_ref).map_or(0, |signer| signer.size());
    let list = service::list_of(&drawn.account, drawn.sealing.list_kind, drawn.sealing.one_click.as_deref())?;
    let prepared = match service::prepared_of(tx, &drawn.revision, &drawn.account, &drawn.marks, list, service::Carried::of(&drawn.sealing))
    {
        Ok(prepared) => prepared,
        Err(problem) if problem.kind == crate::error::Kind::Refusal => {
            findings.push(Finding { blocks: true, what: problem.what, person: None, places: problem.places, language: None });
            return Ok(Preflight { findings, biggest: 0 });
        }
        Err(problem) => return Err(problem),
    };
    let trial = Trial::new(prepared);
    for found in trial.findings() {
        findings.push(Finding { blocks: false, what: found.what.clone(), person: None, places: vec![found.place.clone()], language: None });
    }
    findings.extend(own_files::findings(trial.sets(), &drawn.chosen));
    let ends = assets::findings(tx, &drawn.revision.attachments, now)?.into_iter();
    findings.extend(ends.map(|found| Finding { blocks: found.blocks, what: found.what, person: None, places: Vec::new(), language: None }));
    // Only what somebody was asked to approve as it is still says it.
    for file in literature::forms::unbared(tx, drawn.revision.document)? {
        let what = Message::new("distribution.file_unbared").with("file", file.name.as_str());
        findings.push(Finding { blocks: false, what, person: None, places: Vec::new(), language: None });
    }
    findings.extend(fallbacks(drawn));
    let mut biggest = 0;
    let used: BTreeSet<String> =
        Document::parse(&drawn.revision.text).fields.into_iter().filter_map(|found| Some(found.field?.name)).collect();
    let (mut lengths, mut flown) = (Vec::new(), Vec::new());
    let bytes = |asset| literature::asset_bytes(tx, asset);
    let mut known = flights.files.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for chosen in letters.iter().copied() {
        // What all letters share is the same bytes in each: reading it once is enough.
        let files = flown.is_empty().then_some(drawn.revision.attachments.as_slice());
        match trial.letter(chosen, now, files, &bytes, &mut known) {
            Ok((size, own)) => {
                biggest = biggest.max(size + signature);
                lengths.push(size - own.min(size));
                flown.push(chosen);
            }
            // Said once for all, with the names, by the look at the files.
            Err(problem) if matches!(problem.code.as_str(), "rendering.own_missing" | "rendering.own_twice") => {}
            Err(problem) => note(&mut findings, true, problem.what, chosen, problem.places),
        }
        for (field, value, odd) in oddities::odd_values(&chosen.values, &used) {
            let shown: String = value.trim().chars().take(60).collect();
            let what = Message::new("distribution.finding.odd_value").with("why", odd.word()).with("field", field).with("value", shown);
            note(&mut findings, false, what.with("name", chosen.name.as_str()), chosen, Vec::new());
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
    *flights.files.lock().unwrap_or_else(PoisonError::into_inner) = known;
    // What all letters share weighs alike in each.
    let shared = trial.shared_bytes();
    lengths.iter_mut().for_each(|length| *length -= shared.min(*length));
    // Those that carry the privacy notice are longer on purpose: each kind is measured by its own.
    let (telling, plain): (Vec<_>, Vec<_>) =
        flown.into_iter().zip(lengths).partition(|(chosen, _)| rendering::carries_notice(&chosen.values));
    for kind in [telling, plain] {
        let lengths: Vec<u64> = kind.iter().map(|(_, length)| *length).collect();
        let (far, middle) = oddities::outliers(&lengths);
        for (chosen, length) in far.into_iter().filter_map(|at| kind.get(at)) {
            let key = if *length > middle { "distribution.finding.longer" } else { "distribution.finding.shorter" };
            let what =
                Message::new(key).with("name", chosen.name.as_str()).with("size", kilobytes(*length)).with("usual", kilobytes(middle));
            note(&mut findings, false, what, chosen, Vec::new());
        }
    }
    Ok(Preflight { findings, biggest })
}

/// What the user should know of a second mail to those who have the first (D39).
fn second_mail(tx: &ReadTx<'_>, drawn: &Drawn) -> Result<Vec<Finding>, Problem> {
    let Some(answers) = drawn.answers else { return Ok(Vec::new()) };
    let mut said = Vec::new();
    let mut warn = |what| said.push(Finding { blocks: false, what: Message::new(what), person: None, places: Vec::new(), language: None });
    if let Some(before) = plan::sealing(tx, answers.distribution)?
        && literature::revision(tx, before.revision)?.hash == drawn.revision.hash
    {
        warn("distribution.finding.same_text");
    }
    if accounts::probed(tx, drawn.account.id)?.is_some_and(|probe| probe.id_kept == Some(false)) {
        warn("distribution.finding.not_threaded");
    }
    Ok(said)
}

/// People who read a fallback because nothing is known of them: counted for each merge field (D22).
fn fallbacks(drawn: &Drawn) -> Vec<Finding> {
    let document = Document::parse(&drawn.revision.text);
    let fields = document.fields.iter().filter_map(|found| Some((found.field.as_ref()?, document.place_of(&found.span))));
    let mut said: Vec<Finding> = Vec::new();
    let mut seen = BTreeSet::new();
    for (field, place) in fields.filter(|(field, _)| field.name != "greeting") {
        let without = drawn.chosen.iter().filter(|chosen| chosen.values.get(&field.name).trim().is_empty()).count();
        if without > 0 && seen.insert(field.name.clone()) {
            let what = Message::new("distribution.finding.fallback")
                .with("n", without)
                .with("field", field.name.as_str())
                .with("fallback", field.fallback.clone().unwrap_or_default());
            said.push(Finding { blocks: false, what, person: None, places: vec![place], language: None });
        }
    }
    said
}

fn note(findings: &mut Vec<Finding>, blocks: bool, what: Message, chosen: &Chosen, places: Vec<crate::error::Place>) {
    if findings.iter().filter(|known| known.what.key == what.key).count() < LISTED {
        findings.push(Finding { blocks, what, person: Some(chosen.person), places, language: None });
    }
}

/// Bytes as people read them: `8.1 KB`.
fn kilobytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1_000);
    format!("{}.{} KB", tenths / 10, tenths % 10)
}

/// Bytes as people read them: `2.4 MB`.
pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1_000_000);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(shared: u8, letters: &[u8]) -> Course {
        Course { shared: [shared; 32], letters: letters.iter().map(|letter| [*letter; 16]).collect() }
    }

    fn landed(flights: &Flights, course: Course, blocks: bool) {
        let found = Finding { blocks, what: Message::new("distribution.finding.nobody"), person: None, places: Vec::new(), language: None };
        flights.landed(course, Preflight { findings: vec![found], biggest: 0 });
    }

    #[test]
    fn letters_that_were_flown_are_known_again_and_no_others() {
        let flights = Flights::default();
        landed(&flights, course(1, &[1, 2, 3]), false);
        assert_eq!(flights.news(&course(1, &[3, 4, 1])), [1], "somebody was changed since");
        assert_eq!(flights.news(&course(2, &[1, 2])), [0, 1], "another text or another sender");
        landed(&flights, course(1, &[4]), true);
        assert_eq!(flights.news(&course(1, &[4])), [0], "something was in its way");
        (2..6).for_each(|shared| landed(&flights, course(shared, &[1]), false));
        assert_eq!(flights.news(&course(1, &[1])), [0], "long ago");
    }
}
