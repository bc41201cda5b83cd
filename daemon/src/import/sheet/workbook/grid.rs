//! Cells → rows, within bounds.

use std::mem;

use crate::import::sheet::{
    MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Row, SheetError,
    header::{SEARCHED_ROWS, names_known},
};

/// The cells of one sheet as they come. What is not wanted is only counted.
pub(super) struct Grid {
    /// Known header names that another sheet has; a sheet with no more is not kept. `None` = kept anyway.
    to_beat: Option<usize>,
    keeps: bool,
    rows: Vec<Row>,
    /// The row that is being filled.
    row: Row,
    /// Whether the row holds anything, kept or not.
    is_used: bool,
    used: u32,
    /// The most known header names in one of the first rows.
    names: usize,
    cells: usize,
    text: usize,
    merged: usize,
    sorted: bool,
    fault: Option<SheetError>,
}

/// What a sheet turned out to be.
pub(super) struct Gathered {
    /// Its rows that hold anything, in order; empty where they were only counted.
    pub(super) rows: Result<Vec<Row>, SheetError>,
    /// How many rows hold anything.
    pub(super) used: u32,
    /// The most known header names in a row on top.
    pub(super) names: usize,
    /// Whether the rows were kept.
    pub(super) is_kept: bool,
}

impl Grid {
    /// Keeps all rows.
    pub(super) fn keeping() -> Self {
        Self {
            to_beat: None,
            keeps: true,
            rows: Vec::new(),
            row: Row::new(0),
            is_used: false,
            used: 0,
            names: 0,
            cells: 0,
            text: 0,
            merged: 0,
            sorted: true,
            fault: None,
        }
    }

    /// Keeps rows once there are more known header names than that on top.
    pub(super) fn beating(names: usize) -> Self {
        Self { to_beat: Some(names), ..Self::keeping() }
    }

    /// Counts rows only.
    pub(super) fn counting() -> Self {
        Self { keeps: false, ..Self::keeping() }
    }

    /// Puts a text into a cell; rows from 1, columns from 0.
    pub(super) fn put(&mut self, row: u32, column: usize, text: &str) {
        self.text = self.text.saturating_add(text.len());
        if text.is_empty() || (self.fault.is_none() && text.trim().is_empty()) {
            return;
        }
        if row != self.row.number {
            self.end_row();
            self.row.number = row;
        }
        self.is_used = true;
        if self.fault.is_some() {
            return;
        }
        self.fault = match () {
            () if self.text > MAX_TEXT => Some(SheetError::TooMuchText),
            () if !self.keeps => return,
            () if column >= MAX_COLUMNS => Some(SheetError::TooManyColumns(row)),
            () if text.len() > MAX_CELL => Some(SheetError::CellTooLong(row)),
            () => None,
        };
        if self.fault.is_none() {
            self.row.put(column, text);
        }
    }

    /// The row that was just filled, if it is this one, stands `times` times.
    pub(super) fn repeat(&mut self, first: u32, times: u32) {
        if times < 2 || !self.is_used || self.row.number != first {
            return;
        }
        let row = self.row.clone();
        let text: usize = row.cells.iter().map(String::len).sum();
        for more in 1..times {
            if !self.keeps || self.fault.is_some() {
                self.used = self.used.saturating_add(times - more);
                return;
            }
            self.end_row();
            self.text += text;
            if self.text > MAX_TEXT {
                self.fault = Some(SheetError::TooMuchText);
            }
            self.row = Row { number: first.saturating_add(more), ..row.clone() };
            self.is_used = true;
        }
    }

    /// Of cells that were merged into one only the first counts; rows from 1, columns from 0, all inclusive. Comes
    /// after the cells.
    pub(super) fn merge(&mut self, rows: (u32, u32), columns: (usize, usize)) {
        self.end_row();
        self.sort();
        let from = self.rows.partition_point(|row| row.number < rows.0);
        for row in self.rows[from..].iter_mut().take_while(|row| row.number <= rows.1) {
            let last = columns.1.min(row.cells.len().saturating_sub(1));
            // A file full of merges that overlap must end.
            self.merged += 1 + (last + 1).saturating_sub(columns.0);
            if self.merged > MAX_CELLS {
                return;
            }
            for place in columns.0..=last {
                if (row.number, place) != (rows.0, columns.0)
                    && let Some(cell) = row.cells.get_mut(place)
                {
                    cell.clear();
                    row.exact.retain(|(other, _)| *other != place);
                }
            }
        }
    }

    /// The sheet is at its end.
    pub(super) fn finish(mut self) -> Gathered {
        self.end_row();
        self.sort();
        for row in &mut self.rows {
            let used = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            row.cells.truncate(used);
        }
        self.rows.retain(|row| !row.cells.is_empty());
        let is_kept = self.keeps && self.to_beat.is_none_or(|best| self.names > best);
        Gathered { rows: self.fault.map_or(Ok(self.rows), Err), used: self.used, names: self.names, is_kept }
    }

    fn end_row(&mut self) {
        let row = mem::replace(&mut self.row, Row::new(0));
        if !mem::take(&mut self.is_used) {
            return;
        }
        self.used = self.used.saturating_add(1);
        if row.cells.is_empty() || !self.keeps || self.fault.is_some() {
            return;
        }
        self.cells += row.cells.len();
        self.sorted &= self.rows.last().is_none_or(|last| last.number < row.number);
        if self.rows.len() < SEARCHED_ROWS {
            self.names = self.names.max(names_known(&row));
        }
        self.rows.push(row);
        if self.cells > MAX_CELLS {
            self.fault = Some(SheetError::TooManyCells);
        } else if self.rows.len() > MAX_ROWS + SEARCHED_ROWS {
            self.fault = Some(SheetError::TooManyRows);
        }
        if self.fault.is_some() {
            self.rows = Vec::new();
        }
        if self.rows.len() == SEARCHED_ROWS && self.to_beat.is_some_and(|best| self.names <= best) {
            self.keeps = false;
        }
    }

    /// Programs may write rows in any order, and a row in several pieces.
    fn sort(&mut self) {
        if mem::replace(&mut self.sorted, true) {
            return;
        }
        self.rows.sort_by_key(|row| row.number);
        let mut rows: Vec<Row> = Vec::with_capacity(self.rows.len());
        for row in mem::take(&mut self.rows) {
            match rows.last_mut().filter(|last| last.number == row.number) {
                Some(last) => {
                    for (place, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                        last.put(place, if row.exact(place).is_empty() { cell } else { row.exact(place) });
                    }
                }
                None => rows.push(row),
            }
        }
        self.used = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        self.rows = rows;
    }
}
