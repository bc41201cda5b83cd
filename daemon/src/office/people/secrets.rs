//! SIP credentials and the PIN of a mailbox by hand, judged as those of a file are.

use super::{Person, form::NOBODY, take_out};
use crate::{
    directory::{Secret, UserId},
    import::{Field, Issue, sheet::Row},
    office::{
        Office,
        hand::{Desk, Form, Found, HandError, accepted, attempt},
    },
    store::{AccountWanted, Store, StoreError},
};

/// What a SIP account is to log in with, as a person fills it in.
#[derive(Debug, Clone)]
pub struct AccountForm {
    /// Its username now.
    pub account: String,
    /// Another username; `None` keeps it.
    pub username: Option<String>,
    /// The password; `None` makes one.
    pub password: Option<Secret>,
}

/// A secret that was set.
pub struct SecretSet {
    /// As it is now.
    pub secret: Secret,
    /// Warnings and notes.
    pub notes: Vec<Found>,
}

/// The fields of the sheet that a user's secrets are judged in.
const FIELDS: [Field; 8] = [
    Field::FirstName,
    Field::LastName,
    Field::Email,
    Field::Extension,
    Field::IncludeVoicemail,
    Field::VoicemailPin,
    Field::SipUsername,
    Field::SipPassword,
];

/// Gives a SIP account of a user, if they are still in this version, other credentials.
pub fn set_account(
    office: &Office,
    store: &mut Store,
    user: UserId,
    version: i64,
    form: &AccountForm,
    actor: &str,
) -> Result<SecretSet, HandError> {
    attempt(|| {
        let (desk, person) = open(office, store, user, version)?;
        let account = person.accounts.iter().find(|(_, username)| *username == form.account);
        let (extension, _) = account.ok_or(HandError::Gone)?;
        let is_own = |username: &&str| person.accounts.iter().any(|(_, own)| own == username);
        let new = form.username.as_deref().map(str::trim).filter(|name| *name != form.account);
        let given = form.password.as_ref().map_or("", Secret::expose);
        let cells = Said { extension, pin: "", username: new.unwrap_or_default(), password: given };
        let mut found = judge(&desk, &person, &[cells]);
        found.extend(new.filter(is_own).map(|_| taken()));
        let notes = accepted(found)?;
        let password = Some(given.trim()).filter(|text| !text.is_empty()).map(Secret::new);
        let wanted = AccountWanted { account: &form.account, username: new, password: password.as_ref() };
        let secret = store.set_account(user, version, &wanted, &desk.hand(actor))?.ok_or(HandError::Gone)?;
        Ok(SecretSet { secret, notes })
    })
}

/// Gives a user's mailbox, if they are still in this version, another PIN: this one, or one that is made.
pub fn set_voicemail_pin(
    office: &Office,
    store: &mut Store,
    user: UserId,
    version: i64,
    pin: Option<&Secret>,
    actor: &str,
) -> Result<SecretSet, HandError> {
    attempt(|| {
        let (desk, person) = open(office, store, user, version)?;
        if !person.include_voicemail {
            let message = "They have no mailbox. Tick “Voicemail” and save first";
            return Err(HandError::Refused(vec![Found::error("/voicemail_pin", "no_mailbox", message)]));
        }
        let text = pin.map_or("", |pin| pin.expose().trim());
        let rows = person.extensions.iter().zip([text].into_iter().chain(std::iter::repeat("")));
        let rows: Vec<Said<'_>> = rows
            .map(|(extension, pin)| Said { extension: &extension.number, pin, username: "", password: "" })
            .collect();
        let notes = accepted(judge(&desk, &person, &rows))?;
        let pin = Some(text).filter(|text| !text.is_empty()).map(Secret::new);
        let set = store.set_voicemail_pin(user, version, pin.as_ref(), &desk.hand(actor))?;
        Ok(SecretSet { secret: set.ok_or(HandError::Gone)?, notes })
    })
}

fn open<'a>(
    office: &'a Office,
    store: &mut Store,
    user: UserId,
    version: i64,
) -> Result<(Desk<'a>, Person), HandError> {
    let mut desk = Desk::open(office, store)?;
    let person = store.person(user)?.ok_or(HandError::Gone)?;
    if person.version != version {
        return Err(StoreError::Changed.into());
    }
    take_out(&mut desk, &person, &person.email);
    Ok((desk, person))
}

/// What is said of an extension.
struct Said<'a> {
    extension: &'a str,
    pin: &'a str,
    username: &'a str,
    password: &'a str,
}

/// What a file with these would be told of them.
fn judge(desk: &Desk<'_>, person: &Person, said: &[Said<'_>]) -> Vec<Found> {
    let row = |(number, Said { extension, pin, username, password }): (u32, &Said<'_>)| {
        let cells = [
            person.first_name.as_str(),
            person.last_name.as_str(),
            NOBODY,
            extension,
            "yes",
            pin,
            username,
            password,
        ];
        Row::typed(number, cells.map(str::to_owned).to_vec(), None)
    };
    let checked = desk.judge(&Form::new(&FIELDS, [], (1_u32..).zip(said).map(row).collect()));
    checked.issues.into_iter().filter_map(place).collect()
}

/// Where in the form an issue is. That a half was given is meant so.
fn place(issue: Issue) -> Option<Found> {
    let field = issue.column.as_deref().filter(|_| issue.code != "sip_half")?;
    let is_asked = matches!(field, "voicemail_pin" | "sip_username" | "sip_password");
    let pointer = format!("/{field}");
    is_asked.then(|| Found::of(issue, pointer))
}

fn taken() -> Found {
    let message = "Another account of theirs has this SIP username already. Give another one";
    Found::error("/sip_username", "sip_username_taken", message)
}
