//! Keychains that are locked, never answer or are asked by several at once, and what a password belongs to.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use secrecy::SecretString;

use super::api::{self, AccountCard, AccountInput};
use super::keychain::{Fault, Forgotten, Kept, Keychain, Patience, Store};
use super::{AccountKind, ServerChoice, service};
use crate::net::Tls;
use crate::workspace::lease;
use crate::workspace::testing::Desk;

const SHORT: Patience = Patience { to_connect: Duration::from_secs(20), to_answer: Duration::from_millis(50) };

const PATIENT: Patience = Patience { to_connect: Duration::from_secs(20), to_answer: Duration::from_secs(20) };

const LATER_MS: i64 = 6 * 60 * 1000;

/// A keychain that answers only once it is opened; it counts what it was asked.
#[derive(Clone, Default)]
struct Door(Arc<(Mutex<bool>, Condvar, AtomicU32)>);

impl Door {
    fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    fn asked(&self) -> u32 {
        self.0.2.load(Ordering::SeqCst)
    }

    fn wait(&self) {
        self.0.2.fetch_add(1, Ordering::SeqCst);
        drop(self.0.1.wait_while(self.0.0.lock().unwrap(), |open| !*open).unwrap());
    }
}

impl Store for Door {
    fn connect(&self) -> Result<(), Fault> {
        Ok(())
    }
    fn get(&self, _: &str) -> Result<Option<SecretString>, Fault> {
        self.wait();
        Ok(Some(SecretString::from("canary-7461")))
    }
    fn set(&self, _: &str, _: &SecretString) -> Result<(), Fault> {
        self.wait();
        Ok(())
    }
    fn remove(&self, _: &str) -> Result<(), Fault> {
        self.wait();
        Ok(())
    }
}

/// A keychain that two who have the same file open ask.
#[derive(Clone, Default)]
struct SharedChain(Arc<Mutex<BTreeMap<String, SecretString>>>);

impl SharedChain {
    fn names(&self) -> Vec<String> {
        self.0.lock().unwrap().keys().cloned().collect()
    }
}

impl Store for SharedChain {
    fn connect(&self) -> Result<(), Fault> {
        Ok(())
    }
    fn get(&self, key: &str) -> Result<Option<SecretString>, Fault> {
        Ok(self.0.lock().unwrap().get(key).cloned())
    }
    fn set(&self, key: &str, secret: &SecretString) -> Result<(), Fault> {
        self.0.lock().unwrap().insert(key.to_owned(), secret.clone());
        Ok(())
    }
    fn remove(&self, key: &str) -> Result<(), Fault> {
        self.0.lock().unwrap().remove(key);
        Ok(())
    }
}

/// A locked keychain whose user does not want to open it.
#[derive(Clone, Default)]
struct Locked(Arc<AtomicU32>);

impl Locked {
    fn refuse(&self) -> Fault {
        self.0.fetch_add(1, Ordering::SeqCst);
        Fault::Shut
    }
}

impl Store for Locked {
    fn connect(&self) -> Result<(), Fault> {
        Ok(())
    }
    fn get(&self, _: &str) -> Result<Option<SecretString>, Fault> {
        Err(self.refuse())
    }
    fn set(&self, _: &str, _: &SecretString) -> Result<(), Fault> {
        Err(self.refuse())
    }
    fn remove(&self, _: &str) -> Result<(), Fault> {
        Err(self.refuse())
    }
}

fn press() -> AccountInput {
    AccountInput {
        kind: AccountKind::Smtp,
        from: "Ines Calder <press@harbourtrust.example.org>".to_owned(),
        server: ServerChoice { host: "mail.example.org".to_owned(), port: 465, tls: Tls::Implicit, user: "ines".to_owned() },
        ..AccountInput::practice("Press".to_owned(), None)
    }
}

async fn desk(keychain: Keychain) -> (Desk, AccountCard) {
    let desk = Desk::new();
    desk.ws.set_part(Arc::new(keychain));
    let card = api::add(&desk.ws, press()).await.unwrap();
    (desk, card)
}

#[tokio::test]
async fn a_keychain_that_does_not_answer_is_waited_for_once_and_used_when_it_does() {
    let door = Door::default();
    let (desk, card) = desk(Keychain::over(door.clone(), SHORT)).await;
    for _ in 0..3 {
        assert_eq!(api::password_to_ask(&desk.ws, card.id).await.unwrap().as_deref(), Some("Press"));
        desk.clock.advance_ms(LATER_MS);
    }
    assert_eq!(door.asked(), 1, "nobody waits behind a question that is still open");
    door.open();
    // The open question ends now, and the next one is asked.
    for _ in 0..500 {
        if api::password_to_ask(&desk.ws, card.id).await.unwrap().is_none() {
            return;
        }
        desk.clock.advance_ms(LATER_MS);
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the keychain is open");
}

#[tokio::test]
async fn connections_that_open_together_ask_a_locked_keychain_once() {
    let locked = Locked::default();
    let (desk, card) = desk(Keychain::over(locked.clone(), SHORT)).await;
    let ask = || async { api::password_to_ask(&desk.ws, card.id).await.unwrap().is_some() };
    assert_eq!(tokio::join!(ask(), ask(), ask(), ask()), (true, true, true, true));
    assert_eq!(locked.0.load(Ordering::SeqCst), 1);
    assert!(ask().await);
    assert_eq!(locked.0.load(Ordering::SeqCst), 1, "who just refused is not asked again by an engine that tries again");
    desk.clock.advance_ms(LATER_MS);
    assert!(ask().await);
    assert_eq!(locked.0.load(Ordering::SeqCst), 2, "later it may be open");
}

#[tokio::test]
async fn a_locked_keychain_takes_nothing_and_says_so_when_it_should_forget() {
    let (shut, card) = desk(Keychain::over(Locked::default(), SHORT)).await;
    assert_eq!(api::keep_password(&shut.ws, card.id, SecretString::from("canary-7461")).await.unwrap(), Kept::ThisRun);
    assert_eq!(api::password_to_ask(&shut.ws, card.id).await.unwrap(), None, "it is known until the program ends");
    assert_eq!(api::remove(&shut.ws, card.id).await.unwrap(), Forgotten::KeychainShut);
    let (none, card) = desk(Keychain::missing()).await;
    assert_eq!(api::remove(&none.ws, card.id).await.unwrap(), Forgotten::Everywhere);
}

#[tokio::test]
async fn a_copy_that_begins_a_life_of_its_own_keeps_and_forgets_no_password_of_its_original() {
    let chain = SharedChain::default();
    let (desk, card) = desk(Keychain::over(chain.clone(), PATIENT)).await;
    let password = || SecretString::from("canary-7461");
    api::keep_password(&desk.ws, card.id, password()).await.unwrap();
    let original = chain.names();
    // Another program says so while this one has it open.
    let own = "0192f0c1-6f6f-7c00-8000-000000000001";
    desk.reopened().write_quietly(move |tx| Ok(lease::take(tx, "here", 0, Some(own))?)).await.unwrap();
    assert_eq!(crate::workspace::api::info(&desk.ws).await.unwrap().uid, own);
    assert_eq!(api::password_to_ask(&desk.ws, card.id).await.unwrap().as_deref(), Some("Press"));
    api::keep_password(&desk.ws, card.id, password()).await.unwrap();
    assert_eq!(chain.names().iter().filter(|name| name.starts_with(own)).count(), 1);
    assert_eq!(api::remove(&desk.ws, card.id).await.unwrap(), Forgotten::Everywhere);
    assert_eq!(chain.names(), original, "the original's is where it was");
}

#[tokio::test]
async fn a_password_belongs_to_its_server_and_user_name() {
    let (desk, card) = desk(Keychain::in_memory()).await;
    let ask = async || api::password_to_ask(&desk.ws, card.id).await.unwrap();
    let other_server = || ServerChoice { host: "mail.elsewhere.example".to_owned(), ..press().server };
    api::keep_password(&desk.ws, card.id, SecretString::from("canary-7461")).await.unwrap();
    // Another sender, port or kind of TLS is no other server.
    let moved = ServerChoice { host: "MAIL.example.org".to_owned(), port: 587, tls: Tls::StartTls, ..press().server };
    api::edit(&desk.ws, card.id, AccountInput { from: "ines@harbourtrust.example.org".to_owned(), server: moved, ..press() })
        .await
        .unwrap();
    assert_eq!(ask().await, None);
    // Whoever changes the file behind the program's back gets nothing sent elsewhere.
    let point_at = async |host: &'static str| {
        let write = move |tx: &crate::workspace::WriteTx<'_>| {
            let mut account = service::find(tx, card.id)?;
            account.server.host = host.to_owned();
            service::update(tx, &account)
        };
        desk.ws.write_quietly(write).await.unwrap();
    };
    point_at("mail.elsewhere.example").await;
    assert_eq!(ask().await.as_deref(), Some("Press"));
    point_at("mail.example.org").await;
    assert_eq!(ask().await, None);
    // And who changes it in the program has it forgotten.
    api::edit(&desk.ws, card.id, AccountInput { server: other_server(), ..press() }).await.unwrap();
    assert_eq!(ask().await.as_deref(), Some("Press"));
    api::edit(&desk.ws, card.id, press()).await.unwrap();
    assert_eq!(ask().await.as_deref(), Some("Press"));
}
