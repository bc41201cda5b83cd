//! Who a row is about, and what is said of them.

use super::{
    Checker, Finding,
    cells::Cells,
    draft::Draft,
    value::{email_fault, shown, yes_no},
};
use crate::import::Field;

impl Checker<'_> {
    /// The user of the row, by their email; `None` where the row names nobody.
    pub(super) fn person(&mut self, cells: &Cells<'_>) -> Option<usize> {
        let Some(email) = cells.text(Field::Email) else {
            self.report_no_email(cells);
            return None;
        };
        if let Some(finding) = email_fault(email) {
            self.log.cell(cells, Field::Email, finding);
        }
        let email = email.to_lowercase();
        if let Some(user) = self.by_email.get(&email).copied() {
            self.compare_names(cells, user);
            return Some(user);
        }
        Some(self.new_person(cells, email))
    }

    fn report_no_email(&mut self, cells: &Cells<'_>) {
        if !cells.is_blank(Field::Email) || self.mapping.place(Field::Email).is_none() {
            return;
        }
        let message = match cells.who() {
            Some(who) => format!("Enter an email address for {who}"),
            None => "Enter the email address of the user this row is about".to_owned(),
        };
        self.log.cell(cells, Field::Email, Finding::error("email_missing", message));
    }

    fn new_person(&mut self, cells: &Cells<'_>, email: String) -> usize {
        let existing = self.existing.users.get(&email);
        if existing.is_none() {
            for (field, words) in [(Field::FirstName, "a first name"), (Field::LastName, "a last name")] {
                self.require(cells, field, words);
            }
        }
        let text = |field| cells.owned(field).unwrap_or_default();
        let names = (text(Field::FirstName), text(Field::LastName));
        let user = self.users.len();
        self.users.push(Draft::new(cells.row, email.clone(), names, existing));
        self.by_email.insert(email, user);
        if existing.is_some() {
            self.compare_names(cells, user);
        }
        user
    }

    fn require(&mut self, cells: &Cells<'_>, field: Field, words: &str) {
        if cells.is_blank(field) && self.mapping.column(field).is_some() {
            let who = cells.who().unwrap_or_default();
            let code = if field == Field::FirstName { "first_name_missing" } else { "last_name_missing" };
            self.log.cell(cells, field, Finding::error(code, format!("Enter {words} for {who}")));
        }
    }

    /// The first row's names stay; another name on a further row is worth a look.
    fn compare_names(&mut self, cells: &Cells<'_>, user: usize) {
        for (place, field) in [Field::FirstName, Field::LastName].into_iter().enumerate() {
            let Some(text) = cells.text(field) else { continue };
            let Draft { planned, name_rows, .. } = &mut self.users[user];
            let name = if place == 0 { &mut planned.first_name } else { &mut planned.last_name };
            if name.is_empty() {
                text.clone_into(name);
                name_rows[place] = Some(cells.row);
            } else if name.to_lowercase() != text.to_lowercase() {
                let (email, kept, other) = (shown(&planned.email), shown(name), shown(text));
                let message = match name_rows[place] {
                    Some(row) => format!("Row {row} calls {email} {kept}, this row {other}. {kept} is kept"),
                    None => format!("{email} is {kept} on this box, and {other} in this row. {kept} is kept"),
                };
                self.log.cell(cells, field, Finding::warning("name_differs", message));
            }
        }
    }

    /// What a yes/no cell says; blank is no.
    pub(super) fn flag(&mut self, cells: &Cells<'_>, field: Field) -> bool {
        let Some(text) = cells.text(field) else { return false };
        yes_no(text).unwrap_or_else(|| {
            let message = format!("{} is “{}”. Write yes or no", field.name(), shown(text));
            self.log.cell(cells, field, Finding::error("yes_no_unknown", message));
            false
        })
    }

    pub(super) fn softphone(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> bool {
        let wanted = self.flag(cells, Field::Softphone);
        let Some(user) = owner.filter(|_| wanted) else { return false };
        let draft = &mut self.users[user];
        if draft.has_softphone {
            draft.same.softphones = 1;
            return false;
        }
        !std::mem::replace(&mut draft.planned.softphone, true)
    }

    /// What the row says of the user themselves. A user who is on the box already keeps what is there. Whether
    /// anything new came of it.
    pub(super) fn labels(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> bool {
        let password = self.password(cells, owner);
        let notification_email = self.notification_email(cells);
        let include_voicemail = self.flag(cells, Field::IncludeVoicemail);
        let in_directory = self.flag(cells, Field::InDirectory);
        let Some(user) = owner else { return false };
        if !self.users[user].is_new() {
            self.report_unused_labels(cells, user, include_voicemail, in_directory);
            return false;
        }
        let location = (Field::Location, cells.owned(Field::Location));
        let department = (Field::Department, cells.owned(Field::Department));
        let notification_email = (Field::NotificationEmail, notification_email);
        let planned = &mut self.users[user].planned;
        let singles = [
            set(&mut planned.location, location),
            set(&mut planned.department, department),
            set(&mut planned.notification_email, notification_email),
            set(&mut planned.password, (Field::Password, password)),
        ];
        let mut is_new = singles.contains(&Ok(true));
        is_new |= include_voicemail && !std::mem::replace(&mut planned.include_voicemail, true);
        is_new |= in_directory && !std::mem::replace(&mut planned.in_directory, true);
        is_new |= cells
            .text(Field::UserNotes)
            .is_some_and(|text| join(planned.notes.get_or_insert_default(), text));
        for (name, text) in kept(cells) {
            is_new |= join(self.users[user].planned.custom.entry(name.to_owned()).or_default(), text);
        }
        for field in singles.into_iter().filter_map(Result::err) {
            let message = format!(
                "Another row of this user has another {}. The one that stands first stays",
                field.name()
            );
            self.log.cell(cells, field, Finding::warning("value_differs", message));
        }
        is_new
    }

    fn notification_email(&mut self, cells: &Cells<'_>) -> Option<String> {
        let text = cells.text(Field::NotificationEmail)?;
        match email_fault(text) {
            None => Some(text.to_owned()),
            Some(finding) => {
                self.log.cell(cells, Field::NotificationEmail, finding);
                None
            }
        }
    }

    /// An import adds, so what it says of a user who is here is said to be of no use, not dropped silently.
    fn report_unused_labels(&mut self, cells: &Cells<'_>, user: usize, voicemail: bool, directory: bool) {
        let mut fields = vec![
            Field::Password,
            Field::NotificationEmail,
            Field::Location,
            Field::Department,
            Field::UserNotes,
            Field::SeatType,
            Field::DoNotBill,
        ];
        fields.extend(voicemail.then_some(Field::IncludeVoicemail));
        fields.extend(directory.then_some(Field::InDirectory));
        let name = self.users[user].name();
        self.report_unused(cells, &fields, &name);
        for (index, source) in &cells.custom_places {
            let finding = unused(&name, &format!("“{source}”"));
            self.log.custom(cells.row, *index, source, finding);
            self.has_unused = true;
        }
    }

    /// A note for each of the fields that the row fills in although it cannot change what `holder` is on the box.
    pub(super) fn report_unused(&mut self, cells: &Cells<'_>, fields: &[Field], holder: &str) {
        for field in fields.iter().filter(|field| cells.text(**field).is_some()) {
            self.log.cell(cells, *field, unused(holder, field.name()));
            self.has_unused = true;
        }
    }
}

/// Custom fields, and the two that only a hosted PBX bills by.
fn kept<'c>(cells: &'c Cells<'_>) -> Vec<(&'c str, &'c str)> {
    let billing = [Field::SeatType, Field::DoNotBill];
    let billing = billing.into_iter().filter_map(|field| Some((field.name(), cells.text(field)?)));
    billing.chain(cells.custom.iter().copied()).collect()
}

fn unused(holder: &str, name: &str) -> Finding {
    Finding::note(
        "value_unused",
        format!("{holder} is here already, so {name} is not used: an import only adds"),
    )
}

/// Sets what is not set yet; whether it is new, or as an error the field that has another value already.
fn set<T: PartialEq>(place: &mut Option<T>, (field, value): (Field, Option<T>)) -> Result<bool, Field> {
    match (&place, value) {
        (_, None) => Ok(false),
        (None, value) => {
            *place = value;
            Ok(true)
        }
        (Some(old), Some(new)) => {
            if *old == new {
                Ok(false)
            } else {
                Err(field)
            }
        }
    }
}

/// Adds a text that is not among those there; whether it is new.
fn join(texts: &mut String, text: &str) -> bool {
    if texts.split("; ").any(|old| old == text) || texts == text {
        return false;
    }
    if !texts.is_empty() {
        texts.push_str("; ");
    }
    texts.push_str(text);
    true
}
