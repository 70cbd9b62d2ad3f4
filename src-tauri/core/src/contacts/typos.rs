//! Slips in the domains of addresses: `gmial.com` where `gmail.com` is meant. Pure.
//!
//! A domain is proposed where it is one of the large mail providers' and the one that was typed is one slip of the finger away from it: a
//! letter left out, added, changed, or two of them swapped, but never the first. So `mail.com`, a provider too, is no slip of `gmail.com`. Nothing
//! is changed by itself, and whoever asks leaves out domains that many of their people have.

/// Domains of large mail providers, of eight characters or more: in shorter ones a letter makes another provider.
pub(super) const PROVIDERS: &[&str] = &[
    "aliceadsl.fr",
    "bluewin.ch",
    "btinternet.com",
    "comcast.net",
    "fastmail.com",
    "freenet.de",
    "googlemail.com",
    "hotmail.be",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "hotmail.nl",
    "hushmail.com",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "mailbox.org",
    "online.no",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.es",
    "outlook.fr",
    "outlook.it",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "rocketmail.com",
    "seznam.cz",
    "sky.com",
    "t-online.de",
    "telenet.be",
    "tutanota.com",
    "verizon.net",
    "virgilio.it",
    "wanadoo.fr",
    "yahoo.ca",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.com.au",
    "yahoo.com.br",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yahoo.it",
    "yandex.com",
    "yandex.ru",
    "gmail.com",
    "ymail.com",
    "email.com",
    "ziggo.nl",
    "hetnet.nl",
    "planet.nl",
    "live.co.uk",
    "live.com",
    "live.nl",
    "live.fr",
];

/// So many addresses of one domain are no slip.
pub(super) const MANY: u32 = 5;
/// The shortest domain that is proposed.
const LONG_ENOUGH: usize = 8;

/// The provider's domain that was meant by `domain` (in lower case), if it is a slip away from one and is none itself.
#[must_use]
pub(super) fn meant(domain: &str) -> Option<&'static str> {
    if PROVIDERS.contains(&domain) {
        return None;
    }
    PROVIDERS.iter().copied().find(|known| known.len() >= LONG_ENOUGH && is_a_slip(domain.as_bytes(), known.as_bytes()))
}

/// Whether one letter after the first is left out, added or changed, or two that follow each other are swapped.
fn is_a_slip(typed: &[u8], known: &[u8]) -> bool {
    let same = typed.iter().zip(known).take_while(|(a, b)| a == b).count();
    let (typed, known) = (typed.get(same..).unwrap_or_default(), known.get(same..).unwrap_or_default());
    same > 0
        && match (typed, known) {
            ([], []) => false,
            ([], [_]) | ([_], []) => true,
            ([_, rest @ ..], whole) if typed.len() == known.len() + 1 => rest == whole,
            (whole, [_, rest @ ..]) if typed.len() + 1 == known.len() => rest == whole,
            ([_, one @ ..], [_, other @ ..]) if one == other => true,
            ([a, b, one @ ..], [c, d, other @ ..]) => a == d && b == c && one == other,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a finger can do to a word: everything, one after another.
    fn slips(known: &str) -> Vec<String> {
        let (letters, mut found) = (known.chars().collect::<Vec<_>>(), Vec::new());
        for at in 1..=letters.len() {
            let mut write = |with: &[char], skipped: usize| {
                let rest = letters.get(at + skipped..).unwrap_or_default();
                found.push(letters[..at].iter().chain(with).chain(rest).collect::<String>());
            };
            for letter in "abcdefghijklmnopqrstuvwxyz0123456789-.".chars() {
                write(&[letter], 0);
                if at < letters.len() {
                    write(&[letter], 1);
                }
            }
            if at < letters.len() {
                write(&[], 1);
            }
            if at + 1 < letters.len() {
                write(&[letters[at + 1], letters[at]], 2);
            }
        }
        found
    }

    proptest! {
        #[test]
        fn exactly_what_one_slip_of_the_finger_makes_is_taken_for_one(
            known in prop::sample::select(PROVIDERS),
            changes in prop::collection::vec((any::<prop::sample::Index>(), "[a-z0-9.-]?", any::<bool>()), 0..3),
        ) {
            let mut typed: Vec<char> = known.chars().collect();
            for (at, letter, instead) in changes {
                let at = at.index(typed.len());
                let to = if instead { at + 1 } else { at };
                typed.splice(at..to, letter.chars());
                prop_assume!(!typed.is_empty());
            }
            let typed: String = typed.into_iter().collect();
            let mut large = PROVIDERS.iter().filter(|known| known.len() >= LONG_ENOUGH);
            let slipped = !PROVIDERS.contains(&typed.as_str()) && large.any(|known| slips(known).contains(&typed));
            prop_assert_eq!(slipped, meant(&typed).is_some(), "{}", typed);
        }
    }

    #[test]
    fn slips_of_large_providers_are_proposed_and_what_exists_is_not() {
        for (typed, known) in [
            ("gmial.com", "gmail.com"),
            ("gmal.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("hotmial.com", "hotmail.com"),
            ("outlok.com", "outlook.com"),
            ("yaho.com", "yahoo.com"),
            ("t-onlime.de", "t-online.de"),
        ] {
            assert_eq!(meant(typed), Some(known), "{typed}");
        }
        for typed in [
            "gmail.com",
            "mail.com",
            "email.com",
            "ymail.com",
            "live.nl",
            "gmx.de",
            "gmy.de",
            "ledger.example.net",
            "",
            "cloud.com",
            "yahoo.fr",
        ] {
            assert_eq!(meant(typed), None, "{typed}");
        }
        assert!(PROVIDERS.iter().all(|known| meant(known).is_none()));
    }
}
