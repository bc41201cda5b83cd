//! Rows whose action is delete.

use std::collections::{HashMap, HashSet};

use super::{
    Checker, ExistingDevice, ExistingUser, Finding,
    cells::Cells,
    key::{Who, extension_of, is_address},
    mac::read_mac,
    number,
    rows::Kind,
    value::shown,
};
use crate::{
    directory::{DeviceId, MacAddr},
    import::{Change, ChangeKind, Field, Key, Removal, Removed},
};

/// What a row wants to go.
pub(super) struct Goal {
    /// Key of the user on the box whom it is about.
    pub(super) user: Option<String>,
    /// Whether the user themselves go.
    pub(super) is_whole: bool,
    pub(super) mac: Option<MacAddr>,
    /// A phone that stays, for it is shared by others than the user who goes.
    pub(super) shared: Option<MacAddr>,
    /// A further extension.
    pub(super) extension: Option<String>,
    pub(super) phone_number: Option<String>,
}

impl Checker<'_> {
    /// What the row wants to go, as far as it can be understood.
    pub(super) fn goal(&self, cells: &Cells<'_>) -> Goal {
        let user = match self.who_on_box(cells) {
            Who::User(key) => Some(key).filter(|key| self.existing.users.contains_key(key)),
            _ => None,
        };
        let extension = extension_of(cells).filter(|number| self.names_extension(user.as_deref(), number));
        let has_name = [Field::FirstName, Field::LastName, Field::FullName]
            .into_iter()
            .any(|field| cells.text(field).is_some());
        let is_key = |field: Field| matches!(field, Field::Action | Field::Email | Field::Extension);
        let is_bare = Field::ALL.into_iter().all(|field| is_key(field) || cells.is_blank(field))
            && cells.custom.is_empty();
        let is_whole = has_name || (is_bare && extension.is_none());
        let mac = cells.text(Field::MacAddress).and_then(|text| read_mac(text).ok()).map(|(mac, _)| mac);
        // Whoever goes leaves a base that others share to them.
        let shared = mac.filter(|mac| is_whole && self.is_shared_by_others(*mac, user.as_deref()));
        Goal {
            is_whole,
            mac: mac.filter(|_| shared.is_none()),
            shared,
            extension: extension.filter(|_| !has_name),
            phone_number: cells
                .text(Field::PhoneNumber)
                .and_then(|text| number::phone_number(text).ok())
                .map(|read| read.number),
            user,
        }
    }

    fn is_shared_by_others(&self, mac: MacAddr, user: Option<&str>) -> bool {
        let device = self.existing.devices.get(&mac);
        user.is_some_and(|key| device.is_some_and(|device| self.has_others(device, key)))
    }

    /// Whether the extension of a row is a thing of its own, not only the key of its user.
    fn names_extension(&self, user: Option<&str>, number: &str) -> bool {
        let is_login = user == Some(number);
        let main = user.and_then(|user| self.existing.users.get(user)?.extensions.first());
        let is_main = main.is_some_and(|main| main.number == number);
        let is_key = self.mapping.key() == Key::Extension && is_main;
        !(is_login || is_key)
    }

    /// A row whose action is delete: it is not checked further than what it wants to go.
    pub(super) fn delete(&mut self, cells: &Cells<'_>) -> Kind {
        let who = self.who_on_box(cells);
        let goal = self.goal(cells);
        if let Some(text) = cells.text(Field::MacAddress)
            && let Err(finding) = read_mac(text)
        {
            self.log.cell(cells, Field::MacAddress, finding);
        }
        let before = self.removals.len();
        let mut has_gone = false;
        match (&who, &goal.user) {
            (Who::Unnamed, _) => self.report_no_key(cells),
            (Who::Nobody, _) => match goal.mac {
                Some(mac) => has_gone |= self.delete_device(cells, mac, None),
                None => self.report_nothing_to_delete(cells, None),
            },
            (Who::User(key), None) => {
                let message = format!("{} is not on this box, so there is nothing to remove", shown(key));
                self.log.cell(cells, self.key_field(), Finding::error("delete_unknown", message));
            }
            (Who::User(_), Some(user)) => {
                let user = user.clone();
                has_gone |= self.delete_of_user(cells, &user, goal);
            }
        }
        if has_gone && self.removals.len() == before { Kind::GoesAlready } else { Kind::Same }
    }

    pub(super) fn key_field(&self) -> Field {
        match self.mapping.key() {
            Key::Email => Field::Email,
            Key::Extension => Field::Extension,
        }
    }

    fn delete_of_user(&mut self, cells: &Cells<'_>, key: &str, goal: Goal) -> bool {
        let Some(user) = self.existing.users.get(key) else { return false };
        let mut has_gone = false;
        if goal.is_whole {
            self.doubt_name(cells, key, user);
            let name = format!("{} ({})", full_name(user), shown(key));
            has_gone |= self.remove(cells.row, Removed::User(user.id), name);
        } else if (&goal.mac, &goal.extension, &goal.phone_number) == (&None, &None, &None) {
            self.report_nothing_to_delete(cells, Some(user));
        }
        if let Some(mac) = goal.shared {
            self.note_shared_stays(cells, mac, key);
        }
        if let Some(mac) = goal.mac {
            has_gone |= self.delete_device(cells, mac, Some(key));
        }
        if let Some(number) = goal.extension {
            has_gone |= self.delete_extension(cells, user, number);
        }
        if let Some(number) = goal.phone_number.filter(|_| !goal.is_whole) {
            has_gone |= self.delete_phone_number(cells, user, &number);
        }
        has_gone
    }

    /// That of a phone of theirs is noted with all that they leave behind.
    fn note_shared_stays(&mut self, cells: &Cells<'_>, mac: MacAddr, key: &str) {
        let device = self.existing.devices.get(&mac).filter(|device| device.email.as_deref() != Some(key));
        if let Some(device) = device {
            let name = self.device_name(device, Some(mac));
            let message = format!("{name} is shared, so it stays on this box for the others");
            self.log.cell(cells, Field::MacAddress, Finding::note("delete_leaves_phone", message));
        }
    }

    /// Whether it goes already because of an earlier row.
    fn remove(&mut self, row: u32, what: Removed, name: String) -> bool {
        if !self.removed.insert(what.clone()) {
            return true;
        }
        self.removals.push(Removal { row, what, name });
        false
    }

    /// A wrong email would remove somebody else.
    fn doubt_name(&mut self, cells: &Cells<'_>, key: &str, user: &ExistingUser) {
        for (field, name) in [(Field::FirstName, &user.first_name), (Field::LastName, &user.last_name)] {
            let Some(text) = cells.text(field).filter(|text| text.to_lowercase() != name.to_lowercase())
            else {
                continue;
            };
            let message = format!(
                "{} is {} on this box, and {} in this row. Check who is to be removed",
                shown(key),
                shown(name),
                shown(text)
            );
            self.log.cell(cells, field, Finding::warning("name_differs", message));
        }
    }

    fn delete_device(&mut self, cells: &Cells<'_>, mac: MacAddr, key: Option<&str>) -> bool {
        let error = |message: String| Finding::error("delete_unknown", message);
        let Some(device) = self.existing.devices.get(&mac) else {
            let message = format!("There is no phone {mac} on this box, so there is nothing to remove");
            self.log.cell(cells, Field::MacAddress, error(message));
            return false;
        };
        if device.email.as_deref() != key {
            let whose = device.email.as_ref().map_or("nobody".to_owned(), |email| self.name_of(email));
            let message = format!("Phone {mac} belongs to {whose}. Name it in a row of theirs to remove it");
            self.log.cell(cells, Field::MacAddress, error(message));
            return false;
        }
        let whose = key.map(|key| format!(" of {}", self.name_of(key))).unwrap_or_default();
        let shared = if device.sharers.is_empty() {
            String::new()
        } else {
            format!(", shared with {}", self.sharers(device))
        };
        let name = format!("{}{whose}{shared}", self.device_name(device, Some(mac)));
        self.remove(cells.row, Removed::Device(device.id), name)
    }

    fn delete_extension(&mut self, cells: &Cells<'_>, user: &ExistingUser, number: String) -> bool {
        match user.extensions.iter().position(|line| line.number == number) {
            Some(0) => {
                let message = format!(
                    "Extension {number} is the main one of {}. To remove them, fill in their name too",
                    full_name(user)
                );
                let finding = Finding::error("delete_main_extension", message);
                self.log.cell(cells, Field::Extension, finding);
                false
            }
            Some(_) => {
                let name = format!("Extension {number} of {}", full_name(user));
                self.remove(cells.row, Removed::Extension(number), name)
            }
            None => {
                let message =
                    format!("{} has no extension {number}, so there is nothing to remove", full_name(user));
                self.log.cell(cells, Field::Extension, Finding::error("delete_unknown", message));
                false
            }
        }
    }

    fn delete_phone_number(&mut self, cells: &Cells<'_>, user: &ExistingUser, number: &str) -> bool {
        let digits = number.trim_start_matches('+');
        let Some(held) = user.phone_numbers.iter().find(|held| held.trim_start_matches('+') == digits) else {
            let message =
                format!("{} has no phone number {number}, so there is nothing to remove", full_name(user));
            self.log.cell(cells, Field::PhoneNumber, Finding::error("delete_unknown", message));
            return false;
        };
        let name = format!("Phone number {held} of {}", full_name(user));
        self.remove(cells.row, Removed::PhoneNumber(held.clone()), name)
    }

    fn report_nothing_to_delete(&mut self, cells: &Cells<'_>, user: Option<&ExistingUser>) {
        let message = match user {
            Some(user) => format!(
                "Say what goes: the name of {}, or a MAC address, further extension or phone number",
                full_name(user)
            ),
            None => "Enter the MAC address of the phone that goes".to_owned(),
        };
        self.log.cell(cells, Field::Action, Finding::error("delete_unknown", message));
    }

    /// The phones of users who go, which stay without a user unless the file does something else with them.
    pub(super) fn report_phones_left(&mut self) {
        let gone: HashMap<&str, u32> =
            self.foresight.users.iter().map(|(key, row)| (key.as_str(), *row)).collect();
        if gone.is_empty() {
            return;
        }
        let existing = self.existing;
        let mut left: Vec<(u32, String, String)> = Vec::new();
        let mut changed: HashSet<DeviceId> = self.changed_devices.iter().map(|changed| changed.id).collect();
        let joined = self.first_joins().into_keys().filter_map(|mac| existing.devices.get(&mac));
        changed.extend(joined.map(|device| device.id));
        let mut leave = |row: u32, key: &str, device: &ExistingDevice, mac: Option<MacAddr>| {
            if !self.removed.contains(&Removed::Device(device.id)) && !changed.contains(&device.id) {
                left.push((row, self.name_of(key), self.device_name(device, mac)));
            }
        };
        for (mac, device) in &existing.devices {
            if let Some((key, row)) = device.email.as_deref().and_then(|key| Some((key, *gone.get(key)?))) {
                leave(row, key, device, Some(*mac));
            }
        }
        for (key, row) in &gone {
            let pending = existing.users.get(*key).into_iter().flat_map(|user| &user.pending);
            for pending in pending.filter(|pending| pending.mac.is_none()) {
                leave(*row, key, &pending.device, None);
            }
        }
        left.sort();
        for (row, user, name) in left {
            let message = format!("{name} of {user} stays on this box without a user");
            self.log.row(row, Finding::note("delete_leaves_phone", message));
            let (kind, before, after) = (ChangeKind::Device, Some(user), None);
            self.changes.push(Change { row, kind, name, field: "user", before, after });
        }
    }

    /// The name of a user on the box or in the file, by key.
    pub(super) fn name_of(&self, key: &str) -> String {
        match self.existing.users.get(key) {
            Some(user) => full_name(user),
            None => shown(key),
        }
    }

    /// How people know a phone: "Acme A1 00:aa:10:01:02:03".
    pub(super) fn device_name(&self, device: &ExistingDevice, mac: Option<MacAddr>) -> String {
        let found = self.catalogue.model(&device.brand, &device.family, &device.model);
        let model =
            found.map_or_else(|| format!("{} {}", device.brand, device.model), |found| found.full_name());
        mac.map_or_else(|| format!("{model} without MAC address"), |mac| format!("{model} {mac}"))
    }

    /// Whether a row that is no removal names a user who goes, which is an error.
    pub(super) fn report_used_user(&mut self, cells: &Cells<'_>, key: &str) -> bool {
        let Some(row) = self.foresight.users.get(key).copied() else { return false };
        let who = self.name_of(key);
        let message = format!("Row {row} removes {who}. Leave out that row or this one");
        let field = if is_address(key) { Field::Email } else { self.key_field() };
        self.log.cell(cells, field, Finding::error("delete_used", message));
        true
    }
}

pub(super) fn full_name(user: &ExistingUser) -> String {
    shown(format!("{} {}", user.first_name, user.last_name).trim())
}
