//! What a check found, for programs (the JSON that `linekey import --dry-run --format json` prints) and for people.

use std::{cmp::Ordering, collections::HashMap};

use serde::Serialize;

use super::{Checked, ColumnView, Count, Issue, Mapping, PlanCounts, Severity, sheet::Sheet};

/// The document of a dry run. Its field names are a contract with other programs.
#[derive(Debug, Clone, Serialize)]
pub struct DryRun<'a> {
    /// The file as the person named it.
    pub file: &'a str,
    /// As [`Sheet::format`].
    pub format: &'static str,
    /// As [`Sheet::encoding`].
    pub encoding: &'static str,
    /// What separates the cells; `null` in workbooks.
    pub delimiter: Option<char>,
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

/// As many warnings or notes of one kind are read; the rest only hides what else there is.
const SHOWN_OF_A_KIND: usize = 20;

/// The issues for a terminal: a heading for each row, a line for each issue. Empty without issues. All errors are there;
/// of warnings and notes with one code the first 20, then how many more there are.
#[must_use]
pub fn issues_text(issues: &[Issue]) -> String {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for issue in issues.iter().filter(|issue| issue.severity != Severity::Error) {
        *left.entry(issue.code).or_default() += 1;
    }
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut text = String::new();
    for group in issues.chunk_by(|one, next| one.row == next.row) {
        let row = group.first().and_then(|issue| issue.row);
        let lines: String = group.iter().map(|issue| grouped_line(issue, &mut seen, &left)).collect();
        if !lines.is_empty() {
            text += &row.map_or_else(|| "Whole file\n".to_owned(), |row| format!("Row {row}\n"));
            text += &lines;
        }
    }
    text
}

/// The issue's line; after the last that is shown of its kind, how many more there are; for those nothing.
fn grouped_line<'a>(
    issue: &'a Issue,
    seen: &mut HashMap<&'a str, usize>,
    all: &HashMap<&str, usize>,
) -> String {
    if issue.severity == Severity::Error {
        return issue_line(issue);
    }
    let number = seen.entry(issue.code).or_default();
    *number += 1;
    let more = all.get(issue.code).map_or(0, |all| all.saturating_sub(SHOWN_OF_A_KIND));
    match (*number).cmp(&SHOWN_OF_A_KIND) {
        Ordering::Equal if more > 0 => {
            format!("{}          … and {more} more like this\n", issue_line(issue))
        }
        Ordering::Greater => String::new(),
        _ => issue_line(issue),
    }
}

fn issue_line(issue: &Issue) -> String {
    let place = match (&issue.column, &issue.source_column) {
        (Some(column), Some(source)) if source != column => format!("{column} (“{source}”): "),
        (Some(column), _) => format!("{column}: "),
        (None, Some(source)) => format!("“{source}”: "),
        (None, None) => String::new(),
    };
    // A nearest name stands in the sentence already.
    let suggestion = issue.suggestion.as_ref().filter(|word| !issue.message.contains(word.as_str()));
    let ended = issue.message.ends_with(['.', '?', '!']);
    let suggestion = suggestion
        .map(|word| format!("{} Suggestion: {word}", if ended { "" } else { "." }))
        .unwrap_or_default();
    format!("  {:8}{place}{}{suggestion}\n", severity_word(issue.severity), issue.message)
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// What will happen, and how much there is to mend: a line for each kind, then one that counts the issues. With errors
/// nothing will happen, so one line says what would.
#[must_use]
pub fn summary_text(checked: &Checked) -> String {
    let counts = &checked.counts;
    let kinds = [
        ("Users", counts.users),
        ("Extensions", counts.extensions),
        ("Phone numbers", counts.phone_numbers),
        ("Phones", counts.devices),
        ("Softphones", counts.softphones),
        ("Places on shared phones", Count { create: checked.plan.joins(), ..Count::default() }),
    ];
    let lines: Vec<String> = kinds.into_iter().filter_map(|(name, count)| count_line(name, count)).collect();
    let planned = match (checked.has_errors(), lines.is_empty()) {
        (_, true) => String::new(),
        (true, false) => format!("Would be: {}\n", lines.join("; ").replace(':', "").to_lowercase()),
        (false, false) => lines.join("\n") + "\n",
    };
    planned + &issue_counts(&checked.issues)
}

fn count_line(name: &str, count: Count) -> Option<String> {
    let mut parts = Vec::new();
    for (number, word) in [(count.create, "new"), (count.update, "changed"), (count.unchanged, "unchanged")] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    (!parts.is_empty()).then(|| format!("{name}: {}", parts.join(", ")))
}

fn issue_counts(issues: &[Issue]) -> String {
    let number = |severity| issues.iter().filter(|issue| issue.severity == severity).count();
    let counts = [
        (number(Severity::Error), "error"),
        (number(Severity::Warning), "warning"),
        (number(Severity::Note), "note"),
    ];
    let words: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if words.is_empty() { "No problems found\n".to_owned() } else { words.join(", ") + "\n" }
}
