//! What holds for every file.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{
    directory::text::forbidden_sign,
    import::{CellRepair, PlannedUser, sheet},
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
            "update",
            "nobody",
            "exp40",
            "7402",
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

const HEADER: [&str; 17] = [
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
    "action",
    "voicemail_pin",
    "expansion_module",
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
        rows in prop::collection::vec(prop::collection::vec(cell(), HEADER.len()), 1..12),
        mode in prop::sample::select(vec![Mode::Add, Mode::Update]),
        left_out in prop::collection::vec(1_u32..14, 0..3),
        mended in prop::collection::vec((1_u32..14, 0..HEADER.len() + 2, cell()), 0..3),
        is_empty_box in any::<bool>(),
    ) {
        let header: Vec<String> = HEADER.map(str::to_owned).to_vec();
        let text = written(&[&[header], rows.as_slice()].concat());
        let sheet = sheet::read(text.as_bytes()).unwrap();
        let mut repairs = Repairs::default();
        let mended = mended.into_iter().map(|(row, place, text)| CellRepair { row, place, text: Some(text) });
        repairs.set(mended.collect());
        repairs.leave_out(left_out, true);
        let existing = if is_empty_box { Existing::default() } else { office() };
        let checked = Case { existing, mode, repairs: repairs.clone(), ..Case::default() }.run(&text);
        let expected: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
        let ends: Vec<u32> = checked.plan.rows.iter().map(|row| row.number).collect();
        prop_assert_eq!(expected, ends);
        for row in &checked.plan.rows {
            let is_left_out = row.outcome == RowOutcome::LeftOut;
            prop_assert_eq!(is_left_out, repairs.leaves_out(row.number));
            let issues = || checked.issues.iter().filter(|issue| issue.row == Some(row.number));
            prop_assert!(!is_left_out || issues().next().is_none());
            let has_error = issues().any(|issue| issue.severity == Severity::Error);
            prop_assert_eq!(has_error, row.outcome == RowOutcome::Refused);
            prop_assert!(row.reason.is_some() || row.outcome == RowOutcome::Created);
        }
        for text in checked.plan.users.iter().flat_map(texts) {
            prop_assert_eq!(forbidden_sign(&text), None, "{:?}", text);
        }
        let sentences = checked.issues.iter().map(|issue| &issue.message);
        for text in sentences.chain(checked.plan.rows.iter().filter_map(|row| row.reason.as_ref())) {
            prop_assert_eq!(forbidden_sign(text), None, "{:?}", text);
        }
    }
}
