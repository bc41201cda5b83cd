//! What is said of a file as a whole, and of its users once all rows are read.

use super::{
    Checker, Finding,
    value::{near_host, shown},
};
use crate::import::{Field, sheet::Sheet};

impl Checker<'_> {
    pub(super) fn whole_file(&mut self, sheet: &Sheet) {
        if sheet.rows.is_empty() {
            let message = "The file has a header but no rows. Add a row for each user";
            self.log.file(Finding::error("no_rows", message));
        }
        if !sheet.encoding.starts_with("utf-") {
            self.log.file(self.encoding_guessed(sheet));
        }
        let column = |field| self.mapping.place(field).is_some();
        if column(Field::Model) && !column(Field::Brand) {
            let message = "The file has no column brand, so the brands are taken from the models";
            self.log.file(Finding::note("brand_filled", message));
        }
        if column(Field::Model) && !column(Field::Family) {
            let message = "The file has no column family, so the families are taken from the models";
            self.log.file(Finding::note("family_filled", message));
        }
        for row in &sheet.repeated_headers {
            self.log.row(
                *row,
                Finding::note("header_repeated", "The header stands here again. The row is skipped"),
            );
        }
    }

    /// With some of the names that tell whether the guess is right. Other cells may be secret.
    fn encoding_guessed(&self, sheet: &Sheet) -> Finding {
        let names = [Field::FirstName, Field::LastName, Field::FullName];
        let places: Vec<usize> = names.into_iter().filter_map(|field| self.mapping.place(field)).collect();
        let cells = sheet.rows.iter().flat_map(|row| places.iter().filter_map(|place| row.cells.get(*place)));
        let accented = cells.filter(|cell| cell.chars().any(|sign| !sign.is_ascii() && sign.is_alphabetic()));
        let shown: Vec<String> = accented.take(3).map(|cell| format!("“{}”", shown(cell))).collect();
        let message = format!("The file is read as {}. Check that ", sheet.encoding);
        if shown.is_empty() {
            Finding::note("encoding_guessed", message + "accented letters are right")
        } else {
            let verb = if shown.len() == 1 { "is" } else { "are" };
            let message =
                format!("{message}{} {verb} right, or save the file as CSV UTF-8", shown.join(", "));
            Finding::warning("encoding_guessed", message)
        }
    }

    /// What is only known once all rows are read.
    pub(super) fn report_users(&mut self) {
        if self.users.iter().any(super::draft::Draft::is_new) {
            self.report_missing_columns();
        }
        if !self.is_form {
            self.note_no_voicemail();
        }
        self.note_places_that_stay();
        self.report_emails();
        let field = self.key_field();
        for user in 0..self.users.len() {
            self.users[user].report_existing(field, &mut self.log);
            self.doubt_further_extension(user);
        }
    }

    /// Emails that are none. What they should be is easier to tell once the others are known.
    fn report_emails(&mut self) {
        for (row, written, finding) in std::mem::take(&mut self.wrong_emails) {
            let near = finding.suggestion.clone().or_else(|| near_host(&written, &self.hosts));
            self.log.field(row, Field::Email, &written, finding.suggest(near));
        }
    }

    /// Columns that only new users need.
    fn report_missing_columns(&mut self) {
        let has = |field| self.mapping.column(field).is_some();
        let is_of_phones = has(Field::MacAddress) && !has(Field::FirstName) && !has(Field::LastName);
        for field in [Field::FirstName, Field::LastName, Field::Extension] {
            let is_key = field == self.mapping.key().field();
            if is_key || self.mapping.column(field).is_some() || self.mapping.entries().is_empty() {
                continue;
            }
            let message = if is_of_phones && field == Field::FirstName {
                self.people_first()
            } else {
                self.mapping.missing(field)
            };
            let finding = Finding::error("column_missing", message);
            self.log.issue(finding.issue(None, Some(field.name()), None));
        }
    }

    /// For a list of phones whose users are to be here before.
    fn people_first(&self) -> String {
        let new: Vec<String> =
            self.users.iter().filter(|user| user.is_new()).map(super::draft::Draft::name).collect();
        let named = new[..new.len().min(3)].join(", ");
        let more = if new.len() > 3 { format!(" and {} more", new.len() - 3) } else { String::new() };
        let verb = if new.len() == 1 { "is" } else { "are" };
        format!(
            "{named}{more} {verb} not on this box yet, and the file has no names. Import the file of people first, or add \
             the columns first_name and last_name"
        )
    }

    /// A further extension for somebody may be meant to be their new one.
    fn doubt_further_extension(&mut self, user: usize) {
        let draft = &self.users[user];
        let Some((row, number)) = draft.first_new_extension.clone() else { return };
        let main = self.existing.users.get(&draft.key).and_then(|user| user.extensions.first());
        let Some(main) = main.filter(|_| !(draft.names_main || draft.is_updated || self.is_form)) else {
            return;
        };
        let message = format!(
            "{} has extension {} already and gets {number} as a further one. To renumber them, update instead of add",
            draft.name(),
            main.number
        );
        let finding = Finding::warning("extension_added", message);
        self.log.field(row, Field::Extension, &number, finding);
    }
}
