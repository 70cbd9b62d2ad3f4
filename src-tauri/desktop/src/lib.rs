//! The window of Tidings: it translates between the page and the core, and nothing else.

/// Opens the window and runs until the last one is closed.
pub fn run() {
    let done = tauri::Builder::default().plugin(tauri_plugin_dialog::init()).run(tauri::generate_context!());
    drop(done);
}
