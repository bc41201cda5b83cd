//! What a person changes of an uploaded file on the review page: cells, groups of cells, rows that are left out.

use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    import::{Nothing, draft, edited, number, refused},
    import_detail::ImportDetail,
    openapi::{IfMatchHeader, MayMatchHeader},
    rows::ReviewRow,
};
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, IfMatch, Json, PAGE, version_of},
    },
    office::{CellEdit, CellNow, Edited, WhichRows},
    store::Store,
};

/// Cells that a person typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CellsInput {
    /// All of them are changed, or none. One step to take back.
    cells: Vec<CellInput>,
}

/// A cell that a person typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CellInput {
    /// Row as the spreadsheet numbers it.
    row: u32,
    /// The column's place in the file, from 0.
    index: usize,
    /// What the person saw there before.
    was: String,
    /// What is to be read there; `null` = what the file has.
    text: Option<String>,
}

/// Cells as they are now, in a problem document.
#[derive(Debug, Serialize)]
pub struct CellsNow {
    /// Those that somebody else changed.
    pub cells: Vec<CellText>,
}

/// A cell as it is now.
#[derive(Debug, Serialize)]
pub struct CellText {
    row: u32,
    index: usize,
    /// Dots for secrets.
    text: String,
}

/// What came of an edit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Repaired {
    /// The import now.
    detail: ImportDetail,
    /// All rows whose cells, findings or end are others now, 200 at most.
    rows: Vec<ReviewRow>,
    /// Whether there are more of them.
    more: bool,
}

/// Findings to be repaired together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairInput {
    /// The group's `id`.
    group: String,
}

/// Rows to be left out, or put back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOutInput {
    /// Which ones.
    rows: RowsInput,
    /// Whether they are left out from now on.
    left_out: bool,
}

/// Rows by number, or a word for many.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum RowsInput {
    /// As the spreadsheet numbers them.
    Numbers(Vec<u32>),
    /// By a word.
    Word(RowsWord),
}

/// A word for many rows.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowsWord {
    /// Every row.
    All,
    /// Those with an error, and those that have one once these are left out.
    WithErrors,
}

/// A group that somebody has looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenInput {
    /// The group's `id`.
    group: String,
    /// Whether it is ticked off from now on.
    seen: bool,
}

/// Reads cells otherwise than the file has them; an older version may change cells that nobody else has changed
#[utoipa::path(put, path = "/imports/{id}/cells", operation_id = "set_cells", tag = "imports",
    params(("id" = i64, Path), MayMatchHeader), request_body = CellsInput,
    responses((status = 200, body = Repaired)))]
pub async fn set_cells(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    headers: HeaderMap,
    Json(input): Json<CellsInput>,
) -> Result<Answer<Repaired>, Problem> {
    let version = version_of(&headers).map(|version| number(&version));
    let cells: Vec<CellEdit> = input.cells.into_iter().map(CellEdit::from).collect();
    admin
        .work(move |admin, store| {
            let done = admin.imports.set_cells(&admin.office, store, (id, version), &cells);
            let edited = done.map_err(|error| refused(admin, store, id, error))?;
            Repaired::read(admin, store, id, &edited)
        })
        .await
        .map(Answer)
}

/// Puts the one text that mends a group of findings into all their cells: one step
#[utoipa::path(post, path = "/imports/{id}/repairs", operation_id = "repair_group", tag = "imports",
    params(("id" = i64, Path), IfMatchHeader), request_body = RepairInput,
    responses((status = 200, body = ImportDetail)))]
pub async fn repair(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(RepairInput { group }): Json<RepairInput>,
) -> Result<Answer<ImportDetail>, Problem> {
    let edit = move |admin: &Admin, store: &mut Store| {
        admin.imports.repair_group(&admin.office, store, (id, number(&version)), &group)
    };
    admin.work(move |admin, store| edited(admin, store, id, edit)).await.map(Answer)
}

/// Takes the last change of cells or rows back
#[utoipa::path(post, path = "/imports/{id}/repairs/undo", operation_id = "take_back_repair", tag = "imports",
    params(("id" = i64, Path), IfMatchHeader), request_body = Nothing,
    responses((status = 200, body = ImportDetail)))]
pub async fn take_back(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<ImportDetail>, Problem> {
    let edit = move |admin: &Admin, store: &mut Store| {
        admin.imports.take_back(&admin.office, store, (id, number(&version)))
    };
    admin.work(move |admin, store| edited(admin, store, id, edit)).await.map(Answer)
}

/// Leaves rows out of the import, or puts them back: one step
#[utoipa::path(put, path = "/imports/{id}/left-out", operation_id = "leave_rows_out", tag = "imports",
    params(("id" = i64, Path), IfMatchHeader), request_body = LeftOutInput,
    responses((status = 200, body = ImportDetail)))]
pub async fn leave_out(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(LeftOutInput { rows, left_out }): Json<LeftOutInput>,
) -> Result<Answer<ImportDetail>, Problem> {
    let rows = WhichRows::from(rows);
    let edit = move |admin: &Admin, store: &mut Store| {
        admin.imports.leave_out(&admin.office, store, (id, number(&version)), &rows, left_out)
    };
    admin.work(move |admin, store| edited(admin, store, id, edit)).await.map(Answer)
}

/// Ticks a group of findings off, or not any more; the import itself stays as it is
#[utoipa::path(put, path = "/imports/{id}/seen", operation_id = "tick_group", tag = "imports",
    params(("id" = i64, Path)), request_body = SeenInput, responses((status = 200, body = ImportDetail)))]
pub async fn tick(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    Json(SeenInput { group, seen }): Json<SeenInput>,
) -> Result<Answer<ImportDetail>, Problem> {
    admin
        .work(move |admin, store| {
            let known = draft(admin, store, id)?.group(&group).is_some();
            // A group that is gone needs no tick; one that comes again is new to everybody.
            if known || !seen {
                admin.imports.set_seen(store, id, &group, seen)?;
            }
            ImportDetail::read(admin, store, id)
        })
        .await
        .map(Answer)
}

impl Repaired {
    fn read(admin: &Admin, store: &mut Store, id: i64, edited: &Edited) -> Result<Self, Problem> {
        let Edited { before, after } = edited;
        let differs = |position: &usize| ReviewRow::differs(before, after, *position);
        let mut positions = (0..after.sheet().rows.len()).filter(differs);
        let rows = positions.by_ref().take(PAGE).map(|position| ReviewRow::of(after, position)).collect();
        let more = positions.next().is_some();
        Ok(Self { detail: ImportDetail::read(admin, store, id)?, rows, more })
    }
}

impl From<CellInput> for CellEdit {
    fn from(input: CellInput) -> Self {
        Self { row: input.row, place: input.index, was: input.was, text: input.text }
    }
}

impl From<CellNow> for CellText {
    fn from(now: CellNow) -> Self {
        Self { row: now.row, index: now.place, text: now.text }
    }
}

impl From<RowsInput> for WhichRows {
    fn from(input: RowsInput) -> Self {
        match input {
            RowsInput::Numbers(numbers) => Self::Numbers(numbers),
            RowsInput::Word(RowsWord::All) => Self::All,
            RowsInput::Word(RowsWord::WithErrors) => Self::WithErrors,
        }
    }
}
