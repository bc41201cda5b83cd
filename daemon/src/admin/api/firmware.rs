//! Which firmware phones have and are to have.

use std::sync::Arc;

use axum::{Json as Answer, extract::State};

use crate::{
    admin::{Admin, problem::Problem},
    office::firmware::{self, FirmwareList},
};

/// Lists, for each model that phones here are of, the versions that they are to have and those that they have
#[utoipa::path(get, path = "/firmware", operation_id = "list_firmware", tag = "files",
    responses((status = 200, body = FirmwareList)))]
pub async fn list(State(admin): State<Arc<Admin>>) -> Result<Answer<FirmwareList>, Problem> {
    admin.work(|admin, store| Ok(firmware::versions(&admin.office, store)?)).await.map(Answer)
}
