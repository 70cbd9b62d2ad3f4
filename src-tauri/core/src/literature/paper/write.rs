//! Blocks written as Markdown. What was written is read back at once: the first way of writing that says the same is taken.

use super::runs::{normal, outer};
use super::{Mark, PaperContent, Run, RunKind, SEPARATOR, Side, read_one};
use crate::literature::{fields, shared};

/// How to write, where Markdown knows several ways.
#[derive(Debug, Clone, Copy)]
struct Manner {
    /// Around stressed words.
    stress: char,
    /// Around strongly stressed words.
    strong: &'static str,
    /// What stands between a mark and words that would keep it from being one.
    between: Between,
    /// Whether every sign is escaped, needed or not.
    all: bool,
    /// Whether list items stand apart.
    loose: bool,
    /// Before items without number.
    bullet: char,
    /// After an item's number.
    dot: char,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    /// The neighbouring letter is written by its number.
    Entity,
    /// A comment stands there.
    Comment,
}

const MANNER: Manner = Manner { stress: '*', strong: "**", between: Between::Nothing, all: false, loose: false, bullet: '-', dot: '.' };

/// Every way to write, the plainest first.
fn manners(after: Option<char>) -> impl Iterator<Item = Manner> {
    let bullets = if after == Some('-') { ['*', '+'] } else { ['-', '+'] };
    let dot = if after == Some('.') { ')' } else { '.' };
    let marks = [('*', "**"), ('_', "**"), ('*', "__"), ('_', "__")];
    [(Between::Nothing, false), (Between::Entity, false), (Between::Comment, false), (Between::Comment, true)].into_iter().flat_map(
        move |(between, all)| {
            marks.into_iter().flat_map(move |(stress, strong)| {
                [false, true].into_iter().flat_map(move |loose| {
                    bullets.into_iter().map(move |bullet| Manner { stress, strong, between, all, loose, bullet, dot })
                })
            })
        },
    )
}

/// The block as Markdown, with `\n` at the end of lines; none if no way of writing says the same. `after` is the marker
/// of a list right before it.
pub(super) fn block(content: &PaperContent, after: Option<char>) -> Option<String> {
    let wanted = normal(content.clone());
    let notes = labels(&wanted);
    manners(after).map(|manner| content_text(&wanted, manner)).find(|text| {
        let read = if notes.is_empty() { read_one(text) } else { read_one(&format!("{text}\n{notes}")) };
        read.is_some_and(|read| read == wanted)
    })
}

/// As [`block`], and if nothing says the same, as near to it as can be: no word is lost.
pub(super) fn block_or_nearest(content: &PaperContent, after: Option<char>) -> String {
    block(content, after)
        .unwrap_or_else(|| content_text(&normal(content.clone()), Manner { between: Between::Comment, all: true, loose: true, ..MANNER }))
}

/// Definitions of the notes that are named, so that their references read as such.
fn labels(content: &PaperContent) -> String {
    let mut out = String::new();
    let mut words = |runs: &[Run]| {
        for run in runs {
            if let RunKind::Note { label } = &run.what {
                out.push_str(&format!("\n[^{label}]: x\n"));
            }
        }
    };
    fn walk(content: &PaperContent, words: &mut impl FnMut(&[Run])) {
        match content {
            PaperContent::Paragraph { words: runs } | PaperContent::Heading { words: runs, .. } => words(runs),
            PaperContent::Quote { blocks, speaker } => {
                blocks.iter().for_each(|block| walk(block, words));
                words(speaker);
            }
            PaperContent::List { items, .. } => items.iter().flatten().for_each(|block| walk(block, words)),
            PaperContent::Table { head, rows, .. } => head.iter().chain(rows.iter().flatten()).for_each(|cell| words(cell)),
            PaperContent::Rule | PaperContent::Shared { .. } | PaperContent::Raw { .. } => {}
        }
    }
    walk(content, &mut words);
    out
}

fn content_text(content: &PaperContent, manner: Manner) -> String {
    match content {
        PaperContent::Paragraph { words } => lines_safe(&inline(words, manner)),
        PaperContent::Heading { level, id, class, words } => heading(*level, id.as_deref(), class.as_deref(), &inline(words, manner)),
        PaperContent::Quote { blocks, speaker } => {
            let mut inside = stacked(blocks, manner);
            if !speaker.is_empty() {
                inside.push_str(&format!("\n\n— {}", inline(speaker, manner)));
            }
            if inside.is_empty() {
                return ">".to_owned();
            }
            inside
                .lines()
                .map(|line| if line.is_empty() { ">\n".to_owned() } else { format!("> {line}\n") })
                .collect::<String>()
                .trim_end_matches('\n')
                .to_owned()
        }
        PaperContent::List { start, items } => list(*start, items, manner),
        PaperContent::Table { align, head, rows } => table(align, head, rows, manner),
        // Three hyphens would end a heading's underline or a front block.
        PaperContent::Rule => "***".to_owned(),
        PaperContent::Shared { name } => shared::source(name),
        PaperContent::Raw { text, .. } => text.trim_matches(['\n', '\r']).trim_end_matches([' ', '\t', '\n', '\r']).to_owned(),
    }
}

fn heading(level: u8, id: Option<&str>, class: Option<&str>, words: &str) -> String {
    let mut out = "#".repeat(usize::from(level));
    if !words.is_empty() {
        out.push(' ');
        // A last # would close the heading, a last brace its attributes.
        match words.strip_suffix('#') {
            Some(rest) if !rest.ends_with('\\') => out.push_str(&format!("{rest}\\#")),
            _ => match words.strip_suffix('}') {
                Some(rest) if !rest.ends_with('}') || class.is_none() && id.is_none() && !rest.contains("{{") => {
                    out.push_str(&format!("{}&#125;", rest.trim_end_matches('\\')));
                }
                _ => out.push_str(words),
            },
        }
    }
    let attributes: Vec<_> = id.map(|id| format!("#{id}")).into_iter().chain(class.map(|class| format!(".{class}"))).collect();
    if !attributes.is_empty() {
        out.push_str(&format!(" {{{}}}", attributes.join(" ")));
    }
    out
}

/// Blocks within a block.
fn stacked(blocks: &[PaperContent], manner: Manner) -> String {
    let mut out = String::new();
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 {
            let tight = !manner.loose && matches!(block, PaperContent::List { start: None | Some(1), .. });
            out.push_str(if tight { "\n" } else { "\n\n" });
        }
        out.push_str(&content_text(block, manner));
    }
    out
}

fn list(start: Option<u32>, items: &[Vec<PaperContent>], manner: Manner) -> String {
    let apart =
        manner.loose || items.iter().any(|item| item.iter().filter(|block| matches!(block, PaperContent::Paragraph { .. })).count() > 1);
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(if apart { "\n\n" } else { "\n" });
        }
        let marker = match start {
            None => manner.bullet.to_string(),
            Some(first) => format!("{}{}", u64::from(first) + at as u64, manner.dot),
        };
        out.push_str(&marker);
        let indent = " ".repeat(marker.len() + 1);
        for (row, line) in stacked(item, manner).lines().enumerate() {
            match (row, line.is_empty()) {
                (0, false) => out.push_str(&format!(" {line}")),
                (_, true) => out.push('\n'),
                (_, false) => out.push_str(&format!("\n{indent}{line}")),
            }
        }
    }
    out
}

/// A table, its columns divided by pipes.
fn table(align: &[Option<Side>], head: &[Vec<Run>], rows: &[Vec<Vec<Run>>], manner: Manner) -> String {
    let row = |cells: &[Vec<Run>]| {
        let cells: Vec<_> = cells.iter().map(|cell| cell_safe(&inline(cell, manner))).collect();
        format!("| {} |", cells.join(" | "))
    };
    let sides: Vec<_> = align
        .iter()
        .map(|side| match side {
            None => "---",
            Some(Side::Left) => ":--",
            Some(Side::Center) => ":-:",
            Some(Side::Right) => "--:",
        })
        .collect();
    let mut lines = vec![row(head), format!("| {} |", sides.join(" | "))];
    lines.extend(rows.iter().map(|cells| row(cells)));
    lines.join("\n")
}

/// Words of a cell: a pipe of their own would end it, a line's end the row. Merge fields keep theirs.
fn cell_safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each_field(text, |piece| match piece {
        Ok(field) => out.push_str(field),
        Err(text) => {
            for c in text.chars() {
                let slashes = out.len() - out.trim_end_matches('\\').len();
                match c {
                    '|' if slashes.is_multiple_of(2) => out.push_str("\\|"),
                    '\n' => out.push(' '),
                    c => out.push(c),
                }
            }
        }
    });
    out
}

/// Signs at the head of a line that would begin another block.
fn lines_safe(text: &str) -> String {
    text.split('\n').map(line_safe).collect::<Vec<_>>().join("\n")
}

fn line_safe(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = line.get(digits..).unwrap_or_default();
    if digits > 0 && digits < 10 && after.starts_with(['.', ')']) && (after.len() == 1 || after.get(1..2) == Some(" ")) {
        return format!("{}\\{after}", line.get(..digits).unwrap_or_default());
    }
    if line.starts_with(['#', '>', '-', '+', '=', '|', ':']) { format!("\\{line}") } else { line.to_owned() }
}

fn inline(runs: &[Run], manner: Manner) -> String {
    let mut out = Line { text: String::new(), closed: false };
    out.runs(runs, &[], manner);
    out.text
}

struct Line {
    text: String,
    /// A mark was closed right here.
    closed: bool,
}

impl Line {
    fn runs(&mut self, runs: &[Run], open: &[Mark], manner: Manner) {
        let mut rest = runs;
        while let Some(run) = rest.first() {
            let Some((mark, length)) = outer(rest, open) else {
                let noted = matches!(run.what, RunKind::Note { .. });
                self.leaf(run, manner);
                rest = rest.get(1..).unwrap_or_default();
                if noted && matches!(rest.first(), Some(Run { what: RunKind::Text { text }, .. }) if text.starts_with(':')) {
                    // `[^1]:` would begin the note itself.
                    self.text.push('\\');
                }
                continue;
            };
            let (within, after) = rest.split_at(length);
            rest = after;
            if let (Mark::Link { url, title: None }, [Run { what: RunKind::Text { text }, marks }]) = (mark, within)
                && text == url
                && marks.iter().filter(|mark| !open.contains(mark)).count() == 1
                && is_plain_address(url)
            {
                self.text.push_str(&format!("<{url}>"));
                self.closed = false;
                continue;
            }
            let open: Vec<Mark> = open.iter().chain([mark]).cloned().collect();
            match mark {
                Mark::Link { url, title } => {
                    self.text.push('[');
                    self.closed = false;
                    self.runs(within, &open, manner);
                    self.text.push_str(&format!("]({}{})", target(url), title_after(title.as_deref())));
                    self.closed = false;
                }
                mark => {
                    let sign = match mark {
                        Mark::Strong => manner.strong.to_owned(),
                        Mark::Strike => "~~".to_owned(),
                        _ => manner.stress.to_string(),
                    };
                    self.opening(manner);
                    self.text.push_str(&sign);
                    self.closed = false;
                    self.runs(within, &open, manner);
                    self.text.push_str(&sign);
                    self.closed = true;
                    if manner.between == Between::Comment && !rest.is_empty() {
                        self.text.push_str(SEPARATOR);
                    }
                }
            }
        }
    }

    /// Makes room for a mark that begins here.
    fn opening(&mut self, manner: Manner) {
        match manner.between {
            Between::Nothing => {}
            Between::Entity => {
                if let Some(last) = self.text.chars().next_back().filter(|c| c.is_alphanumeric()) {
                    self.text.truncate(self.text.len() - last.len_utf8());
                    self.text.push_str(&format!("&#{};", u32::from(last)));
                }
            }
            Between::Comment => {
                if !self.text.is_empty() && !self.text.ends_with('\n') && !self.text.ends_with(SEPARATOR) {
                    self.text.push_str(SEPARATOR);
                }
            }
        }
    }

    fn leaf(&mut self, run: &Run, manner: Manner) {
        let closed = std::mem::take(&mut self.closed);
        match &run.what {
            RunKind::Text { text } if run.marks.contains(&Mark::Code) => self.text.push_str(&code(text)),
            RunKind::Text { text } => {
                let mut text = text.as_str();
                let glued = text.chars().next().filter(|c| closed && manner.between == Between::Entity && c.is_alphanumeric());
                if let Some(first) = glued {
                    self.text.push_str(&format!("&#{};", u32::from(first)));
                    text = text.get(first.len_utf8()..).unwrap_or_default();
                }
                escape(text, manner.all, &mut self.text);
            }
            RunKind::Field { field } => {
                // A brace right before the field's own would make three of two.
                if let Some(rest) = self.text.strip_suffix('{') {
                    self.text = format!("{}&#123;", rest.strip_suffix('\\').unwrap_or(rest));
                }
                self.text.push_str(&field.to_source());
            }
            RunKind::Image { src, alt, title } => {
                self.text.push_str("![");
                words_with_fields(alt, &mut self.text);
                self.text.push_str(&format!("]({}{})", target(src), title_after(title.as_deref())));
            }
            RunKind::Break => self.text.push_str("\\\n"),
            RunKind::Note { label } => self.text.push_str(&format!("[^{label}]")),
            RunKind::Raw { text } => self.text.push_str(text),
        }
    }
}

/// Whether `<url>` is a link to it.
fn is_plain_address(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or_default();
    let known = matches!(scheme, "http" | "https" | "mailto" | "tel") && url.len() > scheme.len() + 1;
    known && !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '{' | '\\'))
}

fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let spaced = text.starts_with(' ') && text.ends_with(' ') && !text.trim_matches(' ').is_empty();
    let pad = if text.starts_with('`') || text.ends_with('`') || spaced { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The address of a link or the name of a picture, merge fields kept.
pub(in crate::literature) fn target(url: &str) -> String {
    let mut out = String::new();
    each_field(url, |piece| match piece {
        Ok(field) => out.push_str(field),
        Err(text) => {
            for c in text.chars() {
                if matches!(c, '<' | '>' | '\\' | '(' | ')' | '&' | '`' | '[' | ']') {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    });
    if out.is_empty() || out.contains(|c: char| c.is_whitespace() || c.is_control()) { format!("<{out}>") } else { out }
}

/// What stands behind an address.
fn title_after(title: Option<&str>) -> String {
    let Some(title) = title else { return String::new() };
    let mut out = String::from(" \"");
    words_with_fields(title, &mut out);
    out.push('"');
    out
}

fn words_with_fields(text: &str, out: &mut String) {
    each_field(text, |piece| match piece {
        Ok(field) => out.push_str(field),
        Err(text) => escape(text, true, out),
    });
}

/// The text cut at its fields, which stay as they were written.
fn each_field(text: &str, mut each: impl FnMut(Result<&str, &str>)) {
    let mut done = 0;
    for found in fields::find(text).into_iter().filter(|found| found.field.is_some()) {
        each(Err(text.get(done..found.span.start).unwrap_or_default()));
        each(Ok(text.get(found.span.clone()).unwrap_or_default()));
        done = found.span.end;
    }
    each(Err(text.get(done..).unwrap_or_default()));
}

/// Words, with a backslash before each sign that would mean something.
fn escape(text: &str, all: bool, out: &mut String) {
    let fields = fields::find(text);
    let mut before = out.chars().next_back();
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|(_, next)| *next);
        let means = match c {
            '\\' | '`' | '*' | '[' | ']' | '~' => true,
            '_' => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
            '<' => next.is_none_or(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
            '&' => text.get(at + 1..).and_then(|rest| rest.split_once(';')).map_or(next.is_none(), |(name, _)| is_entity(name)),
            // Words that read as a field, but are none.
            '{' => fields.iter().any(|found| found.field.is_some() && found.span.start + 1 == at) || before == Some('{') && at == 0,
            _ => false,
        };
        if means || all && c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// Whether `&name;` would be one sign.
fn is_entity(name: &str) -> bool {
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
