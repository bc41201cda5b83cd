//! What happens on the box, while it happens.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt};
use tokio_stream::wrappers::BroadcastStream;

use crate::admin::{
    Admin,
    news::Message,
    session::{self, Owner},
};

/// How often an idle stream shows that it is there; also how late it notes that its session ended.
const ALIVE_EVERY: Duration = Duration::from_secs(15);

/// Tells what happens: `change`, `import` and `sightings` events as JSON
#[utoipa::path(get, path = "/stream", operation_id = "listen", tag = "box",
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub async fn listen(
    State(admin): State<Arc<Admin>>,
    Extension(owner): Extension<Owner>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // What a page that lags behind missed is no loss: it asks for the whole on the next event.
    let news = BroadcastStream::new(admin.news.listen());
    let events = news.filter_map(async |message| event(&message.ok()?).map(Ok));
    Sse::new(events.take_until(ended(admin, owner))).keep_alive(KeepAlive::new().interval(ALIVE_EVERY))
}

fn event(message: &Message) -> Option<Event> {
    Event::default().event(message.event()).json_data(message).ok()
}

/// Comes true when the box stops or the session has ended.
async fn ended(admin: Arc<Admin>, owner: Owner) {
    let mut stop = admin.stop.clone();
    let stored = session::stored_form(&owner.token);
    loop {
        tokio::select! {
            changed = stop.changed() => if changed.is_err() || *stop.borrow() { return },
            () = tokio::time::sleep(ALIVE_EVERY) => {
                let stored = stored.clone();
                let found = admin.work(move |_, store| Ok(store.is_admin_session(&stored, crate::office::now())?)).await;
                if matches!(found, Ok(false)) {
                    return;
                }
            }
        }
    }
}
