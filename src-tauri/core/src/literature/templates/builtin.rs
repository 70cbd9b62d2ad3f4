//! The program's own outlines, in English and German.

use crate::literature::kind::DocumentKind;

/// The languages that outlines are written in; another has the first.
pub(super) const LANGUAGES: [&str; 2] = ["en", "de"];

macro_rules! texts {
    ($language:literal) => {
        [
            include_str!(concat!("texts/press-release.", $language, ".md")),
            include_str!(concat!("texts/article.", $language, ".md")),
            include_str!(concat!("texts/statement.", $language, ".md")),
            include_str!(concat!("texts/brochure.", $language, ".md")),
            include_str!(concat!("texts/web-page.", $language, ".md")),
            include_str!(concat!("texts/announcement.", $language, ".md")),
        ]
    };
}

/// The outline of a kind, in German where that is asked for.
pub(super) fn text(kind: DocumentKind, language: &str) -> &'static str {
    let german = language.split('-').next().unwrap_or_default().eq_ignore_ascii_case("de");
    let [release, article, statement, brochure, page, announcement] = if german { texts!("de") } else { texts!("en") };
    match kind {
        DocumentKind::PressRelease => release,
        DocumentKind::Article => article,
        DocumentKind::Statement => statement,
        DocumentKind::Brochure => brochure,
        DocumentKind::WebPage => page,
        DocumentKind::Announcement => announcement,
    }
}
