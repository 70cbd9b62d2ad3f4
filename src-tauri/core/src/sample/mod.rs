//! *Harbour Trust*: an invented organisation with an invented press around it, so that everything can be tried.
//!
//! Made by rule from short lists, the same every time; all domains are reserved for examples (RFC 2606), so that not
//! even a mistake can mail anybody.

mod campaigns;
mod crowd;
mod literature;
mod people;
#[cfg(test)]
mod tests;
mod ties;
mod world;

pub use crowd::crowd;
pub use people::people;

use crate::accounts;
use crate::error::Problem;
use crate::rendering::{self, Imprint};
use crate::workspace::Workspace;

/// The organisation of the sample.
pub const ORGANISATION: &str = "Harbour Trust";

/// Who writes for it.
const SENDER: &str = "Ines Calder <press@harbourtrust.example.org>";

/// Where its letters arrive, and how else it is reached: telephone numbers kept for drama (Ofcom).
const POSTAL: &str = "The Old Lifeboat House\n1 Quay Street\nPort Averil";
const CONTACT: &str = "01632 960 100";

/// Fills a new workspace with the sample.
///
/// # Errors
/// What the file says; then nothing of the part that failed is there.
pub async fn fill(ws: &Workspace) -> Result<(), Problem> {
    ws.write_quietly(|tx| {
        accounts::practise_as(tx, SENDER)?;
        rendering::keep_imprint(tx, Imprint { postal: POSTAL.to_owned(), contact: CONTACT.to_owned() })
    })
    .await?;
    people(ws).await?;
    let light = campaigns::campaigns(ws).await?;
    literature::texts(ws, light).await
}
