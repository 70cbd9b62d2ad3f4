//! Every place where a text keeps a name, and how it goes.

use crate::error::Problem;
use crate::ids::DocumentId;
use crate::literature::approval;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx, erase_text};

/// What stands in the place of a name that was forgotten.
const NOBODY: &str = "—";

/// Where a name stands.
struct Place {
    table: &'static str,
    column: &'static str,
    /// Its document, said in SQL of a row `t` of the table.
    document: &'static str,
    /// What it says of its bearer.
    word: &'static str,
}

const DIRECT: &str = "t.document_id";
const BY_COMMENT: &str = "(SELECT c.document_id FROM comment c WHERE c.id = t.comment_id)";
const BY_ASK: &str = "(SELECT a.document_id FROM approval_ask a WHERE a.id = t.ask_id)";

const PLACES: [Place; 12] = [
    Place { table: "desk", column: "writer", document: DIRECT, word: "writer" },
    Place { table: "desk", column: "editor", document: DIRECT, word: "editor" },
    Place { table: "comment", column: "written_by", document: DIRECT, word: "comment" },
    Place { table: "comment", column: "settled_by", document: DIRECT, word: "comment-settled" },
    Place { table: "comment_answer", column: "written_by", document: BY_COMMENT, word: "answer" },
    Place { table: "document_check", column: "ticked_by", document: DIRECT, word: "checklist" },
    Place { table: "approval_ask", column: "asked_by", document: DIRECT, word: "approval-asked-by" },
    Place { table: "approval_asked", column: "name", document: BY_ASK, word: "approver" },
    Place { table: "approval_asked", column: "noted_by", document: BY_ASK, word: "approval-noted-by" },
    Place { table: "revision", column: "actor", document: DIRECT, word: "revision" },
    Place { table: "document_writer", column: "name", document: DIRECT, word: "text" },
    Place { table: "proposal_writer", column: "name", document: DIRECT, word: "proposal" },
];

/// A name at a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameAt {
    /// The document.
    pub document: DocumentId,
    /// What it says of its bearer there: `writer`, `comment`, `approver`.
    pub word: &'static str,
    /// How often.
    pub times: u32,
}

/// Where somebody is named whom `is` knows by their name.
///
/// # Errors
/// What SQLite says.
pub fn find(tx: &ReadTx<'_>, is: &dyn Fn(&str) -> bool) -> Result<Vec<NameAt>, Problem> {
    let mut found = Vec::new();
    for place in &PLACES {
        for name in names_at(tx, place)?.iter().filter(|name| is(name)) {
            found.extend(documents(tx, place, name)?);
        }
    }
    found.sort_by_key(|at| at.document);
    Ok(found)
}

/// Takes the names that `is` knows away wherever they stand, and out of history. What was approved stays approved: by whom nobody can say.
///
/// # Errors
/// What SQLite says.
pub fn forget(tx: &WriteTx<'_>, is: &dyn Fn(&str) -> bool) -> Result<(), Problem> {
    for place in &PLACES {
        for name in names_at(tx, place)?.iter().filter(|name| is(name)) {
            for at in documents(tx, place, name)? {
                tx.changed(Topic::Document, at.document.get());
            }
            tx.change(&format!("UPDATE {0} SET {1} = ?2 WHERE {1} = ?1", place.table, place.column), [name.as_str(), NOBODY])?;
        }
        erase_text(tx, place.table, place.column, is, NOBODY)?;
    }
    // One of several who are asked is told from the others by a key of the name.
    tx.change("UPDATE approval_asked SET name_key = '— ' || id WHERE name = ?1", [NOBODY])?;
    // Nobody in particular bars nobody from approving.
    tx.change("DELETE FROM document_writer WHERE name = ?1", [NOBODY])?;
    approval::service::forget(tx, is)?;
    Ok(())
}

/// Words of a comment or an answer, at a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The document.
    pub document: DocumentId,
    /// Who said it.
    pub by: String,
    /// The words.
    pub text: String,
}

/// The comments and answers whose words, or proposed words, `names` somebody, in their order. What they are is for people to judge:
/// nothing takes a name out of a sentence.
///
/// # Errors
/// What SQLite says.
pub fn said_in_comments(tx: &ReadTx<'_>, names: &dyn Fn(&str) -> bool) -> Result<Vec<Said>, Problem> {
    let mut query = tx.prepare(
        "SELECT document_id, written_by, trim(text || char(10) || coalesce(proposal, ''), char(10)), id, 0 FROM comment
         UNION ALL SELECT c.document_id, a.written_by, a.text, c.id, a.id FROM comment_answer a JOIN comment c ON c.id = a.comment_id
         ORDER BY 1, 4, 5",
    )?;
    let mut rows = query.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(2)?;
        if names(&text) {
            found.push(Said { document: row.get::<_, i64>(0)?.into(), by: row.get(1)?, text });
        }
    }
    Ok(found)
}

fn names_at(tx: &ReadTx<'_>, place: &Place) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare(&format!("SELECT DISTINCT {0} FROM {1} WHERE {0} <> ''", place.column, place.table))?;
    Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn documents(tx: &ReadTx<'_>, place: &Place, name: &str) -> Result<Vec<NameAt>, StoreError> {
    let mut query = tx.prepare(&format!(
        "SELECT {}, count(*) FROM {} t WHERE t.{} = ?1 GROUP BY 1 ORDER BY 1",
        place.document, place.table, place.column
    ))?;
    let rows =
        query.query_map([name], |row| Ok(NameAt { document: row.get::<_, i64>(0)?.into(), word: place.word, times: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
