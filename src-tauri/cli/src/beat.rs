//! `tidings beat …`: the tree of what people cover, with other names of each.

use clap::Subcommand;
use tidings_core::contacts::api::{self, SynonymChange};
use tidings_core::error::Problem;
use tidings_core::ids::BeatId;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::Answer;
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List beats as they stand below one another, with how many people each counts.
    #[command(after_help = "Example:\n  tidings beat list\n  tidings --json beat list --find health")]
    List {
        /// Only those with these words in their name, in a synonym or above them.
        #[arg(long, default_value = "", value_name = "WORDS")]
        find: String,
    },
    /// Put a beat into the tree.
    #[command(
        after_help = "Example:\n  tidings beat add health --synonym medicine --synonym Gesundheit\n  tidings beat add oncology --under health"
    )]
    Add {
        /// Its name.
        name: String,
        /// The beat that it stands below: name or number.
        #[arg(long, value_name = "BEAT")]
        under: Option<String>,
        /// Another name of it.
        #[arg(long = "synonym", value_name = "NAME")]
        synonyms: Vec<String>,
    },
    /// Put a beat, with all that stands below it, under another one or to the top; nobody's row changes.
    #[command(after_help = "Example:\n  tidings beat move oncology --under health\n  tidings beat move oncology --top")]
    Move {
        /// The beat: name or number.
        beat: String,
        /// The beat that it comes to stand below.
        #[arg(long, value_name = "BEAT", required_unless_present = "top")]
        under: Option<String>,
        /// It comes to stand at the top.
        #[arg(long, conflicts_with = "under")]
        top: bool,
    },
    /// Give a beat another name; the old one stays as a synonym, so that questions and imports that say it go on.
    #[command(after_help = "Example:\n  tidings beat rename health 'Health and care'\n  tidings beat rename helth health --drop-old")]
    Rename {
        /// The beat: name or number.
        beat: String,
        /// Its new name.
        name: String,
        /// The old name goes.
        #[arg(long)]
        drop_old: bool,
    },
    /// Show the synonyms of a beat, give it further ones and take others away; whoever has one keeps the word.
    #[command(after_help = "Example:\n  tidings beat synonyms health --add medicine --remove sickness")]
    Synonyms {
        /// The beat: name or number.
        beat: String,
        /// A further name; a beat that has it becomes a synonym, and what stood below it stands below this one.
        #[arg(long, value_name = "NAME")]
        add: Vec<String>,
        /// A name that it loses; one that somebody has becomes a beat beside it.
        #[arg(long, value_name = "NAME")]
        remove: Vec<String>,
    },
    /// Make two beats one: everybody with the first has the second in its place, and the first name stays as a synonym.
    #[command(after_help = "Example:\n  tidings beat merge helth health")]
    Merge {
        /// The one that goes: name or number.
        beat: String,
        /// The one that stays: name or number.
        into: String,
    },
    /// Take a beat off everybody and away under all its names; what stands below it goes one up. Undo brings it back.
    #[command(after_help = "Example:\n  tidings beat delete gossip")]
    Delete {
        /// The beat: name or number.
        beat: String,
    },
}

async fn named(ws: &Workspace, beat: &str) -> Result<BeatId, Problem> {
    api::beat_named(ws, beat.to_owned()).await
}

async fn maybe(ws: &Workspace, beat: Option<&str>) -> Result<Option<BeatId>, Problem> {
    match beat {
        Some(beat) => named(ws, beat).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::List { find } => {
            let tree = api::beats(&ws, find).await?;
            if output.is_json() {
                tree.beats.iter().for_each(|card| output.object(card));
            } else {
                let row = |card: &api::BeatCard| {
                    let synonyms: Vec<&str> = card.synonyms.iter().map(|synonym| synonym.name.as_str()).collect();
                    let name = format!("{}{}", "  ".repeat(card.depth as usize), card.name);
                    vec![card.id.to_string(), name, synonyms.join(", "), card.itself.to_string(), card.people.to_string()]
                };
                let head = ["cli.head.id", "cli.head.name", "cli.head.synonyms", "cli.head.itself", "cli.head.people"];
                output.table(&head, tree.beats.iter().map(row).collect());
            }
            if tree.beats.len() < tree.found as usize {
                let shown = Message::new("cli.beat.more").with("shown", tree.beats.len()).with("found", tree.found);
                output.note(&output.say(&shown));
            }
        }
        Verb::Add { name, under, synonyms } => {
            let under = maybe(&ws, under.as_deref()).await?;
            let id = api::add_beat(&ws, name.clone(), under, synonyms).await?;
            output.answer(&serde_json::json!({ "beat": id }), || name);
        }
        Verb::Move { beat, under, top: _ } => {
            let (id, under) = (named(&ws, &beat).await?, maybe(&ws, under.as_deref()).await?);
            api::move_beat(&ws, id, under).await?;
            output.answer(&serde_json::json!({ "beat": id, "under": under }), || beat);
        }
        Verb::Rename { beat, name, drop_old } => {
            let id = named(&ws, &beat).await?;
            let stays = api::rename_beat(&ws, id, name.clone(), !drop_old).await?;
            output.answer(&serde_json::json!({ "beat": stays }), || name);
        }
        Verb::Synonyms { beat, add, remove } => {
            let id = named(&ws, &beat).await?;
            if !(add.is_empty() && remove.is_empty()) {
                api::set_beat_synonyms(&ws, id, SynonymChange { add, remove }).await?;
            }
            let card = api::beat(&ws, id).await?;
            output.answer(&card, || card.synonyms.iter().map(|synonym| synonym.name.as_str()).collect::<Vec<_>>().join("\n"));
        }
        Verb::Merge { beat, into } => {
            let (id, into) = (named(&ws, &beat).await?, named(&ws, &into).await?);
            let stays = api::merge_beats(&ws, id, into).await?;
            output.answer(&serde_json::json!({ "beat": stays, "merged": id }), || beat);
        }
        Verb::Delete { beat } => {
            let id = named(&ws, &beat).await?;
            api::delete_beat(&ws, id).await?;
            output.answer(&serde_json::json!({ "deleted": id }), || beat);
        }
    }
    Ok(Answer::Done)
}
