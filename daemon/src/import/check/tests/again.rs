//! The same file a second time.

use proptest::prelude::*;

use super::{applied::applied, *};

const FILE: &str = "first_name,last_name,email,extension,phone_number,mac_address,brand,model,softphone,pending_mac,sip_username,sip_password,password,Cost\n\
    Pam,Beesly,Pam@Example.com,2001,+1 800 555 1001,805ec0000001,yealink,t42g,yes,,pam-desk,Abcdefgh12345678,long-enough,7\n\
    ,,pam@example.com,2003,8005551002,,yealink,t46s,,yes,,,,\n\
    Jim,Halpert,jim@example.com,2002,,,,,,,,,,\n";

#[test]
fn a_file_that_is_imported_again_changes_nothing() {
    for file in [FILE, include_str!("../../../../../examples/harbour-office.csv")] {
        let first = Case { pbx: "freepbx", ..Case::default() }.run(file);
        assert!(!first.has_errors(), "{}", report::issues_text(&first.issues));
        let again =
            Case { existing: applied(&Existing::default(), &first.plan), pbx: "freepbx", ..Case::default() }
                .run(file);
        assert!(!again.has_errors(), "{}", report::issues_text(&again.issues));
        assert!(again.plan.users.is_empty());
        assert!(again.plan.rows.iter().all(|row| row.outcome == RowOutcome::Unchanged));
        let swapped = |count: crate::import::Count| (count.unchanged, count.create);
        let (before, after) = (first.counts, again.counts);
        for (before, after) in [
            (before.users, after.users),
            (before.extensions, after.extensions),
            (before.phone_numbers, after.phone_numbers),
            (before.devices, after.devices),
            (before.softphones, after.softphones),
        ] {
            assert_eq!((before.create, before.unchanged), swapped(after));
        }
    }
}

const HEADER: &str = "first_name,last_name,email,extension,phone_number,mac,brand,model,pending_mac,softphone,\
    include_voicemail,voicemail_pin,department,user_notes,display_name,own_line,sip_username,sip_password,device_name,\
    expansion_module,expansion_count,Cost,action\n";

/// A cell of one column: mostly what fits there.
fn one_of(choices: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(choices)
}

fn row(actions: &'static [&'static str]) -> impl Strategy<Value = String> {
    let who = (
        one_of(&["A,B", "Pam,Beesly", ",Beesly", "A,B"]),
        one_of(&[
            "pam@example.com",
            "jim@example.com",
            "new@example.com",
            "newer@example.com",
            "2004",
            "nobody",
        ]),
        one_of(&["", "2001", "2002", "2003", "2004", "2005"]),
        one_of(&["", "", "18005551001", "+18005551002"]),
        one_of(PHONES),
    );
    let what = (
        one_of(&["", "yes", "no"]),
        one_of(&["", "yes", "no"]),
        one_of(&["", "", "7402", "8513"]),
        one_of(&["", "Art", "none"]),
        one_of(&["", "early", "late", "-"]),
        one_of(&["", "Desk", "none"]),
        one_of(&["", "yes", "no"]),
        one_of(&[
            ",",
            ",",
            ",",
            "pam-desk,Abcdefgh12345678",
            "other-desk,Abcdefgh87654321",
            ",Abcdefgh12345678",
        ]),
    );
    let rest = (
        one_of(&["", "", "Hall"]),
        one_of(&[",", ",", "exp40,", "none,", "exp40,2"]),
        one_of(&["", "7", "none"]),
        one_of(actions),
    );
    (who, what, rest).prop_map(|(who, what, rest)| {
        let (names, email, extension, number, phone) = who;
        let (softphone, mailbox, pin, department, notes, display, own, sip) = what;
        let (name, modules, cost, action) = rest;
        if email == "nobody" {
            return format!(",,nobody,,,{phone},,,,,,,,,,{name},{modules},,{action}\n");
        }
        let sip = if extension.is_empty() { "," } else { sip };
        format!(
            "{names},{email},{extension},{number},{phone},{softphone},{mailbox},{pin},{department},{notes},{display},\
             {own},{sip},{name},{modules},{cost},{action}\n"
        )
    })
}

/// MAC address, brand, model and whether the address comes later.
const PHONES: &[&str] = &[
    ",,,",
    ",,,",
    "805ec0000001,yealink,t46s,",
    "805ec0000001,yealink,t42g,",
    "805ec0000099,yealink,t42g,",
    "805ec0000070,yealink,t42g,",
    "805ec0000070,yealink,t46s,",
    "805ec0000b60,yealink,w60b,",
    "805ec0000b61,yealink,w60b,",
    ",yealink,t42g,yes",
    ",yealink,t46s,yes",
];

/// Leaves the rows with errors out until there are none.
fn clean(case: &mut Case<'_>, text: &str) -> Checked {
    loop {
        let checked = case.run(text);
        let bad: Vec<u32> = checked
            .issues
            .iter()
            .filter(|issue| issue.severity == Severity::Error)
            .filter_map(|issue| issue.row)
            .collect();
        if bad.is_empty() {
            assert!(!checked.has_errors(), "{}", shown(&checked));
            return checked;
        }
        case.repairs.leave_out(bad, true);
    }
}

/// Two users, three phones, one of them without its address, and a base that both use.
fn big_office() -> Existing {
    let mut existing = office();
    let phone = existing.devices[&"805ec0000001".parse().unwrap()].clone();
    let pam = existing.users.get_mut("pam@example.com").unwrap();
    (pam.include_voicemail, pam.department) = (true, Some("Sales".to_owned()));
    pam.extensions[0].sip_username = Some("pam-desk".to_owned());
    let pending = ExistingDevice { id: DeviceId(3), ..phone.clone() };
    pam.pending.push(PendingDevice { mac: None, device: pending });
    let jim = vec!["jim@example.com".to_owned()];
    let base =
        ExistingDevice { id: DeviceId(4), family: "w".into(), model: "w60b".into(), sharers: jim, ..phone };
    existing.devices.insert("805ec0000b60".parse().unwrap(), base);
    existing
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn an_update_that_was_applied_has_nothing_to_change(
        rows in prop::collection::vec(row(&["", "", "update"]), 1..7)
    ) {
        let text = HEADER.to_owned() + &rows.concat();
        let mut case = Case { existing: big_office(), mode: Mode::Update, ..Case::default() };
        let first = clean(&mut case, &text);
        case.existing = applied(&case.existing, &first.plan);
        let again = case.run(&text);
        let seen = || format!("{text}{}\n{}{}", show(&first.plan), shown(&again), show(&again.plan));
        prop_assert!(!again.has_errors(), "{}", seen());
        prop_assert!(again.plan.users.is_empty() && again.plan.devices.is_empty(), "{}", seen());
        prop_assert!(again.plan.changes.is_empty() && again.plan.device_changes.is_empty(), "{}", seen());
        let ends = [RowOutcome::Unchanged, RowOutcome::LeftOut];
        prop_assert!(again.plan.rows.iter().all(|row| ends.contains(&row.outcome)), "{}", seen());
    }

    #[test]
    fn an_import_that_adds_changes_nothing_that_is_here(
        rows in prop::collection::vec(row(&["", "add"]), 1..7)
    ) {
        let mut case = Case { existing: big_office(), ..Case::default() };
        let plan = clean(&mut case, &(HEADER.to_owned() + &rows.concat())).plan;
        prop_assert!(plan.changes.is_empty() && plan.device_changes.is_empty() && plan.removals.is_empty());
        prop_assert!(plan.users.iter().all(|user| !user.is_changed));
        let after = applied(&case.existing, &plan);
        for (key, user) in &case.existing.users {
            let now = &after.users[key];
            prop_assert!(now.extensions.starts_with(&user.extensions) && now.phone_numbers.starts_with(&user.phone_numbers));
            prop_assert_eq!((&now.department, now.include_voicemail), (&user.department, user.include_voicemail));
        }
        for (mac, device) in &case.existing.devices {
            let now = &after.devices[mac];
            prop_assert!((&now.model, &now.name, now.id) == (&device.model, &device.name, device.id));
            prop_assert!(device.email.is_none() || now.email == device.email);
        }
    }

    #[test]
    fn what_an_import_does_is_in_its_plan_and_in_its_numbers(
        rows in prop::collection::vec(row(&["", "", "update", "add", "delete"]), 1..9)
    ) {
        let text = HEADER.to_owned() + &rows.concat();
        let mut case = Case { existing: big_office(), mode: Mode::Update, ..Case::default() };
        let checked = clean(&mut case, &text);
        let after = applied(&case.existing, &checked.plan);
        let gone = |kind: fn(&Removed) -> bool| checked.plan.removals.iter().filter(|removal| kind(&removal.what)).count();
        let seen = || format!("{text}{}{}\n{:?}", shown(&checked), show(&checked.plan), checked.counts);
        let users = case.existing.users.len() + checked.counts.users.create - gone(|what| matches!(what, Removed::User(_)));
        prop_assert_eq!(after.users.len(), users, "{}", seen());
        let left: usize = after.users.values().map(|user| user.extensions.len()).sum();
        prop_assert_eq!(left, after.extensions.len(), "{}", seen());
        let numbers: usize = after.users.values().map(|user| user.phone_numbers.len()).sum();
        prop_assert_eq!(numbers, after.phone_numbers.len(), "{}", seen());
    }
}
