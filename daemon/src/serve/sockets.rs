//! Binds the listeners, or takes them from systemd.

use std::{
    env, fmt, io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket},
    str::FromStr,
};

use listenfd::ListenFd;
use socket2::{Domain, Protocol, Socket, Type};

/// Connections that the kernel keeps until they are taken: a site that boots at once must not be turned away.
const BACKLOG: i32 = 1_024;

/// A listener of the daemon that systemd may hand over, by the name in its socket unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listener {
    /// The administrator's pages and API.
    Admin,
    /// Phones, plain.
    Http,
    /// Phones, TLS.
    Https,
    /// Phones, TFTP.
    Tftp,
}

impl Listener {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Http, Self::Https, Self::Tftp];

    /// The name in flags, units and the ready line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Http => "http",
            Self::Https => "https",
            Self::Tftp => "tftp",
        }
    }

    /// A port that is likely to be free and needs no privilege.
    fn other_port(self) -> u16 {
        match self {
            Self::Admin => 9443,
            Self::Http => 8080,
            Self::Https => 4443,
            Self::Tftp => 6969,
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where a listener is wanted: `host:port`, `:port` for all addresses (IPv4 and IPv6), or `off`. Port 0 lets the
/// kernel choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// On this host name or address (empty: all) and port.
    At {
        /// An address, a name such as `localhost`, or nothing; IPv6 without brackets.
        host: String,
        /// The port.
        port: u16,
    },
    /// Nowhere.
    Off,
}

/// A text is not of the form that [`Wanted`] reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an address to listen on; write host:port, for example 0.0.0.0:8080, or off")]
pub struct WantedError(String);

/// Why a listener could not be had. The sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// Another program listens there.
    #[error(
        "port {} for {listener} is taken by another program (is linekey running already?); stop it, or choose another port with --{listener} {}:{}",
        address.port(),
        address.ip(),
        listener.other_port()
    )]
    Taken {
        /// Which listener.
        listener: Listener,
        /// Where it was wanted.
        address: SocketAddr,
    },
    /// The user that we run as may not listen there.
    #[error(
        "port {} for {listener} may be opened only by root; start Linekey through its systemd units, or try it out \
         with --dev",
        address.port()
    )]
    Forbidden {
        /// Which listener.
        listener: Listener,
        /// Where it was wanted.
        address: SocketAddr,
    },
    /// The box does not have that address.
    #[error(
        "this box has no address {} for {listener}; use one it has, or --{listener} 0.0.0.0:{} for all of them",
        address.ip(),
        address.port()
    )]
    NotOurs {
        /// Which listener.
        listener: Listener,
        /// Where it was wanted.
        address: SocketAddr,
    },
    /// Nobody knows that host name.
    #[error("the name {host:?} for {listener} leads to no address; write an address, for example --{listener} 0.0.0.0:{}", listener.other_port())]
    NoSuchHost {
        /// Which listener.
        listener: Listener,
        /// The name.
        host: String,
    },
    /// systemd handed over a socket of another type under this name.
    #[error(
        "systemd handed over a socket for {listener} that does not fit; install the units that came with this version"
    )]
    Handed {
        /// Which listener.
        listener: Listener,
        /// What did not fit.
        source: io::Error,
    },
    /// Anything else.
    #[error("{listener} cannot listen on {address}")]
    Other {
        /// Which listener.
        listener: Listener,
        /// Where it was wanted.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// Where each listener is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllWanted {
    /// The administrator's.
    pub admin: Wanted,
    /// Phones, plain.
    pub http: Wanted,
    /// Phones, TLS.
    pub https: Wanted,
    /// Phones, TFTP.
    pub tftp: Wanted,
}

/// The sockets of all listeners that are on, non-blocking, ready for tokio's `from_std`.
#[derive(Debug, Default)]
pub struct Bound {
    /// The administrator's.
    pub admin: Option<TcpListener>,
    /// Phones, plain.
    pub http: Option<TcpListener>,
    /// Phones, TLS.
    pub https: Option<TcpListener>,
    /// Phones, TFTP.
    pub tftp: Option<UdpSocket>,
}

impl AllWanted {
    /// Binds all that are wanted. A socket that systemd hands over under a listener's name is used instead,
    /// whatever is wanted. Call it once: systemd's sockets can be taken only once.
    pub fn bind(&self) -> Result<Bound, SocketError> {
        let mut handed = Handed::from_env();
        Ok(Bound {
            admin: tcp(&mut handed, Listener::Admin, &self.admin)?,
            http: tcp(&mut handed, Listener::Http, &self.http)?,
            https: tcp(&mut handed, Listener::Https, &self.https)?,
            tftp: udp(&mut handed, Listener::Tftp, &self.tftp)?,
        })
    }
}

impl Bound {
    /// Where each listener is, for the ready line: `http` → `0.0.0.0:80`.
    #[must_use]
    pub fn addresses(&self) -> Vec<(Listener, SocketAddr)> {
        let tcp = |socket: &Option<TcpListener>| socket.as_ref().and_then(|socket| socket.local_addr().ok());
        let udp = self.tftp.as_ref().and_then(|socket| socket.local_addr().ok());
        let all = [tcp(&self.admin), tcp(&self.http), tcp(&self.https), udp];
        Listener::ALL.into_iter().zip(all).filter_map(|(listener, at)| Some((listener, at?))).collect()
    }
}

impl FromStr for Wanted {
    type Err = WantedError;

    fn from_str(text: &str) -> Result<Self, WantedError> {
        if text == "off" {
            return Ok(Self::Off);
        }
        read_address(text).ok_or_else(|| WantedError(text.to_owned()))
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::At { host, port } => write!(f, "{host}:{port}"),
            Self::Off => f.write_str("off"),
        }
    }
}

fn read_address(text: &str) -> Option<Wanted> {
    let (host, port) = text.rsplit_once(':')?;
    let port = port.parse().ok()?;
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse::<Ipv6Addr>().ok()?.to_string(),
        None if host.contains(':') || host.contains(char::is_whitespace) => return None,
        None => host.to_owned(),
    };
    Some(Wanted::At { host, port })
}

/// The sockets that systemd handed over and their names. Their order changes from boot to boot.
struct Handed {
    sockets: ListenFd,
    names: Vec<String>,
}

impl Handed {
    fn from_env() -> Self {
        let names = env::var("LISTEN_FDNAMES").unwrap_or_default();
        let handed =
            Self { sockets: ListenFd::from_env(), names: names.split(':').map(str::to_owned).collect() };
        for name in handed.strangers() {
            tracing::warn!(name, "systemd handed over a socket that nothing here uses");
        }
        handed
    }

    /// Where the socket of this name is; the first, if there are more.
    fn index(&self, listener: Listener) -> Option<usize> {
        let known = self.names.iter().take(self.sockets.len());
        known.into_iter().position(|name| name == listener.word())
    }

    fn strangers(&self) -> impl Iterator<Item = &str> {
        let names = self.names.iter().take(self.sockets.len()).map(String::as_str);
        names.filter(|name| !Listener::ALL.iter().any(|listener| listener.word() == *name))
    }
}

fn tcp(handed: &mut Handed, listener: Listener, wanted: &Wanted) -> Result<Option<TcpListener>, SocketError> {
    if let Some(index) = handed.index(listener) {
        let taken = handed.sockets.take_tcp_listener(index).and_then(|socket| {
            socket.iter().try_for_each(|socket| socket.set_nonblocking(true))?;
            Ok(socket)
        });
        return taken.map_err(|source| SocketError::Handed { listener, source });
    }
    Ok(bind(listener, wanted, Type::STREAM)?.map(TcpListener::from))
}

fn udp(handed: &mut Handed, listener: Listener, wanted: &Wanted) -> Result<Option<UdpSocket>, SocketError> {
    if let Some(index) = handed.index(listener) {
        let taken = handed.sockets.take_udp_socket(index).and_then(|socket| {
            socket.iter().try_for_each(|socket| socket.set_nonblocking(true))?;
            Ok(socket)
        });
        return taken.map_err(|source| SocketError::Handed { listener, source });
    }
    Ok(bind(listener, wanted, Type::DGRAM)?.map(UdpSocket::from))
}

fn bind(listener: Listener, wanted: &Wanted, kind: Type) -> Result<Option<Socket>, SocketError> {
    let Wanted::At { host, port } = wanted else { return Ok(None) };
    if host.is_empty() {
        return everywhere(listener, *port, kind).map(Some);
    }
    let address = resolve(listener, host, *port)?;
    open(address, kind).map(Some).map_err(|source| failure(listener, address, source))
}

/// On all addresses: one socket for IPv6 and IPv4, or IPv4 alone where the kernel has no IPv6.
fn everywhere(listener: Listener, port: u16, kind: Type) -> Result<Socket, SocketError> {
    let old = SocketAddr::from((Ipv4Addr::UNSPECIFIED, port));
    let both = open(SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)), kind);
    match both {
        Err(error) if !is_final(&error) => open(old, kind).map_err(|source| failure(listener, old, source)),
        both => both.map_err(|source| failure(listener, old, source)),
    }
}

fn is_final(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied)
}

/// The first IPv4 address of a host, else its first. `localhost` has one of each, and phones speak IPv4.
fn resolve(listener: Listener, host: &str, port: u16) -> Result<SocketAddr, SocketError> {
    let no_such_host = || SocketError::NoSuchHost { listener, host: host.to_owned() };
    let found = (host, port).to_socket_addrs().map_err(|_| no_such_host())?;
    found.min_by_key(SocketAddr::is_ipv6).ok_or_else(no_such_host)
}

fn open(address: SocketAddr, kind: Type) -> io::Result<Socket> {
    let protocol = if kind == Type::STREAM { Protocol::TCP } else { Protocol::UDP };
    let socket = Socket::new(Domain::for_address(address), kind, Some(protocol))?;
    if address.ip() == Ipv6Addr::UNSPECIFIED {
        socket.set_only_v6(false)?;
    }
    socket.set_nonblocking(true)?;
    if kind == Type::STREAM {
        // A restart must not wait for the old connections' last minute. For UDP the same option would let a
        // second daemon take the port.
        socket.set_reuse_address(true)?;
    }
    socket.bind(&address.into())?;
    if kind == Type::STREAM {
        socket.listen(BACKLOG)?;
    }
    Ok(socket)
}

fn failure(listener: Listener, address: SocketAddr, source: io::Error) -> SocketError {
    match source.kind() {
        io::ErrorKind::AddrInUse => SocketError::Taken { listener, address },
        io::ErrorKind::PermissionDenied => SocketError::Forbidden { listener, address },
        io::ErrorKind::AddrNotAvailable => SocketError::NotOurs { listener, address },
        _ => SocketError::Other { listener, address, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handed(names: &str) -> Handed {
        Handed { sockets: ListenFd::empty(), names: names.split(':').map(str::to_owned).collect() }
    }

    fn wanted(text: &str) -> Wanted {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_are_read_and_written() {
        for text in ["0.0.0.0:80", ":80", "[::]:443", "[2001:db8::1]:69", "localhost:0", "off"] {
            assert_eq!(wanted(text).to_string(), text);
        }
        for text in ["", "80", "host", "host:", "host:99999", "::1:80", "[::1:80", "[x]:80", "a b:80", "OFF"]
        {
            let error = text.parse::<Wanted>().unwrap_err().to_string();
            assert!(error.contains("host:port"), "{text}: {error}");
        }
    }

    #[test]
    fn each_listener_gets_a_port_of_its_own_and_off_gets_none() {
        let all = AllWanted {
            admin: wanted("localhost:0"),
            http: wanted("127.0.0.1:0"),
            https: Wanted::Off,
            tftp: wanted("127.0.0.1:0"),
        };
        let addresses = all.bind().unwrap().addresses();
        let names = addresses.iter().map(|(listener, _)| listener.word()).collect::<Vec<_>>();
        assert_eq!(names, ["admin", "http", "tftp"]);
        assert!(addresses.iter().all(|(_, at)| at.port() != 0 && at.ip() == Ipv4Addr::LOCALHOST));
    }

    #[test]
    fn a_listener_on_all_addresses_hears_ipv4() {
        let bound = tcp(&mut handed(""), Listener::Http, &wanted(":0")).unwrap().unwrap();
        let port = bound.local_addr().unwrap().port();
        assert!(std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
    }

    #[test]
    fn a_taken_port_is_named_with_its_listener() {
        let first = tcp(&mut handed(""), Listener::Http, &wanted("127.0.0.1:0")).unwrap().unwrap();
        let address = first.local_addr().unwrap();
        let again = tcp(&mut handed(""), Listener::Http, &wanted(&address.to_string())).unwrap_err();
        assert_eq!(
            again.to_string(),
            format!(
                "port {} for http is taken by another program (is linekey running already?); stop it, or choose another port with --http 127.0.0.1:8080",
                address.port()
            )
        );
        let first = udp(&mut handed(""), Listener::Tftp, &wanted("127.0.0.1:0")).unwrap().unwrap();
        let at = wanted(&first.local_addr().unwrap().to_string());
        assert!(matches!(udp(&mut handed(""), Listener::Tftp, &at), Err(SocketError::Taken { .. })));
    }

    #[test]
    fn every_failure_says_what_to_do() {
        let address = "192.0.2.1:80".parse().unwrap();
        let sentence = |kind: io::ErrorKind| failure(Listener::Http, address, kind.into()).to_string();
        assert!(sentence(io::ErrorKind::PermissionDenied).ends_with("or try it out with --dev"));
        assert!(
            sentence(io::ErrorKind::AddrNotAvailable).contains("this box has no address 192.0.2.1 for http")
        );
        assert_eq!(sentence(io::ErrorKind::OutOfMemory), "http cannot listen on 192.0.2.1:80");
        let nowhere = resolve(Listener::Tftp, "no.such.host.invalid", 69).unwrap_err().to_string();
        assert!(nowhere.contains("\"no.such.host.invalid\" for tftp leads to no address"), "{nowhere}");
    }

    #[test]
    fn nothing_was_handed_over_without_systemd() {
        assert_eq!(handed("http:https").index(Listener::Https), None);
        assert_eq!(handed("unknown").strangers().count(), 0);
    }
}
