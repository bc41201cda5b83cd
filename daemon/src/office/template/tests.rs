use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::{
    import::{Field, Mode, Severity},
    office::{
        importing::{Wishes, examine},
        testing::Desk,
    },
};

fn catalogue() -> Catalogue {
    Catalogue::shipped().unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The cells of a sheet, row by row.
fn cells(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(|row| row.iter().map(|cell: &Data| cell.to_string()).collect()).collect()
}

/// One person with a phone: what a person who filled in everything would have.
fn row(catalogue: &Catalogue) -> Vec<String> {
    let lists = Lists::of(catalogue);
    let value = |column: &TemplateColumn| lists.example(column).unwrap_or(column.example).to_owned();
    COLUMNS.iter().map(value).collect()
}

#[test]
fn all_columns_of_the_import_are_there_once_and_explained() {
    let header: Vec<&str> = COLUMNS.iter().map(|column| column.field.name()).collect();
    let left_out = [Field::DoNotBill, Field::FullName, Field::SeatType];
    for field in Field::ALL.into_iter().filter(|field| !left_out.contains(field)) {
        assert_eq!(header.iter().filter(|name| **name == field.name()).count(), 1, "{}", field.name());
    }
    let bytes = workbook(&catalogue()).unwrap();
    assert_eq!(cells(&bytes, PEOPLE), [header]);
    assert_eq!(cells(&bytes, HELP).len(), COLUMNS.len() + 1);
    let notes = part(&bytes, "xl/comments1.xml");
    assert!(COLUMNS.iter().all(|column| notes.contains(&column.what.replace('&', "&amp;"))));
}

#[test]
fn the_same_catalogue_makes_the_same_bytes() {
    assert_eq!(workbook(&catalogue()).unwrap(), workbook(&catalogue()).unwrap());
}

/// A spreadsheet takes `0123` for 123 unless the column is text.
#[test]
fn what_looks_like_a_number_is_text() {
    let bytes = workbook(&catalogue()).unwrap();
    let styles = part(&bytes, "xl/styles.xml");
    let formats: Vec<&str> = styles
        .split("<cellXfs")
        .nth(1)
        .unwrap()
        .split("</cellXfs>")
        .next()
        .unwrap()
        .split("<xf ")
        .skip(1)
        .collect();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for (place, column) in COLUMNS.iter().enumerate() {
        let number = |text: &str, name: &str| -> Option<usize> {
            text.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok()
        };
        let range = |text: &str| number(text, "min").zip(number(text, "max"));
        let of = |text: &&str| range(text).is_some_and(|(min, max)| (min..=max).contains(&(place + 1)));
        let style = number(sheet.split("<col ").skip(1).find(of).unwrap(), "style");
        let is_text = style.is_some_and(|style| formats[style].contains("numFmtId=\"49\""));
        assert_eq!(is_text, column.is_text(), "{}", column.field.name());
    }
    for field in [
        Field::Extension,
        Field::PhoneNumber,
        Field::MacAddress,
        Field::Password,
        Field::VoicemailPin,
        Field::SipUsername,
        Field::SipPassword,
    ] {
        assert!(COLUMNS.iter().any(|column| column.field == field && column.is_text()), "{}", field.name());
    }
}

/// Follows the formulas of the drop-downs by hand: each names the families of the brand and the models of the family.
#[test]
fn the_lists_depend_on_each_other() {
    let catalogue = catalogue();
    let bytes = workbook(&catalogue).unwrap();
    let lists = cells(&bytes, "Lists");
    let parts = |names: usize, list: usize, wanted: &str| -> Vec<String> {
        let found =
            lists.iter().skip(1).find(|row| row[names] == wanted).unwrap_or_else(|| panic!("{wanted}"));
        let [from, count] = [1, 2].map(|next| found[names + next].parse::<usize>().unwrap());
        lists[1 + from..1 + from + count].iter().map(|row| row[list].clone()).collect()
    };
    let mut all = Vec::new();
    for brand in catalogue.brands() {
        let families: Vec<_> = brand.families.iter().map(|family| family.name.clone()).collect();
        assert_eq!(parts(0, 3, &brand.name), families);
        let mut models = Vec::new();
        for family in &brand.families {
            let own: Vec<_> = family.models.iter().map(|model| model.name.clone()).collect();
            assert_eq!(parts(4, 7, &format!("{}|{}", brand.name, family.name)), own);
            models.extend(own);
        }
        assert_eq!(parts(4, 7, &format!("{}|", brand.name)), models);
        all.extend(models);
    }
    assert_eq!(parts(4, 7, "|"), all);
}

#[test]
fn the_drop_downs_look_in_the_hidden_sheet() {
    let bytes = workbook(&catalogue()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let choices =
        COLUMNS.iter().filter(|column| !matches!(column.choice, Choice::Free | Choice::Text)).count();
    assert_eq!(sheet.matches("<dataValidation ").count(), choices);
    let formulas: Vec<&str> =
        sheet.split("<formula1>").skip(1).map(|rest| rest.split("</formula1>").next().unwrap()).collect();
    let families = formulas.iter().find(|formula| formula.starts_with("OFFSET(Lists!$D$2,")).unwrap();
    let models = formulas.iter().find(|formula| formula.starts_with("OFFSET(Lists!$H$2,")).unwrap();
    assert!(families.contains("MATCH($H2,Lists!$A$2:$A$"), "{families}");
    assert!(models.contains("MATCH($H2&amp;\"|\"&amp;$I2,Lists!$E$2:$E$"), "{models}");
    assert_eq!([COLUMNS[7].field, COLUMNS[8].field], [Field::Brand, Field::Family]);
    // Excel refuses longer ones.
    assert!(formulas.iter().all(|formula| formula.replace("&amp;", "&").len() <= 255), "{formulas:?}");
    let book = part(&bytes, "xl/workbook.xml");
    assert!(book.contains("name=\"Lists\" sheetId=\"3\" state=\"hidden\""), "{book}");
    assert!(
        book.contains("<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">People!$1:$1<"),
        "{book}"
    );
    assert!(sheet.contains("ySplit=\"1\"") && sheet.contains("state=\"frozen\""), "the header is frozen");
}

/// What the filled-in sheet says, read as its cells are.
#[test]
fn what_is_chosen_from_the_lists_is_imported_without_an_issue() {
    let desk = &mut Desk::new("kazoo");
    let mut row = row(&desk.office.catalogue);
    let mac = COLUMNS.iter().position(|column| column.field == Field::MacAddress).unwrap();
    let prefix = desk.office.catalogue.brands()[0].oui[0].clone();
    row[mac] = format!("{prefix}000001");
    let cells: Vec<&str> = row.iter().map(String::as_str).collect();
    let bytes = filled(&desk.office.catalogue, &[cells]).unwrap();
    let found = issues(desk, &bytes);
    assert_eq!(found, [] as [String; 0]);
}

#[test]
fn an_empty_sheet_has_no_rows_and_no_other_fault() {
    let desk = &mut Desk::new("kazoo");
    let bytes = workbook(&desk.office.catalogue).unwrap();
    let found = issues(desk, &bytes);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("no_rows"), "{found:?}");
}

/// What is said of the spreadsheet.
fn issues(desk: &mut Desk, bytes: &[u8]) -> Vec<String> {
    let wishes = Wishes { mode: Mode::Add, ..Wishes::default() };
    let examined = examine(&desk.office, &mut desk.store, bytes, wishes).unwrap();
    let issues = examined.checked.issues.iter();
    let shown = issues.map(|issue| format!("{} {:?} {}", issue.code, issue.column, issue.message)).collect();
    assert!(
        examined
            .checked
            .issues
            .iter()
            .all(|issue| issue.severity != Severity::Error || issue.code == "no_rows"),
        "{shown:?}"
    );
    shown
}
