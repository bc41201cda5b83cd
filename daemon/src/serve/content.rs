//! The one decision that HTTP, HTTPS and TFTP share.

use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;

use crate::directory::MacAddr;

/// The HTTP header by which the box's own test says that it is no phone.
pub const OWN_TEST_HEADER: &str = "x-linekey-own-test";

/// Over which way a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Plain HTTP.
    Http,
    /// HTTP over TLS.
    Https,
    /// TFTP.
    Tftp,
}

impl Transport {
    /// The word that is stored and shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Tftp => "tftp",
        }
    }
}

/// A request for a file, transport details taken off.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The name as the phone wrote it: one path element or more, percent-decoding done, no leading slash,
    /// at most 256 bytes.
    pub name: String,
    /// What stood behind the question mark of a URL, still encoded, at most 512 bytes.
    pub query: Option<String>,
    /// Who asks.
    pub peer: SocketAddr,
    /// The address of the box that was asked.
    pub local: IpAddr,
    /// Over which way.
    pub transport: Transport,
    /// HTTP `User-Agent`; TFTP has none.
    pub user_agent: Option<String>,
    /// The word of who says that it is the box's own test, unproven.
    pub own_test: Option<String>,
}

/// What a phone gets. The listener turns this into 200/404/500 or DATA/ERROR 1/ERROR 0.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Our fault; the administrator sees it, the phone keeps its old settings.
    Broken(String),
    /// Send these bytes.
    File(Body),
    /// A name that no catalogue brand uses, or a file the phone may do without.
    NoSuchFile,
    /// Not from one of our networks: HTTP says 404, TFTP says nothing.
    NotServed,
    /// A phone that nobody imported: it goes to the inbox.
    UnknownPhone(MacAddr),
}

/// Bytes of one revision of a file.
#[derive(Debug, Clone)]
pub struct Body {
    /// The file.
    pub bytes: Bytes,
    /// For the `Content-Type` header.
    pub content_type: &'static str,
    /// Strong entity tag with its quotes.
    pub etag: String,
    /// Whether a part of it may be asked for (hosted files: firmware, media).
    pub ranges: bool,
}

/// How a request ended. Stored with the sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// We could not make the file.
    Broken,
    /// The client said stop, or went away, before all of it was sent.
    Incomplete,
    /// There is no such file.
    NoSuchFile,
    /// The client has all of it.
    Served,
    /// The client already had this revision (HTTP 304).
    Unchanged,
    /// Nobody imported this phone.
    UnknownPhone,
}

impl Outcome {
    /// The word that is stored and shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Incomplete => "incomplete",
            Self::NoSuchFile => "no_such_file",
            Self::Served => "served",
            Self::Unchanged => "unchanged",
            Self::UnknownPhone => "unknown_phone",
        }
    }
}

/// A request for what a link with a secret part leads to: a person's browser, or the app that they set up.
#[derive(Debug, Clone)]
pub struct LinkAsked {
    /// The secret part. In no log.
    pub token: String,
    /// What is wanted.
    pub wants: LinkWanted,
}

/// What is wanted of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkWanted {
    /// What lies behind it, in the form that this app takes: somebody pressed a button, or the app asks by itself. Uses
    /// the link up.
    For(String),
    /// The page that tells what can be had. It holds no secret but the link itself, and costs nothing.
    Page,
}

/// What a link led to.
#[derive(Debug, Clone)]
pub enum LinkAnswer {
    /// Our fault.
    Broken(String),
    /// This.
    Document(Document),
    /// A link that never was, or is good no more: nobody learns which.
    NoSuchLink,
}

/// A page for a person, or a file for an app. Nobody keeps a copy.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its bytes.
    pub bytes: Bytes,
    /// For the `Content-Type` header.
    pub content_type: &'static str,
    /// The name under which a browser saves it; `None` shows it.
    pub file_name: Option<&'static str>,
}

/// Where the listeners get their answers. The office implements it on the store; the transport's own tests and
/// benches implement it on fixed bytes.
pub trait Content: Send + Sync + 'static {
    /// The answer, if it is at hand without disk or rendering. Called on the receive path: never blocks.
    fn at_hand(&self, asked: &Asked) -> Option<Answer>;

    /// The answer. May read the store and render: call it from a thread that may block.
    fn answer(&self, asked: &Asked) -> Answer;

    /// What a link leads to. May read and write the store: call it from a thread that may block.
    fn link(&self, _: &LinkAsked) -> LinkAnswer {
        LinkAnswer::NoSuchLink
    }

    /// Notes how a request ended. Never blocks; drops the note when too many wait.
    fn note(&self, asked: &Asked, outcome: Outcome);

    /// Whether this address may be served at all. Cheap; asked first.
    fn serves(&self, peer: IpAddr) -> bool;
}
