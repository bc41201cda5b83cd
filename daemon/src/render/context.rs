//! The neutral configuration as the templates see it. `device-templates/yealink/parts/README.md` lists the names.

use std::collections::BTreeMap;

use minijinja::{Value, context};

use super::{
    config::{Account, PhoneConfig, Registrar, SiteConfig},
    keys::Key,
    timezone::{Change, TimeZone},
};
use crate::{directory::Transport, keys::KeyType};

/// `site`, `phone`, `accounts`, `keys` and `vars`. Here the secrets are exposed, to be written into the phone's file.
pub(super) fn phone(config: &PhoneConfig, variables: &BTreeMap<String, toml::Value>) -> Value {
    context! {
        site => site_value(&config.site),
        phone => context! {
            mac => &config.phone.mac,
            name => &config.phone.name,
            model => &config.phone.model,
            admin_password => config.phone.admin_password.expose(),
            user_password => config.phone.user_password.expose(),
        },
        accounts => config.accounts.iter().map(account).collect::<Value>(),
        keys => config.keys.iter().map(key).collect::<Value>(),
        vars => Value::from_pairs(variables.iter().map(|(name, value)| (name.as_str(), variable(value)))),
    }
}

/// `site` alone: a file that any phone may fetch has no secret within reach.
pub(super) fn site(config: &SiteConfig) -> Value {
    context! { site => site_value(config) }
}

fn site_value(site: &SiteConfig) -> Value {
    context! {
        registrar => registrar(&site.registrar),
        time => site.time.as_ref().map(time),
        language => &site.language,
        locale => &site.locale,
        country => site.country.as_deref(),
        ntp_servers => site.ntp_servers.iter().collect::<Value>(),
        provisioning_url => site.provisioning_url.as_deref(),
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
    context! { name => &zone.name, offset_minutes => zone.offset_minutes, dst => dst }
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
            username => &user.username,
            password => user.password.expose(),
            voicemail => user.voicemail.as_deref(),
        }
    });
    context! { number => account.number, user => user }
}

fn key(key: &Key) -> Value {
    let Some(function) = &key.function else {
        return context! { module => key.module, bank => key.bank.as_deref(), number => key.number, type => "none" };
    };
    let strings = &function.strings;
    context! {
        module => key.module,
        bank => key.bank.as_deref(),
        number => key.number,
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
