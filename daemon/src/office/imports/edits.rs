//! What a person changes of a checked import. Each change is checked before it is stored, and raises the version.

use std::{collections::BTreeSet, sync::Arc};

use super::{DOTS, Draft, Imports, Wants, lock, new_draft, recall, said, said::Said};
use crate::{
    import::{self, CellRepair, Column, Key, Mode, Repairs, sheet::Reading},
    office::{
        Office,
        importing::{self, Examined, ImportError, Wishes},
        now,
    },
    store::{Store, StoreError},
};

/// The most cells of a file that are read otherwise than they stand there.
const MAX_EDITED: usize = 200_000;

/// The most bytes in these cells: all of it is stored anew with each change.
const MAX_EDITED_TEXT: usize = 10 * 1024 * 1024;

/// What was there before a change, and what is there now; the same where nothing was changed.
pub struct Edited {
    /// The import before.
    pub before: Arc<Draft>,
    /// The import now.
    pub after: Arc<Draft>,
}

/// A cell that a person typed.
#[derive(Debug, Clone)]
pub struct CellEdit {
    /// Row as the spreadsheet numbers it.
    pub row: u32,
    /// The column's place in the file, from 0.
    pub place: usize,
    /// What the person saw there before.
    pub was: String,
    /// What is to be read; `None` = as in the file.
    pub text: Option<String>,
}

/// What is in a cell now, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellNow {
    /// Row as the spreadsheet numbers it.
    pub row: u32,
    /// The column's place in the file, from 0.
    pub place: usize,
    /// Dots for secrets.
    pub text: String,
}

/// Rows to be left out or put back.
#[derive(Debug, Clone)]
pub enum WhichRows {
    /// Every row.
    All,
    /// By number.
    Numbers(Vec<u32>),
    /// Those with an error, and those that have one once these are left out.
    WithErrors,
}

/// What a person changes of how a file is read; `None` leaves it as it is, `Some(None)` has it found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadingWish {
    /// Name of the sheet.
    pub sheet: Option<Option<String>>,
    /// IANA name of the encoding.
    pub encoding: Option<Option<String>>,
    /// What separates the cells.
    pub delimiter: Option<Option<char>>,
    /// Number of the row that names the columns; 0 = none does.
    pub header_row: Option<Option<u32>>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Somebody else changed the same cells.
    #[error("somebody else changed this cell meanwhile. Look at both texts and choose one")]
    CellsChanged(Vec<CellNow>),
    /// The file cannot be read so, or the store failed.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The file has no such cell.
    #[error("the file has no cell in row {row} and column number {}", .place + 1)]
    NoCell {
        /// Row as the spreadsheet numbers it.
        row: u32,
        /// The column's place in the file, from 0.
        place: usize,
    },
    /// There are no such findings any more.
    #[error("these problems are gone already. Look at the file again")]
    NoGroup,
    /// No one value mends them all.
    #[error("these problems have no common remedy. Edit their cells one by one")]
    NoRepair,
    /// The file has no such row.
    #[error("the file has no row {0}")]
    NoRow(u32),
    /// Nothing was changed yet.
    #[error("there is no change to take back")]
    NoStep,
    /// More than [`MAX_EDITED`], or longer than [`MAX_EDITED_TEXT`].
    #[error("that is too much to change here. Correct the cells in the spreadsheet and replace the file")]
    TooMany,
}

impl From<StoreError> for EditError {
    fn from(error: StoreError) -> Self {
        Self::Import(error.into())
    }
}

impl Imports {
    /// Reads cells otherwise: one step. Whoever saw an older version than the present one may change what nobody else has.
    pub fn set_cells(
        &self,
        office: &Office,
        store: &mut Store,
        import: (i64, Option<i64>),
        cells: &[CellEdit],
    ) -> Result<Edited, EditError> {
        self.edit(office, store, import.0, |draft, wants| {
            let is_present = import.1 == Some(draft.row.version);
            let repairs = repairs(draft, cells, is_present)?;
            set(&mut wants.wishes.repairs, repairs)
        })
    }

    /// Puts the text that mends each cell of a group of findings into it: one step.
    pub fn repair_group(
        &self,
        office: &Office,
        store: &mut Store,
        import: (i64, i64),
        group: &str,
    ) -> Result<Edited, EditError> {
        self.edit(office, store, import.0, |draft, wants| {
            is_version(draft, import.1)?;
            let group = draft.group(group).ok_or(EditError::NoGroup)?;
            let repair = group.repair.as_ref().ok_or(EditError::NoRepair)?;
            let cell = |(row, place, text): &(u32, usize, String)| CellRepair {
                row: *row,
                place: *place,
                text: Some(text.clone()),
            };
            set(&mut wants.wishes.repairs, repair.cells.iter().map(cell).collect())
        })
    }

    /// Takes the last change of cells or rows back.
    pub fn take_back(
        &self,
        office: &Office,
        store: &mut Store,
        import: (i64, i64),
    ) -> Result<Edited, EditError> {
        self.edit(office, store, import.0, |draft, wants| {
            is_version(draft, import.1)?;
            if wants.wishes.repairs.take_back() { Ok(()) } else { Err(EditError::NoStep) }
        })
    }

    /// Leaves rows out, or puts them back: one step.
    pub fn leave_out(
        &self,
        office: &Office,
        store: &mut Store,
        import: (i64, i64),
        rows: &WhichRows,
        is_left_out: bool,
    ) -> Result<Edited, EditError> {
        let with_errors = match rows {
            WhichRows::WithErrors => {
                let draft = self.draft(office, store, import.0)?.ok_or(StoreError::Changed)?;
                importing::faulty_rows(office, store, &draft.examined)?
            }
            _ => BTreeSet::new(),
        };
        self.edit(office, store, import.0, |draft, wants| {
            is_version(draft, import.1)?;
            let rows = match rows {
                WhichRows::All => draft.sheet().rows.iter().map(|row| row.number).collect(),
                WhichRows::Numbers(numbers) => known(draft, numbers)?,
                WhichRows::WithErrors => with_errors.into_iter().collect(),
            };
            wants.wishes.repairs.leave_out(rows, is_left_out);
            Ok(())
        })
    }

    /// Changes what the import may do with what is on the box, and how its file is read. Another reading forgets which
    /// cells were changed: the rows may be others.
    pub fn set_mode_and_reading(
        &self,
        office: &Office,
        store: &mut Store,
        import: (i64, i64),
        mode: Option<Mode>,
        wish: ReadingWish,
    ) -> Result<Edited, EditError> {
        self.edit(office, store, import.0, |draft, wants| {
            is_version(draft, import.1)?;
            let Wishes { mode: old_mode, reading, repairs, .. } = &mut wants.wishes;
            *old_mode = mode.unwrap_or(*old_mode);
            let wanted = wish.applied_to(reading);
            if wanted != *reading {
                *repairs = Repairs::default();
                *reading = wanted;
            }
            Ok(())
        })
    }

    /// Says which column is which field, by place in the file, and what the users are known by. It is remembered for
    /// files with these headers.
    pub fn set_columns(
        &self,
        office: &Office,
        store: &mut Store,
        import: (i64, i64),
        columns: &[(usize, import::Wanted)],
        key: Option<Key>,
    ) -> Result<Edited, EditError> {
        let edited = self.edit(office, store, import.0, |draft, wants| {
            is_version(draft, import.1)?;
            wants.said = Said::now(columns, key);
            wants.wishes.columns = wants.said.overrides();
            wants.wishes.key = key;
            Ok(())
        })?;
        let draft = &edited.after;
        if !said::can_be_remembered(draft.sheet()) {
            return Ok(edited);
        }
        store.remember_columns(&said::headers(draft.sheet()), &draft.said.json(), now())?;
        Ok(edited)
    }

    /// Makes a change: checked first, stored then, and told to all pages.
    fn edit(
        &self,
        office: &Office,
        store: &mut Store,
        import: i64,
        change: impl FnOnce(&Draft, &mut Wants) -> Result<(), EditError>,
    ) -> Result<Edited, EditError> {
        let _turn = lock(&self.checking);
        let before = self.current(office, store, import)?.ok_or(StoreError::Changed)?;
        let was = Wants { said: before.said.clone(), wishes: before.examined.wishes.clone() };
        let mut wants = was.clone();
        change(&before, &mut wants)?;
        if wants == was {
            return Ok(Edited { after: Arc::clone(&before), before });
        }
        let version = before.row.version;
        let (said, examined) = checked(office, store, &before, wants)?;
        store.set_import_draft(import, version, &new_draft(&said.json(), &examined))?;
        self.keep(store, (import, version + 1), before.bytes, said, examined)?;
        self.tell_version(import, version + 1);
        let after = self.current(office, store, import)?.ok_or(StoreError::Changed)?;
        Ok(Edited { before, after })
    }
}

/// The import as the person wants it.
fn checked(
    office: &Office,
    store: &mut Store,
    before: &Draft,
    wants: Wants,
) -> Result<(Said, Examined), EditError> {
    let Wants { said, wishes } = wants;
    if wishes.reading == before.examined.wishes.reading {
        return Ok((said, before.examined.again(office, store, wishes)?));
    }
    let bytes = store.import_file(before.row.id)?.ok_or(StoreError::Changed)?;
    let has_same_columns = wishes.reading.has_same_columns(&before.examined.wishes.reading);
    let examined = importing::examine(office, store, &bytes, wishes)?;
    if has_same_columns || examined.sheet.header == before.sheet().header {
        return Ok((said, examined));
    }
    // What was said about the columns was said about others.
    let wishes = Wishes { columns: Vec::new(), key: None, ..examined.wishes.clone() };
    let examined = examined.again(office, store, wishes)?;
    Ok(recall(office, store, examined)?)
}

fn is_version(draft: &Draft, version: i64) -> Result<(), EditError> {
    if draft.row.version == version { Ok(()) } else { Err(StoreError::Changed.into()) }
}

fn known(draft: &Draft, numbers: &[u32]) -> Result<Vec<u32>, EditError> {
    match numbers.iter().find(|number| draft.position(**number).is_none()) {
        Some(unknown) => Err(EditError::NoRow(*unknown)),
        None => Ok(numbers.to_vec()),
    }
}

fn set(repairs: &mut Repairs, cells: Vec<CellRepair>) -> Result<(), EditError> {
    if !cells.is_empty() {
        repairs.set(cells);
    }
    let is_much = repairs.edited() > MAX_EDITED || repairs.edited_text() > MAX_EDITED_TEXT;
    if is_much { Err(EditError::TooMany) } else { Ok(()) }
}

/// The cells that are to be read otherwise than they are now. Where the person did not see the present version, none of
/// them may have changed since.
fn repairs(draft: &Draft, cells: &[CellEdit], is_present: bool) -> Result<Vec<CellRepair>, EditError> {
    let mut changed = Vec::new();
    let mut repairs = Vec::new();
    for CellEdit { row, place, was, text } in cells {
        let unknown = EditError::NoCell { row: *row, place: *place };
        let Some((position, column)) = draft.position(*row).zip(draft.column(*place)) else {
            return Err(unknown);
        };
        let now = draft.cell(position, column);
        if !is_present && (column.is_secret() || now != *was) {
            changed.push(CellNow { row: *row, place: *place, text: now });
        }
        repairs.extend(repair(draft, position, column, text.clone()));
    }
    if changed.is_empty() { Ok(repairs) } else { Err(EditError::CellsChanged(changed)) }
}

/// `None` where the cell is read so already.
fn repair(draft: &Draft, position: usize, column: &Column, text: Option<String>) -> Option<CellRepair> {
    let in_file = &draft.sheet().rows[position];
    let place = column.index;
    // Whoever sends back the dots has not seen what they stand for.
    if column.is_secret() && text.as_deref() == Some(DOTS) {
        return None;
    }
    let text = text.filter(|text| *text != in_file.exact(place));
    let is_edited = draft.examined.wishes.repairs.places(in_file.number).any(|edited| edited == place);
    let is_same = match &text {
        Some(text) => *text == draft.row_at(position).exact(place),
        None => !is_edited,
    };
    (!is_same).then_some(CellRepair { row: in_file.number, place, text })
}

impl ReadingWish {
    fn applied_to(self, reading: &Reading) -> Reading {
        // Another sheet has its header elsewhere.
        let header_row = if self.sheet.is_some() { None } else { reading.header_row };
        Reading {
            sheet: self.sheet.unwrap_or_else(|| reading.sheet.clone()),
            encoding: self.encoding.unwrap_or_else(|| reading.encoding.clone()),
            delimiter: self.delimiter.unwrap_or(reading.delimiter),
            header_row: self.header_row.unwrap_or(header_row),
        }
    }
}
