//! What cannot be used is said, never dropped silently.

use expect_test::expect;

use super::*;

#[test]
fn what_a_row_says_of_users_and_extensions_on_the_box_is_noted() {
    let case = Case { existing: office(), ..Case::default() };
    case.check(
        "first_name,last_name,email,extension,password,sip_username,sip_password,display_name,location,department,include_voicemail,in_directory,notification_email,user_notes,seat_type,Cost,mac,brand,family,model,device_name\n\
         ,,pam@example.com,2001,long-enough,pam-desk,Abcdefgh12345678,Pam B,HQ,Art,yes,yes,p@example.com,hi,basic,7,805ec0000001,yealink,t4x,t42g,Desk\n\
         ,,jim@example.com,2002,,,,,,,no,,,,,,,,,,\n",
        &expect![[r"
            file seat_type Note column_billing: seat_type is kept with the user; nothing here uses it
            file - Note column_custom: “Cost” is kept with the user as a custom field
            2 email Note user_exists: Pam Beesly is here already and stays as it is
            2 password Note value_unused: Pam Beesly is here already, so the login password is not used: an import only adds
            2 sip_username Note value_unused: Extension 2001 is here already, so the SIP username is not used: an import only adds
            2 sip_password Note value_unused: Extension 2001 is here already, so the SIP password is not used: an import only adds
            2 display_name Note value_unused: Extension 2001 is here already, so the display name is not used: an import only adds
            2 location Note value_unused: Pam Beesly is here already, so the location is not used: an import only adds
            2 department Note value_unused: Pam Beesly is here already, so the department is not used: an import only adds
            2 include_voicemail Note value_unused: Pam Beesly is here already, so the mailbox is not used: an import only adds
            2 in_directory Note value_unused: Pam Beesly is here already, so the listing in the phonebook is not used: an import only adds
            2 notification_email Note value_unused: Pam Beesly is here already, so the notification email is not used: an import only adds
            2 user_notes Note value_unused: Pam Beesly is here already, so the note is not used: an import only adds
            2 seat_type Note value_unused: Pam Beesly is here already, so the column seat_type is not used: an import only adds
            2 - Note value_unused: Pam Beesly is here already, so “Cost” is not used: an import only adds
            2 device_name Note value_unused: Phone 80:5e:c0:00:00:01 is here already, so the name of the phone is not used: an import only adds
            3 email Note user_exists: Jim Halpert is here already and stays as it is
        "]],
    );
}

#[test]
fn a_second_phone_without_mac_in_a_copied_row_is_a_warning() {
    check(
        "first_name,last_name,email,extension,brand,family,model,pending_mac\n\
         A,B,a@example.com,2001,yealink,t4x,t42g,yes\nA,B,a@example.com,2001,yealink,t4x,t42g,yes\n\
         A,B,a@example.com,2001,yealink,t4x,t46s,yes\nC,D,c@example.com,2002,yealink,t4x,t42g,yes\n",
        &expect![[r"
            3 model Warning pending_repeated: Row 2 has a SIP-T42G of this user already whose MAC address comes later, and this row makes another. Leave the phone out here if it is the same one
        "]],
    );
}

#[test]
fn another_display_name_of_the_same_extension_is_a_warning() {
    check(
        "first_name,last_name,email,extension,display_name\nA,B,a@example.com,2001,Front\n,,a@example.com,2001,Back\n,,a@example.com,2001,Front\n",
        &expect![[r"
            3 display_name Warning value_differs: Row 2 has extension 2001 with another display name or none. That is kept
        "]],
    );
}

#[test]
fn a_username_that_is_not_the_extension_is_doubted_where_the_pbx_knows_no_other() {
    let text = "first_name,last_name,email,extension,sip_username,sip_password\n\
         A,B,a@example.com,2001,a-desk,Abcdefgh12345678\nC,D,c@example.com,2002,2002,Abcdefgh12345678\n";
    assert_eq!(Case::default().run(text).issues, []);
    let case = Case { pbx: "freepbx", ..Case::default() };
    case.check(text, &expect![[r"
        2 sip_username Warning sip_username_differs: FreePBX knows a phone by its extension, 2001, not by SIP username a-desk. Leave it blank unless the PBX has it so
    "]]);
}

#[test]
fn emergency_numbers_are_doubtful_extensions() {
    for number in ["911", "112", "999", "110", "118", "119", "000"] {
        let checked = Case::default()
            .run(&format!("first_name,last_name,email,extension\nA,B,a@example.com,{number}\n"));
        let codes: Vec<_> = checked.issues.iter().map(|issue| (issue.severity, issue.code)).collect();
        assert_eq!(codes, [(Severity::Warning, "extension_emergency")], "{number}");
    }
    let other = Case::default().run("first_name,last_name,email,extension\nA,B,a@example.com,9110\n");
    assert_eq!(other.issues, []);
}

#[test]
fn secrets_of_other_systems_are_not_kept() {
    let checked = Case::default()
        .run("first_name,last_name,email,extension,Voicemail PIN,Cost\nA,B,a@example.com,2001,4711,7\n");
    let custom = &checked.plan.users[0].custom;
    assert_eq!(custom.keys().collect::<Vec<_>>(), ["Cost"]);
    assert!(!format!("{:?}{:?}", checked.plan, checked.issues).contains("4711"));
}

#[test]
fn a_file_without_brands_is_told_once() {
    check(
        "first_name,last_name,email,extension,mac,model\nA,B,a@example.com,2001,805ec0010201,t46s\nC,D,c@example.com,2002,805ec0010202,t42g\n",
        &expect![[r"
            file - Note brand_filled: The file has no column brand, so the brands are taken from the models
            file - Note family_filled: The file has no column family, so the families are taken from the models
            3 brand Error brand_missing: Several brands have a model t42g: Acme, Yealink. Enter the brand [Yealink]
        "]],
    );
}

#[test]
fn a_header_that_stands_again_and_rows_of_nothing_are_skipped() {
    check(
        "first_name,last_name,email,extension\nA,B,a@example.com,2001\nFirst_Name,last_name,email,extension\n-,none,N/A,–\nC,D,c@example.com,20\x0002\n",
        &expect![[r"
            3 - Note header_repeated: The header stands here again. The row is skipped
            5 extension Error text_forbidden: The extension contains the invisible character U+0000. Remove it
        "]],
    );
}

#[test]
fn of_many_alike_the_terminal_shows_the_first() {
    let rows = |faults: &str| -> String {
        (0..25).map(|number| format!("A,B,u{number}@example.com,{}.0,{faults}\n", 2001 + number)).collect()
    };
    let text = |rows: &str| format!("first_name,last_name,email,extension,softphone\n{rows}");
    let notes = Case::default().run(&text(&rows("")));
    assert_eq!(notes.issues.len(), 25);
    let shown = report::issues_text(&notes.issues);
    assert_eq!(shown.matches("Row ").count(), 20);
    assert!(shown.ends_with("is read as 2020\n          … and 5 more like this\n"), "{shown}");
    let errors = report::issues_text(&Case::default().run(&text(&rows("perhaps"))).issues);
    assert_eq!((errors.matches("perhaps").count(), errors.matches(" note ").count()), (25, 20));
}

#[test]
fn with_errors_the_counts_say_what_would_be() {
    let checked = Case { existing: office(), ..Case::default() }.run(
        "first_name,last_name,email,extension\nA,B,a@example.com,2010\n,,jim@example.com,2002\nC,D,c@,2011\n",
    );
    expect![[r"
        Would be: users 2 new, 1 unchanged; extensions 2 new, 1 unchanged
        No one is listed in the phonebook: the file has no column in_directory
        1 error, 1 note
    "]]
    .assert_eq(&report::summary_text(&checked));
}

#[test]
fn addresses_with_a_blank_or_of_two_people_say_so() {
    check(
        "first_name,last_name,email,extension\nA,B,pam @x.com,2001\nC,D,c@x.com; d@x.com,2002\nE,F,Pam <e@x.com>,2003\n",
        &expect![[r"
            2 email Error email_malformed: Email pam @x.com has a blank in it. Remove it [pam@x.com]
            3 email Error email_malformed: Email c@x.com; d@x.com holds two addresses. Keep one
            4 email Error email_malformed: Email Pam <e@x.com> is not right before the @. Write it like pam@example.com [e@x.com]
        "]],
    );
}

#[test]
fn a_file_without_a_header_shows_none_of_its_cells_in_the_document() {
    let text = "Pam,Beesly,pam@x.com,2001,Sup3rSecret\nJim,Halpert,jim@x.com,2002,An0therOne\n";
    let sheet = sheet::read(text.as_bytes()).unwrap();
    let (mapping, issues) = Mapping::guess(&sheet, &["pass=password".parse().unwrap()], &Recipes::default());
    let json = serde_json::to_string(&(mapping.columns(), issues)).unwrap();
    for cell in ["Pam", "Beesly", "2001", "Sup3r"] {
        assert!(!json.contains(cell), "{cell}: {json}");
    }
    assert!(json.contains("Column E"), "{json}");
}
