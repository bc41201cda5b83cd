//! Finding the header among title lines.

use super::Row;
use crate::import::columns::is_known_header;

/// A header further down than this is no header.
pub(super) const SEARCHED_ROWS: usize = 10;

/// A header is repeated in sentences, so it has an end, in characters.
const LONGEST: usize = 100;

/// Position of the header: the row with the most names we know. Without any, the first row of more than one cell.
pub(super) fn place(rows: &[Row]) -> Option<usize> {
    let searched = &rows[..rows.len().min(SEARCHED_ROWS)];
    let score = |row: &Row| (names_known(row), row.cells.iter().filter(|cell| !cell.is_empty()).count());
    // `max_by_key` takes the last of equals, hence the reversal.
    let best = searched.iter().enumerate().rev().max_by_key(|(_, row)| score(row));
    match best {
        Some((place, row)) if names_known(row) > 0 => Some(place),
        Some(_) => searched.iter().position(|row| row.cells.len() > 1).or(Some(0)),
        None => None,
    }
}

/// How many of the row's cells are headers that we know.
pub(super) fn names_known(row: &Row) -> usize {
    row.cells.iter().filter(|cell| is_known_header(cell)).count()
}

/// A header on one line, as people read it.
pub(super) fn tidy(cell: &str) -> String {
    let visible: String = cell.chars().map(|sign| if is_hidden(sign) { ' ' } else { sign }).collect();
    let words = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST).collect()
}

/// Numbers of the rows that say the same as the header: somebody put several files together.
pub(super) fn repeated(header: &[String], rows: &[Row]) -> Vec<u32> {
    let lower = |cell: &str| tidy(cell).to_lowercase();
    let words: Vec<String> = header.iter().map(|cell| lower(cell)).collect();
    let is_header = |row: &&Row| {
        row.cells.len() == words.len()
            && row.cells.iter().zip(&words).all(|(cell, word)| lower(cell) == *word)
    };
    rows.iter().filter(is_header).map(|row| row.number).collect()
}

fn is_hidden(sign: char) -> bool {
    crate::directory::text::forbidden_sign(sign.encode_utf8(&mut [0; 4])).is_some()
}
