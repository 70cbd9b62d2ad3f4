//! Long secrets in a keychain that takes short ones alone.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::keychain::{Fault, Store};

/// Windows takes no secret longer than this, in bytes; RSA keys are longer, and what some providers give at signing in.
pub(super) const WINDOWS_MOST: usize = 2560;

/// Lays a secret that is too long down in pieces, under names that follow from its own. Where it would be stands how many there are,
/// and a mark of the whole: pieces of two secrets, after a fault between, are none.
pub(super) struct InPieces<S> {
    pub(super) inner: S,
    /// The longest secret that it takes, in bytes.
    pub(super) most: usize,
}

/// How such a place begins: no secret of ours begins with a letter that cannot be written.
const MARK: &str = "\u{1}pieces ";

fn piece(key: &str, number: usize) -> String {
    format!("{key}/piece-{number}")
}

fn mark(secret: &str) -> String {
    Sha256::digest(secret).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// How many pieces a place speaks of, and the mark of the whole; none if it holds the secret itself.
fn read(place: &SecretString) -> Option<(usize, String)> {
    let (count, mark) = place.expose_secret().strip_prefix(MARK)?.split_once(' ')?;
    Some((count.parse().ok()?, mark.to_owned()))
}

impl<S: Store> InPieces<S> {
    fn count(&self, key: &str) -> Result<usize, Fault> {
        Ok(self.inner.get(key)?.as_ref().and_then(read).map_or(0, |(count, _)| count))
    }
}

impl<S: Store> Store for InPieces<S> {
    fn connect(&self) -> Result<(), Fault> {
        self.inner.connect()
    }

    fn get(&self, key: &str) -> Result<Option<SecretString>, Fault> {
        let Some(place) = self.inner.get(key)? else { return Ok(None) };
        let Some((count, marked)) = read(&place) else { return Ok(Some(place)) };
        let mut whole = Zeroizing::new(String::new());
        for number in 0..count {
            let Some(part) = self.inner.get(&piece(key, number))? else { return Ok(None) };
            whole.push_str(part.expose_secret());
        }
        Ok((mark(&whole) == marked).then(|| SecretString::from(whole.as_str())))
    }

    fn set(&self, key: &str, secret: &SecretString) -> Result<(), Fault> {
        let before = self.count(key)?;
        let whole = secret.expose_secret();
        let mut now = 0;
        if whole.len() <= self.most {
            self.inner.set(key, secret)?;
        } else {
            let mut rest = whole;
            while !rest.is_empty() {
                let end = (1..=rest.len().min(self.most)).rev().find(|at| rest.is_char_boundary(*at)).ok_or(Fault::Shut)?;
                let (part, left) = rest.split_at(end);
                self.inner.set(&piece(key, now), &SecretString::from(part))?;
                (rest, now) = (left, now + 1);
            }
            self.inner.set(key, &SecretString::from(format!("{MARK}{now} {}", mark(whole))))?;
        }
        (now..before).try_for_each(|number| self.inner.remove(&piece(key, number)))
    }

    fn remove(&self, key: &str) -> Result<(), Fault> {
        let count = self.count(key)?;
        self.inner.remove(key)?;
        (0..count).try_for_each(|number| self.inner.remove(&piece(key, number)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;

    /// A keychain as Windows has it: what is too long is refused.
    #[derive(Default)]
    struct Short(Mutex<BTreeMap<String, String>>);

    impl Short {
        fn names(&self) -> Vec<String> {
            self.0.lock().unwrap().keys().cloned().collect()
        }
    }

    impl Store for Short {
        fn connect(&self) -> Result<(), Fault> {
            Ok(())
        }
        fn get(&self, key: &str) -> Result<Option<SecretString>, Fault> {
            Ok(self.0.lock().unwrap().get(key).cloned().map(SecretString::from))
        }
        fn set(&self, key: &str, secret: &SecretString) -> Result<(), Fault> {
            if secret.expose_secret().len() > WINDOWS_MOST {
                return Err(Fault::Shut);
            }
            self.0.lock().unwrap().insert(key.to_owned(), secret.expose_secret().to_owned());
            Ok(())
        }
        fn remove(&self, key: &str) -> Result<(), Fault> {
            self.0.lock().unwrap().remove(key);
            Ok(())
        }
    }

    fn keychain() -> InPieces<Short> {
        InPieces { inner: Short::default(), most: WINDOWS_MOST }
    }

    fn kept(keychain: &InPieces<Short>) -> Option<String> {
        keychain.get("key").unwrap().map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn a_long_secret_comes_back_and_leaves_nothing_behind() {
        let keychain = keychain();
        let long: String = "Schlüssel ".repeat(600);
        for secret in [long.as_str(), "short", &"x".repeat(WINDOWS_MOST), &"y".repeat(WINDOWS_MOST + 1), &long, &"z".repeat(3000), ""] {
            keychain.set("key", &SecretString::from(secret)).unwrap();
            assert_eq!(kept(&keychain).as_deref(), Some(secret));
            let places = if secret.len() <= WINDOWS_MOST { 1 } else { 1 + secret.len().div_ceil(WINDOWS_MOST) };
            assert_eq!(keychain.inner.names().len(), places, "{} bytes", secret.len());
        }
        keychain.set("key", &SecretString::from(long)).unwrap();
        keychain.remove("key").unwrap();
        assert_eq!((kept(&keychain), keychain.inner.names()), (None, Vec::new()));
        keychain.remove("key").unwrap();
    }

    #[test]
    fn pieces_of_two_secrets_are_none() {
        let keychain = keychain();
        keychain.set("key", &SecretString::from("a".repeat(6000))).unwrap();
        // The program died when it had written one piece of the next.
        keychain.inner.set("key/piece-0", &SecretString::from("b".repeat(WINDOWS_MOST))).unwrap();
        assert_eq!(kept(&keychain), None);
        keychain.set("key", &SecretString::from("c".repeat(6000))).unwrap();
        keychain.inner.remove("key/piece-1").unwrap();
        assert_eq!(kept(&keychain), None, "a piece was taken away by hand");
    }
}
