//! macOS and Windows: the system's own tray.

use tauri::menu::{Menu, MenuEvent, MenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Wry};

use super::{Chosen, Face};

/// The icon, while it is shown.
#[derive(Default)]
pub(super) struct Icon(Option<TrayIcon>);

const ID: &str = "tidings";

impl Icon {
    /// Shows this, or nothing; gives whether it is shown.
    #[expect(clippy::unused_async, reason = "elsewhere the bus is asked")]
    pub(super) async fn show(&mut self, app: &AppHandle, face: Option<Face>) -> bool {
        let Some(face) = face else {
            self.0 = None;
            drop(app.remove_tray_by_id(ID));
            return false;
        };
        let Ok(menu) = menu(app, &face) else { return self.0.is_some() };
        if let Some(icon) = &self.0 {
            return icon.set_menu(Some(menu)).and_then(|()| icon.set_tooltip(Some(&face.next))).is_ok();
        }
        let mut builder = TrayIconBuilder::with_id(ID).tooltip(&face.next).menu(&menu).show_menu_on_left_click(false);
        if let Some(icon) = app.default_window_icon() {
            builder = builder.icon(icon.clone());
        }
        let built = builder
            .on_tray_icon_event(|icon, event| {
                if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event {
                    super::chosen(icon.app_handle(), Chosen::Open);
                }
            })
            .build(app);
        match built {
            Ok(icon) => {
                self.0 = Some(icon);
                true
            }
            Err(why) => {
                tracing::warn!(%why, "this system shows no tray");
                false
            }
        }
    }
}

/// Something was chosen in a menu of this program. It is heard in one place for the whole run: whoever listens with an icon goes on
/// listening when that icon is gone, and with the next one everything chosen would be done twice.
pub(crate) fn heard(app: &AppHandle, event: &MenuEvent) {
    let all = [Chosen::Open, Chosen::Pause, Chosen::GoOn, Chosen::Quit];
    if let Some(what) = all.into_iter().find(|what| name(*what) == event.id().as_ref()) {
        super::chosen(app, what);
    }
}

const fn name(what: Chosen) -> &'static str {
    match what {
        Chosen::Open => "tray-open",
        Chosen::Pause => "tray-pause",
        Chosen::GoOn => "tray-go-on",
        Chosen::Quit => "tray-quit",
    }
}

fn menu(app: &AppHandle, face: &Face) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(app)?;
    for (label, what) in face.lines() {
        let id = what.map_or("tray-next", name);
        menu.append(&MenuItem::with_id(app, id, label, what.is_some(), None::<&str>)?)?;
    }
    Ok(menu)
}
