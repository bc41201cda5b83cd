//! All imports, and a new one.

use std::sync::Arc;

use axum::{
    Extension, Json as Answer,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::import_detail::ImportDetail;
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Query, body},
        session::Owner,
    },
    directory::text::{capital, forbidden_sign, sentence},
    import::{Mode, PlanCounts, report::Deletes, sheet::MAX_BYTES},
    office::importing::{ImportError, Wishes},
    store::{ImportRow, ImportState, StoreError},
};

/// The header that names the uploaded file, percent-encoded.
const FILE_NAME_HEADER: &str = "x-file-name";

/// The longest file name that is kept, in characters.
const MAX_NAME: usize = 200;

/// The bytes of a file, as they are.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only describes the body, which is read as it is")]
pub struct FileBytes(Vec<u8>);

/// All imports.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportList {
    /// The newest first.
    imports: Vec<ImportSummary>,
}

/// An import as it is listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportSummary {
    /// Its number.
    pub id: i64,
    /// What a change of it must name in `If-Match`.
    pub version: String,
    /// What it is up to.
    pub state: ImportState,
    /// The person's file name.
    pub file_name: String,
    /// SHA-256 of the file, hexadecimal.
    pub file_sha256: String,
    /// Who did it.
    pub actor: String,
    /// Seconds since 1970 UTC.
    pub started_at: i64,
    /// Seconds since 1970 UTC, once it landed.
    pub applied_at: Option<i64>,
    /// What it does or did, in numbers.
    pub counts: PlanCounts,
    /// What goes or went, in numbers. Of a checked import their sum is what `confirm_deletes` must say.
    pub deletes: Deletes,
    /// Whether its login passwords still wait to be handed over.
    pub passwords_wait: bool,
    /// Whether it can be continued: it is checked and its file is here.
    pub has_file: bool,
    /// What it may do, or might, with what is on the box.
    pub mode: Mode,
    /// When it was taken back, in seconds since 1970 UTC.
    pub undone_at: Option<i64>,
    /// Who took it back.
    pub undone_by: Option<String>,
}

/// How a file is to be taken.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// What it may do with what is on the box.
    #[param(inline)]
    mode: Option<Mode>,
}

impl From<ImportRow> for ImportSummary {
    fn from(row: ImportRow) -> Self {
        Self {
            version: row.version.to_string(),
            has_file: row.can_go_on(),
            id: row.id,
            state: row.state,
            file_name: row.file_name,
            file_sha256: row.file_sha256,
            actor: row.actor,
            started_at: row.started_at,
            applied_at: row.applied_at,
            deletes: serde_json::from_value(row.counts["deletes"].clone()).unwrap_or_default(),
            counts: serde_json::from_value(row.counts).unwrap_or_default(),
            passwords_wait: row.passwords_wait,
            mode: row.mode,
            undone_at: row.undone_at,
            undone_by: row.undone_by,
        }
    }
}

/// Lists all imports, the newest first
#[utoipa::path(get, path = "/imports", operation_id = "list_imports", tag = "imports",
    responses((status = 200, body = ImportList)))]
pub async fn list(State(admin): State<Arc<Admin>>) -> Result<Answer<ImportList>, Problem> {
    let rows = admin.work(|_, store| Ok(store.imports()?)).await?;
    Ok(Answer(ImportList { imports: rows.into_iter().map(ImportSummary::from).collect() }))
}

/// Uploads a spreadsheet and checks it; nothing of it is written to the office yet
#[utoipa::path(post, path = "/imports", operation_id = "upload_import", tag = "imports",
    params(UploadQuery, ("X-File-Name" = Option<String>, Header, description = "The file's name, percent-encoded")),
    request_body(content = FileBytes, content_type = "application/octet-stream", description = "The file's bytes, at most 50 MB"),
    responses((status = 201, body = ImportDetail)))]
pub async fn upload(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Query(query): Query<UploadQuery>,
    headers: HeaderMap,
    content: Body,
) -> Result<Response, Problem> {
    let wishes = Wishes { mode: query.mode.unwrap_or_default(), ..Wishes::default() };
    let (name, bytes) = (file_name(&headers), file_bytes(content).await?);
    let detail = admin
        .work(move |admin, store| {
            let file = (&*name, &*bytes);
            let import = admin.imports.upload(&admin.office, store, file, wishes, &owner.name)?;
            ImportDetail::read(admin, store, import)
        })
        .await?;
    let location = format!("{}/imports/{}", super::PREFIX, detail.summary.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Answer(detail)).into_response())
}

/// The uploaded file, no more of it than an import may have.
pub async fn file_bytes(content: Body) -> Result<bytes::Bytes, Problem> {
    body(content, usize::try_from(MAX_BYTES).unwrap_or(usize::MAX)).await
}

/// The person's file name without folders; whatever cannot stand in a sentence is left out.
pub fn file_name(headers: &HeaderMap) -> String {
    let sent = headers.get(FILE_NAME_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let text = percent_decode_str(sent).decode_utf8_lossy();
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean = last.chars().filter(|sign| forbidden_sign(sign.encode_utf8(&mut [0; 4])).is_none());
    let name: String = clean.take(MAX_NAME).collect();
    if name.trim().is_empty() { "upload".to_owned() } else { name.trim().to_owned() }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Sheet(error) => {
                Self::refused("sheet_unreadable", capital(&sentence(&error)), Vec::new())
            }
            ImportError::Rest(error) => error.into(),
            ImportError::Store(error) => error.into(),
        }
    }
}

impl Problem {
    /// The error of a change to an import; with the import as it is now where somebody else was faster.
    pub fn of_import(error: ImportError, now: impl FnOnce() -> Result<ImportDetail, Self>) -> Self {
        match error {
            ImportError::Store(StoreError::Changed) => match now() {
                Ok(detail) => no_file(&detail.summary).unwrap_or_else(|| Self::changed(&detail)),
                Err(problem) => problem,
            },
            error => error.into(),
        }
    }
}

/// Why nothing can be changed about an import's file; `None` where something can.
fn no_file(import: &ImportSummary) -> Option<Problem> {
    let detail = match import.state {
        ImportState::Applied => "This import was applied already, so it can no longer be changed",
        ImportState::Applying => "This import is being applied just now, so it can no longer be changed",
        ImportState::Checked if import.has_file => return None,
        ImportState::Checked => "The file of this import is no longer on the box. Upload it again",
    };
    Some(Problem::new(StatusCode::CONFLICT, "import_applied", detail))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn why_an_import_cannot_be_changed_is_told_as_it_is() {
        let told = |state, has_file| {
            let import = ImportSummary {
                id: 1,
                version: "1".into(),
                state,
                file_name: "x.csv".into(),
                file_sha256: "00".into(),
                actor: "owner".into(),
                started_at: 1,
                applied_at: None,
                counts: PlanCounts::default(),
                deletes: Deletes::default(),
                passwords_wait: false,
                has_file,
                mode: Mode::Add,
                undone_at: None,
                undone_by: None,
            };
            no_file(&import).map(|problem| problem.detail).unwrap_or_default()
        };
        assert!(told(ImportState::Applied, false).contains("was applied already"));
        assert!(told(ImportState::Applying, true).contains("is being applied just now"));
        assert!(told(ImportState::Checked, false).contains("no longer on the box"));
        assert_eq!(told(ImportState::Checked, true), "");
    }

    #[test]
    fn a_file_name_has_no_folders_and_no_breaks() {
        for (sent, name) in [
            ("people.csv", "people.csv"),
            ("C%3A%5Cusers%5Cp%C3%A4m.csv", "päm.csv"),
            ("..%2F..%2Fetc%2Fpasswd", "passwd"),
            ("a%0Ab.csv", "ab.csv"),
            ("", "upload"),
            ("%2F", "upload"),
        ] {
            let headers = HeaderMap::from_iter([(
                axum::http::HeaderName::from_static(FILE_NAME_HEADER),
                HeaderValue::from_str(sent).unwrap(),
            )]);
            assert_eq!(file_name(&headers), name, "{sent}");
        }
    }
}
