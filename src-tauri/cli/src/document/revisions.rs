//! `tidings document history`, `keep`, `revision`, `diff`, `take-back` and `restore`.

use clap::Subcommand;
use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::literature::{Became, DifferenceLine, RevisionDifference, api};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::Output;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// The revisions that were kept, the newest first.
    #[command(after_help = "Example:\n  tidings document history 4")]
    History {
        /// The document.
        id: DocumentId,
    },
    /// Keep the text as it is now as a revision with a name.
    #[command(after_help = "Example:\n  tidings document keep 4 'Before the lawyers'")]
    Keep {
        /// The document.
        id: DocumentId,
        /// The revision's name.
        name: String,
    },
    /// The text of a revision, as it was written.
    #[command(after_help = "Example:\n  tidings document revision 4 2 > before.md")]
    Revision {
        /// The document.
        id: DocumentId,
        /// The revision's number, as `history` gives it.
        number: u32,
    },
    /// What is different since a revision, word by word: [-taken out-], {+added+}; with a second number in that one, else in the text of now.
    #[command(after_help = "Example:\n  tidings document diff 4 2\n  tidings document diff 4 2 5")]
    Diff {
        /// The document.
        id: DocumentId,
        /// The revision that is compared.
        then: u32,
        /// The revision that it is compared with.
        now: Option<u32>,
        /// Give each place its number, for `take-back`.
        #[arg(long, conflicts_with = "now")]
        numbers: bool,
    },
    /// Put one place back as it was in a revision, by the number that `diff --numbers` gives it: [1-taken out-]{1+added+}.
    #[command(after_help = "Example:\n  tidings document diff 4 2 --numbers\n  tidings document take-back 4 2 1")]
    TakeBack {
        /// The document.
        id: DocumentId,
        /// The revision that the text was compared with.
        then: u32,
        /// The place, from 1.
        place: u32,
        /// The text in which that place was seen, as `base` of `diff --json` names it; a text that is another by now is left alone.
        #[arg(long)]
        base: Option<String>,
    },
    /// Bring the text and files of a revision back. What stands there now is kept as a revision; `tidings undo` takes it back.
    #[command(after_help = "Example:\n  tidings document restore 4 2")]
    Restore {
        /// The document.
        id: DocumentId,
        /// The revision's number.
        number: u32,
    },
}

pub(super) async fn run(verb: Verb, ws: &Workspace, output: &Output) -> Result<(), Problem> {
    match verb {
        Verb::History { id } => {
            let all = api::history(ws, id).await?;
            if output.is_json() {
                all.iter().for_each(|card| output.object(card));
            } else {
                output.table(
                    &["cli.head.revision", "cli.head.name", "cli.head.made", "cli.head.by"],
                    all.into_iter()
                        .map(|r| vec![r.number.to_string(), r.name.unwrap_or_default(), r.made_at.to_rfc3339(), r.actor])
                        .collect(),
                );
            }
        }
        Verb::Keep { id, name } => {
            let card = api::name_revision(ws, id, name).await?;
            output.answer(&card, || format!("{}  {}", card.number, card.name.as_deref().unwrap_or_default()));
        }
        Verb::Revision { id, number } => {
            let card = api::numbered(ws, id, number).await?;
            let text = api::revision_text(ws, card.id).await?;
            if output.is_json() {
                output.object(&serde_json::json!({ "document": id, "revision": card, "text": text }));
            } else {
                // The very bytes: a line end of our own would be one too many.
                output.bytes(text.as_bytes());
            }
        }
        Verb::Diff { id, then, now, numbers } => {
            let then = api::numbered(ws, id, then).await?.id;
            let difference = match now {
                Some(number) => api::change_between(ws, then, api::numbered(ws, id, number).await?.id).await?,
                None => api::difference(ws, then).await?,
            };
            output.answer(&difference, || told(&difference, numbers, output));
        }
        Verb::TakeBack { id, then, place, base } => {
            let then = api::numbered(ws, id, then).await?.id;
            let base = match base {
                Some(base) => base,
                None => api::difference(ws, then).await?.base,
            };
            let difference = api::take_change_back(ws, then, place, base).await?;
            output.answer(&difference, || told(&difference, true, output));
        }
        Verb::Restore { id, number } => {
            let card = api::numbered(ws, id, number).await?;
            api::restore(ws, card.id).await?;
            output.answer(&serde_json::json!({ "document": id, "restored": number }), || {
                output.say(&Message::new("cli.revision.restored").with("number", number))
            });
        }
    }
    Ok(())
}

/// A difference for people: its lines, and how many words are others.
fn told(difference: &RevisionDifference, numbers: bool, output: &Output) -> String {
    if difference.places == 0 {
        return output.words("cli.revision.same");
    }
    let mut lines: Vec<String> = difference.lines.iter().map(|line| marked(line, numbers, output)).collect();
    lines.push(if difference.gone == 0 && difference.added == 0 {
        output.words("cli.revision.signs")
    } else {
        output.say(&Message::new("cli.revision.sum").with("gone", difference.gone).with("added", difference.added))
    });
    lines.join("\n")
}

fn marked(line: &DifferenceLine, numbers: bool, output: &Output) -> String {
    if line.folded > 0 {
        return output.say(&Message::new("cli.revision.folded").with("n", line.folded));
    }
    let words = line.pieces.iter().map(|piece| {
        let number = if numbers { piece.place.to_string() } else { String::new() };
        match piece.how {
            Became::Same => piece.text.clone(),
            Became::Gone => format!("[{number}-{}-]", piece.text),
            Became::Added => format!("{{{number}+{}+}}", piece.text),
        }
    });
    words.collect()
}
