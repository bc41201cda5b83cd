//! Which of the things that a site or a phone may want each model's file really says: measured by making the file
//! with and without. `docs/phones.md` is written from it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    path::PathBuf,
};

use expect_test::expect_file;

use super::fixture::{
    CATALOGUE, bare_site, full_phone, full_site, key, kind, kinds, models, own_file, phone, place, render,
};
use crate::{
    catalogue::{CONCEPTS, FileKind, ModelRef, TlsVersion},
    directory::{Phone, Secret, Site, Transport},
    keys::KeyType,
    render::parameters,
};

type Desk = (Phone, Site);

/// A phone that was asked for nothing, at a site whose address it knows.
fn plain(found: ModelRef<'_>) -> Desk {
    let mut site = bare_site();
    site.provisioning_url = full_site().provisioning_url;
    let mut phone = phone(found);
    phone.keys = vec![key(1, KeyType::None, "", "")];
    (phone.admin_password, phone.user_password) = (Secret::new(""), Secret::new(""));
    (phone, site)
}

/// Asks a plain phone for one thing. `false`: this is not asked for by one word alone.
fn want(concept: &str, found: ModelRef<'_>, desk: &mut Desk) -> bool {
    let (full, whole) = (full_site(), full_phone(found));
    let (phone, site) = desk;
    let one_key = |kind, value: &str| vec![key(1, kind, value, "Told")];
    match concept {
        "accounts" => phone.lines.clear(),
        "admin_password" => phone.admin_password = Secret::new("Adm1nSecret9"),
        "backup" => site.pbx.backup_host = full.pbx.backup_host,
        "ca" => site.authority = full.authority,
        "codecs" => site.wishes.codecs = full.wishes.codecs,
        "country" => site.country = full.country,
        "date_format" => site.wishes.date_format = full.wishes.date_format,
        "display_name" => phone.lines.iter_mut().for_each(|line| line.display_name = "Told".to_owned()),
        "expires" => site.pbx.register_expires = 1_234,
        "firmware" => phone.firmware = whole.firmware,
        "label" => phone.lines.iter_mut().for_each(|line| line.extension = "2468".to_owned()),
        "language" => site.language = full.language,
        "line" => phone.keys = one_key(KeyType::Line, ""),
        "lldp" => site.wishes.lldp = full.wishes.lldp,
        "logo" | "ringtone" | "wallpaper" => {
            phone.media.extend(whole.media.into_iter().filter(|(kind, _)| kind == concept));
        }
        "notify" => site.wishes.notify = full.wishes.notify,
        "ntp" => site.ntp_servers = full.ntp_servers,
        "outbound_proxy" => site.pbx.outbound_proxy = full.pbx.outbound_proxy,
        "parking" => phone.keys = one_key(KeyType::Parking, "1"),
        "pc_vlan" => site.wishes.pc_vlan = full.wishes.pc_vlan,
        "personal_parking" => phone.keys = one_key(KeyType::PersonalParking, "2002"),
        "phonebook" => site.wishes.phonebook = true,
        "pnp" => site.wishes.pnp = full.wishes.pnp,
        "presence" => phone.keys = one_key(KeyType::Presence, "2002"),
        "provisioning_url" => site.provisioning_url = Some("http://192.0.2.77/".to_owned()),
        "redirection" => site.wishes.redirection = full.wishes.redirection,
        "resync" => site.wishes.resync = full.wishes.resync,
        "second_line" => phone.lines.truncate(1),
        "speed_dial" => phone.keys = one_key(KeyType::SpeedDial, "18005551212"),
        "srtp" => site.wishes.srtp = full.wishes.srtp,
        "syslog" => site.wishes.syslog = full.wishes.syslog,
        "time_format" => site.wishes.time_format = full.wishes.time_format,
        "time_zone" => site.timezone = full.timezone,
        "transport" => site.pbx.transport = Transport::Tcp,
        "user_password" => phone.user_password = Secret::new("Us3rSecret9"),
        "vlan" => site.wishes.vlan = full.wishes.vlan,
        "voicemail" => phone.lines.iter_mut().for_each(|line| line.has_mailbox = false),
        "web_ui" => site.wishes.web_ui = full.wishes.web_ui,
        _ => return false,
    }
    true
}

/// All of a phone's own files, one after the other.
fn files(found: ModelRef<'_>, (phone, site): &Desk) -> String {
    let own = found.brand.files.iter().filter(|file| file.kind == FileKind::Device);
    let asked = own.filter(|file| file.is_asked_by(&found.family.id));
    asked.map(|pattern| own_file(found, phone, site, pattern).text).collect()
}

/// What a model's files say, concept by concept; left out what cannot be asked alone.
fn said(found: ModelRef<'_>) -> BTreeMap<&'static str, bool> {
    let (phone, site) = plain(found);
    let with_key = files(found, &(phone.clone(), site.clone()));
    let without = files(found, &(Phone { keys: Vec::new(), ..phone }, site));
    CONCEPTS
        .iter()
        .filter_map(|concept| {
            let mut desk = plain(found);
            let is_key = ["presence", "parking", "personal_parking", "speed_dial", "line"].contains(concept);
            if !is_key {
                desk.0.keys.clear();
            }
            let before = if is_key { &with_key } else { &without };
            want(concept, found, &mut desk).then(|| (*concept, files(found, &desk) != *before))
        })
        .collect()
}

/// What a phone must be told, or it does not ring.
#[test]
fn every_model_says_what_makes_a_phone_ring() {
    for found in kinds() {
        let said = said(found);
        for concept in ["accounts", "transport"] {
            // An old base that knows but one transport is not told it; the catalogue says so.
            let unknown = found.model.unconfirmed.iter().any(|fact| *fact == format!("parameters.{concept}"));
            assert!(said[concept] || unknown, "{}: {concept}", place(found));
        }
        assert!(
            said["second_line"] || found.model.lines < 2,
            "{}: the second line is not told",
            place(found)
        );
        assert!(
            said["speed_dial"] || found.model.keys.total < 2,
            "{}: speed dials are not told",
            place(found)
        );
    }
}

#[test]
fn what_nobody_asked_for_is_not_written() {
    const WISHES: &[&str] = &[
        "ca",
        "codecs",
        "date_format",
        "lldp",
        "notify",
        "pc_vlan",
        "pnp",
        "redirection",
        "resync",
        "srtp",
        "syslog",
        "time_format",
        "vlan",
        "web_ui",
    ];
    let mut faults = Vec::new();
    for found in kinds() {
        let (phone, site) = plain(found);
        let unasked = render(found, &phone, &site);
        let unasked: BTreeMap<_, _> = parameters::read(&unasked.format, &unasked.text)
            .into_iter()
            .map(|parameter| (parameter.name, parameter.value))
            .collect();
        for concept in WISHES {
            let mut desk = plain(found);
            want(concept, found, &mut desk);
            let asked = render(found, &desk.0, &desk.1);
            for parameter in parameters::read(&asked.format, &asked.text) {
                if unasked.get(&parameter.name).is_some_and(|value| *value != parameter.value) {
                    faults.push(format!("{}: {concept}: {}", place(found), parameter.name));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults, the first: {:#?}", faults.len(), &faults[..faults.len().min(30)]);
}

type Switch = (&'static str, fn(&mut Site, Option<bool>));

/// What can be on, off, or left as the phone has it.
const SWITCHES: &[Switch] = &[
    ("lldp", |site, choice| site.wishes.lldp = choice),
    ("pnp", |site, choice| site.wishes.pnp = choice),
    ("redirection", |site, choice| site.wishes.redirection = choice),
    ("web_ui", |site, choice| site.wishes.web_ui = choice),
];

/// The values of a plain phone's main file, with one switch on, off or not set.
fn switched(found: ModelRef<'_>, set: fn(&mut Site, Option<bool>), choice: Option<bool>) -> Values {
    let (phone, mut site) = plain(found);
    set(&mut site, choice);
    let rendered = render(found, &phone, &site);
    let parameters = parameters::read(&rendered.format, &rendered.text);
    parameters.into_iter().map(|parameter| (parameter.name, parameter.value)).collect()
}

type Values = BTreeMap<String, String>;

/// What a switch writes otherwise than it should: a value for each choice, and none while nobody has chosen.
fn faults_of((concept, set): Switch, found: ModelRef<'_>) -> Vec<String> {
    let [on, off, unset] = [Some(true), Some(false), None].map(|choice| switched(found, set, choice));
    let names: BTreeSet<_> = on.keys().chain(off.keys()).collect();
    let differs = names.into_iter().filter(|name| on.get(*name) != off.get(*name));
    // Of some only one word is known: the one that turns a web server on, or the one that turns a redirection off.
    let is_whole = |name: &str| match concept {
        "web_ui" => on.contains_key(name),
        "redirection" => off.contains_key(name),
        _ => on.contains_key(name) && off.contains_key(name),
    };
    let wrong = differs.filter(|name| unset.contains_key(*name) || !is_whole(name));
    let mut faults: Vec<_> = wrong.map(|name| format!("{}: {concept}: {name}", place(found))).collect();
    if on == off && on != unset {
        faults.push(format!("{}: {concept}: on is off", place(found)));
    }
    faults
}

#[test]
fn on_off_and_not_set_are_three_things() {
    let of = |found| SWITCHES.iter().flat_map(move |switch| faults_of(*switch, found));
    let faults: Vec<_> = kinds().into_iter().flat_map(of).collect();
    assert!(faults.is_empty(), "{} faults, the first: {:#?}", faults.len(), &faults[..faults.len().min(30)]);
}

#[test]
fn every_concept_can_be_asked_for() {
    let found = models().next().unwrap_or_else(|| panic!("no model"));
    let silent: Vec<_> = CONCEPTS.iter().filter(|concept| !want(concept, found, &mut plain(found))).collect();
    assert_eq!(silent, [&"mwi"], "the lamp is told with the mailbox");
}

#[test]
fn the_table_of_phones_is_the_one_in_the_repository() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/phones.md");
    expect_file![path].assert_eq(&table());
}

fn table() -> String {
    let mut text = "# Phones\n\nEvery phone that Linekey knows, written from the catalogue and checked by a test: do not edit.\n\n\
        *Keys* are those one can press, then all over pages where there are more. *Over* is what the phone can fetch over, *TLS* the newest\n\
        that it speaks. *Not told* lists what a site may want and this model's file does not say (yet). *Unconfirmed* is what nobody has\n\
        seen on a phone or read in the maker's guide; where sources differ the table has the lower figure.\n\n\
        Models marked *recognised only* are known by name, and get no settings from the box.\n\n"
        .to_owned();
    let all = CATALOGUE.models().count();
    let mut said_by_kind = BTreeMap::new();
    let _ = writeln!(text, "| Brand | Models | provisioned |\n|---|--:|--:|");
    for brand in CATALOGUE.brands() {
        let of: Vec<_> = CATALOGUE.models().filter(|found| found.brand.id == brand.id).collect();
        let made = of.iter().filter(|found| found.model.provisioned).count();
        let _ = writeln!(text, "| [{}](#{}) | {} | {made} |", brand.name, anchor(&brand.name), of.len());
    }
    let _ = writeln!(text, "| all | {all} | {} |", models().count());
    for brand in CATALOGUE.brands() {
        let _ = writeln!(
            text,
            "\n## {}\n\n| Model | Lines | Keys | Modules | Over | TLS | Not told | Unconfirmed |\n|---|--:|---|---|---|---|---|---|",
            brand.name
        );
        for found in CATALOGUE.models().filter(|found| found.brand.id == brand.id) {
            let told = said_by_kind.entry(kind(found));
            text.push_str(&row(
                found,
                told.or_insert_with(|| if found.model.provisioned { said(found) } else { BTreeMap::new() }),
            ));
        }
    }
    text
}

fn anchor(name: &str) -> String {
    let kept = |sign: char| if sign == ' ' { Some('-') } else { sign.is_alphanumeric().then_some(sign) };
    name.to_lowercase().chars().filter_map(kept).collect()
}

fn row(found: ModelRef<'_>, said: &BTreeMap<&str, bool>) -> String {
    let model = found.model;
    let keys = match (model.keys.physical, model.keys.total) {
        (physical, total) if physical == total => total.to_string(),
        (physical, total) => format!("{physical} of {total}"),
    };
    let modules: Vec<_> = model
        .expansion
        .iter()
        .map(|module| format!("{} ({}) × {}", module.id, module.keys, module.max))
        .collect();
    let over: Vec<_> = model
        .transports
        .iter()
        .map(|transport| match transport {
            crate::catalogue::Transport::Http => "HTTP",
            crate::catalogue::Transport::Https => "HTTPS",
            crate::catalogue::Transport::Tftp => "TFTP",
        })
        .collect();
    let tls = match model.max_tls {
        None => "?",
        Some(TlsVersion::None) => "none",
        Some(TlsVersion::V1_0) => "1.0",
        Some(TlsVersion::V1_1) => "1.1",
        Some(TlsVersion::V1_2) => "1.2",
        Some(TlsVersion::V1_3) => "1.3",
    };
    let untold = if model.provisioned {
        let asked = CONCEPTS.iter().filter(|concept| applies(found, concept));
        asked.filter(|concept| said.get(*concept) == Some(&false)).copied().collect::<Vec<_>>().join(", ")
    } else {
        "*recognised only*".to_owned()
    };
    let cells = [
        model.name.clone(),
        model.lines.to_string(),
        keys,
        modules.join(", "),
        over.join(" "),
        tls.to_owned(),
        untold,
        model.unconfirmed.join(", "),
    ];
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}

/// Whether the concept makes sense for the model at all: a phone with one line has no second.
fn applies(found: ModelRef<'_>, concept: &str) -> bool {
    match concept {
        "second_line" => found.model.lines > 1,
        "line" | "presence" | "parking" | "personal_parking" | "speed_dial" => found.model.keys.total > 0,
        "logo" | "ringtone" | "wallpaper" => found.model.media.keys().any(|kind| kind.word() == concept),
        _ => true,
    }
}
