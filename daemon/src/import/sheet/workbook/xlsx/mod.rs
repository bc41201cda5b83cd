//! XLSX: which parts a workbook has, and its sheets one after the other.

mod cells;
mod rels;
mod strings;
mod styles;

use styles::Styles;

use super::{archive::Archive, book::Book, format::Epoch, strings::Strings, xml::Node};
use crate::import::sheet::{MAX_SHEETS, SheetError};

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    is_hidden: bool,
    /// The name of its part, if it has cells at all.
    part: Option<String>,
}

/// What the cells of all sheets need.
struct Shared {
    strings: Strings,
    styles: Styles,
    epoch: Epoch,
}

/// Puts all sheets into the book.
pub(super) fn read(archive: &mut Archive<'_>, book: &mut Book<'_>) -> Result<(), SheetError> {
    let workbook = rels::read(archive, "")?
        .into_iter()
        .find(|rel| rel.is("officeDocument"))
        .map_or_else(|| "xl/workbook.xml".to_owned(), |rel| rel.target);
    let rels = rels::read(archive, &workbook)?;
    let (sheets, epoch) = listed(archive, &workbook, &rels)?;
    let part = |kind: &str| rels.iter().find(|rel| rel.is(kind)).map(|rel| rel.target.as_str());
    let strings = strings::read(archive, part("sharedStrings").unwrap_or("xl/sharedstrings.xml"))?;
    let styles = styles::read(archive, part("styles").unwrap_or("xl/styles.xml"))?;
    let shared = Shared { strings, styles, epoch };
    for sheet in sheets {
        let Some(part) = &sheet.part else { continue };
        let mut grid = book.grid(&sheet.name, sheet.is_hidden);
        let xml = archive.xml(part)?.ok_or(SheetError::Damaged)?;
        cells::read(xml, &shared, &mut grid)?;
        book.add(&sheet.name, sheet.is_hidden, grid)?;
    }
    Ok(())
}

fn listed(
    archive: &mut Archive<'_>,
    workbook: &str,
    rels: &[rels::Rel],
) -> Result<(Vec<Listed>, Epoch), SheetError> {
    let mut xml = archive.xml(workbook)?.ok_or(SheetError::Damaged)?;
    let (mut sheets, mut epoch) = (Vec::new(), Epoch::Year1900);
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        match tag.name() {
            "workbookPr" if tag.is("date1904") => epoch = Epoch::Year1904,
            "sheet" if sheets.len() >= MAX_SHEETS => return Err(SheetError::TooManySheets),
            "sheet" => {
                let id = tag.get("id").unwrap_or_default();
                // Sheets of nothing but a chart have no cells.
                let part = rels.iter().find(|rel| rel.id == id && rel.is("worksheet"));
                sheets.push(Listed {
                    name: tag.get("name").unwrap_or_default().into_owned(),
                    is_hidden: tag.get("state").is_some_and(|state| state != "visible"),
                    part: part.map(|rel| rel.target.clone()),
                });
            }
            _ => {}
        }
    }
    Ok((sheets, epoch))
}
