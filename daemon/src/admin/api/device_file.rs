//! A phone's file as it may be shown.

use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, Query},
    },
    directory::DeviceId,
    office::{FileError, phones},
    store::Store,
};

/// Which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// One of the phone's `files`; its own main file where none is named.
    name: Option<String>,
}

/// A file as it may be shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceFile {
    /// Its name.
    name: String,
    /// Every secret as ••••••••; empty where the box makes no such file for this phone.
    text: String,
    /// How long the file is that the phone gets.
    bytes: usize,
}

/// Shows a file as the phone gets it, with dots for every secret
#[utoipa::path(get, path = "/devices/{id}/file", operation_id = "show_device_file", tag = "devices",
    params(("id" = i64, Path), FileQuery), responses((status = 200, body = DeviceFile)))]
pub async fn show(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    Query(query): Query<FileQuery>,
) -> Result<Answer<DeviceFile>, Problem> {
    admin.work(move |admin, store| DeviceFile::read(admin, store, id, query.name)).await.map(Answer)
}

impl DeviceFile {
    fn read(admin: &Admin, store: &mut Store, id: i64, name: Option<String>) -> Result<Self, Problem> {
        let device = store.device(DeviceId(id))?.ok_or_else(|| Problem::not_found("phone"))?;
        let main = || phones::files(&admin.office, &device).into_iter().next();
        let name = name.or_else(main).unwrap_or_default();
        let made = match device.listed.mac {
            None => None,
            Some(mac) => admin.office.masked_file(store, mac, &name).map_err(broken)?,
        };
        let (text, bytes) = made.map(|file| (file.text, file.bytes)).unwrap_or_default();
        Ok(Self { name, text, bytes })
    }
}

/// The box's own template is at fault; its sentence says where.
pub fn broken(error: FileError) -> Problem {
    match error {
        FileError::Store(error) => error.into(),
        error => {
            Problem::new(StatusCode::CONFLICT, "file_broken", format!("The file cannot be made: {error}"))
        }
    }
}
