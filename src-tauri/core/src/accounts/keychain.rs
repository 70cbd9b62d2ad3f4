//! Where passwords are: in the system's keychain, or, where there is none, in memory until the program ends (S1).
//!
//! A password belongs to its server and user name: whoever changes these, in the program or in the file behind its back,
//! does not get it sent elsewhere.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::RngCore as _;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Account;
use super::pieces::{InPieces, WINDOWS_MOST};
use crate::error::Problem;
use crate::workspace::Workspace;

/// How long a keychain may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// To say that it is there: nobody is asked for that.
    pub(super) to_connect: Duration,
    /// To answer: it may be asking the user to unlock it.
    pub(super) to_answer: Duration,
}

const PATIENCE: Patience = Patience { to_connect: Duration::from_secs(3), to_answer: Duration::from_secs(60) };
/// Who did not open the keychain is not asked again by itself for so long.
const RESPITE: Duration = Duration::from_secs(5 * 60);
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

/// What became of the password of an account that was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Forgotten {
    /// It is nowhere any more.
    Everywhere,
    /// The keychain did not open: if it has the password, it has it still.
    KeychainShut,
}

/// Why the system's keychain did nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// This machine has none.
    Missing,
    /// It is locked, refused, or does not answer.
    Shut,
}

pub(super) trait Store: Send + Sync {
    fn connect(&self) -> Result<(), Fault>;
    fn get(&self, key: &str) -> Result<Option<SecretString>, Fault>;
    fn set(&self, key: &str, secret: &SecretString) -> Result<(), Fault>;
    fn remove(&self, key: &str) -> Result<(), Fault>;
}

/// The passwords of a workspace's accounts; a [part](Workspace::part) of it.
pub struct Keychain {
    store: Arc<dyn Store>,
    patience: Patience,
    this_run: Mutex<HashMap<String, SecretString>>,
    /// One question at a time: a locked keychain asks the user, and once is enough.
    turn: tokio::sync::Mutex<()>,
    /// When the keychain did not open the last time, on the steady clock.
    refused_at: Mutex<Option<Duration>>,
    /// Stands as long as a question is open for which nobody waits any more.
    overdue: Mutex<Weak<()>>,
}

impl Default for Keychain {
    fn default() -> Self {
        if cfg!(windows) { Self::over(InPieces { inner: System, most: WINDOWS_MOST }, PATIENCE) } else { Self::over(System, PATIENCE) }
    }
}

impl std::fmt::Debug for Keychain {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Keychain")
    }
}

impl Keychain {
    pub(super) fn over(store: impl Store + 'static, patience: Patience) -> Self {
        Self {
            store: Arc::new(store),
            patience,
            this_run: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            refused_at: Mutex::default(),
            overdue: Mutex::default(),
        }
    }

    /// A keychain that lives and dies with the program, for tests and for machines that must not be written to.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::over(Memory::default(), PATIENCE)
    }

    /// A keychain as on a machine that has none.
    #[must_use]
    pub fn missing() -> Self {
        Self::over(Missing, PATIENCE)
    }

    /// Keeps the password of `account`: in the keychain, else until the program ends.
    pub(super) async fn keep(&self, ws: &Workspace, account: &Account, password: SecretString) -> Result<Kept, Problem> {
        let key = key(ws, account).await?;
        Ok(self.keep_under(&key, password).await)
    }

    /// Keeps a secret under a name of its own: in the keychain, else until the program ends.
    pub(super) async fn keep_under(&self, key: &str, password: SecretString) -> Kept {
        if self.put(key.to_owned(), password.clone()).await.is_ok() {
            Kept::Keychain
        } else {
            self.this_run().insert(key.to_owned(), password);
            Kept::ThisRun
        }
    }

    /// The secret under a name of its own as the keychain has it now: another program may have put a newer one there.
    pub(super) async fn find_fresh(&self, ws: &Workspace, key: &str) -> Option<SecretString> {
        if let Some(kept_here) = self.known(key) {
            return Some(kept_here);
        }
        let _turn = self.turn.lock().await;
        let now = ws.clock().steady();
        if self.refused_at().is_some_and(|at| now.saturating_sub(at) < RESPITE) {
            return None;
        }
        let name = key.to_owned();
        let answer = self.ask(move |store| store.get(&name)).await;
        *self.refused_at() = answer.is_err().then_some(now);
        answer.ok().flatten()
    }

    /// Forgets the secret under a name of its own everywhere.
    pub(super) async fn forget_under(&self, key: &str) -> Forgotten {
        self.this_run().remove(key);
        let name = key.to_owned();
        match self.ask(move |store| store.remove(&name)).await {
            // A keychain that is not there holds nothing to forget.
            Ok(()) | Err(Fault::Missing) => Forgotten::Everywhere,
            Err(Fault::Shut) => Forgotten::KeychainShut,
        }
    }

    /// Writes into the keychain and reads back: a locked one opens well and fails later.
    async fn put(&self, key: String, secret: SecretString) -> Result<(), Fault> {
        let name = key.clone();
        self.ask(move |store| {
            store.set(&name, &secret)?;
            let back = store.get(&name)?;
            back.filter(|back| back.expose_secret() == secret.expose_secret()).ok_or(Fault::Shut).map(drop)
        })
        .await?;
        *self.refused_at() = None;
        self.this_run().remove(&key);
        Ok(())
    }

    /// Keeps the password of `account` until the program ends, whatever the system offers.
    pub(super) async fn keep_for_this_run(&self, ws: &Workspace, account: &Account, password: SecretString) -> Result<(), Problem> {
        let key = key(ws, account).await?;
        self.this_run().insert(key, password);
        Ok(())
    }

    /// The password of `account`; none if it must be asked.
    pub(super) async fn find(&self, ws: &Workspace, account: &Account) -> Option<SecretString> {
        let key = key(ws, account).await.ok()?;
        self.look_up(ws, key).await
    }

    /// A key to sign with that was kept under `name`; none if the keychain does not give it.
    pub(super) async fn secret(&self, ws: &Workspace, name: &str) -> Option<SecretString> {
        let key = format!("{}/{name}", ws.uid().await.ok()?);
        self.look_up(ws, key).await
    }

    /// Keeps a key to sign with under `name`: in the keychain or nowhere (S1).
    ///
    /// # Errors
    /// `accounts.dkim_no_keychain`: there is none, or it did not open.
    pub(super) async fn keep_secret(&self, ws: &Workspace, name: &str, secret: SecretString) -> Result<(), Problem> {
        let key = format!("{}/{name}", ws.uid().await?);
        self.put(key, secret).await.map_err(|_| Problem::refusal("accounts.dkim_no_keychain").todo("accounts.no_signing_key.todo"))
    }

    /// Forgets what was kept under `name`, as far as the keychain opens.
    pub(super) async fn forget_secret(&self, ws: &Workspace, name: &str) {
        let Ok(uid) = ws.uid().await else { return };
        let key = format!("{uid}/{name}");
        self.this_run().remove(&key);
        let _ = self.ask(move |store| store.remove(&key)).await;
    }

    async fn look_up(&self, ws: &Workspace, key: String) -> Option<SecretString> {
        if let Some(password) = self.known(&key) {
            return Some(password);
        }
        // The engine opens several connections, and tries again by itself: the keychain, and its user, are asked once for all.
        let _turn = self.turn.lock().await;
        if let Some(password) = self.known(&key) {
            return Some(password);
        }
        let now = ws.clock().steady();
        if self.refused_at().is_some_and(|at| now.saturating_sub(at) < RESPITE) {
            return None;
        }
        let name = key.clone();
        let answer = self.ask(move |store| store.get(&name)).await;
        *self.refused_at() = answer.is_err().then_some(now);
        let found = answer.ok().flatten()?;
        self.this_run().insert(key, found.clone());
        Some(found)
    }

    /// Forgets the password of `account` everywhere.
    pub(super) async fn forget(&self, ws: &Workspace, account: &Account) -> Forgotten {
        match key(ws, account).await {
            Ok(key) => self.forget_under(&key).await,
            Err(_) => Forgotten::KeychainShut,
        }
    }

    /// A secret that the workspace makes for itself and that never leaves this machine (S1): the one that the system's keychain has
    /// under `name`, or a new one that is put there now.
    ///
    /// # Errors
    /// `accounts.no_signing_key`: there is none, or it did not open. Nothing was made.
    pub async fn own_secret(&self, ws: &Workspace, name: &'static str) -> Result<Zeroizing<[u8; 32]>, Problem> {
        let key = format!("{}/{name}", ws.uid().await?);
        let _turn = self.turn.lock().await;
        self.ask(move |store| {
            if let Some(kept) = store.get(&key)? {
                return secret_of(&kept).ok_or(Fault::Shut);
            }
            let mut made = Zeroizing::new([0_u8; 32]);
            rand::rng().fill_bytes(&mut *made);
            store.set(&key, &SecretString::from(STANDARD.encode(*made)))?;
            // Written and read back: a locked keychain opens well and fails later.
            store.get(&key)?.as_ref().and_then(secret_of).filter(|back| *back == made).ok_or(Fault::Shut)
        })
        .await
        .map_err(|_| Problem::refusal("accounts.no_signing_key").todo("accounts.no_signing_key.todo"))
    }

    /// Tries whether this machine keeps what is put into its keychain, and gives it back without anybody being asked.
    ///
    /// # Errors
    /// Why it does not, in a word for the log.
    pub async fn probe(&self) -> Result<(), &'static str> {
        const KEY: &str = "probe";
        let _turn = self.turn.lock().await;
        let mut word = [0_u8; 16];
        rand::rng().fill_bytes(&mut word);
        let word = STANDARD.encode(word);
        let tried = self.ask(move |store| {
            store.set(KEY, &SecretString::from(word.clone()))?;
            let back = store.get(KEY)?;
            store.remove(KEY)?;
            back.filter(|back| back.expose_secret() == word).ok_or(Fault::Shut).map(drop)
        });
        tried.await.map_err(|fault| match fault {
            Fault::Missing => "missing",
            Fault::Shut => "shut",
        })
    }

    fn this_run(&self) -> MutexGuard<'_, HashMap<String, SecretString>> {
        self.this_run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refused_at(&self) -> MutexGuard<'_, Option<Duration>> {
        self.refused_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, key: &str) -> Option<SecretString> {
        self.this_run().get(key).cloned()
    }

    /// Asks the keychain, which is another program: it may be missing, locked, or never answer.
    async fn ask<T: Send + 'static>(&self, question: impl FnOnce(&dyn Store) -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
        self.within(self.patience.to_connect, |store| store.connect()).await?;
        self.within(self.patience.to_answer, question).await
    }

    async fn within<T: Send + 'static>(
        &self,
        patience: Duration,
        question: impl FnOnce(&dyn Store) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let overdue = || self.overdue.lock().unwrap_or_else(PoisonError::into_inner);
        // Behind a question that nobody answers, the next one would only wait as long.
        if overdue().upgrade().is_some() {
            return Err(Fault::Shut);
        }
        let open = Arc::new(());
        let (store, stands) = (Arc::clone(&self.store), Arc::clone(&open));
        let asked = tokio::task::spawn_blocking(move || {
            let answer = question(store.as_ref());
            drop(stands);
            answer
        });
        match tokio::time::timeout(patience, asked).await {
            Ok(answer) => answer.unwrap_or(Err(Fault::Shut)),
            Err(_) => {
                *overdue() = Arc::downgrade(&open);
                Err(Fault::Shut)
            }
        }
    }
}

/// Under what the keychain has the password: by the id that the file has now, so that a copy which began a life of its own keeps
/// and forgets none of its original's. Server and user name go in as a digest: some keychains take short names only.
async fn key(ws: &Workspace, account: &Account) -> Result<String, Problem> {
    let digest = Sha256::new().chain_update(account.server.host.to_lowercase()).chain_update([0]).chain_update(&account.user).finalize();
    let short: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{}/account/{}/{short}", ws.uid().await?, account.id))
}

/// 32 bytes out of a keychain's text.
fn secret_of(text: &SecretString) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(STANDARD.decode(text.expose_secret()).ok()?);
    <[u8; 32]>::try_from(bytes.as_slice()).ok().map(Zeroizing::new)
}

struct System;

impl System {
    fn entry(key: &str) -> Result<keyring::v1::Entry, Fault> {
        keyring::v1::Entry::new(SERVICE, key).map_err(|_| Fault::Shut)
    }
}

impl Store for System {
    fn connect(&self) -> Result<(), Fault> {
        keyring::v1::Entry::store_status().as_ref().map(drop).map_err(|_| Fault::Missing)
    }

    fn get(&self, key: &str) -> Result<Option<SecretString>, Fault> {
        match Self::entry(key)?.get_secret() {
            Ok(bytes) => String::from_utf8(bytes).map(|text| Some(SecretString::from(text))).map_err(|_| Fault::Shut),
            Err(keyring::v1::Error::NoEntry) => Ok(None),
            Err(_) => Err(Fault::Shut),
        }
    }

    fn set(&self, key: &str, secret: &SecretString) -> Result<(), Fault> {
        Self::entry(key)?.set_secret(secret.expose_secret().as_bytes()).map_err(|_| Fault::Shut)
    }

    fn remove(&self, key: &str) -> Result<(), Fault> {
        match Self::entry(key)?.delete_credential() {
            Ok(()) | Err(keyring::v1::Error::NoEntry) => Ok(()),
            Err(_) => Err(Fault::Shut),
        }
    }
}

#[derive(Default)]
struct Memory(Mutex<HashMap<String, SecretString>>);

impl Store for Memory {
    fn connect(&self) -> Result<(), Fault> {
        Ok(())
    }
    fn get(&self, key: &str) -> Result<Option<SecretString>, Fault> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }
    fn set(&self, key: &str, secret: &SecretString) -> Result<(), Fault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), secret.clone());
        Ok(())
    }
    fn remove(&self, key: &str) -> Result<(), Fault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        Ok(())
    }
}

struct Missing;

impl Store for Missing {
    fn connect(&self) -> Result<(), Fault> {
        Err(Fault::Missing)
    }
    fn get(&self, _: &str) -> Result<Option<SecretString>, Fault> {
        Err(Fault::Missing)
    }
    fn set(&self, _: &str, _: &SecretString) -> Result<(), Fault> {
        Err(Fault::Missing)
    }
    fn remove(&self, _: &str) -> Result<(), Fault> {
        Err(Fault::Missing)
    }
}
