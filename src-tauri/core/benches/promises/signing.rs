//! What signing the letters costs (A16): each signature hashes the whole letter, a shared attachment too.

use std::time::Instant;

use secrecy::SecretString;
use tidings_core::error::Problem;
use tidings_core::ids::Millis;
use tidings_core::net::dkim::{Algorithm, Signer, Signing, SigningKey};

use crate::Asked;
use crate::table::Table;

/// How many letters are signed.
const LETTERS: u32 = 10_000;
/// The bytes of the attachment that all letters share.
const ATTACHED: usize = 500_000;
/// The bytes of a letter's own part.
const OWN: usize = 8_192;

/// Measures the signatures of as many letters, with and without a large attachment.
pub(crate) fn measure(asked: &Asked, table: &mut Table) -> Result<(), Problem> {
    let header = "Date: Thu, 26 Nov 2026 10:00:00 +0000\r\nFrom: press@example.org\r\nTo: b@example.net\r\nSubject: x\r\nMessage-ID: <1@example.org>\r\n\r\n";
    let own = [header.as_bytes(), &b"The lens is back in its tower, =C3=86r=C3=B8.\r\n".repeat(OWN / 46)].concat();
    let shared = b"TWFuIGlzIGRpc3Rpbmd1aXNoZWQsIG5vdCBvbmx5IGJ5IGhpcyByZWFzb24sIGJ1dCBieSB0aGlz\r\n".repeat(ATTACHED * 4 / 3 / 78);
    for (algorithm, name) in [(Algorithm::Rsa, "RSA"), (Algorithm::Ed25519, "Ed25519")] {
        let made: SecretString = SigningKey::make(algorithm).map_err(|e| Problem::failure("accounts.dkim_not_made").because(e))?;
        let key = SigningKey::read(algorithm, &made).map_err(|e| Problem::failure("accounts.dkim_not_made").because(e))?;
        let signer = Signer::new(vec![Signing { domain: "example.org".to_owned(), selector: "bench".to_owned(), key }]);
        for (rest, with) in [(&[][..], "8 KB"), (&shared[..], "8 KB and 500 KB attached")] {
            let mut times = Vec::new();
            for _ in 0..asked.runs {
                let begun = Instant::now();
                let signed: usize = (0..LETTERS).map(|n| signer.lines(&[&own, rest], Millis::from(i64::from(n) * 1_000)).len()).sum();
                times.push(begun.elapsed());
                assert!(signed > 0);
            }
            table.time(&format!("{LETTERS} letters of {with} signed with {name}, on one core"), &times, None);
        }
    }
    Ok(())
}
