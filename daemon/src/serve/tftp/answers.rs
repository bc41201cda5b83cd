//! Asks the content without letting it hold up or end the listener.

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use nix::sys::eventfd::EventFd;

use crate::serve::content::{Answer, Asked, Content, Outcome};

/// More threads than this would take the processor from the transfers.
const MOST_WORKERS: usize = 4;

/// A request to be answered by a worker, under the listener's own number.
type Job = (usize, Asked);

/// The content, and workers for answers that must be read or rendered.
pub struct Answers {
    content: Arc<dyn Content>,
    jobs: Sender<Job>,
    ready: Receiver<(usize, Answer)>,
}

impl Answers {
    /// Starts the workers; `wake` is written whenever an answer is ready.
    pub fn start(content: Arc<dyn Content>, wake: &Arc<EventFd>) -> std::io::Result<Self> {
        let (jobs, waiting) = channel::<Job>();
        let (done, ready) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let workers = thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
        for _ in 0..workers {
            let worker = Worker {
                content: Arc::clone(&content),
                waiting: Arc::clone(&waiting),
                done: done.clone(),
                wake: Arc::clone(wake),
            };
            thread::Builder::new().name("tftp-answer".into()).spawn(move || worker.run())?;
        }
        Ok(Self { content, jobs, ready })
    }

    /// Whether the address may be served.
    pub fn serves(&self, peer: IpAddr) -> bool {
        shielded(|| self.content.serves(peer)).unwrap_or(false)
    }

    /// The answer, where it takes no time.
    pub fn at_hand(&self, asked: &Asked) -> Option<Answer> {
        shielded(|| self.content.at_hand(asked)).unwrap_or_else(|| Some(panicked()))
    }

    /// Has a worker find the answer. How many may wait is bounded by the transfers allowed.
    pub fn find(&self, number: usize, asked: Asked) {
        if self.jobs.send((number, asked)).is_err() {
            tracing::error!("tftp: nobody is left to make files");
        }
    }

    /// The next answer that a worker found.
    pub fn next_ready(&self) -> Option<(usize, Answer)> {
        self.ready.try_recv().ok()
    }

    /// Notes how a request ended.
    pub fn note(&self, asked: &Asked, outcome: Outcome) {
        if shielded(|| self.content.note(asked, outcome)).is_none() {
            tracing::error!("tftp: an outcome could not be noted");
        }
    }
}

struct Worker {
    content: Arc<dyn Content>,
    waiting: Arc<Mutex<Receiver<Job>>>,
    done: Sender<(usize, Answer)>,
    wake: Arc<EventFd>,
}

impl Worker {
    /// Runs until the listener is gone.
    fn run(self) {
        while let Some((number, asked)) = self.next_job() {
            let answer = shielded(|| self.content.answer(&asked)).unwrap_or_else(panicked);
            let told = self.done.send((number, answer)).is_ok() && self.wake.write(1).is_ok();
            if !told {
                break;
            }
        }
    }

    fn next_job(&self) -> Option<Job> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }
}

/// `None` when it panicked: one file that cannot be made must not end the service for all other phones.
fn shielded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn panicked() -> Answer {
    Answer::Broken("making the file failed unexpectedly".into())
}
