//! How many connections there may be, in all and for each address.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections at once from one address: a phone uses one or two; a router in front of a branch office brings
/// more. With this bound it takes 64 hostile addresses to fill the listener.
const PER_ADDRESS: u32 = 32;

/// Counts who is in.
pub struct Doors {
    places: Arc<Semaphore>,
    capacity: usize,
    inside: Arc<Inside>,
}

type Inside = Mutex<HashMap<IpAddr, u32>>;

/// One connection's right to be here; given back when dropped.
pub struct Seat {
    address: IpAddr,
    inside: Arc<Inside>,
    _place: OwnedSemaphorePermit,
}

impl Doors {
    /// Doors with so many places.
    pub fn new(capacity: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(capacity)), capacity, inside: Arc::default() }
    }

    /// Waits for a free place.
    pub async fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).acquire_owned().await.ok()
    }

    /// Seats a client, unless its address has too many connections already. Loopback is exempt: load tests and
    /// proxies on the box itself bring all phones from one address.
    pub fn seat(&self, place: Option<OwnedSemaphorePermit>, address: IpAddr) -> Option<Seat> {
        let place = place?;
        let mut inside = lock(&self.inside);
        let count = inside.entry(address).or_default();
        if *count >= PER_ADDRESS && !address.is_loopback() {
            return None;
        }
        *count += 1;
        drop(inside);
        Some(Seat { address, inside: Arc::clone(&self.inside), _place: place })
    }

    /// Waits until everybody has left.
    pub(super) async fn all_gone(&self) {
        let all = u32::try_from(self.capacity).unwrap_or(u32::MAX);
        drop(self.places.acquire_many(all).await);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inside = lock(&self.inside);
        if let Some(count) = inside.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                inside.remove(&self.address);
            }
        }
    }
}

fn lock(inside: &Inside) -> MutexGuard<'_, HashMap<IpAddr, u32>> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str = "192.0.2.1";

    async fn seat(doors: &Doors, address: &str) -> Option<Seat> {
        doors.seat(doors.place().await, address.parse().unwrap())
    }

    #[tokio::test]
    async fn an_address_with_too_many_connections_waits_for_one_to_end() {
        let doors = Doors::new(100);
        let mut seats = Vec::new();
        for _ in 0..PER_ADDRESS {
            seats.push(seat(&doors, PHONE).await.unwrap());
        }
        assert!(seat(&doors, PHONE).await.is_none());
        assert!(seat(&doors, "192.0.2.2").await.is_some());
        seats.pop();
        assert!(seat(&doors, PHONE).await.is_some());
    }

    #[tokio::test]
    async fn loopback_may_have_as_many_as_it_likes() {
        let doors = Doors::new(100);
        let mut seats = Vec::new();
        for _ in 0..=PER_ADDRESS {
            seats.push(seat(&doors, "127.0.0.1").await.unwrap());
        }
    }

    #[tokio::test]
    async fn nothing_is_remembered_of_those_who_left() {
        let doors = Doors::new(3);
        drop(seat(&doors, PHONE).await);
        assert!(lock(&doors.inside).is_empty());
        doors.all_gone().await;
    }

    #[tokio::test]
    async fn a_full_house_lets_nobody_in_until_somebody_leaves() {
        let doors = Doors::new(1);
        let first = seat(&doors, PHONE).await.unwrap();
        assert_eq!(doors.places.available_permits(), 0);
        drop(first);
        assert_eq!(doors.places.available_permits(), 1);
    }
}
