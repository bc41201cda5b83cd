//! Phones, by hand.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::{
    DeviceState, Office,
    hand::{Desk, Form, Found, HandError, accepted, attempt},
};
use crate::{
    catalogue::{Model, ModelRef},
    directory::{DeviceId, MacAddr, UserId},
    import::{
        Field, Issue, PlannedDevice, PlannedJoin,
        sheet::{Row, is_empty_word},
    },
    store::{Device, DeviceListed, DeviceWanted, DevicesFilter, Store, StoreError},
};

/// A phone as a person fills it in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceForm {
    /// In any of the usual spellings; `None` while it comes later.
    pub mac_address: Option<String>,
    /// Brand by id, name or alias; `None` takes it from the model.
    pub brand: Option<String>,
    /// Family by id or name; `None` takes it from the model.
    pub family: Option<String>,
    /// Model by id, name or alias.
    pub model: String,
    /// What people call it; `None` makes a name.
    pub name: Option<String>,
    /// Whose it is.
    pub user: Option<UserId>,
    /// Attached expansion modules: catalogue id and number.
    pub expansion: Option<(String, u8)>,
}

/// The columns, in the order of the form.
const FIELDS: [Field; 7] = [
    Field::Email,
    Field::MacAddress,
    Field::PendingMac,
    Field::Brand,
    Field::Family,
    Field::Model,
    Field::DeviceName,
];

/// Stands for the user of a phone that has none.
const NOBODY: &str = "nobody";

/// Makes a phone with its user's lines. A shared phone of others that is here already gets the user's lines too. The
/// answer is the phone, with warnings and notes.
pub fn add(
    office: &Office,
    store: &mut Store,
    form: &DeviceForm,
    actor: &str,
) -> Result<(DeviceId, Vec<Found>), HandError> {
    attempt(|| {
        let mut desk = Desk::open(office, store)?;
        let judged = judge(&mut desk, form);
        let notes = accepted(judged.found)?;
        let hand = desk.hand(actor);
        match (judged.device, judged.join, form.user) {
            (Some(planned), ..) => Ok((store.add_device(&wanted(&planned, form), &hand)?, notes)),
            (None, Some(join), Some(user)) => Ok((store.join_device(join.mac, user, &hand)?, notes)),
            _ => Err(HandError::Refused(vec![here_already(form)])),
        }
    })
}

/// Makes a phone what the form says, if it is still in this version. Its keys stay. The answer are warnings and notes.
pub fn change(
    office: &Office,
    store: &mut Store,
    device: DeviceId,
    version: i64,
    form: &DeviceForm,
    actor: &str,
) -> Result<Vec<Found>, HandError> {
    attempt(|| {
        let mut desk = Desk::open(office, store)?;
        let before = store.device(device)?.ok_or(HandError::Gone)?;
        if before.listed.version != version {
            return Err(StoreError::Changed.into());
        }
        if let Some(mac) = before.listed.mac {
            desk.existing.devices.remove(&mac);
        }
        let judged = judge(&mut desk, form);
        let notes = accepted(judged.found)?;
        let planned = judged.device.ok_or_else(|| HandError::Refused(vec![here_already(form)]))?;
        let model = office.catalogue.model(&planned.brand, &planned.family, &planned.model);
        let is_shared = model.is_some_and(|found| found.model.shared);
        if !store.change_device(device, version, &wanted(&planned, form), is_shared, &desk.hand(actor))? {
            return Err(HandError::Gone);
        }
        Ok(notes)
    })
}

/// Takes a user with their lines off a phone that is still in this version.
pub fn leave(
    office: &Office,
    store: &mut Store,
    device: DeviceId,
    version: i64,
    user: UserId,
    actor: &str,
) -> Result<(), HandError> {
    attempt(|| {
        let desk = Desk::open(office, store)?;
        let was_on_it = store.leave_device(device, version, user, &desk.hand(actor))?;
        if was_on_it { Ok(()) } else { Err(HandError::Gone) }
    })
}

/// Some phones with their states.
#[derive(Debug)]
pub struct Listing {
    /// How many phones match, whatever their state.
    pub states: HashMap<DeviceState, usize>,
    /// How many of them are in the wanted state.
    pub total: usize,
    /// A part of these, in the order of [`Store::devices`].
    pub phones: Vec<(DeviceListed, DeviceState)>,
}

/// The phones that match and are in this state, `limit` of them after leaving out `offset`.
pub fn list(
    office: &Office,
    store: &mut Store,
    filter: DevicesFilter<'_>,
    state: Option<DeviceState>,
    (offset, limit): (usize, usize),
) -> Result<Listing, StoreError> {
    let traces = store.trace_devices(filter)?;
    let found = office.states(store, traces.iter().map(|trace| (trace.mac, trace.last.as_ref())))?;
    let mut states: HashMap<DeviceState, usize> = HashMap::new();
    for state in &found {
        *states.entry(*state).or_default() += 1;
    }
    let of_state: HashMap<DeviceId, DeviceState> =
        traces.iter().map(|trace| trace.id).zip(found.iter().copied()).collect();
    let wanted = traces.iter().map(|trace| trace.id);
    let wanted = wanted.filter(|id| state.is_none_or(|state| of_state.get(id) == Some(&state)));
    let ids: Vec<DeviceId> = wanted.clone().skip(offset).take(limit).collect();
    let total = wanted.count();
    let listed = store.list_devices(&ids)?;
    let with_state = |device: DeviceListed| {
        let state = of_state.get(&device.id).copied()?;
        Some((device, state))
    };
    let phones = listed.into_iter().filter_map(with_state).collect();
    Ok(Listing { states, total, phones })
}

/// What the box can say to a phone: names of the files that are made for it.
#[must_use]
pub fn files(office: &Office, device: &Device) -> Vec<String> {
    let listed = &device.listed;
    let model = office.catalogue.model(&listed.brand, &listed.family, &listed.model);
    let made = model.filter(|found| found.model.provisioned);
    let names = made.zip(listed.mac).map(|(model, mac)| office.catalogue.made_names(model, mac, None));
    names.unwrap_or_default()
}

fn wanted<'a>(planned: &'a PlannedDevice, form: &DeviceForm) -> DeviceWanted<'a> {
    DeviceWanted { planned, user: form.user, expansion: form.expansion.clone() }
}

struct Judged {
    device: Option<PlannedDevice>,
    join: Option<PlannedJoin>,
    found: Vec<Found>,
}

fn judge(desk: &mut Desk<'_>, form: &DeviceForm) -> Judged {
    let email = match form.user {
        None => Some(NOBODY.to_owned()),
        Some(id) => {
            desk.existing.users.iter().find(|(_, user)| user.id == id).map(|(email, _)| email.clone())
        }
    };
    let Some(email) = email else {
        let found = Found::error("/user", "user_unknown", "This user is not here any more. Choose another");
        return Judged { device: None, join: None, found: vec![found] };
    };
    // A file that is imported again does not ask again for phones whose address comes later; a person does.
    desk.existing.users.values_mut().for_each(|user| user.pending.clear());
    let row = Row::typed(1, FIELDS.map(|field| cell(form, &email, field)).to_vec(), None);
    let checked = desk.judge(&Form::new(&FIELDS, [], vec![row]));
    let mut found: Vec<Found> =
        checked.issues.into_iter().filter(|issue| !is_expected(issue)).map(place).collect();
    let (user, free) = (checked.plan.users.into_iter().next(), checked.plan.devices.into_iter().next());
    let join = user.as_ref().and_then(|user| user.joins.first().copied());
    let device = user.and_then(|user| user.devices.into_iter().next()).or(free);
    if let Some(device) = &device {
        let model = desk.office.catalogue.model(&device.brand, &device.family, &device.model);
        found.extend(model.and_then(|ModelRef { model, .. }| expansion_fault(model, form)));
    }
    Judged { device, join, found }
}

/// That the user is here already is as it must be, and what the model tells needs no words.
fn is_expected(issue: &Issue) -> bool {
    matches!(issue.code, "brand_filled" | "family_filled" | "user_exists")
}

fn cell(form: &DeviceForm, email: &str, field: Field) -> String {
    let mac = form.mac_address.as_deref().map(str::trim).filter(|mac| !is_empty_word(mac));
    let text = match field {
        Field::Email => Some(email),
        Field::MacAddress => mac,
        Field::PendingMac => Some("yes").filter(|_| mac.is_none()),
        Field::Brand => form.brand.as_deref(),
        Field::Family => form.family.as_deref(),
        Field::Model => Some(form.model.as_str()),
        Field::DeviceName => form.name.as_deref(),
        _ => None,
    };
    text.unwrap_or_default().to_owned()
}

/// Where in the form an issue is.
fn place(issue: Issue) -> Found {
    let pointer = match issue.column.as_deref() {
        Some("device_name") => "/name".to_owned(),
        Some("email") => "/user".to_owned(),
        Some("pending_mac") => "/mac_address".to_owned(),
        Some(field) => format!("/{field}"),
        None => String::new(),
    };
    Found::of(issue, pointer)
}

/// The judge found nothing to do: the phone is this user's already.
fn here_already(form: &DeviceForm) -> Found {
    let mac = form.mac_address.as_deref().and_then(|text| text.parse::<MacAddr>().ok());
    let name = mac.map(|mac| mac.to_string()).unwrap_or_default();
    let message =
        format!("MAC address {name} is a phone on this box already. Change that one, or correct this");
    Found::error("/mac_address", "mac_taken", message)
}

/// Modules that the model does not take, or not as many.
fn expansion_fault(model: &Model, form: &DeviceForm) -> Option<Found> {
    let (id, count) = form.expansion.as_ref()?;
    let Some(module) = model.expansion.iter().find(|module| module.id == *id) else {
        let ids: Vec<&str> = model.expansion.iter().map(|module| module.id.as_str()).collect();
        let takes = if ids.is_empty() { "none".to_owned() } else { ids.join(" or ") };
        let message = format!("{} does not take this expansion module. It takes {takes}", model.name);
        return Some(Found::error("/expansion/id", "expansion_unknown", message));
    };
    (!(1..=module.max).contains(count)).then(|| {
        let message = format!("{} takes 1 to {} of this expansion module", model.name, module.max);
        Found::error("/expansion/count", "expansion_count", message)
    })
}
