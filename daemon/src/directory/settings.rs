//! The site's settings: their names, what each may be, and what stands where nobody has said.

mod codes;
mod rules;

pub use codes::{COUNTRIES, LANGUAGES};
pub use rules::{Kind, time_zones};

use std::collections::BTreeMap;

use super::{Pbx, Secret, Site, Transport, Wishes, text};

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
    /// What its value may be.
    pub kind: Kind,
}

/// What a setting is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SettingGroup)]
pub enum Group {
    /// Which extensions become lines.
    Lines,
    /// The PBX and how phones reach it.
    Pbx,
    /// The phones themselves.
    Phones,
    /// The place: its name, clock and language.
    Site,
}

/// Why a setting cannot be set; a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// Its value cannot be taken.
    #[error("{key} {why}")]
    Refused {
        /// The setting.
        key: &'static str,
        /// Reads on from the setting's name: "is a number from 0 to 65535".
        why: String,
    },
    /// There is no such setting.
    #[error("{0}")]
    Unknown(String),
}

impl SettingError {
    /// The sentence for where the setting's technical name is not shown.
    #[must_use]
    pub fn on_a_form(&self) -> String {
        match self {
            Self::Refused { why, .. } => {
                why.strip_prefix("is ").map_or_else(|| format!("This {why}"), |what| format!("Enter {what}"))
            }
            Self::Unknown(sentence) => sentence.clone(),
        }
    }
}

/// Every setting, by key.
pub const SETTINGS: &[Setting] = &[
    setting(
        "lines.per_extension",
        "off",
        Kind::Switch,
        "each extension of a user is a line of its own (for imports from now on)",
    ),
    setting("pbx.backup_host", "", Kind::Host, "registrar to use when the first does not answer"),
    setting(
        "pbx.codecs",
        "",
        Kind::Codecs,
        "codecs that phones use, the best first, for example g722,pcma,pcmu; empty = as the phone is",
    ),
    setting("pbx.host", "", Kind::Host, "host name or address of the PBX"),
    setting("pbx.kind", "generic", Kind::Dialect, "the PBX's dialect: what keys dial and watch"),
    setting("pbx.outbound_proxy", "", Kind::HostPort, "host or host:port that all SIP goes through"),
    setting("pbx.park_prefix", "", Kind::Digits, "digits before a park slot's number (dialect generic)"),
    setting("pbx.port", "5060", Kind::Port, "SIP port of the PBX; 0 = phones look it up in the DNS"),
    setting("pbx.register_expires", "3600", Kind::Seconds, "seconds between registrations"),
    setting(
        "pbx.srtp",
        "",
        Kind::Srtp,
        "encryption of speech: off, optional or required; empty = as the phone is",
    ),
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
        "phone.date_format",
        "",
        Kind::DateFormat,
        "order of the date on phones: dmy, mdy or ymd; empty = as the phone is",
    ),
    setting("phone.lldp", "", Kind::OnOff, "LLDP on phones: on or off; empty = as the phone is"),
    setting(
        "phone.notify",
        "",
        Kind::Notify,
        "from whom phones take a SIP NOTIFY: registrar or any; empty = as the phone is",
    ),
    setting(
        "phone.pc_vlan",
        "",
        Kind::Vlan,
        "VLAN of the phones' second port: a number, or off; empty = as the phone is",
    ),
    setting("phone.phonebook", "on", Kind::Switch, "phones get the directory of users"),
    setting(
        "phone.pnp",
        "",
        Kind::OnOff,
        "phones go on looking for a server by SIP PnP: on or off; empty = as the phone is",
    ),
    setting(
        "phone.redirection",
        "off",
        Kind::Redirection,
        "phones ask the maker's redirection service (RPS, ZTP, cloud) where their settings are: on, off, or leave",
    ),
    setting(
        "phone.resync",
        "01:00-05:00",
        Kind::Window,
        "when phones ask for their settings again, each at its own minute: from-to, off, or leave",
    ),
    setting("phone.syslog", "", Kind::HostPort, "syslog server of the phones; empty = as the phone is"),
    setting("phone.time_format", "", Kind::TimeFormat, "12 or 24 hours on phones; empty = as the phone is"),
    setting("phone.trust_box", "off", Kind::Switch, "phones are told to trust this box's certificates"),
    setting(
        "phone.vlan",
        "",
        Kind::Vlan,
        "VLAN of the phones: a number, number/priority, or off; empty = as the phone is",
    ),
    setting("phone.web_ui", "", Kind::OnOff, "the phones' own web page: on or off; empty = as the phone is"),
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
        return Err(SettingError::Unknown(format!("{key} is not built yet")));
    }
    SETTINGS.iter().find(|setting| setting.key == key).ok_or_else(|| {
        let near = SETTINGS
            .iter()
            .max_by(|a, b| strsim::jaro_winkler(a.key, key).total_cmp(&strsim::jaro_winkler(b.key, key)));
        SettingError::Unknown(format!(
            "there is no setting {key}. Did you mean {}?",
            near.map_or("", |setting| setting.key)
        ))
    })
}

impl Setting {
    /// What it is about: the part of its key before the point.
    #[must_use]
    pub fn group(&self) -> Group {
        match self.key.split('.').next() {
            Some("lines") => Group::Lines,
            Some("pbx") => Group::Pbx,
            Some("phone") => Group::Phones,
            _ => Group::Site,
        }
    }

    /// The value as it is stored, or why it cannot be; nothing puts the default back. `dialects` are the known
    /// values of `pbx.kind`.
    pub fn accept(&self, value: &str, dialects: &[&str]) -> Result<String, SettingError> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(String::new());
        }
        let accepted = match text::forbidden_sign(value) {
            Some(sign) => Err(format!("contains {}, which is not allowed", text::sign_name(sign))),
            None => self.kind.accept(value, dialects),
        };
        accepted.map_err(|why| SettingError::Refused { key: self.key, why })
    }
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
            transport: rules::transport(of("pbx.transport")).unwrap_or(Transport::Udp),
            backup_host: some("pbx.backup_host"),
            outbound_proxy: some("pbx.outbound_proxy").and_then(|value| rules::host_port(&value).ok()),
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
        name: of("site.name").to_owned(),
        wishes: wishes(values),
        authority: None,
    }
}

/// Whether phones are to trust the box's authority.
#[must_use]
pub fn trusts_box(values: &Values) -> bool {
    value(values, "phone.trust_box") == "on"
}

fn wishes(values: &Values) -> Wishes {
    let of = |key| Some(value(values, key)).filter(|text| !text.is_empty());
    let on = |key| of(key).map(|text| text == "on");
    let vlan = |key| of(key).and_then(|text| rules::vlan(text).ok());
    Wishes {
        codecs: of("pbx.codecs").map(|list| list.split(',').map(str::to_owned).collect()).unwrap_or_default(),
        srtp: of("pbx.srtp").and_then(|text| rules::srtp(text).ok()),
        time_format: of("phone.time_format").map(str::to_owned),
        date_format: of("phone.date_format").map(str::to_owned),
        web_ui: on("phone.web_ui"),
        vlan: vlan("phone.vlan"),
        pc_vlan: vlan("phone.pc_vlan"),
        lldp: on("phone.lldp"),
        syslog: of("phone.syslog").and_then(|text| rules::host_port(text).ok()),
        pnp: on("phone.pnp"),
        redirection: of("phone.redirection").filter(|text| *text != "leave").map(|text| text == "on"),
        notify: of("phone.notify").and_then(|text| rules::notify(text).ok()),
        resync: of("phone.resync").and_then(|text| rules::window(text).ok().flatten()),
        phonebook: value(values, "phone.phonebook") == "on",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(key: &str, value: &str) -> Result<String, String> {
        let accepted = find(key).and_then(|setting| setting.accept(value, &["generic", "kazoo"]));
        accepted.map_err(|error| error.to_string())
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
            ("pbx.port", " ", ""),
            ("phone.redirection", "Leave", "leave"),
            ("phone.redirection", "no", "off"),
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
            ("pbx.codecs", "g722,mp3"),
            ("pbx.codecs", "g722,g722"),
            ("pbx.srtp", "maybe"),
            ("phone.vlan", "4095"),
            ("phone.vlan", "0"),
            ("phone.vlan", "20/8"),
            ("phone.resync", "01:00"),
            ("phone.resync", "01:00-01:00"),
            ("phone.resync", "24:00-05:00"),
            ("phone.lldp", "maybe"),
            ("phone.redirection", "maybe"),
        ] {
            let refusal = accept(key, typed).unwrap_err();
            assert!(refusal.starts_with(key), "{refusal}");
        }
    }

    #[test]
    fn on_a_form_the_sentence_does_without_the_setting_s_name() {
        for (key, typed, sentence) in [
            ("pbx.port", "70000", "Enter a number from 0 to 65535"),
            ("pbx.park_prefix", "x", "This takes digits, * and # only"),
            ("site.name", "a\nb", "This contains a line break, which is not allowed"),
        ] {
            let refusal = find(key).unwrap().accept(typed, &[]).unwrap_err();
            assert_eq!(refusal.on_a_form(), sentence);
        }
    }

    #[test]
    fn every_time_zone_to_choose_from_is_accepted() {
        let names = time_zones();
        assert!(names.contains(&"UTC") && names.contains(&"America/New_York") && names.len() > 300);
        for name in names {
            assert_eq!(accept("site.timezone", name), Ok(name.to_owned()));
        }
    }

    #[test]
    fn redirection_is_off_until_somebody_leaves_it_as_it_is() {
        let redirection =
            |value: &str| wishes(&Values::from([("phone.redirection".into(), value.into())])).redirection;
        assert_eq!(wishes(&Values::new()).redirection, Some(false));
        assert_eq!(["on", "off", "leave"].map(redirection), [Some(true), Some(false), None]);
    }

    #[test]
    fn every_setting_belongs_to_a_group() {
        let groups: Vec<Group> = SETTINGS.iter().map(Setting::group).collect();
        assert_eq!(groups.iter().filter(|group| **group == Group::Pbx).count(), 10);
        assert_eq!((groups[0], groups[11], groups[25]), (Group::Lines, Group::Phones, Group::Site));
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
