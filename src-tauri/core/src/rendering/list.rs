//! What a mail says about the list it goes to: how to leave it, or why one cannot (M8, L10, L13).

use super::{encode, escape};
use crate::literature::Finding;
use crate::net::EmailAddress;

/// The kind of list that a mail goes to. The two are never exchanged: they are different kinds of list in law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHeaders(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    External { address: EmailAddress },
    Internal,
}

/// How one person leaves a list.
pub(super) struct Stop {
    /// The link in the text, `mailto:`.
    pub(super) link: String,
    /// The address alone.
    pub(super) address: String,
    /// The subject that the mail should have.
    pub(super) subject: String,
}

impl ListHeaders {
    /// People outside the house: they can leave by writing to `address`.
    #[must_use]
    pub fn external(address: &EmailAddress) -> Self {
        Self(Kind::External { address: address.clone() })
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
        let Kind::External { address } = &self.0 else {
            return Stop { link: String::new(), address: String::new(), subject: String::new() };
        };
        let token = id.split('@').next().unwrap_or_default();
        let subject = format!("unsubscribe {token}");
        let local = escape::url(address.local());
        Stop {
            link: format!("mailto:{local}@{}?subject={}", address.domain(), escape::url(&subject)),
            address: address.for_wire(),
            subject,
        }
    }
}

impl Stop {
    /// `List-Unsubscribe` (RFC 2369 §3.2), for lists that can be left.
    pub(super) fn headers(&self, out: &mut Vec<u8>) -> Result<(), Box<Finding>> {
        if self.link.is_empty() {
            return Ok(());
        }
        encode::structured(out, "List-Unsubscribe", &format!("<{}>", self.link))
    }
}
