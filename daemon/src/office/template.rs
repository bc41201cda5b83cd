//! The spreadsheet to fill in: all columns of the import, with drop-downs from the catalogue.
//!
//! The example stands on a sheet of its own, for a row among the people's would be imported sooner or later.

mod columns;
mod lists;
#[cfg(test)]
mod tests;

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, Formula,
    Note, Workbook, Worksheet, XlsxError,
};

use crate::catalogue::Catalogue;
use columns::{COLUMNS, Choice, TemplateColumn};
use lists::Lists;

/// The sheet that is imported.
const PEOPLE: &str = "People";

/// The sheet that explains.
const HELP: &str = "How to fill in";

/// So many rows below the header have drop-downs. Text columns are text all the way down.
const ROWS: u32 = 1000;

/// The number format “Text” (ECMA-376, 18.8.30).
const TEXT: u8 = 49;

/// Why no spreadsheet could be made, which never should be.
#[derive(Debug, thiserror::Error)]
#[error("the spreadsheet could not be made: {0}")]
pub struct TemplateError(#[from] XlsxError);

/// The spreadsheet to fill in, as XLSX; the same bytes for the same catalogue.
pub fn workbook(catalogue: &Catalogue) -> Result<Vec<u8>, TemplateError> {
    filled(catalogue, &[])
}

/// The spreadsheet with rows filled in: text by column, in the order of [`COLUMNS`].
fn filled(catalogue: &Catalogue, rows: &[Vec<&str>]) -> Result<Vec<u8>, TemplateError> {
    let lists = Lists::of(catalogue);
    let mut workbook = Workbook::new();
    // Without it each spreadsheet would carry the moment it was made.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook
        .set_properties(&DocProperties::new().set_title("People and phones").set_creation_datetime(&made));
    people(workbook.add_worksheet(), &lists, rows)?;
    help(workbook.add_worksheet(), &lists)?;
    lists.write(workbook.add_worksheet())?;
    Ok(workbook.save_to_buffer()?)
}

fn people(sheet: &mut Worksheet, lists: &Lists, rows: &[Vec<&str>]) -> Result<(), XlsxError> {
    sheet.set_name(PEOPLE)?;
    let bold = Format::new().set_bold();
    let text = Format::new().set_num_format_index(TEXT);
    for (place, column) in (0..).zip(COLUMNS) {
        sheet.set_column_width(place, column.width)?;
        if column.is_text() {
            sheet.set_column_format(place, &text)?;
        }
        sheet.write_string_with_format(0, place, column.field.name(), &bold)?;
        sheet.insert_note(0, place, &note(column))?;
        if let Some(choice) = validation(column.choice, lists)? {
            sheet.add_data_validation(1, place, ROWS, place, &choice)?;
        }
    }
    for (row, cells) in (1..).zip(rows) {
        for (place, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row, place, *cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn note(column: &TemplateColumn) -> Note {
    Note::new(format!("{}: {}", column.needed, column.what))
        .add_author_prefix(false)
        .set_author("Linekey")
        .set_width(260)
        .set_height(110)
}

/// A drop-down. What is not in it may stay: the import knows more spellings than the list has.
fn validation(choice: Choice, lists: &Lists) -> Result<Option<DataValidation>, XlsxError> {
    let list = DataValidation::new();
    let list = match choice {
        Choice::Free | Choice::Text => return Ok(None),
        Choice::Action => list.allow_list_strings(&["add", "update", "delete"])?,
        Choice::Brand => list.allow_list_formula(Formula::new(lists.brands())),
        Choice::Expansion => list.allow_list_formula(Formula::new(lists.modules())),
        Choice::Family => list.allow_list_formula(Formula::new(lists.families(&at("brand")))),
        Choice::Model => list.allow_list_formula(Formula::new(lists.models(&at("brand"), &at("family")))),
        Choice::YesNo => list.allow_list_strings(&["yes", "no"])?,
    };
    let list = list
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("Not in the list")?
        .set_error_message("The list does not have this. Keep it only if you are sure that it is right.")?;
    Ok(Some(list))
}

/// The cell of a column in the first row below the header, as a formula of any cell in that row names it.
fn at(name: &str) -> String {
    let place = COLUMNS.iter().position(|column| column.field.name() == name).unwrap_or_default();
    format!("${}2", char::from(b'A' + u8::try_from(place).unwrap_or_default()))
}

fn help(sheet: &mut Worksheet, lists: &Lists) -> Result<(), XlsxError> {
    sheet.set_name(HELP)?;
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let text = Format::new().set_num_format_index(TEXT).set_align(FormatAlign::Top);
    for (place, (title, width)) in (0..).zip([
        ("Column of the sheet", 22.0),
        ("Needed?", 26.0),
        ("What goes there", 70.0),
        ("Example", 30.0),
    ]) {
        sheet.set_column_width(place, width)?;
        sheet.write_string_with_format(0, place, title, &bold)?;
    }
    for (row, column) in (1..).zip(COLUMNS) {
        let example = lists.example(column).unwrap_or(column.example);
        // Quoted, so that nothing takes this list for the sheet to import.
        sheet.write_string_with_format(row, 0, format!("“{}”", column.field.name()), &text)?;
        sheet.write_string_with_format(row, 1, column.needed, &wrapped)?;
        sheet.write_string_with_format(row, 2, column.what, &wrapped)?;
        sheet.write_string_with_format(row, 3, example, &text)?;
    }
    sheet.set_freeze_panes(1, 0)?.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}
