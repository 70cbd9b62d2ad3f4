//! A letter read back as its receiver will read it, by a parser that is not ours, before any letter goes (D22).

use mail_parser::{HeaderName, MessageParser, MimeHeaders as _};
use sha2::{Digest as _, Sha256};

use super::letter::{Letter, Prepared};
use crate::error::Problem;
use crate::literature::Attachment;
use crate::net::EmailAddress;

/// Longest line without its end (RFC 5322 §2.1.1).
const LONGEST_LINE: usize = 998;

/// What a letter must say of itself.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Whom it comes from.
    pub from: &'a EmailAddress,
    /// Whom it goes to.
    pub to: &'a EmailAddress,
    /// Its Message-ID without angle brackets.
    pub message_id: &'a str,
    /// The Message-IDs of the mails that it answers (D39).
    pub thread: &'a [String],
}

/// Reads the part that is one person's own: its lines, its headers, both texts.
///
/// # Errors
/// `rendering.read_back`, which names what reads otherwise than it was written.
pub fn read_back(letter: &Letter, expected: &Expected<'_>) -> Result<(), Problem> {
    if !is_wire(&letter.personal) {
        return Err(otherwise("lines"));
    }
    let mail = MessageParser::default().parse(&letter.personal).ok_or_else(|| otherwise("headers"))?;
    let times = |name: HeaderName<'_>| mail.headers().iter().filter(|header| header.name == name).count();
    let once = [HeaderName::Date, HeaderName::From, HeaderName::To, HeaderName::Subject, HeaderName::MessageId, HeaderName::MimeVersion];
    if once.into_iter().any(|name| times(name) != 1) || times(HeaderName::Cc) + times(HeaderName::Bcc) + times(HeaderName::Sender) > 0 {
        return Err(otherwise("headers"));
    }
    let only = |address: Option<&mail_parser::Address<'_>>, wanted: &EmailAddress| {
        let mut all = address.into_iter().flat_map(mail_parser::Address::iter);
        all.next().and_then(|one| one.address()) == Some(wanted.for_wire().as_str()) && all.next().is_none()
    };
    if !only(mail.from(), expected.from) {
        return Err(otherwise("From"));
    }
    if !only(mail.to(), expected.to) {
        return Err(otherwise("To"));
    }
    if mail.message_id() != Some(expected.message_id) {
        return Err(otherwise("Message-ID"));
    }
    let ids = |value: &mail_parser::HeaderValue<'_>| value.as_text_list().unwrap_or_default().iter().map(ToString::to_string).collect();
    let (answered, before): (Vec<String>, Vec<String>) = (ids(mail.in_reply_to()), ids(mail.references()));
    if answered.first() != expected.thread.last() || answered.len() > 1 || before != expected.thread {
        return Err(otherwise("In-Reply-To"));
    }
    if mail.subject().is_none_or(|subject| subject.trim().is_empty()) || mail.date().is_none_or(|date| !date.is_valid()) {
        return Err(otherwise("Subject"));
    }
    let filled = |text: Option<std::borrow::Cow<'_, str>>| text.is_some_and(|text| !text.trim().is_empty());
    if mail.text_body_count() != 1 || mail.html_body_count() != 1 || !filled(mail.body_text(0)) || !filled(mail.body_html(0)) {
        return Err(otherwise("text"));
    }
    Ok(())
}

/// Reads a whole letter: every file that should be there is, in order, with its name and its very bytes, and no other.
///
/// # Errors
/// As [`read_back`].
pub fn read_back_files(letter: &Letter, files: &[&Attachment]) -> Result<(), Problem> {
    let whole = letter.to_bytes();
    if !is_wire(&whole) {
        return Err(otherwise("lines"));
    }
    let mail = MessageParser::default().parse(&whole).ok_or_else(|| otherwise("files"))?;
    let found = found(&mail);
    // Pictures come before attachments; one that the text does not show is not sent.
    let last = found.len().checked_sub(files.len()).and_then(|from| found.get(from..)).ok_or_else(|| otherwise("files"))?;
    let pictures = mail.attachments().take(found.len() - last.len());
    let only_pictures = pictures.into_iter().all(|part| part.content_disposition().is_none_or(|way| !way.is_attachment()));
    if only_pictures && same(last, files) { Ok(()) } else { Err(otherwise("files")) }
}

/// Reads what is one person's own after what all share: exactly these files, with their very bytes. What all share has been read.
///
/// # Errors
/// As [`read_back`].
pub fn read_back_own(letter: &Letter, prepared: &Prepared, files: &[&Attachment]) -> Result<(), Problem> {
    if letter.own.is_empty() {
        return if files.is_empty() { Ok(()) } else { Err(otherwise("files")) };
    }
    if !is_wire(&letter.own) {
        return Err(otherwise("lines"));
    }
    let head = format!("Content-Type: multipart/mixed; boundary=\"{}\"\r\n\r\n", prepared.own_boundary());
    let whole = [head.as_bytes(), &letter.own].concat();
    let mail = MessageParser::default().parse(&whole).ok_or_else(|| otherwise("files"))?;
    if same(&found(&mail), files) { Ok(()) } else { Err(otherwise("files")) }
}

/// Names and hashes of the files in a message, in their order.
fn found<'m>(mail: &'m mail_parser::Message<'_>) -> Vec<(Option<&'m str>, String)> {
    mail.attachments().map(|part| (part.attachment_name(), hex(part.contents()))).collect()
}

fn same(found: &[(Option<&str>, String)], files: &[&Attachment]) -> bool {
    found
        .iter()
        .map(|(name, sha256)| (*name, sha256.as_str()))
        .eq(files.iter().map(|file| (Some(file.name.as_str()), file.sha256.as_str())))
}

fn otherwise(what: &'static str) -> Problem {
    Problem::refusal("rendering.read_back").with("what", what)
}

/// Whether the bytes are what any server takes: 7 bit, lines that end in CRLF and are not too long (M1, M5).
fn is_wire(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').enumerate().all(|(at, line)| {
        let last = at > 0 && line.is_empty();
        let text = line.strip_suffix(b"\r").unwrap_or(line);
        (last || line.len() > text.len()) && text.len() <= LONGEST_LINE && text.iter().all(|byte| matches!(byte, b'\t' | b' '..=b'~'))
    })
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::is_wire;

    #[test]
    fn lines_that_a_server_could_take_otherwise_are_seen() {
        assert!(is_wire(b"Subject: x\r\n\r\ntext\r\n"));
        for bad in [&b"a\nb\r\n"[..], b"a\rb\r\n", b"gr\xc3\xbc\r\n", b"a\0\r\n", b"no end"] {
            assert!(!is_wire(bad), "{bad:?}");
        }
        assert!(is_wire(&[&[b'x'; 998][..], b"\r\n"].concat()) && !is_wire(&[&[b'x'; 999][..], b"\r\n"].concat()));
    }
}
