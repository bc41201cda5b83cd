//! Taking the administrator's connections.

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use super::request::Peer;

/// Connections at once: a few browsers with a few tabs each.
const CONNECTIONS: usize = 256;

/// How long a client may take for its handshake, and for the head of a request.
const PATIENCE: Duration = Duration::from_secs(10);

/// Pause after a failed accept, for file handles to come free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves the administrator on this listener until `stop` comes true. With `tls` it speaks HTTPS.
pub async fn run(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let acceptor = tls.map(TlsAcceptor::from);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.ok();
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            () = &mut stop => return,
            next = next => next,
        };
        match accepted {
            Ok((stream, peer)) => {
                let router = router.clone().layer(Extension(Peer(peer.ip().to_canonical())));
                tokio::spawn(welcome(stream, acceptor.clone(), router, place));
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
    place: Option<OwnedSemaphorePermit>,
) {
    match acceptor {
        None => serve(stream, router).await,
        Some(acceptor) => {
            if let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await {
                serve(stream, router).await;
            }
        }
    }
    drop(place);
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, router: Router) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // A browser that goes away in mid-request is nobody's fault.
    if let Err(error) = connection.await {
        tracing::debug!("an administrator's connection ended early: {error}");
    }
}
