//! A mail cut into what is its own and what others share with it. Pure.
//!
//! Mails of one distribution differ in their heads and merged texts; the attachments between their boundary lines are
//! the same bytes. So a mail is cut at its boundary lines, and whatever is large between two of them is kept once.

use memchr::memmem;

/// What is smaller is kept with its mail: sharing it would cost more than it spares.
const WORTH_SHARING: usize = 2048;
/// Shared parts are cut to this size, as the file's rows are.
pub(super) const LARGEST: usize = 1024 * 1024;

/// A mail in pieces.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces<'m> {
    /// What belongs to this mail alone, in order.
    pub(super) text: Vec<u8>,
    /// The shared parts in order: behind how many bytes of the text each stands, and its bytes.
    pub(super) parts: Vec<(usize, &'m [u8])>,
}

/// Cuts a mail.
pub(super) fn cut(mail: &[u8]) -> Pieces<'_> {
    let mut pieces = Pieces::default();
    let head = memmem::find(mail, b"\r\n\r\n").map_or(mail.len(), |at| at + 4);
    let (head, mut rest) = mail.split_at_checked(head).unwrap_or((mail, &[]));
    pieces.take(head);
    let boundary = memmem::Finder::new(b"\r\n--");
    while !rest.is_empty() {
        let (part, after) = match boundary.find(rest) {
            Some(at) => rest.split_at_checked(at + 2).unwrap_or((rest, &[])),
            None => (rest, &[][..]),
        };
        pieces.take(part);
        // The boundary line itself is drawn anew for every mail.
        let line = memchr::memchr(b'\n', after).map_or(after.len(), |at| at + 1);
        let (line, further) = after.split_at_checked(line).unwrap_or((after, &[]));
        pieces.text.extend_from_slice(line);
        rest = further;
    }
    pieces
}

impl<'m> Pieces<'m> {
    fn take(&mut self, bytes: &'m [u8]) {
        if bytes.len() < WORTH_SHARING {
            self.text.extend_from_slice(bytes);
        } else {
            let behind = self.text.len();
            self.parts.extend(bytes.chunks(LARGEST).map(|part| (behind, part)));
        }
    }
}

/// Puts a mail together again.
pub(super) fn join<P: AsRef<[u8]>>(text: &[u8], parts: impl IntoIterator<Item = (usize, P)>) -> Vec<u8> {
    let mut mail = Vec::new();
    let mut from = 0;
    for (behind, part) in parts {
        mail.extend_from_slice(text.get(from..behind).unwrap_or_default());
        mail.extend_from_slice(part.as_ref());
        from = behind.max(from);
    }
    mail.extend_from_slice(text.get(from..).unwrap_or_default());
    mail
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_two_mails_share_is_cut_out_of_both_alike() {
        let attachment = "QUJD".repeat(1000);
        let mail = |who: &str| {
            format!("To: {who}\r\n\r\n--b{who}\r\nHello {who}\r\n--b{who}\r\nContent-Type: image/png\r\n\r\n{attachment}\r\n--b{who}--\r\n")
        };
        let (ana, bea) = (mail("ana"), mail("bea"));
        let (ana, bea) = (cut(ana.as_bytes()), cut(bea.as_bytes()));
        assert_eq!(ana.parts.len(), 1);
        assert_eq!(ana.parts[0].1, bea.parts[0].1);
        assert!(ana.text.len() < 200);
    }

    proptest! {
        #[test]
        fn every_mail_comes_back_byte_for_byte(
            runs in prop::collection::vec((prop::sample::select(vec!["\r\n--", "\r\n\r\n", "x", "\n", "--", "\r\n", ""]), 0_usize..5000), 0..12),
        ) {
            let mail: Vec<u8> = runs.iter().flat_map(|(mark, run)| [mark.as_bytes().to_vec(), vec![b'a'; *run]]).flatten().collect();
            let pieces = cut(&mail);
            prop_assert_eq!(join(&pieces.text, pieces.parts.iter().copied()), mail);
        }
    }
}
