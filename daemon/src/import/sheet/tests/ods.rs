//! ODS.

use super::{
    super::read,
    build::{ods, ods_text, zip},
    lines, rows, sentence,
};

fn table(rows: &str) -> String {
    let header = format!("<table:table-row>{}</table:table-row>", ods_text("email"));
    format!("<table:table table:name=\"One\">{header}{rows}</table:table>")
}

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

fn value(kind: &str, attributes: &str, shown: &str) -> String {
    let shown = if shown.is_empty() { String::new() } else { format!("<text:p>{shown}</text:p>") };
    format!("<table:table-cell office:value-type=\"{kind}\" {attributes}>{shown}</table:table-cell>")
}

#[test]
fn cells_are_read_as_the_spreadsheet_shows_them() {
    let styles = "<number:number-style style:name=\"N1\"><number:text>+</number:text><number:number number:min-integer-digits=\"2\"/></number:number-style>\
                  <number:number-style style:name=\"N2\"><number:number number:min-integer-digits=\"4\"/></number:number-style>\
                  <style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>\
                  <style:style style:name=\"ce2\" style:family=\"table-cell\" style:data-style-name=\"N2\"/>";
    let cells = [
        value("float", "office:value=\"42\"", "0042"),
        value("float", "office:value=\"441234567890\"", "4.41E+11"),
        value("float", "office:value=\"441234567890\" table:style-name=\"ce1\"", ""),
        value("float", "office:value=\"7\"", ""),
        value("boolean", "office:boolean-value=\"true\"", "WAHR"),
        value("date", "office:date-value=\"2026-01-05\"", "5.1.26"),
        value("time", "office:time-value=\"PT08H30M00S\"", "8:30"),
        value("float", "office:value=\"0\"", "#REF!"),
        value("", "table:formula=\"of:=[.A1]\"", ""),
        value("float", "office:value=\"1234567890123456\"", "1234567890123456"),
    ];
    let columns = "<table:table-column table:number-columns-repeated=\"3\"/><table:table-column table:default-cell-style-name=\"ce2\"/>";
    let body =
        table(&row(&cells.concat())).replacen("<table:table-row>", &format!("{columns}<table:table-row>"), 1);
    let sheet = read(&ods(styles, &body)).unwrap();
    assert_eq!((sheet.format, sheet.encoding, sheet.delimiter), ("ods", "utf-8", None));
    assert_eq!(
        lines(&sheet),
        [
            "2: 0042 | 441234567890 | +441234567890 | 0007 | TRUE | 2026-01-05 | 08:30:00 | #REF! | =[.A1] | 1.23456789012346E+15"
        ]
    );
}

#[test]
fn texts_have_their_blanks_and_lines_but_no_notes() {
    let rich = "<table:table-cell><office:annotation><text:p>note</text:p></office:annotation>\
                <text:p>a<text:s text:c=\"2\"/><text:span>b<text:a>&lt;c&gt;</text:a></text:span>\
                <text:ruby><text:ruby-base>d</text:ruby-base><text:ruby-text>no</text:ruby-text></text:ruby></text:p>\
                <text:p>e</text:p></table:table-cell>";
    assert_eq!(rows(&ods("", &table(&row(rich)))), ["2: a  b<c>d\ne"]);
}

#[test]
fn rows_and_cells_stand_for_many_but_empty_ones_for_none() {
    let cell = |times: &str, text: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{times}\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let repeated = |times: &str, cells: &str| {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    };
    let body = [
        repeated("3", "<table:table-cell table:number-columns-repeated=\"16384\"/>"),
        format!(
            "<table:table-row-group>{}</table:table-row-group>",
            repeated("2", &(cell("2", "x") + &ods_text("y")))
        ),
        row(&format!(
            "{}<table:covered-table-cell><text:p>under</text:p></table:covered-table-cell>{}",
            ods_text("z"),
            ods_text("w")
        )),
        repeated("1048570", "<table:table-cell table:number-columns-repeated=\"16384\"/>"),
    ];
    let sheet = read(&ods("", &table(&body.concat()))).unwrap();
    assert_eq!(lines(&sheet), ["5: x | x | y", "6: x | x | y", "7: z |  | w"]);
    assert_eq!(sheet.sheets[0].rows, 4);
    let full = table(&repeated("1048570", &ods_text("x")));
    assert!(sentence(&ods("", &full)).starts_with("the file has more than 100,000 rows"));
    let wide = table(&row(&cell("16384", "x")));
    assert!(sentence(&ods("", &wide)).starts_with("row 2 has more than 200 columns"));
}

#[test]
fn links_to_other_files_and_past_changes_are_no_sheets() {
    let old = format!(
        "<table:tracked-changes><table:deletion>{}</table:deletion></table:tracked-changes>",
        row(&ods_text("old"))
    );
    let linked = "<table:dde-links><table:dde-link><table:table table:name=\"Link\"/></table:dde-link></table:dde-links>";
    let sheet = read(&ods("", &[old, table(&row(&ods_text("a@b.c"))), linked.to_owned()].concat())).unwrap();
    assert_eq!((lines(&sheet), sheet.sheets.len()), (vec!["2: a@b.c".to_owned()], 1));
}

#[test]
fn an_encrypted_one_says_so() {
    let manifest = "<manifest:manifest xmlns:manifest=\"m\"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", "\u{1}\u{2}"),
    ];
    assert!(sentence(&zip(&parts)).starts_with("the workbook is protected with a password"));
}
