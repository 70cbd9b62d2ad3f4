use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::canonical::{Body, header};
use super::*;
use crate::ids::Millis;

/// The seed of RFC 8463's example (§A.2), and its public key.
const SEED: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
const PUBLIC: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

const MAIL: &[u8] = b"Date: Thu, 26 Nov 2026 10:00:00 +0000\r\nFrom: Ana <press@example.org>\r\nTo: b@example.net\r\nSubject: The\r\n  lens\r\nMessage-ID: <1@example.org>\r\nList-Unsubscribe: <https://example.org/u/1>,\r\n <mailto:press@example.org>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nX-Own: x\r\n\r\nText .\r\n";

fn body_hash(parts: &[&[u8]]) -> String {
    let mut body = Body::default();
    parts.iter().for_each(|part| body.part(part));
    STANDARD.encode(body.finish())
}

fn ed25519() -> SigningKey {
    SigningKey::read(Algorithm::Ed25519, &SecretString::from(SEED)).unwrap()
}

#[test]
fn canonical_forms_are_the_standards_own() {
    // RFC 6376 §3.4.5, RFC 8463 §A.3.
    assert_eq!(header("A", b" X"), b"a:X");
    assert_eq!(header("B ", b" Y\t\r\n\tZ  "), b"b:Y Z");
    let expected = STANDARD.encode(Sha256::digest(b" C\r\nD E\r\n"));
    assert_eq!(body_hash(&[b" C \r\nD \t E\r\n\r\n\r\n"]), expected);
    let joe = b"Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
    assert_eq!(body_hash(&[joe]), "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
    assert_eq!(body_hash(&[b""]), STANDARD.encode(Sha256::digest(b"")), "an empty body is empty");
    assert_eq!(body_hash(&[b"\r\n\r\n"]), STANDARD.encode(Sha256::digest(b"")), "and so is one of empty lines");
}

#[test]
fn a_body_in_parts_is_the_same_body_wherever_it_is_cut() {
    let body = b" a  b\r\n\r\n\tc\r\n   \r\nd \r\n e\r\nf\r\n\r\n \r\n";
    let whole = body_hash(&[body]);
    for at in 0..body.len() {
        let (first, rest) = body.split_at(at);
        if !first.ends_with(b"\r") {
            assert_eq!(body_hash(&[first, rest]), whole, "cut at {at}");
        }
    }
    assert_eq!(whole, STANDARD.encode(Sha256::digest(b" a b\r\n\r\n c\r\n\r\nd\r\n e\r\nf\r\n")));
}

#[test]
fn a_signature_is_the_same_each_time_and_covers_the_fields_of_the_list() {
    let signer = Signer::new(vec![Signing { domain: "example.org".to_owned(), selector: "brisbane".to_owned(), key: ed25519() }]);
    let at = Millis::from(1_795_687_200_000);
    let lines = String::from_utf8(signer.lines(&[MAIL, b"mo", b"re\r\n"], at)).unwrap();
    assert_eq!(lines.as_bytes(), signer.lines(&[MAIL, b"mo", b"re\r\n"], at), "nothing of chance is in it");
    assert!(
        lines.starts_with("DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=example.org;\r\n s=brisbane; t=1795687200;")
    );
    assert!(lines.lines().all(|line| line.len() <= 78), "{lines}");
    let flat: String = lines.chars().filter(|c| !c.is_whitespace()).collect();
    let fields = flat.split("h=").nth(1).unwrap().split(';').next().unwrap();
    assert_eq!(
        fields, "From:From:To:To:Subject:Subject:Date:Date:Message-ID:Message-ID:List-Unsubscribe:List-Unsubscribe-Post",
        "oversigned, and nothing that is not there"
    );
    assert!(lines.len() as u64 <= signer.size());
    assert!(signer.lines(&[b"no header"], at).is_empty());
}

#[test]
fn a_key_that_was_kept_is_the_same_key_and_its_record_is_read_back() {
    let key = ed25519();
    assert_eq!(STANDARD.encode(key.public()), PUBLIC);
    assert_eq!(record(Algorithm::Ed25519, &key.public()), format!("v=DKIM1; k=ed25519; p={PUBLIC}"));
    let made = SigningKey::make(Algorithm::Rsa).unwrap();
    let rsa = SigningKey::read(Algorithm::Rsa, &made).unwrap();
    let public = rsa.public();
    // Their length is that of every such key: 2,048 bits with the exponent 65,537.
    assert_eq!((public.len(), public[..4].to_vec()), (294, vec![0x30, 0x82, 0x01, 0x22]));
    let bare = &public[24..];
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, bare).verify(b"words", &rsa.sign(b"words").unwrap()).unwrap();
    let read = read_record(&record(Algorithm::Rsa, &public)).unwrap();
    assert_eq!(read, PublishedKey { algorithm: Some(Algorithm::Rsa), public, testing: false });
    assert!(!format!("{rsa:?} {made:?}").contains(&made.expose_secret()[..40]), "nothing of it is shown");
}

#[test]
fn records_of_others_are_read_as_they_write_them() {
    let read = |text: &str| read_record(text).map(|key| (key.algorithm, key.public.len(), key.testing));
    assert_eq!(read(&format!("v=DKIM1;k=ed25519;p={PUBLIC}")), Some((Some(Algorithm::Ed25519), 32, false)));
    assert_eq!(read(&format!("p= {} {} ; t=s:y", &PUBLIC[..10], &PUBLIC[10..])), Some((Some(Algorithm::Rsa), 32, true)));
    assert_eq!(read("v=DKIM1; p="), Some((Some(Algorithm::Rsa), 0, false)), "revoked");
    assert_eq!(read("v=DKIM1; k=rsa4; p=AAAA"), Some((None, 3, false)));
    for other in ["", "v=spf1 -all", "v=DKIM2; p=AAAA", "v=DKIM1; k=rsa", "v=DKIM1; p=***"] {
        assert_eq!(read(other), None, "{other}");
    }
}
