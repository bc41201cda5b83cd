//! Reading a spreadsheet's cells, whatever wrote them.

/// The cells of one sheet with the numbers a person sees.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// `csv` for all separated text.
    pub format: &'static str,
    /// IANA name of the encoding, lower case: `utf-8`, `windows-1252`, `utf-16le`.
    pub encoding: &'static str,
    /// What separates the cells.
    pub delimiter: char,
    /// The header's row number.
    pub header_row: u32,
    /// The header's cells, as written (trimmed).
    pub header: Vec<String>,
    /// The data rows.
    pub rows: Vec<Row>,
}

/// One row of cells.
#[derive(Debug, Clone)]
pub struct Row {
    /// As the spreadsheet numbers it.
    pub number: u32,
    /// Its cells as written (trimmed).
    pub cells: Vec<String>,
}

/// Why a file is not a sheet at all. A sentence for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
}

/// Reads the cells. `bytes` are bounded by the caller ([`MAX_BYTES`]).
pub fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    todo!("{bytes:?}")
}

/// The largest file that is read.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;
