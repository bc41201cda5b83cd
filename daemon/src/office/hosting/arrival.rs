//! A file on its way in: written beside its later place while its digest is taken, and gone when this is.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use aws_lc_rs::digest::{Context, SHA256};

use super::HostingError;
use crate::{directory::text::hex, office::media, store::StoreError};

/// Folder below the data folder; on the same disk as the files' later place.
const FOLDER: &str = "hosted-upload.tmp";

/// What a power cut left behind is that old when it goes. No upload takes as long.
const STALE: Duration = Duration::from_hours(2);

/// Tells uploads of one process apart.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// A file of which not all has come.
pub struct Incoming {
    file: File,
    hash: Context,
    most: u64,
    arrived: Arrived,
}

/// A file that has come, not yet in its place.
#[derive(Debug)]
pub struct Arrived {
    path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// Lower-case hexadecimal digits.
    pub sha256: String,
}

impl Incoming {
    /// Room for a file of at most so many bytes.
    pub fn create(dir: &Path, most: u64) -> Result<Self, HostingError> {
        let folder = dir.join(FOLDER);
        make_folder(&folder).map_err(|error| failed("make", &folder, error))?;
        clear(&folder);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("{}-{count}", std::process::id()));
        let file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path);
        let file = file.map_err(|error| failed("make", &path, error))?;
        let arrived = Arrived { path, bytes: 0, sha256: String::new() };
        Ok(Self { file, hash: Context::new(&SHA256), most, arrived })
    }

    /// Takes the next bytes.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), HostingError> {
        self.arrived.bytes += piece.len() as u64;
        if self.arrived.bytes > self.most {
            let most = media::size_of(self.most);
            return Err(HostingError::TooLarge(format!(
                "the file is larger than {most}, which no such file is"
            )));
        }
        self.hash.update(piece);
        self.file.write_all(piece).map_err(|error| failed("write", &self.arrived.path, error))
    }

    /// All has come; it is on the disk for good.
    pub fn finish(mut self) -> Result<Arrived, HostingError> {
        self.file.sync_all().map_err(|error| failed("write", &self.arrived.path, error))?;
        self.arrived.sha256 = hex(self.hash.finish().as_ref());
        Ok(self.arrived)
    }
}

impl Arrived {
    /// Its bytes; only for files that are small.
    pub(super) fn read(&self) -> Result<Vec<u8>, HostingError> {
        fs::read(&self.path).map_err(|error| failed("read", &self.path, error))
    }

    /// Puts it in its place.
    pub(super) fn place(&self, target: &Path) -> Result<(), StoreError> {
        let folder = target.parent().unwrap_or(target);
        make_folder(folder).map_err(|error| StoreError::of_file("make", folder, error))?;
        fs::rename(&self.path, target).map_err(|error| StoreError::of_file("make", target, error))?;
        // Without this a power cut may forget the name.
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| StoreError::of_file("write", folder, error))
    }
}

impl Drop for Arrived {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::error!("cannot remove {}: {error}", self.path.display());
        }
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let modified = entry.metadata().and_then(|about| about.modified());
        let age = modified.ok().and_then(|at| at.elapsed().ok()).unwrap_or_default();
        if age > STALE {
            fs::remove_file(entry.path()).unwrap_or_default();
        }
    }
}

fn failed(what: &'static str, path: &Path, error: io::Error) -> HostingError {
    StoreError::of_file(what, path, error).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_arrives_with_its_digest_and_goes_when_nobody_takes_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut incoming = Incoming::create(dir.path(), 10).unwrap();
        incoming.write(b"ab").unwrap();
        incoming.write(b"c").unwrap();
        let arrived = incoming.finish().unwrap();
        assert_eq!(arrived.bytes, 3);
        assert!(arrived.sha256.starts_with("ba7816bf8f01cfea"));
        assert_eq!(arrived.read().unwrap(), b"abc");
        drop(arrived);
        assert_eq!(fs::read_dir(dir.path().join(FOLDER)).unwrap().count(), 0);
    }

    #[test]
    fn too_much_is_refused_and_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut incoming = Incoming::create(dir.path(), 3).unwrap();
        assert!(matches!(incoming.write(b"abcd"), Err(HostingError::TooLarge(_))));
        drop(incoming);
        assert_eq!(fs::read_dir(dir.path().join(FOLDER)).unwrap().count(), 0);
    }
}
