//! A mail server that misbehaves at any step as its script says, and that remembers what became of every letter.
//!
//! It is the other witness: what the ledger says of a row is held against what this server heard and said.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::peer::Peer;
use super::tls::{Authority, Shown, secure};
use crate::net::{Dialer, Tls};

/// A step at which it may misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum At {
    Greeting,
    Ehlo,
    StartTls,
    /// Inside the TLS handshake.
    Handshake,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// Inside the message, once its first line has come.
    Body,
    /// At the final dot.
    End,
    /// After its answer to the final dot, unasked.
    Between,
    Rset,
    Quit,
}

/// How it misbehaves there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Says this instead of the usual answer; line ends stand between its lines.
    Says(&'static str),
    /// Says this and hangs up.
    SaysAndLeaves(&'static str),
    /// Gives the usual answer and hangs up.
    AnswersAndLeaves,
    /// Hangs up without a word.
    Leaves,
    /// Says nothing any more, and hears nothing.
    Stalls,
    /// Gives the usual answer so many milliseconds late.
    Late(u64),
    /// Gives the usual answer twice.
    Twice,
    /// Gives the usual answer a byte at a time.
    Drips,
    /// Hangs up in the middle of the usual answer.
    CutsOff,
    /// Says what is no answer at all.
    Babbles,
    /// Gives an answer of many lines that never comes to its last.
    NeverEnds,
    /// Shows a certificate that nobody vouches for.
    OtherCertificate,
}

/// One misdeed: at the `nth` time (from 1) that any connection comes to the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Misdeed {
    pub(crate) at: At,
    pub(crate) nth: usize,
    pub(crate) deed: Deed,
}

/// The terms on which it takes mail, and its misdeeds.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    pub(crate) tls: Tls,
    pub(crate) pipelining: bool,
    pub(crate) eight_bit: bool,
    /// Says 354 to DATA though it took no recipient, as RFC 2920 lets it.
    pub(crate) lax: bool,
    /// The largest message that it takes, announced.
    pub(crate) size: Option<u64>,
    /// Letters that it takes on one connection before it says goodbye.
    pub(crate) letters: Option<usize>,
    /// Connections at a time; a further one hears 421 and no greeting.
    pub(crate) connections: Option<usize>,
    pub(crate) misdeeds: Vec<Misdeed>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            tls: Tls::None,
            pipelining: true,
            eight_bit: true,
            lax: false,
            size: None,
            letters: None,
            connections: None,
            misdeeds: Vec::new(),
        }
    }
}

/// A letter that it was given: 354 was said.
#[derive(Debug, Clone)]
pub(crate) struct Passage {
    /// The address of RCPT; empty where none was taken.
    pub(crate) to: String,
    /// What came of the message, without dot-stuffing.
    pub(crate) text: Vec<u8>,
    /// The final dot came.
    pub(crate) ended: bool,
    /// What it said of the message; none where it said nothing, or nothing that has a meaning.
    pub(crate) said: Option<u16>,
}

impl Passage {
    /// It said that it has the letter. One that says so before the final dot cannot be told from one that waits for it.
    pub(crate) fn said_yes(&self) -> bool {
        self.said.is_some_and(|code| code / 100 == 2)
    }

    /// It may have the letter: it came to its end, and was not refused.
    pub(crate) fn may_be_kept(&self) -> bool {
        self.ended && self.said.is_none_or(|code| code / 100 < 4)
    }
}

/// The running server.
pub(crate) struct Hostile {
    pub(crate) port: u16,
    book: Arc<Book>,
    authority: Authority,
    accepting: tokio::task::JoinHandle<()>,
}

struct Book {
    script: Script,
    good: Shown,
    bad: Shown,
    met: Mutex<HashMap<At, usize>>,
    passages: Mutex<Vec<Passage>>,
    plain: Mutex<String>,
    open: AtomicUsize,
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Book {
    /// A passage that 354 begins, and its number.
    fn begin(&self, to: &str) -> usize {
        let mut passages = self.passages.lock().unwrap();
        passages.push(Passage { to: to.to_owned(), text: Vec::new(), ended: false, said: None });
        passages.len() - 1
    }
}

impl Hostile {
    pub(crate) async fn start(script: Script) -> Self {
        let authority = Authority::new();
        let good = authority.certificate("127.0.0.1", |_| ());
        let book = Arc::new(Book {
            script,
            good,
            bad: Shown::self_signed("127.0.0.1"),
            met: Mutex::default(),
            passages: Mutex::default(),
            plain: Mutex::default(),
            open: AtomicUsize::new(0),
        });
        let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = door.local_addr().unwrap().port();
        let kept = Arc::clone(&book);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = door.accept().await {
                let book = Arc::clone(&kept);
                tokio::spawn(async move {
                    book.open.fetch_add(1, Ordering::SeqCst);
                    let _left = serve(stream, &book).await;
                    book.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { port, book, authority, accepting }
    }

    /// A dialer that trusts its right certificate and waits `patience` at most for each step.
    pub(crate) fn dialer(&self, patience: Duration) -> Dialer {
        let mut dialer = self.authority.dialer();
        let limits = &mut dialer.timeouts;
        for limit in [
            &mut limits.tls,
            &mut limits.greeting,
            &mut limits.command,
            &mut limits.data,
            &mut limits.block,
            &mut limits.eod,
            &mut limits.quit,
        ] {
            *limit = patience;
        }
        dialer
    }

    pub(crate) fn passages(&self) -> Vec<Passage> {
        self.book.passages.lock().unwrap().clone()
    }

    /// All that was said to it in the clear.
    pub(crate) fn plain(&self) -> String {
        self.book.plain.lock().unwrap().clone()
    }
}

/// Its side of one connection. `None` says that the connection is over.
struct Side<'b> {
    peer: Peer,
    book: &'b Book,
    secure: bool,
}

/// Code of an answer as a client reads it.
fn code_of(text: &str) -> Option<u16> {
    let last = text.rsplit("\r\n").next()?;
    last.get(..3)?.parse().ok().filter(|code| (200..600).contains(code))
}

impl Side<'_> {
    /// A line of the client, with its line end.
    async fn hear(&mut self) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        let heard = self.peer.0.read_until(b'\n', &mut line).await.ok()?;
        if !self.secure {
            self.book.plain.lock().unwrap().push_str(&String::from_utf8_lossy(&line));
        }
        (heard > 0 && line.ends_with(b"\n")).then_some(line)
    }

    async fn write(&mut self, bytes: &[u8]) -> Option<()> {
        self.peer.0.write_all(bytes).await.ok()?;
        self.peer.0.flush().await.ok()
    }

    fn deed(&self, at: At) -> Option<Deed> {
        let mut met = self.book.met.lock().unwrap();
        let times = met.entry(at).or_default();
        *times += 1;
        self.book.script.misdeeds.iter().find(|misdeed| misdeed.at == at && misdeed.nth == *times).map(|misdeed| misdeed.deed)
    }

    /// Says nothing any more, until the client has gone.
    async fn stall(&mut self) {
        let mut heard = [0; 4096];
        while self.peer.0.read(&mut heard).await.is_ok_and(|n| n > 0) {}
    }

    /// Answers at a step, as usual or as the script says. `said` is told the answer's code before a byte of it goes out.
    async fn answer(&mut self, at: At, usual: &str, said: impl Fn(Option<u16>)) -> Option<Option<u16>> {
        let deed = self.deed(at);
        self.perform(deed, usual, said).await
    }

    async fn perform(&mut self, deed: Option<Deed>, usual: &str, said: impl Fn(Option<u16>)) -> Option<Option<u16>> {
        let code = match deed {
            Some(Deed::Says(text) | Deed::SaysAndLeaves(text)) => code_of(text),
            Some(Deed::Leaves | Deed::Stalls | Deed::CutsOff | Deed::Babbles | Deed::NeverEnds) => None,
            _ => code_of(usual),
        };
        said(code);
        let line = |text: &str| format!("{text}\r\n").into_bytes();
        match deed {
            None | Some(Deed::OtherCertificate) => self.write(&line(usual)).await?,
            Some(Deed::Says(text)) => self.write(&line(text)).await?,
            Some(Deed::SaysAndLeaves(text)) => {
                self.write(&line(text)).await?;
                return None;
            }
            Some(Deed::AnswersAndLeaves) => {
                self.write(&line(usual)).await?;
                return None;
            }
            Some(Deed::Leaves) => return None,
            Some(Deed::Stalls) => {
                self.stall().await;
                return None;
            }
            Some(Deed::Late(ms)) => {
                pause_ms(ms).await;
                self.write(&line(usual)).await?;
            }
            Some(Deed::Twice) => self.write(&line(&format!("{usual}\r\n{usual}"))).await?,
            Some(Deed::Drips) => {
                for byte in line(usual) {
                    self.write(&[byte]).await?;
                    tokio::task::yield_now().await;
                }
            }
            Some(Deed::CutsOff) => {
                self.write(usual.as_bytes().get(..2).unwrap_or_default()).await?;
                return None;
            }
            Some(Deed::Babbles) => {
                self.write(b"\x16\x03\x01 HTTP/1.1 400 Bad Request\r\n\0\xff\r\n").await?;
                self.stall().await;
                return None;
            }
            Some(Deed::NeverEnds) => loop {
                self.write(&b"250-and there is more\r\n".repeat(200)).await?;
            },
        }
        Some(code)
    }
}

async fn pause_ms(ms: u64) {
    drop(tokio::time::timeout(Duration::from_millis(ms), std::future::pending::<()>()).await);
}

async fn serve(stream: TcpStream, book: &Book) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut side = Side { peer: Peer::over(stream), book, secure: false };
    let script = &book.script;
    if script.connections.is_some_and(|most| book.open.load(Ordering::SeqCst) > most) {
        return side.write(b"421 4.7.0 Too many connections\r\n").await;
    }
    if script.tls == Tls::Implicit {
        side = handshake(side).await?;
    }
    side.answer(At::Greeting, "220 mx.test at your service", |_| ()).await?;
    let (mut mail, mut to, mut letters) = (false, String::new(), 0);
    loop {
        let line = side.hear().await?;
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let yes = |code: Option<u16>| code.is_some_and(|code| code / 100 == 2);
        let refused = |want: &str| format!("503 5.5.1 {want} first");
        match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => {
                let usual = announced(script, side.secure);
                side.answer(At::Ehlo, &usual, |_| ()).await?;
            }
            "STAR" if !side.secure => {
                if side.answer(At::StartTls, "220 2.0.0 go ahead", |_| ()).await? == Some(220) {
                    side = handshake(side).await?;
                }
            }
            "AUTH" => {
                side.answer(At::Auth, "235 2.7.0 welcome", |_| ()).await?;
            }
            "MAIL" => {
                let too_large = size_of(&line).is_some_and(|size| script.size.is_some_and(|most| size > most));
                let usual = if too_large { "552 5.3.4 message size exceeds the limit" } else { "250 2.1.0 ok" };
                mail = yes(side.answer(At::Mail, usual, |_| ()).await?);
                to.clear();
            }
            "RCPT" => {
                let usual = if mail { "250 2.1.5 ok".to_owned() } else { refused("MAIL") };
                if yes(side.answer(At::Rcpt, &usual, |_| ()).await?) {
                    line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut to);
                }
            }
            "DATA" => {
                let goes = !to.is_empty() || (script.lax && mail);
                let usual = if goes { "354 go on".to_owned() } else { refused("RCPT") };
                // A client that has read 354 may have sent all of its letter before it hears that nobody is there any more.
                let begun = OnceLock::new();
                let go_on = |code| {
                    if code == Some(354) {
                        begun.get_or_init(|| book.begin(&to));
                    }
                };
                side.answer(At::Data, &usual, go_on).await?;
                if let Some(at) = begun.into_inner() {
                    take(&mut side, at, to.is_empty()).await?;
                    to.clear();
                    mail = false;
                    letters += 1;
                    if script.letters.is_some_and(|most| letters >= most) {
                        return side.write(b"421 4.7.0 That is enough for one connection\r\n").await;
                    }
                    if let Some(deed) = side.deed(At::Between) {
                        side.perform(Some(deed), "250 2.0.0 and by the way", |_| ()).await?;
                    }
                }
            }
            "RSET" => {
                (mail, to) = (false, String::new());
                side.answer(At::Rset, "250 2.0.0 ok", |_| ()).await?;
            }
            "QUIT" => {
                side.answer(At::Quit, "221 2.0.0 bye", |_| ()).await?;
                return None;
            }
            _ => side.write(b"500 5.5.2 what?\r\n").await?,
        }
    }
}

fn announced(script: &Script, secure: bool) -> String {
    let mut lines = vec!["mx.test".to_owned()];
    if script.pipelining {
        lines.push("PIPELINING".to_owned());
    }
    if script.eight_bit {
        lines.extend(["8BITMIME".to_owned(), "SMTPUTF8".to_owned()]);
    }
    if let Some(size) = script.size {
        lines.push(format!("SIZE {size}"));
    }
    match (script.tls, secure) {
        (Tls::StartTls, false) => lines.push("STARTTLS".to_owned()),
        _ => lines.push("AUTH PLAIN LOGIN".to_owned()),
    }
    let all: Vec<String> = lines.iter().map(|line| format!("250-{line}")).collect();
    format!("{}\r\n250 ENHANCEDSTATUSCODES", all.join("\r\n"))
}

/// The size that MAIL names.
fn size_of(line: &str) -> Option<u64> {
    line.split_once(" SIZE=")?.1.split(' ').next()?.parse().ok()
}

async fn handshake(mut side: Side<'_>) -> Option<Side<'_>> {
    let book = side.book;
    let shown = match side.deed(At::Handshake) {
        None => &book.good,
        Some(Deed::OtherCertificate) => &book.bad,
        Some(Deed::Late(ms)) => {
            pause_ms(ms).await;
            &book.good
        }
        Some(Deed::Stalls) => {
            side.stall().await;
            return None;
        }
        Some(Deed::Leaves | Deed::AnswersAndLeaves) => return None,
        // Half a handshake: the client's hello is heard, and the line cut.
        Some(Deed::CutsOff) => {
            let mut hello = [0; 64];
            _ = side.peer.0.read(&mut hello).await;
            side.write(&[0x16, 3, 3, 0, 80, 2, 0]).await?;
            return None;
        }
        Some(_) => {
            side.write(b"454 4.7.0 TLS not available\r\n").await?;
            side.stall().await;
            return None;
        }
    };
    Some(Side { peer: secure(side.peer, shown).await?, book, secure: true })
}

/// Takes a message, and says what the script says of it: of the passage with this number.
async fn take(side: &mut Side<'_>, at: usize, nobody: bool) -> Option<()> {
    let book = side.book;
    let passage = |change: &dyn Fn(&mut Passage)| change(&mut book.passages.lock().unwrap()[at]);
    let (mut text, mut answered) = (Vec::new(), false);
    loop {
        let line = side.hear().await?;
        if line == b".\r\n" {
            break;
        }
        let deed = if text.is_empty() { side.deed(At::Body) } else { None };
        match deed {
            None => {}
            Some(Deed::Late(ms)) => pause_ms(ms).await,
            // Who speaks here has answered, and says no more at the end.
            deed => {
                side.perform(deed, "451 4.3.0 no room", |code| passage(&|passage| passage.said = code)).await?;
                answered = true;
            }
        }
        text.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
    let eight = text.iter().any(|byte| *byte >= 0x80) && !book.script.eight_bit;
    passage(&|passage| {
        passage.ended = true;
        passage.text.clone_from(&text);
    });
    if answered {
        return Some(());
    }
    let usual = match (nobody, eight) {
        (true, _) => "554 5.5.1 no valid recipients",
        (_, true) => "554 5.6.1 eight-bit text is not taken here",
        _ => "250 2.0.0 queued",
    };
    side.answer(At::End, usual, |code| passage(&|passage| passage.said = code)).await.map(drop)
}
