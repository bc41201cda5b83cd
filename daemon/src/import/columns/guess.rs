//! Guessing the mapping from headers and values.

use std::collections::{HashMap, HashSet};

use super::{
    Column, ColumnName, Field, Mapping, Override, Reason, Wanted, candidates, content,
    custom::custom_name,
    feed::{Feed, SkipAt},
    fold, known,
    secrets::names_a_secret,
    weak,
};
use crate::import::{
    Issue, Key, Recipes,
    issue::Finding,
    recipes::{Others, Recipe},
    sheet::Sheet,
};

/// Without these a file names no user (the names may come from a full name).
pub const REQUIRED: [Field; 4] = [Field::Email, Field::FirstName, Field::LastName, Field::Extension];
/// What a column without a known header may turn out to be.
const BY_CONTENT: &[Field] = &[Field::Email, Field::MacAddress];

impl Mapping {
    /// Maps every column that has a header or a value. What the person said wins, then a recipe for the file, then
    /// headers that are known, then what the values look like; the rest is kept as custom fields. All issues are about
    /// the whole file.
    #[must_use]
    pub fn guess(sheet: &Sheet, overrides: &[Override], recipes: &Recipes) -> (Self, Vec<Issue>) {
        Self::guess_keyed(sheet, overrides, recipes, None, &|_| false)
    }

    /// As [`guess`](Self::guess), where the person may have said what the users are known by, and `is_model` tells a
    /// phone's model by its name.
    #[must_use]
    pub fn guess_keyed(
        sheet: &Sheet,
        overrides: &[Override],
        recipes: &Recipes,
        key: Option<Key>,
        is_model: &dyn Fn(&str) -> bool,
    ) -> (Self, Vec<Issue>) {
        let recipe = recipes.recognise(&sheet.header);
        let mut guess = Guess::new(sheet);
        guess.ask(overrides);
        guess.remember(overrides);
        if let Some(recipe) = recipe {
            guess.follow(recipe);
        }
        if recipe.is_none_or(|recipe| recipe.others == Others::Guess) {
            guess.claim_known();
            guess.settle_names();
            guess.claim_weak();
            guess.claim_ambiguous();
            guess.claim_by_content();
            guess.claim_models(is_model);
        }
        guess.keep_the_rest();
        let key = guess.settle_key(key, recipe.map(|recipe| recipe.key));
        guess.report_missing(key);
        guess.finish(key, recipe)
    }
}

pub(super) struct Guess<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) columns: Vec<Column>,
    /// Position in `columns` of each field's column.
    pub(super) taken: HashMap<Field, usize>,
    pub(super) feeds: Vec<Feed>,
    pub(super) skips: Vec<SkipAt>,
    pub(super) issues: Vec<Issue>,
    /// Whether a column that is called after what phones show holds the names.
    pub(super) names_are_displayed: bool,
}

impl<'a> Guess<'a> {
    fn new(sheet: &'a Sheet) -> Self {
        let column = |(index, header): (usize, &String)| Column {
            index,
            source: if header.is_empty() { format!("Column {}", letters(index)) } else { header.clone() },
            field: None,
            kept_as: String::new(),
            reason: custom_name(header).map_or(Reason::Unknown, |_| Reason::SameName),
            names_secret: names_a_secret(header),
        };
        let is_there =
            |column: &Column| !sheet.header[column.index].is_empty() || content::is_used(sheet, column.index);
        let columns = sheet.header.iter().enumerate().map(column).filter(is_there).collect();
        Self {
            sheet,
            columns,
            taken: HashMap::new(),
            feeds: Vec::new(),
            skips: Vec::new(),
            issues: Vec::new(),
            names_are_displayed: false,
        }
    }

    fn finish(self, key: Key, recipe: Option<&Recipe>) -> (Mapping, Vec<Issue>) {
        let names = self.name_hint();
        let mut places = [None; Field::ALL.len()];
        for (field, position) in &self.taken {
            places[*field as usize] = Some(self.columns[*position].index);
        }
        let Self { columns, feeds, skips, issues, names_are_displayed, .. } = self;
        let recipe = recipe.map(|recipe| recipe.name.clone());
        let rest = Mapping::new(columns);
        (Mapping { places, feeds, skips, key, recipe, names, names_are_displayed, ..rest }, issues)
    }

    pub(super) fn tell(&mut self, position: usize, field: Option<Field>, finding: Finding) {
        self.issues.push(finding.issue(
            None,
            field.map(Field::name),
            Some(self.columns[position].source.clone()),
        ));
    }

    pub(super) fn claim(&mut self, position: usize, field: Field, reason: Reason) {
        self.taken.insert(field, position);
        self.columns[position].field = Some(field);
        self.columns[position].reason = reason;
    }

    pub(super) fn is_open(&self, position: usize) -> bool {
        self.columns[position].reason == Reason::Unknown
    }

    pub(super) fn word(&self, position: usize) -> String {
        fold(&self.sheet.header[self.columns[position].index])
    }

    /// What the person said about columns.
    fn ask(&mut self, overrides: &[Override]) {
        for Override { column, wanted, .. } in overrides.iter().filter(|choice| !choice.remembered) {
            let Some(position) = self.find(column) else {
                self.report_unknown(column, *wanted);
                continue;
            };
            let before = &self.columns[position];
            if is_asked(before) && wanted_of(before) != *wanted {
                let finding = mapped_twice(before, *wanted);
                self.tell(position, wanted.field(), finding);
                continue;
            }
            match wanted {
                Wanted::Custom => self.columns[position].reason = Reason::Asked,
                Wanted::LeftOut => self.columns[position].reason = Reason::LeftOut,
                Wanted::Field(field) if self.taken.get(field).is_some_and(|first| *first != position) => {
                    self.collide(position, *field);
                }
                Wanted::Field(field) => self.claim(position, *field, Reason::Asked),
            }
        }
    }

    /// What they said of an earlier file, where they say nothing else now.
    fn remember(&mut self, overrides: &[Override]) {
        for Override { column, wanted, .. } in overrides.iter().filter(|choice| choice.remembered) {
            let Some(position) = self.find(column).filter(|position| self.is_open(*position)) else {
                continue;
            };
            match wanted {
                Wanted::Custom => self.columns[position].reason = Reason::Remembered,
                Wanted::LeftOut => self.columns[position].reason = Reason::LeftOut,
                Wanted::Field(field) if self.taken.contains_key(field) => {}
                Wanted::Field(field) => self.claim(position, *field, Reason::Remembered),
            }
        }
    }

    /// A place that the file does not have was chosen for another file: it means nothing here.
    fn report_unknown(&mut self, column: &ColumnName, wanted: Wanted) {
        let ColumnName::Header(source) = column else { return };
        self.issues.push(unknown_header(source, &self.columns).issue(
            None,
            wanted.field().map(Field::name),
            Some(source.clone()),
        ));
    }

    fn find(&self, column: &ColumnName) -> Option<usize> {
        let source = match column {
            ColumnName::Header(source) => source,
            ColumnName::Place(place) => return self.columns.iter().position(|column| column.index == *place),
        };
        let exact = self.columns.iter().position(|column| column.source == *source);
        let word = fold(source);
        exact.or_else(|| self.columns.iter().position(|column| fold(&column.source) == word))
    }

    fn claim_known(&mut self) {
        for position in 0..self.columns.len() {
            let Some((field, reason)) = known(&self.word(position)) else { continue };
            if !self.is_open(position) {
                continue;
            }
            match self.taken.get(&field) {
                None => self.claim(position, field, reason),
                // The person or the recipe has named another column, so this one is left aside as they wish.
                Some(first) if is_settled(&self.columns[*first]) => {}
                Some(_) => self.collide(position, field),
            }
        }
    }

    fn collide(&mut self, position: usize, field: Field) {
        let first = &self.columns[self.taken[&field]];
        let second = &self.columns[position];
        let message = format!(
            "Columns {} “{}” and {} “{}” both mean {}. Rename one of them, or map it to another field",
            letters(first.index),
            first.source,
            letters(second.index),
            second.source,
            field.name()
        );
        self.columns[position].reason = Reason::Duplicate;
        self.tell(position, Some(field), Finding::error("column_duplicate", message));
    }

    /// Headers that mean a field only where nothing else in the file does.
    fn claim_weak(&mut self) {
        for position in 0..self.columns.len() {
            if let Some(field) = weak(&self.word(position))
                && self.is_open(position)
                && !self.taken.contains_key(&field)
            {
                self.claim(position, field, Reason::Alias);
            }
        }
    }

    fn claim_ambiguous(&mut self) {
        for position in 0..self.columns.len() {
            if let Some(fields) = candidates(&self.word(position)) {
                self.claim_first_fitting(position, fields);
            }
        }
    }

    /// Where two columns look like the field, a guess could give everybody the address of their manager.
    fn claim_by_content(&mut self) {
        for field in BY_CONTENT {
            let fits = |position: &usize| {
                self.is_open(*position)
                    && known(&self.word(*position)).is_none()
                    && content::looks_like(self.sheet, self.columns[*position].index, *field)
            };
            let fitting: Vec<usize> = (0..self.columns.len()).filter(fits).collect();
            self.claim_the_one(&fitting, *field);
        }
    }

    /// A column of models is one only beside MAC addresses: else it may tell of anything.
    fn claim_models(&mut self, is_model: &dyn Fn(&str) -> bool) {
        if self.taken.contains_key(&Field::MacAddress) {
            let fits = |position: &usize| {
                self.is_open(*position)
                    && content::most(self.sheet, self.columns[*position].index, &|cell| {
                        // Some are called by a number, as extensions are.
                        cell.bytes().any(|sign| sign.is_ascii_alphabetic()) && is_model(cell)
                    })
            };
            let fitting: Vec<usize> = (0..self.columns.len()).filter(fits).collect();
            self.claim_the_one(&fitting, Field::Model);
        }
    }

    fn claim_the_one(&mut self, fitting: &[usize], field: Field) {
        match fitting {
            [] => {}
            _ if self.taken.contains_key(&field) => {}
            [one] => self.claim_guessed(*one, field),
            [one, two, ..] => {
                let finding = either(field, &self.columns[*one], &self.columns[*two]);
                self.issues.push(finding.issue(None, Some(field.name()), None));
            }
        }
    }

    fn claim_first_fitting(&mut self, position: usize, fields: &[Field]) {
        if !self.is_open(position) {
            return;
        }
        let index = self.columns[position].index;
        let fits = |field: &&Field| {
            !self.taken.contains_key(*field) && content::looks_like(self.sheet, index, **field)
        };
        if let Some(field) = fields.iter().find(fits).copied() {
            self.claim_guessed(position, field);
        }
    }

    fn claim_guessed(&mut self, position: usize, field: Field) {
        self.claim(position, field, Reason::Content);
        let message = format!(
            "“{}” looks like {} and is read as it. Rename the column if that is wrong",
            self.columns[position].source,
            field.name()
        );
        self.tell(position, Some(field), Finding::warning("column_guessed", message));
    }

    /// Custom fields keep their header as their name, made unique, for a later column must not replace an earlier.
    fn keep_the_rest(&mut self) {
        let mut names = HashSet::new();
        for position in 0..self.columns.len() {
            match self.columns[position].field {
                Some(field @ (Field::SeatType | Field::DoNotBill)) => self.note_billing(position, field),
                Some(_) => continue,
                None if matches!(self.columns[position].reason, Reason::LeftOut | Reason::RecipeLeftOut) => {
                    continue;
                }
                None if names_a_secret(&self.columns[position].source) => {
                    self.leave_out_secret(position);
                    continue;
                }
                None if is_what_to_fix(&self.columns[position].source) => {
                    self.columns[position].reason = Reason::LeftOut;
                    continue;
                }
                None => self.note_custom(position),
            }
            let name = unique(&self.kept_name(position), &mut names);
            self.columns[position].kept_as = name;
        }
    }

    fn kept_name(&self, position: usize) -> String {
        let column = &self.columns[position];
        let own = || custom_name(&column.source).unwrap_or(&column.source).to_owned();
        column.field.map_or_else(own, |field| field.name().to_owned())
    }

    fn note_billing(&mut self, position: usize, field: Field) {
        if content::is_used(self.sheet, self.columns[position].index) {
            let message = format!("{} is kept with the user; nothing here uses it", field.name());
            self.tell(position, Some(field), Finding::note("column_billing", message));
        }
    }

    fn note_custom(&mut self, position: usize) {
        // An empty column feeds nothing, and an unknown name in it helps nobody.
        if !content::is_used(self.sheet, self.columns[position].index) {
            return;
        }
        let message = format!("“{}” is kept with the user as a custom field", self.columns[position].source);
        self.tell(position, None, Finding::note("column_custom", message));
    }

    /// Anybody who may see the user could read it, and nothing here needs it.
    fn leave_out_secret(&mut self, position: usize) {
        self.columns[position].reason = Reason::Secret;
        if content::is_used(self.sheet, self.columns[position].index) {
            self.tell(position, None, secret_left_out(&self.columns[position].source));
        }
    }

    /// The column that names the users must be there. Those that only new users need are looked for row by row.
    fn report_missing(&mut self, key: Key) {
        // What the values look like does not make a header of the first user's row.
        if self.columns.iter().all(|column| column.field.is_none() || column.reason == Reason::Content) {
            self.report_no_header();
            return;
        }
        let field = key.field();
        if !self.taken.contains_key(&field) {
            let name = field.name();
            let message =
                format!("The file has no column {name}. Add one, or map the column that holds it to {name}");
            self.issues.push(Finding::error("column_missing", message).issue(None, Some(name), None));
        }
    }
}

impl Guess<'_> {
    /// What stands there for a header is the first user's values, which may be secret: nothing repeats them.
    fn report_no_header(&mut self) {
        for column in &mut self.columns {
            column.source = format!("Column {}", letters(column.index));
            if column.field.is_none() && !is_asked(column) {
                column.reason = Reason::Unknown;
                column.kept_as.clone_from(&column.source);
            }
        }
        self.issues.retain(|issue| issue.code == "map_unknown_header");
        for issue in &mut self.issues {
            let source = issue.source_column.clone().unwrap_or_default();
            issue.message = unknown_header(&source, &[]).message;
            issue.suggestion = None;
        }
        let message = match self.sheet.header_row {
            0 => "No row names the columns. Say what each one is: first_name, last_name, email, extension"
                .to_owned(),
            row => format!(
                "Row {row} has no column name we know. Name the columns first_name, last_name, email, extension"
            ),
        };
        self.issues.push(Finding::error("header_missing", message).issue(None, None, None));
    }
}

fn is_asked(column: &Column) -> bool {
    matches!(column.reason, Reason::Asked | Reason::LeftOut)
}

/// Whether a person said what it is, now or earlier.
pub(super) fn is_told(column: &Column) -> bool {
    is_asked(column) || column.reason == Reason::Remembered
}

/// Whether it is not for us to guess.
pub(super) fn is_settled(column: &Column) -> bool {
    is_told(column) || column.reason == Reason::Recipe
}

/// What the person has said of a column so far.
fn wanted_of(column: &Column) -> Wanted {
    match column.field {
        Some(field) => Wanted::Field(field),
        None if column.reason == Reason::LeftOut => Wanted::LeftOut,
        None => Wanted::Custom,
    }
}

fn mapped_twice(column: &Column, second: Wanted) -> Finding {
    let (first, second) = (wanted_of(column).word(), second.word());
    let message =
        format!("Column “{}” is mapped to {first} and to {second}. Map it to one of them", column.source);
    Finding::error("map_column_twice", message)
}

fn either(field: Field, one: &Column, two: &Column) -> Finding {
    let name = field.name();
    let message = format!(
        "Columns {} “{}” and {} “{}” both look like {name}. Rename the right one to {name}, or map it",
        letters(one.index),
        one.source,
        letters(two.index),
        two.source
    );
    Finding::error("column_ambiguous", message)
}

/// Whether a column is the one that a file with what to fix has more than the person's own.
#[must_use]
pub fn is_what_to_fix(header: &str) -> bool {
    fold(header) == "whattofix"
}

pub(super) fn secret_left_out(source: &str) -> Finding {
    let message = format!(
        "“{source}” seems to hold passwords or PINs of another system. It is left out, for it would be kept readable"
    );
    Finding::warning("column_secret", message)
}

fn unknown_header(source: &str, columns: &[Column]) -> Finding {
    let word = fold(source);
    let distance = |column: &&Column| strsim::osa_distance(&word, &fold(&column.source));
    let nearest = columns.iter().min_by_key(distance);
    let near = nearest.filter(|column| distance(column) <= word.chars().count() / 3 + 1);
    let hint = near.map(|column| format!(". Nearest: “{}”", column.source)).unwrap_or_default();
    let finding =
        Finding::error("map_unknown_header", format!("The file has no column “{source}” to map{hint}"));
    finding.suggest(near.map(|column| column.source.clone()))
}

fn unique(name: &str, names: &mut HashSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2;
    while !names.insert(candidate.clone()) {
        candidate = format!("{name} ({number})");
        number += 1;
    }
    candidate
}

/// The column's name in a spreadsheet: A … Z, AA ….
pub(super) fn letters(index: usize) -> String {
    let letter = |number: usize| char::from(b'A' + u8::try_from(number % 26).unwrap_or(0));
    if index < 26 {
        letter(index).to_string()
    } else {
        format!("{}{}", letters(index / 26 - 1), letter(index))
    }
}

#[cfg(test)]
mod tests;
