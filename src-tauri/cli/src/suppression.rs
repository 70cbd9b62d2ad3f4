//! `tidings suppression …`: addresses that must not be mailed, whoever holds them.

use clap::Subcommand;
use tidings_core::contacts::SuppressionReason;
use tidings_core::contacts::api::{self, SuppressionCard, SuppressionsAsked};
use tidings_core::error::Problem;
use tidings_core::messages::Message;

use crate::output::{Answer, Output};
use crate::session::Asked;

/// Suppressions that are read at a time.
const PAGE: u32 = 500;
/// Suppressions that people are shown unless they ask for more.
const SHOWN: u32 = 100;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List them, the newest first: the address, why, what shows it, since when and who noted it.
    #[command(
        after_help = "Example:\n  tidings suppression list --words 'by phone'\n  tidings --json suppression list --reason bounced\n  tidings suppression list --lifted\n  tidings suppression list --limit 100 --after 917"
    )]
    List {
        /// Only those with these words in the address, the name, the evidence or who noted it; a whole address finds what is known by its
        /// hash alone.
        #[arg(long, default_value = "")]
        words: String,
        /// Only those for this reason: unsubscribed, bounced, complained, erased, asked.
        #[arg(long, value_parser = reason)]
        reason: Option<SuppressionReason>,
        /// Those that were lifted, in place of those that stand.
        #[arg(long)]
        lifted: bool,
        /// At most so many; else 100 in a table and all as JSON.
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
        /// From where the last list ended.
        #[arg(long, value_name = "CURSOR")]
        after: Option<u32>,
    },
    /// Allow mail to an address again; the reason is kept with who gave it.
    #[command(after_help = "Example:\n  tidings suppression lift ruth@coast.example.net --reason 'asked for news again, mail of 3 May'")]
    Lift {
        /// The address.
        address: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Show all that was ever noted about an address: why it was suppressed, by whom, and why that was lifted.
    #[command(after_help = "Example:\n  tidings suppression history ruth@coast.example.net")]
    History {
        /// The address.
        address: String,
    },
}

fn reason(word: &str) -> Result<SuppressionReason, String> {
    SuppressionReason::from_word(word).ok_or_else(|| SuppressionReason::ALL.iter().map(|one| one.word()).collect::<Vec<_>>().join(", "))
}

/// What an address is called where nobody holds it.
fn address(card: &SuppressionCard, output: &Output) -> String {
    card.address
        .clone()
        .unwrap_or_else(|| output.words(if card.forgotten { "cli.suppression.forgotten" } else { "cli.suppression.nobody" }))
}

/// All that was noted, a line each, the first first.
fn lines(card: &SuppressionCard, output: &Output) -> Vec<String> {
    let line = |at: tidings_core::ids::Millis, parts: [&str; 3]| {
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}  {}", at.to_rfc3339(), said.join(", "))
    };
    let mut lines = vec![line(card.at, [card.reason.word(), &card.evidence, &card.by])];
    lines.extend(card.further.iter().map(|one| line(one.at, [one.reason.word(), &one.evidence, &one.by])));
    if let Some(how) = &card.lifted {
        let lifted = output.say(&Message::new("cli.suppression.lifted").with("reason", how.reason.as_str()));
        lines.push(line(how.at, [&lifted, &how.by, ""]));
    }
    lines
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::List { words, reason, lifted, limit, after } => {
            let which = SuppressionsAsked { words, reason, lifted };
            let most = limit.unwrap_or(if output.is_json() { u32::MAX } else { SHOWN }) as usize;
            let mut found: Vec<Vec<String>> = Vec::new();
            let (mut told, mut before) = (0_usize, after);
            let more = loop {
                let left = u32::try_from(most - told).unwrap_or(u32::MAX);
                let page = api::suppressions(&ws, which.clone(), before, PAGE.min(left)).await?;
                for card in &page.cards {
                    if output.is_json() {
                        output.object(card);
                    } else {
                        found.push(vec![
                            card.at.to_rfc3339(),
                            address(card, output),
                            card.name.clone(),
                            card.reason.word().to_owned(),
                            card.evidence.clone(),
                            card.by.clone(),
                        ]);
                    }
                }
                told += page.cards.len();
                let last = page.cards.last().and_then(|card| u32::try_from(card.id).ok());
                before = last.or(before);
                if !page.more || told >= most || last.is_none() {
                    break page.more;
                }
            };
            if !output.is_json() {
                output.table(
                    &["cli.head.at", "cli.head.address", "cli.head.name", "cli.head.reason", "cli.head.evidence", "cli.head.by"],
                    found,
                );
            }
            if more {
                output.note(&output.say(&Message::new("cli.suppression.more").with("n", told)));
                before.iter().for_each(|cursor| output.note(&format!("--after {cursor}")));
            }
        }
        Verb::Lift { address, reason } => {
            api::unsuppress(&ws, address.clone(), reason).await?;
            output.answer(&serde_json::json!({ "address": address, "suppressed": false }), || address);
        }
        Verb::History { address } => {
            for card in api::suppression_history(&ws, address).await? {
                if output.is_json() {
                    output.object(&card);
                } else {
                    lines(&card, output).iter().for_each(|line| output.line(line));
                }
            }
        }
    }
    Ok(Answer::Done)
}
