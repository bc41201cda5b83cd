//! What people are told of a backup and of a restore.

use super::{media::size_of, now};
use crate::store::{BackupMade, EventSeverity, LeftOut, Restored, Store, StoreError};

/// Files that events name at most: more would push all others out of sight.
const MOST_TOLD: usize = 50;

/// What a backup holds beside the data; a sentence. Nothing where there is nothing.
#[must_use]
pub fn held(made: &BackupMade) -> Option<String> {
    let own = counted(made.own_files, "file of the box's own", "files of the box's own");
    let hosted = counted(made.hosted_files, "file that phones fetch", "files that phones fetch");
    let parts: Vec<String> = [own, hosted].into_iter().flatten().collect();
    if parts.is_empty() {
        return None;
    }
    Some(format!("It holds {} ({})", parts.join(" and "), size_of(made.bytes)))
}

fn counted(count: usize, one: &str, more: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {more}")),
    }
}

/// A file that is not in a backup; a line.
#[must_use]
pub fn left_out(file: &LeftOut) -> String {
    let bytes = file.bytes.map(|bytes| format!(", {}", size_of(bytes))).unwrap_or_default();
    let sha256 = file.sha256.as_ref().map(|digest| format!(", SHA-256 {digest}")).unwrap_or_default();
    format!("{}{bytes}{sha256}: {}", file.path, file.why)
}

/// Keeps among the events what a backup does not hold, for whoever made it in the pages.
pub fn note_left_out(store: &mut Store, made: &BackupMade, actor: &str) -> Result<(), StoreError> {
    let said =
        made.left_out.iter().take(MOST_TOLD).map(|file| format!("not in the backup: {}", left_out(file)));
    let rest = made.left_out.len().saturating_sub(MOST_TOLD);
    let more =
        (rest > 0).then(|| format!("not in the backup: {rest} more files. `linekey backup` names all"));
    for message in said.chain(more) {
        store.note_event(now(), "backup_made", EventSeverity::Warning, &message, actor)?;
    }
    Ok(())
}

/// What is left to do after a restore, and where what is no longer in force lies now; sentences. They are kept among
/// the events too, for whoever looks at the pages.
pub fn note_restored(store: &mut Store, restored: &Restored, actor: &str) -> Result<Vec<String>, StoreError> {
    store.note_event(now(), "restored", EventSeverity::Note, "a backup was restored", actor)?;
    let aside = restored.set_aside.iter().map(|path| {
        let message = format!("the files that were in force before lie in {} now", path.display());
        (EventSeverity::Note, message)
    });
    let failed = restored.failed.iter().map(|(path, why)| {
        let message = format!("{} is not as the backup has it ({why}): restore it again", path.display());
        (EventSeverity::Error, message)
    });
    let missing = restored.missing.iter().map(|file| {
        let message = format!(
            "upload {} again ({}, SHA-256 {}): the backup does not hold it",
            file.path,
            size_of(file.bytes),
            file.sha256
        );
        (EventSeverity::Warning, message)
    });
    let said: Vec<(EventSeverity, String)> = failed.chain(aside).chain(missing).collect();
    for (severity, message) in &said {
        store.note_event(now(), "restored", *severity, message, actor)?;
    }
    Ok(said.into_iter().map(|(_, message)| message).collect())
}
