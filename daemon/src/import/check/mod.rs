//! Every check of every row, before anything is written.

mod cells;
mod delete;
mod device;
mod draft;
mod existing;
mod expansion;
mod extension;
mod foresight;
mod intent;
mod key;
mod labels;
mod left_alone;
mod lines;
mod log;
mod mac;
mod model;
mod moves;
mod nobody;
mod number;
mod password;
mod person;
mod phone_number;
mod rows;
mod said;
mod sharing;
mod sip;
#[cfg(test)]
mod tests;
mod update;
mod value;
mod voicemail;
mod whole;
mod words;

pub use existing::{
    Existing, ExistingDevice, ExistingExtension, ExistingLine, ExistingUser, PendingDevice, Rules,
};

use std::collections::{HashMap, HashSet};

use super::{
    Change, Field, Issue, LeftAlone, Mapping, Mode, Plan, PlanCounts, PlannedDevice, Removal, Removed,
    Repairs,
    issue::{Finding, Severity},
    sheet::{Row, Sheet},
};
use crate::{catalogue::Catalogue, directory::MacAddr};

use cells::Cells;
use device::{Holder, SeenDevice};
use draft::Draft;
use foresight::Foresight;
use intent::Intent;
use key::Who;
use log::Log;
use model::Models;
use moves::ChangedDevice;
use rows::{Kind, Rows};
use update::Gone;

/// What a check finds.
#[derive(Debug, Clone)]
pub struct Checked {
    /// All findings, by row, then column.
    pub issues: Vec<Issue>,
    /// What would be done. With an error among the issues it holds what could be understood, for the counts only.
    pub plan: Plan,
    /// The plan in numbers.
    pub counts: PlanCounts,
    /// New users come, and the file cannot say who is in the phonebook, and nobody is.
    pub nobody_listed: bool,
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
    let sheet = input.sheet;
    let width = sheet.header.len();
    let mut checker = Checker::new(input, existing, catalogue, rules);
    checker.whole_file(sheet);
    checker.foresee(sheet, input.repairs);
    let mut rows = Rows::default();
    for row in &sheet.rows {
        let row = &*input.repairs.row(row);
        // What stands in a row that is left out is free for the others.
        if input.repairs.leaves_out(row.number) {
            rows.push(row.number, Kind::LeftOut);
        } else if let Some(reason) = input.mapping.skipped(row) {
            rows.skip(row.number, reason);
        } else {
            rows.push(row.number, checker.row(row, width));
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
    /// What stands behind the @ of emails that are right.
    hosts: HashSet<String>,
    /// Emails that are none: row, cell, what is wrong.
    wrong_emails: Vec<(u32, String, Finding)>,
    /// New devices of nobody.
    free_devices: Vec<PlannedDevice>,
    changed_devices: Vec<ChangedDevice>,
    /// Places of the devices that change, by their address then.
    changed_macs: HashMap<MacAddr, usize>,
    changes: Vec<Change>,
    removals: Vec<Removal>,
    removed: HashSet<Removed>,
    foresight: Foresight,
    counts: PlanCounts,
    mode: Mode,
    /// What the row at hand may do.
    intent: Intent,
    /// The row at hand says something of what is on the box that an import which only adds does not use.
    has_unused: bool,
    /// Whether it is a form that a person fills in by hand.
    is_form: bool,
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
    fn new(input: Input<'a>, existing: &'a Existing, catalogue: &'a Catalogue, rules: Rules<'a>) -> Self {
        Self {
            mapping: input.mapping,
            existing,
            rules,
            log: Log::new(input.mapping, input.mapping_issues.to_vec()),
            models: Models::new(catalogue),
            catalogue,
            users: Vec::new(),
            by_email: HashMap::new(),
            extensions: HashMap::new(),
            phone_numbers: HashMap::new(),
            devices: HashMap::new(),
            sip_usernames: HashMap::new(),
            hosts: HashSet::new(),
            wrong_emails: Vec::new(),
            free_devices: Vec::new(),
            changed_devices: Vec::new(),
            changed_macs: HashMap::new(),
            changes: Vec::new(),
            removals: Vec::new(),
            removed: HashSet::new(),
            foresight: Foresight::default(),
            counts: PlanCounts::default(),
            mode: input.mode,
            intent: Intent::of(input.mode),
            has_unused: false,
            is_form: input.sheet.format == "form",
        }
    }

    fn row(&mut self, row: &Row, width: usize) -> Kind {
        let mut cells = Cells::read(row, width, self.mapping, &mut self.log);
        self.intent = self.intent(&cells);
        self.has_unused = false;
        if self.intent == Intent::Delete {
            return self.delete(&cells);
        }
        let who = self.who(&cells);
        if let Who::User(key) = &who
            && self.mapping.names_are_displayed()
            && let Some(user) = self.existing.users.get(key)
        {
            cells.display_names(&format!("{} {}", user.first_name, user.last_name));
        }
        match who {
            Who::Nobody => self.row_of_nobody(&cells),
            Who::Unnamed => {
                self.report_no_key(&cells);
                self.row_of_user(&cells, None)
            }
            Who::User(key) => {
                let owner = self.person(&cells, key);
                self.row_of_user(&cells, owner)
            }
        }
    }

    fn row_of_user(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> Kind {
        let new_user = owner.is_some_and(|user| self.users[user].is_new_in(cells.row));
        let holder = owner.map_or(Holder::Unnamed, Holder::User);
        let new = [
            self.extension(cells, owner),
            self.phone_number(cells, owner),
            self.device(cells, holder),
            self.softphone(cells, owner),
            self.labels(cells, owner),
            self.voicemail_pin(cells, owner),
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

    fn finish(mut self, rows: Rows) -> Checked {
        let gone = Gone::of(&self.removals);
        self.settle_pins();
        self.settle_users(&gone);
        self.report_phones_left();
        self.note_takeovers();
        self.report_lines();
        self.report_users();
        for user in &self.users {
            user.count(&mut self.counts);
        }
        self.counts.devices.create += self.free_devices.len();
        self.counts.devices.update += self.changed_devices.len();
        self.assemble_users(&gone);
        let left_alone = if self.is_form { LeftAlone::default() } else { self.left_alone() };
        let device_changes = self.finish_devices();
        let mut changes = self.changes;
        changes.sort_by_key(|change| change.row);
        let rows = rows.finish(&self.log, &changes, &self.removals);
        let users = self.users.into_iter().filter(Draft::gets_something).map(|user| user.planned).collect();
        let plan = Plan {
            users,
            devices: self.free_devices,
            device_changes,
            removals: self.removals,
            changes,
            left_alone,
            rows,
        };
        let nobody_listed = !self.is_form
            && self.counts.users.create > 0
            && self.mapping.column(Field::InDirectory).is_none()
            && !self.existing.users.values().any(|user| user.in_directory)
            && !plan.users.iter().any(|user| user.in_directory);
        Checked { issues: self.log.finish(), plan, counts: self.counts, nobody_listed }
    }
}
