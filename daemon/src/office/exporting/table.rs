//! Rows as CSV text (RFC 4180, lines end with a line feed).

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::ExportError;
use crate::import::sheet::Row;

/// Rows as CSV text that an import reads as it was. A cell that a spreadsheet program would run as a formula is defused
/// with a leading `'`; a phone number with its `+` is no formula.
pub fn csv_text(rows: &[Vec<String>]) -> Result<String, csv::Error> {
    let defused: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| defuse(cell)).collect()).collect();
    raw_csv_text(&defused)
}

/// Rows as CSV text, each cell as it is.
pub fn raw_csv_text(rows: &[Vec<String>]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(|error| std::io::Error::other(error).into())
}

/// The table as a workbook of texts, in which a spreadsheet program changes no number.
pub fn workbook(csv: &str) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(ExportError::Workbook)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let text = Format::new().set_num_format("@");
    let sheet = workbook.add_worksheet();
    for (row, record) in (0_u32..).zip(
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes()).records(),
    ) {
        for (column, cell) in (0_u16..).zip(&record?).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string_with_format(row, column, cell, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(workbook.save_to_buffer()?)
}

/// The first row of a table.
pub fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A cell that a spreadsheet program shows and does not run.
pub fn defuse(cell: &str) -> String {
    let number = cell
        .strip_prefix('+')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|sign| sign.is_ascii_digit()));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number {
        format!("'{cell}")
    } else {
        kept(cell)
    }
}

/// The cell with what the reader would take off it put on once more.
fn kept(cell: &str) -> String {
    let is_read_as_it_is = |text: &String| Row::typed(0, vec![text.clone()], None).cells.join("") == cell;
    let plain = cell.to_owned();
    if is_read_as_it_is(&plain) {
        return plain;
    }
    let ways = [
        format!("'{cell}"),
        format!("“{cell}”"),
        format!("„{cell}“"),
        format!("«{cell}»"),
        format!("‘{cell}’"),
    ];
    ways.into_iter().find(is_read_as_it_is).unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_reader_takes_off_is_put_on_once_more() {
        for cell in ["“x”", "«a» b", "'t Hart", "„x“", "plain", "-", "‘x’", "'“1”"] {
            let text = csv_text(&[vec!["email".to_owned()], vec![cell.to_owned()]]).unwrap();
            let sheet = crate::import::sheet::read(text.as_bytes()).unwrap();
            // A row of nothing but words for nothing is no row.
            let read = sheet.rows.first().map_or("-", |row| row.cells[0].as_str());
            assert_eq!(read, cell, "{text}");
        }
    }

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_defused() {
        let rows = vec![["=1+1", "+1800", "@x", "-2", "+x", "a,b"].map(str::to_owned).to_vec()];
        assert_eq!(csv_text(&rows).unwrap(), "'=1+1,+1800,'@x,'-2,'+x,\"a,b\"\n");
    }
}
