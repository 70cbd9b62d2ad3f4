//! What the law gives people: to see all that is kept about them, and to be forgotten (L4, L5).

use std::io::Write as _;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Value, json};

use super::{PersonCard, card, one_line};
use crate::contacts::past::Bringers;
use crate::contacts::service;
use crate::contacts::subject::{self, Parts};
use crate::error::{Place, Problem};
use crate::ids::PersonId;
use crate::messages::{Language, Message};
use crate::workspace::{Workspace, api, organisation, save_new};

/// How much is kept of somebody in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct KeptPart {
    /// Its word: `mails`, `imports`.
    pub part: String,
    /// How many entries.
    pub entries: u32,
}

impl KeptPart {
    /// What the part is called.
    #[must_use]
    pub fn says(&self) -> Message {
        heading(&self.part)
    }
}

/// What stands above each part of what is kept.
fn heading(part: &str) -> Message {
    Message::new(match part {
        "kept_by" => "contacts.access.kept_by",
        "as_of" => "contacts.access.as_of",
        "person" => "contacts.access.person",
        "suppressions" => "contacts.access.suppressions",
        "mails" => "contacts.access.mails",
        "touches" => "contacts.access.touches",
        "pins" => "contacts.access.pins",
        "imports" => "contacts.access.imports",
        "texts" => "contacts.access.texts",
        "mentions" => "contacts.access.mentions",
        _ => "contacts.access.practice",
    })
}

/// What stands first on the page.
const FIRST: [&str; 4] = ["kept_by", "as_of", "person", "suppressions"];

/// What goes when somebody is forgotten, and what does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ForgetPreview {
    /// Their name, or their address where there is none.
    pub name: String,
    /// The names that they had before: what says one of them is theirs, too.
    pub former: Vec<String>,
    /// Addresses that go; their keyed hashes stay suppressed.
    pub addresses: u32,
    /// What is kept elsewhere in the file.
    pub parts: Vec<KeptPart>,
    /// Backups that have them still: they are to be deleted by hand.
    pub backups: Vec<String>,
}

/// Everything that is kept about a person, as JSON: who keeps it, the person, and for each place a list of entries.
///
/// # Errors
/// `contacts.no_person`.
pub async fn access(ws: &Workspace, person: PersonId) -> Result<Value, Problem> {
    let (secret, parts, bringers, now) = (*ws.secret(), ws.part::<Parts>(), ws.part::<Bringers>(), ws.now());
    ws.read(move |tx| {
        let of = subject::subject(tx, &secret, &bringers, person)?;
        let (entry, suppressions) = subject::tell(tx, &of)?;
        let mut all = json!({
            "kept_by": organisation(tx)?,
            "as_of": now.to_rfc3339(),
            "person": entry,
            "suppressions": suppressions,
        });
        if let Some(all) = all.as_object_mut() {
            for part in &parts.0 {
                all.insert(part.word.to_owned(), Value::Array((part.tell)(tx, &of)?));
            }
        }
        Ok(all)
    })
    .await
}

/// Writes everything that is kept about a person to `to`, which must not exist: as JSON if its name ends so, else as a page to read.
///
/// # Errors
/// `contacts.no_person`, `workspace.exists`, `contacts.access_unwritten`: no half file is left.
pub async fn save_access(ws: &Workspace, person: PersonId, to: PathBuf, language: Language) -> Result<PathBuf, Problem> {
    let all = access(ws, person).await?;
    let is_json = to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let text = if is_json { format!("{all:#}\n") } else { page(&all, language) };
    save_new(&to, "contacts.access_unwritten", |file| file.write_all(text.as_bytes()))?;
    Ok(to)
}

/// The page: one table for the person, one for each entry elsewhere. It asks for nothing from anywhere.
fn page(all: &Value, language: Language) -> String {
    let say = |part: &str| escaped(&heading(part).text(language));
    let name = all.pointer("/person/name").and_then(Value::as_str).unwrap_or_default();
    let title = Message::new("contacts.access.title").with("name", name).text(language);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        if language == Language::De { "de" } else { "en" },
        title = escaped(&title),
    );
    let others = all.as_object().into_iter().flatten().map(|(part, _)| part.as_str()).filter(|part| !FIRST.contains(part));
    for (part, value) in FIRST.into_iter().chain(others).filter_map(|part| all.get(part).map(|value| (part, value))) {
        match value {
            Value::String(text) => out.push_str(&format!("<p>{}: {}</p>\n", say(part), escaped(text))),
            Value::Array(entries) => {
                out.push_str(&format!("<h2>{} ({})</h2>\n", say(part), entries.len()));
                entries.iter().for_each(|entry| table(entry, &mut out));
            }
            other => {
                out.push_str(&format!("<h2>{}</h2>\n", say(part)));
                table(other, &mut out);
            }
        }
    }
    out.push_str("</body>\n</html>\n");
    out
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}\
table{border-collapse:collapse;margin:0 0 1rem;width:100%}th,td{text-align:start;vertical-align:top;padding:.2rem .6rem .2rem 0;\
border-bottom:1px solid #ccc;overflow-wrap:anywhere;white-space:pre-wrap}th{width:11rem;font-weight:500;color:#555}";

fn table(value: &Value, out: &mut String) {
    let Some(fields) = value.as_object() else {
        out.push_str(&format!("<p>{}</p>\n", escaped(&plain(value))));
        return;
    };
    out.push_str("<table>\n");
    for (field, value) in fields.iter().filter(|(_, value)| !is_nothing(value)) {
        let shown = match value {
            // Their own photo is shown, not told.
            Value::String(uri) if field == "photo" && uri.starts_with("data:image/") => {
                out.push_str(&format!("<tr><th scope=\"row\">photo</th><td><img src=\"{}\" alt=\"\"></td></tr>\n", escaped(uri)));
                continue;
            }
            Value::Array(entries) => entries.iter().map(plain).collect::<Vec<_>>().join("\n"),
            other => plain(other),
        };
        out.push_str(&format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escaped(&field.replace('_', " ")), escaped(&shown)));
    }
    out.push_str("</table>\n");
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// A value in one line.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => {
            let parts = fields.iter().filter(|(_, value)| !is_nothing(value));
            parts.map(|(field, value)| format!("{}: {}", field.replace('_', " "), plain(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Array(entries) => entries.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Restricts a person: everything is kept, and no distribution uses it (L6; GDPR 18). Another reason takes the place of the first.
///
/// # Errors
/// `contacts.no_person`, `contacts.reason_needed`: nothing has changed.
pub async fn restrict(ws: &Workspace, id: PersonId, reason: String) -> Result<PersonCard, Problem> {
    let (secret, reason) = (*ws.secret(), needed(&reason)?);
    ws.write(Message::new("contacts.action.restricted"), move |tx| {
        service::set_restricted(tx, id, Some(&reason))?;
        card(tx, &secret, id)
    })
    .await
}

/// Lifts a restriction. The reason is kept with the step in the history.
///
/// # Errors
/// `contacts.no_person`, `contacts.reason_needed`: nothing has changed.
pub async fn lift_restriction(ws: &Workspace, id: PersonId, reason: String) -> Result<PersonCard, Problem> {
    let (secret, reason) = (*ws.secret(), needed(&reason)?);
    ws.write(Message::new("contacts.action.unrestricted").with("reason", reason), move |tx| {
        service::set_restricted(tx, id, None)?;
        card(tx, &secret, id)
    })
    .await
}

/// A reason that must be given.
fn needed(reason: &str) -> Result<String, Problem> {
    let reason = one_line("reason", reason)?;
    if reason.is_empty() {
        return Err(Problem::refusal("contacts.reason_needed").at(Place::field("reason")));
    }
    Ok(reason)
}

/// What would go if this person were forgotten. Nothing is changed.
///
/// # Errors
/// `contacts.no_person`.
pub async fn forget_preview(ws: &Workspace, person: PersonId) -> Result<ForgetPreview, Problem> {
    let (secret, parts, bringers) = (*ws.secret(), ws.part::<Parts>(), ws.part::<Bringers>());
    let backups = api::backups(ws).await?.copies.into_iter().map(|copy| copy.path).collect();
    ws.read(move |tx| {
        let of = subject::subject(tx, &secret, &bringers, person)?;
        let mut kept = Vec::new();
        for part in &parts.0 {
            let entries = u32::try_from((part.tell)(tx, &of)?.len()).unwrap_or(u32::MAX);
            kept.push(KeptPart { part: part.word.to_owned(), entries });
        }
        let name = if of.name.is_empty() { of.addresses.first().cloned().unwrap_or_default() } else { of.name.clone() };
        Ok(ForgetPreview { name, former: of.former, addresses: u32::try_from(of.keys.len()).unwrap_or(u32::MAX), parts: kept, backups })
    })
    .await
}

/// Forgets a person: everything goes but the keyed hashes of their addresses, which stay suppressed, and the ledger's rows, which name
/// nobody then. Mails to them that wait are left out. There is no undo. Backups are not touched.
///
/// # Errors
/// `contacts.no_person`; `distribution.forget_under_way` while a mail to them is on its way: nothing has changed.
pub async fn forget(ws: &Workspace, person: PersonId) -> Result<ForgetPreview, Problem> {
    let gone = forget_preview(ws, person).await?;
    let (secret, parts, bringers) = (*ws.secret(), ws.part::<Parts>(), ws.part::<Bringers>());
    ws.write_quietly(move |tx| subject::forget(tx, &parts, &subject::subject(tx, &secret, &bringers, person)?)).await?;
    // What was written before lies in the log until it is carried into the file.
    let file = ws.clone();
    let _emptied =
        tokio::task::spawn_blocking(move || file.empty_log()).await.map_err(|e| Problem::failure("workspace.failed").because(e))?;
    Ok(gone)
}
