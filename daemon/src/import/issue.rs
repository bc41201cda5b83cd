//! What the person's file says wrong: always all of it, never only the first.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Blocks the import.
    Error,
    /// Worth a look; does not block.
    Warning,
    /// What we filled in or left aside.
    Note,
}

/// One finding about one cell, one row or the whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Issue {
    /// Row as the spreadsheet numbers it; `None` is the whole file.
    pub row: Option<u32>,
    /// Our field name, where the issue is about one.
    pub column: Option<String>,
    /// The header of that column in the person's file.
    pub source_column: Option<String>,
    /// Whether it blocks.
    pub severity: Severity,
    /// Stable name for programs, for example `mac_duplicate`.
    pub code: &'static str,
    /// What the cell says; never a secret.
    pub value: Option<String>,
    /// A sentence for the person: what is wrong and what to do.
    pub message: String,
    /// A value that would be right, where we know one.
    pub suggestion: Option<String>,
}

/// An issue before it is known where: what is wrong and what would be right.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) suggestion: Option<String>,
}

impl Finding {
    pub(super) fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, message: message.into(), suggestion: None }
    }

    pub(super) fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    pub(super) fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, message) }
    }

    pub(super) fn suggest(self, suggestion: Option<String>) -> Self {
        Self { suggestion, ..self }
    }

    pub(super) fn issue(
        self,
        row: Option<u32>,
        column: Option<&str>,
        source_column: Option<String>,
    ) -> Issue {
        Issue {
            row,
            column: column.map(str::to_owned),
            source_column,
            severity: self.severity,
            code: self.code,
            value: None,
            message: self.message,
            suggestion: self.suggestion,
        }
    }
}
