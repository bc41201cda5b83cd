//! Feature keys, and how they fall on a model's keys. Pure.

mod fit;
pub mod request;

pub use fit::{Fit, Place, fit, places};

use crate::directory::UserId;
use serde::{Deserialize, Serialize};

/// What a feature key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyType {
    /// Takes up one of the phone's accounts.
    Line,
    /// Does nothing; written to clear the key.
    None,
    /// Parks a call in a slot, or takes it from there.
    Parking,
    /// Parks a call for one user.
    PersonalParking,
    /// Shows whether a user is on a call, and calls them.
    Presence,
    /// Dials a number.
    SpeedDial,
}

/// A key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureKey {
    /// Number on the phone, from 1; runs on over pages and then over expansion modules.
    pub key: u16,
    /// What it does.
    pub kind: KeyType,
    /// The phone's account that the key uses, from 1.
    pub line: u8,
    /// Whom or what it is about.
    pub target: KeyTarget,
    /// What stands beside the key; `None` takes the target's name.
    pub label: Option<String>,
}

/// Whom or what a stored key is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum KeyTarget {
    /// Nothing (types `none` and `line`).
    Nothing,
    /// A number or slot as typed.
    Text(String),
    /// A user; follows them when their extension changes.
    User(UserId),
}

/// A key with its reference looked up, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedKey {
    /// Number on the phone, from 1.
    pub key: u16,
    /// What it does.
    pub kind: KeyType,
    /// The phone's account that the key uses, from 1.
    pub line: u8,
    /// The extension, slot or number; empty for types that have none.
    pub value: String,
    /// The name of the user it is about; empty for types that have none.
    pub name: String,
    /// The label that somebody gave it; empty where nobody did.
    pub label: String,
}
