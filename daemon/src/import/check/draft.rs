//! A user as the rows make them.

use std::collections::BTreeMap;

use super::{ExistingUser, Finding, log::Log};
use crate::import::{Count, Field, PlanCounts, PlannedUser};

/// What is planned for a user, with what the counts and later rows need.
pub(super) struct Draft {
    pub(super) planned: PlannedUser,
    first_row: u32,
    /// Where first and last name stand; `None` = on the box.
    pub(super) name_rows: [Option<u32>; 2],
    /// What the file repeats and the box has already.
    pub(super) same: Same,
    pub(super) has_extension: bool,
    pub(super) has_softphone: bool,
    /// Accounts of the user that the box has already.
    lines: usize,
    /// Phones imported without a MAC that no row has asked for again yet.
    pub(super) pending: Vec<(String, String, String)>,
}

/// How much of a kind was already there.
#[derive(Default)]
pub(super) struct Same {
    pub(super) extensions: usize,
    pub(super) phone_numbers: usize,
    pub(super) devices: usize,
    pub(super) softphones: usize,
}

impl Draft {
    pub(super) fn new(
        row: u32,
        email: String,
        names: (String, String),
        existing: Option<&ExistingUser>,
    ) -> Self {
        let names = existing.map_or(names, |user| (user.first_name.clone(), user.last_name.clone()));
        Self {
            planned: PlannedUser {
                existing: existing.map(|user| user.id),
                is_changed: false,
                email,
                first_name: names.0,
                last_name: names.1,
                password: None,
                notification_email: None,
                include_voicemail: false,
                voicemail_pin: None,
                in_directory: false,
                softphone: false,
                notes: None,
                location: None,
                department: None,
                custom: BTreeMap::new(),
                extensions: Vec::new(),
                phone_numbers: Vec::new(),
                devices: Vec::new(),
                joins: Vec::new(),
            },
            first_row: row,
            name_rows: [existing.is_none().then_some(row); 2],
            same: Same::default(),
            has_extension: existing.is_some_and(|user| user.has_extension),
            has_softphone: existing.is_some_and(|user| user.has_softphone),
            lines: existing.map_or(0, |user| user.lines),
            pending: existing.map(|user| user.pending.clone()).unwrap_or_default(),
        }
    }

    pub(super) fn is_new(&self) -> bool {
        self.planned.existing.is_none()
    }

    /// Whether this is the row that brings the user.
    pub(super) fn is_new_in(&self, row: u32) -> bool {
        self.is_new() && self.first_row == row
    }

    pub(super) fn gets_something(&self) -> bool {
        self.is_new() || self.gets_resources()
    }

    fn gets_resources(&self) -> bool {
        let user = &self.planned;
        user.softphone
            || !(user.extensions.is_empty() && user.phone_numbers.is_empty())
            || !(user.devices.is_empty() && user.joins.is_empty())
    }

    /// Accounts that become lines on the user's phones.
    pub(super) fn lines(&self) -> usize {
        self.lines + self.planned.extensions.iter().filter(|extension| extension.own_line).count()
    }

    /// First and last name, or the email while there is none.
    pub(super) fn name(&self) -> String {
        let name = format!("{} {}", self.planned.first_name, self.planned.last_name);
        let name = name.trim();
        super::value::shown(if name.is_empty() { &self.planned.email } else { name })
    }

    /// In add mode a known email is no mistake, but the person should know.
    pub(super) fn report_existing(&self, log: &mut Log<'_>) {
        if self.is_new() {
            return;
        }
        let message = if self.gets_resources() {
            format!("{} is here already. What is new is added, the rest stays as it is", self.name())
        } else {
            format!("{} is here already and stays as it is", self.name())
        };
        let finding = Finding::note("user_exists", message);
        log.field(self.first_row, Field::Email, &self.planned.email, finding);
    }

    pub(super) fn count(&self, counts: &mut PlanCounts) {
        let user = &self.planned;
        add(&mut counts.users, usize::from(self.is_new()), usize::from(!self.is_new()));
        add(&mut counts.extensions, user.extensions.len(), self.same.extensions);
        add(&mut counts.phone_numbers, user.phone_numbers.len(), self.same.phone_numbers);
        add(&mut counts.devices, user.devices.len(), self.same.devices);
        add(&mut counts.softphones, usize::from(user.softphone), self.same.softphones);
    }
}

fn add(count: &mut Count, create: usize, unchanged: usize) {
    count.create += create;
    count.unchanged += unchanged;
}
