//! The mail's HTML: tables for Outlook, styles in place, nothing from elsewhere, readable without pictures (W3, S3, M13).

use std::collections::BTreeMap;

use super::slots::{Slot, Slots, unmarked};
use super::{Theme, escape, language};
use crate::literature::{Block, Document, Inline, Piece, Placed};

/// The longest word that a cell keeps whole.
const LONGEST_WORD: usize = 24;

/// A picture that can be shown within the text.
#[derive(Debug, Clone)]
pub(super) struct Picture {
    /// What stands in `src`: `cid:…` in mail, `data:…` in a preview or a web page.
    pub(super) src: String,
    /// Its description, where the text gives none.
    pub(super) alt: String,
    /// Its own size in pixels.
    pub(super) size: Option<(u32, u32)>,
}

/// Turns blocks into HTML with marks for what is filled per person.
pub(super) struct HtmlWriter<'a> {
    pub(super) slots: Slots,
    pub(super) out: String,
    pictures: &'a BTreeMap<String, Picture>,
    notes: Vec<String>,
    widest: u32,
    direction: &'static str,
}

impl<'a> HtmlWriter<'a> {
    pub(super) fn new(pictures: &'a BTreeMap<String, Picture>, widest: u32, tag: &str) -> Self {
        let direction = language::direction(tag);
        Self { slots: Slots::default(), out: String::new(), pictures, notes: Vec::new(), widest, direction }
    }

    /// All blocks, the dateline before the first paragraph, notes last.
    pub(super) fn document(&mut self, document: &Document, dateline: Option<&str>) {
        let mut dateline = dateline;
        for placed in &document.blocks {
            match (&placed.block, dateline) {
                (Block::Note { .. }, _) => {}
                (Block::Paragraph(words), Some(line)) => {
                    let attr = self.attributes("lead", words);
                    self.out.push_str(&format!("<p{attr}><span class=\"dateline\">"));
                    self.pieces(&crate::literature::pieces(line));
                    self.out.push_str("</span> ");
                    self.inlines(words);
                    self.out.push_str("</p>\n");
                    dateline = None;
                }
                (block, _) => {
                    let class = part_class(document, placed);
                    self.block(block, class);
                }
            }
        }
        let notes: Vec<_> = document.blocks.iter().filter(|placed| matches!(placed.block, Block::Note { .. })).collect();
        for placed in notes {
            if let Block::Note { label, blocks } = &placed.block {
                let number = self.note(label);
                self.out.push_str(&format!("<div class=\"note\"><sup>{number}</sup> "));
                self.blocks(blocks);
                self.out.push_str("</div>\n");
            }
        }
    }

    /// Words with fields, escaped.
    pub(super) fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.text(text),
                Piece::Field(field) => {
                    let mark = self.slots.mark(Slot::Field(field.clone()));
                    self.out.push_str(&mark);
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(&escape::html(&unmarked(text)));
    }

    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block, "");
        }
    }

    fn block(&mut self, block: &Block, class: &str) {
        let attr = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        match block {
            Block::Paragraph(words) => self.wrapped("p", class, words),
            Block::Heading { level, words, .. } => {
                // The headline is the page's h1.
                let level = (*level).clamp(2, 6);
                self.wrapped(&format!("h{level}"), class, words);
            }
            Block::Quote { blocks, speaker } => {
                self.out.push_str("<blockquote>");
                self.blocks(blocks);
                if let Some(speaker) = speaker {
                    let attr = self.attributes("speaker", speaker);
                    self.out.push_str(&format!("<p{attr}>— "));
                    self.inlines(speaker);
                    self.out.push_str("</p>");
                }
                self.out.push_str("</blockquote>\n");
            }
            Block::List { start, items } => self.list(*start, items, &attr),
            Block::Code { text, .. } => {
                self.out.push_str("<pre>");
                self.text(text);
                self.out.push_str("</pre>\n");
            }
            Block::Table { align, head, rows } => self.table(align, head, rows),
            Block::Rule => self.out.push_str("<hr>\n"),
            Block::Note { .. } | Block::Shared(_) | Block::Raw => {}
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>], attr: &str) {
        let (open, close) = match start {
            None => (format!("<ul{attr}>"), "</ul>\n"),
            Some(1) => (format!("<ol{attr}>"), "</ol>\n"),
            Some(first) => (format!("<ol{attr} start=\"{first}\">"), "</ol>\n"),
        };
        self.out.push_str(&open);
        for item in items {
            let attr = match item.first() {
                Some(Block::Paragraph(words)) => self.attributes("", words),
                _ => String::new(),
            };
            self.out.push_str(&format!("<li{attr}>"));
            match item.as_slice() {
                [Block::Paragraph(words)] => self.inlines(words),
                [Block::Paragraph(words), rest @ ..] => {
                    self.inlines(words);
                    self.blocks(rest);
                }
                blocks => self.blocks(blocks),
            }
            self.out.push_str("</li>");
        }
        self.out.push_str(close);
    }

    fn table(&mut self, align: &[Option<&'static str>], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        self.out.push_str("<table class=\"data\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\">");
        let row = |writer: &mut Self, cells: &[Vec<Inline>], heads: bool| {
            writer.out.push_str("<tr>");
            for (at, cell) in cells.iter().enumerate() {
                // A heading without a word (the author named no column, or one heading stood over two) is no heading to hear.
                let (tag, scope) = if heads && !is_empty(cell) { ("th", " scope=\"col\"") } else { ("td", "") };
                let side = align.get(at).copied().flatten();
                let shown = side.map(|side| format!(" align=\"{side}\"")).unwrap_or_default();
                // A word that no column holds may break; others stay whole, or figures would be cut in two.
                let long = crate::literature::plain(cell).split_whitespace().any(|word| word.chars().count() > LONGEST_WORD);
                let class = [side.unwrap_or_default(), if long { "long" } else { "" }].join(" ");
                let attr = writer.attributes(class.trim(), cell);
                writer.out.push_str(&format!("<{tag}{scope}{shown}{attr}>"));
                writer.inlines(cell);
                writer.out.push_str(&format!("</{tag}>"));
            }
            writer.out.push_str("</tr>");
        };
        if !head.iter().all(|cell| is_empty(cell)) {
            row(self, head, true);
        }
        rows.iter().for_each(|cells| row(self, cells, false));
        self.out.push_str("</table>\n");
    }

    fn wrapped(&mut self, tag: &str, class: &str, words: &[Inline]) {
        let attr = self.attributes(class, words);
        self.out.push_str(&format!("<{tag}{attr}>"));
        self.inlines(words);
        self.out.push_str(&format!("</{tag}>\n"));
    }

    /// The class of a block, and its direction where its words run against the text's. `dir="auto"` would do without
    /// looking, but Outlook does not know it.
    fn attributes(&self, class: &str, words: &[Inline]) -> String {
        self.attributes_of(class, language::direction_of(words))
    }

    /// A line of bare words in a block of its own, with its fields.
    pub(super) fn line(&mut self, tag: &str, class: &str, line: &str) {
        let pieces = crate::literature::pieces(line);
        let said = pieces.iter().find_map(|piece| match piece {
            Piece::Text(text) => language::direction_of_text(text),
            Piece::Field(_) => None,
        });
        let attr = self.attributes_of(class, said);
        self.out.push_str(&format!("<{tag}{attr}>"));
        self.pieces(&pieces);
        self.out.push_str(&format!("</{tag}>\n"));
    }

    pub(super) fn attributes_of(&self, class: &str, direction: Option<&'static str>) -> String {
        let against = direction.filter(|direction| *direction != self.direction);
        let classes: Vec<&str> = [class, against.unwrap_or_default()].into_iter().filter(|class| !class.is_empty()).collect();
        let mut out = if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) };
        if let Some(direction) = against {
            out.push_str(&format!(" dir=\"{direction}\""));
        }
        out
    }

    fn note(&mut self, label: &str) -> usize {
        if let Some(at) = self.notes.iter().position(|known| known == label) {
            return at + 1;
        }
        self.notes.push(label.to_owned());
        self.notes.len()
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Field(field) => self.pieces(&[Piece::Field(field.clone())]),
                Inline::Code(text) => {
                    self.out.push_str("<code>");
                    self.text(text);
                    self.out.push_str("</code>");
                }
                Inline::Emphasis(words) => self.marked("em", words),
                Inline::Strong(words) => self.marked("strong", words),
                Inline::Strike(words) => self.marked("s", words),
                Inline::Link { url, title, words } => self.link(url, title.as_deref(), words),
                Inline::Image { src, alt, title } => self.image(src, alt, title.as_deref()),
                Inline::Soft => self.out.push('\n'),
                Inline::Break => self.out.push_str("<br>\n"),
                Inline::NoteRef(label) => {
                    let number = self.note(label);
                    self.out.push_str(&format!("<sup>{number}</sup>"));
                }
                Inline::Raw(_) => {}
            }
        }
    }

    fn marked(&mut self, tag: &str, words: &[Inline]) {
        self.out.push_str(&format!("<{tag}>"));
        self.inlines(words);
        self.out.push_str(&format!("</{tag}>"));
    }

    fn link(&mut self, url: &[Piece], title: Option<&str>, words: &[Inline]) {
        if !escape::may_link(url) {
            self.inlines(words);
            return;
        }
        self.out.push_str("<a href=\"");
        for piece in url {
            match piece {
                Piece::Text(text) => self.text(&escape::url_text(text)),
                Piece::Field(field) => {
                    let mark = self.slots.mark(Slot::InUrl(field.clone()));
                    self.out.push_str(&mark);
                }
            }
        }
        if let Some(title) = title {
            self.out.push_str("\" title=\"");
            self.pieces(&crate::literature::pieces(title));
        }
        self.out.push_str("\">");
        self.inlines(words);
        self.out.push_str("</a>");
    }

    /// A picture of the document's own, with its caption and credit below; anything else is its description alone.
    fn image(&mut self, src: &str, alt: &str, title: Option<&str>) {
        let Some(picture) = self.pictures.get(&picture_key(src)) else {
            self.text(alt);
            return;
        };
        let alt = if alt.trim().is_empty() { &picture.alt } else { alt };
        let size = picture.size.map_or_else(String::new, |(width, height)| {
            let shown = width.clamp(1, self.widest);
            let tall = u64::from(height) * u64::from(shown) / u64::from(width.max(1));
            format!(" width=\"{shown}\" height=\"{tall}\"")
        });
        self.out.push_str(&format!("<img src=\"{}\" alt=\"{}\"{size}>", escape::html(&picture.src), escape::html(&unmarked(alt))));
        if let Some(title) = title {
            self.out.push_str("<br>\n<span class=\"small\">");
            self.pieces(&crate::literature::pieces(title));
            self.out.push_str("</span>");
        }
    }
}

/// Whether nothing of these words is seen: none stand there, or only HTML, which reaches no output.
pub(super) fn is_empty(words: &[Inline]) -> bool {
    words.iter().all(|inline| match inline {
        Inline::Raw(_) | Inline::Soft | Inline::Break => true,
        Inline::Text(text) | Inline::Code(text) => text.trim().is_empty(),
        Inline::Emphasis(words) | Inline::Strong(words) | Inline::Strike(words) | Inline::Link { words, .. } => is_empty(words),
        Inline::Field(_) | Inline::Image { .. } | Inline::NoteRef(_) => false,
    })
}

/// How the text names a picture: its file name, blanks perhaps in percent form.
pub(super) fn picture_key(src: &str) -> String {
    src.trim_start_matches("./").replace("%20", " ").to_lowercase()
}

fn part_class(document: &Document, placed: &Placed) -> &'static str {
    let at = document.blocks.iter().position(|other| std::ptr::eq(other, placed));
    let part = at.and_then(|at| document.parts.iter().find(|part| part.blocks.contains(&at)));
    match part {
        Some(part) if part.id == "lead" => "lead",
        Some(part) if part.is_small() => "small",
        _ => "",
    }
}

/// The styles of a mail; put into each element once a document. A word that is too long is broken, so that it cannot
/// widen the sheet; not in tables of data, where the columns would break their short words.
const STYLES: &str = "
body{margin:0;padding:0;background-color:#ffffff;color:#1c1b19}
.pre{display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all}
.sheet{width:100%;max-width:640px;table-layout:fixed;text-align:start}
.cell,.foot{word-wrap:break-word}
.cell{padding:24px 20px;font-family:Georgia,'Times New Roman',serif;font-size:17px;line-height:27px;color:#1c1b19;word-break:break-word;overflow-wrap:anywhere}
h1{margin:0 0 12px;font-size:28px;line-height:34px;font-weight:bold;color:#1c1b19}
h2{margin:28px 0 8px;font-size:19px;line-height:26px;font-weight:bold}
h3,h4,h5,h6{margin:20px 0 6px;font-size:17px;line-height:25px;font-weight:bold}
p{margin:0 0 15px}
.subhead{font-size:19px;line-height:27px;color:#57534c}
.lead{font-size:18px;line-height:28px}
.dateline{font-size:14px;letter-spacing:.04em;font-weight:bold;text-transform:uppercase}
.mark{margin:0 0 16px;font-family:Arial,Helvetica,sans-serif;font-size:13px;line-height:19px;font-weight:bold;letter-spacing:.04em;color:#a8321d}
blockquote{margin:0 0 15px;padding:0 0 0 16px;border-left:2px solid #8a857b;font-style:italic}
.speaker{font-style:normal;font-size:15px;color:#57534c}
ul,ol{margin:0 0 15px;padding:0 0 0 26px}
li{margin:0 0 6px}
a{color:#1d4f8c;text-decoration:underline}
img{display:block;max-width:100%;height:auto;border:0;font-size:14px;line-height:20px;font-style:italic}
pre,code{font-family:Consolas,'Courier New',monospace;font-size:14px}
pre{margin:0 0 15px;white-space:pre-wrap}
hr{margin:24px 0;border:0;border-top:1px solid #b5b0a6}
.data{margin:0 0 15px;border-collapse:collapse}
.data th,.data td{padding:6px 10px 6px 0;border-bottom:1px solid #b5b0a6;font-size:15px;line-height:22px;text-align:left;vertical-align:top;word-break:normal;overflow-wrap:normal}
.data .long{overflow-wrap:anywhere}
.ltr{text-align:left}
.rtl{text-align:right}
.data .left{text-align:left}
.data .center{text-align:center}
.data .right{text-align:right}
.small,.note{font-size:15px;line-height:24px;color:#57534c}
.foot{padding:14px 20px 24px;border-top:1px solid #b5b0a6;font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:18px;color:#6b665d;word-break:break-word;overflow-wrap:anywhere}
.foot p{margin:0 0 6px}
.notice-head{margin:28px 0 6px;padding:12px 0 0;border-top:1px solid #b5b0a6;font-family:Arial,Helvetica,sans-serif;font-size:13px;line-height:19px;font-weight:bold}
.notice{margin:0 0 8px;font-family:Arial,Helvetica,sans-serif;font-size:13px;line-height:19px}
.strong{font-weight:bold}
";

/// What is the other way round in a text from right to left. Its letters are joined: nothing sets them apart or leans them.
const RIGHT_TO_LEFT: &str = "
blockquote{padding:0 16px 0 0;border-left:0;border-right:2px solid #8a857b;font-style:normal}
ul,ol{padding:0 26px 0 0}
.data th,.data td{padding:6px 0 6px 10px;text-align:right}
.dateline,.mark{letter-spacing:normal}
.data .left,.ltr{text-align:left}
";

/// What a client that shows mail on dark does; marked important, since the rest stands in the elements.
const DARK: &str = "
@media (prefers-color-scheme:dark){
body,.sheet,.cell,.foot{background-color:#191817 !important}
body,.cell,h1,h2,h3,p,li,td,th{color:#ebe7df !important}
.subhead,.speaker,.small,.note,.foot,.foot p{color:#bdb7ac !important}
.mark{color:#f0907c !important}
a{color:#9cc3f2 !important}
}
";

/// What stands around a mail's text.
pub(super) struct Frame<'a> {
    pub(super) language: &'a str,
    pub(super) direction: &'a str,
    /// The title, escaped, with marks.
    pub(super) title: &'a str,
    /// What inboxes show after the subject, escaped, with marks.
    pub(super) preheader: &'a str,
    /// The text, HTML.
    pub(super) content: &'a str,
    /// The closing lines, HTML.
    pub(super) footer: &'a str,
    /// How it looks, and the address of the logo, which is empty where the theme has none.
    pub(super) theme: Option<(&'a Theme, &'a str)>,
}

fn styles(direction: &str, theme: Option<&Theme>) -> String {
    let turned = if direction == "rtl" { RIGHT_TO_LEFT } else { "" };
    format!("{STYLES}{turned}{}", theme.map(|theme| theme.styles(direction)).unwrap_or_default())
}

/// The whole page with its styles in the elements.
///
/// # Errors
/// What the inliner says; only a fault of ours can make it fail.
pub(super) fn mail(frame: &Frame<'_>) -> Result<String, css_inline::InlineError> {
    let Frame { language, direction, title, preheader, content, footer, theme } = frame;
    let side = if *direction == "rtl" { "right" } else { "left" };
    let preheader = if preheader.is_empty() { String::new() } else { format!("<div class=\"pre\">{preheader}</div>\n") };
    let night = theme.map(|(theme, _)| theme.night()).unwrap_or_default();
    let logo = theme.map(|(theme, src)| theme.logo_html(src, side)).unwrap_or_default();
    let line = |wanted: fn(&Theme) -> bool| theme.map(|(theme, _)| theme.line_html(wanted(theme))).unwrap_or_default();
    let (above, below) = (line(|theme| theme.rule_above), line(|theme| theme.rule_below));
    let width = theme.map_or(640, |(theme, _)| theme.width);
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>{title}</title>\n<style>{DARK}{night}</style>\n</head>\n\
         <body>\n{preheader}<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td align=\"center\">\n\
         <!--[if mso]><table role=\"presentation\" width=\"{width}\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\n\
         <table role=\"presentation\" class=\"sheet\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n\
         {logo}{above}<tr><td class=\"cell\" align=\"{side}\" lang=\"{language}\" dir=\"{direction}\">\n{content}</td></tr>\n\
         {below}<tr><td class=\"foot\" align=\"{side}\" lang=\"{language}\" dir=\"{direction}\">{footer}</td></tr>\n</table>\n\
         <!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>\n</body>\n</html>\n"
    );
    let styles = styles(direction, theme.map(|(theme, _)| theme));
    let inliner = css_inline::CSSInliner::options().extra_css(Some(styles.into())).inline_style_tags(false).keep_style_tags(true).build();
    inliner.inline(&page)
}

/// The page as it would stand on the web: the same text, styles in its head, what is said `about` it, no marks.
pub(super) fn web(about: &str, frame: &Frame<'_>) -> String {
    let Frame { language, direction, title, content, footer, theme, .. } = frame;
    let styles = styles(direction, theme.map(|(theme, _)| theme));
    let side = if *direction == "rtl" { "right" } else { "left" };
    let (night, own, head) =
        theme.map_or_else(Default::default, |(theme, src)| (theme.night(), theme.web_styles(), theme.web_head(src, side)));
    let foot = if footer.is_empty() { String::new() } else { format!("<footer class=\"foot\">{footer}</footer>\n") };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n{about}<style>{styles}main{{max-width:640px;margin:0 auto;padding:24px 20px;font-family:Georgia,'Times New Roman',serif;font-size:17px;line-height:27px;word-break:break-word;overflow-wrap:anywhere}}\
         img{{margin:0 0 15px}}{own}{DARK}{night}</style>\n</head>\n<body>\n{head}<main>\n<article>\n{content}</article>\n{foot}</main>\n</body>\n</html>\n"
    )
}
