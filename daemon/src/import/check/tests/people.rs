//! Users, what is said of them, and what no cell may hold.

use expect_test::expect;

use super::*;

#[test]
fn needed_values_are_asked_for_by_name() {
    check(
        "first_name,last_name,email,extension\nPam,Beesly,,2001\nPam,,pam@example.com,2002\n,,x@example.com,\n,,,\n,,,2005\n",
        &expect![[""]],
    );
}

#[test]
fn an_email_that_is_none_is_an_error() {
    check(
        "first_name,last_name,email,extension\nPam,Beesly,pam@,2001\nJim,H,Jim <jim@example.com>,2002\n",
        &expect![[""]],
    );
}

#[test]
fn rows_with_one_email_are_one_user() {
    let checked = Case::default().run(
        "first_name,last_name,email,extension,phone_number,mac_address,brand,family,model,softphone\n\
         Pam,Beesly,pam@example.com,2001,,805ec0010203,yealink,t4x,t42g,\n\
         Jim,Halpert,jim@example.com,2002,,,,,,yes\n\
         ,,PAM@example.com,2003,+1 800 555 1212,,,,,\n\
         Pam,Beesly,pam@example.com,2001,,805ec0010204,yealink,t4x,t46s,\n",
    );
    expect![[""]].assert_eq(&format!("{}{}", report::issues_text(&checked.issues), show(&checked.plan)));
}

#[test]
fn another_name_on_a_further_row_is_a_warning() {
    check(
        "first_name,last_name,email,extension,department\nPam,Beesly,pam@example.com,2001,Sales\nPamela,BEESLY,pam@example.com,2003,Art\n",
        &expect![[""]],
    );
}

#[test]
fn a_user_on_the_box_gets_what_is_new() {
    let case = Case { existing: office(), ..Case::default() };
    let checked = case.run(
        "first_name,last_name,email,extension,phone_number\nPamela,Beesly,pam@example.com,2001,+18005551001\n,,pam@example.com,2003,\nJim,Halpert,jim@example.com,2002,\n",
    );
    expect![[""]].assert_eq(&format!(
        "{}{}{}",
        report::issues_text(&checked.issues),
        show(&checked.plan),
        report::summary_text(&checked)
    ));
}

#[test]
fn a_weak_password_is_an_error_and_is_never_shown() {
    let text = "first_name,last_name,email,extension,password\nA,B,a@example.com,2001,s3cr3t\nC,D,c@example.com,2002,zzzzzzzzzz\nE,F,e@example.com,2003,long;enough\nG,H,g@example.com,2004,\"x\ny\"\n";
    check(text, &expect![[""]]);
    let checked = Case::default().run(text);
    let shown = serde_json::to_string(&checked.issues).unwrap() + &format!("{:?}", checked.plan);
    for secret in ["s3cr3t", "zzzz", "enough"] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
}

#[test]
fn yes_no_cells_take_many_words_but_not_all() {
    check(
        "first_name,last_name,email,extension,softphone,include_voicemail,in_directory\nA,B,a@example.com,2001,X,TRUE,1\nC,D,c@example.com,2002,perhaps,n,none\n",
        &expect![[""]],
    );
}

#[test]
fn empty_words_are_empty_cells() {
    let checked = Case::default().run(
        "first_name,last_name,email,extension,phone_number,mac_address,brand,family,model,password,softphone\nA,B,a@example.com,2001,None,N/A,-,none,NONE,n/a,-\n",
    );
    assert_eq!(checked.issues, []);
    assert_eq!(show(&checked.plan), "A B <a@example.com>, 2001 (line)\nrow 2: created\n");
}

#[test]
fn hidden_signs_and_formulas_are_refused_in_every_column() {
    check(
        "first_name,last_name,email,extension,user_notes,Cost centre,location\n\
         \"Ada\naccount.1.x = evil\",B,a@example.com,2001,ok,\"x\ny\",\n\
         C,D\u{202e},c@example.com,=A2+1,#REF!,\u{7}9,@home\n\
         E\u{fffd},F,e@example.com,\"=\"\"2003\"\"\",,,\n",
        &expect![[""]],
    );
}

#[test]
fn cells_have_a_longest_length() {
    let text = format!(
        "first_name,last_name,email,extension,other\n{},B,a@example.com,2001,{}\n",
        "x".repeat(129),
        "y".repeat(1001)
    );
    check(&text, &expect![[""]]);
}

#[test]
fn only_adding_is_possible_so_far() {
    check(
        "first_name,last_name,email,extension,action\nA,B,a@example.com,2001,Add\nC,D,c@example.com,2002,delete\nE,F,e@example.com,2003,frobnicate\n",
        &expect![[""]],
    );
}

#[test]
fn what_nothing_here_uses_is_kept() {
    let checked = Case::default().run(
        "first_name,last_name,email,extension,seat_type,do_not_bill,Billing id,user_notes,location,notification_email\nA,B,a@example.com,2001,basic,yes,77,early,HQ,x@example.com\n,,a@example.com,,,,78,late,,\n",
    );
    let user = &checked.plan.users[0];
    let custom: Vec<_> = user.custom.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(custom, ["Billing id=77; 78", "do_not_bill=yes", "seat_type=basic"]);
    assert_eq!((user.notes.as_deref(), user.location.as_deref()), (Some("early; late"), Some("HQ")));
    assert_eq!(user.notification_email.as_deref(), Some("x@example.com"));
    assert!(!checked.has_errors());
}

#[test]
fn a_full_name_is_split_at_its_last_blank() {
    let checked =
        Case::default().run("Name,email,ext\nMary Ann Smith,m@example.com,2001\nCher,c@example.com,2002\n");
    expect![[""]].assert_eq(&format!("{}{}", report::issues_text(&checked.issues), show(&checked.plan)));
}
