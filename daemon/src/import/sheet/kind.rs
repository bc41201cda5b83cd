//! What a file is, by its first bytes. Its name says nothing: people rename pictures to `.csv`.

use super::SheetError;

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whatever is none of the others.
    Text,
    /// A zip archive: XLSX, ODS and their likes.
    Zip,
    /// Microsoft's compound file: XLS, and workbooks with a password.
    Compound,
}

const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// Excel before its compound files: the stream alone, of versions 2 to 5.
const BARE: [&[u8]; 4] = [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00"];
/// First bytes of what people choose by mistake.
const OTHERS: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
];

/// How the file is read, or what it is instead.
pub(super) fn of(bytes: &[u8]) -> Result<Kind, SheetError> {
    let begins = |magic: &&[u8]| bytes.starts_with(magic);
    if begins(&COMPOUND) {
        return Ok(Kind::Compound);
    }
    if ZIP.iter().any(begins) {
        return Ok(Kind::Zip);
    }
    if BARE.iter().any(begins) {
        return Err(SheetError::SaveAs("a workbook of Excel 5 or older"));
    }
    match OTHERS.iter().find(|(magic, _)| begins(magic)) {
        Some((_, what)) => Err(SheetError::NotSpreadsheet(what)),
        None => Ok(Kind::Text),
    }
}
