//! Giving feature keys to devices.

use std::collections::HashSet;

use serde::Serialize;

use super::Office;
use crate::{
    catalogue::ModelRef,
    directory::MacAddr,
    keys::{
        FeatureKey, KeyTarget, KeyType, fit, places,
        request::{DeviceWanted, DevicesWanted, KeyWanted, KeysRequest, KindWanted},
    },
    store::{DeviceRow, Store, StoreError},
};

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeysApplied {
    /// Devices that got the keys.
    pub devices: usize,
    /// Keys that each got.
    pub keys: usize,
    /// Sentences about what is not as one might think.
    pub warnings: Vec<String>,
    /// Devices whose model has fewer keys than were asked for.
    pub overflow: Vec<Overflow>,
}

/// A device that cannot show all its keys. What does not fit is kept, but not rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overflow {
    /// Its MAC address, or its name while that is to come.
    pub device: String,
    /// Its MAC address.
    pub mac: Option<String>,
    /// Model id.
    pub model: String,
    /// How many keys the model has.
    pub has: u16,
    /// How many of the asked keys fit.
    pub fit: usize,
    /// Key numbers that do not.
    pub beyond: Vec<u16>,
}

/// Why keys were not applied.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The request names what is not there. Nothing was changed.
    #[error("{}", .0.join("\n"))]
    Request(Vec<String>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Applies a request: on all of its devices, or on none.
pub fn apply(office: &Office, store: &mut Store, request: &KeysRequest) -> Result<KeysApplied, KeysError> {
    let all = store.devices()?;
    let chosen = choose(&all, &request.devices).map_err(KeysError::Request)?;
    let site = store.site()?;
    let dialect = office.dialect(&site);
    let mut warnings = Vec::new();
    let mut keys = Vec::new();
    let mut faults = Vec::new();
    for wanted in &request.keys {
        if let Err(sentence) = dialect.supports(wanted.kind) {
            warnings.push(format!("key {}: {sentence}", wanted.key));
        }
        match target(store, wanted)? {
            Target::Found(target) => keys.push(feature_key(wanted, target)),
            Target::Unknown(text) => {
                warnings.push(format!(
                    "key {}: no user has the extension or email {text}; it is kept as typed",
                    wanted.key
                ));
                keys.push(feature_key(wanted, KeyTarget::Text(text)));
            }
            Target::Slot(text) => match dialect.slot(&text, &site.pbx.park_prefix) {
                Ok(slot) => keys.push(feature_key(wanted, KeyTarget::Text(slot))),
                Err(sentence) => faults.push(format!("key {}: {sentence}", wanted.key)),
            },
        }
    }
    if !faults.is_empty() {
        return Err(KeysError::Request(faults));
    }
    let ids: Vec<_> = chosen.iter().map(|device| device.id).collect();
    store.set_keys(&ids, &keys)?;
    let overflow = chosen.iter().filter_map(|device| overflow(office, device, &keys)).collect();
    Ok(KeysApplied { devices: ids.len(), keys: keys.len(), warnings, overflow })
}

/// The devices that a request means, or a sentence for each entry that means none.
fn choose<'a>(all: &'a [DeviceRow], wanted: &DevicesWanted) -> Result<Vec<&'a DeviceRow>, Vec<String>> {
    let DevicesWanted::List(entries) = wanted else { return Ok(all.iter().collect()) };
    let mut chosen = HashSet::new();
    let mut faults = Vec::new();
    for entry in entries {
        let before = chosen.len();
        let meant = all.iter().filter(|device| means(entry, device)).map(|device| device.id);
        let mut any = false;
        chosen.extend(meant.inspect(|_| any = true));
        if !any && chosen.len() == before {
            faults.push(format!("no device is {}", describe(entry)));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(all.iter().filter(|device| chosen.contains(&device.id)).collect())
}

fn means(entry: &DeviceWanted, device: &DeviceRow) -> bool {
    let same = |wanted: &Option<String>, is: &str| {
        wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(is))
    };
    match entry {
        DeviceWanted::Mac(text) => text
            .parse::<MacAddr>()
            .is_ok_and(|mac| device.mac_address.as_deref() == Some(mac.to_string().as_str())),
        DeviceWanted::Kind(KindWanted { brand, family, model }) => {
            same(brand, &device.brand) && same(family, &device.family) && same(model, &device.model)
        }
    }
}

fn describe(entry: &DeviceWanted) -> String {
    match entry {
        DeviceWanted::Mac(text) => text.clone(),
        DeviceWanted::Kind(kind) => {
            let words = [&kind.brand, &kind.family, &kind.model];
            format!("of the kind {}", words.into_iter().flatten().cloned().collect::<Vec<_>>().join(" "))
        }
    }
}

enum Target {
    Found(KeyTarget),
    Slot(String),
    Unknown(String),
}

fn target(store: &Store, wanted: &KeyWanted) -> Result<Target, StoreError> {
    let value = wanted.value().unwrap_or_default().to_owned();
    Ok(match wanted.kind {
        KeyType::Line | KeyType::None => Target::Found(KeyTarget::Nothing),
        KeyType::SpeedDial => Target::Found(KeyTarget::Text(value)),
        KeyType::Parking => Target::Slot(value),
        KeyType::PersonalParking | KeyType::Presence => match store.find_user(&value)? {
            Some(user) => Target::Found(KeyTarget::User(user)),
            None => Target::Unknown(value),
        },
    })
}

fn feature_key(wanted: &KeyWanted, target: KeyTarget) -> FeatureKey {
    FeatureKey {
        key: wanted.key,
        kind: wanted.kind,
        line: wanted.line,
        target,
        label: wanted.label().map(str::to_owned),
    }
}

fn overflow(office: &Office, device: &DeviceRow, keys: &[FeatureKey]) -> Option<Overflow> {
    let ModelRef { model, .. } = office.catalogue.model(&device.brand, &device.family, &device.model)?;
    let expansion = device.expansion.as_ref().map(|(id, count)| (id.as_str(), *count));
    // A key that does nothing is not missed.
    let wanted = keys.iter().filter(|key| key.kind != KeyType::None).map(|key| key.key);
    let fit = fit(wanted, model, expansion);
    (!fit.beyond.is_empty()).then(|| Overflow {
        device: device.handle().to_owned(),
        mac: device.mac_address.clone(),
        model: device.model.clone(),
        has: u16::try_from(places(model, expansion).count()).unwrap_or(u16::MAX),
        fit: fit.fitting.len(),
        beyond: fit.beyond,
    })
}
