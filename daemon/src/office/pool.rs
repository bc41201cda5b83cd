//! A few connections that take turns.

use std::{
    num::NonZero,
    ops::{Deref, DerefMut},
    sync::{Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

use crate::store::{Store, StoreError};

/// Connections to the data, one a core: reading is work for the processor, so more would only wait for each other,
/// and each new one would parse every statement anew.
pub struct Pool {
    idle: Mutex<Vec<Store>>,
    returned: Condvar,
}

/// A connection on loan.
pub struct Loan<'a> {
    store: Option<Store>,
    pool: &'a Pool,
}

impl Pool {
    /// A pool that begins with this connection.
    pub fn new(first: Store) -> Result<Self, StoreError> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let mut idle = (1..cores).map(|_| first.another()).collect::<Result<Vec<_>, _>>()?;
        idle.push(first);
        Ok(Self { idle: Mutex::new(idle), returned: Condvar::new() })
    }

    /// How long its connections wait for another one's change. To be called before any is lent.
    pub fn set_patience(&self, patience: Duration) -> Result<(), StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.iter().try_for_each(|store| store.set_patience(patience))
    }

    /// The next connection that is free. Waits for it; those who have one never wait for another.
    pub fn borrow(&self) -> Loan<'_> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(store) = idle.pop() {
                return Loan { store: Some(store), pool: self };
            }
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        if let Some(store) = self.store.take() {
            self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(store);
            self.pool.returned.notify_one();
        }
    }
}

#[expect(clippy::expect_used, reason = "the connection is taken out by `drop` alone")]
impl Deref for Loan<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store.as_ref().expect("a loan holds its connection")
    }
}

#[expect(clippy::expect_used, reason = "the connection is taken out by `drop` alone")]
impl DerefMut for Loan<'_> {
    fn deref_mut(&mut self) -> &mut Store {
        self.store.as_mut().expect("a loan holds its connection")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_borrowers_share_few_connections() {
        let dir = tempfile::tempdir().unwrap();
        let pool = Pool::new(Store::create(dir.path()).unwrap()).unwrap();
        thread::scope(|scope| {
            for _ in 0..32 {
                scope.spawn(|| assert_eq!(pool.borrow().revision().unwrap(), 1));
            }
        });
    }
}
