//! What every change by hand needs.

use rusqlite::{OptionalExtension, Transaction};

use super::{StoreError, events};
use crate::{catalogue::Catalogue, pbx::Dialect};

/// Who changes something by hand, and on what it was judged.
pub struct Hand<'a> {
    /// For the names of devices.
    pub catalogue: &'a Catalogue,
    /// How accounts are made.
    pub dialect: &'a Dialect,
    /// Who does it.
    pub actor: &'a str,
    /// Seconds since 1970 UTC.
    pub now: i64,
    /// The revision that the values were checked on.
    pub revision: i64,
}

impl Hand<'_> {
    /// [`StoreError::Stale`] when anything was changed since the values were checked: they may be taken by now.
    pub(super) fn is_fresh(&self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        let revision: i64 = tx.query_row("SELECT revision FROM site", [], |row| row.get(0))?;
        if revision == self.revision { Ok(()) } else { Err(StoreError::Stale) }
    }

    /// Notes what was done.
    pub(super) fn note(&self, tx: &Transaction<'_>, kind: &str, message: &str) -> Result<(), StoreError> {
        events::insert(tx, self.now, kind, events::EventSeverity::Note, message, self.actor)
    }
}

/// Where a version counts the changes.
#[derive(Clone, Copy)]
pub(super) enum Versioned {
    Device,
    User,
}

/// Whether the thing is there; [`StoreError::Changed`] where it is in another version than this.
pub(super) fn is_there(
    tx: &Transaction<'_>,
    what: Versioned,
    id: i64,
    version: i64,
) -> Result<bool, StoreError> {
    let sql = match what {
        Versioned::Device => "SELECT version FROM devices WHERE id = ?1",
        Versioned::User => "SELECT version FROM users WHERE id = ?1",
    };
    let found: Option<i64> = tx.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
    if found.is_some_and(|found| found != version) { Err(StoreError::Changed) } else { Ok(found.is_some()) }
}
