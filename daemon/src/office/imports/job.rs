//! The job that applies a checked import, on a thread of its own.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;
use utoipa::ToSchema;

use super::{Draft, ImportNews, Imports, lock};
use crate::{
    directory::text::sentence,
    import::Removal,
    office::{
        Office,
        importing::{self, ImportError, Source},
        now,
    },
    store::{ImportState, Progress, Stage, Store, StoreError},
};

/// Between two messages about the same stage of a job.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Jobs whose end is remembered, so that a page can say why one failed.
const JOBS: usize = 50;

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

/// What a job does.
struct Wish {
    /// The import and its version.
    import: (i64, i64),
    /// What goes: as many things as the person confirmed. Others in their place they have not seen.
    removals: Vec<Removal>,
    /// Who confirmed it.
    actor: String,
}

/// What became of the wish to apply an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It was applied before.
    Applied,
    /// It deletes so many things, and the person confirmed another number.
    DeletesUnconfirmed(usize),
    /// The file has errors.
    HasErrors,
    /// A job is at it already.
    Running,
    /// A job is at it from now on.
    Started,
}

impl Imports {
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
        deletes: usize,
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
        let removals = &draft.examined.checked.plan.removals;
        if removals.len() != deletes {
            return Ok(Begun::DeletesUnconfirmed(removals.len()));
        }
        let connection = store.another()?;
        if !self.take(import.0) {
            return Ok(Begun::Running);
        }
        self.tell(import.0, ImportState::Applying, None);
        let wish = Wish { import, removals: removals.clone(), actor: actor.to_owned() };
        let (imports, office) = (Arc::clone(self), Arc::clone(office));
        thread::spawn(move || imports.run(&office, connection, &wish));
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

    fn run(&self, office: &Office, mut store: Store, wish: &Wish) {
        let (id, version) = wish.import;
        let work = || self.apply(office, &mut store, wish);
        let failure = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
            tracing::error!("import {id} ended unexpectedly");
            Some("Something went wrong on the box. Its log says more".to_owned())
        });
        let state = if failure.is_none() { ImportState::Applied } else { ImportState::Checked };
        if let Some(why) = &failure {
            tracing::warn!("import {id} was not applied: {why}");
            // A full disk cannot note it either: the job in memory says it until the box starts anew.
            store.note_import_failure(id, why).unwrap_or_else(|error| tracing::debug!("{error}"));
        }
        lock(&self.drafts).retain(|draft| draft.row.id != id);
        lock(&self.jobs).insert(id, Job { is_running: false, progress: None, failure });
        (self.tell)(ImportNews { id, state, progress: None, version: Some(version.to_string()) });
    }

    /// Why it failed, as a sentence.
    fn apply(&self, office: &Office, store: &mut Store, wish: &Wish) -> Option<String> {
        match self.apply_file(office, store, wish) {
            Ok(true) => None,
            Ok(false) => Some(
                "Something was changed on the box since the check, and the file has errors or deletes other things now"
                    .to_owned(),
            ),
            Err(error) => Some(sentence(&error)),
        }
    }

    fn apply_file(&self, office: &Office, store: &mut Store, wish: &Wish) -> Result<bool, ImportError> {
        let Wish { import, removals, actor } = wish;
        let draft = self.draft(office, store, import.0)?.ok_or(StoreError::Changed)?;
        let Draft { row, examined, .. } = &*draft;
        let mut examined = examined.again(office, store, examined.wishes.clone())?;
        if examined.checked.plan.removals != *removals {
            return Ok(false);
        }
        let source =
            Source { file_name: &row.file_name, sha256: &row.file_sha256, actor, checked: Some(*import) };
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
