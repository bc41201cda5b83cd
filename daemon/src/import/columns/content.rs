//! What a column's values look like.

use super::Field;
use crate::{
    directory::MacAddr,
    import::sheet::{Row, Sheet},
};

/// Enough rows to tell; a column that is blank in all of them looks like nothing.
const LOOKED_AT: usize = 200;

/// Whether most of the column's values could stand in the field. Only for fields that can be told by their values.
pub(super) fn looks_like(sheet: &Sheet, index: usize, field: Field) -> bool {
    most(sheet, index, &|cell| fits(cell, field))
}

/// Whether most of the column's values are such.
pub(super) fn most(sheet: &Sheet, index: usize, is_such: &dyn Fn(&str) -> bool) -> bool {
    let cells = sheet.rows.iter().take(LOOKED_AT).filter_map(|row| row.cells.get(index));
    let (mut fitting, mut filled) = (0_usize, 0_usize);
    for cell in cells.filter(|cell| !cell.is_empty()) {
        filled += 1;
        fitting += usize::from(is_such(cell));
    }
    filled > 0 && fitting * 5 >= filled * 4
}

/// Whether most cells of the one column are whole names that begin with the first name in the other.
pub(super) fn extends(sheet: &Sheet, whole: usize, first: usize) -> bool {
    let cell = |row: &'_ Row, index: usize| {
        row.cells.get(index).map_or_else(String::new, |cell| cell.to_lowercase())
    };
    let rows = sheet.rows.iter().take(LOOKED_AT).map(|row| (cell(row, whole), cell(row, first)));
    let (mut longer, mut filled) = (0_usize, 0_usize);
    for (whole, first) in rows.filter(|(whole, first)| !whole.is_empty() && !first.is_empty()) {
        filled += 1;
        longer += usize::from(whole.strip_prefix(&first).is_some_and(|rest| rest.starts_with(' ')));
    }
    longer * 2 > filled
}

/// Whether any row has something in this column.
pub(super) fn is_used(sheet: &Sheet, index: usize) -> bool {
    sheet.rows.iter().any(|row| row.cells.get(index).is_some_and(|cell| !cell.is_empty()))
}

fn fits(cell: &str, field: Field) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    match field {
        Field::Email => {
            cell.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        }
        Field::Extension => (2..=6).contains(&digits) && digits == cell.len(),
        Field::MacAddress => cell.parse::<MacAddr>().is_ok(),
        Field::PhoneNumber => {
            (7..=15).contains(&digits)
                && cell.chars().all(|sign| sign.is_ascii_digit() || "+-. ()".contains(sign))
        }
        _ => false,
    }
}
