//! One phone's file as it is and as it would be.

use serde::Serialize;
use utoipa::ToSchema;

use super::KeysPlan;
use crate::{
    directory::{MacAddr, Phone},
    keys::ResolvedKey,
    office::Office,
    store::{DeviceRow, Store, StoreError},
};

/// One phone's file, dots for its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = KeysSample)]
pub struct Sample {
    /// The phone's number on the box.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// The file's name.
    pub file: String,
    /// The file as it is.
    pub before: String,
    /// The file with the keys.
    pub after: String,
}

impl KeysPlan {
    /// The file of the first phone that changes and shows it, else of the first that has a file at all. `None` where
    /// none has, or where it cannot be rendered.
    pub fn sample(&self, office: &Office, store: &mut Store) -> Result<Option<Sample>, StoreError> {
        let Some((device, mac)) = self.sample_phone() else { return Ok(None) };
        let Some(phone) = store.phone(mac)? else { return Ok(None) };
        let Some(file) = office.catalogue.main_file(&phone.brand, &phone.family, mac) else {
            return Ok(None);
        };
        let site = store.site()?.masked();
        let before = phone.masked();
        let after = with_keys(before.clone(), &store.resolve_keys(&self.feature_keys)?);
        let dialect = office.dialect(&site);
        let render = |phone: &Phone| office.engine.device_file(phone, &site, dialect).ok();
        Ok(render(&before).zip(render(&after)).map(|(before, after)| Sample {
            id: device.id.0,
            name: device.device_name.clone(),
            file,
            before,
            after,
        }))
    }

    fn sample_phone(&self) -> Option<(&DeviceRow, MacAddr)> {
        let mac = |device: &DeviceRow| device.mac_address.as_ref().and_then(|mac| mac.parse().ok());
        let shows = |device: &&DeviceRow| self.changing.contains(&device.id) && self.fits_some(device);
        let changed = self.chosen.iter().filter(shows);
        changed.chain(&self.chosen).find_map(|device| Some((device, mac(device)?)))
    }

    /// Whether the phone has any of the asked keys.
    fn fits_some(&self, device: &DeviceRow) -> bool {
        let kind = (&device.brand, &device.family, &device.model);
        self.models.iter().any(|fit| (&fit.brand, &fit.family, &fit.model) == kind && !fit.fit.is_empty())
    }
}

/// The phone once these keys are set.
fn with_keys(mut phone: Phone, keys: &[ResolvedKey]) -> Phone {
    phone.keys.retain(|before| keys.iter().all(|key| key.key != before.key));
    phone.keys.extend_from_slice(keys);
    phone.keys.sort_by_key(|key| key.key);
    phone
}
