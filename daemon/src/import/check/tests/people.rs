//! Users, what is said of them, and what no cell may hold.

use expect_test::expect;

use super::*;

#[test]
fn needed_values_are_asked_for_by_name() {
    check(
        "first_name,last_name,email,extension\nPam,Beesly,,2001\nPam,,pam@example.com,2002\n,,x@example.com,\n,,,\n,,,2005\n",
        &expect![[r"
            2 email Error email_missing: Enter an email address for Pam Beesly
            3 last_name Error last_name_missing: Enter a last name for Pam
            4 first_name Error first_name_missing: Enter a first name for x@example.com
            4 last_name Error last_name_missing: Enter a last name for x@example.com
            4 extension Error extension_missing: Enter an extension for x@example.com
            6 email Error email_missing: Enter the email address of the user this row is about
        "]],
    );
}

#[test]
fn an_email_that_is_none_is_an_error() {
    check(
        "first_name,last_name,email,extension\nPam,Beesly,pam@,2001\nJim,H,Jim <jim@example.com>,2002\n",
        &expect![[r"
            2 email Error email_malformed: Email pam@ is not right after the @. Write it like pam@example.com
            3 email Error email_malformed: Email Jim <jim@example.com> is not right before the @. Write it like pam@example.com [jim@example.com]
        "]],
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
    expect![[r"
        Pam Beesly <pam@example.com>, 2001 (line), 2003, +18005551212, yealink t4x t42g 80:5e:c0:01:02:03, yealink t4x t46s 80:5e:c0:01:02:04
        Jim Halpert <jim@example.com>, 2002 (line), softphone
        row 2: created
        row 3: created
        row 4: created
        row 5: created
    "]].assert_eq(&format!("{}{}", report::issues_text(&checked.issues), show(&checked.plan)));
}

#[test]
fn another_name_on_a_further_row_is_a_warning() {
    check(
        "first_name,last_name,email,extension,department\nPam,Beesly,pam@example.com,2001,Sales\nPamela,BEESLY,pam@example.com,2003,Art\n",
        &expect![[r"
            3 first_name Warning name_differs: Row 2 calls pam@example.com Pam, this row Pamela. Pam is kept
            3 department Warning value_differs: Another row of this user has another department. The one that stands first stays
        "]],
    );
}

#[test]
fn a_user_on_the_box_gets_what_is_new() {
    let case = Case { existing: office(), ..Case::default() };
    let checked = case.run(
        "first_name,last_name,email,extension,phone_number\nPamela,Beesly,pam@example.com,2001,+18005551001\n,,pam@example.com,2003,\nJim,Halpert,jim@example.com,2002,\n",
    );
    expect![[r"
        Row 2
          warning first_name: pam@example.com is Pam on this box, and Pamela in this row. Pam is kept
          note    email: Pam Beesly is here already. What is new is added, the rest stays as it is
        Row 4
          note    email: Jim Halpert is here already and stays as it is
        Pam Beesly <pam@example.com>, 2003
        row 2: unchanged (Everything in this row is on the box already)
        row 3: created
        row 4: unchanged (Everything in this row is on the box already)
        Users: 2 unchanged
        Extensions: 1 new, 2 unchanged
        Phone numbers: 1 unchanged
        1 warning, 2 notes
    "]]
    .assert_eq(&format!(
        "{}{}{}",
        report::issues_text(&checked.issues),
        show(&checked.plan),
        report::summary_text(&checked)
    ));
}

#[test]
fn a_weak_password_is_an_error_and_is_never_shown() {
    let text = "first_name,last_name,email,extension,password\nA,B,a@example.com,2001,s3cr3t\nC,D,c@example.com,2002,zzzzzzzzzz\nE,F,e@example.com,2003,long;enough\nG,H,g@example.com,2004,\"x\ny\"\n";
    check(
        text,
        &expect![[r"
            2 password Error password_weak: The password is too easy. Use 8 characters or more, or leave it blank to have one made
            3 password Error password_weak: The password is too easy. Use 8 characters or more, or leave it blank to have one made
            4 password Warning password_risky: The password has a blank or sign that some phones and phone systems cannot carry. Letters and digits are safe
            5 password Error text_forbidden: The login password contains a line break. Remove it
        "]],
    );
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
        &expect![[r"
            3 softphone Error yes_no_unknown: Softphone is “perhaps”. Write yes or no
        "]],
    );
}

#[test]
fn empty_words_are_empty_cells() {
    let checked = Case::default().run(
        "first_name,last_name,email,extension,phone_number,mac_address,brand,family,model,softphone\nA,B,a@example.com,2001,None,N/A,-,none,NONE,-\n",
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
        &expect![[r"
            file - Note column_custom: “Cost centre” is kept with the user as a custom field
            2 first_name Error text_forbidden: The first name contains a line break. Remove it
            2 - Error text_forbidden: The cell contains a line break. Remove it
            3 last_name Error text_forbidden: The last name contains the invisible character U+202E. Remove it
            3 extension Error formula: The extension is a formula, not a value. Replace it by the value
            3 user_notes Error formula: The note is a spreadsheet's error, not a value. Replace it by the value
            3 - Error text_forbidden: The cell contains the invisible character U+0007. Remove it
            3 location Warning formula_like: The location begins with @, as a formula does. Check it
            4 first_name Error text_undecodable: A letter of the first name cannot be read. Save the file as CSV UTF-8 again
        "]],
    );
}

#[test]
fn cells_have_a_longest_length() {
    let text = format!(
        "first_name,last_name,email,extension,other\n{},B,a@example.com,2001,{}\n",
        "x".repeat(129),
        "y".repeat(1001)
    );
    check(
        &text,
        &expect![[r"
            file - Note column_custom: “other” is kept with the user as a custom field
            2 first_name Error text_too_long: The first name is longer than 128 characters. Shorten it
            2 - Error text_too_long: The cell is longer than 1000 characters. Shorten it
        "]],
    );
}

#[test]
fn only_adding_is_possible_so_far() {
    check(
        "first_name,last_name,email,extension,action\nA,B,a@example.com,2001,Add\nC,D,c@example.com,2002,delete\nE,F,e@example.com,2003,frobnicate\n",
        &expect![[r"
            3 email Error delete_unknown: c@example.com is not on this box, so there is nothing to remove
            4 action Error action_unknown: There is no action “frobnicate”. Write add, update or delete
        "]],
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
    expect![[r"
        Whole file
          warning full_name (“Name”): “Name” is split into first and last name at the last blank. Check that the names are right
        Row 3
          error   last_name (“Name”): Enter a last name for Cher
        Mary Ann Smith <m@example.com>, 2001 (line)
        Cher  <c@example.com>, 2002 (line)
        row 2: created
        row 3: refused (Enter a last name for Cher)
    "]].assert_eq(&format!("{}{}", report::issues_text(&checked.issues), show(&checked.plan)));
}

#[test]
fn notes_of_many_rows_have_an_end() {
    let row = |number: usize| format!("A,B,a@example.com,2011,note number {number} of this user\n");
    let rows: String = (1000..1100).map(row).collect();
    let text = format!("first_name,last_name,email,extension,user_notes\n{rows}");
    for existing in [Existing::default(), office()] {
        let case = Case { existing, mode: Mode::Update, ..Case::default() };
        let text = if case.existing.users.is_empty() {
            text.clone()
        } else {
            text.replace("a@", "pam@").replace("2011", "")
        };
        let checked = case.run(&text);
        let notes = checked.plan.users[0].notes.as_ref().unwrap();
        assert!(notes.chars().count() <= 2000 && notes.contains("number 1050"), "{notes}");
        let told = checked.issues.iter().filter(|issue| issue.code == "text_too_long");
        assert!(told.count() > 20);
        assert!(!checked.has_errors());
    }
}
