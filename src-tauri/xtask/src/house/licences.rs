//! What we build on: from one registry, under licences that fit ours, and never twice where once must do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Fault;
use super::source::Files;

/// Licences that our users can live with (docs/ARCHITECTURE.md, Dependencies).
const ALLOWED: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "Zlib",
    "0BSD",
    "CC0-1.0",
    "Unicode-3.0",
    "Unlicense",
    "MPL-2.0",
    "CDLA-Permissive-2.0",
    "OFL-1.1",
    "BlueOak-1.0.0",
    "CC-BY-4.0",
    // Text alone: CommonMark's examples, which tests read and nothing carries along.
    "CC-BY-SA-4.0",
    "Python-2.0",
];

/// Crates that must not come in, each with its reason.
const BANNED: &[(&str, &str)] = &[
    ("aws-lc-sys", "one cryptography: ring"),
    ("openssl-sys", "one TLS: rustls"),
    ("native-tls", "one TLS: rustls"),
    ("async-std", "one runtime: tokio"),
    ("sqlx", "one SQLite: rusqlite"),
];

/// Crates that must come in once.
const ONCE: &[&str] = &["libsqlite3-sys", "rustls", "ring", "tokio", "lettre"];

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
const NOTICES: &str = "THIRD-PARTY.md";

/// A package that is locked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Locked {
    name: String,
    version: String,
    source: Option<String>,
    line: usize,
}

/// Checks bans, sources, licences and the notices.
///
/// # Errors
/// When cargo cannot tell what the crates are.
pub(super) fn check(root: &Path, files: &Files) -> Result<Vec<Fault>, String> {
    let locked = locked(files.get("Cargo.lock").unwrap_or_default());
    let mut faults = bans(&locked);
    faults.extend(npm_licences(files.get("ui/package-lock.json").unwrap_or_default()));
    for (name, version, licence) in crates(root)? {
        if !licence.as_deref().is_some_and(fits) {
            let line = locked.iter().find(|l| l.name == name && l.version == version).map_or(1, |l| l.line);
            let what = format!("{name} {version} is under {}.", licence.as_deref().unwrap_or("no licence"));
            faults.push(Fault::new("Cargo.lock", line, what, "Choose another crate, or say in house/licences.rs why this licence fits."));
        }
    }
    let notices = files.get(NOTICES).unwrap_or_default();
    let named: BTreeSet<&str> = notices.lines().collect();
    let missing = locked
        .iter()
        .filter(|l| l.source.is_some() && !named.iter().any(|line| line.starts_with(&format!("| {} {} |", l.name, l.version))));
    if let Some(first) = missing.clone().next() {
        let what = format!("{} crates are not named, the first is {} {}.", missing.count(), first.name, first.version);
        faults.push(Fault::new(NOTICES, 1, what, "Write the notices anew: cargo xtask notices"));
    }
    Ok(faults)
}

fn bans(locked: &[Locked]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for package in locked {
        if let Some((_, why)) = BANNED.iter().find(|(name, _)| *name == package.name) {
            faults.push(Fault::new(
                "Cargo.lock",
                package.line,
                format!("{} came in ({why}).", package.name),
                "Switch off the feature that brings it: cargo tree -i NAME",
            ));
        }
        if package.source.as_deref().is_some_and(|source| source != REGISTRY) {
            faults.push(Fault::new(
                "Cargo.lock",
                package.line,
                format!("{} comes from elsewhere.", package.name),
                "Crates come from crates.io alone.",
            ));
        }
        if ONCE.contains(&package.name.as_str()) && locked.iter().filter(|l| l.name == package.name).count() > 1 {
            faults.push(Fault::new(
                "Cargo.lock",
                package.line,
                format!("{} is there more than once.", package.name),
                "Bring the versions together: cargo tree -d",
            ));
        }
    }
    faults
}

fn locked(lock: &str) -> Vec<Locked> {
    let mut all = Vec::new();
    let value = |line: &str, key: &str| line.strip_prefix(key).map(|rest| rest.trim_matches('"').to_owned());
    for (at, line) in lock.lines().enumerate() {
        if let Some(name) = value(line, "name = ") {
            all.push(Locked { name, version: String::new(), source: None, line: at + 1 });
        } else if let Some(last) = all.last_mut() {
            if let Some(version) = value(line, "version = ") {
                last.version = version;
            } else if let Some(source) = value(line, "source = ") {
                last.source = Some(source);
            }
        }
    }
    all
}

/// Name, version and licence of the crates that are built on this machine.
fn crates(root: &Path) -> Result<Vec<(String, String, Option<String>)>, String> {
    let host = if cfg!(windows) {
        "x86_64-pc-windows-msvc"
    } else if cfg!(target_os = "macos") {
        "aarch64-apple-darwin"
    } else {
        "x86_64-unknown-linux-gnu"
    };
    metadata(root, vec!["--locked".into(), "--filter-platform".into(), host.into()])
}

fn metadata(root: &Path, options: Vec<String>) -> Result<Vec<(String, String, Option<String>)>, String> {
    let told = cargo_metadata::MetadataCommand::new()
        .current_dir(root)
        // The lock file holds what any feature may bring.
        .features(cargo_metadata::CargoOpt::AllFeatures)
        .other_options(options)
        .exec()
        .map_err(|e| format!("cargo metadata failed: {e}"))?;
    let ours: BTreeSet<_> = told.workspace_members.iter().cloned().collect();
    Ok(told
        .packages
        .into_iter()
        .filter(|p| !ours.contains(&p.id))
        .map(|p| (p.name.to_string(), p.version.to_string(), p.license))
        .collect())
}

/// Whether one of an expression's ways is allowed: `A OR (B AND C)`, and the old `A/B`.
fn fits(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let mut words: Vec<String> = Vec::new();
    for word in expression.replace('(', " ( ").replace(')', " ) ").split_whitespace() {
        match (words.last_mut(), word) {
            (Some(last), word) if word == "WITH" || last.ends_with(" WITH") => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    let mut at = 0;
    either(&words, &mut at) && at == words.len()
}

fn either(words: &[String], at: &mut usize) -> bool {
    let mut ok = both(words, at);
    while words.get(*at).is_some_and(|w| w == "OR") {
        *at += 1;
        let other = both(words, at);
        ok = ok || other;
    }
    ok
}

fn both(words: &[String], at: &mut usize) -> bool {
    let mut ok = one(words, at);
    while words.get(*at).is_some_and(|w| w == "AND") {
        *at += 1;
        let other = one(words, at);
        ok = ok && other;
    }
    ok
}

fn one(words: &[String], at: &mut usize) -> bool {
    let word = words.get(*at).map(String::as_str);
    *at += 1;
    if word == Some("(") {
        let ok = either(words, at);
        *at += 1;
        return ok;
    }
    word.is_some_and(|w| ALLOWED.contains(&w))
}

/// The npm packages of the lock file with their licences.
fn npm_packages(lock: &str) -> BTreeMap<String, Option<String>> {
    let Ok(lock) = serde_json::from_str::<serde_json::Value>(lock) else { return BTreeMap::new() };
    let packages = lock.get("packages").and_then(|p| p.as_object()).into_iter().flatten();
    packages
        .filter_map(|(path, package)| {
            let name = path.rsplit("node_modules/").next().filter(|name| !name.is_empty())?;
            let version = package.get("version")?.as_str()?;
            Some((format!("{name} {version}"), package.get("license").and_then(|l| l.as_str()).map(str::to_owned)))
        })
        .collect()
}

fn npm_licences(lock: &str) -> Vec<Fault> {
    npm_packages(lock)
        .into_iter()
        .filter(|(_, licence)| !licence.as_deref().is_some_and(fits))
        .map(|(name, licence)| {
            let what = format!("{name} is under {}.", licence.as_deref().unwrap_or("no licence"));
            Fault::new("ui/package-lock.json", 1, what, "Choose another package, or say in house/licences.rs why this licence fits.")
        })
        .collect()
}

/// Writes the notices: every crate of every platform and every package of the window.
///
/// # Errors
/// When cargo cannot tell the licences or the file cannot be written.
pub(crate) fn write_notices(root: &Path) -> Result<(), String> {
    let mut out = String::from(
        "# What Tidings builds on\n\nWritten by `cargo xtask notices` from the lock files; every platform's crates are named, \
         those that only build or test too.\n\n| package | licence |\n| --- | --- |\n",
    );
    let crates: BTreeSet<_> = metadata(root, vec!["--locked".into()])?.into_iter().collect();
    for (name, version, licence) in &crates {
        out.push_str(&format!("| {name} {version} | {} |\n", licence.as_deref().unwrap_or("unknown").replace('|', "\\|")));
    }
    let lock = std::fs::read_to_string(root.join("ui/package-lock.json")).unwrap_or_default();
    let packages = npm_packages(&lock);
    if !packages.is_empty() {
        out.push_str("\nThe window's page:\n\n| package | licence |\n| --- | --- |\n");
    }
    for (name, licence) in &packages {
        out.push_str(&format!("| {name} | {} |\n", licence.as_deref().unwrap_or("unknown")));
    }
    std::fs::write(root.join(NOTICES), out).map_err(|e| format!("{NOTICES} cannot be written: {e}"))?;
    println!("{NOTICES}: {} crates, {} packages.", crates.len(), packages.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licence_expressions_are_weighed() {
        assert!(fits("MIT OR Apache-2.0") && fits("MIT/Apache-2.0") && fits("GPL-3.0 OR MIT"));
        assert!(fits("(MIT OR GPL-2.0) AND Unicode-3.0") && fits("Apache-2.0 WITH LLVM-exception OR GPL-2.0"));
        assert!(!fits("GPL-3.0") && !fits("MIT AND GPL-3.0") && !fits("") && !fits("(MIT"));
    }

    #[test]
    fn banned_doubled_and_foreign_crates_are_found() {
        let lock = "[[package]]\nname = \"openssl-sys\"\nversion = \"1\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n\
                    [[package]]\nname = \"ring\"\nversion = \"1\"\n[[package]]\nname = \"ring\"\nversion = \"2\"\nsource = \"git+https://example.org/ring\"\n";
        let faults = bans(&locked(lock));
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert_eq!(faults[0].line, 2);
    }

    #[test]
    fn the_windows_packages_are_weighed_too() {
        let lock = r#"{"packages": {"": {"version": "1"}, "node_modules/a": {"version": "2", "license": "GPL-3.0"}, "node_modules/b": {"version": "1", "license": "MIT"}}}"#;
        assert_eq!(npm_licences(lock).len(), 1);
    }
}
