//! Assets in the window: taken in, described, cropped, used in a text, and stopped when their licence ends.

use tidings_tests::fixtures::Sink;

use super::desk::{Desk, tidings};

/// A picture that is here anyway.
const LENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../icons/128x128.png");

#[test]
fn a_photo_is_described_by_keys_cropped_attached_and_stops_what_it_may_not_go_with() {
    let sink = Sink::start(&[]);
    let desk = Desk::ready_to_send(2, sink.port, 1);
    let lens = desk.screen.home().join("lens-0412.png");
    std::fs::copy(LENS, &lens).expect("a picture");
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    window.press("Assets");
    window.sees("No files yet");
    window.settled();
    window.accessible("no assets yet");
    window.fits("no assets yet");
    window.drop_files(&[&lens], ".files");
    window.sees("File added");
    window.sees("1 file");
    window.drop_files(&[&lens], ".files");
    window.sees("“lens-0412.png” is here already");
    // The tiles are one stop of Tab; Enter opens the one that the keyboard is on.
    window.tab_to("Files of the workspace");
    window.keys("Enter");
    window.sees("Nothing is noted yet");
    window.press("Describe…");
    window.write("Caption", "The lens of 1874 turns again");
    window.write("Credit", "Ana Ferreira");
    window.write("Licensed until", "2031-12-31");
    window.press("Name somebody");
    window.write("Name of person 1", "Person 001");
    window.press("Keep changes");
    window.sees("“lens-0412.png” described");
    window.sees("2031");
    window.sees("Nobody noted whether Person 001 agreed");
    window.settled();
    window.accessible("an asset");
    window.fits("an asset");
    window.keys("Ctrl z");
    window.sees("Nothing is noted yet");
    window.keys("Ctrl Shift z");
    window.sees("2031");
    // The frame of a crop is moved and sized by arrows.
    window.press("Crop…");
    window.settled();
    window.sees("128 × 128");
    window.keys("Shift Left");
    window.sees("127 × 128");
    window.press("Keep the crop");
    window.sees("the picture itself stays");
    window.sees("lens-0412-127x128.png");
    // In a text, with its credit beneath.
    window.go("#/literature/1");
    window.press("choose in Assets");
    window.settled();
    window.keys("Down");
    window.press_row("lens-0412.png");
    window.press("Attach one file");
    window.sees("Credit Ana Ferreira. Licence to");
    // Cropped on its way into the text, by the same frame.
    window.press("choose in Assets");
    window.settled();
    window.press("Crop pictures first");
    window.press_row("lens-0412.png");
    window.settled();
    window.accessible("files to choose for a text");
    window.fits("files to choose for a text");
    window.press("Attach one file");
    window.sees("Put in this crop");
    window.settled();
    window.accessible("a crop on its way into a text");
    window.fits("a crop on its way into a text");
    window.keys("Shift Left");
    window.press("Put in this crop");
    window.sees("lens-0412-127x128.png");
    // The licence ends: nothing goes, and Today says so.
    window.go("#/assets/1");
    window.sees("The lens is back");
    window.press("Describe…");
    window.write("Licensed until", "2020-02-01");
    window.press("Keep changes");
    window.sees("The licence of “lens-0412.png” ended on");
    window.press("More for lens-0412.png");
    window.press("Delete");
    window.sees("“lens-0412.png” stays: “The lens is back” uses it.");
    window.go("#/distributions/new?document=1&to=Heritage%20press");
    window.sees("The licence of “lens-0412.png” ended on");
    // So does every form of the text, before anybody tries.
    for form in ["mail", "text", "web", "pdf"] {
        window.go(&format!("#/literature/1/{form}"));
        window.sees("The licence of “lens-0412.png” ended on");
        window.settled();
        window.accessible("a form with a file that ended");
        window.fits("a form with a file that ended");
    }
    window.go("#/today");
    window.sees("lens-0412.png");
    window.sees("One text uses it.");
    window.settled();
    window.accessible("Today with a file that ended");
    // With a new licence it goes, and the file names the distribution.
    tidings(window.screen(), &file, &["asset", "set", "1", "--expires", "2031-12-31"]);
    tidings(window.screen(), &file, &["send", "1", "--to", "Heritage press", "--hold", "0", "--yes"]);
    window.go("#/assets/1");
    window.sees("2 mails accepted");
    window.settled();
    window.accessible("a file that went out");
    window.fits("a file that went out");
    let link = "return document.querySelector('[aria-labelledby=asset-carried] a')?.getAttribute('href');";
    assert_eq!(window.ask(link, &[]), "#/distributions/1");
}
