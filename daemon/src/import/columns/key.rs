//! What the rows' users are known by.

use super::{Field, guess::Guess};
use crate::import::{Key, issue::Finding};

impl Guess<'_> {
    /// The person's word, then the recipe's; a file of extensions without a column of addresses needs none.
    pub(super) fn settle_key(&mut self, chosen: Option<Key>, recipe: Option<Key>) -> Key {
        if let Some(key) = chosen {
            return key;
        }
        let has = |field| self.taken.contains_key(&field);
        let is_doubtful = self.issues.iter().any(|issue| issue.code == "column_ambiguous");
        let key = recipe.unwrap_or_default();
        if key == Key::Extension || has(Field::Email) || !has(Field::Extension) || is_doubtful {
            return key;
        }
        let message = "The file has no column email, so users are known by their extension. Add the column, or map it, if they have addresses";
        let column = Some(Field::Extension.name());
        self.issues.push(Finding::warning("keyed_by_extension", message).issue(None, column, None));
        Key::Extension
    }
}

impl Key {
    /// The field that names a row's user.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::Email => Field::Email,
            Self::Extension => Field::Extension,
        }
    }

    /// Its name in the API: `email` or `extension`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.field().name()
    }
}
