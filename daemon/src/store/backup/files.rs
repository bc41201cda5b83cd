//! The files beside the database in a backup: a table of them in the database, their bytes behind its last page, one
//! after the other. SQLite reads as many pages as its header tells, so the file is a database as before.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read},
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
            let opened = match File::open(&from) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(StoreError::ChangedWhileCopied(from));
                }
                opened => opened.map_err(|error| StoreError::of_file("read", &from, error))?,
            };
            // One that grows as we read has no end.
            let copied = beside::copy(&mut opened.take(file.bytes + 1), &mut to);
            let copied = copied.map_err(|error| StoreError::of_file("copy", &from, error))?;
            if copied != (file.bytes, file.sha256.clone()) {
                return Err(StoreError::ChangedWhileCopied(from));
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
    let here = files.iter().filter(|file| file.beside == Beside::Hosted);
    let held: HashSet<&str> = here.map(|file| file.path.as_str()).collect();
    let mut missing = Vec::new();
    for row in rows {
        let (name, bytes, sha256) = row?;
        let is_there = dir.join(Beside::Hosted.folder()).join(&name).is_file();
        let why = match hosted {
            _ if held.contains(name.as_str()) => continue,
            HostedFiles::Named if is_there => "hosted files were left out",
            _ => "its bytes are gone from the box",
        };
        let bytes = u64::try_from(bytes).ok();
        let path = format!("{}/{name}", Beside::Hosted.folder());
        missing.push(LeftOut { path, bytes, sha256: Some(sha256), why });
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    fn whole(dir: &Path, to: &Path) -> Result<(), StoreError> {
        Store::open(dir)?.backup(to, None, HostedFiles::Whole).map(|_| ())
    }

    #[test]
    fn a_backup_does_not_go_among_the_files_that_it_holds() {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::create(dir.path()).unwrap());
        let (hosted, deep) = (dir.path().join("hosted"), dir.path().join("templates/acme"));
        fs::create_dir_all(&deep).unwrap();
        fs::create_dir(&hosted).unwrap();
        std::os::unix::fs::symlink(&hosted, dir.path().join("link")).unwrap();
        for to in ["hosted/all", "templates/acme/all", "link/all"] {
            let refused = whole(dir.path(), &dir.path().join(to));
            assert!(matches!(refused, Err(StoreError::AmongItsFiles(_))), "{to}: {refused:?}");
        }
        assert_eq!(fs::read_dir(hosted).unwrap().count() + fs::read_dir(deep).unwrap().count(), 0);
        whole(dir.path(), &dir.path().join("all")).unwrap();
    }

    #[test]
    fn a_file_that_changes_while_it_is_copied_ends_the_backup_with_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let from = dir.path().join("hosted/a.rom");
        fs::create_dir(dir.path().join("hosted")).unwrap();
        fs::write(&from, "firmware").unwrap();
        let files = Listing::of(dir.path(), &[Beside::Hosted]).unwrap().files;
        let carried = Carried { files, left_out: Vec::new() };
        let part = dir.path().join("part");
        let append = || {
            fs::write(&part, "").unwrap();
            carried.append(dir.path(), &part)
        };
        append().unwrap();
        // As good as one that grows for ever; nobody waits for its end.
        File::create(&from).unwrap().set_len(1 << 42).unwrap();
        assert!(append().unwrap_err().to_string().ends_with("a.rom changed while it was copied. Try again"));
        assert_eq!(fs::metadata(&part).unwrap().len(), 9);
        fs::remove_file(&from).unwrap();
        assert!(matches!(append(), Err(StoreError::ChangedWhileCopied(_))));
    }
}
