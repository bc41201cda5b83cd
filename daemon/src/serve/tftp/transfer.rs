//! One file on its way to one client: blocks, windows and timers, without a socket or a clock. Pure.
//!
//! The listener feeds in acknowledgements and the time and does what [`Transfer::next`] says.

use std::time::{Duration, Instant};

use super::netascii::Cursor;
use super::options::Granted;
use super::packet::start_data;
use super::rtt::Wait;
use super::source::Source;

/// A client that acknowledged something and then says nothing new for this long is gone.
pub const SILENCE: Duration = Duration::from_secs(25);
/// One that never acknowledged anything may not even exist (forged source): its place is free again sooner.
const STILLBORN: Duration = Duration::from_secs(12);

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Nothing any more.
    End(End),
    /// Send the packet in the buffer and ask again.
    Send,
    /// Wait for the client until then, then call [`Transfer::wake`].
    Wait(Instant),
}

/// How a transfer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The client acknowledged the last block.
    Complete,
    /// The client went away.
    Silent,
    /// The client sent an ERROR.
    Stopped,
}

/// A block number that counts on where the 16 bits on the wire start again, and the place behind that block.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    block: u64,
    cursor: Cursor,
}

/// The state of one transfer.
#[derive(Debug)]
pub struct Transfer {
    source: Source,
    block_size: usize,
    window: u64,
    opening: Option<Opening>,
    acked: Place,
    sent: Place,
    /// Highest block ever sent; `sent` goes back for a resend.
    highest: u64,
    /// The block that is shorter than the others, once it was made.
    last: Option<u64>,
    wait: Wait,
    /// A packet sent only once and when, for the round trip (Karn's rule).
    timed: Option<(u64, Instant)>,
    resend_at: Instant,
    give_up_at: Instant,
    heard_at: Option<Instant>,
    end: Option<End>,
}

/// The OACK, until the client acknowledges it as block 0 (RFC 2347).
#[derive(Debug)]
struct Opening {
    packet: Vec<u8>,
    is_due: bool,
}

impl Transfer {
    /// Starts to send `source`, with the options granted.
    #[must_use]
    pub fn new(source: Source, granted: Granted, now: Instant) -> Self {
        let size = if granted.wants_size() { source.size() } else { None };
        let opening = granted.acknowledgement(size).map(|packet| Opening { packet, is_due: true });
        Self {
            source,
            block_size: granted.block_size(),
            window: granted.window(),
            timed: opening.as_ref().map(|_| (0, now)),
            opening,
            acked: Place::default(),
            sent: Place::default(),
            highest: 0,
            last: None,
            wait: Wait::new(granted.timeout()),
            resend_at: now,
            give_up_at: now + STILLBORN,
            heard_at: None,
            end: None,
        }
    }

    /// Says what to do; for [`Action::Send`] the packet is in `out`.
    pub fn next(&mut self, now: Instant, out: &mut Vec<u8>) -> Action {
        if let Some(end) = self.end {
            return Action::End(end);
        }
        if let Some(opening) = &mut self.opening {
            if !std::mem::take(&mut opening.is_due) {
                return self.pause();
            }
            out.clear();
            out.extend_from_slice(&opening.packet);
        } else if self.sent.block < self.acked.block + self.window && self.last != Some(self.sent.block) {
            self.write_block(now, out);
        } else {
            return self.pause();
        }
        self.resend_at = now + self.wait.current();
        Action::Send
    }

    fn pause(&self) -> Action {
        Action::Wait(self.resend_at.min(self.give_up_at))
    }

    fn write_block(&mut self, now: Instant, out: &mut Vec<u8>) {
        let block = self.sent.block + 1;
        start_data(out, on_the_wire(block));
        let head = out.len();
        let cursor = self.source.fill(self.sent.cursor, self.block_size, out);
        if out.len() - head < self.block_size {
            self.last = Some(block);
        }
        self.sent = Place { block, cursor };
        if block > self.highest {
            self.highest = block;
            self.timed.get_or_insert((block, now));
        }
    }

    /// Takes an acknowledgement. One of what was acknowledged before changes nothing: answering it would double
    /// every packet from then on (the sorcerer's apprentice, RFC 1123 §4.2.3.1).
    pub fn acknowledge(&mut self, block: u16, now: Instant) {
        if self.opening.is_some() {
            if block == 0 {
                self.opening = None;
                self.progress(now);
            }
            return;
        }
        let ahead = u64::from(block.wrapping_sub(on_the_wire(self.acked.block)));
        let block = self.acked.block + ahead;
        if ahead == 0 || block > self.highest {
            return;
        }
        self.acked = self.place_behind(block);
        self.progress(now);
        if self.acked.block != self.sent.block {
            // RFC 7440: the client misses the block after this one; go on from there.
            self.rewind();
        }
        if self.last == Some(block) {
            self.end = Some(End::Complete);
        }
    }

    fn place_behind(&self, block: u64) -> Place {
        if block == self.sent.block {
            return self.sent;
        }
        // At most one window (60,000 bytes), so it fits.
        let blocks = usize::try_from(block - self.acked.block).unwrap_or(usize::MAX);
        let cursor = self.source.skip(self.acked.cursor, blocks.saturating_mul(self.block_size));
        Place { block, cursor }
    }

    fn progress(&mut self, now: Instant) {
        if let Some((_, at)) = self.timed.take_if(|(block, _)| *block <= self.acked.block) {
            self.wait.measured(now.saturating_duration_since(at));
        }
        self.heard_at = Some(now);
        self.give_up_at = now + SILENCE;
    }

    fn rewind(&mut self) {
        self.sent = self.acked;
        self.timed = None;
    }

    /// The time that [`Action::Wait`] named has come: sends again from the first packet not acknowledged.
    /// Too early is no harm.
    pub fn wake(&mut self, now: Instant) {
        if now >= self.give_up_at {
            self.end.get_or_insert(End::Silent);
        } else if now >= self.resend_at {
            self.wait.back_off();
            self.rewind();
            if let Some(opening) = &mut self.opening {
                opening.is_due = true;
            }
        }
    }

    /// The client sent an ERROR.
    pub fn stop(&mut self) {
        self.end.get_or_insert(End::Stopped);
    }

    /// Whether the client took part and then went quiet for `pause`: a phone that asks again after this was
    /// restarted, while one that asks again before it has only not seen our answer yet.
    #[must_use]
    pub fn has_stalled(&self, pause: Duration, now: Instant) -> bool {
        self.heard_at.is_some_and(|at| now.saturating_duration_since(at) >= pause)
    }
}

/// Block numbers have 16 bits and go on with 0 after 65535, as clients that read large files expect.
fn on_the_wire(block: u64) -> u16 {
    (block & 0xffff) as u16
}

#[cfg(test)]
mod tests;
