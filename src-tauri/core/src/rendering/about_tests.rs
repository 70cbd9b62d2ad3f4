//! What a web page says about itself (og:*, schema.org), and that no text breaks out of it.

use super::tests::{RELEASE, bytes_of, revision, values};
use super::{Published, web_page};
use crate::ids::Millis;
use crate::literature::{DocumentKind, Revision};

fn published() -> Published {
    Published { organisation: "Harbour Trust".to_owned(), contact: "https://harbourtrust.example.org".to_owned(), ..Published::default() }
}

fn page_of(revision: &Revision, published: &Published) -> String {
    web_page(revision, bytes_of, &values(&[]), None, Some(published)).unwrap()
}

/// What stands between the title and the styles.
fn said(revision: &Revision, published: &Published) -> String {
    let page = page_of(revision, published);
    page.split_once("</title>\n").unwrap().1.split_once("<style>").unwrap().0.to_owned()
}

fn json(said: &str) -> serde_json::Value {
    let inner = said.split_once("<script type=\"application/ld+json\">").unwrap().1.split_once("</script>").unwrap().0;
    serde_json::from_str(inner).unwrap()
}

#[test]
fn a_page_says_what_it_is_and_nothing_that_its_text_does_not_say() {
    let mut revision = revision(RELEASE);
    revision.attachments[0].link = Some("https://harbourtrust.example.org/lens.png?a=1&b=2".to_owned());
    revision.attachments[0].alt = "The lens \"in\" its tower".to_owned();
    let golden = r#"<meta name="description" content="the Lantern Wing opens on Saturday 5 December. Editor, see the programme.">
<meta name="author" content="Harbour Trust">
<meta property="og:type" content="article">
<meta property="og:title" content="Lighthouse museum at Skerry Point reopens its Lantern Wing">
<meta property="og:description" content="the Lantern Wing opens on Saturday 5 December. Editor, see the programme.">
<meta property="og:site_name" content="Harbour Trust">
<meta property="article:published_time" content="2026-11-26T06:00:00Z">
<meta property="og:image" content="https://harbourtrust.example.org/lens.png?a=1&amp;b=2">
<meta property="og:image:alt" content="The lens &quot;in&quot; its tower">
<meta name="twitter:card" content="summary_large_image">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Lighthouse museum at Skerry Point reopens its Lantern Wing","description":"the Lantern Wing opens on Saturday 5 December. Editor, see the programme.","inLanguage":"en","datePublished":"2026-11-26T06:00:00Z","author":{"@type":"Organization","name":"Harbour Trust","url":"https://harbourtrust.example.org"},"publisher":{"@type":"Organization","name":"Harbour Trust","url":"https://harbourtrust.example.org"},"image":["https://harbourtrust.example.org/lens.png?a=1\u0026b=2"]}</script>
"#;
    assert_eq!(said(&revision, &published()), golden);
    assert_eq!(page_of(&revision, &published()), page_of(&revision, &published()), "the same text, the same bytes");
}

#[test]
fn what_is_not_known_is_not_said() {
    let bare = said(&Revision::of_text("---\nheadline: The lens\n---\n\nIt turns.\n"), &Published::default());
    for word in ["author", "og:site_name", "published", "og:image", "og:locale", "publisher", "canonical"] {
        assert!(!bare.contains(word), "{word}: {bare}");
    }
    let by_phone = Published { contact: "+44 1482 0000".to_owned(), ..published() };
    assert!(!said(&revision(RELEASE), &by_phone).contains("\"url\""));
    // A picture that is in the page alone has no address of its own.
    assert!(
        said(&revision(RELEASE), &published()).contains("content=\"summary\"")
            && !said(&revision(RELEASE), &published()).contains("og:image")
    );
    let looked_at = web_page(&revision(RELEASE), bytes_of, &values(&[]), None, None).unwrap();
    assert!(!looked_at.contains("<script") && !looked_at.contains("og:"), "what is only looked at says nothing");
}

#[test]
fn a_text_was_published_when_its_embargo_ends_or_when_it_was_released() {
    let released = Published { at: Some(Millis::from(1_795_651_200_000)), ..published() };
    assert_eq!(json(&said(&revision(RELEASE), &released))["datePublished"], "2026-11-26T06:00:00Z");
    let plain = Revision::of_text("---\nheadline: The lens\nlanguage: pt-br\n---\n\nIt turns.\n");
    assert_eq!(json(&said(&plain, &released))["datePublished"], "2026-11-26T00:00:00Z");
    assert!(said(&plain, &released).contains("og:locale\" content=\"pt_BR\""));
    assert!(json(&said(&plain, &published())).get("datePublished").is_none());
    // Released by hand once the embargo was over, it was published then.
    let late = Published { at: Some(Millis::from(1_795_737_600_000)), ..published() };
    assert_eq!(json(&said(&revision(RELEASE), &late))["datePublished"], "2026-11-27T00:00:00Z");
    // An embargo that is over makes nothing public that was never released.
    let draft = Published { now: Millis::from(1_795_737_600_000), ..published() };
    assert!(json(&said(&revision(RELEASE), &draft)).get("datePublished").is_none());
    assert!(!said(&revision(RELEASE), &draft).contains("article:published_time"));
}

#[test]
fn only_news_is_called_news() {
    for (kind, called, open) in [
        (DocumentKind::PressRelease, "NewsArticle", "article"),
        (DocumentKind::Statement, "NewsArticle", "article"),
        (DocumentKind::Announcement, "NewsArticle", "article"),
        (DocumentKind::Article, "Article", "article"),
        (DocumentKind::WebPage, "WebPage", "website"),
        (DocumentKind::Brochure, "WebPage", "website"),
    ] {
        let said = said(&Revision { kind, ..Revision::of_text("---\nheadline: The lens\n---\n\nIt turns.\n") }, &published());
        assert_eq!(json(&said)["@type"], called);
        assert!(said.contains(&format!("og:type\" content=\"{open}\"")), "{said}");
    }
}

#[test]
fn no_title_organisation_or_address_breaks_out_of_the_head() {
    let long = "灯台の光が港に戻る。".repeat(30);
    let hostile = [
        "</script><script>alert(1)</script>",
        "<!-- <script> x",
        "\\\" onload=\\\"alert(1)",
        "'>&lt;img src=x onerror=alert(1)>",
        "عودة «عدسة» المنارة",
        "a\u{2028}b\u{2029}c\u{E000}0\u{E001}d",
        "\\\\u003c/script\\\\u003e",
        long.as_str(),
    ];
    for words in hostile {
        let text = format!("---\nheadline: \"{words}\"\n---\n\nA `code` of {words} and more.\n");
        let mut revision = revision(&text);
        revision.attachments[0].link = Some("https://a.example.org/\"></script><b>".to_owned());
        let who = Published { organisation: words.to_owned(), contact: format!("https://{words}"), ..Published::default() };
        let said = said(&revision, &who);
        assert_eq!((said.matches("<script").count(), said.matches("</").count()), (1, 1), "{said}");
        assert_eq!(said.matches('<').count(), said.lines().count() + 1, "an element a line, and the script's end: {said}");
        assert!(!said.contains(['\u{E000}', '\u{2028}']), "{said}");
        let facts = json(&said);
        assert_eq!(facts["image"][0], "https://a.example.org/\"></script><b>");
        assert!(facts["headline"].as_str().is_some_and(|headline| !headline.is_empty()), "{facts}");
    }
}

#[test]
fn a_description_is_short_whole_words_and_no_salutation() {
    let description = |text: &str| {
        let text = format!("---\nheadline: H\nsubhead: Under it\n---\n\n{text}\n");
        json(&said(&Revision::of_text(&text), &published()))["description"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(description("Dear {{ first_name | \"editor\" }},\n\nthe **lens**  is\nback."), "the lens is back.");
    assert_eq!(description("سيداتي سادتي،\n\nعادت العدسة."), "عادت العدسة.");
    assert_eq!(description("- only\n- a list"), "Under it");
    let words = description(&"lighthouse ".repeat(60));
    assert!(words.ends_with("lighthouse…") && words.chars().count() <= 200, "{words}");
    for long in ["灯".repeat(300), "x".repeat(300), "e\u{301}".repeat(300)] {
        let cut = description(&long);
        assert!(cut.ends_with('…') && long.starts_with(cut.trim_end_matches('…')), "{cut}");
        assert!(unicode_segmentation::UnicodeSegmentation::graphemes(cut.as_str(), true).count() == 200, "{cut}");
    }
}
