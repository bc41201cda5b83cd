//! What an app registers with, before any app spells it.

use crate::{
    directory::{Secret, Site, Srtp, Transport},
    pbx::Dialect,
    store::SoftphoneAccount,
};

/// An account as apps are told it.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The extension that rings here.
    pub extension: String,
    /// What others see.
    pub display_name: String,
    /// SIP username, for the address and for logging in.
    pub username: String,
    /// SIP password.
    pub password: Secret,
    /// Host of the registrar; never empty.
    pub host: String,
    /// Its port; 0: the app finds it in the DNS.
    pub port: u16,
    /// How SIP travels.
    pub transport: Transport,
    /// Host and port that all SIP goes through.
    pub outbound_proxy: Option<(String, u16)>,
    /// Seconds between registrations.
    pub expires: u32,
    /// The number that calls the mailbox; `None` without one.
    pub voicemail: Option<String>,
    /// Encryption of speech; `None`: the app's own choice.
    pub srtp: Option<Srtp>,
}

impl Setup {
    /// `None` while nobody has said where the registrar is.
    pub(super) fn new(account: SoftphoneAccount, site: &Site, dialect: &Dialect) -> Option<Self> {
        let pbx = &site.pbx;
        if pbx.host.is_empty() {
            return None;
        }
        Some(Self {
            extension: account.extension,
            display_name: account.display_name,
            username: account.sip_username,
            password: account.sip_password,
            host: pbx.host.clone(),
            port: pbx.port,
            transport: pbx.transport,
            outbound_proxy: pbx.outbound_proxy.clone(),
            expires: pbx.register_expires,
            voicemail: dialect.voicemail.clone().filter(|_| account.has_mailbox),
            srtp: site.wishes.srtp,
        })
    }

    /// `udp`, `tcp` or `tls`.
    #[must_use]
    pub fn transport(&self) -> &'static str {
        match self.transport {
            Transport::Tcp => "tcp",
            Transport::Tls => "tls",
            Transport::Udp => "udp",
        }
    }

    /// `pbx.example.com:5060`; without the port where the app finds it.
    #[must_use]
    pub fn server(&self) -> String {
        host_and_port(&self.host, self.port)
    }

    /// `proxy.example.com:5060`.
    #[must_use]
    pub fn proxy(&self) -> Option<String> {
        self.outbound_proxy.as_ref().map(|(host, port)| host_and_port(host, *port))
    }

    /// `sip:2001@pbx.example.com`.
    pub(super) fn address(&self) -> String {
        self.address_of(&self.username)
    }

    /// The address of whoever has this number or name.
    pub(super) fn address_of(&self, name: &str) -> String {
        format!("sip:{}@{}", in_address(name), host_and_port(&self.host, 0))
    }
}

fn host_and_port(host: &str, port: u16) -> String {
    let is_bare_ipv6 = host.contains(':') && !host.starts_with('[');
    let host = if is_bare_ipv6 { format!("[{host}]") } else { host.to_owned() };
    if port == 0 { host } else { format!("{host}:{port}") }
}

/// A name as it stands in a SIP address (RFC 3261, section 25.1, `user`).
pub(super) fn in_address(name: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'!')
        .remove(b'~')
        .remove(b'*')
        .remove(b'+')
        .remove(b'$');
    utf8_percent_encode(name, PLAIN).to_string()
}
