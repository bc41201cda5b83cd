//! The parameters of a phone's file, and where each came from.

use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::device_file::broken;
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, Query},
    },
    directory::{DeviceId, Level, Override},
    office::{FileOrigins, phones},
    render::origins::{Origin, Source, TemplateLine},
    store::Store,
};

/// Which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ParametersQuery {
    /// One of the phone's `files`; its own main file where none is named.
    file: Option<String>,
}

/// The parameters of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceParameters {
    /// The file's name.
    name: String,
    /// Whether parameters of one's own can be laid over this file.
    takes_overrides: bool,
    /// In the order of the file; none where the box makes no such file for this phone alone.
    parameters: Vec<ParameterDocument>,
    /// Overrides of this phone that its file has no place for.
    impossible: Vec<LaidOverride>,
}

/// A parameter of a phone's file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeviceParameter)]
pub struct ParameterDocument {
    /// Its full name, as an override names it.
    name: String,
    /// Its value; every secret as ••••••••.
    value: String,
    /// Its line in the file, from 1.
    line: usize,
    /// The line of the template that wrote it; `null` where an override added it, or where nobody can tell.
    template: Option<TemplateLine>,
    /// What its value was made from, or asked for by; empty where the template alone says it.
    sources: Vec<Source>,
    /// What the template wrote, where an override replaced it.
    replaced: Option<String>,
    /// The override that counts.
    #[serde(rename = "override")]
    laid: Option<LaidOverride>,
    /// Overrides that a nearer one beats, the nearest last.
    beaten: Vec<LaidOverride>,
}

/// An override of this phone.
#[derive(Debug, Serialize, ToSchema)]
pub struct LaidOverride {
    /// Where somebody said so.
    level: Level,
    /// The parameter's name.
    parameter: String,
    /// What somebody said.
    value: String,
}

/// Lists the parameters of a phone's file, and where each came from
#[utoipa::path(get, path = "/devices/{id}/parameters", operation_id = "list_device_parameters", tag = "devices",
    params(("id" = i64, Path), ParametersQuery), responses((status = 200, body = DeviceParameters)))]
pub async fn list(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    Query(query): Query<ParametersQuery>,
) -> Result<Answer<DeviceParameters>, Problem> {
    admin.work(move |admin, store| DeviceParameters::read(admin, store, id, query.file)).await.map(Answer)
}

impl DeviceParameters {
    fn read(admin: &Admin, store: &mut Store, id: i64, name: Option<String>) -> Result<Self, Problem> {
        let device = store.device(DeviceId(id))?.ok_or_else(|| Problem::not_found("phone"))?;
        let main = || phones::files(&admin.office, &device).into_iter().next();
        let name = name.or_else(main).unwrap_or_default();
        let found = match device.listed.mac {
            None => None,
            Some(mac) => admin.office.origins(store, mac, Some(&name)).map_err(broken)?,
        };
        let FileOrigins { parameters, impossible, takes_overrides } = found.unwrap_or_default();
        Ok(Self {
            name,
            takes_overrides,
            parameters: parameters.into_iter().map(ParameterDocument::from).collect(),
            impossible: impossible.into_iter().map(|laid| laid.what.into()).collect(),
        })
    }
}

impl From<Origin> for ParameterDocument {
    fn from(origin: Origin) -> Self {
        let mut overrides = origin.overrides;
        let laid = overrides.pop();
        Self {
            name: origin.parameter.name,
            value: origin.parameter.value,
            line: origin.parameter.line + 1,
            template: origin.template,
            sources: origin.sources,
            replaced: origin.replaced,
            laid: laid.map(LaidOverride::from),
            beaten: overrides.into_iter().map(LaidOverride::from).collect(),
        }
    }
}

impl From<Override> for LaidOverride {
    fn from(one: Override) -> Self {
        Self { level: one.level, parameter: one.parameter, value: one.value }
    }
}
