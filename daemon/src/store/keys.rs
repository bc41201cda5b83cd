//! Feature keys.

use rusqlite::params;
use serde::Serialize;

use super::{Store, StoreError, raise_revision};
use crate::{
    directory::{DeviceId, MacAddr},
    keys::{FeatureKey, KeyTarget, KeyType},
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
    pub fn set_keys(&mut self, devices: &[DeviceId], keys: &[FeatureKey]) -> Result<(), StoreError> {
        self.change(|tx, _| {
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
            raise_revision(tx).map(|_| ())
        })
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
