//! The files beside the database in a backup: a table of them in the database, their bytes behind its last page, one
//! after the other. SQLite reads as many pages as its header tells, so the file is a database as before.

use std::{
    fs::{self, File},
    path::Path,
};

use rusqlite::{Connection, params};

use crate::store::{
    Beside, StoreError,
    beside::{self, BesideFile, Listing},
};

/// What a backup holds of the files that phones fetch as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostedFiles {
    /// None: only which there are.
    Named,
    /// All of them.
    Whole,
}

/// A file that is not in a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Path below the data folder.
    pub path: String,
    /// Its length, where it is known.
    pub bytes: Option<u64>,
    /// Its digest, where it is known.
    pub sha256: Option<String>,
    /// Why, as a sentence without its end.
    pub why: &'static str,
}

/// What is to be written behind the database, and what is not.
pub(super) struct Carried {
    pub files: Vec<BesideFile>,
    pub left_out: Vec<LeftOut>,
}

impl Carried {
    /// Looks at what is beside the database, of which `copy` is a copy.
    pub(super) fn of(dir: &Path, copy: &Connection, hosted: HostedFiles) -> Result<Self, StoreError> {
        let wanted = |beside: &Beside| *beside != Beside::Hosted || hosted == HostedFiles::Whole;
        let wanted: Vec<Beside> = Beside::ALL.into_iter().filter(wanted).collect();
        let Listing { files, odd, .. } = Listing::of(dir, &wanted)?;
        let odd = odd.into_iter().map(|(path, why)| LeftOut { path, bytes: None, sha256: None, why });
        let mut left_out: Vec<LeftOut> = odd.collect();
        left_out.extend(missing(dir, copy, hosted, &files)?);
        Ok(Self { files, left_out })
    }

    /// Bytes of all files.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Writes the table.
    pub(super) fn record(&self, copy: &Connection) -> Result<(), StoreError> {
        copy.execute_batch(
            "DROP TABLE IF EXISTS backup_files;
             CREATE TABLE backup_files (folder TEXT NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL,
                                        sha256 TEXT NOT NULL) STRICT;
             BEGIN",
        )?;
        let mut insert =
            copy.prepare("INSERT INTO backup_files (folder, path, bytes, sha256) VALUES (?1, ?2, ?3, ?4)")?;
        for file in &self.files {
            let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
            insert.execute(params![file.beside.folder(), file.path, bytes, file.sha256])?;
        }
        Ok(copy.execute_batch("COMMIT")?)
    }

    /// Writes the bytes behind the last page of the database at `part`, which nobody has open.
    pub(super) fn append(&self, dir: &Path, part: &Path) -> Result<(), StoreError> {
        let opened = fs::OpenOptions::new().append(true).open(part);
        let mut to = opened.map_err(|error| StoreError::of_file("write", part, error))?;
        for file in &self.files {
            let from = file.place(dir);
            let opened = File::open(&from);
            let mut opened = opened.map_err(|error| StoreError::of_file("read", &from, error))?;
            let copied = beside::copy(&mut opened, &mut to);
            let copied = copied.map_err(|error| StoreError::of_file("copy", &from, error))?;
            if copied != (file.bytes, file.sha256.clone()) {
                return Err(StoreError::Changed);
            }
        }
        Ok(())
    }
}

/// Where the bytes behind a database begin.
pub(in crate::store) fn end_of_pages(db: &Connection) -> Result<u64, StoreError> {
    let number = |pragma| db.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let (count, size) = (number("page_count")?, number("page_size")?);
    Ok(u64::try_from(count.saturating_mul(size)).unwrap_or(0))
}

/// Files that the box knows of and the backup does not hold.
fn missing(
    dir: &Path,
    copy: &Connection,
    hosted: HostedFiles,
    files: &[BesideFile],
) -> Result<Vec<LeftOut>, StoreError> {
    let mut statement = copy.prepare("SELECT name, bytes, sha256 FROM hosted_files ORDER BY name")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
    })?;
    let mut missing = Vec::new();
    for row in rows {
        let (name, bytes, sha256) = row?;
        let is_held = files.iter().any(|file| file.beside == Beside::Hosted && file.path == name);
        let is_there = dir.join(Beside::Hosted.folder()).join(&name).is_file();
        let why = match hosted {
            _ if is_held => continue,
            HostedFiles::Named if is_there => "hosted files were left out",
            _ => "its bytes are gone from the box",
        };
        let bytes = u64::try_from(bytes).ok();
        let path = format!("{}/{name}", Beside::Hosted.folder());
        missing.push(LeftOut { path, bytes, sha256: Some(sha256), why });
    }
    Ok(missing)
}
