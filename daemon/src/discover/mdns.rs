//! `linekey.local`: lets people find the box's pages without knowing its address (RFC 6762 and 6763).
//!
//! For finding the pages only: anybody on the network can claim a name, so nothing here decides what a phone
//! gets. Not announced are `_sip`, since we are no registrar; `_workstation`; and `_digiumproxy`, which would draw
//! phones into a protocol that we do not speak.

use std::{
    future::Future,
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::pin,
    time::Duration,
};

use mdns_sd::{DaemonEvent, IfKind, Receiver, ServiceDaemon, ServiceInfo};
use socket2::{Domain, Protocol, Socket, Type};

/// The host name that is asked for first.
pub const HOST: &str = "linekey.local";

/// What people see in a list of services.
const INSTANCE: &str = "Linekey provisioning";

/// RFC 6762, 3.
const PORT: u16 = 5353;

/// For saying goodbye: it is one packet for each interface. Whoever misses it forgets us within two minutes.
const GOODBYE_TIME: Duration = Duration::from_secs(1);

/// The ports to announce; `None` where a listener is off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ports {
    /// Plain HTTP, whose `/` leads to the pages.
    pub http: Option<u16>,
    /// HTTPS, whose `/` is or leads to the pages.
    pub https: Option<u16>,
    /// TFTP: some Mitel phones look for a server this way before they are told otherwise.
    pub tftp: Option<u16>,
}

/// Why nothing is announced. The daemon runs on.
#[derive(Debug, thiserror::Error)]
pub enum MdnsError {
    /// The port is held by a program that does not share it.
    #[error("linekey.local cannot be announced: port 5353 is not free; use the box's address instead")]
    Taken(#[source] io::Error),
    /// The library gave up.
    #[error("linekey.local cannot be announced; use the box's address instead")]
    Failed(#[from] mdns_sd::Error),
}

/// Announces the box on all its networks until `stop` comes true, then takes the names back. `renamed` is told
/// when another host has the name already and the box now goes by a new one, for example `linekey-2.local`.
pub async fn announce(
    ports: Ports,
    renamed: impl FnMut(&str),
    stop: impl Future<Output = ()>,
) -> Result<(), MdnsError> {
    // The library would only log it.
    try_port().map_err(MdnsError::Taken)?;
    let services = services(ports)?;
    let names = services.iter().map(|service| service.get_fullname().to_owned()).collect::<Vec<_>>();
    let daemon = ServiceDaemon::new()?;
    let events = daemon.monitor()?;
    daemon.disable_interface(vec![IfKind::LoopbackV4, IfKind::LoopbackV6])?;
    for service in services {
        daemon.register(service)?;
    }
    watch(&events, renamed, stop).await;
    if tokio::time::timeout(GOODBYE_TIME, take_back(&daemon, &names)).await.is_err() {
        tracing::debug!("there was no time to take the mDNS names back");
    }
    Ok(())
}

fn try_port() -> io::Result<()> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    // As the library does: responders share the port (RFC 6762, 15.1).
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT)).into())
}

fn services(ports: Ports) -> Result<Vec<ServiceInfo>, mdns_sd::Error> {
    let kinds = [("_http._tcp", ports.http), ("_https._tcp", ports.https), ("_tftp._udp", ports.tftp)];
    let wanted = kinds.into_iter().filter_map(|(kind, port)| Some((kind, port?)));
    wanted.map(|(kind, port)| service(kind, port)).collect()
}

fn service(kind: &str, port: u16) -> Result<ServiceInfo, mdns_sd::Error> {
    let host = format!("{HOST}.");
    let path = [("path", "/")];
    let text = if kind == "_tftp._udp" { &path[..0] } else { &path[..] };
    let info = ServiceInfo::new(&format!("{kind}.local."), INSTANCE, &host, "", port, text)?;
    Ok(info.enable_addr_auto())
}

async fn watch(
    events: &Receiver<DaemonEvent>,
    mut renamed: impl FnMut(&str),
    stop: impl Future<Output = ()>,
) {
    let mut stop = pin!(stop);
    loop {
        let event = tokio::select! {
            () = &mut stop => return,
            event = events.recv_async() => event,
        };
        match event {
            Ok(event) => {
                if let Some(host) = new_host(&event) {
                    renamed(host);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "linekey.local is no longer announced");
                return stop.await;
            }
        }
    }
}

/// The box's new host name, if that is what happened.
fn new_host(event: &DaemonEvent) -> Option<&str> {
    match event {
        DaemonEvent::NameChange(change) if is_host(&change.original) => {
            Some(change.new_name.trim_end_matches('.'))
        }
        DaemonEvent::Error(error) => {
            tracing::warn!(%error, "mDNS");
            None
        }
        _ => None,
    }
}

fn is_host(name: &str) -> bool {
    name.trim_end_matches('.').eq_ignore_ascii_case(HOST)
}

async fn take_back(daemon: &ServiceDaemon, names: &[String]) {
    let goodbyes = names.iter().filter_map(|name| daemon.unregister(name).ok()).collect::<Vec<_>>();
    for goodbye in goodbyes {
        // Nobody is left to tell when the library has ended.
        drop(goodbye.recv_async().await);
    }
    if let Ok(end) = daemon.shutdown() {
        drop(end.recv_async().await);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(ports: Ports) -> Vec<String> {
        let describe = |service: &ServiceInfo| {
            let path = service.get_property_val_str("path").unwrap_or("-");
            format!("{} {}:{} {path}", service.get_fullname(), service.get_hostname(), service.get_port())
        };
        services(ports).unwrap().iter().map(describe).collect()
    }

    #[test]
    fn what_is_on_is_announced_and_nothing_else() {
        assert_eq!(
            announced(Ports { http: Some(80), https: Some(8443), tftp: Some(69) }),
            [
                "Linekey provisioning._http._tcp.local. linekey.local.:80 /",
                "Linekey provisioning._https._tcp.local. linekey.local.:8443 /",
                "Linekey provisioning._tftp._udp.local. linekey.local.:69 -",
            ]
        );
        assert!(announced(Ports::default()).is_empty());
    }

    #[test]
    fn only_a_new_name_of_the_host_is_told() {
        assert!(is_host("linekey.local."));
        assert!(is_host("Linekey.local"));
        assert!(!is_host("Linekey provisioning._http._tcp.local."));
    }
}
