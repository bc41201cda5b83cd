//! Which column is which field.

mod aliases;
mod by_recipe;
mod content;
mod custom;
mod feed;
mod field;
mod fingerprint;
mod guess;
mod key;
mod map;
mod names;
mod secrets;
mod typed;

pub use custom::custom_header;
pub use field::Field;
pub use fingerprint::fingerprint;
pub use guess::{REQUIRED, is_what_to_fix};
pub use map::{ColumnName, MapError, Override, Wanted};

use serde::Serialize;

use super::Key;
use aliases::{ALIASES, AMBIGUOUS, WEAK};
use feed::{Feed, SkipAt};
pub(super) use field::fold;

/// Which column of the sheet feeds which field.
#[derive(Debug, Clone)]
pub struct Mapping {
    columns: Vec<Column>,
    /// Place in the sheet's rows, by field.
    places: [Option<usize>; Field::ALL.len()],
    /// Fields whose values are made of more than the cell at their place.
    feeds: Vec<Feed>,
    skips: Vec<SkipAt>,
    key: Key,
    recipe: Option<String>,
    names: NameHint,
    names_are_displayed: bool,
}

/// What may hold the names of a file that has no columns for them.
#[derive(Debug, Clone, Default)]
struct NameHint {
    /// Its header.
    source: Option<String>,
    /// Whether it holds first and last names.
    is_whole: bool,
}

/// One column of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its place in the sheet's rows, from 0.
    pub index: usize,
    /// Its header; `Column C` where it has none.
    pub source: String,
    /// The field that it feeds; `None` keeps it with the user as a custom field, but for those that are left out.
    pub field: Option<Field>,
    /// Under which name a custom column is kept: its header, made unique.
    pub kept_as: String,
    /// How we know.
    pub reason: Reason,
    /// Whether its header says that it holds secrets, whoever reads them.
    names_secret: bool,
}

/// How we know what a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The header is known to mean it.
    Alias,
    /// The person said so (`--map`).
    Asked,
    /// The values look like it.
    Content,
    /// It means a field that another column feeds already, which is an error.
    Duplicate,
    /// The person said that it is not to be read.
    LeftOut,
    /// The recipe for the file says so.
    Recipe,
    /// The recipe for the file says that it is not to be read.
    RecipeLeftOut,
    /// A person said so of an earlier file with the same headers.
    Remembered,
    /// It seems to hold secrets of another system, so it is left out.
    Secret,
    /// The header is the field's name.
    SameName,
    /// Nothing we know.
    Unknown,
}

/// A column as the command's JSON prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnView<'a> {
    /// Header in the person's file.
    pub source: &'a str,
    /// Our field's name, `custom` for a column that is kept with the user as it is, or `left_out` for what is not read.
    pub field: &'static str,
}

impl Column {
    /// Its letter in a spreadsheet: `A`.
    #[must_use]
    pub fn letter(&self) -> String {
        guess::letters(self.index)
    }

    /// Our field's name, `custom`, or `left_out`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match (self.field, self.reason) {
            (Some(field), _) => field.name(),
            (None, Reason::LeftOut | Reason::RecipeLeftOut | Reason::Secret) => "left_out",
            (None, _) => "custom",
        }
    }

    /// Whether its cells must not be shown. Passwords of another system are still somebody's when nothing here reads them.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.field.map_or(self.names_secret, Field::is_secret)
    }

    /// Whether no person needs to look at it. What the values look like must be confirmed; a header that we do not
    /// know is kept with the user as it is, which is no doubt about what it means.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        !matches!(self.reason, Reason::Content | Reason::Duplicate)
    }
}

impl Mapping {
    fn new(columns: Vec<Column>) -> Self {
        let mut places = [None; Field::ALL.len()];
        for column in &columns {
            if let Some(field) = column.field {
                places[field as usize] = Some(column.index);
            }
        }
        Self {
            columns,
            places,
            feeds: Vec::new(),
            skips: Vec::new(),
            key: Key::Email,
            recipe: None,
            names: NameHint::default(),
            names_are_displayed: false,
        }
    }

    /// Whether the full names of a file stand in a column called after what phones show. Of people who are here it holds
    /// just that.
    #[must_use]
    pub(super) fn names_are_displayed(&self) -> bool {
        self.names_are_displayed
    }

    /// Whether cells, or the recipe for the file, say whether a user has this.
    #[must_use]
    pub(super) fn feeds(&self, field: Field) -> bool {
        self.place(field).is_some() || self.feeds.iter().any(|feed| feed.field == field)
    }

    /// What the rows' users are known by.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key
    }

    /// The same columns, with users known by their extension.
    #[cfg(test)]
    pub(super) fn keyed_by_extension(self) -> Self {
        Self { key: Key::Extension, ..self }
    }

    /// The name of the recipe that the file is read by.
    #[must_use]
    pub fn recipe(&self) -> Option<&str> {
        self.recipe.as_deref()
    }

    /// Whether no person needs to look at the columns: everything that is used is known by its header, a recipe or a
    /// person's word, and what the users are known by is there.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.place(self.key.field()).is_some() && self.columns.iter().all(Column::is_certain)
    }

    /// All columns with a header or a value, in the order of the file.
    #[must_use]
    pub fn entries(&self) -> &[Column] {
        &self.columns
    }

    /// All columns as the command's JSON prints them.
    #[must_use]
    pub fn columns<'a>(&'a self) -> Vec<ColumnView<'a>> {
        let view = |column: &'a Column| ColumnView { source: &column.source, field: column.word() };
        self.columns.iter().map(view).collect()
    }

    /// The place in the sheet's rows that feeds the field.
    #[must_use]
    pub fn place(&self, field: Field) -> Option<usize> {
        self.places[field as usize]
    }

    /// The column that feeds the field. Names come from the full name's where they have none of their own.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<&Column> {
        let at = |place| self.columns.iter().find(|column| column.index == place);
        let of = |field| self.place(field).and_then(at);
        match field {
            Field::FirstName | Field::LastName => of(field).or_else(|| of(Field::FullName)),
            _ => of(field),
        }
    }

    /// The columns that are kept as custom fields.
    pub fn custom(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.word() == "custom")
    }
}

/// Whether a header is one that we know, in any spelling.
pub(super) fn is_known_header(header: &str) -> bool {
    let word = fold(header);
    !word.is_empty() && (known(&word).is_some() || weak(&word).is_some() || candidates(&word).is_some())
}

/// The field that a folded header surely means.
fn known(word: &str) -> Option<(Field, Reason)> {
    let same = Field::ALL.into_iter().find(|field| is_name_of(*field, word));
    let alias = || ALIASES.iter().find(|(_, words)| words.contains(&word)).map(|(field, _)| *field);
    same.map(|field| (field, Reason::SameName)).or_else(|| alias().map(|field| (field, Reason::Alias)))
}

/// The field that a folded header means where no other column means it.
fn weak(word: &str) -> Option<Field> {
    WEAK.iter().find(|(_, words)| words.contains(&word)).map(|(field, _)| *field)
}

fn is_name_of(field: Field, word: &str) -> bool {
    field.name().bytes().filter(|byte| *byte != b'_').eq(word.bytes())
}

/// The fields that a folded header may mean.
fn candidates(word: &str) -> Option<&'static [Field]> {
    AMBIGUOUS.iter().find(|(header, _)| *header == word).map(|(_, fields)| *fields)
}
