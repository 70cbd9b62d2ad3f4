//! A text like an earlier one: what stands in every text of its kind, and no word of its body. Pure.

use crate::literature::blocks::Block;
use crate::literature::document::{Document, Part};
use crate::literature::front::{self, Front};
use crate::literature::kind::{DocumentKind, PART_CLASSES};

/// The beginning of a text like `earlier`: its kind, language and sort, the headings of its parts, its boilerplate, notes, contact and blocks.
pub(super) fn like(earlier: &str, kind: DocumentKind) -> String {
    let document = Document::parse(earlier);
    let front = Front {
        language: document.front.language.clone(),
        kind: Some(kind.as_str().to_owned()),
        announcement: document.front.announcement.clone(),
        ..Front::default()
    };
    let mut kept: Vec<&str> = Vec::new();
    for (at, placed) in document.blocks.iter().enumerate() {
        let part = document.parts.iter().find(|part| part.blocks.contains(&at));
        let standing = part.is_some_and(Part::is_small);
        let begins = matches!(&placed.block, Block::Heading { class: Some(class), .. } if PART_CLASSES.contains(&class.as_str()));
        if standing || begins || matches!(placed.block, Block::Shared(_)) {
            kept.extend(earlier.get(placed.span.clone()));
        }
    }
    let head = front::set("", &front);
    match kept.is_empty() {
        true => head,
        false => format!("{}\n{}\n", head.trim_end_matches('\n').to_owned() + "\n", kept.join("\n\n")),
    }
}
