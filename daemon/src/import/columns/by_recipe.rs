//! Columns of a file that a recipe knows.

use std::collections::HashMap;

use super::{
    Column, Field, Reason, content,
    feed::{Feed, SkipAt, Taken},
    guess::{Guess, is_told},
};
use crate::import::{
    issue::Finding,
    recipes::{From, Key, Others, Recipe, Rule},
};

impl Guess<'_> {
    /// Maps what the recipe names. What the person said of a column stays.
    pub(super) fn follow(&mut self, recipe: &Recipe) {
        let meant = self.meant(recipe);
        for rule in &recipe.rules {
            self.follow_rule(rule, &meant);
        }
        for position in 0..self.columns.len() {
            if self.is_open(position) {
                self.columns[position].reason = self.rest(recipe, position);
            }
        }
        for skip in &recipe.skips {
            if let Some(position) = self.headed(&skip.header) {
                self.skips.push(SkipAt { place: self.columns[position].index, skip: skip.clone() });
            }
        }
        self.note_recipe(recipe);
    }

    /// What the recipe takes each column for: the first field that comes from it before all other columns.
    fn meant(&self, recipe: &Recipe) -> HashMap<usize, Field> {
        let mut meant = HashMap::new();
        for rule in &recipe.rules {
            if let Some(position) = self.first_column(rule) {
                meant.entry(position).or_insert(rule.field);
            }
        }
        meant
    }

    /// The first column of the rule that has a value anywhere, or else that is there.
    fn first_column(&self, rule: &Rule) -> Option<usize> {
        let there = rule.from.iter().filter_map(|from| match from {
            From::Column(header, _) => self.headed(header),
            From::Text(_) => None,
        });
        let there: Vec<usize> = there.collect();
        let used = there.iter().find(|position| content::is_used(self.sheet, self.columns[**position].index));
        used.or(there.first()).copied()
    }

    fn headed(&self, header: &str) -> Option<usize> {
        (0..self.columns.len()).find(|position| self.word(*position) == header)
    }

    fn follow_rule(&mut self, rule: &Rule, meant: &HashMap<usize, Field>) {
        let told =
            |column: &Column, position| is_told(column) && column.field != meant.get(&position).copied();
        let mut from = Vec::new();
        let mut first = None;
        for source in &rule.from {
            match source {
                From::Text(text) => from.push(Taken::Text(text.clone())),
                From::Column(header, piece) => {
                    let Some(position) = self.headed(header) else { continue };
                    if !told(&self.columns[position], position) {
                        first.get_or_insert(position);
                        from.push(Taken::Cell(self.columns[position].index, *piece));
                    }
                }
            }
        }
        let is_fixed = rule.from.iter().all(|from| matches!(from, From::Text(_)));
        let is_told = self
            .taken
            .get(&rule.field)
            .is_some_and(|taken| !from.iter().any(|from| self.is_at(from, *taken)));
        if is_told || (first.is_none() && !is_fixed) {
            return;
        }
        self.claim_by_rule(rule, first);
        let feed = Feed { field: rule.field, from, words: rule.words.clone() };
        if !feed.is_plain() {
            self.feeds.push(feed);
        }
    }

    fn is_at(&self, taken: &Taken, position: usize) -> bool {
        matches!(taken, Taken::Cell(place, _) if *place == self.columns[position].index)
    }

    fn claim_by_rule(&mut self, rule: &Rule, first: Option<usize>) {
        let position = self.first_column(rule).filter(|position| self.is_open(*position)).or(first);
        let Some(position) = position else { return };
        if self.is_open(position) {
            self.claim(position, rule.field, Reason::Recipe);
        } else {
            self.taken.entry(rule.field).or_insert(position);
        }
    }

    fn rest(&self, recipe: &Recipe, position: usize) -> Reason {
        let word = self.word(position);
        match recipe.others {
            _ if recipe.custom.contains(&word) => Reason::Recipe,
            _ if recipe.left_out.contains(&word) => Reason::RecipeLeftOut,
            Others::Custom => Reason::Recipe,
            Others::LeftOut => Reason::RecipeLeftOut,
            Others::Guess => Reason::Unknown,
        }
    }

    fn note_recipe(&mut self, recipe: &Recipe) {
        let left_out = |column: &&Column| {
            column.reason == Reason::RecipeLeftOut && content::is_used(self.sheet, column.index)
        };
        let by = match recipe.key {
            Key::Email => "",
            Key::Extension => ", users by their extension",
        };
        let left_out = match self.columns.iter().filter(left_out).count() {
            0 => String::new(),
            1 => ". One column of that system's own is left out".to_owned(),
            count => format!(". {count} columns of that system's own are left out"),
        };
        let message = format!("The file is read as {}{by}{left_out}", recipe.name);
        self.issues.push(Finding::note("recipe_used", message).issue(None, None, None));
    }

    /// Whether a recipe says what brings the names.
    pub(super) fn has_names_by_recipe(&self) -> bool {
        let names = [Field::FirstName, Field::FullName];
        let taken = names.iter().filter_map(|field| self.taken.get(field));
        taken.into_iter().any(|position| self.columns[*position].reason == Reason::Recipe)
    }
}
