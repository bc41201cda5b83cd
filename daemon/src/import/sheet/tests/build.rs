//! Workbooks made by hand, as programs other than the usual ones write them.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

/// An archive of these files.
pub(super) fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An XLSX of one sheet with these rows, and what else stands in its sheet.
pub(super) fn xlsx(rows: &str, after: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>");
    xlsx_of(&[("xl/worksheets/sheet1.xml", &sheet)])
}

/// An XLSX of one sheet, with other parts instead of or beside the usual ones.
pub(super) fn xlsx_of(others: &[(&str, &str)]) -> Vec<u8> {
    let usual = [
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="One" sheetId="1" r:id="a"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
    ];
    let is_usual = |(name, _): &&(&str, &str)| others.iter().all(|(other, _)| other != name);
    let parts: Vec<(&str, &str)> =
        usual.iter().filter(is_usual).chain(others).map(|(name, text)| (*name, *text)).collect();
    zip(&parts)
}

/// An ODS of these styles and tables.
pub(super) fn ods(styles: &str, tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" \
         xmlns:style=\"s\" xmlns:number=\"n\"><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

/// A cell of an ODS with a text.
pub(super) fn ods_text(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

/// A record of an XLS.
pub(super) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// The records of a workbook: those before the sheets, then each sheet with its name, visibility and records.
pub(super) fn biff(globals: &[Vec<u8>], sheets: &[(&str, u8, Vec<Vec<u8>>)]) -> Vec<u8> {
    let bof =
        |what: u16| record(0x0809, &[&0x0600_u16.to_le_bytes()[..], &what.to_le_bytes(), &[0; 12]].concat());
    let end = record(0x000a, &[]);
    let listed = |name: &str, visibility: u8, start: usize| {
        let start = u32::try_from(start).unwrap();
        let head =
            [&start.to_le_bytes()[..], &[visibility, 0, u8::try_from(name.len()).unwrap(), 0]].concat();
        record(0x0085, &[&head[..], name.as_bytes()].concat())
    };
    let names: usize = sheets.iter().map(|(name, ..)| listed(name, 0, 0).len()).sum();
    let before = [bof(5), globals.concat()].concat();
    let mut start = before.len() + names + end.len();
    let (mut list, mut bodies) = (Vec::new(), Vec::new());
    for (name, visibility, records) in sheets {
        list.extend(listed(name, *visibility, start));
        let body = [bof(16), records.concat(), end.clone()].concat();
        start += body.len();
        bodies.extend(body);
    }
    [before, list, end, bodies].concat()
}

/// A cell's row, column and style, as its record begins.
pub(super) fn cell(row: u16, column: u16, style: u16, rest: &[u8]) -> Vec<u8> {
    [&row.to_le_bytes()[..], &column.to_le_bytes(), &style.to_le_bytes(), rest].concat()
}

/// A text with its length and width.
pub(super) fn label(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(units.len()).unwrap().to_le_bytes();
    let signs: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
    [&length[..], &[1], &signs].concat()
}

/// A compound file with these streams. Short ones are where short ones belong.
pub(super) fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    const END: u32 = 0xffff_fffe;
    let (mut table, mut data, mut mini, mut mini_table) =
        (vec![0xffff_fffd], Vec::new(), Vec::new(), Vec::new());
    let mut entries = Vec::new();
    let place = |data: &mut Vec<u8>, table: &mut Vec<u32>, bytes: &[u8], size: usize| {
        let start = table.len();
        data.extend_from_slice(bytes);
        data.resize(data.len().next_multiple_of(size), 0);
        let count = bytes.len().div_ceil(size);
        table
            .extend((1..=count).map(|at| if at == count { END } else { u32::try_from(start + at).unwrap() }));
        if count == 0 { END } else { u32::try_from(start).unwrap() }
    };
    for (name, bytes) in streams {
        let start = if bytes.len() < 4096 {
            place(&mut mini, &mut mini_table, bytes, 64)
        } else {
            place(&mut data, &mut table, bytes, 512)
        };
        entries.push((*name, 2_u8, start, bytes.len()));
    }
    let mini_start = place(&mut data, &mut table, &mini, 512);
    entries.insert(0, ("Root Entry", 5, mini_start, mini.len()));
    let numbers =
        |numbers: &[u32]| -> Vec<u8> { numbers.iter().flat_map(|number| number.to_le_bytes()).collect() };
    let mini_table_start = place(&mut data, &mut table, &numbers(&mini_table), 512);
    let directory: Vec<u8> =
        entries.iter().flat_map(|(name, kind, start, length)| entry(name, *kind, *start, *length)).collect();
    let directory_start = place(&mut data, &mut table, &directory, 512);
    assert!(table.len() <= 128, "one sector of the table is enough for tests");
    table.resize(128, u32::MAX);
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    header[30] = 9;
    header[32] = 6;
    for (at, value) in [(44, 1), (48, directory_start), (56, 4096), (60, mini_table_start), (68, END)] {
        header[at..at + 4].copy_from_slice(&u32::to_le_bytes(value));
    }
    header[76..].fill(0xff);
    header[76..80].fill(0);
    [header, numbers(&table), data].concat()
}

fn entry(name: &str, kind: u8, start: u32, length: usize) -> Vec<u8> {
    let mut entry = vec![0; 128];
    for (at, unit) in name.encode_utf16().enumerate() {
        entry[at * 2..at * 2 + 2].copy_from_slice(&unit.to_le_bytes());
    }
    entry[66] = kind;
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..124].copy_from_slice(&u32::try_from(length).unwrap().to_le_bytes());
    entry
}
