//! `tidings calendar`.

use std::path::PathBuf;

use clap::Subcommand;
use tidings_core::error::Problem;
use tidings_core::messages::Message;
use tidings_core::today::api;

use crate::output::Answer;
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Write all that has a day as an iCalendar file: due texts, campaigns, embargoes, planned starts and reminders.
    #[command(after_help = "Example:\n  tidings calendar export --out days.ics\n  tidings calendar export --zone Europe/Lisbon > days.ics")]
    Export {
        /// The file; without, it is written to standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// On whose clock a reminder has its day, as an IANA zone; without, that of the usual working hours.
        #[arg(long, value_name = "ZONE")]
        zone: Option<String>,
    },
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    let Verb::Export { out, zone } = verb;
    match out {
        Some(to) => {
            let saved = api::save_calendar(&ws, to, zone, output.language()).await?;
            let told = Message::new("cli.calendar.saved").with("n", saved.entries).with("file", saved.file.display().to_string());
            output.answer(&saved, || output.say(&told));
        }
        None => {
            let (entries, text) = api::calendar_text(&ws, zone, output.language()).await?;
            output.answer(&serde_json::json!({ "entries": entries, "calendar": text }), || {
                text.strip_suffix('\n').unwrap_or(&text).to_owned()
            });
        }
    }
    Ok(Answer::Done)
}
