//! What all changes by hand have in common.

use serde::Serialize;

use crate::{
    admin::problem::{FieldProblem, Problem},
    import::Severity,
    office::{Found, HandError},
    store::StoreError,
};

/// The longest text that is searched for, in characters.
const SEARCH_LENGTH: usize = 200;

impl From<Found> for FieldProblem {
    fn from(found: Found) -> Self {
        let Found { pointer, code, message, severity, suggestion } = found;
        Self { pointer, code: code.to_owned(), message, severity, suggestion }
    }
}

/// Warnings and notes as an answer lists them.
pub fn notes(found: Vec<Found>) -> Vec<FieldProblem> {
    found.into_iter().map(FieldProblem::from).collect()
}

impl Problem {
    /// Why something could not be changed by hand. `what` it is about, `code` of a refusal of its values, `now` how it
    /// is where somebody else was faster.
    pub fn of_hand<T: Serialize>(
        error: HandError,
        what: &str,
        code: &'static str,
        now: impl FnOnce() -> Result<T, Self>,
    ) -> Self {
        match error {
            HandError::Gone => Self::not_found(what),
            HandError::Refused(found) => Self::refused(code, refusal(&found), notes(found)),
            HandError::Store(error) => Self::of_change(error, now),
        }
    }

    /// Why something that is there could not be changed; `now` is how it is where somebody else was faster.
    pub fn of_change<T: Serialize>(error: StoreError, now: impl FnOnce() -> Result<T, Self>) -> Self {
        match error {
            StoreError::Changed => now().map_or_else(|problem| problem, |document| Self::changed(&document)),
            error => error.into(),
        }
    }
}

/// The only fault's sentence, or how many there are.
fn refusal(found: &[Found]) -> String {
    let errors: Vec<&Found> = found.iter().filter(|found| found.severity == Severity::Error).collect();
    match errors.as_slice() {
        [only] => only.message.clone(),
        several => format!("{} entries must be corrected. Nothing was saved", several.len()),
    }
}

/// What was typed to search for, unless it is longer than anybody types.
pub fn search(typed: Option<String>) -> Result<String, Problem> {
    let typed = typed.unwrap_or_default();
    if typed.chars().count() > SEARCH_LENGTH {
        let detail = format!("Search for {SEARCH_LENGTH} characters at most");
        return Err(Problem::malformed(detail));
    }
    Ok(typed)
}
