//! What a person may do with users by hand, and what then becomes of phones, keys and accounts.

use super::*;
use crate::{
    office::testing::{ACTOR, Desk, extension, form_of, phone, places, user},
    office::{
        importing::{self, Wishes},
        phones::DeviceForm,
    },
    store::{UsersWanted, verify_password},
};

const PAM_PHONE: &str = "805ec0000001";
const JIM_PHONE: &str = "805ec0000002";

#[test]
fn a_user_by_hand_is_read_as_a_file_is_and_comes_back_as_stored() {
    let mut desk = Desk::new("asterisk");
    let form = UserForm {
        email: " Pam@Example.com ".into(),
        notification_email: Some("home@example.com".into()),
        include_voicemail: true,
        in_directory: true,
        softphone: true,
        user_notes: Some("prefers mornings".into()),
        location: Some("Scranton".into()),
        department: Some("Sales".into()),
        extensions: vec![
            ExtensionForm {
                number: "20 01".into(),
                display_name: Some("Front desk".into()),
                own_line: false,
            },
            ExtensionForm { number: "2002".into(), display_name: None, own_line: false },
        ],
        phone_numbers: vec!["+1 (800) 555-1001".into()],
        custom: [("Cost / centre".to_owned(), "77".to_owned()), ("seat_type".to_owned(), "full".to_owned())]
            .into(),
        ..user("Pam", "Beesly", &[])
    };
    let added = people_add(&mut desk, &form);
    let stored = desk.person(added.user);
    let mut expected = form.clone();
    expected.email = "pam@example.com".into();
    expected.extensions[0].number = "2001".into();
    // The main extension always is a line.
    expected.extensions[0].own_line = true;
    expected.phone_numbers = vec!["+18005551001".into()];
    assert_eq!(form_of(&stored), expected);
    assert!(added.password.is_some());
    assert_eq!(
        stored.accounts.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>(),
        ["2001", "2001"]
    );

    assert_eq!(desk.change(added.user, &expected).unwrap(), []);
    let again = desk.person(added.user);
    assert_eq!(form_of(&again), expected);
    assert_eq!(again.accounts, stored.accounts, "saving without a change changes no account");
    assert_eq!(again.version, stored.version + 1);
}

fn people_add(desk: &mut Desk, form: &UserForm) -> Added {
    add(&desk.office, &mut desk.store, form, None, ACTOR).unwrap()
}

#[test]
fn everything_that_is_missing_is_said_at_once() {
    let mut desk = Desk::new("generic");
    let missing = UserForm { email: " ".into(), extensions: vec![], ..user("", "", &[]) };
    let mut found = desk.refusals(&missing);
    found.sort();
    let expected = [
        ("/email", "email_missing"),
        ("/extensions", "extension_missing"),
        ("/first_name", "first_name_missing"),
        ("/last_name", "last_name_missing"),
    ];
    assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    let Err(HandError::Refused(found)) = add(&desk.office, &mut desk.store, &missing, None, ACTOR) else {
        panic!()
    };
    assert!(found.iter().all(|found| !found.message.contains("invalid")), "{found:?}");
    assert_eq!(desk.store.users().unwrap().len(), 0);
}

#[test]
fn what_is_taken_is_refused_at_its_place() {
    let mut desk = Desk::new("generic");
    let mut pam = user("Pam", "Beesly", &["2001"]);
    pam.phone_numbers = vec!["+18005551001".into()];
    desk.add(&pam);
    let mut jim = user("Jim", "Halpert", &["2002", "2001"]);
    jim.phone_numbers = vec!["8005551002".into(), "1 800 555 1001".into()];
    jim.email = "PAM@example.com".into();
    let mut found = desk.refusals(&jim);
    found.sort();
    assert_eq!(
        found,
        [
            ("/email".to_owned(), "email_taken"),
            ("/extensions/1/number".to_owned(), "extension_taken"),
            ("/phone_numbers/1".to_owned(), "phone_number_taken")
        ]
    );
}

#[test]
fn editing_an_email_to_a_taken_one_is_refused_and_nothing_changes() {
    let mut desk = Desk::new("generic");
    desk.add(&user("Pam", "Beesly", &["2001"]));
    let jim = desk.add(&user("Jim", "Halpert", &["2002"]));
    let before = (desk.person(jim), desk.store.revision().unwrap());
    let form = UserForm { email: "Pam@example.com".into(), ..user("Jim", "Halpert", &["2003"]) };
    assert_eq!(places(desk.change(jim, &form).map(|_| ())), [("/email".to_owned(), "email_taken")]);
    assert_eq!((desk.person(jim), desk.store.revision().unwrap()), before);
}

#[test]
fn an_edit_of_an_old_version_is_refused_and_nothing_changes() {
    let mut desk = Desk::new("generic");
    let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
    let old = desk.person(pam).version;
    desk.change(pam, &user("Pam", "Halpert", &["2001"])).unwrap();
    let before = desk.person(pam);
    let form = user("Pam", "Schrute", &["not a number"]);
    let result = change(&desk.office, &mut desk.store, pam, old, &form, ACTOR);
    assert!(matches!(result, Err(HandError::Store(StoreError::Changed))), "{result:?}");
    assert!(matches!(desk.remove(pam, old), Err(StoreError::Changed)));
    assert_eq!(desk.person(pam), before);
}

#[test]
fn an_import_that_adds_to_a_user_makes_an_edit_of_before_an_old_one() {
    let mut desk = Desk::new("generic");
    let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
    let old = desk.person(pam);
    let sheet = b"email,first_name,last_name,extension\npam@example.com,Pam,Beesly,2002\n";
    let mut examined = importing::examine(&desk.office, &mut desk.store, sheet, Wishes::default()).unwrap();
    let source = importing::Source { file_name: "x.csv", sha256: "", actor: ACTOR, checked: None };
    importing::apply(&desk.office, &mut desk.store, &mut examined, &source, 0, &|_| ()).unwrap().unwrap();
    let result = change(&desk.office, &mut desk.store, pam, old.version, &form_of(&old), ACTOR);
    assert!(matches!(result, Err(HandError::Store(StoreError::Changed))));
    assert_eq!(desk.person(pam).extensions.len(), 2);
}

#[test]
fn the_same_number_twice_is_refused_where_it_stands_again() {
    let mut desk = Desk::new("generic");
    let mut pam = user("Pam", "Beesly", &["2001", "2002", "20 01"]);
    pam.extensions[2].display_name = Some("Again".into());
    pam.phone_numbers = vec!["+18005551001".into(), "1-800-555-1001".into()];
    let expected = [
        ("/extensions/2/number".to_owned(), "extension_duplicate"),
        ("/phone_numbers/1".to_owned(), "phone_number_duplicate"),
    ];
    assert_eq!(desk.refusals(&pam), expected);
}

#[test]
fn hostile_text_is_refused_wherever_it_stands() {
    let mut desk = Desk::new("generic");
    let evil = "x\naccount.1.sip_server = evil";
    let mut pam = user("Pam", "Beesly", &["2001"]);
    pam.first_name = evil.into();
    pam.department = Some("a\u{202e}b".into());
    pam.extensions[0].display_name = Some(evil.into());
    pam.custom = [("Cost".to_owned(), evil.to_owned()), ("a/b\n".to_owned(), "1".to_owned())].into();
    assert_eq!(desk.refusals(&pam), [("/custom/a~1b\n".to_owned(), "custom_name")]);
    pam.custom.remove("a/b\n");
    let mut found = desk.refusals(&pam);
    found.sort();
    let forbidden = ["/custom/Cost", "/department", "/extensions/0/display_name", "/first_name"];
    assert_eq!(found, forbidden.map(|pointer| (pointer.to_owned(), "text_forbidden")));
}

#[test]
fn fields_of_ones_own_are_bounded_and_hold_no_secret() {
    let mut desk = Desk::new("generic");
    let mut pam = user("Pam", "Beesly", &["2001"]);
    pam.custom = (0..51).map(|number| (format!("field {number}"), "x".to_owned())).collect();
    assert_eq!(desk.refusals(&pam), [("/custom".to_owned(), "too_many")]);
    pam.custom = [("n".repeat(65), "x".to_owned())].into();
    assert_eq!(desk.refusals(&pam)[0].1, "custom_name");
    pam.custom = [("Note".to_owned(), "x".repeat(1001))].into();
    assert_eq!(desk.refusals(&pam), [("/custom/Note".to_owned(), "text_too_long")]);
    pam.custom =
        [("Voicemail PIN".to_owned(), "1234".to_owned()), ("Empty".to_owned(), String::new())].into();
    let added = people_add(&mut desk, &pam);
    let notes: Vec<(&str, &str)> =
        added.notes.iter().map(|note| (note.pointer.as_str(), note.code)).collect();
    assert_eq!(notes, [("/custom/Voicemail PIN", "column_secret")]);
    assert!(desk.person(added.user).custom.is_empty());
}

#[test]
fn renumbering_an_extension_keeps_its_account_and_the_keys_that_watch_it() {
    for (kind, renamed) in [("asterisk", false), ("freepbx", true)] {
        let mut desk = Desk::new(kind);
        let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
        let jim = desk.add(&user("Jim", "Halpert", &["2002"]));
        desk.add_phone(&phone(PAM_PHONE, "t46s", pam));
        let device = desk.add_phone(&phone(JIM_PHONE, "t46s", jim));
        desk.watch(device, 2, pam);
        let before = desk.store.show_accounts(pam, ACTOR, 0).unwrap().unwrap();

        desk.change(pam, &user("Pam", "Beesly", &["2055"])).unwrap();
        let after = desk.store.show_accounts(pam, ACTOR, 0).unwrap().unwrap();
        assert_eq!(after.len(), 1);
        assert_eq!(after[0].sip_password, before[0].sip_password);
        let name = if renamed { "2055" } else { before[0].sip_username.as_str() };
        assert_eq!(after[0].sip_username, name, "{kind}");
        assert_eq!(desk.phone(device).keys[0].extension.as_deref(), Some("2055"));
        assert!(desk.file(JIM_PHONE).contains("2055"));
        assert!(desk.file(PAM_PHONE).contains(&format!("account.1.user_name = {name}\n")), "{kind}");
    }
}

#[test]
fn an_extension_that_goes_takes_its_account_and_lines_along_and_the_others_move_up() {
    let mut desk = Desk::new("asterisk");
    let pam = desk.add(&user("Pam", "Beesly", &["2001", "2002", "2003"]));
    let device = desk.add_phone(&phone(PAM_PHONE, "t46s", pam));
    let before = desk.store.accounts().unwrap();
    desk.change(pam, &user("Pam", "Beesly", &["2003", "2002"])).unwrap();
    assert_eq!(desk.lines(device), [(1, "2003".to_owned()), (2, "2002".to_owned())]);
    let after = desk.store.accounts().unwrap();
    assert_eq!(after.len(), 2);
    for account in after {
        let old = before.iter().find(|old| old.extension == account.extension).unwrap();
        assert_eq!((&old.sip_username, &old.sip_password), (&account.sip_username, &account.sip_password));
    }
}

#[test]
fn an_extension_without_a_line_of_its_own_leaves_the_phone() {
    let mut desk = Desk::new("asterisk");
    let pam = desk.add(&user("Pam", "Beesly", &["2001", "2002"]));
    let device = desk.add_phone(&phone(PAM_PHONE, "t46s", pam));
    assert_eq!(desk.lines(device).len(), 2);
    let mut form = user("Pam", "Beesly", &["2001", "2002"]);
    form.extensions[1].own_line = false;
    desk.change(pam, &form).unwrap();
    assert_eq!(desk.lines(device), [(1, "2001".to_owned())]);
    form.extensions.push(extension("2003"));
    desk.change(pam, &form).unwrap();
    assert_eq!(desk.lines(device), [(1, "2001".to_owned()), (2, "2003".to_owned())]);
}

#[test]
fn more_lines_than_the_phone_shows_are_warned_of() {
    let mut desk = Desk::new("asterisk");
    let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
    desk.add_phone(&phone(PAM_PHONE, "t19p", pam));
    let mut form = user("Pam", "Beesly", &["2001", "2002"]);
    let notes = desk.change(pam, &form).unwrap();
    assert_eq!(notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["lines_exceeded"]);
    form.extensions[1].own_line = false;
    assert_eq!(desk.change(pam, &form).unwrap(), []);
}

#[test]
fn a_softphone_comes_goes_and_follows_the_main_extension() {
    for (kind, accounts) in [("asterisk", 3), ("kazoo", 3)] {
        let mut desk = Desk::new(kind);
        let mut form = user("Pam", "Beesly", &["2001", "2002"]);
        let pam = desk.add(&form);
        desk.add_phone(&phone(PAM_PHONE, "t46s", pam));
        form.softphone = true;
        desk.change(pam, &form).unwrap();
        assert!(desk.person(pam).softphone);
        assert_eq!(desk.person(pam).accounts.len(), accounts, "{kind}");
        form.extensions.remove(0);
        desk.change(pam, &form).unwrap();
        assert!(desk.person(pam).softphone, "{kind}");
        form.softphone = false;
        desk.change(pam, &form).unwrap();
        assert!(!desk.person(pam).softphone);
    }
}

#[test]
fn names_that_we_made_for_phones_follow_their_user() {
    let mut desk = Desk::new("generic");
    let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
    let made = desk.add_phone(&phone(PAM_PHONE, "t46s", pam));
    let mut named = phone(JIM_PHONE, "t46s", pam);
    named.name = Some("Reception".into());
    let named = desk.add_phone(&named);
    desk.change(pam, &user("Pam", "Halpert", &["2001"])).unwrap();
    assert_eq!(desk.phone(made).listed.name, "Pam Halpert - Yealink SIP-T46S");
    assert_eq!(desk.phone(named).listed.name, "Reception");
}

#[test]
fn deleting_a_user_leaves_the_phone_without_lines_and_others_without_their_keys() {
    let mut desk = Desk::new("asterisk");
    let pam = desk.add(&UserForm { softphone: true, ..user("Pam", "Beesly", &["2001"]) });
    let jim = desk.add(&user("Jim", "Halpert", &["2002"]));
    let device = desk.add_phone(&phone(PAM_PHONE, "t46s", pam));
    let other = desk.add_phone(&phone(JIM_PHONE, "t46s", jim));
    desk.watch(other, 2, pam);
    let removal = desk.store.removal(pam).unwrap().unwrap();
    assert_eq!(removal.name, "Pam Beesly");
    assert_eq!((removal.extensions, removal.softphone, removal.keys), (vec!["2001".to_owned()], true, 1));
    assert_eq!(removal.devices, ["Pam Beesly - Yealink SIP-T46S"]);

    let (version, stale) = (desk.person(pam).version, desk.phone(device).listed.version);
    assert!(desk.remove(pam, version).unwrap());
    assert!(!desk.remove(pam, version).unwrap());
    let left = desk.phone(device);
    assert_eq!((left.listed.user.as_ref(), left.lines.len()), (None, 0));
    assert_eq!(left.listed.name, "Yealink SIP-T46S 00:00:01");
    assert!(left.listed.version > stale);
    assert!(desk.phone(other).keys.is_empty());
    assert_eq!(desk.store.accounts().unwrap().len(), 1);
    assert!(desk.file(PAM_PHONE).contains("account.1.enable = 0"));
}

#[test]
fn a_password_is_judged_hashed_and_returned_only_if_it_was_made() {
    let mut desk = Desk::new("generic");
    let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
    let set = |desk: &mut Desk, password: Option<&str>| {
        let password = password.map(Secret::new);
        set_password(&desk.office, &mut desk.store, pam, password.as_ref(), ACTOR)
    };
    for weak in ["short", "pam@example.com", "password1", "=cmd|' /C calc'!A0"] {
        let found = places(set(&mut desk, Some(weak)).map(|_| ()));
        assert_eq!(found[0].0, "/password", "{weak}");
    }
    let version = desk.person(pam).version;
    assert!(set(&mut desk, Some("correct horse battery")).unwrap().is_none());
    let hash = desk.store.user_password_hash(pam).unwrap().unwrap();
    assert!(verify_password(&Secret::new("correct horse battery"), &hash));
    let made = set(&mut desk, None).unwrap().unwrap();
    let hash = desk.store.user_password_hash(pam).unwrap().unwrap();
    assert!(verify_password(&made, &hash));
    assert_eq!(desk.person(pam).version, version, "a password is no edit of the user");
    let gone = set_password(&desk.office, &mut desk.store, UserId(99), None, ACTOR);
    assert!(matches!(gone, Err(HandError::Gone)));
}

#[test]
fn every_change_is_noted_with_who_made_it() {
    let mut desk = Desk::new("generic");
    let pam = desk.add(&user("Pam", "Beesly", &["2001"]));
    desk.change(pam, &user("Pam", "Halpert", &["2001"])).unwrap();
    desk.store.show_accounts(pam, ACTOR, 0).unwrap();
    let version = desk.person(pam).version;
    desk.remove(pam, version).unwrap();
    let events: Vec<(String, String)> = desk
        .store
        .events()
        .unwrap()
        .into_iter()
        .map(|event| (event.kind, format!("{}: {}", event.source, event.message)))
        .collect();
    let expected = [
        ("user_added", "owner: Pam Beesly (pam@example.com) was added"),
        ("user_changed", "owner: Pam Halpert (pam@example.com) was changed"),
        ("accounts_shown", "owner: the SIP accounts of Pam Halpert were shown"),
        ("user_removed", "owner: Pam Halpert (pam@example.com) was removed"),
    ];
    assert_eq!(events, expected.map(|(kind, text)| (kind.to_owned(), text.to_owned())));
}

#[test]
fn users_are_found_by_all_that_names_them_in_the_order_they_came() {
    let mut desk = Desk::new("generic");
    let mut zoe = user("Zoë", "Ångström", &["2001"]);
    zoe.email = "zoe@example.com".into();
    zoe.phone_numbers = vec!["+18005551001".into()];
    let zoe = desk.add(&zoe);
    let jim = desk.add(&user("Jim", "Halpert", &["2002"]));
    let reception = phone("80:5e:c0:00:00:01", "t46s", zoe);
    desk.add_phone(&DeviceForm { name: Some("Reception 50%".into()), ..reception });
    let mut list = |search: &str, without_phone: bool, offset: u32| {
        let wanted = UsersWanted { search, without_phone, offset, limit: 1 };
        let (users, total) = desk.store.list_users(wanted).unwrap();
        (users.into_iter().map(|user| user.id).collect::<Vec<_>>(), total)
    };
    assert_eq!(list("", false, 0), (vec![zoe], 2));
    assert_eq!(list("", false, 1), (vec![jim], 2));
    assert_eq!(list("", false, 2), (vec![], 2));
    assert_eq!(list("", true, 0), (vec![jim], 1));
    for found in
        ["zoË ång", "ångström zoë", "ZOE@", "2001", "800-555", "80:5e:c0:00:00:01", "00-01", "reception 50%"]
    {
        assert_eq!(list(found, false, 0), (vec![zoe], 1), "{found}");
    }
    assert_eq!(list("reception 5_", false, 0).1, 0);
    assert_eq!(list("' OR 1=1 --", false, 0).1, 0);
}

#[test]
fn passwords_that_wait_are_those_that_people_have() {
    let mut desk = Desk::new("generic");
    let sheet = b"email,first_name,last_name,extension\n\
        pam@example.com,Pam,Beesly,2001\njim@example.com,Jim,Halpert,2002\n";
    let mut examined = importing::examine(&desk.office, &mut desk.store, sheet, Wishes::default()).unwrap();
    let source = importing::Source { file_name: "x.csv", sha256: "", actor: ACTOR, checked: None };
    let applied = importing::apply(&desk.office, &mut desk.store, &mut examined, &source, 0, &|_| ());
    let import = applied.unwrap().unwrap().import;
    let waiting = |desk: &Desk| -> Option<Vec<String>> {
        let waiting = desk.store.handover(import, 1).unwrap();
        waiting.map(|list| list.into_iter().map(|credential| credential.email).collect())
    };
    let user = |desk: &Desk, email: &str| desk.store.find_user(email).unwrap().unwrap().0;
    let (pam, jim) = (user(&desk, "pam@example.com"), user(&desk, "jim@example.com"));
    assert_eq!(waiting(&desk).unwrap().len(), 2);
    set_password(&desk.office, &mut desk.store, pam, None, ACTOR).unwrap();
    assert_eq!(waiting(&desk).unwrap(), ["jim@example.com"], "hers is another one now");
    let version = desk.person(jim).version;
    desk.remove(jim, version).unwrap();
    assert_eq!(waiting(&desk), None);
}

#[test]
fn whoever_has_no_email_is_known_by_their_main_extension() {
    let mut desk = Desk::new("asterisk");
    let form = UserForm { email: "2001".into(), ..user("Pam", "Beesly", &["2001", "2002"]) };
    let added = people_add(&mut desk, &form);
    assert_eq!(desk.person(added.user).email, "2001");
    let renumbered = UserForm { email: "2001".into(), ..user("Pam", "Beesly", &["2050", "2002"]) };
    desk.change(added.user, &renumbered).unwrap();
    assert_eq!(desk.person(added.user).email, "2050");
    let stranger = UserForm { email: "2002".into(), ..user("Jim", "Halpert", &["2003"]) };
    assert!(desk.refusals(&stranger).contains(&("/email".to_owned(), "email_malformed")));
}

#[test]
fn a_mailbox_gets_a_pin_when_it_is_ticked() {
    let mut desk = Desk::new("generic");
    let form = UserForm {
        first_name: "Pam".into(),
        last_name: "Beesly".into(),
        email: "pam@example.com".into(),
        include_voicemail: true,
        extensions: vec![ExtensionForm { number: "2001".into(), ..ExtensionForm::default() }],
        ..UserForm::default()
    };
    let added = super::add(&desk.office, &mut desk.store, &form, None, ACTOR).unwrap();
    let pin = added.voicemail_pin.unwrap();
    assert_eq!(pin.expose().len(), 6);
    let known = |desk: &Desk| desk.store.accounts().unwrap().remove(0).voicemail_pin;
    assert_eq!(known(&desk).unwrap().expose(), pin.expose());
    let mut save = |mailbox: bool| {
        let form = UserForm { include_voicemail: mailbox, ..form.clone() };
        let version = desk.person(added.user).version;
        super::change(&desk.office, &mut desk.store, added.user, version, &form, ACTOR).unwrap().voicemail_pin
    };
    assert!(save(true).is_none(), "it stays as it is");
    assert!(save(false).is_none());
    assert!(save(true).is_some(), "a new mailbox, a new PIN");
    assert!(known(&desk).is_some_and(|known| known.expose() != pin.expose()));
}
