//! Through the body of a Word document: its paragraphs, lists, tables and words as blocks of ours.

use std::collections::BTreeMap;

use super::styles::{Numberings, Role, Styles, numbered};
use super::tree::Node;
use super::{Fault, Losses};
use crate::literature::paper::{Mark, PaperContent, RawKind, Run, RunKind, Side};

/// Most blocks of a text.
const MOST_BLOCKS: usize = 20_000;
/// How deep lists nest with us.
const DEEPEST_LIST: usize = 5;

/// What the body is read with.
pub(super) struct Walk<'a> {
    pub(super) styles: &'a Styles,
    pub(super) numberings: &'a Numberings,
    /// Addresses and parts by the relation that names them.
    pub(super) relations: &'a BTreeMap<String, String>,
    pub(super) losses: &'a mut Losses,
    /// Pictures in the order in which they stand: the relation, and what is to be seen.
    pub(super) pictures: Vec<(String, String)>,
    /// Notes in the order in which they are named: whether it is an endnote, and its id.
    pub(super) notes: Vec<(bool, String)>,
    /// The first paragraph of the style for titles, or a heading of the first level before which nothing stood.
    pub(super) headline: Option<Vec<Run>>,
    /// The paragraph of the style for subtitles.
    pub(super) subhead: Option<Vec<Run>>,
    /// The words of the style for datelines with which the first paragraph begins.
    pub(super) dateline: Option<String>,
    /// How many items of the first level each numbering has counted: what stands between two of them does not begin it anew.
    pub(super) counted: BTreeMap<String, u32>,
}

/// A paragraph of a list that waits for its neighbours.
struct Item {
    number: String,
    level: usize,
    blocks: Vec<PaperContent>,
}

#[derive(Default)]
struct Out {
    blocks: Vec<PaperContent>,
    items: Vec<Item>,
    quote: Vec<PaperContent>,
    /// Lines of code.
    code: Vec<String>,
}

impl Walk<'_> {
    /// The blocks of a body.
    pub(super) fn blocks(&mut self, body: &Node) -> Result<Vec<PaperContent>, Fault> {
        let mut out = Out::default();
        self.children(body, &mut out)?;
        self.settle(&mut out);
        Ok(out.blocks)
    }

    fn children(&mut self, of: &Node, out: &mut Out) -> Result<(), Fault> {
        for child in &of.children {
            if out.blocks.len() + out.items.len() > MOST_BLOCKS {
                return Err(Fault::TooMuch);
            }
            match child.name.as_str() {
                "p" => self.paragraph(child, out),
                "tbl" => {
                    self.settle(out);
                    let table = self.table(child);
                    out.blocks.extend(table);
                }
                "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => self.children(child, out)?,
                "del" | "moveFrom" => self.losses.note("deleted"),
                "sectPr" if child.children.iter().any(|one| one.name == "headerReference" || one.name == "footerReference") => {
                    self.losses.note("headers");
                }
                "altChunk" => self.losses.note("embedded"),
                _ => {}
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, paragraph: &Node, out: &mut Out) {
        let properties = paragraph.child("pPr");
        let style = properties.map(|properties| properties.val("pStyle")).unwrap_or_default();
        let outline = properties.and_then(|properties| properties.val("outlineLvl").parse().ok());
        let role = self.styles.role(style, outline);
        let list =
            properties.and_then(numbered).or_else(|| self.styles.list(style)).filter(|(number, _)| number != "0" && !number.is_empty());
        let had_dateline = self.dateline.is_some();
        let mut words = Vec::new();
        self.words(paragraph, &[], &mut words);
        if !had_dateline && self.dateline.is_some() {
            without_full_stop(&mut words);
        }
        if role == Role::Code {
            if !out.items.is_empty() || !out.quote.is_empty() {
                self.settle(out);
            }
            out.code.push(lines(&words));
            return;
        }
        let is_empty = words.iter().all(|run| matches!(&run.what, RunKind::Text { text } if text.trim().is_empty()));
        if is_empty {
            // An empty line between two paragraphs ends what they were part of.
            self.settle(out);
            if self.styles.is_ruled(style) || properties.is_some_and(has_line) {
                out.blocks.push(PaperContent::Rule);
            }
            return;
        }
        if !out.code.is_empty() {
            self.settle(out);
        }
        let nothing_yet = out.blocks.is_empty() && out.items.is_empty() && out.quote.is_empty();
        match role {
            Role::Title if self.headline.is_none() => self.headline = Some(words),
            Role::Subtitle if self.subhead.is_none() => self.subhead = Some(words),
            Role::Heading(1) if self.headline.is_none() && nothing_yet => self.headline = Some(words),
            Role::Title | Role::Subtitle | Role::Heading(_) => {
                self.settle(out);
                let level = if let Role::Heading(level) = role { level.max(2) } else { 2 };
                out.blocks.push(PaperContent::Heading { level, id: None, class: None, words: without_breaks(words) });
            }
            Role::Caption => {
                self.settle(out);
                if !is_put_under_picture(&mut out.blocks, &words) {
                    out.blocks.push(PaperContent::Paragraph { words });
                }
            }
            Role::Quote => {
                if !out.items.is_empty() {
                    self.settle(out);
                }
                out.quote.push(PaperContent::Paragraph { words });
            }
            Role::Body | Role::Code | Role::Within => match (list, out.items.last_mut()) {
                (Some((number, level)), _) => {
                    if !out.quote.is_empty() {
                        self.settle(out);
                    }
                    out.items.push(Item { number, level: level.min(DEEPEST_LIST), blocks: vec![PaperContent::Paragraph { words }] });
                }
                // What goes on within an item has its style and no mark.
                (None, Some(item)) if role == Role::Within => item.blocks.push(PaperContent::Paragraph { words }),
                (None, _) => {
                    self.settle(out);
                    out.blocks.push(PaperContent::Paragraph { words });
                }
            },
        }
    }

    /// What waited becomes code, a quote or lists.
    fn settle(&mut self, out: &mut Out) {
        let code = std::mem::take(&mut out.code).join("\n");
        if !code.trim().is_empty() {
            out.blocks.push(PaperContent::Raw { what: RawKind::Code, text: fenced(code.trim_matches('\n')) });
        }
        let quote = std::mem::take(&mut out.quote);
        if !quote.is_empty() {
            out.blocks.push(PaperContent::Quote { blocks: quote, speaker: Vec::new() });
        }
        let mut items = std::mem::take(&mut out.items).into_iter().peekable();
        while let Some(first) = items.peek() {
            let level = first.level;
            out.blocks.push(self.list(level, &mut items));
        }
    }

    /// A list of this level: what is deeper belongs to the item before it, what is higher or of another list ends it.
    fn list(&mut self, level: usize, items: &mut std::iter::Peekable<std::vec::IntoIter<Item>>) -> PaperContent {
        let number = items.peek().map(|first| first.number.clone()).unwrap_or_default();
        let before = if level == 0 { self.counted.get(&number).copied().unwrap_or_default() } else { 0 };
        let start = self.numberings.start(&number, level).map(|start| start.saturating_add(before));
        let mut list: Vec<Vec<PaperContent>> = Vec::new();
        while let Some(next) = items.peek() {
            if next.level < level || (next.level == level && next.number != number) {
                break;
            }
            if next.level > level {
                let inner = self.list(next.level, items);
                match list.last_mut() {
                    Some(item) => item.push(inner),
                    None => list.push(vec![inner]),
                }
            } else if let Some(item) = items.next() {
                list.push(item.blocks);
            }
        }
        if level == 0 {
            let here = u32::try_from(list.len()).unwrap_or(u32::MAX);
            self.counted.insert(number, before.saturating_add(here));
        }
        PaperContent::List { start, items: list }
    }

    /// A table whose first row names the columns. Cells over several columns or rows keep their words in the first of them.
    fn table(&mut self, table: &Node) -> Option<PaperContent> {
        let mut rows: Vec<Vec<Vec<Run>>> = Vec::new();
        let mut sides: Vec<Vec<Option<Side>>> = Vec::new();
        let parts = table
            .children
            .iter()
            .flat_map(|child| if child.name == "tr" { std::slice::from_ref(child) } else { child.children.as_slice() });
        for row in parts.filter(|child| child.name == "tr") {
            let mut cells = Vec::new();
            let mut stand = Vec::new();
            for cell in row.children.iter().flat_map(|child| if child.name == "sdt" { child.find("tc") } else { Some(child) }) {
                if cell.name != "tc" {
                    continue;
                }
                let properties = cell.child("tcPr");
                let span = properties.and_then(|properties| properties.val("gridSpan").parse::<usize>().ok()).unwrap_or(1).clamp(1, 63);
                if span > 1 || properties.is_some_and(|properties| properties.child("vMerge").is_some()) {
                    self.losses.note("merged");
                }
                cells.push(self.cell(cell));
                cells.extend(std::iter::repeat_n(Vec::new(), span - 1));
                stand.push(cell.child("p").and_then(|first| first.child("pPr")).and_then(side));
                stand.extend(std::iter::repeat_n(None, span - 1));
            }
            if !cells.is_empty() {
                rows.push(cells);
                sides.push(stand);
            }
        }
        let columns = rows.iter().map(Vec::len).max()?.min(63);
        for row in &mut rows {
            row.resize(columns, Vec::new());
        }
        let mut head = rows.remove(0);
        // A head is set strongly anyway.
        if head.iter().flatten().all(|run| run.marks.contains(&Mark::Strong)) {
            head.iter_mut().flatten().for_each(|run| run.marks.retain(|mark| *mark != Mark::Strong));
        }
        // A column stands on a side where all of its cells do.
        let align = (0..columns).map(|column| {
            let mut cells = sides.iter().map(|row| row.get(column).copied().flatten());
            let first = cells.next().flatten();
            first.filter(|first| cells.all(|cell| cell == Some(*first)))
        });
        Some(PaperContent::Table { align: align.collect(), head, rows })
    }

    /// The words of a cell: its paragraphs behind each other.
    fn cell(&mut self, cell: &Node) -> Vec<Run> {
        let mut words = Vec::new();
        for child in &cell.children {
            match child.name.as_str() {
                "p" => {
                    if !words.is_empty() {
                        words.push(plain(" "));
                    }
                    self.words(child, &[], &mut words);
                }
                "tbl" => self.losses.note("nested"),
                "sdt" => {
                    if let Some(inner) = child.child("sdtContent") {
                        words.extend(self.cell(inner));
                    }
                }
                _ => {}
            }
        }
        without_breaks(words)
    }

    /// The words of a paragraph, of a link, of what was put in while changes were tracked.
    fn words(&mut self, of: &Node, marks: &[Mark], out: &mut Vec<Run>) {
        for child in &of.children {
            match child.name.as_str() {
                "r" => self.run(child, marks, out),
                "hyperlink" => {
                    let address = self.relations.get(child.at("id")).map(String::as_str).unwrap_or_default();
                    let marks = self.linked(address, marks);
                    self.words(child, &marks, out);
                }
                "ins" | "moveTo" | "smartTag" | "sdt" | "sdtContent" | "customXml" | "fldSimple" | "dir" | "bdo" => {
                    self.words(child, marks, out);
                }
                "del" | "moveFrom" => self.losses.note("deleted"),
                "oMath" | "oMathPara" => self.losses.note("formulas"),
                _ => {}
            }
        }
    }

    fn linked(&mut self, address: &str, marks: &[Mark]) -> Vec<Mark> {
        let mut marks = marks.to_vec();
        if address.is_empty() {
            // It leads to a place of the document itself.
            return marks;
        }
        let lower = address.to_ascii_lowercase();
        if ["http://", "https://", "mailto:", "tel:"].iter().any(|known| lower.starts_with(known)) {
            marks.push(Mark::Link { url: address.trim().to_owned(), title: None });
        } else {
            self.losses.note("links");
        }
        marks
    }

    fn run(&mut self, run: &Node, marks: &[Mark], out: &mut Vec<Run>) {
        let mut marks = marks.to_vec();
        if let Some(properties) = run.child("rPr") {
            if properties.is_on("vanish") {
                self.losses.note("hidden");
                return;
            }
            let style = properties.val("rStyle");
            if self.dateline.is_none() && out.is_empty() && self.styles.is_dateline(style) {
                let said: String = run.children.iter().filter(|child| child.name == "t").map(|child| child.text.as_str()).collect();
                self.dateline = Some(said).filter(|said| !said.trim().is_empty());
                return;
            }
            let (strong, emphasis) = self.styles.stress(style);
            let said = |name: &str, of_style: bool| if properties.child(name).is_some() { properties.is_on(name) } else { of_style };
            let wanted = [
                (said("b", strong), Mark::Strong),
                (said("i", emphasis), Mark::Emphasis),
                (properties.is_on("strike") || properties.is_on("dstrike"), Mark::Strike),
                (self.styles.is_code(style), Mark::Code),
            ];
            marks.extend(wanted.into_iter().filter(|(on, _)| *on).map(|(_, mark)| mark));
            marks.sort();
        }
        let mut put = |what: RunKind| out.push(Run { what, marks: marks.clone() });
        for child in &run.children {
            match child.name.as_str() {
                "t" => put(RunKind::Text { text: child.text.clone() }),
                "tab" | "ptab" => put(RunKind::Text { text: " ".to_owned() }),
                "noBreakHyphen" => put(RunKind::Text { text: "\u{2011}".to_owned() }),
                "br" | "cr" if matches!(child.at("type"), "page" | "column") => {}
                "br" | "cr" => put(RunKind::Break),
                "footnoteReference" | "endnoteReference" => {
                    let note = (child.name == "endnoteReference", child.at("id").to_owned());
                    let at = self.notes.iter().position(|known| *known == note).unwrap_or_else(|| {
                        self.notes.push(note);
                        self.notes.len() - 1
                    });
                    put(RunKind::Note { label: (at + 1).to_string() });
                }
                "drawing" | "pict" | "AlternateContent" | "object" => {
                    if let Some(what) = self.drawn(child) {
                        put(what);
                    }
                }
                "commentReference" => self.losses.note("comments"),
                "sym" => self.losses.note("symbols"),
                _ => {}
            }
        }
    }

    /// What is drawn: a picture of the package, or nothing that we have.
    fn drawn(&mut self, drawing: &Node) -> Option<RunKind> {
        let holder = match drawing.name.as_str() {
            "AlternateContent" => drawing.child("Choice").or_else(|| drawing.child("Fallback"))?,
            _ => drawing,
        };
        if holder.find("txbxContent").is_some() {
            self.losses.note("boxes");
            return None;
        }
        let relation = holder.find("blip").map(|blip| blip.at("embed")).or_else(|| holder.find("imagedata").map(|data| data.at("id")));
        let Some(relation) = relation.filter(|relation| !relation.is_empty() && self.relations.contains_key(*relation)) else {
            self.losses.note(if drawing.name == "object" { "embedded" } else { "drawings" });
            return None;
        };
        let about = holder.find("docPr").map(|about| if about.at("descr").is_empty() { about.at("title") } else { about.at("descr") });
        let alt = about.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        // Its name is known once it is unpacked: the relation stands for it.
        self.pictures.push((relation.to_owned(), alt.clone()));
        Some(RunKind::Image { src: relation.to_owned(), alt, title: None })
    }
}

/// Words without marks as a run.
pub(super) fn plain(text: &str) -> Run {
    Run { what: RunKind::Text { text: text.to_owned() }, marks: Vec::new() }
}

/// Words of one line.
fn without_breaks(words: Vec<Run>) -> Vec<Run> {
    words
        .into_iter()
        .map(|run| if matches!(run.what, RunKind::Break) { Run { what: RunKind::Text { text: " ".to_owned() }, ..run } } else { run })
        .collect()
}

/// Words without marks, in one line.
pub(super) fn plain_words(words: &[Run]) -> String {
    lines(words).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words without marks, each break a line.
fn lines(words: &[Run]) -> String {
    let said = words.iter().map(|run| match &run.what {
        RunKind::Text { text } => text.as_str(),
        RunKind::Break => "\n",
        _ => "",
    });
    said.collect()
}

/// Code between fences that are longer than any within it.
fn fenced(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{code}\n{fence}")
}

/// Puts a caption under the picture that stands alone before it; whether there is one, and it had none.
fn is_put_under_picture(before: &mut [PaperContent], caption: &[Run]) -> bool {
    let Some(PaperContent::Paragraph { words: shown }) = before.last_mut() else { return false };
    let [Run { what: RunKind::Image { title: title @ None, .. }, .. }] = shown.as_mut_slice() else { return false };
    *title = Some(plain_words(caption));
    true
}

/// The full stop after a dateline is no part of the text.
fn without_full_stop(words: &mut Vec<Run>) {
    if let Some(Run { what: RunKind::Text { text }, .. }) = words.first_mut() {
        *text = text.trim_start().trim_start_matches('.').trim_start().to_owned();
        if text.is_empty() {
            words.remove(0);
        }
    }
}

/// Whether a paragraph has a line below or above it.
fn has_line(properties: &Node) -> bool {
    let borders = properties.child("pBdr");
    let drawn = |name: &str| borders.is_some_and(|borders| !matches!(borders.val(name), "" | "nil" | "none"));
    drawn("bottom") || drawn("top")
}

/// On which side the words of a paragraph stand; none where they begin where they usually do.
fn side(properties: &Node) -> Option<Side> {
    match properties.val("jc") {
        "right" | "end" => Some(Side::Right),
        "center" => Some(Side::Center),
        _ => None,
    }
}
