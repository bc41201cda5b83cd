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
    let name = device.name.clone().unwrap_or_else(|| device.made_name(catalogue, new.user_name.as_deref()));
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
