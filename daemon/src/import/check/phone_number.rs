//! Phone numbers (DIDs).

use super::{Checker, Finding, Seen, cells::Cells, draft::push_few, intent::Intent, number, value::shown};
use crate::import::{Field, PlannedPhoneNumber};

impl Checker<'_> {
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
        let digits = number.trim_start_matches('+').to_owned();
        if let Some(seen) = self.phone_numbers.get(&digits).copied() {
            if !seen.is_of(owner) {
                let message =
                    format!("Phone number {number} is already used in row {}. Give it to one user", seen.row);
                self.log.cell(cells, Field::PhoneNumber, Finding::error("phone_number_duplicate", message));
            }
            return false;
        }
        self.phone_numbers.insert(digits.clone(), Seen { row: cells.row, owner });
        match self.holder_of_number(&digits) {
            None => self.give_number(cells, owner, number),
            Some(holder) => self.known_number(cells, owner, &number, &holder),
        }
    }

    /// The number as the box has it, and the key of its user. With and without its `+` it is one number.
    fn holder_of_number(&self, digits: &str) -> Option<(String, String)> {
        let numbers = &self.existing.phone_numbers;
        let (number, key) =
            numbers.get_key_value(digits).or_else(|| numbers.get_key_value(&format!("+{digits}")))?;
        Some((number.clone(), key.clone()))
    }

    fn give_number(&mut self, cells: &Cells<'_>, owner: Option<usize>, number: String) -> bool {
        let Some(user) = owner else { return false };
        push_few(&mut self.users[user].planned.phone_numbers, PlannedPhoneNumber { row: cells.row, number });
        true
    }

    fn known_number(
        &mut self,
        cells: &Cells<'_>,
        owner: Option<usize>,
        number: &str,
        (held, key): &(String, String),
    ) -> bool {
        let digits = number.trim_start_matches('+');
        let removed_in = self.foresight.phone_numbers.get(digits).copied();
        if let Some(user) = owner.filter(|user| self.users[*user].key == *key) {
            self.users[user].same.phone_numbers += 1;
            if let Some(row) = removed_in {
                let message =
                    format!("Row {row} removes phone number {number}. Leave out that row or this cell");
                self.log.cell(cells, Field::PhoneNumber, Finding::error("delete_used", message));
            }
            return false;
        }
        if removed_in.is_some() || self.foresight.users.contains_key(key) {
            return self.give_number(cells, owner, number.to_owned());
        }
        if self.intent == Intent::Update {
            self.move_number(cells, owner, held, key);
            return false;
        }
        // So that the row of its rightful owner is not blamed for this one.
        self.phone_numbers.remove(digits);
        let message = format!(
            "Phone number {number} belongs to {} already. Leave it out, or import with “Also update people who are already here”",
            shown(key)
        );
        self.log.cell(cells, Field::PhoneNumber, Finding::error("phone_number_taken", message));
        false
    }

    /// The number goes from its user to the row's.
    fn move_number(&mut self, cells: &Cells<'_>, owner: Option<usize>, held: &str, key: &str) {
        let Some(user) = owner else { return };
        let loser = self.known_person(cells.row, key);
        self.users[loser].lost_numbers.push((cells.row, held.to_owned()));
        let draft = &mut self.users[user];
        draft.gained_numbers.insert(held.to_owned());
        draft.planned.phone_numbers.push(PlannedPhoneNumber { row: cells.row, number: held.to_owned() });
        let message =
            format!("Phone number {held} goes from {} to {}", self.name_of(key), self.users[user].name());
        self.log.cell(cells, Field::PhoneNumber, Finding::warning("phone_number_moves", message));
    }
}
