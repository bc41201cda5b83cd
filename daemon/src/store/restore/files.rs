//! The files of a backup on their way into the data folder: laid beside their later places and checked, before anything
//! there is replaced.

mod way;

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{RestoreError, free_name};
use crate::store::{
    Beside, StoreError,
    backup::end_of_pages,
    beside::{self, BesideFile, Listing, MOST_FILES},
    leftovers::RESTORE_STAGED,
};

/// Folders that a backup replaces as a whole: a file that it does not hold must not stay in force.
const REPLACED: [Beside; 3] = [Beside::Dialects, Beside::Recipes, Beside::Templates];

/// The files that a backup holds.
pub(super) struct Carried {
    path: PathBuf,
    source: File,
    start: u64,
    files: Vec<BesideFile>,
}

impl Carried {
    /// What the backup's table says, as far as a backup of ours can say so. An older one holds no files: `None`.
    pub(super) fn open(path: &Path, backup: &Connection) -> Result<Option<Self>, RestoreError> {
        let not_a_backup = || RestoreError::NotABackup(path.to_owned());
        if backup.prepare("SELECT 1 FROM backup_files").is_err() {
            return Ok(None);
        }
        let files = table(backup).map_err(|_| not_a_backup())?.ok_or_else(not_a_backup)?;
        let start = end_of_pages(backup)?;
        let failed = |error| StoreError::of_file("read", path, error);
        let source = File::open(path).map_err(failed)?;
        let length = source.metadata().map_err(failed)?.len();
        let bytes: u64 = files.iter().map(|file| file.bytes).sum();
        if length != start + bytes {
            return Err(not_a_backup());
        }
        Ok(Some(Self { path: path.to_owned(), source, start, files }))
    }

    /// Lays all files beside their later places. Whatever is wrong with one, or lies in its way, is found here.
    pub(super) fn stage(&self, dir: &Path) -> Result<Staged<'_>, RestoreError> {
        let replaced = self.replaced(dir);
        way::check_folders(dir, &replaced)?;
        way::check_hosted(dir, self.files.iter().filter(|file| file.beside == Beside::Hosted))?;
        beside::needs_room(dir, self.files.iter().map(|file| file.bytes).sum())?;
        let staged = Staged { folder: dir.join(RESTORE_STAGED), files: &self.files, replaced };
        make_empty_folder(&staged.folder)?;
        let mut source = &self.source;
        let failed = |error| StoreError::of_file("read", &self.path, error);
        source.seek(SeekFrom::Start(self.start)).map_err(failed)?;
        for file in &self.files {
            let copied = write(&file.place(&staged.folder), source.take(file.bytes))?;
            if copied != (file.bytes, file.sha256.clone()) {
                return Err(RestoreError::NotABackup(self.path.clone()));
            }
        }
        Ok(staged)
    }

    /// Folders in which the box has other files than the backup. What cannot be read is another.
    fn replaced(&self, dir: &Path) -> Vec<Beside> {
        let differs = |beside: &Beside| {
            let mine = self.files.iter().filter(|file| file.beside == *beside);
            !Listing::of(dir, &[*beside]).is_ok_and(|here| here.files.iter().eq(mine))
        };
        REPLACED.into_iter().filter(differs).collect()
    }

    /// Names of the files in it that phones fetch.
    pub(super) fn hosted(&self) -> HashSet<&str> {
        let hosted = self.files.iter().filter(|file| file.beside == Beside::Hosted);
        hosted.map(|file| file.path.as_str()).collect()
    }
}

/// Files that lie beside their later places; what is left of them goes with this.
pub(super) struct Staged<'a> {
    folder: PathBuf,
    files: &'a [BesideFile],
    replaced: Vec<Beside>,
}

/// What became of the files.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// Where the folders lie now whose files are no longer in force.
    pub set_aside: Vec<PathBuf>,
    /// What is not as the backup has it, and why.
    pub failed: Vec<(PathBuf, String)>,
}

impl Placed {
    fn note(&mut self, path: PathBuf, done: io::Result<()>) {
        if let Err(error) = done {
            self.failed.push((path, error.to_string()));
        }
    }
}

impl Staged<'_> {
    /// Puts all files in their places. The data is replaced by now, so one that fails does not keep the others away.
    pub(super) fn place(&self, dir: &Path) -> Placed {
        let mut placed = Placed::default();
        for beside in &self.replaced {
            let here = dir.join(beside.folder());
            let done = self.replace(*beside, &here, &mut placed.set_aside);
            placed.note(here, done);
        }
        self.place_hosted(dir, &mut placed);
        let folders = Beside::ALL.map(|beside| dir.join(beside.folder())).into_iter();
        for folder in folders.filter(|path| path.is_dir()).chain([dir.to_owned()]) {
            let done = sync(&folder);
            placed.note(folder, done);
        }
        placed
    }

    fn replace(&self, beside: Beside, here: &Path, set_aside: &mut Vec<PathBuf>) -> io::Result<()> {
        // An empty one has nothing to keep.
        if fs::symlink_metadata(here).is_ok() && fs::remove_dir(here).is_err() {
            let before = free_name(here);
            fs::rename(here, &before)?;
            set_aside.push(before);
        }
        let staged = self.folder.join(beside.folder());
        if staged.exists() { fs::rename(&staged, here) } else { Ok(()) }
    }

    fn place_hosted(&self, dir: &Path, placed: &mut Placed) {
        let hosted = self.files.iter().filter(|file| file.beside == Beside::Hosted);
        let names: HashMap<_, _> = hosted.clone().map(|file| (file.told_apart(), &file.path)).collect();
        if names.is_empty() {
            return;
        }
        let folder = dir.join(Beside::Hosted.folder());
        let made = make_folder(&folder);
        placed.note(folder.clone(), made);
        // Phones do not tell case apart, so no other spelling of a name may stay.
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let mine = names.get(&(Beside::Hosted, name.to_ascii_lowercase()));
            if mine.is_some_and(|mine| **mine != name) {
                placed.note(entry.path(), fs::remove_file(entry.path()));
            }
        }
        for file in hosted {
            let to = file.place(dir);
            let done = fs::rename(file.place(&self.folder), &to);
            placed.note(to, done);
        }
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::error!("cannot remove {}: {error}", self.folder.display());
        }
    }
}

/// `None` where a row says what no backup of ours says.
fn table(backup: &Connection) -> rusqlite::Result<Option<Vec<BesideFile>>> {
    let mut statement =
        backup.prepare("SELECT folder, path, bytes, sha256 FROM backup_files ORDER BY rowid LIMIT ?1")?;
    let most = i64::try_from(MOST_FILES + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map([most], |row| {
        let folder: String = row.get(0)?;
        Ok((folder, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let mut names = HashSet::new();
    let mut files = Vec::new();
    for row in rows {
        let (folder, path, bytes, sha256) = row?;
        let Some(file) = checked(&folder, path, bytes, sha256) else { return Ok(None) };
        if !names.insert(file.told_apart()) {
            return Ok(None);
        }
        files.push(file);
    }
    Ok(Some(files).filter(|files| files.len() <= MOST_FILES))
}

/// The hosted files that the data of a backup knows of; none in that of an early version. `None` where a row is not of
/// ours.
pub(super) fn hosted(backup: &Connection) -> rusqlite::Result<Option<Vec<BesideFile>>> {
    let Ok(mut statement) = backup.prepare("SELECT name, bytes, sha256 FROM hosted_files ORDER BY name")
    else {
        return Ok(Some(Vec::new()));
    };
    let rows = statement
        .query_map([], |row| Ok(checked(Beside::Hosted.folder(), row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

fn checked(folder: &str, path: String, bytes: i64, sha256: String) -> Option<BesideFile> {
    let beside = Beside::from_folder(folder).filter(|beside| beside.has_path(&path))?;
    let bytes = u64::try_from(bytes).ok().filter(|bytes| *bytes <= beside.largest())?;
    Some(BesideFile { beside, path, bytes, sha256 })
}

fn write(path: &Path, mut from: impl Read) -> Result<(u64, String), StoreError> {
    let failed = |error| StoreError::of_file("write", path, error);
    make_folder(path.parent().unwrap_or(path)).map_err(failed)?;
    let made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut to = made.map_err(failed)?;
    let copied = beside::copy(&mut from, &mut to).map_err(failed)?;
    to.sync_all().map_err(failed)?;
    Ok(copied)
}

/// What a power cut left there goes.
fn make_empty_folder(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::of_file("remove", folder, error))
        }
        _ => make_folder(folder).map_err(|error| StoreError::of_file("make", folder, error)),
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Without this a power cut may forget the names.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests;
