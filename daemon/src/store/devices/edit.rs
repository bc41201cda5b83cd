//! Phones made, changed and removed.

use rusqlite::{OptionalExtension, params};

use super::{
    SECRET,
    new::{NewDevice, insert},
    parts::{self, shown, user_name, welcome},
};
use crate::{
    directory::{DeviceId, MacAddr, Secret, UserId},
    import::PlannedDevice,
    store::{
        Store, StoreError, events,
        hand::{Hand, Versioned, is_there},
        lines::Lines,
        raise_revision,
    },
};

/// A phone as a person wants it by hand.
pub struct DeviceWanted<'a> {
    /// What the check made of it.
    pub planned: &'a PlannedDevice,
    /// Whose it is.
    pub user: Option<UserId>,
    /// Attached expansion modules: catalogue id and number.
    pub expansion: Option<(String, u8)>,
}

impl Store {
    /// Makes a phone by hand, with the lines of its user.
    pub fn add_device(&mut self, wanted: &DeviceWanted<'_>, hand: &Hand<'_>) -> Result<DeviceId, StoreError> {
        self.change(|tx, vault| {
            hand.is_fresh(tx)?;
            let user = wanted.user.map(|user| user.0);
            let new = NewDevice {
                planned: wanted.planned,
                user,
                user_name: user_name(tx, user)?,
                expansion: wanted.expansion.clone(),
            };
            let id = insert(tx, vault, hand.catalogue, &new)?;
            let lines = Lines { tx, vault, dialect: hand.dialect };
            if let Some(user) = user {
                lines.add(id, &lines.of_user(user)?)?;
            }
            welcome(tx, wanted.planned.mac)?;
            hand.note(tx, "device_added", &format!("the phone {} was added", shown(tx, id)?))?;
            raise_revision(tx)?;
            Ok(DeviceId(id))
        })
    }

    /// Gives a user their place on a shared phone of others.
    pub fn join_device(
        &mut self,
        mac: MacAddr,
        user: UserId,
        hand: &Hand<'_>,
    ) -> Result<DeviceId, StoreError> {
        self.change(|tx, vault| {
            hand.is_fresh(tx)?;
            let id: i64 = tx.query_row(
                "UPDATE devices SET version = version + 1, user_id = coalesce(user_id, ?2) WHERE mac = ?1 RETURNING id",
                params![mac.bare(), user.0],
                |row| row.get(0),
            )?;
            let lines = Lines { tx, vault, dialect: hand.dialect };
            lines.add(id, &lines.of_user(user.0)?)?;
            let name = user_name(tx, Some(user.0))?.unwrap_or_default();
            hand.note(tx, "device_changed", &format!("{name} shares the phone {}", shown(tx, id)?))?;
            raise_revision(tx)?;
            Ok(DeviceId(id))
        })
    }

    /// Changes a phone: address, model, name, modules and user. Its keys stay. Another user's lines take the place of
    /// the lines of the one before; `keeps_others` leaves those of further users where several share it. Whether it is there.
    pub fn change_device(
        &mut self,
        device: DeviceId,
        version: i64,
        wanted: &DeviceWanted<'_>,
        keeps_others: bool,
        hand: &Hand<'_>,
    ) -> Result<bool, StoreError> {
        self.change(|tx, vault| {
            if !is_there(tx, Versioned::Device, device.0, version)? {
                return Ok(false);
            }
            hand.is_fresh(tx)?;
            let lines = Lines { tx, vault, dialect: hand.dialect };
            parts::write(lines, hand.catalogue, device.0, wanted, keeps_others)?;
            hand.note(tx, "device_changed", &format!("the phone {} was changed", shown(tx, device.0)?))?;
            raise_revision(tx)?;
            Ok(true)
        })
    }

    /// Removes a phone with its lines and keys. The accounts stay for the next phone of their extension.
    /// Whether it was there.
    pub fn remove_device(
        &mut self,
        device: DeviceId,
        version: i64,
        actor: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.change(|tx, _| {
            if !is_there(tx, Versioned::Device, device.0, version)? {
                return Ok(false);
            }
            let message = format!("the phone {} was removed", shown(tx, device.0)?);
            parts::remove(tx, device.0)?;
            events::insert(tx, now, "device_removed", events::EventSeverity::Note, &message, actor)?;
            raise_revision(tx)?;
            Ok(true)
        })
    }

    /// The passwords of a phone's own pages, administrator's and user's; that they were shown is noted.
    pub fn show_device_passwords(
        &mut self,
        device: DeviceId,
        actor: &str,
        now: i64,
    ) -> Result<Option<(Secret, Secret)>, StoreError> {
        self.change(|tx, vault| {
            let mut statement =
                tx.prepare_cached("SELECT admin_password, user_password FROM devices WHERE id = ?1")?;
            let sealed: Option<(Vec<u8>, Vec<u8>)> =
                statement.query_row([device.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let Some((admin, user)) = sealed else { return Ok(None) };
            let message = format!("the passwords of the phone {} were shown", shown(tx, device.0)?);
            events::insert(tx, now, "device_passwords_shown", events::EventSeverity::Note, &message, actor)?;
            Ok(Some((vault.unseal(SECRET, &admin)?, vault.unseal(SECRET, &user)?)))
        })
    }
}
