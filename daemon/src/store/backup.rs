//! The whole state in one file.

mod files;

pub(super) use files::end_of_pages;
pub use files::{HostedFiles, LeftOut};

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use argon2::{Algorithm, Argon2, Params, Version};
use rusqlite::{Connection, backup::Backup, params};

use super::{Beside, Store, StoreError, beside, vault::Vault};
use crate::directory::{Secret, text::hex};
use files::Carried;

/// How a backup can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupKind {
    /// Carries the key under a passphrase: good on any box.
    AnyBox,
    /// Holds passwords that only this box's key opens.
    ThisBoxOnly,
}

/// A backup that was made.
#[derive(Debug)]
pub struct BackupMade {
    /// Where it is good.
    pub kind: BackupKind,
    /// Own templates, dialects and recipes in it.
    pub own_files: usize,
    /// Files in it that phones fetch as they are.
    pub hosted_files: usize,
    /// The bytes of all these.
    pub bytes: u64,
    /// Files that are not in it.
    pub left_out: Vec<LeftOut>,
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
    /// log-ins and softphones' links are left out: a backup must not bring them back. The box's own templates, dialects
    /// and recipes come along.
    pub fn backup(
        &self,
        to: &Path,
        passphrase: Option<&Secret>,
        hosted: HostedFiles,
    ) -> Result<BackupMade, StoreError> {
        let failed = |source| StoreError::Io { what: "write", path: to.to_owned(), source };
        self.check_target(to)?;
        let part = part_of(to);
        // One that was left behind may be open to everybody, or a link. A missing one is as good.
        fs::remove_file(&part).unwrap_or_default();
        super::make_private_file(&part).map_err(failed)?;
        let carried = match self.write_backup(&part, passphrase, hosted) {
            Ok(carried) => carried,
            Err(error) => return fs::remove_file(&part).map_err(failed).and(Err(error)),
        };
        fs::File::open(&part).and_then(|file| file.sync_all()).map_err(failed)?;
        fs::rename(&part, to).map_err(failed)?;
        let kind = if passphrase.is_some() { BackupKind::AnyBox } else { BackupKind::ThisBoxOnly };
        let hosted_files = carried.files.iter().filter(|file| file.beside == Beside::Hosted).count();
        Ok(BackupMade {
            kind,
            own_files: carried.files.len() - hosted_files,
            hosted_files,
            bytes: carried.bytes(),
            left_out: carried.left_out,
        })
    }

    /// What is written among the files that are copied is copied too, with no end.
    fn check_target(&self, to: &Path) -> Result<(), StoreError> {
        let real = |path: &Path| fs::canonicalize(path).ok();
        let Some(folder) = real(beside::folder_of(to)) else { return Ok(()) };
        let is_among = |beside: Beside| {
            real(&self.dir.join(beside.folder())).is_some_and(|beside| folder.starts_with(beside))
        };
        let is_refused = Beside::ALL.into_iter().any(is_among);
        if is_refused { Err(StoreError::AmongItsFiles(to.to_owned())) } else { Ok(()) }
    }

    /// The files beside the database are looked at after it: one that is brought meanwhile is then kept, though unknown.
    fn write_backup(
        &self,
        part: &Path,
        passphrase: Option<&Secret>,
        hosted: HostedFiles,
    ) -> Result<Carried, StoreError> {
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
        let carried = Carried::of(&self.dir, &copy, hosted)?;
        beside::needs_room(beside::folder_of(part), carried.bytes())?;
        carried.record(&copy)?;
        let end = end_of_pages(&copy)?;
        copy.close().map_err(|(_, error)| error)?;
        // SQLite knows of nothing behind its pages, so they must be all that there is.
        let length = fs::metadata(part).map_err(|error| StoreError::of_file("read", part, error))?.len();
        if length != end {
            let source = io::Error::other("it is longer or shorter than its pages");
            return Err(StoreError::of_file("write", part, source));
        }
        carried.append(&self.dir, part)?;
        Ok(carried)
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

/// Where a backup lies until it is whole.
pub(super) fn part_of(to: &Path) -> PathBuf {
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
