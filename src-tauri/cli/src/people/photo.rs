//! `tidings people photo`: the photo of a person.

use std::path::PathBuf;

use clap::Args;
use tidings_core::contacts::api::{self, PersonCard};
use tidings_core::error::Problem;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};

/// What becomes of somebody's photo.
#[derive(Args)]
pub(crate) struct Asked {
    /// The person: number or address.
    who: String,
    /// A picture that becomes it: JPEG, PNG, GIF or WebP. It is made small, and place and date of the camera are taken out.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["remove", "save"])]
    set: Option<PathBuf>,
    /// They have none any more.
    #[arg(long, conflicts_with = "save")]
    remove: bool,
    /// Write it to a new file.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

pub(super) async fn run(ws: &Workspace, asked: Asked, output: &Output) -> Result<Answer, Problem> {
    let id = api::who(ws, &asked.who).await?;
    if let Some(file) = asked.save {
        let saved = api::save_photo(ws, id, file).await?;
        output.answer(&saved, || saved.file.display().to_string());
        return Ok(Answer::Done);
    }
    let card = match asked.set {
        Some(file) => api::set_photo_path(ws, id, file).await?,
        None if asked.remove => api::remove_photo(ws, id).await?,
        None => api::show(ws, id).await?,
    };
    output.answer(&serde_json::json!({ "person": card.id, "photo": card.photo }), || line(&card, output));
    Ok(Answer::Done)
}

/// `photo: 512 × 384`, or that there is none.
pub(super) fn line(card: &PersonCard, output: &Output) -> String {
    let photo = output.words("cli.people.photo");
    match &card.photo {
        Some(held) => format!("{photo}: {} × {}", held.width, held.height),
        None => format!("{photo}: —"),
    }
}
