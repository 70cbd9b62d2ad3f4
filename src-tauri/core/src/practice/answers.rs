//! What some recipients write back, so that a desk sees what comes after a release. Made by rule, the same every time.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::PracticeKind;
use super::post::Seen;
use crate::ids::Millis;
use crate::net::EmailAddress;

/// An answer to a mail.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) kind: PracticeKind,
    /// The envelope's sender; empty for a bounce.
    pub(super) from: String,
    pub(super) bytes: Vec<u8>,
}

/// Of ten recipients two are away, two write back, and one mailbox is full; five say nothing.
const OF_TEN: [Option<PracticeKind>; 10] = [
    Some(PracticeKind::AutoReply),
    None,
    Some(PracticeKind::Reply),
    None,
    None,
    Some(PracticeKind::Bounce),
    None,
    Some(PracticeKind::AutoReply),
    Some(PracticeKind::Reply),
    None,
];

const AWAY: &[&str] = &[
    "Thank you for your message. I am out of the office until Monday and read my mail then. In urgent cases please write to the newsdesk.",
    "I am on leave and will not see your mail before I am back. Please do not wait for me with anything that has a deadline.",
    "This is an automatic answer: I only work on Tuesdays and Thursdays and will come back to you on one of them.",
];

const BACK: &[&str] = &[
    "Thanks for this. Could you send me the pictures in a higher resolution, and who took them? I would need them by four.",
    "Interesting, thank you. Would somebody be free for a short call tomorrow morning? Ten minutes would do.",
    "Thank you. Is there a figure for last year that I could set beside this one?",
    "Good story, but it belongs to our weekend pages. Who there may I pass it on to in your name?",
];

/// The answer of `recipient`, if they answer at all. Nobody answers a bounce.
pub(super) fn to(mail: &Seen, sender: &str, recipient: &EmailAddress, now: Millis) -> Option<Answered> {
    if sender.is_empty() {
        return None;
    }
    let drawn: [u8; 32] = Sha256::digest(recipient.normalised().as_bytes()).into();
    let [first, second, ..] = drawn;
    let kind = (*OF_TEN.get(usize::from(first) % OF_TEN.len())?)?;
    let said = |texts: &[&'static str]| texts.get(usize::from(second) % texts.len().max(1)).copied().unwrap_or_default();
    let bytes = match kind {
        PracticeKind::Bounce => bounce(mail, sender, recipient, now),
        PracticeKind::AutoReply => {
            let automatic = "Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n";
            written(mail, sender, recipient, now, "Automatic reply: ", automatic, said(AWAY))
        }
        _ => written(mail, sender, recipient, now, "Re: ", "", said(BACK)),
    };
    let from = if kind == PracticeKind::Bounce { String::new() } else { recipient.as_typed() };
    Some(Answered { kind, from, bytes: bytes.into_bytes() })
}

/// An id that the same mail and recipient always get.
fn message_id(mail: &Seen, recipient: &EmailAddress) -> String {
    let digest = Sha256::new().chain_update(mail.message_id.as_bytes()).chain_update(recipient.normalised().as_bytes()).finalize();
    let mut id = String::with_capacity(40);
    for byte in digest.iter().take(16) {
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    format!("<{id}@practice.tidings.example>")
}

fn date(now: Millis) -> String {
    chrono::DateTime::from_timestamp_millis(now.get()).unwrap_or(chrono::DateTime::UNIX_EPOCH).to_rfc2822()
}

/// The lines that every answer begins with. What came from the mail has no line ends any more.
fn head(mail: &Seen, from: &str, sender: &str, recipient: &EmailAddress, now: Millis, subject: &str) -> String {
    let mut head = format!(
        "Date: {}\r\nFrom: {from}\r\nTo: <{sender}>\r\nMessage-ID: {}\r\nSubject: {subject}\r\n",
        date(now),
        message_id(mail, recipient)
    );
    if !mail.message_id.is_empty() {
        let _ = write!(head, "In-Reply-To: <{0}>\r\nReferences: <{0}>\r\n", mail.message_id);
    }
    head.push_str("MIME-Version: 1.0\r\n");
    head
}

fn written(mail: &Seen, sender: &str, recipient: &EmailAddress, now: Millis, before: &str, marks: &str, text: &str) -> String {
    let subject = encoded(&format!("{before}{}", mail.subject));
    let head = head(mail, &format!("<{}>", recipient.as_typed()), sender, recipient, now, &subject);
    format!("{head}{marks}Content-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n", folded(text))
}

/// A report as mail systems write it (RFC 3464): full mailbox, noticed only after the mail was taken.
fn bounce(mail: &Seen, sender: &str, recipient: &EmailAddress, now: Millis) -> String {
    let boundary = "tidings-practice-report";
    let address = recipient.for_wire();
    let head = head(
        mail,
        "Mail system <mailer-daemon@practice.tidings.example>",
        sender,
        recipient,
        now,
        "Undelivered mail returned to its sender",
    );
    format!(
        "{head}Auto-Submitted: auto-replied\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"{boundary}\"\r\n\r\n\
         --{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         This mail could not be delivered to {address}: the mailbox is full.\r\n\r\n\
         --{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; localhost\r\n\r\n\
         Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.2.2\r\n\
         Diagnostic-Code: smtp; 552 5.2.2 The mailbox is full\r\n\r\n\
         --{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         Message-ID: <{}>\r\nTo: <{address}>\r\n\r\n\
         --{boundary}--\r\n",
        mail.message_id
    )
}

/// Text in lines that a terminal shows whole.
fn folded(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        if width > 0 && width + word.len() > 72 {
            lines.push_str("\r\n");
            width = 0;
        } else if width > 0 {
            lines.push(' ');
        }
        lines.push_str(word);
        width += word.len() + 1;
    }
    lines
}

/// A subject for a header: as it is while it is ASCII, else in encoded words (RFC 2047), each within its 75 characters.
fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut words: Vec<String> = vec![String::new()];
    for letter in text.chars() {
        let mut bytes = [0; 4];
        let letter: String = letter.encode_utf8(&mut bytes).bytes().map(|byte| format!("={byte:02X}")).collect();
        if words.last().is_some_and(|word| word.len() + letter.len() > 60) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push_str(&letter);
        }
    }
    words.iter().map(|word| format!("=?utf-8?q?{word}?=")).collect::<Vec<_>>().join("\r\n ")
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders as _};

    use super::*;

    fn answer(subject: &str, to_whom: &str) -> Option<Answered> {
        let mail = Seen { from: String::new(), subject: subject.to_owned(), message_id: "abc@example.org".to_owned() };
        to(&mail, "press@example.org", &EmailAddress::parse(to_whom).unwrap(), Millis::from(1_795_514_400_000))
    }

    #[test]
    fn about_half_answer_and_always_the_same_way() {
        let mut kinds = std::collections::BTreeMap::new();
        for n in 0..1000 {
            let address = format!("person{n}@example.net");
            let (once, again) = (answer("News", &address), answer("News", &address));
            assert_eq!(once.as_ref().map(|one| &one.bytes), again.as_ref().map(|one| &one.bytes));
            *kinds.entry(once.map(|one| one.kind.word())).or_insert(0) += 1;
        }
        assert_eq!(kinds.len(), 4);
        assert!(kinds.values().all(|count| *count > 60) && kinds[&None] > 400, "{kinds:?}");
    }

    #[test]
    fn an_answer_is_a_mail_that_others_read() {
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..60 {
            let Some(answered) = answer("Grüße aus dem Hafen: 灯台", &format!("person{n}@example.net")) else { continue };
            let mail = MessageParser::default().parse(&answered.bytes).unwrap();
            assert_eq!(mail.in_reply_to().as_text(), Some("abc@example.org"));
            assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("press@example.org"));
            assert_eq!(answered.bytes.iter().filter(|b| **b == b'\n').count(), answered.bytes.windows(2).filter(|w| w == b"\r\n").count());
            match answered.kind {
                PracticeKind::Bounce => {
                    assert!(mail.is_content_type("multipart", "report") && answered.from.is_empty());
                    assert!(String::from_utf8_lossy(&answered.bytes).contains("Status: 5.2.2"));
                }
                PracticeKind::AutoReply => assert_eq!(mail.subject(), Some("Automatic reply: Grüße aus dem Hafen: 灯台")),
                _ => assert_eq!(mail.subject(), Some("Re: Grüße aus dem Hafen: 灯台")),
            }
            seen.insert(answered.kind.word());
        }
        assert_eq!(seen.len(), 3);
    }

    #[test]
    fn nobody_answers_a_bounce() {
        let mail = Seen::default();
        for n in 0..50 {
            let recipient = EmailAddress::parse(&format!("person{n}@example.net")).unwrap();
            assert!(to(&mail, "", &recipient, Millis::from(0)).is_none());
        }
    }
}
