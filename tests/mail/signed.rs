//! Signatures (A16) held against verifiers that are not ours: Python's dkimpy and Perl's Mail::DKIM ask a name server of the test's
//! own for the keys that the program showed to publish. The private keys are in the desktop's keychain alone.

use std::process::Command;

use serde_json::Value;
use tidings_tests::fixtures::{PYTHON, SessionKeychain, Sink};

use crate::desk::Desk;
use crate::name_server::NameServer;

/// Says of each signature of a mail which algorithm it has, and whether it holds.
const BY_PYTHON: &str = r"
import sys, dkim, dns.resolver
resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers, resolver.port = ['127.0.0.1'], int(sys.argv[1])
dns.resolver.default_resolver = resolver
mail = open(sys.argv[2], 'rb').read()
one = dkim.DKIM(mail)
for at, (name, value) in enumerate([h for h in one.headers if h[0].lower() == b'dkim-signature']):
    try:
        holds = dkim.DKIM(mail).verify(idx=at)
    except dkim.DKIMException as error:
        holds = False
    print(value.split(b'a=')[1].split(b';')[0].decode().strip(), holds)
";

const BY_PERL: &str = r"
use strict; use Mail::DKIM::Verifier; use Mail::DKIM::DNS; use Net::DNS::Resolver;
my ($port, $file) = @ARGV;
Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(nameservers => ['127.0.0.1'], port => $port));
my $verifier = Mail::DKIM::Verifier->new();
open(my $mail, '<:raw', $file) or die; local $/; $verifier->PRINT(<$mail>); $verifier->CLOSE;
print $_->algorithm, ' ', ($_->result eq 'pass' ? 'True' : 'False'), qq(\n) for $verifier->signatures;
";

struct Verifiers<'d> {
    desk: &'d Desk,
    names: &'d NameServer,
}

impl Verifiers<'_> {
    /// What both say of a mail, Python first: `rsa-sha256 True`.
    fn say(&self, mail: &[u8]) -> (Vec<String>, Vec<String>) {
        let (file, port) = (self.desk.write("mail.eml", mail), self.names.at().port().to_string());
        let said = |mut command: Command| {
            let out = command.args([&port, &file]).output().expect("the verifier starts");
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
            let mut lines: Vec<String> = String::from_utf8_lossy(&out.stdout).lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        let (mut python, mut perl) = (Command::new(PYTHON), Command::new("perl"));
        python.args(["-c", BY_PYTHON]);
        perl.args(["-e", BY_PERL]);
        (said(python), said(perl))
    }

    /// Both say that every signature holds, or that the RSA one does not.
    fn agree(&self, mail: &[u8], holds: bool) {
        let (python, perl) = self.say(mail);
        let word = if holds { "True" } else { "False" };
        assert_eq!(python, [format!("ed25519-sha256 {word}"), format!("rsa-sha256 {word}")], "dkimpy");
        // Perl's knows Ed25519 only with a further library.
        assert!(perl.contains(&format!("rsa-sha256 {word}")), "Mail::DKIM: {perl:?}");
    }
}

/// As it went over the wire: the sink keeps line feeds alone.
fn wire(raw: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(raw).replace("\r\n", "\n").replace('\n', "\r\n").into_bytes()
}

fn keys(card: &Value) -> Vec<Value> {
    card["keys"].as_array().expect("keys").clone()
}

#[test]
fn every_letter_carries_two_signatures_that_verifiers_by_other_hands_take_and_a_changed_one_does_not() {
    let (sink, names, keychain) = (Sink::start(&[]), NameServer::start(), SessionKeychain::unlocked());
    let mut desk = Desk::empty();
    desk.variables.push(("DBUS_SESSION_BUS_ADDRESS", keychain.bus().to_owned()));
    desk.variables.push(("TIDINGS_RESOLVER", names.at().to_string()));
    let desk = desk.with(3, sink.port, 2);
    desk.import("name,address\n田中 さくら,sakura@asahi.example.net\n");
    let made = desk.must(&["account", "dkim", "press", "--make", "--key", "both", "--selector", "harbour"]).lines.remove(0);
    assert_eq!(desk.must_end(&["account", "dkim", "press", "--on"], 5).lines[0]["error"]["code"], "accounts.dkim_not_published");
    for key in keys(&made) {
        names.text(key["record_name"].as_str().unwrap(), key["record"].as_str().unwrap());
    }
    assert!(desk.must(&["account", "dkim", "press", "--check"]).lines.iter().all(|seen| seen["published"] == "yes"));
    let on = desk.must(&["account", "dkim", "press", "--on"]).lines.remove(0);
    assert!(keys(&on).iter().all(|key| key["signs"] == true));
    let file = desk.write("tides.txt", "Ebb and flood. \t \n".repeat(3_000).as_bytes());
    desk.must(&["document", "attach", "1", &file]);
    desk.must(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"]);

    let verifiers = Verifiers { desk: &desk, names: &names };
    let mails = sink.mails();
    assert_eq!(mails.len(), 4);
    for mail in &mails {
        verifiers.agree(&wire(&mail.raw), true);
    }
    let whole = String::from_utf8(wire(&mails[0].raw)).unwrap();
    let unsubscribe = whole.lines().find(|line| line.starts_with("List-Unsubscribe:")).expect("a way to leave");
    let twice = whole.replacen("Subject:", "Subject: Something else\r\nSubject:", 1);
    let changes = [
        whole.replacen("the lens is back in", "the lens is broken in", 1),
        whole.replacen(unsubscribe, "List-Unsubscribe: <mailto:nobody@example.org>", 1),
        whole.replacen("From: Ines", "From: Inez", 1),
        twice,
    ];
    for changed in changes {
        assert_ne!(changed, whole);
        verifiers.agree(changed.as_bytes(), false);
    }
    // What relays do to blanks on the way changes nothing.
    verifiers.agree(whole.replacen("Subject: ", "Subject:   ", 1).as_bytes(), true);
    verifiers.agree(format!("{whole}\r\n\r\n").as_bytes(), true);
    for (path, bytes) in desk.all_bytes() {
        let secret = keychain.entries();
        for line in secret.lines().filter_map(|line| line.split_once("secret = ")).map(|(_, secret)| secret).filter(|s| s.len() > 40) {
            assert!(!bytes.windows(40).any(|window| window == &line.as_bytes()[..40]), "S1: {}", path.display());
        }
    }
    assert!(keychain.entries().matches("secret = ").count() >= 2, "both keys are in the keychain");
    desk.must(&["account", "dkim", "press", "--off"]);
    for selector in ["harbour", "harbour-ed"] {
        desk.must(&["account", "dkim", "press", "--remove", selector]);
    }
    assert_eq!(keychain.entries().matches("secret = ").count(), 0, "and gone with them");
}

#[test]
fn a_machine_without_the_key_pauses_and_sends_nothing_unsigned() {
    let (sink, keychain) = (Sink::start(&[]), SessionKeychain::unlocked());
    let mut desk = Desk::empty();
    desk.variables.push(("DBUS_SESSION_BUS_ADDRESS", keychain.bus().to_owned()));
    let mut desk = desk.with(2, sink.port, 1);
    desk.must(&["account", "dkim", "press", "--make", "--key", "ed25519"]);
    desk.must(&["account", "dkim", "press", "--on", "--unseen"]);
    desk.variables.clear();
    let refused = desk.must_end(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"], 3);
    assert_eq!(refused.lines[0]["error"]["code"], "distribution.blocked");
    assert!(refused.stderr.contains("does not give the key"), "{}", refused.stderr);
    assert!(sink.mails().is_empty());
}
