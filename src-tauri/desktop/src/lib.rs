//! The window of Tidings: it translates between the page and the core, and nothing else.
//!
//! **Invariant:** no SQL, no rule and no mail here. A command calls one function of one `api` of the core; what concerns
//! windows is in `commands/window.rs`.

mod bindings;
mod commands;
mod device;
mod grants;
mod keeper;
#[cfg(target_os = "linux")]
mod kinds;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod memory;
#[cfg(target_os = "macos")]
mod menu;
mod pictures;
mod shell;
mod tray;
mod windows;

pub use bindings::write_typescript;

use std::ffi::OsString;
use std::path::PathBuf;

use tauri::Manager as _;

use crate::shell::Shell;

/// Opens the window and runs until the last one is closed.
///
/// # Errors
/// When the system gives no window, or this machine's folder cannot be written.
pub fn run() -> Result<(), Box<dyn std::error::Error>> {
    // Before anything: it begins the program anew.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    memory::keep_the_limit();
    // The provider is chosen once and by name: no other TLS library may slip in.
    drop(rustls::crypto::ring::default_provider().install_default());
    tidings_proof::plug();
    let host = device::host()?;
    #[cfg(target_os = "linux")]
    kinds::tell(&host.device);
    let registry = bindings::registry();
    let builder = tauri::Builder::default()
        // First, so that a second start does nothing but hand over what it was given.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            windows::second_start(app, named_file(arguments.into_iter().skip(1).map(OsString::from), &PathBuf::from(folder)));
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .plugin(windows::remembered_places(&host.device))
        .manage(Shell::new(host))
        .manage(tray::Tray::default())
        .invoke_handler(registry.invoke_handler())
        .register_asynchronous_uri_scheme_protocol(pictures::SCHEME, |context, request, responder| {
            pictures::answer(context.app_handle(), context.webview_label(), request.uri().path(), responder);
        })
        .on_window_event(windows::happened)
        .setup(|app| {
            let folder = std::env::current_dir().unwrap_or_default();
            windows::first_start(app.handle(), named_file(std::env::args_os().skip(1), &folder));
            #[cfg(unix)]
            tauri::async_runtime::spawn(end_when_told(app.handle().clone()));
            Ok(())
        });
    #[cfg(not(target_os = "linux"))]
    let builder = builder.on_menu_event(|app, event| {
        tray::heard(app, &event);
        #[cfg(target_os = "macos")]
        menu::chosen(app, &event);
    });
    #[cfg(target_os = "macos")]
    let builder = builder.menu(menu::bar);
    let app = builder.build(tauri::generate_context!())?;
    app.run(|app, event| match event {
        tauri::RunEvent::Exit => tauri::async_runtime::block_on(app.state::<Shell>().close_all()),
        // A click on the Dock's icon while every window is put away: nothing else would bring one back.
        #[cfg(target_os = "macos")]
        tauri::RunEvent::Reopen { has_visible_windows: false, .. } => windows::second_start(app, None),
        // A file that was opened from the Finder: macOS hands it over instead of naming it at the start.
        #[cfg(target_os = "macos")]
        tauri::RunEvent::Opened { urls } => {
            for path in urls.iter().filter_map(|url| url.to_file_path().ok()) {
                windows::second_start(app, Some(path));
            }
        }
        _ => {}
    });
    Ok(())
}

/// The end of the session, or whoever says so from outside, ends Tidings as closing its windows would: cleanly.
#[cfg(unix)]
async fn end_when_told(app: tauri::AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut hup)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) else { return };
    tokio::select! {
        _ = term.recv() => {}
        _ = hup.recv() => {}
    }
    app.state::<Shell>().close_all().await;
    app.exit(0);
}

/// The workspace that a start named: the first word that is no option, as a whole path.
fn named_file(mut words: impl Iterator<Item = OsString>, folder: &std::path::Path) -> Option<PathBuf> {
    let word = words.find(|word| !word.as_encoded_bytes().starts_with(b"-") && !word.is_empty())?;
    Some(folder.join(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_names_a_file_beside_the_folder_it_was_started_in() {
        let words = |line: &[&str]| line.iter().map(OsString::from).collect::<Vec<_>>().into_iter();
        let folder = std::path::Path::new("home");
        assert_eq!(named_file(words(&["--flag", "a b.tidings"]), folder), Some(folder.join("a b.tidings")));
        assert_eq!(named_file(words(&["--flag", ""]), folder), None);
    }
}
