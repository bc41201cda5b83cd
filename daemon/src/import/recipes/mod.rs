//! What other systems' exports look like, and what their columns mean here. A recipe is data in
//! `daemon/recipes/*.toml`.

mod load;
mod source;
#[cfg(test)]
mod tests;

pub use load::RecipeFault;
pub(super) use source::{From, Piece};

use std::collections::{BTreeMap, BTreeSet};

use super::{Field, columns::fold};

/// Every recipe we know, by id.
#[derive(Debug, Clone, Default)]
pub struct Recipes(Vec<Recipe>);

/// One system's export.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// Lower-case id: the name of its file.
    pub id: String,
    /// For people: "FreePBX, extensions from the Bulk Handler".
    pub name: String,
    /// Where its facts come from.
    pub source: String,
    /// What nobody has seen in a real file.
    pub unconfirmed: Vec<String>,
    /// What a row's user is known by.
    pub key: Key,
    /// Headers that give the file away; one of these is enough.
    recognised: Vec<Marks>,
    /// What feeds which field.
    pub(super) rules: Vec<Rule>,
    /// Folded headers of columns that are kept with the user.
    pub(super) custom: BTreeSet<String>,
    /// Folded headers of columns that are not read.
    pub(super) left_out: BTreeSet<String>,
    /// What becomes of all other columns.
    pub(super) others: Others,
    /// Rows that are about something else.
    pub(super) skips: Vec<Skip>,
}

/// What a row's user is known by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    /// Their email address.
    #[default]
    Email,
    /// Their main extension: exports of phone systems often have no email.
    Extension,
}

/// What becomes of the columns that a recipe does not name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Others {
    /// They are kept with the user.
    Custom,
    /// They are guessed as in any other file.
    #[default]
    Guess,
    /// They are not read: most exports have a hundred settings of their own system.
    LeftOut,
}

/// Folded headers.
#[derive(Debug, Clone, Default)]
struct Marks {
    all: BTreeSet<String>,
    any: BTreeSet<String>,
    none: BTreeSet<String>,
}

/// What feeds a field.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub field: Field,
    /// The first of these that has something in the row.
    pub from: Vec<From>,
    pub words: Words,
}

/// How values are translated.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// Lower-case value → ours.
    pub values: BTreeMap<String, String>,
    /// What every other value means; `None` takes it as it is.
    pub otherwise: Option<String>,
}

/// Rows that are left out by what one of their cells says.
#[derive(Debug, Clone)]
pub(super) struct Skip {
    /// Folded.
    pub header: String,
    /// Lower-case values that leave the row out.
    pub when: BTreeSet<String>,
    /// Lower-case values that alone keep the row in; empty for none.
    pub unless: BTreeSet<String>,
    /// Why, as a sentence's end: "left out: …".
    pub why: String,
}

impl Recipes {
    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Recipe> {
        self.0.iter()
    }

    /// The recipe for a file with these headers: of several the one that asks for the most of them.
    #[must_use]
    pub fn recognise(&self, header: &[String]) -> Option<&Recipe> {
        let words: BTreeSet<String> = header.iter().map(|header| fold(header)).collect();
        let fitting = self.0.iter().filter_map(|recipe| Some((recipe.fit(&words)?, recipe)));
        // `max_by_key` takes the last of equals; the first by id is easier to foretell.
        fitting.rev().max_by_key(|(fit, _)| *fit).map(|(_, recipe)| recipe)
    }
}

impl Recipe {
    /// How many of the headers it asks for; `None` where it is not for this file.
    fn fit(&self, words: &BTreeSet<String>) -> Option<usize> {
        let fits = |marks: &&Marks| {
            marks.all.is_subset(words)
                && (marks.any.is_empty() || !marks.any.is_disjoint(words))
                && marks.none.is_disjoint(words)
        };
        self.recognised.iter().filter(fits).map(|marks| marks.all.len()).max()
    }
}

impl Words {
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.otherwise.is_none()
    }

    /// What a value means here.
    pub fn translate<'a>(&'a self, text: &'a str) -> &'a str {
        let known = self.values.get(&text.to_lowercase());
        known.or(self.otherwise.as_ref()).map_or(text, String::as_str)
    }
}

impl Skip {
    pub fn hits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.when.contains(&text) || !(self.unless.is_empty() || self.unless.contains(&text))
    }
}
