//! `tidings block …`: boilerplates, contacts, disclaimers that are kept once and stand in many texts.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use tidings_core::error::{Place, Problem};
use tidings_core::ids::BlockId;
use tidings_core::literature::api;
use tidings_core::literature::shared::{BlockCard, BlockEdit, BlockSort, BlockUse};
use tidings_core::messages::Message;
use tidings_core::proofing::Rule;
use tidings_core::workspace::Workspace;

use crate::house::rule;
use crate::output::{Answer, Output, read_text};
use crate::proof;
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// All blocks, with in how many texts each stands.
    #[command(after_help = "Example:\n  tidings block list\n  tidings --json block list --sort contact")]
    List {
        /// Those of this sort: boilerplate, contact, disclaimer, other.
        #[arg(long, value_parser = sort)]
        sort: Option<BlockSort>,
    },
    /// Add a block from a Markdown file. A text refers to it by a line {{ block "NAME" }}.
    #[command(after_help = "Example:\n  tidings block add 'Harbour Trust, short' about.md --sort boilerplate")]
    Add {
        /// Its name.
        name: String,
        /// The file.
        file: PathBuf,
        /// What it is for: boilerplate, contact, disclaimer, other.
        #[arg(long, value_parser = sort, default_value = "other")]
        sort: BlockSort,
        /// The language of its words.
        #[arg(long, value_name = "TAG", default_value = "en")]
        language: String,
    },
    /// What a block says, as Markdown; as JSON with the texts in which it stands.
    #[command(after_help = "Example:\n  tidings block show 'Harbour Trust, short'")]
    Show {
        /// The block: name or number.
        block: String,
    },
    /// Put other words into a block: in every text in which it stands. What was sent keeps its words; an approval is void.
    #[command(after_help = "Example:\n  tidings block save 'Harbour Trust, short' about.md")]
    Save {
        /// The block: name or number.
        block: String,
        /// The file.
        file: PathBuf,
        /// What it is for from now on.
        #[arg(long, value_parser = sort)]
        sort: Option<BlockSort>,
        /// The language of its words from now on.
        #[arg(long, value_name = "TAG")]
        language: Option<String>,
    },
    /// Give a block another name; texts that say the old one still mean it.
    #[command(after_help = "Example:\n  tidings block rename 'Harbour Trust, short' 'Harbour Trust in brief'")]
    Rename {
        /// The block: name or number.
        block: String,
        /// Its new name.
        name: String,
    },
    /// Delete a block that stands in no text. Undo brings it back.
    #[command(after_help = "Example:\n  tidings block delete 'Harbour Trust, short'")]
    Delete {
        /// The block: name or number.
        block: String,
    },
    /// What a careful reader would ask about the words of a block: the hints of proofing, as for a text.
    #[command(after_help = "Example:\n  tidings block proof 'Harbour Trust, short'\n  tidings --json block proof 3 --rule spelling")]
    Proof {
        /// The block: name or number.
        block: String,
        /// Show the hints of this rule alone.
        #[arg(long, value_name = "RULE", value_parser = rule)]
        rule: Option<Rule>,
    },
    /// The texts in which a block stands, with their stage.
    #[command(after_help = "Example:\n  tidings block uses 'Harbour Trust, short'")]
    Uses {
        /// The block: name or number.
        block: String,
    },
}

fn sort(word: &str) -> Result<BlockSort, String> {
    BlockSort::from_word(word).ok_or_else(|| format!("“{word}” is no sort of block"))
}

fn read(file: &Path) -> Result<String, Problem> {
    String::from_utf8(read_text(file)?)
        .map_err(|_| Problem::refusal("cli.block.not_text").with("file", file.display().to_string()).at(Place::field("file")))
}

async fn named(ws: &Workspace, block: &str) -> Result<BlockId, Problem> {
    api::block_named(ws, block.to_owned()).await
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::List { sort } => {
            let all: Vec<_> = api::blocks(&ws).await?.into_iter().filter(|card| sort.is_none_or(|sort| card.sort == sort)).collect();
            if output.is_json() {
                all.iter().for_each(|card| output.object(card));
            } else {
                let row = |card: &BlockCard| {
                    vec![
                        card.id.to_string(),
                        card.sort.as_str().to_owned(),
                        card.name.clone(),
                        card.language.clone(),
                        card.uses.to_string(),
                    ]
                };
                let head = ["cli.head.id", "cli.head.kind", "cli.head.name", "cli.head.language", "cli.head.texts"];
                output.table(&head, all.iter().map(row).collect());
            }
        }
        Verb::Add { name, file, sort, language } => {
            let text = read(&file)?;
            let made = api::add_block(&ws, BlockEdit { name, sort, language, text }).await?;
            output.answer(&made.card, || output.say(&Message::new("cli.block.added").with("name", made.card.name.as_str())));
        }
        Verb::Show { block } => {
            let view = api::block(&ws, named(&ws, &block).await?).await?;
            output.answer(&view, || view.text.clone());
        }
        Verb::Save { block, file, sort, language } => {
            let text = read(&file)?;
            let id = named(&ws, &block).await?;
            let card = api::block(&ws, id).await?.card;
            let edit = BlockEdit { name: card.name, sort: sort.unwrap_or(card.sort), language: language.unwrap_or(card.language), text };
            let kept = api::save_block(&ws, id, edit).await?;
            output.answer(&kept.card, || output.say(&Message::new("cli.block.saved").with("n", kept.uses.len())));
            told(&kept.uses, output);
        }
        Verb::Rename { block, name } => {
            let id = named(&ws, &block).await?;
            let view = api::block(&ws, id).await?;
            let edit = BlockEdit { name, sort: view.card.sort, language: view.card.language, text: view.text };
            let kept = api::save_block(&ws, id, edit).await?;
            output.answer(&kept.card, || kept.card.name.clone());
        }
        Verb::Delete { block } => {
            let id = named(&ws, &block).await?;
            api::delete_block(&ws, id).await?;
            output.answer(&serde_json::json!({ "deleted": id }), || output.say(&Message::new("cli.block.deleted")));
        }
        Verb::Proof { block, rule } => return proof::run_block(&ws, named(&ws, &block).await?, rule, output).await,
        Verb::Uses { block } => {
            let view = api::block(&ws, named(&ws, &block).await?).await?;
            if output.is_json() {
                view.uses.iter().for_each(|one| output.object(one));
            } else {
                let row = |one: &BlockUse| {
                    let stage = output.say(&Message::new("cli.stage").with("stage", one.stage.as_str()));
                    vec![one.document.to_string(), one.kind.as_str().to_owned(), one.headline.clone(), stage]
                };
                let head = ["cli.head.id", "cli.head.kind", "cli.head.headline", "cli.head.stage"];
                output.table(&head, view.uses.iter().map(row).collect());
            }
        }
    }
    Ok(Answer::Done)
}

/// Names on the side in which texts a block says something else now.
fn told(uses: &[BlockUse], output: &Output) {
    for one in uses {
        let stage = output.say(&Message::new("cli.stage").with("stage", one.stage.as_str()));
        output.note(&format!("{}  {} ({stage})", one.document, one.headline));
    }
}
