//! A user's form as a sheet: one row for each extension and phone number, all of one email address.

use super::UserForm;
use crate::{
    directory::{
        Secret,
        text::{forbidden_sign, sign_name},
    },
    import::{
        Field, Issue, PlannedUser, Severity,
        sheet::{Row, is_empty_word},
    },
    office::hand::{Desk, Form, Found, step},
    store::Person,
};

/// The columns, in the order of the form.
const FIELDS: [Field; 14] = [
    Field::FirstName,
    Field::LastName,
    Field::Email,
    Field::NotificationEmail,
    Field::IncludeVoicemail,
    Field::InDirectory,
    Field::Softphone,
    Field::UserNotes,
    Field::Location,
    Field::Department,
    Field::Password,
    Field::Extension,
    Field::DisplayName,
    Field::PhoneNumber,
];

/// Stands for an email that is missing, so that all else is judged all the same.
pub(super) const NOBODY: &str = "somebody@missing.invalid";

/// The most extensions and the most phone numbers of one user. The largest we have heard of had twelve.
const MAX_NUMBERS: usize = 100;

/// The most custom fields of one user, and the longest name of one in characters. What an import brought stays.
const MAX_CUSTOM: usize = 50;
const MAX_CUSTOM_NAME: usize = 64;

/// Judges the form; `before` is the user as they are. Without an error among what is found, the planned user is there.
pub(super) fn judge(
    desk: &Desk<'_>,
    form: &UserForm,
    password: Option<&Secret>,
    before: Option<&Person>,
) -> (Option<PlannedUser>, Vec<Found>) {
    let bounds = out_of_bounds(form, before);
    if !bounds.is_empty() {
        return (None, bounds);
    }
    let unusable = unusable_email(desk, form);
    let email = if unusable.is_some() { NOBODY } else { form.email.as_str() };
    let checked = desk.judge(&sheet(form, password, email));
    let planned = checked.plan.users.into_iter().next();
    let issues = checked.issues;
    let twice = listed_twice(form, planned.as_ref(), &issues);
    let mut found: Vec<Found> = issues.into_iter().map(|issue| place(issue, form)).collect();
    found.retain(|found| !twice.iter().any(|twice| is_beside(&found.pointer, &twice.pointer)));
    found.extend(twice);
    found.extend(unusable);
    (planned, found)
}

/// An email that is missing, or somebody else's. A file would add to them; a form is about one user.
fn unusable_email(desk: &Desk<'_>, form: &UserForm) -> Option<Found> {
    let checked = desk.judge(&sheet(form, None, &form.email));
    if checked.issues.iter().any(|issue| issue.code == "user_exists") {
        let message = format!("{} is the email of another user already. Give another one", form.email.trim());
        return Some(Found::error("/email", "email_taken", message));
    }
    let missing = checked.issues.into_iter().find(|issue| issue.code == "email_missing");
    missing.map(|issue| Found::of(issue, "/email".to_owned()))
}

/// Judges a new login password of a user.
pub(super) fn judge_password(desk: &Desk<'_>, person: &Person, password: &Secret) -> Vec<Found> {
    let cells = [&person.first_name, &person.last_name, &person.email].map(Clone::clone);
    let cells = cells.into_iter().chain([password.expose().to_owned()]).collect();
    let fields = [Field::FirstName, Field::LastName, Field::Email, Field::Password];
    let checked = desk.judge(&Form::new(&fields, [], vec![Row::typed(1, cells, None)]));
    let about = |issue: &Issue| issue.column.as_deref() == Some(Field::Password.name());
    let issues = checked.issues.into_iter().filter(about);
    issues.map(|issue| Found::of(issue, "/password".to_owned())).collect()
}

fn sheet(form: &UserForm, password: Option<&Secret>, email: &str) -> Form {
    let count = form.extensions.len().max(form.phone_numbers.len()).max(1);
    let rows = (1_u32..).zip(0..count).map(|(number, at)| {
        let cells = FIELDS.iter().map(|field| cell(form, password, email, *field, at));
        let custom = form.custom.values().map(|value| if at == 0 { value.clone() } else { String::new() });
        let own_line = form.extensions.get(at).map(|extension| extension.own_line);
        Row::typed(number, cells.chain(custom).collect(), own_line)
    });
    Form::new(&FIELDS, form.custom.keys(), rows.collect())
}

fn cell(form: &UserForm, password: Option<&Secret>, email: &str, field: Field, at: usize) -> String {
    let extension = form.extensions.get(at);
    let flag = |set: bool| if set { "yes" } else { "" };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match field {
        Field::Email => email.to_owned(),
        Field::Extension => extension.map(|extension| extension.number.clone()).unwrap_or_default(),
        Field::DisplayName => {
            extension.and_then(|extension| extension.display_name.clone()).unwrap_or_default()
        }
        Field::PhoneNumber => form.phone_numbers.get(at).cloned().unwrap_or_default(),
        // Further rows add numbers to the user of the first.
        _ if at > 0 => String::new(),
        Field::FirstName => form.first_name.clone(),
        Field::LastName => form.last_name.clone(),
        Field::NotificationEmail => text(&form.notification_email),
        Field::IncludeVoicemail => flag(form.include_voicemail).to_owned(),
        Field::InDirectory => flag(form.in_directory).to_owned(),
        Field::Softphone => flag(form.softphone).to_owned(),
        Field::UserNotes => text(&form.user_notes),
        Field::Location => text(&form.location),
        Field::Department => text(&form.department),
        Field::Password => password.map(|password| password.expose().to_owned()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Where in the form an issue is.
fn place(issue: Issue, form: &UserForm) -> Found {
    let at = issue.row.unwrap_or(1).saturating_sub(1);
    let pointer = match (issue.column.as_deref(), issue.source_column.as_deref()) {
        (Some("extension"), _) if form.extensions.is_empty() => "/extensions".to_owned(),
        (Some("extension" | "sip_username" | "sip_password"), _) => format!("/extensions/{at}/number"),
        (Some("display_name"), _) => format!("/extensions/{at}/display_name"),
        (Some("phone_number"), _) => format!("/phone_numbers/{at}"),
        (Some(field), _) => format!("/{field}"),
        (None, Some(name)) => format!("/custom/{}", step(name)),
        (None, None) => String::new(),
    };
    let message = issue.message.replace(&format!(" for {NOBODY}"), "");
    Found::of(Issue { message, ..issue }, pointer)
}

/// In a file the same value of the same user again is no mistake; in a form it is.
fn listed_twice(form: &UserForm, planned: Option<&PlannedUser>, issues: &[Issue]) -> Vec<Found> {
    let Some(planned) = planned else { return Vec::new() };
    let is_lost = |row: u32, text: &str, columns: &[&str], is_planned: bool| {
        let is_blamed = issues.iter().any(|issue| {
            issue.severity == Severity::Error
                && issue.row == Some(row)
                && issue.column.as_deref().is_some_and(|column| columns.contains(&column))
        });
        !(is_planned || is_blamed || is_empty_word(text.trim()))
    };
    let extensions = (1_u32..).zip(&form.extensions).filter(|(row, extension)| {
        let is_planned = planned.extensions.iter().any(|planned| planned.row == *row);
        is_lost(*row, &extension.number, &["extension", "sip_username"], is_planned)
    });
    let extensions = extensions.map(|(row, extension)| {
        let message = format!("Extension {} is listed twice. Keep it once", extension.number.trim());
        Found::error(format!("/extensions/{}/number", row - 1), "extension_duplicate", message)
    });
    let numbers = (1_u32..).zip(&form.phone_numbers).filter(|(row, number)| {
        let is_planned = planned.phone_numbers.iter().any(|planned| planned.row == *row);
        is_lost(*row, number, &["phone_number"], is_planned)
    });
    let numbers = numbers.map(|(row, number)| {
        let message = format!("Phone number {} is listed twice. Keep it once", number.trim());
        Found::error(format!("/phone_numbers/{}", row - 1), "phone_number_duplicate", message)
    });
    extensions.chain(numbers).collect()
}

/// Whether a pointer is about the same extension as this one's number.
fn is_beside(pointer: &str, number: &str) -> bool {
    number.strip_suffix("number").is_some_and(|extension| pointer.starts_with(extension))
}

/// What a file cannot bring, or only within its own bounds.
fn out_of_bounds(form: &UserForm, before: Option<&Person>) -> Vec<Found> {
    let mut found = Vec::new();
    for (pointer, count) in
        [("/extensions", form.extensions.len()), ("/phone_numbers", form.phone_numbers.len())]
    {
        if count > MAX_NUMBERS {
            found.push(Found::error(pointer, "too_many", format!("A user can have {MAX_NUMBERS} at most")));
        }
    }
    let had = before.map_or(0, |person| person.custom.len());
    if form.custom.len() > MAX_CUSTOM.max(had) {
        let message = format!("A user can have {MAX_CUSTOM} fields of their own at most");
        found.push(Found::error("/custom", "too_many", message));
    }
    let is_new = |name: &&String| !before.is_some_and(|person| person.custom.contains_key(*name));
    found.extend(form.custom.keys().filter(is_new).filter_map(|name| custom_name_fault(name)));
    found
}

fn custom_name_fault(name: &str) -> Option<Found> {
    let message = if name.trim().is_empty() {
        "Give the field a name".to_owned()
    } else if name.chars().count() > MAX_CUSTOM_NAME {
        format!("The field's name is longer than {MAX_CUSTOM_NAME} characters. Shorten it")
    } else {
        format!("The field's name contains {}. Remove it", sign_name(forbidden_sign(name)?))
    };
    Some(Found::error(format!("/custom/{}", step(name)), "custom_name", message))
}
