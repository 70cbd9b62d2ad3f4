//! Kinds with structure: what each has, what of it stays in the house, and how lists tell them apart.

use crate::desk::Desk;

const SECRET: &str = "We heard it on Tuesday night";

fn statement() -> String {
    format!(
        "---\nheadline: The storm at Cold Ness\nkind: statement\nlanguage: en\n---\n\nNobody was hurt.\n\n\
         ## Lines for the house {{.lines}}\n\nIf asked when: {SECRET}.\n\n- {SECRET}, 今夜\n\n> {SECRET}\n>\n> — Director\n\n\
         ## Press contact {{.contact}}\n\nInes Calder, 01632 960 201\n"
    )
}

#[test]
fn lines_to_take_are_in_the_file_of_ones_own_and_in_nothing_that_goes_out() {
    let desk = Desk::new();
    let file = desk.file("storm.md", statement());
    desk.json(&["document", "add", &file]).ends(0);
    let export = |form: &str| desk.run(&["document", "export", "1", "--as", form]).ends(0).stdout;
    assert_eq!(export("markdown"), statement(), "byte for byte");
    for form in ["mail", "text", "web"] {
        let out = export(form);
        assert!(out.contains("Nobody was hurt") && out.contains("01632 960 201"), "{form}: {out}");
        assert!(!out.contains("Tuesday night") && !out.contains("for the house") && !out.contains("今夜"), "{form}: {out}");
    }
    let word = desk.path("storm.docx");
    desk.json(&["document", "docx", "1", "--to", word.to_str().unwrap()]).ends(0);
    desk.json(&["document", "import", word.to_str().unwrap()]).ends(0);
    let read = desk.run(&["document", "export", "2", "--as", "markdown"]).ends(0).stdout;
    assert!(read.contains("Nobody was hurt") && !read.contains("Tuesday night"), "{read}");
    // A heading that is none would let them out: nothing is made of such a text.
    let adrift = desk.file("adrift.md", statement().replace("## Lines for the house", "##Lines"));
    assert_eq!(desk.json(&["document", "add", &adrift]).ends(3).json()["error"]["code"], "literature.lines_adrift");
    desk.json(&["document", "save", "1", &adrift]).ends(0);
    assert_eq!(desk.json(&["document", "export", "1", "--as", "mail"]).ends(3).json()["error"]["code"], "rendering.faults");
}

#[test]
fn brochures_and_web_pages_are_kinds_and_announcements_have_a_sort() {
    let desk = Desk::new();
    let add = |name: &str, front: &str| {
        let file = desk.file(name, format!("---\nheadline: {name}\n{front}\n---\n\nWords.\n"));
        desk.json(&["document", "add", &file])
    };
    assert_eq!(add("leaflet.md", "kind: brochure").ends(0).json()["kind"], "brochure");
    assert_eq!(add("page.md", "kind: web-page").ends(0).json()["kind"], "web-page");
    let policy = add("policy.md", "kind: announcement\nannouncement: policy-change").ends(0).json();
    assert_eq!((&policy["kind"], &policy["sort"]), (&"announcement".into(), &"policy-change".into()));
    assert!(add("else.md", "kind: article\nannouncement: policy-change").ends(0).json()["sort"].is_null(), "of announcements alone");
    assert_eq!(add("odd.md", "kind: announcement\nannouncement: gossip").ends(3).json()["error"]["code"], "literature.bad_sort");
    let ids = |more: &[&str]| {
        let all = desk.json(&[&["document", "list"], more].concat()).ends(0).lines();
        all.iter().map(|one| one["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--kind", "brochure"]), [1]);
    assert_eq!(ids(&["--sort", "policy-change"]), [3]);
    assert_eq!(ids(&["--sort", "personnel-change"]), [] as [i64; 0]);
    desk.run(&["document", "list", "--kind", "sonnet"]).ends(2);
    let hints = desk.json(&["document", "proof", "1"]).ends(1);
    assert!(hints.stdout.contains("A brochure needs a contact"), "{}", hints.stdout);
}

#[test]
fn a_block_is_kept_once_and_a_change_is_in_every_text_but_in_what_was_kept() {
    let desk = Desk::new();
    let about = desk.file("about.md", "We keep the light, {{ first_name | \"editor\" }}.\n");
    desk.run(&["block", "add", "Trust, short", &about, "--sort", "boilerplate"]).ends(0);
    let text = desk.file("one.md", "---\nheadline: One\nkind: press-release\n---\n\nOne.\n\n{{ block \"Trust, short\" }}\n");
    desk.json(&["document", "add", &text]).ends(0);
    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    let export = |form: &str| desk.run(&["document", "export", "1", "--as", form, "--to", "ruth@tide.example.org"]).ends(0).stdout;
    for form in ["mail", "text", "web"] {
        assert!(export(form).contains("We keep the light, Ruth."), "{form}");
    }
    assert!(export("markdown").contains("{{ block \"Trust, short\" }}"));
    let me = desk.json(&["document", "approval", "1"]).ends(0).json()["me"].as_str().unwrap().to_owned();
    desk.json(&["workspace", "approval-rule", "--writer", "yes"]).ends(0);
    desk.json(&["document", "ask", "1", "--of", &me]).ends(0);
    desk.json(&["document", "approve", "1"]).ends(0);
    assert_eq!(desk.json(&["document", "approval", "1"]).ends(0).json()["state"], "approved");
    let later = desk.file("later.md", "We keep the light since 1874.");
    let saved = desk.run(&["block", "save", "trust, SHORT", &later]).ends(0);
    assert!(saved.stderr.contains("One"), "{saved:?}");
    let void = desk.json(&["document", "approval", "1"]).ends(0).json();
    assert_eq!((&void["state"], &void["changes"][0]["is"]), (&"void".into(), &"Trust, short".into()));
    assert!(export("text").contains("since 1874"));
    desk.run(&["block", "rename", "Trust, short", "In brief"]).ends(0);
    assert!(export("text").contains("since 1874"), "a text that says the old name still means it");
    let uses = desk.json(&["block", "uses", "In brief"]).ends(0).lines();
    assert_eq!((&uses[0]["document"], &uses[0]["stage"]), (&1.into(), &"in-review".into()));
    assert_eq!(desk.json(&["block", "delete", "In brief"]).ends(3).json()["error"]["code"], "literature.block_in_use");
    let gone = desk.file("gone.md", "One.\n\n{{ block \"Nobody\" }}\n");
    desk.json(&["document", "save", "1", &gone]).ends(0);
    let refused = desk.json(&["document", "export", "1", "--as", "mail"]).ends(3);
    assert_eq!(refused.json()["error"]["code"], "rendering.faults");
    assert_eq!(desk.json(&["block", "show", "Nobody"]).ends(4).json()["error"]["code"], "literature.no_block");
}

#[test]
fn a_text_begins_with_an_outline_whose_open_places_proofing_marks() {
    let desk = Desk::new();
    let made = desk.json(&["document", "new", "--kind", "press-release", "--language", "de"]).ends(0).json();
    assert_eq!((&made["kind"], &made["language"]), (&"press-release".into(), &"de".into()));
    let hints = desk.json(&["document", "proof", "1"]).ends(1).stdout;
    assert!(hints.matches("\"placeholder\"").count() > 5, "{hints}");
    desk.json(&["template", "keep", "1", "Unsere Mitteilung"]).ends(0);
    desk.json(&["document", "new", "--template", "unsere MITTEILUNG"]).ends(0);
    desk.json(&["document", "new", "--like-last", "press-release"]).ends(0);
    let like = desk.run(&["document", "export", "3", "--as", "markdown"]).ends(0).stdout;
    assert!(like.contains("{.contact}") && !like.contains("Vorspann"), "{like}");
    desk.run(&["document", "new"]).ends(2);
    assert_eq!(desk.json(&["document", "new", "--like-last", "statement"]).ends(4).json()["error"]["code"], "literature.no_last");
    assert_eq!(desk.json(&["document", "new", "--template", "none"]).ends(4).json()["error"]["code"], "literature.no_template");
}

#[test]
fn each_sort_of_announcement_begins_with_its_outline_and_is_looked_at_by_its_list() {
    let desk = Desk::new();
    let mut lists = std::collections::BTreeSet::new();
    for (number, (sort, words)) in
        (1..).zip([("industry-report", "Die Zahlen"), ("personnel-change", "Wer kommt"), ("policy-change", "Bisher")])
    {
        let id: String = format!("{number}");
        let made = desk.json(&["document", "new", "--sort", sort, "--language", "de"]).ends(0).json();
        assert_eq!((&made["kind"], &made["sort"]), (&"announcement".into(), &sort.into()));
        let text = desk.run(&["document", "export", &id, "--as", "markdown"]).ends(0).stdout;
        assert!(text.contains(words) && text.contains(&format!("announcement: {sort}")), "{text}");
        lists.insert(desk.json(&["document", "check", &id]).ends(0).stdout);
    }
    assert_eq!(lists.len(), 3, "each has a checklist of its own");
    desk.run(&["document", "new", "--sort", "sonnet"]).ends(2);
    desk.run(&["document", "new", "--sort", "policy-change", "--kind", "article"]).ends(2);
    let text = desk.file("hours.md", "---\nheadline: New hours\nkind: announcement\nannouncement: policy-change\n---\n\nWe open at ten.\n");
    desk.run(&["document", "add", &text]).ends(0);
    assert!(desk.run(&["document", "proof", "4"]).ends(1).stdout.contains("somebody to ask"));
    let text = desk.file(
        "storm.md",
        "---\nheadline: Storm\nkind: statement\n---\n\nWe are safe.\n\n## Contact {.contact}\n\npress@trust.example.org\n",
    );
    desk.run(&["document", "add", &text]).ends(0);
    assert!(desk.run(&["document", "proof", "5"]).ends(1).stdout.contains("lines to take"));
}
