//! Imports: the stored job, and the one transaction that applies a plan.

pub(super) mod apply;
mod choices;
mod files;
pub(super) mod logins;

pub use files::{NewDraft, NewFile, StoredDraft};

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use rusqlite::params;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Store, StoreError, events, handovers};
use crate::{
    catalogue::Catalogue,
    import::{Plan, PlanCounts},
    pbx::Dialect,
};

/// Held by the process that applies an import, so that others can tell a running one from one that was killed.
const LOCK_FILE: &str = "import.lock";

/// What an import is up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImportState {
    /// All of it landed.
    Applied,
    /// A process is at it.
    Applying,
    /// Checked, nothing written. Also what is left of one whose process was killed.
    Checked,
}

/// An import as it is listed.
#[derive(Debug, Clone, Serialize)]
pub struct ImportRow {
    /// Its number.
    pub id: i64,
    /// What it is up to.
    pub state: ImportState,
    /// The person's file name.
    pub file_name: String,
    /// Its SHA-256, hexadecimal.
    pub file_sha256: String,
    /// Who did it.
    pub actor: String,
    /// Seconds since 1970 UTC.
    pub started_at: i64,
    /// Seconds since 1970 UTC, once it landed.
    pub applied_at: Option<i64>,
    /// What it created.
    pub counts: serde_json::Value,
    /// Whether its passwords still wait to be handed over.
    pub passwords_wait: bool,
    /// Counts the changes that people made to it while it is checked.
    #[serde(skip)]
    pub version: i64,
    /// Whether its file is still here.
    #[serde(skip)]
    pub has_file: bool,
}

/// What [`read_row`] reads.
const LIST: &str = "SELECT id, state, file_name, file_sha256, actor, started_at, applied_at, counts,
    EXISTS (SELECT 1 FROM handovers h WHERE h.import_id = imports.id), version,
    EXISTS (SELECT 1 FROM import_files f WHERE f.import_id = imports.id) FROM imports";

fn read_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ImportRow> {
    let state: String = row.get(1)?;
    Ok(ImportRow {
        id: row.get(0)?,
        state: match state.as_str() {
            "applied" => ImportState::Applied,
            "applying" => ImportState::Applying,
            _ => ImportState::Checked,
        },
        file_name: row.get(2)?,
        file_sha256: row.get(3)?,
        actor: row.get(4)?,
        started_at: row.get(5)?,
        applied_at: row.get(6)?,
        counts: serde_json::from_str(&row.get::<_, String>(7)?).unwrap_or_default(),
        passwords_wait: row.get(8)?,
        version: row.get(9)?,
        has_file: row.get(10)?,
    })
}

/// A stage of applying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Hashing login passwords.
    Passwords,
    /// Writing to the disk.
    Saving,
    /// Creating users with all that is theirs.
    Users,
}

/// How far applying has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub total: usize,
}

/// What applying needs besides the plan.
pub struct ApplyContext<'a> {
    /// The checked import that it is, in the version that was examined; `None` makes a new one.
    pub checked: Option<(i64, i64)>,
    /// For the names of devices.
    pub catalogue: &'a Catalogue,
    /// How accounts are made.
    pub dialect: &'a Dialect,
    /// The person's file name.
    pub file_name: &'a str,
    /// Its SHA-256, hexadecimal.
    pub file_sha256: &'a str,
    /// Who does it.
    pub actor: &'a str,
    /// Seconds since 1970 UTC.
    pub now: i64,
    /// The revision that the plan was made on.
    pub revision: i64,
    /// The plan in numbers.
    pub counts: PlanCounts,
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub struct Applied {
    /// The import's number.
    pub import: i64,
    /// How many login passwords wait to be handed over.
    pub passwords: usize,
}

impl Store {
    /// Applies a plan: everything in one transaction, together with the job's end and the passwords that wait. A
    /// killed process leaves nothing of it. [`StoreError::Stale`] when the plan was made on another revision.
    pub fn apply_import(
        &mut self,
        plan: &Plan,
        context: &ApplyContext<'_>,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Applied, StoreError> {
        let lock = lock_imports(&self.dir)?;
        let import = match context.checked {
            Some((import, version)) => self.restart_import(import, version, context)?,
            None => self.start_import(context)?,
        };
        let logins = logins::prepare(plan, progress)?;
        let applied = self.change(|tx, vault| {
            let revision: i64 = tx.query_row("SELECT revision FROM site", [], |row| row.get(0))?;
            if revision != context.revision {
                return Err(StoreError::Stale);
            }
            let mut writer = apply::Writer::new(tx, vault, context.catalogue, context.dialect);
            let mut credentials = Vec::new();
            for (done, (user, login)) in plan.users.iter().zip(logins).enumerate() {
                credentials.extend(writer.user(user, login)?);
                progress(Progress { stage: Stage::Users, done: done + 1, total: plan.users.len() });
            }
            writer.finish()?;
            finish(tx, import, plan, context)?;
            if !credentials.is_empty() {
                handovers::insert(tx, vault, import, &credentials, context.now)?;
            }
            progress(Progress { stage: Stage::Saving, done: 0, total: 1 });
            Ok(Applied { import, passwords: credentials.len() })
        });
        match applied {
            // It is planned anew: this try leaves no trace.
            Err(StoreError::Stale) if context.checked.is_none() => self.forget_import(import)?,
            Err(_) => self.abandon_import(import)?,
            Ok(_) => {}
        }
        drop(lock);
        applied
    }

    /// All imports, the newest first. One whose process was killed counts as checked again: nothing of it landed.
    pub fn imports(&mut self) -> Result<Vec<ImportRow>, StoreError> {
        self.settle_imports()?;
        let mut statement = self.db.prepare_cached(&format!("{LIST} ORDER BY id DESC"))?;
        let rows = statement.query_map([], read_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Puts imports whose process was killed back to `checked`.
    pub fn settle_imports(&mut self) -> Result<(), StoreError> {
        // Asked first, without the lock: whoever lists imports must not make one that begins just then fail.
        let any: bool = self.db.query_row(
            "SELECT EXISTS (SELECT 1 FROM imports WHERE state = 'applying')",
            [],
            |row| row.get(0),
        )?;
        if !any {
            return Ok(());
        }
        let Ok(_lock) = lock_imports(&self.dir) else { return Ok(()) };
        self.db.execute("UPDATE imports SET state = 'checked' WHERE state = 'applying'", [])?;
        Ok(())
    }

    fn start_import(&mut self, context: &ApplyContext<'_>) -> Result<i64, StoreError> {
        Ok(self.db.query_row(
            "INSERT INTO imports (state, file_name, file_sha256, actor, started_at, counts)
             VALUES ('applying', ?1, ?2, ?3, ?4, ?5) RETURNING id",
            params![context.file_name, context.file_sha256, context.actor, context.now, counts_json(context)],
            |row| row.get(0),
        )?)
    }

    /// Goes on with a checked import; its file must be the one that was examined.
    fn restart_import(
        &mut self,
        import: i64,
        version: i64,
        context: &ApplyContext<'_>,
    ) -> Result<i64, StoreError> {
        let started = self.db.execute(
            "UPDATE imports SET state = 'applying', counts = ?3, actor = ?4
             WHERE id = ?1 AND version = ?2 AND state = 'checked'",
            params![import, version, counts_json(context), context.actor],
        )?;
        if started == 1 { Ok(import) } else { Err(StoreError::Changed) }
    }

    fn forget_import(&mut self, import: i64) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM imports WHERE id = ?1 AND state = 'applying'", [import])?;
        Ok(())
    }

    fn abandon_import(&mut self, import: i64) -> Result<(), StoreError> {
        self.db
            .execute("UPDATE imports SET state = 'checked' WHERE id = ?1 AND state = 'applying'", [import])?;
        Ok(())
    }
}

/// Held while imports may not be applied by anybody else. Fails with [`StoreError::Busy`] while one is.
pub(super) fn lock_imports(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join(LOCK_FILE);
    let failed = |source| StoreError::Io { what: "lock", path: path.clone(), source };
    let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

fn counts_json(context: &ApplyContext<'_>) -> String {
    serde_json::to_string(&context.counts).unwrap_or_else(|_| "{}".into())
}

fn finish(
    tx: &rusqlite::Transaction<'_>,
    import: i64,
    plan: &Plan,
    context: &ApplyContext<'_>,
) -> Result<(), StoreError> {
    let mut insert =
        tx.prepare_cached("INSERT INTO import_rows (import_id, row, outcome) VALUES (?1, ?2, ?3)")?;
    for row in &plan.rows {
        insert.execute(params![import, row.number, row.outcome.word()])?;
    }
    tx.execute("DELETE FROM import_files WHERE import_id = ?1", [import])?;
    tx.execute(
        "UPDATE imports SET state = 'applied', applied_at = ?2 WHERE id = ?1",
        params![import, context.now],
    )?;
    let message = format!("{} was imported", context.file_name);
    events::insert(tx, context.now, "import_applied", events::EventSeverity::Note, &message, context.actor)?;
    super::raise_revision(tx).map(|_| ())
}
