//! Phones that were seen asking.

use rusqlite::{Row, Transaction, params};
use serde::Serialize;

use super::{
    Store, StoreError,
    fetches::{self, Fetch},
};
use crate::directory::MacAddr;

/// Sightings that are kept; older ones go. Sixty phones that ask four files each day fill this in a year.
const KEPT: i64 = 100_000;

/// A phone was seen asking for a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sighting {
    /// Seconds since 1970 UTC.
    pub at: i64,
    /// With colons, where the name or the `User-Agent` told.
    pub mac: Option<String>,
    /// Brand id, where known.
    pub brand: Option<String>,
    /// The model's id, or the phone's own word for it.
    pub model: Option<String>,
    /// Firmware version.
    pub firmware: Option<String>,
    /// IP address it asked from.
    pub address: String,
    /// `http`, `https` or `tftp`.
    pub transport: String,
    /// The name it asked for.
    pub file: String,
    /// `served`, `unchanged`, `no_such_file`, `unknown_phone`, `incomplete` or `broken`.
    pub outcome: String,
    /// `seen`, or `fetched` when it has the file.
    pub stage: String,
}

/// A sighting as it is noted.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What is listed.
    pub sighting: Sighting,
    /// Set where a phone got its own file.
    pub fetched: Option<(MacAddr, Fetch)>,
}

impl Store {
    /// Stores a batch in one change. A phone's own file that it got counts as its last fetch; until it has one, any other
    /// file that it got does.
    pub fn add_sightings(&mut self, batch: &[Seen]) -> Result<(), StoreError> {
        self.change(|tx, _| {
            let mut insert = tx.prepare_cached(
                "INSERT INTO sightings
                    (at, mac, brand, model, firmware, address, transport, file, outcome, stage)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?;
            for Seen { sighting: s, fetched } in batch {
                match fetched {
                    Some((mac, fetch)) => fetches::put(tx, &mac.bare(), fetch)?,
                    None => fetches::note_first(tx, s)?,
                }
                insert.execute(params![
                    s.at,
                    s.mac,
                    s.brand,
                    s.model,
                    s.firmware,
                    s.address,
                    s.transport,
                    s.file,
                    s.outcome,
                    s.stage
                ])?;
            }
            tx.execute("DELETE FROM sightings WHERE id <= (SELECT max(id) FROM sightings) - ?1", [KEPT])?;
            Ok(())
        })
    }

    /// The number of the last sighting; 0 before the first.
    pub fn last_sighting(&self) -> Result<i64, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT coalesce(max(id), 0) FROM sightings")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// All kept sightings, oldest first.
    pub fn sightings(&self) -> Result<Vec<Sighting>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT at, mac, brand, model, firmware, address, transport, file, outcome, stage
             FROM sightings ORDER BY id",
        )?;
        let rows = statement.query_map([], from_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The newest sightings of a phone, the newest first.
pub(super) fn latest(tx: &Transaction<'_>, mac: MacAddr, limit: u32) -> Result<Vec<Sighting>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT at, mac, brand, model, firmware, address, transport, file, outcome, stage
         FROM sightings WHERE mac = ?1 ORDER BY id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![mac.to_string(), limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Sighting> {
    Ok(Sighting {
        at: row.get(0)?,
        mac: row.get(1)?,
        brand: row.get(2)?,
        model: row.get(3)?,
        firmware: row.get(4)?,
        address: row.get(5)?,
        transport: row.get(6)?,
        file: row.get(7)?,
        outcome: row.get(8)?,
        stage: row.get(9)?,
    })
}
