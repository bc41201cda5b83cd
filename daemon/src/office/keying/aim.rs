//! Whom or what the keys of a request are about.

use super::KeyWarning;
use crate::{
    directory::Site,
    keys::{
        FeatureKey, KeyTarget, KeyType,
        request::{Fault, KeyWanted},
    },
    pbx::Dialect,
    store::{DeviceRow, Store, StoreError},
};

/// Keys as they would be stored, with words of warning; or every fault.
pub type Aimed = Result<(Vec<FeatureKey>, Vec<KeyWarning>), Vec<Fault>>;

/// Looks up what every key is about.
pub fn aim(store: &Store, dialect: &Dialect, site: &Site, wanted: &[KeyWanted]) -> Result<Aimed, StoreError> {
    let (mut keys, mut warnings, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (position, wanted) in wanted.iter().enumerate() {
        let warning = |message| KeyWarning { key: Some(wanted.key), message };
        warnings.extend(dialect.supports(wanted.kind).err().map(warning));
        match target(store, dialect, site, wanted)? {
            Ok((target, sentence)) => {
                warnings.extend(sentence.map(warning));
                keys.push(feature_key(wanted, target));
            }
            Err(sentence) => faults.push(wanted.fault(position, "value", sentence)),
        }
    }
    Ok(if faults.is_empty() { Ok((keys, warnings)) } else { Err(faults) })
}

/// What a key is about, with a word of warning; or why it cannot be.
type Target = Result<(KeyTarget, Option<String>), String>;

fn target(store: &Store, dialect: &Dialect, site: &Site, wanted: &KeyWanted) -> Result<Target, StoreError> {
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

/// A key that uses an account which a phone does not have is cleared there.
pub fn missing_lines(devices: &[&DeviceRow], keys: &[FeatureKey]) -> Vec<KeyWarning> {
    let used = keys.iter().filter(|key| key.kind != KeyType::None);
    used.filter_map(|key| {
        let without = devices.iter().filter(|device| device.lines < usize::from(key.line)).count();
        (without > 0).then(|| {
            let phones =
                if without == 1 { "1 phone has".to_owned() } else { format!("{without} phones have") };
            let message = format!("{phones} no line {}; the key stays empty there", key.line);
            KeyWarning { key: Some(key.key), message }
        })
    })
    .collect()
}
