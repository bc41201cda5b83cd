//! Phones that several users share, as a DECT base: the first row makes it, further users join it.

use std::collections::BTreeMap;

use super::{
    Checker, ExistingDevice, Finding,
    cells::Cells,
    delete::full_name,
    device::{Holder, Ids, SeenDevice, ids, is_of_model, planned},
    draft::Draft,
    expansion::Modules,
    intent::Intent,
    moves::Known,
};
use crate::{
    catalogue::ModelRef,
    directory::MacAddr,
    import::{Change, ChangeKind, Field, PlannedJoin},
};

/// Lines that a row brings onto a phone.
struct Arrival<'a> {
    row: u32,
    user: &'a Draft,
    lines: usize,
    /// Set where the row brings a new extension of somebody whose lines are there already.
    extension: Option<&'a str>,
}

impl Checker<'_> {
    /// The row's phone, whoever has it too; whether it, or this user's place on it, is new.
    pub(super) fn shared_phone(
        &mut self,
        cells: &Cells<'_>,
        holder: Holder,
        mac: MacAddr,
        model: ModelRef<'_>,
        modules: &Modules,
    ) -> bool {
        let ids = ids(model);
        let is_repeated = self.devices.contains_key(&mac);
        if let Some(seen) = self.devices.get(&mac) {
            if seen.model.as_ref() != Some(&ids) || seen.holder == Holder::Nobody {
                let first = seen.row;
                self.report_duplicate(cells, mac, first);
                return false;
            }
        } else if let Some(other) = self.existing.devices.get(&mac).filter(|other| !is_of_model(other, &ids))
            && self.intent == Intent::Add
        {
            let key = self.key_of(holder);
            self.report_taken(cells, mac, other, key.as_deref());
            return false;
        }
        let seen = self.devices.entry(mac).or_insert_with(|| SeenDevice::new(cells.row, holder, Some(ids)));
        let Holder::User(user) = holder else { return false };
        let is_first = seen.users.is_empty();
        // Somebody who copies a row to add one thing to it names the phone once more.
        if !seen.users.insert(user) {
            return false;
        }
        match self.existing.devices.get(&mac) {
            Some(existing) => {
                let is_new = self.join_known(cells, user, mac, existing);
                if self.intent == Intent::Update && !is_repeated {
                    self.change_shared(cells, user, (mac, existing), model, modules);
                } else if is_new {
                    self.note_name(cells, mac, model);
                }
                is_new
            }
            None if is_first => self.new_device(cells, holder, mac, model, modules),
            None => {
                self.users[user].planned.joins.push(PlannedJoin { row: cells.row, mac });
                self.note_name(cells, mac, model);
                true
            }
        }
    }

    /// Who shares a device with its user: "Jim Halpert and 2 others".
    pub(super) fn sharers(&self, device: &ExistingDevice) -> String {
        let first = device.sharers.first().map(|key| self.name_of(key)).unwrap_or_default();
        match device.sharers.len() {
            0 | 1 => first,
            2 => format!("{first} and 1 other"),
            more => format!("{first} and {} others", more - 1),
        }
    }

    /// Whether a shared device on the box has places of others than this user.
    pub(super) fn has_others(&self, device: &ExistingDevice, key: &str) -> bool {
        let found = self.catalogue.model(&device.brand, &device.family, &device.model);
        let others = device.email.iter().chain(&device.sharers).any(|user| user != key);
        others && found.is_some_and(|found| found.model.shared)
    }

    /// Shared phones without a user, or whose user goes, are of the first who joins them.
    pub(super) fn note_takeovers(&mut self) {
        let mut taken = Vec::new();
        for (mac, (row, user)) in self.first_joins() {
            let Some(device) = self.existing.devices.get(&mac) else { continue };
            let before = device.email.as_ref();
            if before.is_some_and(|key| !self.foresight.users.contains_key(key)) {
                continue;
            }
            let draft = &self.users[user];
            let known = self.existing.users.get(&draft.key);
            taken.push(Change {
                row,
                kind: ChangeKind::Device,
                name: self.device_name(device, Some(mac)),
                field: "user",
                before: before.map(|key| self.name_of(key)),
                after: Some(known.map_or_else(|| draft.name(), full_name)),
            });
        }
        self.changes.append(&mut taken);
    }

    /// The first row, and its user, that gets a place on each shared phone.
    pub(super) fn first_joins(&self) -> BTreeMap<MacAddr, (u32, usize)> {
        let mut first = BTreeMap::new();
        for (user, draft) in self.users.iter().enumerate() {
            for join in &draft.planned.joins {
                let known = first.entry(join.mac).or_insert((join.row, user));
                *known = (*known).min((join.row, user));
            }
        }
        first
    }

    fn key_of(&self, holder: Holder) -> Option<String> {
        match holder {
            Holder::User(user) => Some(self.users[user].key.clone()),
            Holder::Nobody | Holder::Unnamed => None,
        }
    }

    /// Whether the user's place on the phone is new.
    fn join_known(
        &mut self,
        cells: &Cells<'_>,
        user: usize,
        mac: MacAddr,
        existing: &ExistingDevice,
    ) -> bool {
        let draft = &mut self.users[user];
        if existing.email.as_ref() == Some(&draft.key) {
            draft.same.devices += usize::from(self.intent == Intent::Add);
            return false;
        }
        if existing.sharers.contains(&draft.key) {
            return false;
        }
        draft.planned.joins.push(PlannedJoin { row: cells.row, mac });
        true
    }

    /// The first row about a shared phone may change it. It stays with its user; without one, or if that one goes, it
    /// is the row's.
    fn change_shared(
        &mut self,
        cells: &Cells<'_>,
        user: usize,
        (mac, existing): (MacAddr, &ExistingDevice),
        model: ModelRef<'_>,
        modules: &Modules,
    ) {
        let is_own = existing.email.as_ref() == Some(&self.users[user].key);
        let device = planned(cells, Some(mac), model, None);
        let known = Known { mac: Some(mac), device: existing };
        let before = self.changed_devices.len();
        let same = self.users[user].same.devices;
        self.change_device(cells, &known, device, existing.email.clone(), modules);
        if self.changed_devices.len() == before {
            self.users[user].same.devices = same + usize::from(is_own);
        }
    }

    /// One phone has one name.
    fn note_name(&mut self, cells: &Cells<'_>, mac: MacAddr, model: ModelRef<'_>) {
        let Some(name) = cells.text(Field::DeviceName) else { return };
        let maker = match self.devices.get(&mac).map(|seen| seen.holder) {
            Some(Holder::User(user)) => Some(user),
            _ => None,
        };
        let made = maker.and_then(|user| {
            self.users[user].planned.devices.iter().find(|device| device.mac == Some(mac))?.name.as_deref()
        });
        let first = made.or_else(|| Some(self.existing.devices.get(&mac)?.name.as_str()));
        if first != Some(name) {
            let message = format!(
                "This {} is shared and keeps the name it has, so this one is left out. \
                 The display name says what a handset shows",
                model.model.name
            );
            self.log.cell(cells, Field::DeviceName, Finding::note("device_name_unused", message));
        }
    }

    /// All users' lines together may be more than a shared phone has: each row that brings one too many is told.
    pub(super) fn report_lines_of_shared(&mut self) {
        let mut findings = Vec::new();
        for (mac, mut arrivals) in self.arrivals() {
            let Some(found) = self.model_at(mac).filter(|found| found.model.shared) else { continue };
            let mut lines = self.lines_there(mac);
            arrivals.sort_by_key(|arrival| arrival.row);
            for arrival in arrivals {
                lines += arrival.lines;
                if arrival.lines > 0 && lines > usize::from(found.model.lines) {
                    let finding = lines_exceeded(arrival.user, found, lines);
                    let (field, value) = match arrival.extension {
                        Some(number) => (Field::Extension, number.to_owned()),
                        None => (Field::Model, found.model.name.clone()),
                    };
                    findings.push((arrival.row, field, value, finding));
                }
            }
        }
        for (row, field, value, finding) in findings {
            self.log.field(row, field, &value, finding);
        }
    }

    /// An update only adds: whoever gets a place on another shared phone keeps the one that they have, unless the file
    /// names that too. Some people have two.
    pub(super) fn note_places_that_stay(&mut self) {
        let mut arrivals: BTreeMap<&str, (usize, u32)> = BTreeMap::new();
        let updated = self.users.iter().enumerate().filter(|(_, user)| user.is_updated && !user.is_new());
        for (place, user) in updated {
            let made = user.planned.devices.iter().filter_map(|device| Some((device.row, device.mac?)));
            let made = made.filter(|(_, mac)| self.model_at(*mac).is_some_and(|found| found.model.shared));
            let joined = user.planned.joins.iter().map(|join| (join.row, join.mac));
            if let Some((row, _)) = joined.chain(made).min_by_key(|(row, _)| *row) {
                arrivals.insert(&user.key, (place, row));
            }
        }
        let mut stays = Vec::new();
        for (mac, device) in &self.existing.devices {
            for key in device.email.iter().chain(&device.sharers) {
                let Some((user, row)) = arrivals.get(key.as_str()) else { continue };
                let is_named = self.devices.get(mac).is_some_and(|seen| seen.users.contains(user));
                let found = self.catalogue.model(&device.brand, &device.family, &device.model);
                if found.is_some_and(|found| found.model.shared) && !is_named {
                    stays.push((*row, *mac, self.name_of(key), self.device_name(device, Some(*mac))));
                }
            }
        }
        stays.sort();
        for (row, _, user, phone) in stays {
            let message =
                format!("{user} keeps the place on {phone} too. Remove it there if it is not wanted");
            self.log.row(row, Finding::note("place_stays", message));
        }
    }

    fn arrivals(&self) -> BTreeMap<MacAddr, Vec<Arrival<'_>>> {
        let mut arrivals: BTreeMap<MacAddr, Vec<Arrival<'_>>> = BTreeMap::new();
        for user in &self.users {
            let made = user.planned.devices.iter().filter_map(|device| Some((device.mac?, device.row)));
            let joined = user.planned.joins.iter().map(|join| (join.mac, join.row));
            for (mac, row) in made.chain(joined) {
                let arrival = Arrival { row, user, lines: user.lines(), extension: None };
                arrivals.entry(mac).or_default().push(arrival);
            }
        }
        for (mac, device) in &self.existing.devices {
            for user in
                device.email.iter().chain(&device.sharers).filter_map(|email| self.by_email.get(email))
            {
                let user = &self.users[*user];
                let new = user.planned.extensions.iter().filter(|extension| extension.own_line);
                let new =
                    new.map(|new| Arrival { row: new.row, user, lines: 1, extension: Some(&new.number) });
                arrivals.entry(*mac).or_default().extend(new);
            }
        }
        arrivals
    }

    fn model_at(&self, mac: MacAddr) -> Option<ModelRef<'_>> {
        if let Some((_, (brand, family, model))) = self.device_afterwards(mac) {
            return self.catalogue.model(&brand, &family, &model);
        }
        let (brand, family, model): &Ids = self.devices.get(&mac)?.model.as_ref()?;
        self.catalogue.model(brand, family, model)
    }

    /// Lines that a phone has before this import.
    fn lines_there(&self, mac: MacAddr) -> usize {
        let Some(device) = self.existing.devices.get(&mac) else { return 0 };
        let users = device.email.iter().chain(&device.sharers);
        users.filter_map(|email| self.existing.users.get(email)).map(|user| user.lines).sum()
    }
}

fn lines_exceeded(user: &Draft, found: ModelRef<'_>, lines: usize) -> Finding {
    let (model, has) = (&found.model.name, found.model.lines);
    let message = format!(
        "With {} this {model} has {lines} lines, but it shows {has}. The others do not ring on it",
        user.name()
    );
    Finding::warning("lines_exceeded", message)
}
