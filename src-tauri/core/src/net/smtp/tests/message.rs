//! The message and its end: what the gate holds back, and what is known when the line breaks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::peer::{Peer, address, envelope, hasty, open, serve};
use crate::net::smtp::{Broken, Conversation, Envelope, Gate, Reply};
use crate::net::{Failure, Stage, What};

async fn pause_ms(ms: u64) {
    drop(tokio::time::timeout(Duration::from_millis(ms), std::future::pending::<()>()).await);
}

async fn ready(peer: &mut Peer) {
    peer.welcome(&["PIPELINING"]).await;
    peer.envelope().await;
}

#[tokio::test]
async fn the_body_travels_but_its_end_waits_for_the_gate() {
    let marked = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&marked);
    let (server, peer) = serve(async move |mut peer| {
        ready(&mut peer).await;
        assert_eq!(peer.line().await, "first");
        assert_eq!(peer.packet().await, "second");
        assert_eq!(peer.line().await, "second");
        // The line end belongs to end-of-data: it came only after the mark.
        assert!(seen.load(Ordering::SeqCst));
        assert_eq!(peer.line().await, ".");
        peer.say("250 ok").await;
    })
    .await;
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap();
    let gate = Gate::shut();
    let opener = gate.clone();
    let ledger = tokio::spawn(async move {
        pause_ms(120).await;
        marked.store(true, Ordering::SeqCst);
        opener.open();
    });
    assert!(conversation.message(&[b"first\r\n", b"second\r\n"], &gate).await.unwrap().is_yes());
    assert!(gate.begun());
    assert!(!gate.refuse(), "it has begun: nothing can be taken back");
    ledger.await.unwrap();
    peer.await.unwrap();
}

#[tokio::test]
async fn an_open_gate_lets_body_and_end_go_in_one_packet() {
    let (server, peer) = serve(async |mut peer| {
        ready(&mut peer).await;
        assert_eq!(peer.packet().await, "a\r\n..b\r\n.\r\n");
        peer.body().await;
        peer.say("250 ok").await;
    })
    .await;
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap();
    conversation.message(&[b"a\r\n", b".b\r\n"], &Gate::opened()).await.unwrap();
    peer.await.unwrap();
}

#[tokio::test]
async fn a_refused_gate_means_that_the_end_certainly_did_not_go_out() {
    for by_last_word in [false, true] {
        let (server, peer) = serve(async |mut peer| {
            ready(&mut peer).await;
            peer.rest().await
        })
        .await;
        let mut conversation = open(&server).await;
        envelope(&mut conversation).await.unwrap();
        let gate = if by_last_word { Gate::with_last_word(|| false) } else { Gate::shut() };
        if by_last_word {
            gate.open();
        } else {
            assert!(gate.refuse());
            gate.open();
        }
        let broken = conversation.message(&[b"letter\r\n"], &gate).await.unwrap_err();
        assert_eq!((broken.failure.what, broken.eod_begun), (What::GateShut, false));
        assert!(!gate.begun());
        assert!(!conversation.is_open());
        drop(conversation);
        let rest = peer.await.unwrap();
        assert!(!rest.contains("\r\n.\r\n"), "{rest:?}");
        assert!(!rest.contains("QUIT"), "a server could read it as the body");
    }
}

#[tokio::test]
async fn the_last_word_is_heard_right_before_the_end() {
    let (server, peer) = serve(async |mut peer| {
        ready(&mut peer).await;
        peer.body().await;
        peer.say("250 ok").await;
    })
    .await;
    let noted = Arc::new(AtomicBool::new(false));
    let note = Arc::clone(&noted);
    let gate = Gate::with_last_word(move || !note.swap(true, Ordering::SeqCst));
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap();
    assert!(!noted.load(Ordering::SeqCst));
    gate.open();
    conversation.message(&[b"letter\r\n"], &gate).await.unwrap();
    assert!(noted.load(Ordering::SeqCst));
    peer.await.unwrap();
}

#[tokio::test]
async fn a_line_lost_after_the_final_dot_leaves_it_uncertain() {
    let (server, peer) = serve(async |mut peer| {
        ready(&mut peer).await;
        peer.body().await;
    })
    .await;
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap();
    let broken = conversation.message(&[b"letter\r\n"], &Gate::opened()).await.unwrap_err();
    assert_eq!((broken.failure.stage, broken.failure.what, broken.eod_begun), (Stage::Eod, What::Lost, true));
    peer.await.unwrap();
}

#[tokio::test]
async fn a_line_lost_in_the_body_is_certain_and_the_servers_last_words_are_kept() {
    let (server, peer) = serve(async |mut peer| {
        ready(&mut peer).await;
        peer.line().await;
        peer.say("552 5.3.4 too big").await;
    })
    .await;
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap();
    let line = [b'x'; 998];
    let big: Vec<u8> = line.iter().chain(b"\r\n").copied().cycle().take(1000 * 40_000).collect();
    let broken = conversation.message(&[&big], &Gate::opened()).await.unwrap_err();
    assert!(!broken.eod_begun);
    assert_eq!(broken.failure.stage, Stage::Body);
    // A reset may overtake the words on the way; then it is plainly lost.
    assert!(broken.failure.what == What::Lost || broken.failure.reply().unwrap().code == 552);
    peer.await.unwrap();
}

#[tokio::test]
async fn an_answer_before_the_question_is_never_taken_for_accepted() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["PIPELINING"]).await;
        for _ in 0..3 {
            peer.line().await;
        }
        peer.raw(b"250 ok\r\n250 ok\r\n354 go on\r\n250 2.0.0 queued\r\n").await;
        peer.rest().await
    })
    .await;
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap();
    let broken = conversation.message(&[b"letter\r\n"], &Gate::opened()).await.unwrap_err();
    assert_eq!((broken.failure.reply().unwrap().code, broken.eod_begun), (250, false));
    drop(conversation);
    assert!(!peer.await.unwrap().contains("\r\n.\r\n"));
}

#[tokio::test]
async fn of_two_answers_to_the_end_that_do_not_agree_nobody_knows_which_is_meant() {
    for (answers, known) in [
        (&b"250 queued\r\n554 no\r\n"[..], false),
        (b"554 no\r\n250 queued\r\n", false),
        (b"250 a\r\n250 b\r\n", true),
        (b"250 a\r\n421 bye\r\n", true),
    ] {
        let (server, peer) = serve(async move |mut peer| {
            ready(&mut peer).await;
            peer.body().await;
            peer.raw(answers).await;
            peer.rest().await
        })
        .await;
        let mut conversation = open(&server).await;
        envelope(&mut conversation).await.unwrap();
        let went = conversation.message(&[b"letter\r\n"], &Gate::opened()).await;
        assert_eq!(went.map_err(|broken| broken.eod_begun).map(|reply| reply.code), if known { Ok(250) } else { Err(true) });
        assert!(!conversation.is_open(), "it is a step behind");
        drop(conversation);
        peer.await.unwrap();
    }
}

#[tokio::test]
async fn a_message_with_a_line_end_of_its_own_never_goes_out() {
    let (server, peer) = serve(async |mut peer| {
        ready(&mut peer).await;
        peer.rest().await
    })
    .await;
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap();
    let broken = conversation.message(&[b"a\n.\nMAIL FROM:<x@example.org>\r\n"], &Gate::opened()).await.unwrap_err();
    assert_eq!((broken.failure.what, broken.eod_begun), (What::BareLineEnd, false));
    drop(conversation);
    assert_eq!(peer.await.unwrap(), "");
}

#[tokio::test]
async fn every_reply_to_the_end_is_the_servers_word_and_the_line_serves_on() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["PIPELINING"]).await;
        for answer in ["554 5.6.0 malformed", "451 4.7.1 later", "250 2.0.0 queued"] {
            peer.envelope().await;
            peer.body().await;
            peer.say(answer).await;
        }
        peer.on("QUIT", "221 bye").await;
    })
    .await;
    let mut conversation = open(&server).await;
    for code in [554, 451, 250] {
        envelope(&mut conversation).await.unwrap();
        assert_eq!(conversation.message(&[b"letter\r\n"], &Gate::opened()).await.unwrap().code, code);
        assert!(conversation.is_open());
    }
    conversation.quit().await;
    peer.await.unwrap();
}

#[tokio::test]
async fn each_stage_has_its_time() {
    for (step, stage) in [(0, Stage::Greeting), (1, Stage::Ehlo), (2, Stage::Mail), (3, Stage::Rcpt), (4, Stage::Data), (5, Stage::Eod)] {
        let (server, peer) = serve(async move |mut peer| {
            let says = ["220 hello", "250 mx.example.org", "250 ok", "250 ok", "354 go"];
            for (at, answer) in says.iter().enumerate().take(step) {
                if at > 0 {
                    peer.line().await;
                }
                peer.say(answer).await;
            }
            peer.rest().await;
        })
        .await;
        let went = async {
            let mut conversation = Conversation::open(&hasty(), &server, None).await?;
            envelope(&mut conversation).await?;
            let broken = conversation.message(&[b"letter\r\n"], &Gate::opened()).await.unwrap_err();
            assert!(broken.eod_begun);
            Err::<(), _>(broken.failure)
        };
        let failure = went.await.unwrap_err();
        assert_eq!((failure.stage, failure.what), (stage, What::Timeout));
        peer.await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_takes_no_more_of_the_body_runs_into_the_block_time() {
    let (server, peer) = serve(async |mut peer| {
        ready(&mut peer).await;
        // Until the test ends it.
        pause_ms(60_000).await;
        drop(peer);
    })
    .await;
    let mut conversation = Conversation::open(&hasty(), &server, None).await.unwrap();
    envelope(&mut conversation).await.unwrap();
    let line: Vec<u8> = [b'x'; 998].iter().chain(b"\r\n").copied().collect();
    let big = line.repeat(40_000);
    let broken = conversation.message(&[&big], &Gate::opened()).await.unwrap_err();
    assert_eq!((broken.failure.stage, broken.failure.what, broken.eod_begun), (Stage::Body, What::Timeout, false));
    peer.abort();
}

async fn then_another(conversation: &mut Conversation) -> Result<(Reply, Option<Result<(), Failure>>), Broken> {
    let (from, to) = (address("desk@example.org"), address("bo@example.com"));
    let next = Envelope { from: &from, to: &to, size: 900 };
    conversation.message_and_envelope(&[b"letter\r\n"], &Gate::opened(), Some(next)).await
}

#[tokio::test]
async fn the_end_of_a_letter_and_the_envelope_of_the_next_go_in_one_packet() {
    let (server, peer) = serve(async |mut peer| {
        ready(&mut peer).await;
        let packet = peer.packet().await;
        assert_eq!(packet, "letter\r\n.\r\nMAIL FROM:<desk@example.org>\r\nRCPT TO:<bo@example.com>\r\nDATA\r\n");
        peer.body().await;
        peer.say("250 ok").await;
        peer.envelope().await;
        assert_eq!(peer.packet().await, "another\r\n.\r\n");
        peer.body().await;
        peer.say("250 ok").await;
    })
    .await;
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap();
    let (reply, begun) = then_another(&mut conversation).await.unwrap();
    assert!(reply.is_yes());
    begun.expect("the next was begun").unwrap();
    assert!(conversation.message(&[b"another\r\n"], &Gate::opened()).await.unwrap().is_yes());
    peer.await.unwrap();
}

#[tokio::test]
async fn a_server_without_pipelining_hears_the_end_of_a_letter_alone() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["SIZE"]).await;
        peer.envelope().await;
        assert_eq!(peer.packet().await, "letter\r\n.\r\n");
        peer.body().await;
        peer.say("250 ok").await;
        peer.silence().await;
    })
    .await;
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap();
    let (reply, begun) = then_another(&mut conversation).await.unwrap();
    assert!(reply.is_yes() && begun.is_none());
    peer.await.unwrap();
}

#[tokio::test]
async fn a_refusal_of_the_next_letter_costs_the_one_before_nothing_and_the_other_way_round() {
    for (end, mail, rcpt, data) in [
        ("250 ok", "250 ok", "550 nobody here", "503 no recipient"),
        ("250 ok", "451 later", "503 no", "503 no"),
        ("554 no such letter", "250 ok", "250 ok", "354 go on"),
    ] {
        let (server, peer) = serve(async move |mut peer| {
            ready(&mut peer).await;
            peer.body().await;
            for answer in [end, mail, rcpt, data] {
                peer.say(answer).await;
            }
            peer.rest().await
        })
        .await;
        let mut conversation = open(&server).await;
        envelope(&mut conversation).await.unwrap();
        let (reply, begun) = then_another(&mut conversation).await.unwrap();
        assert_eq!(reply.code.to_string(), end[..3]);
        assert_eq!(begun.expect("it was begun").is_ok(), data.starts_with('3'), "{end} {mail} {rcpt} {data}");
        drop(conversation);
        peer.await.unwrap();
    }
}

#[tokio::test]
async fn a_line_lost_after_the_answer_to_the_end_costs_only_the_next_letter() {
    let (server, peer) = serve(async |mut peer| {
        ready(&mut peer).await;
        peer.body().await;
        peer.say("250 ok").await;
        peer.say("250 sender ok").await;
    })
    .await;
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap();
    let (reply, begun) = then_another(&mut conversation).await.unwrap();
    assert!(reply.is_yes());
    assert_eq!(begun.expect("it was begun").unwrap_err().what, What::Lost);
    assert!(!conversation.is_open());
    peer.await.unwrap();
}

#[tokio::test]
async fn an_answer_too_many_is_never_taken_for_the_answer_to_the_end() {
    // What it says of the letter is the second one: the first was said unasked, while the end was on its way.
    for (answers, known) in [
        (["250 stray", "554 no such letter", "250 ok", "250 ok", "354 go on"], false),
        (["554 stray", "250 kept", "250 ok", "250 ok", "354 go on"], false),
        (["250 stray", "250 kept", "250 ok", "250 ok", "354 go on"], true),
    ] {
        let (server, peer) = serve(async move |mut peer| {
            ready(&mut peer).await;
            peer.body().await;
            for answer in answers {
                peer.say(answer).await;
            }
            peer.rest().await
        })
        .await;
        let mut conversation = open(&server).await;
        envelope(&mut conversation).await.unwrap();
        match then_another(&mut conversation).await {
            Ok((reply, begun)) => {
                assert!(known && reply.is_yes(), "{answers:?}");
                assert!(begun.expect("it was begun").is_err(), "nobody knows what the next one's answers are");
            }
            Err(broken) => assert!(!known && broken.eod_begun, "{answers:?}"),
        }
        assert!(!conversation.is_open());
        drop(conversation);
        peer.await.unwrap();
    }
}
