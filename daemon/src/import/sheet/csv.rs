//! Text → rows of cells: separators, quotes, line ends and row numbers.

use std::borrow::Cow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, SheetError, header};

/// In the order of preference when nothing else decides.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const LINE_BREAKS: [&str; 3] = ["\r\n", "\r", "\n"];
/// How much text, and how many rows of it, tell the separator.
const SNIFFED_BYTES: usize = 64 * 1024;
const SNIFFED_ROWS: usize = 20;
/// Excel's widest sheet: more cells than this, even empty ones, come from no spreadsheet.
const WIDEST: usize = 16_384;
/// A row of this many bytes has a cell that is too long, or is no row.
const LONGEST: usize = 1024 * 1024;

/// The text without a leading `sep=;` line (Excel's own way to name the separator), and the separator.
pub(super) fn split_off_delimiter(text: &str, wanted: Option<char>) -> Result<(&str, u8), SheetError> {
    let line = text.lines().next().unwrap_or_default().split('\r').next().unwrap_or_default();
    let named = named_delimiter(line);
    let body =
        if named.is_some() { without_line_break(&text[line.len()..]).unwrap_or_default() } else { text };
    let delimiter = match wanted {
        Some(wanted) => allowed(wanted)?,
        None => named.and_then(|named| allowed(named).ok()).unwrap_or_else(|| sniff(body)),
    };
    Ok((body, delimiter))
}

/// The one sign after `sep=`, written in capitals or not.
fn named_delimiter(line: &str) -> Option<char> {
    let (prefix, named) = line.strip_prefix('"').unwrap_or(line).split_at_checked(4)?;
    let mut signs = named.chars();
    let delimiter = signs.next().filter(char::is_ascii)?;
    let is_all = matches!(signs.as_str(), "" | "\"");
    (prefix.eq_ignore_ascii_case("sep=") && is_all).then_some(delimiter)
}

/// Letters, digits, quotes and line ends are part of cells or rows.
fn allowed(delimiter: char) -> Result<u8, SheetError> {
    let byte = u8::try_from(delimiter).ok().filter(u8::is_ascii);
    let is_free = |byte: &u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\r' | b'\n' | 0);
    byte.filter(is_free).ok_or(SheetError::Delimiter(delimiter))
}

/// The separator that yields a header with the most names we know, else the most even table.
fn sniff(text: &str) -> u8 {
    let sample = &text[..text.floor_char_boundary(SNIFFED_BYTES)];
    let score = |delimiter: &u8| {
        let rows = Records::new(sample, *delimiter).map_while(Result::ok);
        let rows: Vec<Row> = rows.filter(|row| !row.cells.is_empty()).take(SNIFFED_ROWS).collect();
        let known = rows.iter().map(header::names_known).max().unwrap_or(0);
        (known, evenness(&rows))
    };
    // `max_by_key` takes the last of equals, hence the reversal.
    DELIMITERS.into_iter().rev().max_by_key(score).unwrap_or(b',')
}

/// Rows that are as wide as the widest, if that is more than one cell.
fn evenness(rows: &[Row]) -> usize {
    let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    if widest < 2 { 0 } else { rows.iter().filter(|row| row.cells.len() == widest).count() }
}

/// All rows that hold anything.
pub(super) fn rows(text: &str, delimiter: u8) -> Result<Vec<Row>, SheetError> {
    let mut rows = Vec::new();
    let mut cells = 0;
    for row in Records::new(text, delimiter) {
        let row = row?;
        if row.cells.is_empty() {
            continue;
        }
        cells += row.cells.len();
        if cells > MAX_CELLS {
            return Err(SheetError::TooManyCells);
        }
        rows.push(row);
        // Title lines and the header come on top; the data rows alone are counted once the header is known.
        if rows.len() > MAX_ROWS + header::SEARCHED_ROWS {
            return Err(SheetError::TooManyRows);
        }
    }
    Ok(rows)
}

/// Reads row after row in bounded memory, with the spreadsheet's numbers.
struct Records<'a> {
    input: &'a [u8],
    reader: Reader,
    number: u32,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: u8) -> Self {
        Self {
            input: text.as_bytes(),
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            number: 0,
            bytes: vec![0; MAX_CELL],
            ends: vec![0; WIDEST],
        }
    }

    /// The next row's bytes and ends of cells, in the two buffers.
    fn fill(&mut self) -> Result<usize, SheetError> {
        let (mut written, mut cells) = (0, 0);
        loop {
            let (result, taken, put, ended) =
                self.reader.read_record(self.input, &mut self.bytes[written..], &mut self.ends[cells..]);
            let after_return = taken > 0 && self.input[taken - 1] == b'\r';
            self.input = &self.input[taken..];
            (written, cells) = (written + put, cells + ended);
            match result {
                // Nothing left: the next call ends the row.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.bytes.len() < LONGEST => {
                    self.bytes.resize(self.bytes.len() * 2, 0);
                }
                ReadRecordResult::OutputFull => return Err(SheetError::CellTooLong(self.number)),
                ReadRecordResult::OutputEndsFull => return Err(SheetError::TooManyColumns(self.number)),
                ReadRecordResult::Record | ReadRecordResult::End => {
                    if after_return {
                        self.input = self.input.strip_prefix(b"\n").unwrap_or(self.input);
                    }
                    return Ok(cells);
                }
            }
        }
    }

    fn row(&self, count: usize) -> Result<Row, SheetError> {
        let mut row = Row::new(self.number);
        row.cells.reserve_exact(count.min(MAX_COLUMNS));
        let mut start = 0;
        for (place, end) in self.ends[..count].iter().enumerate() {
            let cell = &self.bytes[start..*end];
            if cell.len() > MAX_CELL {
                return Err(SheetError::CellTooLong(self.number));
            }
            row.put(place, &String::from_utf8_lossy(cell));
            start = *end;
        }
        if row.cells.len() > MAX_COLUMNS {
            return Err(SheetError::TooManyColumns(self.number));
        }
        Ok(row)
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Row, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.number += 1;
        // The reader skips blank lines without telling, so they are counted here.
        while let Some(rest) = LINE_BREAKS.iter().find_map(|end| self.input.strip_prefix(end.as_bytes())) {
            self.input = rest;
            self.number += 1;
        }
        if self.input.is_empty() {
            return None;
        }
        Some(self.fill().and_then(|count| self.row(count)))
    }
}

fn without_line_break(text: &str) -> Option<&str> {
    LINE_BREAKS.iter().find_map(|end| text.strip_prefix(end))
}

/// A cell as a person meant it: no blanks around it, non-breaking ones as ordinary ones, no curly quotes or
/// spreadsheet's apostrophe around it.
pub(super) fn tidy(cell: &str) -> Cow<'_, str> {
    if cell.is_ascii() {
        return without_apostrophe(cell.trim()).into();
    }
    let spaced = cell.replace(['\u{a0}', '\u{2007}', '\u{202f}'], " ");
    let edge = |sign: char| sign.is_whitespace() || matches!(sign, '\u{200b}' | '\u{feff}');
    let mut text = spaced.trim_matches(edge);
    for (open, close) in [("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’")] {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            text = inner.trim_matches(edge);
        }
    }
    without_apostrophe(text).to_owned().into()
}

/// Spreadsheets write `'2001` for a number that is to stay text.
fn without_apostrophe(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|sign: char| sign.is_ascii_digit() || "+-=@".contains(sign)) => rest,
        _ => text,
    }
}
