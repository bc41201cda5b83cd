//! Giving feature keys to devices.

use serde::Serialize;

use super::Office;
use crate::{
    catalogue::ModelRef,
    directory::{MacAddr, Site},
    keys::{
        FeatureKey, KeyTarget, KeyType, fit, places,
        request::{DeviceWanted, DevicesWanted, KeyWanted, KeysRequest, KindWanted},
    },
    pbx::Dialect,
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
    let chosen = choose(office, &all, &request.devices).map_err(KeysError::Request)?;
    let site = store.site()?;
    let dialect = office.dialect(&site);
    let mut warnings = Vec::new();
    let mut keys = Vec::new();
    let mut faults = Vec::new();
    for wanted in &request.keys {
        if let Err(sentence) = dialect.supports(wanted.kind) {
            warnings.push(format!("key {}: {sentence}", wanted.key));
        }
        match target(store, dialect, &site, wanted)? {
            Ok((target, warning)) => {
                warnings.extend(warning.map(|sentence| format!("key {}: {sentence}", wanted.key)));
                keys.push(feature_key(wanted, target));
            }
            Err(sentence) => faults.push(format!("key {}: {sentence}", wanted.key)),
        }
    }
    if !faults.is_empty() {
        return Err(KeysError::Request(faults));
    }
    warnings.extend(missing_lines(&chosen, &keys));
    let ids: Vec<_> = chosen.iter().map(|device| device.id).collect();
    store.set_keys(&ids, &keys)?;
    let overflow = chosen.iter().filter_map(|device| overflow(office, device, &keys)).collect();
    Ok(KeysApplied { devices: ids.len(), keys: keys.len(), warnings, overflow })
}

/// A key that uses an account which a phone does not have is cleared there.
fn missing_lines(devices: &[&DeviceRow], keys: &[FeatureKey]) -> Vec<String> {
    let used = keys.iter().filter(|key| key.kind != KeyType::None);
    used.filter_map(|key| {
        let without = devices.iter().filter(|device| device.lines < usize::from(key.line)).count();
        (without > 0).then(|| {
            let phones =
                if without == 1 { "1 phone has".to_owned() } else { format!("{without} phones have") };
            format!("key {}: {phones} no line {}; the key stays empty there", key.key, key.line)
        })
    })
    .collect()
}

/// The devices that a request means, or a sentence for each entry that means none.
fn choose<'a>(
    office: &Office,
    all: &'a [DeviceRow],
    wanted: &DevicesWanted,
) -> Result<Vec<&'a DeviceRow>, Vec<String>> {
    let entries = match wanted {
        DevicesWanted::Word(_) => return Ok(all.iter().collect()),
        DevicesWanted::Kind(kind) => &[DeviceWanted::Kind(kind.clone())][..],
        DevicesWanted::List(entries) => entries,
    };
    let faults: Vec<String> = entries
        .iter()
        .filter(|entry| !all.iter().any(|device| means(office, entry, device)))
        .map(|entry| format!("no device is {}", describe(entry)))
        .collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(all.iter().filter(|device| entries.iter().any(|entry| means(office, entry, device))).collect())
}

fn means(office: &Office, entry: &DeviceWanted, device: &DeviceRow) -> bool {
    match entry {
        DeviceWanted::Mac(text) => text
            .parse::<MacAddr>()
            .is_ok_and(|mac| device.mac_address.as_deref() == Some(mac.to_string().as_str())),
        DeviceWanted::Kind(kind) => is_of_kind(office, kind, device),
    }
}

/// Brands and models may be written as in a spreadsheet: `SIP-T46U`.
fn is_of_kind(office: &Office, kind: &KindWanted, device: &DeviceRow) -> bool {
    let brand = kind
        .brand
        .as_ref()
        .is_none_or(|text| office.catalogue.find_brand(text).is_some_and(|brand| brand.id == device.brand));
    let family = kind.family.as_ref().is_none_or(|text| text.eq_ignore_ascii_case(&device.family));
    let model = kind.model.as_ref().is_none_or(|text| {
        let brand = office.catalogue.brand(&device.brand);
        office.catalogue.find_models(brand, text).iter().any(|found| found.model.id == device.model)
    });
    brand && family && model
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

/// What a key is about, with a word of warning; or why it cannot be.
type Aimed = Result<(KeyTarget, Option<String>), String>;

fn target(store: &Store, dialect: &Dialect, site: &Site, wanted: &KeyWanted) -> Result<Aimed, StoreError> {
    let value = wanted.value().unwrap_or_default();
    let value = value.as_str();
    Ok(match wanted.kind {
        KeyType::Line | KeyType::None => Ok((KeyTarget::Nothing, None)),
        KeyType::SpeedDial => Ok((KeyTarget::Text(value.to_owned()), None)),
        KeyType::Parking => {
            dialect.slot(value, &site.pbx.park_prefix).map(|slot| (KeyTarget::Text(slot), None))
        }
        KeyType::PersonalParking | KeyType::Presence => Ok(user(store, value)?),
    })
}

fn user(store: &Store, value: &str) -> Result<(KeyTarget, Option<String>), StoreError> {
    let Some((user, main)) = store.find_user(value)? else {
        let warning = format!("no user has the extension or email {value}; it is kept as typed");
        return Ok((KeyTarget::Text(value.to_owned()), Some(warning)));
    };
    let further = main.filter(|main| main != value && !value.contains('@'));
    let warning =
        further.map(|main| format!("{value} is a further extension of its user; the key follows {main}"));
    Ok((KeyTarget::User(user), warning))
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
