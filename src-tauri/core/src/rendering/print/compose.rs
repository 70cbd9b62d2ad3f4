//! From a revision to what is set: fields filled, pictures found, levels of headings without gaps.

use std::collections::BTreeMap;

use super::{Brand, Fold, PaperSize, Plate, Run, Set, Sheet};
use crate::contacts::MergeValues;
use crate::error::Problem;
use crate::ids::AssetId;
use crate::literature::{Block, Document, DocumentKind, Inline, Piece, Revision, pieces};
use crate::messages::{Language, Message};
use crate::rendering::letter::refuse_errors;
use crate::rendering::slots::{Filling, unmarked};
use crate::rendering::{Imprint, Theme, checks, escape, language, page};

/// How deep blocks nest on paper; what is deeper stands at this depth. The typesetter has a limit of its own, further out.
const DEEPEST_BLOCK: usize = 6;
/// How deep marks nest on paper.
const DEEPEST_RUN: usize = 5;
/// The longest word that stays whole, in characters; a longer one may break after as many.
const LONGEST_WORD: usize = 40;
/// Where such a word may break.
const MAY_BREAK: char = '\u{200B}';

/// What is set of a revision. Merge fields stand by their fallback: paper is nobody's in particular.
///
/// # Errors
/// `rendering.faults` with every place if the text has errors; whatever `asset` says.
pub(in crate::rendering) fn compose(
    revision: &Revision,
    asset: impl Fn(AssetId) -> Result<Vec<u8>, Problem>,
    paper: PaperSize,
    organisation: &str,
    imprint: &Imprint,
    theme: Option<&Theme>,
) -> Result<Sheet, Problem> {
    let document = Document::parse(&revision.text);
    refuse_errors(&revision.as_written(checks::check(&document, &revision.attachments)))?;
    let tag = document.language();
    let values = MergeValues::default();
    let words = language::words(tag);
    let mut composer = Composer {
        filling: Filling { values: &values, words, stop_link: "", stop_address: "", stop_subject: "" },
        files: revision.attachments.iter().filter(|file| file.inline).map(|file| (file.name.to_lowercase(), file)).collect(),
        asset,
        plates: Vec::new(),
        plate_of: BTreeMap::new(),
        notes: BTreeMap::new(),
        said: Vec::new(),
        direction: language::direction(tag),
    };
    for placed in &document.blocks {
        if let Block::Note { label, blocks } = &placed.block {
            composer.notes.entry(label.as_str()).or_insert(blocks);
        }
    }
    let line = |composer: &Composer<'_, _>, text: &Option<String>| composer.line(text.as_deref().unwrap_or_default().trim());
    let headline = line(&composer, &document.front.headline)?;
    let subhead = line(&composer, &document.front.subhead)?;
    let dateline = line(&composer, &document.front.dateline)?;
    let blocks = composer.document(&document, headline.is_empty(), dateline.is_empty())?;
    let kind = kind_word(revision.kind, tag);
    let brand = theme.map(|theme| composer.brand(theme)).transpose()?;
    let title = [document.title().as_str(), kind.as_str(), organisation].into_iter().find(|title| !title.trim().is_empty()).map(bare);
    Ok(Sheet {
        title: title.unwrap_or_else(|| "Tidings".to_owned()),
        language: tag.to_owned(),
        direction: composer.direction,
        paper,
        fold: Fold::Flat,
        organisation: breakable(organisation),
        kind,
        marks: document.embargo.iter().map(|embargo| words.embargo_line(embargo)).collect(),
        headline,
        subhead,
        dateline,
        blocks,
        foot: imprint.line(organisation).map(|line| breakable(&line)).unwrap_or_default(),
        brand,
        plates: composer.plates,
        ident: revision.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        made_at_ms: revision.made_at.get(),
    })
}

/// What a document is, in its own language; nothing in a language that the catalogue lacks.
fn kind_word(kind: DocumentKind, tag: &str) -> String {
    let language = Language::for_tag(tag);
    let known = ["en", "de"].contains(&tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str());
    if known { Message::new("rendering.paper_kind").with("kind", kind.as_str()).text(language) } else { String::new() }
}

struct Composer<'a, A> {
    filling: Filling<'a>,
    files: BTreeMap<String, &'a crate::literature::Attachment>,
    asset: A,
    plates: Vec<Plate>,
    plate_of: BTreeMap<String, usize>,
    notes: BTreeMap<&'a str, &'a [Block]>,
    /// Labels of notes in the order in which they were named first.
    said: Vec<String>,
    direction: &'static str,
}

impl<'a, A: Fn(AssetId) -> Result<Vec<u8>, Problem>> Composer<'a, A> {
    fn document(&mut self, document: &'a Document, without_headline: bool, without_dateline: bool) -> Result<Vec<Set>, Problem> {
        let mut out = Vec::with_capacity(document.blocks.len());
        // The headline is the first level; below it no level is left out, or readers who listen would miss one.
        let mut level = u8::from(!without_headline);
        let mut dated = without_dateline;
        let mut parts = document.parts.iter().peekable();
        for (at, placed) in document.blocks.iter().enumerate() {
            while parts.peek().is_some_and(|part| part.blocks.end <= at) {
                parts.next();
            }
            let small = parts.peek().is_some_and(|part| part.is_small());
            match &placed.block {
                Block::Note { .. } | Block::Shared(_) | Block::Raw => {}
                Block::Heading { level: wanted, words, .. } => {
                    let (direction, runs) = (self.against(words), self.runs(words, 0)?);
                    // Who listens to the headings alone hears their words: without one it is none.
                    if has_words(&runs) {
                        level = (*wanted).max(if without_headline { 1 } else { 2 }).min(level + 1);
                        out.push(Set::Heading { level, small, direction, runs });
                    } else {
                        out.push(Set::Paragraph { dated: false, small, direction, runs });
                    }
                }
                Block::Paragraph(words) if !dated && !matches!(words.as_slice(), [Inline::Image { .. }]) => {
                    dated = true;
                    let direction = self.against(words);
                    out.push(Set::Paragraph { dated, small, direction, runs: self.runs(words, 0)? });
                }
                block => self.block(block, small, 0, &mut out)?,
            }
        }
        Ok(out)
    }

    fn blocks(&mut self, blocks: &'a [Block], depth: usize) -> Result<Vec<Set>, Problem> {
        let mut out = Vec::with_capacity(blocks.len());
        for block in blocks {
            self.block(block, false, depth, &mut out)?;
        }
        Ok(out)
    }

    fn block(&mut self, block: &'a Block, small: bool, depth: usize, out: &mut Vec<Set>) -> Result<(), Problem> {
        let deeper = depth + 1;
        match block {
            Block::Paragraph(words) => match words.as_slice() {
                [Inline::Image { src, alt, title }] => self.picture(src, alt, title.as_deref(), small, out)?,
                words => {
                    let direction = self.against(words);
                    out.push(Set::Paragraph { dated: false, small, direction, runs: self.runs(words, 0)? });
                }
            },
            // Within a quote or a list a heading heads nothing of the document: it is a strong line.
            Block::Heading { words, .. } => {
                let runs = vec![Run::Strong { runs: self.runs(words, 1)? }];
                out.push(Set::Paragraph { dated: false, small, direction: self.against(words), runs });
            }
            Block::Quote { blocks, speaker } => {
                let inner = self.blocks(blocks, deeper)?;
                let speaker = speaker.as_deref().map(|words| self.runs(words, 0)).transpose()?;
                if depth < DEEPEST_BLOCK {
                    out.push(Set::Quote { blocks: inner, speaker });
                } else {
                    out.extend(inner);
                    out.extend(speaker.map(|runs| Set::Paragraph { dated: false, small, direction: None, runs }));
                }
            }
            Block::List { start, items } => {
                let items = items.iter().map(|item| self.blocks(item, deeper)).collect::<Result<Vec<_>, _>>()?;
                if depth < DEEPEST_BLOCK {
                    out.push(Set::List { start: *start, items });
                } else {
                    out.extend(items.into_iter().flatten());
                }
            }
            Block::Code { text, .. } => out.push(Set::Listing { text: breakable(text.trim_end_matches('\n')) }),
            Block::Table { align, head, rows } => out.push(self.table(align, head, rows)?),
            Block::Rule => out.push(Set::Rule),
            Block::Note { .. } | Block::Shared(_) | Block::Raw => {}
        }
        Ok(())
    }

    fn table(&mut self, align: &[Option<&'static str>], head: &'a [Vec<Inline>], rows: &'a [Vec<Vec<Inline>>]) -> Result<Set, Problem> {
        let columns = head.len().max(rows.iter().map(Vec::len).max().unwrap_or_default()).max(1);
        let nameless = head.iter().all(|cell| page::is_empty(cell));
        let mut row = |cells: &'a [Vec<Inline>]| -> Result<Vec<Vec<Run>>, Problem> {
            let mut set = cells.iter().map(|cell| self.runs(cell, 0)).collect::<Result<Vec<_>, _>>()?;
            set.resize(columns, Vec::new());
            Ok(set)
        };
        Ok(Set::Table {
            columns,
            align: (0..columns).map(|at| align.get(at).copied().flatten().unwrap_or("start")).collect(),
            head: if nameless { Vec::new() } else { row(head)? },
            rows: rows.iter().map(|cells| row(cells)).collect::<Result<_, _>>()?,
        })
    }

    fn runs(&mut self, words: &'a [Inline], depth: usize) -> Result<Vec<Run>, Problem> {
        let mut out = Vec::with_capacity(words.len());
        for word in words {
            match word {
                Inline::Text(text) => push_text(&mut out, text),
                Inline::Field(field) => {
                    let value = self.value(&Piece::Field(field.clone()))?;
                    push_text(&mut out, &value);
                }
                Inline::Code(text) => out.push(Run::Code { text: breakable(text) }),
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) | Inline::Link { words: inner, .. } => {
                    let runs = self.runs(inner, depth + 1)?;
                    if depth >= DEEPEST_RUN {
                        out.extend(runs);
                        continue;
                    }
                    out.push(match word {
                        Inline::Emphasis(_) => Run::Emphasis { runs },
                        Inline::Strong(_) => Run::Strong { runs },
                        Inline::Strike(_) => Run::Strike { runs },
                        Inline::Link { url, .. } if escape::may_link(url) && !runs.is_empty() => {
                            Run::Link { url: self.address(url)?, runs }
                        }
                        _ => {
                            out.extend(runs);
                            continue;
                        }
                    });
                }
                Inline::Image { src, alt, .. } => match self.plate(src)? {
                    Some((plate, known)) => out.push(Run::Picture { plate, alt: alt_of(alt, &known) }),
                    None => push_text(&mut out, alt),
                },
                Inline::Soft => push_text(&mut out, " "),
                Inline::Break => out.push(Run::Break),
                Inline::NoteRef(label) => {
                    let run = self.note(label)?;
                    out.extend(run);
                }
                Inline::Raw(_) => {}
            }
        }
        Ok(out)
    }

    /// How it looks. The logo is a plate of its own: no text can show it by its name.
    fn brand(&mut self, theme: &Theme) -> Result<Brand, Problem> {
        let logo = match &theme.logo {
            Some(logo) => {
                let bytes = (self.asset)(logo.asset)?;
                self.plates.push(Plate { name: "logo".to_owned(), media_type: logo.media_type.clone(), bytes });
                Some(self.plates.len() - 1)
            }
            None => None,
        };
        let [ink, quiet, accent, link] = theme.on_paper();
        let words = theme.footer_blocks().into_iter().map(|block| match block {
            Block::Paragraph(words) => breakable(&crate::literature::plain(&words)),
            _ => String::new(),
        });
        Ok(Brand {
            logo,
            alt: theme.logo.as_ref().map(|logo| logo.alt.clone()).unwrap_or_default(),
            // A pixel of a mail is a 96th of an inch.
            width: theme.logo.as_ref().map_or(0, |logo| u32::from(logo.width) * 3 / 4),
            ink,
            quiet,
            accent,
            link,
            sans: theme.is_sans(),
            face: theme.face.name(),
            above: theme.rule_above,
            below: theme.rule_below,
            words: words.collect::<Vec<_>>().join(" "),
        })
    }

    /// A note stands where it is named first. A note that names itself, or one that names it, finds itself named already.
    fn note(&mut self, label: &str) -> Result<Option<Run>, Problem> {
        if let Some(at) = self.said.iter().position(|known| known == label) {
            return Ok(Some(Run::NoteAgain { number: at + 1 }));
        }
        let Some(blocks) = self.notes.get(label).copied() else { return Ok(None) };
        self.said.push(label.to_owned());
        Ok(Some(Run::Note { blocks: self.blocks(blocks, DEEPEST_BLOCK - 1)? }))
    }

    fn picture(&mut self, src: &str, alt: &str, title: Option<&str>, small: bool, out: &mut Vec<Set>) -> Result<(), Problem> {
        match self.plate(src)? {
            Some((plate, known)) => {
                let caption = self.line(title.unwrap_or_default().trim())?;
                out.push(Set::Plate { plate, alt: alt_of(alt, &known), caption });
            }
            None => {
                let mut runs = Vec::new();
                push_text(&mut runs, alt);
                out.push(Set::Paragraph { dated: false, small, direction: None, runs });
            }
        }
        Ok(())
    }

    /// The plate of a picture, and what its file says is to be seen on it.
    fn plate(&mut self, src: &str) -> Result<Option<(usize, String)>, Problem> {
        let key = page::picture_key(src);
        let Some(file) = self.files.get(&key).copied() else { return Ok(None) };
        if let Some(at) = self.plate_of.get(&key) {
            return Ok(Some((*at, file.alt.clone())));
        }
        let bytes = (self.asset)(file.asset)?;
        self.plates.push(Plate { name: file.name.clone(), media_type: file.media_type.clone(), bytes });
        let at = self.plates.len() - 1;
        self.plate_of.insert(key, at);
        Ok(Some((at, file.alt.clone())))
    }

    fn address(&self, url: &[Piece]) -> Result<String, Problem> {
        url.iter()
            .map(|piece| match piece {
                Piece::Text(text) => Ok(escape::url_text(text)),
                Piece::Field(_) => Ok(escape::url(&self.value(piece)?)),
            })
            .collect()
    }

    /// A line of bare words with its fields.
    fn line(&self, text: &str) -> Result<String, Problem> {
        pieces(text).iter().map(|piece| self.value(piece)).collect::<Result<String, _>>().map(|line| breakable(&line))
    }

    fn value(&self, piece: &Piece) -> Result<String, Problem> {
        match piece {
            Piece::Text(text) => Ok(text.clone()),
            Piece::Field(field) => {
                self.filling.value(field).map_err(|fault| Problem { what: fault.what, ..Problem::refusal("rendering.letter") })
            }
        }
    }

    fn against(&self, words: &[Inline]) -> Option<&'static str> {
        language::direction_of(words).filter(|direction| *direction != self.direction)
    }
}

/// Whether a word stands there.
fn has_words(runs: &[Run]) -> bool {
    runs.iter().any(|run| match run {
        Run::Text { text } | Run::Code { text } => text.chars().any(|c| !c.is_whitespace() && c != MAY_BREAK),
        Run::Emphasis { runs } | Run::Strong { runs } | Run::Strike { runs } | Run::Link { runs, .. } => has_words(runs),
        Run::Picture { .. } | Run::Break | Run::Note { .. } | Run::NoteAgain { .. } => false,
    })
}

fn alt_of(said: &str, known: &str) -> String {
    bare(if said.trim().is_empty() { known } else { said }).trim().to_owned()
}

/// Words behind each other become one run: a typesetter shapes what stands together.
fn push_text(out: &mut Vec<Run>, text: &str) {
    let text = breakable(text);
    match out.last_mut() {
        Some(Run::Text { text: before }) => before.push_str(&text),
        _ if text.is_empty() => {}
        _ => out.push(Run::Text { text }),
    }
}

/// Words without what no paper shows: control characters, characters that are none, the marks of our own.
fn bare(text: &str) -> String {
    let shown = |c: char| !c.is_control() && !matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}');
    unmarked(text).chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).filter(|c| shown(*c)).collect()
}

/// As [`bare`], lines kept; a word that no line holds may break. Scripts without blanks between words break anyway.
fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for line in text.split_inclusive('\n') {
        for c in bare(line.trim_end_matches('\n')).chars() {
            run = if c.is_whitespace() || c >= '\u{2E80}' || c == MAY_BREAK { 0 } else { run + 1 };
            // Nothing is cut off from the letter that it belongs to.
            if run > LONGEST_WORD && c.is_alphanumeric() {
                out.push(MAY_BREAK);
                run = 1;
            }
            out.push(c);
        }
        if line.ends_with('\n') {
            out.push('\n');
            run = 0;
        }
    }
    out
}
