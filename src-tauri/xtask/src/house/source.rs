//! The checkout's files, and Rust read as tokens, so that what stands inside a macro is seen too.

use std::path::Path;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The text files that belong to the project, by path from the root with `/`.
#[derive(Debug, Default)]
pub(crate) struct Files(Vec<(String, String)>);

/// Folders that hold what is made, not written.
const MADE: &[&str] = &["target", "node_modules", "dist", ".git", ".shots", "gen"];

/// Endings of the files that are read.
const READ: &[&str] =
    &["rs", "toml", "md", "ts", "js", "svelte", "css", "html", "json", "sql", "yml", "yaml", "py", "sh", "run", "lock", "desktop"];

impl Files {
    /// Reads the checkout.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        let mut files = Vec::new();
        let walk = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|e| !(e.file_type().is_dir() && e.file_name().to_str().is_some_and(|n| MADE.contains(&n)))) {
            let entry = entry.map_err(|e| e.to_string())?;
            let path = entry.path().strip_prefix(root).map_err(|e| e.to_string())?;
            let name = path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            let ending = name.rsplit(['.', '/']).next().unwrap_or_default();
            if entry.file_type().is_file() && READ.contains(&ending) {
                let text = std::fs::read(entry.path()).map_err(|e| format!("{name} cannot be read: {e}"))?;
                files.push((name, String::from_utf8_lossy(&text).into_owned()));
            }
        }
        Ok(Self(files))
    }

    /// Files made up for a test.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    /// All files.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The files below `folder` whose name ends with `ending`.
    pub(crate) fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter(move |(name, _)| name.starts_with(folder) && name.ends_with(ending))
    }

    /// One file's text.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| *n == name).map(|(_, text)| text)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// A word or sign of the code with its line; groups are opened and closed by signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// The word, the sign, or a string literal's inside.
    pub(crate) text: String,
    /// What kind of token it is.
    pub(crate) kind: TokenKind,
    /// Its line, counted from 1.
    pub(crate) line: usize,
}

/// Kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A name or keyword.
    Word,
    /// Punctuation or a bracket.
    Sign,
    /// A string literal; a doc comment is one too.
    Text,
}

/// The code's tokens in order, those inside macros too, without modules marked `#[cfg(test)]` and without doc comments.
/// What does not parse is no business of this house: the compiler tells it better.
pub(crate) fn tokens(code: &str) -> Vec<Token> {
    let mut out = Vec::new();
    if let Ok(stream) = code.parse::<TokenStream>() {
        flatten(stream, &mut out);
    }
    out
}

fn flatten(stream: TokenStream, out: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => flatten_group(&group, out),
            TokenTree::Ident(word) => push(out, word.to_string(), TokenKind::Word, word.span().start().line),
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                if let Some(TokenTree::Group(attribute)) = trees.peek() {
                    let inside = attribute.stream().to_string();
                    let line = attribute.span_open().start().line;
                    if attribute.delimiter() == Delimiter::Bracket && inside.replace(' ', "").starts_with("cfg(test") {
                        trees.next();
                        skip_item(&mut trees);
                    } else if inside.starts_with("doc") {
                        trees.next();
                    } else {
                        push(out, "#".into(), TokenKind::Sign, line);
                    }
                }
            }
            TokenTree::Punct(sign) => push(out, sign.as_char().to_string(), TokenKind::Sign, sign.span().start().line),
            TokenTree::Literal(literal) => {
                let line = literal.span().start().line;
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    push(out, text.value(), TokenKind::Text, line);
                }
            }
        }
    }
}

fn flatten_group(group: &Group, out: &mut Vec<Token>) {
    let (open, close) = match group.delimiter() {
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::None => ("", ""),
    };
    push(out, open.into(), TokenKind::Sign, group.span_open().start().line);
    flatten(group.stream(), out);
    push(out, close.into(), TokenKind::Sign, group.span_close().start().line);
}

/// Leaves out one item: up to its braces or its semicolon.
fn skip_item(trees: &mut impl Iterator<Item = TokenTree>) {
    for tree in trees {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            TokenTree::Punct(sign) if sign.as_char() == ';' => return,
            _ => {}
        }
    }
}

fn push(out: &mut Vec<Token>, text: String, kind: TokenKind, line: usize) {
    out.push(Token { text, kind, line });
}

/// Whether the file holds tests alone, which may reach across modules.
pub(crate) fn is_test(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.ends_with("_tests.rs") || file.ends_with("/testing.rs") || file.contains("/tests/")
}
