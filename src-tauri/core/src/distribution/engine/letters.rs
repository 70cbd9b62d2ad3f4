//! The letters of one distribution: prepared once, then made for each person, always the same bytes for the same row.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::contacts::MergeValues;
use crate::distribution::own_files::Unclear;
use crate::distribution::store::ledger::{Claimed, MessageMark};
use crate::error::Problem;
use crate::ids::AssetId;
use crate::literature::Attachment;
use crate::net::EmailAddress;
use crate::net::dkim::Signer;
use crate::rendering::{Bytes, Expected, ListHeaders, OwnFiles, Prepared, Sets, To, is_theirs, read_back, read_back_files, read_back_own};

/// A letter as it goes over the wire.
pub(super) struct Rendered {
    pub(super) to: EmailAddress,
    /// Headers and the parts that are this person's own. What signs the letter stands before them, in `signature`.
    pub(super) personal: Vec<u8>,
    /// Lines that sign it (A16), worked out of the letter, its date and the account's keys alone. They are no part of what the
    /// hashes tell: a key may be renewed between two tries, the letter stays.
    pub(super) signature: Vec<u8>,
    /// The attachments, encoded once for everybody.
    pub(super) shared: Arc<[u8]>,
    /// The files that are this person's own.
    pub(super) own: Vec<u8>,
    /// What tells its bytes from any others: a hash over the hashes of its two parts, so that a large attachment is not hashed once
    /// a person.
    pub(super) hash: [u8; 32],
    /// SHA-256 of `personal` and `own` (D33).
    personal_hash: [u8; 32],
}

impl Rendered {
    /// What the ledger keeps of it when it goes in flight.
    pub(super) fn mark(&self) -> MessageMark {
        MessageMark { hash: self.hash, personal: self.personal_hash, bytes: self.size() }
    }

    /// Its bytes as they go over the wire, in their order.
    pub(super) fn parts(&self) -> [&[u8]; 4] {
        [&self.signature, &self.personal, &self.shared, &self.own]
    }

    /// Octets before dot-stuffing, as `SIZE=` announces them (RFC 1870).
    pub(super) fn size(&self) -> u64 {
        self.parts().iter().map(|part| part.len()).sum::<usize>() as u64
    }

    /// Whether these are the bytes that went before, by the hash that was kept then. Files of the first weeks hold the hash over all
    /// bytes in one.
    pub(super) fn is_what_went(&self, before: &[u8; 32]) -> bool {
        let in_one = || Sha256::new().chain_update(&self.personal).chain_update(&self.shared).finalize();
        self.hash == *before || in_one()[..] == before[..]
    }
}

/// What makes the letters.
pub(super) struct Letters {
    prepared: Arc<Prepared>,
    list: ListHeaders,
    signer: Option<Arc<Signer>>,
    /// Files that could be either of two people's: whoever would get one gets no letter.
    unclear: Unclear,
    /// Further versions of the text, by the row that names one, each with its own such files.
    others: HashMap<i64, (Arc<Prepared>, Unclear)>,
    /// The mutation that tests must notice: whoever came before, whose files go instead.
    mixed_up: Option<Mutex<String>>,
}

impl Letters {
    pub(super) fn new(prepared: Arc<Prepared>, list: ListHeaders, signer: Option<Arc<Signer>>) -> Self {
        Self { prepared, list, signer, unclear: Unclear::default(), others: HashMap::new(), mixed_up: None }
    }

    /// As the same letters, but for those with a file that is `unclear`.
    pub(super) fn without(self, unclear: Unclear) -> Self {
        Self { unclear, ..self }
    }

    /// As the same letters, with further versions of the text.
    pub(super) fn in_languages(self, others: HashMap<i64, (Arc<Prepared>, Unclear)>) -> Self {
        Self { others, ..self }
    }

    /// The version that a row names.
    fn version(&self, row: &Claimed) -> Result<(&Prepared, &Unclear), Problem> {
        let Some(text) = row.text else { return Ok((&self.prepared, &self.unclear)) };
        // Never another version in its place.
        let found = self.others.get(&text).ok_or_else(|| Problem::failure("distribution.seal_broken").with("what", "languages"))?;
        Ok((&found.0, &found.1))
    }

    /// As the mutation `anothers-file` makes them.
    pub(super) fn mixed_up(self, is: bool) -> Self {
        Self { mixed_up: is.then(Mutex::default), ..self }
    }

    /// The letter of one row; `bytes` gives those of the files that are its person's own.
    pub(super) fn letter(&self, row: &Claimed, bytes: Bytes<'_>) -> Result<Rendered, Problem> {
        let address = EmailAddress::parse(&row.address).map_err(|_| Problem::refusal("distribution.bad_address"))?;
        let values: MergeValues = serde_json::from_str(&row.fields).unwrap_or_default();
        let (prepared, unclear) = self.version(row)?;
        if !unclear.is_empty() {
            unclear.refuse(&prepared.sets().files_for(&row.address, &values)?)?;
        }
        let before = self.mixed_up.as_ref().map(|before| {
            let mut kept = before.lock().unwrap_or_else(PoisonError::into_inner);
            let before = std::mem::replace(&mut *kept, row.address.clone());
            if before.is_empty() { row.address.clone() } else { before }
        });
        let own = Some(OwnFiles { address: before.as_deref().unwrap_or(&row.address), bytes });
        let to = To { address: &address, name: &row.name, values: &values, thread: &row.thread, own };
        let letter = prepared.letter(&to, &row.message_id, row.date, &self.list)?;
        let personal_hash = letter.personal_sha256();
        let hash = letter.sha256_over(&personal_hash);
        let signed = |signer: &Arc<Signer>| signer.lines(&letter.parts(), row.date);
        let signature = self.signer.as_ref().map(signed).unwrap_or_default();
        Ok(Rendered { to: address, signature, personal: letter.personal, shared: letter.shared, own: letter.own, hash, personal_hash })
    }
}

/// Letters made to look at them, never to send them.
pub(in crate::distribution) struct Trial(crate::distribution::service::Prepared);

impl Trial {
    pub(in crate::distribution) fn new(prepared: crate::distribution::service::Prepared) -> Self {
        Self(prepared)
    }

    /// What is said about the text whoever it goes to; none of it is an error.
    pub(in crate::distribution) fn findings(&self) -> &[crate::literature::Finding] {
        self.0.letters.findings()
    }

    /// Whether the letter of this row, made again, is byte for byte the one that went; none where none went.
    pub(in crate::distribution) fn made_what_went(self, row: &Claimed, bytes: Bytes<'_>) -> Result<Option<bool>, Problem> {
        let Some(before) = row.message_hash else { return Ok(None) };
        // Made of the version that the row names, whichever that is.
        let row = Claimed { text: None, ..row.clone() };
        Ok(Some(Letters::new(self.0.letters, self.0.list, None).letter(&row, bytes)?.is_what_went(&before)))
    }

    /// Bytes of pictures and attachments as encoded.
    pub(in crate::distribution) fn shared_bytes(&self) -> u64 {
        self.0.letters.shared_bytes()
    }

    /// The sets of files of which each person gets one.
    pub(in crate::distribution) fn sets(&self) -> &Sets {
        self.0.letters.sets()
    }

    /// Makes the letter of somebody chosen, reads it back (D22) and gives its size in bytes, with that of the files that are their own.
    /// With `attached` what all letters share is read back too. Files in `known` were read back before: they never change, and need not be
    /// read once more to know what the letter weighs. The Message-ID is as long as the real one.
    pub(in crate::distribution) fn letter(
        &self,
        chosen: &crate::distribution::audience::Chosen,
        now: crate::ids::Millis,
        attached: Option<&[Attachment]>,
        bytes: Bytes<'_>,
        known: &mut HashSet<AssetId>,
    ) -> Result<(u64, u64), Problem> {
        let thread = chosen.answers.as_ref().map(|answered| answered.thread.as_slice()).unwrap_or_default();
        let address = chosen.address.as_typed();
        let theirs = self.0.letters.sets().files_for(&address, &chosen.values)?;
        if !theirs.iter().all(|file| is_theirs(file, &address, &chosen.values)) {
            return Err(Problem::refusal("rendering.read_back").with("what", "files"));
        }
        let unread = attached.is_some() || !theirs.iter().all(|file| known.contains(&file.asset));
        let own = unread.then_some(OwnFiles { address: &address, bytes });
        let to = To { address: &chosen.address, name: &chosen.name, values: &chosen.values, thread, own };
        let message_id = format!("{:040x}@{}", 0, self.0.sender.domain());
        let letter = self.0.letters.letter(&to, &message_id, now, &self.0.list)?;
        read_back(&letter, &Expected { from: &self.0.sender, to: &chosen.address, message_id: &message_id, thread })?;
        if let Some(attached) = attached {
            let shared = attached.iter().filter(|file| file.is_everybodys());
            read_back_files(&letter, &shared.chain(theirs.iter().copied()).collect::<Vec<_>>())?;
        } else if unread {
            read_back_own(&letter, &self.0.letters, &theirs)?;
        }
        let own_size = self.0.letters.own_size(&theirs);
        known.extend(theirs.iter().map(|file| file.asset));
        Ok((if unread { letter.size() } else { letter.size() + own_size }, own_size))
    }
}
