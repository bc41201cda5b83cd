//! Run as root, a command acts as the owner of the data folder, so that it leaves no file the daemon cannot write.

use std::{os::unix::fs::MetadataExt, path::Path};

use nix::unistd::{Gid, Uid, geteuid, setegid, seteuid, setgroups};

use super::Failure;

/// Becomes the folder's owner for the rest of this process. Files that the person named must be open by then.
/// Does nothing for anybody but root, for a folder of root's, or where there is no folder yet.
pub fn become_owner_of(dir: &Path) -> Result<(), Failure> {
    let Ok(about) = std::fs::metadata(dir) else { return Ok(()) };
    if !geteuid().is_root() || about.uid() == 0 {
        return Ok(());
    }
    let failed =
        |error: nix::Error| Failure::System(format!("cannot act as the owner of {}: {error}", dir.display()));
    setgroups(&[]).map_err(failed)?;
    setegid(Gid::from_raw(about.gid())).map_err(failed)?;
    seteuid(Uid::from_raw(about.uid())).map_err(failed)
}
