//! What comes in is made durable: cut into pieces, and committed together with what comes in at the same time.

use std::collections::VecDeque;
use std::sync::Arc;

use mail_parser::MessageParser;
use sha2::{Digest as _, Sha256};
use tokio::sync::{mpsc, oneshot};

use super::answers::{self, Answered};
use super::store::{self, NewMail, NewPart};
use super::{Conduct, PracticeKind, pieces};
use crate::contacts;
use crate::error::Problem;
use crate::ids::Millis;
use crate::net::EmailAddress;
use crate::workspace::WeakWorkspace;

/// At most so many mails share one commit, and about so many bytes.
const MAILS_PER_COMMIT: usize = 64;
const BYTES_PER_COMMIT: usize = 32 * 1024 * 1024;
/// Bytes of shared parts whose digests are remembered: a distribution brings the same attachments again and again.
const REMEMBERED: usize = 48 * 1024 * 1024;
/// What of a header field a list shows and a search finds, in characters.
const SHOWN: usize = 500;

/// A mail for one recipient.
pub(super) struct Letter {
    pub(super) conduct: Conduct,
    pub(super) sender: String,
    pub(super) recipient: EmailAddress,
    pub(super) bytes: Arc<[u8]>,
}

type Request = (Vec<NewMail>, oneshot::Sender<Result<(), Problem>>);

/// The way into the mailbox; cheap to clone.
#[derive(Clone)]
pub(super) struct Post {
    queue: mpsc::Sender<Request>,
    digests: Arc<std::sync::Mutex<Digests>>,
}

impl Post {
    /// Starts the task that commits. It ends when the last handle is gone, and holds no workspace open.
    pub(super) fn start(ws: WeakWorkspace) -> Self {
        let (queue, requests) = mpsc::channel(256);
        tokio::spawn(serve(ws, requests));
        Self { queue, digests: Arc::default() }
    }

    /// Keeps letters and the answers to them; returns after the commit.
    pub(super) async fn keep(&self, letters: Vec<Letter>, now: Millis) -> Result<(), Problem> {
        let lost = || Problem::failure("workspace.write_lost");
        let digests = Arc::clone(&self.digests);
        let mails = tokio::task::spawn_blocking(move || prepared(&letters, now, &digests)).await.map_err(|_| lost())?;
        let (answer, wait) = oneshot::channel();
        self.queue.send((mails, answer)).await.map_err(|_| lost())?;
        wait.await.map_err(|_| lost())?
    }
}

async fn serve(ws: WeakWorkspace, mut requests: mpsc::Receiver<Request>) {
    while let Some(first) = requests.recv().await {
        let size = |request: &Request| request.0.iter().map(|mail| mail.bytes).sum::<usize>();
        let (mut bytes, mut batch) = (size(&first), vec![first]);
        while batch.len() < MAILS_PER_COMMIT
            && bytes < BYTES_PER_COMMIT
            && let Ok(next) = requests.try_recv()
        {
            bytes += size(&next);
            batch.push(next);
        }
        let Some(ws) = ws.open() else { return };
        let (mails, answers): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let committed = ws
            .write_quietly(move |tx| {
                for mail in mails.iter().flatten() {
                    store::insert(tx, mail)?;
                }
                Ok(())
            })
            .await;
        for answer in answers {
            drop(answer.send(committed.clone()));
        }
    }
}

/// Cuts letters into pieces and adds the answers of those who answer.
fn prepared(letters: &[Letter], now: Millis, digests: &std::sync::Mutex<Digests>) -> Vec<NewMail> {
    let mut mails = Vec::new();
    for letter in letters {
        let seen = Seen::of(&letter.bytes);
        let envelope = (letter.sender.as_str(), letter.recipient.as_typed());
        mails.push(mail(PracticeKind::Mail, letter.conduct, envelope, &letter.bytes, now, digests));
        if letter.conduct == Conduct::Answer
            && let Some(Answered { kind, from, bytes }) = answers::to(&seen, &letter.sender, &letter.recipient, now)
        {
            mails.push(mail(kind, Conduct::Answer, (&from, letter.sender.clone()), &bytes, now, digests));
        }
    }
    mails
}

fn mail(
    kind: PracticeKind,
    conduct: Conduct,
    (sender, recipient): (&str, String),
    bytes: &[u8],
    at: Millis,
    digests: &std::sync::Mutex<Digests>,
) -> NewMail {
    let seen = Seen::of(bytes);
    let from_line = if seen.from.is_empty() { sender.to_owned() } else { seen.from };
    let cut = pieces::cut(bytes);
    let mut digests = digests.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let parts = cut
        .parts
        .iter()
        .map(|(behind, part)| {
            let (data, sha256) = digests.of(part);
            NewPart { behind: *behind, sha256, data }
        })
        .collect();
    NewMail {
        at,
        kind,
        conduct,
        words: contacts::words(&format!("{from_line} {recipient} {}", seen.subject)),
        sender: sender.to_owned(),
        recipient,
        from_line,
        subject: seen.subject,
        bytes: bytes.len(),
        text: cut.text,
        parts,
    }
}

/// What is read out of a mail's head when it comes in.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// From, for people.
    pub(super) from: String,
    /// The subject, for people.
    pub(super) subject: String,
    /// The Message-ID without its brackets.
    pub(super) message_id: String,
}

impl Seen {
    fn of(bytes: &[u8]) -> Self {
        let Some(head) = MessageParser::default().parse_headers(bytes) else { return Self::default() };
        let from = head.from().and_then(|from| from.first());
        let from = from.map(|one| match (one.name(), one.address()) {
            (Some(name), Some(address)) => format!("{name} <{address}>"),
            (name, address) => name.or(address).unwrap_or_default().to_owned(),
        });
        Self {
            from: one_line(&from.unwrap_or_default()),
            subject: one_line(head.subject().unwrap_or_default()),
            message_id: one_line(head.message_id().unwrap_or_default()).replace(['<', '>', ' '], ""),
        }
    }
}

/// `text` in one line, without invisible control characters, no longer than a list can show.
fn one_line(text: &str) -> String {
    let blanks = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN).collect::<String>();
    blanks.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The digests of the parts that came last. Comparing bytes is many times faster than hashing them anew.
#[derive(Default)]
struct Digests {
    known: VecDeque<(Arc<[u8]>, [u8; 32])>,
    bytes: usize,
}

impl Digests {
    fn of(&mut self, part: &[u8]) -> (Arc<[u8]>, [u8; 32]) {
        if let Some((data, sha256)) = self.known.iter().find(|(data, _)| **data == *part) {
            return (Arc::clone(data), *sha256);
        }
        let (data, sha256): (Arc<[u8]>, [u8; 32]) = (Arc::from(part), Sha256::digest(part).into());
        self.bytes += data.len();
        self.known.push_back((Arc::clone(&data), sha256));
        while self.bytes > REMEMBERED || self.known.len() > 256 {
            let Some((gone, _)) = self.known.pop_front() else { break };
            self.bytes -= gone.len();
        }
        (data, sha256)
    }
}
