//! What a check found, for programs (the JSON that `linekey import --dry-run --format json` prints) and for people.

use std::{cmp::Ordering, collections::HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Change, Checked, ColumnView, Count, Input, Issue, LeftAlone, Mode, Plan, PlanCounts, Removal, Removed,
    Severity,
};

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
    /// Name of the sheet that was read; `null` for text.
    pub sheet: Option<&'a str>,
    /// What the import may do with what is there.
    pub mode: Mode,
    /// How many data rows there are.
    pub rows: usize,
    /// Numbers of the rows that are left out.
    pub left_out: Vec<u32>,
    /// Which column feeds which field; columns that are kept with the user as they are feed `custom`.
    pub columns: Vec<ColumnView<'a>>,
    /// What would be done, in numbers.
    pub plan: PlanCounts,
    /// What would go, in numbers.
    pub deletes: Deletes,
    /// What would change of what is there, field by field.
    pub changes: &'a [Change],
    /// What is on the box and not in the file.
    pub left_alone: &'a LeftAlone,
    /// Whether nobody is in the phonebook, and the file has no column that says who is.
    pub nobody_listed: bool,
    /// All findings, those of the whole file first, then by row and column.
    pub issues: &'a [Issue],
}

impl<'a> DryRun<'a> {
    /// Puts the document together.
    #[must_use]
    pub fn new(file: &'a str, input: Input<'a>, checked: &'a Checked) -> Self {
        let Input { sheet, mapping, repairs, mode, .. } = input;
        Self {
            file,
            format: sheet.format,
            encoding: sheet.encoding,
            delimiter: sheet.delimiter,
            sheet: sheet.sheet.as_deref(),
            mode,
            rows: sheet.rows.len(),
            left_out: repairs.left_out().collect(),
            columns: mapping.columns(),
            plan: checked.counts,
            deletes: Deletes::of(&checked.plan.removals),
            changes: &checked.plan.changes,
            left_alone: &checked.plan.left_alone,
            nobody_listed: checked.nobody_listed,
            issues: &checked.issues,
        }
    }
}

/// [`DryRun`] as JSON on several lines.
pub fn dry_run_json(file: &str, input: Input<'_>, checked: &Checked) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&DryRun::new(file, input, checked))
}

/// What goes, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deletes {
    /// Users.
    pub users: usize,
    /// Phones.
    pub devices: usize,
    /// Further extensions of users who stay.
    pub extensions: usize,
    /// Phone numbers of users who stay.
    pub phone_numbers: usize,
}

impl Deletes {
    /// Counts what goes.
    #[must_use]
    pub fn of(removals: &[Removal]) -> Self {
        let mut deletes = Self::default();
        for removal in removals {
            match removal.what {
                Removed::Device(_) => deletes.devices += 1,
                Removed::Extension(_) => deletes.extensions += 1,
                Removed::PhoneNumber(_) => deletes.phone_numbers += 1,
                Removed::User(_) => deletes.users += 1,
            }
        }
        deletes
    }
}

/// As many changes are read on a terminal, and as many things that go.
const SHOWN_CHANGES: usize = 50;

/// What changes of what is there, and what goes, for a terminal; then what the file does not touch. Empty where it only
/// adds.
#[must_use]
pub fn changes_text(plan: &Plan) -> String {
    let changes = plan.changes.iter().map(change_line);
    let removals = plan.removals.iter().map(|removal| format!("  row {:<6} {}\n", removal.row, removal.name));
    let is_quiet = plan.changes.is_empty() && plan.removals.is_empty();
    let alone = if is_quiet { String::new() } else { left_alone_text(&plan.left_alone) };
    bounded("Changes", plan.changes.len(), changes)
        + &bounded("Deletes", plan.removals.len(), removals)
        + &alone
}

fn bounded(heading: &str, count: usize, lines: impl Iterator<Item = String>) -> String {
    if count == 0 {
        return String::new();
    }
    let more = match count.saturating_sub(SHOWN_CHANGES) {
        0 => String::new(),
        more => format!("  … and {more} more\n"),
    };
    format!("{heading}\n{}{more}", lines.take(SHOWN_CHANGES).collect::<String>())
}

fn change_line(change: &Change) -> String {
    let Change { row, name, field, before, after, .. } = change;
    let what = match (before, after) {
        (None, None) => "set anew".to_owned(),
        (before, after) => {
            let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
            format!("{} → {}", shown(before), shown(after))
        }
    };
    format!("  row {row:<6} {name}: {field} {what}\n")
}

fn left_alone_text(left: &LeftAlone) -> String {
    let word = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    match (left.users, left.devices) {
        (0, 0) => String::new(),
        (users, 0) => format!("Left alone: {} not in the file\n", word(users, "user")),
        (0, devices) => format!("Left alone: {} not in the file\n", word(devices, "phone")),
        (users, devices) => {
            format!("Left alone: {} and {} not in the file\n", word(users, "user"), word(devices, "phone"))
        }
    }
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
    let changes = if checked.has_errors() { String::new() } else { changes_text(&checked.plan) };
    planned + &changes + nobody_listed_text(checked) + &issue_counts(&checked.issues)
}

/// That the phonebook stays empty, a line; nothing where it does not.
#[must_use]
pub fn nobody_listed_text(checked: &Checked) -> &'static str {
    if checked.nobody_listed {
        "No one is listed in the phonebook: the file has no column in_directory\n"
    } else {
        ""
    }
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
