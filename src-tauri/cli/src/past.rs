//! `… history`: what happened to a person, an outlet or a segment, and what they were once.

use clap::Args;
use tidings_core::contacts::{AsItWas, PastChange, PastEntry, PastPage};
use tidings_core::error::Problem;
use tidings_core::messages::Message;
use tidings_core::workspace::Via;

use crate::output::{Answer, Output};

/// Entries that are read at a time.
const PAGE: u32 = 200;
/// Entries that people are shown unless they ask for more.
const SHOWN: u32 = 100;

/// Which part of a past.
#[derive(Args)]
pub(crate) struct Part {
    /// All of it as it stood at the end of this day: 2026-05-03.
    #[arg(long, value_name = "DAY", conflicts_with = "limit")]
    on: Option<String>,
    /// At most so many entries, the newest first; else 100 in a table and all as JSON.
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

/// What changed, in a line.
fn change(change: &PastChange, output: &Output) -> String {
    let label = output.say(&change.label);
    let yes = || output.words("cli.past.so");
    let side = |text: &String| if text.is_empty() { yes() } else { text.replace('\n', " ") };
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("{label}: {} → {}", side(from), side(to)),
        (None, Some(to)) => format!("{label}: + {}", side(to)),
        (Some(from), None) => format!("{label}: − {}", side(from)),
        (None, None) => label,
    }
}

/// Who did it, and by which program where that is known: `ines (command line)`.
pub(crate) fn via(via: Option<Via>, by: &str, output: &Output) -> String {
    match via {
        None => by.to_owned(),
        Some(via) => output.say(&Message::new("cli.past.via").with("by", by).with("via", via.word())),
    }
}

/// An entry: when, what and by whom, then what changed.
fn entry(entry: &PastEntry, output: &Output) -> String {
    let label = output.say(&entry.label);
    let label = match &entry.took_back {
        Some(what) => output.say(&Message::new("cli.past.took_back").with("label", label).with("what", output.say(what))),
        None if entry.undone => output.say(&Message::new("cli.past.undone").with("label", label)),
        None => label,
    };
    let by = via(entry.via, &entry.by, output);
    let mut lines = vec![format!("{}  {label}  {by}", entry.at.to_rfc3339()).trim_end().to_owned()];
    lines.extend(entry.changes.iter().map(|one| format!("    {}", change(one, output))));
    lines.join("\n")
}

/// A thing as it stood once: a line each.
fn as_it_was(was: &AsItWas, output: &Output) -> String {
    if !was.there {
        return output.words("cli.past.not_there");
    }
    let lines = was.lines.iter().map(|line| {
        let text = if line.text.is_empty() { output.words("cli.past.so") } else { line.text.replace('\n', " ") };
        format!("{}: {text}", output.say(&line.label))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Tells that part: `read` gives entries from one on, `on` the thing as it stood at the end of a day.
pub(crate) async fn tell(
    part: Part,
    output: &Output,
    read: impl AsyncFn(u32, u32) -> Result<PastPage, Problem>,
    on: impl AsyncFn(String) -> Result<AsItWas, Problem>,
) -> Result<Answer, Problem> {
    if let Some(day) = part.on {
        let was = on(day).await?;
        output.answer(&was, || as_it_was(&was, output));
        return Ok(Answer::Done);
    }
    let most = part.limit.unwrap_or(if output.is_json() { u32::MAX } else { SHOWN });
    let mut told = 0;
    loop {
        let page = read(told, PAGE.min(most - told)).await?;
        for one in &page.entries {
            if output.is_json() {
                output.object(one);
            } else {
                output.line(&entry(one, output));
            }
        }
        told += u32::try_from(page.entries.len()).unwrap_or(u32::MAX);
        if !page.more || told >= most || page.entries.is_empty() {
            return Ok(Answer::Done);
        }
    }
}
