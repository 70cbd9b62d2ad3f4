//! How mails and papers look, on the command line.

use crate::desk::Desk;

const RELEASE: &str = "---\nheadline: The lens is back\n---\n\nSee [the programme](https://harbourtrust.org/lantern).\n";

#[test]
fn a_theme_is_set_piece_by_piece_shown_previewed_and_taken_back() {
    let desk = Desk::new();
    let file = desk.file("release.md", RELEASE);
    desk.json(&["document", "add", &file]).ends(0);
    assert_eq!(desk.json(&["theme", "show"]).ends(0).json()["chosen"], false);
    desk.run(&["theme", "set"]).ends(2);
    assert_eq!(desk.json(&["theme", "set", "--ink", "black"]).ends(3).json()["error"]["field"], "ink");
    let notes = desk.file("notes.pdf", "%PDF-1.7");
    assert_eq!(desk.json(&["theme", "set", "--logo", &notes, "--link", "#0b5394"]).ends(3).json()["error"]["field"], "logo");
    assert_eq!(desk.json(&["theme", "show"]).ends(0).json()["chosen"], false, "nothing of it was kept");
    desk.run(&["theme", "set", "--logo", "/nowhere/logo.png"]).ends(4);

    let logo = desk.file("logo.png", include_bytes!("../../../../icons/128x128.png"));
    let long = "x".repeat(401);
    desk.run(&["theme", "set", "--footer", &long]).ends(3);
    let set = ["theme", "set", "--logo", &logo, "--alt", "Häfen & 灯台", "--logo-width", "96", "--link", "9CC3F2", "--face", "arial"];
    let card = desk.json(&set).ends(0).json();
    assert_eq!((&card["theme"]["link"], &card["theme"]["logo"]["alt"]), (&"#9cc3f2".into(), &"Häfen & 灯台".into()));
    let poor = card["contrasts"].as_array().unwrap().iter().find(|one| one["shade"] == "link" && one["turned"] == false).unwrap();
    let nearest = poor["nearest"].as_str().unwrap();
    assert!(poor["tenths"].as_u64() < poor["least_tenths"].as_u64());
    let said = desk.run(&["theme", "show"]).ends(0).stdout;
    assert!(
        said.contains(&format!("Links stand out too little: 1.8 to 1, and 4.5 is needed. The nearest that does: {nearest}.")),
        "{said}"
    );
    desk.run(&["theme", "set", "--link", nearest, "--rules", "both", "--footer", "Registered **charity**."]).ends(0);
    assert_eq!(desk.json(&["theme", "show"]).ends(0).json()["theme"]["face"], "arial", "what is not named stays");

    let folder = desk.path("look").display().to_string();
    let files = desk.json(&["theme", "preview", "1", "--out", &folder]).ends(0).json();
    assert_eq!(files["files"].as_array().unwrap().len(), 4);
    let read = |name: &str| std::fs::read(desk.path("look").join(name)).unwrap();
    let (mail, dark, web) = (read("mail.html"), read("mail-dark.html"), read("web.html"));
    for page in [&mail, &dark, &web] {
        let page = String::from_utf8_lossy(page);
        assert!(page.contains("Häfen &amp; 灯台") && page.contains("<strong>charity</strong>") && page.contains(nearest), "{page}");
    }
    assert!(read("paper.pdf").starts_with(b"%PDF-1.7"));
    desk.run(&["theme", "preview", "1", "--out", &folder]).ends(3);
    desk.run(&["theme", "preview", "7", "--out", &folder]).ends(4);

    desk.run(&["theme", "set", "--no-logo"]).ends(0);
    assert!(desk.json(&["theme", "show"]).ends(0).json()["theme"]["logo"].is_null());
    assert_eq!(desk.json(&["theme", "reset"]).ends(0).json()["chosen"], false);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["theme", "show"]).ends(0).json()["theme"]["link"], nearest);
}
