//! What people said about the columns of files, for the next file with the same headers.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};

/// Kinds of files that are remembered. The one that was used the longest ago goes first.
const KEPT: i64 = 200;

impl Store {
    /// What was said last about the columns of a file with these headers, as JSON.
    pub fn remembered_columns(&self, headers: &str) -> Result<Option<String>, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT columns FROM column_choices WHERE headers = ?1")?;
        Ok(statement.query_row([headers], |row| row.get(0)).optional()?)
    }

    /// Remembers it. `headers` is a digest of them, `now` in seconds since 1970 UTC.
    pub fn remember_columns(&mut self, headers: &str, columns: &str, now: i64) -> Result<(), StoreError> {
        self.change(|tx, _| {
            tx.execute(
                "INSERT INTO column_choices (headers, columns, at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (headers) DO UPDATE SET columns = excluded.columns, at = excluded.at",
                params![headers, columns, now],
            )?;
            tx.execute(
                "DELETE FROM column_choices WHERE headers NOT IN
                     (SELECT headers FROM column_choices ORDER BY at DESC, headers LIMIT ?1)",
                [KEPT],
            )?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_word_is_remembered_and_the_oldest_file_forgotten() {
        let mut store = Store::in_memory().unwrap();
        store.remember_columns("a", "[1]", 1).unwrap();
        store.remember_columns("a", "[2]", 2).unwrap();
        assert_eq!(store.remembered_columns("a").unwrap().as_deref(), Some("[2]"));
        for at in 0..KEPT {
            store.remember_columns(&format!("b{at}"), "[]", 10 + at).unwrap();
        }
        assert_eq!(store.remembered_columns("a").unwrap(), None);
        assert!(store.remembered_columns("b0").unwrap().is_some());
    }
}
