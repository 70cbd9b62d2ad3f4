//! Reusable blocks as the stories of those who keep and send them.

use super::*;
use crate::literature::api::{self, DocumentCard};
use crate::literature::document::Document;
use crate::literature::paper::{PaperContent, open};
use crate::literature::{Gravity, Revision, Why, service};
use crate::workspace::testing::Desk;

fn edit(name: &str, text: &str) -> BlockEdit {
    BlockEdit { name: name.to_owned(), sort: BlockSort::Boilerplate, language: String::new(), text: text.to_owned() }
}

async fn written(desk: &Desk, body: &str) -> DocumentCard {
    api::add_file(&desk.ws, format!("---\nheadline: H\n---\n\n{body}").into_bytes(), None).await.unwrap()
}

async fn draft(desk: &Desk, id: DocumentId) -> Revision {
    desk.ws.read(move |tx| service::draft(tx, id)).await.unwrap()
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

#[test]
fn a_reference_is_a_paragraph_that_says_nothing_else() {
    for (line, name) in [
        ("{{ block \"Harbour Trust, short\" }}", "Harbour Trust, short"),
        ("{{block '港の信託'}}", "港の信託"),
        ("  {{ block \"نبذة عنا\" }}  ", "نبذة عنا"),
        ("{{ block \"l'équipe\" }}", "l'équipe"),
    ] {
        assert_eq!(reference(line).as_deref(), Some(name));
        let document = Document::parse(&format!("One.\n\n{line}\n\nTwo.\n"));
        assert_eq!((document.references().collect::<Vec<_>>(), document.fields.len()), (vec![name], 0));
    }
    for line in [
        "{{ block }}",
        "{{ block \"\" }}",
        "{{ block name }}",
        "{{ blocks \"a\" }}",
        "a {{ block \"b\" }}",
        "{{ block \"a\" }} {{ block \"b\" }}",
    ] {
        assert_eq!(reference(line), None, "{line}");
    }
    assert_eq!(
        Document::parse("{{ block \"a\" }}\nand more\n").references().count(),
        0,
        "not alone: a field that was begun, which is an error"
    );
    assert_eq!(Document::parse("{{ block \"a\" }}\nand more\n").fields.len(), 1);
}

#[test]
fn the_sheet_holds_a_reference_as_one_part_and_gives_the_line_back() {
    let text = "One.\n\n{{block 'Trust, short'}}\n\nTwo.\n";
    let paper = open(text);
    assert_eq!(paper.blocks[1].content, PaperContent::Shared { name: "Trust, short".to_owned() });
    assert_eq!(paper.blocks[1].source, "{{block 'Trust, short'}}", "byte for byte");
    assert_eq!(reference(&source("Trust, short")).as_deref(), Some("Trust, short"));
}

#[test]
fn what_a_block_says_stands_by_itself_whatever_is_above_and_below() {
    let said = |_: &str| Some("## About\n\nWe keep\n\n- the light\n".to_owned());
    let text = "Up\n\n# Head\n{{ block \"a\" }}\n# below\n\n{{ block \"a\" }}\n";
    let expanded = expand(text, said);
    let document = Document::parse(&expanded.text);
    assert_eq!(document.references().count(), 0);
    assert_eq!(document.blocks.len(), 9, "{}", expanded.text);
    let row_of = |words: &str| expanded.text.lines().position(|line| line.contains(words)).unwrap() as u32 + 1;
    assert_eq!(row_as_written(&expanded.rows, row_of("Head")), 3);
    assert_eq!(row_as_written(&expanded.rows, row_of("We keep")), 4);
    assert_eq!(row_as_written(&expanded.rows, row_of("below")), 5);
    assert_eq!(row_as_written(&expanded.rows, expanded.text.lines().count() as u32), 7);
    assert_eq!(expand("No {{ field }}", said).text, "No {{ field }}");
}

#[tokio::test]
async fn a_change_is_said_at_once_everywhere_and_what_was_kept_says_what_it_said() {
    let desk = Desk::new();
    let block =
        api::add_block(&desk.ws, edit("Harbour Trust,  short", "We keep the light, {{ first_name | \"editor\" }}.\n")).await.unwrap();
    let one = written(&desk, "One.\n\n{{ block \"HARBOUR trust, short\" }}\n").await;
    let other = written(&desk, "{{ block \"Harbour Trust, short\" }}\n").await;
    written(&desk, "None.\n").await;
    let kept = desk.ws.write_quietly(move |tx| service::freeze(tx, one.id, Why::Distributed)).await.unwrap();
    let before = draft(&desk, one.id).await;
    assert!(before.text.ends_with("One.\n\nWe keep the light, {{ first_name | \"editor\" }}.\n"), "{}", before.text);

    api::save_block(&desk.ws, block.card.id, edit("Harbour Trust, short", "We keep the light since 1874.")).await.unwrap();
    let after = draft(&desk, one.id).await;
    assert!(after.text.contains("since 1874") && after.hash != before.hash);
    assert_eq!(after.blocks_changed_since(&before), ["HARBOUR trust, short"]);
    let kept = desk.ws.read(move |tx| service::revision(tx, kept)).await.unwrap();
    assert_eq!((&kept.text, kept.hash), (&before.text, before.hash), "a revision says the same forever");
    let view = api::block(&desk.ws, block.card.id).await.unwrap();
    assert_eq!(view.uses.iter().map(|one| one.document).collect::<Vec<_>>(), [other.id, one.id]);
    assert_eq!(api::blocks(&desk.ws).await.unwrap()[0].uses, 2);

    undo(&desk).await;
    assert_eq!(draft(&desk, one.id).await.hash, before.hash, "undo puts the words back");
    // Detached, it says the same: nothing is another.
    api::save(&desk.ws, one.id, before.text.clone()).await.unwrap();
    assert_eq!(draft(&desk, one.id).await.hash, before.hash);
    assert_eq!(api::block(&desk.ws, block.card.id).await.unwrap().uses.len(), 1);
}

#[tokio::test]
async fn a_block_that_was_renamed_is_found_under_both_names_and_its_texts_stay() {
    let desk = Desk::new();
    let block = api::add_block(&desk.ws, edit("Short", "We keep the light.")).await.unwrap().card.id;
    let text = written(&desk, "{{ block \"Short\" }}\n").await.id;
    let before = draft(&desk, text).await.hash;
    api::save_block(&desk.ws, block, edit("In brief", "We keep the light.")).await.unwrap();
    assert_eq!(draft(&desk, text).await.hash, before);
    assert_eq!(api::block_named(&desk.ws, " in BRIEF ".to_owned()).await.unwrap(), block);
    let taken = api::add_block(&desk.ws, edit("short", "Others.")).await.unwrap_err();
    assert_eq!(taken.code, "literature.block_taken", "its texts would say another block");
    api::save_block(&desk.ws, block, edit("Short", "We keep the light.")).await.unwrap();
    undo(&desk).await;
    undo(&desk).await;
    assert_eq!(api::block(&desk.ws, block).await.unwrap().card.name, "Short");
    assert_eq!(api::block_named(&desk.ws, "In brief".to_owned()).await.unwrap_err().code, "literature.no_block");
}

#[tokio::test]
async fn a_reference_that_leads_nowhere_is_an_error_and_a_used_block_is_not_deleted() {
    let desk = Desk::new();
    let id = written(&desk, "One.\n\n{{ block \"Nobody\" }}\n").await.id;
    let findings = api::show(&desk.ws, id).await.unwrap().findings;
    assert_eq!(
        (findings[0].gravity, findings[0].what.key.as_ref(), findings[0].place.row),
        (Gravity::Error, "literature.block_missing", Some(7))
    );
    let refused = crate::rendering::api::docx(&desk.ws, id).await.unwrap_err();
    assert_eq!(refused.code, "rendering.faults");
    let block = api::add_block(&desk.ws, edit("Nobody", "Here I am.")).await.unwrap().card.id;
    assert!(api::show(&desk.ws, id).await.unwrap().findings.is_empty());
    crate::rendering::api::docx(&desk.ws, id).await.unwrap();
    assert_eq!(api::delete_block(&desk.ws, block).await.unwrap_err().code, "literature.block_in_use");
    api::save(&desk.ws, id, "One.\n".to_owned()).await.unwrap();
    api::delete_block(&desk.ws, block).await.unwrap();
    assert!(api::blocks(&desk.ws).await.unwrap().is_empty());
    undo(&desk).await;
    assert_eq!(api::blocks(&desk.ws).await.unwrap().len(), 1);
    let german = BlockEdit { language: "de-AT".to_owned(), ..edit("Kurz", "Wir hüten das Licht.") };
    api::add_block(&desk.ws, german).await.unwrap();
    let saved = api::save(&desk.ws, id, "{{ block \"Kurz\" }}\n".to_owned()).await.unwrap();
    assert_eq!((saved.findings[0].gravity, saved.findings[0].what.key.as_ref()), (Gravity::Warning, "literature.block_language"));
}

#[tokio::test]
async fn a_block_that_could_not_stand_in_a_text_is_refused_and_nothing_is_kept() {
    let desk = Desk::new();
    let long = "n".repeat(201);
    for (name, text, code) in [
        ("", "Words", "literature.block_name"),
        ("a \"b\"", "Words", "literature.block_name"),
        ("{{ x }}", "Words", "literature.block_name"),
        (long.as_str(), "Words", "literature.block_name"),
        ("a", " \n\n", "literature.block_empty"),
        ("a", "---\nkind: article\n---\nWords", "literature.block_front"),
        ("a", "{{ block \"b\" }}", "literature.block_within"),
        ("a", "```\nnever closed", "literature.block_open"),
        ("a", "Words\n\n<!-- never closed", "literature.block_open"),
    ] {
        let refused = api::add_block(&desk.ws, edit(name, text)).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.places.is_empty()), (code, false), "{name} {text}");
    }
    assert!(api::blocks(&desk.ws).await.unwrap().is_empty());
    let name = "あ".repeat(200);
    api::add_block(&desk.ws, edit(&name, "نحن نحفظ الضوء.\n\n> Said\n>\n> — Ines\n\n| a |\n|---|\n| b |")).await.unwrap();
    let id = written(&desk, &format!("{}\n\nBelow.\n", source(&name))).await.id;
    assert!(draft(&desk, id).await.text.ends_with("| b |\n\nBelow.\n"));
}

#[tokio::test]
async fn lines_to_take_within_a_block_and_a_block_within_lines_to_take_stay_inside() {
    let desk = Desk::new();
    api::add_block(&desk.ws, edit("Lines", "## Lines {.lines}\n\nSecret one.")).await.unwrap();
    api::add_block(&desk.ws, edit("Head", "# Above\n\nSecret two.")).await.unwrap();
    let body = "Said.\n\n{{ block \"Lines\" }}\n\n## Contact {.contact}\n\nInes\n\n## L {.lines}\n\n{{ block \"Head\" }}\n";
    let id = written(&desk, body).await.id;
    let revision = draft(&desk, id).await;
    assert!(revision.text.contains("Ines") && !revision.text.contains("Secret"), "{}", revision.text);
    assert!(revision.whole().contains("Secret one") && revision.whole().contains("Secret two"));
}
