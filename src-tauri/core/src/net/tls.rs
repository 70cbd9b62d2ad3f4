//! TLS as A3 asks: the system's roots, the name checked, nothing below 1.2; an exception pins one certificate.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use sha2::{Digest, Sha256};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::dial::{Dialer, Pipe, Server, Tls};
use super::failure::{Failure, Stage, TlsFault, TlsKind, What};

/// Judges certificates: by the system's roots, and by a pin where there is one.
#[derive(Debug)]
struct Judge {
    roots: Arc<dyn ServerCertVerifier>,
    pin: Option<[u8; 32]>,
    seen: Mutex<Option<[u8; 32]>>,
}

impl Judge {
    /// SHA-256 of the certificate that was last shown.
    fn seen(&self) -> Option<[u8; 32]> {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a certificate other than the pinned one was shown.
    fn is_changed(&self) -> bool {
        self.pin.is_some_and(|pin| self.seen().is_some_and(|seen| seen != pin))
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown: [u8; 32] = Sha256::digest(end_entity).into();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        if self.pin == Some(shown) {
            return Ok(ServerCertVerified::assertion());
        }
        self.roots.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.roots.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.roots.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.roots.supported_verify_schemes()
    }
}

/// The system's roots with `extra` beside them. Reads files: call where one may block.
pub(super) fn system_roots(extra: Vec<CertificateDer<'static>>) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    use rustls_platform_verifier::Verifier;
    // Windows is asked for an engine of its own where there are roots beside the system's: without any it need not be.
    let verifier = if extra.is_empty() { Verifier::new(provider())? } else { Verifier::new_with_extra_roots(extra, provider())? };
    Ok(Arc::new(verifier))
}

/// Settings for one connection, and the judge that remembers what it was shown.
fn config(roots: Arc<dyn ServerCertVerifier>, pin: Option<[u8; 32]>) -> Result<(Arc<ClientConfig>, Arc<Judge>), Error> {
    let judge = Arc::new(Judge { roots, pin, seen: Mutex::default() });
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&judge) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    Ok((Arc::new(config), judge))
}

/// One provider for all, named rather than taken from the process.
fn provider() -> Arc<CryptoProvider> {
    static RING: std::sync::OnceLock<Arc<CryptoProvider>> = std::sync::OnceLock::new();
    Arc::clone(RING.get_or_init(|| Arc::new(rustls::crypto::ring::default_provider())))
}

/// Whether what listens at `server` answers a handshake at once, whatever was meant there: then a certificate is shown.
pub(super) async fn is_awaited(dialer: &Dialer, server: &Server) -> bool {
    let asked = Server { tls: Tls::Implicit, ..server.clone() };
    let Ok(pipe) = dialer.reach(&asked).await else { return false };
    match secure(pipe, dialer, &asked).await {
        Ok(_) => true,
        Err(Failure { what: What::Tls(fault), .. }) => fault.certificate.is_some() || fault.kind == TlsKind::TooOld,
        Err(_) => false,
    }
}

/// Makes a line secure for `server`. Gives the version with it as the ledger keeps it: `TLS 1.3`.
pub(super) async fn secure(pipe: Box<dyn Pipe>, dialer: &Dialer, server: &Server) -> Result<(TlsStream<Box<dyn Pipe>>, String), Failure> {
    let failed = |what| Failure::at(Stage::Tls, what);
    let note = pipe.note();
    let setup = |error: Error| failed(What::Tls(setup_fault(&error)));
    let (config, judge) = config(dialer.roots().await?, server.pin).map_err(setup)?;
    let bare = server.host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(&server.host);
    let host = idna::domain_to_ascii(bare).unwrap_or_else(|_| bare.to_owned());
    let name = ServerName::try_from(host).map_err(|error| Failure::at(Stage::Name, What::Name(error.to_string())))?;
    let secured = tokio::time::timeout(dialer.timeouts.tls, TlsConnector::from(config).connect(name, pipe))
        .await
        .map_err(|_| failed(What::Timeout))?
        .map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset if error.get_ref().is_none_or(|e| !e.is::<Error>()) => {
                failed(What::Lost)
            }
            _ => failed(What::Tls(fault(&error, &judge))),
        })?;
    let version = secured
        .get_ref()
        .1
        .protocol_version()
        .and_then(|version| version.as_str().map(|name| name.replace("TLSv", "TLS ").replace('_', ".")));
    let version = version.unwrap_or_else(|| "TLS".to_owned());
    note.secured(&version);
    Ok((secured, version))
}

/// Sorts what the handshake said into what people can act on.
fn fault(error: &io::Error, judge: &Judge) -> TlsFault {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    let kind = match tls {
        Some(Error::InvalidCertificate(_)) if judge.is_changed() => TlsKind::Changed,
        Some(error) => kind(error),
        None => TlsKind::Other,
    };
    TlsFault { kind, detail: error.to_string(), certificate: judge.seen() }
}

/// As [`fault`], for what goes wrong before a handshake.
pub(super) fn setup_fault(error: &Error) -> TlsFault {
    TlsFault { kind: kind(error), detail: error.to_string(), certificate: None }
}

fn kind(error: &Error) -> TlsKind {
    match error {
        Error::InvalidCertificate(fault) => match fault {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => TlsKind::WrongName,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsKind::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsKind::NotYetValid,
            // A bad signature: an authority of a trusted one's name, with another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsKind::UnknownIssuer,
            CertificateError::Revoked => TlsKind::Revoked,
            // webpki says of a self-signed certificate only that it is no authority's to give.
            CertificateError::Other(_) => TlsKind::UnknownIssuer,
            _ => TlsKind::Other,
        },
        Error::PeerIncompatible(_) | Error::AlertReceived(rustls::AlertDescription::ProtocolVersion) => TlsKind::TooOld,
        Error::InvalidMessage(_) => TlsKind::NotTls,
        _ => TlsKind::Other,
    }
}
