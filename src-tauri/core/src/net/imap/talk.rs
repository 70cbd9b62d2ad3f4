//! Question and answer with a mailbox's server: each question under its time limit, each answer heard to its end.

use std::io;
use std::time::Duration;

use async_imap::Client;
use async_imap::imap_proto::{Capability, Outcome, Response, Status};
use base64::Engine as _;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::AsyncWriteExt as _;

use super::guard::Guarded;
use crate::net::sasl::Bearer;
use crate::net::{Dialer, Failure, Login, Note, Pipe, Proof, Server, Stage, Tls, What, tls};

/// A line to a server on which questions are asked, one after the other.
pub(super) struct Talk {
    client: Client<Guarded>,
    limit: Duration,
    asked: u32,
    over: bool,
    note: Note,
    server: Server,
}

impl Talk {
    /// Connects, hears the greeting and makes the line secure. Gives the TLS version too: `TLS 1.3`, `none`.
    pub(super) async fn open(dialer: &Dialer, server: &Server) -> Result<(Self, String), Failure> {
        let pipe = dialer.reach(server).await?;
        let note = pipe.note();
        let opened = Self::open_over(pipe, dialer, server).await.inspect_err(|failure| note.failed(failure));
        opened.map(|(talk, version)| (Self { note, ..talk }, version))
    }

    async fn open_over(pipe: Box<dyn Pipe>, dialer: &Dialer, server: &Server) -> Result<(Self, String), Failure> {
        let limit = dialer.timeouts.mailbox;
        dialer.passed(Stage::Connect);
        let mut version = "none".to_owned();
        let line = if server.tls == Tls::Implicit {
            let (secured, made) = tls::secure(pipe, dialer, server).await?;
            dialer.passed(Stage::Tls);
            version = made;
            Guarded::secure(secured)
        } else {
            Guarded::plain(pipe)
        };
        let mut talk = Self { client: Client::new(line), limit, asked: 0, over: false, note: Note::default(), server: server.clone() };
        dialer.first_words(server, talk.greeting()).await?;
        if server.tls == Tls::StartTls {
            // Whatever the server says of itself before the handshake counts for nothing: it is simply asked.
            talk.ask(Stage::StartTls, "STARTTLS", |_| ()).await.map_err(|failure| match failure.what {
                What::Said(_) => Failure::at(Stage::StartTls, What::NotOffered("STARTTLS")),
                _ => failure,
            })?;
            // What was heard beyond the answer is thrown away with the old reader (RFC 3501 §6.2.1).
            let pipe = talk.client.into_inner().into_plain().ok_or(Failure::at(Stage::Tls, What::Over))?;
            let (secured, made) = tls::secure(pipe, dialer, server).await?;
            dialer.passed(Stage::Tls);
            version = made;
            talk = Self {
                client: Client::new(Guarded::secure(secured)),
                limit,
                asked: 0,
                over: false,
                note: Note::default(),
                server: server.clone(),
            };
        }
        Ok((talk, version))
    }

    async fn greeting(&mut self) -> Result<(), Failure> {
        let at = |what| Failure::at(Stage::Greeting, what);
        let heard = tokio::time::timeout(self.limit, self.client.read_response()).await.map_err(|_| at(What::Timeout))?;
        let said = heard.map_err(|error| at(fault(&error)))?.ok_or(at(What::Lost))?;
        match said.parsed() {
            Response::Data { status: Status::Ok, .. } => Ok(()),
            // Logged in as somebody before anything was said: whoever it is, nobody here asked for it.
            Response::Data { outcome, .. } => Err(at(What::Said(words(outcome)))),
            _ => Err(at(What::NotAMailServer)),
        }
    }

    /// Logs in. The password never goes through the library, which would write it into its log.
    pub(super) async fn log_in(&mut self, login: &Login) -> Result<(), Failure> {
        let let_in = self.prove(login).await;
        let_in.inspect_err(|failure| self.note.failed(failure))
    }

    async fn prove(&mut self, login: &Login) -> Result<(), Failure> {
        let password = match &login.proof {
            Proof::Password(password) => password,
            Proof::Token(token) => return self.show_token(&login.user, token).await,
        };
        let (mut plain, mut disabled) = (false, false);
        self.ask(Stage::Auth, "CAPABILITY", |said| {
            if let Response::Capabilities(all) = said {
                for one in all {
                    match one {
                        Capability::Auth(name) => plain |= name.eq_ignore_ascii_case("PLAIN"),
                        Capability::Atom(name) => disabled |= name.eq_ignore_ascii_case("LOGINDISABLED"),
                        Capability::Imap4rev1 => {}
                    }
                }
            }
        })
        .await?;
        if plain {
            let both = format!("\0{}\0{}", login.user, password.expose_secret());
            let answer = SecretString::from(base64::engine::general_purpose::STANDARD.encode(both));
            return self.exchange(Stage::Auth, "AUTHENTICATE PLAIN", &[&answer], |_| ()).await;
        }
        if disabled {
            return Err(Failure::at(Stage::Auth, What::NotOffered("LOGIN")));
        }
        let command = SecretString::from(format!("LOGIN {} {}", quoted(&login.user)?, quoted(password.expose_secret())?));
        self.exchange(Stage::Auth, command.expose_secret(), &[], |_| ()).await
    }

    /// Shows the token of somebody who signed in in the browser, in the best way that the server offers.
    async fn show_token(&mut self, user: &str, token: &SecretString) -> Result<(), Failure> {
        let mut offered: Vec<String> = Vec::new();
        self.ask(Stage::Auth, "CAPABILITY", |said| {
            if let Response::Capabilities(all) = said {
                offered.extend(all.iter().filter_map(|one| match one {
                    Capability::Auth(name) => Some(name.to_ascii_uppercase()),
                    Capability::Atom(_) | Capability::Imap4rev1 => None,
                }));
            }
        })
        .await?;
        let way = Bearer::among(|name| offered.iter().any(|one| one == name));
        let way = way.ok_or(Failure::at(Stage::Auth, What::NotOffered("OAUTH")))?;
        // A server that refuses tells why first and waits for an answer to that.
        let (words, gives_in) = (way.says(user, token, &self.server), SecretString::from(way.gives_in()));
        self.exchange(Stage::Auth, &format!("AUTHENTICATE {}", way.name()), &[&words, &gives_in], |_| ()).await
    }

    /// Asks, and lets `hear` have every part of the answer. Only an answer that ends in the server's yes is one.
    pub(super) async fn ask(&mut self, stage: Stage, command: &str, hear: impl FnMut(&Response<'_>)) -> Result<(), Failure> {
        self.exchange(stage, command, &[], hear).await
    }

    async fn exchange(
        &mut self,
        stage: Stage,
        command: &str,
        more: &[&SecretString],
        hear: impl FnMut(&Response<'_>),
    ) -> Result<(), Failure> {
        if self.over {
            return Err(Failure::at(stage, What::Over));
        }
        // Half an answer would be heard as the next one's: after a failure the line is used no more.
        self.over = true;
        let answer = tokio::time::timeout(self.limit, self.answer(command, more, hear)).await.unwrap_or(Err(What::Timeout));
        let said = answer.map_err(|what| Failure::at(stage, what))?;
        self.over = false;
        said.map_err(|words| Failure::at(stage, What::Said(words)))
    }

    /// The server's yes, or its no in words; an error if the line broke before either.
    async fn answer(
        &mut self,
        command: &str,
        more: &[&SecretString],
        mut hear: impl FnMut(&Response<'_>),
    ) -> Result<Result<(), String>, What> {
        self.asked += 1;
        let tag = format!("t{}", self.asked);
        self.write(&format!("{tag} {command}\r\n")).await?;
        let (mut more, mut goodbye) = (more.iter(), None);
        loop {
            let said = match self.client.read_response().await {
                Ok(Some(said)) => said,
                Ok(None) => return Err(goodbye.map_or(What::Lost, What::Said)),
                Err(error) => return Err(goodbye.map_or_else(|| fault(&error), What::Said)),
            };
            match said.parsed() {
                Response::Done { tag: of, status, outcome } if of.0 == tag => {
                    return Ok(if *status == Status::Ok { Ok(()) } else { Err(words(outcome)) });
                }
                Response::Continue(_) => {
                    let more = more.next().ok_or(What::NotAMailServer)?;
                    self.write(&format!("{}\r\n", more.expose_secret())).await?;
                }
                Response::Data { status: Status::Bye, outcome } => goodbye = Some(words(outcome)),
                other => hear(other),
            }
        }
    }

    async fn write(&mut self, line: &str) -> Result<(), What> {
        let wire = self.client.get_mut();
        wire.expect_answer();
        wire.write_all(line.as_bytes()).await.map_err(|_| What::Lost)?;
        wire.flush().await.map_err(|_| What::Lost)
    }
}

/// Text as it stands in a command, in quotes.
pub(super) fn quoted(text: &str) -> Result<String, Failure> {
    if text.contains(['\r', '\n', '\0']) {
        return Err(Failure::at(Stage::Auth, What::BareLineEnd));
    }
    Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

fn words(outcome: &Outcome<'_>) -> String {
    outcome.information.as_deref().unwrap_or_default().chars().filter(|c| !c.is_control()).take(500).collect()
}

/// What the library found wrong. Its words hold what the server said, which is nobody's business: they are not kept.
fn fault(error: &io::Error) -> What {
    match error.kind() {
        io::ErrorKind::Other | io::ErrorKind::InvalidData => What::NotAMailServer,
        _ => What::Lost,
    }
}
