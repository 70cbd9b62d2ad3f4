//! One connection.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::super::body::find;
use super::super::reply::Reply;
use super::command::{self, Command, say};
use super::stuffing::Unstuffing;
use super::{Ending, Share, Shop, Taken};
use crate::net::EmailAddress;

/// What is read at once.
const PACKET: usize = 64 * 1024;

/// Why a connection ended early.
enum Over {
    /// The other side is gone, or too slow.
    Gone,
    /// The server stops.
    Stopping,
}

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// The mail that is being put together.
#[derive(Default)]
struct Envelope {
    sender: Option<String>,
    recipients: Vec<EmailAddress>,
}

struct Session<'a> {
    stream: TcpStream,
    shop: &'a Arc<Shop>,
    /// What was read and not used yet, from `at` on.
    heard: Vec<u8>,
    at: usize,
    /// Answers that are sent together: the client may have sent its commands together (RFC 2920).
    answers: Vec<u8>,
    greeted: bool,
    envelope: Envelope,
    mistakes: u32,
}

/// Talks until the client says QUIT, goes, or the server stops. Who comes to a full server is told so.
pub(super) async fn serve(stream: TcpStream, shop: &Arc<Shop>, full: bool) {
    drop(stream.set_nodelay(true));
    let mut session =
        Session { stream, shop, heard: Vec::new(), at: 0, answers: Vec::new(), greeted: false, envelope: Envelope::default(), mistakes: 0 };
    let ended = if full { session.turn_away().await } else { session.talk().await };
    if matches!(ended, Err(Over::Stopping)) {
        session.answer(&say(421, "4.3.2 The practice server is closing"));
        drop(session.flush().await);
    }
}

impl Session<'_> {
    async fn turn_away(&mut self) -> Result<(), Over> {
        self.answer(&say(421, "4.7.0 Too many connections at once"));
        self.flush().await
    }

    async fn talk(&mut self) -> Result<(), Over> {
        self.answer(&say(220, "localhost ESMTP Tidings practice server"));
        loop {
            let read = match self.line().await? {
                Some(line) => command::read(&line),
                None => Err(say(500, "5.5.2 A command ends in CRLF and is no longer than this server’s patience")),
            };
            let command = match read {
                Ok(command) => command,
                Err(refusal) => {
                    self.answer(&refusal);
                    self.mistakes += 1;
                    if self.mistakes >= self.shop.limits.mistakes {
                        self.answer(&say(421, "4.7.0 Too many mistakes"));
                        return self.flush().await;
                    }
                    continue;
                }
            };
            match command {
                Command::Quit => {
                    self.answer(&say(221, "2.0.0 Goodbye"));
                    return self.flush().await;
                }
                Command::Data => {
                    if !self.data().await? {
                        return Ok(());
                    }
                }
                other => {
                    let reply = self.reply(other).await;
                    self.answer(&reply);
                }
            }
        }
    }

    async fn reply(&mut self, command: Command) -> Reply {
        match command {
            Command::Ehlo => {
                self.greeted = true;
                self.envelope = Envelope::default();
                let size = format!("SIZE {}", self.shop.limits.size);
                let offers = ["localhost", &size, "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES", "HELP"];
                Reply::new(250, offers.into_iter().map(str::to_owned).collect())
            }
            Command::Helo => {
                self.greeted = true;
                self.envelope = Envelope::default();
                say(250, "localhost")
            }
            Command::Mail { .. } if !self.greeted => say(503, "5.5.1 Say EHLO first"),
            Command::Mail { .. } if self.envelope.sender.is_some() => say(503, "5.5.1 There is a sender already"),
            Command::Mail { size: Some(bytes), .. } if bytes > self.shop.limits.size => too_big(),
            Command::Mail { sender, .. } => {
                self.envelope.sender = Some(sender);
                say(250, "2.1.0 Sender ok")
            }
            Command::Rcpt(recipient) => self.recipient(recipient).await,
            Command::Rset => {
                self.envelope = Envelope::default();
                say(250, "2.0.0 Forgotten")
            }
            Command::Vrfy => say(252, "2.1.5 Send it and see"),
            Command::Help => say(214, "2.0.0 This server takes mail for practice. Nothing leaves this machine."),
            Command::Noop | Command::Data | Command::Quit => say(250, "2.0.0 Ok"),
        }
    }

    async fn recipient(&mut self, recipient: EmailAddress) -> Reply {
        let Some(sender) = &self.envelope.sender else { return say(503, "5.5.1 Say MAIL first") };
        if self.envelope.recipients.len() >= self.shop.limits.recipients {
            return say(452, "4.5.3 Too many recipients");
        }
        let reply = self.shop.host.recipient(sender, &recipient).await;
        if reply.is_yes() {
            self.envelope.recipients.push(recipient);
        }
        reply
    }

    /// Takes a message. False once the server hangs up.
    async fn data(&mut self) -> Result<bool, Over> {
        if self.envelope.sender.is_none() || self.envelope.recipients.is_empty() {
            self.answer(&say(503, "5.5.1 There is no recipient"));
            return Ok(true);
        }
        self.answer(&say(354, "End with a dot on a line of its own"));
        let mut share = Share::none(self.shop, |shop| &shop.in_hand);
        let taken = self.body(&mut share).await?;
        let envelope = std::mem::take(&mut self.envelope);
        let reply = match taken {
            Ok(bytes) => {
                let taken = Taken { sender: envelope.sender.unwrap_or_default(), recipients: envelope.recipients, bytes };
                match self.shop.host.message(taken).await {
                    Ending::Say(reply) => reply,
                    Ending::HangUp => {
                        self.flush().await?;
                        return Ok(false);
                    }
                }
            }
            Err(refusal) => refusal,
        };
        self.answer(&reply);
        Ok(true)
    }

    /// The bytes of a message, or what is said instead once it has come to its end.
    async fn body(&mut self, share: &mut Share) -> Result<Result<Vec<u8>, Reply>, Over> {
        let limits = self.shop.limits;
        let mut unstuffing = Unstuffing::default();
        let (mut message, mut size) = (Vec::new(), 0_u64);
        let mut refusal = None;
        loop {
            if self.at == self.heard.len() {
                self.hear().await?;
            }
            let before = message.len();
            let end = unstuffing.take(self.heard.get(self.at..).unwrap_or_default(), &mut message);
            self.at = end.map_or(self.heard.len(), |used| self.at + used);
            let more = (message.len() - before) as u64;
            size += more;
            if refusal.is_none() && size > limits.size {
                refusal = Some(too_big());
            } else if refusal.is_none() && !share.grow(more, limits.in_hand) {
                refusal = Some(say(452, "4.3.1 Too much at once"));
            }
            if refusal.is_some() {
                // It is heard to its end, but not kept.
                message = Vec::new();
            }
            if end.is_some() {
                break;
            }
        }
        if refusal.is_none() && unstuffing.found_lone_line_end() {
            refusal = Some(say(550, "5.6.11 A CR or a LF stands alone in this message"));
        }
        Ok(refusal.map_or(Ok(message), Err))
    }

    /// The next line without its CRLF; none if it was too long or did not end in CRLF.
    async fn line(&mut self) -> Result<Option<Vec<u8>>, Over> {
        let mut too_long = false;
        loop {
            let rest = self.heard.get(self.at..).unwrap_or_default();
            if let Some(end) = find(rest, b'\n') {
                let line = rest.get(..end).and_then(|line| line.strip_suffix(b"\r")).map(<[u8]>::to_vec);
                self.at += end + 1;
                return Ok(line.filter(|line| !too_long && line.len() <= self.shop.limits.line));
            }
            if rest.len() > self.shop.limits.line {
                too_long = true;
                self.at = self.heard.len();
            }
            self.hear().await?;
        }
    }

    /// Reads what comes next. Answers that wait are sent first: the client may wait for them.
    async fn hear(&mut self) -> Result<(), Over> {
        self.flush().await?;
        self.heard.drain(..self.at);
        self.at = 0;
        self.heard.reserve(PACKET);
        let read = tokio::select! {
            () = self.shop.stop.cancelled() => return Err(Over::Stopping),
            read = tokio::time::timeout(self.shop.limits.idle, self.stream.read_buf(&mut self.heard)) => read,
        };
        match read {
            Ok(Ok(bytes)) if bytes > 0 => Ok(()),
            _ => Err(Over::Gone),
        }
    }

    fn answer(&mut self, reply: &Reply) {
        let last = reply.lines.len().saturating_sub(1);
        for (at, line) in reply.lines.iter().enumerate() {
            let mark = if at == last { ' ' } else { '-' };
            self.answers.extend_from_slice(format!("{}{mark}{line}\r\n", reply.code).as_bytes());
        }
    }

    async fn flush(&mut self) -> Result<(), Over> {
        let written = tokio::time::timeout(self.shop.limits.idle, self.stream.write_all(&self.answers)).await;
        self.answers.clear();
        written.map_err(|_| Over::Gone)?.map_err(Over::from)
    }
}

fn too_big() -> Reply {
    say(552, "5.3.4 The message is too big")
}
