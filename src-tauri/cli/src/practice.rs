//! `tidings practice …`.

use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;
use tidings_core::clock::SystemClock;
use tidings_core::error::Problem;
use tidings_core::ids::PracticeMailId;
use tidings_core::messages::Message;
use tidings_core::practice::api::{self, Serve};
use tidings_core::practice::{Conduct, PracticeConduct, PracticeLetter, PracticeMail, PracticeRule};

use crate::output::{Answer, Output, new_file};
use crate::session::{self, Asked};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Run the practice mail server alone, on this machine only, until Ctrl-C; prints its port.
    #[command(
        after_help = "Example:\n  tidings practice serve --smtp 2525 --into mails\n  tidings practice serve --into mails --conduct accept --rule '*@ledger.example.net=refuse'"
    )]
    Serve {
        /// The port of 127.0.0.1; else a free one.
        #[arg(long, value_name = "PORT", default_value_t = 0)]
        smtp: u16,
        /// Write each mail to this folder as a file of its own; else mails go into the workspace.
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
        #[command(flatten)]
        how: How,
    },
    /// The mails in the practice mailbox, newest first.
    #[command(after_help = "Example:\n  tidings practice list --search lighthouse")]
    List {
        /// Only those with words that begin so in sender, recipient or subject.
        #[arg(long, value_name = "WORDS", default_value = "")]
        search: String,
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: u32,
    },
    /// Read a mail, or save it or one of its files.
    #[command(after_help = "Example:\n  tidings practice show 12\n  tidings practice show 12 --file 1 --out lens.jpg")]
    Show {
        /// The mail.
        id: PracticeMailId,
        /// Its head as it came.
        #[arg(long)]
        headers: bool,
        /// Save this file of it, by its number; needs --out.
        #[arg(long, value_name = "N", requires = "out")]
        file: Option<u32>,
        /// The new file to write; without --file the whole mail, byte for byte.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// How the server behaves; with a conduct or rules, change it.
    #[command(
        after_help = "Example:\n  tidings practice conduct accept --rule '*@ledger.example.net=refuse' --rule 'slow@example.org=delay'\n  tidings practice conduct --no-rules"
    )]
    Conduct {
        /// For everybody of whom no rule speaks.
        #[arg(value_parser = conduct, value_name = "accept|refuse|busy|delay|lose|answer")]
        overall: Option<Conduct>,
        /// A rule for addresses, before those that are there: PATTERN=CONDUCT; may be given again.
        #[arg(long, value_parser = rule, value_name = "PATTERN=CONDUCT")]
        rule: Vec<PracticeRule>,
        /// Forget the rules that are there.
        #[arg(long)]
        no_rules: bool,
    },
    /// Remove one mail from the practice mailbox. It cannot be brought back; the ledger keeps its row.
    #[command(after_help = "Example:\n  tidings practice remove 12 --yes")]
    Remove {
        /// The mail.
        id: PracticeMailId,
        /// Without being asked.
        #[arg(long)]
        yes: bool,
    },
    /// Remove all mails from the practice mailbox.
    #[command(after_help = "Example:\n  tidings practice empty --yes")]
    Empty {
        /// Without being asked.
        #[arg(long)]
        yes: bool,
    },
}

/// How a server that runs alone behaves.
#[derive(clap::Args)]
pub(crate) struct How {
    /// For everybody of whom no rule speaks; else as the workspace says, or accept.
    #[arg(long, value_parser = conduct, value_name = "accept|refuse|busy|delay|lose|answer")]
    conduct: Option<Conduct>,
    /// A rule for addresses: PATTERN=CONDUCT; may be given again, the first that fits counts.
    #[arg(long, value_parser = rule, value_name = "PATTERN=CONDUCT")]
    rule: Vec<PracticeRule>,
}

fn conduct(word: &str) -> Result<Conduct, String> {
    let known = || Conduct::ALL.map(Conduct::word).join(", ");
    Conduct::from_word(word).ok_or_else(|| format!("“{word}” is none of {}", known()))
}

fn rule(text: &str) -> Result<PracticeRule, String> {
    let (pattern, word) = text.rsplit_once('=').ok_or_else(|| format!("“{text}” is no rule; '*@example.net=refuse' is one"))?;
    Ok(PracticeRule { pattern: pattern.to_owned(), conduct: conduct(word)? })
}

#[derive(Serialize)]
struct Ports {
    smtp: u16,
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let output = &asked.output;
    match verb {
        Verb::Serve { smtp, into, how } => return serve(smtp, into, how, asked).await,
        Verb::List { search, limit } => {
            let mails = api::list(&asked.open()?, search, limit).await?;
            if output.is_json() {
                mails.iter().for_each(|mail| output.object(&Listed::from(mail)));
            } else {
                output.table(
                    &["cli.head.id", "cli.head.at", "cli.head.to", "cli.head.subject", "cli.head.bytes"],
                    mails.iter().map(row).collect(),
                );
            }
        }
        Verb::Show { id, file: Some(number), out: Some(out), .. } => {
            let ws = asked.open()?;
            drop(new_file(&out)?);
            saved(api::save_file(&ws, id, number, out.clone()).await, &out, output)?;
        }
        Verb::Show { id, out: Some(out), .. } => {
            let ws = asked.open()?;
            drop(new_file(&out)?);
            saved(api::save_mail(&ws, id, out.clone()).await, &out, output)?;
        }
        Verb::Show { id, headers, .. } => {
            let letter = api::read(&asked.open()?, id).await?;
            output.answer(&Shown::from(&letter), || if headers { letter.headers.trim_end().to_owned() } else { page(&letter, output) });
        }
        Verb::Conduct { overall, rule, no_rules } => {
            let ws = asked.open()?;
            let now = api::conduct(&ws).await?;
            let asks = overall.is_none() && rule.is_empty() && !no_rules;
            let kept = if no_rules { Vec::new() } else { now.rules.clone() };
            let wanted = PracticeConduct { overall: overall.unwrap_or(now.overall), rules: rule.into_iter().chain(kept).collect() };
            let conduct = if asks { now } else { api::set_conduct(&ws, wanted).await? };
            output.answer(&conduct, || told(&conduct));
        }
        Verb::Remove { id, yes } => {
            let ws = asked.open()?;
            if !yes && !confirmed(1, output) {
                return Err(Problem::needs_consent("practice.one_not_confirmed").todo("practice.not_confirmed.todo"));
            }
            api::remove(&ws, id).await?;
            output.answer(&serde_json::json!({ "removed": 1 }), || removed(1, output));
        }
        Verb::Empty { yes } => {
            let ws = asked.open()?;
            let count = api::count(&ws).await?;
            if count > 0 && !yes && !confirmed(count, output) {
                return Err(Problem::needs_consent("practice.not_confirmed").with("count", count).todo("practice.not_confirmed.todo"));
            }
            let gone = api::empty(&ws, count).await?;
            output.answer(&serde_json::json!({ "removed": gone }), || removed(gone, output));
        }
    }
    Ok(Answer::Done)
}

async fn serve(port: u16, into: Option<PathBuf>, how: How, asked: &Asked) -> Result<Answer, Problem> {
    let output = &asked.output;
    // With a folder no workspace is needed; one that is named says how the server behaves.
    let ws = match (&into, &asked.workspace) {
        (Some(_), None) => None,
        _ => Some(asked.open()?),
    };
    let conduct = (how.conduct.is_some() || !how.rule.is_empty())
        .then(|| PracticeConduct { overall: how.conduct.unwrap_or_default(), rules: how.rule });
    let serving = api::serve(ws.as_ref(), Serve { port, into, conduct }, SystemClock::shared()).await?;
    let ports = Ports { smtp: serving.port() };
    output.answer(&ports, || format!("127.0.0.1:{}", ports.smtp));
    session::told_to_end().await;
    serving.close().await;
    Ok(Answer::Done)
}

/// Takes the empty new file away again if nothing could be saved to it.
fn saved(result: Result<(), Problem>, out: &PathBuf, output: &Output) -> Result<(), Problem> {
    if let Err(problem) = result {
        drop(std::fs::remove_file(out));
        return Err(problem);
    }
    output.answer(&serde_json::json!({ "file": out }), || out.display().to_string());
    Ok(())
}

#[derive(Serialize)]
struct Listed<'a> {
    id: PracticeMailId,
    at: String,
    kind: &'static str,
    conduct: &'static str,
    from: &'a str,
    to: &'a str,
    subject: &'a str,
    bytes: u32,
}

impl<'a> From<&'a PracticeMail> for Listed<'a> {
    fn from(mail: &'a PracticeMail) -> Self {
        Self {
            id: mail.id,
            at: mail.at.to_rfc3339(),
            kind: mail.kind.word(),
            conduct: mail.conduct.word(),
            from: &mail.from,
            to: &mail.to,
            subject: &mail.subject,
            bytes: mail.bytes,
        }
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    mail: Listed<'a>,
    text: &'a str,
    html: &'a str,
    headers: &'a str,
    files: &'a [tidings_core::practice::PracticeFile],
}

impl<'a> From<&'a PracticeLetter> for Shown<'a> {
    fn from(letter: &'a PracticeLetter) -> Self {
        Self { mail: Listed::from(&letter.mail), text: &letter.text, html: &letter.html, headers: &letter.headers, files: &letter.files }
    }
}

fn row(mail: &PracticeMail) -> Vec<String> {
    vec![mail.id.to_string(), mail.at.to_rfc3339(), mail.to.clone(), mail.subject.clone(), mail.bytes.to_string()]
}

/// A mail as a person reads it on a terminal.
fn page(letter: &PracticeLetter, output: &Output) -> String {
    let mail = &letter.mail;
    let bytes = |n: u32| output.say(&Message::new("cli.bytes").with("n", n));
    let line = |name: String, what: String| format!("{:<9} {what}", format!("{name}:"));
    let mut lines = vec![
        line(output.words("cli.practice.from"), mail.from.clone()),
        line(output.words("cli.practice.to"), mail.to.clone()),
        line(output.words("cli.practice.subject"), mail.subject.clone()),
        line(output.words("cli.practice.taken"), format!("{} ({}, {})", mail.at.to_rfc3339(), mail.conduct.word(), bytes(mail.bytes))),
    ];
    lines.extend(letter.files.iter().map(|file| {
        let name = output.say(&Message::new("cli.practice.file").with("n", file.number));
        line(name, format!("{} ({}, {})", file.name, file.media_type, bytes(file.bytes)))
    }));
    lines.push(String::new());
    // What came over the wire must not steer the terminal.
    lines.push(letter.text.replace('\r', "").chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect());
    lines.join("\n").trim_end().to_owned()
}

fn told(conduct: &PracticeConduct) -> String {
    let rules = conduct.rules.iter().map(|rule| format!("{}={}", rule.pattern, rule.conduct.word()));
    std::iter::once(conduct.overall.word().to_owned()).chain(rules).collect::<Vec<_>>().join("\n")
}

fn removed(n: u32, output: &Output) -> String {
    output.say(&Message::new("cli.practice.removed").with("n", n))
}

fn confirmed(count: u32, output: &Output) -> bool {
    if !output.can_ask() {
        return false;
    }
    output.note(&output.say(&Message::new("cli.practice.ask").with("n", count)));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).is_ok() && line.trim() == count.to_string()
}
