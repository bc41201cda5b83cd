//! The person's own file with what to fix in it: the same rows and columns, all that was changed of them, and one more
//! column. It holds whatever their file held, passwords too.

use std::collections::{BTreeSet, HashSet};

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{
    Office,
    exporting::table::defuse,
    importing::{Examined, Wishes},
};
use crate::{
    import::{Column, Issue, Severity, is_what_to_fix, sheet::Row},
    store::{Store, StoreError},
};

/// The header of the further column. An upload of the file leaves it out.
pub const WHAT_TO_FIX: &str = "what to fix";

/// Blank rows that are written to keep the others under their numbers; more in one place help nobody.
const MAX_BLANK: u32 = 1_000;

/// A workbook of more cells takes more memory than a small box has to spare: it is written as text.
const MAX_WORKBOOK: usize = 300_000;

/// A file for the person.
pub struct OwnFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How it is written.
    pub format: OwnFormat,
}

impl OwnFile {
    /// One that was made before.
    #[must_use]
    pub fn kept(bytes: Vec<u8>) -> Self {
        let format = if bytes.starts_with(b"PK") { OwnFormat::Xlsx } else { OwnFormat::Csv };
        Self { bytes, format }
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnFormat {
    /// Separated text as Excel opens it: UTF-8 with a byte order mark, separated as their file was.
    Csv,
    /// A workbook, all cells as text.
    Xlsx,
}

/// Why the file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum OwnFileError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It could not be written, which it never should.
    #[error("the file could not be made: {0}")]
    Table(#[from] csv::Error),
    /// It could not be written, which it never should.
    #[error("the file could not be made: {0}")]
    Workbook(#[from] XlsxError),
}

/// All rows of the file, under their numbers. Written as their file was, where no format is asked for.
pub fn problems(
    office: &Office,
    store: &mut Store,
    examined: &Examined,
    format: Option<OwnFormat>,
) -> Result<OwnFile, OwnFileError> {
    let full = with_all_rows(office, store, examined)?;
    Table::of(&full, None).file(examined, format)
}

/// The rows that are left out, under the header.
pub fn rest(
    office: &Office,
    store: &mut Store,
    examined: &Examined,
    format: Option<OwnFormat>,
) -> Result<OwnFile, OwnFileError> {
    let full = with_all_rows(office, store, examined)?;
    let left_out: BTreeSet<u32> = examined.wishes.repairs.left_out().collect();
    Table::of(&full, Some(&left_out)).file(examined, format)
}

/// Rows that are left out are not checked; what is wrong with them is told here all the same.
fn with_all_rows(office: &Office, store: &mut Store, examined: &Examined) -> Result<Examined, StoreError> {
    let mut repairs = examined.wishes.repairs.clone();
    repairs.leave_out(examined.wishes.repairs.left_out(), false);
    examined.again(office, store, Wishes { repairs, ..examined.wishes.clone() })
}

/// Rows of cells, the header among them.
struct Table {
    rows: Vec<Vec<String>>,
    /// Places whose cells are taken exactly as they stand, so that nothing may be written before them.
    exact: HashSet<usize>,
}

impl Table {
    fn of(examined: &Examined, only: Option<&BTreeSet<u32>>) -> Self {
        let sheet = &examined.sheet;
        let is_wanted = |row: &&Row| only.is_none_or(|only| only.contains(&row.number));
        let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(sheet.header.len());
        let own = |place: &usize| !sheet.header.get(*place).is_some_and(|header| is_what_to_fix(header));
        let places: Vec<usize> = (0..width).filter(own).collect();
        let mut rows = Vec::new();
        let mut next = 1;
        let mut header: Vec<String> =
            places.iter().map(|place| sheet.header.get(*place).cloned().unwrap_or_default()).collect();
        header.push(WHAT_TO_FIX.to_owned());
        let keeps_numbers = only.is_none();
        let mut put = |number: u32, cells: Vec<String>| {
            let blank = if keeps_numbers { number.saturating_sub(next).min(MAX_BLANK) } else { 0 };
            rows.extend((0..blank).map(|_| vec![String::new(); cells.len()]));
            rows.push(cells);
            next = number + 1;
        };
        for title in sheet.titles.iter().filter(|_| keeps_numbers) {
            let mut cells: Vec<String> = places.iter().map(|place| title.exact(*place).to_owned()).collect();
            cells.push(String::new());
            put(title.number, cells);
        }
        put(sheet.header_row, header);
        for row in sheet.rows.iter().filter(is_wanted) {
            let row = examined.wishes.repairs.row(row);
            let mut cells: Vec<String> = places.iter().map(|place| row.exact(*place).to_owned()).collect();
            cells.push(what_to_fix(examined, row.number));
            put(row.number, cells);
        }
        let is_exact = |column: &&Column| column.field.is_some_and(crate::import::Field::is_secret);
        let secrets = examined.mapping.entries().iter().filter(is_exact).map(|column| column.index);
        let secrets: HashSet<usize> = secrets.collect();
        let exact = places.iter().enumerate().filter(|(_, place)| secrets.contains(place));
        Self { rows, exact: exact.map(|(position, _)| position).collect() }
    }

    fn file(self, examined: &Examined, format: Option<OwnFormat>) -> Result<OwnFile, OwnFileError> {
        let cells = self.rows.len() * self.rows.first().map_or(0, Vec::len);
        let own = if examined.sheet.format == "csv" { OwnFormat::Csv } else { OwnFormat::Xlsx };
        let format = if cells > MAX_WORKBOOK { OwnFormat::Csv } else { format.unwrap_or(own) };
        let bytes = match format {
            OwnFormat::Csv => self.csv(delimiter(examined))?,
            OwnFormat::Xlsx => self.workbook()?,
        };
        Ok(OwnFile { bytes, format })
    }

    fn csv(self, delimiter: u8) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer("\u{feff}".as_bytes().to_vec());
        for row in &self.rows {
            let cells = row
                .iter()
                .enumerate()
                .map(|(place, cell)| if self.exact.contains(&place) { cell.clone() } else { defuse(cell) });
            writer.write_record(cells)?;
        }
        Ok(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }

    /// A text is never run, so nothing needs to be written before it.
    fn workbook(self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let text = Format::new().set_num_format("@");
        let sheet = workbook.add_worksheet();
        for (row, cells) in (0_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string_with_format(row, column, cell, &text)?;
            }
        }
        workbook.save_to_buffer()
    }
}

/// A workbook has none.
fn delimiter(examined: &Examined) -> u8 {
    examined.sheet.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok()).unwrap_or(b',')
}

/// All errors and warnings of a row, each under the header of its column.
fn what_to_fix(examined: &Examined, number: u32) -> String {
    let issues = &examined.checked.issues;
    let first = issues.partition_point(|issue| issue.row < Some(number));
    let of_row = issues[first..].iter().take_while(|issue| issue.row == Some(number));
    let worth = of_row.filter(|issue| issue.severity != Severity::Note);
    worth.map(sentence).collect::<Vec<_>>().join(" ")
}

fn sentence(issue: &Issue) -> String {
    let place = issue.source_column.as_ref().map(|column| format!("{column}: ")).unwrap_or_default();
    let ended = |text: &str| text.ends_with(['.', '?', '!']);
    let mut text = format!("{place}{}", issue.message);
    text += if ended(&text) { "" } else { "." };
    match &issue.suggestion {
        Some(word) if !issue.message.contains(word.as_str()) => format!("{text} Suggestion: {word}."),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{import::CellRepair, office::importing};

    const FILE: &str = "Our phones;;;\n\nfirst;last;email;ext;Notes;SIP password\nAda;Byron;ada@example.com;20x1;=1+1;-s3cret9\n\
                        Bob;Crane;bob@example.com;2002;\"a;b\";\n";

    fn examined(bytes: &[u8], wishes: Wishes) -> (Office, Store, Examined) {
        let dir = tempfile::tempdir().unwrap();
        let (office, mut store) = (Office::open(dir.path()).unwrap(), Store::in_memory().unwrap());
        let examined = importing::examine(&office, &mut store, bytes, wishes).unwrap();
        (office, store, examined)
    }

    fn text(file: &OwnFile) -> String {
        assert_eq!(file.format, OwnFormat::Csv);
        String::from_utf8(file.bytes.clone()).unwrap()
    }

    #[test]
    fn the_file_is_the_persons_own_and_says_what_to_fix() {
        let (office, mut store, examined) = examined(FILE.as_bytes(), Wishes::default());
        let file = text(&problems(&office, &mut store, &examined, None).unwrap());
        let mut lines = file.split("\r\n");
        assert!(file.starts_with("\u{feff}Our phones;"), "Excel opens it as UTF-8, under its title");
        let header = lines.position(|line| line == "first;last;email;ext;Notes;SIP password;what to fix");
        assert_eq!(header, Some(2), "rows keep their numbers");
        let ada = lines.next().unwrap();
        assert!(ada.starts_with("Ada;Byron;ada@example.com;20x1;'=1+1;-s3cret9;"), "{ada}");
        assert!(ada.contains("ext: ") && !ada.rsplit(';').next().unwrap().contains("s3cret"), "{ada}");
        assert_eq!(lines.next(), Some("Bob;Crane;bob@example.com;2002;\"a;b\";;"));
    }

    #[test]
    fn it_comes_back_as_it_was_and_with_what_was_changed() {
        let mut wishes = Wishes::default();
        wishes.repairs.set(vec![CellRepair { row: 4, place: 3, text: Some("2001".into()) }]);
        let (office, mut store, first) = examined(FILE.as_bytes(), wishes);
        let file = problems(&office, &mut store, &first, None).unwrap();
        let again = importing::examine(&office, &mut store, &file.bytes, Wishes::default()).unwrap();
        let cells = |examined: &Examined| -> Vec<(u32, Vec<String>)> {
            let rows = examined.wishes.repairs.rows(&examined.sheet).into_iter();
            rows.map(|row| (row.number, row.cells.iter().take(6).cloned().collect())).collect()
        };
        assert_eq!(cells(&first), cells(&again));
        assert_eq!(again.mapping.entries()[6].word(), "left_out");
        let twice = problems(&office, &mut store, &again, None).unwrap();
        assert_eq!(text(&twice).matches(WHAT_TO_FIX).count(), 1);
    }

    #[test]
    fn the_rest_holds_the_rows_that_are_left_out_with_what_is_wrong_with_them() {
        let mut wishes = Wishes::default();
        wishes.repairs.leave_out([4], true);
        let (office, mut store, examined) = examined(FILE.as_bytes(), wishes);
        let file = text(&rest(&office, &mut store, &examined, None).unwrap());
        assert!(file.contains("Ada;") && file.contains("ext: ") && !file.contains("Bob"), "{file}");
    }
}
