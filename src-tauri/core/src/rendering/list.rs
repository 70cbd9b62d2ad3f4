//! What a mail says about the list it goes to: how to leave it, or why one cannot (M8, L10, L13).

use super::{encode, escape};
use crate::error::{Place, Problem};
use crate::literature::Finding;
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, setting};

/// The setting that says where one click unsubscribes.
pub(super) const SETTING: &str = "one_click";

/// The kind of list that a mail goes to. The two are never exchanged: they are different kinds of list in law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHeaders(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    External { address: EmailAddress, one_click: Option<OneClick> },
    Internal,
}

/// Where the organisation's own site takes an unsubscribe with one click (RFC 8058): an `https` address with a place for the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneClick(String);

/// Where the token stands in it.
const TOKEN: &str = "{token}";

/// Longest such address: it stands in one line of the header.
const LONGEST: usize = 400;

impl OneClick {
    /// Judges an address. It must be reached by anybody's mail program without being led elsewhere: `https`, a public name, no
    /// password, no fragment, and the token once.
    ///
    /// # Errors
    /// `rendering.one_click` with the reason.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let refuse = |why: &'static str| Err(Problem::refusal("rendering.one_click").with("why", why).at(Place::field("one_click")));
        let Some(rest) = text.strip_prefix("https://") else { return refuse("https") };
        if text.len() > LONGEST || !text.bytes().all(|byte| byte.is_ascii_graphic()) || text.contains(['<', '>', '"', '\\', '#', ',']) {
            return refuse("characters");
        }
        if text.matches(TOKEN).count() != 1 || text.replace(TOKEN, "").contains(['{', '}']) {
            return refuse("token");
        }
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let name = host.split_once(':').map_or(host, |(name, port)| if port.parse::<u16>().is_ok() { name } else { "" });
        let public = !name.contains(['@', '{']) && psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known());
        if !public || psl::domain_str(name).is_none() {
            return refuse("host");
        }
        Ok(Self(text.to_owned()))
    }

    /// As it was entered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn for_token(&self, token: &str) -> String {
        self.0.replace(TOKEN, token)
    }
}

/// How one person leaves a list.
pub(super) struct Stop {
    /// The link in the text, `mailto:`.
    pub(super) link: String,
    /// The address alone.
    pub(super) address: String,
    /// The subject that the mail should have.
    pub(super) subject: String,
    /// Where one click does it.
    one_click: Option<String>,
}

impl ListHeaders {
    /// People outside the house: they can leave by writing to `address`, and with one click where there is a place for it.
    #[must_use]
    pub fn external(address: &EmailAddress, one_click: Option<OneClick>) -> Self {
        Self(Kind::External { address: address.clone(), one_click })
    }

    /// People of the house: no unsubscribe, and the mail says why.
    #[must_use]
    pub fn internal() -> Self {
        Self(Kind::Internal)
    }

    pub(super) fn is_internal(&self) -> bool {
        self.0 == Kind::Internal
    }

    /// How whoever gets the message `id` leaves. The token is what stands before the `@` of the Message-ID: a keyed hash that
    /// tells nobody else anything.
    pub(super) fn stop(&self, id: &str) -> Stop {
        let Kind::External { address, one_click } = &self.0 else {
            return Stop { link: String::new(), address: String::new(), subject: String::new(), one_click: None };
        };
        let token = id.split('@').next().unwrap_or_default();
        let subject = format!("unsubscribe {token}");
        let local = escape::url(address.local());
        Stop {
            link: format!("mailto:{local}@{}?subject={}", address.domain(), escape::url(&subject)),
            address: address.for_wire(),
            subject,
            one_click: one_click.as_ref().map(|one_click| one_click.for_token(token)),
        }
    }
}

impl Stop {
    /// `List-Unsubscribe` (RFC 2369 §3.2), for lists that can be left: the click first, the mail always.
    pub(super) fn headers(&self, out: &mut Vec<u8>) -> Result<(), Box<Finding>> {
        if self.link.is_empty() {
            return Ok(());
        }
        let Some(one_click) = &self.one_click else {
            return encode::structured(out, "List-Unsubscribe", &format!("<{}>", self.link));
        };
        encode::structured(out, "List-Unsubscribe", &format!("<{one_click}>,"))?;
        // The same field goes on: what comes next begins with a blank.
        out.extend_from_slice(format!(" <{}>\r\n", self.link).as_bytes());
        encode::structured(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    }
}

/// Where the organisation's site takes an unsubscribe with one click; none where it has no such place.
///
/// # Errors
/// What SQLite says.
pub fn one_click(tx: &ReadTx<'_>) -> Result<Option<OneClick>, Problem> {
    let kept = setting(tx, SETTING)?.filter(|text| !text.is_empty());
    kept.map(|text| OneClick::parse(&text)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_that_anybody_can_click_is_taken() {
        for good in ["https://example.org/leave/{token}", " https://news.example.co.uk:8443/u?t={token}&x=1 "] {
            assert!(OneClick::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "http://example.org/{token}",
            "https://example.org/leave",
            "https://example.org/{token}/{token}",
            "https://example.org/{id}/{token}",
            "https://localhost/{token}",
            "https://10.0.0.1/{token}",
            "https://org/{token}",
            "https://user@example.org/{token}",
            "https://{token}.example.org/",
            "https://example.org/{token}#top",
            "https://example.org/{token}\r\nBcc: x@example.org",
            "https://example.org/a b/{token}",
            "https://example.org/>,<mailto:x@example.org>{token}",
        ] {
            assert_eq!(OneClick::parse(bad).unwrap_err().code, "rendering.one_click", "{bad}");
        }
        assert!(OneClick::parse(&format!("https://example.org/{}{{token}}", "x".repeat(400))).is_err());
    }
}
