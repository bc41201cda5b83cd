//! Taking an import back: everything is as it was before it, or nothing is done and the reasons are said.

mod back;
mod conflicts;
mod dependents;
mod names;
mod note;
mod tables;
#[cfg(test)]
mod tests;
mod waiting;

pub(super) use note::Notes;

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Store, StoreError, events, raise_revision, user_version};
use names::{Names, shortened};

/// As many imports can be taken back, the newest ones.
const KEPT: i64 = 20;

/// Things on the box, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Things {
    /// Users.
    pub users: usize,
    /// Extensions.
    pub extensions: usize,
    /// Phone numbers (DIDs).
    pub phone_numbers: usize,
    /// Devices.
    pub devices: usize,
    /// Softphones.
    pub softphones: usize,
}

/// What an import did to the tables, told from the tables.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Done {
    pub(super) created: Things,
    pub(super) updated: Things,
    pub(super) deleted: Things,
}

/// What an undo does, or why it cannot be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UndoReport {
    /// Whether nothing stands in the way; dependents may have to be confirmed.
    pub possible: bool,
    /// Whether it was done.
    pub done: bool,
    /// What the import made, and goes.
    pub created: Things,
    /// How many things it changed, and are set back.
    pub changed: usize,
    /// How many things it deleted, and come back.
    pub deleted_back: usize,
    /// Sentences: what stands in the way.
    pub conflicts: Vec<String>,
    /// Sentences: what came since and would go too.
    pub dependents: Vec<String>,
}

/// Who wants it done.
struct Wanted<'a> {
    with_dependents: bool,
    actor: &'a str,
    now: i64,
}

impl Store {
    /// What taking an import back would do. Does it, and takes that back. `None` where there is no such import.
    pub fn undo_report(&mut self, import: i64) -> Result<Option<UndoReport>, StoreError> {
        self.undo(import, None)
    }

    /// Takes an import back, if nothing stands in the way and nothing hangs on it, or `with_dependents` says that this
    /// may go too: the report's `done`. `None` where there is no such import.
    pub fn undo_import(
        &mut self,
        import: i64,
        with_dependents: bool,
        actor: &str,
        now: i64,
    ) -> Result<Option<UndoReport>, StoreError> {
        let report = self.undo(import, Some(&Wanted { with_dependents, actor, now }))?;
        if report.as_ref().is_some_and(|report| report.done) {
            self.scrub()?;
        }
        Ok(report)
    }

    fn undo(&mut self, import: i64, wanted: Option<&Wanted<'_>>) -> Result<Option<UndoReport>, StoreError> {
        // Rolled back wherever it is not committed.
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Some(refusal) = refusal(&tx, import)? else { return Ok(None) };
        if let Some(refusal) = refusal {
            return Ok(Some(UndoReport { conflicts: vec![refusal.into()], ..UndoReport::default() }));
        }
        let people = waiting::people(&tx, import)?;
        let mut report = attempt(&tx, import)?;
        let Some(wanted) = wanted.filter(|wanted| report.may_be_done(wanted.with_dependents)) else {
            return Ok(Some(report));
        };
        conclude(&tx, import, wanted)?;
        waiting::follow(&tx, &self.vault, people)?;
        tx.commit()?;
        report.done = true;
        Ok(Some(report))
    }
}

impl UndoReport {
    fn may_be_done(&self, with_dependents: bool) -> bool {
        self.possible && (with_dependents || self.dependents.is_empty())
    }
}

/// Puts everything back, unless something stands in the way; the transaction's end decides whether it stays so.
fn attempt(tx: &Transaction<'_>, import: i64) -> Result<UndoReport, StoreError> {
    let done = done(tx, import)?;
    touch_owners(tx, import)?;
    let notes = Notes::begin(tx)?;
    let names = Names::new(tx)?;
    let mut conflicts = conflicts::in_the_way(tx, notes.tables(), &names, import)?;
    let mut dependents = Vec::new();
    if conflicts.is_empty() {
        back::put_back(tx, notes.tables(), import)?;
        conflicts = conflicts::without_owner(tx, notes.tables(), &names, import)?;
        dependents = dependents::of(tx, notes.tables(), &names, import)?;
        dependents::end(tx, notes.tables())?;
    }
    notes.end()?;
    touch_owners(tx, import)?;
    Ok(UndoReport {
        possible: conflicts.is_empty(),
        done: false,
        created: done.created,
        changed: done.updated.sum(),
        deleted_back: done.deleted.sum(),
        conflicts: shortened(conflicts),
        dependents: shortened(dependents),
    })
}

/// A user who loses or gets back an extension, a number or a softphone is another than the one whom a person may be
/// editing just now.
fn touch_owners(tx: &Transaction<'_>, import: i64) -> Result<(), StoreError> {
    for table in ["extensions", "phone_numbers", "softphones"] {
        tx.execute(
            &format!(
                "UPDATE users SET version = version + 1 WHERE id IN (SELECT user_id FROM {table} WHERE id IN
                    (SELECT key FROM import_undo WHERE import_id = ?1 AND name = '{table}'))"
            ),
            [import],
        )?;
    }
    Ok(())
}

fn conclude(tx: &Transaction<'_>, import: i64, wanted: &Wanted<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM handovers WHERE import_id = ?1", [import])?;
    tx.execute("DELETE FROM import_undo WHERE import_id = ?1", [import])?;
    let file_name: String = tx.query_row(
        "UPDATE imports SET undone_at = ?2, undone_by = ?3, undo_schema = NULL WHERE id = ?1 RETURNING file_name",
        params![import, wanted.now, wanted.actor],
        |row| row.get(0),
    )?;
    let message = format!("import {import} ({file_name}) was undone");
    events::insert(tx, wanted.now, "import_undone", events::EventSeverity::Note, &message, wanted.actor)?;
    raise_revision(tx).map(|_| ())
}

/// Why an import cannot be taken back whatever is on the box; the outer `None` where there is no such import.
#[allow(clippy::option_option, reason = "no import, no reason, a reason")]
fn refusal(tx: &Transaction<'_>, import: i64) -> Result<Option<Option<&'static str>>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT state, undone_at IS NOT NULL, undo_schema FROM imports WHERE id = ?1")?;
    let found: Option<(String, bool, Option<u32>)> =
        statement.query_row([import], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let Some((state, is_undone, schema)) = found else { return Ok(None) };
    let reason = match schema {
        _ if state != "applied" => Some("This import was not applied, so there is nothing to undo"),
        _ if is_undone => Some("This import was undone already"),
        None => {
            Some("What was before this import is not known any more: it changed nothing, or is too long ago")
        }
        Some(schema) if schema != user_version(tx)? => {
            Some("This import was made before the box was updated, so it cannot be undone")
        }
        Some(_) => None,
    };
    Ok(Some(reason))
}

/// Marks an import as one that can be taken back, where it changed anything, and forgets what was kept of old ones.
pub(super) fn mark(tx: &Transaction<'_>, import: i64, revision: i64) -> Result<(), StoreError> {
    let schema = user_version(tx)?;
    tx.execute(
        "UPDATE imports SET revision = ?2,
                undo_schema = CASE WHEN EXISTS (SELECT 1 FROM import_undo WHERE import_id = ?1) THEN ?3 END
         WHERE id = ?1",
        params![import, revision, schema],
    )?;
    tx.execute(
        "UPDATE imports SET undo_schema = NULL WHERE undo_schema IS NOT NULL AND id NOT IN
            (SELECT id FROM imports WHERE undo_schema = ?2 ORDER BY revision DESC LIMIT ?1)",
        params![KEPT, schema],
    )?;
    tx.execute(
        "DELETE FROM import_undo WHERE import_id IN (SELECT id FROM imports WHERE undo_schema IS NULL)",
        [],
    )?;
    Ok(())
}

/// Counts what an import did, from what was kept for its undo.
pub(super) fn done(tx: &Transaction<'_>, import: i64) -> Result<Done, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT name, count(*) FILTER (WHERE before IS NULL), count(*) FILTER (WHERE after IS NULL), count(*)
         FROM import_undo WHERE import_id = ?1 GROUP BY name",
    )?;
    let rows = statement.query_map([import], |row| {
        let count = |place| row.get::<_, i64>(place).map(|count| usize::try_from(count).unwrap_or(0));
        Ok((row.get::<_, String>(0)?, count(1)?, count(2)?, count(3)?))
    })?;
    let mut done = Done::default();
    for row in rows {
        let (table, created, deleted, all) = row?;
        done.created.set(&table, created);
        done.deleted.set(&table, deleted);
        done.updated.set(&table, all - created - deleted);
    }
    Ok(done)
}

impl Things {
    /// Accounts, lines and keys are no things by themselves.
    fn set(&mut self, table: &str, count: usize) {
        match table {
            "users" => self.users = count,
            "extensions" => self.extensions = count,
            "phone_numbers" => self.phone_numbers = count,
            "devices" => self.devices = count,
            "softphones" => self.softphones = count,
            _ => {}
        }
    }

    /// All of them.
    #[must_use]
    pub fn sum(&self) -> usize {
        self.users + self.extensions + self.phone_numbers + self.devices + self.softphones
    }
}
