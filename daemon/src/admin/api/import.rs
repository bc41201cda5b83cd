//! One import: what its check found, and the job that applies it.

use std::sync::Arc;

use axum::{
    Extension, Json as Answer,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    import_detail::ImportDetail,
    imports::{FileBytes, file_bytes, file_name},
    openapi::IfMatchHeader,
    repairs::{CellText, CellsNow},
};
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, IfMatch, Json},
        session::Owner,
    },
    directory::text::{capital, sentence},
    import::Mode,
    office::{Begun, Draft, EditError, Edited, ReadingWish, importing::ImportError},
    store::Store,
};

/// What a person changes of how an import is read. `null` has it found out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "`null` is something else than nothing")]
pub struct ImportChange {
    /// What it may do with what is on the box.
    mode: Option<Mode>,
    /// Name of the sheet, in workbooks with several.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>, required = false)]
    sheet: Option<Option<String>>,
    /// IANA name of the encoding, for separated text.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>, required = false)]
    encoding: Option<Option<String>>,
    /// What separates the cells of separated text.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>, required = false)]
    delimiter: Option<Option<char>>,
    /// Number of the row that names the columns, among the first ten that hold anything; 0 = none does: row 1 is data.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<u32>, required = false)]
    header_row: Option<Option<u32>>,
}

/// `null` is something else than nothing.
fn told<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// What a person confirms when they apply an import.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// How many things go: users, phones, extensions and numbers together.
    #[serde(default)]
    #[schema(required = false)]
    confirm_deletes: usize,
}

/// Nothing: the body of a call that needs no words.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Nothing {}

/// Shows an import: what its check found, or what came of it
#[utoipa::path(get, path = "/imports/{id}", operation_id = "show_import", tag = "imports",
    params(("id" = i64, Path)), responses((status = 200, body = ImportDetail)))]
pub async fn show(State(admin): State<Arc<Admin>>, Id(id): Id) -> Result<Answer<ImportDetail>, Problem> {
    admin.work(move |admin, store| ImportDetail::read(admin, store, id)).await.map(Answer)
}

/// Changes what an import may do with what is there, or how its file is read; another reading forgets changed cells
#[utoipa::path(patch, path = "/imports/{id}", operation_id = "change_import", tag = "imports",
    params(("id" = i64, Path), IfMatchHeader), request_body = ImportChange,
    responses((status = 200, body = ImportDetail)))]
pub async fn change(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(input): Json<ImportChange>,
) -> Result<Answer<ImportDetail>, Problem> {
    let ImportChange { mode, sheet, encoding, delimiter, header_row } = input;
    let wish = ReadingWish { sheet, encoding, delimiter, header_row };
    let change = move |admin: &Admin, store: &mut Store| {
        admin.imports.set_mode_and_reading(&admin.office, store, (id, number(&version)), mode, wish)
    };
    admin.work(move |admin, store| edited(admin, store, id, change)).await.map(Answer)
}

/// Puts a corrected file in the place of the one that was checked; mode and columns stay, changed cells do not
#[utoipa::path(put, path = "/imports/{id}/file", operation_id = "replace_import_file", tag = "imports",
    params(("id" = i64, Path), IfMatchHeader,
        ("X-File-Name" = Option<String>, Header, description = "The file's name, percent-encoded")),
    request_body(content = FileBytes, content_type = "application/octet-stream", description = "The file's bytes, at most 50 MB"),
    responses((status = 200, body = ImportDetail)))]
pub async fn replace_file(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    headers: HeaderMap,
    content: Body,
) -> Result<Answer<ImportDetail>, Problem> {
    let (name, bytes) = (file_name(&headers), file_bytes(content).await?);
    let change = move |admin: &Admin, store: &mut Store| {
        let import = (id, number(&version));
        admin.imports.replace(&admin.office, store, import, (&name, &bytes), &owner.name)
    };
    admin.work(move |admin, store| changed(admin, store, id, change)).await.map(Answer)
}

/// Forgets a checked import and its file
#[utoipa::path(delete, path = "/imports/{id}", operation_id = "discard_import", tag = "imports",
    params(("id" = i64, Path), IfMatchHeader), responses((status = 204)))]
pub async fn discard(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<StatusCode, Problem> {
    let change = move |store: &mut Store| store.discard_import(id, number(&version));
    admin
        .work(move |admin, store| {
            change(store)
                .map_err(|error| Problem::of_import(error.into(), || ImportDetail::read(admin, store, id)))
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Starts the job that applies a checked import: all of it lands, or nothing. Asked twice, it is done once
#[utoipa::path(post, path = "/imports/{id}/apply", operation_id = "apply_import", tag = "imports",
    params(("id" = i64, Path), IfMatchHeader), request_body = Confirmation,
    responses((status = 200, body = ImportDetail, description = "It was applied, or a job is at it, already"),
        (status = 202, body = ImportDetail, description = "The job runs")))]
pub async fn apply(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(Confirmation { confirm_deletes }): Json<Confirmation>,
) -> Result<Response, Problem> {
    let begun = admin
        .work(move |admin, store| {
            let import = (id, number(&version));
            let begun = admin.imports.begin(&admin.office, store, import, confirm_deletes, &owner.name);
            let begun =
                begun.map_err(|error| Problem::of_import(error, || ImportDetail::read(admin, store, id)))?;
            Ok((begun, ImportDetail::read(admin, store, id)?))
        })
        .await?;
    match begun {
        (Begun::Started, detail) => Ok((StatusCode::ACCEPTED, Answer(detail)).into_response()),
        (Begun::Applied | Begun::Running, detail) => Ok(Answer(detail).into_response()),
        (Begun::HasErrors, _) => {
            let detail = "The file has errors, so nothing can be imported before they are mended";
            Err(Problem::new(StatusCode::CONFLICT, "has_errors", detail))
        }
        (Begun::DeletesUnconfirmed(number), _) => Err(unconfirmed(number)),
    }
}

/// Makes a change of a checked import and shows what it is then.
pub fn changed(
    admin: &Admin,
    store: &mut Store,
    id: i64,
    change: impl FnOnce(&Admin, &mut Store) -> Result<(), ImportError>,
) -> Result<ImportDetail, Problem> {
    match change(admin, store) {
        Ok(()) => ImportDetail::read(admin, store, id),
        Err(error) => Err(Problem::of_import(error, || ImportDetail::read(admin, store, id))),
    }
}

fn unconfirmed(number: usize) -> Problem {
    let detail = match number {
        0 => "The file deletes nothing any more. Look at it again".to_owned(),
        1 => "The file deletes 1 thing. Confirm that number to import it".to_owned(),
        _ => format!("The file deletes {number} things. Confirm that number to import it"),
    };
    Problem::new(StatusCode::CONFLICT, "deletes_unconfirmed", detail)
}

/// Edits a checked import and shows what it is then.
pub fn edited(
    admin: &Admin,
    store: &mut Store,
    id: i64,
    edit: impl FnOnce(&Admin, &mut Store) -> Result<Edited, EditError>,
) -> Result<ImportDetail, Problem> {
    edit(admin, store).map_err(|error| refused(admin, store, id, error))?;
    ImportDetail::read(admin, store, id)
}

/// Why an edit was refused.
pub fn refused(admin: &Admin, store: &mut Store, id: i64, error: EditError) -> Problem {
    let (status, code) = match &error {
        EditError::NoGroup => (StatusCode::CONFLICT, "group_gone"),
        EditError::NoRepair => (StatusCode::CONFLICT, "no_common_repair"),
        EditError::NoStep => (StatusCode::CONFLICT, "nothing_to_take_back"),
        EditError::NoCell { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "cell_unknown"),
        EditError::NoRow(_) => (StatusCode::UNPROCESSABLE_ENTITY, "row_unknown"),
        EditError::TooMany => (StatusCode::UNPROCESSABLE_ENTITY, "too_many_changes"),
        EditError::CellsChanged(_) => (StatusCode::PRECONDITION_FAILED, "cell_changed"),
        EditError::Import(_) => {
            let EditError::Import(error) = error else { return Problem::internal(&error) };
            return Problem::of_import(error, || ImportDetail::read(admin, store, id));
        }
    };
    let problem = Problem::new(status, code, capital(&sentence(&error)));
    let EditError::CellsChanged(cells) = error else { return problem };
    problem.with_current(&CellsNow { cells: cells.into_iter().map(CellText::from).collect() })
}

/// A version as the store counts it; one that is no number fits none.
pub fn number(version: &str) -> i64 {
    version.parse().unwrap_or(-1)
}

/// The draft of a checked import, for pages that need its file.
pub fn draft(admin: &Admin, store: &mut Store, id: i64) -> Result<Arc<Draft>, Problem> {
    match admin.imports.draft(&admin.office, store, id)? {
        Some(draft) => Ok(draft),
        None if store.import(id)?.is_some() => {
            let detail =
                "This import has no file to look at any more: it was applied, or its file was forgotten";
            Err(Problem::new(StatusCode::CONFLICT, "import_applied", detail))
        }
        None => Err(Problem::not_found("import")),
    }
}
