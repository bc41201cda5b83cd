//! Users in the shape of the import file: further extensions and numbers stand on rows of their own.

use std::collections::BTreeSet;

use super::table::{csv_text, header};
use crate::{import::custom_header, store::UserRow};

/// Our own columns; those that a person's file had besides follow. All that an import can set and that is no secret:
/// the SIP username means nothing without its password, so it is in the accounts' export.
const COLUMNS: [&str; 14] = [
    "first_name",
    "last_name",
    "email",
    "extension",
    "display_name",
    "own_line",
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
    names.extend(custom.iter().map(|name| {
        let values = users.iter().filter_map(|user| user.custom.get(*name));
        custom_header(name, values.map(String::as_str))
    }));
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
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut row = vec![user.first_name.clone(), user.last_name.clone(), user.email.clone()];
    row.extend(numbers(user, 0));
    row.extend([user.softphone, user.include_voicemail, user.in_directory].map(yes_no));
    row.extend([
        text(&user.user_notes),
        text(&user.notification_email),
        text(&user.location),
        text(&user.department),
    ]);
    row.extend(custom.iter().map(|name| user.custom.get(*name).cloned().unwrap_or_default()));
    row
}

fn further_row(user: &UserRow, at: usize, custom: usize) -> Vec<String> {
    let mut row = vec![String::new(), String::new(), user.email.clone()];
    row.extend(numbers(user, at));
    row.resize(COLUMNS.len() + custom, String::new());
    row
}

/// An extension with what is known of it, and a phone number.
fn numbers(user: &UserRow, at: usize) -> [String; 4] {
    let line = user.lines.get(at);
    [
        user.extensions.get(at).cloned().unwrap_or_default(),
        line.and_then(|line| line.display_name.clone()).unwrap_or_default(),
        line.map(|line| yes_no(line.own_line)).unwrap_or_default(),
        user.phone_numbers.get(at).cloned().unwrap_or_default(),
    ]
}

fn yes_no(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::UserLine;

    #[test]
    fn further_extensions_and_numbers_stand_on_rows_of_their_own() {
        let line =
            |name: Option<&str>, own_line| UserLine { display_name: name.map(str::to_owned), own_line };
        let user = UserRow {
            first_name: "Ada".into(),
            last_name: "Byron".into(),
            email: "ada@example.com".into(),
            extensions: vec!["2001".into(), "2009".into()],
            lines: vec![line(None, true), line(Some("Sales"), false)],
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
        let rows: Vec<&str> = text.lines().collect();
        assert!(rows[0].ends_with("department,custom:Room"), "{}", rows[0]);
        assert_eq!(
            rows[1..],
            [
                "Ada,Byron,ada@example.com,2001,,yes,+18005551212,yes,yes,no,,,,Sales,'=1",
                ",,ada@example.com,2009,Sales,no,,,,,,,,,"
            ]
        );
    }
}
