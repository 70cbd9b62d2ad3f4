//! Linux: a status notifier item over the session's bus. GTK's own tray needs a library that many desktops lack, and cannot tell
//! whether anybody shows it.

use std::time::Duration;

use ksni::menu::StandardItem;
use ksni::{Handle, MenuItem, OfflineReason, TrayMethods as _};
use tauri::AppHandle;

use super::{Chosen, Face};

/// How long the bus may take to show the icon.
const PATIENCE: Duration = Duration::from_secs(2);

/// The icon, while it is shown.
#[derive(Default)]
pub(super) struct Icon(Option<Handle<Item>>);

impl Icon {
    /// Shows this, or nothing; gives whether the desktop shows it.
    pub(super) async fn show(&mut self, app: &AppHandle, face: Option<Face>) -> bool {
        // A bus that answers nothing must not keep anybody waiting, least of all a window that wants to close.
        tokio::time::timeout(PATIENCE, self.shown(app, face)).await.unwrap_or_else(|_| {
            tracing::debug!("the bus does not say whether this desktop shows a tray");
            false
        })
    }

    async fn shown(&mut self, app: &AppHandle, face: Option<Face>) -> bool {
        self.0 = self.0.take().filter(|handle| !handle.is_closed());
        let Some(face) = face else {
            if let Some(handle) = self.0.take() {
                handle.shutdown().await;
            }
            return false;
        };
        if let Some(handle) = &self.0 {
            return handle.update(|item| item.face = face).await.is_some();
        }
        let item = Item { app: app.clone(), picture: picture(app), face };
        match item.spawn().await {
            Ok(handle) => {
                self.0 = Some(handle);
                true
            }
            Err(why) => {
                tracing::debug!(%why, "this desktop shows no tray");
                false
            }
        }
    }
}

pub(super) struct Item {
    app: AppHandle,
    picture: Vec<ksni::Icon>,
    face: Face,
}

impl Item {
    fn choose(&self, what: Chosen) {
        super::chosen(&self.app, what);
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "tidings".to_owned()
    }

    fn title(&self) -> String {
        "Tidings".to_owned()
    }

    fn tool_tip(&self) -> ksni::ToolTip {
        ksni::ToolTip { title: "Tidings".to_owned(), description: self.face.next.clone(), ..Default::default() }
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.picture.clone()
    }

    fn activate(&mut self, _: i32, _: i32) {
        self.choose(Chosen::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let line = |(label, what): (String, Option<Chosen>)| {
            let item = StandardItem {
                // A lone underscore would be taken for the mark of a key.
                label: label.replace('_', "__"),
                enabled: what.is_some(),
                activate: Box::new(move |item: &mut Self| {
                    if let Some(what) = what {
                        item.choose(what);
                    }
                }),
                ..Default::default()
            };
            MenuItem::from(item)
        };
        self.face.lines().into_iter().map(line).collect()
    }

    fn watcher_offline(&self, _: OfflineReason) -> bool {
        super::went_away(&self.app);
        // It may come back, as when the desktop's shell starts anew; the next look makes a new item then.
        false
    }
}

/// The program's icon as the bus wants it: alpha first.
fn picture(app: &AppHandle) -> Vec<ksni::Icon> {
    let Some(icon) = app.default_window_icon() else { return Vec::new() };
    let (Ok(width), Ok(height)) = (i32::try_from(icon.width()), i32::try_from(icon.height())) else { return Vec::new() };
    let mut data = icon.rgba().to_vec();
    for pixel in data.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    vec![ksni::Icon { width, height, data }]
}
