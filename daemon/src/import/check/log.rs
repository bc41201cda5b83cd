//! The findings of a check, in the order a person reads them.

use std::collections::HashMap;

use super::cells::Cells;
use crate::import::{Field, Issue, Mapping, Severity, issue::Finding};

/// More findings than anybody reads; a bound for the memory of a file that is wrong everywhere.
const MAX_ISSUES: usize = 100_000;
/// Longest piece of a cell that is repeated in an issue, in characters.
const MAX_VALUE: usize = 200;

pub(super) struct Log<'a> {
    mapping: &'a Mapping,
    /// With the place that orders them: row, then column.
    found: Vec<((u32, usize), Issue)>,
    errors: usize,
    left_off: usize,
    /// The first error of each row: its column's place and its sentence.
    refused: HashMap<u32, (usize, String)>,
}

impl<'a> Log<'a> {
    pub(super) fn new(mapping: &'a Mapping, first: Vec<Issue>) -> Self {
        let errors = first.iter().filter(|issue| issue.severity == Severity::Error).count();
        let found = first.into_iter().map(|issue| ((0, 0), issue)).collect();
        Self { mapping, found, errors, left_off: 0, refused: HashMap::new() }
    }

    /// The sentence of the row's first error.
    pub(super) fn first_error(&self, row: u32) -> Option<&str> {
        self.refused.get(&row).map(|(_, message)| message.as_str())
    }

    /// About the whole file.
    pub(super) fn file(&mut self, finding: Finding) {
        self.push((0, 0), finding.issue(None, None, None));
    }

    /// One that was found before, about the whole file.
    pub(super) fn issue(&mut self, issue: Issue) {
        self.push((0, 0), issue);
    }

    /// About a row without one cell to blame.
    pub(super) fn row(&mut self, row: u32, finding: Finding) {
        self.push((row, 0), finding.issue(Some(row), None, None));
    }

    /// About the row's cell of a field, whose value is repeated unless it is a secret.
    pub(super) fn cell(&mut self, cells: &Cells<'_>, field: Field, finding: Finding) {
        self.field(cells.row, field, cells.written(field), finding);
    }

    /// About a cell of a row that was read before.
    pub(super) fn field(&mut self, row: u32, field: Field, value: &str, finding: Finding) {
        let column = self.mapping.column(field);
        let place = column.map_or(usize::MAX, |column| column.index + 1);
        let mut issue =
            finding.issue(Some(row), Some(field.name()), column.map(|column| column.source.clone()));
        if !(field.is_secret() || value.is_empty()) {
            issue.value = Some(value.chars().take(MAX_VALUE).collect());
        }
        self.push((row, place), issue);
    }

    /// About a cell of a custom column. Its value may be anything, a secret too, so it is not repeated.
    pub(super) fn custom(&mut self, row: u32, index: usize, header: &str, finding: Finding) {
        self.push((row, index + 1), finding.issue(Some(row), None, Some(header.to_owned())));
    }

    fn push(&mut self, place: (u32, usize), issue: Issue) {
        let is_error = issue.severity == Severity::Error;
        if is_error {
            self.errors += 1;
            self.refuse(place, &issue.message);
        }
        // What blocks must be seen, however much is only worth a look.
        let others = self.found.len().saturating_sub(self.errors.min(MAX_ISSUES));
        let alike = if is_error { self.errors - 1 } else { others };
        if alike < MAX_ISSUES {
            self.found.push((place, issue));
        } else {
            self.left_off += 1;
        }
    }

    fn refuse(&mut self, (row, column): (u32, usize), message: &str) {
        let first = self.refused.entry(row).or_insert_with(|| (column, message.to_owned()));
        if column < first.0 {
            *first = (column, message.to_owned());
        }
    }

    /// All issues by row, then column, those of the file first.
    pub(super) fn finish(mut self) -> Vec<Issue> {
        self.found.sort_by_key(|(place, _)| *place);
        let mut issues: Vec<Issue> = self.found.into_iter().map(|(_, issue)| issue).collect();
        if self.left_off > 0 {
            let message = format!(
                "{} more findings are not listed. Mend those listed here and check the file again",
                self.left_off
            );
            let finding = if self.errors > 0 { Finding::error } else { Finding::warning };
            issues.insert(0, finding("too_many_issues", message).issue(None, None, None));
        }
        issues
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Recipes;

    #[test]
    fn what_blocks_is_listed_behind_any_number_of_warnings() {
        let sheet = crate::import::sheet::read(b"email,extension\na@b.c,1\n").unwrap();
        let (mapping, _) = Mapping::guess(&sheet, &[], &Recipes::default());
        let mut log = Log::new(&mapping, Vec::new());
        for row in 1..200_000 {
            log.row(row, Finding::warning("column_guessed", "look".to_owned()));
        }
        log.row(200_000, Finding::error("email_missing", "mend".to_owned()));
        let issues = log.finish();
        assert_eq!(issues.len(), MAX_ISSUES + 2);
        assert_eq!(issues.last().map(|issue| issue.row), Some(Some(200_000)));
    }
}
