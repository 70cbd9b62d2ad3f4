//! Imports go down only, and neighbours never import each other.

use super::Fault;
use super::source::{Files, Token, TokenKind, is_test, tokens};

const CORE: &str = "src-tauri/core/src/";

/// The modules of the core by layer. Only the lowest knows itself: errors are made of messages.
const LAYERS: &[&[&str]] = &[
    &["error", "ids", "clock", "messages"],
    &["net", "jobs", "package", "power", "workspace"],
    &["accounts", "contacts", "literature"],
    &["assets"],
    &["segments", "rendering", "network", "records", "proofing"],
    &["distribution", "practice"],
    &["mailbox", "touches"],
    &["importing", "campaigns", "reach"],
    &["events", "staff", "coverage", "newsroom", "enquiries"],
    &["sample", "agent", "today"],
];

const MEND: &str = "Let the lower module declare what it asks for, and plug the answer in at lib.rs (docs/ARCHITECTURE.md, Layers).";

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Checks every import inside the core.
pub(super) fn check(files: &Files) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (file, code) in files.below(CORE, ".rs").filter(|(file, _)| !is_test(file)) {
        let inside = file.trim_start_matches(CORE);
        let own = inside.split(['/', '.']).next().unwrap_or_default();
        if own == "lib" {
            continue;
        }
        let Some(own_layer) = layer(own) else {
            faults.push(Fault::new(
                file,
                1,
                format!("`{own}` stands in no layer."),
                "Give the module its layer in xtask's house/layers.rs and in docs/ARCHITECTURE.md.",
            ));
            continue;
        };
        for (named, line) in named_modules(&tokens(code), depth(inside)) {
            let Some(other_layer) = layer(&named) else { continue };
            let leaf = own_layer == 0 && other_layer == 0;
            if named != own && !leaf && other_layer >= own_layer {
                let how = if other_layer == own_layer { "is its neighbour" } else { "stands above it" };
                faults.push(Fault::new(file, line, format!("`{own}` imports `{named}`, which {how}."), MEND));
            }
        }
    }
    faults
}

/// How many modules deep a file is: `a/mod.rs` is 1, `a/b.rs` is 2.
fn depth(inside: &str) -> usize {
    let parts = inside.split('/').count();
    if inside.ends_with("/mod.rs") { parts - 1 } else { parts }
}

/// The top modules that are named by `crate::…` or by enough `super::`, also in `{a, b::c}`.
fn named_modules(tokens: &[Token], depth: usize) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    let word = |i: usize, text: &str| tokens.get(i).is_some_and(|t| t.kind == TokenKind::Word && t.text == text);
    let colons = |i: usize| sign(tokens, i, ":") && sign(tokens, i + 1, ":");
    while at < tokens.len() {
        if word(at, "crate") && colons(at + 1) {
            heads(tokens, at + 3, &mut found);
            at += 3;
        } else if word(at, "super") && colons(at + 1) {
            let mut supers = 1;
            at += 3;
            while word(at, "super") && colons(at + 1) {
                supers += 1;
                at += 3;
            }
            if supers >= depth {
                heads(tokens, at, &mut found);
            }
        } else {
            at += 1;
        }
    }
    found
}

fn sign(tokens: &[Token], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|t| t.kind == TokenKind::Sign && t.text == text)
}

/// The first names of a path that begins at `at`: one, or each of a group's.
fn heads(tokens: &[Token], at: usize, found: &mut Vec<(String, usize)>) {
    if !sign(tokens, at, "{") {
        if let Some(token) = tokens.get(at) {
            found.push((token.text.clone(), token.line));
        }
        return;
    }
    let (mut nested, mut first) = (0_usize, true);
    for token in tokens.iter().skip(at) {
        match (token.kind, token.text.as_str()) {
            (TokenKind::Sign, "{") => nested += 1,
            (TokenKind::Sign, "}") if nested <= 1 => return,
            (TokenKind::Sign, "}") => nested -= 1,
            (TokenKind::Sign, ",") if nested == 1 => first = true,
            (TokenKind::Word, _) if nested == 1 && first => {
                found.push((token.text.clone(), token.line));
                first = false;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(file: &str, code: &str) -> Vec<(usize, String)> {
        check(&Files::of(&[(&format!("{CORE}{file}"), code)])).into_iter().map(|f| (f.line, f.what)).collect()
    }

    #[test]
    fn down_is_allowed() {
        assert_eq!(faults("segments/service.rs", "use crate::contacts::members;\nuse crate::{ids::PersonId, workspace::ReadTx};"), []);
        assert_eq!(faults("error.rs", "use crate::messages::Message;"), []);
    }

    #[test]
    fn up_and_sideways_are_found_with_their_line() {
        assert_eq!(
            faults("contacts/mod.rs", "\nuse crate::segments::Query;"),
            [(2, "`contacts` imports `segments`, which stands above it.".into())]
        );
        assert_eq!(faults("contacts/mod.rs", "use crate::literature::Document;")[0].0, 1);
        assert_eq!(faults("net/mod.rs", "use crate::{ids, workspace::Workspace};").len(), 1);
    }

    #[test]
    fn nothing_hides_in_a_macro_a_group_or_behind_super() {
        assert_eq!(faults("contacts/mod.rs", "x! { crate::distribution::start() }").len(), 1);
        assert_eq!(faults("contacts/mod.rs", "macro_rules! m { () => { $crate::distribution::start() } }").len(), 1);
        assert_eq!(faults("contacts/view/rows.rs", "use super::super::super::segments::Query;").len(), 1);
        assert_eq!(faults("contacts/view/rows.rs", "use super::super::segments::Query;"), []);
        assert_eq!(faults("contacts/mod.rs", "use crate::{ids::{PersonId, OutletId}, segments};").len(), 1);
    }

    #[test]
    fn tests_may_reach_across() {
        assert_eq!(faults("contacts/tests.rs", "use crate::distribution::start;"), []);
        assert_eq!(faults("contacts/mod.rs", "#[cfg(test)]\nmod tests { use crate::distribution::start; }"), []);
    }

    #[test]
    fn a_module_without_a_layer_is_named() {
        assert_eq!(faults("utils.rs", "").len(), 1);
    }
}
