//! Sets of files of which each is for those whom its name names, and files that go as a link.

use super::api::{self, AttachReport, NewFile};
use super::for_whom::{FileKey, NewSet};
use super::revision::Attachment;
use super::{Why, service};
use crate::PLUGS;
use crate::ids::DocumentId;
use crate::messages::Message;
use crate::workspace::api as workspace_api;
use crate::workspace::testing::Desk;

fn badges(pattern: &str) -> NewSet {
    NewSet { set: "Badges".to_owned(), key: FileKey::Email, pattern: pattern.to_owned(), optional: false }
}

fn file(name: &str) -> NewFile {
    NewFile { name: name.to_owned(), bytes: format!("%PDF-1.7 {name}").into_bytes() }
}

async fn document(desk: &Desk) -> DocumentId {
    api::add_file(&desk.ws, b"---\nheadline: The lens is back\n---\n\nIt is back.\n".to_vec(), None).await.unwrap().id
}

async fn files(desk: &Desk, id: DocumentId) -> Vec<Attachment> {
    api::show(&desk.ws, id).await.unwrap().files
}

fn refused(report: &AttachReport) -> Vec<&str> {
    report.refused.iter().map(|problem| problem.code.as_str()).collect()
}

#[tokio::test]
async fn each_file_is_for_whom_its_name_names_and_what_names_nobody_is_told() {
    let desk = Desk::new();
    let id = document(&desk).await;
    let names = [
        "badge-ruth@tide.example.org.pdf",
        "badge-INES@Tide.example.org.pdf",
        "plan.pdf",
        "badge-nobody.pdf",
        "Badge-Ruth@tide.example.org.pdf",
    ];
    let mut all: Vec<_> = names.into_iter().map(file).collect();
    all.push(NewFile { name: "badge-a@tide.example.org.exe".to_owned(), bytes: b"MZ".to_vec() });
    all.push(NewFile { name: "badge-b@tide.example.org.pdf".to_owned(), bytes: Vec::new() });
    let report = api::attach_own(&desk.ws, id, badges("badge-*"), all).await.unwrap();
    let whose = |file: &Attachment| file.for_whom.clone().map(|whom| (whom.set, whom.value));
    assert_eq!(
        report.attached.iter().filter_map(whose).collect::<Vec<_>>(),
        [("Badges".to_owned(), "ruth@tide.example.org".to_owned()), ("Badges".to_owned(), "INES@Tide.example.org".to_owned())]
    );
    assert_eq!(
        refused(&report),
        [
            "literature.file_no_match",
            "literature.file_no_address",
            "literature.file_same_person",
            "literature.file_dangerous",
            "literature.file_empty"
        ]
    );
    assert_eq!(files(&desk, id).await.len(), 2);
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(files(&desk, id).await, []);
    for (set, code) in [
        (badges("badge"), "literature.bad_pattern"),
        (NewSet { set: " ".to_owned(), ..badges("*") }, "literature.set_name"),
        (NewSet { set: "x".repeat(301), ..badges("*") }, "literature.set_name"),
    ] {
        assert_eq!(api::attach_own(&desk.ws, id, set, vec![file("a@b.example.pdf")]).await.unwrap_err().code, code);
    }
    assert_eq!(api::attach_own(&desk.ws, 99.into(), badges("*"), Vec::new()).await.unwrap_err().code, "literature.no_document");
}

#[tokio::test]
async fn a_later_file_for_somebody_takes_the_place_of_the_one_before() {
    let desk = Desk::new();
    let id = document(&desk).await;
    api::attach(&desk.ws, id, vec![file("plan.pdf")]).await.unwrap();
    api::attach_own(&desk.ws, id, badges("*"), vec![file("ruth@tide.example.org.pdf"), file("ines@tide.example.org.pdf")]).await.unwrap();
    let new = NewFile { bytes: b"%PDF-1.7 new".to_vec(), ..file("RUTH@tide.example.org.pdf") };
    let optional = NewSet { optional: true, set: "BADGES".to_owned(), ..badges("*") };
    api::attach_own(&desk.ws, id, optional, vec![new]).await.unwrap();
    let now = files(&desk, id).await;
    let told: Vec<_> =
        now.iter().map(|file| (file.name.as_str(), file.for_whom.as_ref().map(|whom| (whom.set.as_str(), whom.optional)))).collect();
    let set = Some(("Badges", true));
    assert_eq!(told, [("plan.pdf", None), ("ines@tide.example.org.pdf", set), ("RUTH@tide.example.org.pdf", set)]);
    let other = NewSet { key: FileKey::Outlet, ..badges("*") };
    assert_eq!(api::attach_own(&desk.ws, id, other, vec![file("Coast.pdf")]).await.unwrap_err().code, "literature.set_other_key");

    // What a mail weighs: the plan, and one badge.
    let view = api::show(&desk.ws, id).await.unwrap();
    assert_eq!(view.encoded_bytes, api::encoded_size(now[0].bytes) + api::encoded_size(now[1].bytes.max(now[2].bytes)));

    api::assign(&desk.ws, id, "RUTH@tide.example.org.pdf".to_owned(), " ruth.vale@tide.example.org ".to_owned()).await.unwrap();
    assert_eq!(files(&desk, id).await[2].for_whom.as_ref().unwrap().value, "ruth.vale@tide.example.org");
    let taken = api::assign(&desk.ws, id, "RUTH@tide.example.org.pdf".to_owned(), "Ines@tide.example.org".to_owned()).await;
    assert_eq!(taken.unwrap_err().code, "literature.file_same_person");
    assert_eq!(api::assign(&desk.ws, id, "plan.pdf".to_owned(), "a@b.example".to_owned()).await.unwrap_err().code, "literature.no_file");

    api::change_set(&desk.ws, id, "Badges".to_owned(), "Ausweise".to_owned(), false).await.unwrap();
    assert!(
        files(&desk, id).await[1..].iter().all(|file| file.for_whom.as_ref().is_some_and(|whom| whom.set == "Ausweise" && !whom.optional))
    );
    assert_eq!(api::change_set(&desk.ws, id, "Badges".to_owned(), "X".to_owned(), false).await.unwrap_err().code, "literature.no_set");
    api::attach_own(&desk.ws, id, NewSet { set: "Cards".to_owned(), ..badges("*") }, vec![file("ruth@tide.example.org.pdf")])
        .await
        .unwrap();
    let taken = api::change_set(&desk.ws, id, "Cards".to_owned(), "ausweise".to_owned(), false).await;
    assert_eq!(taken.unwrap_err().code, "literature.set_taken");

    let kept = desk.ws.write_quietly(move |tx| service::freeze(tx, id, Why::Distributed)).await.unwrap();
    assert_eq!(api::detach_set(&desk.ws, id, "Ausweise".to_owned()).await.unwrap(), 2);
    assert_eq!(files(&desk, id).await.len(), 2, "the plan and the card");
    let revision = desk.ws.read(move |tx| service::revision(tx, kept)).await.unwrap();
    assert_eq!(revision.attachments.iter().filter(|file| file.for_whom.is_some()).count(), 3, "what was sent stays what it was");
    api::restore(&desk.ws, kept).await.unwrap();
    assert_eq!(files(&desk, id).await, revision.attachments);
}

#[tokio::test]
async fn a_folder_of_files_is_taken_one_after_the_other() {
    let desk = Desk::new();
    let id = document(&desk).await;
    let folder = tempfile::tempdir().unwrap();
    for n in 0..30 {
        std::fs::write(folder.path().join(format!("badge-person{n}@paper.example.net.pdf")), format!("%PDF-1.7 {n}")).unwrap();
    }
    // Workspaces are opened by SQLite alone: whoever else closes one takes its locks away.
    for name in [".DS_Store", "badge-desk.tidings", "badge-desk.tidings-wal", "badge-desk.tidings-shm"] {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    std::fs::create_dir(folder.path().join("old")).unwrap();
    let report = api::attach_own_paths(&desk.ws, id, badges("badge-*"), vec![folder.path().to_owned()]).await.unwrap();
    assert_eq!((report.attached.len(), report.refused.len()), (30, 0));
    let gone = folder.path().join("gone.pdf");
    let report = api::attach_own_paths(&desk.ws, id, badges("*"), vec![gone]).await.unwrap();
    assert_eq!((report.attached.len(), refused(&report)), (0, vec!["literature.file_unreadable"]));
}

#[tokio::test]
async fn a_picture_is_fetched_from_where_it_was_said_to_stand_and_undo_puts_it_into_the_mail() {
    let desk = Desk::new();
    let id = document(&desk).await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(3, 2).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let lens = NewFile { name: "lens.png".to_owned(), bytes: png.into_inner() };
    api::add_picture(&desk.ws, id, lens, "The lens".to_owned()).await.unwrap();
    let before = desk.ws.read(move |tx| service::draft(tx, id)).await.unwrap().hash;
    let link = |to: &str| api::link(&desk.ws, id, "lens.png".to_owned(), Some(to.to_owned()));
    assert_eq!(link("http://example.org/lens.png").await.unwrap_err().code, "literature.link");
    assert!(link("https://example.org/lens.png").await.unwrap().inline);
    assert_eq!(files(&desk, id).await[0].link.as_deref(), Some("https://example.org/lens.png"));
    let kept = desk.ws.read(move |tx| service::draft(tx, id)).await.unwrap().hash;
    assert_ne!(kept, before, "an approval does not cover it");
    // A text that is kept has it, too: what was confirmed is fetched from there whatever is entered later.
    let revision = desk
        .ws
        .write(Message::new("literature.action.points"), move |tx| service::revision(tx, service::freeze(tx, id, Why::Distributed)?))
        .await
        .unwrap();
    assert_eq!(revision.attachments[0].link.as_deref(), Some("https://example.org/lens.png"));
    link("https://example.org/other.png").await.unwrap();
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(files(&desk, id).await[0].link.as_deref(), Some("https://example.org/lens.png"));
}

#[tokio::test]
async fn a_file_that_goes_as_a_link_stays_in_the_workspace() {
    let desk = Desk::new();
    let id = document(&desk).await;
    api::attach(&desk.ws, id, vec![file("film.pdf"), file("plan.pdf")]).await.unwrap();
    let heavy = api::show(&desk.ws, id).await.unwrap().encoded_bytes;
    let before = desk.ws.read(move |tx| service::draft(tx, id)).await.unwrap().hash;
    let link = |name: &str, to: Option<&str>| api::link(&desk.ws, id, name.to_owned(), to.map(str::to_owned));
    let linked = link("film.pdf", Some("https://example.org/press/film.pdf")).await.unwrap();
    assert_eq!(linked.link.as_deref(), Some("https://example.org/press/film.pdf"));
    let view = api::show(&desk.ws, id).await.unwrap();
    assert_eq!(view.files[0], linked);
    assert!(view.encoded_bytes < heavy);
    assert_ne!(desk.ws.read(move |tx| service::draft(tx, id)).await.unwrap().hash, before, "an approval does not cover it");
    assert_eq!(link("film.pdf", Some("http://example.org/film.pdf")).await.unwrap_err().code, "literature.link");
    assert_eq!(link("gone.pdf", None).await.unwrap_err().code, "literature.no_file");
    link("film.pdf", None).await.unwrap();
    assert_eq!(desk.ws.read(move |tx| service::draft(tx, id)).await.unwrap().hash, before);
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert!(files(&desk, id).await[0].link.is_some());
    api::attach_own(&desk.ws, id, badges("*"), vec![file("ruth@tide.example.org.pdf")]).await.unwrap();
    let own = link("ruth@tide.example.org.pdf", Some("https://example.org/a.pdf")).await;
    assert_eq!(own.unwrap_err().code, "literature.link_own");
}
