//! Login passwords: only argon2id hashes are kept.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use super::StoreError;
use crate::directory::Secret;

/// How hard a password is to guess, and so how slow its hash must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// A person thought it up: the hash must be slow.
    Chosen,
    /// We made it, with more than 80 bits of chance: nobody can guess it however fast the hash is, and 10,000
    /// slow ones would take minutes.
    Generated,
}

impl Strength {
    /// Memory in KiB and passes. `Chosen` follows OWASP's first choice for argon2id (19 MiB, 2 passes).
    fn cost(self) -> (u32, u32) {
        match self {
            Self::Chosen => (19 * 1024, 2),
            Self::Generated => (32, 1),
        }
    }
}

/// The password's argon2id hash as a PHC string.
pub fn hash_password(password: &Secret, strength: Strength) -> Result<String, StoreError> {
    let (memory, passes) = strength.cost();
    let params = Params::new(memory, passes, 1, None).map_err(|_| StoreError::Sealing)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password(password.expose().as_bytes()).map_err(|_| StoreError::Sealing)?;
    Ok(hash.to_string())
}

/// Whether a password is the one that was hashed. Compares in constant time.
#[must_use]
pub fn verify_password(password: &Secret, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_knows_its_password_at_either_cost() {
        for strength in [Strength::Chosen, Strength::Generated] {
            let hash = hash_password(&Secret::new("correct horse"), strength).unwrap();
            assert!(hash.starts_with("$argon2id$v=19$"));
            assert!(verify_password(&Secret::new("correct horse"), &hash));
            assert!(!verify_password(&Secret::new("wrong horse"), &hash));
        }
        assert!(!verify_password(&Secret::new("x"), "not a hash"));
    }
}
