//! Sending while everything fails, for as long as one likes: `cargo xtask torture`.

#![expect(clippy::print_stdout, reason = "a program for a terminal")]

#[path = "../mail/desk.rs"]
#[expect(dead_code, reason = "the stories of the mail tests use the rest of it")]
mod desk;
mod trials;

use std::process::ExitCode;

use rand::Rng as _;
use trials::Outcome;

/// How often each kind is tried.
struct Asked {
    kills: usize,
    power: usize,
    full: usize,
    frozen: usize,
}

fn asked() -> Asked {
    let mut asked = Asked { kills: 1000, power: 200, full: 200, frozen: 20 };
    let words: Vec<String> = std::env::args().skip(1).collect();
    for two in words.windows(2) {
        let number = || two[1].parse().unwrap_or_else(|_| panic!("{} wants a number, not {}", two[0], two[1]));
        match two[0].as_str() {
            "--kills" => asked.kills = number(),
            "--power" => asked.power = number(),
            "--full" => asked.full = number(),
            "--frozen" => asked.frozen = number(),
            _ => {}
        }
    }
    asked
}

/// Repeats rounds of one kind until so many blows fell, and says what came of them.
fn repeat(what: &str, wanted: usize, mut round: impl FnMut(usize, u32) -> Outcome) -> bool {
    let mut all = Outcome::default();
    let mut told = 0;
    while all.blows < wanted {
        let connections = rand::rng().random_range(1..=4);
        let outcome = round(wanted - all.blows, connections);
        if !outcome.is_right() {
            println!("WRONG, {what}, {connections} connections: {outcome:?}");
        }
        add(&mut all, outcome);
        if all.blows >= told + wanted.div_ceil(10) {
            told = all.blows;
            say(what, &all);
        }
    }
    if wanted > 0 {
        println!("{} {what} in all: ", if all.is_right() { "ok   " } else { "WRONG" });
        say(what, &all);
    }
    all.is_right()
}

/// Adds what another round came to.
fn add(all: &mut Outcome, other: Outcome) {
    all.blows += other.blows;
    all.bound += other.bound;
    let (mine, theirs) = (&mut all.verdict, other.verdict);
    mine.lost.extend(theirs.lost);
    mine.doubled.extend(theirs.doubled);
    mine.unfinished.extend(theirs.unfinished);
    mine.uncertain = (mine.uncertain.0 + theirs.uncertain.0, mine.uncertain.1 + theirs.uncertain.1);
}

fn say(what: &str, all: &Outcome) {
    let verdict = &all.verdict;
    println!(
        "      {} {what}: {} lost, {} doubled, {} unfinished, {} uncertain ({} of them have it; D4 allows {})",
        all.blows,
        verdict.lost.len(),
        verdict.doubled.len(),
        verdict.unfinished.len(),
        verdict.uncertain(),
        verdict.uncertain.0,
        all.bound,
    );
}

fn main() -> ExitCode {
    let asked = asked();
    let right = [
        repeat("kills", asked.kills, |left, connections| trials::kills(left.min(100), 3000, connections, rand::rng().random_bool(0.5))),
        repeat("power losses", asked.power, |left, connections| trials::power_losses(left.min(20), 600, connections, false)),
        repeat("full disks", asked.full, |_, connections| trials::full_disk(400, connections)),
        repeat("frosts", asked.frozen, |_, connections| trials::frozen(300, connections)),
    ];
    if right.iter().all(|right| *right) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
