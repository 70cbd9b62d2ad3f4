//! The pace of sending with the ledger on, beside Postfix's `smtp-source` in the same run, both to `smtp-sink`.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tidings_core::accounts::api::AccountInput;
use tidings_core::accounts::{self, AccountKind, ServerChoice};
use tidings_core::distribution::api::{self, DistributionCard, EmbargoMode, SendRequest};
use tidings_core::error::Problem;
use tidings_core::ids::{AccountId, DocumentId};
use tidings_core::literature::api::NewFile;
use tidings_core::{importing, literature};
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::importing::{EDIT_MS, Edits};
use crate::table::Table;
use crate::{Asked, crowd};

/// How many people a small mail goes to.
const PEOPLE: u32 = 4_000;
/// The promise, at eight connections.
const LEAST: f64 = 0.5;

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
    for (what, document, to, connections, promise) in [
        ("8 KB, 1 connection", small, "kind:journalist", 1, None),
        ("8 KB, 8 connections", small, "kind:journalist", 8, Some(LEAST)),
        ("8 KB, 16 connections", small, "kind:journalist", 16, None),
        ("500 KB attachment, 8 connections", large, "beat:heritage", 8, None),
    ] {
        let account = account(&desk, sink.port, connections).await?;
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..asked.runs {
            let (sent, bytes) = distribute(&desk, document, account, to).await?;
            let own = rate(sent.accepted, sent.spent_ms.unwrap_or_default());
            let begun = Instant::now();
            source(sink.port, connections, sent.accepted, bytes)?;
            let other = f64::from(sent.accepted) / begun.elapsed().as_secs_f64();
            ours.push(own);
            theirs.push(other);
            ratios.push(own / other);
        }
        table.ratio(&format!("pace beside smtp-source: {what}"), &mut ratios, promise);
        table.told(
            &format!("  messages a second: {what}"),
            &format!("{:.0}, smtp-source {:.0}", crate::table::median(&mut ours).0, crate::table::median(&mut theirs).0),
        );
    }
    let eight = account(&desk, sink.port, 8).await?;
    let edits = Edits::begin(&desk.ws).await?;
    distribute(&desk, small, eight, "kind:journalist").await?;
    table.waits("an edit while sending", edits.end().await?, EDIT_MS);
    Ok(())
}

fn rate(messages: u32, ms: u64) -> f64 {
    f64::from(messages) * 1_000.0 / f64::from(u32::try_from(ms.max(1)).unwrap_or(u32::MAX))
}

/// A press release of about 8 KB as mail, with a file of so many bytes or none.
async fn release(desk: &Desk, attached: Option<usize>) -> Result<DocumentId, Problem> {
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

async fn account(desk: &Desk, port: u16, connections: u32) -> Result<AccountId, Problem> {
    let name = format!("press, {connections} connections, {}", accounts::api::list(&desk.ws).await?.len());
    let server = ServerChoice { host: "127.0.0.1".to_owned(), port, tls: tidings_core::net::smtp::Tls::None, user: String::new() };
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

/// Sends to all of a query; the sum, and how many bytes the biggest mail has.
async fn distribute(desk: &Desk, document: DocumentId, account: AccountId, to: &str) -> Result<(DistributionCard, u64), Problem> {
    let request = SendRequest {
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
        parent: None,
    };
    let review = api::review(&desk.ws, request.clone()).await?;
    let sent = api::send(&desk.ws, request, review.seal).await?;
    let card = api::drive(&desk.ws, sent.distribution, CancellationToken::new(), |_| ()).await?;
    assert!(card.accepted == card.recipients && card.accepted > 0, "{card:?}");
    Ok((card, review.biggest))
}

/// Sends as many messages of the same size by `smtp-source`.
fn source(port: u16, connections: u32, messages: u32, bytes: u64) -> Result<(), Problem> {
    let done = Command::new("smtp-source")
        .args(["-d", "-s", &connections.to_string(), "-m", &messages.to_string(), "-l", &bytes.to_string()])
        .args(["-f", "press@harbourtrust.example.org", "-t", "person@paper.example.net", &format!("127.0.0.1:{port}")])
        .stdout(Stdio::null())
        .status();
    if done.as_ref().is_ok_and(std::process::ExitStatus::success) {
        Ok(())
    } else {
        Err(Problem::failure("workspace.unreachable").because(format!("smtp-source ended with {done:?}")))
    }
}

/// A running `smtp-sink -c`, which takes everything and keeps nothing.
struct Sink {
    child: Child,
    port: u16,
}

impl Sink {
    /// Starts one; none where the program is missing, or no port was free.
    fn start() -> Option<Self> {
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
