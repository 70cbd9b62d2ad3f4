//! Signing what an account sends (A16): keys made here, kept in the keychain alone, and the records that publish them.
//!
//! For those whose mail leaves by a relay of their own: most providers sign by themselves.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::alignment::{are_aligned, ascii};
use super::asking::dns;
use super::keychain::Keychain;
use super::store::dkim::{self as kept, Key};
use super::{Account, AccountKind, service};
use crate::error::{Place, Problem};
use crate::ids::{AccountId, Millis};
use crate::net::dkim::{Algorithm, Signer, Signing, SigningKey, read_record, record, record_name};
use crate::net::dns::{Dns, DnsFault};
use crate::workspace::{ReadTx, Workspace};

/// Which keys are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum DkimKind {
    /// RSA with 2,048 bits: every receiver knows it.
    #[default]
    Rsa,
    /// Ed25519: receivers that do not know it take the mail for unsigned.
    Ed25519,
    /// Both, each under a selector of its own: every mail is signed twice.
    Both,
}

impl DkimKind {
    fn algorithms(self) -> &'static [Algorithm] {
        match self {
            Self::Rsa => &[Algorithm::Rsa],
            Self::Ed25519 => &[Algorithm::Ed25519],
            Self::Both => &Algorithm::ALL,
        }
    }
}

/// What is asked for when keys are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DkimInput {
    /// The domain that answers for the mails: the sender's, or one above it.
    pub domain: String,
    /// The name under which the key is found there.
    pub selector: String,
    /// Which keys.
    pub kind: DkimKind,
}

/// Whether a key's record was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Published {
    /// It is there, with this very key.
    Yes,
    /// Nothing is there.
    Missing,
    /// Another key is there, or something that is none.
    Other,
    /// It is there, marked as a test: receivers then take a signature for none.
    Testing,
    /// Nobody could be asked: it may well be there.
    Unknown,
}

/// A key as it is shown. The private one never is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DkimKeyCard {
    /// How it signs.
    pub algorithm: Algorithm,
    /// The domain that answers.
    pub domain: String,
    /// The name under which it is found there.
    pub selector: String,
    /// Where its record belongs.
    pub record_name: String,
    /// What the record says.
    pub record: String,
    /// Whether mails are signed with it.
    pub signs: bool,
    /// When it was made.
    pub made_at: Millis,
}

/// How an account signs, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DkimCard {
    /// Its keys, oldest first.
    pub keys: Vec<DkimKeyCard>,
    /// What could be asked for next.
    pub proposed: DkimInput,
}

/// A key's record, looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DkimSeen {
    /// The key's selector.
    pub selector: String,
    /// Whether its record was found.
    pub published: Published,
}

fn card(tx: &ReadTx<'_>, id: AccountId) -> Result<DkimCard, Problem> {
    let account = service::find(tx, id)?;
    let keys = kept::keys(tx, id)?.into_iter().map(shown).collect();
    Ok(DkimCard { keys, proposed: proposed(tx, &account)? })
}

fn shown(key: Key) -> DkimKeyCard {
    DkimKeyCard {
        record_name: record_name(&key.selector, &key.domain),
        record: record(key.algorithm, &key.public),
        algorithm: key.algorithm,
        domain: key.domain,
        selector: key.selector,
        signs: key.signs,
        made_at: key.made_at,
    }
}

/// The name of the second of two keys that are made at once.
fn second(selector: &str) -> String {
    format!("{selector}-ed")
}

/// The sender's own domain, and the first selector that no key of this workspace has there.
fn proposed(tx: &ReadTx<'_>, account: &Account) -> Result<DkimInput, Problem> {
    let domain = ascii(account.from.domain()).unwrap_or_default();
    let mut n = 1;
    let mut selector = "tidings1".to_owned();
    while kept::is_taken(tx, &domain, &selector)? || kept::is_taken(tx, &domain, &second(&selector))? {
        n += 1;
        selector = format!("tidings{n}");
    }
    Ok(DkimInput { domain, selector, kind: DkimKind::Rsa })
}

/// How the account signs.
///
/// # Errors
/// `accounts.not_found`.
pub async fn dkim(ws: &Workspace, id: AccountId) -> Result<DkimCard, Problem> {
    ws.read(move |tx| card(tx, id)).await
}

/// Makes keys, puts the private ones into the system's keychain, and shows the records to publish. Nothing is signed with them yet.
///
/// # Errors
/// `accounts.not_found`, `accounts.dkim_practice`, `accounts.dkim_bad_domain`, `accounts.dkim_unaligned`,
/// `accounts.dkim_bad_selector`, `accounts.dkim_selector_taken`, with the field; `accounts.dkim_no_keychain`: nothing was made.
pub async fn make_dkim(ws: &Workspace, id: AccountId, input: DkimInput) -> Result<DkimCard, Problem> {
    let wanted = ws.read(move |tx| judged(tx, &service::find(tx, id)?, &input)).await?;
    let mut made = Vec::new();
    for (algorithm, domain, selector) in wanted {
        let secret = tokio::task::spawn_blocking(move || SigningKey::make(algorithm)).await;
        let secret = secret
            .map_err(|e| Problem::failure("accounts.dkim_not_made").because(e))?
            .map_err(|e| Problem::failure("accounts.dkim_not_made").because(e))?;
        let read = SigningKey::read(algorithm, &secret).map_err(|e| Problem::failure("accounts.dkim_not_made").because(e))?;
        let key = Key { algorithm, domain, selector, public: read.public(), signs: false, made_at: ws.now() };
        ws.part::<Keychain>().keep_secret(ws, &secret_name(id, &key), secret).await?;
        made.push(key);
    }
    let names: Vec<String> = made.iter().map(|key| secret_name(id, key)).collect();
    let written = ws
        .write_quietly(move |tx| {
            service::find(tx, id)?;
            for key in &made {
                if kept::is_taken(tx, &key.domain, &key.selector)? {
                    return Err(taken(&key.selector));
                }
                kept::insert(tx, id, key)?;
            }
            card(tx, id)
        })
        .await;
    if written.is_err() {
        for name in names {
            ws.part::<Keychain>().forget_secret(ws, &name).await;
        }
    }
    written
}

fn taken(selector: &str) -> Problem {
    Problem::refusal("accounts.dkim_selector_taken").with("selector", selector).at(Place::field("selector"))
}

/// The keys that an input asks for: how each signs, its domain and its selector.
fn judged(tx: &ReadTx<'_>, account: &Account, input: &DkimInput) -> Result<Vec<(Algorithm, String, String)>, Problem> {
    if account.kind == AccountKind::Practice {
        return Err(Problem::refusal("accounts.dkim_practice"));
    }
    let bad_domain = || Problem::refusal("accounts.dkim_bad_domain").with("domain", input.domain.as_str()).at(Place::field("domain"));
    let domain = ascii(&input.domain).ok_or_else(bad_domain)?;
    let from = ascii(account.from.domain()).unwrap_or_default();
    if from != domain && !(from.ends_with(&format!(".{domain}")) && are_aligned(&from, &domain)) {
        return Err(unaligned(&domain, account));
    }
    let selector = input.selector.trim().to_ascii_lowercase();
    let label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.bytes().all(inner)
    };
    if selector.len() > 60 || !selector.split('.').all(label) {
        return Err(Problem::refusal("accounts.dkim_bad_selector").with("selector", input.selector.as_str()).at(Place::field("selector")));
    }
    let mut wanted = Vec::new();
    for (at, algorithm) in input.kind.algorithms().iter().enumerate() {
        let selector = if at == 0 { selector.clone() } else { second(&selector) };
        if kept::is_taken(tx, &domain, &selector)? {
            return Err(taken(&selector));
        }
        wanted.push((*algorithm, domain.clone(), selector));
    }
    Ok(wanted)
}

fn unaligned(domain: &str, account: &Account) -> Problem {
    Problem::refusal("accounts.dkim_unaligned")
        .with("domain", domain)
        .with("sender", account.from.as_typed())
        .todo("accounts.dkim_unaligned.todo")
        .at(Place::field("domain"))
}

/// Looks for the records of the account's keys.
///
/// # Errors
/// `accounts.not_found`, `accounts.no_resolver`. Where nobody could be asked, that is the answer.
pub async fn look_for_dkim(ws: &Workspace, id: AccountId) -> Result<Vec<DkimSeen>, Problem> {
    let asked = dns(ws).await?;
    let mut seen = Vec::new();
    for key in keys_of(ws, id).await? {
        seen.push(DkimSeen { published: published(&asked, &key).await, selector: key.selector });
    }
    Ok(seen)
}

async fn keys_of(ws: &Workspace, id: AccountId) -> Result<Vec<Key>, Problem> {
    ws.read(move |tx| {
        service::find(tx, id)?;
        Ok(kept::keys(tx, id)?)
    })
    .await
}

async fn published(dns: &Dns, key: &Key) -> Published {
    match dns.texts(&record_name(&key.selector, &key.domain)).await {
        Ok(texts) => judge_texts(&texts, key.algorithm, &key.public),
        Err(DnsFault::NoSuchName) => Published::Missing,
        Err(_) => Published::Unknown,
    }
}

/// What the records at a key's place say of it.
pub(super) fn judge_texts(texts: &[String], algorithm: Algorithm, public: &[u8]) -> Published {
    if texts.is_empty() {
        return Published::Missing;
    }
    let own = texts.iter().filter_map(|text| read_record(text)).find(|read| read.algorithm == Some(algorithm) && read.public == public);
    match own {
        // Two records are none (RFC 6376 §3.6.2.2).
        Some(_) if texts.len() > 1 => Published::Other,
        Some(read) if read.testing => Published::Testing,
        Some(_) => Published::Yes,
        None => Published::Other,
    }
}

/// Signs with the newest key of each kind from now on, or with none. A key whose record is not found signs only if that was said
/// with `unseen`: receivers would find nothing to hold the signature against.
///
/// # Errors
/// `accounts.not_found`, `accounts.dkim_no_key` without any, `accounts.dkim_not_published`, `accounts.dkim_no_secret`: nothing has changed.
pub async fn sign_with_dkim(ws: &Workspace, id: AccountId, on: bool, unseen: bool) -> Result<DkimCard, Problem> {
    let keys = keys_of(ws, id).await?;
    let newest = |algorithm: Algorithm| keys.iter().rev().find(|key| key.algorithm == algorithm).cloned();
    let chosen: Vec<Key> = if on { Algorithm::ALL.into_iter().filter_map(newest).collect() } else { Vec::new() };
    if on && chosen.is_empty() {
        return Err(Problem::refusal("accounts.dkim_no_key").todo("accounts.dkim_no_key.todo"));
    }
    if on && !unseen {
        let asked = dns(ws).await?;
        for key in &chosen {
            let found = published(&asked, key).await;
            if found != Published::Yes {
                let code = if found == Published::Unknown { "accounts.dkim_not_seen" } else { "accounts.dkim_not_published" };
                return Err(Problem::needs_consent(code)
                    .with("name", record_name(&key.selector, &key.domain))
                    .todo("accounts.dkim_not_published.todo"));
            }
        }
    }
    let account = service::by_id(ws, id).await?;
    signer_over(ws, &account, &chosen).await?;
    let selectors: Vec<String> = chosen.into_iter().map(|key| key.selector).collect();
    ws.write_quietly(move |tx| {
        kept::let_sign(tx, id, &selectors)?;
        card(tx, id)
    })
    .await
}

/// Forgets a key, its private half in the keychain too. One that signs is not forgotten.
///
/// # Errors
/// `accounts.not_found`, `accounts.dkim_no_such_key`, `accounts.dkim_signs`: nothing has changed.
pub async fn remove_dkim(ws: &Workspace, id: AccountId, selector: String) -> Result<DkimCard, Problem> {
    let keys = keys_of(ws, id).await?;
    let Some(key) = keys.into_iter().find(|key| key.selector == selector) else {
        return Err(Problem::missing("accounts.dkim_no_such_key").with("selector", selector));
    };
    if key.signs {
        return Err(Problem::refusal("accounts.dkim_signs").with("selector", selector).todo("accounts.dkim_signs.todo"));
    }
    let card = ws
        .write_quietly(move |tx| {
            kept::remove(tx, id, &selector)?;
            card(tx, id)
        })
        .await?;
    ws.part::<Keychain>().forget_secret(ws, &secret_name(id, &key)).await;
    Ok(card)
}

/// Forgets all keys of an account that was removed.
pub(super) async fn forget_all(ws: &Workspace, id: AccountId) -> Result<(), Problem> {
    let keys = ws.read(move |tx| Ok(kept::keys(tx, id)?)).await?;
    let selectors: Vec<String> = keys.iter().map(|key| key.selector.clone()).collect();
    if !selectors.is_empty() {
        ws.write_quietly(move |tx| Ok(selectors.iter().try_for_each(|selector| kept::remove(tx, id, selector))?)).await?;
    }
    for key in &keys {
        ws.part::<Keychain>().forget_secret(ws, &secret_name(id, key)).await;
    }
    Ok(())
}

/// What signs the mails of this account; none where it signs nothing.
///
/// # Errors
/// `accounts.dkim_no_secret` where the keychain of this machine does not give a key, `accounts.dkim_unaligned` where the sender is of
/// another organisation by now: nothing goes unsigned that should be signed.
pub async fn signer(ws: &Workspace, account: &Account) -> Result<Option<Arc<Signer>>, Problem> {
    let id = account.id;
    let keys = ws.read(move |tx| Ok(kept::keys(tx, id)?)).await?;
    let signing: Vec<Key> = keys.into_iter().filter(|key| key.signs).collect();
    signer_over(ws, account, &signing).await
}

/// A mail of the program's own as the account sends it: signed, where it signs.
pub(super) async fn signed(ws: &Workspace, account: &Account, mail: Vec<u8>, at: Millis) -> Result<Vec<u8>, Problem> {
    Ok(match signer(ws, account).await? {
        Some(signer) => [signer.lines(&[&mail], at), mail].concat(),
        None => mail,
    })
}

async fn signer_over(ws: &Workspace, account: &Account, keys: &[Key]) -> Result<Option<Arc<Signer>>, Problem> {
    if keys.is_empty() {
        return Ok(None);
    }
    let mut with = Vec::new();
    for key in keys {
        if !are_aligned(account.from.domain(), &key.domain) {
            return Err(unaligned(&key.domain, account));
        }
        let missing = || {
            Problem::refusal("accounts.dkim_no_secret")
                .with("account", account.name.as_str())
                .with("selector", key.selector.as_str())
                .todo("accounts.dkim_no_secret.todo")
        };
        let secret = ws.part::<Keychain>().secret(ws, &secret_name(account.id, key)).await.ok_or_else(missing)?;
        let read = SigningKey::read(key.algorithm, &secret).map_err(|_| missing())?;
        // The file may have been changed behind the program's back: a key that is not the published one signs nothing.
        if read.public() != key.public {
            return Err(missing());
        }
        with.push(Signing { domain: key.domain.clone(), selector: key.selector.clone(), key: read });
    }
    Ok(Some(Arc::new(Signer::new(with))))
}

/// Under what the keychain has a key: some keychains take short names only.
fn secret_name(account: AccountId, key: &Key) -> String {
    format!("dkim/{account}/{}/{}", key.domain, key.selector)
}
