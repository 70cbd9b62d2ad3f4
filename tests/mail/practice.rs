//! The practice account through the command line: once each, every conduct in the ledger, nothing beyond loopback.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::Value;
use tidings_tests::fixtures::{Running, until};

use crate::desk::Desk;

const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"];

/// A workspace with `people` journalists and a release; nothing but its practice account.
fn desk(people: usize) -> Desk {
    let desk = Desk::empty();
    let rows: String = (0..people).map(|n| format!("Person {n},person{n}@paper{}.example.net,heritage\n", n % 17)).collect();
    desk.import(&format!("name,address,beats\n{rows}"));
    desk.add_release("The lens is back", "Dear {{ first_name | \"editor\" }},\n\nthe lens is back in its tower.\n");
    desk
}

fn states(desk: &Desk) -> BTreeMap<String, usize> {
    let mut states = BTreeMap::new();
    for row in desk.ledger(1) {
        *states.entry(row["state"].as_str().expect("a state").to_owned()).or_default() += 1;
    }
    states
}

fn mailbox(desk: &Desk) -> Vec<Value> {
    desk.must(&["practice", "list", "--limit", "100000"]).lines
}

#[test]
fn two_thousand_have_it_once_each_and_it_reads_as_it_was_sent() {
    const PEOPLE: usize = 2_000;
    let desk = desk(PEOPLE);
    let sum = desk.must(SEND).lines.remove(0);
    assert_eq!((&sum["accepted"], &sum["recipients"]), (&PEOPLE.into(), &PEOPLE.into()));
    let mails = mailbox(&desk);
    assert_eq!(mails.len(), PEOPLE);
    let mut to: Vec<&str> = mails.iter().map(|mail| mail["to"].as_str().expect("an address")).collect();
    to.sort_unstable();
    to.dedup();
    assert_eq!(to.len(), PEOPLE, "nobody has it twice");
    let ledger: BTreeMap<String, String> = desk
        .ledger(1)
        .iter()
        .map(|row| (row["address"].as_str().expect("one").to_owned(), row["message_id"].as_str().expect("one").to_owned()))
        .collect();
    for mail in [&mails[0], &mails[PEOPLE / 2], &mails[PEOPLE - 1]] {
        let read = desk.must(&["practice", "show", &mail["id"].to_string()]).lines.remove(0);
        let to = mail["to"].as_str().expect("an address");
        assert!(read["headers"].as_str().expect("a head").contains(ledger[to].trim_matches(['<', '>'])), "{read}");
        assert!(read["text"].as_str().expect("a text").contains("the lens is back in its tower"), "{read}");
        assert!(read["html"].as_str().expect("a page").contains("Dear Person"), "{read}");
    }
    desk.sum(1);
    desk.verify();
    assert_eq!(desk.must(&["undo", "--list"]).lines.iter().filter(|one| one.to_string().contains("practice")).count(), 0);
}

#[test]
fn refused_busy_and_lost_stand_in_the_ledger_as_what_they_are() {
    let desk = desk(17 * 4);
    desk.must(&[
        "practice",
        "conduct",
        "accept",
        "--rule",
        "*@paper3.example.net=refuse",
        "--rule",
        "paper5.example.net=busy",
        "--rule",
        "*@paper7.*=lose",
    ]);
    let sent = desk.run(SEND);
    assert_eq!(sent.code, Some(6), "not for everybody: {}", sent.stderr);
    let expected = [("accepted", 14 * 4), ("refused-permanent", 4), ("refused-temporary", 4), ("uncertain", 4)];
    assert_eq!(states(&desk), expected.map(|(state, count)| (state.to_owned(), count)).into());
    let reply = |domain: &str| {
        let rows = desk.ledger(1);
        let row = rows.iter().find(|row| row["address"].as_str().is_some_and(|address| address.ends_with(domain))).expect("a row");
        row["reply"].as_str().unwrap_or_default().to_owned()
    };
    for (domain, answer) in [("@paper3.example.net", "5.1.1"), ("@paper5.example.net", "4.7.1")] {
        assert!(reply(domain).starts_with(answer), "{domain}: {}", reply(domain));
    }
    // What was lost after the final dot lies in the mailbox: whoever looks there can answer for it.
    let lost: Vec<Value> = mailbox(&desk).into_iter().filter(|mail| mail["conduct"] == "lose").collect();
    assert_eq!(lost.len(), 4);
    desk.must(&["practice", "conduct", "accept", "--no-rules"]);
    desk.run(&["distribution", "resolve", "1", "--all", "accepted"]);
    assert_eq!(states(&desk)["accepted"], 15 * 4);
    desk.run(&["distribution", "retry", "1"]);
    assert_eq!(states(&desk)["accepted"], 16 * 4, "the refused have it now; the busy ones wait for their time");
    assert_eq!(mailbox(&desk).len(), 16 * 4);
}

#[test]
fn an_attachment_for_three_hundred_is_kept_once() {
    let desk = desk(300);
    let photo: Vec<u8> = (0..500_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect();
    let path = desk.file.with_file_name("photo.bin");
    std::fs::write(&path, &photo).expect("a file");
    desk.must(&["document", "attach", "1", path.to_str().expect("a path")]);
    let size = || std::fs::metadata(&desk.file).expect("the workspace").len();
    let before = size();
    desk.must(SEND);
    let grown = size() - before;
    assert!(grown < 10_000_000, "300 mails of 680 KB made the file {grown} bytes bigger");
    let mails = mailbox(&desk);
    assert!(mails.len() == 300 && mails.iter().all(|mail| mail["bytes"].as_u64().is_some_and(|bytes| bytes > 600_000)));
    let (first, saved) = (mails[299]["id"].to_string(), desk.file.with_file_name("saved.bin"));
    desk.must(&["practice", "show", &first, "--file", "1", "--out", saved.to_str().expect("a path")]);
    assert_eq!(std::fs::read(&saved).expect("the file"), photo);
    assert_eq!(
        desk.run(&["practice", "show", &first, "--file", "1", "--out", saved.to_str().expect("a path")]).code,
        Some(3),
        "never over a file"
    );
    assert_eq!(desk.run(&["practice", "empty"]).code, Some(5));
    assert_eq!(desk.must(&["practice", "empty", "--yes"]).lines[0]["removed"], 300);
    assert!(mailbox(&desk).is_empty());
    desk.verify();
}

#[test]
fn what_the_ledger_calls_accepted_is_in_the_mailbox_after_any_kill() {
    const PEOPLE: usize = 600;
    let desk = desk(PEOPLE);
    desk.must(&["account", "edit", "practice", "--per-minute", "12000"]);
    let mut arguments = SEND.to_vec();
    for kill in 0..6 {
        let mut running = Running::start(desk.command(&arguments).stdout(Stdio::null()));
        std::thread::sleep(Duration::from_millis(300 + 90 * kill));
        running.kill();
        if desk.run(&["distribution", "show", "1"]).code == Some(0) {
            arguments = vec!["distribution", "resume", "1"];
        }
    }
    let end = desk.run(&arguments);
    assert!(matches!(end.code, Some(0 | 6)), "{}", end.stderr);
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for mail in mailbox(&desk) {
        *taken.entry(mail["to"].as_str().expect("one").to_owned()).or_default() += 1;
    }
    for row in desk.ledger(1) {
        let times = taken.get(row["address"].as_str().expect("one")).copied().unwrap_or(0);
        match row["state"].as_str() {
            Some("accepted") => assert_eq!(times, 1, "{row}"),
            Some("uncertain") => assert!(times <= 1, "{row}"),
            other => panic!("{other:?} is left over: {row}"),
        }
    }
    desk.verify();
}

/// Runs `script` where there is loopback and no way out.
fn without_network(desk: &Desk, script: &str) -> std::process::Output {
    let mut command = Command::new("unshare");
    let as_root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0");
    command.args(if as_root { &["--net"][..] } else { &["--user", "--map-root-user", "--net"] });
    command.args(["sh", "-c", &format!("ip link set lo up || exit 99; {script}")]);
    let tidings = desk.command(&[]);
    command.env("TIDINGS", tidings.get_program()).env("TIDINGS_WORKSPACE", &desk.file);
    command.envs(tidings.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.stdin(Stdio::null()).output().expect("unshare (util-linux) is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !said.contains("unshare:") && output.status.code() != Some(99),
        "this machine lets its users make no network namespace, so D36 cannot be tried on it: {said}"
    );
    output
}

#[test]
fn practice_needs_nothing_beyond_loopback() {
    let desk = desk(40);
    // The namespace has no way out: a server elsewhere is not reached. Else what follows would prove nothing.
    desk.must(&["account", "add", "elsewhere", "--from", "press@example.org", "--smtp", "smtps://192.0.2.1:465"]);
    let routes = without_network(
        &desk,
        "ip route show table all type unicast; ip -6 route show type unicast; \"$TIDINGS\" --json account test elsewhere",
    );
    let said = String::from_utf8_lossy(&routes.stdout);
    assert!(routes.status.code() == Some(1) && said.contains("accounts.port_closed"), "{said}{}", String::from_utf8_lossy(&routes.stderr));
    let sent = without_network(&desk, "\"$TIDINGS\" --json send 1 --to kind:journalist --account practice --hold 0 --yes");
    assert_eq!(sent.status.code(), Some(0), "{}", String::from_utf8_lossy(&sent.stderr));
    assert_eq!(states(&desk), [("accepted".to_owned(), 40)].into());
    assert_eq!(mailbox(&desk).len(), 40);
}

/// The local addresses at which a process listens or is connected, TCP and UDP, as the kernel lists them (hexadecimal).
fn sockets(pid: u32) -> Vec<(String, String)> {
    let mut own = Vec::new();
    for entry in std::fs::read_dir(format!("/proc/{pid}/fd")).expect("its files").flatten() {
        if let Ok(target) = std::fs::read_link(entry.path()) {
            own.extend(target.to_string_lossy().strip_prefix("socket:[").map(|inode| inode.trim_end_matches(']').to_owned()));
        }
    }
    let mut found = Vec::new();
    for table in ["tcp", "tcp6", "udp", "udp6"] {
        let text = std::fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap_or_default();
        for line in text.lines().skip(1) {
            let words: Vec<&str> = line.split_whitespace().collect();
            if own.iter().any(|inode| words.get(9) == Some(&inode.as_str())) {
                found.push((table.to_owned(), words[1].split(':').next().unwrap_or_default().to_owned()));
            }
        }
    }
    found
}

/// A practice server alone, and its port.
fn serve(desk: &Desk, arguments: &[&str]) -> (Running, u16, BufReader<std::fs::File>) {
    let told = desk.file.with_file_name("ports.json");
    drop(std::fs::remove_file(&told));
    let out = std::fs::File::create(&told).expect("a file");
    let mut command = desk.command(&[&["practice", "serve"], arguments].concat());
    let running = Running::start(command.stdout(out));
    let mut port = 0;
    until("the practice server tells its port", Duration::from_secs(20), || {
        let text = std::fs::read_to_string(&told).unwrap_or_default();
        port = serde_json::from_str::<Value>(text.trim())
            .ok()
            .and_then(|told| told["smtp"].as_u64())
            .and_then(|port| port.try_into().ok())
            .unwrap_or(0);
        port != 0
    });
    (running, port, BufReader::new(std::fs::File::open(&told).expect("the file")))
}

fn hand_over(port: u16, to: &str, text: &str) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
    let mail =
        format!("EHLO me\r\nMAIL FROM:<desk@example.org>\r\nRCPT TO:<{to}>\r\nDATA\r\nSubject: {text}\r\n\r\n{text}\r\n.\r\nQUIT\r\n");
    stream.write_all(mail.as_bytes()).expect("it hears");
    let mut said = String::new();
    stream.read_to_string(&mut said).expect("it answers");
    said
}

#[test]
fn served_alone_it_writes_files_listens_on_loopback_alone_and_stops_cleanly() {
    let desk = Desk::empty();
    let folder = desk.file.with_file_name("mails");
    let (mut running, port, mut told) = serve(&desk, &["--into", folder.to_str().expect("a path"), "--rule", "nobody@*=refuse"]);
    assert!(hand_over(port, "ana@example.net", "One").contains("250 2.0.0"));
    assert!(hand_over(port, "nobody@example.net", "Two").contains("550 5.1.1"));
    assert!(hand_over(port, "etc/passwd@example.net", "Three").contains("250 2.0.0"));
    let sockets = sockets(running.pid());
    assert!(!sockets.is_empty() && sockets.iter().all(|socket| *socket == ("tcp".to_owned(), "0100007F".to_owned())), "{sockets:?}");
    running.signal("INT");
    assert_eq!(running.wait(), Some(0), "Ctrl-C ends it cleanly");
    let mut line = String::new();
    told.read_line(&mut line).expect("what it said");
    assert!(told.fill_buf().expect("the end").is_empty(), "stdout holds one object");
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).expect("mails").flatten().map(|one| one.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["000001-ana@example.net.eml", "000002-etc-passwd@example.net.eml"].map(str::to_owned));
    let bytes = std::fs::read(folder.join(&names[0])).expect("a mail");
    assert_eq!(MessageParser::default().parse(&bytes).expect("a mail").subject(), Some("One"));
}

#[test]
fn served_alone_into_the_workspace_it_takes_what_others_send() {
    let desk = Desk::empty();
    desk.must(&["practice", "conduct", "answer"]);
    let (mut running, port, _) = serve(&desk, &[]);
    for n in 0..20 {
        assert!(hand_over(port, &format!("person{n}@example.net"), "Hello").contains("250 2.0.0"));
    }
    // Told otherwise from outside, it behaves otherwise at once.
    desk.must(&["practice", "conduct", "refuse"]);
    assert!(hand_over(port, "ana@example.net", "Hello").contains("550"));
    let port = port.to_string();
    let taken = desk.run(&["practice", "serve", "--smtp", &port]);
    assert_eq!((taken.code, &taken.lines[0]["error"]["code"]), (Some(1), &"practice.port".into()));
    running.signal("TERM");
    assert_eq!(running.wait(), Some(0));
    let mails = mailbox(&desk);
    assert_eq!(mails.iter().filter(|mail| mail["kind"] == "mail").count(), 20);
    let reply = mails.iter().find(|mail| mail["kind"] == "reply").expect("somebody wrote back");
    let out = desk.file.with_file_name("reply.eml");
    desk.must(&["practice", "show", &reply["id"].to_string(), "--out", out.to_str().expect("a path")]);
    let bytes = std::fs::read(&out).expect("the mail");
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    assert!(mail.subject() == Some("Re: Hello") && mail.content_type().is_some());
}

#[test]
fn the_practice_account_needs_no_address_and_is_shown_when_it_is_there() {
    let desk = Desk::empty();
    let there = desk.must(&["account", "add", "practice"]).lines.remove(0);
    assert_eq!((&there["fields"]["kind"], &there["fields"]["name"]), (&"practice".into(), &"Practice".into()));
    desk.must(&["account", "remove", "practice"]);
    assert!(desk.must(&["account", "list"]).lines.is_empty());
    let again = desk.must(&["account", "add", "practice", "--from", "Ines Calder <press@harbourtrust.example.org>"]).lines.remove(0);
    assert_eq!(again["from_name"], "Ines Calder");
    assert_eq!(desk.must(&["account", "test", "practice"]).lines.len(), 1);
    assert_eq!(desk.run(&["account", "add", "press"]).code, Some(3), "a server elsewhere needs its line");
    assert_eq!(desk.run(&["practice", "conduct", "fly"]).code, Some(2));
    assert_eq!(desk.run(&["practice", "conduct", "--rule", "a b=refuse"]).code, Some(3));
    assert_eq!(desk.run(&["practice", "show", "77"]).code, Some(4));
}
