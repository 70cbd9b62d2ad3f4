//! Pages of our making in a browser that knows nothing of us.

use std::path::Path;

use tidings_tests::fixtures::{Screen, axe_of_page};

use super::desk::Desk;

/// What a browser of somebody else shows of a page: axe finds nothing in it, in the light and where the system is dark.
pub(super) fn accessible(page: &Path, what: &str) {
    for dark in [0, 1] {
        let screen = Screen::start();
        screen.prefer(&format!("gtk-application-prefer-dark-theme={dark}"));
        let faults = axe_of_page(&screen, page);
        assert!(faults.is_empty(), "axe finds in {what}:\n{}", faults.join("\n"));
    }
}

#[test]
fn a_web_page_that_was_saved_is_accessible_in_a_browser_that_knows_nothing_of_us() {
    let desk = Desk::new("Harbour Trust");
    let body = "After [four years](https://harbourtrust.example.org/lantern) the lens *turns* again.[^1]\n\n![The lens](lens.png \"Photo: Ana\")\n\n\
         > A promise.\n>\n> — Margaret Oyelaran\n\n1. Press view\n2. Opening\n\n| Gallery | Keepers |\n| --- | --: |\n| Kept Lights | 61 |\n\n\
         ## About us {.boilerplate}\n\nWe keep the light.\n\n## Press contact {.contact}\n\nInes, 01632 960 201\n\n[^1]: Storm water closed it.\n";
    let (lens, text) = (desk.screen.home().join("lens.png"), desk.screen.home().join("text.md"));
    std::fs::write(&lens, include_bytes!("../../icons/128x128.png")).expect("a picture");
    for (document, headline, language) in [("1", "The lens is back in its tower", "en-GB"), ("2", "عودة عدسة المنارة", "ar")]
    {
        std::fs::write(&text, format!("---\nheadline: {headline}\nlanguage: {language}\n---\n\n{body}")).expect("a text");
        desk.tidings(&["document", "add", &text.display().to_string()]);
        desk.tidings(&["document", "picture", document, &lens.display().to_string()]);
    }
    let window = desk.open_sized(1000, 700);
    for document in [1, 2] {
        window.go(&format!("#/literature/{document}/web"));
        window.settled();
        let page = window.folder().join(format!("page{document}.html"));
        window.press("Save as HTML…");
        window.screen().answer_file_dialog(&page);
        window.sees(&format!("page{document}.html"));
        accessible(&page, "the web page");
    }
}
