//! ODS: all sheets are in one document, whose rows and cells may stand for many.

mod cells;
mod styles;

use std::io::BufRead;

use styles::Styles;

use super::{
    archive::Archive,
    book::Book,
    grid::Grid,
    xml::{Node, Xml},
};
use crate::import::sheet::SheetError;

/// Puts all sheets into the book.
pub(super) fn read(archive: &mut Archive<'_>, book: &mut Book<'_>) -> Result<(), SheetError> {
    if is_encrypted(archive)? {
        return Err(SheetError::Protected);
    }
    let mut styles = Styles::default();
    if let Some(mut xml) = archive.xml("styles.xml")? {
        while let Some(node) = xml.next()? {
            let Node::Start(tag) = node else { continue };
            if matches!(tag.name(), "styles" | "automatic-styles") {
                styles.read(&mut xml)?;
            }
        }
    }
    let xml = archive.xml("content.xml")?.ok_or(SheetError::Damaged)?;
    content(xml, styles, book)
}

fn is_encrypted(archive: &mut Archive<'_>) -> Result<bool, SheetError> {
    let Some(mut xml) = archive.xml("meta-inf/manifest.xml")? else { return Ok(false) };
    while let Some(node) = xml.next()? {
        if let Node::Start(tag) = node
            && tag.name() == "encryption-data"
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn content<R: BufRead>(mut xml: Xml<R>, mut styles: Styles, book: &mut Book<'_>) -> Result<(), SheetError> {
    let mut spreadsheet = None;
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        match tag.name() {
            "automatic-styles" => styles.read(&mut xml)?,
            "spreadsheet" => spreadsheet = Some(xml.depth()),
            "table" => {
                let name = tag.get("name").unwrap_or_default().into_owned();
                let is_hidden = tag.get("style-name").is_some_and(|style| styles.hides(&style));
                // Links to other files hold tables of their own.
                if spreadsheet.is_none_or(|depth| xml.depth() != depth + 1) {
                    continue;
                }
                let mut grid = book.grid(&name, is_hidden);
                table(&mut xml, &styles, &mut grid)?;
                book.add(&name, is_hidden, grid)?;
            }
            "tracked-changes" | "named-expressions" | "database-ranges" => xml.skip()?,
            _ => {}
        }
    }
    Ok(())
}

/// The rows of a sheet, whatever groups they are in. Goes past its end.
fn table<R: BufRead>(xml: &mut Xml<R>, styles: &Styles, grid: &mut Grid) -> Result<(), SheetError> {
    let outside = xml.depth() - 1;
    let (mut columns, mut row) = (cells::Columns::default(), 1_u32);
    while xml.depth() > outside {
        let Some(node) = xml.next()? else { return Err(SheetError::Damaged) };
        let Node::Start(tag) = node else { continue };
        match tag.name() {
            "table-column" => columns.add(&tag),
            "table-row" => {
                let times = tag.number("number-rows-repeated").unwrap_or(1);
                cells::row(xml, row, &columns, styles, grid)?;
                // The last row often stands for the rest of a million empty ones.
                grid.repeat(row, times);
                row = row.saturating_add(times);
            }
            "table-row-group"
            | "table-header-rows"
            | "table-rows"
            | "table-columns"
            | "table-header-columns"
            | "table-column-group" => {}
            _ => xml.skip()?,
        }
    }
    Ok(())
}
