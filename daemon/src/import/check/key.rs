//! Which user a row is about.

use super::{Checker, Finding, cells::Cells, number, value::email_fault};
use crate::import::{Field, Key};

/// Stands in the email of a phone that belongs to nobody.
const NOBODY: &str = "nobody";

/// Whom a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// Nobody: a phone without a user.
    Nobody,
    /// It does not say, which is an error.
    Unnamed,
    /// The user with this key: the email that they have on the box or, if new, in the file; the extension of one who
    /// has no email.
    User(String),
}

impl Checker<'_> {
    /// Whom the row is about, by its email or, in files that are keyed so, by its extension first.
    pub(super) fn who(&self, cells: &Cells<'_>) -> Who {
        self.who_by(cells, |number| self.holder(number))
    }

    /// Whom a row that removes is about: an extension that an earlier row only brings or moves names nobody, for what
    /// goes is known before the first row is read.
    pub(super) fn who_on_box(&self, cells: &Cells<'_>) -> Who {
        self.who_by(cells, |number| Some(self.existing.extensions.get(number)?.email.clone()))
    }

    fn who_by(&self, cells: &Cells<'_>, holder: impl Fn(&str) -> Option<String>) -> Who {
        let email = cells.text(Field::Email).map(str::to_lowercase);
        let extension = extension_of(cells);
        if email.as_deref() == Some(NOBODY) {
            return Who::Nobody;
        }
        let by_email = |email: Option<String>| email.map_or(Who::Unnamed, Who::User);
        match (self.mapping.key(), extension) {
            (Key::Email, _) | (_, None) => by_email(email),
            (Key::Extension, Some(number)) => {
                let holder = holder(&number);
                let known = email.filter(|email| is_address(email) && self.knows(email));
                Who::User(holder.or(known).unwrap_or(number))
            }
        }
    }

    /// The key of the user who has the extension, on the box or by an earlier row.
    fn holder(&self, number: &str) -> Option<String> {
        if let Some(existing) = self.existing.extensions.get(number) {
            return Some(existing.email.clone());
        }
        let owner = self.extensions.get(number)?.owner?;
        Some(self.users[owner].key.clone())
    }

    pub(super) fn knows(&self, email: &str) -> bool {
        self.existing.users.contains_key(email) || self.by_email.contains_key(email)
    }

    /// What keeps the row's email from being one. The extension of a user without an email may stand in its place.
    pub(super) fn email_of_row_fault(&self, cells: &Cells<'_>) -> Option<Finding> {
        let text = cells.text(Field::Email)?;
        let is_login = is_digits(text) && (extension_of(cells).as_deref() == Some(text) || self.knows(text));
        if is_login { None } else { email_fault(text) }
    }

    /// The email that the row gives to its user; `None` where it gives none.
    pub(super) fn email_for(cells: &Cells<'_>) -> Option<String> {
        let email = cells.text(Field::Email).map(str::to_lowercase)?;
        is_address(&email).then_some(email)
    }

    pub(super) fn report_no_key(&mut self, cells: &Cells<'_>) {
        let by_extension = self.mapping.key() == Key::Extension;
        let field = if by_extension { Field::Extension } else { Field::Email };
        let is_bad = |field: Field| cells.text(field).is_none() && !cells.is_blank(field);
        if is_bad(Field::Email) || is_bad(Field::Extension) && by_extension {
            return;
        }
        if self.mapping.place(field).is_none() {
            return;
        }
        let who = cells.who();
        let finding = match (by_extension, who) {
            (false, Some(who)) => {
                Finding::error("email_missing", format!("Enter an email address for {who}"))
            }
            (false, None) => {
                Finding::error("email_missing", "Enter the email address of the user this row is about")
            }
            (true, Some(who)) => Finding::error("extension_missing", format!("Enter an extension for {who}")),
            (true, None) => {
                Finding::error("extension_missing", "Enter the extension of the user this row is about")
            }
        };
        self.log.cell(cells, field, finding);
    }
}

/// The row's extension as it is understood, if it is one.
pub(super) fn extension_of(cells: &Cells<'_>) -> Option<String> {
    number::extension(cells.text(Field::Extension)?).ok().map(|read| read.number)
}

/// A login name without an @ is the main extension of somebody who has no email.
pub(super) fn is_address(login: &str) -> bool {
    login.contains('@')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
