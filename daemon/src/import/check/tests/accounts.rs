//! Extensions, SIP credentials and phone numbers.

use expect_test::expect;

use super::*;

#[test]
fn an_extension_is_used_once() {
    let case = Case { existing: office(), ..Case::default() };
    case.check(
        "first_name,last_name,email,extension\nA,B,a@example.com,2010\nC,D,c@example.com,2010\nE,F,e@example.com,2001\n",
        &expect![[r#"
            3 extension Error extension_duplicate: Extension 2010 is already used in row 2. Give this user another one
            4 extension Error extension_taken: Extension 2001 belongs to pam@example.com already. Give this user another one. To swap numbers, import with “Also update people who are already here”. If pam@example.com has left, add a row with that email and “delete” under action
        "#]],
    );
}

#[test]
fn codes_and_park_slots_are_no_extensions() {
    let case = Case { pbx: "freepbx", ..Case::default() };
    case.check(
        "first_name,last_name,email,extension\nA,B,a@example.com,70\nC,D,c@example.com,71\nE,F,e@example.com,79\n",
        &expect![[r"
            2 extension Error extension_reserved: Extension 70 cannot be used: FreePBX uses 70 for itself. Give this user another one
            3 extension Error extension_reserved: Extension 71 cannot be used: 71 is the number of park slot 1. Give this user another one
        "]],
    );
}

#[test]
fn an_extension_says_what_is_wrong_with_it() {
    check(
        "first_name,last_name,email,extension\nA,B,a@example.com,2001.0\nC,D,c@example.com,abc\nE,F,e@example.com,1234567890123456\n",
        &expect![[r"
            2 extension Note number_mended: Extension 2001.0 is read as 2001
            3 extension Error extension_malformed: Extension abc is not a number. Use digits only
            4 extension Error extension_malformed: Extension 1234567890123456 is too long. Use at most 15 digits
        "]],
    );
}

#[test]
fn phone_numbers_are_used_once_with_and_without_plus() {
    let case = Case { existing: office(), ..Case::default() };
    case.check(
        "first_name,last_name,email,extension,phone_number\nA,B,a@example.com,2010,(800) 555-1212\nC,D,c@example.com,2011,800.555.1212\nE,F,e@example.com,2012,18005551001\nG,H,g@example.com,2013,1.80056E+10\nI,J,i@example.com,2014,n/a\n,,a@example.com,,8005551212\n",
        &expect![[r"
            3 phone_number Error phone_number_duplicate: Phone number 8005551212 is already used in row 2. Give it to one user
            4 phone_number Error phone_number_taken: Phone number 18005551001 belongs to pam@example.com already. Leave it out, or import with “Also update people who are already here”
            5 phone_number Error number_rounded: Phone number 1.80056E+10 was rounded by the spreadsheet. Format the column as text and type it again
        "]],
    );
}

#[test]
fn further_extensions_ring_the_first_unless_they_register_themselves() {
    let text = "first_name,last_name,email,extension,sip_username,sip_password\n\
                A,B,a@example.com,2001,,\n,,a@example.com,2002,,\n,,a@example.com,2003,a-second,Abcdefgh12345678\n";
    let lines = |case: Case<'_>| {
        let checked = case.run(text);
        assert_eq!(checked.issues, []);
        checked.plan.users[0].extensions.iter().map(|extension| extension.own_line).collect::<Vec<_>>()
    };
    assert_eq!(lines(Case::default()), [true, false, true]);
    assert_eq!(lines(Case { line_per_extension: true, ..Case::default() }), [true, true, true]);
}

#[test]
fn given_credentials_are_taken_and_doubted() {
    let case = Case { existing: office(), ..Case::default() };
    case.check(
        "first_name,last_name,email,extension,sip_username,sip_password\n\
         A,B,a@example.com,2010,good-name,Abcdefgh12345678\n\
         C,D,c@example.com,2011,good-name,Abcdefgh12345678\n\
         E,F,e@example.com,2012,pam-desk,Abcdefgh12345678\n\
         G,H,g@example.com,2013,o'd name,a b;c\n\
         I,J,i@example.com,2014,alone,\n\
         K,L,k@example.com,2015,,Abcdefgh12345678\n\
         M,N,m@example.com,2016,x,abc\n\
         ,,a@example.com,,other,Abcdefgh12345678\n\
         ,,a@example.com,2010,another,Abcdefgh12345678\n",
        &expect![[r"
            3 sip_username Error sip_username_taken: SIP username good-name is already used in row 2. Give another one
            4 sip_username Error sip_username_taken: SIP username pam-desk is already used by another account on this box. Give another one
            5 sip_username Warning sip_risky: The SIP username has a blank or sign that some phones and phone systems cannot carry. Letters and digits are safe
            5 sip_password Warning sip_risky: The SIP password has a blank or sign that some phones and phone systems cannot carry. Letters and digits are safe
            6 sip_password Warning sip_half: There is a SIP username without a password, so a new password is made for it
            7 sip_username Warning sip_half: There is a SIP password without a username, so a new username is made for it
            8 sip_username Warning sip_username_length: The SIP username should have 2 to 32 characters; some phone systems refuse it
            8 sip_password Warning sip_password_weak: The SIP password is short: anybody can guess it. Use 20 characters or more
            9 extension Error extension_missing: Enter the extension that the SIP username and password of this row are for
            10 sip_username Error sip_differs: Extension 2010 stands in row 2 too, with another SIP username or none. Give it the same in both
        "]],
    );
}

#[test]
fn a_username_made_from_the_extension_collides_too() {
    let case = Case { pbx: "freepbx", ..Case::default() };
    case.check(
        "first_name,last_name,email,extension,sip_username,sip_password\nA,B,a@example.com,2001,2002,Abcdefgh12345678\nC,D,c@example.com,2002,,\n",
        &expect![[r"
            2 sip_username Warning sip_username_differs: FreePBX knows a phone by its extension, 2001, not by SIP username 2002. Leave it blank unless the PBX has it so
            3 sip_username Error sip_username_taken: SIP username 2002 is already used in row 2. Give another one
        "]],
    );
}

#[test]
fn a_stranger_with_my_extension_does_not_put_me_in_the_wrong() {
    let case = Case { existing: office(), ..Case::default() };
    case.check(
        "first_name,last_name,email,extension,phone_number,mac,brand,family,model\n\
         A,B,a@example.com,2001,18005551001,805ec0000001,yealink,t4x,t42g\n\
         Pam,Beesly,pam@example.com,2001,18005551001,805ec0000001,yealink,t4x,t42g\n",
        &expect![[r#"
            2 extension Error extension_taken: Extension 2001 belongs to pam@example.com already. Give this user another one. To swap numbers, import with “Also update people who are already here”. If pam@example.com has left, add a row with that email and “delete” under action
            2 phone_number Error phone_number_taken: Phone number 18005551001 belongs to pam@example.com already. Leave it out, or import with “Also update people who are already here”
            2 mac_address Error mac_taken: MAC address 80:5e:c0:00:00:01 is already the phone of pam@example.com. Leave it out, or import with “Also update people who are already here”
            3 email Note user_exists: Pam Beesly is here already and stays as it is
        "#]],
    );
}

#[test]
fn a_sign_that_nobody_sees_is_named() {
    check(
        "first_name,last_name,email,extension,phone_number\nA\u{200d},B,a\u{200e}@example.com,20\u{200b}01,+1\u{feff}8005551001\n",
        &expect![[r"
            2 email Error text_forbidden: The email contains the invisible character U+200E. Remove it
            2 extension Error text_forbidden: The extension contains the invisible character U+200B. Remove it
            2 phone_number Error text_forbidden: The phone number contains the invisible character U+FEFF. Remove it
        "]],
    );
}
