//! Bodies that are too large for memory: passed on piece by piece, with an end to patience.

use std::time::Duration;

use axum::{body::Body, http::StatusCode};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::{
    sync::mpsc::{Sender, channel},
    time::{Instant, timeout_at},
};

use crate::admin::problem::Problem;

/// How long a gigabyte may take to arrive: over a slow wireless link it needs about twenty minutes.
const ARRIVAL: Duration = Duration::from_mins(30);

const GIGABYTE: u64 = 1024 * 1024 * 1024;

/// How long nothing may come.
const SILENCE: Duration = Duration::from_secs(30);

/// Pieces that wait for the disk.
pub const WAITING: usize = 8;

/// How long a body of at most so many bytes may take.
fn arrival(most: u64) -> Duration {
    ARRIVAL * u32::try_from(most.div_ceil(GIGABYTE).max(1)).unwrap_or(1)
}

/// Passes a body on. A receiver that goes away ends it without an error: it says itself why.
pub async fn pass_on(content: Body, to: Sender<Bytes>, most: u64, too_large: &str) -> Result<(), Problem> {
    let mut pieces = content.into_data_stream();
    let end = Instant::now() + arrival(most);
    let mut bytes = 0_u64;
    loop {
        let until = end.min(Instant::now() + SILENCE);
        match timeout_at(until, pieces.next()).await {
            Ok(None) => return Ok(()),
            Ok(Some(Ok(piece))) => {
                bytes += piece.len() as u64;
                if bytes > most {
                    return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", too_large));
                }
                if to.send(piece).await.is_err() {
                    return Ok(());
                }
            }
            Ok(Some(Err(_))) => {
                return Err(Problem::malformed("The request ended before its body was complete"));
            }
            Err(_) => {
                let detail = "The file did not arrive in time. Try again over a better link";
                return Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", detail));
            }
        }
    }
}

/// Lets a body come and go, so that the answer is read: a browser that is still sending does not listen.
pub async fn let_pass(content: Body, most: u64) {
    let (to, mut pieces) = channel(WAITING);
    let passing = pass_on(content, to, most, "");
    let emptying = async { while pieces.recv().await.is_some() {} };
    let (_, ()) = tokio::join!(passing, emptying);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_body_has_time_to_arrive_over_a_slow_link() {
        assert_eq!(arrival(200 * 1024 * 1024), ARRIVAL);
        assert_eq!(arrival(4 * GIGABYTE), 4 * ARRIVAL);
    }
}
