//! ZIP packages that come from outside (DOCX, XLSX, ODS), unpacked within limits (S8; CWE-22, CWE-409).
//!
//! What a package says of its parts may be wrong. So it is held against the limits before anything is unpacked, and
//! every part is counted again while it is. Nothing of a package is ever written to a disk.

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::io::{ErrorKind, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::ZipFile;

/// Most parts of a package.
pub const MOST_PARTS: usize = 10_000;
/// Most bytes that everything of an ordinary package unpacks to.
pub const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
/// How many times its packed size a part of more than [`RATIO_FROM`] may have.
pub const MOST_RATIO: u64 = 200;
/// Below this a part may be packed as well as it likes.
const RATIO_FROM: u64 = 1024 * 1024;
/// So many bytes are read to learn which parts there are; as many parts as are allowed take a tenth of it.
const LIST_BYTES: u64 = 8 * 1024 * 1024;

/// What is wrong with a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It does not hold together.
    Damaged(String),
    /// It has more parts, or unpacks to more, than any honest one.
    TooMuch,
    /// It names parts that lie outside of it.
    Hostile,
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == ErrorKind::FileTooLarge { Self::TooMuch } else { damaged(error) }
    }
}

fn damaged(cause: impl std::fmt::Display) -> Fault {
    Fault::Damaged(cause.to_string())
}

/// An opened package.
pub struct Package<R> {
    zip: ZipArchive<R>,
    /// Most bytes that everything unpacks to.
    most: u64,
    left: u64,
}

impl<R: Read + Seek> Package<R> {
    /// Opens it and looks at what it says of its parts, which unpack to `most` bytes together and no more.
    ///
    /// # Errors
    /// What is wrong with it; nothing was unpacked.
    pub fn open(mut source: R, most: u64) -> Result<Self, Fault> {
        // The list of parts is kept whole, so no more of it is read than an honest one has.
        let mut rationed = Rationed { source: &mut source, left: LIST_BYTES };
        let parts = ZipArchive::new(&mut rationed).map(|zip| zip.len()).map_err(damaged);
        match parts {
            Ok(parts) if parts > MOST_PARTS => return Err(Fault::TooMuch),
            Err(_) if rationed.left == 0 => return Err(Fault::TooMuch),
            Err(fault) => return Err(fault),
            Ok(_) => {}
        }
        let mut zip = ZipArchive::new(source).map_err(damaged)?;
        let mut whole = 0u64;
        for at in 0..zip.len() {
            let part = zip.by_index_raw(at).map_err(damaged)?;
            let name = part.name().map_err(damaged)?;
            let absolute = name.starts_with(['/', '\\']) || name.contains([':', '\0']);
            if absolute || name.split(['/', '\\']).any(|piece| piece == "..") {
                return Err(Fault::Hostile);
            }
            whole = whole.saturating_add(part.size());
            if is_bomb(part.size(), part.compressed_size()) {
                return Err(Fault::TooMuch);
            }
        }
        if whole > most { Err(Fault::TooMuch) } else { Ok(Self { zip, most, left: most }) }
    }

    /// A part, to be read; none where there is no such part. It fails with `FileTooLarge` where it is larger than it may be.
    pub fn part(&mut self, name: &str) -> Option<Part<'_, R>> {
        let most = self.most;
        let file = self.zip.by_name(name).ok()?;
        Some(Part { packed: file.compressed_size(), file, read: 0, most })
    }

    /// A part's bytes, at most so many; none where there is no such part. All that are asked for count together.
    ///
    /// # Errors
    /// It is larger than it may be, or damaged.
    pub fn bytes(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Fault> {
        let most = most.min(self.left);
        let Some(mut part) = self.part(name) else { return Ok(None) };
        part.most = most;
        let mut out = Vec::new();
        part.read_to_end(&mut out)?;
        drop(part);
        self.left -= out.len() as u64;
        Ok(Some(out))
    }

    /// Unpacks one part after another before `look`, which reads of each as much as it wants to know; what it reads
    /// counts together.
    ///
    /// # Errors
    /// What `look` says, and whatever is wrong with the package.
    pub fn each<E: From<Fault>>(&mut self, mut look: impl FnMut(&str, &mut dyn Read) -> Result<(), E>) -> Result<(), E> {
        let mut left = self.most;
        for at in 0..self.zip.len() {
            let file = self.zip.by_index(at).map_err(damaged)?;
            let name = file.name().map_err(damaged)?.into_owned();
            let mut part = Part { packed: file.compressed_size(), file, read: 0, most: left };
            look(&name, &mut part)?;
            left -= part.read.min(left);
        }
        Ok(())
    }
}

/// Whether so many bytes come out of so few as in no honest package.
const fn is_bomb(unpacked: u64, packed: u64) -> bool {
    unpacked > RATIO_FROM && unpacked > packed.saturating_mul(MOST_RATIO)
}

/// A part while it is unpacked.
pub struct Part<'p, R: Read> {
    file: ZipFile<'p, R>,
    packed: u64,
    read: u64,
    most: u64,
}

impl<R: Read> Read for Part<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(into)?;
        self.read += read as u64;
        if self.read > self.most || is_bomb(self.read, self.packed) { Err(ErrorKind::FileTooLarge.into()) } else { Ok(read) }
    }
}

/// Reads no more than it was given.
struct Rationed<R> {
    source: R,
    left: u64,
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 && !into.is_empty() {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let read = self.source.read(into.get_mut(..most).unwrap_or_default())?;
        self.left -= read as u64;
        Ok(read)
    }
}

impl<R: Seek> Seek for Rationed<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.source.seek(to)
    }
}
