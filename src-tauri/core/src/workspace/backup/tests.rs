use std::path::PathBuf;
use std::sync::Arc;

use super::super::testing::{Desk, host};
use super::super::{Faults, api};
use super::*;

const DAY: i64 = 25 * 60 * 60 * 1000;

/// Bytes that nothing makes smaller, other ones for each seed.
fn photo(seed: u64, bytes: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(bytes)
    .collect()
}

/// Keeps a photo of this many bytes as literature does.
fn keep_photo(desk: &Desk, seed: u64, bytes: usize) {
    let data = photo(seed, bytes);
    desk.ws
        .write_blocking(None, move |tx| {
            let size = i64::try_from(data.len()).unwrap();
            let asset = tx.insert(
                "INSERT INTO asset (sha256, media_type, bytes, created_at) VALUES (?1, 'image/jpeg', ?2, 0)",
                rusqlite::params![shelf::sha_of(&data), size],
            )?;
            for (position, chunk) in data.chunks(1 << 20).enumerate() {
                tx.insert(
                    "INSERT INTO asset_chunk (asset_id, position, data) VALUES (?1, ?2, ?3)",
                    rusqlite::params![asset, i64::try_from(position).unwrap(), chunk],
                )?;
            }
            Ok(())
        })
        .unwrap();
}

fn shelf_files(folder: &Path) -> Vec<PathBuf> {
    let inside = |path: PathBuf| std::fs::read_dir(path).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = inside(folder.join("contents")).flat_map(inside).collect();
    files.sort();
    files
}

fn backups(desk: &Desk) -> PathBuf {
    folder(desk.ws.path(), &desk.ws.host())
}

/// The whole content of a database, as text: its schema and every row of every table.
fn dump(path: &Path) -> Vec<String> {
    let file = Connection::open(path).unwrap();
    let mut lines = Vec::new();
    let list = |sql: &str| {
        let mut query = file.prepare(sql).unwrap();
        let columns = query.column_count();
        let rows =
            query.query_map([], |row| Ok((0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect::<Vec<_>>().join("|")));
        rows.unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    lines.extend(list("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"));
    lines.extend(list("PRAGMA user_version"));
    lines.extend(list("PRAGMA auto_vacuum"));
    let mut names = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name").unwrap();
    for name in names.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap) {
        lines.push(name.clone());
        let mut rows = list(&format!("SELECT * FROM \"{name}\""));
        rows.sort();
        lines.extend(rows);
    }
    lines
}

#[tokio::test]
async fn seven_backups_hold_a_photo_once_and_each_gives_back_the_whole_workspace() {
    let desk = Desk::new();
    // Words of a search: a virtual table, whose rows are in tables of its own.
    let words =
        "INSERT INTO person_search (rowid, name, outlet, address, city) VALUES (1, 'ruth vale', 'ledger', 'ruth@example.org', 'hull')";
    desk.ws.write_blocking(None, move |tx| Ok(tx.execute(words, [])?)).unwrap();
    keep_photo(&desk, 1, 3 << 20);
    for _ in 0..9 {
        desk.clock.advance_ms(DAY);
        api::backup_daily(&desk.ws).await.unwrap().unwrap();
    }
    let shown = api::backups(&desk.ws).await.unwrap();
    assert_eq!(shown.copies.len(), 7);
    assert!(shown.copies.iter().all(|copy| copy.bytes > 3 << 20), "what comes back is told: {shown:?}");
    // Seven times what is in the file besides, however many tables that is, and the photo once: a second time would be three too much.
    let whole: u64 = shown.copies.iter().map(|copy| copy.bytes).sum();
    assert!(shown.bytes < whole - 6 * (3 << 20) + (64 << 10), "seven of them hold the photo once: {} of {whole} bytes", shown.bytes);
    let restored = desk.folder.path().join("restored.tidings");
    api::restore(Path::new(&shown.copies[6].path), &restored, &Faults::default()).unwrap();
    let expected = desk.folder.path().join("as-it-was.tidings");
    desk.ws.read_blocking(|tx| to_file(tx, &expected)).unwrap();
    // But for one mark: what comes from a backup says so until somebody tells which of the two it is.
    crate::workspace::lease::restored(&Connection::open(&expected).unwrap()).unwrap();
    assert_eq!(dump(&restored), dump(&expected));
    let again = crate::open(&restored, host(&desk.folder, Arc::clone(&desk.clock), Faults::default())).unwrap();
    assert!(api::verify(&again).await.unwrap().iter().all(|check| check.ok));
    let found = "SELECT count(*) FROM person_search WHERE person_search MATCH 'ruth'";
    assert_eq!(again.read_blocking(|tx| Ok(tx.query_row(found, [], |row| row.get::<_, i64>(0))?)).unwrap(), 1);
}

#[tokio::test]
async fn what_no_kept_backup_needs_leaves_the_shelf_and_not_before() {
    let desk = Desk::new();
    keep_photo(&desk, 1, 1 << 20);
    api::backup_daily(&desk.ws).await.unwrap().unwrap();
    assert_eq!(shelf_files(&backups(&desk)).len(), 1);
    // The photo leaves the workspace, with everything that refers to it.
    desk.ws.write_blocking(None, |tx| Ok(tx.execute_batch("DELETE FROM asset;")?)).unwrap();
    for day in 1..8 {
        assert_eq!(shelf_files(&backups(&desk)).len(), 1, "day {day}: the first backup still needs it");
        desk.clock.advance_ms(DAY);
        api::backup_daily(&desk.ws).await.unwrap().unwrap();
    }
    assert_eq!(shelf_files(&backups(&desk)), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_content_that_the_disk_spoilt_is_noticed_and_put_right_by_the_next_backup() {
    let desk = Desk::new();
    keep_photo(&desk, 1, 1 << 20);
    let first = api::backup_daily(&desk.ws).await.unwrap().unwrap();
    let content = shelf_files(&backups(&desk)).remove(0);
    let mut bytes = std::fs::read(&content).unwrap();
    bytes[77] ^= 1;
    std::fs::write(&content, &bytes).unwrap();
    let to = desk.folder.path().join("restored.tidings");
    assert_eq!(api::restore(&first, &to, &Faults::default()).unwrap_err().code, "workspace.backup_damaged");
    assert!(!to.exists(), "nothing half is left");
    assert!(lean::verify(&first, &Shelf::in_folder(&backups(&desk))).is_err());
    desk.clock.advance_ms(DAY);
    api::backup_daily(&desk.ws).await.unwrap().unwrap();
    api::restore(&first, &to, &Faults::default()).unwrap();
}

#[tokio::test]
async fn a_backup_taken_from_its_folder_or_opened_by_itself_says_so() {
    let desk = Desk::new();
    keep_photo(&desk, 1, 1 << 20);
    let made = api::backup_daily(&desk.ws).await.unwrap().unwrap();
    let opened = crate::open(&made, host(&desk.folder, Arc::clone(&desk.clock), Faults::default())).err().unwrap();
    assert_eq!(opened.code, "workspace.is_backup");
    let alone = desk.folder.path().join("alone.tidings-backup");
    std::fs::copy(&made, &alone).unwrap();
    let to = desk.folder.path().join("restored.tidings");
    assert_eq!(api::restore(&alone, &to, &Faults::default()).unwrap_err().code, "workspace.backup_alone");
    assert!(!to.exists());
}

/// Whatever a crash left: the older backups are as good as before, and the next run clears away.
#[tokio::test]
async fn what_a_crash_leaves_spoils_no_backup_and_is_cleared_away() {
    let desk = Desk::new();
    keep_photo(&desk, 1, 1 << 20);
    let first = api::backup_daily(&desk.ws).await.unwrap().unwrap();
    let at = backups(&desk);
    let half = at.join("contents").join("ab").join(".tmpHalf");
    std::fs::create_dir_all(half.parent().unwrap()).unwrap();
    std::fs::write(&half, "half a photo").unwrap();
    let nobodys = at.join("contents").join("ab").join("ab".repeat(32));
    std::fs::write(&nobodys, "of a backup that was never finished").unwrap();
    std::fs::write(at.join("making"), "half a backup").unwrap();
    assert_eq!(list(&at).len(), 1, "what is not finished is no backup");
    desk.clock.advance_ms(DAY);
    api::backup_daily(&desk.ws).await.unwrap().unwrap();
    assert!(!half.exists() && !nobodys.exists() && !at.join("making").exists());
    api::restore(&first, &desk.folder.path().join("restored.tidings"), &Faults::default()).unwrap();
}

/// Wherever a restoring ends, nobody finds a file that could send what its original sends: it has its name once it says so (D24).
#[tokio::test]
async fn a_file_from_a_backup_has_its_name_only_once_it_says_where_it_is_from() {
    let desk = Desk::new();
    keep_photo(&desk, 1, 1 << 20);
    let lean = api::backup_daily(&desk.ws).await.unwrap().unwrap();
    let whole = desk.folder.path().join("whole.tidings");
    desk.ws.read_blocking(|tx| to_file(tx, &whole)).unwrap();
    let to = desk.folder.path().join("restored.tidings");
    let beside = || std::fs::read_dir(desk.folder.path()).unwrap().count();
    let before = beside();
    for from in [&lean, &whole] {
        for point in ["restored-unmarked", "restored-unnamed"] {
            let dies = Faults::new(move |at| assert!(at != point, "the program dies here"));
            let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| api::restore(from, &to, &dies)));
            assert!(died.is_err() && !to.exists(), "{point}");
        }
        // The next one clears away what the crash left.
        api::restore(from, &to, &Faults::default()).unwrap();
        assert_eq!(beside(), before + 1, "one file, and nothing beside it");
        let file = Connection::open(&to).unwrap();
        let mark: String = file.query_row("SELECT lease_machine FROM workspace", [], |row| row.get(0)).unwrap();
        assert_eq!(mark, crate::workspace::lease::RESTORED);
        drop(file);
        // Somebody makes a file of that name in the last instant: it stays as it is.
        let (taken, name) = (desk.folder.path().join("taken.tidings"), desk.folder.path().join("taken.tidings"));
        let late = Faults::new(move |at| {
            if at == "restored-unnamed" {
                std::fs::write(&name, "mine").unwrap();
            }
        });
        assert_eq!(api::restore(from, &taken, &late).unwrap_err().code, "workspace.exists");
        assert_eq!(std::fs::read(&taken).unwrap(), b"mine");
        std::fs::remove_file(&taken).unwrap();
        std::fs::remove_file(&to).unwrap();
        assert_eq!(beside(), before, "nothing half is left");
    }
}

/// Pages are copied in several steps. Beside somebody who writes all the time the copy must neither begin anew at each of them, nor
/// hold what was written after it began.
#[test]
fn a_copy_beside_constant_edits_ends_and_is_of_one_moment() {
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("busy.db");
    let writer = Connection::open(&path).unwrap();
    writer.pragma_update(None, "journal_mode", "WAL").unwrap();
    writer.pragma_update(None, "synchronous", "OFF").unwrap();
    let filled = "CREATE TABLE page (data BLOB); CREATE TABLE edit (n INTEGER); INSERT INTO edit VALUES (0);
         WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 7000) INSERT INTO page SELECT zeroblob(3900) FROM n;";
    writer.execute_batch(filled).unwrap();
    let (copied, edits) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let (seen, done) = (Arc::clone(&copied), Arc::clone(&edits));
    let writing = std::thread::spawn(move || {
        // More than go beside any copy, so that one that never ended comes to its end here.
        for _ in 0..150_000 {
            if seen.load(Ordering::SeqCst) {
                break;
            }
            writer.execute("UPDATE edit SET n = n + 1", []).unwrap();
            done.fetch_add(1, Ordering::SeqCst);
        }
        !seen.load(Ordering::SeqCst)
    });
    while edits.load(Ordering::SeqCst) < 10 {
        std::thread::yield_now();
    }
    let source = Connection::open(&path).unwrap();
    source.execute_batch("BEGIN").unwrap();
    let mut target = Connection::open(folder.path().join("copy.db")).unwrap();
    copy_pages(&source, &mut target).unwrap();
    copied.store(true, Ordering::SeqCst);
    let outlasted = writing.join().unwrap();
    let edit = |file: &Connection| file.query_row("SELECT n FROM edit", [], |row| row.get::<_, u32>(0)).unwrap();
    assert!(!outlasted, "the copy ended only once nobody wrote any more");
    assert_eq!(edit(&target), edit(&source), "it is what the transaction saw");
    assert!(edit(&target) < edits.load(Ordering::SeqCst), "others wrote meanwhile");
}

#[tokio::test]
async fn whole_copies_of_earlier_versions_stay_in_the_list_and_can_be_restored() {
    let desk = Desk::new();
    keep_photo(&desk, 1, 1 << 20);
    let at = backups(&desk);
    std::fs::create_dir_all(&at).unwrap();
    let old = at.join("2026-11-23T080000Z-daily.tidings");
    desk.ws.read_blocking(|tx| to_file(tx, &old)).unwrap();
    api::backup_daily(&desk.ws).await.unwrap().unwrap();
    let shown = api::backups(&desk.ws).await.unwrap();
    assert_eq!(shown.copies.len(), 2);
    let (new, whole) = (desk.folder.path().join("new.tidings"), desk.folder.path().join("whole.tidings"));
    api::restore(Path::new(&shown.copies[0].path), &new, &Faults::default()).unwrap();
    api::restore(Path::new(&shown.copies[1].path), &whole, &Faults::default()).unwrap();
    assert_eq!(dump(&new), dump(&whole));
}

#[tokio::test]
async fn a_photo_that_cannot_be_put_on_the_shelf_makes_no_backup_and_harms_none() {
    let desk = Desk::new();
    keep_photo(&desk, 1, 1 << 20);
    let at = backups(&desk);
    std::fs::create_dir_all(&at).unwrap();
    std::fs::write(at.join("contents"), "a file where the folder belongs").unwrap();
    assert_eq!(api::backup_daily(&desk.ws).await.unwrap_err().code, "workspace.device_folder");
    assert!(list(&at).is_empty() && !at.join("making").exists());
}

/// Two programs at once: neither clears away what the other has just put on the shelf.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_programs_that_back_up_at_once_do_not_spoil_each_others_copies() {
    let desk = Desk::new();
    keep_photo(&desk, 1, 1 << 20);
    let other = desk.reopened();
    let work = [desk.ws.clone(), other].map(|ws| tokio::task::spawn_blocking(move || (0..4).for_each(|_| before_import(&ws).unwrap())));
    for done in work {
        done.await.unwrap();
    }
    let kept = list(&backups(&desk));
    assert_eq!(kept.len(), 7);
    for (_, copy) in kept {
        lean::verify(&copy, &Shelf::in_folder(&backups(&desk))).unwrap();
    }
}
