//! The forms of what is taken elsewhere.

use std::path::Path;

use tidings_core::segments::api::ExportForm;

/// The form of an export.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Form {
    /// A table.
    Csv,
    /// A workbook of one sheet.
    Xlsx,
    /// Visiting cards, vCard 4.0.
    Vcard,
    /// One object a line.
    Json,
}

impl Form {
    /// The form of files whose names end so.
    fn by_ending(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "vcf" | "vcard" => Some(Self::Vcard),
            "json" | "jsonl" => Some(Self::Json),
            _ => None,
        }
    }

    /// The one that is asked for, else the one that the file's name says, else a table.
    pub(crate) fn of(asked: Option<Self>, out: Option<&Path>) -> ExportForm {
        match asked.or_else(|| out.and_then(Self::by_ending)).unwrap_or(Self::Csv) {
            Self::Csv => ExportForm::Csv,
            Self::Xlsx => ExportForm::Xlsx,
            Self::Vcard => ExportForm::Vcard,
            Self::Json => ExportForm::Json,
        }
    }
}
