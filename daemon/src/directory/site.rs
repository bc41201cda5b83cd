//! What is the same for every phone of the site.

use super::Secret;

/// The site's settings, parsed and checked.
#[derive(Debug, Clone)]
pub struct Site {
    /// The PBX.
    pub pbx: Pbx,
    /// IANA name, for example `Europe/Berlin`.
    pub timezone: String,
    /// ISO 639-1 language with an optional ISO 3166 region, for example `en` or `fr-CA`.
    pub language: String,
    /// ISO 3166 country whose dial tones are wanted, for example `US`; `None` writes nothing.
    pub country: Option<String>,
    /// Time servers, at most two; none writes nothing.
    pub ntp_servers: Vec<String>,
    /// The URL that phones keep asking, with a slash at its end; `None` where it is not known.
    pub provisioning_url: Option<String>,
    /// One administrator password for all phones; `None` gives each device its own.
    pub phone_admin_password: Option<Secret>,
    /// Whether each extension of a user becomes a line of its own.
    pub line_per_extension: bool,
    /// What this site is called.
    pub name: String,
    /// What phones are told besides.
    pub wishes: Wishes,
    /// The box's authority as PEM; `None` while phones are not to trust it.
    pub authority: Option<String>,
}

/// What phones are told besides accounts and keys. `None` writes nothing: the phone stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Codecs that are on, the best first: `opus`, `g722`, `pcma`, `pcmu`, `g729`, `g726-32`, `ilbc`.
    pub codecs: Vec<String>,
    /// Encryption of speech.
    pub srtp: Option<Srtp>,
    /// 12 or 24 hours.
    pub time_format: Option<String>,
    /// `dmy`, `mdy` or `ymd`.
    pub date_format: Option<String>,
    /// The phone's own web page.
    pub web_ui: Option<bool>,
    /// VLAN of the phone itself.
    pub vlan: Option<Vlan>,
    /// VLAN of its second port.
    pub pc_vlan: Option<Vlan>,
    /// LLDP.
    pub lldp: Option<bool>,
    /// Syslog server; port 0 stands for the usual one.
    pub syslog: Option<(String, u16)>,
    /// Whether phones go on looking for a provisioning server by SIP `PnP`.
    pub pnp: Option<bool>,
    /// Whether phones ask the maker's redirection service where their settings are.
    pub redirection: Option<bool>,
    /// From whom phones take a SIP NOTIFY.
    pub notify: Option<NotifyFrom>,
    /// When phones ask again by themselves.
    pub resync: Option<Resync>,
    /// Whether phones get the directory of users.
    pub phonebook: bool,
}

/// Encryption of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Srtp {
    /// Never.
    Off,
    /// Where the other side can.
    Optional,
    /// Always.
    Required,
}

/// A VLAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vlan {
    /// No tag.
    Off,
    /// Tagged.
    On {
        /// 1 to 4094.
        id: u16,
        /// 0 to 7.
        priority: Option<u8>,
    },
}

/// From whom phones take a SIP NOTIFY that makes them fetch their files again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotifyFrom {
    /// Anybody.
    Anybody,
    /// The registrar only.
    Registrar,
}

/// When phones ask again by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resync {
    /// Once a night, each phone at its own minute between these two of the day.
    Nightly {
        /// Minutes after midnight.
        from: u16,
        /// Minutes after midnight; smaller than `from` where the window goes over midnight.
        to: u16,
    },
    /// Never.
    Off,
}

impl Site {
    /// The same site with dots for its passwords, for showing a phone's file to a person.
    #[must_use]
    pub fn masked(mut self) -> Self {
        self.phone_admin_password = self.phone_admin_password.map(|password| password.masked());
        self
    }
}

/// The registrar that phones talk to and the dialect it speaks.
#[derive(Debug, Clone)]
pub struct Pbx {
    /// Id of the dialect, for example `freepbx`.
    pub kind: String,
    /// Host name or address of the registrar; empty while nobody has said.
    pub host: String,
    /// Port of the registrar; 0 lets the phone find it (DNS SRV).
    pub port: u16,
    /// How SIP travels.
    pub transport: Transport,
    /// Registrar to use when the first does not answer.
    pub backup_host: Option<String>,
    /// `host` or `host:port` that all SIP goes through.
    pub outbound_proxy: Option<(String, u16)>,
    /// Digits before a park slot's number, for the dialects that use them.
    pub park_prefix: String,
    /// Seconds between registrations.
    pub register_expires: u32,
}

/// SIP transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// TCP.
    Tcp,
    /// TLS over TCP.
    Tls,
    /// UDP.
    Udp,
}
