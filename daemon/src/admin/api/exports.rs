//! What is stored, as files. Never a secret: those go through one-time downloads.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{imports::FileBytes, template::XLSX};
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Name, Query},
    },
    office::exporting::{ExportFormat, Exported},
};

/// How to write it.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// `csv` where it is left out; `json` for sightings and events, which are no tables.
    #[param(inline)]
    format: Option<FormatWord>,
}

/// A file's format.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ExportFormat)]
pub enum FormatWord {
    /// A spreadsheet, comma-separated.
    Csv,
    /// For programs.
    Json,
    /// A workbook whose cells are all texts.
    Xlsx,
}

/// Hands out users, devices, keys, accounts without their passwords, sightings or events
#[utoipa::path(get, path = "/exports/{what}", operation_id = "export", tag = "exports",
    params(("what" = String, Path, description = "`users`, `devices`, `keys`, `accounts`, `sightings` or `events`"),
        ExportQuery),
    responses((status = 200, content((String = "text/csv"), (String = "application/json"), (FileBytes =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn export(
    State(admin): State<Arc<Admin>>,
    Name(what): Name,
    Query(query): Query<ExportQuery>,
) -> Result<Response, Problem> {
    let exported = exported(&what).ok_or_else(|| Problem::not_found("such export"))?;
    if let Some(FormatWord::Xlsx) = query.format.filter(|_| !exported.only_json()) {
        let bytes = admin.work(move |_, store| Ok(exported.workbook(store)?)).await?;
        return Ok((attachment(XLSX, &format!("{what}.xlsx")), bytes).into_response());
    }
    let format = format(exported, query.format)?;
    let text = admin.work(move |_, store| Ok(exported.text(store, format)?)).await?;
    let (kind, ending) = match format {
        ExportFormat::Csv => ("text/csv; charset=utf-8", "csv"),
        ExportFormat::Json => ("application/json", "json"),
    };
    Ok((attachment(kind, &format!("{what}.{ending}")), text).into_response())
}

fn exported(what: &str) -> Option<Exported> {
    Some(match what {
        "accounts" => Exported::Accounts { with_secrets: false },
        "devices" => Exported::Devices,
        "events" => Exported::Events,
        "keys" => Exported::Keys,
        "sightings" => Exported::Sightings,
        "users" => Exported::Users,
        _ => return None,
    })
}

fn format(exported: Exported, wanted: Option<FormatWord>) -> Result<ExportFormat, Problem> {
    match wanted {
        Some(FormatWord::Csv | FormatWord::Xlsx) if exported.only_json() => {
            Err(Problem::malformed("Sightings and events are no tables: ask for format=json"))
        }
        Some(FormatWord::Json) => Ok(ExportFormat::Json),
        None if exported.only_json() => Ok(ExportFormat::Json),
        Some(FormatWord::Csv | FormatWord::Xlsx) | None => Ok(ExportFormat::Csv),
    }
}

/// Headers of a file that the browser saves under this name, which is ours and needs no quoting.
pub fn attachment(kind: &'static str, name: &str) -> [(header::HeaderName, HeaderValue); 2] {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_leave_by_this_way_without_their_passwords_only() {
        assert_eq!(exported("accounts"), Some(Exported::Accounts { with_secrets: false }));
        assert_eq!(exported("credentials"), None);
    }

    #[test]
    fn logs_are_json_whether_asked_for_or_not_and_never_tables() {
        assert_eq!(format(Exported::Events, None).unwrap(), ExportFormat::Json);
        assert!(format(Exported::Sightings, Some(FormatWord::Csv)).is_err());
        assert_eq!(format(Exported::Users, None).unwrap(), ExportFormat::Csv);
    }
}
