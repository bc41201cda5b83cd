//! Tells systemd how the daemon is, where systemd asks (`sd_notify(3)`). Elsewhere nothing happens.

use std::{future::Future, io, time::Duration};

use sd_notify::NotifyState;

/// All listeners are bound. `status` is what `systemctl status` shows.
pub fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(one_line(status))]);
}

/// What `systemctl status` shows from now on: the first line of this text.
pub fn status(text: &str) {
    tell(&[NotifyState::Status(one_line(text))]);
}

/// The daemon has begun to stop.
pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Pings systemd's watchdog for as long as the daemon is alive: before each ping `is_alive` must answer true
/// within half of the watchdog's time. A check that fails or hangs costs one ping; two in a row, and systemd
/// restarts the daemon. Returns at once where no watchdog is set; otherwise it runs until it is dropped.
pub async fn keep_alive(is_alive: impl AsyncFn() -> bool) {
    if let Some(limit) = sd_notify::watchdog_enabled() {
        watch(limit, is_alive, || tell(&[NotifyState::Watchdog])).await;
    }
}

async fn watch(limit: Duration, is_alive: impl AsyncFn() -> bool, ping: impl Fn()) {
    // sd_watchdog_enabled(3): half the limit.
    let pause = limit / 2;
    loop {
        if is_in_time(pause, is_alive()).await {
            ping();
            tokio::time::sleep(pause).await;
        }
    }
}

/// Whether the check says yes in time. Uses up the time where it says no.
async fn is_in_time(limit: Duration, check: impl Future<Output = bool>) -> bool {
    let end = tokio::time::Instant::now() + limit;
    match tokio::time::timeout_at(end, check).await {
        Ok(true) => true,
        Ok(false) => {
            tracing::error!("the daemon's check of itself failed");
            tokio::time::sleep_until(end).await;
            false
        }
        Err(_) => {
            tracing::error!("the daemon's check of itself did not end in time");
            false
        }
    }
}

fn tell(states: &[NotifyState<'_>]) {
    log_failure(sd_notify::notify(states));
}

fn log_failure(told: io::Result<()>) {
    if let Err(error) = told {
        tracing::warn!(%error, "systemd could not be told");
    }
}

/// A line break would begin another assignment of the notify protocol.
fn one_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::{
        cell::Cell,
        future::{pending, ready},
    };

    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    /// How many pings a minute brings with this check.
    async fn pings(is_alive: impl AsyncFn() -> bool) -> u32 {
        let count = Cell::new(0);
        let watching = watch(LIMIT, is_alive, || count.set(count.get() + 1));
        tokio::time::timeout(Duration::from_secs(59), watching).await.unwrap_err();
        count.get()
    }

    #[tokio::test(start_paused = true)]
    async fn a_living_daemon_pings_twice_in_each_limit() {
        assert_eq!(pings(|| ready(true)).await, 12);
    }

    #[tokio::test(start_paused = true)]
    async fn a_daemon_that_fails_or_hangs_does_not_ping() {
        assert_eq!(pings(|| ready(false)).await, 0);
        assert_eq!(pings(pending).await, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn one_bad_check_is_forgiven() {
        let turn = Cell::new(0);
        let flaky = async || {
            turn.set(turn.get() + 1);
            turn.get() != 2
        };
        assert_eq!(pings(flaky).await, 11);
    }

    #[test]
    fn a_status_is_one_line() {
        assert_eq!(one_line("ready\nMAINPID=1"), "ready");
        assert_eq!(one_line(""), "");
    }
}
