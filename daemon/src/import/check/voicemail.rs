//! Mailboxes and their PINs.

use super::{Checker, Finding, cells::Cells, intent::Intent, key::extension_of};
use crate::{directory::Secret, import::Field};

/// Digits of a PIN: what phone systems take.
const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

impl Checker<'_> {
    /// The row's PIN, kept until it is known whether its user has a mailbox. Whether it is new.
    pub(super) fn voicemail_pin(&mut self, cells: &Cells<'_>, owner: Option<usize>) -> bool {
        let Some(text) = cells.text(Field::VoicemailPin) else { return false };
        if let Some(finding) = pin_fault(text) {
            self.log.cell(cells, Field::VoicemailPin, finding);
            return false;
        }
        if extension_of(cells).as_deref() == Some(text) {
            self.log.cell(cells, Field::VoicemailPin, is_extension());
            return false;
        }
        if is_run(text) {
            let message = "The voicemail PIN counts up or down, so anybody can guess it. Choose another";
            self.log.cell(cells, Field::VoicemailPin, Finding::warning("voicemail_pin_easy", message));
        }
        let Some(user) = owner else { return false };
        let draft = &mut self.users[user];
        if !draft.is_new() && self.intent == Intent::Add {
            return false;
        }
        match &draft.planned.voicemail_pin {
            Some(first) if first.expose() != text => {
                self.report_differs(cells, Field::VoicemailPin);
                false
            }
            Some(_) => false,
            None => {
                draft.planned.voicemail_pin = Some(Secret::new(text));
                draft.pin_row = Some(cells.row);
                draft.is_new()
            }
        }
    }

    /// Once all rows are read it is known whose mailbox the PINs are for.
    pub(super) fn settle_pins(&mut self) {
        for user in 0..self.users.len() {
            let draft = &mut self.users[user];
            let (Some(row), Some(pin)) = (draft.pin_row, &draft.planned.voicemail_pin) else { continue };
            let existing = self.existing.users.get(&draft.key);
            let said = draft.said.flag_word(Field::IncludeVoicemail).map(|word| word.what);
            let finding = if !said.unwrap_or(draft.planned.include_voicemail) {
                let message = format!("{} has no mailbox, so the voicemail PIN is not used", draft.name());
                Some(Finding::note("voicemail_pin_unused", message))
            } else if draft.planned.extensions.iter().any(|extension| extension.number == pin.expose())
                || existing.is_some_and(|user| user.extensions.iter().any(|line| line.number == pin.expose()))
            {
                Some(is_extension())
            } else {
                None
            };
            if finding.is_some() || existing.is_some_and(|user| user.voicemail_pin.as_ref() == Some(pin)) {
                draft.planned.voicemail_pin = None;
            }
            if let Some(finding) = finding {
                self.log.field(row, Field::VoicemailPin, "", finding);
            }
        }
    }

    /// Somebody who expects mailboxes should not find out from callers.
    pub(super) fn note_no_voicemail(&mut self) {
        let brings_users = self.users.iter().any(super::draft::Draft::is_new);
        if brings_users && !self.mapping.feeds(Field::IncludeVoicemail) {
            let message = "Nobody gets a mailbox: the file has no column include_voicemail";
            self.log.file(Finding::note("no_voicemail", message));
        }
    }
}

fn is_extension() -> Finding {
    let message = "The voicemail PIN is the extension, which everybody tries first. Choose another";
    Finding::error("voicemail_pin_weak", message)
}

fn pin_fault(text: &str) -> Option<Finding> {
    if !(text.bytes().all(|byte| byte.is_ascii_digit()) && PIN_DIGITS.contains(&text.len())) {
        let message =
            "The voicemail PIN needs 4 to 8 digits. Choose another, or leave it blank to have one made";
        return Some(Finding::error("voicemail_pin_malformed", message));
    }
    let first = text.as_bytes().first();
    text.bytes().all(|byte| Some(&byte) == first).then(|| {
        let message =
            "The voicemail PIN is one digit all over. Choose another, or leave it blank to have one made";
        Finding::error("voicemail_pin_weak", message)
    })
}

/// 1234 and 9876, also across the zero.
fn is_run(text: &str) -> bool {
    let steps = |by: u8| text.as_bytes().windows(2).all(|pair| (pair[0] - b'0' + by) % 10 == pair[1] - b'0');
    steps(1) || steps(9)
}
