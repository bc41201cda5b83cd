//! Giving feature keys to devices: first a plan, which shows what would come of it, then the change.

mod aim;
mod choose;
mod fits;
mod hints;
mod sample;
#[cfg(test)]
mod tests;
mod unsaid;

pub use fits::{ModelFit, Overflow};
pub use sample::Sample;

use std::{collections::HashSet, fmt};

use serde::Serialize;
use utoipa::ToSchema;

use super::Office;
use crate::{
    directory::DeviceId,
    keys::{
        FeatureKey, KeyType,
        request::{Fault, KeysRequest},
    },
    store::{DeviceRow, Store, StoreError},
};

/// How often a plan is made anew when something else changes the data in between.
const ATTEMPTS: usize = 5;

/// What a request would do. Nothing is changed yet.
#[derive(Debug, Clone)]
pub struct KeysPlan {
    /// The site's revision that it was made on.
    pub revision: i64,
    /// Devices that get the keys.
    pub chosen: Vec<DeviceRow>,
    /// What each of them gets.
    pub feature_keys: Vec<FeatureKey>,
    /// Those whose keys really change.
    pub changing: HashSet<DeviceId>,
    /// How many devices lose another function that a key has now.
    pub replaced: usize,
    /// What is not as one might think.
    pub warnings: Vec<KeyWarning>,
    /// What one may not have thought of.
    pub hints: Vec<KeyWarning>,
    /// How the keys fall on each model.
    pub models: Vec<ModelFit>,
    /// Devices whose model has fewer keys than were asked for.
    pub overflow: Vec<Overflow>,
}

/// A sentence about what is not as one might think.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeyWarning {
    /// The number of the key that it is about; `None` where it is about all.
    pub key: Option<u16>,
    /// The sentence.
    pub message: String,
}

impl fmt::Display for KeyWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(key) = self.key {
            write!(f, "key {key}: ")?;
        }
        f.write_str(&self.message)
    }
}

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

/// Why keys were not applied.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The request names what is not there. Nothing was changed.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Request(Vec<Fault>),
    /// The store failed; [`StoreError::Changed`] where something changed since the plan was made.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Says what a request would do. Changes nothing.
pub fn plan(office: &Office, store: &Store, request: &KeysRequest) -> Result<KeysPlan, KeysError> {
    // Read first: should the data change meanwhile, the plan is newer than it says, and is made anew.
    let revision = store.revision()?;
    let all = store.devices()?;
    let chosen = choose::choose(&office.catalogue, &all, &request.devices).map_err(KeysError::Request)?;
    let site = store.site()?;
    let aimed = aim::aim(store, office.dialect(&site), &site, &request.keys)?;
    let (keys, mut warnings) = aimed.map_err(KeysError::Request)?;
    warnings.extend(aim::missing_lines(&chosen, &keys));
    let resolved = store.resolve_keys(&keys)?;
    warnings.extend(hints::unmade(&office.catalogue, &chosen));
    warnings.extend(unsaid::unsaid(office, &site, &chosen, &resolved));
    let before = store.feature_keys()?;
    let of = |device: &DeviceRow| before.get(&device.id).map(Vec::as_slice).unwrap_or_default();
    let changing = chosen.iter().filter(|device| changes(of(device), &keys)).map(|device| device.id);
    Ok(KeysPlan {
        revision,
        changing: changing.collect(),
        replaced: chosen.iter().filter(|device| replaces(of(device), &keys)).count(),
        hints: hints::hints(&chosen, &keys, &resolved, &before),
        models: fits::model_fits(&office.catalogue, &chosen, &keys),
        overflow: fits::overflow(&office.catalogue, &chosen, &keys),
        chosen: chosen.into_iter().cloned().collect(),
        feature_keys: keys,
        warnings,
    })
}

impl KeysPlan {
    /// Does what was planned: on all devices, or on none. The plan then has the new revision.
    pub fn apply(&mut self, store: &mut Store) -> Result<(), KeysError> {
        let ids: Vec<DeviceId> = self.chosen.iter().map(|device| device.id).collect();
        self.revision = store.set_keys(&ids, &self.feature_keys, self.revision)?;
        Ok(())
    }
}

/// Plans and applies a request at once: on all of its devices, or on none.
pub fn apply(office: &Office, store: &mut Store, request: &KeysRequest) -> Result<KeysApplied, KeysError> {
    for _ in 0..ATTEMPTS {
        let mut plan = plan(office, store, request)?;
        match plan.apply(store) {
            Err(KeysError::Store(StoreError::Changed)) => {}
            done => return done.map(|()| applied(plan)),
        }
    }
    Err(StoreError::Busy.into())
}

fn applied(plan: KeysPlan) -> KeysApplied {
    KeysApplied {
        devices: plan.chosen.len(),
        keys: plan.feature_keys.len(),
        warnings: plan.warnings.iter().map(ToString::to_string).collect(),
        overflow: plan.overflow,
    }
}

/// Whether a device with the keys `before` has others afterwards. Clearing a key that is clear changes nothing,
/// unless it is the phone's first: then its lines go.
fn changes(before: &[FeatureKey], keys: &[FeatureKey]) -> bool {
    keys.iter().any(|key| match at(before, key.key) {
        Some(now) => now != key,
        None => key.kind != KeyType::None || before.is_empty(),
    })
}

/// Whether a key that does something does something else afterwards.
fn replaces(before: &[FeatureKey], keys: &[FeatureKey]) -> bool {
    keys.iter().any(|key| at(before, key.key).is_some_and(|now| now != key && now.kind != KeyType::None))
}

fn at(keys: &[FeatureKey], number: u16) -> Option<&FeatureKey> {
    keys.iter().find(|key| key.key == number)
}
