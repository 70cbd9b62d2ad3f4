//! The user's own addresses: tests go only to those that were confirmed by a code that was mailed to them (D34), and an
//! account sends as another address than its login's only where such a code came from that address (A8).

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message as Mail};
use rand::Rng;
use sha2::{Digest, Sha256};

use super::{Account, AccountKind, store};
use crate::error::{Place, Problem};
use crate::ids::Millis;
use crate::messages::{Language, Message};
use crate::net::{AddressKey, EmailAddress};
use crate::workspace::{ReadTx, WriteTx};

/// How long a code counts, in milliseconds.
const CODE_LIVES_MS: i64 = 30 * 60 * 1000;
/// How often one may guess: six digits must not be tried through.
const TRIES: u32 = 5;

/// Whether a test with `account` may go to `address`.
///
/// # Errors
/// `accounts.not_own_address` where no code confirmed it.
pub fn require_own_address(tx: &ReadTx<'_>, account: &Account, address: &EmailAddress, secret: &[u8; 32]) -> Result<(), Problem> {
    // Practice mail stays on this machine, whoever it is addressed to.
    if account.kind == AccountKind::Practice || is_confirmed(tx, &address.key(secret))? {
        return Ok(());
    }
    Err(Problem::needs_consent("accounts.not_own_address")
        .with("address", address.as_typed())
        .todo("accounts.not_own_address.todo")
        .at(Place::field("address")))
}

/// Whether `account` may send as the address it names: the login's own, or an alias that was proven. Practice needs no proof.
///
/// A login that is no mail address (`press`, `apikey`), or none, has no address of its own: then the sender's is the account's.
///
/// # Errors
/// What SQLite says.
pub fn sender_is_proven(tx: &ReadTx<'_>, account: &Account, secret: &[u8; 32]) -> Result<bool, Problem> {
    let key = account.from.key(secret);
    let own = match EmailAddress::parse(&account.user) {
        Ok(login) => login.key(secret) == key,
        Err(_) => true,
    };
    Ok(own || account.kind == AccountKind::Practice || store::is_proven(tx, account.id, &key)?)
}

/// Refuses an account whose sender is an alias that nothing proves (A8).
///
/// # Errors
/// `accounts.sender_unproven`.
pub fn require_proven_sender(tx: &ReadTx<'_>, account: &Account, secret: &[u8; 32]) -> Result<(), Problem> {
    if sender_is_proven(tx, account, secret)? {
        return Ok(());
    }
    Err(Problem::needs_consent("accounts.sender_unproven")
        .with("account", account.name.as_str())
        .with("sender", account.from.as_typed())
        .with("user", account.user.as_str())
        .todo("accounts.sender_unproven.todo")
        .at(Place::field("from")))
}

pub(super) fn is_confirmed(tx: &ReadTx<'_>, key: &AddressKey) -> Result<bool, Problem> {
    Ok(store::own_address(tx, key)?.is_some_and(|own| own.confirmed_at.is_some()))
}

/// Six digits that nobody can foresee.
pub(super) fn new_code() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000_u32))
}

/// What is kept of a code.
pub(super) fn code_hash(key: &AddressKey, code: &str) -> [u8; 32] {
    Sha256::new().chain_update(key.as_bytes()).chain_update(code.as_bytes()).finalize().into()
}

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Confirmed,
    Wrong,
    TooLate,
    TooOften,
    NeverSent,
}

/// Holds `code` against what was sent. A wrong one is counted, so the caller must commit either way.
pub(super) fn answer(tx: &WriteTx<'_>, key: &AddressKey, code: &str) -> Result<Answer, Problem> {
    let Some(own) = store::own_address(tx, key)? else { return Ok(Answer::NeverSent) };
    let Some(hash) = own.code_hash else {
        return Ok(if own.confirmed_at.is_some() { Answer::Confirmed } else { Answer::NeverSent });
    };
    if tx.now() > own.code_sent_at.plus_ms(CODE_LIVES_MS) {
        return Ok(Answer::TooLate);
    }
    if own.tries >= TRIES {
        return Ok(Answer::TooOften);
    }
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code_hash(key, &digits) != hash {
        store::code_tried(tx, own.id)?;
        return Ok(Answer::Wrong);
    }
    store::confirmed(tx, own.id)?;
    if let Some(account) = own.code_account {
        store::prove(tx, account, key)?;
    }
    Ok(Answer::Confirmed)
}

/// The mail that brings the code.
pub(super) fn code_mail(
    account: &Account,
    to: &EmailAddress,
    code: &str,
    organisation: &str,
    language: Language,
    now: Millis,
) -> Result<Vec<u8>, Problem> {
    let say = |key: &'static str| Message::new(key).with("code", code).with("organisation", organisation).text(language);
    Ok(note_mail(account, to, (say("accounts.code_mail.subject"), &say("accounts.code_mail.text")), now, &[])?.0)
}

/// A short mail of the program's own to one of the user's addresses, with its Message-ID (without angle brackets).
pub(super) fn note_mail(
    account: &Account,
    to: &EmailAddress,
    (subject, text): (String, &str),
    now: Millis,
    further: &[(&'static str, String)],
) -> Result<(Vec<u8>, String), Problem> {
    let failed = |error: &dyn std::fmt::Display| Problem::failure("accounts.code_not_made").because(error);
    let mailbox = |name: Option<String>, address: &EmailAddress| {
        address.for_wire().parse::<lettre::Address>().map(|address| Mailbox::new(name, address)).map_err(|error| failed(&error))
    };
    let name = Some(account.from_name.clone()).filter(|name| !name.is_empty());
    let since_1970 = std::time::Duration::from_millis(now.get().unsigned_abs());
    let id = format!("{}@{}", uuid::Uuid::new_v4(), account.from.domain());
    let mut mail = Mail::builder();
    for (name, value) in further {
        let name = HeaderName::new_from_ascii((*name).to_owned()).map_err(|error| failed(&error))?;
        mail = mail.raw_header(HeaderValue::new(name, value.clone()));
    }
    let mail = mail
        .from(mailbox(name, &account.from)?)
        .to(mailbox(None, to)?)
        .subject(subject)
        .date(std::time::SystemTime::UNIX_EPOCH + since_1970)
        .message_id(Some(format!("<{id}>")))
        .header(lettre::message::header::ContentType::TEXT_PLAIN)
        .body(format!("{}\r\n", text.replace('\n', "\r\n")))
        .map_err(|error| failed(&error))?;
    Ok((mail.formatted(), id))
}
