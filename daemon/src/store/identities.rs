//! The box's own keys and certificates.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};
use crate::directory::Secret;

const SECRET: &str = "identity";

impl Store {
    /// An identity's PEM text, keys included.
    pub fn identity(&self, name: &str) -> Result<Option<Secret>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT pem FROM identities WHERE name = ?1")?;
        let sealed: Option<Vec<u8>> = statement.query_row([name], |row| row.get(0)).optional()?;
        sealed.map(|sealed| self.vault.unseal(SECRET, &sealed)).transpose()
    }

    /// Stores an identity's PEM text in place of the one before.
    pub fn set_identity(&mut self, name: &str, pem: &Secret) -> Result<(), StoreError> {
        let sealed = self.vault.seal(SECRET, pem.expose())?;
        self.db.execute(
            "INSERT OR REPLACE INTO identities (name, pem) VALUES (?1, ?2)",
            params![name, sealed],
        )?;
        Ok(())
    }
}
