use crate::{
    directory::{DeviceId, Secret},
    import::{DeviceChange, Plan, PlannedDevice, PlannedUser, Removal, Removed, RowOutcome},
    store::{
        StoreError, Strength, hash_password,
        testing::{Bench, ada, bo, extension, phone_number, row},
        verify_password,
    },
};

fn removal(what: Removed) -> Removal {
    Removal { row: 2, what, name: String::new() }
}

/// Extension → SIP username, in order.
fn accounts(bench: &Bench) -> Vec<(String, String)> {
    let accounts = bench.store.accounts().unwrap();
    accounts.into_iter().map(|account| (account.extension, account.sip_username)).collect()
}

fn device_id(bench: &Bench, mac: &str) -> DeviceId {
    let devices = bench.store.devices().unwrap();
    devices.iter().find(|device| device.mac_address.as_deref() == Some(mac)).unwrap().id
}

#[test]
fn two_users_swap_numbers_and_emails_and_keep_their_accounts() {
    let mut bench = Bench::new("generic");
    let with_number = PlannedUser { phone_numbers: vec![phone_number("+4930111")], ..ada() };
    bench.add(vec![with_number, bo()]);
    let before = bench.store.accounts().unwrap();
    let (mut ada, mut bo) = (bench.present("ada@example.com"), bench.present("bo@example.com"));
    std::mem::swap(&mut ada.extensions, &mut bo.extensions);
    std::mem::swap(&mut ada.email, &mut bo.email);
    std::mem::swap(&mut ada.phone_numbers, &mut bo.phone_numbers);
    let applied = bench.add(vec![ada, bo]);
    let users = bench.store.users().unwrap();
    let shown: Vec<(&str, &str, &str, usize)> = users
        .iter()
        .map(|user| (&*user.first_name, &*user.email, &*user.extensions[0], user.phone_numbers.len()))
        .collect();
    assert_eq!(shown, [("Ada", "bo@example.com", "2002", 0), ("Bo", "ada@example.com", "2001", 1)]);
    let after = bench.store.accounts().unwrap();
    assert_eq!(after[1].sip_password.expose(), before[0].sip_password.expose(), "it is still Ada's");
    let counts = applied.counts;
    assert_eq!((counts.users.update, counts.extensions.update, counts.phone_numbers.update), (2, 2, 1));
    assert_eq!((counts.users.create, counts.phone_numbers.create, applied.deletes.sum()), (0, 0, 0));
}

#[test]
fn usernames_that_are_the_extension_follow_a_swap() {
    let mut bench = Bench::new("freepbx");
    bench.add(vec![ada(), bo()]);
    let (mut ada, mut bo) = (bench.present("ada@example.com"), bench.present("bo@example.com"));
    std::mem::swap(&mut ada.extensions, &mut bo.extensions);
    bench.add(vec![ada, bo]);
    assert!(accounts(&bench).iter().all(|(extension, username)| extension == username));
}

#[test]
fn credentials_in_the_file_become_those_of_an_extension_that_stays() {
    let mut bench = Bench::new("generic");
    bench.add(vec![ada(), bo()]);
    let mut ada = bench.present("ada@example.com");
    ada.extensions[0].sip_username = Some("desk7".into());
    ada.extensions[0].sip_password = Some(Secret::new("fromThePbx"));
    ada.password = Some(Secret::new("correct horse"));
    let applied = bench.add(vec![ada]);
    let account = bench.store.accounts().unwrap().remove(0);
    assert_eq!((account.sip_username.as_str(), account.sip_password.expose()), ("desk7", "fromThePbx"));
    let id = bench.id("ada@example.com");
    let hash = bench.store.user_password_hash(id).unwrap().unwrap();
    assert!(verify_password(&Secret::new("correct horse"), &hash));
    let waiting = bench.store.handover(applied.import, 101).unwrap().unwrap();
    assert_eq!(waiting[0].password.as_ref().unwrap().expose(), "correct horse");
    let first = bench.store.handover(1, 101).unwrap().unwrap();
    let emails: Vec<&str> = first.iter().map(|credential| credential.email.as_str()).collect();
    assert_eq!(emails, ["bo@example.com"], "what waited for her before is not her password any more");
}

#[test]
fn a_phone_moves_to_a_user_of_the_same_import_and_keeps_a_name_that_people_gave_it() {
    let mut bench = Bench::new("generic");
    let device = bench.device("80:5e:c0:00:00:01", "t46u");
    let own = PlannedDevice { name: Some("Front desk".into()), ..bench.device("80:5e:c0:00:00:02", "t46u") };
    bench.add(vec![PlannedUser { devices: vec![device.clone(), own.clone()], ..ada() }]);
    let change = |device: &PlannedDevice, model: &str| DeviceChange {
        id: device_id(&bench, &device.mac.unwrap().to_string()),
        device: PlannedDevice { name: None, ..bench.device(&device.mac.unwrap().to_string(), model) },
        user: Some("bo@example.com".into()),
        keeps_others: false,
        is_unnamed: false,
    };
    let device_changes = vec![change(&device, "t54w"), change(&own, "t46u")];
    let applied = bench.apply(&Plan { users: vec![bo()], device_changes, ..Plan::default() });
    let devices = bench.store.devices().unwrap();
    let shown: Vec<(&str, &str)> =
        devices.iter().map(|device| (&*device.device_name, device.extension.as_deref().unwrap())).collect();
    assert!(shown[0].0.starts_with("Bo Lind - ") && shown[0].0.ends_with("T54W"), "{shown:?}");
    assert_eq!((shown[0].1, shown[1]), ("2002", ("Front desk", "2002")));
    assert_eq!((applied.counts.devices.update, applied.counts.users.create), (2, 1));
}

#[test]
fn what_is_deleted_makes_room_for_what_comes() {
    let mut bench = Bench::new("generic");
    let further = vec![extension("2001"), extension("2010"), extension("2011")];
    let device = bench.device("80:5e:c0:00:00:01", "t46u");
    let bo = PlannedUser { devices: vec![bench.device("80:5e:c0:00:00:02", "t46u")], ..bo() };
    bench.add(vec![PlannedUser { extensions: further, devices: vec![device], ..ada() }, bo.clone()]);
    let removals = vec![
        removal(Removed::User(bench.id("bo@example.com"))),
        removal(Removed::Device(device_id(&bench, "80:5e:c0:00:00:02"))),
        removal(Removed::Extension("2010".into())),
    ];
    let users = vec![PlannedUser { devices: vec![bench.device("80:5e:c0:00:00:02", "t46u")], ..bo }];
    let rows = vec![row(2, RowOutcome::Deleted, Some("gone")), row(3, RowOutcome::Unchanged, None)];
    let applied = bench.apply(&Plan { users, removals, rows, ..Plan::default() });
    let deletes = applied.deletes;
    assert_eq!((deletes.users, deletes.devices, deletes.extensions), (1, 1, 2));
    assert_eq!((applied.counts.users.create, applied.counts.devices.create), (1, 1));
    let ada = bench.present("ada@example.com");
    let numbers: Vec<&str> = ada.extensions.iter().map(|extension| extension.number.as_str()).collect();
    assert_eq!(numbers, ["2001", "2011"]);
    let lines = bench.text(
        "SELECT group_concat(l.number || e.number) FROM lines l JOIN accounts a ON a.id = l.account_id
         JOIN extensions e ON e.id = a.extension_id JOIN devices d ON d.id = l.device_id WHERE d.mac = '805ec0000001'",
    );
    assert_eq!(lines, "12001,22011");
    let (total, ends) = bench.store.import_row_outcomes(applied.import, Some("deleted"), 0, 10).unwrap();
    assert_eq!((total, ends), (1, vec![(2, "deleted".to_owned(), Some("gone".to_owned()))]));
    let stored = bench.store.import(applied.import).unwrap().unwrap();
    assert_eq!(stored.counts["deletes"]["users"], 1);
    let event = bench.store.events().unwrap().pop().unwrap().message;
    assert!(event.contains("1 user added, 1 user removed"), "{event}");
}

#[test]
fn a_new_mailbox_gets_a_pin_and_one_from_before_gets_none() {
    let mut bench = Bench::new("generic");
    bench.add(vec![ada(), PlannedUser { include_voicemail: true, ..bo() }]);
    bench.store.db.execute("UPDATE users SET voicemail_pin = NULL", []).unwrap();
    let mut ada = bench.present("ada@example.com");
    ada.include_voicemail = true;
    let mut bo = bench.present("bo@example.com");
    bo.department = Some("Sales".into());
    let applied = bench.add(vec![ada, bo]);
    let waiting = bench.store.handover(applied.import, 101).unwrap().unwrap();
    assert_eq!(waiting.len(), 1);
    let pin = waiting[0].voicemail_pin.as_ref().unwrap().expose().to_owned();
    assert!(waiting[0].password.is_none() && pin.len() == 6);
    let accounts = bench.store.accounts().unwrap();
    assert_eq!(accounts[0].voicemail_pin.as_ref().unwrap().expose(), pin);
    assert!(accounts[1].voicemail_pin.is_none());
    let mut ada = bench.present("ada@example.com");
    ada.include_voicemail = false;
    bench.add(vec![ada]);
    assert_eq!(bench.text("SELECT count(voicemail_pin) || '' FROM users"), "0");
}

#[test]
fn a_try_that_fails_leaves_everything_as_it_was_and_says_why() {
    let mut bench = Bench::new("generic");
    bench.add(vec![ada()]);
    let before = bench.dump();
    // The check never lets that through: both want one number.
    let twice = vec![bo(), PlannedUser { email: "cy@example.com".into(), ..bo() }];
    assert!(matches!(bench.try_apply(&Plan { users: twice, ..Plan::default() }), Err(StoreError::Sqlite(_))));
    assert_eq!(bench.dump(), before);
    let failed = bench.store.imports().unwrap().remove(0);
    assert!(failed.failure.is_some() && !failed.can_undo);
    bench.add(vec![bo()]);
    assert!(bench.store.imports().unwrap()[0].can_undo);
}

#[test]
fn rows_that_were_left_out_wait_a_week() {
    let mut bench = Bench::new("generic");
    let import = bench.add(vec![ada()]).import;
    bench.store.change(|tx, vault| super::files::insert_rest(tx, vault, import, b"email\nx", 100)).unwrap();
    assert!(bench.store.import(import).unwrap().unwrap().has_rest);
    assert_eq!(bench.store.import_rest(import).unwrap().as_deref(), Some(&b"email\nx"[..]));
    bench.store.expire_import_files(100 + 7 * 24 * 60 * 60).unwrap();
    assert!(bench.store.import_rest(import).unwrap().is_none());
    assert!(!bench.store.import(import).unwrap().unwrap().has_rest);
}

#[test]
fn a_password_set_by_hand_is_not_what_an_import_left_waiting() {
    let mut bench = Bench::new("generic");
    let import = bench.add(vec![ada()]).import;
    let hash = hash_password(&Secret::new("x"), Strength::Generated).unwrap();
    let id = bench.id("ada@example.com");
    bench.store.set_user_password(id, &hash, "owner", 101).unwrap();
    assert!(bench.store.handover(import, 102).unwrap().is_none());
}

#[test]
fn a_username_that_is_the_extension_follows_it_wherever_it_came_from() {
    let mut bench = Bench::new("freepbx");
    let mut with_account = ada();
    with_account.extensions[0].sip_username = Some("2001".into());
    bench.add(vec![with_account, bo()]);
    let before = bench.dump();
    let (mut ada, mut bo) = (bench.present("ada@example.com"), bench.present("bo@example.com"));
    ada.extensions[0].number = "2005".into();
    bo.extensions[0].number = "2001".into();
    let import = bench.add(vec![ada, bo]).import;
    let named: Vec<_> = accounts(&bench);
    assert_eq!(named, [("2001".into(), "2001".into()), ("2005".into(), "2005".into())]);
    assert!(bench.store.undo_import(import, false, "owner", 300).unwrap().unwrap().done);
    assert_eq!(bench.dump(), before);
}

#[test]
fn phones_of_nobody_are_made_and_taken_back() {
    let mut bench = Bench::new("generic");
    let before = bench.dump();
    let modules = Some(("exp43".into(), 2));
    let new = PlannedDevice { expansion: modules, ..bench.device("80:5e:c0:00:00:07", "t46u") };
    let applied = bench.apply(&Plan { devices: vec![new], ..Plan::default() });
    assert_eq!(applied.counts.devices.create, 1);
    let device = bench.store.devices().unwrap().remove(0);
    let shown = (device.email, device.device_name, device.lines, device.expansion);
    assert_eq!(shown, (None, "Yealink SIP-T46U 00:00:07".into(), 0, Some(("exp43".into(), 2))));
    assert!(bench.store.undo_import(applied.import, false, "owner", 300).unwrap().unwrap().done);
    assert_eq!(bench.dump(), before);
}

#[test]
fn a_phone_loses_the_name_that_a_person_gave_it() {
    let mut bench = Bench::new("generic");
    let phone = PlannedDevice { name: Some("Lobby".into()), ..bench.device("80:5e:c0:00:00:07", "t46u") };
    bench.add(vec![PlannedUser { devices: vec![phone.clone()], ..ada() }]);
    let change = DeviceChange {
        id: device_id(&bench, "80:5e:c0:00:00:07"),
        device: PlannedDevice { name: None, ..phone },
        user: Some("ada@example.com".into()),
        keeps_others: false,
        is_unnamed: true,
    };
    bench.apply(&Plan { device_changes: vec![change], ..Plan::default() });
    assert_eq!(bench.store.devices().unwrap()[0].device_name, "Ada Byron - Yealink SIP-T46U");
}
