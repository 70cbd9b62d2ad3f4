//! A folder of badges: dropped, looked at, mended, and sent, each to its own; a large file as a link.

use serde_json::json;
use tidings_tests::fixtures::speak_german;

use super::desk::{Desk, tidings};

fn badge(whose: &str) -> Vec<u8> {
    format!("%PDF-1.7 {whose}").into_bytes()
}

fn each_gets_a_badge(german: bool) {
    let desk = Desk::ready_to_send(3, 1, 1);
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    if german {
        speak_german(&window);
    }
    let mut found = Vec::new();
    let look = |name: &str, found: &mut Vec<String>| {
        window.settled();
        found.extend(window.lost().into_iter().map(|fault| format!("{name}: {fault}")));
        for look in ["light", "dark"] {
            found.extend(window.axe(look).into_iter().map(|fault| format!("{name}: {fault}")));
        }
    };
    let folder = window.folder().join("badges");
    std::fs::create_dir(&folder).unwrap();
    for whose in ["person1@paper1.example.net", "Person2@Paper2.example.net", "stranger@tide.example.org"] {
        std::fs::write(folder.join(format!("badge-{whose}.pdf")), badge(whose)).unwrap();
    }
    window.go("#/literature/1");
    window.sees(&window.text("attach.title"));
    window.settled();
    window.drop_files(&[&folder], "aside .drop");
    window.sees("badge-stranger@tide.example.org.pdf");
    window.sees("Person 002");
    look("files are asked for whom", &mut found);
    // On the keyboard: Tab to the act, Enter.
    let act = window.ask("return name(document.querySelector('dialog:modal .primary'));", &[]);
    window.tab_to(act.as_str().unwrap());
    window.keys("Enter");
    window.sees("Badge");
    window.settled();
    look("a set among the attachments", &mut found);

    // Somebody has none: nothing goes, and who is named.
    window.go("#/distributions/new?document=1&to=Heritage%20press");
    window.sees("Person 003");
    let shut = "return document.querySelector('button.send[aria-disabled]') !== null;";
    window.wait("Send is shut", || window.ask(shut, &[]) == json!(true));

    // The file that names nobody is theirs.
    window.go("#/literature/1");
    window.press("Badge");
    window.sees("badge-stranger@tide.example.org.pdf");
    look("a set is opened", &mut found);
    let whose = window.text("each.value").replace("{name}", "badge-stranger@tide.example.org.pdf");
    window.write(&whose, "person3@paper3.example.net");
    window.keys("Tab");
    window.sees("Person 003");
    window.press(&window.text("parts.close"));

    window.go("#/distributions/new?document=1&to=Heritage%20press");
    window.settled();
    window.choose(&window.text("send.hold"), "10");
    window.choose(&window.text("send.from"), &window.text("frame.practice"));
    window.settled();
    window.click_at("button.send:not([aria-disabled])");
    window.heading(&window.text("hold.title"));
    window.wait("all three have it", || {
        tidings(window.screen(), &file, &["distribution", "show", "1"]).first().is_some_and(|sum| sum["accepted"] == json!(3))
    });
    for mail in tidings(window.screen(), &file, &["practice", "list"]) {
        let number = mail["id"].to_string();
        let out = window.folder().join(format!("{number}.eml"));
        tidings(window.screen(), &file, &["practice", "show", &number, "--out", out.to_str().unwrap()]);
        let text = std::fs::read_to_string(&out).unwrap();
        let names =
            ["person1@paper1", "Person2@Paper2", "stranger@tide"].into_iter().filter(|name| text.contains(&format!("badge-{name}")));
        assert_eq!(names.count(), 1, "one badge each: {text}");
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_folder_of_badges_goes_out_each_to_its_own_in_english() {
    each_gets_a_badge(false);
}

#[test]
fn a_folder_of_badges_goes_out_each_to_its_own_in_german() {
    each_gets_a_badge(true);
}

#[test]
fn a_picture_is_fetched_from_where_assets_knows_it_to_stand_and_undo_puts_it_into_the_mail() {
    let desk = Desk::ready_to_send(1, 1, 1);
    let file = desk.file.clone();
    let lens = desk.screen.home().join("lens.png");
    std::fs::write(&lens, include_bytes!("../../icons/128x128.png")).unwrap();
    let text = desk.screen.home().join("shown.md");
    std::fs::write(&text, "---\nheadline: The lens\n---\n\n![The lens in its tower](lens.png)\n").unwrap();
    desk.tidings(&["document", "save", "1", &text.display().to_string()]);
    desk.tidings(&["document", "picture", "1", &lens.display().to_string()]);
    let window = desk.open();
    window.go("#/assets/1");
    window.press("Describe…");
    window.sees("Where you put the picture on your own site");
    window.settled();
    window.accessible("a picture gets its place on the web");
    window.fits("a picture gets its place on the web");
    window.write("Address on the web", "http://example.org/lens.png");
    window.keys("Enter");
    window.sees("it begins with https://");
    window.write("Address on the web", "https://example.org/press/lens.png");
    window.keys("Enter");
    window.sees("https://example.org/press/lens.png");

    window.go("#/literature/1");
    window.press("Have one picture fetched from the web");
    window.sees("fetched from the web");
    window.settled();
    window.fits("a picture is fetched from the web");
    window.accessible("a picture is fetched from the web");
    let mail = || tidings(window.screen(), &file, &["document", "export", "1", "--as", "eml"]).remove(0).to_string();
    window.wait("the mail holds no copy", || mail().contains("example.org/press/lens.png") && !mail().contains("cid:"));
    window.press_in("Messages", "Undo");
    window.wait("the mail holds it again", || mail().contains("cid:"));
    window.tab_to("lens.png as a link…");
    window.keys("Enter");
    window.sees("Mails then hold no copy");
    window.settled();
    window.fits("a picture is to be fetched");
    window.accessible("a picture is to be fetched");
    // What Assets knows stands there already.
    window.keys("Enter");
    window.wait("it is fetched again", || !mail().contains("cid:"));
}

#[test]
fn a_file_goes_as_a_link_and_back_into_the_mail() {
    let desk = Desk::ready_to_send(1, 1, 1);
    let file = desk.file.clone();
    let film = desk.screen.home().join("film.mp4");
    std::fs::write(&film, vec![0; 300_000]).unwrap();
    desk.tidings(&["document", "attach", "1", &film.display().to_string()]);
    let window = desk.open();
    window.go("#/literature/1");
    window.sees("film.mp4");
    window.settled();
    window.tab_to("film.mp4 as a link…");
    window.keys("Enter");
    window.sees("Put the file");
    window.settled();
    window.accessible("a file is to go as a link");
    window.fits("a file is to go as a link");
    window.write("Where it stands", "http://example.org/film.mp4");
    window.keys("Enter");
    window.sees("it begins with https://");
    window.write("Where it stands", "https://example.org/press/film.mp4");
    window.keys("Enter");
    window.sees("as a link");
    let text = || tidings(window.screen(), &file, &["document", "export", "1", "--as", "text"]).remove(0)["text"].to_string();
    window.wait("the mail lists it", || text().contains("https://example.org/press/film.mp4"));
    window.press_in("Messages", "Undo");
    window.wait("it is in the mail again", || !text().contains("https://example.org/press/film.mp4"));
}
