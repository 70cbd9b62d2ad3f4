//! What the shells ask of the workspace's rule. What is about one document is asked of `distribution::api`, which knows the digest.

use super::rule::ApprovalRule;
use super::service;
use crate::error::Problem;
use crate::messages::Message;
use crate::workspace::Workspace;

/// The workspace's rule of approval.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn approval_rule(ws: &Workspace) -> Result<ApprovalRule, Problem> {
    ws.read(service::rule).await
}

/// Sets the rule; undo puts the one before back.
///
/// # Errors
/// `literature.approval.name`, `literature.approval.name_twice`, `literature.approval.too_many`, `literature.approval.nobody_may`,
/// `literature.approval.needed`: nothing has changed.
pub async fn set_approval_rule(ws: &Workspace, rule: ApprovalRule) -> Result<ApprovalRule, Problem> {
    ws.write(Message::new("literature.action.approval_rule"), move |tx| service::set_rule(tx, rule)).await
}
