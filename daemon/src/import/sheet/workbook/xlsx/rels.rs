//! Relationships: which part of the archive is what.

use super::super::{archive::Archive, xml::Node};
use crate::import::sheet::SheetError;

/// More than this many belong to no workbook.
const MAX_RELS: usize = 10_000;

/// One part that another one names.
pub(super) struct Rel {
    pub(super) id: String,
    kind: String,
    /// Name of the part in the archive.
    pub(super) target: String,
}

impl Rel {
    /// Whether it is of this kind, in either of the format's two dialects.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

/// The relationships of a part; of the whole archive with an empty name. None where the archive has none.
pub(super) fn read(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Rel>, SheetError> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let path = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let Some(mut xml) = archive.xml(&format!("{path}_rels/{name}.rels"))? else { return Ok(Vec::new()) };
    let mut rels = Vec::new();
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        if tag.name() != "Relationship" || rels.len() >= MAX_RELS {
            continue;
        }
        let text = |name: &str| tag.get(name).unwrap_or_default().into_owned();
        rels.push(Rel { id: text("Id"), kind: text("Type"), target: target(folder, &text("Target")) });
    }
    Ok(rels)
}

/// A target is named from its folder, or from the root with a `/` in front.
fn target(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            _ => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_their_folder_or_from_the_root() {
        for (folder, written, expected) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("a/b", "../c/./d.xml", "a/c/d.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("", "../../x", "x"),
        ] {
            assert_eq!(target(folder, written), expected);
        }
    }
}
