use super::testing::{Desk, host};
use super::*;
use crate::clock::ManualClock;
use crate::error::Kind;

fn setting(ws: &Workspace) -> Option<String> {
    ws.read_blocking(|tx| Ok(store::setting(tx, "theme")?)).unwrap()
}

fn set(ws: &Workspace, value: &'static str) {
    ws.write_blocking(Some(Message::new("workspace.action.setting")), move |tx| Ok(store::set_setting(tx, "theme", value)?)).unwrap();
}

#[test]
fn sqlite_is_new_enough_to_keep_committed_writes() {
    assert!(rusqlite::version_number() >= 3_051_003, "R2: {}", rusqlite::version());
}

#[tokio::test]
async fn a_new_workspace_opens_again_as_the_same() {
    let desk = Desk::new();
    let again = desk.reopened();
    assert_eq!(again.uid().await.unwrap(), desk.ws.uid().await.unwrap());
    assert_eq!(again.secret(), desk.ws.secret());
}

#[test]
fn every_commit_is_on_the_disk_and_every_reader_only_reads() {
    let desk = Desk::new();
    let synchronous: i64 = desk.ws.write_blocking(None, |tx| Ok(tx.pragma_query_value(None, "synchronous", |row| row.get(0))?)).unwrap();
    assert_eq!(synchronous, 2, "FULL");
    let refused = desk.ws.read_blocking(|tx| Ok(tx.execute("DELETE FROM setting", [])?));
    assert!(refused.is_err());
}

#[test]
fn the_file_is_untrusted_on_every_connection() {
    let desk = Desk::new();
    let settings = |tx: &ReadTx<'_>| {
        let value = |name: &str| tx.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let defensive = tx.db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE)?;
        Ok((["trusted_schema", "cell_size_check", "foreign_keys"].map(|name| value(name).unwrap()), defensive))
    };
    let safe = ([0, 1, 1], true);
    assert_eq!(desk.ws.read_blocking(settings).unwrap(), safe, "S12, R1");
    assert_eq!(desk.ws.write_blocking(None, move |tx| settings(tx)).unwrap(), safe, "S12, R1");
    let journal = desk.ws.read_blocking(|tx| Ok(tx.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0))?)).unwrap();
    assert_eq!(journal, "wal", "R1");
}

#[tokio::test]
async fn a_witness_knows_whether_anybody_wrote_since() {
    let desk = Desk::new();
    let look = async || {
        let (seen, witness) = desk.ws.witness(|tx| Ok(store::setting(tx, "theme")?)).await.unwrap();
        assert!(witness.nothing_changed());
        assert!(desk.ws.write_blocking(None, move |_| Ok(witness.nothing_changed())).unwrap(), "seen {seen:?}");
        desk.ws.witness(|_| Ok(())).await.unwrap().1
    };
    let witness = look().await;
    set(&desk.ws, "light");
    assert!(!witness.nothing_changed(), "an act of a user");
    let witness = look().await;
    desk.ws.write_much(|tx| Ok(store::set_setting(tx, "theme", "dark")?)).await.unwrap();
    assert!(!witness.nothing_changed(), "much that was written");
    let witness = look().await;
    let other = desk.reopened();
    set(&other, "system");
    assert!(!witness.nothing_changed(), "another program");
}

#[tokio::test]
async fn undo_and_redo_walk_back_and_forth_across_a_restart() {
    let desk = Desk::new();
    set(&desk.ws, "light");
    set(&desk.ws, "dark");
    let again = desk.reopened();
    api::undo(&again, crate::PLUGS, None).await.unwrap();
    assert_eq!(setting(&again).as_deref(), Some("light"));
    api::undo(&again, crate::PLUGS, None).await.unwrap();
    assert_eq!(setting(&again), None);
    // Whoever does something again, or takes that back, is told what, not that it was an undo.
    assert_eq!(api::redo(&again, crate::PLUGS, None).await.unwrap().label.key, "workspace.action.setting");
    api::redo(&again, crate::PLUGS, None).await.unwrap();
    assert_eq!(setting(&again).as_deref(), Some("dark"));
    assert_eq!(api::undo(&again, crate::PLUGS, None).await.unwrap().label.key, "workspace.action.setting");
    assert_eq!(setting(&again).as_deref(), Some("light"));
    set(&again, "system");
    let nothing = api::redo(&again, crate::PLUGS, None).await.unwrap_err();
    assert_eq!(nothing.code, "workspace.nothing_to_redo");
}

#[tokio::test]
async fn an_action_that_a_later_one_built_on_is_not_undone_beneath_it() {
    let desk = Desk::new();
    set(&desk.ws, "light");
    set(&desk.ws, "dark");
    let first = api::history(&desk.ws, 10).await.unwrap().last().unwrap().id;
    let refused = api::undo(&desk.ws, crate::PLUGS, Some(first)).await.unwrap_err();
    assert_eq!(refused.code, "workspace.undo_changed_since");
    assert_eq!(setting(&desk.ws).as_deref(), Some("dark"));
}

#[tokio::test]
async fn history_names_who_and_when_and_forgets_what_changed_nothing() {
    let desk = Desk::new();
    set(&desk.ws, "light");
    desk.ws.write(Message::new("workspace.action.setting"), |_| Ok(())).await.unwrap();
    let history = api::history(&desk.ws, 10).await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!((history[0].actor.as_str(), history[0].at), ("ines", desk.ws.now()));
    let device = desk.ws.read_blocking(|tx| Ok(tx.query_row("SELECT device FROM action", [], |row| row.get::<_, String>(0))?)).unwrap();
    assert!(!device.is_empty() && device == desk.ws.host().device.id);
}

#[test]
fn a_panic_inside_a_write_rolls_back_and_ends_alone() {
    let desk = Desk::new();
    let lost = desk.ws.write_blocking::<(), _>(Some(Message::new("workspace.action.setting")), |tx| {
        store::set_setting(tx, "theme", "half")?;
        panic!("a bug")
    });
    assert_eq!(lost.unwrap_err().code, "workspace.write_panicked");
    assert_eq!(setting(&desk.ws), None);
    set(&desk.ws, "dark");
}

#[test]
fn windows_hear_of_a_change_after_the_commit_and_never_of_one_that_failed() {
    let desk = Desk::new();
    let mut feed = desk.ws.changes();
    let _: Result<(), Problem> = desk.ws.write_blocking(None, |tx| {
        tx.changed(Topic::Segment, 1);
        Err(Problem::refusal("workspace.no_name"))
    });
    desk.ws
        .write_blocking(None, |tx| {
            tx.changed(Topic::Segment, 2);
            Ok(())
        })
        .unwrap();
    let heard = feed.try_recv().unwrap();
    assert_eq!(heard.as_ref(), [Change { topic: Topic::Segment, id: Some(2) }]);
}

#[test]
fn what_is_no_workspace_is_refused_in_a_sentence_and_left_alone() {
    let desk = Desk::new();
    let open = |name: &str, bytes: &[u8]| {
        let path = desk.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let problem = crate::open(&path, host(&desk.folder, Arc::clone(&desk.clock), Faults::default())).err().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "{name} was touched");
        assert!(!std::fs::exists(format!("{}-wal", path.display())).unwrap());
        problem.code
    };
    assert_eq!(
        open(
            "letter.txt",
            b"Dear editor, this is long enough to be no database at all. It goes on and on, and on for more than a hundred bytes."
        ),
        "workspace.not_a_workspace"
    );
    assert_eq!(open("empty.tidings", b""), "workspace.not_a_workspace");
    let gone = crate::open(&desk.folder.path().join("gone.tidings"), host(&desk.folder, Arc::clone(&desk.clock), Faults::default()))
        .err()
        .unwrap();
    assert_eq!((gone.code.as_str(), gone.kind), ("workspace.not_found", Kind::Missing));
}

#[test]
fn a_workspace_of_a_newer_program_is_refused_unchanged() {
    let desk = Desk::new();
    let path = desk.folder.path().join("newer.tidings");
    desk.ws.read_blocking(|tx| backup::to_file(tx, &path)).unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", 4711).unwrap();
    drop(raw);
    let refused = crate::open(&path, host(&desk.folder, Arc::clone(&desk.clock), Faults::default())).err().unwrap();
    assert_eq!(refused.code, "workspace.newer");
}

#[test]
fn a_file_moved_or_replaced_while_open_is_noticed() {
    let desk = Desk::new();
    desk.ws.still_there().unwrap();
    let elsewhere = desk.folder.path().join("elsewhere.tidings");
    if cfg!(windows) {
        // There an open file is neither moved nor replaced by anybody.
        assert!(std::fs::rename(desk.path(), &elsewhere).is_err() && std::fs::remove_file(desk.path()).is_err());
        desk.ws.still_there().unwrap();
        return;
    }
    std::fs::rename(desk.path(), &elsewhere).unwrap();
    assert_eq!(desk.ws.still_there().unwrap_err().code, "workspace.moved");
    std::fs::write(desk.path(), b"another").unwrap();
    assert_eq!(desk.ws.still_there().unwrap_err().code, "workspace.replaced");
}

#[test]
fn network_shares_are_known_by_their_mount() {
    let table = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n40 22 0:40 / /mnt/team\\040share rw - cifs //nas/team rw\n";
    assert_eq!(place::mount_type(table, Path::new("/home/ines")).as_deref(), Some("ext4"));
    assert_eq!(place::mount_type(table, Path::new("/mnt/team share/press")).as_deref(), Some("cifs"));
    assert_eq!(FilePlace::of(Path::new(r"\\nas\team\trust.tidings")), FilePlace::Network);
    assert_eq!(FilePlace::of(Path::new("/home/ines/Dropbox/trust.tidings")), FilePlace::Synced);
}

#[tokio::test]
async fn a_daily_backup_that_fails_is_told_until_one_succeeds() {
    let desk = Desk::new();
    let backups = desk.ws.host().device.folder.join("backups");
    std::fs::write(&backups, "a file where the folder belongs").unwrap();
    assert_eq!(api::backup_daily(&desk.ws).await.unwrap_err().code, "workspace.device_folder");
    assert_eq!(api::info(&desk.ws).await.unwrap().backup_trouble.unwrap().key, "workspace.device_folder");
    std::fs::remove_file(&backups).unwrap();
    api::backup_daily(&desk.ws).await.unwrap().unwrap();
    let info = api::info(&desk.ws).await.unwrap();
    assert!(info.backup_trouble.is_none() && info.backed_up_at.is_some());
}

#[tokio::test]
async fn daily_backups_are_whole_one_a_day_and_seven_are_kept() {
    let desk = Desk::new();
    set(&desk.ws, "dark");
    for day in 0..9 {
        let made = api::backup_daily(&desk.ws).await.unwrap();
        assert!(made.is_some(), "day {day}");
        assert!(api::backup_daily(&desk.ws).await.unwrap().is_none());
        desk.clock.advance_ms(25 * 60 * 60 * 1000);
    }
    let kept = backup::list(&backup::folder(desk.ws.path(), &desk.ws.host()));
    let shown = api::backups(&desk.ws).await.unwrap();
    assert_eq!(shown.copies.iter().map(|copy| copy.made_at).collect::<Vec<_>>(), kept.iter().map(|(made, _)| *made).collect::<Vec<_>>());
    assert!(shown.copies.iter().all(|copy| copy.bytes > 0));
    assert_eq!(kept.len(), 7);
    let restored = desk.folder.path().join("restored.tidings");
    api::restore(&kept[0].1, &restored, &Faults::default()).unwrap();
    let again = crate::open(&restored, host(&desk.folder, Arc::clone(&desk.clock), Faults::default())).unwrap();
    assert_eq!(setting(&again).as_deref(), Some("dark"));
}

#[tokio::test]
async fn a_file_whose_id_would_lead_out_of_this_machines_folder_is_refused() {
    let desk = Desk::new();
    let path = desk.folder.path().join("hostile.tidings");
    desk.ws.read_blocking(|tx| backup::to_file(tx, &path)).unwrap();
    let hostile = rusqlite::Connection::open(&path).unwrap();
    hostile.execute("UPDATE workspace SET uid = '../../device-id'", []).unwrap();
    drop(hostile);
    let refused = crate::open(&path, host(&desk.folder, Arc::clone(&desk.clock), Faults::default())).err().unwrap();
    assert_eq!(refused.code, "workspace.damaged");
}

#[tokio::test]
async fn verify_finds_a_damaged_page() {
    let desk = Desk::new();
    assert!(api::verify(&desk.ws).await.unwrap().iter().all(|check| check.ok));
    let path = desk.folder.path().join("torn.tidings");
    desk.ws.read_blocking(|tx| backup::to_file(tx, &path)).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    // A page that nothing needs to open the file: the first of the ledger's events.
    let page = desk.ws.read_blocking(|tx| {
        Ok(tx.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'delivery_event'", [], |row| row.get::<_, i64>(0))?)
    });
    let at = usize::try_from(page.unwrap() - 1).unwrap() * 4096;
    bytes[at..at + 64].iter_mut().for_each(|byte| *byte ^= 0x5a);
    std::fs::write(&path, bytes).unwrap();
    // A machine that never saw it does not begin with it (S12); this one knows it, and is told what is hit.
    let elsewhere = tempfile::tempdir().unwrap();
    let before = std::fs::read(&path).unwrap();
    let refused = crate::open(&path, host(&elsewhere, Arc::clone(&desk.clock), Faults::default())).err().unwrap();
    assert_eq!((refused.code.as_str(), std::fs::read(&path).unwrap() == before), ("workspace.damaged", true));
    let torn = crate::open(&path, host(&desk.folder, Arc::clone(&desk.clock), Faults::default())).unwrap();
    let checks = crate::verify(&torn).await.unwrap();
    assert_eq!(checks.len(), 7, "what one check cannot read keeps no other from being made");
    for broken in ["file", "ledger-chain"] {
        assert!(checks.iter().any(|check| check.name == broken && !check.ok && !check.detail.is_empty()), "{broken}: {checks:?}");
    }
}

#[test]
fn a_workspace_that_is_just_being_made_is_never_called_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Harbour Trust.tidings");
    let clock = ManualClock::at(Millis::from(super::testing::TODAY));
    let (of_whoever_makes_it, of_another) = (host(&folder, Arc::clone(&clock), Faults::default()), tempfile::tempdir().unwrap());
    std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            loop {
                let opened = crate::open(&path, host(&of_another, Arc::clone(&clock), Faults::default()));
                match opened {
                    Ok(ws) => return ws.secret().to_owned(),
                    Err(problem) => assert_eq!(problem.code, "workspace.not_found", "{problem:?}"),
                }
            }
        });
        let made = crate::create(&path, "Harbour Trust", of_whoever_makes_it).unwrap();
        assert_eq!(looking.join().unwrap(), *made.secret());
    });
}

#[test]
fn a_workspace_whose_making_was_cut_off_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Harbour Trust.tidings");
    let clock = ManualClock::at(Millis::from(super::testing::TODAY));
    let dies = Faults::new(|point| assert_ne!(point, "made-unnamed", "the program ends here"));
    let cut_off = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        crate::create(&path, "Harbour Trust", host(&folder, Arc::clone(&clock), dies)).is_ok()
    }));
    assert!(cut_off.is_err());
    let opened = crate::open(&path, host(&folder, Arc::clone(&clock), Faults::default())).map(drop);
    assert_eq!(opened.unwrap_err().code, "workspace.not_found");
    drop(crate::create(&path, "Harbour Trust", host(&folder, Arc::clone(&clock), Faults::default())).unwrap());
    let left = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).filter(|name| name != "device");
    assert_eq!(left.collect::<Vec<_>>(), ["Harbour Trust.tidings"]);
}

#[test]
fn a_workspace_has_its_name_only_once_all_of_it_is_in_the_file_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Harbour Trust.tidings");
    let clock = ManualClock::at(Millis::from(super::testing::TODAY));
    let making = folder.path().join("Harbour Trust.tidings-new");
    let whole = Faults::new({
        let making = making.clone();
        move |point| {
            if point == "made-unnamed" {
                let log = std::fs::metadata(format!("{}-wal", making.display())).map_or(0, |log| log.len());
                assert_eq!(log, 0, "nothing of it stands in the log alone");
                let copy = making.with_extension("copy");
                std::fs::copy(&making, &copy).unwrap();
                let named = rusqlite::Connection::open(&copy).unwrap();
                let organisation: String = named.query_row("SELECT organisation FROM workspace", [], |row| row.get(0)).unwrap();
                assert_eq!(organisation, "Harbour Trust");
            }
        }
    });
    drop(crate::create(&path, "Harbour Trust", host(&folder, clock, whole)).unwrap());
}

#[test]
fn a_long_renewal_of_one_file_keeps_nobody_from_making_another() {
    let folder = tempfile::tempdir().unwrap();
    let device = host(&folder, ManualClock::at(Millis::from(super::testing::TODAY)), Faults::default()).device;
    let (ours, another) = (folder.path().join("ours.tidings"), folder.path().join("another.tidings"));
    let renewing = super::lock::OpeningRight::take(&device, &ours).unwrap();
    drop(super::lock::OpeningRight::take(&device, &another).unwrap());
    let (came, comes) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            drop(super::lock::OpeningRight::take(&device, &folder.path().join(".").join("ours.tidings")).unwrap());
            came.send(()).unwrap();
        });
        assert!(comes.recv_timeout(std::time::Duration::from_millis(200)).is_err(), "whoever opens the same file waits");
        drop(renewing);
        comes.recv().unwrap();
    });
}

#[test]
fn a_file_that_another_program_writes_is_whole_for_a_machine_that_never_saw_it() {
    let desk = Desk::new();
    desk.ws.write_blocking(None, |tx| Ok(tx.execute_batch(upgrade_tests::PERSON)?)).unwrap();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in (0_u32..).take_while(|_| !over.load(Ordering::Relaxed)) {
                desk.ws
                    .write_blocking(None, move |tx| {
                        tx.change("UPDATE person SET notes = ?1", [format!("met {number} times, last time in Delft")])?;
                        Ok(())
                    })
                    .unwrap();
            }
        });
        for _ in 0..30 {
            let elsewhere = tempfile::tempdir().unwrap();
            let opened = crate::open(&desk.path(), host(&elsewhere, Arc::clone(&desk.clock), Faults::default())).map(drop);
            over.store(opened.is_err(), Ordering::Relaxed);
            assert!(opened.is_ok(), "{opened:?}");
        }
        over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_file_that_another_program_keeps_for_itself_is_held_not_damaged() {
    let desk = Desk::new();
    let path = desk.path();
    drop(desk.ws);
    let holder = rusqlite::Connection::open(&path).unwrap();
    holder.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; UPDATE workspace SET sequence = 1;").unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let refused = crate::open(&path, host(&elsewhere, Arc::clone(&desk.clock), Faults::default())).map(drop).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.todo.is_some()), ("workspace.busy", true), "{refused:?}");
}

#[test]
fn only_one_process_holds_the_right_to_send() {
    let desk = Desk::new();
    let right = SendRight::try_take(&desk.path()).unwrap();
    assert!(right.is_some());
    assert!(SendRight::try_take(&desk.path()).unwrap().is_none());
    drop(right);
    assert!(SendRight::try_take(&desk.path()).unwrap().is_some());
}

#[tokio::test]
async fn what_another_process_writes_is_heard_as_everything() {
    let desk = Desk::new();
    let mut feed = desk.ws.changes();
    // Opened anew as another program would: connections of its own.
    let other = desk.reopened();
    set(&other, "dark");
    let heard = tokio::time::timeout(std::time::Duration::from_secs(10), feed.recv()).await.unwrap().unwrap();
    assert!(heard.contains(&Change { topic: Topic::Person, id: None }), "{heard:?}");
}

#[test]
fn a_file_at_rest_is_whole_without_its_log() {
    let desk = Desk::new();
    set(&desk.ws, "dark");
    // As whoever copies the file alone would read it: "immutable" leaves the log aside.
    let alone = format!("file:{}?immutable=1", desk.path().display().to_string().replace(' ', "%20"));
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_URI;
    let held = || {
        let file = rusqlite::Connection::open_with_flags(&alone, flags).unwrap();
        file.query_row("SELECT value FROM setting WHERE name = 'theme'", [], |row| row.get::<_, String>(0)).ok()
    };
    let whole = (0..60).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(250));
        held().as_deref() == Some("dark")
    });
    assert!(whole, "what was written stands in the file itself");
}

/// Keeps 24 MB in the file, and lets them go again.
fn keep_and_let_go(desk: &Desk) {
    let kept = "INSERT INTO asset (sha256, media_type, bytes, created_at) VALUES (zeroblob(32), 'image/jpeg', 1, 0);
                INSERT INTO asset_chunk (asset_id, position, data)
                  WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 23) SELECT 1, n, randomblob(1000000) FROM n;";
    desk.ws
        .write_blocking(None, move |tx| kept.split_terminator(';').try_for_each(|sql| tx.execute(sql, []).map(drop)).map_err(Into::into))
        .unwrap();
    set(&desk.ws, "kept after it");
    desk.ws.write_blocking(None, |tx| Ok(tx.execute("DELETE FROM asset", []).map(drop)?)).unwrap();
}

fn megabytes(path: &Path) -> u64 {
    std::fs::metadata(path).unwrap().len() >> 20
}

#[test]
fn room_that_was_freed_goes_back_to_the_disk_while_the_file_is_open_and_nobody_waits() {
    let desk = Desk::new();
    keep_and_let_go(&desk);
    let (mut small, mut longest, mut came) = (false, std::time::Duration::ZERO, 0);
    for _ in 0..120 {
        std::thread::sleep(std::time::Duration::from_millis(250));
        small = megabytes(&desk.path()) < 6;
        if small {
            break;
        }
        // Whoever comes in between is served at once, and the giving goes on when they are gone.
        let unused = desk.ws.read_blocking(|tx| Ok(tx.query_row("PRAGMA freelist_count", [], |row| row.get::<_, i64>(0))?)).unwrap();
        if came < 3 && (600..5_000).contains(&unused) {
            came += 1;
            let clock = desk.ws.clock();
            let begun = clock.steady();
            set(&desk.ws, "in between");
            longest = longest.max(clock.steady().saturating_sub(begun));
        }
    }
    assert!(small, "{} MB", megabytes(&desk.path()));
    assert!(longest < std::time::Duration::from_secs(2), "{longest:?}");
    let faults = desk.ws.read_blocking(|tx| Ok(store::integrity_faults(tx)?)).unwrap();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn room_that_was_freed_goes_back_to_the_disk_when_the_file_is_closed() {
    let desk = Desk::new();
    keep_and_let_go(&desk);
    let Desk { ws, folder, .. } = desk;
    let path = ws.path().to_owned();
    drop(ws);
    assert!(megabytes(&path) < 6, "{} MB", megabytes(&path));
    drop(folder);
}

#[test]
fn who_works_has_a_name_though_nobody_gave_one() {
    let names = |all: &[&str]| super::actor(all.iter().map(|name| (*name).to_owned()));
    assert_eq!(names(&["", "  ", " ines "]), "ines");
    let machine = names(&[]);
    assert!(!machine.trim().is_empty() && machine != "somebody" && machine != "localhost", "{machine}");
    assert_eq!(names(&["", " "]), machine);
}

#[tokio::test]
async fn a_new_name_of_the_organisation_can_be_taken_back_and_nothing_else_of_what_the_file_is() {
    let desk = Desk::new();
    api::rename(&desk.ws, "Port Averil Light".to_owned()).await.unwrap();
    api::rename(&desk.ws, " Port Averil Light ".to_owned()).await.unwrap();
    let told = api::history(&desk.ws, 9).await.unwrap();
    assert_eq!(told.iter().filter(|act| act.label.key == "workspace.action.renamed").count(), 1, "what changed nothing is no act");
    // Meanwhile it was sent from: that stays as it is.
    desk.ws.write_blocking(None, |tx| Ok(lease::next_sequence(tx, "here", "run")?)).unwrap();
    let ws = desk.reopened();
    let name = async || api::info(&ws).await.unwrap().organisation;
    api::undo(&ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(name().await, "Harbour Trust");
    api::redo(&ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(name().await, "Port Averil Light");
    assert_eq!(ws.read_blocking(|tx| Ok(lease::sequence(tx)?)).unwrap(), 1);
}

/// 2 is FULL: the commit waits for the disk. 1 is NORMAL: it does not (sqlite.org/pragma.html#pragma_synchronous).
fn waits_for_the_disk(tx: &WriteTx<'_>) -> Result<bool, Problem> {
    Ok(tx.query_row("PRAGMA synchronous", [], |row| row.get::<_, i64>(0))? == 2)
}

#[tokio::test]
async fn every_commit_waits_for_the_disk_but_those_written_ahead_which_count_for_nothing_yet() {
    let desk = Desk::new();
    for _ in 0..2 {
        assert!(!desk.ws.write_ahead(waits_for_the_disk).unwrap().wait().unwrap().0);
        assert!(desk.ws.write_much(waits_for_the_disk).await.unwrap());
        assert!(desk.ws.write_quietly(waits_for_the_disk).await.unwrap());
        assert!(desk.ws.write(Message::new("importing.job.clear"), waits_for_the_disk).await.unwrap());
        assert!(desk.ws.write_yielding(&Message::new("importing.job.clear"), waits_for_the_disk).unwrap());
    }
}

#[test]
fn a_statement_that_nobody_wants_ends_when_somebody_waits_and_leaves_nothing() {
    let desk = Desk::new();
    let set = |tx: &WriteTx<'_>, name: &str| tx.change("INSERT INTO setting (name, value) VALUES (?1, '')", [name]);
    let long = |tx: &WriteTx<'_>, steps: u32| {
        tx.while_nobody_waits(|| {
            let count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?1) SELECT count(*) FROM n";
            Ok(tx.query_row(count, [steps], |row| row.get::<_, u32>(0))?)
        })
    };
    let (ws, (tell, told)) = (desk.ws.clone(), std::sync::mpsc::channel());
    let ended = desk.ws.write_ahead(move |tx| {
        set(tx, "before")?;
        let edit = std::thread::spawn(move || ws.write_blocking(None, move |tx| Ok(set(tx, "edit")?)));
        tell.send(edit).unwrap();
        long(tx, u32::MAX)?.ok_or_else(|| Problem::failure("workspace.busy"))
    });
    assert_eq!(ended.unwrap().wait().unwrap_err().code, "workspace.busy", "it did not count to its end");
    let held = |tx: &ReadTx<'_>| {
        let mut query = tx.prepare("SELECT name FROM setting WHERE name IN ('before', 'edit')")?;
        Ok(query.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?)
    };
    told.recv().unwrap().join().unwrap().unwrap();
    assert_eq!(desk.ws.read_blocking(held).unwrap(), ["edit"]);
    let alone = desk.ws.write_ahead(move |tx| Ok(long(tx, 100_000)?)).unwrap().wait().unwrap().0;
    assert_eq!(alone, Some(100_000), "while nobody waits it comes to its end");
}
