//! The only SQL. One file a noun; a function is one question or one change, "not there" is `Option`.

mod accounts;
mod admins;
mod backup;
mod beside;
mod devices;
mod error;
mod events;
mod fetches;
mod hand;
mod handovers;
mod hosted;
mod identities;
mod imports;
mod inbox;
mod keys;
mod leftovers;
mod lines;
mod overlays;
mod overrides;
mod overview;
mod own_test;
mod passwords;
mod phonebook;
mod presence;
pub mod reserve;
mod restore;
mod schema;
mod search;
mod sessions;
mod settings;
mod sightings;
mod softphone_accounts;
mod softphone_links;
mod softphones;
#[cfg(test)]
mod testing;
mod undo;
mod users;
mod vault;

pub use accounts::Account;
pub use backup::{BackupKind, BackupMade, HostedFiles, LeftOut, MIN_PASSPHRASE};
pub use beside::{Beside, BesideFile, LONGEST_NAME, is_plain_name, may_be_in_name};
pub use devices::{
    Device, DeviceKey, DeviceLine, DeviceListed, DeviceRow, DeviceTrace, DeviceWanted, DevicesFilter,
};
pub use error::StoreError;
pub use events::{Event, EventSeverity};
pub use fetches::Fetch;
pub use hand::Hand;
pub use handovers::Credential;
pub use hosted::{Alike, HostedFile, Wish};
pub use imports::{
    Applied, ApplyContext, ImportRow, ImportState, NewDraft, NewFile, Progress, RowEnd, Stage, StoredDraft,
};
pub use inbox::WaitingPhone;
pub use keys::StoredKey;
pub use leftovers::{BACKUP_ON_ITS_WAY, RESTORE_ON_ITS_WAY, clear_leftovers};
pub use overrides::{Scope, StoredOverride};
pub use overview::Counts;
pub use own_test::OwnTest;
pub use passwords::{Strength, hash_password, verify_password};
pub use presence::Presence;
pub use restore::{BackupFile, RestoreError, Restored};
pub use sessions::AdminSession;
pub use sightings::{Seen, Sighting};
pub use softphone_links::NewLink;
pub use softphones::{LinkState, Softphone, SoftphoneAccount, SoftphoneId};
pub use undo::{Things, UndoReport};
pub use users::{
    AccountWanted, NewPin, Person, PersonExtension, Removal, UserLine, UserListed, UserRow, UsersWanted,
};

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, config::DbConfig};
use vault::Vault;

/// Name of the database file in the data folder.
pub const FILE: &str = "linekey.db";

/// How long a change waits for another one. An import of 10,000 rows holds the lock for about two seconds on a
/// small box; half a minute is beyond any honest wait.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// What a quiet write-ahead log may keep of the disk, in bytes.
const JOURNAL_KEPT: i64 = 4 * 1024 * 1024;

/// A known text under the key, so that a database with another box's key is found out when it is opened.
const KEY_CHECK: (&str, &str) = ("key check", "linekey");

/// The office's data: one connection, and the key to its secrets.
pub struct Store {
    db: Connection,
    vault: Arc<Vault>,
    dir: PathBuf,
}

impl Store {
    /// Makes the data folder where it is missing, for its owner alone.
    pub fn make_folder(dir: &Path) -> Result<(), StoreError> {
        make_folder(dir)
    }

    /// Opens the data folder, making it, its key and its database where they are missing.
    pub fn create(dir: &Path) -> Result<Self, StoreError> {
        make_folder(dir)?;
        // A database without its key is a box whose key was lost; making a new one would hide that.
        if !dir.join(FILE).exists() {
            Vault::create(dir)?;
        }
        make_database_file(dir)?;
        Self::connect(dir, OpenFlags::default())
    }

    /// Opens a data folder that exists. Never makes one.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        match dir.join(FILE).try_exists() {
            Ok(true) => Self::connect(dir, OpenFlags::default() & !OpenFlags::SQLITE_OPEN_CREATE),
            Ok(false) => Err(StoreError::NoData(dir.to_owned())),
            Err(_) => Err(StoreError::NotAllowed(dir.to_owned())),
        }
    }

    /// An empty office that lives in memory, for checking a file where there is no data yet.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut db = Connection::open_in_memory()?;
        migrate(&mut db)?;
        let mut store = Self { db, vault: Arc::new(Vault::random()?), dir: PathBuf::new() };
        store.check_key()?;
        Ok(store)
    }

    /// One more connection to the same data.
    pub fn another(&self) -> Result<Self, StoreError> {
        let db = connection(&self.dir, OpenFlags::default() & !OpenFlags::SQLITE_OPEN_CREATE)?;
        Ok(Self { db, vault: Arc::clone(&self.vault), dir: self.dir.clone() })
    }

    /// Waits this long for another one's change, instead of the half minute that a command has.
    pub fn set_patience(&self, patience: Duration) -> Result<(), StoreError> {
        Ok(self.db.busy_timeout(patience)?)
    }

    /// The data folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn connect(dir: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let name_file = |error| match error {
            StoreError::Damaged(_) => StoreError::Damaged(dir.join(FILE)),
            other => other,
        };
        let mut db = connection(dir, flags).map_err(name_file)?;
        migrate(&mut db).map_err(name_file)?;
        let vault = Arc::new(Vault::open(dir)?);
        let mut store = Self { db, vault, dir: dir.to_owned() };
        store.check_key().map_err(name_file)?;
        Ok(store)
    }

    /// Makes sure that key and database belong together. A new database learns its key here.
    fn check_key(&mut self) -> Result<(), StoreError> {
        use rusqlite::OptionalExtension;
        let sealed: Option<Vec<u8>> =
            self.db.query_row("SELECT key_check FROM site", [], |row| row.get(0)).optional()?;
        let (purpose, text) = KEY_CHECK;
        if let Some(sealed) = sealed {
            return self.vault.unseal(purpose, &sealed).map(|_| ());
        }
        let sealed = self.vault.seal(purpose, text)?;
        self.db
            .execute("INSERT OR IGNORE INTO site (id, revision, key_check) VALUES (1, 1, ?1)", [sealed])?;
        Ok(())
    }

    /// Whether the data still opens with the key that this store has. A restore may have brought another.
    pub fn key_fits(&self) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT key_check FROM site")?;
        let sealed: Vec<u8> = statement.query_row([], |row| row.get(0))?;
        Ok(self.vault.unseal(KEY_CHECK.0, &sealed).is_ok())
    }

    /// The number that every change a phone's file can show raises.
    pub fn revision(&self) -> Result<i64, StoreError> {
        Ok(self.db.prepare_cached("SELECT revision FROM site")?.query_row([], |row| row.get(0))?)
    }

    /// Changes whenever another connection has committed anything. Costs next to nothing to ask.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self.db.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Reads the whole database and says whether it is sound. Slow: for a background thread.
    pub fn is_sound(&self) -> Result<bool, StoreError> {
        let word: String = self.db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok(word == "ok")
    }

    /// Runs a change in one transaction: all of it lands, or none.
    fn change<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &Vault) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&tx, &self.vault)?;
        tx.commit()?;
        Ok(result)
    }

    /// Runs several questions on one state of the data.
    fn look<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &Vault) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Deferred)?;
        work(&tx, &self.vault)
    }
}

fn make_folder(dir: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Io { what: "make", path: dir.to_owned(), source };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed)
}

/// Makes an empty database file that its owner alone may read, where there is none: a folder that somebody else made
/// may be open to everybody. SQLite gives its log the same rights.
fn make_database_file(dir: &Path) -> Result<(), StoreError> {
    let path = dir.join(FILE);
    match make_private_file(&path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            Err(StoreError::NotAllowed(dir.to_owned()))
        }
        made => made.map_err(|source| StoreError::Io { what: "make", path, source }),
    }
}

/// Makes an empty file, private from its first byte.
fn make_private_file(path: &Path) -> io::Result<()> {
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(|_| ())
}

fn connection(dir: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let db = Connection::open_with_flags(dir.join(FILE), flags).map_err(|error| {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::CannotOpen) => StoreError::NotAllowed(dir.to_owned()),
            _ => error.into(),
        }
    })?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "journal_mode", "wal")?;
    // A person was told "saved": that must hold after a power cut, so each commit waits for the disk.
    db.pragma_update(None, "synchronous", "full")?;
    // What is deleted is written over: passwords that were handed over must not stay behind in free pages, and so
    // in every later backup, where its passphrase would open them.
    db.pragma_update(None, "secure_delete", true)?;
    // After a large import the log would keep its size for ever.
    db.pragma_update(None, "journal_size_limit", JOURNAL_KEPT)?;
    // 2 MiB of pages a connection: the box has little memory and the system caches the file anyway.
    db.pragma_update(None, "cache_size", -2048)?;
    // What an import notes for its undo, rather than in files that a locked-down service may not make.
    db.pragma_update(None, "temp_store", "memory")?;
    // Without this SQLite plans a prepared statement anew whenever a value is bound to it.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

fn migrate(db: &mut Connection) -> Result<(), StoreError> {
    let found = user_version(db)?;
    if found as usize > schema::MIGRATIONS.len() {
        return Err(StoreError::FromNewerVersion(found));
    }
    if found as usize == schema::MIGRATIONS.len() {
        return Ok(());
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again under the lock: another process may have migrated in between.
    let found = user_version(&tx)?;
    for (version, sql) in (1_u32..).zip(schema::MIGRATIONS).skip(found as usize) {
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", version)?;
    }
    Ok(tx.commit()?)
}

fn user_version(db: &Connection) -> Result<u32, StoreError> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// To be called by every change that a phone's file can show.
fn raise_revision(tx: &Transaction<'_>) -> Result<i64, StoreError> {
    Ok(tx.query_row("UPDATE site SET revision = revision + 1 RETURNING revision", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_never_makes_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("nothing");
        assert!(matches!(Store::open(&missing), Err(StoreError::NoData(_))));
        assert!(!missing.exists());
    }

    #[test]
    fn a_new_folder_is_private_and_opens_again() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        assert_eq!(Store::create(&data).unwrap().revision().unwrap(), 1);
        assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
        assert!(Store::open(&data).unwrap().is_sound().unwrap());
    }

    #[test]
    fn the_database_is_private_in_an_open_folder_too() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        drop(Store::create(dir.path()).unwrap());
        assert_eq!(fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_lost_or_foreign_key_is_named_and_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::create(dir.path()).unwrap());
        let key = dir.path().join(vault::KEY_FILE);
        fs::remove_file(&key).unwrap();
        assert!(matches!(Store::create(dir.path()), Err(StoreError::KeyMissing(_))));
        Vault::create(dir.path()).unwrap();
        assert!(matches!(Store::open(dir.path()), Err(StoreError::WrongKey)));
    }

    #[test]
    fn a_damaged_file_is_named_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::create(dir.path()).unwrap());
        let path = dir.path().join(FILE);
        fs::write(
            &path,
            b"this is not a database, it is a sentence that is long enough to be read as a header",
        )
        .unwrap();
        let before = fs::read(&path).unwrap();
        assert!(matches!(Store::create(dir.path()), Err(StoreError::Damaged(file)) if file == path));
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn data_of_a_newer_program_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path()).unwrap();
        store.db.pragma_update(None, "user_version", 999).unwrap();
        drop(store);
        assert!(matches!(Store::open(dir.path()), Err(StoreError::FromNewerVersion(999))));
    }
}
