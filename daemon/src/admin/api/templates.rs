//! The files of the catalogue, and the box's own laid over them.

use std::sync::Arc;

use axum::{Extension, Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::openapi::IfMatchHeader;
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{IfMatch, Json, Name},
        session::Owner,
    },
    directory::text::capital,
    office::overlay::{CloneForm, Listed, OverlayError, Shown, State as TemplateState, diff},
    store::Store,
};

/// All files of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct Templates {
    /// By path.
    templates: Vec<ListedTemplate>,
}

/// A file of the catalogue: a template (`.j2`), or what is known of a brand or family (`.toml`).
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedTemplate {
    /// Its path: `brand/parts/file.j2`.
    path: String,
    /// How the box's own file stands to the shipped one.
    state: TemplateState,
    /// What is wrong with the box's own file.
    fault: Option<TemplateFault>,
}

/// Why a file cannot be used.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateFault {
    /// Line, from 1.
    line: usize,
    /// A sentence.
    message: String,
}

/// A file of the catalogue with its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct Template {
    #[serde(flatten)]
    listed: ListedTemplate,
    /// What a change must name in `If-Match`.
    version: String,
    /// The box's own text, or the shipped one.
    text: String,
    /// The shipped text; `null` where none is shipped.
    shipped: Option<String>,
    /// Where the two differ: lines that begin with `-` (shipped), `+` (the box's own) or a blank.
    diff: String,
}

/// A new text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateInput {
    /// The whole text.
    text: String,
}

/// Lists the files of the catalogue with their state
#[utoipa::path(get, path = "/templates", operation_id = "list_templates", tag = "templates",
    responses((status = 200, body = Templates)))]
pub async fn list(State(admin): State<Arc<Admin>>) -> Result<Answer<Templates>, Problem> {
    let list = |admin: &Admin, store: &mut Store| {
        let templates = admin.office.templates(store)?.into_iter().map(ListedTemplate::from).collect();
        Ok(Templates { templates })
    };
    admin.work(list).await.map(Answer)
}

/// Shows a file: its text, the shipped one, and where they differ
#[utoipa::path(get, path = "/templates/{path}", operation_id = "show_template_file", tag = "templates",
    params(("path" = String, Path, description = "Its slashes written as %2F")),
    responses((status = 200, body = Template)))]
pub async fn show(State(admin): State<Arc<Admin>>, Name(path): Name) -> Result<Answer<Template>, Problem> {
    admin.work(move |admin, store| read(admin, store, &path)).await.map(Answer)
}

/// Writes the box's own file, where it is sound; phones get what it says within two seconds
#[utoipa::path(put, path = "/templates/{path}", operation_id = "write_template_file", tag = "templates",
    params(("path" = String, Path, description = "Its slashes written as %2F"), IfMatchHeader),
    request_body = TemplateInput, responses((status = 200, body = Template)))]
pub async fn write(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Name(path): Name,
    IfMatch(version): IfMatch,
    Json(input): Json<TemplateInput>,
) -> Result<Answer<Template>, Problem> {
    let write = move |admin: &Admin, store: &mut Store| {
        let written = admin.office.write_template(store, &path, &input.text, Some(&version), &owner.name);
        written.map_err(|error| problem(admin, store, &path, error))?;
        refreshed(admin, store, &path)
    };
    admin.work(write).await.map(Answer)
}

/// Puts the shipped file back
#[utoipa::path(delete, path = "/templates/{path}", operation_id = "remove_template_file", tag = "templates",
    params(("path" = String, Path, description = "Its slashes written as %2F"), IfMatchHeader),
    responses((status = 200, body = Templates)))]
pub async fn remove(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Name(path): Name,
    IfMatch(version): IfMatch,
) -> Result<Answer<Templates>, Problem> {
    let remove = move |admin: &Admin, store: &mut Store| {
        let removed = admin.office.remove_template(store, &path, Some(&version), &owner.name);
        removed.map_err(|error| problem(admin, store, &path, error))?;
        refresh(admin, store)?;
        let templates = admin.offices.now().templates(store)?.into_iter().map(ListedTemplate::from);
        Ok(Templates { templates: templates.collect() })
    };
    admin.work(remove).await.map(Answer)
}

/// Takes note that the newer shipped file was looked at
#[utoipa::path(post, path = "/templates/{path}/accept", operation_id = "accept_template_file", tag = "templates",
    params(("path" = String, Path, description = "Its slashes written as %2F")),
    responses((status = 200, body = Template)))]
pub async fn accept(State(admin): State<Arc<Admin>>, Name(path): Name) -> Result<Answer<Template>, Problem> {
    let accept = move |admin: &Admin, store: &mut Store| {
        let accepted = admin.office.accept_template(store, &path);
        accepted.map_err(|error| problem(admin, store, &path, error))?;
        read(admin, store, &path)
    };
    admin.work(accept).await.map(Answer)
}

/// Makes a model of one's own that is like another one
#[utoipa::path(post, path = "/templates", operation_id = "clone_model", tag = "templates",
    request_body = CloneForm, responses((status = 200, body = Template)))]
pub async fn clone_model(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Json(input): Json<CloneForm>,
) -> Result<Answer<Template>, Problem> {
    let make = move |admin: &Admin, store: &mut Store| {
        let made = admin.office.clone_model(store, &input, &owner.name);
        let (path, _) = made.map_err(|error| problem(admin, store, "", error))?;
        refreshed(admin, store, &path)
    };
    admin.work(make).await.map(Answer)
}

/// Has the whole box read what was written, rather than within the second.
fn refresh(admin: &Admin, store: &mut Store) -> Result<(), Problem> {
    admin.offices.refresh(store).map(drop).map_err(|error| Problem::internal(&error))
}

fn refreshed(admin: &Admin, store: &mut Store, path: &str) -> Result<Template, Problem> {
    refresh(admin, store)?;
    admin.offices.now().template(store, path).map(Template::from).map_err(plain)
}

fn read(admin: &Admin, store: &Store, path: &str) -> Result<Template, Problem> {
    admin.office.template(store, path).map(Template::from).map_err(plain)
}

fn problem(admin: &Admin, store: &Store, path: &str, error: OverlayError) -> Problem {
    match error {
        OverlayError::Changed(_) => match read(admin, store, path) {
            Ok(present) => Problem::changed(&present),
            Err(problem) => problem,
        },
        error => plain(error),
    }
}

fn plain(error: OverlayError) -> Problem {
    let refused = |message: String| {
        let field = FieldProblem::error("", "template_refused", capital(&message));
        Problem::refused("template_refused", capital(&message), vec![field])
    };
    match error {
        OverlayError::Faulty(fault) => {
            let message = format!("{}, line {}: {}", fault.file, fault.line, fault.message);
            let field = FieldProblem::error("/text", "template_faulty", message.clone());
            Problem::refused("template_faulty", format!("Nothing was changed: {message}"), vec![field])
        }
        OverlayError::Store(error) => error.into(),
        OverlayError::Unknown(_) => Problem::not_found("such template"),
        OverlayError::Io { .. } => Problem::internal(&error),
        error @ (OverlayError::Changed(_) | OverlayError::Refused(_)) => refused(error.to_string()),
    }
}

impl From<Listed> for ListedTemplate {
    fn from(listed: Listed) -> Self {
        let fault = listed.fault.map(|fault| TemplateFault { line: fault.line, message: fault.message });
        Self { path: listed.path, state: listed.state, fault }
    }
}

impl From<Shown> for Template {
    fn from(shown: Shown) -> Self {
        let differs = shown.own.as_deref().zip(shown.shipped.as_deref());
        Self {
            version: shown.version(),
            text: shown.text().to_owned(),
            diff: differs.map(|(own, shipped)| diff(shipped, own)).unwrap_or_default(),
            shipped: shown.shipped,
            listed: shown.listed.into(),
        }
    }
}
