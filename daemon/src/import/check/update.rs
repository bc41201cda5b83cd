//! Users of the box as the file wants them, once all rows are read.

use std::collections::BTreeSet;

use super::{
    Checker, ExistingLine, ExistingUser,
    draft::{Draft, Kept},
    key::is_address,
    said::yes_no,
};
use crate::{
    directory::Secret,
    import::{Change, ChangeKind, Field, PlannedExtension, PlannedPhoneNumber, Removal, Removed},
};

/// What goes by rows whose action is delete, by number.
pub(super) struct Gone {
    extensions: BTreeSet<String>,
    phone_numbers: BTreeSet<String>,
}

impl Gone {
    pub(super) fn of(removals: &[Removal]) -> Self {
        let mut gone = Self { extensions: BTreeSet::new(), phone_numbers: BTreeSet::new() };
        for removal in removals {
            match &removal.what {
                Removed::Extension(number) => gone.extensions.insert(number.clone()),
                Removed::PhoneNumber(number) => gone.phone_numbers.insert(number.clone()),
                Removed::Device(_) | Removed::User(_) => false,
            };
        }
        gone
    }
}

impl Checker<'_> {
    /// Finds out what changes of users who are here.
    pub(super) fn settle_users(&mut self, gone: &Gone) {
        for draft in &mut self.users {
            let Some(existing) = self.existing.users.get(&draft.key) else { continue };
            let changes = draft.settle(existing, gone);
            draft.planned.is_changed = !changes.is_empty();
            self.changes.extend(changes);
        }
    }

    /// Fills in all that changed users are to have.
    pub(super) fn assemble_users(&mut self, gone: &Gone) {
        for draft in self.users.iter_mut().filter(|draft| draft.planned.is_changed) {
            if let Some(existing) = self.existing.users.get(&draft.key) {
                draft.assemble(existing, gone);
            }
        }
    }
}

impl Draft {
    fn settle(&mut self, existing: &ExistingUser, gone: &Gone) -> Vec<Change> {
        let name = self.name();
        let mut changes = self.said.settle(&mut self.planned, &name);
        changes.extend(self.settle_main_extension(existing, &name));
        changes.extend(self.settle_extensions(existing, &name));
        changes.extend(self.settle_phone_numbers(&name));
        let no = self.said.flag_word(Field::Softphone).filter(|word| !word.what && self.has_softphone);
        if let Some(word) = no {
            let (before, after) = (yes_no(true), yes_no(false));
            changes.push(of_user(word.row, &name, Field::Softphone, Some(&before), Some(&after)));
            self.changed.softphones = 1;
        }
        if let Some(row) = self.pin_row.filter(|_| self.planned.voicemail_pin.is_some()) {
            changes.push(of_user(row, &name, Field::VoicemailPin, None, None));
        }
        let staying = existing.extensions.iter().filter(|line| !gone.extensions.contains(&line.number));
        self.lines = staying.enumerate().filter(|(place, line)| *place == 0 || self.own_line(line)).count();
        changes
    }

    /// The login name of somebody without an email follows.
    fn settle_main_extension(&mut self, existing: &ExistingUser, name: &str) -> Vec<Change> {
        let (Some(new), Some(main)) = (&self.renumbered, existing.extensions.first()) else {
            return Vec::new();
        };
        self.changed.extensions += 1;
        let mut changes =
            vec![of_user(new.row, name, Field::Extension, Some(&main.number), Some(&new.number))];
        if !is_address(&self.planned.email) {
            changes.push(of_user(new.row, name, Field::Email, Some(&self.planned.email), Some(&new.number)));
            self.planned.email.clone_from(&new.number);
        }
        let becomes = Kept {
            row: new.row,
            display_name: new.display_name.clone(),
            clears_display_name: new.display_name.is_none(),
            sip_username: new.sip_username.clone(),
            sip_password: new.sip_password.clone(),
            ..Kept::default()
        };
        changes.extend(becomes.changes(main, &of_line(name, main)));
        changes
    }

    fn settle_extensions(&mut self, existing: &ExistingUser, name: &str) -> Vec<Change> {
        let mut changes = Vec::new();
        for line in &existing.extensions {
            let Some(kept) = self.kept.get(&line.number) else { continue };
            let of_line = kept.changes(line, &of_line(name, line));
            if !of_line.is_empty() {
                self.changed.extensions += 1;
                self.same.extensions = self.same.extensions.saturating_sub(1);
            }
            changes.extend(of_line);
        }
        changes
    }

    fn settle_phone_numbers(&self, name: &str) -> Vec<Change> {
        let number = |row, before, after| of_user(row, name, Field::PhoneNumber, before, after);
        let lost = self.lost_numbers.iter().map(|(row, lost)| number(*row, Some(lost), None));
        let gained = self.planned.phone_numbers.iter();
        let gained = gained.filter(|gained| self.gained_numbers.contains(&gained.number));
        lost.chain(gained.map(|gained| number(gained.row, None, Some(&gained.number)))).collect()
    }

    fn own_line(&self, line: &ExistingLine) -> bool {
        self.kept.get(&line.number).and_then(|kept| kept.own_line).unwrap_or(line.own_line)
    }

    /// Puts what stays before what is new: the plan holds all that the user is to have.
    fn assemble(&mut self, existing: &ExistingUser, gone: &Gone) {
        let mut extensions: Vec<PlannedExtension> = Vec::new();
        for (place, line) in existing.extensions.iter().enumerate() {
            match self.renumbered.take_if(|_| place == 0) {
                Some(new) => extensions.push(new),
                None if gone.extensions.contains(&line.number) => {}
                None => extensions.push(self.kept_extension(line, place == 0)),
            }
        }
        extensions.append(&mut self.planned.extensions);
        self.planned.extensions = extensions;
        let is_lost = |number: &String| self.lost_numbers.iter().any(|(_, lost)| lost == number);
        let staying = existing
            .phone_numbers
            .iter()
            .filter(|number| !is_lost(number) && !gone.phone_numbers.contains(*number));
        let row = self.first_row;
        let mut numbers: Vec<PlannedPhoneNumber> =
            staying.map(|number| PlannedPhoneNumber { row, number: number.clone() }).collect();
        numbers.append(&mut self.planned.phone_numbers);
        self.planned.phone_numbers = numbers;
        self.planned.softphone |= self.has_softphone && self.changed.softphones == 0;
    }

    fn kept_extension(&self, line: &ExistingLine, is_main: bool) -> PlannedExtension {
        let kept = self.kept.get(&line.number);
        let new_username = kept.and_then(|kept| kept.new_username(line));
        let new_password = kept.and_then(|kept| kept.new_password(line));
        PlannedExtension {
            row: kept.map_or(self.first_row, |kept| kept.row),
            number: line.number.clone(),
            display_name: kept
                .map_or_else(|| line.display_name.clone(), |kept| kept.display_name_after(line).cloned()),
            sip_username: new_username.cloned(),
            sip_password: new_password.cloned(),
            own_line: is_main || self.own_line(line),
        }
    }
}

impl Kept {
    fn new_username(&self, line: &ExistingLine) -> Option<&String> {
        self.sip_username.as_ref().filter(|new| line.sip_username.as_ref() != Some(new))
    }

    fn new_password(&self, line: &ExistingLine) -> Option<&Secret> {
        self.sip_password.as_ref().filter(|new| line.sip_password.as_ref() != Some(new))
    }

    fn display_name_after<'k>(&'k self, line: &'k ExistingLine) -> Option<&'k String> {
        let before = line.display_name.as_ref().filter(|_| !self.clears_display_name);
        self.display_name.as_ref().or(before)
    }

    fn changes(&self, line: &ExistingLine, name: &str) -> Vec<Change> {
        let mut changes = Vec::new();
        let (before, after) = (line.display_name.as_deref(), self.display_name_after(line));
        if before != after.map(String::as_str) {
            changes.push(of_user(self.row, name, Field::DisplayName, before, after.map(String::as_str)));
        }
        if let Some(new) = self.own_line.filter(|new| *new != line.own_line) {
            let (before, after) = (yes_no(!new), yes_no(new));
            changes.push(of_user(self.row, name, Field::OwnLine, Some(&before), Some(&after)));
        }
        if let Some(new) = self.new_username(line) {
            let before = line.sip_username.as_deref();
            changes.push(of_user(self.row, name, Field::SipUsername, before, Some(new)));
        }
        if self.new_password(line).is_some() {
            changes.push(of_user(self.row, name, Field::SipPassword, None, None));
        }
        changes
    }
}

fn of_line(name: &str, line: &ExistingLine) -> String {
    format!("{name}, extension {}", line.number)
}

fn of_user(row: u32, name: &str, field: Field, before: Option<&str>, after: Option<&str>) -> Change {
    Change {
        row,
        kind: ChangeKind::User,
        name: name.to_owned(),
        field: field.name(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    }
}
