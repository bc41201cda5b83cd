//! The rows of an uploaded file with their findings, page by page in the order of the file.

use std::{collections::HashSet, sync::Arc};

use axum::{Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::import::draft;
use crate::{
    admin::{
        Admin,
        problem::Problem,
        request::{Id, Query, Slice},
    },
    import::{Column, Issue, RowOutcome, Severity},
    office::{Draft, shown},
};

/// Which rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// All of them.
    #[default]
    All,
    /// Those that change or delete something that is there.
    Changes,
    /// Those with an error.
    Errors,
    /// Those that are left out.
    LeftOut,
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
    /// Only those that a group of findings is about: its `id`.
    group: Option<String>,
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
    /// Whether the file has anything in it.
    used: bool,
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
    /// Why it ends so, where that is not plain.
    reason: Option<String>,
    /// Whether it is left out.
    left_out: bool,
    /// Places in `columns` of the cells that are read otherwise than the file has them.
    edited: Vec<usize>,
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
    let group = query.group;
    admin
        .work(move |admin, store| Ok(Rows::of(&*draft(admin, store, id)?, show, group.as_deref(), slice)))
        .await
        .map(Answer)
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
    fn of(draft: &Draft, show: Show, group: Option<&str>, slice: Slice) -> Self {
        let wanted = numbers(draft, show);
        let grouped = group.map(|id| numbers_of_group(draft, id));
        let is_in = |set: &Option<HashSet<u32>>, row: u32| set.as_ref().is_none_or(|set| set.contains(&row));
        let rows = draft.sheet().rows.iter().enumerate();
        let mut matching = rows
            .filter(|(_, row)| is_in(&wanted, row.number) && is_in(&grouped, row.number))
            .map(|(position, _)| position);
        let total = matching.clone().count();
        let rows = matching.by_ref().skip(slice.offset).take(slice.limit);
        Self {
            version: draft.row.version.to_string(),
            total,
            offset: slice.offset,
            rows: rows.map(|position| ReviewRow::of(draft, position)).collect(),
            columns: draft
                .examined
                .mapping
                .entries()
                .iter()
                .map(|column| row_column(draft, column))
                .collect(),
        }
    }
}

impl ReviewRow {
    /// The row at a place among the rows.
    pub fn of(draft: &Draft, position: usize) -> Self {
        let row = draft.row_at(position);
        let (entries, repairs) = (draft.examined.mapping.entries(), &draft.examined.wishes.repairs);
        let places: Vec<usize> = repairs.places(row.number).collect();
        let is_edited = |(_, column): &(usize, &Column)| places.contains(&column.index);
        let planned = draft.examined.checked.plan.rows.get(position);
        let user = draft.owners.get(position).copied().flatten();
        Self {
            number: row.number,
            user: user.map(|(user, _)| user),
            first_of_user: user.is_some_and(|(_, first)| first),
            outcome: planned.map_or(RowOutcome::Unchanged, |planned| planned.outcome),
            reason: planned.and_then(|planned| planned.reason.clone()),
            left_out: repairs.leaves_out(row.number),
            edited: entries.iter().enumerate().filter(is_edited).map(|(place, _)| place).collect(),
            cells: entries.iter().map(|column| shown(&row, column)).collect(),
            issues: draft.issues_of(row.number).to_vec(),
        }
    }

    /// Whether a row of the same file is another than before an edit.
    pub fn differs(before: &Draft, after: &Draft, position: usize) -> bool {
        let number = after.sheet().rows[position].number;
        let repairs = [before, after].map(|draft| &draft.examined.wishes.repairs);
        let planned = [before, after].map(|draft| draft.examined.checked.plan.rows.get(position));
        let owners = [before, after].map(|draft| draft.owners.get(position));
        repairs[0].leaves_out(number) != repairs[1].leaves_out(number)
            || planned[0] != planned[1]
            || owners[0] != owners[1]
            || before.issues_of(number) != after.issues_of(number)
            || !repairs[0].places(number).eq(repairs[1].places(number))
            || before.row_at(position).cells != after.row_at(position).cells
    }
}

fn row_column(draft: &Draft, column: &Column) -> RowColumn {
    RowColumn {
        index: column.index,
        source: column.source.clone(),
        field: column.word(),
        secret: column.is_secret(),
        used: draft
            .sheet()
            .rows
            .iter()
            .any(|row| row.cells.get(column.index).is_some_and(|cell| !cell.is_empty())),
    }
}

/// The numbers of the rows that are wanted; `None` for all rows.
fn numbers(draft: &Draft, show: Show) -> Option<HashSet<u32>> {
    let checked = &draft.examined.checked;
    let found = |severity| {
        let issues = checked.issues.iter().filter(move |issue| issue.severity == severity);
        issues.filter_map(|issue| issue.row).collect()
    };
    Some(match show {
        Show::All => return None,
        Show::Changes => {
            let changed = checked.plan.changes.iter().map(|change| change.row);
            changed.chain(checked.plan.removals.iter().map(|removal| removal.row)).collect()
        }
        Show::Errors => found(Severity::Error),
        Show::LeftOut => draft.examined.wishes.repairs.left_out().collect(),
        Show::Notes => found(Severity::Note),
        Show::Warnings => found(Severity::Warning),
    })
}

/// None where there are no such findings any more.
fn numbers_of_group(draft: &Draft, id: &str) -> HashSet<u32> {
    let members = draft.group(id).map(|group| &group.members[..]).unwrap_or_default();
    members.iter().filter_map(|member| draft.examined.checked.issues[*member].row).collect()
}
