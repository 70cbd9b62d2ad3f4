//! A million people: what the list, its questions and what is done with all of them take (P4 to P7).

use std::time::{Duration, Instant};

use tidings_core::contacts::api::{PersonPatch, Setting, Tagging};
use tidings_core::contacts::{CustomFieldInput, CustomKind, OutletKind, OutletPatch, PersonInput, PersonKind, TouchInput, TouchKind, When};
use tidings_core::error::Problem;
use tidings_core::ids::{Millis, PersonId};
use tidings_core::messages::{Language, Message};
use tidings_core::reach::api::Wanted;
use tidings_core::segments::api::{self, ExportForm, ExportWhom, Whom};
use tidings_core::segments::{Column, ViewQuestion};
use tidings_core::{PLUGS, contacts, distribution, importing, reach, touches, workspace};

use crate::desk::Desk;
use crate::importing::{EDIT_MS, Edits};
use crate::table::Table;
use crate::{Asked, network, pace, pages, years};

/// P5.
pub(crate) const LOOK_MS: f64 = 100.0;
/// P6.
const KEY_MS: f64 = 16.0;
/// What is looked up anew at each change.
const BEATS_MS: f64 = 50.0;
/// P7, and of how many people.
const DUPLICATES_MS: f64 = 10_000.0;
const DUPLICATES_OF: u32 = 281_000;
/// One touch for so many people.
const PEOPLE_OF_A_TOUCH: u32 = 3;
/// How often each is asked.
pub(crate) const TIMES: usize = 9;

/// Questions of every kind that there is.
const QUESTIONS: &[&str] = &[
    "kind:journalist",
    "beat:philanthropy",
    "beat:culture,heritage role:Editor",
    "country:NL -city:Rotterdam",
    "kind:journalist (beat:heritage or beat:museums) -beat:sport",
    "beat:empty or city:empty",
    "outlet:daily*",
    "outlet.audience:philanthropists outlet.region:Zeeland",
    "outlet.reach:>50000",
    "tag:vip -tag:board",
    "field.card-number:>50000",
    "has:notes",
    "-has:address",
    "has:phone basis:consent",
    "kind:employee",
    "tag:empty kind:client",
    "contacted:<90d",
    "replied:ever",
    "contacted:ever replied:never",
    "touched:meeting warmth:warm",
    "list:\"Opening night\"",
    "segment:\"Culture\" -segment:\"Known\"",
    "duplicate:yes",
    "consent:missing",
    "typo:yes",
    "beat:empty",
    "department:empty kind:employee",
    "owner:ines handle:*newsie*",
    "relation:empty suppressed:yes",
    "got:<90d",
    "got:never kind:journalist",
    "got:\"The harbour season opens\"",
    "got:\"The lens is back\" -replied:\"The lens is back\"",
    "replied:\"The harbour season opens\"",
    "bounced:\"The harbour season opens\"",
    "bounced:ever",
    "refused:the*",
    "refused:ever",
    "left-out:<30d",
    "left-out:*season*",
    "suppressed:yes",
    "relation:knows",
    "network:mastodon",
    "owner:empty",
    "former-role:trainee",
    "quiet:1y",
    "phone:\"020 555\"",
    "notes:harbour touch:lens",
    "former-outlet:daily*",
    "salutation:frau* time-zone:empty",
    "entered:<30d changed:>7d",
    "sourced:>1y",
    "outlet.website:*example*",
    "anna mul",
];

/// What somebody types, letter by letter.
const TYPED: &[&str] = &["anders", "müller", "daily courier", "rotterdam ja", "p4999", "020 555 01", "harbour tv", "高橋"];

/// Measures all of it, or of its parts those that are named too; with `edits`, somebody edits while people come in.
pub(crate) async fn measure(asked: &Asked, table: &mut Table) -> Result<(), Problem> {
    const PARTS: [&str; 8] = ["questions", "views", "pages", "found", "past", "bulk", "exports", "duplicates"];
    let named = |part: &str| asked.only.iter().any(|one| one == part);
    let wants = |part: &str| named(part) || !PARTS.iter().any(|one| named(one));
    let desk = filled(asked.people, named("edits"), table).await?;
    known(&desk, asked.people, table).await?;
    years::lived(&desk, asked.people, table).await?;
    saved(&desk).await?;
    if wants("questions") {
        questions(&desk, table).await?;
    }
    if wants("views") {
        lists(&desk, table).await?;
    }
    if wants("pages") {
        pages::measure(&desk, table).await?;
    }
    if wants("found") {
        found(&desk, table).await?;
    }
    if wants("past") {
        past(&desk, table).await?;
    }
    if wants("bulk") {
        many(&desk, table).await?;
    }
    if wants("exports") {
        exports(&desk, table).await?;
    }
    drop(desk);
    if wants("duplicates") { duplicates(table).await } else { Ok(()) }
}

async fn filled(people: u32, edited: bool, table: &mut Table) -> Result<Desk, Problem> {
    let desk = Desk::new()?;
    let field = CustomFieldInput { name: "Card number".to_owned(), kind: CustomKind::Number, choices: Vec::new() };
    contacts::api::add_custom_field(&desk.ws, field).await?;
    let path = desk.table("network.csv", &network::csv(people))?;
    // Where somebody is there, a backup is made before, too.
    let somebody = if edited { Some(somebody(&desk).await?) } else { None };
    let (card, staged) = desk.stage(path).await?;
    let (edits, begun) = (somebody.map(|person| Edits::of_this(&desk.ws, person)), Instant::now());
    importing::api::apply(&desk.ws, card.id).await?;
    let found = api::count(&desk.ws, asking("beat:heritage rotterdam")).await?;
    let applied = begun.elapsed();
    let sum = f64::from(people);
    table.time(&format!("{people} people staged with verdicts"), &[staged], Some(sum / 100.0));
    table.time(&format!("{people} people applied and searchable"), &[applied], Some(sum / 40.0));
    if let Some(edits) = edits {
        table.waits("an edit while they are applied", edits.end().await?, EDIT_MS);
    }
    assert!(found > 0, "{card:?}");
    Ok(desk)
}

/// Somebody to be edited, who is none of those whom others are made of.
async fn somebody(desk: &Desk) -> Result<PersonId, Problem> {
    let person = PersonInput { name: "Ines Calder".to_owned(), ..PersonInput::of_kind(PersonKind::Public) };
    Ok(contacts::api::add(&desk.ws, person).await?.id)
}

/// What years of work leave: outlets that are known, and touches of a fifth of all people, most of them of a few.
async fn known(desk: &Desk, people: u32, table: &mut Table) -> Result<(), Problem> {
    let (outlets, touches, now) = (network::outlets(people), people / PEOPLE_OF_A_TOUCH, desk.ws.now());
    desk.ws
        .write(Message::new("contacts.action.outlets_set").with("count", outlets), move |tx| {
            for number in 0..outlets {
                let of = |salt: u64, most: u64| network::scattered(number, salt) % most;
                let pick = |list: &[&str], salt: u64| list[usize::try_from(of(salt, 8)).unwrap_or(0)].to_owned();
                let patch = OutletPatch {
                    kind: Some(OutletKind::Newspaper),
                    reach: Some((1_000 + of(22, 200_000)).to_string()),
                    region: Some(pick(network::REGIONS, 21)),
                    audiences: Some(vec![pick(network::AUDIENCES, 23)]),
                    ..OutletPatch::default()
                };
                // Not every outlet that there could be has somebody.
                drop(contacts::describe_outlet(tx, &network::outlet_name(number as usize), patch));
            }
            let some = u64::from(people / 5).max(1);
            let input = |kind| TouchInput {
                kind,
                when: String::new(),
                zone: String::new(),
                text: "Asked about the harbour and its lens.".to_owned(),
            };
            for n in 0..touches {
                // A fifth of all have them, and of those the first ones most.
                let of = |salt: u64| network::scattered(n, salt);
                let person = 1 + (of(24) % some) * (of(25) % some) / some * 5;
                let kinds = [TouchKind::Note, TouchKind::Call, TouchKind::Reply, TouchKind::Meeting, TouchKind::Clipping];
                let kind = kinds[usize::try_from(of(26) % 5).unwrap_or(0)];
                let days = 1 + i64::try_from(of(27) % 1_500).unwrap_or(0);
                let when = When { at: Millis::from(now.get() - days * 86_400_000), timed: false };
                let touch = contacts::check_touch(&input(kind), now)?.on(when);
                contacts::add_touch_unsettled(tx, PersonId::from(i64::try_from(person).unwrap_or(1)), &touch)?;
            }
            contacts::settle_bonds(tx)?;
            Ok(())
        })
        .await?;
    table.told("outlets that are known, touches", &format!("{outlets}, {touches}"));
    Ok(())
}

fn asking(query: &str) -> Whom {
    Whom { query: Some(query.to_owned()), segment: None }
}

/// Segments and a list that questions ask for.
async fn saved(desk: &Desk) -> Result<(), Problem> {
    // Works out the warmth of all of them before anything is measured.
    let touch = TouchInput { kind: TouchKind::Call, when: String::new(), zone: String::new(), text: String::new() };
    touches::api::add(&desk.ws, PersonId::from(1), touch).await?;
    api::save(&desk.ws, "Culture".to_owned(), "beat:culture,heritage,museums kind:journalist".to_owned()).await?;
    api::save(&desk.ws, "Known".to_owned(), "replied:ever".to_owned()).await?;
    api::lists::make(&desk.ws, "Opening night".to_owned(), Some(whom(asking("tag:vip city:London")))).await?;
    Ok(())
}

fn whom(whom: Whom) -> ExportWhom {
    ExportWhom { whom, people: None, all_notes: true, with_restricted: true, with_outlets: Vec::new() }
}

async fn questions(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    contacts::api::look_for_duplicates(&desk.ws).await?;
    let mut pages = Vec::new();
    for question in QUESTIONS {
        let (mut counted, mut paged, mut sum) = (Vec::new(), Vec::new(), 0);
        for _ in 0..TIMES {
            let begun = Instant::now();
            sum = api::count(&desk.ws, asking(question)).await?;
            counted.push(begun.elapsed());
            let begun = Instant::now();
            api::people(&desk.ws, asking(question), None, 50).await?;
            paged.push(begun.elapsed());
        }
        table.slowest(&format!("count {question} ({sum})"), &counted, LOOK_MS);
        pages.push((*question, paged));
    }
    for (question, times) in pages {
        table.slowest(&format!("first 50 of {question}"), &times, LOOK_MS);
    }
    let (mut first, mut beats, mut slips) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..TIMES {
        // Somebody edits: what was counted before is so no longer.
        let patch = PersonPatch { city: Some(format!("Port Averil {n}")), ..PersonPatch::default() };
        contacts::api::edit(&desk.ws, PersonId::from(7), patch).await?;
        let begun = Instant::now();
        contacts::api::beats(&desk.ws, "h".to_owned()).await?;
        first.push(begun.elapsed());
        let begun = Instant::now();
        contacts::api::beats(&desk.ws, "he".to_owned()).await?;
        beats.push(begun.elapsed());
        let begun = Instant::now();
        contacts::api::slips(&desk.ws, 100).await?;
        slips.push(begun.elapsed());
    }
    table.slowest("the page of beats, after an edit", &first, LOOK_MS);
    table.slowest("the page of beats, each further letter", &beats, BEATS_MS);
    table.slowest("the badge of mistyped addresses, after an edit", &slips, BEATS_MS);
    Ok(())
}

/// The list of people as the window shows it: any sort, any filter, and each key of a search.
async fn lists(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let own = contacts::api::custom_fields(&desk.ws).await?;
    let columns = Column::ALL.iter().copied().chain(own.iter().map(|card| Column::Own(card.field.id)));
    let before = private_kb();
    let begun = Instant::now();
    look(desk, "", "", Column::City).await?;
    table.time("columns filled from the file", &[begun.elapsed()], None);
    if let (Some(before), Some(after)) = (before, private_kb()) {
        table.told("memory of the columns", &format!("{} MB", after.saturating_sub(before) / 1024));
    }
    for column in columns {
        // What a row does not say itself is read in the background while the list goes on as it is.
        look(desk, "", "", column).await?;
        for _ in 0..40 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            look(desk, "", "", column).await?;
        }
        let (mut all, mut some) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            all.push(look(desk, "", "", column).await?);
            some.push(look(desk, "kind:journalist country:NL", "a", column).await?);
        }
        table.slowest(&format!("list by {column:?}: everybody"), &all, LOOK_MS);
        table.slowest(&format!("list by {column:?}: a filter, typed a"), &some, LOOK_MS);
    }
    for typed in TYPED {
        let mut times = Vec::new();
        for end in typed.char_indices().map(|(at, letter)| at + letter.len_utf8()) {
            times.push(look(desk, "", &typed[..end], Column::Name).await?);
        }
        table.slowest(&format!("each key of “{typed}”"), &times, KEY_MS);
    }
    Ok(())
}

async fn look(desk: &Desk, question: &str, search: &str, sort: Column) -> Result<Duration, Problem> {
    let begun = Instant::now();
    let query = (!question.is_empty()).then(|| question.to_owned());
    let view = api::open_view(&desk.ws, ViewQuestion { query, search: search.to_owned(), sort, ..ViewQuestion::default() }).await?;
    api::view_rows(&desk.ws, view.id, 0, 50).await?;
    let took = begun.elapsed();
    api::close_view(&desk.ws, view.id).await;
    Ok(took)
}

/// Find by audience, and how near people are to a text.
async fn found(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    for (what, wanted) in [
        (
            "one audience in one region",
            Wanted { audiences: words(&["philanthropists"]), regions: words(&["Zeeland"]), ..Wanted::default() },
        ),
        ("one audience", Wanted { audiences: words(&["philanthropists"]), ..Wanted::default() }),
        (
            "one audience, a beat",
            Wanted { audiences: words(&["philanthropists"]), beats: words(&["culture"]), only_beats: true, ..Wanted::default() },
        ),
    ] {
        let begun = Instant::now();
        let found = reach::api::find(&desk.ws, wanted, 200).await?;
        table.time(&format!("find by audience: {what} ({} journalists)", found.count), &[begun.elapsed()], None);
    }
    let document = pace::release(desk, None).await?;
    let begun = Instant::now();
    let sum = distribution::api::relevance_to(&desk.ws, "kind:journalist beat:culture".to_owned(), document, 100).await?;
    table.time(&format!("how near {} people are to a text", sum.people), &[begun.elapsed()], None);
    Ok(())
}

/// The history of somebody, and who they were on a day.
async fn past(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let person = PersonId::from(7);
    for n in 0..20 {
        let patch = PersonPatch { city: Some(format!("Port Averil {n}")), ..PersonPatch::default() };
        contacts::api::edit(&desk.ws, person, patch).await?;
    }
    let (mut told, mut were) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let begun = Instant::now();
        contacts::api::history(&desk.ws, person, 0, 50).await?;
        told.push(begun.elapsed());
        let begun = Instant::now();
        contacts::api::as_they_were(&desk.ws, person, "2100-01-01", "UTC").await?;
        were.push(begun.elapsed());
    }
    table.slowest("history of somebody", &told, LOOK_MS);
    table.slowest("who somebody was on a day", &were, LOOK_MS);
    Ok(())
}

/// What is done to very many at once, and its undo.
async fn many(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let view = api::open_view(&desk.ws, ViewQuestion { query: Some("kind:journalist".to_owned()), ..ViewQuestion::default() }).await?;
    let people = api::view_people(&desk.ws, view.id, 0, view.count).await?;
    let some: Vec<PersonId> = people.iter().copied().take(100_000).collect();
    api::close_view(&desk.ws, view.id).await;
    let (edits, begun) = (Edits::of_this(&desk.ws, somebody(desk).await?), Instant::now());
    contacts::api::tag_people(&desk.ws, people.clone(), Tagging { add: vec!["all press".to_owned()], remove: Vec::new() }).await?;
    table.time(&format!("{} people tagged, edits meanwhile", people.len()), &[begun.elapsed()], None);
    table.waits("an edit while they are tagged", edits.end().await?, EDIT_MS);
    let acts = workspace::api::history(&desk.ws, 100).await?;
    let tagged = acts.iter().find(|act| act.label.key == "contacts.action.tagged").map(|act| act.id);
    let begun = Instant::now();
    workspace::api::undo(&desk.ws, PLUGS, tagged).await?;
    table.time("that taken back", &[begun.elapsed()], None);
    let begun = Instant::now();
    let setting = Setting { set: Vec::new(), add: vec!["spring".to_owned()], remove: vec!["vip".to_owned()] };
    contacts::api::preview_set(&desk.ws, some.clone(), setting.clone()).await?;
    table.time(&format!("{} people: a change looked at before", some.len()), &[begun.elapsed()], None);
    let begun = Instant::now();
    contacts::api::set_people(&desk.ws, some.clone(), setting).await?;
    table.time(&format!("{} people changed at once", some.len()), &[begun.elapsed()], None);
    let begun = Instant::now();
    api::lists::make(&desk.ws, "Everybody".to_owned(), Some(whom(asking("kind:journalist")))).await?;
    table.time(&format!("a list of {} people made", people.len()), &[begun.elapsed()], None);
    Ok(())
}

async fn exports(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    for (form, name) in
        [(ExportForm::Csv, "all.csv"), (ExportForm::Json, "all.jsonl"), (ExportForm::Vcard, "all.vcf"), (ExportForm::Xlsx, "all.xlsx")]
    {
        let about = whom(Whom::default());
        let begun = Instant::now();
        let done = api::export_to(&desk.ws, about, form, Language::En, desk.folder.path().join(name)).await;
        let took = begun.elapsed();
        match done {
            Ok(sum) => table.time(&format!("{} people written as {name}", sum.people), &[took], None),
            Err(problem) => table.told(&format!("everybody written as {name}"), &problem.to_string()),
        }
    }
    Ok(())
}

/// As many people as another program was seen to give up at.
async fn duplicates(table: &mut Table) -> Result<(), Problem> {
    let desk = Desk::new()?;
    let path = desk.table("network.csv", &network::csv(DUPLICATES_OF))?;
    let (card, _) = desk.stage(path).await?;
    importing::api::apply(&desk.ws, card.id).await?;
    let begun = Instant::now();
    contacts::api::look_for_duplicates(&desk.ws).await?;
    let took = begun.elapsed();
    let left = contacts::api::duplicates_left(&desk.ws).await?;
    table.time(&format!("{DUPLICATES_OF} people looked through for duplicates ({} pairs)", left.left), &[took], Some(DUPLICATES_MS));
    Ok(())
}

/// What this process holds for itself, where the system tells.
fn private_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/smaps_rollup").ok()?;
    status.lines().find_map(|line| line.strip_prefix("Pss_Anon:"))?.split_whitespace().next()?.parse().ok()
}
