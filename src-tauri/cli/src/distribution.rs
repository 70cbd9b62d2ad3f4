//! `tidings distribution …`.

mod shown;

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;

use clap::Subcommand;
use tidings_core::distribution::api::{self, Correcting, DistributionCard, LookCard, Repair, Settle, Which, Whose};
use tidings_core::distribution::{CertificateForm, DistributionState};
use tidings_core::error::Problem;
use tidings_core::ids::{AccountId, DistributionId, DocumentId};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;
use tokio_util::sync::CancellationToken;

use crate::account::Password;
use crate::output::{Answer, Output};
use crate::send;
use crate::session::Asked;

pub(crate) use shown::{Shown, StartsAt, starts};
use shown::{deliveries, sum};

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
        /// Do not look first, among the account's sent mails, for what a copy of this workspace may have sent meanwhile.
        #[arg(long)]
        without_look: bool,
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
    /// The working hours that new distributions begin with; without options as they are now.
    #[command(
        after_help = "Example:\n  tidings distribution hours --on --hours 09:00-18:00 --days mon-fri --holiday 2026-12-25\n  tidings distribution hours --off"
    )]
    Hours(crate::hours::Usual),
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
    /// Send a correction to exactly those who have it or may have it, each beneath the mail that they have.
    #[command(
        after_help = "Example:\n  tidings distribution correct 3 4 --dry-run\n  tidings distribution correct 3 4 --yes\n  tidings distribution correct 3 4 --embargo-changed --yes"
    )]
    Correct {
        /// The distribution that is corrected, with all that continue it.
        id: DistributionId,
        /// The document that corrects: the same one as it is written now, or another.
        document: DocumentId,
        /// Only its embargo is another now: the mail says so instead of "Correction".
        #[arg(long)]
        embargo_changed: bool,
        /// Leave this person out, number or address; may be given again.
        #[arg(long, value_name = "PERSON")]
        leave_out: Vec<String>,
        #[command(flatten)]
        how: send::How,
    },
    /// Send colleagues a marked copy of what went: a list of its own, outside the count of this one.
    #[command(after_help = "Example:\n  tidings distribution copy 3 --to 'role:Director' --yes")]
    Copy {
        /// The distribution that they see.
        id: DistributionId,
        /// A segment's name, or a query; only people of the house get it. As a rule all of them.
        #[arg(long, value_name = "SEGMENT|QUERY", allow_hyphen_values = true)]
        to: Option<String>,
        #[command(flatten)]
        how: send::How,
    },
    /// Put a corrected address in place of one that was refused, or for which somebody was left out, and go on.
    #[command(
        after_help = "Example:\n  tidings distribution repair 3 rvth@tide.example.net ruth@tide.example.net --dry-run\n  tidings distribution repair 3 rvth@tide.example.net ruth@tide.example.net --contact --yes"
    )]
    Repair {
        /// The distribution.
        id: DistributionId,
        /// The address that was refused, or the number of a person who was left out.
        whose: String,
        /// The corrected address.
        address: String,
        /// Correct it in the person's own entry too.
        #[arg(long)]
        contact: bool,
        /// Do everything but the writing and the sending.
        #[arg(long)]
        dry_run: bool,
        /// Send without being asked.
        #[arg(long)]
        yes: bool,
        /// Write it down and leave the sending to the program that is open.
        #[arg(long)]
        detach: bool,
        #[command(flatten)]
        password: Password,
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
        Verb::Resume { id, detach, domain, without_look, yes: _, password } => {
            let account = api::show(&ws, id).await?.account;
            password.give(&ws, account, output).await?;
            if without_look {
                api::without_look(&ws, id);
            } else if domain.is_none()
                && api::to_look_first(&ws, id).await? > 0
                && !looked_first(&ws, id, account, &password, output).await?
            {
                return Ok(Answer::NeedsConsent);
            }
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
        Verb::Hours(usual) => crate::hours::usual(&ws, usual, output).await,
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
            let request = how.with_hours(&ws, how.apply(request)).await?;
            send::go(&ws, request, &how, output).await
        }
        Verb::Correct { id, document, embargo_changed, leave_out, how } => {
            let what = if embargo_changed { Correcting::Embargo } else { Correcting::Text };
            let mut request = api::correct(&ws, id, Some(document), what).await?;
            request.left_out = send::people(&ws, leave_out).await?;
            send::go(&ws, how.apply(request), &how, output).await
        }
        Verb::Copy { id, to, how } => {
            let request = api::copy(&ws, id, to).await?;
            send::go(&ws, how.apply(request), &how, output).await
        }
        Verb::Repair { id, whose, address, contact, dry_run, yes, detach, password } => {
            let wanted = Repair { whose: Whose::Named { who: whose }, address, in_contacts: contact };
            let would = api::try_repair(&ws, id, wanted.clone()).await?;
            if dry_run {
                output.answer(&Shown::from(&would), || sum(&would, output));
                return Ok(Answer::Done);
            }
            if !yes {
                if !output.can_ask() {
                    return Err(Problem::needs_consent("distribution.not_confirmed").todo("distribution.not_confirmed.todo"));
                }
                output.note(&output.say(&Message::new("cli.repair.ask").with("address", wanted.address.as_str())));
                if !send::asked(1, output) {
                    return Ok(Answer::NeedsConsent);
                }
            }
            password.give(&ws, would.account, output).await?;
            let card = api::repair(&ws, id, wanted).await?;
            if detach {
                api::hand_over(&ws).await?;
                return told(&card, output);
            }
            to_the_end(&ws, id, output).await
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

/// Looks among the sent mails for what goes out; false where nobody could look and the user does not go on without (D24).
async fn looked_first(
    ws: &Workspace,
    id: DistributionId,
    account: AccountId,
    password: &Password,
    output: &Output,
) -> Result<bool, Problem> {
    let looked = match password.give_for_reading(ws, account, output).await {
        Ok(()) => api::look_first(ws, id).await,
        Err(problem) => Err(problem),
    };
    match looked {
        Ok(looked) => {
            if looked.found > 0 {
                output.note(&output.say(&Message::new("cli.look_first.found").with("n", looked.found)));
            }
            for row in &looked.rows {
                output.note(&format!("  {} {}", row.name.as_deref().unwrap_or_default(), row.address.as_deref().unwrap_or_default()));
            }
            Ok(true)
        }
        Err(problem) => {
            output.note(&output.say(&problem.what));
            if !output.can_ask() {
                return Err(Problem::needs_consent("distribution.look_first_failed")
                    .with("why", problem.what.to_string())
                    .todo("distribution.look_first_failed.todo"));
            }
            let mut stderr = std::io::stderr();
            drop(write!(stderr, "{}", output.words("cli.look_first.ask")));
            let mut line = String::new();
            let goes_on = std::io::stdin().read_line(&mut line).is_ok() && matches!(line.trim(), "y" | "j");
            if goes_on {
                api::without_look(ws, id);
            }
            Ok(goes_on)
        }
    }
}

/// Prints a distribution; the exit code says whether everybody has it.
pub(crate) fn told(card: &DistributionCard, output: &Output) -> Result<Answer, Problem> {
    output.answer(&Shown::from(card), || sum(card, output));
    let everybody = card.state == DistributionState::Finished && card.refused + card.retrying + card.uncertain + card.waiting == 0;
    Ok(if everybody { Answer::Done } else { Answer::NotForEverybody })
}
