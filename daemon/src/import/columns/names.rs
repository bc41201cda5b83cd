//! Which columns hold first, last and whole names.

use super::{
    Column, Field, Mapping, NameHint, Reason, aliases, content, fold,
    guess::{Guess, is_settled, is_told},
    known,
};
use crate::import::issue::Finding;

impl Guess<'_> {
    /// A full name is split where nothing else brings the names, or where the person said that it is one.
    pub(super) fn settle_names(&mut self) {
        if self.has_names_by_recipe() {
            return;
        }
        let full = self.taken.get(&Field::FullName).copied();
        if full.is_some_and(|position| is_told(&self.columns[position])) {
            self.release(Field::FirstName);
            self.release(Field::LastName);
        } else if self.taken.contains_key(&Field::FirstName) || self.taken.contains_key(&Field::LastName) {
            if let Some(position) = full {
                self.settle_name_beside_parts(position);
            }
            return;
        }
        if !self.taken.contains_key(&Field::FullName)
            && let Some(position) = self.taken.remove(&Field::DisplayName)
        {
            self.claim(position, Field::FullName, Reason::Alias);
            self.names_are_displayed = true;
        }
        if let Some(position) = self.taken.get(&Field::FullName).copied() {
            let message = format!(
                "“{}” is split into first and last name at the last blank. Check that the names are right",
                self.columns[position].source
            );
            self.tell(position, Some(Field::FullName), Finding::warning("name_split", message));
        }
    }

    /// Gives up what we took the field's column for.
    fn release(&mut self, field: Field) {
        let guessed = |position: &mut usize| !is_settled(&self.columns[*position]);
        if let Some((_, position)) =
            self.taken.extract_if(|taken, position| *taken == field && guessed(position)).next()
        {
            self.columns[position].field = None;
            self.columns[position].reason = Reason::Unknown;
        }
    }

    /// Beside a first name, “Name” is the last name (as in the German `Name;Vorname`) unless its cells repeat the first.
    /// Any other is what to display.
    fn settle_name_beside_parts(&mut self, position: usize) {
        self.release(Field::FullName);
        let first = self.taken.get(&Field::FirstName).copied();
        let beside = first.filter(|_| !self.taken.contains_key(&Field::LastName));
        let is_bare = aliases::BARE_NAMES.contains(&self.word(position).as_str());
        let index = |position: usize| self.columns[position].index;
        let is_last =
            |first: &usize| is_bare && !content::extends(self.sheet, index(position), index(*first));
        if let Some(first) = beside.filter(is_last) {
            let message = format!(
                "“{}” is read as last_name, as it stands beside “{}”. Map it if that is wrong",
                self.columns[position].source, self.columns[first].source
            );
            self.claim(position, Field::LastName, Reason::Alias);
            self.tell(position, Some(Field::LastName), Finding::warning("name_is_last", message));
        } else if !self.taken.contains_key(&Field::DisplayName) {
            self.claim(position, Field::DisplayName, Reason::Alias);
        }
    }

    /// The column that may hold the names, where none is read as them.
    pub(super) fn name_hint(&self) -> NameHint {
        let mut open = self.columns.iter().filter(|column| match column.field {
            None => column.reason == Reason::Unknown,
            Some(taken) => taken == Field::DisplayName && column.reason == Reason::Alias,
        });
        let about_names = |column: &&Column| {
            known(&fold(&column.source)).is_some_and(|(field, _)| field == Field::FullName)
        };
        let Some(column) = open.find(about_names) else { return NameHint::default() };
        let first = self.taken.get(&Field::FirstName).map(|first| self.columns[*first].index);
        let is_whole = first.is_some_and(|first| content::extends(self.sheet, column.index, first));
        NameHint { source: Some(column.source.clone()), is_whole }
    }
}

impl Mapping {
    /// The sentence for a column that new users need and that is not there.
    #[must_use]
    pub fn missing(&self, field: Field) -> String {
        let name = field.name();
        let is_name = matches!(field, Field::FirstName | Field::LastName);
        match self.names.source.as_ref().filter(|_| is_name) {
            Some(source) => {
                let (what, field) =
                    if self.names.is_whole { ("the whole name", "full_name") } else { ("it", name) };
                format!(
                    "The file has no column {name}. Add one, or, if “{source}” holds {what}, say --map \"{source}={field}\""
                )
            }
            None => {
                format!("The file has no column {name}. Add one, or map the column that holds it to {name}")
            }
        }
    }
}
