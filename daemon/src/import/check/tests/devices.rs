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
        &expect![[""]],
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
        &expect![[""]],
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
        &expect![[""]],
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
        &expect![[""]],
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
        &expect![[""]],
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
        &expect![[""]],
    );
}

#[test]
fn a_file_without_families_is_told_once() {
    check(
        "first_name,last_name,email,extension,mac,make,model\nA,B,a@example.com,2001,805ec0010201,yealink,t46s\nC,D,c@example.com,2002,805ec0010202,yealink,t46s\n",
        &expect![[""]],
    );
}

#[test]
fn more_lines_than_the_model_has_is_a_warning() {
    let case = Case { line_per_extension: true, ..Case::default() };
    case.check(
        &(phones(&["00aa10000001,acme,a,a1"])
            + ",,u0@example.com,2050\n,,u0@example.com,2051,805ec0010201,yealink,t4x,t46s\n"),
        &expect![[""]],
    );
}
