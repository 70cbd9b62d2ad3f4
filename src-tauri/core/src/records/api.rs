//! What the shells ask of the record of processing.

use std::io::Write as _;
use std::path::PathBuf;

use super::page::{Record, Section};
use crate::accounts::{self, AccountKind};
use crate::contacts::{self, Basis, PersonKind, Tally};
use crate::error::Problem;
use crate::messages::{Language, Message};
use crate::workspace::{Workspace, organisation, save_new};

/// The record of processing (GDPR 30), filled in as far as the file knows, as Markdown.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn processing(ws: &Workspace, language: Language) -> Result<String, Problem> {
    Ok(record(ws).await?.markdown(language))
}

/// Writes the record to `to`, which must not exist: as Markdown if its name ends so, else as a page to read.
///
/// # Errors
/// `workspace.exists`, `records.unwritten`: no half file is left.
pub async fn save_processing(ws: &Workspace, to: PathBuf, language: Language) -> Result<PathBuf, Problem> {
    let record = record(ws).await?;
    let markdown = to.extension().is_some_and(|end| end.eq_ignore_ascii_case("md") || end.eq_ignore_ascii_case("markdown"));
    let text = if markdown { record.markdown(language) } else { record.html(language) };
    save_new(&to, "records.unwritten", |file| file.write_all(text.as_bytes()))?;
    Ok(to)
}

async fn record(ws: &Workspace) -> Result<Record, Problem> {
    let accounts = accounts::api::list(ws).await?;
    let (organisation, tally, fields) = ws.read(|tx| Ok((organisation(tx)?, contacts::tally(tx)?, contacts::custom_fields(tx)?))).await?;
    let fields: Vec<String> = fields.into_iter().map(|field| field.name).collect();
    let sending = || accounts.iter().filter(|account| account.fields.kind == AccountKind::Smtp);
    let mut keeper = vec![Message::new("records.keeper.name").with("name", organisation.as_str())];
    keeper.extend(sending().map(|account| Message::new("records.keeper.sender").with("address", account.from_address.as_str())));
    let mut recipients = vec![Message::new("records.recipients.receivers")];
    recipients.extend(sending().map(|account| {
        let host = account.fields.server.host.as_str();
        Message::new("records.recipients.provider").with("host", host).with("address", account.from_address.as_str())
    }));
    Ok(Record {
        title: Message::new("records.title").with("name", organisation),
        intro: Message::new("records.intro").with("on", ws.now().to_rfc3339().get(..10).unwrap_or_default()),
        sections: vec![
            section("records.keeper", keeper, &["records.keeper.open", "records.officer.open"]),
            section("records.purposes", purposes(&tally), &["records.purposes.open"]),
            section("records.people", people(&tally), &[]),
            section("records.data", data(&tally, &fields), &["records.data.open"]),
            section("records.basis", basis(&tally), &["records.basis.open"]),
            section("records.recipients", recipients, &["records.recipients.open"]),
            section("records.transfers", vec![Message::new("records.transfers.none")], &["records.transfers.open"]),
            section("records.erasure", erasure(&tally), &["records.erasure.open"]),
            section("records.security", security(), &["records.security.open"]),
        ],
    })
}

fn section(heading: &'static str, lines: Vec<Message>, open: &[&'static str]) -> Section {
    Section { heading: Message::new(heading), lines, open: open.iter().map(|key| Message::new(key)).collect() }
}

fn purposes(tally: &Tally) -> Vec<Message> {
    let has = |staff: bool| tally.kinds.iter().any(|(kind, n)| *n > 0 && (*kind == PersonKind::Employee) == staff);
    let mut lines = Vec::new();
    if has(false) {
        lines.push(Message::new("records.purposes.press"));
    }
    if has(true) {
        lines.push(Message::new("records.purposes.staff"));
    }
    lines.push(Message::new("records.purposes.proof"));
    lines
}

fn people(tally: &Tally) -> Vec<Message> {
    if tally.kinds.is_empty() {
        return vec![Message::new("records.people.nobody")];
    }
    let line = |(kind, n): &(PersonKind, u32)| Message::new("records.people.kind").with("kind", kind.word()).with("n", *n);
    tally.kinds.iter().map(line).collect()
}

fn data(tally: &Tally, fields: &[String]) -> Vec<Message> {
    let mut lines = vec![Message::new("records.data.always")];
    for (key, n) in [("records.data.phones", tally.phones), ("records.data.notes", tally.notes), ("records.data.touches", tally.touches)] {
        if n > 0 {
            lines.push(Message::new(key).with("n", n));
        }
    }
    if !fields.is_empty() {
        lines.push(Message::new("records.data.fields").with("names", fields.join(", ")));
    }
    lines.push(Message::new("records.data.mails"));
    lines
}

fn basis(tally: &Tally) -> Vec<Message> {
    let by_right = |(basis, n): &(Basis, u32)| Message::new("records.basis.of").with("basis", basis.word()).with("n", *n);
    let by_source = |(source, n): &(String, u32)| Message::new("records.basis.source").with("source", source.as_str()).with("n", *n);
    let mut lines: Vec<Message> = tally.bases.iter().map(by_right).chain(tally.sources.iter().map(by_source)).collect();
    if tally.more_sources > 0 {
        lines.push(Message::new("records.basis.more").with("n", tally.more_sources));
    }
    lines
}

fn erasure(tally: &Tally) -> Vec<Message> {
    let mut lines = vec![Message::new("records.erasure.asked"), Message::new("records.erasure.backups")];
    if tally.suppressed > 0 {
        lines.push(Message::new("records.erasure.suppressed").with("n", tally.suppressed));
    }
    if tally.restricted > 0 {
        lines.push(Message::new("records.erasure.restricted").with("n", tally.restricted));
    }
    lines
}

fn security() -> Vec<Message> {
    ["records.security.file", "records.security.passwords", "records.security.tls", "records.security.history"]
        .into_iter()
        .map(Message::new)
        .collect()
}
