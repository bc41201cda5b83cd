//! Extensions with their SIP credentials, and phone numbers.

use super::{
    Checker, Finding, Seen,
    cells::Cells,
    number,
    value::{is_risky, risky, shown},
};
use crate::{
    directory::Secret,
    import::{Field, PlannedExtension, PlannedPhoneNumber},
    pbx::Username,
};

/// Kazoo takes 2 to 32 characters, most others more.
const SIP_USERNAME: std::ops::RangeInclusive<usize> = 2..=32;
/// The shortest that Kazoo takes.
const MIN_SIP_PASSWORD: usize = 5;

impl Checker<'_> {
    /// The row's extension; whether it is new.
    pub(super) fn extension(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> bool {
        self.judge_credentials(cells);
        let Some(text) = cells.text(Field::Extension) else {
            self.report_no_extension(cells, owner);
            return false;
        };
        let number = match number::extension(text) {
            Ok(read) => {
                if let Some(note) = read.mended {
                    self.log.cell(cells, Field::Extension, note);
                }
                read.number
            }
            Err(finding) => {
                self.log.cell(cells, Field::Extension, finding);
                return false;
            }
        };
        if !self.is_free_extension(cells, &number, owner) || !self.is_free_username(cells, &number) {
            return false;
        }
        self.doubt_extension(cells, &number);
        let Some(user) = owner else { return false };
        let extension = self.planned_extension(cells, number, user);
        let draft = &mut self.users[user];
        draft.has_extension = true;
        draft.planned.extensions.push(extension);
        true
    }

    /// What is possible, but most likely not meant.
    fn doubt_extension(&mut self, cells: &Cells<'_>, number: &str) {
        if let Some(place) = number::emergency(number) {
            let message = format!(
                "Extension {number} is an emergency number ({place}). Calls for help would end here. Choose another"
            );
            self.log.cell(cells, Field::Extension, Finding::warning("extension_emergency", message));
        }
        let dialect = self.rules.dialect;
        let other = cells.text(Field::SipUsername).filter(|given| *given != number);
        if let Some(given) = other.filter(|_| dialect.username == Username::Extension) {
            let message = format!(
                "{} knows a phone by its extension, {number}, not by SIP username {}. Leave it blank unless the PBX has it so",
                dialect.name,
                shown(given)
            );
            self.log.cell(cells, Field::SipUsername, Finding::warning("sip_username_differs", message));
        }
    }

    fn planned_extension(&self, cells: &Cells<'_>, number: String, user: usize) -> PlannedExtension {
        let sip_username = cells.owned(Field::SipUsername);
        let is_first = !self.users[user].has_extension;
        let by_rule = sip_username.is_some() || self.rules.line_per_extension;
        PlannedExtension {
            row: cells.row,
            number,
            display_name: cells.owned(Field::DisplayName),
            own_line: is_first || cells.own_line.unwrap_or(by_rule),
            sip_username,
            sip_password: cells.text(Field::SipPassword).map(Secret::new),
        }
    }

    fn report_no_extension(&mut self, cells: &Cells<'_>, owner: Option<usize>) {
        if !cells.is_blank(Field::Extension) || self.mapping.place(Field::Extension).is_none() {
            return;
        }
        if let Some(user) = owner.filter(|user| self.users[*user].is_new_in(cells.row)) {
            let message = format!("Enter an extension for {}", self.users[user].name());
            self.log.cell(cells, Field::Extension, Finding::error("extension_missing", message));
        } else if cells.text(Field::SipUsername).or(cells.text(Field::SipPassword)).is_some() {
            let message = "Enter the extension that the SIP username and password of this row are for";
            self.log.cell(cells, Field::Extension, Finding::error("extension_missing", message));
        } else if cells.text(Field::DisplayName).is_some() {
            let message = "There is no extension in this row, so display_name is left out";
            self.log.cell(cells, Field::DisplayName, Finding::note("display_name_unused", message));
        }
    }

    /// Whether the number can be given to the user now. What the user has already is no mistake.
    fn is_free_extension(&mut self, cells: &Cells<'_>, number: &str, owner: Option<usize>) -> bool {
        let error = |code, message| Finding::error(code, message);
        if let Some(seen) = self.extensions.get(number).copied() {
            if seen.is_of(owner) {
                self.compare_credentials(cells, number, owner);
            } else {
                let message = format!(
                    "Extension {number} is already used in row {}. Give this user another one",
                    seen.row
                );
                self.log.cell(cells, Field::Extension, error("extension_duplicate", message));
            }
            return false;
        }
        self.extensions.insert(number.to_owned(), Seen { row: cells.row, owner });
        if let Some(existing) = self.existing.extensions.get(number) {
            if let Some(user) = owner.filter(|user| self.users[*user].planned.email == existing.email) {
                self.users[user].same.extensions += 1;
                let fields = [Field::SipUsername, Field::SipPassword, Field::DisplayName];
                self.report_unused(cells, &fields, &format!("Extension {number}"));
            } else {
                // So that the row of its rightful owner is not blamed for this one.
                self.extensions.remove(number);
                let message = format!(
                    "Extension {number} belongs to {} already. Give this user another one",
                    shown(&existing.email)
                );
                self.log.cell(cells, Field::Extension, error("extension_taken", message));
            }
            return false;
        }
        if let Some(reason) = self.rules.dialect.collision(number, self.rules.park_prefix) {
            let message = format!("Extension {number} cannot be used: {reason}. Give this user another one");
            self.log.cell(cells, Field::Extension, error("extension_reserved", message));
            return false;
        }
        true
    }

    /// Other credentials for an extension that an earlier row brought cannot both hold.
    fn compare_credentials(&mut self, cells: &Cells<'_>, number: &str, owner: Option<usize>) {
        let Some(user) = owner else { return };
        let planned = self.users[user].planned.extensions.iter().find(|extension| extension.number == number);
        let Some(planned) = planned else { return };
        let name = cells.text(Field::DisplayName);
        if name.is_some() && name != planned.display_name.as_deref() {
            let message = format!(
                "Row {} has extension {number} with another display_name or none. That is kept",
                planned.row
            );
            self.log.cell(cells, Field::DisplayName, Finding::warning("value_differs", message));
        }
        let differs = |new: Option<&str>, old: Option<&str>| new.is_some() && new != old;
        let username = differs(cells.text(Field::SipUsername), planned.sip_username.as_deref());
        let password =
            differs(cells.text(Field::SipPassword), planned.sip_password.as_ref().map(Secret::expose));
        for field in [(Field::SipUsername, username), (Field::SipPassword, password)] {
            if let (field, true) = field {
                let message = format!(
                    "Extension {number} stands in row {} too, with another {} or none. Give it the same in both",
                    planned.row,
                    field.name()
                );
                self.log.cell(cells, field, Finding::error("sip_differs", message));
            }
        }
    }

    /// Whether nobody else registers under the username that this extension gets.
    fn is_free_username(&mut self, cells: &Cells<'_>, number: &str) -> bool {
        let given = cells.text(Field::SipUsername);
        let made = || Some(number).filter(|_| self.rules.dialect.username == Username::Extension);
        let Some(username) = given.or_else(made) else { return true };
        let place = if let Some(row) = self.sip_usernames.get(username) {
            format!("in row {row}")
        } else if self.existing.sip_usernames.contains(username) {
            "by another account on this box".to_owned()
        } else {
            self.sip_usernames.insert(username.to_owned(), cells.row);
            return true;
        };
        let message = format!("SIP username {} is already used {place}. Give another one", shown(username));
        self.log.cell(cells, Field::SipUsername, Finding::error("sip_username_taken", message));
        false
    }

    /// Credentials that exist on the PBX are taken as they are; what may go wrong with them is said.
    fn judge_credentials(&mut self, cells: &Cells<'_>) {
        for field in [Field::SipUsername, Field::SipPassword] {
            if cells.text(field).is_some_and(is_risky) {
                self.log.cell(cells, field, risky("sip_risky", field.name()));
            }
        }
        let length = |field| cells.text(field).map(|text| text.chars().count());
        if length(Field::SipUsername).is_some_and(|length| !SIP_USERNAME.contains(&length)) {
            let message = "The SIP username should have 2 to 32 characters; some phone systems refuse it";
            self.log.cell(cells, Field::SipUsername, Finding::warning("sip_username_length", message));
        }
        if length(Field::SipPassword).is_some_and(|length| length < MIN_SIP_PASSWORD) {
            let message = "The SIP password is short: anybody can guess it. Use 20 characters or more";
            self.log.cell(cells, Field::SipPassword, Finding::warning("sip_password_weak", message));
        }
        self.judge_pair(cells);
    }

    fn judge_pair(&mut self, cells: &Cells<'_>) {
        let is_blank = |field| cells.is_blank(field);
        let (field, message) = match (is_blank(Field::SipUsername), is_blank(Field::SipPassword)) {
            (false, true) => (
                Field::SipPassword,
                "There is a SIP username without a password, so a new password is made for it",
            ),
            (true, false) if self.rules.dialect.username == Username::Random => (
                Field::SipUsername,
                "There is a SIP password without a username, so a new username is made for it",
            ),
            _ => return,
        };
        self.log.cell(cells, field, Finding::warning("sip_half", message));
    }

    /// The row's phone number; whether it is new.
    pub(super) fn phone_number(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> bool {
        let Some(text) = cells.text(Field::PhoneNumber) else { return false };
        let number = match number::phone_number(text) {
            Ok(read) => {
                if let Some(note) = read.mended {
                    self.log.cell(cells, Field::PhoneNumber, note);
                }
                read.number
            }
            Err(finding) => {
                self.log.cell(cells, Field::PhoneNumber, finding);
                return false;
            }
        };
        if !self.is_free_phone_number(cells, &number, owner) {
            return false;
        }
        let Some(user) = owner else { return false };
        self.users[user].planned.phone_numbers.push(PlannedPhoneNumber { row: cells.row, number });
        true
    }

    /// With and without its `+` it is one number.
    fn is_free_phone_number(&mut self, cells: &Cells<'_>, number: &str, owner: Option<usize>) -> bool {
        let digits = number.trim_start_matches('+');
        let message = if let Some(seen) = self.phone_numbers.get(digits) {
            if seen.is_of(owner) {
                return false;
            }
            ("phone_number_duplicate", format!("is already used in row {}", seen.row))
        } else {
            self.phone_numbers.insert(digits.to_owned(), Seen { row: cells.row, owner });
            let numbers = &self.existing.phone_numbers;
            let Some(email) = numbers.get(digits).or_else(|| numbers.get(&format!("+{digits}"))) else {
                return true;
            };
            if let Some(user) = owner.filter(|user| self.users[*user].planned.email == *email) {
                self.users[user].same.phone_numbers += 1;
                return false;
            }
            self.phone_numbers.remove(digits);
            ("phone_number_taken", format!("belongs to {} already", shown(email)))
        };
        let (code, message) =
            (message.0, format!("Phone number {number} {}. Give it to one user", message.1));
        self.log.cell(cells, Field::PhoneNumber, Finding::error(code, message));
        false
    }
}
