//! Feature keys.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::{Store, StoreError, raise_revision};
use crate::{
    directory::{DeviceId, MacAddr, UserId},
    keys::{FeatureKey, KeyTarget, KeyType, ResolvedKey},
};

/// A key as it is listed and exported.
#[derive(Debug, Clone, Serialize)]
pub struct StoredKey {
    /// The phone, with colons.
    pub mac_address: String,
    /// Number on the phone.
    pub key: u16,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The phone's account that it uses.
    pub line: u8,
    /// The user's email, or what was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The user's main extension as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// What stands beside it, where somebody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Store {
    /// Sets these keys on these devices, each with the words for its own; other keys stay as they are. All or none.
    /// Returns the new revision; [`StoreError::Changed`] where something changed since the one that is given.
    pub fn set_keys(
        &mut self,
        devices: &[DeviceId],
        keys: &[FeatureKey],
        planned_on: i64,
    ) -> Result<i64, StoreError> {
        self.change(|tx, _| {
            let revision: i64 = tx.query_row("SELECT revision FROM site", [], |row| row.get(0))?;
            if revision != planned_on {
                return Err(StoreError::Changed);
            }
            let mut insert = tx.prepare_cached(
                "INSERT OR REPLACE INTO feature_keys
                    (device_id, key, kind, line, target_user_id, target_text, label)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            for DeviceId(device) in devices {
                for key in keys {
                    let (user, text) = match &key.target {
                        KeyTarget::Nothing => (None, None),
                        KeyTarget::Text(text) => (None, Some(text)),
                        KeyTarget::User(user) => (Some(user.0), None),
                    };
                    insert.execute(params![
                        device,
                        key.key,
                        kind_word(key.kind),
                        key.line,
                        user,
                        text,
                        key.label
                    ])?;
                }
            }
            raise_revision(tx)
        })
    }

    /// The keys that are set, by device.
    pub fn feature_keys(&self) -> Result<HashMap<DeviceId, Vec<FeatureKey>>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT device_id, key, kind, line, target_user_id, target_text, label FROM feature_keys
             ORDER BY device_id, key",
        )?;
        let rows = statement.query_map([], |row| Ok((DeviceId(row.get(0)?), feature_key(row)?)))?;
        let mut keys: HashMap<DeviceId, Vec<FeatureKey>> = HashMap::new();
        for row in rows {
            let (device, key) = row?;
            keys.entry(device).or_default().push(key);
        }
        Ok(keys)
    }

    /// Keys with their users looked up, as they would be rendered once they are set.
    pub fn resolve_keys(&self, keys: &[FeatureKey]) -> Result<Vec<ResolvedKey>, StoreError> {
        keys.iter()
            .map(|key| {
                let (value, name) = match &key.target {
                    KeyTarget::Nothing => (String::new(), String::new()),
                    KeyTarget::Text(text) => (text.clone(), String::new()),
                    KeyTarget::User(user) => self.number_and_name(*user)?,
                };
                let label = key.label.clone().unwrap_or_default();
                Ok(ResolvedKey { key: key.key, kind: key.kind, line: key.line, value, name, label })
            })
            .collect()
    }

    /// A user's main extension and name as keys show them; empty where there is none.
    fn number_and_name(&self, user: UserId) -> Result<(String, String), StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT coalesce(e.number, ''), coalesce(e.display_name, u.first_name || ' ' || u.last_name)
             FROM users u LEFT JOIN extensions e ON e.user_id = u.id AND e.position = 1 WHERE u.id = ?1",
        )?;
        let found = statement.query_row([user.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(found.unwrap_or_default())
    }

    /// The types of key that are set anywhere.
    pub fn key_types(&self) -> Result<Vec<KeyType>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT DISTINCT kind FROM feature_keys")?;
        let rows = statement.query_map([], |row| Ok(kind_of(&row.get::<_, String>(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The stored keys of one device, or of all.
    pub fn keys(&self, mac: Option<MacAddr>) -> Result<Vec<StoredKey>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT d.mac, k.key, k.kind, k.line, coalesce(u.email, k.target_text), e.number, k.label
             FROM feature_keys k JOIN devices d ON d.id = k.device_id
             LEFT JOIN users u ON u.id = k.target_user_id
             LEFT JOIN extensions e ON e.user_id = u.id AND e.position = 1
             WHERE d.mac IS NOT NULL AND (?1 IS NULL OR d.mac = ?1) ORDER BY d.mac, k.key",
        )?;
        let rows = statement.query_map([mac.map(MacAddr::bare)], |row| {
            let mac: String = row.get(0)?;
            Ok(StoredKey {
                mac_address: mac.parse::<MacAddr>().map_or(mac, |mac| mac.to_string()),
                key: row.get(1)?,
                kind: row.get(2)?,
                line: row.get(3)?,
                value: row.get(4)?,
                extension: row.get(5)?,
                label: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn feature_key(row: &Row<'_>) -> rusqlite::Result<FeatureKey> {
    let (user, text): (Option<i64>, Option<String>) = (row.get(4)?, row.get(5)?);
    Ok(FeatureKey {
        key: row.get(1)?,
        kind: kind_of(&row.get::<_, String>(2)?),
        line: row.get(3)?,
        target: match (user, text) {
            (Some(user), _) => KeyTarget::User(UserId(user)),
            (None, Some(text)) => KeyTarget::Text(text),
            (None, None) => KeyTarget::Nothing,
        },
        label: row.get(6)?,
    })
}

const KINDS: [(KeyType, &str); 6] = [
    (KeyType::Line, "line"),
    (KeyType::None, "none"),
    (KeyType::Parking, "parking"),
    (KeyType::PersonalParking, "personal_parking"),
    (KeyType::Presence, "presence"),
    (KeyType::SpeedDial, "speed_dial"),
];

fn kind_word(kind: KeyType) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("none", |(_, word)| word)
}

/// The schema admits no other words.
pub(super) fn kind_of(word: &str) -> KeyType {
    KINDS.iter().find(|(_, known)| *known == word).map_or(KeyType::None, |(kind, _)| *kind)
}
