//! One question as a tree, its text form and its normal form. The window edits the tree as chips, people write the
//! text; both are the same question (Q1). The grammar is in `docs/segments.md`.

use serde::{Deserialize, Serialize};

/// A question about people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "chip")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Query {
    /// A field has one of these values: `beat:heritage,arts`.
    Field {
        /// The field's name.
        field: String,
        /// Any of these.
        values: Vec<Value>,
    },
    /// Words that begin words of name, outlet, address or city, next to each other: `"ines calder"`.
    Words {
        /// The words.
        text: String,
    },
    /// It is not so; people for whom it is not known are included (Q6).
    Not {
        /// What is not so.
        of: Box<Query>,
    },
    /// All of these are so.
    All {
        /// These.
        of: Vec<Query>,
    },
    /// One of these is so.
    Any {
        /// These.
        of: Vec<Query>,
    },
}

/// What stands behind a field's colon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "how", content = "text")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "QueryValue")]
pub enum Value {
    /// Just this: `city:Rotterdam`.
    Is(String),
    /// Just this and nothing below it: `beat:=health`.
    Exactly(String),
    /// Begins so: `city:Rott*`.
    Begins(String),
    /// Has it somewhere: `role:*editor*`.
    Contains(String),
    /// Nothing is known: `city:empty`.
    Empty,
    /// More, or later: `field.circulation:>10000`.
    Above(String),
    /// At least so much, or not earlier: `field.circulation:>=10000`.
    AtLeast(String),
    /// Less, or earlier: `field.renewal:<2026-05-01`.
    Below(String),
    /// At most so much, or not later: `field.renewal:<=2026-05-01`.
    AtMost(String),
}

/// Words that mean something else unless they are quoted.
const KEYWORDS: &[&str] = &["and", "or", "not", "is"];

impl Query {
    /// The text form; reading it gives this very tree in its normal form.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, Around::Nothing);
        text
    }

    fn write(&self, out: &mut String, around: Around) {
        match self {
            Self::Field { field, values } => {
                out.push_str(field);
                out.push(':');
                for (n, value) in values.iter().enumerate() {
                    if n > 0 {
                        out.push(',');
                    }
                    value.write(out);
                }
            }
            Self::Words { text } => {
                let bare = !text.contains(':') && !text.starts_with('-') && !KEYWORDS.contains(&text.to_lowercase().as_str());
                out.push_str(&if bare && is_plain(text) { text.clone() } else { quoted(text) });
            }
            Self::Not { of } => {
                // A second minus would read badly, and be none in the grammar.
                let bracket = around == Around::Minus;
                out.push_str(if bracket { "(-" } else { "-" });
                of.write(out, Around::Minus);
                out.push_str(if bracket { ")" } else { "" });
            }
            Self::All { of } => list(out, of, " ", matches!(around, Around::Minus | Around::All), Around::All),
            // "and" binds closer than "or".
            Self::Any { of } => list(out, of, " or ", around != Around::Nothing, Around::Any),
        }
    }

    /// The normal form: no list of one, no list directly inside a list of its kind.
    #[must_use]
    pub fn normal(self) -> Self {
        match self {
            Self::Not { of } => Self::Not { of: Box::new(of.normal()) },
            Self::All { of } => Self::joined(of, true),
            Self::Any { of } => Self::joined(of, false),
            one => one,
        }
    }

    fn joined(parts: Vec<Self>, all: bool) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match (part.normal(), all) {
                (Self::All { of }, true) | (Self::Any { of }, false) => flat.extend(of),
                (other, _) => flat.push(other),
            }
        }
        match (flat.len(), all) {
            (1, _) => flat.remove(0),
            (_, true) => Self::All { of: flat },
            (_, false) => Self::Any { of: flat },
        }
    }

    /// The same tree with what `change` makes of each of its fields.
    #[must_use]
    pub(super) fn map_fields(self, change: &mut impl FnMut(String, Vec<Value>) -> Self) -> Self {
        match self {
            Self::Field { field, values } => change(field, values),
            Self::Words { .. } => self,
            Self::Not { of } => Self::Not { of: Box::new(of.map_fields(change)) },
            Self::All { of } => Self::All { of: of.into_iter().map(|part| part.map_fields(change)).collect() },
            Self::Any { of } => Self::Any { of: of.into_iter().map(|part| part.map_fields(change)).collect() },
        }
    }

    /// Tells each of its fields with its values.
    pub(super) fn each_field(&self, tell: &mut impl FnMut(&str, &[Value])) {
        match self {
            Self::Field { field, values } => tell(field, values),
            Self::Words { .. } => tell("", &[]),
            Self::Not { of } => of.each_field(tell),
            Self::All { of } | Self::Any { of } => of.iter().for_each(|part| part.each_field(tell)),
        }
    }

    /// Whether it can be written at all: a list of nothing, or a field without values, cannot.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Field { field, values } => !field.is_empty() && !values.is_empty(),
            Self::Words { .. } => true,
            Self::Not { of } => of.is_whole(),
            Self::All { of } | Self::Any { of } => !of.is_empty() && of.iter().all(Self::is_whole),
        }
    }
}

/// What a part of a query stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    Minus,
    All,
    Any,
}

fn list(out: &mut String, parts: &[Query], between: &str, bracket: bool, around: Around) {
    out.push_str(if bracket { "(" } else { "" });
    for (n, part) in parts.iter().enumerate() {
        out.push_str(if n > 0 { between } else { "" });
        part.write(out, around);
    }
    out.push_str(if bracket { ")" } else { "" });
}

impl Value {
    /// The text that is compared; none for "empty".
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Is(text)
            | Self::Exactly(text)
            | Self::Begins(text)
            | Self::Contains(text)
            | Self::Above(text)
            | Self::AtLeast(text)
            | Self::Below(text)
            | Self::AtMost(text) => Some(text),
            Self::Empty => None,
        }
    }

    /// Whether it asks for more or less.
    #[must_use]
    pub const fn is_order(&self) -> bool {
        matches!(self, Self::Above(_) | Self::AtLeast(_) | Self::Below(_) | Self::AtMost(_))
    }

    /// The value as it is written behind a colon.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) {
        let plain = |text: &str| {
            let bare = is_plain(text) && !text.starts_with(['<', '>', '=']) && !text.eq_ignore_ascii_case("empty");
            if bare { text.to_owned() } else { quoted(text) }
        };
        match self {
            Self::Is(text) => out.push_str(&plain(text)),
            Self::Exactly(text) => out.push_str(&format!("={}", plain(text))),
            Self::Begins(text) => out.push_str(&format!("{}*", plain(text))),
            Self::Contains(text) => out.push_str(&format!("*{}*", plain(text))),
            Self::Empty => out.push_str("empty"),
            Self::Above(text) => out.push_str(&format!(">{}", plain(text))),
            Self::AtLeast(text) => out.push_str(&format!(">={}", plain(text))),
            Self::Below(text) => out.push_str(&format!("<{}", plain(text))),
            Self::AtMost(text) => out.push_str(&format!("<={}", plain(text))),
        }
    }
}

/// Whether `letter` may stand in a word that is not quoted.
pub(super) fn is_plain_letter(letter: char) -> bool {
    !letter.is_whitespace() && !letter.is_control() && !matches!(letter, '(' | ')' | ',' | '"' | '“' | '”' | '„')
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| is_plain_letter(letter) && !matches!(letter, '*' | '\\'))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
