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
        self.change(|tx, _| {
            insert(tx, at, kind, severity, message, source)?;
            tx.execute("DELETE FROM events WHERE id <= (SELECT max(id) FROM events) - ?1", [KEPT])?;
            Ok(())
        })
    }

    /// All kept events, oldest first.
    pub fn events(&self) -> Result<Vec<Event>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT at, kind, severity, message, source, mac FROM events ORDER BY id")?;
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

/// Notes an event inside a change, so that both land or neither.
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
    Ok(())
}
