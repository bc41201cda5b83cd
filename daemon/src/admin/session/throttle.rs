//! Slows down whoever guesses passwords.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// Wrong tries that cost nothing: people mistype.
const FREE: u32 = 5;

/// Wrong tries after which an address waits for a quarter of an hour.
const LOCKS: u32 = 20;

/// How long that is, in seconds.
const LOCK_SECONDS: i64 = 15 * 60;

/// The longest wait between two tries before that, in seconds.
const LONGEST_WAIT: i64 = 30;

/// Addresses that are remembered. The one that was seen least lately goes first.
const CAPACITY: usize = 10_000;

/// Counts wrong tries by address.
#[derive(Default)]
pub struct Throttle(Mutex<HashMap<IpAddr, Tries>>);

#[derive(Clone, Copy)]
struct Tries {
    wrong: u32,
    /// When the last wrong one was, in seconds since 1970.
    last: i64,
}

impl Tries {
    /// Seconds to wait after the last wrong try.
    fn wait(self) -> i64 {
        match self.wrong {
            ..FREE => 0,
            FREE..LOCKS => (1_i64 << (self.wrong - FREE).min(5)).min(LONGEST_WAIT),
            _ => LOCK_SECONDS,
        }
    }
}

impl Throttle {
    /// How many seconds this address must wait before its next try; `None` if it may try now. `now` in seconds.
    pub fn waits(&self, address: IpAddr, now: i64) -> Option<u64> {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = tries.get(&address)?;
        let left = tries.last + tries.wait() - now;
        u64::try_from(left).ok().filter(|left| *left > 0)
    }

    /// Notes a wrong try; how many there were of late from this address.
    pub fn wrong(&self, address: IpAddr, now: i64) -> u32 {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= CAPACITY && !tries.contains_key(&address) {
            let oldest = tries.iter().min_by_key(|(_, tries)| tries.last).map(|(address, _)| *address);
            oldest.map(|oldest| tries.remove(&oldest));
        }
        let entry = tries.entry(address).or_insert(Tries { wrong: 0, last: now });
        // After the lock the counting begins anew.
        if now - entry.last > LOCK_SECONDS {
            entry.wrong = 0;
        }
        entry.wrong = entry.wrong.saturating_add(1);
        entry.last = now;
        entry.wrong
    }

    /// Whether this many wrong tries are more than somebody who mistypes makes.
    pub fn is_much(tries: u32) -> bool {
        tries >= FREE
    }

    /// Forgets an address that knew the password.
    pub fn right(&self, address: IpAddr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn a_few_mistakes_are_free_then_each_costs_more_and_twenty_lock() {
        let throttle = Throttle::default();
        for _ in 0..4 {
            throttle.wrong(HERE, 100);
            assert_eq!(throttle.waits(HERE, 100), None);
        }
        throttle.wrong(HERE, 100);
        assert_eq!(throttle.waits(HERE, 100), Some(1));
        throttle.wrong(HERE, 100);
        assert_eq!(throttle.waits(HERE, 100), Some(2));
        assert_eq!(throttle.waits(HERE, 102), None);
        for _ in 0..14 {
            throttle.wrong(HERE, 100);
        }
        assert_eq!(throttle.waits(HERE, 100), Some(900));
        assert_eq!(throttle.waits(HERE, 1000), None);
        throttle.wrong(HERE, 1001);
        assert_eq!(throttle.waits(HERE, 1001), None, "the counting begins anew");
    }

    #[test]
    fn who_knows_the_password_is_forgotten_and_memory_is_bounded() {
        let throttle = Throttle::default();
        for _ in 0..6 {
            throttle.wrong(HERE, 100);
        }
        throttle.right(HERE);
        assert_eq!(throttle.waits(HERE, 100), None);
        for number in 0..u32::try_from(CAPACITY).unwrap() + 10 {
            throttle.wrong(IpAddr::V4(number.into()), i64::from(number));
        }
        assert_eq!(throttle.0.lock().unwrap().len(), CAPACITY);
    }
}
