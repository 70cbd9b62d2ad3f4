//! Typing into a long text with the keys of the screen itself: no letter is lost, and how long the page is busy for a key, and how long it
//! takes until the letter is painted, is told as it is spread in `target/window/typing-….txt`. A slow machine's figures are no fault; a page
//! that is busy for longer than a picture takes, even at best, is, and one that is busy for three pictures with every other key.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::desk::{Desk, tidings};

/// How long one picture of the screen lasts, in milliseconds: a page that is busy for longer drops one.
const PICTURE_MS: f64 = 16.0;
/// How long the page may be busy for half of the keys at most, in milliseconds. It is generous on purpose: a debug build on a loaded
/// machine of two cores keeps it too (measured there: 4 to 9 for half of the keys, 31 for 95 of 100); what makes every key slow does not.
const HALF_MS: f64 = 50.0;
/// Between two keys of somebody who types fast.
const BETWEEN_MS: &str = "80";
/// What is typed at each place; no letter of it needs Shift, which would be a key of its own.
const WORDS: &str = " the keeper of the light wrote each evening how the wind stood and which ships had passed the point";
/// Where it is typed, and as which part of the text's blocks the place is counted.
const PLACES: [(&str, f64); 3] = [("at the beginning", 0.0), ("in the middle", 0.5), ("at the end", 1.0)];

/// Notes for each key from now on how long the page's own handlers took, from the key to the letter that stands in the text with all that
/// follows from it (an observer that begins after the sheet's own is told after it), and how long it took from the key to the picture that
/// shows it (a message that is sent as a picture begins comes once that is given to the screen).
const WATCH: &str = "window.typed = { handled: [], painted: [] };
     if (window.watched) return;
     window.watched = true;
     let began = 0;
     const after = (act) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = act; port2.postMessage(0); };
     window.addEventListener('keydown', (event) => {
       const { typed } = window;
       began = performance.now();
       const pressed = event.timeStamp <= began && began - event.timeStamp < 5000 ? event.timeStamp : began;
       requestAnimationFrame(() => after(() => typed.painted.push(performance.now() - pressed)));
     }, true);
     new MutationObserver(() => {
       if (began) window.typed.handled.push(performance.now() - began);
       began = 0;
     }).observe(document.querySelector('.ProseMirror'), { subtree: true, childList: true, characterData: true });";

/// Puts the caret behind the words of the block that stands at this part of the text, behind its three lines.
const PLACE: &str = "const { editor } = document.querySelector('.ProseMirror'), { doc } = editor.state;
     const block = 3 + Math.round(arguments[0] * (doc.childCount - 4));
     let at = -1;
     for (let before = 0; before <= block; before += 1) at += doc.child(before).nodeSize;
     editor.chain().focus().setTextSelection(at).scrollIntoView().run();
     return doc.child(block).textContent;";

/// Times of many keys in milliseconds, the shortest first.
struct Spread(Vec<f64>);

impl Spread {
    fn of(times: &Value) -> Self {
        let mut times: Vec<f64> = times.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    /// What this part of the keys took at most.
    fn at(&self, part: f64) -> f64 {
        self.0[((self.0.len() - 1) as f64 * part).round() as usize]
    }

    fn told(&self) -> String {
        let [best, half, most, nearly, worst] = [0.0, 0.5, 0.95, 0.99, 1.0].map(|part| self.at(part));
        format!("best {best:.1}, p50 {half:.1}, p95 {most:.1}, p99 {nearly:.1}, max {worst:.1} ms of {} keys", self.0.len())
    }
}

/// Types into a text of so many blocks with so many sentences each, and tells how it went.
fn typed_into(blocks: usize, sentences: usize) {
    let desk = Desk::new("Harbour Trust");
    let sentence = "The lens of 1874 is back in its tower, and the light turns as it did. ";
    let body: String = (0..blocks).map(|at| format!("Entry {at}. {}\n\n", sentence.repeat(sentences).trim_end())).collect();
    desk.add_release("The lens is back", &format!("{}\n", body.trim_end()));
    let file = desk.file.clone();
    let window = desk.open();
    window.press("Literature");
    window.press("The lens is back");
    window.wait("the sheet is there", || !window.ask("return document.querySelector('.ProseMirror');", &[]).is_null());
    window.settled();
    let mut told = String::new();
    let mut ends = Vec::new();
    for (place, part) in PLACES {
        let block = window.ask(PLACE, &[json!(part)]);
        // What opening and the place before set going is over.
        std::thread::sleep(Duration::from_secs(3));
        drop(window.ask(WATCH, &[]));
        window.press_keys(&[]);
        window.screen().xdotool(&["type", "--delay", BETWEEN_MS, WORDS]);
        let all = format!("every key was painted {place}");
        window.wait(&all, || window.ask("return window.typed.painted.length;", &[]).as_u64() >= Some(WORDS.len() as u64));
        let typed = window.ask("return window.typed;", &[]);
        let (handled, painted) = (Spread::of(&typed["handled"]), Spread::of(&typed["painted"]));
        writeln!(told, "{place}: the page's own handlers {}\n{place}: from key to picture {}", handled.told(), painted.told())
            .expect("a line");
        keep(blocks, &told);
        assert_eq!(handled.0.len(), WORDS.len(), "each key wrote a letter: {told}");
        assert!(handled.at(0.0) < PICTURE_MS, "{told}");
        assert!(handled.at(0.5) < HALF_MS, "half of the keys took longer than {HALF_MS} ms: {told}");
        ends.push(format!("{}{WORDS}", block.as_str().expect("a block")));
    }
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let shown = tidings(window.screen(), &file, &["document", "show", "1"]);
        let text = shown.first().and_then(|card| card["text"].as_str()).unwrap_or_default();
        let missing: Vec<_> = ends.iter().filter(|end| !text.lines().any(|line| line == end.as_str())).collect();
        if missing.is_empty() {
            return;
        }
        assert!(Instant::now() < until, "no block reads {missing:?}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Keeps the figures as they come: those of a story that fails later count too.
fn keep(blocks: usize, told: &str) {
    let own = std::env::current_exe().expect("this test has a file");
    let folder = own.ancestors().nth(3).expect("the folder of all that is built").join("window");
    std::fs::create_dir_all(&folder).expect("a folder for the figures");
    std::fs::write(folder.join(format!("typing-{blocks}.txt")), told).expect("the figures are kept");
}

#[test]
fn a_hundred_pages_take_every_key_at_their_beginning_middle_and_end() {
    // 510 paragraphs of 92 words: 47,000 words, 100 pages of 470.
    typed_into(510, 6);
}

#[test]
fn two_thousand_blocks_take_every_key_at_their_beginning_middle_and_end() {
    typed_into(2_000, 2);
}
