//! `tidings document points` and `social`: a text in few words.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use tidings_core::error::{Place, Problem};
use tidings_core::ids::DocumentId;
use tidings_core::literature::cutdowns::{Cutdowns, Platform, Post, api};
use tidings_core::messages::Message;
use tidings_core::rendering;
use tidings_core::workspace::Workspace;

use crate::output::{Output, read_text};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Show the talking points of a document: what was written, else what is proposed from its text. Or write others, or save them.
    #[command(
        after_help = "Example:\n  tidings document points 4\n  tidings document points 4 --set points.md\n  tidings document points 4 --to points.docx"
    )]
    Points(Points),
    /// Show the posts of a document for X, Bluesky, Mastodon and LinkedIn, each counted as its network counts; or write one. Nothing is posted.
    #[command(
        after_help = "Example:\n  tidings document social 4\n  tidings document social 4 --network bluesky --set 'The light returns. https://example.org'"
    )]
    Social(Social),
}

#[derive(Args)]
pub(crate) struct Points {
    /// The document.
    id: DocumentId,
    /// Write what stands in this file, in Markdown; an empty one lets the proposal stand again.
    #[arg(long, value_name = "FILE")]
    set: Option<PathBuf>,
    /// Save them: a Word file if it ends in .docx, a PDF if in .pdf, else as text. The file must not exist.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Social {
    /// The document.
    id: DocumentId,
    /// One network alone: x, bluesky, mastodon or linkedin.
    #[arg(long, value_parser = network)]
    network: Option<Platform>,
    /// Write this for that network; an empty text lets the proposal stand again.
    #[arg(long, value_name = "TEXT", requires = "network")]
    set: Option<String>,
}

fn network(word: &str) -> Result<Platform, String> {
    Platform::from_word(word).ok_or_else(|| format!("“{word}” is none of {}", Platform::ALL.map(Platform::as_str).join(", ")))
}

pub(super) async fn run(ws: &Workspace, verb: Verb, output: &Output) -> Result<(), Problem> {
    match verb {
        Verb::Points(asked) => points(ws, asked, output).await,
        Verb::Social(asked) => social(ws, asked, output).await,
    }
}

async fn points(ws: &Workspace, asked: Points, output: &Output) -> Result<(), Problem> {
    let kept = match asked.set {
        Some(path) => {
            let text = String::from_utf8(read_text(&path)?)
                .map_err(|_| Problem::refusal("literature.cutdown").with("why", "control").at(Place::field("set")))?;
            api::keep_points(ws, asked.id, text).await?
        }
        None => api::show(ws, asked.id).await?,
    };
    let Cutdowns { points, lines, .. } = kept;
    let title = output.words("rendering.paper_lines");
    let whole = match (points.text.is_empty(), lines.is_empty()) {
        (_, true) => points.text.clone(),
        (true, false) => format!("## {title}\n\n{lines}"),
        (false, false) => format!("{}\n\n## {title}\n\n{lines}", points.text),
    };
    if let Some(path) = asked.to {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if matches!(ending.as_str(), "docx" | "pdf") {
            // A file that is there stays.
            drop(crate::output::new_file(&path)?);
            if let Err(problem) = rendering::api::save_points(ws, asked.id, path.clone(), ending == "docx").await {
                drop(std::fs::remove_file(&path));
                return Err(problem);
            }
        } else {
            super::forms::write(&path, format!("{whole}\n").as_bytes())?;
        }
        output.answer(&serde_json::json!({ "document": asked.id, "to": path }), || path.display().to_string());
        return Ok(());
    }
    let said = || if whole.is_empty() { output.words("cli.brief.none") } else { whole };
    output.answer(&serde_json::json!({ "document": asked.id, "points": points.text, "own": points.own, "lines": lines }), said);
    Ok(())
}

async fn social(ws: &Workspace, asked: Social, output: &Output) -> Result<(), Problem> {
    let kept = match (asked.network, asked.set) {
        (Some(network), Some(text)) => api::keep_post(ws, asked.id, network, text).await?,
        _ => api::show(ws, asked.id).await?,
    };
    for post in kept.posts.into_iter().filter(|post| asked.network.is_none_or(|network| network == post.network)) {
        if output.is_json() {
            output.object(&post);
        } else {
            output.line(&told(&post, output));
        }
    }
    Ok(())
}

fn told(post: &Post, output: &Output) -> String {
    let head = Message::new("cli.brief.post")
        .with("name", post.network.as_str())
        .with("n", post.length)
        .with("most", post.most)
        .with("over", post.length.saturating_sub(post.most))
        .with("own", if post.own { "yes" } else { "no" });
    format!("{}\n{}\n", output.say(&head), post.text)
}
