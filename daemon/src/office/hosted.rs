//! Files that the box hands out as they are: firmware and media in the folder `hosted`.
//!
//! A request never reaches the file system: the folder is listed beforehand, and names are looked up in the list.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, RwLock},
    time::SystemTime,
};

use bytes::Bytes;

use crate::serve::content::Body;

/// Folder below the data folder.
const FOLDER: &str = "hosted";

/// The largest file that is handed out. The biggest phone firmware we know has about 120 MB; it is held in memory
/// once while phones fetch it.
const MAX_BYTES: u64 = 192 * 1024 * 1024;

/// The hosted files.
pub struct Hosted {
    folder: PathBuf,
    list: RwLock<HashMap<String, Entry>>,
    /// The file that was asked for last. Phones of a kind fetch the same firmware at the same time.
    last: Mutex<Option<(String, SystemTime, Body)>>,
}

#[derive(Clone)]
struct Entry {
    path: PathBuf,
    modified: SystemTime,
}

impl Hosted {
    pub fn new(data_dir: &Path) -> Self {
        let hosted = Self { folder: data_dir.join(FOLDER), list: RwLock::default(), last: Mutex::default() };
        hosted.refresh();
        hosted
    }

    /// Lists the folder anew and lets go of a file that nobody fetches any more.
    pub fn refresh(&self) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten().filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let about = entry.metadata().ok().filter(|about| about.is_file() && about.len() <= MAX_BYTES)?;
            Some((name.to_ascii_lowercase(), Entry { path: entry.path(), modified: about.modified().ok()? }))
        });
        *self.list.write().unwrap_or_else(PoisonError::into_inner) = entries.collect();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_some_and(|(_, _, body)| body.bytes.is_unique()) {
            *last = None;
        }
    }

    /// The file of this name, whatever its case.
    pub fn file(&self, name: &str) -> Option<Body> {
        let name = name.to_ascii_lowercase();
        let entry = self.list.read().unwrap_or_else(PoisonError::into_inner).get(&name).cloned()?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, modified, body)) = last.as_ref()
            && (known, *modified) == (&name, entry.modified)
        {
            return Some(body.clone());
        }
        let bytes = Bytes::from(fs::read(&entry.path).ok()?);
        let etag = super::serving::etag(&bytes);
        let body = Body { bytes, content_type: "application/octet-stream", etag, ranges: true };
        *last = Some((name, entry.modified, body.clone()));
        Some(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_files_are_found_and_changes_are_seen() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join(FOLDER);
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(folder.join("T46S.rom"), b"one").unwrap();
        let hosted = Hosted::new(dir.path());
        assert_eq!(hosted.file("t46s.ROM").unwrap().bytes, "one");
        for name in ["sub", "../secret.key", "hosted/T46S.rom", "t48s.rom", ""] {
            assert!(hosted.file(name).is_none(), "{name}");
        }
        fs::write(folder.join("T48S.rom"), b"two").unwrap();
        hosted.refresh();
        assert_eq!(hosted.file("T48S.rom").unwrap().bytes, "two");
    }
}
