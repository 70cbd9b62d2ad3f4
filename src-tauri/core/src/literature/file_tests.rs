//! Files and revisions: what may be attached, under which name, and what a hash promises.

use super::api::{self, NewFile};
use super::document::{Document, Gravity};
use super::files::{LARGEST_FILE, clean_name, judge, may_keep_place};
use super::for_whom::{FileKey, ForWhom};
use super::kind::DocumentKind;
use super::revision::{Attachment, Why, hash, hex};
use super::service;
use crate::PLUGS;
use crate::ids::{DocumentId, RevisionId};
use crate::workspace::api as workspace_api;
use crate::workspace::testing::Desk;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const PDF: &[u8] = b"%PDF-1.7\n";

/// The hash of two files as it has been from the first.
const BEFORE_THERE_WERE_OTHERS: &str = "9ab1862a89c672cdc6c37cf2292887b48e8c675e37a025f58a2c7818acf55f76";

fn whom(value: &str, optional: bool) -> ForWhom {
    ForWhom { set: "Badges".to_owned(), key: FileKey::Email, value: value.to_owned(), optional }
}

/// A ZIP whose directory lists `name`; no more of it than is looked at.
fn archive(name: &str) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04 and some packed bytes ".to_vec();
    let mut entry = vec![0; 46];
    entry[..4].copy_from_slice(b"PK\x01\x02");
    entry[28..30].copy_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
    bytes.extend(entry);
    bytes.extend(name.as_bytes());
    bytes
}

#[test]
fn a_file_that_could_run_is_refused_by_its_bytes_its_name_and_what_it_holds() {
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty.pdf", vec![], "literature.file_empty"),
        ("photo.jpg", b"MZ\x90\0".to_vec(), "literature.file_dangerous"),
        ("photo.jpg", b"\x7fELF\x02".to_vec(), "literature.file_dangerous"),
        ("notes.txt", b"#!/bin/sh\nrm -rf /\n".to_vec(), "literature.file_dangerous"),
        ("setup.exe", b"anything".to_vec(), "literature.file_dangerous"),
        ("SETUP.EXE", b"anything".to_vec(), "literature.file_dangerous"),
        ("setup.exe. ", b"anything".to_vec(), "literature.file_dangerous"),
        ("macro.js.zip", archive("readme.txt"), "literature.file_dangerous"),
        ("pictures.zip", archive("holiday/lens.jpg.exe"), "literature.file_dangerous"),
        ("photo\u{202E}gpj.exe", b"anything".to_vec(), "literature.file_dangerous"),
        ("invoice.pdf.htm", b"<p>".to_vec(), "literature.file_two_endings"),
        ("invoice.pdf.foo", PDF.to_vec(), "literature.file_two_endings"),
    ];
    for (name, bytes, code) in cases {
        let problem = judge(name, &bytes).unwrap_err();
        assert_eq!((problem.code.as_str(), problem.places[0].field.as_deref()), (code, Some("file")), "{name}");
    }
    let large = vec![b'a'; usize::try_from(LARGEST_FILE).unwrap() + 1];
    assert_eq!(judge("large.txt", &large).unwrap_err().code, "literature.file_too_big");
    assert!(judge("large.txt", &large[1..]).is_ok());
}

#[test]
fn what_people_send_is_taken_with_the_type_that_its_bytes_say() {
    for (name, bytes, media_type) in [
        ("lens.png", PNG, "image/png"),
        ("lens.jpg", PNG, "image/png"),
        ("plan 2.0.pdf", PDF, "application/pdf"),
        ("photo.2026-11-26.pdf", PDF, "application/pdf"),
        ("press-kit.pdf.zip", &archive("lens.jpg"), "application/zip"),
        ("list.csv", b"a;b\n", "text/csv"),
        ("notes.md", b"# Notes\n", "text/markdown"),
        ("README", b"words\n", "text/plain"),
        ("data.bin", b"\0\x01\x02", "application/octet-stream"),
        ("灯台の光.pdf", PDF, "application/pdf"),
    ] {
        let judged = judge(name, bytes).unwrap();
        assert_eq!((judged.name.as_str(), judged.media_type.as_str()), (name, media_type));
    }
}

#[test]
fn a_name_leads_nowhere_and_plays_no_tricks() {
    for (name, clean) in [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ines\\lens.jpg", "lens.jpg"),
        ("con.txt", "file-con.txt"),
        ("COM7.tar.gz", "file-COM7.tar.gz"),
        ("lpt¹ .pdf", "file-lpt¹.pdf"),
        ("contact.txt", "contact.txt"),
        ("com10.txt", "com10.txt"),
        ("a\u{0}b\r\nBcc: x.pdf", "abBcc- x.pdf"),
        ("photo\u{202E}gpj.pdf", "photogpj.pdf"),
        ("..", "file"),
        ("", "file"),
        (".pdf", "pdf"),
        ("what? \"why\"*.pdf", "what- -why--.pdf"),
    ] {
        assert_eq!(clean_name(name), clean, "{name:?}");
    }
    let long = clean_name(&format!("{}.pdf", "ö".repeat(300)));
    assert_eq!((long.chars().count(), long.ends_with(".pdf")), (304, true));
}

async fn release(desk: &Desk) -> DocumentId {
    api::add_file(&desk.ws, b"---\nheadline: The lens is back\n---\n\nWords.\n".to_vec(), None).await.unwrap().id
}

#[test]
fn a_window_sends_the_bytes_of_a_file_as_base64() {
    let read = |json: &str| serde_json::from_str::<NewFile>(json).map(|file| (file.name, file.bytes));
    assert_eq!(read(r#"{"name":"a.txt","bytes":"AP+A"}"#).unwrap(), ("a.txt".to_owned(), vec![0, 255, 128]));
    assert_eq!(read(r#"{"name":"empty.txt","bytes":""}"#).unwrap().1, Vec::<u8>::new());
    assert!(read(r#"{"name":"a.txt","bytes":"not base64!"}"#).is_err());
    assert!(read(r#"{"name":"a.txt","bytes":[1,2]}"#).is_err());
}

fn file(name: &str, bytes: &[u8]) -> NewFile {
    NewFile { name: name.to_owned(), bytes: bytes.to_vec() }
}

async fn names(desk: &Desk, id: DocumentId) -> Vec<String> {
    api::show(&desk.ws, id).await.unwrap().files.into_iter().map(|file| file.name).collect()
}

fn freeze(desk: &Desk, id: DocumentId, why: Why) -> RevisionId {
    desk.ws.write_blocking(None, move |tx| service::freeze(tx, id, why)).unwrap()
}

#[tokio::test]
async fn of_many_files_those_that_fit_are_attached_and_the_others_named() {
    let desk = Desk::new();
    let id = release(&desk).await;
    let report = api::attach(&desk.ws, id, vec![file("lens.png", PNG), file("setup.exe", b"MZ"), file("plan.pdf", PDF)]).await.unwrap();
    assert_eq!((report.attached.len(), report.refused.len(), report.refused[0].code.as_str()), (2, 1, "literature.file_dangerous"));
    let again = api::attach(&desk.ws, id, vec![file("lens.png", PNG), file("LENS.png", b"\x89PNG\r\n\x1a\n another")]).await.unwrap();
    assert_eq!(again.attached[1].name, "LENS-2.png");
    assert_eq!(names(&desk, id).await, ["lens.png", "plan.pdf", "LENS-2.png"], "the same file twice is there once");
    assert!(report.encoded_bytes > (PNG.len() + PDF.len()) as u64 && again.encoded_bytes > report.encoded_bytes);

    let gone = desk.folder.path().join("gone.pdf");
    let report = api::attach_paths(&desk.ws, id, vec![gone, desk.folder.path().to_owned()]).await.unwrap();
    let codes: Vec<_> = report.refused.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["literature.file_unreadable", "literature.file_folder"]);
    let (fits, program) = (desk.folder.path().join("list.csv"), desk.folder.path().join("setup.exe"));
    std::fs::write(&fits, "a;b\n").unwrap();
    std::fs::write(&program, "MZ").unwrap();
    let refused = api::attach_all_paths(&desk.ws, id, vec![fits.clone(), program]).await.unwrap_err();
    assert_eq!((refused.code.as_str(), names(&desk, id).await.len()), ("literature.file_dangerous", 3), "all of them or none");
    assert_eq!(api::attach_all_paths(&desk.ws, id, vec![fits]).await.unwrap().attached[0].name, "list.csv");
    assert_eq!(api::attach(&desk.ws, 99.into(), vec![file("a.pdf", PDF)]).await.unwrap_err().code, "literature.no_document");
}

#[tokio::test]
async fn files_are_ordered_taken_off_and_put_back_by_undo() {
    let desk = Desk::new();
    let id = release(&desk).await;
    api::attach(&desk.ws, id, vec![file("a.pdf", PDF), file("b.png", PNG), file("c.txt", b"c")]).await.unwrap();
    api::reorder(&desk.ws, id, vec!["c.txt".to_owned(), "a.pdf".to_owned()]).await.unwrap();
    assert_eq!(names(&desk, id).await, ["c.txt", "a.pdf", "b.png"]);
    assert_eq!(api::reorder(&desk.ws, id, vec!["x".to_owned()]).await.unwrap_err().code, "literature.no_file");
    api::detach(&desk.ws, id, "a.pdf".to_owned()).await.unwrap();
    assert_eq!(api::detach(&desk.ws, id, "a.pdf".to_owned()).await.unwrap_err().code, "literature.no_file");
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(names(&desk, id).await, ["a.pdf", "b.png", "c.txt"]);
    assert_eq!(api::add_picture(&desk.ws, id, file("plan.pdf", PDF), String::new()).await.unwrap_err().code, "literature.no_picture");
    let picture = api::add_picture(&desk.ws, id, file("the lens (1).png", PNG), " The lens ".to_owned()).await.unwrap();
    assert_eq!((picture.name.as_str(), picture.alt.as_str(), picture.inline), ("the-lens--1-.png", "The lens", true));
}

#[tokio::test]
async fn the_bytes_of_a_file_are_those_that_came_or_are_said_to_be_damaged() {
    let desk = Desk::new();
    let id = release(&desk).await;
    // Three rows of a mebibyte and a bit: no two alike.
    let bytes: Vec<u8> = (0..3 * 1024 * 1024 + 17_u32).map(|n| u8::try_from((n / 7 + n / 65_536) % 251).unwrap()).collect();
    let report = api::attach(&desk.ws, id, vec![file("big.bin", &bytes)]).await.unwrap();
    let asset = report.attached[0].asset;
    assert!(api::asset(&desk.ws, asset).await.unwrap().1 == bytes);
    desk.ws
        .write_blocking(None, |tx| {
            tx.execute("UPDATE asset_chunk SET data = zeroblob(length(data)) WHERE position = 1", [])?;
            Ok(())
        })
        .unwrap();
    assert_eq!(api::asset(&desk.ws, asset).await.unwrap_err().code, "literature.asset_damaged");
}

#[test]
fn a_hash_tells_every_difference_that_a_reader_could_see() {
    let attachment = Attachment {
        asset: 1.into(),
        name: "lens.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes: 3,
        sha256: "aa".to_owned(),
        position: 0,
        inline: false,
        content_id: "lens@tidings".to_owned(),
        alt: "The lens".to_owned(),
        for_whom: None,
        link: None,
        keeps_place: false,
    };
    let other = Attachment { name: "plan.pdf".to_owned(), ..attachment.clone() };
    let of = |change: fn(&mut Attachment)| {
        let mut changed = attachment.clone();
        change(&mut changed);
        vec![changed, other.clone()]
    };
    let release = |files: &[Attachment]| hash(DocumentKind::PressRelease, "Words.", files);
    let first = release(&[attachment.clone(), other.clone()]);
    assert_eq!(first, release(&of(|one| one.asset = 2.into())), "where the bytes are kept is nothing that a reader sees");
    assert_eq!(hex(&first), BEFORE_THERE_WERE_OTHERS, "what was approved before there were files for some alone still is");
    let others = [
        hash(DocumentKind::Announcement, "Words.", &[attachment.clone(), other.clone()]),
        hash(DocumentKind::PressRelease, "Words. ", &[attachment.clone(), other.clone()]),
        release(&[other.clone(), attachment.clone()]),
        release(std::slice::from_ref(&attachment)),
        release(&of(|one| one.name = "Lens.png".to_owned())),
        release(&of(|one| one.media_type = "image/jpeg".to_owned())),
        release(&of(|one| one.sha256 = "ab".to_owned())),
        release(&of(|one| one.inline = true)),
        release(&of(|one| one.alt = "A lens".to_owned())),
        release(&of(|one| one.link = Some("https://example.org/lens.png".to_owned()))),
        release(&of(|one| one.for_whom = Some(whom("ruth@tide.example.org", false)))),
        release(&of(|one| one.for_whom = Some(whom("ines@tide.example.org", false)))),
        release(&of(|one| one.for_whom = Some(whom("ruth@tide.example.org", true)))),
        // What moves from one part into the next is another revision too.
        release(&of(|one| (one.name, one.media_type) = ("lens.pngi".to_owned(), "mage/png".to_owned()))),
    ];
    for (at, one) in others.iter().enumerate() {
        assert_ne!(*one, first, "{at}");
        assert_eq!(others.iter().filter(|same| *same == one).count(), 1, "{at}");
    }
}

#[tokio::test]
async fn a_revision_is_made_for_a_change_and_never_for_none() {
    let desk = Desk::new();
    let id = release(&desk).await;
    let first = freeze(&desk, id, Why::Idle);
    assert_eq!(freeze(&desk, id, Why::Idle), first);
    assert_eq!(freeze(&desk, id, Why::Distributed), first);
    let kept = desk.ws.read_blocking(|tx| service::revision(tx, first)).unwrap();
    assert_eq!((kept.number, kept.why), (1, Why::Distributed), "what was distributed says so, whatever it was made for first");
    freeze(&desk, id, Why::Tested);
    assert_eq!(desk.ws.read_blocking(|tx| service::revision(tx, first)).unwrap().why, Why::Distributed);

    api::attach(&desk.ws, id, vec![file("plan.pdf", PDF), file("lens.png", PNG)]).await.unwrap();
    let with_files = freeze(&desk, id, Why::Idle);
    api::reorder(&desk.ws, id, vec!["lens.png".to_owned()]).await.unwrap();
    let reordered = freeze(&desk, id, Why::Idle);
    api::save(&desk.ws, id, "Other words.\n".to_owned()).await.unwrap();
    let rewritten = freeze(&desk, id, Why::Idle);
    let numbers: Vec<u32> = [first, with_files, reordered, rewritten]
        .map(|one| desk.ws.read_blocking(|tx| service::revision(tx, one)).unwrap().number)
        .to_vec();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(desk.ws.read_blocking(|tx| service::revision(tx, first)).unwrap().text, kept.text, "the first is as it was");
    let changed = desk.ws.write_blocking(None, move |tx| {
        tx.execute("UPDATE revision SET text = 'x' WHERE id = ?1", [first.get()])?;
        Ok(())
    });
    assert!(changed.is_err(), "the database itself keeps a revision as it is");
}

#[tokio::test]
async fn a_text_that_nobody_writes_on_for_ten_minutes_is_kept_once() {
    let desk = Desk::new();
    let id = release(&desk).await;
    desk.clock.advance_ms(api::IDLE_MS - 1);
    assert_eq!(api::keep_idle(&desk.ws).await.unwrap(), 0);
    desk.clock.advance_ms(1);
    assert_eq!(api::keep_idle(&desk.ws).await.unwrap(), 1);
    assert_eq!(api::keep_idle(&desk.ws).await.unwrap(), 0);
    desk.clock.advance_ms(60_000);
    api::save(&desk.ws, id, "Other words.\n".to_owned()).await.unwrap();
    desk.clock.advance_ms(api::IDLE_MS);
    assert_eq!(api::keep_idle(&desk.ws).await.unwrap(), 1);
    assert_eq!(api::history(&desk.ws, id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_older_text_comes_back_with_its_files_and_what_stood_there_is_kept() {
    let desk = Desk::new();
    let id = release(&desk).await;
    api::attach(&desk.ws, id, vec![file("plan.pdf", PDF)]).await.unwrap();
    let named = api::name_revision(&desk.ws, id, "  to the board ".to_owned()).await.unwrap();
    assert_eq!(named.name.as_deref(), Some("to the board"));
    api::save(&desk.ws, id, "Other words.\n".to_owned()).await.unwrap();
    api::detach(&desk.ws, id, "plan.pdf".to_owned()).await.unwrap();
    api::restore(&desk.ws, named.id).await.unwrap();
    let view = api::show(&desk.ws, id).await.unwrap();
    assert_eq!((view.text.contains("The lens is back"), view.files.len()), (true, 1));
    let history = api::history(&desk.ws, id).await.unwrap();
    assert_eq!((history.len(), history[1].why), (3, Why::Restored));
    assert_eq!(api::revision_text(&desk.ws, history[1].id).await.unwrap(), "Other words.\n");
    // W7: what was put back is a revision of its own.
    assert_eq!((history[0].number, &history[0].hash), (3, &named.hash));
    workspace_api::undo(&desk.ws, PLUGS, None).await.unwrap();
    assert_eq!(api::markdown(&desk.ws, id).await.unwrap(), "Other words.\n");
    assert_eq!(api::name_revision(&desk.ws, id, " ".to_owned()).await.unwrap_err().code, "literature.no_name");
    assert_eq!(api::restore(&desk.ws, 99.into()).await.unwrap_err().code, "literature.no_revision");
}

#[tokio::test]
async fn two_kept_texts_are_compared_and_those_of_two_documents_are_not() {
    let desk = Desk::new();
    let (id, other) = (release(&desk).await, release(&desk).await);
    let first = api::name_revision(&desk.ws, id, "first".to_owned()).await.unwrap();
    api::save(&desk.ws, id, "One word.\n".to_owned()).await.unwrap();
    let second = api::name_revision(&desk.ws, id, "second".to_owned()).await.unwrap();
    api::save(&desk.ws, id, "Yet another text.\n".to_owned()).await.unwrap();
    let changed = api::change_between(&desk.ws, first.id, second.id).await.unwrap();
    let back = api::change_between(&desk.ws, second.id, first.id).await.unwrap();
    assert_eq!((changed.gone, changed.added), (back.added, back.gone), "the other way round");
    assert_eq!(changed.added, 2, "what the draft says since is no part of it");
    assert_eq!(api::change_between(&desk.ws, first.id, first.id).await.unwrap().places, 0);
    let elsewhere = api::name_revision(&desk.ws, other, "its own".to_owned()).await.unwrap();
    let refused = api::change_between(&desk.ws, first.id, elsewhere.id).await.unwrap_err();
    assert_eq!(refused.code, "literature.other_document");
    assert_eq!(api::numbered(&desk.ws, id, 2).await.unwrap().id, second.id);
    assert_eq!(api::numbered(&desk.ws, id, 3).await.unwrap_err().code, "literature.no_number");
    assert_eq!(api::numbered(&desk.ws, 99.into(), 1).await.unwrap_err().code, "literature.no_document");
}

#[tokio::test]
async fn a_file_is_a_document_byte_for_byte_or_refused_whole() {
    let desk = Desk::new();
    let text = "\u{FEFF}---\r\nheadline: Light\r\nunknown: kept\r\n---\r\n\r\nWords.\r\n";
    let card = api::add_file(&desk.ws, text.as_bytes().to_vec(), Some(DocumentKind::Article)).await.unwrap();
    assert_eq!((card.headline.as_str(), card.kind), ("Light", DocumentKind::Article));
    assert_eq!(api::markdown(&desk.ws, card.id).await.unwrap(), text);
    let cases: [(&[u8], &str); 5] = [
        (b" \n", "literature.empty"),
        (b"line one\n\xff\xfe", "literature.not_text"),
        (b"---\nheadline: [x\n---\n", "literature.bad_front"),
        (b"---\nkind: sonnet\n---\nWords", "literature.bad_kind"),
        (b"---\nembargo: soon\n---\nWords", "literature.embargo_unreadable"),
    ];
    for (bytes, code) in cases {
        assert_eq!(api::add_file(&desk.ws, bytes.to_vec(), None).await.unwrap_err().code, code);
    }
    let long = vec![b'a'; service::LONGEST_TEXT + 1];
    assert_eq!(api::add_file(&desk.ws, long, None).await.unwrap_err().code, "literature.too_long");
    assert_eq!(api::list(&desk.ws).await.unwrap().len(), 1);
    // A draft may be broken: it is kept as it is being written, and what is wrong is said (R10).
    let saved = api::save(&desk.ws, card.id, "---\nheadline: [x\n---\n".to_owned()).await.unwrap();
    assert_eq!(saved.findings[0].what.key, "literature.bad_front");
}

#[tokio::test]
async fn whoever_attaches_what_keeps_its_place_is_told_so_and_what_to_do() {
    let desk = Desk::new();
    let id = release(&desk).await;
    let tiff = [b"II*\0".as_slice(), &[0; 60]].concat();
    let heic = [b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".as_slice(), &[0; 60]].concat();
    let film = [b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".as_slice(), &[0; 60]].concat();
    let report =
        api::attach(&desk.ws, id, vec![file("灯台.tiff", &tiff), file("lens.heic", &heic), file("تور.mp4", &film), file("plan.pdf", PDF)]);
    let report = report.await.unwrap();
    assert_eq!((report.attached.len(), report.told.len()), (4, 1));
    let said = report.told[0].text(crate::messages::Language::En);
    assert!(said.contains("“灯台.tiff” and 2 more files") && said.contains("JPEG"), "{said}");
    assert!(report.told[0].text(crate::messages::Language::De).contains("und 2 weitere Dateien verraten"));
    // The check before Send says it, too, and does not bar the way.
    let revision = desk.ws.read(move |tx| service::draft(tx, id)).await.unwrap();
    let findings = crate::rendering::check(&Document::parse(&revision.text), &revision.attachments);
    let found: Vec<_> = findings.iter().filter(|one| one.what.key == "literature.keeps_place").collect();
    assert_eq!((found.len(), found[0].gravity), (1, Gravity::Warning));
    let plain = api::attach(&desk.ws, id, vec![file("plan.pdf", PDF)]).await.unwrap();
    assert_eq!(plain.told, []);
}

#[test]
fn what_a_camera_makes_is_known_as_a_picture_or_a_film_whatever_its_mark_and_may_keep_its_place() {
    let tiff = |mark: &[u8; 8], behind: &[u8]| [mark.as_slice(), behind, &[0; 40]].concat();
    let of_brand = |brand: &[u8; 4]| [b"\0\0\0\x14ftyp".as_slice(), brand, &[0; 4], brand, &[0, 0, 0, 8], b"mdat"].concat();
    let begun_by = |kind: &[u8; 4]| [b"\0\0\0\x10".as_slice(), kind, b"nothing.", &[0, 0, 0, 8], b"mdat"].concat();
    for (bytes, kind) in [
        (tiff(b"II*\0\x10\0\0\0", b"CR\x02\0"), "image/tiff"),
        (tiff(b"MM\0*\0\0\0\x10", b"C..."), "image/tiff"),
        (tiff(b"II*\0\x10\0\0\0", b".R.."), "image/tiff"),
        (of_brand(b"3gp5"), "video/mp4"),
        (of_brand(b"3g2a"), "video/mp4"),
        (of_brand(b"XAVC"), "video/mp4"),
        (of_brand(b"mif1"), "image/heif"),
        (of_brand(b"msf1"), "image/heif"),
        (of_brand(b"crx "), "image/heif"),
        (begun_by(b"free"), "video/quicktime"),
        (begun_by(b"skip"), "video/quicktime"),
        (begun_by(b"wide"), "video/quicktime"),
        (begun_by(b"pnot"), "video/quicktime"),
        (b"\xFF\x0A\0\0\0\0".to_vec(), "image/jxl"),
        (b"\0\0\0\x0CJXL \x0D\x0A\x87\x0A\0".to_vec(), "image/jxl"),
    ] {
        let judged = judge("lens", &bytes).unwrap().media_type;
        assert!(judged == kind && may_keep_place(&judged), "{}: {judged}", String::from_utf8_lossy(&bytes));
    }
    for (bytes, kind) in [
        (b"\xFF\xD8\xFF\xE0".to_vec(), "image/jpeg"),
        (PNG.to_vec(), "image/png"),
        (b"GIF89a".to_vec(), "image/gif"),
        (b"BM......".to_vec(), "image/bmp"),
        (PDF.to_vec(), "application/pdf"),
        (b"wide is the sea, and free".to_vec(), "text/plain"),
        (b"the free sea".to_vec(), "text/plain"),
    ] {
        let judged = judge("lens", &bytes).unwrap().media_type;
        assert!(judged == kind && !may_keep_place(&judged), "{}: {judged}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_drawing_is_judged_as_one_though_it_begins_as_any_xml_does() {
    let drawing = |inside: &str| format!("<?xml version='1.0'?>{inside}").into_bytes();
    let plain = drawing("<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>");
    assert_eq!(judge("lens.svg", &plain).unwrap().media_type, "image/svg+xml");
    for inside in [
        "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        "<!DOCTYPE svg [<!ENTITY a 'ha'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&a;</text></svg>",
        "<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:script>x()</s:script></s:svg>",
    ] {
        for name in ["lens.svg", "lens.xml"] {
            assert_eq!(judge(name, &drawing(inside)).unwrap_err().code, "literature.file_svg_script", "{name}: {inside}");
        }
    }
    assert_eq!(judge("feed.xml", &drawing("<feed/>")).unwrap().media_type, "text/xml");
}
