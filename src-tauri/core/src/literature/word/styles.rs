//! What the styles and numberings of a Word document mean for us: headings, quotes, lists. How they look is of no use.

use std::collections::BTreeMap;

use super::tree::Node;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The headline.
    Title,
    /// The line under it.
    Subtitle,
    /// A heading of this level, 1 to 6.
    Heading(u8),
    /// A quote.
    Quote,
    /// What stands below a picture.
    Caption,
    /// A line of code.
    Code,
    /// A paragraph of a list: without a mark it goes on with the item before it.
    Within,
    /// Anything else.
    Body,
}

/// Styles by their id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    known: BTreeMap<String, Style>,
    /// BCP 47 language of the document; empty where none is named.
    pub(super) language: String,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: String,
    outline: Option<u8>,
    is_ruled: bool,
    list: Option<(String, usize)>,
    strong: bool,
    emphasis: bool,
}

/// How far styles are followed to the one that they are based on.
const FAR: usize = 12;

impl Styles {
    pub(super) fn of(part: Option<&Node>) -> Self {
        let Some(part) = part else { return Self::default() };
        let mut styles = Self::default();
        if let Some(language) = part.find("docDefaults").and_then(|defaults| defaults.find("lang")) {
            // A text that runs from right to left has its language named apart.
            let from_right =
                part.find("docDefaults").and_then(|defaults| defaults.find("pPr")).is_some_and(|defaults| defaults.is_on("bidi"));
            let said = if from_right { [language.at("bidi"), language.at("val")] } else { [language.at("val"), ""] };
            said.into_iter().find(|tag| !tag.is_empty()).unwrap_or_default().clone_into(&mut styles.language);
        }
        for style in part.children.iter().filter(|child| child.name == "style") {
            let paragraph = style.child("pPr");
            let run = style.child("rPr");
            let known = Style {
                name: style.val("name").to_lowercase(),
                based_on: style.val("basedOn").to_owned(),
                outline: paragraph.and_then(|paragraph| paragraph.val("outlineLvl").parse().ok()),
                is_ruled: style.val("name").eq_ignore_ascii_case("horizontal line"),
                list: paragraph.and_then(numbered),
                strong: run.is_some_and(|run| run.is_on("b")) && style.at("type") == "character",
                emphasis: run.is_some_and(|run| run.is_on("i")) && style.at("type") == "character",
            };
            styles.known.insert(style.at("styleId").to_owned(), known);
        }
        styles
    }

    /// A style and those that it is based on, nearest first.
    fn chain<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Style> {
        std::iter::successors(self.known.get(id), |style| self.known.get(&style.based_on)).take(FAR)
    }

    /// What a paragraph of this style and outline level is.
    pub(super) fn role(&self, id: &str, outline: Option<u8>) -> Role {
        let heading = |level: u8| if level < 9 { Role::Heading((level + 1).min(6)) } else { Role::Body };
        if let Some(level) = outline {
            return heading(level);
        }
        for style in self.chain(id) {
            let level = style.name.strip_prefix("heading ").and_then(|level| level.trim().parse::<u8>().ok());
            match style.name.as_str() {
                "title" => return Role::Title,
                "subtitle" => return Role::Subtitle,
                "quote" | "intense quote" | "quotations" => return Role::Quote,
                "caption" => return Role::Caption,
                "code" | "html preformatted" | "preformatted text" | "source code" => return Role::Code,
                "list paragraph" | "list continue" => return Role::Within,
                _ => {}
            }
            if let Some(level) = level.map(|level| level.saturating_sub(1)).or(style.outline) {
                return heading(level);
            }
        }
        // Where no styles are written, programs still name Word's own.
        match id.to_lowercase().as_str() {
            "title" => Role::Title,
            "subtitle" => Role::Subtitle,
            "quote" | "intensequote" => Role::Quote,
            "caption" => Role::Caption,
            "listparagraph" => Role::Within,
            id => id
                .strip_prefix("heading")
                .and_then(|level| level.parse::<u8>().ok())
                .map_or(Role::Body, |level| heading(level.saturating_sub(1))),
        }
    }

    /// The list that a style puts its paragraphs into: its number and level.
    pub(super) fn list(&self, id: &str) -> Option<(String, usize)> {
        self.chain(id).find_map(|style| style.list.clone())
    }

    /// Whether a style draws a line across the page, as LibreOffice's does.
    pub(super) fn is_ruled(&self, id: &str) -> bool {
        self.chain(id).any(|style| style.is_ruled)
    }

    /// Whether a style of words is that of code.
    pub(super) fn is_code(&self, id: &str) -> bool {
        self.chain(id).any(|style| matches!(style.name.as_str(), "code words" | "html code" | "source text" | "verbatim char"))
    }

    /// Whether a style of words is that of datelines, as our own files have it.
    pub(super) fn is_dateline(&self, id: &str) -> bool {
        self.known.get(id).is_some_and(|style| style.name == "dateline")
    }

    /// Whether a style of words stresses them strongly, and whether at all.
    pub(super) fn stress(&self, id: &str) -> (bool, bool) {
        (self.chain(id).any(|style| style.strong), self.chain(id).any(|style| style.emphasis))
    }
}

/// The number of the list and the level that properties of a paragraph name.
pub(super) fn numbered(properties: &Node) -> Option<(String, usize)> {
    let number = properties.child("numPr")?;
    let level = number.val("ilvl").parse::<usize>().unwrap_or(0).min(8);
    Some((number.val("numId").to_owned(), level))
}

/// Numberings by their number: of each level the first number, none where it has bullets.
#[derive(Debug, Default)]
pub(super) struct Numberings(BTreeMap<String, Vec<Option<u32>>>);

impl Numberings {
    pub(super) fn of(part: Option<&Node>) -> Self {
        let Some(part) = part else { return Self::default() };
        let levels = |holder: &Node| -> Vec<Option<u32>> {
            let levels = holder.children.iter().filter(|child| child.name == "lvl").take(9);
            levels
                .map(|level| match level.val("numFmt") {
                    "bullet" | "none" => None,
                    _ => Some(level.val("start").parse().unwrap_or(1)),
                })
                .collect()
        };
        let named = |name: &'static str| part.children.iter().filter(move |child| child.name == name);
        let abstracts: BTreeMap<&str, Vec<Option<u32>>> = named("abstractNum").map(|one| (one.at("abstractNumId"), levels(one))).collect();
        let numbers = named("num").map(|one| {
            let mut levels = abstracts.get(one.val("abstractNumId")).cloned().unwrap_or_default();
            for begun in one.children.iter().filter(|child| child.name == "lvlOverride") {
                let at = begun.at("ilvl").parse::<usize>().ok().and_then(|at| levels.get_mut(at)).and_then(Option::as_mut);
                if let (Some(first), Ok(start)) = (at, begun.val("startOverride").parse()) {
                    *first = start;
                }
            }
            (one.at("numId").to_owned(), levels)
        });
        Self(numbers.collect())
    }

    /// The first number of a level of a list; none where it has bullets.
    pub(super) fn start(&self, number: &str, level: usize) -> Option<u32> {
        self.0.get(number).and_then(|levels| levels.get(level).copied()).flatten()
    }
}
