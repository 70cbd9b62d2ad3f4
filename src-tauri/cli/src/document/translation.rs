//! `tidings document translate`, `versions` and `stale`.

use clap::Subcommand;
use tidings_core::error::Problem;
use tidings_core::ids::{DocumentId, PairId};
use tidings_core::literature::api::{self, LanguageVersion};
use tidings_core::literature::translation::{PairState, SideBySide, SideRow};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use super::desk::stage_word;
use crate::output::Output;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Begin a version of a document in another language: its text, fields and files, with the source's words where a translation is to stand.
    #[command(after_help = "Example:\n  tidings document translate 4 de")]
    Translate {
        /// The document; of a translation its source is translated.
        id: DocumentId,
        /// The language, as BCP 47 writes it: de, de-AT, ar.
        language: String,
    },
    /// The versions of a document in all languages, and how many of their paragraphs a translator has to look at.
    #[command(after_help = "Example:\n  tidings document versions 4")]
    Versions {
        /// The document, whichever version of it.
        id: DocumentId,
    },
    /// The paragraphs of a translation that are stale, not translated, missing or left over; or say that they are right as they are.
    #[command(
        after_help = "Example:\n  tidings document stale 9\n  tidings document stale 9 --right 17\n  tidings document stale 9 --all-right"
    )]
    Stale {
        /// The translation.
        id: DocumentId,
        /// Say that this one is right as it is, by its number.
        #[arg(long, value_name = "PARAGRAPH")]
        right: Option<PairId>,
        /// Say that all that are stale or untranslated are right as they are.
        #[arg(long, conflicts_with = "right")]
        all_right: bool,
        /// Show every paragraph.
        #[arg(long)]
        all: bool,
    },
}

pub(super) async fn run(verb: Verb, ws: &Workspace, output: &Output) -> Result<(), Problem> {
    match verb {
        Verb::Translate { id, language } => {
            let card = api::translate(ws, id, language).await?;
            output.answer(&card, || format!("{}  {}  {}", card.id, card.language, card.headline));
        }
        Verb::Versions { id } => {
            let all = api::versions(ws, id).await?;
            if output.is_json() {
                all.iter().for_each(|one| output.object(one));
            } else {
                let head =
                    ["cli.head.id", "cli.head.language", "cli.head.headline", "cli.head.stage", "cli.head.stale", "cli.head.untranslated"];
                output.table(&head, all.iter().map(|one| version(one, output)).collect());
            }
        }
        Verb::Stale { id, right, all_right, all } => {
            let side = if right.is_some() || all_right { api::mark_right(ws, id, right).await? } else { api::side_by_side(ws, id).await? };
            show(&side, all, output);
        }
    }
    Ok(())
}

fn version(one: &LanguageVersion, output: &Output) -> Vec<String> {
    vec![
        one.document.to_string(),
        one.language.clone(),
        one.headline.clone(),
        stage_word(output, one.stage),
        one.stale.to_string(),
        (one.untranslated + one.missing).to_string(),
    ]
}

/// An object each for programs; for people the paragraph, how it stands, and what both sides say.
fn show(side: &SideBySide, all: bool, output: &Output) {
    let rows = || side.rows.iter().filter(|row| all || row.state.is_open());
    if output.is_json() {
        return rows().for_each(|row| output.object(row));
    }
    for row in rows() {
        output.line(&said(row, output));
        for text in [&row.source, &row.here].into_iter().flatten() {
            text.text.lines().for_each(|line| output.line(&format!("    {line}")));
        }
    }
    if rows().next().is_none() {
        output.note(&output.say(&Message::new("cli.translation.right").with("language", side.language.as_str())));
    }
}

fn said(row: &SideRow, output: &Output) -> String {
    let state: PairState = row.state;
    let number = row.pair.map(|pair| pair.to_string()).unwrap_or_else(|| "–".to_owned());
    format!("{number}  {}", output.say(&Message::new("cli.translation.state").with("state", state.word())))
}
