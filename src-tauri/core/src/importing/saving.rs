//! Tables that are saved beside nothing else of their name: all of it, or nothing.

use std::io::Write as _;
use std::path::Path;

use crate::error::Problem;

/// A table that is being written.
pub(super) struct Table<'t> {
    table: csv::Writer<std::io::BufWriter<&'t mut std::fs::File>>,
    file: String,
}

impl Table<'_> {
    /// Writes a row.
    pub(super) fn write(&mut self, cells: impl Iterator<Item = String>) -> Result<(), Problem> {
        self.table.write_record(cells).map_err(|e| unwritable(&self.file, &e))
    }
}

fn unwritable(file: &str, cause: &dyn std::fmt::Display) -> Problem {
    Problem::failure("importing.unwritable").with("file", file.to_owned()).because(cause)
}

/// Writes a table to a file that must not exist yet, and gives what `write` does. On any error no file is left.
pub(super) fn saved<T>(to: &Path, delimiter: u8, write: impl FnOnce(&mut Table<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
    let file = to.display().to_string();
    if to.exists() {
        return Err(Problem::refusal("importing.exists").with("file", file).todo("importing.exists.todo"));
    }
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut draft = tempfile::NamedTempFile::new_in(folder).map_err(|e| unwritable(&file, &e))?;
    // Spreadsheets take a UTF-8 table for Latin-1 unless it says so.
    draft.write_all("\u{feff}".as_bytes()).map_err(|e| unwritable(&file, &e))?;
    let done = {
        let out = std::io::BufWriter::new(draft.as_file_mut());
        let table = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(out);
        let mut table = Table { table, file: file.clone() };
        let done = write(&mut table)?;
        table.table.flush().map_err(|e| unwritable(&file, &e))?;
        done
    };
    draft.persist_noclobber(to).map_err(|e| unwritable(&file, &e.error))?;
    Ok(done)
}
