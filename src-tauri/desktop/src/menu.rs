//! The menu bar at the top of a Mac's screen. Its “Quit” asks the windows to close, as their own buttons do: what is unsaved is
//! kept, and whoever is sending is asked (U14). The system's own “Quit” would end the program without a word.

use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem as Usual, Submenu};
use tauri::{AppHandle, Wry};

use crate::windows;

const QUIT: &str = "quit";

/// The bar, with what the system's users look for in it: without “Edit”, ⌘C and ⌘V do nothing in a field.
pub(crate) fn bar(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let name = &app.package_info().name;
    let quit = MenuItem::with_id(app, QUIT, format!("Quit {name}"), true, Some("CmdOrCtrl+Q"))?;
    let line = Usual::separator(app)?;
    let own = Submenu::with_items(
        app,
        name,
        true,
        &[
            &Usual::about(app, None, None)?,
            &line,
            &Usual::services(app, None)?,
            &line,
            &Usual::hide(app, None)?,
            &Usual::hide_others(app, None)?,
            &Usual::show_all(app, None)?,
            &line,
            &quit,
        ],
    )?;
    let edit = Submenu::with_items(
        app,
        "Edit",
        true,
        &[
            &Usual::undo(app, None)?,
            &Usual::redo(app, None)?,
            &line,
            &Usual::cut(app, None)?,
            &Usual::copy(app, None)?,
            &Usual::paste(app, None)?,
            &Usual::select_all(app, None)?,
        ],
    )?;
    let window = Submenu::with_items(
        app,
        "Window",
        true,
        &[
            &Usual::minimize(app, None)?,
            &Usual::maximize(app, None)?,
            &Usual::fullscreen(app, None)?,
            &line,
            &Usual::close_window(app, None)?,
        ],
    )?;
    Menu::with_items(app, &[&own, &edit, &window])
}

/// Something was chosen in the bar.
pub(crate) fn chosen(app: &AppHandle, event: &MenuEvent) {
    if event.id() == QUIT {
        windows::ask_all_to_close(app);
    }
}
