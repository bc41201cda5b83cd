//! What is on the box and not in the file.

use super::{Checker, delete::full_name, value::shown};
use crate::import::LeftAlone;

/// As many are named.
const NAMED: usize = 100;

impl Checker<'_> {
    /// Users and devices that no row names.
    pub(super) fn left_alone(&self) -> LeftAlone {
        let is_named = |key: &String| {
            let draft = self.by_email.get(key).map(|user| &self.users[*user]);
            draft.is_some_and(|draft| draft.is_in_file) || self.foresight.users.contains_key(key)
        };
        let users = self.existing.users.iter().filter(|(key, _)| !is_named(key));
        let mut users: Vec<String> =
            users.map(|(key, user)| format!("{} ({})", full_name(user), shown(key))).collect();
        let is_named = |mac| self.devices.contains_key(mac) || self.foresight.devices.contains_key(mac);
        let devices = self.existing.devices.iter().filter(|(mac, _)| !is_named(mac));
        let mut devices: Vec<String> =
            devices.map(|(mac, device)| self.device_name(device, Some(*mac))).collect();
        let counts = (users.len(), devices.len());
        keep_first(&mut users);
        keep_first(&mut devices);
        users.append(&mut devices);
        users.truncate(NAMED);
        LeftAlone { users: counts.0, devices: counts.1, names: users }
    }
}

/// The first in the alphabet, of maybe ten thousand.
fn keep_first(names: &mut Vec<String>) {
    if names.len() > NAMED {
        names.select_nth_unstable(NAMED);
        names.truncate(NAMED);
    }
    names.sort_unstable();
}
