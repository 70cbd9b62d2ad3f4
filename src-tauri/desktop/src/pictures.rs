//! Pictures of the workspace for the page, by number: `asset-file://localhost/12`, and the small one of an asset: `…/small-12`. Nothing else
//! is reachable this way.

use tauri::http::{Response, StatusCode, header};
use tauri::{AppHandle, Manager as _, Runtime, UriSchemeResponder};
use tidings_core::assets;
use tidings_core::ids::AssetId;
use tidings_core::literature;

use crate::shell::Shell;

/// The scheme's name, as the page's content-security policy names it.
pub(crate) const SCHEME: &str = "asset-file";

/// What stands before the number of a small picture.
const SMALL: &str = "/small-";

/// Answers one request of the page of window `label`.
pub(crate) fn answer<R: Runtime>(app: &AppHandle<R>, label: &str, path: &str, responder: UriSchemeResponder) {
    let open = app.state::<Shell>().workspace(label);
    let small = path.starts_with(SMALL);
    let asked = if small { path.strip_prefix(SMALL).and_then(|rest| rest.parse().ok()) } else { number(path) };
    tauri::async_runtime::spawn(async move {
        let found = match (open, asked) {
            (Some(ws), Some(id)) if small => assets::api::thumbnail(&ws, id).await.ok().flatten(),
            (Some(ws), Some(id)) => literature::api::asset(&ws, id).await.ok(),
            _ => None,
        };
        responder.respond(match found {
            Some((media_type, bytes)) if is_picture(&media_type) => reply(StatusCode::OK, &media_type, bytes),
            _ => reply(StatusCode::NOT_FOUND, "text/plain", Vec::new()),
        });
    });
}

/// The asset that a path names.
fn number(path: &str) -> Option<AssetId> {
    path.strip_prefix('/')?.parse().ok()
}

/// What a page may show: no picture that can hold a script.
fn is_picture(media_type: &str) -> bool {
    matches!(media_type, "image/jpeg" | "image/png" | "image/gif" | "image/webp")
}

fn reply(status: StatusCode, media_type: &str, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    if let Ok(value) = header::HeaderValue::from_str(media_type) {
        reply.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    reply.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    // A number names the same bytes for ever.
    reply.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, max-age=31536000, immutable"));
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_nothing_else_names_a_picture() {
        assert_eq!(number("/12"), Some(AssetId::from(12)));
        for path in ["/", "12", "/12/..", "/../12", "/%31", "/etc/passwd", "/1.png"] {
            assert_eq!(number(path), None, "{path}");
        }
    }

    #[test]
    fn a_picture_that_can_hold_a_script_is_none() {
        assert!(is_picture("image/png"));
        assert!(!is_picture("image/svg+xml") && !is_picture("text/html"));
    }
}
