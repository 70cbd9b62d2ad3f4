//! `tidings undo`.

use tidings_core::ids::ActionId;
use tidings_core::importing::api::{cleared, jobs};
use tidings_core::workspace::api;

use crate::output::Answer;
use crate::past::via;
use crate::session::Asked;
use crate::work;
use tidings_core::error::Problem;

/// Takes the last step back.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  tidings -w trust.tidings undo --list\n  tidings -w trust.tidings undo 12\n  tidings -w trust.tidings undo --redo"
)]
pub(crate) struct Undo {
    /// Take back this very step, by its number in the list; else the last one that still stands. With --redo: do this one again.
    #[arg(conflicts_with = "list")]
    step: Option<ActionId>,
    /// List what was done, newest first, and change nothing.
    #[arg(long)]
    list: bool,
    /// Do again what the last undo took back; with a number that very step, whatever was done since, if nothing is in its way.
    #[arg(long, conflicts_with = "list")]
    redo: bool,
}

pub(crate) async fn run(undo: Undo, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    if undo.list {
        let history = api::history(&ws, 100).await?;
        if output.is_json() {
            history.iter().for_each(|action| output.object(action));
        } else {
            let rows = history
                .iter()
                .map(|a| {
                    vec![
                        a.id.to_string(),
                        a.at.to_rfc3339(),
                        via(a.via, &a.actor, output),
                        output.say(&a.label),
                        match (a.undone, a.in_part) {
                            (true, _) => output.words("cli.undo.undone"),
                            (false, true) => output.words("cli.undo.in_part"),
                            (false, false) => String::new(),
                        },
                    ]
                })
                .collect();
            output.table(&["cli.head.id", "cli.head.at", "cli.head.who", "cli.head.what", ""], rows);
        }
        return Ok(Answer::Done);
    }
    let plugs = tidings_core::PLUGS;
    let taking_back = async { if undo.redo { api::redo(&ws, plugs, undo.step).await } else { api::undo(&ws, plugs, undo.step).await } };
    let done = work::watched(&jobs(&ws), output, taking_back).await?;
    cleared(&ws).await?;
    output.answer(&done, || output.say(&done.label));
    if let Some(left) = &done.left {
        output.note(&output.say(left));
        return Ok(Answer::NotForEverybody);
    }
    Ok(Answer::Done)
}
