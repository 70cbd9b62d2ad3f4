//! The greeting line and the other words that a letter can name about its reader.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fold;

/// The merge fields that a document may name, in the order in which the editor offers them.
pub const MERGE_FIELDS: &[&str] = &["first_name", "last_name", "name", "salutation", "greeting", "outlet", "role", "city", "country"];

/// What each merge field says for one person; empty where nothing is known, so that the document's fallback stands in. In as little
/// memory as it takes: a list that is looked at before Send holds one of these for everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeValues {
    /// What the fields of [`BY_NAME`] say, one after another.
    text: Box<str>,
    /// Where each of them ends in it.
    ends: [u32; MERGE_FIELDS.len()],
    /// Of which of them anything is said, be it that nothing is known: a bit each.
    said: u16,
    /// What is said beside them, by name.
    others: Vec<(Box<str>, Box<str>)>,
}

/// [`MERGE_FIELDS`] by name.
const BY_NAME: [&str; MERGE_FIELDS.len()] =
    ["city", "country", "first_name", "greeting", "last_name", "name", "outlet", "role", "salutation"];

impl MergeValues {
    /// What `field` says; empty for an unknown field.
    #[must_use]
    pub fn get(&self, field: &str) -> &str {
        match BY_NAME.iter().position(|known| *known == field) {
            Some(at) => self.text.get(self.range(at)).unwrap_or_default(),
            None => self.other(field).ok().and_then(|at| self.others.get(at)).map_or("", |(_, value)| value),
        }
    }

    /// Whether anything is said of `field`, be it that nothing is known.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        match BY_NAME.iter().position(|known| *known == field) {
            Some(at) => self.said & (1 << at) != 0,
            None => self.other(field).is_ok(),
        }
    }

    /// Sets what `field` says.
    pub fn set(&mut self, field: &str, value: impl AsRef<str>) {
        let value = value.as_ref();
        let Some(at) = BY_NAME.iter().position(|known| *known == field) else { return self.set_other(field, value) };
        let old = self.range(at);
        let (before, after) = (self.text.get(..old.start).unwrap_or_default(), self.text.get(old.end..).unwrap_or_default());
        let text = [before, value, after].concat();
        for end in self.ends.iter_mut().skip(at) {
            *end = *end + length(value.len()) - length(old.len());
        }
        self.text = text.into_boxed_str();
        self.said |= 1 << at;
    }

    /// Each field with what it says, by the fields' names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let known = BY_NAME.iter().filter(|field| self.has(field)).map(|field| (*field, self.get(field)));
        let mut all: Vec<(&str, &str)> = known.chain(self.others.iter().map(|(field, value)| (&**field, &**value))).collect();
        all.sort_unstable_by_key(|(field, _)| *field);
        all.into_iter()
    }

    /// Where the field of this place stands in the text.
    fn range(&self, at: usize) -> Range<usize> {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        at.checked_sub(1).map_or(0, end)..end(at)
    }

    fn set_other(&mut self, field: &str, value: &str) {
        match self.other(field) {
            Ok(at) => {
                if let Some((_, held)) = self.others.get_mut(at) {
                    *held = value.into();
                }
            }
            Err(at) => self.others.insert(at, (field.into(), value.into())),
        }
    }

    fn other(&self, field: &str) -> Result<usize, usize> {
        self.others.binary_search_by(|(held, _)| (**held).cmp(field))
    }
}

/// A length in the text of one person's values, of which each is a cell or a line.
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

impl Serialize for MergeValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for MergeValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

/// Reads a map of fields straight into their places: it is done once for every letter.
struct Fields;

#[derive(Deserialize)]
struct Name<'n>(#[serde(borrow)] Cow<'n, str>);

impl<'de> Visitor<'de> for Fields {
    type Value = MergeValues;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("fields with what they say")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<MergeValues, M::Error> {
        let mut values = MergeValues::default();
        while let Some((Name(field), Name(value))) = map.next_entry()? {
            values.set(&field, value);
        }
        Ok(values)
    }
}

/// What a greeting is made from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Addressee<'a> {
    /// Ms, Dr, Frau.
    pub salutation: &'a str,
    /// Given name.
    pub given_name: &'a str,
    /// Family name.
    pub family_name: &'a str,
    /// The whole name.
    pub name: &'a str,
    /// BCP 47 tag; what is no language that we greet in is greeted in English.
    pub language: &'a str,
}

/// How one language greets. `{}` is the name's place.
struct Manners {
    language: &'static str,
    /// Salutations of a woman, folded, and how she is greeted by salutation and family name.
    woman: (&'static [&'static str], &'static str),
    /// The same for a man.
    man: (&'static [&'static str], &'static str),
    /// With any other salutation (a title) and family name.
    title: &'static str,
    /// By given name.
    given: &'static str,
    /// By whole name, where it is not taken apart.
    whole: &'static str,
    /// Somebody without a name.
    nobody: &'static str,
}

const MANNERS: &[Manners] = &[
    Manners { language: "en", woman: (&[], ""), man: (&[], ""), title: "Dear {}", given: "Dear {}", whole: "Dear {}", nobody: "Hello" },
    Manners {
        language: "de",
        woman: (&["frau"], "Sehr geehrte {}"),
        man: (&["herr"], "Sehr geehrter {}"),
        title: "Guten Tag, {}",
        given: "Guten Tag, {}",
        whole: "Guten Tag, {}",
        nobody: "Guten Tag",
    },
    Manners {
        language: "nl",
        woman: (&["mevrouw", "mevr", "mw"], "Geachte {}"),
        man: (&["heer", "dhr", "de heer"], "Geachte {}"),
        title: "Geachte {}",
        given: "Beste {}",
        whole: "Beste {}",
        nobody: "Goedendag",
    },
    Manners {
        language: "fr",
        woman: (&["madame", "mme"], "Chère {}"),
        man: (&["monsieur", "m"], "Cher {}"),
        title: "Bonjour {}",
        given: "Bonjour {}",
        whole: "Bonjour {}",
        nobody: "Bonjour",
    },
    Manners {
        language: "es",
        woman: (&["sra", "senora", "dona", "dra"], "Estimada {}"),
        man: (&["sr", "senor", "don", "dr"], "Estimado {}"),
        title: "Hola, {}",
        given: "Hola, {}",
        whole: "Hola, {}",
        nobody: "Buenos días",
    },
    Manners {
        language: "it",
        woman: (&["sig ra", "signora", "dott ssa", "dottoressa"], "Gentile {}"),
        man: (&["sig", "signor", "dott", "dottor"], "Gentile {}"),
        title: "Gentile {}",
        given: "Gentile {}",
        whole: "Gentile {}",
        nobody: "Buongiorno",
    },
    Manners {
        language: "pt",
        woman: (&["sra", "senhora", "dra"], "Cara {}"),
        man: (&["sr", "senhor", "dr"], "Caro {}"),
        title: "Olá, {}",
        given: "Olá, {}",
        whole: "Olá, {}",
        nobody: "Bom dia",
    },
    Manners { language: "da", woman: (&[], ""), man: (&[], ""), title: "Kære {}", given: "Kære {}", whole: "Kære {}", nobody: "Hej" },
    Manners { language: "sv", woman: (&[], ""), man: (&[], ""), title: "Hej {}", given: "Hej {}", whole: "Hej {}", nobody: "Hej" },
    Manners { language: "nb", woman: (&[], ""), man: (&[], ""), title: "Hei, {}", given: "Hei, {}", whole: "Hei, {}", nobody: "Hei" },
    Manners { language: "no", woman: (&[], ""), man: (&[], ""), title: "Hei, {}", given: "Hei, {}", whole: "Hei, {}", nobody: "Hei" },
    Manners { language: "ja", woman: (&[], ""), man: (&[], ""), title: "{}", given: "{}様", whole: "{}様", nobody: "ご担当者様" },
    Manners {
        language: "ar", woman: (&[], ""), man: (&[], ""), title: "مرحبًا {}", given: "مرحبًا {}", whole: "مرحبًا {}", nobody: "مرحبًا"
    },
];

/// The greeting line for somebody, in their language, without the comma that follows it. Never empty.
#[must_use]
pub fn greeting(to: Addressee<'_>) -> String {
    let Some(manners) = manners(to.language) else { return "Hello".to_owned() };
    if !to.salutation.is_empty() && !to.family_name.is_empty() {
        let salutation = fold::key(to.salutation);
        let pattern = [&manners.woman, &manners.man].iter().find(|(known, _)| known.contains(&salutation.as_str())).map(|(_, with)| *with);
        return put(pattern.unwrap_or(manners.title), &titled(to));
    }
    match (to.given_name.is_empty(), to.name.is_empty()) {
        (false, _) => put(manners.given, to.given_name),
        (true, false) => put(manners.whole, to.name),
        (true, true) => manners.nobody.to_owned(),
    }
}

/// Salutation and family name in the language's order.
fn titled(to: Addressee<'_>) -> String {
    if to.language.starts_with("ja") {
        // 様 closes the name; a salutation that is one itself (先生) takes its place.
        return format!("{}{}", to.family_name, to.salutation);
    }
    format!("{} {}", to.salutation, to.family_name)
}

fn manners(language: &str) -> Option<&'static Manners> {
    let primary = language.split('-').next().unwrap_or_default();
    MANNERS.iter().find(|one| one.language == primary).or_else(|| MANNERS.first())
}

fn put(pattern: &str, name: &str) -> String {
    pattern.replacen("{}", name, 1)
}
