//! Imports that a person looks at before they are applied, and the job that applies one.
//!
//! What a person sees is read from the store, so that a reload, a second tab and a restart all show the truth. Only the
//! checked form of a file and the counts of a running job live in memory.

mod draft;
mod edits;
mod grouping;
mod job;
mod said;
#[cfg(test)]
mod tests;

pub use draft::{DOTS, Draft, shown};
pub use edits::{CellEdit, CellNow, EditError, Edited, ReadingWish, WhichRows};
pub use grouping::Group;
pub use job::{Begun, Job, Step};

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;

use super::{
    Office,
    importing::{self, Examined, ImportError, Wishes},
    now,
};
use crate::{
    import::sheet::Reading,
    store::{ImportState, NewDraft, NewFile, Store, StoreError},
};
use said::Said;

/// Checked files that are kept in memory: a page that turns asks for the same.
const KEPT: usize = 2;

/// The most rows of those together, but for the latest one: 10,000 take about 40 MB.
const KEPT_ROWS: usize = 50_000;

/// A file of more bytes may have so many rows that two of them at once are too much for a small box.
const LARGE: usize = 2 * 1024 * 1024;

/// Groups of findings that are remembered as ticked off.
const SEEN: usize = 500;

/// The imports that are looked at and worked on.
pub struct Imports {
    drafts: Mutex<VecDeque<Arc<Draft>>>,
    /// [`KEPT_ROWS`].
    kept_rows: usize,
    /// Held by whoever checks a file: after a change every open page asks for the same check.
    checking: Mutex<()>,
    jobs: Mutex<HashMap<i64, Job>>,
    tell: Box<dyn Fn(ImportNews) + Send + Sync>,
}

/// An import moved on.
#[derive(Debug, Clone, Serialize)]
pub struct ImportNews {
    /// Its number.
    pub id: i64,
    /// What it is up to now.
    pub state: ImportState,
    /// How far its job is.
    pub progress: Option<Step>,
    /// Its version, where somebody changed it: whoever shows an older one asks anew. `null` for news of its job.
    pub version: Option<String>,
}

/// What a person wants of a file: as it is stored, and as the check takes it.
#[derive(Clone, PartialEq, Eq)]
struct Wants {
    said: Said,
    wishes: Wishes,
}

impl Imports {
    /// Without any job. `tell` is called, from any thread, whenever an import moves on.
    pub fn new(tell: impl Fn(ImportNews) + Send + Sync + 'static) -> Self {
        Self {
            drafts: Mutex::default(),
            kept_rows: KEPT_ROWS,
            checking: Mutex::default(),
            jobs: Mutex::default(),
            tell: Box::new(tell),
        }
    }

    /// Checks a file and keeps it; the new import's number. What is no sheet is not kept. What was said about the columns
    /// of an earlier file with the same headers holds for it too.
    pub fn upload(
        &self,
        office: &Office,
        store: &mut Store,
        file: (&str, &[u8]),
        wishes: Wishes,
        actor: &str,
    ) -> Result<i64, ImportError> {
        let (file_name, bytes) = file;
        let _turn = lock(&self.checking);
        self.make_room(bytes.len());
        let examined = importing::examine(office, store, bytes, wishes)?;
        let (said, examined) = recall(office, store, examined)?;
        let sha256 = importing::sha256(bytes);
        let new = NewFile { file_name, file_sha256: &sha256, actor, now: now(), bytes };
        let import = store.add_import_file(&new, &new_draft(&said.json(), &examined))?;
        self.keep(store, (import, 1), bytes.len(), said, examined)?;
        Ok(import)
    }

    /// Puts a corrected file in the place of a checked import's. Its mode stays, and what was said about columns where it
    /// has the same ones; cells that were read otherwise and rows that were left out were the other file's.
    pub fn replace(
        &self,
        office: &Office,
        store: &mut Store,
        import: (i64, i64),
        file: (&str, &[u8]),
        actor: &str,
    ) -> Result<(), ImportError> {
        let (file_name, bytes) = file;
        let _turn = lock(&self.checking);
        let before = self.current(office, store, import.0)?.ok_or(StoreError::Changed)?;
        let (said, examined) = instead(office, store, &before, bytes)?;
        let sha256 = importing::sha256(bytes);
        let new = NewFile { file_name, file_sha256: &sha256, actor, now: now(), bytes };
        let columns = said.json();
        let draft = new_draft(&columns, &examined);
        store.replace_import_file(import.0, import.1, &new, &draft)?;
        let version = import.1 + 1;
        self.keep(store, (import.0, version), bytes.len(), said, examined)?;
        self.tell_version(import.0, version);
        Ok(())
    }

    /// A checked import with its findings, checked against what is on the box now. `None` where there is none, or where
    /// its file is gone.
    pub fn draft(
        &self,
        office: &Office,
        store: &mut Store,
        import: i64,
    ) -> Result<Option<Arc<Draft>>, ImportError> {
        if let Some(draft) = self.kept(store, import)? {
            return Ok(Some(draft));
        }
        let _turn = lock(&self.checking);
        self.current(office, store, import)
    }

    /// The same for whoever has the turn to check.
    fn current(
        &self,
        office: &Office,
        store: &mut Store,
        import: i64,
    ) -> Result<Option<Arc<Draft>>, ImportError> {
        if let Some(draft) = self.kept(store, import)? {
            return Ok(Some(draft));
        }
        let (Some(row), Some(stored)) = (store.import(import)?, store.import_draft(import)?) else {
            return Ok(None);
        };
        let said = Said::stored(&stored.columns);
        let (reading, repairs, mode) = (stored.reading, stored.repairs, stored.mode);
        let wishes = Wishes { reading, columns: said.overrides(), key: said.key, repairs, mode };
        let is_read = |draft: &&Arc<Draft>| (draft.row.id, draft.state) == (import, stored.state);
        let read = lock(&self.drafts).iter().find(is_read).cloned();
        let (bytes, examined) = if let Some(draft) = read {
            (draft.bytes, draft.examined.again(office, store, wishes)?)
        } else {
            let Some(bytes) = store.import_file(import)? else { return Ok(None) };
            self.make_room(bytes.len());
            (bytes.len(), importing::examine(office, store, &bytes, wishes)?)
        };
        let draft = Arc::new(Draft::new(row, bytes, stored.state, said, examined));
        self.put(&draft);
        Ok(Some(draft))
    }

    /// The draft in memory, where it is the present one.
    fn kept(&self, store: &mut Store, import: i64) -> Result<Option<Arc<Draft>>, StoreError> {
        let Some(row) = store.import(import)? else { return Ok(None) };
        let revision = store.revision()?;
        let is_it = |draft: &&Arc<Draft>| {
            (draft.row.id, draft.row.version) == (import, row.version) && draft.examined.revision == revision
        };
        Ok(lock(&self.drafts).iter().find(is_it).cloned())
    }

    /// Keeps in memory what was checked and stored just now, unless somebody has changed it already.
    fn keep(
        &self,
        store: &mut Store,
        import: (i64, i64),
        bytes: usize,
        said: Said,
        examined: Examined,
    ) -> Result<(), StoreError> {
        let (Some(row), Some(stored)) = (store.import(import.0)?, store.import_draft(import.0)?) else {
            return Ok(());
        };
        if row.version == import.1 {
            self.put(&Arc::new(Draft::new(row, bytes, stored.state, said, examined)));
        }
        Ok(())
    }

    fn put(&self, draft: &Arc<Draft>) {
        let mut drafts = lock(&self.drafts);
        drafts.retain(|other| other.row.id != draft.row.id);
        drafts.push_front(Arc::clone(draft));
        drafts.truncate(KEPT);
        while drafts.len() > 1 && rows(&drafts) > self.kept_rows {
            drafts.pop_back();
        }
    }

    /// Lets go what is large before another large file is read; it is read again when somebody asks for it.
    fn make_room(&self, bytes: usize) {
        if bytes > LARGE {
            lock(&self.drafts).retain(|draft| draft.bytes <= LARGE);
        }
    }

    /// The groups of findings that somebody ticked off.
    pub fn seen(&self, store: &Store, import: i64) -> Result<Vec<String>, StoreError> {
        Ok(store.import_seen(import)?.map(|json| names(&json)).unwrap_or_default())
    }

    /// Ticks a group of findings off, or not any more.
    pub fn set_seen(
        &self,
        store: &mut Store,
        import: i64,
        group: &str,
        is_seen: bool,
    ) -> Result<(), StoreError> {
        store.change_import_seen(import, |json| {
            let mut seen = names(json);
            seen.retain(|name| name != group);
            if is_seen {
                seen.push(group.to_owned());
            }
            let first = seen.len().saturating_sub(SEEN);
            serde_json::to_string(&seen[first..]).unwrap_or_else(|_| "[]".into())
        })?;
        let version = store.import(import)?.map_or(0, |row| row.version);
        self.tell_version(import, version);
        Ok(())
    }

    fn tell(&self, id: i64, state: ImportState, progress: Option<Step>) {
        (self.tell)(ImportNews { id, state, progress, version: None });
    }

    /// Tells open pages that an applied import was taken back.
    pub fn tell_undone(&self, id: i64) {
        self.tell(id, ImportState::Applied, None);
    }

    fn tell_version(&self, id: i64, version: i64) {
        let version = Some(version.to_string());
        (self.tell)(ImportNews { id, state: ImportState::Checked, progress: None, version });
    }
}

/// A file that takes the place of the one before.
fn instead(
    office: &Office,
    store: &mut Store,
    before: &Draft,
    bytes: &[u8],
) -> Result<(Said, Examined), ImportError> {
    let Wishes { reading, mode, .. } = &before.examined.wishes;
    let wishes = |reading| Wishes { reading, mode: *mode, ..Wishes::default() };
    // Another program may have written it: only the name of the sheet is worth a try.
    let reading = Reading { sheet: reading.sheet.clone(), ..Reading::default() };
    let examined = importing::examine(office, store, bytes, wishes(reading))
        .or_else(|_| importing::examine(office, store, bytes, wishes(Reading::default())))?;
    let examined = without_header(office, store, before, bytes, examined)?;
    // What was said of columns is said by their place.
    if said::headers(&examined.sheet) != said::headers(before.sheet()) {
        return Ok(recall(office, store, examined)?);
    }
    let said = before.said.clone();
    let wishes = Wishes { columns: said.overrides(), key: said.key, ..examined.wishes.clone() };
    let examined = examined.again(office, store, wishes)?;
    Ok((said, examined))
}

/// Where no row of the file before named the columns, none of this one does either, unless it has names that we know.
fn without_header(
    office: &Office,
    store: &mut Store,
    before: &Draft,
    bytes: &[u8],
    examined: Examined,
) -> Result<Examined, ImportError> {
    let is_unknown = examined.mapping_issues.iter().any(|issue| issue.code == "header_missing");
    if before.sheet().header_row > 0 || !is_unknown {
        return Ok(examined);
    }
    let reading = Reading { header_row: Some(0), ..examined.wishes.reading.clone() };
    importing::examine(office, store, bytes, Wishes { reading, ..examined.wishes })
}

/// What was said about the columns of an earlier file with these headers, and what comes of it.
fn recall(office: &Office, store: &mut Store, examined: Examined) -> Result<(Said, Examined), StoreError> {
    let remembered = store.remembered_columns(&said::headers(&examined.sheet))?;
    let Some(json) = remembered.filter(|_| said::can_be_remembered(&examined.sheet)) else {
        return Ok((Said::default(), examined));
    };
    let said = Said::remembered(&json);
    let wishes = Wishes { columns: said.overrides(), key: said.key, ..examined.wishes.clone() };
    let examined = examined.again(office, store, wishes)?;
    Ok((said, examined))
}

fn new_draft<'a>(columns: &'a str, examined: &'a Examined) -> NewDraft<'a> {
    let Wishes { reading, repairs, mode, .. } = &examined.wishes;
    NewDraft { columns, reading, repairs, mode: *mode, counts: examined.checked.counts }
}

fn rows(drafts: &VecDeque<Arc<Draft>>) -> usize {
    drafts.iter().map(|draft| draft.sheet().rows.len()).sum()
}

fn names(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A thread that panicked while it held the lock left whole values behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
