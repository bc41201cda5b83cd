//! Users in the shape of the import file: further extensions and numbers stand on rows of their own.

use std::collections::BTreeSet;

use super::table::{csv_text, header};
use crate::store::UserRow;

/// Our own columns; those that a person's file had besides follow.
const COLUMNS: [&str; 12] = [
    "first_name",
    "last_name",
    "email",
    "extension",
    "phone_number",
    "softphone",
    "include_voicemail",
    "in_directory",
    "user_notes",
    "notification_email",
    "location",
    "department",
];

pub fn users_csv(users: &[UserRow]) -> Result<String, csv::Error> {
    let custom: BTreeSet<&String> = users.iter().flat_map(|user| user.custom.keys()).collect();
    let mut names = header(&COLUMNS);
    names.extend(custom.iter().map(|name| (*name).clone()));
    let mut rows = vec![names];
    for user in users {
        rows.push(first_row(user, &custom));
        rows.extend(
            (1..user.extensions.len().max(user.phone_numbers.len()))
                .map(|at| further_row(user, at, custom.len())),
        );
    }
    csv_text(&rows)
}

fn first_row(user: &UserRow, custom: &BTreeSet<&String>) -> Vec<String> {
    let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut row = vec![
        user.first_name.clone(),
        user.last_name.clone(),
        user.email.clone(),
        user.extensions.first().cloned().unwrap_or_default(),
        user.phone_numbers.first().cloned().unwrap_or_default(),
        yes(user.softphone),
        yes(user.include_voicemail),
        yes(user.in_directory),
        text(&user.user_notes),
        text(&user.notification_email),
        text(&user.location),
        text(&user.department),
    ];
    row.extend(custom.iter().map(|name| user.custom.get(*name).cloned().unwrap_or_default()));
    row
}

fn further_row(user: &UserRow, at: usize, custom: usize) -> Vec<String> {
    let mut row = vec![
        String::new(),
        String::new(),
        user.email.clone(),
        user.extensions.get(at).cloned().unwrap_or_default(),
        user.phone_numbers.get(at).cloned().unwrap_or_default(),
    ];
    row.resize(COLUMNS.len() + custom, String::new());
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_extensions_and_numbers_stand_on_rows_of_their_own() {
        let user = UserRow {
            first_name: "Ada".into(),
            last_name: "Byron".into(),
            email: "ada@example.com".into(),
            extensions: vec!["2001".into(), "2009".into()],
            phone_numbers: vec!["+18005551212".into()],
            softphone: true,
            include_voicemail: true,
            in_directory: false,
            user_notes: None,
            notification_email: None,
            location: None,
            department: Some("Sales".into()),
            custom: [("Room".to_owned(), "=1".to_owned())].into(),
        };
        let text = users_csv(&[user]).unwrap();
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            rows,
            [
                "Ada,Byron,ada@example.com,2001,+18005551212,yes,yes,no,,,,Sales,'=1",
                ",,ada@example.com,2009,,,,,,,,,"
            ]
        );
    }
}
