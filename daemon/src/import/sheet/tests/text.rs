//! Separated text.

use std::fmt::Write;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::super::*;

const PLAIN: &str = "first_name,last_name,email,extension\nZoë,Brown,zoe@example.com,2001\n";

fn check(bytes: &[u8], expected: &Expect) {
    let shown = match read(bytes) {
        Err(error) => format!("{error}\n"),
        Ok(sheet) => show(&sheet),
    };
    expected.assert_eq(&shown);
}

fn show(sheet: &Sheet) -> String {
    let mut text = format!("{} {:?}\n", sheet.encoding, sheet.delimiter.unwrap());
    writeln!(text, "{}: {}", sheet.header_row, sheet.header.join(" | ")).unwrap();
    for row in &sheet.rows {
        writeln!(text, "{}: {}", row.number, row.cells.join(" | ")).unwrap();
    }
    text
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn every_encoding_of_a_spreadsheet_reads_the_same() {
    let marked = [b"\xef\xbb\xbf", PLAIN.as_bytes()].concat();
    let western: Vec<u8> = PLAIN.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
    for (bytes, encoding) in [
        (PLAIN.as_bytes().to_vec(), "utf-8"),
        (marked, "utf-8"),
        (western, "windows-1252"),
        (utf16(PLAIN, false, true), "utf-16le"),
        (utf16(PLAIN, true, true), "utf-16be"),
        (utf16(PLAIN, false, false), "utf-16le"),
        (utf16(PLAIN, true, false), "utf-16be"),
    ] {
        let sheet = read(&bytes).unwrap();
        assert_eq!(sheet.encoding, encoding);
        assert_eq!(sheet.header, ["first_name", "last_name", "email", "extension"]);
        assert_eq!(sheet.rows[0].cells, ["Zoë", "Brown", "zoe@example.com", "2001"], "{encoding}");
    }
}

#[test]
fn a_few_western_letters_are_read_as_western() {
    for name in ["Hélène", "naïve", "Œuvre", "Málaga Peña", "Žižek", "O’Brien", "Søren", "“Çelik”"]
    {
        let file = format!("first_name,email,extension\nAnn {name} X,a@b.c,2001\n");
        let bytes = encoding_rs::WINDOWS_1252.encode(&file).0;
        let sheet = read(&bytes).unwrap();
        assert_eq!((sheet.encoding, &*sheet.rows[0].cells[0]), ("windows-1252", &*format!("Ann {name} X")));
    }
    for (encoding, names) in [
        (encoding_rs::WINDOWS_1250, "Dvořák Jiří, Němec Tomáš, Růžička Vít"),
        (encoding_rs::WINDOWS_1251, "Иван Петров"),
        (encoding_rs::SHIFT_JIS, "山田太郎"),
    ] {
        let file = format!("first_name;email;extension\n{names};a@b.c;2001\n");
        assert_eq!(read(&encoding.encode(&file).0).unwrap().rows[0].cells[0], names);
    }
}

#[test]
fn one_bad_row_does_not_spoil_the_letters_of_the_others() {
    let bytes =
        [PLAIN.as_bytes(), "Jürgen,Öz,j@example.com,2002\n".as_bytes(), b"Jos\xe9,X,x@example.com,2003\n"];
    let sheet = read(&bytes.concat()).unwrap();
    assert_eq!(sheet.encoding, "utf-8");
    assert_eq!((&*sheet.rows[0].cells[0], &*sheet.rows[2].cells[0]), ("Zoë", "Jos\u{fffd}"));
}

#[test]
fn every_separator_and_line_end_reads_the_same() {
    for separator in [",", ";", "\t", "|"] {
        for end in ["\n", "\r\n", "\r"] {
            let text = PLAIN.replace(',', separator).replace('\n', end);
            let sheet = read(text.as_bytes()).unwrap();
            assert_eq!(sheet.delimiter.map(String::from).as_deref(), Some(separator));
            assert_eq!((sheet.rows[0].number, sheet.rows[0].cells.len()), (2, 4), "{separator:?} {end:?}");
        }
    }
}

#[test]
fn a_separator_line_is_honoured_and_is_no_row() {
    check(
        b"sep=;\r\nemail;note\r\na@b.c;x,y\r\n",
        &expect![[r"
            utf-8 ';'
            1: email | note
            2: a@b.c | x,y
        "]],
    );
}

#[test]
fn a_separator_line_may_be_written_as_excel_takes_it() {
    for first in ["SEP=;\r\n", "\u{feff}\"sep=;\"\r\n", "Sep=;\r"] {
        let sheet = read(format!("{first}email;note\na@b.c;x,y\n").as_bytes()).unwrap();
        assert_eq!((sheet.delimiter, sheet.header_row), (Some(';'), 1), "{first:?}");
    }
    let named_badly = read(b"sep=\"\nemail,note\na@b.c,x\n").unwrap();
    assert_eq!(named_badly.delimiter, Some(','), "a quotation mark separates nothing");
}

#[test]
fn separators_inside_quotes_do_not_mislead() {
    check(
        b"email;notes\n\"a@b.c\";\"one, two, three, four\"\n",
        &expect![[r"
            utf-8 ';'
            1: email | notes
            2: a@b.c | one, two, three, four
        "]],
    );
}

#[test]
fn rows_are_numbered_as_the_spreadsheet_shows_them() {
    check(
        b"Phones of 2024,,\r\n\r\nemail,extension,user_notes\r\na@b.c,1,\"one\ntwo \"\"three\"\"\"\r\n\r\n\r\n,,\r\nd@e.f,2\r\n,,\r\n",
        &expect![[r#"
            utf-8 ','
            3: email | extension | user_notes
            4: a@b.c | 1 | one
            two "three"
            8: d@e.f | 2
        "#]],
    );
}

#[test]
fn blanks_and_quotes_around_values_go() {
    check(
        "email , \u{a0}name\u{a0},extension,x\n\u{201c}a@b.c\u{201d}, Pam\u{a0}Beesly\u{200b} ,'2001,\u{201e}y\u{201c}\n".as_bytes(),
        &expect![[r"
            utf-8 ','
            1: email | name | extension | x
            2: a@b.c | Pam Beesly | 2001 | y
        "]],
    );
}

#[test]
fn a_line_break_in_a_header_is_a_blank() {
    check(
        b"email,\"Cost\r\n centre\",,\na@b.c,7,,\n",
        &expect![[r"
            utf-8 ','
            1: email | Cost centre
            2: a@b.c | 7
        "]],
    );
}

#[test]
fn what_is_not_a_sheet_says_what_it_is() {
    for (bytes, sentence) in [
        (&b""[..], "the file is empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "the file is empty"),
        (b",,,\n,,,\n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This one is a PNG picture"),
        (b"%PDF-1.7\n", "This one is a PDF document"),
        (b"PK\x03\x04\x14\0", "the workbook is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the workbook is damaged"),
        (b"a,b\0c\x01d,e,f,g,h,i,j,k\n", "is neither that nor text"),
        (b"a,\0\0\0\0b,c,d\n", "is neither that nor text"),
        (b"\xef\xbb\xbf\n <!doctype HTML>\n<p>x", "This one is a web page"),
        (
            b"<html xmlns:x=\"urn\"><table><tr><td>email",
            "the file is a web page with a table, which cannot be read. Open it",
        ),
        (b"<TABLE border=1><tr><td>email", "the file is a web page with a table"),
        (b"<?xml version=\"1.0\"?>\n<users/>", "This one is an XML document"),
        (b"<users>\n<user email=\"a@b.c\"/>\n</users>\n", "This one is an XML document"),
        (b" [\n {\"email\": \"a@b.c\"}]\n", "This one is a JSON document"),
        (b"{\"email\": \"a@b.c\"}", "This one is a JSON document"),
    ] {
        let message = read(bytes).unwrap_err().to_string();
        assert!(message.contains(sentence), "{message}");
    }
}

#[test]
fn what_only_begins_like_markup_is_a_sheet() {
    for text in ["<email>,extension\na@b.c,1\n", "[email],extension\na@b.c,1\n", "{x},email\n1,a@b.c\n"] {
        assert_eq!(read(text.as_bytes()).map(|sheet| sheet.rows.len()), Ok(1), "{text}");
    }
}

#[test]
fn a_stray_zero_byte_stays_in_its_cell() {
    let sheet = read(b"first_name,email,extension\nPam,pam@x.com,20\x0001\n").unwrap();
    assert_eq!(sheet.rows[0].cells[2], "20\x0001");
}

#[test]
fn a_cell_is_also_kept_as_it_was_written() {
    let sheet =
        read("email,password,x\na@b.c, \u{201c}'a\u{a0}b\u{201d} ,'2001\na@b.c,'+1x\n".as_bytes()).unwrap();
    let row = &sheet.rows[0];
    assert_eq!((row.cells[1].as_str(), row.exact(1)), ("'a b", "\u{201c}'a\u{a0}b\u{201d}"));
    assert_eq!([row.exact(0), row.exact(2), row.exact(3)], ["a@b.c", "'2001", ""]);
    assert_eq!(sheet.rows[1].exact(1), "'+1x");
}

#[test]
fn rows_of_words_for_nothing_and_repeated_headers_are_no_data() {
    let sheet =
        read(b"email,Ext.,location\n-,none,N/A\na@b.c,2001,-\nEMAIL, ext.,Location\n,null,\nd@e.f,2002\n")
            .unwrap();
    let numbers: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
    assert_eq!((numbers, sheet.repeated_headers), (vec![3, 6], vec![4]));
}

#[test]
fn what_is_too_much_says_how_much() {
    let wide = format!("email\n{}x\n", ",".repeat(MAX_COLUMNS));
    assert_eq!(read(wide.as_bytes()).unwrap_err(), SheetError::TooManyColumns(2));
    let wider = format!("email\n{}\n", ",".repeat(100_000));
    assert_eq!(read(wider.as_bytes()).unwrap_err(), SheetError::TooManyColumns(2));
    let trailing = format!("email\na@b.c{}\n", ",".repeat(MAX_COLUMNS + 50));
    assert_eq!(read(trailing.as_bytes()).unwrap().rows[0].cells.len(), 1);
    let long = format!("email\n\"{}", "x".repeat(MAX_CELL + 1));
    assert_eq!(read(long.as_bytes()).unwrap_err(), SheetError::CellTooLong(2));
    let many = format!("email\n{}", "x\n".repeat(MAX_ROWS + 1));
    assert_eq!(read(many.as_bytes()).unwrap_err(), SheetError::TooManyRows);
    let huge = vec![b'x'; usize::try_from(MAX_BYTES).unwrap() + 1];
    assert_eq!(read(&huge).unwrap_err(), SheetError::TooLarge);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(sheet) = read(&bytes) {
            prop_assert!(sheet.rows.iter().all(|row| row.number > sheet.header_row));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a,;\"\t\r\n|' =\u{feff}é]{0,80}") {
        if let Ok(sheet) = read(text.as_bytes()) {
            prop_assert!(sheet.rows.is_sorted_by_key(|row| row.number));
        }
    }
}

fn header_and_rows(text: &str, header_row: Option<u32>) -> (u32, usize, Vec<u32>) {
    let sheet = read_as(text.as_bytes(), &Reading { header_row, ..Reading::default() }).unwrap();
    (sheet.header_row, sheet.header.len(), sheet.rows.iter().map(|row| row.number).collect())
}

#[test]
fn a_file_that_begins_with_somebody_keeps_them() {
    let people = "Ada,Byron,ada@example.com,2001\nBob,Low,bob@example.com,2002,Attic\n";
    assert_eq!(header_and_rows(people, None), (0, 5, vec![1, 2]), "as many columns as the longest row");
    assert_eq!(header_and_rows("Ada;Byron;;2001\nBob;Low;;2002\n", None), (0, 4, vec![1, 2]));
    assert_eq!(header_and_rows("ada@example.com\nbob@example.com\n", None), (0, 1, vec![1, 2]));
    let titled = format!("Our people\n\n{people}");
    assert_eq!(header_and_rows(&titled, None), (0, 5, vec![3, 4]));
    assert_eq!(header_and_rows("氏名,内線\nAda Byron,2001\n", None), (1, 2, vec![2]), "words are names");
}

#[test]
fn a_person_says_which_row_names_the_columns() {
    let text = "Staff,2026\nName,Durchwahl\nAda Byron,2001\n";
    assert_eq!(header_and_rows(text, Some(1)), (1, 2, vec![2, 3]));
    assert_eq!(header_and_rows(text, Some(2)), (2, 2, vec![3]));
    assert_eq!(header_and_rows(text, Some(0)), (0, 2, vec![1, 2, 3]));
    let far = Reading { header_row: Some(9), ..Reading::default() };
    assert_eq!(read_as(text.as_bytes(), &far).unwrap_err(), SheetError::NoHeader(9));
}
