//! Files that phones fetch as they are: taken in, checked, wished for, listed. The command and the pages both come here.

mod arrival;
mod documents;
mod folder;
mod judge;
mod name;
mod upload;
mod wants;
mod wishing;

pub use arrival::{Arrived, Incoming};
pub use documents::{ByHand, FileDocument, FileList, FileModel, WishDocument, list, one};
pub(super) use judge::some;
pub use judge::{Candidate, Judgement, judge};
pub use upload::{Expected, UploadForm, expect, keep, remove};
pub use wants::{FirmwareNames, ModelWants, Wants, wants};
pub use wishing::{WishForm, unwish, wish};

use crate::{catalogue::ScopeError, directory::text::sentence, store::StoreError};

/// What speaks against a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which: `name`, `kind`, `brand`, `family`, `model`, `department`, `version`, `sha256` or `file`.
    pub field: &'static str,
    /// A sentence.
    pub message: String,
}

impl Refusal {
    fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

/// Why a file was not taken, or not wished for. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum HostingError {
    /// There is no such file.
    #[error("there is no file {0:?} on the box")]
    NoSuchFile(String),
    /// These speak against it.
    #[error("{}", messages(.0))]
    Refused(Vec<Refusal>),
    /// The store failed, or the disk.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It has too many bytes; a sentence.
    #[error("{0}")]
    TooLarge(String),
    /// A person must say that they mean it: sentences.
    #[error("{}", .0.join("\n"))]
    Unconfirmed(Vec<String>),
}

impl HostingError {
    /// One refusal.
    fn refused(field: &'static str, message: impl Into<String>) -> Self {
        Self::Refused(vec![Refusal::new(field, message)])
    }
}

impl From<ScopeError> for HostingError {
    fn from(error: ScopeError) -> Self {
        Self::refused(error.field(), sentence(&error))
    }
}

fn messages(refusals: &[Refusal]) -> String {
    refusals.iter().map(|refusal| refusal.message.as_str()).collect::<Vec<_>>().join("\n")
}

/// Warnings stop whoever has not said that they mean it.
fn confirmed(warnings: Vec<String>, confirm: bool) -> Result<(), HostingError> {
    if warnings.is_empty() || confirm { Ok(()) } else { Err(HostingError::Unconfirmed(warnings)) }
}

#[cfg(test)]
mod tests;
