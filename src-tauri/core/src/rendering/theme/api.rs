//! What the shells ask of the theme; one user action is one transaction, and undo takes it back.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Contrast, LOGO_BYTES, LOGO_WIDTHS, LONGEST_ALT, Logo, SETTING, Theme, refused, theme};
use crate::error::{Kind, Problem};
use crate::ids::DocumentId;
use crate::literature;
use crate::messages::Message;
use crate::rendering::letter::data_uri;
use crate::workspace::{ReadTx, Topic, Workspace, WriteTx, set_setting};

/// The widest a logo is shown at first, in pixels.
const LOGO_AT_FIRST: u32 = 180;
/// The largest picture of a logo, in pixels a side.
const LOGO_PIXELS: u32 = 4000;

/// The theme and how it reads.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ThemeCard {
    /// It; without a chosen one as every form looks then.
    pub theme: Theme,
    /// Whether one was chosen.
    pub chosen: bool,
    /// The logo in an address of its own, to look at.
    pub logo: Option<String>,
    /// How well its colours stand out.
    pub contrasts: Vec<Contrast>,
}

/// A document's mail in the theme.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ThemePreview {
    /// As most programs show it; for a frame without scripts.
    pub light: String,
    /// As programs show it that prefer dark and do what the mail asks for.
    pub dark: String,
}

/// The theme of the workspace.
///
/// # Errors
/// What SQLite says, and `literature.asset_damaged` of the logo.
pub async fn show(ws: &Workspace) -> Result<ThemeCard, Problem> {
    ws.read(card).await
}

fn card(tx: &ReadTx<'_>) -> Result<ThemeCard, Problem> {
    let kept = theme(tx)?;
    let chosen = kept.is_some();
    let theme = kept.unwrap_or_default();
    let logo = theme.logo.as_ref().map(|logo| Ok::<_, Problem>(data_uri(&logo.media_type, &literature::asset_bytes(tx, logo.asset)?)));
    Ok(ThemeCard { logo: logo.transpose()?, chosen, contrasts: theme.contrasts(), theme })
}

/// Sets the theme: mails that are sent, pages and papers that are made from then on look like it. What is under way keeps the look that it
/// was confirmed with. The logo keeps its file; a theme without one takes it away.
///
/// # Errors
/// `rendering.theme` with the field and the reason: nothing has changed.
pub async fn set(ws: &Workspace, wanted: Theme) -> Result<ThemeCard, Problem> {
    changed(ws, None, move |_| wanted).await
}

/// Changes some of the theme, and with `logo` the file of its logo, all or nothing of it.
///
/// # Errors
/// As [`set`] and [`set_logo_path`].
pub async fn change(
    ws: &Workspace,
    logo: Option<PathBuf>,
    change: impl FnOnce(Theme) -> Theme + Send + 'static,
) -> Result<ThemeCard, Problem> {
    let picture = match logo {
        Some(path) => Some(off_thread(move || read(&path)).await?),
        None => None,
    };
    changed(ws, picture, change).await
}

async fn changed(
    ws: &Workspace,
    picture: Option<Vec<u8>>,
    change: impl FnOnce(Theme) -> Theme + Send + 'static,
) -> Result<ThemeCard, Problem> {
    let picture = match picture {
        Some(picture) => Some(off_thread(move || judged(&picture).map(|about| (about, picture))).await?),
        None => None,
    };
    ws.write(Message::new("rendering.action.theme"), move |tx| {
        let mut kept = theme(tx)?.unwrap_or_default();
        if let Some(((media_type, pixels_wide, pixels_high), picture)) = picture {
            let (asset, sha256) = literature::keep_asset(tx, media_type, &picture)?;
            let alt = match &kept.logo {
                Some(before) => before.alt.clone(),
                None => crate::workspace::organisation(tx)?.chars().take(LONGEST_ALT).collect(),
            };
            let (least, most) = LOGO_WIDTHS;
            let at_first = u16::try_from(pixels_wide.min(LOGO_AT_FIRST)).unwrap_or(most);
            let width = kept.logo.as_ref().map_or(at_first, |before| before.width).clamp(least, most);
            kept.logo = Some(Logo { asset, sha256, media_type: media_type.to_owned(), pixels_wide, pixels_high, width, alt });
        }
        keep(tx, &change(kept.clone()).judged(&kept)?)?;
        card(tx)
    })
    .await
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Problem::failure("workspace.read_lost").because(error))?
}

/// Everything looks as without a theme again.
///
/// # Errors
/// What SQLite says.
pub async fn reset(ws: &Workspace) -> Result<ThemeCard, Problem> {
    ws.write(Message::new("rendering.action.theme_reset"), |tx| {
        set_setting(tx, SETTING, "")?;
        tx.changed(Topic::Workspace, None);
        card(tx)
    })
    .await
}

/// Makes a picture the logo: PNG, JPEG or GIF, 200 KB at most, since it goes with every mail.
///
/// # Errors
/// `rendering.theme` at `logo` with the reason: nothing has changed.
pub async fn set_logo(ws: &Workspace, picture: Vec<u8>) -> Result<ThemeCard, Problem> {
    changed(ws, Some(picture), |theme| theme).await
}

/// The same, of a file on the disk.
///
/// # Errors
/// As [`set_logo`], and `rendering.logo_unreadable`.
pub async fn set_logo_path(ws: &Workspace, path: PathBuf) -> Result<ThemeCard, Problem> {
    change(ws, Some(path), |theme| theme).await
}

/// Reads a file that is to be a logo; what is too large, and a folder, before it is read.
fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let unreadable = |error: std::io::Error| {
        let kind = if error.kind() == std::io::ErrorKind::NotFound { Kind::Missing } else { Kind::Refusal };
        Problem { kind, ..Problem::refusal("rendering.logo_unreadable").with("file", name.as_str()) }.because(error)
    };
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(no_logo("picture"));
    }
    if about.len() > LOGO_BYTES as u64 {
        return Err(no_logo("large"));
    }
    std::fs::read(path).map_err(unreadable)
}

/// The type and size of a picture that can be a logo.
fn judged(picture: &[u8]) -> Result<(&'static str, u32, u32), Problem> {
    if picture.len() > LOGO_BYTES {
        return Err(no_logo("large"));
    }
    let reader = image::ImageReader::new(std::io::Cursor::new(picture)).with_guessed_format().map_err(|_| no_logo("picture"))?;
    let media_type = match reader.format() {
        Some(image::ImageFormat::Png) => "image/png",
        Some(image::ImageFormat::Jpeg) => "image/jpeg",
        Some(image::ImageFormat::Gif) => "image/gif",
        _ => return Err(no_logo("picture")),
    };
    let (wide, high) = reader.into_dimensions().map_err(|_| no_logo("picture"))?;
    if wide == 0 || high == 0 || wide > LOGO_PIXELS || high > LOGO_PIXELS {
        return Err(no_logo("size"));
    }
    // It goes with every mail and stands on every page: it must be whole.
    image::load_from_memory(picture).map_err(|_| no_logo("picture"))?;
    Ok((media_type, wide, high))
}

fn no_logo(why: &'static str) -> Problem {
    Problem { todo: Some(Message::new("rendering.logo.todo")), ..refused("logo", why, 0, LOGO_BYTES / 1024) }
}

fn keep(tx: &WriteTx<'_>, wanted: &Theme) -> Result<(), Problem> {
    set_setting(tx, SETTING, &wanted.sealed().unwrap_or_default())?;
    tx.changed(Topic::Workspace, None);
    Ok(())
}

/// A document's mail as nobody in particular gets it, in the theme, by day and by night.
///
/// # Errors
/// As [`rendering::api::preview`](crate::rendering::api::preview).
pub async fn preview(ws: &Workspace, document: DocumentId) -> Result<ThemePreview, Problem> {
    let light = crate::rendering::api::preview(ws, document, None, None, None, None).await?.html;
    let dark = light.replace("(prefers-color-scheme:dark)", "all");
    Ok(ThemePreview { light, dark })
}
