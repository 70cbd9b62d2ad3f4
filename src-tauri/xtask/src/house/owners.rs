//! What only some files may name: SQL, sockets, and a module's own tables.

use std::collections::BTreeMap;

use super::Fault;
use super::source::{Files, Token, TokenKind, is_test, tokens};

const CORE: &str = "src-tauri/core/src/";

/// Words of sockets and of the conversations over them, on either end.
const SOCKETS: &[&str] = &[
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "TcpSocket",
    "UnixStream",
    "lookup_host",
    "ToSocketAddrs",
    "AsyncSmtpConnection",
    "SmtpTransport",
    "AsyncSmtpTransport",
    "async_imap",
    "hyper",
    "hyper_util",
    "reqwest",
    "ureq",
    "hickory_resolver",
    "hickory_net",
];

/// The one file in which a connection begins: there it is written down (S10).
const DIALS: &str = "src-tauri/core/src/net/dial.rs";

/// Checks who names what.
pub(super) fn check(files: &Files) -> Vec<Fault> {
    let mut faults = Vec::new();
    let tables = tables(files);
    for (file, code) in files.below("src-tauri/", ".rs").filter(|(file, _)| !is_test(file) && !file.starts_with("src-tauri/xtask/")) {
        let inside = file.strip_prefix(CORE);
        let module = inside.and_then(|f| f.split(['/', '.']).next());
        let tokens = tokens(code);
        let is_store = file.ends_with("/store.rs") || file.contains("/store/");
        for (at, token) in tokens.iter().enumerate().filter(|(_, t)| t.kind == TokenKind::Word) {
            let said = token.text.as_str();
            if said == "rusqlite" && module != Some("workspace") && !(is_store && inside.is_some()) {
                faults.push(Fault::new(
                    file,
                    token.line,
                    "`rusqlite` is named outside a store.",
                    "Say it in the module's private store.rs and give plain types back.",
                ));
            }
            let socket = SOCKETS.contains(&said) || (said == "transport" && after(&tokens, at, "lettre"));
            if socket && module != Some("net") {
                faults.push(Fault::new(
                    file,
                    token.line,
                    format!("`{said}` is named outside `net`."),
                    "Ask `net` for the conversation: it alone opens sockets (TLS, timeouts, the list of connections).",
                ));
            }
            let dials = said == "lookup_host"
                || matches!(said, "TcpSocket" | "UdpSocket" | "UnixStream")
                || said == "connect" && ["TcpStream", "UnixStream"].iter().any(|stream| after(&tokens, at, stream));
            if dials && module == Some("net") && file != DIALS {
                faults.push(Fault::new(
                    file,
                    token.line,
                    format!("`{said}` begins a connection outside net/dial.rs."),
                    "Ask `Dialer::reach`: it writes every connection down for the user to look at (S10).",
                ));
            }
            let public_store = said == "mod" && tokens.get(at + 1).is_some_and(|t| t.text == "store") && is_public(&tokens, at);
            if public_store {
                faults.push(Fault::new(
                    file,
                    token.line,
                    "`store` is not private.",
                    "Write `mod store;` and let the service offer what others need.",
                ));
            }
        }
        if let Some(module) = module {
            faults.extend(foreign_tables(file, module, &tokens, &tables));
        }
    }
    for (file, manifest) in files.iter().filter(|(file, _)| *file == "src-tauri/core/Cargo.toml") {
        for (at, line) in manifest.lines().enumerate() {
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            if name == "clap" || name == "rpassword" || name == "indicatif" || name.starts_with("tauri") {
                faults.push(Fault::new(
                    file,
                    at + 1,
                    format!("the core depends on `{name}`."),
                    "The core knows no window and no terminal: let the shell do it.",
                ));
            }
        }
    }
    faults
}

/// Whether the token before `at`, over `::`, is `word`.
fn after(tokens: &[Token], at: usize, word: &str) -> bool {
    at >= 3 && tokens.get(at - 3).is_some_and(|t| t.text == word) && tokens.get(at - 1).is_some_and(|t| t.text == ":")
}

fn is_public(tokens: &[Token], at: usize) -> bool {
    at >= 1 && tokens.get(at - 1).is_some_and(|t| t.text == "pub" || t.text == ")")
}

/// The module that owns each table, read from the steps of the schema.
fn tables(files: &Files) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for (file, sql) in files.below(CORE, ".sql") {
        let module = file.trim_start_matches(CORE).split('/').next().unwrap_or_default();
        let words: Vec<&str> = sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
        for (at, pair) in words.windows(2).enumerate() {
            let [verb, kind] = pair else { continue };
            if verb.eq_ignore_ascii_case("create") && kind.eq_ignore_ascii_case("table")
                || kind.eq_ignore_ascii_case("table") && verb.eq_ignore_ascii_case("virtual")
            {
                let name = words.iter().skip(at + 2).find(|w| !["if", "not", "exists"].contains(&w.to_ascii_lowercase().as_str()));
                if let Some(name) = name {
                    owners.insert((*name).to_owned(), module.to_owned());
                }
            }
        }
    }
    owners
}

/// Statements of a store that name a table of another module. The workspace's own machinery knows all tables.
fn foreign_tables(file: &str, module: &str, tokens: &[Token], owners: &BTreeMap<String, String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if module == "workspace" {
        return faults;
    }
    for token in tokens.iter().filter(|t| t.kind == TokenKind::Text) {
        let words: Vec<&str> = token.text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
        if !words.iter().any(|w| ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(w)) {
            continue;
        }
        for pair in words.windows(2) {
            let [before, table] = pair else { continue };
            let Some(owner) = owners.get(*table).filter(|owner| *owner != module) else { continue };
            if ["FROM", "JOIN", "INTO", "UPDATE"].contains(before) {
                let what = format!("`{module}` speaks SQL to `{table}`, a table of `{owner}`.");
                faults.push(Fault::new(
                    file,
                    token.line,
                    what,
                    "Ask the module that owns the table: it may change its tables without asking you.",
                ));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(files: &[(&str, &str)]) -> Vec<String> {
        check(&Files::of(files)).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn sql_is_spoken_in_stores_alone() {
        assert!(whats(&[("src-tauri/core/src/contacts/store.rs", "use rusqlite::Row;")]).is_empty());
        assert_eq!(whats(&[("src-tauri/core/src/contacts/service.rs", "fn f() { x!(rusqlite::Row) }")]).len(), 1);
        assert_eq!(whats(&[("src-tauri/desktop/lib.rs", "use rusqlite::Row;")]).len(), 1);
        assert_eq!(whats(&[("src-tauri/core/src/contacts/mod.rs", "pub(crate) mod store;")]).len(), 1);
    }

    #[test]
    fn sockets_are_opened_by_net_alone() {
        assert!(whats(&[("src-tauri/core/src/net/dial.rs", "use tokio::net::TcpStream;")]).is_empty());
        assert_eq!(whats(&[("src-tauri/core/src/practice/server.rs", "use tokio::net::TcpListener;")]).len(), 1);
        assert_eq!(whats(&[("src-tauri/core/src/accounts/service.rs", "use std::net::{TcpStream};")]).len(), 1);
        assert_eq!(whats(&[("src-tauri/cli/src/main.rs", "use lettre::transport::smtp;")]).len(), 1);
        assert_eq!(whats(&[("src-tauri/core/src/accounts/service.rs", "fn f() { reqwest::get(x) }")]).len(), 1);
    }

    #[test]
    fn connections_begin_where_they_are_written_down() {
        let connects = "async fn f() { TcpStream::connect(a).await; }";
        assert!(whats(&[("src-tauri/core/src/net/dial.rs", connects)]).is_empty());
        assert_eq!(whats(&[("src-tauri/core/src/net/imap/talk.rs", connects)]).len(), 1);
        assert_eq!(whats(&[("src-tauri/core/src/net/dns.rs", "use tokio::net::UdpSocket;")]).len(), 1);
        assert!(whats(&[("src-tauri/core/src/net/smtp/serve/session.rs", "fn f(stream: TcpStream) {}")]).is_empty());
    }

    #[test]
    fn nobody_reads_anothers_tables() {
        let step = ("src-tauri/core/src/contacts/migrations/0003_contacts.sql", "CREATE TABLE person (id INTEGER) STRICT;");
        let own = ("src-tauri/core/src/contacts/store.rs", r#"const Q: &str = "SELECT id FROM person";"#);
        let other = ("src-tauri/core/src/segments/store.rs", r#"const Q: &str = "SELECT id FROM person";"#);
        assert!(whats(&[step, own]).is_empty());
        assert_eq!(whats(&[step, other]), ["`segments` speaks SQL to `person`, a table of `contacts`."]);
    }

    #[test]
    fn the_core_knows_no_shell() {
        assert_eq!(whats(&[("src-tauri/core/Cargo.toml", "[dependencies]\nclap.workspace = true\n")]).len(), 1);
    }
}
