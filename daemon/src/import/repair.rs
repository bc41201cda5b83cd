//! What a person changes about a file on the review page, without touching the file.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};

use super::sheet::{MAX_CELL, Row, Sheet};

/// As many steps can be taken back.
const MAX_STEPS: usize = 100;

/// As much is kept of these steps, in bytes or nearly so: all of it is stored anew with each change.
const MAX_WEIGHT: usize = 10 * 1024 * 1024;

/// Cells that are read otherwise than the file has them, and rows that are left out. May hold secrets.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repairs {
    /// By row number and place of the column in the file.
    cells: BTreeMap<u32, BTreeMap<usize, String>>,
    /// Numbers of the rows that are left out.
    left_out: BTreeSet<u32>,
    /// What can be taken back, the oldest first.
    steps: Vec<Step>,
}

/// One thing that a person did, with what was before.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Row, place, and the cell before; `None` = as in the file.
    cells: Vec<(u32, usize, Option<String>)>,
    /// Rows whose being left out was turned over.
    rows: Vec<u32>,
}

impl Step {
    fn weight(&self) -> usize {
        let texts = self.cells.iter().map(|(.., before)| before.as_ref().map_or(0, String::len));
        texts.sum::<usize>() + 8 * (2 * self.cells.len() + self.rows.len())
    }
}

/// A cell to be read otherwise.
#[derive(Clone, PartialEq, Eq)]
pub struct CellRepair {
    /// Row as the spreadsheet numbers it.
    pub row: u32,
    /// The column's place in the file, from 0.
    pub place: usize,
    /// What is to be read; `None` = what the file has.
    pub text: Option<String>,
}

impl Repairs {
    /// The rows as they are to be read, in the order of the file, those that are left out too.
    #[must_use]
    pub fn rows<'a>(&self, sheet: &'a Sheet) -> Vec<Cow<'a, Row>> {
        sheet.rows.iter().map(|row| self.row(row)).collect()
    }

    /// One row as it is to be read.
    #[must_use]
    pub fn row<'a>(&self, row: &'a Row) -> Cow<'a, Row> {
        self.cells.get(&row.number).map_or(Cow::Borrowed(row), |cells| Cow::Owned(row.repaired(cells)))
    }

    /// Whether the row is left out.
    #[must_use]
    pub fn leaves_out(&self, row: u32) -> bool {
        self.left_out.contains(&row)
    }

    /// Numbers of the rows that are left out, ascending.
    pub fn left_out(&self) -> impl Iterator<Item = u32> {
        self.left_out.iter().copied()
    }

    /// Places of the cells of a row that are read otherwise.
    pub fn places(&self, row: u32) -> impl Iterator<Item = usize> {
        self.cells.get(&row).into_iter().flat_map(|cells| cells.keys().copied())
    }

    /// How many cells are read otherwise than the file has them.
    #[must_use]
    pub fn edited(&self) -> usize {
        self.cells.values().map(BTreeMap::len).sum()
    }

    /// How many bytes the cells have that are read otherwise than the file has them.
    #[must_use]
    pub fn edited_text(&self) -> usize {
        self.cells.values().flat_map(BTreeMap::values).map(String::len).sum()
    }

    /// How many steps can be taken back.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// Whether nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.left_out.is_empty()
    }

    /// Reads cells otherwise: one step. Cells longer than a file's may be are cut.
    pub fn set(&mut self, cells: Vec<CellRepair>) {
        let mut step = Step { cells: Vec::new(), rows: Vec::new() };
        for CellRepair { row, place, text } in cells {
            let before = self.put(row, place, text.map(shortened));
            step.cells.push((row, place, before));
        }
        self.note(step);
    }

    /// Leaves rows out, or puts them back: one step.
    pub fn leave_out(&mut self, rows: impl IntoIterator<Item = u32>, left_out: bool) {
        let turned =
            |row: &u32| if left_out { self.left_out.insert(*row) } else { self.left_out.remove(row) };
        let rows: Vec<u32> = rows.into_iter().filter(turned).collect();
        self.note(Step { cells: Vec::new(), rows });
    }

    /// Takes the last step back; whether there was one.
    pub fn take_back(&mut self) -> bool {
        let Some(step) = self.steps.pop() else { return false };
        for (row, place, before) in step.cells.into_iter().rev() {
            self.put(row, place, before);
        }
        for row in step.rows {
            if !self.left_out.remove(&row) {
                self.left_out.insert(row);
            }
        }
        true
    }

    /// Reads a cell otherwise, or as in the file; what was read before.
    fn put(&mut self, row: u32, place: usize, text: Option<String>) -> Option<String> {
        let cells = self.cells.entry(row).or_default();
        let before = match text {
            Some(text) => cells.insert(place, text),
            None => cells.remove(&place),
        };
        if cells.is_empty() {
            self.cells.remove(&row);
        }
        before
    }

    fn note(&mut self, step: Step) {
        if step.cells.is_empty() && step.rows.is_empty() {
            return;
        }
        self.steps.push(step);
        let (mut weight, mut kept) = (0_usize, 0);
        for step in self.steps.iter().rev().take(MAX_STEPS) {
            weight = weight.saturating_add(step.weight());
            if kept > 0 && weight > MAX_WEIGHT {
                break;
            }
            kept += 1;
        }
        self.steps.drain(..self.steps.len() - kept);
    }
}

fn shortened(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MAX_CELL));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::sheet;

    fn cell(row: u32, place: usize, text: &str) -> CellRepair {
        CellRepair { row, place, text: Some(text.to_owned()) }
    }

    #[test]
    fn a_cell_is_read_otherwise_until_the_step_is_taken_back() {
        let sheet = sheet::read(b"email,model,x\na@b.c,T46\nd@e.f,T46\n").unwrap();
        let mut repairs = Repairs::default();
        repairs.set(vec![cell(2, 1, "T46U"), cell(3, 1, "T46U")]);
        repairs.set(vec![cell(2, 2, " 7 ")]);
        let shown = |repairs: &Repairs| -> Vec<Vec<String>> {
            repairs.rows(&sheet).iter().map(|row| row.cells.clone()).collect()
        };
        assert_eq!(shown(&repairs), [vec!["a@b.c", "T46U", "7"], vec!["d@e.f", "T46U"]]);
        assert_eq!(repairs.places(2).collect::<Vec<_>>(), [1, 2]);
        assert!(repairs.take_back() && repairs.take_back() && !repairs.take_back());
        assert_eq!(shown(&repairs), [vec!["a@b.c", "T46"], vec!["d@e.f", "T46"]]);
        assert!(repairs.is_empty());
    }

    #[test]
    fn what_can_be_taken_back_has_an_end_in_number_and_in_size() {
        let mut repairs = Repairs::default();
        for turn in 0..=MAX_STEPS {
            repairs.leave_out([7], turn % 2 == 0);
        }
        assert_eq!(repairs.steps(), MAX_STEPS);
        for turn in 0..MAX_STEPS {
            repairs.leave_out(0..100_000, turn % 2 == 0);
        }
        let kept = repairs.steps();
        assert!(kept > 5 && kept < MAX_STEPS / 2, "{kept} large steps are kept");
        repairs.leave_out(0..2_000_000, true);
        assert_eq!(repairs.steps(), 1, "the last one can always be taken back");
    }

    #[test]
    fn rows_are_left_out_and_put_back() {
        let mut repairs = Repairs::default();
        repairs.leave_out([3, 5], true);
        repairs.leave_out([5, 6], true);
        assert_eq!(repairs.left_out().collect::<Vec<_>>(), [3, 5, 6]);
        repairs.take_back();
        assert!(repairs.leaves_out(5) && !repairs.leaves_out(6));
        repairs.leave_out([5], false);
        assert!(!repairs.leaves_out(5));
    }
}
