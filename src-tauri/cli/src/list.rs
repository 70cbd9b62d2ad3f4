//! `tidings list …`: people put together by hand.

use clap::{Args, Subcommand};
use tidings_core::contacts;
use tidings_core::error::Problem;
use tidings_core::messages::Message;
use tidings_core::segments::api::lists::{self, ListCard};
use tidings_core::segments::api::{ExportWhom, Whom};
use tidings_core::workspace::Workspace;

use crate::output::Answer;
use crate::session::Asked;

/// People: named one by one, or picked by a question.
#[derive(Args)]
pub(crate) struct Who {
    /// The people: numbers or addresses.
    #[arg(conflicts_with_all = ["query", "segment"])]
    who: Vec<String>,
    /// Those whom a question picks now.
    #[arg(long = "where", value_name = "QUESTION", allow_hyphen_values = true)]
    query: Option<String>,
    /// Those whom a saved segment picks now, or who are on another list.
    #[arg(long, value_name = "NAME")]
    segment: Option<String>,
}

impl Who {
    /// They; none where nobody was named.
    async fn read(self, ws: &Workspace) -> Result<Option<ExportWhom>, Problem> {
        if self.query.is_some() || self.segment.is_some() {
            return Ok(Some(Whom { query: self.query, segment: self.segment }.into()));
        }
        if self.who.is_empty() {
            return Ok(None);
        }
        let mut people = Vec::with_capacity(self.who.len());
        for one in self.who {
            people.push(contacts::api::who(ws, &one).await?);
        }
        Ok(Some(ExportWhom { people: Some(people), ..ExportWhom::default() }))
    }
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Make a list, empty or of these people.
    #[command(
        after_help = "Example:\n  tidings list make 'Opening night' ruth@coast.example.net 17\n  tidings list make 'Arts, Porto' --where 'beat:arts city:Porto'"
    )]
    Make {
        /// The name.
        name: String,
        #[command(flatten)]
        who: Who,
    },
    /// Put people on a list.
    #[command(
        after_help = "Example:\n  tidings list add 'Opening night' ruth@coast.example.net\n  tidings list add 'Opening night' --where 'tag:vip'"
    )]
    Add {
        /// The list: name or number.
        list: String,
        #[command(flatten)]
        who: Who,
    },
    /// Take people off a list; they stay in the workspace.
    #[command(after_help = "Example:\n  tidings list remove 'Opening night' ruth@coast.example.net")]
    Remove {
        /// The list: name or number.
        list: String,
        #[command(flatten)]
        who: Who,
    },
    /// List all lists with how many people are on each.
    #[command(name = "list", after_help = "Example:\n  tidings --json list list")]
    All,
    /// Show a list: who came onto it and who was taken off it, and what asks for it.
    #[command(after_help = "Example:\n  tidings list show 'Opening night'\n  tidings people list --segment 'Opening night'")]
    Show {
        /// The list: name or number.
        list: String,
    },
    /// Give a list another name; the segments that ask for it follow.
    #[command(after_help = "Example:\n  tidings list rename 'Opening night' 'First night'")]
    Rename {
        /// The list: name or number.
        list: String,
        /// Its new name.
        name: String,
    },
    /// Delete a list; the people stay, and undo brings it back.
    #[command(after_help = "Example:\n  tidings list delete 'Opening night'")]
    Delete {
        /// The list: name or number.
        list: String,
    },
}

fn line(card: &ListCard) -> String {
    format!("{}: {}", card.list.name, card.list.people)
}

fn nobody() -> Problem {
    Problem::refusal("cli.nobody_named").todo("cli.nobody_named.todo")
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Make { name, who } => {
            let card = lists::make(&ws, name, who.read(&ws).await?).await?;
            output.answer(&card, || line(&card));
        }
        Verb::Add { list, who } => {
            let id = lists::named(&ws, &list).await?;
            let added = lists::add_people(&ws, id, who.read(&ws).await?.ok_or_else(nobody)?).await?;
            output.answer(&serde_json::json!({ "list": id, "added": added }), || added.to_string());
        }
        Verb::Remove { list, who } => {
            let id = lists::named(&ws, &list).await?;
            let removed = lists::remove_people(&ws, id, who.read(&ws).await?.ok_or_else(nobody)?).await?;
            output.answer(&serde_json::json!({ "list": id, "removed": removed }), || removed.to_string());
        }
        Verb::All => {
            let all = lists::all(&ws).await?;
            if output.is_json() {
                all.iter().for_each(|card| output.object(card));
            } else {
                let rows =
                    all.iter().map(|one| vec![one.list.id.to_string(), one.list.name.clone(), one.list.people.to_string()]).collect();
                output.table(&["cli.head.id", "cli.head.name", "cli.head.people"], rows);
            }
        }
        Verb::Show { list } => {
            let open = lists::show(&ws, lists::named(&ws, &list).await?).await?;
            output.answer(&open, || {
                let mut lines = vec![line(&open.card), open.card.question.clone()];
                for step in &open.steps {
                    let says = if step.removed { "cli.list.removed" } else { "cli.list.added" };
                    let name = if step.name.is_empty() { step.person.to_string() } else { step.name.clone() };
                    let says = Message::new(says).with("name", name).with("by", step.by.as_str());
                    lines.push(format!("{}  {}", step.at.to_rfc3339(), output.say(&says)));
                }
                lines.extend(open.asked_by.iter().map(|name| output.say(&Message::new("cli.list.asked_by").with("name", name.as_str()))));
                lines.join("\n")
            });
        }
        Verb::Rename { list, name } => {
            let card = lists::rename(&ws, lists::named(&ws, &list).await?, name).await?;
            output.answer(&card, || line(&card));
        }
        Verb::Delete { list } => {
            let id = lists::named(&ws, &list).await?;
            let asked_by = lists::delete(&ws, id).await?;
            output.answer(&serde_json::json!({ "deleted": id, "asked_by": asked_by }), || list);
            for name in asked_by {
                output.note(&output.say(&Message::new("cli.list.asks_for_none").with("name", name)));
            }
        }
    }
    Ok(Answer::Done)
}
