//! Mailboxes and their PINs.

use expect_test::expect;

use super::*;
use crate::directory::Secret;

#[test]
fn a_pin_is_of_digits_and_not_too_easy() {
    let row =
        |(number, pin): (usize, &str)| format!("A,B,u{number}@example.com,{},yes,{pin}\n", 2001 + number);
    let pins = ["7402", "123", "123456789", "74a2", "2005", "7777", "1234", "9876", "none", "74029613"];
    let rows: String = pins.into_iter().enumerate().map(row).collect();
    let text = format!("first_name,last_name,email,extension,include_voicemail,voicemail_pin\n{rows}");
    let checked = Case::default().see(&text, &expect![[r"
        3 voicemail_pin Error voicemail_pin_malformed: The voicemail PIN needs 4 to 8 digits. Choose another, or leave it blank to have one made
        4 voicemail_pin Error voicemail_pin_malformed: The voicemail PIN needs 4 to 8 digits. Choose another, or leave it blank to have one made
        5 voicemail_pin Error voicemail_pin_malformed: The voicemail PIN needs 4 to 8 digits. Choose another, or leave it blank to have one made
        6 voicemail_pin Error voicemail_pin_weak: The voicemail PIN is the extension, which everybody tries first. Choose another
        7 voicemail_pin Error voicemail_pin_weak: The voicemail PIN is one digit all over. Choose another, or leave it blank to have one made
        8 voicemail_pin Warning voicemail_pin_easy: The voicemail PIN counts up or down, so anybody can guess it. Choose another
        9 voicemail_pin Warning voicemail_pin_easy: The voicemail PIN counts up or down, so anybody can guess it. Choose another
        A B <u0@example.com>, 2001 (line)
        A B <u1@example.com>, 2002 (line)
        A B <u2@example.com>, 2003 (line)
        A B <u3@example.com>, 2004 (line)
        A B <u4@example.com>, 2005 (line)
        A B <u5@example.com>, 2006 (line)
        A B <u6@example.com>, 2007 (line)
        A B <u7@example.com>, 2008 (line)
        A B <u8@example.com>, 2009 (line)
        A B <u9@example.com>, 2010 (line)
        row 2: created
        row 3: refused (The voicemail PIN needs 4 to 8 digits. Choose another, or leave it blank to have one made)
        row 4: refused (The voicemail PIN needs 4 to 8 digits. Choose another, or leave it blank to have one made)
        row 5: refused (The voicemail PIN needs 4 to 8 digits. Choose another, or leave it blank to have one made)
        row 6: refused (The voicemail PIN is the extension, which everybody tries first. Choose another)
        row 7: refused (The voicemail PIN is one digit all over. Choose another, or leave it blank to have one made)
        row 8: created
        row 9: created
        row 10: created
        row 11: created
    "]]);
    let set: Vec<usize> =
        (0..pins.len()).filter(|user| checked.plan.users[*user].voicemail_pin.is_some()).collect();
    assert_eq!(set, [0, 6, 7, 9]);
    assert!(!format!("{:?}{:?}", checked.plan, checked.issues).contains("7402"));
}

#[test]
fn a_pin_without_a_mailbox_is_not_used() {
    check(
        "first_name,last_name,email,extension,include_voicemail,voicemail_pin\n\
         A,B,a@example.com,2001,no,7402\nC,D,c@example.com,2002,,7402\n,,c@example.com,2003,yes,2002\n",
        &expect![[r"
            2 voicemail_pin Note voicemail_pin_unused: A B has no mailbox, so the voicemail PIN is not used
            4 voicemail_pin Warning value_differs: Another row of this user has another voicemail PIN. The one that stands first stays
        "]],
    );
}

#[test]
fn a_pin_of_somebody_here_is_changed_by_an_update_only() {
    let mut case = updating();
    let pam = case.existing.users.get_mut("pam@example.com").unwrap();
    (pam.include_voicemail, pam.voicemail_pin) = (true, Some(Secret::new("7402")));
    let text = |pin: &str| format!("email,voicemail_pin\npam@example.com,{pin}\n");
    case.see(
        &text("7402"),
        &expect![[r"
        row 2: unchanged (Everything in this row is on the box already)
    "]],
    );
    case.see(
        &text("8513"),
        &expect![[r#"
            becomes Pam Beesly <pam@example.com>, 2001 (line), +18005551001
            2: Pam Beesly: voicemail_pin: None -> None
            row 2: updated (Changed: voicemail PIN)
        "#]],
    );
    Case { mode: Mode::Add, ..case }.see(&text("8513"), &expect![[r"
        2 email Note user_exists: Pam Beesly is here already and stays as it is
        2 voicemail_pin Note value_unused: Pam Beesly is here already, so the voicemail PIN is not used: an import only adds
        row 2: unchanged (What this row says is here already, and an import that only adds changes nothing)
    "]]);
}

#[test]
fn a_file_without_a_column_for_mailboxes_is_told_once() {
    let codes = |text: &str| {
        let checked = Case { existing: office(), ..Case::default() }.run_on(text.as_bytes()).unwrap();
        checked.issues.iter().filter(|issue| issue.code == "no_voicemail").count()
    };
    assert_eq!(
        codes("first_name,last_name,email,extension\nA,B,a@example.com,2011\nC,D,c@example.com,2012\n"),
        1
    );
    assert_eq!(codes("first_name,last_name,email,extension,include_voicemail\nA,B,a@example.com,2011,\n"), 0);
    assert_eq!(codes("email,extension\npam@example.com,2011\n"), 0);
}
