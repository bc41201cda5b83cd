//! Asking the PBX whether it is there: a SIP OPTIONS request (RFC 3261, section 11).

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use rand::RngExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UdpSocket, lookup_host},
    time::{sleep, timeout},
};

use crate::directory::{Pbx, Transport};

/// How long a person waits for the answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The largest answer that is read. An answer to OPTIONS has about 600 bytes.
const MAX_ANSWER: usize = 4096;

/// T1: a request over UDP is sent again after this time, then after twice that, and so on (RFC 3261, 17.1.2.2).
const T1: Duration = Duration::from_millis(500);

/// Ports where nobody says one (RFC 3261, 19.1.2).
const SIP_PORT: u16 = 5060;
const SIPS_PORT: u16 = 5061;

/// The longest reason phrase that is shown.
const LONGEST_STATUS: usize = 80;

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PbxTest {
    /// Whether anything answered.
    pub answered: bool,
    /// A sentence for the person.
    pub message: String,
}

/// Where the question goes.
struct Target<'a> {
    host: &'a str,
    port: u16,
    /// The registrar that is asked for; another host than `host` where a proxy stands before it.
    registrar: &'a str,
    transport: Transport,
}

/// Why there is no answer.
enum Silence {
    /// The name has no address.
    NoAddress,
    /// Something answers that is no SIP.
    NotSip,
    /// The connection, or the packet, was refused or cannot be sent.
    Refused(io::Error),
}

/// Asks the PBX over the site's transport. Takes three seconds at most. Over TLS only the TCP connection is tried.
pub async fn ask(pbx: &Pbx) -> PbxTest {
    let target = target(pbx);
    let place = place(target.host, target.port);
    let (answered, fact) = match timeout(PATIENCE, question(&target)).await {
        Ok(Ok(status)) if pbx.transport == Transport::Tls => (true, status),
        Ok(Ok(status)) => (true, format!("{place} answered: {status}")),
        Ok(Err(silence)) => (false, silence.sentence(&target, &place)),
        Err(_) => (
            false,
            format!(
                "Nothing answered at {place} within {} seconds. Check address, port and firewall",
                PATIENCE.as_secs()
            ),
        ),
    };
    let looked_up = pbx.port == 0 && pbx.outbound_proxy.as_ref().is_none_or(|(_, port)| *port == 0);
    let message = if looked_up {
        format!("{fact}. Phones look the port up in the DNS; port {} was tried", target.port)
    } else {
        fact
    };
    PbxTest { answered, message }
}

/// All SIP goes through the outbound proxy where there is one, so that is what must answer.
fn target(pbx: &Pbx) -> Target<'_> {
    let usual = if pbx.transport == Transport::Tls { SIPS_PORT } else { SIP_PORT };
    let (host, port) = match &pbx.outbound_proxy {
        Some((host, port)) => (host.as_str(), *port),
        None => (pbx.host.as_str(), pbx.port),
    };
    let port = if port == 0 { usual } else { port };
    Target { host, port, registrar: &pbx.host, transport: pbx.transport }
}

async fn question(target: &Target<'_>) -> Result<String, Silence> {
    let found = lookup_host((target.host, target.port)).await.ok();
    // Phones mostly have no IPv6.
    let address = found.and_then(|found| found.min_by_key(SocketAddr::is_ipv6)).ok_or(Silence::NoAddress)?;
    let answer = match target.transport {
        Transport::Udp => over_udp(target, address).await,
        Transport::Tcp => over_tcp(target, address).await,
        Transport::Tls => {
            TcpStream::connect(address).await.map_err(Silence::Refused)?;
            let place = place(target.host, target.port);
            return Ok(format!("{place} takes connections. Its TLS and its certificate were not tried"));
        }
    };
    status(&answer.map_err(Silence::Refused)?).ok_or(Silence::NotSip)
}

async fn over_udp(target: &Target<'_>, address: SocketAddr) -> io::Result<Vec<u8>> {
    let any = if address.is_ipv6() { "[::]:0" } else { "0.0.0.0:0" };
    let socket = UdpSocket::bind(any).await?;
    // A connected socket hears its peer alone, and hears when nothing listens there.
    socket.connect(address).await?;
    let request = options(target, socket.local_addr()?);
    let mut answer = vec![0; MAX_ANSWER];
    let mut pause = T1;
    loop {
        socket.send(request.as_bytes()).await?;
        tokio::select! {
            received = socket.recv(&mut answer) => {
                answer.truncate(received?);
                return Ok(answer);
            }
            () = sleep(pause) => pause *= 2,
        }
    }
}

async fn over_tcp(target: &Target<'_>, address: SocketAddr) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(options(target, stream.local_addr()?).as_bytes()).await?;
    let mut answer = Vec::new();
    // The status line is all that is shown.
    while !answer.contains(&b'\n') && answer.len() < MAX_ANSWER {
        let mut piece = [0; 1024];
        match stream.read(&mut piece).await? {
            0 => break,
            bytes => answer.extend_from_slice(&piece[..bytes]),
        }
    }
    Ok(answer)
}

/// The request. `rport` makes the PBX answer to where it came from (RFC 3581).
fn options(target: &Target<'_>, from: SocketAddr) -> String {
    let mut random = rand::rng();
    let (branch, tag, call): (u64, u32, u64) = (random.random(), random.random(), random.random());
    let transport = if target.transport == Transport::Udp { "UDP" } else { "TCP" };
    let own = host(&from.ip().to_canonical().to_string());
    let registrar = host(target.registrar);
    [
        format!("OPTIONS sip:{registrar} SIP/2.0"),
        // The cookie is RFC 3261's, section 8.1.1.7.
        format!("Via: SIP/2.0/{transport} {own}:{};rport;branch=z9hG4bK{branch:016x}", from.port()),
        "Max-Forwards: 70".to_owned(),
        format!("From: <sip:linekey@{own}>;tag={tag:08x}"),
        format!("To: <sip:{registrar}>"),
        format!("Call-ID: {call:016x}@{own}"),
        "CSeq: 1 OPTIONS".to_owned(),
        format!("Contact: <sip:linekey@{own}:{}>", from.port()),
        "Accept: application/sdp".to_owned(),
        "User-Agent: Linekey".to_owned(),
        "Content-Length: 0".to_owned(),
        "\r\n".to_owned(),
    ]
    .join("\r\n")
}

/// `200 OK` of `SIP/2.0 200 OK` (RFC 3261, 7.2), fit to be shown; `None` for what is no answer of SIP.
fn status(answer: &[u8]) -> Option<String> {
    let line = answer.split(|byte| *byte == b'\n').next()?;
    let line = String::from_utf8_lossy(line);
    let status = line.trim_end().strip_prefix("SIP/2.0 ")?;
    let code = status.get(..3)?;
    let known = code.bytes().all(|sign| sign.is_ascii_digit());
    let shown = status.chars().filter(|sign| !sign.is_control()).take(LONGEST_STATUS);
    known.then(|| shown.collect())
}

impl Silence {
    fn sentence(&self, target: &Target<'_>, place: &str) -> String {
        match self {
            Self::NoAddress => format!("No address was found for {}. Check the name of the PBX", target.host),
            Self::NotSip => {
                format!("Something answered at {place}, but not as a PBX does. Check the port")
            }
            Self::Refused(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                let transport = if target.transport == Transport::Udp { "UDP" } else { "TCP" };
                format!("Nothing listens at {place} over {transport}. Check port and transport")
            }
            Self::Refused(error) => {
                format!("{place} cannot be reached: {error}. Check address, network and firewall")
            }
        }
    }
}

fn place(name: &str, port: u16) -> String {
    format!("{}:{port}", host(name))
}

/// An IPv6 address needs its brackets before a port and in a URI.
fn host(name: &str) -> String {
    match name.parse() {
        Ok(IpAddr::V6(address)) => format!("[{address}]"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    fn pbx(address: SocketAddr, transport: Transport) -> Pbx {
        Pbx {
            kind: "generic".into(),
            host: address.ip().to_string(),
            port: address.port(),
            transport,
            backup_host: None,
            outbound_proxy: None,
            park_prefix: String::new(),
            register_expires: 3600,
        }
    }

    /// A PBX on loopback that answers the second request it gets over UDP; what it was asked, and what came of it.
    async fn answer(text: &'static str) -> (String, PbxTest) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let pbx = pbx(socket.local_addr().unwrap(), Transport::Udp);
        let asking = tokio::spawn(async move { ask(&pbx).await });
        let mut request = vec![0; 2048];
        socket.recv_from(&mut request).await.unwrap();
        let (bytes, from) = socket.recv_from(&mut request).await.unwrap();
        socket.send_to(text.as_bytes(), from).await.unwrap();
        request.truncate(bytes);
        (String::from_utf8(request).unwrap(), asking.await.unwrap())
    }

    #[tokio::test]
    async fn a_pbx_that_answers_is_quoted_and_one_lost_packet_does_no_harm() {
        let (request, test) = answer("SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        assert!(
            request.starts_with("OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"),
            "{request}"
        );
        assert!(request.contains(";rport;branch=z9hG4bK"), "{request}");
        assert!(request.ends_with("Content-Length: 0\r\n\r\n"), "{request}");
        assert!(test.answered && test.message.ends_with(" answered: 200 OK"), "{}", test.message);
    }

    #[tokio::test]
    async fn what_is_no_sip_is_no_answer() {
        let (_, test) = answer("HTTP/1.1 400 Bad Request\r\n\r\n").await;
        assert!(!test.answered && test.message.contains("not as a PBX does"), "{}", test.message);
    }

    #[tokio::test]
    async fn a_port_where_nothing_listens_is_told_at_once() {
        for transport in [Transport::Udp, Transport::Tcp] {
            let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            let free = socket.local_addr().unwrap();
            drop(socket);
            let test = ask(&pbx(free, transport)).await;
            assert!(!test.answered && test.message.starts_with("Nothing listens at 127.0.0.1:"), "{test:?}");
        }
    }

    #[tokio::test]
    async fn over_tcp_and_tls_a_connection_is_made() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                stream.write_all(b"SIP/2.0 404 Not Found\r\n").await.unwrap_or_default();
            }
        });
        let test = ask(&pbx(address, Transport::Tcp)).await;
        assert_eq!(test.message, format!("{address} answered: 404 Not Found"));
        let test = ask(&pbx(address, Transport::Tls)).await;
        assert!(test.answered && test.message.contains("were not tried"), "{}", test.message);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pbx_that_is_silent_is_given_up() {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let test = ask(&pbx(socket.local_addr().unwrap(), Transport::Udp)).await;
        assert!(test.message.ends_with("within 3 seconds. Check address, port and firewall"), "{test:?}");
    }

    #[tokio::test]
    async fn a_port_that_phones_look_up_is_guessed_and_told() {
        let test = ask(&pbx("127.0.0.1:0".parse().unwrap(), Transport::Tcp)).await;
        let told = "Phones look the port up in the DNS; port 5060 was tried";
        assert!(test.message.ends_with(told), "{}", test.message);
    }

    #[test]
    fn the_proxy_is_asked_where_there_is_one_and_ports_have_defaults() {
        let address = "192.0.2.1:0".parse().unwrap();
        let plain = pbx(address, Transport::Tls);
        assert_eq!((target(&plain).host, target(&plain).port), ("192.0.2.1", 5061));
        let proxied =
            Pbx { outbound_proxy: Some(("sbc.example.com".into(), 0)), ..pbx(address, Transport::Udp) };
        let asked = target(&proxied);
        assert_eq!((asked.host, asked.port, asked.registrar), ("sbc.example.com", 5060, "192.0.2.1"));
    }

    #[test]
    fn only_a_clean_status_line_is_shown() {
        assert_eq!(status(b"SIP/2.0 200 \x1b[31mOK\x07\r\n").as_deref(), Some("200 [31mOK"));
        assert_eq!(status(b"SIP/2.0 2"), None);
        assert_eq!(status("SIP/2.0 é00 x".as_bytes()), None);
        assert_eq!(status(&[0xff; 50]), None);
        assert_eq!(status(b""), None);
        assert!(
            status(&[b"SIP/2.0 200 ".as_slice(), &[b'x'; 4000]].concat()).unwrap().len() <= LONGEST_STATUS
        );
    }

    #[test]
    fn ipv6_addresses_stand_in_brackets() {
        assert_eq!(place("2001:db8::1", 5060), "[2001:db8::1]:5060");
    }
}
