//! `tidings document new` and `duplicate`: texts that begin with an outline, a template or another text.

use clap::{Args, Subcommand};
use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::literature::templates::Beginning;
use tidings_core::literature::{AnnouncementSort, DocumentKind, api};
use tidings_core::workspace::Workspace;

use crate::output::Output;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Begin a text: with the outline of its kind, a template of yours, or like an earlier text.
    #[command(
        after_help = "Example:\n  tidings document new --kind press-release --language de\n  tidings document new --sort policy-change\n  tidings document new --template 'Our release'\n  tidings document new --like-last press-release"
    )]
    New(Beginnings),
    /// Begin a text with the whole of another one, its files among it.
    #[command(after_help = "Example:\n  tidings document duplicate 4")]
    Duplicate {
        /// The other text.
        id: DocumentId,
    },
}

/// What a text begins with.
#[derive(Args)]
#[group(required = true, multiple = false, id = "beginning")]
pub(crate) struct What {
    /// The outline of this kind: press-release, article, statement, brochure, web-page, announcement.
    #[arg(long, value_parser = kind)]
    kind: Option<DocumentKind>,
    /// The outline of an announcement of this sort: industry-report, personnel-change, policy-change.
    #[arg(long, value_parser = sort)]
    sort: Option<AnnouncementSort>,
    /// A template of yours: name or number.
    #[arg(long, value_name = "TEMPLATE")]
    template: Option<String>,
    /// The parts and standing words of this text (boilerplate, notes, contact, blocks), and no other word of it.
    #[arg(long, value_name = "DOCUMENT")]
    like: Option<DocumentId>,
    /// The same, of the text of this kind that was last released, else last worked on.
    #[arg(long, value_name = "KIND", value_parser = kind)]
    like_last: Option<DocumentKind>,
}

#[derive(Args)]
pub(crate) struct Beginnings {
    #[command(flatten)]
    what: What,
    /// The language of the text that an outline begins.
    #[arg(long, value_name = "TAG", default_value = "en")]
    language: String,
}

pub(super) fn kind(word: &str) -> Result<DocumentKind, String> {
    DocumentKind::from_word(word).ok_or_else(|| format!("“{word}” is no kind of document"))
}

pub(super) fn sort(word: &str) -> Result<AnnouncementSort, String> {
    AnnouncementSort::from_word(word).ok_or_else(|| format!("“{word}” is no sort of announcement"))
}

pub(super) async fn run(verb: Verb, ws: &Workspace, output: &Output) -> Result<(), Problem> {
    let (with, language) = match verb {
        Verb::Duplicate { id } => (Beginning::Copy { document: id }, String::new()),
        Verb::New(Beginnings { what, language }) => {
            let with = match what {
                What { template: Some(name), .. } => {
                    let card = api::template_named(ws, name.clone()).await?;
                    let id = card.id.ok_or_else(|| Problem::missing("literature.no_template").with("template", name))?;
                    Beginning::Template { id }
                }
                What { like: Some(document), .. } => Beginning::Like { document },
                What { like_last: Some(kind), .. } => Beginning::LikeTheLast { kind },
                What { sort: Some(sort), .. } => Beginning::Sort { sort },
                What { kind, .. } => Beginning::Outline { kind: kind.unwrap_or_default() },
            };
            (with, language)
        }
    };
    let card = api::begin(ws, with, language).await?;
    output.answer(&card, || card.id.to_string());
    Ok(())
}
