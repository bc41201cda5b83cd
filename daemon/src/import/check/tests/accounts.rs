//! Extensions, SIP credentials and phone numbers.

use expect_test::expect;

use super::*;

#[test]
fn an_extension_is_used_once() {
    let case = Case { existing: office(), ..Case::default() };
    case.check(
        "first_name,last_name,email,extension\nA,B,a@example.com,2010\nC,D,c@example.com,2010\nE,F,e@example.com,2001\n",
        &expect![[""]],
    );
}

#[test]
fn codes_and_park_slots_are_no_extensions() {
    let case = Case { pbx: "freepbx", ..Case::default() };
    case.check(
        "first_name,last_name,email,extension\nA,B,a@example.com,70\nC,D,c@example.com,71\nE,F,e@example.com,79\n",
        &expect![[""]],
    );
}

#[test]
fn an_extension_says_what_is_wrong_with_it() {
    check(
        "first_name,last_name,email,extension\nA,B,a@example.com,2001.0\nC,D,c@example.com,abc\nE,F,e@example.com,1234567890123456\n",
        &expect![[""]],
    );
}

#[test]
fn phone_numbers_are_used_once_with_and_without_plus() {
    let case = Case { existing: office(), ..Case::default() };
    case.check(
        "first_name,last_name,email,extension,phone_number\nA,B,a@example.com,2010,(800) 555-1212\nC,D,c@example.com,2011,800.555.1212\nE,F,e@example.com,2012,18005551001\nG,H,g@example.com,2013,1.80056E+10\nI,J,i@example.com,2014,n/a\n,,a@example.com,,8005551212\n",
        &expect![[""]],
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
        &expect![[""]],
    );
}

#[test]
fn a_username_made_from_the_extension_collides_too() {
    let case = Case { pbx: "freepbx", ..Case::default() };
    case.check(
        "first_name,last_name,email,extension,sip_username,sip_password\nA,B,a@example.com,2001,2002,Abcdefgh12345678\nC,D,c@example.com,2002,,\n",
        &expect![[""]],
    );
}
