//! One catalogue of every sentence that the core says, for window, command line, mail and PDF.
//!
//! A sentence is a key with parameters until somebody reads it; it is rendered in the reader's language.
//! The catalogue is JSON beside the crate (`messages/<language>/<module>.json`), in the part of ICU
//! MessageFormat that [`format`](self) knows: `{name}`, `{count, plural, one {…} other {…}}`,
//! `{kind, select, a {…} other {…}}`. The window reads the same files.

mod format;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// A language that the catalogue speaks. English is complete; what German lacks is said in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German, begun.
    De,
}

impl Language {
    /// Its BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language of whoever runs the program: as the variables of POSIX say it, else as the system has it. Programs that are not
    /// started from a terminal have no such variables on macOS, and none do on Windows.
    #[must_use]
    pub fn of_this_user() -> Self {
        let said = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).ok());
        Self::said(said.into_iter().flatten().chain(systems_own()))
    }

    /// The language of the first tag that says anything.
    fn said(tags: impl IntoIterator<Item = String>) -> Self {
        tags.into_iter().find(|tag| !tag.is_empty()).map(|tag| Self::for_tag(&tag)).unwrap_or_default()
    }

    /// The language for a BCP 47 tag or a POSIX locale (`de-AT`, `de_DE.UTF-8`); English where we speak none.
    #[must_use]
    pub fn for_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("de") { Self::De } else { Self::En }
    }
}

#[cfg(any(target_os = "macos", windows))]
fn systems_own() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(not(any(target_os = "macos", windows)))]
fn systems_own() -> Option<String> {
    None
}

/// A parameter of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Value {
    /// A count; it chooses the plural and is grouped by the language's habit.
    Count(#[cfg_attr(feature = "bindings", specta(type = i32))] i64),
    /// Words that came from somewhere else: a name, an address, a server's answer.
    Text(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
macro_rules! counts { ($($t:ty)*) => {$(
    impl From<$t> for Value { fn from(n: $t) -> Self { Self::Count(i64::try_from(n).unwrap_or(i64::MAX)) } }
)*}; }
counts! { i64 u64 i32 u32 usize u16 }

/// A sentence of the catalogue with its parameters, not yet in any language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Message {
    /// Key in the catalogue, `module.fact`.
    pub key: Cow<'static, str>,
    /// Parameters by name.
    pub params: BTreeMap<Cow<'static, str>, Value>,
}

impl Message {
    /// The sentence with this key.
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self { key: Cow::Borrowed(key), params: BTreeMap::new() }
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.set(name, value.into());
        self
    }

    /// Sets a parameter.
    pub fn set(&mut self, name: &'static str, value: Value) {
        self.params.insert(Cow::Borrowed(name), value);
    }

    /// Another sentence with the same parameters.
    #[must_use]
    pub fn with_key(&self, key: &'static str) -> Self {
        Self { key: Cow::Borrowed(key), params: self.params.clone() }
    }

    /// The sentence in `language`. An unknown key is shown as itself: never an empty place.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match pattern(language, &self.key) {
            Some(pattern) => format::render(pattern, &self.params, language),
            None => self.key.to_string(),
        }
    }
}

impl std::fmt::Display for Message {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.text(Language::En))
    }
}

macro_rules! catalogue {
    ($($module:literal)*) => {
        const FILES: &[(&str, &str, &str)] = &[$((
            $module,
            include_str!(concat!("../../messages/en/", $module, ".json")),
            include_str!(concat!("../../messages/de/", $module, ".json")),
        )),*];
    };
}
catalogue! { "accounts" "agent" "assets" "campaigns" "cli" "contacts" "distribution" "importing" "literature" "net" "network" "practice" "proofing" "reach" "records" "rendering" "segments" "today" "touches" "workspace" }

type Patterns = HashMap<String, String>;

/// The pattern of `key`, in English where `language` lacks it.
fn pattern(language: Language, key: &str) -> Option<&'static str> {
    let (english, german) = catalogues();
    let own = match language {
        Language::En => None,
        Language::De => german.get(key),
    };
    own.or_else(|| english.get(key)).map(String::as_str)
}

fn catalogues() -> &'static (Patterns, Patterns) {
    static READ: OnceLock<(Patterns, Patterns)> = OnceLock::new();
    READ.get_or_init(|| {
        let (mut english, mut german) = (Patterns::new(), Patterns::new());
        for (_, en, de) in FILES {
            // A file that is no JSON object is caught by the test of this module, never at a user's desk.
            english.extend(serde_json::from_str::<Patterns>(en).unwrap_or_default());
            german.extend(serde_json::from_str::<Patterns>(de).unwrap_or_default());
        }
        (english, german)
    })
}
