//! A mailbox that is read: its folders, and the mails in them that are, or speak of, one of ours.

use async_imap::imap_proto::{AttributeValue, MailboxDatum, NameAttribute, Response};
use chrono::{DateTime, Days};
use mail_parser::MessageParser;

use super::folders::{self, Folder};
use super::talk::{Talk, quoted};
use crate::ids::Millis;
use crate::net::{Dialer, Failure, Login, Server, Stage, What};

/// Most folders that are looked at for the one of sent mails.
const MOST_FOLDERS: usize = 5_000;
/// Most mails whose headers are read for one question: what names a Message-ID is few.
const MOST_HEADS: usize = 50;
/// The header fields that say what a mail is and what it speaks of.
const FIELDS: &str = "MESSAGE-ID X-MICROSOFT-ORIGINAL-MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE AUTO-SUBMITTED FROM";

/// A mailbox, logged in and read only.
pub struct Mailbox {
    talk: Talk,
    tls_version: String,
}

/// What the header of a mail says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// When the server filed it.
    pub filed_at: Option<Millis>,
    /// Its Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// The Message-ID that it had before its server gave it another (B2).
    pub original_id: Option<String>,
    /// The Message-IDs of the mails that it answers.
    pub answers: Vec<String>,
    /// Whether it reports what became of a mail: a report on delivery, or written by a mail server.
    pub is_report: bool,
}

impl Head {
    /// Whether it is the mail with this Message-ID.
    #[must_use]
    pub fn is(&self, message_id: &str) -> bool {
        [&self.message_id, &self.original_id].into_iter().flatten().any(|id| id == message_id)
    }
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Mailbox").field("tls_version", &self.tls_version).finish_non_exhaustive()
    }
}

impl Mailbox {
    /// Connects, makes the line secure and logs in.
    ///
    /// # Errors
    /// Where and how it failed. Without TLS nothing but this machine is reached (A1), a server that lacks STARTTLS where it
    /// was asked for is left at once (A2); the password never goes out before the handshake.
    pub async fn open(dialer: &Dialer, server: &Server, login: Option<&Login>) -> Result<Self, Failure> {
        let (mut talk, tls_version) = Talk::open(dialer, server).await?;
        if let Some(login) = login {
            talk.log_in(login).await?;
            dialer.passed(Stage::Auth);
        }
        Ok(Self { talk, tls_version })
    }

    /// `TLS 1.3`, `TLS 1.2` or `none`.
    #[must_use]
    pub fn tls_version(&self) -> &str {
        &self.tls_version
    }

    /// All folders that can be opened.
    ///
    /// # Errors
    /// The server's refusal, or the broken line.
    pub async fn folders(&mut self) -> Result<Vec<Folder>, Failure> {
        let mut found = Vec::new();
        let hear = |said: &Response<'_>| {
            if let Response::MailboxData(MailboxDatum::List(one)) = said
                && !one.name_attributes.contains(&NameAttribute::NoSelect)
                && found.len() < MOST_FOLDERS
            {
                let sent = one.name_attributes.contains(&NameAttribute::Sent);
                found.push(Folder::new(&one.name, one.delimiter.as_deref().map(str::to_owned), sent));
            }
        };
        self.talk.ask(Stage::Folder, "LIST \"\" \"*\"", hear).await?;
        Ok(found)
    }

    /// The folder of sent mails among `folders`; `named` is the one that the user named. None: it must be asked.
    #[must_use]
    pub fn sent<'a>(folders: &'a [Folder], named: Option<&str>) -> Option<&'a Folder> {
        folders::sent(folders, named)
    }

    /// Opens a folder for reading alone.
    ///
    /// # Errors
    /// The server's refusal, or the broken line.
    pub async fn examine(&mut self, folder: &Folder) -> Result<(), Failure> {
        self.examine_wire(&folder.wire).await
    }

    /// As [`examine`](Self::examine), the folder in which mail arrives.
    ///
    /// # Errors
    /// The server's refusal, or the broken line.
    pub async fn examine_inbox(&mut self) -> Result<(), Failure> {
        self.examine_wire("INBOX").await
    }

    async fn examine_wire(&mut self, name: &str) -> Result<(), Failure> {
        let name = quoted(name).map_err(|_| Failure::at(Stage::Folder, What::NotAMailServer))?;
        self.talk.ask(Stage::Folder, &format!("EXAMINE {name}"), |_| ()).await
    }

    /// The mails of the open folder that are the one with this Message-ID, filed on or after the day of `since`.
    ///
    /// # Errors
    /// The server's refusal, or the broken line: never taken for "not there".
    pub async fn copies_of(&mut self, message_id: &str, since: Millis) -> Result<Vec<Head>, Failure> {
        let id = id_quoted(&format!("<{message_id}>"))?;
        let question = format!("SINCE {} OR HEADER Message-ID {id} HEADER X-Microsoft-Original-Message-ID {id}", day(since));
        let found = self.search(&question).await?;
        Ok(self.heads(few(&found), FIELDS).await?.into_iter().filter(|head| head.is(message_id)).collect())
    }

    /// The whole header of the mail of the open folder that is the one with this Message-ID; none if it is not there.
    ///
    /// # Errors
    /// As [`copies_of`](Self::copies_of).
    pub async fn header_of(&mut self, message_id: &str, since: Millis) -> Result<Option<Vec<u8>>, Failure> {
        let id = id_quoted(&format!("<{message_id}>"))?;
        let question = format!("SINCE {} OR HEADER Message-ID {id} HEADER X-Microsoft-Original-Message-ID {id}", day(since));
        let Some(uid) = self.search(&question).await?.into_iter().next() else { return Ok(None) };
        let mut header = None;
        let hear = |said: &Response<'_>| {
            if let Response::Fetch(_, parts) = said {
                let body = parts.iter().find_map(|part| match part {
                    AttributeValue::BodySection { data: Some(data), .. } => Some(data.to_vec()),
                    _ => None,
                });
                header = header.take().or(body);
            }
        };
        self.talk.ask(Stage::Search, &format!("UID FETCH {uid} (UID BODY.PEEK[HEADER])"), hear).await?;
        Ok(header)
    }

    /// The mails of the open folder that name this Message-ID anywhere: answers, reports, and the mail itself.
    ///
    /// # Errors
    /// As [`copies_of`](Self::copies_of).
    pub async fn naming(&mut self, message_id: &str, since: Millis) -> Result<Vec<Head>, Failure> {
        let question = format!("SINCE {} TEXT {}", day(since), id_quoted(message_id)?);
        let found = self.search(&question).await?;
        self.heads(few(&found), FIELDS).await
    }

    /// Numbers (UIDs) of mails, the newest first.
    pub(super) async fn search(&mut self, question: &str) -> Result<Vec<u32>, Failure> {
        let mut found = Vec::new();
        let hear = |said: &Response<'_>| {
            if let Response::MailboxData(MailboxDatum::Search(uids)) = said {
                found.extend_from_slice(uids);
            }
        };
        self.talk.ask(Stage::Search, &format!("UID SEARCH {question}"), hear).await?;
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup();
        Ok(found)
    }

    /// What these fields of the mails' headers say, in the server's order.
    pub(super) async fn heads(&mut self, uids: &[u32], fields: &str) -> Result<Vec<Head>, Failure> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let set: Vec<String> = uids.iter().map(u32::to_string).collect();
        let command = format!("UID FETCH {} (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS ({fields})])", set.join(","));
        let mut heads = Vec::new();
        let hear = |said: &Response<'_>| {
            // What the server tells of other mails meanwhile has no header with it.
            if let Response::Fetch(_, parts) = said
                && let Some(head) = head(parts)
            {
                heads.push(head);
            }
        };
        self.talk.ask(Stage::Search, &command, hear).await?;
        Ok(heads)
    }

    /// Says goodbye and hangs up; nothing hangs on the answer.
    pub async fn close(mut self) {
        drop(self.talk.ask(Stage::Quit, "LOGOUT", |_| ()).await);
    }
}

fn few(uids: &[u32]) -> &[u32] {
    uids.get(..MOST_HEADS).unwrap_or(uids)
}

/// The day before `since`, as IMAP writes it: servers keep days in a zone of their own.
pub(super) fn day(since: Millis) -> String {
    let at = DateTime::from_timestamp_millis(since.get()).unwrap_or_default().date_naive();
    at.checked_sub_days(Days::new(1)).unwrap_or(at).format("%-d-%b-%Y").to_string()
}

pub(super) fn id_quoted(id: &str) -> Result<String, Failure> {
    if !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Failure::at(Stage::Search, What::BareLineEnd));
    }
    quoted(id)
}

fn head(parts: &[AttributeValue<'_>]) -> Option<Head> {
    let mut head = None;
    let mut filed_at = None;
    for part in parts {
        match part {
            AttributeValue::BodySection { data: Some(data), .. } => head = Some(read(data)),
            AttributeValue::InternalDate(text) => {
                let at = DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z").ok();
                filed_at = at.map(|at| Millis::from(at.timestamp_millis()));
            }
            _ => {}
        }
    }
    head.map(|head| Head { filed_at, ..head })
}

fn read(header: &[u8]) -> Head {
    let Some(mail) = MessageParser::new().parse(header) else { return Head::default() };
    // A long field may be folded at any place.
    let bare = |text: &str| text.split_whitespace().collect::<String>().trim_matches(['<', '>']).to_owned();
    let list = |value: &mail_parser::HeaderValue<'_>| -> Vec<String> {
        value.as_text_list().map(|all| all.iter().map(|id| bare(id)).collect()).unwrap_or_default()
    };
    let is_report = {
        let kind = mail_parser::MimeHeaders::content_type(&mail);
        let report = kind.is_some_and(|kind| {
            let status = kind.attribute("report-type").is_none_or(|of| of.eq_ignore_ascii_case("delivery-status"));
            kind.ctype().eq_ignore_ascii_case("multipart") && kind.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("report")) && status
        });
        let writer = mail.from().and_then(|from| from.first()).and_then(|from| from.address()).unwrap_or_default().to_lowercase();
        report || writer.starts_with("mailer-daemon@") || writer == "mailer-daemon" || writer.starts_with("postmaster@")
    };
    Head {
        filed_at: None,
        message_id: mail.message_id().map(bare),
        original_id: mail.header_raw("X-Microsoft-Original-Message-ID").map(bare),
        answers: [list(mail.in_reply_to()), list(mail.references())].concat(),
        is_report,
    }
}
