//! The folder of hosted files, which people may put files in by hand too.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{office::hosted::FOLDER, store::StoreError};

/// The folder below a data folder.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(dir: &Path) -> Self {
        Self(dir.join(FOLDER))
    }

    /// Where a file of this name goes. The name was checked: it is one word without a slash.
    pub(super) fn place_of(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Names and lengths of all its files, by name. A folder that is not there has none.
    pub(super) fn files(&self) -> Vec<(String, u64)> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten().filter_map(|entry| {
            let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((entry.file_name().into_string().ok()?, about.len()))
        });
        let mut files: Vec<_> = entries.collect();
        files.sort();
        files
    }

    /// The name, as it is written there, of a file with this name in whatever case.
    pub(super) fn find(&self, name: &str) -> Option<String> {
        self.files().into_iter().map(|(found, _)| found).find(|found| found.eq_ignore_ascii_case(name))
    }

    /// Removes a file by the name that [`find`](Self::find) told.
    pub(super) fn remove(&self, name: &str) -> Result<(), StoreError> {
        let path = self.0.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::of_file("remove", &path, error))
            }
            _ => Ok(()),
        }
    }
}
