//! The tags in one cell, as our own export and other programs write them.

use crate::contacts::read_tag;

/// The tags of a cell between whose values `split` stands. Our own export writes `press day; radio`; Mailchimp writes each in quotes, with
/// commas between them and within some: `"Press, north","South coast"`.
pub(super) fn tags(cell: &str, split: char) -> Vec<String> {
    let own = |line: &str| line.split(split).map(|tag| read_tag(tag).to_owned()).collect::<Vec<_>>();
    let all = cell.lines().flat_map(|line| if split == ';' { own(line) } else { quoted(line, split) });
    all.filter(|tag| !tag.is_empty()).collect()
}

/// The values of a line, some of them in quotes: within those no mark divides, and two quotes are one. A quote that nothing closes is a sign
/// like any other.
fn quoted(line: &str, split: char) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line;
    loop {
        let (value, after) = match whole(rest.trim_start(), split) {
            Some((value, after)) => (value, after),
            None => {
                let (value, after) = rest.split_once(split).map_or((rest, None), |(value, after)| (value, Some(after)));
                (value.trim().trim_matches('"').to_owned(), after)
            }
        };
        found.push(value.trim().to_owned());
        match after {
            Some(after) => rest = after,
            None => return found,
        }
    }
}

/// The value in quotes with which a text begins, and what stands behind the mark after it; none where it begins with none.
fn whole(text: &str, split: char) -> Option<(String, Option<&str>)> {
    let mut rest = text.strip_prefix('"')?;
    let mut value = String::new();
    loop {
        let (before, after) = rest.split_once('"')?;
        value.push_str(before);
        if let Some(more) = after.strip_prefix('"') {
            value.push('"');
            rest = more;
            continue;
        }
        let after = after.trim_start();
        return if after.is_empty() { Some((value, None)) } else { Some((value, Some(after.strip_prefix(split)?))) };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::tags;

    #[test]
    fn a_quoted_tag_keeps_its_commas_beside_plain_ones() {
        let cases: &[(&str, &[&str])] = &[
            (r#""Press, north","South coast""#, &["Press, north", "South coast"]),
            (r#"VIP, "Press, north", radio"#, &["VIP", "Press, north", "radio"]),
            (r#""the ""old"" house, north",x"#, &[r#"the "old" house, north"#, "x"]),
            (r#""",  ,x"#, &["x"]),
            (r#""never closed, north"#, &["never closed", "north"]),
            (r#""closed" too soon, north"#, &[r#"closed" too soon"#, "north"]),
            ("VIP,festival\nradio", &["VIP", "festival", "radio"]),
        ];
        for (cell, wanted) in cases {
            assert_eq!(tags(cell, ','), *wanted, "{cell}");
        }
    }

    #[test]
    fn our_own_export_is_read_as_it_was_written() {
        assert_eq!(tags(r#""press; radio; ""quoted"""#, ';'), [r#""press"#, "radio", r#""quoted""#]);
    }

    proptest! {
        #[test]
        fn whatever_stands_in_quotes_comes_back(all in prop::collection::vec("[a-c,;\" ]{1,8}", 0..5)) {
            let meant: Vec<String> = all.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
            let cell = meant.iter().map(|tag| format!("\"{}\"", tag.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
            prop_assert_eq!(tags(&cell, ','), meant);
        }
    }
}
