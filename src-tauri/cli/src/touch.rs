//! `tidings touch …`: what passed between a person and us; and `tidings people remind`, `reminders`.

use clap::Subcommand;
use serde::Serialize;
use tidings_core::contacts::api::who;
use tidings_core::contacts::{Every, TouchInput, TouchKind};
use tidings_core::error::Problem;
use tidings_core::ids::{DistributionId, DocumentId, Millis, PersonId, TouchId};
use tidings_core::messages::Message;
use tidings_core::touches::api::{self, EntryKind, ReminderCard, TimelineEntry, TimelinePlace, TouchSum};
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};
use crate::people::tell_special;
use crate::session::Asked;

/// Entries that are read at a time.
const PAGE: u32 = 500;
/// Entries that people are shown unless they ask for more.
const SHOWN: u32 = 50;
/// Letters of a text that a table shows.
const TOLD: usize = 80;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Note a call, a meeting, a reply, a clipping or a note.
    #[command(
        after_help = "Example:\n  tidings touch add ruth@coast.example.net call 'Wants the lens as a picture' --when 'yesterday 15:00'\n  tidings touch add 17 note 'On leave until May'"
    )]
    Add {
        /// The person: number or address.
        who: String,
        /// call, meeting, reply, clipping or note.
        #[arg(value_parser = kind)]
        kind: TouchKind,
        /// What there is to say about it.
        #[arg(default_value = "", allow_hyphen_values = true)]
        text: String,
        /// When it was, in words: `yesterday 15:00`, `3 weeks ago`, `2026-11-24`; else now.
        #[arg(long, value_name = "WORDS", default_value = "")]
        when: String,
    },
    /// List what passed between a person and us, mails among it, the newest first.
    #[command(after_help = "Example:\n  tidings touch list ruth@coast.example.net --kind call,meeting\n  tidings --json touch list 17")]
    List {
        /// The person: number or address.
        who: String,
        /// Only these: mail, call, meeting, reply, clipping, note.
        #[arg(long = "kind", value_name = "KIND", value_delimiter = ',', value_parser = entry_kind)]
        kinds: Vec<EntryKind>,
        /// At most so many; else 50 in a table and all as JSON.
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
        /// From where the last list ended.
        #[arg(long, value_name = "CURSOR", value_parser = cursor)]
        after: Option<TimelinePlace>,
    },
    /// Say how warm a person is and why, when we reached them last, and what else follows from the touches.
    #[command(after_help = "Example:\n  tidings touch sum ruth@coast.example.net")]
    Sum {
        /// The person: number or address.
        who: String,
    },
    /// Change what is given; all else stays.
    #[command(after_help = "Example:\n  tidings touch edit 4 --kind meeting --when '24 Nov 10:30'")]
    Edit {
        /// The number of the touch.
        touch: TouchId,
        /// call, meeting, reply, clipping or note.
        #[arg(long, value_parser = kind)]
        kind: Option<TouchKind>,
        /// When it was, in words.
        #[arg(long, value_name = "WORDS")]
        when: Option<String>,
        /// What there is to say about it.
        #[arg(long, allow_hyphen_values = true)]
        text: Option<String>,
    },
    /// Delete a touch; undo brings it back. Mails stand in the ledger and stay.
    #[command(after_help = "Example:\n  tidings touch delete 4")]
    Delete {
        /// The number of the touch.
        touch: TouchId,
    },
}

fn kind(word: &str) -> Result<TouchKind, String> {
    let known = || format!("one of {}", TouchKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", "));
    TouchKind::from_word(word).ok_or_else(known)
}

fn entry_kind(word: &str) -> Result<EntryKind, String> {
    let known = || format!("one of {}", EntryKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", "));
    EntryKind::from_word(word).ok_or_else(known)
}

/// Reads a place as [`written`] wrote it.
fn cursor(text: &str) -> Result<TimelinePlace, String> {
    let odd = || "a cursor that the last list ended with".to_owned();
    let mut parts = text.split('.');
    match (parts.next().map(str::parse::<i64>), parts.next(), parts.next().map(str::parse::<i64>), parts.next()) {
        (Some(Ok(at)), Some(what @ ("m" | "t")), Some(Ok(id)), None) => Ok(TimelinePlace { at: at.into(), mail: what == "m", id }),
        _ => Err(odd()),
    }
}

fn written(place: TimelinePlace) -> String {
    format!("{}.{}.{}", place.at.get(), if place.mail { "m" } else { "t" }, place.id)
}

/// An entry of a timeline, for programs.
#[derive(Serialize)]
struct Entry<'a> {
    kind: EntryKind,
    at: Millis,
    timed: bool,
    text: &'a str,
    touch: Option<TouchId>,
    distribution: Option<DistributionId>,
    document: Option<DocumentId>,
    noted_by: &'a str,
    cursor: String,
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Add { who: named, kind, text, when } => {
            let person = who(&ws, &named).await?;
            let card = api::add(&ws, person, TouchInput { kind, when, zone: String::new(), text }).await?;
            output.answer(&card, || format!("{} {} {}", card.touch, told_kind(card.kind.into(), output), card.at.to_rfc3339()));
            tell_special(&card.text, output);
        }
        Verb::List { who: named, kinds, limit, after } => list(&ws, output, who(&ws, &named).await?, &kinds, limit, after).await?,
        Verb::Sum { who: named } => {
            let sum = api::sum(&ws, who(&ws, &named).await?).await?;
            output.answer(&sum, || lines(&sum, output));
        }
        Verb::Edit { touch, kind, when, text } => {
            let held = api::show(&ws, touch).await?;
            let input = TouchInput {
                kind: kind.unwrap_or(held.kind),
                when: when.unwrap_or_default(),
                zone: String::new(),
                text: text.unwrap_or(held.text),
            };
            let card = api::edit(&ws, touch, input).await?;
            output.answer(&card, || format!("{} {} {}", card.touch, told_kind(card.kind.into(), output), card.at.to_rfc3339()));
        }
        Verb::Delete { touch } => {
            api::delete(&ws, touch).await?;
            output.answer(&serde_json::json!({ "touch": touch, "deleted": true }), || output.words("cli.touch.deleted"));
        }
    }
    Ok(Answer::Done)
}

async fn list(
    ws: &Workspace,
    output: &Output,
    person: PersonId,
    kinds: &[EntryKind],
    limit: Option<u32>,
    mut after: Option<TimelinePlace>,
) -> Result<(), Problem> {
    let mut left = limit.unwrap_or(if output.is_json() { u32::MAX } else { SHOWN });
    let (mut rows, mut more) = (Vec::new(), true);
    while left > 0 && more {
        let page = api::timeline(ws, person, kinds.to_vec(), after, left.min(PAGE)).await?;
        let told = u32::try_from(page.len()).unwrap_or(u32::MAX);
        more = told == left.min(PAGE);
        left -= told;
        after = page.last().map(|entry| entry.place).or(after);
        if output.is_json() {
            page.iter().for_each(|entry| output.object(&for_programs(entry)));
        } else {
            rows.extend(page.iter().map(|entry| row(entry, output)));
        }
    }
    if !output.is_json() {
        output.table(&["cli.head.touch", "cli.head.kind", "cli.head.at", "cli.head.text"], rows);
    }
    if let (true, Some(place)) = (more, after) {
        output.note(&format!("--after {}", written(place)));
    }
    Ok(())
}

fn for_programs(entry: &TimelineEntry) -> Entry<'_> {
    Entry {
        kind: entry.kind,
        at: entry.at,
        timed: entry.timed,
        text: &entry.text,
        touch: entry.touch,
        distribution: entry.distribution,
        document: entry.document,
        noted_by: &entry.noted_by,
        cursor: written(entry.place),
    }
}

fn row(entry: &TimelineEntry, output: &Output) -> Vec<String> {
    let at = entry.at.to_rfc3339();
    let day = at.get(..10).unwrap_or_default().to_owned();
    let text: String = entry.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(TOLD).collect();
    let number = entry.touch.map(|touch| touch.to_string()).unwrap_or_default();
    vec![number, told_kind(entry.kind, output), if entry.timed { at } else { day }, text]
}

fn told_kind(kind: EntryKind, output: &Output) -> String {
    output.say(&Message::new("cli.touch.kind").with("kind", kind.word()))
}

/// What touches say of a person, as lines for people.
fn lines(sum: &TouchSum, output: &Output) -> String {
    let day = |at: Millis| at.to_rfc3339().get(..10).unwrap_or_default().to_owned();
    let mut lines = vec![output.say(&Message::new("cli.touch.sum").with("heat", sum.warmth.heat.word()).with("points", sum.warmth.points))];
    for why in &sum.warmth.reasons {
        lines.push(format!("  {} {}, {}: {}", why.touches, told_kind(why.kind.into(), output), day(why.last_at), why.points));
    }
    lines.push(match sum.last_contact {
        Some(last) => format!("{}: {}, {}", output.words("cli.touch.last_contact"), day(last.last_at), told_kind(last.kind, output)),
        None => output.words("cli.touch.never"),
    });
    if sum.never_answered {
        lines.push(output.words("cli.touch.never_answered"));
    }
    if sum.lapsed {
        lines.push(output.words("cli.touch.lapsed"));
    }
    if let Some(reminder) = &sum.reminder {
        lines.push(format!("{}: {}", often(reminder.every, output), day(reminder.due_at)));
    }
    lines.join("\n")
}

fn often(every: Every, output: &Output) -> String {
    output.say(&Message::new("cli.touch.every").with("period", every.period.word()).with("n", every.many))
}

/// Reminds to keep in touch with a person, puts that off, or no more.
pub(crate) async fn remind(
    ws: &Workspace,
    named: &str,
    every: Option<String>,
    later: Option<u32>,
    output: &Output,
) -> Result<Answer, Problem> {
    let person = who(ws, named).await?;
    let card = match (every, later) {
        (_, Some(days)) => api::put_off(ws, person, days).await?,
        (Some(words), None) => api::keep_in_touch(ws, person, Some(api::every(&words)?)).await?,
        (None, None) => api::keep_in_touch(ws, person, None).await?,
    };
    output.answer(&serde_json::json!({ "person": person, "reminder": card }), || match &card {
        Some(card) => reminder_row(card, output).join("  "),
        None => output.words("cli.touch.no_reminder"),
    });
    Ok(Answer::Done)
}

/// Lists whom to get in touch with.
pub(crate) async fn reminders(ws: &Workspace, within: u32, output: &Output) -> Result<Answer, Problem> {
    let due = api::reminders(ws, within, u32::MAX).await?;
    if output.is_json() {
        due.iter().for_each(|card| output.object(card));
    } else {
        output.table(
            &["cli.head.id", "cli.head.name", "cli.head.every", "cli.head.due", "cli.head.heard"],
            due.iter().map(|card| reminder_row(card, output)).collect(),
        );
    }
    Ok(Answer::Done)
}

fn reminder_row(card: &ReminderCard, output: &Output) -> Vec<String> {
    let day = |at: Millis| at.to_rfc3339().get(..10).unwrap_or_default().to_owned();
    let heard = card.heard_at.map(day).unwrap_or_default();
    vec![card.person.to_string(), card.name.clone(), often(card.every, output), day(card.due_at), heard]
}
