//! A network of virtual time that loses, doubles, delays and reorders packets.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use bytes::Bytes;
use proptest::prelude::*;

use super::super::packet::{Mode, Packet, pairs};
use super::*;

const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn granted(options: &str) -> Granted {
    let packed: String = options
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .fold(String::new(), |all, (name, value)| all + name + "\0" + value + "\0");
    Granted::read(packed.as_bytes()).unwrap()
}

fn transfer(body: &[u8], options: &str, now: Instant) -> Transfer {
    Transfer::new(Source::new(Bytes::copy_from_slice(body), Mode::Octet), granted(options), now)
}

/// Sends what is due; spells it as `3`, `3(100)` for the short block, `oack`.
fn sends(transfer: &mut Transfer, now: Instant) -> String {
    let mut out = Vec::new();
    let mut said = Vec::new();
    while transfer.next(now, &mut out) == Action::Send {
        let block = u16::from_be_bytes([out[2], out[3]]);
        said.push(match out[1] {
            6 => "oack".to_owned(),
            _ if out.len() - 4 < transfer.block_size => format!("{block}({})", out.len() - 4),
            _ => block.to_string(),
        });
    }
    said.join(" ")
}

fn end(transfer: &mut Transfer, now: Instant) -> Option<End> {
    match transfer.next(now, &mut Vec::new()) {
        Action::End(end) => Some(end),
        Action::Send | Action::Wait(_) => None,
    }
}

fn deadline(transfer: &mut Transfer, now: Instant) -> Instant {
    match transfer.next(now, &mut Vec::new()) {
        Action::Wait(at) => at,
        other => panic!("expected a wait, not {other:?}"),
    }
}

#[test]
fn blocks_follow_each_other_and_the_short_one_ends_the_file() {
    let now = Instant::now();
    let mut transfer = transfer(&[7; 1100], "", now);
    assert_eq!(sends(&mut transfer, now), "1");
    transfer.acknowledge(1, now);
    assert_eq!(sends(&mut transfer, now), "2");
    transfer.acknowledge(2, now);
    assert_eq!(sends(&mut transfer, now), "3(76)");
    assert_eq!(end(&mut transfer, now), None);
    transfer.acknowledge(3, now);
    assert_eq!(end(&mut transfer, now), Some(End::Complete));
}

#[test]
fn a_file_of_whole_blocks_ends_with_an_empty_one() {
    let now = Instant::now();
    let mut whole = transfer(&[7; 512], "", now);
    assert_eq!(sends(&mut whole, now), "1");
    whole.acknowledge(1, now);
    assert_eq!(sends(&mut whole, now), "2(0)");
    let mut empty = transfer(&[], "", now);
    assert_eq!(sends(&mut empty, now), "1(0)");
    empty.acknowledge(1, now);
    assert_eq!(end(&mut empty, now), Some(End::Complete));
}

#[test]
fn options_are_acknowledged_before_the_first_block() {
    let now = Instant::now();
    let mut transfer = transfer(&[7; 100], "blksize=1468 tsize=0", now);
    assert_eq!(sends(&mut transfer, now), "oack");
    transfer.acknowledge(1, now);
    assert_eq!(sends(&mut transfer, now), "", "only block 0 acknowledges an OACK");
    transfer.acknowledge(0, now);
    assert_eq!(sends(&mut transfer, now), "1(100)");
}

#[test]
fn a_doubled_or_foreign_acknowledgement_sends_nothing() {
    let now = Instant::now();
    let mut transfer = transfer(&[7; 5000], "", now);
    assert_eq!(sends(&mut transfer, now), "1");
    transfer.acknowledge(1, now);
    assert_eq!(sends(&mut transfer, now), "2");
    for block in [1, 0, 3, 65535, 40000] {
        transfer.acknowledge(block, now);
        assert_eq!(sends(&mut transfer, now), "", "{block}");
    }
    transfer.acknowledge(2, now);
    assert_eq!(sends(&mut transfer, now), "3");
}

#[test]
fn a_block_is_sent_again_when_its_time_has_come_and_not_before() {
    let start = Instant::now();
    let mut transfer = transfer(&[7; 5000], "", start);
    sends(&mut transfer, start);
    let first = deadline(&mut transfer, start);
    assert_eq!(first, start + ms(400));
    transfer.wake(start + ms(399));
    assert_eq!(sends(&mut transfer, start + ms(399)), "");
    transfer.wake(first);
    assert_eq!(sends(&mut transfer, first), "1");
    assert_eq!(deadline(&mut transfer, first), first + ms(800), "the wait doubles");
}

#[test]
fn the_wait_follows_the_round_trip_and_ignores_a_packet_sent_twice() {
    let start = Instant::now();
    let mut transfer = transfer(&[7; 5000], "", start);
    sends(&mut transfer, start);
    transfer.acknowledge(1, start + ms(100));
    sends(&mut transfer, start + ms(100));
    assert_eq!(deadline(&mut transfer, start + ms(100)), start + ms(400), "100 + 4 * 50 after 100");
    transfer.wake(start + ms(400));
    sends(&mut transfer, start + ms(400));
    transfer.acknowledge(2, start + ms(401));
    sends(&mut transfer, start + ms(401));
    // Karn: the answer after 1 ms may be to the first copy, so it says nothing.
    assert_eq!(deadline(&mut transfer, start + ms(401)), start + ms(401 + 600));
}

#[test]
fn an_agreed_timeout_is_used_instead() {
    let start = Instant::now();
    let mut transfer = transfer(&[7; 5000], "timeout=3", start);
    assert_eq!(sends(&mut transfer, start), "oack");
    assert_eq!(deadline(&mut transfer, start), start + ms(3000));
    transfer.wake(start + ms(3000));
    assert_eq!(sends(&mut transfer, start + ms(3000)), "oack");
    assert_eq!(deadline(&mut transfer, start), start + ms(6000));
}

#[test]
fn the_last_block_is_sent_again_until_it_is_acknowledged() {
    let start = Instant::now();
    let mut transfer = transfer(&[7; 100], "", start);
    assert_eq!(sends(&mut transfer, start), "1(100)");
    let mut now = start;
    for _ in 0..3 {
        now = deadline(&mut transfer, now);
        transfer.wake(now);
        assert_eq!(sends(&mut transfer, now), "1(100)");
    }
    transfer.acknowledge(1, now);
    assert_eq!(end(&mut transfer, now), Some(End::Complete));
}

/// Wakes the transfer at its own times until it ends; seconds from `now`.
fn seconds_until_given_up(transfer: &mut Transfer, start: Instant) -> u64 {
    let mut now = start;
    loop {
        sends(transfer, now);
        match transfer.next(now, &mut Vec::new()) {
            Action::Wait(at) => now = at,
            Action::Send => panic!("all was sent"),
            Action::End(end) => {
                assert_eq!(end, End::Silent);
                return (now - start).as_secs();
            }
        }
        transfer.wake(now);
    }
}

#[test]
fn a_silent_client_is_given_up_within_thirty_seconds() {
    let start = Instant::now();
    for options in ["", "timeout=255", "windowsize=8"] {
        let mut never = transfer(&[7; 9000], options, start);
        assert_eq!(seconds_until_given_up(&mut never, start), 12, "{options}");
        let mut once = transfer(&[7; 9000], options, start);
        sends(&mut once, start);
        once.acknowledge(u16::from(options.is_empty()), start);
        assert_eq!(seconds_until_given_up(&mut once, start), 25, "{options}");
    }
}

#[test]
fn an_error_of_the_client_ends_it_at_once() {
    let now = Instant::now();
    let mut transfer = transfer(&[7; 5000], "", now);
    sends(&mut transfer, now);
    transfer.stop();
    assert_eq!(end(&mut transfer, now), Some(End::Stopped));
}

#[test]
fn a_window_is_sent_at_once_and_goes_on_from_the_first_missing_block() {
    let now = Instant::now();
    let mut transfer = transfer(&[7; 5000], "windowsize=4", now);
    assert_eq!(sends(&mut transfer, now), "oack");
    transfer.acknowledge(0, now);
    assert_eq!(sends(&mut transfer, now), "1 2 3 4");
    transfer.acknowledge(2, now);
    assert_eq!(sends(&mut transfer, now), "3 4 5 6");
    transfer.acknowledge(2, now);
    assert_eq!(sends(&mut transfer, now), "");
    let later = deadline(&mut transfer, now);
    transfer.wake(later);
    assert_eq!(sends(&mut transfer, later), "3 4 5 6");
    transfer.acknowledge(6, later);
    assert_eq!(sends(&mut transfer, later), "7 8 9 10(392)");
    transfer.acknowledge(10, later);
    assert_eq!(end(&mut transfer, later), Some(End::Complete));
}

#[test]
fn only_a_client_that_took_part_can_stall() {
    let now = Instant::now();
    let mut transfer = transfer(&[7; 5000], "", now);
    sends(&mut transfer, now);
    assert!(!transfer.has_stalled(ms(3000), now + ms(9000)));
    transfer.acknowledge(1, now);
    assert!(!transfer.has_stalled(ms(3000), now + ms(2999)));
    assert!(transfer.has_stalled(ms(3000), now + ms(3000)));
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    Late(u64),
    Lost,
    Twice(u64),
}

/// A client after RFC 1350, 2347 and 7440, which also acknowledges a repeated block again.
struct Client {
    body: Vec<u8>,
    block_size: usize,
    window: u16,
    want: u64,
    unacknowledged: u16,
    done: bool,
}

impl Client {
    fn receive(&mut self, packet: &[u8]) -> Option<u16> {
        let block = u16::from_be_bytes([packet[2], packet[3]]);
        if packet[1] == 6 {
            for (name, value) in pairs(&packet[2..]) {
                let value = std::str::from_utf8(value).unwrap();
                match name {
                    b"blksize" => self.block_size = value.parse().unwrap(),
                    b"windowsize" => self.window = value.parse().unwrap(),
                    _ => {}
                }
            }
            return (self.want == 1).then_some(0);
        }
        if block != on_the_wire(self.want) {
            self.unacknowledged = 0;
            return Some(on_the_wire(self.want - 1));
        }
        self.body.extend_from_slice(&packet[4..]);
        self.want += 1;
        self.unacknowledged += 1;
        self.done = packet.len() - 4 < self.block_size;
        (self.done || self.unacknowledged >= self.window).then(|| {
            self.unacknowledged = 0;
            block
        })
    }
}

/// Packets under way, earliest first; `true` for those to the client.
type Network = BinaryHeap<Reverse<(Instant, u64, bool, Vec<u8>)>>;

struct Wire {
    queue: Network,
    fates: Vec<Fate>,
    count: u64,
}

impl Wire {
    fn post(&mut self, now: Instant, to_client: bool, packet: &[u8]) {
        let arrivals = match self.fates.pop().unwrap_or(Fate::Late(1)) {
            Fate::Lost => vec![],
            Fate::Late(delay) => vec![delay],
            Fate::Twice(delay) => vec![1, delay],
        };
        for delay in arrivals {
            self.count += 1;
            self.queue.push(Reverse((now + ms(delay), self.count, to_client, packet.to_vec())));
        }
    }
}

/// Runs one transfer to its end.
fn simulate(source: Source, options: &str, fates: Vec<Fate>) -> (End, Client) {
    let mut now = Instant::now();
    let mut server = Transfer::new(source, granted(options), now);
    let mut client =
        Client { body: vec![], block_size: 512, window: 1, want: 1, unacknowledged: 0, done: false };
    let mut wire = Wire { queue: Network::new(), fates, count: 0 };
    let mut out = Vec::new();
    loop {
        let until = loop {
            match server.next(now, &mut out) {
                Action::Send => wire.post(now, true, &out),
                Action::Wait(at) => break at,
                Action::End(end) => return (end, client),
            }
        };
        if wire.queue.peek().is_none_or(|Reverse((at, ..))| *at > until) {
            now = until;
            server.wake(now);
        } else if let Some(Reverse((at, _, to_client, packet))) = wire.queue.pop() {
            now = at;
            if !to_client {
                let Some(Packet::Ack(block)) = Packet::read(&packet) else { panic!("{packet:?}") };
                server.acknowledge(block, now);
            } else if let Some(block) = client.receive(&packet) {
                let [high, low] = block.to_be_bytes();
                wire.post(now, false, &[0, 4, high, low]);
            }
        }
    }
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        1 => Just(Fate::Lost),
        3 => (1_u64..1500).prop_map(Fate::Late),
        2 => (1_u64..1500).prop_map(Fate::Twice),
    ]
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    proptest::collection::vec(fate(), 0..60)
}

/// Keeps the first `most` losses only.
fn with_few_losses(fates: Vec<Fate>, most: usize) -> Vec<Fate> {
    let mut lost = 0;
    fates
        .into_iter()
        .map(|fate| {
            lost += usize::from(matches!(fate, Fate::Lost));
            if matches!(fate, Fate::Lost) && lost > most { Fate::Late(1) } else { fate }
        })
        .collect()
}

fn options() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("tsize=0".to_owned()),
        (8_u64..3000, 1_u64..70).prop_map(|(size, window)| format!("blksize={size} windowsize={window}")),
    ]
}

proptest! {
    #[test]
    fn a_file_arrives_whole_whatever_the_network_does(
        body in proptest::collection::vec(any::<u8>(), 0..6000), options in options(), fates in fates(),
    ) {
        let source = Source::new(Bytes::from(body.clone()), Mode::Octet);
        let (end, client) = simulate(source, &options, with_few_losses(fates, 5));
        prop_assert_eq!(end, End::Complete);
        prop_assert!(client.done);
        prop_assert_eq!(client.body, body);
    }

    #[test]
    fn text_arrives_whole_too(
        text in "[a\r\n]{0,3000}", options in options(), fates in fates(),
    ) {
        let source = Source::new(Bytes::from(text.clone()), Mode::Netascii);
        let (end, client) = simulate(source, &options, with_few_losses(fates, 5));
        prop_assert_eq!(end, End::Complete);
        let spelled = text.replace('\r', "\r\0").replace('\n', "\r\n");
        prop_assert_eq!(client.body, spelled.into_bytes());
    }

    #[test]
    fn whatever_is_lost_nothing_wrong_arrives(
        body in proptest::collection::vec(any::<u8>(), 0..6000), options in options(),
        fates in proptest::collection::vec(prop_oneof![Just(Fate::Lost), fate()], 0..400),
    ) {
        let source = Source::new(Bytes::from(body.clone()), Mode::Octet);
        let (end, client) = simulate(source, &options, fates);
        prop_assert!(body.starts_with(&client.body));
        if end == End::Complete {
            prop_assert_eq!(client.body, body);
        }
    }

    #[test]
    fn any_acknowledgements_in_any_order_are_taken_without_a_panic(
        options in options(), events in proptest::collection::vec(proptest::option::of(any::<u16>()), 0..300),
    ) {
        let mut now = Instant::now();
        let mut transfer = transfer(&[1; 4000], &options, now);
        for event in events {
            sends(&mut transfer, now);
            now += ms(50);
            match event {
                Some(block) => transfer.acknowledge(block % 40, now),
                None => transfer.wake(now),
            }
        }
    }
}

#[test]
fn block_numbers_start_again_at_zero_in_a_large_file() {
    let body: Vec<u8> = (0..8 * 140_000_u32 + 3).map(|at| (at % 251) as u8).collect();
    for options in ["blksize=8", "blksize=8 windowsize=64"] {
        let source = Source::new(Bytes::from(body.clone()), Mode::Octet);
        let (end, client) = simulate(source, options, vec![Fate::Lost, Fate::Twice(3)]);
        assert_eq!(end, End::Complete, "{options}");
        assert_eq!(client.body, body, "{options}");
    }
}
