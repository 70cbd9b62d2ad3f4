//! Writing a distribution: the frozen list, and everybody left out with the reason.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use super::ledger::{Chain, Event, hex};
use super::lineage::parent_row;
use crate::contacts::{ListKind, Merged};
use crate::distribution::audience::{Audience, Chosen, Known, LeftOut};
use crate::distribution::languages::SealedText;
use crate::distribution::lineage::Parent;
use crate::distribution::message_id::message_id;
use crate::distribution::notice::NoticeWay;
use crate::distribution::own_files::OnList;
use crate::distribution::service::list_word;
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::error::Problem;
use crate::ids::{AccountId, DistributionId, DocumentId, Millis, PersonId, RevisionId};
use crate::net::AddressKey;
use crate::rendering::carries_notice;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// A distribution as it is written at Send.
#[derive(Debug, Clone)]
pub(in crate::distribution) struct NewDistribution {
    pub(in crate::distribution) document: DocumentId,
    pub(in crate::distribution) revision: RevisionId,
    pub(in crate::distribution) revision_number: u32,
    pub(in crate::distribution) account: AccountId,
    pub(in crate::distribution) parent: Option<Parent>,
    pub(in crate::distribution) list_kind: ListKind,
    pub(in crate::distribution) audience: String,
    pub(in crate::distribution) audience_name: String,
    pub(in crate::distribution) except_json: String,
    pub(in crate::distribution) hand_json: String,
    pub(in crate::distribution) follow: bool,
    pub(in crate::distribution) embargo: &'static str,
    pub(in crate::distribution) due_at: Option<Millis>,
    pub(in crate::distribution) from_name: String,
    pub(in crate::distribution) from_address: String,
    pub(in crate::distribution) reply_to: Option<String>,
    /// Where one click unsubscribes.
    pub(in crate::distribution) one_click: Option<String>,
    /// The privacy notice that first mails carry (L2).
    pub(in crate::distribution) notice: Option<String>,
    /// How the organisation is reached, as the last line says it (L11, L12).
    pub(in crate::distribution) imprint: Option<String>,
    /// What the organisation is called.
    pub(in crate::distribution) organisation: Option<String>,
    /// How its letters look.
    pub(in crate::distribution) theme: Option<String>,
    /// Whom the look before Send named as without consent, where the list follows its segment (L9).
    pub(in crate::distribution) consent_json: String,
    /// Its versions, the main one first, where it goes in several languages.
    pub(in crate::distribution) texts: Vec<SealedText>,
    pub(in crate::distribution) seal: String,
    pub(in crate::distribution) state: DistributionState,
    pub(in crate::distribution) because: Option<Because>,
    pub(in crate::distribution) go_on: bool,
    pub(in crate::distribution) hold_until: Millis,
    pub(in crate::distribution) run: String,
}

/// Writes the distribution itself; `text` is the hash of the revision that goes.
pub(in crate::distribution) fn insert(
    chain: &mut Chain<'_, '_>,
    tx: &WriteTx<'_>,
    new: &NewDistribution,
    text: &[u8; 32],
) -> Result<DistributionId, StoreError> {
    let id = tx.insert(
        "INSERT INTO distribution (document_id, revision_id, account_id, parent_id, relation, list_kind, audience, audience_name, except_json, hand_json,
           membership, embargo, due_at, from_name, from_address, reply_to, seal, state, because, go_on, hold_until_at, run, created_at, created_by, revision_number, one_click, notice, imprint, organisation, consent_json, theme)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)",
        params![
            new.document.get(),
            new.revision.get(),
            new.account.get(),
            new.parent.map(|parent| parent.distribution.get()),
            new.parent.map(|parent| parent.relation.word()),
            list_word(new.list_kind),
            new.audience,
            new.audience_name,
            new.except_json,
            new.hand_json,
            if new.follow { "follow" } else { "frozen" },
            new.embargo,
            new.due_at.map(Millis::get),
            new.from_name,
            new.from_address,
            new.reply_to,
            new.seal,
            new.state.word(),
            new.because.map(Because::word),
            new.go_on,
            new.hold_until.get(),
            new.run,
            tx.now().get(),
            tx.actor(),
            new.revision_number,
            new.one_click,
            new.notice,
            new.imprint,
            new.organisation,
            new.consent_json,
            new.theme,
        ],
    )?;
    let id = DistributionId::from(id);
    let mut facts = format!("seal={} text={}", new.seal, hex(text));
    if !new.texts.is_empty() {
        facts.push_str(&format!(" texts={}", new.texts.iter().map(|text| hex(&text.hash)).collect::<Vec<_>>().join(",")));
    }
    insert_texts(tx, id, &new.texts)?;
    chain.append(&Event { distribution: id, delivery: None, state: new.state.word(), facts: &facts })?;
    tx.changed(Topic::Distribution, id.get());
    Ok(id)
}

fn insert_texts(tx: &WriteTx<'_>, id: DistributionId, texts: &[SealedText]) -> Result<(), StoreError> {
    for (position, text) in (0_u32..).zip(texts) {
        tx.insert(
            "INSERT INTO distribution_text (distribution_id, position, language, document_id, revision_id, revision_number, hash, notice)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![id.get(), position, text.language, text.document.get(), text.revision.get(), text.number, text.hash, text.notice],
        )?;
    }
    Ok(())
}

/// The versions that go with a distribution, the main one first; none where it goes in one language.
pub(in crate::distribution) fn texts(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<SealedText>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT id, language, document_id, revision_id, revision_number, hash, notice FROM distribution_text
         WHERE distribution_id = ?1 ORDER BY position",
    )?;
    let rows = query.query_map([id.get()], |row| {
        Ok(SealedText {
            row: row.get(0)?,
            language: row.get(1)?,
            document: row.get::<_, i64>(2)?.into(),
            revision: row.get::<_, i64>(3)?.into(),
            number: row.get(4)?,
            hash: row.get(5)?,
            notice: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The hash of the text that was sealed at Send, as the chain keeps it; none in files of the first weeks.
pub(in crate::distribution) fn sealed_text(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<String>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT facts FROM delivery_event WHERE distribution_id = ?1 AND delivery_id IS NULL ORDER BY id LIMIT 1")?;
    let facts: Option<String> = query.query_row([id.get()], |row| row.get(0)).optional()?;
    Ok(facts.and_then(|facts| facts.split(' ').find_map(|fact| fact.strip_prefix("text=").map(str::to_owned))))
}

/// So many rows of the list are one step of a long act: each is far smaller than what other acts write in a step.
const ROWS_A_STEP: usize = 10;

/// Freezes the list: one row for everybody chosen, one reason for everybody left out, and the list's hash in the chain. Gives way
/// between two rows.
pub(in crate::distribution) fn freeze(
    chain: &mut Chain<'_, '_>,
    tx: &WriteTx<'_>,
    id: DistributionId,
    audience: &Audience,
    secret: &[u8; 32],
    domain: &str,
    way: NoticeWay,
) -> Result<(), Problem> {
    use sha2::Digest as _;
    let (mut list, mut told, mut notices) = (sha2::Sha256::new(), sha2::Sha256::new(), 0_u32);
    let (texts, mut read) = (texts(tx, id)?, sha2::Sha256::new());
    tx.point("list-frozen");
    for (n, chosen) in audience.chosen.iter().enumerate() {
        step(tx, n)?;
        // The main version is what a row gets that names none.
        let text = texts.get(chosen.text).filter(|_| chosen.text > 0).map(|text| text.row);
        insert_delivery(tx, id, chosen, &message_id(secret, id, &chosen.key, 1, domain), (way, text))?;
        list.update(chosen.key);
        read.update(u32::try_from(chosen.text).unwrap_or(u32::MAX).to_be_bytes());
        if carries_notice(&chosen.values) {
            told.update(chosen.key);
            notices += 1;
        }
    }
    for (n, left_out) in audience.left_out.iter().enumerate() {
        step(tx, n)?;
        insert_exclusion(tx, id, left_out)?;
    }
    let mut facts = format!("recipients={} left-out={} list={}", audience.chosen.len(), audience.left_out.len(), hex(&list.finalize()));
    if notices > 0 {
        // Which letters carry the privacy notice cannot be said otherwise later.
        facts.push_str(&format!(" notices={notices} told={}", hex(&told.finalize())));
    }
    if !texts.is_empty() {
        // Nor who gets which version: in the order of the list.
        facts.push_str(&format!(" read={}", hex(&read.finalize())));
    }
    chain.append(&Event { distribution: id, delivery: None, state: DeliveryState::Planned.word(), facts: &facts })?;
    tx.changed(Topic::Delivery, id.get());
    Ok(())
}

fn step(tx: &WriteTx<'_>, row: usize) -> Result<(), Problem> {
    if row.is_multiple_of(ROWS_A_STEP) { tx.give_way_at(row / ROWS_A_STEP) } else { tx.give_way() }
}

fn insert_delivery(
    tx: &WriteTx<'_>,
    id: DistributionId,
    chosen: &Chosen,
    message_id: &str,
    (way, text): (NoticeWay, Option<i64>),
) -> Result<(), StoreError> {
    let row = tx.insert(
        "INSERT INTO delivery (distribution_id, address_key, person_id, list_kind, message_id, state_at, answers_id, thread, notice, text_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            id.get(),
            chosen.key,
            chosen.person.get(),
            list_word(chosen.list_kind),
            message_id,
            tx.now().get(),
            chosen.answers.as_ref().map(|answered| answered.delivery.get()),
            chosen.answers.as_ref().map(|answered| answered.thread.join(" ")),
            way.of(&chosen.values),
            text,
        ],
    )?;
    let fields = serde_json::to_string(&chosen.values).unwrap_or_else(|_| "{}".to_owned());
    tx.insert(
        "INSERT INTO recipient (delivery_id, address, name, fields) VALUES (?1, ?2, ?3, ?4)",
        params![row, chosen.address.as_typed(), chosen.name, fields],
    )?;
    Ok(())
}

fn insert_exclusion(tx: &WriteTx<'_>, id: DistributionId, left_out: &LeftOut) -> Result<(), StoreError> {
    tx.insert(
        "INSERT INTO exclusion (distribution_id, person_id, name, reason, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id.get(), left_out.person.get(), left_out.name, left_out.reason.word(), left_out.detail],
    )?;
    Ok(())
}

/// Everybody on a frozen list who was not erased since, as their rows were written.
pub(in crate::distribution) fn on_list(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<OnList>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.person_id, r.name, r.address, r.fields, d.text_id FROM delivery d JOIN recipient r ON r.delivery_id = d.id
         WHERE d.distribution_id = ?1 ORDER BY d.id",
    )?;
    let rows = query.query_map([id.get()], |row| {
        let text = |at| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
        let values = serde_json::from_str(&text(3)?).unwrap_or_default();
        Ok(OnList { person: row.get::<_, i64>(0)?.into(), name: text(1)?, address: text(2)?, values, text: row.get(4)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the list was frozen already.
pub(in crate::distribution) fn is_frozen(tx: &ReadTx<'_>, id: DistributionId) -> Result<bool, StoreError> {
    Ok(tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM delivery_event WHERE distribution_id = ?1 AND delivery_id IS NULL AND state = 'planned')",
        [id.get()],
        |row| row.get(0),
    )?)
}

/// What was sealed at Send.
#[derive(Debug, Clone)]
pub(in crate::distribution) struct Sealing {
    pub(in crate::distribution) document: DocumentId,
    pub(in crate::distribution) revision: RevisionId,
    pub(in crate::distribution) account: AccountId,
    pub(in crate::distribution) parent: Option<Parent>,
    pub(in crate::distribution) list_kind: ListKind,
    pub(in crate::distribution) audience: String,
    pub(in crate::distribution) audience_name: String,
    pub(in crate::distribution) except_json: String,
    pub(in crate::distribution) hand_json: String,
    pub(in crate::distribution) embargo: String,
    pub(in crate::distribution) due_at: Option<Millis>,
    pub(in crate::distribution) from_name: String,
    pub(in crate::distribution) from_address: String,
    pub(in crate::distribution) reply_to: Option<String>,
    /// Where one click unsubscribes.
    pub(in crate::distribution) one_click: Option<String>,
    /// The privacy notice that first mails carry (L2).
    pub(in crate::distribution) notice: Option<String>,
    /// How the organisation is reached, as the last line says it (L11, L12).
    pub(in crate::distribution) imprint: Option<String>,
    /// What the organisation is called; none of a distribution from before that was sealed.
    pub(in crate::distribution) organisation: Option<String>,
    /// Its versions, the main one first, where it goes in several languages.
    pub(in crate::distribution) texts: Vec<SealedText>,
    /// How its letters look; none: as without a theme.
    pub(in crate::distribution) theme: Option<String>,
    pub(in crate::distribution) seal: String,
}

impl Sealing {
    /// The languages of its versions, the main one first; none where it goes in one.
    pub(in crate::distribution) fn languages(&self) -> Vec<String> {
        self.texts.iter().map(|text| text.language.clone()).collect()
    }

    /// The revisions that it goes in: of each version its own.
    pub(in crate::distribution) fn revisions(&self) -> impl Iterator<Item = RevisionId> + '_ {
        std::iter::once(self.revision).chain(self.texts.iter().skip(1).map(|text| text.revision))
    }

    /// As it is for whoever gets the version at this place: with its document, revision and privacy notice.
    pub(in crate::distribution) fn reading(&self, text: usize) -> Self {
        match self.texts.get(text) {
            Some(text) => Self { document: text.document, revision: text.revision, notice: text.notice.clone(), ..self.clone() },
            None => self.clone(),
        }
    }

    /// As [`Sealing::reading`], for the version that a row names.
    pub(in crate::distribution) fn of_row(&self, text: Option<i64>) -> Self {
        self.reading(self.place_of(text))
    }

    /// At which place the version is that a row names; 0: the main one.
    pub(in crate::distribution) fn place_of(&self, text: Option<i64>) -> usize {
        self.texts.iter().position(|one| Some(one.row) == text).unwrap_or_default()
    }
}

/// What was sealed for one distribution.
pub(in crate::distribution) fn sealing(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<Sealing>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT document_id, revision_id, account_id, parent_id, relation, list_kind, audience, audience_name, except_json, hand_json, embargo,
           due_at, from_name, from_address, reply_to, seal, one_click, notice, imprint, organisation, theme FROM distribution WHERE id = ?1",
    )?;
    let found = query
        .query_row([id.get()], |row| {
            Ok(Sealing {
                document: row.get::<_, i64>(0)?.into(),
                revision: row.get::<_, i64>(1)?.into(),
                account: row.get::<_, i64>(2)?.into(),
                parent: parent_row(row, 3)?,
                list_kind: if row.get::<_, String>(5)? == "internal" { ListKind::Internal } else { ListKind::External },
                audience: row.get(6)?,
                audience_name: row.get(7)?,
                except_json: row.get(8)?,
                hand_json: row.get(9)?,
                embargo: row.get(10)?,
                due_at: row.get::<_, Option<i64>>(11)?.map(Into::into),
                from_name: row.get(12)?,
                from_address: row.get(13)?,
                reply_to: row.get(14)?,
                seal: row.get(15)?,
                one_click: row.get(16)?,
                notice: row.get(17)?,
                imprint: row.get(18)?,
                organisation: row.get(19)?,
                texts: Vec::new(),
                theme: row.get(20)?,
            })
        })
        .optional()?;
    match found {
        Some(sealing) => Ok(Some(Sealing { texts: texts(tx, id)?, ..sealing })),
        None => Ok(None),
    }
}

/// Whom the look before Send named as without consent, as it was kept with a list that follows its segment.
pub(in crate::distribution) fn consent_json(tx: &ReadTx<'_>, id: DistributionId) -> Result<String, StoreError> {
    Ok(tx.prepare_cached("SELECT consent_json FROM distribution WHERE id = ?1")?.query_row([id.get()], |row| row.get(0))?)
}

/// When each person last accepted a mail of ours.
pub(in crate::distribution) fn touches(tx: &ReadTx<'_>) -> Result<HashMap<PersonId, Millis>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT person_id, max(state_at) FROM delivery INDEXED BY delivery_touch WHERE state = 'accepted' GROUP BY person_id",
    )?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into())))?;
    let (mut touches, merged): (HashMap<PersonId, Millis>, _) = (HashMap::new(), Merged::read(tx)?);
    for row in rows {
        let (person, at): (PersonId, Millis) = row?;
        touches.entry(merged.of(person)).and_modify(|last| *last = at.max(*last)).or_insert(at);
    }
    Ok(touches)
}

/// Who accepted a mail of ours after `since`, may have one, or is on a list that still goes out (D38).
pub(in crate::distribution) fn recent(tx: &ReadTx<'_>, since: Millis) -> Result<Known<Millis>, StoreError> {
    const ACCEPTED: &str =
        "SELECT person_id, address_key, state_at FROM delivery INDEXED BY delivery_touch WHERE state = 'accepted' AND state_at > ?1";
    const OPEN: &str = "SELECT d.person_id, d.address_key, d.state_at FROM distribution x JOIN delivery d INDEXED BY delivery_state
           ON d.distribution_id = x.id AND d.state IN ('planned', 'claimed', 'in-flight', 'refused-temporary', 'uncertain')
         WHERE d.state_at > ?1";
    let (mut found, merged) = (Known::default(), Merged::read(tx)?);
    for sql in [ACCEPTED, OPEN] {
        let mut query = tx.prepare_cached(sql)?;
        let mut rows = query.query([since.get()])?;
        while let Some(row) = rows.next()? {
            found.note(merged.of(row.get::<_, i64>(0)?.into()), row.get(1)?, row.get::<_, i64>(2)?.into());
        }
    }
    Ok(found)
}

/// Notes a test mail for the pace (D17, D34).
pub(in crate::distribution) fn insert_test(
    tx: &WriteTx<'_>,
    account: AccountId,
    revision: RevisionId,
    message_id: &str,
    reply: &str,
) -> Result<(), StoreError> {
    tx.insert(
        "INSERT INTO test_mail (account_id, revision_id, message_id, at, reply) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![account.get(), revision.get(), message_id, tx.now().get(), reply],
    )?;
    Ok(())
}

/// Calls `each` with the sender's and the receiver's address of every mail that was accepted after `since`.
pub(in crate::distribution) fn each_sent_since(tx: &ReadTx<'_>, since: Millis, mut each: impl FnMut(&str, &str)) -> Result<(), StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT DISTINCT d.id, x.from_address, r.address FROM delivery_event e INDEXED BY delivery_event_pace
           JOIN delivery d ON d.id = e.delivery_id AND d.state = 'accepted'
           JOIN recipient r ON r.delivery_id = d.id JOIN distribution x ON x.id = d.distribution_id
         WHERE e.state = 'in-flight' AND e.at > ?1",
    )?;
    let mut rows = query.query([since.get()])?;
    while let Some(row) = rows.next()? {
        let (from, to): (String, String) = (row.get(1)?, row.get(2)?);
        each(&from, &to);
    }
    Ok(())
}

/// Who got the mail with this token, which is what stands before the `@` of its Message-ID, and at which address.
pub(in crate::distribution) fn of_token(tx: &ReadTx<'_>, token: &str) -> Result<Option<(PersonId, AddressKey)>, StoreError> {
    // `A` comes right after `@`.
    let mut query =
        tx.prepare_cached("SELECT person_id, address_key FROM delivery WHERE message_id >= ?1 || '@' AND message_id < ?1 || 'A'")?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?.into(), AddressKey(row.get(1)?)));
    Ok(query.query_row([token], read).optional()?)
}

/// How many letters of an account were ever accepted; counting ends at `most`.
pub(in crate::distribution) fn ever_accepted(tx: &ReadTx<'_>, account: AccountId, most: u32) -> Result<u32, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM distribution x JOIN delivery d INDEXED BY delivery_state
           ON d.distribution_id = x.id AND d.state = 'accepted' WHERE x.account_id = ?1 LIMIT ?2)",
    )?;
    Ok(query.query_row(params![account.get(), most], |row| row.get(0))?)
}
