//! `tidings people duplicates`, `apart`, `merge`, `access`, `forget`: keeping people clean, and what the law gives them.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use tidings_core::contacts::api::{self, DuplicatePair, MergePreview};
use tidings_core::contacts::{CUSTOM_PREFIX, DuplicateRule, MergeField, PersonRow};
use tidings_core::error::Problem;
use tidings_core::ids::PersonId;
use tidings_core::importing::api::jobs;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};
use crate::work;

/// A page that is read at a time.
const PAGE: u32 = 1_000;

/// Two people who may be one, for programs.
#[derive(Serialize)]
struct Alike<'a> {
    rule: DuplicateRule,
    what: &'a str,
    people: Vec<Person<'a>>,
}

#[derive(Serialize)]
struct Person<'a> {
    person: PersonId,
    name: &'a str,
    address: &'a str,
    outlet: &'a str,
}

/// Looks at everybody and tells who may be there twice.
pub(super) async fn duplicates(ws: &Workspace, limit: Option<u32>, output: &Output) -> Result<Answer, Problem> {
    if !work::watched(&jobs(ws), output, api::look_for_duplicates(ws)).await? {
        return Err(Problem::failure("contacts.look_stopped"));
    }
    let (mut from, mut left, mut rows) = (0, limit.unwrap_or(u32::MAX), Vec::new());
    while left > 0 {
        let page = api::duplicates(ws, from, left.min(PAGE)).await?;
        let told = u32::try_from(page.len()).unwrap_or(u32::MAX);
        if output.is_json() {
            page.iter().for_each(|pair| output.object(&alike(pair)));
        } else {
            rows.extend(page.iter().map(|pair| row(pair, output)));
        }
        (from, left) = (from + told, left - told);
        if told < PAGE {
            break;
        }
    }
    if !output.is_json() {
        output.table(&["cli.head.rule", "cli.head.what", "cli.head.people"], rows);
    }
    let all = api::duplicates_left(ws).await?.left;
    if all > from {
        output.note(&output.say(&Message::new("cli.people.more_duplicates").with("n", all - from)));
    }
    Ok(Answer::Done)
}

fn alike(pair: &DuplicatePair) -> Alike<'_> {
    let people = pair.people.iter().map(|row| Person { person: row.id, name: &row.name, address: &row.address, outlet: &row.outlet });
    Alike { rule: pair.rule, what: &pair.what, people: people.collect() }
}

fn row(pair: &DuplicatePair, output: &Output) -> Vec<String> {
    let who = |row: &PersonRow| {
        let outlet = if row.outlet.is_empty() { String::new() } else { format!(", {}", row.outlet) };
        format!("{} {}{outlet}", row.id, row.name)
    };
    vec![output.say(&pair.rule.says()), pair.what.clone(), pair.people.iter().map(who).collect::<Vec<_>>().join("\n")]
}

/// Notes that two are two people.
pub(super) async fn apart(ws: &Workspace, one: &str, other: &str, output: &Output) -> Result<Answer, Problem> {
    let (one, other) = (api::who(ws, one).await?, api::who(ws, other).await?);
    let new = api::apart(ws, one, other).await?;
    output.answer(&serde_json::json!({ "one": one, "other": other, "apart": true, "new": new }), || {
        output.say(&Message::new("cli.people.apart").with("one", one.to_string()).with("other", other.to_string()))
    });
    Ok(Answer::Done)
}

/// Which two records are made one, and what stays.
#[derive(Args)]
pub(crate) struct Merge {
    /// The record that is kept: number or address.
    keep: String,
    /// The record that goes: number or address.
    other: String,
    /// Fields of which the other's stays, where both say something; one of your own as questions call it: field.press-card.
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = field)]
    take: Vec<String>,
    /// Do it.
    #[arg(long)]
    apply: bool,
}

fn field(word: &str) -> Result<String, String> {
    let is_known = word.starts_with(CUSTOM_PREFIX) || MergeField::ALL.iter().any(|(_, known)| *known == word);
    if is_known { Ok(word.to_owned()) } else { Err(format!("{}, {CUSTOM_PREFIX}…", MergeField::ALL.map(|(_, known)| known).join(", "))) }
}

/// Shows what becomes of two records, or makes them one.
pub(super) async fn merge(ws: &Workspace, asked: Merge, output: &Output) -> Result<Answer, Problem> {
    let (keep, other) = (api::who(ws, &asked.keep).await?, api::who(ws, &asked.other).await?);
    let take = api::merge_fields(ws, asked.take).await?;
    if asked.apply {
        let card = api::merge(ws, keep, other, take).await?;
        output.answer(&card, || format!("{} {}", card.id, card.fields.name));
        return Ok(Answer::Done);
    }
    let preview = api::merge_preview(ws, keep, other).await?;
    if output.is_json() {
        output.object(&preview);
    } else {
        output.table(&["cli.head.field", "cli.head.stays", "cli.head.goes"], stays(&preview, &take, output));
        if let Some(reason) = &preview.do_not_contact {
            output.note(&output.say(&Message::new("cli.people.merge_barred").with("reason", reason.clone())));
        }
        if let Some(reason) = preview.suppresses_all {
            output.note(&output.say(&Message::new("cli.people.merge_suppresses").with("reason", reason.word())));
        }
        output.note(&output.words("cli.people.merge_apply"));
    }
    Ok(Answer::Done)
}

fn stays(preview: &MergePreview, take: &[MergeField], output: &Output) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for choice in &preview.fields {
        let takes = choice.takes_other || choice.differs && take.contains(&choice.field);
        let (stays, goes) = if takes { (&choice.other, &choice.kept) } else { (&choice.kept, &choice.other) };
        rows.push(vec![choice.word.clone(), stays.clone(), if stays == goes { String::new() } else { goes.clone() }]);
    }
    for list in &preview.lists {
        let entries: Vec<&str> = list.entries.iter().map(|entry| entry.text.as_str()).collect();
        rows.push(vec![list.list.clone(), entries.join("\n"), String::new()]);
    }
    let touches = preview.touches[0] + preview.touches[1];
    if touches > 0 {
        rows.push(vec!["touches".to_owned(), touches.to_string(), String::new()]);
    }
    if !preview.notes.is_empty() {
        rows.push(vec![output.words("cli.people.notes"), preview.notes.join("\n"), String::new()]);
    }
    rows
}

/// Writes everything that is kept about a person.
pub(super) async fn access(ws: &Workspace, who: &str, out: Option<PathBuf>, output: &Output) -> Result<Answer, Problem> {
    let person = api::who(ws, who).await?;
    match out {
        Some(file) => {
            let file = api::save_access(ws, person, file, output.language()).await?;
            output.answer(&serde_json::json!({ "file": file }), || file.display().to_string());
        }
        None => output.object(&api::access(ws, person).await?),
    }
    Ok(Answer::Done)
}

/// Tells what goes when a person is forgotten, or forgets them.
pub(super) async fn forget(ws: &Workspace, who: &str, apply: bool, output: &Output) -> Result<Answer, Problem> {
    let person = api::who(ws, who).await?;
    let gone = if apply { api::forget(ws, person).await? } else { api::forget_preview(ws, person).await? };
    if output.is_json() {
        output.object(&serde_json::json!({ "person": person, "forgotten": apply, "goes": gone }));
    } else {
        let part = |part: &api::KeptPart| vec![output.say(&part.says()), part.entries.to_string()];
        let mut rows = vec![vec![output.words("cli.head.address"), gone.addresses.to_string()]];
        rows.extend(gone.parts.iter().map(part));
        output.table(&["cli.head.what", "cli.head.count"], rows);
        if !gone.former.is_empty() {
            output.note(&output.say(&Message::new("cli.people.forget_former").with("names", gone.former.join("; "))));
        }
        for backup in &gone.backups {
            output.note(&output.say(&Message::new("cli.people.forget_backup").with("file", backup.clone())));
        }
        output.note(&output.words(if apply { "cli.people.forgotten" } else { "cli.people.forget_apply" }));
    }
    Ok(Answer::Done)
}

/// `tidings people typos --right`.
pub(super) async fn keep_domain(ws: &Workspace, said: String, output: &Output) -> Result<Answer, Problem> {
    let domain = api::keep_domain(ws, said).await?;
    output.answer(&serde_json::json!({ "right": domain }), || domain.clone());
    Ok(Answer::Done)
}

/// `tidings people typos --doubt`.
pub(super) async fn doubt_domain(ws: &Workspace, said: String, output: &Output) -> Result<Answer, Problem> {
    let domain = api::doubt_domain(ws, said).await?;
    output.answer(&serde_json::json!({ "doubted": domain }), || domain.clone());
    Ok(Answer::Done)
}

/// `tidings people typos`.
pub(super) async fn typos(ws: &Workspace, who: &[String], mend: bool, apply: bool, output: &Output) -> Result<Answer, Problem> {
    let mut people = Vec::with_capacity(who.len());
    for one in who {
        people.push(api::who(ws, one).await?);
    }
    let api::Slips { mut slips, right, .. } = api::slips(ws, u32::MAX).await?;
    slips.retain(|slip| people.is_empty() || people.contains(&slip.person));
    if mend && apply {
        let mended = api::mend_slips(ws, (!people.is_empty()).then_some(people)).await?;
        output.answer(&serde_json::json!({ "mended": mended }), || mended.to_string());
        return Ok(Answer::Done);
    }
    if output.is_json() {
        slips.iter().for_each(|slip| output.object(slip));
    } else {
        let row = |slip: &api::Slip| vec![slip.person.to_string(), slip.name.clone(), slip.address.clone(), slip.meant.clone()];
        output.table(&["cli.head.id", "cli.head.name", "cli.head.address", "cli.head.meant"], slips.iter().map(row).collect());
    }
    if !right.is_empty() {
        output.note(&output.say(&Message::new("cli.typos.right").with("domains", right.join(", "))));
    }
    if mend {
        output.note(&output.say(&Message::new("cli.typos.would").with("n", slips.len())));
    }
    Ok(Answer::Done)
}
