//! The practice account from the account's door to the mail that is read.

use crate::accounts::{self, api as accounts_api};
use crate::error::Kind;
use crate::ids::PracticeMailId;
use crate::net::EmailAddress;
use crate::net::smtp::Gate;
use crate::workspace::testing::Desk;
use crate::workspace::{Workspace, api as workspace_api};

use super::*;

/// A pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// Hands `mail` over through the account, as the engine does.
async fn hand_over(ws: &Workspace, to: &str, mail: &str) -> Result<String, String> {
    let account = accounts_api::named(ws, None).await.unwrap();
    let account = accounts::by_id(ws, account.id).await.unwrap();
    let mut conversation = accounts::open(ws, &account, crate::net::About::of(crate::net::Purpose::AccountTest))
        .await
        .map_err(|failure| failure.what.to_string())?;
    conversation.envelope(&account.from, &address(to), mail.len() as u64).await.map_err(|failure| failure.what.to_string())?;
    let reply = conversation.message(&[mail.as_bytes()], &Gate::opened()).await.map_err(|broken| broken.failure.what.to_string())?;
    conversation.quit().await;
    Ok(reply.text())
}

fn simple(subject: &str) -> String {
    format!("From: Ines Calder <press@harbourtrust.example.org>\r\nMessage-ID: <1@example.org>\r\nSubject: {subject}\r\n\r\nHello.\r\n")
}

async fn all(ws: &Workspace) -> Vec<PracticeMail> {
    api::list(ws, String::new(), 10_000).await.unwrap()
}

async fn behave(ws: &Workspace, overall: Conduct, rules: &[(&str, Conduct)]) {
    let rules = rules.iter().map(|(pattern, conduct)| PracticeRule { pattern: (*pattern).to_owned(), conduct: *conduct }).collect();
    api::set_conduct(ws, PracticeConduct { overall, rules }).await.unwrap();
}

#[tokio::test]
async fn a_new_workspace_has_a_practice_account_and_its_test_succeeds() {
    let desk = Desk::new();
    let accounts = accounts_api::list(&desk.ws).await.unwrap();
    assert_eq!(accounts.len(), 1);
    assert_eq!((accounts[0].fields.kind, accounts[0].from_name.as_str()), (accounts::AccountKind::Practice, "Harbour Trust"));
    let tested = accounts_api::test(&desk.ws, accounts[0].id, |_| {}).await.unwrap();
    assert!(tested.server.contains("localhost") && tested.size_limit.is_some(), "{tested:?}");
    assert!(workspace_api::history(&desk.ws, 10).await.unwrap().is_empty(), "it is how the file begins, not a step");
}

#[tokio::test]
async fn without_a_name_the_account_that_really_sends_is_meant() {
    let desk = Desk::new();
    let named = |text: Option<&'static str>| accounts_api::named(&desk.ws, text.map(str::to_owned));
    assert_eq!(named(None).await.unwrap().fields.name, "Practice");
    let mut own = accounts_api::AccountInput::practice("Press".to_owned(), Some("press@example.org".to_owned()));
    own.kind = accounts::AccountKind::Smtp;
    own.server.port = 2525;
    accounts_api::add(&desk.ws, own.clone()).await.unwrap();
    assert_eq!(named(None).await.unwrap().fields.name, "Press");
    assert_eq!(named(Some("PRACTICE")).await.unwrap().fields.kind, accounts::AccountKind::Practice);
    own.name = "Second".to_owned();
    accounts_api::add(&desk.ws, own).await.unwrap();
    let asked = named(None).await.unwrap_err();
    assert_eq!(asked.code, "accounts.choose");
    assert!(!asked.what.to_string().contains("Practice"), "{asked}");
}

#[tokio::test]
async fn what_was_answered_with_yes_is_in_the_file_byte_for_byte() {
    let desk = Desk::new();
    let attachment = "QUJDREVG\r\n".repeat(200_000);
    let mail = format!("{}--b\r\n\r\n.dot\r\n--b\r\n\r\n{attachment}--b--\r\n", simple("Grüße, and dots"));
    for to in ["ana@example.net", "bea@example.net"] {
        assert!(hand_over(&desk.ws, to, &mail).await.unwrap().starts_with("250 2.0.0"));
        // Another connection to the file sees it: it was committed before the answer.
        let (newest, other) = (all(&desk.ws).await[0].id, desk.reopened());
        assert_eq!(api::raw(&other, newest).await.unwrap(), mail.as_bytes());
    }
    let listed = all(&desk.ws).await;
    assert_eq!(listed.iter().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["bea@example.net", "ana@example.net"], "newest first");
    assert_eq!((listed[0].subject.as_str(), listed[0].from.as_str()), ("Grüße, and dots", "Ines Calder <press@harbourtrust.example.org>"));
    // Two mails of 2 MB share what they have in common.
    let grown =
        std::fs::metadata(desk.path()).unwrap().len() + std::fs::metadata(format!("{}-wal", desk.path().display())).map_or(0, |m| m.len());
    assert!(grown < 2 * 2_900_000, "{grown}");
    assert!(workspace_api::history(&desk.ws, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn it_behaves_as_it_is_told_for_all_and_by_rules() {
    let desk = Desk::new();
    behave(
        &desk.ws,
        Conduct::Accept,
        &[
            ("*@refuse.example.net", Conduct::Refuse),
            ("busy.example.net", Conduct::Busy),
            ("slow@*", Conduct::Delay),
            ("lost@*", Conduct::Lose),
        ],
    )
    .await;
    let try_one = |to: &'static str| hand_over(&desk.ws, to, "Subject: x\r\n\r\nx\r\n");
    assert!(try_one("ana@example.net").await.unwrap().starts_with("250"));
    assert!(try_one("ana@refuse.example.net").await.unwrap_err().contains("550 5.1.1"));
    assert!(try_one("ana@busy.example.net").await.unwrap_err().contains("451 4.7.1 Greylisted"));
    let before = desk.ws.clock().steady();
    assert!(try_one("slow@example.net").await.unwrap().starts_with("250"));
    assert!(desk.ws.clock().steady() - before >= std::time::Duration::from_secs(3));
    // The mail is there, and nobody answered: the sender cannot know.
    assert!(try_one("lost@example.net").await.is_err());
    let kept: Vec<_> = all(&desk.ws).await.into_iter().map(|one| (one.to, one.conduct.word())).collect();
    assert_eq!(
        kept,
        [("lost@example.net".to_owned(), "lose"), ("slow@example.net".to_owned(), "delay"), ("ana@example.net".to_owned(), "accept")]
    );
    // Told otherwise, it behaves otherwise from the next mail on.
    behave(&desk.ws, Conduct::Accept, &[]).await;
    assert!(try_one("ana@refuse.example.net").await.unwrap().starts_with("250"));
}

#[tokio::test]
async fn some_answer_and_their_answers_lie_beside_the_mail() {
    let desk = Desk::new();
    behave(&desk.ws, Conduct::Answer, &[]).await;
    for n in 0..40 {
        hand_over(&desk.ws, &format!("person{n}@example.net"), &simple("Lantern Wing")).await.unwrap();
    }
    let all = all(&desk.ws).await;
    let of = |kind| all.iter().filter(|one| one.kind == kind).count();
    assert_eq!(of(PracticeKind::Mail), 40);
    let answers = of(PracticeKind::AutoReply) + of(PracticeKind::Reply) + of(PracticeKind::Bounce);
    assert!((8..32).contains(&answers), "{answers}");
    let reply = all.iter().find(|one| one.kind == PracticeKind::Reply).unwrap();
    assert_eq!((reply.to.as_str(), reply.subject.as_str()), ("practice@tidings.example", "Re: Lantern Wing"));
    assert!(api::read(&desk.ws, reply.id).await.unwrap().headers.contains("In-Reply-To: <1@example.org>"));
}

fn with_html(html: &str) -> String {
    let html = html.replace('\n', "\r\n");
    format!(
        "Subject: Pictures\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n\
         --m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n\
         --r\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n\
         --a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe text.\r\n\
         --a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--a--\r\n\
         --r\r\nContent-Type: image/png\r\nContent-ID: <lens@harbour>\r\nContent-Disposition: inline; filename=lens.png\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--r--\r\n\
         --m\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"../../etc/plan.pdf\"\r\n\r\n%PDF-1.7\r\n--m--\r\n",
        letter::base64(PNG)
    )
}

#[tokio::test]
async fn a_mail_is_read_with_its_own_pictures_and_nothing_from_outside() {
    let desk = Desk::new();
    let html = r#"<title>title of a page</title><p style="color:#333; position:fixed; background-image:url(https://spy.example/s.png)">Hello</p>
        <img src="cid:lens@harbour" alt="The lens"><img src="https://spy.example/pixel.gif" alt="spy"><img src="data:image/svg+xml;base64,PHN2Zz4=">
        <script>alert(1)</script><a href="javascript:alert(1)">x</a><a href="https://example.org/">ok</a>
        <form action="https://spy.example"><input name=a></form><iframe src="https://spy.example"></iframe>
        <div onclick="alert(1)">d</div><style>@import "https://spy.example/s.css";</style><img src=x onerror=alert(1)>
        <td background="https://spy.example/b.png">c</td><base href="https://spy.example/"><meta http-equiv=refresh content="0;url=https://spy.example">"#;
    hand_over(&desk.ws, "ana@example.net", &with_html(html)).await.unwrap();
    let id = all(&desk.ws).await[0].id;
    let letter = api::read(&desk.ws, id).await.unwrap();
    assert_eq!(letter.text.trim(), "The text.");
    assert!(letter.html.contains(&format!("src=\"data:image/png;base64,{}\"", letter::base64(PNG))), "{}", letter.html);
    assert!(letter.html.contains("color:") && letter.html.contains("https://example.org/") && letter.html.contains("default-src 'none'"));
    for bad in [
        "spy.example",
        "script",
        "javascript",
        "onclick",
        "onerror",
        "position",
        "<form",
        "<input",
        "<iframe",
        "svg",
        "@import",
        "title of a page",
        "refresh",
    ] {
        assert!(!letter.html.contains(bad), "{bad} in {}", letter.html);
    }
    assert_eq!(letter.remote_pictures, 3);
    let files: Vec<_> = letter.files.iter().map(|file| (file.number, file.name.as_str(), file.media_type.as_str(), file.inline)).collect();
    assert_eq!(files, [(1, "lens.png", "image/png", true), (2, "plan.pdf", "application/pdf", false)]);
    let to = desk.folder.path().join("plan.pdf");
    api::save_file(&desk.ws, id, 2, to.clone()).await.unwrap();
    assert!(std::fs::read(&to).unwrap().starts_with(b"%PDF-1.7"));
    assert_eq!(api::save_file(&desk.ws, id, 3, to).await.unwrap_err().code, "practice.no_file");
    assert_eq!(api::read(&desk.ws, PracticeMailId::from(999)).await.unwrap_err().code, "practice.no_mail");
}

#[tokio::test]
async fn mails_that_are_no_mails_are_shown_as_far_as_they_go() {
    let desk = Desk::new();
    let deep = "<div>".repeat(20_000);
    for mail in [
        "\r\n",
        "x\r\n",
        "no head at all\r\n\r\n\r\n",
        ": \r\n\r\n",
        &with_html(&deep),
        "Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n--\r\n",
    ] {
        hand_over(&desk.ws, "ana@example.net", mail).await.unwrap();
        let newest = all(&desk.ws).await[0].id;
        api::read(&desk.ws, newest).await.unwrap();
        assert_eq!(api::raw(&desk.ws, newest).await.unwrap(), mail.as_bytes());
    }
}

#[tokio::test]
async fn the_mailbox_is_a_list_that_is_searched_and_never_loaded_whole() {
    let desk = Desk::new();
    for (to, subject) in [
        ("ana@ledger.example.net", "Lantern Wing"),
        ("bea@tide.example.net", "=?utf-8?q?Fr=C3=BChling_am_Hafen?="),
        ("ana@tide.example.net", "Staff"),
    ] {
        hand_over(&desk.ws, to, &simple(subject)).await.unwrap();
    }
    for (search, count) in [
        ("", 3),
        ("ana", 2),
        ("ANA tide", 1),
        ("fruhling", 1),
        ("ledger.example", 1),
        ("lan", 1),
        ("ntern", 0),
        ("ines", 3),
        ("%", 3),
        ("nobody", 0),
    ] {
        assert_eq!(api::open_view(&desk.ws, search.to_owned()).await.unwrap().count, count, "{search}");
    }
    let view = api::open_view(&desk.ws, String::new()).await.unwrap();
    let rows = api::view_rows(&desk.ws, view.id, 1, 2).await.unwrap();
    assert_eq!(rows.iter().flatten().map(|one| one.subject.as_str()).collect::<Vec<_>>(), ["Frühling am Hafen"]);
    assert!(api::view_rows(&desk.ws, view.id, 7, 9).await.unwrap().is_empty());
    api::empty(&desk.ws, 3).await.unwrap();
    assert_eq!(api::view_rows(&desk.ws, view.id, 0, 3).await.unwrap(), [None, None, None]);
    api::close_view(&desk.ws, view.id);
    assert_eq!(api::view_rows(&desk.ws, view.id, 0, 1).await.unwrap_err().code, "practice.view_closed");
}

#[tokio::test]
async fn emptying_takes_what_was_seen_and_everything_of_it() {
    let desk = Desk::new();
    let canary = "canary-5512 ".repeat(400);
    for to in ["ana@example.net", "bea@example.net"] {
        hand_over(&desk.ws, to, &format!("{}{canary}\r\n", simple("canary-5512"))).await.unwrap();
    }
    let refused = api::empty(&desk.ws, 1).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("practice.others_came", Kind::NeedsConsent));
    assert_eq!(api::empty(&desk.ws, 2).await.unwrap(), 2);
    assert!(all(&desk.ws).await.is_empty() && api::count(&desk.ws).await.unwrap() == 0);
    let path = desk.path();
    drop(desk.ws);
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(11).any(|window| window == b"canary-5512"), "nothing is left in free pages");
}

#[tokio::test]
async fn a_closed_workspace_closes_its_server() {
    let desk = Desk::new();
    let account = accounts_api::named(&desk.ws, None).await.unwrap();
    let port = door(desk.ws.clone(), account.id).await.unwrap();
    assert_eq!(door(desk.ws.clone(), account.id).await.unwrap(), port, "one server, however often it is asked for");
    assert!(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok());
    let weak = desk.ws.weak();
    drop(desk.ws);
    for _ in 0..500 {
        if weak.open().is_none() && tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the server outlived its workspace");
}

#[tokio::test]
async fn a_pattern_that_cannot_fit_changes_nothing() {
    let desk = Desk::new();
    behave(&desk.ws, Conduct::Delay, &[("*@a.example", Conduct::Lose)]).await;
    let before = api::conduct(&desk.ws).await.unwrap();
    let bad = PracticeConduct { overall: Conduct::Accept, rules: vec![PracticeRule { pattern: " ".to_owned(), conduct: Conduct::Busy }] };
    assert_eq!(api::set_conduct(&desk.ws, bad).await.unwrap_err().code, "practice.bad_pattern");
    assert_eq!(api::conduct(&desk.ws).await.unwrap(), before);
}

/// Mails with a text of their own and a photo that all have.
fn fill(ws: &Workspace, mails: u32) -> Vec<PracticeMailId> {
    let photo: std::sync::Arc<[u8]> = vec![7; 200_000].into();
    ws.write_blocking(None, move |tx| {
        (0..mails)
            .map(|n| {
                let part = store::NewPart { behind: 10, sha256: [9; 32], data: std::sync::Arc::clone(&photo) };
                let mail = store::NewMail {
                    at: tx.now(),
                    kind: PracticeKind::Mail,
                    conduct: Conduct::Accept,
                    sender: "press@harbourtrust.example.org".to_owned(),
                    recipient: format!("person{n}@example.org"),
                    from_line: "Ines Calder".to_owned(),
                    subject: format!("Mail {n}"),
                    bytes: 260_000,
                    words: " mail".to_owned(),
                    text: vec![b'a'; 60_000],
                    parts: vec![part],
                };
                Ok(store::insert(tx, &mail)?)
            })
            .collect()
    })
    .unwrap()
}

fn shared_parts(ws: &Workspace) -> i64 {
    ws.read_blocking(|tx| Ok(tx.query_row("SELECT count(*) FROM practice_part", [], |row| row.get(0))?)).unwrap()
}

#[tokio::test]
async fn one_mail_is_removed_and_what_others_share_stays_until_the_last() {
    let desk = Desk::new();
    let mails = fill(&desk.ws, 2);
    api::remove(&desk.ws, mails[0]).await.unwrap();
    assert_eq!(api::read(&desk.ws, mails[0]).await.unwrap_err().code, "practice.no_mail");
    assert_eq!(api::remove(&desk.ws, mails[0]).await.unwrap_err().kind, Kind::Missing);
    assert_eq!((api::raw(&desk.ws, mails[1]).await.unwrap().len(), shared_parts(&desk.ws)), (260_000, 1));
    api::remove(&desk.ws, mails[1]).await.unwrap();
    assert_eq!((api::count(&desk.ws).await.unwrap(), shared_parts(&desk.ws)), (0, 0));
    assert!(workspace_api::verify(&desk.ws).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_mailbox_is_emptied_a_few_at_a_time_and_its_room_goes_back_to_the_disk() {
    let desk = Desk::new();
    fill(&desk.ws, 450);
    let megabytes = |path: &std::path::Path| std::fs::metadata(path).unwrap().len() >> 20;
    desk.ws.settle();
    assert!(megabytes(&desk.path()) > 20);
    assert_eq!(api::empty(&desk.ws, 450).await.unwrap(), 450);
    assert_eq!((api::count(&desk.ws).await.unwrap(), shared_parts(&desk.ws)), (0, 0));
    let path = desk.path();
    let crate::workspace::testing::Desk { ws, folder, .. } = desk;
    drop(ws);
    assert!(megabytes(&path) < 6, "{} MB", megabytes(&path));
    drop(folder);
}
