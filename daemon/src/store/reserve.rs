//! Room that is kept for a full disk.

use std::{fs, io, path::Path};

/// Name of the file in the data folder.
const FILE: &str = "reserve";

/// Enough for the index of the write-ahead log and a few small changes.
const BYTES: usize = 512 * 1024;

/// Keeps some room, so that the box can start on a disk that has filled up. No room for it is no failure.
pub fn keep(dir: &Path) {
    let path = dir.join(FILE);
    let kept = fs::metadata(&path).is_ok_and(|about| about.len() == BYTES as u64);
    if !kept && fs::write(&path, vec![0x20; BYTES]).is_err() {
        fs::remove_file(&path).unwrap_or_default();
    }
}

/// Gives the room up; says whether there was any.
#[must_use]
pub fn release(dir: &Path) -> bool {
    match fs::remove_file(dir.join(FILE)) {
        Ok(()) => true,
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                tracing::warn!("cannot give up the reserve on the disk: {error}");
            }
            false
        }
    }
}
