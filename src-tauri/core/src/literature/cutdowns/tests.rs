use super::*;

const RELEASE: &str = "---\nheadline: Lighthouse museum reopens its Lantern Wing\nlanguage: en\n---\n\n{{ greeting }},\n\n\
    The wing opens on *Saturday*. Admission is free for nine days. See [the programme](https://harbourtrust.org/lantern?day=5).\n\n\
    ![The lens](lens.png)\n\n\
    It cost £3.2 million [sic]. Most of it was given.\n\n> A lighthouse is a promise.\n>\n> — Margaret Oyelaran, director\n\n\
    - 61 keepers\n- 4,316 givers\n\n## About us {.boilerplate}\n\nWe look after lighthouses.\n\n## Contact {.contact}\n\nInes Calder\n";

fn points(text: &str) -> String {
    proposal::points(&Document::parse(text))
}

fn post(text: &str, network: Platform) -> String {
    proposal::post(&Document::parse(text), network)
}

#[test]
fn talking_points_are_first_sentences_items_and_quotes_and_nothing_that_only_one_reader_gets() {
    assert_eq!(
        points(RELEASE),
        "* The wing opens on Saturday.\n* It cost £3.2 million \\[sic\\].\n* 61 keepers\n* 4,316 givers\n\n\
         > A lighthouse is a promise.\n>\n> — Margaret Oyelaran, director"
    );
    for nothing in ["", "---\nheadline: H\n---\n", "<!-- raw -->\n", "{{ greeting }},\n"] {
        assert_eq!(points(nothing), "", "{nothing:?}");
    }
    // What is proposed is read as what it says.
    let blocks = Document::parse(&points("A *b* \\[c\\] `d` < e.\n")).blocks;
    assert_eq!(blocks.len(), 1);
}

#[test]
fn a_post_has_the_headline_as_much_of_the_lead_as_fits_and_the_link() {
    let x = post(RELEASE, Platform::X);
    assert!(x.starts_with("Lighthouse museum reopens its Lantern Wing\n\nThe wing opens on Saturday. Admission"), "{x}");
    assert!(x.ends_with("\n\nhttps://harbourtrust.org/lantern?day=5"), "{x}");
    for headline in ["w".repeat(600), "灯台 ".repeat(400), "مرحبا ".repeat(300), "👩‍👩‍👧‍👦".repeat(400), "word ".repeat(900), String::new()]
    {
        for network in Platform::ALL {
            let made = post(&format!("---\nheadline: {headline}\n---\n\nSee <https://a.org/{}>.\n", "x".repeat(90)), network);
            assert!(network.takes(&made), "{network:?} {} {made}", network.length(&made));
        }
    }
    assert_eq!(post("", Platform::X), "");
    // What is to be seen on a picture, and a line that leads to a list, are not said without them.
    let said = post(
        &RELEASE.replace("It cost", "Adults pay:\n\n- £9\n\n![A keeper](keeper.png) ![A lamp](lamp.png)\n\nIt cost"),
        Platform::Linkedin,
    );
    assert!(said.contains("nine days. See the programme. It cost £3.2 million [sic]. Most of it was given.\n\nhttps"), "{said}");
}

#[tokio::test]
async fn lines_to_take_stand_beside_the_points_and_in_no_post() {
    use crate::workspace::testing::Desk;
    let desk = Desk::new();
    let secret = "We were not told before Tuesday";
    // Without a headline, a text is called by its first words: not by these.
    let text = format!(
        "---\nkind: statement\n---\n\n## {secret} {{.lines}}\n\n- {secret}.\n\n{{{{ block \"線\" }}}}\n\n## Said\n\nNobody was hurt.\n\n{{{{ block \"線\" }}}}\n"
    );
    let edit = crate::literature::shared::BlockEdit {
        name: "線".to_owned(),
        sort: crate::literature::shared::BlockSort::Other,
        language: "ja".to_owned(),
        text: "それは火曜日でした。".to_owned(),
    };
    crate::literature::api::add_block(&desk.ws, edit).await.unwrap();
    let id = crate::literature::api::add_file(&desk.ws, text.into_bytes(), None).await.unwrap().id;
    let said = api::show(&desk.ws, id).await.unwrap();
    assert_eq!(
        (said.points.text.as_str(), said.lines.as_str()),
        ("* Nobody was hurt.", &*format!("### {secret}\n\n- {secret}.\n\nそれは火曜日でした。"))
    );
    assert!(said.posts.iter().all(|post| !post.text.contains("told") && post.text.contains("Nobody was hurt.")), "{:?}", said.posts);
    // Points of one's own leave the lines as the text has them, and the proposal stands again when it is written by hand.
    let own = api::keep_points(&desk.ws, id, "* Mine".to_owned()).await.unwrap();
    assert_eq!((own.points.own, own.lines == said.lines), (true, true));
    assert!(!api::keep_points(&desk.ws, id, said.points.text.clone()).await.unwrap().points.own);
}

#[test]
fn each_network_counts_in_its_own_way() {
    let link = format!("https://harbourtrust.org/{}", "x".repeat(200));
    assert_eq!(Platform::X.length(&format!("See {link}.")), 4 + 23 + 1);
    assert_eq!(Platform::Mastodon.length(&format!("See {link} and http://a.org")), 4 + 23 + 5 + 23);
    assert_eq!(Platform::Bluesky.length(&link), 225);
    let family = "👩‍👩‍👧‍👦";
    assert_eq!(Platform::ALL.map(|network| network.length(family)), [2, 3, 1, 11], "Bluesky counts bytes, too: 25 of 3,000");
    assert_eq!(Platform::ALL.map(|network| network.length("灯台")), [4, 2, 2, 2]);
    assert_eq!(Platform::ALL.map(|network| network.length("é e\u{301} ß")), [6, 5, 5, 6]);
    assert_eq!(Platform::ALL.map(|network| network.length("  ")), [0; 4]);
    assert!(Platform::X.takes(&"a".repeat(280)) && !Platform::X.takes(&"a".repeat(281)));
    assert!(Platform::Linkedin.takes(&"a".repeat(3_000)) && !Platform::Linkedin.takes(&"a".repeat(3_001)));
}
