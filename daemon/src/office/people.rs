//! Users, by hand.

mod form;
mod secrets;
#[cfg(test)]
mod tests;

pub use secrets::{AccountForm, SecretSet, set_account, set_voicemail_pin};

use std::collections::BTreeMap;

use super::{
    Office,
    hand::{Desk, Found, HandError, accepted, attempt},
};
use crate::{
    directory::{Secret, UserId, credentials},
    store::{Person, Store, StoreError, Strength, hash_password},
};

/// A user as a person fills them in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserForm {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Identifies the user.
    pub email: String,
    /// Where mail goes when not to `email`.
    pub notification_email: Option<String>,
    /// Gets a mailbox.
    pub include_voicemail: bool,
    /// Is listed in the company phonebook.
    pub in_directory: bool,
    /// Gets a softphone account.
    pub softphone: bool,
    /// Free text.
    pub user_notes: Option<String>,
    /// Free label.
    pub location: Option<String>,
    /// Free label.
    pub department: Option<String>,
    /// Extensions, the main one first.
    pub extensions: Vec<ExtensionForm>,
    /// Phone numbers (DIDs).
    pub phone_numbers: Vec<String>,
    /// Other fields.
    pub custom: BTreeMap<String, String>,
}

/// An extension as a person fills it in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtensionForm {
    /// Digits.
    pub number: String,
    /// What phones and caller id show; `None` = "First Last".
    pub display_name: Option<String>,
    /// Whether it registers by itself; the main one always does.
    pub own_line: bool,
}

/// A user who was made.
#[derive(Debug)]
pub struct Added {
    /// Who it is.
    pub user: UserId,
    /// The login password that was made for them; `None` where it was given.
    pub password: Option<Secret>,
    /// The PIN of their mailbox, which was made for them.
    pub voicemail_pin: Option<Secret>,
    /// Warnings and notes.
    pub notes: Vec<Found>,
}

/// A user who was changed.
#[derive(Debug)]
pub struct Changed {
    /// The PIN that was made, where their mailbox is new.
    pub voicemail_pin: Option<Secret>,
    /// Warnings and notes.
    pub notes: Vec<Found>,
}

/// Makes a user. Without a password one is made.
pub fn add(
    office: &Office,
    store: &mut Store,
    form: &UserForm,
    password: Option<&Secret>,
    actor: &str,
) -> Result<Added, HandError> {
    attempt(|| {
        let desk = Desk::open(office, store)?;
        let (planned, found) = form::judge(&desk, form, password, None);
        let notes = accepted(found)?;
        let planned = planned.ok_or(HandError::Gone)?;
        let (user, made) = store.add_user(&planned, &desk.hand(actor))?;
        let (password, voicemail_pin) = made.map(|made| (made.password, made.voicemail_pin)).unzip();
        let password = password.flatten().filter(|_| planned.password.is_none());
        Ok(Added { user, password, voicemail_pin: voicemail_pin.flatten(), notes })
    })
}

/// Makes a user what the form says, if they are still in this version.
pub fn change(
    office: &Office,
    store: &mut Store,
    user: UserId,
    version: i64,
    form: &UserForm,
    actor: &str,
) -> Result<Changed, HandError> {
    attempt(|| {
        let mut desk = Desk::open(office, store)?;
        let person = store.person(user)?.ok_or(HandError::Gone)?;
        if person.version != version {
            return Err(StoreError::Changed.into());
        }
        let form = &with_login(form, &person);
        take_out(&mut desk, &person, &form.email);
        let (planned, found) = form::judge(&desk, form, None, Some(&person));
        let notes = accepted(found)?;
        let planned = planned.ok_or(HandError::Gone)?;
        let changed = store.change_user(user, version, &planned, &desk.hand(actor))?;
        let voicemail_pin = changed.ok_or(HandError::Gone)?.0;
        Ok(Changed { voicemail_pin, notes })
    })
}

/// Gives a user a new login password: this one, or one that is made and returned.
pub fn set_password(
    office: &Office,
    store: &mut Store,
    user: UserId,
    password: Option<&Secret>,
    actor: &str,
) -> Result<Option<Secret>, HandError> {
    let person = store.person(user)?.ok_or(HandError::Gone)?;
    let (secret, strength) = match password {
        Some(password) => {
            let mut desk = Desk::open(office, store)?;
            take_out(&mut desk, &person, &person.email);
            accepted(form::judge_password(&desk, &person, password))?;
            (password.clone(), Strength::Chosen)
        }
        None => (credentials::login_password(&mut rand::rng()), Strength::Generated),
    };
    let hash = hash_password(&secret, strength)?;
    if !store.set_user_password(user, &hash, actor, super::now())? {
        return Err(HandError::Gone);
    }
    Ok(password.is_none().then_some(secret))
}

/// Whoever has no email is known by their main extension, so their login name follows that.
fn with_login(form: &UserForm, person: &Person) -> UserForm {
    let is_kept = !person.email.contains('@') && form.email.trim() == person.email;
    let main = form.extensions.first().map(|extension| extension.number.trim().to_owned());
    match main.filter(|_| is_kept) {
        Some(email) => UserForm { email, ..form.clone() },
        None => form.clone(),
    }
}

/// Takes a user's own entries out of what is there: what they have already is not taken from them. Their phones stay,
/// under the email that they are to have, so that these are compared with their lines.
fn take_out(desk: &mut Desk<'_>, person: &Person, email: &str) {
    let email = email.trim().to_lowercase();
    let existing = &mut desk.existing;
    existing.users.remove(&person.email);
    existing.extensions.retain(|_, extension| extension.email != person.email);
    existing.phone_numbers.retain(|_, owner| *owner != person.email);
    for name in person.accounts.iter().map(|(_, name)| name) {
        existing.sip_usernames.remove(name);
    }
    // An extension that they have needs no new account under its number.
    for extension in &person.extensions {
        existing.sip_usernames.remove(&extension.number);
    }
    for device in existing.devices.values_mut() {
        let sharers = device.sharers.iter_mut();
        for owner in device.email.iter_mut().chain(sharers).filter(|owner| **owner == person.email) {
            owner.clone_from(&email);
        }
    }
}
