//! Taking an applied import back.

use crate::store::{Store, StoreError};

/// What taking an import back does, or would do.
#[derive(Debug, Clone, Default)]
pub struct UndoReport {
    /// What blocks it: sentences.
    pub conflicts: Vec<String>,
    /// Later things that would go too: sentences.
    pub dependents: Vec<String>,
}

/// What taking an import back would do. Changes nothing.
pub fn report(_: &mut Store, _: i64, _: i64) -> Result<UndoReport, StoreError> {
    Ok(UndoReport { conflicts: vec!["Not there yet".into()], ..UndoReport::default() })
}

/// Takes an import back where nothing blocks it.
pub fn undo(store: &mut Store, import: i64, _: bool, _: &str, now: i64) -> Result<UndoReport, StoreError> {
    report(store, import, now)
}
