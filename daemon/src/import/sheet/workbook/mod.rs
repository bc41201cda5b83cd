//! Workbooks: cells that are zipped (XLSX, ODS) or in Excel's old format (XLS).
//!
//! Read here and not by a library, because only the number formats tell the zeros in front of a number, and because
//! these files come from strangers: every part is bounded while it is unpacked.

mod archive;
mod book;
mod cfb;
mod format;
mod grid;
mod ods;
mod strings;
mod xls;
mod xlsx;
mod xml;

use archive::Archive;
use book::Book;
use cfb::Compound;

use super::{Reading, Sheet, SheetError};

/// Reads the chosen sheet of a zipped workbook.
pub(super) fn read_zip(bytes: &[u8], reading: &Reading) -> Result<Sheet, SheetError> {
    let mut archive = Archive::open(bytes)?;
    let mut book = Book::new(reading.sheet.as_deref());
    let format = match zip_format(&mut archive)? {
        Zipped::Xlsx => {
            xlsx::read(&mut archive, &mut book)?;
            "xlsx"
        }
        Zipped::Ods => {
            ods::read(&mut archive, &mut book)?;
            "ods"
        }
    };
    sheet(book, format, reading)
}

/// Reads the chosen sheet of a workbook in Excel's old format.
pub(super) fn read_compound(bytes: &[u8], reading: &Reading) -> Result<Sheet, SheetError> {
    let file = Compound::open(bytes)?;
    if file.has("EncryptedPackage") {
        return Err(SheetError::Protected);
    }
    if let Some(other) = other_program(&file) {
        return Err(SheetError::NotSpreadsheet(other));
    }
    let Some(stream) = file.stream("Workbook")? else {
        return Err(SheetError::SaveAs("a workbook of Excel 5 or 95"));
    };
    let mut book = Book::new(reading.sheet.as_deref());
    xls::read(&stream, &mut book)?;
    sheet(book, "xls", reading)
}

/// Documents of other programs may hold a workbook, too.
fn other_program(file: &Compound<'_>) -> Option<&'static str> {
    let known = [("WordDocument", "a Word document"), ("PowerPoint Document", "a PowerPoint presentation")];
    let found = known.iter().find(|(name, _)| file.has(name)).map(|(_, what)| *what);
    let is_workbook = file.has("Workbook") || file.has("Book");
    found.or((!is_workbook).then_some("a file of another program"))
}

fn sheet(book: Book<'_>, format: &'static str, reading: &Reading) -> Result<Sheet, SheetError> {
    let (name, sheets, rows) = book.finish()?;
    Ok(Sheet { format, sheet: Some(name), sheets, ..Sheet::of(rows, reading.header_row)? })
}

enum Zipped {
    Xlsx,
    Ods,
}

/// What a zip archive is, by the names in it.
fn zip_format(archive: &mut Archive<'_>) -> Result<Zipped, SheetError> {
    if archive.has_end("xl/workbook.bin") {
        return Err(SheetError::SaveAs("a binary Excel workbook (XLSB)"));
    }
    if archive.has("index/document.iwa") || archive.has("index.zip") {
        return Err(SheetError::SaveAs("a Numbers document"));
    }
    for (part, what) in
        [("word/document.xml", "a Word document"), ("ppt/presentation.xml", "a PowerPoint presentation")]
    {
        if archive.has(part) {
            return Err(SheetError::NotSpreadsheet(what));
        }
    }
    if archive.has("[content_types].xml") || archive.has("xl/workbook.xml") {
        return Ok(Zipped::Xlsx);
    }
    match archive.text("mimetype")?.as_deref().map(str::trim) {
        Some(kind) if kind.contains("opendocument.spreadsheet") => Ok(Zipped::Ods),
        Some(kind) if kind.contains("opendocument") => {
            Err(SheetError::NotSpreadsheet("another OpenDocument file"))
        }
        _ => Err(SheetError::NotSpreadsheet("a zip archive. Unpack it and choose the spreadsheet in it")),
    }
}
