//! `tidings`: the command line. A thin shell: every verb calls one function of the core's `api` and prints what it says.

mod account;
mod campaign;
mod distribution;
mod document;
mod output;
mod people;
mod practice;
mod segment;
mod send;
mod session;
mod undo;
mod work;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::output::{Answer, Output};

/// The desk of an organisation's communications manager, on the command line.
#[derive(Parser)]
#[command(name = "tidings", version, propagate_version = true, arg_required_else_help = true)]
#[command(
    after_help = "Example:\n  tidings workspace init trust.tidings --sample\n  tidings -w trust.tidings people count --where 'kind:journalist beat:heritage'"
)]
struct Tidings {
    /// The workspace's file.
    #[arg(short, long, global = true, env = "TIDINGS_WORKSPACE", value_name = "FILE")]
    workspace: Option<PathBuf>,
    /// Print JSON and nothing else: one object for a result, one object a line for a list.
    #[arg(long, global = true)]
    json: bool,
    /// Say nothing on stderr but problems.
    #[arg(short, long, global = true)]
    quiet: bool,
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Subcommand)]
#[expect(clippy::large_enum_variant, reason = "made once, from the command line")]
enum Noun {
    /// Make, look at, verify, back up and restore the file.
    #[command(subcommand)]
    Workspace(workspace::Verb),
    /// Import, add, change, list, count, export and bar people.
    #[command(subcommand)]
    People(people::Verb),
    /// Save questions that pick people, and count whom they pick.
    #[command(subcommand)]
    Segment(segment::Verb),
    /// Plan campaigns: an aim, dates, key messages, and what belongs to them.
    #[command(subcommand)]
    Campaign(campaign::Verb),
    /// Write, attach to, list, show and export documents.
    #[command(subcommand)]
    Document(document::Verb),
    /// Add, test and list the accounts that mail goes out from.
    #[command(subcommand)]
    Account(account::Verb),
    /// Run the practice mail server, read its mailbox, and say how it behaves.
    #[command(subcommand)]
    Practice(practice::Verb),
    /// Take the last step back, or list what can be.
    Undo(undo::Undo),
    /// Send a document to a segment: once each.
    Send(send::Send),
    /// Look at distributions, brake them, go on, settle what is uncertain.
    #[command(subcommand)]
    Distribution(distribution::Verb),
    /// Print the completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    #[command(hide = true)]
    Man,
}

fn main() -> ExitCode {
    let arguments = Tidings::parse();
    let output = Output::new(arguments.json, arguments.quiet);
    // The provider is chosen once and by name: no other TLS library may slip in.
    drop(rustls::crypto::ring::default_provider().install_default());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output.problem(&tidings_core::error::Problem::failure("workspace.failed").because(error)),
    };
    let asked = session::Asked { workspace: arguments.workspace, output: output.clone() };
    let answer = runtime.block_on(run(arguments.noun, &asked));
    // Blocking reads that nobody waits for any more must not hold the program open.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match answer {
        Ok(answer) => answer.into(),
        Err(problem) => output.problem(&problem),
    }
}

async fn run(noun: Noun, asked: &session::Asked) -> Result<Answer, tidings_core::error::Problem> {
    match noun {
        Noun::Workspace(verb) => workspace::run(verb, asked).await,
        Noun::People(verb) => people::run(verb, asked).await,
        Noun::Segment(verb) => segment::run(verb, asked).await,
        Noun::Campaign(verb) => campaign::run(verb, asked).await,
        Noun::Document(verb) => document::run(verb, asked).await,
        Noun::Account(verb) => account::run(verb, asked).await,
        Noun::Practice(verb) => practice::run(verb, asked).await,
        Noun::Undo(undo) => undo::run(undo, asked).await,
        Noun::Send(send) => send::run(send, asked).await,
        Noun::Distribution(verb) => distribution::run(verb, asked).await,
        Noun::Completions { shell } => {
            clap_complete::generate(shell, &mut Tidings::command(), "tidings", &mut std::io::stdout());
            Ok(Answer::Done)
        }
        Noun::Man => {
            let page = clap_mangen::Man::new(Tidings::command());
            page.render(&mut std::io::stdout()).map_err(|e| tidings_core::error::Problem::failure("workspace.failed").because(e))?;
            Ok(Answer::Done)
        }
    }
}
