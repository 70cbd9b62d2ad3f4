//! The program's own outlines, in English and German.

use crate::literature::kind::{AnnouncementSort, DocumentKind};

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

macro_rules! sorts {
    ($language:literal) => {
        [
            include_str!(concat!("texts/industry-report.", $language, ".md")),
            include_str!(concat!("texts/personnel-change.", $language, ".md")),
            include_str!(concat!("texts/policy-change.", $language, ".md")),
        ]
    };
}

fn is_german(language: &str) -> bool {
    language.split('-').next().unwrap_or_default().eq_ignore_ascii_case("de")
}

/// The outline of a sort of announcement, in German where that is asked for.
pub(super) fn text_of_sort(sort: AnnouncementSort, language: &str) -> &'static str {
    let [report, personnel, policy] = if is_german(language) { sorts!("de") } else { sorts!("en") };
    match sort {
        AnnouncementSort::IndustryReport => report,
        AnnouncementSort::PersonnelChange => personnel,
        AnnouncementSort::PolicyChange => policy,
    }
}

/// The outline of a kind, in German where that is asked for.
pub(super) fn text(kind: DocumentKind, language: &str) -> &'static str {
    let [release, article, statement, brochure, page, announcement] = if is_german(language) { texts!("de") } else { texts!("en") };
    match kind {
        DocumentKind::PressRelease => release,
        DocumentKind::Article => article,
        DocumentKind::Statement => statement,
        DocumentKind::Brochure => brochure,
        DocumentKind::WebPage => page,
        DocumentKind::Announcement => announcement,
    }
}
