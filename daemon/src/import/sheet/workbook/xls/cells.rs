//! The cells of one sheet, each as the spreadsheet shows it.

use std::borrow::Cow;

use super::{
    super::{
        cfb::{u16_at, u32_at},
        format::number,
        grid::Grid,
    },
    Record, Records,
    globals::Globals,
    kind,
    text::Pieces,
};
use crate::import::sheet::SheetError;

/// Errors by the number that stands for them.
const ERRORS: [(u8, &str); 7] = [
    (0x00, "#NULL!"),
    (0x07, "#DIV/0!"),
    (0x0f, "#VALUE!"),
    (0x17, "#REF!"),
    (0x1d, "#NAME?"),
    (0x24, "#NUM!"),
    (0x2a, "#N/A"),
];

/// Reads the sheet that begins here, and says how many bytes that took.
pub(super) fn read(
    mut records: Records<'_>,
    globals: &Globals,
    grid: &mut Grid,
) -> Result<usize, SheetError> {
    let length = records.bytes.len();
    let first = records.next().filter(|first| first.kind == kind::BOF);
    first.ok_or(SheetError::Damaged)?;
    // Charts inside a sheet are begun and ended as sheets are.
    let mut depth = 1_u32;
    let mut awaited = None;
    while let Some(record) = records.next() {
        match record.kind {
            kind::BOF => depth = depth.saturating_add(1),
            kind::EOF => depth -= 1,
            kind::STRING => {
                let text = Pieces::new(record.data, records.continued()).text();
                if let (Some((row, column)), Some(text)) = (awaited.take(), text) {
                    put(grid, row, column, &text);
                }
            }
            kind::SHARED_FORMULA | kind::ARRAY | kind::TABLE => {}
            _ if depth == 1 => {
                never_calculated(awaited.take(), grid);
                awaited = cell(record, &mut records, globals, grid);
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    Ok(length - records.bytes.len())
}

/// A program that does not calculate leaves the formula without the text that it should have come to; the check says so.
fn never_calculated(awaited: Option<(u16, u16)>, grid: &mut Grid) {
    if let Some((row, column)) = awaited {
        put(grid, row, column, "=?");
    }
}

/// Reads a record of cells. A formula that came to a text has it in a later record: its row and column.
fn cell<'a>(
    record: Record<'a>,
    records: &mut Records<'a>,
    globals: &Globals,
    grid: &mut Grid,
) -> Option<(u16, u16)> {
    let data = record.data;
    let (row, column, style) = (u16_at(data, 0)?, u16_at(data, 2)?, u16_at(data, 4).unwrap_or(0));
    let shown = |value: f64| Cow::Owned(number(value, &globals.format(style), globals.epoch));
    let text: Cow<'_, str> = match record.kind {
        kind::LABEL_SST => globals.strings.get(usize::try_from(u32_at(data, 6)?).ok()?)?.into(),
        kind::RK => shown(rk(u32_at(data, 6)?)),
        kind::NUMBER => shown(f64::from_le_bytes(data.get(6..14)?.try_into().ok()?)),
        kind::BOOL_ERR => bool_or_error(*data.get(6)?, *data.get(7)? != 0).into(),
        kind::LABEL | kind::RSTRING => Pieces::new(data.get(6..)?, records.continued()).text()?.into(),
        kind::FORMULA => match data.get(6..14)? {
            [0, .., 0xff, 0xff] => return Some((row, column)),
            [1, _, value, .., 0xff, 0xff] => bool_or_error(*value, false).into(),
            [2, _, value, .., 0xff, 0xff] => bool_or_error(*value, true).into(),
            [3, .., 0xff, 0xff] => return None,
            bytes => shown(f64::from_le_bytes(bytes.try_into().ok()?)),
        },
        kind::MUL_RK => return several(data, globals, grid),
        kind::MERGED_CELLS => return merged(data, grid),
        _ => return None,
    };
    put(grid, row, column, &text);
    None
}

fn put(grid: &mut Grid, row: u16, column: u16, text: &str) {
    grid.put(u32::from(row) + 1, usize::from(column), text);
}

/// Numbers in a run of cells.
fn several(data: &[u8], globals: &Globals, grid: &mut Grid) -> Option<(u16, u16)> {
    let (row, first) = (u16_at(data, 0)?, u16_at(data, 2)?);
    // The last column's number stands after the cells.
    let cells = data.get(4..data.len().checked_sub(2)?)?;
    // A run may claim to go past the last column there can be.
    for (column, cell) in (first..=u16::MAX).zip(cells.chunks_exact(6)) {
        let value = rk(u32_at(cell, 2)?);
        put(grid, row, column, &number(value, &globals.format(u16_at(cell, 0)?), globals.epoch));
    }
    None
}

fn merged(data: &[u8], grid: &mut Grid) -> Option<(u16, u16)> {
    for range in data.get(2..)?.chunks_exact(8) {
        let [from, to, left, right] = [0, 2, 4, 6].map(|place| u16_at(range, place).unwrap_or(0));
        grid.merge((u32::from(from) + 1, u32::from(to) + 1), (usize::from(left), usize::from(right)));
    }
    None
}

/// A number in four bytes: a whole one, or the upper half of a float; in hundredths or not.
fn rk(bits: u32) -> f64 {
    let value = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

fn bool_or_error(value: u8, is_error: bool) -> &'static str {
    match (is_error, value) {
        (true, _) => ERRORS.iter().find(|(number, _)| *number == value).map_or("#VALUE!", |(_, text)| text),
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_whole_or_halves_of_floats() {
        let float = |value: f64| u32::try_from(value.to_bits() >> 32).unwrap();
        assert_eq!(rk(2001 << 2 | 2).to_bits(), 2001_f64.to_bits());
        assert_eq!(rk((-7_i32 << 2).cast_unsigned() | 2).to_bits(), (-7_f64).to_bits());
        assert_eq!(rk(12345 << 2 | 3).to_bits(), 123.45_f64.to_bits());
        assert_eq!(rk(float(1.5)).to_bits(), 1.5_f64.to_bits());
    }
}
