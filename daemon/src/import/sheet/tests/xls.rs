//! XLS.

use super::{
    super::read,
    build::{biff, cell, compound, label, record},
    lines, rows, sentence,
};

const LABEL: u16 = 0x0204;
const NUMBER: u16 = 0x0203;

fn text(row: u16, column: u16, text: &str) -> Vec<u8> {
    record(LABEL, &cell(row, column, 0, &label(text)))
}

fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(NUMBER, &cell(row, column, style, &value.to_le_bytes()))
}

/// Style 1 shows four digits, style 2 a date.
fn globals() -> Vec<Vec<u8>> {
    let xf = |format: u16| record(0x00e0, &[&[0, 0][..], &format.to_le_bytes(), &[0; 16]].concat());
    let format = record(0x041e, &[&164_u16.to_le_bytes()[..], &label("0000")].concat());
    vec![format, xf(0), xf(164), xf(14)]
}

fn workbook(globals: &[Vec<u8>], cells: Vec<Vec<u8>>) -> Vec<u8> {
    let mut cells = cells;
    cells.insert(0, text(0, 0, "email"));
    compound(&[("Workbook", biff(globals, &[("One", 0, cells)]))])
}

#[test]
fn cells_are_read_as_the_spreadsheet_shows_them() {
    let rk = |value: u32| value << 2 | 2;
    let several = [
        &2_u16.to_le_bytes()[..],
        &3_u16.to_le_bytes(),
        &1_u16.to_le_bytes(),
        &rk(7).to_le_bytes(),
        &0_u16.to_le_bytes(),
        &rk(2001).to_le_bytes(),
        &4_u16.to_le_bytes(),
    ]
    .concat();
    let cells = vec![
        text(1, 0, "zoë@example.com"),
        number(1, 1, 1, 42.0),
        number(1, 2, 0, 441_234_567_890.0),
        number(1, 3, 2, 46_027.0),
        record(0x0205, &cell(1, 4, 0, &[1, 0])),
        record(0x0205, &cell(1, 5, 0, &[0x17, 1])),
        record(0x027e, &cell(2, 0, 0, &rk(5).to_le_bytes())),
        number(2, 2, 0, 1_234_567_890_123_456.0),
        record(0x00bd, &several),
    ];
    let sheet = read(&workbook(&globals(), cells)).unwrap();
    assert_eq!((sheet.format, sheet.encoding, sheet.delimiter), ("xls", "utf-8", None));
    assert_eq!(
        lines(&sheet),
        [
            "2: zoë@example.com | 0042 | 441234567890 | 2026-01-05 | TRUE | #REF!",
            "3: 5 |  | 1.23456789012346E+15 | 0007 | 2001",
        ]
    );
}

#[test]
fn a_run_of_numbers_ends_at_the_last_column() {
    let run = [&[2, 0, 0xff, 0xff][..], &[0; 12], &[0, 0]].concat();
    let wide = workbook(&[], vec![record(0x00bd, &run)]);
    assert!(sentence(&wide).starts_with("row 3 has more than 200 columns"));
}

#[test]
fn formulas_have_the_value_they_came_to() {
    let formula =
        |column: u16, result: [u8; 8]| record(0x0006, &cell(1, column, 1, &[&result[..], &[0; 8]].concat()));
    let cells = vec![
        formula(0, 7_f64.to_le_bytes()),
        formula(1, [0, 0, 0, 0, 0, 0, 0xff, 0xff]),
        record(0x04bc, &[0; 10]),
        record(0x0207, &label("text")),
        formula(2, [1, 0, 1, 0, 0, 0, 0xff, 0xff]),
        formula(3, [2, 0, 0x2a, 0, 0, 0, 0xff, 0xff]),
        formula(4, [3, 0, 0, 0, 0, 0, 0xff, 0xff]),
        formula(5, [0, 0, 0, 0, 0, 0, 0xff, 0xff]),
        text(1, 6, "end"),
    ];
    assert_eq!(rows(&workbook(&globals(), cells)), ["2: 0007 | text | TRUE | #N/A |  | =? | end"]);
}

#[test]
fn shared_texts_go_on_in_the_next_record() {
    let long = "x".repeat(9000);
    let head =
        [&2_u32.to_le_bytes()[..], &2_u32.to_le_bytes(), b"\x05\0\0email", &9000_u16.to_le_bytes(), b"\0"]
            .concat();
    let sst = [
        record(0x00fc, &[&head[..], &long.as_bytes()[..4000]].concat()),
        record(0x003c, &[b"\0", &long.as_bytes()[4000..]].concat()),
    ]
    .concat();
    let shared = |row: u16, at: u32| record(0x00fd, &cell(row, 0, 0, &at.to_le_bytes()));
    let bytes = compound(&[(
        "Workbook",
        biff(&[sst], &[("One", 0, vec![shared(0, 0), shared(1, 1), shared(2, 9)])]),
    )]);
    assert_eq!(rows(&bytes), [format!("2: {long}")]);
}

#[test]
fn charts_inside_a_sheet_are_no_cells_and_merged_ones_count_once() {
    let merge = [&1_u16.to_le_bytes()[..], &[1, 0, 2, 0, 0, 0, 1, 0]].concat();
    let cells = vec![
        text(1, 0, "first"),
        text(1, 1, "under"),
        text(2, 1, "under, too"),
        text(2, 2, "free"),
        record(0x0809, &[0; 16]),
        text(5, 0, "chart"),
        record(0x000a, &[]),
        record(0x00e5, &merge),
        text(6, 0, "last"),
    ];
    assert_eq!(rows(&workbook(&[], cells)), ["2: first", "3:  |  | free", "7: last"]);
}

#[test]
fn a_password_and_older_versions_have_their_own_sentences() {
    let locked = workbook(&[record(0x002f, &[0; 6])], Vec::new());
    assert!(sentence(&locked).starts_with("the workbook is protected with a password"));
    let encrypted = compound(&[("EncryptionInfo", vec![1; 100]), ("EncryptedPackage", vec![1; 5000])]);
    assert!(sentence(&encrypted).starts_with("the workbook is protected with a password"));
    let old = compound(&[("Book", vec![1; 5000])]);
    assert!(sentence(&old).starts_with("the file is a workbook of Excel 5 or 95, which cannot be read"));
    let word = compound(&[("Workbook", vec![1; 50]), ("WordDocument", vec![1; 5000])]);
    assert!(sentence(&word).ends_with("This one is a Word document"));
    let mail = compound(&[("__properties_version1.0", vec![1; 50])]);
    assert!(sentence(&mail).ends_with("This one is a file of another program"));
}

#[test]
fn chains_without_end_and_overlapping_sheets_are_damage() {
    let mut bytes = workbook(&[], Vec::new());
    // The directory's first sector follows itself.
    let directory = [bytes[48], bytes[49], 0, 0];
    let place = 512 + usize::from(directory[0]) * 4;
    bytes[place..place + 4].copy_from_slice(&directory);
    assert!(sentence(&bytes).starts_with("the workbook is damaged"));
    let mut stream = biff(&[], &[("A", 0, vec![text(0, 0, "email"); 30]), ("B", 0, Vec::new())]);
    let place = stream.windows(4).position(|four| four == [0x85, 0, 9, 0]).unwrap();
    let (first, second) = (place + 4, place + 4 + 13);
    stream.copy_within(first..first + 4, second);
    assert!(sentence(&compound(&[("Workbook", stream)])).starts_with("the workbook is damaged"));
}

/// What a program wrote, not these tests.
#[test]
fn a_file_of_another_program_is_read() {
    let bytes = include_bytes!("../../../../fuzz/corpus/sheet/people.xls");
    let sheet = read(bytes).unwrap();
    let names: Vec<&str> = sheet.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!((sheet.sheet.as_deref(), names), (Some("Phones é"), vec!["Notes", "Phones é"]));
    assert_eq!(
        lines(&sheet),
        [
            "4: Zoë | Brown | zoe@example.com | 0042 | 441234567890 | 805ec0010203 | TRUE | 2026-01-05",
            "5:  | 2.5 | abc",
            "6: merged",
        ]
    );
}
