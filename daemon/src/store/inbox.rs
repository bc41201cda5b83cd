//! Phones that asked and that nobody imported.

use rusqlite::{Row, params};

use super::{Store, StoreError};
use crate::directory::MacAddr;

/// Phones that are listed at most.
const LISTED: u32 = 500;

/// A phone that nobody imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPhone {
    /// Its address.
    pub mac: MacAddr,
    /// Brand id: as the phone told, or whose file it asked for.
    pub brand: Option<String>,
    /// The model's id or the phone's own word for it, as it last told.
    pub model: Option<String>,
    /// Firmware version, as it last told.
    pub firmware: Option<String>,
    /// IP address it last asked from.
    pub address: String,
    /// Over which way it last asked: `http`, `https` or `tftp`.
    pub transport: String,
    /// When it first asked, in seconds since 1970 UTC.
    pub first_at: i64,
    /// When it last asked.
    pub last_at: i64,
    /// How often it asked.
    pub count: u64,
    /// Whether a person waved it away.
    pub ignored: bool,
}

impl Store {
    /// Phones that asked for their file and are not on the box, the latest first, 500 at most. `with_ignored` lists those
    /// that were waved away, too.
    pub fn waiting_phones(&self, with_ignored: bool) -> Result<Vec<WaitingPhone>, StoreError> {
        // Sightings hold addresses with colons, everything else without.
        let mut statement = self.db.prepare_cached(
            "WITH asked AS (
                 SELECT mac, replace(mac, ':', '') AS bare, max(id) AS last, min(at) AS first_at, max(at) AS last_at,
                        count(*) AS times
                 FROM sightings WHERE outcome = 'unknown_phone' AND mac IS NOT NULL GROUP BY mac)
             SELECT a.mac, s.brand,
                    (SELECT model FROM sightings o WHERE o.outcome = 'unknown_phone' AND o.mac = a.mac
                     AND o.model IS NOT NULL ORDER BY o.id DESC LIMIT 1),
                    (SELECT firmware FROM sightings o WHERE o.outcome = 'unknown_phone' AND o.mac = a.mac
                     AND o.firmware IS NOT NULL ORDER BY o.id DESC LIMIT 1),
                    s.address, s.transport, a.first_at, a.last_at, a.times, i.mac IS NOT NULL
             FROM asked a JOIN sightings s ON s.id = a.last LEFT JOIN ignored_phones i ON i.mac = a.bare
             WHERE (?1 OR i.mac IS NULL) AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.mac = a.bare)
             ORDER BY a.last DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![with_ignored, LISTED], waiting)?;
        Ok(rows.filter_map(Result::transpose).collect::<Result<_, _>>()?)
    }

    /// Waves a waiting phone away. Whether such a phone ever asked.
    pub fn ignore_phone(&mut self, mac: MacAddr, now: i64) -> Result<bool, StoreError> {
        self.change(|tx, _| {
            let asked: bool = tx.query_row(
                "SELECT EXISTS (SELECT 1 FROM sightings WHERE outcome = 'unknown_phone' AND mac = ?1)",
                [mac.to_string()],
                |row| row.get(0),
            )?;
            if asked {
                tx.execute(
                    "INSERT INTO ignored_phones (mac, at) VALUES (?1, ?2) ON CONFLICT (mac) DO NOTHING",
                    params![mac.bare(), now],
                )?;
            }
            Ok(asked)
        })
    }

    /// Lists a phone again that was waved away.
    pub fn heed_phone(&mut self, mac: MacAddr) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM ignored_phones WHERE mac = ?1", [mac.bare()])?;
        Ok(())
    }
}

/// `None` for what is no address, which no sighting holds.
fn waiting(row: &Row<'_>) -> rusqlite::Result<Option<WaitingPhone>> {
    let Ok(mac) = row.get::<_, String>(0)?.parse() else { return Ok(None) };
    Ok(Some(WaitingPhone {
        mac,
        brand: row.get(1)?,
        model: row.get(2)?,
        firmware: row.get(3)?,
        address: row.get(4)?,
        transport: row.get(5)?,
        first_at: row.get(6)?,
        last_at: row.get(7)?,
        count: row.get::<_, i64>(8)?.try_into().unwrap_or(0),
        ignored: row.get(9)?,
    }))
}
