//! Where passwords are: in the system's keychain, or, where there is none, in memory until the program ends (S1).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::ids::AccountId;
use crate::workspace::Workspace;

/// How long the keychain may take: it may be asking the user to unlock it.
const PATIENCE: Duration = Duration::from_secs(60);
/// The name under which the system's own tools list our entries.
const SERVICE: &str = "Tidings";

/// Where a password went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Kept {
    /// In the system's keychain.
    Keychain,
    /// In memory: it is asked again when the program starts anew.
    ThisRun,
    /// There was none to keep.
    Nowhere,
}

/// The system's keychain could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unavailable;

trait Store: Send + Sync {
    fn get(&self, key: &str) -> Result<Option<SecretString>, Unavailable>;
    fn set(&self, key: &str, secret: &SecretString) -> Result<(), Unavailable>;
    fn remove(&self, key: &str) -> Result<(), Unavailable>;
}

/// The passwords of a workspace's accounts; a [part](Workspace::part) of it.
pub struct Keychain {
    store: Arc<dyn Store>,
    this_run: Mutex<HashMap<String, SecretString>>,
}

impl Default for Keychain {
    fn default() -> Self {
        Self { store: Arc::new(System), this_run: Mutex::default() }
    }
}

impl std::fmt::Debug for Keychain {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Keychain")
    }
}

impl Keychain {
    /// A keychain that lives and dies with the program, for tests and for machines that must not be written to.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { store: Arc::new(Memory::default()), this_run: Mutex::default() }
    }

    /// A keychain as on a machine that has none.
    #[must_use]
    pub fn missing() -> Self {
        Self { store: Arc::new(Missing), this_run: Mutex::default() }
    }

    /// Keeps the password of `account`: in the keychain, else until the program ends.
    pub(super) async fn keep(&self, ws: &Workspace, account: AccountId, password: SecretString) -> Kept {
        let key = key(ws, account);
        let (store, name, secret) = (Arc::clone(&self.store), key.clone(), password.clone());
        // Written and read back: a locked keychain opens well and fails later.
        let kept = patiently(move || {
            store.set(&name, &secret)?;
            let back = store.get(&name)?;
            back.filter(|back| back.expose_secret() == secret.expose_secret()).ok_or(Unavailable).map(drop)
        })
        .await;
        let mut this_run = self.this_run.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_ok() {
            this_run.remove(&key);
            Kept::Keychain
        } else {
            this_run.insert(key, password);
            Kept::ThisRun
        }
    }

    /// Keeps the password of `account` until the program ends, whatever the system offers.
    pub(super) fn keep_for_this_run(&self, ws: &Workspace, account: AccountId, password: SecretString) {
        self.this_run.lock().unwrap_or_else(PoisonError::into_inner).insert(key(ws, account), password);
    }

    /// The password of `account`; none if it must be asked.
    pub(super) async fn find(&self, ws: &Workspace, account: AccountId) -> Option<SecretString> {
        let key = key(ws, account);
        if let Some(password) = self.this_run.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Some(password.clone());
        }
        let (store, name) = (Arc::clone(&self.store), key.clone());
        let found = patiently(move || store.get(&name)).await.ok().flatten()?;
        // The engine opens several connections: the keychain is asked once.
        self.this_run.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
        Some(found)
    }

    /// Forgets the password of `account` everywhere.
    pub(super) async fn forget(&self, ws: &Workspace, account: AccountId) {
        let key = key(ws, account);
        self.this_run.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        let store = Arc::clone(&self.store);
        // A keychain that is not there holds nothing to forget.
        let _ = patiently(move || store.remove(&key)).await;
    }
}

/// The keychain speaks to other programs: on a thread that may block, and not for ever.
async fn patiently<T: Send + 'static>(ask: impl FnOnce() -> Result<T, Unavailable> + Send + 'static) -> Result<T, Unavailable> {
    match tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(ask)).await {
        Ok(Ok(answer)) => answer,
        _ => Err(Unavailable),
    }
}

fn key(ws: &Workspace, account: AccountId) -> String {
    format!("{}/account/{account}", ws.uid())
}

struct System;

impl System {
    fn entry(key: &str) -> Result<keyring::v1::Entry, Unavailable> {
        keyring::v1::Entry::new(SERVICE, key).map_err(|_| Unavailable)
    }
}

impl Store for System {
    fn get(&self, key: &str) -> Result<Option<SecretString>, Unavailable> {
        match Self::entry(key)?.get_secret() {
            Ok(bytes) => String::from_utf8(bytes).map(|text| Some(SecretString::from(text))).map_err(|_| Unavailable),
            Err(keyring::v1::Error::NoEntry) => Ok(None),
            Err(_) => Err(Unavailable),
        }
    }

    fn set(&self, key: &str, secret: &SecretString) -> Result<(), Unavailable> {
        Self::entry(key)?.set_secret(secret.expose_secret().as_bytes()).map_err(|_| Unavailable)
    }

    fn remove(&self, key: &str) -> Result<(), Unavailable> {
        match Self::entry(key)?.delete_credential() {
            Ok(()) | Err(keyring::v1::Error::NoEntry) => Ok(()),
            Err(_) => Err(Unavailable),
        }
    }
}

#[derive(Default)]
struct Memory(Mutex<HashMap<String, SecretString>>);

impl Store for Memory {
    fn get(&self, key: &str) -> Result<Option<SecretString>, Unavailable> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }
    fn set(&self, key: &str, secret: &SecretString) -> Result<(), Unavailable> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), secret.clone());
        Ok(())
    }
    fn remove(&self, key: &str) -> Result<(), Unavailable> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        Ok(())
    }
}

struct Missing;

impl Store for Missing {
    fn get(&self, _: &str) -> Result<Option<SecretString>, Unavailable> {
        Err(Unavailable)
    }
    fn set(&self, _: &str, _: &SecretString) -> Result<(), Unavailable> {
        Err(Unavailable)
    }
    fn remove(&self, _: &str) -> Result<(), Unavailable> {
        Err(Unavailable)
    }
}
