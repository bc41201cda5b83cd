//! An import with all that a person decides by.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::imports::ImportSummary;
use crate::{
    admin::{Admin, problem::Problem},
    directory::text::capital,
    import::{
        Change, Field, Issue, Key, LeftAlone, Plan, PlannedUser, RowOutcome, Severity,
        report::Deletes,
        sheet::{ENCODINGS, SheetName},
    },
    office::{Draft, Group, Step},
    store::{ImportRow, ImportState, Store},
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
    /// Login passwords that will be made or set; of an applied import, people whose password or PIN waits.
    passwords: usize,
    /// PINs of mailboxes that will be new.
    pins: usize,
    /// Whose export the file is, as a person would say it; `null` where nobody knows.
    recipe: Option<String>,
    /// By what users are told apart.
    keyed_by: KeyedBy,
    /// Rows that are left out, or were.
    left_out: usize,
    /// Cells that are read otherwise than the file has them.
    edited: usize,
    /// Rows without an error that are not left out.
    clean: usize,
    /// How many changes of cells and rows can be taken back.
    steps: usize,
    /// How many fields of what is there change.
    changes: usize,
    /// What is on the box and not in the file.
    left_alone: LeftAlone,
    /// Whether nobody is in the phonebook, and the file has no column `in_directory` that says who is.
    nobody_listed: bool,
    /// Whether it can be taken back; `null` until it is applied.
    undo: Option<UndoState>,
    /// Whether the rows that are or were left out can be downloaded as a file.
    has_rest: bool,
    /// How many rows that file has.
    rest: usize,
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
    /// `csv` for all separated text, `xlsx`, `xls` or `ods`.
    format: &'static str,
    /// Name of the sheet that is read; `null` for separated text.
    name: Option<String>,
    /// All sheets of a workbook.
    sheets: Vec<SheetChoice>,
    /// IANA name of the encoding.
    encoding: &'static str,
    /// Encodings that a person may choose; none for workbooks.
    encodings: Vec<&'static str>,
    /// What separates the cells; `null` for workbooks.
    delimiter: Option<String>,
    /// The header's row number; 0 where no row names the columns.
    header_row: u32,
    /// Numbers of the rows that may name them: the first ten that hold anything.
    header_rows: Vec<u32>,
    /// Data rows.
    rows: usize,
    /// Size of the file.
    bytes: usize,
}

/// One sheet of a workbook.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetChoice {
    /// Its name.
    name: String,
    /// Rows that hold anything, the header included.
    rows: u32,
    /// How many column names that we know stand on top; 0 for hidden sheets, and where another sheet was asked for.
    headers: usize,
}

impl From<&SheetName> for SheetChoice {
    fn from(sheet: &SheetName) -> Self {
        Self { name: sheet.name.clone(), rows: sheet.rows, headers: sheet.headers }
    }
}

/// By what users are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyedBy {
    /// By their email.
    Email,
    /// By their main extension.
    Extension,
}

impl From<Key> for KeyedBy {
    fn from(key: Key) -> Self {
        match key {
            Key::Email => Self::Email,
            Key::Extension => Self::Extension,
        }
    }
}

impl From<KeyedBy> for Key {
    fn from(key: KeyedBy) -> Self {
        match key {
            KeyedBy::Email => Self::Email,
            KeyedBy::Extension => Self::Extension,
        }
    }
}

/// Whether an import can be taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoState {
    /// Whether it can, unless something depends on it now: ask for the report.
    possible: bool,
    /// Why not: a sentence.
    reason: Option<String>,
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
    /// Its name, the same as long as there are such findings.
    id: String,
    /// Stable name of the finding.
    code: &'static str,
    /// Whether it blocks.
    severity: Severity,
    /// Our field, where it is about one.
    column: Option<String>,
    /// How many there are.
    count: usize,
    /// A sentence that speaks for all, or the first one's with its row before it.
    message: String,
    /// The right value, where it is the same for all.
    suggestion: Option<String>,
    /// The first hundred rows; none for what is about the whole file.
    rows: Vec<u32>,
    /// What one click can do for all of them; `null` where each cell needs its own.
    repair: Option<GroupRepair>,
    /// Whether somebody ticked it off.
    seen: bool,
}

/// What mends all cells of a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupRepair {
    /// The text that all get; `null` where each gets what is suggested for it.
    text: Option<String>,
    /// How many cells get one.
    count: usize,
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

impl ImportDetail {
    /// The import as it is now.
    pub fn read(admin: &Admin, store: &mut Store, id: i64) -> Result<Self, Problem> {
        let job = admin.imports.job(id).unwrap_or_default();
        let draft = admin.imports.draft(&admin.office, store, id)?;
        let row = store.import(id)?.ok_or_else(|| Problem::not_found("import"))?;
        let is_applied = row.state == ImportState::Applied;
        let outcomes = store.import_outcomes(id)?.into_iter().collect();
        let waiting = store.handover(id, crate::office::now())?.map_or(0, |credentials| credentials.len());
        let seen = admin.imports.seen(store, id)?;
        let (undo, has_rest) = (UndoState::of(&row), row.has_rest);
        let why = job.failure.or_else(|| row.failure.clone()).filter(|_| !is_applied);
        let mut detail = Self {
            outcomes: is_applied.then_some(outcomes),
            passwords: waiting,
            progress: job.progress.filter(|_| job.is_running),
            failure: why.map(|why| failure(&why)),
            ..Self::empty(row.into())
        };
        if job.is_running && !is_applied {
            detail.summary.state = ImportState::Applying;
            detail.summary.has_file = false;
        }
        if let Some(draft) = draft.filter(|_| !is_applied) {
            detail.tell(&draft, &seen);
        }
        if is_applied {
            detail.undo = Some(undo);
            detail.has_rest = has_rest;
            detail.tell_end();
        }
        Ok(detail)
    }

    fn empty(summary: ImportSummary) -> Self {
        Self {
            summary,
            sheet: None,
            issues: None,
            groups: Vec::new(),
            columns_certain: true,
            joins: 0,
            passwords: 0,
            pins: 0,
            recipe: None,
            keyed_by: KeyedBy::Email,
            left_out: 0,
            edited: 0,
            clean: 0,
            steps: 0,
            changes: 0,
            left_alone: LeftAlone::default(),
            nobody_listed: false,
            undo: None,
            has_rest: false,
            rest: 0,
            samples: Samples::default(),
            outcomes: None,
            progress: None,
            failure: None,
        }
    }

    fn tell(&mut self, draft: &Draft, seen: &[String]) {
        let checked = &draft.examined.checked;
        let mapping = &draft.examined.mapping;
        self.summary.counts = checked.counts;
        self.sheet = Some(SheetFacts::of(draft));
        self.issues = Some(IssueCounts::of(&checked.issues));
        self.groups = draft.groups.iter().map(|group| IssueGroup::of(group, &checked.issues, seen)).collect();
        self.columns_certain = mapping.is_certain();
        self.recipe = mapping.recipe().map(str::to_owned);
        self.keyed_by = mapping.key().into();
        self.joins = checked.plan.joins();
        let has_login = |user: &&PlannedUser| user.existing.is_none() || user.password.is_some();
        self.passwords = checked.plan.users.iter().filter(has_login).count();
        self.pins = new_mailboxes(&checked.plan);
        self.samples = Samples::of(draft);
        self.summary.deletes = Deletes::of(&checked.plan.removals);
        self.changes = checked.plan.changes.len();
        self.left_alone = checked.plan.left_alone.clone();
        self.nobody_listed = checked.nobody_listed;
        self.tell_repairs(draft);
    }

    fn tell_end(&mut self) {
        let left_out = self.outcomes.as_ref().and_then(|outcomes| outcomes.get(RowOutcome::LeftOut.word()));
        self.left_out = left_out.and_then(|count| usize::try_from(*count).ok()).unwrap_or(0);
        self.rest = if self.has_rest { self.left_out } else { 0 };
    }

    fn tell_repairs(&mut self, draft: &Draft) {
        let repairs = &draft.examined.wishes.repairs;
        self.left_out = repairs.left_out().count();
        self.edited = repairs.edited();
        self.steps = repairs.steps();
        self.clean = draft.sheet().rows.len() - self.left_out - draft.rows_with_errors().count();
        self.rest = self.left_out;
        self.has_rest = self.rest > 0;
    }
}

impl UndoState {
    fn of(row: &ImportRow) -> Self {
        let reason = match (row.can_undo, row.undone_at) {
            (true, None) => None,
            (_, Some(_)) => Some("It was undone already"),
            (false, None) => {
                Some("What was before it is not known any more: it changed nothing, or is too long ago")
            }
        };
        Self { possible: reason.is_none(), reason: reason.map(str::to_owned) }
    }
}

fn failure(why: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, "import_failed", format!("{}. Nothing was imported", capital(why)))
}

impl SheetFacts {
    fn of(draft: &Draft) -> Self {
        let sheet = draft.sheet();
        Self {
            format: sheet.format,
            encoding: sheet.encoding,
            name: sheet.sheet.clone(),
            sheets: sheet.sheets.iter().map(SheetChoice::from).collect(),
            encodings: if sheet.delimiter.is_some() { ENCODINGS.to_vec() } else { Vec::new() },
            delimiter: sheet.delimiter.map(String::from),
            header_row: sheet.header_row,
            header_rows: sheet.top.clone(),
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

impl IssueGroup {
    fn of(group: &Group, issues: &[Issue], seen: &[String]) -> Self {
        let mut rows: Vec<u32> = group.members.iter().filter_map(|member| issues[*member].row).collect();
        rows.dedup();
        rows.truncate(ROWS_OF_A_GROUP);
        let repair = group.repair.as_ref();
        Self {
            id: group.id.clone(),
            code: group.code,
            severity: group.severity,
            column: group.column.clone(),
            count: group.members.len(),
            message: group.message.clone(),
            suggestion: group.suggestion.clone(),
            rows,
            repair: repair.map(|repair| GroupRepair { text: repair.text.clone(), count: repair.cells.len() }),
            seen: seen.contains(&group.id),
        }
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
            // Of somebody who changes all that they are to have stands here, not what is new.
            if !user.is_changed {
                samples.add_lines(user, &name);
            }
            for device in &user.devices {
                let mac = device.mac.map(|mac| format!(" {mac}")).unwrap_or_default();
                add(&mut samples.devices, format!("{name}: {}{mac}", device.model.to_uppercase()));
            }
        }
        samples
    }

    fn add_lines(&mut self, user: &PlannedUser, name: &str) {
        if user.softphone {
            add(&mut self.softphones, name.to_owned());
        }
        user.extensions.iter().for_each(|extension| add(&mut self.extensions, extension.number.clone()));
        user.phone_numbers.iter().for_each(|number| add(&mut self.phone_numbers, number.number.clone()));
    }
}

/// Users who get a mailbox, new or here already.
fn new_mailboxes(plan: &Plan) -> usize {
    let is_new = |user: &&PlannedUser| user.existing.is_none() && user.include_voicemail;
    let gets_one = |change: &&Change| {
        change.field == Field::IncludeVoicemail.name() && change.after.as_deref() == Some("yes")
    };
    plan.users.iter().filter(is_new).count() + plan.changes.iter().filter(gets_one).count()
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
