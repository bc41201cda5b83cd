//! What open pages are told while it happens.

use std::time::Duration;

use serde::Serialize;
use tokio::{
    sync::broadcast,
    time::{MissedTickBehavior, interval},
};

use super::AdminSide;
use crate::office::ImportNews;

/// How often to look for what other processes changed. The commands promise a second.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Messages that a slow page may lag behind before it loses some. It then asks anew, so nothing is lost for good.
const BACKLOG: usize = 64;

/// A message.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Message {
    /// Something that a phone's file can show has changed.
    Change {
        /// The site's revision.
        revision: String,
    },
    /// An import moved on.
    Import(ImportNews),
    /// Phones were seen.
    Sightings {
        /// The number of the last sighting.
        last: i64,
    },
}

impl Message {
    /// The event's name in the stream.
    pub fn event(&self) -> &'static str {
        match self {
            Self::Change { .. } => "change",
            Self::Import(_) => "import",
            Self::Sightings { .. } => "sightings",
        }
    }
}

/// Where messages come in and go out.
#[derive(Clone)]
pub struct News(broadcast::Sender<Message>);

impl Default for News {
    fn default() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }
}

impl News {
    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Message> {
        self.0.subscribe()
    }

    /// An import moved on.
    pub fn import(&self, import: ImportNews) {
        self.tell(Message::Import(import));
    }

    fn tell(&self, message: Message) {
        // An error means that nobody listens.
        self.0.send(message).map(|_| ()).unwrap_or_default();
    }
}

/// Looks for changes, whoever made them, for as long as the box runs. Asks nothing while no page is open.
pub async fn watch(side: AdminSide) {
    let mut stop = side.stop();
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut known = None;
    loop {
        tokio::select! {
            changed = stop.changed() => if changed.is_err() || *stop.borrow() { return },
            _ = ticks.tick() => {}
        }
        let admin = side.admin();
        if admin.news.0.receiver_count() == 0 {
            known = None;
            continue;
        }
        let seen = admin.work(|_, store| Ok((store.revision()?, store.last_sighting()?))).await;
        let Ok((revision, last)) = seen else { continue };
        if let Some((old_revision, old_last)) = known.replace((revision, last)) {
            if old_revision != revision {
                admin.news.tell(Message::Change { revision: revision.to_string() });
            }
            if old_last != last {
                admin.news.tell(Message::Sightings { last });
            }
        }
    }
}
