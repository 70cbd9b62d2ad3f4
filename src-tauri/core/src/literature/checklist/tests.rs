use super::super::DocumentKind;
use super::super::api::{self, NewDocument};
use crate::PLUGS;
use crate::workspace::api as workspace_api;
use crate::workspace::testing::Desk;

#[tokio::test]
async fn a_checklist_is_ticked_changed_for_its_kind_and_taken_back() {
    let desk = Desk::new();
    let new = NewDocument { kind: DocumentKind::Statement, headline: "Storm".to_owned(), language: String::new() };
    let id = api::add(&desk.ws, new).await.unwrap().id;
    let items = async || -> Vec<(String, bool)> {
        let all = api::checklist(&desk.ws, id).await.unwrap();
        all.into_iter().map(|one| (one.item, one.ticked_by.is_some())).collect()
    };
    let open = |words: &[&str]| words.iter().map(|word| ((*word).to_owned(), false)).collect::<Vec<_>>();
    assert_eq!(items().await, open(&["=facts", "=names", "=wording", "=contact"]));
    let ticked = api::tick(&desk.ws, id, "=names".to_owned(), true, " Tomas  Reid ".to_owned()).await.unwrap();
    assert_eq!((ticked[1].ticked_by.as_deref(), ticked[1].ticked_at.is_some()), (Some("Tomas Reid"), true));
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert!(items().await.iter().all(|(_, ticked)| !ticked));
    assert_eq!(api::tick(&desk.ws, id, "=links".to_owned(), true, String::new()).await.unwrap_err().code, "literature.no_check");

    let wanted = ["  Lawyers  asked ", "", "=facts", "Lawyers asked", "مراجعة"].map(str::to_owned).to_vec();
    api::set_checklist(&desk.ws, DocumentKind::Statement, wanted).await.unwrap();
    assert_eq!(items().await, open(&["Lawyers asked", "=facts", "مراجعة"]));
    assert_eq!(api::checklist_of(&desk.ws, DocumentKind::Article).await.unwrap().len(), 5, "of its kind alone");
    let long = vec!["x".repeat(201)];
    assert_eq!(api::set_checklist(&desk.ws, DocumentKind::Statement, long).await.unwrap_err().code, "literature.checklist");
    let many = (0..31).map(|n| n.to_string()).collect();
    assert_eq!(api::set_checklist(&desk.ws, DocumentKind::Statement, many).await.unwrap_err().code, "literature.checklist");
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(items().await.len(), 4, "the usual ones again");

    api::tick(&desk.ws, id, "=facts".to_owned(), true, String::new()).await.unwrap();
    api::delete(&desk.ws, id).await.unwrap();
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(items().await[0], ("=facts".to_owned(), true), "with its document");
}
