//! What waits today: each of its groups is shown, says what it is about, and leads to where it is settled.

use std::process::{Command, Stdio};

use serde_json::json;
use tidings_tests::fixtures::{Earlier, Window, programs, speak_german};

use super::desk::{Desk, tidings};

/// A day from today on, as the workspace's clock has it: `2026-11-27`.
fn in_days(days: i32) -> String {
    let out = Command::new("date").env("TZ", "Europe/London").args(["-d", &format!("{days} days"), "+%F"]).output().expect("date");
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

/// The line of a part of Today that says all of these words.
const LINE: &str = "const part = [...document.querySelectorAll('section')].find((one) => name(one).startsWith(arguments[0]));
     const line = [...(part?.querySelectorAll('li') ?? [])].find((one) => arguments[1].every((what) => tidy(words(one)).includes(what)));";

fn told(window: &Window, part: &str, words: &[&str]) {
    window.wait(&format!("“{part}” says {words:?}"), || {
        window.ask(&format!("{LINE} return line !== undefined;"), &[json!(part), json!(words)]) == json!(true)
    });
}

/// Goes where the line leads.
fn follow(window: &Window, part: &str, words: &[&str], to: &str) {
    window.go("#/today");
    told(window, part, words);
    drop(window.ask(&format!("{LINE} line.querySelector('a, button').click();"), &[json!(part), json!(words)]));
    window.wait(&format!("{words:?} leads to {to}"), || window.place() == to);
    window.settled();
}

#[test]
fn what_is_due_waits_is_void_was_sent_back_lifts_or_expires_is_shown_and_leads_to_its_place() {
    let desk = Desk::new("Harbour Trust");
    let long: String = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk ".chars().cycle().take(300).collect();
    let names = ["The gala", "Winter hours", "عودة عدسة المنارة", "灯台の光が港に戻る", &long, "The storm", "The lift", "The next days"];
    for name in names {
        desk.add_release(name.trim(), "Words.\n");
    }
    desk.tidings(&["workspace", "approval-rule", "--writer", "yes"]);
    let me = desk.tidings(&["document", "approval", "1"])[0]["me"].as_str().unwrap_or_default().to_owned();
    desk.tidings(&["document", "set", "1", "--due", "2020-11-20", "--writer", "Leila Osei"]);
    desk.tidings(&["document", "set", "2", "--due", &in_days(0)]);
    desk.tidings(&["document", "set", "3", "--stage", "in-review", "--editor", &me]);
    for document in ["4", "5", "6"] {
        desk.tidings(&["document", "ask", document, "--of", &me]);
    }
    desk.tidings(&["document", "approve", "5"]);
    desk.tidings(&["document", "approve", "6", "--send-back", "--note", "The date is wrong, 日付."]);
    let text = desk.screen.home().join("edited.md");
    std::fs::write(&text, format!("---\nheadline: {}\n---\n\nOther words.\n", long.trim())).expect("a text");
    desk.tidings(&["document", "save", "5", &text.display().to_string()]);
    std::fs::write(&text, format!("---\nheadline: The lift\nembargo: {} 06:00 Europe/London\n---\n\nWords.\n", in_days(3)))
        .expect("a text");
    desk.tidings(&["document", "save", "7", &text.display().to_string()]);
    desk.tidings(&["document", "set", "8", "--due", &in_days(2)]);
    let lens = desk.screen.home().join("lens.png");
    std::fs::write(&lens, include_bytes!("../../icons/128x128.png")).expect("a picture");
    desk.tidings(&["asset", "add", &lens.display().to_string(), "--expires", &in_days(10)]);

    let window = desk.open_sized(1000, 700);
    window.go("#/today");
    let needs = "Needs you";
    for words in [&["The gala", "days late", "Leila Osei"][..], &["lens.png", "ends within 30 days", "No text uses it."]] {
        told(&window, needs, words);
    }
    window.settled();
    window.accessible("Today with each of its groups");
    window.fits("Today with each of its groups");
    follow(&window, needs, &["The gala"], "#/literature/1");
    follow(&window, needs, &["Winter hours"], "#/literature/2");
    follow(&window, needs, &[names[2], "waits for your review"], "#/literature/3");
    follow(&window, needs, &[names[3], "waits for your approval"], "#/literature/4");
    follow(&window, needs, &["The approval of", long.trim(), "is void"], "#/literature/5/changes");
    window.sees("Change 1 of");
    follow(&window, needs, &["The storm", "sent", "back", "The date is wrong, 日付."], "#/literature/6");
    follow(&window, needs, &["lens.png"], "#/assets/1");
    follow(&window, "This week", &["Embargo lifts:", "The lift"], "#/literature/7");
    follow(&window, "This week", &["Press release, due", "The next days"], "#/literature/8");

    // What is settled there waits no more.
    window.go("#/literature/4");
    window.press("Approve revision 1");
    window.sees("Any edit voids the approval");
    window.go("#/today");
    told(&window, needs, &["The gala"]);
    window.sees_no("waits for your approval");
    speak_german(&window);
    window.go("#/today");
    window.sees("Tage überfällig");
    window.settled();
    window.fits("Today with each of its groups in German");
}

#[test]
fn whoever_was_to_be_heard_from_is_named_put_off_by_a_press_back_by_undo_and_done_with_a_call() {
    let desk = Desk::new("Harbour Trust");
    let long: String = "Maria del Carmen Francisca Josefa ".chars().cycle().take(300).collect();
    desk.import(&format!("name,address\n{},maria@mare.example.net\n山田 花子,hanako@umi.example.jp\n", long.trim()), "journalist");
    for address in ["maria@mare.example.net", "hanako@umi.example.jp"] {
        // Wanted by somebody a hundred days ago, who had called the day before.
        for words in [
            &["touch", "add", address, "call", "Wants the lens", "--when", "yesterday"][..],
            &["people", "remind", address, "--every", "2 months"],
        ] {
            let mut command = desk.screen.command(&programs("tidings").display().to_string());
            command.arg("--json").arg("-w").arg(&desk.file).args(words).stdin(Stdio::null());
            let out = Earlier::by(100 * 86_400).shown_to(&mut command).output().expect("tidings starts");
            assert!(out.status.success(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
        }
    }
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    window.go("#/today");
    let part = "Keep in touch";
    told(&window, part, &["山田 花子", "every 2 months, last heard on"]);
    told(&window, part, &[long.trim()]);
    window.settled();
    window.accessible("Today with somebody to hear from");
    window.fits("Today with somebody to hear from");
    let later = format!("{LINE} line.querySelector('button').click();");
    drop(window.ask(&later, &[json!(part), json!(["山田 花子"])]));
    window.sees("Reminder of 山田 花子 put off for a week");
    let named = |name: &str| window.ask(&format!("{LINE} return line !== undefined;"), &[json!(part), json!([name])]) == json!(true);
    window.wait("she is not named any more", || !named("山田 花子"));
    window.press_in("Messages", "Undo");
    told(&window, part, &["山田 花子"]);
    // A call by the keyboard, and it is done.
    follow(&window, part, &["山田 花子"], "#/contacts/2");
    window.sees("due");
    window.press_row("山田 花子");
    window.keys("t");
    window.sees("Note about 山田 花子");
    window.type_text("Comes on Friday");
    window.keys("Ctrl Enter");
    window.sees("Call with 山田 花子 noted");
    window.go("#/today");
    told(&window, part, &[long.trim()]);
    window.wait("it is done", || !named("山田 花子"));
    let due = tidings(window.screen(), &file, &["people", "reminders"]);
    assert_eq!(due.iter().filter(|one| one["is_due"] == json!(true)).count(), 1, "{due:?}");
}
