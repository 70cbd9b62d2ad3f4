//! A certificate is made in the report and checked in the list of distributions.

use std::path::Path;

use tidings_tests::fixtures::{Sink, Window};

use crate::desk::Desk;

/// Asks for a certificate to be checked, and names the file.
fn check(window: &Window, file: &Path) {
    window.press("More");
    window.press("Check a certificate…");
    window.screen().answer_file_dialog(file);
}

#[test]
fn a_certificate_is_made_in_the_report_and_checked_by_its_file_alone() {
    let sink = Sink::start(&[]);
    let mut desk = Desk::ready_to_send(6, sink.port, 2);
    desk.tidings(&["send", "1", "--to", "Heritage press", "--hold", "0", "--yes"]);
    let keychain = desk.screen.with_keychain();
    let window = desk.open();
    window.press("Distributions");
    window.press("The lens is back");
    window.heading("Accepted by their servers: 6 of 6");
    window.press("More");
    window.press("Certificate with names…");
    let page = window.folder().join("lens.html");
    window.screen().answer_file_dialog(&page);
    window.sees("to read and print, and the signed file beside it");
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("person3@paper3.example.net") && html.contains("Certificate of distribution"), "{html}");
    window.press("More");
    window.press("Certificate to share, without names…");
    let shared = window.folder().join("shared.html");
    window.screen().answer_file_dialog(&shared);
    window.sees("shared.html to read and print");
    let text = std::fs::read_to_string(shared.with_extension("json")).unwrap();
    assert!(!text.contains("person3") && text.contains("address_sha256"), "{text}");

    window.press("Distributions");
    check(&window, &shared.with_extension("json"));
    window.sees("The certificate holds");
    window.sees("sent “The lens is back”");
    window.accessible("a certificate that holds");
    window.press("Close");
    let forged = window.folder().join("forged.json");
    std::fs::write(&forged, text.replace("\"recipients\": 6", "\"recipients\": 7")).unwrap();
    check(&window, &forged);
    window.sees("The certificate does not hold");
    window.sees("The signature does not belong to this statement.");
    window.accessible("a certificate that does not hold");
    window.press("Close");

    // A locked keychain signs nothing, and the window says so.
    keychain.lock();
    window.press("The lens is back");
    window.press("More");
    window.press("Certificate with names…");
    let none = window.folder().join("none.html");
    window.screen().answer_file_dialog(&none);
    window.sees("the key that signs is kept nowhere else");
    assert!(!none.exists() && !none.with_extension("json").exists());
}
