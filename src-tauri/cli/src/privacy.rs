//! `tidings privacy …`: the notice to people whose data came from elsewhere, and whom there is no reason to keep.

mod consent;

use std::path::PathBuf;

use clap::Subcommand;
use tidings_core::contacts::Source;
use tidings_core::contacts::api::who;
use tidings_core::distribution::api::{self, Notice};
use tidings_core::error::Problem;
use tidings_core::ids::Millis;
use tidings_core::messages::Message;
use tidings_core::touches::api::{self as touches, ConcernedCard, RetentionRule};

use crate::output::{Answer, Output};
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Show the privacy notice and who is owed it; or change its text, and whether first mails carry it.
    #[command(
        after_help = "Example:\n  tidings privacy notice\n  tidings privacy notice --on\n  tidings privacy notice --en notice.txt --de hinweis.txt --on"
    )]
    Notice {
        /// The file with the English text; `{{ source }}` stands for where the data come from.
        #[arg(long, value_name = "FILE")]
        en: Option<PathBuf>,
        /// The file with the German text.
        #[arg(long, value_name = "FILE")]
        de: Option<PathBuf>,
        /// First mails carry it from now on.
        #[arg(long, conflicts_with = "off")]
        on: bool,
        /// No mail carries it from now on.
        #[arg(long)]
        off: bool,
    },
    /// Show how the notice stands with a person: owed, since when, or which mail told them.
    #[command(after_help = "Example:\n  tidings privacy of ruth@coast.example.net")]
    Of {
        /// The person: number or address.
        who: String,
    },
    /// Note that people were told by other means than a mail of ours; those who are not owed the notice are passed over.
    #[command(
        after_help = "Example:\n  tidings privacy told ruth@coast.example.net --how 'in our letter of March' --on 2026-03-02\n  tidings privacy told --where 'source:\"Press guide\"' --how 'circular of the guild'\n  tidings privacy told 17 --take-back"
    )]
    Told {
        /// The person: number or address.
        #[arg(required_unless_present = "query", conflicts_with = "query")]
        who: Option<String>,
        /// Everybody whom this query picks.
        #[arg(long = "where", allow_hyphen_values = true, value_name = "QUERY")]
        query: Option<String>,
        /// How they were told.
        #[arg(long, required_unless_present = "take_back")]
        how: Option<String>,
        /// On which day, YYYY-MM-DD; else today.
        #[arg(long, value_name = "DAY", default_value = "")]
        on: String,
        /// It was noted by mistake.
        #[arg(long, requires = "who", conflicts_with_all = ["how", "query"])]
        take_back: bool,
    },
    /// Show the retention rule, or set after how many months without contact it asks; it deletes nobody.
    #[command(after_help = "Example:\n  tidings privacy retention --months 24 --on\n  tidings privacy concerned")]
    Retention {
        /// After so many months without contact.
        #[arg(long, value_name = "N")]
        months: Option<u32>,
        /// It asks from now on.
        #[arg(long, conflicts_with = "off")]
        on: bool,
        /// It asks no more.
        #[arg(long)]
        off: bool,
    },
    /// List whom the retention rule asks about: `people forget`, `people restrict` and `privacy keep` are the answers.
    #[command(after_help = "Example:\n  tidings privacy concerned --limit 20\n  tidings --json privacy concerned")]
    Concerned {
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: u32,
        /// Behind the first so many.
        #[arg(long, value_name = "N", default_value_t = 0)]
        skip: u32,
    },
    /// Keep a person until a day for a reason, so that the retention rule does not ask; or no longer.
    #[command(
        after_help = "Example:\n  tidings privacy keep ruth@coast.example.net --until 2028-01-01 --reason 'owns the picture archive'\n  tidings privacy keep 17 --no-longer"
    )]
    Keep {
        /// The person: number or address.
        who: String,
        /// The day, YYYY-MM-DD.
        #[arg(long, value_name = "DAY", required_unless_present = "no_longer")]
        until: Option<String>,
        /// Why.
        #[arg(long, required_unless_present = "no_longer")]
        reason: Option<String>,
        /// It stands no longer.
        #[arg(long, conflicts_with_all = ["until", "reason"])]
        no_longer: bool,
    },
    /// Show what the law takes a person for, what it asks and what consent is kept; or say, note or take away.
    #[command(
        after_help = "Example:\n  tidings privacy consent ruth@coast.example.net\n  tidings privacy consent 17 --recipient sole-trader\n  tidings privacy consent 17 --note express --how 'form on our site' --on 2026-03-02 --evidence form-17.pdf\n  tidings privacy consent 17 --end express"
    )]
    Consent(consent::Consent),
    /// Show what news to journalists is in law, as your organisation decided; or decide it.
    #[command(after_help = "Example:\n  tidings privacy press-news\n  tidings privacy press-news advertising")]
    PressNews {
        /// `advertising`, `news` or `undecided`.
        decided: Option<String>,
    },
    /// List the rules of consent that are known, each with where it stands and as of when. No legal advice.
    #[command(after_help = "Example:\n  tidings privacy laws\n  tidings --json privacy laws")]
    Laws,
    /// List where addresses come from, and say of a source whether people gave them themselves there.
    #[command(
        after_help = "Example:\n  tidings privacy sources\n  tidings privacy sources --own 'Her card, press day'\n  tidings privacy sources --not-own 'Press guide 2026'"
    )]
    Sources {
        /// People gave themselves what came by this source: nobody is owed the notice for it.
        #[arg(long, value_name = "SOURCE", conflicts_with = "not_own")]
        own: Option<String>,
        /// They did not.
        #[arg(long, value_name = "SOURCE")]
        not_own: Option<String>,
    },
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Notice { en, de, on, off } => {
            if en.is_some() || de.is_some() || on || off {
                let held = api::privacy_notice(&ws).await?.notice;
                let wanted = Notice {
                    on: if on || off { on } else { held.on },
                    de: de.map_or(Ok(held.de), |file| text_of(&file))?,
                    en: en.map_or(Ok(held.en), |file| text_of(&file))?,
                };
                api::set_privacy_notice(&ws, wanted).await?;
            }
            let card = api::privacy_notice(&ws).await?;
            output.answer(&card, || {
                let key = if card.notice.on { "cli.privacy.on" } else { "cli.privacy.off" };
                let count = Message::new("cli.privacy.count").with("due", card.due).with("overdue", card.overdue).with("given", card.given);
                let texts = format!("[en]\n{}\n\n[de]\n{}", card.notice.en, card.notice.de);
                format!("{}\n{}\n\n{texts}", output.words(key), output.say(&count))
            });
        }
        Verb::Of { who: named } => {
            let person = who(&ws, &named).await?;
            let card = api::notice_of(&ws, person).await?;
            output.answer(&card, || standing(&card, output));
        }
        Verb::Told { who: named, query, how, on, take_back } => {
            if let (true, Some(named)) = (take_back, &named) {
                let person = who(&ws, named).await?;
                api::take_back_given(&ws, person).await?;
                let card = api::notice_of(&ws, person).await?;
                output.answer(&card, || standing(&card, output));
                return Ok(Answer::Done);
            }
            let to = match (named, query) {
                (Some(named), _) => format!("person:{}", who(&ws, &named).await?),
                (None, query) => query.unwrap_or_default(),
            };
            let noted = api::note_given(&ws, to, on, how.unwrap_or_default()).await?;
            let says = Message::new("cli.privacy.told").with("n", noted);
            output.answer(&serde_json::json!({ "noted": noted }), || output.say(&says));
        }
        Verb::Retention { months, on, off } => {
            let mut card = touches::retention(&ws).await?;
            if months.is_some() || on || off {
                let rule = RetentionRule { on: if on || off { on } else { card.rule.on }, months: months.unwrap_or(card.rule.months) };
                card = touches::set_retention(&ws, rule).await?;
            }
            output.answer(&card, || {
                let key = if card.rule.on { "cli.privacy.retention" } else { "cli.privacy.retention_off" };
                output.say(&Message::new(key).with("months", card.rule.months).with("n", card.concerned))
            });
        }
        Verb::Concerned { limit, skip } => {
            let people = touches::concerned(&ws, skip, limit).await?;
            if output.is_json() {
                people.iter().for_each(|one| output.object(one));
                return Ok(Answer::Done);
            }
            let day = |at: Option<Millis>| at.map(|at| at.to_rfc3339().chars().take(10).collect()).unwrap_or_default();
            let row = |one: &ConcernedCard| {
                let name = if one.row.name.is_empty() { &one.row.address } else { &one.row.name };
                let last = one.mailed_at.max(one.touched_at);
                vec![one.row.id.to_string(), name.clone(), one.row.outlet.clone(), day(Some(one.entered_at)), day(last)]
            };
            let heads = ["cli.head.id", "cli.head.name", "cli.head.outlet", "cli.head.entered", "cli.head.contact"];
            output.table(&heads, people.iter().map(row).collect());
        }
        Verb::Keep { who: named, until, reason, no_longer: _ } => {
            let person = who(&ws, &named).await?;
            let kept = match (until, reason) {
                (Some(until), Some(reason)) => Some(touches::keep(&ws, person, until, reason).await?),
                _ => {
                    touches::keep_no_longer(&ws, person).await?;
                    None
                }
            };
            output.answer(&serde_json::json!({ "person": person, "kept": kept }), || {
                kept.as_ref().map_or_else(|| output.words("cli.privacy.kept_no_longer"), |kept| format!("{} {}", kept.until, kept.reason))
            });
        }
        Verb::Consent(asked) => return consent::run(&ws, asked, output).await,
        Verb::PressNews { decided } => return consent::press_news(&ws, decided, output).await,
        Verb::Laws => consent::laws(output),
        Verb::Sources { own, not_own } => {
            let is_own = own.is_some();
            if let Some(source) = own.or(not_own) {
                api::set_own_source(&ws, source, is_own).await?;
            }
            let sources = api::notice_sources(&ws).await?;
            if output.is_json() {
                sources.iter().for_each(|one| output.object(one));
                return Ok(Answer::Done);
            }
            let row = |one: &Source| {
                let own = output.words(if one.own { "cli.privacy.own" } else { "cli.privacy.not_own" });
                vec![one.source.clone(), one.addresses.to_string(), own]
            };
            output.table(&["cli.head.source", "cli.head.addresses", "cli.head.given_by"], sources.iter().map(row).collect());
        }
    }
    Ok(Answer::Done)
}

/// How it stands with one person, in words.
fn standing(card: &api::NoticeOf, output: &Output) -> String {
    let mut lines = Vec::new();
    if let Some(due) = &card.due_on {
        let key = if card.overdue { "cli.privacy.overdue" } else { "cli.privacy.due" };
        lines.push(output.say(&Message::new(key).with("day", due.as_str()).with("sources", card.owed_for.join("; "))));
    }
    if let Some(mail) = &card.by_mail {
        let says = Message::new("cli.privacy.by_mail").with("title", mail.title.as_str()).with("at", mail.at.to_rfc3339());
        lines.push(output.say(&says.with("id", mail.distribution.to_string())));
    }
    if let Some(told) = &card.by_other_means {
        let says = Message::new("cli.privacy.by_other_means").with("day", told.on.as_str()).with("how", told.how.as_str());
        lines.push(output.say(&says.with("by", told.by.as_str())));
    }
    if lines.is_empty() {
        lines.push(output.words("cli.privacy.nothing"));
    }
    lines.join("\n")
}

/// The text of a file.
fn text_of(file: &std::path::Path) -> Result<String, Problem> {
    let text = if file.as_os_str() == "-" { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(file) };
    text.map_err(|e| Problem::missing("importing.no_file").with("file", file.display().to_string()).because(e))
}
