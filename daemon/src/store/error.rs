//! What can stop the store. Each is a sentence for the person who ran into it.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

/// Why the store could not do what was asked. Whatever it was, nothing was half-written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A backup that would hold itself.
    #[error("{0} lies among the files that a backup holds. Write it to another folder")]
    AmongItsFiles(PathBuf),
    /// Another process holds the write lock.
    #[error("the database is busy: another import or change is running. Try again when it is done")]
    Busy,
    /// Somebody else changed the same thing since the person looked at it.
    #[error("somebody else changed this meanwhile, so nothing was saved. Look at it again")]
    Changed,
    /// A file that a backup holds was written meanwhile.
    #[error("{0} changed while it was copied. Try again")]
    ChangedWhileCopied(PathBuf),
    /// The file is no database any more.
    #[error(
        "the database {0} is damaged. It was left as it is; put a backup in its place with `linekey restore FILE`"
    )]
    Damaged(PathBuf),
    /// No room left.
    #[error("the disk is full, so nothing was changed. Make room and try again")]
    DiskFull,
    /// A newer program wrote it.
    #[error("the data was written by a newer Linekey (schema {0}). Update this program")]
    FromNewerVersion(u32),
    /// A file beside the database.
    #[error("cannot {what} {}: {source}", path.display())]
    Io {
        /// The verb.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The key that opens the secrets is not there.
    #[error(
        "the key {0} is missing or not a key. Without it the stored passwords cannot be read; restore it, or a backup \
         made with a passphrase"
    )]
    KeyMissing(PathBuf),
    /// The folder holds no data yet.
    #[error(
        "there is no Linekey data in {0}. Start the box once with `linekey serve`, or name its folder with --data-dir"
    )]
    NoData(PathBuf),
    /// The folder cannot be used.
    #[error("the folder {0} cannot be used by this user. Run the command as root or as its owner")]
    NotAllowed(PathBuf),
    /// It can be opened, not worked with: even reading needs the log beside it.
    #[error(
        "the database cannot be used: its disk is read-only or full, or this user may not write in its folder"
    )]
    NotWritable,
    /// The cipher failed, which it never should.
    #[error("a secret could not be encrypted")]
    Sealing,
    /// Anything else from SQLite.
    #[error("the database said: {0}")]
    Sqlite(rusqlite::Error),
    /// Another daemon serves this data.
    #[error("another linekey already serves the data in {0}. Stop it first, or use another --data-dir")]
    Served(PathBuf),
    /// Something changed between check and apply.
    #[error("something else was changed in the meantime. Check the file again")]
    Stale,
    /// A secret does not open under this key.
    #[error(
        "a stored password does not open with this box's key: the database and secret.key do not belong together"
    )]
    WrongKey,
}

impl StoreError {
    /// The error of a file beside the database; `what` is the verb.
    pub(crate) fn of_file(what: &'static str, path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull => Self::DiskFull,
            _ => Self::Io { what, path: path.to_owned(), source },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // Room for the index of the log is missing: SQLite calls that an I/O error.
        if error
            .sqlite_error()
            .is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
        {
            return Self::DiskFull;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(PathBuf::from(super::FILE))
            }
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) => Self::NotWritable,
            _ => Self::Sqlite(error),
        }
    }
}
