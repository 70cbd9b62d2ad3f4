//! The agent as a real process: it sends what is due without a window, beside other programs, over kills and restarts.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tidings_tests::fixtures::{Oracle, Rule, Running, SessionKeychain, Sink, until};

use crate::desk::Desk;

const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--yes"];

/// The agent of a desk, and what it said so far.
struct Agent {
    running: Running,
    heard: Arc<Mutex<Vec<Value>>>,
}

impl Agent {
    fn start(desk: &Desk) -> Self {
        let (running, output) = Running::start_heard(desk.command(&["agent", "run"]).stderr(Stdio::null()));
        let heard: Arc<Mutex<Vec<Value>>> = Arc::default();
        let keeps = Arc::clone(&heard);
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                keeps.lock().expect("the list").push(serde_json::from_str(&line).expect("a line of JSON"));
            }
        });
        Self { running, heard }
    }

    fn said(&self, event: &str) -> usize {
        self.heard.lock().expect("the list").iter().filter(|line| line["event"] == event).count()
    }

    /// Waits until it rests.
    fn rests(&self) {
        until("the agent's rest", Duration::from_secs(30), || {
            self.heard.lock().expect("the list").last().is_some_and(|l| l["event"] == "waits")
        });
    }

    /// Ends it as the system does, and gives what it ended with.
    fn end(mut self) -> Option<i32> {
        self.running.signal("TERM");
        until("the agent's end", Duration::from_secs(10), || !self.running.runs());
        self.running.wait()
    }
}

/// How often each Message-ID was taken, held against the ledger: accepted rows were taken once, and nothing twice.
fn once_each(desk: &Desk, taken: impl IntoIterator<Item = String>) {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for message_id in taken {
        *times.entry(message_id.trim_matches(['<', '>']).to_owned()).or_default() += 1;
    }
    for row in desk.ledger(1) {
        let n = times.get(row["message_id"].as_str().expect("a Message-ID")).copied().unwrap_or(0);
        assert!(n <= 1, "twice: {row}");
        assert!(n == 1 || row["state"] != "accepted", "lost: {row}");
    }
    desk.sum(1);
    desk.verify();
}

#[test]
fn a_schedule_is_sent_to_its_end_without_a_window_and_the_agent_ends_cleanly() {
    let sink = Sink::start(&[]);
    let desk = Desk::new(12, sink.port, 2);
    let agent = Agent::start(&desk);
    agent.rests();
    // The next full minute, unless it is too near: the agent looks at the file every ten seconds, and is to know before.
    let soon = std::time::SystemTime::now() + Duration::from_secs(85);
    let minute = soon.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs() / 60;
    let at = format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
    let day = String::from_utf8(
        std::process::Command::new("date").args(["-u", "-d", &format!("@{}", minute * 60), "+%F"]).output().expect("date").stdout,
    )
    .expect("text");
    let start = format!("{}T{at}Z", day.trim());
    let sent = desk.must_end(&[SEND, &["--at", &start, "--detach"]].concat(), 6).lines.remove(0);
    assert_eq!(sent["state"], "scheduled");
    until("that it knows when", Duration::from_secs(20), || {
        agent.heard.lock().expect("the list").iter().any(|line| line["next_at"].as_str().is_some_and(|at| at.ends_with(":00Z")))
    });
    assert!(sink.mails().is_empty(), "nothing early");
    until("the sending", Duration::from_secs(150), || sink.mails().len() == 12);
    until("the ledger's end", Duration::from_secs(10), || desk.sum(1)["state"] == "finished");
    let first = desk.ledger(1).iter().map(|row| row["at"].as_str().expect("a time").to_owned()).min().expect("rows");
    assert!(first.as_str() >= start.replace('Z', ":00Z").as_str(), "{first} is not before {start}");
    agent.rests();
    assert_eq!((agent.said("sends"), agent.said("trouble")), (1, 0));
    assert_eq!(agent.end(), Some(0));
    once_each(&desk, sink.mails().into_iter().map(|mail| mail.message_id));
}

#[test]
fn killed_in_the_middle_and_started_again_it_sends_the_rest_once_or_asks() {
    for goes_on in [true, false] {
        let oracle = Oracle::start(None, &[Rule::slow("person", 40)]);
        let desk = Desk::new(40, oracle.port, 2);
        let word: &[&str] = if goes_on { &["--go-on"] } else { &[] };
        desk.must_end(&[SEND, &["--hold", "0", "--detach"], word].concat(), 6);
        let mut agent = Agent::start(&desk);
        until("some mails", Duration::from_secs(30), || oracle.taken().len() >= 6);
        agent.running.kill();
        let again = Agent::start(&desk);
        again.rests();
        let sum = desk.sum(1);
        if goes_on {
            assert_eq!((&sum["state"], &sum["waiting"]), (&"finished".into(), &0.into()), "{sum}");
        } else {
            assert_eq!((&sum["state"], &sum["because"]), (&"paused".into(), &"user".into()), "{sum}");
            desk.must_end(&["distribution", "resume", "1", "--detach"], 6);
            until("the rest", Duration::from_secs(60), || desk.sum(1)["waiting"] == 0);
        }
        assert_eq!(again.end(), Some(0));
        once_each(&desk, oracle.taken().into_iter().map(|mail| mail.message_id));
    }
}

#[test]
fn ended_in_the_middle_it_leaves_nothing_in_doubt_and_the_next_one_goes_on() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 60)]);
    let desk = Desk::new(40, oracle.port, 2);
    desk.must_end(&[SEND, &["--hold", "0", "--detach"]].concat(), 6);
    let agent = Agent::start(&desk);
    until("some mails", Duration::from_secs(30), || oracle.taken().len() >= 6);
    assert_eq!(agent.end(), Some(0));
    let half = desk.sum(1);
    assert_eq!((&half["state"], &half["uncertain"]), (&"sending".into(), &0.into()), "{half}");
    assert!(half["waiting"].as_u64() > Some(0), "{half}");
    let next = Agent::start(&desk);
    until("the rest", Duration::from_secs(60), || desk.sum(1)["state"] == "finished");
    assert_eq!(next.end(), Some(0));
    assert_eq!(desk.sum(1)["accepted"], 40);
    once_each(&desk, oracle.taken().into_iter().map(|mail| mail.message_id));
}

#[test]
fn two_agents_and_a_command_beside_them_send_once_and_one_follows_the_other() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 50)]);
    let desk = Desk::new(40, oracle.port, 2);
    let agents = [Agent::start(&desk), Agent::start(&desk)];
    let mut agents = agents.into_iter().partition::<Vec<_>, _>(|agent| {
        until("one of two", Duration::from_secs(20), || !agent.heard.lock().expect("the list").is_empty());
        agent.said("waits") > 0
    });
    assert_eq!((agents.0.len(), agents.1.len()), (1, 1), "one of them runs");
    let mut second = agents.1.remove(0);
    assert_eq!(second.running.wait(), Some(1));
    assert_eq!(second.heard.lock().expect("the list")[0]["error"]["code"], "agent.runs_already");
    let agent = agents.0.remove(0);
    // The command sends by itself, or follows whoever does: to its end in both cases.
    desk.must_end(&[SEND, &["--hold", "0", "--detach"]].concat(), 6);
    until("the agent's sending", Duration::from_secs(30), || agent.said("sends") == 1);
    let followed = desk.run(&["distribution", "resume", "1"]);
    assert_eq!(followed.code, Some(0), "{}", followed.stderr);
    assert_eq!(followed.lines[0]["accepted"], 40);
    // The other way: the command has the right to send, and the agent lets it.
    desk.add_release("The lamp too", "Text.\n");
    let sent = desk.run(&["send", "2", "--to", "kind:journalist", "--recent", "0", "--hold", "0", "--yes"]);
    assert_eq!(sent.code, Some(0), "{}", sent.stderr);
    assert_eq!(agent.end(), Some(0));
    assert_eq!(oracle.taken().len(), 80);
    once_each(&desk, oracle.taken().into_iter().map(|mail| mail.message_id));
}

#[test]
fn it_is_installed_for_the_system_and_taken_away_again() {
    let keychain = SessionKeychain::unlocked();
    let mut desk = Desk::new(1, 9, 1);
    let refused = desk.run(&["agent", "install"]);
    assert_eq!((refused.code, &refused.lines[0]["error"]["code"]), (Some(3), &"agent.no_keychain".into()), "{}", refused.stderr);
    assert!(refused.lines[0]["error"]["hint"].as_str().is_some_and(|hint| hint.contains("keychain")));
    // A system that notes what it is told.
    let folder = tempfile::tempdir().expect("a folder");
    let (system, told) = (folder.path().join("systemctl"), folder.path().join("told"));
    std::fs::write(&system, format!("#!/bin/sh\necho \"$@\" >> '{}'\n", told.display())).expect("a system");
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").expect("a path"));
    assert!(std::process::Command::new("chmod").arg("755").arg(&system).status().expect("chmod").success());
    desk.variables.extend([
        ("DBUS_SESSION_BUS_ADDRESS", keychain.bus().to_owned()),
        ("XDG_CONFIG_HOME", folder.path().display().to_string()),
        ("PATH", path),
    ]);
    let unit = folder.path().join("systemd/user/tidings-agent.service");
    let installed = desk.must(&["agent", "install"]).lines.remove(0);
    assert_eq!((&installed["installed"], &installed["runs"]), (&true.into(), &false.into()), "{installed}");
    assert_eq!(installed["workspaces"], serde_json::json!([desk.file.display().to_string()]));
    assert_eq!(std::fs::read_to_string(&told).expect("words"), "--user daemon-reload\n--user enable --now tidings-agent.service\n");
    let text = std::fs::read_to_string(&unit).expect("a unit");
    assert_eq!(desk.must(&["agent", "install", "--print"]).lines[0]["text"], text.as_str());
    assert!(!keychain.entries().contains("probe"), "what tried the keychain is gone");
    // What it was told of is what it watches when the system starts it.
    let mut started = desk.command(&["agent", "run"]);
    let listed: Vec<_> = started.get_args().map(ToOwned::to_owned).collect();
    let without_file: Vec<_> = listed.iter().filter(|word| *word != "-w" && *word != desk.file.as_os_str()).collect();
    let mut by_system = std::process::Command::new(started.get_program());
    by_system.args(without_file).envs(started.get_envs().filter_map(|(name, value)| Some((name, value?))));
    started.stdin(Stdio::null());
    let (mut running, output) = Running::start_heard(by_system.stderr(Stdio::null()));
    let line = BufReader::new(output).lines().next().expect("a line").expect("text");
    assert!(line.contains("\"event\":\"waits\"") && line.contains("trust.tidings"), "{line}");
    assert_eq!(desk.must(&["agent", "status"]).lines[0]["runs"], true);
    running.signal("TERM");
    assert_eq!(running.wait(), Some(0));
    let gone = desk.must(&["agent", "uninstall"]).lines.remove(0);
    assert_eq!((&gone["installed"], &gone["workspaces"]), (&false.into(), &serde_json::json!([])));
    assert!(!unit.exists() && std::fs::read_to_string(&told).expect("words").ends_with("--user disable --now tidings-agent.service\n"));
    // A system that refuses leaves nothing behind.
    std::fs::write(&system, "#!/bin/sh\necho 'no bus' >&2\nexit 1\n").expect("a system");
    let refused = desk.run(&["agent", "install"]);
    assert_eq!((refused.code, &refused.lines[0]["error"]["code"]), (Some(1), &"agent.system_refused".into()));
    assert!(!unit.exists());
    assert_eq!(desk.must(&["agent", "status"]).lines[0]["workspaces"], serde_json::json!([]));
}
