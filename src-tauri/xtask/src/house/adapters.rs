//! A command of the window calls one function of one `api`, and its first line says which.

use syn::visit::Visit;

use super::Fault;
use super::source::Files;

const COMMANDS: &str = "src-tauri/desktop/src/commands/";
const MEND: &str =
    "Put the rule into the module's api.rs and let the command call it; its first doc line reads “[`module::api::function`]”.";

const GRANT: &str =
    "Take it as `Granted<PathBuf>`: the page reaches what the user named in a dialog or let go over the window, and no more (S6).";

/// Files whose commands concern the window itself.
const WINDOW: &[&str] = &["src-tauri/desktop/src/commands/window.rs", "src-tauri/desktop/src/commands/mod.rs"];

/// Checks all commands.
pub(super) fn check(files: &Files) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (file, code) in files.below(COMMANDS, ".rs").filter(|(file, _)| !WINDOW.contains(file)) {
        let Ok(parsed) = syn::parse_file(code) else { continue };
        for item in &parsed.items {
            let syn::Item::Fn(function) = item else { continue };
            if !function.attrs.iter().any(|a| a.path().segments.last().is_some_and(|s| s.ident == "command")) {
                continue;
            }
            let mut calls = Calls::default();
            calls.visit_item_fn(function);
            let line = function.sig.ident.span().start().line;
            let name = &function.sig.ident;
            if function.sig.inputs.iter().any(takes_a_bare_path) {
                faults.push(Fault::new(file, line, format!("`{name}` takes a path that nobody granted."), GRANT));
            }
            let told = first_doc_line(function);
            match calls.0.as_slice() {
                [one] if told.contains(&format!("`{one}`")) => {}
                [one] => faults.push(Fault::new(file, line, format!("`{name}` calls `{one}`, but its first line does not say so."), MEND)),
                [] => faults.push(Fault::new(file, line, format!("`{name}` calls no function of an `api`."), MEND)),
                more => faults.push(Fault::new(
                    file,
                    line,
                    format!("`{name}` calls {} functions of an `api`: {}.", more.len(), more.join(", ")),
                    MEND,
                )),
            }
        }
    }
    faults
}

/// Whether an argument is a path, or holds one that is known to, outside `Granted`.
fn takes_a_bare_path(argument: &syn::FnArg) -> bool {
    struct Paths(bool);
    impl<'a> Visit<'a> for Paths {
        fn visit_path_segment(&mut self, segment: &'a syn::PathSegment) {
            if segment.ident == "Granted" {
                return;
            }
            self.0 |= ["PathBuf", "StageRequest", "OutletRequest"].iter().any(|known| segment.ident == known);
            syn::visit::visit_path_segment(self, segment);
        }
    }
    let mut paths = Paths(false);
    paths.visit_fn_arg(argument);
    paths.0
}

#[derive(Default)]
struct Calls(Vec<String>);

impl<'a> Visit<'a> for Calls {
    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func {
            let names: Vec<String> = path.path.segments.iter().map(|s| s.ident.to_string()).collect();
            if let [.., module, api, function] = names.as_slice()
                && api == "api"
            {
                self.0.push(format!("{module}::api::{function}"));
            }
            // What concerns all modules stands on the plug board itself.
            if let [core, function] = names.as_slice()
                && core == "tidings_core"
            {
                self.0.push(format!("tidings_core::{function}"));
            }
        }
        syn::visit::visit_expr_call(self, call);
    }
}

fn first_doc_line(function: &syn::ItemFn) -> String {
    let doc = function.attrs.iter().find(|a| a.path().is_ident("doc"));
    match doc.map(|a| &a.meta) {
        Some(syn::Meta::NameValue(syn::MetaNameValue { value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }), .. })) => {
            text.value()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(code: &str) -> usize {
        check(&Files::of(&[("src-tauri/desktop/src/commands/segments.rs", code)])).len()
    }

    #[test]
    fn a_one_line_adapter_that_names_its_function_passes() {
        assert_eq!(
            faults("/// [`segments::api::count`]\n#[tauri::command]\nasync fn f(ws: W) -> R { segments::api::count(&ws).await }"),
            0
        );
        assert_eq!(
            faults("/// [`tidings_core::verify`]\n#[tauri::command]\nasync fn f(ws: W) -> R { tidings_core::verify(&ws).await }"),
            0
        );
        assert_eq!(faults("fn not_a_command() {}"), 0);
    }

    #[test]
    fn a_path_that_nobody_granted_is_found() {
        let command = |argument: &str| {
            faults(&format!(
                "/// [`segments::api::count`]\n#[tauri::command]\nasync fn f(ws: W, a: {argument}) -> R {{ segments::api::count(&ws, a).await }}"
            ))
        };
        assert_eq!(command("Granted<PathBuf>") + command("Granted<Vec<PathBuf>>") + command("Granted<StageRequest>"), 0);
        assert_eq!(command("PathBuf"), 1);
        assert_eq!(command("Option<std::path::PathBuf>"), 1);
        assert_eq!(command("StageRequest"), 1);
    }

    #[test]
    fn rules_in_a_command_are_found() {
        assert_eq!(faults("/// Counts.\n#[tauri::command]\nasync fn f(ws: W) -> R { segments::api::count(&ws).await }"), 1);
        assert_eq!(faults("/// [`segments::api::count`]\n#[tauri::command]\nfn f() { segments::api::count(); contacts::api::list() }"), 1);
        assert_eq!(faults("/// [`segments::api::count`]\n#[tauri::command]\nfn f() -> u32 { 3 }"), 1);
    }
}
