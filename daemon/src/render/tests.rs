//! Whole files: what each of Yealink's templates makes of one phone, and that no value breaks out of its line.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use expect_test::expect_file;
use proptest::prelude::*;

pub(super) use super::every::fixture::key;
use super::{Engine, FileAsked};
use crate::{
    catalogue::Catalogue,
    directory::{Line, Pbx, Phone, Secret, Site, Transport, Wishes},
    keys::{KeyType, ResolvedKey},
    pbx::{Dialect, Dialects},
};

static SHIPPED: LazyLock<Arc<Catalogue>> =
    LazyLock::new(|| Arc::new(Catalogue::shipped().unwrap_or_else(|fault| panic!("{fault}"))));

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(shipped()).unwrap_or_else(|fault| panic!("{fault}")));

pub(super) fn shipped() -> Arc<Catalogue> {
    SHIPPED.clone()
}

pub(super) fn dialect(id: &str) -> Dialect {
    let (dialects, _) = Dialects::load(&[]).unwrap_or_else(|fault| panic!("{fault}"));
    dialects.get(id).unwrap_or_else(|| panic!("no dialect {id}")).clone()
}

pub(super) fn site() -> Site {
    Site {
        pbx: Pbx {
            kind: "asterisk".to_owned(),
            host: "pbx.example.test".to_owned(),
            port: 5060,
            transport: Transport::Udp,
            backup_host: None,
            outbound_proxy: None,
            park_prefix: String::new(),
            register_expires: 600,
        },
        timezone: "Europe/Berlin".to_owned(),
        language: "en".to_owned(),
        country: None,
        ntp_servers: vec!["192.0.2.1".to_owned()],
        provisioning_url: Some("http://192.0.2.2/p/".to_owned()),
        phone_admin_password: None,
        line_per_extension: true,
        name: "Office".to_owned(),
        wishes: Wishes::default(),
        authority: None,
    }
}

fn line(number: u8, extension: &str, display_name: &str, has_mailbox: bool) -> Line {
    Line {
        number,
        extension: extension.to_owned(),
        display_name: display_name.to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Park".to_owned(),
        sip_username: format!("u{extension}"),
        sip_password: Secret::new(format!("Zt7mQ2pLx9Rb4WcHs6Ye{number}")),
        has_mailbox,
    }
}

/// A T46S with two lines and a key of each kind.
pub(super) fn phone() -> Phone {
    Phone {
        mac: "805ec0010203".parse().unwrap_or_else(|error| panic!("{error}")),
        brand: "yealink".to_owned(),
        family: "t4x".to_owned(),
        model: "t46s".to_owned(),
        expansion: None,
        name: "Reception".to_owned(),
        admin_password: Secret::new("admin-secret"),
        user_password: Secret::new("user-secret"),
        lines: vec![
            line(1, "2001", "Zoë \"Z\" & <Co> #1; Sons = 李", true),
            line(2, "2009", "# Reception", false),
        ],
        keys: vec![
            key(1, KeyType::Line, "", ""),
            ResolvedKey { line: 2, ..key(2, KeyType::Presence, "2002", "; Pam & <Jim>") },
            key(3, KeyType::Parking, "701", ""),
            key(4, KeyType::PersonalParking, "2002", "Park Pam"),
            key(5, KeyType::SpeedDial, "#31#18005551212", "# Front \"desk\""),
            key(6, KeyType::None, "", ""),
        ],
        firmware: None,
        media: BTreeMap::new(),
        overrides: Vec::new(),
    }
}

/// The same phone as another model of the catalogue.
fn phone_of(model: &str) -> Phone {
    let catalogue = shipped();
    let brand = catalogue.brand("yealink").unwrap_or_else(|| panic!("no yealink"));
    let found = brand.families.iter().find(|family| family.models.iter().any(|found| found.id == model));
    let family = found.unwrap_or_else(|| panic!("no model {model}")).id.clone();
    Phone { family, model: model.to_owned(), ..phone() }
}

fn render(phone: &Phone, site: &Site, pbx: &str) -> String {
    ENGINE.device_file(phone, site, &dialect(pbx)).unwrap_or_else(|error| panic!("{error}"))
}

/// Compares with `tests/golden/yealink/NAME`; `UPDATE_EXPECT=1` rewrites it.
fn check(name: &str, file: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/yealink").join(name);
    expect_file![path].assert_eq(file);
}

/// Name and value of every line, in order; everything else in the file would be a fault.
fn parameters(file: &str) -> Vec<(&str, &str)> {
    let mut lines = file.lines();
    assert_eq!(lines.next(), Some("#!version:1.0.0.1"));
    lines
        .map(|line| {
            let (name, value) = line.split_once(" = ").unwrap_or_else(|| panic!("no parameter: {line:?}"));
            assert!(
                name.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_')),
                "{line:?}"
            );
            (name, value)
        })
        .collect()
}

fn value<'a>(file: &'a str, name: &str) -> Option<&'a str> {
    parameters(file).into_iter().find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// All that a site can say.
fn full_site() -> Site {
    let mut site = site();
    site.pbx.backup_host = Some("pbx2.example.test".to_owned());
    site.pbx.outbound_proxy = Some(("proxy.example.test".to_owned(), 5070));
    site.pbx.transport = Transport::Tcp;
    site.language = "fr-CA".to_owned();
    site.country = Some("FR".to_owned());
    site.ntp_servers.push("ntp.example.test".to_owned());
    site.wishes.phonebook = true;
    site
}

#[test]
fn a_phone_of_every_template_gets_its_file() {
    for (model, pbx, golden) in [
        ("t46s", "asterisk", "v81-t46s-asterisk.cfg"),
        ("t42g", "freepbx", "v71_v87-t42g-freepbx.cfg"),
        ("t21p", "kazoo", "v73-t21p-kazoo.cfg"),
        ("t28p", "freeswitch", "v73-t28p-freeswitch.cfg"),
        ("t38g", "kazoo", "v70-t38g-kazoo.cfg"),
        ("w60b", "asterisk", "dect-w60b-asterisk.cfg"),
        ("w52p", "asterisk", "dect_v73-w52p-asterisk.cfg"),
        ("w75dm", "asterisk", "dect_multicell-w75dm-asterisk.cfg"),
    ] {
        let mut phone = phone_of(model);
        for key in phone.keys.iter_mut().filter(|key| key.kind == KeyType::Parking) {
            "1".clone_into(&mut key.value);
        }
        check(golden, &render(&phone, &site(), pbx));
    }
}

#[test]
fn expansion_modules_and_a_site_that_says_everything() {
    let mut phone = phone_of("t27g");
    phone.expansion = Some(("exp20".to_owned(), 1));
    phone.keys.push(key(22, KeyType::Presence, "2003", "Jim"));
    phone.keys.push(key(41, KeyType::SpeedDial, "112", ""));
    check("v81-t27g-exp20-full-site.cfg", &render(&phone, &full_site(), "fusionpbx"));
}

#[test]
fn the_file_for_all_phones_holds_no_secret() {
    let mut site = full_site();
    site.phone_admin_password = Some(Secret::new("one-for-all"));
    let catalogue = shipped();
    let brand = catalogue.brand("yealink").unwrap();
    let common = catalogue.file_for(brand, "t4x", "y000000000028.cfg").unwrap();
    let file = ENGINE.common_file(brand, common.pattern, None, &site, &FileAsked::default()).unwrap().text;
    assert!(!file.contains("one-for-all") && !file.contains("password"));
    check("common.cfg", &file);
}

#[test]
fn every_model_of_the_brand_renders_with_every_dialect() {
    let catalogue = shipped();
    for family in &catalogue.brand("yealink").unwrap().families {
        for model in &family.models {
            for pbx in ["generic", "asterisk", "freepbx", "freeswitch", "fusionpbx", "kazoo"] {
                let mut phone = phone();
                family.id.clone_into(&mut phone.family);
                model.id.clone_into(&mut phone.model);
                phone.expansion = model.expansion.first().map(|module| (module.id.clone(), 1));
                let file = ENGINE.device_file(&phone, &site(), &dialect(pbx)).unwrap();
                let names = parameters(&file);
                let enabled = names
                    .iter()
                    .filter(|(name, _)| name.ends_with(".enable") && name.starts_with("account."));
                assert_eq!(enabled.count(), usize::from(model.lines), "{}", model.id);
                let keys =
                    names.iter().filter(|(name, _)| name.starts_with("linekey.") && name.contains(".type"));
                assert_eq!(keys.count(), usize::from(model.keys.total), "{}", model.id);
            }
        }
    }
}

#[test]
fn without_a_registrar_the_address_is_cleared() {
    let mut site = site();
    site.pbx.host.clear();
    for (model, name) in [
        ("t46s", "account.1.sip_server.1.address"),
        ("t38g", "account.1.sip_server_host"),
        ("w75dm", "template.1.sip_server.1.address"),
    ] {
        assert_eq!(value(&render(&phone_of(model), &site, "asterisk"), name), Some("%NULL%"), "{model}");
    }
}

#[test]
fn what_nobody_said_is_not_written() {
    let mut site = site();
    site.timezone.clear();
    site.ntp_servers.clear();
    site.provisioning_url = None;
    site.language = "xx".to_owned();
    let mut phone = phone();
    (phone.admin_password, phone.user_password) = (Secret::new(""), Secret::new(""));
    let file = render(&phone, &site, "asterisk");
    for word in ["local_time", "lang.", "tone", "auto_provision", "user_password", "static."] {
        assert!(!file.contains(word), "{word}");
    }
}

#[test]
fn time_zones_are_spelled_as_yealink_has_them() {
    for (zone, offset, start) in [
        ("Europe/Berlin", "+1", Some("3/5/7/2")),
        ("America/New_York", "-5", Some("3/2/7/2")),
        ("Asia/Kolkata", "+5:30", None),
        ("America/St_Johns", "-3:30", Some("3/2/7/2")),
        ("Europe/London", "0", Some("3/5/7/1")),
    ] {
        let mut site = site();
        site.timezone = zone.to_owned();
        let file = render(&phone(), &site, "asterisk");
        assert_eq!(value(&file, "local_time.time_zone"), Some(offset), "{zone}");
        assert_eq!(
            value(&file, "local_time.summer_time"),
            Some(if start.is_some() { "1" } else { "0" }),
            "{zone}"
        );
        assert_eq!(value(&file, "local_time.start_time"), start, "{zone}");
    }
}

#[test]
fn transport_is_never_left_to_the_phone_where_one_was_asked_for() {
    for (transport, port, code) in [
        (Transport::Udp, 5060, "0"),
        (Transport::Tcp, 5060, "1"),
        (Transport::Tls, 5061, "2"),
        (Transport::Udp, 0, "3"),
        (Transport::Tls, 0, "2"),
    ] {
        let mut site = site();
        (site.pbx.transport, site.pbx.port) = (transport, port);
        let file = render(&phone(), &site, "asterisk");
        assert_eq!(value(&file, "account.1.sip_server.1.transport_type"), Some(code), "{transport:?} {port}");
    }
}

#[test]
fn park_keys_have_a_lamp_where_one_string_is_watched_and_dialled() {
    for (pbx, kind, park) in [
        ("generic", "16", "701"),
        ("asterisk", "16", "701"),
        ("freepbx", "16", "71"),
        ("freeswitch", "10", "6001"),
        ("fusionpbx", "16", "park+*5901"),
        ("kazoo", "16", "*31"),
    ] {
        let mut phone = phone();
        if pbx != "generic" {
            "1".clone_into(&mut phone.keys[2].value);
        }
        let file = render(&phone, &site(), pbx);
        assert_eq!(value(&file, "linekey.3.type"), Some(kind), "{pbx}");
        assert_eq!(value(&file, "linekey.3.value"), Some(park), "{pbx}");
        assert_eq!(value(&file, "linekey.3.extension"), Some("%NULL%"), "{pbx}: a slot is not picked up");
    }
}

#[test]
fn the_old_big_phones_count_the_accounts_of_lamp_keys_from_0() {
    let file = render(&phone_of("t38g"), &site(), "kazoo");
    for (key, kind, line) in [("1", "15", "1"), ("2", "16", "1"), ("4", "16", "0"), ("5", "13", "1")] {
        assert_eq!(value(&file, &format!("linekey.{key}.type")), Some(kind), "key {key}");
        assert_eq!(value(&file, &format!("linekey.{key}.line")), Some(line), "key {key}");
    }
}

#[test]
fn a_phone_older_than_v81_gets_its_password_by_the_old_name_too() {
    for (model, old, new) in [
        ("t38g", true, false),
        ("t28p", true, false),
        ("t46g", true, true),
        ("cp860", true, true),
        ("w56p", true, true),
        ("t46s", false, true),
        ("w60b", false, true),
        ("w75dm", false, true),
    ] {
        let file = render(&phone_of(model), &site(), "asterisk");
        for (wanted, prefix) in [(old, ""), (new, "static.")] {
            for name in ["security.user_password", "auto_provision.server.url"] {
                assert_eq!(
                    value(&file, &format!("{prefix}{name}")).is_some(),
                    wanted,
                    "{model} {prefix}{name}"
                );
            }
        }
    }
}

#[test]
fn a_handset_that_nobody_uses_is_not_left_on_somebodys_account() {
    let file = render(&phone_of("w60b"), &site(), "asterisk");
    assert_eq!(value(&file, "handset.8.name"), Some("%NULL%"));
    assert_eq!(value(&file, "handset.8.incoming_lines"), Some("8"));
    assert_eq!(value(&file, "handset.9.incoming_lines"), None);
}

/// Text that tries to break out.
fn evil() -> impl Strategy<Value = String> {
    let breakout = "(a|#|;|=| |%|\\{\\{|\\}\\}|\n|\r|\t|\u{85}|\u{2028}|\u{0}|account\\.9\\.enable = 1|\"|&|<|>|é){1,12}";
    prop_oneof![breakout, any::<String>()]
}

/// What may remain of a value: the text on one line, without blanks around it.
fn cleaned(text: &str) -> String {
    let blanked: String = text
        .chars()
        .map(|sign| if sign.is_control() || "\u{2028}\u{2029}".contains(sign) { '\n' } else { sign })
        .collect();
    blanked.split('\n').filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// Puts the texts into every field that holds free text.
fn poisoned(model: &str, texts: &[String]) -> (Phone, Site) {
    let (mut phone, mut site) = (phone_of(model), full_site());
    let mut next = texts.iter().cycle().cloned();
    let mut text = || next.next().unwrap_or_default();
    phone.name = text();
    (phone.admin_password, phone.user_password) = (Secret::new(text()), Secret::new(text()));
    for line in &mut phone.lines {
        (line.extension, line.display_name, line.sip_username) = (text(), text(), text());
        line.sip_password = Secret::new(text());
    }
    for key in &mut phone.keys {
        (key.value, key.label) = (text(), text());
    }
    (site.pbx.host, site.pbx.park_prefix) = (text(), text());
    site.pbx.backup_host = Some(text());
    site.pbx.outbound_proxy = Some((text(), 5060));
    (site.language, site.country) = (text(), Some(text()));
    site.ntp_servers = vec![text(), text()];
    site.provisioning_url = Some(text());
    (phone, site)
}

/// Every name that the benign file of a model may hold, and how many lines it has at most.
fn allowed(model: &str) -> (BTreeSet<String>, usize) {
    let files = [site(), full_site()].map(|site| render(&phone_of(model), &site, "asterisk"));
    let names = files.iter().flat_map(|file| parameters(file)).map(|(name, _)| name.to_owned());
    (names.collect(), files.iter().map(|file| parameters(file).len()).max().unwrap_or(0))
}

#[test]
fn no_value_can_add_end_or_comment_out_a_line() {
    let models = ["t46s", "t42g", "t21p", "t38g", "w60b", "w52p", "w75dm"];
    let allowed: BTreeMap<&str, _> = models.iter().map(|model| (*model, allowed(model))).collect();
    let asterisk = dialect("asterisk");
    proptest!(|(texts in prop::collection::vec(evil(), 1..12), at in 0..models.len())| {
        let model = models[at];
        let (phone, site) = poisoned(model, &texts);
        let file = ENGINE.device_file(&phone, &site, &asterisk).unwrap();
        let (names, lines) = &allowed[model];
        let found = parameters(&file);
        prop_assert!(found.len() <= *lines);
        for (name, _) in &found {
            prop_assert!(names.contains(*name), "{} {}", model, name);
        }
        let once: BTreeSet<&str> = found.iter().map(|(name, _)| *name).collect();
        prop_assert!(found.len() - once.len() <= 2, "only the passwords' parameter may repeat");
        for (name, text) in [
            ("account.1.display_name", &phone.lines[0].display_name),
            ("account.2.label", &phone.lines[1].extension),
        ] {
            let expected = if text.is_empty() { "%NULL%".to_owned() } else { cleaned(text) };
            prop_assert_eq!(value(&file, name), Some(expected.as_str()));
        }
    });
}
