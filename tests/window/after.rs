//! What comes before and after a sending: a test to oneself, every conduct of the practice server, the missing, and a copy.

use tidings_tests::fixtures::{Sink, Window, free_port};

use super::desk::{Desk, tidings};
use super::sending::{received, review};

/// Rules of the practice server: whose mail it treats how.
pub(crate) fn behave(window: &Window, rules: &[(&str, &str)]) {
    window.go("#/practice/behaviour");
    for (pattern, conduct) in rules {
        window.press("Add a rule");
        window.wait("the new rule has the focus", || window.focus()["name"] == "Addresses" && window.focus()["value"] == "");
        window.type_text(pattern);
        window.keys("Tab");
        window.choose(&format!("What happens to mail for {pattern}"), conduct);
    }
    window.settled();
}

/// Sends the release from the practice account to `people` people.
pub(crate) fn send_for_practice(window: &Window, people: usize) {
    review(window);
    window.choose("From", "Practice account");
    window.settled();
    window.press(&format!("Send to {people} people"));
    window.heading("Nothing has left yet");
    window.sees_no("Nothing has left yet");
}

#[test]
fn every_conduct_of_the_practice_server_is_seen_in_the_ledger_and_in_its_mailbox() {
    let window = Desk::ready_to_send(6, free_port(), 1).open();
    behave(
        &window,
        &[
            ("person2@*", "Answers"),
            ("person3@*", "Is busy"),
            ("person4@*", "Hangs up"),
            ("person5@*", "Refuses"),
            ("person6@*", "Takes its time"),
        ],
    );
    send_for_practice(&window, 6);
    window.wait("each has its state", || {
        ["Accepted 3", "Refused 1", "Retrying 1", "Uncertain 1"].iter().all(|state| {
            let (word, n) = state.split_once(' ').unwrap_or_default();
            window.ask(
                "return [...document.querySelectorAll('.cells button')].some((one) => tidy(one.textContent).startsWith(arguments[0])
                   && one.querySelector('.figure').textContent === arguments[1]);",
                &[word.into(), n.into()],
            ) == true
        })
    });
    window.settled();
    window.accessible("a ledger with every state");
    window.fits("a ledger with every state");
    for (state, person) in [("Refused", "Person 005"), ("Retrying", "Person 003"), ("Uncertain", "Person 004")] {
        window.press(state);
        window.sees(person);
        window.sees_no("Person 001");
        window.press(state);
        window.sees("Person 001");
    }
    // Whoever was accepted is in the mailbox, and so is the one whose server hung up; nobody else.
    window.go("#/practice");
    for n in [1, 2, 4, 6] {
        window.sees(&format!("person{n}@paper{}.example.net", n % 7));
    }
    for n in [3, 5] {
        assert!(!window.shows(&format!("person{n}@")), "what was not taken is not kept");
    }
    window.press_row("person6@paper6.example.net");
    window.sees("Accepted after a while.");
    window.press_row("person4@paper4.example.net");
    window.sees("Taken, then hung up without an answer.");
    window.press_row("person1@paper1.example.net");
    window.press("Text");
    window.sees("the lens of 1874 is back in its tower");
    window.press("Head");
    window.sees("Message-ID:");
    // The answer is a mail of its own, found by its subject.
    window.write("Find by address or subject", "Re:");
    window.sees("1 mail");
    window.press_row("person2@paper2.example.net");
    window.sees("Re: The lens is back");
    window.press("Text");
    window.sees("Would somebody be free for a short call");
    window.settled();
    window.accessible("an answer in the practice mailbox");
    window.fits("an answer in the practice mailbox");
}

/// Whether "Send to the missing" is not offered, and for this reason.
fn refused(window: &Window, why: &str) -> bool {
    window.off("Send to the missing…").is_some_and(|said| said.contains(why))
}

#[test]
fn the_missing_get_it_once_the_uncertain_are_answered_and_nobody_twice() {
    let desk = Desk::ready_to_send(5, free_port(), 1);
    let file = desk.file.clone();
    let window = desk.open();
    behave(&window, &[("person2@*", "Refuses"), ("person4@*", "Hangs up")]);
    send_for_practice(&window, 5);
    window.heading("Finished for 5, 1 uncertain");
    window.wait("the uncertain are asked about first", || refused(&window, "Settle the uncertain rows first"));
    window.press("It arrived");
    window.heading("Accepted by their servers: 4 of 5");
    // Meanwhile the mailbox that refused is mended, and somebody came into the segment.
    window.go("#/practice/behaviour");
    window.press("Remove person2@*");
    window.go("#/contacts");
    window.press("New person");
    window.write("Name", "Person 006");
    window.press("Address");
    window.write("Mail", "person6@paper6.example.net");
    window.write("Beats", "heritage");
    window.press("Add person");
    window.heading("Person 006");
    window.go("#/distributions/1");
    window.wait("somebody is missing", || window.off("Send to the missing…").is_none());
    window.press("Send to the missing…");
    window.sees("Only those of the list who have not got it yet: 2 people.");
    window.settled();
    window.accessible("the page before Send for the missing");
    window.fits("the page before Send for the missing");
    window.choose("Hold", "10 s");
    window.settled();
    window.press("Send to 2 people");
    window.heading("Nothing has left yet");
    window.heading("Accepted by their servers: 2 of 2");
    let in_the_mailbox = tidings(window.screen(), &file, &["practice", "list"]);
    let mut took: Vec<&str> = in_the_mailbox.iter().filter_map(|mail| mail["to"].as_str()).collect();
    took.sort_unstable();
    let wanted: Vec<String> = (1..=6).map(|n| format!("person{n}@paper{}.example.net", n % 7)).collect();
    assert_eq!(took, wanted, "everybody has it, nobody twice");
    window.go("#/distributions/1");
    window.wait("nobody is missing any more", || refused(&window, "Nobody is missing"));
}

#[test]
fn a_test_goes_to_an_address_of_ones_own_alone_and_says_so() {
    let sink = Sink::start(&[]);
    let desk = Desk::ready_to_send(3, sink.port, 1);
    let window = desk.open();
    review(&window);
    window.press("Test to myself");
    window.sees("Confirm an address of your own first.");
    window.settled();
    window.accessible("a test without an address of one's own");
    assert!(window.off("Test to myself").is_some(), "there is nowhere to send it yet");
    window.press("Confirm an address");
    window.write("An address of your own", "ines@harbourtrust.example.org");
    window.press("Mail the code");
    window.sees("A code was mailed to ines@harbourtrust.example.org");
    const CODE: &str = "The code that came to ines@harbourtrust.example.org";
    window.write(CODE, "000000");
    window.press("Confirm");
    window
        .wait("a wrong code is refused", || window.ask("return document.querySelector('[aria-invalid=\"true\"]') !== null;", &[]) == true);
    let mails = sink.mails();
    let mail = String::from_utf8_lossy(&mails.first().expect("the mail with the code").raw).into_owned();
    let is_code = |word: &&str| word.len() == 6 && word.chars().all(|c| c.is_ascii_digit());
    let body = mail.split_once("\n\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
    let code = body.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code).unwrap_or_else(|| panic!("no code: {mail}")).to_owned();
    window.write(CODE, &code);
    window.press("Confirm");
    window.sees("ines@harbourtrust.example.org is yours");

    review(&window);
    window.press("Test to myself");
    window.settled();
    window.accessible("a test to oneself");
    window.press("Send the test to ines@harbourtrust.example.org");
    window.sees("the server took it and said");
    let counts = received(&sink);
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [("ines@harbourtrust.example.org".to_owned(), 2)],
        "the code and the test, nobody else"
    );
    let test = sink.mails().into_iter().find(|mail| String::from_utf8_lossy(&mail.raw).contains("Subject: TEST"));
    assert!(test.is_some(), "it says TEST: {:?}", sink.mails());
    window.press("Close");
    window.sees("3 of 3 people");
}

#[test]
fn a_restored_copy_asks_whether_it_was_moved_and_as_a_copy_sends_nothing_of_its_original() {
    let sink = Sink::start(&["-w", "1"]);
    let desk = Desk::ready_to_send(14, sink.port, 1);
    let original = desk.file.clone();
    let mut window = desk.open();
    review(&window);
    window.press("Send to 14 people");
    window.heading("Sending:");
    window.press("Pause");
    window.heading("Paused after");
    // A copy is saved while it is paused; then the original goes on to its end.
    window.go("#/settings/copies");
    window.press("Save a copy…");
    let saved = window.folder().join("saved.tidings");
    window.screen().answer_file_dialog(&saved);
    window.sees("The whole workspace was copied to");
    window.go("#/distributions/1");
    window.press("Send to");
    window.heading("Accepted by their servers: 14 of 14");
    let before = received(&sink);
    assert_eq!(before.len(), 14);

    window.start_again_with(|opening| opening.file = Some(saved.clone()));
    window.sees("Was this workspace moved here, or is it a copy?");
    window.settled();
    window.accessible("the question whether it is a copy");
    window.fits("the question whether it is a copy");
    window.press("Answer later");
    window.sees("it may be a copy or a restored backup");
    window.go("#/distributions/1");
    window.heading("Paused after");
    window.settled();
    window.fits("a distribution in a file that may be a copy");
    window.press("Answer…");
    window.press("It is a copy");
    window.sees("This workspace is a copy with a life of its own now.");
    window.sees_no("it may be a copy or a restored backup");
    window.go("#/distributions/1");
    window.heading("Stopped:");
    window.wait("what is the original's is not offered", || refused(&window, "This workspace is a copy"));
    assert_eq!(received(&sink), before, "nothing of the original left from its copy");
    // What it sends anew is its own.
    window.go("#/literature/1");
    window.press("Distribute…");
    window.sees("Audience");
    window.settled();
    window.press("Write a question instead");
    window.write("Write a question instead", "address:person14@paper0.example.net");
    window.choose("Hold", "10 s");
    window.settled();
    window.press("Send to 1 person");
    // Nothing that is known of them speaks for the text.
    window.press("Send to one person all the same");
    window.heading("Accepted by their servers: 1 of 1");
    // The original is not asked: nothing of it is older than what was sent from here.
    window.start_again_with(|opening| opening.file = Some(original.clone()));
    window.go("#/distributions/1");
    window.heading("Accepted by their servers: 14 of 14");
    assert!(!window.shows("moved here"), "the original is not asked");
}
