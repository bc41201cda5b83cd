//! Files of checked imports: uploaded, not yet applied.

use rusqlite::{OptionalExtension, params};

use super::{ImportRow, ImportState, LIST, Store, StoreError, Vault, read_row};
use crate::import::{Mode, PlanCounts, Repairs, sheet::Reading};

/// What the file is sealed for: it may hold passwords.
const SECRET: &str = "import file";

/// What its repairs are sealed for: a cell may be a password.
const REPAIRS: &str = "import repairs";

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
}

/// What a person wants of a file that was checked, and what it would do with that.
pub struct NewDraft<'a> {
    /// What they said about its columns, as JSON.
    pub columns: &'a str,
    /// How it is to be read.
    pub reading: &'a Reading,
    /// Cells to be read otherwise, rows to be left out.
    pub repairs: &'a Repairs,
    /// What it may do with what is on the box.
    pub mode: Mode,
    /// What it would do, in numbers.
    pub counts: PlanCounts,
}

/// What is stored of a checked import besides its file.
pub struct StoredDraft {
    /// What the person said about its columns, as JSON.
    pub columns: String,
    /// How it is to be read.
    pub reading: Reading,
    /// Cells to be read otherwise, rows to be left out.
    pub repairs: Repairs,
    /// What it may do with what is on the box.
    pub mode: Mode,
    /// Another number with another file, and with another way to read it.
    pub state: i64,
}

impl Store {
    /// Keeps a file that was checked; the new import's number.
    pub fn add_import_file(&mut self, file: &NewFile<'_>, draft: &NewDraft<'_>) -> Result<i64, StoreError> {
        self.change(|tx, vault| {
            let import: i64 = tx.query_row(
                "INSERT INTO imports (state, file_name, file_sha256, actor, started_at, counts)
                 VALUES ('checked', ?1, ?2, ?3, ?4, '{}') RETURNING id",
                params![file.file_name, file.file_sha256, file.actor, file.now],
                |row| row.get(0),
            )?;
            tx.execute(
                "INSERT INTO import_files (import_id, bytes) VALUES (?1, ?2)",
                params![import, vault.seal_bytes(SECRET, file.bytes)?],
            )?;
            write_draft(tx, vault, import, draft)?;
            Ok(import)
        })
    }

    /// Puts another file in the place of a checked import's, with what the person wants of that one.
    pub fn replace_import_file(
        &mut self,
        import: i64,
        version: i64,
        file: &NewFile<'_>,
        draft: &NewDraft<'_>,
    ) -> Result<(), StoreError> {
        self.change(|tx, vault| {
            touch(tx, import, version)?;
            tx.execute(
                "UPDATE imports SET file_name = ?2, file_sha256 = ?3, actor = ?4, started_at = ?5 WHERE id = ?1",
                params![import, file.file_name, file.file_sha256, file.actor, file.now],
            )?;
            tx.execute(
                "UPDATE import_files SET bytes = ?2, state = state + 1, seen = '[]' WHERE import_id = ?1",
                params![import, vault.seal_bytes(SECRET, file.bytes)?],
            )?;
            write_draft(tx, vault, import, draft)
        })
    }

    /// Stores what the person wants of the file, and what it would do with that.
    pub fn set_import_draft(
        &mut self,
        import: i64,
        version: i64,
        draft: &NewDraft<'_>,
    ) -> Result<(), StoreError> {
        self.change(|tx, vault| {
            touch(tx, import, version)?;
            write_draft(tx, vault, import, draft)
        })
    }

    /// What is stored of a checked import besides its file.
    pub fn import_draft(&self, import: i64) -> Result<Option<StoredDraft>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT f.columns, f.reading, f.repairs, i.mode = 'update', f.state
             FROM import_files f JOIN imports i ON i.id = f.import_id WHERE f.import_id = ?1",
        )?;
        let read = |row: &rusqlite::Row<'_>| {
            let repairs: Option<Vec<u8>> = row.get(2)?;
            let mode = if row.get(3)? { Mode::Update } else { Mode::Add };
            let reading = parsed(row.get::<_, String>(1)?.as_bytes());
            let draft = StoredDraft {
                columns: row.get(0)?,
                reading,
                repairs: Repairs::default(),
                mode,
                state: row.get(4)?,
            };
            Ok((draft, repairs))
        };
        let Some((draft, sealed)) = statement.query_row([import], read).optional()? else { return Ok(None) };
        let repairs = sealed.map(|sealed| self.vault.unseal_bytes(REPAIRS, &sealed)).transpose()?;
        let repairs = repairs.map(|json| parsed(&json)).unwrap_or_default();
        Ok(Some(StoredDraft { repairs, ..draft }))
    }

    /// The groups of findings that somebody ticked off, as JSON. Nobody's version: it changes nothing of the import.
    pub fn import_seen(&self, import: i64) -> Result<Option<String>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT seen FROM import_files WHERE import_id = ?1")?;
        Ok(statement.query_row([import], |row| row.get(0)).optional()?)
    }

    /// Changes which groups are ticked off.
    pub fn change_import_seen(
        &mut self,
        import: i64,
        change: impl FnOnce(&str) -> String,
    ) -> Result<(), StoreError> {
        self.change(|tx, _| {
            let seen: Option<String> = tx
                .query_row("SELECT seen FROM import_files WHERE import_id = ?1", [import], |row| row.get(0))
                .optional()?;
            let Some(seen) = seen else { return Err(StoreError::Changed) };
            tx.execute(
                "UPDATE import_files SET seen = ?2 WHERE import_id = ?1",
                params![import, change(&seen)],
            )?;
            Ok(())
        })
    }

    /// Notes why the last try to apply an import failed.
    pub fn note_import_failure(&mut self, import: i64, why: &str) -> Result<(), StoreError> {
        self.db.execute(
            "UPDATE imports SET failure = ?2 WHERE id = ?1 AND state <> 'applied'",
            params![import, why],
        )?;
        Ok(())
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

    /// The bytes of a checked import's file.
    pub fn import_file(&self, import: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT bytes FROM import_files WHERE import_id = ?1")?;
        let sealed: Option<Vec<u8>> = statement.query_row([import], |row| row.get(0)).optional()?;
        sealed.map(|sealed| self.vault.unseal_bytes(SECRET, &sealed)).transpose()
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

fn write_draft(
    tx: &rusqlite::Transaction<'_>,
    vault: &Vault,
    import: i64,
    draft: &NewDraft<'_>,
) -> Result<(), StoreError> {
    let mode = match draft.mode {
        Mode::Add => "add",
        Mode::Update => "update",
    };
    // Why it could not be applied was said of what it was before.
    tx.execute(
        "UPDATE imports SET counts = ?2, mode = ?3, failure = NULL WHERE id = ?1",
        params![import, json(&draft.counts), mode],
    )?;
    let repairs = (draft.repairs != &Repairs::default())
        .then(|| vault.seal_bytes(REPAIRS, json(draft.repairs).as_bytes()))
        .transpose()?;
    tx.execute(
        "UPDATE import_files SET columns = ?2, reading = ?3, repairs = ?4, state = state + (reading <> ?3)
         WHERE import_id = ?1",
        params![import, draft.columns, json(draft.reading), repairs],
    )?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "{}".into())
}

/// What another version of this program wrote and this one does not know is left to be said again.
fn parsed<T: Default + serde::de::DeserializeOwned>(json: &[u8]) -> T {
    serde_json::from_slice(json).unwrap_or_default()
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
    use crate::import::CellRepair;

    fn file(bytes: &[u8]) -> NewFile<'_> {
        NewFile { file_name: "people.csv", file_sha256: "00", actor: "owner", now: 100, bytes }
    }

    /// What a person wants of it.
    #[derive(Default)]
    struct Said {
        columns: &'static str,
        reading: Reading,
        repairs: Repairs,
        mode: Mode,
    }

    impl Said {
        fn columns(columns: &'static str) -> Self {
            Self { columns, ..Self::default() }
        }

        fn draft(&self) -> NewDraft<'_> {
            let Self { columns, reading, repairs, mode } = self;
            NewDraft { columns, reading, repairs, mode: *mode, counts: PlanCounts::default() }
        }
    }

    fn add(store: &mut Store, bytes: &[u8]) -> i64 {
        store.add_import_file(&file(bytes), &Said::columns("[]").draft()).unwrap()
    }

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path()).unwrap();
        (dir, store)
    }

    #[test]
    fn a_file_waits_sealed_and_can_be_replaced_by_whoever_saw_its_last_state() {
        let (_dir, mut store) = store();
        let import = add(&mut store, b"email,password\na@b.c,hunter42");
        let row = store.import(import).unwrap().unwrap();
        assert!(row.can_go_on());
        let raw: Vec<u8> =
            store.db.query_row("SELECT bytes FROM import_files", [], |row| row.get(0)).unwrap();
        assert!(!raw.windows(8).any(|part| part == b"hunter42"));
        let said = Said::columns("[1]");
        store.set_import_draft(import, row.version, &said.draft()).unwrap();
        let late = store.replace_import_file(import, row.version, &file(b"x"), &said.draft());
        assert!(matches!(late, Err(StoreError::Changed)));
        store.replace_import_file(import, row.version + 1, &file(b"x"), &said.draft()).unwrap();
        assert_eq!(store.import_file(import).unwrap().as_deref(), Some(&b"x"[..]));
        assert_eq!(store.import_draft(import).unwrap().unwrap().columns, "[1]");
    }

    #[test]
    fn what_a_person_changed_of_a_file_is_kept_sealed() {
        let (_dir, mut store) = store();
        let import = add(&mut store, b"x");
        let mut said = Said { columns: "[]", mode: Mode::Update, ..Said::default() };
        said.repairs.set(vec![CellRepair { row: 2, place: 1, text: Some("hunter42".into()) }]);
        said.repairs.leave_out([7], true);
        store.set_import_draft(import, 1, &said.draft()).unwrap();
        let stored = store.import_draft(import).unwrap().unwrap();
        assert!(stored.repairs == said.repairs && stored.mode == Mode::Update);
        let raw: Vec<u8> =
            store.db.query_row("SELECT repairs FROM import_files", [], |row| row.get(0)).unwrap();
        assert!(!raw.windows(8).any(|part| part == b"hunter42"));
    }

    #[test]
    fn another_file_and_another_reading_of_it_are_another_state() {
        let (_dir, mut store) = store();
        let import = add(&mut store, b"x");
        let state = |store: &Store| store.import_draft(import).unwrap().unwrap().state;
        let first = state(&store);
        let mut said = Said::columns("[1]");
        store.set_import_draft(import, 1, &said.draft()).unwrap();
        assert_eq!(state(&store), first, "columns are no other cells");
        said.reading.delimiter = Some(';');
        store.set_import_draft(import, 2, &said.draft()).unwrap();
        let second = state(&store);
        store.replace_import_file(import, 3, &file(b"y"), &said.draft()).unwrap();
        assert!(first < second && second < state(&store));
    }

    #[test]
    fn what_was_ticked_off_is_no_change_of_the_import() {
        let (_dir, mut store) = store();
        let import = add(&mut store, b"x");
        store.change_import_seen(import, |seen| seen.replace("[]", "[\"a\"]")).unwrap();
        assert_eq!(store.import_seen(import).unwrap().as_deref(), Some("[\"a\"]"));
        assert_eq!(store.import(import).unwrap().unwrap().version, 1);
        assert!(matches!(store.change_import_seen(9, str::to_owned), Err(StoreError::Changed)));
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
        add(&mut store, b"x");
        let copy = dir.path().join("a.backup");
        store.backup(&copy, None, crate::store::HostedFiles::Whole).unwrap();
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
        let first = add(&mut store, b"x");
        store.discard_import(first, 1).unwrap();
        assert!(store.import(first).unwrap().is_none() && store.import_file(first).unwrap().is_none());
        let second = add(&mut store, b"x");
        assert!(matches!(store.discard_import(second, 2), Err(StoreError::Changed)));
        store.expire_import_files(100 + WAITS - 1).unwrap();
        assert!(store.import(second).unwrap().is_some());
        store.expire_import_files(100 + WAITS).unwrap();
        assert!(store.import(second).unwrap().is_none());
    }
}
