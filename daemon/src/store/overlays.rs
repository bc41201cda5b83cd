//! Which shipped file each file of the box was laid over.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Store, StoreError, raise_revision};

impl Store {
    /// To be called once templates were read anew: phones' files may be others now.
    pub fn note_new_templates(&mut self) -> Result<(), StoreError> {
        self.change(|tx, _| raise_revision(tx).map(|_| ()))
    }

    /// Path below the folder → SHA-256 of the shipped file that the box's own one was made from.
    pub fn overlay_bases(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT path, sha256 FROM overlay_bases")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Remembers what a file of the box was made from.
    pub fn set_overlay_base(&mut self, path: &str, sha256: &str) -> Result<(), StoreError> {
        self.change(|tx, _| {
            tx.execute(
                "INSERT OR REPLACE INTO overlay_bases (path, sha256) VALUES (?1, ?2)",
                params![path, sha256],
            )?;
            Ok(())
        })
    }

    /// Forgets it: the shipped file is in force again.
    pub fn forget_overlay_base(&mut self, path: &str) -> Result<(), StoreError> {
        self.change(|tx, _| {
            Ok(tx.execute("DELETE FROM overlay_bases WHERE path = ?1", [path]).map(|_| ())?)
        })
    }
}
