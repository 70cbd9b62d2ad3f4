//! A kit for the press: files packed into one ZIP, the same bytes for the same files.

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use crate::error::Problem;

/// A file within a kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Its name; folders are written with `/`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Packs files in their order; two of one name are told apart by a number.
///
/// # Errors
/// `assets.unpackable`: only a kit larger than the form allows can fail.
pub fn pack(files: &[Packed]) -> Result<Vec<u8>, Problem> {
    packed(files).map_err(|error| Problem::failure("assets.unpackable").because(error))
}

fn packed(files: &[Packed]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // No date of its own, so that the same files give the same bytes.
    let plain = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let mut taken = BTreeSet::new();
    for file in files {
        // What is packed already does not get smaller; trying takes time.
        let is_text = file.name.ends_with(".txt") || file.name.ends_with(".html") || file.name.ends_with(".md");
        let method = if is_text { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
        zip.start_file(free(&file.name, &mut taken), plain.compression_method(method))?;
        zip.write_all(&file.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The name, or with a number before its ending until it is free; capitals make no difference on some disks.
fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let (stem, ending) = name.rsplit_once('.').map_or((name, String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    let mut found = name.to_owned();
    for n in 2..=taken.len() + 2 {
        if taken.insert(found.to_lowercase()) {
            break;
        }
        found = format!("{stem}-{n}{ending}");
    }
    found
}
