//! Plans on a small office: what they say beforehand is what comes of them.

use super::*;
use crate::office::{
    importing::{self, Source, Wishes},
    setting,
};

const PEOPLE: &str = "first,last,email,ext,mac,model,pending_mac\n\
    Ada,Byron,ada@example.com,2001,805ec0010203,t46u,\n\
    Bo,Lind,bo@example.com,2002,805ec0010204,t42g,\n\
    Cy,Moss,cy@example.com,2003,,t42g,yes\n";

struct Small {
    _dir: tempfile::TempDir,
    office: Office,
    store: Store,
}

fn small() -> Small {
    small_with(PEOPLE)
}

fn small_with(people: &str) -> Small {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create(dir.path()).unwrap();
    let office = Office::open(dir.path()).unwrap();
    let mut examined = importing::examine(&office, &mut store, people.as_bytes(), Wishes::default()).unwrap();
    assert!(!examined.checked.has_errors(), "{:?}", examined.checked.issues);
    let source = Source { file_name: "people.csv", sha256: "", actor: "test", checked: None };
    importing::apply(&office, &mut store, &mut examined, &source, 0, &|_| ()).unwrap().unwrap();
    Small { _dir: dir, office, store }
}

impl Small {
    fn plan(&self, devices: &str, keys: &str) -> Result<KeysPlan, KeysError> {
        let request = format!(r#"{{"devices":{devices},"keys":{keys}}}"#);
        plan(&self.office, &self.store, &KeysRequest::parse(&request).unwrap())
    }

    fn set(&mut self, devices: &str, keys: &str) -> KeysPlan {
        let mut plan = self.plan(devices, keys).unwrap();
        plan.apply(&mut self.store).unwrap();
        plan
    }
}

const LINE_AND_BO: &str = r#"[{"key":1,"type":"line"},{"key":2,"type":"presence","value":"2002"}]"#;

#[test]
fn a_plan_changes_nothing_and_says_how_many_phones_would() {
    let mut office = small();
    let plan = office.plan("\"all\"", LINE_AND_BO).unwrap();
    assert_eq!((plan.chosen.len(), plan.changing.len(), plan.replaced), (3, 3, 0));
    assert!(office.store.feature_keys().unwrap().is_empty());

    office.set("[\"805ec0010203\"]", LINE_AND_BO);
    let plan = office.plan("\"all\"", LINE_AND_BO).unwrap();
    assert_eq!((plan.changing.len(), plan.replaced), (2, 0));
    let other = r#"[{"key":2,"type":"presence","value":"2003"}]"#;
    let plan = office.plan("\"all\"", other).unwrap();
    assert_eq!((plan.changing.len(), plan.replaced), (3, 1));
}

#[test]
fn a_plan_is_carried_out_only_on_the_data_that_it_was_made_on() {
    let mut office = small();
    let mut late = office.plan("\"all\"", LINE_AND_BO).unwrap();
    let first = office.set("[\"805ec0010203\"]", LINE_AND_BO);
    assert_eq!(first.revision, office.store.revision().unwrap());
    assert!(matches!(late.apply(&mut office.store), Err(KeysError::Store(StoreError::Changed))));
    assert_eq!(office.store.feature_keys().unwrap().len(), 1);
}

#[test]
fn a_device_is_named_by_its_number_too() {
    let office = small();
    let id = office.store.devices().unwrap()[2].id.0;
    let plan = office.plan(&format!("[{{\"id\":{id}}}]"), LINE_AND_BO).unwrap();
    assert_eq!(plan.chosen[0].handle(), office.store.devices().unwrap()[2].handle());
    let Err(KeysError::Request(faults)) = office.plan("[\"805ec0010203\",{\"id\":99}]", LINE_AND_BO) else {
        panic!("device 99 was found");
    };
    assert_eq!(
        (faults[0].pointer.as_str(), faults[0].why.as_str()),
        ("/devices/1", "no device is number 99 any more")
    );
}

#[test]
fn a_slot_that_the_pbx_does_not_have_is_a_fault_at_its_value() {
    let mut office = small();
    let kind = [("pbx.kind".to_owned(), "freepbx".to_owned())];
    setting::save(&office.office, &mut office.store, &kind, None).unwrap();
    let keys = r#"[{"key":1,"type":"line"},{"key":4,"type":"parking","value":"9"}]"#;
    let Err(KeysError::Request(faults)) = office.plan("\"all\"", keys) else { panic!("slot 9 was taken") };
    assert_eq!(faults[0].pointer, "/keys/1/value");
    assert_eq!(faults[0].to_string(), "key 4: 9 is not a park slot of FreePBX; they are numbered 1 to 8");
}

#[test]
fn hints_tell_what_one_may_not_have_thought_of() {
    let office = small();
    let keys = r#"[{"key":2,"type":"presence","value":"2002"},{"key":3,"type":"presence","value":"bo@example.com"},
                   {"key":4,"type":"speed_dial","value":"2002"}]"#;
    let plan = office.plan("\"all\"", keys).unwrap();
    let hints: Vec<String> = plan.hints.iter().map(ToString::to_string).collect();
    assert_eq!(
        hints,
        [
            "key 3: key 2 has the same target",
            "key 2: 1 phone would watch its own extension 2002",
            "key 3: 1 phone would watch its own extension 2002",
            "3 phones show their lines on their keys now and will show these keys only",
        ]
    );
    assert!(plan.warnings.is_empty(), "the command says what it always said");
}

#[test]
fn each_model_is_listed_with_what_fits_on_it() {
    let office = small();
    let keys =
        r#"[{"key":1,"type":"line"},{"key":20,"type":"presence","value":"2002"},{"key":90,"type":"none"}]"#;
    let plan = office.plan("\"all\"", keys).unwrap();
    let told: Vec<_> = plan
        .models
        .iter()
        .map(|fit| (fit.model.as_str(), fit.devices, fit.fit.clone(), fit.beyond.clone()))
        .collect();
    assert_eq!(told, [("t42g", 2, vec![1], vec![20]), ("t46u", 1, vec![1, 20], vec![])]);
    assert_eq!(plan.overflow.len(), 2);
}

#[test]
fn the_sample_shows_a_changing_phone_s_file_without_a_secret() {
    let mut office = small();
    office.set("[\"805ec0010203\"]", LINE_AND_BO);
    let plan = office.plan("\"all\"", LINE_AND_BO).unwrap();
    let sample = plan.sample(&office.office, &mut office.store).unwrap().unwrap();
    assert_eq!(sample.file, "805ec0010204.cfg", "the first phone has these keys already");
    assert!(
        !sample.before.contains("linekey.2.value = 2002") && sample.after.contains("linekey.2.value = 2002")
    );
    assert!(sample.after.contains("account.1.password = ••••••••\n"));
    let phone = office.store.phone("805ec0010204".parse().unwrap()).unwrap().unwrap();
    for secret in [&phone.admin_password, &phone.user_password, &phone.lines[0].sip_password] {
        assert!(!sample.before.contains(secret.expose()) && !sample.after.contains(secret.expose()));
    }
}

#[test]
fn clearing_a_clear_key_changes_a_phone_only_where_its_lines_go() {
    let key = |number, kind| FeatureKey {
        key: number,
        kind,
        line: 1,
        target: crate::keys::KeyTarget::Nothing,
        label: None,
    };
    let clear = [key(3, KeyType::None)];
    assert!(changes(&[], &clear));
    assert!(!changes(&[key(1, KeyType::Line)], &clear));
    assert!(!replaces(&[key(3, KeyType::None)], &[key(3, KeyType::Line)]));
    assert!(replaces(&[key(3, KeyType::Line)], &clear));
}

#[test]
fn what_a_model_has_no_words_for_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("templates/acme");
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write(
        "brand.toml",
        "id = 'acme'\nname = 'Acme'\n[defaults]\nformat = 'key_value'\ntemplate = 'acme/phone.cfg.j2'\n\
         [[file]]\npattern = '{mac}.acme'\nkind = 'device'\nmain = true\n",
    );
    write(
        "a.toml",
        "name = 'A series'\n[defaults]\nkeys = { physical = 4, total = 4 }\n[[model]]\nid = 'a1'\nname = 'A1'\nlines = 1\n",
    );
    let keys =
        "{% for key in keys %}{% if key.type == 'presence' %}key = {{ key.dial }}\n{% endif %}{% endfor %}";
    write("phone.cfg.j2", keys);
    let mut store = Store::create(dir.path()).unwrap();
    let office = Office::open(dir.path()).unwrap();
    assert_eq!(office.faults(), []);
    let people = "first,last,email,ext,mac,brand,model\nAda,Byron,ada@example.com,2001,02aa10000001,acme,a1\n\
                  Bo,Lind,bo@example.com,2002,805ec0010204,,t42g\n";
    let mut examined = importing::examine(&office, &mut store, people.as_bytes(), Wishes::default()).unwrap();
    let source = Source { file_name: "people.csv", sha256: "", actor: "test", checked: None };
    importing::apply(&office, &mut store, &mut examined, &source, 0, &|_| ()).unwrap().unwrap();
    let office = Small { _dir: dir, office, store };
    let keys =
        r#"[{"key":2,"type":"presence","value":"2002"},{"key":3,"type":"personal_parking","value":"2002"}]"#;
    let warnings: Vec<String> =
        office.plan("\"all\"", keys).unwrap().warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings, ["key 3: personal parking cannot be set on A1, so it stays empty there"]);
}

#[test]
fn a_phone_that_no_file_is_made_for_is_named() {
    let people = format!("{PEOPLE}Di,Ray,di@example.com,2004,,et605,yes\n");
    let office = small_with(&people);
    let warnings = office.plan("\"all\"", LINE_AND_BO).unwrap().warnings;
    let all: Vec<_> =
        warnings.iter().filter(|warning| warning.key.is_none()).map(ToString::to_string).collect();
    assert_eq!(all, ["This box makes no file for VTech ET605. Set keys there on the phone itself"]);
    assert!(
        small().plan("\"all\"", LINE_AND_BO).unwrap().warnings.iter().all(|warning| warning.key.is_some())
    );
}
