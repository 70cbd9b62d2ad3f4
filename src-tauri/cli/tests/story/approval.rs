//! Approval as scripts see it: asked, given, void by an edit, and by the code of a review file.

use serde_json::{Value, json};

use crate::desk::{Desk, Run};

const RELEASE: &str = "---\nheadline: The lens is back\n---\n\nThe museum is open until five every day.\n";
const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes"];

fn desk() -> Desk {
    let desk = Desk::new();
    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    let file = desk.file("release.md", RELEASE);
    desk.run(&["document", "add", &file]).ends(0);
    desk.run(&["workspace", "approval-rule", "--required", "--person", "Margaret Oyelaran:approver", "--person", "Ana:editor"]).ends(0);
    desk
}

/// The program as somebody of this name runs it.
fn as_user(desk: &Desk, name: &str, arguments: &[&str]) -> Run {
    let mut command = desk.command(&[&["--json"], arguments].concat());
    let output = command.env("USER", name).env("LOGNAME", name).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn refused(desk: &Desk) -> Value {
    desk.json(SEND).ends(3).json()["error"]["code"].clone()
}

#[test]
fn nothing_is_sent_before_it_is_approved_and_an_edit_voids_it() {
    let desk = desk();
    assert_eq!(refused(&desk), "distribution.not_approved.absent");
    assert_eq!(desk.json(&["document", "list"]).ends(0).json()["approval"], json!(null));
    let asked = desk.json(&["document", "ask", "1", "--to", "kind:journalist", "--account", "Practice"]).ends(0).json();
    assert_eq!((&asked["state"], &asked["waits_for"]), (&json!("waiting"), &json!(["Margaret Oyelaran"])));
    assert_eq!(refused(&desk), "distribution.not_approved.waiting");
    let other = as_user(&desk, "Ana", &["document", "approve", "1"]).ends(3).json();
    assert_eq!(other["error"]["code"], "literature.approval.not_asked");
    let approved = as_user(&desk, "margaret oyelaran", &["document", "approve", "1"]).ends(0).json();
    assert_eq!(approved["state"], "approved");

    let listed = || desk.json(&["document", "list"]).ends(0).json()["approval"].clone();
    assert_eq!((&listed()["state"], &listed()["names"]), (&json!("approved"), &json!(["Margaret Oyelaran"])));
    assert!(desk.run(&["document", "list"]).ends(0).stdout.contains("approved by Margaret Oyelaran"));

    let edited = desk.file("edited.md", RELEASE.replace("five", "half past four"));
    desk.run(&["document", "save", "1", &edited]).ends(0);
    assert_eq!((&listed()["state"], &listed()["names"]), (&json!("void"), &json!([])));
    assert!(desk.run(&["document", "list"]).ends(0).stdout.contains("void: 3 words are others"));
    let void = desk.json(&["document", "approval", "1"]).ends(0).json();
    assert_eq!((&void["state"], &void["changes"][0]["words"]), (&json!("void"), &json!(3)));
    assert!(desk.run(&["document", "approval", "1"]).ends(0).stdout.contains("Text: 3 words"));
    assert_eq!(refused(&desk), "distribution.not_approved.changed");
    assert!(desk.run(SEND).ends(3).stderr.contains("3 words changed"));

    desk.run(&["document", "ask", "1"]).ends(0);
    assert_eq!(desk.json(&["document", "approvals", "--open"]).ends(0).lines().len(), 1);
    as_user(&desk, "Margaret Oyelaran", &["document", "approve", "1"]).ends(0);
    assert_eq!(desk.json(&["document", "approvals", "--open"]).ends(0).lines().len(), 0);
    assert_eq!(desk.json(SEND).ends(0).json()["accepted"], 1);
}

#[test]
fn an_approver_without_the_program_reads_a_page_and_answers_with_its_code_or_file() {
    let desk = desk();
    let plan = desk.file("plan.pdf", b"%PDF-1.7\n");
    desk.run(&["document", "attach", "1", &plan]).ends(0);
    desk.run(&["document", "ask", "1", "--to", "kind:journalist", "--account", "Practice"]).ends(0);
    let page = |name: &str| {
        let out = desk.path(name);
        desk.run(&["document", "review", "1", "--of", "Margaret Oyelaran", "--out", out.to_str().unwrap()]).ends(0);
        std::fs::read_to_string(out).unwrap()
    };
    let codes = |page: &str| -> Vec<String> {
        page.split("<b>").skip(1).filter_map(|part| part.get(..11)).filter(|code| code.as_bytes()[5] == b'-').map(str::to_owned).collect()
    };
    let first = page("first.html");
    assert!(
        first.contains("until five") && first.contains("plan.pdf") && first.contains("SHA-256") && !first.contains("<script"),
        "{first}"
    );
    let [yes, no] = codes(&first).try_into().unwrap();
    let answer = |code: &str| desk.json(&["document", "approve", "--code", code]);
    assert_eq!(answer("AAAAA-AAAAA").ends(3).json()["error"]["code"], "distribution.answer.wrong");
    assert_eq!(answer("hello").ends(3).json()["error"]["code"], "distribution.answer.unreadable");
    assert_eq!(answer(&no).ends(0).json()["state"], "sent-back");
    assert_eq!(answer(&yes.to_lowercase().replace('-', " ")).ends(0).json()["state"], "approved");

    // For another text the same code says nothing, and the next page shows what changed since.
    let edited = desk.file("edited.md", RELEASE.replace("five", "six"));
    desk.run(&["document", "save", "1", &edited]).ends(0);
    assert_eq!(answer(&yes).ends(3).json()["error"]["code"], "distribution.answer.changed");
    desk.run(&["document", "ask", "1"]).ends(0);
    assert_eq!(answer(&yes).ends(3).json()["error"]["code"], "distribution.answer.superseded");
    let second = page("second.html");
    assert!(second.contains("<del>five</del>") && second.contains("<ins>six</ins>"), "{second}");
    let [again, _] = codes(&second).try_into().unwrap();
    let file = desk.file("answer.txt", format!("Approved\nTidings-Answer: {again}\nNote: Good.\n"));
    let noted = desk.json(&["document", "approve", "--file", &file]).ends(0).json();
    assert_eq!((&noted["state"], &noted["ask"]["people"][0]["note"]), (&json!("approved"), &json!("Good.")));
    assert_eq!(noted["ask"]["people"][0]["way"], "file");
    desk.json(&["document", "approve", "--file", &plan]).ends(3);
    // What was taken back no old code brings back.
    as_user(&desk, "Margaret Oyelaran", &["document", "approve", "1", "--take-back"]).ends(0);
    assert_eq!(answer(&again).ends(3).json()["error"]["code"], "distribution.answer.taken_back");
    // It looks as what was asked about, whatever the look is by now.
    assert!(!second.contains("Verdana"), "{second}");
    desk.run(&["theme", "set", "--face", "verdana", "--link", "#0b5394", "--footer", "Charity 1160000."]).ends(0);
    desk.run(&["document", "ask", "1", "--to", "kind:journalist", "--account", "Practice"]).ends(0);
    let themed = page("themed.html");
    assert!(themed.contains("font-family:Verdana") && themed.contains("#0b5394") && themed.contains("Charity 1160000."), "{themed}");
    desk.run(&["theme", "reset"]).ends(0);
    assert_eq!(page("still.html"), themed);
    desk.json(&["document", "review", "1", "--of", "Nobody", "--out", desk.path("x.html").to_str().unwrap()]).ends(3);
}

#[test]
fn the_rule_is_shown_changed_and_refused_where_nobody_could_keep_it() {
    let desk = Desk::new();
    let shown = desk.json(&["workspace", "approval-rule"]).ends(0).json();
    assert_eq!((&shown["required"], &shown["people"]), (&json!(false), &json!([])));
    let writers = desk.json(&["workspace", "approval-rule", "--person", "Ines:writer"]).ends(3).json();
    assert_eq!(writers["error"]["code"], "literature.approval.nobody_may");
    desk.run(&["workspace", "approval-rule", "--person", "Ines"]).ends(2);
    let kept =
        desk.json(&["workspace", "approval-rule", "--required", "--person", "مارغريت:approver", "--in-order", "yes", "--needed", "1"]);
    let kept = kept.ends(0).json();
    assert_eq!((&kept["required"], &kept["ordered"], &kept["needed"]), (&json!(true), &json!(true), &json!(1)));
    assert_eq!(desk.json(&["workspace", "approval-rule", "--optional"]).ends(0).json()["people"][0]["name"], "مارغريت");
}

#[test]
fn who_saved_words_of_a_text_may_not_approve_it_here_or_by_a_code_and_it_is_said_why() {
    let desk = desk();
    let page = desk.path("page.html");
    desk.run(&["document", "ask", "1", "--to", "kind:journalist", "--account", "Practice"]).ends(0);
    desk.run(&["document", "review", "1", "--of", "Margaret Oyelaran", "--out", page.to_str().unwrap()]).ends(0);
    let edited = desk.file("edited.md", RELEASE.replace("five", "six"));
    as_user(&desk, "margaret  oyelaran", &["document", "save", "1", &edited]).ends(0);
    let refused = as_user(&desk, "Margaret Oyelaran", &["document", "approve", "1"]).ends(3).json();
    assert_eq!(refused["error"]["code"], "literature.approval.writer");
    let told = refused["error"]["message"].as_str().unwrap();
    assert!(told.contains("saved words of this text"), "{told}");
    assert_eq!(desk.json(&["document", "ask", "1"]).ends(3).json()["error"]["field"], "people");
    let view = desk.json(&["document", "approval", "1"]).ends(0).json();
    let whys: Vec<_> = view["writers"].as_array().unwrap().iter().map(|one| one["why"].as_str().unwrap()).collect();
    assert_eq!(whys, ["saved", "saved"]);
    let shown = desk.run(&["document", "approval", "1"]).ends(0).stdout;
    assert!(shown.contains("margaret  oyelaran saved words of it and may not approve it."), "{shown}");
    // Ana wrote nothing: her yes counts, by the page too.
    desk.run(&["document", "ask", "1", "--of", "Ana"]).ends(0);
    let page = desk.path("ana.html");
    desk.run(&["document", "review", "1", "--of", "Ana", "--out", page.to_str().unwrap()]).ends(0);
    let page = std::fs::read_to_string(page).unwrap();
    let code = page.split("<b>").skip(1).filter_map(|part| part.get(..11)).find(|code| code.as_bytes()[5] == b'-').unwrap().to_owned();
    assert_eq!(desk.json(&["document", "approve", "--code", &code]).ends(0).json()["state"], "approved");
}
