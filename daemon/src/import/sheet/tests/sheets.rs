//! Which of several sheets is read.

use rust_xlsxwriter::Workbook;

use super::{
    super::{Reading, read, read_as},
    build::{biff, cell, compound, label, ods, ods_text, record},
    sentence,
};

const TABS: [(&str, bool, &[&str]); 5] = [
    ("Empty", false, &[]),
    ("Secret", true, &["email", "extension", "mac", "model"]),
    ("Diary", false, &["nothing of ours"]),
    ("Phones", false, &["email", "extension"]),
    ("More", false, &["email", "extension"]),
];

fn xlsx() -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, is_hidden, header) in TABS {
        let sheet = workbook.add_worksheet().set_name(name).unwrap().set_hidden(is_hidden);
        for (place, text) in header.iter().enumerate() {
            sheet.write(0, u16::try_from(place).unwrap(), *text).unwrap();
            sheet.write(1, u16::try_from(place).unwrap(), name).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn as_ods() -> Vec<u8> {
    let style = "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>";
    let row = |texts: &[&str]| {
        format!(
            "<table:table-row>{}</table:table-row>",
            texts.iter().map(|text| ods_text(text)).collect::<String>()
        )
    };
    let table = |(name, is_hidden, header): (&str, bool, &[&str])| {
        let hidden = if is_hidden { "table:style-name=\"ta2\"" } else { "" };
        let body =
            if header.is_empty() { String::new() } else { row(header) + &row(&vec![name; header.len()]) };
        format!("<table:table table:name=\"{name}\" {hidden}>{body}</table:table>")
    };
    ods(style, &TABS.map(table).concat())
}

fn xls() -> Vec<u8> {
    let text = |row: u16, (column, text): (usize, &&str)| {
        record(0x0204, &cell(row, u16::try_from(column).unwrap(), 0, &label(text)))
    };
    let tab = |(name, is_hidden, header): (&'static str, bool, &[&str])| {
        let top = header.iter().enumerate().map(|cell| text(0, cell));
        let below = vec![name; header.len()];
        let cells = top.chain(below.iter().enumerate().map(|cell| text(1, cell))).collect();
        (name, u8::from(is_hidden), cells)
    };
    compound(&[("Workbook", biff(&[], &TABS.map(tab)))])
}

#[test]
fn the_sheet_with_most_of_our_names_is_read_and_hidden_ones_never() {
    for bytes in [xlsx(), as_ods(), xls()] {
        let sheet = read(&bytes).unwrap();
        assert_eq!((sheet.sheet.as_deref(), sheet.rows[0].cells[0].as_str()), (Some("Phones"), "Phones"));
        let listed: Vec<(&str, u32)> =
            sheet.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.rows)).collect();
        assert_eq!(
            listed,
            [("Empty", 0), ("Diary", 2), ("Phones", 2), ("More", 2), ("Secret", 2)],
            "{}",
            sheet.format
        );
    }
}

#[test]
fn a_sheet_that_is_asked_for_is_read_or_missed() {
    let ask = |bytes: &[u8], name: &str| {
        read_as(bytes, &Reading { sheet: Some(name.to_owned()), ..Reading::default() })
    };
    for bytes in [xlsx(), as_ods(), xls()] {
        for name in ["Diary", "Secret", "More"] {
            let sheet = ask(&bytes, name).unwrap();
            assert_eq!((sheet.sheet.as_deref(), sheet.rows[0].cells[0].as_str()), (Some(name), name));
            assert_eq!(sheet.sheets.len(), 5);
        }
        assert_eq!(
            ask(&bytes, "Empty").unwrap_err().to_string(),
            "the sheet “Empty” is empty. Choose another one"
        );
        assert_eq!(
            ask(&bytes, "Fones").unwrap_err().to_string(),
            "the workbook has no sheet “Fones”. It has “Empty”, “Diary”, “Phones”, “More”, “Secret”"
        );
    }
}

#[test]
fn without_any_of_our_names_the_first_with_content_is_read() {
    let mut workbook = Workbook::new();
    for (name, text) in [("A", ""), ("B", "x"), ("C", "y")] {
        workbook.add_worksheet().set_name(name).unwrap().write(0, 0, text).unwrap();
    }
    assert_eq!(read(&workbook.save_to_buffer().unwrap()).unwrap().sheet.as_deref(), Some("B"));
    let mut empty = Workbook::new();
    empty.add_worksheet();
    assert!(sentence(&empty.save_to_buffer().unwrap()).starts_with("the file is empty"));
}

#[test]
fn a_sheet_that_is_too_large_does_not_spoil_the_others() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Wide").unwrap().write(0, 300, "x").unwrap();
    workbook.add_worksheet().set_name("Good").unwrap().write(0, 0, "email").unwrap();
    assert_eq!(read(&workbook.save_to_buffer().unwrap()).unwrap().sheet.as_deref(), Some("Good"));
}
