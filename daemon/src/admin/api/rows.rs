//! The rows of an uploaded file with their findings, page by page in the order of the file.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use axum::{Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{columns::DOTS, import::draft};
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, Query, Slice},
    },
    import::{Column, Field, Issue, RowOutcome, Severity, sheet::Row},
    office::Draft,
};

/// The longest cell that is shown, in characters.
const CELL_LENGTH: usize = 1_000;

/// Which rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Show {
    /// All of them.
    #[default]
    All,
    /// Those with an error.
    Errors,
    /// Those with a note.
    Notes,
    /// Those with a warning.
    Warnings,
}

/// Which page of rows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowsQuery {
    /// Rows to leave out.
    offset: Option<usize>,
    /// Rows to give at most, 200 at most.
    limit: Option<usize>,
    /// Which rows.
    #[param(inline)]
    show: Option<Show>,
}

/// Which page of findings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IssuesQuery {
    /// Findings to leave out.
    offset: Option<usize>,
    /// Findings to give at most, 200 at most.
    limit: Option<usize>,
    /// Only those that matter so much.
    #[param(inline)]
    severity: Option<Severity>,
}

/// A page of rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rows {
    /// The version of the import that they are of.
    version: String,
    /// Rows that match the filter.
    total: usize,
    /// How many of them come before these.
    offset: usize,
    /// What the cells are.
    columns: Vec<RowColumn>,
    /// In the order of the file.
    rows: Vec<ReviewRow>,
}

/// A column of the rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowColumn {
    /// Its place in the file, from 0.
    index: usize,
    /// Its header in the file.
    source: String,
    /// Our field, `custom` or `left_out`.
    field: &'static str,
    /// Whether its cells are shown as dots.
    secret: bool,
}

/// A row with its findings.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewRow {
    /// As the spreadsheet numbers it.
    number: u32,
    /// Rows with the same number are one user; `null` where the row names nobody.
    user: Option<usize>,
    /// Whether it is the user's first row.
    first_of_user: bool,
    /// How it will end.
    outcome: RowOutcome,
    /// As long as `columns`; dots for secrets.
    cells: Vec<String>,
    /// What was found in it.
    issues: Vec<Issue>,
}

/// A page of findings.
#[derive(Debug, Serialize, ToSchema)]
pub struct Issues {
    /// Findings that match the filter.
    total: usize,
    /// Those of the whole file first, then by row and column.
    issues: Vec<Issue>,
}

/// Shows the rows of a file with their findings
#[utoipa::path(get, path = "/imports/{id}/rows", operation_id = "list_rows", tag = "imports",
    params(("id" = i64, Path), RowsQuery), responses((status = 200, body = Rows)))]
pub async fn rows(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    Query(query): Query<RowsQuery>,
) -> Result<Answer<Rows>, Problem> {
    let slice = Slice::of(query.offset, query.limit);
    let show = query.show.unwrap_or_default();
    admin.work(move |admin, store| Ok(Rows::of(&*draft(admin, store, id)?, show, slice))).await.map(Answer)
}

/// Lists the findings of a file
#[utoipa::path(get, path = "/imports/{id}/issues", operation_id = "list_issues", tag = "imports",
    params(("id" = i64, Path), IssuesQuery), responses((status = 200, body = Issues)))]
pub async fn issues(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    Query(query): Query<IssuesQuery>,
) -> Result<Answer<Issues>, Problem> {
    let slice = Slice::of(query.offset, query.limit);
    let draft = admin.work(move |admin, store| draft(admin, store, id)).await?;
    let matches = |issue: &&Issue| query.severity.is_none_or(|severity| issue.severity == severity);
    let all = &draft.examined.checked.issues;
    let issues = all.iter().filter(matches).skip(slice.offset).take(slice.limit).cloned().collect();
    Ok(Answer(Issues { total: all.iter().filter(matches).count(), issues }))
}

impl Rows {
    fn of(draft: &Draft, show: Show, slice: Slice) -> Self {
        let entries = draft.examined.mapping.entries();
        let wanted = numbers(&draft.examined.checked.issues, show);
        let is_wanted = |row: &Row| wanted.as_ref().is_none_or(|wanted| wanted.contains(&row.number));
        let users = users(draft);
        let planned = draft.examined.checked.plan.rows.iter();
        let all = draft.examined.sheet.rows.iter().zip(&users).zip(planned);
        let matching = all.filter(|((row, _), _)| is_wanted(row));
        let total = matching.clone().count();
        let mut issues = by_row(&draft.examined.checked.issues);
        let rows = matching.skip(slice.offset).take(slice.limit).map(|((row, user), planned)| ReviewRow {
            number: row.number,
            user: user.map(|(user, _)| user),
            first_of_user: user.is_some_and(|(_, first)| first),
            outcome: planned.outcome,
            cells: entries.iter().map(|column| cell(row, column)).collect(),
            issues: issues.remove(&row.number).unwrap_or_default().into_iter().cloned().collect(),
        });
        Self {
            version: draft.row.version.to_string(),
            total,
            offset: slice.offset,
            rows: rows.collect(),
            columns: entries.iter().map(row_column).collect(),
        }
    }
}

fn row_column(column: &Column) -> RowColumn {
    RowColumn {
        index: column.index,
        source: column.source.clone(),
        field: column.word(),
        secret: column.is_secret(),
    }
}

fn cell(row: &Row, column: &Column) -> String {
    let text = row.cells.get(column.index).map_or("", String::as_str);
    if column.is_secret() && !text.is_empty() {
        return DOTS.to_owned();
    }
    text.chars().take(CELL_LENGTH).collect()
}

/// The numbers of the rows with such findings; `None` for all rows.
fn numbers(issues: &[Issue], show: Show) -> Option<HashSet<u32>> {
    let severity = match show {
        Show::All => return None,
        Show::Errors => Severity::Error,
        Show::Notes => Severity::Note,
        Show::Warnings => Severity::Warning,
    };
    Some(issues.iter().filter(|issue| issue.severity == severity).filter_map(|issue| issue.row).collect())
}

fn by_row(issues: &[Issue]) -> HashMap<u32, Vec<&Issue>> {
    let mut rows: HashMap<u32, Vec<&Issue>> = HashMap::new();
    for issue in issues {
        if let Some(row) = issue.row {
            rows.entry(row).or_default().push(issue);
        }
    }
    rows
}

/// For each row which user it is about, and whether it is their first: rows with one email are one user.
fn users(draft: &Draft) -> Vec<Option<(usize, bool)>> {
    let place = draft.examined.mapping.place(Field::Email);
    let mut known: HashMap<String, usize> = HashMap::new();
    let user_of = |row: &Row| {
        let email = row.cells.get(place?).filter(|email| !email.is_empty())?.to_lowercase();
        let next = known.len();
        let user = *known.entry(email).or_insert(next);
        Some((user, user == next))
    };
    draft.examined.sheet.rows.iter().map(user_of).collect()
}
