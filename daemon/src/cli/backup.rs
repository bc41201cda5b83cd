//! `linekey backup` and `linekey restore`.

use std::path::{Path, PathBuf};

use super::{Failure, Place, input, owner, print};
use crate::{
    directory::Secret,
    store::{self, BackupFile, BackupKind, MIN_PASSPHRASE, RestoreError},
};

/// Copy the whole state into one file, while the box runs.
#[derive(clap::Args)]
pub struct Backup {
    /// The file to write
    file: PathBuf,
    /// A file whose first line is a passphrase; with it the backup can be restored on any box
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Put a backup in the place of what is there.
#[derive(clap::Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// A file whose first line is the passphrase that the backup was made with
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Backup {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let passphrase = self.passphrase_file.as_deref().map(passphrase).transpose()?;
        // Not as the data's owner: the file is the person's. Reading the database as root leaves nothing behind,
        // since the log beside it exists as long as the daemon runs.
        let store = store::Store::open(&place.dir)?;
        match store.backup(&self.file, passphrase.as_ref())? {
            BackupKind::AnyBox => print(&format!(
                "{} is written. With its passphrase it is good on any box.\n",
                self.file.display()
            )),
            BackupKind::ThisBoxOnly => print(&format!(
                "{} is written. It is good on this box only: for another one, name a --passphrase-file.\n",
                self.file.display()
            )),
        }
    }
}

impl Restore {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let passphrase = self.passphrase_file.as_deref().map(passphrase).transpose()?;
        let explain = |error| match error {
            RestoreError::Store(error) => error.into(),
            other => Failure::Input(Some(other.to_string())),
        };
        // As the person who asked: the data's owner may not be able to read it.
        let backup = BackupFile::open(&self.file).map_err(explain)?;
        owner::become_owner_of(&place.dir)?;
        let key_changed = backup.restore(&place.dir, passphrase.as_ref()).map_err(explain)?;
        print(&format!("{} is restored.\n", self.file.display()))?;
        if key_changed {
            print("It brought its own key; the one before lies beside it.\n")?;
        }
        Ok(())
    }
}

/// The first line of a file.
fn passphrase(path: &Path) -> Result<Secret, Failure> {
    const LONGEST: u64 = 1024;
    let text = input::read_text(path, LONGEST)?;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() < MIN_PASSPHRASE {
        return Err(Failure::Usage(format!(
            "the passphrase in {} has fewer than {MIN_PASSPHRASE} characters",
            path.display()
        )));
    }
    Ok(Secret::new(line))
}
