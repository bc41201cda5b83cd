//! Reading `device-templates/`.

use super::Catalogue;

/// One file below `device-templates/` or its overlay.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path with forward slashes: `yealink/t4x.toml`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Why a catalogue file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {message}")]
pub struct Fault {
    /// Path below the folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, as a sentence.
    pub message: String,
}

impl Catalogue {
    /// The catalogue as shipped, with the box's own files laid over it. A fault in a shipped file is an error; one
    /// in the overlay is kept in [`faults`](Catalogue::faults) while the shipped file stands in.
    pub fn load(shipped: &[SourceFile], overlay: &[SourceFile]) -> Result<Self, Fault> {
        todo!("{shipped:?}{overlay:?}")
    }

    /// The files embedded in the program.
    #[must_use]
    pub fn shipped_files() -> Vec<SourceFile> {
        todo!()
    }

    /// The catalogue as shipped.
    pub fn shipped() -> Result<Self, Fault> {
        Self::load(&Self::shipped_files(), &[])
    }

    /// What is wrong with the box's own files.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}
