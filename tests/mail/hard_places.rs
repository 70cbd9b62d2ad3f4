//! Hard places and hostile words: a full disk, a file that goes away, headers, formulas, scripts and paths in what people enter
//! (R5, R8, S2, S7, W4).

use std::time::Duration;

use tidings_tests::fixtures::{Dovecot, Oracle, Postfix, Rule, Running, until};

use crate::desk::{Desk, Said};

const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"];

fn code(said: &Said) -> Option<&str> {
    said.lines.last().and_then(|line| line["error"]["code"].as_str())
}

#[test]
fn on_a_full_disk_nothing_half_done_is_left_and_nothing_is_sent() {
    let oracle = Oracle::start(None, &[]);
    let desk = Desk::on_small_disk(6_000).with(50, oracle.port, 1);
    let disk = desk.disk.as_ref().expect("a small disk");
    let people = desk.must(&["people", "count"]).lines[0]["count"].clone();
    disk.fill();
    let said = desk.run(SEND);
    assert_eq!((said.code, code(&said)), (Some(1), Some("workspace.disk_full")), "{}", said.stderr);
    let mut many = String::from("name,address\n");
    (0..5_000).for_each(|n| many.push_str(&format!("Somebody {n},somebody{n}@example.org\n")));
    let table = desk.write("many.csv", many.as_bytes());
    let said = desk.run(&["people", "import", &table, "--source", "list", "--basis", "consent", "--apply"]);
    assert_eq!((said.code, code(&said)), (Some(1), Some("workspace.disk_full")), "{}", said.stderr);
    let copy = disk.at.join("copy.tidings");
    let said = desk.run(&["workspace", "backup", &copy.display().to_string()]);
    assert_eq!((said.code, code(&said)), (Some(1), Some("workspace.disk_full")), "{}", said.stderr);
    disk.make_room();
    assert!(oracle.taken().is_empty());
    assert_eq!(desk.must(&["people", "count"]).lines[0]["count"], people, "no half import");
    assert!(desk.must(&["distribution", "list"]).lines.is_empty(), "no half distribution");
    let left = disk.enter(std::path::Path::new("ls")).arg(&disk.at).output().expect("ls").stdout;
    assert!(!String::from_utf8_lossy(&left).contains("copy"), "no half copy");
    desk.verify();
    desk.must(SEND);
    assert_eq!(oracle.taken().len(), 50);
}

#[test]
fn when_the_disk_fills_up_while_sending_no_letter_ends_whose_mark_is_not_on_it() {
    let desk = Desk::on_small_disk(6_000).with(60, 1, 2);
    let oracle = Oracle::start(None, &[Rule::slow("person", 80)]);
    desk.must(&["account", "edit", "press", "--smtp", &format!("smtp://127.0.0.1:{}?tls=none", oracle.port)]);
    let disk = desk.disk.as_ref().expect("a small disk");
    let mut running = Running::start(&mut desk.command(SEND));
    until("the first mails", Duration::from_secs(30), || oracle.taken().len() >= 5);
    // The pages that the log of changes has already are written over; then it needs more.
    disk.fill();
    let mut before = 0;
    until("a standstill", Duration::from_secs(30), || {
        let now = oracle.taken().len();
        std::thread::sleep(Duration::from_millis(1500));
        let still = now == oracle.taken().len();
        before = now;
        still
    });
    if before < 60 {
        assert!(running.runs(), "it waits and does not give up");
        disk.make_room();
    }
    assert_eq!(running.wait(), Some(0));
    let taken = oracle.taken();
    let mut different: Vec<&String> = taken.iter().map(|mail| &mail.message_id).collect();
    different.sort();
    different.dedup();
    assert_eq!((taken.len(), different.len(), desk.sum(1)["accepted"].as_u64()), (60, 60, Some(60)));
    assert!(before < 60, "the disk was full in time");
    desk.verify();
}

#[test]
fn a_disk_that_fills_up_while_an_import_is_applied_leaves_nobody_of_it() {
    const PEOPLE: u64 = 20_000;
    // Room for the file and for the longest log of an import: 64 MB, at which it waits until that is carried, and one step more.
    let desk = Desk::on_small_disk(130_000).with(50, 1, 1);
    let disk = desk.disk.as_ref().expect("a small disk");
    let count = || desk.must(&["people", "count"]).lines[0]["count"].as_u64().unwrap();
    let before = count();
    let mut many = String::from("name,address,outlet\n");
    (0..PEOPLE).for_each(|n| many.push_str(&format!("Somebody {n},somebody{n}@example.org,Paper {}\n", n % 991)));
    let table = desk.write("many.csv", many.as_bytes());
    let import = ["people", "import", &table, "--source", "list", "--basis", "consent", "--apply"];
    let right = format!("{}-importing", desk.file.display());
    disk.enter(std::path::Path::new("rm")).arg(&right).output().expect("rm");
    let running = desk.command(&import).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    until("its people are written", Duration::from_secs(120), || {
        disk.enter(std::path::Path::new("ls")).arg(&right).output().is_ok_and(|out| out.status.success())
    });
    std::thread::sleep(Duration::from_millis(300));
    disk.fill();
    let said = crate::desk::said(&running.wait_with_output().unwrap());
    assert_eq!((said.code, code(&said)), (Some(1), Some("workspace.disk_full")), "{:?} {}", said.lines, said.stderr);
    disk.make_room();
    assert_eq!(count(), before, "nobody of it came in");
    desk.verify();
    // What it had written is gone, and with room the same command does it whole.
    desk.must(&import);
    assert_eq!(count(), before + PEOPLE);
}

#[test]
fn a_read_only_disk_is_said() {
    let desk = Desk::on_small_disk(6_000).with(3, 1, 1);
    desk.disk.as_ref().expect("a small disk").make_read_only();
    let said = desk.run(&["people", "add", "--name", "Late Comer", "--email", "late@example.org"]);
    assert_eq!((said.code, code(&said)), (Some(3), Some("workspace.read_only")), "{}", said.stderr);
}

#[test]
fn a_workspace_that_is_moved_or_replaced_while_it_sends_stops_with_a_sentence() {
    for replace in [false, true] {
        let oracle = Oracle::start(None, &[Rule::slow("person", 60)]);
        let desk = Desk::new(40, oracle.port, 1);
        let other = desk.file.with_file_name("other.tidings");
        desk.must(&["workspace", "backup", &other.display().to_string()]);
        let running = desk.command(SEND).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
        until("the first mails", Duration::from_secs(30), || oracle.taken().len() >= 3);
        let away = desk.file.with_file_name("away.tidings");
        if replace {
            // At one stroke: between two there would be no file, which is the other case.
            std::fs::hard_link(&desk.file, &away).unwrap();
            std::fs::rename(&other, &desk.file).unwrap();
        } else {
            std::fs::rename(&desk.file, &away).unwrap();
        }
        let said = crate::desk::said(&running.wait_with_output().unwrap());
        let expected = if replace { "workspace.replaced" } else { "workspace.moved" };
        assert_eq!((said.code, code(&said)), (Some(1), Some(expected)), "{}", said.stderr);
        let stopped = oracle.taken().len();
        assert!(stopped < 40, "R8");
        std::fs::rename(&away, &desk.file).unwrap();
        desk.run(&["distribution", "resume", "1"]);
        let taken = oracle.taken();
        let mut different: Vec<&String> = taken.iter().map(|mail| &mail.message_id).collect();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), taken.len(), "nobody has it twice");
        let sum = desk.sum(1);
        assert_eq!(sum["accepted"].as_u64().unwrap() + sum["uncertain"].as_u64().unwrap(), 40, "{sum}");
        desk.verify();
    }
}

#[test]
fn hostile_words_are_only_words_in_the_mail_that_arrives() {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot, &[]);
    let mut desk = Desk::empty();
    desk.variables =
        vec![("SSL_CERT_FILE", postfix.certificate.authority.display().to_string()), ("THE_PASSWORD", dovecot.password().to_owned())];
    // A line end in a name is a blank, as in a cell that was broken for its looks.
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["name", "address", "outlet", "greeting"]).unwrap();
    for row in [
        ["Eve\r\nX-Evil: yes", "eve@evil.example.net", "", ""],
        ["<script>alert(1)</script>", "script@evil.example.net", "\"><img src=x onerror=alert(1)>", "Dear <b>&amp;\"friend\""],
        ["=cmd|'/c calc'!A0", "formula@evil.example.net", "@SUM(1)", "+1"],
        ["Name, \"quoted\" <x>", "quoted@evil.example.net", "", ""],
    ] {
        csv.write_record(row).unwrap();
    }
    let table = desk.write("people.csv", &csv.into_inner().unwrap());
    let import = ["people", "import", &table, "--kind", "journalist", "--source", "list", "--basis", "legitimate-interest", "--apply"];
    let said = desk.must(&import);
    assert_eq!((said.lines[0]["refused"].as_u64(), said.lines[0]["new"].as_u64()), (Some(0), Some(4)), "{:?}", said.lines);
    // A line end in the subject, in a sender's name: refused before anything is made.
    let broken =
        desk.write("broken.md", b"---\nheadline: H\nsubject: \"Hello\\r\\nBcc: all@example.org\"\nkind: press-release\n---\n\nText.\n");
    desk.must(&["document", "add", &broken]);
    let smtp = format!("smtp://press%40harbourtrust.example.org@localhost:{}?tls=implicit", postfix.implicit);
    let add = |name: &str, from: &str| desk.run(&["account", "add", name, "--from", from, "--smtp", &smtp]);
    assert_eq!(add("evil", "Ines\r\nBcc: x@example.org <press@harbourtrust.example.org>").code, Some(3));
    assert_eq!(add("press", "Ines Calder <press@harbourtrust.example.org>").code, Some(0));
    let said = desk.must(&["send", "1", "--to", "kind:journalist", "--dry-run"]);
    assert!(!said.lines[0]["findings"].as_array().unwrap().is_empty());
    assert_eq!(desk.run(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes", "--password-env", "THE_PASSWORD"]).code, Some(3));

    desk.add_document(
        "---\nheadline: '{{ name | \"Somebody\" }} reads this'\nkind: press-release\n---\n\n{{ greeting }},\n\nat {{ outlet | \"home\" }} <b onclick=\"x()\">raw</b> \
         <script>alert(2)</script> text.\n\n<iframe src=\"https://evil.example\"></iframe>\n\n**The end.**\n",
    );
    for (name, bytes) in [("../../etc/passwd.txt", &b"root"[..]), ("..\\..\\boot.txt", b"boot"), ("CON.txt", b"con"), ("aux", b"aux")] {
        let plain = name.rsplit('/').next().unwrap();
        let file = desk.write(plain, bytes);
        let said = desk.run(&["document", "attach", "2", &file]);
        assert!(matches!(said.code, Some(0 | 3)), "{name}: {}", said.stderr);
    }
    desk.must(&["send", "2", "--to", "kind:journalist", "--hold", "0", "--yes", "--password-env", "THE_PASSWORD"]);
    for address in ["eve@evil.example.net", "script@evil.example.net", "formula@evil.example.net", "quoted@evil.example.net"] {
        until(address, Duration::from_secs(30), || {
            dovecot.mailboxes().iter().any(|known| known == address) && !dovecot.mails(address).is_empty()
        });
        for mail in [dovecot.mails(address).remove(0), dovecot.mails(address).remove(0).by_perl()] {
            assert!(mail.defects.is_empty(), "{:?}", mail.defects);
            assert!(mail.header("Bcc").is_none() && mail.header("Cc").is_none() && mail.header("X-Evil").is_none());
            assert_eq!(mail.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("To")).count(), 1);
            let html = mail.parts[1].text.clone().unwrap();
            for absent in ["<script", "<iframe", "onclick", "onerror=alert(1)>", "<img"] {
                assert!(!html.contains(absent), "{absent} in {html}");
            }
            for part in &mail.parts[2..] {
                let name = part.name.clone().unwrap();
                assert!(!name.contains(['/', '\\']) && !name.contains(".."), "{name}");
                let stem = name.split('.').next().unwrap().to_lowercase();
                assert!(!["con", "aux", "nul", "prn"].contains(&stem.as_str()), "{name} is a device on Windows");
            }
        }
    }
    let subject = dovecot.mails("script@evil.example.net")[0].header("Subject").unwrap().to_owned();
    assert_eq!(subject, "<script>alert(1)</script> reads this", "words stay words");

    // S7: no cell of an exported ledger is a formula.
    let ledger = desk.file.with_file_name("ledger.csv");
    desk.must(&["distribution", "show", "1", "--csv", &ledger.display().to_string()]);
    let mut cells = 0;
    for row in csv::Reader::from_path(&ledger).unwrap().records() {
        for cell in row.unwrap().iter() {
            cells += 1;
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} is a formula");
        }
    }
    assert!(cells >= 30);
}

#[test]
fn formulas_survive_an_export_and_an_import_as_what_they_were() {
    let names = ["=1+1", "'=already quoted", "''two", "+31 6 1234", "@handle", "-5", "-x", "'plain apostrophe", "O'Brien", "+5"];
    let desk = Desk::empty();
    for (n, name) in names.iter().enumerate() {
        desk.must(&["people", "add", "--email", &format!("p{n}@example.org"), &format!("--name={name}"), &format!("--role={name}")]);
    }
    let table = desk.file.with_file_name("people.csv");
    let exported = desk.command(&["people", "export"]).output().unwrap();
    let again = Desk::empty();
    let text = String::from_utf8(exported.stdout).unwrap();
    std::fs::write(&table, &text).unwrap();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        for cell in row.unwrap().iter() {
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} is a formula");
        }
    }
    again.must(&["people", "import", &table.display().to_string(), "--source", "list", "--basis", "consent", "--apply"]);
    for (n, name) in names.iter().enumerate() {
        let shown = again.must(&["people", "show", &format!("p{n}@example.org")]).lines.remove(0);
        assert_eq!((shown["fields"]["name"].as_str(), shown["fields"]["role"].as_str()), (Some(*name), Some(*name)));
    }
}
