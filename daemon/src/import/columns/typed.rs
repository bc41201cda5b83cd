//! The columns of a form: nothing to guess.

use super::{Column, Field, Mapping, Reason, guess::secret_left_out, secrets::names_a_secret};
use crate::import::Issue;

impl Mapping {
    /// Columns for these fields, then one for each custom field's name, and the header that names them all. A custom
    /// field that is named like a secret is left out, as it is from a file.
    #[must_use]
    pub fn typed<'a>(
        fields: &[Field],
        custom: impl IntoIterator<Item = &'a String>,
    ) -> (Self, Vec<String>, Vec<Issue>) {
        let mut columns: Vec<Column> = fields
            .iter()
            .enumerate()
            .map(|(index, field)| column(index, field.name(), Some(*field), Reason::SameName))
            .collect();
        for name in custom {
            let reason = if names_a_secret(name) { Reason::Secret } else { Reason::Asked };
            columns.push(column(columns.len(), name, None, reason));
        }
        let left_out =
            |column: &Column| secret_left_out(&column.source).issue(None, None, Some(column.source.clone()));
        let secrets = columns.iter().filter(|column| column.reason == Reason::Secret);
        let issues = secrets.map(left_out).collect();
        let header = columns.iter().map(|column| column.source.clone()).collect();
        (Self::new(columns), header, issues)
    }
}

fn column(index: usize, name: &str, field: Option<Field>, reason: Reason) -> Column {
    let names_secret = names_a_secret(name);
    Column { index, source: name.to_owned(), field, kept_as: name.to_owned(), reason, names_secret }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_field_keeps_its_name_whatever_it_is_called_and_a_secret_is_left_out() {
        let names = ["email".to_owned(), "Cost centre".to_owned(), "Voicemail PIN".to_owned()];
        let (mapping, header, issues) = Mapping::typed(&[Field::Email], &names);
        assert_eq!(header, ["email", "email", "Cost centre", "Voicemail PIN"]);
        assert_eq!(mapping.place(Field::Email), Some(0));
        let custom: Vec<&str> = mapping.custom().map(|column| column.kept_as.as_str()).collect();
        assert_eq!(custom, ["email", "Cost centre"]);
        assert_eq!((issues.len(), issues[0].code), (1, "column_secret"));
    }
}
