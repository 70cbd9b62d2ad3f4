//! `tidings send … --languages`: which versions of a text go along, and who gets which.

use tidings_core::distribution::LanguageShare;
use tidings_core::error::{Place, Problem};
use tidings_core::ids::DocumentId;
use tidings_core::literature::api;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::{Output, figure};

/// The versions of `document` in these languages: `all`, or tags.
pub(crate) async fn picked(ws: &Workspace, document: DocumentId, wanted: &[String]) -> Result<Vec<DocumentId>, Problem> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let versions: Vec<_> = api::versions(ws, document).await?.into_iter().filter(|one| one.document != document).collect();
    if wanted.iter().any(|word| word == "all") {
        return Ok(versions.into_iter().map(|one| one.document).collect());
    }
    let one = |tag: &String| {
        let found = versions.iter().find(|version| version.language.eq_ignore_ascii_case(tag));
        let missing = || Problem::missing("distribution.languages.none").with("language", tag.as_str()).at(Place::field("languages"));
        found.map(|version| version.document).ok_or_else(missing)
    };
    wanted.iter().map(one).collect()
}

/// Who gets which version, a line each; and who gets the main one for want of theirs.
pub(crate) fn lines(shares: &[LanguageShare], output: &Output) -> Vec<String> {
    let mut lines = Vec::new();
    for share in shares {
        lines.push(figure(&output.say(&Message::new("cli.review.language").with("language", share.language.as_str())), share.recipients));
        for other in &share.instead {
            let want = Message::new("cli.review.want").with("language", other.language.as_str()).with("n", other.people);
            lines.push(format!("    {}", output.say(&want)));
        }
        if share.unknown > 0 {
            lines.push(format!("    {}", output.say(&Message::new("cli.review.unknown").with("n", share.unknown))));
        }
    }
    lines
}
