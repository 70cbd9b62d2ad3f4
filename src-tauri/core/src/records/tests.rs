use super::api;
use crate::accounts::api::AccountInput;
use crate::accounts::{AccountKind, ServerChoice};
use crate::contacts::api::PersonPatch;
use crate::contacts::{self, AddressInput, PersonInput, PersonKind};
use crate::messages::Language;
use crate::net::Tls;
use crate::workspace::testing::Desk;

fn person(name: &str, kind: PersonKind, address: &str, source: &str) -> PersonInput {
    let address = AddressInput { source: source.to_owned(), ..contacts::api::new_address(address.to_owned()) };
    PersonInput { name: name.to_owned(), addresses: vec![address], ..PersonInput::of_kind(kind) }
}

#[tokio::test]
async fn the_record_says_what_the_file_knows_and_asks_for_the_rest() {
    let desk = Desk::new();
    let add = async |input| contacts::api::add(&desk.ws, input).await.unwrap().id;
    let empty = api::processing(&desk.ws, Language::En).await.unwrap();
    assert!(empty.contains("- Nobody yet\n") && !empty.contains("Journalists"), "{empty}");
    let one = add(person("Ruth Vale", PersonKind::Journalist, "ruth@tide.example.net", "her card")).await;
    add(PersonInput { notes: "Mail before 11:00".to_owned(), ..person("Ole", PersonKind::Journalist, "ole@tide.example.net", "Her card") })
        .await;
    add(person("Kay", PersonKind::Employee, "kay@house.example.org", "the [door](https://x.example) *list* #1")).await;
    contacts::api::restrict(&desk.ws, one, "says it is wrong".to_owned()).await.unwrap();
    let server = ServerChoice { host: "mail.house.example.org".to_owned(), port: 465, tls: Tls::Implicit, user: String::new() };
    let input = AccountInput {
        name: "press".to_owned(),
        kind: AccountKind::Smtp,
        from: "Ines Calder <press@house.example.org>".to_owned(),
        server,
        ..AccountInput::practice(String::new(), None)
    };
    crate::accounts::api::add(&desk.ws, input).await.unwrap();
    let text = api::processing(&desk.ws, Language::En).await.unwrap();
    for line in [
        "- Journalists: 2\n",
        "- Members of staff: 1\n",
        "- Notes, on one person\n",
        "- Legitimate interest, with its assessment: 3 addresses\n",
        "- Telling members of staff what concerns their work\n",
        "- mail.house.example.org, which carries the mails of press@house.example.org\n",
        "- Of one person everything is kept and nothing used\n",
        "- [ ] Data protection officer, if there is one\n",
        // What somebody wrote stays what it says.
        "- From “the \\[door\\](https://x.example) \\*list\\* \\#1”: one address\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert_eq!(text.matches("er card”: 2 addresses").count(), 1, "one source however it is written: {text}");
    assert!(!text.contains("Ruth") && !text.contains("ruth@"), "nobody is named: {text}");
    let german = api::processing(&desk.ws, Language::De).await.unwrap();
    assert!(german.contains("- Beschäftigte: 1\n") && !german.contains('{') && german.lines().count() == text.lines().count(), "{german}");
}

#[tokio::test]
async fn it_is_written_as_a_page_or_as_markdown_and_never_over_a_file() {
    let desk = Desk::new();
    contacts::api::add(&desk.ws, person("A", PersonKind::Public, "a@b.example", "<script>alert(1)</script>")).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (page, text) = (folder.path().join("record.html"), folder.path().join("record.MD"));
    let read = |path: &std::path::Path| std::fs::read_to_string(path).unwrap();
    api::save_processing(&desk.ws, page.clone(), Language::De).await.unwrap();
    assert!(read(&page).starts_with("<!DOCTYPE html>\n<html lang=\"de\">"));
    assert!(read(&page).contains("&lt;script&gt;") && !read(&page).contains("<script"), "{}", read(&page));
    api::save_processing(&desk.ws, text.clone(), Language::En).await.unwrap();
    assert!(read(&text).starts_with("# Record of processing: "));
    let again = api::save_processing(&desk.ws, text, Language::En).await.unwrap_err();
    assert_eq!(again.code, "workspace.exists");
    let nowhere = api::save_processing(&desk.ws, folder.path().join("no/where.html"), Language::En).await.unwrap_err();
    assert_eq!((nowhere.code.as_str(), std::fs::read_dir(folder.path()).unwrap().count()), ("records.unwritten", 2));
}

#[tokio::test]
async fn somebody_named_in_texts_is_told_so_and_forgotten_there_with_what_history_kept() {
    use crate::literature::api as texts;
    use crate::literature::comments::NewComment;
    use crate::literature::desk::PlanChange;
    let desk = Desk::new();
    let zenobia =
        contacts::api::add(&desk.ws, person("Zenobia Quillington", PersonKind::Employee, "z@house.example.org", "")).await.unwrap().id;
    let file = "---\nheadline: The lens\n---\n\nIt turns again, as it did for the ships.\n".as_bytes().to_vec();
    let document = texts::add_file(&desk.ws, file, None).await.unwrap().id;
    let plan = async |writer: &str, editor: &str| {
        let change = PlanChange { writer: Some(writer.to_owned()), editor: Some(editor.to_owned()), ..PlanChange::default() };
        texts::plan(&desk.ws, document, change).await.unwrap();
    };
    plan("zenobia  QUILLINGTON", "Quillington, Zenobia").await;
    plan("Tomas Reid", "Quillington, Zenobia").await;
    let by = |name: &str| NewComment {
        quote: "turns again".to_owned(),
        text: "Is it?".to_owned(),
        by: name.to_owned(),
        ..NewComment::default()
    };
    let said = texts::comment(&desk.ws, document, by("Zenobia Quillington")).await.unwrap().remove(0).id;
    texts::comment(&desk.ws, document, by("Zenobia Quillington-Marsh")).await.unwrap();
    texts::answer_comment(&desk.ws, said, "Yes.".to_owned(), "Zenobia Quillington".to_owned()).await.unwrap();
    let told = contacts::api::access(&desk.ws, zenobia).await.unwrap();
    let named: Vec<_> = told["texts"].as_array().unwrap().iter().map(|at| (at["as"].clone(), at["times"].clone())).collect();
    assert_eq!(named, [("editor", 1), ("comment", 1), ("answer", 1)].map(|(word, n)| (word.into(), n.into())));
    assert_eq!(told["texts"][0]["headline"], "The lens");

    // Who is named in the words of a comment is told where, and by whom; the words are nobody's but the reader's to judge.
    let says = |text: &str| NewComment { text: text.to_owned(), ..by("Tomas Reid") };
    for text in ["Ask ZENOBIA  Quillington, please.", "Quillington, Zenobia: knows.", "Zenobia Quillingtons boat.", "Zenobia knows."] {
        texts::comment(&desk.ws, document, says(text)).await.unwrap();
    }
    texts::answer_comment(&desk.ws, said, "(Zenobia Quillington)".to_owned(), "Tomas Reid".to_owned()).await.unwrap();
    let told = contacts::api::access(&desk.ws, zenobia).await.unwrap();
    let words: Vec<_> = told["mentions"].as_array().unwrap().iter().map(|at| at["words"].as_str().unwrap()).collect();
    assert_eq!(words, ["(Zenobia Quillington)", "Ask ZENOBIA  Quillington, please.", "Quillington, Zenobia: knows."]);
    assert_eq!((&told["mentions"][1]["by"], &told["mentions"][1]["headline"]), (&"Tomas Reid".into(), &"The lens".into()));
    let goes = contacts::api::forget_preview(&desk.ws, zenobia).await.unwrap();
    let part = goes.parts.iter().find(|part| part.part == "mentions").unwrap();
    assert_eq!((part.entries, part.says().text(Language::En).contains("stay until you change them")), (3, true));

    contacts::api::forget(&desk.ws, zenobia).await.unwrap();
    let all = texts::comments(&desk.ws, document).await.unwrap();
    let names: Vec<_> = all.iter().take(2).map(|one| one.by.as_str()).collect();
    assert_eq!((names, all[0].answers[0].by.as_str()), (vec!["—", "Zenobia Quillington-Marsh"], "—"), "another name is another's");
    let card = texts::show(&desk.ws, document).await.unwrap().card;
    assert_eq!((card.writer.as_str(), card.editor.as_str()), ("Tomas Reid", "—"));
    // Nor does history bring the name back.
    for _ in 0..4 {
        drop(crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await);
        let card = texts::show(&desk.ws, document).await.unwrap().card;
        assert!(!format!("{} {}", card.writer, card.editor).to_lowercase().contains("quillington"), "{card:?}");
    }
}

/// What of `words` stands anywhere in the files of the workspace.
fn left_in(desk: &Desk, words: &[&str]) -> Vec<String> {
    desk.ws.settle();
    let files = std::fs::read_dir(desk.ws.path().parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let all: String =
        files.filter(|path| path.is_file()).map(|path| String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()).collect();
    words.iter().filter(|word| all.contains(**word)).map(|word| (*word).to_owned()).collect()
}

#[tokio::test]
async fn names_that_somebody_had_before_are_found_and_forgotten_with_them_and_nobody_elses() {
    use crate::literature::api as texts;
    use crate::literature::comments::NewComment;
    use crate::literature::desk::PlanChange;
    let desk = Desk::new();
    let add =
        async |name: &str, address: &str| contacts::api::add(&desk.ws, person(name, PersonKind::Employee, address, "")).await.unwrap().id;
    let edit = async |id, patch: PersonPatch| drop(contacts::api::edit(&desk.ws, id, patch).await.unwrap());
    let zenobia = add("Zenobia", "z@house.example.org").await;
    // Typed into the wrong row once; one word alone may be anybody.
    for name in ["Tomas Reid", "Zenobia Quillington", "水原愛子", "ZENOBIA  Marsh", "Zenobia Marsh"] {
        edit(zenobia, PersonPatch { name: Some(name.to_owned()), ..PersonPatch::default() }).await;
    }
    let tomas = add("Tomas Reid", "t@house.example.org").await;
    let document = texts::add_file(&desk.ws, b"---\nheadline: The lens\n---\n\nIt turns again.\n".to_vec(), None).await.unwrap().id;
    let plan = async |writer: &str, editor: &str| {
        let change = PlanChange { writer: Some(writer.to_owned()), editor: Some(editor.to_owned()), ..PlanChange::default() };
        texts::plan(&desk.ws, document, change).await.unwrap();
    };
    plan("Zenobia Quillington", "水原愛子").await;
    plan("Tomas Reid", "Quillington, Zenobia").await;
    let comment = async |text: &str| {
        let new = NewComment { quote: "turns".to_owned(), text: text.to_owned(), by: "Ole Berg".to_owned(), ..NewComment::default() };
        texts::comment(&desk.ws, document, new).await.unwrap();
    };
    comment("Ask Tomas Reid.").await;
    comment("Ask Zenobia.").await;
    let words = ["Quillington", "水原"];
    assert_eq!(left_in(&desk, &words), words, "the look itself works");

    let told = contacts::api::access(&desk.ws, zenobia).await.unwrap();
    assert_eq!(told["person"]["former_names"], serde_json::json!(["水原愛子", "Zenobia Quillington"]));
    assert_eq!(told["texts"].as_array().unwrap().iter().map(|at| at["as"].as_str().unwrap()).collect::<Vec<_>>(), ["editor"]);
    let goes = contacts::api::forget_preview(&desk.ws, zenobia).await.unwrap();
    assert_eq!(goes.former, ["水原愛子", "Zenobia Quillington"]);
    assert_eq!(goes.parts.iter().find(|part| part.part == "texts").unwrap().entries, 1);

    contacts::api::forget(&desk.ws, zenobia).await.unwrap();
    assert_eq!(left_in(&desk, &words), Vec::<String>::new());
    let card = texts::show(&desk.ws, document).await.unwrap().card;
    assert_eq!((card.writer.as_str(), card.editor.as_str()), ("Tomas Reid", "—"), "who has that name now keeps it");
    let told = contacts::api::access(&desk.ws, tomas).await.unwrap();
    assert_eq!((told["texts"].as_array().unwrap().len(), told["mentions"].as_array().unwrap().len()), (1, 1));
    for _ in 0..20 {
        drop(crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await);
    }
    assert_eq!(left_in(&desk, &words), Vec::<String>::new());
}

#[tokio::test]
async fn a_comment_that_says_a_name_of_before_is_told_of_and_stays() {
    use crate::literature::api as texts;
    use crate::literature::comments::NewComment;
    let desk = Desk::new();
    let long = format!("Zenobia {}", "Quillington".repeat(27));
    let id = contacts::api::add(&desk.ws, person(&long, PersonKind::Employee, "z@house.example.org", "")).await.unwrap().id;
    contacts::api::edit(&desk.ws, id, PersonPatch { name: Some("زنوبيا مارش".to_owned()), ..PersonPatch::default() }).await.unwrap();
    let document = texts::add_file(&desk.ws, b"It turns again.\n".to_vec(), None).await.unwrap().id;
    for text in [format!("Ask {long}."), "زنوبيا مارش knows.".to_owned(), "Zenobia knows.".to_owned()] {
        let new = NewComment { quote: "turns".to_owned(), text, by: "Ole Berg".to_owned(), ..NewComment::default() };
        texts::comment(&desk.ws, document, new).await.unwrap();
    }
    let told = contacts::api::access(&desk.ws, id).await.unwrap();
    assert_eq!(told["mentions"].as_array().unwrap().len(), 2);
    contacts::api::forget(&desk.ws, id).await.unwrap();
    assert_eq!(texts::comments(&desk.ws, document).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_name_of_before_is_somebody_elses_however_theirs_was_taken_apart() {
    use crate::literature::api as texts;
    use crate::literature::desk::PlanChange;
    let desk = Desk::new();
    let name = "María José García Lopez";
    let ana = contacts::api::add(&desk.ws, person(name, PersonKind::Employee, "ana@house.example.org", "")).await.unwrap().id;
    let patch = PersonPatch {
        name: Some("Ana Ruiz".to_owned()),
        given_name: Some("Ana".to_owned()),
        family_name: Some("Ruiz".to_owned()),
        ..PersonPatch::default()
    };
    contacts::api::edit(&desk.ws, ana, patch).await.unwrap();
    assert_eq!(contacts::api::forget_preview(&desk.ws, ana).await.unwrap().former, [name]);
    let maria = PersonInput {
        given_name: "Maria José".to_owned(),
        family_name: "García López".to_owned(),
        ..person("", PersonKind::Employee, "maria@house.example.org", "")
    };
    let maria = contacts::api::add(&desk.ws, maria).await.unwrap().id;
    let document = texts::add_file(&desk.ws, b"It turns again.\n".to_vec(), None).await.unwrap().id;
    let change = PlanChange { writer: Some(name.to_owned()), ..PlanChange::default() };
    texts::plan(&desk.ws, document, change).await.unwrap();
    assert_eq!(contacts::api::forget_preview(&desk.ws, ana).await.unwrap().former, Vec::<String>::new());
    contacts::api::forget(&desk.ws, ana).await.unwrap();
    assert_eq!(texts::show(&desk.ws, document).await.unwrap().card.writer, name);
    let told = contacts::api::access(&desk.ws, maria).await.unwrap();
    assert_eq!(told["texts"].as_array().unwrap().len(), 1, "the text is hers");
}
