//! Any bytes, read as a spreadsheet in several ways and checked against an empty office. Nothing may panic, take long or
//! take much memory. Shared by the fuzzer and by `daemon/tests/any_sheet.rs`.

use std::sync::LazyLock;

use linekey::{
    catalogue::Catalogue,
    import::{
        Existing, Input, Mapping, Mode, Recipes, Repairs, Rules, check,
        sheet::{ENCODINGS, Reading, Sheet, read_as},
    },
    pbx::Dialects,
};

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::shipped().expect("the shipped files are whole"));
static DIALECTS: LazyLock<Dialects> =
    LazyLock::new(|| Dialects::load(&[]).expect("the shipped files are whole").0);
static RECIPES: LazyLock<Recipes> =
    LazyLock::new(|| Recipes::load(&[]).expect("the shipped files are whole").0);

/// Reads and checks the bytes.
pub fn read(bytes: &[u8]) {
    for reading in readings(bytes) {
        if let Ok(sheet) = read_as(bytes, &reading) {
            judge(&sheet);
        }
    }
}

/// As it is, and as a person might say; the bytes themselves tell which encoding, separator and sheet.
fn readings(bytes: &[u8]) -> [Reading; 2] {
    let pick = bytes.iter().fold(bytes.len(), |sum, byte| sum.wrapping_add(usize::from(*byte)));
    let chosen = Reading {
        sheet: Some(["Sheet1", "Phones", ""][pick % 3].to_owned()),
        encoding: Some(ENCODINGS[pick % ENCODINGS.len()].to_owned()),
        delimiter: Some([',', ';', '\t', ' '][pick % 4]),
        header_row: [None, Some(0), Some(1), Some(3)][pick % 4],
    };
    [Reading::default(), chosen]
}

fn judge(sheet: &Sheet) {
    assert!(sheet.rows.is_sorted_by_key(|row| row.number), "rows are in order");
    assert!(sheet.rows.iter().all(|row| row.number > sheet.header_row), "data is below the header");
    assert!(
        sheet.rows.iter().all(|row| row.cells.last().is_some_and(|cell| !cell.is_empty())),
        "no row ends in nothing"
    );
    let (mapping, mapping_issues) = Mapping::guess(sheet, &[], &RECIPES);
    let dialect = DIALECTS.get("generic").expect("the generic PBX is shipped");
    let rules = Rules { dialect, park_prefix: "", line_per_extension: false, by_hand: false };
    let repairs = Repairs::default();
    let input = Input {
        sheet,
        mapping: &mapping,
        mapping_issues: &mapping_issues,
        repairs: &repairs,
        mode: Mode::Add,
    };
    let checked = check(input, &Existing::default(), &CATALOGUE, rules);
    assert!(checked.plan.users.len() <= sheet.rows.len(), "a row names one user at most");
}
