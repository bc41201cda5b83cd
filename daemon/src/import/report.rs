//! What a check found, for programs (the JSON that `linekey import --dry-run --format json` prints) and for people.

use serde::Serialize;

use super::{Checked, ColumnView, Count, Issue, Mapping, PlanCounts, Severity, sheet::Sheet};

/// The document of a dry run. Its field names are a contract with other programs.
#[derive(Debug, Clone, Serialize)]
pub struct DryRun<'a> {
    /// The file as the person named it.
    pub file: &'a str,
    /// `csv`.
    pub format: &'static str,
    /// As [`Sheet::encoding`].
    pub encoding: &'static str,
    /// What separates the cells.
    pub delimiter: char,
    /// How many data rows there are.
    pub rows: usize,
    /// Which column feeds which field; columns that are kept with the user as they are feed `custom`.
    pub columns: Vec<ColumnView<'a>>,
    /// What would be done, in numbers.
    pub plan: PlanCounts,
    /// All findings, those of the whole file first, then by row and column.
    pub issues: &'a [Issue],
}

impl<'a> DryRun<'a> {
    /// Puts the document together.
    #[must_use]
    pub fn new(file: &'a str, sheet: &Sheet, mapping: &'a Mapping, checked: &'a Checked) -> Self {
        Self {
            file,
            format: sheet.format,
            encoding: sheet.encoding,
            delimiter: sheet.delimiter,
            rows: sheet.rows.len(),
            columns: mapping.columns(),
            plan: checked.counts,
            issues: &checked.issues,
        }
    }
}

/// [`DryRun`] as JSON on several lines.
pub fn dry_run_json(
    file: &str,
    sheet: &Sheet,
    mapping: &Mapping,
    checked: &Checked,
) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&DryRun::new(file, sheet, mapping, checked))
}

/// The issues for a terminal: a heading for each row, a line for each issue. Empty without issues.
#[must_use]
pub fn issues_text(issues: &[Issue]) -> String {
    let mut text = String::new();
    for group in issues.chunk_by(|one, next| one.row == next.row) {
        let row = group.first().and_then(|issue| issue.row);
        text += &row.map_or_else(|| "Whole file\n".to_owned(), |row| format!("Row {row}\n"));
        for issue in group {
            text.push_str(&issue_line(issue));
        }
    }
    text
}

fn issue_line(issue: &Issue) -> String {
    let place = match (&issue.column, &issue.source_column) {
        (Some(column), _) => format!("{column}: "),
        (None, Some(source)) => format!("“{source}”: "),
        (None, None) => String::new(),
    };
    // A nearest name stands in the sentence already.
    let suggestion = issue.suggestion.as_ref().filter(|word| !issue.message.contains(word.as_str()));
    let suggestion = suggestion.map(|word| format!(". Suggestion: {word}")).unwrap_or_default();
    format!("  {:8}{place}{}{suggestion}\n", severity_word(issue.severity), issue.message)
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// What will happen, and how much there is to mend: a line for each kind, then one that counts the issues.
#[must_use]
pub fn summary_text(checked: &Checked) -> String {
    let counts = &checked.counts;
    let mut text = String::new();
    for (name, count) in [
        ("Users", counts.users),
        ("Extensions", counts.extensions),
        ("Phone numbers", counts.phone_numbers),
        ("Phones", counts.devices),
        ("Softphones", counts.softphones),
        ("Places on shared phones", Count { create: checked.plan.joins(), ..Count::default() }),
    ] {
        text.push_str(&count_line(name, count));
    }
    text.push_str(&issue_counts(&checked.issues));
    text
}

fn count_line(name: &str, count: Count) -> String {
    let mut parts = Vec::new();
    for (number, word) in [(count.create, "new"), (count.update, "changed"), (count.unchanged, "unchanged")] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    if parts.is_empty() { String::new() } else { format!("{name}: {}\n", parts.join(", ")) }
}

fn issue_counts(issues: &[Issue]) -> String {
    let number = |severity| issues.iter().filter(|issue| issue.severity == severity).count();
    let errors = number(Severity::Error);
    let counts =
        [(errors, "error"), (number(Severity::Warning), "warning"), (number(Severity::Note), "note")];
    let words: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    let text = if words.is_empty() { "No problems found".to_owned() } else { words.join(", ") };
    let verdict = if errors > 0 { ". Nothing can be imported before the errors are mended" } else { "" };
    format!("{text}{verdict}\n")
}
