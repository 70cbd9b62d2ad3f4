use super::api::{self, Fixing, Proof};
use super::*;
use crate::ids::DocumentId;
use crate::literature;
use crate::messages::Language;
use crate::workspace::testing::Desk;

async fn written(desk: &Desk, text: &str) -> DocumentId {
    literature::api::add_file(&desk.ws, text.as_bytes().to_vec(), None).await.unwrap().id
}

async fn read(desk: &Desk, text: &str) -> Proof {
    let id = written(desk, text).await;
    api::proof(&desk.ws, id).await.unwrap()
}

/// The rule, the words and the first fix of each hint.
fn told(proof: &Proof) -> Vec<(&'static str, &str, &str)> {
    let fix = |hint: &'_ Hint| match hint.fixes.first() {
        Some(Fix::Words { text } | Fix::Address { url: text } | Fix::Part { part: text }) => text.clone(),
        None => String::new(),
    };
    proof.hints.iter().map(|hint| (hint.rule.as_str(), hint.words.as_str(), &*fix(hint).leak())).collect()
}

fn front(language: &str) -> String {
    format!("---\nheadline: The lens is back\ndateline: Port Averil, 26 November 2026\nlanguage: {language}\nkind: press-release\n---\n\n")
}

const CONTACT: &str = "\n\n## Contact {.contact}\n\nInes Calder, +44 1632 960214\n";

fn release(language: &str, body: &str) -> String {
    let dateline = if language.starts_with("de") { front(language).replace("26 November", "26. November") } else { front(language) };
    format!("{dateline}{body}{CONTACT}")
}

/// Of a version in another language: which paragraphs are not its words, by what is said of them.
#[tokio::test]
async fn a_version_is_told_of_paragraphs_that_are_untranslated_or_stale_and_of_none_that_are_right() {
    let desk = Desk::new();
    let source = release("en", "The lens turns.\n\nFour people cleaned it.\n\n* a list\n* of two");
    let id = written(&desk, &source).await;
    let version = literature::api::translate(&desk.ws, id, "de".to_owned()).await.unwrap().id;
    let said = async |document: DocumentId| {
        let hints = api::proof(&desk.ws, document).await.unwrap().hints.into_iter().filter(|hint| hint.rule == Rule::Translation);
        hints.map(|hint| (hint.what.key.to_string().rsplit('.').next().unwrap().to_owned(), hint.words)).collect::<Vec<_>>()
    };
    let words = |all: &[(String, String)]| all.iter().map(|(_, words)| words.clone()).collect::<Vec<_>>();
    let all = said(version).await;
    assert!(all.iter().all(|(state, _)| state == "untranslated"), "{all:?}");
    assert!(
        ["The lens is back", "The lens turns.", "Four people cleaned it.", "a list"]
            .iter()
            .all(|one| words(&all).contains(&(*one).to_owned()))
    );
    let german = release("de", "Die Linse dreht sich.\n\nVier Leute haben sie gereinigt.\n\n* eine Liste\n* aus zweien")
        .replace("The lens is back", "Die Linse ist zurück")
        .replace("Ines Calder, +44 1632 960214", "Frau Ines Calder, +44 1632 960214")
        .replace("## Contact", "## Kontakt");
    literature::api::save(&desk.ws, version, german).await.unwrap();
    assert_eq!(said(version).await, []);
    literature::api::save(&desk.ws, id, source.replace("Four", "Seven")).await.unwrap();
    assert_eq!(said(version).await, [("stale".to_owned(), "Vier Leute haben sie gereinigt.".to_owned())]);
    assert_eq!(said(id).await, [], "the source itself is no version");
    api::set_rule(&desk.ws, Rule::Translation, false).await.unwrap();
    assert_eq!(said(version).await, []);
}

#[tokio::test]
async fn each_rule_finds_what_it_is_for_and_leaves_good_words_alone() {
    let desk = Desk::new();
    for (language, body, expected) in [
        // Weekdays.
        ("en", "It opens on Monday 26 November 2026.", vec![("weekday", "Monday 26 November 2026", "Thursday 26 November 2026")]),
        (
            "en",
            "It opens on Mon, 26 Nov 2026, or Thursday, the 26th November 2026.",
            vec![("weekday", "Mon, 26 Nov 2026", "Thu, 26 Nov 2026")],
        ),
        ("en", "It opens on Saturday 5 December, and on Thursday, November 26, 2026.", vec![]),
        ("en", "It opens on Sunday 5 December.", vec![("weekday", "Sunday 5 December", "Saturday 5 December")]),
        ("en", "On 26 November 2026 (Friday) it opens.", vec![("weekday", "26 November 2026 (Friday", "26 November 2026 (Thursday")]),
        (
            "de",
            "Am Montag, den 26. November 2026, öffnet es.",
            vec![("weekday", "Montag, den 26. November 2026", "Donnerstag, den 26. November 2026")],
        ),
        ("de", "Am Donnerstag, 26.11.2026, und Mo., 30.11.2026. So 26 November.", vec![]),
        ("fr", "Il ouvre lundi 26 novembre 2026.", vec![("weekday", "lundi 26 novembre 2026", "jeudi 26 novembre 2026")]),
        ("fr", "Ven. 27 novembre 2026 et samedi 5 décembre.", vec![]),
        ("fr", "Il vit au bord de la mer. 26 novembre 2026, il ouvre.", vec![]),
        ("fr", "Il ouvre mer. 26 novembre 2026.", vec![("weekday", "mer. 26 novembre 2026", "jeu. 26 novembre 2026")]),
        ("es", "Se queda en el mar. 26 de noviembre de 2026.", vec![]),
        ("nl", "Op 25 en vr. 26 november 2026.", vec![("weekday", "vr. 26 november 2026", "do. 26 november 2026")]),
        ("nl", "Maandag 26 november 2026 gaat het open.", vec![("weekday", "Maandag 26 november 2026", "Donderdag 26 november 2026")]),
        (
            "es",
            "Abre el lunes, 26 de noviembre de 2026.",
            vec![("weekday", "lunes, 26 de noviembre de 2026", "jueves, 26 de noviembre de 2026")],
        ),
        ("es", "Abre el sábado 5 de diciembre.", vec![]),
        (
            "it",
            "Apre lunedì 26 novembre 2026, o mar. 1º dicembre 2026.",
            vec![("weekday", "lunedì 26 novembre 2026", "giovedì 26 novembre 2026")],
        ),
        // Embargoes.
        ("fr", "Levée de l’embargo demain à 6h30.", vec![("embargo", "l’embargo demain à 6h30", "")]),
        ("fr", "Un embargo de 24 heures.", vec![]),
        ("fr", "Un embargo de 24h.", vec![]),
        ("fr", "Sous embargo, à partir de 6 heures.", vec![("embargo", "embargo, à partir de 6 heures", "")]),
        ("nl", "Onder embargo tot 6 uur.", vec![("embargo", "embargo tot 6 uur", "")]),
        ("nl", "Een embargo van 24 uur.", vec![]),
        ("es", "Un embargo durante 24 horas.", vec![]),
        ("es", "Embargado hasta las 6 horas.", vec![("embargo", "Embargado hasta las 6 horas", "")]),
        ("es", "Sin embargo, abre a las 06:00.", vec![]),
        ("it", "Sotto embargo fino alle ore 6.30.", vec![("embargo", "embargo fino alle ore 6.30", "")]),
        ("en", "Embargoed until Thursday 06:00.", vec![("embargo", "Embargoed until Thursday 06:00", "")]),
        ("en", "The trade embargo of 1874 ended.", vec![]),
        // Links.
        (
            "en",
            "[the site](http://example.org/a) and [it](example.org).",
            vec![("links", "the site", "https://example.org/a"), ("links", "it", "https://example.org")],
        ),
        (
            "en",
            "[tickets](https://a.example.org) and [Tickets](https://b.example.org/x).",
            vec![("links", "Tickets", "https://a.example.org")],
        ),
        (
            "en",
            "[www.example.org](https://other.example) and [click here](https://example.org).",
            vec![("links", "www.example.org", ""), ("links", "click here", "")],
        ),
        ("en", "[me](mailto:a@b.example), [call](tel:+441632960214), [her]({{ outlet | \"x\" }}), <https://example.org>.", vec![]),
        (
            "en",
            "[a](mailto:nobody) [b](https://localhost) [c](htp://example.org)",
            vec![("links", "a", ""), ("links", "b", ""), ("links", "c", "https://example.org")],
        ),
        // One thing in two ways.
        ("en", "Send an e-mail, one e-mail, not an email.", vec![("variants", "email", "e-mail")]),
        ("de", "Frau Müller sprach. Müller ging. Herr Mueller blieb.", vec![("variants", "Mueller", "Müller")]),
        (
            "en",
            "Margaret Oyelaran spoke. Margaret Oyelaran left. Margaret Oyeleran stayed.",
            vec![("variants", "Margaret Oyeleran", "Margaret Oyelaran")],
        ),
        ("en", "Dr. Ada Marsh met Dr. Ben Marsh and Dr Cy Marsh.", vec![("variants", "Dr", "Dr.")]),
        ("en", "Ana Reis and Ana Rey met Anna Roberts and Anna Robertson.", vec![]),
        // Figures.
        ("en", "Twelve (13) prisms, and twelve (12) more.", vec![("figures", "Twelve (13)", "Twelve (12)")]),
        ("en", "It cost 12,000, then 14,500, then 16000; ring 01632 960214.", vec![("figures", "16000", "16,000")]),
        ("de", "Es kostete 12.000, dann 14.500, dann 16000; 20457 Hamburg.", vec![("figures", "16000", "16.000")]),
        // Fingers.
        ("en", "In the the tower that that man had had.", vec![("doubled", "the the", "the")]),
        ("de", "Die, die die Linse sahen, sahen das das Haus in in Ruhe.", vec![("doubled", "in in", "in")]),
        ("en", "Two  blanks , here. And .NET stays.", vec![("blanks", "  ", " "), ("blanks", " ,", ",")]),
        ("en", "“A promise kept.\n\nWords follow.", vec![("quotes", "“A promise kept.", "“A promise kept.”")]),
        ("en", "“A promise kept.\n\n“And more.” A 6\" lens (of 1874).", vec![]),
        ("de", "„Ein Versprechen“, sagte sie („sehr“ laut).", vec![]),
        ("en", "It stands (in a tower.", vec![("quotes", "(", "")]),
        // Who said it.
        ("en", "> “It turns.”", vec![("speaker", "“It turns.”", "")]),
        ("en", "> “It turns.”\n>\n> — Ana Reis, director", vec![]),
        ("en", "The director said:\n\n> “It turns.”", vec![]),
        ("en", "> “It turns,” said Ana Reis.", vec![]),
        ("en", "Words.\n\n> It’s turning, {{ first_name | \"editor\" }}.", vec![("speaker", "It’s turning, .", "")]),
        ("de", "> „Sie dreht sich.“\n>\n> „Und wie.“", vec![("speaker", "„Und wie.“", "")]),
        ("de", "> „Sie dreht sich“, sagt Ana Reis.", vec![]),
        ("ja", "> 「灯台は明るい。」", vec![("speaker", "「灯台は明るい。」", "")]),
        // Words.
        (
            "en",
            "Prior to that they utilise synergies.",
            vec![("jargon", "Prior to", "Before"), ("jargon", "utilise", "use"), ("jargon", "synergies", "")],
        ),
        ("en", "Places are being offered. Places are being offered by us.", vec![("jargon", "are being offered", "")]),
        ("de", "Seitens des Hauses folgt zeitnah mehr.", vec![("jargon", "Seitens", "Von"), ("jargon", "zeitnah", "bald")]),
        // A picture.
        ("en", "![](lens.jpg) and ![The lens](lens.jpg)", vec![("alternative", "", "")]),
        // Other scripts and none.
        ("ja", "灯台のレンズが戻りました。灯台は明るい。", vec![]),
        ("ar", "عادت العدسة إلى المنارة. الخميس 26 نوفمبر 2026", vec![]),
        ("en", "`the  the http://x` and\n\n```\nthe the  email e-mail\n```", vec![]),
    ] {
        let proof = read(&desk, &release(language, body)).await;
        assert_eq!(told(&proof), expected, "{language}: {body}");
        for hint in &proof.hints {
            let (english, german) = (hint.what.text(Language::En), hint.what.text(Language::De));
            assert!(!english.contains('{') && !german.contains('{') && english != german, "{english} / {german}");
        }
    }
}

#[tokio::test]
async fn places_are_those_of_the_sheet_whatever_stands_before_them() {
    let desk = Desk::new();
    let body = "Dear {{ first_name | \"editor\" }}, 𝔸 ![x](a.png) **the** the `code` end.\n\n- one\n\n  - two  three\n\n> Said  so.\n>\n> — Ines  Calder\n\n| A | B |\n| --- | --- |\n| c | d d |\n";
    let proof = read(&desk, &release("en", body)).await;
    let places: Vec<_> = proof.hints.iter().map(|hint| (hint.place.line, hint.place.from, hint.place.to, hint.words.as_str())).collect();
    // Dear, blank, the field, comma, blank, two units of one letter, blank, the picture, blank.
    assert_eq!(places, [(0, 13, 20, "the the"), (1, 3, 5, "  "), (0, 4, 6, "  "), (1, 4, 6, "  "), (3, 0, 3, "d d")]);
    let text = release("en", body);
    for hint in &proof.hints {
        let row = text.get(..hint.place.block as usize).unwrap().matches('\n').count() as u32 + 1;
        assert_eq!(hint.place.row, Some(row), "{}", hint.words);
    }
}

#[tokio::test]
async fn what_a_kind_of_document_lacks_is_said_once_it_has_words() {
    let desk = Desk::new();
    let missing = |proof: &Proof| proof.hints.iter().map(|hint| (hint.place.at, hint.around.clone())).collect::<Vec<_>>();
    let bare = read(&desk, "---\nkind: press-release\n---\n\nThe lens is back.\n").await;
    let parts = [(Where::Document, "contact"), (Where::Headline, "headline"), (Where::Dateline, "dateline")];
    assert_eq!(missing(&bare), parts.map(|(at, part)| (at, part.to_owned())));
    assert_eq!(missing(&read(&desk, "---\nkind: announcement\nheadline: New hours\n---\n\nWe open at ten.\n").await), []);
    assert_eq!(
        missing(&read(&desk, "---\nkind: press-release\nheadline: Nothing yet\n---\n").await),
        [],
        "a text that is only begun lacks nothing"
    );
    // A statement says what is said if somebody asks; each sort of announcement what its readers ask for.
    let statement =
        read(&desk, "---\nkind: statement\nheadline: Storm\n---\n\nWe are safe.\n\n## Contact {.contact}\n\npress@trust.example.org\n")
            .await;
    assert_eq!(missing(&statement), [(Where::Document, "lines".to_owned())]);
    for (sort, lacks) in
        [("industry-report", &["facts", "contact"][..]), ("personnel-change", &["contact"]), ("policy-change", &["contact"])]
    {
        let text = format!("---\nkind: announcement\nannouncement: {sort}\nheadline: New hours\n---\n\nWe open at ten.\n");
        let mut found = missing(&read(&desk, &text).await);
        found.retain(|(_, part)| !part.is_empty());
        let mut wanted: Vec<_> = lacks.iter().map(|part| (Where::Document, (*part).to_owned())).collect();
        found.sort_by(|one, other| one.1.cmp(&other.1));
        wanted.sort_by(|one, other| one.1.cmp(&other.1));
        assert_eq!(found, wanted, "{sort}");
    }
    let unreached = read(&desk, &format!("{}Words.\n\n## Contact {{.contact}}\n\nInes Calder\n", front("en"))).await;
    assert_eq!(told(&unreached), [("missing", "Ines Calder", "")]);
    let zoned = front("en").replace("---\n\n", "embargo: 2026-11-26 06:00 Europe/London\n---\n\n");
    let said = |body: &str| format!("{zoned}{body}{CONTACT}");
    let without = read(&desk, &said("EMBARGO: Thursday 26 November 2026, 06:00.")).await;
    assert_eq!(
        told(&without),
        [("embargo", "EMBARGO: Thursday 26 November 2026, 06:00", "EMBARGO: Thursday 26 November 2026, 06:00 London time")]
    );
    for body in ["EMBARGO: Thursday 26 November 2026, 06:00 London", "Embargo until 6 am GMT.", "Under embargo until 6 am London time."] {
        assert_eq!(told(&read(&desk, &said(body)).await), [], "{body}");
    }
    for (language, body, zone) in [
        ("fr", "Sous embargo, il est dit, et ce jusqu’à 6 h.", "embargo, il est dit, et ce jusqu’à 6 h (heure locale, London)"),
        ("nl", "Embargo tot 06.00 uur.", "Embargo tot 06.00 uur (plaatselijke tijd, London)"),
        ("es", "Embargo hasta las 06:00.", "Embargo hasta las 06:00 (hora local, London)"),
        ("it", "Embargo fino alle ore 6.", "Embargo fino alle ore 6 (ora locale, London)"),
        ("fr", "Sous embargo jusqu’à 6 heures (heure de Paris).", ""),
        ("nl", "Embargo tot 06.00 uur Amsterdamse tijd.", ""),
        ("es", "Embargo hasta las 06:00, hora peninsular.", ""),
        ("it", "Embargo fino alle ore 06:00 CET.", ""),
    ] {
        let text = said(body).replace("language: en", &format!("language: {language}"));
        let proof = read(&desk, &text).await;
        let fixes: Vec<_> = told(&proof).into_iter().filter(|(rule, ..)| *rule == "embargo").map(|(.., fix)| fix).collect();
        assert_eq!(fixes, if zone.is_empty() { vec![] } else { vec![zone] }, "{language}: {body}");
    }
}

#[tokio::test]
async fn parts_out_of_their_order_are_said_and_a_brochure_asks_for_a_contact() {
    let desk = Desk::new();
    let mixed = format!("{}Words.{CONTACT}\n## About {{.boilerplate}}\n\nWe keep the light.\n", front("en"));
    assert_eq!(told(&read(&desk, &mixed).await), [("missing", "About", "")]);
    let brochure = read(&desk, "---\nkind: brochure\nheadline: H\n---\n\nWords.\n").await;
    let fixes: Vec<_> = brochure.hints.iter().flat_map(|hint| hint.fixes.clone()).collect();
    assert_eq!(fixes, [Fix::Part { part: "contact".to_owned() }]);
}

#[tokio::test]
async fn the_words_of_the_house_are_kept_found_and_undone() {
    let desk = Desk::new();
    let word = |word: &str, instead: &str, language: &str| HouseWordEdit {
        word: word.to_owned(),
        instead: instead.to_owned(),
        reason: "It is shorter.".to_owned(),
        language: language.to_owned(),
        right: false,
    };
    api::add_house_word(&desk.ws, word("less than", "under", "en")).await.unwrap();
    api::add_house_word(&desk.ws, word("  Flüchtling ", "Geflüchtete", "de")).await.unwrap();
    let id = api::add_house_word(&desk.ws, word("guys", "", "")).await.unwrap();
    let text = release("en", "Less than £50, LESS THAN £60; guys, Guysers.");
    let proof = read(&desk, &text).await;
    assert_eq!(told(&proof), [("house", "Less than", "Under"), ("house", "LESS THAN", "UNDER"), ("house", "guys", "")]);
    assert_eq!(proof.hints[0].what.text(Language::En), "The house says “under”. It is shorter.");
    assert_eq!(told(&read(&desk, &release("de", "Weniger: less than, ein Flüchtling.")).await), [("house", "Flüchtling", "Geflüchtete")]);
    for (bad, field) in [
        (word(" . ", "", ""), "word"),
        (word(&"x".repeat(121), "", ""), "word"),
        (word("a", "a", ""), "instead"),
        (word("a", "b", "english"), "language"),
        (HouseWordEdit { right: true, ..word("a", "b", "") }, "instead"),
        (word("Less  THAN", "x", "en"), "word"),
    ] {
        let refused = api::add_house_word(&desk.ws, bad).await.unwrap_err();
        assert_eq!(refused.places[0].field.as_deref(), Some(field));
    }
    // A document is an act as well: one of them from here on.
    let document = written(&desk, &text).await;
    api::edit_house_word(&desk.ws, id, word("guys", "people", "")).await.unwrap();
    assert_eq!(told(&api::proof(&desk.ws, document).await.unwrap())[2], ("house", "guys", "people"));
    api::remove_house_word(&desk.ws, id).await.unwrap();
    assert_eq!(api::proof(&desk.ws, document).await.unwrap().hints.len(), 2);
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(told(&api::proof(&desk.ws, document).await.unwrap())[2], ("house", "guys", "people"));
    assert_eq!(api::remove_house_word(&desk.ws, 99.into()).await.unwrap_err().code, "proofing.no_house_word");
}

#[tokio::test]
async fn an_ignored_hint_stays_ignored_where_it_was_or_everywhere_and_comes_back_by_undo() {
    let desk = Desk::new();
    let id = written(&desk, &release("en", "In the the tower of the the keeper they utilise it.")).await;
    let proof = api::proof(&desk.ws, id).await.unwrap();
    let [first, second, jargon] = proof.hints.as_slice() else { panic!("{:?}", told(&proof)) };
    assert_eq!((&first.words, first.around == second.around), (&second.words, false));
    let ignore = |hint: &Hint, how| api::ignore(&desk.ws, id, hint.rule, hint.words.clone(), hint.around.clone(), how);
    ignore(first, Ignore::Here).await.unwrap();
    ignore(jargon, Ignore::Document).await.unwrap();
    let after = api::proof(&desk.reopened(), id).await.unwrap();
    assert_eq!((after.hints.as_slice(), after.ignored), (std::slice::from_ref(second), 2));
    // Words written before it move the hint, not what was decided of it.
    let moved = release("en", "A new first paragraph.\n\nIn the the tower of the the keeper they utilise it. They utilise more.");
    literature::api::save(&desk.ws, id, moved).await.unwrap();
    assert_eq!(api::proof(&desk.ws, id).await.unwrap().ignored, 3);
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(api::proof(&desk.ws, id).await.unwrap().hints.len(), 3);
    assert_eq!(api::show_ignored(&desk.ws, id).await.unwrap(), 1);
    assert_eq!(api::proof(&desk.ws, id).await.unwrap().ignored, 0);
    let missing = api::ignore(&desk.ws, 99.into(), Rule::Doubled, String::new(), String::new(), Ignore::Here).await.unwrap_err();
    assert_eq!(missing.code, "literature.no_document");
    // The document goes with what was decided of it, and comes back with it.
    api::ignore(&desk.ws, id, Rule::Doubled, "the the".to_owned(), String::new(), Ignore::Document).await.unwrap();
    literature::api::delete(&desk.ws, id).await.unwrap();
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(api::proof(&desk.ws, id).await.unwrap().ignored, 2);
}

#[tokio::test]
async fn a_fix_is_put_where_its_hint_stands_all_of_a_rule_at_once_and_nothing_else_is_touched() {
    let desk = Desk::new();
    let body = "A *tower  of* glass , here.\n\n* one  item\n* 写真 😀  item\n\n| a  b | c |\n|---|---|\n| d | e  f |\n\n\
        > “It  turns.”\n>\n> — Ana  Reis\n\n__kept__  as it *was*: [tickets](http://example.org/a).";
    let text = release("en", body);
    let id = written(&desk, &text).await;
    let blanks = async || api::proof(&desk.ws, id).await.unwrap().hints.into_iter().filter(|hint| hint.rule == Rule::Blanks).count();
    let found = blanks().await;
    assert_eq!(found, 9);
    assert_eq!(api::fix(&desk.ws, id, Fixing::All(Rule::Blanks), None).await.unwrap(), found);
    assert_eq!(blanks().await, 0);
    let now = literature::api::markdown(&desk.ws, id).await.unwrap();
    for words in ["A *tower of* glass, here.", "- 写真 😀 item", "“It turns.”", "— Ana Reis", "as it *was*"] {
        assert!(now.contains(words), "{words}: {now}");
    }
    // One by its number, and that one alone.
    let links = api::proof(&desk.ws, id).await.unwrap().hints.iter().position(|hint| hint.rule == Rule::Links).unwrap() + 1;
    assert_eq!(api::fix(&desk.ws, id, Fixing::Hint { number: links, fix: 1 }, None).await.unwrap(), 1);
    let after = literature::api::markdown(&desk.ws, id).await.unwrap();
    assert_eq!(after, now.replace("http://example.org/a", "https://example.org/a"));
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(literature::api::markdown(&desk.ws, id).await.unwrap(), text, "one act each");
    // What cannot be put there by itself changes nothing.
    let lacking = written(&desk, "---\nheadline: The lens\nkind: press-release\n---\n\nWords.\n").await;
    let before = literature::api::markdown(&desk.ws, lacking).await.unwrap();
    for (which, code) in [
        (Fixing::Hint { number: 1, fix: 1 }, "proofing.no_fix"),
        (Fixing::Hint { number: 0, fix: 1 }, "proofing.no_hint"),
        (Fixing::Hint { number: 1, fix: 9 }, "proofing.no_fix"),
        (Fixing::All(Rule::Doubled), "proofing.no_fix"),
    ] {
        assert_eq!(api::fix(&desk.ws, lacking, which, None).await.unwrap_err().code, code, "{which:?}");
    }
    assert_eq!(literature::api::markdown(&desk.ws, lacking).await.unwrap(), before);
}

#[tokio::test]
async fn a_fix_by_its_number_is_of_the_text_that_was_seen_and_all_of_a_rule_are_all_however_many() {
    let desk = Desk::new();
    let body = "A  lens. ".repeat(450);
    let id = written(&desk, &release("en", body.trim())).await;
    let seen = api::proof(&desk.ws, id).await.unwrap();
    assert!((seen.hints.len(), seen.more >= 50) == (400, true), "{} more", seen.more);
    let before = literature::api::markdown(&desk.ws, id).await.unwrap();
    literature::api::save(&desk.ws, id, before.replacen("A  lens", "The lens", 1)).await.unwrap();
    let now = literature::api::markdown(&desk.ws, id).await.unwrap();
    for which in [Fixing::Hint { number: 1, fix: 1 }, Fixing::All(Rule::Blanks)] {
        let refused = api::fix(&desk.ws, id, which, Some(seen.base.clone())).await.unwrap_err();
        assert_eq!(refused.code, "literature.moved_on", "{which:?}");
    }
    assert_eq!(literature::api::markdown(&desk.ws, id).await.unwrap(), now);
    let base = api::proof(&desk.ws, id).await.unwrap().base;
    assert_eq!(api::fix(&desk.ws, id, Fixing::All(Rule::Blanks), Some(base)).await.unwrap(), 449);
    assert!(!literature::api::markdown(&desk.ws, id).await.unwrap().contains("A  lens"));
}

#[tokio::test]
async fn rules_are_switched_off_for_the_workspace_and_on_by_undo() {
    let desk = Desk::new();
    let id = written(&desk, &release("en", "In the the tower.")).await;
    api::set_rule(&desk.ws, Rule::Doubled, false).await.unwrap();
    assert_eq!(api::proof(&desk.ws, id).await.unwrap().hints, []);
    assert!(api::rules(&desk.ws).await.unwrap().iter().all(|card| card.on == (card.rule != Rule::Doubled)));
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(api::proof(&desk.ws, id).await.unwrap().hints.len(), 1);
}

#[tokio::test]
async fn ease_is_told_by_the_published_formulas_and_long_sentences_are_named() {
    let desk = Desk::new();
    // Twelve words of one syllable each, six times: 206.835 − 1.015 × 12 − 84.6 × 1 and 180 − 12 − 58.5 × 1, but for “öffnet”.
    let plain = read(&desk, &release("en", &"The old light on the hill turns once more at night now. ".repeat(6))).await;
    assert_eq!(plain.readability, Some(Readability { ease: 110, words: 12 }));
    let german = read(&desk, &release("de", &"Das alt Licht auf dem Berg brennt nachts noch mehr und gut. ".repeat(6))).await;
    assert_eq!(german.readability, Some(Readability { ease: 110, words: 12 }));
    // So in other languages, by their formulas: 207 − 1.015 × 12 − 73.6, 206.84 − 0.93 × 12 − 77, 206.84 − 1.02 × 12 − 60, 206 − 12 − 65.
    for (language, sentence, ease) in [
        ("fr", "Le vieux feu du port luit fort la nuit sur la mer. ", 121),
        ("nl", "Het licht op de berg brandt des nachts weer heel goed nu. ", 119),
        ("es", "El sol da luz al mar y el pez ve la luz. ", 135),
        ("it", "Il re va nel blu e la gru sta su con me. ", 129),
    ] {
        let proof = read(&desk, &release(language, &sentence.repeat(6))).await;
        assert_eq!(proof.readability, Some(Readability { ease, words: 12 }), "{language}");
    }
    assert_eq!(read(&desk, &release("sv", &"Den gamla lampan. ".repeat(40))).await.readability, None);
    assert_eq!(read(&desk, &release("en", "A few words.")).await.readability, None);
    let long = format!("It was Dr. Marsh who said on 26. November that {}ended.", "the lens and ".repeat(11));
    let proof = read(&desk, &release("en", &long)).await;
    assert_eq!(proof.hints.iter().map(|hint| (hint.rule, hint.words.as_str())).collect::<Vec<_>>(), [(Rule::Sentences, long.as_str())]);
}

#[tokio::test]
async fn of_very_many_hints_in_a_very_long_text_the_first_are_told_and_the_others_counted() {
    let desk = Desk::new();
    let block = "In the the tower of Margaret Oyelaran, Monday 26 November 2026, they utilise 12,000 e-mail  prisms (of [it](http://x.example)).\n\n";
    let id = written(&desk, &release("en", &block.repeat(2_000))).await;
    let proof = api::proof(&desk.ws, id).await.unwrap();
    assert_eq!(proof.hints.len(), 400);
    assert!(proof.more > 5_000, "{}", proof.more);
}

#[tokio::test]
async fn words_of_a_block_are_asked_about_where_a_text_uses_it_and_are_mended_in_the_block() {
    use crate::literature::shared::{BlockEdit, BlockSort};
    let desk = Desk::new();
    let block = async |name: &str, language: &str, text: &str| {
        let edit = BlockEdit { name: name.to_owned(), sort: BlockSort::Boilerplate, language: language.to_owned(), text: text.to_owned() };
        literature::api::add_block(&desk.ws, edit).await.unwrap().card.id
    };
    let long = "ن灯".repeat(100);
    let about = block(&long, "en", "## About us {.boilerplate}\n\nFine words.\n\nThey utilise the the lens.").await;
    // Neither what its text lacks nor its embargo is a block's; and it is read in its own language.
    let german = block("Ü", "de", "Embargo bis 9 Uhr. Sie öffnet am Montag, 26. November 2026.").await;
    let text =
        release("en", &format!("In the the tower.\n\n{{{{ block \"{long}\" }}}}\n\n{{{{ block \"ü\" }}}}\n\n{{{{ block \"nobody\" }}}}"));
    let id = written(&desk, &text).await;
    let proof = api::proof(&desk.ws, id).await.unwrap();
    let of = |hint: &Hint| hint.block.as_ref().map(|block| (block.id, block.name.clone()));
    let all: Vec<_> = proof.hints.iter().map(|hint| (hint.words.as_str(), hint.place.row, of(hint), hint.fixes.is_empty())).collect();
    let in_about = |words| (words, Some(10), Some((about, long.clone())), true);
    let in_german = ("Montag, 26. November 2026", Some(12), Some((german, "Ü".to_owned())), true);
    assert_eq!(all, [("the the", Some(8), None, false), in_about("the the"), in_about("utilise"), in_german]);
    // Used twice, it is told of once, where it stands first.
    literature::api::save(&desk.ws, id, format!("{text}\n\n{{{{ block \"Ü\" }}}}\n")).await.unwrap();
    assert_eq!(api::proof(&desk.ws, id).await.unwrap().hints.len(), 4);
    // The block itself says how it could be mended, at its own lines, and lacks nothing that a text has.
    let own = api::proof_block_whole(&desk.ws, about).await.unwrap();
    assert_eq!(
        own.hints.iter().map(|hint| (hint.words.as_str(), hint.place.row)).collect::<Vec<_>>(),
        [("utilise", Some(5)), ("the the", Some(5))]
    );
    assert!(own.hints.iter().all(|hint| hint.block.is_none() && !hint.fixes.is_empty()));
    let typed = |text: &str| api::proof_block(&desk.ws, api::BlockWords { language: String::new(), text: text.to_owned() });
    assert_eq!(typed("").await.unwrap().hints, []);
    assert_eq!(typed("They utilise it.").await.unwrap().hints.len(), 1);
    assert_eq!(api::proof_block_whole(&desk.ws, 99.into()).await.unwrap_err().code, "literature.no_block");
    // What is mended in the block is mended in the text; what is ignored in the text is ignored there alone.
    let edit = BlockEdit {
        name: long.clone(),
        sort: BlockSort::Boilerplate,
        language: "en".to_owned(),
        text: "They utilise the lens.".to_owned(),
    };
    literature::api::save_block(&desk.ws, about, edit).await.unwrap();
    let now = api::proof(&desk.ws, id).await.unwrap();
    assert_eq!(told(&now).iter().map(|(_, words, _)| *words).collect::<Vec<_>>(), ["the the", "utilise", "Montag, 26. November 2026"]);
    let jargon = now.hints.iter().find(|hint| hint.rule == Rule::Jargon).unwrap();
    api::ignore(&desk.ws, id, jargon.rule, jargon.words.clone(), jargon.around.clone(), Ignore::Here).await.unwrap();
    assert_eq!(api::proof(&desk.ws, id).await.unwrap().hints.len(), 2);
    assert_eq!(api::proof_block_whole(&desk.ws, about).await.unwrap().hints.len(), 1);
}
