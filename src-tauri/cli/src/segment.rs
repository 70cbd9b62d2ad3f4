//! `tidings segment …`.

use clap::Subcommand;
use serde::Serialize;
use tidings_core::contacts::{self, Pin};
use tidings_core::error::Problem;
use tidings_core::messages::Message;
use tidings_core::segments::api::{self, Chosen, Whom, past as segment_past, pinning};
use tidings_core::segments::{Explained, Joined, WhyPart};

use crate::output::{Answer, Output};
use crate::past;
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Save a question under a name; one that is there gets the new question.
    #[command(after_help = "Example:\n  tidings segment save 'Heritage, NL' 'kind:journalist beat:heritage country:NL'")]
    Save {
        /// The name.
        name: String,
        /// The question.
        #[arg(allow_hyphen_values = true)]
        query: String,
    },
    /// List all segments with their counts.
    #[command(after_help = "Example:\n  tidings --json segment list")]
    List,
    /// Show a segment's question, and what a reader should know about it.
    #[command(after_help = "Example:\n  tidings segment show 'Heritage press'")]
    Show {
        /// The name, or the number.
        name: String,
    },
    /// Count whom a segment picks now.
    #[command(after_help = "Example:\n  tidings segment count 'Heritage press'")]
    Count {
        /// The name, or the number.
        name: String,
    },
    /// Pin people in a segment, or out of it, whatever its question says. Who must not be contacted is left out all the same.
    #[command(
        after_help = "Example:\n  tidings segment pin 'Heritage press' ruth@coast.example.net --reason 'writes about us again'\n  tidings segment pin 'Heritage press' 17 --out --reason 'asked not to get releases'"
    )]
    Pin {
        /// The segment: name or number.
        name: String,
        /// The people: numbers or addresses. Of several, who is pinned so already keeps the reason that was given then.
        #[arg(required = true, num_args = 1..)]
        who: Vec<String>,
        /// They are not in it.
        #[arg(long)]
        out: bool,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Let the question decide about somebody again.
    #[command(after_help = "Example:\n  tidings segment unpin 'Heritage press' 17")]
    Unpin {
        /// The segment: name or number.
        name: String,
        /// The person: number or address.
        who: String,
    },
    /// List who is pinned in a segment and who out of it, each with the reason.
    #[command(after_help = "Example:\n  tidings segment pins 'Heritage press'")]
    Pins {
        /// The segment: name or number.
        name: String,
    },
    /// Say why somebody is in a segment, or is not: each condition with what is known of them there.
    #[command(after_help = "Example:\n  tidings segment why 'Heritage press' ruth@coast.example.net")]
    Why {
        /// The segment: name or number.
        name: String,
        /// The person: number or address.
        who: String,
    },
    /// Show what happened to a segment: when, by whom and what changed; with --on, what it was at the end of a day.
    #[command(
        after_help = "Example:\n  tidings segment history 'Heritage press'\n  tidings segment history 'Heritage press' --on 2026-05-03"
    )]
    History {
        /// The segment: name or number.
        name: String,
        #[command(flatten)]
        part: past::Part,
    },
    /// Give a segment another name; the questions that ask for it follow.
    #[command(after_help = "Example:\n  tidings segment rename 'Heritage press' 'Heritage and museums'")]
    Rename {
        /// The segment: name or number.
        segment: String,
        /// Its new name.
        name: String,
    },
    /// Delete a segment; undo brings it back.
    #[command(after_help = "Example:\n  tidings segment delete 'Heritage press'")]
    Delete {
        /// The name, or the number.
        name: String,
    },
}

#[derive(Serialize)]
struct Counted {
    count: u32,
    seconds: f64,
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Save { name, query } => {
            let taken = api::list(&ws).await?.into_iter().find(|held| held.name.to_lowercase() == name.trim().to_lowercase());
            let card = match taken {
                Some(held) => api::change(&ws, held.id, None, Some(query)).await?,
                None => api::save(&ws, name, query).await?,
            };
            output.answer(&card, || format!("{}: {}", card.name, card.count.unwrap_or_default()));
        }
        Verb::List => {
            let segments = api::list(&ws).await?;
            if output.is_json() {
                segments.iter().for_each(|card| output.object(card));
            } else {
                let count = |count: Option<u32>| count.map_or_else(|| "?".to_owned(), |count| count.to_string());
                let rows = segments
                    .iter()
                    .map(|card| vec![card.id.to_string(), card.name.clone(), card.text.clone(), count(card.count)])
                    .collect();
                output.table(&["cli.head.id", "cli.head.name", "cli.head.question", "cli.head.people"], rows);
            }
        }
        Verb::Rename { segment, name } => {
            let id = pinning::segment(&ws, &segment).await?;
            let card = api::change(&ws, id, Some(name), None).await?;
            output.answer(&card, || format!("{}: {}", card.name, card.count.unwrap_or_default()));
        }
        Verb::Show { name } => {
            let open = api::show(&ws, &name).await?;
            output.answer(&open, || format!("{}\n{}\n{}", open.name, open.answer.text, open.answer.count));
            open.answer.notes.iter().for_each(|note| output.note(&output.say(note)));
        }
        Verb::Count { name } => {
            let begun = std::time::Instant::now();
            let count = api::count(&ws, Whom { query: None, segment: Some(name) }).await?;
            output.answer(&Counted { count, seconds: begun.elapsed().as_secs_f64() }, || count.to_string());
        }
        Verb::Pin { name, who, out, reason } => {
            let id = pinning::segment(&ws, &name).await?;
            let mut people = Vec::with_capacity(who.len());
            for one in &who {
                people.push(contacts::api::who(&ws, one).await?);
            }
            if let [person] = people.as_slice() {
                pins(&pinning::pin(&ws, id, *person, !out, reason).await?, output);
            } else {
                api::pin_people(&ws, id, Chosen::People(people), !out, reason).await?;
                pins(&pinning::pins(&ws, id).await?, output);
            }
        }
        Verb::Unpin { name, who } => {
            let (id, person) = (pinning::segment(&ws, &name).await?, contacts::api::who(&ws, &who).await?);
            pins(&pinning::unpin(&ws, id, person).await?, output);
        }
        Verb::Pins { name } => pins(&pinning::pins(&ws, pinning::segment(&ws, &name).await?).await?, output),
        Verb::Why { name, who } => {
            let (id, person) = (pinning::segment(&ws, &name).await?, contacts::api::who(&ws, &who).await?);
            let told = pinning::why(&ws, Some(id), None, person).await?;
            output.answer(&told, || why(&told, output));
        }
        Verb::History { name, part } => {
            let id = pinning::segment(&ws, &name).await?;
            let read = async |from, limit| segment_past::history(&ws, id, from, limit).await;
            return past::tell(part, output, read, async |day: String| segment_past::as_it_was(&ws, id, &day, "").await).await;
        }
        Verb::Delete { name } => {
            let gone = api::delete(&ws, &name).await?;
            output.answer(&gone, || name);
            for name in gone.asked_by {
                output.note(&output.say(&Message::new("cli.segment.asks_for_none").with("name", name)));
            }
        }
    }
    Ok(Answer::Done)
}

fn pins(pins: &[Pin], output: &Output) {
    if output.is_json() {
        pins.iter().for_each(|pin| output.object(pin));
        return;
    }
    let way = |pin: &Pin| output.say(&Message::new(if pin.inside { "cli.pin.inside" } else { "cli.pin.outside" }));
    let rows =
        pins.iter().map(|pin| vec![pin.person.to_string(), pin.name.clone(), way(pin), pin.reason.clone(), pin.by.clone()]).collect();
    output.table(&["cli.head.id", "cli.head.name", "cli.head.pinned", "cli.head.reason", "cli.head.by"], rows);
}

/// The verdict, then each condition with its own, deeper ones further in.
fn why(told: &Explained, output: &Output) -> String {
    let verdict = if told.picked { "cli.why.in" } else { "cli.why.out" };
    let name = if told.name.is_empty() { told.person.to_string() } else { told.name.clone() };
    let mut lines = vec![output.say(&Message::new(verdict).with("name", name))];
    if let Some(pin) = &told.pin {
        let says = if pin.inside { "cli.why.pinned_in" } else { "cli.why.pinned_out" };
        lines.push(output.say(&Message::new(says).with("by", pin.by.as_str()).with("reason", pin.reason.as_str())));
    }
    if let Some(bar) = &told.bar {
        lines.push(output.say(&Message::new("cli.why.barred").with("bar", bar.word())));
    }
    tree(&told.why, 0, &mut lines);
    lines.join("\n")
}

fn tree(why: &WhyPart, deep: usize, lines: &mut Vec<String>) {
    let known = if why.known.is_empty() { String::new() } else { format!("  ({})", why.known.join(", ")) };
    lines.push(format!("{}{} {}{known}", "  ".repeat(deep), if why.holds { "yes" } else { "no " }, why.text));
    if why.joined != Joined::One {
        why.parts.iter().for_each(|part| tree(part, deep + 1, lines));
    }
}
