//! The listening socket: large enough for a whole office that boots at once, and telling which of our addresses
//! was asked.

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};

use nix::cmsg_space;
use nix::errno::Errno;
use nix::libc::{in_pktinfo, in6_pktinfo};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, RecvMsg, SockaddrStorage, getsockopt, recvmsg, setsockopt, sockopt,
};
use socket2::{Domain, Protocol, Socket, Type};

/// A thousand requests in a few milliseconds overrun the usual 208 KiB, and each one lost costs a phone a second
/// or more.
const RECEIVE_BUFFER: usize = 4 << 20;
/// RFC 2347 allows a request 512 bytes; what is longer is cut and then not understood.
const LONGEST_REQUEST: usize = 2048;

/// A datagram's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Who sent it.
    pub client: SocketAddr,
    /// The address of ours that it was sent to, with port 0.
    pub local: SocketAddr,
}

/// What was found at the entrance.
#[derive(Debug, PartialEq, Eq)]
pub enum Datagram<'a> {
    /// Nothing waits.
    None,
    /// Sent to a group or to everybody: RFC 1123 §4.2.3.5 wants silence.
    Others,
    /// Sent to an address of ours, with its bytes.
    Ours(Route, &'a [u8]),
}

/// The socket that requests come in by.
#[derive(Debug)]
pub struct Entrance {
    socket: UdpSocket,
    packet: Vec<u8>,
    control: Vec<u8>,
}

impl Entrance {
    /// Binds; the address `[::]` takes IPv4 too.
    pub fn bind(address: SocketAddr) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
        if address.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        socket.bind(&address.into())?;
        Self::new(socket.into())
    }

    /// Takes a bound socket over, as systemd hands one in.
    pub fn new(socket: UdpSocket) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        // A dual-stack socket tells IPv4 addresses in the IPv6 way.
        if socket.local_addr()?.is_ipv6() {
            setsockopt(&socket, sockopt::Ipv6RecvPacketInfo, &true)?;
        } else {
            setsockopt(&socket, sockopt::Ipv4PacketInfo, &true)?;
        }
        widen(&socket);
        let control = cmsg_space!(in_pktinfo, in6_pktinfo);
        Ok(Self { socket, packet: vec![0; LONGEST_REQUEST], control })
    }

    /// Where it is bound.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// The next datagram.
    pub fn receive(&mut self) -> io::Result<Datagram<'_>> {
        let mut buffers = [IoSliceMut::new(&mut self.packet)];
        let (control, flags) = (Some(&mut self.control[..]), MsgFlags::MSG_DONTWAIT);
        let message = match recvmsg::<SockaddrStorage>(self.socket.as_raw_fd(), &mut buffers, control, flags)
        {
            Ok(message) => message,
            Err(Errno::EAGAIN) => return Ok(Datagram::None),
            Err(error) => return Err(error.into()),
        };
        let (client, local, length) = (sender(&message), destination(&message), message.bytes);
        Ok(match (client, local) {
            (Some(client), Some(local)) => Datagram::Ours(Route { client, local }, &self.packet[..length]),
            _ => Datagram::Others,
        })
    }
}

impl AsFd for Entrance {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

/// Makes the receive buffer large: by right where we have it (`CAP_NET_ADMIN`), else as far as the system lets us.
fn widen(socket: &UdpSocket) {
    if setsockopt(socket, sockopt::RcvBufForce, &RECEIVE_BUFFER).is_err()
        && let Err(error) = setsockopt(socket, sockopt::RcvBuf, &RECEIVE_BUFFER)
    {
        tracing::debug!(%error, "tftp: receive buffer left as it is");
    }
    // Linux tells twice of what it was asked for; the other half is its own book-keeping.
    match getsockopt(socket, sockopt::RcvBuf) {
        Ok(bytes) if bytes / 2 < RECEIVE_BUFFER => tracing::warn!(
            kib = bytes / 2048,
            "tftp: small receive buffer; raise net.core.rmem_max to 4194304 so that many phones can boot at once"
        ),
        Ok(bytes) => tracing::debug!(kib = bytes / 2048, "tftp: receive buffer"),
        Err(error) => tracing::debug!(%error, "tftp: receive buffer unknown"),
    }
}

/// Opens the socket of one transfer at exactly the address that was asked: a phone takes no other's answer.
pub fn open(local: SocketAddr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(local)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Each transfer has a socket, and the usual soft limit of 1,024 is less than the transfers we allow.
pub fn allow_many_sockets() {
    let raised = getrlimit(Resource::RLIMIT_NOFILE)
        .and_then(|(_, most)| setrlimit(Resource::RLIMIT_NOFILE, most, most));
    if let Err(error) = raised {
        tracing::warn!(%error, "tftp: the limit of open files could not be raised");
    }
}

fn sender(message: &RecvMsg<'_, '_, SockaddrStorage>) -> Option<SocketAddr> {
    let address = message.address.as_ref()?;
    address
        .as_sockaddr_in()
        .map(|v4| SocketAddr::from(SocketAddrV4::from(*v4)))
        .or_else(|| address.as_sockaddr_in6().map(|v6| canonical(SocketAddrV6::from(*v6))))
}

/// `None` where it was no single address of ours.
fn destination(message: &RecvMsg<'_, '_, SockaddrStorage>) -> Option<SocketAddr> {
    message.cmsgs().ok()?.find_map(|control| match control {
        // The address to answer from differs from the one that was written to for a broadcast.
        ControlMessageOwned::Ipv4PacketInfo(info) => (info.ipi_spec_dst.s_addr == info.ipi_addr.s_addr)
            .then(|| SocketAddr::from((info.ipi_addr.s_addr.to_ne_bytes(), 0))),
        ControlMessageOwned::Ipv6PacketInfo(info) => {
            let address = std::net::Ipv6Addr::from(info.ipi6_addr.s6_addr);
            let scope = if address.is_unicast_link_local() { info.ipi6_ifindex } else { 0 };
            let address = canonical(SocketAddrV6::new(address, 0, 0, scope));
            (!is_shared(address.ip())).then_some(address)
        }
        _ => None,
    })
}

fn is_shared(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_broadcast() || address.is_multicast(),
        IpAddr::V6(address) => address.is_multicast(),
    }
}

/// An IPv4 client of a dual-stack socket is an IPv4 client.
fn canonical(address: SocketAddrV6) -> SocketAddr {
    match address.ip().to_ipv4_mapped() {
        Some(v4) => SocketAddr::from((v4, address.port())),
        None => SocketAddr::from(SocketAddrV6::new(*address.ip(), address.port(), 0, address.scope_id())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_address_is_an_ipv4_address() {
        let mapped = "[::ffff:192.0.2.7]:69".parse().unwrap();
        assert_eq!(canonical(mapped), "192.0.2.7:69".parse().unwrap());
        let own = "[2001:db8::7]:69".parse().unwrap();
        assert_eq!(canonical(own), SocketAddr::V6(own));
    }

    #[test]
    fn groups_and_broadcasts_are_nobodys_address() {
        assert!(is_shared("255.255.255.255".parse().unwrap()));
        assert!(is_shared("ff02::1".parse().unwrap()));
        assert!(!is_shared("192.0.2.7".parse().unwrap()));
    }

    #[test]
    fn the_address_asked_is_told_for_each_datagram() {
        let mut entrance = Entrance::bind("0.0.0.0:0".parse().unwrap()).unwrap();
        let port = entrance.local_addr().unwrap().port();
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.send_to(b"hello", ("127.0.0.9", port)).unwrap();
        let route = Route { client: client.local_addr().unwrap(), local: "127.0.0.9:0".parse().unwrap() };
        assert_eq!(entrance.receive().unwrap(), Datagram::Ours(route, b"hello"));
        assert_eq!(entrance.receive().unwrap(), Datagram::None);
    }
}
