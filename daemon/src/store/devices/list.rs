//! Phones as a page lists them.

use rusqlite::{Row, Transaction, named_params};

use crate::{
    directory::{DeviceId, MacAddr, UserId},
    store::{
        Store, StoreError,
        fetches::{self, Fetch},
        search::Search,
    },
};

/// A phone in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceListed {
    /// Number in the store.
    pub id: DeviceId,
    /// Counts changes.
    pub version: i64,
    /// Its address; `None` while it is to come.
    pub mac: Option<MacAddr>,
    /// Brand id.
    pub brand: String,
    /// Family id.
    pub family: String,
    /// Model id.
    pub model: String,
    /// What people call it.
    pub name: String,
    /// Whose it is: id, first and last name.
    pub user: Option<(UserId, String)>,
    /// The extension on its first line.
    pub extension: Option<String>,
    /// How many lines it has.
    pub lines: usize,
    /// How many keys were given a function.
    pub keys: usize,
    /// Attached expansion modules: catalogue id and number.
    pub expansion: Option<(String, u8)>,
    /// When it last got its own file.
    pub last: Option<Fetch>,
}

/// A phone with what its state depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceTrace {
    /// Number in the store.
    pub id: DeviceId,
    /// Its address; `None` while it is to come.
    pub mac: Option<MacAddr>,
    /// When it last got its own file.
    pub last: Option<Fetch>,
}

/// Which phones; `None` for any.
#[derive(Debug, Clone, Copy, Default)]
pub struct DevicesFilter<'a> {
    /// What the person typed; empty for all.
    pub search: &'a str,
    /// Brand id.
    pub brand: Option<&'a str>,
    /// Family id.
    pub family: Option<&'a str>,
    /// Model id.
    pub model: Option<&'a str>,
}

/// Where `d` is a device. A user is found by their name, email, extensions and numbers.
const FOUND: &str = r"
    (:brand IS NULL OR d.brand = :brand) AND (:family IS NULL OR d.family = :family) AND (:model IS NULL OR d.model = :model)
    AND (:all OR d.mac LIKE :mac OR d.name LIKE :text ESCAPE '\' OR d.model LIKE :text ESCAPE '\'
     OR d.user_id IN (SELECT u.id FROM users u
            WHERE u.first_name || ' ' || u.last_name LIKE :text ESCAPE '\' OR u.last_name || ' ' || u.first_name LIKE :text ESCAPE '\'
               OR u.email LIKE :text ESCAPE '\'
            UNION SELECT user_id FROM phone_numbers WHERE number LIKE :digits)
     OR d.id IN (SELECT l.device_id FROM lines l JOIN accounts a ON a.id = l.account_id
                 JOIN extensions e ON e.id = a.extension_id
                 WHERE e.number LIKE :digits OR e.display_name LIKE :text ESCAPE '\'))";

const LISTED: &str = "
    SELECT d.id, d.version, d.mac, d.brand, d.family, d.model, d.name, u.id, u.first_name || ' ' || u.last_name,
           (SELECT e.number FROM lines l JOIN accounts a ON a.id = l.account_id
            JOIN extensions e ON e.id = a.extension_id WHERE l.device_id = d.id AND l.number = 1),
           (SELECT count(*) FROM lines l WHERE l.device_id = d.id),
           (SELECT count(*) FROM feature_keys k WHERE k.device_id = d.id AND k.kind <> 'none'),
           d.expansion, d.expansion_count, f.at, f.file, f.transport, f.address, f.firmware, f.etag
    FROM devices d LEFT JOIN users u ON u.id = d.user_id LEFT JOIN fetches f ON f.mac = d.mac";

impl Store {
    /// What the states of these phones depend on, in the order of [`devices`](Store::devices).
    pub fn trace_devices(&mut self, filter: DevicesFilter<'_>) -> Result<Vec<DeviceTrace>, StoreError> {
        let search = Search::new(filter.search);
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT d.id, d.mac, f.at, f.file, f.transport, f.address, f.firmware, f.etag
             FROM devices d LEFT JOIN fetches f ON f.mac = d.mac WHERE {FOUND} ORDER BY d.mac IS NULL, d.mac, d.id"
        ))?;
        let rows = statement.query_map(
            named_params! {
                ":all": search.is_open(), ":text": search.text, ":digits": search.digits, ":mac": search.mac,
                ":brand": filter.brand, ":family": filter.family, ":model": filter.model,
            },
            |row| {
                Ok(DeviceTrace {
                    id: DeviceId(row.get(0)?),
                    mac: mac(row.get(1)?),
                    last: fetches::from_row(row, 2)?,
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// These phones, in the order of [`devices`](Store::devices). Those that are not there are left out.
    pub fn list_devices(&mut self, ids: &[DeviceId]) -> Result<Vec<DeviceListed>, StoreError> {
        self.look(|tx, _| listed(tx, ids))
    }
}

pub(super) fn listed(tx: &Transaction<'_>, ids: &[DeviceId]) -> Result<Vec<DeviceListed>, StoreError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let ids = serde_json::to_string(&ids).unwrap_or_else(|_| "[]".into());
    let mut statement = tx.prepare_cached(&format!(
        "{LISTED} WHERE d.id IN (SELECT value FROM json_each(?1)) ORDER BY d.mac IS NULL, d.mac, d.id"
    ))?;
    let rows = statement.query_map([ids], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<DeviceListed> {
    let user: Option<i64> = row.get(7)?;
    Ok(DeviceListed {
        id: DeviceId(row.get(0)?),
        version: row.get(1)?,
        mac: mac(row.get(2)?),
        brand: row.get(3)?,
        family: row.get(4)?,
        model: row.get(5)?,
        name: row.get(6)?,
        user: user.map(UserId).zip(row.get(8)?),
        extension: row.get(9)?,
        lines: count(row, 10)?,
        keys: count(row, 11)?,
        expansion: super::expansion(row.get(12)?, row.get(13)?),
        last: fetches::from_row(row, 14)?,
    })
}

/// The schema admits nothing but twelve digits.
fn mac(bare: Option<String>) -> Option<MacAddr> {
    bare.and_then(|bare| bare.parse().ok())
}

fn count(row: &Row<'_>, place: usize) -> rusqlite::Result<usize> {
    Ok(row.get::<_, i64>(place)?.try_into().unwrap_or(0))
}
