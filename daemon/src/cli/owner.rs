//! Run as root, a command acts as the owner of the data folder, so that it leaves no file the daemon cannot write.

use std::{fs::Metadata, os::unix::fs::MetadataExt, path::Path};

use nix::unistd::{Gid, Uid, geteuid, setegid, seteuid, setgroups, setresgid, setresuid};
use rustix::thread::{CapabilitySet, capabilities, set_capabilities};

use super::Failure;

/// Becomes the folder's owner for the rest of this process, still able to read what root can: the folder of a service
/// with `DynamicUser=` lies below `/var/lib/private`, which root alone may enter. Files that the person wants written
/// must be open by then. Does nothing for anybody but root, for a folder of root's, or where there is no folder yet.
pub fn become_owner_of(dir: &Path) -> Result<(), Failure> {
    let Some(about) = owner_to_become(dir) else { return Ok(()) };
    setgroups(&[]).map_err(|error| failed(dir, error))?;
    setegid(Gid::from_raw(about.gid())).map_err(|error| failed(dir, error))?;
    seteuid(Uid::from_raw(about.uid())).map_err(|error| failed(dir, error))?;
    let mut sets = capabilities(None).map_err(|error| failed(dir, error))?;
    // Not in a container that root has without this: there the folder must be open to its owner.
    sets.effective = sets.permitted & CapabilitySet::DAC_READ_SEARCH;
    set_capabilities(None, sets).map_err(|error| failed(dir, error))
}

/// Becomes the folder's owner with no way back: for the daemon, which strangers talk to.
pub fn become_owner_for_good(dir: &Path) -> Result<(), Failure> {
    let Some(about) = owner_to_become(dir) else { return Ok(()) };
    let (user, group) = (Uid::from_raw(about.uid()), Gid::from_raw(about.gid()));
    setgroups(&[]).map_err(|error| failed(dir, error))?;
    setresgid(group, group, group).map_err(|error| failed(dir, error))?;
    setresuid(user, user, user).map_err(|error| failed(dir, error))
}

fn owner_to_become(dir: &Path) -> Option<Metadata> {
    std::fs::metadata(dir).ok().filter(|about| geteuid().is_root() && about.uid() != 0)
}

fn failed(dir: &Path, error: impl Into<std::io::Error>) -> Failure {
    let error = error.into();
    Failure::System(format!("cannot act as the owner of {}: {error}", dir.display()))
}
