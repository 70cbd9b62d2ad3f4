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
