//! `tidings agent …`: sending without a window.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use clap::Subcommand;
use serde::Serialize;
use tidings_core::accounts::Keychain;
use tidings_core::agent::{News, Program, System, Told, api};
use tidings_core::clock::SystemClock;
use tidings_core::error::Problem;
use tidings_core::messages::Message;
use tidings_core::workspace::{Host, Via};
use tokio_util::sync::CancellationToken;

use crate::output::{Answer, Output};
use crate::session::{self, Asked};

/// Sends what is due, without a window.
#[derive(clap::Args)]
pub(crate) struct Agent {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Send what is due, until it is ended: for the workspace of -w, else for all that it was told of. The same as no word at all.
    #[command(after_help = "Example:\n  tidings -w trust.tidings agent run\n  tidings agent run")]
    Run {
        /// The folder of this machine's settings, where it is not the usual one.
        #[arg(long, value_name = "DIR")]
        device_folder: Option<PathBuf>,
    },
    /// Tell the agent of the workspace, and let this system start it at login.
    #[command(
        after_help = "Example:\n  tidings -w trust.tidings agent install\n  tidings agent install --print --system windows > task.xml"
    )]
    Install {
        /// Print what would be written, and write nothing.
        #[arg(long)]
        print: bool,
        /// Whose description is printed; else this system's.
        #[arg(long, value_enum, requires = "print")]
        system: Option<Which>,
    },
    /// Take the workspace off the agent's list; with the last one, the agent is no longer started at login.
    #[command(after_help = "Example:\n  tidings -w trust.tidings agent uninstall\n  tidings agent uninstall --all")]
    Uninstall {
        /// All workspaces.
        #[arg(long)]
        all: bool,
    },
    /// Whether it is installed, whether it runs, and what it watches.
    #[command(after_help = "Example:\n  tidings agent status")]
    Status,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Which {
    Linux,
    Macos,
    Windows,
}

pub(crate) async fn run(agent: Agent, asked: &Asked) -> Result<Answer, Problem> {
    let output = &asked.output;
    match agent.verb.unwrap_or(Verb::Run { device_folder: None }) {
        Verb::Run { device_folder } => watch(asked, device_folder).await,
        Verb::Install { print: true, system } => {
            let system = match system {
                None => System::of_this_machine(),
                Some(Which::Linux) => System::Linux,
                Some(Which::Macos) => System::Macos,
                Some(Which::Windows) => System::Windows,
            };
            let text = api::description(system, &program()?);
            if output.is_json() {
                output.object(&serde_json::json!({ "system": system, "text": text }));
            } else {
                output.bytes(text.as_bytes());
            }
            Ok(Answer::Done)
        }
        Verb::Install { .. } => {
            let file = asked.workspace()?;
            // Whatever is wrong with the file is said now, not in a log at the next login.
            drop(asked.open()?);
            let device = session::host()?.device;
            let commands = api::install(&device, file, &program()?, &Keychain::default()).await?;
            if let Err(refused) = tell(&commands) {
                api::uninstall(&device, Some(file))?;
                api::remove(&device)?;
                return Err(refused);
            }
            status(output)
        }
        Verb::Uninstall { all } => {
            let device = session::host()?.device;
            let commands = api::uninstall(&device, if all { None } else { Some(asked.workspace()?) })?;
            if !commands.is_empty() {
                let told = tell(&commands);
                api::remove(&device)?;
                told?;
            }
            status(output)
        }
        Verb::Status => status(output),
    }
}

/// This very program, as the system is to start it.
fn program() -> Result<Program, Problem> {
    let path = std::env::current_exe().map_err(|why| Problem::failure("agent.no_home").because(why))?;
    let folder = session::device_folder();
    let user = match (std::env::var("USERDOMAIN"), std::env::var("USERNAME")) {
        (Ok(domain), Ok(name)) if cfg!(windows) => Some(format!(r"{domain}\{name}")),
        _ => None,
    };
    Ok(Program::agent(path, folder.as_deref(), user))
}

/// Says to the system what it wants to hear.
fn tell(commands: &[Told]) -> Result<(), Problem> {
    let mut causes = Vec::new();
    for command in commands {
        let Some((program, words)) = command.words.split_first() else { continue };
        let done = Command::new(program).args(words).stdin(Stdio::null()).stdout(Stdio::null()).output();
        causes.push(match done {
            Ok(done) if done.status.success() => continue,
            Ok(done) => String::from_utf8_lossy(&done.stderr).trim().to_owned(),
            Err(why) => why.to_string(),
        });
        if command.needed {
            return Err(Problem::failure("agent.system_refused")
                .with("command", command.words.join(" "))
                .todo("agent.system_refused.todo")
                .because(causes.join(" ").trim()));
        }
    }
    Ok(())
}

fn status(output: &Output) -> Result<Answer, Problem> {
    let card = api::status(&session::host()?.device)?;
    output.answer(&card, || {
        let mut lines = vec![
            output.words(if card.installed { "cli.agent.installed" } else { "cli.agent.not_installed" }),
            output.words(if card.runs { "cli.agent.runs" } else { "cli.agent.rests" }),
        ];
        if card.installed {
            lines.push(card.file.display().to_string());
        }
        let n = u32::try_from(card.workspaces.len()).unwrap_or(u32::MAX);
        lines.push(output.say(&Message::new("cli.agent.watches").with("n", n)));
        lines.extend(card.workspaces.iter().map(|file| format!("  {}", file.display())));
        lines.join("\n")
    });
    Ok(Answer::Done)
}

/// A line about a workspace, for programs.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a Path,
    #[serde(flatten)]
    news: &'a News,
}

async fn watch(asked: &Asked, folder: Option<PathBuf>) -> Result<Answer, Problem> {
    let host = Host { via: Some(Via::Agent), ..session::host_in(folder)? };
    let device = host.device.clone();
    let open = Arc::new(move |path: &Path| tidings_core::open(path, host.clone()));
    let output = asked.output.clone();
    let told = move |file: &Path, news: &News| {
        if output.is_json() {
            output.object(&Line { file, news });
        } else {
            output.note(&said(file, news, &output));
        }
    };
    let until = CancellationToken::new();
    let ended = until.clone();
    tokio::spawn(async move {
        session::told_to_end().await;
        ended.cancel();
    });
    api::run(&device, asked.workspace.clone(), open, SystemClock::shared(), told, until).await?;
    Ok(Answer::Done)
}

/// What the agent does, for people.
fn said(file: &Path, news: &News, output: &Output) -> String {
    let message = match news {
        News::Waits { next_at: Some(at) } => Message::new("cli.agent.waits").with("at", at.to_rfc3339()),
        News::Waits { next_at: None } => Message::new("cli.agent.idle"),
        News::Sends { distribution } => Message::new("cli.agent.sends").with("id", distribution.to_string()),
        News::Elsewhere => Message::new("cli.agent.elsewhere"),
        News::Trouble { code } => Message::new("cli.agent.trouble").with("code", code.as_str()),
    };
    format!("{}: {}", file.display(), output.say(&message))
}
