//! `tidings people write`: one person is sent a document, or a short letter.

use std::path::{Path, PathBuf};

use clap::Args;
use tidings_core::accounts;
use tidings_core::contacts::api;
use tidings_core::distribution::api::{self as distributions, OneOff};
use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};
use crate::send;

/// What one person is written.
#[derive(Args)]
pub(crate) struct Write {
    /// The person: number or address.
    who: String,
    /// The document that they get.
    #[arg(long, value_name = "DOCUMENT", conflicts_with_all = ["subject", "text"], required_unless_present = "subject")]
    document: Option<DocumentId>,
    /// The subject of a short letter.
    #[arg(long, requires = "text")]
    subject: Option<String>,
    /// The file that its text stands in, Markdown; `-` reads it from stdin.
    #[arg(long, value_name = "FILE", requires = "subject")]
    text: Option<PathBuf>,
    /// The account's name; else the only one.
    #[arg(long)]
    account: Option<String>,
    #[command(flatten)]
    how: send::How,
}

pub(super) async fn run(ws: &Workspace, write: Write, output: &Output) -> Result<Answer, Problem> {
    let person = api::who(ws, &write.who).await?;
    let account = accounts::api::named(ws, write.account).await?;
    let what = match (write.document, write.subject, write.text) {
        (Some(document), ..) => OneOff::Document { document },
        (None, Some(subject), Some(file)) => OneOff::Letter { subject, text: text_of(&file)?, language: output.language() },
        _ => return Err(Problem::refusal("literature.empty")),
    };
    let is_letter = matches!(what, OneOff::Letter { .. });
    let request = distributions::to_one(ws, person, account.id, what).await?;
    let made = is_letter.then_some(request.document);
    send::go_with(ws, write.how.apply(request), &write.how, made, output).await
}

fn text_of(file: &Path) -> Result<String, Problem> {
    let read = if file.as_os_str() == "-" { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(file) };
    read.map_err(|error| Problem::missing("literature.file_unreadable").with("file", file.display().to_string()).because(error))
}
