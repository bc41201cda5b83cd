//! More lines than a phone has.

use super::{Checker, Finding, device::Ids, draft::Draft};
use crate::{
    catalogue::ModelRef,
    directory::MacAddr,
    import::{Field, PlannedDevice},
};

impl Checker<'_> {
    /// Once all rows are read it is known how many lines each user's phones need.
    pub(super) fn report_lines(&mut self) {
        self.report_lines_of_existing();
        self.report_lines_of_shared();
        let changed =
            self.changed_devices.iter().filter(|changed| changed.is_moved || changed.is_other_model);
        let changed =
            changed.filter_map(|changed| Some((self.draft_of(changed.user.as_deref()?)?, &changed.device)));
        let new =
            self.users.iter().flat_map(|user| user.planned.devices.iter().map(move |device| (user, device)));
        let finding = |(user, device): (&Draft, &PlannedDevice)| {
            let found = self.too_small_for(user, device)?;
            Some((device.row, found.model.name.clone(), lines_exceeded(user, found)))
        };
        let findings: Vec<_> = new.chain(changed).filter_map(finding).collect();
        for (row, model, finding) in findings {
            self.log.field(row, Field::Model, &model, finding);
        }
    }

    fn too_small_for(&self, user: &Draft, device: &PlannedDevice) -> Option<ModelRef<'_>> {
        let model = self.catalogue.model(&device.brand, &device.family, &device.model);
        let model = model.filter(|found| !found.model.shared || device.mac.is_none());
        model.filter(|found| user.lines() > usize::from(found.model.lines))
    }

    fn draft_of(&self, key: &str) -> Option<&Draft> {
        self.users.get(*self.by_email.get(key)?)
    }

    /// Whose the phone is afterwards and which model, where it is on the box already.
    pub(super) fn device_afterwards(&self, mac: MacAddr) -> Option<(Option<&str>, Ids)> {
        if let Some(changed) = self.changed_macs.get(&mac).map(|place| &self.changed_devices[*place]) {
            let PlannedDevice { brand, family, model, .. } = &changed.device;
            return Some((changed.user.as_deref(), (brand.clone(), family.clone(), model.clone())));
        }
        let device = self.existing.devices.get(&mac)?;
        let ids = (device.brand.clone(), device.family.clone(), device.model.clone());
        Some((device.email.as_deref(), ids))
    }

    /// A new extension with a line of its own comes onto the phones that the user has already, too.
    fn report_lines_of_existing(&mut self) {
        let grows = |email: &str| {
            let user = self.draft_of(email)?;
            let new = user.planned.extensions.iter().find(|extension| extension.own_line)?;
            Some((user, new))
        };
        let mut findings = Vec::new();
        for (mac, device) in &self.existing.devices {
            let Some((user, new)) = device.email.as_deref().and_then(grows) else { continue };
            if self.changed_macs.contains_key(mac) {
                continue;
            }
            let model = self.catalogue.model(&device.brand, &device.family, &device.model);
            let model = model.filter(|found| !found.model.shared);
            if let Some(found) = model.filter(|found| user.lines() > usize::from(found.model.lines)) {
                findings.push((*mac, new.row, new.number.clone(), lines_exceeded(user, found)));
            }
        }
        findings.sort_by_key(|(mac, ..)| *mac);
        for (_, row, number, finding) in findings {
            self.log.field(row, Field::Extension, &number, finding);
        }
    }
}

fn lines_exceeded(user: &Draft, found: ModelRef<'_>) -> Finding {
    let message = format!(
        "{} has {} lines, but {} shows {}. The others do not ring on it",
        user.name(),
        user.lines(),
        found.model.name,
        found.model.lines
    );
    Finding::warning("lines_exceeded", message)
}
