//! Values that a recipe makes out of a row: from one of several columns, from a piece of a cell, in our words.

use std::borrow::Cow;

use super::{Field, Mapping};
use crate::import::{
    recipes::{Piece, Skip, Words},
    sheet::{Row, is_dash},
};

/// How the values of a field are made.
#[derive(Debug, Clone)]
pub(super) struct Feed {
    pub field: Field,
    /// The first that has something in the row.
    pub from: Vec<Taken>,
    pub words: Words,
}

/// Where a value is taken from.
#[derive(Debug, Clone)]
pub(super) enum Taken {
    Cell(usize, Piece),
    Text(String),
}

/// Rows that are left out by the cell at a place.
#[derive(Debug, Clone)]
pub(super) struct SkipAt {
    pub place: usize,
    pub skip: Skip,
}

impl Feed {
    /// Whether it says no more than that a column is the field.
    pub fn is_plain(&self) -> bool {
        matches!(self.from.as_slice(), [Taken::Cell(_, Piece::Whole)]) && self.words.is_empty()
    }

    fn value(&self, row: &Row) -> String {
        self.from.iter().map(|taken| self.take(taken, row)).find(|text| !is_dash(text)).unwrap_or_default()
    }

    fn take(&self, taken: &Taken, row: &Row) -> String {
        match taken {
            Taken::Text(text) => text.clone(),
            Taken::Cell(place, Piece::Whole) if self.field.is_exact() => row.exact(*place).to_owned(),
            Taken::Cell(place, piece) => {
                let text = piece.of(row.cells.get(*place).map_or("", String::as_str));
                if is_dash(text) { String::new() } else { self.words.translate(text).to_owned() }
            }
        }
    }
}

impl Mapping {
    /// The value of a field that a recipe makes; `None` where the cell is taken as it stands in the file.
    pub(in crate::import) fn made(&self, field: Field, row: &Row) -> Option<String> {
        self.feeds.iter().find(|feed| feed.field == field).map(|feed| feed.value(row))
    }

    /// The text of a field in a row as it is to be read: translated where a recipe says so.
    #[must_use]
    pub fn text<'a>(&self, field: Field, row: &'a Row) -> Cow<'a, str> {
        match (self.made(field, row), self.place(field)) {
            (Some(made), _) => made.into(),
            (None, Some(place)) if field.is_exact() => row.exact(place).into(),
            (None, place) => place.and_then(|place| row.cells.get(place)).map_or("", String::as_str).into(),
        }
    }

    /// Why the recipe leaves a row out, as a sentence; `None` where it does not.
    #[must_use]
    pub fn skipped(&self, row: &Row) -> Option<String> {
        let text = |place: usize| row.cells.get(place).map_or("", String::as_str);
        let hit = self.skips.iter().find(|at| at.skip.hits(text(at.place)));
        hit.map(|at| format!("left out: {}", at.skip.why))
    }
}
