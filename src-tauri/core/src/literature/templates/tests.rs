//! Templates as the stories of those who begin with them.

use super::*;
use crate::literature::api;
use crate::literature::document::Document;
use crate::literature::kind::{outline, outline_of};
use crate::workspace::testing::Desk;

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

async fn text(desk: &Desk, id: DocumentId) -> String {
    api::markdown(&desk.ws, id).await.unwrap()
}

#[test]
fn every_outline_has_what_its_kind_requires_and_says_where_to_write() {
    for kind in DocumentKind::ALL {
        for language in builtin::LANGUAGES {
            let outlined = builtin::text(kind, language);
            let document = Document::parse(outlined);
            assert!(document.findings.is_empty(), "{kind:?} {language}: {:?}", document.findings);
            assert_eq!((document.kind, document.language()), (Some(kind), language));
            assert!(open_places(outlined).len() > 3);
            for part in outline(kind).iter().filter(|part| part.required && !["headline", "dateline"].contains(&part.part)) {
                assert!(document.parts.iter().any(|one| one.is(part.part)), "{kind:?} {language} lacks {}", part.part);
            }
        }
    }
}

#[test]
fn every_sort_of_announcement_has_an_outline_with_what_it_requires() {
    for sort in AnnouncementSort::ALL {
        for language in builtin::LANGUAGES {
            let outlined = builtin::text_of_sort(sort, language);
            let document = Document::parse(outlined);
            assert!(document.findings.is_empty(), "{sort:?} {language}: {:?}", document.findings);
            assert_eq!((document.kind, document.sort, document.language()), (Some(DocumentKind::Announcement), Some(sort), language));
            assert!(open_places(outlined).len() > 5);
            let required =
                outline_of(DocumentKind::Announcement, Some(sort)).iter().filter(|part| part.required && part.part != "headline");
            for part in required {
                assert!(document.parts.iter().any(|one| one.is(part.part)), "{sort:?} {language} lacks {}", part.part);
            }
        }
    }
}

#[tokio::test]
async fn an_announcement_begins_with_the_outline_of_its_sort_in_the_language_of_its_readers() {
    let desk = Desk::new();
    for (sort, language, words) in [
        (AnnouncementSort::PersonnelChange, "de-CH", "Wer kommt"),
        (AnnouncementSort::PolicyChange, "", "Until now"),
        (AnnouncementSort::IndustryReport, "ar", "The figures"),
    ] {
        let begun = api::begin(&desk.ws, Beginning::Sort { sort }, language.to_owned()).await.unwrap();
        let tag = if language.is_empty() { "en" } else { language };
        assert_eq!((begun.kind, begun.sort, begun.language.as_str()), (DocumentKind::Announcement, Some(sort), tag));
        assert!(text(&desk, begun.id).await.contains(words));
    }
    let all = api::templates(&desk.ws).await.unwrap();
    assert_eq!(all.iter().filter(|one| one.sort.is_some()).count(), 6, "three sorts in two languages");
}

#[test]
fn an_open_place_is_double_brackets_around_words_of_one_line() {
    let open = |text: &str| open_places(text).into_iter().map(|at| text[at].to_owned()).collect::<Vec<_>>();
    assert_eq!(open("On [[Place, day]] and [[日]] [sic] [1][2]"), ["[[Place, day]]", "[[日]]"]);
    for none in ["", "[[", "[[]]", "[[a\nb]]", "]] [[", "a[b][[c](d)"] {
        assert_eq!(open(none), [] as [String; 0], "{none}");
    }
}

#[tokio::test]
async fn a_text_begins_with_an_outline_a_template_or_like_the_last_one() {
    let desk = Desk::new();
    let german = api::begin(&desk.ws, Beginning::Outline { kind: DocumentKind::Brochure }, "de-AT".to_owned()).await.unwrap();
    assert_eq!((german.kind, german.language.as_str()), (DocumentKind::Brochure, "de-AT"));
    assert!(text(&desk, german.id).await.contains("Öffnungszeiten"));
    let last = api::begin(&desk.ws, Beginning::LikeTheLast { kind: DocumentKind::Statement }, String::new()).await.unwrap_err();
    assert_eq!(last.code, "literature.no_last");

    let earlier = "---\nheadline: Old\nembargo: 2031-11-26 06:00 Europe/London\ndateline: Port Averil, 26 November\nlanguage: en-GB\nkind: press-release\n---\n\n\
         The lead.\n\n> Said\n>\n> — Ines\n\n{{ block \"Trust\" }}\n\n## Facts {.facts}\n\n- 1874\n\n## About {.boilerplate}\n\nWe keep.\n\n## Contact {.contact}\n\nInes\n";
    let release = api::add_file(&desk.ws, earlier.as_bytes().to_vec(), None).await.unwrap();
    let like = api::begin(&desk.ws, Beginning::LikeTheLast { kind: DocumentKind::PressRelease }, String::new()).await.unwrap();
    assert_eq!(
        text(&desk, like.id).await,
        "---\nlanguage: en-GB\nkind: press-release\n---\n\n{{ block \"Trust\" }}\n\n## Facts {.facts}\n\n## About {.boilerplate}\n\nWe keep.\n\n\
         ## Contact {.contact}\n\nInes\n"
    );

    let kept = api::keep_template(&desk.ws, release.id, "  Our  release ".to_owned()).await.unwrap();
    assert_eq!((kept.name.as_str(), kept.outline.as_slice()), ("Our release", ["Facts", "About", "Contact"].map(str::to_owned).as_slice()));
    let taken = api::keep_template(&desk.ws, release.id, "our RELEASE".to_owned()).await.unwrap_err();
    assert_eq!(taken.code, "literature.template_taken");
    for name in ["", " \n", &"n".repeat(201)] {
        assert_eq!(api::keep_template(&desk.ws, release.id, name.to_owned()).await.unwrap_err().code, "literature.template_name");
    }
    let id = kept.id.unwrap();
    let begun = api::begin(&desk.ws, Beginning::Template { id }, String::new()).await.unwrap();
    let begun = text(&desk, begun.id).await;
    assert!(begun.contains("The lead.") && !begun.contains("embargo") && !begun.contains("dateline"), "{begun}");
    assert_eq!(api::rename_template(&desk.ws, id, "リリース".to_owned()).await.unwrap().name, "リリース");
    api::delete_template(&desk.ws, id).await.unwrap();
    assert_eq!(api::template_named(&desk.ws, "リリース".to_owned()).await.unwrap_err().code, "literature.no_template");
    undo(&desk).await;
    assert_eq!(api::templates(&desk.ws).await.unwrap().first().map(|one| one.id), Some(Some(id)));

    let copy = api::begin(&desk.ws, Beginning::Copy { document: release.id }, String::new()).await.unwrap();
    assert_eq!(text(&desk, copy.id).await, earlier);
    undo(&desk).await;
    assert_eq!(api::markdown(&desk.ws, copy.id).await.unwrap_err().code, "literature.no_document");
}
