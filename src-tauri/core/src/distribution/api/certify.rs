//! A certificate of what was sent, and checking one (D33).

use std::path::{Path, PathBuf};

use crate::distribution::certificate::{self, CertificateFiles, CertificateForm, CheckedCertificate, Expected, Making};
use crate::error::Problem;
use crate::ids::DistributionId;
use crate::messages::Language;
use crate::workspace::Workspace;

/// Writes a certificate: a page to read and print to `to`, in `language`, and beside it the signed file, with the ending `json`.
///
/// # Errors
/// `distribution.not_found`; `accounts.no_signing_key` where the key that signs has no place; `workspace.exists`,
/// `distribution.certificate_failed`: no half file is left.
pub async fn certificate(
    ws: &Workspace,
    id: DistributionId,
    form: CertificateForm,
    language: Language,
    to: PathBuf,
) -> Result<CertificateFiles, Problem> {
    ws.read(move |tx| super::watch::head(tx, id).map(drop)).await?;
    let key = certificate::signing_key(ws).await?;
    let (secret, uid, now) = (*ws.secret(), ws.uid().await?, ws.now());
    let actor = ws.host().actor.clone();
    ws.read(move |tx| {
        let making = Making { id, form, language, key: &key, secret: &secret, uid: &uid, actor: &actor, now };
        certificate::write(tx, &making, &to)
    })
    .await
}

/// The fingerprints of the keys that signed for this workspace, oldest first.
///
/// # Errors
/// What SQLite says.
pub async fn certificate_keys(ws: &Workspace) -> Result<Vec<String>, Problem> {
    ws.read(certificate::known).await
}

/// Checks a certificate with nothing but its file.
///
/// # Errors
/// `distribution.no_certificate`, `distribution.certificate_false`, `distribution.certificate_stranger`.
pub async fn verify_certificate(file: &Path, expected: Expected) -> Result<CheckedCertificate, Problem> {
    let file = file.to_owned();
    tokio::task::spawn_blocking(move || certificate::check(&file, &expected))
        .await
        .map_err(|e| Problem::failure("workspace.read_lost").because(e))?
}
