//! How a token is shown to a mail server: XOAUTH2, as Google and Microsoft know it, and OAUTHBEARER (RFC 7628).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

use super::dial::Server;

/// A way to show a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bearer {
    /// The standard's.
    OauthBearer,
    /// The one before it.
    XOauth2,
}

impl Bearer {
    /// The best of the ways that a server offers; the standard's first.
    pub(super) fn among(offers: impl Fn(&str) -> bool) -> Option<Self> {
        [Self::OauthBearer, Self::XOauth2].into_iter().find(|way| offers(way.name()))
    }

    /// Its name in the server's list.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::OauthBearer => "OAUTHBEARER",
            Self::XOauth2 => "XOAUTH2",
        }
    }

    /// What is said, in base64.
    pub(super) fn says(self, user: &str, token: &SecretString, server: &Server) -> SecretString {
        let token = token.expose_secret();
        let words = match self {
            Self::OauthBearer => {
                let name = user.replace('=', "=3D").replace(',', "=2C");
                format!("n,a={name},\x01host={}\x01port={}\x01auth=Bearer {token}\x01\x01", server.host, server.port)
            }
            Self::XOauth2 => format!("user={user}\x01auth=Bearer {token}\x01\x01"),
        };
        SecretString::from(STANDARD.encode(words))
    }

    /// What is said when the server asks for more: it has told why it refuses, and waits for this to say so.
    pub(super) const fn gives_in(self) -> &'static str {
        match self {
            // A lone ^A (RFC 7628 §3.2.3).
            Self::OauthBearer => "AQ==",
            Self::XOauth2 => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Tls;

    fn said(way: Bearer, user: &str) -> String {
        let words = way.says(user, &SecretString::from("ya29.token"), &Server::new("smtp.example.org", 587, Tls::StartTls));
        String::from_utf8(STANDARD.decode(words.expose_secret()).unwrap()).unwrap()
    }

    #[test]
    fn both_ways_are_written_as_their_documents_have_them() {
        assert_eq!(said(Bearer::XOauth2, "ines@example.org"), "user=ines@example.org\x01auth=Bearer ya29.token\x01\x01");
        let standard = "n,a=ines@example.org,\x01host=smtp.example.org\x01port=587\x01auth=Bearer ya29.token\x01\x01";
        assert_eq!(said(Bearer::OauthBearer, "ines@example.org"), standard);
        assert!(said(Bearer::OauthBearer, "a=b,c").starts_with("n,a=a=3Db=2Cc,\x01"));
    }

    #[test]
    fn the_standard_is_taken_where_it_is_offered_and_a_password_never() {
        let among = |offered: &[&str]| Bearer::among(|name| offered.contains(&name));
        assert_eq!(among(&["XOAUTH2", "OAUTHBEARER", "PLAIN"]), Some(Bearer::OauthBearer));
        assert_eq!(among(&["LOGIN", "XOAUTH2"]), Some(Bearer::XOauth2));
        assert_eq!(among(&["LOGIN", "PLAIN"]), None);
    }
}
