//! How mails and papers look, in the settings.

use serde_json::json;

use super::desk::Desk;

#[test]
fn a_theme_is_made_beside_a_real_text_a_poor_colour_is_mended_by_a_press_and_all_of_it_comes_back() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release(
        "Lighthouse museum reopens",
        "Dear {{ first_name | \"editor\" }},\n\nthe [programme](https://harbourtrust.org/lantern) is here.\n",
    );
    let files = tempfile::tempdir().expect("a folder");
    let (logo, text) = (files.path().join("logo.png"), files.path().join("notes.pdf"));
    std::fs::write(&logo, include_bytes!("../../icons/128x128.png")).expect("a picture");
    std::fs::write(&text, "%PDF-1.7 and no picture").expect("a file");
    let window = desk.open();
    window.go("#/settings/theme");
    window.heading("Theme of mails and papers");
    window.sees("Stands out");
    window.settled();
    window.accessible("the theme before one is chosen");
    window.fits("the theme before one is chosen");
    window.write("Links", "#9cc3f2");
    window.keys("Enter");
    window.sees("and 4.5 is needed.");
    window.settled();
    window.accessible("a theme with a poor colour");
    window.fits("a theme with a poor colour");
    let nearest = window.ask(
        "return [...document.querySelectorAll('button')].map((one) => one.textContent.trim()).find((text) => text.startsWith('Use #'));",
        &[],
    );
    let nearest = nearest.as_str().expect("the nearest good one is offered").to_owned();
    window.press(&nearest);
    window.wait("the poor colour is gone", || !window.says().contains("and 4.5 is needed."));
    assert_eq!(window.value("Links"), nearest.trim_start_matches("Use "));
    // What is no colour is said at its field, and what was there stays.
    window.write("Words", "rather dark");
    window.keys("Enter");
    window.sees("This is no colour");
    window.write("Words", "#102030");
    window.keys("Enter");
    window.wait("the fault is gone", || !window.says().contains("This is no colour"));
    window.drop_files(&[&text], ".drop");
    window.sees("This is no picture that can be a logo");
    window.drop_files(&[&logo], ".drop");
    window.sees("Mails and papers show this logo now");
    window.write("What is to be read on it", "مؤسسة المرفأ 灯台");
    window.keys("Enter");
    window.write("Closing words", "Registered **charity** 1160000.");
    // Leaving the field keeps it.
    window.write("Widest sheet in pixels", "600");
    window.keys("Enter");
    let html = |words: &str| {
        let script = "return document.querySelector('iframe')?.srcdoc.includes(arguments[0]) ?? false;";
        window.ask(script, &[json!(words)]) == json!(true)
    };
    window.wait("the mail shows it", || {
        html("مؤسسة المرفأ 灯台") && html("<strong>charity</strong>") && html("#102030") && html("max-width: 600px")
    });
    window.settled();
    window.accessible("a whole theme");
    window.fits("a whole theme");
    window.press("Mail by night");
    window.wait("the mail by night", || html("@media all"));
    window.press("On paper");
    window.wait("the page on paper", || window.ask("return document.querySelector('.preview img')?.naturalWidth > 0;", &[]) == json!(true));
    window.settled();
    window.accessible("a theme on paper");
    window.fits("a theme on paper");
    window.press("Look as without a theme");
    window.sees("Everything looks as without a theme again");
    window.wait("the fields are as before", || window.value("Words") == "#1c1b19");
    window.keys("Ctrl z");
    window.wait("it is back", || window.value("Words") == "#102030" && window.value("Closing words") == "Registered **charity** 1160000.");
}
