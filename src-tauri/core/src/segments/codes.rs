//! The codes of a column, a row each: two bytes as long as there are few texts, as nearly everywhere.

/// Codes by row.
#[derive(Debug)]
pub(super) enum Codes {
    /// Each below 65,536.
    Short(Vec<u16>),
    /// Any.
    Long(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self::Short(Vec::new())
    }
}

impl Codes {
    /// The code of a row.
    pub(super) fn get(&self, row: usize) -> Option<u32> {
        match self {
            Self::Short(codes) => codes.get(row).map(|code| u32::from(*code)),
            Self::Long(codes) => codes.get(row).copied(),
        }
    }

    /// Gives a row its code, or the row behind the last one.
    pub(super) fn set(&mut self, row: usize, code: u32) {
        match (&mut *self, u16::try_from(code)) {
            (Self::Short(codes), Ok(code)) => put(codes, row, code),
            (Self::Long(codes), _) => put(codes, row, code),
            (Self::Short(codes), Err(_)) => {
                let mut long = codes.iter().map(|code| u32::from(*code)).collect();
                put(&mut long, row, code);
                *self = Self::Long(long);
            }
        }
    }

    /// The codes, row by row.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        let (short, long): (&[u16], &[u32]) = match self {
            Self::Short(codes) => (codes, &[]),
            Self::Long(codes) => (&[], codes),
        };
        short.iter().map(|code| u32::from(*code)).chain(long.iter().copied())
    }

    /// Gives back what was kept ready for more.
    pub(super) fn shrink(&mut self) {
        match self {
            Self::Short(codes) => codes.shrink_to_fit(),
            Self::Long(codes) => codes.shrink_to_fit(),
        }
    }
}

fn put<T>(codes: &mut Vec<T>, row: usize, code: T) {
    if row == codes.len() {
        codes.push(code);
    } else if let Some(held) = codes.get_mut(row) {
        *held = code;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_what_it_was_after_longer_ones_came() {
        let mut codes = Codes::default();
        for (row, code) in [(0, 0), (1, 65_535), (2, 7), (1, 65_534), (3, 65_536), (4, 3), (0, 1_000_000)] {
            codes.set(row, code);
        }
        assert_eq!(codes.iter().collect::<Vec<_>>(), [1_000_000, 65_534, 7, 65_536, 3]);
        assert_eq!((codes.get(3), codes.get(4), codes.get(5)), (Some(65_536), Some(3), None));
    }
}
