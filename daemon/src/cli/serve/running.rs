//! A box that is well: its listeners, and what it looks after every now and then.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

use super::{Failure, StopSignals, Wish, address_of, box_identity, listeners, say_ready};
use crate::{
    admin::{self, AdminOptions, AdminSide},
    cli::{now, sentence},
    directory::{Secret, credentials},
    discover::mdns,
    office::{Desk, DeskOptions, Live, Office},
    serve::{
        content::Content,
        networks::Networks,
        sockets::{Bound, Listener},
        supervise,
        tls::{Certificates, server_config},
    },
    store::{EventSeverity, Store, StoreError, reserve},
};

/// How often to look for what other processes changed. The commands promise a second.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// How long the running box waits for another process's change before it tries again later.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often to look at the box's own templates. Whoever writes one is told "within two seconds".
const TEMPLATES_EVERY: Duration = Duration::from_secs(1);

/// How often to look at the networks: cables are plugged and addresses change.
const NETWORKS_EVERY: Duration = Duration::from_secs(5);

/// How often to forget passwords and uploads that nobody fetched, and to look whether certificates age.
const TIDY_EVERY: Duration = Duration::from_mins(1);

/// Everything that the box looks after.
struct House {
    store: Store,
    office: Arc<Live>,
    desk: Arc<Desk>,
    networks: Arc<RwLock<Networks>>,
    allow_loopback: bool,
    certificates: Arc<Certificates>,
    /// Where phones reach the box, when that does not change with the networks.
    phones_at: Option<(&'static str, SocketAddr)>,
}

/// Why the box ended.
pub enum Ended {
    /// The data has another key now: open it anew.
    NewKey,
    /// It was told to.
    Stopped,
}

/// Runs the box until it is told to stop, or until its data must be opened anew.
pub async fn run(
    mut store: Store,
    office: Live,
    bound: &Bound,
    wish: &Wish,
    told: &mut StopSignals,
) -> Result<Ended, Failure> {
    tell_faults(&mut store, &office.now())?;
    store.settle_imports()?;
    separate_softphones(&mut store, &office.now())?;
    let allow_loopback = allow_loopback(bound, wish);
    let networks = Networks::read(allow_loopback)?;
    let identity = box_identity::load(&mut store, networks.own_addresses())?;
    let failed = |error: crate::serve::tls::TlsError| Failure::System(sentence(&error));
    let certificates = Arc::new(Certificates::new(&identity).map_err(failed)?);
    let tls = server_config(Arc::clone(&certificates)).map_err(failed)?;
    let networks = Arc::new(RwLock::new(networks));
    let office = Arc::new(office);
    let claim = if store.has_admin()? { None } else { Some(new_claim()) };
    let desk = Desk::new(Arc::clone(&office), store.another()?, DeskOptions { serves: serves(&networks) })?;
    let phones_at = phones_at(bound);
    let mut house =
        House { store, office: Arc::clone(&office), desk, networks, allow_loopback, certificates, phones_at };
    house.learn_own_url()?;

    let (stop, stopping) = watch::channel(false);
    let content: Arc<dyn Content> = Arc::<Desk>::clone(&house.desk);
    let phones = listeners::start(bound, &content, Some(Arc::clone(&tls)), wish.dev, &stopping)?;
    if let Some(socket) = &bound.admin {
        let tls = (!wish.dev).then_some(tls);
        let options = AdminOptions {
            claim: claim.clone(),
            secure: tls.is_some(),
            certificates: tls.as_ref().map(|_| Arc::clone(&house.certificates)),
            addresses: bound.addresses().into_iter().map(|(is, at)| (is.word(), at.to_string())).collect(),
            stop: stopping.clone(),
        };
        let pages = AdminSide::new(office, house.store.another()?, options)?;
        let stop = listeners::stopped(stopping.clone());
        tokio::spawn(admin::run(listeners::copy(socket)?, tls, pages.router(), stop));
    }
    reserve::keep(house.store.dir());
    let announced = announce(bound, wish.mdns, stopping);
    supervise::ready("Serving phones");
    let url = admin_url(bound, !wish.dev);
    say_ready(bound, url.as_deref(), false)?;
    if let (Some(url), Some(claim)) = (&url, &claim) {
        say_claim(url, claim);
    }
    check_in_background(&house.store)?;
    // From here on nobody waits for these changes, and a stop must not wait for another one's.
    house.store.set_patience(PATIENCE)?;

    let desk = Arc::clone(&house.desk);
    let watchdog = tokio::spawn(supervise::keep_alive(async move || desk_answers(&desk).await));
    let ended = house.keep(told.wait()).await;
    watchdog.abort();
    if matches!(ended, Ended::Stopped) {
        supervise::stopping();
    }
    stop.send_replace(true);
    phones.ended().await;
    announced.await.unwrap_or_default();
    house.desk.flush();
    tracing::info!("stopped");
    Ok(ended)
}

/// The token of the link that makes whoever reads it the owner.
fn new_claim() -> Secret {
    credentials::token(&mut rand::rng())
}

/// Tells whoever has the box how to become its owner: on the terminal or, under systemd, in the journal, which only
/// administrators of the box read. The token is good once and until the next start, and stands behind a `#`, which
/// browsers do not send: it is in no log of a proxy.
fn say_claim(url: &str, claim: &Secret) {
    eprintln!("This box has no owner yet. To become it, open once: {url}claim#{}", claim.expose());
}

/// Whether programs on this machine may play phone: in trials, and where phones' listeners are on loopback.
pub fn allow_loopback(bound: &Bound, wish: &Wish) -> bool {
    let phones = bound.addresses().into_iter().filter(|(listener, _)| *listener != Listener::Admin);
    wish.dev || phones.into_iter().any(|(_, address)| address.ip().is_loopback())
}

/// `--tls` or not, where a person finds the pages.
pub fn admin_url(bound: &Bound, tls: bool) -> Option<String> {
    let address = address_of(bound, Listener::Admin)?;
    let scheme = if tls { "https" } else { "http" };
    let host = if address.ip().is_unspecified() { mdns::HOST.to_owned() } else { bracketed(address.ip()) };
    Some(format!("{scheme}://{host}:{}/", address.port()))
}

fn bracketed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// A person's own files that are faulty are told in the log and among the events.
fn tell_faults(store: &mut Store, office: &Office) -> Result<(), Failure> {
    for fault in office.faults() {
        let message = format!("{fault}. The shipped file is used instead");
        tracing::warn!("{message}");
        store.note_event(now(), "template_fault", EventSeverity::Warning, &message, "box")?;
    }
    Ok(())
}

/// Softphones of data from an earlier version get accounts of their own.
fn separate_softphones(store: &mut Store, office: &Office) -> Result<(), Failure> {
    let site = store.site()?;
    let made = store.separate_softphones(office.dialect(&site), now())?;
    if made > 0 {
        tracing::warn!("{made} softphones got SIP accounts of their own, which the phone system must know");
    }
    Ok(())
}

fn serves(networks: &Arc<RwLock<Networks>>) -> Box<dyn Fn(IpAddr) -> bool + Send + Sync> {
    let networks = Arc::clone(networks);
    Box::new(move |peer| networks.read().unwrap_or_else(PoisonError::into_inner).contains(peer))
}

/// The listener that the URL in phones' files names: HTTP, or TFTP on a box without it.
fn phones_at(bound: &Bound) -> Option<(&'static str, SocketAddr)> {
    let http = address_of(bound, Listener::Http).map(|address| ("http", address));
    http.or_else(|| address_of(bound, Listener::Tftp).map(|address| ("tftp", address)))
}

fn own_url(scheme: &str, bound: SocketAddr, networks: &Networks) -> Option<String> {
    let host = if bound.ip().is_unspecified() { IpAddr::V4(networks.primary_address()?) } else { bound.ip() };
    let host = bracketed(host);
    Some(match (scheme, bound.port()) {
        ("http", 80) | ("tftp", 69) => format!("{scheme}://{host}/"),
        (_, port) => format!("{scheme}://{host}:{port}/"),
    })
}

fn announce(bound: &Bound, on: bool, stop: watch::Receiver<bool>) -> tokio::task::JoinHandle<()> {
    let port = |listener| address_of(bound, listener).map(|address| address.port());
    let ports =
        mdns::Ports { http: port(Listener::Http), https: port(Listener::Admin), tftp: port(Listener::Tftp) };
    tokio::spawn(async move {
        if !on {
            return;
        }
        let renamed = |name: &str| tracing::warn!("another host is called linekey.local; this box is {name}");
        if let Err(error) = mdns::announce(ports, renamed, listeners::stopped(stop)).await {
            tracing::warn!("{}", sentence(&error));
        }
    })
}

/// Reads the whole database once, beside the serving.
fn check_in_background(store: &Store) -> Result<(), Failure> {
    let mut store = store.another()?;
    tokio::task::spawn_blocking(move || {
        let message = match store.is_sound() {
            Ok(true) => return,
            Ok(false) | Err(_) => {
                "the database is damaged in part. Make a copy of the data folder, then put a backup in its place with \
                 linekey restore FILE"
            }
        };
        tracing::error!("{message}");
        supervise::status("The database is damaged in part");
        store.note_event(now(), "database_damaged", EventSeverity::Error, message, "box").unwrap_or_default();
    });
    Ok(())
}

/// Whether a look at the database comes back, whatever it says: what the watchdog asks. A fault that a new start would
/// not mend is no reason for one.
async fn desk_answers(desk: &Arc<Desk>) -> bool {
    let desk = Arc::clone(desk);
    tokio::task::spawn_blocking(move || desk.refresh()).await.is_ok()
}

impl House {
    /// Looks after things until `stop` comes true, or a restore brings another key.
    async fn keep(&mut self, stop: impl Future<Output = ()>) -> Ended {
        let mut stop = std::pin::pin!(stop);
        let periods = [LOOK_EVERY, TEMPLATES_EVERY, NETWORKS_EVERY, TIDY_EVERY];
        let [mut look, mut templates, mut networks, mut tidy] = periods.map(|period| {
            let mut ticks = interval(period);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            ticks
        });
        loop {
            tokio::select! {
                () = &mut stop => return Ended::Stopped,
                _ = look.tick() => {
                    if tokio::task::block_in_place(|| self.look()) {
                        tracing::info!("a restore brought another key: opening the data anew");
                        return Ended::NewKey;
                    }
                }
                _ = templates.tick() => tokio::task::block_in_place(|| self.read_templates()),
                _ = networks.tick() => tokio::task::block_in_place(|| self.read_networks()),
                _ = tidy.tick() => tokio::task::block_in_place(|| self.tidy()),
            }
        }
    }

    /// Takes note of what other processes changed; true when the data has another key.
    fn look(&self) -> bool {
        self.desk.refresh();
        // The desk has told the log of a database that does not answer.
        !self.store.key_fits().unwrap_or(true)
    }

    fn read_templates(&mut self) {
        match self.office.refresh(&mut self.store) {
            Ok(true) => tracing::info!("the box's own templates were read anew"),
            Ok(false) => {}
            Err(error) => tracing::warn!("cannot read the box's own templates anew: {error}"),
        }
    }

    fn read_networks(&mut self) {
        match Networks::read(self.allow_loopback) {
            Ok(networks) => *self.networks.write().unwrap_or_else(PoisonError::into_inner) = networks,
            Err(error) => return tracing::warn!("cannot read the box's networks: {error}"),
        }
        if let Err(error) = self.learn_own_url() {
            tracing::warn!("cannot store the box's address: {error}");
        }
    }

    fn learn_own_url(&mut self) -> Result<(), StoreError> {
        let Some((scheme, address)) = self.phones_at else { return Ok(()) };
        let url = own_url(scheme, address, &self.networks.read().unwrap_or_else(PoisonError::into_inner));
        url.map_or(Ok(()), |url| self.store.set_own_url(&url))
    }

    fn tidy(&mut self) {
        if let Err(error) = self.store.expire_handovers(now()) {
            tracing::warn!("cannot forget old passwords: {error}");
        }
        if let Err(error) = self.store.expire_softphone_links(now()) {
            tracing::warn!("cannot forget old links: {error}");
        }
        if let Err(error) = self.store.expire_import_files(now()) {
            tracing::warn!("cannot forget old uploads: {error}");
        }
        let addresses = self.networks.read().unwrap_or_else(PoisonError::into_inner).own_addresses();
        let renewed = box_identity::load(&mut self.store, addresses)
            .map(|identity| self.certificates.replace(&identity));
        if !matches!(renewed, Ok(Ok(()))) {
            tracing::warn!("cannot renew the box's certificate");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_url_names_the_port_only_where_it_is_unusual() {
        let networks = Networks::read(true).unwrap();
        let at = |address: &str| address.parse().unwrap();
        assert_eq!(own_url("http", at("10.0.0.5:80"), &networks).unwrap(), "http://10.0.0.5/");
        assert_eq!(own_url("http", at("127.0.0.1:8080"), &networks).unwrap(), "http://127.0.0.1:8080/");
        assert_eq!(own_url("tftp", at("[fd00::5]:69"), &networks).unwrap(), "tftp://[fd00::5]/");
    }
}
