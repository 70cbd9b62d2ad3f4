//! How the organisation is reached, as the last line of mails to people outside says it: its postal address, and a phone, a mail address
//! or a website (L11, L12; 15 USC 7704(a)(5); CASL 6(2) and SOR/2012-36 s. 2).

use serde::{Deserialize, Serialize};

use crate::error::{Place, Problem};
use crate::messages::Message;
use crate::workspace::{ReadTx, Topic, WriteTx, set_setting, setting};

/// The setting that holds it.
const SETTING: &str = "imprint";
/// Most lines of a postal address.
const LINES: usize = 8;
/// Longest postal address, in characters.
const LONGEST: usize = 400;
/// Longest other way to reach it.
const LONGEST_CONTACT: usize = 200;

/// How the organisation is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Imprint {
    /// Its postal address, a line each; empty where nobody entered it.
    pub postal: String,
    /// Its phone, mail address or website; may be empty.
    pub contact: String,
}

impl Imprint {
    /// Tidied.
    ///
    /// # Errors
    /// `rendering.imprint` with the field (`postal`, `contact`) and the reason.
    pub(super) fn judged(self) -> Result<Self, Problem> {
        let lines = |text: &str| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
        let kept = |text: &str| lines(text).into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>();
        let (postal, contact) = (kept(&self.postal), kept(&self.contact));
        let judge = |field: &'static str, parts: &[String], most_lines: usize, longest: usize| {
            let length: usize = parts.iter().map(|line| line.chars().count()).sum();
            let why = if parts.iter().any(|line| line.chars().any(char::is_control)) {
                "control"
            } else if parts.len() > most_lines {
                "lines"
            } else if length > longest {
                "long"
            } else {
                return Ok(());
            };
            let what = Message::new("rendering.imprint").with("why", why).with("most", if why == "lines" { most_lines } else { longest });
            Err(Problem { what, ..Problem::refusal("rendering.imprint") }.at(Place::field(field)))
        };
        judge("postal", &postal, LINES, LONGEST)?;
        judge("contact", &contact, 1, LONGEST_CONTACT)?;
        Ok(Self { postal: postal.join("\n"), contact: contact.join(" ") })
    }

    /// As a distribution seals it; none where no address was entered: its letters have no such line then.
    #[must_use]
    pub fn sealed(&self) -> Option<String> {
        if self.postal.is_empty() { None } else { serde_json::to_string(self).ok() }
    }

    /// What [`sealed`](Self::sealed) said.
    #[must_use]
    pub fn kept(sealed: &str) -> Self {
        serde_json::from_str(sealed).unwrap_or_default()
    }

    /// The line of a mail: the name, the postal address and the other way; nothing where no address was entered.
    pub(super) fn line(&self, organisation: &str) -> Option<String> {
        let postal = self.postal.replace('\n', ", ");
        let parts = [organisation, postal.as_str(), self.contact.as_str()];
        (!postal.is_empty()).then(|| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
    }
}

/// Says how the organisation is reached, within the act of `tx`.
///
/// # Errors
/// `rendering.imprint` with the field (`postal`, `contact`) and the reason.
pub fn keep_imprint(tx: &WriteTx<'_>, wanted: Imprint) -> Result<(), Problem> {
    let wanted = wanted.judged()?;
    set_setting(tx, SETTING, &serde_json::to_string(&wanted).unwrap_or_default())?;
    tx.changed(Topic::Workspace, None);
    Ok(())
}

/// How the organisation is reached; empty where nobody entered it.
///
/// # Errors
/// What SQLite says.
pub fn imprint(tx: &ReadTx<'_>) -> Result<Imprint, Problem> {
    Ok(setting(tx, SETTING)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_line_by_line_and_what_is_none_is_refused_at_its_field() {
        let entered = |postal: &str, contact: &str| Imprint { postal: postal.to_owned(), contact: contact.to_owned() };
        let kept = entered(" 1  Quay Street \r\n\r\n Hull HU1 1AA\n", " +44 1482 0000 ").judged().unwrap();
        assert_eq!((kept.postal.as_str(), kept.contact.as_str()), ("1 Quay Street\nHull HU1 1AA", "+44 1482 0000"));
        assert_eq!(kept.line("Harbour Trust").unwrap(), "Harbour Trust · 1 Quay Street, Hull HU1 1AA · +44 1482 0000");
        assert_eq!(entered("", "+44").judged().unwrap().line("Harbour Trust"), None, "no address, no line");
        assert!(entered("東京都港区\nشارع النيل", "").judged().is_ok());
        for (bad, field) in [
            (entered(&"x\n".repeat(9), ""), "postal"),
            (entered(&"x".repeat(401), ""), "postal"),
            (entered("a\u{7}b", ""), "postal"),
            (entered("", "a\nb"), "contact"),
            (entered("", &"x".repeat(201)), "contact"),
        ] {
            let refused = bad.judged().unwrap_err();
            assert_eq!((refused.code.as_str(), refused.places[0].field.as_deref()), ("rendering.imprint", Some(field)));
        }
    }
}
