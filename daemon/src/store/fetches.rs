//! When each phone last got its own file, and which one it got. Of one that never did, when it last got another.

use rusqlite::{Row, Transaction, params};

use super::{Sighting, StoreError};

/// A phone got its own file, or another one while it has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// Seconds since 1970 UTC.
    pub at: i64,
    /// The name that it asked for.
    pub file: String,
    /// `http`, `https` or `tftp`.
    pub transport: String,
    /// IP address it asked from.
    pub address: String,
    /// Firmware version, as it last told.
    pub firmware: Option<String>,
    /// Entity tag of what it got; `None` where it was not its own file.
    pub etag: Option<String>,
}

/// Keeps the last fetch of each phone, here of the one with these twelve digits. Over TFTP a phone does not tell its
/// firmware, so what it told before stays.
pub(super) fn put(tx: &Transaction<'_>, mac: &str, fetch: &Fetch) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO fetches (mac, at, file, transport, address, firmware, etag) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (mac) DO UPDATE SET at = excluded.at, file = excluded.file, transport = excluded.transport,
            address = excluded.address, firmware = coalesce(excluded.firmware, firmware), etag = excluded.etag",
    )?
    .execute(params![mac, fetch.at, fetch.file, fetch.transport, fetch.address, fetch.firmware, fetch.etag])?;
    Ok(())
}

/// Keeps that a phone of this site got some file, as long as it never got its own: what leads to that, or what all
/// phones get.
pub(super) fn note_first(tx: &Transaction<'_>, seen: &Sighting) -> Result<(), StoreError> {
    let Some(mac) = seen.mac.as_ref().filter(|_| seen.stage == "fetched") else { return Ok(()) };
    tx.prepare_cached(
        "INSERT INTO fetches (mac, at, file, transport, address, firmware)
         SELECT mac, ?2, ?3, ?4, ?5, ?6 FROM devices WHERE mac = replace(?1, ':', '')
         ON CONFLICT (mac) DO UPDATE SET at = excluded.at, file = excluded.file, transport = excluded.transport,
            address = excluded.address, firmware = coalesce(excluded.firmware, firmware) WHERE etag IS NULL",
    )?
    .execute(params![mac, seen.at, seen.file, seen.transport, seen.address, seen.firmware])?;
    Ok(())
}

/// The columns from `first` on: at, file, transport, address, firmware, etag; all NULL where nothing was fetched.
pub(super) fn from_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Fetch>> {
    let Some(at) = row.get(first)? else { return Ok(None) };
    Ok(Some(Fetch {
        at,
        file: row.get(first + 1)?,
        transport: row.get(first + 2)?,
        address: row.get(first + 3)?,
        firmware: row.get(first + 4)?,
        etag: row.get(first + 5)?,
    }))
}
