//! Files of every kind, read from their bytes.

mod bounds;
mod build;
mod ods;
mod other;
mod sheets;
mod text;
mod xls;
mod xlsx;

use super::{Sheet, read};

/// The rows of a file, each with its number, cells divided by bars.
fn rows(bytes: &[u8]) -> Vec<String> {
    lines(&read(bytes).unwrap())
}

fn lines(sheet: &Sheet) -> Vec<String> {
    sheet.rows.iter().map(|row| format!("{}: {}", row.number, row.cells.join(" | "))).collect()
}

/// Why a file is refused.
fn sentence(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}
