//! Login passwords of new users, made and hashed before the transaction, so that it holds the lock briefly.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::{Progress, Stage, StoreError};
use crate::{
    directory::{Secret, credentials},
    import::{Plan, PlannedUser},
    store::passwords::{Strength, hash_password},
};

/// A password and its hash.
pub struct Login {
    pub password: Secret,
    pub hash: String,
}

/// One login for each planned user who is new or gets another password, in the plan's order. Uses all cores: a file that brings 10,000
/// passwords of its own needs as many slow hashes.
pub fn prepare(plan: &Plan, progress: &(dyn Fn(Progress) + Sync)) -> Result<Vec<Option<Login>>, StoreError> {
    let total = plan.users.len();
    let done = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = total.div_ceil(threads).max(1);
    let hash_share = |users: &[PlannedUser]| {
        let counted = |user| {
            let login = login(user);
            progress(Progress {
                stage: Stage::Passwords,
                done: done.fetch_add(1, Ordering::Relaxed) + 1,
                total,
            });
            login
        };
        users.iter().map(counted).collect::<Result<Vec<_>, _>>()
    };
    let shares: Vec<Result<Vec<_>, StoreError>> = thread::scope(|scope| {
        let running: Vec<_> =
            plan.users.chunks(share).map(|users| scope.spawn(|| hash_share(users))).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or(Err(StoreError::Sealing))).collect()
    });
    let mut logins = Vec::with_capacity(total);
    for share in shares {
        logins.append(&mut share?);
    }
    Ok(logins)
}

/// The login of a planned user; `None` for one who is on the box already and keeps theirs.
pub fn login(user: &PlannedUser) -> Result<Option<Login>, StoreError> {
    if user.existing.is_some() && !(user.is_changed && user.password.is_some()) {
        return Ok(None);
    }
    let (password, strength) = match &user.password {
        Some(password) => (password.clone(), Strength::Chosen),
        None => (credentials::login_password(&mut rand::rng()), Strength::Generated),
    };
    let hash = hash_password(&password, strength)?;
    Ok(Some(Login { password, hash }))
}
