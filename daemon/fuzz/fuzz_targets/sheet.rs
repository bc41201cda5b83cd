//! Any bytes as a spreadsheet.
#![no_main]

#[path = "../any_sheet.rs"]
mod any_sheet;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| any_sheet::read(bytes));
