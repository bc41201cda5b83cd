//! Why a file is no sheet, in sentences for whoever chose it.

/// Why a file is not a sheet at all. Reads on from the file's name and a colon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// More than [`super::MAX_CELL`] in one cell; most often a quotation mark that is never closed.
    #[error(
        "a cell in row {0} holds more than 32 KiB. Look for a quotation mark that is opened and not closed"
    )]
    CellTooLong(u32),
    /// A workbook whose parts are cut off or not as they must be.
    #[error("the workbook is damaged. Open it in the spreadsheet program and save it again")]
    Damaged,
    /// A sign that cannot stand between cells.
    #[error("{0:?} cannot separate cells. Choose a comma, a semicolon, a tab or |")]
    Delimiter(char),
    /// Nothing in it.
    #[error("the file is empty. Save the spreadsheet again and choose that file")]
    Empty,
    /// Nothing in the sheet that was asked for.
    #[error("the sheet “{0}” is empty. Choose another one")]
    EmptySheet(String),
    /// Not one of [`super::ENCODINGS`].
    #[error("the encoding “{0}” is not known. Choose utf-8, utf-16le or windows-1252, for instance")]
    Encoding(String),
    /// A row that was said to name the columns, and is empty or too far down.
    #[error("row {0} cannot name the columns. Choose one of the first ten rows that hold anything, or none")]
    NoHeader(u32),
    /// Known by its first bytes to be something else.
    #[error("the file must be a spreadsheet (CSV, XLSX, XLS or ODS). This one is {0}")]
    NotSpreadsheet(&'static str),
    /// Bytes that no text has.
    #[error("the file must be a spreadsheet (CSV, XLSX, XLS or ODS). This one is neither that nor text")]
    NotText,
    /// An encrypted workbook.
    #[error("the workbook is protected with a password. Save it without the password and choose that file")]
    Protected,
    /// A table in a format that is not read.
    #[error("the file is {0}, which cannot be read. Open it in its program and save it as XLSX")]
    SaveAs(&'static str),
    /// A sheet was asked for that is not there.
    #[error("the workbook has no sheet “{asked}”. It has {present}")]
    SheetMissing {
        /// The name that was asked for.
        asked: String,
        /// The first few names that are there, in quotation marks.
        present: String,
    },
    /// More than [`super::MAX_BYTES`].
    #[error("the file is larger than 50 MB. Split it into several files")]
    TooLarge,
    /// More than [`super::MAX_UNPACKED`].
    #[error("the workbook unpacks to more than 200 MB. Copy the sheet alone into a new workbook")]
    TooLargeUnpacked,
    /// More than [`super::MAX_CELLS`].
    #[error("the file has more than 4,000,000 cells. Delete the columns that are not needed, or split it")]
    TooManyCells,
    /// More than [`super::MAX_COLUMNS`].
    #[error("row {0} has more than 200 columns. Delete the columns that are not needed")]
    TooManyColumns(u32),
    /// More files in the workbook's archive than any workbook has.
    #[error("the workbook has more than 10,000 parts. Copy the sheet alone into a new workbook")]
    TooManyParts,
    /// More than [`super::MAX_ROWS`].
    #[error("the file has more than 100,000 rows. Split it into several files")]
    TooManyRows,
    /// More than [`super::MAX_SHEETS`].
    #[error("the workbook has more than 500 sheets. Copy the sheet alone into a new workbook")]
    TooManySheets,
    /// More than [`super::MAX_TEXT`].
    #[error("the cells hold more than 100 MB of text. Split the file into several")]
    TooMuchText,
}
