//! The order of names: by the alphabet, not by the numbers that Unicode gave to letters (Q7).

use std::borrow::Cow;

/// Letters that stand elsewhere in the alphabet than among Unicode's numbers, each group in its order behind the letter
/// that it follows. Only what [`fold`](crate::contacts::fold_key) leaves of them: `ї` is `і` there, `ك` is `ک`.
/// Source: the root collation of CLDR 48 (UTS #10), first level; Unicode License V3.
const BEHIND: [(char, &str); 54] = [
    ('b', "ƀɓƃ"),
    ('c', "ȼƈ"),
    ('d', "ȸɖɗƌȡ"),
    ('e', "ɇǝəɛ"),
    ('f', "ƒ"),
    ('g', "ǥɣƣ"),
    ('h', "ƕ"),
    ('i', "ɪɩ"),
    ('j', "ȷɉ"),
    ('k', "ƙ"),
    ('l', "ƚȴƛ"),
    ('n', "ɲƞȵŋ"),
    ('o', "ɔɵȣ"),
    ('p', "ƥ"),
    ('q', "ȹɋĸ"),
    ('r', "ɍ"),
    ('s', "ȿʃƪ"),
    ('t', "ƾƫƭȶ"),
    ('v', "ʋ"),
    ('y', "ɏƴȝ"),
    ('а', "әӕ"),
    ('г', "ґғӻҕӷ"),
    ('д', "ԁђԃҙ"),
    ('е', "є"),
    ('ж', "ԫҗ"),
    ('з', "ԅԑѕӡԇ"),
    ('и', "ҋіј"),
    ('к', "қӄҡҟҝԟԛ"),
    ('л', "ӆԯԓԡљԉԕ"),
    ('м', "ӎ"),
    ('н', "ԩӊңӈԣҥњԋ"),
    ('о', "ө"),
    ('п', "ԥҧҁ"),
    ('р', "ҏԗ"),
    ('с', "ԍҫ"),
    ('т', "ԏҭћ"),
    ('у', "үұѹ"),
    ('х', "ӽӿҳһԧѡѿѽѻ"),
    ('ц', "ҵ"),
    ('ч', "ԭҷӌҹҽҿџ"),
    ('ь', "ҍѣ"),
    ('ب', "ٻپڀ"),
    ('ث', "ٹٺټٽٿ"),
    ('ج', "ڃڄچڿڇ"),
    ('خ', "ځڂڅ"),
    ('ذ', "ڈډڊڋڌڍڎڏڐ"),
    ('ز', "ڑڒړڔڕږڗژڙ"),
    ('ش', "ښڛڜ"),
    ('ض', "ڝڞ"),
    ('ف', "ڡڢڣڤڥڦ"),
    ('ق', "ڧڨکڪګڬڭڮگڰڱڲڳڴ"),
    ('ن', "ںڻڼڽڹ"),
    ('ه', "ھہۃە"),
    ('و', "ۄۅۆۇۈۉۊۋۏیۍێېۑے"),
];

/// Behind every letter that stands for itself: the first of Unicode's second last plane, which is for private use.
const FIRST_BEHIND: u32 = 0xF_0000;

/// Between what a key is put in order by and the key: before the space, so that a shorter name stands first.
const THEN: char = '\u{1}';

/// `key`, a [`key`](crate::contacts::fold_key) of a name, so that texts compare by their bytes as the alphabet has them: the letters of [`BEHIND`] behind
/// their neighbours, katakana among hiragana, small kana among large ones. What differs in nothing else is told apart by the key
/// itself, which stands behind it; so two keys are the same exactly when their names are.
///
/// Å stands with A and Ø with O, as in the root collation; no language's own order is followed, since a list has names of all.
#[must_use]
pub fn alphabetical(key: &str) -> Cow<'_, str> {
    if key.is_ascii() || !key.chars().any(|letter| placed(letter).is_some()) {
        return Cow::Borrowed(key);
    }
    let mut ordered = String::with_capacity(key.len() * 3);
    for letter in key.chars() {
        match placed(letter) {
            Some((before, None)) => ordered.push(before),
            Some((before, Some(behind))) => ordered.extend([before, behind]),
            None => ordered.push(letter),
        }
    }
    ordered.push(THEN);
    ordered.push_str(key);
    Cow::Owned(ordered)
}

/// What a letter that stands elsewhere is put in order by: another letter, or one and its place behind that.
fn placed(letter: char) -> Option<(char, Option<char>)> {
    match letter {
        ..'ĸ' | 'α'..='ω' | 'а'..='я' => None,
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => {
            Some((char::from_u32(u32::from(letter) + 1)?, None))
        }
        'ゕ' => Some(('か', None)),
        'ゖ' => Some(('け', None)),
        'ァ'..='ヶ' => {
            let hiragana = char::from_u32(u32::from(letter) - 0x60)?;
            Some(placed(hiragana).unwrap_or((hiragana, None)))
        }
        '\u{700}'.. => None,
        _ => BEHIND.iter().find_map(|(before, letters)| {
            let at = letters.chars().position(|one| one == letter)?;
            Some((*before, char::from_u32(FIRST_BEHIND + u32::try_from(at).ok()?)))
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use icu_collator::options::{CollatorOptions, Strength};
    use icu_collator::{Collator, CollatorBorrowed};
    use proptest::prelude::*;

    use super::{BEHIND, alphabetical};
    use crate::contacts::fold_key as key;

    /// The root collation, by other hands.
    fn root() -> CollatorBorrowed<'static> {
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Primary);
        Collator::try_new(Default::default(), options).unwrap()
    }

    /// The letters of the alphabets that names are promised to be in order in.
    fn letters() -> Vec<char> {
        let whole = ['a'..='z', 'α'..='ω', 'а'..='я', 'א'..='ת', 'ء'..='غ', 'ف'..='و', 'あ'..='ん', 'ア'..='ン', '一'..='丿', '가'..='갛'];
        let mut letters: Vec<char> = whole.into_iter().flatten().chain(BEHIND.iter().flat_map(|(_, letters)| letters.chars())).collect();
        letters.extend("åäöüéñçøæœßłğşőțžїйўيىكگپچژ0123456789 ".chars());
        letters
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn names_stand_in_the_order_of_the_root_collation(
            one in prop::collection::vec(prop::sample::select(letters()), 1..6),
            shared in prop::collection::vec(prop::sample::select(letters()), 0..4),
            other in prop::collection::vec(prop::sample::select(letters()), 1..6),
        ) {
            let name = |rest: &[char]| key(&shared.iter().chain(rest).collect::<String>());
            let (one, other) = (name(&one), name(&other));
            let by_bytes = alphabetical(&one).cmp(&alphabetical(&other));
            match root().compare(&one, &other) {
                Ordering::Equal => prop_assert_eq!(by_bytes == Ordering::Equal, one == other),
                order => prop_assert_eq!(by_bytes, order, "{:?} {:?}", one, other),
            }
        }
    }

    #[test]
    fn every_two_letters_stand_in_the_order_of_the_root_collation() {
        let root = root();
        let keys: Vec<String> = letters().iter().map(|letter| key(&letter.to_string())).filter(|key| !key.is_empty()).collect();
        for (one, other) in keys.iter().flat_map(|one| keys.iter().map(move |other| (one, other))) {
            let order = root.compare(one, other);
            assert!(order == Ordering::Equal || alphabetical(one).cmp(&alphabetical(other)) == order, "{one} {other}");
        }
    }

    #[test]
    fn names_of_many_languages_stand_as_their_readers_look_for_them() {
        let mut names =
            ["Яна", "Іван", "Йосип", "Əliyev", "Farid", "Eva", "Ezra", "كريم", "ليلى", "گلاب", "قاسم", "ヤマダ", "やまだ", "ゆうき", "Zoë"];
        names.sort_by_key(|name| alphabetical(&key(name)).into_owned());
        assert_eq!(
            names,
            ["Eva", "Ezra", "Əliyev", "Farid", "Zoë", "Йосип", "Іван", "Яна", "قاسم", "كريم", "گلاب", "ليلى", "やまだ", "ヤマダ", "ゆうき"]
        );
    }
}
