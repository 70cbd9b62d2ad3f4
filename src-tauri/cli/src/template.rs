//! `tidings template …`: texts that others begin with.

use clap::Subcommand;
use tidings_core::error::Problem;
use tidings_core::ids::{DocumentId, TemplateId};
use tidings_core::literature::api;
use tidings_core::literature::templates::TemplateCard;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::Answer;
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Your templates, then the outline of each kind (without id) in English and German.
    #[command(after_help = "Example:\n  tidings template list")]
    List,
    /// Keep the text of a document as a template; its embargo and dateline stay behind.
    #[command(after_help = "Example:\n  tidings template keep 4 'Our release'")]
    Keep {
        /// The document.
        document: DocumentId,
        /// The template's name.
        name: String,
    },
    /// Give a template another name.
    #[command(after_help = "Example:\n  tidings template rename 'Our release' 'Release with a quote'")]
    Rename {
        /// The template: name or number.
        template: String,
        /// Its new name.
        name: String,
    },
    /// Delete a template. Texts that began with it stay; undo brings it back.
    #[command(after_help = "Example:\n  tidings template delete 'Our release'")]
    Delete {
        /// The template: name or number.
        template: String,
    },
}

async fn named(ws: &Workspace, template: String) -> Result<TemplateId, Problem> {
    let card = api::template_named(ws, template.clone()).await?;
    card.id.ok_or_else(|| Problem::missing("literature.no_template").with("template", template))
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::List => {
            let all = api::templates(&ws).await?;
            if output.is_json() {
                all.iter().for_each(|card| output.object(card));
            } else {
                let outline = output.say(&Message::new("cli.template.outline"));
                let row = |card: &TemplateCard| {
                    let name = if card.id.is_some() { card.name.clone() } else { outline.clone() };
                    let id = card.id.map(|id| id.to_string()).unwrap_or_default();
                    vec![id, card.kind.as_str().to_owned(), name, card.language.clone()]
                };
                output.table(&["cli.head.id", "cli.head.kind", "cli.head.name", "cli.head.language"], all.iter().map(row).collect());
            }
        }
        Verb::Keep { document, name } => {
            let card = api::keep_template(&ws, document, name).await?;
            output.answer(&card, || output.say(&Message::new("cli.template.kept").with("name", card.name.as_str())));
        }
        Verb::Rename { template, name } => {
            let card = api::rename_template(&ws, named(&ws, template).await?, name).await?;
            output.answer(&card, || card.name.clone());
        }
        Verb::Delete { template } => {
            let id = named(&ws, template).await?;
            api::delete_template(&ws, id).await?;
            output.answer(&serde_json::json!({ "deleted": id }), || output.say(&Message::new("cli.template.deleted")));
        }
    }
    Ok(Answer::Done)
}
