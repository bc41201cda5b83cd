//! Phones that several users share.

use expect_test::expect;

use super::*;

const HEADER: &str = "first_name,last_name,email,extension,mac_address,brand,family,model,device_name\n";
const BASE: &str = "805ec0000b60,yealink,w,w60b";

/// The office whose Pam has a base with eight lines instead of a desk phone, and Jim a line on it.
fn office_with_base() -> Existing {
    let mut existing = office();
    let mut base = existing.devices.remove(&"805ec0000001".parse().unwrap()).unwrap();
    (base.family, base.model) = ("w".to_owned(), "w60b".to_owned());
    base.sharers = vec!["jim@example.com".to_owned()];
    existing.devices.insert("805ec0000b60".parse().unwrap(), base);
    existing
}

fn plan(case: &Case<'_>, text: &str, expected: &Expect) -> PlanCounts {
    let checked = case.run(text);
    assert!(!checked.has_errors(), "{}", report::issues_text(&checked.issues));
    expected.assert_eq(&show(&checked.plan));
    checked.counts
}

#[test]
fn the_first_row_makes_a_shared_phone_and_the_others_join_it() {
    let text = format!(
        "{HEADER}A,B,a@example.com,2011\nC,D,c@example.com,2012,{BASE}\n,,a@example.com,,{BASE}\n\
         ,,a@example.com,,{BASE}\nE,F,e@example.com,2013,{BASE}\n"
    );
    let counts = plan(
        &Case::default(),
        &text,
        &expect![[r"
            A B <a@example.com>, 2011 (line), joins 80:5e:c0:00:0b:60
            C D <c@example.com>, 2012 (line), yealink w w60b 80:5e:c0:00:0b:60
            E F <e@example.com>, 2013 (line), joins 80:5e:c0:00:0b:60
            row 2: created
            row 3: created
            row 4: created
            row 5: unchanged (Everything in this row stands in an earlier row)
            row 6: created
        "]],
    );
    assert_eq!((counts.devices.create, counts.devices.unchanged), (1, 0));
}

#[test]
fn a_shared_phone_on_the_box_is_joined_once() {
    let text = format!(
        "{HEADER},,jim@example.com,,{BASE}\nA,B,a@example.com,2011,{BASE}\n,,pam@example.com,,{BASE}\n\
         ,,pam@example.com,,{BASE}\n"
    );
    let case = Case { existing: office_with_base(), ..Case::default() };
    let counts = plan(
        &case,
        &text,
        &expect![[r"
            A B <a@example.com>, 2011 (line), joins 80:5e:c0:00:0b:60
            row 2: unchanged (Everything in this row is on the box already)
            row 3: created
            row 4: unchanged (Everything in this row is on the box already)
            row 5: unchanged (Everything in this row is on the box already)
        "]],
    );
    assert_eq!((counts.devices.create, counts.devices.unchanged), (0, 1));
}

#[test]
fn a_phone_is_shared_as_one_model_only() {
    let case = Case { existing: office_with_base(), ..Case::default() };
    case.check(
        &format!(
            "{HEADER}A,B,a@example.com,2011,805ec0000b61,yealink,w,w60b\nC,D,c@example.com,2012,805ec0000b61,yealink,w,w70b\n\
             E,F,e@example.com,2013,805ec0000b61,yealink,t4x,t46s\nG,H,g@example.com,2014,805ec0000b60,yealink,w,w70b\n\
             I,J,i@example.com,2015,805ec0000b60,yealink,t4x,t46s\nK,L,k@example.com,2016,{BASE}\n"
        ),
        &expect![[r"
            3 mac_address Error mac_duplicate: MAC address 80:5e:c0:00:0b:61 is already in row 2. Each phone can be listed once
            4 mac_address Error mac_duplicate: MAC address 80:5e:c0:00:0b:61 is already in row 2. Each phone can be listed once
            5 mac_address Error mac_taken: MAC address 80:5e:c0:00:0b:60 is already the phone of pam@example.com. Leave it out, or import with “Also update people who are already here”
            6 mac_address Error mac_taken: MAC address 80:5e:c0:00:0b:60 is already the phone of pam@example.com. Leave it out, or import with “Also update people who are already here”
        "]],
    );
}

#[test]
fn rows_that_bring_more_lines_than_a_shared_phone_has_are_told() {
    let case = Case { existing: office_with_base(), line_per_extension: true, ..Case::default() };
    let row = |user: u32| format!("A,B,u{user}@example.com,{},{BASE}\n", 2010 + user);
    let text = HEADER.to_owned()
        + &(0..5).map(row).collect::<String>()
        + ",,jim@example.com,2020\n,,pam@example.com,2021\n"
        + &row(5);
    case.check(&text, &expect![[r"
        7 email Note user_exists: Jim Halpert is here already. What is new is added, the rest stays as it is
        7 extension Warning extension_added: Jim Halpert has extension 2002 already and gets 2020 as a further one. To renumber them, update instead of add
        8 email Note user_exists: Pam Beesly is here already. What is new is added, the rest stays as it is
        8 extension Warning lines_exceeded: With Pam Beesly this W60B has 9 lines, but it shows 8. The others do not ring on it
        8 extension Warning extension_added: Pam Beesly has extension 2001 already and gets 2021 as a further one. To renumber them, update instead of add
        9 model Warning lines_exceeded: With A B this W60B has 10 lines, but it shows 8. The others do not ring on it
    "]]);
}

#[test]
fn a_shared_phone_whose_address_comes_later_is_not_shared() {
    let text = "first_name,last_name,email,extension,brand,family,model,pending_mac\n\
                A,B,a@example.com,2011,yealink,w,w60b,yes\nC,D,c@example.com,2012,yealink,w,w60b,yes\n";
    let counts = plan(
        &Case::default(),
        text,
        &expect![[r"
        A B <a@example.com>, 2011 (line), yealink w w60b later
        C D <c@example.com>, 2012 (line), yealink w w60b later
        row 2: created
        row 3: created
    "]],
    );
    assert_eq!(counts.devices.create, 2);
}

#[test]
fn another_name_for_a_shared_phone_is_left_out() {
    check(
        &format!(
            "{HEADER}A,B,a@example.com,2011,{BASE},Hall\nC,D,c@example.com,2012,{BASE},Hall\nE,F,e@example.com,2013,{BASE},Eve\n"
        ),
        &expect![[r"
            4 device_name Note device_name_unused: This W60B is shared and keeps the name it has, so this one is left out. The display name says what a handset shows
        "]],
    );
}

#[test]
fn an_update_adds_places_on_shared_phones_and_takes_none() {
    let mut existing = office_with_base();
    let base = existing.devices["805ec0000b60".parse().as_ref().unwrap()].clone();
    existing.devices.insert(
        "805ec0000b61".parse().unwrap(),
        ExistingDevice { id: DeviceId(8), email: None, sharers: Vec::new(), ..base },
    );
    let case = Case { existing, mode: Mode::Update, ..Case::default() };
    case.see(
        &format!("{HEADER},,jim@example.com,,805ec0000b61,yealink,w,w60b,Attic\n,,pam@example.com,,805ec0000b61,yealink,w,w60b\n,,pam@example.com,,{BASE}\n"),
        &expect![[r#"
            2 - Note place_stays: Jim Halpert keeps the place on Yealink W60B 80:5e:c0:00:0b:60 too. Remove it there if it is not wanted
            Jim Halpert <jim@example.com>, joins 80:5e:c0:00:0b:61
            Pam Beesly <pam@example.com>, joins 80:5e:c0:00:0b:61
            device 8 -> nobody, w60b Some(80:5e:c0:00:0b:61) Some("Attic") None
            2: Yealink W60B 80:5e:c0:00:0b:61: device_name: Some("Phone 1") -> Some("Attic")
            2: Yealink W60B 80:5e:c0:00:0b:61: user: None -> Some("Jim Halpert")
            row 2: created
            row 3: created
            row 4: unchanged (Everything in this row is on the box already)
        "#]],
    );
    case.see(
        &format!("{HEADER},,jim@example.com,,805ec0000b60,yealink,w,w70b\n,,pam@example.com,,805ec0000b60,yealink,w,w70b\n"),
        &expect![[r#"
            2 model Warning device_model_changes: Yealink W60B 80:5e:c0:00:0b:60 becomes Yealink W70B. Its keys are fitted anew, none is lost. Check that the model goes with the address
            device 1 -> pam@example.com, w70b Some(80:5e:c0:00:0b:60) None None
            2: Yealink W60B 80:5e:c0:00:0b:60: model: Some("W60B") -> Some("W70B")
            row 2: updated (Changed: model)
            row 3: unchanged (Everything in this row is on the box already)
        "#]],
    );
}

#[test]
fn a_base_that_others_share_stays_when_one_of_them_goes() {
    let text = format!(
        "first_name,last_name,email,mac_address,brand,family,model,action\nPam,Beesly,pam@example.com,{BASE},delete\n"
    );
    let case = Case { existing: office_with_base(), mode: Mode::Update, ..Case::default() };
    case.see(&text, &expect![[r#"
        2 - Note delete_leaves_phone: Yealink W60B 80:5e:c0:00:0b:60 of Pam Beesly stays on this box without a user
        2: Yealink W60B 80:5e:c0:00:0b:60: user: Some("Pam Beesly") -> None
        2: removes Pam Beesly (pam@example.com)
        row 2: deleted (Removed: Pam Beesly (pam@example.com))
    "#]]);
    case.see(&text.replace("Pam,Beesly,pam", "Jim,Halpert,jim"), &expect![[r#"
        2 mac_address Note delete_leaves_phone: Yealink W60B 80:5e:c0:00:0b:60 is shared, so it stays on this box for the others
        2: removes Jim Halpert (jim@example.com)
        row 2: deleted (Removed: Jim Halpert (jim@example.com))
    "#]]);
    case.see(
        &text.replace("Pam,Beesly,", ",,"),
        &expect![[r#"
        2: removes Yealink W60B 80:5e:c0:00:0b:60 of Pam Beesly, shared with Jim Halpert
        row 2: deleted (Removed: Yealink W60B 80:5e:c0:00:0b:60 of Pam Beesly, shared with Jim Halpert)
    "#]],
    );
}

#[test]
fn who_loses_a_place_to_another_model_is_said() {
    let text = format!("{HEADER},,pam@example.com,,805ec0000b60,yealink,,t46u,\n");
    let case = Case { existing: office_with_base(), mode: Mode::Update, ..Case::default() };
    case.see(&text, &expect![[r#"
        2 family Note family_filled: The family is filled in from the model: t4x
        2 model Warning device_model_changes: Yealink W60B 80:5e:c0:00:0b:60 becomes Yealink SIP-T46U, which has 27 keys instead of 0. The lines of Jim Halpert on it go
        device 1 -> pam@example.com, t46u Some(80:5e:c0:00:0b:60) None None
        2: Yealink W60B 80:5e:c0:00:0b:60: model: Some("W60B") -> Some("SIP-T46U")
        row 2: updated (Changed: model)
    "#]]);
}

#[test]
fn a_base_whose_user_goes_is_of_the_first_who_joins_it() {
    let text = format!("{HEADER},,jim@example.com,,{BASE}\n")
        .replace("device_name\n", "device_name,action\nPam,Beesly,pam@example.com,,,,,,,delete\n");
    let mut existing = office_with_base();
    existing.devices.get_mut(&"805ec0000b60".parse().unwrap()).unwrap().sharers.clear();
    Case { existing, mode: Mode::Update, ..Case::default() }.see(
        &text,
        &expect![[r#"
        Jim Halpert <jim@example.com>, joins 80:5e:c0:00:0b:60
        3: Yealink W60B 80:5e:c0:00:0b:60: user: Some("Pam Beesly") -> Some("Jim Halpert")
        2: removes Pam Beesly (pam@example.com)
        row 2: deleted (Removed: Pam Beesly (pam@example.com))
        row 3: created
    "#]],
    );
}
