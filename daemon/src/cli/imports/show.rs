//! `linekey imports show`.

use std::collections::BTreeMap;

use super::{line, no_import};
use crate::{
    cli::{Failure, Format, Place, print, print_json},
    import::RowOutcome,
    store::{ImportRow, RowEnd, Store},
};

/// As many rows are listed; the pages show all.
const ROWS: u32 = 1_000;

/// Runs the command.
pub fn run(place: &Place, id: i64, format: Format) -> Result<(), Failure> {
    let mut store = place.store()?;
    let import = store.import(id)?.ok_or_else(|| no_import(id))?;
    let outcomes: BTreeMap<String, i64> = store.import_outcomes(id)?.into_iter().collect();
    let rows = rows(&mut store, id)?;
    if format == Format::Json {
        let row = |(row, outcome, reason): &RowEnd| serde_json::json!({ "row": row, "outcome": outcome, "reason": reason });
        return print_json(&serde_json::json!({
            "import": import,
            "outcomes": outcomes,
            "rows": rows.iter().map(row).collect::<Vec<_>>(),
        }));
    }
    print(&text(&import, &outcomes, &rows))
}

/// The rows whose end is not plain: all but those that made something.
fn rows(store: &mut Store, id: i64) -> Result<Vec<RowEnd>, Failure> {
    let mut rows = Vec::new();
    for outcome in [
        RowOutcome::Updated,
        RowOutcome::Deleted,
        RowOutcome::LeftOut,
        RowOutcome::Refused,
        RowOutcome::Unchanged,
    ] {
        rows.extend(store.import_row_outcomes(id, Some(outcome.word()), 0, ROWS)?.1);
    }
    rows.sort_by_key(|(row, ..)| *row);
    rows.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    Ok(rows)
}

fn text(import: &ImportRow, outcomes: &BTreeMap<String, i64>, rows: &[RowEnd]) -> String {
    let counts: Vec<String> =
        outcomes.iter().map(|(outcome, count)| format!("{count} {}", spoken(outcome))).collect();
    let counts = if counts.is_empty() { String::new() } else { format!("Rows: {}\n", counts.join(", ")) };
    let rows: String = rows.iter().map(row_line).collect();
    line(import) + &counts + &rows + &state(import)
}

fn row_line((row, outcome, reason): &RowEnd) -> String {
    let why = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("  row {row:<6} {}{why}\n", spoken(outcome))
}

fn spoken(outcome: &str) -> String {
    outcome.replace('_', " ")
}

fn state(import: &ImportRow) -> String {
    match (&import.undone_by, &import.failure, import.can_undo) {
        (Some(by), ..) => format!("It was taken back by {by}\n"),
        (None, Some(failure), _) => format!("The last try failed: {failure}\n"),
        (None, None, true) => format!("Take it back with: linekey imports undo {}\n", import.id),
        (None, None, false) => String::new(),
    }
}
