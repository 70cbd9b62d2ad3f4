//! Touches: noted in words, listed with the mails, asked about, and taken back.

use serde_json::{Value, json};

use crate::desk::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    desk.run(&["people", "add", "--name", "Jan Vos", "--email", "jan@ledger.example.net"]).ends(0);
    desk
}

fn count(desk: &Desk, question: &str) -> Value {
    desk.json(&["people", "count", "--where", question]).ends(0).json()["count"].clone()
}

#[test]
fn a_mail_and_a_call_stand_in_one_timeline_and_answer_questions() {
    let desk = desk();
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nThe lens is back.\n");
    desk.run(&["document", "add", &text]).ends(0);
    assert_eq!(count(&desk, "contacted:never"), 2);
    desk.json(&["send", "1", "--to", "name:ruth", "--account", "Practice", "--hold", "0", "--yes"]).ends(0);
    assert_eq!((count(&desk, "contacted:<7d"), count(&desk, "contacted:never")), (json!(1), json!(1)));
    let got = desk.json(&["people", "list", "--where", "got:\"the lens is back\""]).ends(0).lines();
    assert_eq!(got.iter().map(|one| one["name"].clone()).collect::<Vec<_>>(), ["Ruth Vale"]);
    assert_eq!((count(&desk, "got:lens*"), count(&desk, "got:\"the lens\"*"), count(&desk, "got:*lens*")), (json!(0), json!(1), json!(1)));
    let sum = desk.json(&["touch", "sum", "ruth@tide.example.org"]).ends(0).json();
    assert_eq!(
        (&sum["never_answered"], &sum["last_contact"]["kind"], &sum["warmth"]["heat"]),
        (&json!(true), &json!("mail"), &json!("cold"))
    );

    let added =
        desk.json(&["touch", "add", "ruth@tide.example.org", "reply", "-- wants the picture", "--when", "2 minutes ago"]).ends(3).json();
    assert_eq!((&added["error"]["code"], &added["error"]["field"]), (&json!("contacts.refused"), &json!("when")));
    let added =
        desk.json(&["touch", "add", "ruth@tide.example.org", "reply", "-- wants the picture", "--when", "yesterday"]).ends(0).json();
    assert_eq!((&added["touch"], &added["timed"]), (&json!(1), &json!(false)));
    let list = desk.json(&["touch", "list", "1"]).ends(0).lines();
    let told = |list: &[Value]| list.iter().map(|one| (one["kind"].clone(), one["text"].clone())).collect::<Vec<_>>();
    let (mail, reply) = ((json!("mail"), json!("The lens is back")), (json!("reply"), json!("-- wants the picture")));
    assert_eq!(told(&list), [mail.clone(), reply.clone()]);
    let behind = list[0]["cursor"].as_str().unwrap().to_owned();
    assert_eq!(told(&desk.json(&["touch", "list", "1", "--after", &behind]).ends(0).lines()), [reply]);
    assert_eq!(told(&desk.json(&["touch", "list", "1", "--kind", "mail,call"]).ends(0).lines()), [mail]);
    assert_eq!((count(&desk, "replied:ever contacted:ever"), count(&desk, "warmth:warm")), (json!(1), json!(1)));
    let people = desk.run(&["touch", "sum", "1"]).ends(0).stdout;
    assert!(people.starts_with("Warm: 24 of 100 points\n  1 reply, "), "{people}");

    // A merge takes touches and mails along; whoever is forgotten is nobody's answer any more.
    desk.run(&["people", "merge", "2", "1", "--apply"]).ends(0);
    assert_eq!(desk.json(&["touch", "list", "2"]).ends(0).lines().len(), 2);
    assert_eq!(
        (count(&desk, "contacted:<7d"), count(&desk, "got:\"the lens is back\""), count(&desk, "contacted:never")),
        (json!(1), json!(1), json!(0))
    );
    desk.run(&["undo"]).ends(0);
    assert_eq!((count(&desk, "got:*lens* name:ruth"), count(&desk, "contacted:never")), (json!(1), json!(1)));
    desk.run(&["people", "forget", "1", "--apply"]).ends(0);
    assert_eq!(
        (count(&desk, "contacted:ever"), count(&desk, "contacted:never"), count(&desk, "got:*lens*")),
        (json!(0), json!(1), json!(0))
    );
    desk.run(&["workspace", "verify"]).ends(0);
}

#[test]
fn a_touch_is_mended_deleted_and_brought_back() {
    let desk = desk();
    let long = "é東".repeat(9_000);
    desk.json(&["touch", "add", "2", "call", &long]).ends(0);
    let mended = desk.json(&["touch", "edit", "1", "--kind", "meeting", "--when", "3 weeks ago 9:30"]).ends(0).json();
    assert_eq!((&mended["kind"], &mended["text"], &mended["timed"]), (&json!("meeting"), &json!(long), &json!(true)));
    desk.run(&["touch", "delete", "1"]).ends(0);
    assert_eq!((desk.json(&["touch", "list", "2"]).ends(0).lines().len(), count(&desk, "touched:meeting")), (0, json!(0)));
    desk.run(&["undo"]).ends(0);
    assert_eq!(count(&desk, "touched:meeting"), 1);
    assert_eq!(desk.json(&["touch", "delete", "9"]).ends(4).json()["error"]["code"], "contacts.no_touch");
    assert_eq!(desk.json(&["touch", "add", "9", "call"]).ends(4).json()["error"]["code"], "contacts.no_person");
    desk.run(&["touch", "add", "2", "lunch"]).ends(2);
    let odd = desk.json(&["people", "count", "--where", "contacted:soon"]).ends(3).json();
    assert_eq!(odd["error"]["code"], "segments.bad_query");
}

#[test]
fn whom_to_keep_in_touch_with_is_listed_when_due() {
    let desk = desk();
    assert_eq!(desk.json(&["people", "remind", "1", "--every", "now and then"]).ends(3).json()["error"]["field"], "every");
    let set = desk.json(&["people", "remind", "1", "--every", "2 weeks"]).ends(0).json();
    assert_eq!((&set["reminder"]["every"], &set["reminder"]["is_due"]), (&json!({ "many": 2, "period": "week" }), &json!(false)));
    assert!(desk.json(&["people", "reminders"]).ends(0).lines().is_empty());
    let soon = desk.json(&["people", "reminders", "--within", "15"]).ends(0).lines();
    assert_eq!((soon.len(), &soon[0]["name"]), (1, &json!("Ruth Vale")));
    assert!(desk.run(&["people", "reminders", "--within", "15"]).ends(0).stdout.contains("every 2 weeks"));
    desk.json(&["people", "remind", "1", "--later", "30"]).ends(0);
    assert!(desk.json(&["people", "reminders", "--within", "15"]).ends(0).lines().is_empty());
    assert_eq!((count(&desk, "keep-in-touch:yes"), count(&desk, "keep-in-touch:due")), (json!(1), json!(0)));
    assert_eq!(desk.json(&["people", "remind", "1", "--never"]).ends(0).json()["reminder"], Value::Null);
    assert_eq!(desk.json(&["people", "remind", "2", "--later", "3"]).ends(4).json()["error"]["code"], "contacts.no_reminder");
}

#[test]
fn what_became_of_people_in_an_earlier_distribution_is_asked_by_its_headline_and_by_when() {
    let desk = desk();
    for name in ["Kim", "Lou", "محمد"] {
        desk.run(&["people", "add", "--name", name, "--email", &format!("{}@coast.example.net", if name == "محمد" { "m" } else { name })])
            .ends(0);
    }
    desk.run(&["people", "do-not-contact", "lou@coast.example.net", "--reason", "asked"]).ends(0);
    let rules = ["jan@ledger.example.net=refuse", "kim@coast.example.net=lose"];
    desk.run(&["practice", "conduct", "accept", "--rule", rules[0], "--rule", rules[1]]).ends(0);
    let text = desk.file("release.md", "---\nheadline: Die Linse ist zurück\n---\n\nText.\n");
    desk.run(&["document", "add", &text]).ends(0);
    desk.json(&["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes"]);
    let who = |question: &str| {
        let listed = desk.json(&["people", "list", "--where", question]).ends(0).lines();
        let mut names: Vec<String> = listed.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names.join(", ")
    };
    let title = "\"die linse ist zurueck\"";
    for (field, titled) in [
        ("accepted", "Ruth Vale, محمد"),
        ("refused", "Jan Vos"),
        ("uncertain", "Kim"),
        ("left-out", "Lou"),
        ("replied", ""),
        ("bounced", ""),
    ] {
        assert_eq!(who(&format!("{field}:\"Die Linse ist zurück\"")), titled, "{field}");
        assert_eq!(who(&format!("{field}:*linse*")), titled, "{field}");
        assert_eq!(who(&format!("{field}:<7d")), titled, "{field}");
        assert_eq!(who(&format!("{field}:ever")), titled, "{field}");
        assert_eq!(who(&format!("{field}:2020-01-01..2020-12-31")), "", "{field}");
        assert_eq!(who(&format!("{field}:>30d")), "", "{field}");
        assert_eq!(who(&format!("{field}:{title}")), "", "{field}: no such headline");
        assert_eq!(count(&desk, &format!("{field}:never")), 5 - titled.split(", ").filter(|name| !name.is_empty()).count(), "{field}");
    }
    // Answers and bounces that are noted on the day or later belong to whoever got it.
    desk.json(&["touch", "add", "ruth@tide.example.org", "reply", "wants the picture"]).ends(0);
    desk.json(&["touch", "add", "jan@ledger.example.net", "reply", "about something else"]).ends(0);
    desk.run(&["people", "suppress", "m@coast.example.net", "--reason", "bounced"]).ends(0);
    assert_eq!((who("replied:*linse*"), who("replied:<1d")), ("Ruth Vale".to_owned(), "Jan Vos, Ruth Vale".to_owned()));
    assert_eq!(
        (who("bounced:*linse*"), who("bounced:<7d"), who("accepted:*linse* -bounced:ever -replied:*linse*")),
        ("محمد".to_owned(), "محمد".to_owned(), String::new())
    );
    // An address that was taken away since has bounced all the same.
    desk.run(&["people", "edit", "m@coast.example.net", "--email", "m@tide.example.org"]).ends(0);
    assert_eq!(who("bounced:\"Die Linse ist zurück\""), "محمد");
    // Why: the distributions are named with their day.
    desk.run(&["segment", "save", "Not reached", "refused:*linse* or uncertain:<7d or left-out:ever"]).ends(0);
    let why = desk.run(&["segment", "why", "Not reached", "jan@ledger.example.net"]).ends(0).stdout;
    assert!(why.contains("Die Linse ist zurück (2"), "{why}");
    let why = desk.run(&["segment", "why", "Not reached", "kim@coast.example.net"]).ends(0).stdout;
    assert!(why.contains("Die Linse ist zurück (2"), "{why}");
    // A merge takes along what became of either.
    desk.run(&["people", "merge", "ruth@tide.example.org", "jan@ledger.example.net", "--apply"]).ends(0);
    assert_eq!(
        (who("refused:*linse*"), who("refused:<7d"), who("replied:*linse*")),
        ("Ruth Vale".to_owned(), "Ruth Vale".to_owned(), "Ruth Vale".to_owned())
    );
    for wrong in ["refused:<lens", "uncertain:>x", "bounced:empty", "accepted:"] {
        desk.json(&["people", "count", "--where", wrong]).ends(3);
    }
}
