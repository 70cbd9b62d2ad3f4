//! An account's own mailbox: where it is, and what a mail to oneself shows of it (A15, A17).

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::explain::{self, explain_reading};
use super::keychain::{Kept, Keychain};
use super::own_address::{note_mail, require_proven_sender};
use super::{Account, AccountKind, Authentication, ServerChoice, authentication, dkim, preset, service, sign_in, store};
use crate::error::{Place, Problem};
use crate::ids::{AccountId, Millis};
use crate::messages::{Language, Message};
use crate::net::imap::{Copies, Folder, Head, Mailbox};
use crate::net::smtp::Gate;
use crate::net::{About, Dialer, Failure, Log, Purpose, Server, Stage, Tls};
use crate::workspace::{ReadTx, Topic, Workspace};

/// How long the copy of a mail to oneself is waited for, and how often it is looked for.
const PROBE_LOOKS: u32 = 8;
const PROBE_PAUSE: Duration = Duration::from_secs(4);
/// After so many looks a mail that was filed as sent and did not arrive is waited for no longer.
const PROBE_ARRIVES: u32 = 3;

/// Where an account's mailbox is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The server.
    pub server: Server,
    /// User name there; empty where none is asked for.
    pub user: String,
    /// The folder of sent mails, where the user named it.
    pub sent_folder: Option<String>,
}

/// As it is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ReadingInput {
    /// The server and the user name.
    pub server: ServerChoice,
    /// The folder of sent mails; empty: found by itself.
    pub sent_folder: String,
}

/// What a mail to oneself showed of an account (A15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Probe {
    /// Whether the server files a copy of what is sent by itself: only then does a missing copy say anything.
    pub sent_copy: bool,
    /// Whether the Message-ID stays as we gave it (B2); none where no copy was seen.
    pub id_kept: Option<bool>,
    /// What the header of the mail that arrived says of its sender; none where none was read.
    pub authentication: Option<Authentication>,
    /// When that was seen.
    pub at: Millis,
}

/// How an account's mailbox is read, as it is shown. The password never is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ReadingCard {
    /// What was entered; none where nothing is read.
    pub fields: Option<ReadingInput>,
    /// What could be entered: from the usual provider, else from the server for sending.
    pub proposed: ReadingInput,
    /// SHA-256 of the one certificate that is trusted for this server whoever vouches for it, in hexadecimal (A3).
    pub trusted_certificate: Option<String>,
    /// What a mail to oneself showed; none until one was sent.
    pub probe: Option<Probe>,
}

/// Who the account is where its mailbox is read: the same one, at that server and under that user name.
pub(super) fn as_reader(account: &Account, reading: &Reading) -> Account {
    Account { server: reading.server.clone(), user: reading.user.clone(), ..account.clone() }
}

/// Where a mailbox is most likely to be.
fn proposed(account: &Account) -> ReadingInput {
    let host = account.server.host.to_lowercase();
    let known = preset::all().presets.into_iter().find(|preset| !preset.host.is_empty() && preset.host == host);
    let reading = known.or_else(|| preset::for_address(&account.from)).map(|preset| preset.reading).filter(|host| !host.is_empty());
    let host = reading.unwrap_or_else(|| host.strip_prefix("smtp.").map_or_else(|| host.clone(), |rest| format!("imap.{rest}")));
    ReadingInput { server: ServerChoice { host, port: 993, tls: Tls::Implicit, user: account.user.clone() }, sent_folder: String::new() }
}

fn input(reading: Reading) -> ReadingInput {
    let server = ServerChoice { host: reading.server.host, port: reading.server.port, tls: reading.server.tls, user: reading.user };
    ReadingInput { server, sent_folder: reading.sent_folder.unwrap_or_default() }
}

/// How the account's mailbox is read; none where it is not.
///
/// # Errors
/// What SQLite says.
pub fn reading(tx: &ReadTx<'_>, account: AccountId) -> Result<Option<Reading>, Problem> {
    Ok(store::reading(tx, account)?)
}

/// What a mail to oneself showed of the account; none until one was sent.
///
/// # Errors
/// What SQLite says.
pub fn probed(tx: &ReadTx<'_>, account: AccountId) -> Result<Option<Probe>, Problem> {
    Ok(store::probe(tx, account)?)
}

fn card(tx: &ReadTx<'_>, id: AccountId) -> Result<ReadingCard, Problem> {
    let account = service::find(tx, id)?;
    let reading = store::reading(tx, id)?;
    Ok(ReadingCard {
        proposed: proposed(&account),
        trusted_certificate: reading.as_ref().and_then(|reading| reading.server.pin).map(explain::hex),
        fields: reading.map(input),
        probe: store::probe(tx, id)?,
    })
}

/// How the mailbox of an account is read, and what is proposed.
///
/// # Errors
/// `accounts.not_found`.
pub async fn show_reading(ws: &Workspace, id: AccountId) -> Result<ReadingCard, Problem> {
    ws.read(move |tx| card(tx, id)).await
}

/// Says how the mailbox of an account is read; without `wanted` it no longer is. What a mail to oneself showed at another server
/// is forgotten.
///
/// # Errors
/// `accounts.not_found`, `accounts.no_host`, `accounts.bad_port`, `accounts.plain_only_here`, `accounts.practice_is_read_here`, with
/// the field: nothing has changed.
pub async fn set_reading(ws: &Workspace, id: AccountId, wanted: Option<ReadingInput>) -> Result<ReadingCard, Problem> {
    let account = service::by_id(ws, id).await?;
    let tokens = match &account.sign_in {
        Some(sign_in) => sign_in::place_of_tokens(ws, &account, sign_in).await.ok(),
        None => None,
    };
    let signs_in = account.clone();
    let what = if wanted.is_some() { "accounts.action.reads" } else { "accounts.action.reads_no_more" };
    let card = ws
        .write(Message::new(what).with("name", account.name), move |tx| {
            let account = service::find(tx, id)?;
            let before = store::reading(tx, id)?;
            let after = wanted.map(|wanted| judged(&account, &wanted, before.as_ref())).transpose()?;
            let place = |reading: &Option<Reading>| {
                reading.as_ref().map(|one| (one.server.host.clone(), one.user.clone(), one.sent_folder.clone()))
            };
            if place(&before) != place(&after) {
                store::forget_probe(tx, id)?;
            }
            store::set_reading(tx, id, after.as_ref())?;
            card(tx, id)
        })
        .await?;
    if let Some(tokens) = tokens {
        sign_in::moved(ws, &tokens, &signs_in).await;
    }
    Ok(card)
}

fn judged(account: &Account, wanted: &ReadingInput, before: Option<&Reading>) -> Result<Reading, Problem> {
    if account.kind == AccountKind::Practice {
        return Err(Problem::refusal("accounts.practice_is_read_here"));
    }
    let mut server = Server::new(wanted.server.host.trim(), wanted.server.port, wanted.server.tls);
    // A pinned certificate belongs to its host (A3): another host is another matter.
    if let Some(before) = before.filter(|before| before.server.host == server.host && before.server.port == server.port) {
        server.pin = before.server.pin;
    }
    let (user, folder) = (wanted.server.user.trim(), wanted.sent_folder.trim());
    for (field, text) in [("user", user), ("host", server.host.as_str()), ("sent_folder", folder)] {
        if text.contains(char::is_control) {
            return Err(Problem::refusal("accounts.control_character").at(Place::field(field)));
        }
    }
    service::check_server(&server, "accounts.reading_plain_only_here.todo")?;
    Ok(Reading { server, user: user.to_owned(), sent_folder: Some(folder.to_owned()).filter(|folder| !folder.is_empty()) })
}

async fn reader(ws: &Workspace, id: AccountId) -> Result<(Account, Reading), Problem> {
    ws.read(move |tx| {
        let account = service::find(tx, id)?;
        let reading = store::reading(tx, id)?;
        let not_read = || Problem::refusal("accounts.not_read").with("account", account.name.as_str()).todo("accounts.not_read.todo");
        Ok((account.clone(), reading.ok_or_else(not_read)?))
    })
    .await
}

/// Keeps the password for the mailbox: in the system's keychain, else until the program ends. Says which. Without one, the
/// password for sending is taken for both.
///
/// # Errors
/// `accounts.not_found`, `accounts.not_read`, `accounts.no_password_for_sending`.
pub async fn keep_reading_password(ws: &Workspace, id: AccountId, password: Option<SecretString>) -> Result<Kept, Problem> {
    let (account, reading) = reader(ws, id).await?;
    let password = match password {
        Some(password) => password,
        None => ws
            .part::<Keychain>()
            .find(ws, &account)
            .await
            .ok_or_else(|| Problem::refusal("accounts.no_password_for_sending").with("account", account.name.as_str()))?,
    };
    ws.part::<Keychain>().keep(ws, &as_reader(&account, &reading), password).await
}

/// Takes the password for the mailbox for this run of the program alone.
///
/// # Errors
/// `accounts.not_found`, `accounts.not_read`.
pub async fn use_reading_password(ws: &Workspace, id: AccountId, password: SecretString) -> Result<(), Problem> {
    let (account, reading) = reader(ws, id).await?;
    ws.part::<Keychain>().keep_for_this_run(ws, &as_reader(&account, &reading), password).await
}

/// The account's name if the password for its mailbox must be typed before it can be read.
///
/// # Errors
/// `accounts.not_found`, `accounts.not_read`.
pub async fn reading_password_to_ask(ws: &Workspace, id: AccountId) -> Result<Option<String>, Problem> {
    let (account, reading) = reader(ws, id).await?;
    // Who signed in in the browser is known at both servers.
    let asked = account.sign_in.is_none() && !reading.user.is_empty();
    let missing = asked && ws.part::<Keychain>().find(ws, &as_reader(&account, &reading)).await.is_none();
    Ok(missing.then_some(account.name))
}

/// Trusts the one certificate with this fingerprint for the mailbox's server whoever vouches for it (A3); an empty one trusts none.
///
/// # Errors
/// `accounts.not_found`, `accounts.not_read`, `accounts.bad_fingerprint`: nothing has changed.
pub async fn trust_reading_certificate(ws: &Workspace, id: AccountId, fingerprint: String) -> Result<ReadingCard, Problem> {
    let pin = explain::pin(&fingerprint)?;
    let (account, mut reading) = reader(ws, id).await?;
    let key = if pin.is_some() { "accounts.action.trusted" } else { "accounts.action.distrusted" };
    ws.write(Message::new(key).with("name", account.name), move |tx| {
        reading.server.pin = pin;
        store::set_reading(tx, id, Some(&reading))?;
        card(tx, id)
    })
    .await
}

/// A mailbox that is open for reading, with the folder of sent mails found. What fails is told in plain words.
#[derive(Debug)]
pub struct OpenMailbox {
    mailbox: Mailbox,
    sent: Folder,
    reader: Account,
}

impl OpenMailbox {
    fn said<T>(&self, answer: Result<T, Failure>) -> Result<T, Problem> {
        answer.map_err(|failure| explain_reading(&self.reader, &failure))
    }

    /// The folder of sent mails, as people read its name.
    #[must_use]
    pub fn folder(&self) -> &str {
        &self.sent.name
    }

    /// From now on questions are about the sent mails.
    ///
    /// # Errors
    /// `accounts.folder_refused`, `accounts.connection_lost` and their like.
    pub async fn look_in_sent(&mut self) -> Result<(), Problem> {
        let answer = self.mailbox.examine(&self.sent).await;
        self.said(answer)
    }

    /// From now on questions are about the folder in which mail arrives.
    ///
    /// # Errors
    /// As [`look_in_sent`](Self::look_in_sent).
    pub async fn look_in_inbox(&mut self) -> Result<(), Problem> {
        let answer = self.mailbox.examine_inbox().await;
        self.said(answer)
    }

    /// The mails that are the one with this Message-ID.
    ///
    /// # Errors
    /// As [`look_in_sent`](Self::look_in_sent).
    pub async fn copies_of(&mut self, message_id: &str, since: Millis) -> Result<Vec<Head>, Problem> {
        let answer = self.mailbox.copies_of(message_id, since).await;
        self.said(answer)
    }

    /// Begins to look for many mails at once.
    ///
    /// # Errors
    /// As [`look_in_sent`](Self::look_in_sent).
    pub async fn look_for(&mut self, message_ids: &[String], since: Millis) -> Result<Copies, Problem> {
        let answer = self.mailbox.look_for(message_ids, since).await;
        self.said(answer)
    }

    /// Goes on with that: what was found now, by its Message-ID; none when all was asked.
    ///
    /// # Errors
    /// As [`look_in_sent`](Self::look_in_sent): nothing is known of what was not found until then.
    pub async fn look_on(&mut self, copies: &mut Copies) -> Result<Option<Vec<(String, Head)>>, Problem> {
        let answer = self.mailbox.look_on(copies).await;
        self.said(answer)
    }

    /// The whole header of the mail with this Message-ID; none if it is not there.
    ///
    /// # Errors
    /// As [`look_in_sent`](Self::look_in_sent).
    pub async fn header_of(&mut self, message_id: &str, since: Millis) -> Result<Option<Vec<u8>>, Problem> {
        let answer = self.mailbox.header_of(message_id, since).await;
        self.said(answer)
    }

    /// The mails that name this Message-ID anywhere.
    ///
    /// # Errors
    /// As [`look_in_sent`](Self::look_in_sent).
    pub async fn naming(&mut self, message_id: &str, since: Millis) -> Result<Vec<Head>, Problem> {
        let answer = self.mailbox.naming(message_id, since).await;
        self.said(answer)
    }

    /// Says goodbye.
    pub async fn close(self) {
        self.mailbox.close().await;
    }
}

/// Opens the mailbox of an account.
///
/// # Errors
/// Which step failed, in plain words, as [`test_reading`].
pub async fn open_mailbox(ws: &Workspace, id: AccountId) -> Result<OpenMailbox, Problem> {
    open_over(ws, id, &ws.part::<Dialer>()).await.map(|(open, _)| open)
}

async fn open_over(ws: &Workspace, id: AccountId, dialer: &Dialer) -> Result<(OpenMailbox, Vec<String>), Problem> {
    let (account, reading) = reader(ws, id).await?;
    let dialer = &dialer.clone().noting(&ws.part::<Log>(), About::of(Purpose::Mailbox).by(id));
    let as_reader = as_reader(&account, &reading);
    let said = |failure: Failure| explain_reading(&as_reader, &failure);
    let known = service::login(ws, &account, &as_reader).await.map_err(said)?;
    let mut mailbox = match Mailbox::open(dialer, &reading.server, known.as_ref()).await {
        Err(failure) => match service::renewed(ws, &account, known, &failure).await.map_err(said)? {
            Some(another) => Mailbox::open(dialer, &reading.server, Some(&another)).await.map_err(said)?,
            None => return Err(said(failure)),
        },
        Ok(mailbox) => mailbox,
    };
    let folders = mailbox.folders().await.map_err(said)?;
    let Some(sent) = Mailbox::sent(&folders, reading.sent_folder.as_deref()).cloned() else {
        let names: Vec<&str> = folders.iter().map(|folder| folder.name.as_str()).take(40).collect();
        let problem = match &reading.sent_folder {
            Some(named) => Problem::failure("accounts.sent_folder_gone").with("folder", named.as_str()),
            None => Problem::failure("accounts.no_sent_folder"),
        };
        let problem = problem.with("host", reading.server.host.as_str()).with("folders", names.join(", "));
        return Err(problem.todo("accounts.no_sent_folder.todo").at(Place::field("sent_folder")));
    };
    Ok((OpenMailbox { mailbox, sent, reader: as_reader }, folders.into_iter().map(|folder| folder.name).collect()))
}

/// What a test of the mailbox found, when nothing failed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ReadingTested {
    /// The TLS version; `none` without TLS.
    pub tls: String,
    /// The folder of sent mails.
    pub sent_folder: String,
    /// All folders, for whoever wants another one.
    pub folders: Vec<String>,
}

/// A step of [`test_reading`], in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ReadingStep {
    /// The server's name was found and its port took the connection.
    Reached,
    /// The line is encrypted and the certificate is the server's; not told without TLS.
    Encrypted,
    /// The server took user name and password; not told where it asks for none.
    LoggedIn,
    /// The folder of sent mails was found and opened, and the one in which mail arrives.
    Opened,
}

/// Tries the whole way to an account's mailbox, and changes nothing there. Each step is told as soon as it is behind.
///
/// # Errors
/// Which step failed, in plain words: `accounts.name_unknown`, `accounts.port_closed`, `accounts.certificate_…`,
/// `accounts.password_…`, `accounts.no_sent_folder`, `accounts.folder_refused`.
pub async fn test_reading(
    ws: &Workspace,
    id: AccountId,
    tell: impl Fn(ReadingStep) + Send + Sync + 'static,
) -> Result<ReadingTested, Problem> {
    let tell = Arc::new(tell);
    let steps = Arc::clone(&tell);
    let dialer = ws.part::<Dialer>().as_ref().clone().telling(Arc::new(move |stage| match stage {
        Stage::Connect => steps(ReadingStep::Reached),
        Stage::Tls => steps(ReadingStep::Encrypted),
        Stage::Auth => steps(ReadingStep::LoggedIn),
        _ => {}
    }));
    let (mut open, folders) = open_over(ws, id, &dialer).await?;
    open.look_in_inbox().await?;
    open.look_in_sent().await?;
    tell(ReadingStep::Opened);
    let tested = ReadingTested { tls: open.mailbox.tls_version().to_owned(), sent_folder: open.sent.name.clone(), folders };
    open.close().await;
    Ok(tested)
}

/// Sends one mail from the account to its own address and looks what became of it: whether its server files a copy among the sent
/// mails, and whether the Message-ID stays (A15). Kept with the account.
///
/// # Errors
/// As [`test_reading`] and [`test`](super::api::test); `accounts.sender_unproven` where the address is not shown to be one's own.
pub async fn probe(ws: &Workspace, id: AccountId, language: Language) -> Result<Probe, Problem> {
    let (account, _) = reader(ws, id).await?;
    let (own, secret) = (account.clone(), *ws.secret());
    ws.read(move |tx| require_proven_sender(tx, &own, &secret)).await?;
    // The mailbox first: a mail that nobody can look for is not sent.
    let mut open = open_mailbox(ws, id).await?;
    let since = ws.now();
    let say = |key: &'static str| Message::new(key).text(language);
    let words = (say("accounts.probe_mail.subject"), say("accounts.probe_mail.text"));
    // As a mail to a list of outsiders has them: whoever signs should cover them.
    let list = [
        ("List-Unsubscribe", format!("<mailto:{}?subject=unsubscribe>", account.from.for_wire())),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
    ];
    let (mail, message_id) = note_mail(&account, &account.from, (words.0, &words.1), since, &list)?;
    let mail = dkim::signed(ws, &account, mail, since).await?;
    let said = |failure: &Failure| explain::explain(&account, failure);
    let mut conversation = service::open(ws, &account, About::of(Purpose::OwnMail)).await.map_err(|failure| said(&failure))?;
    conversation.envelope(&account.from, &account.from, mail.len() as u64).await.map_err(|failure| said(&failure))?;
    let reply = conversation.message(&[&mail], &Gate::opened()).await.map_err(|broken| said(&broken.failure))?;
    conversation.quit().await;
    if !reply.is_yes() {
        return Err(Problem::failure("accounts.message_refused").with("reply", reply.text()));
    }
    let (mut found, mut arrived) = (Vec::new(), None);
    for look in 1..=PROBE_LOOKS {
        if found.is_empty() {
            open.look_in_sent().await?;
            found = open.copies_of(&message_id, since).await?;
        }
        if arrived.is_none() {
            open.look_in_inbox().await?;
            arrived = open.header_of(&message_id, since).await?;
        }
        if !found.is_empty() && (arrived.is_some() || look >= PROBE_ARRIVES) {
            break;
        }
        ws.clock().sleep(PROBE_PAUSE).await;
    }
    open.close().await;
    let authentication = arrived.map(|header| authentication::read(&header, account.from.domain()));
    let id_kept = found.first().map(|head| head.message_id.as_deref() == Some(message_id.as_str()));
    let probe = Probe { sent_copy: !found.is_empty(), id_kept, authentication, at: ws.now() };
    ws.write_quietly(move |tx| {
        tx.changed(Topic::Account, id.get());
        Ok(store::set_probe(tx, id, probe)?)
    })
    .await?;
    Ok(probe)
}
