//! `linekey backup` and `linekey restore`.

use std::path::{Path, PathBuf};

use super::{Failure, Place, actor, input, owner, print};
use crate::{
    directory::{Secret, text::capital},
    office::backups,
    store::{self, BackupFile, BackupKind, HostedFiles, MIN_PASSPHRASE, RestoreError, Store},
};

/// Copy the whole state into one file, while the box runs: the data, the box's own templates, and the files that phones
/// fetch.
#[derive(clap::Args)]
pub struct Backup {
    /// The file to write
    file: PathBuf,
    /// A file whose first line is a passphrase; with it the backup can be restored on any box
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Leave firmware, pictures and tones out; the backup names them
    #[arg(long)]
    without_hosted: bool,
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
        let hosted = if self.without_hosted { HostedFiles::Named } else { HostedFiles::Whole };
        let made = store.backup(&self.file, passphrase.as_ref(), hosted)?;
        let good = match made.kind {
            BackupKind::AnyBox => "With its passphrase it is good on any box.",
            BackupKind::ThisBoxOnly => {
                "It is good on this box only: for another one, name a --passphrase-file."
            }
        };
        let held = backups::held(&made).map(|held| format!("{held}.\n")).unwrap_or_default();
        print(&format!("{} is written. {good}\n{held}", self.file.display()))?;
        if made.left_out.is_empty() {
            return Ok(());
        }
        let lines = made.left_out.iter().map(|file| format!("  {}\n", backups::left_out(file)));
        print(&format!("Not in it:\n{}", lines.collect::<String>()))
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
        let restored = backup.restore(&place.dir, passphrase.as_ref()).map_err(explain)?;
        print(&format!("{} is restored.\n", self.file.display()))?;
        if restored.key_changed {
            print("It brought its own key; the one before lies beside it.\n")?;
        }
        let said = backups::note_restored(&mut Store::open(&place.dir)?, &restored, &actor())?;
        print(&said.iter().map(|line| format!("{}.\n", capital(line))).collect::<String>())
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
