//! Phones made, changed and removed.

use rusqlite::{OptionalExtension, Transaction, params};

use super::{
    SECRET,
    new::{NewDevice, default_name, insert},
};
use crate::{
    catalogue::Catalogue,
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
            let before = before(tx, device.0)?;
            let user = wanted.user.map(|user| user.0);
            let name = name_after(tx, hand.catalogue, wanted, &before)?;
            let (expansion, modules) = wanted.expansion.clone().unzip();
            let planned = wanted.planned;
            tx.execute(
                "UPDATE devices SET version = version + 1, mac = ?2, pending = pending OR ?2 IS NULL, user_id = ?3, brand = ?4,
                        family = ?5, model = ?6, name = ?7, expansion = ?8, expansion_count = ?9 WHERE id = ?1",
                params![
                    device.0,
                    planned.mac.map(MacAddr::bare),
                    user,
                    planned.brand,
                    planned.family,
                    planned.model,
                    name,
                    expansion,
                    modules.unwrap_or(0)
                ],
            )?;
            move_lines(Lines { tx, vault, dialect: hand.dialect }, device.0, before.user, user, keeps_others)?;
            if before.mac != planned.mac.map(MacAddr::bare) {
                forget_fetch(tx, before.mac.as_deref())?;
                welcome(tx, planned.mac)?;
            }
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
            let mac: Option<String> =
                tx.query_row("DELETE FROM devices WHERE id = ?1 RETURNING mac", [device.0], |row| {
                    row.get(0)
                })?;
            forget_fetch(tx, mac.as_deref())?;
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

/// First and last name.
fn user_name(tx: &Transaction<'_>, user: Option<i64>) -> Result<Option<String>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT first_name || ' ' || last_name FROM users WHERE id = ?1")?;
    Ok(statement.query_row([user], |row| row.get(0)).optional()?)
}

/// A phone before it is changed.
struct Before {
    mac: Option<String>,
    user: Option<i64>,
    name: String,
    planned: PlannedDevice,
}

fn before(tx: &Transaction<'_>, device: i64) -> Result<Before, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT mac, user_id, name, brand, family, model FROM devices WHERE id = ?1")?;
    Ok(statement.query_row([device], |row| {
        let mac: Option<String> = row.get(0)?;
        let planned = PlannedDevice {
            row: 0,
            mac: mac.as_deref().and_then(|mac| mac.parse().ok()),
            brand: row.get(3)?,
            family: row.get(4)?,
            model: row.get(5)?,
            name: None,
            expansion: None,
        };
        Ok(Before { mac, user: row.get(1)?, name: row.get(2)?, planned })
    })?)
}

/// A name that we made follows the phone to its next user.
fn name_after(
    tx: &Transaction<'_>,
    catalogue: &Catalogue,
    wanted: &DeviceWanted<'_>,
    before: &Before,
) -> Result<String, StoreError> {
    let made = default_name(catalogue, &before.planned, user_name(tx, before.user)?.as_deref());
    let given = wanted.planned.name.as_ref().filter(|name| **name != before.name || before.name != made);
    if let Some(name) = given {
        return Ok(name.clone());
    }
    let user = user_name(tx, wanted.user.map(|user| user.0))?;
    Ok(default_name(catalogue, wanted.planned, user.as_deref()))
}

/// Lines of the user before go, those of the next come.
fn move_lines(
    lines: Lines<'_>,
    device: i64,
    from: Option<i64>,
    to: Option<i64>,
    keeps_others: bool,
) -> Result<(), StoreError> {
    match from {
        _ if !keeps_others => lines.clear_others(device, to)?,
        Some(before) if from != to => lines.clear(device, before)?,
        _ => {}
    }
    match to {
        Some(user) => lines.add(device, &lines.of_user(user)?),
        None => Ok(()),
    }
}

/// A phone that is on the box waits no longer, and nobody needs to ignore it.
fn welcome(tx: &Transaction<'_>, mac: Option<MacAddr>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM ignored_phones WHERE mac = ?1", [mac.map(MacAddr::bare)])?;
    Ok(())
}

fn forget_fetch(tx: &Transaction<'_>, mac: Option<&str>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM fetches WHERE mac = ?1", [mac])?;
    Ok(())
}

/// Its name and address, for an event.
fn shown(tx: &Transaction<'_>, device: i64) -> Result<String, StoreError> {
    let mut statement = tx.prepare_cached("SELECT name, mac FROM devices WHERE id = ?1")?;
    let (name, mac): (String, Option<String>) =
        statement.query_row([device], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mac = mac.and_then(|mac| mac.parse::<MacAddr>().ok());
    Ok(mac.map_or_else(|| name.clone(), |mac| format!("{name} ({mac})")))
}
