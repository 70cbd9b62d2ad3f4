//! What a server's answer, or its silence, means for one row. Pure.
//!
//! The first digit decides, then the enhanced code, then a dated table of providers' habits (D11, D12);
//! words that we do not know decide nothing.

use crate::net::smtp::Reply;
use crate::net::{Failure, SignInFault, Stage, What};

/// What happened to one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// 2yz to the end-of-data line.
    Accepted(Reply),
    /// Refused for now.
    Temporary(Option<Reply>),
    /// Refused for good.
    Permanent(Reply),
    /// The sender's trouble, not the recipient's: the row is as if never tried, the account pauses.
    Sender(SenderTrouble, Option<Reply>),
    /// The connection went away between letters, before this one was tried in earnest: take a new connection.
    Reconnect,
    /// The end-of-data line may have gone out and no answer is known.
    Uncertain,
    /// The user stopped or paused before the end-of-data line: it certainly was not sent.
    Withheld,
}

/// Why an account cannot send now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SenderTrouble {
    /// Wrong password, or none accepted.
    Authentication,
    /// The account signs in in the browser, and that is needed again.
    SignIn,
    /// The server's limit for this sender is reached.
    Quota,
    /// The server cannot be reached, or its certificate is not trusted.
    Unreachable,
    /// It answered with a refusal of the sender.
    Refused,
    /// It takes connections and loses them, again and again (D13).
    Lost,
}

/// Replies that speak of the sender although they are given to a recipient or to the data: (code, enhanced code).
/// Gmail and Exchange as documented in November 2026.
const ABOUT_SENDER: &[(u16, &str)] = &[(432, "4.3.2"), (550, "5.4.5"), (554, "5.2.0"), (550, "5.7.233"), (550, "5.7.705"), (550, "5.7.30")];
/// Exchange's codes for a sender over quota: 5.2.251 to 5.2.255.
const EXCHANGE_QUOTA: std::ops::RangeInclusive<u16> = 251..=255;

/// The verdict on a reply to the end-of-data line.
pub(super) fn on_reply(reply: Reply) -> Verdict {
    judge(reply)
}

/// The verdict on a letter that failed at `failure.stage` with the end-of-data line certainly not sent.
/// `fresh` says that the connection had not served a letter yet.
pub(super) fn on_failure(failure: Failure, fresh: bool) -> Verdict {
    let stage = failure.stage;
    let opening =
        matches!(stage, Stage::Name | Stage::Connect | Stage::Tls | Stage::StartTls | Stage::Greeting | Stage::Ehlo | Stage::Auth);
    // Nothing of this letter is with the server, and the connection is of no more use.
    let lost = match (opening, fresh) {
        (true, _) => Verdict::Sender(SenderTrouble::Unreachable, None),
        (false, false) => Verdict::Reconnect,
        (false, true) => Verdict::Temporary(None),
    };
    match failure.what {
        What::Reply(reply) => match stage {
            // Everything said before a recipient is named is about us (D12).
            Stage::Auth => Verdict::Sender(SenderTrouble::Authentication, Some(reply)),
            // A yes, or a "go on", to what was not asked: the server is out of step, and what it says means nothing.
            _ if reply.code < 400 || (stage == Stage::Rset && reply.code != 421) => lost,
            Stage::Rcpt | Stage::Data | Stage::Body | Stage::Eod => judge(reply),
            _ if reply.code == 421 && !fresh => Verdict::Reconnect,
            _ => Verdict::Sender(SenderTrouble::Refused, Some(reply)),
        },
        What::SignIn(SignInFault::Away) => Verdict::Sender(SenderTrouble::Unreachable, None),
        What::SignIn(_) => Verdict::Sender(SenderTrouble::SignIn, None),
        What::GateShut => Verdict::Withheld,
        // A server that does not offer what this one letter needs refuses this one letter.
        What::NotOffered("SMTPUTF8") | What::BareLineEnd => Verdict::Permanent(Reply::new(553, vec![format!("5.6.7 {}", failure.what)])),
        What::NotOffered(_) | What::NotLoopback => Verdict::Sender(SenderTrouble::Refused, None),
        _ => lost,
    }
}

fn judge(reply: Reply) -> Verdict {
    let enhanced = reply.enhanced.as_deref().unwrap_or_default();
    if reply.code == 421 {
        return Verdict::Sender(SenderTrouble::Refused, Some(reply));
    }
    if ABOUT_SENDER.iter().any(|(code, status)| *code == reply.code && *status == enhanced) || is_exchange_quota(enhanced) {
        return Verdict::Sender(SenderTrouble::Quota, Some(reply));
    }
    if reply.refuses_sender() {
        return Verdict::Sender(SenderTrouble::Refused, Some(reply));
    }
    match reply.code / 100 {
        2 => Verdict::Accepted(reply),
        4 => Verdict::Temporary(Some(reply)),
        5 => Verdict::Permanent(reply),
        // 1yz and 3yz have no meaning here: it may be another question's answer, and the one to this one be yes.
        _ => Verdict::Uncertain,
    }
}

fn is_exchange_quota(enhanced: &str) -> bool {
    enhanced.strip_prefix("5.2.").and_then(|detail| detail.parse::<u16>().ok()).is_some_and(|detail| EXCHANGE_QUOTA.contains(&detail))
}

/// How long until the next try of a row that was refused for now, in milliseconds; none once it should be given up (D9).
/// At least 30 minutes, 5 after greylisting words; doubling; `jitter` in 0..1 spreads tries; 24 hours in all.
pub(super) fn next_try_ms(attempts: u32, since_first_ms: i64, reply: Option<&Reply>, jitter: f64) -> Option<i64> {
    const MINUTE_MS: i64 = 60_000;
    const GIVE_UP_MS: i64 = 24 * 60 * MINUTE_MS;
    let greylisted = reply.is_some_and(|reply| {
        reply.lines.iter().any(|line| line.to_ascii_lowercase().contains("greylist") || line.to_ascii_lowercase().contains("graylist"))
    });
    let first = if greylisted { 5 * MINUTE_MS } else { 30 * MINUTE_MS };
    let doubled = first.saturating_mul(1 << attempts.saturating_sub(1).min(5));
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "minutes, far below 2^52")]
    let wait = doubled + (doubled as f64 * 0.2 * jitter.clamp(0.0, 1.0)) as i64;
    (since_first_ms.saturating_add(wait) <= GIVE_UP_MS).then_some(wait)
}
