//! A failed step of the conversation in words that a person can act on.

use super::Account;
use super::sign_in::Place;
use crate::error::{Kind, Place as Field, Problem};
use crate::net::{Failure, SignInFault, Stage, TlsKind, What};

/// Says what failed, in which state things are, and what to do. Speaks of the account; whose fault a reply is, is for the verdict.
#[must_use]
pub fn explain(account: &Account, failure: &Failure) -> Problem {
    if let What::SignIn(fault) = &failure.what {
        return sign_in_problem(account, fault);
    }
    let code = match code(failure) {
        // Who signs in in the browser has no password that could be wrong.
        "accounts.password_refused" | "accounts.app_password" if account.sign_in.is_some() => "accounts.token_refused",
        "accounts.password_ended" if account.sign_in.is_some() => "accounts.smtp_switched_off",
        code => code,
    };
    let kind = if code == "accounts.password_needed" { Kind::NeedsConsent } else { Kind::Failure };
    let mut problem = Problem::new(kind, code)
        .with("account", account.name.as_str())
        .with("host", account.server.host.as_str())
        .with("port", account.server.port.to_string())
        .with("user", account.user.as_str())
        .with("sender", account.from.as_typed())
        // Addresses and texts stay out of the log: the stage says enough there (S13).
        .because(format!("{:?}", failure.stage));
    if let Some(reply) = failure.reply() {
        problem = problem.with("reply", reply.text());
    }
    if let What::Tls(fault) = &failure.what {
        let shown = fault.certificate.map(hex);
        problem = problem.with("certificate", shown.unwrap_or_default()).because(&fault.detail);
    }
    match todo(code) {
        Some(todo) => problem.todo(todo),
        None => problem,
    }
}

/// Why no token is to be had for an account that signs in in the browser.
pub(super) fn sign_in_problem(account: &Account, fault: &SignInFault) -> Problem {
    let place = account.sign_in.as_ref().and_then(|sign_in| Place::of(sign_in).ok());
    let host = place.map(|place| place.host()).unwrap_or_default();
    let (kind, code, todo) = match fault {
        SignInFault::Needed => (Kind::NeedsConsent, "accounts.sign_in_needed", "accounts.sign_in_needed.todo"),
        SignInFault::Ended => (Kind::NeedsConsent, "accounts.sign_in_ended", "accounts.sign_in_ended.todo"),
        SignInFault::Client => (Kind::Failure, "accounts.sign_in_client", "accounts.sign_in_client.todo"),
        SignInFault::Refused(_) => (Kind::Failure, "accounts.sign_in_refused", "accounts.sign_in_refused.todo"),
        SignInFault::Away => (Kind::Failure, "accounts.sign_in_away", "accounts.sign_in_away.todo"),
    };
    let problem = Problem::new(kind, code).with("account", account.name.as_str()).with("sign_in_host", host);
    match fault {
        SignInFault::Refused(answer) => problem.with("answer", answer.as_str()),
        _ => problem,
    }
    .todo(todo)
}

/// As [`explain`], of the server where the account's mailbox is read; `reader` is the account as it is there.
pub(super) fn explain_reading(reader: &Account, failure: &Failure) -> Problem {
    let mut problem = explain(reader, failure);
    if failure.what == What::NeedsPassword {
        // Another password than the one for sending may be meant: it is asked and kept by itself.
        let asked = Problem::needs_consent("accounts.reading_password_needed").with("account", reader.name.as_str());
        return asked.todo("accounts.password_needed.todo");
    }
    if let What::Said(words) = &failure.what {
        problem = problem.with("reply", words.as_str());
    }
    let todo = match problem.code.as_str() {
        "accounts.plain_only_here" => "accounts.reading_plain_only_here.todo",
        "accounts.port_closed" => "accounts.reading_port_closed.todo",
        "accounts.no_tls_there" | "accounts.tls_failed" | "accounts.not_a_mail_server" => "accounts.reading_no_tls_there.todo",
        "accounts.no_starttls" => "accounts.reading_no_starttls.todo",
        _ => return problem,
    };
    problem.todo = problem.todo.map(|old| old.with_key(todo));
    problem
}

/// Reads a fingerprint that is to be trusted; an empty one means none.
///
/// # Errors
/// `accounts.bad_fingerprint`.
pub(super) fn pin(text: &str) -> Result<Option<[u8; 32]>, Problem> {
    match text.trim() {
        "" => Ok(None),
        text => {
            let bad = || Problem::refusal("accounts.bad_fingerprint").with("text", text).at(Field::field("certificate"));
            fingerprint(text).map(Some).ok_or_else(bad)
        }
    }
}

/// A fingerprint as people read it.
pub(super) fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a fingerprint, with or without colons and blanks, in either case.
pub(super) fn fingerprint(text: &str) -> Option<[u8; 32]> {
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
    let mut out = [0; 32];
    if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(out)
}

fn code(failure: &Failure) -> &'static str {
    match (&failure.what, failure.stage) {
        (What::Name(_), _) => "accounts.name_unknown",
        (What::Unreachable(_), _) | (What::Timeout, Stage::Name | Stage::Connect) => "accounts.port_closed",
        (What::NotLoopback, _) => "accounts.plain_only_here",
        (What::NotAMailServer, _) => "accounts.not_a_mail_server",
        (What::Tls(fault), _) => match fault.kind {
            TlsKind::WrongName => "accounts.certificate_name",
            TlsKind::Expired => "accounts.certificate_expired",
            TlsKind::NotYetValid => "accounts.certificate_early",
            TlsKind::UnknownIssuer => "accounts.certificate_unknown",
            TlsKind::Changed => "accounts.certificate_changed",
            TlsKind::Revoked => "accounts.certificate_revoked",
            TlsKind::TooOld => "accounts.tls_too_old",
            TlsKind::NotTls => "accounts.no_tls_there",
            TlsKind::Other => "accounts.tls_failed",
        },
        (What::WaitsForTls, _) => "accounts.waits_for_tls",
        (What::Lost | What::Timeout, Stage::Tls) => "accounts.tls_failed",
        (What::NotOffered("STARTTLS"), _) | (What::Reply(_), Stage::StartTls) => "accounts.no_starttls",
        (What::NotOffered("SMTPUTF8"), _) => "accounts.no_smtputf8",
        (What::NotOffered("OAUTH"), _) => "accounts.no_token_login",
        (What::NotOffered(_), _) => "accounts.no_login",
        (What::SignIn(_), _) => "accounts.sign_in_needed",
        (What::NeedsPassword, _) => "accounts.password_needed",
        (What::Reply(reply), Stage::Auth) => match reply.enhanced.as_deref() {
            _ if reply.is_temporary() => "accounts.login_later",
            Some("5.7.30" | "5.7.139") => "accounts.password_ended",
            Some("5.7.9") => "accounts.app_password",
            _ => "accounts.password_refused",
        },
        (What::Said(_), Stage::Auth) => "accounts.password_refused",
        (What::Said(_), Stage::Folder | Stage::Search) => "accounts.folder_refused",
        (What::Said(_), _) => "accounts.server_refused",
        (What::Reply(_), Stage::Mail) => "accounts.sender_refused",
        (What::Reply(reply), Stage::Rcpt | Stage::Data | Stage::Body | Stage::Eod) if reply.refuses_sender() => "accounts.sender_refused",
        (What::Reply(_), Stage::Rcpt) => "accounts.recipient_refused",
        (What::Reply(_), Stage::Data | Stage::Body | Stage::Eod) => "accounts.message_refused",
        (What::Reply(_), _) => "accounts.server_refused",
        (What::Timeout, _) => "accounts.no_answer",
        (What::Lost | What::Over, _) => "accounts.connection_lost",
        (What::GateShut, _) => "accounts.stopped",
        (What::BareLineEnd, _) => "accounts.bare_line_end",
    }
}

fn todo(code: &str) -> Option<&'static str> {
    Some(match code {
        "accounts.name_unknown" => "accounts.name_unknown.todo",
        "accounts.port_closed" => "accounts.port_closed.todo",
        "accounts.plain_only_here" => "accounts.plain_only_here.todo",
        "accounts.certificate_name" => "accounts.certificate_name.todo",
        "accounts.certificate_early" => "accounts.certificate_early.todo",
        "accounts.certificate_unknown" => "accounts.certificate_unknown.todo",
        "accounts.certificate_changed" => "accounts.certificate_changed.todo",
        "accounts.certificate_expired" | "accounts.certificate_revoked" | "accounts.tls_too_old" => "accounts.tell_provider.todo",
        "accounts.no_tls_there" | "accounts.tls_failed" | "accounts.not_a_mail_server" => "accounts.no_tls_there.todo",
        "accounts.no_starttls" => "accounts.no_starttls.todo",
        "accounts.waits_for_tls" => "accounts.waits_for_tls.todo",
        "accounts.no_login" => "accounts.no_login.todo",
        "accounts.no_token_login" => "accounts.no_token_login.todo",
        "accounts.token_refused" => "accounts.token_refused.todo",
        "accounts.smtp_switched_off" => "accounts.smtp_switched_off.todo",
        "accounts.password_needed" => "accounts.password_needed.todo",
        "accounts.password_refused" => "accounts.password_refused.todo",
        "accounts.password_ended" => "accounts.password_ended.todo",
        "accounts.app_password" => "accounts.app_password.todo",
        "accounts.sender_refused" => "accounts.sender_refused.todo",
        "accounts.folder_refused"
        | "accounts.login_later"
        | "accounts.no_answer"
        | "accounts.connection_lost"
        | "accounts.server_refused" => "accounts.later.todo",
        _ => return None,
    })
}
