//! A model of what applying a plan does to the box.

use super::*;
use crate::import::{PlannedDevice, PlannedExtension, PlannedUser};

/// The box after the plan was applied.
pub(super) fn applied(before: &Existing, plan: &Plan) -> Existing {
    let mut after = Model { existing: before.clone() };
    for removal in &plan.removals {
        after.remove(&removal.what);
    }
    for change in &plan.device_changes {
        after.change_device(change);
    }
    plan.users.iter().for_each(|user| after.rename(user));
    plan.users.iter().for_each(|user| after.user(user));
    for user in &plan.users {
        for device in &user.devices {
            after.device(device, Some(&user.email));
        }
    }
    for device in &plan.devices {
        after.device(device, None);
    }
    for user in &plan.users {
        for join in &user.joins {
            let device = after.existing.devices.get_mut(&join.mac).unwrap();
            match &device.email {
                Some(email) => {
                    assert_ne!(*email, user.email, "joins what is theirs");
                    device.sharers.push(user.email.clone());
                }
                None => device.email = Some(user.email.clone()),
            }
        }
    }
    after.index();
    after.existing
}

struct Model {
    existing: Existing,
}

impl Model {
    fn remove(&mut self, what: &Removed) {
        let existing = &mut self.existing;
        match what {
            Removed::Device(id) => {
                existing.devices.retain(|_, device| device.id != *id);
                existing
                    .users
                    .values_mut()
                    .for_each(|user| user.pending.retain(|pending| pending.device.id != *id));
            }
            Removed::Extension(number) => {
                existing
                    .users
                    .values_mut()
                    .for_each(|user| user.extensions.retain(|line| line.number != *number));
            }
            Removed::PhoneNumber(number) => {
                existing.users.values_mut().for_each(|user| user.phone_numbers.retain(|held| held != number));
            }
            Removed::User(id) => {
                let key = existing.users.iter().find(|(_, user)| user.id == *id).unwrap().0.clone();
                existing.users.remove(&key);
                for device in existing.devices.values_mut() {
                    device.email.take_if(|email| *email == key);
                    device.sharers.retain(|sharer| *sharer != key);
                }
            }
        }
    }

    fn change_device(&mut self, change: &crate::import::DeviceChange) {
        let existing = &mut self.existing;
        let old = existing.devices.iter().find(|(_, device)| device.id == change.id);
        let old = old.map(|(mac, device)| (*mac, device.clone()));
        let mut pending = None;
        for user in existing.users.values_mut() {
            if let Some(place) = user.pending.iter().position(|pending| pending.device.id == change.id) {
                pending = Some(user.pending.swap_remove(place));
            }
        }
        let device =
            old.as_ref().map(|(_, device)| device).or(pending.as_ref().map(|pending| &pending.device));
        let before = device.expect("a device that changes is there").clone();
        if let Some((mac, _)) = old {
            existing.devices.remove(&mac);
        }
        let mut sharers = if change.keeps_others { before.sharers.clone() } else { Vec::new() };
        sharers.retain(|sharer| Some(sharer) != change.user.as_ref());
        let after = ExistingDevice {
            name: change.device.name.clone().unwrap_or(before.name),
            sharers,
            ..known(&change.device, change.id, change.user.as_deref())
        };
        if pending.is_some()
            && let Some(user) = change.user.as_ref().and_then(|email| existing.users.get_mut(email))
        {
            user.pending.push(PendingDevice { mac: change.device.mac, device: after.clone() });
        }
        if let Some(mac) = change.device.mac {
            assert!(existing.devices.insert(mac, after).is_none(), "{mac} is there twice");
        }
    }

    /// Users who are here are found by the email that they have afterwards.
    fn rename(&mut self, user: &PlannedUser) {
        let Some(id) = user.existing else { return };
        let key = self.existing.users.iter().find(|(_, user)| user.id == id).unwrap().0.clone();
        if key != user.email {
            let old = self.existing.users.remove(&key).unwrap();
            self.existing.users.insert(user.email.clone(), old);
            for device in self.existing.devices.values_mut() {
                for email in device.email.iter_mut().chain(&mut device.sharers).filter(|email| **email == key)
                {
                    email.clone_from(&user.email);
                }
            }
        }
    }

    fn user(&mut self, user: &PlannedUser) {
        let next = UserId(i64::try_from(self.existing.users.len()).unwrap() + 100);
        let before = self.existing.users.remove(&user.email);
        let mut after = match before {
            Some(before) if !user.is_changed => {
                let added = user.extensions.iter().map(|extension| new_line(extension, None));
                ExistingUser {
                    extensions: before.extensions.iter().cloned().chain(added).collect(),
                    phone_numbers: before.phone_numbers.iter().cloned().chain(numbers(user)).collect(),
                    has_softphone: before.has_softphone || user.softphone,
                    ..before
                }
            }
            before => {
                assert_eq!(before.is_some(), user.existing.is_some());
                let old = before.as_ref().map_or(&[][..], |before| &before.extensions);
                let line = |(place, extension): (usize, &PlannedExtension)| {
                    let same = old.iter().find(|line| line.number == extension.number);
                    new_line(extension, same.or(old.first().filter(|_| place == 0)))
                };
                let pin = user.voicemail_pin.clone();
                ExistingUser {
                    id: user.existing.unwrap_or(next),
                    first_name: user.first_name.clone(),
                    last_name: user.last_name.clone(),
                    notification_email: user.notification_email.clone(),
                    include_voicemail: user.include_voicemail,
                    in_directory: user.in_directory,
                    notes: user.notes.clone(),
                    location: user.location.clone(),
                    department: user.department.clone(),
                    custom: user.custom.clone(),
                    extensions: user.extensions.iter().enumerate().map(line).collect(),
                    phone_numbers: numbers(user).collect(),
                    has_extension: true,
                    has_softphone: user.softphone,
                    lines: 0,
                    voicemail_pin: pin.or(before.as_ref().and_then(|before| before.voicemail_pin.clone())),
                    pending: before.map(|before| before.pending).unwrap_or_default(),
                }
            }
        };
        after.lines = after.extensions.iter().filter(|line| line.own_line).count();
        self.existing.users.insert(user.email.clone(), after);
    }

    fn device(&mut self, planned: &PlannedDevice, email: Option<&str>) {
        let id = DeviceId(
            i64::try_from(self.existing.devices.len()).unwrap() + 1000 + i64::from(planned.row) * 100,
        );
        let device = known(planned, id, email);
        match (planned.mac, email) {
            (Some(mac), _) => {
                assert!(self.existing.devices.insert(mac, device).is_none(), "{mac} is there twice");
            }
            (None, Some(email)) => {
                let user = self.existing.users.get_mut(email).unwrap();
                user.pending.push(PendingDevice { mac: None, device });
            }
            (None, None) => {}
        }
    }

    /// Puts the indexes of extensions, numbers and usernames right.
    fn index(&mut self) {
        let existing = &mut self.existing;
        (existing.extensions, existing.phone_numbers, existing.sip_usernames) = Default::default();
        for (email, user) in &existing.users {
            for line in &user.extensions {
                let held = ExistingExtension { email: email.clone() };
                let before = existing.extensions.insert(line.number.clone(), held);
                assert!(before.is_none(), "extension {} is there twice", line.number);
                existing
                    .sip_usernames
                    .extend(line.sip_username.clone().map(|name| (name, line.number.clone())));
            }
            for number in &user.phone_numbers {
                let before = existing.phone_numbers.insert(number.clone(), email.clone());
                assert!(before.is_none(), "phone number {number} is there twice");
            }
        }
    }
}

fn numbers(user: &PlannedUser) -> impl Iterator<Item = String> {
    user.phone_numbers.iter().map(|number| number.number.clone())
}

fn known(device: &PlannedDevice, id: DeviceId, email: Option<&str>) -> ExistingDevice {
    ExistingDevice {
        id,
        name: device.name.clone().unwrap_or_else(|| "Phone".to_owned()),
        expansion: device.expansion.clone(),
        email: email.map(str::to_owned),
        sharers: Vec::new(),
        brand: device.brand.clone(),
        family: device.family.clone(),
        model: device.model.clone(),
    }
}

/// `before` is the extension that it was.
fn new_line(extension: &PlannedExtension, before: Option<&ExistingLine>) -> ExistingLine {
    ExistingLine {
        number: extension.number.clone(),
        display_name: extension.display_name.clone(),
        own_line: extension.own_line,
        sip_username: extension.sip_username.clone().or(before.and_then(|line| line.sip_username.clone())),
        sip_password: extension.sip_password.clone().or(before.and_then(|line| line.sip_password.clone())),
    }
}
