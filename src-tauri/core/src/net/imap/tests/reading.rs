//! What a well-behaved server says, and the ways in which it says no.

use tokio::task::JoinHandle;

use super::{PASSWORD, login, open, reading};
use crate::ids::Millis;
use crate::net::imap::Mailbox;
use crate::net::smtp::tests::peer::{Peer, hasty, serve};
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

/// A folder with the mails `1..=mails`, each of which has the Message-ID `m<number>@example.org`: answers searches by date and by ids, as
/// servers do, and refuses the command with the number `refused`. Gives how many commands it heard and the longest.
async fn folder(mails: u32, refused: Option<u32>) -> (Mailbox, JoinHandle<(u32, usize)>) {
    let (server, peer) = serve(async move |mut peer: Peer| {
        peer.imap_welcome().await;
        let (mut heard, mut longest) = (0, 0);
        loop {
            let line = peer.line().await;
            let Some((tag, command)) = line.split_once(' ') else { return (heard, longest) };
            heard += 1;
            longest = longest.max(line.len());
            if refused == Some(heard) {
                // What it had found until then stands before its no.
                peer.say("* SEARCH").await;
                peer.say(&format!("{tag} NO too busy")).await;
                continue;
            }
            if let Some(asked) = command.strip_prefix("UID SEARCH SINCE 24-Nov-2026") {
                let fits = |number: &u32| asked.is_empty() || asked.contains(&format!("HEADER Message-ID \"<m{number}@example.org>\""));
                let found: Vec<String> = (1..=mails).filter(fits).map(|number| number.to_string()).collect();
                peer.say(&format!("* SEARCH {}", found.join(" "))).await;
            } else {
                let numbers = command.strip_prefix("UID FETCH ").unwrap().split(' ').next().unwrap();
                for number in numbers.split(',') {
                    let header = format!("Message-ID: <m{number}@example.org>\r\n\r\n");
                    peer.say(&format!("* 1 FETCH (UID {number} BODY[HEADER.FIELDS (MESSAGE-ID)] {{{}}}\r\n{header})", header.len())).await;
                }
            }
            peer.say(&format!("{tag} OK")).await;
        }
    })
    .await;
    (open(&server).await.unwrap(), peer)
}

/// Which of `n` mails are found, the first half of which was never sent; the server's last words where it refused.
async fn found(mailbox: &mut Mailbox, n: u32) -> Result<Vec<String>, What> {
    let ids: Vec<String> =
        (1..=n).map(|at| if at <= n / 2 { format!("never{at}@example.org") } else { format!("m{at}@example.org") }).collect();
    let mut copies = mailbox.look_for(&ids, Millis::from(NOON)).await.map_err(|failure| failure.what)?;
    let mut found = Vec::new();
    while let Some(more) = mailbox.look_on(&mut copies).await.map_err(|failure| failure.what)? {
        found.extend(more.into_iter().map(|(id, _)| id));
    }
    assert_eq!(copies.done_of(100), 100);
    found.sort();
    Ok(found)
}

#[tokio::test]
async fn many_mails_are_looked_for_with_few_commands_in_small_folders_and_in_large_ones() {
    let mut wanted: Vec<String> = (51..=100).map(|at| format!("m{at}@example.org")).collect();
    wanted.sort();
    for (mails, most) in [(0, 1), (100, 2), (1_000, 4), (4_000, 9)] {
        let (mut mailbox, peer) = folder(mails, None).await;
        let expected = if mails == 0 { Vec::new() } else { wanted.clone() };
        assert_eq!(found(&mut mailbox, 100).await, Ok(expected), "{mails}");
        drop(mailbox);
        let (commands, longest) = peer.await.unwrap();
        assert!(commands <= most && longest < 8_000, "{mails} mails: {commands} commands, the longest {longest}");
    }
    let (mut mailbox, peer) = folder(4_000, None).await;
    assert_eq!(found(&mut mailbox, 0).await, Ok(Vec::new()));
    drop(mailbox);
    assert_eq!(peer.await.unwrap().0, 0, "nothing is asked for nothing");
}

#[tokio::test]
async fn whichever_of_the_questions_is_refused_it_is_an_error_and_nothing_is_said_of_the_rest() {
    for mails in [1_000, 4_000] {
        let (mut mailbox, peer) = folder(mails, None).await;
        found(&mut mailbox, 100).await.unwrap();
        drop(mailbox);
        let (commands, _) = peer.await.unwrap();
        for refused in 1..=commands {
            let (mut mailbox, _peer) = folder(mails, Some(refused)).await;
            assert_eq!(found(&mut mailbox, 100).await, Err(What::Said("too busy".to_owned())), "{refused} of {commands}");
        }
    }
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
