//! Phones.

use expect_test::expect;

use super::*;

const HEADER: &str =
    "first_name,last_name,email,extension,mac_address,brand,family,model,pending_mac,device_name\n";

/// One user a line, who has the phone that the line says.
fn phones(lines: &[&str]) -> String {
    let row =
        |(number, line): (usize, &&str)| format!("A,B,u{number}@example.com,{},{line}\n", 2001 + number);
    HEADER.to_owned() + &lines.iter().enumerate().map(row).collect::<String>()
}

#[test]
fn a_mac_that_is_none_says_why() {
    check(
        &phones(&[
            "80:5E:C0:01:02,yealink,t4x,t42g",
            "805ec001020O,yealink,t4x,t42g",
            "00:00:00:00:00:00,yealink,t4x,t42g",
            "ffffffffffff,yealink,t4x,t42g",
            "8.05001E+11,yealink,t4x,t42g",
            "15650102030,yealink,t4x,t42g",
            "805000010203.0,yealink,t4x,t42g",
            "\"805e.c001.0203\",Yealink,T4X,T42G",
        ]),
        &expect![[r"
            2 mac_address Error mac_malformed: MAC address 80:5E:C0:01:02 has 10 digits instead of 12
            3 mac_address Error mac_malformed: MAC address 805ec001020O contains 'O'; only the digits 0-9 and letters A-F belong there [80:5e:c0:01:02:00]
            4 mac_address Error mac_malformed: MAC address 00:00:00:00:00:00 is all zeros or all ones, which no phone has
            5 mac_address Error mac_malformed: MAC address ffffffffffff is all zeros or all ones, which no phone has
            6 mac_address Error number_rounded: MAC address 8.05001E+11 was rounded by the spreadsheet. Format the column as text and type it again
            7 mac_address Error mac_malformed: MAC address 15650102030 has 11 digits instead of 12. Did the spreadsheet drop zeros in front? [015650102030]
            8 mac_address Note number_mended: MAC address 805000010203.0 is read as 80:50:00:01:02:03
        "]],
    );
}

#[test]
fn a_mac_is_used_once_in_the_file_and_on_the_box() {
    let case = Case { existing: office(), ..Case::default() };
    case.check(
        &(phones(&[
            "805ec0010203,yealink,t4x,t42g",
            "80-5E-C0-01-02-03,yealink,t4x,t42g",
            "805ec0000001,yealink,t4x,t42g",
            "805ec0000099,yealink,t4x,t42g",
            "805ec0010207,,,",
            "805ec0010207,yealink,t4x,t42g",
        ]) + ",,u0@example.com,,805ec0010203,yealink,t4x,t42g\n,,u0@example.com,,805ec0010203,yealink,t4x,t46g\n"),
        &expect![[r#"
            2 extension Error extension_taken: Extension 2001 belongs to pam@example.com already. Give this user another one. To swap numbers, import with “Also update people who are already here”. If pam@example.com has left, add a row with that email and “delete” under action
            3 extension Error extension_taken: Extension 2002 belongs to jim@example.com already. Give this user another one. To swap numbers, import with “Also update people who are already here”. If jim@example.com has left, add a row with that email and “delete” under action
            3 mac_address Error mac_duplicate: MAC address 80:5e:c0:01:02:03 is already in row 2. Each phone can be listed once
            4 mac_address Error mac_taken: MAC address 80:5e:c0:00:00:01 is already the phone of pam@example.com. Leave it out, or import with “Also update people who are already here”
            5 mac_address Error mac_taken: MAC address 80:5e:c0:00:00:99 is here already as nobody's phone (yealink t42g). Leave it out, or import with “Also update people who are already here”
            6 model Error model_missing: Enter brand and model of the phone with MAC address 80:5e:c0:01:02:07; its prefix is one of Yealink
            7 mac_address Error mac_duplicate: MAC address 80:5e:c0:01:02:07 is already in row 6. Each phone can be listed once
            9 mac_address Error mac_duplicate: MAC address 80:5e:c0:01:02:03 is already in row 2. Each phone can be listed once
        "#]],
    );
}

#[test]
fn a_doubtful_mac_is_a_warning() {
    check(
        &phones(&[
            "731ea4334121,yealink,t4x,t42g",
            "00aa10000001,yealink,t4x,t42g",
            "0a0b0c0d0e0f,yealink,t4x,t42g",
        ]),
        &expect![[r"
            2 mac_address Warning mac_group: MAC address 73:1e:a4:33:41:21 is a group address, which no real phone has. Compare it with the label
            3 mac_address Warning mac_brand: MAC address 00:aa:10:00:00:01 is one of Acme, but the phone is a Yealink SIP-T42G. Check both
        "]],
    );
}

#[test]
fn mac_and_model_need_each_other() {
    check(
        &phones(&[
            "805ec0010203,,,",
            ",yealink,t4x,t42g",
            ",yealink,t4x,t42g,yes",
            ",,,,yes",
            ",yealink,,",
            "805ec0010204,yealink,,",
            ",,,,,Desk 4",
            "123456789012,none,none,none",
        ]),
        &expect![[r"
            2 model Error model_missing: Enter brand and model of the phone with MAC address 80:5e:c0:01:02:03; its prefix is one of Yealink
            3 mac_address Error mac_missing: Enter the MAC address of this SIP-T42G, or write yes in the column pending_mac if it comes later
            5 model Error model_missing: Enter brand and model of the phone whose MAC address comes later
            6 model Warning model_missing: There is a brand or family but no model and no MAC address, so no phone is made
            7 model Error model_missing: Enter brand and model of the phone with MAC address 80:5e:c0:01:02:04; its prefix is one of Yealink
            8 device_name Note device_name_unused: There is no phone in this row, so the name of one is left out
            9 model Error model_missing: Enter brand and model of the phone with MAC address 12:34:56:78:90:12
        "]],
    );
}

#[test]
fn unknown_names_come_with_the_nearest() {
    check(
        &phones(&[
            "805ec0010201,Yelink,t4x,t42g",
            "805ec0010202,yealink,t4x,t42z",
            "805ec0010203,yealink,,A1",
            "805ec0010204,Zzzz,,qqqqqq",
            "805ec0010205,,,qqqqqq",
            "805ec0010206,,,t46z",
        ]),
        &expect![[r#"
            2 brand Error brand_unknown: There is no brand Yelink. Nearest: Yealink [Yealink]
            3 model Error model_unknown: Yealink has no model t42z. Nearest: SIP-T42U [SIP-T42U]
            4 brand Error brand_mismatch: Yealink has no model A1, but Acme has. Correct the brand or the model [Acme]
            5 brand Error brand_unknown: There is no brand Zzzz
            6 model Error model_unknown: No brand has a model qqqqqq
            7 model Error model_unknown: No brand has a model t46z. Nearest: SIP-T46U [SIP-T46U]
        "#]],
    );
}

#[test]
fn a_phone_that_is_only_recognised_is_taken_with_a_warning() {
    let text = phones(&["00aa10000009,acme,a,a9"]);
    check(
        &text,
        &expect![[r"
            2 model Warning model_not_provisioned: The box knows the A9 by name but can write no settings for it
        "]],
    );
}

#[test]
fn what_the_model_implies_is_filled_in() {
    check(
        &phones(&[
            "805ec0010201,yealink,,SIP-T46S",
            "805ec0010202,yealink,t5x,t46s",
            "805ec0010203,,,Yealink T46S",
            "805ec0010204,,,t42g",
            "805ec0010205,,t4x,t42g",
            "00aa10000001,ACME,,a1",
        ]),
        &expect![[r"
            2 family Note family_filled: The family is filled in from the model: t4x
            3 family Note family_corrected: SIP-T46S belongs to family t4x, not t5x; t4x is used [t4x]
            4 brand Note brand_filled: The brand is filled in from the model: Yealink
            4 family Note family_filled: The family is filled in from the model: t4x
            5 brand Error brand_missing: Several brands have a model t42g: Acme, Yealink. Enter the brand [Yealink]
            6 brand Note brand_filled: The brand is filled in from the model: Yealink
            7 family Note family_filled: The family is filled in from the model: a
        "]],
    );
}

#[test]
fn the_family_may_be_the_beginning_of_the_models_name() {
    check(
        &phones(&[
            "00aa10000001,acme,a,1",
            "00aa10000002,,a,1",
            "00aa10000003,acme,a,7",
            "805ec0010201,yealink,t4x,6s",
        ]),
        &expect![[r#"
            3 brand Note brand_filled: The brand is filled in from the model: Acme
            4 model Error model_unknown: Acme has no model 7
            5 model Error model_unknown: Yealink has no model 6s
        "#]],
    );
}

#[test]
fn a_file_without_families_is_told_once() {
    check(
        "first_name,last_name,email,extension,mac,make,model\nA,B,a@example.com,2001,805ec0010201,yealink,t46s\nC,D,c@example.com,2002,805ec0010202,yealink,t46s\n",
        &expect![[r"
            file - Note family_filled: The file has no column family, so the families are taken from the models
        "]],
    );
}

#[test]
fn more_lines_than_the_model_has_is_a_warning() {
    let case = Case { line_per_extension: true, ..Case::default() };
    case.check(
        &(phones(&["00aa10000001,acme,a,a1"])
            + ",,u0@example.com,2050\n,,u0@example.com,2051,805ec0010201,yealink,t4x,t46s\n"),
        &expect![[r"
            2 model Warning lines_exceeded: A B has 3 lines, but A1 shows 1. The others do not ring on it
        "]],
    );
}

#[test]
fn a_new_line_that_a_phone_on_the_box_has_no_room_for_is_a_warning() {
    let mut existing = office();
    let phone = existing.devices.get_mut(&"805ec0000001".parse().unwrap()).unwrap();
    (phone.brand, phone.family, phone.model) = ("acme".to_owned(), "a".to_owned(), "a1".to_owned());
    let case = Case { existing, line_per_extension: true, ..Case::default() };
    case.check(
        "first_name,last_name,email,extension\n,,pam@example.com,2050\n,,jim@example.com,2051\n",
        &expect![[r"
            2 email Note user_exists: Pam Beesly is here already. What is new is added, the rest stays as it is
            2 extension Warning lines_exceeded: Pam Beesly has 2 lines, but A1 shows 1. The others do not ring on it
            2 extension Warning extension_added: Pam Beesly has extension 2001 already and gets 2050 as a further one. To renumber them, update instead of add
            3 email Note user_exists: Jim Halpert is here already. What is new is added, the rest stays as it is
            3 extension Warning extension_added: Jim Halpert has extension 2002 already and gets 2051 as a further one. To renumber them, update instead of add
        "]],
    );
}
