//! Expansion modules and lines of their own.

use expect_test::expect;

use super::*;

const HEADER: &str =
    "first_name,last_name,email,extension,mac,brand,model,expansion_module,expansion_count\n";

#[test]
fn modules_are_those_that_the_model_takes() {
    let row = |number: u32, rest: &str| {
        format!("A,B,u{number}@example.com,{},805ec00102{number:02},{rest}\n", 2010 + number)
    };
    let text = HEADER.to_owned()
        + &row(1, "yealink,t46s,EXP-40,2")
        + &row(2, "yealink,t46s,exp50,1")
        + &row(3, "yealink,t46s,exp40,99")
        + &row(4, "yealink,t46s,,2")
        + &row(5, "acme,a1,exp40,1")
        + &row(6, "acme,a1,,1")
        + &row(7, "yealink,t46s,exp40,two")
        + &row(8, "yealink,t46s,exp40,")
        + &row(9, "yealink,t46s,none,0")
        + "A,B,u9@example.com,,,,,exp40,2\n";
    let checked = Case::default().see(&text, &expect![[r"
        file - Note family_filled: The file has no column family, so the families are taken from the models
        3 expansion_module Error expansion_unknown: SIP-T46S takes no expansion module exp50. It takes exp40 [exp40]
        4 expansion_count Error expansion_count: SIP-T46S takes 6 exp40 at most, not 99 [6]
        5 expansion_module Note expansion_filled: The expansion module is filled in from the model: exp40
        6 mac_address Warning mac_brand: MAC address 80:5e:c0:01:02:05 is one of Yealink, but the phone is a Acme A1. Check both
        6 expansion_module Error expansion_unknown: A1 takes no expansion modules. Leave exp40 out
        7 mac_address Warning mac_brand: MAC address 80:5e:c0:01:02:06 is one of Yealink, but the phone is a Acme A1. Check both
        7 expansion_count Error expansion_unknown: A1 takes no expansion modules. Leave their number blank
        8 expansion_count Error expansion_count: “two” is no number of expansion modules. Write 1, 2 or 3
        11 expansion_module Note expansion_unused: There is no phone in this row, so expansion modules are left out
        A B <u1@example.com>, 2011 (line), yealink t4x t46s 80:5e:c0:01:02:01
        A B <u2@example.com>, 2012 (line), yealink t4x t46s 80:5e:c0:01:02:02
        A B <u3@example.com>, 2013 (line), yealink t4x t46s 80:5e:c0:01:02:03
        A B <u4@example.com>, 2014 (line), yealink t4x t46s 80:5e:c0:01:02:04
        A B <u5@example.com>, 2015 (line), acme a a1 80:5e:c0:01:02:05
        A B <u6@example.com>, 2016 (line), acme a a1 80:5e:c0:01:02:06
        A B <u7@example.com>, 2017 (line), yealink t4x t46s 80:5e:c0:01:02:07
        A B <u8@example.com>, 2018 (line), yealink t4x t46s 80:5e:c0:01:02:08
        A B <u9@example.com>, 2019 (line), yealink t4x t46s 80:5e:c0:01:02:09
        row 2: created
        row 3: refused (SIP-T46S takes no expansion module exp50. It takes exp40)
        row 4: refused (SIP-T46S takes 6 exp40 at most, not 99)
        row 5: created
        row 6: refused (A1 takes no expansion modules. Leave exp40 out)
        row 7: refused (A1 takes no expansion modules. Leave their number blank)
        row 8: refused (“two” is no number of expansion modules. Write 1, 2 or 3)
        row 9: created
        row 10: created
        row 11: unchanged (Everything in this row stands in an earlier row)
    "]]);
    let modules: Vec<_> = checked
        .plan
        .users
        .iter()
        .map(|user| user.devices[0].expansion.clone().map(|(_, count)| count))
        .collect();
    assert_eq!(modules, [Some(2), None, None, Some(2), None, None, None, Some(1), None]);
}

#[test]
fn modules_of_a_phone_that_is_here_change_in_an_update() {
    let mut case = updating();
    let mac = "805ec0000001".parse().unwrap();
    let phone = case.existing.devices.get_mut(&mac).unwrap();
    (phone.model, phone.expansion) = ("t46s".to_owned(), Some(("exp40".to_owned(), 1)));
    let row = |rest: &str| format!("{HEADER},,pam@example.com,,805ec0000001,{rest}\n");
    case.see(
        &row("yealink,t46s,exp40,3"),
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            device 1 -> pam@example.com, t46s Some(80:5e:c0:00:00:01) None Some(("exp40", 3))
            2: Yealink SIP-T46S 80:5e:c0:00:00:01: expansion_module: Some("exp40 x 1") -> Some("exp40 x 3")
            row 2: updated (Changed: expansion module)
        "#]],
    );
    case.see(
        &row("yealink,t46s,none,"),
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            device 1 -> pam@example.com, t46s Some(80:5e:c0:00:00:01) None None
            2: Yealink SIP-T46S 80:5e:c0:00:00:01: expansion_module: Some("exp40 x 1") -> None
            row 2: updated (Changed: expansion module)
        "#]],
    );
    case.see(&row("acme,a1,,"), &expect![[r#"
        file - Note family_filled: The file has no column family, so the families are taken from the models
        2 mac_address Warning mac_brand: MAC address 80:5e:c0:00:00:01 is one of Yealink, but the phone is a Acme A1. Check both
        2 model Warning device_model_changes: Yealink SIP-T46S 80:5e:c0:00:00:01 becomes Acme A1, which has 4 keys instead of 27. Its keys are fitted anew, none is lost. Check that the model goes with the address
        device 1 -> pam@example.com, a1 Some(80:5e:c0:00:00:01) None None
        2: Yealink SIP-T46S 80:5e:c0:00:00:01: model: Some("SIP-T46S") -> Some("A1")
        2: Yealink SIP-T46S 80:5e:c0:00:00:01: expansion_module: Some("exp40 x 1") -> None
        row 2: updated (Changed: model, expansion module)
    "#]]);
    case.see(
        &row("yealink,t46s,,"),
        &expect![[r"
        file - Note family_filled: The file has no column family, so the families are taken from the models
        row 2: unchanged (Everything in this row is on the box already)
    "]],
    );
}

#[test]
fn a_line_of_its_own_may_be_said() {
    let text = "first_name,last_name,email,extension,own_line\n\
         A,B,a@example.com,2001,\n,,a@example.com,2002,yes\n,,a@example.com,2003,no\n,,a@example.com,2004,\n";
    let lines = |line_per_extension| {
        let checked = Case { line_per_extension, ..Case::default() }.run(text);
        assert_eq!(checked.issues, []);
        checked.plan.users[0].extensions.iter().map(|extension| extension.own_line).collect::<Vec<_>>()
    };
    assert_eq!(lines(false), [true, true, false, false]);
    assert_eq!(lines(true), [true, true, false, true]);
    check(
        "first_name,last_name,email,extension,own_line\nA,B,a@example.com,2001,no\nC,D,c@example.com,2002,maybe\n",
        &expect![[r"
            2 own_line Note own_line_unused: The main extension always is a line of its own, so “no” is left aside
            3 own_line Error yes_no_unknown: The column own_line is “maybe”. Write yes or no
        "]],
    );
}
