//! Where a conversation failed, and how: facts for the verdict, none of it judged here.

use super::smtp::Reply;

/// A step of the conversation, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Stage {
    /// Finding the server by its name.
    Name,
    /// Connecting to its port.
    Connect,
    /// The TLS handshake with its certificate.
    Tls,
    /// The server's first words.
    Greeting,
    /// EHLO.
    Ehlo,
    /// STARTTLS, up to the handshake.
    StartTls,
    /// User name and password.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA, up to 354.
    Data,
    /// The message, up to the final dot: end-of-data has certainly not begun.
    Body,
    /// The final dot and the reply to it.
    Eod,
    /// RSET.
    Rset,
    /// QUIT.
    Quit,
    /// Finding or opening a folder of a mailbox.
    Folder,
    /// Looking for mails in it.
    Search,
    /// A question to a web server.
    Web,
}

/// What happened there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// No such name, or nobody to ask.
    #[error("the name is not known: {0}")]
    Name(String),
    /// Nobody takes the connection.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The connection ended.
    #[error("the connection was lost")]
    Lost,
    /// Nothing came in time.
    #[error("no answer in time")]
    Timeout,
    /// The server said no, or something that does not fit here.
    #[error("{0}")]
    Reply(Reply),
    /// The other side speaks no mail server's language, or without end.
    #[error("this is no mail server")]
    NotAMailServer,
    /// A mailbox's server said no, in its words.
    #[error("{0}")]
    Said(String),
    /// The handshake failed.
    #[error("{0}")]
    Tls(TlsFault),
    /// The server says nothing before a handshake, which was not meant to come first.
    #[error("the server waits for TLS")]
    WaitsForTls,
    /// The server does not offer what is needed: `STARTTLS`, `AUTH`, `SMTPUTF8`. Never done without it (A2, A4).
    #[error("the server does not offer {0}")]
    NotOffered(&'static str),
    /// Without TLS only this machine itself is spoken to (A1).
    #[error("without encryption only this machine is reached")]
    NotLoopback,
    /// The account's password is not at hand and must be asked.
    #[error("the password must be asked")]
    NeedsPassword,
    /// The account signs in in the browser, and no token is to be had.
    #[error("no token is to be had: {0:?}")]
    SignIn(SignInFault),
    /// The gate was refused: end-of-data certainly did not go out.
    #[error("the gate was shut")]
    GateShut,
    /// The message holds a CR or LF of its own (M1).
    #[error("the message has a bare line end")]
    BareLineEnd,
    /// The conversation ended before, or no envelope was given.
    #[error("the conversation is over")]
    Over,
}

/// Why no token is to be had for somebody who signs in in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInFault {
    /// Nobody signed in yet, or the keychain does not open.
    Needed,
    /// The permission ended: taken back, expired, or the password was changed.
    Ended,
    /// The provider does not know the organisation's client, or not with this secret.
    Client,
    /// The provider refused otherwise, under this code.
    Refused(String),
    /// The provider could not be asked: it is tried again.
    Away,
}

/// Why a handshake failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?}: {detail}")]
pub struct TlsFault {
    /// In which of the ways that people can act on.
    pub kind: TlsKind,
    /// The library's words, for the log.
    pub detail: String,
    /// SHA-256 of the certificate that was shown, for an exception that pins it (A3).
    pub certificate: Option<[u8; 32]>,
}

/// The ways in which a handshake fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsKind {
    /// The certificate is another server's.
    WrongName,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet; often this machine's clock.
    NotYetValid,
    /// Nobody whom this machine trusts vouches for it.
    UnknownIssuer,
    /// An exception pins another certificate to this host (A3).
    Changed,
    /// The certificate was taken back.
    Revoked,
    /// The server offers nothing newer than TLS 1.1 (RFC 8996).
    TooOld,
    /// What answers there speaks no TLS: often a port for STARTTLS.
    NotTls,
    /// Anything else.
    Other,
}

/// Where and how a conversation failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{stage:?}: {what}")]
pub struct Failure {
    /// Where.
    pub stage: Stage,
    /// How.
    pub what: What,
}

impl Failure {
    /// A failure at `stage`.
    #[must_use]
    pub const fn at(stage: Stage, what: What) -> Self {
        Self { stage, what }
    }

    /// The server's answer, if it was one.
    #[must_use]
    pub const fn reply(&self) -> Option<&Reply> {
        match &self.what {
            What::Reply(reply) => Some(reply),
            _ => None,
        }
    }
}
