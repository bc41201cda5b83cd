//! What stands before the sheets: their names, the texts they share, and the number formats.

use std::collections::HashMap;

use super::{
    super::{
        cfb::{u16_at, u32_at},
        format::{Epoch, Format},
        strings::Strings,
    },
    Record, Records, kind,
    text::{Pieces, short},
};
use crate::import::sheet::{MAX_SHEETS, SheetError};

/// Excel 97 and later.
const BIFF8: u16 = 0x0600;
const MAX_STYLES: usize = 65_536;

/// A sheet as the workbook lists it.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// Where its records are.
    pub(super) start: usize,
}

/// What all sheets need.
#[derive(Default)]
pub(super) struct Globals {
    pub(super) sheets: Vec<Listed>,
    pub(super) strings: Strings,
    pub(super) epoch: Epoch,
    /// Formats by number.
    codes: HashMap<u16, Format>,
    /// The number of the format of each style.
    styles: Vec<u16>,
}

impl Globals {
    /// Reads them from the beginning of the stream.
    pub(super) fn read(stream: &[u8]) -> Result<Self, SheetError> {
        let mut records = Records { bytes: stream };
        let first = records.next().filter(|first| first.kind == kind::BOF).ok_or(SheetError::Damaged)?;
        if u16_at(first.data, 0) != Some(BIFF8) {
            return Err(SheetError::SaveAs("a workbook of Excel 5 or 95"));
        }
        let mut globals = Self::default();
        while let Some(record) = records.next() {
            match record.kind {
                kind::EOF => break,
                kind::SST => globals.strings = shared(record, &mut records)?,
                _ => globals.record(record)?,
            }
        }
        Ok(globals)
    }

    /// How a cell of this style shows a number.
    pub(super) fn format(&self, style: u16) -> Format {
        let Some(number) = self.styles.get(usize::from(style)) else { return Format::Plain };
        self.codes.get(number).cloned().unwrap_or_else(|| Format::builtin(u32::from(*number)))
    }

    fn record(&mut self, record: Record<'_>) -> Result<(), SheetError> {
        let data = record.data;
        match record.kind {
            kind::FILE_PASS => return Err(SheetError::Protected),
            kind::DATE_MODE if u16_at(data, 0) == Some(1) => self.epoch = Epoch::Year1904,
            kind::FORMAT if self.codes.len() < MAX_STYLES => {
                let code = data.get(2..).and_then(|text| Pieces::new(text, Vec::new()).text());
                if let (Some(number), Some(code)) = (u16_at(data, 0), code) {
                    self.codes.insert(number, Format::of_code(&code));
                }
            }
            kind::XF if self.styles.len() < MAX_STYLES => self.styles.push(u16_at(data, 2).unwrap_or(0)),
            kind::BOUND_SHEET if self.sheets.len() >= MAX_SHEETS => return Err(SheetError::TooManySheets),
            kind::BOUND_SHEET => self.sheets.extend(Listed::of(data)),
            _ => {}
        }
        Ok(())
    }
}

impl Listed {
    /// Sheets of charts and macros have no cells.
    fn of(data: &[u8]) -> Option<Self> {
        let [_, _, _, _, visibility, what, name @ ..] = data else { return None };
        let start = usize::try_from(u32_at(data, 0)?).ok()?;
        (*what == 0).then_some(Self { name: short(name)?, is_hidden: visibility & 3 != 0, start })
    }
}

fn shared<'a>(record: Record<'a>, records: &mut Records<'a>) -> Result<Strings, SheetError> {
    let mut strings = Strings::default();
    let mut pieces = Pieces::new(record.data.get(8..).unwrap_or_default(), records.continued());
    while let Some(text) = pieces.text() {
        strings.push(&text)?;
    }
    Ok(strings)
}
