//! Workbooks that are too much, or lie.

use std::fmt::Write;

use super::{
    super::{MAX_SHEETS, read},
    build::{ods, ods_text, xlsx, xlsx_of, zip},
    sentence,
};

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[test]
fn what_the_directory_promises_is_refused_before_it_is_unpacked() {
    let mut bytes = xlsx_of(&[(SHEET, "<worksheet/>")]);
    let places: Vec<usize> =
        (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
    // Two parts that are said to be of 120 MB each.
    for place in &places[..2] {
        bytes[place + 24..place + 28].copy_from_slice(&120_000_000_u32.to_le_bytes());
    }
    assert!(sentence(&bytes).starts_with("the workbook unpacks to more than 200 MB"));
}

#[test]
fn a_directory_that_lies_is_cut_off() {
    let mut bytes = xlsx(&"<row/>".repeat(100_000), "");
    let place = bytes.windows(SHEET.len()).rposition(|name| name == SHEET.as_bytes()).unwrap() - 46;
    bytes[place + 24..place + 28].copy_from_slice(&1000_u32.to_le_bytes());
    assert!(sentence(&bytes).starts_with("the workbook is damaged"));
}

#[test]
fn one_part_read_again_and_again_counts_each_time() {
    let (mut sheets, mut rels) = (String::new(), String::new());
    for n in 0..60 {
        write!(sheets, "<sheet name=\"{n}\" r:id=\"a{n}\"/>").unwrap();
        write!(rels, "<Relationship Id=\"a{n}\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>")
            .unwrap();
    }
    let body = format!("<worksheet>{}</worksheet>", format!("<!--{}-->", " ".repeat(500_000)).repeat(8));
    let bytes = xlsx_of(&[
        ("xl/workbook.xml", &format!("<workbook><sheets>{sheets}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", &format!("<Relationships>{rels}</Relationships>")),
        (SHEET, &body),
    ]);
    assert!(sentence(&bytes).starts_with("the workbook unpacks to more than 200 MB"));
}

#[test]
fn more_parts_or_sheets_than_any_workbook_has_are_refused() {
    let names: Vec<String> = (0..10_001).map(|n| n.to_string()).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert!(sentence(&zip(&parts)).starts_with("the workbook has more than 10,000 parts"));
    let tabs = "<sheet name=\"x\" r:id=\"a\"/>".repeat(MAX_SHEETS + 1);
    let workbook = format!("<workbook><sheets>{tabs}</sheets></workbook>");
    let bytes = xlsx_of(&[("xl/workbook.xml", &workbook), (SHEET, "<worksheet/>")]);
    assert!(sentence(&bytes).starts_with("the workbook has more than 500 sheets"));
    let tables = "<table:table table:name=\"x\"/>".repeat(MAX_SHEETS + 1);
    assert!(sentence(&ods("", &tables)).starts_with("the workbook has more than 500 sheets"));
}

#[test]
fn one_long_text_in_many_cells_ends() {
    let long = "x".repeat(30_000);
    let cells = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(100)).repeat(60);
    let sheet = format!("<worksheet>{cells}</worksheet>");
    let bytes =
        xlsx_of(&[("xl/sharedStrings.xml", &format!("<sst><si><t>{long}</t></si></sst>")), (SHEET, &sheet)]);
    assert!(sentence(&bytes).starts_with("the cells hold more than 100 MB of text"));
    let row = format!(
        "<table:table-row table:number-rows-repeated=\"90000\">{}</table:table-row>",
        ods_text(&long)
    );
    let bytes = ods("", &format!("<table:table table:name=\"x\">{row}</table:table>"));
    assert!(sentence(&bytes).starts_with("the cells hold more than 100 MB of text"));
}

#[test]
fn a_cell_or_a_file_that_is_too_long_says_so() {
    let header = "<row><c t=\"str\"><v>email</v></c></row>";
    let long = format!("{header}<row><c t=\"str\"><v>{}</v></c></row>", "x".repeat(33_000));
    assert!(sentence(&xlsx(&long, "")).starts_with("a cell in row 2 holds more than 32 KiB"));
    let longer = format!("{header}<row><c t=\"str\"><v>{}</v></c></row>", "x".repeat(2_000_000));
    assert!(sentence(&xlsx(&longer, "")).starts_with("the workbook is damaged"));
    let many = format!("{header}{}", "<row><c><v>1</v></c></row>".repeat(100_001));
    assert!(sentence(&xlsx(&many, "")).starts_with("the file has more than 100,000 rows"));
    let wide: String = (1..=20_001).map(|row| format!("<row><c r=\"GR{row}\"><v>1</v></c></row>")).collect();
    assert!(sentence(&xlsx(&wide, "")).starts_with("the file has more than 4,000,000 cells"));
}

#[test]
fn a_document_type_and_endless_nesting_are_refused() {
    let row = "<row><c t=\"str\"><v>&a;</v></c></row>";
    let laughs =
        format!("<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><worksheet>{row}</worksheet>");
    assert!(sentence(&xlsx_of(&[(SHEET, &laughs)])).starts_with("the workbook is damaged"));
    let unknown = format!("<worksheet>{row}</worksheet>");
    assert!(sentence(&xlsx_of(&[(SHEET, &unknown)])).starts_with("the workbook is damaged"));
    let deep = format!("<worksheet>{}", "<a>".repeat(100_000));
    assert!(sentence(&xlsx_of(&[(SHEET, &deep)])).starts_with("the workbook is damaged"));
}

#[test]
fn merges_that_overlap_end() {
    let body = "<row><c t=\"str\"><v>email</v></c></row><row><c r=\"GR2\"><v>1</v></c></row>".to_owned()
        + &"<row><c><v>1</v></c></row>".repeat(20_000);
    let merges = "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(100_000);
    assert!(read(&xlsx(&body, &merges)).is_ok());
}
