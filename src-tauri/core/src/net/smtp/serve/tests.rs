//! The server against clients that are well-behaved, hasty, and hostile.

use std::sync::{Mutex, PoisonError};

use proptest::prelude::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::stuffing::Unstuffing;
use super::*;
use crate::clock::SystemClock;
use crate::net::smtp::body::Slices;
use crate::net::smtp::tests::peer::address;
use crate::net::smtp::{Conversation, Gate};
use crate::net::{Dialer, Server, Tls};

/// Takes everything but mail to `nobody@…`, and keeps it; hangs up on what says so.
#[derive(Default)]
struct Shelf(Mutex<Vec<Taken>>);

impl Shelf {
    fn taken(&self) -> Vec<Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait::async_trait]
impl Host for Shelf {
    async fn recipient(&self, _sender: &str, recipient: &EmailAddress) -> Reply {
        if recipient.local() == "nobody" { command::say(550, "5.1.1 No such mailbox") } else { command::say(250, "2.1.5 Ok") }
    }

    async fn message(&self, message: Taken) -> Ending {
        let hang_up = message.recipients.iter().any(|one| one.local() == "gone");
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(message);
        if hang_up { Ending::HangUp } else { Ending::Say(command::say(250, "2.0.0 Taken")) }
    }
}

async fn start(limits: Limits) -> (Listening, Arc<Shelf>) {
    let shelf = Arc::new(Shelf::default());
    let host: Arc<dyn Host> = Arc::clone(&shelf) as Arc<dyn Host>;
    (listen(0, host, limits, SystemClock::shared()).await.unwrap(), shelf)
}

/// Sends `bytes` in one packet and hears until the server hangs up or `enough` stands in what it said.
async fn raw(port: u16, bytes: &[u8], enough: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut heard = Vec::new();
    while !String::from_utf8_lossy(&heard).contains(enough) {
        match tokio::time::timeout(Duration::from_secs(20), stream.read_buf(&mut heard)).await.expect("an answer in time") {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
    }
    String::from_utf8_lossy(&heard).into_owned()
}

fn codes(heard: &str) -> Vec<&str> {
    heard.lines().filter(|line| line.as_bytes().get(3) == Some(&b' ')).map(|line| &line[..3]).collect()
}

const TO_ANA: &str = "EHLO me\r\nMAIL FROM:<desk@example.org>\r\nRCPT TO:<ana@example.com>\r\n";

#[tokio::test]
async fn our_own_conversation_hands_a_letter_over_byte_for_byte() {
    let (server, shelf) = start(Limits::default()).await;
    let mut conversation = Conversation::open(&Dialer::default(), &Server::new("127.0.0.1", server.port(), Tls::None), None).await.unwrap();
    assert!(conversation.capabilities().pipelining && conversation.capabilities().size == Some(50 * 1024 * 1024));
    let letter = "Subject: Grüße\r\n\r\n.a dot\r\n..two\r\n.\r\nend\r\n".as_bytes();
    for _ in 0..2 {
        conversation.envelope(&address("desk@example.org"), &address("ana@example.com"), letter.len() as u64).await.unwrap();
        assert!(conversation.message(&[letter], &Gate::opened()).await.unwrap().is_yes());
    }
    let refused = conversation.envelope(&address("desk@example.org"), &address("nobody@example.com"), 10).await.unwrap_err();
    assert!(refused.what.to_string().contains("5.1.1"), "{refused:?}");
    conversation.quit().await;
    let taken = shelf.taken();
    assert_eq!(taken.len(), 2);
    assert!(taken.iter().all(|one| one.bytes == letter && one.sender == "desk@example.org"));
    server.close().await;
}

#[tokio::test]
async fn commands_in_one_packet_are_answered_in_their_order() {
    let (server, shelf) = start(Limits::default()).await;
    let all = format!("{TO_ANA}RCPT TO:<nobody@example.com>\r\nDATA\r\nhello\r\n.\r\nNOOP\r\nVRFY ana\r\nRSET\r\nHELP\r\nQUIT\r\n");
    let heard = raw(server.port(), all.as_bytes(), "Goodbye").await;
    assert_eq!(codes(&heard), ["220", "250", "250", "250", "550", "354", "250", "250", "252", "250", "214", "221"], "{heard}");
    assert_eq!(shelf.taken().len(), 1);
    assert_eq!(shelf.taken()[0].recipients, [address("ana@example.com")]);
}

#[tokio::test]
async fn what_is_out_of_order_or_wrong_is_told_with_its_code() {
    let (server, shelf) = start(Limits::default()).await;
    let said: &[(&str, &str)] = &[
        ("MAIL FROM:<a@example.org>", "503 5.5.1"),
        ("EHLO", "501 5.5.4"),
        ("EHLO me", "250"),
        ("RCPT TO:<a@example.org>", "503 5.5.1"),
        ("MAIL FROM:a@example.org", "501 5.5.4"),
        ("MAIL FROM:<a b@example.org>", "501 5.1.7"),
        ("MAIL FROM:<a@example.org> SIZE=999999999999", "552 5.3.4"),
        ("MAIL FROM:<a@example.org> SIZE=much", "501 5.5.4"),
        ("MAIL FROM:<a@example.org> RET=FULL", "555 5.5.4"),
        ("MAIL FROM:<> BODY=8BITMIME SMTPUTF8", "250 2.1.0"),
        ("MAIL FROM:<a@example.org>", "503 5.5.1"),
        ("DATA", "503 5.5.1"),
        ("RCPT TO:<at.no.place>", "501 5.1.3"),
        ("RCPT TO:<a@example.org> NOTIFY=NEVER", "555 5.5.4"),
        ("RCPT TO:<grüße@example.org>", "250 2.1.5"),
        ("AUTH PLAIN AAAA", "502 5.5.1"),
        ("STARTTLS", "502 5.5.1"),
        ("FLY", "500 5.5.1"),
        ("\u{7}", "500 5.5.2"),
    ];
    let all: String = said.iter().map(|(line, _)| format!("{line}\r\n")).collect();
    let heard = raw(server.port(), format!("{all}QUIT\r\n").as_bytes(), "Goodbye").await;
    let answers: Vec<&str> = heard.lines().filter(|line| line.as_bytes().get(3) == Some(&b' ')).skip(1).collect();
    for ((line, code), answer) in said.iter().zip(&answers) {
        assert!(answer.starts_with(code), "{line}: {answer}");
    }
    assert!(shelf.taken().is_empty());
}

#[tokio::test]
async fn a_mail_that_is_too_big_is_heard_out_and_refused() {
    let (server, shelf) = start(Limits { size: 100_000, ..Limits::default() }).await;
    let line = format!("{}\r\n", "x".repeat(98));
    let all = format!("{TO_ANA}DATA\r\n{}.\r\nNOOP\r\nQUIT\r\n", line.repeat(3_000));
    let heard = raw(server.port(), all.as_bytes(), "Goodbye").await;
    assert!(heard.contains("552 5.3.4"), "{heard}");
    assert_eq!(codes(&heard), ["220", "250", "250", "250", "354", "552", "250", "221"]);
    assert!(shelf.taken().is_empty());
}

#[tokio::test]
async fn no_more_is_kept_in_memory_than_is_allowed() {
    let (server, shelf) = start(Limits { in_hand: 64 * 1024, ..Limits::default() }).await;
    let big = format!("{TO_ANA}DATA\r\n{}\r\n.\r\nQUIT\r\n", "y".repeat(100_000));
    assert!(raw(server.port(), big.as_bytes(), "Goodbye").await.contains("452 4.3.1"));
    // What was in hand is given back: the next small one fits.
    for _ in 0..3 {
        let small = format!("{TO_ANA}DATA\r\n{}\r\n.\r\nQUIT\r\n", "y".repeat(50_000));
        assert!(raw(server.port(), small.as_bytes(), "Goodbye").await.contains("250 2.0.0 Taken"));
    }
    assert_eq!(shelf.taken().len(), 3);
}

#[tokio::test]
async fn hostile_lines_end_in_words_or_a_closed_door_and_hurt_nobody_else() {
    let (server, shelf) = start(Limits { idle: Duration::from_millis(500), ..Limits::default() }).await;
    let port = server.port();
    // A line of megabytes without an end is dropped, not kept.
    let endless = vec![b'A'; 4 * 1024 * 1024];
    let heard = raw(port, &[endless.as_slice(), b"\r\nQUIT\r\n"].concat(), "Goodbye").await;
    assert!(heard.contains("500 5.5.2") && heard.contains("221"), "{heard}");
    // Bare line feeds are no line ends.
    let heard = raw(port, b"EHLO me\nMAIL FROM:<a@example.org>\nQUIT\r\n", "Goodbye").await;
    assert_eq!(codes(&heard), ["220", "500", "500", "221"], "{heard}");
    // Bytes that are no text.
    let noise: Vec<u8> = (0..=255_u8).cycle().take(40_000).filter(|byte| *byte != b'\n').collect();
    assert!(raw(port, &[noise.as_slice(), b"\r\nQUIT\r\n"].concat(), "Goodbye").await.contains("500"));
    // Nonsense without end is hung up on.
    let heard = raw(port, "what\r\n".repeat(100).as_bytes(), "nothing it says").await;
    assert!(heard.contains("421 4.7.0"), "{heard}");
    // Silence too.
    assert!(raw(port, b"EHLO me\r\nMAIL FR", "nothing it says").await.contains("220"));
    // A message with a lone line feed could be two messages elsewhere.
    let smuggled = format!("{TO_ANA}DATA\r\nfirst\n.\nMAIL FROM:<x@example.org>\r\n.\r\nQUIT\r\n");
    assert!(raw(port, smuggled.as_bytes(), "Goodbye").await.contains("550 5.6.11"));
    // A message that breaks off is no message.
    raw(port, format!("{TO_ANA}DATA\r\nhalf a").as_bytes(), "nothing it says").await;
    assert!(shelf.taken().is_empty());
    // Binary within a message is kept as it came.
    let binary = [TO_ANA.as_bytes(), b"DATA\r\n\0\x01\xff\xfe\r\n.\r\nQUIT\r\n"].concat();
    assert!(raw(port, &binary, "Goodbye").await.contains("2.0.0 Taken"));
    assert_eq!(shelf.taken()[0].bytes, b"\0\x01\xff\xfe\r\n");
}

#[tokio::test]
async fn too_many_at_once_are_told_to_come_again() {
    let (server, _) = start(Limits { connections: 3, ..Limits::default() }).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
        let mut greeting = [0; 3];
        stream.read_exact(&mut greeting).await.unwrap();
        held.push(stream);
    }
    assert!(raw(server.port(), b"", "nothing it says").await.starts_with("421 4.7.0"));
    held.clear();
    // The places are given back once the server has noticed that they left.
    for _ in 0..200 {
        if raw(server.port(), b"QUIT\r\n", "\r\n").await.starts_with("220") {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("no place became free");
}

#[tokio::test]
async fn a_server_that_closes_says_so_and_leaves_its_port() {
    let (server, _) = start(Limits::default()).await;
    let port = server.port();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let mut greeting = vec![0; 256];
    assert!(stream.read(&mut greeting).await.unwrap() > 0);
    server.close().await;
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    assert!(rest.starts_with("421 4.3.2"), "{rest}");
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

#[tokio::test]
async fn hanging_up_at_the_final_dot_leaves_no_answer() {
    let (server, shelf) = start(Limits::default()).await;
    let all = "EHLO me\r\nMAIL FROM:<desk@example.org>\r\nRCPT TO:<gone@example.com>\r\nDATA\r\nhello\r\n.\r\n";
    let heard = raw(server.port(), all.as_bytes(), "nothing it says").await;
    assert_eq!(codes(&heard).last(), Some(&"354"));
    assert_eq!(shelf.taken().len(), 1);
}

fn taken_in(wire: &[u8], cuts: &[usize]) -> (Vec<u8>, Option<usize>, bool) {
    let (mut unstuffing, mut message) = (Unstuffing::default(), Vec::new());
    let mut from = 0;
    for to in cuts.iter().map(|cut| cut % (wire.len() + 1)).chain([wire.len()]) {
        let to = to.max(from);
        if let Some(used) = unstuffing.take(&wire[from..to], &mut message) {
            return (message, Some(from + used), unstuffing.found_lone_line_end());
        }
        from = to;
    }
    (message, None, unstuffing.found_lone_line_end())
}

proptest! {
    #[test]
    fn what_our_sender_stuffs_comes_out_as_it_went_in(
        lines in prop::collection::vec("[.]{0,3}[a-z.]{0,6}", 0..12),
        mut cuts in prop::collection::vec(0_usize..200, 0..8),
    ) {
        let message: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let mut wire: Vec<u8> = Slices::new(&[message.as_bytes()]).flatten().copied().collect();
        wire.extend_from_slice(if message.is_empty() { b".\r\n" } else { b"\r\n.\r\n" });
        wire.extend_from_slice(b"QUIT\r\n");
        cuts.sort_unstable();
        let (taken, used, lone) = taken_in(&wire, &cuts);
        prop_assert_eq!(String::from_utf8_lossy(&taken), message);
        prop_assert_eq!(used, Some(wire.len() - 6));
        prop_assert!(!lone);
    }

    #[test]
    fn any_bytes_are_taken_the_same_however_they_are_cut(
        wire in prop::collection::vec(prop::sample::select(b"\r\n.a".to_vec()), 0..60),
        mut cuts in prop::collection::vec(0_usize..60, 0..8),
    ) {
        cuts.sort_unstable();
        prop_assert_eq!(taken_in(&wire, &cuts), taken_in(&wire, &[]));
        // Only CRLF.CRLF, or a dot at the very beginning, ends a message.
        let end = if wire.starts_with(b".\r\n") { Some(3) } else { wire.windows(5).position(|five| five == b"\r\n.\r\n").map(|at| at + 5) };
        prop_assert_eq!(taken_in(&wire, &[]).1, end);
    }
}
