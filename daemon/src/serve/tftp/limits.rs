//! How much one client, and all of them, may ask for. Pure: the time is passed in.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// How many clients' request counts are kept; the oldest is forgotten first, which only lets it ask again.
const REMEMBERED: usize = 10_000;
/// A flood must not fill the log as well.
const LOG_PAUSE: Duration = Duration::from_mins(1);

/// Bounds that keep a scanner or a broken phone from harming the others. 500 phones that boot together after an
/// outage stay far below.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Transfers at once, all clients together.
    pub transfers: usize,
    /// Transfers at once of one address.
    pub transfers_per_client: usize,
    /// Requests a minute of one address, in the long run.
    pub requests_per_minute: u32,
    /// Requests of one address that may come at once.
    pub burst: u32,
    /// Networks that only the first bound applies to (setting `trust.exempt`).
    pub exempt: Vec<IpNet>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            transfers: 2048,
            transfers_per_client: 8,
            requests_per_minute: 120,
            burst: 60,
            exempt: vec![
                Ipv4Net::new_assert(Ipv4Addr::LOCALHOST, 8).into(),
                Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128).into(),
            ],
        }
    }
}

impl Limits {
    /// Whether this client is held to the bounds of one address.
    #[must_use]
    pub fn bind(&self, client: IpAddr) -> bool {
        !self.exempt.iter().any(|network| network.contains(&client))
    }
}

/// Counts the requests of each address.
#[derive(Debug, Default)]
pub struct Gate {
    /// When the client's budget will be whole again.
    whole_at: HashMap<IpAddr, Instant>,
    order: VecDeque<IpAddr>,
}

impl Gate {
    /// Counts a request and says whether it is within the limits.
    pub fn admits(&mut self, limits: &Limits, client: IpAddr, now: Instant) -> bool {
        if !limits.bind(client) {
            return true;
        }
        let each = Duration::from_mins(1) / limits.requests_per_minute.max(1);
        let whole_at = self.budget(client, now);
        let after = (*whole_at).max(now) + each;
        let within = after <= now + each * limits.burst;
        if within {
            *whole_at = after;
        }
        within
    }

    fn budget(&mut self, client: IpAddr, now: Instant) -> &mut Instant {
        if !self.whole_at.contains_key(&client) {
            if self.order.len() >= REMEMBERED
                && let Some(oldest) = self.order.pop_front()
            {
                self.whole_at.remove(&oldest);
            }
            self.order.push_back(client);
        }
        self.whole_at.entry(client).or_insert(now)
    }
}

/// Counts what was turned away, and says now and then how much.
#[derive(Debug, Default)]
pub struct Dropped {
    count: u64,
    silent_until: Option<Instant>,
}

impl Dropped {
    /// Counts one; the number to be logged, at most once a minute.
    pub fn count(&mut self, now: Instant) -> Option<u64> {
        self.count += 1;
        if self.silent_until.is_some_and(|until| now < until) {
            return None;
        }
        self.silent_until = Some(now + LOG_PAUSE);
        Some(std::mem::take(&mut self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

    fn admitted(gate: &mut Gate, client: IpAddr, requests: usize, now: Instant) -> usize {
        (0..requests).filter(|_| gate.admits(&Limits::default(), client, now)).count()
    }

    #[test]
    fn a_burst_is_served_and_then_two_requests_a_second() {
        let (mut gate, start) = (Gate::default(), Instant::now());
        assert_eq!(admitted(&mut gate, PHONE, 100, start), 60);
        assert_eq!(admitted(&mut gate, PHONE, 100, start + Duration::from_secs(10)), 20);
        assert_eq!(admitted(&mut gate, PHONE, 100, start + Duration::from_mins(10)), 60);
    }

    #[test]
    fn clients_do_not_share_a_budget() {
        let (mut gate, now) = (Gate::default(), Instant::now());
        admitted(&mut gate, PHONE, 100, now);
        assert_eq!(admitted(&mut gate, IpAddr::V4(Ipv4Addr::new(192, 0, 2, 8)), 5, now), 5);
    }

    #[test]
    fn exempt_networks_are_not_counted() {
        let (mut gate, now) = (Gate::default(), Instant::now());
        for client in [IpAddr::V4(Ipv4Addr::new(127, 3, 2, 1)), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
            assert_eq!(admitted(&mut gate, client, 5000, now), 5000);
        }
        assert!(gate.whole_at.is_empty());
    }

    #[test]
    fn the_table_is_bounded_and_forgets_the_oldest() {
        let (mut gate, now) = (Gate::default(), Instant::now());
        admitted(&mut gate, PHONE, 100, now);
        for number in (0..).take(REMEMBERED) {
            admitted(&mut gate, IpAddr::V4(Ipv4Addr::from(0x0a00_0000_u32 + number)), 1, now);
        }
        assert_eq!((gate.whole_at.len(), gate.order.len()), (REMEMBERED, REMEMBERED));
        assert!(!gate.whole_at.contains_key(&PHONE));
    }

    #[test]
    fn a_limit_of_zero_admits_nobody_and_does_not_divide_by_it() {
        let limits = Limits { requests_per_minute: 0, burst: 0, ..Limits::default() };
        assert!(!Gate::default().admits(&limits, PHONE, Instant::now()));
    }

    #[test]
    fn what_was_dropped_is_told_once_a_minute() {
        let (mut dropped, start) = (Dropped::default(), Instant::now());
        assert_eq!(dropped.count(start), Some(1));
        for second in 1..60 {
            assert_eq!(dropped.count(start + Duration::from_secs(second)), None);
        }
        assert_eq!(dropped.count(start + Duration::from_mins(1)), Some(60));
    }
}
