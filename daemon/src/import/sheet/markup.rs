//! Text that is no table: web pages, XML and JSON. Programs save these under the name of a spreadsheet, too.

/// How a web page may begin, in lower case.
const PAGE: [&str; 7] = ["<!doctype html", "<html", "<head", "<body", "<meta", "<table", "<div"];
/// Enough of the beginning to tell.
const SAMPLE: usize = 64;

/// What the text is, if it is no table.
pub(super) fn kind(text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let start = text[..text.floor_char_boundary(SAMPLE)].to_ascii_lowercase();
    if PAGE
        .iter()
        .any(|tag| start.strip_prefix(tag).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
    {
        return Some("a web page");
    }
    let is_closed = |open, close: char| start.starts_with(open) && text.ends_with(close);
    if start.starts_with("<?xml") || is_closed('<', '>') {
        return Some("an XML document");
    }
    let is_json = is_closed('{', '}') || is_closed('[', ']');
    is_json.then_some("a JSON document")
}
