//! What the box noticed and what people did.

use rusqlite::params;
use serde::Serialize;

use super::{Store, StoreError};

/// Events that are kept; older ones go.
const KEPT: i64 = 10_000;

/// How much an event matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventSeverity {
    /// Something does not work.
    Error,
    /// For the record.
    Note,
    /// Worth a look.
    Warning,
}

impl EventSeverity {
    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Note => "note",
            Self::Warning => "warning",
        }
    }
}

/// One event. Its message never holds a secret.
#[derive(Debug, Clone, Serialize)]
pub struct Event {
    /// Seconds since 1970 UTC.
    pub at: i64,
    /// Stable name for programs: `import_applied`.
    pub kind: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// A sentence.
    pub message: String,
    /// `box`, or who did it.
    pub source: String,
    /// The phone it is about.
    pub mac: Option<String>,
}

impl Store {
    /// Notes an event.
    pub fn note_event(
        &mut self,
        at: i64,
        kind: &str,
        severity: EventSeverity,
        message: &str,
        source: &str,
    ) -> Result<(), StoreError> {
        self.change(|tx, _| insert(tx, at, kind, severity, message, source))
    }

    /// All kept events, oldest first.
    pub fn events(&self) -> Result<Vec<Event>, StoreError> {
        self.read_events("SELECT at, kind, severity, message, source, mac FROM events ORDER BY id")
    }

    /// The newest errors and warnings, the latest first, as many as these.
    pub fn newest_warnings(&self, most: usize) -> Result<Vec<Event>, StoreError> {
        self.read_events(&format!(
            "SELECT at, kind, severity, message, source, mac FROM events WHERE severity <> 'note'
             ORDER BY id DESC LIMIT {most}"
        ))
    }

    /// When something of this kind happened last, as far back as events are kept.
    pub fn last_event(&self, kind: &str) -> Result<Option<i64>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT max(at) FROM events WHERE kind = ?1")?;
        Ok(statement.query_row([kind], |row| row.get(0))?)
    }

    fn read_events(&self, sql: &str) -> Result<Vec<Event>, StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(Event {
                at: row.get(0)?,
                kind: row.get(1)?,
                severity: row.get(2)?,
                message: row.get(3)?,
                source: row.get(4)?,
                mac: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Notes an event inside a change, so that both land or neither. The oldest make room.
pub(super) fn insert(
    tx: &rusqlite::Transaction<'_>,
    at: i64,
    kind: &str,
    severity: EventSeverity,
    message: &str,
    source: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO events (at, kind, severity, message, source) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![at, kind, severity.word(), message, source],
    )?;
    tx.execute("DELETE FROM events WHERE id <= (SELECT max(id) FROM events) - ?1", [KEPT])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_warnings_leave_out_what_is_for_the_record() {
        let mut store = Store::in_memory().unwrap();
        for (at, severity) in
            [(1, EventSeverity::Error), (2, EventSeverity::Note), (3, EventSeverity::Warning)]
        {
            store.note_event(at, "x", severity, "y", "box").unwrap();
        }
        let newest = |most| -> Vec<i64> {
            store.newest_warnings(most).unwrap().iter().map(|event| event.at).collect()
        };
        assert_eq!((newest(5), newest(1)), (vec![3, 1], vec![3]));
        assert_eq!((store.last_event("x").unwrap(), store.last_event("z").unwrap()), (Some(3), None));
    }
}
