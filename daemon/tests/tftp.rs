//! The TFTP listener over real sockets on loopback, with a small client of our own.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use linekey::directory::MacAddr;
use linekey::serve::content::{Answer, Asked, Body, Content, Outcome};
use linekey::serve::tftp::{Limits, Listener, Running};

/// Ends a test that would hang; no test depends on it.
const HANGS: Duration = Duration::from_secs(20);

/// Files on a shelf. Names that begin with `slow` are found by a worker, after the test said so.
struct Shelf {
    files: HashMap<&'static str, Answer>,
    notes: Mutex<Sender<(Asked, Outcome)>>,
    go: Mutex<Receiver<()>>,
    stranger: Option<IpAddr>,
}

impl Content for Shelf {
    fn at_hand(&self, asked: &Asked) -> Option<Answer> {
        assert_ne!(asked.name, "panics.cfg", "asked for by a test");
        (!asked.name.starts_with("slow")).then(|| self.find(asked))
    }

    fn answer(&self, asked: &Asked) -> Answer {
        self.go.lock().unwrap().recv_timeout(HANGS).unwrap();
        assert_ne!(asked.name, "slow-panics.cfg", "asked for by a test");
        self.find(asked)
    }

    fn note(&self, asked: &Asked, outcome: Outcome) {
        // The test may be over already.
        self.notes.lock().unwrap().send((asked.clone(), outcome)).ok();
    }

    fn serves(&self, peer: IpAddr) -> bool {
        self.stranger != Some(peer)
    }
}

impl Shelf {
    fn find(&self, asked: &Asked) -> Answer {
        self.files.get(asked.name.as_str()).cloned().unwrap_or(Answer::NoSuchFile)
    }
}

fn file(bytes: impl Into<Bytes>) -> Answer {
    Answer::File(Body {
        bytes: bytes.into(),
        content_type: "text/plain",
        etag: "\"1\"".into(),
        ranges: false,
    })
}

fn pattern(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

/// A running listener and what the test sees of it.
struct Server {
    running: Running,
    address: SocketAddr,
    notes: Receiver<(Asked, Outcome)>,
    go: Sender<()>,
}

impl Server {
    fn start() -> Self {
        Self::with(Listener::bind("127.0.0.1:0".parse().unwrap()).unwrap(), Limits::default())
    }

    fn limited(limits: Limits) -> Self {
        Self::with(Listener::bind("127.0.0.1:0".parse().unwrap()).unwrap(), limits)
    }

    fn with(listener: Listener, limits: Limits) -> Self {
        let (noting, notes) = channel();
        let (go, gone) = channel();
        let shelf = Shelf {
            files: HashMap::from([
                ("phone.cfg", file(pattern(12_300))),
                ("other.cfg", file(pattern(700))),
                ("text.cfg", file("a = 1\nb = 2\r\n")),
                ("empty.cfg", file("")),
                ("whole.cfg", file(pattern(1024))),
                ("large.rom", file(pattern(600_000))),
                ("slow.cfg", file(pattern(3000))),
                ("broken.cfg", Answer::Broken("template fanvil/x.j2 line 3 of /var/lib".into())),
                ("foreign.cfg", Answer::NotServed),
                ("waiting.cfg", Answer::UnknownPhone("805ec0010203".parse::<MacAddr>().unwrap())),
            ]),
            notes: Mutex::new(noting),
            go: Mutex::new(gone),
            stranger: Some("127.0.0.66".parse().unwrap()),
        };
        let address = listener.local_addr().unwrap();
        let running = listener.run(Arc::new(shelf), limits).unwrap();
        Self { running, address, notes, go }
    }

    fn note(&self) -> (String, Outcome) {
        let (asked, outcome) = self.notes.recv_timeout(HANGS).unwrap();
        (asked.name, outcome)
    }

    /// Has the listener serve somebody else: all that came before was then looked at.
    fn served_another(&self) {
        assert_eq!(Client::new(self.address).fetch("other.cfg", "octet", ""), pattern(700));
        assert_eq!(self.note(), ("other.cfg".into(), Outcome::Served));
    }
}

struct Client {
    socket: UdpSocket,
    server: SocketAddr,
    /// Where the transfer's packets come from.
    from: Option<SocketAddr>,
}

impl Client {
    fn new(server: SocketAddr) -> Self {
        Self::at(if server.is_ipv6() { "[::1]:0" } else { "127.0.0.1:0" }, server)
    }

    fn at(own: &str, server: SocketAddr) -> Self {
        let socket = UdpSocket::bind(own).unwrap();
        socket.set_read_timeout(Some(HANGS)).unwrap();
        Self { socket, server, from: None }
    }

    fn send(&self, packet: &[u8]) {
        self.socket.send_to(packet, self.from.unwrap_or(self.server)).unwrap();
    }

    fn ask(&mut self, name: &str, mode: &str, options: &str) {
        self.from = None;
        self.send(&request(1, name, mode, options));
    }

    fn acknowledge(&self, block: u16) {
        let [high, low] = block.to_be_bytes();
        self.send(&[0, 4, high, low]);
    }

    fn receive(&mut self) -> Vec<u8> {
        let mut packet = vec![0; 66_000];
        let (length, from) = self.socket.recv_from(&mut packet).unwrap();
        self.from = Some(from);
        packet.truncate(length);
        packet
    }

    /// The bytes of this block; a slow machine may see an earlier one once more.
    fn receive_block(&mut self, block: u16) -> Vec<u8> {
        let [high, low] = block.to_be_bytes();
        loop {
            let packet = self.receive();
            if packet[..4] == [0, 3, high, low] {
                return packet[4..].to_vec();
            }
        }
    }

    fn answer_to(&mut self, name: &str, mode: &str, options: &str) -> Vec<u8> {
        self.ask(name, mode, options);
        self.receive()
    }

    fn fetch(&mut self, name: &str, mode: &str, options: &str) -> Vec<u8> {
        self.ask(name, mode, options);
        self.receive_file()
    }

    /// Takes a file as RFC 1350, 2347 and 7440 say.
    fn receive_file(&mut self) -> Vec<u8> {
        let (mut body, mut block_size, mut window, mut want, mut held) = (Vec::new(), 512, 1, 1_u16, 0);
        loop {
            let packet = self.receive();
            let block = u16::from_be_bytes([packet[2], packet[3]]);
            match packet[1] {
                6 => {
                    let options = options(&packet);
                    block_size = options.get("blksize").map_or(512, |value| value.parse().unwrap());
                    window = options.get("windowsize").map_or(1, |value| value.parse().unwrap());
                    self.acknowledge(0);
                }
                3 if block == want => {
                    body.extend_from_slice(&packet[4..]);
                    want = want.wrapping_add(1);
                    held += 1;
                    let last = packet.len() - 4 < block_size;
                    if last || held == window {
                        self.acknowledge(block);
                        held = 0;
                    }
                    if last {
                        return body;
                    }
                }
                3 => {}
                _ => panic!("{}", String::from_utf8_lossy(&packet)),
            }
        }
    }

    fn is_silent(&self) -> bool {
        self.socket.set_nonblocking(true).unwrap();
        let silent =
            self.socket.recv_from(&mut [0; 100]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
        self.socket.set_nonblocking(false).unwrap();
        silent
    }
}

fn request(opcode: u8, name: &str, mode: &str, options: &str) -> Vec<u8> {
    let mut packet = vec![0, opcode];
    for word in [name, mode].into_iter().chain(options.split([' ', '=']).filter(|word| !word.is_empty())) {
        packet.extend_from_slice(word.as_bytes());
        packet.push(0);
    }
    packet
}

fn options(oack: &[u8]) -> HashMap<String, String> {
    let words: Vec<String> =
        oack[2..].split(|&byte| byte == 0).map(|word| String::from_utf8(word.to_vec()).unwrap()).collect();
    words.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

fn error_code(packet: &[u8]) -> u8 {
    assert_eq!(packet[..3], [0, 5, 0], "{}", String::from_utf8_lossy(packet));
    packet[3]
}

#[test]
fn files_arrive_whole_and_are_noted_once_as_served() {
    let server = Server::start();
    for (name, length) in [("phone.cfg", 12_300), ("/other.cfg", 700), ("empty.cfg", 0), ("whole.cfg", 1024)]
    {
        for options in ["", "blksize=1468 tsize=0", "blksize=8192 windowsize=4", "windowsize=16 timeout=9"] {
            let body = Client::new(server.address).fetch(name, "OCTET", options);
            assert_eq!(body, pattern(length), "{name} {options}");
            assert_eq!(server.note(), (name.trim_start_matches('/').to_owned(), Outcome::Served));
        }
    }
    assert!(server.notes.try_recv().is_err());
}

#[test]
fn the_option_acknowledgement_names_what_was_granted() {
    let server = Server::start();
    let oack = Client::new(server.address).answer_to(
        "phone.cfg",
        "octet",
        "BlkSize=1428 tsize=0 fancy=1 timeout=2 windowsize=9999",
    );
    let expected = [("blksize", "1428"), ("tsize", "12300"), ("timeout", "2"), ("windowsize", "42")];
    assert_eq!(
        options(&oack),
        HashMap::from(expected.map(|(name, value)| (name.to_owned(), value.to_owned())))
    );
}

#[test]
fn text_is_converted_for_netascii_and_its_size_is_the_converted_one() {
    let server = Server::start();
    let oack = Client::new(server.address).answer_to("text.cfg", "NetASCII", "tsize=0");
    assert_eq!(options(&oack)["tsize"], "16");
    let text = Client::new(server.address).fetch("text.cfg", "netascii", "blksize=8");
    assert_eq!(text, b"a = 1\r\nb = 2\r\0\r\n");
}

#[test]
fn a_file_of_more_than_65535_blocks_arrives_whole() {
    let server = Server::start();
    let body = Client::new(server.address).fetch("large.rom", "octet", "blksize=8 windowsize=64");
    assert!(body == pattern(600_000));
}

#[test]
fn what_cannot_be_asked_is_refused_with_its_own_code() {
    let server = Server::start();
    for (mode, options, code) in [("mail", "", 4), ("nonsense", "", 4), ("octet", "blksize=7", 8)] {
        let answer = Client::new(server.address).answer_to("phone.cfg", mode, options);
        assert_eq!(error_code(&answer), code, "{mode} {options}");
    }
    let mut writer = Client::new(server.address);
    writer.send(&request(2, "phone.cfg", "octet", ""));
    assert_eq!(error_code(&writer.receive()), 2);
}

#[test]
fn unknown_phones_missing_files_and_odd_names_look_the_same() {
    let server = Server::start();
    let long = "a".repeat(257);
    let missing = Client::new(server.address).answer_to("nosuch.cfg", "octet", "");
    assert_eq!(error_code(&missing), 1);
    for name in ["waiting.cfg", "../etc/passwd", "//etc/passwd", "/etc/passwd", "..\\x", "a\nb", "", &long] {
        assert_eq!(Client::new(server.address).answer_to(name, "octet", ""), missing, "{name}");
    }
    let notes: Vec<_> = (0..3).map(|_| server.note().1).collect();
    assert_eq!(notes, [Outcome::NoSuchFile, Outcome::UnknownPhone, Outcome::NoSuchFile]);
}

#[test]
fn a_file_that_cannot_be_made_is_an_error_without_details() {
    let server = Server::start();
    let answer = Client::new(server.address).answer_to("broken.cfg", "octet", "");
    assert_eq!(error_code(&answer), 0);
    assert!(!String::from_utf8_lossy(&answer).contains("template"));
    assert_eq!(server.note(), ("broken.cfg".into(), Outcome::Broken));
}

#[test]
fn content_that_panics_ends_that_request_alone() {
    let server = Server::start();
    for name in ["panics.cfg", "slow-panics.cfg"] {
        server.go.send(()).ok();
        assert_eq!(error_code(&Client::new(server.address).answer_to(name, "octet", "")), 0);
        assert_eq!(server.note(), (name.into(), Outcome::Broken));
    }
    server.served_another();
}

#[test]
fn who_is_not_ours_hears_nothing() {
    let server = Server::start();
    let mut outsider = Client::at("127.0.0.66:0", server.address);
    outsider.ask("phone.cfg", "octet", "");
    outsider.send(&request(2, "phone.cfg", "octet", ""));
    let mut foreign = Client::new(server.address);
    foreign.ask("foreign.cfg", "octet", "");
    server.served_another();
    assert!(outsider.is_silent() && foreign.is_silent());
    assert!(server.notes.try_recv().is_err());
}

#[test]
fn malformed_packets_are_met_with_silence() {
    let server = Server::start();
    let client = Client::new(server.address);
    let long = [&[0, 1][..], &[b'a'; 9000]].concat();
    let edge = [&[0, 1][..], &[b'a'; 1021], &[0]].concat();
    for packet in [
        &b""[..],
        b"\0",
        b"\0\x01",
        b"\0\x01a",
        b"\0\x01a\0",
        b"\0\x03\0\x01x",
        b"\0\x04\0\x01",
        b"\0\x05\0\0x\0",
        b"\xff\xff",
        &long,
        &edge,
    ] {
        client.send(packet);
    }
    server.served_another();
    assert!(client.is_silent());
}

#[test]
fn a_strangers_packet_is_refused_and_the_transfer_goes_on() {
    let server = Server::start();
    let mut phone = Client::new(server.address);
    phone.ask("other.cfg", "octet", "");
    phone.receive_block(1);
    let mut stranger = Client::new(phone.from.unwrap());
    stranger.acknowledge(1);
    assert_eq!(error_code(&stranger.receive()), 5);
    stranger.send(b"\0\x05\0\0stop\0");
    phone.acknowledge(1);
    assert_eq!(phone.receive_block(2), pattern(700)[512..]);
    assert!(stranger.is_silent(), "an ERROR is never answered");
}

#[test]
fn a_clients_error_ends_the_transfer() {
    let server = Server::start();
    let mut phone = Client::new(server.address);
    phone.ask("phone.cfg", "octet", "tsize=0");
    phone.receive();
    phone.send(b"\0\x05\0\x08no thanks\0");
    assert_eq!(server.note(), ("phone.cfg".into(), Outcome::Incomplete));
}

#[test]
fn a_repeated_request_is_the_same_transfer() {
    let server = Server::start();
    let mut phone = Client::new(server.address);
    phone.ask("phone.cfg", "octet", "");
    phone.ask("phone.cfg", "octet", "");
    server.served_another();
    phone.receive_block(1);
    let first = phone.from;
    phone.acknowledge(1);
    phone.receive_block(2);
    assert_eq!(phone.from, first);
}

#[test]
fn a_new_request_from_the_same_port_replaces_the_old_one() {
    let server = Server::start();
    let mut phone = Client::new(server.address);
    phone.ask("phone.cfg", "octet", "tsize=0");
    phone.receive();
    phone.ask("other.cfg", "octet", "");
    assert_eq!(server.note(), ("phone.cfg".into(), Outcome::Incomplete));
    assert_eq!(phone.receive_file(), pattern(700));
    assert_eq!(server.note(), ("other.cfg".into(), Outcome::Served));
}

#[test]
fn an_unanswered_block_is_sent_again() {
    let server = Server::start();
    let mut phone = Client::new(server.address);
    let first = phone.answer_to("phone.cfg", "octet", "");
    assert_eq!(phone.receive(), first);
}

#[test]
fn the_answer_comes_from_the_address_that_was_asked() {
    let server = Server::with(Listener::bind("0.0.0.0:0".parse().unwrap()).unwrap(), Limits::default());
    let asked = SocketAddr::from(([127, 0, 0, 5], server.address.port()));
    let mut phone = Client::new(asked);
    assert_eq!(phone.fetch("phone.cfg", "octet", ""), pattern(12_300));
    assert_eq!(phone.from.unwrap().ip(), asked.ip());
    assert_eq!(server.notes.recv_timeout(HANGS).unwrap().0.local, asked.ip());
    phone.ask("nosuch.cfg", "octet", "");
    phone.receive();
    assert_eq!(phone.from.unwrap().ip(), asked.ip(), "an error too");
}

#[test]
fn one_socket_serves_ipv4_and_ipv6() {
    let Ok(listener) = Listener::bind("[::]:0".parse().unwrap()) else {
        println!("skipped: this machine has no IPv6");
        return;
    };
    let server = Server::with(listener, Limits::default());
    for address in ["127.0.0.1", "::1"] {
        let address: IpAddr = address.parse().unwrap();
        let mut phone = Client::new(SocketAddr::new(address, server.address.port()));
        assert_eq!(phone.fetch("phone.cfg", "octet", "blksize=1468"), pattern(12_300));
        let (asked, outcome) = server.notes.recv_timeout(HANGS).unwrap();
        assert_eq!((asked.peer.ip(), asked.local, outcome), (address, address, Outcome::Served));
    }
}

#[test]
fn a_socket_handed_over_is_served() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let server = Server::with(Listener::from_socket(socket).unwrap(), Limits::default());
    server.served_another();
}

#[test]
fn others_are_served_while_a_file_is_being_made() {
    let server = Server::start();
    let mut phone = Client::new(server.address);
    phone.ask("slow.cfg", "octet", "");
    phone.ask("slow.cfg", "octet", "");
    server.served_another();
    assert!(phone.is_silent());
    server.go.send(()).unwrap();
    assert_eq!(phone.receive_file(), pattern(3000));
    assert_eq!(server.note(), ("slow.cfg".into(), Outcome::Served));
}

#[test]
fn transfers_beyond_the_limit_are_dropped_until_one_ends() {
    let all = Limits { transfers: 1, ..Limits::default() };
    let one_client = Limits { transfers_per_client: 1, exempt: vec![], ..Limits::default() };
    for limits in [all, one_client] {
        let server = Server::limited(limits);
        let (mut phone, mut second) = (Client::new(server.address), Client::new(server.address));
        phone.ask("phone.cfg", "octet", "");
        second.ask("other.cfg", "octet", "");
        assert_eq!(phone.receive_file(), pattern(12_300));
        assert_eq!(server.note(), ("phone.cfg".into(), Outcome::Served));
        assert!(second.is_silent());
        assert_eq!(second.fetch("other.cfg", "octet", ""), pattern(700));
    }
}

#[test]
fn requests_beyond_the_rate_are_dropped() {
    let server =
        Server::limited(Limits { requests_per_minute: 1, burst: 2, exempt: vec![], ..Limits::default() });
    let mut third = Client::new(server.address);
    for _ in 0..2 {
        assert_eq!(error_code(&Client::new(server.address).answer_to("nosuch.cfg", "octet", "")), 1);
        server.note();
    }
    third.ask("nosuch.cfg", "octet", "");
    let other = Client::at("127.0.0.2:0", server.address).answer_to("nosuch.cfg", "octet", "");
    assert_eq!(error_code(&other), 1, "another address has its own budget");
    assert!(third.is_silent());
}

#[test]
fn two_hundred_phones_at_once_are_all_served() {
    let server = Server::start();
    let mut phones: Vec<_> = (0..200).map(|_| Client::new(server.address)).collect();
    for phone in &mut phones {
        phone.ask("phone.cfg", "octet", "blksize=1468 tsize=0");
    }
    for phone in &mut phones {
        assert_eq!(phone.receive_file(), pattern(12_300));
        assert_eq!(server.note(), ("phone.cfg".into(), Outcome::Served));
    }
}

#[test]
fn a_transfer_under_way_is_finished_when_the_listener_stops() {
    let server = Server::start();
    let mut phone = Client::new(server.address);
    phone.ask("phone.cfg", "octet", "");
    phone.receive();
    server.running.stop();
    // Block 1 is sent again in its time, as its ACK was held back.
    assert_eq!(phone.receive_file(), pattern(12_300));
    server.running.finish().unwrap();
    assert_eq!(server.notes.recv_timeout(HANGS).unwrap().1, Outcome::Served);
    assert!(UdpSocket::bind(server.address).is_ok(), "the port is free again");
}
