//! Sets of files held against people, before and after they are attached: which file is whose, which is nobody's, who has none.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use crate::contacts::{self, PersonKind, Recipient};
use crate::error::Problem;
use crate::ids::{DocumentId, PersonId};
use crate::literature::{self, Attachment, FileKey, ForWhom, NamePattern, NewSet, Reading, likely_patterns};
use crate::rendering::{Set, Sets, key_of_file, keys_of_person};
use crate::segments::{self, Fields};
use crate::workspace::{ReadTx, Workspace};

/// People who are looked at together.
const AT_ONCE: usize = 2_000;
/// People who are named for one file, and people without one; the rest is counted.
const NAMED: usize = 200;

/// A person as they are named beside files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FilePerson {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The address that mail goes to.
    pub address: String,
}

/// A file of a set, and whose it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FileFor {
    /// Its name.
    pub name: String,
    /// The address or the value that says whose it is.
    pub value: String,
    /// Its size in bytes; zero where it is not attached yet.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub bytes: u64,
    /// The first of those who get it.
    pub people: Vec<FilePerson>,
    /// How many get it.
    pub count: u32,
    /// Whether that is a mistake: it names one person and two would get it, or another file is theirs too.
    pub doubtful: bool,
}

/// A set of files held against people.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FileSet {
    /// Its name; empty where none was given and the files' names suggest none.
    pub set: String,
    /// What tells whose each file is.
    pub key: FileKey,
    /// What the files' names were read by; empty for files that are attached.
    pub pattern: String,
    /// Whether a mail goes without where there is none.
    pub optional: bool,
    /// Its files, in order.
    pub files: Vec<FileFor>,
    /// How many people have one.
    pub given: u32,
    /// How many files are nobody's.
    pub nobodys: u32,
    /// The first of those of the segment who have none; without a segment nobody is.
    pub without: Vec<FilePerson>,
    /// How many of the segment have none.
    pub without_count: u32,
    /// Files that would not be taken, each with its reason.
    pub refused: Vec<Problem>,
}

/// The sets of a document, each held against the people of `to`, a segment's name or a query; without, against everybody.
///
/// # Errors
/// `literature.no_document`, `segments.…` for a bad query.
pub async fn file_sets(ws: &Workspace, document: DocumentId, to: Option<String>) -> Result<Vec<FileSet>, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| {
        let sets = Sets::of(&literature::draft(tx, document)?.attachments);
        let mut held: Vec<Held<'_>> = sets.iter().map(Held::of).collect();
        each_person(tx, to.as_deref(), &fields, &mut |one| held.iter_mut().for_each(|set| set.see(one, to.is_some())))?;
        Ok(held.into_iter().map(|set| set.view(String::new(), Vec::new())).collect())
    })
    .await
}

/// Files that are to be attached, by their names, held against people before anything is written. Without `set` the names are read in
/// every likely way, and the one by which most people get a file is proposed.
///
/// # Errors
/// `literature.bad_pattern`, `segments.…` for a bad query.
pub async fn match_files(ws: &Workspace, names: Vec<String>, set: Option<NewSet>, to: Option<String>) -> Result<FileSet, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| {
        let set = match set {
            Some(set) => set,
            None => likely(tx, &names, to.as_deref(), &fields)?,
        };
        held_by_name(tx, &names, set, to.as_deref(), &fields)
    })
    .await
}

/// As [`match_files`], for files on the disk; of a folder, the files in it.
///
/// # Errors
/// As [`match_files`].
pub async fn match_paths(ws: &Workspace, paths: Vec<PathBuf>, set: Option<NewSet>, to: Option<String>) -> Result<FileSet, Problem> {
    let name = |path: PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let names = literature::api::with_folders(paths).await?.into_iter().map(name).collect();
    match_files(ws, names, set, to).await
}

fn held_by_name(tx: &ReadTx<'_>, names: &[String], set: NewSet, to: Option<&str>, fields: &Arc<Fields>) -> Result<FileSet, Problem> {
    let mut reading = Reading::of(set.clone())?;
    let (mut files, mut refused) = (Vec::new(), Vec::new());
    for name in names {
        match reading.whose(&literature::clean_name(name)) {
            Ok(value) => files.push(not_yet(name, &set, value)),
            Err(problem) => refused.push(problem),
        }
    }
    let sets = Sets::of(&files);
    let Some(mut held) = sets.iter().next().map(Held::of) else {
        let NewSet { set, key, pattern, optional } = set;
        let (given, nobodys, without_count) = (0, 0, 0);
        return Ok(FileSet { set, key, pattern, optional, files: Vec::new(), given, nobodys, without: Vec::new(), without_count, refused });
    };
    each_person(tx, to, fields, &mut |one| held.see(one, to.is_some()))?;
    let view = held.view(set.pattern, refused);
    Ok(FileSet { set: set.set, ..view })
}

/// A file as it would be attached.
fn not_yet(name: &str, set: &NewSet, value: String) -> Attachment {
    // A set needs a name to be one; what is shown is the one that was given.
    let whom =
        ForWhom { set: if set.set.is_empty() { "-".to_owned() } else { set.set.clone() }, key: set.key, value, optional: set.optional };
    Attachment {
        asset: 0.into(),
        name: literature::clean_name(name),
        media_type: String::new(),
        bytes: 0,
        sha256: String::new(),
        position: 0,
        inline: false,
        content_id: String::new(),
        alt: String::new(),
        for_whom: Some(whom),
        link: None,
        keeps_place: false,
    }
}

/// The way to read these names by which most files are somebody's; of those that are as good, the first.
fn likely(tx: &ReadTx<'_>, names: &[String], to: Option<&str>, fields: &Arc<Fields>) -> Result<NewSet, Problem> {
    let names: Vec<String> = names.iter().map(|name| literature::clean_name(name)).collect();
    let mut ways: Vec<(NewSet, HashSet<String>, HashSet<String>)> = Vec::new();
    for key in FileKey::ALL {
        for text in likely_patterns(&names) {
            let pattern = NamePattern::parse(&text)?;
            let said = |name: &String| {
                let value = pattern.value(name)?;
                key_of_file(&ForWhom { set: String::new(), key, value, optional: false })
            };
            let keys = names.iter().filter_map(said).collect();
            let set = text.replace('*', " ").replace(['-', '_', '(', ')', '[', ']'], " ");
            let set = capital(&set.split_whitespace().collect::<Vec<_>>().join(" "));
            ways.push((NewSet { set, key, pattern: text, optional: false }, keys, HashSet::new()));
        }
    }
    each_person(tx, to, fields, &mut |one| {
        let Some(email) = &one.email else { return };
        let address = email.as_typed();
        for (set, keys, found) in &mut ways {
            found.extend(keys_of_person(set.key, &address, &one.values).into_iter().filter(|key| keys.contains(key)));
        }
    })?;
    let best = ways.into_iter().rev().max_by_key(|(_, _, found)| found.len());
    Ok(best.map(|(set, _, _)| set).unwrap_or(NewSet { set: String::new(), key: FileKey::Email, pattern: "*".to_owned(), optional: false }))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A set, and what was seen of the people so far.
struct Held<'s> {
    set: &'s Set,
    people: HashMap<String, (Vec<FilePerson>, u32)>,
    doubtful: HashSet<String>,
    given: u32,
    without: Vec<FilePerson>,
    without_count: u32,
}

impl<'s> Held<'s> {
    fn of(set: &'s Set) -> Self {
        Self { set, people: HashMap::new(), doubtful: HashSet::new(), given: 0, without: Vec::new(), without_count: 0 }
    }

    fn see(&mut self, one: &Recipient, must_have: bool) {
        let Some(email) = &one.email else { return };
        let address = email.as_typed();
        let theirs = self.set.files_for(&address, &one.values);
        let who = || FilePerson { person: one.person, name: one.name.clone(), address: address.clone() };
        if theirs.is_empty() {
            if must_have {
                self.without_count += 1;
                if self.without.len() < NAMED {
                    self.without.push(who());
                }
            }
            return;
        }
        self.given += 1;
        for file in &theirs {
            let (people, count) = self.people.entry(file.name.clone()).or_default();
            *count += 1;
            if people.len() < NAMED {
                people.push(who());
            }
            if theirs.len() > 1 || (*count > 1 && self.set.key.is_one_persons()) {
                self.doubtful.insert(file.name.clone());
            }
        }
    }

    fn view(mut self, pattern: String, refused: Vec<Problem>) -> FileSet {
        let files = self.set.files().iter().map(|file| {
            let (people, count) = self.people.remove(&file.name).unwrap_or_default();
            let value = file.for_whom.as_ref().map(|whom| whom.value.clone()).unwrap_or_default();
            let doubtful = self.doubtful.contains(&file.name);
            FileFor { name: file.name.clone(), value, bytes: file.bytes, people, count, doubtful }
        });
        let files: Vec<FileFor> = files.collect();
        FileSet {
            set: self.set.name.clone(),
            key: self.set.key,
            pattern,
            optional: self.set.optional,
            nobodys: u32::try_from(files.iter().filter(|file| file.count == 0).count()).unwrap_or(u32::MAX),
            files,
            given: self.given,
            without: self.without,
            without_count: self.without_count,
            refused,
        }
    }
}

/// Shows everybody whom `to` picks, some at a time: a workspace may know a million.
fn each_person(tx: &ReadTx<'_>, to: Option<&str>, fields: &Arc<Fields>, see: &mut dyn FnMut(&Recipient)) -> Result<(), Problem> {
    let query = match to {
        Some(to) => segments::resolve(tx, to, fields)?,
        None => {
            let kinds = PersonKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(",");
            segments::parse(&format!("kind:{kinds}"), fields).map_err(segments::bad_query)?
        }
    };
    for ids in segments::members(tx, &query, fields)?.chunks(AT_ONCE) {
        contacts::recipients(tx, ids)?.iter().for_each(&mut *see);
    }
    Ok(())
}
