//! The page as it would stand on the web.

use std::collections::BTreeMap;

use super::heading::write_head;
use super::letter::{data_uri, refuse_errors};
use super::page::{self, Frame, HtmlWriter, Picture};
use super::slots::{Bit, Filling, Slot, fill_html};
use super::{Published, Theme, about, checks, escape, language};
use crate::contacts::MergeValues;
use crate::error::Problem;
use crate::ids::AssetId;
use crate::literature::{Attachment, Document, Revision};

/// The revision as one page of HTML with its pictures in it and nothing from elsewhere, in the look of `theme`. What is `published` says in
/// its head what it is, for search engines and for whoever shows a link to it; what is only looked at has its title alone.
///
/// # Errors
/// `rendering.faults` with every place if the text has errors; whatever `asset` says.
pub fn web_page(
    revision: &Revision,
    asset: impl Fn(AssetId) -> Result<Vec<u8>, Problem>,
    values: &MergeValues,
    theme: Option<&Theme>,
    published: Option<&Published>,
) -> Result<String, Problem> {
    let document = Document::parse(&revision.text);
    refuse_errors(&revision.as_written(checks::check(&document, &revision.attachments)))?;
    let pictures = pictures_of(&revision.attachments, &asset)?;
    let words = language::words(document.language());
    let lines: Vec<String> = document.embargo.iter().map(|embargo| words.embargo_line(embargo)).collect();
    let mut html = HtmlWriter::new(&pictures, 1280, document.language());
    write_head(&mut html, &document, &lines);
    html.document(&document, document.front.dateline.as_deref().map(str::trim).filter(|line| !line.is_empty()));
    let title = document.title();
    let content = std::mem::take(&mut html.out);
    let tag = document.language();
    let logo = theme.and_then(|theme| theme.logo.as_ref());
    let logo = logo.map(|logo| Ok::<_, Problem>(data_uri(&logo.media_type, &asset(logo.asset)?))).transpose()?.unwrap_or_default();
    html.blocks(&theme.map(Theme::footer_blocks).unwrap_or_default());
    let last_words = std::mem::take(&mut html.out);
    let about = published.map(|published| about::head(&document, revision.kind, &revision.attachments, published)).unwrap_or_default();
    let page = page::web(
        &about,
        &Frame {
            language: tag,
            direction: language::direction(tag),
            title: &escape::html(&escape::one_line(&title)),
            preheader: "",
            content: &content,
            footer: &last_words,
            theme: theme.map(|theme| (theme, logo.as_str())),
        },
    );
    let filling = Filling { values, words, stop_link: "", stop_address: "", stop_subject: "" };
    fill_html(&html.slots.cut(&page), &filling).map_err(|fault| Problem { what: fault.what, ..Problem::refusal("rendering.letter") })
}

/// Words in Markdown as they stand on a page, in their own language; merge fields by their fallback, and as they were written where nothing
/// stands in for them. A part of a page, and no page.
///
/// # Errors
/// Whatever `asset` says.
pub fn web_words(
    text: &str,
    tag: &str,
    files: &[Attachment],
    asset: impl Fn(AssetId) -> Result<Vec<u8>, Problem>,
) -> Result<String, Problem> {
    let pictures = pictures_of(files, &asset)?;
    let mut html = HtmlWriter::new(&pictures, 1280, tag);
    html.document(&Document::parse(text), None);
    let words = format!("<div lang=\"{}\" dir=\"{}\">{}</div>", escape::html(tag), language::direction(tag), std::mem::take(&mut html.out));
    let values = MergeValues::default();
    let filling = Filling { values: &values, words: language::words(tag), stop_link: "", stop_address: "", stop_subject: "" };
    let mut bits = html.slots.cut(&words);
    for bit in &mut bits {
        if let Bit::Slot(Slot::Field(field) | Slot::InUrl(field)) = bit
            && filling.value(field).is_err()
        {
            field.fallback = Some(field.to_source());
        }
    }
    fill_html(&bits, &filling).map_err(|fault| Problem { what: fault.what, ..Problem::refusal("rendering.letter") })
}

/// The pictures within a text by their names, their bytes in them.
fn pictures_of(files: &[Attachment], asset: &impl Fn(AssetId) -> Result<Vec<u8>, Problem>) -> Result<BTreeMap<String, Picture>, Problem> {
    let mut pictures = BTreeMap::new();
    for file in files.iter().filter(|file| file.inline) {
        let src = data_uri(&file.media_type, &asset(file.asset)?);
        pictures.insert(file.name.to_lowercase(), Picture { src, alt: file.alt.clone(), size: None });
    }
    Ok(pictures)
}
