use super::super::api::{self, NewDocument};
use super::super::{AnnouncementSort, DocumentKind};
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
    assert_eq!(items().await, open(&["=facts", "=names", "=wording", "=lines", "=contact"]));
    let ticked = api::tick(&desk.ws, id, "=names".to_owned(), true, " Tomas  Reid ".to_owned()).await.unwrap();
    assert_eq!((ticked[1].ticked_by.as_deref(), ticked[1].ticked_at.is_some()), (Some("Tomas Reid"), true));
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert!(items().await.iter().all(|(_, ticked)| !ticked));
    assert_eq!(api::tick(&desk.ws, id, "=links".to_owned(), true, String::new()).await.unwrap_err().code, "literature.no_check");

    let wanted = ["  Lawyers  asked ", "", "=facts", "Lawyers asked", "مراجعة"].map(str::to_owned).to_vec();
    api::set_checklist(&desk.ws, DocumentKind::Statement, None, wanted).await.unwrap();
    assert_eq!(items().await, open(&["Lawyers asked", "=facts", "مراجعة"]));
    assert_eq!(api::checklist_of(&desk.ws, DocumentKind::Article, None).await.unwrap().len(), 5, "of its kind alone");
    let long = vec!["x".repeat(201)];
    assert_eq!(api::set_checklist(&desk.ws, DocumentKind::Statement, None, long).await.unwrap_err().code, "literature.checklist");
    let many = (0..31).map(|n| n.to_string()).collect();
    assert_eq!(api::set_checklist(&desk.ws, DocumentKind::Statement, None, many).await.unwrap_err().code, "literature.checklist");
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(items().await.len(), 5, "the usual ones again");

    api::tick(&desk.ws, id, "=facts".to_owned(), true, String::new()).await.unwrap();
    api::delete(&desk.ws, id).await.unwrap();
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(items().await[0], ("=facts".to_owned(), true), "with its document");
}

#[tokio::test]
async fn each_sort_of_announcement_has_its_list_as_long_as_the_house_set_none() {
    let desk = Desk::new();
    let kind = DocumentKind::Announcement;
    let of = async |sort| api::checklist_of(&desk.ws, kind, sort).await.unwrap();
    let usual: Vec<_> =
        [of(None).await, of(Some(AnnouncementSort::IndustryReport)).await, of(Some(AnnouncementSort::PersonnelChange)).await].into();
    assert!(usual.windows(2).all(|two| two[0] != two[1]), "{usual:?}");
    let text = "---\nheadline: New hours\nkind: announcement\nannouncement: policy-change\n---\n\nWe open at ten.\n";
    let id = api::add_file(&desk.ws, text.as_bytes().to_vec(), None).await.unwrap().id;
    let items = async || api::checklist(&desk.ws, id).await.unwrap().into_iter().map(|one| one.item).collect::<Vec<_>>();
    assert_eq!(items().await, of(Some(AnnouncementSort::PolicyChange)).await);
    // What the house set for every announcement counts for those whose sort has none of its own.
    api::set_checklist(&desk.ws, kind, None, vec!["Read by the works council".to_owned()]).await.unwrap();
    assert_eq!(items().await, ["Read by the works council"]);
    api::set_checklist(&desk.ws, kind, Some(AnnouncementSort::PolicyChange), vec!["Signed".to_owned()]).await.unwrap();
    assert_eq!(items().await, ["Signed"]);
    assert_eq!(of(Some(AnnouncementSort::PersonnelChange)).await, ["Read by the works council"]);
    api::tick(&desk.ws, id, "Signed".to_owned(), true, String::new()).await.unwrap();
    let many = vec!["x".repeat(201)];
    let refused = api::set_checklist(&desk.ws, kind, Some(AnnouncementSort::PolicyChange), many).await.unwrap_err();
    assert_eq!(refused.places[0].field.as_deref(), Some("policy-change"));
    // A sort is of announcements alone.
    assert_eq!(api::checklist_of(&desk.ws, DocumentKind::Article, Some(AnnouncementSort::PolicyChange)).await.unwrap().len(), 5);
}
