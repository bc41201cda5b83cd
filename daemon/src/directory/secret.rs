//! Values that must not be seen.

use serde::{Deserialize, Deserializer};

/// A password or key. It has no `Display` and no `Serialize`, its `Debug` shows nothing, and only
/// [`expose`](Secret::expose) reads it, so that every use can be found by searching for that word.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself. Never log it, never put it into an error.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Dots in its place, as many whatever its length; nothing where there is nothing.
    #[must_use]
    pub fn masked(&self) -> Self {
        Self::new(if self.is_empty() { "" } else { "••••••••" })
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}
