//! The spreadsheet to fill in.

use std::sync::Arc;

use axum::{extract::State, response::Response};

use super::imports::FileBytes;
use crate::admin::{Admin, problem::Problem};

/// What a workbook is sent as.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A spreadsheet to fill in, made from the phones that this box knows
#[utoipa::path(get, path = "/template.xlsx", operation_id = "show_template", tag = "imports",
    responses((status = 200, body = FileBytes,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub async fn show(State(admin): State<Arc<Admin>>) -> Result<Response, Problem> {
    admin.work(|_, _| Err::<Response, _>(Problem::not_found("template"))).await
}
