//! A mapping: how a file is read and what each of its columns holds.

use serde::{Deserialize, Serialize};

use super::encoding;
use super::field::Field;
use super::source::FileType;
use crate::contacts::{OWN_FIELD, fold_key};
use crate::error::{Place, Problem};

/// What stands between values is no longer than this.
const LONGEST_SPLIT: usize = 3;

/// What one column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ColumnMapping {
    /// Its name in the header; `Column 3` where there is none.
    pub column: String,
    /// What it holds; none leaves it out.
    pub field: Option<Field>,
    /// What stands between several beats, tags, addresses or phones in one cell.
    pub split: Option<String>,
    /// The name of the organisation's own field that it fills, where it holds one.
    #[serde(default)]
    pub custom: Option<String>,
}

/// How a file is read and what its columns hold, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Mapping {
    /// What the file is.
    pub file_type: FileType,
    /// The sheet of a workbook.
    pub sheet: String,
    /// The row in which the table begins, as a spreadsheet counts; what stands above is no part of it.
    pub first_row: u32,
    /// The character between cells: `,`, `;`, a tab, `|` or another one of ASCII.
    pub delimiter: String,
    /// The encoding's name: `utf-8`, `windows-1252`, `utf-16le`.
    pub encoding: String,
    /// Whether the first row names the columns.
    pub header: bool,
    /// The columns.
    pub columns: Vec<ColumnMapping>,
    /// Empty cells empty what is held (I3: only if chosen).
    pub empty_overwrites: bool,
}

impl Mapping {
    /// How a table of text is read, before anything is known of its columns.
    pub(super) fn of_table(delimiter: u8) -> Self {
        Self {
            file_type: FileType::Table,
            sheet: String::new(),
            first_row: 0,
            delimiter: char::from(delimiter).to_string(),
            encoding: String::new(),
            header: false,
            columns: Vec::new(),
            empty_overwrites: false,
        }
    }

    /// How something else is read.
    pub(super) fn of(file_type: FileType) -> Self {
        Self { file_type, encoding: "utf-8".to_owned(), ..Self::of_table(b',') }
    }

    /// The mapping that was kept as JSON, by this version or an earlier one.
    pub(super) fn kept(text: &str) -> Option<Self> {
        let mut kept: serde_json::Value = serde_json::from_str(text).ok()?;
        let fields = kept.as_object_mut()?;
        let since = serde_json::to_value(Self::of_table(b',')).ok()?;
        for (name, value) in since.as_object()? {
            if !fields.contains_key(name) {
                fields.insert(name.clone(), value.clone());
            }
        }
        serde_json::from_value(kept).ok()
    }

    /// The delimiter as a byte.
    ///
    /// # Errors
    /// `importing.bad_delimiter`.
    pub(super) fn delimiter_byte(&self) -> Result<u8, Problem> {
        let bytes = match self.delimiter.as_str() {
            "tab" | "\\t" => b"\t",
            text => text.as_bytes(),
        };
        match bytes {
            [one] if one.is_ascii() && !matches!(one, b'"' | b'\n' | b'\r' | 0) && !one.is_ascii_alphanumeric() => Ok(*one),
            _ => Err(Problem::refusal("importing.bad_delimiter").with("delimiter", self.delimiter.clone()).at(Place::field("delimiter"))),
        }
    }

    /// The encoding.
    ///
    /// # Errors
    /// `importing.bad_encoding`.
    pub(super) fn encoding(&self) -> Result<&'static encoding_rs::Encoding, Problem> {
        encoding::named(&self.encoding)
            .ok_or_else(|| Problem::refusal("importing.bad_encoding").with("encoding", self.encoding.clone()).at(Place::field("encoding")))
    }

    /// Refuses what would import nothing, or would fill one field from two columns.
    ///
    /// # Errors
    /// `importing.nothing_mapped`, `importing.mapped_twice`, `importing.bad_split`.
    pub(super) fn check(&self) -> Result<(), Problem> {
        let (mut seen, mut own_fields) = (std::collections::HashSet::new(), std::collections::HashSet::new());
        for column in &self.columns {
            let Some(field) = column.field else { continue };
            let own = column.custom.as_deref().unwrap_or_default();
            if field == Field::Custom && own.is_empty() {
                return Err(Problem::refusal("importing.no_own_field")
                    .with("column", column.column.clone())
                    .at(Place::field(column.column.clone())));
            }
            let twice_own = field == Field::Custom && !own_fields.insert(own);
            if twice_own || (!seen.insert(field) && !field.repeats()) {
                return Err(Problem::refusal("importing.mapped_twice")
                    .with("column", column.column.clone())
                    .with("field", if twice_own { own } else { field.word() })
                    .todo("importing.mapped_twice.todo")
                    .at(Place::field(column.column.clone())));
            }
            if column.split.as_ref().is_some_and(|split| split.is_empty() || split.chars().count() > LONGEST_SPLIT) {
                return Err(Problem::refusal("importing.bad_split")
                    .with("column", column.column.clone())
                    .at(Place::field(column.column.clone())));
            }
        }
        let names_somebody = [Field::Name, Field::GivenName, Field::FamilyName, Field::Address, Field::OtherAddress]
            .iter()
            .any(|field| seen.contains(field));
        if names_somebody { Ok(()) } else { Err(Problem::refusal("importing.nothing_mapped").todo("importing.nothing_mapped.todo")) }
    }

    /// Whether any column holds `field`.
    pub(super) fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }
}

/// What files of the same shape share: their columns' names, however they are spelled, without our own column of reasons.
pub(super) fn header_mark(columns: &[String]) -> String {
    let mut names: Vec<String> = columns.iter().map(|name| fold_key(name)).collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    if columns.iter().rev().find(|name| !name.trim().is_empty()).is_some_and(|last| is_reason_column(last)) {
        names.pop();
    }
    names.join("\u{1f}")
}

/// Whether a column is the one that we add to a file of refused rows (I8).
pub(super) fn is_reason_column(name: &str) -> bool {
    use crate::messages::{Language, Message};
    let key = fold_key(name);
    [Language::En, Language::De].into_iter().any(|language| fold_key(&Message::new("importing.reason_column").text(language)) == key)
}

/// A mapping as people write it in a file, for the command line's `--mapping`: the whole form, or just names of
/// columns with what they hold (`{"Nachname": "family-name", "Rating": null}`).
///
/// # Errors
/// `importing.bad_mapping`.
pub fn from_json(text: &str, proposed: &Mapping) -> Result<Mapping, Problem> {
    let bad = |cause: String| Problem::refusal("importing.bad_mapping").with("fault", cause).todo("importing.bad_mapping.todo");
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| bad(e.to_string()))?;
    let Some(object) = value.as_object() else { return Err(bad("{ … }".to_owned())) };
    let mut mapping = proposed.clone();
    let columns = object.get("columns").cloned().unwrap_or_else(|| {
        // The short form: everything that is not one of our own words is a column's name.
        let own = ["file_type", "sheet", "first_row", "delimiter", "encoding", "header", "empty_overwrites"];
        object.iter().filter(|(name, _)| !own.contains(&name.as_str())).map(|(name, field)| (name.clone(), field.clone())).collect()
    });
    let text_of = |name: &str| object.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    mapping.sheet = text_of("sheet").unwrap_or(mapping.sheet);
    mapping.delimiter = text_of("delimiter").unwrap_or(mapping.delimiter);
    mapping.encoding = text_of("encoding").unwrap_or(mapping.encoding);
    mapping.header = object.get("header").and_then(serde_json::Value::as_bool).unwrap_or(mapping.header);
    mapping.empty_overwrites = object.get("empty_overwrites").and_then(serde_json::Value::as_bool).unwrap_or(mapping.empty_overwrites);
    let said: Vec<(String, serde_json::Value, Option<String>)> = match columns {
        serde_json::Value::Array(list) => list
            .into_iter()
            .map(|one| {
                let name = one.get("column").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
                let split = one.get("split").and_then(serde_json::Value::as_str).map(str::to_owned);
                (name, one.get("field").cloned().unwrap_or_default(), split)
            })
            .collect(),
        serde_json::Value::Object(map) => map.into_iter().map(|(name, field)| (name, field, None)).collect(),
        _ => return Err(bad("columns".to_owned())),
    };
    // What the file does not name is left out: a mapping that somebody wrote is whole.
    for column in &mut mapping.columns {
        (column.field, column.custom) = (None, None);
    }
    for (name, field, split) in said {
        let key = fold_key(&name);
        let Some(column) = mapping.columns.iter_mut().find(|column| column.column == name || fold_key(&column.column) == key) else {
            return Err(Problem::refusal("importing.no_column").with("column", name.clone()).at(Place::field(name)));
        };
        column.field = match field.as_str() {
            None | Some("") => None,
            // `{"Press card": "field:Press card"}`.
            Some(word) if word.starts_with(OWN_FIELD) => {
                column.custom = word.strip_prefix(OWN_FIELD).map(|name| name.trim().to_owned());
                Some(Field::Custom)
            }
            Some(word) => Some(Field::from_word(word).ok_or_else(|| {
                Problem::refusal("importing.no_field")
                    .with("field", word.to_owned())
                    .todo("importing.no_field.todo")
                    .with("fields", all_words())
                    .at(Place::field(name))
            })?),
        };
        if split.is_some() {
            column.split = split;
        }
    }
    Ok(mapping)
}

fn all_words() -> String {
    Field::ALL.iter().map(|field| field.word()).collect::<Vec<_>>().join(", ")
}
