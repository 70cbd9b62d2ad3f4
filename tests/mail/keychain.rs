//! Passwords and the keychain of a real desktop (S1): GNOME's keyring over its session bus, locked, silent and missing too.

use std::path::Path;
use std::time::{Duration, Instant};

use tidings_tests::fixtures::{Certificate, Fault, PYTHON, Peer, SessionKeychain, at_a_terminal};

use crate::desk::{Desk, Said};

const PASSWORD: &str = "canary-5e0c";
const OTHER: &str = "canary-91bd";

/// A workspace on a machine whose session has this bus, and that trusts `authority`.
fn desk(bus: &str, authority: &Path) -> Desk {
    let mut desk = Desk::empty();
    desk.variables.push(("DBUS_SESSION_BUS_ADDRESS", bus.to_owned()));
    desk.variables.push(("SSL_CERT_FILE", authority.display().to_string()));
    desk
}

/// Adds the account `press` at a port of this machine, its password over stdin.
fn add(desk: &Desk, port: u16, password: &str) -> Said {
    let smtp = format!("smtp://press@localhost:{port}?tls=implicit");
    let from = "Ines Calder <press@harbourtrust.example.org>";
    let said = desk.run_with_input(&["account", "add", "press", "--from", from, "--smtp", &smtp, "--password-stdin"], password);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    quiet(&said);
    said
}

/// The code of the problem that it ended with.
fn code(said: &Said) -> &str {
    quiet(said);
    said.lines.first().and_then(|line| line["error"]["code"].as_str()).unwrap_or_default()
}

/// Nothing that was said holds a password.
fn quiet(said: &Said) {
    let all = format!("{:?}{}", said.lines, said.stderr);
    assert!(!all.contains("canary-"), "S1: {all}");
}

/// No file of the desk holds a password.
fn nowhere(desk: &Desk) {
    for (path, bytes) in desk.all_bytes() {
        assert!(!bytes.windows(7).any(|window| window == b"canary-"), "S1: {}", path.display());
    }
}

#[test]
fn a_password_is_in_the_desktops_keychain_until_its_account_goes_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::make(folder.path(), &["localhost"]);
    let keychain = SessionKeychain::unlocked();
    let peer = Peer::start(&certificate, true, Fault::None, PASSWORD);
    let (ours, theirs) = (desk(keychain.bus(), &certificate.authority), desk(keychain.bus(), &certificate.authority));
    // Two workspaces have an account of one name, server and user name, with passwords of their own.
    assert_eq!(add(&ours, peer.port, PASSWORD).stderr, "");
    add(&theirs, peer.port, OTHER);
    let entries = keychain.entries();
    assert!(entries.contains(PASSWORD) && entries.contains(OTHER), "{entries}");
    // Every command is a new start of the program.
    assert_eq!(ours.must(&["account", "test", "press"]).lines[0]["tls"], "TLS 1.3");
    assert_eq!(code(&theirs.run(&["account", "test", "press"])), "accounts.password_refused");
    theirs.run_with_input(&["account", "edit", "press", "--password-stdin"], PASSWORD);
    theirs.must(&["account", "test", "press"]);
    assert!(!keychain.entries().contains(OTHER), "the new password took the place of the old one");

    // The program dies with the password in its memory: neither the file, nor its log, nor what it said has it.
    ours.import("name,address\nMina Park,mina@paper.example.net\n");
    ours.add_release("The lens is back", "The lens is back in its tower.\n");
    let mut dying = ours.command(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"]);
    dying.env("TIDINGS_FAULT", "after-reply").env("RUST_BACKTRACE", "full").env("TIDINGS_LOG", "trace");
    let died = crate::desk::said(&dying.output().unwrap());
    assert_eq!(died.code, None, "it was to die: {}", died.stderr);
    quiet(&died);
    assert!(ours.all_bytes().iter().any(|(path, _)| path.to_string_lossy().ends_with("-wal")), "the log is there to be looked at");
    nowhere(&ours);

    // A password belongs to its server: the account at another one is asked for its own.
    ours.must(&["account", "edit", "press", "--smtp", &format!("smtp://press@127.0.0.1:{}?tls=implicit", peer.port)]);
    assert_eq!(code(&ours.must_end(&["account", "test", "press"], 5)), "accounts.password_needed");
    assert_eq!(keychain.entries().matches("secret = ").count(), 1, "the old server's password is forgotten");
    theirs.must(&["account", "test", "press"]);
    let removed = theirs.must(&["account", "remove", "press"]);
    assert_eq!(removed.stderr, "");
    assert_eq!(keychain.entries().matches("secret = ").count(), 0);
    nowhere(&theirs);
}

#[test]
fn a_locked_keychain_takes_nothing_gives_nothing_and_is_named_when_it_could_not_forget() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::make(folder.path(), &["localhost"]);
    let keychain = SessionKeychain::unlocked();
    let peer = Peer::start(&certificate, true, Fault::None, PASSWORD);
    let desk = desk(keychain.bus(), &certificate.authority);
    add(&desk, peer.port, PASSWORD);
    keychain.lock();
    let begun = Instant::now();
    let asked = desk.must_end(&["account", "test", "press"], 5);
    assert_eq!(code(&asked), "accounts.password_needed");
    assert!(asked.stderr.contains("keychain does not have it, or did not open"), "{}", asked.stderr);
    desk.import("name,address\nMina Park,mina@paper.example.net\n");
    desk.add_release("The lens is back", "The lens is back in its tower.\n");
    let sent = desk.must_end(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"], 6);
    let (because, waiting) = (sent.lines[0]["because"].as_str(), sent.lines[0]["waiting"].as_u64());
    assert_eq!((because, waiting), (Some("account"), Some(1)), "who is on the list waits for the password: {:?}", sent.lines);
    let new = desk.run_with_input(&["account", "edit", "press", "--password-stdin"], OTHER);
    assert!(new.code == Some(0) && new.stderr.contains("did not take the password"), "{}", new.stderr);
    let removed = desk.must(&["account", "remove", "press"]);
    assert!(removed.stderr.contains("it has it still"), "{}", removed.stderr);
    assert!(begun.elapsed() < Duration::from_secs(20), "a locked keychain without a screen is no wait");
    nowhere(&desk);
}

#[test]
fn a_keychain_that_never_answers_or_is_not_there_leads_to_a_question_and_never_to_a_hang() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::make(folder.path(), &["localhost"]);
    let silent = SessionKeychain::silent();
    let peer = Peer::start(&certificate, true, Fault::None, PASSWORD);
    let asked = |desk: &Desk| {
        let shown = at_a_terminal(&desk.command(&["account", "test", "press"]), PASSWORD);
        assert!(shown.contains("Password of “press”: ") && shown.contains("TLS 1.3"), "{shown}");
        assert!(!shown.contains("canary-"), "S1: {shown}");
    };
    let waiting = desk(silent.bus(), &certificate.authority);
    let smtp = format!("smtp://press@localhost:{}?tls=implicit", peer.port);
    waiting.must(&["account", "add", "press", "--from", "press@harbourtrust.example.org", "--smtp", &smtp]);
    let begun = Instant::now();
    asked(&waiting);
    assert!(begun.elapsed() < Duration::from_secs(25), "it took {:?}", begun.elapsed());

    let desk = desk("unix:path=/nonexistent/bus", &certificate.authority);
    let said = add(&desk, peer.port, PASSWORD);
    assert!(said.stderr.contains("did not take the password"), "{}", said.stderr);
    assert_eq!(code(&desk.must_end(&["account", "test", "press"], 5)), "accounts.password_needed");
    // Asked once, it is asked the next time too.
    asked(&desk);
    asked(&desk);
    let shown = at_a_terminal(&desk.command(&["account", "test", "press"]), OTHER);
    assert!(shown.contains("accounts.password_refused") && !shown.contains("canary-"), "{shown}");
    nowhere(&waiting);
    nowhere(&desk);
}

/// Reads a certificate as its format is described, with nothing of ours: the statement in canonical form (RFC 8785), signed with
/// Ed25519, and the rows under their digest. OpenSSL says whether the signature holds.
const BY_OTHER_HANDS: &str = r#"
import base64, hashlib, json, subprocess, sys, tempfile
file = json.load(open(sys.argv[1], encoding="utf-8"))
form = lambda value: json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
statement, signature = file["statement"], file["signature"]
for rows, covered in ((file["rows"], statement["rows"]), (file["left_out"], statement["people_left_out"])):
    digest = hashlib.sha256(b"".join(form(row) + b"\n" for row in rows)).hexdigest()
    assert (len(rows), digest) == (covered["count"], covered["sha256"]), covered
for row in file["rows"]:
    assert hashlib.sha256(bytes.fromhex(row["address_salt"]) + row["address"].encode()).hexdigest() == row["address_sha256"]
    parts = bytes.fromhex(row["personal_sha256"]) + bytes.fromhex(statement["shared_sha256"])
    assert hashlib.sha256(parts).hexdigest() == row["message_sha256"]
with tempfile.TemporaryDirectory() as folder:
    put = lambda name, data: (open(f"{folder}/{name}", "wb").write(data), f"{folder}/{name}")[1]
    # The public key in the form that OpenSSL reads (RFC 8410).
    der = bytes.fromhex("302a300506032b6570032100") + base64.b64decode(signature["public_key"])
    done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", put("key", der), "-rawin",
        "-in", put("statement", form(statement)), "-sigfile", put("signature", base64.b64decode(signature["value"]))], capture_output=True)
    print(done.stdout.decode().strip(), statement["states"]["accepted"])
"#;

#[test]
fn a_certificate_is_signed_with_a_key_of_the_keychain_and_openssl_says_that_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::make(folder.path(), &["localhost"]);
    let keychain = SessionKeychain::unlocked();
    let desk = desk(keychain.bus(), &certificate.authority);
    desk.must(&["account", "add", "practice"]);
    desk.import("name,address\nMina Park,mina@paper.example.net\n李明,li@xinwen.example.net\nمحمد,m@sahafa.example.net\n");
    desk.add_release("The lens is back", "The lens is back in its tower.\n");
    let plan = folder.path().join("plan.csv");
    std::fs::write(&plan, "what,when\nlens,noon\n").unwrap();
    desk.must(&["document", "attach", "1", &plan.display().to_string()]);
    desk.must(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"]);
    let page = folder.path().join("lens.html");
    let made = desk.must(&["distribution", "certificate", "1", "--to", &page.display().to_string()]);
    let (json, fingerprint) = (made.lines[0]["json"].as_str().unwrap(), made.lines[0]["fingerprint"].as_str().unwrap());
    let read = std::process::Command::new(PYTHON).args(["-c", BY_OTHER_HANDS, json]).output().unwrap();
    let said = String::from_utf8_lossy(&read.stdout).trim().to_owned();
    assert_eq!(said, "Signature Verified Successfully 3", "{}", String::from_utf8_lossy(&read.stderr));

    // Every command is a new start: the key is the keychain's, and the workspace knows its public half.
    let checked = desk.must(&["certificate", "verify", json, "--key", fingerprint]);
    assert_eq!((&checked.lines[0]["expected"], &checked.lines[0]["recipients"]), (&true.into(), &3.into()));
    assert_eq!(desk.must(&["certificate", "keys"]).lines[0]["fingerprint"], fingerprint);
    let again = folder.path().join("again.html").display().to_string();
    assert_eq!(desk.must(&["distribution", "certificate", "1", "--to", &again, "--shareable"]).lines[0]["fingerprint"], fingerprint);
    assert_eq!(code(&desk.must_end(&["distribution", "certificate", "1", "--to", &again], 3)), "workspace.exists");
    let entries = keychain.entries();
    let secret = entries.lines().find_map(|line| line.strip_prefix("secret = ")).unwrap_or_default().to_owned();
    assert!(secret.len() > 40, "one key, in the keychain: {entries}");
    for (path, bytes) in desk.all_bytes() {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "S1: {}", path.display());
    }

    let text = std::fs::read_to_string(json).unwrap();
    let forged = folder.path().join("forged.json");
    std::fs::write(&forged, text.replace("\"recipients\": 3", "\"recipients\": 4")).unwrap();
    let refused = desk.must_end(&["certificate", "verify", &forged.display().to_string()], 3);
    assert_eq!(code(&refused), "distribution.certificate_false");
    assert!(refused.stderr.contains("The signature does not belong to this statement."), "{}", refused.stderr);

    let shut = self::desk("unix:path=/nowhere", &certificate.authority);
    shut.must(&["account", "add", "practice"]);
    shut.import("name,address\nMina Park,mina@paper.example.net\n");
    shut.add_release("The lens is back", "The lens is back in its tower.\n");
    shut.must(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"]);
    let none = folder.path().join("none.html");
    assert_eq!(
        code(&shut.must_end(&["distribution", "certificate", "1", "--to", &none.display().to_string()], 3)),
        "accounts.no_signing_key"
    );
    assert!(!none.exists() && !none.with_extension("json").exists());
}
