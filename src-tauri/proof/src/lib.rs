//! Grammar and spelling, offline (W9): harper and Hunspell's dictionaries judge what the core asks. A leaf that only the two shells
//! link, since harper is slow to build.

mod grammar;
mod spelling;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use tidings_core::proofing::{Asked, Checked, Checker};

use grammar::Grammar;
use spelling::Spelling;

/// Puts the checker into the core's plug; what it stands on is loaded when it is first asked.
pub fn plug() {
    tidings_core::proofing::plug(Arc::new(Proofreader::default()));
}

/// Grammar and style by harper, spelling by the user's dictionaries; of English harper's own where the user has none.
#[derive(Default)]
pub struct Proofreader {
    grammar: Grammar,
    spelling: Spelling,
}

impl Checker for Proofreader {
    fn check(&self, asked: &Asked) -> Checked {
        let english = asked.language.get(..2).is_some_and(|tongue| tongue.eq_ignore_ascii_case("en"));
        let dictionary = asked.spelling.then(|| spelling::dictionary_for(&asked.dictionaries, &asked.language)).flatten();
        let mut checked = Checked { found: Vec::new(), whole: true };
        if let Some(path) = &dictionary {
            checked.whole &= self.spelling.check(asked, path, &mut checked.found);
        }
        let spells = asked.spelling && dictionary.is_none();
        if english && (asked.grammar || spells) {
            checked.whole &= self.grammar.check(asked, spells, &mut checked.found);
        }
        checked
    }

    fn judge(&self, aff: &str, dic: &str) -> Result<(), String> {
        spellbook::Dictionary::new(aff, dic).map(drop).map_err(|error| error.to_string())
    }
}
