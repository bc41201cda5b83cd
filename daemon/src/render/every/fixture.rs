//! One office, and a phone of any model in it.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, LazyLock},
};

use crate::{
    catalogue::{Catalogue, FilePattern, MediaKind, ModelRef},
    directory::{
        Line, MacAddr, NotifyFrom, Pbx, Phone, Resync, Secret, Site, Srtp, Transport, Vlan, WantedFirmware,
        Wishes,
    },
    keys::{KeyType, ResolvedKey},
    pbx::{Dialect, Dialects},
    render::{Engine, FileAsked, Rendered, origins::Origin},
};

pub(in crate::render) static CATALOGUE: LazyLock<Arc<Catalogue>> =
    LazyLock::new(|| Arc::new(Catalogue::shipped().unwrap_or_else(|fault| panic!("{fault}"))));

pub(in crate::render) static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(CATALOGUE.clone()).unwrap_or_else(|fault| panic!("{fault}")));

static DIALECT: LazyLock<Dialect> = LazyLock::new(|| {
    let (dialects, _) = Dialects::load(&[]).unwrap_or_else(|fault| panic!("{fault}"));
    dialects.get("kazoo").unwrap_or_else(|| panic!("no dialect")).clone()
});

/// Every model that files are made for. `LINEKEY_TEST_BRAND=acme` looks at one brand alone, while its templates are
/// being written.
pub(in crate::render) fn models() -> impl Iterator<Item = ModelRef<'static>> {
    let only = std::env::var("LINEKEY_TEST_BRAND").ok();
    CATALOGUE
        .models()
        .filter(|found| found.model.provisioned)
        .filter(move |found| only.as_ref().is_none_or(|brand| *brand == found.brand.id))
}

/// One model of each kind: those that differ in nothing but their names are told the same.
pub(in crate::render) fn kinds() -> Vec<ModelRef<'static>> {
    let mut seen = HashSet::new();
    models().filter(|found| seen.insert(kind(*found))).collect()
}

/// All that a model's file can hang on but its names.
pub(in crate::render) fn kind(found: ModelRef<'_>) -> String {
    let model = found.model;
    format!(
        "{} {} {} {} {} {:?} {:?} {:?} {:?} {:?} {:?}",
        found.brand.id,
        found.family.id,
        model.template,
        model.format.id,
        model.lines,
        model.keys,
        model.other_keys,
        model.keys_run_on,
        model.expansion,
        model.media,
        model.variables,
    )
}

/// `yealink/t4x/t46s`
pub(in crate::render) fn place(found: ModelRef<'_>) -> String {
    format!("{}/{}/{}", found.brand.id, found.family.id, found.model.id)
}

/// A site that says no more than it must.
pub(in crate::render) fn bare_site() -> Site {
    Site {
        pbx: Pbx {
            kind: "kazoo".to_owned(),
            host: "pbx.example.test".to_owned(),
            port: 5060,
            transport: Transport::Udp,
            backup_host: None,
            outbound_proxy: None,
            park_prefix: String::new(),
            register_expires: 600,
        },
        timezone: String::new(),
        language: String::new(),
        country: None,
        ntp_servers: Vec::new(),
        provisioning_url: None,
        phone_admin_password: None,
        line_per_extension: true,
        name: "Harbour".to_owned(),
        wishes: Wishes::default(),
        authority: None,
    }
}

/// A site that says everything.
pub(in crate::render) fn full_site() -> Site {
    let mut site = bare_site();
    site.pbx.backup_host = Some("pbx2.example.test".to_owned());
    site.pbx.outbound_proxy = Some(("proxy.example.test".to_owned(), 5070));
    site.timezone = "Europe/Berlin".to_owned();
    site.language = "de".to_owned();
    site.country = Some("DE".to_owned());
    site.ntp_servers = vec!["192.0.2.1".to_owned(), "ntp.example.test".to_owned()];
    site.provisioning_url = Some("http://192.0.2.2:8080/".to_owned());
    site.authority = Some("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".to_owned());
    site.wishes = Wishes {
        codecs: ["g722", "pcma", "pcmu"].map(str::to_owned).to_vec(),
        srtp: Some(Srtp::Optional),
        time_format: Some("24".to_owned()),
        date_format: Some("dmy".to_owned()),
        web_ui: Some(true),
        vlan: Some(Vlan::On { id: 20, priority: Some(5) }),
        pc_vlan: Some(Vlan::On { id: 10, priority: None }),
        lldp: Some(true),
        syslog: Some(("192.0.2.9".to_owned(), 5514)),
        pnp: Some(false),
        redirection: Some(false),
        notify: Some(NotifyFrom::Registrar),
        resync: Some(Resync::Nightly { from: 60, to: 300 }),
        phonebook: true,
    };
    site
}

fn line(number: u8, extension: &str, display_name: &str, has_mailbox: bool) -> Line {
    Line {
        number,
        extension: extension.to_owned(),
        display_name: display_name.to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Park".to_owned(),
        sip_username: format!("u{extension}"),
        sip_password: Secret::new(format!("Zt7mQ2pLx9Rb{number}")),
        has_mailbox,
    }
}

pub(in crate::render) fn key(number: u16, kind: KeyType, value: &str, label: &str) -> ResolvedKey {
    ResolvedKey {
        key: number,
        kind,
        line: 1,
        value: value.to_owned(),
        name: String::new(),
        label: label.to_owned(),
    }
}

/// One key of each kind.
pub(in crate::render) fn six_keys() -> Vec<ResolvedKey> {
    vec![
        key(1, KeyType::Line, "", ""),
        key(2, KeyType::Presence, "2002", "Pam"),
        key(3, KeyType::Parking, "1", "Park 1"),
        key(4, KeyType::PersonalParking, "2002", "Park Pam"),
        key(5, KeyType::SpeedDial, "18005551212", "Front desk"),
        key(6, KeyType::None, "", ""),
    ]
}

/// An address that the brand may have.
pub(in crate::render) fn mac(found: ModelRef<'_>) -> MacAddr {
    let prefix = found.brand.oui.first().map_or("001122", String::as_str);
    format!("{prefix}01a2b3").parse().unwrap_or_else(|error| panic!("{error}"))
}

/// A phone of this model with two lines, as far as it has them, and six keys.
pub(in crate::render) fn phone(found: ModelRef<'_>) -> Phone {
    let mut lines = vec![line(1, "2001", "Ada Park", true), line(2, "2009", "Reception", false)];
    lines.truncate(usize::from(found.model.lines));
    Phone {
        mac: mac(found),
        brand: found.brand.id.clone(),
        family: found.family.id.clone(),
        model: found.model.id.clone(),
        expansion: found.model.expansion.first().map(|module| (module.id.clone(), 1)),
        name: "Reception".to_owned(),
        admin_password: Secret::new("Adm1nSecret9"),
        user_password: Secret::new("Us3rSecret9"),
        lines,
        keys: six_keys(),
        firmware: None,
        media: BTreeMap::new(),
        overrides: Vec::new(),
    }
}

/// The same with firmware and every medium that the model takes.
pub(in crate::render) fn full_phone(found: ModelRef<'_>) -> Phone {
    let media = MediaKind::ALL.into_iter().filter_map(|kind| {
        let rules = found.model.media.get(&kind)?;
        Some((kind.word().to_owned(), format!("own-{}.{}", kind.word(), rules.formats.first()?)))
    });
    let firmware = WantedFirmware { version: "9.9.9".to_owned(), file: "firmware-9.9.9.bin".to_owned() };
    Phone { media: media.collect(), firmware: Some(firmware), ..phone(found) }
}

/// A phone's main file.
pub(in crate::render) fn render(found: ModelRef<'_>, phone: &Phone, site: &Site) -> Rendered {
    let main = found.brand.main_file(found.family);
    let main = main.unwrap_or_else(|| panic!("{} has no main file", place(found)));
    own_file(found, phone, site, main)
}

/// A phone's main file with the origin of each parameter.
pub(in crate::render) fn origins_of(
    found: ModelRef<'_>,
    phone: &Phone,
    site: &Site,
) -> (Rendered, Vec<Origin>) {
    let main = found.brand.main_file(found.family);
    let name = main.map(|main| main.pattern.clone()).unwrap_or_default();
    let asked = FileAsked { name, ..FileAsked::default() };
    let made = ENGINE.origins(phone, site, &DIALECT, main, &asked);
    made.unwrap_or_else(|error| panic!("{}: {error}", place(found)))
}

/// One of a phone's own files.
pub(in crate::render) fn own_file(
    found: ModelRef<'_>,
    phone: &Phone,
    site: &Site,
    pattern: &FilePattern,
) -> Rendered {
    let asked = FileAsked { name: pattern.pattern.clone(), ..FileAsked::default() };
    let rendered = ENGINE.own_file(phone, site, &DIALECT, Some(pattern), &asked);
    rendered.unwrap_or_else(|error| panic!("{}: {error}", place(found)))
}

/// A file for all phones.
pub(in crate::render) fn common_file(
    found: ModelRef<'_>,
    site: &Site,
    pattern: &FilePattern,
    knows: bool,
) -> Rendered {
    let asked = FileAsked { name: pattern.pattern.clone(), ..FileAsked::default() };
    let rendered = ENGINE.common_file(found.brand, pattern, Some(found).filter(|_| knows), site, &asked);
    rendered.unwrap_or_else(|error| panic!("{} {}: {error}", place(found), pattern.pattern))
}
