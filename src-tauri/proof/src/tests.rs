use std::path::Path;

use super::*;

fn asked(language: &str, texts: &[&str], dictionaries: &Path) -> Asked {
    Asked {
        language: language.to_owned(),
        texts: texts.iter().map(|text| Arc::from(*text)).collect(),
        dictionaries: dictionaries.to_owned(),
        grammar: true,
        spelling: true,
        patient: true,
    }
}

fn words<'t>(texts: &[&'t str], checked: &Checked) -> Vec<(&'t str, Vec<String>)> {
    checked.found.iter().map(|one| (&texts[one.text][one.at.clone()], one.instead.clone())).collect()
}

#[test]
fn the_first_question_waits_for_nothing_and_the_same_one_knows_more_later() {
    let reader = Proofreader::default();
    let folder = tempfile::tempdir().unwrap();
    let texts = ["There is an problem with the lens.", "Dear \u{FFFC}, teh keeper of Oyelaran recieved it."];
    let question = Asked { patient: false, ..asked("en-GB", &texts, folder.path()) };
    let begun = std::time::Instant::now();
    assert_eq!(reader.check(&question), Checked { found: Vec::new(), whole: false });
    assert!(begun.elapsed().as_millis() < 200, "{:?}", begun.elapsed());
    let whole = reader.check(&asked("en-GB", &texts, folder.path()));
    assert!(whole.whole);
    let found = words(&texts, &whole);
    let about = |word: &str| found.iter().find(|(said, _)| *said == word).unwrap_or_else(|| panic!("{word} in {found:?}")).1.clone();
    assert!(about("an").contains(&"a".to_owned()));
    assert!(about("recieved").contains(&"received".to_owned()));
    // What was read once is told at once, whoever asks.
    assert_eq!(reader.check(&question), whole);
    let grammar = reader.check(&Asked { spelling: false, ..question.clone() });
    assert!(grammar.whole && grammar.found.iter().all(|one| !one.spelling && !one.says.is_empty()));
    assert_eq!(reader.check(&asked("ja", &["灯台のレンズ"], folder.path())), Checked { found: Vec::new(), whole: true });
}

#[test]
fn a_dictionary_of_the_users_judges_its_language_and_nothing_that_is_no_word() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("de-DE.aff"), "SET UTF-8\nSFX E Y 1\nSFX E 0 n e\n").unwrap();
    std::fs::write(folder.path().join("de-DE.dic"), "5\ndie\nLinse/E\nLicht\nHaus\nTürme\n").unwrap();
    let reader = Proofreader::default();
    let texts = ["Die Linsen, Licht-Haus, DIE Lnse: Türme.", "press@example.org example.org/Lnse NASA 3fach x \u{FFFC}Lnse"];
    let said = reader.check(&asked("de", &texts, folder.path()));
    assert!(said.whole);
    assert_eq!(words(&texts, &said), [("Lnse", vec!["Linse".to_owned()])]);
    assert!(said.found[0].spelling);
    // A dictionary that is no such thing is told before it is taken in, and one that spoils later judges nothing.
    assert!(reader.judge("SET UTF-8\nSFX E Y x\n", "1\na\n").is_err());
    assert!(reader.judge("SET UTF-8\n", "1\na\n").is_ok());
    assert_eq!(dictionary_names(folder.path(), "de-AT"), Some("de-DE.dic".to_owned()));
    assert_eq!(dictionary_names(folder.path(), "den"), Some("de-DE.dic".to_owned()));
    assert_eq!(dictionary_names(folder.path(), "fr"), None);
}

fn dictionary_names(folder: &Path, language: &str) -> Option<String> {
    Some(spelling::dictionary_for(folder, language)?.file_name()?.to_string_lossy().into_owned())
}
