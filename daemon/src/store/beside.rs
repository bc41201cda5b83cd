//! The files beside the database that people made or brought: what a backup holds of them, and their names.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{Context, SHA256};

use super::StoreError;
use crate::directory::text::hex;

/// The longest name of a file or folder; phones' own memory for names is not larger.
const LONGEST_NAME: usize = 100;

/// Files that are looked at, and taken from a backup, at most.
pub(super) const MOST_FILES: usize = 20_000;

/// What is read of a file at a time.
const PIECE: usize = 64 * 1024;

/// Room that stays on the disk.
const LEFT_FREE: u64 = 16 * 1024 * 1024;

/// A folder of the data folder that people fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Beside {
    /// How PBXs want to be spoken to.
    Dialects,
    /// Files that phones fetch as they are.
    Hosted,
    /// Exports of other systems.
    Recipes,
    /// What is laid over `device-templates/`.
    Templates,
}

impl Beside {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Dialects, Self::Hosted, Self::Recipes, Self::Templates];

    /// The folder's name.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Dialects => "dialects",
            Self::Hosted => "hosted",
            Self::Recipes => "recipes",
            Self::Templates => "templates",
        }
    }

    /// The largest file in it that is used. The biggest phone firmware we know has about 120 MB.
    #[must_use]
    pub const fn largest(self) -> u64 {
        match self {
            Self::Hosted => 192 * 1024 * 1024,
            Self::Dialects | Self::Recipes | Self::Templates => 1024 * 1024,
        }
    }

    /// Words in a path below it, at most.
    const fn deepest(self) -> usize {
        if matches!(self, Self::Hosted) { 1 } else { 5 }
    }

    pub(super) fn from_folder(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|beside| beside.folder() == name)
    }

    /// Whether a path, with forward slashes, is one of a file in it. No path that leads out of it is.
    pub(super) fn has_path(self, path: &str) -> bool {
        let words: Vec<&str> = path.split('/').collect();
        words.len() <= self.deepest() && words.into_iter().all(is_plain_name)
    }
}

/// A file in one of these folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BesideFile {
    /// Which.
    pub beside: Beside,
    /// Path below the folder, with forward slashes.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Lower-case hexadecimal digits.
    pub sha256: String,
}

impl BesideFile {
    /// What no other file may share. Phones do not tell case apart.
    pub(super) fn told_apart(&self) -> (Beside, String) {
        let path =
            if self.beside == Beside::Hosted { self.path.to_ascii_lowercase() } else { self.path.clone() };
        (self.beside, path)
    }

    /// Where it lies in a data folder.
    pub(super) fn place(&self, dir: &Path) -> PathBuf {
        dir.join(self.beside.folder()).join(&self.path)
    }
}

/// Whether a name is plain: no slash, no sign but letters A-Z, digits, blank and `._-+=~`, and nothing that a file
/// system or a shell takes for something else.
#[must_use]
pub fn is_plain_name(name: &str) -> bool {
    let fits = |sign: char| sign.is_ascii_alphanumeric() || "._-+=~ ".contains(sign);
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.chars().all(fits)
        && !name.starts_with(['.', '-', ' '])
        && !name.ends_with(['.', ' '])
        && !name.contains("..")
}

/// What is in the folders of a data folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    pub files: Vec<BesideFile>,
    /// Files that no backup can hold, and why.
    pub odd: Vec<(String, &'static str)>,
}

impl Listing {
    /// Reads every file once. Links are left out, as they are wherever these files are used; hidden ones too.
    pub(super) fn of(dir: &Path, wanted: &[Beside]) -> Result<Self, StoreError> {
        let mut listing = Self::default();
        for beside in wanted {
            listing.collect(*beside, &dir.join(beside.folder()), "", 1)?;
        }
        listing.files.sort_by(|one, other| (one.beside, &one.path).cmp(&(other.beside, &other.path)));
        Ok(listing)
    }

    fn collect(
        &mut self,
        beside: Beside,
        folder: &Path,
        prefix: &str,
        depth: usize,
    ) -> Result<(), StoreError> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(|error| StoreError::of_file("read", folder, error))?,
        };
        for entry in entries {
            let entry = entry.map_err(|error| StoreError::of_file("read", folder, error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind =
                entry.file_type().map_err(|error| StoreError::of_file("read", &entry.path(), error))?;
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            if kind.is_dir() && depth < beside.deepest() {
                self.collect(beside, &entry.path(), &format!("{path}/"), depth + 1)?;
            } else if kind.is_file() {
                self.add(beside, &entry.path(), &path)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, beside: Beside, at: &Path, path: &str) -> Result<(), StoreError> {
        let mut odd = |why| {
            self.odd.push((format!("{}/{path}", beside.folder()), why));
            Ok(())
        };
        if !beside.has_path(path) {
            return odd("its name has signs that no backup takes");
        }
        let (bytes, sha256) = match digest_of(at) {
            // Taken away while we looked.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            read => read.map_err(|error| StoreError::of_file("read", at, error))?,
        };
        if bytes > beside.largest() {
            return odd("it is larger than any file that is used");
        }
        if self.files.len() >= MOST_FILES {
            return odd("there are too many files");
        }
        let file = BesideFile { beside, path: path.to_owned(), bytes, sha256 };
        if self.files.iter().any(|other| beside == Beside::Hosted && other.told_apart() == file.told_apart())
        {
            return odd("another file has its name in other letters");
        }
        self.files.push(file);
        Ok(())
    }
}

/// Length and digest of a file.
pub(super) fn digest_of(path: &Path) -> io::Result<(u64, String)> {
    copy(&mut File::open(path)?, &mut io::sink())
}

/// Copies to the end; length and digest of what was copied.
pub(super) fn copy(from: &mut impl Read, to: &mut impl Write) -> io::Result<(u64, String)> {
    let mut hash = Context::new(&SHA256);
    let mut piece = vec![0; PIECE];
    let mut bytes = 0;
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            return Ok((bytes, hex(hash.finish().as_ref())));
        }
        hash.update(&piece[..read]);
        to.write_all(&piece[..read])?;
        bytes += read as u64;
    }
}

/// Refuses what would fill the disk that a folder is on, before anything is written.
pub(super) fn needs_room(folder: &Path, bytes: u64) -> Result<(), StoreError> {
    // Of a name without a folder that is the one at hand.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    // A file system that does not tell fails soon enough.
    let Ok(about) = rustix::fs::statvfs(folder) else { return Ok(()) };
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    if free < bytes.saturating_add(LEFT_FREE) { Err(StoreError::DiskFull) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_its_folder() {
        for path in ["acme/a.toml", "acme/d/parts/x.cfg.j2", "README.md"] {
            assert!(Beside::Templates.has_path(path), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../secret.key",
            "acme/../../x",
            "acme//x",
            "acme/",
            ".hidden",
            "acme/.x",
            "a\\b",
            "a\0b",
            "ä.toml",
            "a/b/c/d/e/f",
            "acme/x.",
            "acme/-x",
        ] {
            assert!(!Beside::Templates.has_path(path), "{path:?}");
        }
        assert!(Beside::Hosted.has_path("T46S-66.86.0.15.rom"));
        assert!(!Beside::Hosted.has_path("sub/T46S.rom"));
    }

    #[test]
    fn all_folders_are_listed_and_what_cannot_be_kept_is_named() {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["templates/acme", "hosted/sub"] {
            fs::create_dir_all(dir.path().join(folder)).unwrap();
        }
        for file in ["templates/acme/a.toml", "templates/acme/.a.toml.7.new", "hosted/ä.rom", "hosted/a.rom"]
        {
            fs::write(dir.path().join(file), "abc").unwrap();
        }
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("hosted/link.rom")).unwrap();
        let listing = Listing::of(dir.path(), &Beside::ALL).unwrap();
        let paths: Vec<_> = listing.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["a.rom", "acme/a.toml"]);
        assert!(listing.files[0].sha256.starts_with("ba7816bf8f01cfea"));
        assert_eq!(listing.odd.len(), 1);
    }
}
