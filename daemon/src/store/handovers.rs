//! Passwords that wait for the person who made the import.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, events, vault::Vault};
use crate::directory::Secret;

/// How long passwords wait: a day, in seconds. After that only their hashes are left.
pub(super) const WAITS: i64 = 24 * 60 * 60;

const SECRET: &str = "handover";

/// What one person needs to log in.
#[derive(Debug, Clone)]
pub struct Credential {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Login name.
    pub email: String,
    /// Extensions, the main one first.
    pub extensions: Vec<String>,
    /// Login password.
    pub password: Secret,
}

/// The sealed form.
#[derive(Serialize, Deserialize)]
struct Plain {
    first_name: String,
    last_name: String,
    email: String,
    extensions: Vec<String>,
    password: String,
}

impl Store {
    /// The passwords of an import, for as long as they wait.
    pub fn handover(&self, import: i64, now: i64) -> Result<Option<Vec<Credential>>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT credentials FROM handovers WHERE import_id = ?1 AND expires_at > ?2")?;
        let sealed: Option<Vec<u8>> = statement.query_row([import, now], |row| row.get(0)).optional()?;
        let Some(sealed) = sealed else { return Ok(None) };
        let text = self.vault.unseal(SECRET, &sealed)?;
        let list: Vec<Plain> = serde_json::from_str(text.expose()).map_err(|_| StoreError::WrongKey)?;
        Ok(Some(list.into_iter().map(Credential::from).collect()))
    }

    /// Until when the passwords of an import wait, in seconds since 1970 UTC, and whether they were downloaded; `None`
    /// when they are gone.
    pub fn handover_state(&self, import: i64, now: i64) -> Result<Option<(i64, bool)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT expires_at, downloaded FROM handovers WHERE import_id = ?1 AND expires_at > ?2",
        )?;
        Ok(statement.query_row([import, now], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// Notes that the passwords of an import went out, and to whom.
    pub fn note_handover(&mut self, import: i64, actor: &str, now: i64) -> Result<(), StoreError> {
        self.change(|tx, _| {
            tx.execute("UPDATE handovers SET downloaded = 1 WHERE import_id = ?1", [import])?;
            let message = format!("the login passwords of import {import} were downloaded");
            events::insert(tx, now, "passwords_downloaded", events::EventSeverity::Note, &message, actor)
        })
    }

    /// Forgets the passwords of an import: the person has them.
    pub fn end_handover(&mut self, import: i64) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM handovers WHERE import_id = ?1", [import])?;
        self.scrub()
    }

    /// Forgets all passwords that have waited long enough.
    pub fn expire_handovers(&mut self, now: i64) -> Result<(), StoreError> {
        let gone = self.db.execute("DELETE FROM handovers WHERE expires_at <= ?1", [now])?;
        if gone > 0 { self.scrub() } else { Ok(()) }
    }

    /// Empties the write-ahead log, so that with `secure_delete` not even the sealed text stays on the disk. A reader
    /// in between only delays it to the next checkpoint.
    fn scrub(&self) -> Result<(), StoreError> {
        self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

/// Leaves passwords for handing over, inside the change that creates their users.
pub(super) fn insert(
    tx: &rusqlite::Transaction<'_>,
    vault: &Vault,
    import: i64,
    credentials: &[Credential],
    now: i64,
) -> Result<(), StoreError> {
    let list: Vec<Plain> = credentials.iter().map(Plain::from).collect();
    let text = serde_json::to_string(&list).map_err(|_| StoreError::Sealing)?;
    tx.execute(
        "INSERT INTO handovers (import_id, credentials, expires_at) VALUES (?1, ?2, ?3)",
        params![import, vault.seal(SECRET, &text)?, now + WAITS],
    )?;
    Ok(())
}

impl From<Plain> for Credential {
    fn from(plain: Plain) -> Self {
        Self {
            first_name: plain.first_name,
            last_name: plain.last_name,
            email: plain.email,
            extensions: plain.extensions,
            password: Secret::new(plain.password),
        }
    }
}

impl From<&Credential> for Plain {
    fn from(credential: &Credential) -> Self {
        Self {
            first_name: credential.first_name.clone(),
            last_name: credential.last_name.clone(),
            email: credential.email.clone(),
            extensions: credential.extensions.clone(),
            password: credential.password.expose().to_owned(),
        }
    }
}
