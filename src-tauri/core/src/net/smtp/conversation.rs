//! From the greeting to QUIT.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use secrecy::{ExposeSecret, SecretString};

use super::body::{self, Slices};
use super::gate::Gate;
use super::reply::Reply;
use super::wire::{EOD, Wire};
use crate::net::sasl::Bearer;
use crate::net::{Dialer, EmailAddress, Failure, Login, Pipe, Proof, Server, Stage, Timeouts, Tls, What};

/// How long a server that cannot be written to any more is listened to.
const AFTERWARDS: Duration = Duration::from_millis(500);
/// Longest line of a command, with its end (RFC 5321 §4.5.3.1.4).
const LONGEST_COMMAND: usize = 512;

/// What the server announced, read anew on every connection and after TLS (A14).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Largest message in bytes (RFC 1870); none if it names no limit.
    pub size: Option<u64>,
    /// SIZE is announced, with or without a limit: MAIL may say how large.
    pub takes_size: bool,
    /// Several commands in one packet (RFC 2920).
    pub pipelining: bool,
    /// Addresses outside ASCII (RFC 6531).
    pub smtputf8: bool,
    /// Eight-bit text (RFC 6152).
    pub eight_bit: bool,
    /// Delivery status on request (RFC 3461).
    pub dsn: bool,
    /// STARTTLS (RFC 3207).
    pub starttls: bool,
    /// SASL mechanisms, in capitals.
    pub auth: Vec<String>,
}

impl Capabilities {
    fn of(reply: &Reply) -> Self {
        let mut found = Self::default();
        for line in reply.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            // `AUTH=LOGIN` is how some old servers still write it.
            let mut words = line.split([' ', '\t', '=']).filter(|word| !word.is_empty());
            match words.next() {
                Some("SIZE") => {
                    found.takes_size = true;
                    found.size = words.next().and_then(|size| size.parse().ok()).filter(|size| *size > 0);
                }
                Some("PIPELINING") => found.pipelining = true,
                Some("SMTPUTF8") => found.smtputf8 = true,
                Some("8BITMIME") => found.eight_bit = true,
                Some("DSN") => found.dsn = true,
                Some("STARTTLS") => found.starttls = true,
                Some("AUTH") => {
                    for word in words.map(str::to_owned) {
                        if !found.auth.contains(&word) {
                            found.auth.push(word);
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }
}

/// A message that got no reply to its end-of-data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{failure} (end of data begun: {eod_begun})")]
pub struct Broken {
    /// Where and how.
    pub failure: Failure,
    /// Whether the first byte of end-of-data may have gone out. If not, the server must throw the message away.
    pub eod_begun: bool,
}

/// One connection to a server, for many messages one after the other.
///
/// No future of it may be dropped half way and the conversation used on: it then says [`What::Over`].
pub struct Conversation {
    lettre: AsyncSmtpConnection,
    wire: Wire,
    limits: Timeouts,
    capabilities: Capabilities,
    server: Arc<str>,
    tls_version: Arc<str>,
    state: State,
}

/// Who a message is from and to, and its size in bytes (RFC 1870).
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// The sender.
    pub from: &'a EmailAddress,
    /// The one recipient (D8).
    pub to: &'a EmailAddress,
    /// Octets before dot-stuffing.
    pub size: u64,
}

/// A command, with the stage that it belongs to and how long its answer may take.
type Step = (Stage, String, Duration);

/// All commands of these steps.
fn together(steps: &[Step]) -> String {
    steps.iter().map(|(_, line, _)| line.as_str()).collect()
}

/// How the commands of a transaction are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// One after the other, each when the one before was answered.
    EachWhenHeard,
    /// In one packet (RFC 2920).
    Together,
    /// They were said already, behind the end of the message before.
    Before,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Ready for an envelope.
    Idle,
    /// A transaction may be open in the server: RSET goes before the next.
    Stale,
    /// 354 came: the message may go.
    Data,
    /// The connection is no longer to be trusted, or a step is under way.
    Over,
}

impl std::fmt::Debug for Conversation {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Conversation").field("server", &self.server).field("state", &self.state).finish_non_exhaustive()
    }
}

impl Conversation {
    /// Connects, makes the connection secure, says EHLO and logs in.
    ///
    /// # Errors
    /// Where and how it failed. Without TLS nothing but this machine is reached (A1), and a server that lacks STARTTLS
    /// where it was asked for is left at once (A2); a password never goes out before the handshake (A4).
    pub async fn open(dialer: &Dialer, server: &Server, login: Option<&Login>) -> Result<Self, Failure> {
        let pipe = dialer.reach(server).await?;
        let note = pipe.note();
        Self::open_over(pipe, dialer, server, login).await.inspect_err(|failure| note.failed(failure))
    }

    async fn open_over(pipe: Box<dyn Pipe>, dialer: &Dialer, server: &Server, login: Option<&Login>) -> Result<Self, Failure> {
        let limits = dialer.timeouts;
        let unreachable = |error: std::io::Error| Failure::at(Stage::Connect, What::Unreachable(error.to_string()));
        let hello = hello(pipe.local_addr().map_err(unreachable)?.ip());
        let wire = Wire::new(pipe).map_err(unreachable)?;
        dialer.passed(Stage::Connect);
        let mut tls_version = "none".to_owned();
        if server.tls == Tls::Implicit {
            tls_version = wire.secure(dialer, server).await?;
            dialer.passed(Stage::Tls);
        }
        dialer.first_words(server, async { expect(Stage::Greeting, wire.answer(limits.greeting).await, Reply::is_yes) }).await?;
        if server.tls == Tls::StartTls {
            tls_version = start_tls(&wire, dialer, server, &hello).await?;
            dialer.passed(Stage::Tls);
        }
        wire.mute_when_refused(true);
        let speak = AsyncSmtpConnection::connect_with_transport(Box::new(wire.clone()), &hello);
        let lettre = tokio::time::timeout(limits.command, speak).await.map_err(|_| Failure::at(Stage::Ehlo, What::Timeout))?;
        let answer = expect(Stage::Ehlo, wire.take().ok_or_else(|| wire.silence()), Reply::is_yes)?;
        let lettre = lettre.map_err(|_| Failure::at(Stage::Ehlo, wire.silence()))?;
        let name = answer.lines.first().and_then(|line| line.split_whitespace().next()).unwrap_or(&server.host);
        let mut conversation = Self {
            capabilities: Capabilities::of(&answer),
            server: format!("{name} [{}]:{}", wire.peer().ip().to_canonical(), wire.peer().port()).into(),
            lettre,
            wire,
            limits,
            tls_version: tls_version.into(),
            state: State::Idle,
        };
        if let Some(login) = login {
            match &login.proof {
                Proof::Password(password) => conversation.log_in(&login.user, password).await?,
                Proof::Token(token) => conversation.show_token(&login.user, token, server).await?,
            }
            dialer.passed(Stage::Auth);
        }
        conversation.wire.mute_when_refused(false);
        Ok(conversation)
    }

    async fn log_in(&mut self, user: &str, password: &SecretString) -> Result<(), Failure> {
        let offered = |name: &str| self.capabilities.auth.iter().any(|mechanism| mechanism == name);
        let mechanisms: Vec<Mechanism> = [(Mechanism::Plain, "PLAIN"), (Mechanism::Login, "LOGIN")]
            .into_iter()
            .filter(|(_, name)| offered(name))
            .map(|(m, _)| m)
            .collect();
        if mechanisms.is_empty() {
            return Err(Failure::at(Stage::Auth, What::NotOffered("AUTH")));
        }
        let credentials = Credentials::new(user.to_owned(), password.expose_secret().to_owned());
        let asked = tokio::time::timeout(self.limits.command, self.lettre.auth(&mechanisms, &credentials)).await;
        asked.map_err(|_| Failure::at(Stage::Auth, What::Timeout)).map(drop)?;
        let mut last = None;
        while let Some(reply) = self.wire.take() {
            last = Some(reply);
        }
        expect(Stage::Auth, last.ok_or_else(|| self.wire.silence()), Reply::is_yes).map(drop)
    }

    /// Shows the token of somebody who signed in in the browser, in the best way that the server offers.
    async fn show_token(&mut self, user: &str, token: &SecretString, server: &Server) -> Result<(), Failure> {
        let way = Bearer::among(|name| self.capabilities.auth.iter().any(|offered| offered == name));
        let way = way.ok_or(Failure::at(Stage::Auth, What::NotOffered("OAUTH")))?;
        let words = way.says(user, token, server);
        let words = words.expose_secret();
        let mut answer = if way.name().len() + words.len() + 8 <= LONGEST_COMMAND {
            self.ask(Stage::Auth, format!("AUTH {} {words}\r\n", way.name()), self.limits.command).await?
        } else {
            // A command's line is shorter than a token may be (RFC 4954 §4): it goes on a line of its own.
            let asked = self.ask(Stage::Auth, format!("AUTH {}\r\n", way.name()), self.limits.command).await?;
            if asked.code != 334 {
                // Not even a yes: nothing was shown yet.
                return Err(Failure::at(Stage::Auth, What::Reply(asked)));
            }
            self.ask(Stage::Auth, format!("{words}\r\n"), self.limits.command).await?
        };
        if answer.code == 334 {
            // It has told why, in a form of its own; the refusal itself comes when that was heard.
            answer = self.ask(Stage::Auth, format!("{}\r\n", way.gives_in()), self.limits.command).await?;
        }
        expect(Stage::Auth, Ok(answer), Reply::is_yes).map(drop)
    }

    /// What the server announced.
    #[must_use]
    pub const fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// The server as it named itself, with its address and port, for the ledger.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.server
    }

    /// `TLS 1.3`, `TLS 1.2` or `none`, for the ledger.
    #[must_use]
    pub fn tls_version(&self) -> &str {
        &self.tls_version
    }

    /// Both, to be kept with each letter.
    #[must_use]
    pub fn names(&self) -> (Arc<str>, Arc<str>) {
        (Arc::clone(&self.server), Arc::clone(&self.tls_version))
    }

    /// Whether another envelope can go over it: no failure before, and the server neither left nor said goodbye meanwhile.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Idle | State::Stale) && self.wire.is_quiet()
    }

    /// Says MAIL, RCPT and DATA, in one packet where PIPELINING is announced; `size` is the message's in bytes (RFC 1870).
    /// After `Ok` the server waits for the message (354).
    ///
    /// # Errors
    /// The first refusal. The connection serves on if [`is_open`](Self::is_open): a 354 after a refused recipient is
    /// ended with a lone dot (RFC 2920 §3.1), and what else is left of the transaction with the next envelope.
    pub async fn envelope(&mut self, from: &EmailAddress, to: &EmailAddress, size: u64) -> Result<(), Failure> {
        let stale = match self.state {
            State::Idle => false,
            State::Stale => true,
            State::Data | State::Over => return Err(Failure::at(Stage::Mail, What::Over)),
        };
        // What was said unasked must never count as an answer, least of all one letter later.
        if !self.wire.is_quiet() {
            self.state = State::Over;
            let farewell = self.wire.take().filter(|reply| reply.code == 421);
            return Err(Failure::at(Stage::Mail, farewell.map_or_else(|| self.wire.silence(), What::Reply)));
        }
        let steps = self.steps(&Envelope { from, to, size }, stale)?;
        let first = if self.capabilities.pipelining { Said::Together } else { Said::EachWhenHeard };
        self.transact(steps, first, &mut Vec::new()).await
    }

    /// What is said to begin a transaction.
    fn steps(&self, envelope: &Envelope<'_>, stale: bool) -> Result<Vec<Step>, Failure> {
        let Envelope { from, to, size } = envelope;
        let utf8 = from.needs_smtputf8() || to.needs_smtputf8();
        if utf8 && !self.capabilities.smtputf8 {
            return Err(Failure::at(Stage::Mail, What::NotOffered("SMTPUTF8")));
        }
        let size = if self.capabilities.takes_size { format!(" SIZE={size}") } else { String::new() };
        let beyond_ascii = match (utf8, self.capabilities.eight_bit) {
            (true, true) => " SMTPUTF8 BODY=8BITMIME",
            (true, false) => " SMTPUTF8",
            (false, _) => "",
        };
        let mut steps = Vec::with_capacity(4);
        if stale {
            steps.push((Stage::Rset, "RSET\r\n".to_owned(), self.limits.command));
        }
        steps.push((Stage::Mail, ["MAIL FROM:<", &from.for_wire(), ">", &size, beyond_ascii, "\r\n"].concat(), self.limits.command));
        steps.push((Stage::Rcpt, ["RCPT TO:<", &to.for_wire(), ">\r\n"].concat(), self.limits.command));
        steps.push((Stage::Data, "DATA\r\n".to_owned(), self.limits.data));
        Ok(steps)
    }

    /// Says these steps and hears their answers, whose codes are noted in `heard`.
    async fn transact(&mut self, steps: Vec<Step>, said: Said, heard: &mut Vec<u16>) -> Result<(), Failure> {
        self.state = State::Over;
        let mut refused: Option<Failure> = None;
        let pipelined = said != Said::EachWhenHeard;
        let mut together = (said == Said::Together).then(|| together(&steps));
        for (stage, line, limit) in steps {
            let answer = match (pipelined, together.take()) {
                (true, Some(all)) => self.ask(stage, all, limit).await,
                (true, None) => self.hear(stage, limit).await,
                (false, _) => self.ask(stage, line, limit).await,
            };
            heard.extend(answer.iter().map(|reply| reply.code));
            match answer {
                Ok(reply) if reply.code == 421 => return Err(refused.unwrap_or(Failure::at(stage, What::Reply(reply)))),
                Ok(reply) if stage == Stage::Data && reply.code == 354 => match refused {
                    None => {
                        self.state = State::Data;
                        return Ok(());
                    }
                    Some(refused) => {
                        self.lone_dot().await;
                        return Err(refused);
                    }
                },
                // DATA answered with anything but 354, 4yz and 5yz leaves nobody knowing what is meant.
                Ok(reply) if stage == Stage::Data && reply.code < 400 => {
                    return Err(refused.unwrap_or(Failure::at(stage, What::Reply(reply))));
                }
                Ok(reply) if stage != Stage::Data && reply.is_yes() => {}
                // No server refuses RSET: it answers something else, and all that follows would be a step behind.
                Ok(reply) if stage == Stage::Rset => return Err(Failure::at(stage, What::Reply(reply))),
                Ok(reply) => {
                    refused.get_or_insert(Failure::at(stage, What::Reply(reply)));
                    if !pipelined {
                        break;
                    }
                }
                Err(failure) => return Err(refused.unwrap_or(failure)),
            }
        }
        self.state = State::Stale;
        Err(refused.unwrap_or(Failure::at(Stage::Data, What::Lost)))
    }

    /// Ends a message that nobody will get: 354 came although no recipient was taken.
    async fn lone_dot(&mut self) {
        let sent = match self.wire.push(b".\r\n", self.limits.block).await {
            Ok(()) => self.wire.flush(self.limits.block).await,
            error => error,
        };
        if sent.is_ok() && self.hear(Stage::Eod, self.limits.eod).await.is_ok_and(|reply| reply.code != 421) {
            self.state = State::Stale;
        }
    }

    /// Sends the message: `parts` one after the other are the message, with CRLF line ends and not yet dot-stuffed.
    /// The body goes while the gate may still be shut; end-of-data goes when it is open.
    ///
    /// # Errors
    /// [`Broken`] says whether end-of-data was begun. If it was not, nobody has the message; if it was, nobody here knows.
    /// A reply of any kind is no error: it is the server's word on this message.
    pub async fn message(&mut self, parts: &[&[u8]], gate: &Gate) -> Result<Reply, Broken> {
        self.message_and_envelope(parts, gate, None).await.map(|(reply, _)| reply)
    }

    /// As [`message`](Self::message), and the envelope of the next in the same packet as end-of-data, which RFC 2920 §3.1 allows by
    /// name: a round trip less for each letter. With the reply comes what [`envelope`](Self::envelope) would have given; none where
    /// nothing of it was said: it can be said by itself.
    ///
    /// # Errors
    /// As [`message`](Self::message).
    pub async fn message_and_envelope(
        &mut self,
        parts: &[&[u8]],
        gate: &Gate,
        next: Option<Envelope<'_>>,
    ) -> Result<(Reply, Option<Result<(), Failure>>), Broken> {
        let ready = self.state == State::Data;
        self.state = State::Over;
        let before = |what| Broken { failure: Failure::at(Stage::Body, what), eod_begun: false };
        if !ready {
            return Err(before(What::Over));
        }
        if !body::ends_lines_with_crlf(parts) {
            return Err(before(What::BareLineEnd));
        }
        for slice in Slices::new(parts) {
            if let Err(what) = self.wire.push(slice, self.limits.block).await {
                return Err(before(self.said_instead(what).await));
            }
        }
        if !gate.is_decided() {
            // The body may travel while the mark is written; else it goes in one packet with end-of-data.
            if let Err(what) = self.wire.flush(self.limits.block).await {
                return Err(before(self.said_instead(what).await));
            }
            gate.decided().await;
        }
        // An answer that came before the question must never count as the answer to it.
        if !self.wire.is_quiet() {
            return Err(before(self.wire.take().map_or_else(|| self.wire.silence(), What::Reply)));
        }
        if !gate.pass() {
            return Err(before(What::GateShut));
        }
        // A server that says nothing of PIPELINING, or a letter that it cannot take, is spoken to step by step.
        let steps = next.filter(|_| self.capabilities.pipelining).and_then(|next| self.steps(&next, false).ok());
        if let Some(steps) = steps {
            return self.end_and_begin(steps).await;
        }
        self.wire.let_eod_pass();
        let asked = tokio::time::timeout(self.limits.eod, self.lettre.message_iter(std::iter::empty::<&[u8]>())).await;
        let after = |what| Broken { failure: Failure::at(Stage::Eod, what), eod_begun: true };
        match self.wire.take() {
            Some(reply) => match self.wire.take() {
                // Two answers of which one is meant for something else: nobody knows which. A goodbye that follows is none.
                Some(other) if other.code != 421 && other.code / 100 != reply.code / 100 => Err(after(What::Reply(other))),
                Some(_) => Ok((reply, None)),
                None => {
                    if reply.code != 421 {
                        self.state = State::Idle;
                    }
                    Ok((reply, None))
                }
            },
            None if asked.is_err() => Err(after(What::Timeout)),
            None => Err(after(self.wire.silence())),
        }
    }

    /// Ends the message, for which the gate was passed, and begins the next transaction with these steps.
    async fn end_and_begin(&mut self, steps: Vec<Step>) -> Result<(Reply, Option<Result<(), Failure>>), Broken> {
        let after = |what| Broken { failure: Failure::at(Stage::Eod, what), eod_begun: true };
        let words = [EOD, together(&steps).as_bytes()].concat();
        let said = match self.wire.push(&words, self.limits.block).await {
            Ok(()) => self.wire.flush(self.limits.block).await,
            error => error,
        };
        // A server that went away while it was written to may have answered first.
        let limit = if said.is_ok() { self.limits.eod } else { AFTERWARDS };
        let reply = self.hear(Stage::Eod, limit).await.map_err(|failure| after(said.err().unwrap_or(failure.what)))?;
        if reply.code == 421 {
            return Ok((reply, None));
        }
        let mut heard = Vec::with_capacity(steps.len());
        let begun = self.transact(steps, Said::Before, &mut heard).await;
        // One answer too many, and each was another question's: nobody knows then which of the first two is about the letter.
        let out_of_step = matches!(&begun, Err(Failure { what: What::Reply(answer), .. }) if answer.code < 400);
        let too_many = self.wire.take();
        if out_of_step || too_many.as_ref().is_some_and(|answer| answer.code != 421) {
            self.state = State::Over;
            if heard.first().is_some_and(|code| code / 100 != reply.code / 100) {
                return Err(after(too_many.map_or(What::Over, What::Reply)));
            }
        } else if too_many.is_some() {
            self.state = State::Over;
        }
        Ok((reply, Some(begun)))
    }

    /// A server that refuses in the middle of the body says why before it hangs up: that is worth more than "lost".
    async fn said_instead(&self, what: What) -> What {
        match what {
            What::Lost => match self.wire.answer(AFTERWARDS).await {
                Ok(reply) => What::Reply(reply),
                Err(_) => What::Lost,
            },
            other => other,
        }
    }

    /// Asks whether the server would take a letter from `from` to `to`, and sends none.
    ///
    /// # Errors
    /// The refusal.
    pub async fn would_take(&mut self, from: &EmailAddress, to: &EmailAddress) -> Result<(), Failure> {
        if self.state != State::Idle {
            self.reset().await?;
        }
        self.state = State::Over;
        for (stage, line) in
            [(Stage::Mail, format!("MAIL FROM:<{}>\r\n", from.for_wire())), (Stage::Rcpt, format!("RCPT TO:<{}>\r\n", to.for_wire()))]
        {
            let answer = self.ask(stage, line, self.limits.command).await?;
            if !answer.is_yes() {
                self.state = if answer.code == 421 { State::Over } else { State::Stale };
                return Err(Failure::at(stage, What::Reply(answer)));
            }
        }
        self.state = State::Stale;
        Ok(())
    }

    /// Ends whatever transaction is open.
    ///
    /// # Errors
    /// The connection failed or the server refused even that; the conversation is over.
    pub async fn reset(&mut self) -> Result<(), Failure> {
        if !matches!(self.state, State::Idle | State::Stale) {
            return Err(Failure::at(Stage::Rset, What::Over));
        }
        self.state = State::Over;
        let reply = self.ask(Stage::Rset, "RSET\r\n".to_owned(), self.limits.command).await;
        expect(Stage::Rset, reply.map_err(|failure| failure.what), Reply::is_yes)?;
        self.state = State::Idle;
        Ok(())
    }

    /// Says goodbye and hangs up; nothing hangs on the answer. After a failure it only hangs up.
    pub async fn quit(mut self) {
        if matches!(self.state, State::Idle | State::Stale) {
            drop(self.ask(Stage::Quit, "QUIT\r\n".to_owned(), self.limits.quit).await);
        }
    }

    async fn ask(&mut self, stage: Stage, line: String, limit: Duration) -> Result<Reply, Failure> {
        let asked = tokio::time::timeout(limit, self.lettre.command(line)).await;
        self.heard(stage, asked.is_err())
    }

    async fn hear(&mut self, stage: Stage, limit: Duration) -> Result<Reply, Failure> {
        let heard = tokio::time::timeout(limit, self.lettre.read_response()).await;
        self.heard(stage, heard.is_err())
    }

    fn heard(&self, stage: Stage, late: bool) -> Result<Reply, Failure> {
        match self.wire.take() {
            Some(reply) => Ok(reply),
            None if late => Err(Failure::at(stage, What::Timeout)),
            None => Err(Failure::at(stage, self.wire.silence())),
        }
    }
}

/// EHLO names our address, not our name, which is nobody's business (A14, RFC 5321 §4.1.4).
fn hello(ours: IpAddr) -> ClientId {
    match ours.to_canonical() {
        IpAddr::V4(ip) => ClientId::Ipv4(ip),
        IpAddr::V6(ip) => ClientId::Ipv6(ip),
    }
}

/// EHLO, STARTTLS and the handshake; afterwards nothing that was said before counts (A2).
async fn start_tls(wire: &Wire, dialer: &Dialer, server: &Server, hello: &ClientId) -> Result<String, Failure> {
    let limits = dialer.timeouts;
    let ask = async |stage, line: String| {
        let at = |what| Failure::at(stage, what);
        wire.push(line.as_bytes(), limits.block).await.map_err(at)?;
        wire.flush(limits.block).await.map_err(at)?;
        expect(stage, wire.answer(limits.command).await, Reply::is_yes)
    };
    let answer = ask(Stage::Ehlo, format!("EHLO {hello}\r\n")).await?;
    if !Capabilities::of(&answer).starttls {
        return Err(Failure::at(Stage::StartTls, What::NotOffered("STARTTLS")));
    }
    ask(Stage::StartTls, "STARTTLS\r\n".to_owned()).await?;
    wire.forget();
    let version = wire.secure(dialer, server).await?;
    wire.forget();
    wire.greet_lettre();
    Ok(version)
}

fn expect(stage: Stage, answer: Result<Reply, What>, good: impl Fn(&Reply) -> bool) -> Result<Reply, Failure> {
    match answer {
        Ok(reply) if good(&reply) => Ok(reply),
        Ok(reply) => Err(Failure::at(stage, What::Reply(reply))),
        Err(what) => Err(Failure::at(stage, what)),
    }
}
