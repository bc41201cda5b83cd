//! One phone with all that a page shows of it.

use rusqlite::Transaction;

use super::list::{DeviceListed, listed};
use crate::{
    directory::{DeviceId, UserId},
    keys::KeyType,
    store::{Sighting, Store, StoreError, keys, sightings},
};

/// Sightings of one phone that a page shows.
const TIMELINE: u32 = 50;

/// A phone; no secrets.
#[derive(Debug, Clone)]
pub struct Device {
    /// As it is listed.
    pub listed: DeviceListed,
    /// Its lines by number.
    pub lines: Vec<DeviceLine>,
    /// Its stored keys by number.
    pub keys: Vec<DeviceKey>,
    /// What it asked for, the newest first.
    pub timeline: Vec<Sighting>,
}

/// A line of a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLine {
    /// The phone's account number, from 1.
    pub number: u8,
    /// The extension that rings here.
    pub extension: String,
    /// What phones and caller id show for it.
    pub display_name: String,
    /// SIP username.
    pub sip_username: String,
    /// Whose it is: id, first and last name.
    pub user: (UserId, String),
}

/// A stored key of a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceKey {
    /// Number on the phone, from 1.
    pub key: u16,
    /// What it does.
    pub kind: KeyType,
    /// The phone's account that it uses.
    pub line: u8,
    /// The user's email, or what was typed.
    pub value: Option<String>,
    /// The user's main extension as it is now.
    pub extension: Option<String>,
    /// What stands beside it, where somebody said.
    pub label: Option<String>,
    /// The name of the user it is about, which stands there otherwise.
    pub name: Option<String>,
}

impl Store {
    /// A phone.
    pub fn device(&mut self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        self.look(|tx, _| {
            let Some(listed) = listed(tx, &[id])?.pop() else { return Ok(None) };
            let timeline = match listed.mac {
                Some(mac) => sightings::latest(tx, mac, TIMELINE)?,
                None => Vec::new(),
            };
            Ok(Some(Device { listed, lines: lines(tx, id.0)?, keys: stored_keys(tx, id.0)?, timeline }))
        })
    }
}

fn lines(tx: &Transaction<'_>, device: i64) -> Result<Vec<DeviceLine>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT l.number, e.number, coalesce(e.display_name, u.first_name || ' ' || u.last_name), a.sip_username, u.id,
                u.first_name || ' ' || u.last_name
         FROM lines l JOIN accounts a ON a.id = l.account_id
         JOIN extensions e ON e.id = a.extension_id JOIN users u ON u.id = e.user_id
         WHERE l.device_id = ?1 ORDER BY l.number",
    )?;
    let rows = statement.query_map([device], |row| {
        Ok(DeviceLine {
            number: row.get(0)?,
            extension: row.get(1)?,
            display_name: row.get(2)?,
            sip_username: row.get(3)?,
            user: (UserId(row.get(4)?), row.get(5)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn stored_keys(tx: &Transaction<'_>, device: i64) -> Result<Vec<DeviceKey>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT k.key, k.kind, k.line, coalesce(u.email, k.target_text), e.number, k.label,
                coalesce(e.display_name, u.first_name || ' ' || u.last_name)
         FROM feature_keys k LEFT JOIN users u ON u.id = k.target_user_id
         LEFT JOIN extensions e ON e.user_id = u.id AND e.position = 1
         WHERE k.device_id = ?1 ORDER BY k.key",
    )?;
    let rows = statement.query_map([device], |row| {
        Ok(DeviceKey {
            key: row.get(0)?,
            kind: keys::kind_of(&row.get::<_, String>(1)?),
            line: row.get(2)?,
            value: row.get(3)?,
            extension: row.get(4)?,
            label: row.get(5)?,
            name: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
