//! What somebody who sets keys may not have thought of.

use std::collections::{BTreeSet, HashMap};

use super::KeyWarning;
use crate::{
    catalogue::Catalogue,
    directory::DeviceId,
    keys::{FeatureKey, KeyTarget, KeyType, ResolvedKey},
    store::DeviceRow,
};

/// Models among the devices for which no file is made: their keys stay on the box.
pub fn unmade(catalogue: &Catalogue, devices: &[&DeviceRow]) -> Option<KeyWarning> {
    let models =
        devices.iter().filter_map(|device| catalogue.model(&device.brand, &device.family, &device.model));
    let names: BTreeSet<_> =
        models.filter(|found| !found.model.provisioned).map(|found| found.full_name()).collect();
    let listed = names.into_iter().collect::<Vec<_>>().join(", ");
    let message = format!("This box makes no file for {listed}. Set keys there on the phone itself");
    (!listed.is_empty()).then_some(KeyWarning { key: None, message })
}

/// All hints on these keys for these devices. `resolved` are the keys as they would be rendered, `before` what is set
/// now.
pub fn hints(
    devices: &[&DeviceRow],
    keys: &[FeatureKey],
    resolved: &[ResolvedKey],
    before: &HashMap<DeviceId, Vec<FeatureKey>>,
) -> Vec<KeyWarning> {
    let mut hints = twice(keys);
    hints.extend(resolved.iter().filter_map(|key| own_extension(devices, key)));
    hints.extend(lines_go(devices, keys, before));
    hints
}

/// Two keys that do the same.
fn twice(keys: &[FeatureKey]) -> Vec<KeyWarning> {
    let mut first: HashMap<(KeyType, &KeyTarget), u16> = HashMap::new();
    let aimed = keys.iter().filter(|key| key.target != KeyTarget::Nothing);
    aimed
        .filter_map(|key| {
            let before = *first.entry((key.kind, &key.target)).or_insert(key.key);
            let message = format!("key {before} has the same target");
            (before != key.key).then_some(KeyWarning { key: Some(key.key), message })
        })
        .collect()
}

/// A lamp that shows what the person at the phone knows anyway.
fn own_extension(devices: &[&DeviceRow], key: &ResolvedKey) -> Option<KeyWarning> {
    if key.kind != KeyType::Presence || key.value.is_empty() {
        return None;
    }
    let own = devices.iter().filter(|device| device.extension.as_ref() == Some(&key.value)).count();
    let message = match own {
        0 => return None,
        1 => format!("1 phone would watch its own extension {}", key.value),
        _ => format!("{own} phones would watch their own extension {}", key.value),
    };
    Some(KeyWarning { key: Some(key.key), message })
}

/// A phone without keys shows its lines on its first ones, until it gets a key.
fn lines_go(
    devices: &[&DeviceRow],
    keys: &[FeatureKey],
    before: &HashMap<DeviceId, Vec<FeatureKey>>,
) -> Option<KeyWarning> {
    if keys.iter().any(|key| key.kind == KeyType::Line) {
        return None;
    }
    let showing = devices.iter().filter(|device| !before.contains_key(&device.id)).count();
    let message = match showing {
        0 => return None,
        1 => "1 phone shows its lines on its keys now and will show these keys only".to_owned(),
        _ => format!("{showing} phones show their lines on their keys now and will show these keys only"),
    };
    Some(KeyWarning { key: None, message })
}
