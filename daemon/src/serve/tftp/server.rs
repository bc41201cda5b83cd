//! The loop: requests in, transfers driven, timers kept. One thread, one poller, never blocked.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};

use super::answers::Answers;
use super::limits::{Dropped, Gate, Limits};
use super::listener::Signal;
use super::name::file_name;
use super::options::Granted;
use super::packet::{Mode, Packet, Refusal, Request};
use super::socket::{Datagram, Entrance, Route, open};
use super::source::Source;
use super::table::Table;
use super::transfer::{Action, End, Transfer};
use crate::serve::content::{Answer, Asked, Body, Content, Outcome, Transport};

/// What the poller calls the two sockets that are no transfer's.
const ENTRANCE: u64 = u64::MAX;
const WAKE: u64 = u64::MAX - 1;
/// Requests taken in one go; after that, running transfers have their turn.
const REQUESTS_AT_ONCE: usize = 64;
const EVENTS_AT_ONCE: usize = 256;
/// A client sends four bytes (ACK) or a short sentence (ERROR).
const LONGEST_ANSWER: usize = 600;
/// The same request from the same port is the same transfer, but after this pause the phone was restarted.
const STALL: Duration = Duration::from_secs(3);
/// How long running transfers may still take when we stop.
const GRACE: Duration = Duration::from_secs(5);

/// A request that was found good.
struct Ticket {
    asked: Asked,
    route: Route,
    mode: Mode,
    granted: Granted,
    /// Of the packet's bytes: tells a repeated request from a new one.
    fingerprint: u64,
}

/// What a client waits for.
enum Stage {
    /// A worker makes the file.
    Answering(Box<Ticket>),
    /// The file is on its way.
    Sending(Box<Sending>),
}

struct Sending {
    asked: Asked,
    fingerprint: u64,
    socket: UdpSocket,
    transfer: Transfer,
    /// The earliest time in the heap of timers that is ours.
    armed: Option<Instant>,
}

/// All that the loop's thread owns.
pub struct Server {
    epoll: Epoll,
    /// Gone when we stop.
    entrance: Option<Entrance>,
    answers: Answers,
    signal: Arc<Signal>,
    limits: Limits,
    gate: Gate,
    dropped: Dropped,
    table: Table<Stage>,
    timers: BinaryHeap<Reverse<(Instant, usize)>>,
    packet: Vec<u8>,
    end_by: Option<Instant>,
}

impl Server {
    pub fn new(
        entrance: Entrance,
        content: Arc<dyn Content>,
        limits: Limits,
        signal: Arc<Signal>,
    ) -> io::Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        epoll.add(&entrance, EpollEvent::new(EpollFlags::EPOLLIN, ENTRANCE))?;
        epoll.add(&*signal.wake, EpollEvent::new(EpollFlags::EPOLLIN, WAKE))?;
        Ok(Self {
            epoll,
            entrance: Some(entrance),
            answers: Answers::start(content, &signal.wake)?,
            signal,
            limits,
            gate: Gate::default(),
            dropped: Dropped::default(),
            table: Table::default(),
            timers: BinaryHeap::new(),
            packet: Vec::new(),
            end_by: None,
        })
    }

    /// Runs until it was asked to stop, or the poller fails.
    pub fn run(&mut self) -> io::Result<()> {
        let mut events = [EpollEvent::empty(); EVENTS_AT_ONCE];
        while !self.is_over() {
            let count = match self.epoll.wait(&mut events, self.pause()) {
                Ok(count) => count,
                Err(Errno::EINTR) => 0,
                Err(error) => {
                    tracing::error!(%error, "tftp: the listener ends, because waiting for packets failed");
                    return Err(error.into());
                }
            };
            for event in &events[..count] {
                match event.data() {
                    ENTRANCE => self.take_requests(),
                    WAKE => self.look_up(),
                    number => self.take_packet(usize::try_from(number).unwrap_or(usize::MAX)),
                }
            }
            self.fire_timers();
        }
        self.break_off();
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.end_by.is_some_and(|end| self.table.len() == 0 || Instant::now() >= end)
    }

    /// How long the poller may wait: until the next timer, never a moment too short (it counts milliseconds).
    fn pause(&self) -> EpollTimeout {
        let next = self.timers.peek().map(|Reverse((at, _))| *at).into_iter().chain(self.end_by).min();
        next.map_or(EpollTimeout::NONE, |at| {
            let micros = at.saturating_duration_since(Instant::now()).as_micros();
            u16::try_from(micros.div_ceil(1000)).unwrap_or(u16::MAX).into()
        })
    }

    /// Another thread wants us to look: an answer is ready, or we are to stop.
    fn look_up(&mut self) {
        if let Err(error) = self.signal.wake.read() {
            tracing::debug!(%error, "tftp: woken for nothing");
        }
        while let Some((number, answer)) = self.answers.next_ready() {
            if let Some(Stage::Answering(ticket)) = self.table.remove(number) {
                self.settle(*ticket, answer);
            }
        }
        if self.signal.is_stopped() && self.end_by.is_none() {
            self.entrance = None;
            self.end_by = Some(Instant::now() + GRACE);
        }
    }

    fn take_requests(&mut self) {
        // Taken out for the while, so that the packet can stay in its buffer.
        let Some(mut entrance) = self.entrance.take() else { return };
        for _ in 0..REQUESTS_AT_ONCE {
            match entrance.receive() {
                Ok(Datagram::Ours(route, bytes)) => self.take_request(route, bytes),
                Ok(Datagram::Others) => {}
                Ok(Datagram::None) => break,
                Err(error) => {
                    tracing::debug!(%error, "tftp: a request could not be read");
                    break;
                }
            }
        }
        self.entrance = Some(entrance);
    }

    fn take_request(&mut self, route: Route, bytes: &[u8]) {
        // Silence for what is no request: an answer to a forged packet would hit somebody else.
        let Some(packet @ (Packet::Read(_) | Packet::Write)) = Packet::read(bytes) else { return };
        let fingerprint = fingerprint(bytes);
        if !self.answers.serves(route.client.ip()) || self.is_repeated(route.client, fingerprint) {
            return;
        }
        if !self.has_room(route.client) {
            return self.drop_request("over the limit");
        }
        let Packet::Read(request) = packet else { return refuse(route, Refusal::ReadOnly) };
        match judge(request, route, fingerprint) {
            Err(refusal) => refuse(route, refusal),
            Ok(ticket) => self.admit(ticket),
        }
    }

    /// Whether this is a request that we are already answering. A new request from a port whose transfer still
    /// runs ends that one: the phone has gone on.
    fn is_repeated(&mut self, client: SocketAddr, fingerprint: u64) -> bool {
        let Some(number) = self.table.find(client) else { return false };
        match self.table.get(number) {
            Some((_, Stage::Sending(sending)))
                if sending.fingerprint != fingerprint
                    || sending.transfer.has_stalled(STALL, Instant::now()) =>
            {
                self.close(number, Outcome::Incomplete);
                false
            }
            _ => true,
        }
    }

    fn has_room(&mut self, client: SocketAddr) -> bool {
        let address = client.ip();
        self.table.len() < self.limits.transfers
            && (!self.limits.bind(address) || self.table.len_of(address) < self.limits.transfers_per_client)
            && self.gate.admits(&self.limits, address, Instant::now())
    }

    fn drop_request(&mut self, why: &str) {
        if let Some(count) = self.dropped.count(Instant::now()) {
            tracing::warn!(count, "tftp: requests dropped, the last one because {why}");
        }
    }

    fn admit(&mut self, ticket: Ticket) {
        if let Some(answer) = self.answers.at_hand(&ticket.asked) {
            return self.settle(ticket, answer);
        }
        let asked = ticket.asked.clone();
        let number = self.table.insert(ticket.route.client, Stage::Answering(Box::new(ticket)));
        self.answers.find(number, asked);
    }

    fn settle(&mut self, ticket: Ticket, answer: Answer) {
        let (refusal, outcome) = match answer {
            Answer::File(body) => return self.send(ticket, body),
            Answer::NotServed => return,
            Answer::Broken(_) => (Refusal::Broken, Outcome::Broken),
            Answer::NoSuchFile => (Refusal::NoSuchFile, Outcome::NoSuchFile),
            Answer::UnknownPhone(_) => (Refusal::NoSuchFile, Outcome::UnknownPhone),
        };
        refuse(ticket.route, refusal);
        self.answers.note(&ticket.asked, outcome);
    }

    fn send(&mut self, ticket: Ticket, body: Body) {
        let Ticket { asked, route, mode, granted, fingerprint } = ticket;
        let socket = match open(route.local) {
            Ok(socket) => socket,
            Err(error) => {
                self.answers.note(&asked, Outcome::Incomplete);
                return self.drop_request(&error.to_string());
            }
        };
        let transfer = Transfer::new(Source::new(body.bytes, mode), granted, Instant::now());
        let sending = Sending { asked, fingerprint, socket, transfer, armed: None };
        let number = self.table.insert(route.client, Stage::Sending(Box::new(sending)));
        self.watch(number);
        self.drive(number);
    }

    /// Without the poller a transfer still ends by its timer, so a failure here needs no more than a word.
    fn watch(&mut self, number: usize) {
        if let Some((_, Stage::Sending(sending))) = self.table.get(number)
            && let Err(error) =
                self.epoll.add(&sending.socket, EpollEvent::new(EpollFlags::EPOLLIN, number as u64))
        {
            tracing::warn!(%error, "tftp: a transfer cannot be watched");
        }
    }

    /// Does what the transfer wants until it waits or ends.
    fn drive(&mut self, number: usize) {
        let Some((client, Stage::Sending(sending))) = self.table.get(number) else { return };
        let now = Instant::now();
        loop {
            match sending.transfer.next(now, &mut self.packet) {
                Action::Send => {
                    // What does not go out counts as lost on the way and is sent again.
                    if let Err(error) = sending.socket.send_to(&self.packet, *client) {
                        tracing::debug!(%error, "tftp: a packet was not sent");
                    }
                }
                Action::Wait(at) => {
                    // Most waits end early, so the timer is moved only when it fires.
                    if sending.armed.is_none_or(|armed| at < armed) {
                        sending.armed = Some(at);
                        self.timers.push(Reverse((at, number)));
                    }
                    return;
                }
                Action::End(End::Complete) => return self.close(number, Outcome::Served),
                Action::End(End::Silent | End::Stopped) => return self.close(number, Outcome::Incomplete),
            }
        }
    }

    fn close(&mut self, number: usize, outcome: Outcome) {
        if let Some(Stage::Sending(sending)) = self.table.remove(number) {
            tracing::debug!(name = %sending.asked.name, peer = %sending.asked.peer, outcome = outcome.word(), "tftp");
            self.answers.note(&sending.asked, outcome);
        }
    }

    /// Takes one packet of a transfer; the poller calls again for the next.
    fn take_packet(&mut self, number: usize) {
        let Some((client, Stage::Sending(sending))) = self.table.get(number) else { return };
        let mut buffer = [0; LONGEST_ANSWER];
        let Ok((length, from)) = sending.socket.recv_from(&mut buffer) else { return };
        let packet = Packet::read(&buffer[..length]);
        if from != *client {
            // RFC 1350 §4: tell the stranger and go on undisturbed; but two servers must not tell each other.
            if packet != Some(Packet::Error) {
                reply(&sending.socket, from, Refusal::UnknownTransfer);
            }
            return;
        }
        match packet {
            Some(Packet::Ack(block)) => sending.transfer.acknowledge(block, Instant::now()),
            Some(Packet::Error) => sending.transfer.stop(),
            Some(Packet::Read(_) | Packet::Write) | None => return,
        }
        self.drive(number);
    }

    fn fire_timers(&mut self) {
        let now = Instant::now();
        while self.timers.peek().is_some_and(|Reverse((at, _))| *at <= now) {
            let Some(Reverse((at, number))) = self.timers.pop() else { return };
            // A timer that was replaced, or whose transfer has ended, is nobody's.
            if let Some((_, Stage::Sending(sending))) = self.table.get(number)
                && sending.armed == Some(at)
            {
                sending.armed = None;
                sending.transfer.wake(now);
                self.drive(number);
            }
        }
    }

    fn break_off(&mut self) {
        for stage in self.table.drain() {
            if let Stage::Sending(sending) = stage {
                self.answers.note(&sending.asked, Outcome::Incomplete);
            }
        }
    }
}

/// Judges what a request says of itself. The content judges the name.
fn judge(request: Request<'_>, route: Route, fingerprint: u64) -> Result<Ticket, Refusal> {
    let mode = Mode::named(request.mode).ok_or(Refusal::UnknownMode)?;
    let name = file_name(request.name).ok_or(Refusal::NoSuchFile)?;
    let granted = Granted::read(request.options)?;
    let asked = Asked {
        name,
        query: None,
        peer: route.client,
        local: route.local.ip(),
        transport: Transport::Tftp,
        user_agent: None,
        own_test: None,
    };
    Ok(Ticket { asked, route, mode, granted, fingerprint })
}

fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// Refuses a request, as a transfer would: from a fresh port of the address that was asked.
fn refuse(route: Route, refusal: Refusal) {
    match open(route.local) {
        Ok(socket) => reply(&socket, route.client, refusal),
        Err(error) => tracing::debug!(%error, "tftp: a refusal was not sent"),
    }
}

fn reply(socket: &UdpSocket, to: SocketAddr, refusal: Refusal) {
    if let Err(error) = socket.send_to(refusal.packet(), to) {
        tracing::debug!(%error, "tftp: a refusal was not sent");
    }
}
