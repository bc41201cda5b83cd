//! The office of a running box: read anew whenever the box's own files change.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::SystemTime,
};

use super::{DEEPEST, DIALECTS_FOLDER, Office, OfficeError, RECIPES_FOLDER, TEMPLATES_FOLDER, now};
use crate::store::{EventSeverity, Store};

/// Holds the office as it is now. Whoever answers one question takes it once, so that all of the answer comes from one
/// state of the files.
pub struct Live {
    dir: PathBuf,
    office: RwLock<Arc<Office>>,
    seen: Mutex<Seen>,
}

/// What the files look like from outside: path, length, time of the last change.
type Seen = Vec<(PathBuf, u64, Option<SystemTime>)>;

impl Live {
    /// Reads the office that belongs to this data folder.
    pub fn open(dir: &Path) -> Result<Self, OfficeError> {
        // Looked at first: a file that changes while it is read is then read once more.
        let seen = look(dir);
        let office = RwLock::new(Arc::new(Office::open(dir)?));
        Ok(Self { dir: dir.to_owned(), office, seen: Mutex::new(seen) })
    }

    /// The office as it is now.
    #[must_use]
    pub fn now(&self) -> Arc<Office> {
        Arc::clone(&self.office.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the office anew where a file has changed since the last look, and says whether it did. Costs a few system
    /// calls otherwise.
    pub fn refresh(&self, store: &mut Store) -> Result<bool, OfficeError> {
        let mut seen = self.seen();
        let found = look(&self.dir);
        if *seen == found {
            return Ok(false);
        }
        let office = Arc::new(Office::open(&self.dir)?);
        let before = self.replace(Arc::clone(&office));
        // Raised last: what is made on the new revision is then made by the new office.
        store.note_new_templates()?;
        *seen = found;
        for fault in office.faults().iter().filter(|fault| !before.faults().contains(fault)) {
            let message = format!("{fault}. The shipped file is used instead");
            tracing::warn!("{message}");
            store.note_event(now(), "template_fault", EventSeverity::Warning, &message, "box")?;
        }
        Ok(true)
    }

    fn replace(&self, office: Arc<Office>) -> Arc<Office> {
        std::mem::replace(&mut *self.office.write().unwrap_or_else(PoisonError::into_inner), office)
    }

    /// A thread that panicked while it held the lock left an older look behind: the next one reads anew.
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn look(dir: &Path) -> Seen {
    let mut seen = Vec::new();
    for folder in [TEMPLATES_FOLDER, DIALECTS_FOLDER, RECIPES_FOLDER] {
        collect(&dir.join(folder), 0, &mut seen);
    }
    seen.sort_unstable();
    seen
}

fn collect(folder: &Path, depth: usize, seen: &mut Seen) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(about) = entry.metadata() else { continue };
        if about.is_dir() && depth < DEEPEST {
            collect(&entry.path(), depth + 1, seen);
        } else if about.is_file() {
            seen.push((entry.path(), about.len(), about.modified().ok()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_is_read_once_and_raises_the_revision() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::create(dir.path()).unwrap();
        let live = Live::open(dir.path()).unwrap();
        assert!(!live.refresh(&mut store).unwrap());
        let (before, revision) = (live.now(), store.revision().unwrap());

        let folder = dir.path().join(TEMPLATES_FOLDER).join("acme");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("brand.toml"), "id = \"acme\"\nname = \"Acme\"\n").unwrap();
        assert!(live.refresh(&mut store).unwrap());
        assert!(before.catalogue.brand("acme").is_none() && live.now().catalogue.brand("acme").is_some());
        assert_ne!(store.revision().unwrap(), revision);
        assert!(!live.refresh(&mut store).unwrap());

        fs::write(folder.join("brand.toml"), "id = \"acme\"\nnonsense\n").unwrap();
        assert!(live.refresh(&mut store).unwrap());
        assert!(live.now().catalogue.brand("acme").is_none());
        let faults: Vec<_> =
            store.events().unwrap().into_iter().filter(|event| event.kind == "template_fault").collect();
        assert_eq!(faults.len(), 1);
        assert!(faults[0].message.starts_with("acme/brand.toml, line 2: "), "{}", faults[0].message);
    }
}
