use proptest::prelude::*;

use crate::{
    directory::{DeviceId, Secret, UserId},
    import::{
        DeviceChange, Existing, Plan, PlannedDevice, PlannedExtension, PlannedJoin, PlannedUser, Removal,
        Removed,
    },
    keys::{FeatureKey, KeyTarget, KeyType},
    store::{
        DeviceWanted, UndoReport,
        testing::{Bench, Dice, ada, bo, extension, hand, phone_number, user_named},
    },
};

const FIRST_PHONE: &str = "80:5e:c0:00:00:01";

fn report(bench: &mut Bench, import: i64) -> UndoReport {
    let before = bench.dump();
    let report = bench.store.undo_report(import).unwrap().unwrap();
    assert_eq!(bench.dump(), before, "asking changes nothing");
    report
}

fn undo(bench: &mut Bench, import: i64) -> UndoReport {
    bench.store.undo_import(import, false, "owner", 300).unwrap().unwrap()
}

fn phones(bench: &Bench) -> Vec<DeviceId> {
    bench.store.devices().unwrap().iter().map(|device| device.id).collect()
}

fn watch(bench: &mut Bench, device: DeviceId, user: UserId) {
    let target = KeyTarget::User(user);
    let key = FeatureKey { key: 5, kind: KeyType::Presence, line: 1, target, label: None };
    let revision = bench.store.revision().unwrap();
    bench.store.set_keys(&[device], &[key], revision).unwrap();
}

#[test]
fn an_undone_import_leaves_nothing_but_its_row() {
    let mut bench = Bench::new("generic");
    bench.add(vec![bo()]);
    let before = bench.dump();
    let revision = bench.store.revision().unwrap();
    let new = PlannedUser { devices: vec![bench.device(FIRST_PHONE, "t46u")], softphone: true, ..ada() };
    let import = bench.add(vec![new]).import;
    let asked = report(&mut bench, import);
    assert!(asked.possible && !asked.done && asked.dependents.is_empty());
    let done = undo(&mut bench, import);
    assert!(done.done);
    let created = done.created;
    assert_eq!((created.users, created.devices, created.softphones, done.changed), (1, 1, 1, 0));
    assert_eq!(bench.dump(), before);
    assert!(bench.store.revision().unwrap() > revision + 1, "phones are told");
    let row = bench.store.import(import).unwrap().unwrap();
    assert_eq!((row.undone_at, row.undone_by.as_deref(), row.can_undo), (Some(300), Some("owner"), false));
    assert!(bench.store.handover(import, 300).unwrap().is_none());
    assert!(bench.store.handover(1, 300).unwrap().is_some(), "other passwords wait on");
    assert_eq!(undo(&mut bench, import).conflicts, ["This import was undone already"]);
    assert_eq!(bench.store.events().unwrap().pop().unwrap().kind, "import_undone");
    assert!(bench.store.undo_import(99, false, "owner", 300).unwrap().is_none());
}

#[test]
fn passwords_that_wait_from_before_follow_an_import_and_its_undo() {
    let mut bench = Bench::new("generic");
    let first = bench.add(vec![ada()]).import;
    let waiting = |bench: &Bench| {
        let one = bench.store.handover(first, 101).unwrap().unwrap().remove(0);
        (one.email, one.extensions)
    };
    let before = waiting(&bench);
    let mut changed = bench.present("ada@example.com");
    changed.email = "ada.byron@example.com".into();
    changed.extensions = vec![extension("2009")];
    let import = bench.add(vec![changed]).import;
    assert_eq!(waiting(&bench), ("ada.byron@example.com".to_owned(), vec!["2009".to_owned()]));
    assert!(undo(&mut bench, import).done);
    assert_eq!(waiting(&bench), before);
}

#[test]
fn what_was_changed_since_is_named_and_stops_it() {
    let mut bench = Bench::new("generic");
    let phone = bench.device(FIRST_PHONE, "t46u");
    let first = bench.add(vec![PlannedUser { devices: vec![phone.clone()], ..ada() }]).import;
    let mut changed = bench.present("ada@example.com");
    changed.department = Some("Sales".into());
    let device = phones(&bench)[0];
    let change = DeviceChange {
        id: device,
        device: PlannedDevice { name: Some("Front desk".into()), ..phone },
        user: Some("ada@example.com".into()),
        keeps_others: false,
        is_unnamed: false,
    };
    let plan = Plan { users: vec![changed.clone()], device_changes: vec![change], ..Plan::default() };
    let second = bench.apply(&plan).import;
    let refused = undo(&mut bench, first);
    assert_eq!(
        refused.conflicts,
        [
            format!("Ada Byron was changed by import {second}; undo that first"),
            format!("The phone Front desk ({FIRST_PHONE}) was changed by import {second}; undo that first"),
        ]
    );
    assert!(!refused.done && !refused.possible);
    changed.department = Some("Support".into());
    let id = bench.id("ada@example.com");
    let version = bench.store.person(id).unwrap().unwrap().version;
    let hand = hand(&bench.catalogue, &bench.dialect, bench.store.revision().unwrap());
    bench.store.change_user(id, version, &changed, &hand).unwrap();
    assert_eq!(undo(&mut bench, second).conflicts, ["Ada Byron was changed since"]);
}

#[test]
fn a_value_that_somebody_else_has_by_now_stops_it() {
    let mut bench = Bench::new("generic");
    bench.add(vec![ada()]);
    let mut changed = bench.present("ada@example.com");
    changed.extensions = vec![extension("2009")];
    let import = bench.add(vec![changed]).import;
    bench.add(vec![PlannedUser { extensions: vec![extension("2001")], ..bo() }]);
    assert_eq!(undo(&mut bench, import).conflicts, ["Extension 2001 is used by Bo Lind now"]);
}

#[test]
fn what_came_since_goes_only_where_that_was_confirmed() {
    let mut bench = Bench::new("generic");
    bench.add(vec![PlannedUser { devices: vec![bench.device(FIRST_PHONE, "t46u")], ..bo() }]);
    let before = bench.dump();
    let new = PlannedUser { devices: vec![bench.device("80:5e:c0:00:00:02", "t46u")], ..ada() };
    let import = bench.add(vec![new]).import;
    let (ada, devices) = (bench.id("ada@example.com"), phones(&bench));
    watch(&mut bench, devices[0], ada);
    watch(&mut bench, devices[1], ada);
    let planned = bench.device("80:5e:c0:00:00:03", "t46u");
    let wanted = DeviceWanted { planned: &planned, user: Some(ada), expansion: None };
    let hand = hand(&bench.catalogue, &bench.dialect, bench.store.revision().unwrap());
    let third = bench.store.add_device(&wanted, &hand).unwrap();
    let asked = report(&mut bench, import);
    assert!(asked.possible, "{:?}", asked.conflicts);
    let name = &bench.store.devices().unwrap()[2].device_name;
    assert_eq!(
        asked.dependents,
        [
            &format!("The phone {name} (80:5e:c0:00:00:03) was given to Ada Byron since"),
            "1 feature key on 1 phone",
            "1 key of other phones points to Ada Byron",
        ]
    );
    assert!(!undo(&mut bench, import).done);
    assert!(bench.store.undo_import(import, true, "owner", 300).unwrap().unwrap().done);
    let version = bench.store.device(third).unwrap().unwrap().listed.version;
    bench.store.remove_device(third, version, "owner", 301).unwrap();
    assert_eq!(bench.dump(), before);
}

#[test]
fn only_the_newest_imports_can_be_taken_back_and_none_that_changed_nothing() {
    let mut bench = Bench::new("generic");
    for number in 0..22 {
        let email = format!("user{number}@example.com");
        bench.add(vec![user_named(&email, "First", "Last")]);
    }
    bench.apply(&Plan::default());
    let can: Vec<bool> = bench.store.imports().unwrap().iter().map(|row| row.can_undo).collect();
    assert_eq!(can, [vec![false], vec![true; 20], vec![false; 2]].concat());
    assert_eq!(bench.text("SELECT count(DISTINCT import_id) || '' FROM import_undo"), "20");
    assert!(!report(&mut bench, 1).possible);
}

#[test]
fn what_another_schema_noted_is_not_put_back() {
    let mut bench = Bench::new("generic");
    let import = bench.add(vec![ada()]).import;
    bench.store.db.execute("UPDATE imports SET undo_schema = undo_schema - 1", []).unwrap();
    assert!(!bench.store.import(import).unwrap().unwrap().can_undo);
    assert!(!report(&mut bench, import).possible);
}

#[test]
fn a_backup_does_not_hold_what_was_before() {
    let mut bench = Bench::new("generic");
    bench.add(vec![ada()]);
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("a.backup");
    bench.store.backup(&to, None, crate::store::HostedFiles::Whole).unwrap();
    let copy = rusqlite::Connection::open(to).unwrap();
    let left: i64 = copy
        .query_row(
            "SELECT (SELECT count(*) FROM import_undo) + (SELECT count(undo_schema) FROM imports)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 0);
}

/// A plan as the check might make it of some file, for what is on the box.
fn any_plan(bench: &mut Bench, dice: &mut Dice, step: u32) -> Plan {
    let (existing, _) = bench.store.existing().unwrap();
    let mut plan = Plan::default();
    let mut emails: Vec<&String> = existing.users.keys().filter(|email| !email.starts_with("by")).collect();
    emails.sort();
    for email in emails {
        match dice.roll(5) {
            0 => plan.removals.push(removal(Removed::User(existing.users[email].id))),
            1 | 2 => plan.users.push(changed(bench, dice, email, step)),
            _ => {}
        }
    }
    swap(&mut plan, dice);
    if dice.one_in(2) {
        free_extension(&existing, &mut plan);
    }
    let mut new = 0;
    while new < 3 && !dice.one_in(4) {
        plan.users.push(newcomer(bench, dice, step, new));
        new += 1;
    }
    change_devices(bench, &existing, &mut plan, dice);
    plan
}

fn removal(what: Removed) -> Removal {
    Removal { row: 2, what, name: String::new() }
}

fn changed(bench: &mut Bench, dice: &mut Dice, email: &str, step: u32) -> PlannedUser {
    let mut user = bench.present(email);
    user.last_name = format!("Last{}", dice.roll(3));
    user.softphone = dice.one_in(2) && !user.extensions.is_empty();
    user.include_voicemail = dice.one_in(2);
    user.password = Some(Secret::new("chosen")).filter(|_| dice.one_in(8));
    if dice.one_in(3) {
        user.email = format!("s{step}.{}", user.email);
    }
    if dice.one_in(2)
        && let Some(main) = user.extensions.first_mut()
    {
        main.number = format!("7{}", main.number);
        main.display_name = Some("Renumbered".into());
        main.sip_username = Some(format!("u{step}x{}", main.number)).filter(|_| dice.one_in(3));
    }
    if dice.one_in(2) {
        user.phone_numbers.pop();
    }
    user
}

/// Two changed users exchange main extensions and phone numbers.
fn swap(plan: &mut Plan, dice: &mut Dice) {
    if let [one, two, ..] = &mut plan.users[..]
        && dice.one_in(2)
        && let (Some(first), Some(second)) = (one.extensions.first_mut(), two.extensions.first_mut())
    {
        std::mem::swap(first, second);
        std::mem::swap(&mut one.phone_numbers, &mut two.phone_numbers);
    }
}

/// A further extension of somebody who is not in the plan otherwise goes.
fn free_extension(existing: &Existing, plan: &mut Plan) {
    let is_free = |id: UserId| {
        let used = plan.users.iter().any(|user| user.existing == Some(id));
        !used && !plan.removals.iter().any(|removal| removal.what == Removed::User(id))
    };
    let mut users: Vec<_> = existing.users.values().filter(|user| is_free(user.id)).collect();
    users.sort_by_key(|user| user.id);
    if let Some(extension) = users.iter().find_map(|user| user.extensions.get(1)) {
        plan.removals.push(removal(Removed::Extension(extension.number.clone())));
    }
}

fn newcomer(bench: &Bench, dice: &mut Dice, step: u32, new: u32) -> PlannedUser {
    let number = 3000 + step * 100 + new * 10;
    let further = PlannedExtension { own_line: dice.one_in(2), ..extension(&(number + 1).to_string()) };
    let mut extensions = vec![extension(&number.to_string())];
    extensions.extend(Some(further).filter(|_| dice.one_in(2)));
    let mac = format!("80:5e:c0:00:{step:02x}:{new:02x}");
    let device = bench.device(&mac, if dice.one_in(3) { "w60b" } else { "t46u" });
    let joins = bench
        .store
        .devices()
        .unwrap()
        .into_iter()
        .filter(|_| dice.one_in(4))
        .take(1)
        .filter_map(|device| Some(PlannedJoin { row: 2, mac: device.mac_address?.parse().ok()? }));
    PlannedUser {
        extensions,
        phone_numbers: vec![phone_number(&format!("+49{number}"))],
        joins: joins.collect(),
        devices: vec![device],
        softphone: dice.one_in(2),
        include_voicemail: dice.one_in(2),
        ..user_named(&format!("new{number}@example.com"), "New", "Comer")
    }
}

fn change_devices(bench: &Bench, existing: &Existing, plan: &mut Plan, dice: &mut Dice) {
    let mut macs: Vec<_> = existing.devices.keys().collect();
    macs.sort();
    for mac in macs {
        let id = existing.devices[mac].id;
        match dice.roll(6) {
            // One that is joined must stay.
            0 if plan.users.iter().all(|user| user.joins.iter().all(|join| join.mac != *mac)) => {
                plan.removals.push(removal(Removed::Device(id)));
            }
            1 | 2 => {
                let place = usize::try_from(dice.roll(4)).unwrap();
                plan.device_changes.push(DeviceChange {
                    id,
                    device: bench.device(&mac.to_string(), if dice.one_in(2) { "t54w" } else { "t46u" }),
                    user: plan.users.get(place).map(|user| user.email.clone()),
                    keeps_others: dice.one_in(2),
                    is_unnamed: false,
                });
            }
            _ => {}
        }
    }
}

/// Sets keys on some phones, as people do between imports.
fn set_some_keys(bench: &mut Bench, dice: &mut Dice) {
    let (existing, _) = bench.store.existing().unwrap();
    let mut users: Vec<UserId> = existing.users.values().map(|user| user.id).collect();
    users.sort();
    for device in phones(bench) {
        if dice.one_in(2) {
            let user = users[usize::try_from(dice.roll(users.len() as u64)).unwrap()];
            watch(bench, device, user);
        }
    }
}

/// Somebody whom no plan touches is edited by hand.
fn edit_bystander(bench: &mut Bench, department: Option<&str>) {
    let mut user = bench.present("bystander@example.com");
    user.department = department.map(str::to_owned);
    let id = user.existing.unwrap();
    let version = bench.store.person(id).unwrap().unwrap().version;
    let hand = hand(&bench.catalogue, &bench.dialect, bench.store.revision().unwrap());
    assert!(bench.store.change_user(id, version, &user, &hand).unwrap().is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Imports that add, change and delete, one upon the other: undone in turn, each leaves the state before it.
    #[test]
    fn import_then_undo_is_as_before(seed: u64, kind in prop::sample::select(vec!["generic", "freepbx", "kazoo"])) {
        let mut bench = Bench::new(kind);
        let mut dice = Dice(seed);
        let bystander = user_named("bystander@example.com", "By", "Stander");
        bench.add(vec![PlannedUser { extensions: vec![extension("2900")], ..bystander }]);
        let mut done = Vec::new();
        for step in 0..4 {
            let sql = format!("CREATE TEMP TABLE keys_{step} AS SELECT * FROM feature_keys");
            bench.store.db.execute_batch(&sql).unwrap();
            set_some_keys(&mut bench, &mut dice);
            let before = bench.dump();
            let plan = any_plan(&mut bench, &mut dice, step);
            done.push((bench.apply(&plan).import, step, before));
        }
        for (import, step, before) in done.into_iter().rev() {
            if bench.store.import(import).unwrap().unwrap().can_undo {
                edit_bystander(&mut bench, Some("Sales"));
                let report = bench.store.undo_import(import, false, "owner", 300).unwrap().unwrap();
                prop_assert!(report.done, "{:?} {:?}", report.conflicts, report.dependents);
                edit_bystander(&mut bench, None);
            }
            let now = bench.dump();
            for (table, rows) in &before {
                prop_assert_eq!(&now[table], rows, "{}", table);
            }
            // The keys that people set after the import before this one.
            let sql = format!(
                "DELETE FROM feature_keys; INSERT INTO feature_keys SELECT * FROM temp.keys_{step}"
            );
            bench.store.db.execute_batch(&sql).unwrap();
        }
    }
}
