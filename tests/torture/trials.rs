//! Sending while everything fails: kills, power losses, a full disk, a frozen network. A receiver by other hands is the witness.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use rand::Rng as _;
use tidings_tests::fixtures::{BadDisk, Running, Sink, until};

use crate::desk::Desk;

/// How many rows the ledger may leave uncertain for one death, by D4: thirty-two marked ahead on each connection, where they go out in a fraction of a millisecond each.
pub(crate) const AHEAD: usize = 32;

pub(crate) const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"];

/// What was found of distributions after the last resume, held against what a receiver by other hands took.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) lost: Vec<String>,
    pub(crate) doubled: Vec<String>,
    pub(crate) unfinished: Vec<String>,
    /// Uncertain rows that the receiver has, and that it has not.
    pub(crate) uncertain: (usize, usize),
}

impl Verdict {
    pub(crate) fn is_right(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.unfinished.is_empty()
    }

    pub(crate) fn uncertain(&self) -> usize {
        self.uncertain.0 + self.uncertain.1
    }
}

/// Compares the ledger with the Message-IDs that a receiver took to their end.
pub(crate) fn judge(desk: &Desk, people: usize, taken: impl IntoIterator<Item = String>) -> Verdict {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for message_id in taken {
        *times.entry(message_id.trim_matches(['<', '>']).to_owned()).or_default() += 1;
    }
    let ledger = desk.ledger(1);
    assert_eq!(ledger.len(), people, "the frozen list keeps everybody");
    let mut verdict = Verdict::default();
    for row in &ledger {
        let message_id = row["message_id"].as_str().expect("a Message-ID").to_owned();
        let times = times.remove(&message_id).unwrap_or(0);
        if times > 1 {
            verdict.doubled.push(message_id.clone());
        }
        match row["state"].as_str() {
            Some("accepted") if times == 0 => verdict.lost.push(message_id),
            Some("accepted") => {}
            Some("uncertain") if times == 0 => verdict.uncertain.1 += 1,
            Some("uncertain") => verdict.uncertain.0 += 1,
            _ => verdict.unfinished.push(message_id),
        }
    }
    assert!(times.is_empty(), "the receiver has mails that no ledger names: {times:?}");
    desk.sum(1);
    desk.verify();
    verdict
}

/// What some trials of one kind came to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Deaths, full disks or frosts that fell into the sending.
    pub(crate) blows: usize,
    /// Rows that may be uncertain after them (D4).
    pub(crate) bound: usize,
    pub(crate) verdict: Verdict,
}

impl Outcome {
    pub(crate) fn is_right(&self) -> bool {
        self.verdict.is_right() && self.verdict.uncertain() <= self.bound
    }
}

/// The command that goes on with whatever was begun.
fn go_on(desk: &Desk) -> &'static [&'static str] {
    // It died before Send was written: then nothing may have left, and it is asked for anew.
    if desk.run(&["distribution", "show", "1"]).code == Some(4) { SEND } else { &["distribution", "resume", "1"] }
}

/// One desk in front of a sink that keeps every mail. A `pace` gives every blow letters to fall into, whatever the machine's speed;
/// without one marks run ahead as far as they may.
fn desk(people: usize, connections: u32, pace: bool) -> (Sink, Desk) {
    let sink = Sink::start(&[]);
    let desk = Desk::new(people, sink.port, connections);
    if pace {
        desk.must(&["account", "edit", "press", "--per-minute", "24000"]);
    }
    (sink, desk)
}

/// Waits until it has sent something, and then a random while more; gives whether it still runs. One in five is struck before that.
fn while_sending(running: &mut Running, sink: &Sink) -> bool {
    let mut random = rand::rng();
    let before = sink.count();
    if random.random_bool(0.2) {
        std::thread::sleep(Duration::from_millis(random.random_range(0..160)));
        return running.runs();
    }
    while sink.count() == before && running.runs() {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_millis(random.random_range(0..60)));
    running.runs()
}

fn end(desk: &Desk, sink: &Sink, blows: usize, people: usize, connections: u32) -> Outcome {
    desk.run(go_on(desk));
    let verdict = judge(desk, people, sink.mails().into_iter().map(|mail| mail.message_id));
    Outcome { blows, bound: blows * AHEAD * connections as usize, verdict }
}

/// Kills the sending at random instants, `kills` times or until all is sent, and resumes it each time.
pub(crate) fn kills(kills: usize, people: usize, connections: u32, pace: bool) -> Outcome {
    let (sink, desk) = desk(people, connections, pace);
    let (mut arguments, mut blows) = (SEND, 0);
    while blows < kills {
        let mut running = Running::start(desk.command(arguments).stdout(Stdio::null()));
        if !while_sending(&mut running, &sink) {
            break;
        }
        running.kill();
        blows += 1;
        arguments = go_on(&desk);
    }
    end(&desk, &sink, blows, people, connections)
}

/// Cuts the power at random instants: of each file that remains which was synced. A `deaf` disk has synced nothing.
pub(crate) fn power_losses(losses: usize, people: usize, connections: u32, deaf: bool) -> Outcome {
    let (sink, desk) = desk(people, connections, true);
    let disk = BadDisk::under(&desk.file);
    let (mut arguments, mut blows) = (SEND, 0);
    while blows < losses {
        let mut command = desk.command(arguments);
        disk.watch(&mut command, deaf);
        let before = sink.count();
        let mut running = Running::start(command.stdout(Stdio::null()));
        if deaf {
            until("some mails", Duration::from_secs(30), || sink.count() >= before + 3 || !running.runs());
        }
        if !while_sending(&mut running, &sink) {
            break;
        }
        running.kill();
        disk.lose_power();
        blows += 1;
        if deaf {
            // The machine remembers more than the file: nothing goes until somebody says what it is (D24).
            assert_ne!(desk.run(SEND).code, Some(0), "an older file went unnoticed");
            desk.must(&["distribution", "adopt", "--moved"]);
        }
        arguments = go_on(&desk);
    }
    end(&desk, &sink, blows, people, connections)
}

/// Fills the disk after a random number of bytes while it sends; then there is room again, or it is killed where it stands.
pub(crate) fn full_disk(people: usize, connections: u32) -> Outcome {
    let (sink, desk) = desk(people, connections, true);
    let disk = BadDisk::under(&desk.file);
    let mut random = rand::rng();
    let mut command = desk.command(SEND);
    disk.fill_after(&mut command, random.random_range(0..6_000_000));
    let mut running = Running::start(command.stdout(Stdio::null()));
    // It stands still when nothing more arrives: nobody may get what is not marked.
    let mut last = (0, 0);
    while running.runs() && last.1 < 6 {
        std::thread::sleep(Duration::from_millis(100));
        let now = sink.count();
        last = if now == last.0 { (now, last.1 + 1) } else { (now, 0) };
    }
    let mut deaths = 0;
    if running.runs() {
        if random.random_bool(0.3) {
            running.kill();
            deaths = 1;
        }
        disk.make_room();
        until("its end", Duration::from_secs(120), || !running.runs());
    }
    let mut outcome = end(&desk, &sink, deaths, people, connections);
    outcome.blows = 1;
    outcome
}

/// Freezes the receiver while it is sent to; then it thaws, or the sending is killed first.
pub(crate) fn frozen(people: usize, connections: u32) -> Outcome {
    let (mut sink, desk) = desk(people, connections, true);
    let mut random = rand::rng();
    let mut running = Running::start(desk.command(SEND).stdout(Stdio::null()));
    let begin = random.random_range(1..people / 2);
    until("some mails", Duration::from_secs(30), || sink.count() >= begin || !running.runs());
    sink.signal("STOP");
    std::thread::sleep(Duration::from_millis(random.random_range(200..1500)));
    let mut deaths = 0;
    if random.random_bool(0.5) && running.runs() {
        running.kill();
        deaths = 1;
    }
    sink.signal("CONT");
    until("its end", Duration::from_secs(120), || !running.runs());
    let mut outcome = end(&desk, &sink, deaths, people, connections);
    outcome.blows = 1;
    outcome
}
