//! The certificate as a page to read, print, or keep as a PDF: one file, no script, nothing from elsewhere.

use super::statement::{LeftOutRow, Row, Statement};
use crate::distribution::audience::Exclusion;
use crate::distribution::state::DistributionState;
use crate::messages::{Language, Message};
use crate::rendering::escape_html as escaped;

/// The page of one statement, written piece by piece: the list may be long.
pub(super) struct Page<'a> {
    pub(super) statement: &'a Statement,
    pub(super) fingerprint: &'a str,
    pub(super) language: Language,
}

/// Black on white, A4 or Letter; a row is never torn between two sheets, and the table's head stands on each.
const STYLE: &str = "\
@page { margin: 18mm 16mm 20mm }
:root { color-scheme: light }
body { margin: 0 auto; max-width: 60rem; padding: 2.5rem 1.5rem; background: #fff; color: #1d1c1a;
  font: 400 10.5pt/1.45 system-ui, 'Segoe UI', sans-serif }
h1 { margin: 0 0 .25rem; font: 600 22pt/1.2 Charter, Georgia, serif }
h2 { margin: 2rem 0 .5rem; font: 600 13pt/1.3 Charter, Georgia, serif }
p { margin: 0 0 .75rem; max-width: 44rem }
.of { margin: 0 0 2rem; color: #4a4740 }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .3rem 1rem; margin: 0 }
dt { color: #656158 }
dd { margin: 0; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt; line-height: 1.35; font-variant-numeric: tabular-nums }
thead { display: table-header-group }
th { padding: .3rem .5rem .3rem 0; border-bottom: 1px solid #878071; color: #656158; font-weight: 600; text-align: start }
td { padding: .3rem .5rem .3rem 0; border-bottom: 1px solid #e3dfd6; vertical-align: top; overflow-wrap: anywhere }
tr { break-inside: avoid }
.sums td:last-child, .sums th:last-child { text-align: end }
.sums { width: auto; min-width: 24rem; font-size: 10.5pt }
.mono { font: 400 8pt/1.4 ui-monospace, Consolas, monospace; color: #4a4740 }
.sealed { margin-top: 2rem; padding: 1rem; border: 1px solid #878071 }
@media print { body { max-width: none; padding: 0 } }
";

impl Page<'_> {
    fn say(&self, key: &'static str) -> String {
        Message::new(key).text(self.language)
    }

    /// A word of a fixed list, in the reader's language.
    fn word(&self, key: &'static str, word: &str) -> String {
        Message::new(key).with("word", word).text(self.language)
    }

    /// Everything before the first row of the list.
    pub(super) fn beginning(&self) -> String {
        let of = self.statement;
        let tag = match self.language {
            Language::En => "en",
            Language::De => "de",
        };
        let title = self.say("distribution.certificate.title");
        let mut out = format!(
            "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{} · {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n<p class=\"of\">{}</p>\n",
            escaped(&title),
            escaped(&of.document.title),
            escaped(&of.document.title),
            escaped(&Message::new("distribution.certificate.of").with("organisation", of.organisation.as_str()).text(self.language)),
        );
        self.what(&mut out);
        self.sums(&mut out);
        let heads = ["who", "state", "at", "server", "message"].map(|head| self.word("distribution.certificate.head", head));
        out.push_str(&format!(
            "<h2>{}</h2>\n<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n",
            escaped(&self.say("distribution.certificate.list")),
            heads.map(|head| format!("<th scope=\"col\">{}</th>", escaped(&head))).concat(),
        ));
        out
    }

    fn what(&self, out: &mut String) {
        let of = self.statement;
        let sender = format!("{} <{}>", of.sender.name, of.sender.address);
        let mut revision = format!("{} · SHA-256 {}", of.document.revision, of.document.sha256);
        for version in &of.document.versions {
            revision.push_str(&format!("; {}: {} · SHA-256 {}", version.language, version.revision, version.sha256));
        }
        let mut facts = vec![
            ("state", DistributionState::of_word(&of.distribution.state).unwrap_or(DistributionState::Finished).says().text(self.language)),
            ("sent", of.distribution.sent_at.clone()),
            ("by", of.distribution.sent_by.clone()),
            ("sender", sender),
            ("reply-to", of.sender.reply_to.clone().unwrap_or_default()),
            ("account", of.account.clone()),
            ("revision", revision),
            ("audience", of.audience.name.clone()),
            ("query", of.audience.query.clone()),
            ("except", of.audience.except.join("; ")),
            ("list", self.word("distribution.certificate.list_kind", &of.distribution.list)),
            ("began", of.distribution.first_claim_at.clone().unwrap_or_default()),
            ("ended", of.distribution.last_event_at.clone().unwrap_or_default()),
        ];
        if of.distribution.embargo != "none" {
            let until = of.distribution.due_at.clone().unwrap_or_default();
            facts.push(("embargo", format!("{} {until}", self.word("distribution.certificate.embargo", &of.distribution.embargo))));
        }
        if let Some(parent) = of.distribution.continues {
            let how = match of.distribution.relation.as_deref() {
                Some("correction") => "corrects",
                Some("embargo-change") => "embargo_changed",
                Some("copy") => "copy_of",
                _ => "continues",
            };
            facts.push((how, parent.to_string()));
        }
        for approval in &of.approvals {
            let version = approval.language.as_ref().map(|language| format!(" · {language}")).unwrap_or_default();
            facts.push(("approved", format!("{} · {}{version}", approval.by, approval.at)));
        }
        for server in &of.servers {
            facts.push(("server", format!("{} · {} · {}", server.server, server.tls, server.accepted)));
        }
        for file in &of.document.files {
            let (name, set) = (Some(&file.name).filter(|name| !name.is_empty()), file.set.as_ref());
            let named = set.into_iter().chain(name).chain(&file.link).map(String::as_str).collect::<Vec<_>>().join(" · ");
            facts.push(("file", format!("{named} · {} · {} B · SHA-256 {}", file.media_type, file.bytes, file.sha256)));
        }
        out.push_str("<dl>\n");
        for (name, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
            out.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", escaped(&self.word("distribution.certificate.fact", name)), escaped(&value)));
        }
        out.push_str("</dl>\n");
    }

    fn sums(&self, out: &mut String) {
        let of = self.statement;
        let mut rows: Vec<(String, u64)> = of.states.iter().map(|(state, n)| (self.state(state), *n)).collect();
        rows.push((self.say("distribution.certificate.recipients"), of.recipients));
        for (reason, n) in &of.left_out {
            let why = Exclusion::of_word(reason).map_or_else(|| reason.clone(), |reason| reason.says().text(self.language));
            rows.push((Message::new("distribution.certificate.not_on_list").with("why", why).text(self.language), *n));
        }
        out.push_str(&format!("<h2>{}</h2>\n<table class=\"sums\">\n<tbody>\n", escaped(&self.say("distribution.certificate.sums"))));
        for (what, n) in rows {
            out.push_str(&format!("<tr><th scope=\"row\">{}</th><td>{n}</td></tr>\n", escaped(&what)));
        }
        out.push_str(&format!("</tbody>\n</table>\n<p>{}</p>\n", escaped(&self.say("distribution.certificate.accepted_means"))));
    }

    fn state(&self, word: &str) -> String {
        self.word("distribution.certificate.state", word)
    }

    /// One person's row.
    pub(super) fn row(&self, row: &Row) -> String {
        let who = match (&row.name, &row.address) {
            (None, None) => format!("<span class=\"mono\">{}</span>", row.address_sha256),
            (name, address) => {
                let lines = [name, address].map(|line| line.as_deref().unwrap_or_default());
                lines.iter().filter(|line| !line.is_empty()).map(|line| escaped(line).into_owned()).collect::<Vec<_>>().join("<br>")
            }
        };
        let mut state = self.state(&row.state);
        if let Some(why) = row.left_out.as_deref().and_then(Exclusion::of_word) {
            state = format!("{state}: {}", why.says().text(self.language));
        }
        for settled in &row.settled {
            state.push_str(&format!("; {} {}", self.word("distribution.certificate.settled", &settled.by), settled.at));
        }
        let answer = [
            row.server.clone().unwrap_or_default(),
            row.tls.clone().unwrap_or_default(),
            row.reply_code.map(|code| code.to_string()).unwrap_or_default(),
            row.reply.clone().or_else(|| row.reply_enhanced.clone()).unwrap_or_default(),
        ];
        let answer: Vec<String> = answer.into_iter().filter(|part| !part.is_empty()).collect();
        let hash = row.message_sha256.as_deref().unwrap_or_default();
        format!(
            "<tr><td>{who}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"mono\">{}<br>{}</td></tr>\n",
            escaped(&state),
            escaped(&row.at),
            escaped(&answer.join(" · ")),
            escaped(&row.message_id),
            escaped(hash),
        )
    }

    /// What stands between the list and those who were left out.
    pub(super) fn after_rows(&self) -> String {
        let mut out = String::from("</tbody>\n</table>\n");
        if self.statement.people_left_out.count > 0 {
            out.push_str(&format!("<h2>{}</h2>\n<table>\n<tbody>\n", escaped(&self.say("distribution.certificate.left_out"))));
        }
        out
    }

    /// Somebody who was left out.
    pub(super) fn left_out(&self, row: &LeftOutRow) -> String {
        let why = Exclusion::of_word(&row.reason).map_or_else(|| row.reason.clone(), |reason| reason.says().text(self.language));
        format!("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", escaped(&row.name), escaped(&why), escaped(&row.detail))
    }

    /// Seal, ledger and signature.
    pub(super) fn end(&self) -> String {
        let of = self.statement;
        let mut out = String::new();
        if of.people_left_out.count > 0 {
            out.push_str("</tbody>\n</table>\n");
        }
        let facts = [
            ("seal", of.seal.clone()),
            ("list-hash", of.audience.list_sha256.clone()),
            ("shared", of.shared_sha256.clone()),
            ("ledger", format!("{} · {}", of.ledger.events, of.ledger.head)),
            ("workspace", of.workspace.clone()),
            ("made", format!("{} · {} · {}", of.made_at, of.made_by, of.program)),
            ("key", self.fingerprint.to_owned()),
        ];
        out.push_str(&format!("<div class=\"sealed\">\n<p>{}</p>\n<dl>\n", escaped(&self.say("distribution.certificate.how_to_check"))));
        for (name, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
            out.push_str(&format!(
                "<dt>{}</dt><dd class=\"mono\">{}</dd>\n",
                escaped(&self.word("distribution.certificate.fact", name)),
                escaped(&value)
            ));
        }
        out.push_str("</dl>\n</div>\n</body>\n</html>\n");
        out
    }
}
