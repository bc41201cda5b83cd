//! Which number format each cell style has.

use std::collections::HashMap;

use super::super::{archive::Archive, format::Format, xml::Node};
use crate::import::sheet::SheetError;

/// Excel's own limit.
const MAX_STYLES: usize = 65_536;

/// The formats by number of the style.
#[derive(Default)]
pub(super) struct Styles(Vec<Format>);

impl Styles {
    /// The format of this style; plain for a style that is not there.
    pub(super) fn get(&self, style: usize) -> &Format {
        self.0.get(style).unwrap_or(&Format::Plain)
    }
}

/// Reads the styles; none where the archive has none.
pub(super) fn read(archive: &mut Archive<'_>, part: &str) -> Result<Styles, SheetError> {
    let mut styles = Styles::default();
    let Some(mut xml) = archive.xml(part)? else { return Ok(styles) };
    let (mut codes, mut in_cells) = (HashMap::new(), false);
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        match tag.name() {
            "numFmt" if codes.len() < MAX_STYLES => {
                let code = tag.get("formatCode").unwrap_or_default();
                codes.insert(tag.number::<u32>("numFmtId").unwrap_or(0), Format::of_code(&code));
            }
            "cellXfs" => in_cells = true,
            "cellStyleXfs" | "cellStyles" | "dxfs" => in_cells = false,
            "xf" if in_cells && styles.0.len() < MAX_STYLES => {
                let id = tag.number("numFmtId").unwrap_or(0);
                styles.0.push(codes.get(&id).cloned().unwrap_or_else(|| Format::builtin(id)));
            }
            _ => {}
        }
    }
    Ok(styles)
}
