//! Everybody's phones as numbers, for a search that looks through them at each keystroke.

use std::collections::HashMap;

/// Digits that fit, four bits each.
const FIT: usize = 16;

/// So many digits make a whole number, with no country before them.
const WHOLE: usize = 7;

/// The digits of phones by the row of whoever has them. Zeros before the first other digit tell nothing: nobody is asked for by them.
#[derive(Debug, Default)]
pub(super) struct Phones {
    /// One of each row, four bits a digit; 0: none.
    one: Vec<u64>,
    /// What does not fit there: further ones, and longer ones.
    others: HashMap<u32, Vec<String>>,
}

/// The digits, four bits each; none where they do not fit.
fn packed(digits: &str) -> Option<u64> {
    let digits = digits.trim_start_matches('0');
    let fits = (1..=FIT).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    fits.then(|| digits.bytes().fold(0, |all, digit| all << 4 | u64::from(digit - b'0')))
}

/// Whether the digits of `phone` have those of `asked` among them, side by side; `mask` covers as many.
const fn has(mut phone: u64, asked: u64, mask: u64) -> bool {
    while phone >= asked {
        if phone & mask == asked {
            return true;
        }
        phone >>= 4;
    }
    false
}

impl Phones {
    /// A phone of a row, by its digits.
    pub(super) fn add(&mut self, row: u32, digits: &str) {
        let at = row as usize;
        if at >= self.one.len() {
            self.one.resize(at + 1, 0);
        }
        match (packed(digits), self.one.get_mut(at)) {
            (Some(number), Some(free)) if *free == 0 => *free = number,
            _ => self.others.entry(row).or_default().push(digits.to_owned()),
        }
    }

    /// From now on the row has none.
    pub(super) fn clear(&mut self, row: u32) {
        if let Some(number) = self.one.get_mut(row as usize) {
            *number = 0;
        }
        self.others.remove(&row);
    }

    /// Gives back what was kept ready for more.
    pub(super) fn shrink(&mut self) {
        self.one.shrink_to_fit();
    }

    /// Marks the rows that have a phone with these digits in it, which begin with no zero, or one that is among these without its country.
    pub(super) fn mark(&self, asked: &str, marks: &mut [bool]) {
        let whole = (0..asked.len()).flat_map(|from| (from + WHOLE..=asked.len()).filter_map(move |to| asked.get(from..to)));
        let mut whole: Vec<u64> = whole.filter(|part| !part.starts_with('0')).filter_map(packed).collect();
        whole.sort_unstable();
        // Of longer ones only a part can fit here.
        let within = packed(asked).map(|number| (number, u64::MAX >> (4 * (FIT - asked.len().min(FIT)))));
        for (mark, phone) in marks.iter_mut().zip(&self.one) {
            *mark |= *phone != 0 && (within.is_some_and(|(number, mask)| has(*phone, number, mask)) || whole.binary_search(phone).is_ok());
        }
        for (row, phones) in &self.others {
            let among = |phone: &String| {
                let plain = phone.trim_start_matches('0');
                phone.contains(asked) || (plain.len() >= WHOLE && asked.contains(plain))
            };
            if let Some(mark) = marks.get_mut(*row as usize) {
                *mark |= phones.iter().any(among);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whoever_has_these_digits_in_a_phone_is_found_and_nobody_else(
            phones in prop::collection::vec(prop::collection::vec("0{0,2}[0-2]{0,9}|[0-2]{14,20}|[0-2]{5}x[0-2]", 0..3), 1..6),
            asked in "[12][0-2]{3,5}|[12][0-2]{6,19}", gone in 0_usize..6,
        ) {
            let mut kept = Phones::default();
            for (row, of) in (0..).zip(&phones) {
                of.iter().for_each(|digits| kept.add(row, digits));
            }
            kept.clear(u32::try_from(gone).unwrap());
            kept.shrink();
            let mut marks = vec![false; phones.len()];
            kept.mark(&asked, &mut marks);
            let has = |digits: &String| {
                let plain = digits.trim_start_matches('0');
                digits.contains(&asked) || (plain.len() >= 7 && asked.contains(plain))
            };
            let expected: Vec<bool> = phones.iter().enumerate().map(|(row, of)| row != gone && of.iter().any(has)).collect();
            prop_assert_eq!(marks, expected);
        }
    }

    #[test]
    fn whoever_is_marked_for_something_else_stays_so() {
        let mut kept = Phones::default();
        kept.add(1, "0205550123");
        let mut marks = vec![true, false, false];
        kept.mark("205550", &mut marks);
        assert_eq!(marks, [true, true, false]);
    }
}
