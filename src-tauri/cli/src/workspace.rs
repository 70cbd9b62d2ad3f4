//! `tidings workspace …`.

use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;
use tidings_core::error::Problem;
use tidings_core::messages::Message;
use tidings_core::workspace::api;
use tidings_core::{records, rendering};

use crate::approval::{self, RuleChange};
use crate::output::Answer;
use crate::session::{Asked, host};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Make a new workspace.
    #[command(after_help = "Example:\n  tidings workspace init trust.tidings --sample")]
    Init {
        /// The file to make.
        file: PathBuf,
        /// The organisation's name; else the file's.
        #[arg(long)]
        name: Option<String>,
        /// Fill it with Harbour Trust's people and segments, an invented world to try things in.
        #[arg(long, conflicts_with = "name")]
        sample: bool,
    },
    /// Tell what the workspace is.
    #[command(after_help = "Example:\n  tidings -w trust.tidings workspace info")]
    Info,
    /// Check the file, its references and the ledger.
    #[command(after_help = "Example:\n  tidings -w trust.tidings workspace verify")]
    Verify,
    /// Copy the whole workspace to a new file; without one, make the day's backup unless there is one.
    #[command(
        after_help = "Example:\n  tidings -w trust.tidings workspace backup /media/disk/trust-2026-11-25.tidings\n  tidings -w trust.tidings workspace backup"
    )]
    Backup {
        /// The file to make.
        to: Option<PathBuf>,
    },
    /// Write the record of processing that the law asks for, filled in as far as the workspace knows; what only you know is marked.
    #[command(after_help = "Example:\n  tidings workspace processing --out record.html")]
    Processing {
        /// The file, which must not exist: a page, or Markdown if it ends in .md; else Markdown on stdout.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Say how your organisation is reached: its postal address, and a phone, mail address or website, which mails to people outside name in
    /// their last line. The law of the USA and of Canada asks for it in advertising. Without a word it is shown.
    #[command(
        after_help = "Example:\n  tidings -w trust.tidings workspace imprint --postal '1 Quay Street; Hull HU1 1AA; UK' --contact '+44 1482 0000'\n  tidings -w trust.tidings workspace imprint --none"
    )]
    Imprint {
        /// The postal address; a semicolon ends a line.
        #[arg(long, value_name = "ADDRESS", conflicts_with = "none")]
        postal: Option<String>,
        /// A phone, a mail address or a website.
        #[arg(long, value_name = "TEXT", conflicts_with = "none")]
        contact: Option<String>,
        /// Mails name neither.
        #[arg(long)]
        none: bool,
    },
    /// Say where your own website takes an unsubscribe with one click: an `https` address with `{token}` in it, which mails of external
    /// lists name from then on. Without a word it is shown.
    #[command(
        after_help = "Example:\n  tidings -w trust.tidings workspace one-click 'https://example.org/leave?who={token}'\n  tidings -w trust.tidings workspace one-click --none"
    )]
    OneClick {
        /// The address.
        #[arg(conflicts_with = "none")]
        address: Option<String>,
        /// There is no such place: mails name the address to write to alone.
        #[arg(long)]
        none: bool,
    },
    /// Who may approve texts, how many must, and whether nothing is sent without. Without a word it is shown.
    #[command(
        after_help = "Example:\n  tidings workspace approval-rule --required --person 'Margaret Oyelaran:approver' --person 'Ines Calder:writer' --writer no"
    )]
    ApprovalRule(RuleChange),
    /// List the automatic backups on this machine, newest first.
    #[command(after_help = "Example:\n  tidings -w trust.tidings workspace backups")]
    Backups,
    /// Put a backup at the place of -w, which must not exist.
    #[command(after_help = "Example:\n  tidings -w restored.tidings workspace restore backup.tidings")]
    Restore {
        /// The backup.
        from: PathBuf,
    },
}

#[derive(Serialize)]
struct Verified {
    ok: bool,
    checks: Vec<api::Check>,
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let output = &asked.output;
    match verb {
        Verb::Init { file, name, sample } => {
            let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let name = if sample { tidings_core::sample::ORGANISATION.to_owned() } else { name.unwrap_or(stem) };
            let ws = tidings_core::create(&file, &name, host()?)?;
            if sample {
                tidings_core::sample::fill(&ws).await?;
            }
            let card = api::info(&ws).await?;
            output.answer(&card, || card.path.clone());
        }
        Verb::Info => {
            let card = api::info(&asked.open()?).await?;
            output.answer(&card, || {
                format!("{}\n{}\n{}", card.organisation, card.path, output.say(&Message::new("cli.bytes").with("n", card.bytes)))
            });
        }
        Verb::Verify => {
            let checks = tidings_core::verify(&asked.open()?).await?;
            let verified = Verified { ok: checks.iter().all(|check| check.ok), checks };
            output.answer(&verified, || {
                let lines: Vec<String> = verified
                    .checks
                    .iter()
                    .map(|c| {
                        format!(
                            "{} {}{}",
                            if c.ok { "✓" } else { "✕" },
                            c.name,
                            if c.ok { String::new() } else { format!(": {}", c.detail) }
                        )
                    })
                    .collect();
                lines.join("\n")
            });
            if !verified.ok {
                return Ok(Answer::Found);
            }
        }
        Verb::Backup { to: Some(to) } => {
            api::backup(&asked.open()?, to.clone()).await?;
            output.answer(&serde_json::json!({ "file": to }), || to.display().to_string());
        }
        Verb::Backup { to: None } => {
            let made = api::backup_daily(&asked.open()?).await?;
            let said = || made.as_ref().map_or_else(|| output.words("cli.backup.young"), |made| made.display().to_string());
            output.answer(&serde_json::json!({ "file": made }), said);
        }
        Verb::Processing { out: None } => {
            let text = records::api::processing(&asked.open()?, output.language()).await?;
            output.answer(&serde_json::json!({ "record": text }), || text.trim_end().to_owned());
        }
        Verb::Processing { out: Some(out) } => {
            let file = records::api::save_processing(&asked.open()?, out, output.language()).await?;
            output.answer(&serde_json::json!({ "file": file }), || file.display().to_string());
        }
        Verb::Imprint { postal, contact, none } => {
            let ws = asked.open()?;
            let held = rendering::api::imprint(&ws).await?;
            if postal.is_some() || contact.is_some() || none {
                let postal = postal.map(|text| text.replace(';', "\n"));
                let wanted = if none {
                    rendering::Imprint::default()
                } else {
                    rendering::Imprint { postal: postal.unwrap_or(held.postal), contact: contact.unwrap_or(held.contact) }
                };
                rendering::api::set_imprint(&ws, wanted).await?;
            }
            let kept = rendering::api::imprint(&ws).await?;
            output.answer(&kept, || {
                if kept.postal.is_empty() {
                    output.words("cli.imprint.none")
                } else {
                    format!("{}\n{}", kept.postal, kept.contact).trim_end().to_owned()
                }
            });
        }
        Verb::OneClick { address, none } => {
            let ws = asked.open()?;
            if let Some(text) = address.or(none.then(String::new)) {
                rendering::api::set_one_click(&ws, text).await?;
            }
            let kept = Some(rendering::api::one_click(&ws).await?).filter(|kept| !kept.is_empty());
            let said = || kept.clone().unwrap_or_else(|| output.words("cli.one_click.none"));
            output.answer(&serde_json::json!({ "one_click": kept }), said);
        }
        Verb::ApprovalRule(change) => approval::rule(&asked.open()?, change, output).await?,
        Verb::Backups => {
            let backups = api::backups(&asked.open()?).await?;
            if output.is_json() {
                backups.copies.iter().for_each(|copy| output.object(copy));
            } else {
                let row = |copy: &api::BackupCard| vec![copy.made_at.to_rfc3339(), copy.bytes.to_string(), copy.path.clone()];
                output.table(&["cli.head.made_at", "cli.head.bytes_restored", "cli.head.file"], backups.copies.iter().map(row).collect());
                output.line(&output.say(&Message::new("cli.backups.sum").with("n", backups.bytes).with("folder", backups.folder)));
            }
        }
        Verb::Restore { from } => {
            let to = asked.workspace.clone().ok_or_else(|| Problem::missing("workspace.none_named").todo("workspace.none_named.todo"))?;
            api::restore(&from, &to, &crate::session::faults())?;
            output.answer(&serde_json::json!({ "file": to }), || to.display().to_string());
        }
    }
    Ok(Answer::Done)
}
