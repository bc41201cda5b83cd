//! Finding the header among title lines.

use super::{Row, SheetError};
use crate::import::columns::is_known_header;

/// A header further down than this is no header.
pub(super) const SEARCHED_ROWS: usize = 10;

/// A header is repeated in sentences, so it has an end, in characters.
const LONGEST: usize = 100;

/// Where the header stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At this position among the rows.
    Row(usize),
    /// No row names the columns.
    Nowhere {
        /// How many rows of one cell stand above the data.
        above: usize,
    },
}

impl Place {
    /// How many rows stand above the header, or above the data where there is none.
    pub(super) fn above(self) -> usize {
        match self {
            Self::Row(above) | Self::Nowhere { above } => above,
        }
    }
}

/// Where the header stands: where the person says, else in the row with the most names we know. Without any it is the
/// first row of more than one cell, unless that holds somebody's values: then no row names the columns.
pub(super) fn place(rows: &[Row], wanted: Option<u32>) -> Result<Place, SheetError> {
    match wanted {
        None => Ok(found(rows)),
        Some(0) => Ok(Place::Nowhere { above: 0 }),
        Some(number) => {
            let place = rows.iter().take(SEARCHED_ROWS).position(|row| row.number == number);
            place.map(Place::Row).ok_or(SheetError::NoHeader(number))
        }
    }
}

fn found(rows: &[Row]) -> Place {
    let searched = &rows[..rows.len().min(SEARCHED_ROWS)];
    let score = |row: &Row| (names_known(row), row.cells.iter().filter(|cell| !cell.is_empty()).count());
    // `max_by_key` takes the last of equals, hence the reversal.
    let best = searched.iter().enumerate().rev().max_by_key(|(_, row)| score(row));
    match best {
        Some((place, row)) if names_known(row) > 0 => Place::Row(place),
        _ => {
            let above = searched.iter().position(|row| row.cells.len() > 1).unwrap_or(0);
            let is_data = searched.get(above).is_some_and(holds_values);
            if is_data { Place::Nowhere { above } } else { Place::Row(above) }
        }
    }
}

/// Whether a row is somebody's: columns are not called by an address or a number.
fn holds_values(row: &Row) -> bool {
    let is_number =
        |cell: &str| cell.contains(|sign: char| sign.is_ascii_digit()) && !cell.contains(char::is_alphabetic);
    row.cells.iter().any(|cell| cell.contains('@') || is_number(cell))
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
