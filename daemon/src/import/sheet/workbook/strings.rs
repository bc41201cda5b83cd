//! The texts that cells share.

use crate::import::sheet::{MAX_CELLS, MAX_TEXT, SheetError};

/// The texts that cells name by number, in one piece of memory.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// The text of this number; none for a number that is not there.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let start = if number == 0 { 0 } else { *self.ends.get(number - 1)? };
        self.text.get(start..*self.ends.get(number)?)
    }

    /// The next text. Blanks around it are dropped once here instead of in each of its cells.
    pub(super) fn push(&mut self, text: &str) -> Result<(), SheetError> {
        self.text.push_str(text.trim());
        self.ends.push(self.text.len());
        if self.text.len() > MAX_TEXT || self.ends.len() > MAX_CELLS {
            return Err(SheetError::TooMuchText);
        }
        Ok(())
    }
}
