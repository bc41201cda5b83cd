//! The spreadsheet to fill in.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

use super::{exports::attachment, imports::FileBytes};
use crate::{
    admin::{Admin, problem::Problem},
    office::template,
};

/// What a workbook is sent as.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A spreadsheet to fill in, made from the phones that this box knows
#[utoipa::path(get, path = "/template.xlsx", operation_id = "show_template", tag = "imports",
    responses((status = 200, body = FileBytes,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub async fn show(State(admin): State<Arc<Admin>>) -> Result<Response, Problem> {
    let workbook = |admin: &Admin| template::workbook(&admin.office.catalogue);
    let made = admin.work(move |admin, _| workbook(admin).map_err(|error| Problem::internal(&error)));
    Ok((attachment(XLSX, "linekey.xlsx"), made.await?).into_response())
}
