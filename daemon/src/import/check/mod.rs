//! Every check of every row, before anything is written.

mod account;
mod cells;
mod device;
mod draft;
mod existing;
mod log;
mod mac;
mod model;
mod number;
mod password;
mod person;
mod rows;
mod sharing;
#[cfg(test)]
mod tests;
mod value;

pub use existing::{Existing, ExistingDevice, ExistingExtension, ExistingLine, ExistingUser, Rules};

use std::collections::HashMap;

use super::{
    Field, Issue, Mapping, Mode, Plan, PlanCounts, Repairs,
    issue::{Finding, Severity},
    sheet::Sheet,
};
use crate::{catalogue::Catalogue, directory::MacAddr};

use cells::Cells;
use device::SeenDevice;
use draft::Draft;
use log::Log;
use model::Models;
use rows::{Kind, Rows};

/// What a check finds.
#[derive(Debug, Clone)]
pub struct Checked {
    /// All findings, by row, then column.
    pub issues: Vec<Issue>,
    /// What would be done. With an error among the issues it holds what could be understood, for the counts only.
    pub plan: Plan,
    /// The plan in numbers.
    pub counts: PlanCounts,
}

impl Checked {
    /// Whether anything blocks the import.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.issues.iter().any(|issue| issue.severity == Severity::Error)
    }
}

/// What is checked: a file as a person wants it read.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Its cells.
    pub sheet: &'a Sheet,
    /// Which column is which field.
    pub mapping: &'a Mapping,
    /// What is to be said of the columns; it comes first in the result.
    pub mapping_issues: &'a [Issue],
    /// Cells that are read otherwise, rows that are left out.
    pub repairs: &'a Repairs,
    /// What it may do with what is on the box.
    pub mode: Mode,
}

/// Checks every row of the sheet and plans the import.
#[must_use]
pub fn check(input: Input<'_>, existing: &Existing, catalogue: &Catalogue, rules: Rules<'_>) -> Checked {
    let Input { sheet, mapping, .. } = input;
    let repaired = input.repairs.rows(sheet);
    let mut checker = Checker::new(mapping, input.mapping_issues.to_vec(), existing, catalogue, rules);
    checker.whole_file(sheet);
    let mut rows = Rows::default();
    for row in &repaired {
        // What stands in a row that is left out is free for the others.
        if input.repairs.leaves_out(row.number) {
            rows.push(row.number, Kind::LeftOut);
        } else if let Some(reason) = mapping.skipped(row) {
            rows.skip(row.number, reason);
        } else {
            rows.push(row.number, checker.row(row, sheet.header.len()));
        }
    }
    checker.finish(rows)
}

/// The check while it goes through the rows. Each `HashMap` remembers where in the file a value stood first.
struct Checker<'a> {
    mapping: &'a Mapping,
    existing: &'a Existing,
    rules: Rules<'a>,
    log: Log<'a>,
    models: Models<'a>,
    catalogue: &'a Catalogue,
    users: Vec<Draft>,
    by_email: HashMap<String, usize>,
    extensions: HashMap<String, Seen>,
    phone_numbers: HashMap<String, Seen>,
    devices: HashMap<MacAddr, SeenDevice>,
    sip_usernames: HashMap<String, u32>,
    counts: PlanCounts,
    /// The row at hand says something of what is on the box that an import which only adds does not use.
    has_unused: bool,
}

/// Where a value stood first, and whose it is; nobody's where the row names no user.
#[derive(Debug, Clone, Copy)]
struct Seen {
    row: u32,
    owner: Option<usize>,
}

impl Seen {
    /// People copy a whole row to add one thing to it: the same value of the same user is no duplicate.
    fn is_of(self, owner: Option<usize>) -> bool {
        owner.is_some() && self.owner == owner
    }
}

impl<'a> Checker<'a> {
    fn new(
        mapping: &'a Mapping,
        mapping_issues: Vec<Issue>,
        existing: &'a Existing,
        catalogue: &'a Catalogue,
        rules: Rules<'a>,
    ) -> Self {
        Self {
            mapping,
            existing,
            rules,
            log: Log::new(mapping, mapping_issues),
            models: Models::new(catalogue),
            catalogue,
            users: Vec::new(),
            by_email: HashMap::new(),
            extensions: HashMap::new(),
            phone_numbers: HashMap::new(),
            devices: HashMap::new(),
            sip_usernames: HashMap::new(),
            counts: PlanCounts::default(),
            has_unused: false,
        }
    }

    fn whole_file(&mut self, sheet: &Sheet) {
        if sheet.rows.is_empty() {
            let message = "The file has a header but no rows. Add a row for each user";
            self.log.file(Finding::error("no_rows", message));
        }
        if !sheet.encoding.starts_with("utf-") {
            self.log.file(self.encoding_guessed(sheet));
        }
        let column = |field| self.mapping.place(field).is_some();
        if column(Field::Model) && !column(Field::Brand) {
            let message = "The file has no column brand, so the brands are taken from the models";
            self.log.file(Finding::note("brand_filled", message));
        }
        if column(Field::Model) && !column(Field::Family) {
            let message = "The file has no column family, so the families are taken from the models";
            self.log.file(Finding::note("family_filled", message));
        }
        for row in &sheet.repeated_headers {
            self.log.row(
                *row,
                Finding::note("header_repeated", "The header stands here again. The row is skipped"),
            );
        }
    }

    /// With some of the names that tell whether the guess is right. Other cells may be secret.
    fn encoding_guessed(&self, sheet: &Sheet) -> Finding {
        let names = [Field::FirstName, Field::LastName, Field::FullName];
        let places: Vec<usize> = names.into_iter().filter_map(|field| self.mapping.place(field)).collect();
        let cells = sheet.rows.iter().flat_map(|row| places.iter().filter_map(|place| row.cells.get(*place)));
        let accented = cells.filter(|cell| cell.chars().any(|sign| !sign.is_ascii() && sign.is_alphabetic()));
        let shown: Vec<String> = accented.take(3).map(|cell| format!("“{}”", value::shown(cell))).collect();
        let message = format!("The file is read as {}. Check that ", sheet.encoding);
        if shown.is_empty() {
            Finding::note("encoding_guessed", message + "accented letters are right")
        } else {
            let verb = if shown.len() == 1 { "is" } else { "are" };
            let message =
                format!("{message}{} {verb} right, or save the file as CSV UTF-8", shown.join(", "));
            Finding::warning("encoding_guessed", message)
        }
    }

    fn row(&mut self, row: &super::sheet::Row, width: usize) -> Kind {
        let cells = Cells::read(row, width, self.mapping, &mut self.log);
        self.action(&cells);
        self.has_unused = false;
        let owner = self.person(&cells);
        let new_user = owner.is_some_and(|user| self.users[user].is_new_in(row.number));
        let new = [
            self.extension(&cells, owner),
            self.phone_number(&cells, owner),
            self.device(&cells, owner),
            self.softphone(&cells, owner),
            self.labels(&cells, owner),
        ];
        if new_user || new.contains(&true) {
            Kind::Creates
        } else if owner.is_some_and(|user| self.users[user].is_new()) {
            Kind::Repeats
        } else if self.has_unused {
            Kind::Unused
        } else {
            Kind::Same
        }
    }

    fn action(&mut self, cells: &Cells<'_>) {
        let Some(text) = cells.text(Field::Action) else { return };
        let message = match text.to_lowercase().as_str() {
            "add" | "create" | "new" => return,
            "delete" | "remove" | "update" | "change" => {
                format!("“{text}” is not possible yet: an import only adds. Write add or leave it blank")
            }
            _ => format!("There is no action “{}”. Write add or leave it blank", value::shown(text)),
        };
        self.log.cell(cells, Field::Action, Finding::error("action_unknown", message));
    }

    fn finish(mut self, rows: Rows) -> Checked {
        self.report_lines();
        for user in &self.users {
            user.report_existing(&mut self.log);
            user.count(&mut self.counts);
        }
        let rows = rows.finish(&self.log, &[], &[]);
        let users = self.users.into_iter().filter(Draft::gets_something).map(|user| user.planned).collect();
        Checked {
            issues: self.log.finish(),
            plan: Plan { users, rows, ..Plan::default() },
            counts: self.counts,
        }
    }
}
