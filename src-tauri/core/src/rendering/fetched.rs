//! Pictures of which mails hold no copy: whoever reads one has it fetched from the organisation's own site, by the very address that was
//! entered. That is told to whoever sends, since programs hide such pictures, and a site learns when they are fetched (M13).

use std::collections::BTreeSet;

use super::escape;
use super::letter::data_uri;
use crate::literature::{Attachment, Finding};
use crate::messages::Message;

/// How a mail names a picture: by the part that holds it, or by where it is fetched from.
pub(super) fn source(file: &Attachment) -> String {
    file.link.clone().unwrap_or_else(|| format!("cid:{}", file.content_id))
}

/// A picture for whoever looks at a mail before it goes: its own bytes, wherever readers get it from, so that looking asks nobody.
pub(super) struct Seen {
    /// What names it in the HTML.
    place: String,
    data: String,
}

impl Seen {
    pub(super) fn of(file: &Attachment, bytes: &[u8]) -> Self {
        let data = data_uri(&file.media_type, bytes);
        match &file.link {
            // The same address may be a link of the text: only what is shown is meant.
            Some(link) => Self { place: format!("src=\"{}\"", escape::html(link)), data: format!("src=\"{data}\"") },
            None => Self { place: source(file), data },
        }
    }

    /// The HTML with the picture in it.
    pub(super) fn within(&self, html: &str) -> String {
        html.replace(&self.place, &self.data)
    }
}

/// What is to be said where pictures are fetched, and from where.
pub(super) fn finding<'a>(shown: impl Iterator<Item = &'a Attachment>) -> Option<Finding> {
    let links: Vec<&str> = shown.filter_map(|file| file.link.as_deref()).collect();
    let site = |link: &&str| link.split('/').nth(2).unwrap_or_default().to_owned();
    let sites: BTreeSet<String> = links.iter().map(site).collect();
    let sites = sites.into_iter().collect::<Vec<_>>().join(", ");
    (!links.is_empty()).then(|| Finding::warning(Message::new("rendering.pictures_fetched").with("n", links.len()).with("sites", sites)))
}
