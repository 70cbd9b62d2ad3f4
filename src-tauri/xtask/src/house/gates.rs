//! What a page of the window can reach: the content-security policy and the capabilities name it one by one (S5).

use serde_json::Value;

use super::Fault;
use super::source::Files;

const CONFIG: &str = "tauri.conf.json";
const CAPABILITIES: &str = "src-tauri/desktop/capabilities/";
/// All that a page may ask beside the window's own commands.
const ALLOWED: &[&str] = &["core:event:allow-listen", "core:event:allow-unlisten"];
/// Sources that are on this machine and in this program.
const OWN: &[&str] = &["'self'", "'none'", "data:", "blob:", "asset-file:", "http://asset-file.localhost", "ipc:", "http://ipc.localhost"];

const MEND: &str = "The page asks the shell by a command; the shell decides (docs/ARCHITECTURE.md, The window).";

/// Checks the policy and every capability.
pub(super) fn check(files: &Files) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(text) = files.get(CONFIG) {
        faults.extend(config_faults(text).into_iter().map(|what| Fault::new(CONFIG, 1, what, MEND)));
    }
    for (file, text) in files.below(CAPABILITIES, "") {
        faults.extend(capability_faults(text).into_iter().map(|what| Fault::new(file, 1, what, MEND)));
    }
    faults
}

fn config_faults(text: &str) -> Vec<String> {
    let config: Value = serde_json::from_str(text).unwrap_or_default();
    let app = &config["app"];
    let security = &app["security"];
    let mut faults = match security["csp"].as_str() {
        Some(policy) => policy_faults(policy),
        None => vec!["There is no content-security policy.".to_owned()],
    };
    for name in ["dangerousDisableAssetCspModification", "dangerousRemoteDomainIpcAccess", "assetProtocol", "devCsp"] {
        if !security[name].is_null() {
            faults.push(format!("“{name}” widens what a page can reach."));
        }
    }
    if app["withGlobalTauri"] == Value::Bool(true) {
        faults.push("“withGlobalTauri” gives every script the shell.".to_owned());
    }
    faults
}

fn policy_faults(policy: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut named = Vec::new();
    for directive in policy.split(';') {
        let mut parts = directive.split_whitespace();
        let Some(name) = parts.next() else { continue };
        named.push(name);
        for source in parts {
            // Styles are the page's own; no style can start anything.
            let style = name == "style-src" && source == "'unsafe-inline'";
            let starts = matches!(name, "script-src" | "default-src" | "connect-src") && matches!(source, "data:" | "blob:");
            if starts || !(style || OWN.contains(&source)) {
                faults.push(format!("{name} allows {source}."));
            }
        }
    }
    for needed in ["default-src", "object-src", "base-uri", "form-action"] {
        if !named.contains(&needed) {
            faults.push(format!("The policy does not say {needed}."));
        }
    }
    faults
}

fn capability_faults(text: &str) -> Vec<String> {
    let capability: Value = serde_json::from_str(text).unwrap_or_default();
    let list = |name: &str| capability[name].as_array().cloned().unwrap_or_default();
    let mut faults = Vec::new();
    if !capability["remote"].is_null() {
        faults.push("A page from elsewhere gets a capability.".to_owned());
    }
    if list("windows") != [Value::from("window-*")] || !capability["webviews"].is_null() {
        faults.push("The capability is not for the windows that the shell makes (“window-*”) alone.".to_owned());
    }
    for permission in list("permissions") {
        if !permission.as_str().is_some_and(|name| ALLOWED.contains(&name)) {
            faults.push(format!("{permission} is more than a page needs."));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'";

    fn config(policy: &str, more: &str) -> usize {
        let text = format!(r#"{{"app": {{"security": {{"csp": "{policy}"{more}}}}}}}"#);
        check(&Files::of(&[(CONFIG, &text)])).len()
    }

    fn capability(text: &str) -> usize {
        check(&Files::of(&[("src-tauri/desktop/capabilities/window.json", text)])).len()
    }

    #[test]
    fn a_policy_that_names_this_program_alone_passes() {
        assert_eq!(config(POLICY, ""), 0);
    }

    #[test]
    fn what_lets_a_script_or_a_stranger_in_is_found() {
        for more in [
            "script-src 'self' 'unsafe-inline'",
            "script-src 'self' 'unsafe-eval'",
            "script-src data:",
            "img-src *",
            "img-src https:",
            "connect-src https://example.org",
            "frame-src *.example.org",
            "font-src 'self' https://fonts.example",
        ] {
            assert_eq!(config(&format!("{POLICY}; {more}"), ""), 1, "{more}");
        }
        assert_eq!(config("default-src 'self'", ""), 3);
        assert_eq!(config(POLICY, r#", "assetProtocol": {"enable": true}"#), 1);
        assert_eq!(check(&Files::of(&[(CONFIG, "{}")])).len(), 1);
    }

    #[test]
    fn a_capability_beyond_listening_is_found() {
        let with = |permission: &str| {
            capability(&format!(r#"{{"windows": ["window-*"], "permissions": ["core:event:allow-listen", "{permission}"]}}"#))
        };
        assert_eq!(with("core:event:allow-unlisten"), 0);
        for permission in ["core:default", "fs:default", "shell:allow-open", "http:default", "dialog:allow-open", "opener:allow-open-path"]
        {
            assert_eq!(with(permission), 1, "{permission}");
        }
        assert_eq!(capability(r#"{"windows": ["*"], "permissions": []}"#), 1);
        assert_eq!(capability(r#"{"windows": ["window-*"], "permissions": [], "remote": {"urls": ["https://*"]}}"#), 1);
    }
}
