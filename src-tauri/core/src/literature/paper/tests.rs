use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::literature::blocks;

/// The document as the editor sends it back when nothing was touched.
fn untouched(paper: &Paper) -> EditedPaper {
    EditedPaper {
        head: paper.head.clone(),
        front: paper.front.clone(),
        lines: paper.lines.clone(),
        lead: paper.lead.clone(),
        tail: paper.tail.clone(),
        blocks: paper
            .blocks
            .iter()
            .map(|block| EditedBlock { id: block.id, before: block.before.clone(), source: Some(block.source.clone()), content: None })
            .collect(),
    }
}

/// As if every block had been edited back and forth.
fn rewritten(paper: &Paper) -> EditedPaper {
    let mut edited = untouched(paper);
    for (block, known) in edited.blocks.iter_mut().zip(&paper.blocks) {
        if !matches!(known.content, PaperContent::Raw { .. }) {
            block.source = None;
            block.content = Some(known.content.clone());
        }
    }
    edited
}

fn contents(paper: &Paper) -> Vec<PaperContent> {
    paper.blocks.iter().map(|block| block.content.clone()).collect()
}

fn text(text: &str) -> Run {
    Run { what: RunKind::Text { text: text.to_owned() }, marks: Vec::new() }
}

fn marked(words: &str, marks: &[Mark]) -> Run {
    Run { marks: marks.to_vec(), ..text(words) }
}

fn paragraph(words: &str) -> PaperContent {
    PaperContent::Paragraph { words: vec![text(words)] }
}

const AWKWARD: &[&str] = &[
    "",
    "\n\n",
    "Words.",
    "Words.\n",
    "  Words with an indent.\n",
    "\\# no heading\n\n1\\. no list\n\n\\- no list either\n\n\\> no quote\n",
    "A line\nthat goes on\nand on.\n",
    "A line  \nwith a break\\\nand another.\n",
    "Ends with spaces.   \n\nNext.\t\n",
    "# One\n## Two\nText right below.\n### Three ###\n",
    "Headline\n========\n\nSmaller\n-------\nText.\n",
    "## Notes to editors {.notes}\n\n1. One\n2. Two\n\n## About {#about .boilerplate}\n\nWe are.\n",
    "## Braces {at} the end{}\n",
    "- one\n- two\n  - deep\n    - deeper\n- three\n",
    "* one\n\n* two\n\n  second paragraph of two\n\n+ another list\n+ goes on\n",
    "3. three\n4. four\n\n7) seven\n8) eight\n",
    "- one\n\n      code in an item\n- two\n",
    "- [ ] no task\n- \n- empty above\n",
    "- - nested at once\n  - again\n",
    "> said\n> and said\n>\n> — Margaret Oyelaran, *director*\n",
    "> said\n> — Ines Calder\n",
    "> — alone\n",
    "> a\n\n> b\n",
    "> # a heading in a quote\n> - a list\n",
    ">no space\nlazy line\n",
    "| a | b |\n|---|:-:|\n| x \\| y | `z` |\n",
    "a \\| b is no table\n",
    "| a |\n|---|\n\n| |\n|-|\n| x |\n",
    "a | b\n:-- | --:\n*x* | [y](https://example.org \"t\")\nshort\nlong | er | than\n| | |\n",
    "| {{ first_name | \"editor\" }} | ![p](p.png) |\n|--|--|\n| `a\\|b` | \\\\ |\n\nText below.\n",
    "[a](https://example.org \"say \\\"it\\\"\") ![b](b.png 'titled {{ outlet | \"x\" }}') [c](<d e> (f\ng))\n",
    "```rust\nlet x = 1;\n```\n\n    indented\n\n~~~\nopen to the end\n",
    "<div>\nraw\n</div>\n\nText <b>with</b> inline <!-- remark --> HTML.\n",
    "<!-- a remark\n\nover lines -->\n\nAfter.\n",
    "[ref] and [full][ref] and ![pic][ref].\n\n[ref]: https://example.org \"Title\"\n",
    "A note[^1] here.\n\n[^1]: The note.\n",
    "<https://example.org/a_b> and <press@example.org>.\n",
    "[a](<https://example.org/with space> \"t\") [b](x\\)y) [*c*](mailto:a@b.example)\n",
    "**a***b* ***both*** *a **b** c* _a_ __b__ ~~gone~~ `co``de` `` ` `` ` a `\n",
    "intra*word*stress and **\"quoted\"** and a**\"b\"**c\n",
    "![alt *text* [x]](lens.jpg) ![](a b.jpg)\n",
    "{{ first_name | \"editor\" }}, {{greeting}} and {{ broken and \\{\\{ first_name }} stays\n",
    "**{{ first_name | 'the \"editor\"' }}** [x](https://example.org/?o={{ outlet | \"none\" }})\n",
    "&amp; &copy; \\&amp; AT&T 5 < 6 > 4 <3\n",
    "* * *\n---\n***\n_ _ _\n",
    "العربية **مهم** نص\n\n日本語の**テキスト**です。\n\n“Curly” — dash…\n",
    "One\r\nTwo\r\n\r\n- a\r\n- b\r\n\r\nEnd",
    "---\nheadline: The lens\r\n---\r\nText.\r\n",
    "---\nheadline: The lens\n# a remark\nunknown: [1, 2]\nembargo: >\n  2026-11-26 06:00\n  Europe/London\n---\nText.\n",
    "---\nheadline: {{ broken\n---\n\nText.\n",
    "---\nheadline: \"{{first_name|'x'}} reads\"\n---",
    "---\n\nno front block\n",
    "---\n---\n\nText\n",
    "\u{feff}---\nheadline: x\n---\n\n\nText\n\n\n\n",
    "a\u{a0}b\u{3000}\n\n\u{a0}\n\n\u{200b}x\n",
    "1986\\. A great year\n\n1986\\) again\n\n+ 1\n",
    "Trailing backslash\\\\\n\n`code\\`\n",
    "\tindented by a tab\n\n a\n  b\n   c\n",
    "{.notes}\n\n# {.notes}\n\n#\n",
    "- a\n\n<!-- -->\n\n- b\n",
    "a<!-- -->**\"b\"**<!-- -->c\n",
];

fn holds(source: &str) {
    let paper = open(source);
    assert_eq!(compose(untouched(&paper)).text, source, "untouched: {source:?}");
    let joined: String = paper.blocks.iter().map(|block| format!("{}{}", block.before, block.source)).collect();
    assert_eq!(format!("{}{}{joined}{}", paper.head, paper.lead, paper.tail), source, "every byte is somewhere: {source:?}");
    let again = compose(rewritten(&paper));
    let read = open(&again.text);
    assert_eq!(contents(&read), contents(&paper), "{source:?} was written as {:?}", again.text);
    assert_eq!(read.front, paper.front, "{source:?} was written as {:?}", again.text);
}

#[test]
fn awkward_texts_go_through_the_editor() {
    AWKWARD.iter().for_each(|source| holds(source));
}

#[test]
fn tables_are_edited_as_tables() {
    for source in AWKWARD.iter().filter(|source| source.contains("|--") || source.contains("| --")) {
        let raw = |block: &PaperBlock| matches!(block.content, PaperContent::Raw { what: RawKind::Table, .. });
        assert!(!open(source).blocks.iter().any(raw), "{source:?}");
    }
}

#[test]
fn most_of_the_awkward_texts_are_words_and_not_source() {
    let raw: usize =
        AWKWARD.iter().flat_map(|source| open(source).blocks).filter(|block| matches!(block.content, PaperContent::Raw { .. })).count();
    let all: usize = AWKWARD.iter().map(|source| open(source).blocks.len()).sum();
    assert!(raw * 6 < all, "{raw} of {all} blocks can only be shown as source");
}

#[test]
fn editing_one_block_changes_its_bytes_alone() {
    for source in AWKWARD {
        let paper = open(source);
        for at in 0..paper.blocks.len() {
            let mut edited = untouched(&paper);
            let block = edited.blocks.get_mut(at).expect("a block");
            let was = block.source.take().expect("its source");
            block.content = Some(paragraph("Quite new."));
            let composed = compose(edited);
            let place = paper.blocks.get(at).expect("a block");
            let (from, to) = (place.from as usize, place.to as usize);
            let head = source.get(..from).expect("before").trim_end();
            let tail = source.get(to..).expect("after").trim_start();
            assert!(composed.text.starts_with(head), "{source:?}: {was:?} changed what stands before it: {:?}", composed.text);
            assert!(composed.text.ends_with(tail), "{source:?}: {was:?} changed what stands after it: {:?}", composed.text);
            assert!(composed.text.contains("Quite new."));
        }
    }
}

#[test]
fn words_that_look_like_markdown_stay_words() {
    for words in [
        "# no heading",
        "1. no list",
        "1986) no list",
        "- no list",
        "+ no list",
        "> no quote",
        "*no* stress _at_ all",
        "[no](link)",
        "<b>",
        "&amp;",
        "`no code`",
        "| no | table |",
        "|---|",
        "a ~~b~~",
        "\\",
        "{{ first_name }}",
        "{{ broken",
        "![x](y)",
        "[^1]: no note",
        "[a]: no definition",
        "===",
        "---",
        ":--",
        "***",
        "~~~",
        "    x",
        "a_b_c _d_",
        "5 * 6 * 7",
        "ends {.notes}",
        "— no speaker",
        "http://example.org",
        "a\u{e000}b",
    ] {
        let made = compose(EditedPaper {
            head: String::new(),
            front: Front::default(),
            lines: PaperLines::default(),
            lead: String::new(),
            tail: String::new(),
            blocks: vec![
                EditedBlock { id: 1, before: String::new(), source: None, content: Some(paragraph(words)) },
                EditedBlock {
                    id: 2,
                    before: String::new(),
                    source: None,
                    content: Some(PaperContent::Heading { level: 2, id: None, class: None, words: vec![text(words)] }),
                },
            ],
        });
        let read = open(&made.text);
        let wanted = words.trim().replace('\u{e000}', "\u{fffd}");
        let first = read.blocks.first().map(|block| block.content.clone());
        assert_eq!(first, Some(paragraph(&wanted)), "{words:?} was written as {:?}", made.text);
        assert!(
            matches!(read.blocks.get(1).map(|block| &block.content), Some(PaperContent::Heading { words, class: None, .. }) if *words == vec![text(&wanted)]),
            "{words:?} as a heading was written as {:?}",
            made.text
        );
    }
}

#[test]
fn a_title_outlives_an_edit_of_its_block() {
    for source in [
        "The [plan](https://example.org/plan \"What is to be done\") is here.",
        "![The lens](lens.jpg \"Photo: Ines Calder\")",
        "Read [on][more].\n\n[more]: https://example.org 'In full'\n",
    ] {
        let paper = open(source);
        let mut edited = untouched(&paper);
        let (first, block) = (edited.blocks.first_mut().expect("a block"), paper.blocks.first().expect("a block"));
        let PaperContent::Paragraph { words } = &block.content else { panic!("{source} is words") };
        (first.source, first.content) = (None, Some(PaperContent::Paragraph { words: [&words[..], &[text(" More.")]].concat() }));
        let written = compose(edited).text;
        let title = source.split(['"', '\'']).nth(1).expect("a title");
        assert!(written.contains(&format!("\"{}\"", title.replace(':', "\\:"))), "{source} was written as {written:?}");
    }
}

#[test]
fn a_table_is_written_as_people_write_one() {
    let cell = |words: &str| if words.is_empty() { Vec::new() } else { vec![text(words)] };
    let row = |cells: [&str; 3]| cells.map(cell).to_vec();
    let table = PaperContent::Table {
        align: vec![None, Some(Side::Center), Some(Side::Right)],
        head: row(["Day", "", "Visitors"]),
        rows: vec![row(["Friday", "a|b", "1,200"]), vec![cell("Saturday")]],
    };
    let source = "| Day |  | Visitors |\n| --- | :-: | --: |\n| Friday | a\\|b | 1,200 |\n| Saturday |  |  |";
    assert_eq!(write::block(&table, None).as_deref(), Some(source));
    assert_eq!(open(source).blocks.first().map(|block| block.content.clone()), Some(runs::normal(table)));
}

#[test]
fn a_quote_names_its_speaker() {
    let quote = PaperContent::Quote { blocks: vec![paragraph("We keep our promise.")], speaker: vec![text("Margaret Oyelaran")] };
    assert_eq!(write::block(&quote, None).as_deref(), Some("> We keep our promise.\n>\n> — Margaret Oyelaran"));
}

#[test]
fn usual_words_are_written_as_people_write_them() {
    for (runs, source) in [
        (vec![text("The "), marked("Lantern", &[Mark::Strong]), text(" Wing")], "The **Lantern** Wing"),
        (
            vec![text("See "), marked("the plan", &[Mark::Link { url: "https://example.org/a_(b)".into(), title: None }])],
            "See [the plan](https://example.org/a_\\(b\\))",
        ),
        (vec![marked("https://example.org", &[Mark::Link { url: "https://example.org".into(), title: None }])], "<https://example.org>"),
        (vec![text("snake_case, 5 < 6, R&D and “quotes”")], "snake_case, 5 < 6, R&D and “quotes”"),
        (
            vec![Run {
                what: RunKind::Field { field: Field { name: "first_name".into(), fallback: Some("editor".into()) } },
                marks: vec![],
            }],
            "{{ first_name | \"editor\" }}",
        ),
    ] {
        assert_eq!(write::block(&PaperContent::Paragraph { words: runs }, None).as_deref(), Some(source));
    }
}

#[test]
fn a_new_document_gets_its_first_words() {
    let mut edited = untouched(&open(""));
    edited.lines.headline = vec![text("The lens: it turns")];
    edited.front.kind = Some("press-release".into());
    edited.blocks = vec![
        EditedBlock { id: 1, before: String::new(), source: None, content: Some(paragraph("Lead.")) },
        EditedBlock { id: 2, before: String::new(), source: None, content: Some(PaperContent::Paragraph { words: vec![] }) },
    ];
    let made = compose(edited);
    assert_eq!(made.text, "---\nheadline: \"The lens: it turns\"\nkind: press-release\n---\n\nLead.\n");
    assert_eq!(made.blocks.iter().map(|block| block.id).collect::<Vec<_>>(), [1], "an empty paragraph is nothing yet");
}

#[test]
fn a_headline_that_was_not_touched_keeps_its_line() {
    let source = "---\nheadline: \"{{first_name|'x'}} reads\"\nsubject: Old\n---\n\nText.\n";
    let mut edited = untouched(&open(source));
    edited.front.subject = Some("New".into());
    assert_eq!(compose(edited).text, source.replace("Old", "New"));
}

#[test]
fn neighbours_never_run_together() {
    let list = |word: &str| PaperContent::List { start: None, items: vec![vec![paragraph(word)]] };
    let fresh = |id, content| EditedBlock { id, before: "\n".into(), source: None, content: Some(content) };
    let mut edited = untouched(&open("# Head\nText.\n"));
    edited.blocks.push(fresh(3, list("a")));
    edited.blocks.push(fresh(4, list("b")));
    edited.blocks.push(fresh(5, list("c")));
    edited.blocks.push(fresh(6, paragraph("d")));
    let made = compose(edited);
    let read = open(&made.text);
    assert_eq!(read.blocks.len(), 6, "{:?}", made.text);
    assert!(made.text.starts_with("# Head\nText.\n"), "{:?}", made.text);
}

#[test]
fn blocks_can_change_places() {
    for source in AWKWARD.iter().filter(|source| !source.contains("~~~") && !source.contains("]:")) {
        let paper = open(source);
        let mut edited = untouched(&paper);
        edited.blocks.reverse();
        let made = compose(edited);
        let read = open(&made.text);
        let mut wanted: Vec<_> = paper.blocks.iter().map(|block| block.source.clone()).collect();
        wanted.reverse();
        let found: Vec<_> = read.blocks.iter().map(|block| block.source.clone()).collect();
        assert_eq!(found, wanted, "{source:?} turned round: {:?}", made.text);
    }
}

#[test]
fn raw_html_stays_in_the_source_and_says_nothing() {
    let source = "Text <script>alert(1)</script> on.\n\n<iframe src=x>\n";
    let paper = open(source);
    let again = compose(rewritten(&paper)).text;
    assert!(again.contains("<script>") && again.contains("<iframe src=x>"));
    assert!(blocks::read(&again, 0).iter().any(|placed| placed.block == Block::Raw));
}

/// All examples of CommonMark's specification, from its own package (CC-BY-SA 4.0), which the page's development dependencies bring.
fn examples() -> Vec<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/node_modules/commonmark-spec/spec.txt");
    let spec = std::fs::read_to_string(file).expect("the page's packages are there: `npm ci` in ui/");
    let fence = "`".repeat(32);
    let mut found = Vec::new();
    let mut rest = spec.as_str();
    while let Some((_, after)) = rest.split_once(&format!("\n{fence} example\n")) {
        let (example, behind) = after.split_once(&format!("\n{fence}")).expect("an example ends");
        let markdown = if example.starts_with(".\n") { "" } else { example.split_once("\n.\n").map_or("", |(markdown, _)| markdown) };
        found.push(format!("{}\n", markdown.replace('→', "\t")));
        rest = behind;
    }
    found
}

#[test]
fn every_example_of_commonmark_goes_through_the_editor() {
    let all = examples();
    assert!(all.len() > 640, "{}", all.len());
    for example in &all {
        holds(example);
    }
    // Whatever stands before and behind, nothing runs together and no byte is lost.
    for two in all.windows(2) {
        let text = format!("{}\n{}", two[0], two[1]);
        let paper = open(&text);
        assert_eq!(compose(untouched(&paper)).text, text);
    }
}

/// A block with every letter an x and every digit a 0: how it is built, and none of its words.
fn shape(value: serde_json::Value, key: &str) -> serde_json::Value {
    const SAID: &[&str] = &["text", "url", "title", "src", "alt", "label", "fallback"];
    let blind = |c: char| match c {
        c if c.is_alphabetic() => 'x',
        c if c.is_numeric() => '0',
        c => c,
    };
    match value {
        serde_json::Value::String(said) if SAID.contains(&key) => said.chars().map(blind).collect::<String>().into(),
        serde_json::Value::Array(all) => all.into_iter().map(|one| shape(one, key)).collect(),
        serde_json::Value::Object(all) => all.into_iter().map(|(key, one)| (key.clone(), shape(one, &key))).collect(),
        other => other,
    }
}

/// The window's sheet is tried with the same blocks: its tests read this file.
#[test]
fn the_windows_tests_know_every_shape_of_block_that_commonmark_and_the_awkward_texts_have() {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/desks/literature/paper/samples/shapes.json");
    let texts = examples().into_iter().chain(AWKWARD.iter().map(|&text| text.to_owned()));
    let shapes: BTreeSet<String> = texts
        .flat_map(|text| contents(&open(&text)))
        .map(|content| shape(serde_json::to_value(content).expect("a block is JSON"), "").to_string())
        .collect();
    let fresh = format!("[\n  {}\n]\n", shapes.into_iter().collect::<Vec<_>>().join(",\n  "));
    if std::fs::read_to_string(kept).unwrap_or_default() != fresh {
        let made = std::env::temp_dir().join("tidings-shapes.json");
        std::fs::write(&made, fresh).expect("a folder for what is temporary");
        panic!("the shapes are others now: copy {} to {kept}", made.display());
    }
}

proptest! {
    #[test]
    fn any_examples_of_commonmark_in_a_row_keep_every_block_that_was_not_touched(
        picked in prop::collection::vec(0usize..640, 1..6), edited in 0usize..8, windows in any::<bool>()
    ) {
        let all = examples();
        let text = picked.iter().filter_map(|at| all.get(*at)).cloned().collect::<Vec<_>>().join("\n");
        let text = if windows { text.replace('\n', "\r\n") } else { text };
        let paper = open(&text);
        prop_assert_eq!(&compose(untouched(&paper)).text, &text);
        if let Some(at) = (!paper.blocks.is_empty()).then(|| edited % paper.blocks.len()) {
            let mut sent = untouched(&paper);
            sent.blocks[at].source = None;
            sent.blocks[at].content = Some(paragraph("Edited."));
            let kept = compose(sent);
            for (index, block) in paper.blocks.iter().enumerate().filter(|(index, _)| *index != at) {
                let found = kept.blocks.iter().find(|one| one.id == block.id);
                prop_assert_eq!(found.map(|one| one.source.as_str()), Some(block.source.as_str()), "block {}", index);
            }
        }
    }
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zäé]{1,6}",
        2 => "[ a-z\\\\`*_\\[\\]<>&~!#|{}().:=+\"'/^$%@;,?-]{1,8}",
        1 => "[0-9]{1,3}[.)] ?[a-z]?",
        1 => "\\PC{1,4}",
        1 => Just(" ".to_owned()),
        1 => prop::sample::select(vec!["{{ first_name }}", "<!-- -->", "&#35;", "<b>", "日本", "مهم", "— a", "\u{a0}"]).prop_map(str::to_owned),
    ]
}

fn mark() -> impl Strategy<Value = Mark> {
    prop_oneof![
        Just(Mark::Strong),
        Just(Mark::Emphasis),
        Just(Mark::Strike),
        Just(Mark::Code),
        prop::sample::select(vec!["https://example.org", "mailto:a@b.example", "https://example.org/a_(b)?x=[1]&y", "a b<c>", ""])
            .prop_flat_map(|url| title().prop_map(move |title| Mark::Link { url: url.to_owned(), title })),
    ]
}

fn title() -> impl Strategy<Value = Option<String>> {
    prop_oneof![3 => Just(None), 1 => word().prop_map(Some), 1 => Just(Some("say \"{{ first_name | \"x\" }}\"".to_owned()))]
}

fn run() -> impl Strategy<Value = Run> {
    let what = prop_oneof![
        6 => word().prop_map(|text| RunKind::Text { text }),
        1 => Just(RunKind::Break),
        1 => ("[a-z_]{1,8}", prop::option::of("[a-z \"'|}{*]{0,8}")).prop_map(|(name, fallback)| RunKind::Field { field: Field { name, fallback } }),
        1 => ("[a-z ()_<]{0,6}", word(), title()).prop_map(|(src, alt, title)| RunKind::Image { src, alt, title }),
    ];
    (what, prop::collection::vec(mark(), 0..3)).prop_map(|(what, marks)| Run { what, marks })
}

fn words() -> impl Strategy<Value = Vec<Run>> {
    prop::collection::vec(run(), 0..6)
}

fn content_of(depth: u32) -> BoxedStrategy<PaperContent> {
    let para = words().prop_map(|words| PaperContent::Paragraph { words });
    if depth == 0 {
        return para.boxed();
    }
    let items = prop::collection::vec(prop::collection::vec(content_of(depth - 1), 0..3), 1..4);
    let list = (prop::option::of(0u32..20), items).prop_map(|(start, items)| PaperContent::List { start, items });
    prop_oneof![3 => para, 2 => list].boxed()
}

fn table() -> impl Strategy<Value = PaperContent> {
    let side = prop::sample::select(vec![None, Some(Side::Left), Some(Side::Center), Some(Side::Right)]);
    let row = |n: usize| prop::collection::vec(words(), n..=n);
    (1usize..4).prop_flat_map(move |n| {
        (prop::collection::vec(side.clone(), n..=n), row(n), prop::collection::vec(row(n), 0..4))
            .prop_map(|(align, head, rows)| PaperContent::Table { align, head, rows })
    })
}

fn any_content() -> impl Strategy<Value = PaperContent> {
    prop_oneof![
        3 => content_of(2),
        1 => (1u8..7, prop::option::of(prop::sample::select(vec!["notes", "contact"])), words())
            .prop_map(|(level, class, words)| PaperContent::Heading { level, id: None, class: class.map(str::to_owned), words }),
        1 => (prop::collection::vec(content_of(1), 0..3), words()).prop_map(|(blocks, speaker)| PaperContent::Quote { blocks, speaker }),
        1 => table(),
        1 => Just(PaperContent::Rule),
    ]
}

#[test]
fn a_pipe_in_a_cells_code_stays_and_a_single_backslash_before_it_cannot() {
    let code = |text: &str| vec![Run { what: RunKind::Text { text: text.to_owned() }, marks: vec![Mark::Code] }];
    for (typed, kept) in [("a|b", "a|b"), ("\\|", "|"), ("\\\\|", "\\\\|"), ("\\\\\\|x", "\\\\|x"), ("\\a|", "\\a|")] {
        let table = PaperContent::Table { align: vec![None], head: vec![code("h")], rows: vec![vec![code(typed)]] };
        let wanted = PaperContent::Table { align: vec![None], head: vec![code("h")], rows: vec![vec![code(kept)]] };
        let mut edited = untouched(&open("---\nheadline: x\n---\n"));
        edited.blocks = vec![EditedBlock { id: 1, before: String::new(), source: None, content: Some(table) }];
        let made = compose(edited);
        assert_eq!(contents(&open(&made.text)), [wanted], "{}", made.text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_goes_through_the_editor(source in "([a-z#>*_`~|<&!:=+\\[\\](){}\\\\. 0-9\"-]{0,12}(\n|\r\n|\n\n|\n    |\n- |  \n)){0,8}") {
        holds(&source);
    }

    #[test]
    fn any_document_reads_as_it_was_written(blocks in prop::collection::vec(any_content(), 0..5)) {
        let wanted: Vec<_> = blocks.iter().cloned().map(runs::normal).filter(|content| !runs::is_empty(content)).collect();
        let mut edited = untouched(&open("---\nheadline: x\n---\n"));
        edited.blocks = blocks.into_iter().zip(1..).map(|(content, id)| EditedBlock { id, before: String::new(), source: None, content: Some(content) }).collect();
        let made = compose(edited);
        prop_assert_eq!(contents(&open(&made.text)), wanted, "was written as {:?}", made.text);
    }

    #[test]
    fn a_normal_form_is_its_own(content in any_content()) {
        let once = runs::normal(content);
        prop_assert_eq!(runs::normal(once.clone()), once);
    }
}
