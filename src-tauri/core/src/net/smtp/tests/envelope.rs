//! MAIL, RCPT, DATA: one packet or one by one, and what refusals leave behind.

use super::peer::{address, envelope, open, serve};
use crate::net::smtp::Gate;
use crate::net::{Stage, What};

#[tokio::test]
async fn pipelined_commands_come_in_one_packet_and_say_the_size() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["PIPELINING", "SIZE 10240000"]).await;
        let packet = peer.packet().await;
        assert_eq!(packet, "MAIL FROM:<desk@example.org> SIZE=1000\r\nRCPT TO:<ana@example.com>\r\nDATA\r\n");
        for _ in 0..3 {
            peer.line().await;
        }
        // The answers may come in one packet too.
        peer.raw(b"250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go on\r\n").await;
        peer.body().await;
        peer.say("250 2.0.0 queued").await;
    })
    .await;
    let mut conversation = open(&server).await;
    assert_eq!(conversation.capabilities().size, Some(10_240_000));
    envelope(&mut conversation).await.unwrap();
    let reply = conversation.message(&[b"Subject: x\r\n\r\nx\r\n"], &Gate::opened()).await.unwrap();
    assert_eq!(reply.text(), "250 2.0.0 queued");
    peer.await.unwrap();
}

#[tokio::test]
async fn without_pipelining_each_command_waits_for_its_answer() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&[]).await;
        for (start, answer) in [("MAIL FROM:<desk@example.org>", "250 ok"), ("RCPT TO:", "250 ok"), ("DATA", "354 go on")] {
            let line = peer.line().await;
            assert!(line.starts_with(start), "{line}");
            assert!(!line.contains("SIZE="), "it was not announced");
            peer.silence().await;
            peer.say(answer).await;
        }
    })
    .await;
    envelope(&mut open(&server).await).await.unwrap();
    peer.await.unwrap();
}

#[tokio::test]
async fn a_354_after_a_refused_recipient_ends_with_a_lone_dot_and_the_next_letter_goes_on() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["PIPELINING"]).await;
        peer.on("MAIL", "250 ok").await;
        peer.on("RCPT", "550-5.1.1 unknown\r\n550 5.1.1 really").await;
        peer.on("DATA", "354 go on").await;
        assert_eq!(peer.body().await, "");
        peer.say("554 5.5.1 no valid recipients").await;
        peer.on("RSET", "250 ok").await;
        peer.envelope().await;
        assert_eq!(peer.body().await, "second\r\n");
        peer.say("250 2.0.0 queued").await;
    })
    .await;
    let mut conversation = open(&server).await;
    let failure = envelope(&mut conversation).await.unwrap_err();
    assert_eq!(failure.stage, Stage::Rcpt);
    assert_eq!(failure.reply().unwrap().lines, ["5.1.1 unknown", "5.1.1 really"]);
    assert!(conversation.is_open());
    envelope(&mut conversation).await.unwrap();
    assert!(conversation.message(&[b"second\r\n"], &Gate::opened()).await.unwrap().is_yes());
    peer.await.unwrap();
}

#[tokio::test]
async fn the_first_refusal_is_the_reason_and_rset_clears_the_rest() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["PIPELINING"]).await;
        for (start, answer) in [("MAIL", "452 4.3.1 no room"), ("RCPT", "503 5.5.1 MAIL first"), ("DATA", "503 5.5.1 RCPT first")] {
            peer.on(start, answer).await;
        }
        peer.on("RSET", "250 ok").await;
        peer.envelope().await;
    })
    .await;
    let mut conversation = open(&server).await;
    let failure = envelope(&mut conversation).await.unwrap_err();
    assert_eq!((failure.stage, failure.reply().unwrap().code), (Stage::Mail, 452));
    envelope(&mut conversation).await.unwrap();
    peer.await.unwrap();
}

#[tokio::test]
async fn without_pipelining_nothing_follows_a_refusal() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&[]).await;
        peer.on("MAIL", "250 ok").await;
        peer.on("RCPT", "450 4.2.0 greylisted").await;
        // No DATA: the next word is the reset.
        peer.on("RSET", "250 ok").await;
        peer.on("QUIT", "221 bye").await;
    })
    .await;
    let mut conversation = open(&server).await;
    assert_eq!(envelope(&mut conversation).await.unwrap_err().stage, Stage::Rcpt);
    conversation.reset().await.unwrap();
    conversation.quit().await;
    peer.await.unwrap();
}

#[tokio::test]
async fn a_refusal_is_kept_though_the_server_hangs_up_after_it() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["PIPELINING"]).await;
        peer.on("MAIL", "550 5.7.1 not you").await;
    })
    .await;
    let mut conversation = open(&server).await;
    let failure = envelope(&mut conversation).await.unwrap_err();
    assert_eq!((failure.stage, failure.reply().unwrap().code), (Stage::Mail, 550));
    assert!(!conversation.is_open());
    peer.await.unwrap();
}

#[tokio::test]
async fn goodbye_closes_the_conversation() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&[]).await;
        peer.on("MAIL", "421 4.3.2 shutting down").await;
        peer
    })
    .await;
    let mut conversation = open(&server).await;
    assert_eq!(envelope(&mut conversation).await.unwrap_err().reply().unwrap().code, 421);
    assert!(!conversation.is_open());
    assert_eq!(envelope(&mut conversation).await.unwrap_err().what, What::Over);
    drop(peer.await.unwrap());
}

#[tokio::test]
async fn a_server_that_left_or_spoke_meanwhile_is_noticed_before_the_next_letter() {
    for goodbye in ["", "421 4.4.2 idle too long\r\n"] {
        let (server, peer) = serve(async move |mut peer| {
            peer.welcome(&[]).await;
            peer.raw(goodbye.as_bytes()).await;
        })
        .await;
        let conversation = open(&server).await;
        peer.await.unwrap();
        let mut patience = 200;
        while conversation.is_open() && patience > 0 {
            patience -= 1;
            tokio::time::timeout(std::time::Duration::from_millis(5), std::future::pending::<()>()).await.unwrap_err();
        }
        assert!(!conversation.is_open());
    }
}

#[tokio::test]
async fn an_address_beyond_ascii_goes_only_where_smtputf8_is_known() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["SMTPUTF8", "8BITMIME"]).await;
        let line = peer.on("MAIL", "250 ok").await;
        assert!(line.ends_with("> SMTPUTF8 BODY=8BITMIME"), "{line}");
        let line = peer.on("RCPT", "250 ok").await;
        assert_eq!(line, "RCPT TO:<jörg@xn--bcher-kva.example>");
        peer.on("DATA", "354 go").await;
    })
    .await;
    open(&server).await.envelope(&address("desk@example.org"), &address("jörg@bücher.example"), 1).await.unwrap();
    peer.await.unwrap();

    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["8BITMIME"]).await;
        peer.envelope().await;
    })
    .await;
    let mut conversation = open(&server).await;
    let failure = conversation.envelope(&address("desk@example.org"), &address("jörg@example.org"), 1).await.unwrap_err();
    assert_eq!(failure.what, What::NotOffered("SMTPUTF8"));
    envelope(&mut conversation).await.unwrap();
    peer.await.unwrap();
}

#[tokio::test]
async fn what_is_said_unasked_between_letters_is_no_answer_to_the_next() {
    for (unasked, what) in [("250 2.0.0 and by the way", None), ("421 4.4.2 idle too long", Some(421))] {
        let (server, peer) = serve(async move |mut peer| {
            peer.welcome(&["PIPELINING"]).await;
            peer.envelope().await;
            peer.body().await;
            peer.say("250 2.0.0 queued").await;
            peer.silence().await;
            peer.say(unasked).await;
            peer.rest().await
        })
        .await;
        let mut conversation = open(&server).await;
        envelope(&mut conversation).await.unwrap();
        conversation.message(&[b"letter\r\n"], &Gate::opened()).await.unwrap();
        tokio::time::timeout(std::time::Duration::from_millis(200), std::future::pending::<()>()).await.unwrap_err();
        let failure = envelope(&mut conversation).await.unwrap_err();
        assert_eq!((failure.stage, failure.reply().map(|reply| reply.code)), (Stage::Mail, what));
        drop(conversation);
        assert_eq!(peer.await.unwrap(), "", "nothing of the next letter was said");
    }
}

#[tokio::test]
async fn an_answer_to_rset_that_is_no_yes_ends_the_connection() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&[]).await;
        peer.on("MAIL", "250 ok").await;
        peer.on("RCPT", "550 5.1.1 no").await;
        peer.on("RSET", "354 go on").await;
        peer.rest().await
    })
    .await;
    let mut conversation = open(&server).await;
    envelope(&mut conversation).await.unwrap_err();
    assert_eq!(envelope(&mut conversation).await.unwrap_err().stage, Stage::Rset);
    assert!(!conversation.is_open());
    drop(conversation);
    assert_eq!(peer.await.unwrap(), "");
}
