//! From the first start to the open workspace.

use std::process::Stdio;
use std::time::Duration;

use tidings_tests::fixtures::{Window, programs, until};

#[test]
fn the_first_start_creates_a_workspace_and_today_shows_three_steps() {
    let window = Window::open();
    window.heading("Create a workspace");
    window.settled();
    window.accessible("the welcome");
    window.fits("the welcome");
    assert_eq!(window.focus()["name"], "Organisation", "one begins to type at once");
    assert!(window.off("Create a workspace").is_some_and(|why| why.contains("name")), "it says why it cannot be pressed yet");
    window.write("Organisation", "Lantern Society");
    window.write("Your name, as in “From”", "Mila Brandt");
    window.press("Create Lantern Society");
    window.sees("Lantern Society is ready. Nothing needs you.");
    window.heading("Write it");
    window.heading("Choose who receives it");
    window.heading("Send it, and read what came back");
    window.settled();
    window.accessible("Today on the first day");
    window.fits("Today on the first day");
    window.press("Write release");
    window.write_sheet(&["The lens is back"]);
    window.sees("Saved");
    window.go("#/today");
    window.sees_no("Write it");
    window.heading("Choose who receives it");
}

#[test]
fn the_sample_opens_with_all_its_invented_people() {
    let window = Window::open();
    window.press("Try the sample");
    window.sees("Harbour Trust");
    window.press("Contacts");
    window.wait("about 2,000 people are counted", || window.number_before(" people").is_some_and(|n| (2_000..2_500).contains(&n)));
    window.press("Segments");
    window.sees("kind:journalist");
    window.press("Literature");
    window.settled();
}

#[test]
fn a_second_start_comes_back_to_the_first_window_and_another_workspace_opens_its_own() {
    let window = Window::open();
    window.write("Organisation", "First House");
    window.write("Your name, as in “From”", "Mila Brandt");
    window.press("Create First House");
    window.sees("First House is ready");
    let screen = window.screen();
    until("the title names the workspace", Duration::from_secs(20), || screen.windows("^First House").len() == 1);

    let again = |file: Option<&std::path::Path>| {
        let mut start = screen.command(&programs("tidings-desktop").display().to_string());
        let ended = start.args(file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(ended.is_ok_and(|status| status.success()), "a second start hands over and ends well");
    };
    let other = screen.xdotool(&["search", "--onlyvisible", "--name", "^First House"]);
    screen.xdotool(&["windowminimize", "--sync", &other]);
    again(None);
    until("the first window has the focus again", Duration::from_secs(20), || screen.focused().starts_with("First House"));
    assert_eq!(screen.windows("Tidings").len(), 1, "no second window of the same workspace");

    let second = screen.home().join("second.tidings");
    super::desk::tidings(screen, &second, &["workspace", "init", &second.display().to_string(), "--name", "Second House"]);
    again(Some(&second));
    until("the other workspace has a window of its own", Duration::from_secs(20), || screen.windows("^Second House").len() == 1);
    assert_eq!(screen.windows("^First House").len(), 1, "and the first stays");
}
