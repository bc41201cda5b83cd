//! Files of checked imports: uploaded, not yet applied.

use rusqlite::{OptionalExtension, params};

use super::{ImportRow, ImportState, LIST, Store, StoreError, Vault, read_row};
use crate::import::PlanCounts;

/// What the file is sealed for: it may hold passwords.
const SECRET: &str = "import file";

/// What the rows that were left out are sealed for.
const REST: &str = "import rest";

/// How long a file waits to be applied, in seconds: a week. After that it goes, with the passwords that it may hold.
const WAITS: i64 = 7 * 24 * 60 * 60;

/// A file as it is stored.
pub struct NewFile<'a> {
    /// The person's file name, without folders.
    pub file_name: &'a str,
    /// SHA-256 of its bytes, hexadecimal.
    pub file_sha256: &'a str,
    /// Who brought it.
    pub actor: &'a str,
    /// Seconds since 1970 UTC.
    pub now: i64,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What it would do, in numbers.
    pub counts: PlanCounts,
}

/// The file of a checked import.
pub struct StoredFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What the person said about its columns, as JSON.
    pub columns: String,
}

impl Store {
    /// Keeps a file that was checked; the new import's number.
    pub fn add_import_file(&mut self, file: &NewFile<'_>) -> Result<i64, StoreError> {
        self.change(|tx, vault| {
            let import: i64 = tx.query_row(
                "INSERT INTO imports (state, file_name, file_sha256, actor, started_at, counts)
                 VALUES ('checked', ?1, ?2, ?3, ?4, ?5) RETURNING id",
                params![file.file_name, file.file_sha256, file.actor, file.now, json(file.counts)],
                |row| row.get(0),
            )?;
            tx.execute(
                "INSERT INTO import_files (import_id, bytes) VALUES (?1, ?2)",
                params![import, vault.seal_bytes(SECRET, file.bytes)?],
            )?;
            Ok(import)
        })
    }

    /// Puts another file in the place of a checked import's. What was said about columns stays.
    pub fn replace_import_file(
        &mut self,
        import: i64,
        version: i64,
        file: &NewFile<'_>,
    ) -> Result<(), StoreError> {
        self.change(|tx, vault| {
            touch(tx, import, version)?;
            tx.execute(
                "UPDATE imports SET file_name = ?2, file_sha256 = ?3, actor = ?4, started_at = ?5, counts = ?6
                 WHERE id = ?1",
                params![import, file.file_name, file.file_sha256, file.actor, file.now, json(file.counts)],
            )?;
            tx.execute(
                "UPDATE import_files SET bytes = ?2 WHERE import_id = ?1",
                params![import, vault.seal_bytes(SECRET, file.bytes)?],
            )?;
            Ok(())
        })
    }

    /// Stores what the person said about the columns, and what the file would do with that.
    pub fn set_import_columns(
        &mut self,
        import: i64,
        version: i64,
        columns: &str,
        counts: PlanCounts,
    ) -> Result<(), StoreError> {
        self.change(|tx, _| {
            touch(tx, import, version)?;
            tx.execute("UPDATE imports SET counts = ?2 WHERE id = ?1", params![import, json(counts)])?;
            tx.execute(
                "UPDATE import_files SET columns = ?2 WHERE import_id = ?1",
                params![import, columns],
            )?;
            Ok(())
        })
    }

    /// Forgets a checked import, with its file where it has one: one whose process was killed has none.
    pub fn discard_import(&mut self, import: i64, version: i64) -> Result<(), StoreError> {
        let gone = self.db.execute(
            "DELETE FROM imports WHERE id = ?1 AND version = ?2 AND state = 'checked'",
            [import, version],
        )?;
        if gone == 1 { Ok(()) } else { Err(StoreError::Changed) }
    }

    /// Forgets files that have waited long enough, with their imports, and rows that were left out.
    pub fn expire_import_files(&mut self, now: i64) -> Result<(), StoreError> {
        self.db.execute(
            "DELETE FROM imports WHERE state = 'checked' AND started_at <= ?1
             AND id IN (SELECT import_id FROM import_files)",
            [now - WAITS],
        )?;
        self.db.execute("DELETE FROM import_rests WHERE expires_at <= ?1", [now])?;
        Ok(())
    }

    /// One import.
    pub fn import(&mut self, import: i64) -> Result<Option<ImportRow>, StoreError> {
        self.settle_imports()?;
        let mut statement = self.db.prepare_cached(&format!("{LIST} WHERE id = ?1"))?;
        Ok(statement.query_row([import], read_row).optional()?)
    }

    /// The file of a checked import.
    pub fn import_file(&self, import: i64) -> Result<Option<StoredFile>, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT bytes, columns FROM import_files WHERE import_id = ?1")?;
        let found: Option<(Vec<u8>, String)> =
            statement.query_row([import], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((sealed, columns)) = found else { return Ok(None) };
        Ok(Some(StoredFile { bytes: self.vault.unseal_bytes(SECRET, &sealed)?, columns }))
    }

    /// The rows that an applied import left out, as a file.
    pub fn import_rest(&self, import: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT bytes FROM import_rests WHERE import_id = ?1")?;
        let sealed: Option<Vec<u8>> = statement.query_row([import], |row| row.get(0)).optional()?;
        sealed.map(|sealed| self.vault.unseal_bytes(REST, &sealed)).transpose()
    }

    /// Forgets the rows that an applied import left out.
    pub fn forget_import_rest(&mut self, import: i64) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM import_rests WHERE import_id = ?1", [import])?;
        Ok(())
    }
}

/// Keeps the rows that an import leaves out.
pub(super) fn insert_rest(
    tx: &rusqlite::Transaction<'_>,
    vault: &Vault,
    import: i64,
    bytes: &[u8],
    now: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO import_rests (import_id, bytes, expires_at) VALUES (?1, ?2, ?3)",
        params![import, vault.seal_bytes(REST, bytes)?, now + WAITS],
    )?;
    Ok(())
}

/// Raises the version of a checked import whose file is there; fails when it is another one than the person saw.
fn touch(tx: &rusqlite::Transaction<'_>, import: i64, version: i64) -> Result<(), StoreError> {
    let touched = tx.execute(
        "UPDATE imports SET version = version + 1 WHERE id = ?1 AND version = ?2 AND state = 'checked'
         AND id IN (SELECT import_id FROM import_files)",
        params![import, version],
    )?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Changed) }
}

fn json(counts: PlanCounts) -> String {
    serde_json::to_string(&counts).unwrap_or_else(|_| "{}".into())
}

impl ImportRow {
    /// Whether its file waits to be applied.
    #[must_use]
    pub fn can_go_on(&self) -> bool {
        self.has_file && self.state == ImportState::Checked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> NewFile<'_> {
        NewFile {
            file_name: "people.csv",
            file_sha256: "00",
            actor: "owner",
            now: 100,
            bytes,
            counts: PlanCounts::default(),
        }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path()).unwrap();
        (dir, store)
    }

    #[test]
    fn a_file_waits_sealed_and_can_be_replaced_by_whoever_saw_its_last_state() {
        let (_dir, mut store) = store();
        let import = store.add_import_file(&file(b"email,password\na@b.c,hunter42")).unwrap();
        let row = store.import(import).unwrap().unwrap();
        assert!(row.can_go_on());
        let raw: Vec<u8> =
            store.db.query_row("SELECT bytes FROM import_files", [], |row| row.get(0)).unwrap();
        assert!(!raw.windows(8).any(|part| part == b"hunter42"));
        store.set_import_columns(import, row.version, "[1]", PlanCounts::default()).unwrap();
        let late = store.replace_import_file(import, row.version, &file(b"x"));
        assert!(matches!(late, Err(StoreError::Changed)));
        store.replace_import_file(import, row.version + 1, &file(b"x")).unwrap();
        let stored = store.import_file(import).unwrap().unwrap();
        assert_eq!((stored.bytes.as_slice(), stored.columns.as_str()), (&b"x"[..], "[1]"));
    }

    #[test]
    fn what_a_killed_import_left_can_be_discarded_too() {
        let (_dir, mut store) = store();
        store
            .db
            .execute(
                "INSERT INTO imports (state, file_name, file_sha256, actor, started_at, counts)
                 VALUES ('applying', 'x.csv', '00', 'root', 1, '{}')",
                [],
            )
            .unwrap();
        let left = store.imports().unwrap().remove(0);
        assert_eq!((left.state, left.can_go_on()), (ImportState::Checked, false));
        store.discard_import(left.id, left.version).unwrap();
        assert!(store.imports().unwrap().is_empty());
    }

    #[test]
    fn a_backup_holds_neither_the_file_nor_an_import_that_could_not_go_on_without_it() {
        let (dir, mut store) = store();
        store.add_import_file(&file(b"x")).unwrap();
        let copy = dir.path().join("a.backup");
        store.backup(&copy, None).unwrap();
        let copy = rusqlite::Connection::open(copy).unwrap();
        for table in ["import_files", "imports"] {
            let rows: i64 =
                copy.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
            assert_eq!(rows, 0, "{table}");
        }
    }

    #[test]
    fn a_discarded_or_old_file_is_gone() {
        let (_dir, mut store) = store();
        let first = store.add_import_file(&file(b"x")).unwrap();
        store.discard_import(first, 1).unwrap();
        assert!(store.import(first).unwrap().is_none() && store.import_file(first).unwrap().is_none());
        let second = store.add_import_file(&file(b"x")).unwrap();
        assert!(matches!(store.discard_import(second, 2), Err(StoreError::Changed)));
        store.expire_import_files(100 + WAITS - 1).unwrap();
        assert!(store.import(second).unwrap().is_some());
        store.expire_import_files(100 + WAITS).unwrap();
        assert!(store.import(second).unwrap().is_none());
    }
}
