//! Reading a spreadsheet's cells, whatever wrote them.

mod csv;
mod error;
mod header;
mod kind;
mod markup;
mod text;
mod typed;
mod workbook;

use serde::{Deserialize, Serialize};

use header::Place;
use kind::Kind;

pub use error::SheetError;
pub use text::ENCODINGS;

/// The cells of one sheet with the numbers a person sees.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// `csv` for all separated text; `xlsx`, `xls`, `ods`.
    pub format: &'static str,
    /// IANA name of the encoding, lower case: `utf-8` (of every workbook), `windows-1252`, `utf-16le`.
    pub encoding: &'static str,
    /// What separates the cells; `None` in workbooks.
    pub delimiter: Option<char>,
    /// Name of the sheet that was read; `None` for text.
    pub sheet: Option<String>,
    /// All sheets of the workbook in its order, hidden ones last; empty for text.
    pub sheets: Vec<SheetName>,
    /// What stands above the header, or above the data where there is none: ten rows at most.
    pub titles: Vec<Row>,
    /// The header's row number; 0 where no row names the columns.
    pub header_row: u32,
    /// Numbers of the first rows that hold anything: those that may be the header.
    pub top: Vec<u32>,
    /// The header's cells, trimmed, line breaks in them as blanks; none at the end is empty. Where no row names the
    /// columns, an empty one for each.
    pub header: Vec<String>,
    /// The data rows that hold anything but words for nothing ([`is_empty_word`]).
    pub rows: Vec<Row>,
    /// Numbers of the rows that repeat the header and are in no way data.
    pub repeated_headers: Vec<u32>,
}

/// A sheet of a workbook, as far as a person needs it to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetName {
    /// As on its tab.
    pub name: String,
    /// Rows that hold anything, the header included.
    pub rows: u32,
    /// How many column names that we know stand in one of its first rows; 0 for hidden sheets, and where another sheet
    /// was asked for.
    pub headers: usize,
}

/// One row of cells.
#[derive(Debug, Clone)]
pub struct Row {
    /// As the spreadsheet numbers it: blank rows count, a line break inside a cell does not, nor does a `sep=` line.
    pub number: u32,
    /// Its cells as written (trimmed); none at the end is empty, so there may be fewer or more than header cells.
    pub cells: Vec<String>,
    /// Cells that were written otherwise than they are in `cells`, by their place: with an apostrophe or curly quotes
    /// around them or with non-breaking blanks.
    exact: Vec<(usize, String)>,
    /// Whether the row's extension is a line of its own, where a form asked. Files leave it to the site's rule.
    pub(in crate::import) own_line: Option<bool>,
}

impl Row {
    /// The cell exactly as it was written, but for blanks around it. For passwords, in which every sign counts.
    #[must_use]
    pub fn exact(&self, index: usize) -> &str {
        let other = self.exact.iter().find(|(place, _)| *place == index).map(|(_, text)| text);
        other.or_else(|| self.cells.get(index)).map_or("", String::as_str)
    }

    fn new(number: u32) -> Self {
        Self { number, cells: Vec::new(), exact: Vec::new(), own_line: None }
    }

    /// Puts what was written into a cell. A blank one is not noted, so none at the end is empty.
    fn put(&mut self, place: usize, written: &str) {
        let (text, tidied) = (written.trim(), csv::tidy(written));
        if tidied.is_empty() {
            return;
        }
        if self.cells.len() <= place {
            self.cells.resize(place + 1, String::new());
        } else {
            self.exact.retain(|(other, _)| *other != place);
        }
        if tidied != text {
            self.exact.push((place, text.to_owned()));
        }
        self.cells[place] = tidied.into_owned();
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.is_empty() || is_empty_word(cell))
    }
}

/// Words for nothing, in the languages whose headers we know. None of them is asked for where a name stands.
const EMPTY_WORDS: [&str; 16] = [
    "none", "n/a", "na", "nil", "null", "kein", "keine", "keiner", "keins", "ohne", "aucun", "aucune",
    "ninguno", "ninguna", "geen", "nessuno",
];

/// `none`, `n/a` and `-` are how people write that there is nothing.
#[must_use]
pub fn is_empty_word(text: &str) -> bool {
    is_dash(text) || EMPTY_WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether it is made of dashes only, or of nothing.
pub(in crate::import) fn is_dash(text: &str) -> bool {
    text.chars().all(|sign| matches!(sign, '-' | '–' | '—'))
}

/// The largest file that is read.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;
/// The most data rows that are read: ten times the largest site we have heard of.
pub const MAX_ROWS: usize = 100_000;
/// The most columns that are read; empty ones at the end of a row do not count.
pub const MAX_COLUMNS: usize = 200;
/// The largest cell, in bytes: what Excel lets into one.
pub const MAX_CELL: usize = 32 * 1024;
/// The most cells in all, which bounds the memory of a file full of separators.
pub const MAX_CELLS: usize = 4_000_000;
/// The most that a workbook may unpack to.
pub const MAX_UNPACKED: u64 = 200 * 1024 * 1024;
/// The most text in the cells of a workbook, in bytes: cells may share one long text.
pub const MAX_TEXT: usize = 100 * 1024 * 1024;
/// The most sheets of a workbook.
pub const MAX_SHEETS: usize = 500;

/// How a person wants a file read; what they left open is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Name of the sheet, in workbooks with several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// IANA name of the encoding, for separated text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What separates the cells of separated text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Number of the row that names the columns; 0 = no row does, so that the first one is data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u32>,
}

impl Reading {
    /// Whether the other one differs at most in where the header stands.
    #[must_use]
    pub fn has_same_columns(&self, other: &Self) -> bool {
        *self == Self { header_row: self.header_row, ..other.clone() }
    }
}

/// Reads the cells, with nothing said about how.
pub fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    read_as(bytes, &Reading::default())
}

/// Reads the cells. What the file is tells its content, never its name.
pub fn read_as(bytes: &[u8], reading: &Reading) -> Result<Sheet, SheetError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(SheetError::TooLarge);
    }
    match kind::of(bytes)? {
        Kind::Text => read_text(bytes, reading),
        Kind::Zip => workbook::read_zip(bytes, reading),
        Kind::Compound => workbook::read_compound(bytes, reading),
    }
}

fn read_text(bytes: &[u8], reading: &Reading) -> Result<Sheet, SheetError> {
    let (text, encoding) = text::decode(bytes, reading.encoding.as_deref())?;
    let (body, delimiter) = csv::split_off_delimiter(&text, reading.delimiter)?;
    let rows = csv::rows(body, delimiter)?;
    Ok(Sheet { encoding, delimiter: Some(char::from(delimiter)), ..Sheet::of(rows, reading.header_row)? })
}

impl Sheet {
    /// Tells the header from the data, unless a person said where it stands. `rows` all hold something.
    fn of(mut rows: Vec<Row>, wanted: Option<u32>) -> Result<Self, SheetError> {
        if rows.is_empty() {
            return Err(SheetError::Empty);
        }
        let top: Vec<u32> = rows.iter().take(header::SEARCHED_ROWS).map(|row| row.number).collect();
        let place = header::place(&rows, wanted)?;
        let titles: Vec<Row> = rows.drain(..place.above()).collect();
        let (header_row, header) = match place {
            Place::Row(_) => {
                let found = rows.remove(0);
                (found.number, found.cells.iter().map(|cell| header::tidy(cell)).collect())
            }
            Place::Nowhere { .. } => (0, vec![String::new(); widest(&rows)]),
        };
        if rows.len() > MAX_ROWS {
            return Err(SheetError::TooManyRows);
        }
        rows.retain(|row| !row.is_empty());
        let repeated_headers = header::repeated(&header, &rows);
        rows.retain(|row| repeated_headers.binary_search(&row.number).is_err());
        Ok(Self {
            format: "csv",
            encoding: "utf-8",
            delimiter: None,
            sheet: None,
            sheets: Vec::new(),
            titles,
            header_row,
            top,
            header,
            rows,
            repeated_headers,
        })
    }
}

fn widest(rows: &[Row]) -> usize {
    rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests;
