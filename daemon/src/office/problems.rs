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
    /// Cells of each row, without the further one.
    width: usize,
    lines: Vec<Line>,
    /// Places whose cells below the header are taken exactly as they stand, so that nothing may be written before them.
    exact: HashSet<usize>,
}

/// A row as it is written.
struct Line {
    /// None at the end is empty: a row of two hundred cells does not make all others as long.
    cells: Vec<String>,
    /// What stands in the further column.
    further: String,
    /// Whether it is below the header.
    is_data: bool,
}

impl Line {
    fn of(row: &Row, places: &[usize], further: String, is_data: bool) -> Self {
        let own = places.iter().take_while(|place| **place < row.cells.len());
        Self { cells: own.map(|place| row.exact(*place).to_owned()).collect(), further, is_data }
    }

    fn blank() -> Self {
        Self { cells: Vec::new(), further: String::new(), is_data: false }
    }
}

impl Table {
    fn of(examined: &Examined, only: Option<&BTreeSet<u32>>) -> Self {
        let sheet = &examined.sheet;
        let longest = sheet.rows.iter().map(|row| examined.wishes.repairs.row(row).cells.len()).max();
        let own = |place: &usize| !sheet.header.get(*place).is_some_and(|header| is_what_to_fix(header));
        let places: Vec<usize> = (0..longest.unwrap_or(0).max(sheet.header.len())).filter(own).collect();
        let mut lines = Lines { lines: Vec::new(), next: 1, keeps_numbers: only.is_none() };
        for title in sheet.titles.iter().filter(|_| only.is_none()) {
            lines.put(title.number, Line::of(title, &places, String::new(), false));
        }
        let header = |place: &usize| header(examined, *place);
        let cells = places.iter().map(header).collect();
        lines.put(sheet.header_row, Line { cells, further: WHAT_TO_FIX.to_owned(), is_data: false });
        for row in sheet.rows.iter().filter(|row| only.is_none_or(|only| only.contains(&row.number))) {
            let row = examined.wishes.repairs.row(row);
            lines.put(row.number, Line::of(&row, &places, what_to_fix(examined, row.number), true));
        }
        let is_exact = |column: &&Column| column.field.is_some_and(crate::import::Field::is_secret);
        let secrets = examined.mapping.entries().iter().filter(is_exact).map(|column| column.index);
        let secrets: HashSet<usize> = secrets.collect();
        let exact = places.iter().enumerate().filter(|(_, place)| secrets.contains(place));
        let exact = exact.map(|(position, _)| position).collect();
        Self { width: places.len(), lines: lines.lines, exact }
    }

    fn file(self, examined: &Examined, format: Option<OwnFormat>) -> Result<OwnFile, OwnFileError> {
        // A password that a spreadsheet would run cannot be defused without changing it. In a workbook it is not run.
        let is_safe = examined.sheet.format == "csv" && !self.has_exact_formula();
        let own = if is_safe { OwnFormat::Csv } else { OwnFormat::Xlsx };
        let is_small = self.lines.len() * (self.width + 1) <= MAX_WORKBOOK;
        let format = if is_small { format.unwrap_or(own) } else { OwnFormat::Csv };
        let bytes = match format {
            OwnFormat::Csv => self.csv(delimiter(examined))?,
            OwnFormat::Xlsx => self.workbook()?,
        };
        Ok(OwnFile { bytes, format })
    }

    fn has_exact_formula(&self) -> bool {
        let cell = |line: &Line, place: &usize| {
            line.cells.get(*place).is_some_and(|cell| cell.starts_with(['=', '+', '-', '@']))
        };
        let mut data = self.lines.iter().filter(|line| line.is_data);
        data.any(|line| self.exact.iter().any(|place| cell(line, place)))
    }

    fn csv(self, delimiter: u8) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer("\u{feff}".as_bytes().to_vec());
        for Line { cells, further, is_data } in &self.lines {
            for (place, cell) in cells.iter().enumerate() {
                let is_exact = *is_data && self.exact.contains(&place);
                writer.write_field(if is_exact { cell.clone() } else { defuse(cell) })?;
            }
            for _ in cells.len()..self.width {
                writer.write_field("")?;
            }
            writer.write_field(defuse(further))?;
            writer.write_record(None::<&[u8]>)?;
        }
        Ok(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }

    /// A text is never run, so nothing needs to be written before it.
    fn workbook(self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let text = Format::new().set_num_format("@");
        let sheet = workbook.add_worksheet();
        let last = u16::try_from(self.width).unwrap_or(u16::MAX);
        for (row, line) in (0_u32..).zip(&self.lines) {
            let own = (0_u16..).zip(&line.cells);
            for (column, cell) in own.chain([(last, &line.further)]).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string_with_format(row, column, cell, &text)?;
            }
        }
        workbook.save_to_buffer()
    }
}

/// What stands above a column: in a file whose columns no row names, what it was said to be.
fn header(examined: &Examined, place: usize) -> String {
    if examined.sheet.header_row > 0 {
        return examined.sheet.header.get(place).cloned().unwrap_or_default();
    }
    let column = examined.mapping.entries().iter().find(|column| column.index == place);
    column.map_or_else(String::new, |column| {
        column.field.map_or_else(|| column.source.clone(), |field| field.name().to_owned())
    })
}

/// Rows under their numbers.
struct Lines {
    lines: Vec<Line>,
    /// The number of the row that comes next.
    next: u32,
    keeps_numbers: bool,
}

impl Lines {
    fn put(&mut self, number: u32, line: Line) {
        let blank = if self.keeps_numbers { number.saturating_sub(self.next).min(MAX_BLANK) } else { 0 };
        self.lines.extend((0..blank).map(|_| Line::blank()));
        self.lines.push(line);
        self.next = number.saturating_add(1);
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

    const CSV: Option<OwnFormat> = Some(OwnFormat::Csv);

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
        let file = text(&problems(&office, &mut store, &examined, CSV).unwrap());
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
    fn columns_that_no_row_names_are_named_as_the_person_said() {
        let columns = ["Column A=first_name", "Column B=last_name", "Column C=email"];
        let columns = columns.iter().map(|text| text.parse().unwrap()).collect();
        let bytes = b"Ada,Byron,ada@example.com,2001\nBob,Crane,bob@example.com,2002\n";
        let (office, mut store, examined) = examined(bytes, Wishes { columns, ..Wishes::default() });
        let file = problems(&office, &mut store, &examined, CSV).unwrap();
        let lines: Vec<String> = text(&file).lines().map(str::to_owned).collect();
        assert_eq!(lines[0], "\u{feff}first_name,last_name,email,Column D,what to fix");
        assert!(lines[1].starts_with("Ada,Byron,") && lines[2].starts_with("Bob,Crane,"), "{lines:?}");
        let again = importing::examine(&office, &mut store, &file.bytes, Wishes::default()).unwrap();
        assert_eq!((again.sheet.header_row, again.sheet.rows.len()), (1, 2));
    }

    #[test]
    fn titles_are_defused_over_a_column_of_passwords_too() {
        let text_of = FILE.replace("Our phones;;;", "Our phones;;;;;=cmd()");
        let (office, mut store, examined) = examined(text_of.as_bytes(), Wishes::default());
        let file = text(&problems(&office, &mut store, &examined, CSV).unwrap());
        assert!(file.starts_with("\u{feff}Our phones;;;;;'=cmd();\r\n"), "{file}");
        assert!(file.contains(";-s3cret9;"), "a password is as it was");
    }

    #[test]
    fn a_password_that_a_spreadsheet_would_run_goes_out_in_a_workbook() {
        for (bytes, format) in
            [(FILE.to_owned(), OwnFormat::Xlsx), (FILE.replace("-s3cret9", "s3cret9"), OwnFormat::Csv)]
        {
            let (office, mut store, examined) = examined(bytes.as_bytes(), Wishes::default());
            let file = problems(&office, &mut store, &examined, None).unwrap();
            assert_eq!(file.format, format);
            let again = importing::examine(&office, &mut store, &file.bytes, Wishes::default()).unwrap();
            assert_eq!(again.sheet.rows[0].cells[5], examined.sheet.rows[0].cells[5]);
        }
    }

    #[test]
    fn what_a_person_typed_beyond_the_longest_row_is_in_the_file_too() {
        let mut wishes = Wishes::default();
        wishes.repairs.set(vec![CellRepair { row: 2, place: 4, text: Some("here".into()) }]);
        let short = "first,last,email,ext,Notes,more\nAda,Byron,ada@example.com,2001\n";
        let (office, mut store, examined) = examined(short.as_bytes(), wishes);
        let file = text(&problems(&office, &mut store, &examined, CSV).unwrap());
        assert_eq!(file.lines().nth(1), Some("Ada,Byron,ada@example.com,2001,here,,"));
    }

    #[test]
    fn it_comes_back_as_it_was_and_with_what_was_changed() {
        let mut wishes = Wishes::default();
        wishes.repairs.set(vec![CellRepair { row: 4, place: 3, text: Some("2001".into()) }]);
        let (office, mut store, first) = examined(FILE.as_bytes(), wishes);
        let file = problems(&office, &mut store, &first, CSV).unwrap();
        let again = importing::examine(&office, &mut store, &file.bytes, Wishes::default()).unwrap();
        let cells = |examined: &Examined| -> Vec<(u32, Vec<String>)> {
            let rows = examined.wishes.repairs.rows(&examined.sheet).into_iter();
            rows.map(|row| (row.number, row.cells.iter().take(6).cloned().collect())).collect()
        };
        assert_eq!(cells(&first), cells(&again));
        assert_eq!(again.mapping.entries()[6].word(), "left_out");
        let twice = problems(&office, &mut store, &again, CSV).unwrap();
        assert_eq!(text(&twice).matches(WHAT_TO_FIX).count(), 1);
    }

    #[test]
    fn the_rest_holds_the_rows_that_are_left_out_with_what_is_wrong_with_them() {
        let mut wishes = Wishes::default();
        wishes.repairs.leave_out([4], true);
        let (office, mut store, examined) = examined(FILE.as_bytes(), wishes);
        let file = text(&rest(&office, &mut store, &examined, CSV).unwrap());
        assert!(file.contains("Ada;") && file.contains("ext: ") && !file.contains("Bob"), "{file}");
    }
}
