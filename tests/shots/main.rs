//! Pictures of every screen, from the sample in the real window: `cargo xtask shots`; with `--forms` of the forms of a text alone.
//!
//! All go to `.shots/`, by look and size; the few of the README and the guide, with fewer colours, to `docs/pictures/`.

#![expect(clippy::print_stdout, reason = "a program for a terminal")]

mod forms;

use std::os::unix::process::parent_id;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;
use tidings_tests::fixtures::{SCREENS, Window, programs, speak_german, walk_layers};

/// The sizes that every screen is shown at.
const SIZES: [(u32, u32); 2] = [(1280, 800), (1000, 700)];

/// The screens that the documents show, in the light at the first size.
const SHOWN: &[&str] =
    &["Today", "Contacts", "the rows of an import", "a release", "the page before Send", "the hold", "a distribution", "a campaign"];

/// A picture must load at once wherever the README is read.
const MOST_BYTES: u64 = 150_000;

/// Where pictures go, and how they are made.
struct Album {
    root: PathBuf,
    german: bool,
}

/// Ends this program when the one that started it is gone: its screen and its window end with it.
fn end_with_parent() {
    let parent = parent_id();
    std::thread::spawn(move || {
        while parent_id() == parent {
            std::thread::sleep(Duration::from_millis(500));
        }
        std::process::exit(1);
    });
}

fn main() {
    end_with_parent();
    let german = std::env::args().skip(1).any(|word| word == "--german");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let only_forms = std::env::args().skip(1).any(|word| word == "--forms");
    let album = Album { root, german };
    let window = Window::open();
    if !german && !only_forms {
        album.take(&window, "the welcome");
    }
    window.press("Try the sample");
    window.wait("the sample is open", || window.offers("Contacts"));
    if only_forms {
        forms::take(&window, &album);
        return;
    }
    let hold = prepare(&window, &album);
    add_an_account(&window);
    tag_somebody(&window);
    keep_what_is_shown(&window);
    if german {
        speak_german(&window);
    }
    for (name, place) in SCREENS.iter().filter(|(name, _)| german || *name != BEFORE_SEND) {
        window.go(&of_the_release(place));
        album.take(&window, name);
    }
    window.go(&hold);
    album.take(&window, "the hold");
    read_a_list(&window);
    album.take(&window, "the rows of an import");
    for size in SIZES {
        window.resize(size.0, size.1);
        walk_layers(&window, of_the_release, |name| {
            album.picture(&window, name, size);
            println!("{name}, {}×{}", size.0, size.1);
        });
    }
    if !german {
        forms::take(&window, &album);
    }
    println!("Pictures are in {}", album.root.join(".shots").display());
}

/// The sample's release: the number that its texts are shown by.
const RELEASE: &str = "4";

/// The same address for the sample's release.
fn of_the_release(place: &str) -> String {
    place.replace("literature/1", &format!("literature/{RELEASE}")).replace("document=1", &format!("document={RELEASE}"))
}

/// The page that is pictured before anybody has the release: afterwards it leaves out those who do.
const BEFORE_SEND: &str = "the page before Send";

/// Sends the sample's release to the practice account, so that there is a ledger, and holds a second sending; gives its address.
fn prepare(window: &Window, album: &Album) -> String {
    for (to, hold) in [("Heritage press", "10 s"), ("Philanthropy media", "30 minutes")] {
        window.go(&of_the_release("#/distributions/new?document=1"));
        window.choose("Hold", hold);
        window.choose("Audience", to);
        window.settled();
        if hold == "10 s" && !album.german {
            album.take(window, BEFORE_SEND);
        }
        window.press("Send to");
        window.heading("Nothing has left yet");
        if hold == "10 s" {
            window.sees_no("Nothing has left yet");
            window.wait("all were tried", || window.shows("Accepted by their servers:") || window.shows("Finished for"));
        }
    }
    window.place()
}

/// An account that sends, beside the practice account: some screens are only its own. Nothing goes there.
fn add_an_account(window: &Window) {
    let smtp = "smtp://press%40harbourtrust.example.org@mail.harbourtrust.example.org:465?tls=implicit";
    tidings(window, &["account", "add", "press", "--from", "Ines Calder <press@harbourtrust.example.org>", "--smtp", smtp]);
}

/// A tag: what lies over one is pictured too.
fn tag_somebody(window: &Window) {
    tidings(window, &["people", "tag", "--where", "beat:arts", "--add", "festival"]);
}

/// What the sample has not, for the dialogs that show it: a list that somebody left, a person pinned in a segment, a beat below
/// another, an address that looks mistyped, a view of the table.
fn keep_what_is_shown(window: &Window) {
    tidings(window, &["list", "make", "Opening night", "1", "2"]);
    tidings(window, &["list", "remove", "Opening night", "2"]);
    tidings(window, &["segment", "pin", "Heritage press", "1", "--reason", "writes about us again"]);
    tidings(window, &["beat", "move", "arts", "--under", "culture"]);
    tidings(window, &["people", "add", "--name", "Imogen Carrow", "--email", "imogen@gmial.com"]);
    tidings(window, &["view", "save", "Arts, warmest first", "--columns", "outlet,warmth", "--sort", "warmth", "--where", "beat:arts"]);
}

/// Runs the command line on the sample's file.
fn tidings(window: &Window, words: &[&str]) {
    let found = window.screen().command("find").arg(window.folder()).args(["-name", "*.tidings"]).output().expect("find starts");
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    let file = found.lines().next().expect("the sample is a file");
    let mut command = window.screen().command(&programs("tidings").display().to_string());
    let out = command.arg("-w").arg(file).args(words).stdin(Stdio::null()).output().expect("tidings starts");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

/// A list in which every verdict is met.
const LIST: &str = "Name;E-mail;Publication;Beats;Town;Phone
Tunde Adeyemi;tunde@heritagetoday.example.net;Heritage Today;heritage, conservation, museums;London;020 7946 0118
Imogen Carrow;imogen.carrow@sundayquay.example.net;The Sunday Quay;arts, books;Port Averil;
Marguerite Delorme;m.delorme@vagues.example.net;Les Vagues;heritage, sea;Brest;
Owen Prosser;owen.prosser@westlandradio.example.net;Westland Radio;heritage, sea;;
Priya Nandakumar;;The Northern Ledger;arts;;
Sefa Tanoa;sefa.tanoa@tidewater,example.net;Tidewater Times;local, heritage;Marram;
Bea Thornley;bea.thornley@artsdesk.example.net;The Arts Desk North;arts;;
Hinrik Lund;h.lund@skipabok.example.net;Skipabók;maritime heritage;Ísafjörður;
Rosa Quintanilla;rosa.q@faro.example.net;El Faro del Norte;heritage;A Coruña;
";

/// Drops a list on the import and waits for what becomes of its rows.
fn read_a_list(window: &Window) {
    let file = window.folder().join("press-list-november.csv");
    std::fs::write(&file, LIST).expect("a list");
    window.go("#/contacts/import");
    window.settled();
    window.drop_files(&[&file], ".drop");
    window.wait("the rows are told", || {
        window.ask("return document.querySelectorAll('[role=\"grid\"] [role=\"row\"]').length > 5;", &[]) == json!(true)
    });
    window.settled();
}

impl Album {
    /// Pictures of what the window shows, at every size, light and dark.
    fn take(&self, window: &Window, name: &str) {
        for size in SIZES {
            window.resize(size.0, size.1);
            self.picture(window, name, size);
        }
        window.resize(SIZES[0].0, SIZES[0].1);
        println!("{name}");
    }

    /// Pictures of what the window shows at its size, light and dark.
    fn picture(&self, window: &Window, name: &str, size: (u32, u32)) {
        for look in ["light", "dark"] {
            drop(window.ask("document.documentElement.dataset.theme = arguments[0];", &[json!(look)]));
            window.settled();
            // Fonts and pictures come a moment after the words.
            std::thread::sleep(Duration::from_millis(250));
            let language = if self.german { "de-" } else { "" };
            let folder = self.root.join(".shots").join(format!("{language}{look}-{}x{}", size.0, size.1));
            std::fs::create_dir_all(&folder).expect("a folder for the pictures");
            let file = folder.join(format!("{}.png", file_name(name)));
            window.picture(&file);
            if !self.german && look == "light" && size == SIZES[0] && SHOWN.contains(&name) {
                self.keep(&file);
            }
        }
        drop(window.ask("delete document.documentElement.dataset.theme;", &[]));
    }

    /// Keeps a picture for the documents, with no more colours than it needs.
    fn keep(&self, file: &Path) {
        let folder = self.root.join("docs/pictures");
        std::fs::create_dir_all(&folder).expect("a folder for the documents' pictures");
        let kept = folder.join(file.file_name().expect("a name"));
        let done = Command::new("convert").arg(file).args(["-strip", "-dither", "None", "-colors", "96"]).arg(&kept).status();
        assert!(done.is_ok_and(|status| status.success()), "ImageMagick makes {}", kept.display());
        let bytes = std::fs::metadata(&kept).map_or(0, |data| data.len());
        assert!(bytes < MOST_BYTES, "{} has {bytes} bytes", kept.display());
    }
}

/// A name that any system takes for a file.
fn file_name(name: &str) -> String {
    name.trim_start_matches("a ").trim_start_matches("the ").to_lowercase().replace([' ', ','], "-").replace("--", "-")
}
