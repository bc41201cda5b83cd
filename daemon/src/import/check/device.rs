//! Phones: hardware address and model.

use std::collections::HashSet;

use super::{
    Checker, ExistingDevice, Finding, cells::Cells, draft::Draft, mac::read_mac, model::Meaning, value::shown,
};
use crate::{
    catalogue::ModelRef,
    directory::MacAddr,
    import::{Field, PlannedDevice, Severity},
};

/// Where a hardware address stood first, and of which phone it is.
pub(super) struct SeenDevice {
    pub(super) row: u32,
    pub(super) owner: Option<usize>,
    pub(super) model: Option<Ids>,
    /// Whose rows named it, where several may share it.
    pub(super) users: HashSet<usize>,
}

impl SeenDevice {
    pub(super) fn new(row: u32, owner: Option<usize>, model: Option<Ids>) -> Self {
        Self { row, owner, model, users: HashSet::new() }
    }
}

/// Catalogue ids of brand, family and model.
pub(super) type Ids = (String, String, String);

/// What the cell of the hardware address holds.
#[derive(Clone, Copy)]
enum Address {
    Bad,
    Blank,
    Mac(MacAddr),
}

impl Checker<'_> {
    /// The row's phone; whether it is new.
    pub(super) fn device(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> bool {
        let is_pending = self.flag(cells, Field::PendingMac);
        let resolution = self.models.resolve(cells);
        for (field, finding) in &resolution.findings {
            // That a family or brand without a column of its own is filled in is said once, for the file.
            if finding.severity != Severity::Note || self.mapping.place(*field).is_some() {
                self.log.cell(cells, *field, finding.clone());
            }
        }
        match (self.address(cells), resolution.meaning) {
            (Address::Mac(mac), Meaning::Model(model)) => self.phone(cells, owner, mac, model),
            (Address::Mac(mac), meaning) => {
                if !matches!(meaning, Meaning::Bad) {
                    self.report_no_model(cells, mac);
                }
                self.is_first_with(cells, owner, mac, None);
                false
            }
            (Address::Blank, Meaning::Model(model)) if is_pending => self.pending(cells, owner, model),
            (Address::Blank, Meaning::Model(model)) => {
                let message = format!(
                    "Enter the MAC address of this {}, or write yes in pending_mac if it comes later",
                    model.model.name
                );
                self.log.cell(cells, Field::MacAddress, Finding::error("mac_missing", message));
                false
            }
            (Address::Blank, meaning) => {
                self.report_no_phone(cells, meaning, is_pending);
                false
            }
            (Address::Bad, _) => false,
        }
    }

    fn address(&mut self, cells: &Cells<'_>) -> Address {
        let Some(text) = cells.text(Field::MacAddress) else {
            return if cells.is_blank(Field::MacAddress) { Address::Blank } else { Address::Bad };
        };
        match read_mac(text) {
            Ok((mac, mended)) => {
                if let Some(note) = mended {
                    self.log.cell(cells, Field::MacAddress, note);
                }
                Address::Mac(mac)
            }
            Err(finding) => {
                self.log.cell(cells, Field::MacAddress, finding);
                Address::Bad
            }
        }
    }

    fn phone(&mut self, cells: &Cells<'_>, owner: Option<usize>, mac: MacAddr, model: ModelRef<'_>) -> bool {
        self.doubt_address(cells, mac, model);
        if model.model.shared {
            return self.shared_phone(cells, owner, mac, model);
        }
        let is_first = self.is_first_with(cells, owner, mac, Some(ids(model)));
        if !is_first || !self.is_new_device(cells, owner, mac, model) {
            return false;
        }
        let Some(user) = owner else { return false };
        self.users[user].planned.devices.push(planned(cells, Some(mac), model));
        true
    }

    /// A phone that is known by its model only. The box may have it from the last import of this file.
    fn pending(&mut self, cells: &Cells<'_>, owner: Option<usize>, model: ModelRef<'_>) -> bool {
        let Some(user) = owner else { return false };
        let draft = &mut self.users[user];
        let ids = ids(model);
        if let Some(place) = draft.pending.iter().position(|pending| *pending == ids) {
            draft.pending.swap_remove(place);
            draft.same.devices += 1;
            self.report_unused(cells, &[Field::DeviceName], &format!("This {}", model.model.name));
            return false;
        }
        let is_same = |device: &&PlannedDevice| {
            device.mac.is_none() && (&device.brand, &device.family, &device.model) == (&ids.0, &ids.1, &ids.2)
        };
        let first = draft.planned.devices.iter().find(is_same).map(|device| device.row);
        draft.planned.devices.push(planned(cells, None, model));
        if let Some(row) = first {
            let message = format!(
                "Row {row} has a {} of this user already whose MAC address comes later, and this row makes another. \
                 Leave the phone out here if it is the same one",
                model.model.name
            );
            self.log.cell(cells, Field::Model, Finding::warning("pending_repeated", message));
        }
        true
    }

    /// Whether no earlier row has this address. A copied row with the same phone of the same user is no mistake.
    fn is_first_with(
        &mut self,
        cells: &Cells<'_>,
        owner: Option<usize>,
        mac: MacAddr,
        model: Option<Ids>,
    ) -> bool {
        let Some(seen) = self.devices.get(&mac) else {
            self.devices.insert(mac, SeenDevice::new(cells.row, owner, model));
            return true;
        };
        if owner.is_none() || seen.owner != owner || seen.model != model {
            let first = seen.row;
            self.report_duplicate(cells, mac, first);
        }
        false
    }

    pub(super) fn report_duplicate(&mut self, cells: &Cells<'_>, mac: MacAddr, first: u32) {
        let message = format!("MAC address {mac} is already in row {first}. Each phone can be listed once");
        self.log.cell(cells, Field::MacAddress, Finding::error("mac_duplicate", message));
    }

    /// Whether the box does not have the phone yet. One that it has just so is no mistake.
    fn is_new_device(
        &mut self,
        cells: &Cells<'_>,
        owner: Option<usize>,
        mac: MacAddr,
        model: ModelRef<'_>,
    ) -> bool {
        let Some(existing) = self.existing.devices.get(&mac) else { return true };
        let is_same_model = is_of_model(existing, &ids(model));
        let email = existing.email.as_deref();
        match owner.filter(|user| email == Some(self.users[*user].planned.email.as_str())) {
            Some(user) if is_same_model => {
                self.users[user].same.devices += 1;
                self.report_unused(cells, &[Field::DeviceName], &format!("Phone {mac}"));
            }
            _ => {
                // So that the row of its rightful owner is not blamed for this one.
                self.devices.remove(&mac);
                self.report_taken(cells, mac, existing, owner);
            }
        }
        false
    }

    /// The address is another phone's on the box; `owner` is the user of this row.
    pub(super) fn report_taken(
        &mut self,
        cells: &Cells<'_>,
        mac: MacAddr,
        existing: &ExistingDevice,
        owner: Option<usize>,
    ) {
        let own = owner.map(|user| self.users[user].planned.email.as_str());
        let other = existing.email.as_deref().filter(|email| own != Some(*email));
        let message = taken(mac, existing, other);
        self.log.cell(cells, Field::MacAddress, Finding::error("mac_taken", message));
    }

    /// What no real phone, or none of this brand, has.
    fn doubt_address(&mut self, cells: &Cells<'_>, mac: MacAddr, model: ModelRef<'_>) {
        if mac.is_group() {
            let message = format!(
                "MAC address {mac} is a group address, which no real phone has. Compare it with the label"
            );
            self.log.cell(cells, Field::MacAddress, Finding::warning("mac_group", message));
            return;
        }
        if let Some(owner) = self.catalogue.brand_of(mac).filter(|owner| owner.id != model.brand.id) {
            let message = format!(
                "MAC address {mac} is one of {}, but the phone is a {} {}. Check both",
                owner.name, model.brand.name, model.model.name
            );
            self.log.cell(cells, Field::MacAddress, Finding::warning("mac_brand", message));
        }
    }

    fn report_no_model(&mut self, cells: &Cells<'_>, mac: MacAddr) {
        let brand = self.catalogue.brand_of(mac).map(|brand| brand.name.as_str());
        let hint = brand.map(|brand| format!("; its prefix is one of {brand}")).unwrap_or_default();
        let message = format!("Enter brand and model of the phone with MAC address {mac}{hint}");
        self.log.cell(cells, Field::Model, Finding::error("model_missing", message));
    }

    /// The row brings no phone; what it says about one all the same is left out.
    fn report_no_phone(&mut self, cells: &Cells<'_>, meaning: Meaning<'_>, is_pending: bool) {
        if matches!(meaning, Meaning::Bad) {
            return;
        }
        if is_pending {
            let message = "Enter brand and model of the phone whose MAC address comes later";
            self.log.cell(cells, Field::Model, Finding::error("model_missing", message));
        } else if matches!(meaning, Meaning::Unfinished) {
            let message = "There is a brand or family but no model and no MAC address, so no phone is made";
            self.log.cell(cells, Field::Model, Finding::warning("model_missing", message));
        } else if cells.text(Field::DeviceName).is_some() {
            let message = "There is no phone in this row, so device_name is left out";
            self.log.cell(cells, Field::DeviceName, Finding::note("device_name_unused", message));
        }
    }

    /// Once all rows are read it is known how many lines each user's phones need.
    pub(super) fn report_lines(&mut self) {
        self.report_lines_of_existing();
        self.report_lines_of_shared();
        for user in &self.users {
            let lines = user.lines();
            for device in &user.planned.devices {
                let model = self.catalogue.model(&device.brand, &device.family, &device.model);
                let model = model.filter(|found| !found.model.shared || device.mac.is_none());
                let Some(found) = model.filter(|found| lines > usize::from(found.model.lines)) else {
                    continue;
                };
                let finding = lines_exceeded(user, found);
                self.log.field(device.row, Field::Model, &found.model.name, finding);
            }
        }
    }

    /// A new extension with a line of its own comes onto the phones that the user has already, too.
    fn report_lines_of_existing(&mut self) {
        let grows = |email: &str| {
            let user = self.users.get(*self.by_email.get(email)?)?;
            let new = user.planned.extensions.iter().find(|extension| extension.own_line)?;
            Some((user, new))
        };
        let mut findings = Vec::new();
        for (mac, device) in &self.existing.devices {
            let Some((user, new)) = device.email.as_deref().and_then(grows) else { continue };
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

/// `other`: whose phone it is, unless it is nobody's or the user's own with another model.
fn taken(mac: MacAddr, existing: &ExistingDevice, other: Option<&str>) -> String {
    match (other, &existing.email) {
        (Some(email), _) => {
            format!("MAC address {mac} is already the phone of {}. Leave it out here", shown(email))
        }
        (None, Some(_)) => format!(
            "MAC address {mac} is already a phone of this user, a {} {}. Correct the model, or leave it out here",
            existing.brand, existing.model
        ),
        (None, None) => format!(
            "MAC address {mac} is here already as nobody's phone ({} {}). Remove it there first",
            existing.brand, existing.model
        ),
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

pub(super) fn is_of_model(existing: &ExistingDevice, (brand, family, model): &Ids) -> bool {
    existing.brand == *brand && existing.family == *family && existing.model == *model
}

pub(super) fn ids(model: ModelRef<'_>) -> Ids {
    (model.brand.id.clone(), model.family.id.clone(), model.model.id.clone())
}

pub(super) fn planned(cells: &Cells<'_>, mac: Option<MacAddr>, model: ModelRef<'_>) -> PlannedDevice {
    let (brand, family, model) = ids(model);
    PlannedDevice {
        row: cells.row,
        mac,
        brand,
        family,
        model,
        name: cells.owned(Field::DeviceName),
        expansion: None,
    }
}
