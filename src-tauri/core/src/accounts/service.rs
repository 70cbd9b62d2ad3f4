//! Accounts inside a transaction, and the way from an account to an open conversation.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::api::AccountInput;
use super::keychain::Keychain;
use super::{Account, AccountKind, AccountPause, sign_in, store};
use crate::error::{Place, Problem};
use crate::ids::AccountId;
use crate::messages::Message;
use crate::net::parse_mailbox;
use crate::net::smtp::Conversation;
use crate::net::{About, Dialer, Failure, Log, Login, Proof, Server, Stage, Tls, What};
use crate::workspace::{ReadTx, StoreError, Workspace, WriteTx};

/// Gives the loopback port on which the practice server of this account listens, starting it if need be.
pub type PracticeDoor = fn(Workspace, AccountId) -> Pin<Box<dyn Future<Output = Result<u16, Failure>> + Send>>;

/// Where the practice server, which sits above, plugs itself in; a [part](Workspace::part) of the workspace.
#[derive(Debug, Default)]
pub struct PracticeServer(OnceLock<PracticeDoor>);

impl PracticeServer {
    /// Plugs the server in. Only the first plug holds.
    pub fn plug(&self, door: PracticeDoor) {
        let _ = self.0.set(door);
    }
}

/// The account with this id; one that was removed meanwhile too, since the ledger still names it.
///
/// # Errors
/// `accounts.not_found`.
pub fn find(tx: &ReadTx<'_>, id: AccountId) -> Result<Account, Problem> {
    store::by_id(tx, id)?.ok_or_else(|| Problem::missing("accounts.not_found").with("account", id.to_string()))
}

/// All accounts, in the order in which they were made.
///
/// # Errors
/// What SQLite says.
pub fn all(tx: &ReadTx<'_>) -> Result<Vec<Account>, StoreError> {
    store::all(tx)
}

/// As [`find`], in a transaction of its own.
///
/// # Errors
/// `accounts.not_found`.
pub async fn by_id(ws: &Workspace, id: AccountId) -> Result<Account, Problem> {
    ws.read(move |tx| find(tx, id)).await
}

/// Why the account sends nothing now; none where it may (D12).
///
/// # Errors
/// What SQLite says.
pub fn paused(tx: &ReadTx<'_>, id: AccountId) -> Result<Option<AccountPause>, StoreError> {
    store::pause(tx, id)
}

/// Pauses the account as one thing: nothing of it is sent until the user says that it goes on (D12).
///
/// # Errors
/// What SQLite says.
pub fn pause(tx: &WriteTx<'_>, id: AccountId, told: &Message) -> Result<(), StoreError> {
    store::insert_pause(tx, id, told)
}

/// Ends the account's pause; whether there was one.
///
/// # Errors
/// What SQLite says.
pub fn end_pause(tx: &WriteTx<'_>, id: AccountId) -> Result<bool, StoreError> {
    store::delete_pause(tx, id)
}

/// The practice account that a new workspace begins with. It is how the file begins, so undo does not take it back.
///
/// # Errors
/// What the file says.
pub fn begin_with_practice(ws: &Workspace, organisation: &str) -> Result<(), Problem> {
    let input = AccountInput::practice("Practice".to_owned(), None);
    let mut account = super::api::judged(&input, AccountId::from(0), None)?;
    account.from_name = organisation.chars().filter(|c| !c.is_control()).take(300).collect();
    ws.write_blocking(None, move |tx| insert(tx, &account).map(drop))
}

/// Lets the practice account speak as `mailbox`. Part of how a sample begins, so undo does not take it back.
///
/// # Errors
/// `accounts.bad_address`.
pub fn practise_as(tx: &WriteTx<'_>, mailbox: &str) -> Result<(), Problem> {
    let bad = |_| Problem::refusal("accounts.bad_address").with("address", mailbox).at(Place::field("from"));
    let (name, from) = parse_mailbox(mailbox).map_err(bad)?;
    for mut account in store::all(tx)?.into_iter().filter(|account| account.kind == AccountKind::Practice) {
        (account.from_name, account.from) = (name.clone().unwrap_or_default(), from.clone());
        update(tx, &account)?;
    }
    Ok(())
}

/// The account that `text` names: by name, else by id. Without a text the only one that really sends; where none does,
/// the only one for practice.
///
/// # Errors
/// `accounts.not_found`, `accounts.none`, `accounts.choose` with their names.
pub(super) fn named(tx: &ReadTx<'_>, text: Option<&str>) -> Result<Account, Problem> {
    if let Some(text) = text {
        if let Some(found) = store::by_name(tx, &name_key(text))? {
            return Ok(found);
        }
        if let Ok(id) = text.trim().parse::<AccountId>()
            && store::stands(tx, id)?
        {
            return find(tx, id);
        }
        return Err(Problem::missing("accounts.not_found").with("account", text));
    }
    let (practice, mut all): (Vec<_>, Vec<_>) = store::all(tx)?.into_iter().partition(|account| account.kind == AccountKind::Practice);
    if all.is_empty() {
        all = practice;
    }
    match all.len() {
        0 => Err(Problem::missing("accounts.none").todo("accounts.none.todo")),
        1 => all.pop().ok_or_else(|| Problem::missing("accounts.none")),
        _ => {
            let names: Vec<_> = all.into_iter().map(|account| account.name).collect();
            Err(Problem::refusal("accounts.choose").with("names", names.join(", ")).at(Place::field("account")))
        }
    }
}

/// Names are one if they look one: caseless and in compatible form.
pub(super) fn name_key(name: &str) -> String {
    name.trim().nfkc().collect::<String>().to_lowercase()
}

/// Judges an account before it is written.
pub(super) fn check(tx: &ReadTx<'_>, account: &Account, itself: Option<AccountId>) -> Result<(), Problem> {
    if account.name.trim().is_empty() {
        return Err(Problem::refusal("accounts.no_name").at(Place::field("name")));
    }
    for (field, text) in
        [("name", &account.name), ("from_name", &account.from_name), ("user", &account.user), ("host", &account.server.host)]
    {
        // S2: what goes into header fields and commands is judged at input already.
        if text.contains(char::is_control) {
            return Err(Problem::refusal("accounts.control_character").at(Place::field(field)));
        }
    }
    if let Some(other) = store::by_name(tx, &name_key(&account.name))?
        && Some(other.id) != itself
    {
        return Err(Problem::refusal("accounts.name_taken").with("name", account.name.as_str()).at(Place::field("name")));
    }
    if !(1..=64).contains(&account.connections) {
        return Err(Problem::refusal("accounts.bad_limit").at(Place::field("connections")));
    }
    for (field, limit) in [("per_minute", account.per_minute), ("per_hour", account.per_hour), ("per_day", account.per_day)] {
        if limit == Some(0) {
            return Err(Problem::refusal("accounts.bad_limit").at(Place::field(field)));
        }
    }
    if account.size_limit == Some(0) {
        return Err(Problem::refusal("accounts.bad_limit").at(Place::field("size_limit")));
    }
    if account.kind == AccountKind::Smtp {
        check_server(&account.server, "accounts.plain_only_here.todo")?;
    }
    Ok(())
}

/// Judges a server before it is written; `todo` says what else there is than no encryption.
pub(super) fn check_server(server: &Server, todo: &'static str) -> Result<(), Problem> {
    if server.host.trim().is_empty() {
        return Err(Problem::refusal("accounts.no_host").at(Place::field("host")));
    }
    if server.port == 0 {
        return Err(Problem::refusal("accounts.bad_port").at(Place::field("port")));
    }
    if server.tls == Tls::None && !is_this_machine(&server.host) {
        return Err(Problem::refusal("accounts.plain_only_here").with("host", server.host.as_str()).todo(todo).at(Place::field("tls")));
    }
    Ok(())
}

/// Whether a name surely means this machine (A1). Dialling checks the address again.
pub(super) fn is_this_machine(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

pub(super) fn insert(tx: &WriteTx<'_>, account: &Account) -> Result<AccountId, Problem> {
    check(tx, account, None)?;
    Ok(store::insert(tx, account, &name_key(&account.name))?)
}

pub(super) fn update(tx: &WriteTx<'_>, account: &Account) -> Result<(), Problem> {
    check(tx, account, Some(account.id))?;
    let before = find(tx, account.id)?;
    if before.user != account.user || before.server.host != account.server.host {
        store::forget_proofs(tx, account.id)?;
    }
    Ok(store::update(tx, account, &name_key(&account.name))?)
}

/// Opens a conversation with the account's server, logged in; `about` says what for (S10).
///
/// # Errors
/// As [`Conversation::open`]; [`What::NeedsPassword`] where the password must be asked.
pub async fn open(ws: &Workspace, account: &Account, about: About) -> Result<Conversation, Failure> {
    open_over(ws, account, about, &ws.part::<Dialer>()).await
}

/// As [`open`], over a dialer of the caller's.
pub(super) async fn open_over(ws: &Workspace, account: &Account, about: About, dialer: &Dialer) -> Result<Conversation, Failure> {
    let dialer = &dialer.clone().noting(&ws.part::<Log>(), about.by(account.id));
    if account.kind == AccountKind::Practice {
        let unplugged = Failure::at(Stage::Connect, What::Unreachable("the practice server is not part of this program".to_owned()));
        let door = *ws.part::<PracticeServer>().0.get().ok_or(unplugged)?;
        let port = door(ws.clone(), account.id).await?;
        return Conversation::open(dialer, &Server::new("127.0.0.1", port, Tls::None), None).await;
    }
    let known = login(ws, account, account).await?;
    match Conversation::open(dialer, &account.server, known.as_ref()).await {
        Err(failure) => match renewed(ws, account, known, &failure).await? {
            Some(another) => Conversation::open(dialer, &account.server, Some(&another)).await,
            None => Err(failure),
        },
        opened => opened,
    }
}

/// Who an account is at a server: a password from the keychain, or the token of somebody who signed in. `there` is the account as the
/// server knows it, `account` the one that signs in.
pub(super) async fn login(ws: &Workspace, account: &Account, there: &Account) -> Result<Option<Login>, Failure> {
    if account.sign_in.is_some() {
        let token = sign_in::access(ws, account, None).await?;
        return Ok(Some(Login::with_token(there.user.as_str(), token)));
    }
    if there.user.is_empty() {
        return Ok(None);
    }
    let password = ws.part::<Keychain>().find(ws, there).await;
    let password = password.ok_or(Failure::at(Stage::Auth, What::NeedsPassword))?;
    Ok(Some(Login::with_password(there.user.as_str(), password)))
}

/// A login with a new token, where the server refused the one that it was shown; none where that is not why it failed.
pub(super) async fn renewed(ws: &Workspace, account: &Account, shown: Option<Login>, failure: &Failure) -> Result<Option<Login>, Failure> {
    let Some(Login { user, proof: Proof::Token(refused) }) = shown.filter(|_| refuses_login(failure)) else { return Ok(None) };
    let another = sign_in::access(ws, account, Some(&refused)).await?;
    Ok(Some(Login::with_token(user, another)))
}

/// Whether a server refused who we are, for good.
fn refuses_login(failure: &Failure) -> bool {
    failure.stage == Stage::Auth
        && (matches!(failure.what, What::Said(_)) || failure.reply().is_some_and(crate::net::smtp::Reply::is_permanent))
}
