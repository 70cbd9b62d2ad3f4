//! The one error that crosses every door of the core: what happened, what to do, and where.

use serde::Serialize;

use crate::messages::Message;

/// How a shell should treat a [`Problem`]; the command line's exit codes follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Kind {
    /// The input was refused: nothing has changed. Exit 3.
    Refusal,
    /// No such thing. Exit 4.
    Missing,
    /// A confirmation or an approval is missing. Exit 5.
    NeedsConsent,
    /// The workspace belongs to another machine, or is a copy that may already have sent. Exit 7.
    Copy,
    /// It failed although the input was right. Exit 1.
    Failure,
}

/// A place in the input that a problem speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Place {
    /// The field's name in the vocabulary (`address`, `subject`), if it is about a field.
    pub field: Option<String>,
    /// The row of a table, counted from 1 with the header as row 1.
    pub row: Option<u32>,
    /// First character of the text that is meant, counted in characters from 1.
    pub column: Option<u32>,
    /// How many characters are meant.
    pub length: Option<u32>,
    /// What is wrong right there, when a problem has several places.
    pub what: Option<Message>,
    /// What could stand there instead, ready to be put in.
    pub proposal: Option<String>,
}

impl Place {
    /// A place that is a whole field.
    #[must_use]
    pub fn field(name: impl Into<String>) -> Self {
        Self { field: Some(name.into()), ..Self::default() }
    }

    /// A place that is a row of a table.
    #[must_use]
    pub fn row(row: u32) -> Self {
        Self { row: Some(row), ..Self::default() }
    }
}

/// What went wrong, in words that a person can act on.
///
/// `what` and `todo` are messages of the catalogue, rendered by the shell in the reader's language;
/// `cause` is for the log and is never shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Problem {
    /// Stable code, `module.fact`; somebody acts on it.
    pub code: String,
    /// Refusal or failure.
    pub kind: Kind,
    /// What happened and what state things are in.
    pub what: Message,
    /// What to do now.
    pub todo: Option<Message>,
    /// Where, most important first.
    pub places: Vec<Place>,
    /// The underlying error, for the log. May name files; never addresses or texts.
    #[serde(skip)]
    pub cause: Option<String>,
}

impl Problem {
    /// A problem whose message has the code as its key.
    #[must_use]
    pub fn new(kind: Kind, code: &'static str) -> Self {
        Self { code: code.to_owned(), kind, what: Message::new(code), todo: None, places: Vec::new(), cause: None }
    }

    /// The input was refused and nothing has changed.
    #[must_use]
    pub fn refusal(code: &'static str) -> Self {
        Self::new(Kind::Refusal, code)
    }

    /// It failed although the input was right.
    #[must_use]
    pub fn failure(code: &'static str) -> Self {
        Self::new(Kind::Failure, code)
    }

    /// There is no such thing.
    #[must_use]
    pub fn missing(code: &'static str) -> Self {
        Self::new(Kind::Missing, code)
    }

    /// A confirmation or an approval is missing.
    #[must_use]
    pub fn needs_consent(code: &'static str) -> Self {
        Self::new(Kind::NeedsConsent, code)
    }

    /// Adds a parameter to `what`, and to `todo` if there is one.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<crate::messages::Value>) -> Self {
        let value = value.into();
        if let Some(todo) = self.todo.as_mut() {
            todo.set(name, value.clone());
        }
        self.what.set(name, value);
        self
    }

    /// Says what to do now, by a key of the catalogue; parameters given so far are known to it.
    #[must_use]
    pub fn todo(mut self, key: &'static str) -> Self {
        self.todo = Some(self.what.with_key(key));
        self
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.places.push(place);
        self
    }

    /// Keeps the underlying error for the log.
    #[must_use]
    pub fn because(mut self, cause: impl std::fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.what)?;
        if let Some(cause) = &self.cause {
            write!(out, " ({cause})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
