//! The parts of a phone that is there, written by hand and by imports alike.

use rusqlite::{OptionalExtension, Transaction, params};

use super::edit::DeviceWanted;
use crate::{
    catalogue::Catalogue,
    directory::MacAddr,
    import::PlannedDevice,
    store::{StoreError, lines::Lines},
};

/// First and last name.
pub(super) fn user_name(tx: &Transaction<'_>, user: Option<i64>) -> Result<Option<String>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT first_name || ' ' || last_name FROM users WHERE id = ?1")?;
    Ok(statement.query_row([user], |row| row.get(0)).optional()?)
}

/// A phone before it is changed.
pub(in crate::store) struct Before {
    mac: Option<String>,
    pub(super) user: Option<i64>,
    pub(in crate::store) name: String,
    pub(super) planned: PlannedDevice,
}

pub(in crate::store) fn before(tx: &Transaction<'_>, device: i64) -> Result<Before, StoreError> {
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

/// Makes a phone what is wanted, with its lines. What it was is forgotten with its address.
pub(in crate::store) fn write(
    lines: Lines<'_>,
    catalogue: &Catalogue,
    device: i64,
    wanted: &DeviceWanted<'_>,
    keeps_others: bool,
) -> Result<(), StoreError> {
    let tx = lines.tx;
    let before = before(tx, device)?;
    let user = wanted.user.map(|user| user.0);
    let name = name_after(tx, catalogue, wanted, &before)?;
    let (expansion, modules) = wanted.expansion.clone().unzip();
    let planned = wanted.planned;
    let mac = planned.mac.map(MacAddr::bare);
    let mut update = tx.prepare_cached(
        "UPDATE devices SET version = version + 1, mac = ?2, pending = pending OR ?2 IS NULL, user_id = ?3, brand = ?4,
                family = ?5, model = ?6, name = ?7, expansion = ?8, expansion_count = ?9 WHERE id = ?1",
    )?;
    update.execute(params![
        device,
        mac,
        user,
        planned.brand,
        planned.family,
        planned.model,
        name,
        expansion,
        modules.unwrap_or(0)
    ])?;
    move_lines(lines, device, before.user, user, keeps_others)?;
    if before.mac != mac {
        forget_fetch(tx, before.mac.as_deref())?;
        welcome(tx, planned.mac)?;
    }
    Ok(())
}

/// Removes a phone with its lines and keys.
pub(in crate::store) fn remove(tx: &Transaction<'_>, device: i64) -> Result<(), StoreError> {
    let mut delete = tx.prepare_cached("DELETE FROM devices WHERE id = ?1 RETURNING mac")?;
    let mac: Option<String> = delete.query_row([device], |row| row.get(0))?;
    forget_fetch(tx, mac.as_deref())
}

/// A name that we made follows the phone to its next user.
fn name_after(
    tx: &Transaction<'_>,
    catalogue: &Catalogue,
    wanted: &DeviceWanted<'_>,
    before: &Before,
) -> Result<String, StoreError> {
    let made = before.planned.made_name(catalogue, user_name(tx, before.user)?.as_deref());
    let given = wanted.planned.name.as_ref().filter(|name| **name != before.name || before.name != made);
    if let Some(name) = given {
        return Ok(name.clone());
    }
    let user = user_name(tx, wanted.user.map(|user| user.0))?;
    Ok(wanted.planned.made_name(catalogue, user.as_deref()))
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
pub(super) fn welcome(tx: &Transaction<'_>, mac: Option<MacAddr>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM ignored_phones WHERE mac = ?1", [mac.map(MacAddr::bare)])?;
    Ok(())
}

fn forget_fetch(tx: &Transaction<'_>, mac: Option<&str>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM fetches WHERE mac = ?1", [mac])?;
    Ok(())
}

/// Its name and address, for an event.
pub(super) fn shown(tx: &Transaction<'_>, device: i64) -> Result<String, StoreError> {
    let mut statement = tx.prepare_cached("SELECT name, mac FROM devices WHERE id = ?1")?;
    let (name, mac): (String, Option<String>) =
        statement.query_row([device], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mac = mac.and_then(|mac| mac.parse::<MacAddr>().ok());
    Ok(mac.map_or_else(|| name.clone(), |mac| format!("{name} ({mac})")))
}
