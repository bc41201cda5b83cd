//! Files that a command writes and only their owner may read: they hold passwords, or may.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::Failure;

/// A file that is opened before anything is changed, private from its first byte.
pub struct PrivateFile {
    path: PathBuf,
    file: File,
    is_new: bool,
}

impl PrivateFile {
    /// Opens a new file for `what`, or one that is there and empty. One that holds something is never written over: it
    /// may be the only copy of somebody's passwords.
    pub fn open(path: &Path, what: &str) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::System(format!("cannot write {}: {error}", path.display()));
        let mut options = File::options();
        options.write(true).mode(0o600);
        match options.clone().create_new(true).open(path) {
            Ok(file) => Ok(Self { path: path.to_owned(), file, is_new: true }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let file = options.open(path).map_err(failed)?;
                if file.metadata().map_err(failed)?.len() > 0 {
                    let sentence = format!("{} is there already. Name a new file for {what}", path.display());
                    return Err(Failure::Usage(sentence));
                }
                if file.metadata().map_err(failed)?.is_file() {
                    file.set_permissions(fs::Permissions::from_mode(0o600)).map_err(failed)?;
                }
                Ok(Self { path: path.to_owned(), file, is_new: false })
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the bytes and waits until they are on the disk. A pipe or terminal has no disk to wait for.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = &self.file;
        let sync = || if file.metadata()?.is_file() { file.sync_all() } else { Ok(()) };
        file.write_all(bytes).and_then(|()| sync()).inspect_err(|_| {
            // Half a file of passwords helps nobody; where it cannot be emptied the sentence says that it is bad.
            file.set_len(0).unwrap_or_default();
        })
    }

    /// Takes an unused file away again.
    pub fn discard(&self) {
        if self.is_new && self.file.metadata().is_ok_and(|about| about.len() == 0) {
            // Left behind, an empty file does no harm.
            fs::remove_file(&self.path).unwrap_or_default();
        }
    }
}
