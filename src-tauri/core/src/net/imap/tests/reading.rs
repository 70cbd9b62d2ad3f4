//! What a well-behaved server says, and the ways in which it says no.

use super::{PASSWORD, login, open, reading};
use crate::ids::Millis;
use crate::net::imap::Mailbox;
use crate::net::smtp::tests::peer::{hasty, serve};
use crate::net::{Stage, What};

/// 25 November 2026, noon.
const NOON: i64 = 1_795_608_000_000;

#[tokio::test]
async fn the_login_is_quoted_or_goes_as_plain_where_that_is_offered() {
    let (server, peer) = serve(async |mut peer| {
        peer.say("* OK ready").await;
        peer.command("CAPABILITY", &["* CAPABILITY IMAP4rev1 ID"], "OK").await;
        peer.command("LOGIN ", &[], "OK").await
    })
    .await;
    open(&server).await.unwrap();
    assert_eq!(peer.await.unwrap(), r#"LOGIN "ines@harbourtrust.example.org" "canary-7f3a \"quoted\\""#);

    let (server, peer) = serve(async |mut peer| {
        peer.say("* OK ready").await;
        peer.command("CAPABILITY", &["* CAPABILITY IMAP4rev1 AUTH=PLAIN LOGINDISABLED"], "OK").await;
        let line = peer.line().await;
        assert_eq!(line, "t2 AUTHENTICATE PLAIN");
        peer.say("+ ").await;
        let answer = peer.line().await;
        peer.say("t2 OK welcome").await;
        answer
    })
    .await;
    open(&server).await.unwrap();
    let sent = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, peer.await.unwrap()).unwrap();
    assert_eq!(String::from_utf8(sent).unwrap(), format!("\0ines@harbourtrust.example.org\0{PASSWORD}"));
}

#[tokio::test]
async fn a_refused_login_is_told_in_the_servers_words_and_a_forbidden_one_is_not_tried() {
    let (server, _peer) = serve(async |mut peer| {
        peer.say("* OK ready").await;
        peer.command("CAPABILITY", &["* CAPABILITY IMAP4rev1"], "OK").await;
        peer.command("LOGIN ", &[], "NO [AUTHENTICATIONFAILED] Wrong password").await;
    })
    .await;
    let failure = open(&server).await.unwrap_err();
    assert_eq!(failure.stage, Stage::Auth);
    assert!(matches!(&failure.what, What::Said(words) if words.contains("Wrong password")), "{failure:?}");

    let (server, peer) = serve(async |mut peer| {
        peer.say("* OK ready").await;
        peer.command("CAPABILITY", &["* CAPABILITY IMAP4rev1 LOGINDISABLED"], "OK").await;
        peer.rest().await
    })
    .await;
    assert_eq!(open(&server).await.unwrap_err().what, What::NotOffered("LOGIN"));
    assert_eq!(peer.await.unwrap(), "");

    let (server, _peer) = serve(async |mut peer| peer.say("* PREAUTH somebody").await).await;
    assert_eq!(open(&server).await.unwrap_err().stage, Stage::Greeting);
}

#[tokio::test]
async fn a_mail_is_found_by_either_of_its_ids_and_nothing_is_marked() {
    let header = "Message-ID: <new@outlook.example>\r\nX-Microsoft-Original-Message-ID: <\r\n a1@example.org>\r\n\r\n";
    let fetched = format!(
        "* 7 FETCH (UID 41 INTERNALDATE \"25-Nov-2026 10:00:00 +0100\" BODY[HEADER.FIELDS (MESSAGE-ID)] {{{}}}\r\n{header})",
        header.len()
    );
    let (mut mailbox, peer) = reading(async move |mut peer| {
        let folders = [r#"* LIST (\HasNoChildren) "/" INBOX"#, r#"* LIST (\HasNoChildren \Sent) "/" "Sent \"Items\"""#, r#"* LIST (\Noselect) "/" Sent"#];
        peer.command(r#"LIST "" "*""#, &folders, "OK").await;
        peer.command(r#"EXAMINE "Sent \"Items\"""#, &["* 7 EXISTS", "* FLAGS (\\Seen)", "* OK [UIDVALIDITY 3] ok"], "OK [READ-ONLY] ok").await;
        let asked = r#"UID SEARCH SINCE 24-Nov-2026 OR HEADER Message-ID "<a1@example.org>" HEADER X-Microsoft-Original-Message-ID "<a1@example.org>""#;
        // What the server tells of its own accord is between.
        peer.command(asked, &["* 8 EXISTS", "* SEARCH 41", "* 1 EXPUNGE", "* OK still here"], "OK").await;
        let asked = "UID FETCH 41 (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (";
        peer.command(asked, &["* 3 FETCH (FLAGS (\\Seen))", &fetched, "* 9 EXISTS"], "OK").await;
        peer.command("UID SEARCH SINCE 24-Nov-2026 OR HEADER", &["* SEARCH"], "OK").await;
        peer.command("LOGOUT", &["* BYE see you"], "OK").await;
    })
    .await;
    let folders = mailbox.folders().await.unwrap();
    let sent = Mailbox::sent(&folders, None).unwrap();
    assert_eq!((folders.len(), sent.name.as_str()), (2, "Sent \"Items\""));
    mailbox.examine(sent).await.unwrap();
    let found = mailbox.copies_of("a1@example.org", Millis::from(NOON)).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message_id.as_deref(), Some("new@outlook.example"));
    assert_eq!(found[0].filed_at.unwrap().to_rfc3339(), "2026-11-25T09:00:00Z");
    assert_eq!(mailbox.copies_of("b2@example.org", Millis::from(NOON)).await.unwrap(), []);
    mailbox.close().await;
    peer.await.unwrap();
}

#[tokio::test]
async fn a_mail_that_the_server_found_by_mistake_is_not_taken_for_ours() {
    let (mut mailbox, _peer) = reading(async |mut peer| {
        peer.command("UID SEARCH", &["* SEARCH 1"], "OK").await;
        let header = "Message-ID: <xa1@example.org>\r\n\r\n";
        let fetched = format!("* 1 FETCH (UID 1 BODY[HEADER.FIELDS (MESSAGE-ID)] {{{}}}\r\n{header})", header.len());
        peer.command("UID FETCH", &[&fetched], "OK").await;
    })
    .await;
    assert_eq!(mailbox.copies_of("a1@example.org", Millis::from(NOON)).await.unwrap(), []);
}

#[tokio::test]
async fn reports_and_answers_are_told_apart() {
    let mails = [
        "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=x\r\nFrom: <MAILER-DAEMON@mx.example.org>\r\n\r\n",
        "In-Reply-To: <a1@example.org>\r\nReferences: <z@example.org> <a1@example.org>\r\nFrom: ana@example.com\r\n\r\n",
        "Content-Type: multipart/report; report-type=disposition-notification\r\nFrom: ana@example.com\r\n\r\n",
    ];
    let (mut mailbox, _peer) = reading(async move |mut peer| {
        peer.command("EXAMINE \"INBOX\"", &[], "OK").await;
        peer.command("UID SEARCH SINCE 24-Nov-2026 TEXT \"a1@example.org\"", &["* SEARCH 1 2 3"], "OK").await;
        let fetched: Vec<_> =
            mails.iter().map(|m| format!("* 1 FETCH (UID 1 BODY[HEADER.FIELDS (FROM)] {{{}}}\r\n{m})", m.len())).collect();
        peer.command("UID FETCH 3,2,1 ", &fetched.iter().map(String::as_str).collect::<Vec<_>>(), "OK").await;
    })
    .await;
    mailbox.examine_inbox().await.unwrap();
    let found = mailbox.naming("a1@example.org", Millis::from(NOON)).await.unwrap();
    assert_eq!(found.iter().map(|head| head.is_report).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(found[1].answers, ["a1@example.org", "z@example.org", "a1@example.org"]);
}

#[tokio::test]
async fn a_refused_search_and_a_line_that_breaks_are_never_nothing_found() {
    let (mut mailbox, _peer) = reading(async |mut peer| {
        peer.command("UID SEARCH", &["* SEARCH"], "NO not now").await;
        peer.command("UID SEARCH", &[], "BAD what").await;
        let line = peer.line().await;
        assert!(line.contains("UID SEARCH"));
        peer.say("* SEARCH").await;
        peer.say("* BYE shutting down").await;
    })
    .await;
    let mut ask = async || mailbox.copies_of("a1@example.org", Millis::from(NOON)).await.unwrap_err();
    assert!(matches!(ask().await.what, What::Said(words) if words == "not now"));
    assert!(matches!(ask().await.what, What::Said(words) if words == "what"));
    assert!(matches!(ask().await.what, What::Said(words) if words == "shutting down"));
    assert_eq!(ask().await.what, What::Over);
}

#[tokio::test]
async fn what_cannot_stand_in_a_command_is_not_said() {
    let (mut mailbox, peer) = reading(async |mut peer| assert_eq!(peer.rest().await, "")).await;
    assert!(mailbox.copies_of("a1@example.org\r\nt9 DELETE INBOX", Millis::from(NOON)).await.is_err());
    drop(mailbox);
    peer.await.unwrap();
    let mut bad = login();
    bad.user = "ines\r\nt9 DELETE INBOX".to_owned();
    let (server, _peer) = serve(async |mut peer| {
        peer.say("* OK ready").await;
        peer.command("CAPABILITY", &["* CAPABILITY IMAP4rev1"], "OK").await;
        assert_eq!(peer.rest().await, "");
    })
    .await;
    assert!(Mailbox::open(&hasty(), &server, Some(&bad)).await.is_err());
}
