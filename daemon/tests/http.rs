//! The phones' listener over real sockets, as old and new phones use it.
#![allow(clippy::unwrap_used, reason = "a test says with a panic what went wrong")]

use std::{
    collections::BTreeMap,
    io::{self, ErrorKind},
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use linekey::{
    directory::MacAddr,
    serve::{
        content::{Answer, Asked, Body, Content, Outcome, Transport},
        http::{self, AdminUrl, HttpOptions},
        tls::{Certificates, Identity, Names, server_config},
    },
};
use rustls::{
    ClientConfig, ProtocolVersion, RootCertStore, SignatureScheme, SupportedProtocolVersion,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tokio_rustls::TlsConnector;

/// Fixed answers by name; tells how requests ended.
struct Shelf {
    at_hand: BTreeMap<&'static str, Answer>,
    to_make: BTreeMap<&'static str, Answer>,
    serves: bool,
    notes: mpsc::UnboundedSender<(Asked, Outcome)>,
}

impl Content for Shelf {
    fn at_hand(&self, asked: &Asked) -> Option<Answer> {
        self.at_hand.get(asked.name.as_str()).cloned()
    }

    fn answer(&self, asked: &Asked) -> Answer {
        assert_ne!(asked.name, "panic.cfg", "a file whose making fails");
        self.to_make.get(asked.name.as_str()).cloned().unwrap_or(Answer::NoSuchFile)
    }

    fn note(&self, asked: &Asked, outcome: Outcome) {
        self.notes.send((asked.clone(), outcome)).unwrap();
    }

    fn serves(&self, _: IpAddr) -> bool {
        self.serves
    }
}

/// A listener that runs, and what it notes.
struct Daemon {
    address: SocketAddr,
    notes: mpsc::UnboundedReceiver<(Asked, Outcome)>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl Daemon {
    async fn start() -> Self {
        Self::start_with(None, true).await
    }

    async fn start_tls(identity: &Identity) -> (Self, Arc<Certificates>) {
        let certificates = Arc::new(Certificates::new(identity).unwrap());
        let config = server_config(Arc::clone(&certificates)).unwrap();
        (Self::start_with(Some(config), true).await, certificates)
    }

    async fn start_with(tls: Option<Arc<rustls::ServerConfig>>, serves: bool) -> Self {
        let (send, notes) = mpsc::unbounded_channel();
        let content = Arc::new(Shelf { at_hand: at_hand(), to_make: to_make(), serves, notes: send });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let options = HttpOptions { admin_url: AdminUrl::SameHost { scheme: "https", port: 8443 } };
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(http::run(listener, tls, content, options, async {
            stopped.await.ok();
        }));
        Self { address, notes, stop, running }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// The whole conversation of a client that asks once.
    async fn ask(&self, request: &str) -> Reply {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        Reply::read(&mut stream, request.starts_with("HEAD")).await
    }

    async fn get(&self, path: &str, headers: &str) -> Reply {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: linekey.local\r\n{headers}\r\n")).await
    }

    /// How the next request ended: its name and outcome.
    async fn noted(&mut self) -> (String, Outcome) {
        let (asked, outcome) = self.notes.recv().await.unwrap();
        (asked.name, outcome)
    }

    /// Stops the listener. What it noted beyond what was looked at must be nothing.
    async fn stop(mut self) {
        self.stop.send(()).unwrap();
        self.running.await.unwrap();
        assert!(self.notes.recv().await.is_none(), "something was noted twice");
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Reply {
    status: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Reply {
    async fn read(stream: &mut (impl AsyncRead + Unpin), is_head: bool) -> Self {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().to_owned();
        let split =
            |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        let headers = lines.filter_map(split).collect::<BTreeMap<_, _>>();
        let length = headers.get("Content-Length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; if is_head { 0 } else { length }];
        stream.read_exact(&mut body).await.unwrap();
        Self { status, headers, body }
    }

    fn code(&self) -> &str {
        self.status.split(' ').nth(1).unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Without the one header that only says what time it is.
    fn without_date(mut self) -> Self {
        self.headers.remove("Date");
        self
    }
}

fn file(bytes: impl Into<Bytes>, ranges: bool) -> Answer {
    let etag = String::from("\"r7\"");
    Answer::File(Body { bytes: bytes.into(), content_type: "text/plain", etag, ranges })
}

fn at_hand() -> BTreeMap<&'static str, Answer> {
    [
        ("805ec0010203.cfg", file("account.1.enable = 1\n", false)),
        ("empty.cfg", file("", false)),
        ("firmware.rom", file("0123456789", true)),
        ("large.rom", file(vec![7; 16 << 20], true)),
        ("elsewhere.cfg", Answer::NotServed),
    ]
    .into()
}

fn to_make() -> BTreeMap<&'static str, Answer> {
    let unknown = MacAddr::from_octets([0x80, 0x5e, 0xc0, 1, 2, 0x99]).unwrap();
    [
        ("prov/made.cfg", file("made\n", false)),
        ("broken.cfg", Answer::Broken(String::from("the template uses a word that is not there"))),
        ("805ec0010299.cfg", Answer::UnknownPhone(unknown)),
    ]
    .into()
}

#[tokio::test]
async fn a_phone_gets_its_file_whole_and_that_is_noted_once() {
    let mut daemon = Daemon::start().await;
    let reply = daemon.get("/805ec0010203.cfg?x=1", "User-Agent: Yealink SIP-T46U\r\n").await;
    assert_eq!(reply.status, "HTTP/1.1 200 OK");
    assert_eq!(reply.body, b"account.1.enable = 1\n");
    assert_eq!(reply.header("Content-Type"), Some("text/plain"));
    assert_eq!(reply.header("Etag"), Some("\"r7\""));
    assert_eq!(reply.header("Cache-Control"), Some("private, no-cache"));
    assert_eq!(reply.header("Accept-Ranges"), None);
    let (asked, outcome) = daemon.notes.recv().await.unwrap();
    assert_eq!((asked.name.as_str(), outcome), ("805ec0010203.cfg", Outcome::Served));
    assert_eq!((asked.transport, asked.local), (Transport::Http, daemon.address.ip()));
    assert_eq!(asked.user_agent.as_deref(), Some("Yealink SIP-T46U"));
    daemon.stop().await;
}

#[tokio::test]
async fn files_below_the_provisioning_path_are_made_when_asked_for() {
    let mut daemon = Daemon::start().await;
    assert_eq!(daemon.get("/prov/made.cfg", "").await.body, b"made\n");
    assert_eq!(daemon.noted().await, (String::from("prov/made.cfg"), Outcome::Served));
    assert_eq!(daemon.get("/empty.cfg", "").await.header("Content-Length"), Some("0"));
    assert_eq!(daemon.noted().await, (String::from("empty.cfg"), Outcome::Served));
    daemon.stop().await;
}

#[tokio::test]
async fn a_connection_is_kept_and_with_http_1_0_only_when_asked() {
    let mut daemon = Daemon::start().await;
    let mut stream = daemon.connect().await;
    let new = "GET /empty.cfg HTTP/1.1\r\nHost: a\r\n\r\n";
    let old = "GET /empty.cfg HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    for request in [new, new, old, old] {
        stream.write_all(request.as_bytes()).await.unwrap();
        assert_eq!(Reply::read(&mut stream, false).await.code(), "200");
        assert_eq!(daemon.noted().await.1, Outcome::Served);
    }
    stream.write_all(b"GET /805ec0010203.cfg HTTP/1.0\r\n\r\n").await.unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    assert!(rest.starts_with("HTTP/1.0 200 OK\r\n") && rest.ends_with("account.1.enable = 1\n"), "{rest}");
    assert_eq!(daemon.noted().await.1, Outcome::Served);
    daemon.stop().await;
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let mut daemon = Daemon::start().await;
    let mut stream = daemon.connect().await;
    stream.write_all(b"GET /prov/made.cfg HTTP/1.1\r\n\r\nGET /none HTTP/1.1\r\n\r\n").await.unwrap();
    assert_eq!(Reply::read(&mut stream, false).await.body, b"made\n");
    assert_eq!(Reply::read(&mut stream, false).await.code(), "404");
    let mut notes = [daemon.noted().await.1, daemon.noted().await.1];
    notes.sort_by_key(|outcome| outcome.word());
    assert_eq!(notes, [Outcome::NoSuchFile, Outcome::Served]);
    daemon.stop().await;
}

#[tokio::test]
async fn head_tells_the_same_headers_and_hands_nothing_over() {
    let mut daemon = Daemon::start().await;
    let (file, none) = ([Outcome::Incomplete, Outcome::Served], [Outcome::NoSuchFile; 2]);
    for (path, outcomes) in [("/805ec0010203.cfg", file), ("/firmware.rom", file), ("/none", none)] {
        let head = daemon.ask(&format!("HEAD {path} HTTP/1.1\r\nHost: linekey.local\r\n\r\n")).await;
        assert_eq!(daemon.noted().await.1, outcomes[0], "{path}");
        let get = daemon.get(path, "").await;
        assert_eq!(daemon.noted().await.1, outcomes[1], "{path}");
        let (head, get) = (head.without_date(), get.without_date());
        assert_eq!((head.status, head.headers), (get.status, get.headers));
    }
    let root = daemon.ask("HEAD / HTTP/1.1\r\nHost: linekey.local\r\n\r\n").await;
    assert_eq!(root.code(), "302");
    daemon.stop().await;
}

#[tokio::test]
async fn every_no_is_the_same_no() {
    let mut daemon = Daemon::start().await;
    let browser = "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0\r\n";
    let first = daemon.get("/none.cfg", "").await.without_date();
    assert_eq!((first.code(), first.body.as_slice()), ("404", &b"Not found.\n"[..]));
    assert_eq!(daemon.noted().await, (String::from("none.cfg"), Outcome::NoSuchFile));
    for (path, headers, name, outcome) in [
        ("/805ec0010299.cfg", "", "805ec0010299.cfg", Outcome::UnknownPhone),
        ("/elsewhere.cfg", "", "elsewhere.cfg", Outcome::NoSuchFile),
        ("/805ec0010203.cfg", browser, "805ec0010203.cfg", Outcome::NoSuchFile),
        ("/../secret.key", "", "", Outcome::NoSuchFile),
        ("/%2e%2e%2fsecret.key", "", "", Outcome::NoSuchFile),
        ("/prov/", "", "", Outcome::NoSuchFile),
    ] {
        assert_eq!(daemon.get(path, headers).await.without_date(), first, "{path}");
        assert_eq!(daemon.noted().await, (String::from(name), outcome));
    }
    daemon.stop().await;

    let strangers = Daemon::start_with(None, false).await;
    for path in ["/805ec0010203.cfg", "/"] {
        assert_eq!(strangers.get(path, "").await.without_date(), first);
    }
    strangers.stop().await;
}

#[tokio::test]
async fn a_snom_that_calls_itself_mozilla_is_no_browser() {
    let mut daemon = Daemon::start().await;
    let snom = "User-Agent: Mozilla/4.0 (compatible; snomD735-SIP 10.1.159.12 1.1.5)\r\n";
    assert_eq!(daemon.get("/805ec0010203.cfg", snom).await.code(), "200");
    assert_eq!(daemon.noted().await.1, Outcome::Served);
    daemon.stop().await;
}

#[tokio::test]
async fn our_fault_is_500_and_tells_the_phone_nothing() {
    let mut daemon = Daemon::start().await;
    for path in ["/broken.cfg", "/panic.cfg"] {
        let reply = daemon.get(path, "").await;
        assert_eq!((reply.code(), reply.body.as_slice()), ("500", &b"This file cannot be made now.\n"[..]));
        assert_eq!(daemon.noted().await.1, Outcome::Broken);
    }
    daemon.stop().await;
}

#[tokio::test]
async fn other_methods_are_refused_and_their_bodies_are_not_read() {
    let mut daemon = Daemon::start().await;
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"] {
        let mut stream = daemon.connect().await;
        let request =
            format!("{method} /805ec0010203.cfg HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let reply = Reply::read(&mut stream, false).await;
        assert_eq!((reply.code(), reply.header("Allow")), ("405", Some("GET, HEAD")));
        assert_eq!(stream.read(&mut [0]).await.unwrap(), 0, "the connection ends");
        assert_eq!(daemon.noted().await.1, Outcome::NoSuchFile);
    }
    daemon.stop().await;
}

#[tokio::test]
async fn a_person_is_sent_to_the_pages() {
    let daemon = Daemon::start().await;
    let reply = daemon.get("/", "User-Agent: Mozilla/5.0 Firefox/128.0\r\n").await;
    assert_eq!((reply.code(), reply.header("Location")), ("302", Some("https://linekey.local:8443/")));
    let old = daemon.ask("GET / HTTP/1.0\r\n\r\n").await;
    assert_eq!(old.header("Location"), Some("https://127.0.0.1:8443/"));
    daemon.stop().await;
}

#[tokio::test]
async fn a_phone_that_has_the_file_is_told_so() {
    let mut daemon = Daemon::start().await;
    let reply = daemon.get("/805ec0010203.cfg", "If-None-Match: \"r7\"\r\n").await;
    assert_eq!((reply.code(), reply.header("Etag")), ("304", Some("\"r7\"")));
    assert_eq!(daemon.noted().await.1, Outcome::Unchanged);
    assert_eq!(daemon.get("/805ec0010203.cfg", "If-None-Match: \"r6\"\r\n").await.code(), "200");
    assert_eq!(daemon.noted().await.1, Outcome::Served);
    daemon.stop().await;
}

#[tokio::test]
async fn firmware_comes_in_parts_and_configuration_does_not() {
    let mut daemon = Daemon::start().await;
    for (headers, code, range, body, outcome) in [
        ("Range: bytes=0-3\r\n", "206", Some("bytes 0-3/10"), "0123", Outcome::Incomplete),
        ("Range: bytes=4-\r\n", "206", Some("bytes 4-9/10"), "456789", Outcome::Served),
        ("Range: bytes=-2\r\nIf-Range: \"r7\"\r\n", "206", Some("bytes 8-9/10"), "89", Outcome::Served),
        ("Range: bytes=-2\r\nIf-Range: \"r6\"\r\n", "200", None, "0123456789", Outcome::Served),
        (
            "Range: bytes=10-\r\n",
            "416",
            Some("bytes */10"),
            "The file is shorter than that.\n",
            Outcome::Incomplete,
        ),
        ("Range: bytes=0-1,3-4\r\n", "200", None, "0123456789", Outcome::Served),
    ] {
        let reply = daemon.get("/firmware.rom", headers).await;
        assert_eq!((reply.code(), reply.header("Content-Range")), (code, range), "{headers}");
        assert_eq!(reply.body, body.as_bytes());
        assert_eq!(daemon.noted().await.1, outcome);
    }
    let reply = daemon.get("/805ec0010203.cfg", "Range: bytes=0-3\r\n").await;
    assert_eq!((reply.code(), reply.body.len()), ("200", 21));
    assert_eq!(daemon.noted().await.1, Outcome::Served);
    daemon.stop().await;
}

#[tokio::test]
async fn a_phone_that_goes_away_does_not_have_the_file() {
    let mut daemon = Daemon::start().await;
    let mut stream = daemon.connect().await;
    stream.write_all(b"GET /large.rom HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    stream.read_exact(&mut [0; 1024]).await.unwrap();
    drop(stream);
    assert_eq!(daemon.noted().await, (String::from("large.rom"), Outcome::Incomplete));
    assert_eq!(daemon.get("/large.rom", "").await.body.len(), 16 << 20);
    assert_eq!(daemon.noted().await, (String::from("large.rom"), Outcome::Served));
    daemon.stop().await;
}

#[tokio::test]
async fn what_is_not_http_does_no_harm() {
    let daemon = Daemon::start().await;
    for bytes in
        [&b"\x16\x03\x01\x00\xa5\x01\x00"[..], b"GET\r\n\r\n", b"\0\0\0\0\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"]
    {
        let mut stream = daemon.connect().await;
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut rest = Vec::new();
        match stream.read_to_end(&mut rest).await {
            Ok(_) => assert!(!rest.starts_with(b"HTTP/1.1 2"), "{bytes:?}"),
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
        }
    }
    assert_eq!(daemon.get("/", "").await.code(), "302");
    daemon.stop().await;
}

#[tokio::test]
async fn a_stopped_listener_lets_idle_phones_go_and_takes_nobody_new() {
    let daemon = Daemon::start().await;
    let address = daemon.address;
    let mut idle = daemon.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    assert_eq!(Reply::read(&mut idle, false).await.code(), "302");
    daemon.stop().await;
    assert_eq!(idle.read(&mut [0]).await.unwrap(), 0);
    assert!(TcpStream::connect(address).await.is_err());
}

/// 2026-07-01, when the certificates of these tests are made.
fn first_start() -> SystemTime {
    UNIX_EPOCH + Duration::from_hours(20_635 * 24)
}

fn names() -> Names {
    Names {
        common_name: String::from("127.0.0.1"),
        hosts: ["linekey.local", "localhost"].map(String::from).into(),
        addresses: ["127.0.0.1", "::1", "192.0.2.1"].map(|address| address.parse().unwrap()).into(),
    }
}

fn identity() -> Identity {
    Identity::create("Office", names(), first_start()).unwrap()
}

/// What a client can: which TLS, and whether it knows ECDSA.
#[derive(Clone, Copy)]
struct Phone {
    version: &'static SupportedProtocolVersion,
    knows_ecdsa: bool,
}

const TLS12: &SupportedProtocolVersion = &rustls::version::TLS12;
const TLS13: &SupportedProtocolVersion = &rustls::version::TLS13;

/// A client offers the signatures that its verifier knows.
fn provider(knows_ecdsa: bool) -> CryptoProvider {
    let mut provider = aws_lc_rs::default_provider();
    if !knows_ecdsa {
        let is_known = |scheme: SignatureScheme| !format!("{scheme:?}").starts_with("ECDSA");
        let all = provider.signature_verification_algorithms.mapping.iter().copied();
        let mapping = all.filter(|(scheme, _)| is_known(*scheme)).collect::<Vec<_>>();
        provider.signature_verification_algorithms.mapping = mapping.leak();
    }
    provider
}

fn client(phone: Phone, authority: &str) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(provider(phone.knows_ecdsa)));
    let builder = builder.with_protocol_versions(&[phone.version]).unwrap();
    TlsConnector::from(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

/// Fetches a file over TLS; says which version was spoken and which certificate was shown.
async fn fetch(
    daemon: &Daemon,
    phone: Phone,
    authority: &str,
    name: &str,
) -> io::Result<(ProtocolVersion, CertificateDer<'static>)> {
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut stream = client(phone, authority).connect(name, daemon.connect().await).await?;
    ask_over(&mut stream).await;
    let (_, session) = stream.get_ref();
    let certificate = session.peer_certificates().unwrap()[0].clone().into_owned();
    Ok((session.protocol_version().unwrap(), certificate))
}

async fn ask_over(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    stream.write_all(b"GET /805ec0010203.cfg HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    assert_eq!(Reply::read(stream, false).await.body, b"account.1.enable = 1\n");
}

#[tokio::test]
async fn every_phone_is_shown_a_certificate_that_it_can_check() {
    let identity = identity();
    let (mut daemon, _) = Daemon::start_tls(&identity).await;
    let mut shown = Vec::new();
    for (version, knows_ecdsa) in [(TLS12, true), (TLS12, false), (TLS13, true), (TLS13, false)] {
        for name in ["linekey.local", "localhost", "127.0.0.1", "192.0.2.1", "::1"] {
            let phone = Phone { version, knows_ecdsa };
            let (spoken, certificate) = fetch(&daemon, phone, identity.authority_pem(), name).await.unwrap();
            assert_eq!(spoken, version.version);
            let (asked, outcome) = daemon.notes.recv().await.unwrap();
            assert_eq!((asked.transport, outcome), (Transport::Https, Outcome::Served));
            shown.push((knows_ecdsa, certificate.len()));
        }
    }
    shown.sort_unstable();
    shown.dedup();
    assert_eq!(shown.len(), 2, "one certificate for those who know ECDSA, one for the others");
    assert!(shown[0].1 > shown[1].1, "RSA keys are longer");
    daemon.stop().await;
}

#[tokio::test]
async fn another_boxs_authority_and_another_name_are_not_trusted() {
    let identity = identity();
    let (daemon, _) = Daemon::start_tls(&identity).await;
    let other = Identity::create("Office", names(), first_start()).unwrap();
    let phone = Phone { version: TLS13, knows_ecdsa: true };
    assert!(fetch(&daemon, phone, other.authority_pem(), "localhost").await.is_err());
    assert!(fetch(&daemon, phone, identity.authority_pem(), "example.com").await.is_err());
    daemon.stop().await;
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_without_a_restart() {
    let identity = identity();
    let (mut daemon, certificates) = Daemon::start_tls(&identity).await;
    let phone = Phone { version: TLS12, knows_ecdsa: false };
    assert!(fetch(&daemon, phone, identity.authority_pem(), "192.0.2.99").await.is_err());
    let mut more = names();
    more.addresses.insert("192.0.2.99".parse().unwrap());
    certificates.replace(&identity.renew(more, first_start()).unwrap()).unwrap();
    assert!(fetch(&daemon, phone, identity.authority_pem(), "192.0.2.99").await.is_ok());
    assert_eq!(daemon.noted().await.1, Outcome::Served);
    daemon.stop().await;
}

#[tokio::test]
async fn a_plain_client_on_the_tls_port_does_no_harm() {
    let (daemon, _) = Daemon::start_tls(&identity()).await;
    let mut stream = daemon.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.ok();
    assert!(!rest.starts_with(b"HTTP"));
    daemon.stop().await;
}
