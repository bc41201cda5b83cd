//! One daemon on one data folder.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use super::StoreError;

/// Held by the daemon as long as it runs; the system lets go of it when the process ends, however it ends.
const FILE: &str = "serve.lock";

/// The right to be the daemon of a data folder, for as long as this lives.
pub struct Presence {
    _lock: File,
}

impl Presence {
    /// Takes the right; [`StoreError::Served`] while another daemon has it. The folder must be there.
    pub fn take(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(FILE);
        let failed = |source| StoreError::Io { what: "lock", path: path.clone(), source };
        let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _lock: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Served(dir.to_owned())),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_daemon_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let first = Presence::take(dir.path()).unwrap();
        assert!(matches!(Presence::take(dir.path()), Err(StoreError::Served(_))));
        drop(first);
        assert!(Presence::take(dir.path()).is_ok());
    }
}
