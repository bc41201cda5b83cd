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
    office::now,
    store::{Things, UndoReport},
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
    /// How it ended: a word of `RowOutcome`.
    #[schema(value_type = RowOutcome)]
    outcome: String,
    /// Why, where that is not plain: a sentence.
    reason: Option<String>,
}

/// What taking an import back would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoPreview {
    /// Whether nothing blocks it. Where `dependents` are named, they must be let go too.
    possible: bool,
    /// What it made and would go.
    created: Things,
    /// How many things it changed and would be as before.
    changed: usize,
    /// How many things it deleted and would be there again.
    deleted_back: usize,
    /// What blocks it: sentences.
    conflicts: Vec<String>,
    /// Later things that would go too: sentences.
    dependents: Vec<String>,
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
            let word = query.outcome.map(RowOutcome::word);
            let (offset, limit) = (small(slice.offset), small(slice.limit));
            let (total, rows) = store.import_row_outcomes(id, word, offset, limit)?;
            let rows = rows.into_iter().map(|(row, outcome, reason)| RowEnd { row, outcome, reason });
            Ok(Outcomes { total, rows: rows.collect() })
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
            let report = store.undo_report(id)?.ok_or_else(|| Problem::not_found("import"))?;
            Ok(UndoPreview::from(report))
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
            let report = store.undo_import(id, with_dependents, &owner.name, now())?;
            let report = report.ok_or_else(|| Problem::not_found("import"))?;
            refusal(&report).map_or(Ok(()), Err)?;
            admin.imports.tell_undone(id);
            ImportDetail::read(admin, store, id)
        })
        .await
        .map(Answer)
}

/// Why nothing was taken back.
fn refusal(report: &UndoReport) -> Option<Problem> {
    let (code, sentences) = match report {
        UndoReport { done: true, .. } => return None,
        UndoReport { possible: false, conflicts, .. } => ("undo_conflict", conflicts),
        UndoReport { dependents, .. } => ("undo_dependents", dependents),
    };
    Some(Problem::new(StatusCode::CONFLICT, code, sentences.join(". ")))
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl From<UndoReport> for UndoPreview {
    fn from(report: UndoReport) -> Self {
        Self {
            possible: report.possible,
            created: report.created,
            changed: report.changed,
            deleted_back: report.deleted_back,
            conflicts: report.conflicts,
            dependents: report.dependents,
        }
    }
}
