//! One import: what its check found, and the job that applies it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use axum::{
    Extension, Json as Answer,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    imports::{FileBytes, ImportSummary, file_bytes, file_name},
    openapi::IfMatchHeader,
};
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, IfMatch, Json},
        session::Owner,
    },
    directory::text::capital,
    import::{Issue, Severity},
    office::{Begun, Draft, Step, importing::ImportError},
    store::Store,
};

/// Row numbers that a group lists; a page shows the rows themselves with a filter.
const ROWS_OF_A_GROUP: usize = 100;

/// Names that the check page shows of each kind.
const SAMPLES: usize = 3;

/// An import with all that a person decides by.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportDetail {
    #[serde(flatten)]
    pub summary: ImportSummary,
    /// The file as it was read; `null` once it is applied, and for imports from the command line.
    sheet: Option<SheetFacts>,
    /// How many findings there are; `null` without a file.
    issues: Option<IssueCounts>,
    /// The findings grouped by what is to be done: errors first, the most frequent first.
    groups: Vec<IssueGroup>,
    /// Whether every column is known by its header.
    columns_certain: bool,
    /// Users who get their lines on a device that others share.
    joins: usize,
    /// Login passwords that will be made or set, or that wait.
    passwords: usize,
    /// Three names each of what is new.
    samples: Samples,
    /// Rows by how they ended, once it is applied.
    outcomes: Option<BTreeMap<String, i64>>,
    /// How far the job is, while it runs.
    progress: Option<Step>,
    /// Why the last try to apply it failed. Nothing was changed then.
    failure: Option<Problem>,
}

/// A file as it was read.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetFacts {
    /// `csv`, `xlsx`, `xls` or `ods`.
    format: &'static str,
    /// IANA name of the encoding.
    encoding: &'static str,
    /// What separates the cells; `null` in workbooks.
    delimiter: Option<String>,
    /// The header's row number.
    header_row: u32,
    /// Data rows.
    rows: usize,
    /// Size of the file.
    bytes: usize,
}

/// Findings by how much they matter.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct IssueCounts {
    /// These block.
    error: usize,
    /// What we did.
    note: usize,
    /// Worth a look.
    warning: usize,
}

/// Findings that want the same remedy.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssueGroup {
    /// Stable name of the finding.
    code: &'static str,
    /// Whether it blocks.
    severity: Severity,
    /// Our field, where it is about one.
    column: Option<String>,
    /// How many there are.
    count: usize,
    /// The first one's sentence.
    message: String,
    /// The right value, where it is the same for all.
    suggestion: Option<String>,
    /// The first hundred rows; none for what is about the whole file.
    rows: Vec<u32>,
}

/// A few names of what is new.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Samples {
    devices: Vec<String>,
    extensions: Vec<String>,
    phone_numbers: Vec<String>,
    softphones: Vec<String>,
    users: Vec<String>,
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

/// Puts a corrected file in the place of the one that was checked; what was said about columns stays
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
    params(("id" = i64, Path), IfMatchHeader), request_body = Nothing,
    responses((status = 200, body = ImportDetail, description = "It was applied, or a job is at it, already"),
        (status = 202, body = ImportDetail, description = "The job runs")))]
pub async fn apply(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    let begun = admin
        .work(move |admin, store| {
            let import = (id, number(&version));
            let begun = admin.imports.begin(&admin.office, store, import, &owner.name);
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

impl ImportDetail {
    /// The import as it is now.
    pub fn read(admin: &Admin, store: &mut Store, id: i64) -> Result<Self, Problem> {
        let job = admin.imports.job(id).unwrap_or_default();
        let draft = admin.imports.draft(&admin.office, store, id)?;
        let row = store.import(id)?.ok_or_else(|| Problem::not_found("import"))?;
        let is_applied = row.state == crate::store::ImportState::Applied;
        let outcomes = store.import_outcomes(id)?.into_iter().collect();
        let waiting = store.handover(id, crate::office::now())?.map_or(0, |credentials| credentials.len());
        let mut detail = Self {
            summary: row.into(),
            sheet: None,
            issues: None,
            groups: Vec::new(),
            columns_certain: true,
            joins: 0,
            passwords: waiting,
            samples: Samples::default(),
            outcomes: is_applied.then_some(outcomes),
            progress: job.progress.filter(|_| job.is_running),
            failure: job.failure.filter(|_| !is_applied).map(|why| failure(&why)),
        };
        if job.is_running && !is_applied {
            detail.summary.state = crate::store::ImportState::Applying;
            detail.summary.has_file = false;
        }
        if let Some(draft) = draft.filter(|_| !is_applied) {
            detail.tell(&draft);
        }
        Ok(detail)
    }

    fn tell(&mut self, draft: &Draft) {
        let checked = &draft.examined.checked;
        self.summary.counts = checked.counts;
        self.sheet = Some(SheetFacts::of(draft));
        self.issues = Some(IssueCounts::of(&checked.issues));
        self.groups = groups(&checked.issues);
        self.columns_certain = draft.examined.mapping.entries().iter().all(crate::import::Column::is_certain);
        self.joins = checked.plan.joins();
        self.passwords = checked.plan.users.iter().filter(|user| user.existing.is_none()).count();
        self.samples = Samples::of(draft);
    }
}

fn failure(why: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, "import_failed", format!("{}. Nothing was imported", capital(why)))
}

impl SheetFacts {
    fn of(draft: &Draft) -> Self {
        let sheet = &draft.examined.sheet;
        Self {
            format: sheet.format,
            encoding: sheet.encoding,
            delimiter: sheet.delimiter.map(String::from),
            header_row: sheet.header_row,
            rows: sheet.rows.len(),
            bytes: draft.bytes,
        }
    }
}

impl IssueCounts {
    fn of(issues: &[Issue]) -> Self {
        let mut counts = Self::default();
        for issue in issues {
            match issue.severity {
                Severity::Error => counts.error += 1,
                Severity::Note => counts.note += 1,
                Severity::Warning => counts.warning += 1,
            }
        }
        counts
    }
}

fn groups(issues: &[Issue]) -> Vec<IssueGroup> {
    let mut places: HashMap<(&str, Severity, Option<&str>), usize> = HashMap::new();
    let mut groups: Vec<IssueGroup> = Vec::new();
    for issue in issues {
        let kind = (issue.code, issue.severity, issue.column.as_deref());
        let place = *places.entry(kind).or_insert_with(|| {
            groups.push(IssueGroup::new(issue));
            groups.len() - 1
        });
        groups[place].add(issue);
    }
    groups.sort_by_key(|group| (group.severity, std::cmp::Reverse(group.count)));
    groups
}

impl IssueGroup {
    fn new(first: &Issue) -> Self {
        Self {
            code: first.code,
            severity: first.severity,
            column: first.column.clone(),
            count: 0,
            message: first.message.clone(),
            suggestion: first.suggestion.clone(),
            rows: Vec::new(),
        }
    }

    fn add(&mut self, issue: &Issue) {
        self.count += 1;
        if self.suggestion != issue.suggestion {
            self.suggestion = None;
        }
        let new = issue.row.filter(|row| self.rows.last() != Some(row) && self.rows.len() < ROWS_OF_A_GROUP);
        self.rows.extend(new);
    }
}

impl Samples {
    fn of(draft: &Draft) -> Self {
        let mut samples = Self::default();
        for user in &draft.examined.checked.plan.users {
            let name = format!("{} {}", user.first_name, user.last_name);
            if user.existing.is_none() {
                add(&mut samples.users, name.clone());
            }
            if user.softphone {
                add(&mut samples.softphones, name.clone());
            }
            user.extensions
                .iter()
                .for_each(|extension| add(&mut samples.extensions, extension.number.clone()));
            user.phone_numbers
                .iter()
                .for_each(|number| add(&mut samples.phone_numbers, number.number.clone()));
            for device in &user.devices {
                let mac = device.mac.map(|mac| format!(" {mac}")).unwrap_or_default();
                add(&mut samples.devices, format!("{name}: {}{mac}", device.model.to_uppercase()));
            }
        }
        samples
    }
}

fn add(list: &mut Vec<String>, name: String) {
    if list.len() < SAMPLES {
        list.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_job_failed_begins_like_a_sentence() {
        let told = failure("the disk is full").detail;
        assert_eq!(told, "The disk is full. Nothing was imported");
    }
}
