//! Phones of the box that a row names: the same, another user's, or another model.

use super::{
    Checker, ExistingDevice, Finding,
    cells::Cells,
    device::{Holder, ids, is_of_model, planned, taken},
    expansion::{Modules, modules_text},
    intent::Intent,
};
use crate::{
    catalogue::ModelRef,
    directory::{DeviceId, MacAddr},
    import::{Change, ChangeKind, DeviceChange, Field, PlannedDevice},
};

/// A device on the box that becomes another.
pub(super) struct ChangedDevice {
    pub(super) id: DeviceId,
    pub(super) device: PlannedDevice,
    /// Key of its user; `None` = nobody's.
    pub(super) user: Option<String>,
    pub(super) keeps_others: bool,
    pub(super) is_unnamed: bool,
    pub(super) is_moved: bool,
    pub(super) is_other_model: bool,
}

/// A device as the box has it.
pub(super) struct Known<'a> {
    /// `None` while it comes later.
    pub(super) mac: Option<MacAddr>,
    pub(super) device: &'a ExistingDevice,
}

impl Checker<'_> {
    /// A phone that the box has. One that it has just so is no mistake.
    pub(super) fn known_device(
        &mut self,
        cells: &Cells<'_>,
        holder: Holder,
        mac: MacAddr,
        model: ModelRef<'_>,
        modules: &Modules,
        existing: &ExistingDevice,
    ) {
        let key = match holder {
            Holder::Unnamed => return,
            Holder::Nobody => None,
            Holder::User(user) => Some(self.users[user].key.clone()),
        };
        let is_same = key == existing.email && is_of_model(existing, &ids(model));
        let is_freed = existing.email.as_ref().is_some_and(|key| self.foresight.users.contains_key(key));
        if self.intent == Intent::Update || is_freed {
            let device = planned(cells, Some(mac), model, None);
            self.change_device(cells, &Known { mac: Some(mac), device: existing }, device, key, modules);
        } else if is_same {
            self.count_same_device(key.as_deref());
            let fields = [Field::DeviceName, Field::ExpansionModule, Field::ExpansionCount];
            self.report_unused(cells, &fields, &format!("Phone {mac}"));
        } else {
            // So that the row of its rightful owner is not blamed for this one.
            self.devices.remove(&mac);
            self.report_taken(cells, mac, existing, key.as_deref());
        }
    }

    fn count_same_device(&mut self, key: Option<&str>) {
        match key.and_then(|key| self.by_email.get(key)) {
            Some(user) => self.users[*user].same.devices += 1,
            None => self.counts.devices.unchanged += 1,
        }
    }

    /// The address is another phone's on the box; `key` is of the user of this row.
    pub(super) fn report_taken(
        &mut self,
        cells: &Cells<'_>,
        mac: MacAddr,
        existing: &ExistingDevice,
        key: Option<&str>,
    ) {
        let other = existing.email.as_deref().filter(|email| key != Some(*email));
        let message = taken(mac, existing, other);
        self.log.cell(cells, Field::MacAddress, Finding::error("mac_taken", message));
    }

    /// Makes a device of the box what the row says; `user` is the key of whom it belongs to then.
    pub(super) fn change_device(
        &mut self,
        cells: &Cells<'_>,
        known: &Known<'_>,
        mut device: PlannedDevice,
        user: Option<String>,
        modules: &Modules,
    ) {
        let before = known.device;
        let found = self.catalogue.model(&device.brand, &device.family, &device.model);
        device.expansion = modules.after(before.expansion.as_ref(), found.map(|found| found.model));
        let ids = (device.brand.clone(), device.family.clone(), device.model.clone());
        let is_other_model = !is_of_model(before, &ids);
        let is_moved = before.email != user;
        let is_unnamed = cells.is_cleared(Field::DeviceName) && self.has_given_name(known);
        let changes = self.device_changes(cells.row, known, (&device, is_unnamed), user.as_deref());
        if changes.is_empty() {
            return self.count_same_device(user.as_deref());
        }
        if is_moved {
            self.note_move(cells, known, user.as_deref());
        }
        if let Some(found) = found.filter(|_| is_other_model) {
            self.note_model(cells, known, found);
        }
        self.changes.extend(changes);
        self.changed_macs.extend(device.mac.map(|mac| (mac, self.changed_devices.len())));
        self.changed_devices.push(ChangedDevice {
            id: before.id,
            device,
            user,
            keeps_others: found.is_some_and(|found| found.model.shared),
            is_unnamed,
            is_moved,
            is_other_model,
        });
    }

    /// Whether a person named the device; one without a name has one that we made.
    fn has_given_name(&self, known: &Known<'_>) -> bool {
        let ExistingDevice { brand, family, model, email, name, .. } = known.device;
        let device = PlannedDevice {
            row: 0,
            mac: known.mac,
            brand: brand.clone(),
            family: family.clone(),
            model: model.clone(),
            name: None,
            expansion: None,
        };
        let user = email.as_ref().and_then(|key| self.existing.users.get(key));
        let user = user.map(|user| format!("{} {}", user.first_name, user.last_name));
        device.made_name(self.catalogue, user.as_deref()) != *name
    }

    fn device_changes(
        &self,
        row: u32,
        known: &Known<'_>,
        (after, is_unnamed): (&PlannedDevice, bool),
        user: Option<&str>,
    ) -> Vec<Change> {
        let before = known.device;
        let name = self.device_name(before, known.mac);
        let model = |brand: &str, family: &str, model: &str| {
            let found = self.catalogue.model(brand, family, model);
            found.map_or_else(|| model.to_owned(), |found| found.model.name.clone())
        };
        let whose = |key: Option<&str>| key.map(|key| self.known_name(key));
        let mac = |mac: Option<MacAddr>| mac.map(|mac| mac.to_string());
        let named = after.name.clone().or_else(|| Some(before.name.clone()).filter(|_| !is_unnamed));
        let fields = [
            ("user", whose(before.email.as_deref()), whose(user), before.email.as_deref() != user),
            (Field::MacAddress.name(), mac(known.mac), mac(after.mac), known.mac != after.mac),
            (
                Field::Model.name(),
                Some(model(&before.brand, &before.family, &before.model)),
                Some(model(&after.brand, &after.family, &after.model)),
                (&before.brand, &before.family, &before.model) != (&after.brand, &after.family, &after.model),
            ),
            (
                Field::DeviceName.name(),
                Some(before.name.clone()),
                named.clone(),
                named.as_ref() != Some(&before.name),
            ),
            (
                Field::ExpansionModule.name(),
                before.expansion.as_ref().map(modules_text),
                after.expansion.as_ref().map(modules_text),
                before.expansion != after.expansion,
            ),
        ];
        let changed = fields.into_iter().filter(|(.., differs)| *differs);
        changed
            .map(|(field, before, after, _)| Change {
                row,
                kind: ChangeKind::Device,
                name: name.clone(),
                field,
                before,
                after,
            })
            .collect()
    }

    /// The name of a user on the box or in the file, by key.
    fn known_name(&self, key: &str) -> String {
        match self.by_email.get(key) {
            Some(user) => self.users[*user].name(),
            None => self.name_of(key),
        }
    }

    fn note_move(&mut self, cells: &Cells<'_>, known: &Known<'_>, user: Option<&str>) {
        let whose = |key: Option<&str>| key.map_or("nobody".to_owned(), |key| self.known_name(key));
        let (before, after) = (whose(known.device.email.as_deref()), whose(user));
        let name = self.device_name(known.device, known.mac);
        let message = format!("{name} goes from {before} to {after}");
        self.log.cell(cells, Field::MacAddress, Finding::note("device_moves", message));
    }

    fn note_model(&mut self, cells: &Cells<'_>, known: &Known<'_>, found: ModelRef<'_>) {
        let before = known.device;
        let old = self.catalogue.model(&before.brand, &before.family, &before.model);
        let keys = found.model.keys.total;
        let other = old.map(|old| old.model.keys.total).filter(|other| *other != keys);
        let than =
            other.map(|other| format!(", which has {keys} keys instead of {other}")).unwrap_or_default();
        let name = self.device_name(before, known.mac);
        let becomes = format!("{name} becomes {}{than}", found.full_name());
        let finding = if found.model.shared || before.sharers.is_empty() {
            let message = format!("{becomes}. Its keys are fitted anew, none is lost");
            // Nobody turns one phone into another, but addresses are swapped without their models.
            Finding::warning("device_model_changes", message + ". Check that the model goes with the address")
        } else {
            let message = format!("{becomes}. The lines of {} on it go", self.sharers(before));
            Finding::warning("device_model_changes", message)
        };
        self.log.cell(cells, Field::Model, finding);
    }

    /// The devices that change, each with the email that its user has then.
    pub(super) fn finish_devices(&mut self) -> Vec<DeviceChange> {
        let changed = std::mem::take(&mut self.changed_devices);
        let email = |key: String| match self.by_email.get(&key) {
            Some(user) => self.users[*user].planned.email.clone(),
            None => key,
        };
        changed
            .into_iter()
            .map(|changed| DeviceChange {
                id: changed.id,
                device: changed.device,
                user: changed.user.map(email),
                keeps_others: changed.keeps_others,
                is_unnamed: changed.is_unnamed,
            })
            .collect()
    }
}
