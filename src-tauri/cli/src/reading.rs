//! How a file that is imported is read, as a command says it.

use clap::Args;
use tidings_core::importing::api::FileForm;

#[derive(Args)]
pub(crate) struct Reading {
    /// The character between cells; else it is found out.
    #[arg(long)]
    delimiter: Option<String>,
    /// The encoding; else it is found out.
    #[arg(long)]
    encoding: Option<String>,
    /// The sheet of a workbook; else the first that looks like a list.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The row in which the table begins; what stands above it is no part of it.
    #[arg(long, value_name = "N")]
    first_row: Option<u32>,
    /// The first row is one of the list, not the names of the columns.
    #[arg(long)]
    no_header: bool,
    /// Empty cells empty what is held.
    #[arg(long)]
    pub(crate) empty_overwrites: bool,
}

impl Reading {
    /// What is said of the file's form.
    pub(crate) fn form(&self) -> FileForm {
        FileForm {
            delimiter: self.delimiter.clone(),
            encoding: self.encoding.clone(),
            header: self.no_header.then_some(false),
            sheet: self.sheet.clone(),
            first_row: self.first_row,
        }
    }
}
