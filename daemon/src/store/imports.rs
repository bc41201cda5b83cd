//! Imports: the stored job, and the one transaction that applies a plan.

pub(super) mod apply;
mod change;
#[cfg(test)]
mod checked_test;
mod choices;
mod files;
pub(super) mod logins;
mod outcomes;
mod remove;
#[cfg(test)]
mod tests;

pub use files::{NewDraft, NewFile, StoredDraft};
pub use outcomes::RowEnd;

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use rusqlite::params;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Store, StoreError, Things, events, handovers, undo, vault::Vault};
use crate::{
    catalogue::Catalogue,
    import::{Count, Mode, Plan, PlanCounts},
    pbx::Dialect,
};

/// Held by the process that applies an import, so that others can tell a running one from one that was killed.
const LOCK_FILE: &str = "import.lock";

/// What is said of an import whose process ended in the middle.
const INTERRUPTED: &str = "the box stopped in the middle of it, so nothing of it was saved. Import it again";

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
    /// What it may do with what is on the box.
    pub mode: Mode,
    /// Why the last try to apply it failed: a sentence.
    pub failure: Option<String>,
    /// Seconds since 1970 UTC, once it was taken back.
    pub undone_at: Option<i64>,
    /// Who took it back.
    pub undone_by: Option<String>,
    /// Whether what was before it is still known.
    pub can_undo: bool,
    /// Whether the rows that it left out are still here as a file.
    pub has_rest: bool,
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
    EXISTS (SELECT 1 FROM import_files f WHERE f.import_id = imports.id), mode, failure, undone_at, undone_by,
    undo_schema IS (SELECT user_version FROM pragma_user_version),
    EXISTS (SELECT 1 FROM import_rests r WHERE r.import_id = imports.id) FROM imports";

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
        mode: if row.get::<_, String>(11)? == "update" { Mode::Update } else { Mode::Add },
        failure: row.get(12)?,
        undone_at: row.get(13)?,
        undone_by: row.get(14)?,
        can_undo: row.get(15)?,
        has_rest: row.get(16)?,
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
    /// What it may do with what is on the box.
    pub mode: Mode,
    /// The rows that it leaves out, as a file.
    pub rest: Option<&'a [u8]>,
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub struct Applied {
    /// The import's number.
    pub import: i64,
    /// How many people have a login password or a PIN that waits to be handed over.
    pub passwords: usize,
    /// What was created and changed, counted from the store, and what was there already.
    pub counts: PlanCounts,
    /// What was removed, counted from the store.
    pub deletes: Things,
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
        let applied = logins::prepare(plan, progress)
            .and_then(|logins| self.write_import(import, plan, logins, context, progress));
        match &applied {
            // It is planned anew: this try leaves no trace.
            Err(StoreError::Stale) if context.checked.is_none() => self.forget_import(import)?,
            // On a full disk not even that can be noted; what stopped the import is what is told.
            Err(error) => self.abandon_import(import, &error.to_string()).unwrap_or_default(),
            Ok(_) => {}
        }
        drop(lock);
        applied
    }

    fn write_import(
        &mut self,
        import: i64,
        plan: &Plan,
        logins: Vec<Option<logins::Login>>,
        context: &ApplyContext<'_>,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Applied, StoreError> {
        self.change(|tx, vault| {
            let revision: i64 = tx.query_row("SELECT revision FROM site", [], |row| row.get(0))?;
            if revision != context.revision {
                return Err(StoreError::Stale);
            }
            let notes = undo::Notes::begin(tx)?;
            let writer = apply::Writer::new(tx, vault, context.catalogue, context.dialect);
            let total = plan.users.len();
            let credentials =
                writer.plan(plan, logins, |done| progress(Progress { stage: Stage::Users, done, total }))?;
            notes.keep(import)?;
            let applied = Applied::counted(tx, import, credentials.len(), context)?;
            finish(tx, vault, &applied, plan, context)?;
            if !credentials.is_empty() {
                handovers::insert(tx, vault, import, &credentials, context.now)?;
            }
            progress(Progress { stage: Stage::Saving, done: 0, total: 1 });
            Ok(applied)
        })
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
        self.db.execute(
            "UPDATE imports SET state = 'checked', failure = ?1 WHERE state = 'applying'",
            [INTERRUPTED],
        )?;
        Ok(())
    }

    fn start_import(&mut self, context: &ApplyContext<'_>) -> Result<i64, StoreError> {
        // Not with RETURNING: outside a transaction that would hide a commit that fails, as on a full disk.
        self.db.execute(
            "INSERT INTO imports (state, file_name, file_sha256, actor, started_at, counts, mode)
             VALUES ('applying', ?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                context.file_name,
                context.file_sha256,
                context.actor,
                context.now,
                counts_json(context),
                mode_word(context.mode)
            ],
        )?;
        Ok(self.db.last_insert_rowid())
    }

    /// Goes on with a checked import; its file must be the one that was examined.
    fn restart_import(
        &mut self,
        import: i64,
        version: i64,
        context: &ApplyContext<'_>,
    ) -> Result<i64, StoreError> {
        let started = self.db.execute(
            "UPDATE imports SET state = 'applying', counts = ?3, actor = ?4, mode = ?5, failure = NULL
             WHERE id = ?1 AND version = ?2 AND state = 'checked'",
            params![import, version, counts_json(context), context.actor, mode_word(context.mode)],
        )?;
        if started == 1 { Ok(import) } else { Err(StoreError::Changed) }
    }

    fn forget_import(&mut self, import: i64) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM imports WHERE id = ?1 AND state = 'applying'", [import])?;
        Ok(())
    }

    fn abandon_import(&mut self, import: i64, failure: &str) -> Result<(), StoreError> {
        self.db.execute(
            "UPDATE imports SET state = 'checked', failure = ?2 WHERE id = ?1 AND state = 'applying'",
            params![import, failure],
        )?;
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

/// The word that the schema knows.
pub(super) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Add => "add",
        Mode::Update => "update",
    }
}

impl Applied {
    /// Counts what was done, not what was asked for.
    fn counted(
        tx: &rusqlite::Transaction<'_>,
        import: i64,
        passwords: usize,
        context: &ApplyContext<'_>,
    ) -> Result<Self, StoreError> {
        let done = undo::done(tx, import)?;
        let count = |planned: Count, create, update| Count { create, update, unchanged: planned.unchanged };
        let (planned, created, updated) = (context.counts, done.created, done.updated);
        let counts = PlanCounts {
            users: count(planned.users, created.users, updated.users),
            extensions: count(planned.extensions, created.extensions, updated.extensions),
            phone_numbers: count(planned.phone_numbers, created.phone_numbers, updated.phone_numbers),
            devices: count(planned.devices, created.devices, updated.devices),
            softphones: count(planned.softphones, created.softphones, updated.softphones),
        };
        Ok(Self { import, passwords, counts, deletes: done.deleted })
    }

    /// As it is stored.
    fn json(&self) -> String {
        let mut counts = serde_json::to_value(self.counts).unwrap_or_default();
        counts["deletes"] = serde_json::to_value(self.deletes).unwrap_or_default();
        counts.to_string()
    }

    /// What was done, for the log of events: "2 users added, 1 phone changed".
    fn sentence(&self, file_name: &str) -> String {
        let counts = &self.counts;
        let kinds = [
            ("user", counts.users, self.deletes.users),
            ("extension", counts.extensions, self.deletes.extensions),
            ("phone number", counts.phone_numbers, self.deletes.phone_numbers),
            ("phone", counts.devices, self.deletes.devices),
        ];
        let parts = kinds.into_iter().flat_map(|(noun, count, deleted)| {
            [(count.create, "added"), (count.update, "changed"), (deleted, "removed")]
                .into_iter()
                .filter(|(number, _)| *number > 0)
                .map(move |(number, done)| {
                    format!("{number} {noun}{} {done}", if number == 1 { "" } else { "s" })
                })
        });
        let parts: Vec<String> = parts.collect();
        let what = if parts.is_empty() { "nothing changed".into() } else { parts.join(", ") };
        format!("{file_name} was imported: {what}")
    }
}

fn finish(
    tx: &rusqlite::Transaction<'_>,
    vault: &Vault,
    applied: &Applied,
    plan: &Plan,
    context: &ApplyContext<'_>,
) -> Result<(), StoreError> {
    let import = applied.import;
    outcomes::insert(tx, import, &plan.rows)?;
    tx.execute("DELETE FROM import_files WHERE import_id = ?1", [import])?;
    if let Some(rest) = context.rest {
        files::insert_rest(tx, vault, import, rest, context.now)?;
    }
    tx.execute(
        "UPDATE imports SET state = 'applied', applied_at = ?2, counts = ?3, failure = NULL WHERE id = ?1",
        params![import, context.now, applied.json()],
    )?;
    let message = applied.sentence(context.file_name);
    events::insert(tx, context.now, "import_applied", events::EventSeverity::Note, &message, context.actor)?;
    undo::mark(tx, import, super::raise_revision(tx)?)
}
