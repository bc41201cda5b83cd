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
