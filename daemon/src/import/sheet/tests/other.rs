//! Files under the name of a spreadsheet that are something else, and readings that a person chose.

use super::{
    super::{ENCODINGS, Reading, SheetError, read, read_as},
    build::zip,
    sentence,
};

#[test]
fn what_a_zip_archive_holds_is_named() {
    for (part, text, expected) in [
        (
            "xl/workbook.bin",
            "",
            "the file is a binary Excel workbook (XLSB), which cannot be read. Open it in its program and save it as XLSX",
        ),
        (
            "Index/Document.iwa",
            "",
            "the file is a Numbers document, which cannot be read. Open it in its program and save it as XLSX",
        ),
        (
            "word/document.xml",
            "",
            "the file must be a spreadsheet (CSV, XLSX, XLS or ODS). This one is a Word document",
        ),
        (
            "mimetype",
            "application/vnd.oasis.opendocument.text",
            "the file must be a spreadsheet (CSV, XLSX, XLS or ODS). This one is another OpenDocument file",
        ),
        (
            "people.csv",
            "email",
            "the file must be a spreadsheet (CSV, XLSX, XLS or ODS). This one is a zip archive. Unpack it and choose the spreadsheet in it",
        ),
    ] {
        assert_eq!(sentence(&zip(&[(part, text)])), expected);
    }
}

#[test]
fn text_under_the_name_of_a_workbook_is_read_or_named() {
    let tabs = b"email\textension\na@b.c\t2001\n";
    assert_eq!(read(tabs).unwrap().delimiter, Some('\t'));
    for (text, expected) in [
        (
            "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><body><table><tr><td>email",
            "a web page with a table",
        ),
        ("<?xml version=\"1.0\"?>\n<!DOCTYPE html><html><table>", "a web page with a table"),
        (
            "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook>",
            "an XML spreadsheet of Excel 2003",
        ),
        (
            "<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">",
            "a flat OpenDocument spreadsheet",
        ),
        (
            "{\"url\": \"https://docs.google.com/spreadsheets/d/1\", \"doc_id\": \"1\"}",
            "a link to a Google sheet",
        ),
    ] {
        let expected = format!(
            "the file is {expected}, which cannot be read. Open it in its program and save it as XLSX"
        );
        assert_eq!(sentence(text.as_bytes()), expected);
    }
}

#[test]
fn a_picture_is_named() {
    let expected = "the file must be a spreadsheet (CSV, XLSX, XLS or ODS). This one is a PNG picture";
    assert_eq!(sentence(b"\x89PNG\r\n\x1a\n"), expected);
}

#[test]
fn an_encoding_and_a_separator_that_a_person_chose_are_used() {
    let bytes = "email;name,x\na@b.c;Zo\u{eb}\n".chars().map(|sign| u8::try_from(u32::from(sign)).unwrap());
    let bytes: Vec<u8> = bytes.collect();
    let reading = |encoding: &str, delimiter| Reading {
        encoding: Some(encoding.to_owned()),
        delimiter,
        ..Reading::default()
    };
    let sheet = read_as(&bytes, &reading("windows-1251", Some(','))).unwrap();
    assert_eq!((sheet.encoding, sheet.delimiter), ("windows-1251", Some(',')));
    assert_eq!(
        (sheet.header, &*sheet.rows[0].cells[0]),
        (vec!["email;name".to_owned(), "x".to_owned()], "a@b.c;Zoл")
    );
    let sheet = read_as(b"sep=;\nemail,x;y\n1,2;3\n", &reading("Latin1", Some(','))).unwrap();
    assert_eq!((sheet.encoding, sheet.header_row, sheet.header.len()), ("windows-1252", 1, 2));
    assert_eq!(
        read_as(&bytes, &reading("klingon", None)).unwrap_err(),
        SheetError::Encoding("klingon".to_owned())
    );
    assert_eq!(read_as(&bytes, &reading("utf-8", Some('é'))).unwrap_err(), SheetError::Delimiter('é'));
    assert_eq!(read_as(&bytes, &reading("utf-8", Some('\n'))).unwrap_err(), SheetError::Delimiter('\n'));
}

#[test]
fn every_encoding_on_the_list_has_that_name_and_reads_anything() {
    let bytes: Vec<u8> = b"email,x\n".iter().copied().chain(1..=255).collect();
    for encoding in ENCODINGS {
        let reading = Reading { encoding: Some((*encoding).to_owned()), ..Reading::default() };
        if let Ok(sheet) = read_as(&bytes, &reading) {
            assert_eq!(sheet.encoding, *encoding);
        }
        let sheet = read_as(b"email,x\nab,1\n", &reading).unwrap();
        assert_eq!(sheet.encoding, *encoding);
    }
}
