//! What is approved, or seen at Send, is what goes (D20): one hash over everything that decides it.

use sha2::{Digest as _, Sha256};

/// All that a seal covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sealed<'a> {
    /// The revision's own hash: text and attachments (name, type, SHA-256, order).
    pub(super) revision: &'a str,
    pub(super) from_name: &'a str,
    pub(super) from_address: &'a str,
    pub(super) reply_to: Option<&'a str>,
    /// The audience's query and what is taken from it, in their printed form.
    pub(super) audience: &'a str,
    pub(super) except: &'a str,
    pub(super) hand: &'a str,
    pub(super) list_kind: &'a str,
    pub(super) embargo: &'a str,
    /// The mail that it answers, and how (D39); none where it answers none.
    pub(super) answers: Option<&'a str>,
    /// Where one click unsubscribes. Where there is no such place the seal is as it was before there could be one.
    pub(super) one_click: Option<&'a str>,
    /// The privacy notice that first mails carry. Without one the seal is as it was before there were any.
    pub(super) notice: Option<&'a str>,
    /// How the organisation is reached, as the last line of the letters says it. Without it the seal is as it was before there was one.
    pub(super) imprint: Option<&'a str>,
    /// What the organisation is called. Without it the seal is as it was before the name was part of it.
    pub(super) organisation: Option<&'a str>,
    /// The versions in all languages, each with its hash and its privacy notice, where it goes in several. Without them the seal is as it
    /// was before there could be any.
    pub(super) texts: Option<&'a str>,
    /// How the letters look. Without a theme the seal is as it was before there were any.
    pub(super) theme: Option<&'a str>,
}

impl Sealed<'_> {
    /// SHA-256 in hex. Every part is written with its length, so that no two different sets read the same.
    pub(super) fn hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"tidings seal 1");
        let reply_to = self.reply_to.unwrap_or_default();
        for part in [
            self.revision,
            self.from_name,
            self.from_address,
            reply_to,
            self.audience,
            self.except,
            self.hand,
            self.list_kind,
            self.embargo,
        ]
        .into_iter()
        .chain(self.one_click)
        {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        // Seals from before there were corrections hold as they are.
        if let Some(answers) = self.answers {
            hash.update((answers.len() as u64).to_be_bytes());
            hash.update(answers.as_bytes());
        }
        let said = [self.notice, self.imprint, self.organisation, self.texts, self.theme];
        for (what, said) in ["notice", "imprint", "organisation", "texts", "theme"].into_iter().zip(said) {
            if let Some(said) = said {
                hash.update(what.as_bytes());
                hash.update((said.len() as u64).to_be_bytes());
                hash.update(said.as_bytes());
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
