//! A checked import in memory, with what its pages ask for again and again.

use std::{borrow::Cow, collections::HashMap};

use super::{Group, grouping, said::Said};
use crate::{
    import::{
        Column, Issue,
        sheet::{Row, Sheet},
    },
    office::importing::Examined,
    store::ImportRow,
};

/// The longest cell that is shown, in characters.
const CELL_LENGTH: usize = 1_000;

/// What stands for a value that must not be seen.
pub const DOTS: &str = "••••";

/// A checked import with all that its check found.
pub struct Draft {
    /// As it is listed.
    pub row: ImportRow,
    /// Size of the file in bytes.
    pub bytes: usize,
    /// Cells, columns, findings and plan.
    pub examined: Examined,
    /// The findings by what is to be done: errors first, the most frequent first.
    pub groups: Vec<Group>,
    /// Of each row which user it is about, and whether it is their first.
    pub owners: Vec<Option<(usize, bool)>>,
    pub(super) said: Said,
    pub(super) state: i64,
}

impl Draft {
    pub(super) fn new(row: ImportRow, bytes: usize, state: i64, said: Said, examined: Examined) -> Self {
        let groups = grouping::groups(&examined.checked.issues, &examined.mapping);
        let owners = owners(&examined);
        Self { row, bytes, examined, groups, owners, said, state }
    }

    /// Whether its columns were chosen for an earlier file with the same headers.
    #[must_use]
    pub fn is_remembered(&self) -> bool {
        self.said.remembered
    }

    /// The file's cells.
    #[must_use]
    pub fn sheet(&self) -> &Sheet {
        &self.examined.sheet
    }

    /// Where a row stands among the rows, by its number.
    #[must_use]
    pub fn position(&self, number: u32) -> Option<usize> {
        self.sheet().rows.binary_search_by_key(&number, |row| row.number).ok()
    }

    /// A row as it is to be read.
    #[must_use]
    pub fn row_at(&self, position: usize) -> Cow<'_, Row> {
        self.examined.wishes.repairs.row(&self.sheet().rows[position])
    }

    /// The column at a place in the file; `None` where it has neither header nor value.
    #[must_use]
    pub fn column(&self, place: usize) -> Option<&Column> {
        self.examined.mapping.entries().iter().find(|column| column.index == place)
    }

    /// A cell as it is to be read and may be shown: dots for secrets, and no more of it than anybody reads.
    #[must_use]
    pub fn cell(&self, position: usize, column: &Column) -> String {
        shown(&self.row_at(position), column)
    }

    /// What was found in a row.
    #[must_use]
    pub fn issues_of(&self, number: u32) -> &[Issue] {
        let issues = &self.examined.checked.issues;
        let first = issues.partition_point(|issue| issue.row < Some(number));
        let rest = &issues[first..];
        &rest[..rest.partition_point(|issue| issue.row == Some(number))]
    }

    /// The group of this name.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// Numbers of the rows with an error that are not left out, ascending.
    pub fn rows_with_errors(&self) -> impl Iterator<Item = u32> {
        self.examined.checked.plan.refused()
    }
}

/// A cell as it may be shown.
pub fn shown(row: &Row, column: &Column) -> String {
    let text = row.cells.get(column.index).map_or("", String::as_str);
    if column.is_secret() && !text.is_empty() {
        return DOTS.to_owned();
    }
    text.chars().take(CELL_LENGTH).collect()
}

/// Rows with one email are one user; in a file that knows users by their extension, rows with one of these.
fn owners(examined: &Examined) -> Vec<Option<(usize, bool)>> {
    let place = examined.mapping.place(examined.mapping.key().field());
    let mut known: HashMap<String, usize> = HashMap::new();
    let owner_of = |row: &Row| {
        let row = examined.wishes.repairs.row(row);
        let name = row.cells.get(place?).filter(|name| !name.is_empty())?.to_lowercase();
        let next = known.len();
        let user = *known.entry(name).or_insert(next);
        Some((user, user == next))
    };
    examined.sheet.rows.iter().map(owner_of).collect()
}
