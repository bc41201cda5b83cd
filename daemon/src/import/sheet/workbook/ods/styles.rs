//! What styles say of cells (how many digits) and of sheets (that they are hidden).

use std::{
    collections::{HashMap, HashSet},
    io::BufRead,
};

use super::super::{
    format::Format,
    xml::{Node, Tag, Xml},
};
use crate::import::sheet::SheetError;

/// More styles than this are in no workbook.
const MAX_STYLES: usize = 65_536;

/// The styles of a document by name.
#[derive(Default)]
pub(super) struct Styles {
    /// Number formats.
    formats: HashMap<String, Format>,
    /// The number format of a cell style.
    cells: HashMap<String, String>,
    /// Styles of sheets that are hidden.
    hiding: HashSet<String>,
}

impl Styles {
    /// How a cell of this style shows a number.
    pub(super) fn format(&self, cell: &str) -> &Format {
        self.cells.get(cell).and_then(|name| self.formats.get(name)).unwrap_or(&Format::Plain)
    }

    /// Whether a sheet of this style is hidden.
    pub(super) fn hides(&self, style: &str) -> bool {
        self.hiding.contains(style)
    }

    /// Reads the group of styles that was just opened. Goes past its end.
    pub(super) fn read<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), SheetError> {
        let outside = xml.depth() - 1;
        let mut open = Open::default();
        while xml.depth() > outside {
            let Some(node) = xml.next()? else { return Err(SheetError::Damaged) };
            if self.formats.len() + self.cells.len() + self.hiding.len() > MAX_STYLES {
                continue;
            }
            match node {
                Node::Start(tag) => self.tag(&tag, &mut open),
                Node::Text(text) if open.in_text && open.prefix.len() < 64 => open.prefix.push_str(&text),
                Node::Text(_) => {}
                Node::End => open.in_text = false,
            }
        }
        Ok(())
    }

    fn tag(&mut self, tag: &Tag<'_>, open: &mut Open) {
        let text = |name: &str| tag.get(name).unwrap_or_default().into_owned();
        match tag.name() {
            "number-style" => *open = Open { name: text("name"), ..Open::default() },
            "text" => open.in_text = true,
            "number" => {
                let least = tag.number("min-integer-digits").unwrap_or(0);
                self.formats.insert(open.name.clone(), Format::digits(&open.prefix, least));
            }
            "style" => {
                *open = Open { name: text("name"), ..Open::default() };
                let data = text("data-style-name");
                if !data.is_empty() {
                    self.cells.insert(open.name.clone(), data);
                }
            }
            "table-properties" if text("display") == "false" => {
                self.hiding.insert(open.name.clone());
            }
            _ => {}
        }
    }
}

/// The style that is being read.
#[derive(Default)]
struct Open {
    name: String,
    in_text: bool,
    prefix: String,
}
