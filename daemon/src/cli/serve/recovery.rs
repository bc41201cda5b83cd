//! A box whose database is damaged: it keeps the file, shows one page, and tells phones to keep what they have.

use std::{net::IpAddr, path::Path, sync::Arc, time::Duration};

use tokio::sync::watch;

use super::{Failure, StopSignals, Wish, listeners, running, say_ready};
use crate::{
    admin,
    serve::{
        content::{Answer, Asked, Content, Outcome},
        networks::Networks,
        sockets::Bound,
        supervise,
    },
    store::{self, Store, StoreError},
};

/// How often to look whether the data was restored.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Serves the recovery page until the data opens again; says whether the box is to go on.
pub async fn run(
    dir: &Path,
    error: &StoreError,
    bound: &Bound,
    wish: &Wish,
    told: &mut StopSignals,
) -> Result<bool, Failure> {
    tracing::error!("{error}");
    let (stop, stopping) = watch::channel(false);
    let content: Arc<dyn Content> = Arc::new(Closed(Networks::read(running::allow_loopback(bound, wish))?));
    let phones = listeners::start(bound, &content, None, wish.dev, &stopping)?;
    let page = admin::recovery(admin::Recovery { database: dir.join(store::FILE).display().to_string() });
    if let Some(socket) = &bound.admin {
        // The box's certificate lies in the damaged database, so the page stands in the clear.
        tokio::spawn(admin::run(listeners::copy(socket)?, None, page, listeners::stopped(stopping)));
    }
    supervise::ready("The database is damaged. Put a backup in its place with linekey restore FILE");
    say_ready(bound, running::admin_url(bound, false).as_deref(), true)?;
    let watchdog = tokio::spawn(supervise::keep_alive(async || true));
    let go_on = tokio::select! {
        () = told.wait() => false,
        () = restored(dir) => true,
    };
    watchdog.abort();
    stop.send_replace(true);
    phones.ended().await;
    Ok(go_on)
}

async fn restored(dir: &Path) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let dir = dir.to_owned();
        let sound =
            tokio::task::spawn_blocking(move || Store::open(&dir).and_then(|store| store.is_sound())).await;
        if matches!(sound, Ok(Ok(true))) {
            return;
        }
    }
}

/// Knows no file. A phone that gets "no such file" keeps its settings.
struct Closed(Networks);

impl Content for Closed {
    fn at_hand(&self, _: &Asked) -> Option<Answer> {
        Some(Answer::NoSuchFile)
    }

    fn answer(&self, _: &Asked) -> Answer {
        Answer::NoSuchFile
    }

    fn note(&self, _: &Asked, _: Outcome) {}

    fn serves(&self, peer: IpAddr) -> bool {
        self.0.contains(peer)
    }
}
