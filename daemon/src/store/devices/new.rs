//! A new phone: its passwords and the name that we make for it.

use rusqlite::{Transaction, params};

use super::SECRET;
use crate::{
    catalogue::Catalogue,
    directory::{MacAddr, credentials},
    import::PlannedDevice,
    store::{StoreError, vault::Vault},
};

/// A phone to be made.
pub(in crate::store) struct NewDevice<'a> {
    pub(in crate::store) planned: &'a PlannedDevice,
    pub(in crate::store) user: Option<i64>,
    /// First and last name of its user.
    pub(in crate::store) user_name: Option<String>,
    pub(in crate::store) expansion: Option<(String, u8)>,
}

/// Makes a phone without lines; its passwords are made up.
pub(in crate::store) fn insert(
    tx: &Transaction<'_>,
    vault: &Vault,
    catalogue: &Catalogue,
    new: &NewDevice<'_>,
) -> Result<i64, StoreError> {
    let mut random = rand::rng();
    let mut seal = || vault.seal(SECRET, credentials::phone_password(&mut random).expose());
    let (admin, own) = (seal()?, seal()?);
    let device = new.planned;
    let name =
        device.name.clone().unwrap_or_else(|| default_name(catalogue, device, new.user_name.as_deref()));
    let (expansion, modules) = new.expansion.clone().unzip();
    let mut insert = tx.prepare_cached(
        "INSERT INTO devices (mac, pending, user_id, brand, family, model, name, admin_password, user_password, expansion,
                              expansion_count)
         VALUES (?1, ?1 IS NULL, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    Ok(insert.insert(params![
        device.mac.map(MacAddr::bare),
        new.user,
        device.brand,
        device.family,
        device.model,
        name,
        admin,
        own,
        expansion,
        modules.unwrap_or(0)
    ])?)
}

/// "First Last - Brand Model", in the maker's own spelling. What several people share, or nobody has, has the end of
/// its MAC address instead of a person's name, as it stands on its label.
pub(in crate::store) fn default_name(
    catalogue: &Catalogue,
    device: &PlannedDevice,
    user_name: Option<&str>,
) -> String {
    let found = catalogue.model(&device.brand, &device.family, &device.model);
    let (brand, model) = found.map_or((device.brand.as_str(), device.model.as_str()), |found| {
        (found.brand.name.as_str(), found.model.name.as_str())
    });
    let is_shared = found.is_some_and(|found| found.model.shared);
    match (user_name.filter(|_| !is_shared || device.mac.is_none()), device.mac) {
        (Some(name), _) => format!("{name} - {brand} {model}"),
        (None, Some(mac)) => format!("{brand} {model} {}", &mac.to_string()[9..]),
        (None, None) => format!("{brand} {model}"),
    }
}
