//! The link that makes whoever has the box its owner, once.

use std::sync::{Mutex, PoisonError};

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::directory::Secret;

/// The claim of a box that nobody owns yet. A new one is made at each start; it is printed where only somebody with the
/// box in their hands sees it, and never stored.
pub struct Claim(Mutex<Option<Secret>>);

impl Claim {
    /// A claim with this token; `None` for a box that has an owner.
    #[must_use]
    pub fn new(token: Option<Secret>) -> Self {
        Self(Mutex::new(token))
    }

    /// Whether the token is the right one. Compares in constant time.
    pub fn fits(&self, token: &str) -> bool {
        let right = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        right
            .as_ref()
            .is_some_and(|right| verify_slices_are_equal(right.expose().as_bytes(), token.as_bytes()).is_ok())
    }

    /// Ends the claim: the link is good once.
    pub fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_good_until_it_ends() {
        let claim = Claim::new(Some(Secret::new("abc")));
        assert!(claim.fits("abc") && !claim.fits("abd") && !claim.fits(""));
        claim.end();
        assert!(!claim.fits("abc"));
        assert!(!Claim::new(None).fits(""));
    }
}
