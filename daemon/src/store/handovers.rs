//! Passwords that wait for the person who made the import.

use std::collections::HashMap;

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
    /// Login password, where it was made or set.
    pub password: Option<Secret>,
    /// PIN of the mailbox, where it was made or set.
    pub voicemail_pin: Option<Secret>,
}

/// The sealed form.
#[derive(Serialize, Deserialize)]
struct Plain {
    first_name: String,
    last_name: String,
    email: String,
    extensions: Vec<String>,
    // Always there in what a version before 0.3 left behind.
    password: Option<String>,
    #[serde(default)]
    voicemail_pin: Option<String>,
}

impl Store {
    /// The passwords of an import, for as long as they wait.
    pub fn handover(&self, import: i64, now: i64) -> Result<Option<Vec<Credential>>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT credentials FROM handovers WHERE import_id = ?1 AND expires_at > ?2")?;
        let sealed: Option<Vec<u8>> = statement.query_row([import, now], |row| row.get(0)).optional()?;
        let Some(sealed) = sealed else { return Ok(None) };
        Ok(Some(open(&self.vault, &sealed)?.into_iter().map(Credential::from).collect()))
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
    pub(super) fn scrub(&self) -> Result<(), StoreError> {
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
    tx.execute(
        "INSERT INTO handovers (import_id, credentials, expires_at) VALUES (?1, ?2, ?3)",
        params![import, close(vault, &list)?, now + WAITS],
    )?;
    Ok(())
}

/// What becomes of a person whose password may wait.
pub(super) enum Follow {
    /// They are called so now; what they were given anew is not what waits.
    Changed {
        first_name: String,
        last_name: String,
        email: String,
        extensions: Vec<String>,
        has_new_password: bool,
        has_new_pin: bool,
    },
    /// They are gone.
    Gone,
    /// Their password is another one now; a PIN waits on.
    HasNewPassword,
    /// The PIN of their mailbox is another one now; a password waits on.
    HasNewPin,
}

/// Takes one person who is gone out of all that wait.
pub(super) fn forget_person(
    tx: &rusqlite::Transaction<'_>,
    vault: &Vault,
    email: &str,
) -> Result<(), StoreError> {
    follow(tx, vault, &HashMap::from([(email.to_owned(), Follow::Gone)]))
}

/// Makes what waits follow people who changed, by the email that they had.
pub(super) fn follow(
    tx: &rusqlite::Transaction<'_>,
    vault: &Vault,
    people: &HashMap<String, Follow>,
) -> Result<(), StoreError> {
    if people.is_empty() {
        return Ok(());
    }
    let mut waiting = tx.prepare("SELECT import_id, credentials FROM handovers")?;
    let waiting = waiting.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let waiting: Vec<(i64, Vec<u8>)> = waiting.collect::<Result<_, _>>()?;
    for (import, sealed) in waiting {
        let before = open(vault, &sealed)?;
        if !before.iter().any(|plain| people.contains_key(&plain.email)) {
            continue;
        }
        let list: Vec<Plain> = before.into_iter().filter_map(|plain| plain.followed(people)).collect();
        if list.is_empty() {
            tx.execute("DELETE FROM handovers WHERE import_id = ?1", [import])?;
        } else {
            tx.execute(
                "UPDATE handovers SET credentials = ?2 WHERE import_id = ?1",
                params![import, close(vault, &list)?],
            )?;
        }
    }
    Ok(())
}

impl Plain {
    /// How it goes on waiting; `None` where nothing is left of it.
    fn followed(self, people: &HashMap<String, Follow>) -> Option<Self> {
        match people.get(&self.email) {
            None => Some(self),
            Some(Follow::Gone) => None,
            Some(Follow::HasNewPassword) => {
                self.voicemail_pin.is_some().then_some(Self { password: None, ..self })
            }
            Some(Follow::HasNewPin) => {
                self.password.is_some().then_some(Self { voicemail_pin: None, ..self })
            }
            Some(Follow::Changed {
                first_name,
                last_name,
                email,
                extensions,
                has_new_password,
                has_new_pin,
            }) => {
                let next = Self {
                    first_name: first_name.clone(),
                    last_name: last_name.clone(),
                    email: email.clone(),
                    extensions: extensions.clone(),
                    password: self.password.filter(|_| !has_new_password),
                    voicemail_pin: self.voicemail_pin.filter(|_| !has_new_pin),
                };
                (next.password.is_some() || next.voicemail_pin.is_some()).then_some(next)
            }
        }
    }
}

fn open(vault: &Vault, sealed: &[u8]) -> Result<Vec<Plain>, StoreError> {
    let text = vault.unseal(SECRET, sealed)?;
    serde_json::from_str(text.expose()).map_err(|_| StoreError::WrongKey)
}

fn close(vault: &Vault, list: &[Plain]) -> Result<Vec<u8>, StoreError> {
    let text = serde_json::to_string(list).map_err(|_| StoreError::Sealing)?;
    vault.seal(SECRET, &text)
}

impl From<Plain> for Credential {
    fn from(plain: Plain) -> Self {
        Self {
            first_name: plain.first_name,
            last_name: plain.last_name,
            email: plain.email,
            extensions: plain.extensions,
            password: plain.password.map(Secret::new),
            voicemail_pin: plain.voicemail_pin.map(Secret::new),
        }
    }
}

fn text(secret: Option<&Secret>) -> Option<String> {
    secret.map(|secret| secret.expose().to_owned())
}

impl From<&Credential> for Plain {
    fn from(credential: &Credential) -> Self {
        Self {
            first_name: credential.first_name.clone(),
            last_name: credential.last_name.clone(),
            email: credential.email.clone(),
            extensions: credential.extensions.clone(),
            password: text(credential.password.as_ref()),
            voicemail_pin: text(credential.voicemail_pin.as_ref()),
        }
    }
}
