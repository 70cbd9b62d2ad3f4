//! `tidings network …`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use tidings_core::error::Problem;
use tidings_core::ids::Millis;
use tidings_core::messages::Message;
use tidings_core::network::api::{self, ConnectionCard};

use crate::output::{Answer, Output, new_file, unwritable};
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List the connections that were made for this workspace on this machine, the newest first: to which server, what for, how
    /// many bytes, under which TLS, and how each ended. Of what was said over them nothing is kept.
    #[command(after_help = "Example:\n  tidings network log --limit 20\n  tidings network log --as csv --out connections.csv")]
    Log {
        /// The form; `--json` gives one object a line.
        #[arg(long = "as", value_name = "FORM", default_value = "table")]
        form: Form,
        /// The file for the CSV; else stdout.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// No more than so many.
        #[arg(long, value_name = "N", default_value_t = 10_000)]
        limit: u32,
    },
    /// Empty the list; what is open stays in it.
    #[command(after_help = "Example:\n  tidings network clear")]
    Clear,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people.
    Table,
    /// For other programs.
    Csv,
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Log { form: Form::Csv, out, limit } => {
            let csv = api::csv(&ws, limit).await?;
            match out {
                Some(path) => new_file(&path)?.write_all(&csv).map_err(|error| unwritable(&path, &error))?,
                None => output.bytes(&csv),
            }
        }
        Verb::Log { form: Form::Table, out: _, limit } => {
            let all = api::log(&ws, limit).await?;
            if output.is_json() {
                all.iter().for_each(|one| output.object(one));
            } else if all.is_empty() {
                output.line(&output.words("network.none"));
            } else {
                let heads = [
                    "cli.head.at",
                    "cli.head.server",
                    "cli.head.purpose",
                    "cli.head.sent",
                    "cli.head.received",
                    "cli.head.tls",
                    "cli.head.outcome",
                ];
                output.table(&heads, all.iter().map(|one| row(one, output)).collect());
            }
        }
        Verb::Clear => {
            api::clear(&ws).await?;
            output.answer(&serde_json::json!({ "cleared": true }), || output.words("network.cleared"));
        }
    }
    Ok(Answer::Done)
}

fn row(one: &ConnectionCard, output: &Output) -> Vec<String> {
    let purpose = output.say(&one.purpose_says);
    let whose = match (one.distribution, &one.account_name) {
        (Some(distribution), _) => format!("{purpose} ({distribution})"),
        (None, Some(name)) => format!("{purpose} ({name})"),
        (None, None) => purpose,
    };
    let bytes = |n: u64| output.say(&Message::new("cli.bytes").with("n", n));
    vec![
        Millis::to_rfc3339(one.at),
        format!("{}:{}", one.host, one.port),
        whose,
        bytes(one.sent),
        bytes(one.received),
        one.tls.clone().unwrap_or_default(),
        output.say(&one.outcome_says),
    ]
}
