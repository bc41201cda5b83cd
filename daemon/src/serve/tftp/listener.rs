//! Binding, starting and stopping.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use nix::sys::eventfd::{EfdFlags, EventFd};

use super::limits::Limits;
use super::server::Server;
use super::socket::{Entrance, allow_many_sockets};
use crate::serve::content::Content;

/// A bound TFTP socket that does not answer yet.
#[derive(Debug)]
pub struct Listener {
    entrance: Entrance,
}

impl Listener {
    /// Binds; the address `[::]` takes IPv4 clients too, port 0 picks a free one.
    pub fn bind(address: SocketAddr) -> io::Result<Self> {
        Entrance::bind(address).map(|entrance| Self { entrance })
    }

    /// Takes over a bound socket, as systemd hands one in.
    pub fn from_socket(socket: UdpSocket) -> io::Result<Self> {
        Entrance::new(socket).map(|entrance| Self { entrance })
    }

    /// Where it is bound.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.entrance.local_addr()
    }

    /// Starts to answer, on a thread of its own.
    pub fn run(self, content: Arc<dyn Content>, limits: Limits) -> io::Result<Running> {
        allow_many_sockets();
        let signal = Arc::new(Signal::new()?);
        let mut server = Server::new(self.entrance, content, limits, Arc::clone(&signal))?;
        let thread = thread::Builder::new().name("tftp".into()).spawn(move || server.run())?;
        Ok(Running { signal, thread: Some(thread) })
    }
}

/// A listener at work. It stops when this is dropped.
#[derive(Debug)]
#[must_use]
pub struct Running {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Running {
    /// Asks it to take no more requests and to end once the transfers under way have, at most five seconds later.
    /// Returns at once.
    pub fn stop(&self) {
        self.signal.stop();
    }

    /// Stops it and waits until it has ended; the error is one of the operating system that ended it before.
    /// Blocks: up to five seconds.
    pub fn finish(mut self) -> io::Result<()> {
        self.stop();
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(ended)) => ended,
            Some(Err(_)) => Err(io::Error::other("the TFTP listener failed unexpectedly")),
            None => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What other threads tell the listener's.
#[derive(Debug)]
pub struct Signal {
    stop: AtomicBool,
    /// Readable when there is something to look at.
    pub wake: Arc<EventFd>,
}

impl Signal {
    fn new() -> io::Result<Self> {
        let flags = EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK;
        let wake = Arc::new(EventFd::from_value_and_flags(0, flags)?);
        Ok(Self { stop: AtomicBool::new(false), wake })
    }

    fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        if let Err(error) = self.wake.write(1) {
            tracing::warn!(%error, "tftp: the listener could not be woken");
        }
    }

    /// Whether it was asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }
}
