//! How long to wait for an acknowledgement, learned from the round trips seen (after RFC 6298). Pure.

use std::time::Duration;

/// Before the first measurement. A phone on a LAN answers in milliseconds, one that is busy booting in tenths of a
/// second; a second, as TCP has, would be felt at each lost packet.
const FIRST: Duration = Duration::from_millis(400);
/// Below this a phone's own scheduling would look like loss.
const LEAST: Duration = Duration::from_millis(80);
/// Beyond this a longer wait only delays the phone that came back.
const MOST: Duration = Duration::from_secs(2);
/// A client may agree on up to 255 s, but we give it up after [`super::transfer::SILENCE`]: so that a lost packet
/// is sent again at least twice before that.
const MOST_AGREED: Duration = Duration::from_secs(10);

/// The wait of one transfer.
#[derive(Debug, Clone)]
pub struct Wait {
    now: Duration,
    smoothed: Option<(Duration, Duration)>,
    fixed: bool,
}

impl Wait {
    /// Learns from the round trips, unless the client named its own time-out (RFC 2349).
    #[must_use]
    pub fn new(agreed: Option<Duration>) -> Self {
        let now = agreed.map_or(FIRST, |time| time.min(MOST_AGREED));
        Self { now, smoothed: None, fixed: agreed.is_some() }
    }

    /// How long to wait now.
    #[must_use]
    pub fn current(&self) -> Duration {
        self.now
    }

    /// Takes one measured round trip of a packet that was sent once only (Karn's rule is the caller's).
    pub fn measured(&mut self, trip: Duration) {
        if self.fixed {
            return;
        }
        let (mean, deviation) = match self.smoothed {
            None => (trip, trip / 2),
            Some((mean, deviation)) => ((mean * 7 + trip) / 8, (deviation * 3 + mean.abs_diff(trip)) / 4),
        };
        self.smoothed = Some((mean, deviation));
        self.now = (mean + deviation * 4).clamp(LEAST, MOST);
    }

    /// Nothing came in time: wait longer for the next.
    pub fn back_off(&mut self) {
        if !self.fixed {
            self.now = (self.now * 2).min(MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn a_quick_client_is_soon_waited_for_only_briefly() {
        let mut wait = Wait::new(None);
        assert_eq!(wait.current(), FIRST);
        wait.measured(ms(1));
        assert_eq!(wait.current(), LEAST);
    }

    #[test]
    fn a_slow_client_is_given_its_time() {
        let mut wait = Wait::new(None);
        wait.measured(ms(300));
        assert_eq!(wait.current(), ms(900));
        for _ in 0..50 {
            wait.measured(ms(300));
        }
        assert!((ms(300)..ms(310)).contains(&wait.current()), "{:?}", wait.current());
    }

    #[test]
    fn silence_doubles_the_wait_up_to_a_limit_and_a_round_trip_ends_that() {
        let mut wait = Wait::new(None);
        wait.back_off();
        assert_eq!(wait.current(), ms(800));
        for _ in 0..10 {
            wait.back_off();
        }
        assert_eq!(wait.current(), MOST);
        wait.measured(ms(2));
        assert_eq!(wait.current(), LEAST);
    }

    #[test]
    fn an_agreed_time_is_kept() {
        let mut wait = Wait::new(Some(ms(3000)));
        wait.measured(ms(1));
        wait.back_off();
        assert_eq!(wait.current(), ms(3000));
        assert_eq!(Wait::new(Some(ms(255_000))).current(), MOST_AGREED);
    }

    proptest! {
        #[test]
        fn any_history_stays_within_the_limits(trips in proptest::collection::vec(proptest::option::of(0_u64..100_000), 1..50)) {
            let mut wait = Wait::new(None);
            for trip in trips {
                match trip {
                    Some(trip) => wait.measured(ms(trip)),
                    None => wait.back_off(),
                }
                prop_assert!((LEAST..=MOST).contains(&wait.current()));
            }
        }
    }
}
