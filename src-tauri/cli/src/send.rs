//! `tidings send`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use serde::Serialize;
use tidings_core::accounts;
use tidings_core::contacts;
use tidings_core::distribution::api::{self, DistributionCard, EmbargoMode, Everywhere, First, Late, Review, Schedule, SendRequest};
use tidings_core::error::Problem;
use tidings_core::ids::{DocumentId, PersonId};
use tidings_core::literature;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::account::Password;
use crate::distribution::{to_the_end, told};
use crate::hours::{self, WorkingHours};
use crate::languages;
use crate::output::{Answer, Output, RULES, figure};
use crate::session::Asked;

/// Sends a document.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  tidings send 4 --to 'Heritage press' --except 'city:Rotterdam' --dry-run\n  tidings send 4 --to 'Heritage press' --put-back ruth@coast.example.net --hold 0 --yes\n  tidings send 4 --to 'Heritage press' --first 5 --then ask --yes\n  tidings send 4 --to 'Heritage press' --at 2026-12-01T09:00 --zone Europe/Amsterdam --late ask --yes --detach\n  tidings send 4 --to 'Heritage press' --hours 09:00-18:00 --days mon-fri --whose theirs --yes"
)]
pub(crate) struct Send {
    /// The document's number.
    document: DocumentId,
    /// The name of a segment or a list, or a query.
    #[arg(long, value_name = "SEGMENT|QUERY", allow_hyphen_values = true)]
    to: String,
    /// A segment, list or query whose people are taken out; may be given again.
    #[arg(long, value_name = "SEGMENT|QUERY", allow_hyphen_values = true)]
    except: Vec<String>,
    /// Attach this file first; may be given again. What is sent is a new revision with it; where nothing is sent after
    /// all, it is taken off again.
    #[arg(long, value_name = "FILE")]
    attach: Vec<PathBuf>,
    /// The account's name; else the only one.
    #[arg(long)]
    account: Option<String>,
    /// What to do with an embargo: send now, marked, or at the lift, unmarked.
    #[arg(long, value_enum)]
    embargo: Option<Embargo>,
    /// Leave out whoever had another mail of ours within so many days, or is about to get one; 0 leaves nobody out for that.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    recent: u32,
    /// Put this person back, number or address, who is left out for a mail of the last days; may be given again.
    #[arg(long, value_name = "PERSON")]
    put_back: Vec<String>,
    /// Leave this person out, number or address; may be given again.
    #[arg(long, value_name = "PERSON")]
    leave_out: Vec<String>,
    /// Follow the segment until sending begins, instead of freezing the list now.
    #[arg(long)]
    follow: bool,
    /// Let its versions in these languages go along (de,ar; or all): each person gets the one in their language, and this document who
    /// has none of them.
    #[arg(long, value_name = "all|LANGUAGE", value_delimiter = ',')]
    languages: Vec<String>,
    /// Go on by itself after a crash.
    #[arg(long)]
    go_on: bool,
    #[command(flatten)]
    how: How,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Embargo {
    Under,
    Lift,
}

/// How a sending is confirmed and held.
#[derive(clap::Args, Clone)]
pub(crate) struct How {
    /// Seconds in which nothing leaves and it can be taken back.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    hold: u32,
    /// Start by itself at this time on the clock of --zone, 2026-12-01T09:00, instead of after the hold.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[command(flatten)]
    clock: TheClock,
    #[command(flatten)]
    working: WorkingHours,
    /// So many go first, over several domains, to their end; the rest waits.
    #[arg(long, value_name = "N")]
    first: Option<u32>,
    /// What the rest waits for after the first: your word (`distribution resume`), or so many minutes, if all of them were accepted.
    #[arg(long, value_name = "ask|MINUTES", requires = "first", default_value = "ask")]
    then: Then,
    /// Do everything but the writing and the sending.
    #[arg(long)]
    dry_run: bool,
    /// Ask the network too: domains that take no mail, and links that are dead.
    #[arg(long, requires = "dry_run")]
    online: bool,
    /// Ask this name server instead of the system's.
    #[arg(long, value_name = "ADDRESS", env = "TIDINGS_RESOLVER", hide = true)]
    resolver: Option<String>,
    /// Send without being asked.
    #[arg(long)]
    yes: bool,
    /// Write it down and leave the sending to the program that is open.
    #[arg(long)]
    detach: bool,
    #[command(flatten)]
    password: Password,
}

/// Whose clock a time is meant on, and what becomes of a start that was missed.
#[derive(clap::Args, Clone)]
pub(crate) struct TheClock {
    /// The time zone whose clock --at is read on: Europe/Amsterdam. A time that ends in Z needs none; with `send`, `theirs` is the same
    /// hour for everybody, where they are.
    #[arg(long, value_name = "ZONE", requires = "at")]
    zone: Option<String>,
    /// If the machine was away at that time for more than a quarter of an hour: ask, send all the same, or cancel.
    #[arg(long, value_enum, requires = "at", default_value = "ask")]
    late: LateRule,
    /// With --late send: not if it is later than this; then it asks. A day where nothing is said.
    #[arg(long, value_name = "MINUTES", requires = "at")]
    late_by: Option<u32>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum LateRule {
    Ask,
    Send,
    Cancel,
}

impl TheClock {
    /// The start at `at` on this clock.
    pub(crate) fn start(&self, at: &str) -> Schedule {
        let late = match self.late {
            LateRule::Ask => Late::Ask,
            LateRule::Send => Late::Send,
            LateRule::Cancel => Late::Cancel,
        };
        let within_ms = self.late_by.map(|minutes| minutes.saturating_mul(60_000));
        Schedule { local: at.to_owned(), zone: self.zone.clone().unwrap_or_default(), late, within_ms }
    }
}

/// What the rest waits for after the first few.
#[derive(Clone, Copy)]
enum Then {
    Ask,
    Minutes(u32),
}

impl std::str::FromStr for Then {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if word == "ask" {
            return Ok(Self::Ask);
        }
        word.parse().map(Self::Minutes).map_err(|_| "either `ask` or a number of minutes".to_owned())
    }
}

impl How {
    /// Whether --at is meant on everybody's own clock.
    fn everywhere(&self) -> bool {
        self.clock.zone.as_deref() == Some(hours::THEIRS)
    }

    /// Puts the working hours into a request, and the same hour for everybody.
    pub(crate) async fn with_hours(&self, ws: &Workspace, request: SendRequest) -> Result<SendRequest, Problem> {
        let hours = self.working.meant(ws).await?;
        let Some(at) = self.at.as_deref().filter(|_| self.everywhere()) else { return Ok(SendRequest { hours, ..request }) };
        let said = Schedule { zone: String::new(), ..self.clock.start(at) };
        let Everywhere { hours, schedule } = api::everywhere(ws, said, hours).await?;
        Ok(SendRequest { hours: Some(hours), schedule, ..request })
    }

    /// Puts the hold, the start and the first few into a request.
    pub(crate) fn apply(&self, request: SendRequest) -> SendRequest {
        let wait_ms = match self.then {
            Then::Ask => None,
            Then::Minutes(minutes) => Some(minutes.saturating_mul(60_000)),
        };
        SendRequest {
            hold_ms: self.hold.saturating_mul(1000),
            first: self.first.map(|count| First { count, wait_ms }),
            schedule: self.at.as_deref().filter(|_| !self.everywhere()).map(|at| self.clock.start(at)),
            ..request
        }
    }
}

pub(crate) async fn run(send: Send, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    let account = accounts::api::named(&ws, send.account).await?;
    let languages = languages::picked(&ws, send.document, &send.languages).await?;
    let request = SendRequest {
        document: send.document,
        account: account.id,
        to: send.to,
        except: send.except,
        left_out: people(&ws, send.leave_out).await?,
        put_back: people(&ws, send.put_back).await?,
        recent_days: send.recent,
        follow: send.follow,
        embargo: match send.embargo {
            None => EmbargoMode::None,
            Some(Embargo::Under) => EmbargoMode::Under,
            Some(Embargo::Lift) => EmbargoMode::Lift,
        },
        hold_ms: 0,
        go_on: send.go_on,
        first: None,
        schedule: None,
        hours: None,
        parent: None,
        languages,
    };
    let request = send.how.with_hours(&ws, send.how.apply(request)).await?;
    if send.attach.is_empty() {
        return go(&ws, request, &send.how, output).await;
    }
    if send.how.dry_run {
        let review = api::review_with_files(&ws, request.clone(), send.attach).await?;
        return Ok(shown_dry(&request, &review, output));
    }
    // What is wrong with the request is said before a file is touched.
    api::review(&ws, request.clone()).await?;
    let new = attach(&ws, send.document, send.attach).await?;
    let begun = begin(&ws, request, &send.how, output).await;
    if !matches!(begun, Ok(Begun::Sent(_))) {
        for name in new {
            literature::api::detach(&ws, send.document, name).await?;
        }
    }
    follow(&ws, begun?, &send.how, output).await
}

pub(crate) async fn people(ws: &Workspace, named: Vec<String>) -> Result<Vec<PersonId>, Problem> {
    let mut people = Vec::with_capacity(named.len());
    for who in named {
        people.push(contacts::api::who(ws, &who).await?);
    }
    Ok(people)
}

/// Attaches the files, all or none; the names of those that were not there before.
async fn attach(ws: &Workspace, document: DocumentId, files: Vec<PathBuf>) -> Result<Vec<String>, Problem> {
    let before: Vec<String> = literature::api::show(ws, document).await?.files.into_iter().map(|file| file.name).collect();
    let report = literature::api::attach_all_paths(ws, document, files).await?;
    Ok(report.attached.into_iter().map(|file| file.name).filter(|name| !before.contains(name)).collect())
}

/// What `--dry-run` prints: the form of `send`, with nothing sent.
#[derive(Serialize)]
struct Dry {
    document: i64,
    revision: u32,
    state: &'static str,
    /// How the list is made: frozen at Send, or the segment followed until sending begins (D21).
    list: &'static str,
    /// How many the audience has now: whom the one takes and the other begins with.
    audience: u32,
    recipients: u32,
    excluded: BTreeMap<&'static str, u32>,
    waiting: u32,
    accepted: u32,
    refused: u32,
    retrying: u32,
    uncertain: u32,
    cancelled: u32,
    biggest: u64,
    forecast_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<crate::distribution::StartsAt>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<hours::ShownHours>,
    findings: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    languages: Vec<tidings_core::distribution::LanguageShare>,
}

/// Whether it was sent: written down for the engine, from where a crash costs only time.
enum Begun {
    Sent(Box<DistributionCard>),
    Not(Answer),
}

/// Looks, asks, sends, and follows to the end.
pub(crate) async fn go(ws: &Workspace, request: SendRequest, how: &How, output: &Output) -> Result<Answer, Problem> {
    follow(ws, begin(ws, request, how, output).await?, how, output).await
}

/// As [`go`], with a text that was made for it: where nothing is sent after all, it is taken away again.
pub(crate) async fn go_with(
    ws: &Workspace,
    request: SendRequest,
    how: &How,
    made: Option<DocumentId>,
    output: &Output,
) -> Result<Answer, Problem> {
    let begun = begin(ws, request, how, output).await;
    if let Some(document) = made.filter(|_| !matches!(begun, Ok(Begun::Sent(_)))) {
        literature::api::delete(ws, document).await?;
    }
    follow(ws, begun?, how, output).await
}

async fn follow(ws: &Workspace, begun: Begun, how: &How, output: &Output) -> Result<Answer, Problem> {
    match begun {
        Begun::Not(answer) => Ok(answer),
        Begun::Sent(card) if how.detach => {
            // Whoever sends next goes on with it: this program ends in good order, not in the middle.
            api::hand_over(ws).await?;
            told(&card, output)
        }
        Begun::Sent(card) => to_the_end(ws, card.distribution, output).await,
    }
}

async fn begin(ws: &Workspace, request: SendRequest, how: &How, output: &Output) -> Result<Begun, Problem> {
    if how.dry_run {
        let review = api::review(ws, request.clone()).await?;
        if how.online {
            look_online(ws, &request, how, output).await?;
        }
        return Ok(Begun::Not(shown_dry(&request, &review, output)));
    }
    let (review, ahead) = api::review_ahead(ws, request.clone()).await?;
    tell_findings(&review, output);
    if !how.yes {
        if !output.can_ask() {
            return Err(Problem::needs_consent("distribution.not_confirmed").todo("distribution.not_confirmed.todo"));
        }
        output.note(&overview(&request, &review, output));
        if !asked(review.recipients, output) {
            return Ok(Begun::Not(Answer::NeedsConsent));
        }
    }
    how.password.give(ws, request.account, output).await?;
    Ok(Begun::Sent(Box::new(api::send_ahead(ws, ahead).await?)))
}

/// What only the network knows, told beside the rest.
async fn look_online(ws: &Workspace, request: &SendRequest, how: &How, output: &Output) -> Result<(), Problem> {
    if let Some(resolver) = &how.resolver {
        tidings_core::accounts::api::use_resolver(ws, resolver)?;
    }
    let report = api::check_online(ws, request.clone()).await?;
    for finding in &report.findings {
        output.note(&format!("△ {}", output.say(&finding.what)));
    }
    let says = Message::new("distribution.online_says").with("domains", report.domains).with("links", report.links);
    output.note(&output.say(&says.with("unknown", report.unknown)));
    Ok(())
}

fn shown_dry(request: &SendRequest, review: &Review, output: &Output) -> Answer {
    tell_findings(review, output);
    output.answer(&dry(request, review, output), || overview(request, review, output));
    Answer::Done
}

fn tell_findings(review: &Review, output: &Output) {
    for finding in &review.findings {
        let version = finding.version.as_ref().map(|(_, language)| format!("{language}: ")).unwrap_or_default();
        output.note(&format!("{} {version}{}", if finding.blocks { "✕" } else { "△" }, output.say(&finding.what)));
    }
    if let Some(spread) = review.spread {
        let what = Message::new("distribution.finding.spread").with("days", spread.days).with("per_day", spread.per_day);
        output.note(&format!("△ {}", output.say(&what)));
    }
}

pub(crate) fn asked(recipients: u32, output: &Output) -> bool {
    let mut stderr = std::io::stderr();
    drop(write!(stderr, "{}", output.say(&Message::new("cli.review.ask").with("n", recipients))));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).is_ok() && line.trim() == recipients.to_string()
}

fn dry(request: &SendRequest, review: &Review, output: &Output) -> Dry {
    Dry {
        document: request.document.get(),
        revision: review.revision,
        state: "draft",
        list: if request.follow { "follow" } else { "freeze" },
        audience: review.audience,
        recipients: review.recipients,
        excluded: review.exclusions.iter().map(|out| (out.reason.word(), out.count)).collect(),
        waiting: review.recipients,
        accepted: 0,
        refused: 0,
        retrying: 0,
        uncertain: 0,
        cancelled: 0,
        biggest: review.biggest,
        forecast_at: review.forecast_at.to_rfc3339(),
        start: review.start.as_ref().map(Into::into),
        hours: request.hours.as_ref().map(Into::into),
        findings: review.findings.iter().map(|finding| output.say(&finding.what)).collect(),
        languages: review.languages.clone(),
    }
}

fn overview(request: &SendRequest, review: &Review, output: &Output) -> String {
    let chosen = |follows: bool| if request.follow == follows { output.words("cli.review.chosen") } else { String::new() };
    let mut lines: Vec<String> = [("cli.review.freeze", false), ("cli.review.follow", true)]
        .map(|(key, follows)| format!("{}  {}", figure(&output.words(key), review.audience), chosen(follows)).trim_end().to_owned())
        .into();
    lines.push(String::new());
    lines.push(figure(&output.words("cli.review.audience"), review.audience));
    for out in &review.exclusions {
        let names = if out.count as usize > out.names.len() { format!("{}, …", out.names.join(", ")) } else { out.names.join(", ") };
        lines.push(format!("{}  {names}", figure(&output.say(&out.reason.says()), format!("−{}", out.count))));
    }
    let [line, double] = RULES.map(str::to_owned);
    lines.extend([line, figure(&output.words("cli.review.receive"), review.recipients), double]);
    lines.extend(languages::lines(&review.languages, output));
    let what = Message::new("cli.review.what").with("from", review.from.as_str()).with("revision", review.revision);
    lines.push(output.say(&what.with("files", review.attachments).with("bytes", review.biggest)));
    if let Some(hours) = &request.hours {
        lines.push(hours::told(hours, output));
    }
    if let Some(start) = &review.start {
        lines.push(crate::distribution::starts(start, output));
    }
    let through = Message::new("cli.review.through").with("at", review.forecast_at.to_rfc3339());
    lines.push(format!("{} {}", output.say(&through), output.say(&review.forecast_assumes)));
    lines.join("\n")
}
