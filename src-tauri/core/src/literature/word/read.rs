//! A Word document read: its parts found, its body walked, its notes and pictures put where they are named.

use std::collections::BTreeMap;

use super::package::Package;
use super::styles::{Numberings, Styles};
use super::tree::Node;
use super::walk::{Walk, plain, plain_words};
use super::{Fault, Losses, Word, WordPicture, markdown};
use crate::error::Problem;
use crate::literature::files;
use crate::literature::front::Front;
use crate::literature::paper::{PaperContent, PaperLines, RawKind, Run, RunKind};

/// Most pixels of a picture: what has more is left out.
const MOST_PIXELS: u64 = 120_000_000;

/// Reads a Word document.
///
/// # Errors
/// `literature.word` with what is wrong with the file.
pub(in crate::literature) fn read(file: &str, bytes: &[u8]) -> Result<Word, Problem> {
    whole(bytes).map_err(|fault| fault.problem(file))
}

fn whole(bytes: &[u8]) -> Result<Word, Fault> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let document = package.xml(&main)?.ok_or(Fault::NotOne)?;
    let body = document.child("body").ok_or(Fault::NotOne)?;
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
    let beside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let relations = relations(package.xml(&beside(&format!("_rels/{name}.rels")))?.as_ref());
    let styles = Styles::of(package.xml(&beside("styles.xml"))?.as_ref());
    let numberings = Numberings::of(package.xml(&beside("numbering.xml"))?.as_ref());
    let mut losses = Losses::default();
    let mut walk = Walk {
        styles: &styles,
        numberings: &numberings,
        relations: &relations,
        losses: &mut losses,
        pictures: Vec::new(),
        notes: Vec::new(),
        headline: None,
        subhead: None,
        dateline: None,
        counted: BTreeMap::new(),
    };
    let mut blocks = walk.blocks(body)?;
    let said = [package.xml(&beside("footnotes.xml"))?, package.xml(&beside("endnotes.xml"))?];
    blocks.extend(notes(&mut walk, &said)?);
    let (headline, subhead, dateline) = (walk.headline.take(), walk.subhead.take(), walk.dateline.take());
    let shown = std::mem::take(&mut walk.pictures);
    let pictures = pictures(&mut package, &relations, folder, shown, &mut losses)?;
    for block in &mut blocks {
        named(block, &pictures);
    }
    let line = |text: Option<String>| text.map(|text| vec![plain(&text)]).unwrap_or_default();
    let of = |words: Option<Vec<Run>>| line(words.map(|words| plain_words(&words)));
    let front = Front { language: Some(styles.language.clone()).filter(|language| !language.is_empty()), ..Front::default() };
    let lines = PaperLines { headline: of(headline), subhead: of(subhead), dateline: line(dateline) };
    Ok(Word { text: markdown(front, lines, blocks), pictures: pictures.into_values().flatten().collect(), lost: losses.told() })
}

/// The part that is the document, as the package says.
fn main_part(package: &mut Package<'_>) -> Result<String, Fault> {
    let named = package.xml("_rels/.rels")?.ok_or(Fault::NotOne)?;
    let main = named.children.iter().find(|one| one.at("Type").ends_with("/officeDocument")).ok_or(Fault::NotOne)?;
    Ok(main.at("Target").trim_start_matches('/').to_owned())
}

fn relations(part: Option<&Node>) -> BTreeMap<String, String> {
    let all = part.map(|part| part.children.as_slice()).unwrap_or_default();
    all.iter().map(|one| (one.at("Id").to_owned(), one.at("Target").to_owned())).collect()
}

/// The notes that the text names, in the order in which it does. A note of a note is one of ours too.
fn notes(walk: &mut Walk<'_>, said: &[Option<Node>; 2]) -> Result<Vec<PaperContent>, Fault> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((is_end, id)) = walk.notes.get(at).cloned() {
        at += 1;
        let part = said.get(usize::from(is_end)).and_then(Option::as_ref);
        let note = part.and_then(|part| part.children.iter().find(|note| note.at("id") == id));
        let blocks = match note {
            Some(note) => walk.blocks(note)?,
            None => Vec::new(),
        };
        let text = markdown(Front::default(), PaperLines::default(), blocks);
        // What goes on in a note is indented by four blanks.
        let text = text.trim().lines().collect::<Vec<_>>().join("\n    ");
        out.push(PaperContent::Raw { what: RawKind::Note, text: format!("[^{at}]: {text}") });
    }
    Ok(out)
}

type Pictures = BTreeMap<String, Option<WordPicture>>;

/// The pictures by the relations that name them; none for one of a kind that mails do not show.
fn pictures(
    package: &mut Package<'_>,
    relations: &BTreeMap<String, String>,
    folder: &str,
    shown: Vec<(String, String)>,
    losses: &mut Losses,
) -> Result<Pictures, Fault> {
    let mut out = Pictures::new();
    let mut taken = Vec::<String>::new();
    for (relation, alt) in shown {
        if out.contains_key(&relation) {
            continue;
        }
        let target = relations.get(&relation).map(String::as_str).unwrap_or_default();
        let part = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{folder}/{target}").trim_start_matches('/').to_owned(),
        };
        let bytes = package.bytes(&part, files::LARGEST_FILE)?;
        let picture = bytes.and_then(|bytes| {
            let judged = files::judge(part.rsplit('/').next().unwrap_or_default(), &bytes).ok()?;
            let reader = image::ImageReader::new(std::io::Cursor::new(&bytes)).with_guessed_format().ok()?;
            let (width, height) = reader.into_dimensions().ok()?;
            let fits = u64::from(width) * u64::from(height) <= MOST_PIXELS;
            (files::is_picture(&judged.media_type) && fits).then(|| {
                let plain = judged.name.split_whitespace().collect::<Vec<_>>().join("-").replace(['(', ')', '[', ']'], "-");
                let name = files::free_name(&plain, |name| taken.contains(&name.to_lowercase()));
                WordPicture { name, alt, bytes }
            })
        });
        match &picture {
            Some(picture) => taken.push(picture.name.to_lowercase()),
            None => losses.note("pictures"),
        }
        out.insert(relation, picture);
    }
    Ok(out)
}

/// Relations become the names of pictures; where there is none, its description stays.
fn named(block: &mut PaperContent, pictures: &Pictures) {
    let mut words = |words: &mut Vec<Run>| {
        for run in words.iter_mut() {
            if let RunKind::Image { src, alt, title } = &mut run.what {
                match pictures.get(src).and_then(Option::as_ref) {
                    Some(picture) => picture.name.clone_into(src),
                    None => {
                        let said = [std::mem::take(alt), title.take().unwrap_or_default()];
                        let said: Vec<_> = said.into_iter().filter(|said| !said.is_empty()).collect();
                        run.what = RunKind::Text { text: said.join(" ") };
                    }
                }
            }
        }
    };
    match block {
        PaperContent::Paragraph { words: said } | PaperContent::Heading { words: said, .. } => words(said),
        PaperContent::Quote { blocks, .. } => blocks.iter_mut().for_each(|block| named(block, pictures)),
        PaperContent::List { items, .. } => items.iter_mut().flatten().for_each(|block| named(block, pictures)),
        PaperContent::Table { head, rows, .. } => {
            head.iter_mut().for_each(&mut words);
            rows.iter_mut().flatten().for_each(&mut words);
        }
        PaperContent::Rule | PaperContent::Shared { .. } | PaperContent::Raw { .. } => {}
    }
}
