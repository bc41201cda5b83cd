//! Files that phones fetch as they are: firmware, pictures, tones.

use std::{path::Path, sync::Arc};

use axum::{
    Extension, Json as Answer,
    body::Body,
    extract::{FromRequestParts, State},
    http::{StatusCode, request::Parts},
};
use bytes::Bytes;
use serde::Deserialize;
use tokio::{
    sync::{Semaphore, SemaphorePermit, mpsc::channel},
    task::spawn_blocking,
};
use utoipa::{IntoParams, ToSchema};

use super::{
    imports::FileBytes,
    intake::{WAITING, let_pass, pass_on},
};
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{Json, Name, Query},
        session::Owner,
    },
    catalogue::HostedKind,
    directory::text::capital,
    import::Severity,
    office::hosting::{
        self, Arrived, FileDocument, FileList, HostingError, Incoming, Refusal, UploadForm, Wants, WishForm,
    },
    store::StoreError,
};

/// Uploads at a time: each may fill the disk with 192 MB that are not kept.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The most that is let pass of a file that is refused before it came.
const LET_PASS: u64 = 200 * 1024 * 1024;

/// What a file is for and how it is called.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// What it is for.
    kind: HostedKind,
    /// Brand, in any usual spelling.
    brand: String,
    /// Family id; left out: all of the brand.
    family: Option<String>,
    /// Model, in any usual spelling; left out: all of the family.
    model: Option<String>,
    /// The name that phones are to ask for: A-Z, digits and `. _ -`.
    name: String,
    /// Version of firmware, where its name does not tell it.
    version: Option<String>,
    /// The digest that the maker tells, 64 hexadecimal digits: another file is refused.
    sha256: Option<String>,
    /// The warnings of the answer before (code `unconfirmed`) were read.
    #[serde(default)]
    #[param(required = false)]
    confirm: bool,
}

/// Which phones, and which file for them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantsQuery {
    /// What the file is for.
    kind: HostedKind,
    /// Brand, in any usual spelling.
    brand: String,
    /// Family id.
    family: Option<String>,
    /// Model, in any usual spelling.
    model: Option<String>,
    /// A name that is to be judged.
    name: Option<String>,
}

/// Which phones are to have a file. Without brand, family and model those that it was uploaded for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WishInput {
    /// Brand, in any usual spelling; left out: the file's.
    brand: Option<String>,
    /// Family id.
    family: Option<String>,
    /// Model, in any usual spelling.
    model: Option<String>,
    /// Only phones of users of this department.
    department: Option<String>,
    /// The warnings of the answer before (code `unconfirmed`) were read.
    #[serde(default)]
    #[schema(required = false)]
    confirm: bool,
}

/// A wish for a file: `/files/{name}/wishes/{id}`.
pub struct WishOf(String, i64);

impl<S: Send + Sync> FromRequestParts<S> for WishOf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<(String, String)>::from_request_parts(parts, state).await;
        let (name, id) = path.map(|path| path.0).map_err(|_| Problem::not_found("such wish"))?;
        id.parse().map(|id| Self(name, id)).map_err(|_| Problem::not_found("such wish"))
    }
}

/// Lists the files with the phones that are to have them
#[utoipa::path(get, path = "/files", operation_id = "list_files", tag = "files",
    responses((status = 200, body = FileList)))]
pub async fn list(State(admin): State<Arc<Admin>>) -> Result<Answer<FileList>, Problem> {
    admin.work(|admin, store| Ok(hosting::list(&admin.office, store)?)).await.map(Answer)
}

/// Tells what phones take, and whether a file of a name would be taken
#[utoipa::path(get, path = "/files/wants", operation_id = "show_wanted_files", tag = "files",
    params(WantsQuery), responses((status = 200, body = Wants)))]
pub async fn wants(
    State(admin): State<Arc<Admin>>,
    Query(query): Query<WantsQuery>,
) -> Result<Answer<Wants>, Problem> {
    let wants = admin.work(move |admin, store| {
        let scope = (query.brand.as_str(), query.family.as_deref(), query.model.as_deref());
        Ok(hosting::wants(&admin.office, store, query.kind, scope, query.name.as_deref())?)
    });
    wants.await.map(Answer)
}

/// Takes a file in. Faults point to the query's parameters (`/name`) or to the `/file`; code `unconfirmed` (409) wants `confirm`
#[utoipa::path(post, path = "/files", operation_id = "upload_file", tag = "files", params(UploadQuery),
    request_body(content = FileBytes, content_type = "application/octet-stream",
        description = "The file's bytes: firmware at most 192 MB, others at most 5 MB"),
    responses((status = 201, body = FileDocument)))]
pub async fn upload(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Query(query): Query<UploadQuery>,
    content: Body,
) -> Result<(StatusCode, Answer<FileDocument>), Problem> {
    let _turn = turn()?;
    let form = UploadForm::from(query);
    let expected = admin
        .work(move |admin, store| Ok((hosting::expect(&admin.office, store, form)?, store.dir().to_owned())));
    let (expected, dir) = match expected.await {
        Ok(expected) => expected,
        Err(problem) => {
            let_pass(content, LET_PASS).await;
            return Err(problem);
        }
    };
    let arrived = receive(&dir, expected.most(), content).await?;
    let kept = admin.work(move |admin, store| {
        let file = hosting::keep(&admin.office, store, &expected, &arrived, &owner.name)?;
        Ok(hosting::one(&admin.office, store, &file.name)?)
    });
    Ok((StatusCode::CREATED, Answer(kept.await?)))
}

/// Removes a file and the wishes for it
#[utoipa::path(delete, path = "/files/{name}", operation_id = "remove_file", tag = "files",
    params(("name" = String, Path)), responses((status = 204)))]
pub async fn remove(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Name(name): Name,
) -> Result<StatusCode, Problem> {
    admin.work(move |_, store| Ok(hosting::remove(store, &name, &owner.name)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has phones fetch a file, in the place of what was wished for the same ones
#[utoipa::path(put, path = "/files/{name}/wishes", operation_id = "wish_file", tag = "files",
    params(("name" = String, Path)), request_body = WishInput, responses((status = 200, body = FileDocument)))]
pub async fn wish(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Name(name): Name,
    Json(input): Json<WishInput>,
) -> Result<Answer<FileDocument>, Problem> {
    let wished = admin.work(move |admin, store| {
        hosting::wish(&admin.office, store, &name, &input.into(), &owner.name)?;
        Ok(hosting::one(&admin.office, store, &name)?)
    });
    wished.await.map(Answer)
}

/// Takes a wish for a file back; phones keep what they have
#[utoipa::path(delete, path = "/files/{name}/wishes/{id}", operation_id = "unwish_file", tag = "files",
    params(("name" = String, Path), ("id" = i64, Path)), responses((status = 204)))]
pub async fn unwish(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    WishOf(name, id): WishOf,
) -> Result<StatusCode, Problem> {
    let gone = admin.work(move |_, store| Ok(hosting::unwish(store, id, Some(&name), &owner.name)?));
    if gone.await? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("such wish")) }
}

fn turn() -> Result<SemaphorePermit<'static>, Problem> {
    TURNS.try_acquire().map_err(|_| StoreError::Busy.into())
}

/// Writes a body to the disk as it comes.
async fn receive(dir: &Path, most: u64, content: Body) -> Result<Arrived, Problem> {
    // Before anything may wait: should the person go away, nothing is made later.
    let mut incoming = Incoming::create(dir, most)?;
    let (send, mut pieces) = channel::<Bytes>(WAITING);
    let writing = spawn_blocking(move || {
        let mut written = Ok(());
        while let Some(piece) = pieces.blocking_recv() {
            // What comes after a failure is let pass, so that the answer is read.
            written = written.and_then(|()| incoming.write(&piece));
        }
        written.and_then(|()| incoming.finish())
    });
    let received = pass_on(content, send, LET_PASS, "The file is larger than 192 MB").await;
    let written: Result<Arrived, HostingError> = writing.await.map_err(|error| Problem::internal(&error))?;
    let arrived = written?;
    received.map(|()| arrived)
}

impl From<UploadQuery> for UploadForm {
    fn from(query: UploadQuery) -> Self {
        let UploadQuery { kind, brand, family, model, name, version, sha256, confirm } = query;
        Self { kind, brand, family, model, name, version, sha256, confirm }
    }
}

impl From<WishInput> for WishForm {
    fn from(input: WishInput) -> Self {
        let WishInput { brand, family, model, department, confirm } = input;
        Self { brand, family, model, department, confirm }
    }
}

impl From<HostingError> for Problem {
    fn from(error: HostingError) -> Self {
        match error {
            HostingError::NoSuchFile(_) => Self::not_found("such file"),
            HostingError::Refused(refusals) => {
                let first = refusals.first().map(|refusal| capital(&refusal.message)).unwrap_or_default();
                Self::refused("file_refused", first, refusals.iter().map(field).collect())
            }
            HostingError::Store(error) => error.into(),
            HostingError::TooLarge(message) => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", capital(&message))
            }
            HostingError::Unconfirmed(warnings) => {
                let detail = "Confirm that you mean it: some of this may not fit";
                let mut problem = Self::new(StatusCode::CONFLICT, "unconfirmed", detail);
                problem.fields = warnings.iter().map(|warning| to_confirm(warning)).collect();
                problem
            }
        }
    }
}

fn field(refusal: &Refusal) -> FieldProblem {
    FieldProblem::error(format!("/{}", refusal.field), "file_refused", capital(&refusal.message))
}

fn to_confirm(warning: &str) -> FieldProblem {
    let field = FieldProblem::error("/confirm", "unconfirmed", capital(warning));
    FieldProblem { severity: Severity::Warning, ..field }
}
