//! The cells of one row, each as the spreadsheet shows it.

use std::io::BufRead;

use super::{
    super::{
        format::{Epoch, Format, number, plain},
        grid::Grid,
        xml::{Node, Tag, Xml},
    },
    styles::Styles,
};
use crate::import::sheet::{MAX_CELL, MAX_COLUMNS, SheetError};

/// Styles of the columns, for cells that have none.
#[derive(Default)]
pub(super) struct Columns {
    /// The end of each run of columns, and its style.
    runs: Vec<(usize, String)>,
}

impl Columns {
    /// The next columns of the sheet.
    pub(super) fn add(&mut self, tag: &Tag<'_>) {
        let start = self.runs.last().map_or(0, |(end, _)| *end);
        if start > MAX_COLUMNS {
            return;
        }
        let count = tag.number::<usize>("number-columns-repeated").unwrap_or(1);
        let style = tag.get("default-cell-style-name").unwrap_or_default().into_owned();
        self.runs.push((start.saturating_add(count.max(1)), style));
    }

    fn style(&self, column: usize) -> &str {
        let run = self.runs.partition_point(|(end, _)| *end <= column);
        self.runs.get(run).map_or("", |(_, style)| style)
    }
}

/// Reads the row that was just opened. Goes past its end.
pub(super) fn row<R: BufRead>(
    xml: &mut Xml<R>,
    row: u32,
    columns: &Columns,
    styles: &Styles,
    grid: &mut Grid,
) -> Result<(), SheetError> {
    let outside = xml.depth() - 1;
    let mut column = 0_usize;
    while xml.depth() > outside {
        let Some(node) = xml.next()? else { return Err(SheetError::Damaged) };
        let Node::Start(tag) = node else { continue };
        let times = tag.number::<usize>("number-columns-repeated").unwrap_or(1);
        match tag.name() {
            "table-cell" => {
                let cell = Cell::of(&tag, columns.style(column));
                let text = cell.text(xml, styles)?;
                // One more than the most is enough for the grid to tell.
                for more in 0..times.min(MAX_COLUMNS + 1) {
                    grid.put(row, column.saturating_add(more), &text);
                }
            }
            // Of cells that were merged into one only the first counts.
            _ => xml.skip()?,
        }
        column = column.saturating_add(times);
    }
    Ok(())
}

struct Cell {
    kind: String,
    value: Option<String>,
    formula: Option<String>,
    style: String,
}

impl Cell {
    fn of(tag: &Tag<'_>, column_style: &str) -> Self {
        let text = |name: &str| tag.get(name).map(std::borrow::Cow::into_owned);
        let kind = text("value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "date" => text("date-value"),
            "time" => text("time-value"),
            "boolean" => text("boolean-value"),
            "string" => text("string-value"),
            _ => text("value"),
        };
        let style = text("style-name").unwrap_or_else(|| column_style.to_owned());
        Self { kind, value, formula: text("formula"), style }
    }

    /// What the cell shows. Goes past its end.
    fn text<R: BufRead>(self, xml: &mut Xml<R>, styles: &Styles) -> Result<String, SheetError> {
        let shown = shown(xml)?;
        let Some(value) = self.value else {
            // A program that does not calculate leaves the formula without its value; the check says so.
            let is_open = shown.is_empty() && self.kind.is_empty();
            return Ok(self.formula.filter(|_| is_open).map_or(shown, |formula| uncalculated(&formula)));
        };
        Ok(match self.kind.as_str() {
            // The text itself has the line breaks.
            "string" if !shown.is_empty() => shown,
            "boolean" => value.to_uppercase(),
            "date" => value.trim_end_matches("T00:00:00").to_owned(),
            "time" => duration(&value).unwrap_or(value),
            "float" | "percentage" | "currency" => float(&value, &shown, styles.format(&self.style)),
            _ => value,
        })
    }
}

/// `of:=[.A1]` is written with the language of its formula in front.
fn uncalculated(formula: &str) -> String {
    format!("={}", formula.split_once('=').map_or(formula, |(_, rest)| rest))
}

/// A number; the text that is shown of it tells zeros in front, where it is but digits.
fn float(value: &str, shown: &str, format: &Format) -> String {
    // Errors are numbers to the format.
    if shown.starts_with('#') && !shown.starts_with("##") {
        return shown.to_owned();
    }
    let Some(value) = value.trim().parse::<f64>().ok().filter(|value| value.is_finite()) else {
        return value.to_owned();
    };
    let digits: String = shown.chars().filter(|sign| !" -()/:\u{a0}".contains(*sign)).collect();
    let dialled = digits.strip_prefix('+').unwrap_or(&digits);
    let is_same = dialled.bytes().all(|byte| byte.is_ascii_digit())
        && dialled.parse::<f64>().is_ok_and(|shown| plain(shown) == plain(value));
    if is_same && plain(value).bytes().all(|byte| byte.is_ascii_digit()) {
        return digits;
    }
    number(value, format, Epoch::Year1900)
}

/// `PT08H30M00S` as a clock shows it.
fn duration(text: &str) -> Option<String> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?.split(['.', ',']).next()?;
    let [hours, minutes, seconds] = [hours, minutes, seconds].map(|part| part.parse::<u32>().ok());
    Some(format!("{:02}:{:02}:{:02}", hours?, minutes?, seconds?))
}

/// The cell's paragraphs. Notes, pictures and how a text is pronounced are left out. Goes past the cell's end.
fn shown<R: BufRead>(xml: &mut Xml<R>) -> Result<String, SheetError> {
    let outside = xml.depth() - 1;
    let (mut text, mut paragraphs) = (String::new(), 0);
    while xml.depth() > outside {
        let Some(node) = xml.next()? else { return Err(SheetError::Damaged) };
        let Node::Start(tag) = node else { continue };
        if tag.name() == "p" {
            if paragraphs > 0 && text.len() <= MAX_CELL {
                text.push('\n');
            }
            paragraphs += 1;
            paragraph(xml, &mut text)?;
        } else {
            xml.skip()?;
        }
    }
    Ok(text)
}

fn paragraph<R: BufRead>(xml: &mut Xml<R>, text: &mut String) -> Result<(), SheetError> {
    let outside = xml.depth() - 1;
    while xml.depth() > outside {
        match xml.next()? {
            Some(Node::Text(more)) if text.len() <= MAX_CELL => text.push_str(&more),
            Some(Node::Start(tag)) => match tag.name() {
                "s" => {
                    let count = tag.number::<usize>("c").unwrap_or(1).min(MAX_CELL);
                    if text.len() <= MAX_CELL {
                        text.extend(std::iter::repeat_n(' ', count));
                    }
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                "ruby-text" | "annotation" | "note" => xml.skip()?,
                _ => {}
            },
            Some(_) => {}
            None => return Err(SheetError::Damaged),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_come_from_what_is_shown_or_from_the_format() {
        let four = Format::digits("", 4);
        for (value, shown, format, expected) in [
            ("42", "0042", &Format::Plain, "0042"),
            ("42", "", &four, "0042"),
            ("2001", "2,001", &Format::Plain, "2001"),
            ("2001", "2001.00", &Format::Plain, "2001"),
            ("441234567890", "4.41E+11", &Format::Plain, "441234567890"),
            ("441234567890", "+44 1234 567890", &Format::Plain, "+441234567890"),
            ("2065550100", "(206) 555-0100", &Format::Plain, "2065550100"),
            ("-42", "-42", &Format::Plain, "-42"),
            ("1234567890123456", "1234567890123456", &Format::Plain, "1.23456789012346E+15"),
            ("0", "#REF!", &Format::Plain, "#REF!"),
            ("20151", "###", &Format::Plain, "20151"),
            ("2001.5", "2002", &Format::Plain, "2001.5"),
        ] {
            assert_eq!(float(value, shown, format), expected, "{shown}");
        }
    }

    #[test]
    fn durations_are_shown_as_a_clock_does() {
        let cases = ["PT08H30M00S", "PT30H00M05.5S", "P1D"];
        assert_eq!(cases.map(duration), [Some("08:30:00".to_owned()), Some("30:00:05".to_owned()), None]);
    }
}
