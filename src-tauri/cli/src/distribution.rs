//! `tidings distribution …`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use clap::Subcommand;
use serde::Serialize;
use tidings_core::distribution::api::{self, DeliveryCard, DistributionCard, LookCard, Settle, Start, Which};
use tidings_core::distribution::{Because, CertificateForm, DistributionState};
use tidings_core::error::Problem;
use tidings_core::ids::DistributionId;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;
use tokio_util::sync::CancellationToken;

use crate::account::Password;
use crate::output::{Answer, Output, RULES, figure};
use crate::send;
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// All distributions, newest first.
    #[command(after_help = "Example:\n  tidings distribution list")]
    List,
    /// One distribution's sum, or every row of its ledger.
    #[command(after_help = "Example:\n  tidings --json distribution show 3 --deliveries")]
    Show {
        /// The distribution.
        id: DistributionId,
        /// A line for each row.
        #[arg(long)]
        deliveries: bool,
        /// Write the ledger as CSV to this new file.
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
    },
    /// Go on: after a pause, a crash or a stop; sends until the end.
    #[command(after_help = "Example:\n  tidings distribution resume 3")]
    Resume {
        /// The distribution.
        id: DistributionId,
        /// Say that it goes on, and leave the sending to the program that is open.
        #[arg(long)]
        detach: bool,
        /// Only what waits for this domain, whose server had refused several; the rest is as it was.
        #[arg(long, value_name = "DOMAIN")]
        domain: Option<String>,
        /// Without being asked: nobody is, since Send was confirmed for all of them.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        password: Password,
    },
    /// When refusals and lost connections pause a domain, a distribution or an account; without options as it is now. Zero switches one off.
    #[command(
        after_help = "Example:\n  tidings distribution breakers\n  tidings distribution breakers --domain-running 10 --first-hundred 0"
    )]
    Breakers {
        /// So many refusals of one domain running: the others there wait.
        #[arg(long, value_name = "N")]
        domain_running: Option<u32>,
        /// More than so many of a hundred letters to one domain refused, once twenty were tried: the others there wait.
        #[arg(long, value_name = "N")]
        domain_percent: Option<u32>,
        /// So many connections lost running: the account pauses.
        #[arg(long, value_name = "N")]
        lost: Option<u32>,
        /// So many letters refused running with the same words once handed over: the distribution pauses and asks.
        #[arg(long, value_name = "N")]
        equal: Option<u32>,
        /// More than so many of the first hundred refused: the distribution pauses and asks.
        #[arg(long, value_name = "N")]
        first_hundred: Option<u32>,
    },
    /// Hold it; letters that are being handed over finish.
    #[command(after_help = "Example:\n  tidings distribution pause 3")]
    Pause {
        /// The distribution.
        id: DistributionId,
    },
    /// End it: whoever has not got it receives nothing.
    #[command(after_help = "Example:\n  tidings distribution stop 3")]
    Stop {
        /// The distribution.
        id: DistributionId,
    },
    /// Let it start at another time, as long as nothing has left.
    #[command(
        after_help = "Example:\n  tidings distribution schedule 3 --at 2026-12-01T09:00 --zone Europe/Amsterdam --late send --late-by 120"
    )]
    Schedule {
        /// The distribution.
        id: DistributionId,
        /// The time on the clock of --zone.
        #[arg(long, value_name = "TIME")]
        at: String,
        #[command(flatten)]
        clock: send::TheClock,
    },
    /// Plan the refused once more, and send.
    #[command(after_help = "Example:\n  tidings distribution retry 3")]
    Retry {
        /// The distribution.
        id: DistributionId,
        /// Those whose server refused them for good: as yet the only ones that are tried anew.
        #[arg(long)]
        refused: bool,
        /// Without being asked: nobody is, since Send was confirmed for all of them.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        password: Password,
    },
    /// Send to those in the segment who have not got it.
    #[command(after_help = "Example:\n  tidings distribution missing 3 --dry-run\n  tidings distribution missing 3 --yes")]
    Missing {
        /// The distribution to continue.
        id: DistributionId,
        #[command(flatten)]
        how: send::How,
    },
    /// Look in the account's own mailbox for what became of uncertain rows; nothing is decided or changed there.
    #[command(after_help = "Example:\n  tidings distribution look 3")]
    Look {
        /// The distribution.
        id: DistributionId,
        #[command(flatten)]
        password: Password,
    },
    /// Settle uncertain rows: count as sent, send again, or leave.
    #[command(
        after_help = "Example:\n  tidings distribution resolve 3 --all accepted\n  tidings distribution resolve 3 --evident accepted\n  tidings distribution resolve 3 press@ledger.example.net again"
    )]
    Resolve {
        /// The distribution.
        id: DistributionId,
        /// All uncertain rows.
        #[arg(long)]
        all: bool,
        /// Those of which what `look` found speaks for this very answer.
        #[arg(long, conflicts_with = "all")]
        evident: bool,
        /// The address whose row is meant (unless --all or --evident), and the answer: accepted, again or leave.
        #[arg(required = true, num_args = 1..=2, value_names = ["ADDRESS", "accepted|again|leave"])]
        words: Vec<String>,
    },
    /// Write a signed certificate: a page to read and print, and beside it the file to check.
    #[command(
        after_help = "Example:\n  tidings distribution certificate 3\n  tidings distribution certificate 3 --shareable --to lens.html"
    )]
    Certificate {
        /// The distribution.
        id: DistributionId,
        /// The page; the signed file is put beside it with the ending .json. As a rule certificate-ID.html in this folder.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        /// Without names and addresses: of each address only a salted hash.
        #[arg(long)]
        shareable: bool,
    },
    /// Say that this workspace was moved to this machine, or is a copy that begins a life of its own.
    #[command(after_help = "Example:\n  tidings distribution adopt --moved")]
    Adopt {
        /// It was moved: nobody else sends from it.
        #[arg(long, required_unless_present = "copy")]
        moved: bool,
        /// It is a copy: what the original was sending is not sent from here.
        #[arg(long, conflicts_with = "moved")]
        copy: bool,
    },
}

/// The form of `send` and `distribution show` for programs.
#[derive(Serialize)]
pub(crate) struct Shown<'a> {
    distribution: DistributionId,
    document: i64,
    revision: u32,
    state: &'static str,
    because: Option<Because>,
    recipients: u32,
    excluded: BTreeMap<&'static str, u32>,
    waiting: u32,
    accepted: u32,
    refused: u32,
    retrying: u32,
    uncertain: u32,
    cancelled: u32,
    bytes: u64,
    seconds: f64,
    forecast_at: Option<String>,
    /// As long as the rest waits for the first few.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<First>,
    /// When it starts, or was to start, by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<StartsAt>,
    /// Domains whose letters wait, because their servers refused several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    held: Vec<&'a str>,
    title: &'a str,
}

/// When it starts, or was to start, by itself.
#[derive(Serialize)]
pub(crate) struct StartsAt {
    at: String,
    local: String,
    zone: String,
    late: &'static str,
    late_by_minutes: u32,
}

impl From<&Start> for StartsAt {
    fn from(start: &Start) -> Self {
        Self {
            at: start.at.to_rfc3339(),
            local: start.local.clone(),
            zone: start.zone.clone(),
            late: start.late.word(),
            late_by_minutes: start.within_ms / 60_000,
        }
    }
}

/// The same for people: on the clock that was meant, and in UTC.
pub(crate) fn starts(start: &Start, output: &Output) -> String {
    let said = Message::new("cli.starts").with("local", start.local.as_str()).with("zone", start.zone.as_str());
    let late = said.with("at", start.at.to_rfc3339()).with("late", start.late.word()).with("n", start.within_ms / 60_000);
    output.say(&late)
}

/// The first few, as long as the rest waits for them.
#[derive(Serialize)]
struct First {
    count: u32,
    accepted: u32,
    goes_on_at: Option<String>,
}

impl<'a> From<&'a DistributionCard> for Shown<'a> {
    fn from(card: &'a DistributionCard) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of one sending")]
        let seconds = card.spent_ms.unwrap_or(0) as f64 / 1000.0;
        Self {
            distribution: card.distribution,
            document: card.document.get(),
            revision: card.revision_number,
            state: card.state.word(),
            because: card.because,
            recipients: card.recipients,
            excluded: card.excluded.iter().map(|out| (out.reason.word(), out.count)).collect(),
            waiting: card.waiting,
            accepted: card.accepted,
            refused: card.refused,
            retrying: card.retrying,
            uncertain: card.uncertain,
            cancelled: card.cancelled,
            bytes: card.bytes,
            seconds,
            forecast_at: card.forecast_at.map(tidings_core::ids::Millis::to_rfc3339),
            first: card.first.map(|first| First {
                count: first.count,
                accepted: first.accepted,
                goes_on_at: first.goes_on_at.map(tidings_core::ids::Millis::to_rfc3339),
            }),
            start: card.start.as_ref().map(Into::into),
            held: card.held.iter().map(|held| held.domain.as_str()).collect(),
            title: &card.title,
        }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    address: &'a Option<String>,
    person: i64,
    name: &'a Option<String>,
    state: &'static str,
    message_id: &'a str,
    attempts: u32,
    reply: &'a Option<String>,
    at: String,
    /// What the account's own mailbox shows of an uncertain row.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
}

#[derive(Serialize)]
struct Evidence {
    found: &'static str,
    proposes: Option<Settle>,
    looked_at: String,
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::List => {
            let all = api::list(&ws).await?;
            if output.is_json() {
                all.iter().for_each(|card| output.object(&Shown::from(card)));
            } else {
                let row = |card: &DistributionCard| {
                    let counts = [card.recipients, card.accepted, card.refused, card.retrying, card.uncertain, card.waiting];
                    let mut cells = vec![card.distribution.to_string(), card.title.clone(), output.say(&card.state.says())];
                    cells.extend(counts.map(|n| n.to_string()));
                    cells
                };
                output.table(
                    &[
                        "cli.head.id",
                        "cli.head.document",
                        "cli.head.state",
                        "cli.head.people",
                        "cli.head.accepted",
                        "cli.head.refused",
                        "cli.head.retrying",
                        "cli.head.uncertain",
                        "cli.head.waiting",
                    ],
                    all.iter().map(row).collect(),
                );
            }
            Ok(Answer::Done)
        }
        Verb::Show { id, csv: Some(file), .. } => {
            let rows = api::export_csv(&ws, id, file.clone()).await?;
            output.answer(&serde_json::json!({ "file": file, "rows": rows }), || format!("{} ({rows})", file.display()));
            Ok(Answer::Done)
        }
        Verb::Show { id, deliveries: true, .. } => deliveries(&ws, id, output).await,
        Verb::Show { id, .. } => {
            let card = api::show(&ws, id).await?;
            output.answer(&Shown::from(&card), || sum(&card, output));
            Ok(Answer::Done)
        }
        Verb::Breakers { domain_running, domain_percent, lost, equal, first_hundred } => {
            let mut now = api::breakers(&ws).await?;
            let kept = now;
            for (value, wanted) in [
                (&mut now.domain_running, domain_running),
                (&mut now.domain_percent, domain_percent),
                (&mut now.lost, lost),
                (&mut now.equal, equal),
                (&mut now.first_hundred, first_hundred),
            ] {
                *value = wanted.unwrap_or(*value);
            }
            if now != kept {
                now = api::set_breakers(&ws, now).await?;
            }
            output.answer(&now, || {
                let lines = [
                    ("domain-running", now.domain_running),
                    ("domain-percent", now.domain_percent),
                    ("lost", now.lost),
                    ("equal", now.equal),
                    ("first-hundred", now.first_hundred),
                ];
                lines.map(|(name, n)| format!("{name:<28}{n:>9}")).join("\n")
            });
            Ok(Answer::Done)
        }
        Verb::Resume { id, detach, domain, yes: _, password } => {
            let account = api::show(&ws, id).await?.account;
            password.give(&ws, account, output).await?;
            match domain {
                Some(domain) => api::release_domain(&ws, id, domain).await?,
                None => api::resume(&ws, id).await?,
            };
            if detach {
                api::hand_over(&ws).await?;
                return told(&api::show(&ws, id).await?, output);
            }
            let ended = to_the_end(&ws, id, output).await?;
            // Where it was the account that waited, others went on with it: they are not left half way.
            let also: Vec<_> = api::under_way(&ws).await?.into_iter().filter(|one| one.account == account).collect();
            all_to_the_end(&ws, &also.iter().map(|one| one.distribution).collect::<Vec<_>>(), output).await?;
            Ok(ended)
        }
        Verb::Pause { id } => told(&api::pause(&ws, id).await?, output),
        Verb::Schedule { id, at, clock } => {
            let card = api::reschedule(&ws, id, clock.start(&at)).await?;
            output.answer(&Shown::from(&card), || sum(&card, output));
            Ok(Answer::Done)
        }
        Verb::Stop { id } => told(&api::stop(&ws, id).await?, output),
        Verb::Retry { id, refused: _, yes: _, password } => {
            password.give(&ws, api::show(&ws, id).await?.account, output).await?;
            api::retry(&ws, id).await?;
            to_the_end(&ws, id, output).await
        }
        Verb::Missing { id, how } => {
            let request = api::missing(&ws, id).await?;
            send::go(&ws, how.apply(request), &how, output).await
        }
        Verb::Look { id, password } => {
            let account = api::show(&ws, id).await?.account;
            if api::look_card(&ws, id).await?.cannot.is_none() {
                password.give_for_reading(&ws, account, output).await?;
            }
            let card = api::look(&ws, id).await?;
            output.answer(&card, || looked(&card, output));
            Ok(if card.found + card.absent + card.silent + card.not_looked == 0 { Answer::Done } else { Answer::NotForEverybody })
        }
        Verb::Resolve { id, all, evident, words } => {
            let (which, how) = answer(all, evident, &words)?;
            let rows = api::resolve(&ws, id, which, how).await?;
            output.answer(&serde_json::json!({ "distribution": id, "rows": rows }), || rows.to_string());
            Ok(Answer::Done)
        }
        Verb::Certificate { id, to, shareable } => {
            let to = to.unwrap_or_else(|| PathBuf::from(format!("certificate-{id}.html")));
            let form = if shareable { CertificateForm::Shareable } else { CertificateForm::Full };
            let files = api::certificate(&ws, id, form, output.language(), to).await?;
            output.answer(&files, || format!("{}\n{}\n{}", files.page, files.json, files.fingerprint));
            Ok(Answer::Done)
        }
        Verb::Adopt { moved, copy: _ } => {
            api::adopt(&ws, moved).await?;
            output.answer(&serde_json::json!({ "moved": moved }), String::new);
            Ok(Answer::Done)
        }
    }
}

/// What a look found, for people.
fn looked(card: &LookCard, output: &Output) -> String {
    let sum = Message::new("distribution.evidence.sum").with("found", card.found).with("absent", card.absent).with("silent", card.silent);
    let why = card.why_silent.as_ref().filter(|_| card.silent > 0);
    [Some(output.say(&sum).trim().to_owned()), why.map(|why| output.say(why))].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// Reads `ADDRESS ANSWER`, or the answer alone for all rows.
fn answer(all: bool, evident: bool, words: &[String]) -> Result<(Which, Settle), Problem> {
    let unclear = || Problem::refusal("distribution.unclear_answer").todo("distribution.unclear_answer.todo");
    let (which, word) = match (all || evident, words) {
        (true, [word]) => (if all { Which::All } else { Which::Evident }, word),
        (false, [address, word]) => (Which::Address { address: address.clone() }, word),
        _ => return Err(unclear()),
    };
    let how = match word.as_str() {
        "accepted" => Settle::Accepted,
        "again" => Settle::Again,
        "leave" => Settle::Leave,
        _ => return Err(unclear()),
    };
    Ok((which, how))
}

async fn deliveries(ws: &Workspace, id: DistributionId, output: &Output) -> Result<Answer, Problem> {
    const PAGE: u32 = 1000;
    let mut after = 0;
    loop {
        let rows = api::deliveries_after(ws, id, after, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(Answer::Done) };
        after = last.delivery.get();
        for card in &rows {
            if output.is_json() {
                output.object(&row(card));
            } else {
                let who = card.address.clone().unwrap_or_else(|| output.say(&Message::new("cli.person").with("id", card.person.get())));
                let seen = card.evidence.as_ref().map(|seen| format!("  {}", output.say(&seen.says))).unwrap_or_default();
                output.line(&format!(
                    "{:<17} {who}  {}  {}{seen}",
                    card.state.word(),
                    output.say(&card.says),
                    card.reply.clone().unwrap_or_default().replace('\n', " ")
                ));
            }
        }
    }
}

fn row(card: &DeliveryCard) -> Row<'_> {
    Row {
        address: &card.address,
        person: card.person.get(),
        name: &card.name,
        state: card.state.word(),
        message_id: &card.message_id,
        attempts: card.attempts,
        reply: &card.reply,
        at: card.at.to_rfc3339(),
        evidence: card.evidence.as_ref().map(|seen| Evidence {
            found: seen.found.word(),
            proposes: seen.proposes,
            looked_at: seen.looked_at.to_rfc3339(),
        }),
    }
}

/// Sends, or follows the program that does, and tells how it ended. Ctrl-C ends cleanly: what was confirmed stays.
pub(crate) async fn to_the_end(ws: &Workspace, id: DistributionId, output: &Output) -> Result<Answer, Problem> {
    let cancel = CancellationToken::new();
    let on_ctrl_c = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            on_ctrl_c.cancel();
        }
    });
    let bar = progress(output);
    let heard = Mutex::new(None);
    let card = api::drive(ws, id, cancel, |card| {
        bar.set_length(card.recipients.into());
        bar.set_position(u64::from(card.recipients - card.waiting));
        let Ok(mut heard) = heard.lock() else { return };
        if *heard != card.trouble {
            if let Some(trouble) = &card.trouble {
                bar.suspend(|| output.note(&output.say(trouble)));
            }
            heard.clone_from(&card.trouble);
        }
    })
    .await?;
    bar.finish_and_clear();
    told(&card, output)
}

/// As [`to_the_end`], one after the other; the exit code says whether everybody of all of them has it.
pub(crate) async fn all_to_the_end(ws: &Workspace, all: &[DistributionId], output: &Output) -> Result<Answer, Problem> {
    let mut answer = Answer::Done;
    for id in all {
        if let ended @ Answer::NotForEverybody = to_the_end(ws, *id, output).await? {
            answer = ended;
        }
    }
    Ok(answer)
}

fn progress(output: &Output) -> indicatif::ProgressBar {
    use std::io::IsTerminal as _;
    if output.is_json() || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let style = indicatif::ProgressStyle::with_template("{pos} of {len} {wide_bar} {eta}")
        .unwrap_or_else(|_| indicatif::ProgressStyle::default_bar());
    indicatif::ProgressBar::new(0).with_style(style)
}

/// Prints a distribution; the exit code says whether everybody has it.
pub(crate) fn told(card: &DistributionCard, output: &Output) -> Result<Answer, Problem> {
    output.answer(&Shown::from(card), || sum(card, output));
    let everybody = card.state == DistributionState::Finished && card.refused + card.retrying + card.uncertain + card.waiting == 0;
    Ok(if everybody { Answer::Done } else { Answer::NotForEverybody })
}

/// The signature sum, for people.
fn sum(card: &DistributionCard, output: &Output) -> String {
    let mut lines = vec![format!("{} · {} · {}", card.distribution, card.title, output.say(&card.state.says()))];
    if let Some(because) = card.because {
        lines.push(output.say(&because.says()));
    }
    if let Some(trouble) = &card.trouble {
        lines.push(output.say(trouble));
    }
    if let Some(start) = card.start.as_ref().filter(|_| card.state == DistributionState::Scheduled) {
        lines.push(starts(start, output));
    }
    for held in &card.held {
        lines.push(output.say(&held.says));
    }
    for (name, n) in [
        ("cli.sum.accepted", card.accepted),
        ("cli.sum.refused", card.refused),
        ("cli.sum.retrying", card.retrying),
        ("cli.sum.uncertain", card.uncertain),
        ("cli.sum.waiting", card.waiting),
        ("cli.sum.cancelled", card.cancelled),
    ] {
        if n > 0 {
            lines.push(figure(&output.words(name), n));
        }
    }
    let [line, double] = RULES.map(str::to_owned);
    lines.extend([line, figure(&output.words("cli.sum.people"), card.recipients), double]);
    for out in &card.excluded {
        lines.push(figure(&output.say(&out.reason.says()), out.count));
    }
    lines.join("\n")
}
