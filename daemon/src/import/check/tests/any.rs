//! What holds for every file.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{
    directory::text::forbidden_sign,
    import::{PlannedUser, sheet},
};

/// Cells that are right, nearly right, mangled or hostile.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        prop::sample::select(vec![
            "2001",
            "2001.0",
            "2002",
            "pam@example.com",
            "jim@example.com",
            "805ec0010203",
            "80:5e:c0:01:02:04",
            "731ea4334121",
            "1.80056E+10",
            "yealink",
            "t4x",
            "t42g",
            "t46s",
            "yes",
            "none",
            "=1+1",
            "+18005551212",
            "#REF!",
            "Pam",
            "O'Brien",
            "Zoë",
            "a\nb",
            "\u{202e}x",
            "delete",
            "\u{fffd}",
            "-",
            "secret;1",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn written(rows: &[Vec<String>]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\"").replace('\0', ""));
    rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n").collect()
}

fn texts(user: &PlannedUser) -> Vec<String> {
    let mut texts = vec![user.email.clone(), user.first_name.clone(), user.last_name.clone()];
    let singles = [&user.notification_email, &user.notes, &user.location, &user.department];
    texts.extend(singles.into_iter().flatten().cloned());
    texts.extend(user.password.iter().map(|secret| secret.expose().to_owned()));
    let custom: &BTreeMap<String, String> = &user.custom;
    texts.extend(custom.iter().flat_map(|(name, value)| [name.clone(), value.clone()]));
    for extension in &user.extensions {
        texts.push(extension.number.clone());
        texts.extend(extension.display_name.iter().chain(&extension.sip_username).cloned());
        texts.extend(extension.sip_password.iter().map(|secret| secret.expose().to_owned()));
    }
    texts.extend(user.phone_numbers.iter().map(|number| number.number.clone()));
    texts.extend(user.devices.iter().filter_map(|device| device.name.clone()));
    texts
}

const HEADER: [&str; 14] = [
    "first_name",
    "last_name",
    "email",
    "extension",
    "phone_number",
    "mac_address",
    "brand",
    "model",
    "softphone",
    "sip_username",
    "sip_password",
    "device_name",
    "user_notes",
    "Anything",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_are_checked_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let with_header = [b"email,extension,mac_address\n", bytes.as_slice()].concat();
        Case::default().run_on(&bytes);
        Case::default().run_on(&with_header);
    }

    #[test]
    fn every_row_has_an_outcome_and_no_hidden_sign_is_planned(
        rows in prop::collection::vec(prop::collection::vec(cell(), HEADER.len()), 1..12)
    ) {
        let header: Vec<String> = HEADER.map(str::to_owned).to_vec();
        let text = written(&[&[header], rows.as_slice()].concat());
        let sheet = sheet::read(text.as_bytes()).unwrap();
        let checked = Case { existing: office(), ..Case::default() }.run(&text);
        let numbers = |rows: Vec<u32>| rows;
        prop_assert_eq!(
            numbers(sheet.rows.iter().map(|row| row.number).collect()),
            numbers(checked.plan.rows.iter().map(|row| row.number).collect())
        );
        for text in checked.plan.users.iter().flat_map(texts) {
            prop_assert_eq!(forbidden_sign(&text), None, "{:?}", text);
        }
        for issue in &checked.issues {
            prop_assert_eq!(forbidden_sign(&issue.message), None, "{:?}", issue.message);
        }
    }
}
