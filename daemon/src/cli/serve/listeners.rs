//! The phones' listeners on one desk.

use std::{net::TcpListener, sync::Arc};

use rustls::ServerConfig;
use tokio::{sync::watch, task::JoinSet};

use super::{Failure, address_of};
use crate::serve::{
    content::Content,
    http::{self, AdminUrl, HttpOptions},
    sockets::{Bound, Listener},
    tftp,
};

/// The running listeners.
pub struct Listeners {
    tasks: JoinSet<()>,
    tftp: Option<tftp::Running>,
}

/// Starts HTTP, HTTPS and TFTP, each on a copy of its bound socket, until `stop` turns true.
pub fn start(
    bound: &Bound,
    content: &Arc<dyn Content>,
    tls: Option<Arc<ServerConfig>>,
    dev: bool,
    stop: &watch::Receiver<bool>,
) -> Result<Listeners, Failure> {
    let mut tasks = JoinSet::new();
    let options = HttpOptions { admin_url: admin_url(bound, dev) };
    if let Some(socket) = &bound.http {
        tasks.spawn(http::run(
            copy(socket)?,
            None,
            Arc::clone(content),
            options.clone(),
            stopped(stop.clone()),
        ));
    }
    if let (Some(socket), Some(tls)) = (&bound.https, tls) {
        tasks.spawn(http::run(copy(socket)?, Some(tls), Arc::clone(content), options, stopped(stop.clone())));
    }
    let tftp = match &bound.tftp {
        None => None,
        Some(socket) => {
            let listener = tftp::Listener::from_socket(socket.try_clone()?)?;
            Some(listener.run(Arc::clone(content), tftp::Limits::default())?)
        }
    };
    Ok(Listeners { tasks, tftp })
}

impl Listeners {
    /// Waits until all have ended, after `stop` turned true.
    pub async fn ended(mut self) {
        if let Some(tftp) = &self.tftp {
            tftp.stop();
        }
        while self.tasks.join_next().await.is_some() {}
        if let Some(tftp) = self.tftp {
            let finished = tokio::task::spawn_blocking(move || tftp.finish()).await;
            if !matches!(finished, Ok(Ok(()))) {
                tracing::error!("the TFTP listener ended in an unexpected way");
            }
        }
    }
}

/// Comes true when `stop` does, or when whoever holds its other end is gone.
pub async fn stopped(mut stop: watch::Receiver<bool>) {
    while !*stop.borrow_and_update() && stop.changed().await.is_ok() {}
}

/// A second handle on the same listening socket, for this runtime.
pub fn copy(socket: &TcpListener) -> Result<tokio::net::TcpListener, Failure> {
    Ok(tokio::net::TcpListener::from_std(socket.try_clone()?)?)
}

/// Where `GET /` on the phones' listener leads.
fn admin_url(bound: &Bound, dev: bool) -> AdminUrl {
    let scheme = if dev { "http" } else { "https" };
    match address_of(bound, Listener::Admin) {
        Some(address) if address.ip().is_unspecified() => AdminUrl::SameHost { scheme, port: address.port() },
        Some(address) => AdminUrl::At(format!("{scheme}://{address}/")),
        None => AdminUrl::At("https://linekey.local:8443/".into()),
    }
}
