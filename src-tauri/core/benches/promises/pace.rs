//! The pace of sending with the ledger on, from the first claim to the last commit, beside Postfix's `smtp-source` and beside nodemailer
//! in the same run, all to `smtp-sink`.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tidings_core::accounts::api::AccountInput;
use tidings_core::accounts::{self, AccountKind, ServerChoice};
use tidings_core::distribution::api::{self, DistributionCard, EmbargoMode, SendRequest};
use tidings_core::error::Problem;
use tidings_core::ids::{AccountId, DistributionId, DocumentId};
use tidings_core::literature::api::NewFile;
use tidings_core::{importing, literature};
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::importing::{EDIT_MS, Edits};
use crate::table::{Table, median};
use crate::{Asked, crowd};

/// How many people a small mail goes to.
const PEOPLE: u32 = 6_000;
/// How many of them nodemailer sends to: its pace needs no more.
const OTHERS: u32 = 500;
/// The promise beside nodemailer.
const TIMES: f64 = 10.0;

/// One way of sending that is measured.
struct Case {
    what: &'static str,
    to: &'static str,
    connections: u32,
    large: bool,
    promise: Option<f64>,
}

const CASES: [Case; 5] = [
    Case { what: "8 KB, 1 connection", to: "kind:journalist", connections: 1, large: false, promise: Some(0.9) },
    Case { what: "8 KB, 4 connections", to: "kind:journalist", connections: 4, large: false, promise: Some(0.9) },
    Case { what: "8 KB, 8 connections", to: "kind:journalist", connections: 8, large: false, promise: None },
    Case { what: "8 KB, 16 connections", to: "kind:journalist", connections: 16, large: false, promise: Some(0.9) },
    Case { what: "500 KB attachment, 8 connections", to: "beat:heritage", connections: 8, large: true, promise: Some(0.8) },
];

/// Measures the pace; does nothing but say so where Postfix's two programs are missing.
pub(crate) async fn measure(asked: &Asked, table: &mut Table) -> Result<(), Problem> {
    let Some(sink) = Sink::start() else {
        table.told("pace of sending", "not measured: Postfix's smtp-sink is not installed");
        return Ok(());
    };
    let desk = Desk::new()?;
    let path = desk.table("people.csv", &crowd::csv(PEOPLE))?;
    let (card, _) = desk.stage(path).await?;
    importing::api::apply(&desk.ws, card.id).await?;
    let small = release(&desk, None).await?;
    let large = release(&desk, Some(500_000)).await?;
    let accounts = accounts_of(&desk, sink.port).await?;
    for case in CASES.iter().filter(|case| asked.connections.is_none_or(|only| only == case.connections)) {
        let account = accounts[&case.connections];
        let (mut ours, mut theirs, mut ratios, mut work) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut others, mut times) = (Vec::new(), Vec::new());
        for _ in 0..asked.pace_runs {
            let sealed = send(&desk, if case.large { large } else { small }, account, case.to).await?;
            // The other before and after: a machine that is slower for a while is so for both.
            let before = source(sink.port, case.connections, sealed.people, sealed.bytes)?;
            let spent = cpu();
            let sent = drive(&desk, &sealed).await?;
            work.extend(spent.zip(cpu()).map(|(from, to)| (to - from).as_secs_f64() * 1e6 / f64::from(sent.accepted)));
            let after = source(sink.port, case.connections, sealed.people, sealed.bytes)?;
            let (own, other) = (rate(sent.accepted, sent.spent_ms.unwrap_or_default()), f64::midpoint(before, after));
            ours.push(own);
            theirs.push(other);
            ratios.push(own / other);
            if let Some(mailer) = other_mailer(sink.port, case, sealed.bytes)? {
                others.push(mailer);
                times.push(own / mailer);
            }
        }
        table.ratio(&format!("pace beside smtp-source: {}", case.what), &mut ratios, case.promise);
        let mut told = format!("{:.0}, smtp-source {:.0}", median(&mut ours).0, median(&mut theirs).0);
        if !work.is_empty() {
            told.push_str(&format!("; {:.0} µs of a processor each", median(&mut work).0));
        }
        table.told(&format!("  messages a second: {}", case.what), &told);
        if !times.is_empty() {
            let promise = case.promise.map(|_| TIMES);
            table.ratio(&format!("pace beside nodemailer ({:.0} a second): {}", median(&mut others).0, case.what), &mut times, promise);
        }
    }
    let mut waits = Vec::new();
    for _ in 0..asked.pace_runs {
        let sealed = send(&desk, small, accounts[&8], "kind:journalist").await?;
        let edits = Edits::begin(&desk.ws).await?;
        drive(&desk, &sealed).await?;
        waits.extend(edits.end().await?);
    }
    table.waits("an edit while sending", waits, EDIT_MS);
    Ok(())
}

/// An account for each number of connections.
async fn accounts_of(desk: &Desk, port: u16) -> Result<BTreeMap<u32, AccountId>, Problem> {
    let mut accounts = BTreeMap::new();
    for connections in [1, 4, 8, 16] {
        accounts.insert(connections, account(desk, port, connections).await?);
    }
    Ok(accounts)
}

/// The processor's time that this program has used so far, where the system says it: on Linux.
fn cpu() -> Option<Duration> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?;
    let spent = threads.filter_map(|thread| {
        let line = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        line.split(' ').next()?.parse::<u64>().ok()
    });
    Some(Duration::from_nanos(spent.sum()))
}

fn rate(messages: u32, ms: u64) -> f64 {
    f64::from(messages) * 1_000.0 / f64::from(u32::try_from(ms.max(1)).unwrap_or(u32::MAX))
}

/// A press release of about 8 KB as mail, with a file of so many bytes or none.
pub(crate) async fn release(desk: &Desk, attached: Option<usize>) -> Result<DocumentId, Problem> {
    let paragraph = "The lens of 1874 is back on its carriage, **four tonnes** of glass and brass that turned for a century above the \
                     harbour; the [press view](https://harbourtrust.example.org/lens) is on Thursday at ten.\n\n";
    let text = format!(
        "---\nheadline: The lens is back in its tower\nkind: press-release\n---\n\n{{{{ greeting }}}}\n\n{}## On the day\n\n- Doors at nine\n- Speech at ten\n",
        paragraph.repeat(9)
    );
    let card = literature::api::add_file(&desk.ws, text.into_bytes(), None).await?;
    if let Some(size) = attached {
        // Bytes that nothing can press together, in the clothes of a PDF.
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut state = 1_u32;
        bytes.extend(
            std::iter::repeat_with(|| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            })
            .take(size),
        );
        literature::api::attach(&desk.ws, card.id, vec![NewFile { name: "the-lens.pdf".to_owned(), bytes }]).await?;
    }
    Ok(card.id)
}

pub(crate) async fn account(desk: &Desk, port: u16, connections: u32) -> Result<AccountId, Problem> {
    let name = format!("press, {connections} connections");
    let server = ServerChoice { host: "127.0.0.1".to_owned(), port, tls: tidings_core::net::Tls::None, user: String::new() };
    let input = AccountInput {
        name,
        kind: AccountKind::Smtp,
        from: "Ines Calder <press@harbourtrust.example.org>".to_owned(),
        reply_to: String::new(),
        server,
        per_minute: None,
        per_hour: None,
        per_day: None,
        connections,
        size_limit: None,
    };
    Ok(accounts::api::add(&desk.ws, input).await?.id)
}

/// A distribution that is written and not yet begun.
struct Sealed {
    id: DistributionId,
    people: u32,
    /// The biggest mail's size.
    bytes: u64,
}

/// What is asked of a distribution to all of a query.
pub(crate) fn request(document: DocumentId, account: AccountId, to: &str) -> SendRequest {
    SendRequest {
        document,
        account,
        to: to.to_owned(),
        except: Vec::new(),
        left_out: Vec::new(),
        put_back: Vec::new(),
        recent_days: 0,
        follow: false,
        embargo: EmbargoMode::None,
        hold_ms: 0,
        go_on: false,
        first: None,
        schedule: None,
        hours: None,
        languages: Vec::new(),
        parent: None,
    }
}

/// Plans a distribution to all of a query.
async fn send(desk: &Desk, document: DocumentId, account: AccountId, to: &str) -> Result<Sealed, Problem> {
    let request = request(document, account, to);
    let review = api::review(&desk.ws, request.clone()).await?;
    let sent = api::send(&desk.ws, request, review.seal).await?;
    Ok(Sealed { id: sent.distribution, people: sent.recipients, bytes: review.biggest })
}

/// Sends it to its end.
async fn drive(desk: &Desk, sealed: &Sealed) -> Result<DistributionCard, Problem> {
    let card = api::drive(&desk.ws, sealed.id, CancellationToken::new(), |_| ()).await?;
    assert!(card.accepted == card.recipients && card.accepted > 0, "{card:?}");
    Ok(card)
}

/// Sends as many messages of the same size by `smtp-source`; how many a second.
fn source(port: u16, connections: u32, messages: u32, bytes: u64) -> Result<f64, Problem> {
    let begun = Instant::now();
    let done = Command::new("smtp-source")
        .args(["-d", "-s", &connections.to_string(), "-m", &messages.to_string(), "-l", &bytes.to_string()])
        .args(["-f", "press@harbourtrust.example.org", "-t", "person@paper.example.net", &format!("127.0.0.1:{port}")])
        .stdout(Stdio::null())
        .status();
    if done.as_ref().is_ok_and(std::process::ExitStatus::success) {
        Ok(f64::from(messages) / begun.elapsed().as_secs_f64())
    } else {
        Err(Problem::failure("workspace.unreachable").because(format!("smtp-source ended with {done:?}")))
    }
}

/// The same by nodemailer's pool, where it is installed; how many a second.
fn other_mailer(port: u16, case: &Case, bytes: u64) -> Result<Option<f64>, Problem> {
    let Some(script) = std::env::var_os("TIDINGS_OTHER_MAILER") else { return Ok(None) };
    let (messages, attached) = if case.large { (OTHERS / 4, 500_000) } else { (OTHERS, 0) };
    let numbers = [u64::from(port), case.connections.into(), messages.into(), bytes, attached].map(|number| number.to_string());
    let failed = |why: String| Problem::failure("workspace.unreachable").because(why);
    let out = Command::new("node").arg(script).args(numbers).output().map_err(|e| failed(e.to_string()))?;
    let rate = String::from_utf8_lossy(&out.stdout).trim().parse().ok();
    rate.map(Some).ok_or_else(|| failed(String::from_utf8_lossy(&out.stderr).into_owned()))
}

/// A running `smtp-sink -c`, which takes everything and keeps nothing.
pub(crate) struct Sink {
    child: Child,
    pub(crate) port: u16,
}

impl Sink {
    /// Starts one; none where the program is missing, or no port was free.
    pub(crate) fn start() -> Option<Self> {
        let as_root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0");
        let first = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap_or_default();
        (first..first + 5).find_map(|port| {
            let mut command = Command::new("smtp-sink");
            command.arg("-c").args(if as_root { ["-u", "nobody"].as_slice() } else { &[] });
            command.args([format!("127.0.0.1:{port}"), "256".to_owned()]);
            let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
            let mut sink = Self { child, port };
            // It listens at once, or ends because somebody else does.
            std::thread::sleep(Duration::from_millis(500));
            matches!(sink.child.try_wait(), Ok(None)).then_some(sink)
        })
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
