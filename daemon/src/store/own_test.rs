//! How the box's own test tells the daemon that it is no phone: by a word that only who has the data folder can make.

use std::sync::Arc;

use super::{Store, StoreError, vault::Vault};
use crate::directory::text::{hex, unhex};

/// What the word is sealed for.
const PURPOSE: &str = "own test";

/// How long a word is good, in seconds: whoever overhears one must not hide behind it for long.
const GOOD_FOR: u64 = 60;

/// Longer words are nobody's.
const LONGEST: usize = 200;

/// Tells the words of the box's own test from others.
#[derive(Clone)]
pub struct OwnTest(Arc<Vault>);

impl Store {
    /// A word for a test at this time, another one each time.
    pub fn own_test_word(&self, now: i64) -> Result<String, StoreError> {
        Ok(hex(&self.vault.seal(PURPOSE, &now.to_string())?))
    }

    /// Tells such words from others.
    #[must_use]
    pub fn own_test(&self) -> OwnTest {
        OwnTest(Arc::clone(&self.vault))
    }
}

impl OwnTest {
    /// Whether this is a word of about this time.
    #[must_use]
    pub fn is_good(&self, word: &str, now: i64) -> bool {
        let made = unhex(word, LONGEST).and_then(|sealed| self.0.unseal(PURPOSE, &sealed).ok());
        let made = made.and_then(|made| made.expose().parse::<i64>().ok());
        made.is_some_and(|made| made.abs_diff(now) <= GOOD_FOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_good_for_a_minute_on_its_own_box() {
        let (one, other) = (Store::in_memory().unwrap(), Store::in_memory().unwrap());
        let word = one.own_test_word(1_000).unwrap();
        assert!(one.own_test().is_good(&word, 1_000) && one.own_test().is_good(&word, 1_060));
        assert!(!one.own_test().is_good(&word, 1_061));
        assert!(!other.own_test().is_good(&word, 1_000));
        for word in ["", "00", "é", "zz", &"0".repeat(1_000), &word[1..]] {
            assert!(!one.own_test().is_good(word, 1_000), "{word}");
        }
    }
}
