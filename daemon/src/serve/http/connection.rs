//! One connection from its first byte to its last.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
    time::timeout,
};
use tokio_rustls::{LazyConfigAcceptor, server::TlsStream};

use super::{
    reply::{Desk, reply},
    wire::{Watched, Wire},
};
use crate::serve::tls;

/// For a TLS handshake: an old phone signs and checks for a second or two.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// Headers in one request. Phones send about ten.
const HEADERS: usize = 64;

/// Bytes of one request's head. Phones send under 1 KB, client certificates do not travel here.
const HEAD_BYTES: usize = 16 * 1024;

/// Both ends of a connection, IPv4 written as IPv4.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    pub(super) peer: SocketAddr,
    pub(super) local: IpAddr,
}

impl Ends {
    /// Looks at the connection; `None` if it is gone already.
    pub(super) fn of(stream: &TcpStream, peer: SocketAddr) -> Option<Self> {
        // A reply is one write; waiting for more to send would only delay it.
        stream.set_nodelay(true).ok()?;
        let local = stream.local_addr().ok()?.ip().to_canonical();
        Some(Self { peer: SocketAddr::new(peer.ip().to_canonical(), peer.port()), local })
    }
}

/// Makes the connection a TLS one. A failure is logged with what the client offered, since a phone that cannot
/// use our TLS says nothing itself.
pub(super) async fn handshake(
    stream: TcpStream,
    config: Arc<rustls::ServerConfig>,
    ends: Ends,
) -> Option<TlsStream<TcpStream>> {
    let peer = ends.peer.ip();
    let mut offer = None;
    let shaken = timeout(HANDSHAKE_TIME, async {
        let start = LazyConfigAcceptor::new(rustls::server::Acceptor::default(), stream).await?;
        offer = Some(tls::Offer::of(&start.client_hello()));
        start.into_stream(config).await
    });
    match shaken.await {
        Ok(Ok(stream)) => return Some(stream),
        Ok(Err(error)) if offer.is_none() => tracing::debug!(%peer, %error, "not a TLS client"),
        Ok(Err(error)) => {
            let offer = offer.map(|offer| offer.to_string()).unwrap_or_default();
            tracing::info!(%peer, %error, offer, "a TLS handshake failed");
        }
        Err(_) => tracing::debug!(%peer, "a TLS handshake took too long"),
    }
    None
}

/// Answers requests until the client goes, its time is over, or the daemon stops.
pub(super) async fn serve<S>(stream: S, ends: Ends, desk: Arc<Desk>, mut stopped: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let wire = Arc::new(Wire::new());
    let io = TokioIo::new(Watched::new(stream, Arc::clone(&wire)));
    let service =
        service_fn(|request| async { Ok::<_, Infallible>(reply(&desk, ends, &wire, request).await) });
    let mut connection = pin!(protocol().serve_connection(io, service));
    let mut overdue = pin!(wire.overdue());
    tokio::select! {
        biased;
        _ = &mut connection => return,
        () = &mut overdue => return,
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
    connection.as_mut().graceful_shutdown();
    wire.leave();
    tokio::select! {
        biased;
        _ = &mut connection => {}
        () = &mut overdue => {}
    }
}

/// HTTP/1.0 and 1.1 as phones speak it. Time-outs are the [`Wire`]'s.
fn protocol() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .max_headers(HEADERS)
        .max_buf_size(HEAD_BYTES)
        .header_read_timeout(None)
        // Header names have no case, but the HTTP clients in old phones look for `Content-Length` as written here.
        .title_case_headers(true);
    builder
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, duplex},
        sync::Semaphore,
    };

    use super::*;
    use crate::serve::{
        content::{Answer, Asked, Content, Outcome, Transport},
        http::AdminUrl,
    };

    struct NoFiles;

    impl Content for NoFiles {
        fn at_hand(&self, _: &Asked) -> Option<Answer> {
            Some(Answer::NoSuchFile)
        }

        fn answer(&self, _: &Asked) -> Answer {
            panic!("everything is at hand")
        }

        fn note(&self, _: &Asked, _: Outcome) {}

        fn serves(&self, _: IpAddr) -> bool {
            true
        }
    }

    fn desk() -> Arc<Desk> {
        Arc::new(Desk {
            content: Arc::new(NoFiles),
            transport: Transport::Http,
            admin_url: AdminUrl::At(String::from("https://192.0.2.1:8443/")),
            renders: Semaphore::new(1),
        })
    }

    fn ends() -> Ends {
        Ends { peer: "192.0.2.7:5000".parse().unwrap(), local: "192.0.2.1".parse().unwrap() }
    }

    /// What a client gets that sends this and then keeps silent, and how long it takes to be left alone.
    async fn talk(sent: &[u8]) -> (String, Duration) {
        let (mut client, server) = duplex(64 * 1024);
        let (_keep, stopped) = watch::channel(false);
        let start = tokio::time::Instant::now();
        let ended = tokio::spawn(serve(server, ends(), desk(), stopped));
        client.write_all(sent).await.unwrap();
        let mut got = Vec::new();
        client.read_to_end(&mut got).await.unwrap();
        ended.await.unwrap();
        (String::from_utf8(got).unwrap(), start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_never_ends_its_head_is_dropped() {
        assert_eq!(talk(b"GET /a HTTP/1.1\r\nX: ").await, (String::new(), Duration::from_secs(10)));
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_client_is_dropped_later() {
        let (got, after) = talk(b"GET /a HTTP/1.1\r\n\r\n").await;
        assert!(got.starts_with("HTTP/1.1 404 Not Found\r\n"), "{got}");
        assert_eq!(after, Duration::from_secs(30));
    }

    #[tokio::test(start_paused = true)]
    async fn an_http_1_0_client_is_not_kept() {
        let (got, after) = talk(b"GET /a HTTP/1.0\r\n\r\n").await;
        assert!(got.starts_with("HTTP/1.0 404 Not Found\r\n"), "{got}");
        assert_eq!(after, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn heads_have_a_bound() {
        let many = format!("GET /a HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(HEADERS + 1));
        let long = format!("GET /a HTTP/1.1\r\na: {}\r\n\r\n", "b".repeat(HEAD_BYTES));
        for head in [many, long] {
            let (got, after) = talk(head.as_bytes()).await;
            assert!(got.starts_with("HTTP/1.1 431 "), "{got}");
            assert_eq!(after, Duration::ZERO);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_ends_when_the_daemon_stops() {
        let (mut client, server) = duplex(1024);
        let (stop, stopped) = watch::channel(false);
        let ended = tokio::spawn(serve(server, ends(), desk(), stopped));
        client.write_all(b"GET /a HTTP/1.1\r\n\r\n").await.unwrap();
        let mut first = [0; 12];
        client.read_exact(&mut first).await.unwrap();
        stop.send_replace(true);
        let start = tokio::time::Instant::now();
        ended.await.unwrap();
        assert!(start.elapsed() <= Duration::from_secs(3));
    }
}
