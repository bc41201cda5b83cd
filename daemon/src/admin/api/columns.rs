//! Which column of an uploaded file is which field.

use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    import::{draft, number, refused},
    import_detail::KeyedBy,
    openapi::IfMatchHeader,
};
use crate::{
    admin::{
        Admin,
        problem::{FieldProblem, Problem},
        request::{Id, IfMatch, Json},
    },
    import::{Column, Field, Issue, Key, REQUIRED, Reason, Wanted, sheet::MAX_COLUMNS},
    office::{DOTS, Draft},
    store::Store,
};

/// Values that the page shows of each column.
const SAMPLES: usize = 3;

/// The longest sample, in characters.
const SAMPLE_LENGTH: usize = 60;

/// The columns of a file and what becomes of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Columns {
    /// What a change must name in `If-Match`.
    version: String,
    /// In the order of the file.
    columns: Vec<ColumnChoice>,
    /// What a column may be, besides `custom` and `left_out`.
    fields: Vec<FieldName>,
    /// What is to be said of the columns.
    issues: Vec<Issue>,
    /// Whose export the file is, as a person would say it; `null` where nobody knows.
    recipe: Option<String>,
    /// By what users are told apart.
    keyed_by: KeyedBy,
    /// Whether the columns were chosen for an earlier file with the same headers.
    remembered: bool,
}

/// One column.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnChoice {
    /// Its place in the file, from 0.
    index: usize,
    /// Its letter in a spreadsheet.
    letter: String,
    /// Its header in the file.
    source: String,
    /// Up to three values; dots for secrets.
    samples: Vec<String>,
    /// Our field, `custom` (kept with the user) or `left_out`.
    field: &'static str,
    /// How we know.
    reason: Known,
}

/// How we know what a column is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// The header is known to mean it.
    Alias,
    /// The person said so.
    Asked,
    /// The values look like it: to be confirmed.
    Content,
    /// It means a field that another column feeds already.
    Duplicate,
    /// The recipe for such a file says so.
    Recipe,
    /// A person said so of an earlier file with the same headers.
    Remembered,
    /// The header is the field's name.
    SameName,
    /// It seems to hold secrets of another system.
    Secret,
    /// Nothing we know.
    Unknown,
}

impl From<Reason> for Known {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Alias => Self::Alias,
            Reason::Asked | Reason::LeftOut => Self::Asked,
            Reason::Content => Self::Content,
            Reason::Duplicate => Self::Duplicate,
            Reason::Recipe | Reason::RecipeLeftOut => Self::Recipe,
            Reason::Remembered => Self::Remembered,
            Reason::SameName => Self::SameName,
            Reason::Secret => Self::Secret,
            Reason::Unknown => Self::Unknown,
        }
    }
}

/// One of our fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldName {
    /// Its name.
    name: &'static str,
    /// Whether a file must have it.
    required: bool,
}

/// What a person says about the columns.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnsInput {
    /// Those that they say something about; the others are guessed.
    #[schema(max_items = 200)]
    columns: Vec<ColumnInput>,
    /// By what users are told apart; `null` where the file shall tell.
    #[serde(default)]
    #[schema(required = false)]
    key: Option<KeyedBy>,
}

/// What a person says about one column.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnInput {
    /// Its place in the file, from 0.
    index: usize,
    /// Our field, `custom` or `left_out`.
    field: String,
}

/// Shows the columns of a file, with samples and the reason of each guess
#[utoipa::path(get, path = "/imports/{id}/columns", operation_id = "show_columns", tag = "imports",
    params(("id" = i64, Path)), responses((status = 200, body = Columns)))]
pub async fn show(State(admin): State<Arc<Admin>>, Id(id): Id) -> Result<Answer<Columns>, Problem> {
    admin.work(move |admin, store| Columns::read(admin, store, id)).await.map(Answer)
}

/// Says which column is which field; the file is checked anew with that
#[utoipa::path(put, path = "/imports/{id}/columns", operation_id = "choose_columns", tag = "imports",
    params(("id" = i64, Path), IfMatchHeader), request_body = ColumnsInput,
    responses((status = 200, body = Columns)))]
pub async fn choose(
    State(admin): State<Arc<Admin>>,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Json(input): Json<ColumnsInput>,
) -> Result<Answer<Columns>, Problem> {
    let (choices, key) = (choices(&input)?, input.key.map(Key::from));
    admin
        .work(move |admin, store| {
            let import = (id, number(&version));
            let done = admin.imports.set_columns(&admin.office, store, import, &choices, key);
            done.map_err(|error| refused(admin, store, id, error))?;
            Columns::read(admin, store, id)
        })
        .await
        .map(Answer)
}

fn choices(input: &ColumnsInput) -> Result<Vec<(usize, Wanted)>, Problem> {
    if input.columns.len() > MAX_COLUMNS {
        return Err(Problem::malformed("More than 200 columns are named; a file has 200 at most"));
    }
    let mut faults = Vec::new();
    let mut choices = Vec::new();
    for (place, column) in input.columns.iter().enumerate() {
        let Some(wanted) = Wanted::named(&column.field) else {
            let message = "There is no such field. Choose one of the list";
            faults.push(FieldProblem::error(format!("/columns/{place}/field"), "field_unknown", message));
            continue;
        };
        choices.push((column.index, wanted));
    }
    if faults.is_empty() {
        return Ok(choices);
    }
    Err(Problem::refused("columns_refused", "A column is mapped to a field that we do not have", faults))
}

impl Columns {
    fn read(admin: &Admin, store: &mut Store, id: i64) -> Result<Self, Problem> {
        let draft = draft(admin, store, id)?;
        let columns = draft.examined.mapping.entries();
        Ok(Self {
            version: draft.row.version.to_string(),
            columns: columns.iter().map(|column| choice(&draft, column)).collect(),
            fields: Field::ALL.into_iter().map(field_name).collect(),
            issues: draft.examined.mapping_issues.clone(),
            recipe: draft.examined.mapping.recipe().map(str::to_owned),
            keyed_by: draft.examined.mapping.key().into(),
            remembered: draft.is_remembered(),
        })
    }
}

fn choice(draft: &Draft, column: &Column) -> ColumnChoice {
    ColumnChoice {
        index: column.index,
        letter: column.letter(),
        source: column.source.clone(),
        samples: samples(draft, column),
        field: column.word(),
        reason: column.reason.into(),
    }
}

fn samples(draft: &Draft, column: &Column) -> Vec<String> {
    let cells = draft.examined.sheet.rows.iter().filter_map(|row| row.cells.get(column.index));
    let filled = cells.filter(|cell| !cell.is_empty()).take(SAMPLES);
    if column.is_secret() {
        return filled.map(|_| DOTS.to_owned()).collect();
    }
    filled.map(|cell| cell.chars().take(SAMPLE_LENGTH).collect()).collect()
}

fn field_name(field: Field) -> FieldName {
    FieldName { name: field.name(), required: REQUIRED.contains(&field) }
}
