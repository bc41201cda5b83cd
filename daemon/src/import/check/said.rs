//! What rows say of a user who is on the box and may be changed, gathered until all of them are read.

use std::collections::BTreeMap;

use crate::{
    directory::Secret,
    import::{Change, ChangeKind, Field, PlannedUser},
};

/// Longest text of several rows together, in characters: a file may have 100,000 of the same user.
pub(super) const MAX_JOINED: usize = 2000;

/// What is to be, and the row that says so first.
pub(super) struct Word<T> {
    pub(super) row: u32,
    pub(super) what: T,
}

/// Everything said of one user.
#[derive(Default)]
pub(super) struct Said {
    /// By field; `None` takes the text away.
    texts: BTreeMap<Field, Word<Option<String>>>,
    flags: BTreeMap<Field, Word<bool>>,
    /// By name; `None` takes the field away.
    custom: BTreeMap<String, Word<Option<String>>>,
    pub(super) password: Option<Word<Secret>>,
}

impl Said {
    /// Whether an earlier row says something else, which stays. A text beats the word for nothing.
    pub(super) fn text(&mut self, row: u32, field: Field, what: Option<String>) -> bool {
        if let Some(first) = self.texts.get(&field).and_then(|word| word.what.as_ref()) {
            return what.is_some_and(|other| other != *first);
        }
        self.texts.insert(field, Word { row, what });
        false
    }

    /// Notes of several rows are joined; whether there was room.
    pub(super) fn join_text(&mut self, row: u32, field: Field, what: Option<&str>) -> bool {
        join_word(self.texts.entry(field).or_insert(Word { row, what: None }), what)
    }

    /// So are further columns.
    pub(super) fn custom(&mut self, row: u32, name: &str, what: Option<&str>) -> bool {
        join_word(self.custom.entry(name.to_owned()).or_insert(Word { row, what: None }), what)
    }

    /// Whether an earlier row says the other. A yes beats a no, as it does for users who are new.
    pub(super) fn flag(&mut self, row: u32, field: Field, what: bool) -> bool {
        let word = self.flags.entry(field).or_insert(Word { row, what });
        let differs = word.what != what;
        if differs && what {
            *word = Word { row, what };
        }
        differs
    }

    pub(super) fn flag_word(&self, field: Field) -> Option<&Word<bool>> {
        self.flags.get(&field)
    }

    /// The row and text of a field that an earlier row gives.
    pub(super) fn said_text(&self, field: Field) -> Option<(u32, &str)> {
        let word = self.texts.get(&field)?;
        Some((word.row, word.what.as_deref()?))
    }

    /// Makes the user what was said, and lists what changes by that. Their softphone is looked after elsewhere.
    pub(super) fn settle(&self, user: &mut PlannedUser, name: &str) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut note = |row, field, before, after| {
            let (kind, name) = (ChangeKind::User, name.to_owned());
            changes.push(Change { row, kind, name, field, before, after });
        };
        for (field, word) in &self.texts {
            let before = text_of(user, *field);
            if before != word.what {
                set_text(user, *field, word.what.clone());
                note(word.row, field.name(), before, word.what.clone());
            }
        }
        for (field, word) in &self.flags {
            let Some(flag) = flag_of(user, *field) else { continue };
            if *flag != word.what {
                *flag = word.what;
                note(word.row, field.name(), Some(yes_no(!word.what)), Some(yes_no(word.what)));
            }
        }
        for (custom, word) in &self.custom {
            let before = user.custom.get(custom).cloned();
            if before != word.what {
                match &word.what {
                    Some(text) => user.custom.insert(custom.clone(), text.clone()),
                    None => user.custom.remove(custom),
                };
                note(
                    word.row,
                    field_of(custom),
                    before.map(|text| label(custom, &text)),
                    word.what.as_ref().map(|text| label(custom, text)),
                );
            }
        }
        if let Some(word) = &self.password {
            user.password = Some(word.what.clone());
            note(word.row, Field::Password.name(), None, None);
        }
        changes
    }
}

/// Custom fields have names of their own, which are said with the value.
fn field_of(custom: &str) -> &'static str {
    [Field::SeatType, Field::DoNotBill]
        .into_iter()
        .map(Field::name)
        .find(|name| *name == custom)
        .unwrap_or("custom")
}

fn label(custom: &str, text: &str) -> String {
    if field_of(custom) == "custom" { format!("{custom}: {text}") } else { text.to_owned() }
}

pub(super) fn yes_no(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

/// Whether there was room for it.
fn join_word(word: &mut Word<Option<String>>, what: Option<&str>) -> bool {
    what.is_none_or(|text| join(word.what.get_or_insert_default(), text) != Joined::LeftOut)
}

/// What became of a text that was to be joined to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joined {
    /// It is new.
    Added,
    /// There is no room for it.
    LeftOut,
    /// It was among them.
    There,
}

/// Adds a text that is not among those there, as long as all together are not too long.
pub(super) fn join(texts: &mut String, text: &str) -> Joined {
    if texts.split("; ").any(|old| old == text) || texts == text {
        return Joined::There;
    }
    if !texts.is_empty() {
        if texts.chars().count() + text.chars().count() > MAX_JOINED {
            return Joined::LeftOut;
        }
        texts.push_str("; ");
    }
    texts.push_str(text);
    Joined::Added
}

fn text_of(user: &PlannedUser, field: Field) -> Option<String> {
    match field {
        Field::Department => user.department.clone(),
        Field::Email => Some(user.email.clone()),
        Field::FirstName => Some(user.first_name.clone()),
        Field::LastName => Some(user.last_name.clone()),
        Field::Location => user.location.clone(),
        Field::NotificationEmail => user.notification_email.clone(),
        Field::UserNotes => user.notes.clone(),
        _ => None,
    }
}

fn set_text(user: &mut PlannedUser, field: Field, text: Option<String>) {
    match field {
        Field::Department => user.department = text,
        Field::Email => user.email = text.unwrap_or_default(),
        Field::FirstName => user.first_name = text.unwrap_or_default(),
        Field::LastName => user.last_name = text.unwrap_or_default(),
        Field::Location => user.location = text,
        Field::NotificationEmail => user.notification_email = text,
        Field::UserNotes => user.notes = text,
        _ => {}
    }
}

fn flag_of(user: &mut PlannedUser, field: Field) -> Option<&mut bool> {
    match field {
        Field::IncludeVoicemail => Some(&mut user.include_voicemail),
        Field::InDirectory => Some(&mut user.in_directory),
        _ => None,
    }
}
