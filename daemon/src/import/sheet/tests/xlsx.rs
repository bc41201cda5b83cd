//! XLSX.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::{
    super::read,
    build::{xlsx, xlsx_of},
    rows, sentence,
};

/// A sheet that a program wrote, with its header in row 3.
fn written() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let format = |code: &str| Format::new().set_num_format(code);
    sheet.write(0, 0, "Phones of 2026").unwrap();
    for (place, name) in ["email", "extension", "phone_number", "x", "start", "y"].into_iter().enumerate() {
        sheet.write(2, u16::try_from(place).unwrap(), name).unwrap();
    }
    sheet.write(3, 0, " zoë@example.com").unwrap();
    sheet.write_with_format(3, 1, 42, &format("0000")).unwrap();
    sheet.write(3, 2, 441_234_567_890_u64).unwrap();
    sheet.write(3, 3, true).unwrap();
    sheet.write_with_format(3, 4, ExcelDateTime::from_ymd(2026, 1, 5).unwrap(), &format("d/m/yyyy")).unwrap();
    sheet.write(3, 5, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_with_format(7, 1, 7, &format("00000000000")).unwrap();
    sheet.write_with_format(7, 2, 441_234_567_890_u64, &format("\"+\"0")).unwrap();
    sheet.write(7, 3, 1_234_567_890_123_456_789_u64).unwrap();
    sheet.write(7, 4, Formula::new("=A99").set_result("#REF!")).unwrap();
    sheet.write(7, 5, 2001.0).unwrap();
    sheet.set_row_hidden(7).unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn cells_are_read_as_the_spreadsheet_shows_them() {
    let sheet = read(&written()).unwrap();
    assert_eq!((sheet.format, sheet.encoding, sheet.delimiter, sheet.header_row), ("xlsx", "utf-8", None, 3));
    assert_eq!(
        super::lines(&sheet),
        [
            "4: zoë@example.com | 0042 | 441234567890 | TRUE | 2026-01-05 | 2",
            "8:  | 00000000007 | +441234567890 | 1.23456789012346E+18 | #REF! | 2001",
        ]
    );
}

/// Another reader finds the same texts in the same cells, where no format is at play.
#[test]
fn another_reader_agrees_on_texts_and_places() {
    use calamine::{Data, Reader, Xlsx};
    let bytes = written();
    let mut other: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(&bytes)).unwrap();
    let range = other.worksheet_range_at(0).unwrap().unwrap();
    for row in &read(&bytes).unwrap().rows {
        for (place, cell) in row.cells.iter().enumerate() {
            let theirs = range.get_value((row.number - 1, u32::try_from(place).unwrap()));
            if let Some(Data::String(theirs)) = theirs {
                assert_eq!(cell, theirs.trim());
            }
        }
    }
}

#[test]
fn texts_may_be_shared_rich_escaped_or_in_the_cell() {
    let strings = "<sst><si><t>email</t></si><si><r><t>a</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">b </t></r>\
                   <r><t>&amp;&#99;</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></si><si><t>x_x000A_y<![CDATA[<z>]]></t></si></sst>";
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>\
                 <row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"C2\" t=\"s\"><v>2</v></c>\
                 <c r=\"D2\" t=\"inlineStr\"><is><t>in</t><phoneticPr/></is></c><c r=\"E2\" t=\"s\"><v>99</v></c>\
                 <c r=\"F2\" t=\"str\"><f>A1</f><v>text</v></c></row></sheetData></worksheet>";
    let bytes = xlsx_of(&[("xl/worksheets/sheet1.xml", sheet), ("xl/sharedStrings.xml", strings)]);
    assert_eq!(rows(&bytes), ["2: ab &c |  | x\ny<z> | in |  | text"]);
}

#[test]
fn a_formula_without_a_value_is_shown_as_one() {
    let bytes = xlsx(
        "<row><c t=\"inlineStr\"><is><t>email</t></is></c></row>\
         <row><c><f>B2&amp;C2</f><v/></c><c t=\"str\"><f>D2</f><v></v></c><c><v>1</v></c></row>\
         <row><c><f t=\"shared\" si=\"0\"/><v/></c><c><f/><v>7</v></c></row>",
        "",
    );
    assert_eq!(
        rows(&bytes),
        ["2: =B2&C2 |  | 1", "3: =? | 7"],
        "a shared formula stands in its first cell only"
    );
}

#[test]
fn rows_are_numbered_as_written_and_may_come_in_any_order() {
    let cell = |name: &str, text: &str| format!("<c r=\"{name}\" t=\"str\"><v>{text}</v></c>");
    let body = format!(
        "<row r=\"2\">{}</row><row r=\"9\">{}</row><row r=\"5\">{}</row><row r=\"9\">{}</row>",
        cell("A2", "email"),
        cell("B9", "late"),
        cell("A5", "a@b.c"),
        cell("A9", "d@e.f"),
    );
    let sheet = read(&xlsx(&body, "")).unwrap();
    assert_eq!(super::lines(&sheet), ["5: a@b.c", "9: d@e.f | late"]);
    assert_eq!((sheet.header_row, sheet.sheets[0].rows), (2, 3));
    let counted = "<row><c t=\"str\"><v>email</v></c></row><row/><row><c/><c t=\"str\"><v>x</v></c></row>";
    assert_eq!(rows(&xlsx(counted, "")), ["3:  | x"]);
}

#[test]
fn of_merged_cells_the_first_counts() {
    let text = |text: &str| format!("<c t=\"str\"><v>{text}</v></c>");
    let row = |cells: [&str; 3]| format!("<row>{}</row>", cells.map(text).concat());
    let body =
        [row(["email", "x", "y"]), row(["a@b.c", "one", "left"]), row(["d@e.f", "over", "right"])].concat();
    let merges = "<mergeCells><mergeCell ref=\"B2:C3\"/><mergeCell ref=\"nonsense\"/></mergeCells>";
    assert_eq!(rows(&xlsx(&body, merges)), ["2: a@b.c | one", "3: d@e.f"]);
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing_and_is_refused() {
    let body = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>email</v></c></row>\
                <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    assert!(sentence(&xlsx(body, "")).starts_with("row 1048576 has more than 200 columns"));
    let tall = body.replace("XFD", "B");
    assert_eq!(rows(&xlsx(&tall, "")), ["1048576:  | 1"]);
}

#[test]
fn days_may_be_counted_from_1904() {
    let workbook =
        "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"One\" r:id=\"a\"/></sheets></workbook>";
    let styles = "<styleSheet><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>\
                  <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
    let sheet =
        "<worksheet><row><c t=\"str\"><v>email</v></c></row><row><c s=\"1\"><v>1</v></c></row></worksheet>";
    let parts =
        [("xl/workbook.xml", workbook), ("xl/styles.xml", styles), ("xl/worksheets/sheet1.xml", sheet)];
    assert_eq!(rows(&xlsx_of(&parts)), ["2: 1904-01-02"]);
}

#[test]
fn a_part_that_is_not_there_or_broken_off_is_damage() {
    let cut = [("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>1</v>")];
    let none = [(
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"no.xml\"/></Relationships>",
    )];
    for parts in [&cut[..], &none] {
        assert!(sentence(&xlsx_of(parts)).starts_with("the workbook is damaged"));
    }
    let whole = written();
    for end in [100, whole.len() / 2, whole.len() - 30] {
        assert!(sentence(&whole[..end]).starts_with("the workbook is damaged"), "{end}");
    }
}
