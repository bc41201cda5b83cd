//! Which sheet of a workbook is read: the one that was asked for, else the one that looks most like ours.

use super::grid::{Gathered, Grid};
use crate::import::sheet::{MAX_SHEETS, Row, SheetError, SheetName};

/// Names that a sentence repeats, and signs of each.
const NAMED: usize = 8;
const LONGEST: usize = 40;

/// The sheets of a workbook as they come, of which one is kept.
pub(super) struct Book<'a> {
    wanted: Option<&'a str>,
    visible: Vec<SheetName>,
    hidden: Vec<SheetName>,
    best: Option<Best>,
}

struct Best {
    name: String,
    names: usize,
    rows: Result<Vec<Row>, SheetError>,
}

impl<'a> Book<'a> {
    /// With the name of the sheet that a person chose.
    pub(super) fn new(wanted: Option<&'a str>) -> Self {
        Self { wanted, visible: Vec::new(), hidden: Vec::new(), best: None }
    }

    /// What the next sheet's cells are put into.
    pub(super) fn grid(&self, name: &str, is_hidden: bool) -> Grid {
        match (self.wanted, &self.best) {
            (Some(wanted), None) if wanted == name => Grid::keeping(),
            (Some(_), _) => Grid::counting(),
            (None, _) if is_hidden => Grid::counting(),
            (None, None) => Grid::keeping(),
            (None, Some(best)) => Grid::beating(best.names),
        }
    }

    /// A sheet is at its end.
    pub(super) fn add(&mut self, name: &str, is_hidden: bool, grid: Grid) -> Result<(), SheetError> {
        let Gathered { rows, used, names, is_kept } = grid.finish();
        if self.visible.len() + self.hidden.len() >= MAX_SHEETS {
            return Err(SheetError::TooManySheets);
        }
        let list = if is_hidden { &mut self.hidden } else { &mut self.visible };
        list.push(SheetName { name: name.to_owned(), rows: used, headers: names });
        if is_kept && (used > 0 || self.wanted.is_some()) {
            self.best = Some(Best { name: name.to_owned(), names, rows });
        }
        Ok(())
    }

    /// The sheet that is read, all sheets, and the rows.
    pub(super) fn finish(mut self) -> Result<(String, Vec<SheetName>, Vec<Row>), SheetError> {
        self.visible.append(&mut self.hidden);
        let Some(best) = self.best else {
            return Err(self.wanted.map_or(SheetError::Empty, |wanted| missing(wanted, &self.visible)));
        };
        let rows = best.rows?;
        if rows.is_empty() {
            return Err(SheetError::EmptySheet(best.name));
        }
        Ok((best.name, self.visible, rows))
    }
}

fn missing(wanted: &str, sheets: &[SheetName]) -> SheetError {
    let short = |name: &str| -> String { name.chars().take(LONGEST).collect() };
    let mut names: Vec<String> =
        sheets.iter().take(NAMED).map(|sheet| format!("“{}”", short(&sheet.name))).collect();
    if sheets.len() > NAMED {
        names.push(format!("{} more", sheets.len() - NAMED));
    }
    SheetError::SheetMissing { asked: short(wanted), present: names.join(", ") }
}
