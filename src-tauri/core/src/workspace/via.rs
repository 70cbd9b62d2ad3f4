//! By which program an act is done, as history names it.

/// By which program something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Via {
    /// The window.
    Window,
    /// The command line.
    CommandLine,
    /// The agent, which goes on without either.
    Agent,
}

impl Via {
    /// The word in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::CommandLine => "command-line",
            Self::Agent => "agent",
        }
    }

    /// The one that a word of the database means; none for acts of which nobody knows.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Window, Self::CommandLine, Self::Agent].into_iter().find(|via| via.word() == word)
    }
}
