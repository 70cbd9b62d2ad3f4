//! Every screen and everything that lies over one, in both languages, light and dark, at both sizes: axe finds nothing, nothing
//! scrolls sideways, no act is out of sight, no text is cut. And the same for those who need it larger, calmer or clearer.

use serde_json::json;
use tidings_tests::fixtures::{Sink, Window, speak_german, walk, walk_layers};

use super::desk::Desk;

/// The two sizes of the design: the least one, and the usual one.
const SIZES: [(u32, u32); 2] = [(1000, 700), (1280, 800)];

/// A workspace with one of everything, as [`walk`] wants it, and something in every list.
fn one_of_everything(port: u16) -> Desk {
    let desk = Desk::ready_to_send(6, port, 1);
    desk.tidings(&["people", "do-not-contact", "3", "--reason", "asked us to stop"]);
    desk.tidings(&["people", "suppress", "moved@example.org", "--reason", "bounced", "--evidence", "550 no such mailbox"]);
    desk.tidings(&["field", "add", "Circulation", "--kind", "number"]);
    desk.tidings(&["field", "add", "Press card", "--kind", "choice", "--choice", "local", "--choice", "national"]);
    desk.tidings(&["people", "edit", "1", "--field", "Circulation=12000", "--field", "Press card=local", "--tag", "festival"]);
    let about = ["--kind", "newspaper", "--reach", "120000", "--region", "Zeeland", "--frequency", "weekly", "--language", "nl"];
    desk.tidings(&[&["outlet", "edit", "1", "--audience", "philanthropists", "--website", "paper.example.net"], &about[..]].concat());
    desk.tidings(&["people", "position", "1", "--outlet", "Averil Post", "--role", "Trainee", "--from", "2011", "--to", "2013"]);
    desk.tidings(&["people", "relate", "1", "2", "--as", "has-assistant", "--note", "mornings only"]);
    desk.tidings(&["people", "photo", "1", "--set", concat!(env!("CARGO_MANIFEST_DIR"), "/../icons/32x32.png")]);
    let lens = concat!(env!("CARGO_MANIFEST_DIR"), "/../icons/128x128.png");
    desk.tidings(&[
        "asset",
        "add",
        lens,
        "--credit",
        "Ana Ferreira",
        "--expires",
        "2020-01-01",
        "--shows",
        "1:given",
        "--shows",
        "A visitor:asked",
    ]);
    desk.tidings(&["beat", "add", "culture", "--synonym", "Kultur"]);
    desk.tidings(&["beat", "move", "heritage", "--under", "culture"]);
    desk.tidings(&["segment", "pin", "Heritage press", "1", "--reason", "writes about us again"]);
    desk.tidings(&["list", "make", "Opening night", "1", "2"]);
    desk.tidings(&["view", "save", "Arts, warmest first", "--columns", "outlet,warmth", "--sort", "warmth", "--where", "kind:journalist"]);
    desk.tidings(&["list", "remove", "Opening night", "2"]);
    desk.tidings(&["campaign", "add", "The Light Returns", "--from", "2026-11-02", "--to", "2027-01-31", "--message", "It shines."]);
    desk.tidings(&["campaign", "put", "1"]);
    let block = desk.screen.home().join("block.md");
    std::fs::write(&block, "We keep the light.\n").expect("a block");
    desk.tidings(&["block", "add", "Harbour Trust, short", &block.display().to_string(), "--sort", "boilerplate"]);
    desk.add_release("A second text", "Dear {{ first_name | \"editor\" }},\n\nmore of it.\n");
    desk.tidings(&["send", "1", "--to", "Heritage press", "--yes", "--hold", "0"]);
    desk.tidings(&["send", "2", "--to", "Heritage press", "--account", "practice", "--yes", "--hold", "0", "--recent", "0"]);
    desk.tidings(&["document", "translate", "1", "de"]);
    desk.tidings(&["people", "add", "--name", "Imogen Carrow", "--email", "imogen@gmial.com"]);
    desk
}

/// Everything wrong with what the window shows, at each size and in each look.
fn faults(window: &Window, screen: &str, size: (u32, u32), looks: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = window.lost().into_iter().map(|fault| format!("{screen} at {}×{}: {fault}", size.0, size.1)).collect();
    for look in looks {
        found.extend(window.axe(look).into_iter().map(|fault| format!("{screen}: {fault}")));
    }
    found
}

/// Walks through all of it; axe looks once, at the least size.
fn judge(window: &Window, mut more: impl FnMut(&str) -> Vec<String>) {
    let mut found = Vec::new();
    for size in SIZES {
        window.resize(size.0, size.1);
        let looks: &[&str] = if size == SIZES[0] { &["light", "dark"] } else { &[] };
        walk(window, |screen| {
            found.extend(faults(window, screen, size, looks));
            found.extend(more(screen));
        });
        walk_layers(window, str::to_owned, |layer| found.extend(faults(window, layer, size, looks)));
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_screen_and_dialog_is_whole_and_accessible_in_english() {
    let sink = Sink::start(&[]);
    let window = one_of_everything(sink.port).open_sized(SIZES[0].0, SIZES[0].1);
    judge(&window, |_| Vec::new());
}

#[test]
fn every_screen_and_dialog_is_whole_and_accessible_in_german() {
    let sink = Sink::start(&[]);
    let window = one_of_everything(sink.port).open_sized(SIZES[0].0, SIZES[0].1);
    speak_german(&window);
    judge(&window, |screen| {
        let said = window.says();
        ["Loading", "Cancel", "Nothing", "people"]
            .into_iter()
            .filter(|word| said.contains(&format!(" {word} ")))
            .map(|word| format!("{screen}: says “{word}” in German"))
            .collect()
    });
}

/// Whether the page hears that its user prefers this.
fn prefers(window: &Window, what: &str) -> bool {
    window.ask("return matchMedia(arguments[0]).matches;", &[json!(what)]) == json!(true)
}

/// What moves or fades by itself on the page as it stands, with how long it takes.
fn moving(window: &Window) -> Vec<String> {
    let script = "const long = (times) => times.split(',').some((time) => parseFloat(time) * (time.includes('ms') ? 1 : 1000) > 10);
         const parts = [...document.querySelectorAll('body, body *')].flatMap((one) => [[one, undefined], [one, '::before'], [one, '::after']]);
         return [...new Set(parts.flatMap(([one, part]) => {
           const style = getComputedStyle(one, part);
           const named = style.animationName !== 'none' && long(style.animationDuration);
           return named || long(style.transitionDuration) ? [`${label(one)}${part ?? ''} ${style.animationName} ${style.transitionDuration}`] : [];
         }))];";
    window.ask(script, &[]).as_array().into_iter().flatten().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn whoever_wants_no_motion_sees_none() {
    let sink = Sink::start(&[]);
    let desk = one_of_everything(sink.port);
    desk.screen.prefer("gtk-enable-animations=0");
    let mut window = desk.open();
    assert!(prefers(&window, "(prefers-reduced-motion: reduce)"), "the page hears of it");
    let mut found = Vec::new();
    let mut look = |name: &str| found.extend(moving(&window).into_iter().map(|what| format!("{name}: {what}")));
    walk(&window, &mut look);
    walk_layers(&window, str::to_owned, &mut look);
    assert!(found.is_empty(), "{}", found.join("\n"));
    // Where nobody asked for rest something does move: the eye is no blind one.
    window.screen().prefer("gtk-enable-animations=1");
    window.start_again();
    assert!(!prefers(&window, "(prefers-reduced-motion: reduce)"));
    window.go("#/settings/look");
    window.settled();
    assert!(!moving(&window).is_empty(), "a switch slides");
}

/// U6: at twice the size of all letters nothing is lost.
#[test]
fn nothing_is_lost_when_everything_is_twice_as_large() {
    let sink = Sink::start(&[]);
    let window = one_of_everything(sink.port).open();
    for _ in 0..8 {
        window.keys("Ctrl +");
    }
    window.wait("everything is twice as large", || window.ask("return innerWidth;", &[]) == json!(640));
    let mut found = Vec::new();
    walk(&window, |screen| found.extend(window.lost().into_iter().map(|fault| format!("{screen}: {fault}"))));
    walk_layers(&window, str::to_owned, |layer| found.extend(window.lost().into_iter().map(|fault| format!("{layer}: {fault}"))));
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

/// Lets the page's rules for this wish of its user hold, or no longer; gives how many there are. WebKit on this desktop hears of
/// neither contrast nor forced colours, other systems' web views do.
fn as_if(window: &Window, wish: &str, on: bool) -> u64 {
    let script = "let n = 0;
         const walk = (rules) => { for (const rule of rules) {
           if (rule instanceof CSSMediaRule && (rule.wished ?? rule.media.mediaText).includes(arguments[0])) {
             rule.wished ??= rule.media.mediaText;
             rule.media.mediaText = arguments[1] ? 'all' : rule.wished;
             n += 1;
           }
           if (rule.cssRules) walk(rule.cssRules);
         } };
         for (const sheet of document.styleSheets) walk(sheet.cssRules);
         return n;";
    window.ask(script, &[json!(wish), json!(on)]).as_u64().unwrap_or_default()
}

/// Where the system chooses all colours, what is chosen, pressed or current is told apart by more than a colour.
#[test]
fn what_is_chosen_is_seen_without_colours() {
    let sink = Sink::start(&[]);
    let window = one_of_everything(sink.port).open();
    let judge = "const shape = (one) => [undefined, '::before', '::after'].map((part) => {
           const s = getComputedStyle(one, part);
           const line = (side) => s[`border${side}Style`] === 'none' ? '' : s[`border${side}Width`];
           return [s.outlineStyle === 'none' ? '' : s.outlineWidth, line('Top'), line('Right'), line('Bottom'), line('Left'), s.fontWeight,
             s.textDecorationLine, s.content, s.display, s.transform, s.visibility, s.opacity].join(' ');
         }).join(';');
         const whole = (one) => [one, ...one.querySelectorAll('*')].map((part) => part.tagName + shape(part)).join('\\n');
         const filled = (one) => [one, ...one.querySelectorAll('*')].map((part) => getComputedStyle(part).backgroundColor).join();
         const pairs = [['[aria-selected=\"true\"]', '[aria-selected=\"false\"]'], ['[aria-pressed=\"true\"]', '[aria-pressed=\"false\"]'],
           ['[aria-checked=\"true\"]', '[aria-checked=\"false\"]'], ['[aria-current]', 'a:not([aria-current])']];
         return pairs.flatMap(([on, off]) => [...document.querySelectorAll(on)].filter((one) => !hidden(one)).flatMap((one) => {
           const around = one.closest('[role=\"tablist\"], [role=\"radiogroup\"], [role=\"group\"], [role=\"grid\"], nav, ul') ?? one.parentElement;
           const other = [...around.querySelectorAll(off)].find((other) => other.tagName === one.tagName && role(other) === role(one));
           return other ? [{ name: label(one), shape: whole(one) === whole(other), filled: filled(one) }] : [];
         }));";
    let mut found = Vec::new();
    let mut pairs = 0;
    walk(&window, |screen| {
        let before = window.ask(judge, &[]);
        assert!(as_if(&window, "forced-colors", true) > 5, "the page has rules for forced colours");
        let after = window.ask(judge, &[]);
        as_if(&window, "forced-colors", false);
        for (was, is) in before.as_array().into_iter().flatten().zip(after.as_array().into_iter().flatten()) {
            pairs += 1;
            // The same shape, and no colour of the system's own given to it either.
            if is["shape"] == true && was["filled"] == is["filled"] {
                found.push(format!("{screen}: {} looks like its neighbours", is["name"].as_str().unwrap_or_default()));
            }
        }
    });
    assert!(pairs > 20, "there is much to choose");
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Whoever wishes more contrast reads every word at 7 to 1 (WCAG 1.4.6).
#[test]
fn whoever_wishes_more_contrast_gets_it() {
    let sink = Sink::start(&[]);
    let window = one_of_everything(sink.port).open();
    let mut found = Vec::new();
    walk(&window, |screen| {
        assert!(as_if(&window, "prefers-contrast", true) > 0, "the page has rules for more contrast");
        for look in ["light", "dark"] {
            // Of a screen the first few are enough: a colour is wrong everywhere at once.
            let faults = window.axe_by(look, &["color-contrast-enhanced"]);
            found.extend(faults.into_iter().take(3).map(|fault| format!("{screen}: {fault}")));
        }
    });
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}
