//! The tables of the practice mailbox.

use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension as _, Row, params};

use super::pieces;
use super::{Conduct, PracticeKind, PracticeMail};
use crate::ids::{Millis, PracticeMailId};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// A mail to be kept.
pub(super) struct NewMail {
    pub(super) at: Millis,
    pub(super) kind: PracticeKind,
    pub(super) conduct: Conduct,
    pub(super) sender: String,
    pub(super) recipient: String,
    pub(super) from_line: String,
    pub(super) subject: String,
    pub(super) bytes: usize,
    pub(super) words: String,
    pub(super) text: Vec<u8>,
    pub(super) parts: Vec<NewPart>,
}

/// A shared part of a mail.
pub(super) struct NewPart {
    pub(super) behind: usize,
    pub(super) sha256: [u8; 32],
    pub(super) data: std::sync::Arc<[u8]>,
}

pub(super) fn insert(tx: &WriteTx<'_>, mail: &NewMail) -> Result<PracticeMailId, StoreError> {
    let id = tx.insert(
        "INSERT INTO practice_mail (at, kind, conduct, sender, recipient, from_line, subject, bytes, words)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            mail.at.get(),
            mail.kind.word(),
            mail.conduct.word(),
            mail.sender,
            mail.recipient,
            mail.from_line,
            mail.subject,
            i64::try_from(mail.bytes).unwrap_or(i64::MAX),
            mail.words
        ],
    )?;
    tx.insert("INSERT INTO practice_text (id, data) VALUES (?1, ?2)", params![id, mail.text])?;
    for (position, part) in mail.parts.iter().enumerate() {
        let part_id = match part_of(tx, &part.sha256)? {
            Some(known) => known,
            None => tx.insert("INSERT INTO practice_part (sha256, data) VALUES (?1, ?2)", params![part.sha256, &*part.data])?,
        };
        tx.insert(
            "INSERT INTO practice_piece (mail_id, position, behind, part_id) VALUES (?1, ?2, ?3, ?4)",
            params![id, i64::try_from(position).unwrap_or(i64::MAX), i64::try_from(part.behind).unwrap_or(i64::MAX), part_id],
        )?;
    }
    tx.changed(Topic::PracticeMail, id);
    Ok(id.into())
}

fn part_of(tx: &ReadTx<'_>, sha256: &[u8; 32]) -> Result<Option<i64>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM practice_part WHERE sha256 = ?1")?;
    Ok(query.query_row([sha256], |row| row.get(0)).optional()?)
}

/// The bytes of a mail as they came; none if there is no such mail.
pub(super) fn bytes(tx: &ReadTx<'_>, id: PracticeMailId) -> Result<Option<Vec<u8>>, StoreError> {
    let mut query = tx.prepare_cached("SELECT data FROM practice_text WHERE id = ?1")?;
    let Some(text) = query.query_row([id.get()], |row| row.get::<_, Vec<u8>>(0)).optional()? else { return Ok(None) };
    let mut query = tx.prepare_cached(
        "SELECT c.behind, p.data FROM practice_piece c JOIN practice_part p ON p.id = c.part_id WHERE c.mail_id = ?1 ORDER BY c.position",
    )?;
    let parts = query
        .query_map([id.get()], |row| Ok((usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX), row.get::<_, Vec<u8>>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Some(pieces::join(&text, parts)))
}

const MAIL: &str = "SELECT id, at, kind, conduct, from_line, recipient, subject, bytes FROM practice_mail";

fn mail_row(row: &Row<'_>) -> rusqlite::Result<PracticeMail> {
    let word = |column: usize| row.get::<_, String>(column);
    let broken = |column| rusqlite::Error::InvalidColumnType(column, "practice_mail".to_owned(), rusqlite::types::Type::Text);
    Ok(PracticeMail {
        id: row.get::<_, i64>(0)?.into(),
        at: row.get::<_, i64>(1)?.into(),
        kind: PracticeKind::from_word(&word(2)?).ok_or_else(|| broken(2))?,
        conduct: Conduct::from_word(&word(3)?).ok_or_else(|| broken(3))?,
        from: row.get(4)?,
        to: row.get(5)?,
        subject: row.get(6)?,
        bytes: u32::try_from(row.get::<_, i64>(7)?).unwrap_or(u32::MAX),
    })
}

pub(super) fn mail(tx: &ReadTx<'_>, id: PracticeMailId) -> Result<Option<PracticeMail>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{MAIL} WHERE id = ?1"))?;
    Ok(query.query_row([id.get()], mail_row).optional()?)
}

/// The mails of these ids, in their order; those that are gone are left out.
pub(super) fn mails(tx: &ReadTx<'_>, ids: &[PracticeMailId]) -> Result<Vec<PracticeMail>, StoreError> {
    let wanted: Rc<Vec<rusqlite::types::Value>> = Rc::new(ids.iter().map(|id| id.get().into()).collect());
    let mut query = tx.prepare_cached(&format!("{MAIL} WHERE id IN rarray(?1) ORDER BY id DESC"))?;
    Ok(query.query_map([wanted], mail_row)?.collect::<Result<_, _>>()?)
}

/// Which mails have each of `words` (each with the blank before it), newest first.
pub(super) fn ids(tx: &ReadTx<'_>, words: &[String]) -> Result<Vec<PracticeMailId>, StoreError> {
    if words.is_empty() {
        let mut query = tx.prepare_cached("SELECT id FROM practice_mail ORDER BY id DESC")?;
        return Ok(query.query_map([], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?);
    }
    let wanted: Rc<Vec<rusqlite::types::Value>> = Rc::new(words.iter().map(|word| word.clone().into()).collect());
    let mut query = tx.prepare_cached(
        "SELECT m.id FROM practice_mail m WHERE NOT EXISTS (SELECT 1 FROM rarray(?1) w WHERE instr(m.words, w.value) = 0) ORDER BY m.id DESC",
    )?;
    Ok(query.query_map([wanted], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?)
}

pub(super) fn count(tx: &ReadTx<'_>) -> Result<u32, StoreError> {
    Ok(tx.query_row("SELECT count(*) FROM practice_mail", [], |row| row.get(0))?)
}

/// Takes one mail out, and the shared parts that no other mail has; whether it was there.
pub(super) fn remove(tx: &WriteTx<'_>, id: PracticeMailId) -> Result<bool, StoreError> {
    let parts = {
        let mut query = tx.prepare_cached("SELECT DISTINCT part_id FROM practice_piece WHERE mail_id = ?1")?;
        query.query_map([id.get()], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?
    };
    // Its text and its pieces go with it.
    let gone = tx.change("DELETE FROM practice_mail WHERE id = ?1", [id.get()])?;
    for part in parts {
        tx.change("DELETE FROM practice_part WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM practice_piece WHERE part_id = ?1)", [part])?;
    }
    tx.changed(Topic::PracticeMail, id.get());
    Ok(gone > 0)
}

/// The newest mail's number; 0 where there is none.
pub(super) fn newest(tx: &ReadTx<'_>) -> Result<i64, StoreError> {
    Ok(tx.query_row("SELECT COALESCE(max(id), 0) FROM practice_mail", [], |row| row.get(0))?)
}

/// Takes `most` of the mails up to `last` out, the oldest first; whether there may be more.
pub(super) fn empty_some(tx: &WriteTx<'_>, last: i64, most: u32) -> Result<bool, StoreError> {
    let sql = "DELETE FROM practice_mail WHERE id IN (SELECT id FROM practice_mail WHERE id <= ?1 ORDER BY id LIMIT ?2)";
    let gone = tx.change(sql, params![last, most])?;
    tx.changed(Topic::PracticeMail, None);
    Ok(gone > 0)
}

/// Takes `most` of the shared parts out that no mail has any more; whether there may be more.
pub(super) fn drop_parts(tx: &WriteTx<'_>, most: u32) -> Result<bool, StoreError> {
    let sql = "DELETE FROM practice_part WHERE id IN
                 (SELECT id FROM practice_part p WHERE NOT EXISTS (SELECT 1 FROM practice_piece WHERE part_id = p.id) LIMIT ?1)";
    Ok(tx.change(sql, [most])? > 0)
}

/// Mails to or from one of these addresses.
pub(super) fn with_addresses(tx: &ReadTx<'_>, addresses: &[String]) -> Result<Vec<(PracticeMailId, Millis, String)>, StoreError> {
    let wanted = Rc::new(addresses.iter().map(|address| Value::Text(address.clone())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(
        "SELECT id, at, subject FROM practice_mail WHERE lower(recipient) IN rarray(?1) OR lower(sender) IN rarray(?1) ORDER BY id",
    )?;
    let rows = query.query_map([wanted], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into(), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
