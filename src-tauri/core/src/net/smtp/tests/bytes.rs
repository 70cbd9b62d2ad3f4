//! Answers and bodies as bytes.

use std::collections::VecDeque;

use proptest::prelude::*;

use crate::net::smtp::Reply;
use crate::net::smtp::body::{Slices, ends_lines_with_crlf};
use crate::net::smtp::reply::Reader;

fn heard(bytes: &[u8], cut: usize) -> Vec<Reply> {
    let (mut reader, mut found) = (Reader::default(), VecDeque::new());
    for packet in bytes.chunks(cut.max(1)) {
        reader.hear(packet, &mut found).unwrap();
    }
    found.into()
}

#[test]
fn answers_are_kept_whole_however_they_are_cut() {
    let text = b"550-5.1.1 No such user\r\n550-5.1.1 Look at https://example.org\r\n550 5.1.1 Goodbye\r\n250\r\n220 caf\xe9\r\n";
    for cut in 1..text.len() {
        let found = heard(text, cut);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].lines, ["5.1.1 No such user", "5.1.1 Look at https://example.org", "5.1.1 Goodbye"]);
        assert_eq!((found[0].code, found[0].enhanced.as_deref()), (550, Some("5.1.1")));
        assert_eq!(found[1], Reply::new(250, vec![String::new()]));
        assert_eq!(found[2].lines, ["caf\u{fffd}"]);
    }
}

#[test]
fn an_enhanced_code_counts_only_where_its_class_agrees() {
    assert_eq!(Reply::new(250, vec!["5.1.1 odd".to_owned()]).enhanced, None);
    assert_eq!(Reply::new(452, vec!["4.2.2 full".to_owned()]).enhanced.as_deref(), Some("4.2.2"));
    assert_eq!(Reply::new(550, vec!["5.1 short".to_owned()]).enhanced, None);
    assert_eq!(Reply::new(550, vec!["5.1.1.1 long".to_owned()]).enhanced, None);
}

#[test]
fn what_is_no_answer_and_what_never_ends_is_refused() {
    let mut found = VecDeque::new();
    for bytes in [&b"HTTP/1.1 400 Bad Request\r\n"[..], b"999 what\r\n", b"25\r\n", b"2500 x\r\n"] {
        assert!(Reader::default().hear(bytes, &mut found).is_err(), "{bytes:?}");
    }
    let mut reader = Reader::default();
    assert!((0..200).any(|_| reader.hear(&[b'2'; 1000], &mut found).is_err()));
    let mut reader = Reader::default();
    assert!((0..20_000).any(|_| reader.hear(b"250-more\r\n", &mut found).is_err()));
    assert!(found.is_empty());
}

#[test]
fn a_line_end_of_its_own_is_found_across_seams() {
    assert!(ends_lines_with_crlf(&[b"a\r\n", b"b\r\n"]));
    assert!(ends_lines_with_crlf(&[b"a\r", b"\nb"]));
    assert!(!ends_lines_with_crlf(&[b"a\n.\r\n"]));
    assert!(!ends_lines_with_crlf(&[b"a\r.\r\n"]));
    assert!(!ends_lines_with_crlf(&[b"a\r", b"b\n"]));
    assert!(!ends_lines_with_crlf(&[b"a\r"]));
}

/// What a server makes of it (RFC 5321 §4.5.2).
fn unstuffed(wire: &[u8]) -> Vec<u8> {
    let text = [wire, b"\r\n"].concat();
    let mut message = Vec::new();
    let mut line_begins = true;
    for (at, byte) in text.iter().enumerate() {
        if !(line_begins && *byte == b'.') {
            message.push(*byte);
        }
        line_begins = *byte == b'\n' && at > 0 && text[at - 1] == b'\r';
    }
    message
}

proptest! {
    #[test]
    fn a_server_gets_back_exactly_the_message(text in "(\\.|\r\n|a|\\.\r\n|b\\.){0,24}", cuts in prop::collection::vec(0_usize..48, 0..4)) {
        let whole = format!("{text}\r\n");
        let bytes = whole.as_bytes();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
        cuts.sort_unstable();
        let mut parts = Vec::new();
        let mut from = 0;
        for cut in cuts {
            parts.push(&bytes[from..cut]);
            from = cut;
        }
        parts.push(&bytes[from..]);
        prop_assert!(ends_lines_with_crlf(&parts));
        let wire: Vec<u8> = Slices::new(&parts).flatten().copied().collect();
        // No line of it is a lone dot: nothing in the message can end it.
        let with_end = [b"\r\n", &wire[..], b"\r\n"].concat();
        prop_assert!(!with_end.windows(5).any(|window| window == b"\r\n.\r\n"));
        prop_assert_eq!(unstuffed(&wire), bytes);
    }
}
