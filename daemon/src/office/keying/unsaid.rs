//! Keys that fit a model but that its files have no words for. Measured: the files are made with the key and without.

use std::collections::{BTreeMap, BTreeSet};

use super::KeyWarning;
use crate::{
    catalogue::{FileKind, ModelRef},
    directory::{Line, MacAddr, Phone, Secret, Site},
    keys::{KeyType, ResolvedKey, fit},
    office::Office,
    render::FileAsked,
    store::DeviceRow,
};

/// How many models a sentence names.
const NAMED: usize = 4;

/// A sentence for each type of key that some of the models cannot show. Lines are left out: a phone shows them anyway.
pub fn unsaid(
    office: &Office,
    site: &Site,
    devices: &[&DeviceRow],
    resolved: &[ResolvedKey],
) -> Vec<KeyWarning> {
    let kinds: BTreeSet<_> = devices
        .iter()
        .map(|device| (&device.brand, &device.family, &device.model, &device.expansion))
        .collect();
    let mut sentences = Vec::new();
    for kind in [KeyType::Parking, KeyType::PersonalParking, KeyType::Presence, KeyType::SpeedDial] {
        let mut first = None;
        let mut names = Vec::new();
        for (brand, family, model, expansion) in &kinds {
            let Some(found) = office.catalogue.model(brand, family, model) else { continue };
            let mut of_kind = resolved.iter().filter(|key| key.kind == kind && !key.value.is_empty());
            let shown = expansion.as_ref().map(|(id, count)| (id.as_str(), *count));
            let fits = |key: &&ResolvedKey| !fit([key.key], found.model, shown).fitting.is_empty();
            let Some(key) = of_kind.find(fits) else { continue };
            if found.model.provisioned && !says(office, site, found, expansion.as_ref(), key) {
                first = first.or(Some(key.key));
                names.push(found.model.name.as_str());
            }
        }
        sentences.extend(first.map(|key| sentence(key, kind, &names)));
    }
    sentences
}

fn sentence(key: u16, kind: KeyType, names: &[&str]) -> KeyWarning {
    let what = match kind {
        KeyType::Parking => "park slots",
        KeyType::PersonalParking => "personal parking",
        KeyType::Presence => "presence",
        KeyType::SpeedDial => "speed dials",
        KeyType::Line | KeyType::None => "such keys",
    };
    let mut listed = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED {
        listed = format!("{listed} and {} more", names.len() - NAMED);
    }
    KeyWarning {
        key: Some(key),
        message: format!("{what} cannot be set on {listed}, so it stays empty there"),
    }
}

/// Whether the files of a model say anything of a key. Where the PBX has no such key, or the file cannot be made, that
/// is told elsewhere.
fn says(
    office: &Office,
    site: &Site,
    found: ModelRef<'_>,
    expansion: Option<&(String, u8)>,
    key: &ResolvedKey,
) -> bool {
    if office.dialect(site).supports(key.kind).is_err() {
        return true;
    }
    let cleared = ResolvedKey { kind: KeyType::None, ..key.clone() };
    let files = |key: ResolvedKey| files(office, site, found, &phone(found, expansion, key)?);
    match (files(cleared), files(key.clone())) {
        (Some(without), Some(with)) => without != with,
        _ => true,
    }
}

/// All files of a phone's own; `None` where one cannot be made.
fn files(office: &Office, site: &Site, found: ModelRef<'_>, phone: &Phone) -> Option<Vec<String>> {
    let own = found.brand.files.iter().filter(|file| file.kind == FileKind::Device);
    own.filter(|file| file.is_asked_by(&found.family.id))
        .map(|file| {
            let asked = FileAsked::default();
            let made = office.engine.own_file(phone, site, office.dialect(site), Some(file), &asked);
            made.ok().map(|made| made.text)
        })
        .collect()
}

/// A phone of the model with one key, and the line that the key uses.
fn phone(found: ModelRef<'_>, expansion: Option<&(String, u8)>, key: ResolvedKey) -> Option<Phone> {
    let line = |number| Line {
        number,
        extension: "1".to_owned(),
        display_name: "Phone".to_owned(),
        first_name: "Phone".to_owned(),
        last_name: String::new(),
        sip_username: "1".to_owned(),
        sip_password: Secret::new(""),
        has_mailbox: false,
    };
    Some(Phone {
        mac: MacAddr::from_octets([2, 0, 0, 0, 0, 1])?,
        brand: found.brand.id.clone(),
        family: found.family.id.clone(),
        model: found.model.id.clone(),
        expansion: expansion.cloned(),
        name: "Phone".to_owned(),
        admin_password: Secret::new(""),
        user_password: Secret::new(""),
        lines: (1..=key.line.max(1)).map(line).collect(),
        keys: vec![key],
        firmware: None,
        media: BTreeMap::new(),
        overrides: Vec::new(),
    })
}
