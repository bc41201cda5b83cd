//! A backup put in the place of what is there.

mod files;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, OptionalExtension, backup::Backup};

use super::{
    BesideFile, FILE, KEY_CHECK, Store, StoreError,
    backup::{SECRET, passphrase_vault},
    beside,
    imports::lock_imports,
    schema, user_version, vault,
    vault::Vault,
};
use crate::directory::Secret;
use files::Carried;

/// A backup that was opened and found to be one.
pub struct BackupFile {
    database: Connection,
    files: Option<Carried>,
    /// Hosted files that its data knows of.
    named: Vec<BesideFile>,
}

/// What came of a restore.
#[derive(Debug, Default)]
pub struct Restored {
    /// The box has another key now. A running daemon then opens the data anew.
    pub key_changed: bool,
    /// Folders that are no longer in force, where they lie now.
    pub set_aside: Vec<PathBuf>,
    /// Files and folders that are not as the backup has them though the data is, and why.
    pub failed: Vec<(PathBuf, String)>,
    /// Files that phones are to fetch and whose bytes the box does not have.
    pub missing: Vec<BesideFile>,
}

impl BackupFile {
    /// Opens and checks a backup.
    pub fn open(from: &Path) -> Result<Self, RestoreError> {
        let database = open_backup(from)?;
        let files = Carried::open(from, &database)?;
        let named = files::hosted(&database).ok().flatten();
        let named = named.ok_or_else(|| RestoreError::NotABackup(from.to_owned()))?;
        Ok(Self { database, files, named })
    }

    /// Puts the backup in the place of the data in `dir`. A sound database is replaced in one transaction, under a
    /// running daemon too; a damaged one is kept beside it. The files that it holds, and what lies in their places,
    /// are checked before anything is replaced.
    pub fn restore(&self, dir: &Path, passphrase: Option<&Secret>) -> Result<Restored, RestoreError> {
        let key = backup_key(&self.database, dir, passphrase)?;
        super::make_folder(dir)?;
        // An import that runs would go on with the restored data: with its own number there, or with another's.
        let _no_import = lock_imports(dir)?;
        let staged = self.files.as_ref().map(|files| files.stage(dir)).transpose()?;
        // As long as the old key is in force: a running daemon answers for a few seconds only once another is.
        let missing = self.missing(dir);
        let installed = install_key(dir, &key)?;
        let old_revision = match self.replace(dir) {
            Ok(revision) => revision,
            Err(error) => {
                // The data that is still there opens with the key before.
                installed.take_back()?;
                return Err(error.into());
            }
        };
        let placed = staged.as_ref().map(|staged| staged.place(dir)).unwrap_or_default();
        let mut store = Store::open(dir)?;
        store.after_restore(old_revision)?;
        Ok(Restored {
            key_changed: matches!(installed, InstalledKey::New { .. }),
            set_aside: placed.set_aside,
            failed: placed.failed,
            missing,
        })
    }

    /// A file of the box may stand in for one that the backup does not hold, if it is the same.
    fn missing(&self, dir: &Path) -> Vec<BesideFile> {
        let carried = self.files.as_ref().map(Carried::hosted).unwrap_or_default();
        let is_here = |file: &BesideFile| {
            let at = file.place(dir);
            // Not every file has an end, and one of another length is another.
            let is_plain =
                fs::symlink_metadata(&at).is_ok_and(|about| about.is_file() && about.len() == file.bytes);
            is_plain && beside::digest_of(&at).is_ok_and(|(_, sha256)| sha256 == file.sha256)
        };
        self.named
            .iter()
            .filter(|file| !carried.contains(&file.path.as_str()) && !is_here(file))
            .cloned()
            .collect()
    }

    /// Copies all pages; the revision of the data before.
    fn replace(&self, dir: &Path) -> Result<i64, StoreError> {
        set_damaged_aside(dir)?;
        super::make_database_file(dir)?;
        let mut target = super::connection(dir, OpenFlags::default())?;
        let old: Option<i64> =
            target.query_row("SELECT revision FROM site", [], |row| row.get(0)).optional().unwrap_or(None);
        Backup::new(&self.database, &mut target)
            .and_then(|copy| copy.run_to_completion(i32::MAX, Duration::ZERO, None))
            .map_err(StoreError::from)?;
        Ok(old.unwrap_or(0))
    }
}

/// Why a backup cannot be restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Made on another box, without a passphrase.
    #[error(
        "this backup was made on another box without a passphrase, so its passwords cannot be opened here"
    )]
    ForeignKey,
    /// The box does not let the backup's files in.
    #[error("{} {why}, so nothing was restored. Move it away and try again", path.display())]
    InTheWay {
        /// What.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// It needs a passphrase.
    #[error("this backup was made on another box; name its passphrase with --passphrase-file")]
    NeedsPassphrase,
    /// Something else.
    #[error("{0} is not a Linekey backup, or it is damaged")]
    NotABackup(PathBuf),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The passphrase does not open it.
    #[error("the passphrase does not open this backup")]
    WrongPassphrase,
}

fn open_backup(from: &Path) -> Result<Connection, RestoreError> {
    let not_a_backup = || RestoreError::NotABackup(from.to_owned());
    if let Err(source) = fs::File::open(from) {
        return Err(StoreError::Io { what: "read", path: from.to_owned(), source }.into());
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let backup = Connection::open_with_flags(from, flags).map_err(|_| not_a_backup())?;
    let version = user_version(&backup).map_err(|_| not_a_backup())?;
    if version as usize > schema::MIGRATIONS.len() {
        return Err(StoreError::FromNewerVersion(version).into());
    }
    let sound: String =
        backup.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|_| not_a_backup())?;
    let is_ours = sound == "ok" && has_our_tables(&backup).map_err(|_| not_a_backup())?;
    if is_ours { Ok(backup) } else { Err(not_a_backup()) }
}

/// Whether it has what every backup has, and nothing that works when it is read: a view need never end.
fn has_our_tables(backup: &Connection) -> rusqlite::Result<bool> {
    let count = |wanted| {
        let sql = format!("SELECT count(*) FROM sqlite_schema WHERE {wanted}");
        backup.query_row(&sql, [], |row| row.get::<_, i64>(0))
    };
    let tables = count("type = 'table' AND name IN ('backup_key', 'site')")?;
    Ok(tables == 2 && count("type NOT IN ('index', 'table')")? == 0)
}

/// The key that opens the backup's secrets: this box's, or the one it carries.
fn backup_key(backup: &Connection, dir: &Path, passphrase: Option<&Secret>) -> Result<Vault, RestoreError> {
    let check: Vec<u8> =
        backup.query_row("SELECT key_check FROM site", [], |row| row.get(0)).map_err(StoreError::from)?;
    let opens = |vault: &Vault| vault.unseal(KEY_CHECK.0, &check).is_ok();
    if let Ok(own) = Vault::open(dir)
        && opens(&own)
    {
        return Ok(own);
    }
    let wrapped = backup
        .query_row("SELECT salt, memory, passes, key FROM backup_key", [], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?, row.get::<_, Vec<u8>>(3)?))
        })
        .optional()
        .map_err(StoreError::from)?;
    let (salt, memory, passes, sealed) = wrapped.ok_or(RestoreError::ForeignKey)?;
    let passphrase = passphrase.ok_or(RestoreError::NeedsPassphrase)?;
    let opened = passphrase_vault(passphrase, &salt, memory, passes)?.unseal(SECRET, &sealed);
    let text = opened.map_err(|_| RestoreError::WrongPassphrase)?;
    let key = vault::hex_key(text.expose()).ok_or(RestoreError::WrongPassphrase)?;
    Ok(Vault::new(key)?)
}

/// Makes the backup's key the box's. Another key that is there already is kept beside it.
fn install_key(dir: &Path, key: &Vault) -> Result<InstalledKey, StoreError> {
    if Vault::open(dir).is_ok_and(|own| own.key() == key.key()) {
        return Ok(InstalledKey::Same);
    }
    let path = dir.join(vault::KEY_FILE);
    let before = if path.exists() { Some(move_aside(&path)?) } else { None };
    let installed = InstalledKey::New { path, before };
    if let InstalledKey::New { path, .. } = &installed
        && let Err(error) = vault::write_key(path, key.key())
    {
        installed.take_back()?;
        return Err(error);
    }
    Ok(installed)
}

/// What became of the box's key.
enum InstalledKey {
    /// It is a new one; `before` is where the one before lies.
    New { path: PathBuf, before: Option<PathBuf> },
    /// The backup has the same.
    Same,
}

impl InstalledKey {
    /// Puts the key before in its place again.
    fn take_back(&self) -> Result<(), StoreError> {
        let Self::New { path, before } = self else { return Ok(()) };
        let done = before.as_ref().map_or_else(|| fs::remove_file(path), |before| fs::rename(before, path));
        done.map_err(|source| StoreError::Io { what: "put back", path: path.clone(), source })
    }
}

/// Keeps a damaged database beside the one that is to come. A copy, where it still opens: a running daemon has it
/// open, and would go on with the renamed file, deaf to the restored one, and delete the other's log at its end.
fn set_damaged_aside(dir: &Path) -> Result<(), StoreError> {
    let path = dir.join(FILE);
    if !path.exists() {
        return Ok(());
    }
    let opened = super::connection(dir, OpenFlags::default() & !OpenFlags::SQLITE_OPEN_CREATE);
    let keep: fn(&Path) -> Result<PathBuf, StoreError> = match opened {
        Ok(db) => match db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)) {
            Ok(word) if word == "ok" => return Ok(()),
            Ok(_) => copy_aside,
            Err(error) => match StoreError::from(error) {
                StoreError::Damaged(_) => copy_aside,
                other => return Err(other),
            },
        },
        Err(StoreError::Damaged(_)) => move_aside,
        // Busy, or not ours to read: that is no damage.
        Err(other) => return Err(other),
    };
    for suffix in ["", "-wal", "-shm"] {
        let part = dir.join(format!("{FILE}{suffix}"));
        if part.exists() {
            keep(&part)?;
        }
    }
    Ok(())
}

/// Renames to the first free of `NAME.before-restore-1`, `-2` …
fn move_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let to = free_name(path);
    let failed = |source| StoreError::Io { what: "move", path: path.to_owned(), source };
    fs::rename(path, &to).map_err(failed)?;
    Ok(to)
}

/// Copies to the same name as [`move_aside`] would.
fn copy_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let to = free_name(path);
    let failed = |source| StoreError::Io { what: "copy", path: path.to_owned(), source };
    fs::copy(path, &to).map_err(failed)?;
    Ok(to)
}

fn free_name(path: &Path) -> PathBuf {
    let free = (1..).map(|number| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".before-restore-{number}"));
        PathBuf::from(name)
    });
    free.into_iter().find(|candidate| !candidate.exists()).unwrap_or_else(|| path.with_extension("old"))
}

impl Store {
    /// Files cached under a revision of the replaced data must not be taken for the restored ones.
    fn after_restore(&mut self, old_revision: i64) -> Result<(), StoreError> {
        self.change(|tx, _| {
            tx.execute_batch("DROP TABLE IF EXISTS backup_key; DROP TABLE IF EXISTS backup_files")?;
            // Well beyond: the old revision was read before the pages were copied, and may have moved on since.
            tx.execute("UPDATE site SET revision = max(revision, ?1) + 1000", [old_revision])?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        directory::settings,
        store::{BackupKind, HostedFiles},
    };

    fn restore(dir: &Path, from: &Path, passphrase: Option<&Secret>) -> Result<bool, RestoreError> {
        Ok(BackupFile::open(from)?.restore(dir, passphrase)?.key_changed)
    }

    fn with_host(dir: &Path, host: &str) -> Store {
        let mut store = Store::create(dir).unwrap();
        set_host(&mut store, host);
        store
    }

    fn set_host(store: &mut Store, host: &str) {
        let password = settings::find("phone.admin_password").unwrap();
        let setting = settings::find("pbx.host").unwrap();
        store.set_settings(&[(setting, host.into()), (password, "s3cret77".into())]).unwrap();
    }

    #[test]
    fn a_backup_comes_back_under_a_running_store() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let file = dir.path().join("a.backup");
        let mut store = with_host(&data, "first");
        assert_eq!(store.backup(&file, None, HostedFiles::Whole).unwrap().kind, BackupKind::ThisBoxOnly);
        set_host(&mut store, "second");
        let before = store.revision().unwrap();
        assert!(!restore(&data, &file, None).unwrap());
        assert_eq!(store.site().unwrap().pbx.host, "first");
        assert!(store.revision().unwrap() > before);
    }

    #[test]
    fn nothing_is_restored_under_an_import_that_runs() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let file = dir.path().join("a.backup");
        let mut store = with_host(&data, "first");
        store.backup(&file, None, HostedFiles::Whole).unwrap();
        set_host(&mut store, "second");
        let import = lock_imports(&data).unwrap();
        assert!(matches!(restore(&data, &file, None), Err(RestoreError::Store(StoreError::Busy))));
        assert_eq!(store.site().unwrap().pbx.host, "second");
        drop(import);
        restore(&data, &file, None).unwrap();
        assert_eq!(store.site().unwrap().pbx.host, "first");
    }

    #[test]
    fn a_backup_with_a_passphrase_is_good_on_another_box() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.backup");
        let phrase = Secret::new("a long passphrase");
        let store = with_host(&dir.path().join("one"), "first");
        assert_eq!(store.backup(&file, Some(&phrase), HostedFiles::Whole).unwrap().kind, BackupKind::AnyBox);
        let other = dir.path().join("two");
        drop(with_host(&other, "other"));
        assert!(matches!(restore(&other, &file, None), Err(RestoreError::NeedsPassphrase)));
        assert!(matches!(
            restore(&other, &file, Some(&Secret::new("wrong"))),
            Err(RestoreError::WrongPassphrase)
        ));
        assert_eq!(Store::open(&other).unwrap().site().unwrap().pbx.host, "other");
        assert!(restore(&other, &file, Some(&phrase)).unwrap());
        let site = Store::open(&other).unwrap().site().unwrap();
        assert_eq!(
            (site.pbx.host.as_str(), site.phone_admin_password.unwrap().expose()),
            ("first", "s3cret77")
        );
    }

    #[test]
    fn a_restore_that_fails_half_way_leaves_the_key_that_opens_the_data() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.backup");
        let phrase = Secret::new("a long passphrase");
        with_host(&dir.path().join("one"), "first").backup(&file, Some(&phrase), HostedFiles::Whole).unwrap();
        let other = dir.path().join("two");
        drop(with_host(&other, "other"));
        let backup = BackupFile::open(&file).unwrap();
        // SQLite does not copy pages of one size over a log of another: as good a failure as a full disk.
        let writer = Connection::open(other.join(FILE)).unwrap();
        writer
            .execute_batch(
                "PRAGMA page_size = 8192; PRAGMA journal_mode = delete; VACUUM; PRAGMA journal_mode = wal",
            )
            .unwrap();
        drop(writer);
        assert!(backup.restore(&other, Some(&phrase)).is_err());
        assert_eq!(Store::open(&other).unwrap().site().unwrap().pbx.host, "other");
    }

    #[test]
    fn a_backup_without_a_passphrase_is_refused_on_another_box() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.backup");
        with_host(&dir.path().join("one"), "first").backup(&file, None, HostedFiles::Whole).unwrap();
        let other = dir.path().join("two");
        assert!(matches!(restore(&other, &file, None), Err(RestoreError::ForeignKey)));
        assert!(!other.exists());
    }

    #[test]
    fn what_is_no_backup_is_refused_and_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let store = with_host(&data, "first");
        let file = dir.path().join("x");
        fs::write(&file, "hello").unwrap();
        assert!(matches!(restore(&data, &file, None), Err(RestoreError::NotABackup(_))));
        assert!(matches!(restore(&data, &data.join(FILE), None), Err(RestoreError::NotABackup(_))));
        assert_eq!(store.site().unwrap().pbx.host, "first");
    }

    #[test]
    fn a_store_that_is_open_on_a_database_damaged_in_part_sees_the_restored_one() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let file = dir.path().join("a.backup");
        let mut store = with_host(&data, "first");
        store.backup(&file, None, HostedFiles::Whole).unwrap();
        set_host(&mut store, "second");
        let (page, size): (u32, u32) = store
            .db
            .query_row(
                "SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'users'",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        store.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        let database = fs::OpenOptions::new().write(true).open(data.join(FILE)).unwrap();
        std::os::unix::fs::FileExt::write_all_at(
            &database,
            &[0xde; 512],
            u64::from(page - 1) * u64::from(size),
        )
        .unwrap();
        assert!(!Store::open(&data).unwrap().is_sound().unwrap_or(false));
        restore(&data, &file, None).unwrap();
        assert_eq!(store.site().unwrap().pbx.host, "first");
        assert!(Store::open(&data).unwrap().is_sound().unwrap());
        assert!(data.join("linekey.db.before-restore-1").exists());
    }

    #[test]
    fn a_damaged_database_is_kept_beside_the_restored_one() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let file = dir.path().join("a.backup");
        with_host(&data, "first").backup(&file, None, HostedFiles::Whole).unwrap();
        fs::write(data.join(FILE), "garbage ".repeat(100)).unwrap();
        restore(&data, &file, None).unwrap();
        assert_eq!(Store::open(&data).unwrap().site().unwrap().pbx.host, "first");
        assert!(data.join("linekey.db.before-restore-1").exists());
    }
}
