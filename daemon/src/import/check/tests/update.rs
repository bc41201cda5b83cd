//! What an update changes of users and phones that are here.

use expect_test::expect;

use super::*;
use crate::directory::Secret;

const HEADER: &str = "first_name,last_name,email,extension,phone_number,mac,brand,model,device_name\n";

#[test]
fn a_user_becomes_what_the_file_says_and_a_blank_changes_nothing() {
    let mut case = updating();
    let pam = case.existing.users.get_mut("pam@example.com").unwrap();
    (pam.department, pam.notes, pam.in_directory) = (Some("Art".to_owned()), Some("old".to_owned()), true);
    (pam.has_softphone, pam.location) = (true, Some("HQ".to_owned()));
    case.see(
        "first_name,last_name,email,department,location,user_notes,in_directory,include_voicemail,softphone,Cost,password\n\
         Pamela,,pam@example.com,Sales,,none,no,yes,no,7,long-enough\n,,jim@example.com,,-,,,no,no,none,\n",
        &expect![[r#"
            file - Note column_custom: “Cost” is kept with the user as a custom field
            becomes Pamela Beesly <pam@example.com>, 2001 (line), +18005551001
            2: Pam Beesly: department: Some("Art") -> Some("Sales")
            2: Pam Beesly: first_name: Some("Pam") -> Some("Pamela")
            2: Pam Beesly: user_notes: Some("old") -> None
            2: Pam Beesly: in_directory: Some("yes") -> Some("no")
            2: Pam Beesly: include_voicemail: Some("no") -> Some("yes")
            2: Pam Beesly: custom: None -> Some("Cost: 7")
            2: Pam Beesly: password: None -> None
            2: Pam Beesly: softphone: Some("yes") -> Some("no")
            row 2: updated (Changed: department, first name, note, listing in the phonebook, mailbox, custom field, login password, softphone)
            row 3: unchanged (Everything in this row is on the box already)
        "#]],
    );
}

#[test]
fn who_is_just_so_is_unchanged_and_not_in_the_plan() {
    let checked = updating().see(
        &format!("{HEADER}Pam,Beesly,pam@example.com,2001,+18005551001,805ec0000001,yealink,t42g,Phone 1\nJim,Halpert,jim@example.com,2002,,,,,\n"),
        &expect![[r"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            row 2: unchanged (Everything in this row is on the box already)
            row 3: unchanged (Everything in this row is on the box already)
        "]],
    );
    assert!(checked.plan.users.is_empty());
    assert_eq!((checked.counts.users.unchanged, checked.counts.devices.unchanged), (2, 1));
}

#[test]
fn another_extension_in_the_first_row_is_a_new_main_one() {
    let checked = updating().see(
        &format!("{HEADER},,pam@example.com,2005\n,,pam@example.com,2006\n,,jim@example.com,2007\n,,jim@example.com,2002\n"),
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            becomes Pam Beesly <pam@example.com>, 2005 (line), 2006, +18005551001
            Jim Halpert <jim@example.com>, 2007
            2: Pam Beesly: extension: Some("2001") -> Some("2005")
            row 2: updated (Changed: extension)
            row 3: created
            row 4: created
            row 5: unchanged (Everything in this row is on the box already)
        "#]],
    );
    assert_eq!((checked.counts.extensions.create, checked.counts.extensions.update), (2, 1));
}

#[test]
fn two_users_swap_their_extensions_and_a_new_one_takes_what_becomes_free() {
    updating().see(
        &format!("{HEADER},,pam@example.com,2002\n,,jim@example.com,2001\n"),
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            becomes Pam Beesly <pam@example.com>, 2002 (line), +18005551001
            becomes Jim Halpert <jim@example.com>, 2001 (line)
            2: Pam Beesly: extension: Some("2001") -> Some("2002")
            3: Jim Halpert: extension: Some("2002") -> Some("2001")
            row 2: updated (Changed: extension)
            row 3: updated (Changed: extension)
        "#]],
    );
    updating().see(
        &format!("{HEADER}A,B,a@example.com,2001\n,,pam@example.com,2002\n,,jim@example.com,2003\n"),
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            A B <a@example.com>, 2001 (line)
            becomes Pam Beesly <pam@example.com>, 2002 (line), +18005551001
            becomes Jim Halpert <jim@example.com>, 2003 (line)
            3: Pam Beesly: extension: Some("2001") -> Some("2002")
            4: Jim Halpert: extension: Some("2002") -> Some("2003")
            row 2: created
            row 3: updated (Changed: extension)
            row 4: updated (Changed: extension)
        "#]],
    );
    let numbered = Case { pbx: "freepbx", ..updating() };
    numbered.check(
        &format!("{HEADER},,pam@example.com,2002\n,,jim@example.com,2001\n"),
        &expect![[r"
        file - Note family_filled: The file has no column family, so the families are taken from the models
    "]],
    );
}

#[test]
fn an_extension_that_its_user_keeps_is_taken() {
    updating().check(
        &format!("{HEADER}A,B,a@example.com,2001\n,,jim@example.com,2003\n,,jim@example.com,2001\n"),
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            2 extension Error extension_taken: Extension 2001 belongs to pam@example.com already. Give this user another one, or give that one another in this file. If pam@example.com has left, add a row with that email and “delete” under action
            4 extension Error extension_taken: Extension 2001 belongs to pam@example.com already. Give this user another one, or give that one another in this file. If pam@example.com has left, add a row with that email and “delete” under action
        "#]],
    );
}

#[test]
fn what_is_said_of_an_extension_counts_where_it_is_filled_in() {
    let mut case = updating();
    let pam = case.existing.users.get_mut("pam@example.com").unwrap();
    pam.extensions[0].display_name = Some("Front".to_owned());
    (pam.extensions[0].sip_username, pam.extensions[0].sip_password) =
        (Some("pam-desk".to_owned()), Some(Secret::new("Abcdefgh12345678")));
    pam.extensions.push(line("2009"));
    case.existing
        .extensions
        .insert("2009".to_owned(), ExistingExtension { email: "pam@example.com".to_owned() });
    let header = "email,extension,display_name,own_line,sip_username,sip_password,first_name\n";
    case.see(
        &format!(
            "{header}pam@example.com,2001,,no,pam-desk,Abcdefgh12345678\npam@example.com,2009,Back,no,,\n"
        ),
        &expect![[r#"
            2 own_line Note own_line_unused: The main extension always is a line of its own, so “no” is left aside
            becomes Pam Beesly <pam@example.com>, 2001 (line), 2009, +18005551001
            3: Pam Beesly, extension 2009: display_name: None -> Some("Back")
            3: Pam Beesly, extension 2009: own_line: Some("yes") -> Some("no")
            row 2: unchanged (Everything in this row is on the box already)
            row 3: updated (Changed: display name, column own_line)
        "#]],
    );
    case.see(
        &format!(
            "{header}pam@example.com,2001,none,,pam-new,Abcdefgh87654321\njim@example.com,2002,,,pam-desk,\n"
        ),
        &expect![[r#"
            3 sip_username Error sip_username_taken: SIP username pam-desk is already used by another account on this box. Give another one
            3 sip_password Warning sip_half: There is a SIP username without a password, so a new password is made for it
            becomes Pam Beesly <pam@example.com>, 2001 (line), 2009 (line), +18005551001
            2: Pam Beesly, extension 2001: display_name: Some("Front") -> None
            2: Pam Beesly, extension 2001: sip_username: Some("pam-desk") -> Some("pam-new")
            2: Pam Beesly, extension 2001: sip_password: None -> None
            row 2: updated (Changed: display name, SIP username, SIP password)
            row 3: refused (SIP username pam-desk is already used by another account on this box. Give another one)
        "#]],
    );
}

#[test]
fn phone_numbers_move() {
    let checked = updating().see(
        &format!("{HEADER},,jim@example.com,,18005551001\n,,jim@example.com,,18005551002\n"),
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            2 phone_number Warning phone_number_moves: Phone number +18005551001 goes from Pam Beesly to Jim Halpert
            becomes Jim Halpert <jim@example.com>, 2002 (line), +18005551001, 18005551002
            becomes Pam Beesly <pam@example.com>, 2001 (line)
            2: Jim Halpert: phone_number: None -> Some("+18005551001")
            2: Pam Beesly: phone_number: Some("+18005551001") -> None
            row 2: updated (Changed: phone number)
            row 3: created
        "#]],
    );
    let numbers = checked.counts.phone_numbers;
    assert_eq!((numbers.create, numbers.update, numbers.unchanged), (1, 1, 0));
}

#[test]
fn phones_move_and_become_other_models() {
    let checked = updating().see(
        &format!(
            "{HEADER},,jim@example.com,,,805ec0000001,,,Desk\n,,pam@example.com,,,805ec0000099,yealink,t46s,\n\
             ,,pam@example.com,,,805ec0000077,yealink,t46s,\n"
        ),
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            2 mac_address Note device_moves: Yealink SIP-T42G 80:5e:c0:00:00:01 goes from Pam Beesly to Jim Halpert
            3 mac_address Note device_moves: Yealink SIP-T42G 80:5e:c0:00:00:99 goes from nobody to Pam Beesly
            3 model Warning device_model_changes: Yealink SIP-T42G 80:5e:c0:00:00:99 becomes Yealink SIP-T46S, which has 27 keys instead of 15. Its keys are fitted anew, none is lost. Check that the model goes with the address
            Pam Beesly <pam@example.com>, yealink t4x t46s 80:5e:c0:00:00:77
            device 1 -> jim@example.com, t42g Some(80:5e:c0:00:00:01) Some("Desk") None
            device 2 -> pam@example.com, t46s Some(80:5e:c0:00:00:99) None None
            2: Yealink SIP-T42G 80:5e:c0:00:00:01: user: Some("Pam Beesly") -> Some("Jim Halpert")
            2: Yealink SIP-T42G 80:5e:c0:00:00:01: device_name: Some("Phone 1") -> Some("Desk")
            3: Yealink SIP-T42G 80:5e:c0:00:00:99: user: None -> Some("Pam Beesly")
            3: Yealink SIP-T42G 80:5e:c0:00:00:99: model: Some("SIP-T42G") -> Some("SIP-T46S")
            row 2: updated (Changed: user, name of the phone)
            row 3: updated (Changed: user, model)
            row 4: created
        "#]],
    );
    assert_eq!((checked.counts.devices.create, checked.counts.devices.update), (1, 2));
}

#[test]
fn a_phone_that_was_to_come_later_is_filled_in() {
    let mut case = updating();
    let device = case.existing.devices.get(&"805ec0000001".parse().unwrap()).unwrap().clone();
    let pending = PendingDevice { mac: None, device: ExistingDevice { id: DeviceId(7), ..device } };
    case.existing.users.get_mut("pam@example.com").unwrap().pending.push(pending);
    let text = format!(
        "{HEADER},,pam@example.com,,,805ec0000070,yealink,t42g,\n,,pam@example.com,,,805ec0000071,yealink,t42g,\n"
    );
    case.see(
        &text,
        &expect![[r#"
            file - Note family_filled: The file has no column family, so the families are taken from the models
            Pam Beesly <pam@example.com>, yealink t4x t42g 80:5e:c0:00:00:71
            device 7 -> pam@example.com, t42g Some(80:5e:c0:00:00:70) None None
            2: Yealink SIP-T42G without MAC address: mac_address: None -> Some("80:5e:c0:00:00:70")
            row 2: updated (Changed: MAC address)
            row 3: created
        "#]],
    );
    let adding = Case { mode: Mode::Add, ..case };
    assert_eq!(adding.run(&text).counts.devices.create, 2);
}

#[test]
fn the_column_action_beats_the_mode() {
    let case = Case { mode: Mode::Add, ..updating() };
    case.see(
        "first_name,last_name,email,extension,department,action\n\
         ,,pam@example.com,,Sales,update\n,,jim@example.com,,Sales,\n",
        &expect![[r#"
            3 email Note user_exists: Jim Halpert is here already and stays as it is
            3 department Note value_unused: Jim Halpert is here already, so the department is not used: an import only adds
            becomes Pam Beesly <pam@example.com>, 2001 (line), +18005551001
            2: Pam Beesly: department: None -> Some("Sales")
            row 2: updated (Changed: department)
            row 3: unchanged (What this row says is here already, and an import that only adds changes nothing)
        "#]],
    );
    updating().see(
        "first_name,last_name,email,extension,department,action\n\
         ,,pam@example.com,,Sales,add\n,,jim@example.com,,Sales,updat\n",
        &expect![[r#"
            2 email Note user_exists: Pam Beesly is here already and stays as it is
            2 department Note value_unused: Pam Beesly is here already, so the department is not used: an import only adds
            3 action Error action_unknown: There is no action “updat”. Write add, update or delete [update]
            becomes Jim Halpert <jim@example.com>, 2002 (line)
            3: Jim Halpert: department: None -> Some("Sales")
            row 2: unchanged (What this row says is here already, and an import that only adds changes nothing)
            row 3: refused (There is no action “updat”. Write add, update or delete)
        "#]],
    );
}

#[test]
fn what_is_not_in_the_file_is_left_alone() {
    let checked = updating().run(&format!("{HEADER},,pam@example.com,,,805ec0000001,yealink,t42g,\n"));
    let left = &checked.plan.left_alone;
    assert_eq!((left.users, left.devices), (1, 1));
    assert_eq!(left.names, ["Jim Halpert (jim@example.com)", "Yealink SIP-T42G 80:5e:c0:00:00:99"]);
}

#[test]
fn two_rows_that_say_different_things_are_told() {
    updating().check(
        "first_name,last_name,email,department,softphone\n\
         Pamela,,pam@example.com,Sales,yes\nPat,,pam@example.com,Art,no\n,,pam@example.com,-,\n",
        &expect![[r"
            3 first_name Warning name_differs: Row 2 calls pam@example.com Pamela, this row Pat. Pamela is kept
            3 department Warning value_differs: Another row of this user has another department. The one that stands first stays
            3 softphone Warning value_differs: Rows of this user say both yes and no for the softphone. Yes counts
        "]],
    );
}

#[test]
fn what_a_row_says_besides_a_new_number_is_said_too() {
    let mut case = updating();
    let pam = &mut case.existing.users.get_mut("pam@example.com").unwrap().extensions[0];
    (pam.sip_username, pam.display_name) = (Some("pam-desk".into()), Some("Front".into()));
    case.see(
        "email,extension,display_name,sip_username,sip_password\n\
         pam@example.com,2005,Desk,pam-desk,secret-words\njim@example.com,2006,Jim,,\n",
        &expect![[r#"
            file full_name Warning name_split: “display_name” is split into first and last name at the last blank. Check that the names are right
            becomes Pam Beesly <pam@example.com>, 2005 (line), +18005551001
            becomes Jim Halpert <jim@example.com>, 2006 (line)
            2: Pam Beesly: extension: Some("2001") -> Some("2005")
            2: Pam Beesly, extension 2001: display_name: Some("Front") -> Some("Desk")
            2: Pam Beesly, extension 2001: sip_password: None -> None
            3: Jim Halpert: extension: Some("2002") -> Some("2006")
            3: Jim Halpert, extension 2002: display_name: None -> Some("Jim")
            row 2: updated (Changed: extension, display name, SIP password)
            row 3: updated (Changed: extension, display name)
        "#]],
    );
    let checked = case.run("email,extension,display_name\npam@example.com,2005,none\n");
    assert_eq!(checked.plan.users[0].extensions[0].display_name, None);
    let checked = case.run("email,extension,display_name\npam@example.com,2005,\n");
    assert_eq!(checked.plan.users[0].extensions[0].display_name.as_deref(), Some("Front"));
}

#[test]
fn a_username_that_stays_with_its_account_is_not_free() {
    let mut case = updating();
    case.existing.sip_usernames.insert("2001".into(), "2001".into());
    let text = "email,extension,sip_username,sip_password\npam@example.com,2005,,\n\
                jim@example.com,2001,2001,secret-words\n";
    case.check(text, &expect![[r#"
        3 sip_username Error sip_username_taken: SIP username 2001 is already used by another account on this box. Give another one
    "#]]);
    assert!(!Case { pbx: "freepbx", ..case }.run(text).has_errors(), "there it follows");
}

#[test]
fn a_word_for_nothing_takes_the_name_of_a_phone_that_a_person_gave() {
    let mut case = updating();
    let text = "email,mac_address,device_name\npam@example.com,805ec0000001,none\n";
    case.see(
        text,
        &expect![[r#"
            device 1 -> pam@example.com, t42g Some(80:5e:c0:00:00:01) None None
            2: Yealink SIP-T42G 80:5e:c0:00:00:01: device_name: Some("Phone 1") -> None
            row 2: updated (Changed: name of the phone)
        "#]],
    );
    let phone = case.existing.devices.get_mut(&"805ec0000001".parse().unwrap()).unwrap();
    phone.name = "Pam Beesly - Yealink SIP-T42G".into();
    case.see(
        text,
        &expect![[r#"
        row 2: unchanged (Everything in this row is on the box already)
    "#]],
    );
}

#[test]
fn what_phones_show_is_not_the_name_of_people_who_are_here() {
    let text = "email,extension,display_name\npam@example.com,2001,Front desk\njim@example.com,2002,Jim Halpert\n\
                a@example.com,2011,Ann Lee\n";
    updating().see(text, &expect![[r#"
        file full_name Warning name_split: “display_name” is split into first and last name at the last blank. Check that the names are right
        becomes Pam Beesly <pam@example.com>, 2001 (line), +18005551001
        Ann Lee <a@example.com>, 2011 (line)
        2: Pam Beesly, extension 2001: display_name: None -> Some("Front desk")
        row 2: updated (Changed: display name)
        row 3: unchanged (Everything in this row is on the box already)
        row 4: created
    "#]]);
    Case { existing: office(), ..Case::default() }.see(text, &expect![[r#"
        file full_name Warning name_split: “display_name” is split into first and last name at the last blank. Check that the names are right
        2 email Note user_exists: Pam Beesly is here already and stays as it is
        2 display_name Note value_unused: Extension 2001 is here already, so the display name is not used: an import only adds
        3 email Note user_exists: Jim Halpert is here already and stays as it is
        Ann Lee <a@example.com>, 2011 (line)
        row 2: unchanged (What this row says is here already, and an import that only adds changes nothing)
        row 3: unchanged (Everything in this row is on the box already)
        row 4: created
    "#]]);
}

#[test]
fn a_softphone_that_a_row_adds_is_not_taken_away_by_another() {
    let text = "email,softphone,action\npam@example.com,no,update\npam@example.com,yes,add\n";
    let mut case = updating();
    let softphone = |case: &Case<'_>| case.run(text).plan.users.first().map(|user| user.softphone);
    assert_eq!(softphone(&case), Some(true));
    case.existing.users.get_mut("pam@example.com").unwrap().has_softphone = true;
    assert_eq!(softphone(&case), None, "nothing changes the second time");
}

#[test]
fn whether_a_line_is_its_own_is_said_by_the_first_row_with_it() {
    let text = "first_name,last_name,email,extension,own_line\nA,B,a@example.com,2011,\n,,a@example.com,2012,yes\n\
                ,,a@example.com,2012,no\n";
    updating().check(text, &expect![[r#"
        4 own_line Warning value_differs: Row 3 says otherwise, or nothing, of the line of extension 2012. That is kept
    "#]]);
    let mut case = updating();
    let pam = case.existing.users.get_mut("pam@example.com").unwrap();
    pam.extensions.push(line("2012"));
    case.existing.extensions.insert("2012".into(), ExistingExtension { email: "pam@example.com".into() });
    let text = "email,extension,own_line\npam@example.com,2012,\npam@example.com,2012,no\n";
    assert!(case.run(text).plan.changes.is_empty(), "as it was when the rows were new");
}
