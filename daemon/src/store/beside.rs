//! The files beside the database that people made or brought: what a backup holds of them, and their names.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{Context, SHA256};

use super::StoreError;
use crate::directory::text::hex;

/// The longest name of a file or folder; phones' own memory for names is not larger.
pub const LONGEST_NAME: usize = 100;

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

    /// Words in a path below it, at most: of the box's own files `brand/dialect/parts/x.j2` and one more.
    #[must_use]
    pub const fn deepest(self) -> usize {
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
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.chars().all(may_be_in_name)
        && !name.starts_with(['.', '-', ' '])
        && !name.ends_with(['.', ' '])
        && !name.contains("..")
}

/// Whether a sign may stand in a plain name.
#[must_use]
pub fn may_be_in_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "._-+=~ ".contains(sign)
}

/// What is in the folders of a data folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    pub files: Vec<BesideFile>,
    /// Files and folders that no backup can hold, and why.
    pub odd: Vec<(String, &'static str)>,
    names: HashSet<(Beside, String)>,
}

impl Listing {
    /// Reads every file once. Hidden ones are left out, and so are links, as they are wherever these files are used.
    pub(super) fn of(dir: &Path, wanted: &[Beside]) -> Result<Self, StoreError> {
        let mut listing = Self::default();
        for beside in wanted {
            listing.collect(*beside, &dir.join(beside.folder()), "", 1)?;
        }
        listing.files.sort_by(|one, other| (one.beside, &one.path).cmp(&(other.beside, &other.path)));
        listing.odd.sort_unstable();
        Ok(listing)
    }

    fn collect(
        &mut self,
        beside: Beside,
        folder: &Path,
        prefix: &str,
        depth: usize,
    ) -> Result<(), StoreError> {
        let Some(entries) = self.kept(beside, prefix, folder, fs::read_dir(folder))? else { return Ok(()) };
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
            } else {
                let why = if kind.is_dir() { "its files lie too deep to be used" } else { "it is a link" };
                self.leave_out(beside, &path, why);
            }
        }
        Ok(())
    }

    fn add(&mut self, beside: Beside, at: &Path, path: &str) -> Result<(), StoreError> {
        if !beside.has_path(path) {
            self.leave_out(beside, path, "its name has signs that no backup takes");
            return Ok(());
        }
        let Some(about) = self.kept(beside, path, at, fs::metadata(at))? else { return Ok(()) };
        if about.len() > beside.largest() {
            self.leave_out(beside, path, "it is larger than any file that is used");
        } else if self.files.len() >= MOST_FILES {
            self.leave_out(beside, path, "there are too many files");
        } else if let Some((bytes, sha256)) = self.kept(beside, path, at, digest_of(at))? {
            let file = BesideFile { beside, path: path.to_owned(), bytes, sha256 };
            if self.names.insert(file.told_apart()) {
                self.files.push(file);
            } else {
                self.leave_out(beside, path, "another file has its name in other letters");
            }
        }
        Ok(())
    }

    /// What was read. Nothing where it was taken away while we looked, or is somebody else's: then that is noted.
    fn kept<T>(
        &mut self,
        beside: Beside,
        path: &str,
        at: &Path,
        read: io::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        match read {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                self.leave_out(beside, path, "the box may not read it");
                Ok(None)
            }
            read => read.map(Some).map_err(|error| StoreError::of_file("read", at, error)),
        }
    }

    fn leave_out(&mut self, beside: Beside, path: &str, why: &'static str) {
        self.odd.push((format!("{}/{path}", beside.folder()), why));
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

/// The folder that a file is in: of a name without one, the one at hand.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Refuses what would fill the disk that a folder is on, before anything is written.
pub(super) fn needs_room(folder: &Path, bytes: u64) -> Result<(), StoreError> {
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
        for folder in ["templates/acme/b/c/d/e", "hosted/sub"] {
            fs::create_dir_all(dir.path().join(folder)).unwrap();
        }
        for file in [
            "templates/acme/a.toml",
            "templates/acme/.a.toml.7.new",
            "templates/acme/b/c/d/e/f.j2",
            "hosted/ä.rom",
            "hosted/a.rom",
            "hosted/A.rom",
        ] {
            fs::write(dir.path().join(file), "abc").unwrap();
        }
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("hosted/link.rom")).unwrap();
        let listing = Listing::of(dir.path(), &Beside::ALL).unwrap();
        let paths: Vec<_> = listing.files.iter().map(|file| file.path.as_str()).collect();
        assert!(["a.rom", "A.rom"].contains(&paths[0]), "{paths:?}");
        assert_eq!(paths[1..], ["acme/a.toml"]);
        assert!(listing.files[0].sha256.starts_with("ba7816bf8f01cfea"));
        let mut odd: Vec<_> = listing.odd.into_iter().map(|(path, _)| path.to_ascii_lowercase()).collect();
        odd.sort_unstable();
        let left_out = ["hosted/a.rom", "hosted/link.rom", "hosted/sub", "hosted/ä.rom"];
        assert_eq!(odd, [&left_out[..], &["templates/acme/b/c/d/e"]].concat());
    }

    #[test]
    fn what_the_box_cannot_read_is_left_out_and_so_is_what_is_too_large_unread() {
        use std::os::unix::fs::PermissionsExt;
        super::super::testing::without_root(|| {
            let dir = tempfile::tempdir().unwrap();
            for folder in ["templates/acme", "templates/closed", "hosted"] {
                fs::create_dir_all(dir.path().join(folder)).unwrap();
            }
            for file in ["templates/acme/a.toml", "templates/acme/x.toml", "templates/closed/c.toml"] {
                fs::write(dir.path().join(file), "abc").unwrap();
            }
            // Nobody waits for the end of that.
            File::create(dir.path().join("hosted/a.rom")).unwrap().set_len(1 << 42).unwrap();
            let mode = |path: &str, mode| {
                fs::set_permissions(dir.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
            };
            mode("templates/acme/x.toml", 0o0);
            mode("templates/closed", 0o0);
            let listing = Listing::of(dir.path(), &Beside::ALL);
            mode("templates/closed", 0o700);
            let Listing { files, odd, .. } = listing.unwrap();
            assert_eq!(files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["acme/a.toml"]);
            let closed = "the box may not read it";
            let large = ("hosted/a.rom".to_owned(), "it is larger than any file that is used");
            let unread = ["templates/acme/x.toml", "templates/closed/"].map(|path| (path.to_owned(), closed));
            assert_eq!(odd, [&[large][..], &unread].concat());
        });
    }
}
