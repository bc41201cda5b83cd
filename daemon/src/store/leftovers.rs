//! What a power cut leaves of backups on their way: copies of all data, which would fill a small disk for ever.

use std::{fs, io, path::Path};

use super::{StoreError, backup::part_of, imports::lock_imports};

/// A backup that is made for a browser, below the data folder.
pub const BACKUP_ON_ITS_WAY: &str = "admin-backup.tmp";

/// Folder of a backup that comes from a browser.
pub const RESTORE_ON_ITS_WAY: &str = "admin-restore.tmp";

/// Folder of the files of a backup that is restored; on the same disk as their later places.
pub(super) const RESTORE_STAGED: &str = "restore.tmp";

/// Removes them. Only for a daemon that begins: nobody else makes the first two. While a command restores or imports,
/// nothing is removed.
pub fn clear_leftovers(dir: &Path) -> Result<(), StoreError> {
    let backup = dir.join(BACKUP_ON_ITS_WAY);
    let files = [part_of(&backup), backup];
    let folders = [RESTORE_ON_ITS_WAY, RESTORE_STAGED].map(|name| dir.join(name));
    // On a full disk there may be no room for the lock.
    if !files.iter().chain(&folders).any(|path| path.exists()) {
        return Ok(());
    }
    let _no_restore = match lock_imports(dir) {
        Err(StoreError::Busy) => return Ok(()),
        locked => locked?,
    };
    files.iter().try_for_each(|file| done(file, fs::remove_file(file)))?;
    folders.iter().try_for_each(|folder| done(folder, fs::remove_dir_all(folder)))
}

fn done(path: &Path, removed: io::Result<()>) -> Result<(), StoreError> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::of_file("remove", path, error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_power_cut_left_goes_unless_a_restore_runs() {
        let dir = tempfile::tempdir().unwrap();
        let names = ["admin-backup.tmp", "admin-backup.tmp.part", "admin-restore.tmp", "restore.tmp"];
        let left = || names.into_iter().filter(|name| dir.path().join(name).exists()).count();
        for folder in &names[2..] {
            fs::create_dir(dir.path().join(folder)).unwrap();
            fs::write(dir.path().join(folder).join("upload"), "all data").unwrap();
        }
        for file in &names[..2] {
            fs::write(dir.path().join(file), "all data").unwrap();
        }
        let restore = lock_imports(dir.path()).unwrap();
        clear_leftovers(dir.path()).unwrap();
        assert_eq!(left(), 4);
        drop(restore);
        clear_leftovers(dir.path()).unwrap();
        assert_eq!(left(), 0);
        clear_leftovers(dir.path()).unwrap();
    }
}
