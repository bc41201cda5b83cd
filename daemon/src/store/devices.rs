//! Phones: what the serving side and the exports read.

mod edit;
mod leave;
mod list;
mod new;
mod one;
pub(super) mod parts;

pub use edit::DeviceWanted;
pub use list::{DeviceListed, DeviceTrace, DevicesFilter};
pub(super) use new::{NewDevice, insert};
pub use one::{Device, DeviceKey, DeviceLine};

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::{Store, StoreError, accounts, hosted, overrides};
use crate::{
    directory::{DeviceId, Line, MacAddr, Phone, Secret},
    keys::ResolvedKey,
};

pub(super) const SECRET: &str = "phone password";

/// A device as it is listed and exported; no secrets.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceRow {
    /// Number in the store.
    #[serde(skip)]
    pub id: DeviceId,
    /// With colons; `None` while it is to come.
    pub mac_address: Option<String>,
    /// Brand id.
    pub brand: String,
    /// Family id.
    pub family: String,
    /// Model id.
    pub model: String,
    /// What people call it.
    pub device_name: String,
    /// Its user's email.
    pub email: Option<String>,
    /// The extension on its first line.
    pub extension: Option<String>,
    /// How many lines it has.
    #[serde(skip)]
    pub lines: usize,
    /// Attached expansion modules: catalogue id and number.
    #[serde(skip)]
    pub expansion: Option<(String, u8)>,
}

impl DeviceRow {
    /// What names the phone to a person: its MAC address, or its name while that is to come.
    #[must_use]
    pub fn handle(&self) -> &str {
        self.mac_address.as_deref().unwrap_or(&self.device_name)
    }
}

impl Store {
    /// Everything a phone's file is made from; `None` for a phone that nobody imported.
    pub fn phone(&mut self, mac: MacAddr) -> Result<Option<Phone>, StoreError> {
        self.look(|tx, vault| {
            let mut statement = tx.prepare_cached(
                "SELECT id, brand, family, model, name, admin_password, user_password, expansion, expansion_count
                 FROM devices WHERE mac = ?1",
            )?;
            let found = statement.query_row([mac.bare()], device_columns).optional()?;
            let Some(device) = found else { return Ok(None) };
            let expansion = device.expansion;
            let kind = (device.brand.as_str(), device.family.as_str(), device.model.as_str());
            let overrides = overrides::of_phone(tx, device.id, kind)?;
            let (firmware, media) = hosted::wished(tx, device.id)?;
            Ok(Some(Phone {
                mac,
                brand: device.brand,
                family: device.family,
                model: device.model,
                name: device.name,
                admin_password: vault.unseal(SECRET, &device.admin_password)?,
                user_password: vault.unseal(SECRET, &device.user_password)?,
                expansion,
                lines: lines(tx, vault, device.id)?,
                keys: keys(tx, device.id)?,
                firmware,
                media,
                overrides,
            }))
        })
    }

    /// The phone of this brand whose first line has this SIP username. Where several have, the one that got its own
    /// file last from this IP address, else the one that got its own file last; `None` where none of them ever did.
    pub fn phone_of_username(
        &self,
        brand: &str,
        username: &str,
        address: Option<&str>,
    ) -> Result<Option<MacAddr>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT d.mac, f.at IS NOT NULL FROM devices d JOIN lines l ON l.device_id = d.id AND l.number = 1
             JOIN accounts a ON a.id = l.account_id LEFT JOIN fetches f ON f.mac = d.mac
             WHERE d.brand = ?1 AND a.sip_username = ?2 AND d.mac IS NOT NULL
             ORDER BY coalesce(f.address = ?3, 0) DESC, f.at DESC, d.id LIMIT 2",
        )?;
        let found =
            statement.query_map(params![brand, username, address], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found: Vec<(String, bool)> = found.collect::<Result<_, _>>()?;
        Ok(match found.as_slice() {
            [(mac, _)] | [(mac, true), _] => mac.parse().ok(),
            _ => None,
        })
    }

    /// Ids of the brands that phones of this site have.
    pub fn brands_in_use(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT DISTINCT brand FROM devices ORDER BY brand")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Brand and model id of a device, without the rest of it.
    pub fn device_kind(&self, mac: MacAddr) -> Result<Option<(String, String)>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT brand, model FROM devices WHERE mac = ?1")?;
        Ok(statement.query_row([mac.bare()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// All devices, by MAC address, those without one last.
    pub fn devices(&self) -> Result<Vec<DeviceRow>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT d.id, d.mac, d.brand, d.family, d.model, d.name, u.email, d.expansion, d.expansion_count,
                    (SELECT e.number FROM lines l JOIN accounts a ON a.id = l.account_id
                     JOIN extensions e ON e.id = a.extension_id WHERE l.device_id = d.id AND l.number = 1),
                    (SELECT count(*) FROM lines l WHERE l.device_id = d.id)
             FROM devices d LEFT JOIN users u ON u.id = d.user_id ORDER BY d.mac IS NULL, d.mac, d.id",
        )?;
        let rows = statement.query_map([], device_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Store {
    /// Who has lines on a device of somebody else: emails in the order of their lines, by device.
    pub fn device_sharers(&self) -> Result<HashMap<DeviceId, Vec<String>>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT d.id, u.email FROM devices d JOIN lines l ON l.device_id = d.id
             JOIN accounts a ON a.id = l.account_id JOIN extensions e ON e.id = a.extension_id
             JOIN users u ON u.id = e.user_id
             WHERE e.user_id IS NOT d.user_id GROUP BY d.id, u.id ORDER BY d.id, min(l.number)",
        )?;
        let rows = statement.query_map([], |row| Ok((DeviceId(row.get(0)?), row.get(1)?)))?;
        let mut sharers: HashMap<DeviceId, Vec<String>> = HashMap::new();
        for row in rows {
            let (device, email) = row?;
            sharers.entry(device).or_default().push(email);
        }
        Ok(sharers)
    }
}

fn device_row(row: &Row<'_>) -> rusqlite::Result<DeviceRow> {
    let mac: Option<String> = row.get(1)?;
    Ok(DeviceRow {
        id: DeviceId(row.get(0)?),
        mac_address: mac.map(|bare| bare.parse::<MacAddr>().map_or(bare, |mac| mac.to_string())),
        brand: row.get(2)?,
        family: row.get(3)?,
        model: row.get(4)?,
        device_name: row.get(5)?,
        email: row.get(6)?,
        expansion: expansion(row.get(7)?, row.get(8)?),
        extension: row.get(9)?,
        lines: row.get::<_, i64>(10)?.try_into().unwrap_or(usize::MAX),
    })
}

fn expansion(id: Option<String>, count: u8) -> Option<(String, u8)> {
    id.filter(|_| count > 0).map(|id| (id, count))
}

struct Columns {
    id: i64,
    brand: String,
    family: String,
    model: String,
    name: String,
    admin_password: Vec<u8>,
    user_password: Vec<u8>,
    expansion: Option<(String, u8)>,
}

fn device_columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok(Columns {
        id: row.get(0)?,
        brand: row.get(1)?,
        family: row.get(2)?,
        model: row.get(3)?,
        name: row.get(4)?,
        admin_password: row.get(5)?,
        user_password: row.get(6)?,
        expansion: expansion(row.get(7)?, row.get(8)?),
    })
}

fn lines(tx: &rusqlite::Transaction<'_>, vault: &super::Vault, device: i64) -> Result<Vec<Line>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT l.number, e.number, coalesce(e.display_name, u.first_name || ' ' || u.last_name),
                a.sip_username, a.sip_password, u.include_voicemail, u.first_name, u.last_name
         FROM lines l JOIN accounts a ON a.id = l.account_id
         JOIN extensions e ON e.id = a.extension_id JOIN users u ON u.id = e.user_id
         WHERE l.device_id = ?1 ORDER BY l.number",
    )?;
    let rows = statement.query_map([device], |row| {
        let line = Line {
            number: row.get(0)?,
            extension: row.get(1)?,
            display_name: row.get(2)?,
            sip_username: row.get(3)?,
            sip_password: Secret::new(""),
            has_mailbox: row.get(5)?,
            first_name: row.get(6)?,
            last_name: row.get(7)?,
        };
        Ok((line, row.get::<_, Vec<u8>>(4)?))
    })?;
    rows.map(|row| {
        let (line, sealed) = row?;
        Ok(Line { sip_password: vault.unseal(accounts::SECRET, &sealed)?, ..line })
    })
    .collect()
}

fn keys(tx: &rusqlite::Transaction<'_>, device: i64) -> Result<Vec<ResolvedKey>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT k.key, k.kind, k.line, coalesce(e.number, k.target_text, ''),
                coalesce(e.display_name, u.first_name || ' ' || u.last_name, ''), coalesce(k.label, '')
         FROM feature_keys k LEFT JOIN users u ON u.id = k.target_user_id
         LEFT JOIN extensions e ON e.user_id = u.id AND e.position = 1
         WHERE k.device_id = ?1 ORDER BY k.key",
    )?;
    let rows = statement.query_map(params![device], |row| {
        Ok(ResolvedKey {
            key: row.get(0)?,
            kind: super::keys::kind_of(&row.get::<_, String>(1)?),
            line: row.get(2)?,
            value: row.get(3)?,
            name: row.get(4)?,
            label: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use crate::{
        import::PlannedUser,
        store::testing::{Bench, ada},
    };

    #[test]
    fn of_phones_with_one_account_the_one_at_the_asking_address_is_meant() {
        let mut bench = Bench::new("freepbx");
        let devices = ["1", "2", "3"].map(|last| bench.device(&format!("80:5e:c0:00:00:0{last}"), "t46u"));
        let brand = devices[0].brand.clone();
        bench.add(vec![PlannedUser { devices: devices.into(), ..ada() }]);
        let asks = |bench: &Bench, address: Option<&str>| {
            let found = bench.store.phone_of_username(&brand, "2001", address).unwrap();
            found.map(|mac| mac.bare().split_off(11))
        };
        assert_eq!(asks(&bench, Some("10.0.0.1")), None, "nothing tells them apart");
        for (mac, at, address) in [("805ec0000001", 100, "10.0.0.1"), ("805ec0000002", 200, "10.0.0.2")] {
            let sql =
                "INSERT INTO fetches (mac, at, file, transport, address) VALUES (?1, ?2, 'f', 'http', ?3)";
            bench.store.db.execute(sql, rusqlite::params![mac, at, address]).unwrap();
        }
        assert_eq!(asks(&bench, Some("10.0.0.1")).as_deref(), Some("1"));
        assert_eq!(asks(&bench, Some("10.0.0.2")).as_deref(), Some("2"));
        assert_eq!(asks(&bench, Some("10.0.0.9")).as_deref(), Some("2"), "the latest");
        assert_eq!(asks(&bench, None).as_deref(), Some("2"));
        assert_eq!(bench.store.phone_of_username(&brand, "2002", None).unwrap(), None);
    }
}
