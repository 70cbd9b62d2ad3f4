//! `tidings certificate …`.

use std::path::PathBuf;

use clap::Subcommand;
use tidings_core::distribution::{CheckedCertificate, Expected, api};
use tidings_core::error::Problem;

use crate::output::{Answer, Output};
use crate::session::Asked;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Check a certificate with nothing but its file: the signature, and that everything in it agrees.
    #[command(
        after_help = "Example:\n  tidings certificate verify certificate-3.json\n  tidings certificate verify certificate-3.json --key '1f2e 3d4c 5b6a 7988 a7b6 c5d4 e3f2 0112'"
    )]
    Verify {
        /// The file with the ending .json.
        file: PathBuf,
        /// The fingerprint of the key that must have signed it, as the organisation names it.
        #[arg(long, value_name = "FINGERPRINT")]
        key: Vec<String>,
    },
    /// The fingerprints of the keys that signed for this workspace, to be told to those who check.
    #[command(after_help = "Example:\n  tidings certificate keys")]
    Keys,
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let output = &asked.output;
    match verb {
        Verb::Verify { file, key } => {
            let checked = api::verify_certificate(&file, Expected { keys: key }).await?;
            output.answer(&checked, || told(&checked, output));
        }
        Verb::Keys => {
            let keys = api::certificate_keys(&asked.open()?).await?;
            keys.iter().for_each(|key| output.answer(&serde_json::json!({ "fingerprint": key }), || key.clone()));
        }
    }
    Ok(Answer::Done)
}

fn told(checked: &CheckedCertificate, output: &Output) -> String {
    output.say(&checked.says)
}
