//! The mail's HTML against what clients make of it (W3).

use super::tests::{RELEASE, bytes_of, outside, ready, revision, values};
use super::{Marks, language, web_page};

const ARABIC: &str = "---
headline: عودة عدسة المنارة (1874)
subhead: The lens is back
dateline: بورت أفيريل، 26 نوفمبر
language: ar
embargo: 2026-11-26 06:00 Europe/London
---
{{ first_name | \"editor\" }}، تدور العدسة **من جديد** «بعد أربع سنوات».

English words between, with a full stop.

> المنارة وعد.
> — Margaret Oyelaran

- عرض للصحافة
- Opening

| اليوم | Guests |
| --- | --: |
| الجمعة | 1,200 |
";

fn html(text: &str) -> String {
    ready(text, Marks { embargo: true, ..Marks::default() }).preview(&values(&[]), &outside()).unwrap().html
}

/// The tag that stands right before these words.
fn tag<'a>(html: &'a str, words: &str) -> &'a str {
    let at = html.find(words).unwrap_or_else(|| panic!("{words} stands in {html}"));
    let start = html[..at].rfind('<').unwrap();
    &html[start..at]
}

#[test]
fn arabic_is_laid_out_from_right_to_left_and_other_words_in_it_are_not() {
    for html in [html(ARABIC), web_page(&revision(ARABIC), bytes_of, &values(&[]), None, None).unwrap()] {
        assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"), "{html}");
        for right in ["عودة عدسة", "عرض للصحافة", "اليوم", "الجمعة", "حظر النشر: 2026-11-26"] {
            assert!(!tag(&html, right).contains("dir="), "{right}: {}", tag(&html, right));
        }
        for left in ["The lens is back", "English words", "Opening", "Guests", "— Margaret"] {
            assert!(tag(&html, left).contains("dir=\"ltr\""), "{left}: {}", tag(&html, left));
        }
    }
    let mail = html(ARABIC);
    assert!(mail.contains("<td class=\"cell\" dir=\"rtl\" align=\"right\" lang=\"ar\""), "{mail}");
    assert!(tag(&mail, "English words").contains("text-align: left"), "{}", tag(&mail, "English words"));
    assert!(tag(&mail, "المنارة وعد").contains("<p") && mail.contains("border-right: 2px solid") && !mail.contains("border-left: 2px"));
    // The closing line is English here, and reads so.
    assert!(tag(&mail, "Harbour Trust sent you").contains("dir=\"ltr\""), "{mail}");
    // A field says nothing about the direction: its fallback is Latin here.
    assert!(!tag(&mail, "editor،").contains("dir="), "{}", tag(&mail, "editor،"));
}

#[test]
fn in_a_text_from_left_to_right_an_arabic_paragraph_runs_its_way() {
    let html = html("---\nheadline: Names\n---\nFirst.\n\nتدور العدسة من جديد.\n\n123 — no letter\n");
    assert!(tag(&html, "تدور").contains("dir=\"rtl\"") && tag(&html, "تدور").contains("text-align: right"), "{html}");
    assert!(!tag(&html, "First.").contains("dir=") && !tag(&html, "123").contains("dir="), "{html}");
}

#[test]
fn a_script_tells_more_than_its_language() {
    for tag in ["ar", "AR-eg", "he-IL", "fa", "az-Arab-IR", "yi"] {
        assert_eq!(language::direction(tag), "rtl", "{tag}");
    }
    for tag in ["", "en", "de-CH", "ug-Latn", "zh-Hant", "arn"] {
        assert_eq!(language::direction(tag), "ltr", "{tag}");
    }
}

#[test]
fn nothing_makes_a_mail_wider_than_its_sheet() {
    let long = "x".repeat(400);
    let text = format!("{RELEASE}\n\n{long} <https://example.org/{long}>\n\n| {long} | b |\n|--|--|\n| 1 | 2 |\n\n```\n{long}\n```\n");
    let html = html(&text);
    let style_of = |class: &str| {
        let at = html.find(&format!("class=\"{class}\"")).unwrap();
        html[html[..at].rfind('<').unwrap()..].split('>').next().unwrap().to_owned()
    };
    let sheet = style_of("sheet");
    assert!(sheet.contains("max-width: 640px") && sheet.contains("table-layout: fixed"), "{sheet}");
    for class in ["cell", "foot"] {
        let style = style_of(class);
        assert!(style.contains("overflow-wrap: anywhere") && style.contains("word-wrap: break-word"), "{style}");
    }
    assert!(tag(&html, &format!("{long}</th>")).contains("overflow-wrap: anywhere") && !tag(&html, "1</td>").contains("anywhere"));
    assert!(html.contains("white-space: pre-wrap") && html.contains("width=\"640\""));
}

#[test]
fn columns_keep_their_side_and_links_their_title() {
    let html = html(
        "---\nheadline: x\n---\n| a | b | c |\n|---|:-:|--:|\n| d | e | f |\n\n[plan](https://example.org \"In \\\"full\\\" & <more>\")\n",
    );
    for (cell, side) in [("a", "left"), ("b", "center"), ("c", "right"), ("d", "left"), ("e", "center"), ("f", "right")] {
        let tag = tag(&html, &format!("{cell}</t"));
        assert!(tag.contains(&format!("text-align: {side}")), "{cell}: {tag}");
    }
    assert!(html.contains("title=\"In &quot;full&quot; &amp; <more>\""), "{html}");
}

#[test]
fn a_column_that_nobody_named_has_no_heading_in_mail_and_on_the_web() {
    let named = "---\nheadline: x\n---\n| **Day** | Visitors | <!-- none --> |\n|---|--:|---|\n| Friday | 1,200 | guests |\n";
    let bare = "---\nheadline: x\n---\n| | |\n|---|---|\n| Friday | 1,200 |\n";
    for (text, heads, cells, rows) in [(named, 2, 4, 2), (bare, 0, 2, 1)] {
        let mail = ready(text, Marks::default()).preview(&values(&[]), &outside()).unwrap();
        for html in [mail.html, web_page(&revision(text), bytes_of, &values(&[]), None, None).unwrap()] {
            let table = html.split_once("<table class=\"data\"").and_then(|(_, after)| after.split_once("</table>")).unwrap().0;
            assert_eq!(
                (table.matches("<th ").count(), table.matches("<td").count(), table.matches("<tr").count()),
                (heads, cells, rows),
                "{table}"
            );
        }
        assert!(!mail.text.contains("\n  : ") && !mail.text.contains("\n: "), "{}", mail.text);
    }
}

#[test]
fn a_mail_can_be_read_without_pictures_and_in_the_dark() {
    let html = html(RELEASE);
    assert!(html.contains("alt=\"The lens in its tower\"") && html.contains("prefers-color-scheme") && html.contains("color-scheme"));
    let layout = html.matches("<table").count();
    assert_eq!(html.matches("role=\"presentation\"").count(), layout, "every table but the text's own is for layout alone");
    assert!(html.len() < 100_000, "{}", html.len());
}
