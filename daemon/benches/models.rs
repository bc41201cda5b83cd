//! What making each model's file takes: `cargo bench --bench models`. Every phone has two lines and a key of each kind on all
//! the keys that it has. Prints a table by brand.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a bench may fail loudly")]

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use linekey::{
    catalogue::{Catalogue, ModelRef},
    directory::{Line, Phone, Secret, Site, settings},
    keys::{KeyType, ResolvedKey},
    pbx::Dialects,
    render::Engine,
};

const TIMES: u32 = 50;

fn main() {
    // `cargo test --benches` only looks whether it runs.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let times = if is_bench { TIMES } else { 1 };
    let catalogue = Arc::new(Catalogue::shipped().unwrap());
    let engine = Engine::new(Arc::clone(&catalogue)).unwrap();
    let (dialects, _) = Dialects::load(&[]).unwrap();
    let dialect = dialects.get("asterisk").unwrap();
    let site = site();
    println!("| brand | models | median µs | slowest µs | which | bytes |\n|---|--:|--:|--:|---|--:|");
    for brand in catalogue.brands() {
        let models = catalogue.models().filter(|found| found.brand.id == brand.id && found.model.provisioned);
        let mut rows: Vec<(f64, String, usize)> = models
            .map(|found| {
                let phone = phone(found);
                let make = || engine.device_file(&phone, &site, dialect).unwrap();
                let bytes = make().len();
                let begun = Instant::now();
                (0..times).for_each(|_| drop(make()));
                (begun.elapsed().as_secs_f64() * 1e6 / f64::from(times), found.model.name.clone(), bytes)
            })
            .collect();
        rows.sort_by(|one, other| one.0.total_cmp(&other.0));
        let Some((slowest, which, bytes)) = rows.last() else { continue };
        let median = rows[rows.len() / 2].0;
        println!("| {} | {} | {median:.0} | {slowest:.0} | {which} | {bytes} |", brand.name, rows.len());
    }
}

fn site() -> Site {
    let set = [
        ("pbx.host", "pbx.example.com"),
        ("site.timezone", "Europe/Berlin"),
        ("site.ntp_servers", "192.0.2.1"),
        ("pbx.codecs", "g722,pcma,pcmu"),
    ];
    let values = set.map(|(key, value)| (key.to_owned(), value.to_owned()));
    settings::site(&values.into_iter().collect(), Some("http://192.0.2.2/"))
}

fn phone(found: ModelRef<'_>) -> Phone {
    let line = |number: u8| Line {
        number,
        extension: format!("200{number}"),
        display_name: "Ada Park".to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Park".to_owned(),
        sip_username: format!("200{number}"),
        sip_password: Secret::new("Zt7mQ2pLx9Rb4WcHs6Ye"),
        has_mailbox: true,
    };
    let kinds = [
        (KeyType::Presence, "2002"),
        (KeyType::Parking, "1"),
        (KeyType::SpeedDial, "18005551212"),
        (KeyType::Line, ""),
    ];
    let keys =
        (1..=found.model.keys.total).zip(kinds.iter().cycle()).map(|(key, (kind, value))| ResolvedKey {
            key,
            kind: *kind,
            line: 1,
            value: (*value).to_owned(),
            name: "Pam".to_owned(),
            label: String::new(),
        });
    Phone {
        mac: "001122010203".parse().unwrap(),
        brand: found.brand.id.clone(),
        family: found.family.id.clone(),
        model: found.model.id.clone(),
        expansion: None,
        name: "Reception".to_owned(),
        admin_password: Secret::new("Adm1nSecret9"),
        user_password: Secret::new("Us3rSecret9"),
        lines: (1..=found.model.lines.min(2)).map(line).collect(),
        keys: keys.collect(),
        firmware: None,
        media: BTreeMap::new(),
        overrides: Vec::new(),
    }
}
