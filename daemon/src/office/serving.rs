//! The desk where phones ask: answers from the office's data, with a cache that a change empties.

use std::{
    borrow::Cow,
    cmp::Ordering as Comparison,
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;

use super::{
    FileError, Live, Made, Question, hosted::Hosted, now, pool::Pool, sighting::Notebook, softphones,
};
use crate::{
    catalogue::FileKind,
    directory::{MacAddr, text::hex},
    render::AUTHORITY_FILE,
    serve::content::{Answer, Asked, Body, Content, LinkAnswer, LinkAsked, Outcome},
    store::{OwnTest, Store, StoreError},
};

/// Room for rendered files, about a thousand of 12 KB. When it is full it is emptied: a boot storm asks each file
/// once, so a cleverer choice would gain nothing.
const CACHE_BYTES: usize = 16 * 1024 * 1024;

/// Decides whether an address may be served.
pub type Serves = Box<dyn Fn(IpAddr) -> bool + Send + Sync>;

/// What a desk is told at its start.
pub struct DeskOptions {
    /// Which addresses may be served.
    pub serves: Serves,
}

/// Answers phones.
pub struct Desk {
    office: Arc<Live>,
    stores: Pool,
    cache: Mutex<Cache>,
    /// Revision of the cached files.
    revision: AtomicI64,
    /// Set while the last look at the database failed, so that the log tells it once.
    failing: AtomicBool,
    hosted: Hosted,
    notebook: Notebook,
    own_test: OwnTest,
    serves: Serves,
}

#[derive(Default)]
struct Cache {
    files: HashMap<String, Kept>,
    bytes: usize,
}

#[derive(Clone)]
struct Kept {
    body: Body,
    /// The phone whose main file it is.
    main_of: Option<MacAddr>,
    /// What came with its name.
    query: Option<String>,
}

impl Cache {
    fn get(&self, asked: &Asked) -> Option<&Kept> {
        self.files.get(key(asked).as_ref()).filter(|kept| kept.query == asked.query)
    }
}

impl Desk {
    /// A desk on this store, whose sightings it writes from now on.
    pub fn new(office: Arc<Live>, store: Store, options: DeskOptions) -> Result<Arc<Self>, StoreError> {
        let notebook = Notebook::new(Arc::clone(&office), store.another()?);
        let own_test = store.own_test();
        Ok(Arc::new(Self {
            hosted: Hosted::new(store.dir()),
            revision: AtomicI64::new(store.revision()?),
            stores: Pool::new(store)?,
            cache: Mutex::default(),
            failing: AtomicBool::new(false),
            office,
            notebook,
            own_test,
            serves: options.serves,
        }))
    }

    /// Takes note of changes that another process made. To be called a few times a second.
    pub fn refresh(&self) {
        self.hosted.refresh();
        let revision = self.stores.borrow().revision();
        match revision {
            Ok(revision) => {
                self.failing.store(false, Ordering::Relaxed);
                self.turn_to(revision);
            }
            Err(error) if !self.failing.swap(true, Ordering::Relaxed) => {
                tracing::error!("cannot look for changes: {error}");
            }
            Err(_) => {}
        }
    }

    /// Waits until all sightings so far are stored. For a clean end.
    pub fn flush(&self) {
        self.notebook.flush();
    }

    fn turn_to(&self, revision: i64) {
        let mut cache = lock(&self.cache);
        if self.revision.swap(revision, Ordering::Relaxed) != revision {
            *cache = Cache::default();
        }
    }

    fn make(&self, asked: &Asked) -> Answer {
        match self.read(asked) {
            Ok((Made::File(file), revision)) => {
                let bytes = Bytes::from(file.bytes);
                let body = Body { etag: etag(&bytes), bytes, content_type: file.content_type, ranges: false };
                // Of a main file it must be known what the phone got, however it asked.
                if !file.differs && (asked.query.is_none() || file.main_of.is_some()) {
                    let kept = Kept { body: body.clone(), main_of: file.main_of, query: asked.query.clone() };
                    self.keep(key(asked).into_owned(), kept, revision);
                }
                Answer::File(body)
            }
            Ok((Made::Hosted, _)) => self.hosted.file(&asked.name).map_or(Answer::NoSuchFile, Answer::File),
            Ok((Made::NoSuchFile, _)) => Answer::NoSuchFile,
            Ok((Made::UnknownPhone(mac), _)) => Answer::UnknownPhone(mac),
            Err(error) => {
                tracing::error!("cannot make {}: {error}", asked.name);
                Answer::Broken(error.to_string())
            }
        }
    }

    fn read(&self, asked: &Asked) -> Result<(Made, i64), FileError> {
        let mut store = self.stores.borrow();
        let revision = store.revision()?;
        let address = asked.peer.ip().to_canonical().to_string();
        let question = Question {
            name: &asked.name,
            query: asked.query.as_deref(),
            user_agent: asked.user_agent.as_deref(),
            phone: None,
            address: Some(&address),
        };
        // Taken after the revision: a file that an older office makes is then kept for an older revision.
        Ok((self.office.now().file(&mut store, question)?, revision))
    }

    /// Keeps a file until the next change. The revision was read before the data: should a change have come in
    /// between, the file is newer than it says and goes with the next look. A revision that nobody has looked at yet
    /// begins here: what a phone got must be known when it is noted.
    fn keep(&self, key: String, kept: Kept, revision: i64) {
        let mut cache = lock(&self.cache);
        match revision.cmp(&self.revision.load(Ordering::Relaxed)) {
            Comparison::Less => return,
            Comparison::Equal => {}
            Comparison::Greater => {
                *cache = Cache::default();
                self.revision.store(revision, Ordering::Relaxed);
            }
        }
        if cache.bytes + kept.body.bytes.len() > CACHE_BYTES {
            *cache = Cache::default();
        }
        cache.bytes += kept.body.bytes.len();
        if let Some(before) = cache.files.insert(key, kept) {
            cache.bytes -= before.body.bytes.len();
        }
    }
}

impl Content for Desk {
    fn at_hand(&self, asked: &Asked) -> Option<Answer> {
        if let Some(kept) = lock(&self.cache).get(asked) {
            return Some(Answer::File(kept.body.clone()));
        }
        let office = self.office.now();
        let files = office.catalogue.requested_files(&asked.name);
        let is_absent = files.iter().all(|file| file.pattern.kind == FileKind::Absent);
        (is_absent && asked.name != AUTHORITY_FILE).then_some(Answer::NoSuchFile)
    }

    fn answer(&self, asked: &Asked) -> Answer {
        self.at_hand(asked).unwrap_or_else(|| self.make(asked))
    }

    fn link(&self, asked: &LinkAsked) -> LinkAnswer {
        let answer = softphones::answer(&self.office.now(), &mut self.stores.borrow(), asked, now());
        answer.unwrap_or_else(|error| {
            tracing::error!("cannot answer a softphone's link: {error}");
            LinkAnswer::Broken(error.to_string())
        })
    }

    fn note(&self, asked: &Asked, outcome: Outcome) {
        if asked.own_test.as_ref().is_some_and(|word| self.own_test.is_good(word, now())) {
            return;
        }
        let (main_of, etag) = match lock(&self.cache).get(asked) {
            Some(kept) => (kept.main_of, Some(kept.body.etag.clone())),
            None => (None, None),
        };
        self.notebook.note(asked, outcome, main_of.zip(etag));
    }

    fn serves(&self, peer: IpAddr) -> bool {
        (self.serves)(peer)
    }
}

/// What an answer is kept under. No name holds a control character. Of all queries with a name the last one is kept:
/// else somebody who counts on and on would drive out what phones got.
fn key(asked: &Asked) -> Cow<'_, str> {
    match &asked.query {
        Some(_) => format!("{}\0", asked.name).into(),
        None => asked.name.as_str().into(),
    }
}

/// The entity tag of these bytes, with its quotes.
pub(super) fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&digest(&SHA256, bytes).as_ref()[..16]))
}

/// A thread that panicked while it held the lock left a whole map behind: nothing in here is half-done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
