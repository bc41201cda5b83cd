//! Extensions.

use super::{
    Checker, ExistingLine, Finding, Seen, cells::Cells, draft::push_few, intent::Intent, number, value::shown,
};
use crate::{
    directory::Secret,
    import::{Field, PlannedExtension},
    pbx::Username,
};

/// What an extension is to the user of the row.
enum Place {
    /// It cannot be theirs, which has been reported, or a row before has it.
    No,
    /// They have it on the box.
    Held,
    /// It is to be new.
    New,
}

impl Checker<'_> {
    /// The row's extension; whether it is new.
    pub(super) fn extension(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> bool {
        self.judge_credentials(cells);
        let own_line = self.yes_or_no(cells, Field::OwnLine);
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
        match self.place_of(cells, &number, owner) {
            Place::No => return false,
            Place::Held => {
                if let Some(user) = owner {
                    self.held_extension(cells, user, &number, own_line);
                }
                return false;
            }
            Place::New => {}
        }
        let held = owner.and_then(|user| self.given_up_for(user, cells.row, &number));
        if !self.is_free_username(cells, &number, held.as_deref()) {
            return false;
        }
        self.doubt_extension(cells, &number);
        let Some(user) = owner else { return false };
        self.new_extension(cells, user, number, own_line)
    }

    /// Whether it is new: another number for the main extension is none.
    fn new_extension(
        &mut self,
        cells: &Cells<'_>,
        user: usize,
        number: String,
        own_line: Option<bool>,
    ) -> bool {
        let renumbers = self.foresight.renumbers(&self.users[user].key, cells.row, &number);
        self.doubt_own_line(cells, renumbers || !self.users[user].has_extension, own_line);
        let mut extension = self.planned_extension(cells, number, user, own_line);
        if renumbers && extension.display_name.is_none() && !cells.is_cleared(Field::DisplayName) {
            extension.display_name = self.main_of(user).and_then(|main| main.display_name.clone());
        }
        let draft = &mut self.users[user];
        if !draft.is_new() {
            draft.first_new_extension.get_or_insert_with(|| (cells.row, extension.number.clone()));
        }
        if renumbers {
            draft.renumbered = Some(extension);
            return false;
        }
        draft.has_extension = true;
        push_few(&mut draft.planned.extensions, extension);
        true
    }

    /// The main extension that a user has on the box.
    fn main_of(&self, user: usize) -> Option<&ExistingLine> {
        self.existing.users.get(&self.users[user].key)?.extensions.first()
    }

    /// The main extension of the user that this one takes the place of, if it does.
    fn given_up_for(&self, user: usize, row: u32, number: &str) -> Option<String> {
        let renumbers = self.foresight.renumbers(&self.users[user].key, row, number);
        self.main_of(user).filter(|_| renumbers).map(|main| main.number.clone())
    }

    fn doubt_own_line(&mut self, cells: &Cells<'_>, is_main: bool, own_line: Option<bool>) {
        if is_main && own_line == Some(false) {
            let message = "The main extension always is a line of its own, so “no” is left aside";
            self.log.cell(cells, Field::OwnLine, Finding::note("own_line_unused", message));
        }
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

    fn planned_extension(
        &self,
        cells: &Cells<'_>,
        number: String,
        user: usize,
        own_line: Option<bool>,
    ) -> PlannedExtension {
        let sip_username = cells.owned(Field::SipUsername);
        let draft = &self.users[user];
        let is_first = !draft.has_extension || self.foresight.renumbers(&draft.key, cells.row, &number);
        let by_rule = sip_username.is_some() || self.rules.line_per_extension;
        PlannedExtension {
            row: cells.row,
            number,
            display_name: cells.owned(Field::DisplayName),
            own_line: is_first || cells.own_line.or(own_line).unwrap_or(by_rule),
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
            let message = "There is no extension in this row, so the display name is left out";
            self.log.cell(cells, Field::DisplayName, Finding::note("display_name_unused", message));
        }
    }

    /// What the number is to the user of the row. What they have already is no mistake.
    fn place_of(&mut self, cells: &Cells<'_>, number: &str, owner: Option<usize>) -> Place {
        if let Some(seen) = self.extensions.get(number).copied() {
            match owner.filter(|_| seen.is_of(owner)) {
                Some(user) if self.users[user].kept.contains_key(number) => return Place::Held,
                Some(user) => self.compare_credentials(cells, number, user),
                None => self.report_extension_duplicate(cells, number, seen.row),
            }
            return Place::No;
        }
        self.extensions.insert(number.to_owned(), Seen { row: cells.row, owner });
        if let Some(existing) = self.existing.extensions.get(number) {
            if let Some(user) = owner.filter(|user| self.users[*user].key == existing.email) {
                self.users[user].same.extensions += 1;
                return Place::Held;
            }
            if !self.gives_up_extension(number) {
                // So that the row of its rightful owner is not blamed for this one.
                self.extensions.remove(number);
                self.report_extension_taken(cells, number, &existing.email);
                return Place::No;
            }
        }
        if let Some(reason) = self.rules.dialect.collision(number, self.rules.park_prefix) {
            let message = format!("Extension {number} cannot be used: {reason}. Give this user another one");
            self.log.cell(cells, Field::Extension, Finding::error("extension_reserved", message));
            return Place::No;
        }
        Place::New
    }

    fn report_extension_duplicate(&mut self, cells: &Cells<'_>, number: &str, row: u32) {
        let message = format!("Extension {number} is already used in row {row}. Give this user another one");
        self.log.cell(cells, Field::Extension, Finding::error("extension_duplicate", message));
    }

    fn report_extension_taken(&mut self, cells: &Cells<'_>, number: &str, holder: &str) {
        let holder = shown(holder);
        if self.rules.by_hand {
            let message =
                format!("Extension {number} belongs to {holder} already. Give this user another one");
            self.log.cell(cells, Field::Extension, Finding::error("extension_taken", message));
            return;
        }
        let swap = if self.intent == Intent::Add {
            ". To swap numbers, import with “Also update people who are already here”"
        } else {
            ", or give that one another in this file"
        };
        let message = format!(
            "Extension {number} belongs to {holder} already. Give this user another one{swap}. If {holder} has left, add a \
             row with that email and “delete” under action"
        );
        self.log.cell(cells, Field::Extension, Finding::error("extension_taken", message));
    }

    /// An extension that the user of the row has on the box.
    fn held_extension(&mut self, cells: &Cells<'_>, user: usize, number: &str, own_line: Option<bool>) {
        let is_main = self.main_of(user).is_some_and(|main| main.number == number);
        self.users[user].names_main |= is_main;
        if let Some(row) = self.foresight.extensions.get(number).copied() {
            let message = format!("Row {row} removes extension {number}. Leave out that row or this one");
            self.log.cell(cells, Field::Extension, Finding::error("delete_used", message));
        } else if self.intent == Intent::Update {
            self.doubt_own_line(cells, is_main, own_line);
            self.say_extension(cells, user, number, own_line.filter(|_| !is_main));
        } else {
            let fields = [Field::SipUsername, Field::SipPassword, Field::DisplayName, Field::OwnLine];
            self.report_unused(cells, &fields, &format!("Extension {number}"));
        }
    }

    /// Gathers what the row says of an extension that its user has.
    fn say_extension(&mut self, cells: &Cells<'_>, user: usize, number: &str, own_line: Option<bool>) {
        if self.users[user].kept.contains_key(number) {
            self.compare_credentials(cells, number, user);
        }
        let username = cells.text(Field::SipUsername).filter(|_| !self.users[user].kept.contains_key(number));
        let is_free = username.is_none() || self.is_free_username(cells, number, Some(number));
        let kept = self.users[user].kept.entry(number.to_owned()).or_default();
        if kept.row == 0 {
            kept.row = cells.row;
            kept.sip_username = cells.owned(Field::SipUsername).filter(|_| is_free);
            kept.sip_password = cells.text(Field::SipPassword).map(Secret::new);
            kept.display_name = cells.owned(Field::DisplayName);
            kept.clears_display_name = cells.is_cleared(Field::DisplayName);
            kept.own_line = own_line;
        }
    }
}
