//! Rows whose action is delete.

use expect_test::expect;

use super::*;

const HEADER: &str = "first_name,last_name,email,extension,phone_number,mac,brand,model,action\n";

/// The office whose Pam has a second extension.
fn deleting() -> Case<'static> {
    let mut case = Case { mode: Mode::Add, ..updating() };
    case.existing.users.get_mut("pam@example.com").unwrap().extensions.push(line("2009"));
    let held = ExistingExtension { email: "pam@example.com".to_owned() };
    case.existing.extensions.insert("2009".to_owned(), held);
    case
}

#[test]
fn a_name_or_nothing_but_the_email_removes_the_user() {
    deleting().see(
        &format!("{HEADER}Pam,Beesly,pam@example.com,2001,,805ec0000001,yealink,t42g,delete\n,,jim@example.com,,,,,,Remove\n"),
        &expect![[r"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            2: removes Pam Beesly (pam@example.com)
            2: removes Yealink SIP-T42G 80:5e:c0:00:00:01 of Pam Beesly
            3: removes Jim Halpert (jim@example.com)
            row 2: deleted (Removed: Pam Beesly (pam@example.com))
            row 3: deleted (Removed: Jim Halpert (jim@example.com))
        "]],
    );
}

#[test]
fn phones_that_are_not_named_stay_without_a_user() {
    deleting().see(&format!("{HEADER}James,Beesly,pam@example.com,,,,,,delete\n"), &expect![[r#"
        file - Note family_filled: The file has no column family, so the families are taken from the models
        2 - Note delete_leaves_phone: Yealink SIP-T42G 80:5e:c0:00:00:01 of Pam Beesly stays on this box without a user
        2 first_name Warning name_differs: pam@example.com is Pam on this box, and James in this row. Check who is to be removed
        2: Yealink SIP-T42G 80:5e:c0:00:00:01: user: Some("Pam Beesly") -> None
        2: removes Pam Beesly (pam@example.com)
        row 2: deleted (Removed: Pam Beesly (pam@example.com))
    "#]]);
}

#[test]
fn a_row_without_a_name_removes_just_what_it_names() {
    deleting().see(
        &format!(
            "{HEADER},,pam@example.com,2009,18005551001,805ec0000001,,,delete\n,,pam@example.com,2009,,,,,delete\n\
             ,,nobody,,,805ec0000099,,,delete\n"
        ),
        &expect![[r"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            2: removes Yealink SIP-T42G 80:5e:c0:00:00:01 of Pam Beesly
            2: removes Extension 2009 of Pam Beesly
            2: removes Phone number +18005551001 of Pam Beesly
            4: removes Yealink SIP-T42G 80:5e:c0:00:00:99
            row 2: deleted (Removed: Yealink SIP-T42G 80:5e:c0:00:00:01 of Pam Beesly)
            row 3: unchanged (An earlier row removes it)
            row 4: deleted (Removed: Yealink SIP-T42G 80:5e:c0:00:00:99)
        "]],
    );
}

#[test]
fn what_is_not_there_cannot_go() {
    deleting().check(
        &format!(
            "{HEADER},,pam@example.com,2001,,,,,delete\n,,pam@example.com,2002,,,,,delete\n,,x@example.com,,,,,,delete\n\
             ,,jim@example.com,,18005551001,805ec0000001,,,delete\n,,jim@example.com,,,805ec0000002,,,delete\n\
             ,,,,,805ec0000099,,,delete\n,,nobody,,,,,,delete\n,,jim@example.com,,,,yealink,,delete\n"
        ),
        &expect![[r"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            2 extension Error delete_main_extension: Extension 2001 is the main one of Pam Beesly. To remove them, fill in their name too
            3 extension Error delete_unknown: Pam Beesly has no extension 2002, so there is nothing to remove
            4 email Error delete_unknown: x@example.com is not on this box, so there is nothing to remove
            5 phone_number Error delete_unknown: Jim Halpert has no phone number 18005551001, so there is nothing to remove
            5 mac_address Error delete_unknown: Phone 80:5e:c0:00:00:01 belongs to Pam Beesly. Name it in a row of theirs to remove it
            6 mac_address Error delete_unknown: There is no phone 80:5e:c0:00:00:02 on this box, so there is nothing to remove
            7 email Error email_missing: Enter the email address of the user this row is about
            8 action Error delete_unknown: Enter the MAC address of the phone that goes
            9 action Error delete_unknown: Say what goes: the name of Jim Halpert, or a MAC address, further extension or phone number
        "]],
    );
}

#[test]
fn what_goes_cannot_be_used_too() {
    deleting().check(
        &format!(
            "{HEADER},,pam@example.com,2009,18005551001,805ec0000001,,,delete\n,,pam@example.com,2009,18005551001,805ec0000001,yealink,t42g,\n\
             Jim,Halpert,jim@example.com,,,,,,delete\n,,jim@example.com,2077,,,,,update\n"
        ),
        &expect![[r"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            3 email Note user_exists: Pam Beesly is here already and stays as it is
            3 extension Error delete_used: Row 2 removes extension 2009. Leave out that row or this one
            3 phone_number Error delete_used: Row 2 removes phone number 18005551001. Leave out that row or this cell
            3 mac_address Error delete_used: Row 2 removes phone 80:5e:c0:00:00:01. Leave out that row or this one
            5 email Error delete_used: Row 4 removes Jim Halpert. Leave out that row or this one
        "]],
    );
}

#[test]
fn others_may_take_over_what_becomes_free() {
    deleting().see(
        &format!(
            "{HEADER}A,B,a@example.com,2001,18005551001,805ec0000001,yealink,t46s,\nPam,Beesly,pam@example.com,,,,,,delete\n"
        ),
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            2 mac_address Note device_moves: Yealink SIP-T42G 80:5e:c0:00:00:01 goes from Pam Beesly to A B
            2 model Warning device_model_changes: Yealink SIP-T42G 80:5e:c0:00:00:01 becomes Yealink SIP-T46S, which has 27 keys instead of 15. Its keys are fitted anew, none is lost. Check that the model goes with the address
            A B <a@example.com>, 2001 (line), 18005551001
            device 1 -> a@example.com, t46s Some(80:5e:c0:00:00:01) None None
            2: Yealink SIP-T42G 80:5e:c0:00:00:01: user: Some("Pam Beesly") -> Some("A B")
            2: Yealink SIP-T42G 80:5e:c0:00:00:01: model: Some("SIP-T42G") -> Some("SIP-T46S")
            3: removes Pam Beesly (pam@example.com)
            row 2: created
            row 3: deleted (Removed: Pam Beesly (pam@example.com))
        "#]],
    );
    deleting().see(
        &format!("{HEADER}A,B,a@example.com,2009,,,,,\n,,pam@example.com,2009,,,,,delete\n"),
        &expect![[r"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            A B <a@example.com>, 2009 (line)
            3: removes Extension 2009 of Pam Beesly
            row 2: created
            row 3: deleted (Removed: Extension 2009 of Pam Beesly)
        "]],
    );
}

#[test]
fn a_row_that_is_left_out_removes_nothing() {
    let mut case = deleting();
    case.repairs.leave_out([2], true);
    case.see(
        &format!("{HEADER}Pam,Beesly,pam@example.com,,,,,,delete\n,,pam@example.com,2009,,,,,\n"),
        &expect![[r"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            3 email Note user_exists: Pam Beesly is here already and stays as it is
            row 2: left_out (Left out by hand)
            row 3: unchanged (Everything in this row is on the box already)
        "]],
    );
}

/// What goes is known before the first row is read, so nobody goes by a number that they only get.
#[test]
fn an_extension_that_an_earlier_row_brings_removes_nobody() {
    let case = Case { by_extension: true, ..updating() };
    let checked = case
        .run(&format!("{HEADER}Pam,Beesly,pam@example.com,2011,,,,,update\nPam,Beesly,,2011,,,,,delete\n"));
    let errors = checked.issues.iter().filter(|issue| issue.severity == Severity::Error);
    let errors: Vec<_> = errors.map(|issue| (issue.row, issue.code)).collect();
    assert_eq!(errors, [(Some(3), "delete_unknown")]);
    assert!(checked.plan.removals.is_empty());
}
