//! Taking the administrator's connections.

mod patience;

use std::{future::Future, net::IpAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    http::{HeaderMap, Uri, header},
    response::Redirect,
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use super::request::Peer;
use crate::serve::http::{Doors, Seat};
use patience::Impatient;

/// Connections at once: a few browsers with a few tabs each.
const CONNECTIONS: usize = 256;

/// How long a client may take for its handshake, and for the head of a request.
const PATIENCE: Duration = Duration::from_secs(10);

/// For answers that run when the box stops.
const LEAVE_TIME: Duration = Duration::from_secs(3);

/// Pause after a failed accept, for file handles to come free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves the administrator on this listener until `stop` comes true; running answers then have a few seconds, and no
/// connection outlives them. With `tls` it speaks HTTPS.
pub async fn run(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let doors = Doors::new(CONNECTIONS);
    let acceptor = tls.map(TlsAcceptor::from);
    let (stopping, stopped) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let (stream, peer, seat) = tokio::select! {
            () = &mut stop => break,
            next = next_client(&listener, &doors) => next,
        };
        let router = router.clone().layer(Extension(Peer(peer)));
        let (acceptor, stopped) = (acceptor.clone(), stopped.clone());
        tokio::spawn(async move {
            welcome(stream, acceptor, router, stopped).await;
            drop(seat);
        });
    }
    stopping.send_replace(true);
}

/// The next connection that may stay. Others are closed at once.
async fn next_client(listener: &TcpListener, doors: &Doors) -> (TcpStream, IpAddr, Seat) {
    loop {
        let place = doors.place().await;
        match listener.accept().await {
            Ok((stream, peer)) => {
                let peer = peer.ip().to_canonical();
                if let Some(seat) = doors.seat(place, peer) {
                    return (stream, peer, seat);
                }
                tracing::debug!(%peer, "closed: this address has too many connections");
            }
            Err(error) => {
                tracing::debug!("cannot take an administrator's connection now: {error}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn welcome(
    stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
    router: Router,
    stopped: watch::Receiver<bool>,
) {
    match acceptor {
        None => serve(stream, router, stopped).await,
        Some(_) if speaks_plainly(&stream).await => serve(stream, to_https(), stopped).await,
        Some(acceptor) => {
            if let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await {
                serve(stream, router, stopped).await;
            }
        }
    }
}

/// Whether the client speaks HTTP where it should speak TLS: a browser does when somebody types `http://`.
async fn speaks_plainly(stream: &TcpStream) -> bool {
    let mut first = [0];
    let peeked = timeout(PATIENCE, stream.peek(&mut first)).await;
    matches!(peeked, Ok(Ok(1))) && first[0].is_ascii_uppercase()
}

/// Sends whoever asks to the same address over HTTPS.
fn to_https() -> Router {
    Router::new().fallback(|headers: HeaderMap, uri: Uri| async move {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        Redirect::permanent(&format!("https://{host}{}", uri.path()))
    })
}

/// Answers requests until the client goes or the box stops. Whoever stays on a kept connection would otherwise go on
/// with what the box had open then: the data before a restore, or the page about damage that was mended.
async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(Impatient::new(stream)), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    tokio::select! {
        biased;
        ended = &mut connection => return tell(ended),
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
    connection.as_mut().graceful_shutdown();
    if let Ok(ended) = timeout(LEAVE_TIME, connection).await {
        tell(ended);
    }
}

/// A browser that goes away in mid-request is nobody's fault.
fn tell(ended: hyper::Result<()>) {
    if let Err(error) = ended {
        tracing::debug!("an administrator's connection ended early: {error}");
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
        task::JoinHandle,
        time::Instant,
    };

    use super::*;

    /// A connection whose answers are of this length.
    fn connect(length: usize) -> (DuplexStream, watch::Sender<bool>, JoinHandle<()>) {
        let (client, server) = duplex(1024);
        let (stop, stopped) = watch::channel(false);
        let router = Router::new().route("/", get(move || async move { "x".repeat(length) }));
        (client, stop, tokio::spawn(serve(server, router, stopped)))
    }

    async fn ask(client: &mut DuplexStream) {
        client.write_all(b"GET / HTTP/1.1\r\nHost: box\r\n\r\n").await.unwrap();
        client.read_exact(&mut [0; 12]).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_kept_connection_ends_when_the_box_stops() {
        let (mut client, stop, ended) = connect(1);
        ask(&mut client).await;
        stop.send_replace(true);
        let start = Instant::now();
        ended.await.unwrap();
        assert!(start.elapsed() <= LEAVE_TIME, "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_asks_no_more_is_dropped() {
        let (mut client, _stop, ended) = connect(1);
        ask(&mut client).await;
        let start = Instant::now();
        ended.await.unwrap();
        assert_eq!(start.elapsed(), PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_nothing_of_its_answer_is_dropped() {
        let (mut client, _stop, ended) = connect(1024 * 1024);
        ask(&mut client).await;
        let start = Instant::now();
        ended.await.unwrap();
        assert_eq!(start.elapsed(), patience::STALL);
    }
}
