//! What the law takes people for, and what proves that they consented (L9, L12).

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use crate::contacts::consent::{ConsentInput, InLaw};
use crate::contacts::kinds::{ConsentGround, PersonKind, RecipientKind};
use crate::contacts::typos;
use crate::ids::{Millis, PersonId};
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Short domains of large mail providers, which nobody mistypes into others' in [`typos`].
pub(super) const SHORT: &[&str] = &[
    "aol.com",
    "arcor.de",
    "bigpond.com",
    "free.fr",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "home.nl",
    "kpnmail.nl",
    "mac.com",
    "mail.com",
    "mail.de",
    "me.com",
    "msn.com",
    "outlook.at",
    "outlook.com.au",
    "pm.me",
    "qq.com",
    "rogers.com",
    "sfr.fr",
    "shaw.ca",
    "sympatico.ca",
    "upcmail.nl",
    "videotron.ca",
    "web.de",
    "wp.pl",
    "xs4all.nl",
    "yahoo.at",
    "yahoo.ie",
    "yahoo.nl",
    "zoho.com",
];

/// `a, b` as words of SQL. They are the program's own words, and none has a quotation mark.
fn quoted<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}

/// What the law takes the person `p` for, whose mail goes to `a`: as it was said, or as it is proposed. Whoever is free, is a trader;
/// an address with a large mail provider is a person's own; whoever works for an outlet, or reads a role mailbox, is written to at its
/// address; anybody else is taken for what the law protects most.
pub(super) static KIND: LazyLock<String> = LazyLock::new(|| {
    let (local, domain) = ("substr(a.normalised, 1, instr(a.normalised, '@') - 1)", "substr(a.normalised, instr(a.normalised, '@') + 1)");
    format!(
        "COALESCE((SELECT r.kind FROM recipient_kind r WHERE r.person_id = p.id), CASE
           WHEN p.role_key LIKE '%freelance%' OR p.role_key LIKE 'freie%' THEN 'sole-trader'
           WHEN a.id IS NULL OR {domain} IN ({}) THEN 'individual'
           WHEN p.outlet_id IS NOT NULL OR p.kind = 'employee' OR {local} IN ({}) THEN 'corporate'
           ELSE 'individual' END)",
        quoted(typos::PROVIDERS.iter().chain(SHORT).copied()),
        quoted(EmailAddress::ROLES.iter().copied()),
    )
});

/// What picks somebody's rule.
pub(crate) struct RecipientRow {
    pub(crate) person: PersonId,
    pub(crate) employee: bool,
    pub(crate) country: String,
    pub(crate) kind: RecipientKind,
    pub(crate) said: bool,
    /// The address that mail goes to is kept by consent.
    pub(crate) by_consent: bool,
}

fn ids(whose: &[PersonId]) -> Rc<Vec<Value>> {
    Rc::new(whose.iter().map(|id| Value::Integer(id.get())).collect())
}

/// What picks the rule of each of these people, in their order; who is gone is left out.
pub(crate) fn recipients(tx: &ReadTx<'_>, whose: &[PersonId]) -> Result<Vec<RecipientRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT p.id, p.kind = 'employee', p.country, {}, EXISTS (SELECT 1 FROM recipient_kind r WHERE r.person_id = p.id),
           COALESCE(a.basis = 'consent', 0)
         FROM rarray(?1) w CROSS JOIN person p ON p.id = w.value LEFT JOIN address a ON a.person_id = p.id AND a.position = 0",
        *KIND
    ))?;
    let rows = query.query_map([ids(whose)], |row| {
        let kind = row.get::<_, String>(3)?;
        Ok(RecipientRow {
            person: row.get::<_, i64>(0)?.into(),
            employee: row.get(1)?,
            country: row.get(2)?,
            kind: RecipientKind::from_word(&kind).unwrap_or(RecipientKind::Individual),
            said: row.get(4)?,
            by_consent: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// In which country each of these people lives, and what they are to us, in their order.
pub(crate) fn countries_and_kinds(tx: &ReadTx<'_>, whose: &[PersonId]) -> Result<Vec<(String, PersonKind)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT p.country, p.kind FROM rarray(?1) w CROSS JOIN person p ON p.id = w.value")?;
    let rows = query.query_map([ids(whose)], |row| {
        let kind = row.get::<_, String>(1)?;
        Ok((row.get(0)?, PersonKind::from_word(&kind).unwrap_or(PersonKind::Public)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A consent as it is kept, who noted it, and when.
pub(crate) type Noted = (ConsentInput, String, Millis);

/// What was noted of each of these people.
pub(crate) fn noted(tx: &ReadTx<'_>, whose: &[PersonId]) -> Result<HashMap<PersonId, Vec<Noted>>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT person_id, ground, given_on, how, evidence, noted_by, noted_at FROM consent
         WHERE person_id IN (SELECT value FROM rarray(?1)) ORDER BY given_on DESC, id",
    )?;
    let mut rows = query.query([ids(whose)])?;
    let mut found: HashMap<PersonId, Vec<Noted>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let ground = ConsentGround::from_word(&row.get::<_, String>(1)?).unwrap_or(ConsentGround::Enquiry);
        let entered = ConsentInput { ground, on: row.get(2)?, how: row.get(3)?, evidence: row.get(4)? };
        let person: PersonId = row.get::<_, i64>(0)?.into();
        found.entry(person).or_default().push((entered, row.get(5)?, row.get::<_, i64>(6)?.into()));
    }
    Ok(found)
}

/// What was said of what the law takes somebody for.
pub(crate) fn said_kind(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<RecipientKind>, StoreError> {
    let mut query = tx.prepare_cached("SELECT kind FROM recipient_kind WHERE person_id = ?1")?;
    let word: Option<String> = query.query_row([person.get()], |row| row.get(0)).optional()?;
    Ok(word.and_then(|word| RecipientKind::from_word(&word)))
}

/// Says what the law takes somebody for, in place of what was said before; none: nothing is said.
pub(crate) fn say_kind(tx: &WriteTx<'_>, person: PersonId, kind: Option<RecipientKind>) -> Result<(), StoreError> {
    match kind {
        None => tx.change("DELETE FROM recipient_kind WHERE person_id = ?1", [person.get()])?,
        Some(kind) => tx.change(
            "INSERT INTO recipient_kind (person_id, kind, noted_by, noted_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (person_id) DO UPDATE SET kind = excluded.kind, noted_by = excluded.noted_by, noted_at = excluded.noted_at",
            params![person.get(), kind.word(), tx.actor(), tx.now().get()],
        )?,
    };
    Ok(())
}

/// Notes a consent, in place of what was noted of the same ground.
pub(crate) fn note(tx: &WriteTx<'_>, person: PersonId, input: &ConsentInput) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO consent (person_id, ground, given_on, how, evidence, noted_by, noted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (person_id, ground) DO UPDATE SET given_on = excluded.given_on, how = excluded.how, evidence = excluded.evidence,
           noted_by = excluded.noted_by, noted_at = excluded.noted_at",
        params![person.get(), input.ground.word(), input.on, input.how, input.evidence, tx.actor(), tx.now().get()],
    )?;
    Ok(())
}

/// Takes away what was noted of a ground; `false` if nothing was.
pub(crate) fn end(tx: &WriteTx<'_>, person: PersonId, ground: ConsentGround) -> Result<bool, StoreError> {
    Ok(tx.change("DELETE FROM consent WHERE person_id = ?1 AND ground = ?2", params![person.get(), ground.word()])? > 0)
}

/// Keeps what a table says of somebody in law.
pub(crate) fn keep(tx: &WriteTx<'_>, person: PersonId, said: &InLaw) -> Result<(), StoreError> {
    if said.recipient.is_some() {
        say_kind(tx, person, said.recipient)?;
    }
    said.consents.iter().try_for_each(|one| note(tx, person, one))
}

/// Takes it away again.
pub(crate) fn take_back(tx: &WriteTx<'_>, person: PersonId, said: &InLaw) -> Result<(), StoreError> {
    if said.recipient.is_some() {
        say_kind(tx, person, None)?;
    }
    for one in &said.consents {
        end(tx, person, one.ground)?;
    }
    Ok(())
}
