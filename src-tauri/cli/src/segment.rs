//! `tidings segment …`.

use clap::Subcommand;
use serde::Serialize;
use tidings_core::error::Problem;
use tidings_core::segments::api::{self, Whom};

use crate::output::Answer;
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
        Verb::Delete { name } => {
            let id = api::delete(&ws, &name).await?;
            output.answer(&serde_json::json!({ "deleted": id }), || name);
        }
    }
    Ok(Answer::Done)
}
