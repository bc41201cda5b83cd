//! Phones in the shape of the import file: whoever shares one has a row of their own.

use super::table::{csv_text, header};
use crate::store::{DeviceRow, Store};

use super::ExportError;

/// No extension: whoever edits this file beside that of the users would set theirs back with it.
const COLUMNS: [&str; 9] = [
    "mac_address",
    "brand",
    "family",
    "model",
    "device_name",
    "email",
    "pending_mac",
    "expansion_module",
    "expansion_count",
];

/// What stands for the email of a phone that is nobody's.
const NOBODY: &str = "nobody";

pub fn devices_csv(store: &mut Store) -> Result<String, ExportError> {
    let mut sharers = store.device_sharers()?;
    let mut rows = vec![header(&COLUMNS)];
    let mut devices = store.devices()?;
    // Those without an address have no order of their own that an import would make again.
    devices.sort_by(|one, other| order(one).cmp(&order(other)));
    for device in devices {
        rows.push(row(&device));
        let others = sharers.remove(&device.id).unwrap_or_default();
        // One that is to get its address later cannot be named twice.
        let others = others.into_iter().filter(|_| device.mac_address.is_some());
        rows.extend(others.map(|email| sharer_row(&device, email)));
    }
    Ok(csv_text(&rows)?)
}

/// By address; those without one last, by user, model and name.
fn order(device: &DeviceRow) -> (bool, &Option<String>, &Option<String>, [&String; 4]) {
    let DeviceRow { mac_address, email, brand, family, model, device_name, .. } = device;
    (mac_address.is_none(), mac_address, email, [brand, family, model, device_name])
}

fn row(device: &DeviceRow) -> Vec<String> {
    let (module, count) = match &device.expansion {
        Some((module, count)) => (module.clone(), count.to_string()),
        None => Default::default(),
    };
    let mut row = model(device);
    row.extend([
        device.device_name.clone(),
        device.email.clone().unwrap_or_else(|| NOBODY.to_owned()),
        if device.mac_address.is_none() { "yes".to_owned() } else { String::new() },
        module,
        count,
    ]);
    row
}

fn sharer_row(device: &DeviceRow, email: String) -> Vec<String> {
    let mut row = model(device);
    row.extend([String::new(), email]);
    row.resize(COLUMNS.len(), String::new());
    row
}

fn model(device: &DeviceRow) -> Vec<String> {
    vec![
        device.mac_address.clone().unwrap_or_default(),
        device.brand.clone(),
        device.family.clone(),
        device.model.clone(),
    ]
}
