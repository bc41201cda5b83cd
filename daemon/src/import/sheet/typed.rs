//! A sheet that nobody saved: what a person typed into a form, so that the check of files judges it too.

use std::collections::BTreeMap;

use super::{Row, Sheet, csv};

impl Sheet {
    /// These rows under this header.
    #[must_use]
    pub fn typed(header: Vec<String>, rows: Vec<Row>) -> Self {
        Self {
            format: "form",
            encoding: "utf-8",
            delimiter: None,
            sheet: None,
            sheets: Vec::new(),
            titles: Vec::new(),
            header_row: 0,
            top: Vec::new(),
            header,
            rows,
            repeated_headers: Vec::new(),
        }
    }
}

impl Row {
    /// The row with other cells in some places.
    #[must_use]
    pub(in crate::import) fn repaired(&self, cells: &BTreeMap<usize, String>) -> Self {
        let mut row = self.clone();
        for (place, text) in cells {
            if row.cells.len() <= *place {
                row.cells.resize(place + 1, String::new());
            }
            let tidied = csv::tidy(text).into_owned();
            row.exact.retain(|(other, _)| other != place);
            if tidied != *text {
                row.exact.push((*place, text.clone()));
            }
            row.cells[*place] = tidied;
        }
        row
    }

    /// A row of cells, tidied as those of a file are; passwords keep every sign. `own_line` says whether the row's
    /// extension is a line of its own.
    #[must_use]
    pub fn typed(number: u32, cells: Vec<String>, own_line: Option<bool>) -> Self {
        let mut tidied: Vec<String> = cells.iter().map(|cell| csv::tidy(cell).into_owned()).collect();
        let differing = cells.into_iter().enumerate().filter(|(place, cell)| tidied[*place] != *cell);
        let exact = differing.collect();
        let used = tidied.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        tidied.truncate(used);
        Self { number, cells: tidied, exact, own_line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_row_reads_like_one_of_a_file_and_passwords_keep_every_sign() {
        let row =
            Row::typed(1, vec![" Zoë\u{a0}B ".into(), " '+1 x ".into(), "'2001".into(), " ".into()], None);
        assert_eq!(row.cells, ["Zoë B", "+1 x", "2001"]);
        assert_eq!([row.exact(0), row.exact(1), row.exact(3)], [" Zoë\u{a0}B ", " '+1 x ", " "]);
    }
}
