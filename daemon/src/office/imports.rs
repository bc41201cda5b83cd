//! Imports that a person looks at before they are applied, and the job that applies one.
//!
//! What a person sees is read from the store, so that a reload, a second tab and a restart all show the truth. Only the
//! checked form of a file and the counts of a running job live in memory.

use std::{
    collections::{HashMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Office,
    importing::{self, Examined, ImportError, Source, Wishes},
    now,
};
use crate::{
    directory::text::sentence,
    import::{ColumnName, Override, Wanted},
    store::{ImportRow, ImportState, NewFile, Progress, Stage, Store, StoreError},
};

/// Checked files that are kept in memory. One of 10,000 rows takes about 20 MB; a page that turns asks for the same.
const KEPT: usize = 2;

/// Between two messages about the same stage of a job.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Jobs whose end is remembered, so that a page can say why one failed.
const JOBS: usize = 50;

/// The imports that are looked at and worked on.
pub struct Imports {
    drafts: Mutex<VecDeque<Arc<Draft>>>,
    /// Held by whoever checks a file that is not kept.
    checking: Mutex<()>,
    jobs: Mutex<HashMap<i64, Job>>,
    tell: Box<dyn Fn(ImportNews) + Send + Sync>,
}

/// A checked import with all that its check found.
pub struct Draft {
    /// As it is listed.
    pub row: ImportRow,
    /// Size of the file in bytes.
    pub bytes: usize,
    /// Cells, columns, findings and plan.
    pub examined: Examined,
}

/// A job that applies an import, running or ended.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// Whether it still runs.
    pub is_running: bool,
    /// How far it is, while it runs.
    pub progress: Option<Step>,
    /// Why it failed: a sentence. Nothing was changed then.
    pub failure: Option<String>,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Step {
    /// What is being done.
    pub stage: StageWord,
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub total: usize,
}

/// The stages of applying, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StageWord {
    /// Hashing login passwords.
    Passwords,
    /// Writing to the disk.
    Saving,
    /// Creating users with all that is theirs.
    Users,
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
}

/// What became of the wish to apply an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It was applied before.
    Applied,
    /// The file has errors.
    HasErrors,
    /// A job is at it already.
    Running,
    /// A job is at it from now on.
    Started,
}

/// A choice on the columns page, as it is stored.
#[derive(Serialize, Deserialize)]
struct Choice {
    index: usize,
    field: String,
}

impl Imports {
    /// Without any job. `tell` is called, from any thread, whenever an import moves on.
    pub fn new(tell: impl Fn(ImportNews) + Send + Sync + 'static) -> Self {
        Self {
            drafts: Mutex::default(),
            checking: Mutex::default(),
            jobs: Mutex::default(),
            tell: Box::new(tell),
        }
    }

    /// Checks a file and keeps it; the new import's number. What is no sheet is not kept.
    pub fn upload(
        &self,
        office: &Office,
        store: &mut Store,
        file: (&str, &[u8]),
        actor: &str,
    ) -> Result<i64, ImportError> {
        let (file_name, bytes) = file;
        let examined = importing::examine(office, store, bytes, Wishes::default())?;
        let sha256 = importing::sha256(bytes);
        Ok(store.add_import_file(&new_file(file_name, bytes, &sha256, actor, &examined))?)
    }

    /// Puts a corrected file in the place of a checked import's. What was said about columns stays.
    pub fn replace(
        &self,
        office: &Office,
        store: &mut Store,
        import: (i64, i64),
        file: (&str, &[u8]),
        actor: &str,
    ) -> Result<(), ImportError> {
        let (file_name, bytes) = file;
        let choices = store.import_file(import.0)?.map(|stored| stored.columns).unwrap_or_default();
        let examined = importing::examine(office, store, bytes, wishes(&choices))?;
        let sha256 = importing::sha256(bytes);
        let file = new_file(file_name, bytes, &sha256, actor, &examined);
        Ok(store.replace_import_file(import.0, import.1, &file)?)
    }

    /// Stores what the person says about the columns: place in the file and what becomes of it.
    pub fn set_columns(
        &self,
        office: &Office,
        store: &mut Store,
        import: (i64, i64),
        columns: &[(usize, Wanted)],
    ) -> Result<(), ImportError> {
        let Some(file) = store.import_file(import.0)? else { return Err(StoreError::Changed.into()) };
        let choices: Vec<Choice> = columns
            .iter()
            .map(|(index, wanted)| Choice { index: *index, field: wanted.word().to_owned() })
            .collect();
        let json = serde_json::to_string(&choices).unwrap_or_else(|_| "[]".into());
        let examined = importing::examine(office, store, &file.bytes, wishes(&json))?;
        Ok(store.set_import_columns(import.0, import.1, &json, examined.checked.counts)?)
    }

    /// A checked import with its findings, checked against what is on the box now. `None` where there is none, or where
    /// its file is gone.
    pub fn draft(
        &self,
        office: &Office,
        store: &mut Store,
        import: i64,
    ) -> Result<Option<Arc<Draft>>, ImportError> {
        let Some(row) = store.import(import)? else { return Ok(None) };
        let revision = store.revision()?;
        let is_it = |draft: &&Arc<Draft>| {
            (draft.row.id, draft.row.version) == (import, row.version) && draft.examined.revision == revision
        };
        let kept = || lock(&self.drafts).iter().find(is_it).cloned();
        if let Some(draft) = kept() {
            return Ok(Some(draft));
        }
        // One check at a time: after a change every open page asks for the same one.
        let _turn = lock(&self.checking);
        if let Some(draft) = kept() {
            return Ok(Some(draft));
        }
        let Some(file) = store.import_file(import)? else { return Ok(None) };
        let examined = importing::examine(office, store, &file.bytes, wishes(&file.columns))?;
        let draft = Arc::new(Draft { row, bytes: file.bytes.len(), examined });
        let mut drafts = lock(&self.drafts);
        drafts.retain(|other| other.row.id != import);
        drafts.push_front(Arc::clone(&draft));
        drafts.truncate(KEPT);
        Ok(Some(draft))
    }

    /// What is known of an import's job.
    pub fn job(&self, import: i64) -> Option<Job> {
        lock(&self.jobs).get(&import).cloned()
    }

    /// Starts the job that applies a checked import in this version, on a thread of its own. Asked twice, it is done once.
    pub fn begin(
        self: &Arc<Self>,
        office: &Arc<Office>,
        store: &mut Store,
        import: (i64, i64),
        actor: &str,
    ) -> Result<Begun, ImportError> {
        let Some(row) = store.import(import.0)? else { return Err(StoreError::Changed.into()) };
        if row.state == ImportState::Applied {
            return Ok(Begun::Applied);
        }
        if row.state == ImportState::Applying || self.job(import.0).is_some_and(|job| job.is_running) {
            return Ok(Begun::Running);
        }
        if row.version != import.1 {
            return Err(StoreError::Changed.into());
        }
        let Some(draft) = self.draft(office, store, import.0)? else {
            return Err(StoreError::Changed.into());
        };
        if draft.examined.checked.has_errors() {
            return Ok(Begun::HasErrors);
        }
        let connection = store.another()?;
        if !self.take(import.0) {
            return Ok(Begun::Running);
        }
        self.tell(import.0, ImportState::Applying, None);
        let (imports, office, actor) = (Arc::clone(self), Arc::clone(office), actor.to_owned());
        thread::spawn(move || imports.run(&office, connection, import, &actor));
        Ok(Begun::Started)
    }

    /// Notes that a job runs; false when one does already.
    fn take(&self, import: i64) -> bool {
        let mut jobs = lock(&self.jobs);
        if jobs.get(&import).is_some_and(|job| job.is_running) {
            return false;
        }
        if jobs.len() >= JOBS {
            jobs.retain(|_, job| job.is_running);
        }
        jobs.insert(import, Job { is_running: true, ..Job::default() });
        true
    }

    fn run(&self, office: &Office, mut store: Store, import: (i64, i64), actor: &str) {
        let work = || self.apply(office, &mut store, import, actor);
        let failure = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
            tracing::error!("import {} ended unexpectedly", import.0);
            Some("Something went wrong on the box. Its log says more".to_owned())
        });
        let state = if failure.is_none() { ImportState::Applied } else { ImportState::Checked };
        if let Some(why) = &failure {
            tracing::warn!("import {} was not applied: {why}", import.0);
        }
        lock(&self.drafts).retain(|draft| draft.row.id != import.0);
        lock(&self.jobs).insert(import.0, Job { is_running: false, progress: None, failure });
        self.tell(import.0, state, None);
    }

    /// Why it failed, as a sentence.
    fn apply(&self, office: &Office, store: &mut Store, import: (i64, i64), actor: &str) -> Option<String> {
        let applied = self.apply_file(office, store, import, actor);
        match applied {
            Ok(true) => None,
            Ok(false) => Some(
                "Something was changed on the box since the check, and the file has errors now".to_owned(),
            ),
            Err(error) => Some(sentence(&error)),
        }
    }

    fn apply_file(
        &self,
        office: &Office,
        store: &mut Store,
        import: (i64, i64),
        actor: &str,
    ) -> Result<bool, ImportError> {
        let (Some(row), Some(file)) = (store.import(import.0)?, store.import_file(import.0)?) else {
            return Err(StoreError::Changed.into());
        };
        let mut examined = importing::examine(office, store, &file.bytes, wishes(&file.columns))?;
        let source =
            Source { file_name: &row.file_name, sha256: &row.file_sha256, actor, checked: Some(import) };
        let pace = Mutex::new(None);
        let progress = |at| self.show(import.0, at, &pace);
        let applied = importing::apply(office, store, &mut examined, &source, now(), &progress)?;
        Ok(applied.is_some())
    }

    /// Notes how far a job is, and tells it now and then.
    fn show(&self, import: i64, at: Progress, pace: &Mutex<Option<(StageWord, Instant)>>) {
        let step = Step { stage: at.stage.into(), done: at.done, total: at.total };
        if let Some(job) = lock(&self.jobs).get_mut(&import) {
            job.progress = Some(step);
        }
        let mut last = lock(pace);
        let is_due = last.is_none_or(|(stage, told)| stage != step.stage || told.elapsed() >= TELL_EVERY);
        if is_due {
            *last = Some((step.stage, Instant::now()));
            drop(last);
            self.tell(import, ImportState::Applying, Some(step));
        }
    }

    fn tell(&self, id: i64, state: ImportState, progress: Option<Step>) {
        (self.tell)(ImportNews { id, state, progress });
    }
}

impl From<Stage> for StageWord {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Passwords => Self::Passwords,
            Stage::Saving => Self::Saving,
            Stage::Users => Self::Users,
        }
    }
}

fn new_file<'a>(
    file_name: &'a str,
    bytes: &'a [u8],
    file_sha256: &'a str,
    actor: &'a str,
    examined: &Examined,
) -> NewFile<'a> {
    NewFile { file_name, file_sha256, actor, now: now(), bytes, counts: examined.checked.counts }
}

/// What the person wants of a file, as it is stored.
fn wishes(columns: &str) -> Wishes {
    Wishes { columns: overrides(columns), ..Wishes::default() }
}

/// The stored choices. What a newer or older program wrote and this one does not know is left to the guess.
fn overrides(json: &str) -> Vec<Override> {
    let choices: Vec<Choice> = serde_json::from_str(json).unwrap_or_default();
    let known = choices.into_iter().filter_map(|choice| {
        let wanted = Wanted::named(&choice.field)?;
        Some(Override { column: ColumnName::Place(choice.index), wanted, remembered: false })
    });
    known.collect()
}

/// A thread that panicked while it held the lock left whole values behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const PEOPLE: &[u8] = b"first,last,email,ext,Floor\nAda,Byron,ada@example.com,2001,3\n";

    struct Bench {
        _dir: tempfile::TempDir,
        office: Arc<Office>,
        store: Store,
        imports: Arc<Imports>,
        news: mpsc::Receiver<ImportNews>,
    }

    fn bench() -> Bench {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path()).unwrap();
        let office = Arc::new(Office::open(dir.path()).unwrap());
        let (tell, news) = mpsc::channel();
        let imports = Arc::new(Imports::new(move |import| tell.send(import).unwrap_or_default()));
        Bench { _dir: dir, office, store, imports, news }
    }

    impl Bench {
        fn upload(&mut self, bytes: &[u8]) -> i64 {
            self.imports.upload(&self.office, &mut self.store, ("people.csv", bytes), "owner").unwrap()
        }

        fn begin(&mut self, import: i64, version: i64) -> Result<Begun, ImportError> {
            self.imports.begin(&self.office, &mut self.store, (import, version), "owner")
        }

        fn ended(&self) -> ImportState {
            let mut news = self.news.iter();
            news.find(|news| news.state != ImportState::Applying).unwrap().state
        }
    }

    #[test]
    fn an_import_that_is_asked_for_twice_is_applied_once() {
        let mut bench = bench();
        let import = bench.upload(PEOPLE);
        assert_eq!(bench.begin(import, 1).unwrap(), Begun::Started);
        assert_eq!(bench.ended(), ImportState::Applied);
        assert_eq!(bench.begin(import, 1).unwrap(), Begun::Applied);
        assert_eq!(bench.store.users().unwrap().len(), 1);
        assert!(bench.store.import_file(import).unwrap().is_none(), "the file goes with its import");
        assert_eq!(bench.store.import_outcomes(import).unwrap(), [("created".to_owned(), 1)]);
        assert!(bench.store.handover(import, now()).unwrap().is_some());
    }

    #[test]
    fn a_choice_of_columns_is_kept_and_an_old_version_of_it_refused() {
        let mut bench = bench();
        let import = bench.upload(PEOPLE);
        let choose = |bench: &mut Bench, version, wanted| {
            let Bench { imports, office, store, .. } = bench;
            imports.set_columns(office, store, (import, version), &[(4, wanted)])
        };
        choose(&mut bench, 1, Wanted::named("location").unwrap()).unwrap();
        let late = choose(&mut bench, 1, Wanted::LeftOut);
        assert!(matches!(late, Err(ImportError::Store(StoreError::Changed))));
        let draft = bench.imports.draft(&bench.office, &mut bench.store, import).unwrap().unwrap();
        assert_eq!(draft.examined.checked.plan.users[0].location.as_deref(), Some("3"));
        assert!(matches!(bench.begin(import, 1), Err(ImportError::Store(StoreError::Changed))));
        choose(&mut bench, 2, Wanted::LeftOut).unwrap();
        let draft = bench.imports.draft(&bench.office, &mut bench.store, import).unwrap().unwrap();
        assert!(draft.examined.checked.plan.users[0].custom.is_empty());
    }

    #[test]
    fn a_file_with_errors_is_not_applied_and_can_be_replaced() {
        let mut bench = bench();
        let import = bench.upload(b"first,last,email,ext\nAda,Byron,ada@example.com,x\n");
        assert_eq!(bench.begin(import, 1).unwrap(), Begun::HasErrors);
        let Bench { imports, office, store, .. } = &mut bench;
        imports.replace(office, store, (import, 1), ("people2.csv", PEOPLE), "owner").unwrap();
        assert_eq!(bench.begin(import, 2).unwrap(), Begun::Started);
        assert_eq!(bench.ended(), ImportState::Applied);
    }
}
