//! The web page and the review file as a reader by other hands finds them: html5lib, which parses as the HTML standard says.

use std::process::Command;

use serde_json::{Value, json};
use tidings_tests::fixtures::PYTHON;

use crate::desk::Desk;

/// What html5lib says of a page.
fn judged(html: &str) -> Value {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), html).expect("the page");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/mail/wellformed.py");
    let output = Command::new(PYTHON).arg(script).arg(file.path()).output().expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Headlines that would break out of a title, an attribute or a script, or that are not of the usual letters.
fn headlines() -> Vec<String> {
    vec![
        "The lens is back".to_owned(),
        "</title></script><script>alert(1)</script><!-- <script>".to_owned(),
        "It's \"back\" & <b>turns</b> > 'ever' \\u003c/script\\u003e ]]>".to_owned(),
        "عودة «عدسة» المنارة".to_owned(),
        "灯台の光が港に戻る。".repeat(30),
        "Dampfschiff".repeat(27),
    ]
}

#[test]
fn the_web_page_and_the_review_file_are_whole_and_no_headline_breaks_out_of_them() {
    let desk = Desk::empty();
    let lens = desk.write("lens.png", include_bytes!("../../icons/128x128.png"));
    for (at, headline) in headlines().iter().enumerate() {
        let id = (at + 1).to_string();
        let language = if at == 3 { "ar" } else { "en-GB" };
        let quoted = serde_json::to_string(headline).expect("JSON is YAML");
        desk.add_document(&format!(
            "---\nheadline: {quoted}\nlanguage: {language}\nembargo: 2031-11-26 06:00 Europe/London\n---\n\n\
             Dear {{{{ first_name | \"</script>\" }}}},\n\n{headline}: it *turns* again.\n\n![The \"lens\"](lens.png \"Photo: <Ana>\")\n\n\
             > A promise.\n>\n> — Margaret Oyelaran\n\n- one\n- two\n\n| a | b |\n| --- | --: |\n| 1 | 2 |\n\n<script>alert(1)</script>\n\n\
             ## Lines to take {{.lines}}\n\n- Nobody was hurt.\n"
        ));
        desk.must(&["document", "picture", &id, &lens]);
        let page = desk.must(&["document", "export", &id, "--as", "web"]).lines[0]["web"].as_str().expect("the page").to_owned();
        let read = judged(&page);
        assert_eq!(read["faults"], json!([]), "{headline}\n{page}");
        assert_eq!(read["scripts"], json!(["application/ld+json"]), "{headline}");
        assert_eq!(
            (&read["title"], &read["metas"]["og:title"], &read["facts"]["headline"]),
            (&json!(headline), &json!(headline), &json!(headline))
        );
        let direction = if language == "ar" { "rtl" } else { "ltr" };
        assert_eq!((&read["lang"], &read["dir"], &read["facts"]["inLanguage"]), (&json!(language), &json!(direction), &json!(language)));
        assert_eq!(read["facts"]["datePublished"], "2031-11-26T06:00:00Z");
        assert!(!read["words"].to_string().contains("alert(1)") || headline.contains("alert(1)"), "raw HTML reaches no page");

        desk.must(&["document", "ask", &id, "--of", "Margaret Oyelaran"]);
        let out = desk.file.with_file_name(format!("review{id}.html"));
        desk.must(&["document", "review", &id, "--of", "Margaret Oyelaran", "--out", &out.display().to_string()]);
        let review = std::fs::read_to_string(&out).expect("the review file");
        let read = judged(&review);
        assert_eq!(read["faults"], json!([]), "{headline}\n{review}");
        assert_eq!((&read["scripts"], &read["facts"]), (&json!([]), &json!(null)), "a text that is only looked at says nothing of itself");
        assert!(read["metas"]["Content-Security-Policy"].as_str().is_some_and(|policy| policy.contains("default-src 'none'")));
        assert!(read["words"].as_str().is_some_and(|words| words.contains("Nobody was hurt.")), "{review}");
    }
}

#[test]
fn a_page_that_is_not_whole_is_found() {
    let page = |head: &str, body: &str| {
        format!("<!DOCTYPE html><html lang=\"en\" dir=\"ltr\"><head><title>x</title>{head}</head><body>{body}</body></html>")
    };
    assert_eq!(judged(&page("", "<p>x</p>"))["faults"], json!([]));
    for (head, body) in [
        ("", "<p><b>x</p></b>"),
        ("", "<img src=\"https://example.org/a.png\">"),
        ("", "<p onclick=\"x()\">x</p>"),
        ("<link rel=\"stylesheet\" href=\"https://example.org/a.css\">", ""),
        ("</script>", ""),
        ("", "<table><p>x</p></table>"),
    ] {
        assert_ne!(judged(&page(head, body))["faults"], json!([]), "{head} {body}");
    }
    assert_eq!(judged(&page("", "<script>x</script>"))["scripts"], json!([""]));
}
