//! A person in the ledger's tables: what is told of them, and what goes.

use std::rc::Rc;

use rusqlite::params;
use rusqlite::types::Value as Sql;
use serde_json::{Value, json};

use crate::contacts::Subject;
use crate::ids::{DeliveryId, Millis};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Numbers and keys as the database has them.
fn marks(of: &Subject) -> (Rc<Vec<Sql>>, Rc<Vec<Sql>>) {
    let numbers = of.numbers.iter().map(|number| Sql::Integer(number.get())).collect();
    (Rc::new(numbers), Rc::new(of.keys.iter().map(|key| Sql::Blob(key.0.to_vec())).collect()))
}

/// Every row of the ledger that means the person or an address of theirs, and every list that left them out.
pub(in crate::distribution) fn of(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<Value>, StoreError> {
    let (numbers, keys) = marks(of);
    let at = |at: i64| Millis::from(at).to_rfc3339();
    let mut mails = tx.prepare_cached(
        "SELECT d.distribution_id, x.created_at, r.address, r.fields, d.state, d.state_at, d.message_id, d.reply_code,
                (SELECT group_concat(y.lines, char(10)) FROM delivery_event e JOIN delivery_reply y ON y.event_id = e.id WHERE e.delivery_id = d.id),
                d.notice
         FROM delivery d JOIN distribution x ON x.id = d.distribution_id LEFT JOIN recipient r ON r.delivery_id = d.id
         WHERE d.person_id IN rarray(?1) OR d.address_key IN rarray(?2) ORDER BY d.id",
    )?;
    let rows = mails.query_map(params![numbers.clone(), keys], |row| {
        let fields: Option<String> = row.get(3)?;
        Ok(json!({
            "distribution": row.get::<_, i64>(0)?,
            "planned_at": at(row.get(1)?),
            "address": row.get::<_, Option<String>>(2)?,
            "fields": fields.and_then(|fields| serde_json::from_str::<Value>(&fields).ok()),
            "state": row.get::<_, String>(4)?,
            "since": at(row.get(5)?),
            "message_id": row.get::<_, String>(6)?,
            "reply": row.get::<_, Option<String>>(8)?,
            "privacy_notice": row.get::<_, Option<String>>(9)?,
        }))
    })?;
    let mut all = rows.collect::<Result<Vec<_>, _>>()?;
    let mut left_out =
        tx.prepare_cached("SELECT distribution_id, reason, detail FROM exclusion WHERE person_id IN rarray(?1) ORDER BY id")?;
    let rows = left_out.query_map([numbers], |row| {
        Ok(json!({ "distribution": row.get::<_, i64>(0)?, "left_out": row.get::<_, String>(1)?, "detail": row.get::<_, String>(2)? }))
    })?;
    for row in rows {
        all.push(row?);
    }
    Ok(all)
}

/// Rows of the ledger that mean the person or an address of theirs, with their states.
pub(in crate::distribution) fn rows_of(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<(DeliveryId, String)>, StoreError> {
    let (numbers, keys) = marks(of);
    let mut query =
        tx.prepare_cached("SELECT id, state FROM delivery WHERE person_id IN rarray(?1) OR address_key IN rarray(?2) ORDER BY id")?;
    let rows = query.query_map(params![numbers, keys], |row| Ok((row.get::<_, i64>(0)?.into(), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes away who these rows mean, what servers said of them, and the name wherever a list left the person out.
pub(in crate::distribution) fn erase(tx: &WriteTx<'_>, of: &Subject, rows: &[DeliveryId]) -> Result<(), StoreError> {
    for row in rows {
        tx.change("DELETE FROM delivery_reply WHERE event_id IN (SELECT id FROM delivery_event WHERE delivery_id = ?1)", [row.get()])?;
        tx.change("DELETE FROM recipient WHERE delivery_id = ?1", [row.get()])?;
    }
    for number in &of.numbers {
        tx.change("UPDATE exclusion SET name = '', detail = '' WHERE person_id = ?1", [number.get()])?;
        let question = format!("person:{number}");
        tx.change("UPDATE distribution SET audience_name = ?1 WHERE audience = ?1 AND audience_name <> ?1", [question])?;
    }
    Ok(())
}
