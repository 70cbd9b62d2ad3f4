//! The package: parts by their names, unpacked within limits (S8).

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::tree::Node;
use super::{Fault, damaged};

/// Most parts of a package.
const MOST_PARTS: usize = 10_000;
/// Most bytes that everything unpacks to.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
/// How many times its packed size a part of more than [`RATIO_FROM`] may have.
const MOST_RATIO: u64 = 200;
/// Below this a part may be packed as well as it likes.
const RATIO_FROM: u64 = 1024 * 1024;
/// Most bytes of a part of XML.
const MOST_XML: u64 = 32 * 1024 * 1024;
/// How Word's old form begins, and documents that a password locks.
const OLD_FORM: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// An opened package.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens it and looks at what it says of its parts. That may be wrong: each is counted again when it is unpacked.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.starts_with(&OLD_FORM) {
            return Err(Fault::OldOrLocked);
        }
        if !bytes.starts_with(b"PK\x03\x04") {
            return Err(Fault::NotOne);
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if zip.len() > MOST_PARTS {
            return Err(Fault::TooMuch);
        }
        let mut whole = 0u64;
        for at in 0..zip.len() {
            let part = zip.by_index_raw(at).map_err(damaged)?;
            let name = part.name().map_err(damaged)?;
            if name.starts_with('/') || name.contains(['\\', ':', '\0']) || name.split('/').any(|piece| piece == "..") {
                return Err(Fault::Hostile);
            }
            whole = whole.saturating_add(part.size());
            if part.size() > RATIO_FROM && part.size() / part.compressed_size().max(1) > MOST_RATIO {
                return Err(Fault::TooMuch);
            }
        }
        if whole > MOST_UNPACKED { Err(Fault::TooMuch) } else { Ok(Self { zip, left: MOST_UNPACKED }) }
    }

    /// A part's bytes, at most so many; none where there is no such part.
    pub(super) fn bytes(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Fault> {
        let Ok(part) = self.zip.by_name(name) else { return Ok(None) };
        let packed = part.compressed_size();
        let most = most.min(self.left);
        let mut out = Vec::new();
        part.take(most + 1).read_to_end(&mut out).map_err(damaged)?;
        let size = out.len() as u64;
        if size > most || (size > RATIO_FROM && size / packed.max(1) > MOST_RATIO) {
            return Err(Fault::TooMuch);
        }
        self.left -= size;
        Ok(Some(out))
    }

    /// A part of XML as a tree.
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<Node>, Fault> {
        let Some(bytes) = self.bytes(name, MOST_XML)? else { return Ok(None) };
        let text = String::from_utf8(bytes).map_err(damaged)?;
        Node::read(text.trim_start_matches('\u{FEFF}')).map(Some)
    }
}
