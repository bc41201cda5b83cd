//! A backup on its way in: too large for memory, so it lies in a private folder until it is restored.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use axum::body::Body;
use bytes::Bytes;
use tokio::{
    sync::mpsc::{Receiver, channel},
    task::spawn_blocking,
};

use crate::{
    admin::{
        api::intake::{WAITING, pass_on},
        problem::Problem,
    },
    store::{RESTORE_ON_ITS_WAY, StoreError},
};

/// The largest backup. The data of ten thousand phones has about 50 MB, firmware for a dozen models 1 GB.
const MAX_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// What is said of a larger one.
const TOO_LARGE: &str = "The file is larger than 4 GB: restore it with `linekey restore`";

/// An uploaded file; it goes when this goes. Its folder is its own: what SQLite may lay beside a file goes with it.
pub struct Upload {
    folder: PathBuf,
}

impl Upload {
    /// Takes a body in.
    pub async fn receive(dir: &Path, content: Body) -> Result<Self, Problem> {
        Self::receive_at_most(dir, content, MAX_BYTES).await
    }

    async fn receive_at_most(dir: &Path, content: Body, most: u64) -> Result<Self, Problem> {
        let upload = Self { folder: dir.join(RESTORE_ON_ITS_WAY) };
        // Before anything else may wait: should the person go away, nothing is made after it was cleared away.
        make_folder(&upload.folder).map_err(|error| io_problem(&error))?;
        let path = upload.path();
        let (send, pieces) = channel(WAITING);
        let writing = spawn_blocking(move || write(&path, pieces));
        let received = pass_on(content, send, most, TOO_LARGE).await;
        let written = writing.await.map_err(|error| Problem::internal(&error))?;
        // A disk that is full ends both; it is the reason to tell.
        written.map_err(|error| io_problem(&error))?;
        received.map(|()| upload)
    }

    /// Where it lies.
    pub fn path(&self) -> PathBuf {
        self.folder.join("upload")
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::error!("cannot remove {}: {error}", self.folder.display());
        }
    }
}

/// Makes an empty folder for its owner alone; what a power cut left there goes.
fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::DirBuilder::new().mode(0o700).create(folder),
    }
}

fn write(path: &Path, mut pieces: Receiver<Bytes>) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    while let Some(piece) = pieces.blocking_recv() {
        file.write_all(&piece)?;
    }
    Ok(())
}

/// The problem of a file in the data folder.
pub fn io_problem(error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::StorageFull => StoreError::DiskFull.into(),
        _ => Problem::internal(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_upload_lies_there_as_long_as_it_is_held() {
        let dir = tempfile::tempdir().unwrap();
        let upload = Upload::receive(dir.path(), Body::from("backup")).await.unwrap();
        assert_eq!(fs::read(upload.path()).unwrap(), b"backup");
        drop(upload);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn too_large_a_file_is_refused_and_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let problem = Upload::receive_at_most(dir.path(), Body::from(vec![0; 11]), 10).await.err().unwrap();
        assert_eq!(problem.code, "too_large");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn what_was_left_behind_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(RESTORE_ON_ITS_WAY)).unwrap();
        fs::write(dir.path().join(RESTORE_ON_ITS_WAY).join("upload"), "old").unwrap();
        let upload = Upload::receive(dir.path(), Body::from("new")).await.unwrap();
        assert_eq!(fs::read(upload.path()).unwrap(), b"new");
    }
}
