//! The file that an approver without the program reads, and the codes that they answer with.
//!
//! A code is a keyed hash over the asking, what exactly is asked, who answers and what they say; the key is the workspace's own and is in
//! no file that leaves. So a code says yes or no to one text alone, and nobody makes one up. Whoever has the file has its codes, and so has
//! whoever can make it: they are as safe as the mail that the file came by.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::ids::Millis;
use crate::literature::approval::{ApprovalAnswer, ApprovalAsk};
use crate::literature::{Attachment, Became, RevisionDifference};
use crate::messages::{Language, Message};
use crate::rendering::{escape_html as escaped, escape_url};

/// Letters and digits that nobody mistakes for one another (Crockford's base 32): no I, L, O and U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The length of a code without its dash: 50 bits, which nobody guesses at a keyboard.
const LENGTH: usize = 10;

/// The code by which `name` gives this answer to this asking.
pub(super) fn code(secret: &[u8; 32], ask: &ApprovalAsk, name: &str, answer: ApprovalAnswer) -> String {
    // HMAC takes a key of any length, so this cannot fail; an empty code is no answer to anything.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(b"tidings approval 1\0");
    for part in [&ask.id.get().to_be_bytes()[..], &ask.document.get().to_be_bytes(), ask.digest.as_bytes(), name.as_bytes()] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.update(answer.word().as_bytes());
    let hash = mac.finalize().into_bytes();
    let bits = hash.iter().take(8).fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    let digit = |at: usize| DIGITS.get((bits >> (59 - 5 * at) & 31) as usize).copied().map_or('0', char::from);
    (0..LENGTH).map(digit).collect()
}

/// A code as it was typed or read out: without blanks and dashes, capital, with the digits that were meant. None if it is no code.
pub(super) fn read_code(typed: &str) -> Option<String> {
    let read: Option<String> = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '.'))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            c if c.is_ascii() && DIGITS.contains(&(c as u8)) => Some(c),
            _ => None,
        })
        .collect();
    read.filter(|read| read.len() == LENGTH)
}

/// In two groups, as it is shown.
fn grouped(code: &str) -> String {
    let (first, last) = code.split_at_checked(LENGTH / 2).unwrap_or((code, ""));
    format!("{first}-{last}")
}

/// What an answer file says: the code, and what was added.
pub(super) fn read_answer(text: &str) -> Option<(String, String)> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix(CODE_LINE))?;
    let note = text.split_once(NOTE_LINE).map_or("", |(_, note)| note);
    Some((line.trim().to_owned(), note.trim().to_owned()))
}

/// What stands before the code in an answer file, in every language.
const CODE_LINE: &str = "Tidings-Answer:";
/// What stands before the note.
const NOTE_LINE: &str = "Note:";

/// Everything that the page says.
pub(super) struct ReviewPage<'a> {
    pub(super) ask: &'a ApprovalAsk,
    pub(super) name: &'a str,
    pub(super) headline: &'a str,
    pub(super) audience: &'a str,
    pub(super) from: &'a str,
    /// The text as a page of its own, with its pictures in it.
    pub(super) text: &'a str,
    /// Its lines to take, as a page shows them; empty where it has none.
    pub(super) lines: &'a str,
    /// The letters of the theme, as a style says them.
    pub(super) letters: Option<&'static str>,
    pub(super) files: &'a [Attachment],
    /// What is another since it was approved last, and that revision's number.
    pub(super) since: Option<(u32, RevisionDifference)>,
    pub(super) approve: &'a str,
    pub(super) send_back: &'a str,
    pub(super) language: Language,
}

/// Beside the text's own styles; every class is the review's.
const STYLE: &str = "\
.tr{max-width:640px;margin:0 auto;padding:20px;font:400 15px/1.5 system-ui,'Segoe UI',sans-serif;overflow-wrap:anywhere}\
.tr h1{margin:0 0 8px;font:600 22px/1.3 system-ui,'Segoe UI',sans-serif}.tr h2{margin:24px 0 8px;font:600 17px/1.3 system-ui,'Segoe UI',sans-serif}\
.tr p{margin:0 0 10px}.tr dl{display:grid;grid-template-columns:8rem minmax(0,1fr);gap:4px 12px;margin:12px 0}.tr dt{opacity:.75}.tr dd{margin:0}\
.tr .m{font:400 12px/1.5 ui-monospace,Consolas,monospace}.tr .d{padding:8px 14px;border:1px solid #878071;white-space:pre-wrap}\
.tr .d .f{opacity:.75;text-align:center}.tr del{color:#9c2a10;text-decoration:line-through}.tr ins{color:#1b5c3c;text-decoration:underline}\
@media (prefers-color-scheme:dark){.tr del{color:#ffb4a0}.tr ins{color:#9fe0bd}}\
.tr .n{padding:4px 14px;border:1px dashed currentColor}.tr .n img{max-width:100%;height:auto}\
.tr .c{margin:12px 0;padding:14px;border:2px solid currentColor}.tr .c b{font:600 24px/1.4 ui-monospace,Consolas,monospace;letter-spacing:.06em}\
.tr .c a{display:inline-block;margin:6px 16px 0 0;color:inherit}.tr hr{border:0;border-top:1px solid #878071;margin:20px 0 0}";

impl ReviewPage<'_> {
    fn say(&self, message: &Message) -> String {
        escaped(&message.text(self.language)).into_owned()
    }

    /// The whole page: one file, no script, nothing from elsewhere.
    pub(super) fn html(&self) -> String {
        let policy =
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">";
        let (head, rest) = self.text.split_once("</head>").unwrap_or(("", self.text));
        let (before, rest) = rest.split_once("<body>").unwrap_or(("", rest));
        let (article, _) = rest.rsplit_once("</body>").unwrap_or((rest, ""));
        let head = head.replacen("<meta charset=\"utf-8\">", &format!("<meta charset=\"utf-8\">\n{policy}"), 1);
        format!(
            "{head}<style>{STYLE}{}</style>\n</head>{before}<body>\n<header class=\"tr\"{}>{}{}<hr></header>\n{article}<footer class=\"tr\"{}><hr>{}{}{}</footer>\n</body>\n</html>\n",
            self.letters.map(|letters| format!(".tr,.tr h1,.tr h2{{font-family:{letters}}}")).unwrap_or_default(),
            self.tongue(),
            self.about(),
            self.changed(),
            self.tongue(),
            self.inside(),
            self.attached(),
            self.answers(),
        )
    }

    /// What surrounds the text is in the reader's language, whatever the text's.
    fn tongue(&self) -> String {
        format!(" lang=\"{}\" dir=\"ltr\"", self.language.tag())
    }

    fn about(&self) -> String {
        let ask = self.ask;
        let mut out = format!(
            "<h1>{}</h1>\n<p>{}</p>\n<dl>",
            self.say(&Message::new("distribution.review_file.title").with("headline", self.headline)),
            self.say(
                &Message::new("distribution.review_file.asked")
                    .with("by", ask.asked_by.as_str())
                    .with("name", self.name)
                    .with("at", said(ask.asked_at))
            ),
        );
        let mut fact = |key: &'static str, value: &str, class: &str| {
            if !value.is_empty() {
                out.push_str(&format!(
                    "<dt>{}</dt><dd{class}><bdi>{}</bdi></dd>",
                    self.say(&Message::new("distribution.review_file.fact").with("fact", key)),
                    escaped(value)
                ));
            }
        };
        fact("revision", &ask.number.to_string(), "");
        fact("from", self.from, "");
        fact("audience", self.audience, "");
        fact("digest", &in_fours(&ask.digest), " class=\"m\"");
        out + "</dl>\n"
    }

    fn changed(&self) -> String {
        let Some((number, difference)) = &self.since else { return String::new() };
        let mut out = format!(
            "<h2>{}</h2>\n",
            self.say(&Message::new("distribution.review_file.since").with("revision", *number).with("words", difference.changed))
        );
        if difference.places == 0 {
            return out;
        }
        out.push_str("<div class=\"d\">");
        for line in &difference.lines {
            if line.folded > 0 {
                out.push_str(&format!(
                    "<p class=\"f\">{}</p>",
                    self.say(&Message::new("distribution.review_file.folded").with("n", line.folded))
                ));
                continue;
            }
            out.push_str("<p dir=\"auto\">");
            for piece in &line.pieces {
                let text = escaped(&piece.text);
                match piece.how {
                    Became::Same => out.push_str(&text),
                    Became::Gone => out.push_str(&format!("<del>{text}</del>")),
                    Became::Added => out.push_str(&format!("<ins>{text}</ins>")),
                }
            }
            out.push_str("</p>");
        }
        out + "</div>\n"
    }

    /// What is approved with the text and is never published.
    fn inside(&self) -> String {
        if self.lines.is_empty() {
            return String::new();
        }
        format!(
            "<h2>{}</h2>\n<p>{}</p>\n<div class=\"n\">{}</div>\n",
            self.say(&Message::new("rendering.paper_lines")),
            self.say(&Message::new("distribution.review_file.lines")),
            self.lines,
        )
    }

    fn attached(&self) -> String {
        let files: Vec<&Attachment> = self.files.iter().filter(|file| !file.inline).collect();
        if files.is_empty() {
            return String::new();
        }
        let mut out =
            format!("<h2>{}</h2>\n<p>{}</p>\n<ul>", self.say(&Message::new("distribution.review_file.files").with("n", files.len())), {
                self.say(&Message::new("distribution.review_file.files_apart"))
            });
        for file in files {
            out.push_str(&format!(
                "<li><bdi>{}</bdi>, {} <br><span class=\"m\">SHA-256 {}</span></li>",
                escaped(&file.name),
                self.say(&Message::new("distribution.review_file.bytes").with("n", file.bytes)),
                escaped(&file.sha256)
            ));
        }
        out + "</ul>\n"
    }

    fn answers(&self) -> String {
        let mut out =
            format!("<h2>{}</h2>\n", self.say(&Message::new("distribution.review_file.answer").with("by", self.ask.asked_by.as_str())));
        for (word, code) in [("approved", self.approve), ("sent-back", self.send_back)] {
            let code = grouped(code);
            let subject =
                Message::new("distribution.review_file.mail").with("answer", word).with("headline", self.headline).text(self.language);
            let file = format!("{subject}\n{CODE_LINE} {code}\n{NOTE_LINE}\n");
            out.push_str(&format!(
                "<div class=\"c\"><p>{}</p><b>{code}</b><p>",
                self.say(&Message::new("distribution.review_file.code").with("answer", word)),
            ));
            if !self.from.is_empty() {
                out.push_str(&format!(
                    "<a href=\"mailto:{}?subject={}&amp;body={}\">{}</a>",
                    escaped(&escape_url(self.from).replace("%40", "@")),
                    escaped(&escape_url(&subject)),
                    escaped(&escape_url(&file.replace('\n', "\r\n"))),
                    self.say(&Message::new("distribution.review_file.by_mail")),
                ));
            }
            out.push_str(&format!(
                "<a download=\"answer-{word}.txt\" href=\"data:text/plain;charset=utf-8,{}\">{}</a></p></div>\n",
                escaped(&escape_url(&file)),
                self.say(&Message::new("distribution.review_file.by_file")),
            ));
        }
        out + &format!("<p>{}</p>", self.say(&Message::new("distribution.review_file.void")))
    }
}

/// Date and time by the world's clock: the file is read anywhere.
fn said(at: Millis) -> String {
    let text = at.to_rfc3339();
    format!("{} {} UTC", text.get(..10).unwrap_or_default(), text.get(11..16).unwrap_or_default())
}

/// The beginning of a digest in groups of four, as the window shows it.
fn in_fours(digest: &str) -> String {
    let groups: Vec<&str> = (0..4).filter_map(|at| digest.get(at * 4..at * 4 + 4)).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(id: i64, digest: &str) -> ApprovalAsk {
        ApprovalAsk {
            id: id.into(),
            document: 1.into(),
            revision: 1.into(),
            number: 1,
            digest: digest.to_owned(),
            sealed: String::new(),
            envelope: String::new(),
            needed: 1,
            ordered: false,
            asked_by: "ines".to_owned(),
            writer: "ines".to_owned(),
            planned_writer: String::new(),
            saved_by: Vec::new(),
            revision_hash: [0; 32],
            asked_at: Millis::from(0),
            withdrawn_at: None,
            people: Vec::new(),
        }
    }

    #[test]
    fn a_code_is_of_one_asking_one_text_one_person_and_one_answer() {
        let first = code(&[1; 32], &ask(1, "aa"), "Margaret", ApprovalAnswer::Approved);
        assert_eq!((first.len(), read_code(&first)), (LENGTH, Some(first.clone())));
        for other in [
            code(&[2; 32], &ask(1, "aa"), "Margaret", ApprovalAnswer::Approved),
            code(&[1; 32], &ask(2, "aa"), "Margaret", ApprovalAnswer::Approved),
            code(&[1; 32], &ask(1, "ab"), "Margaret", ApprovalAnswer::Approved),
            code(&[1; 32], &ask(1, "aa"), "Tomas", ApprovalAnswer::Approved),
            code(&[1; 32], &ask(1, "aa"), "Margaret", ApprovalAnswer::SentBack),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn a_code_is_read_however_it_is_said_and_nothing_else_is_one() {
        assert_eq!(read_code(" ab1cd – efghj\n").as_deref(), Some("AB1CDEFGHJ"));
        assert_eq!(read_code("olicd-efghj").as_deref(), Some("011CDEFGHJ"), "letters that look like digits");
        for bad in ["", "ABCDE", "ABCDE-FGHJKM", "ABCDE-FGHJU", "مرحبا-مرحبا", "ABCDE-FGHJ\u{e9}"] {
            assert_eq!(read_code(bad), None, "{bad}");
        }
        let (code, note) = read_answer("Yes\r\n  Tidings-Answer: AAAAA-BBBBB\r\nNote: The date\nis wrong.\n").unwrap();
        assert_eq!((code.as_str(), note.as_str()), ("AAAAA-BBBBB", "The date\nis wrong."));
        assert!(read_answer("Hello").is_none());
    }
}
