//! `tidings`: the command line. A thin shell: every verb calls one function of the core's `api` and prints what it says.

mod account;
mod agent;
mod approval;
mod asset;
mod beat;
mod block;
mod calendar;
mod campaign;
mod certificate;
mod distribution;
mod document;
mod form;
mod hours;
mod house;
mod import;
mod languages;
mod list;
mod network;
mod outlet;
mod output;
mod own;
mod past;
mod people;
mod practice;
mod privacy;
mod proof;
mod reading;
mod segment;
mod send;
mod session;
mod suppression;
mod template;
mod theme;
mod today;
mod touch;
mod undo;
mod view;
mod work;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

/// A program that ends soon is better off with one that is fast: it stages and brings in people in less time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use clap::{CommandFactory as _, Parser, Subcommand};

use tidings_core::error::Problem;

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
enum Noun {
    /// Make, look at, verify, back up and restore the file.
    #[command(subcommand, after_help = "Example:\n  tidings workspace init trust.tidings --sample")]
    Workspace(workspace::Verb),
    /// Import, add, change, list, count, export and bar people.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings people import guild.csv --apply\n  tidings people count --where 'kind:journalist'"
    )]
    People(Box<people::Verb>),
    /// Look at what was read from a file before it is in the workspace: sheets, rows, decisions, mended cells.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings import sheets guild.xlsx\n  tidings import decide 3 --all duplicate --as merge\n  tidings import apply 3"
    )]
    Import(import::Verb),
    /// Keep newspapers, stations, blogs and companies: what they are, how far they reach and whom.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings outlet edit 'Coast Weekly' --kind newspaper --reach 120000\n  tidings outlet list --sort reach --descending"
    )]
    Outlet(outlet::Verb),
    /// Look through the addresses that must not be mailed: why, since when and who noted it; lift one for a reason that is kept.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings suppression list --reason bounced\n  tidings suppression history ruth@coast.example.net"
    )]
    Suppression(suppression::Verb),
    /// Rename, merge and delete the words that are put on people.
    #[command(subcommand, after_help = "Example:\n  tidings tag list\n  tidings people tag --where 'beat:arts' --add festival")]
    Tag(own::TagVerb),
    /// Keep photos, logos and PDFs with caption, credit, licence and consent; crop them, and pack press kits.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings asset add lens.jpg --credit 'Photo: Ana Ferreira' --expires 2031-12-31\n  tidings asset kit --document 4 --output kit.zip"
    )]
    Asset(asset::Verb),
    /// Keep the tree of beats: what people cover, what stands below what, and other names of each.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings beat add oncology --under health\n  tidings people count --where 'beat:health'"
    )]
    Beat(beat::Verb),
    /// Keep words that stand in many texts once: boilerplates, contacts, disclaimers.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings block add 'Harbour Trust, short' about.md --sort boilerplate\n  tidings block uses 'Harbour Trust, short'"
    )]
    Block(block::Verb),
    /// Keep templates: texts that others begin with.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings template keep 4 'Our release'\n  tidings document new --template 'Our release'"
    )]
    Template(template::Verb),
    /// Keep fields of your own in order: what you want to know of people besides.
    #[command(subcommand, after_help = "Example:\n  tidings field add Circulation --kind number")]
    Field(own::FieldVerb),
    /// Note calls, meetings, replies, clippings and notes; see what passed between a person and us.
    #[command(subcommand, after_help = "Example:\n  tidings touch add ruth@coast.example.net call 'Wants the lens as a picture'")]
    Touch(touch::Verb),
    /// Save questions that pick people, and count whom they pick.
    #[command(subcommand, after_help = "Example:\n  tidings segment save 'Heritage press' 'kind:journalist beat:heritage'")]
    Segment(segment::Verb),
    /// Keep lists of people by hand: who comes onto one, and who is taken off it.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings list make 'Opening night' --where 'beat:arts city:Porto'\n  tidings list add 'Opening night' 17"
    )]
    List(list::Verb),
    /// Keep tables of people under a name: their columns, their order and whom they show.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings view save Arts --columns outlet,beats,warmth --sort warmth --descending --where beat:arts\n  tidings people list --view Arts"
    )]
    View(view::Verb),
    /// Plan campaigns: an aim, dates, key messages, and what belongs to them.
    #[command(subcommand, after_help = "Example:\n  tidings campaign add 'The Light Returns' --from 2026-11-02\n  tidings campaign put 4")]
    Campaign(campaign::Verb),
    /// Write, attach to, list, show and export documents.
    #[command(subcommand, after_help = "Example:\n  tidings document add release.md\n  tidings document attach 4 lens.jpg plan.pdf")]
    Document(document::Verb),
    /// Keep the words that the house avoids, and say by which rules its texts are proofed.
    #[command(subcommand, after_help = "Example:\n  tidings house words add utilise --instead use\n  tidings house rules off jargon")]
    House(house::Verb),
    /// Say how mails, web pages and papers look: logo, colours, letters, closing words.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings theme set --logo logo.png --link '#0b5394'\n  tidings theme preview 4 --out look"
    )]
    Theme(theme::Verb),
    /// Add, test and list the accounts that mail goes out from.
    #[command(subcommand, after_help = "Example:\n  tidings account add practice\n  tidings account test press")]
    Account(account::Verb),
    /// Run the practice mail server, read its mailbox, and say how it behaves.
    #[command(
        subcommand,
        after_help = "Example:\n  tidings practice list\n  tidings practice conduct accept --rule 'slow@example.org=delay'"
    )]
    Practice(practice::Verb),
    /// Tell people whose data came from elsewhere where from, and look through those whom there is no reason to keep.
    #[command(subcommand, after_help = "Example:\n  tidings privacy notice --on\n  tidings people list --where notice:overdue")]
    Privacy(privacy::Verb),
    /// Take what has a day to another calendar.
    #[command(subcommand, after_help = "Example:\n  tidings calendar export --out days.ics")]
    Calendar(calendar::Verb),
    /// See what waits for you, and what comes this week.
    Today(today::Today),
    /// Take the last step back, or list what can be.
    Undo(undo::Undo),
    /// Send a document to a segment: once each.
    Send(send::Send),
    /// Look at distributions, brake them, go on, settle what is uncertain.
    #[command(subcommand, after_help = "Example:\n  tidings distribution show 3\n  tidings distribution resume 3")]
    Distribution(distribution::Verb),
    /// Send what is due without a window: run it, let the system start it at login, see where it stands.
    #[command(after_help = "Example:\n  tidings -w trust.tidings agent install\n  tidings agent status")]
    Agent(agent::Agent),
    /// Check a certificate of a distribution, and name the keys that sign this workspace's.
    #[command(subcommand, after_help = "Example:\n  tidings certificate verify certificate-3.json")]
    Certificate(certificate::Verb),
    /// Look at every connection that was made, or empty that list.
    #[command(subcommand, after_help = "Example:\n  tidings network log")]
    Network(network::Verb),
    /// Print the completions for a shell.
    #[command(after_help = "Example:\n  tidings completions bash > ~/.local/share/bash-completion/completions/tidings")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual's first page, or write all of its pages into a folder.
    #[command(after_help = "Example:\n  tidings man | man -l -\n  tidings man --into ~/.local/share/man/man1")]
    Man {
        /// The folder; it is made if it is not there.
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let arguments = match Tidings::try_parse() {
        Ok(arguments) => arguments,
        Err(misspelt) => {
            if misspelt.use_stderr() {
                let json = std::env::args_os().any(|word| word == "--json");
                Output::new(json, false).misspelt(&misspelt.to_string());
            }
            misspelt.exit();
        }
    };
    let output = Output::new(arguments.json, arguments.quiet);
    log();
    tidings_proof::plug();
    // The provider is chosen once and by name: no other TLS library may slip in.
    drop(rustls::crypto::ring::default_provider().install_default());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output.problem(&Problem::failure("workspace.failed").because(error)),
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

/// Writes the log to stderr as far as `TIDINGS_LOG` asks for it. It holds ids and codes (S13).
fn log() {
    let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("TIDINGS_LOG") else { return };
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).init();
}

async fn run(noun: Noun, asked: &session::Asked) -> Result<Answer, Problem> {
    match noun {
        Noun::Workspace(verb) => workspace::run(verb, asked).await,
        Noun::People(verb) => Box::pin(people::run(*verb, asked)).await,
        Noun::Import(verb) => import::run(verb, asked).await,
        Noun::Outlet(verb) => outlet::run(verb, asked).await,
        Noun::Suppression(verb) => suppression::run(verb, asked).await,
        Noun::Tag(verb) => own::tag(verb, asked).await,
        Noun::Asset(verb) => asset::run(verb, asked).await,
        Noun::Beat(verb) => beat::run(verb, asked).await,
        Noun::Block(verb) => block::run(verb, asked).await,
        Noun::Template(verb) => template::run(verb, asked).await,
        Noun::Field(verb) => own::field(verb, asked).await,
        Noun::Touch(verb) => touch::run(verb, asked).await,
        Noun::Segment(verb) => segment::run(verb, asked).await,
        Noun::List(verb) => list::run(verb, asked).await,
        Noun::House(verb) => house::run(verb, asked).await,
        Noun::Theme(verb) => theme::run(verb, asked).await,
        Noun::View(verb) => view::run(verb, asked).await,
        Noun::Campaign(verb) => campaign::run(verb, asked).await,
        Noun::Document(verb) => document::run(verb, asked).await,
        Noun::Account(verb) => account::run(verb, asked).await,
        Noun::Practice(verb) => practice::run(verb, asked).await,
        Noun::Privacy(verb) => privacy::run(verb, asked).await,
        Noun::Calendar(verb) => calendar::run(verb, asked).await,
        Noun::Today(today) => today::run(today, asked).await,
        Noun::Undo(undo) => undo::run(undo, asked).await,
        Noun::Send(send) => send::run(send, asked).await,
        Noun::Distribution(verb) => Box::pin(distribution::run(verb, asked)).await,
        Noun::Agent(agent) => agent::run(agent, asked).await,
        Noun::Certificate(verb) => certificate::run(verb, asked).await,
        Noun::Network(verb) => network::run(verb, asked).await,
        Noun::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Tidings::command(), "tidings", &mut script);
            asked.output.bytes(&script);
            Ok(Answer::Done)
        }
        Noun::Man { into } => manual(into, &asked.output),
    }
}

/// Prints the manual's first page, or writes every page into a folder.
fn manual(into: Option<PathBuf>, output: &Output) -> Result<Answer, Problem> {
    let Some(folder) = into else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Tidings::command()).render(&mut page).map_err(|e| Problem::failure("workspace.failed").because(e))?;
        output.bytes(&page);
        return Ok(Answer::Done);
    };
    let written = std::fs::create_dir_all(&folder).and_then(|()| clap_mangen::generate_to(Tidings::command(), &folder));
    written.map_err(|error| output::unwritable(&folder, &error))?;
    output.answer(&serde_json::json!({ "folder": folder }), || folder.display().to_string());
    Ok(Answer::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_an_example(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        let path = format!("{path} {}", command.get_name());
        if !command.get_after_help().is_some_and(|help| help.to_string().starts_with("Example:\n  tidings")) {
            found.push(path.clone());
        }
        command.get_subcommands().for_each(|verb| without_an_example(verb, &path, found));
    }

    #[test]
    fn every_help_has_an_example() {
        let mut found = Vec::new();
        without_an_example(&Tidings::command(), "", &mut found);
        assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn every_example_is_a_command() {
        fn examples(command: &clap::Command, all: &mut Vec<String>) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            all.extend(help.lines().skip(1).map(|line| line.trim().to_owned()));
            command.get_subcommands().for_each(|verb| examples(verb, all));
        }
        let mut all = Vec::new();
        examples(&Tidings::command(), &mut all);
        assert!(all.len() > 60);
        for example in all {
            let line = example.split(['|', '>']).next().unwrap_or_default();
            // Words, of which some stand between single quotes.
            let mut words: Vec<String> = Vec::new();
            for (at, part) in line.split('\'').enumerate() {
                if at % 2 == 1 {
                    let joins = line.split('\'').nth(at - 1).is_some_and(|before| !before.ends_with(' '));
                    match words.last_mut() {
                        Some(last) if joins => last.push_str(part),
                        _ => words.push(part.to_owned()),
                    }
                } else {
                    words.extend(part.split_whitespace().map(str::to_owned));
                }
            }
            if let Err(wrong) = Tidings::try_parse_from(&words) {
                panic!("{example}: {wrong}");
            }
        }
    }
}
