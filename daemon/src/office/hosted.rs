//! Files that the box hands out as they are: firmware and media in the folder `hosted`.
//!
//! A request never reaches the file system: the folder is listed beforehand, and names are looked up in the list.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError, RwLock},
    time::SystemTime,
};

use bytes::Bytes;

use crate::{serve::content::Body, store::Beside};

/// Folder below the data folder.
pub(super) const FOLDER: &str = Beside::Hosted.folder();

/// The largest file that is handed out. It is held in memory once while phones fetch it.
pub(super) const MAX_BYTES: u64 = Beside::Hosted.largest();

/// The hosted files.
pub struct Hosted {
    folder: PathBuf,
    list: RwLock<HashMap<String, Entry>>,
    /// Files that phones fetch now, by name: one copy each, however many phones fetch it, and none once nobody does.
    fetched: Mutex<HashMap<String, (SystemTime, Body)>>,
}

#[derive(Clone)]
struct Entry {
    path: PathBuf,
    modified: SystemTime,
}

impl Hosted {
    pub fn new(data_dir: &Path) -> Self {
        let hosted =
            Self { folder: data_dir.join(FOLDER), list: RwLock::default(), fetched: Mutex::default() };
        hosted.refresh();
        hosted
    }

    /// Lists the folder anew and lets go of files that nobody fetches any more.
    pub fn refresh(&self) {
        self.look();
        self.fetched().retain(|_, (_, body)| !body.bytes.is_unique());
    }

    fn look(&self) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten().filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let about = entry.metadata().ok().filter(|about| about.is_file() && about.len() <= MAX_BYTES)?;
            Some((name.to_ascii_lowercase(), Entry { path: entry.path(), modified: about.modified().ok()? }))
        });
        *self.list.write().unwrap_or_else(PoisonError::into_inner) = entries.collect();
    }

    /// The file of this name, whatever its case.
    pub fn file(&self, name: &str) -> Option<Body> {
        let name = name.to_ascii_lowercase();
        let entry = self.entry(&name).or_else(|| {
            // A phone may hear of a file before the folder was listed again.
            self.look();
            self.entry(&name)
        })?;
        let mut fetched = self.fetched();
        if let Some((modified, body)) = fetched.get(&name)
            && *modified == entry.modified
        {
            return Some(body.clone());
        }
        // Two firmwares that nobody fetches just now must not both stay while a third is read.
        fetched.retain(|_, (_, body)| !body.bytes.is_unique());
        let bytes = Bytes::from(fs::read(&entry.path).ok()?);
        let etag = super::serving::etag(&bytes);
        let body = Body { bytes, content_type: "application/octet-stream", etag, ranges: true };
        fetched.insert(name, (entry.modified, body.clone()));
        Some(body)
    }

    fn entry(&self, name: &str) -> Option<Entry> {
        self.list.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn fetched(&self) -> MutexGuard<'_, HashMap<String, (SystemTime, Body)>> {
        self.fetched.lock().unwrap_or_else(PoisonError::into_inner)
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
        assert_eq!(hosted.file("T48S.rom").unwrap().bytes, "two");
        fs::remove_file(folder.join("T48S.rom")).unwrap();
        hosted.refresh();
        assert!(hosted.file("T48S.rom").is_none());
    }

    #[test]
    fn phones_of_two_kinds_that_fetch_at_once_share_one_copy_of_each_file() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join(FOLDER);
        fs::create_dir_all(&folder).unwrap();
        for name in ["a.rom", "b.rom"] {
            fs::write(folder.join(name), vec![7; 4096]).unwrap();
        }
        let hosted = Hosted::new(dir.path());
        let fetch = || ["a.rom", "b.rom"].map(|name| hosted.file(name).unwrap().bytes);
        let (first, second) = (fetch(), fetch());
        for (one, other) in first.iter().zip(&second) {
            assert_eq!(one.as_ptr(), other.as_ptr());
        }
        hosted.refresh();
        assert_eq!(fetch()[0].as_ptr(), first[0].as_ptr(), "it is still being fetched");
        drop((first, second));
        hosted.refresh();
        assert!(hosted.fetched().is_empty());
    }
}
