//! The networks that the box is plugged into.

use std::{
    collections::BTreeSet,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ipnet::IpNet;
use nix::{
    ifaddrs::{InterfaceAddress, getifaddrs},
    net::if_::InterfaceFlags,
    sys::socket::SockaddrStorage,
};

/// Beginnings of the names of interfaces that lead to programs on the box itself, not to an office's network.
const VIRTUAL: &[&str] =
    &["docker", "br-", "veth", "virbr", "vnet", "lxc", "lxd", "cni", "flannel", "podman", "tun", "tap", "wg"];

/// An address of the box with the size of its network.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Attachment {
    interface: String,
    network: IpNet,
}

/// The networks that the box is plugged into, at the time they were read. Read them again now and then: cables
/// are plugged and DHCP changes addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Networks {
    attachments: Vec<Attachment>,
    allow_loopback: bool,
}

impl Networks {
    /// Reads them from the kernel. Loopback counts only with `allow_loopback`, for trials on one machine.
    pub fn read(allow_loopback: bool) -> io::Result<Self> {
        let attachments = getifaddrs()?.filter_map(|found| attachment(&found)).collect();
        Ok(Self { attachments, allow_loopback })
    }

    /// Whether this client is on a network that the box is plugged into. Link-local addresses always are: no
    /// router passes them on. IPv4 may be written as IPv6.
    #[must_use]
    pub fn contains(&self, client: IpAddr) -> bool {
        let client = client.to_canonical();
        if client.is_loopback() {
            return self.allow_loopback;
        }
        is_link_local(client) || self.attachments.iter().any(|own| own.network.contains(&client))
    }

    /// The box's own addresses by which clients can reach it, for its certificates: loopback too, without those
    /// of virtual interfaces and without IPv6 link-local ones, which no certificate can name.
    #[must_use]
    pub fn own_addresses(&self) -> BTreeSet<IpAddr> {
        let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        let own = self.attachments.iter().filter(|own| !own.is_virtual()).map(|own| own.network.addr());
        own.filter(|address| address.is_ipv4() || !is_link_local(*address)).chain(loopback).collect()
    }

    /// The IPv4 address for URLs that phones are handed when nothing better is known: the first one, in the
    /// kernel's order, that is neither loopback nor link-local nor of a virtual interface; private addresses
    /// (RFC 1918) come before public ones. The default route is not asked: an office's phones need not be on the
    /// side of its router, and a network without one has phones too.
    #[must_use]
    pub fn primary_address(&self) -> Option<Ipv4Addr> {
        let own = self.attachments.iter().filter(|own| !own.is_virtual());
        let usable =
            own.filter_map(Attachment::ipv4).filter(|own| !own.is_loopback() && !own.is_link_local());
        usable.min_by_key(|address| !address.is_private())
    }
}

impl Attachment {
    fn ipv4(&self) -> Option<Ipv4Addr> {
        match self.network.addr() {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        }
    }

    fn is_virtual(&self) -> bool {
        VIRTUAL.iter().any(|start| self.interface.starts_with(start))
    }
}

fn attachment(found: &InterfaceAddress) -> Option<Attachment> {
    if !found.flags.contains(InterfaceFlags::IFF_UP) {
        return None;
    }
    let address = ip(found.address.as_ref()?)?;
    let network = IpNet::with_netmask(address, ip(found.netmask.as_ref()?)?).ok()?;
    Some(Attachment { interface: found.interface_name.clone(), network })
}

fn ip(address: &SockaddrStorage) -> Option<IpAddr> {
    let v4 = address.as_sockaddr_in().map(|address| IpAddr::V4(address.ip()));
    v4.or_else(|| address.as_sockaddr_in6().map(|address| IpAddr::V6(address.ip())))
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(list: &[(&str, &str)]) -> Networks {
        let attach = |&(interface, network): &(&str, &str)| Attachment {
            interface: String::from(interface),
            network: network.parse().unwrap(),
        };
        Networks { attachments: list.iter().map(attach).collect(), allow_loopback: false }
    }

    fn office() -> Networks {
        networks(&[
            ("lo", "127.0.0.1/8"),
            ("docker0", "172.17.0.1/16"),
            ("eth0", "169.254.7.7/16"),
            ("eth0", "192.0.2.5/25"),
            ("eth1", "10.1.2.3/24"),
            ("eth0", "fe80::1/64"),
            ("eth0", "2001:db8::5/64"),
        ])
    }

    #[test]
    fn clients_on_the_boxs_networks_are_served() {
        for (client, expected) in [
            ("192.0.2.100", true),
            ("192.0.2.5", true),
            ("::ffff:192.0.2.100", true),
            ("192.0.2.130", false),
            ("10.1.2.255", true),
            ("10.1.3.1", false),
            ("8.8.8.8", false),
            ("2001:db8::77", true),
            ("2001:db8:0:1::77", false),
            ("fe80::aaaa", true),
            ("169.254.1.1", true),
            ("127.0.0.1", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
        ] {
            assert_eq!(office().contains(client.parse().unwrap()), expected, "{client}");
        }
    }

    #[test]
    fn loopback_is_served_when_told() {
        let trial = Networks { allow_loopback: true, ..office() };
        for client in ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"] {
            assert!(trial.contains(client.parse().unwrap()), "{client}");
        }
    }

    #[test]
    fn certificates_name_what_clients_can_reach() {
        let own = office().own_addresses().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(own, ["10.1.2.3", "127.0.0.1", "169.254.7.7", "192.0.2.5", "::1", "2001:db8::5"]);
    }

    #[test]
    fn phones_are_handed_the_first_private_address() {
        assert_eq!(office().primary_address(), Some(Ipv4Addr::new(10, 1, 2, 3)));
        let public = networks(&[("lo", "127.0.0.1/8"), ("eth0", "192.0.2.5/25"), ("eth1", "192.0.2.200/25")]);
        assert_eq!(public.primary_address(), Some(Ipv4Addr::new(192, 0, 2, 5)));
        let alone =
            networks(&[("lo", "127.0.0.1/8"), ("docker0", "172.17.0.1/16"), ("eth0", "169.254.7.7/16")]);
        assert_eq!(alone.primary_address(), None);
    }

    #[test]
    fn this_machine_can_be_read() {
        let here = Networks::read(true).unwrap();
        assert!(here.contains(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        assert!(here.own_addresses().contains(&IpAddr::V4(Ipv4Addr::LOCALHOST)));
    }
}
