//! Files that know people by their extension, and phones of nobody.

use expect_test::expect;

use super::*;

/// The office with Dwight, who has no email.
fn case(mode: Mode) -> Case<'static> {
    let mut case = Case { mode, ..updating() };
    let mut dwight = case.existing.users["jim@example.com"].clone();
    dwight.id = UserId(3);
    (dwight.first_name, dwight.last_name) = ("Dwight".to_owned(), "Schrute".to_owned());
    dwight.extensions = vec![line("2003")];
    case.existing.users.insert("2003".to_owned(), dwight);
    case.existing.extensions.insert("2003".to_owned(), ExistingExtension { email: "2003".to_owned() });
    case
}

#[test]
fn without_a_column_for_emails_the_extension_names_the_user() {
    case(Mode::Add).see(
        "first_name,last_name,extension,mac,brand,model\n\
         Pam,Beesly,2001,805ec0000031,yealink,t42g\nA,B,2010,805ec0000032,yealink,t42g\n,,2010,805ec0000033,yealink,t42g\n\
         ,,2003,805ec0000034,yealink,t42g\nC,D,,,,\n",
        &expect![[r#"
            file extension Warning keyed_by_extension: The file has no column email, so users are known by their extension. Add the column, or map it, if they have addresses
            file - Note family_filled: The file has no column family, so the families are taken from the models
            2 extension Note user_exists: Pam Beesly is here already. What is new is added, the rest stays as it is
            5 extension Note user_exists: Dwight Schrute is here already. What is new is added, the rest stays as it is
            6 extension Error extension_missing: Enter an extension for C D
            Pam Beesly <pam@example.com>, yealink t4x t42g 80:5e:c0:00:00:31
            A B <2010>, 2010 (line), yealink t4x t42g 80:5e:c0:00:00:32, yealink t4x t42g 80:5e:c0:00:00:33
            Dwight Schrute <2003>, yealink t4x t42g 80:5e:c0:00:00:34
            row 2: created
            row 3: created
            row 4: created
            row 5: created
            row 6: refused (Enter an extension for C D)
        "#]],
    );
}

#[test]
fn an_extension_stands_for_an_email_that_somebody_does_not_have() {
    case(Mode::Add).see(
        "first_name,last_name,email,extension\n,,2003,2003\n,,2003,2030\nA,B,2010,2010\nC,D,2012,2011\n",
        &expect![[r"
            2 email Note user_exists: Dwight Schrute is here already. What is new is added, the rest stays as it is
            5 email Error email_malformed: Email 2012 has no @. Write it like pam@example.com
            Dwight Schrute <2003>, 2030
            A B <2010>, 2010 (line)
            C D <2012>, 2011 (line)
            row 2: unchanged (Everything in this row is on the box already)
            row 3: created
            row 4: created
            row 5: refused (Email 2012 has no @. Write it like pam@example.com)
        "]],
    );
}

#[test]
fn the_login_name_follows_the_main_extension() {
    case(Mode::Update).see(
        "email,extension\n2003,2050\n",
        &expect![[r#"
        becomes Dwight Schrute <2050>, 2050 (line)
        2: Dwight Schrute: extension: Some("2003") -> Some("2050")
        2: Dwight Schrute: email: Some("2003") -> Some("2050")
        row 2: updated (Changed: extension, email)
    "#]],
    );
}

#[test]
fn a_list_of_phones_needs_no_names() {
    case(Mode::Add).see(
        "email,mac,brand,model\npam@example.com,805ec0000031,yealink,t42g\n2003,805ec0000032,yealink,t42g\n",
        &expect![[r"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            2 email Note user_exists: Pam Beesly is here already. What is new is added, the rest stays as it is
            3 email Note user_exists: Dwight Schrute is here already. What is new is added, the rest stays as it is
            Pam Beesly <pam@example.com>, yealink t4x t42g 80:5e:c0:00:00:31
            Dwight Schrute <2003>, yealink t4x t42g 80:5e:c0:00:00:32
            row 2: created
            row 3: created
        "]],
    );
    case(Mode::Add).check(
        "email,mac,brand,model\nnew@example.com,805ec0000031,yealink,t42g\nnewer@example.com,,,\n",
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            file first_name Error column_missing: new@example.com, newer@example.com are not on this box yet, and the file has no names. Import the file of people first, or add the columns first_name and last_name
            file last_name Error column_missing: The file has no column last_name. Add one, or map the column that holds it to last_name
            file extension Error column_missing: The file has no column extension. Add one, or map the column that holds it to extension
        "#]],
    );
}

#[test]
fn a_phone_may_belong_to_nobody() {
    let header = "email,extension,mac,brand,model,device_name\n";
    case(Mode::Add).see(
        &format!(
            "{header}nobody,,805ec0000031,yealink,t42g,Hall\nNobody,,805ec0000099,yealink,t42g,\nnobody,2001,805ec0000032,yealink,t42g,\n\
             nobody,,805ec0000001,yealink,t42g,\nnobody,,,yealink,t42g,\nnobody,,,,,Hall\n"
        ),
        &expect![[r"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            4 extension Error nobody_with_values: A phone of nobody has no extension. Clear it, or enter whose it is
            5 mac_address Error mac_taken: MAC address 80:5e:c0:00:00:01 is already the phone of pam@example.com. Leave it out, or import with “Also update people who are already here”
            6 mac_address Error mac_missing: Enter the MAC address of this SIP-T42G: a phone without a user is known by it
            7 mac_address Error mac_missing: Enter MAC address and model of the phone that belongs to nobody
            nobody, yealink t42g Some(80:5e:c0:00:00:31)
            nobody, yealink t42g Some(80:5e:c0:00:00:32)
            row 2: created
            row 3: unchanged (Everything in this row is on the box already)
            row 4: refused (A phone of nobody has no extension. Clear it, or enter whose it is)
            row 5: refused (MAC address 80:5e:c0:00:00:01 is already the phone of pam@example.com. Leave it out, or import with “Also update people who are already here”)
            row 6: refused (Enter the MAC address of this SIP-T42G: a phone without a user is known by it)
            row 7: refused (Enter MAC address and model of the phone that belongs to nobody)
        "]],
    );
    case(Mode::Update).see(
        &format!("{header}nobody,,805ec0000001,yealink,t42g,\n"),
        &expect![[r#"
        file - Note family_filled: The file has no column family, so the families are taken from the models
        2 mac_address Note device_moves: Yealink SIP-T42G 80:5e:c0:00:00:01 goes from Pam Beesly to nobody
        device 1 -> nobody, t42g Some(80:5e:c0:00:00:01) None None
        2: Yealink SIP-T42G 80:5e:c0:00:00:01: user: Some("Pam Beesly") -> None
        row 2: updated (Changed: user)
    "#]],
    );
}

#[test]
fn in_a_file_keyed_by_extension_the_email_is_a_field() {
    let keyed = |mode| Case { by_extension: true, ..case(mode) };
    let text = "first_name,last_name,email,extension,softphone\n\
        ,,beesly@example.com,2001,\n,,jim@example.com,2003,\n,,2002,2002,yes\n,,jim@example.com,2020,\n\
        A,B,,2010,\n,,a@example.com,2010,\nC,D,c@example.com,2011,\n,,c@example.com,,yes\nE,F,,,\n";
    keyed(Mode::Add).see(text, &expect![[r"
        2 email Note value_unused: Pam Beesly is here already, so the email is not used: an import only adds
        2 extension Note user_exists: Pam Beesly is here already and stays as it is
        3 email Note value_unused: Dwight Schrute is here already, so the email is not used: an import only adds
        3 extension Note user_exists: Dwight Schrute is here already and stays as it is
        4 extension Note user_exists: Jim Halpert is here already. What is new is added, the rest stays as it is
        10 extension Error extension_missing: Enter an extension for E F
        Jim Halpert <jim@example.com>, 2020, softphone
        A B <a@example.com>, 2010 (line)
        C D <c@example.com>, 2011 (line), softphone
        row 2: unchanged (What this row says is here already, and an import that only adds changes nothing)
        row 3: unchanged (What this row says is here already, and an import that only adds changes nothing)
        row 4: created
        row 5: created
        row 6: created
        row 7: unchanged (Everything in this row stands in an earlier row)
        row 8: created
        row 9: created
        row 10: refused (Enter an extension for E F)
    "]]);
    keyed(Mode::Update).see(
        text,
        &expect![[r#"
        3 email Error email_taken: jim@example.com is the email of another user already. Give another one
        10 extension Error extension_missing: Enter an extension for E F
        becomes Pam Beesly <beesly@example.com>, 2001 (line), +18005551001
        Jim Halpert <jim@example.com>, 2020, softphone
        A B <a@example.com>, 2010 (line)
        C D <c@example.com>, 2011 (line), softphone
        2: Pam Beesly: email: Some("pam@example.com") -> Some("beesly@example.com")
        row 2: updated (Changed: email)
        row 3: refused (jim@example.com is the email of another user already. Give another one)
        row 4: created
        row 5: created
        row 6: created
        row 7: unchanged (Everything in this row stands in an earlier row)
        row 8: created
        row 9: created
        row 10: refused (Enter an extension for E F)
    "#]],
    );
}

#[test]
fn the_email_that_stands_first_stays() {
    let text = "extension,email\n2001,pam@example.com\n2001,other@example.com\n2002,other@example.com\n";
    Case { by_extension: true, ..updating() }.see(text, &expect![[r#"
        3 email Warning value_differs: Another row of this user has another email. The one that stands first stays
        becomes Jim Halpert <other@example.com>, 2002 (line)
        4: Jim Halpert: email: Some("jim@example.com") -> Some("other@example.com")
        row 2: unchanged (Everything in this row is on the box already)
        row 3: unchanged (Everything in this row is on the box already)
        row 4: updated (Changed: email)
    "#]]);
}
