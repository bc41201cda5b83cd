//! SIP credentials of an extension.

use super::{
    Checker, Finding,
    cells::Cells,
    value::{is_risky, risky, shown, yes_no},
    words::word,
};
use crate::{directory::Secret, import::Field, pbx::Username};

/// Kazoo takes 2 to 32 characters, most others more.
const SIP_USERNAME: std::ops::RangeInclusive<usize> = 2..=32;
/// The shortest that Kazoo takes.
const MIN_SIP_PASSWORD: usize = 5;

/// What a row before said of an extension, and where.
struct Earlier<'a> {
    row: u32,
    display_name: Option<&'a str>,
    own_line: Option<bool>,
    sip_username: Option<&'a str>,
    sip_password: Option<&'a Secret>,
}

impl Checker<'_> {
    /// Other credentials for an extension that an earlier row brought cannot both hold.
    pub(super) fn compare_credentials(&mut self, cells: &Cells<'_>, number: &str, user: usize) {
        let Some(earlier) = self.earlier(number, user) else { return };
        let differs = |new: Option<&str>, old: Option<&str>| new.is_some() && new != old;
        let row = earlier.row;
        let name = differs(cells.text(Field::DisplayName), earlier.display_name);
        let username = differs(cells.text(Field::SipUsername), earlier.sip_username);
        let password = differs(cells.text(Field::SipPassword), earlier.sip_password.map(Secret::expose));
        let own_line = cells.text(Field::OwnLine).and_then(yes_no);
        if own_line.is_some() && own_line != earlier.own_line {
            let message = format!(
                "Row {row} says otherwise, or nothing, of the line of extension {number}. That is kept"
            );
            self.log.cell(cells, Field::OwnLine, Finding::warning("value_differs", message));
        }
        if name {
            let message =
                format!("Row {row} has extension {number} with another display name or none. That is kept");
            self.log.cell(cells, Field::DisplayName, Finding::warning("value_differs", message));
        }
        for field in [(Field::SipUsername, username), (Field::SipPassword, password)] {
            if let (field, true) = field {
                let message = format!(
                    "Extension {number} stands in row {row} too, with another {} or none. Give it the same in both",
                    word(field)
                );
                self.log.cell(cells, field, Finding::error("sip_differs", message));
            }
        }
    }

    fn earlier(&self, number: &str, user: usize) -> Option<Earlier<'_>> {
        let draft = &self.users[user];
        if let Some(kept) = draft.kept.get(number) {
            return Some(Earlier {
                row: kept.row,
                display_name: kept.display_name.as_deref(),
                own_line: kept.own_line,
                sip_username: kept.sip_username.as_deref(),
                sip_password: kept.sip_password.as_ref(),
            });
        }
        let mut new = draft.planned.extensions.iter().chain(&draft.renumbered);
        let planned = new.find(|extension| extension.number == number)?;
        Some(Earlier {
            row: planned.row,
            display_name: planned.display_name.as_deref(),
            own_line: Some(planned.own_line),
            sip_username: planned.sip_username.as_deref(),
            sip_password: planned.sip_password.as_ref(),
        })
    }

    /// Whether nobody else registers under the username that the extension gets, given or made. `held`: the
    /// extension that the account is of now, if the user of the row has it.
    pub(super) fn is_free_username(&mut self, cells: &Cells<'_>, number: &str, held: Option<&str>) -> bool {
        let given = cells.text(Field::SipUsername);
        let made = || Some(number).filter(|_| self.rules.dialect.username == Username::Extension);
        let Some(username) = given.or_else(made) else { return true };
        let place = if let Some(row) = self.sip_usernames.get(username) {
            format!("in row {row}")
        } else if self.is_username_of_another(username, held) {
            "by another account on this box".to_owned()
        } else {
            self.sip_usernames.insert(username.to_owned(), cells.row);
            return true;
        };
        let message = format!("SIP username {} is already used {place}. Give another one", shown(username));
        self.log.cell(cells, Field::SipUsername, Finding::error("sip_username_taken", message));
        false
    }

    /// An account goes with its extension. One that stays because its extension is given up for another keeps its
    /// username, but where usernames are extensions.
    fn is_username_of_another(&self, username: &str, held: Option<&str>) -> bool {
        let Some(holder) = self.existing.sip_usernames.get(username) else { return false };
        let is_freed = self.gives_up_extension(holder)
            && (!self.foresight.renumbers_from(self.existing, holder)
                || (username == holder && self.rules.dialect.username == Username::Extension));
        !is_freed && held != Some(holder)
    }

    /// Credentials that exist on the PBX are taken as they are; what may go wrong with them is said.
    pub(super) fn judge_credentials(&mut self, cells: &Cells<'_>) {
        for field in [Field::SipUsername, Field::SipPassword] {
            if cells.text(field).is_some_and(is_risky) {
                self.log.cell(cells, field, risky("sip_risky", word(field)));
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
}
