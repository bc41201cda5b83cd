//! What a person may do with phones by hand, and what then becomes of lines and keys.

use super::*;
use crate::{
    directory::Secret,
    office::testing::{ACTOR, Desk, form_of_phone, phone, places, user},
    store::DevicesFilter,
};

const MAC: &str = "805ec0000001";
const BASE: &str = "805ec0000b60";

fn refusals(desk: &mut Desk, form: &DeviceForm) -> Vec<(String, &'static str)> {
    places(add(&desk.office, &mut desk.store, form, ACTOR).map(|_| ()))
}

fn pam_and_jim(kind: &str) -> (Desk, UserId, UserId) {
    let mut desk = Desk::new(kind);
    let pam = desk.add(&user("Pam", "Beesly", &["2001", "2011"]));
    let jim = desk.add(&user("Jim", "Halpert", &["2002"]));
    (desk, pam, jim)
}

#[test]
fn a_phone_by_hand_is_read_as_a_file_is_and_comes_back_as_stored() {
    let (mut desk, pam, _) = pam_and_jim("asterisk");
    let mut form = phone("80-5E-C0-00-00-01", "SIP-T27G", pam);
    form.expansion = Some(("exp20".to_owned(), 2));
    let device = desk.add_phone(&form);
    let stored = desk.phone(device);
    let listed = &stored.listed;
    assert_eq!(
        (listed.brand.as_str(), listed.family.as_str(), listed.model.as_str()),
        ("yealink", "t2x", "t27g")
    );
    assert_eq!(listed.name, "Pam Beesly - Yealink SIP-T27G");
    assert_eq!((listed.lines, listed.extension.as_deref(), listed.keys), (2, Some("2001"), 0));
    let again = form_of_phone(&stored);
    assert_eq!(again.expansion, form.expansion);
    assert_eq!(desk.change_phone(device, &again).unwrap(), []);
    let after = desk.phone(device);
    assert_eq!(form_of_phone(&after), again);
    assert_eq!(after.lines, stored.lines);
}

#[test]
fn what_cannot_be_a_phone_is_refused_at_its_place() {
    let (mut desk, pam, jim) = pam_and_jim("asterisk");
    desk.add_phone(&phone(MAC, "t46s", pam));
    let at = |pointer: &str, code: &'static str| vec![(pointer.to_owned(), code)];
    let form = phone(MAC, "t46s", jim);
    assert_eq!(refusals(&mut desk, &form), at("/mac_address", "mac_taken"));
    assert_eq!(refusals(&mut desk, &phone(MAC, "t46s", pam)), at("/mac_address", "mac_taken"));
    assert_eq!(refusals(&mut desk, &DeviceForm { user: None, ..form }), at("/mac_address", "mac_taken"));
    let cases = [
        (phone("805ec00000", "t46s", pam), "/mac_address", "mac_malformed"),
        (phone("805ec0000009", "t99x", pam), "/model", "model_unknown"),
        (phone("805ec0000009", "", pam), "/model", "model_missing"),
        (DeviceForm { mac_address: None, ..phone("", "", pam) }, "/model", "model_missing"),
        (phone("805ec0000009", "t46s", UserId(99)), "/user", "user_unknown"),
        (
            DeviceForm { brand: Some("Nortel".into()), ..phone("805ec0000009", "t46s", pam) },
            "/brand",
            "brand_unknown",
        ),
        (
            DeviceForm { name: Some("x\ny".into()), ..phone("805ec0000009", "t46s", pam) },
            "/name",
            "text_forbidden",
        ),
        (
            DeviceForm { expansion: Some(("exp99".into(), 1)), ..phone("805ec0000009", "t46s", pam) },
            "/expansion/id",
            "expansion_unknown",
        ),
        (
            DeviceForm { expansion: Some(("exp40".into(), 0)), ..phone("805ec0000009", "t46s", pam) },
            "/expansion/count",
            "expansion_count",
        ),
    ];
    for (form, pointer, code) in cases {
        assert_eq!(refusals(&mut desk, &form), at(pointer, code), "{form:?}");
    }
    assert_eq!(desk.store.devices().unwrap().len(), 1);
}

#[test]
fn moving_a_phone_brings_the_lines_of_its_next_user_and_the_name_that_we_made() {
    for kind in ["asterisk", "kazoo"] {
        let (mut desk, pam, jim) = pam_and_jim(kind);
        let device = desk.add_phone(&phone(MAC, "t46s", pam));
        assert_eq!(desk.lines(device), [(1, "2001".to_owned()), (2, "2011".to_owned())]);
        let mut form = form_of_phone(&desk.phone(device));
        form.user = Some(jim);
        desk.change_phone(device, &form).unwrap();
        let moved = desk.phone(device);
        assert_eq!(moved.listed.name, "Jim Halpert - Yealink SIP-T46S", "{kind}");
        assert_eq!(moved.lines.iter().map(|line| line.user.0).collect::<Vec<_>>(), [jim]);
        assert_eq!(desk.lines(device), [(1, "2002".to_owned())]);

        form.user = None;
        form.name = Some("Spare".into());
        desk.change_phone(device, &form).unwrap();
        assert_eq!((desk.lines(device), desk.phone(device).listed.name.as_str()), (vec![], "Spare"));
    }
}

#[test]
fn an_account_that_a_phone_gave_up_serves_the_next_one() {
    let (mut desk, pam, _) = pam_and_jim("kazoo");
    let device = desk.add_phone(&phone(MAC, "t46s", pam));
    let before: Vec<String> = desk.phone(device).lines.into_iter().map(|line| line.sip_username).collect();
    let version = desk.phone(device).listed.version;
    assert!(desk.store.remove_device(device, version, ACTOR, 0).unwrap());
    let next = desk.add_phone(&phone("805ec0000002", "t46s", pam));
    let after: Vec<String> = desk.phone(next).lines.into_iter().map(|line| line.sip_username).collect();
    assert_eq!(before, after);
}

#[test]
fn another_model_keeps_the_keys() {
    let (mut desk, pam, jim) = pam_and_jim("asterisk");
    let device = desk.add_phone(&phone(MAC, "t46s", pam));
    desk.watch(device, 12, jim);
    let form = DeviceForm { model: "t19p".into(), family: None, ..form_of_phone(&desk.phone(device)) };
    let notes = desk.change_phone(device, &form).unwrap();
    assert_eq!(notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["lines_exceeded"]);
    let changed = desk.phone(device);
    assert_eq!((changed.listed.family.as_str(), changed.keys.len()), ("t1x", 1));
    assert_eq!(changed.listed.name, "Pam Beesly - Yealink SIP-T19P");
}

#[test]
fn a_phone_whose_address_comes_later_gets_it_here() {
    let (mut desk, pam, _) = pam_and_jim("asterisk");
    let form = DeviceForm { mac_address: None, ..phone("", "t46s", pam) };
    let device = desk.add_phone(&form);
    let second = desk.add_phone(&form);
    assert_ne!(device, second);
    assert_eq!(desk.phone(device).listed.mac, None);
    let form = DeviceForm { mac_address: Some(MAC.into()), ..form_of_phone(&desk.phone(device)) };
    desk.change_phone(device, &form).unwrap();
    assert!(desk.file(MAC).contains("2001"));
    assert_eq!(desk.store.phone(MAC.parse().unwrap()).unwrap().unwrap().lines.len(), 2);
}

#[test]
fn a_shared_base_keeps_the_lines_of_others() {
    let (mut desk, pam, jim) = pam_and_jim("asterisk");
    let zoe = desk.add(&user("Zoe", "Brown", &["2003"]));
    let base = desk.add_phone(&phone(BASE, "w60b", pam));
    assert_eq!(desk.add_phone(&phone(BASE, "w60b", jim)), base, "a further user joins");
    let numbers = ["2001", "2011", "2002"];
    let lines = |wanted: &[(u8, &str)]| {
        wanted.iter().map(|(number, text)| (*number, (*text).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(desk.lines(base), lines(&[(1, numbers[0]), (2, numbers[1]), (3, numbers[2])]));
    assert_eq!(desk.person(jim).devices.len(), 1);

    let form = DeviceForm { user: Some(zoe), ..form_of_phone(&desk.phone(base)) };
    desk.change_phone(base, &form).unwrap();
    assert_eq!(desk.lines(base), lines(&[(1, "2003"), (3, "2002")]));
    assert_eq!(desk.phone(base).listed.name, "Yealink W60B 00:0b:60");

    // A desk phone is for one person: who else had a handset there loses it.
    let form = DeviceForm { model: "t46s".into(), family: None, ..form_of_phone(&desk.phone(base)) };
    desk.change_phone(base, &form).unwrap();
    assert_eq!(desk.lines(base), lines(&[(1, "2003")]));
}

#[test]
fn on_a_shared_base_the_lines_that_stay_keep_their_handset() {
    let (mut desk, pam, jim) = pam_and_jim("asterisk");
    let base = desk.add_phone(&phone(BASE, "w60b", pam));
    desk.add_phone(&phone(BASE, "w60b", jim));
    desk.change(pam, &user("Pam", "Beesly", &["2011", "2012"])).unwrap();
    let expected = [(1, "2012".to_owned()), (2, "2011".to_owned()), (3, "2002".to_owned())];
    assert_eq!(desk.lines(base), expected);
}

#[test]
fn an_old_version_or_a_phone_that_is_gone_is_not_changed() {
    let (mut desk, pam, jim) = pam_and_jim("asterisk");
    let device = desk.add_phone(&phone(MAC, "t46s", pam));
    let old = desk.phone(device).listed.version;
    let form = DeviceForm { user: Some(jim), ..form_of_phone(&desk.phone(device)) };
    desk.change_phone(device, &form).unwrap();
    let before = desk.phone(device).listed;
    let late = change(&desk.office, &mut desk.store, device, old, &phone(MAC, "t46s", pam), ACTOR);
    assert!(matches!(late, Err(HandError::Store(StoreError::Changed))));
    assert!(matches!(desk.store.remove_device(device, old, ACTOR, 0), Err(StoreError::Changed)));
    assert_eq!(desk.phone(device).listed, before);
    assert!(desk.store.remove_device(device, before.version, ACTOR, 0).unwrap());
    let gone = change(&desk.office, &mut desk.store, device, before.version, &form, ACTOR);
    assert!(matches!(gone, Err(HandError::Gone)));
}

#[test]
fn a_file_is_shown_with_dots_for_every_secret() {
    let (mut desk, pam, _) = pam_and_jim("asterisk");
    let device = desk.add_phone(&phone(MAC, "t46s", pam));
    let mac: MacAddr = MAC.parse().unwrap();
    let stored = desk.phone(device);
    let names = files(&desk.office, &stored);
    assert_eq!(names, ["805ec0000001.cfg", "y000000000000.cfg", "yealink-phonebook.xml"]);
    let stored = desk.store.phone(mac).unwrap().unwrap();
    let secrets: Vec<Secret> = stored
        .lines
        .iter()
        .map(|line| line.sip_password.clone())
        .chain([stored.admin_password.clone(), stored.user_password.clone()])
        .collect();
    let real = desk.file(MAC);
    let shown = desk.office.masked_file(&mut desk.store, mac, &names[0]).unwrap().unwrap();
    assert_eq!(shown.bytes, real.len());
    for secret in &secrets {
        assert!(real.contains(secret.expose()) && !shown.text.contains(secret.expose()));
    }
    assert!(shown.text.contains("account.1.password = ••••••••\n"));
    let differing = real.lines().zip(shown.text.lines()).filter(|(real, shown)| real != shown);
    assert_eq!(differing.count(), secrets.len(), "nothing but the secrets differs");
    for name in &names[1..] {
        let shown = desk.office.masked_file(&mut desk.store, mac, name).unwrap().unwrap();
        assert_eq!(shown.bytes, shown.text.len());
    }
    for name in ["805ec0000002.cfg", "805ec0000001.boot", "x.rom", "../secret.key", ""] {
        assert!(desk.office.masked_file(&mut desk.store, mac, name).unwrap().is_none(), "{name}");
    }
}

#[test]
fn phones_are_found_by_all_that_names_them_or_their_user() {
    let (mut desk, pam, jim) = pam_and_jim("asterisk");
    let first = desk.add_phone(&phone(MAC, "t46s", pam));
    let second = desk.add_phone(&phone("805ec0000002", "t19p", jim));
    let later = desk.add_phone(&DeviceForm { mac_address: None, user: None, ..phone("", "t46s", pam) });
    let mut find = |filter: DevicesFilter<'_>| {
        let traces = desk.store.trace_devices(filter).unwrap();
        traces.into_iter().map(|trace| trace.id).collect::<Vec<_>>()
    };
    assert_eq!(find(DevicesFilter::default()), [first, second, later]);
    for (search, expected) in [
        ("80:5E:C0:00:00:02", second),
        ("0002", second),
        ("halpert", second),
        ("2002", second),
        ("jim@example.com", second),
        ("2011", first),
        ("beesly - yealink", first),
    ] {
        assert_eq!(find(DevicesFilter { search, ..DevicesFilter::default() }), [expected], "{search}");
    }
    let model = DevicesFilter { model: Some("t46s"), ..DevicesFilter::default() };
    assert_eq!(find(model), [first, later]);
    assert_eq!(find(DevicesFilter { search: "pam", brand: Some("acme"), ..model }), []);
    let listed = desk.store.list_devices(&[later, second]).unwrap();
    assert_eq!(listed.iter().map(|device| device.id).collect::<Vec<_>>(), [second, later]);
    assert_eq!(listed[0].user, Some((jim, "Jim Halpert".to_owned())));
    assert_eq!(listed[1].name, "Yealink SIP-T46S");
}
