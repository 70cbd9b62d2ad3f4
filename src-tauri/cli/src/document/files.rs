//! What is told of a document's files: those that were attached, and sets with whose each file is.

use serde::Serialize;
use tidings_core::distribution::api::{FileFor, FilePerson, FileSet};
use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::literature::{Attachment, FileKey, api};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Fault, Output};

pub(super) async fn is_optional(ws: &Workspace, id: DocumentId, set: &str) -> Result<bool, Problem> {
    let files = api::show(ws, id).await?.files;
    Ok(files.iter().filter_map(|file| file.for_whom.as_ref()).any(|whom| whom.set == set && whom.optional))
}

/// Sets with whose each file is: one object a set for programs, one line a file for people.
pub(super) fn show_sets(sets: &[FileSet], output: &Output) {
    if output.is_json() {
        return sets.iter().for_each(|set| output.object(set));
    }
    for set in sets {
        let key = match set.key {
            FileKey::Email => Message::new("cli.files.by_address"),
            key => Message::new("cli.files.by_field").with("field", key.word()),
        };
        let head = Message::new("cli.files.set").with("set", set.set.as_str()).with("n", set.files.len()).with("given", set.given);
        output.note(&format!("{} ({})", output.say(&head), output.say(&key)));
        let who = |file: &FileFor| match file.people.as_slice() {
            [] => output.say(&Message::new("cli.files.nobodys")),
            people => people.iter().take(4).map(named).collect::<Vec<_>>().join(", "),
        };
        let row = |file: &FileFor| vec![file.name.clone(), file.value.clone(), file.count.to_string(), who(file)];
        output.table(&["cli.head.file", "cli.head.for", "cli.head.people", "cli.head.who"], set.files.iter().map(row).collect());
        for one in &set.without {
            output.note(&output.say(&Message::new("cli.files.without").with("name", named(one))));
        }
        for refused in &set.refused {
            output.note(&output.say(&refused.what));
        }
    }
}

fn named(one: &FilePerson) -> String {
    if one.name.is_empty() { one.address.clone() } else { format!("{} <{}>", one.name, one.address) }
}

/// What `document attach` prints for programs.
#[derive(Serialize)]
struct Attached<'a> {
    attached: &'a [Attachment],
    refused: Vec<Fault<'a>>,
    encoded_bytes: u64,
}

/// Files that were refused are named with the reason; the others are attached.
pub(super) fn attach(report: api::AttachReport, output: &Output) -> Result<Answer, Problem> {
    if report.attached.is_empty() && report.refused.len() == 1 {
        // Nothing has changed: it ends as every refusal does.
        return report.refused.into_iter().next().map_or(Ok(Answer::Done), Err);
    }
    for refused in &report.refused {
        output.note(&output.say(&refused.what));
    }
    report.told.iter().for_each(|told| output.must_know(&output.say(told)));
    let refused = report.refused.iter().map(|refused| output.fault(refused)).collect();
    let shown = Attached { attached: &report.attached, refused, encoded_bytes: report.encoded_bytes };
    output.answer(&shown, || {
        report
            .attached
            .iter()
            .map(|file| format!("{} ({})", file.name, output.say(&Message::new("cli.bytes").with("n", file.bytes))))
            .collect::<Vec<_>>()
            .join("\n")
    });
    Ok(if report.refused.is_empty() { Answer::Done } else { Answer::NotForEverybody })
}
