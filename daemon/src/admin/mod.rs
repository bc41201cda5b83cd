//! The admin side: its listener, log-in, the JSON API, the embedded pages, and the page that a box with a damaged
//! database shows. It alone knows HTTP statuses and the API's JSON.

mod api;
mod assets;
mod headers;
mod listener;
mod metrics;
mod news;
mod problem;
mod recovery;
mod request;
mod session;
mod tickets;

pub use listener::run;
pub use recovery::{Recovery, recovery};

use std::{collections::BTreeMap, ops::Deref, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::FromRef,
    middleware::{from_fn_with_state, map_response},
    routing::get,
};
use tokio::sync::{Semaphore, watch};

use crate::{
    directory::Secret,
    office::{Imports, Live, Office, Pool},
    serve::tls::Certificates,
    store::{Store, StoreError},
};
use news::News;
use problem::Problem;
use session::{Claim, Throttle};
use tickets::Tickets;

/// How long a person's change waits for another one: longer than an import of 10,000 rows holds the lock. On a small
/// box a waiting change keeps a connection that others want to read with.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the admin side is told at its start.
pub struct AdminOptions {
    /// The one-time claim token of a box without an owner.
    pub claim: Option<Secret>,
    /// Whether it is reached over HTTPS only.
    pub secure: bool,
    /// Where phones reach the box: listener's word → `host:port`.
    pub addresses: BTreeMap<&'static str, String>,
    /// What browsers are shown, where they are served over HTTPS.
    pub certificates: Option<Arc<Certificates>>,
    /// Turns true when the box stops.
    pub stop: watch::Receiver<bool>,
}

/// Everything that requests share.
pub struct Shared {
    offices: Arc<Live>,
    stores: Pool,
    imports: Arc<Imports>,
    claim: Claim,
    throttle: Throttle,
    /// Turns for checking a password.
    hashing: Arc<Semaphore>,
    tickets: Tickets,
    news: News,
    secure: bool,
    addresses: BTreeMap<&'static str, String>,
    certificates: Option<Arc<Certificates>>,
    stop: watch::Receiver<bool>,
}

/// The admin side as one request sees it: with the office as it was when it came in.
pub struct Admin {
    office: Arc<Office>,
    shared: Arc<Shared>,
}

impl Deref for Admin {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

/// The admin side of a running box.
#[derive(Clone)]
pub struct AdminSide(Arc<Shared>);

impl FromRef<AdminSide> for Arc<Admin> {
    fn from_ref(side: &AdminSide) -> Self {
        side.admin()
    }
}

impl AdminSide {
    /// The admin side on this store. Must be called within the runtime.
    pub fn new(offices: Arc<Live>, store: Store, options: AdminOptions) -> Result<Self, StoreError> {
        let news = News::default();
        let told = news.clone();
        let imports = Imports::new(move |import| told.import(import));
        let stores = Pool::new(store)?;
        stores.set_patience(PATIENCE)?;
        let side = Self(Arc::new(Shared {
            offices,
            stores,
            imports: Arc::new(imports),
            claim: Claim::new(options.claim),
            throttle: Throttle::default(),
            hashing: Arc::new(Semaphore::new(1)),
            tickets: Tickets::default(),
            news,
            secure: options.secure,
            addresses: options.addresses,
            certificates: options.certificates,
            stop: options.stop,
        }));
        tokio::spawn(news::watch(side.clone()));
        Ok(side)
    }

    /// As it is at this moment.
    fn admin(&self) -> Arc<Admin> {
        Arc::new(Admin { office: self.0.offices.now(), shared: Arc::clone(&self.0) })
    }

    /// Turns true when the box stops.
    fn stop(&self) -> watch::Receiver<bool> {
        self.0.stop.clone()
    }

    /// Everything that the administrator's listener answers.
    pub fn router(&self) -> Router {
        let metrics = Router::new()
            .route("/metrics", get(metrics::show))
            .route_layer(from_fn_with_state(self.clone(), session::required))
            .with_state(self.clone());
        Router::new()
            .merge(api::router(self))
            .merge(metrics)
            .merge(assets::router())
            .route("/healthz", get(|| async { "ok\n" }))
            .layer(map_response(headers::add))
    }
}

impl Admin {
    /// Runs work that may wait for the disk.
    async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &mut Store) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let admin = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&admin, &mut admin.stores.borrow())).await;
        done.unwrap_or_else(|error| Err(Problem::internal(&error)))
    }
}
