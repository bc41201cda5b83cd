//! What an import changes and deletes of what is there.

use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::import::draft;
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, Query, Slice},
    },
    import::{Change, Removal, Removed},
};

/// Which page of changes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    /// Changes to leave out.
    offset: Option<usize>,
    /// Changes to give at most, 200 at most.
    limit: Option<usize>,
}

/// A page of changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes {
    /// Fields that change.
    total: usize,
    /// In the order of the file.
    changes: Vec<Change>,
    /// What goes: with the first page only, and a thousand at most.
    removals: Vec<RemovalView>,
}

/// The most removals that are listed.
const REMOVALS: usize = 1_000;

/// Something that goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemovalView {
    /// The row that says so.
    row: u32,
    /// What it is.
    kind: RemovedKind,
    /// Its name.
    name: String,
}

/// What goes.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemovedKind {
    /// A phone.
    Device,
    /// A further extension.
    Extension,
    /// A phone number.
    PhoneNumber,
    /// A user with extensions, numbers, softphone and mailbox.
    User,
}

/// Lists what an import changes, before and after, and what it deletes
#[utoipa::path(get, path = "/imports/{id}/changes", operation_id = "list_changes", tag = "imports",
    params(("id" = i64, Path), ChangesQuery), responses((status = 200, body = Changes)))]
pub async fn list(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    Query(query): Query<ChangesQuery>,
) -> Result<Answer<Changes>, Problem> {
    let slice = Slice::of(query.offset, query.limit);
    let draft = admin.work(move |admin, store| draft(admin, store, id)).await?;
    let plan = &draft.examined.checked.plan;
    let changes = plan.changes.iter().skip(slice.offset).take(slice.limit).cloned().collect();
    let most = if slice.offset == 0 { REMOVALS } else { 0 };
    let removals = plan.removals.iter().take(most).map(RemovalView::from).collect();
    Ok(Answer(Changes { total: plan.changes.len(), changes, removals }))
}

impl From<&Removal> for RemovalView {
    fn from(removal: &Removal) -> Self {
        let kind = match removal.what {
            Removed::Device(_) => RemovedKind::Device,
            Removed::Extension(_) => RemovedKind::Extension,
            Removed::PhoneNumber(_) => RemovedKind::PhoneNumber,
            Removed::User(_) => RemovedKind::User,
        };
        Self { row: removal.row, kind, name: removal.name.clone() }
    }
}
