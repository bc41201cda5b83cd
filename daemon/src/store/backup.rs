//! The whole state in one file.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use argon2::{Algorithm, Argon2, Params, Version};
use rusqlite::{Connection, backup::Backup, params};

use super::{Store, StoreError, vault::Vault};
use crate::directory::{Secret, text::hex};

/// How a backup can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupKind {
    /// Carries the key under a passphrase: good on any box.
    AnyBox,
    /// Holds passwords that only this box's key opens.
    ThisBoxOnly,
}

/// Characters that a passphrase has at least.
pub const MIN_PASSPHRASE: usize = 8;

/// Memory in KiB and passes for the passphrase: a backup lies around for years, so guessing must stay slow.
const PASSPHRASE_COST: (u32, u32) = (64 * 1024, 3);

/// More than that is no backup of ours, now or later: it would take a small box's memory, or never end.
const MOST_COST: (u32, u32) = (256 * 1024, 16);

/// What the wrapped key is sealed for.
pub(super) const SECRET: &str = "backup key";

impl Store {
    /// Copies the whole state into one new file while others go on working. Passwords that wait to be handed over,
    /// imports that wait with their files (which may hold passwords), rows that were left out, what was before an import,
    /// log-ins and softphones' links are left out: a backup must not bring them back.
    pub fn backup(&self, to: &Path, passphrase: Option<&Secret>) -> Result<BackupKind, StoreError> {
        let failed = |source| StoreError::Io { what: "write", path: to.to_owned(), source };
        let part = part_of(to);
        // One that was left behind may be open to everybody, or a link. A missing one is as good.
        fs::remove_file(&part).unwrap_or_default();
        super::make_private_file(&part).map_err(failed)?;
        let written = self.write_backup(&part, passphrase);
        if let Err(error) = written {
            return fs::remove_file(&part).map_err(failed).and(Err(error));
        }
        fs::File::open(&part).and_then(|file| file.sync_all()).map_err(failed)?;
        fs::rename(&part, to).map_err(failed)?;
        Ok(if passphrase.is_some() { BackupKind::AnyBox } else { BackupKind::ThisBoxOnly })
    }

    fn write_backup(&self, part: &Path, passphrase: Option<&Secret>) -> Result<(), StoreError> {
        let mut copy = Connection::open(part)?;
        Backup::new(&self.db, &mut copy)?.run_to_completion(1024, Duration::ZERO, None)?;
        // One file, no log beside it.
        copy.pragma_update(None, "journal_mode", "delete")?;
        copy.pragma_update(None, "secure_delete", true)?;
        copy.execute_batch(
            "DELETE FROM handovers;
             DELETE FROM imports WHERE id IN (SELECT import_id FROM import_files);
             DELETE FROM import_files;
             DELETE FROM import_rests;
             DELETE FROM import_undo;
             UPDATE imports SET undo_schema = NULL;
             DELETE FROM admin_sessions;
             DELETE FROM softphone_links;
             DROP TABLE IF EXISTS backup_key;
             CREATE TABLE backup_key (salt BLOB NOT NULL, memory INTEGER NOT NULL, passes INTEGER NOT NULL,
                                      key BLOB NOT NULL) STRICT;",
        )?;
        if let Some(passphrase) = passphrase {
            self.wrap_key(&copy, passphrase)?;
        }
        Ok(())
    }

    fn wrap_key(&self, copy: &Connection, passphrase: &Secret) -> Result<(), StoreError> {
        let mut salt = [0_u8; 16];
        aws_lc_rs::rand::fill(&mut salt).map_err(|_| StoreError::Sealing)?;
        let (memory, passes) = PASSPHRASE_COST;
        let key = hex(self.vault.key());
        let sealed = passphrase_vault(passphrase, &salt, memory, passes)?.seal(SECRET, &key)?;
        copy.execute(
            "INSERT INTO backup_key (salt, memory, passes, key) VALUES (?1, ?2, ?3, ?4)",
            params![salt, memory, passes, sealed],
        )?;
        Ok(())
    }
}

/// The vault that a passphrase opens.
pub(super) fn passphrase_vault(
    passphrase: &Secret,
    salt: &[u8],
    memory: u32,
    passes: u32,
) -> Result<Vault, StoreError> {
    // The numbers come from a file, which anybody may have made.
    let (memory, passes) = (memory.min(MOST_COST.0), passes.min(MOST_COST.1));
    let params = Params::new(memory, passes, 1, None).map_err(|_| StoreError::Sealing)?;
    let mut key = [0_u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose().as_bytes(), salt, &mut key)
        .map_err(|_| StoreError::Sealing)?;
    Vault::new(key)
}

fn part_of(to: &Path) -> PathBuf {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    PathBuf::from(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_asks_for_endless_work_gets_an_end() {
        let phrase = Secret::new("a long passphrase");
        let start = std::time::Instant::now();
        assert!(passphrase_vault(&phrase, &[7; 16], 8, u32::MAX).is_ok());
        assert!(start.elapsed() < Duration::from_secs(30));
    }
}
