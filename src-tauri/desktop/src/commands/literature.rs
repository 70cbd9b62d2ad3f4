//! The window's commands of `literature`.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::ids::{BlockId, CommentId, DocumentId, PairId, RevisionId, TemplateId};
use tidings_core::literature::api::{
    AttachReport, BlockOnPaper, ChangeStep, DeskNames, DocumentCard, DocumentView, KindOutline, LanguageVersion, NewDocument, NewFile,
    RevisionCard, Saved, SavedPaper, WordReport, WordWithin,
};
use tidings_core::literature::checklist::CheckItem;
use tidings_core::literature::comments::{Comment, CommentOutcome, NewComment};
use tidings_core::literature::desk::PlanChange;
use tidings_core::literature::shared::{BlockCard, BlockEdit, BlockView};
use tidings_core::literature::templates::{Beginning, TemplateCard};
use tidings_core::literature::translation::SideBySide;
use tidings_core::literature::{self, AnnouncementSort, Attachment, DocumentKind, EditedPaper, NewSet, Paper, RevisionDifference};

use crate::grants::Granted;
use crate::shell::Open;

/// [`literature::api::add`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_add(ws: Open, document: NewDocument) -> Result<DocumentCard, Problem> {
    literature::api::add(&ws, document).await
}

/// [`literature::api::list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_list(ws: Open) -> Result<Vec<DocumentCard>, Problem> {
    literature::api::list(&ws).await
}

/// [`literature::api::outlines`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_outlines() -> Result<Vec<KindOutline>, Problem> {
    Ok(literature::api::outlines())
}

/// [`literature::api::blocks`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_blocks(ws: Open) -> Result<Vec<BlockCard>, Problem> {
    literature::api::blocks(&ws).await
}

/// [`literature::api::block`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_block(ws: Open, id: BlockId) -> Result<BlockView, Problem> {
    literature::api::block(&ws, id).await
}

/// [`literature::api::block_on_paper`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_block_on_paper(ws: Open, name: String) -> Result<BlockOnPaper, Problem> {
    literature::api::block_on_paper(&ws, name).await
}

/// [`literature::api::add_block`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_add_block(ws: Open, block: BlockEdit) -> Result<BlockView, Problem> {
    literature::api::add_block(&ws, block).await
}

/// [`literature::api::save_block`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_save_block(ws: Open, id: BlockId, block: BlockEdit) -> Result<BlockView, Problem> {
    literature::api::save_block(&ws, id, block).await
}

/// [`literature::api::delete_block`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_delete_block(ws: Open, id: BlockId) -> Result<(), Problem> {
    literature::api::delete_block(&ws, id).await
}

/// [`literature::api::templates`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_templates(ws: Open) -> Result<Vec<TemplateCard>, Problem> {
    literature::api::templates(&ws).await
}

/// [`literature::api::begin`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_begin(ws: Open, beginning: Beginning, language: String) -> Result<DocumentCard, Problem> {
    literature::api::begin(&ws, beginning, language).await
}

/// [`literature::api::keep_template`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_keep_template(ws: Open, document: DocumentId, name: String) -> Result<TemplateCard, Problem> {
    literature::api::keep_template(&ws, document, name).await
}

/// [`literature::api::rename_template`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_rename_template(ws: Open, id: TemplateId, name: String) -> Result<TemplateCard, Problem> {
    literature::api::rename_template(&ws, id, name).await
}

/// [`literature::api::delete_template`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_delete_template(ws: Open, id: TemplateId) -> Result<(), Problem> {
    literature::api::delete_template(&ws, id).await
}

/// [`literature::api::plan`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_plan(ws: Open, id: DocumentId, change: PlanChange) -> Result<DocumentCard, Problem> {
    literature::api::plan(&ws, id, change).await
}

/// [`literature::api::desk_names`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_desk_names(ws: Open) -> Result<DeskNames, Problem> {
    literature::api::desk_names(&ws).await
}

/// [`literature::api::comments`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_comments(ws: Open, id: DocumentId) -> Result<Vec<Comment>, Problem> {
    literature::api::comments(&ws, id).await
}

/// [`literature::api::comment`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_comment(ws: Open, id: DocumentId, comment: NewComment) -> Result<Vec<Comment>, Problem> {
    literature::api::comment(&ws, id, comment).await
}

/// [`literature::api::answer_comment`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_answer_comment(ws: Open, id: CommentId, text: String, by: String) -> Result<Vec<Comment>, Problem> {
    literature::api::answer_comment(&ws, id, text, by).await
}

/// [`literature::api::settle_comment`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_settle_comment(
    ws: Open,
    id: CommentId,
    outcome: Option<CommentOutcome>,
    by: String,
) -> Result<Vec<Comment>, Problem> {
    literature::api::settle_comment(&ws, id, outcome, by).await
}

/// [`literature::api::delete_comment`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_delete_comment(ws: Open, id: CommentId) -> Result<(), Problem> {
    literature::api::delete_comment(&ws, id).await
}

/// [`literature::api::checklist`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_checklist(ws: Open, id: DocumentId) -> Result<Vec<CheckItem>, Problem> {
    literature::api::checklist(&ws, id).await
}

/// [`literature::api::tick`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_tick(ws: Open, id: DocumentId, item: String, ticked: bool, by: String) -> Result<Vec<CheckItem>, Problem> {
    literature::api::tick(&ws, id, item, ticked, by).await
}

/// [`literature::api::checklist_of`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_checklist_of(ws: Open, kind: DocumentKind, sort: Option<AnnouncementSort>) -> Result<Vec<String>, Problem> {
    literature::api::checklist_of(&ws, kind, sort).await
}

/// [`literature::api::set_checklist`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_set_checklist(
    ws: Open,
    kind: DocumentKind,
    sort: Option<AnnouncementSort>,
    items: Vec<String>,
) -> Result<(), Problem> {
    literature::api::set_checklist(&ws, kind, sort, items).await
}

/// [`literature::api::show`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_show(ws: Open, id: DocumentId) -> Result<DocumentView, Problem> {
    literature::api::show(&ws, id).await
}

/// [`literature::api::open`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_open(ws: Open, id: DocumentId) -> Result<Paper, Problem> {
    literature::api::open(&ws, id).await
}

/// [`literature::api::save_paper`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_save_paper(
    ws: Open,
    id: DocumentId,
    base: Option<String>,
    edited: EditedPaper,
) -> Result<SavedPaper, Problem> {
    literature::api::save_paper(&ws, id, base, edited).await
}

/// [`literature::api::save_text`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_save_text(ws: Open, id: DocumentId, base: Option<String>, text: String) -> Result<Saved, Problem> {
    literature::api::save_text(&ws, id, base, text).await
}

/// [`literature::api::delete`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_delete(ws: Open, id: DocumentId) -> Result<(), Problem> {
    literature::api::delete(&ws, id).await
}

/// [`literature::api::history`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_history(ws: Open, id: DocumentId) -> Result<Vec<RevisionCard>, Problem> {
    literature::api::history(&ws, id).await
}

/// [`literature::api::revision_text`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_revision_text(ws: Open, id: RevisionId) -> Result<String, Problem> {
    literature::api::revision_text(&ws, id).await
}

/// [`literature::api::difference`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_difference(ws: Open, id: RevisionId) -> Result<RevisionDifference, Problem> {
    literature::api::difference(&ws, id).await
}

/// [`literature::api::change_between`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_change_between(ws: Open, then: RevisionId, now: RevisionId) -> Result<RevisionDifference, Problem> {
    literature::api::change_between(&ws, then, now).await
}

/// [`literature::api::name_revision`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_name_revision(ws: Open, id: DocumentId, name: String) -> Result<RevisionCard, Problem> {
    literature::api::name_revision(&ws, id, name).await
}

/// [`literature::api::restore`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_restore(ws: Open, id: RevisionId) -> Result<(), Problem> {
    literature::api::restore(&ws, id).await
}

/// [`literature::api::attach`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_attach(ws: Open, id: DocumentId, files: Vec<NewFile>) -> Result<AttachReport, Problem> {
    literature::api::attach(&ws, id, files).await
}

/// [`literature::api::import_word`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_import_word(ws: Open, path: Granted<PathBuf>, kind: Option<DocumentKind>) -> Result<WordReport, Problem> {
    literature::api::import_word(&ws, path.0, kind).await
}

/// [`literature::api::word_within`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_word_within(ws: Open, id: DocumentId, path: Granted<PathBuf>) -> Result<WordWithin, Problem> {
    literature::api::word_within(&ws, id, path.0).await
}

/// [`literature::api::attach_paths`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_attach_paths(ws: Open, id: DocumentId, paths: Granted<Vec<PathBuf>>) -> Result<AttachReport, Problem> {
    literature::api::attach_paths(&ws, id, paths.0).await
}

/// [`literature::api::add_picture`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_add_picture(ws: Open, id: DocumentId, file: NewFile, alt: String) -> Result<Attachment, Problem> {
    literature::api::add_picture(&ws, id, file, alt).await
}

/// [`literature::api::add_picture_path`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_add_picture_path(
    ws: Open,
    id: DocumentId,
    path: Granted<PathBuf>,
    alt: String,
) -> Result<Attachment, Problem> {
    literature::api::add_picture_path(&ws, id, path.0, alt).await
}

/// [`literature::api::detach`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_detach(ws: Open, id: DocumentId, name: String) -> Result<(), Problem> {
    literature::api::detach(&ws, id, name).await
}

/// [`literature::api::reorder`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_reorder(ws: Open, id: DocumentId, names: Vec<String>) -> Result<Vec<Attachment>, Problem> {
    literature::api::reorder(&ws, id, names).await
}

/// [`literature::api::describe`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_describe(ws: Open, id: DocumentId, name: String, alt: String) -> Result<(), Problem> {
    literature::api::describe(&ws, id, name, alt).await
}

/// [`literature::api::attach_own`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_attach_own(ws: Open, id: DocumentId, set: NewSet, files: Vec<NewFile>) -> Result<AttachReport, Problem> {
    literature::api::attach_own(&ws, id, set, files).await
}

/// [`literature::api::attach_own_paths`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_attach_own_paths(
    ws: Open,
    id: DocumentId,
    set: NewSet,
    paths: Granted<Vec<PathBuf>>,
) -> Result<AttachReport, Problem> {
    literature::api::attach_own_paths(&ws, id, set, paths.0).await
}

/// [`literature::api::change_set`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_change_set(ws: Open, id: DocumentId, set: String, name: String, optional: bool) -> Result<(), Problem> {
    literature::api::change_set(&ws, id, set, name, optional).await
}

/// [`literature::api::detach_set`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_detach_set(ws: Open, id: DocumentId, set: String) -> Result<u32, Problem> {
    literature::api::detach_set(&ws, id, set).await
}

/// [`literature::api::assign`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_assign(ws: Open, id: DocumentId, name: String, value: String) -> Result<(), Problem> {
    literature::api::assign(&ws, id, name, value).await
}

/// [`literature::api::link`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_link(ws: Open, id: DocumentId, name: String, link: Option<String>) -> Result<Attachment, Problem> {
    literature::api::link(&ws, id, name, link).await
}

/// [`literature::api::take_change_back`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_take_change_back(ws: Open, id: RevisionId, place: u32, base: String) -> Result<RevisionDifference, Problem> {
    literature::api::take_change_back(&ws, id, place, base).await
}

/// [`literature::api::changed_since`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_changed_since(ws: Open, id: RevisionId) -> Result<Vec<ChangeStep>, Problem> {
    literature::api::changed_since(&ws, id).await
}

/// [`literature::api::versions`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_versions(ws: Open, id: DocumentId) -> Result<Vec<LanguageVersion>, Problem> {
    literature::api::versions(&ws, id).await
}

/// [`literature::api::translate`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_translate(ws: Open, id: DocumentId, language: String) -> Result<DocumentCard, Problem> {
    literature::api::translate(&ws, id, language).await
}

/// [`literature::api::side_by_side`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_side_by_side(ws: Open, id: DocumentId) -> Result<SideBySide, Problem> {
    literature::api::side_by_side(&ws, id).await
}

/// [`literature::api::mark_right`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_mark_right(ws: Open, id: DocumentId, pair: Option<PairId>) -> Result<SideBySide, Problem> {
    literature::api::mark_right(&ws, id, pair).await
}

/// [`literature::api::say`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_say(
    ws: Open,
    id: DocumentId,
    source: Option<u32>,
    block: Option<u32>,
    base: String,
    text: String,
) -> Result<SideBySide, Problem> {
    literature::api::say(&ws, id, (source, block), base, text).await
}
