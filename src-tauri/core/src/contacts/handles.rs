//! What somebody is called on other networks: read from whatever people and files say, kept in one form. Pure.

use serde::{Deserialize, Serialize};

use super::fold;
use super::kinds::Network;
use super::names;
use crate::error::Place;
use crate::messages::Message;

/// A name on a network, as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct HandleInput {
    /// Where.
    pub network: Network,
    /// The name there, without the sign in front; a whole address of the web is read as what it names.
    pub handle: String,
}

impl HandleInput {
    /// As it stands in a cell: `mastodon:ruth@newsie.social`.
    #[must_use]
    pub fn cell(&self) -> String {
        format!("{}:{}", self.network.word(), self.handle)
    }
}

/// So often a text may say a network before its name.
const MOST_SAID: usize = 8;

/// What two spellings of one name have in common.
pub(super) fn key(handle: &str) -> String {
    fold::key(handle)
}

/// Hosts by network, without `www.`, and what stands before the name in a path there.
const HOSTS: &[(&str, Network, &str)] = &[
    ("twitter.com", Network::X, ""),
    ("mobile.twitter.com", Network::X, ""),
    ("x.com", Network::X, ""),
    ("linkedin.com", Network::Linkedin, "in/"),
    ("bsky.app", Network::Bluesky, "profile/"),
    ("instagram.com", Network::Instagram, ""),
    ("threads.net", Network::Threads, ""),
    ("threads.com", Network::Threads, ""),
    ("facebook.com", Network::Facebook, ""),
    ("fb.com", Network::Facebook, ""),
    ("youtube.com", Network::Youtube, ""),
    ("tiktok.com", Network::Tiktok, ""),
    ("xing.com", Network::Xing, "profile/"),
    ("t.me", Network::Telegram, ""),
    ("wa.me", Network::Whatsapp, ""),
    ("matrix.to", Network::Matrix, "#/"),
];

/// Reads a name on a network: `mastodon:ruth@newsie.social`, `@ruth`, an address of the web. `hint` is the network that the place says
/// where it stands; none where there is nothing to read.
#[must_use]
pub fn read(text: &str, hint: Option<Network>) -> Option<HandleInput> {
    let mut found = read_once(text, hint)?;
    // What was read may say a network, too: `x:mastodon:ruth@newsie.social`.
    for _ in 0..MOST_SAID {
        let again = read_once(&found.handle, Some(found.network))?;
        if again == found {
            break;
        }
        found = again;
    }
    Some(found)
}

fn read_once(text: &str, hint: Option<Network>) -> Option<HandleInput> {
    let text = text.trim();
    let (said, rest) = match text.split_once(':') {
        Some((word, rest)) => Network::named(word).map_or((hint, text), |network| (Some(network), rest)),
        None => (hint, text),
    };
    let found = at_address(rest.trim()).or_else(|| {
        let network = said.filter(|network| *network != Network::Other).or_else(|| shape(rest)).or(said).unwrap_or(Network::Other);
        Some(HandleInput { network, handle: bare(rest).to_owned() })
    })?;
    (!found.handle.is_empty()).then_some(found)
}

fn bare(text: &str) -> &str {
    let text = text.trim_start_matches(|letter: char| letter == '@' || letter.is_whitespace());
    text.trim_end_matches(|letter: char| letter == '/' || letter.is_whitespace())
}

/// The network that a name alone tells by its form.
fn shape(text: &str) -> Option<Network> {
    let bare = bare(text);
    let whole = |name: &str, host: &str| !name.is_empty() && host.contains('.') && !host.contains('@');
    if bare.ends_with(".bsky.social") && !bare.contains('@') {
        return Some(Network::Bluesky);
    }
    // `ruth@newsie.social` alone could be a mail address; with the sign in front it is none.
    text.trim_start()
        .starts_with('@')
        .then(|| bare.split_once('@'))
        .flatten()
        .filter(|(name, host)| whole(name, host))
        .map(|_| Network::Mastodon)
}

/// What an address of the web names.
fn at_address(text: &str) -> Option<HandleInput> {
    let lower = text.to_ascii_lowercase();
    let scheme = ["https://", "http://"].iter().find(|scheme| lower.starts_with(**scheme)).map_or(0, |scheme| scheme.len());
    let rest = text.get(scheme..)?;
    let (host, path) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if let Some((_, network, before)) = HOSTS.iter().find(|(known, ..)| *known == host || host.ends_with(&format!(".{known}"))) {
        let path = path.strip_prefix(before).unwrap_or(path);
        let name = path.split(['?', '/']).next().unwrap_or_default();
        return Some(HandleInput { network: *network, handle: bare(name).to_owned() });
    }
    if scheme == 0 {
        return None;
    }
    // Where a path begins with the sign, it is a server of the fediverse.
    let name = path.strip_prefix('@').map(|path| path.split(['?', '/']).next().unwrap_or_default());
    Some(match name {
        Some(name) if name.contains('@') => HandleInput { network: Network::Mastodon, handle: name.to_owned() },
        Some(name) if !name.is_empty() => HandleInput { network: Network::Mastodon, handle: format!("{name}@{host}") },
        _ => HandleInput { network: Network::Other, handle: text.to_owned() },
    })
}

/// Makes what was entered what is kept: no name twice, none that is empty.
pub(super) fn tidy(list: &mut Vec<HandleInput>, most: usize, faults: &mut Vec<Place>) {
    let mut seen = std::collections::HashSet::new();
    let mut fault = |what: Message| faults.push(Place { what: Some(what), ..Place::field("handles") });
    let mut kept = Vec::with_capacity(list.len());
    for one in list.drain(..) {
        let text = names::tidy(&one.handle);
        if names::has_control(&text) {
            fault(Message::new("contacts.fault.control"));
        } else if text.contains(';') {
            fault(Message::new("contacts.fault.semicolon"));
        } else if text.chars().count() > names::LONGEST_FIELD {
            fault(Message::new("contacts.fault.long").with("most", names::LONGEST_FIELD));
        } else if let Some(read) = read(&text, Some(one.network))
            && seen.insert((read.network, key(&read.handle)))
        {
            kept.push(read);
        }
    }
    if kept.len() > most {
        fault(Message::new("contacts.fault.many").with("most", most));
    }
    *list = kept;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str, hint: Option<Network>) -> (Network, String) {
        let read = read(text, hint).unwrap();
        (read.network, read.handle)
    }

    #[test]
    fn whatever_says_a_name_is_read_as_network_and_name() {
        for (text, hint, network, handle) in [
            ("mastodon:ruth@newsie.social", None, Network::Mastodon, "ruth@newsie.social"),
            ("@ruth@newsie.social", None, Network::Mastodon, "ruth@newsie.social"),
            ("https://newsie.social/@ruth", None, Network::Mastodon, "ruth@newsie.social"),
            ("https://newsie.social/@zoe@other.example/", None, Network::Mastodon, "zoe@other.example"),
            ("https://twitter.com/ruth_a?lang=en", None, Network::X, "ruth_a"),
            ("Twitter: @ruth_a", None, Network::X, "ruth_a"),
            ("https://www.linkedin.com/in/ruth-abernathy/", None, Network::Linkedin, "ruth-abernathy"),
            ("linkedin.com/in/ruth", Some(Network::Other), Network::Linkedin, "ruth"),
            ("https://bsky.app/profile/ruth.bsky.social", None, Network::Bluesky, "ruth.bsky.social"),
            ("ruth.bsky.social", None, Network::Bluesky, "ruth.bsky.social"),
            ("@ruth", Some(Network::Instagram), Network::Instagram, "ruth"),
            ("@ruth", None, Network::Other, "ruth"),
            ("愛子", Some(Network::X), Network::X, "愛子"),
            ("https://ruth.example/about", None, Network::Other, "https://ruth.example/about"),
            ("https://t.me/ruth", Some(Network::Other), Network::Telegram, "ruth"),
            ("x:mastodon:ruth@newsie.social /", None, Network::Mastodon, "ruth@newsie.social"),
            ("//a", None, Network::Other, "//a"),
        ] {
            assert_eq!(of(text, hint), (network, handle.to_owned()), "{text}");
        }
        assert!(read("  @ ", None).is_none() && read("mastodon:", None).is_none());
    }

    proptest! {
        #[test]
        fn what_was_read_once_is_read_as_itself(text in "\\PC{0,40}", hint in prop::option::of(prop::sample::select(Network::ALL))) {
            let mut list = vec![HandleInput { network: hint.unwrap_or(Network::Other), handle: text }];
            tidy(&mut list, 50, &mut Vec::new());
            let mut again = list.clone();
            tidy(&mut again, 50, &mut Vec::new());
            prop_assert_eq!(&again, &list);
            for one in &list {
                prop_assert_eq!(read(&one.cell(), None), Some(one.clone()));
            }
        }
    }
}
