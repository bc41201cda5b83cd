//! What on the box does not let a backup's files in. Asked before anything is replaced.

use std::{
    collections::HashSet,
    fs::{self, Metadata},
    io,
    os::unix::fs::MetadataExt,
    path::Path,
};

use crate::store::{Beside, BesideFile, RestoreError};

/// Folders that are to be renamed. A link to another disk is renamed itself.
pub(super) fn check_folders(dir: &Path, replaced: &[Beside]) -> Result<(), RestoreError> {
    replaced.iter().try_for_each(|beside| {
        let folder = dir.join(beside.folder());
        let about = fs::symlink_metadata(&folder);
        about.map_or(Ok(()), |about| check_disk(dir, &folder, &about))
    })
}

/// The folder that files are moved into, and what has their names there.
pub(super) fn check_hosted<'a>(
    dir: &Path,
    files: impl Iterator<Item = &'a BesideFile>,
) -> Result<(), RestoreError> {
    let names: HashSet<_> = files.map(BesideFile::told_apart).collect();
    let folder = dir.join(Beside::Hosted.folder());
    let about = match fs::metadata(&folder) {
        _ if names.is_empty() => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(_) => return Err(in_the_way(&folder, "cannot be read")),
        Ok(about) => about,
    };
    if !about.is_dir() {
        return Err(in_the_way(&folder, "is no folder"));
    }
    check_disk(dir, &folder, &about)?;
    for entry in fs::read_dir(&folder).map_err(|_| in_the_way(&folder, "cannot be read"))?.flatten() {
        let name = entry.file_name().to_string_lossy().to_ascii_lowercase();
        if names.contains(&(Beside::Hosted, name)) && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            return Err(in_the_way(&entry.path(), "is a folder, and the backup has a file of that name"));
        }
    }
    Ok(())
}

/// Files are renamed to their places, which no system does from one disk to another.
fn check_disk(dir: &Path, folder: &Path, about: &Metadata) -> Result<(), RestoreError> {
    let is_elsewhere = fs::metadata(dir).is_ok_and(|here| here.dev() != about.dev());
    if is_elsewhere { Err(in_the_way(folder, "is on another disk than the data")) } else { Ok(()) }
}

fn in_the_way(path: &Path, why: &'static str) -> RestoreError {
    RestoreError::InTheWay { path: path.to_owned(), why }
}
