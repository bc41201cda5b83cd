//! A user as the rows make them.

use std::collections::{BTreeMap, BTreeSet};

use super::{ExistingUser, Finding, PendingDevice, log::Log, said::Said};
use crate::{
    directory::Secret,
    import::{Count, Field, PlanCounts, PlannedExtension, PlannedUser},
};

/// What is planned for a user, with what the counts and later rows need.
pub(super) struct Draft {
    /// Of somebody who is on the box already it holds what is new, until [`assemble`](Self::assemble).
    pub(super) planned: PlannedUser,
    /// Their email on the box or, if new, in the file; the extension of one who has no email.
    pub(super) key: String,
    pub(super) first_row: u32,
    /// Whether a row is about them. Somebody who only loses something to another is in no row.
    pub(super) is_in_file: bool,
    /// Whether a row may change them.
    pub(super) is_updated: bool,
    /// Where first and last name stand; `None` = on the box.
    pub(super) name_rows: [Option<u32>; 2],
    /// What the file repeats and the box has already.
    pub(super) same: Same,
    /// What the file changes of what the box has.
    pub(super) changed: Same,
    pub(super) has_extension: bool,
    pub(super) has_softphone: bool,
    /// Accounts of the user that the box has already.
    pub(super) lines: usize,
    /// Phones imported without a MAC that no row has asked for again yet.
    pub(super) pending: Vec<PendingDevice>,
    /// What the rows say of somebody who may be changed.
    pub(super) said: Said,
    /// What the rows say of the extensions that they have, by number.
    pub(super) kept: BTreeMap<String, Kept>,
    /// Their new main extension.
    pub(super) renumbered: Option<PlannedExtension>,
    /// Phone numbers that go to somebody else, with the row that says so.
    pub(super) lost_numbers: Vec<(u32, String)>,
    /// Those of the new phone numbers that somebody else has had.
    pub(super) gained_numbers: BTreeSet<String>,
    /// The first row with an extension that they do not have, and it.
    pub(super) first_new_extension: Option<(u32, String)>,
    /// Whether the main extension that they have stands in a row.
    pub(super) names_main: bool,
    /// Row of the voicemail PIN.
    pub(super) pin_row: Option<u32>,
}

/// What a row says of an extension that its user has.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) row: u32,
    pub(super) display_name: Option<String>,
    /// A word for nothing takes the display name away.
    pub(super) clears_display_name: bool,
    pub(super) own_line: Option<bool>,
    pub(super) sip_username: Option<String>,
    pub(super) sip_password: Option<Secret>,
}

/// How much of each kind.
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
        key: String,
        names: (String, String),
        existing: Option<&ExistingUser>,
    ) -> Self {
        Self {
            planned: existing.map_or_else(|| new_user(&key, names), |user| known_user(&key, user)),
            key,
            first_row: row,
            is_in_file: false,
            is_updated: false,
            name_rows: [existing.is_none().then_some(row); 2],
            same: Same::default(),
            changed: Same::default(),
            has_extension: existing.is_some_and(|user| user.has_extension),
            has_softphone: existing.is_some_and(|user| user.has_softphone),
            lines: existing.map_or(0, |user| user.lines),
            pending: existing.map(|user| user.pending.clone()).unwrap_or_default(),
            said: Said::default(),
            kept: BTreeMap::new(),
            renumbered: None,
            lost_numbers: Vec::new(),
            gained_numbers: BTreeSet::new(),
            first_new_extension: None,
            names_main: false,
            pin_row: None,
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
        self.is_new() || self.planned.is_changed || self.gets_resources()
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
    pub(super) fn report_existing(&self, field: Field, log: &mut Log<'_>) {
        if self.is_new() || self.is_updated || !self.is_in_file {
            return;
        }
        let message = if self.gets_resources() {
            format!("{} is here already. What is new is added, the rest stays as it is", self.name())
        } else {
            format!("{} is here already and stays as it is", self.name())
        };
        let finding = Finding::note("user_exists", message);
        log.field(self.first_row, field, &self.key, finding);
    }

    pub(super) fn count(&self, counts: &mut PlanCounts) {
        let user = &self.planned;
        let (same, changed) = (&self.same, &self.changed);
        if self.is_new() {
            counts.users.create += 1;
        } else {
            let is_changed = usize::from(user.is_changed);
            add(&mut counts.users, 0, is_changed, usize::from(self.is_in_file && !user.is_changed));
        }
        let moved = self.gained_numbers.len();
        let (numbers, extensions) = (user.phone_numbers.len() - moved, user.extensions.len());
        add(&mut counts.extensions, extensions, changed.extensions, same.extensions);
        add(&mut counts.phone_numbers, numbers, moved, same.phone_numbers);
        add(&mut counts.devices, user.devices.len(), changed.devices, same.devices);
        add(&mut counts.softphones, usize::from(user.softphone), changed.softphones, same.softphones);
    }
}

/// Most users have one of each, and a file may bring 100,000 users: the first takes no room for more.
pub(super) fn push_few<T>(things: &mut Vec<T>, thing: T) {
    if things.is_empty() {
        things.reserve_exact(1);
    }
    things.push(thing);
}

fn add(count: &mut Count, create: usize, update: usize, unchanged: usize) {
    count.create += create;
    count.update += update;
    count.unchanged += unchanged;
}

fn new_user(email: &str, (first_name, last_name): (String, String)) -> PlannedUser {
    PlannedUser {
        existing: None,
        is_changed: false,
        email: email.to_owned(),
        first_name,
        last_name,
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
    }
}

fn known_user(email: &str, user: &ExistingUser) -> PlannedUser {
    PlannedUser {
        existing: Some(user.id),
        notification_email: user.notification_email.clone(),
        include_voicemail: user.include_voicemail,
        in_directory: user.in_directory,
        notes: user.notes.clone(),
        location: user.location.clone(),
        department: user.department.clone(),
        custom: user.custom.clone(),
        ..new_user(email, (user.first_name.clone(), user.last_name.clone()))
    }
}
