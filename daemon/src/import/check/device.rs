//! Phones: hardware address and model.

use std::collections::HashSet;

use super::{
    Checker, ExistingDevice, Finding, cells::Cells, draft::push_few, expansion::Modules, intent::Intent,
    mac::read_mac, model::Meaning, moves::Known, value::shown,
};
use crate::{
    catalogue::ModelRef,
    directory::MacAddr,
    import::{Field, PlannedDevice, Severity},
};

/// Whose phone a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// Nobody's.
    Nobody,
    /// Somebody whom the row does not name, which is an error.
    Unnamed,
    User(usize),
}

/// Where a hardware address stood first, and of which phone it is.
pub(super) struct SeenDevice {
    pub(super) row: u32,
    pub(super) holder: Holder,
    pub(super) model: Option<Ids>,
    /// Whose rows named it, where several may share it.
    pub(super) users: HashSet<usize>,
}

impl SeenDevice {
    pub(super) fn new(row: u32, holder: Holder, model: Option<Ids>) -> Self {
        Self { row, holder, model, users: HashSet::new() }
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

impl<'a> Checker<'a> {
    /// The row's phone; whether it is new.
    pub(super) fn device(&mut self, cells: &Cells<'_>, holder: Holder) -> bool {
        let is_pending = self.flag(cells, Field::PendingMac);
        let resolution = self.models.resolve(cells);
        for (field, finding) in &resolution.findings {
            if finding.code == "brand_missing" {
                let near = self.brand_by_address(cells, &finding.message);
                self.log.cell(cells, *field, finding.clone().suggest(near));
                continue;
            }
            // That a family or brand without a column of its own is filled in is said once, for the file.
            if finding.severity != Severity::Note || self.mapping.place(*field).is_some() {
                self.log.cell(cells, *field, finding.clone());
            }
        }
        let (address, meaning) = (self.address(cells), resolution.meaning);
        let Meaning::Model(model) = meaning else {
            return self.device_without_model(cells, holder, address, meaning, is_pending);
        };
        let modules = self.modules(cells, model);
        match address {
            Address::Mac(mac) => self.phone(cells, holder, mac, model, &modules),
            Address::Blank if is_pending && (holder != Holder::Nobody || self.is_form) => {
                self.pending(cells, holder, model, &modules)
            }
            Address::Blank => {
                let later = if holder == Holder::Nobody {
                    ": a phone without a user is known by it"
                } else {
                    ", or write yes in the column pending_mac if it comes later"
                };
                let message = format!("Enter the MAC address of this {}{later}", model.model.name);
                self.log.cell(cells, Field::MacAddress, Finding::error("mac_missing", message));
                false
            }
            Address::Bad => false,
        }
    }

    fn device_without_model(
        &mut self,
        cells: &Cells<'_>,
        holder: Holder,
        address: Address,
        meaning: Meaning<'_>,
        is_pending: bool,
    ) -> bool {
        match address {
            Address::Mac(mac) => {
                if let (Meaning::Nothing, Some(model)) = (meaning, self.model_known(mac)) {
                    let modules = self.modules(cells, model);
                    return self.phone(cells, holder, mac, model, &modules);
                }
                if !matches!(meaning, Meaning::Bad) {
                    self.report_no_model(cells, mac);
                }
                self.is_first_with(cells, holder, mac, None);
            }
            Address::Blank => self.report_no_phone(cells, meaning, is_pending),
            Address::Bad => {}
        }
        false
    }

    /// Of several brands that have the model, the one that the hardware address is of.
    fn brand_by_address(&self, cells: &Cells<'_>, among: &str) -> Option<String> {
        let (mac, _) = read_mac(cells.text(Field::MacAddress)?).ok()?;
        let brand = self.catalogue.brand_of(mac)?;
        among.contains(&brand.name).then(|| brand.name.clone())
    }

    /// A row that may change a phone which is here need not say which model it is.
    fn model_known(&self, mac: MacAddr) -> Option<ModelRef<'a>> {
        let device = self.existing.devices.get(&mac).filter(|_| self.intent == Intent::Update)?;
        self.catalogue.model(&device.brand, &device.family, &device.model)
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

    fn phone(
        &mut self,
        cells: &Cells<'_>,
        holder: Holder,
        mac: MacAddr,
        model: ModelRef<'_>,
        modules: &Modules,
    ) -> bool {
        self.doubt_address(cells, mac, model);
        if let Some(row) = self.foresight.devices.get(&mac).copied() {
            let message = format!("Row {row} removes phone {mac}. Leave out that row or this one");
            self.log.cell(cells, Field::MacAddress, Finding::error("delete_used", message));
            return false;
        }
        if model.model.shared && holder != Holder::Nobody {
            return self.shared_phone(cells, holder, mac, model, modules);
        }
        if !self.is_first_with(cells, holder, mac, Some(ids(model))) {
            return false;
        }
        match self.existing.devices.get(&mac) {
            Some(existing) => {
                self.known_device(cells, holder, mac, model, modules, existing);
                false
            }
            None => self.new_device(cells, holder, mac, model, modules),
        }
    }

    /// A phone that the box does not know by its address. It may know it without one.
    pub(super) fn new_device(
        &mut self,
        cells: &Cells<'_>,
        holder: Holder,
        mac: MacAddr,
        model: ModelRef<'_>,
        modules: &Modules,
    ) -> bool {
        let device = planned(cells, Some(mac), model, modules.of_new());
        match holder {
            Holder::Unnamed => return false,
            Holder::Nobody => self.free_devices.push(device),
            Holder::User(user) => {
                let ids = ids(model);
                let is_same = |pending: &super::PendingDevice| {
                    pending.mac.is_none() && is_of_model(&pending.device, &ids)
                };
                let pending = &mut self.users[user].pending;
                let place = pending.iter().position(is_same).filter(|_| self.intent == Intent::Update);
                if let Some(place) = place {
                    let pending = pending.swap_remove(place);
                    let key = Some(self.users[user].key.clone());
                    let known = Known { mac: None, device: &pending.device };
                    self.change_device(cells, &known, device, key, modules);
                    return false;
                }
                push_few(&mut self.users[user].planned.devices, device);
            }
        }
        true
    }

    /// A phone that is known by its model only. The box may have it from the last import of this file.
    fn pending(&mut self, cells: &Cells<'_>, holder: Holder, model: ModelRef<'_>, modules: &Modules) -> bool {
        let user = match holder {
            Holder::Unnamed => return false,
            Holder::Nobody => {
                self.free_devices.push(planned(cells, None, model, modules.of_new()));
                return true;
            }
            Holder::User(user) => user,
        };
        let draft = &mut self.users[user];
        let ids = ids(model);
        // A phone that got its address since and stands in a row by it may go to somebody else there.
        let is_free =
            |mac: &MacAddr| !self.foresight.named.contains(mac) && !self.foresight.devices.contains_key(mac);
        let is_it = |pending: &super::PendingDevice| {
            is_of_model(&pending.device, &ids) && pending.mac.as_ref().is_none_or(is_free)
        };
        if let Some(place) = draft.pending.iter().position(is_it) {
            draft.pending.swap_remove(place);
            draft.same.devices += 1;
            let fields = [Field::DeviceName, Field::ExpansionModule, Field::ExpansionCount];
            if self.intent == Intent::Add {
                self.report_unused(cells, &fields, &format!("This {}", model.model.name));
            }
            return false;
        }
        let is_same = |device: &&PlannedDevice| {
            device.mac.is_none() && (&device.brand, &device.family, &device.model) == (&ids.0, &ids.1, &ids.2)
        };
        let first = draft.planned.devices.iter().find(is_same).map(|device| device.row);
        push_few(&mut draft.planned.devices, planned(cells, None, model, modules.of_new()));
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
    fn is_first_with(&mut self, cells: &Cells<'_>, holder: Holder, mac: MacAddr, model: Option<Ids>) -> bool {
        let Some(seen) = self.devices.get(&mac) else {
            self.devices.insert(mac, SeenDevice::new(cells.row, holder, model));
            return true;
        };
        if holder == Holder::Unnamed || seen.holder != holder || seen.model != model {
            let first = seen.row;
            self.report_duplicate(cells, mac, first);
        }
        false
    }

    pub(super) fn report_duplicate(&mut self, cells: &Cells<'_>, mac: MacAddr, first: u32) {
        let message = format!("MAC address {mac} is already in row {first}. Each phone can be listed once");
        self.log.cell(cells, Field::MacAddress, Finding::error("mac_duplicate", message));
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
                "MAC address {mac} is one of {}, but the phone is a {}. Check both",
                owner.name,
                model.full_name()
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
        } else {
            if cells.text(Field::DeviceName).is_some() {
                let message = "There is no phone in this row, so the name of one is left out";
                self.log.cell(cells, Field::DeviceName, Finding::note("device_name_unused", message));
            }
            self.report_modules_unused(cells);
        }
    }
}

/// `other`: whose phone it is, unless it is nobody's or the user's own with another model.
pub(super) fn taken(mac: MacAddr, existing: &ExistingDevice, other: Option<&str>) -> String {
    const INSTEAD: &str = "import with “Also update people who are already here”";
    match (other, &existing.email) {
        (Some(email), _) => {
            format!("MAC address {mac} is already the phone of {}. Leave it out, or {INSTEAD}", shown(email))
        }
        (None, Some(_)) => format!(
            "MAC address {mac} is already a phone of this user, a {} {}. Correct the model, or {INSTEAD}",
            existing.brand, existing.model
        ),
        (None, None) => format!(
            "MAC address {mac} is here already as nobody's phone ({} {}). Leave it out, or {INSTEAD}",
            existing.brand, existing.model
        ),
    }
}

pub(super) fn is_of_model(existing: &ExistingDevice, (brand, family, model): &Ids) -> bool {
    existing.brand == *brand && existing.family == *family && existing.model == *model
}

pub(super) fn ids(model: ModelRef<'_>) -> Ids {
    (model.brand.id.clone(), model.family.id.clone(), model.model.id.clone())
}

pub(super) fn planned(
    cells: &Cells<'_>,
    mac: Option<MacAddr>,
    model: ModelRef<'_>,
    expansion: Option<(String, u8)>,
) -> PlannedDevice {
    let (brand, family, model) = ids(model);
    PlannedDevice {
        row: cells.row,
        mac,
        brand,
        family,
        model,
        name: cells.owned(Field::DeviceName),
        expansion,
    }
}
