//! How each row of an applied import ended.

use rusqlite::{Transaction, params};

use super::{Store, StoreError};
use crate::import::PlannedRow;

/// Row number, outcome, and why it ended so where that is not plain.
pub type RowEnd = (u32, String, Option<String>);

impl Store {
    /// How many rows of an applied import ended how.
    pub fn import_outcomes(&self, import: i64) -> Result<Vec<(String, i64)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT outcome, count(*) FROM import_rows WHERE import_id = ?1 GROUP BY outcome ORDER BY outcome",
        )?;
        let rows = statement.query_map([import], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Some rows of an applied import by number, those with this outcome or all, and how many there are of these.
    pub fn import_row_outcomes(
        &mut self,
        import: i64,
        outcome: Option<&str>,
        offset: u32,
        limit: u32,
    ) -> Result<(usize, Vec<RowEnd>), StoreError> {
        self.look(|tx, _| {
            let total: i64 = tx
                .prepare_cached(
                    "SELECT count(*) FROM import_rows WHERE import_id = ?1 AND (?2 IS NULL OR outcome = ?2)",
                )?
                .query_row(params![import, outcome], |row| row.get(0))?;
            let mut statement = tx.prepare_cached(
                "SELECT row, outcome, reason FROM import_rows WHERE import_id = ?1 AND (?2 IS NULL OR outcome = ?2)
                 ORDER BY row LIMIT ?4 OFFSET ?3",
            )?;
            let rows = statement.query_map(params![import, outcome, offset, limit], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            Ok((total.try_into().unwrap_or(0), rows.collect::<Result<_, _>>()?))
        })
    }
}

pub(super) fn insert(tx: &Transaction<'_>, import: i64, rows: &[PlannedRow]) -> Result<(), StoreError> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO import_rows (import_id, row, outcome, reason) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for row in rows {
        insert.execute(params![import, row.number, row.outcome.word(), row.reason])?;
    }
    Ok(())
}
