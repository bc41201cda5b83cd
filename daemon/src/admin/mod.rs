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

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{
    Router,
    middleware::{from_fn_with_state, map_response},
    routing::get,
};
use tokio::sync::{Semaphore, watch};

use crate::{
    directory::Secret,
    office::{Imports, Office, Pool},
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
    /// Turns true when the box stops.
    pub stop: watch::Receiver<bool>,
}

/// Everything that requests share.
pub struct Admin {
    office: Arc<Office>,
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
    stop: watch::Receiver<bool>,
}

impl Admin {
    /// The admin side on this store. Must be called within the runtime.
    pub fn new(office: Arc<Office>, store: Store, options: AdminOptions) -> Result<Arc<Self>, StoreError> {
        let news = News::default();
        let told = news.clone();
        let imports = Imports::new(move |import| told.import(import));
        let stores = Pool::new(store)?;
        stores.set_patience(PATIENCE)?;
        let admin = Arc::new(Self {
            office,
            stores,
            imports: Arc::new(imports),
            claim: Claim::new(options.claim),
            throttle: Throttle::default(),
            hashing: Arc::new(Semaphore::new(1)),
            tickets: Tickets::default(),
            news,
            secure: options.secure,
            addresses: options.addresses,
            stop: options.stop,
        });
        tokio::spawn(news::watch(Arc::clone(&admin)));
        Ok(admin)
    }

    /// Everything that the administrator's listener answers.
    pub fn router(self: &Arc<Self>) -> Router {
        let metrics = Router::new()
            .route("/metrics", get(metrics::show))
            .route_layer(from_fn_with_state(Arc::clone(self), session::required))
            .with_state(Arc::clone(self));
        Router::new()
            .merge(api::router(self))
            .merge(metrics)
            .merge(assets::router())
            .route("/healthz", get(|| async { "ok\n" }))
            .layer(map_response(headers::add))
    }

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
