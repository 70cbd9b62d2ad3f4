//! The package that a Word document is: what it must begin with, and its parts of XML as trees.

use std::io::Cursor;

use super::tree::Node;
use super::{Fault, damaged};
use crate::package;

/// Most bytes of a part of XML.
const MOST_XML: u64 = 32 * 1024 * 1024;
/// How Word's old form begins, and documents that a password locks.
const OLD_FORM: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// An opened package.
pub(super) struct Package<'a>(package::Package<Cursor<&'a [u8]>>);

impl From<package::Fault> for Fault {
    fn from(fault: package::Fault) -> Self {
        match fault {
            package::Fault::Damaged(cause) => Self::Damaged(cause),
            package::Fault::TooMuch => Self::TooMuch,
            package::Fault::Hostile => Self::Hostile,
        }
    }
}

impl<'a> Package<'a> {
    /// Opens it.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.starts_with(&OLD_FORM) {
            return Err(Fault::OldOrLocked);
        }
        if !bytes.starts_with(b"PK\x03\x04") {
            return Err(Fault::NotOne);
        }
        Ok(Self(package::Package::open(Cursor::new(bytes), package::MOST_UNPACKED)?))
    }

    /// A part's bytes, at most so many; none where there is no such part.
    pub(super) fn bytes(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.0.bytes(name, most)?)
    }

    /// A part of XML as a tree.
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<Node>, Fault> {
        let Some(bytes) = self.bytes(name, MOST_XML)? else { return Ok(None) };
        let text = String::from_utf8(bytes).map_err(damaged)?;
        Node::read(text.trim_start_matches('\u{FEFF}')).map(Some)
    }
}
