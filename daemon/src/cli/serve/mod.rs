//! `linekey serve`: reads what is wanted, binds the listeners, and runs the box until it is told to stop.

mod box_identity;
mod listeners;
mod recovery;
mod running;

use std::{collections::BTreeMap, io, net::SocketAddr};

use clap::ValueEnum;
use serde::Deserialize;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Failure, Place, config::Config, owner, print, sentence};
use crate::{
    office::Live,
    serve::sockets::{AllWanted, Bound, Listener, Wanted},
    store::{Presence, Store, StoreError, clear_leftovers, reserve},
};

/// Serve phones over HTTP, HTTPS and TFTP.
#[derive(clap::Args)]
pub struct Serve {
    /// Phones, plain [default: :80]
    #[arg(long, value_name = "ADDR")]
    http: Option<String>,
    /// Phones, TLS [default: :443]
    #[arg(long, value_name = "ADDR")]
    https: Option<String>,
    /// Phones, TFTP [default: :69]
    #[arg(long, value_name = "ADDR")]
    tftp: Option<String>,
    /// The administrator [default: :8443, HTTPS]
    #[arg(long, value_name = "ADDR")]
    admin: Option<String>,
    /// SIP PnP (not built yet)
    #[arg(long, value_name = "ADDR")]
    pnp: Option<String>,
    /// DHCP (not built yet)
    #[arg(long, value_name = "ADDR")]
    dhcp: Option<String>,
    /// Announce linekey.local on the network [default: on]
    #[arg(long, value_enum)]
    mdns: Option<Switch>,
    /// For trials: unprivileged ports on loopback, no mDNS, plain HTTP for the administrator
    #[arg(long)]
    dev: bool,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// Off
    Off,
    /// On
    On,
}

/// Threads that may wait for the disk or a template at once. More only take turns on a small box.
const BLOCKING_THREADS: usize = 32;

/// What is wanted, once flags, file and defaults are put together.
struct Wish {
    listeners: AllWanted,
    mdns: bool,
    dev: bool,
}

impl Serve {
    /// Runs the command.
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let wish = self.wish(&place.config)?;
        // Before the data is opened: root may bind low ports, the data's owner may not.
        let bound = wish.listeners.bind().map_err(|error| Failure::System(sentence(&error)))?;
        owner::become_owner_for_good(&place.dir)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(BLOCKING_THREADS)
            .build()?;
        let mut stop = runtime.block_on(async { StopSignals::new() })?;
        let _presence = Store::make_folder(&place.dir).and_then(|()| Presence::take(&place.dir))?;
        // Phones are served whatever lies there.
        if let Err(error) = clear_leftovers(&place.dir) {
            tracing::warn!("{error}");
        }
        loop {
            let damage = match place.store_or_raw() {
                Ok(store) => {
                    let office = Live::open(&place.dir)?;
                    match runtime.block_on(running::run(store, office, &bound, &wish, &mut stop)) {
                        // Damage that only the first look at some table brings up.
                        Err(Failure::Damaged(error)) => error,
                        Ok(running::Ended::NewKey) => continue,
                        Ok(running::Ended::Stopped) => return Ok(()),
                        Err(failure) => return Err(failure),
                    }
                }
                Err(error @ StoreError::Damaged(_)) => error,
                Err(StoreError::DiskFull) if reserve::release(&place.dir) => {
                    tracing::error!(
                        "the disk is full. Phones are served; make room before anything is changed"
                    );
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            if !runtime.block_on(recovery::run(&place.dir, &damage, &bound, &wish, &mut stop))? {
                return Ok(());
            }
        }
    }

    fn wish(&self, config: &Config) -> Result<Wish, Failure> {
        let dev = self.dev || config.dev;
        let at = |flag: &Option<String>, file: &Option<String>, normal: &str, trial: &str| {
            let text = flag.as_deref().or(file.as_deref()).unwrap_or(if dev { trial } else { normal });
            text.parse::<Wanted>().map_err(|error| Failure::Usage(sentence(&error)))
        };
        let listeners = AllWanted {
            admin: at(&self.admin, &config.admin, ":8443", "127.0.0.1:8081")?,
            http: at(&self.http, &config.http, ":80", "127.0.0.1:8080")?,
            https: at(&self.https, &config.https, ":443", "127.0.0.1:8443")?,
            tftp: at(&self.tftp, &config.tftp, ":69", "127.0.0.1:6969")?,
        };
        for (name, text) in [
            ("SIP PnP", self.pnp.as_ref().or(config.pnp.as_ref())),
            ("DHCP", self.dhcp.as_ref().or(config.dhcp.as_ref())),
        ] {
            if text.is_some_and(|text| text != "off") {
                tracing::warn!("{name} is not built yet; phones find the box by what their DHCP server says");
            }
        }
        let mdns = self.mdns.or(config.mdns).unwrap_or(if dev { Switch::Off } else { Switch::On });
        Ok(Wish { listeners, mdns: mdns == Switch::On, dev })
    }
}

/// Prints the one line that says that every listener is bound, and tells systemd.
fn say_ready(bound: &Bound, admin_url: Option<&str>, recovery: bool) -> Result<(), Failure> {
    let mut facts: BTreeMap<&str, serde_json::Value> = BTreeMap::new();
    for (listener, address) in bound.addresses() {
        facts.insert(listener.word(), address.to_string().into());
    }
    facts.insert("admin_url", admin_url.into());
    if recovery {
        facts.insert("recovery", true.into());
    }
    let json = serde_json::to_string(&facts).map_err(|error| Failure::System(error.to_string()))?;
    print(&format!("linekey ready {json}\n"))?;
    let at = |listener| address_of(bound, listener).map_or_else(|| "off".to_owned(), |at| at.to_string());
    tracing::info!(
        "phones are served over HTTP at {}, HTTPS at {}, TFTP at {}; the administrator at {}. Ctrl-C stops",
        at(Listener::Http),
        at(Listener::Https),
        at(Listener::Tftp),
        admin_url.unwrap_or("no address")
    );
    Ok(())
}

/// The address of a listener.
fn address_of(bound: &Bound, listener: Listener) -> Option<SocketAddr> {
    bound.addresses().into_iter().find(|(is, _)| *is == listener).map(|(_, address)| address)
}

/// The signals that tell the process to stop: SIGTERM by systemd, SIGINT by a person. Caught from the moment this is
/// made, so that one that comes early is not lost.
struct StopSignals {
    term: Signal,
    interrupt: Signal,
}

impl StopSignals {
    fn new() -> io::Result<Self> {
        Ok(Self { term: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
