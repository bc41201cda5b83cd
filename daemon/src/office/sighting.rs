//! Noting which phones were seen, in batches, so that serving never waits for the disk.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::Duration,
};

use super::{Live, Office, now};
use crate::{
    catalogue::RequestedFile,
    directory::MacAddr,
    serve::content::{Asked, Outcome},
    store::{Fetch, Seen, Sighting, Store},
};

/// Notes that wait. A boot storm of a thousand phones asks about four thousand files; beyond this they are counted
/// and dropped, never waited for.
const WAITING: usize = 16_384;

/// How long a note waits for company at most.
const BATCH_EVERY: Duration = Duration::from_millis(500);

/// Notes written in one change at most.
const BATCH: usize = 4_096;

/// How long an ending daemon waits for the last notes. systemd would kill it after fifteen seconds.
const FLUSH_TIME: Duration = Duration::from_secs(3);

/// Takes notes without blocking; a thread of its own writes them down.
pub struct Notebook {
    notes: SyncSender<Note>,
    dropped: AtomicU64,
}

enum Note {
    Flush(SyncSender<()>),
    /// Boxed: the channel keeps room for [`WAITING`] of them from the start.
    Seen(Box<Request>),
}

/// A request that ended.
struct Request {
    at: i64,
    asked: Asked,
    outcome: Outcome,
    /// The phone whose main file it was, and the file's entity tag.
    main: Option<(MacAddr, String)>,
}

impl Notebook {
    pub fn new(office: Arc<Live>, store: Store) -> Self {
        let (notes, incoming) = sync_channel(WAITING);
        thread::spawn(move || write_down(&office, store, &incoming));
        Self { notes, dropped: AtomicU64::new(0) }
    }

    pub fn note(&self, asked: &Asked, outcome: Outcome, main: Option<(MacAddr, String)>) {
        let note = Note::Seen(Box::new(Request { at: now(), asked: asked.clone(), outcome, main }));
        if let Err(error) = self.notes.try_send(note) {
            if matches!(error, TrySendError::Disconnected(_)) {
                return self.tell_end();
            }
            let dropped = self.dropped.fetch_add(1, Ordering::Relaxed) + 1;
            if dropped.is_power_of_two() {
                tracing::warn!("too many requests at once: {dropped} sightings were not noted");
            }
        }
    }

    /// The writer panicked, which it never should. Said once.
    fn tell_end(&self) {
        if self.dropped.swap(u64::MAX / 2, Ordering::Relaxed) < u64::MAX / 2 {
            tracing::error!("sightings are no longer noted until the daemon is started anew");
        }
    }

    /// Returns when everything noted so far is stored, or after a few seconds.
    pub fn flush(&self) {
        let (done, wait) = sync_channel(1);
        if self.notes.send(Note::Flush(done)).is_ok() {
            // An error means that the writer is gone, or held up by another one's change: sightings may be lost, an
            // orderly end may not.
            wait.recv_timeout(FLUSH_TIME).unwrap_or_default();
        }
    }
}

fn write_down(office: &Live, mut store: Store, incoming: &Receiver<Note>) {
    let mut batch = Vec::new();
    loop {
        match incoming.recv_timeout(BATCH_EVERY) {
            Ok(Note::Seen(request)) => {
                batch.push(seen(&office.now(), &store, *request));
                if batch.len() >= BATCH || is_old(&batch) {
                    store_batch(&mut store, &mut batch);
                }
            }
            Ok(Note::Flush(done)) => {
                store_batch(&mut store, &mut batch);
                // Nobody waits any more when this fails.
                done.send(()).unwrap_or_default();
            }
            Err(RecvTimeoutError::Timeout) => store_batch(&mut store, &mut batch),
            Err(RecvTimeoutError::Disconnected) => return store_batch(&mut store, &mut batch),
        }
    }
}

fn store_batch(store: &mut Store, batch: &mut Vec<Seen>) {
    if batch.is_empty() {
        return;
    }
    // A full disk must not stop phones from booting: the notes are lost, the reason is in the log.
    if let Err(error) = store.add_sightings(batch) {
        tracing::error!("{} sightings could not be stored: {error}", batch.len());
    }
    batch.clear();
}

/// Whether the batch has waited for a second, by the clock that stamps the notes.
fn is_old(batch: &[Seen]) -> bool {
    batch.first().is_some_and(|first| now() != first.sighting.at)
}

fn seen(office: &Office, store: &Store, request: Request) -> Seen {
    let files = office.catalogue.requested_files(&request.asked.name);
    let sighting = sighting(office, store, &request, &files);
    let fetch = |(mac, etag)| {
        let fetch = Fetch {
            at: sighting.at,
            file: sighting.file.clone(),
            transport: sighting.transport.clone(),
            address: sighting.address.clone(),
            firmware: sighting.firmware.clone(),
            etag: Some(etag),
        };
        (mac, fetch)
    };
    Seen { fetched: request.main.filter(|_| is_fetched(request.outcome)).map(fetch), sighting }
}

/// Whose phone it is by its address, or by a name that one brand alone uses.
fn by_name(office: &Office, mac: Option<MacAddr>, files: &[RequestedFile<'_>]) -> Option<String> {
    let maker = mac.and_then(|mac| office.catalogue.brand_of(mac)).map(|brand| brand.id.clone());
    let first = &files.first()?.brand.id;
    maker.or_else(|| files.iter().all(|file| file.brand.id == *first).then(|| first.clone()))
}

fn is_fetched(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Served | Outcome::Unchanged)
}

fn sighting(office: &Office, store: &Store, request: &Request, files: &[RequestedFile<'_>]) -> Sighting {
    let Request { at, asked, outcome, .. } = request;
    let agent = asked.user_agent.as_deref().and_then(|agent| office.catalogue.recognise(agent));
    let in_name = files.iter().find_map(|file| file.mac);
    let mac = in_name.or(agent.as_ref().and_then(|agent| agent.mac));
    let brand = agent.as_ref().map(|agent| agent.brand.id.clone());
    let model = agent.as_ref().and_then(|agent| {
        agent.model.map(|found| found.model.id.clone()).or_else(|| agent.model_word.clone())
    });
    // What nobody but the spreadsheet knows: TFTP carries no User-Agent. A look that fails leaves it open.
    let imported = mac.and_then(|mac| store.device_kind(mac).ok().flatten());
    let (own_brand, own_model) = imported.unzip();
    let stage = if is_fetched(*outcome) { "fetched" } else { "seen" };
    Sighting {
        at: *at,
        mac: mac.map(|mac| mac.to_string()),
        brand: brand.or(own_brand).or_else(|| by_name(office, mac, files)),
        model: model.or(own_model),
        firmware: agent.and_then(|agent| agent.firmware),
        address: asked.peer.ip().to_canonical().to_string(),
        transport: asked.transport.word().to_owned(),
        file: asked.name.clone(),
        outcome: outcome.word().to_owned(),
        stage: stage.to_owned(),
    }
}
