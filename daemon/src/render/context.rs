//! The neutral configuration as the templates see it. `device-templates/yealink/parts/README.md` lists the names.

use std::{collections::BTreeMap, sync::Arc};

use minijinja::{Value, context};

use super::{
    config::{Account, OwnResync, PhoneConfig, PhoneFacts, Registrar, SiteConfig},
    keys::Key,
    phonebook::Page,
    timezone::{Change, TimeZone},
};
use crate::{
    catalogue::ModelRef,
    directory::{Listed, NotifyFrom, Srtp, Transport, Vlan},
    keys::KeyType,
};

/// What was asked for, as templates see it: `file`.
#[derive(Debug, Clone, Default)]
pub struct FileAsked {
    /// The name, as the phone wrote it.
    pub name: String,
    /// What stood behind the question mark, decoded.
    pub query: BTreeMap<String, String>,
}

/// `site`, `phone`, `accounts`, `keys`, `file` and `vars`. Here the secrets are exposed, to be written into the
/// phone's file.
pub(super) fn phone(
    config: &PhoneConfig,
    variables: &BTreeMap<String, Arc<toml::Value>>,
    file: &FileAsked,
) -> Value {
    let keys = config.keys.iter().zip(1..).map(|(key, position)| self::key(key, position));
    context! {
        site => site_value(&config.site),
        phone => phone_value(&config.phone, config.site.provisioning_url.as_deref()),
        accounts => config.accounts.iter().map(account).collect::<Value>(),
        keys => keys.collect::<Value>(),
        file => file_value(file),
        vars => variables_value(variables),
    }
}

/// `site`, `file` and `model`: a file that any phone may fetch has no secret within reach.
pub(super) fn site(config: &SiteConfig, model: Option<ModelRef<'_>>, file: &FileAsked) -> Value {
    context! { site => site_value(config), file => file_value(file), model => model.map(model_value) }
}

/// What [`site`] has, and `phonebook`.
pub(super) fn phonebook(
    config: &SiteConfig,
    model: Option<ModelRef<'_>>,
    file: &FileAsked,
    page: &Page<'_>,
) -> Value {
    let phonebook = context! {
        name => &config.name,
        entries => page.people.iter().copied().map(entry).collect::<Value>(),
        departments => page.departments.iter().collect::<Value>(),
        query => page.search,
        department => page.department,
        page => page.page,
        pages => page.pages,
        page_size => page.page_size,
        total => page.total,
        url => page.url.as_deref(),
        folder => page.folder(),
        next_url => page.next_url(),
    };
    context! { phonebook => phonebook, ..site(config, model, file) }
}

fn entry(person: &Listed) -> Value {
    let number = |label: &'static str| move |number: &String| context! { label => label, number => number };
    let extensions = person.extensions.iter().map(number("extension"));
    context! {
        name => person.name(),
        first_name => &person.first_name,
        last_name => &person.last_name,
        department => &person.department,
        numbers => extensions.chain(person.numbers.iter().map(number("number"))).collect::<Value>(),
    }
}

fn model_value(found: ModelRef<'_>) -> Value {
    context! {
        id => &found.model.id,
        name => &found.model.name,
        family => &found.family.id,
        lines => found.model.lines,
        vars => variables_value(&found.model.variables),
    }
}

fn file_value(file: &FileAsked) -> Value {
    let query = file.query.iter().map(|(name, value)| (name.as_str(), Value::from(value)));
    context! { name => &file.name, query => Value::from_pairs(query) }
}

fn variables_value(variables: &BTreeMap<String, Arc<toml::Value>>) -> Value {
    Value::from_pairs(variables.iter().map(|(name, value)| (name.as_str(), variable(value))))
}

fn phone_value(phone: &PhoneFacts, base: Option<&str>) -> Value {
    let url = |file: &str| base.map(|base| format!("{base}{file}"));
    let hosted = |file: &str| url(file).map(|url| context! { url => url, file => file });
    let media = |at: usize| phone.media.get(at).and_then(|(_, file)| hosted(file.as_deref()?));
    let firmware = phone.firmware.as_ref().and_then(|wanted| {
        Some(context! { version => &wanted.version, file => &wanted.file, url => url(&wanted.file)? })
    });
    let phonebook = phone.phonebook.as_deref().and_then(|file| {
        let url = url(file)?;
        let (folder, name) = url.split_at(url.rfind('/')? + 1);
        Some(context! { folder => folder, name => name, url => &url })
    });
    let expansion =
        phone.expansion.as_ref().map(|(module, count)| context! { module => module, count => *count });
    context! {
        mac => &phone.mac,
        name => &phone.name,
        model => &phone.model,
        model_id => &phone.model_id,
        family => &phone.family,
        file => &phone.file,
        admin_password => phone.admin_password.expose(),
        user_password => phone.user_password.expose(),
        resync => phone.resync.map(resync),
        phonebook => phonebook,
        firmware => firmware,
        logo => media(0),
        ringtone => media(1),
        wallpaper => media(2),
        expansion => expansion,
    }
}

fn resync(resync: OwnResync) -> Value {
    const DAY: u16 = 24 * 60;
    let OwnResync::Nightly { minute, from, to } = resync else { return context! { mode => "off" } };
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    context! {
        mode => "nightly",
        time => time(minute),
        hour => minute / 60,
        minute => minute % 60,
        window_start => time(from),
        window_end => time(to),
        window_minutes => (to + DAY - from) % DAY,
    }
}

fn site_value(site: &SiteConfig) -> Value {
    let wishes = &site.wishes;
    let url = site.provisioning_url.as_deref();
    let codecs = Some(&wishes.codecs).filter(|codecs| !codecs.is_empty());
    context! {
        registrar => registrar(&site.registrar),
        time => site.time.as_ref().map(time),
        language => &site.language,
        locale => &site.locale,
        country => site.country.as_deref(),
        ntp_servers => site.ntp_servers.iter().collect::<Value>(),
        provisioning_url => url,
        provisioning => url.and_then(provisioning),
        name => &site.name,
        codecs => codecs.map(|codecs| codecs.iter().collect::<Value>()),
        srtp => wishes.srtp.map(srtp),
        time_format => wishes.time_format.as_deref(),
        date_format => wishes.date_format.as_deref(),
        web_ui => wishes.web_ui.map(on_off),
        vlan => wishes.vlan.map(vlan),
        pc_vlan => wishes.pc_vlan.map(vlan),
        lldp => wishes.lldp.map(on_off),
        syslog => wishes.syslog.as_ref().map(|(host, port)| context! { host => host, port => if *port == 0 { 514 } else { *port } }),
        ca => site.authority.as_deref().and_then(|pem| Some(context! { pem => pem, url => authority_url(url?) })),
        pnp => wishes.pnp.map(on_off),
        redirection => wishes.redirection.map(on_off),
        notify => wishes.notify.map(notify),
    }
}

/// Where the box's authority can be fetched: never over TLS, for a phone that does not trust it yet could not.
fn authority_url(base: &str) -> String {
    let plain =
        base.strip_prefix("https://").map_or_else(|| base.to_owned(), |rest| format!("http://{rest}"));
    format!("{plain}{}", super::AUTHORITY_FILE)
}

/// The parts of `http://10.0.0.5:8080/p/`.
fn provisioning(url: &str) -> Option<Value> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (authority, usual_port(scheme)),
    };
    Some(context! { scheme => scheme, host => host, port => port, path => path, url => url })
}

fn usual_port(scheme: &str) -> u16 {
    match scheme {
        "https" => 443,
        "tftp" => 69,
        _ => 80,
    }
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn srtp(srtp: Srtp) -> &'static str {
    match srtp {
        Srtp::Off => "off",
        Srtp::Optional => "optional",
        Srtp::Required => "required",
    }
}

fn notify(from: NotifyFrom) -> &'static str {
    match from {
        NotifyFrom::Anybody => "any",
        NotifyFrom::Registrar => "registrar",
    }
}

fn vlan(vlan: Vlan) -> Value {
    match vlan {
        Vlan::Off => context! { state => "off", id => (), priority => () },
        Vlan::On { id, priority } => context! { state => "on", id => id, priority => priority },
    }
}

fn registrar(registrar: &Registrar) -> Value {
    let proxy = |(host, port): &(String, u16)| context! { host => host, port => *port };
    context! {
        host => registrar.host.as_deref(),
        port => registrar.port,
        transport => transport(registrar.transport),
        expires => registrar.expires,
        backup_host => registrar.backup_host.as_deref(),
        outbound_proxy => registrar.outbound_proxy.as_ref().map(proxy),
    }
}

fn time(zone: &TimeZone) -> Value {
    let dst = zone.dst.as_ref().map(|dst| {
        context! {
            offset_minutes => dst.offset_minutes,
            by_week => dst.by_week,
            start => change(dst.start),
            end => change(dst.end),
        }
    });
    context! { name => &zone.name, offset_minutes => zone.offset_minutes, dst => dst, posix => &zone.posix }
}

fn change(change: Change) -> Value {
    context! {
        month => change.month,
        week => change.week,
        weekday => change.weekday,
        day => change.day,
        hour => change.hour,
    }
}

fn account(account: &Account) -> Value {
    let user = account.user.as_ref().map(|user| {
        context! {
            extension => &user.extension,
            label => &user.label,
            display_name => &user.display_name,
            first_name => &user.first_name,
            last_name => &user.last_name,
            username => &user.username,
            password => user.password.expose(),
            voicemail => user.voicemail.as_deref(),
        }
    });
    context! { number => account.number, user => user }
}

fn key(key: &Key, position: usize) -> Value {
    let Some(function) = &key.function else {
        return context! {
            module => key.module, bank => key.bank.as_deref(), number => key.number, position => position, type => "none",
        };
    };
    let strings = &function.strings;
    context! {
        module => key.module,
        bank => key.bank.as_deref(),
        number => key.number,
        position => position,
        type => key_type(function.kind),
        line => function.line,
        label => &function.label,
        dial => &strings.dial,
        transfer => &strings.transfer,
        watch => strings.watch.as_deref(),
        lamp => strings.lamp.as_deref(),
        pickup => strings.pickup.as_deref(),
        pickup_code => strings.pickup_code.as_deref(),
    }
}

/// The words of the contract.
fn key_type(kind: KeyType) -> &'static str {
    match kind {
        KeyType::Line => "line",
        KeyType::None => "none",
        KeyType::Parking => "parking",
        KeyType::PersonalParking => "personal_parking",
        KeyType::Presence => "presence",
        KeyType::SpeedDial => "speed_dial",
    }
}

fn transport(transport: Transport) -> &'static str {
    match transport {
        Transport::Tcp => "tcp",
        Transport::Tls => "tls",
        Transport::Udp => "udp",
    }
}

fn variable(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(truth) => Value::from(*truth),
        toml::Value::Datetime(time) => Value::from(time.to_string()),
        toml::Value::Array(items) => items.iter().map(variable).collect(),
        toml::Value::Table(table) => {
            Value::from_pairs(table.iter().map(|(key, value)| (key.as_str(), variable(value))))
        }
    }
}
