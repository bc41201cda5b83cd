//! Text that is no table: web pages, XML and JSON. Programs save these under the name of a spreadsheet, too.

use super::SheetError;

/// How a web page may begin, in lower case.
const PAGE: [&str; 7] = ["<!doctype html", "<html", "<head", "<body", "<meta", "<table", "<div"];
/// Enough of the beginning to tell a kind, and to find what the kind is made of.
const SAMPLE: usize = 64;
const LONG_SAMPLE: usize = 4096;

/// Refuses text that is no table.
pub(super) fn refuse(text: &str) -> Result<(), SheetError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let start = text[..text.floor_char_boundary(SAMPLE)].to_ascii_lowercase();
    let is_closed = |open, close: char| start.starts_with(open) && text.ends_with(close);
    if is_page(&start) {
        return Err(page(text));
    }
    if start.starts_with("<?xml") || is_closed('<', '>') {
        return Err(xml(text));
    }
    if is_closed('{', '}') || is_closed('[', ']') {
        return Err(json(text));
    }
    Ok(())
}

fn is_page(start: &str) -> bool {
    let is_tag = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    PAGE.iter().any(|tag| start.strip_prefix(tag).is_some_and(is_tag))
}

/// Many programs write a page with a table in it and call it `.xls`; spreadsheet programs open that.
fn page(text: &str) -> SheetError {
    if text.to_ascii_lowercase().contains("<table") {
        return SheetError::SaveAs("a web page with a table");
    }
    SheetError::NotSpreadsheet("a web page")
}

fn xml(text: &str) -> SheetError {
    let start = &text[..text.floor_char_boundary(LONG_SAMPLE)];
    let after = start.split_once("?>").map_or("", |(_, rest)| rest.trim_start());
    if is_page(&after.to_ascii_lowercase()) {
        return page(text);
    }
    if start.contains("urn:schemas-microsoft-com:office:spreadsheet") || start.contains("Excel.Sheet") {
        return SheetError::SaveAs("an XML spreadsheet of Excel 2003");
    }
    if start.contains("opendocument.spreadsheet") {
        return SheetError::SaveAs("a flat OpenDocument spreadsheet");
    }
    SheetError::NotSpreadsheet("an XML document")
}

fn json(text: &str) -> SheetError {
    // What Google's own program puts into a folder is a link of a few lines.
    if text.len() < LONG_SAMPLE && (text.contains("docs.google.com") || text.contains("\"doc_id\"")) {
        return SheetError::SaveAs("a link to a Google sheet");
    }
    SheetError::NotSpreadsheet("a JSON document")
}
