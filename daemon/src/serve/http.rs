//! The phones' listener for HTTP and HTTPS: takes connections, bounds them, and stops in good order.

mod admin_url;
mod connection;
mod doors;
mod link;
mod name;
mod range;
mod receipt;
mod reply;
mod response;
mod wire;

use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};

pub use self::admin_url::AdminUrl;
pub(crate) use self::doors::{Doors, Seat};
use self::{connection::Ends, reply::Desk};
use super::content::{Content, Transport};

/// Connections at once, all clients together. A site of 1,000 phones that boots together needs one each; twice
/// that still costs less than 64 MB. More wait in the kernel's queue.
const CONNECTIONS: usize = 2_048;

/// Files made at once. More threads than this only take turns on a small box's cores and its one database.
const RENDERS: usize = 16;

/// Pause after a failed accept: long enough for other connections to end when file handles ran out, short
/// enough that no phone's own time-out passes.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How a phones' listener behaves.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Where `GET /` sends a person.
    pub admin_url: AdminUrl,
}

/// Serves phones on this listener until `stop` comes true, then lets running replies end for a few seconds.
///
/// With `tls` the connections speak HTTPS. The listener's own errors are never fatal: they are logged, and it
/// goes on.
pub async fn run(
    listener: TcpListener,
    tls: Option<Arc<rustls::ServerConfig>>,
    content: Arc<dyn Content>,
    options: HttpOptions,
    stop: impl Future<Output = ()>,
) {
    let transport = if tls.is_some() { Transport::Https } else { Transport::Http };
    let desk =
        Arc::new(Desk { content, transport, admin_url: options.admin_url, renders: Semaphore::new(RENDERS) });
    let (stopping, stopped) = watch::channel(false);
    let doors = Doors::new(CONNECTIONS);
    let mut stop = pin!(stop);
    loop {
        let (stream, peer, seat) = tokio::select! {
            () = &mut stop => break,
            next = next_client(&listener, &doors) => next,
        };
        let (desk, tls, stopped) = (Arc::clone(&desk), tls.clone(), stopped.clone());
        tokio::spawn(async move {
            welcome(stream, peer, tls, desk, stopped).await;
            drop(seat);
        });
    }
    drop(listener);
    // Connections end by themselves a few seconds after they are told; nobody is left to tell when this fails.
    stopping.send_replace(true);
    doors.all_gone().await;
}

/// The next connection that may stay. Others are closed at once.
async fn next_client(listener: &TcpListener, doors: &Doors) -> (TcpStream, SocketAddr, Seat) {
    loop {
        let place = doors.place().await;
        match listener.accept().await {
            Ok((stream, peer)) => {
                if let Some(seat) = doors.seat(place, peer.ip().to_canonical()) {
                    return (stream, peer, seat);
                }
                tracing::debug!(%peer, "closed: this address has too many connections");
            }
            Err(error) => pause_after(&error).await,
        }
    }
}

/// Waits a little unless the failure was the client's alone.
async fn pause_after(error: &io::Error) {
    let gone = matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset);
    if !gone {
        tracing::warn!(%error, "cannot take a connection now, trying again");
        tokio::time::sleep(ACCEPT_PAUSE).await;
    }
}

async fn welcome(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<Arc<rustls::ServerConfig>>,
    desk: Arc<Desk>,
    stopped: watch::Receiver<bool>,
) {
    let Some(ends) = Ends::of(&stream, peer) else { return };
    match tls {
        None => connection::serve(stream, ends, desk, stopped).await,
        Some(config) => {
            if let Some(stream) = connection::handshake(stream, config, ends).await {
                connection::serve(stream, ends, desk, stopped).await;
            }
        }
    }
}
