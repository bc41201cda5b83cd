//! XLS: the records of Excel 97 to 2003 (BIFF8).

mod cells;
mod globals;
mod text;

use globals::Globals;

use super::{book::Book, cfb::u16_at};
use crate::import::sheet::SheetError;

/// Kinds of records, by the names of their specification.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000a;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002f;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00bd;
    pub(super) const RSTRING: u16 = 0x00d6;
    pub(super) const XF: u16 = 0x00e0;
    pub(super) const MERGED_CELLS: u16 = 0x00e5;
    pub(super) const SST: u16 = 0x00fc;
    pub(super) const LABEL_SST: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_ERR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const ARRAY: u16 = 0x0221;
    pub(super) const TABLE: u16 = 0x0236;
    pub(super) const RK: u16 = 0x027e;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const SHARED_FORMULA: u16 = 0x04bc;
    pub(super) const BOF: u16 = 0x0809;
}

/// Puts all sheets into the book.
pub(super) fn read(stream: &[u8], book: &mut Book<'_>) -> Result<(), SheetError> {
    let globals = Globals::read(stream)?;
    // Sheets that overlap would be read again and again.
    let mut left = stream.len();
    for sheet in &globals.sheets {
        let mut grid = book.grid(&sheet.name, sheet.is_hidden);
        let records = Records { bytes: stream.get(sheet.start..).ok_or(SheetError::Damaged)? };
        let read = cells::read(records, &globals, &mut grid)?;
        left = left.checked_sub(read).ok_or(SheetError::Damaged)?;
        book.add(&sheet.name, sheet.is_hidden, grid)?;
    }
    Ok(())
}

/// One record after the other. A length beyond the end ends them.
#[derive(Clone)]
struct Records<'a> {
    bytes: &'a [u8],
}

/// A record.
#[derive(Clone, Copy)]
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, length) = (u16_at(self.bytes, 0)?, u16_at(self.bytes, 2)?);
        let data = self.bytes.get(4..4 + usize::from(length))?;
        self.bytes = &self.bytes[4 + usize::from(length)..];
        Some(Record { kind, data })
    }
}

impl<'a> Records<'a> {
    /// The records that continue the one just read.
    fn continued(&mut self) -> Vec<&'a [u8]> {
        let mut pieces = Vec::new();
        while u16_at(self.bytes, 0) == Some(kind::CONTINUE) {
            match self.next() {
                Some(record) => pieces.push(record.data),
                None => break,
            }
        }
        pieces
    }
}
