//! Writing a certificate: the ledger as one reading transaction sees it, into two new files or none.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;

use super::canonical::{RowsDigest, canonical};
use super::key::fingerprint;
use super::page::Page;
use super::statement::{
    About, Approval, AudienceOf, Covered, FORMAT, FileOf, Ledger, LeftOutRow, Row, Sender, ServerUse, Settled, Signature, Statement, Text,
    VersionOf, address_hash, hex, message_hash,
};
use crate::accounts;
use crate::distribution::approved;
use crate::distribution::service::{self, Except, Hand, list_word};
use crate::distribution::store::certificate::{self as store, CertifiedRow, SettledMove};
use crate::distribution::store::plan::{self, Sealing};
use crate::distribution::store::report::{self, HeadRow};
use crate::error::Problem;
use crate::ids::{DeliveryId, DistributionId, Millis};
use crate::literature;
use crate::messages::{Language, Message};
use crate::net::EmailAddress;
use crate::rendering::ListHeaders;
use crate::workspace::{ReadTx, organisation};

/// Whether a certificate tells names and addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum CertificateForm {
    /// With names and addresses: for the organisation's own files.
    Full,
    /// Without: of each address only a salted hash. For whoever has to see that it was sent, not to whom.
    Shareable,
}

impl CertificateForm {
    /// The word in the certificate.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Shareable => "shareable",
        }
    }
}

/// A certificate that was written.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CertificateFiles {
    /// The page to read and print.
    pub page: String,
    /// The signed file to check.
    pub json: String,
    /// People on the list.
    pub rows: u32,
    /// The key that signed, as people compare it.
    pub fingerprint: String,
}

/// What a certificate is made of beside the ledger.
pub(in crate::distribution) struct Making<'a> {
    pub(in crate::distribution) id: DistributionId,
    pub(in crate::distribution) form: CertificateForm,
    pub(in crate::distribution) language: Language,
    pub(in crate::distribution) key: &'a SigningKey,
    pub(in crate::distribution) secret: &'a [u8; 32],
    pub(in crate::distribution) uid: &'a str,
    pub(in crate::distribution) actor: &'a str,
    pub(in crate::distribution) now: Millis,
}

/// Rows that are read at once.
const PAGE: u32 = 1000;

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// Writes the page to `to` and the signed file beside it, with the ending `json`; neither may be there.
///
/// # Errors
/// `workspace.exists`; `distribution.certificate_failed`: no half file is left.
pub(in crate::distribution) fn write(tx: &ReadTx<'_>, making: &Making<'_>, to: &Path) -> Result<CertificateFiles, Problem> {
    let json = to.with_extension("json");
    for file in [to, &json] {
        if file.exists() {
            return Err(Problem::refusal("workspace.exists").with("file", file.display().to_string()).todo("workspace.exists.todo"));
        }
    }
    let head = report::heads(tx, Some(making.id), None)?
        .into_iter()
        .next()
        .ok_or_else(|| Problem::missing("distribution.not_found").with("id", making.id.get()))?;
    let sealing = plan::sealing(tx, making.id)?.ok_or_else(|| Problem::missing("distribution.not_found").with("id", making.id.get()))?;
    let mut source = Source { tx, making, settled: store::settled(tx, making.id)?, shared: String::new() };
    source.shared = source.shared_hash(&sealing)?;
    let statement = source.statement(&head, &sealing)?;
    let failed = |e: &dyn std::fmt::Display| Problem::failure("distribution.certificate_failed").because(e);
    let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let (json_draft, page_draft) = match (tempfile::NamedTempFile::new_in(&folder), tempfile::NamedTempFile::new_in(&folder)) {
        (Ok(json), Ok(page)) => (json, page),
        (Err(error), _) | (_, Err(error)) => return Err(failed(&error)),
    };
    let fingerprint = source
        .write(&statement, &mut BufWriter::new(json_draft.as_file()), &mut BufWriter::new(page_draft.as_file()))
        .map_err(|e| failed(&e))?;
    for draft in [&json_draft, &page_draft] {
        draft.as_file().sync_all().map_err(|e| failed(&e))?;
    }
    json_draft.persist_noclobber(&json).map_err(|e| failed(&e))?;
    if let Err(error) = page_draft.persist_noclobber(to) {
        // Both or none.
        drop(std::fs::remove_file(&json));
        return Err(failed(&error));
    }
    Ok(CertificateFiles {
        page: to.display().to_string(),
        json: json.display().to_string(),
        rows: u32::try_from(statement.recipients).unwrap_or(u32::MAX),
        fingerprint,
    })
}

struct Source<'a, 't, 'c> {
    tx: &'t ReadTx<'c>,
    making: &'a Making<'a>,
    settled: HashMap<DeliveryId, Vec<SettledMove>>,
    /// Hash of the part that all letters share; empty if it cannot be told.
    shared: String,
}

impl Source<'_, '_, '_> {
    fn is_full(&self) -> bool {
        self.making.form == CertificateForm::Full
    }

    /// The part that all letters share, made once more from the revision. If the ledger knows another, made by an older program, none
    /// is told.
    fn shared_hash(&self, sealing: &Sealing) -> Result<String, Problem> {
        // Each version has a shared part of its own: there is none that all letters have.
        if !sealing.texts.is_empty() {
            return Ok(String::new());
        }
        let account = accounts::find(self.tx, sealing.account)?;
        let marks = service::marks_of(self.tx, sealing)?;
        let Ok(prepared) = service::prepared(
            self.tx,
            sealing.revision,
            &account,
            &marks,
            ListHeaders::internal(),
            service::Carried::look(sealing.theme.as_deref()),
        ) else {
            return Ok(String::new());
        };
        let shared = hex(&prepared.letters.shared_sha256());
        let mut after = 0;
        loop {
            let rows = store::rows_after(self.tx, self.making.id, after, PAGE)?;
            let Some(last) = rows.last() else { return Ok(shared) };
            after = last.id.get();
            let sent = rows.iter().find_map(|row| Some((hex(&row.message_hash?), personal_of(row)?)));
            if let Some((message, personal)) = sent {
                let same = message_hash(&personal, &shared).is_some_and(|made| made == message);
                return Ok(if same { shared } else { String::new() });
            }
        }
    }

    fn statement(&self, head: &HeadRow, sealing: &Sealing) -> Result<Statement, Problem> {
        let (tx, making) = (self.tx, self.making);
        let counts = report::counts(tx, making.id)?;
        let states: BTreeMap<String, u64> =
            report::by_state(tx, making.id)?.into_iter().map(|(state, n)| (state.word().to_owned(), u64::from(n))).collect();
        let revision = literature::revision(tx, sealing.revision)?;
        let span = report::span(tx, making.id)?;
        let state = service::shown_state(head.state, counts.open(), plan::is_frozen(tx, making.id)?);
        let except: Vec<Except> = serde_json::from_str(&sealing.except_json).unwrap_or_default();
        let hand: Hand = serde_json::from_str(&sealing.hand_json).unwrap_or_default();
        let frozen = store::frozen_facts(tx, making.id)?;
        let list = frozen.split(' ').find_map(|fact| fact.strip_prefix("list=")).unwrap_or_default();
        let (events, chain) = store::head(tx)?;
        let (mut rows, mut left_out) = (RowsDigest::default(), RowsDigest::default());
        self.each_row(&mut |row| Ok(rows.add(&value(row)?)?))
            .map_err(|e| Problem::failure("distribution.certificate_failed").because(e))?;
        self.each_left_out(&mut |row| Ok(left_out.add(&value(row)?)?))
            .map_err(|e| Problem::failure("distribution.certificate_failed").because(e))?;
        let covered = |digest: RowsDigest| {
            let (count, sha256) = digest.finish();
            Covered { count, sha256 }
        };
        Ok(Statement {
            format: FORMAT.to_owned(),
            form: making.form.word().to_owned(),
            program: format!("Tidings {}", env!("CARGO_PKG_VERSION")),
            made_at: making.now.to_rfc3339(),
            made_by: making.actor.to_owned(),
            organisation: sealing.organisation.clone().map_or_else(|| organisation(tx), Ok)?,
            workspace: making.uid.to_owned(),
            distribution: About {
                number: making.id.get(),
                state: state.word().to_owned(),
                list: list_word(sealing.list_kind).to_owned(),
                embargo: sealing.embargo.clone(),
                due_at: head.due_at.map(Millis::to_rfc3339),
                sent_at: head.created_at.to_rfc3339(),
                sent_by: head.created_by.clone(),
                first_claim_at: span.map(|(first, _)| first.to_rfc3339()),
                last_event_at: span.map(|(_, last)| last.to_rfc3339()),
                continues: head.parent.map(|parent| parent.distribution.get()),
                relation: head.parent.map(|parent| parent.relation.word().to_owned()),
            },
            document: Text {
                title: literature::kept_headline(tx, sealing.revision)?.unwrap_or_default(),
                revision: head.revision_number,
                sha256: hex(&revision.hash),
                files: revision
                    .attachments
                    .iter()
                    .map(|file| FileOf {
                        name: if self.is_full() || file.for_whom.is_none() { file.name.clone() } else { String::new() },
                        media_type: file.media_type.clone(),
                        bytes: file.bytes,
                        sha256: file.sha256.clone(),
                        inline: file.inline,
                        set: file.for_whom.as_ref().map(|whom| whom.set.clone()),
                        link: file.link.clone(),
                    })
                    .collect(),
                versions: sealing
                    .texts
                    .iter()
                    .skip(1)
                    .map(|text| VersionOf { language: text.language.clone(), revision: text.number, sha256: hex(&text.hash) })
                    .collect(),
            },
            sender: Sender { name: sealing.from_name.clone(), address: sealing.from_address.clone(), reply_to: sealing.reply_to.clone() },
            account: accounts::find(tx, sealing.account)?.name,
            servers: store::servers(tx, making.id)?
                .into_iter()
                .map(|(server, tls, accepted)| ServerUse { server, tls, accepted })
                .collect(),
            seal: sealing.seal.clone(),
            approvals: self.approvals(sealing, &revision.hash)?,
            audience: AudienceOf {
                name: sealing.audience_name.clone(),
                query: sealing.audience.clone(),
                except: except.into_iter().map(|part| part.query).collect(),
                left_out_by_hand: hand.left_out.len() as u64,
                put_back_by_hand: hand.put_back.len() as u64,
                list_sha256: list.to_owned(),
            },
            recipients: u64::from(counts.recipients()),
            states,
            left_out: report::exclusions(tx, making.id)?.into_iter().map(|(reason, n)| (reason, u64::from(n))).collect(),
            shared_sha256: self.shared.clone(),
            ledger: Ledger { events, head: hex(&chain) },
            rows: covered(rows),
            people_left_out: covered(left_out),
            accepted_means: Message::new("distribution.certificate.accepted_means").text(Language::En),
        })
    }

    /// Who approved what went, of each version: an approval that was taken back since is none.
    fn approvals(&self, sealing: &Sealing, revision_hash: &[u8; 32]) -> Result<Vec<Approval>, Problem> {
        let of = |sealing: &Sealing, hash: &[u8; 32], language: Option<&String>| -> Result<Vec<Approval>, Problem> {
            let given = approved::given(self.tx, sealing, hash)?;
            Ok(given.into_iter().map(|(by, at)| Approval { by, at: at.to_rfc3339(), language: language.cloned() }).collect())
        };
        let mut all = of(sealing, revision_hash, None)?;
        for (at, text) in sealing.texts.iter().enumerate().skip(1) {
            all.extend(of(&sealing.reading(at), &text.hash, Some(&text.language))?);
        }
        Ok(all)
    }

    fn each_row(&self, see: &mut dyn FnMut(&Row) -> Result<(), Failed>) -> Result<(), Failed> {
        let mut after = 0;
        loop {
            let rows = store::rows_after(self.tx, self.making.id, after, PAGE)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id.get();
            for row in rows {
                see(&self.row(row))?;
            }
        }
    }

    fn each_left_out(&self, see: &mut dyn FnMut(&LeftOutRow) -> Result<(), Failed>) -> Result<(), Failed> {
        if !self.is_full() {
            return Ok(());
        }
        for row in report::left_out(self.tx, self.making.id)? {
            see(&LeftOutRow { name: row.name, reason: row.reason, detail: row.detail })?;
        }
        Ok(())
    }

    fn row(&self, row: CertifiedRow) -> Row {
        let personal = personal_of(&row);
        let address = row.address.as_deref().and_then(|address| EmailAddress::parse(address).ok());
        let salt = self.salt(&row.message_id);
        let settled = self.settled.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        Row {
            name: row.name.filter(|_| self.is_full()),
            address_sha256: address.as_ref().map(|address| address_hash(&salt, address)).unwrap_or_default(),
            address_salt: address.as_ref().filter(|_| self.is_full()).map(|_| hex(&salt)),
            address: row.address.filter(|_| self.is_full()),
            message_id: row.message_id,
            state: row.state.word().to_owned(),
            left_out: row.left_out,
            tries: row.tries,
            bytes: row.bytes,
            personal_sha256: personal,
            message_sha256: row.message_hash.map(|hash| hex(&hash)),
            dated: row.date.map(Millis::to_rfc3339),
            in_flight_at: row.in_flight.map(|(at, _)| at.to_rfc3339()),
            at: row.at.to_rfc3339(),
            server: row.server,
            tls: row.tls,
            reply_code: row.reply_code,
            reply_enhanced: row.reply_enhanced,
            // A server's words often name the address that they are about.
            reply: row.reply.filter(|_| self.is_full()),
            repairs: row.repairs,
            language: row.language,
            settled: settled
                .iter()
                .map(|step| Settled {
                    state: step.state.clone(),
                    by: step.facts.split(' ').find_map(|fact| fact.strip_prefix("note=")).unwrap_or_default().to_owned(),
                    at: step.at.to_rfc3339(),
                })
                .collect(),
        }
    }

    /// The salt of one row's address: the same in every certificate of it, and nobody's guess.
    fn salt(&self, message_id: &str) -> [u8; 16] {
        let mut salt = [0; 16];
        // HMAC takes a key of any length, so this cannot fail.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.making.secret) {
            mac.update(b"certificate\0");
            mac.update(message_id.as_bytes());
            salt.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(to, from)| *to = from);
        }
        salt
    }

    fn write(&self, statement: &Statement, json: &mut dyn Write, page: &mut dyn Write) -> Result<String, Failed> {
        let mut signed = Vec::new();
        canonical(&value(statement)?, &mut signed)?;
        let public_key = STANDARD.encode(self.making.key.verifying_key().as_bytes());
        let signature = Signature {
            algorithm: "Ed25519".to_owned(),
            value: STANDARD.encode(self.making.key.sign(&signed).to_bytes()),
            public_key: public_key.clone(),
        };
        let fingerprint = fingerprint(&public_key);
        let words = Page { statement, fingerprint: &fingerprint, language: self.making.language };
        json.write_all(b"{\"statement\":")?;
        json.write_all(serde_json::to_string_pretty(statement)?.as_bytes())?;
        json.write_all(b",\n\"rows\":[")?;
        page.write_all(words.beginning().as_bytes())?;
        let mut between: &[u8] = b"\n";
        self.each_row(&mut |row| {
            json.write_all(between)?;
            between = b",\n";
            serde_json::to_writer(&mut *json, row)?;
            Ok(page.write_all(words.row(row).as_bytes())?)
        })?;
        json.write_all(b"],\n\"left_out\":[")?;
        page.write_all(words.after_rows().as_bytes())?;
        let mut between: &[u8] = b"\n";
        self.each_left_out(&mut |row| {
            json.write_all(between)?;
            between = b",\n";
            serde_json::to_writer(&mut *json, row)?;
            Ok(page.write_all(words.left_out(row).as_bytes())?)
        })?;
        json.write_all(b"],\n\"signature\":")?;
        json.write_all(serde_json::to_string_pretty(&signature)?.as_bytes())?;
        json.write_all(b"}\n")?;
        page.write_all(words.end().as_bytes())?;
        json.flush()?;
        page.flush()?;
        Ok(fingerprint)
    }
}

fn value(of: &impl Serialize) -> Result<Value, serde_json::Error> {
    serde_json::to_value(of)
}

/// The hash of the personal part that the ledger kept when the row went in flight; files of the first weeks have none.
fn personal_of(row: &CertifiedRow) -> Option<String> {
    let (_, facts) = row.in_flight.as_ref()?;
    facts.split(' ').find_map(|fact| fact.strip_prefix("personal=")).map(str::to_owned)
}
