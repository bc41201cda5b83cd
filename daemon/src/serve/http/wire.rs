//! One connection's byte stream: knows when a reply has left, and when the client has had its time.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, sleep_until},
};

use super::receipt::Receipt;
use crate::serve::content::Outcome;

/// For a request's head to arrive. Phones send it in one packet; who needs longer holds a connection open.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// For a connection between two requests: phones ask for their next file within a second or two.
const IDLE_TIME: Duration = Duration::from_secs(30);

/// For the answer to be found, and again for the first bytes to go out: as long as phones wait themselves.
const ANSWER_TIME: Duration = Duration::from_secs(30);

/// The slowest a client may take a reply, in bytes a second: a bad radio link still has more.
const SLOWEST: usize = 4 * 1024;

/// For replies that run when the daemon stops.
const LEAVE_TIME: Duration = Duration::from_secs(3);

/// How late a bound may act: one timer for a whole connection looks at the clock this often, instead of one
/// being set anew for every request.
const LOOK: Duration = Duration::from_secs(2);

/// What is going on on a connection, shared by its stream, its requests and its replies.
pub(super) struct Wire {
    state: Mutex<State>,
}

struct State {
    is_idle: bool,
    deadline: Instant,
    leave: Option<Instant>,
    is_answered: bool,
    leaving: Vec<(Receipt, Outcome)>,
}

impl Wire {
    /// A connection that has just been made.
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(State {
                is_idle: false,
                deadline: Instant::now() + HEAD_TIME,
                leave: None,
                is_answered: false,
                leaving: Vec::new(),
            }),
        }
    }

    /// A request has arrived.
    pub(super) fn asked(&self) {
        let mut state = self.lock();
        state.is_idle = false;
        state.deadline = Instant::now() + ANSWER_TIME;
    }

    /// A reply of so many bytes is about to be sent.
    pub(super) fn answers(&self, length: usize) {
        let seconds = u64::try_from(length / SLOWEST).unwrap_or(u64::MAX);
        self.lock().deadline = Instant::now() + ANSWER_TIME + Duration::from_secs(seconds);
    }

    /// A reply has been handed to the stream as a whole; when that is flushed, the outcome is true.
    pub(super) fn answered(&self, receipt: Option<(Receipt, Outcome)>) {
        let mut state = self.lock();
        state.is_answered = true;
        state.leaving.extend(receipt);
    }

    /// The daemon stops: what runs may end, but soon.
    pub(super) fn leave(&self) {
        self.lock().leave = Some(Instant::now() + LEAVE_TIME);
    }

    /// Returns when the client has had its time.
    pub(super) async fn overdue(&self) {
        loop {
            let now = Instant::now();
            let deadline = self.deadline();
            if deadline <= now {
                return;
            }
            sleep_until(deadline.min(now + LOOK)).await;
        }
    }

    fn deadline(&self) -> Instant {
        let state = self.lock();
        state.leave.map_or(state.deadline, |leave| leave.min(state.deadline))
    }

    fn heard(&self) {
        let mut state = self.lock();
        if state.is_idle {
            state.is_idle = false;
            state.deadline = Instant::now() + HEAD_TIME;
        }
    }

    fn flushed(&self) {
        let mut state = self.lock();
        if !state.is_answered {
            return;
        }
        state.is_answered = false;
        state.is_idle = true;
        state.deadline = Instant::now() + IDLE_TIME;
        let left = std::mem::take(&mut state.leaving);
        drop(state);
        for (receipt, outcome) in left {
            receipt.end(outcome);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream that tells its [`Wire`] what passes.
pub(super) struct Watched<S> {
    stream: S,
    wire: Arc<Wire>,
}

impl<S> Watched<S> {
    /// Watches this stream.
    pub(super) fn new(stream: S, wire: Arc<Wire>) -> Self {
        Self { stream, wire }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            self.wire.heard();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    // hyper flushes the stream only after it has written all that it holds, so that a flush after the last piece
    // of a body means that the kernel has the whole reply.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.wire.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lasts(wire: &Wire) -> Duration {
        let start = Instant::now();
        wire.overdue().await;
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_says_nothing_has_the_time_of_a_head() {
        assert_eq!(lasts(&Wire::new()).await, HEAD_TIME);
    }

    #[tokio::test(start_paused = true)]
    async fn between_two_requests_there_is_more_time_until_the_next_begins() {
        let wire = Wire::new();
        wire.asked();
        wire.answered(None);
        wire.flushed();
        let idle = wire.deadline() - Instant::now();
        wire.heard();
        wire.heard();
        assert_eq!((idle, lasts(&wire).await), (IDLE_TIME, HEAD_TIME));
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_reply_has_time_in_proportion() {
        let wire = Wire::new();
        wire.asked();
        wire.answers(100 * SLOWEST);
        assert_eq!(lasts(&wire).await, ANSWER_TIME + Duration::from_secs(100));
    }

    #[tokio::test(start_paused = true)]
    async fn when_the_daemon_stops_nobody_has_long() {
        let wire = Wire::new();
        wire.answers(100 * SLOWEST);
        wire.leave();
        assert_eq!(lasts(&wire).await, LEAVE_TIME);
    }
}
