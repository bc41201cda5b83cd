//! How a request's keys fall on the phones.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    catalogue::{Catalogue, ModelRef},
    keys::{FeatureKey, Fit, KeyType, fit, places},
    store::DeviceRow,
};

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

/// How the keys fall on all chosen phones of one model with the same expansion modules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ModelFit {
    /// Brand id.
    pub brand: String,
    /// The brand as its maker writes it.
    pub brand_name: String,
    /// Family id.
    pub family: String,
    /// Model id.
    pub model: String,
    /// The model as its maker writes it, without its brand.
    pub model_name: String,
    /// How many of the chosen phones are such.
    pub devices: usize,
    /// How many keys such a phone has, its expansion modules' included.
    pub has: u16,
    /// Keys on the phone that one can touch or press.
    pub physical: u16,
    /// Attached expansion modules, for example `exp40 x2`.
    pub expansion: Option<String>,
    /// Numbers of the asked keys that fit.
    pub fit: Vec<u16>,
    /// Numbers of those that do not: kept on the box, not on the phone.
    pub beyond: Vec<u16>,
}

/// The devices that cannot show all their keys.
pub fn overflow(catalogue: &Catalogue, devices: &[&DeviceRow], keys: &[FeatureKey]) -> Vec<Overflow> {
    let one = |device: &&DeviceRow| {
        let (_, has, fit) = fits(catalogue, device, keys)?;
        (!fit.beyond.is_empty()).then(|| Overflow {
            device: device.handle().to_owned(),
            mac: device.mac_address.clone(),
            model: device.model.clone(),
            has,
            fit: fit.fitting.len(),
            beyond: fit.beyond,
        })
    };
    devices.iter().filter_map(one).collect()
}

/// How the keys fall on each model, by brand, family and model.
pub fn model_fits(catalogue: &Catalogue, devices: &[&DeviceRow], keys: &[FeatureKey]) -> Vec<ModelFit> {
    let mut alike: BTreeMap<_, Vec<&DeviceRow>> = BTreeMap::new();
    for device in devices {
        let kind = (&device.brand, &device.family, &device.model, &device.expansion);
        alike.entry(kind).or_default().push(device);
    }
    let one = |devices: &Vec<&DeviceRow>| {
        let device = devices.first()?;
        let (found, has, mut fit) = fits(catalogue, device, keys)?;
        fit.fitting.sort_unstable();
        fit.beyond.sort_unstable();
        Some(ModelFit {
            brand: device.brand.clone(),
            brand_name: found.brand.name.clone(),
            family: device.family.clone(),
            model: device.model.clone(),
            model_name: found.name_after_brand().to_owned(),
            devices: devices.len(),
            has,
            physical: found.model.keys.physical,
            expansion: device.expansion.as_ref().map(|(id, count)| format!("{id} x{count}")),
            fit: fit.fitting,
            beyond: fit.beyond,
        })
    };
    alike.values().filter_map(one).collect()
}

/// The device's model, how many keys it has, and which of these it shows.
fn fits<'a>(
    catalogue: &'a Catalogue,
    device: &DeviceRow,
    keys: &[FeatureKey],
) -> Option<(ModelRef<'a>, u16, Fit)> {
    let found = catalogue.model(&device.brand, &device.family, &device.model)?;
    let expansion = device.expansion.as_ref().map(|(id, count)| (id.as_str(), *count));
    // A key that does nothing is not missed.
    let wanted = keys.iter().filter(|key| key.kind != KeyType::None).map(|key| key.key);
    let has = u16::try_from(places(found.model, expansion).count()).unwrap_or(u16::MAX);
    Some((found, has, fit(wanted, found.model, expansion)))
}
