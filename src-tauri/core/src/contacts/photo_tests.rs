use super::api;
use super::photo::tests::{of_a_camera, picture};
use super::*;
use crate::ids::PersonId;
use crate::messages::Language;
use crate::workspace::testing::Desk;

async fn add(desk: &Desk, name: &str) -> PersonId {
    let input = PersonInput { name: name.to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
    api::add(&desk.ws, input).await.unwrap().id
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

async fn size(desk: &Desk, person: PersonId) -> Option<(u32, u32)> {
    api::show(&desk.ws, person).await.unwrap().photo.map(|photo| (photo.width, photo.height))
}

/// How many pictures the file holds.
fn pictures(desk: &Desk) -> i64 {
    desk.ws.read_blocking(|tx| Ok(tx.query_row("SELECT count(*) FROM photo", [], |row| row.get(0)).unwrap())).unwrap()
}

#[tokio::test]
async fn a_photo_is_set_changed_and_removed_and_each_step_is_taken_back_and_told() {
    let desk = Desk::new();
    let ruth = add(&desk, "Ruth Vale").await;
    assert_eq!(size(&desk, ruth).await, None);
    let card = api::set_photo(&desk.ws, ruth, of_a_camera(1_600, 900)).await.unwrap();
    assert_eq!(card.photo.map(|photo| (photo.width, photo.height)), Some((288, 512)));
    // The same once more changes nothing.
    let steps = crate::workspace::api::history(&desk.ws, 100).await.unwrap().len();
    api::set_photo(&desk.ws, ruth, of_a_camera(1_600, 900)).await.unwrap();
    assert_eq!(crate::workspace::api::history(&desk.ws, 100).await.unwrap().len(), steps);
    api::set_photo(&desk.ws, ruth, picture(40, 30, image::ImageFormat::Png)).await.unwrap();
    assert_eq!(size(&desk, ruth).await, Some((40, 30)));
    undo(&desk).await;
    assert_eq!(size(&desk, ruth).await, Some((288, 512)));
    api::remove_photo(&desk.ws, ruth).await.unwrap();
    assert_eq!(api::remove_photo(&desk.ws, ruth).await.unwrap_err().code, "contacts.no_photo");
    assert_eq!(api::photo_uri(&desk.ws, ruth).await.unwrap_err().code, "contacts.no_photo");
    undo(&desk).await;
    api::delete(&desk.ws, vec![ruth]).await.unwrap();
    undo(&desk).await;
    assert!(api::photo_uri(&desk.ws, ruth).await.unwrap().starts_with("data:image/jpeg;base64,"));
    let past = api::history(&desk.ws, ruth, 0, 50).await.unwrap();
    let lines = past.entries.iter().flat_map(|entry| entry.changes.iter()).filter(|change| change.key == "photo");
    assert!(lines.clone().any(|change| change.from.is_none() && change.to.as_deref().is_some_and(|to| to.starts_with("288 × 512"))));
    assert!(lines.clone().any(|change| change.to.is_none()), "{:?}", lines.collect::<Vec<_>>());
    // The right of access gives the picture itself, on a page to look at.
    let told = api::access(&desk.ws, ruth).await.unwrap();
    assert!(told["person"]["photo"].as_str().unwrap().starts_with("data:image/jpeg;base64,"));
    let page = desk.ws.path().with_file_name("ruth.html");
    api::save_access(&desk.ws, ruth, page.clone(), Language::En).await.unwrap();
    assert!(std::fs::read_to_string(page).unwrap().contains("<img src=\"data:image/jpeg;base64,"));
}

#[tokio::test]
async fn what_cannot_be_a_photo_is_refused_and_changes_nothing() {
    let desk = Desk::new();
    let ruth = add(&desk, "Ruth Vale").await;
    let folder = desk.ws.path().parent().unwrap().to_owned();
    let file = folder.join("ruth.jpg");
    std::fs::write(&file, picture(90, 60, image::ImageFormat::Jpeg)).unwrap();
    api::set_photo_path(&desk.ws, ruth, file).await.unwrap();
    for (bytes, code) in [(b"%PDF-1.7".to_vec(), "contacts.photo.none"), (Vec::new(), "contacts.photo.empty")] {
        assert_eq!(api::set_photo(&desk.ws, ruth, bytes).await.unwrap_err().code, code);
    }
    assert_eq!(api::set_photo_path(&desk.ws, ruth, folder.clone()).await.unwrap_err().code, "contacts.photo.none");
    assert_eq!(api::set_photo_path(&desk.ws, ruth, folder.join("none.jpg")).await.unwrap_err().code, "contacts.photo.unreadable");
    assert_eq!(api::set_photo(&desk.ws, 77.into(), picture(9, 9, image::ImageFormat::Png)).await.unwrap_err().code, "contacts.no_person");
    assert_eq!(size(&desk, ruth).await, Some((90, 60)));
    let saved = api::save_photo(&desk.ws, ruth, folder.join("again.jpg")).await.unwrap();
    assert_eq!(photo(&std::fs::read(&saved.file).unwrap()).unwrap().width, 90);
    assert_eq!(api::save_photo(&desk.ws, ruth, saved.file).await.unwrap_err().code, "workspace.exists");
}

#[tokio::test]
async fn a_merge_keeps_a_photo_and_who_is_forgotten_leaves_no_byte_of_theirs() {
    let desk = Desk::new();
    let (keep, other, third) = (add(&desk, "Ines Calder").await, add(&desk, "I. Calder").await, add(&desk, "Bo").await);
    api::set_photo(&desk.ws, other, picture(60, 60, image::ImageFormat::Png)).await.unwrap();
    let preview = api::merge_preview(&desk.ws, keep, other).await.unwrap();
    let photo_of = |preview: &api::MergePreview| preview.fields.iter().find(|one| one.field == MergeField::Photo).cloned().unwrap();
    let choice = photo_of(&preview);
    assert_eq!((choice.kept.as_str(), choice.other.as_str(), choice.takes_other, choice.differs), ("", "60 × 60", true, false));
    api::merge(&desk.ws, keep, other, Vec::new()).await.unwrap();
    assert_eq!(size(&desk, keep).await, Some((60, 60)));
    undo(&desk).await;
    assert_eq!((size(&desk, keep).await, size(&desk, other).await), (None, Some((60, 60))));
    api::set_photo(&desk.ws, keep, picture(50, 50, image::ImageFormat::Png)).await.unwrap();
    api::merge(&desk.ws, keep, other, Vec::new()).await.unwrap();
    assert_eq!(size(&desk, keep).await, Some((50, 50)), "of two the kept one's stays");
    undo(&desk).await;
    let choice = photo_of(&api::merge_preview(&desk.ws, keep, other).await.unwrap());
    assert_eq!((choice.kept.as_str(), choice.other.as_str(), choice.takes_other, choice.differs), ("50 × 50", "60 × 60", false, true));
    api::merge(&desk.ws, keep, other, vec![MergeField::Photo]).await.unwrap();
    assert_eq!(size(&desk, keep).await, Some((60, 60)), "unless the other's was chosen");
    undo(&desk).await;
    assert_eq!((size(&desk, keep).await, size(&desk, other).await), (Some((50, 50)), Some((60, 60))));
    api::merge(&desk.ws, keep, other, Vec::new()).await.unwrap();

    // Two have one picture: it stays as long as one of them does.
    let own = picture(70, 20, image::ImageFormat::Png);
    api::set_photo(&desk.ws, third, picture(71, 21, image::ImageFormat::Png)).await.unwrap();
    api::set_photo(&desk.ws, third, own.clone()).await.unwrap();
    let fourth = add(&desk, "Zenobia").await;
    api::set_photo(&desk.ws, fourth, own.clone()).await.unwrap();
    let before = pictures(&desk);
    api::forget(&desk.ws, third).await.unwrap();
    assert_eq!((size(&desk, fourth).await, pictures(&desk)), (Some((70, 20)), before - 1), "what they had once is gone, too");
    let needle = photo(&own).unwrap().bytes[30..].to_vec();
    let left = |desk: &Desk| {
        let files = std::fs::read_dir(desk.ws.path().parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.is_file()).any(|path| memchr::memmem::find(&std::fs::read(path).unwrap(), &needle).is_some())
    };
    assert!(left(&desk), "the look itself works");
    api::forget(&desk.ws, fourth).await.unwrap();
    assert!(!left(&desk));
}
