//! What typst sees: the page's program, the sheet's data, its pictures and the fonts, and nothing else.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tidings_core::rendering::{PressFault, Sheet};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::Fonts;
use crate::sheet::{Data, file_name};

/// The page's program.
const PAPER: &str = include_str!("paper.typ");

/// One document on the desk.
pub(crate) struct Desk {
    program: Source,
    files: BTreeMap<String, Bytes>,
    fonts: &'static Fonts,
}

impl Desk {
    /// Lays a sheet out to be set; also says which characters no font has.
    pub(crate) fn new(sheet: &Sheet) -> Result<(Self, Vec<char>), PressFault> {
        let Data { json, fonts, unset } = Data::of(sheet)?;
        let mut files = BTreeMap::from([("sheet.json".to_owned(), Bytes::from_string(json.to_string()))]);
        for (at, plate) in sheet.plates.iter().enumerate() {
            files.insert(file_name(at), Bytes::new(plate.bytes.clone()));
        }
        let path = VirtualPath::new("/paper.typ").map_err(|error| PressFault::Failed(format!("{error:?}")))?;
        let program = Source::new(RootedPath::new(VirtualRoot::Project, path).intern(), PAPER.to_owned());
        Ok((Self { program, files, fonts }, unset))
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.program.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.program.id() { Ok(self.program.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get();
        let known = (*path.root() == VirtualRoot::Project).then(|| self.files.get(path.vpath().get_without_slash())).flatten();
        known.cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, at: usize) -> Option<Font> {
        self.fonts.font(at)
    }

    /// There is no today: the same text gives the same bytes tomorrow.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
