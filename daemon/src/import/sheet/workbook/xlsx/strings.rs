//! How texts are written: those that the cells share, and those in a cell.

use std::io::BufRead;

use super::super::{
    archive::Archive,
    strings::Strings,
    xml::{Node, Xml},
};
use crate::import::sheet::{MAX_CELL, SheetError};

/// Reads the shared texts; none where the archive has none.
pub(super) fn read(archive: &mut Archive<'_>, part: &str) -> Result<Strings, SheetError> {
    let mut strings = Strings::default();
    let Some(mut xml) = archive.xml(part)? else { return Ok(strings) };
    let mut text = String::new();
    while let Some(node) = xml.next()? {
        let Node::Start(tag) = node else { continue };
        if tag.name() == "si" {
            text.clear();
            rich(&mut xml, &mut text)?;
            strings.push(&unescaped(&text))?;
        }
    }
    Ok(strings)
}

/// The text inside the tag that was just opened: plain or in pieces of several fonts, without how it is pronounced.
/// Goes past its end.
pub(super) fn rich<R: BufRead>(xml: &mut Xml<R>, text: &mut String) -> Result<(), SheetError> {
    let outside = xml.depth() - 1;
    while xml.depth() > outside {
        let Some(node) = xml.next()? else { return Err(SheetError::Damaged) };
        let Node::Start(tag) = node else { continue };
        match tag.name() {
            "t" => xml.text(text, MAX_CELL)?,
            "r" => {}
            _ => xml.skip()?,
        }
    }
    Ok(())
}

/// `_x000D_` is how the format writes a sign that XML cannot.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find("_x") {
        let (before, from) = rest.split_at(place);
        plain.push_str(before);
        if let Some(sign) = escaped(from) {
            plain.push(sign);
            rest = &from[7..];
        } else {
            plain.push_str("_x");
            rest = &from[2..];
        }
    }
    plain + rest
}

fn escaped(text: &str) -> Option<char> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit()) && text[6..].starts_with('_');
    is_hex.then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_signs_again() {
        for (written, expected) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("my_xbox_x12", "my_xbox_x12"),
            ("_xD800_é_x", "_xD800_é_x"),
            ("_x00é0_", "_x00é0_"),
        ] {
            assert_eq!(unescaped(written), expected);
        }
    }
}
