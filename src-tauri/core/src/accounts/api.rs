//! What the shells ask of accounts.

use std::sync::Arc;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub use super::asking::{resolver, set_resolver, use_resolver};
pub use super::dkim::{
    DkimCard, DkimInput, DkimKeyCard, DkimKind, DkimSeen, Published, dkim, look_for_dkim, make_dkim, remove_dkim, sign_with_dkim,
};
pub use super::domain::{DomainFinding, DomainPart, DomainRecord, DomainReport, Standing, begin_domain_check, check_domain, domain_report};
use super::explain::{self, explain};
use super::keychain::{Forgotten, Kept, Keychain};
use super::preset::{self, Presets};
pub use super::reading::{
    ReadingCard, ReadingInput, ReadingStep, ReadingTested, keep_reading_password, probe, reading_password_to_ask, set_reading,
    show_reading, test_reading, trust_reading_certificate, use_reading_password,
};
pub use super::sign_in::{SignInCard, SignedIn, cancel as cancel_sign_in, set as set_sign_in, show as show_sign_in, sign_in};
use super::{Account, AccountKind, AccountPause, Provider, Providers, ServerChoice, own_address, service, sign_in as signing_in, store};
use crate::error::{Place, Problem};
use crate::ids::{AccountId, Millis};
use crate::messages::{Language, Message};
use crate::net::smtp::Gate;
use crate::net::{About, Dialer, Purpose, Server, Stage, Tls};
use crate::net::{EmailAddress, parse_mailbox};
use crate::workspace::{ReadTx, Topic, Workspace, organisation};

/// An account as it is entered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AccountInput {
    /// The user's name for it.
    pub name: String,
    /// What stands behind it.
    pub kind: AccountKind,
    /// The sender: `Ana Reis <press@example.org>`, or the address alone.
    pub from: String,
    /// Where answers go; empty: to the sender.
    pub reply_to: String,
    /// The server; not asked for practice.
    pub server: ServerChoice,
    /// Most messages in a minute.
    pub per_minute: Option<u32>,
    /// Most messages in an hour.
    pub per_hour: Option<u32>,
    /// Most messages in any 24 hours.
    pub per_day: Option<u32>,
    /// Most connections at once.
    pub connections: u32,
    /// Largest message as encoded, in bytes.
    pub size_limit: Option<u32>,
}

impl AccountInput {
    /// The practice account: it needs no address of its own, and nothing of it leaves the machine.
    #[must_use]
    pub fn practice(name: String, from: Option<String>) -> Self {
        Self {
            name,
            kind: AccountKind::Practice,
            from: from.unwrap_or_else(|| "practice@tidings.example".to_owned()),
            reply_to: String::new(),
            server: ServerChoice { host: "127.0.0.1".to_owned(), port: 0, tls: Tls::None, user: String::new() },
            per_minute: None,
            per_hour: None,
            per_day: None,
            connections: 4,
            size_limit: Some(35_000_000),
        }
    }
}

/// An account as it is shown. Its password never is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AccountCard {
    /// Which one.
    pub id: AccountId,
    /// What was entered.
    pub fields: AccountInput,
    /// The sender's name as readers see it.
    pub from_name: String,
    /// The sender's address.
    pub from_address: String,
    /// SHA-256 of the one certificate that is trusted for this server whoever vouches for it, in hexadecimal (A3).
    pub trusted_certificate: Option<String>,
    /// Whether the account may send as this address: the login's own, or an alias that a code has proven (A8).
    pub sender_proven: bool,
    /// At whose sign-in page it signs in in the browser; none where it logs in with a password.
    pub signs_in: Option<Provider>,
    /// Why it sends nothing until the user says that it goes on (D12); none where it may send.
    pub paused: Option<AccountPause>,
}

fn shown(tx: &ReadTx<'_>, account: Account, secret: &[u8; 32]) -> Result<AccountCard, Problem> {
    let proven = own_address::sender_is_proven(tx, &account, secret)?;
    let paused = store::pause(tx, account.id)?;
    Ok(card(account, proven, paused))
}

fn card(account: Account, sender_proven: bool, paused: Option<AccountPause>) -> AccountCard {
    let from_address = account.from.as_typed();
    let from = if account.from_name.is_empty() { from_address.clone() } else { format!("{} <{from_address}>", account.from_name) };
    AccountCard {
        id: account.id,
        from_name: account.from_name,
        from_address,
        trusted_certificate: account.server.pin.map(explain::hex),
        sender_proven,
        signs_in: account.sign_in.as_ref().map(|sign_in| sign_in.provider),
        paused,
        fields: AccountInput {
            name: account.name,
            kind: account.kind,
            from,
            reply_to: account.reply_to.as_ref().map(EmailAddress::as_typed).unwrap_or_default(),
            server: ServerChoice { host: account.server.host, port: account.server.port, tls: account.server.tls, user: account.user },
            per_minute: account.per_minute,
            per_hour: account.per_hour,
            per_day: account.per_day,
            connections: account.connections,
            size_limit: account.size_limit.map(|bytes| u32::try_from(bytes).unwrap_or(u32::MAX)),
        },
    }
}

pub(super) fn judged(input: &AccountInput, id: AccountId, pinned: Option<&Server>) -> Result<Account, Problem> {
    let bad = |field: &'static str, text: &str| Problem::refusal("accounts.bad_address").with("address", text).at(Place::field(field));
    let (from_name, from) = parse_mailbox(&input.from).map_err(|_| bad("from", &input.from))?;
    let reply_to = match input.reply_to.trim() {
        "" => None,
        text => Some(EmailAddress::parse(text).map_err(|_| bad("reply_to", text))?),
    };
    let mut server = Server::new(input.server.host.trim(), input.server.port, input.server.tls);
    // A pinned certificate belongs to its host (A3): another host is another matter.
    if let Some(before) = pinned.filter(|before| before.host == server.host && before.port == server.port) {
        server = before.clone();
        server.tls = input.server.tls;
    }
    Ok(Account {
        id,
        name: input.name.trim().to_owned(),
        kind: input.kind,
        from_name: from_name.unwrap_or_default(),
        from,
        reply_to,
        server,
        user: input.server.user.trim().to_owned(),
        sign_in: None,
        per_minute: input.per_minute,
        per_hour: input.per_hour,
        per_day: input.per_day,
        connections: input.connections,
        size_limit: input.size_limit.map(u64::from),
    })
}

/// All accounts, oldest first.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn list(ws: &Workspace) -> Result<Vec<AccountCard>, Problem> {
    let secret = *ws.secret();
    ws.read(move |tx| store::all(tx)?.into_iter().map(|account| shown(tx, account, &secret)).collect()).await
}

/// The account that a name or number means; without one the only one that really sends, else the practice account.
///
/// # Errors
/// `accounts.not_found`, `accounts.none`, `accounts.choose`.
pub async fn named(ws: &Workspace, text: Option<String>) -> Result<AccountCard, Problem> {
    let secret = *ws.secret();
    ws.read(move |tx| shown(tx, service::named(tx, text.as_deref())?, &secret)).await
}

/// Adds an account; its password goes to the keychain by [`keep_password`].
///
/// # Errors
/// `accounts.bad_address`, `accounts.name_taken`, `accounts.plain_only_here` and their like, with the field: nothing has changed.
pub async fn add(ws: &Workspace, input: AccountInput) -> Result<AccountCard, Problem> {
    let (account, secret) = (judged(&input, AccountId::from(0), None)?, *ws.secret());
    ws.write(Message::new("accounts.action.added").with("name", account.name.as_str()), move |tx| {
        let id = service::insert(tx, &account)?;
        tx.changed(Topic::Account, id.get());
        shown(tx, service::find(tx, id)?, &secret)
    })
    .await
}

/// Changes an account. What is being distributed with another sender stops and says so (D20). With another server or
/// user name the password is forgotten: it belonged to the old ones.
///
/// # Errors
/// As [`add`], and `accounts.not_found`.
pub async fn edit(ws: &Workspace, id: AccountId, input: AccountInput) -> Result<AccountCard, Problem> {
    let secret = *ws.secret();
    let as_it_is = service::by_id(ws, id).await?;
    let another = !as_it_is.server.host.eq_ignore_ascii_case(input.server.host.trim()) || as_it_is.user != input.server.user.trim();
    let (before, after, shown) = ws
        .write(Message::new("accounts.action.edited").with("name", input.name.trim()), move |tx| {
            let before = service::find(tx, id)?;
            service::update(tx, &judged(&input, id, Some(&before.server))?)?;
            tx.changed(Topic::Account, id.get());
            let after = service::find(tx, id)?;
            Ok((before, after.clone(), shown(tx, after, &secret)?))
        })
        .await?;
    if !before.server.host.eq_ignore_ascii_case(&after.server.host) || before.user != after.user {
        ws.part::<Keychain>().forget(ws, &before).await;
    }
    if another {
        signing_in::forget(ws, &as_it_is, false).await;
    }
    Ok(shown)
}

/// Removes an account from sight and forgets its password; says whether the keychain did. The ledger keeps naming it.
///
/// # Errors
/// `accounts.not_found`.
pub async fn remove(ws: &Workspace, id: AccountId) -> Result<Forgotten, Problem> {
    let account = service::by_id(ws, id).await?;
    ws.write(Message::new("accounts.action.removed").with("name", account.name.as_str()), move |tx| {
        store::remove(tx, id)?;
        tx.changed(Topic::Account, id.get());
        Ok(())
    })
    .await?;
    let reading = ws.read(move |tx| Ok(store::reading(tx, id)?)).await?;
    super::dkim::forget_all(ws, id).await?;
    let tokens = signing_in::forget(ws, &account, true).await;
    let password = ws.part::<Keychain>().forget(ws, &account).await;
    let forgotten = if tokens == Forgotten::KeychainShut { tokens } else { password };
    let Some(reading) = reading else { return Ok(forgotten) };
    let also = ws.part::<Keychain>().forget(ws, &super::reading::as_reader(&account, &reading)).await;
    Ok(if also == Forgotten::KeychainShut { also } else { forgotten })
}

/// Keeps a password: in the system's keychain, else until the program ends. Says which.
///
/// # Errors
/// `accounts.not_found`.
pub async fn keep_password(ws: &Workspace, id: AccountId, password: SecretString) -> Result<Kept, Problem> {
    let account = service::by_id(ws, id).await?;
    ws.part::<Keychain>().keep(ws, &account, password).await
}

/// Takes a password for this run of the program alone: it was asked because there is no keychain.
///
/// # Errors
/// `accounts.not_found`.
pub async fn use_password(ws: &Workspace, id: AccountId, password: SecretString) -> Result<(), Problem> {
    let account = service::by_id(ws, id).await?;
    ws.part::<Keychain>().keep_for_this_run(ws, &account, password).await
}

/// The account's name if its password must be typed before it can speak: it needs one, and the keychain gives none.
///
/// # Errors
/// `accounts.not_found`.
pub async fn password_to_ask(ws: &Workspace, id: AccountId) -> Result<Option<String>, Problem> {
    let account = service::by_id(ws, id).await?;
    let needed = account.kind == AccountKind::Smtp && !account.user.is_empty() && account.sign_in.is_none();
    let missing = needed && ws.part::<Keychain>().find(ws, &account).await.is_none();
    Ok(missing.then_some(account.name))
}

/// What a test of an account found, when nothing failed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Tested {
    /// The server, as it named itself.
    pub server: String,
    /// The TLS version; empty without TLS.
    pub tls: String,
    /// The largest message that the server announced, in bytes.
    #[cfg_attr(feature = "bindings", specta(type = Option<u32>))]
    pub size_limit: Option<u64>,
}

/// A step of [`test`], in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum TestStep {
    /// The server's name was found and its port took the connection.
    Reached,
    /// The line is encrypted and the certificate is the server's; not told without TLS.
    Encrypted,
    /// The server took user name and password; not told where it asks for none.
    LoggedIn,
    /// The server would send as this sender.
    Sender,
}

/// Tries everything but sending: name, port, certificate, password, and whether the server takes the sender.
/// Each step is told as soon as it is behind.
///
/// # Errors
/// Which step failed, in plain words: `accounts.name_unknown`, `accounts.port_closed`, `accounts.certificate_…`,
/// `accounts.password_…`, `accounts.sender_refused`.
pub async fn test(ws: &Workspace, id: AccountId, tell: impl Fn(TestStep) + Send + Sync + 'static) -> Result<Tested, Problem> {
    let account = service::by_id(ws, id).await?;
    let tell = Arc::new(tell);
    let steps = Arc::clone(&tell);
    let dialer = ws.part::<Dialer>().as_ref().clone().telling(Arc::new(move |stage| match stage {
        Stage::Connect => steps(TestStep::Reached),
        Stage::Tls => steps(TestStep::Encrypted),
        Stage::Auth => steps(TestStep::LoggedIn),
        _ => {}
    }));
    let mut conversation =
        service::open_over(ws, &account, About::of(Purpose::AccountTest), &dialer).await.map_err(|failure| explain(&account, &failure))?;
    conversation.would_take(&account.from, &account.from).await.map_err(|failure| explain(&account, &failure))?;
    tell(TestStep::Sender);
    let tested = Tested {
        server: conversation.server().to_owned(),
        tls: conversation.tls_version().to_owned(),
        size_limit: conversation.capabilities().size,
    };
    conversation.quit().await;
    Ok(tested)
}

/// Trusts one certificate for the account's server whoever vouches for it (A3), or ends that with an empty fingerprint.
/// It counts for this host and port alone; another certificate, though it has the same name, is refused.
///
/// # Errors
/// `accounts.not_found`, `accounts.bad_fingerprint`: nothing has changed.
pub async fn trust_certificate(ws: &Workspace, id: AccountId, fingerprint: String) -> Result<AccountCard, Problem> {
    let pin = explain::pin(&fingerprint)?;
    let (name, secret) = (service::by_id(ws, id).await?.name, *ws.secret());
    let key = if pin.is_some() { "accounts.action.trusted" } else { "accounts.action.distrusted" };
    ws.write(Message::new(key).with("name", name), move |tx| {
        let mut account = service::find(tx, id)?;
        account.server.pin = pin;
        service::update(tx, &account)?;
        shown(tx, service::find(tx, id)?, &secret)
    })
    .await
}

/// The usual providers with their limits, dated (A12).
#[must_use]
pub fn presets() -> Presets {
    preset::all()
}

/// The providers at which one signs in in the browser, dated.
#[must_use]
pub fn sign_in_providers() -> Providers {
    signing_in::providers()
}

/// The preset for a sender's address, if its provider is known.
#[must_use]
pub fn preset_for(address: &str) -> Option<super::Preset> {
    let (_, address) = parse_mailbox(address).ok()?;
    preset::for_address(&address)
}

/// One of the user's own addresses, to which tests may go.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OwnAddressCard {
    /// The address.
    pub address: String,
    /// When its code was entered; none until then.
    pub confirmed_at: Option<Millis>,
}

/// The user's own addresses.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn own_addresses(ws: &Workspace) -> Result<Vec<OwnAddressCard>, Problem> {
    ws.read(|tx| {
        Ok(store::own_addresses(tx)?
            .into_iter()
            .map(|own| OwnAddressCard { address: own.address, confirmed_at: own.confirmed_at })
            .collect())
    })
    .await
}

/// Mails a code to `address` with this account; entering it confirms that the address is the user's own (D34). Where it is the
/// address that the account sends as, the code proves that too (A8).
///
/// # Errors
/// `accounts.bad_address`, `accounts.code_from_practice`, and what [`test`] says when the mail does not go.
pub async fn send_code(ws: &Workspace, id: AccountId, address: String, language: Language) -> Result<(), Problem> {
    let to = own(&address)?;
    let account = service::by_id(ws, id).await?;
    if account.kind == AccountKind::Practice {
        // Its mail stays here: a code that never reached the address shows nothing.
        return Err(Problem::refusal("accounts.code_from_practice").todo("accounts.code_from_practice.todo"));
    }
    let code = own_address::new_code();
    let name = ws.read(|tx| Ok(organisation(tx)?)).await?;
    let now = ws.now();
    let mail = own_address::code_mail(&account, &to, &code, &name, language, now)?;
    let mail = super::dkim::signed(ws, &account, mail, now).await?;
    let said = |failure: &crate::net::Failure| explain(&account, failure);
    let mut conversation = service::open(ws, &account, About::of(Purpose::OwnMail)).await.map_err(|failure| said(&failure))?;
    conversation.envelope(&account.from, &to, mail.len() as u64).await.map_err(|failure| said(&failure))?;
    let reply = conversation.message(&[&mail], &Gate::opened()).await.map_err(|broken| said(&broken.failure))?;
    conversation.quit().await;
    if !reply.is_yes() {
        return Err(Problem::failure("accounts.message_refused").with("reply", reply.text()));
    }
    let secret = *ws.secret();
    ws.write_quietly(move |tx| {
        let key = to.key(&secret);
        tx.changed(Topic::Account, None);
        let from_itself = (account.from.key(&secret) == key).then_some(account.id);
        Ok(store::code_sent(tx, &to, &key, &own_address::code_hash(&key, &code), from_itself)?)
    })
    .await
}

/// Holds an entered code against the one that was mailed.
///
/// # Errors
/// `accounts.code_wrong`, `accounts.code_too_late`, `accounts.code_too_often`, `accounts.code_never_sent`.
pub async fn confirm_code(ws: &Workspace, address: String, code: String) -> Result<(), Problem> {
    let key = own(&address)?.key(ws.secret());
    let answer = ws
        .write_quietly(move |tx| {
            tx.changed(Topic::Account, None);
            own_address::answer(tx, &key, &code)
        })
        .await?;
    let refused = match answer {
        own_address::Answer::Confirmed => return Ok(()),
        own_address::Answer::Wrong => "accounts.code_wrong",
        own_address::Answer::TooLate => "accounts.code_too_late",
        own_address::Answer::TooOften => "accounts.code_too_often",
        own_address::Answer::NeverSent => "accounts.code_never_sent",
    };
    Err(Problem::refusal(refused).at(Place::field("code")))
}

/// Forgets one of the user's own addresses.
///
/// # Errors
/// `accounts.bad_address`.
pub async fn forget_address(ws: &Workspace, address: String) -> Result<(), Problem> {
    let key = own(&address)?.key(ws.secret());
    ws.write(Message::new("accounts.action.forgot_address"), move |tx| {
        if let Some(found) = store::own_address(tx, &key)? {
            store::forget_own(tx, found.id)?;
            tx.changed(Topic::Account, None);
        }
        Ok(())
    })
    .await
}

fn own(address: &str) -> Result<EmailAddress, Problem> {
    EmailAddress::parse(address).map_err(|_| Problem::refusal("accounts.bad_address").with("address", address).at(Place::field("address")))
}
