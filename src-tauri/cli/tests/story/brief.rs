//! A text in few words, on the command line.

use crate::desk::Desk;

const RELEASE: &str = "---\nheadline: Lighthouse museum reopens its Lantern Wing\n---\n\n{{ greeting }},\n\nThe wing opens on Saturday. Admission is free.\n\n\
    See [the programme](https://harbourtrust.org/lantern).\n\n> A lighthouse is a promise.\n>\n> — Margaret Oyelaran\n\n## About us {.boilerplate}\n\nWe look after lights.\n";

#[test]
fn lines_to_take_are_in_the_points_and_the_review_file_marked_and_in_nothing_that_goes_out() {
    let desk = Desk::new();
    let secret = "We heard it on Tuesday night";
    let text = format!(
        "---\nheadline: The storm at Cold Ness\nkind: statement\nlanguage: de\n---\n\nNobody was hurt.\n\n## If they ask {{.lines}}\n\n- {secret}, {{{{ first_name | \"Sie\" }}}}. 線 <3\n\n\
         ## Press contact {{.contact}}\n\nInes, 01632 960 201\n"
    );
    let file = desk.file("storm.md", &text);
    desk.json(&["document", "add", &file]).ends(0);
    let points = desk.json(&["document", "points", "1"]).ends(0).json();
    assert!(
        points["lines"].as_str().unwrap().starts_with("### If they ask\n\n- We heard it")
            && !points["points"].as_str().unwrap().contains(secret)
    );
    let said = desk.run(&["document", "points", "1"]).ends(0).stdout;
    assert!(said.contains("## Lines to take: not for publication") && said.contains(secret), "{said}");
    let path = |name: &str| desk.path(name).display().to_string();
    for name in ["points.txt", "points.docx", "points.pdf"] {
        desk.json(&["document", "points", "1", "--to", &path(name)]).ends(0);
    }
    assert!(std::fs::read_to_string(path("points.txt")).unwrap().contains(secret));
    // Read back as a text, the Word file says it in the text's own language.
    desk.json(&["document", "import", &path("points.docx")]).ends(0);
    let back = desk.json(&["document", "show", "2"]).ends(0).json()["text"].as_str().unwrap().to_owned();
    assert!(back.contains("Sprachregelung: nicht zur Veröffentlichung") && back.contains(secret), "{back}");

    let posts = desk.json(&["document", "social", "1"]).ends(0).lines();
    assert!(posts.iter().all(|post| !post["text"].as_str().unwrap().contains(secret)), "{posts:?}");
    for form in ["mail", "text", "web"] {
        let made = desk.run(&["document", "export", "1", "--as", form]).ends(0).stdout;
        assert!(made.contains("Nobody was hurt") && !made.contains(secret), "{form}: {made}");
    }
    let me = desk.json(&["document", "approval", "1"]).ends(0).json()["me"].as_str().unwrap().to_owned();
    desk.run(&["workspace", "approval-rule", "--writer", "yes"]).ends(0);
    desk.run(&["document", "ask", "1", "--of", &me]).ends(0);
    desk.run(&["document", "review", "1", "--of", &me, "--out", &path("review.html")]).ends(0);
    let page = std::fs::read_to_string(path("review.html")).unwrap();
    let (article, behind) = page.split_once("<h2>Lines to take: not for publication</h2>").expect("the part of the page");
    assert!(!article.contains(secret) && behind.contains(secret) && behind.contains(", Sie. 線 &lt;3"), "{behind}");
}

#[test]
fn points_and_posts_are_proposed_written_counted_saved_and_taken_back() {
    let desk = Desk::new();
    let file = desk.file("release.md", RELEASE);
    desk.json(&["document", "add", &file]).ends(0);
    let points = desk.json(&["document", "points", "1"]).ends(0).json();
    assert_eq!(points["own"], false);
    let said = points["points"].as_str().unwrap();
    assert!(
        said.starts_with("* The wing opens on Saturday.") && said.contains("— Margaret Oyelaran") && !said.contains("look after"),
        "{said}"
    );

    let own = desk.file("points.md", "* Nothing is lost.\n* مرحبا 灯台\n");
    assert_eq!(desk.json(&["document", "points", "1", "--set", &own]).ends(0).json()["own"], true);
    let (word, pdf, text) = (desk.path("points.docx"), desk.path("points.pdf"), desk.path("points.txt"));
    for path in [&word, &pdf, &text] {
        let path = path.display().to_string();
        desk.json(&["document", "points", "1", "--to", &path]).ends(0);
        desk.run(&["document", "points", "1", "--to", &path]).ends(3);
    }
    assert!(std::fs::read(&word).unwrap().starts_with(b"PK") && std::fs::read(&pdf).unwrap().starts_with(b"%PDF"));
    assert_eq!(std::fs::read_to_string(&text).unwrap(), "* Nothing is lost.\n* مرحبا 灯台\n");
    let empty = desk.file("empty.md", "");
    assert_eq!(desk.json(&["document", "points", "1", "--set", &empty]).ends(0).json()["points"], said);
    let bad = desk.file("bad.md", b"\xff\xfe");
    desk.run(&["document", "points", "1", "--set", &bad]).ends(3);
    desk.run(&["document", "points", "7"]).ends(4);

    let posts = desk.json(&["document", "social", "1"]).ends(0).lines();
    let networks: Vec<_> = posts.iter().map(|post| (post["network"].as_str().unwrap(), post["most"].as_u64().unwrap())).collect();
    assert_eq!(networks, [("x", 280), ("bluesky", 300), ("mastodon", 500), ("linkedin", 3000)]);
    assert!(posts.iter().all(|post| post["text"].as_str().unwrap().ends_with("https://harbourtrust.org/lantern")));
    let long = "a".repeat(301);
    let kept = desk.json(&["document", "social", "1", "--network", "bluesky", "--set", &long]).ends(0).json();
    assert_eq!((&kept["length"], &kept["own"]), (&301.into(), &true.into()));
    let told = desk.run(&["document", "social", "1", "--network", "bluesky"]).ends(0).stdout;
    assert!(told.contains("301 of 300, one too many"), "{told}");
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["document", "social", "1", "--network", "bluesky"]).ends(0).json()["own"], false);
    desk.run(&["document", "social", "1", "--set", "x"]).ends(2);
    desk.run(&["document", "social", "1", "--network", "myspace"]).ends(2);
}
