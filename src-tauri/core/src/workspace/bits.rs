//! What SQL here knows besides its own. `bits(id)`: a set of ids as one value, a bit for each. To hand a million rows over one by one takes
//! longer than to find them. `small(text)`: in small letters, those of every script; `lower` knows the 26 of ASCII. `alphabetical(key)`: what
//! names are put in order by, which SQLite would do by the numbers of their letters.

use rusqlite::Connection;
use rusqlite::functions::{Aggregate, Context, FunctionFlags};

use super::collation::alphabetical;

/// Ids from here on are left out: a damaged file could otherwise take all memory (this many bits are 128 MB).
const TOO_HIGH: u64 = 1 << 30;

/// Teaches a connection all of them. The value of `bits(id)` is bytes in groups of eight, each a little-endian number whose bit *n* stands for the id
/// *n* more than 64 times its place; what is no number from 0 on, or a billion or more, is left out.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_aggregate_function("bits", 1, flags, Bits)?;
    connection.create_scalar_function("small", 1, flags, |context| Ok(text(context).map(str::to_lowercase)))?;
    connection.create_scalar_function("alphabetical", 1, flags, |context| Ok(text(context).map(|key| alphabetical(key).into_owned())))
}

fn text<'c>(context: &'c Context<'_>) -> Option<&'c str> {
    context.get_raw(0).as_str_or_null().ok().flatten()
}

struct Bits;

impl Aggregate<Vec<u64>, Vec<u8>> for Bits {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Vec<u64>> {
        Ok(Vec::new())
    }

    fn step(&self, context: &mut Context<'_>, words: &mut Vec<u64>) -> rusqlite::Result<()> {
        let id = context.get_raw(0).as_i64_or_null().ok().flatten().and_then(|id| u64::try_from(id).ok()).filter(|id| *id < TOO_HIGH);
        if let Some(id) = id {
            let at = usize::try_from(id / 64).unwrap_or(usize::MAX);
            if at >= words.len() {
                words.resize(at + 1, 0);
            }
            if let Some(word) = words.get_mut(at) {
                *word |= 1 << (id % 64);
            }
        }
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, words: Option<Vec<u64>>) -> rusqlite::Result<Vec<u8>> {
        Ok(words.unwrap_or_default().into_iter().flat_map(u64::to_le_bytes).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_small_in_every_script_and_what_is_none_is_nothing() {
        let connection = Connection::open_in_memory().expect("it opens");
        register(&connection).expect("it is taught");
        let told = |text: &str| connection.query_row(&format!("SELECT small({text})"), [], |row| row.get::<_, Option<String>>(0));
        assert_eq!(told("'ÄRZTIN Ωmega'"), Ok(Some("ärztin ωmega".to_owned())));
        assert_eq!((told("''"), told("NULL"), told("7")), (Ok(Some(String::new())), Ok(None), Ok(None)));
    }

    #[test]
    fn names_are_put_in_order_as_the_alphabet_has_them() {
        let connection = Connection::open_in_memory().expect("it opens");
        register(&connection).expect("it is taught");
        let sql = "WITH one (key) AS (VALUES ('яна'), ('іван'), ('иосип'), ('zoe'), (NULL)) SELECT group_concat(key, ' ' ORDER BY alphabetical(key)) FROM one";
        assert_eq!(connection.query_row(sql, [], |row| row.get::<_, String>(0)), Ok("zoe иосип іван яна".to_owned()));
    }

    #[test]
    fn a_set_of_ids_is_told_as_bits_and_what_is_no_id_is_left_out() {
        let connection = Connection::open_in_memory().expect("it opens");
        register(&connection).expect("it is taught");
        let told = |select: &str| {
            let sql = format!("WITH chosen (id) AS ({select}) SELECT bits(id) FROM chosen");
            connection.query_row(&sql, [], |row| row.get::<_, Vec<u8>>(0)).expect("it answers")
        };
        assert_eq!(told("VALUES (1), (64), (1), (NULL), ('x'), (-3), (1.5), (9223372036854775807)"), {
            [2_u64.to_le_bytes(), 1_u64.to_le_bytes()].concat()
        });
        assert_eq!(told("SELECT 1 WHERE 0"), Vec::<u8>::new());
    }
}
