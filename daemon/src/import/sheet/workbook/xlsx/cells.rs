//! The cells of one sheet, each as the spreadsheet shows it.

use std::{borrow::Cow, io::BufRead};

use super::{
    super::{
        format::number_text,
        grid::Grid,
        xml::{Node, Tag, Xml},
    },
    Shared,
    strings::{rich, unescaped},
};
use crate::import::sheet::{MAX_CELL, SheetError};

/// Reads all cells into the grid, then the merged ranges, which come after them.
pub(super) fn read<R: BufRead>(mut xml: Xml<R>, shared: &Shared, grid: &mut Grid) -> Result<(), SheetError> {
    let mut place = Place::default();
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        match tag.name() {
            "row" => place.row(&tag),
            "c" => {
                let cell = Cell::at(&tag, &mut place);
                let text = cell.text(&mut xml, shared)?;
                grid.put(cell.row, cell.column, &text);
            }
            "mergeCell" => {
                if let Some((from, to)) = tag.get("ref").as_deref().and_then(range) {
                    grid.merge((from.0, to.0), (from.1, to.1));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where the last cell was. Rows and cells may say where they are, or come one after the other.
#[derive(Default)]
struct Place {
    row: u32,
    column: usize,
}

impl Place {
    fn row(&mut self, tag: &Tag<'_>) {
        self.row = tag.number("r").unwrap_or(self.row.saturating_add(1));
        self.column = 0;
    }
}

struct Cell {
    row: u32,
    column: usize,
    kind: String,
    style: usize,
}

impl Cell {
    fn at(tag: &Tag<'_>, place: &mut Place) -> Self {
        let named = tag.get("r").as_deref().and_then(reference);
        let (row, column) = named.unwrap_or((place.row, place.column));
        *place = Place { row, column: column.saturating_add(1) };
        let kind = tag.get("t").unwrap_or_default().into_owned();
        Self { row, column, kind, style: tag.number("s").unwrap_or(0) }
    }

    /// What the cell shows. Goes past its end.
    fn text<'a, R: BufRead>(&self, xml: &mut Xml<R>, shared: &'a Shared) -> Result<Cow<'a, str>, SheetError> {
        let (mut value, mut inline, mut formula) = (String::new(), String::new(), None);
        let outside = xml.depth() - 1;
        while xml.depth() > outside {
            let Some(node) = xml.next()? else { return Err(SheetError::Damaged) };
            let Node::Start(tag) = node else { continue };
            match tag.name() {
                "v" => xml.text(&mut value, MAX_CELL)?,
                "f" => xml.text(formula.get_or_insert_default(), MAX_CELL)?,
                "is" => rich(xml, &mut inline)?,
                _ => xml.skip()?,
            }
        }
        // A program that does not calculate leaves the formula without its value; the check says so. A formula may also
        // have come to an empty text.
        if let Some(formula) = formula.filter(|_| self.kind != "str" && value.is_empty() && inline.is_empty())
        {
            // Where several cells share a formula, only the first one has it.
            return Ok(if formula.is_empty() { "=?".into() } else { format!("={formula}").into() });
        }
        Ok(self.shown(value, &inline, shared))
    }

    fn shown<'a>(&self, value: String, inline: &str, shared: &'a Shared) -> Cow<'a, str> {
        if self.kind == "s" {
            return value.trim().parse().ok().and_then(|at| shared.strings.get(at)).unwrap_or("").into();
        }
        let own = match self.kind.as_str() {
            "inlineStr" => unescaped(inline),
            "str" => unescaped(&value),
            "b" if value.trim() == "1" => "TRUE".to_owned(),
            "b" if value.trim() == "0" => "FALSE".to_owned(),
            "b" | "e" => value,
            "d" => value.trim_end_matches("T00:00:00").to_owned(),
            _ if value.is_empty() => value,
            _ => number_text(&value, shared.styles.get(self.style), shared.epoch),
        };
        own.into()
    }
}

/// Row from 1 and column from 0 of `B7`.
fn reference(text: &str) -> Option<(u32, usize)> {
    let digits = text.find(|sign: char| sign.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    // XFD is the last column there is.
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let number = |byte: u8| usize::from(byte.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, |column, byte| column * 26 + number(byte));
    Some((row.parse().ok().filter(|row| *row > 0)?, column - 1))
}

/// The first and the last cell of `A1:B7`.
fn range(text: &str) -> Option<((u32, usize), (u32, usize))> {
    let (from, to) = text.split_once(':')?;
    Some((reference(from)?, reference(to)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_name_a_row_and_a_column() {
        for (text, expected) in [
            ("A1", Some((1, 0))),
            ("Z9", Some((9, 25))),
            ("AA10", Some((10, 26))),
            ("XFD1048576", Some((1_048_576, 16_383))),
            ("A0", None),
            ("AAAA1", None),
            ("1", None),
            ("A", None),
            ("A99999999999", None),
            ("Ä1", None),
        ] {
            assert_eq!(reference(text), expected, "{text}");
        }
    }
}
