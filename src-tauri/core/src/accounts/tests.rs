use secrecy::SecretString;

use super::api::{self, AccountInput};
use super::*;
use crate::net::Tls;
use crate::workspace::testing::Desk;

fn input(name: &str) -> AccountInput {
    AccountInput {
        kind: AccountKind::Smtp,
        from: "Ines Calder <press@harbourtrust.example.org>".to_owned(),
        server: ServerChoice { host: "mail.example.org".to_owned(), port: 465, tls: Tls::Implicit, user: "press".to_owned() },
        ..AccountInput::practice(name.to_owned(), None)
    }
}

#[tokio::test]
async fn an_account_is_kept_as_entered_and_its_name_is_taken_once() {
    let desk = Desk::new();
    let added = api::add(&desk.ws, input("Press")).await.unwrap();
    assert_eq!((added.from_name.as_str(), added.from_address.as_str()), ("Ines Calder", "press@harbourtrust.example.org"));
    let taken = api::add(&desk.ws, input("  press ")).await.unwrap_err();
    assert_eq!(taken.code, "accounts.name_taken");
    api::remove(&desk.ws, added.id).await.unwrap();
    api::add(&desk.ws, input("Press")).await.unwrap();
    assert_eq!(api::list(&desk.ws).await.unwrap().len(), 2, "beside the one for practice");
    // The ledger goes on naming an account that was removed.
    assert_eq!(by_id(&desk.ws, added.id).await.unwrap().name, "Press");
}

#[tokio::test]
async fn without_encryption_only_this_machine_is_reached() {
    let desk = Desk::new();
    let mut plain = input("Plain");
    plain.server.tls = Tls::None;
    assert_eq!(api::add(&desk.ws, plain.clone()).await.unwrap_err().code, "accounts.plain_only_here");
    plain.server.host = "127.0.0.1".to_owned();
    api::add(&desk.ws, plain).await.unwrap();
}

#[tokio::test]
async fn a_line_end_in_a_name_is_refused_at_entry() {
    let desk = Desk::new();
    let mut hostile = input("Press\r\nBcc: everybody@example.org");
    assert_eq!(api::add(&desk.ws, hostile.clone()).await.unwrap_err().code, "accounts.control_character");
    hostile.name = "Press".to_owned();
    hostile.from = "Ines\r\nBcc: x@example.org <press@example.org>".to_owned();
    assert!(api::add(&desk.ws, hostile).await.is_err());
    assert_eq!(api::list(&desk.ws).await.unwrap().len(), 1, "the one for practice");
}

#[tokio::test]
async fn a_password_is_nowhere_but_in_the_keychain() {
    let desk = Desk::new();
    desk.ws.set_part(std::sync::Arc::new(Keychain::in_memory()));
    let account = api::add(&desk.ws, input("Press")).await.unwrap();
    let kept = api::keep_password(&desk.ws, account.id, SecretString::from("canary-7461")).await.unwrap();
    assert_eq!(kept, Kept::Keychain);
    let again = Desk::new();
    again.ws.set_part(std::sync::Arc::new(Keychain::missing()));
    let account = api::add(&again.ws, input("Press")).await.unwrap();
    assert_eq!(api::keep_password(&again.ws, account.id, SecretString::from("canary-7461")).await.unwrap(), Kept::ThisRun);
    for folder in [&desk.folder, &again.folder] {
        for file in walk(folder.path()) {
            let bytes = std::fs::read(&file).unwrap();
            assert!(!bytes.windows(11).any(|window| window == b"canary-7461"), "S1: {}", file.display());
        }
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}

#[tokio::test]
async fn a_test_names_the_step_that_failed() {
    let desk = Desk::new();
    let mut nobody = input("Nobody");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    nobody.server = ServerChoice { host: "127.0.0.1".to_owned(), port, tls: Tls::None, user: String::new() };
    let account = api::add(&desk.ws, nobody).await.unwrap();
    assert_eq!(api::test(&desk.ws, account.id, |_| {}).await.unwrap_err().code, "accounts.port_closed");
}

/// A server that says yes to everything and then hangs up.
fn agreeable() -> u16 {
    use std::io::{BufRead, BufReader, Write};
    let door = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = door.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut line, _) = door.accept().unwrap();
        let mut asked = BufReader::new(line.try_clone().unwrap());
        line.write_all(b"220 mail.example.org\r\n").unwrap();
        let mut command = String::new();
        while asked.read_line(&mut command).unwrap_or(0) > 0 {
            let answer: &[u8] = match command.split_whitespace().next() {
                Some("EHLO") => b"250-mail.example.org\r\n250-SIZE 26214400\r\n250 AUTH PLAIN LOGIN\r\n",
                Some("AUTH") => b"235 2.7.0 in\r\n",
                _ => b"250 2.0.0 yes\r\n",
            };
            if line.write_all(answer).is_err() {
                break;
            }
            command.clear();
        }
    });
    port
}

#[tokio::test]
async fn a_test_tells_each_step_when_it_is_behind() {
    let desk = Desk::new();
    desk.ws.set_part(std::sync::Arc::new(Keychain::missing()));
    let mut here = input("Here");
    here.server = ServerChoice { host: "127.0.0.1".to_owned(), port: agreeable(), tls: Tls::None, user: "press".to_owned() };
    let account = api::add(&desk.ws, here).await.unwrap();
    let told = std::sync::Arc::new(std::sync::Mutex::new(vec![]));
    let hear = |told: &std::sync::Arc<std::sync::Mutex<Vec<_>>>| {
        let told = std::sync::Arc::clone(told);
        move |step| told.lock().unwrap().push(step)
    };
    // A machine without a keychain asks, and the line is not even opened.
    assert_eq!(api::test(&desk.ws, account.id, hear(&told)).await.unwrap_err().code, "accounts.password_needed");
    assert!(told.lock().unwrap().is_empty());
    api::use_password(&desk.ws, account.id, SecretString::from("canary-7461")).await.unwrap();
    let tested = api::test(&desk.ws, account.id, hear(&told)).await.unwrap();
    assert_eq!(tested.size_limit, Some(26_214_400));
    assert_eq!(*told.lock().unwrap(), [api::TestStep::Reached, api::TestStep::LoggedIn, api::TestStep::Sender]);
}

#[test]
fn presets_read_and_name_their_date() {
    let presets = api::presets();
    assert!(presets.presets.len() >= 4 && !presets.as_of.is_empty());
    assert!(api::preset_for("ana@gmail.com").is_some());
    assert!(api::preset_for("ana@harbourtrust.example.org").is_none());
}

#[test]
fn a_server_in_one_line_reads_with_its_usual_port_and_never_with_a_password() {
    let read = |text| ServerChoice::parse(text).unwrap();
    assert_eq!((read("smtps://ana%40example.org@mail.example.org").port, read("smtp://mail.example.org").port), (465, 587));
    assert_eq!(read("smtps://ana%40example.org@mail.example.org").user, "ana@example.org");
    assert_eq!(read("smtp://127.0.0.1:2525?tls=none").tls, Tls::None);
    assert_eq!(ServerChoice::parse("smtps://ana:secret@mail.example.org").unwrap_err().code, "accounts.password_in_url");
}
